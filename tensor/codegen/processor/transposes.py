"""Transposed reads under a `TransposeSchedule` as LLVM IR.

A square tile is read in vectors along the rows, and transposed in registers: each step swaps the two blocks
beside the diagonal, of 1, 2, 4 elements and so on, of every pair of vectors that are so far apart.
"""

from __future__ import annotations

from math import prod

from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..nest import index as ix
from ..nest.expression import Value
from ..nest.index import Index, Var
from ..nest.transposed import Transposed
from ..schedule import TransposeSchedule
from .loops import shared
from .writer import ProcessorWriter


def emit(transposed: Transposed, schedule: TransposeSchedule, name: str) -> Emitted:
    """The kernel's module: workgroups share out blocks of tiles."""
    return _Emitter(transposed, schedule, name).emit()


class _Emitter:
    def __init__(self, transposed: Transposed, schedule: TransposeSchedule, name: str) -> None:
        self.transposed, self.s = transposed, schedule
        self.rows, self.columns = transposed.rows, transposed.columns
        self.f = f = ProcessorWriter(name, transposed.nest.slots)
        f.lanes, f.stream = schedule.lanes, schedule.stream
        f.lane = Var("lane", f.lanes)
        self.lane = ix.of(f.lane)
        self.variables = frozenset(transposed.nest.outer)
        self.tiles = tuple(-(-var.extent // f.lanes) for var in (self.rows, self.columns))

    def emit(self) -> Emitted:
        f, s = self.f, self.s
        elsewhere = self.transposed.elsewhere
        blocks = -(-self.tiles[0] // s.down), -(-self.tiles[1] // s.across)
        shape = (*(var.extent for var in elsewhere), *blocks)

        def iteration(counter: Index) -> None:
            *places, down, across = ix.unflatten(counter, shape)
            f.env.update(zip(elsewhere, places, strict=True))
            with f.scope():
                self._block(down * s.down, across * s.across)

        groups = shared(f, prod(shape), s.grain, iteration)
        return Emitted(f.text(), groups, 0)

    def _block(self, down: Index, across: Index) -> None:
        f, s = self.f, self.s
        rows = self._count(down, s.down, self.tiles[0])
        columns = self._count(across, s.across, self.tiles[1])

        def tile(row: Index, column: Index) -> None:
            self._tile((down + row) * f.lanes, (across + column) * f.lanes)

        f.loop(
            "c",
            columns,
            lambda column: f.loop("r", rows, lambda row: tile(row, column), most=s.down),
            most=s.across,
        )

    def _count(self, start: Index, most: int, tiles: int) -> int | str:
        """How many tiles of a block there are from a start on."""
        if tiles % most == 0:
            return most
        left = self.f.emit(f"sub i64 {tiles}, {self.f.scalar_index(start)}")
        return vm.intrinsic(self.f, "umin", "i64", 1, left, str(most))

    def _tile(self, row: Index, column: Index) -> None:
        """A tile: whole, or under guards at the edges."""
        f = self.f
        starts = [
            (var, start) for var, start in ((self.rows, row), (self.columns, column)) if var.extent % f.lanes
        ]
        if not starts:
            self._transpose(row, column)
            return
        inside = "true"
        for var, start in starts:
            test = f.emit(f"icmp sle i64 {f.scalar_index(start)}, {var.extent - f.lanes}")
            inside = f.emit(f"and i1 {inside}, {test}")
        with f.when(inside):
            self._transpose(row, column)
        outside = f.emit(f"xor i1 {inside}, true")
        with f.when(outside):
            for var, _ in starts:
                f.guards[var] = ix.of(var) * -1 + (var.extent - 1)
            self._transpose(row, column)
            for var, _ in starts:
                del f.guards[var]

    def _transpose(self, row: Index, column: Index) -> None:
        f, lanes = self.f, self.f.lanes
        columns: list[tuple[Value, list[str]]] = []
        for read in self.transposed.reads:
            f.env[self.rows] = row + self.lane
            vectors = []
            for number in range(lanes):
                f.env[self.columns] = column + number
                vectors.append(f.vector(read))
            columns.append((read, self._transposed(vm.scalar_type(read.dtype), vectors)))
        f.env[self.columns] = column + self.lane
        for number in range(lanes):
            f.env[self.rows] = row + number
            for read, vectors in columns:
                f.give(read, vectors[number])
            f.store_all(self.transposed.nest.stores, self.variables)

    def _transposed(self, scalar: str, vectors: list[str]) -> list[str]:
        f, lanes = self.f, self.f.lanes
        full = vm.vector_of(scalar, lanes)

        def swapped(a: str, b: str, order: list[int]) -> str:
            text = ", ".join(f"i32 {place}" for place in order)
            return f.emit(f"shufflevector {full} {a}, {full} {b}, <{lanes} x i32> <{text}>")

        size = 1
        while size < lanes:
            low = [lane if not lane & size else lanes + lane - size for lane in range(lanes)]
            high = [lane + size if not lane & size else lanes + lane for lane in range(lanes)]
            for number in range(lanes):
                if not number & size:
                    a, b = vectors[number], vectors[number + size]
                    vectors[number], vectors[number + size] = swapped(a, b, low), swapped(a, b, high)
            size *= 2
        return vectors
