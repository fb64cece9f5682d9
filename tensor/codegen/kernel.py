"""One kernel from loop nest to LLVM IR: canonical loops, the schedule, the emitter that fits."""

from __future__ import annotations

from collections.abc import Iterator

from . import schedules
from .grid import (
    loop_schedule as grid_schedules,
)
from .grid import (
    loops as emit_grid,
)
from .grid import (
    tile_schedule as grid_contraction,
)
from .grid import (
    tiles as emit_grid_tiles,
)
from .grid.attention import kernel as emit_grid_chain
from .grid.attention import schedule as grid_chain
from .grid.target import of_arch
from .nest import contraction
from .nest.canonical import canonical
from .nest.contraction import Contraction
from .nest.lower import LoopNest
from .nvidia import warpgroup_schedule as warpgroup_contraction
from .nvidia import warpgroup_tiles
from .processor import amx
from .processor import linked as chain
from .processor import loops as emit_loops
from .processor import tiles as emit_tiles
from .processor.loops import Emitted
from .schedules import (
    ChainSchedule,
    GridSchedule,
    GridTileSchedule,
    Machine,
    OnGrid,
    Schedule,
    TileSchedule,
    WarpgroupSchedule,
    choose,
)


def prepare(nest: LoopNest) -> LoopNest:
    """The nest in the form that schedules are chosen for."""
    return chain.prepare(nest) if nest.before else canonical(nest)


def pick(nest: LoopNest, machine: Machine) -> Schedule:
    """The heuristic's schedule for a prepared nest."""
    if machine.kind == "grid":
        return _pick_on_grid(nest, machine)
    linked = chain.recognise(nest)
    if linked is not None:
        return chain.choose(linked, machine)
    found = contraction.recognise(nest)
    if found is None:
        return choose(nest, machine)
    return amx.choose(found, machine) or contraction.choose(found, machine)


def _pick_on_grid(nest: LoopNest, machine: Machine) -> Schedule:
    attention = grid_chain.recognise(nest)
    if attention is not None and (chosen := grid_chain.choose(attention, machine)) is not None:
        return chosen
    found = contraction.recognise(nest)
    tile = None
    if found is not None:
        tile = warpgroup_contraction.choose(found, machine) or grid_contraction.choose(found, machine)
    return tile or grid_schedules.choose(nest, machine)


def takes_chain(nest: LoopNest, machine: Machine) -> bool:
    """Whether linked kernels are best run as one on the machine."""
    if machine.kind == "grid":
        return grid_chain.is_worthwhile(prepare(nest), machine)
    return chain.is_taken(nest)


def alternatives(nest: LoopNest, machine: Machine) -> Iterator[Schedule]:
    """What `barewire tune` tries for a nest's loops; of a contraction as if it were none."""
    yield from (grid_schedules if machine.kind == "grid" else schedules).alternatives(nest, machine)


def tiles(nest: LoopNest, machine: Machine) -> Iterator[Schedule]:
    """What `barewire tune` tries for a nest as a contraction; nothing where it is none."""
    attention = grid_chain.recognise(nest) if machine.kind == "grid" else None
    if attention is not None:
        yield from grid_chain.alternatives(attention, machine)
    found = contraction.recognise(nest)
    if found is None:
        return
    if machine.kind == "grid":
        yield from warpgroup_contraction.alternatives(found, machine)
        yield from grid_contraction.alternatives(found, machine)
    else:
        yield from amx.alternatives(found, machine)
        yield from contraction.alternatives(found, machine)


def emit(nest: LoopNest, schedule: Schedule, name: str, machine: Machine | None = None) -> Emitted:
    """LLVM IR for a prepared nest under a schedule; what is for a grid needs to know the machine."""
    if isinstance(schedule, OnGrid):
        if machine is None:
            raise ValueError("a grid schedule was given without the machine it is for")
        return _emit_on_grid(nest, schedule, name, machine)
    if isinstance(schedule, ChainSchedule):
        linked = chain.recognise(nest)
        if linked is None:
            raise ValueError("a chain schedule was given for a kernel that is not a chain")
        return chain.emit(linked, schedule, name)
    if isinstance(schedule, TileSchedule):
        emitter = amx.emit if schedule.tensor == "amx" else emit_tiles.emit
        return emitter(_contraction(nest), schedule, name)
    return emit_loops.emit(nest, schedule, name)


def _emit_on_grid(nest: LoopNest, schedule: OnGrid, name: str, machine: Machine) -> Emitted:
    if isinstance(schedule, WarpgroupSchedule):
        return warpgroup_tiles.emit(_contraction(nest), schedule, name, machine)
    target = of_arch(machine.arch, machine.features)
    if isinstance(schedule, GridSchedule):
        return emit_grid.emit(nest, schedule, name, target, machine.wave_lanes)
    if isinstance(schedule, GridTileSchedule):
        return emit_grid_tiles.emit(_contraction(nest), schedule, name, target, machine)
    attention = grid_chain.recognise(nest)
    if attention is None:
        raise ValueError("a schedule for attention was given for a kernel that is none")
    return emit_grid_chain.emit(attention, schedule, name, target, machine)


def _contraction(nest: LoopNest) -> Contraction:
    found = contraction.recognise(nest)
    if found is None:
        raise ValueError("a tile schedule was given for a kernel that is not a contraction")
    return found
