"""Contractions over windows in register tiles as LLVM IR, under a `WindowSchedule`.

A workgroup copies the part of the column operand that its windows lie over once, whatever was fused into it
computed on the way: for each channel as many planes as there are remainders by the strides. A line of a plane
is as long as a line of columns and what the last window reaches beyond it. Columns are numbered along the
lines of planes, so that a vector of them is one load for every tap, also across the ends of lines; the few
columns past an end are computed and thrown away. Results go through local memory, where lines are taken from
them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.index import Index, Var
from ..nest.window import ColumnAxis, Window
from ..schedule import WindowSchedule
from .window_schedule import MOST_WRITTEN_OUT, Layout
from .writer import ProcessorWriter


def emit(window: Window, schedule: WindowSchedule, name: str) -> Emitted:
    """The kernel's module; the grid is batch x images x parts of lines x of columns x of rows, flattened."""
    return _WindowEmitter(window, schedule, name).emit()


class _WindowEmitter:
    def __init__(self, window: Window, schedule: WindowSchedule, name: str) -> None:
        self.w, self.c, self.s = window, window.contraction, schedule
        f = self.f = ProcessorWriter(name, self.c.nest.slots)
        f.lanes = schedule.lanes
        self.lane = ix.ZERO
        if schedule.lanes > 1:
            f.lane = Var("lane", schedule.lanes)
            self.lane = ix.of(f.lane)
        self.dtype = self.c.reduction.dtype
        self.scalar = vm.scalar_type(self.dtype)
        self.vector = vm.vector_of(self.scalar, schedule.lanes)
        self.rows = window.sizes[2]
        self.width = schedule.vectors * schedule.lanes
        self.channels = schedule.depth // window.taps
        self.blocks = -(-window.sizes[3] // self.channels)
        layout = self.layout = Layout.of(window, schedule)
        item = self.dtype.item_bytes
        self.align = min(64, item * schedule.lanes)
        self.row_panel = round_up((self.channels * layout.channel + layout.slack) * item, 64)
        row_bytes = schedule.depth * schedule.rows * item if schedule.pack_rows else 0
        self.partial = self.row_panel + round_up(row_bytes, 64)
        self.row_tiles = -(-min(schedule.panel_rows, self.rows) // schedule.rows)
        # Lines are stored as they end, or long ones by tiles: then these alone are kept.
        self.by_tile = layout.pitch >= self.width
        self.piece_end: Index | None = None
        self.kept_tile = self.blocks == 1 and (self.by_tile or schedule.lines == 1)
        self.kept_columns = self.width if self.kept_tile else layout.columns
        kept_tiles = self.row_tiles if self.blocks > 1 else 1
        # A vector that is read from a tile may reach past its end.
        partial_bytes = (kept_tiles * schedule.rows * self.kept_columns + self.width) * item
        self.local_bytes = self.partial + round_up(partial_bytes, 64)

    def emit(self) -> Emitted:
        f, s, w = self.f, self.s, self.w
        parts = [*w.sizes[:2]]
        for total, part in (
            (w.y.loop.extent, s.lines),
            (w.x.loop.extent, s.panel_columns),
            (self.rows, s.panel_rows),
        ):
            parts.append(-(-total // part))
        groups = prod(parts)
        group = Var("gid", groups)
        f.counters[group] = "%gid"
        batch, image, line_part, column_part, row_part = ix.unflatten(ix.of(group), tuple(parts))
        self._set(self.c.batch, batch)
        self._set(w.images, image)
        f.local_memory()
        self.first_line, self.first_column = line_part * s.lines, column_part * s.panel_columns
        self.first_row = row_part * s.panel_rows
        self.lines = self._left(w.y.loop.extent, self.first_line, s.lines)
        self.panel_rows = self._left(self.rows, self.first_row, s.panel_rows)
        f.loop("ko", self.blocks, self._block)
        return Emitted(f.text(), groups, self.local_bytes)

    def _set(self, variables: Sequence[Var], position: Index) -> None:
        shape = tuple(var.extent for var in variables)
        self.f.env.update(zip(variables, ix.unflatten(position, shape, inside=True), strict=True))

    def _left(self, total: int, start: Index, part: int) -> int | str:
        """How much of a part lies within the whole."""
        if total % part == 0 or total <= part:
            return min(total, part)
        left = self.f.emit(f"sub i64 {total}, {self.f.scalar_index(start)}")
        return vm.intrinsic(self.f, "umin", "i64", 1, left, str(part))

    def _at(self, offset: int, position: Index) -> str:
        """A pointer to an element of what lies at byte `offset` of the local memory."""
        start = "%local" if not offset else self.f.emit(f"getelementptr i8, ptr %local, i64 {offset}")
        return self.f.emit(f"getelementptr {self.scalar}, ptr {start}, i64 {self.f.scalar_index(position)}")

    def _block(self, block: Index) -> None:
        """One block of channels: copy its planes, then run the register tiles over them."""
        f, s = self.f, self.s
        start = block * self.channels
        count = self._left(self.w.sizes[3], start, self.channels)
        f.guards.clear()
        f.loop("c", count, lambda c: self._fill_channel(start + c, c), most=self.channels)
        for n in range(-(-self.layout.slack // s.lanes)):
            end = f.emit(f"mul i64 {count}, {self.layout.channel}")
            pointer = f.emit(f"getelementptr {self.scalar}, ptr %local, i64 {end}")
            pointer = f.emit(f"getelementptr {self.scalar}, ptr {pointer}, i64 {n * s.lanes}")
            f.write(f"store {self.vector} zeroinitializer, ptr {pointer}, align {self.dtype.item_bytes}")
        first = last = None
        if self.blocks > 1:
            operand = f.scalar_index(block)
            first = f.emit(f"icmp eq i64 {operand}, 0")
            last = f.emit(f"icmp eq i64 {operand}, {self.blocks - 1}")
        tiles: int | str = -(-s.panel_rows // s.rows)
        if isinstance(self.panel_rows, str):
            tiles = f.emit(f"add i64 {self.panel_rows}, {s.rows - 1}")
            tiles = f.emit(f"udiv i64 {tiles}, {s.rows}")
        columns: int | str = self.layout.columns // self.width
        if isinstance(self.lines, str):
            columns = f.emit(f"mul i64 {self.lines}, {self.layout.pitch}")
            columns = f.emit(f"add i64 {columns}, {self.width - 1 - self.w.x.reach}")
            columns = f.emit(f"udiv i64 {columns}, {self.width}")

        def row_tile(i: Index) -> None:
            if s.pack_rows:
                self._pack_rows(start, count, i)
            f.loop(
                "j",
                columns,
                lambda j: self._tile(first, last, start, count, i, j),
                most=self.layout.columns // self.width,
            )

        f.loop("i", tiles, row_tile, most=self.row_tiles)

    # Planes

    def _fill_channel(self, channel: Index, slot: Index) -> None:
        f, w, layout = self.f, self.w, self.layout
        self._set(w.channels, channel)
        lines: int | str = self.s.lines + w.y.reach
        if isinstance(self.lines, str):
            lines = f.emit(f"add i64 {self.lines}, {w.y.reach}")
        # Where taps are adjacent, places are read as they lie in memory, and parted in registers.
        fill = self._fill_parted if w.x.stride > 1 and w.x.dilation == 1 else self._fill_planes
        for down in w.y.planes:
            start = slot * layout.channel + layout.plane_start(down, 0)

            def line(q: Index, start: Index = start, down: int = down) -> None:
                self._place(w.y, down, self.first_line + q)
                fill(start + q * layout.pitch)

            f.loop("q", lines, line, most=self.s.lines + w.y.reach)
        f.guards.clear()

    def _place(self, axis: ColumnAxis, plane: int, position: Index) -> None:
        """Let a column and a tap stand for a position in a plane."""
        first, last = axis.planes[plane]
        if axis.tap is not None:
            self.f.env[axis.tap] = ix.constant(first)
        self.f.env[axis.loop] = position - axis.distance(ix.constant(first))
        end = axis.loop.extent - 1 + axis.distance(ix.constant(last)).constant
        self.f.guards[axis.loop] = position * -1 + end

    def _fill_planes(self, start: Index) -> None:
        """The line of each plane by itself."""
        x, lanes = self.w.x, self.s.lanes

        def part(v: Index) -> None:
            for across in x.planes:
                self._place(x, across, self.first_column + v * lanes + self.lane)
                values = self.f.vector(self.c.column_operand)
                self._keep(values, start + self.layout.plane_start(0, across) + v * lanes)

        self._over_vectors(-(-self.layout.pitch // lanes), part)

    def _fill_parted(self, start: Index) -> None:
        """The lines of all planes from as many adjacent vectors as there are remainders by the stride."""
        f, x, lanes = self.f, self.w.x, self.s.lanes
        tap = x.tap
        assert tap is not None
        last = (x.loop.extent - 1) * x.stride + x.taps - 1

        def part(v: Index) -> None:
            f.env[x.loop] = self.first_column
            vectors = []
            for n in range(x.stride):
                f.env[tap] = (v * x.stride + n) * lanes + self.lane
                f.guards[tap] = self.first_column * -x.stride - f.env[tap] + last
                vectors.append(f.vector(self.c.column_operand))
            f.guards.pop(tap)
            for across in x.planes:
                self._keep(
                    self._every(vectors, across), start + self.layout.plane_start(0, across) + v * lanes
                )

        self._over_vectors(-(-self.layout.pitch // lanes), part)

    def _every(self, vectors: list[str], first: int) -> str:
        """Of adjacent vectors, as many of them as is the step, every element at that step."""
        f, lanes, step = self.f, self.s.lanes, len(vectors)
        result = vectors[0]
        for n, vector in enumerate(vectors):
            order = []
            for lane in range(lanes):
                place = first + lane * step - n * lanes
                order.append(f"i32 {lanes + place if 0 <= place < lanes else lane}")
            result = f.emit(
                f"shufflevector {self.vector} {result}, {self.vector} {vector}, "
                f"<{lanes} x i32> <{', '.join(order)}>"
            )
        return result

    def _keep(self, values: str, position: Index) -> None:
        """Store a vector of a line; what of it is too much, the next line covers."""
        pointer = self._at(0, position)
        self.f.write(f"store {self.vector} {values}, ptr {pointer}, align {self.dtype.item_bytes}")

    def _over_vectors(self, vectors: int, part: Callable[[Index], None]) -> None:
        """Do something for each vector of a line; for those at its ends, which need tests, by themselves."""
        if vectors <= MOST_WRITTEN_OUT:
            for v in range(vectors):
                with self.f.scope():
                    part(ix.constant(v))
            return
        with self.f.scope():
            part(ix.ZERO)
        self.f.loop("v", vectors - 2, lambda v: part(v + 1))
        with self.f.scope():
            part(ix.constant(vectors - 1))

    # Rows

    def _first_row(self, i: Index) -> Index:
        """The first row of a tile; the last tile begins sooner where it would reach past the end."""
        f, s = self.f, self.s
        row = self.first_row + i * s.rows
        if self.rows % s.rows == 0:
            return row
        key = ("clamped", row.key)
        clamped = f.known(key)
        if clamped is None:
            last = self.rows - s.rows
            name = vm.intrinsic(f, "umin", "i64", 1, f.scalar_index(row), str(last))
            clamped = Var(f"c{name[1:]}", last + 1)
            f.counters[clamped] = name
            f.remember(key, clamped)
        return ix.of(clamped)

    def _pack_rows(self, start: Index, count: int | str, i: Index) -> None:
        f, s, taps = self.f, self.s, self.w.taps

        def copy(c: Index, u: Index, t: Index) -> None:
            self._set_k(start + c, u, t)
            step = c * taps + u * self.w.x.taps + t
            for r in range(s.rows):
                self._set(self.c.rows, self._first_row(i) + r)
                value, _ = f.value(self.c.row_operand)
                pointer = self._at(self.row_panel, step * s.rows + r)
                f.write(f"store {self.scalar} {value}, ptr {pointer}, align {self.dtype.item_bytes}")

        f.loop(
            "c",
            count,
            lambda c: f.loop(
                "u", self.w.y.taps, lambda u: f.loop("t", self.w.x.taps, lambda t: copy(c, u, t))
            ),
            most=self.channels,
        )

    def _set_k(self, channel: Index, down: Index, across: Index) -> None:
        self._set(self.w.channels, channel)
        for axis, tap in ((self.w.y, down), (self.w.x, across)):
            if axis.tap is not None:
                self.f.env[axis.tap] = tap

    # The register tile

    def _tile(
        self, first: str | None, last: str | None, start: Index, count: int | str, i: Index, j: Index
    ) -> None:
        f, s, w = self.f, self.s, self.w
        accumulators = [[f.alloca(self.vector) for _ in range(s.vectors)] for _ in range(s.rows)]
        cells = [(r, v) for r in range(s.rows) for v in range(s.vectors)]
        for r, v in cells:
            f.write(f"store {self.vector} zeroinitializer, ptr {accumulators[r][v]}")
        first_row = self._first_row(i)

        def multiply(c: Index, u: Index, t: Index) -> None:
            columns = []
            place = c * self.layout.channel + self.layout.tap(u, t) + j * self.width
            for v in range(s.vectors):
                pointer = self._at(0, place + v * s.lanes)
                columns.append(f.emit(f"load {self.vector}, ptr {pointer}, align {self.dtype.item_bytes}"))
            self._set_k(start + c, u, t)
            step = c * w.taps + u * w.x.taps + t
            for r in range(s.rows):
                row = self._row_operand(first_row, step, r)
                for v in range(s.vectors):
                    total = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                    total = vm.multiply_add(f, self.dtype, s.lanes, row, columns[v], total)
                    f.write(f"store {self.vector} {total}, ptr {accumulators[r][v]}")

        def taps(c: Index, u: Index) -> None:
            if w.x.taps > MOST_WRITTEN_OUT:
                f.loop("t", w.x.taps, lambda t: multiply(c, u, t))
                return
            for t in range(w.x.taps):
                multiply(c, u, ix.constant(t))

        f.loop("c", count, lambda c: f.loop("u", w.y.taps, lambda u: taps(c, u)), most=self.channels)

        def partial(r: int, v: int) -> str:
            column = ix.constant(v * s.lanes) if self.kept_tile else j * self.width + v * s.lanes
            return self._at(self.partial, self._kept(i, ix.constant(r), column))

        if first is not None:
            with f.when(f.emit(f"xor i1 {first}, true")):
                # Each block is summed on its own, so that no sum is of many terms.
                for r, v in cells:
                    before = f.emit(f"load {self.vector}, ptr {partial(r, v)}, align {self.align}")
                    own = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
                    total = vm.binary(f, Op.ADD, self.dtype, s.lanes, before, own)
                    f.write(f"store {self.vector} {total}, ptr {accumulators[r][v]}")
        for r, v in cells:
            own = f.emit(f"load {self.vector}, ptr {accumulators[r][v]}")
            f.write(f"store {self.vector} {own}, ptr {partial(r, v)}, align {self.align}")
        if last is None:
            self._store(i, j)
        else:
            with f.when(last):
                self._store(i, j)

    def _kept(self, i: Index, r: Index, column: Index) -> Index:
        """Where a sum is kept."""
        tile = i * self.s.rows if self.blocks > 1 else ix.ZERO
        return (tile + r) * self.kept_columns + column

    def _row_operand(self, first_row: Index, step: Index, r: int) -> str:
        """One element of the row operand in every lane."""
        f = self.f
        if not self.s.pack_rows:
            self._set(self.c.rows, first_row + r)
            return f.vector(self.c.row_operand)
        pointer = self._at(self.row_panel, step * self.s.rows + r)
        one = f.emit(f"load {self.scalar}, ptr {pointer}, align {self.dtype.item_bytes}")
        return f.to_vector(one, self.scalar)

    # Results

    def _store(self, i: Index, j: Index) -> None:
        """What was fused after the contraction, and the stores: of the lines that end in a tile, or of the
        tile's part of the only line.

        So stores are spread over the work, which hides that what they write to is far away.
        """
        f, s, w = self.f, self.s, self.w
        variables = frozenset(self.c.nest.outer)
        start = self.first_row + i * s.rows
        rows: int | str = s.rows
        if self.rows % s.rows:
            left = f.emit(f"sub i64 {self.rows}, {f.scalar_index(start)}")
            rows = vm.intrinsic(f, "umin", "i64", 1, left, str(s.rows))
        skipped = start - self._first_row(i)

        def part(r: Index, q: Index, column: Index) -> None:
            f.env[w.x.loop] = self.first_column + column + self.lane
            end = ix.constant(w.x.loop.extent - 1) - self.first_column
            f.guards[w.x.loop] = end - column - self.lane
            if self.piece_end is not None:
                # Besides the line's own end, which may come sooner.
                f.guards[w.y.loop] = self.piece_end - column - self.lane
            place = q * self.layout.pitch + column - (j * self.width if self.kept_tile else 0)
            pointer = self._at(self.partial, self._kept(i, skipped + r, place))
            total = f.emit(f"load {self.vector}, ptr {pointer}, align {self.dtype.item_bytes}")
            f.results[f.result_key(self.c.reduction)] = total
            f.store_all(self.c.nest.stores, variables)

        def row(r: Index, q: Index, column: Index, vectors: int) -> None:
            self._set(self.c.rows, start + r)
            self._over_vectors(vectors, lambda v: part(r, q, column + v * s.lanes))

        def line(q: Index, column: Index, vectors: int) -> None:
            f.env[w.y.loop] = self.first_line + q
            f.loop("r", rows, lambda r: row(r, q, column, vectors), most=s.rows)

        f.result_key = lambda reduction: ("window", *(f.env[var].key for var in self.c.nest.outer))
        f.guards.clear()
        if s.lines == 1:
            line(ix.ZERO, j * self.width, s.vectors)
        elif self.by_tile:
            self._store_pieces(j, lambda q, column, vectors: line(q, column, vectors))
        else:
            vectors = -(-s.panel_columns // s.lanes)
            before, after = self._lines_until(j), self._lines_until(j + 1)
            count = f.emit(f"sub i64 {after}, {before}")
            f.counters[first := Var(f"w{before[1:]}", s.lines)] = before
            f.loop(
                "q",
                count,
                lambda q: line(ix.of(first) + q, ix.ZERO, vectors),
                at_least_once=False,
                most=s.lines,
            )
        f.guards.clear()

    def _store_pieces(self, j: Index, piece: Callable[[Index, Index, int], None]) -> None:
        """A tile's columns lie in a line, or in two where they reach past its end."""
        f, s, pitch = self.f, self.s, self.layout.pitch
        start = f.scalar_index(j * self.width)
        name = f.emit(f"udiv i64 {start}, {pitch}")
        f.counters[line := Var(f"w{name[1:]}", s.lines)] = name
        name = f.emit(f"urem i64 {start}, {pitch}")
        f.counters[column := Var(f"w{name[1:]}", pitch)] = name
        piece(ix.of(line), ix.of(column), s.vectors)
        # How far it reaches into the next line, if there is one.
        over = f.emit(f"sub i64 {name}, {pitch - self.width}")
        more = f.emit(f"icmp sgt i64 {over}, 0")
        next_line = f.emit(f"add i64 {f.counters[line]}, 1")
        inside = f.emit(f"icmp slt i64 {next_line}, {self.lines}")
        with f.when(f.emit(f"and i1 {more}, {inside}")):
            f.counters[end := Var(f"w{over[1:]}", self.width)] = over
            self.piece_end = ix.of(end) - 1
            piece(ix.of(line) + 1, ix.ZERO, s.vectors)
            self.piece_end = None
            f.guards.pop(self.w.y.loop, None)

    def _lines_until(self, tile: Index) -> str:
        """How many lines of columns end before a tile begins."""
        f, layout = self.f, self.layout
        done = f.emit(f"add i64 {f.scalar_index(tile * self.width)}, {self.w.x.reach}")
        lines = f.emit(f"udiv i64 {done}, {layout.pitch}")
        return vm.intrinsic(f, "umin", "i64", 1, lines, str(self.lines))
