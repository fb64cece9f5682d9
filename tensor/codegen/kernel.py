"""One kernel from loop nest to LLVM IR: canonical loops, the schedule, the emitter that fits."""

from __future__ import annotations

from . import amx, chain, contraction, emit_loops, emit_tiles
from .canonical import canonical
from .emit_loops import Emitted
from .lower import LoopNest
from .schedules import ChainSchedule, Machine, Schedule, TileSchedule, choose


def prepare(nest: LoopNest) -> LoopNest:
    """The nest in the form that schedules are chosen for."""
    return chain.prepare(nest) if nest.before else canonical(nest)


def pick(nest: LoopNest, machine: Machine) -> Schedule:
    """The heuristic's schedule for a prepared nest."""
    linked = chain.recognise(nest)
    if linked is not None:
        return chain.choose(linked, machine)
    found = contraction.recognise(nest)
    if found is None:
        return choose(nest, machine)
    return amx.choose(found, machine) or contraction.choose(found, machine)


def emit(nest: LoopNest, schedule: Schedule, name: str) -> Emitted:
    """LLVM IR for a prepared nest under a schedule."""
    if isinstance(schedule, ChainSchedule):
        linked = chain.recognise(nest)
        if linked is None:
            raise ValueError("a chain schedule was given for a kernel that is not a chain")
        return chain.emit(linked, schedule, name)
    if isinstance(schedule, TileSchedule):
        found = contraction.recognise(nest)
        if found is None:
            raise ValueError("a tile schedule was given for a kernel that is not a contraction")
        emitter = amx.emit if schedule.tensor == "amx" else emit_tiles.emit
        return emitter(found, schedule, name)
    return emit_loops.emit(nest, schedule, name)
