"""Panels for instructions that take several k of each operand at once, 32 bits together.

Rows are kept as they are, one after the other along k, filled up with zeros. Of the columns the k that an
instruction takes together, a group, lie side by side. A unit of columns is interleaved within each 128 bits
of a register, which is what processors do fastest; so its columns come out in another order, four at a time
(`chunks`), and results are put in order when they are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...graph.dtype import DType
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.contraction import Contraction
from ..nest.expression import Leaf, Value
from ..nest.index import Index, Var
from ..schedule import TileSchedule
from .columns_in_groups import GROUP, ColumnsInGroups
from .tiles import Combined, TileEmitter

_CHUNK = 4  # columns of a group in 128 bits
_LANE_BYTES = 16
# Fewer multiply-adds are not worth another core.
_LEAST_SHARED = 1 << 18
# An element of a column takes so many times as long to copy as one of a row.
_COLUMN_COST = 3


def chunks(unit: int, item_bytes: int) -> tuple[int, ...]:
    """The first column of each four in the order in which a unit of columns is kept."""
    per_lane = _LANE_BYTES // item_bytes
    return tuple(
        lane * per_lane + _CHUNK * part
        for part in range(_CHUNK // item_bytes)
        for lane in range(unit // per_lane)
    )


def panel_sizes(
    sizes: tuple[int, int, int, int], height: int, width: int, most_rows: int, most_columns: int, cores: int
) -> tuple[int, int]:
    """Rows and columns of a workgroup, for tiles of `height` x `width`: as many workgroups for each core, and
    the least to copy, rows once for each part of the columns and the other way round.
    """
    batch, rows, columns, depth = sizes
    row_tiles, column_tiles = -(-rows // height), -(-columns // width)
    wanted = cores if batch * rows * columns * depth >= _LEAST_SHARED else 1
    least_rows, least_columns = -(-rows // most_rows), -(-columns // most_columns)
    wanted = round_up(batch * least_rows * least_columns, wanted)
    found = []
    for row_parts in range(least_rows, min(row_tiles, max(least_rows, wanted)) + 1):
        column_parts = min(max(least_columns, -(-wanted // (batch * row_parts))), column_tiles)
        missing = max(0, wanted - batch * row_parts * column_parts)
        cost = missing, column_parts * rows + _COLUMN_COST * row_parts * columns
        found.append((cost, row_parts, column_parts))
    _, row_parts, column_parts = min(found)
    return height * -(-row_tiles // row_parts), width * -(-column_tiles // column_parts)


def _leaves(value: Value) -> Iterator[Value]:
    stack, seen = [value], {value}
    while stack:
        current = stack.pop()
        if not current.sources:
            yield current
        new = [source for source in current.sources if source not in seen]
        seen.update(new)
        stack += new


class GroupPanels(TileEmitter):
    """What kernels with panels of groups have in common; panels are of `panel_dtype`, which holds what the
    operands are cast from.
    """

    def __init__(self, contraction: Contraction, schedule: TileSchedule, name: str, panel: DType) -> None:
        super().__init__(contraction, schedule, name)
        self.panel_dtype = panel
        self.panel_scalar = vm.scalar_type(panel)
        self.item = panel.item_bytes
        self.group = 4 // self.item
        self.in_groups = ColumnsInGroups.of(contraction)
        self.unit = 2 * schedule.lanes if schedule.vectors % 2 == 0 else schedule.lanes
        with self._lanes(self.unit):
            self.walks_depth = self._walks_k(contraction.column_operand) and not self._walks_columns(
                self._operand(contraction.column_operand)
            )
            narrow = len(contraction.columns) > 1 and contraction.columns[-1].extent < self.unit
        if self.in_groups is not None or (narrow and not self.walks_depth):
            self.unit = schedule.lanes
        # Whether the columns of a unit come out in another order.
        self.is_mixed = self.unit > schedule.lanes and not self.walks_depth

    def _of_steps(self, step: int) -> None:
        """Let k be copied `step` elements at a time, which a block has some of."""
        self.step, self.steps = step, self.s.depth // step
        last = self.depth - (self.k_blocks - 1) * self.s.depth
        self.last_full, self.last_steps = last // step, -(-last // step)

    def _copy_block(self, block: Index, last: str | None) -> None:
        """Copy a block of k of both operands; its last step may go past the end of k."""
        f = self.f
        start = block * self.s.depth
        self._guard()
        full = self._in_block(last, self.last_full, self.steps)
        if full != 0:
            f.loop("k", full, lambda k: self._panels(start, k, False), isinstance(full, int), self.steps)
        if self.last_full < self.last_steps:
            with f.scope() if last is None else f.when(last):
                self._panels(start, ix.constant(self.last_full), True)

    def _in_block(self, last: str | None, of_last: int, of_others: int) -> int | str:
        """What a block has of something of which the last has another number."""
        if last is None or of_last == of_others:
            return of_last
        return self.f.emit(f"select i1 {last}, i64 {of_last}, i64 {of_others}")

    def _panels(self, start: Index, step: Index, padded: bool) -> None:
        """Copy one step of k of the columns and the rows; zeros past the end of k where it is `padded`."""
        f = self.f
        f.loop("j", self.column_tiles, lambda j: self._columns_of(start, step, j, padded))
        f.loop("i", self.row_tiles, lambda i: self._rows_of(start, step, i, padded))

    def _columns_of(self, start: Index, step: Index, j: Index, padded: bool) -> None:
        raise NotImplementedError

    def _rows_of(self, start: Index, step: Index, i: Index, padded: bool) -> None:
        raise NotImplementedError

    # Operands

    def _operand(self, operand: Value) -> Value:
        return operand.sources[0]

    @contextmanager
    def _lanes(self, count: int) -> Iterator[None]:
        """Values are vectors of so many lanes inside."""
        f = self.f
        before = f.lanes, f.lane, self.lane
        var = Var("lane" if count == self.s.lanes else f"lane{count}", count)
        f.lanes, f.lane, self.lane = count, var, ix.of(var)
        with f.scope():
            yield
        f.lanes, f.lane, self.lane = before

    def _walks_columns(self, value: Value) -> bool:
        """Whether what a column operand reads is adjacent in memory along the columns, a vector at a time."""
        columns = self.c.columns
        loads = [leaf.argument[1] for leaf in _leaves(value) if leaf.op is Leaf.LOAD]
        along = [index for index in loads if not index.vars.isdisjoint(columns)]
        if not along or any(index.coefficient(columns[-1]) != 1 for index in along):
            return False
        return len(columns) == 1 or columns[-1].extent >= self.f.lanes

    def _walks_k(self, operand: Value) -> bool:
        """Whether what an operand reads is adjacent in memory along k, with all axes of k flattened."""
        axes = self.c.reduction.axes
        strides, stride = {}, 1
        for axis in reversed(axes):
            strides[axis] = stride
            stride *= axis.extent
        found = False
        for leaf in _leaves(self._operand(operand)):
            if leaf.op is Leaf.LOAD:
                _, index, valid = leaf.argument
                if any(condition.vars & strides.keys() for condition in valid):
                    return False
                if index.vars & strides.keys():
                    if any(index.coefficient(axis) != stride for axis, stride in strides.items()):
                        return False
                    found = True
            elif leaf.vars & strides.keys():
                return False
        return found

    def _set_flat(self, position: Index) -> None:
        """Set the axes of k for an operand that walks memory along them: all of it is in the last."""
        *outer, last = self.c.reduction.axes
        self.f.env.update(dict.fromkeys(outer, ix.ZERO))
        self.f.env[last] = position

    def _along_k(self, value: Value, position: Index, lanes: int, padded: bool) -> str:
        """A vector along k from `position` on, in the panel's type; with zeros past the end if `padded`."""
        f = self.f
        full = vm.vector_of(self.panel_scalar, lanes)
        last = self.c.reduction.axes[-1]
        with self._lanes(lanes):
            self._set_flat(position + self.lane)
            if not padded:
                return self._cast(f.vector(value), value.dtype, lanes)
            inside = ix.of(last) * -1 + (self.depth - 1)
            f.guards[last] = inside
            found = self._cast(f.vector(value), value.dtype, lanes)
            del f.guards[last]
            if value.op is not Leaf.LOAD:
                test = f.lane_test([f.resolve(inside)])
                flags = vm.vector_of("i1", lanes)
                found = f.emit(f"select {flags} {test}, {full} {found}, {full} zeroinitializer")
            return found

    def _cast(self, operand: str, dtype: DType, lanes: int) -> str:
        """A number in the panel's type, which holds it."""
        scalar = vm.scalar_type(dtype)
        if scalar == self.panel_scalar:
            return operand
        kind = "trunc" if dtype.item_bytes > self.item else "sext" if dtype.kind == "i" else "zext"
        source, target = vm.vector_of(scalar, lanes), vm.vector_of(self.panel_scalar, lanes)
        return self.f.emit(f"{kind} {source} {operand} to {target}")

    def _at(self, k: Index, action: Callable[[], str], type_name: str, padded: bool) -> str:
        """An operand's value at one k; zero past the end where it is `padded`."""
        if padded:
            return self._before_end(k, action, "zeroinitializer", type_name)
        self._set(self.c.reduction.axes, k)
        return action()

    # Columns

    def _over_groups(
        self,
        column: Index,
        count: int,
        k: Callable[[Index], Index],
        padded: bool,
        store: Callable[[Index, int, str, str], None],
    ) -> None:
        """Go through `count` groups of k, that of number p from `k(p)` on, for a unit of columns.

        `store(p, place, type, vector)` is given 32 bits of each of some columns, from the `place`-th kept on.
        """
        if self.walks_depth:
            self._over_transposed(column, count, k, padded, store)
            return
        if self.in_groups is not None:
            self._over_fours(column, count, k, padded, store)
            return
        f, unit, group = self.f, self.unit, self.group
        value = self._operand(self.c.column_operand)
        full = vm.vector_of(self.panel_scalar, unit)

        def fill(combined: Combined) -> None:
            def one(p: Index) -> None:
                def parts() -> list[str]:
                    start = k(p)
                    return [
                        self._at(
                            start + part,
                            lambda: self._cast(f.vector(value), value.dtype, unit),
                            full,
                            padded,
                        )
                        for part in range(group)
                    ]

                found = combined(parts)
                if self.is_mixed:
                    pieces = self._interleaved(found)
                    size = unit // len(pieces)
                    for number, piece in enumerate(pieces):
                        store(p, number * size, vm.vector_of("i32", size), piece)
                else:
                    kind = vm.vector_of(self.panel_scalar, unit * group)
                    store(p, 0, kind, self._side_by_side(found))

            f.loop("p", count, one)

        with self._lanes(unit):
            self._over_columns(column, fill)

    def _unpacked(self, a: str, b: str, kind: str, count: int, high: bool) -> str:
        """The low or high halves of each 128 bits of two vectors, their elements in turn."""
        per_lane = _LANE_BYTES * 8 // int(kind[1:])
        half = per_lane // 2
        order = ", ".join(
            f"i32 {at}, i32 {count + at}"
            for lane in range(count // per_lane)
            for at in range(lane * per_lane + half * high, lane * per_lane + half * (high + 1))
        )
        full = vm.vector_of(kind, count)
        return self.f.emit(f"shufflevector {full} {a}, {full} {b}, <{count} x i32> <{order}>")

    def _interleaved(self, parts: list[str]) -> list[str]:
        """Vectors of groups, in the order of `chunks`."""
        f, unit = self.f, self.unit
        bits = self.item * 8
        kind, count = f"i{bits}", unit
        if self.panel_dtype.is_float:
            full = vm.vector_of(self.panel_scalar, unit)
            parts = [f.emit(f"bitcast {full} {part} to {vm.vector_of(kind, unit)}") for part in parts]
        # What has the first elements of the groups of some columns, with those of the second, and so on.
        rows = [[part] for part in parts]
        while len(rows) > 1:
            rows = [
                [
                    self._unpacked(a, b, kind, count, high)
                    for a, b in zip(first, second, strict=True)
                    for high in (False, True)
                ]
                for first, second in zip(rows[::2], rows[1::2], strict=True)
            ]
            wider, half = f"i{int(kind[1:]) * 2}", count // 2
            source, target = vm.vector_of(kind, count), vm.vector_of(wider, half)
            rows = [[f.emit(f"bitcast {source} {each} to {target}") for each in row] for row in rows]
            kind, count = wider, half
        return rows[0]

    def _side_by_side(self, parts: list[str]) -> str:
        """A vector of groups of as many columns as a part has, in their order."""
        f, count = self.f, self.unit
        total = len(parts) * count
        while len(parts) > 1:
            vector = vm.vector_of(self.panel_scalar, count)
            order = ", ".join(f"i32 {lane}" for lane in range(2 * count))
            pairs = zip(parts[::2], parts[1::2], strict=True)
            mask = f"<{2 * count} x i32> <{order}>"
            parts = [f.emit(f"shufflevector {vector} {a}, {vector} {b}, {mask}") for a, b in pairs]
            count *= 2
        full = vm.vector_of(self.panel_scalar, total)
        order = ", ".join(
            f"i32 {p * self.unit + lane}" for lane in range(self.unit) for p in range(total // self.unit)
        )
        return f.emit(f"shufflevector {full} {parts[0]}, {full} poison, <{total} x i32> <{order}>")

    def _over_transposed(
        self,
        column: Index,
        count: int,
        k: Callable[[Index], Index],
        padded: bool,
        store: Callable[[Index, int, str, str], None],
    ) -> None:
        """The same for columns that are adjacent along k: squares of groups are transposed."""
        f, lanes, group = self.f, self.s.lanes, self.group
        value = self._operand(self.c.column_operand)

        def square(m: Index) -> None:
            for first in range(0, self.unit, lanes):
                columns = []
                for c in range(lanes):
                    self._set_column(column + first + c)
                    run = self._along_k(value, k(m * lanes), lanes * group, padded)
                    source = vm.vector_of(self.panel_scalar, lanes * group)
                    columns.append(f.emit(f"bitcast {source} {run} to {self.vector}"))
                for p, vector in enumerate(self._transposed(columns)):
                    store(m * lanes + p, first, self.vector, vector)

        f.loop("m", count // lanes, square)

    def _over_fours(
        self,
        column: Index,
        count: int,
        k: Callable[[Index], Index],
        padded: bool,
        store: Callable[[Index, int, str, str], None],
    ) -> None:
        """The same for columns that lie in groups of bytes: a vector of them is one load."""
        f, unit, parts = self.f, self.unit, GROUP // self.group
        full = vm.vector_of("i8", GROUP * unit)
        assert self.in_groups is not None
        extended = "sext" if self.in_groups.is_signed else "zext"
        column = self._whole_vector(column)

        def load() -> str:
            self._set_column(column)
            return f.emit(f"load {full}, ptr {self._in_memory()}, align 1")

        def one(p: Index) -> None:
            found = self._at(k(p * parts), load, full, padded)
            if parts == 1:
                store(p, 0, full, found)
                return
            words, pairs = vm.vector_of("i16", GROUP * unit), vm.vector_of("i32", parts * unit)
            found = f.emit(f"{extended} {full} {found} to {words}")
            found = f.emit(f"bitcast {words} {found} to {pairs}")
            for part in range(parts):
                order = ", ".join(f"i32 {parts * lane + part}" for lane in range(unit))
                mask = f"<{unit} x i32> <{order}>"
                pair = f.emit(f"shufflevector {pairs} {found}, {pairs} poison, {mask}")
                store(p * parts + part, 0, vm.vector_of("i32", unit), pair)

        f.loop("p", count // parts, one)

    def _whole_vector(self, column: Index) -> Index:
        """The first of a unit's columns, or of the last unit's: what is past the end is not stored."""
        if self.columns % self.width == 0:
            return column
        name = self.f.scalar_index(column)
        name = vm.intrinsic(self.f, "umin", "i64", 1, name, str(self.columns - self.unit))
        var = Var(f"c{name[1:]}", self.columns)
        self.f.counters[var] = name
        return ix.of(var)

    def _in_memory(self) -> str:
        """A pointer to where the columns lie that are set, at the k that is set."""
        assert self.in_groups is not None
        return self.f.pointer(self.in_groups.slot, self.f.scalar_index(self.f.resolve(self.in_groups.index)))

    def _in_order(self, unit: list[str]) -> list[str]:
        """The results of a unit of columns, a vector each, in the order of the columns."""
        if not self.is_mixed:
            return unit
        f, lanes = self.f, self.s.lanes
        place = {first: number for number, first in enumerate(chunks(self.unit, self.item))}
        ordered = []
        for number in range(len(unit)):
            firsts = range(number * lanes, (number + 1) * lanes, _CHUNK)
            order = ", ".join(
                f"i32 {place[first] * _CHUNK + part}" for first in firsts for part in range(_CHUNK)
            )
            mask = f"<{lanes} x i32> <{order}>"
            ordered.append(f.emit(f"shufflevector {self.vector} {unit[0]}, {self.vector} {unit[1]}, {mask}"))
        return ordered

    # Rows

    def _row_stride(self) -> int | None:
        """How far rows lie apart in memory, in elements, where they can be read there, in whole tiles."""
        value = self._operand(self.c.row_operand)
        if value.op is not Leaf.LOAD or value.argument[2] or not self._walks_k(self.c.row_operand):
            return None
        if (
            self.rows % self.s.rows
            or self.depth % self.step
            or vm.scalar_type(value.dtype) != self.panel_scalar
        ):
            return None
        index, stride = value.argument[1], None
        for axis in reversed(self.c.rows):
            own = index.coefficient(axis)
            if stride is None:
                stride, own_stride = own, own
            if own is None or own != own_stride:
                return None
            own_stride = own * axis.extent
        return stride

    def _copy_rows(
        self,
        row: Index,
        count: int,
        k: Index,
        steps: int,
        lanes: int,
        padded: bool,
        pointer: Callable[[Index, Index], str],
    ) -> None:
        """Copy `steps * lanes` of k of rows; `pointer(r, element)` is where an element of the r-th goes."""
        f = self.f
        value = self._operand(self.c.row_operand)
        vector = vm.vector_of(self.panel_scalar, lanes)
        several = self._walks_k(self.c.row_operand)

        def copy(r: Index) -> None:
            self._set_row(row + r)
            for step in range(steps):
                if several:
                    found = self._along_k(value, k + step * lanes, lanes, padded)
                    target = pointer(r, ix.constant(step * lanes))
                    f.write(f"store {vector} {found}, ptr {target}, align {min(64, lanes * self.item)}")
                    continue
                for at in range(step * lanes, (step + 1) * lanes):
                    one = self._at(
                        k + at,
                        lambda: self._cast(f.value(value)[0], value.dtype, 1),
                        self.panel_scalar,
                        padded,
                    )
                    target = pointer(r, ix.constant(at))
                    f.write(f"store {self.panel_scalar} {one}, ptr {target}, align {self.item}")

        f.loop("r", count, copy)
