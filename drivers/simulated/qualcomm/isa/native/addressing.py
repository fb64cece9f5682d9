"""From card addresses to the host's: how handlers reach memory, and how they say that they must not.

A worker keeps the page-table entry that its waves found last; where all lanes that execute lie within it,
translation is a subtraction and a comparison. Else a native function looks each lane up in the address
space's table (vm.AddressSpace.table). Lanes whose host addresses follow each other go to memory as one
vector, others are gathered.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....memory.native_search import FIND_MAPPING
from ....native.values import Type, Value
from . import wave
from .builder import Builder
from .scheduler import GROUP

_I32, _I64, _POINTER = Type("i32"), Type("i64"), Type("ptr")
READ, WRITE, ATOMIC, TEXEL = wave.ACCESS_READ, wave.ACCESS_WRITE, wave.ACCESS_ATOMIC, wave.ACCESS_TEXEL
_RANGES = {READ: GROUP.READ_RANGE, TEXEL: GROUP.TEXEL_RANGE}

# Replaces the card addresses of the lanes in %low and %high, in LANE_ADDRESSES, by host addresses; gives a
# STATUS_ number. %range is {u64 first card address, u64 bytes, u64 first host address}.
_TRANSLATE = f"""
define internal i32 @translate_lanes(ptr %state, ptr %range, i128 %mask, i32 %bytes, i32 %access)
    noinline nounwind {{
start:
  %addresses = getelementptr i8, ptr %state, i64 {wave.LANE_ADDRESSES}
  %span.at = getelementptr i8, ptr %range, i64 8
  %host.at = getelementptr i8, ptr %range, i64 16
  %is.texel = icmp eq i32 %access, {wave.ACCESS_TEXEL}
  %cell.offset = select i1 %is.texel, i64 {wave.TEXEL_TABLE}, i64 {wave.PAGE_TABLE}
  %cell.at = getelementptr i8, ptr %state, i64 %cell.offset
  %cell = load ptr, ptr %cell.at, align 8
  %bytes64 = zext i32 %bytes to i64
  %last = sub i64 %bytes64, 1
  %changes = icmp ne i32 %access, {wave.ACCESS_READ}
  %writes = select i1 %is.texel, i1 false, i1 %changes
  br label %head
head:
  %left = phi i128 [%mask, %start], [%rest, %store]
  %done = icmp eq i128 %left, 0
  br i1 %done, label %good, label %body
body:
  %lane128 = call i128 @llvm.cttz.i128(i128 %left, i1 true)
  %lane = trunc i128 %lane128 to i64
  %less = sub i128 %left, 1
  %rest = and i128 %left, %less
  %at = getelementptr i64, ptr %addresses, i64 %lane
  %address = load i64, ptr %at, align 8
  %range.start = load i64, ptr %range, align 8
  %range.span = load i64, ptr %span.at, align 8
  %limit = call i64 @llvm.usub.sat.i64(i64 %range.span, i64 %last)
  %within = sub i64 %address, %range.start
  %known = icmp ult i64 %within, %limit
  br i1 %known, label %cached, label %search
cached:
  %host.start = load i64, ptr %host.at, align 8
  %cached.host = add i64 %host.start, %within
  br label %store
search:
  %entry = call ptr @find_mapping(ptr %cell, i64 %address)
  %unmapped = icmp eq ptr %entry, null
  br i1 %unmapped, label %fault, label %mapped
mapped:
  %flags.at = getelementptr i8, ptr %entry, i64 24
  %flags = load i64, ptr %flags.at, align 8
  %writable = trunc i64 %flags to i1
  %read.only = xor i1 %writable, true
  %refused = and i1 %writes, %read.only
  br i1 %refused, label %fault, label %allowed
allowed:
  %first = load i64, ptr %entry, align 8
  %end.at = getelementptr i8, ptr %entry, i64 8
  %end = load i64, ptr %end.at, align 8
  %offset.at = getelementptr i8, ptr %entry, i64 16
  %offset = load i64, ptr %offset.at, align 8
  %access.end = add i64 %address, %bytes64
  %short = icmp ugt i64 %access.end, %end
  br i1 %short, label %fault, label %found
found:
  %span = sub i64 %end, %first
  %host.first = add i64 %first, %offset
  store i64 %first, ptr %range, align 8
  store i64 %span, ptr %span.at, align 8
  store i64 %host.first, ptr %host.at, align 8
  %searched.host = add i64 %address, %offset
  br label %store
store:
  %host = phi i64 [%cached.host, %cached], [%searched.host, %found]
  store i64 %host, ptr %at, align 8
  br label %head
fault:
  %detail.more = phi i32 [0, %search], [{wave.ACCESS_NOT_ALLOWED}, %mapped], [0, %allowed]
  %reached = phi i64 [%address, %search], [%address, %mapped], [%end, %allowed]
  %detail = or i32 %access, %detail.more
  %fault.address.at = getelementptr i8, ptr %state, i64 {wave.FAULT_ADDRESS}
  %fault.bytes.at = getelementptr i8, ptr %state, i64 {wave.FAULT_BYTES}
  %fault.detail.at = getelementptr i8, ptr %state, i64 {wave.FAULT_DETAIL}
  %fault.lane.at = getelementptr i8, ptr %state, i64 {wave.FAULT_LANE}
  %lane32 = trunc i64 %lane to i32
  store i64 %reached, ptr %fault.address.at, align 8
  store i32 %bytes, ptr %fault.bytes.at, align 4
  store i32 %detail, ptr %fault.detail.at, align 4
  store i32 %lane32, ptr %fault.lane.at, align 4
  ret i32 {wave.STATUS_MEMORY_VIOLATION}
good:
  ret i32 0
}}
"""

_DEFINITIONS = {
    "find_mapping": FIND_MAPPING,
    "translate_lanes": _TRANSLATE,
    "llvm.cttz.i128": "declare i128 @llvm.cttz.i128(i128, i1)",
    "llvm.usub.sat.i64": "declare i64 @llvm.usub.sat.i64(i64, i64)",
}


def lane_address(b: Builder, lane: Value) -> Value:
    """The host pointer of one lane, once `host_addresses` has left them in the state."""
    at = b.at(b.field(wave.LANE_ADDRESSES), lane.zext("i64") * 8)
    return b.load(at, _POINTER, 8)


def host_addresses(b: Builder, address: Value, size_bytes: int, access: int, mask: Value) -> Value:
    """Host addresses (i64 by lane) of `size_bytes` bytes at the card addresses of the lanes in `mask`.

    The wave stops where one of them has none.
    """
    group = b.get(wave.GROUP, "ptr")
    range_ = b.at(group, _RANGES.get(access, GROUP.WRITE_RANGE))
    start = b.load(range_, _I64, 8)
    span = b.load(b.at(range_, 8), _I64, 8)
    host = b.load(b.at(range_, 16), _I64, 8)
    limit = b.intrinsic("usub.sat", span, size_bytes - 1)
    within = address - start
    missing = mask & ~within.compare("ult", b.lift(limit, within.type))
    fast = within + host
    known = b.lanes_to_mask(missing).eq(0)
    search, join = b.new_label("search"), b.new_label("join")
    before = b.label
    b.branch(known, join, search)
    b.block(search)
    b.store(b.field(wave.LANE_ADDRESSES), address, 64)
    numbers = (
        b.lanes_to_mask(mask).fit("i128"),
        b.constant(_I32, size_bytes),
        b.constant(_I32, access),
    )
    status = b.call("translate_lanes", _I32, b.state, range_, *numbers)
    b.declarations |= _DEFINITIONS
    failed, good = b.new_label("failed"), b.new_label("good")
    b.branch(status.eq(0), good, failed)
    b.block(failed)
    b.leave(status)
    b.block(good)
    slow = b.load(b.field(wave.LANE_ADDRESSES), b.vector("i64"), 64)
    b.jump(join)
    b.block(join)
    return b.phi((fast, before), (slow, good))


def _follow(b: Builder, addresses: Value, step: int, mask: Value) -> Value:
    """Whether all lanes execute and each address is `step` beyond the one before (an i1)."""
    first = b.extract(addresses, 0)
    line = b.splat(first, b.lanes) + b.per_lane("i64", [step * lane for lane in range(b.lanes)])
    wrong = addresses.compare("ne", line) | ~mask
    return b.lanes_to_mask(wrong).eq(0)


def _pointers(b: Builder, addresses: Value) -> Value:
    return b.emit(f"inttoptr {addresses} to {b.vector('ptr')}", b.vector("ptr"))


def load_rows(b: Builder, addresses: Value, count: int, element: str, mask: Value) -> list[Value]:
    """`count` elements on end at each lane's host address, as one vector for each."""
    size = Type(element).bits // 8
    together, apart, join = b.new_label("together"), b.new_label("apart"), b.new_label("join")
    b.branch(_follow(b, addresses, size * count, mask), together, apart)
    b.block(together)
    pointer = b.emit(f"inttoptr {b.extract(addresses, 0)} to ptr", _POINTER)
    whole = b.load(pointer, Type(element, b.lanes * count), 1)
    quick = [b.shuffle(whole, [lane * count + k for lane in range(b.lanes)]) for k in range(count)]
    b.jump(join)
    b.block(apart)
    pointers = _pointers(b, addresses)
    slow = [b.gather(b.at(pointers, size * k), element, mask) for k in range(count)]
    b.jump(join)
    b.block(join)
    return [b.phi((fast, together), (one, apart)) for fast, one in zip(quick, slow, strict=True)]


def store_rows(b: Builder, addresses: Value, rows: Sequence[Value], mask: Value) -> None:
    """Store one vector after the other at each lane's host address; the highest lane wins."""
    type = rows[0].type
    size, count = type.bits // 8, len(rows)
    together, apart, join = b.new_label("together"), b.new_label("apart"), b.new_label("join")
    b.branch(_follow(b, addresses, size * count, mask), together, apart)
    b.block(together)
    pointer = b.emit(f"inttoptr {b.extract(addresses, 0)} to ptr", _POINTER)
    b.store(pointer, _interleaved(b, rows), 1)
    b.jump(join)
    b.block(apart)
    pointers = _pointers(b, addresses)
    for k, row in enumerate(rows):
        b.scatter(b.at(pointers, size * k), row, mask)
    b.jump(join)
    b.block(join)


def _interleaved(b: Builder, rows: Sequence[Value]) -> Value:
    count = len(rows)
    if count == 1:
        return rows[0]
    if count == 2:
        lanes = b.lanes
        return b.shuffle(rows[0], [k * lanes + lane for lane in range(lanes) for k in range(2)], rows[1])
    if count == 4:
        low, high = _interleaved(b, rows[:2]), _interleaved(b, rows[2:])
        wide = 2 * b.lanes
        picks = [side * wide + 2 * lane + k for lane in range(b.lanes) for side in range(2) for k in range(2)]
        return b.shuffle(low, picks, high)
    padded = _interleaved(b, [*rows, rows[-1]])
    return b.shuffle(padded, [lane * 4 + k for lane in range(b.lanes) for k in range(3)])
