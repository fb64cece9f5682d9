"""Chains: two contractions and what is done to each row between them, as one kernel. softmax(Q Kᵀ) V is one.

The nest of a chain is its last contraction's. `LoopNest.before` holds the first, whose results are called
scores here, and the stages that work on whole rows of them. A workgroup copies the columns of both
contractions into panels once. Then it takes a block of rows at a time through everything: scores go to a tile
in its local memory, the stages read and write that tile a row at a time, and the last contraction has it as
its row operand. No score is ever written to memory.

What stays in local memory is indexed as if all of it were in memory: the pointer that stands for it lies as
far before the tile as the block's rows lie behind the first row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod

from ...graph.node import Op
from ..llvm import vector_math as vm
from ..llvm.function import Function
from ..nest import contraction as tiles
from ..nest import index as ix
from ..nest.canonical import all_values, canonical
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Slot, Store, Value
from ..nest.index import Index, Var
from ..nest.lower import LoopNest
from ..schedules import ChainSchedule, LoopSchedule, Machine, TileSchedule, round_up
from .loops import Body, Emitted
from .tiles import TileEmitter

# Panels of a workgroup: past the first limit, to read them again for every block of rows is slower than to
# read the scores from memory; past the second, so is filling them for so few rows.
_MOST_PANEL_BYTES = 4 << 20
_MOST_PANEL_BYTES_PER_ROW = 64 << 10
_MOST_TILE_BYTES = 1 << 20
_MOST_BLOCK_ROWS = 48
# Copying the columns takes a workgroup as long as it computes a few dozen rows.
_FEWEST_PANEL_ROWS = 128
_GROUPS_PER_CORE = 4
_UNROLL = 4


@dataclass(frozen=True, eq=False)
class Chain:
    """A nest's parts. A stage's `outer` loops are the rows of all batches, its `inner` ones a row's elements.

    The last contraction's results are divided by `divisor`, which has a value for each row.
    """

    nest: LoopNest
    scores: Contraction
    stages: tuple[LoopNest, ...]
    result: Contraction
    divisor: Value | None

    @property
    def rows(self) -> int:
        """The rows of all batches."""
        batch, rows, _, _ = self.scores.sizes
        return batch * rows

    @property
    def kept(self) -> tuple[Slot, ...]:
        """What stays in local memory, in the order in which it is made."""
        return tuple(store.slot for nest in (self.scores.nest, *self.stages) for store in nest.stores)

    def width(self, slot: Slot) -> int:
        """How many elements of a kept slot belong to one row."""
        return slot.size // self.rows


def prepare(nest: LoopNest) -> LoopNest:
    """The nest in the form in which it is recognised and emitted."""
    scores, *stages = nest.before
    return replace(canonical(replace(nest, before=())), before=(canonical(scores), *stages))


def recognise(nest: LoopNest) -> Chain | None:
    """A prepared nest as a chain, or None where its parts do not share their rows."""
    if not nest.before:
        return None
    scores, result = tiles.recognise(nest.before[0]), tiles.recognise(replace(nest, before=()))
    if scores is None or result is None:
        return None
    if scores.reduction.dtype is not result.reduction.dtype or scores.sizes[:2] != result.sizes[:2]:
        return None
    rows, keys = prod(scores.sizes[:2]), scores.sizes[2]
    if any(len(each.stores) != 1 for each in nest.before):
        return None
    stored = scores.nest.stores[0]
    in_order = scores.nest.outer == (*scores.batch, *scores.rows, *scores.columns)
    if not in_order or stored.index.key != _position(scores.nest.outer).key:
        return None
    stages = [stage for each in nest.before[1:] if (stage := _by_rows(each, rows)) is not None]
    if len(stages) < len(nest.before) - 1:
        return None
    if not all(_stays_in_rows(stage, stage.outer, keys, len(nest.slots)) for stage in stages):
        return None
    ordered = _rows_in_order(result, keys, len(nest.slots))
    if ordered is None:
        return None
    operand, divisor = _divided_last(ordered, stages)
    if not _is_kept(operand, len(nest.slots)):
        number = 1 + max(store.slot.number for each in nest.before for store in each.stores)
        tile = Slot(number, operand.dtype, rows * keys)
        stage, operand = _written(operand, tile, ordered)
        stages.append(stage)
    return Chain(nest, scores, tuple(stages), replace(ordered, row_operand=operand), divisor)


def _position(variables: Sequence[Var]) -> Index:
    return ix.flatten((ix.of(var) for var in variables), (var.extent for var in variables))


def _by_rows(stage: LoopNest, rows: int) -> LoopNest | None:
    """The stage with the loops over all rows as `outer`, the others as `inner`; None where that cannot be."""
    loops = (*stage.outer, *stage.inner)
    count = next((n for n in range(len(loops) + 1) if prod(v.extent for v in loops[:n]) == rows), None)
    if count is None or (stage.reductions and count != len(stage.outer)):
        return None
    return replace(stage, outer=loops[:count], inner=loops[count:])


def _kept_loads(nest: LoopNest, first_kept: int) -> list[Value]:
    return [v for v in all_values(nest) if v.op is Leaf.LOAD and v.argument[0].number >= first_kept]


def _is_kept(operand: Value, first_kept: int) -> bool:
    return operand.op is Leaf.LOAD and bool(operand.argument[0].number >= first_kept)


def _stays_in_rows(nest: LoopNest, row_vars: Sequence[Var], keys: int, first_kept: int) -> bool:
    """Whether all that is kept is read and written in the row at which the loops `row_vars` stand."""
    row, rows = _position(row_vars), prod(var.extent for var in row_vars)
    acrosses = (nest.inner, *(reduction.axes for reduction in nest.reductions))
    elements = {
        (row * keys + _position(across)).key
        for across in acrosses
        if prod(var.extent for var in across) == keys
    }
    allowed = {rows: {row.key}, rows * keys: elements}
    accesses = [value.argument for value in _kept_loads(nest, first_kept)]
    accesses += [(s.slot, s.index, s.valid) for s in nest.stores if s.slot.number >= first_kept]
    return all(not valid and index.key in allowed.get(slot.size, ()) for slot, index, valid in accesses)


def _rows_in_order(result: Contraction, keys: int, first_kept: int) -> Contraction | None:
    """The last contraction with batch and rows in the order of the scores; None where that does not exist."""
    (axes,) = (reduction.axes for reduction in result.nest.reductions)
    across = next((load for load in _kept_loads(result.nest, first_kept) if load.vars & {*axes}), None)
    if across is None or result.sizes[3] != keys:
        return None
    index: Index = across.argument[1]
    strides = {var: index.coefficient(var) or 0 for var in (*result.batch, *result.rows)}
    batch = tuple(sorted(result.batch, key=lambda var: -strides[var]))
    rows = tuple(sorted(result.rows, key=lambda var: -strides[var]))
    fits = _stays_in_rows(result.nest, (*batch, *rows), keys, first_kept)
    return replace(result, batch=batch, rows=rows) if fits else None


def _divided_last(result: Contraction, stages: Sequence[LoopNest]) -> tuple[Value, Value | None]:
    """(row operand, divisor of the result): exponentials are divided by their row's divisor once contracted.

    That is a division for each column instead of one for each key.
    """
    operand = result.row_operand
    if operand.op is not Op.DIV or operand.sources[1].vars & {*result.reduction.axes}:
        return operand, None
    above, below = operand.sources
    made = {store.slot: store.value for stage in stages for store in stage.stores}
    shown = made.get(above.argument[0]) if above.op is Leaf.LOAD else above
    return (above, below) if shown is not None and shown.op is Op.EXP else (operand, None)


def _written(operand: Value, tile: Slot, result: Contraction) -> tuple[LoopNest, Value]:
    """A stage that writes the row operand to the tile, and the operand read from there."""
    rows, across = (*result.batch, *result.rows), result.reduction.axes
    index = _position((*rows, *across))
    stage = LoopNest(rows, across, (), (Store(tile, index, operand),), (), (), 1)
    return stage, Value(Leaf.LOAD, operand.dtype, (), (tile, index, frozenset()), index.vars, -1)


def is_taken(nest: LoopNest) -> bool:
    """Whether a processor runs linked kernels as one: a chain whose panels stay near the core and serve
    enough rows. bfloat16 has instructions of its own, which chains do not use.
    """
    chain = recognise(prepare(nest))
    if chain is None or chain.scores.is_bfloat16 or chain.result.is_bfloat16:
        return False
    _, rows, keys, depth = chain.scores.sizes
    panel_bytes = keys * (depth + chain.result.sizes[2]) * chain.result.reduction.dtype.item_bytes
    return panel_bytes <= min(_MOST_PANEL_BYTES, rows * _MOST_PANEL_BYTES_PER_ROW)


def choose(chain: Chain, machine: Machine) -> ChainSchedule:
    """Register tiles of one height that suit both contractions best, and blocks that fit the caches."""
    first, last = _best_by_height(chain.scores, machine), _best_by_height(chain.result, machine)
    batch, rows, keys, depth = chain.scores.sizes
    columns = chain.result.sizes[2]

    def time(height: int) -> float:
        return first[height][0] * depth + last[height][0] * columns

    height = min(first.keys() & last.keys(), key=time)
    score, value = first[height][1], last[height][1]
    tile_rows = min(_MOST_BLOCK_ROWS, _MOST_TILE_BYTES // (keys * chain.result.reduction.dtype.item_bytes))
    block = height * max(1, tile_rows // height)
    wanted = -(-machine.cores * _GROUPS_PER_CORE // batch)
    parts = min(wanted, max(-(-rows // _FEWEST_PANEL_ROWS), -(-machine.cores // batch)))
    panel = round_up(-(-rows // parts), block)
    return ChainSchedule(height, score.vectors, value.vectors, score.lanes, block, panel, score.pack_rows)


def _best_by_height(contraction: Contraction, machine: Machine) -> dict[int, tuple[float, TileSchedule]]:
    best: dict[int, tuple[float, TileSchedule]] = {}
    for time, tile in tiles.tiles(contraction, machine):
        if tile.rows not in best or time < best[tile.rows][0]:
            best[tile.rows] = time, tile
    return best


def emit(chain: Chain, schedule: ChainSchedule, name: str) -> Emitted:
    """The kernel's module; the grid is batch x row panels, flattened."""
    return _Emitter(chain, schedule, name).emit()


class _Part(TileEmitter):
    """One of the contractions, some rows at a time; its results are divided by `divisor` before its tail."""

    def __init__(
        self,
        contraction: Contraction,
        schedule: TileSchedule,
        function: Function,
        local: str,
        divisor: Value | None = None,
    ) -> None:
        super().__init__(contraction, schedule, function.name, function)
        self.local, self.divisor = local, divisor
        self.column_start, self.column_tiles = ix.ZERO, -(-self.columns // self.width)

    @contextmanager
    def _of_batch(self, batch: Index) -> Iterator[None]:
        with self.f.scope():
            self._set(self.c.batch, batch)
            self._guard()
            yield
            self.f.guards.clear()

    def copy_columns(self, batch: Index) -> None:
        """Fill the panel of columns, for all rows of a batch."""
        with self._of_batch(batch):
            self._pack_columns(ix.ZERO, self.depth)

    def compute(self, batch: Index, row_start: Index) -> None:
        """Compute the block of rows that starts at `row_start`."""
        self.row_start = row_start
        with self._of_batch(batch):
            self.row_tiles = self.tiles_left(row_start, self.s.panel_rows, self.s.rows)
            self._rows_of_block(ix.ZERO, ix.ZERO, self.depth)

    def tiles_left(self, start: Index, panel: int, tile: int) -> int | str:
        """How many tiles, `tile` rows each, the `panel` rows from `start` on have."""
        return self._tile_count(self.rows, start, panel, tile)

    def _total(self, total: str) -> str:
        if self.divisor is None:
            return total
        return vm.binary(self.f, Op.DIV, self.dtype, self.s.lanes, total, self.f.vector(self.divisor))


class _Emitter:
    """The kernel's outer loops: a workgroup's batch, its blocks of rows, the rows of a block."""

    def __init__(self, chain: Chain, schedule: ChainSchedule, name: str) -> None:
        self.chain, self.s = chain, schedule
        self.f = Function(name, chain.nest.slots)
        self.f.write("%local.p = getelementptr i8, ptr %group, i64 40")
        self.f.write("%local = load ptr, ptr %local.p, align 8")
        tile = _tile(chain.scores, schedule, schedule.score_vectors, schedule.pack_rows)
        self.first = _Part(chain.scores, tile, self.f, "%local")
        local = self.f.emit(f"getelementptr i8, ptr %local, i64 {round_up(self.first.local_bytes, 64)}")
        tile = _tile(chain.result, schedule, schedule.vectors, False)
        self.last = _Part(chain.result, tile, self.f, local, chain.divisor)
        self.batch, self.rows = self.first.batch, self.first.rows

    def emit(self) -> Emitted:
        f, s = self.f, self.s
        panels = -(-self.rows // s.panel_rows)
        group = Var("gid", self.batch * panels)
        f.counters[group] = "%gid"
        batch, panel = ix.unflatten(ix.of(group), (self.batch, panels))
        offsets, local_bytes = self._layout()
        self.first.copy_columns(batch)
        self.last.copy_columns(batch)
        start = panel * s.panel_rows
        blocks = self.first.tiles_left(start, s.panel_rows, s.block_rows)
        f.loop("block", blocks, lambda block: self._block(batch, start + block * s.block_rows, offsets))
        return Emitted(f.text(), self.batch * panels, local_bytes)

    def _layout(self) -> tuple[dict[Slot, int], int]:
        """Where in local memory each kept slot has a block's rows, behind the panels; and the end of that."""
        chain = self.chain
        readers = [chain.scores.nest, *chain.stages, chain.result.nest]
        read = [
            {load.argument[0].number for load in _kept_loads(nest, len(chain.nest.slots))} for nest in readers
        ]
        if chain.result.row_operand.op is Leaf.LOAD:
            read[-1].add(chain.result.row_operand.argument[0].number)
        end = round_up(self.first.local_bytes, 64) + round_up(self.last.local_bytes, 64)
        offsets: dict[Slot, int] = {}
        for number, slot in enumerate(chain.kept):
            later = set().union(*read[number + 1 :])
            taken = {offsets[other] for other in offsets if other.number in later}
            # A stage reads an element before it writes it, so it may write over what nothing reads later.
            free = (
                offset
                for other, offset in offsets.items()
                if offset not in taken and other.size == slot.size and other.dtype is slot.dtype
            )
            offsets[slot] = next(free, end)
            if offsets[slot] == end:
                end += round_up(self.s.block_rows * self._row_bytes(slot), 64)
        return offsets, end

    def _row_bytes(self, slot: Slot) -> int:
        return self.chain.width(slot) * slot.dtype.item_bytes

    def _block(self, batch: Index, start: Index, offsets: dict[Slot, int]) -> None:
        """One block of rows through the whole chain."""
        f, s = self.f, self.s
        first_row = batch * self.rows + start
        for slot, offset in offsets.items():
            position = f.emit(f"mul i64 {f.scalar_index(first_row)}, {-self._row_bytes(slot)}")
            position = f.emit(f"add i64 {position}, {offset}")
            f.write(f"%{slot.name} = getelementptr i8, ptr %local, i64 {position}")
        self.first.compute(batch, start)
        count = self.first.tiles_left(start, s.block_rows, 1)
        f.loop("row", count, lambda row: self._stages(first_row + row))
        self.last.compute(batch, start)

    def _stages(self, row: Index) -> None:
        """All stages, one after the other, for one row."""
        f, s = self.f, self.s
        name = f.emit(f"add i64 {f.scalar_index(row)}, 0")
        bounded = Var(f"n{name[1:]}", self.chain.rows)
        f.counters[bounded] = name
        keys = self.chain.scores.sizes[2]
        loops = LoopSchedule("own", s.lanes, min(_UNROLL, -(-keys // s.lanes)), 1, 1)
        for stage in self.chain.stages:
            position = ix.unflatten(ix.of(bounded), tuple(var.extent for var in stage.outer))
            f.env.update(zip(stage.outer, position, strict=True))
            Body(f, stage, loops, None).run([ix.ZERO])


def _tile(contraction: Contraction, schedule: ChainSchedule, vectors: int, pack_rows: bool) -> TileSchedule:
    """The schedule of one contraction: all its columns and all of k in one panel, the rows of one block."""
    _, _, columns, depth = contraction.sizes
    width = vectors * schedule.lanes
    panel = round_up(columns, width)
    return TileSchedule(schedule.rows, vectors, schedule.lanes, depth, schedule.block_rows, panel, pack_rows)
