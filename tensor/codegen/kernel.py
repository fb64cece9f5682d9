"""One kernel from loop nest to LLVM IR: canonical loops, the schedule, the emitter that fits."""

from __future__ import annotations


from . import contraction, emit_loops
from .canonical import canonical
from .emit_loops import Emitted
from .lower import LoopNest
from .schedules import Machine, Schedule, TileSchedule, choose


def prepare(nest: LoopNest) -> LoopNest:
    """The nest in the form that schedules are chosen for."""
    return canonical(nest)


def pick(nest: LoopNest, machine: Machine) -> Schedule:
    """The heuristic's schedule for a prepared nest."""
    found = contraction.recognise(nest)
    return contraction.choose(found, machine) if found is not None else choose(nest, machine)


def emit(nest: LoopNest, schedule: Schedule, name: str) -> Emitted:
    """LLVM IR for a prepared nest under a schedule."""
    if isinstance(schedule, TileSchedule):
        found = contraction.recognise(nest)
        if found is None:
            raise ValueError("a tile schedule was given for a kernel that is not a contraction")
        return contraction.emit(found, schedule, name)
    return emit_loops.emit(nest, schedule, name)
