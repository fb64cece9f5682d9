"""Fourier transforms under a `FourierSchedule` as LLVM IR: Stockham's passes over a row in local memory.

A pass of radix r takes what is s transforms of length m * r, interleaved, to s * r of length m: for all q
< s and p < m it transforms the r numbers at q + s (p + m i), turns them by the roots p u / (m r), and
puts them at q + s (r p + u). Before the first pass s is 1, after the last it is the length, and all is in
order. In local memory the real parts of a row lie apart from the imaginary ones, so that lanes run along
q; those of the first pass run along p, and what they make is interleaved.

Where m is less than the lanes of a vector, the first pass is over several rows at once. Where transforms lie
side by side, the lanes are as many of them, and s is that many from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod

from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.canonical import values_under
from ..nest.expression import Leaf
from ..nest.fourier import Fourier, digits, radices, row_count
from ..nest.index import Index, Var
from ..schedule import FourierSchedule
from .loops import shared
from .radix import ZERO, Codelet, Complex, root
from .writer import ProcessorWriter

_LINE = 64
# What is written past a row where vectors are longer than a radix, in elements.
_BEYOND = 16


def beside(fourier: Fourier) -> Var | None:
    """The loop whose transforms lie side by side in memory; None where their elements do."""
    index = fourier.nest.stores[0].index
    if any(index.coefficient(var) == fourier.parts for var in fourier.frequency.vars):
        return None
    return next((var for var in fourier.rows if index.coefficient(var) == fourier.parts), None)


def at_once(fourier: Fourier, lanes: int) -> int:
    """How many transforms are made together: those of the lanes, or as many rows as fill a first pass."""
    if beside(fourier) is not None:
        return lanes
    chosen = radices(fourier.length)
    assert chosen is not None
    m = fourier.length // chosen[0]
    return lanes // m if m < lanes and lanes % m == 0 and row_count(fourier) >= lanes // m else 1


def _part_bytes(fourier: Fourier, schedule: FourierSchedule) -> int:
    """The real or the imaginary parts of what is transformed at a time."""
    elements = fourier.length * at_once(fourier, schedule.lanes) + _BEYOND
    # A line apart from where they would meet in the cache.
    return round_up(elements * fourier.reduction.dtype.item_bytes, _LINE) + _LINE


def local_bytes(fourier: Fourier, schedule: FourierSchedule) -> int:
    """Two copies of it, to read and to write."""
    return 4 * _part_bytes(fourier, schedule)


def emit(fourier: Fourier, schedule: FourierSchedule, name: str) -> Emitted:
    """The kernel's module: workgroups share out the transforms."""
    return _Emitter(fourier, schedule, name).emit()


class _Emitter:
    def __init__(self, fourier: Fourier, schedule: FourierSchedule, name: str) -> None:
        self.fourier, self.s = fourier, schedule
        self.f = f = ProcessorWriter(name, fourier.nest.slots)
        self.dtype = fourier.reduction.dtype
        self.scalar, self.size = vm.scalar_type(self.dtype), self.dtype.item_bytes
        self.beside = beside(fourier)
        self.variables = frozenset(fourier.nest.outer)
        if fourier.kept < fourier.length:
            beyond = fourier.frequency * -1 + (fourier.kept - 1)
            f.guards.update((var, beyond) for var in fourier.frequency.vars)
        self.tables = 0
        f.result_key = lambda reduction: tuple(f.env[var].key for var in fourier.nest.outer)

    def emit(self) -> Emitted:
        f, fourier, lanes = self.f, self.fourier, self.s.lanes
        f.local_memory()
        part = _part_bytes(fourier, self.s)
        pointers = [f.emit(f"getelementptr i8, ptr %local, i64 {part * number}") for number in range(4)]
        self.halves = [(pointers[0], pointers[1]), (pointers[2], pointers[3])]
        serial = [var for var in fourier.rows if var is not self.beside]
        shape = tuple(var.extent for var in serial)
        count = at_once(fourier, lanes)

        def iteration(counter: Index) -> None:
            with f.scope():
                if self.beside is not None:
                    *outer, block = ix.unflatten(counter, (*shape, -(-self.beside.extent // lanes)))
                    f.env.update(zip(serial, outer, strict=True))
                    self.start = self._start(block, self.beside.extent, lanes)
                else:
                    self.start = self._start(counter, prod(shape), count)
                self._passes()

        self.serial, self.shape, self.count = serial, shape, count
        rows = row_count(fourier)
        if self.beside is None:
            pieces = -(-rows // count)
        else:
            pieces = rows // self.beside.extent * -(-self.beside.extent // lanes)
        groups = shared(f, pieces, self.s.grain, iteration)
        return Emitted(f.text(), groups, local_bytes(fourier, self.s))

    def _at_row(self, row: Index) -> None:
        """Go to one of the rows that are transformed at once."""
        if self.beside is None:
            self.f.env.update(zip(self.serial, ix.unflatten(self.start + row, self.shape), strict=True))

    def _start(self, block: Index, extent: int, lanes: int) -> Index:
        """Where a block of lanes starts; the last ends with the loop, and does again what others did."""
        f = self.f
        if extent % lanes == 0:
            return block * lanes
        wanted = f.scalar_index(block * lanes)
        name = vm.intrinsic(f, "umin", "i64", 1, wanted, str(extent - lanes))
        var = Var(f"n{name[1:]}", extent - lanes + 1)
        f.counters[var] = name
        return ix.of(var)

    def _blocks(self, name: str, extent: int, lanes: int, body: Callable[[Index], None]) -> None:
        """Vectors along a loop."""
        blocks = -(-extent // lanes)
        self.f.loop(name, blocks, lambda block: body(self._start(block, extent, lanes)))

    def _use(self, lanes: int) -> Codelet:
        f = self.f
        f.lanes, f.lane = lanes, Var(f"lane{lanes}", lanes)
        return Codelet(f, self.dtype, lanes, self.fourier.sign)

    def _passes(self) -> None:
        f, n = self.f, self.fourier.length
        chosen = radices(n)
        assert chosen is not None
        side, rest = 1 if self.beside is None else self.s.lanes, n
        for number, radix in enumerate(chosen):
            rest //= radix
            with f.scope():
                if side == 1:
                    self._first(radix, rest)
                else:
                    self._later(radix, rest, side, number, rest == 1)
            side *= radix

    # The passes

    def _first(self, radix: int, m: int) -> None:
        """Lanes along p, of what is read, and row after row; their results are interleaved."""
        count = self.count
        lanes = min(self.s.lanes, count << m.bit_length() - 1)
        turns = [[Fraction(p * u, radix * m) for p in range(m)] for u in range(1, radix)]
        tables = [self._table(each * count) for each in turns]
        to = self.halves[0]

        def block(start: Index) -> None:
            f = self.f
            self._use(lanes // count)
            rows = []
            for row in range(count):
                self._at_row(ix.constant(row))
                rows.append([self._read(start + m * i) for i in range(radix)])
            codelet = self._use(lanes)
            x = [self._joined(each, lanes // count) for each in zip(*rows, strict=True)]
            y = codelet.transform(x)
            at = f.scalar_index(start)
            for u in range(1, radix):
                y[u] = codelet.multiply(y[u], self._load(tables[u - 1], at, lanes))
            for part in (0, 1):
                self._interleaved(to[part], f.scalar_index(start * radix), [each[part] for each in y], lanes)

        self._blocks("p", m, lanes // count, block)

    def _joined(self, vectors: Sequence[Complex], lanes: int) -> Complex:
        """Vectors of so many lanes as one."""
        f, found = self.f, []
        for part in (0, 1):
            pieces, size = [each[part] for each in vectors], lanes
            if ZERO in pieces:
                found.append(ZERO)
                continue
            while len(pieces) > 1:
                full = vm.vector_of(self.scalar, size)
                order = ", ".join(f"i32 {place}" for place in range(2 * size))
                pairs = zip(pieces[::2], pieces[1::2], strict=True)
                pieces = [
                    f.emit(f"shufflevector {full} {a}, {full} {b}, <{2 * size} x i32> <{order}>")
                    for a, b in pairs
                ]
                size *= 2
            found.append(pieces[0])
        return found[0], found[1]

    def _interleaved(self, pointer: str, at: str, rows: list[str], lanes: int) -> None:
        """Store r vectors so that the r numbers of a lane lie side by side, lane after lane."""
        f, radix = self.f, len(rows)
        width = 1 << (radix - 1).bit_length()
        full = vm.vector_of(self.scalar, lanes)
        orders = [
            ", ".join(f"i32 {half * lanes // 2 + place // 2 + place % 2 * lanes}" for place in range(lanes))
            for half in (0, 1)
        ]
        # Each piece is vectors of what is side by side already; two by two they are interleaved.
        pieces = [[row] for row in (*rows, *["poison"] * (width - radix))]
        while len(pieces) > 1:
            half = len(pieces) // 2
            pieces = [
                [
                    f.emit(f"shufflevector {full} {x}, {full} {y}, <{lanes} x i32> <{order}>")
                    for x, y in zip(a, b, strict=True)
                    for order in orders
                ]
                for a, b in zip(pieces[:half], pieces[half:], strict=True)
            ]
        (vectors,) = pieces
        target = f.emit(f"getelementptr {self.scalar}, ptr {pointer}, i64 {at}")
        # What is stored past a lane's numbers the next lane's take the place of.
        size = lanes if width == radix else min(width, lanes)
        for start in range(0, width * lanes, size):
            lane, within = divmod(start, width)
            mine, kind = vectors[start // lanes], vm.vector_of(self.scalar, size)
            if size < lanes:
                order = ", ".join(f"i32 {start % lanes + place}" for place in range(size))
                mine = f.emit(f"shufflevector {full} {mine}, {full} poison, <{size} x i32> <{order}>")
            place = f.emit(f"getelementptr {self.scalar}, ptr {target}, i64 {lane * radix + within}")
            f.write(f"store {kind} {mine}, ptr {place}, align {self.size}")

    def _later(self, radix: int, m: int, side: int, number: int, last: bool) -> None:
        """Lanes along q: from local memory, or what is read, to local memory or what is written."""
        f = self.f
        lanes = min(self.s.lanes, 1 << side.bit_length() - 1)
        codelet = self._use(lanes)
        outer = self.beside is not None and number == 0
        source, target = self.halves[(number + 1) % 2], self.halves[number % 2]
        turns = [Fraction(p * u, radix * m) for p in range(m) for u in range(1, radix)]
        table = self._table(turns) if m > 1 else None

        def vectors(row: Index, p: Index, q: Index) -> None:
            x = []
            at_row = row * self.fourier.length
            for i in range(radix):
                if outer:
                    x.append(self._read(p + m * i))
                else:
                    x.append(self._load(source, f.scalar_index(at_row + q + p * side + side * m * i), lanes))
            y = codelet.transform(x)
            for u in range(radix):
                if last and side * u < self.fourier.kept * (self.s.lanes if self.beside is not None else 1):
                    self._write(q, side, u, y[u], lanes)
                if last:
                    continue
                if u and table is not None:
                    y[u] = codelet.multiply(y[u], self._spread(table, p * (radix - 1) + (u - 1), lanes))
                at = f.scalar_index(at_row + q + p * (side * radix) + side * u)
                for part, pointer in zip(y[u], target, strict=True):
                    self._store(pointer, at, part, lanes)

        def group(row: Index, p: Index) -> None:
            self._blocks("q", side, lanes, lambda q: vectors(row, p, q))

        def of_row(row: Index) -> None:
            self._at_row(row)
            f.loop("p", m, lambda p: group(row, p))

        f.loop("row", 1 if self.beside is not None else self.count, of_row)

    # What is read and written

    def _read(self, place: Index) -> Complex:
        """Vectors of both parts of what is transformed: lane after lane from a place on, or beside it."""
        f, lanes = self.f, self.f.lanes
        assert f.lane is not None
        lane, part = ix.of(f.lane), ix.of(f.lane) % 2
        if self.fourier.is_real:
            self._go_to(place, lane, ix.ZERO)
            return f.vector(self.fourier.source), ZERO
        self._go_to(place, lane // 2, part)
        if not self._walks_memory():
            found = []
            for number in (0, 1):
                self._go_to(place, lane, ix.constant(number))
                found.append(f.vector(self.fourier.source))
            return found[0], found[1]
        pairs = []
        for number in (0, 1):
            self._go_to(place, lane // 2 + number * (lanes // 2), part)
            pairs.append(f.vector(self.fourier.source))
        full = vm.vector_of(self.scalar, lanes)
        parts = []
        for number in (0, 1):
            order = ", ".join(f"i32 {2 * lane + number}" for lane in range(lanes))
            parts.append(
                f.emit(f"shufflevector {full} {pairs[0]}, {full} {pairs[1]}, <{lanes} x i32> <{order}>")
            )
        return parts[0], parts[1]

    def _go_to(self, place: Index, lane: Index, part: Index) -> None:
        """Have what is transformed read at a place, so many further on or beside it."""
        f, fourier = self.f, self.fourier
        if self.beside is None:
            place = place + lane
        else:
            f.env[self.beside] = self.start + lane
        f.env.update(digits(fourier.place, place))
        f.env[fourier.part_in] = part

    def _walks_memory(self) -> bool:
        """Whether lanes that are real and imaginary parts in turn read whole vectors."""
        f = self.f
        loads = [value.argument for value in values_under(self.fourier.source) if value.op is Leaf.LOAD]
        strides = [f.lane_stride(f.resolve(index)) for _, index, valid in loads if not valid]
        return len(strides) == len(loads) and all(stride == 1 for stride in strides)

    def _write(self, q: Index, side: int, u: int, result: Complex, lanes: int) -> None:
        """Write a vector of results, the parts of each side by side."""
        f, fourier = self.f, self.fourier
        assert f.lane is not None
        full = vm.vector_of(self.scalar, lanes)
        half = lanes // 2
        if fourier.part_out is None:
            self._put(result[0], q, side, u, ix.of(f.lane))
            return
        for number in (0, 1):
            order = ", ".join(
                f"i32 {number * half + place // 2 + place % 2 * lanes}" for place in range(lanes)
            )
            pairs = f.emit(f"shufflevector {full} {result[0]}, {full} {result[1]}, <{lanes} x i32> <{order}>")
            f.env[fourier.part_out] = ix.of(f.lane) % 2
            self._put(pairs, q, side, u, ix.of(f.lane) // 2 + number * half)

    def _put(self, values: str, q: Index, side: int, u: int, place: Index) -> None:
        """Store a vector, of results so many places on or beside the first."""
        f, fourier = self.f, self.fourier
        if self.beside is None:
            f.env.update(digits(fourier.frequency, q + place + side * u))
        else:
            f.env[self.beside] = self.start + place
            together = self.s.lanes
            f.env.update(digits(fourier.frequency, q // together + side // together * u))
        f.results[f.result_key(fourier.reduction)] = values
        f.store_all(fourier.nest.stores, self.variables)

    # Local memory and tables

    def _load(self, parts: tuple[str, str], at: str, lanes: int) -> Complex:
        f, full = self.f, vm.vector_of(self.scalar, lanes)
        found: list[str] = []
        for pointer in parts:
            place = f.emit(f"getelementptr {self.scalar}, ptr {pointer}, i64 {at}")
            found.append(f.emit(f"load {full}, ptr {place}, align {self.size}"))
        return found[0], found[1]

    def _store(self, pointer: str, at: str, value: str, lanes: int) -> None:
        place = self.f.emit(f"getelementptr {self.scalar}, ptr {pointer}, i64 {at}")
        self.f.write(f"store {vm.vector_of(self.scalar, lanes)} {value}, ptr {place}, align {self.size}")

    def _spread(self, parts: tuple[str, str], at: Index, lanes: int) -> Complex:
        """A number of a table in all lanes."""
        f = self.f
        found = []
        for pointer in parts:
            place = f.emit(f"getelementptr {self.scalar}, ptr {pointer}, i64 {f.scalar_index(at)}")
            loaded = f.emit(f"load {self.scalar}, ptr {place}, align {self.size}")
            found.append(f.to_vector(loaded, self.scalar))
        return found[0], found[1]

    def _table(self, turns: list[Fraction]) -> tuple[str, str]:
        """The roots of so many turns, as constants of the kernel: their real and their imaginary parts."""
        roots = [root(self.fourier.sign * each) for each in turns]
        names = []
        for part in (0, 1):
            name = f"@{self.f.name}.roots{self.tables}"
            self.tables += 1
            values = ", ".join(f"{self.scalar} {vm.literal(each[part], self.dtype)}" for each in roots)
            kind = f"[{len(roots)} x {self.scalar}]"
            self.f.declare(f"{name} = private unnamed_addr constant {kind} [{values}], align 64")
            names.append(name)
        return names[0], names[1]
