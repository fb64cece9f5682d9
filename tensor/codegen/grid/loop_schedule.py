"""Schedules of loop nests on a grid: the heuristic, and what `barewire tune` tries beside its choice."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ..machine import Machine
from ..nest.canonical import all_values
from ..nest.expression import Leaf
from ..nest.lanes import lanes_within, loop_score, vector_candidates
from ..nest.lower import LoopNest
from ..schedule import GridLoopSchedule
from . import mathematics, remainder

# Work-items that a compute unit should have to hide how long its memory takes to answer.
_ITEMS_PER_CORE = 512
_BLOCK = 256
_MOST_STEPS = 8
# A team across must not take more local memory than a group has, 16 bytes for each work-item.
_MOST_ACROSS = 16
_WIDEST_ACCESS_BYTES = 16
_MOST_LANES = 16
_MOST_UNROLLED = 16
# Functions whose rare cases are written out for each lane: those of float32 that no target has.
_LONG = frozenset(op for op, name in (*mathematics.FUNCTIONS, *remainder.FUNCTIONS) if name == "float32")


def choose(nest: LoopNest, machine: Machine) -> GridLoopSchedule:
    """Adjacent work-items read adjacent memory; teams share reductions where there are too few results."""
    if nest.ordered:
        return GridLoopSchedule("", 1, 1, 1, _block(prod(var.extent for var in nest.outer), 1, machine))
    widest = _widest_access(nest)
    values = all_values(nest)
    vector = max(vector_candidates(nest), key=lambda each: loop_score(nest, each, values, widest), default="")
    results = prod(var.extent for var in nest.outer)
    if vector == "own":
        return _shared(nest, results, widest, machine)
    extent = next((var.extent for var in nest.outer if var.key == vector), 1)
    lanes = min(widest, extent & -extent)
    wanted = machine.cores * _ITEMS_PER_CORE
    while lanes > 1 and results // lanes < wanted:
        lanes //= 2
    steps = max((prod(axis.extent for axis in r.axes) for r in nest.reductions), default=1)
    team = 1
    while team < _MOST_ACROSS and steps >= 2 * _MOST_STEPS * team and results // lanes * team < wanted:
        team *= 2
    if team == 1:
        return GridLoopSchedule(vector, lanes, 1, _unroll(steps), _block(results // lanes, 1, machine))
    block = max(_block(results // lanes, team, machine), team)
    return GridLoopSchedule(vector, lanes, team, _unroll(steps // team), block, True)


def _widest_access(nest: LoopNest) -> int:
    """How many elements of the widest type in memory one access can have."""
    values = all_values(nest)
    if any(value.op in _LONG and value.dtype.is_float for value in values):
        return 1
    sizes = [store.slot.dtype.item_bytes for store in nest.stores]
    sizes += [v.argument[0].dtype.item_bytes for v in values if v.op is Leaf.LOAD]
    return _WIDEST_ACCESS_BYTES // max(sizes)


def _shared(nest: LoopNest, results: int, widest: int, machine: Machine) -> GridLoopSchedule:
    """Each result by a team: as large as its steps keep busy, and as too few results ask for."""
    loops = [reduction.axes for reduction in nest.reductions] + ([nest.inner] if nest.inner else [])
    lanes = max(lanes_within(axes, widest) for axes in loops)
    steps = max(prod(var.extent for var in axes) // lanes_within(axes, lanes) for axes in loops)
    team = 1
    wanted = machine.cores * _ITEMS_PER_CORE
    while team < machine.wave_lanes and team * 2 <= steps:
        team *= 2
    while team * 2 <= min(machine.max_block, 1024) and team * _MOST_STEPS < steps and results * team < wanted:
        team *= 2
    return GridLoopSchedule("own", lanes, team, _unroll(-(-steps // team)), _block(results, team, machine))


def _unroll(steps: int) -> int:
    return next(count for count in (4, 2, 1) if steps >= count)


def _block(results: int, team: int, machine: Machine) -> int:
    """Work-items of a group: whole waves, no more than there is work for."""
    if team > machine.wave_lanes:
        return team
    block = machine.wave_lanes
    while block * 2 <= min(_BLOCK, machine.max_block) and block < results * team:
        block *= 2
    return block


def fits(nest: LoopNest, schedule: GridLoopSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a nest, and a group of it run."""
    s = schedule
    extents = {var.key: var.extent for var in nest.outer}
    sizes = (s.lanes, s.team, s.unroll, s.block)
    if (
        any(size < 1 or size & (size - 1) for size in sizes)
        or s.lanes > _MOST_LANES
        or s.unroll > _MOST_UNROLLED
    ):
        return False
    if s.block > machine.max_block or s.block % machine.wave_lanes or s.block % s.team:
        return False
    if s.across:
        if s.vector == "own" or s.team == 1 or 16 * s.block * len(nest.reductions) > machine.local_bytes:
            return False
    elif s.team > machine.wave_lanes and s.team != s.block:
        return False
    if nest.ordered:
        return s.team == 1 and s.lanes == 1 and s.vector == ""
    if s.vector == "own":
        return bool(nest.inner or nest.reductions)
    return s.lanes == 1 if s.vector == "" else extents.get(s.vector, 1) % s.lanes == 0 and s.vector in extents


def alternatives(nest: LoopNest, machine: Machine) -> Iterator[GridLoopSchedule]:
    """Every legal schedule worth measuring for a nest."""
    if nest.ordered:
        return
    widest = _widest_access(nest)
    results = prod(var.extent for var in nest.outer)
    most_steps = max((prod(axis.extent for axis in r.axes) for r in nest.reductions), default=1)
    for vector in vector_candidates(nest):
        for lanes in (1, 2, 4, 8, 16):
            for team in (1, 4, 16, 32, 64, 256, 1024) if nest.reductions or nest.inner else (1,):
                for unroll in (1, 2, 4, 8) if nest.reductions else (1,):
                    if lanes > widest or team > most_steps * 2 or unroll > most_steps:
                        continue
                    shared = team if vector == "own" else lanes
                    base = _block(-(-results // shared), team, machine)
                    for block in sorted({base, machine.wave_lanes, min(2 * base, machine.max_block)}):
                        for across in (False, True):
                            found = GridLoopSchedule(vector, lanes, team, unroll, block, across)
                            if fits(nest, found, machine):
                                yield found
