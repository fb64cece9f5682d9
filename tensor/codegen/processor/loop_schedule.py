"""Schedules of loops on a processor: the heuristic, what `barewire tune` tries beside it, and what fits."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...graph.op import Op
from ..machine import Machine, round_up
from ..nest.canonical import all_values
from ..nest.expression import Leaf, Value
from ..nest.lanes import vector_candidates
from ..nest.lower import LoopNest
from ..schedule import LoopSchedule
from .lane_costs import lane_cost

# What a schedule may ask of the emitter at most: past these code only grows.
MOST_LANES = 64
MOST_UNROLLED = 16
# Below this many operations a second thread costs more than it saves; above it, what one workgroup should
# have at least.
_WORK_PER_GROUP = 60_000
_GROUPS_PER_CORE = 8
# Results of more than this many second caches are read again only after they have left them, if ever.
_CACHED_RESULTS = 8


def cost(values: list[Value]) -> int:
    """Operations per element, roughly."""
    total = 0
    for value in values:
        if isinstance(value.op, Op):
            total += value.op.cost
        elif value.op is Leaf.LOAD:
            total += 1
    return max(total, 1)


def lanes_for(nest: LoopNest, machine: Machine, vector: str = "") -> int:
    """As many lanes as the widest type among the values fits in a vector register: of those that differ along
    the vector loop, or of all where none is named.
    """
    widest = 8
    along = {var for var in nest.outer if var.key == vector}
    if vector == "own":
        along = {*nest.inner, *(axis for reduction in nest.reductions for axis in reduction.axes)}
    for value in _in_loops(nest, all_values(nest)):
        if along and value.vars.isdisjoint(along):
            continue
        if value.op not in (Leaf.CONST, Leaf.SCALAR, Leaf.INDEX):
            widest = max(widest, value.dtype.bits if value.dtype.kind != "b" else 8)
    return max(1, min(machine.vector_bytes * 8 // widest, 64))


def _in_loops(nest: LoopNest, values: list[Value]) -> list[Value]:
    """The values that are computed within the loops inside; all of them where results have no loop there.

    What is left out is computed once for each row, most often not in lanes: the factor of a norm in float64.
    """
    if not nest.inner:
        return values
    rows = frozenset(nest.outer)
    return [value for value in values if not value.vars <= rows or value.op is Leaf.LOAD]


def choose(nest: LoopNest, machine: Machine) -> LoopSchedule:
    """The schedule for a nest that is not a contraction."""
    values = all_values(nest)
    lanes_of = {each: lanes_for(nest, machine, each) for each in vector_candidates(nest)}
    vector = min(lanes_of, key=lambda each: lane_cost(nest, each, lanes_of[each]), default="")
    lanes = lanes_of.get(vector, 1)
    return _with_vector(nest, values, vector, lanes, machine)


def group_count(work: int, machine: Machine) -> int:
    """How many workgroups share so many operations."""
    if work < 2 * _WORK_PER_GROUP:
        return 1
    return min(work // _WORK_PER_GROUP, machine.cores * _GROUPS_PER_CORE)


def _with_vector(
    nest: LoopNest, values: list[Value], vector: str, lanes: int, machine: Machine
) -> LoopSchedule:
    extent = _vector_extent(nest, vector)
    # No more lanes than there are elements to go in them.
    lanes = min(lanes, 1 << (extent - 1).bit_length())
    repeated = len(_in_loops(nest, values))
    unroll = 4 if repeated < 40 else 2 if repeated < 120 else 1
    unroll = max(1, min(unroll, -(-extent // lanes)))
    per_element = cost(values)
    outer = {var.key: var.extent for var in nest.outer}
    step = lanes * unroll
    reduced = max((prod(axis.extent for axis in r.axes) for r in nest.reductions), default=1)
    inner = max(reduced, prod(var.extent for var in nest.inner))
    work = prod(outer.values()) * inner * per_element
    groups = group_count(work, machine)
    block = step
    if vector in outer:
        elsewhere = prod(size for name, size in outer.items() if name != vector)
        blocks_wanted = max(1, groups // elsewhere)
        block = max(step, round_up(-(-outer[vector] // blocks_wanted), step))
        iterations = elsewhere * -(-outer[vector] // block)
    else:
        iterations = prod(outer.values())
    grain = max(1, -(-iterations // groups))
    return LoopSchedule(vector, lanes, unroll, block, grain, streams(nest, machine))


def streams(nest: LoopNest, machine: Machine) -> bool:
    """Whether results are best stored past the caches, which cannot keep them until they are read."""
    written = max((store.slot.size * store.slot.dtype.item_bytes for store in nest.stores), default=0)
    past = written > _CACHED_RESULTS * machine.second_cache_bytes
    return past and can_stream(machine) and not nest.ordered


def can_stream(machine: Machine) -> bool:
    """Whether a processor can store past its caches."""
    return "sse4_1" in machine.features


def _vector_extent(nest: LoopNest, vector: str) -> int:
    for var in nest.outer:
        if var.key == vector:
            return var.extent
    if vector == "own":
        own = [r.axes[-1].extent for r in nest.reductions if r.axes] + [v.extent for v in nest.inner[-1:]]
        return max(own, default=1)
    return 1


def fits(nest: LoopNest, schedule: LoopSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a nest, and run on the machine."""
    s, step = schedule, schedule.lanes * schedule.unroll
    sound = is_lane_count(s.lanes) and 0 < s.unroll <= MOST_UNROLLED and s.block > 0 and s.grain > 0
    if s.stream and not can_stream(machine):
        return False
    if s.vector == "own":
        return sound and bool(nest.inner or nest.reductions) and not nest.ordered
    if s.vector == "":
        return sound and s.lanes == 1
    return sound and s.vector in {var.key for var in nest.outer} and s.block % step == 0


def is_lane_count(lanes: int) -> bool:
    """Whether vectors have so many lanes."""
    return 0 < lanes <= MOST_LANES and lanes & (lanes - 1) == 0


def alternatives(nest: LoopNest, machine: Machine) -> Iterator[LoopSchedule]:
    """Every legal schedule worth measuring for a nest that is neither a contraction nor two linked ones."""
    values = all_values(nest)
    for vector in vector_candidates(nest):
        widest = lanes_for(nest, machine, vector)
        for lanes in sorted({widest, max(1, widest // 2), 1}, reverse=True):
            base = _with_vector(nest, values, vector, lanes, machine)
            for unroll in (1, 2, 4, 8):
                for factor in (1, 4):
                    step = lanes * unroll
                    block = round_up(max(base.block // factor, step), step)
                    for stream in sorted({False, base.stream}):
                        yield LoopSchedule(vector, lanes, unroll, block, max(1, base.grain // factor), stream)
