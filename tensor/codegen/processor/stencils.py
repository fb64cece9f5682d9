"""A stencil under a `StencilSchedule` as LLVM IR.

A strip of a plane, with what is around it, is computed first and put in local memory: its columns parted by
the stride, so that what a tap reads for a vector of results lies side by side. Each row is then loaded once
for all the results that it has a part in.
"""

from __future__ import annotations

from math import prod

from ...graph.op import Op
from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.canonical import values_under
from ..nest.index import Index, Var
from ..nest.stencil import PlaneAxis, Stencil
from ..schedule import StencilSchedule
from .loops import shared
from .writer import ProcessorWriter

# Vectors of a row that are copied one after the other, rather than in a loop.
_UNROLLED_VECTORS = 8
# What follows the reduction is written once for each of the rows in registers up to so many values.
_MOST_UNROLLED_VALUES = 40


def emit(stencil: Stencil, schedule: StencilSchedule, name: str) -> Emitted:
    """The kernel's module. The grid is one-dimensional: workgroups share out the strips of all planes."""
    return _Emitter(stencil, schedule, name).emit()


def local_bytes(stencil: Stencil, schedule: StencilSchedule) -> int:
    """What a strip of the plane takes."""
    layout = _Layout(stencil, schedule)
    return layout.rows * layout.pitch * stencil.plane.dtype.item_bytes


class _Layout:
    """Where a strip has what, counted in elements."""

    def __init__(self, stencil: Stencil, schedule: StencilSchedule) -> None:
        lanes, columns = schedule.lanes, stencil.columns
        width, self.parts = columns.loop.extent, columns.stride
        height = stencil.rows.loop.extent if stencil.rows is not None else 1
        shift = (columns.taps - 1) * columns.dilation // columns.stride
        # Vectors of each part of a row: those that are copied, and all that is read.
        self.filled = -(-(width + shift) // lanes)
        self.part = max(self.filled * lanes, round_up(round_up(width, lanes) + shift, lanes))
        self.pitch = self.part * self.parts
        # Blocks of rows in registers, and the rows that are left below them.
        self.blocks, self.rest = divmod(height, schedule.rows)
        self.per_strip = schedule.strip // schedule.rows
        self.strips = -(-self.blocks // self.per_strip)
        self.in_last = self.blocks - (self.strips - 1) * self.per_strip
        last = self.in_last * schedule.rows + self.rest
        most = max(last, schedule.strip) if self.strips > 1 else last
        self.rows = stencil.rows.reach(most) if stencil.rows is not None else 1


class _Emitter:
    def __init__(self, stencil: Stencil, schedule: StencilSchedule, name: str) -> None:
        self.stencil, self.s = stencil, schedule
        self.rows, self.columns = stencil.rows, stencil.columns
        self.layout = _Layout(stencil, schedule)
        self.f = f = ProcessorWriter(name, stencil.nest.slots)
        f.lanes, f.stream = schedule.lanes, schedule.stream
        f.lane = Var("lane", f.lanes)
        self.lane = ix.of(f.lane)
        self.dtype = stencil.plane.dtype
        self.scalar = vm.scalar_type(self.dtype)
        self.vector = vm.vector_of(self.scalar, f.lanes)
        self.height = self.rows.loop.extent if self.rows is not None else 1
        self.weights: dict[tuple[int, int], str] = {}
        stored = {value for store in stencil.nest.stores for value in values_under(store.value)}
        self.kept = (
            f.alloca(f"[{schedule.rows} x {self.vector}]") if len(stored) > _MOST_UNROLLED_VALUES else ""
        )

    def emit(self) -> Emitted:
        f, layout = self.f, self.layout
        f.local_memory()
        self._clear()
        outer = self.stencil.outer
        shape = (*(var.extent for var in outer), layout.strips)

        def iteration(counter: Index) -> None:
            *places, strip = ix.unflatten(counter, shape)
            f.env.update(zip(outer, places, strict=True))
            with f.scope():
                self._strip(strip)

        groups = shared(f, prod(shape), self.s.grain, iteration)
        return Emitted(f.text(), groups, local_bytes(self.stencil, self.s))

    def _clear(self) -> None:
        """Zeros at the ends of rows that nothing is copied to: lanes that are not stored read them."""
        f, layout = self.f, self.layout
        first = layout.filled * f.lanes

        def row(r: Index) -> None:
            for part in range(layout.parts):
                for column in range(first, layout.part, f.lanes):
                    self._put(r, part, ix.constant(column), "zeroinitializer")

        if first < layout.part:
            f.loop("z", layout.rows, row)

    def _put(self, row: Index, part: int, column: Index, operand: str) -> None:
        pointer = self._pointer(row, part, column)
        self.f.write(f"store {self.vector} {operand}, ptr {pointer}, align {self._align}")

    def _get(self, row: Index, part: int, column: Index) -> str:
        pointer = self._pointer(row, part, column)
        return self.f.emit(f"load {self.vector}, ptr {pointer}, align {self.dtype.item_bytes}")

    def _pointer(self, row: Index, part: int, column: Index) -> str:
        position = row * self.layout.pitch + column + part * self.layout.part
        at = self.f.scalar_index(position)
        return self.f.emit(f"getelementptr {self.scalar}, ptr %local, i64 {at}")

    @property
    def _align(self) -> int:
        return min(64, self.f.lanes * self.dtype.item_bytes)

    # A strip

    def _strip(self, strip: Index) -> None:
        f, layout, s = self.f, self.layout, self.s
        start = strip * (layout.per_strip * s.rows)
        self._weights()
        last = (
            "" if layout.strips == 1 else f.emit(f"icmp eq i64 {f.scalar_index(strip)}, {layout.strips - 1}")
        )

        def either(of_last: int, of_others: int) -> int | str:
            if not last or of_last == of_others:
                return of_last
            return f.emit(f"select i1 {last}, i64 {of_last}, i64 {of_others}")

        rows = (
            1
            if self.rows is None
            else either(self.rows.reach(layout.in_last * s.rows + layout.rest), self.rows.reach(s.strip))
        )
        step = self.rows.stride if self.rows is not None else 1
        f.loop("r", rows, lambda r: self._copy_row(start * step, r), most=layout.rows)
        blocks = either(layout.in_last, layout.per_strip)
        f.loop("b", blocks, lambda b: self._block(start, b * s.rows, s.rows), most=layout.per_strip)
        if layout.rest:
            below = ix.constant(layout.in_last * s.rows)
            if not last:
                self._block(start, below, layout.rest)
                return
            with f.when(last):
                self._block(start, below, layout.rest)

    def _weights(self) -> None:
        """Every tap's weight in a vector."""
        weight = self.stencil.weight
        if weight is None:
            return
        for down in range(self.rows.taps if self.rows is not None else 1):
            for along in range(self.columns.taps):
                for axis, tap in ((self.rows, down), (self.columns, along)):
                    if axis is not None and axis.tap is not None:
                        self.f.env[axis.tap] = ix.constant(tap)
                self.weights[down, along] = self.f.vector(weight)

    def _at_place(self, axis: PlaneAxis, place: Index) -> Var:
        """Let the plane be read at a place along an axis; and the loop variable that walks it."""
        if axis.stride == 1:
            self.f.env[axis.loop] = place
            if axis.tap is not None:
                self.f.env[axis.tap] = ix.ZERO
            return axis.loop
        assert axis.tap is not None
        self.f.env[axis.loop], self.f.env[axis.tap] = ix.ZERO, place
        return axis.tap

    # From memory to local memory

    def _copy_row(self, start: Index, row: Index) -> None:
        filled = self.layout.filled
        if self.rows is not None:
            self._at_place(self.rows, start + row)
        if filled <= _UNROLLED_VECTORS:
            for k in range(filled):
                self._copy_vectors(row, ix.constant(k))
            return
        # The first and the last have what is around the plane in them.
        self._copy_vectors(row, ix.ZERO)
        self.f.loop("c", filled - 2, lambda k: self._copy_vectors(row, k + 1))
        self._copy_vectors(row, ix.constant(filled - 1))

    def _copy_vectors(self, row: Index, k: Index) -> None:
        """The `k`-th vector of each part of a row."""
        f, layout = self.f, self.layout
        reach = self.columns.reach(self.columns.loop.extent)
        whole = []
        for number in range(layout.parts):
            first = k * (f.lanes * layout.parts) + number * f.lanes
            if first.low >= reach:
                whole.append("zeroinitializer")
                continue
            var = self._at_place(self.columns, first + self.lane)
            if first.high + f.lanes > reach:
                f.guards[var] = ix.of(var) * -1 + (reach - 1)
            whole.append(f.vector(self.stencil.plane))
            f.guards.pop(var, None)
        for part in range(layout.parts):
            self._put(row, part, k * f.lanes, self._part(whole, part))

    def _part(self, whole: list[str], part: int) -> str:
        """Every so-manieth element from `part` on of what stands in vectors side by side."""
        if len(whole) == 1:
            return whole[0]
        lanes, stride = self.f.lanes, len(whole)
        found = whole[0]
        for number in range(1, stride):
            order = []
            for lane in range(lanes):
                vector, place = divmod(lane * stride + part, lanes)
                if vector == number:
                    order.append(lanes + place)
                else:
                    order.append(place if number == 1 and vector == 0 else lane)
            text = ", ".join(f"i32 {place}" for place in order)
            pair = f"{self.vector} {found}, {self.vector} {whole[number]}"
            found = self.f.emit(f"shufflevector {pair}, <{lanes} x i32> <{text}>")
        return found

    # From local memory to results

    def _block(self, start: Index, below: Index, rows: int) -> None:
        """So many rows of results, from `below` on in the strip that starts at `start`."""
        f, columns = self.f, self.columns.loop
        full, rest = divmod(columns.extent, f.lanes)
        if full:
            f.loop("s", full, lambda k: self._results(start, below, rows, k))
        if rest:
            f.guards[columns] = ix.of(columns) * -1 + (columns.extent - 1)
            with f.scope():
                self._results(start, below, rows, ix.constant(full))
            del f.guards[columns]

    def _results(self, start: Index, below: Index, rows: int, k: Index) -> None:
        """The `k`-th vector of each of so many rows."""
        totals = self._totals(below, rows, k * self.f.lanes)
        f, reduction = self.f, self.stencil.reduction
        variables = frozenset(self.stencil.nest.outer)
        f.env[self.columns.loop] = k * f.lanes + self.lane
        f.result_key = lambda _: (reduction.number, *self._place_key())

        def store(row: Index, total: str) -> None:
            if self.rows is not None:
                f.env[self.rows.loop] = start + below + row
            f.results[f.result_key(reduction)] = total
            f.store_all(self.stencil.nest.stores, variables)

        if not self.kept or rows == 1:
            for number, total in enumerate(totals):
                store(ix.constant(number), total)
            return
        for number, total in enumerate(totals):
            at = f.emit(f"getelementptr {self.vector}, ptr {self.kept}, i64 {number}")
            f.write(f"store {self.vector} {total}, ptr {at}")

        def stored(row: Index) -> None:
            at = f.emit(f"getelementptr {self.vector}, ptr {self.kept}, i64 {f.scalar_index(row)}")
            store(row, f.emit(f"load {self.vector}, ptr {at}"))

        f.loop("t", rows, stored)

    def _place_key(self) -> tuple[str, ...]:
        axes = [axis for axis in (self.rows, self.columns) if axis is not None]
        return tuple(self.f.env[axis.loop].key for axis in axes)

    def _totals(self, below: Index, rows: int, column: Index) -> list[str]:
        """A vector of each of so many rows: every row of the plane is loaded once, for all that it is in."""
        axis = self.rows
        step, apart, taps = (axis.stride, axis.dilation, axis.taps) if axis is not None else (1, 1, 1)
        totals = [""] * rows
        for row in range((rows - 1) * step + (taps - 1) * apart + 1):
            uses = [
                (number, tap)
                for tap in range(taps)
                for number in range(rows)
                if number * step + tap * apart == row
            ]
            if uses:
                self._add_row(totals, uses, below * step + row, column)
        return totals

    def _add_row(self, totals: list[str], uses: list[tuple[int, int]], row: Index, column: Index) -> None:
        """Add a row of the plane to results, each by one row of taps."""
        columns = self.columns
        parts = []
        for tap in range(columns.taps):
            shift, part = divmod(tap * columns.dilation, columns.stride)
            parts.append(self._get(row, part, column + shift))
        if self.stencil.weight is None:
            total = parts[0]
            for part_of in parts[1:]:
                total = self._combined(total, part_of)
            for number, _ in uses:
                totals[number] = self._combined(totals[number], total) if totals[number] else total
            return
        for along, operand in enumerate(parts):
            for number, down in uses:
                product = self._binary(Op.MUL, operand, self.weights[down, along])
                totals[number] = self._combined(totals[number] or self._identity, product)

    @property
    def _identity(self) -> str:
        op = self.stencil.reduction.op
        return vm.splat(vm.literal(op.identity(self.dtype), self.dtype), self.scalar, self.f.lanes)

    def _combined(self, a: str, b: str) -> str:
        return self._binary(self.stencil.reduction.op, a, b)

    def _binary(self, op: Op, a: str, b: str) -> str:
        return vm.binary(self.f, op, self.dtype, self.f.lanes, a, b)
