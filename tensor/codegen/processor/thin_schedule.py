"""Contractions with few rows or few columns on a processor: which are, the heuristic, and what fits.

Their long operand is most of what there is to read, and each of its elements meets a few others alone: to
copy it to panels would take as long as all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import lcm

from ..machine import Machine, round_up
from ..nest import contraction as contractions
from ..nest import index as ix
from ..nest.canonical import values_under
from ..nest.contraction import Contraction, size
from ..nest.expression import Leaf, Value
from ..nest.form import Form
from ..nest.index import Index, Var
from ..schedule import ThinSchedule
from .loop_schedule import is_lane_count

MOST_FEW = 20
_FEWEST_LONG = 16
# What is copied of the few is to stay in the second cache.
_MOST_PANEL_BYTES = 512 << 10
# Below so many multiply-adds a second thread costs more than it saves; what a workgroup should have at least.
_WORK_FOR_ONE, _WORK_PER_GROUP = 1 << 17, 1 << 16
_GROUPS_PER_CORE = 4
# Of bfloat16 the registers of AMX are faster from so many on: where the long operand lies along the depth
# they take it from where it is.
_FEW_FOR_TILES, _FEW_BY_DEPTH = 9, 8
# Vectors of the long operand that lie side by side are read fast where there are some of them.
_FEWEST_SIDE_BY_SIDE = 512
_MOST_TILE, _MOST_STEPS = 16, 16
# So many of the few are multiplied together, with so many sums in registers: of 32 of these, and of 16. Where
# lanes run along the long loop, so many elements of the few are in registers.
_WIDE, _NARROW, _ELEMENTS = (6, 24), (5, 10), 16
_MOST_POSITIONS = 4
# The same where sums are held in registers along the long loop.
_HELD_WIDE, _HELD_NARROW, _MOST_HELD_VECTORS = (8, 24), (5, 10), 8


@dataclass(frozen=True, eq=False)
class Thin:
    """A contraction of a few with many: the roles of its operands and loops."""

    contraction: Contraction
    few: tuple[Var, ...]
    long: tuple[Var, ...]
    few_operand: Value
    long_operand: Value

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """batch, few, long, depth."""
        c = self.contraction
        return size(c.batch), size(self.few), size(self.long), size(c.reduction.axes)

    @property
    def is_of_rows(self) -> bool:
        """Whether the few are rows, so that results lie side by side along the long loop."""
        return self.long is self.contraction.columns


def view(form: Form) -> Thin | None:
    """The nest as a contraction of a few rows, or columns, with many."""
    c = form.contraction or contractions.recognise(form.nest, one_row=True)
    if c is None:
        return None
    _, rows, columns, _ = c.sizes
    if rows <= columns:
        found = Thin(c, c.rows, c.columns, c.row_operand, c.column_operand)
    else:
        found = Thin(c, c.columns, c.rows, c.column_operand, c.row_operand)
    _, few, long, _ = found.sizes
    return found if few <= MOST_FEW and long >= _FEWEST_LONG else None


def choose(thin: Thin, machine: Machine) -> ThinSchedule | None:
    """The heuristic's schedule; None where the long operand does not walk memory, or others do better."""
    _, few, long, depth = thin.sizes
    dtype = thin.contraction.reduction.dtype
    lanes = _lanes(thin, machine)
    if (
        lanes == 1
        or not dtype.is_float
        or round_up(depth, lanes) * few * dtype.item_bytes > _MOST_PANEL_BYTES
    ):
        return None
    tiles = _FEW_BY_DEPTH if walks(thin, "depth", lanes) else _FEW_FOR_TILES
    if thin.contraction.is_bfloat16 and few >= tiles and "amx_bf16" in machine.features:
        return None
    if depth >= lanes and walks(thin, "depth", lanes):
        return _along_depth(thin, machine, lanes)
    if long >= lanes and walks(thin, "long", lanes):
        return _along_long(thin, machine, lanes)
    return None


def _lanes(thin: Thin, machine: Machine) -> int:
    return max(1, machine.vector_bytes * 8 // thin.contraction.reduction.dtype.bits)


def _along_depth(thin: Thin, machine: Machine, lanes: int) -> ThinSchedule:
    few = thin.sizes[1]
    most, sums = _WIDE if machine.vector_bytes == 64 else _NARROW
    together = -(-few // -(-few // most))
    # Sums of a power of two positions are stored by one instruction.
    tile = min(_MOST_POSITIONS, 1 << ((sums // together).bit_length() - 1))
    # A multiply-add takes four cycles, and two begin in each.
    steps = max(1, -(-8 // (together * tile)))
    panel = _panel(thin, machine, _step("depth", tile, lanes), 1)
    return ThinSchedule("depth", lanes, together, tile, steps, panel)


def _along_long(thin: Thin, machine: Machine, lanes: int) -> ThinSchedule:
    _, few, long, depth = thin.sizes
    if long * depth * thin.contraction.reduction.dtype.item_bytes <= machine.cores * _near_bytes(machine):
        return _held(thin, machine, lanes)
    tile = 2 if few <= 4 else 1
    steps = min(depth, max(4, min(8, _ELEMENTS // few)))
    panel = _panel(thin, machine, tile * lanes, _FEWEST_SIDE_BY_SIDE)
    return ThinSchedule("long", lanes, few, tile, steps, panel)


def _near_bytes(machine: Machine) -> int:
    """What of the long operand a core reads fast in any order."""
    return machine.second_cache_bytes * 5 // 8


def _held(thin: Thin, machine: Machine, lanes: int) -> ThinSchedule:
    """Sums in registers over all of k, of as many of the few as there is room for."""
    _, few, _, depth = thin.sizes
    most, sums = _HELD_WIDE if machine.vector_bytes == 64 else _HELD_NARROW
    together = -(-few // -(-few // most))
    # One row needs no more vectors side by side than its chains of multiply-adds are in flight with.
    tile = sums // together if together > 1 else 4
    steps = min(depth, 2 if together > 1 else 4)
    tile = min(tile, _MOST_HELD_VECTORS, -(-thin.sizes[2] // lanes))
    return ThinSchedule("held", lanes, together, tile, steps, _panel(thin, machine, tile * lanes, 1))


def _panel(thin: Thin, machine: Machine, step: int, least: int) -> int:
    """How many positions of the long operand a workgroup has."""
    batch, few, long, depth = thin.sizes
    work = batch * few * long * depth
    wanted = 1 if work < _WORK_FOR_ONE else min(work // _WORK_PER_GROUP, _GROUPS_PER_CORE * machine.cores)
    parts = max(1, -(-wanted // batch))
    if parts > machine.cores:
        parts = max(machine.cores, min(parts, long // least))
    return min(round_up(-(-long // parts), step), round_up(long, step))


def walks(thin: Thin, along: str, lanes: int) -> bool:
    """Whether vectors along these loops lie side by side in memory, wherever the long operand reads."""
    loops = thin.contraction.reduction.axes if along == "depth" else thin.long
    vectors = -(-size(loops) // lanes)
    lane = Var("lane", lanes)
    position = ix.of(Var("step", vectors)) * lanes + ix.of(lane)
    env = dict(
        zip(loops, ix.unflatten(position, tuple(var.extent for var in loops), inside=True), strict=True)
    )
    found = False
    for value in values_under(thin.long_operand):
        if value.op is Leaf.LOAD:
            _, index, valid = value.argument
            stride = _stride(ix.substitute(index, env), lane)
            if valid or stride not in (0, 1):
                return False
            found = found or stride == 1
        elif value.op not in (Leaf.CONST, Leaf.SCALAR) and isinstance(value.op, Leaf):
            return False
    return found


def _stride(index: Index, lane: Var) -> int | None:
    """By how much an index grows from lane to lane; None where it is not by the same amount."""
    stride = 0
    for atom, coefficient in index.terms:
        if atom == lane:
            stride = coefficient
        elif lane in Index(((atom, 1),), 0).vars:
            return None
    return stride


def alternatives(thin: Thin, machine: Machine) -> Iterator[ThinSchedule]:
    """Schedules worth measuring."""
    lanes = _lanes(thin, machine)
    for along, shapes in (
        ("depth", ((1, 1), (1, 4), (2, 1), (2, 2), (4, 1), (4, 2), (8, 1))),
        ("long", ((1, 2), (1, 4), (1, 8), (2, 2), (2, 4), (2, 8), (4, 4))),
        ("held", ((1, 4), (2, 2), (3, 1), (3, 2), (3, 4), (4, 2), (6, 2), (8, 1), (8, 2))),
    ):
        if lanes == 1 or not walks(thin, "depth" if along == "depth" else "long", lanes):
            continue
        for tile, steps in shapes:
            for least in (1, _FEWEST_SIDE_BY_SIDE):
                panel = _panel(thin, machine, _step(along, tile, lanes), least)
                few = thin.sizes[1]
                together = few if along == "long" else min(few, max(1, _WIDE[1] // tile))
                yield ThinSchedule(along, lanes, together, tile, min(steps, thin.sizes[3]), panel)


def _step(along: str, tile: int, lanes: int) -> int:
    """What panels are whole numbers of: tiles, and vectors of results."""
    return lcm(tile, lanes) if along == "depth" else tile * lanes


def fits(thin: Thin, schedule: ThinSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a contraction, and run on the machine."""
    s = schedule
    _, few, long, depth = thin.sizes
    step = _step(s.along, s.tile, s.lanes)
    return (
        s.along in ("depth", "long", "held")
        and is_lane_count(s.lanes)
        and s.lanes > 1
        and 0 < s.few <= few
        and 0 < s.tile <= _MOST_TILE
        and 0 < s.steps <= min(_MOST_STEPS, depth)
        and 0 < s.panel <= round_up(long, step)
        and s.panel % step == 0
        and walks(thin, "depth" if s.along == "depth" else "long", s.lanes)
    )
