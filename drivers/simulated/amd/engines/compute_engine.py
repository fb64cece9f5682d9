"""The compute units of a simulated AMD card: runs dispatches of machine code, workgroup by workgroup."""

from __future__ import annotations

import time
from array import array
from functools import lru_cache
from weakref import WeakKeyDictionary

from ....compiler import Keep, not_kept
from ....quiet import QuietLock
from ...memory.vm import AddressSpace, MemoryViolation
from ..isa.checks import hazards, waits
from ..isa.decoding.decode import decoder
from ..isa.instruction import Instruction
from ..isa.native.builder import Context
from ..isa.running import wave_start
from ..isa.running.library import QUICK, THOROUGH, HandlerLibrary
from ..isa.running.program import Program, Registers
from ..isa.running.wave_start import Shapes
from ..isa.semantics import meanings
from .dispatch import (
    Dispatch,
    IllegalInstruction,
    Stopped,
    UnwaitedResult,
    WaveFault,
    WaveMemoryViolation,
    named_failures,
)
from .execution import Job, WorkerPool

__all__ = [
    "ComputeEngine",
    "Dispatch",
    "IllegalInstruction",
    "MemoryViolation",
    "Stopped",
    "UnwaitedResult",
    "WaveFault",
    "WaveMemoryViolation",
]

_WORTH_CARE_S = 0.02
"""A program that has run for this long is translated again, to handlers that were compiled with care."""
_SHAPES_KEPT = 256
_PROGRAMS_KEPT = 4096

meanings.load()

_PROGRAMS: WeakKeyDictionary[AddressSpace, dict[object, Program]] = WeakKeyDictionary()
"""Translated programs, shared by all queues of a process on a card."""
_PROGRAMS_LOCK = QuietLock()


@lru_cache(maxsize=8)
def library(kept: Keep, level: int) -> HandlerLibrary:
    """The handlers of this process, one library per level and way to keep them."""
    return HandlerLibrary(kept, level)


class ComputeEngine:
    """Runs dispatches for one card and one address space. Several threads may call `run` at once."""

    def __init__(self, arch: str, address_space: AddressSpace, kept: Keep = not_kept) -> None:
        """`arch` is one of opcode_tables.TABLES; handlers, compiled, are kept by way of `kept`."""
        self.arch = arch
        self.address_space = address_space
        self._kept = kept
        self._programs = _PROGRAMS.setdefault(address_space, {})
        self._shapes: dict[object, Shapes] = {}
        self._stop = array("I", [0])
        self._pool = WorkerPool()

    def run(self, dispatch: Dispatch) -> None:
        """Run a dispatch; returns once all its waves have ended.

        Raises MemoryViolation, IllegalInstruction, UnwaitedResult, Stopped.
        """
        if not all(dispatch.groups) or not all(dispatch.block):
            return
        program = self._program(dispatch)
        shapes = self._shapes_of(dispatch)
        stop = self._stop.buffer_info()[0]
        table = self.address_space.table
        began = time.perf_counter()
        try:
            Job(self.arch, self._pool, program, shapes, dispatch, table, stop).run()
        finally:
            program.busy_s += time.perf_counter() - began

    def stop(self) -> None:
        """Make every dispatch that runs raise Stopped soon; those that come later as well."""
        self._stop[0] = 1

    # ---- what a dispatch needs --------------------------------------------------------------------------

    def _program(self, dispatch: Dispatch) -> Program:
        context = wave_start.context(self.arch, dispatch.wave_lanes, dispatch.rsrc1)
        registers = wave_start.registers(self.arch, dispatch.wave_lanes, dispatch.rsrc1, dispatch.rsrc3)
        key = (dispatch.program_address, context, registers)
        with _PROGRAMS_LOCK:
            program = self._programs.get(key)
            if program is None or not program.is_current():
                level = QUICK
            elif program.library.level == QUICK and program.busy_s > _WORTH_CARE_S:
                level = THOROUGH
            else:
                return program
            if len(self._programs) >= _PROGRAMS_KEPT:
                self._programs.clear()
            program = self._translated(dispatch.program_address, context, registers, level)
            self._programs[key] = program
            return program

    def _translated(self, address: int, context: Context, registers: Registers, level: int) -> Program:
        arch = self.arch
        decode = decoder(arch, context.lanes).decode

        def check(instructions: list[Instruction]) -> None:
            waits.check(instructions, arch)
            hazards.check(instructions, arch)

        with named_failures():
            handlers = library(self._kept, level)
            return Program(handlers, decode, check, self.address_space, address, context, registers)

    def _shapes_of(self, dispatch: Dispatch) -> Shapes:
        components = wave_start.components(dispatch.rsrc2)
        key = (dispatch.block, dispatch.last_group_threads, dispatch.wave_lanes, components)
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) > _SHAPES_KEPT:
                self._shapes.clear()
            found = self._shapes[key] = Shapes(
                self.arch, dispatch.block, dispatch.last_group_threads, dispatch.wave_lanes, components
            )
        return found
