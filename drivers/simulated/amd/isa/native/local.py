"""Accesses to local memory by 32-bit offsets: what lies one behind the other, or is the same for all lanes,
moves as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....native.values import Type, Value
from . import wave
from .addressing import interleaved
from .builder import Builder


def local_offsets(b: Builder, address: Value, offset: Value, size_bytes: int, access: int) -> Value:
    """The offsets (i32 by lane) of `size_bytes` at `address` + `offset`; stops the wave where a lane's
    reaches past the end of what the workgroup was given.

    The sum is one of 32 bits: LLVM makes bases that are negative (GCNSubtarget::hasUsableDSOffset).
    """
    within = address + offset
    room = b.intrinsic("usub.sat", b.get(wave.LDS_BYTES), size_bytes - 1)
    bits = b.lanes_to_mask(within.compare("uge", b.lift(room, within.type)) & b.active)
    lane = b.intrinsic("cttz", bits, Value(b, "false", Type("i1"))).fit("i32")
    wrong, good = b.new_label("beyond"), b.new_label("within")
    b.branch(bits.ne(0), wrong, good)
    b.block(wrong)
    b.set(wave.FAULT_ADDRESS, b.extract(within, lane).zext("i64"), "i64")
    b.set(wave.FAULT_BYTES, size_bytes)
    b.set(wave.FAULT_DETAIL, access)
    b.set(wave.FAULT_LANE, lane)
    b.leave(wave.STATUS_LDS_VIOLATION)
    b.block(good)
    return within


def _consecutive(b: Builder, offsets: Value, step: int, whole: bool) -> Value:
    """Whether the active lanes (or, `whole`, all lanes, and all active) lie `step` bytes apart."""
    first = b.splat(b.extract(offsets, 0), b.lanes)
    same = offsets.eq(first + b.per_lane("i32", [lane * step for lane in range(b.lanes)]))
    return b.lanes_to_mask(same & b.active if whole else same | ~b.active).eq(-1)


def _pointers(b: Builder, base: Value, offsets: Value) -> Value:
    # An index of 32 bits, so that the host gathers with one: local memory is far smaller than 2 GiB.
    return b.emit(f"getelementptr i8, {base}, {offsets}", Type("ptr", b.lanes))


def _gather(b: Builder, pointers: Value, type: Type) -> Value:
    name = f"llvm.masked.gather.{type.suffix}.v{type.lanes}p0"
    b.declarations[name] = f"declare {type} @{name}({pointers.type}, i32, {b.active.type}, {type})"
    return b.emit(f"call {type} @{name}({pointers}, i32 1, {b.active}, {type} zeroinitializer)", type)


def load_local(b: Builder, offsets: Value, element: str, count: int) -> list[Value]:
    """`count` consecutive elements from each active lane's offset: one vector for each; 0 in other lanes."""
    base = b.get(wave.LDS, "ptr")
    size = Type(element).bits // 8
    labels = [b.new_label(hint) for hint in ("row", "other", "same", "gather", "loaded")]
    row, other, same, gather, loaded = labels
    b.branch(_consecutive(b, offsets, size * count, count > 1), row, other)

    b.block(row)
    start = b.at(base, b.extract(offsets, 0).zext("i64"))
    if count == 1:
        name = f"llvm.masked.load.{b.vector(element).suffix}.p0"
        type = b.vector(element)
        b.declarations[name] = f"declare {type} @{name}(ptr, i32 immarg, {b.active.type}, {type})"
        rows = [b.emit(f"call {type} @{name}({start}, i32 1, {b.active}, {type} zeroinitializer)", type)]
    else:
        block = b.load(start, Type(element, b.lanes * count), 1)
        rows = [b.shuffle(block, range(part, b.lanes * count, count)) for part in range(count)]
    b.jump(loaded)

    b.block(other)
    b.branch(_consecutive(b, offsets, 0, True), same, gather)

    b.block(same)
    place = b.at(base, b.extract(offsets, 0).zext("i64"))
    equal = [b.splat(b.load(b.at(place, part * size), Type(element), 1), b.lanes) for part in range(count)]
    b.jump(loaded)

    b.block(gather)
    apart: list[Value] = []
    for part in range(0, count, 2):
        if part + 1 < count and element == "i32":
            # Two at once: a gather costs by the element.
            pair = _gather(b, _pointers(b, base, offsets + part * size), b.vector("i64"))
            apart += b.halves(pair)
        else:
            for single in range(part, min(part + 2, count)):
                apart.append(_gather(b, _pointers(b, base, offsets + single * size), b.vector(element)))
    b.jump(loaded)

    b.block(loaded)
    return [
        b.phi((one, row), (two, same), (three, gather))
        for one, two, three in zip(rows, equal, apart, strict=True)
    ]


def store_local(b: Builder, offsets: Value, rows: Sequence[Value]) -> None:
    """Write an element of each row, one behind the other, to each active lane's offset."""
    base = b.get(wave.LDS, "ptr")
    count = len(rows)
    size = rows[0].type.bits // 8
    row, scatter, stored = (b.new_label(hint) for hint in ("row", "scatter", "stored"))
    b.branch(_consecutive(b, offsets, size * count, count > 1), row, scatter)

    b.block(row)
    start = b.at(base, b.extract(offsets, 0).zext("i64"))
    if count == 1:
        name = f"llvm.masked.store.{rows[0].type.suffix}.p0"
        b.declarations[name] = f"declare void @{name}({rows[0].type}, ptr, i32 immarg, {b.active.type})"
        b.do(f"call void @{name}({rows[0]}, {start}, i32 1, {b.active})")
    else:
        b.store(start, interleaved(b, rows), 1)
    b.jump(stored)

    b.block(scatter)
    for part, values in enumerate(rows):
        pointers = _pointers(b, base, offsets + part * size)
        name = f"llvm.masked.scatter.{values.type.suffix}.v{b.lanes}p0"
        b.declarations[name] = f"declare void @{name}({values.type}, {pointers.type}, i32, {b.active.type})"
        b.do(f"call void @{name}({values}, {pointers}, i32 1, {b.active})")
    b.jump(stored)
    b.block(stored)
