"""Runs one dispatch: its job in memory, the threads that take workgroups from it, what they report."""

from __future__ import annotations

import os
import struct
import time
from array import array
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from .... import kernel
from ....mapped import Mapped
from ....quiet import QuietLock
from ..isa.native import wave
from ..isa.native.scheduler import (
    FUEL,
    GROUP,
    JOB,
    RETURN_FAULT,
    RETURN_LIMIT,
    RETURN_STOPPED,
    RETURN_TRANSLATE,
    WORKER,
)
from ..isa.running import wave_start
from ..isa.running.program import Program
from ..isa.running.wave_start import Shapes
from ..isa.text.assembly import text
from .dispatch import (
    Dispatch,
    IllegalInstruction,
    Stopped,
    WaveFault,
    WaveMemoryViolation,
    WaveTrapped,
    named_failures,
)

MAX_THREADS = max(1, len(os.sched_getaffinity(0)))
# A dispatch runs so many workgroups on its queue's thread before others are asked to help, and they are if
# what is left would take longer than waking them.
_GROUPS_ALONE = 2
_WORTH_A_HELPER_S = 200e-6
_NO_LIMIT = 2**63
_WORKERS_KEPT = 8
_STATE_BYTES_LEAST = 1 << 20
_LDS_BYTES_LEAST = 64 << 10

_ACCESS = {
    wave.ACCESS_READ: "read",
    wave.ACCESS_WRITE: "write",
    wave.ACCESS_EXECUTE: "execute",
    wave.ACCESS_ATOMIC: "write",
}


@lru_cache(maxsize=1)
def _helpers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(1, MAX_THREADS - 1), "barewire-shader")


class Worker:
    """Memory for one thread to run a workgroup in: the states of its waves, local memory."""

    def __init__(self, state_bytes: int, lds_bytes: int) -> None:
        self.state_bytes, self.lds_bytes = state_bytes, lds_bytes
        self._states = Mapped(state_bytes)
        self._lds = Mapped(lds_bytes)
        self._control = array("Q", bytes(WORKER.SIZE + GROUP.SIZE))
        self.address = self._control.buffer_info()[0]
        struct.pack_into(
            "<QQQ",
            memoryview(self._control).cast("B"),
            WORKER.GROUP,
            self.address + WORKER.SIZE,
            self._states.address,
            self._lds.address,
        )

    @property
    def fault_state(self) -> int:
        """The host address of the state of the wave that could not go on."""
        return self._control[WORKER.FAULT_STATE // 8]

    def forget_mappings(self) -> None:
        """Forget the page-table entries that waves of an earlier dispatch found."""
        first, last = (WORKER.SIZE + GROUP.READ_RANGES) // 8, (WORKER.SIZE + GROUP.SIZE) // 8
        self._control[first:last] = array("Q", bytes(8 * (last - first)))

    def take_scratch(self, slot: int) -> None:
        """Let its waves have the scratch memory of the slots from this one."""
        self._control[WORKER.SCRATCH_SLOT // 8] = slot


class WorkerPool:
    """Workers that wait for the next dispatch."""

    def __init__(self) -> None:
        self._lock = QuietLock()
        self._idle: list[Worker] = []

    def take(self, state_bytes: int, lds_bytes: int) -> Worker:
        """A worker with at least so much memory."""
        with self._lock:
            for at, worker in enumerate(self._idle):
                if worker.state_bytes >= state_bytes and worker.lds_bytes >= lds_bytes:
                    return self._idle.pop(at)
        return Worker(max(state_bytes, _STATE_BYTES_LEAST), max(lds_bytes, _LDS_BYTES_LEAST))

    def give_back(self, worker: Worker) -> None:
        """Keep a worker for the next dispatch."""
        with self._lock:
            if len(self._idle) < _WORKERS_KEPT:
                self._idle.append(worker)


class Job:
    """One dispatch that runs."""

    def __init__(
        self,
        arch: str,
        pool: WorkerPool,
        program: Program,
        shapes: Shapes,
        dispatch: Dispatch,
        page_table: int,
        stop: int,
    ) -> None:
        self._arch, self._pool, self._library = arch, pool, program.library
        self._program, self._dispatch = program, dispatch
        self._waves = shapes.waves
        image = program.image()
        wave_start.fill_image(
            image,
            dispatch.rsrc2,
            dispatch.user_data,
            dispatch.lds_bytes,
            dispatch.scratch_wave_bytes,
            page_table,
            program.cell.buffer_info()[0],
        )
        self._image = array("B", image)
        self._kept = shapes
        groups = dispatch.groups
        self._total = groups[0] * groups[1] * groups[2]
        places = wave_start.places(arch, dispatch.rsrc2)
        partial = [
            first + count - 1 if threads else -1
            for first, count, threads in zip(
                dispatch.first_group, groups, dispatch.last_group_threads, strict=True
            )
        ]
        job = self._job = array("Q", bytes(JOB.SIZE))
        view = memoryview(job).cast("B")
        pack = struct.pack_into
        pack("<QQQI", view, JOB.NEXT, 0, self._total, stop, 0)
        pack("<5I", view, JOB.GROUPS_X, groups[0], groups[1], *dispatch.first_group)
        pack(
            "<4Q",
            view,
            JOB.TEMPLATE,
            self._image.buffer_info()[0],
            len(image),
            program.state_bytes,
            program.entry,
        )
        pack("<4I", view, JOB.GROUP_ID_X, *places.ids)
        pack("<QQ", view, JOB.SCRATCH, dispatch.scratch_address, dispatch.scratch_wave_bytes)
        pack("<Q3i", view, JOB.SHAPES, shapes.address, *partial)
        pack("<3I", view, JOB.ID_BYTES, shapes.id_bytes, program.vector_base, places.wave_offset)
        pack("<2I", view, JOB.LDS_BYTES, dispatch.lds_bytes, FUEL)

    def run(self) -> None:
        """Run all workgroups; raises what went wrong."""
        threads = MAX_THREADS
        if self._dispatch.scratch_wave_bytes:
            threads = min(threads, self._dispatch.scratch_waves // self._waves)
            if threads < 1:
                raise IllegalInstruction(
                    f"the {self._waves} waves of a workgroup have private memory for"
                    f" {self._dispatch.scratch_waves}",
                    self._dispatch.program_address,
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
        worker = self._pool.take(self._waves * self._program.state_bytes, self._dispatch.lds_bytes)
        worker.take_scratch(number * self._waves)
        worker.forget_mappings()
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
            result: int = self._library.run_groups(address, worker.address, resume, limit)
            if result != RETURN_TRANSLATE:
                return result
            resume = 1
            try:
                self._translate_target(worker.fault_state)
            except Exception:
                self._job[JOB.FAULT // 8] = 1
                raise

    def _translate_target(self, state: int) -> None:
        target = kernel.word(state + wave.FAULT_ADDRESS)[0]
        mode = kernel.word(state + wave.MODE, "uint32_t")[0] & 0xFF
        with named_failures():
            record = self._program.record_at(target, mode)
        self._program.fill_constants(kernel.buffer(state, self._program.vector_base))
        kernel.word(state + wave.RESUME)[0] = record
        kernel.word(state + wave.STATUS, "uint32_t")[0] = wave.STATUS_RUNNING

    def _report(self, worker: Worker, result: int) -> None:
        if result == RETURN_STOPPED:
            raise Stopped("the dispatch was stopped")
        if result == RETURN_FAULT:
            raise fault(self._program, worker.fault_state)


def fault(program: Program, state: int) -> Exception:
    """What the wave with this state did wrong."""
    status, address, size, detail, lane = (
        kernel.word(state + wave.STATUS, "uint32_t")[0],
        kernel.word(state + wave.FAULT_ADDRESS)[0],
        *(
            kernel.word(state + at, "uint32_t")[0]
            for at in (wave.FAULT_BYTES, wave.FAULT_DETAIL, wave.FAULT_LANE)
        ),
    )
    instruction = program.instruction_at(kernel.word(state + wave.RESUME)[0])
    pc, line = (
        (instruction.address, text(instruction)) if instruction is not None else (0, "between instructions")
    )
    if status == wave.STATUS_MEMORY_VIOLATION:
        access = _ACCESS[detail % wave.ACCESS_NOT_ALLOWED]
        reason = (
            "not mapped"
            if detail < wave.ACCESS_NOT_ALLOWED
            else "read only"
            if access == "write"
            else f"not {access}able"
        )
        return WaveMemoryViolation(address, size, access, reason, pc, line, lane)
    if status == wave.STATUS_LDS_VIOLATION:
        limit = kernel.word(state + wave.LDS_BYTES, "uint32_t")[0]
        message = (
            f"lane {lane} accesses {size} bytes at {address:#x} of the {limit} bytes of local memory that its"
            " workgroup was given"
        )
        return IllegalInstruction(message, pc, line)
    if status == wave.STATUS_MISALIGNED:
        return IllegalInstruction(
            f"lane {lane} accesses {size} bytes at {address:#x}, which is not aligned", pc, line
        )
    if status == wave.STATUS_REGISTER_RANGE:
        return IllegalInstruction(f"register number {detail} is beyond what the wave was given", pc, line)
    if status == wave.STATUS_HALTED:
        return WaveTrapped("s_sethalt", pc, line)
    if status == wave.STATUS_TRAP:
        return WaveTrapped(f"s_trap {detail}", pc, line)
    return WaveFault(f"a wave stopped with status {status}", pc, line)
