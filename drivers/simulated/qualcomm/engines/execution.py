"""Runs one dispatch: its job in memory, the threads that take workgroups from it, what they report."""

from __future__ import annotations

import os
import struct
import time
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from .... import kernel
from ....mapped import Mapped
from ....quiet import QuietLock
from ..isa.decoding.text import text
from ..isa.instruction import FIRST_SHARED
from ..isa.native import wave
from ..isa.native.scheduler import (
    FUEL,
    GROUP,
    JOB,
    NOWHERE,
    RETURN_FAULT,
    RETURN_LIMIT,
    RETURN_STOPPED,
    RETURN_TOUCH,
    WORKER,
)
from ..isa.running.program import Program
from .dispatch import NO_REGISTER, Dispatch, IllegalProgram, Stopped, WaveFault, WaveMemoryViolation

MAX_THREADS = max(1, len(os.sched_getaffinity(0)))
# A dispatch runs so many workgroups on its own thread before others are asked to help, and they are if what
# is left would take longer than waking them.
_GROUPS_ALONE = 2
_WORTH_A_HELPER_S = 200e-6
_NO_LIMIT = 2**63
_WORKERS_KEPT = 8
_STATE_BYTES_LEAST = 1 << 20
_SHARED_BYTES_LEAST = 32 << 10
Touch = Callable[[int, bool, bool], bool]

_ACCESS = {
    wave.ACCESS_READ: "read",
    wave.ACCESS_WRITE: "write",
    wave.ACCESS_ATOMIC: "write",
    wave.ACCESS_TEXEL: "read",
}


@lru_cache(maxsize=1)
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, MAX_THREADS - 1), "barewire-adreno")


class Worker:
    """Memory for one thread to run a workgroup in: the states of its waves, shared memory."""

    def __init__(self, state_bytes: int, shared_bytes: int) -> None:
        self.state_bytes, self.shared_bytes = state_bytes, shared_bytes
        self._states = Mapped(state_bytes)
        self._shared = Mapped(shared_bytes)
        self._control = array("Q", bytes(WORKER.SIZE + GROUP.SIZE))
        self.address = self._control.buffer_info()[0]
        struct.pack_into(
            "<QQQ",
            memoryview(self._control).cast("B"),
            WORKER.GROUP,
            self.address + WORKER.SIZE,
            self._states.address,
            self._shared.address,
        )

    @property
    def fault_state(self) -> int:
        """The host address of the state of the wave that could not go on."""
        return self._control[WORKER.FAULT_STATE // 8]

    def begin(self, private_slot: int) -> None:
        """Forget the page-table entries of an earlier dispatch; take the private memory of some waves."""
        first, last = (WORKER.SIZE + GROUP.READ_RANGE) // 8, (WORKER.SIZE + GROUP.SIZE) // 8
        self._control[first:last] = array("Q", bytes(8 * (last - first)))
        self._control[WORKER.PRIVATE_SLOT // 8] = private_slot


class WorkerPool:
    """Workers that wait for the next dispatch."""

    def __init__(self) -> None:
        self._lock = QuietLock()
        self._idle: list[Worker] = []

    def take(self, state_bytes: int, shared_bytes: int) -> Worker:
        """A worker with at least so much memory."""
        with self._lock:
            for at, worker in enumerate(self._idle):
                if worker.state_bytes >= state_bytes and worker.shared_bytes >= shared_bytes:
                    return self._idle.pop(at)
        return Worker(max(state_bytes, _STATE_BYTES_LEAST), max(shared_bytes, _SHARED_BYTES_LEAST))

    def give_back(self, worker: Worker) -> None:
        """Keep a worker for the next dispatch."""
        with self._lock:
            if len(self._idle) < _WORKERS_KEPT:
                self._idle.append(worker)


@lru_cache(maxsize=256)
def _invocations(size: tuple[int, int, int], lanes: int) -> tuple[array[int], array[int], int]:
    """The lanes of each wave of a workgroup and their local ids, x first; and the number of waves."""
    total = size[0] * size[1] * size[2]
    waves = -(-total // lanes)
    execs = array("Q")
    ids = array("I", bytes(4 * 3 * lanes * waves))
    for w in range(waves):
        count = min(lanes, total - w * lanes)
        mask = (1 << count) - 1
        execs.extend((mask & 0xFFFFFFFFFFFFFFFF, mask >> 64))
        for lane in range(count):
            n = w * lanes + lane
            at = 3 * lanes * w + lane
            ids[at] = n % size[0]
            ids[at + lanes] = n // size[0] % size[1]
            ids[at + 2 * lanes] = n // (size[0] * size[1])
    return execs, ids, waves


class Job:
    """One dispatch that runs."""

    def __init__(
        self,
        pool: WorkerPool,
        program: Program,
        dispatch: Dispatch,
        page_tables: tuple[int, int],
        stop: int,
        touch: Touch,
    ) -> None:
        """The tables are those of memory, and of what textures see of it.

        `touch(address, write, texel)` maps what is accessed and not mapped yet, if it may be.
        """
        self._touch = touch
        self._pool, self._program, self._dispatch = pool, program, dispatch
        lanes = dispatch.lanes
        self._execs, self._ids, self._waves = _invocations(dispatch.local_size, lanes)
        immediates = program.immediates
        constants = dispatch.constants.ljust(4 * program.limits.constants, b"\0")
        self._constants = array("I", constants)
        self._constants.extend(immediates)
        self._image = array("B", self._template(page_tables))
        groups = dispatch.groups
        self._total = groups[0] * groups[1] * groups[2]
        job = self._job = array("Q", bytes(JOB.SIZE))
        view = memoryview(job).cast("B")
        pack = struct.pack_into
        pack("<QQQI", view, JOB.NEXT, 0, self._total, stop, 0)
        pack("<2I", view, JOB.GROUPS_X, groups[0], groups[1])
        pack(
            "<4Q",
            view,
            JOB.TEMPLATE,
            self._image.buffer_info()[0],
            len(self._image),
            program.state_bytes,
            program.entry,
        )
        pack("<2I", view, JOB.WAVES, self._waves, FUEL)
        pack("<2Q", view, JOB.EXECS, self._execs.buffer_info()[0], self._ids.buffer_info()[0])
        has_ids = dispatch.local_id_register != NO_REGISTER
        pack("<Q", view, JOB.ID_BYTES, 3 * 4 * lanes if has_ids else 0)
        group, rows = NOWHERE, NOWHERE
        if dispatch.group_id_register >= FIRST_SHARED and dispatch.group_id_register != NO_REGISTER:
            group = wave.SHARED + 4 * (dispatch.group_id_register - FIRST_SHARED)
        elif dispatch.group_id_register != NO_REGISTER:
            rows = self._row(dispatch.group_id_register)
        place = self._row(dispatch.local_id_register) if has_ids else 0
        pack("<4I", view, JOB.ID_PLACE, place, group, rows, lanes)
        pack("<I", view, JOB.LDS_BYTES, dispatch.shared_bytes)
        pack("<2Q", view, JOB.PRIVATE, dispatch.private_address, dispatch.private_lane_bytes * lanes)

    def _row(self, register: int) -> int:
        if register + 3 > 4 * self._dispatch.registers:
            raise IllegalProgram(
                f"the ids are to go to r{register >> 2}, which is not among the wave's"
                f" {self._dispatch.registers} registers",
                self._dispatch.code_address,
                "the dispatch",
            )
        return wave.VECTOR_BASE + register * self._dispatch.lanes * 4

    def _template(self, page_tables: tuple[int, int]) -> bytearray:
        dispatch, program = self._dispatch, self._program
        image = bytearray(wave.VECTOR_BASE)
        pack = struct.pack_into
        pack("<I", image, wave.PARKED_LIMIT, min(dispatch.branch_stack, wave.PARKED_MOST - 1))
        pack("<I", image, wave.LDS_BYTES, dispatch.shared_bytes)
        pack("<2I", image, wave.PRIVATE_BYTES, dispatch.private_lane_bytes, 4 * dispatch.registers)
        pack("<Q", image, wave.PAGE_TABLE, page_tables[0])
        pack("<Q", image, wave.TEXEL_TABLE, page_tables[1])
        resources = dispatch.resources
        pack("<3Q", image, wave.TEXTURES, resources.textures, resources.images, resources.uniform_buffers)
        pack(
            "<3I",
            image,
            wave.TEXTURE_COUNT,
            resources.texture_count,
            resources.image_count,
            resources.uniform_buffer_count,
        )
        pack("<5Q", image, wave.BINDLESS, *resources.bindless)
        pack("<QI", image, wave.CONSTANTS, self._constants.buffer_info()[0], program.limits.constants)
        return image

    def run(self) -> None:
        """Run all workgroups; raises what went wrong."""
        threads = MAX_THREADS
        if self._dispatch.private_lane_bytes:
            threads = min(threads, self._dispatch.private_waves // self._waves)
            if threads < 1:
                raise IllegalProgram(
                    f"the {self._waves} waves of a workgroup have private memory for"
                    f" {self._dispatch.private_waves}",
                    self._dispatch.code_address,
                    "the dispatch",
                )
        began = time.perf_counter()
        alone = _GROUPS_ALONE if threads > 1 else _NO_LIMIT
        worker = self._worker(0)
        try:
            result = self._run(worker, alone)
            if result != RETURN_LIMIT:
                self._report(worker, result)
                return
            left = self._total - alone
            others = min(threads - 1, left - 1)
            if left * (time.perf_counter() - began) / alone < _WORTH_A_HELPER_S:
                others = 0
            futures = [_helpers().submit(self._help, number) for number in range(1, others + 1)]
            try:
                result = self._run(worker, _NO_LIMIT)
            finally:
                failures = [future.exception() for future in futures]
            for failure in failures:
                if failure is not None and not isinstance(failure, Stopped):
                    raise failure
            self._report(worker, result)
        finally:
            self._pool.give_back(worker)

    def _worker(self, number: int) -> Worker:
        worker = self._pool.take(self._waves * self._program.state_bytes, self._dispatch.shared_bytes)
        worker.begin(number * self._waves)
        return worker

    def _help(self, number: int) -> None:
        worker = self._worker(number)
        try:
            self._report(worker, self._run(worker, _NO_LIMIT))
        finally:
            self._pool.give_back(worker)

    def _run(self, worker: Worker, limit: int) -> int:
        address = self._job.buffer_info()[0]
        resume = 0
        while True:
            result: int = self._program.library.run_groups(address, worker.address, resume, limit)
            if result != RETURN_TOUCH:
                return result
            state = worker.fault_state
            wanted = kernel.word(state + wave.FAULT_ADDRESS)[0]
            detail = kernel.word(state + wave.FAULT_DETAIL, "uint32_t")[0] % wave.ACCESS_NOT_ALLOWED
            if not self._touch(wanted, _ACCESS[detail] == "write", detail == wave.ACCESS_TEXEL):
                self._job[JOB.FAULT // 8] = 1
                return RETURN_FAULT
            kernel.word(state + wave.STATUS, "uint32_t")[0] = wave.STATUS_RUNNING
            resume = 1

    def _report(self, worker: Worker, result: int) -> None:
        if result == RETURN_STOPPED:
            raise Stopped("the dispatch was stopped")
        if result == RETURN_FAULT:
            raise fault(self._program, self._dispatch, worker.fault_state)


_REASONS = {
    wave.STATUS_SHARED_VIOLATION: "lane {lane} accesses {size} bytes at {address:#x} of the {shared} bytes of"
    " shared memory that its workgroup has",
    wave.STATUS_PRIVATE_VIOLATION: "lane {lane} accesses {size} bytes at {address:#x} of the {private} bytes"
    " of private memory that it has",
    wave.STATUS_MISALIGNED: "lane {lane} accesses {size} bytes at {address:#x}, which is not aligned",
    wave.STATUS_REGISTER_RANGE: "lane {lane} comes to register {detail}, which it does not have",
    wave.STATUS_CONSTANT_RANGE: "lane {lane} comes to constant {detail}, which the dispatch does not have",
    wave.STATUS_NO_JOIN: "lanes part here and would wait at {other}, which is not marked (jp)",
    wave.STATUS_BRANCH_STACK: "lanes part here more often than the branch stack has room for ({stack})",
    wave.STATUS_DIVERGENT_BARRIER: "a barrier that some lanes of the wave have not come to",
    wave.STATUS_NO_END: "the program goes on past its last instruction",
    wave.STATUS_DESCRIPTOR: "there is no descriptor {detail}",
    wave.STATUS_VARYING: "lanes name different descriptors, {detail} and others, which is not simulated",
    wave.STATUS_BUFFER: "the descriptor of a buffer at {detail:#x} (its low half) is none: the address is no"
    " multiple of 64, or STRUCTSIZETEXELS is not 1",
    wave.STATUS_FORMAT: "the format {detail:#x} of a descriptor is not simulated",
}


def fault(program: Program, dispatch: Dispatch, state: int) -> WaveFault:
    """What the wave with this state did wrong."""
    status, size, detail, lane = (
        kernel.word(state + at, "uint32_t")[0]
        for at in (wave.STATUS, wave.FAULT_BYTES, wave.FAULT_DETAIL, wave.FAULT_LANE)
    )
    address = kernel.word(state + wave.FAULT_ADDRESS)[0]
    instruction = program.instruction_at(kernel.word(state + wave.RESUME)[0])
    pc, line = dispatch.code_address, "between instructions"
    if instruction is not None:
        pc, line = dispatch.code_address + instruction.address, text(instruction)
    if status == wave.STATUS_MEMORY_VIOLATION:
        access = _ACCESS[detail % wave.ACCESS_NOT_ALLOWED]
        reason = "not mapped" if detail < wave.ACCESS_NOT_ALLOWED else "read only"
        return WaveMemoryViolation(address, size, access, reason, pc, line, lane)
    other = program.instruction_at(address) if status == wave.STATUS_NO_JOIN else None
    reason = _REASONS.get(status, f"a wave stopped with status {status}").format(
        lane=lane,
        size=size,
        address=address,
        detail=detail,
        shared=dispatch.shared_bytes,
        private=dispatch.private_lane_bytes,
        stack=dispatch.branch_stack,
        other=text(other) if other is not None else "the end",
    )
    return IllegalProgram(reason, pc, line)
