"""Contractions in register tiles as LLVM IR, under a `TileSchedule`.

A workgroup copies the columns it needs of B, and if the schedule says so the rows of A, into panels laid out
in the order in which the register tile reads them; whatever was fused into the operands is computed while
they are copied, and whatever was fused after the contraction while the accumulators are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.contraction import Contraction, whole_axes
from ..nest.expression import Leaf, Value
from ..nest.index import Index, Var
from ..schedule import TileSchedule
from .writer import MOST_STRIDE, ProcessorWriter

# Turns a function that emits operands for the present point into those operands.
Combined = Callable[[Callable[[], list[str]]], list[str]]


def emit(contraction: Contraction, schedule: TileSchedule, name: str) -> Emitted:
    """The kernel's module; the grid is batch x row panels x column panels, flattened."""
    return TileEmitter(contraction, schedule, name).emit()


# What of a panel stays in a second cache, however small that is.
_NEAR_BYTES = 128 << 10


class TileEmitter:
    """What every kernel of register tiles has: the grid, the panels of a workgroup, guards at the edges."""

    def __init__(
        self,
        contraction: Contraction,
        schedule: TileSchedule,
        name: str,
        function: ProcessorWriter | None = None,
    ) -> None:
        self.c, self.s = contraction, schedule
        self.f = function or ProcessorWriter(name, contraction.nest.slots)
        self.local = "%local"
        self.f.lanes = schedule.lanes
        self.lane = Index((), 0)
        if schedule.lanes > 1:
            self.f.lane = Var("lane", schedule.lanes)
            self.lane = ix.of(self.f.lane)
        self.batch, self.rows, self.columns, self.depth = contraction.sizes
        self.width = schedule.vectors * schedule.lanes
        self.k_blocks = -(-self.depth // schedule.depth)
        self.pairs = schedule.tensor == "dpbf16"
        self.dtype: DType = contraction.reduction.dtype
        self.scalar = vm.scalar_type(self.dtype)
        self.vector = vm.vector_of(self.scalar, schedule.lanes)
        # Local memory starts at 64 bytes, and what lies in it is one vector after another.
        self.align = min(64, self.dtype.item_bytes * schedule.lanes)
        self.row, self.column = Var("row", 1 << 40), Var("column", 1 << 40)
        self.panel_dtype = dtypes.bfloat16 if self.pairs else self.dtype
        self.panel_scalar = vm.scalar_type(self.panel_dtype)
        # Panels of the column operand, of the row operand, and the partial result between blocks of k.
        self.panel_depth = round_up(schedule.depth, 2) if self.pairs else schedule.depth
        item = self.panel_dtype.item_bytes
        self.panel_align = min(64, item * schedule.lanes * (2 if self.pairs else 1))
        self.row_panel = round_up(self.panel_depth * schedule.panel_columns * item, 64)
        row_bytes = self.panel_depth * schedule.panel_rows * item if schedule.pack_rows else 0
        self.partial = self.row_panel + round_up(row_bytes, 64)
        partial_bytes = schedule.panel_rows * schedule.panel_columns * self.dtype.item_bytes
        self.line = self.partial + round_up(partial_bytes if self.k_blocks > 1 else 0, 64)
        self.line_bytes = 0
        if self._are_narrow():
            # A run before the panel's first column, and what the last vector has too much.
            line = schedule.panel_columns + 2 * contraction.columns[-1].extent + 2 * schedule.lanes
            self.line_bytes = round_up(line * self.dtype.item_bytes, 64)
        self.local_bytes = self.line + self.line_bytes

    def emit(self) -> Emitted:
        self._loops()
        return Emitted(self.f.text(), self.groups, self.local_bytes)

    def _loops(self) -> None:
        """The workgroup's place in the result, then block after block of k."""
        f, s = self.f, self.s
        row_panels = -(-self.rows // s.panel_rows)
        column_panels = -(-self.columns // s.panel_columns)
        self.groups = self.batch * row_panels * column_panels
        group = Var("gid", self.groups)
        f.counters[group] = "%gid"
        batch, row_panel, column_panel = ix.unflatten(ix.of(group), (self.batch, row_panels, column_panels))
        self._set(self.c.batch, batch)
        f.local_memory()
        self.row_start, self.column_start = row_panel * s.panel_rows, column_panel * s.panel_columns
        self.row_tiles = self._tile_count(self.rows, self.row_start, s.panel_rows, s.rows)
        self.column_tiles = self._tile_count(self.columns, self.column_start, s.panel_columns, self.width)
        f.loop("ko", self.k_blocks, self._block)

    def _set(self, variables: Sequence[Var], position: Index) -> None:
        # Where the position is past the end, guards hold.
        shape = tuple(var.extent for var in variables)
        self.f.env.update(zip(variables, ix.unflatten(position, shape, inside=True), strict=True))

    def _tile_count(self, total: int, start: Index, panel: int, tile: int) -> int | str:
        """How many tiles of this panel lie within the result."""
        if total % panel == 0 or total <= panel:
            return -(-min(total, panel) // tile)
        left = self.f.emit(f"sub i64 {total + tile - 1}, {self.f.scalar_index(start)}")
        left = self.f.emit(f"udiv i64 {left}, {tile}")
        return vm.intrinsic(self.f, "umin", "i64", 1, left, str(panel // tile))

    def _set_row(self, position: Index) -> None:
        self.f.env[self.row] = position
        self._set(self.c.rows, position)

    def _set_column(self, position: Index) -> None:
        self.f.env[self.column] = position
        self._set(self.c.columns, position)

    def _guard(self, storing: bool = False) -> None:
        """Past the edges operands read as zero and results are not stored."""
        f = self.f
        f.guards.clear()
        if self.rows % self.s.rows and (self.s.pack_rows or storing):
            f.guards.update(dict.fromkeys(self.c.rows, ix.of(self.row) * -1 + (self.rows - 1)))
        if self.columns % self.width:
            f.guards.update(dict.fromkeys(self.c.columns, ix.of(self.column) * -1 + (self.columns - 1)))

    def _block(self, block: Index) -> None:
        """One block of k: copy the panels, then run the register tiles over them."""
        f, s = self.f, self.s
        start = block * s.depth
        count: int | str = min(s.depth, self.depth)
        if self.depth % s.depth and self.k_blocks > 1:
            left = f.emit(f"sub i64 {self.depth}, {f.scalar_index(start)}")
            count = vm.intrinsic(f, "umin", "i64", 1, left, str(s.depth))
        self._guard()
        self._pack_columns(start, count)
        self._rows_of_block(block, start, count)

    def _rows_of_block(self, block: Index, start: Index, count: int | str) -> None:
        """The workgroup's rows, once the panel of columns is there."""
        if self.s.pack_rows:
            self._pack_rows(start, count)

        def tile(i: Index, j: Index) -> None:
            self._tile(block, start, count, i, j)

        loop, rows, columns = self.f.loop, self.row_tiles, self.column_tiles
        if self.row_panel <= _NEAR_BYTES:
            # All columns of a row are stored one after the other.
            loop("i", rows, lambda i: loop("j", columns, lambda j: tile(i, j)))
        else:
            loop("j", columns, lambda j: loop("i", rows, lambda i: tile(i, j)))

    # Panels

    def _steps(self, count: int | str) -> int | str:
        """Steps over k: one element each, or a pair."""
        if not self.pairs:
            return count
        if isinstance(count, int):
            return (count + 1) // 2
        return self.f.emit(f"lshr i64 {self.f.emit(f'add i64 {count}, 1')}, 1")

    def _panel(self, offset: int, position: Index) -> str:
        """A pointer to element `position` of the panel at byte `offset` of the local memory."""
        start = (
            self.local if offset == 0 else self.f.emit(f"getelementptr i8, ptr {self.local}, i64 {offset}")
        )
        return self.f.emit(
            f"getelementptr {self.panel_scalar}, ptr {start}, i64 {self.f.scalar_index(position)}"
        )

    def _operand(self, operand: Value) -> Value:
        return operand.sources[0] if self.pairs else operand

    def _at_k(self, position: Index, action: Callable[[], str], zero: str, type_name: str) -> str:
        """A value at one k; zero past an odd end."""
        if self.pairs and self.depth % 2 and position.high >= self.depth:
            return self._before_end(position, action, zero, type_name)
        self._set(self.c.reduction.axes, position)
        return action()

    def _before_end(self, position: Index, action: Callable[[], str], zero: str, type_name: str) -> str:
        """A value at one k; zero past the last."""
        f = self.f
        inside = f.emit(f"icmp slt i64 {f.scalar_index(position)}, {self.depth}")
        clamped = f.emit(f"select i1 {inside}, i64 {f.scalar_index(position)}, i64 {self.depth - 1}")
        var = Var(f"c{clamped[1:]}", self.depth)
        f.counters[var] = clamped
        self._set(self.c.reduction.axes, ix.of(var))
        return f.emit(f"select i1 {inside}, {type_name} {action()}, {type_name} {zero}")

    def _pack_columns(self, start: Index, count: int | str) -> None:
        f, s = self.f, self.s
        value = self._operand(self.c.column_operand)
        panel_vector = vm.vector_of(self.panel_scalar, s.lanes)
        per_step = 2 if self.pairs else 1

        def parts(step: Index) -> list[str]:
            k = start + step * per_step
            return [
                self._at_k(k + part, lambda: f.vector(value), "zeroinitializer", panel_vector)
                for part in range(per_step)
            ]

        def copy(j: Index, v: int, steps: Callable[[Callable[[Index], None]], None]) -> None:
            def fill(combined: Combined) -> None:
                def store(step: Index) -> None:
                    position = (
                        ((j * (self.panel_depth // per_step) + step) * s.vectors + v) * s.lanes * per_step
                    )
                    self._store_columns(combined(lambda: parts(step)), self._panel(0, position))

                steps(store)

            self._over_columns(self.column_start + j * self.width + v * s.lanes, fill)

        def tile(j: Index, steps: Callable[[Callable[[Index], None]], None]) -> None:
            for v in range(s.vectors):
                copy(j, v, steps)

        if self._walks_depth(value):
            self._pack_transposed(value, start, count)
            return
        if self.line_bytes:
            self._pack_lines(value, start, count)
            return
        count = self._steps(count)
        if self._walks_columns(value) and not self._crosses_rows():
            f.loop(
                "k",
                count,
                lambda step: f.loop("j", self.column_tiles, lambda j: tile(j, lambda use: use(step))),
            )
        else:
            f.loop("j", self.column_tiles, lambda j: tile(j, lambda use: self._loop_steps(count, use)))

    def _loop_steps(self, count: int | str, use: Callable[[Index], None]) -> None:
        """A loop over the steps of k, with loops of their own for the innermost axes, which saves
        divisions."""
        axes = () if self.pairs else whole_axes(self.c.reduction.axes, self.s.depth)
        shape = tuple(axis.extent for axis in axes)
        whole = prod(shape)
        if isinstance(count, int):
            count //= whole
        elif whole > 1:
            count = self.f.emit(f"udiv i64 {count}, {whole}")

        def inside(outer: tuple[Index, ...]) -> None:
            if len(outer) > len(axes):
                use(outer[0] * whole + ix.flatten(outer[1:], shape))
            else:
                extent = axes[len(outer) - 1].extent
                self.f.loop("k", extent, lambda counter: inside((*outer, counter)))

        self.f.loop("k", count, lambda lead: inside((lead,)), most=self.s.depth // whole)

    def _walks_depth(self, value: Value) -> bool:
        """Whether the column operand reads memory in the order of k, in runs that blocks of k do not cut
        short."""
        axes, lanes = self.c.reduction.axes, self.s.lanes
        if (
            self.pairs
            or value.op is not Leaf.LOAD
            or lanes < 4
            or lanes & (lanes - 1)
            or axes[-1].extent < lanes
        ):
            return False
        if value.argument[1].coefficient(axes[-1]) != 1 or self._walks_columns(value):
            return False
        return bool(whole_axes(axes, self.s.depth)) or (len(axes) == 1 and self.s.depth % lanes == 0)

    def _pack_transposed(self, value: Value, start: Index, count: int | str) -> None:
        """Copy the columns in squares: a vector along k of each of as many columns, transposed in
        registers."""
        f, s = self.f, self.s
        axes, lanes = self.c.reduction.axes, s.lanes
        last = axes[-1]
        whole = whole_axes(axes, s.depth)

        def square(j: Index, step: Index, rows: int) -> None:
            for v in range(s.vectors):
                columns = []
                for c in range(lanes):
                    self._set_column(self.column_start + j * self.width + v * lanes + c)
                    self._set(axes, start + step)
                    f.env[last] = f.env[last] + self.lane
                    columns.append(f.vector(value))
                for r, vector in enumerate(self._transposed(columns)[:rows]):
                    position = ((j * self.panel_depth + step + r) * s.vectors + v) * lanes
                    pointer = self._panel(0, position)
                    f.write(f"store {self.vector} {vector}, ptr {pointer}, align {self.panel_align}")

        def edge(j: Index, step: Index) -> None:
            f.guards[last] = ix.of(last) * -1 + (last.extent - 1)
            square(j, step, last.extent % lanes)
            del f.guards[last]

        def run(j: Index, outer: Index) -> None:
            """One whole innermost axis."""
            base = outer * last.extent
            f.loop("k", last.extent // lanes, lambda m: square(j, base + m * lanes, lanes))
            if last.extent % lanes:
                with f.scope():
                    edge(j, base + last.extent // lanes * lanes)

        def part(j: Index) -> None:
            """A block of the only axis."""
            if isinstance(count, int):
                f.loop("k", count // lanes, lambda m: square(j, m * lanes, lanes))
                return
            squares = f.emit(f"udiv i64 {count}, {lanes}")
            f.loop("k", squares, lambda m: square(j, m * lanes, lanes), False, s.depth // lanes)
            if last.extent % lanes:
                with f.when(f.emit(f"icmp ne i64 {count}, {s.depth}")):
                    edge(j, ix.constant((last.extent % s.depth) // lanes * lanes))

        if not whole:
            f.loop("j", self.column_tiles, part)
            return
        runs = count // last.extent if isinstance(count, int) else f.emit(f"udiv i64 {count}, {last.extent}")
        most = s.depth // last.extent
        f.loop("j", self.column_tiles, lambda j: f.loop("k", runs, lambda outer: run(j, outer), most=most))

    def _are_narrow(self) -> bool:
        """Whether the innermost column loop is shorter than a vector, and read in the order of memory."""
        columns = self.c.columns
        if self.pairs or len(columns) == 1 or not columns[-1].extent < self.s.lanes:
            return False
        value = self.c.column_operand
        stride = value.argument[1].coefficient(columns[-1]) if value.op is Leaf.LOAD else None
        return stride is not None and 1 <= stride <= MOST_STRIDE and not self._walks_depth(value)

    def _pack_lines(self, value: Value, start: Index, count: int | str) -> None:
        """Copy the columns of one k into a line, run by run of the innermost loop, and then to the panel.

        Each run is stored as a whole vector; what of it is too much, the next run covers.
        """
        f, s = self.f, self.s
        *outer, last = self.c.columns
        runs = self.columns // last.extent
        name = f.emit(f"udiv i64 {f.scalar_index(self.column_start)}, {last.extent}")
        first = Var(f"w{name[1:]}", runs)
        f.counters[first] = name
        skipped = self.column_start - ix.of(first) * last.extent
        most = min(runs, -(-s.panel_columns // last.extent) + 1)
        left = f.emit(f"sub i64 {runs}, {name}")
        here = vm.intrinsic(f, "umin", "i64", 1, left, str(most))
        edges = {var: f.guards.pop(var) for var in self.c.columns if var in f.guards}
        item = self.dtype.item_bytes

        def at(position: Index) -> str:
            base = f.emit(f"getelementptr i8, ptr {self.local}, i64 {self.line}")
            return f.emit(f"getelementptr {self.scalar}, ptr {base}, i64 {f.scalar_index(position)}")

        def clear(n: Index) -> None:
            f.write(f"store {self.vector} zeroinitializer, ptr {at(n * s.lanes)}, align {item}")

        def run(y: Index) -> None:
            shape = tuple(var.extent for var in outer)
            f.env.update(zip(outer, ix.unflatten(ix.of(first) + y, shape), strict=True))
            f.env[last] = self.lane
            f.guards[last] = self.lane * -1 + (last.extent - 1)
            f.write(f"store {self.vector} {f.vector(value)}, ptr {at(y * last.extent)}, align {item}")
            del f.guards[last]

        def tile(j: Index, step: Index) -> None:
            for v in range(s.vectors):
                pointer = at(skipped + j * self.width + v * s.lanes)
                columns = f.emit(f"load {self.vector}, ptr {pointer}, align {item}")
                position = ((j * self.panel_depth + step) * s.vectors + v) * s.lanes
                self._store_columns([columns], self._panel(0, position))

        def line(step: Index) -> None:
            self._set(self.c.reduction.axes, start + step)
            f.loop("y", here, run, most=most)
            f.loop("j", self.column_tiles, lambda j: tile(j, step))

        f.loop("z", self.line_bytes // (item * s.lanes), clear)
        self._loop_steps(count, line)
        f.guards.update(edges)

    def _transposed(self, vectors: list[str]) -> list[str]:
        """The transpose of a square of lanes x lanes elements: as many rounds of interleaving as its size has
        bits."""
        f, lanes = self.f, self.s.lanes
        half = lanes // 2
        for _ in range(lanes.bit_length() - 1):
            mixed = []
            for a, b in zip(vectors[:half], vectors[half:], strict=True):
                for first in (0, half):
                    order = ", ".join(f"i32 {first + n}, i32 {lanes + first + n}" for n in range(half))
                    mixed.append(
                        f.emit(
                            f"shufflevector {self.vector} {a}, {self.vector} {b}, <{lanes} x i32> <{order}>"
                        )
                    )
            vectors = mixed
        return vectors

    def _walks_columns(self, value: Value) -> bool:
        """Whether the column operand reads memory in the order of the columns, a vector of them at a time."""
        last = self.c.columns[-1]
        stride = value.argument[1].coefficient(last) if value.op is Leaf.LOAD else None
        if stride is None or not 1 <= stride <= MOST_STRIDE:
            return False
        return len(self.c.columns) == 1 or last.extent >= self.f.lanes

    def _crosses_rows(self) -> bool:
        """Whether a vector of columns may lie across the end of the innermost column loop, and at most
        once."""
        extent = self.c.columns[-1].extent
        if len(self.c.columns) == 1 or extent % self.f.lanes == 0 or extent < self.f.lanes:
            return False
        return self._walks_columns(self._operand(self.c.column_operand))

    def _store_columns(self, parts: list[str], pointer: str) -> None:
        f, lanes = self.f, self.s.lanes
        stored, full = parts[0], vm.vector_of(self.panel_scalar, lanes)
        if self.pairs:
            order = ", ".join(f"i32 {lane}, i32 {lanes + lane}" for lane in range(lanes))
            wide = vm.vector_of(self.panel_scalar, 2 * lanes)
            stored = f.emit(
                f"shufflevector {full} {parts[0]}, {full} {parts[1]}, <{2 * lanes} x i32> <{order}>"
            )
            full = wide
        f.write(f"store {full} {stored}, ptr {pointer}, align {self.panel_align}")

    def _over_columns(self, first: Index, fill: Callable[[Combined], None]) -> None:
        """Let `fill` work on the columns from `first` on, one in each lane.

        `fill` is given a function that turns what computes operands into the operands. Where the innermost
        column loop is longer than a vector, a vector lies within it, or crosses its end once: then it is put
        together from two, each contiguous in memory, since to gather its elements would take far longer.
        """
        f, lanes = self.f, self.f.lanes
        last = self.c.columns[-1]
        split_at = last.extent
        if not self._crosses_rows():
            self._set_column(first + self.lane)
            fill(lambda values: values())
            return
        name = f.emit(f"add i64 {f.scalar_index(first)}, 0")
        base = Var(f"w{name[1:]}", round_up(self.columns, self.width))
        f.counters[base] = name
        inner, outer = ix.of(base) % split_at, ix.of(base) // split_at
        f.env[self.column] = ix.of(base) + self.lane
        edge = f.guards.pop(last, None)
        shape = tuple(var.extent for var in self.c.columns[:-1])

        def piece(
            values: Callable[[], list[str]], row: Index, position: Index, guard: Index | None
        ) -> list[str]:
            f.env.update(zip(self.c.columns[:-1], ix.unflatten(row, shape), strict=True))
            f.env[last] = position
            if guard is not None:
                f.guards[last] = guard
            found = values()
            f.guards.pop(last, None)
            return found

        def two_pieces(values: Callable[[], list[str]]) -> list[str]:
            head = piece(values, outer, inner + self.lane, ix.of(last) * -1 + (split_at - 1))
            tail = piece(values, outer + 1, inner + self.lane - split_at, ix.of(last))
            before = f.lane_test([inner * -1 - self.lane + (split_at - 1)])
            flags, full = vm.vector_of("i1", lanes), vm.vector_of(self.panel_scalar, lanes)
            return [
                f.emit(f"select {flags} {before}, {full} {a}, {full} {b}")
                for a, b in zip(head, tail, strict=True)
            ]

        room = f.emit(f"icmp ule i64 {f.scalar_index(inner)}, {split_at - lanes}")
        if edge is not None:
            # The last panel reaches past the last column.
            end = f.emit(f"icmp ule i64 {name}, {self.columns - lanes}")
            room = f.emit(f"and i1 {room}, {end}")
        with f.when(room):
            fill(lambda values: piece(values, outer, inner + self.lane, None))
        with f.when(f.emit(f"xor i1 {room}, true")):
            fill(two_pieces)
        if edge is not None:
            f.guards[last] = edge

    def _pack_rows(self, start: Index, count: int | str) -> None:
        f, s = self.f, self.s
        value = self._operand(self.c.row_operand)
        per_step = 2 if self.pairs else 1
        align = self.panel_dtype.item_bytes
        zero = vm.literal(0, self.panel_dtype)

        def copy(i: Index, step: Index) -> None:
            for r in range(s.rows):
                self._set_row(self.row_start + i * s.rows + r)
                for part in range(per_step):
                    k = start + step * per_step + part
                    operand = self._at_k(k, lambda: f.value(value)[0], zero, self.panel_scalar)
                    position = ((i * (self.panel_depth // per_step) + step) * s.rows + r) * per_step + part
                    pointer = self._panel(self.row_panel, position)
                    f.write(f"store {self.panel_scalar} {operand}, ptr {pointer}, align {align}")

        steps = self._steps(count)
        f.loop("i", self.row_tiles, lambda i: self._loop_steps(steps, lambda step: copy(i, step)))

    # The register tile

    def _tile(self, block: Index, start: Index, count: int | str, i: Index, j: Index) -> None:
        f, s = self.f, self.s
        accumulators = [[f.alloca(self.vector) for _ in range(s.vectors)] for _ in range(s.rows)]
        cells = [(r, v) for r in range(s.rows) for v in range(s.vectors)]
        first, last = self._edges(block)

        def partial(r: int, v: int) -> str:
            position = (i * s.rows + r) * s.panel_columns + j * self.width + v * s.lanes
            base = f.emit(f"getelementptr i8, ptr {self.local}, i64 {self.partial}")
            return f.emit(f"getelementptr {self.scalar}, ptr {base}, i64 {f.scalar_index(position)}")

        def add() -> None:
            """What the blocks before came to. Each is summed on its own, so that no sum is of many terms."""
            for r, v in cells:
                before = f.emit(f"load {self.vector}, ptr {partial(r, v)}, align {self.align}")
                own = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                total = vm.binary(f, Op.ADD, self.dtype, s.lanes, before, own)
                f.write(f"store {self.vector} {total}, ptr {accumulators[r][v]}")

        def keep() -> None:
            for r, v in cells:
                own = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                f.write(f"store {self.vector} {own}, ptr {partial(r, v)}, align {self.align}")

        for r, v in cells:
            f.write(f"store {self.vector} {self._initial(i, r)}, ptr {accumulators[r][v]}")
        f.loop("k", self._steps(count), lambda step: self._multiply(accumulators, start, step, i, j))
        if first is not None:
            with f.when(f.emit(f"xor i1 {first}, true")):
                add()
        if last is None:
            self._store(accumulators, i, j)
        else:
            with f.when(last):
                self._store(accumulators, i, j)
            with f.when(f.emit(f"xor i1 {last}, true")):
                keep()

    def _initial(self, i: Index, r: int) -> str:
        """What the accumulators of a row start from."""
        return "zeroinitializer"

    def _edges(self, block: Index) -> tuple[str | None, str | None]:
        """Whether this is the first and the last block of k; None where there is only one."""
        if self.k_blocks == 1:
            return None, None
        operand = self.f.scalar_index(block)
        return (
            self.f.emit(f"icmp eq i64 {operand}, 0"),
            self.f.emit(f"icmp eq i64 {operand}, {self.k_blocks - 1}"),
        )

    def _multiply(self, accumulators: list[list[str]], start: Index, step: Index, i: Index, j: Index) -> None:
        f, s = self.f, self.s
        per_step = 2 if self.pairs else 1
        loaded = vm.vector_of(self.panel_scalar, s.lanes * per_step)
        columns = []
        for v in range(s.vectors):
            position = ((j * (self.panel_depth // per_step) + step) * s.vectors + v) * s.lanes * per_step
            pointer = self._panel(0, position)
            columns.append(f.emit(f"load {loaded}, ptr {pointer}, align {self.panel_align}"))
        for r in range(s.rows):
            row = self._row_operand(start, step, i, r)
            for v in range(s.vectors):
                total = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                total = self._multiply_add(row, columns[v], total)
                f.write(f"store {self.vector} {total}, ptr {accumulators[r][v]}")

    def _row_operand(self, start: Index, step: Index, i: Index, r: int) -> str:
        """One element (or pair) of the row operand in every lane."""
        f, s = self.f, self.s
        if not s.pack_rows:
            self._set_row(self._inside(self.row_start + i * s.rows + r))
            self._set(self.c.reduction.axes, start + step)
            return f.vector(self.c.row_operand)
        per_step = 2 if self.pairs else 1
        position = ((i * (self.panel_depth // per_step) + step) * s.rows + r) * per_step
        pointer = self._panel(self.row_panel, position)
        if not self.pairs:
            one = f.emit(f"load {self.scalar}, ptr {pointer}, align {self.dtype.item_bytes}")
            return f.to_vector(one, self.scalar)
        pair = f.to_vector(f.emit(f"load i32, ptr {pointer}, align 4"), "i32")
        return f.emit(f"bitcast <{s.lanes} x i32> {pair} to <{2 * s.lanes} x bfloat>")

    def _inside(self, row: Index) -> Index:
        """The row, or the last one for a row past the edge: it is read, but what comes of it is not
        stored."""
        if self.rows % self.s.rows == 0:
            return row
        key = ("clamped", row.key)
        clamped = self.f.known(key)
        if clamped is None:
            name = vm.intrinsic(self.f, "umin", "i64", 1, self.f.scalar_index(row), str(self.rows - 1))
            clamped = Var(f"c{name[1:]}", self.rows)
            self.f.counters[clamped] = name
            self.f.remember(key, clamped)
        return ix.of(clamped)

    def _multiply_add(self, row: str, column: str, total: str) -> str:
        f, lanes = self.f, self.s.lanes
        if self.pairs:
            pairs = f"<{2 * lanes} x bfloat>"
            name = "@llvm.x86.avx512bf16.dpbf16ps.512"
            f.declare(f"declare {self.vector} {name}({self.vector}, {pairs}, {pairs})")
            return f.emit(
                f"call {self.vector} {name}({self.vector} {total}, {pairs} {row}, {pairs} {column})"
            )
        return vm.multiply_add(f, self.dtype, lanes, row, column, total)

    def _store(self, accumulators: list[list[str]], i: Index, j: Index) -> None:
        """What was fused after the contraction, on the accumulators, and the stores."""
        f, s = self.f, self.s
        self._guard(storing=True)
        variables = frozenset(self.c.nest.outer)
        f.result_key = lambda reduction: ("tile", f.env[self.row].key, f.env[self.column].key)
        for r in range(s.rows):
            self._set_row(self.row_start + i * s.rows + r)
            for v in range(s.vectors):
                self._set_column(self.column_start + j * self.width + v * s.lanes + self.lane)
                key = ("tile", f.env[self.row].key, f.env[self.column].key)
                f.results[key] = self._total(f.emit(f"load {self.vector}, ptr {accumulators[r][v]}"))
                f.store_all(self.c.nest.stores, variables)
        self._guard()

    def _total(self, total: str) -> str:
        """What the fused tail finds as the contraction's result."""
        return total
