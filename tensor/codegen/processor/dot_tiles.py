"""Contractions of small integers in register tiles, under a `DotSchedule`: exact sums of exact products.

VPDPBUSD takes bytes without a sign from the one operand and with a sign from the other. Where both have one,
or neither has, the sign bits of the columns are flipped while they are copied, which adds 128 to each or
takes it away; so the accumulators start from 128 times the sums of the rows, taken away or added.
"""

from __future__ import annotations

from ...graph import dtype as dtypes
from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import Machine
from ..nest.contraction import Contraction
from ..nest.expression import Value
from ..nest.index import Index
from ..schedule import DotSchedule
from .dot_schedule import flips, named, reads_columns
from .group_panels import GroupPanels

_FLIPPED = 128
# Rows lie as far apart, so that those of a tile are not all in the same places of the first cache.
_BETWEEN_ROWS_BYTES = 64


def emit(contraction: Contraction, schedule: DotSchedule, name: str, machine: Machine) -> Emitted:
    """The kernel's module; the grid is that of every other contraction."""
    return _Emitter(contraction, schedule, name).emit()


class _Emitter(GroupPanels):
    """In local memory: panels of columns and rows, 128 times the rows' sums, results between blocks of k."""

    def __init__(self, contraction: Contraction, schedule: DotSchedule, name: str) -> None:
        found = named(schedule.tensor, schedule.lanes)
        super().__init__(contraction, schedule, name, dtypes.int8 if found.item_bytes == 1 else dtypes.int16)
        self.intrinsic = found.intrinsic
        self.is_added = schedule.tensor == "vpmaddwd"
        self._of_steps(schedule.lanes * self.group)
        row = contraction.row_operand
        self.is_signed = row.op is Op.CAST and row.sources[0].dtype is dtypes.int8
        self.flips = flips(contraction, found)
        # Groups of k in a block, and in the last.
        self.groups_of_k = schedule.depth // self.group
        self.row_stride = schedule.depth + _BETWEEN_ROWS_BYTES // self.item
        self.reads_columns = reads_columns(contraction, found, schedule.vectors)
        copied = 0 if self.reads_columns else schedule.panel_columns
        self.row_panel = schedule.depth * copied * self.item
        self.sums = self.row_panel + self.row_stride * schedule.panel_rows * self.item
        sums_bytes = -(-schedule.panel_rows * 4 // 64) * 64 if self.flips else 0
        self.partial = self.sums + sums_bytes
        kept = schedule.panel_rows * schedule.panel_columns * 4 if self.k_blocks > 1 else 0
        self.local_bytes = self.partial + kept

    def _operand(self, operand: Value) -> Value:
        narrow = operand.op is Op.CAST and operand.sources[0].dtype.bits <= 16
        return operand.sources[0] if narrow else operand

    def _steps(self, count: int | str) -> int | str:
        """Groups of k."""
        if isinstance(count, int):
            return -(-count // self.group)
        more = self.f.emit(f"add i64 {count}, {self.group - 1}")
        return self.f.emit(f"udiv i64 {more}, {self.group}")

    def _block(self, block: Index) -> None:
        """One block of k: copy the panels, add the rows up, then run the register tiles over them."""
        f = self.f
        _, last = self._edges(block)
        self._copy_block(block, last)
        of_last = self.depth - (self.k_blocks - 1) * self.s.depth
        count = self._in_block(last, of_last, self.s.depth)
        if self.flips:
            steps = self._in_block(last, self.last_steps, self.steps)
            f.loop("i", self.row_tiles, lambda i: f.loop("r", self.s.rows, lambda r: self._sum(i, r, steps)))

        def column_tile(j: Index) -> None:
            f.loop("i", self.row_tiles, lambda i: self._tile(block, block * self.s.depth, count, i, j))

        f.loop("j", self.column_tiles, column_tile)

    # Panels

    def _columns_of(self, start: Index, step: Index, j: Index, padded: bool) -> None:
        f, s = self.f, self.s
        if self.reads_columns:
            return
        per_step = s.lanes
        left = -(-(self.depth - (self.k_blocks - 1) * s.depth - self.last_full * self.step) // self.group)
        count = left if padded and not self.walks_depth else per_step
        for first in range(0, self.width, self.unit):

            def store(p: Index, place: int, kind: str, vector: str, first: int = first) -> None:
                position = ((j * self.groups_of_k + step * per_step + p) * self.width + first + place) * 4
                if self.flips:
                    vector = self._with_flipped_signs(kind, vector)
                align = 64 if (first + place) % 16 == 0 and s.lanes == 16 else 16
                pointer = self._byte(0, position)
                f.write(f"store {kind} {vector}, ptr {pointer}, align {align}")

            self._over_groups(
                self.column_start + j * self.width + first,
                count,
                lambda p: start + step * self.step + p * self.group,
                padded,
                store,
            )

    def _with_flipped_signs(self, kind: str, vector: str) -> str:
        count, scalar = kind.strip("<>").split(" x ")
        flip = vm.splat("-128" if scalar == "i8" else str(-0x7F7F7F80), scalar, int(count))
        return self.f.emit(f"xor {kind} {vector}, {flip}")

    def _byte(self, offset: int, position: Index) -> str:
        """A pointer to a byte of the local memory."""
        at = self.f.scalar_index(position + offset)
        return self.f.emit(f"getelementptr i8, ptr {self.local}, i64 {at}")

    def _in_row(self, row: Index, element: Index) -> Index:
        """The byte of the local memory at which an element of a row lies."""
        return (row * self.row_stride + element) * self.item + self.row_panel

    def _rows_of(self, start: Index, step: Index, i: Index, padded: bool) -> None:
        def pointer(r: Index, element: Index) -> str:
            return self._byte(0, self._in_row(i * self.s.rows + r, step * self.step + element))

        first = self.row_start + i * self.s.rows
        self._copy_rows(first, self.s.rows, start + step * self.step, 1, self.step, padded, pointer)

    def _sum(self, i: Index, r: Index, steps: int | str) -> None:
        """Keep what the accumulators of a row start from."""
        f, s = self.f, self.s
        row = i * s.rows + r
        total = f.alloca(self.vector)
        ones = vm.splat(str(0x01010101), "i32", s.lanes)
        f.write(f"store {self.vector} zeroinitializer, ptr {total}")

        def add(step: Index) -> None:
            pointer = self._byte(0, self._in_row(row, step * self.step))
            part = f.emit(f"load {self.vector}, ptr {pointer}, align {self.align}")
            before = f.emit(f"load {self.vector}, ptr {total}")
            unsigned, signed = (ones, part) if self.is_signed else (part, ones)
            f.write(f"store {self.vector} {self._dot(before, unsigned, signed)}, ptr {total}")

        f.loop("k", steps, add, most=self.steps)
        found = f.emit(f"load {self.vector}, ptr {total}")
        added = vm.horizontal(f, Op.ADD, dtypes.int32, s.lanes, found)
        start = f.emit(f"mul i32 {added}, {-_FLIPPED if self.is_signed else _FLIPPED}")
        f.write(f"store i32 {start}, ptr {self._byte(self.sums, row * 4)}, align 4")

    # The register tile

    def _initial(self, i: Index, r: int) -> str:
        if not self.flips:
            return "zeroinitializer"
        pointer = self._byte(self.sums, (i * self.s.rows + r) * 4)
        return self.f.to_vector(self.f.emit(f"load i32, ptr {pointer}, align 4"), "i32")

    def _multiply(self, accumulators: list[list[str]], start: Index, step: Index, i: Index, j: Index) -> None:
        f, s = self.f, self.s
        columns = []
        for v in range(s.vectors):
            if self.reads_columns:
                self._set_column(self.column_start + j * self.width + v * s.lanes)
                self._set(self.c.reduction.axes, start + step * self.group)
                columns.append(f.emit(f"load {self.vector}, ptr {self._in_memory()}, align 1"))
                continue
            position = ((j * self.groups_of_k + step) * s.vectors + v) * s.lanes * 4
            columns.append(f.emit(f"load {self.vector}, ptr {self._byte(0, position)}, align {self.align}"))
        for r in range(s.rows):
            pointer = self._byte(0, self._in_row(i * s.rows + r, step * self.group))
            row = f.to_vector(f.emit(f"load i32, ptr {pointer}, align 4"), "i32")
            for v in range(s.vectors):
                total = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                # The rows' bytes are those with a sign where both had one, or where only they have.
                unsigned, signed = (columns[v], row) if self.is_signed else (row, columns[v])
                f.write(f"store {self.vector} {self._dot(total, unsigned, signed)}, ptr {accumulators[r][v]}")

    def _dot(self, total: str, a: str, b: str) -> str:
        """`total` with the products of two vectors of groups added."""
        f = self.f
        if not self.is_added:
            f.declare(f"declare {self.vector} {self.intrinsic}({self.vector}, {self.vector}, {self.vector})")
            operands = ", ".join(f"{self.vector} {each}" for each in (total, a, b))
            return f.emit(f"call {self.vector} {self.intrinsic}({operands})")
        words = vm.vector_of("i16", 2 * self.s.lanes)
        f.declare(f"declare {self.vector} {self.intrinsic}({words}, {words})")
        a, b = (f.emit(f"bitcast {self.vector} {each} to {words}") for each in (a, b))
        product = f.emit(f"call {self.vector} {self.intrinsic}({words} {a}, {words} {b})")
        return f.emit(f"add {self.vector} {total}, {product}")

    def _store(self, accumulators: list[list[str]], i: Index, j: Index) -> None:
        """What was fused after the contraction, on the accumulators, and the stores."""
        f, s = self.f, self.s
        self._guard(storing=True)
        variables = frozenset(self.c.nest.outer)
        f.result_key = lambda reduction: ("tile", f.env[self.row].key, f.env[self.column].key)
        per_unit = self.unit // s.lanes
        for r in range(s.rows):
            self._set_row(self.row_start + i * s.rows + r)
            for first in range(0, s.vectors, per_unit):
                unit = [
                    f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                    for v in range(first, first + per_unit)
                ]
                for v, result in enumerate(self._in_order(unit), first):
                    self._set_column(self.column_start + j * self.width + v * s.lanes + self.lane)
                    f.results["tile", f.env[self.row].key, f.env[self.column].key] = result
                    f.store_all(self.c.nest.stores, variables)
        self._guard()
