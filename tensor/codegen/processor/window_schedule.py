"""Contractions over windows on a processor: the heuristic, what `barewire tune` tries, and what fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import nsmallest
from math import inf
from typing import NamedTuple

from ...graph.op import Op
from ..machine import Machine, round_up
from ..nest.canonical import values_under
from ..nest.expression import Leaf
from ..nest.index import Index
from ..nest.window import Window
from ..schedule import WindowSchedule
from . import tile_schedule
from .loop_schedule import is_lane_count

# By how much an estimate must be less than the tiles'.
_SURE = 1.155
# What a schedule may ask of the emitter at most: past this code only grows.
_MOST_ACCUMULATORS = 64
# Blocks of k are at most this long, and so are windows.
_MOST_DEPTH = 640
_GROUPS_PER_CORE = 4
# Of how many register tiles the shares are compared.
_MOST_SHAPES = 5
_LINE_BYTES = 64
# Taps of a line, and vectors of one, are written out up to so many.
MOST_WRITTEN_OUT = 8
_FIRST_CACHE_BYTES = 32 << 10
_EACH_GROUP = 500
# Taps that are not written out take so much longer.
_LOOPED = 1.2


class _Cycles(NamedTuple):
    """Cycles of a step of a tile for each vector of it, row and vector of columns; then for each vector kept
    between blocks of k, copied into a plane, and stored as a result, and each line of the caches that is read
    from memory, or not in the first cache.
    """

    multiplied: float
    row: float
    column: float
    kept: float
    copied: float
    stored: float
    read: float
    missed: float


# Fitted to measurements of forty convolutions, within 7 %; vectors of 64 bytes and less.
_WIDE = _Cycles(0.36, 0.23, 0.57, 3.2, 1.9, 3.6, 7.6, 0.55)
_NARROW = _Cycles(0.25, 0.25, 0.44, 1.4, 1.2, 2.6, 5.7, 0.83)


@dataclass(frozen=True)
class Layout:
    """Where a workgroup has the places of its windows: lines of `pitch` elements, `plane` elements a plane,
    `channel` a channel, and `slack` after the last.

    `columns` are numbered along the lines, up to a whole register tile.
    """

    window: Window
    pitch: int
    plane: int
    channel: int
    columns: int
    slack: int

    @classmethod
    def of(cls, window: Window, schedule: WindowSchedule) -> Layout:
        """The layout under a schedule."""
        x, y, s = window.x, window.y, schedule
        width = s.vectors * s.lanes
        pitch = s.panel_columns + x.reach
        # Lines of several planes are stored by whole vectors in turns: none may reach into another plane.
        plane = (s.lines + y.reach) * pitch + (s.lanes if x.plane_count > 1 else 0)
        # An odd number of cache lines, or channels would share a few places of the first cache.
        line = _LINE_BYTES // window.contraction.reduction.dtype.item_bytes
        channel = (-(-plane * x.plane_count * y.plane_count // line) | 1) * line
        columns = round_up((s.lines - 1) * pitch + s.panel_columns, width)
        return cls(window, pitch, plane, channel, columns, width)

    def plane_start(self, down: int, across: int) -> int:
        """Where a plane begins in its channel."""
        return (down * self.window.x.plane_count + across) * self.plane

    def tap(self, down: Index, across: Index) -> Index:
        """How far from a column's place its tap is."""
        y, x = self.window.y, self.window.x
        lines = y.distance(down) * self.pitch + x.distance(across)
        return (y.plane(down) * x.plane_count + x.plane(across)) * self.plane + lines


def choose(window: Window, machine: Machine) -> WindowSchedule | None:
    """The sizes that take least time; None where columns are better copied for each tap."""
    best = min(_best(window, machine), default=None, key=lambda each: each[0])
    if best is None or best[0] * _SURE > tile_schedule.cycles(window.contraction, machine):
        return None
    return best[1]


def alternatives(window: Window, machine: Machine) -> Iterator[WindowSchedule]:
    """Schedules worth measuring."""
    for _, best in _best(window, machine):
        yield from _depths(window, best)
        for panel_rows, lines, columns in _shares(window, machine, best.rows, best.vectors * best.lanes):
            yield replace(best, panel_rows=panel_rows, lines=lines, panel_columns=columns)


def fits(window: Window, schedule: WindowSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for windows, and run on the machine."""
    s = schedule
    rows, x, y = window.sizes[2], window.x.loop.extent, window.y.loop.extent
    return (
        is_lane_count(s.lanes)
        and 0 < s.rows <= rows
        and s.vectors > 0
        and s.rows * s.vectors <= _MOST_ACCUMULATORS
        and 0 < s.depth <= window.contraction.sizes[3]
        and s.depth % window.taps == 0
        and 0 < s.panel_rows < rows + s.rows
        and s.panel_rows % s.rows == 0
        and 0 < s.lines <= y
        # A part of a line is whole tiles, whose columns are stored as far as the line goes.
        and (s.panel_columns == x or (s.lines == 1 and 0 < s.panel_columns < x))
        and (s.panel_columns == x or s.panel_columns % (s.vectors * s.lanes) == 0)
    )


def _best(window: Window, machine: Machine) -> list[tuple[float, WindowSchedule]]:
    """Those register tiles that are fastest by themselves, each with its best shares, and their cycles."""
    c = window.contraction
    if window.taps > _MOST_DEPTH or (c.is_bfloat16 and "avx512_bf16" in machine.features):
        return []
    lanes = tile_schedule.lanes_of(c.reduction.dtype, machine)
    channels = window.sizes[3]
    depth = -(-channels // -(-channels * window.taps // _MOST_DEPTH)) * window.taps
    pack = not _reads_directly(window)
    cost = _cost(window)

    def timed(each: WindowSchedule) -> tuple[float, WindowSchedule]:
        return _cycles(window, machine, each, cost), each

    found = []
    for height, vectors in _shapes(window, machine):
        made = [
            timed(WindowSchedule(height, vectors, lanes, depth, *share, pack))
            for share in _shares(window, machine, height, vectors * lanes)
        ]
        best = min(made, key=lambda each: each[0])[1]
        found.append(min(map(timed, _depths(window, best)), key=lambda each: each[0]))
    return found


def _depths(window: Window, schedule: WindowSchedule) -> list[WindowSchedule]:
    """The schedule with shorter blocks of k besides."""
    channels = schedule.depth // window.taps
    return [
        replace(schedule, depth=part * window.taps)
        for part in sorted({-(-channels // parts) for parts in (1, 2, 4)}, reverse=True)
    ]


def _shapes(window: Window, machine: Machine) -> list[tuple[int, int]]:
    """(rows, vectors) of the register tiles that are fastest by themselves."""
    rows = window.sizes[2]
    lanes = tile_schedule.lanes_of(window.contraction.reduction.dtype, machine)
    columns = (window.x.loop.extent + window.x.reach) * window.y.loop.extent
    registers = 32 if machine.vector_bytes == 64 else 16
    shapes = []
    for vectors in (1, 2, 3, 4):
        if vectors > 1 and (vectors - 1) * lanes >= columns:
            continue
        for height in range(1, min(rows, 16) + 1):
            if height * vectors + vectors + 1 <= registers:
                padded = round_up(rows, height) * round_up(columns, vectors * lanes)
                shapes.append(
                    (padded * _step(height, vectors, _of(machine)) / (height * vectors), height, vectors)
                )
    return [(height, vectors) for _, height, vectors in nsmallest(_MOST_SHAPES, shapes)]


def _shares(window: Window, machine: Machine, height: int, width: int) -> list[tuple[int, int, int]]:
    """(rows, lines, columns) of a workgroup, where columns are those of whole lines or of a part of one."""
    batch, images, rows, _ = window.sizes
    item = window.contraction.reduction.dtype.item_bytes
    lines, columns = window.y.loop.extent, window.x.loop.extent
    parts = [(-(-lines // (1 << bit)), columns) for bit in range((lines - 1).bit_length() + 1)]
    parts += [(1, round_up(-(-columns // part), width)) for part in (2, 4, 8, 16) if columns > part * width]
    small = (
        batch * images * rows * lines * columns * window.sizes[3] * window.taps < tile_schedule.WORK_FOR_ONE
    )
    most = 1 if small else _GROUPS_PER_CORE * machine.cores
    # Places of a channel for which there is room with the longest blocks of k.
    room = machine.second_cache_bytes * window.taps // (4 * _MOST_DEPTH * item)
    shares = []
    for bit in range(most.bit_length()):
        panel_rows = round_up(-(-rows // (1 << bit)), height)
        for part_lines, part_columns in parts:
            groups = -(-rows // panel_rows) * -(-lines // part_lines) * -(-columns // part_columns)
            shares.append((panel_rows, part_lines, part_columns))
            # Smaller ones are of no use, but where planes would not stay in the second cache.
            places = window.x.plane_count * (part_lines + window.y.reach) * (part_columns + window.x.reach)
            if batch * images * groups >= most and places * window.y.plane_count < room:
                break
        if panel_rows == height:
            break
    return list(dict.fromkeys(shares))


def _step(height: int, vectors: int, cycles: _Cycles) -> float:
    """Estimated cycles of a register tile for one k."""
    # Two each cycle with a latency of four: fewer than eight accumulators leave the units idle.
    return cycles.multiplied * max(height * vectors, 8) + cycles.row * height + cycles.column * vectors


def _of(machine: Machine) -> _Cycles:
    return _WIDE if machine.vector_bytes == 64 else _NARROW


def _cycles(window: Window, machine: Machine, schedule: WindowSchedule, cost: float) -> float:
    """Estimated cycles until the last core is done; a place costs `cost` operations."""
    s, c, x, y = schedule, window.contraction, window.x, window.y
    batch, images, rows, channels = window.sizes
    depth = channels * window.taps
    item = c.reduction.dtype.item_bytes
    layout = Layout.of(window, s)
    if layout.channel * s.depth // window.taps * item > machine.second_cache_bytes // 2:
        return inf
    width, planes = s.vectors * s.lanes, len(x.planes)
    panel_rows = min(rows, s.panel_rows)
    tiles = -(-panel_rows // s.rows) * layout.columns / width
    blocks = -(-depth // s.depth)
    # What a tile reads of its planes and rows in a block; the rows stay where there is room for both.
    line = (width + x.reach) * item / _LINE_BYTES + 1
    span = (y.reach * layout.pitch + width + x.reach) * item / _LINE_BYTES + 1
    missed = s.depth / window.taps * planes * min(y.taps * line, len(y.planes) * span)
    row_lines = s.rows * s.depth * item / _LINE_BYTES
    first = machine.cache_bytes[0] if machine.cache_bytes else _FIRST_CACHE_BYTES
    if missed + row_lines > first / _LINE_BYTES:
        missed += row_lines
    each = _of(machine)
    looped = _LOOPED if x.taps > MOST_WRITTEN_OUT else 1.0
    tile = depth * looped * _step(s.rows, s.vectors, each)
    tile += blocks * (s.rows * s.vectors * each.kept + missed * each.missed)
    lines = channels * (s.lines + y.reach) * len(y.planes)
    group = tiles * tile
    group += lines * planes * -(-layout.pitch // s.lanes) * (each.copied + cost)
    group += lines * s.panel_columns * x.stride * item / _LINE_BYTES * each.read
    group += panel_rows * s.lines * -(-s.panel_columns // s.lanes) * each.stored
    if s.pack_rows:
        group += panel_rows * depth * tile_schedule.PACKED_ROW
    groups = batch * images * -(-rows // s.panel_rows)
    groups *= -(-y.loop.extent // s.lines) * -(-x.loop.extent // s.panel_columns)
    # Shares go to whichever core is free: many of them even out.
    turns = groups / machine.cores
    return (group + _EACH_GROUP) * max(
        1.0, turns if turns > _GROUPS_PER_CORE else -(-groups // machine.cores)
    )


def _cost(window: Window) -> float:
    """Operations for one place."""
    return sum(
        value.op.cost for value in values_under(window.contraction.column_operand) if isinstance(value.op, Op)
    )


def _reads_directly(window: Window) -> bool:
    """Whether the row operand is a load without conditions."""
    operand = window.contraction.row_operand
    return operand.op is Leaf.LOAD and not operand.argument[2]
