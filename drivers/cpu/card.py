"""This machine's processor as a card."""

from __future__ import annotations

import atexit
import os
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakSet

from .. import kernel
from ..compiler import Compiler
from ..errors import BarewireError, DeviceClosed, DeviceHang
from ..interface import Allocation, Card, CardInfo
from ..owned import Owned
from ..process import THIS_PROCESS, Process
from .abi import JOB, LOCAL_BYTES_MAX, NO_CORE, POOL, QUEUES_MAX, WORKER, WORKERS_MAX
from .code_object import CpuCodeObject
from .copy_queue import CpuCopyQueue
from .discovery import PROCESS, TILE_FEATURES
from .faults import Watch
from .firmware import SPIN_NS, Firmware
from .memory import Memory
from .queue import CLOSE_TIMEOUT_S, STOP_TIMEOUT_S, CpuQueue
from .timeline import CpuTimeline, TimelineMemory, wait_at

if TYPE_CHECKING:
    from .own_process import OwnProcess

# How long a fork waits for work in flight: what is not done by then, the child does again.
_FORK_WAIT_S = 2.0
_EXIT_WAIT_S = 1.0


class _Worker:
    """One thread of the pool."""

    def __init__(self, pool: int, index: int, firmware: Firmware) -> None:
        self._firmware = firmware
        self._process = firmware.process
        self._control = self._process.map(WORKER.SIZE)
        self._scratch = self._process.map(LOCAL_BYTES_MAX, kernel.MAP_NORESERVE)
        address = self._control.address
        kernel.word(address + WORKER.POOL)[0] = pool
        kernel.word(address + WORKER.SCRATCH)[0] = self._scratch.address
        kernel.word(address + WORKER.INDEX, "uint32_t")[0] = index
        self._thread = self._process.start_thread(firmware.worker_main, address, f"bw-worker-{index}")

    def join(self, timeout_s: float) -> bool:
        """Wait for the end of the thread; False when `timeout_s` pass first."""
        if not wait_at(self._firmware, self._control.address + WORKER.EXITED, 1, timeout_s):
            return False
        self._process.join_thread(self._thread)
        return True

    def leak(self) -> None:
        self._control.leak()
        self._scratch.leak()


def _own_process(info: CardInfo, tiles: bool) -> OwnProcess:
    # Loaded where it is asked for: sockets and subprocesses take 10 ms.
    from .own_process import OwnProcess

    return OwnProcess(info.memory_bytes, tiles)


class CpuCard(Owned):
    """The processor, opened: threads that take packets from queues and share out workgroups among cores."""

    def __init__(self, info: CardInfo, compiler: Compiler) -> None:
        """Load the firmware, compiled by `compiler`.

        Raises CompileError, OutOfMemory, BarewireError when there is no process of its own although
        `info.interface` asks for one.
        """
        tiles = bool(info.features & TILE_FEATURES)
        self._own_process = _own_process(info, tiles) if info.interface == PROCESS else None
        self._process: Process = self._own_process or THIS_PROCESS
        may = self._own_process.tiles if self._own_process else tiles and kernel.request_tile_registers()
        if tiles and not may:
            info = _without_tiles(info)
        self._info = info
        self._firmware = Firmware(compiler, self._process)
        self._memory = Memory(info.memory_bytes, self._process)
        self._timeline_memory = TimelineMemory(self._firmware)
        self._timelines: WeakSet[CpuTimeline] = WeakSet()
        self._pool = self._process.map(POOL.SIZE)
        self._jobs = [
            self._pool.address + POOL.JOBS + slot * JOB.SIZE for slot in reversed(range(QUEUES_MAX))
        ]
        self._queues: list[CpuQueue] = []
        self._workers: list[_Worker] = []
        name = f"{info.driver}:{info.index}"
        self._watch = Watch(
            name, self._pool.address, self._memory.nearest, lambda: self._queues, self._process
        )
        self._firmware.watch = self._watch
        self._compiler = compiler
        self._started = self._closed = False
        kernel.word(self._pool.address + POOL.SPIN_NS)[0] = SPIN_NS if info.compute_units > 1 else 0
        # A queue's own thread is one of those that run its kernels, so the pool has one less than there are
        # cores.
        self._worker_count = min(info.compute_units, WORKERS_MAX) - 1
        kernel.word(self._pool.address + POOL.WORKERS, "uint32_t")[0] = self._worker_count

    @property
    def info(self) -> CardInfo:
        """What the card is."""
        return self._info

    def _check_open(self, what: str) -> None:
        if self._closed:
            raise DeviceClosed(f"cannot {what}: the card {self._info.driver}:{self._info.index} is closed")

    @property
    def clock_period_ns(self) -> float:
        """The clock counts nanoseconds."""
        return 1.0

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        """Memory, zeroed, page-aligned; the host sees all of it anyway.

        Raises OutOfMemory with the sizes, InvalidArgument, DeviceClosed.
        """
        self._check_open("allocate")
        return self._memory.allocate(size_bytes)

    def free(self, allocation: Allocation) -> None:
        """Give memory back; nothing may use it any more. Raises InvalidArgument when it is not the card's."""
        if not self._closed:
            self._memory.free(allocation)

    @property
    def survives_fork(self) -> bool:
        """The child starts threads of its own over the same memory; those of another process are not its."""
        return self._own_process is None

    def reaches(self, other: Card) -> bool:
        """There is one processor."""
        return other is self and not self._closed

    def memory_used_bytes(self) -> int:
        """Bytes in the allocations there are, in whole pages."""
        return self._memory.used_bytes

    def load(self, image: bytes) -> CpuCodeObject:
        """Load a relocatable ELF object.

        Raises BadCodeObject, UnsupportedArchitecture, OutOfMemory, DeviceClosed.
        """
        self._check_open("load a code object")
        return CpuCodeObject(image, self._process)

    def timeline(self) -> CpuTimeline:
        """A timeline at zero. Raises OutOfMemory, DeviceClosed."""
        self._check_open("make a timeline")
        timeline = self._timeline_memory.timeline()
        self._timelines.add(timeline)
        return timeline

    def compute_queue(self) -> CpuQueue:
        """A queue of its own. Raises BarewireError when there are QUEUES_MAX, OutOfMemory, DeviceClosed."""
        return self._queue(CpuQueue, "compute")

    def copy_queue(self) -> CpuQueue:
        """A queue of its own, which works while others do. Raises as `compute_queue` does."""
        return self._queue(CpuCopyQueue, "copy")

    def _queue(self, kind: type[CpuQueue], name: str) -> CpuQueue:
        self._check_open("make a queue")
        if not self._jobs:
            raise BarewireError(
                f"cannot make a queue: the card has {QUEUES_MAX}, which is the most; close one first"
            )
        scratch = self._process.map(LOCAL_BYTES_MAX, kernel.MAP_NORESERVE)
        job = self._jobs.pop()
        queue = kind(
            f"{name}-{QUEUES_MAX - len(self._jobs) - 1}",
            self._firmware,
            self._pool.address,
            job,
            scratch,
            self._start_workers,
            self._release_queue,
        )
        self._queues.append(queue)
        return queue

    def _release_queue(self, queue: CpuQueue) -> None:
        self._queues.remove(queue)
        self._jobs.append(queue.job)

    def _start_workers(self) -> None:
        if not self._started:
            self._watch.start(self._compiler)
            self._started = True
            if self._own_process is None:
                _running_cards.add(self)
            self._seat_workers()
            self._workers = [
                _Worker(self._pool.address, index, self._firmware)
                for index in range(1, self._worker_count + 1)
            ]

    def _seat_workers(self) -> None:
        cores = sorted(os.sched_getaffinity(0))[: self._worker_count + 1]
        held = len(cores) == self._worker_count + 1
        pool = self._pool.address
        kernel.word(pool + POOL.SPARE, "uint32_t")[0] = cores[0] if held else NO_CORE
        for index in range(1, self._worker_count + 1):
            seat = kernel.word(pool + POOL.SEATS + index * POOL.SEAT_BYTES, "uint32_t")
            seat[0], seat[1] = 0, cores[index] if held else NO_CORE

    def describe_state(self) -> str:
        """What each queue executes, a line for each."""
        if self._closed:
            return f"{self._info.driver}:{self._info.index} is closed"
        return self._describe_queues()

    def _describe_queues(self) -> str:
        return "\n".join(queue.describe() for queue in self._queues) or "no queues"

    def quiesce(self, timeout_s: float) -> bool:
        """Wait until all queues have done what was submitted; False when one has not in `timeout_s`, or never
        will.
        """
        idle = [queue.idle(timeout_s) for queue in self._queues]
        return all(idle)

    def forget_threads(self) -> None:
        """In the child of a fork: no thread has come along; new ones start with the next submit."""
        self._started, self._workers = False, []
        pool = self._pool.address
        for offset in (POOL.SLEEPERS, POOL.MOVING):
            kernel.word(pool + offset, "uint32_t")[0] = 0
        seats = WORKERS_MAX * POOL.SEAT_BYTES
        kernel.buffer(pool + POOL.SEATS, seats)[:] = bytes(seats)
        kernel.buffer(pool + POOL.JOBS, QUEUES_MAX * JOB.SIZE)[:] = bytes(QUEUES_MAX * JOB.SIZE)
        for queue in self._queues:
            queue.forget_thread()

    def stop(self, timeout_s: float) -> bool:
        """End all threads; False when one has not in `timeout_s`; then what it may touch stays mapped."""
        self._closed = True
        if self._own_process is not None:
            # The threads end with it.
            self._own_process.close()
            self._workers.clear()
            for queue in self._queues:
                queue.forget_thread()
        stopped = [queue.stop(timeout_s) for queue in self._queues]
        kernel.word(self._pool.address + POOL.STOP, "uint32_t")[0] = 1
        sequence = self._pool.address + POOL.SEQUENCE
        kernel.word(sequence, "uint32_t")[0] = (kernel.word(sequence, "uint32_t")[0] + 1) % 2**32
        kernel.futex_wake(sequence, len(self._workers))
        stopped += [worker.join(timeout_s) for worker in self._workers]
        if not all(stopped):
            for owner in (
                *self._queues,
                *self._workers,
                self._timeline_memory,
                self._memory,
                self._pool,
                self._firmware.code.mapping,
            ):
                if owner is not None:
                    owner.leak()
        return all(stopped)

    def close(self) -> None:
        """End all queues once what was submitted is done, and give all memory back.

        Raises DeviceHang, with what runs, when that takes more than some seconds. What a kernel that does not
        end may touch stays mapped then.
        """
        if self._closed:
            return
        _running_cards.discard(self)
        # In the child of a fork there may be no threads to do what is left.
        done = not self._started or self.quiesce(CLOSE_TIMEOUT_S) or self._watch.failed
        hang = "" if done else self._describe_queues()
        stopped = self.stop(STOP_TIMEOUT_S)
        for timeline in tuple(self._timelines):
            timeline.close()
        if stopped:
            if self._own_process is None:
                self._watch.stop()
            self._memory.close()
            self._queues.clear()
            self._workers.clear()
        if hang:
            stays = "" if stopped else "; its memory stays mapped until the process ends"
            raise DeviceHang(
                f"{self._info.driver}:{self._info.index} still runs after {CLOSE_TIMEOUT_S} s{stays}:\n{hang}"
            )


def _without_tiles(info: CardInfo) -> CardInfo:
    return replace(info, features=info.features - TILE_FEATURES)


_running_cards: set[CpuCard] = set()
"""Cards with threads. One that nobody closes stays here: its threads use its memory until the end."""


def _before_fork() -> None:
    for card in _running_cards:
        card.quiesce(_FORK_WAIT_S)


def _after_fork_in_child() -> None:
    for card in _running_cards:
        card.forget_threads()


def _at_exit() -> None:
    # Modules are taken down after this, and with them the mappings that the threads run in.
    for card in list(_running_cards):
        card.stop(_EXIT_WAIT_S)


os.register_at_fork(before=_before_fork, after_in_child=_after_fork_in_child)
atexit.register(_at_exit)
