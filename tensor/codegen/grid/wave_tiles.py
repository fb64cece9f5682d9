"""Tiles of accumulators of matrix instructions, one for each wave of a workgroup."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph.node import Op
from ..llvm import float8
from ..llvm import vector_math as vm
from ..machine import Machine
from ..nest import index as ix
from ..nest.contraction import Contraction
from ..nest.expression import Value
from ..nest.index import Index
from ..nest.lanes import lanes_within
from ..schedule import GridTileSchedule
from .matrix_instructions import WARP_COLUMNS, MatrixInstruction, WarpInstruction, named
from .staged_tiles import ACCESS_BYTES, GridTiles, Staged
from .target import GridTarget
from .writer import GridWriter


class WaveTiles(GridTiles):
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
        function: GridWriter | None = None,
    ) -> None:
        self.instruction: MatrixInstruction = named(schedule.tensor, machine.features)
        super().__init__(contraction, schedule, name, target, machine, function)

    def items_per_part(self) -> int:
        return self.machine.wave_lanes

    def operand(self, value: Value) -> Value:
        sources = self.instruction.sources
        if value.dtype in sources:
            return value
        inner = value.sources[0]
        if inner.dtype in sources:
            return inner
        # An 8-bit float for an instruction of 16-bit ones. Values of a nest have numbers from 0 on.
        return Value(Op.CAST, sources[0], (inner,), None, inner.vars, -1 - inner.number)

    def prepared(self, operand: Staged, vector: str) -> str:
        if not self.instruction.unsigned_zero:
            return vector
        return float8.without_negative_zero(self.f, operand.lanes, vector)

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
        m, s = self.instruction, self.s
        for step in range(s.depth // m.depth):
            k = self.part * m.part_k + step * m.depth
            rows = range(0, s.rows, m.size)
            columns = range(0, s.columns, m.size)
            a = [self._fragment(self.a, self.wave_row + row, k, buffer) for row in rows]
            b = [self._fragment(self.b, self.wave_column + column, k, buffer) for column in columns]
            self.add_products(a, b)

    def add_products(self, a: Sequence[str], b: Sequence[str]) -> None:
        """Multiply the fragments of all rows with those of all columns, some k of each."""
        f, kind = self.f, self.instruction.result_type
        for r, c in self.cells:
            total = f.emit(f"load {kind}, {f.stack} {self.totals[r, c]}")
            total = self.multiply_add(a[r], b[c], total)
            f.write(f"store {kind} {total}, {f.stack} {self.totals[r, c]}")

    def multiply_add(self, a: str, b: str, total: str) -> str:
        """The instruction on a fragment of A, one of B and accumulators."""
        f, m = self.f, self.instruction
        symbol = f"@{m.intrinsic}"
        kinds = m.pattern.format(a=f"{m.operand} a", b=f"{m.operand} b", c=f"{m.result_type} c").split(", ")
        constants = {"i32 0": "i32 immarg", "i1 true": "i1 immarg", "i1 false": "i1 immarg"}
        types = ", ".join(constants.get(kind) or kind.rsplit(" ", 1)[0] for kind in kinds)
        f.declare(f"declare {m.result_type} {symbol}({types})")
        operands = m.pattern.format(a=f"{m.operand} {a}", b=f"{m.operand} {b}", c=f"{m.result_type} {total}")
        return f.emit(f"call {m.result_type} {symbol}({operands})")

    def _fragment(self, operand: Staged, first: Index, k: Index, buffer: Index) -> str:
        f, m = self.f, self.instruction
        pointer = self.local(operand, first + self.place, k, buffer)
        align = min(m.elements * operand.value.dtype.item_bytes, ACCESS_BYTES)
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
        if self.instruction.unsigned_zero:
            total = self.f.emit(f"fmul {scalar} {total}, {vm.literal(4.0, self.dtype)}")
        if self.dtype is self.instruction.result:
            return total
        return self.f.emit(f"sext {scalar} {total} to {vm.scalar_type(self.dtype)}")


class WarpTiles(WaveTiles):
    """Accumulators of a warp's matrix instructions, which take their operands in words."""

    def _position(self, lane: Index) -> tuple[Index, Index]:
        return lane % 4, lane // 4

    def multiply(self, buffer: Index) -> None:
        s = self.s
        for step in range(s.depth // self.instruction.depth):
            a = self._lines(self.a, self.wave_row, s.rows, step, buffer)
            b = self._lines(self.b, self.wave_column, s.columns, step, buffer)
            self.add_lines(a, b)

    def add_lines(self, a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> None:
        """Multiply a lane's words of all rows with those of all columns, as `_lines` gives them."""
        f, m = self.f, self.instruction
        assert isinstance(m, WarpInstruction)
        scalar = vm.scalar_type(m.result)
        returned = f"{{ {', '.join([scalar] * m.accumulators)} }}"
        of_a, of_b = m.fragment_lines * m.operand_words, m.operand_words
        kinds = [m.operand] * (of_a + of_b) + [scalar] * m.accumulators
        f.declare(f"declare {returned} @{m.intrinsic}({', '.join(kinds)})")
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

    def _lines(self, operand: Staged, first: Index, count: int, step: int, buffer: Index) -> list[list[str]]:
        """A lane's words of every eighth of so many rows of A or columns of B."""
        m = self.instruction
        found: list[list[str]] = []
        if m.loads_matrices:
            for line in range(0, count, 16):
                found += self._matrices(operand, first + line, step * m.depth, buffer)
            return found
        k = self.part * m.elements + step * m.depth
        return [self._words(operand, first + line, k, buffer) for line in range(0, count, WARP_COLUMNS)]

    def _matrices(self, operand: Staged, first: Index, k: Index | int, buffer: Index) -> list[list[str]]:
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

    def _words(self, operand: Staged, first: Index, k: Index, buffer: Index) -> list[str]:
        """A lane's words of one row of A or one column of B."""
        f, m = self.f, self.instruction
        assert isinstance(m, WarpInstruction)
        pointer = self.local(operand, first + self.place, k, buffer)
        align = min(m.elements * operand.value.dtype.item_bytes, ACCESS_BYTES)
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
