"""Register tiles of contractions on a processor: the heuristic, what `barewire tune` tries, and what fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod

from ...graph.dtype import DType
from ...graph.op import Op
from ..machine import Machine, round_up
from ..nest.canonical import values_under
from ..nest.contraction import Contraction
from ..nest.expression import Leaf
from ..nest.index import Index, Var
from ..schedule import TileSchedule
from .loop_schedule import is_lane_count
from .writer import MOST_STRIDE

# What a schedule may ask of the emitter at most: past this code only grows.
_MOST_ACCUMULATORS = 64
_SECOND_CACHE_BYTES_PER_CYCLE = 32
# Blocks of k are at most this long; shorter ones leave the panel of columns in a nearer cache.
_MOST_DEPTH, _SHORTER_DEPTHS = 640, (256, 128)
# They are to gain so much, by the estimate, since it is not surer than that.
_SURE_GAIN = 1.015
_MOST_PANEL_ROWS = 1024
_GROUPS_PER_CORE = 4
# Below so many multiply-adds a second thread costs more than it saves.
WORK_FOR_ONE = 1 << 17
# Of how many register tiles the panels are compared.
_MOST_SHAPES = 6
# Cycles for each element that goes into a panel of columns: to store it, to test whether it is there, and to
# read it, one of a vector, of two rows' ends put together, of a square that is turned, or by itself.
_STORED, _TESTED, _SIDE_BY_SIDE, _ACROSS_ROWS, _TRANSPOSED, _GATHERED = 0.1, 0.1, 0.2, 0.6, 0.4, 1.5
# For each row that is shorter than a vector.
_SHORT_ROW = 8.0
# And for each that goes into one of rows, or is read where it lies, far away as a rule.
PACKED_ROW, _READ_ROW = 1.5, 0.5
# And for a vector of results.
_RESULT = 5.0
# For each element of a panel of columns that takes more than an eighth of the second cache: by the time it is
# read, some of the panel is further away.
_FAR_COLUMN = 0.35
# For a vector of sums that is kept between two blocks of k, where all of them take less than half of the
# second cache, and where they take more.
_KEPT, _KEPT_FAR = 3.0, 30.0
_EACH_GROUP = 3000


def choose(contraction: Contraction, machine: Machine) -> TileSchedule:
    """The tile sizes: enough accumulators to hide the latency of the multiply-add, little waste at the
    edges, and panels that cost little to fill."""
    column = _column_cost(contraction, machine)
    return min(
        _best(contraction, machine, column), key=lambda each: _cycles(contraction, machine, each, column)
    )


def cycles(contraction: Contraction, machine: Machine) -> float:
    """Estimated cycles of the tiles that are chosen."""
    return _cycles(contraction, machine, choose(contraction, machine), _column_cost(contraction, machine))


def _best(contraction: Contraction, machine: Machine, column: float) -> list[TileSchedule]:
    """Those tiles that are fastest by themselves, each with its best panels."""
    shapes = sorted(_shapes(contraction, machine))[:_MOST_SHAPES]
    return [_panels(contraction, machine, height, vectors, column) for _, height, vectors in shapes]


def alternatives(contraction: Contraction, machine: Machine) -> Iterator[TileSchedule]:
    """Tile schedules worth measuring."""
    _, rows, columns, depth = contraction.sizes
    for tile in _best(contraction, machine, _column_cost(contraction, machine))[:4]:
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
    column = _column_cost(contraction, machine)
    for time, height, vectors in _shapes(contraction, machine):
        yield time, _panels(contraction, machine, height, vectors, column)


def _shapes(contraction: Contraction, machine: Machine) -> Iterator[tuple[float, int, int]]:
    """(estimated time per useful multiply-add, rows, vectors) for every register tile that fits."""
    _, rows, columns, _ = contraction.sizes
    dtype = contraction.reduction.dtype
    lanes = lanes_of(dtype, machine)
    registers = 32 if machine.vector_bytes == 64 else 16
    for vectors in (1, 2, 3, 4):
        if vectors > 1 and (vectors - 1) * lanes >= columns:
            continue
        for height in range(1, 17):
            if height > rows or height * vectors + vectors + 1 > registers:
                continue
            padded = round_up(rows, height) * round_up(columns, vectors * lanes)
            yield padded / (rows * columns) * _tile_time(height, vectors, lanes, dtype), height, vectors


def lanes_of(dtype: DType, machine: Machine) -> int:
    return max(1, machine.vector_bytes * 8 // dtype.bits)


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
    contraction: Contraction, machine: Machine, height: int, vectors: int, column: float
) -> TileSchedule:
    """The blocks of k, and the shares of the result that take the workgroups least time; an element of a
    panel of columns takes `column` cycles.
    """
    batch, rows, columns, depth = contraction.sizes
    dtype = contraction.reduction.dtype
    lanes = lanes_of(dtype, machine)
    tensor = (
        "dpbf16" if contraction.is_bfloat16 and "avx512_bf16" in machine.features and lanes == 16 else "fma"
    )
    pack = not (_reads_directly(contraction) and tensor == "fma")
    small = batch * rows * columns * depth < WORK_FOR_ONE
    width = vectors * lanes
    item = dtype.item_bytes

    def shared(k: int, row_parts: int, column_parts: int) -> TileSchedule:
        # The column panel takes half of the second cache at most.
        fitting = max(width, machine.second_cache_bytes // 2 // (k * item) // width * width)
        panel_rows = round_up(min(-(-rows // row_parts), _MOST_PANEL_ROWS), height)
        panel_columns = min(round_up(-(-columns // column_parts), width), fitting)
        return TileSchedule(height, vectors, lanes, k, panel_rows, panel_columns, pack, tensor)

    most = 1 if small else _GROUPS_PER_CORE * machine.cores
    parts = [count for count in range(1, most + 1) if count & (count - 1) == 0 or count % machine.cores == 0]
    # Of several loops blocks are whole inner ones, and what those come to is chosen once.
    several = len(contraction.reduction.axes) > 1
    limits = (_MOST_DEPTH,) if several else (_MOST_DEPTH, *_SHORTER_DEPTHS)
    depths = {_block(contraction, limit, lanes, tensor) for limit in limits}
    longest = max(depths)
    made = {shared(k, r, c) for k in depths for r in parts for c in parts if r * c <= most}
    return min(
        made,
        key=lambda each: (
            _cycles(contraction, machine, each, column) * (1.0 if each.depth == longest else _SURE_GAIN),
            each.panel_rows,
            each.panel_columns,
            each.depth,
        ),
    )


def _block(contraction: Contraction, most: int, lanes: int, tensor: str) -> int:
    """How long the blocks of k are, if they are to have about `most` steps."""
    depth = contraction.sizes[3]
    blocks = -(-depth // most)
    if blocks == 1:
        return depth
    # Blocks of whole innermost axes, where they are short enough, so that a block's loops need no divisions.
    step = prod(axis.extent for axis in _shortest(contraction.reduction.axes, most))
    k = round_up(-(-depth // blocks), step if step > 1 else lanes)
    return k * 2 if tensor != "fma" and k % 2 else k


def _cycles(contraction: Contraction, machine: Machine, schedule: TileSchedule, column: float) -> float:
    """Estimated cycles until the last core is done."""
    s = schedule
    batch, rows, columns, depth = contraction.sizes
    groups = batch * -(-rows // s.panel_rows) * -(-columns // s.panel_columns)
    height = round_up(min(rows, s.panel_rows), s.rows)
    width = round_up(min(columns, s.panel_columns), s.vectors * s.lanes)
    tile_time = _tile_time(s.rows, s.vectors, s.lanes, contraction.reduction.dtype)
    group = height * width / s.lanes * depth * tile_time
    item = contraction.reduction.dtype.item_bytes
    far = s.depth * width * item > machine.second_cache_bytes // 8
    group += depth * width * (column + _FAR_COLUMN * far)
    kept = _KEPT_FAR if height * width * item > machine.second_cache_bytes // 2 else _KEPT
    group += (-(-depth // s.depth) - 1) * height * width / s.lanes * kept
    group += min(rows, s.panel_rows) * min(columns, s.panel_columns) / s.lanes * _RESULT
    group += depth * height * (PACKED_ROW if s.pack_rows else _READ_ROW)
    # Shares go to whichever core is free: many of them even out.
    turns = groups / machine.cores
    return (group + _EACH_GROUP) * max(
        1.0, turns if turns > _GROUPS_PER_CORE else -(-groups // machine.cores)
    )


def _column_cost(contraction: Contraction, machine: Machine) -> float:
    """Cycles to put one element of the column operand into its panel."""
    lanes = lanes_of(contraction.reduction.dtype, machine)
    last, k = contraction.columns[-1], contraction.reduction.axes[-1]
    total = _STORED
    for value in values_under(contraction.column_operand):
        if isinstance(value.op, Op):
            total += value.op.cost / lanes
        elif value.op is Leaf.LOAD:
            _, index, valid = value.argument
            total += len(valid) * _TESTED
            stride = index.coefficient(last)
            if stride == 0:
                total += _STORED
            elif stride is not None and 1 <= stride <= MOST_STRIDE:
                whole = len(contraction.columns) == 1 or last.extent % lanes == 0
                # Of the vectors of longer rows some lie across their ends.
                across = 0.0 if whole else min(1.0, lanes / last.extent)
                read = _SIDE_BY_SIDE + (_ACROSS_ROWS - _SIDE_BY_SIDE) * across
                total += stride * (read if last.extent >= lanes else _SHORT_ROW / last.extent)
            elif index.coefficient(k) == 1:
                total += _TRANSPOSED
            else:
                total += _GATHERED
    return total


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
