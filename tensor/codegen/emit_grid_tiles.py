"""Contractions on a grid under a `GridTileSchedule` as LLVM IR.

A workgroup computes a tile of the result. It copies both operands, some k at a time, to its local memory,
while it multiplies what it copied before; whatever was fused into the operands is computed on the way there,
and whatever was fused after the contraction while the accumulators are stored.

Each work-item has a tile of accumulators, or each wave one of matrix instructions' accumulators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..dtype import DType
from ..node import Op
from . import index as ix
from . import vector_math as vm
from .canonical import values_under
from .contraction import Contraction
from .emit_grid import lanes_within
from .emit_loops import Emitted
from .expression import Leaf, Value
from .grid_contraction import UNROLLED_DEPTH
from .grid_target import GridTarget
from .grid_values import GridFunction
from .index import Index, Var
from .matrix_instructions import WARP_COLUMNS, MatrixInstruction, WarpInstruction, named
from .schedules import GridTileSchedule, Machine

_ACCESS_BYTES = 16
_ROW_LANES = 4


def emit(
    contraction: Contraction, schedule: GridTileSchedule, name: str, target: GridTarget, machine: Machine
) -> Emitted:
    """The kernel's module; the grid is batch x row tiles x column tiles, flattened."""
    kind: type[_Tiles] = _WorkItemTiles
    if schedule.tensor != "fma":
        is_warp = isinstance(named(schedule.tensor, machine.arch), WarpInstruction)
        kind = _WarpTiles if is_warp else _WaveTiles
    return kind(contraction, schedule, name, target, machine).emit()


@dataclass(frozen=True)
class _Staged:
    """One operand on its way to local memory: a tile has `extent` of its rows or columns, `variables`.

    Elements lie `stride` apart, those of one k together or, with `by_depth`, the k of one row or column. A
    vector of `lanes` is read along k, or else along the last variable.
    """

    value: Value
    variables: tuple[Var, ...]
    position: Var
    extent: int
    depth: int
    stride: int
    by_depth: bool
    lanes: int
    along_depth: bool
    zeroed: bool

    @property
    def size_bytes(self) -> int:
        return self.stride * (self.extent if self.by_depth else self.depth) * self.value.dtype.item_bytes

    @property
    def vectors(self) -> int:
        return self.extent * self.depth // self.lanes


def staged(
    value: Value,
    variables: tuple[Var, ...],
    axes: tuple[Var, ...],
    position: Var,
    extent: int,
    depth: int,
    by_depth: bool | None,
) -> _Staged:
    """How an operand is best read: along the loop in which its memory is contiguous, as wide as can be.

    Where `by_depth` is None elements lie in local memory in the order in which they are read.
    """
    loads = [each for each in values_under(value) if each.op is Leaf.LOAD]
    size = max((load.argument[0].dtype.item_bytes for load in loads), default=value.dtype.item_bytes)

    def contiguous(loop: Sequence[Var]) -> int:
        return sum(load.argument[1].coefficient(loop[-1]) == 1 for load in loads)

    along_depth = contiguous(axes) > contiguous(variables)
    if by_depth is None:
        by_depth = along_depth
    loop, limit = (axes, depth) if along_depth else (variables, extent)
    lanes = lanes_within(loop, min(_ACCESS_BYTES // size, limit & -limit))
    pad = _ACCESS_BYTES // value.dtype.item_bytes
    # What is read as zero past the end of k stays zero under a conversion, not under other operations.
    inner = value
    while inner.op is Op.CAST:
        inner = inner.sources[0]
    return _Staged(
        value,
        variables,
        position,
        extent,
        depth,
        (depth if by_depth else extent) + pad,
        by_depth,
        lanes,
        along_depth,
        inner.op is Leaf.LOAD,
    )


class _Tiles:
    """What both kinds have: the grid, the copies to local memory, the loop over k, guards at the edges."""

    @property
    def by_depth(self) -> bool | None:
        """Whether the k of a row or column lie together in local memory; None where both will do."""
        return False

    def __init__(
        self,
        contraction: Contraction,
        schedule: GridTileSchedule,
        name: str,
        target: GridTarget,
        machine: Machine,
    ) -> None:
        self.c, self.s, self.machine = contraction, schedule, machine
        self.threads = schedule.down * schedule.across * self.items_per_part()
        self.f = GridFunction(name, contraction.nest.slots, target, self.threads)
        self.batch, self.rows, self.columns, self.depth = contraction.sizes
        self.tile_rows, self.tile_columns = schedule.rows * schedule.down, schedule.columns * schedule.across
        self.dtype: DType = contraction.reduction.dtype
        self.row, self.column = Var("row", 1 << 30), Var("column", 1 << 30)
        axes = contraction.reduction.axes
        self.a = staged(
            self.operand(contraction.row_operand), contraction.rows, axes, self.row,
            self.tile_rows, schedule.depth, self.by_depth,
        )  # fmt: skip
        self.b = staged(
            self.operand(contraction.column_operand), contraction.columns, axes, self.column,
            self.tile_columns, schedule.depth, self.by_depth,
        )  # fmt: skip
        self.blocks = -(-self.depth // schedule.depth)
        self.copies = False  # whether the card copies to local memory on its own
        self.buffer_bytes = _round_up(self.a.size_bytes) + _round_up(self.b.size_bytes)
        self.f.local(self.buffer_bytes * min(self.blocks, 2))

    def items_per_part(self) -> int:
        raise NotImplementedError

    def operand(self, value: Value) -> Value:
        return value

    def clear(self) -> None:
        """Set the accumulators to zero."""
        raise NotImplementedError

    def multiply(self, buffer: Index) -> None:
        """Add the products of a buffer's elements, which starts at a byte of local memory."""
        raise NotImplementedError

    def store(self) -> None:
        """Store the accumulators' tile by way of `store_at`."""
        raise NotImplementedError

    def emit(self) -> Emitted:
        f = self.f
        row_tiles, column_tiles = -(-self.rows // self.tile_rows), -(-self.columns // self.tile_columns)
        groups = self.batch * row_tiles * column_tiles
        batch, row_tile, column_tile = ix.unflatten(f.group(groups), (self.batch, row_tiles, column_tiles))
        self._set(self.c.batch, batch)
        self.row_start, self.column_start = row_tile * self.tile_rows, column_tile * self.tile_columns
        self.clear()
        self._copy(self._load(ix.ZERO, ix.ZERO), ix.ZERO)
        self._meet()
        if self.blocks == 1:
            self.multiply(ix.ZERO)
        else:
            f.loop("block", self.blocks, self._step, note=f.target.rolled_loop)
        f.guards.clear()
        self.store()
        return Emitted(f.text(), groups, f.launch_bytes, self.threads)

    def _step(self, block: Index) -> None:
        """Read the next block of k while this one is multiplied; the last reads itself again, for nothing."""
        f = self.f
        following = vm.intrinsic(f, "umin", "i32", 1, f.scalar_index(block + 1), str(self.blocks - 1))
        buffer = (block + 1) % 2 * self.buffer_bytes
        loaded = self._load(f.bound(following, self.blocks) * self.s.depth, buffer)
        self.multiply(block % 2 * self.buffer_bytes)
        f.guards.clear()
        self._copy(loaded, buffer)
        self._meet()

    def _meet(self) -> None:
        """Wait until all of the group's copies are in local memory."""
        if self.copies:
            self.f.target.await_copies(self.f)
        self.f.barrier()

    def _set(self, variables: Sequence[Var], position: Index) -> None:
        shape = tuple(var.extent for var in variables)
        self.f.env.update(zip(variables, ix.unflatten(position, shape), strict=True))

    # To local memory

    def _load(self, start: Index, buffer: Index) -> list[tuple[_Staged, Index, Index, str]]:
        """What this work-item copies of both operands: (operand, row or column and k in the tile, vector).

        What the card copies on its own is begun, and not among them.
        """
        loaded = []
        for operand, first in ((self.a, self.row_start), (self.b, self.column_start)):
            for number in range(-(-operand.vectors // self.threads)):
                across, k = self._place(operand, number)
                if self._copies_alone(operand) and self._begin(operand, first, start, across, k, buffer):
                    continue
                loaded.append((operand, across, k, self._value(operand, first + across, start + k)))
        return loaded

    def _place(self, operand: _Staged, number: int) -> tuple[Index, Index]:
        """Which vector of a tile a work-item's `number`-th is; those past the end are copied twice."""
        vector = ix.of(self.f.thread) + number * self.threads
        if operand.vectors % self.threads:
            vector = vector % operand.vectors
        if operand.along_depth:
            across, k = ix.unflatten(vector, (operand.extent, operand.depth // operand.lanes))
            return across, k * operand.lanes
        k, across = ix.unflatten(vector, (operand.depth, operand.extent // operand.lanes))
        return across * operand.lanes, k

    def _copies_alone(self, operand: _Staged) -> bool:
        """Whether vectors go to local memory unchanged, each once and none past the edges."""
        total = self.rows if operand is self.a else self.columns
        return (
            self.f.target.copies_to_local
            and operand.along_depth == operand.by_depth
            and operand.vectors % self.threads == 0
            and total % operand.extent == 0
            and self.depth % operand.depth == 0
        )

    def _begin(
        self, operand: _Staged, first: Index, start: Index, across: Index, k: Index, buffer: Index
    ) -> bool:
        """Begin to copy a vector to its place in local memory; False where it must be loaded instead."""
        f = self.f
        f.guards.clear()
        with f.in_lanes(operand.lanes) as lane:
            row, depth = first + across, start + k
            self._set(operand.variables, row if operand.along_depth else row + lane)
            self._set(self.c.reduction.axes, depth + lane if operand.along_depth else depth)
            source = f.widest_source(operand.value)
            if source is not None:
                f.target.copy_to_local(f, self.local(operand, across, k, buffer), source)
        self.copies = self.copies or source is not None
        return source is not None

    def _value(self, operand: _Staged, across: Index, k: Index) -> str:
        f, axes = self.f, self.c.reduction.axes
        total = self.rows if operand is self.a else self.columns
        f.guards.clear()
        f.env[operand.position] = across
        if total % operand.extent:
            f.guards.update(dict.fromkeys(operand.variables, ix.of(operand.position) * -1 + (total - 1)))
        past = k * -1 + (self.depth - 1)
        cut = self.depth % operand.depth != 0
        if cut:
            f.guards.update(dict.fromkeys(axes, past))
        with f.in_lanes(operand.lanes) as lane:
            self._set(operand.variables, across if operand.along_depth else across + lane)
            self._set(axes, k + lane if operand.along_depth else k)
            result = f.vector(operand.value)
            if cut and not operand.zeroed:
                test = f.whole_test([past]) or "true"
                full = vm.vector_of(vm.scalar_type(operand.value.dtype), operand.lanes)
                result = f.emit(f"select i1 {test}, {full} {result}, {full} zeroinitializer")
        return result

    def _copy(self, loaded: Sequence[tuple[_Staged, Index, Index, str]], buffer: Index) -> None:
        f = self.f
        for operand, across, k, vector in loaded:
            scalar, size = vm.scalar_type(operand.value.dtype), operand.value.dtype.item_bytes
            space = f"ptr{f.target.local_space}"
            if operand.along_depth == operand.by_depth or operand.lanes == 1:
                full = vm.vector_of(scalar, operand.lanes)
                pointer = self.local(operand, across, k, buffer)
                align = min(size * operand.lanes, _ACCESS_BYTES)
                f.write(f"store {full} {vector}, {space} {pointer}, align {align}")
                continue
            full = vm.vector_of(scalar, operand.lanes)
            first = self.local(operand, across, k, buffer)
            for lane in range(operand.lanes):
                element = f.emit(f"extractelement {full} {vector}, i64 {lane}")
                pointer = f.emit(f"getelementptr i8, {space} {first}, i32 {lane * operand.stride * size}")
                f.write(f"store {scalar} {element}, {space} {pointer}, align {size}")

    def local(self, operand: _Staged, across: Index, k: Index, buffer: Index) -> str:
        """A pointer to an element of an operand's tile."""
        f, size = self.f, operand.value.dtype.item_bytes
        start = 0 if operand is self.a else _round_up(self.a.size_bytes)
        position = across * operand.stride + k if operand.by_depth else k * operand.stride + across
        variable = Index(position.terms, 0) * size + Index(buffer.terms, 0)
        base = f.local_pointer(variable)
        constant = position.constant * size + buffer.constant + start
        if not constant:
            return base
        return f.emit(f"getelementptr i8, ptr{f.target.local_space} {base}, i32 {constant}")

    # The result

    @contextmanager
    def store_at(self, row: Index, column: Index, lanes: int) -> Iterator[None]:
        """Inside, what is stored is at a row and `lanes` columns, guarded where these are past the edges."""
        f = self.f
        f.guards.clear()
        f.env[self.row], f.env[self.column] = row, column
        if self.rows % self.tile_rows:
            f.guards.update(dict.fromkeys(self.c.rows, ix.of(self.row) * -1 + (self.rows - 1)))
        if self.columns % self.tile_columns:
            f.guards.update(dict.fromkeys(self.c.columns, ix.of(self.column) * -1 + (self.columns - 1)))
        with f.in_lanes(lanes) as lane:
            self._set(self.c.rows, row)
            self._set(self.c.columns, column + lane)
            yield
        f.guards.clear()

    def write(self, total: str) -> None:
        """What was fused after the contraction, and the stores, on one total or vector of them."""
        f = self.f
        key = ("tile", f.env[self.row].key, f.env[self.column].key)
        f.result_key = lambda reduction: key
        f.results[key] = total
        f.store_all(self.c.nest.stores, frozenset(self.c.nest.outer))


def _round_up(size_bytes: int) -> int:
    return -(-size_bytes // _ACCESS_BYTES) * _ACCESS_BYTES


class _WorkItemTiles(_Tiles):
    """Accumulators of each work-item: groups of four rows, vectors of `lanes` columns.

    The groups and vectors of a work-item lie a whole tile's part from each other, so that adjacent work-items
    read adjacent words of local memory.
    """

    def items_per_part(self) -> int:
        return 1

    def clear(self) -> None:
        f, s = self.f, self.s
        self.row_lanes = min(_ROW_LANES, s.rows & -s.rows)
        scalar = vm.scalar_type(self.dtype)
        self.vector = vm.vector_of(scalar, s.lanes)
        self.cells = [(r, v) for r in range(s.rows) for v in range(s.columns // s.lanes)]
        self.totals = {cell: f.alloca(self.vector) for cell in self.cells}
        for total in self.totals.values():
            f.write(f"store {self.vector} zeroinitializer, {f.stack} {total}")
        self.down, self.across = ix.of(f.thread) // s.across, ix.of(f.thread) % s.across

    def _row(self, group: int) -> Index:
        return self.down * self.row_lanes + group * (self.row_lanes * self.s.down)

    def _column(self, vector: int) -> Index:
        return self.across * self.s.lanes + vector * (self.s.lanes * self.s.across)

    def multiply(self, buffer: Index) -> None:
        steps = min(UNROLLED_DEPTH, self.s.depth)

        def some(step: Index) -> None:
            for k in range(steps):
                self._multiply_one(step * steps + k, buffer)

        self.f.loop("k", self.s.depth // steps, some)

    def _multiply_one(self, k: Index, buffer: Index) -> None:
        f, s = self.f, self.s
        space, scalar = f"ptr{f.target.local_space}", vm.scalar_type(self.dtype)
        size = self.dtype.item_bytes
        rows, columns = [], []
        for group in range(s.rows // self.row_lanes):
            full = vm.vector_of(scalar, self.row_lanes)
            pointer = self.local(self.a, self._row(group), k, buffer)
            align = min(size * self.row_lanes, _ACCESS_BYTES)
            loaded = f.emit(f"load {full}, {space} {pointer}, align {align}")
            if self.row_lanes == 1:
                rows.append(loaded)
            else:
                rows += [f.emit(f"extractelement {full} {loaded}, i64 {n}") for n in range(self.row_lanes)]
        for vector in range(s.columns // s.lanes):
            pointer = self.local(self.b, self._column(vector), k, buffer)
            align = min(size * s.lanes, _ACCESS_BYTES)
            columns.append(f.emit(f"load {self.vector}, {space} {pointer}, align {align}"))
        with f.in_lanes(s.lanes):
            for r, v in self.cells:
                total = f.emit(f"load {self.vector}, {f.stack} {self.totals[r, v]}")
                total = self._multiply_add(f.to_vector(rows[r], scalar), columns[v], total)
                f.write(f"store {self.vector} {total}, {f.stack} {self.totals[r, v]}")

    def _multiply_add(self, row: str, column: str, total: str) -> str:
        if self.dtype.is_float:
            return vm.intrinsic(self.f, "fma", vm.scalar_type(self.dtype), self.s.lanes, row, column, total)
        product = self.f.emit(f"mul {self.vector} {row}, {column}")
        return self.f.emit(f"add {self.vector} {product}, {total}")

    def store(self) -> None:
        for r, v in self.cells:
            group, within = divmod(r, self.row_lanes)
            row, column = self.row_start + self._row(group) + within, self.column_start + self._column(v)
            total = self.f.emit(f"load {self.vector}, {self.f.stack} {self.totals[r, v]}")
            with self.store_at(row, column, self.s.lanes):
                self.write(total)


class _WaveTiles(_Tiles):
    """Accumulators of matrix instructions: each wave has a tile of `rows` x `columns` of the result."""

    @property
    def by_depth(self) -> bool | None:
        return None if self.instruction.loads_matrices else True

    def __init__(
        self,
        contraction: Contraction,
        schedule: GridTileSchedule,
        name: str,
        target: GridTarget,
        machine: Machine,
    ) -> None:
        self.instruction: MatrixInstruction = named(schedule.tensor, machine.arch)
        super().__init__(contraction, schedule, name, target, machine)

    def items_per_part(self) -> int:
        return self.machine.wave_lanes

    def operand(self, value: Value) -> Value:
        return value if value.dtype is self.instruction.source else value.sources[0]

    def clear(self) -> None:
        f, s = self.f, self.s
        size, columns = self.instruction.size, self.instruction.columns
        wave = ix.of(f.thread) // self.machine.wave_lanes
        self.part, self.place = self._position(ix.of(f.thread) % self.machine.wave_lanes)
        self.wave_row = wave // s.across * s.rows
        self.wave_column = wave % s.across * s.columns
        self.cells = [(r, c) for r in range(s.rows // size) for c in range(s.columns // columns)]
        self.totals = {cell: f.alloca(self.instruction.result_type) for cell in self.cells}
        for total in self.totals.values():
            f.write(f"store {self.instruction.result_type} zeroinitializer, {f.stack} {total}")

    def _position(self, lane: Index) -> tuple[Index, Index]:
        """(part, place) of a lane."""
        return lane // self.instruction.size, lane % self.instruction.size

    def multiply(self, buffer: Index) -> None:
        f, m, s = self.f, self.instruction, self.s
        symbol = f"@{m.intrinsic}"
        kinds = m.pattern.format(a=f"{m.operand} a", b=f"{m.operand} b", c=f"{m.result_type} c").split(", ")
        constants = {"i32 0": "i32 immarg", "i1 true": "i1 immarg", "i1 false": "i1 immarg"}
        types = ", ".join(constants.get(kind) or kind.rsplit(" ", 1)[0] for kind in kinds)
        f.declare(f"declare {m.result_type} {symbol}({types})")
        for step in range(s.depth // m.depth):
            k = self.part * m.part_k + step * m.depth
            rows = range(0, s.rows, m.size)
            columns = range(0, s.columns, m.size)
            a = [self._fragment(self.a, self.wave_row + row, k, buffer) for row in rows]
            b = [self._fragment(self.b, self.wave_column + column, k, buffer) for column in columns]
            for r, c in self.cells:
                total = f.emit(f"load {m.result_type}, {f.stack} {self.totals[r, c]}")
                operands = m.pattern.format(
                    a=f"{m.operand} {a[r]}", b=f"{m.operand} {b[c]}", c=f"{m.result_type} {total}"
                )
                total = f.emit(f"call {m.result_type} {symbol}({operands})")
                f.write(f"store {m.result_type} {total}, {f.stack} {self.totals[r, c]}")

    def _fragment(self, operand: _Staged, first: Index, k: Index, buffer: Index) -> str:
        f, m = self.f, self.instruction
        pointer = self.local(operand, first + self.place, k, buffer)
        align = min(m.elements * operand.value.dtype.item_bytes, _ACCESS_BYTES)
        return f.emit(f"load {m.operand}, ptr{f.target.local_space} {pointer}, align {align}")

    def store(self) -> None:
        f, m = self.f, self.instruction
        scalar = vm.scalar_type(m.result)
        for r, c in self.cells:
            totals = f.emit(f"load {m.result_type}, {f.stack} {self.totals[r, c]}")
            column = self.column_start + self.wave_column + c * m.size + self.place
            for number in range(m.accumulators):
                within = self.part * m.part_row + number * m.row_step
                total = f.emit(f"extractelement {m.result_type} {totals}, i64 {number}")
                with self.store_at(self.row_start + self.wave_row + r * m.size + within, column, 1):
                    self.write(self._converted(total, scalar))

    def _converted(self, total: str, scalar: str) -> str:
        if self.dtype is self.instruction.result:
            return total
        return self.f.emit(f"sext {scalar} {total} to {vm.scalar_type(self.dtype)}")


class _WarpTiles(_WaveTiles):
    """Accumulators of a warp's matrix instructions, which take their operands in words."""

    def _position(self, lane: Index) -> tuple[Index, Index]:
        return lane % 4, lane // 4

    def multiply(self, buffer: Index) -> None:
        f, m, s = self.f, self.instruction, self.s
        assert isinstance(m, WarpInstruction)
        scalar = vm.scalar_type(m.result)
        returned = f"{{ {', '.join([scalar] * m.accumulators)} }}"
        of_a, of_b = m.fragment_lines * m.operand_words, m.operand_words
        kinds = [m.operand] * (of_a + of_b) + [scalar] * m.accumulators
        f.declare(f"declare {returned} @{m.intrinsic}({', '.join(kinds)})")
        for step in range(s.depth // m.depth):
            a = self._lines(self.a, self.wave_row, s.rows, step, buffer)
            b = self._lines(self.b, self.wave_column, s.columns, step, buffer)
            for r, c in self.cells:
                rows = a[r * m.fragment_lines : (r + 1) * m.fragment_lines]
                words = [row[number] for number in range(m.operand_words) for row in rows]
                total = f.emit(f"load {m.result_type}, {f.stack} {self.totals[r, c]}")
                parts = [
                    f.emit(f"extractelement {m.result_type} {total}, i64 {n}") for n in range(m.accumulators)
                ]
                operands = zip(kinds, [*words, *b[c], *parts], strict=True)
                listed = ", ".join(f"{kind} {operand}" for kind, operand in operands)
                sums = f.emit(f"call {returned} @{m.intrinsic}({listed})")
                total = "poison"
                for n in range(m.accumulators):
                    part = f.emit(f"extractvalue {returned} {sums}, {n}")
                    total = f.emit(f"insertelement {m.result_type} {total}, {scalar} {part}, i64 {n}")
                f.write(f"store {m.result_type} {total}, {f.stack} {self.totals[r, c]}")

    def _lines(self, operand: _Staged, first: Index, count: int, step: int, buffer: Index) -> list[list[str]]:
        """A lane's words of every eighth of so many rows of A or columns of B."""
        m = self.instruction
        found: list[list[str]] = []
        if m.loads_matrices:
            for line in range(0, count, 16):
                found += self._matrices(operand, first + line, step * m.depth, buffer)
            return found
        k = self.part * m.elements + step * m.depth
        return [self._words(operand, first + line, k, buffer) for line in range(0, count, WARP_COLUMNS)]

    def _matrices(self, operand: _Staged, first: Index, k: Index | int, buffer: Index) -> list[list[str]]:
        """The words of 16 rows or columns, those of the first 8 and of the others ("PTX ISA", ldmatrix).

        Lane l gives the address of line l % 8 of matrix l // 8: of both halves of the rows, then of the next
        8 k. What lies with its k apart is transposed on the way.
        """
        f, m = self.f, self.instruction
        count = m.depth // WARP_COLUMNS * 2
        lane = ix.of(f.thread) % self.machine.wave_lanes
        line, matrix = lane % WARP_COLUMNS, lane // WARP_COLUMNS % count
        half, k = matrix % 2 * WARP_COLUMNS, matrix // 2 * WARP_COLUMNS + k
        if operand.by_depth:
            pointer = self.local(operand, first + half + line, k, buffer)
        else:
            pointer = self.local(operand, first + half, k + line, buffer)
        order = "" if operand.by_depth else ".trans"
        name = f"@llvm.nvvm.ldmatrix.sync.aligned.m8n8.x{count}{order}.b16.p3"
        returned, space = f"{{ {', '.join(['i32'] * count)} }}", f"ptr{f.target.local_space}"
        f.declare(f"declare {returned} {name}({space})")
        loaded = f.emit(f"call {returned} {name}({space} {pointer})")
        words = [f.emit(f"extractvalue {returned} {loaded}, {n}") for n in range(count)]
        if m.operand != "i32":
            words = [f.emit(f"bitcast i32 {word} to {m.operand}") for word in words]
        return [words[0::2], words[1::2]]

    def _words(self, operand: _Staged, first: Index, k: Index, buffer: Index) -> list[str]:
        """A lane's words of one row of A or one column of B."""
        f, m = self.f, self.instruction
        assert isinstance(m, WarpInstruction)
        pointer = self.local(operand, first + self.place, k, buffer)
        align = min(m.elements * operand.value.dtype.item_bytes, _ACCESS_BYTES)
        bits = 64 if m.source.bits == 64 else 32
        full = vm.vector_of(f"i{bits}", m.operand_words)
        loaded = f.emit(f"load {full}, ptr{f.target.local_space} {pointer}, align {align}")
        words = [loaded]
        if m.operand_words > 1:
            words = [f.emit(f"extractelement {full} {loaded}, i64 {n}") for n in range(m.operand_words)]
        if m.operand == f"i{bits}":
            return words
        return [f.emit(f"bitcast i{bits} {word} to {m.operand}") for word in words]

    def store(self) -> None:
        f, m = self.f, self.instruction
        held, scalar = vm.scalar_type(m.result), vm.scalar_type(self.dtype)
        lanes = lanes_within(self.c.columns, 2)
        kind = vm.vector_of(scalar, lanes)
        for r, c in self.cells:
            totals = f.emit(f"load {m.result_type}, {f.stack} {self.totals[r, c]}")
            parts = [
                self._converted(f.emit(f"extractelement {m.result_type} {totals}, i64 {n}"), held)
                for n in range(m.accumulators)
            ]
            first = self.column_start + self.wave_column + c * WARP_COLUMNS + self.part * 2
            for number in range(0, m.accumulators, lanes):
                row = self.row_start + self.wave_row + r * m.size + self.place + number // 2 * m.row_step
                total = parts[number]
                if lanes > 1:
                    total = f.emit(f"insertelement {kind} poison, {scalar} {parts[number]}, i64 0")
                    total = f.emit(f"insertelement {kind} {total}, {scalar} {parts[number + 1]}, i64 1")
                with self.store_at(row, first + number % 2, lanes):
                    self.write(total)
