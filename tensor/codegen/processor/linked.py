"""Linked contractions as one kernel, as LLVM IR under a `LinkedSchedule`.

A workgroup copies the columns of both contractions into panels once. Then it takes a block of rows at a time
through everything: scores go to a tile in its local memory, the stages read and write that tile a row at a
time, and the last contraction has it as its row operand. No score is ever written to memory.

What stays in local memory is indexed as if all of it were in memory: the pointer that stands for it lies as
far before the tile as the block's rows lie behind the first row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...graph.node import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Slot, Value
from ..nest.index import Index, Var
from ..nest.linked import Linked, kept_loads
from ..schedule import LinkedSchedule, LoopSchedule, TileSchedule
from .loops import Body
from .tiles import TileEmitter
from .writer import ProcessorWriter

_UNROLL = 4


def emit(linked: Linked, schedule: LinkedSchedule, name: str) -> Emitted:
    """The kernel's module; the grid is batch x row panels, flattened."""
    return _Emitter(linked, schedule, name).emit()


class _Part(TileEmitter):
    """One of the contractions, some rows at a time; its results are divided by `divisor` before its tail."""

    def __init__(
        self,
        contraction: Contraction,
        schedule: TileSchedule,
        function: ProcessorWriter,
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

    def __init__(self, linked: Linked, schedule: LinkedSchedule, name: str) -> None:
        self.linked, self.s = linked, schedule
        self.f = ProcessorWriter(name, linked.nest.slots)
        self.f.local_memory()
        tile = _tile(linked.scores, schedule, schedule.score_vectors, schedule.pack_rows)
        self.first = _Part(linked.scores, tile, self.f, "%local")
        local = self.f.emit(f"getelementptr i8, ptr %local, i64 {round_up(self.first.local_bytes, 64)}")
        tile = _tile(linked.result, schedule, schedule.vectors, False)
        self.last = _Part(linked.result, tile, self.f, local, linked.divisor)
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
        linked = self.linked
        readers = [linked.scores.nest, *linked.stages, linked.result.nest]
        read = [
            {load.argument[0].number for load in kept_loads(nest, len(linked.nest.slots))} for nest in readers
        ]
        if linked.result.row_operand.op is Leaf.LOAD:
            read[-1].add(linked.result.row_operand.argument[0].number)
        end = round_up(self.first.local_bytes, 64) + round_up(self.last.local_bytes, 64)
        offsets: dict[Slot, int] = {}
        for number, slot in enumerate(linked.kept):
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
        return self.linked.width(slot) * slot.dtype.item_bytes

    def _block(self, batch: Index, start: Index, offsets: dict[Slot, int]) -> None:
        """One block of rows through the whole of it."""
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
        bounded = Var(f"n{name[1:]}", self.linked.rows)
        f.counters[bounded] = name
        keys = self.linked.scores.sizes[2]
        loops = LoopSchedule("own", s.lanes, min(_UNROLL, -(-keys // s.lanes)), 1, 1)
        for stage in self.linked.stages:
            position = ix.unflatten(ix.of(bounded), tuple(var.extent for var in stage.outer))
            f.env.update(zip(stage.outer, position, strict=True))
            Body(f, stage, loops, None).run([ix.ZERO])


def _tile(contraction: Contraction, schedule: LinkedSchedule, vectors: int, pack_rows: bool) -> TileSchedule:
    """The schedule of one contraction: all its columns and all of k in one panel, the rows of one block."""
    _, _, columns, depth = contraction.sizes
    width = vectors * schedule.lanes
    panel = round_up(columns, width)
    return TileSchedule(schedule.rows, vectors, schedule.lanes, depth, schedule.block_rows, panel, pack_rows)
