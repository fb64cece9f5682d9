"""Linked contractions on a processor: which are best one kernel, and their register tiles and blocks."""

from __future__ import annotations

from collections.abc import Iterator

from ..machine import Machine, round_up
from ..nest.contraction import Contraction
from ..nest.linked import Linked
from ..schedule import LinkedSchedule, TileSchedule
from . import tile_schedule

# Panels of a workgroup: past the first limit, to read them again for every block of rows is slower than to
# read the scores from memory; past the second, so is filling them for so few rows.
_MOST_PANEL_BYTES = 4 << 20
_MOST_PANEL_BYTES_PER_ROW = 64 << 10
_MOST_TILE_BYTES = 1 << 20
_MOST_BLOCK_ROWS = 48
# Copying the columns takes a workgroup as long as it computes a few dozen rows.
_FEWEST_PANEL_ROWS = 128
_GROUPS_PER_CORE = 4


def is_worthwhile(linked: Linked, machine: Machine) -> bool:
    """Whether a processor best runs linked kernels as one: where panels stay near the core and serve enough
    rows. bfloat16 has instructions of its own, which this kind does not use.
    """
    if linked.scores.is_bfloat16 or linked.result.is_bfloat16:
        return False
    _, rows, keys, depth = linked.scores.sizes
    panel_bytes = keys * (depth + linked.result.sizes[2]) * linked.result.reduction.dtype.item_bytes
    return panel_bytes <= min(_MOST_PANEL_BYTES, rows * _MOST_PANEL_BYTES_PER_ROW)


def choose(linked: Linked, machine: Machine) -> LinkedSchedule:
    """Register tiles of one height that suit both contractions best, and blocks that fit the caches."""
    first, last = _best_by_height(linked.scores, machine), _best_by_height(linked.result, machine)
    batch, rows, keys, depth = linked.scores.sizes
    columns = linked.result.sizes[2]

    def time(height: int) -> float:
        return first[height][0] * depth + last[height][0] * columns

    height = min(first.keys() & last.keys(), key=time)
    score, value = first[height][1], last[height][1]
    tile_rows = min(_MOST_BLOCK_ROWS, _MOST_TILE_BYTES // (keys * linked.result.reduction.dtype.item_bytes))
    block = height * max(1, tile_rows // height)
    wanted = -(-machine.cores * _GROUPS_PER_CORE // batch)
    parts = min(wanted, max(-(-rows // _FEWEST_PANEL_ROWS), -(-machine.cores // batch)))
    panel = round_up(-(-rows // parts), block)
    return LinkedSchedule(height, score.vectors, value.vectors, score.lanes, block, panel, score.pack_rows)


def alternatives(linked: Linked, machine: Machine) -> Iterator[LinkedSchedule]:
    """None is measured so far: the heuristic's is the one there is."""
    yield from ()


def fits(linked: Linked, schedule: LinkedSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted: so far, whether it is the heuristic's."""
    return schedule == choose(linked, machine)


def _best_by_height(contraction: Contraction, machine: Machine) -> dict[int, tuple[float, TileSchedule]]:
    best: dict[int, tuple[float, TileSchedule]] = {}
    for time, tile in tile_schedule.tiles(contraction, machine):
        if tile.rows not in best or time < best[tile.rows][0]:
            best[tile.rows] = time, tile
    return best
