"""Kernels that are ready to run on this processor, and launches of them.

A kernel is translated when its module is loaded and compiled when it is launched: without passes over it
where it is expected to run for less than they would take, and with them once it has. Handlers and the
scheduler are compiled once. The `Keep` that comes from outside may keep objects on disk.
"""

from __future__ import annotations

import os
import struct
import time
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

from .... import kernel
from ....compiler import Compiler, Keep, loaded
from ....llvm import host_compiler
from ....mapped import Mapped
from ....object_loader import LoadedObject
from ....quiet import QuietLock
from .native import layout, scheduler
from .native.collectives import handler_symbol, handler_text
from .native.layout import BLOCK, COPY, JOB, SITE, WORKER
from .native.translator import Program

Dimensions = tuple[int, int, int]

MAX_THREADS = max(1, len(os.sched_getaffinity(0)))
_STEP = "step"
# Each thread of a loop is taken to go through it so often.
_TURNS = 64
# What the passes take and save, measured on the kernels of the test suite: a kernel of n bytes of IR takes n
# microseconds longer to compile, and each of its threads 0.03 n nanoseconds less.
_PASSES_S_PER_BYTE = 1e-6
_FEW_THREADS = 30_000
# Room behind the marks of shared memory, for an access that ends beyond it.
_MARGIN_BYTES = 64
_WORKERS_KEPT = 8


class Library:
    """Native code there is in this process. Safe to use from several threads."""

    def __init__(self, kept: Keep) -> None:
        host = host_compiler()
        self._compiler = kept(host)
        self._promptly = kept(replace(host, level=0))
        self._thoroughly = kept(replace(host, join_scalars=True))
        self._lock = QuietLock()
        self._handlers: dict[str, int] = {}
        self._kernels: dict[tuple[str, bool], LoadedObject] = {}
        self.prompt = True  # whether kernels that run little are compiled without passes
        self._objects: list[LoadedObject] = []
        self._run: Callable[[int, int], int] | None = None

    def _load(self, text: str, compiler: Compiler) -> LoadedObject:
        code = loaded(compiler, text, LoadedObject)
        self._objects.append(code)
        return code

    @property
    def run(self) -> Callable[[int, int], int]:
        """The scheduler: `run(job, worker)`."""
        with self._lock:
            if self._run is None:
                functions = self._load(scheduler.source(), self._compiler).functions
                self._run = kernel.native_function(
                    "int(*)(uintptr_t, uintptr_t)", functions["run"].gpu_address
                )
            return self._run

    def handler(self, name: str) -> int:
        """The address of a handler."""
        with self._lock:
            address = self._handlers.get(name)
            if address is None:
                functions = self._load(handler_text(name), self._compiler).functions
                address = self._handlers[name] = functions[handler_symbol(name)].gpu_address
            return address

    def step(self, program: Program, thorough: bool) -> int:
        """The address of a kernel's code."""
        with self._lock:
            loaded = self._kernels.get((program.text, thorough))
            if loaded is None:
                compiler = self._thoroughly if thorough else self._promptly
                loaded = self._kernels[program.text, thorough] = self._load(program.text, compiler)
            return loaded.functions[_STEP].gpu_address


@dataclass(frozen=True)
class Fault:
    """What a kernel did wrong, and which of its threads."""

    kind: int
    line: int
    address: int
    size_bytes: int
    thread: Dimensions
    block: Dimensions


class Kernel:
    """A kernel that can be launched."""

    def __init__(self, library: Library, program: Program) -> None:
        self.library, self.program = library, program
        self._lock = QuietLock()
        self._thorough = not library.prompt
        self._spent_s = 0.0
        self._sites = array("Q")

    def spent(self, seconds: float) -> None:
        """Note how long a launch took."""
        self._spent_s += seconds

    def prepare(self, threads: int) -> tuple[int, int]:
        """Compile what a launch of so many threads needs; returns the addresses of code and sites."""
        with self._lock:
            program = self.program
            few = threads * (_TURNS if program.loops else 1) < _FEW_THREADS
            if not few or self._spent_s > _PASSES_S_PER_BYTE * len(program.text):
                self._thorough = True
            if not self._sites:
                sites = bytearray()
                for site in program.sites:
                    address = self.library.handler(site.handler)
                    sites += struct.pack("<IIIIQ", site.kind, site.line, site.flags, 0, address)
                self._sites = array("Q", bytes(sites) or bytes(SITE.SIZE))
            return self.library.step(program, self._thorough), self._sites.buffer_info()[0]


class _Worker:
    """What one thread of the host runs a cluster in."""

    def __init__(self, frames_bytes: int, shared_bytes: int, blocks: int) -> None:
        self.sizes = (frames_bytes, shared_bytes, blocks)
        self._frames = Mapped(frames_bytes)
        self._shared = Mapped(shared_bytes + _MARGIN_BYTES)
        self._pending = Mapped(shared_bytes + _MARGIN_BYTES)
        self._watches = Mapped(shared_bytes + _MARGIN_BYTES)
        self._blocks = Mapped(blocks * BLOCK.SIZE)
        self._copies = Mapped(blocks * COPY.SIZE * COPY.MOST)
        self._control = Mapped(WORKER.SIZE)
        self.address = self._control.address
        struct.pack_into(
            "<4Q",
            self._control.bytes,
            0,
            self._blocks.address,
            self._frames.address,
            self._shared.address,
            self._pending.address,
        )
        struct.pack_into("<Q", self._control.bytes, WORKER.WATCHES, self._watches.address)
        for block in range(blocks):
            where = self._copies.address + block * COPY.SIZE * COPY.MOST
            struct.pack_into("<Q", self._blocks.bytes, block * BLOCK.SIZE + BLOCK.COPY_LIST, where)

    def number(self, value: int) -> None:
        """Which multiprocessor it is."""
        struct.pack_into("<I", self._control.bytes, WORKER.NUMBER, value)

    def fault(self) -> Fault:
        """What it stopped at."""
        kind, line, size, _, address, *where = struct.unpack_from("<4IQ6I", self._control.bytes, WORKER.FAULT)
        return Fault(kind, line, address, size, tuple(where[:3]), tuple(where[3:]))


class _Pool:
    def __init__(self) -> None:
        self._lock = QuietLock()
        self._idle: list[_Worker] = []

    def take(self, frames_bytes: int, shared_bytes: int, blocks: int) -> _Worker:
        wanted = (frames_bytes, shared_bytes, blocks)
        with self._lock:
            for at, worker in enumerate(self._idle):
                if all(have >= want for have, want in zip(worker.sizes, wanted, strict=True)):
                    return self._idle.pop(at)
        return _Worker(max(frames_bytes, 1 << 16), max(shared_bytes, 1 << 16), max(blocks, 1))

    def give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)
            del self._idle[:-_WORKERS_KEPT]


_pool = _Pool()


@lru_cache(maxsize=1)
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, MAX_THREADS - 1), "barewire-multiprocessor")


@dataclass(frozen=True)
class Invocation:
    """A grid of blocks to run."""

    grid: Dimensions
    block: Dimensions
    cluster: Dimensions
    dynamic_shared_bytes: int
    parameters: bytes


@dataclass(frozen=True)
class Surroundings:
    """What a kernel finds on its device: the addresses of its module's variables, and what memory is
    allocated.
    """

    globals_address: int
    pages_address: int
    arena: int
    multiprocessors: int


class StopFlag:
    """Ends launches: each looks at those of its device."""

    def __init__(self) -> None:
        self._jobs: set[int] = set()
        self._lock = QuietLock()
        self.raised = False

    def raise_(self) -> None:
        """Stop what runs, and what would run."""
        with self._lock:
            self.raised = True
            for job in self._jobs:
                kernel.word(job + JOB.STOP, "uint32_t")[0] = 1

    def enter(self, job: int) -> None:
        """A job begins."""
        with self._lock:
            self._jobs.add(job)
            if self.raised:
                kernel.word(job + JOB.STOP, "uint32_t")[0] = 1

    def leave(self, job: int) -> None:
        """A job has ended."""
        with self._lock:
            self._jobs.discard(job)


def _product(values: Sequence[int]) -> int:
    total = 1
    for value in values:
        total *= value
    return total


def run(compiled: Kernel, launch: Invocation, around: Surroundings, stop: StopFlag) -> Fault | None:
    """Run a grid to its end; returns what went wrong. Ends early where the flag says so."""
    program = compiled.program
    threads, cluster = _product(launch.block), _product(launch.cluster)
    step, sites = compiled.prepare(_product(launch.grid) * threads)
    scheduler_run = compiled.library.run
    total_shared = program.static_shared_bytes + launch.dynamic_shared_bytes
    shared_stride = -(-total_shared // 128) * 128 + 128
    clusters = _product(launch.grid) // cluster
    waits = bool(program.sites)
    flags = (layout.HAS_SITES if waits else 0) | layout.HAS_COPIES
    flags |= layout.HAS_WATCHES if program.watches else 0
    # The end of the marks of shared memory stays zero: it stands for what is not shared memory.
    parameters = array("B", launch.parameters or b"\0")
    job = Mapped(JOB.SIZE)
    struct.pack_into("<QQII", job.bytes, 0, 0, clusters, 0, 0)
    struct.pack_into("<9I", job.bytes, JOB.GRID, *launch.grid, *launch.block, *launch.cluster)
    struct.pack_into(
        "<5I",
        job.bytes,
        JOB.BLOCK_THREADS,
        threads,
        cluster,
        shared_stride,
        launch.dynamic_shared_bytes,
        flags,
    )
    struct.pack_into(
        "<7Q",
        job.bytes,
        JOB.PARAMETERS,
        parameters.buffer_info()[0],
        around.globals_address,
        around.pages_address,
        around.arena,
        step,
        sites,
        program.frame_bytes,
    )
    struct.pack_into("<II", job.bytes, JOB.MULTIPROCESSORS, around.multiprocessors, total_shared)
    frames_bytes = program.frame_bytes * (threads * cluster if waits else cluster)
    stop.enter(job.address)
    began = time.thread_time()
    try:

        def work(number: int) -> Fault | None:
            worker = _pool.take(frames_bytes, shared_stride * cluster, cluster)
            try:
                worker.number(number)
                result = scheduler_run(job.address, worker.address)
                return worker.fault() if result == layout.FAULT else None
            finally:
                _pool.give_back(worker)

        helpers = min(MAX_THREADS, clusters) - 1 if threads * clusters >= _WORTH_A_HELPER else 0
        futures = [_helpers().submit(work, number + 1) for number in range(helpers)]
        faults = [work(0), *(future.result() for future in futures)]
    finally:
        stop.leave(job.address)
        compiled.spent(time.thread_time() - began)
    return next((fault for fault in faults if fault is not None), None)


# Threads of a grid for which another thread of the host is not worth waking.
_WORTH_A_HELPER = 2048
