"""Ranks under a `RankSchedule` as LLVM IR: rows of keys are sorted digit by digit, the least one first.

Each pass is stable: it counts how often each digit occurs, and so knows where the keys with each begin. A key
travels with its place in the row, in one number where both fit; the last pass writes where it would go.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from ..emitted import Emitted
from ..llvm import vector_math as vm
from ..machine import round_up
from ..nest import index as ix
from ..nest.index import Index
from ..nest.ranks import Ranks
from ..schedule import RankSchedule
from .loops import shared
from .writer import ProcessorWriter

_LINE = 64


@dataclass(frozen=True)
class Layout:
    """Local memory: counts for each digit of each pass, then records to read and records to write."""

    ranks: Ranks
    schedule: RankSchedule

    @property
    def bits(self) -> int:
        """Of a key."""
        return self.ranks.keys.dtype.bits

    @property
    def passes(self) -> int:
        """One for each digit."""
        return -(-self.bits // self.schedule.digit)

    @property
    def counts_bytes(self) -> int:
        """Of all digits' counts."""
        return round_up((self.passes << self.schedule.digit) * 4, _LINE)

    @property
    def record(self) -> str:
        """The type of a record: the key in the high bits, and the place below."""
        return "i64" if self.bits <= 32 else "i96"

    @property
    def record_bytes(self) -> int:
        """From one record to the next."""
        return 8 if self.bits <= 32 else 16

    @property
    def records_bytes(self) -> int:
        """Of a row of records."""
        return round_up(self.ranks.along.extent * self.record_bytes, _LINE)

    @property
    def local_bytes(self) -> int:
        """All of it."""
        return self.counts_bytes + 2 * self.records_bytes


def emit(ranks: Ranks, schedule: RankSchedule, name: str) -> Emitted:
    """The kernel's module: workgroups share out the rows."""
    return _Emitter(ranks, schedule, name).emit()


class _Emitter:
    def __init__(self, ranks: Ranks, schedule: RankSchedule, name: str) -> None:
        self.ranks, self.s, self.layout = ranks, schedule, Layout(ranks, schedule)
        self.f = ProcessorWriter(name, ranks.nest.slots)
        self.record = self.layout.record

    def emit(self) -> Emitted:
        f, rows, layout = self.f, self.ranks.rows, self.layout
        f.local_memory()
        self.source, self.target = f.alloca("ptr", 8), f.alloca("ptr", 8)
        self.one = f.emit(f"getelementptr i8, ptr %local, i64 {layout.counts_bytes}")
        self.other = f.emit(f"getelementptr i8, ptr {self.one}, i64 {layout.records_bytes}")
        shape = tuple(var.extent for var in rows)

        def iteration(counter: Index) -> None:
            f.env.update(zip(rows, ix.unflatten(counter, shape), strict=True))
            with f.scope():
                self._row()

        groups = shared(f, prod(shape), self.s.grain, iteration)
        return Emitted(f.text(), groups, layout.local_bytes)

    def _row(self) -> None:
        f, layout, extent = self.f, self.layout, self.ranks.along.extent
        f.write(f"store ptr {self.one}, ptr {self.source}, align 8")
        f.write(f"store ptr {self.other}, ptr {self.target}, align 8")
        f.declare("declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)")
        f.write(
            f"call void @llvm.memset.p0.i64(ptr align 64 %local, i8 0, i64 {layout.counts_bytes}, i1 false)"
        )
        f.loop("k", extent, self._count)
        for number in range(layout.passes - 1):
            first = f.emit(f"load {self.record}, ptr {self.one}, align 8")
            count = f.emit(f"load i32, ptr {self._counter(first, number)}, align 4")
            # Where all keys have one digit they are in place.
            differ = f.emit(f"icmp ne i32 {count}, {extent}")
            with f.when(differ):
                self._starts(number)
                source = f.emit(f"load ptr, ptr {self.source}, align 8")
                target = f.emit(f"load ptr, ptr {self.target}, align 8")
                f.loop("k", extent, lambda k: self._move(source, target, number, k))  # noqa: B023
                f.write(f"store ptr {target}, ptr {self.source}, align 8")
                f.write(f"store ptr {source}, ptr {self.target}, align 8")
        self._starts(layout.passes - 1)
        source = f.emit(f"load ptr, ptr {self.source}, align 8")
        f.loop("k", extent, lambda k: self._finish(source, k))

    def _count(self, place: Index) -> None:
        """Make a key's record, and count its digits."""
        f, ranks, dtype = self.f, self.ranks, self.ranks.keys.dtype
        f.env[ranks.along] = place
        memory = vm.scalar_type(dtype)
        pointer = f.pointer(ranks.keys, f.scalar_index(f.resolve(ranks.index)))
        key = f.emit(f"load {memory}, ptr {pointer}, align {dtype.item_bytes}")
        if dtype.kind == "i":
            key = f.emit(f"xor {memory} {key}, {-(1 << (dtype.bits - 1))}")
        wide = f.emit(f"zext {memory} {key} to {self.record}")
        high = f.emit(f"shl {self.record} {wide}, 32")
        at = f.scalar_index(place)
        if self.record != "i64":
            at = f.emit(f"zext i64 {at} to {self.record}")
        record = f.emit(f"or {self.record} {high}, {at}")
        self._put(self.one, f.scalar_index(place), record)
        for number in range(self.layout.passes):
            counter = self._counter(record, number)
            more = f.emit(f"add i32 {f.emit(f'load i32, ptr {counter}, align 4')}, 1")
            f.write(f"store i32 {more}, ptr {counter}, align 4")

    def _at(self, records: str, place: str) -> str:
        offset = self.f.emit(f"mul i64 {place}, {self.layout.record_bytes}")
        return self.f.emit(f"getelementptr i8, ptr {records}, i64 {offset}")

    def _put(self, records: str, place: str, record: str) -> None:
        self.f.write(f"store {self.record} {record}, ptr {self._at(records, place)}, align 8")

    def _counter(self, record: str, number: int) -> str:
        """The count for a record's digit of one pass."""
        f, digit = self.f, self.s.digit
        shifted = f.emit(f"lshr {self.record} {record}, {32 + number * digit}")
        if self.record != "i64":
            shifted = f.emit(f"trunc {self.record} {shifted} to i64")
        bits = min(digit, self.layout.bits - number * digit)
        value = f.emit(f"and i64 {shifted}, {(1 << bits) - 1}")
        pass_counts = f.emit(f"getelementptr i32, ptr %local, i64 {number << digit}")
        return f.emit(f"getelementptr i32, ptr {pass_counts}, i64 {value}")

    def _starts(self, number: int) -> None:
        """Make of the counts of a pass where the keys with each digit start."""
        f = self.f
        running = f.alloca("i32", 4)
        f.write(f"store i32 0, ptr {running}, align 4")
        counts = f.emit(f"getelementptr i32, ptr %local, i64 {number << self.s.digit}")

        def digit(k: Index) -> None:
            at = f.emit(f"getelementptr i32, ptr {counts}, i64 {f.scalar_index(k)}")
            count = f.emit(f"load i32, ptr {at}, align 4")
            before = f.emit(f"load i32, ptr {running}, align 4")
            f.write(f"store i32 {before}, ptr {at}, align 4")
            f.write(f"store i32 {f.emit(f'add i32 {before}, {count}')}, ptr {running}, align 4")

        f.loop("d", 1 << self.s.digit, digit)

    def _next(self, source: str, number: int, k: Index) -> tuple[str, str]:
        """A record, and where it goes."""
        f = self.f
        record = f.emit(f"load {self.record}, ptr {self._at(source, f.scalar_index(k))}, align 8")
        start = self._counter(record, number)
        place = f.emit(f"load i32, ptr {start}, align 4")
        f.write(f"store i32 {f.emit(f'add i32 {place}, 1')}, ptr {start}, align 4")
        return record, place

    def _move(self, source: str, target: str, number: int, k: Index) -> None:
        record, place = self._next(source, number, k)
        self._put(target, self.f.emit(f"zext i32 {place} to i64"), record)

    def _finish(self, source: str, k: Index) -> None:
        """Write where a key goes to the place that it came from."""
        f, ranks = self.f, self.ranks
        record, place = self._next(source, self.layout.passes - 1, k)
        came = f.emit(f"trunc {self.record} {record} to i32")
        (store,) = ranks.nest.stores
        f.env[ranks.along] = ix.ZERO
        row = f.pointer(store.slot, f.scalar_index(f.resolve(store.index)))
        memory = vm.scalar_type(store.slot.dtype)
        at = f.emit(f"getelementptr {memory}, ptr {row}, i64 {f.emit(f'zext i32 {came} to i64')}")
        if memory != "i32":
            place = f.emit(f"zext i32 {place} to {memory}")
        f.write(f"store {memory} {place}, ptr {at}, align {store.slot.dtype.item_bytes}")
