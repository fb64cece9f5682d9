"""Register tiles of contractions on a processor: the heuristic, what `barewire tune` tries, and what fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from ...graph.dtype import DType
from ..machine import Machine, round_up
from ..nest.contraction import Contraction
from ..nest.expression import Leaf
from ..nest.index import Index, Var
from ..schedule import TileSchedule
from .loop_schedule import is_lane_count

# What a schedule may ask of the emitter at most: past this code only grows.
_MOST_ACCUMULATORS = 64
_SECOND_CACHE_BYTES_PER_CYCLE = 32
# Blocks of k are at most this long.
_MOST_DEPTH = 640


def choose(contraction: Contraction, machine: Machine) -> TileSchedule:
    """The tile sizes: enough accumulators to hide the latency of the multiply-add, little waste at the
    edges."""
    return min(tiles(contraction, machine), key=lambda entry: entry[0])[1]


def alternatives(contraction: Contraction, machine: Machine) -> Iterator[TileSchedule]:
    """Tile schedules worth measuring."""
    _, rows, columns, depth = contraction.sizes
    best = sorted(tiles(contraction, machine), key=lambda entry: entry[0])[:4]
    for _, tile in best:
        width = tile.vectors * tile.lanes
        for k in sorted({min(depth, limit) for limit in (128, 256, 512, 1024)}):
            for parts in (1, 2, 4):
                panel = round_up(max(1, -(-columns // (machine.cores * parts))), width)
                for panel_rows in {min(round_up(rows, tile.rows), 32 * tile.rows), tile.panel_rows}:
                    for pack in {True, tile.pack_rows}:
                        yield TileSchedule(
                            tile.rows, tile.vectors, tile.lanes, k, panel_rows, panel, pack, tile.tensor
                        )


def fits(contraction: Contraction, schedule: TileSchedule, machine: Machine) -> bool:
    """Whether a schedule can be emitted for a contraction, and run on the machine."""
    depth = contraction.sizes[3]
    if not is_sound(contraction, schedule):
        return False
    if schedule.tensor == "fma":
        return schedule.depth <= depth
    return (
        schedule.tensor == "dpbf16"
        and "avx512_bf16" in machine.features
        and contraction.is_bfloat16
        and schedule.lanes == 16
        and schedule.pack_rows
        # Where a block of k ended between the two of a pair, the second would be counted twice.
        and (schedule.depth == depth or (schedule.depth < depth and schedule.depth % 2 == 0))
    )


def is_sound(contraction: Contraction, schedule: TileSchedule) -> bool:
    """Whether panels are whole tiles and no larger than what there is."""
    _, rows, columns, _ = contraction.sizes
    width = schedule.vectors * schedule.lanes
    return (
        is_lane_count(schedule.lanes)
        and schedule.rows > 0
        and schedule.vectors > 0
        and schedule.rows * schedule.vectors <= _MOST_ACCUMULATORS
        and schedule.depth > 0
        and 0 < schedule.panel_rows < rows + schedule.rows
        and 0 < schedule.panel_columns < columns + width
        and schedule.panel_rows % schedule.rows == 0
        and schedule.panel_columns % width == 0
    )


def tiles(contraction: Contraction, machine: Machine) -> Iterator[tuple[float, TileSchedule]]:
    """(estimated time per useful multiply-add, schedule) for every register tile that fits."""
    _, rows, columns, _ = contraction.sizes
    dtype = contraction.reduction.dtype
    lanes = max(1, machine.vector_bytes * 8 // dtype.bits)
    registers = 32 if machine.vector_bytes == 64 else 16
    tensor = (
        "dpbf16" if contraction.is_bfloat16 and "avx512_bf16" in machine.features and lanes == 16 else "fma"
    )
    direct = _reads_directly(contraction) and tensor == "fma"
    for vectors in (1, 2, 3, 4):
        if vectors > 1 and (vectors - 1) * lanes >= columns:
            continue
        for height in range(1, 17):
            if height > rows or height * vectors + vectors + 1 > registers:
                continue
            width = vectors * lanes
            padded = round_up(rows, height) * round_up(columns, width)
            yield (
                padded / (rows * columns) * _tile_time(height, vectors, lanes, dtype),
                _panels(contraction, machine, height, vectors, lanes, not direct, tensor),
            )


def _tile_time(height: int, vectors: int, lanes: int, dtype: DType) -> float:
    """Estimated cycles per multiply-add of a vector, of a core that starts two each cycle."""
    tile = height * vectors
    # Two each cycle with a latency of four: fewer than eight accumulators leave the units idle.
    multiply = max(tile, 8) / 2
    loads = (height + vectors) / 2
    # The column panel comes from the second cache, at half a vector each cycle or so.
    second_cache = vectors * lanes * dtype.item_bytes / _SECOND_CACHE_BYTES_PER_CYCLE
    return (max(multiply, loads, second_cache) + 0.3 * loads + 0.05 * second_cache) / tile


def _panels(
    contraction: Contraction, machine: Machine, height: int, vectors: int, lanes: int, pack: bool, tensor: str
) -> TileSchedule:
    batch, rows, columns, depth = contraction.sizes
    width = vectors * lanes
    blocks = -(-depth // _MOST_DEPTH)
    k = depth
    if blocks > 1:
        # Blocks of whole innermost axes, where they are short enough, so that a block's loops need no
        # divisions.
        step = prod(axis.extent for axis in _shortest(contraction.reduction.axes, _MOST_DEPTH))
        k = round_up(-(-depth // blocks), step if step > 1 else lanes)
        if tensor != "fma" and k % 2:
            k *= 2
    if batch * rows * columns * depth < 1 << 17:
        wanted = 1
    else:
        # Every panel of columns needs the packed rows again.
        wanted = machine.cores * (1 if pack or batch * rows * columns * depth < 1 << 24 else 4)
    wanted = max(1, -(-wanted // batch))
    panel_rows = min(round_up(rows, height), round_up(max(height, min(rows, 1024)), height))
    column_parts = min(-(-columns // width), max(1, wanted))
    # The column panel takes half of the second cache at most.
    fitting = machine.second_cache_bytes // 2 // (k * contraction.reduction.dtype.item_bytes)
    panel_columns = min(round_up(-(-columns // column_parts), width), max(width, fitting // width * width))
    made = -(-columns // panel_columns) * -(-rows // panel_rows)
    if made < wanted:
        row_parts = -(-wanted // made)
        panel_rows = max(height, min(panel_rows, round_up(-(-rows // row_parts), height)))
    return TileSchedule(height, vectors, lanes, k, panel_rows, panel_columns, pack, tensor)


def _shortest(axes: Sequence[Var], most: int) -> tuple[Var, ...]:
    """The longest run of innermost axes with at most `most` steps together."""
    return next(
        tuple(axes[start:]) for start in range(len(axes) + 1) if prod(a.extent for a in axes[start:]) <= most
    )


def _reads_directly(contraction: Contraction) -> bool:
    """Whether the row operand is an unguarded load that walks memory along k."""
    operand = contraction.row_operand
    if operand.op is not Leaf.LOAD or operand.argument[2]:
        return False
    index: Index = operand.argument[1]
    return index.coefficient(contraction.reduction.axes[-1]) == 1
