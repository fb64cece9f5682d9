"""Schedules of stencils on a processor: the heuristic, what `barewire tune` tries beside it, what fits."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...graph.op import Op
from ..machine import Machine
from ..nest.canonical import all_values
from ..nest.stencil import PlaneAxis, Stencil
from ..schedule import StencilSchedule
from .loop_schedule import can_stream, cost, group_count, is_lane_count, lanes_for, streams
from .stencils import local_bytes

# Taps are written out, all that have weights and else one row or column of them: past so many of them there
# is too much code.
_MOST_TAPS, _MOST_IN_LINE = 64, 16
# Terms of a sum in one dimension that a lane adds up in float32 at most.
_MOST_TERMS = 8
_FEW_TAPS, _LONG_ROW = 9, 64
_LEAST_COLUMNS = 4
# What of the first cache a strip of a plane should take at most, and of the second it may.
_FIRST_SHARE, _SECOND_SHARE = 4, 8
_USUAL_FIRST_CACHE_BYTES = 32 << 10
# Each core has one share where there is less work than this: most often of what it has just computed.
_SHARED_WORK = 100_000_000


def choose(stencil: Stencil, machine: Machine) -> StencilSchedule | None:
    """The heuristic's schedule; None where the loops as they are serve as well."""
    lanes = _lanes(stencil, machine)
    if not (_is_sound(stencil) and _pays(stencil, lanes)) or stencil.columns.loop.extent < _LEAST_COLUMNS:
        return None
    found = _schedule(stencil, machine, lanes, _most_rows(stencil, machine))
    return found if fits(stencil, found, machine) else None


def _is_sound(stencil: Stencil) -> bool:
    axes = [axis for axis in (stencil.rows, stencil.columns) if axis is not None]
    if stencil.plane.dtype.kind == "b":
        return False
    if stencil.weight is None:
        most = _MOST_IN_LINE if stencil.reduction.op is Op.MAX else _MOST_TERMS
        if any(axis.taps > most for axis in axes):
            return False
    elif stencil.taps > _MOST_TAPS:
        return False
    return all((axis.stride == 1 or axis.dilation == 1) and axis.stride <= axis.taps for axis in axes)


def _pays(stencil: Stencil, lanes: int) -> bool:
    """Whether windows overlap, or have a few columns to part and rows to add up beside each other."""
    axes = [axis for axis in (stencil.rows, stencil.columns) if axis is not None]
    if any(axis.taps > axis.stride for axis in axes):
        return True
    return len(axes) == 2 and all(1 < axis.taps <= lanes // 2 for axis in axes)


def _lanes(stencil: Stencil, machine: Machine) -> int:
    """The fewest lanes with which a row of results takes no more vectors."""
    widest = lanes = lanes_for(stencil.nest, machine)
    columns = stencil.columns.loop.extent
    while lanes > 4 and -(-columns // (lanes // 2)) == -(-columns // widest):
        lanes //= 2
    return lanes


def _most_rows(stencil: Stencil, machine: Machine) -> int:
    """Rows of results in registers: beside weights there are few left, and where windows are small and rows
    long, memory takes fewer rows at a time better.
    """
    if stencil.weight is None:
        return 8
    is_quick = stencil.taps <= _FEW_TAPS and stencil.columns.loop.extent > _LONG_ROW
    return 4 if is_quick or machine.vector_bytes < 64 else 8


def _rows(axis: PlaneAxis | None) -> int:
    return axis.loop.extent if axis is not None else 1


def _schedule(stencil: Stencil, machine: Machine, lanes: int, most_rows: int) -> StencilSchedule:
    height = _rows(stencil.rows)
    first = machine.cache_bytes[0] if machine.cache_bytes else _USUAL_FIRST_CACHE_BYTES

    def taken(rows: int, strip: int) -> int:
        return local_bytes(stencil, StencilSchedule(lanes, rows, strip, 1))

    rows = -(-height // -(-height // most_rows))
    while rows > 1 and taken(rows, rows) > first:
        rows //= 2
    strip = rows
    while strip + rows <= height and taken(rows, strip + rows) <= first // _FIRST_SHARE:
        strip += rows
    strips = prod(var.extent for var in stencil.outer) * -(-(height // rows) // (strip // rows))
    results = prod(var.extent for var in stencil.nest.outer)
    work = results * (stencil.taps * 2 + cost(all_values(stencil.nest)))
    groups = min(group_count(work, machine), machine.cores if work < _SHARED_WORK else work)
    grain = max(1, -(-strips // groups))
    return StencilSchedule(lanes, rows, strip, grain, streams(stencil.nest, machine))


def fits(stencil: Stencil, schedule: StencilSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a stencil, and run on the machine."""
    s = schedule
    height = _rows(stencil.rows)
    return (
        _is_sound(stencil)
        and is_lane_count(s.lanes)
        and s.lanes > 1
        and 0 < s.rows <= min(height, 16)
        and s.rows <= s.strip <= height
        and s.strip % s.rows == 0
        and s.grain > 0
        and (not s.stream or can_stream(machine))
        and local_bytes(stencil, s) <= machine.second_cache_bytes // _SECOND_SHARE
    )


def alternatives(stencil: Stencil, machine: Machine) -> Iterator[StencilSchedule]:
    """Schedules worth measuring."""
    if not _is_sound(stencil):
        return
    lanes = _lanes(stencil, machine)
    for each in sorted({lanes, 2 * lanes, max(2, lanes // 2)}, reverse=True):
        for rows in (8, 4, 2, 1):
            found = _schedule(stencil, machine, each, rows)
            if fits(stencil, found, machine):
                yield found
