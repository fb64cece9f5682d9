"""Schedules of transposed reads on a processor."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ..machine import Machine
from ..nest.canonical import all_values
from ..nest.transposed import Transposed
from ..schedule import TransposeSchedule
from .loop_schedule import can_stream, cost, group_count, is_lane_count, lanes_for, streams

# A tile has as many registers as lanes.
_MOST_LANES = 32
# Values that are computed for each row of a tile, all written out.
_MOST_VALUES = 24
_MOST_READS = 2
# Tiles of a block, down the results' rows and across.
_USUAL = (8, 8)


def choose(transposed: Transposed, machine: Machine) -> TransposeSchedule | None:
    """The heuristic's schedule; None where there is more to compute than to read."""
    if len(all_values(transposed.nest)) > _MOST_VALUES or len(transposed.reads) > _MOST_READS:
        return None
    found = _with_block(transposed, *_USUAL, machine)
    return found if fits(transposed, found, machine) else None


def _with_block(transposed: Transposed, down: int, across: int, machine: Machine) -> TransposeSchedule:
    nest = transposed.nest
    lanes = min(lanes_for(nest, machine), _MOST_LANES)
    extents = transposed.rows.extent, transposed.columns.extent
    while lanes > 4 and lanes > max(extents):
        lanes //= 2
    down = min(down, -(-extents[0] // lanes))
    across = min(across, -(-extents[1] // lanes))
    blocks = prod(var.extent for var in transposed.elsewhere)
    blocks *= -(-extents[0] // (lanes * down)) * -(-extents[1] // (lanes * across))
    work = prod(var.extent for var in nest.outer) * cost(all_values(nest))
    grain = max(1, -(-blocks // group_count(work, machine)))
    return TransposeSchedule(lanes, down, across, grain, streams(nest, machine))


def alternatives(transposed: Transposed, machine: Machine) -> Iterator[TransposeSchedule]:
    """Every schedule worth measuring."""
    for down in (1, 4, 16, 64):
        for across in (1, 4, 16, 64):
            yield _with_block(transposed, down, across, machine)


def fits(transposed: Transposed, schedule: TransposeSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for transposed reads, and run on the machine."""
    s = schedule
    if s.stream and not can_stream(machine):
        return False
    sound = s.down > 0 and s.across > 0 and s.grain > 0
    return sound and is_lane_count(s.lanes) and 1 < s.lanes <= _MOST_LANES
