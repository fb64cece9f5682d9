"""The two contractions of attention on a grid, by kind of accumulators: scores, and weights times values.

A work-item has elements of some rows of the scores, its lines. It gives them row by row, gets the weights of
the same elements back, and multiplies them with the values: straight from its registers where the
accumulators of the one matrix instruction are, or become, an operand of the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ....graph.dtype import DType
from ...llvm import vector_math as vm
from ...nest import index as ix
from ...nest.expression import Value
from ...nest.index import Index
from ...nest.lanes import lanes_within
from ..matrix_instructions import WARP_COLUMNS, WarpInstruction
from ..staged_tiles import GridTiles, Staged
from ..tiles import WorkItemTiles
from ..wave_tiles import WarpTiles, WaveTiles
from ..writer import GridWriter

Loaded = tuple[Staged, Index, Index, str]  # operand, row or column and k in the tile, vector


@dataclass(frozen=True)
class Adjacent:
    """Scores of one line, of keys that follow each other from `key` on, counted within the block."""

    line: int
    key: Index
    operands: list[str]


class Part(GridTiles):
    """A contraction as a part of a kernel, with its operands at places of their own in local memory."""

    starts: dict[Staged, int]

    def start_of(self, operand: Staged) -> int:
        return self.starts[operand]

    @contextmanager
    def of_batch(self, batch: Index) -> Iterator[None]:
        """Inside, the loops of the batch stand at `batch`: both parts may call theirs the same."""
        self._set(self.c.batch, batch)
        yield
        self.f.guards.clear()

    def load(self, operand: Staged, first: Index, k: Index) -> list[Loaded]:
        """Begin to copy an operand's tile to local memory; returns what `copy` must put there."""
        return self._load_one(operand, first, k, ix.ZERO)

    def copy(self, loaded: Sequence[Loaded]) -> None:
        self._copy(loaded, ix.ZERO)


class Scores(Part):
    """A tile of scores: the rows of a group and a block of keys."""

    lines: list[Index]  # the rows of the tile that this work-item has elements of
    distances: list[int]  # between the work-items that have elements of the same rows

    def keep(self) -> None:
        """Have the rows in registers from here on."""
        raise NotImplementedError

    def compute(self) -> None:
        """The scores of the rows and keys in local memory, in accumulators."""
        raise NotImplementedError

    def finished(self, score: Value, totals: Sequence[str], row: Index, column: Index) -> list[str]:
        """What is done to a score after the contraction, done to adjacent ones."""
        f = self.f
        with self.store_at(row, column, len(totals)):
            key = ("scores", row.key, column.key)
            f.result_key = lambda reduction: key
            f.results[key] = vector_of(f, totals)
            result = f.vector(score)
            return _split(f, vm.vector_of("float", len(totals)), len(totals), result)

    def adjacent(self) -> Iterator[Adjacent]:
        """The accumulators' elements."""
        raise NotImplementedError


class Weighted(Part):
    """A tile of the result: the rows of a group, all columns."""

    def put(self, weights: Sequence[Sequence[str]]) -> None:
        """Put weights of elements, line by line in the order of `adjacent`, where others must find them."""
        raise NotImplementedError

    def add(self, weights: Sequence[Sequence[str]]) -> None:
        """Add the weights times the block of values in local memory."""
        raise NotImplementedError

    def scale(self, factors: Sequence[str]) -> None:
        """Multiply every line by a factor of its own."""
        raise NotImplementedError


class WaveScores(Scores, WaveTiles):
    """Transposed: the accumulators' columns are rows of the scores, so a lane has keys of a single one each.

    AMD's instructions take both operands from lanes alike, so this is a matter of their order.
    """

    _kept: list[list[str]] | None = None

    def clear(self) -> None:
        super().clear()
        size, lanes = self.instruction.size, self.machine.wave_lanes
        self.lines = [self.wave_row + row + self.place for row in range(0, self.s.rows, size)]
        self.distances = [size << n for n in range((lanes // size).bit_length() - 1)]

    def multiply_add(self, a: str, b: str, total: str) -> str:
        return super().multiply_add(b, a, total)

    def keep(self) -> None:
        self._kept = [self._rows(step) for step in range(self.s.depth // self.instruction.depth)]

    def _rows(self, step: int) -> list[str]:
        m = self.instruction
        k = self.part * m.part_k + step * m.depth
        rows = range(0, self.s.rows, m.size)
        return [self._fragment(self.a, self.wave_row + row, k, ix.ZERO) for row in rows]

    def compute(self) -> None:
        m = self.instruction
        self.clear()
        for step in range(self.s.depth // m.depth):
            k = self.part * m.part_k + step * m.depth
            rows = self._kept[step] if self._kept is not None else self._rows(step)
            keys = range(0, self.s.columns, m.size)
            self.add_products(rows, [self._fragment(self.b, ix.constant(key), k, ix.ZERO) for key in keys])
            self.f.target.divide_schedule(self.f)

    def adjacent(self) -> Iterator[Adjacent]:
        f, m = self.f, self.instruction
        lanes = lanes_within(self.c.columns, m.accumulators) if m.row_step == 1 else 1
        for r, c in self.cells:
            parts = _elements(f, m.result_type, m.accumulators, self.totals[r, c])
            for n in range(0, m.accumulators, lanes):
                key = self.part * m.part_row + (c * m.size + n * m.row_step)
                yield Adjacent(r, key, parts[n : n + lanes])


class WaveWeighted(Weighted, WaveTiles):
    """Transposed as well: a lane has columns of the result of a single row each."""

    def multiply_add(self, a: str, b: str, total: str) -> str:
        return super().multiply_add(b, a, total)

    def put(self, weights: Sequence[Sequence[str]]) -> None:
        """Nothing: they are where the instruction takes them from, or one exchange away."""

    def add(self, weights: Sequence[Sequence[str]]) -> None:
        m = self.instruction
        columns = range(0, self.s.columns, m.size)
        step = m.accumulators
        for tile in range(self.s.depth // m.size):
            self.f.target.divide_schedule(self.f)
            mine = [line[tile * step : (tile + 1) * step] for line in weights]
            if m.elements > m.accumulators:
                rows = [self._of_both_halves(line) for line in mine]
                self.add_products(rows, self._values(columns, ix.constant(tile * m.size)))
                continue
            for first in range(0, step, m.elements):
                rows = [self._packed(line[first : first + m.elements]) for line in mine]
                self.add_products(
                    rows, self._values(columns, self.part * m.part_row + (tile * m.size + first))
                )

    def _values(self, columns: range, k: Index) -> list[str]:
        return [self._fragment(self.b, ix.constant(column), k, ix.ZERO) for column in columns]

    def _packed(self, weights: Sequence[str]) -> str:
        """Weights in the instruction's operand."""
        f, m = self.f, self.instruction
        narrow = _narrowed(self.f, weights, m.source)
        kind = vm.vector_of(vm.scalar_type(m.source), len(weights))
        return narrow if kind == m.operand else f.emit(f"bitcast {kind} {narrow} to {m.operand}")

    def _of_both_halves(self, weights: Sequence[str]) -> str:
        """All k, which both halves of the wave hold: own weights and the other half's in turns."""
        f, m = self.f, self.instruction
        count = len(weights)
        scalar, words = vm.scalar_type(m.source), f"<{count // 2} x i32>"
        half, both = vm.vector_of(scalar, count), vm.vector_of(scalar, 2 * count)
        own = _narrowed(f, weights, m.source)
        as_words = f.emit(f"bitcast {half} {own} to {words}")
        moved = "poison"
        for n in range(count // 2):
            word = f.emit(f"extractelement {words} {as_words}, i64 {n}")
            other = f.target.partner(f, word, m.size)
            moved = f.emit(f"insertelement {words} {moved}, i32 {other}, i64 {n}")
        other = f.emit(f"bitcast {words} {moved} to {half}")
        is_first = f.emit(f"icmp eq {f.word} {f.scalar_index(self.part)}, 0")
        even = f.emit(f"select i1 {is_first}, {half} {own}, {half} {other}")
        odd = f.emit(f"select i1 {is_first}, {half} {other}, {half} {own}")
        turns = ", ".join(f"i32 {n // 2 + n % 2 * count}" for n in range(2 * count))
        mixed = f.emit(f"shufflevector {half} {even}, {half} {odd}, <{2 * count} x i32> <{turns}>")
        return mixed if both == m.operand else f.emit(f"bitcast {both} {mixed} to {m.operand}")

    def scale(self, factors: Sequence[str]) -> None:
        f, m = self.f, self.instruction
        for r, c in self.cells:
            factor = vector_of(f, [factors[r]] * m.accumulators)
            _scale(f, m.result_type, self.totals[r, c], factor)

    def store(self) -> None:
        f, m = self.f, self.instruction
        lanes = lanes_within(self.c.columns, m.accumulators) if m.row_step == 1 else 1
        for r, c in self.cells:
            parts = _elements(f, m.result_type, m.accumulators, self.totals[r, c])
            row = self.row_start + self.wave_row + r * m.size + self.place
            for n in range(0, m.accumulators, lanes):
                column = self.part * m.part_row + (c * m.size + n * m.row_step)
                total = parts[n] if lanes == 1 else vector_of(f, parts[n : n + lanes])
                with self.store_at(row, column, lanes):
                    self.write(total)


class WarpScores(Scores, WarpTiles):
    """A lane has two adjacent keys of every eighth row, in each of the accumulators."""

    _kept: list[list[list[str]]] | None = None

    def clear(self) -> None:
        super().clear()
        self.lines = [self.wave_row + line + self.place for line in range(0, self.s.rows, WARP_COLUMNS)]
        self.distances = [1, 2]

    def keep(self) -> None:
        self._kept = [self._rows(step) for step in range(self.s.depth // self.instruction.depth)]

    def _rows(self, step: int) -> list[list[str]]:
        return self._lines(self.a, self.wave_row, self.s.rows, step, ix.ZERO)

    def compute(self) -> None:
        self.clear()
        for step in range(self.s.depth // self.instruction.depth):
            rows = self._kept[step] if self._kept is not None else self._rows(step)
            self.add_lines(rows, self._lines(self.b, ix.ZERO, self.s.columns, step, ix.ZERO))

    def adjacent(self) -> Iterator[Adjacent]:
        f, m = self.f, self.instruction
        lanes = lanes_within(self.c.columns, 2)
        for r, c in self.cells:
            parts = _elements(f, m.result_type, m.accumulators, self.totals[r, c])
            for n in range(0, m.accumulators, lanes):
                key = self.part * 2 + (c * WARP_COLUMNS + n % 2)
                yield Adjacent(r * m.fragment_lines + n // 2, key, parts[n : n + lanes])


class WarpWeighted(Weighted, WarpTiles):
    """Accumulators of scores are words of A, those of 8 keys each ("PTX ISA", Matrix fragments for mma)."""

    def put(self, weights: Sequence[Sequence[str]]) -> None:
        """Nothing: they are where the instruction takes them from."""

    def add(self, weights: Sequence[Sequence[str]]) -> None:
        m = self.instruction
        assert isinstance(m, WarpInstruction)
        for step in range(self.s.depth // m.depth):
            numbers = range(step * m.operand_words, (step + 1) * m.operand_words)
            rows = [[self._word(line, number) for number in numbers] for line in weights]
            self.add_lines(rows, self._lines(self.b, ix.ZERO, self.s.columns, step, ix.ZERO))

    def _word(self, line: Sequence[str], number: int) -> str:
        """Two weights in a word of the instruction's operand."""
        m = self.instruction
        narrow = _narrowed(self.f, line[2 * number : 2 * number + 2], m.source)
        kind = vm.vector_of(vm.scalar_type(m.source), 2)
        return narrow if kind == m.operand else self.f.emit(f"bitcast {kind} {narrow} to {m.operand}")

    def scale(self, factors: Sequence[str]) -> None:
        m = self.instruction
        for r, c in self.cells:
            two = factors[r * m.fragment_lines : (r + 1) * m.fragment_lines]
            factor = vector_of(self.f, [each for each in two for _ in range(2)])
            _scale(self.f, m.result_type, self.totals[r, c], factor)


class ItemScores(Scores, WorkItemTiles):
    """A work-item has some keys of some rows, and those beside it the other keys."""

    def clear(self) -> None:
        super().clear()
        numbers = (divmod(r, self.row_lanes) for r in range(self.s.rows))
        self.lines = [self._row(group) + within for group, within in numbers]
        self.distances = [1 << n for n in range(self.s.across.bit_length() - 1)]

    def keep(self) -> None:
        raise NotImplementedError

    def compute(self) -> None:
        self.clear()
        self.multiply(ix.ZERO)

    def adjacent(self) -> Iterator[Adjacent]:
        f, lanes = self.f, self.s.lanes
        for r, v in self.cells:
            parts = _elements(f, self.vector, lanes, self.totals[r, v])
            yield Adjacent(r, self._column(v), parts)


class ItemWeighted(Weighted, WorkItemTiles):
    """The weights of a row are with several work-items: they go by way of local memory."""

    def put(self, weights: Sequence[Sequence[str]]) -> None:
        f, s = self.f, self.s
        count = self.row_lanes
        kind = vm.vector_of(vm.scalar_type(self.dtype), count)
        for group in range(s.rows // count):
            lines = weights[group * count : (group + 1) * count]
            for number in range(len(lines[0])):
                vector, lane = divmod(number, s.lanes)
                pointer = self.local(self.a, self._row(group), self._column(vector) + lane, ix.ZERO)
                stored = vector_of(f, [line[number] for line in lines])
                align = self.dtype.item_bytes * count
                f.write(f"store {kind} {stored}, ptr{f.target.local_space} {pointer}, align {align}")

    def add(self, weights: Sequence[Sequence[str]]) -> None:
        self.multiply(ix.ZERO)

    def scale(self, factors: Sequence[str]) -> None:
        f = self.f
        for r, v in self.cells:
            _scale(f, self.vector, self.totals[r, v], vector_of(f, [factors[r]] * self.s.lanes))


def vector_of(f: GridWriter, operands: Sequence[str]) -> str:
    """Floats as a vector; one is itself."""
    if len(operands) == 1:
        return operands[0]
    kind, result = vm.vector_of("float", len(operands)), "poison"
    for lane, operand in enumerate(operands):
        result = f.emit(f"insertelement {kind} {result}, float {operand}, i64 {lane}")
    return result


def _elements(f: GridWriter, kind: str, count: int, pointer: str) -> list[str]:
    """The floats of accumulators."""
    return _split(f, kind, count, f.emit(f"load {kind}, {f.stack} {pointer}"))


def _split(f: GridWriter, kind: str, count: int, vector: str) -> list[str]:
    if count == 1:
        return [vector]
    return [f.emit(f"extractelement {kind} {vector}, i64 {n}") for n in range(count)]


def _narrowed(f: GridWriter, operands: Sequence[str], target: DType) -> str:
    """Floats as a vector of an instruction's source type."""
    result = vector_of(f, operands)
    if target.bits == 32:
        return result
    wide, narrow = (vm.vector_of(scalar, len(operands)) for scalar in ("float", vm.scalar_type(target)))
    return f.emit(f"fptrunc {wide} {result} to {narrow}")


def _scale(f: GridWriter, kind: str, pointer: str, factor: str) -> None:
    total = f.emit(f"load {kind}, {f.stack} {pointer}")
    total = f.emit(f"fmul {kind} {total}, {factor}")
    f.write(f"store {kind} {total}, {f.stack} {pointer}")
