"""From card addresses to the host's: how handlers reach memory, and how they say that they must not.

A worker keeps the page-table entries that its waves found last, some for reads and some for writes; where
all active lanes lie within one, translation is a subtraction and a comparison. Else a native function looks
the first lane, and if need be each lane, up in the address space's table (vm.AddressSpace.table). Lanes
whose host addresses follow each other go to memory as one vector, others are gathered.

Private memory is interleaved dword by dword: dword n of all lanes, then dword n + 1 of all ("RDNA3 ISA",
11.2, scratch), so that an access of several dwords is several pieces. One that is not aligned to its size, up
to 4 bytes, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from ....memory.native_search import FIND_MAPPING
from ....native.values import Type, Value
from . import wave
from .builder import Builder
from .scheduler import CACHED_RANGES, GROUP, RANGE_BYTES

_I32, _I64, _POINTER = Type("i32"), Type("i64"), Type("ptr")
READ, WRITE, ATOMIC = wave.ACCESS_READ, wave.ACCESS_WRITE, wave.ACCESS_ATOMIC

# A cached range is {u64 first card address, u64 bytes, u64 first host address}; zero bytes: empty.
# The host address of `bytes` bytes at a card address, or 0 with FAULT_ fields set. An access may go from one
# mapping into the next where both lie in one piece of host memory.
_TRANSLATE = f"""
define internal i64 @translate(ptr %state, ptr %range, i64 %address, i32 %bytes, i32 %access, i32 %lane)
    noinline nounwind {{
start:
  %cell.at = getelementptr i8, ptr %state, i64 {wave.PAGE_TABLE}
  %cell = load ptr, ptr %cell.at, align 8
  %bytes64 = zext i32 %bytes to i64
  %end = add i64 %address, %bytes64
  %writes = icmp ne i32 %access, {wave.ACCESS_READ}
  br label %look
look:
  %at = phi i64 [%address, %start], [%piece.end, %next]
  %first.offset = phi i64 [0, %start], [%offset, %next]
  %entry = call ptr @find_mapping(ptr %cell, i64 %at)
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
  %offset.at = getelementptr i8, ptr %entry, i64 16
  %offset = load i64, ptr %offset.at, align 8
  %is.first = icmp eq i64 %at, %address
  %same = icmp eq i64 %offset, %first.offset
  %joined = or i1 %is.first, %same
  br i1 %joined, label %piece, label %fault
piece:
  %piece.end.at = getelementptr i8, ptr %entry, i64 8
  %piece.end = load i64, ptr %piece.end.at, align 8
  %short = icmp ult i64 %piece.end, %end
  br i1 %short, label %next, label %found
next:
  br label %look
found:
  %start.address = load i64, ptr %entry, align 8
  %span = sub i64 %piece.end, %start.address
  %host.start = add i64 %start.address, %offset
  %span.at = getelementptr i8, ptr %range, i64 8
  %host.at = getelementptr i8, ptr %range, i64 16
  store i64 %start.address, ptr %range, align 8
  store i64 %span, ptr %span.at, align 8
  store i64 %host.start, ptr %host.at, align 8
  %host = add i64 %address, %offset
  ret i64 %host
fault:
  %detail.more = phi i32 [0, %look], [{wave.ACCESS_NOT_ALLOWED}, %mapped], [0, %allowed]
  %detail = or i32 %access, %detail.more
  %fault.address.at = getelementptr i8, ptr %state, i64 {wave.FAULT_ADDRESS}
  %fault.bytes.at = getelementptr i8, ptr %state, i64 {wave.FAULT_BYTES}
  %fault.detail.at = getelementptr i8, ptr %state, i64 {wave.FAULT_DETAIL}
  %fault.lane.at = getelementptr i8, ptr %state, i64 {wave.FAULT_LANE}
  store i64 %at, ptr %fault.address.at, align 8
  store i32 %bytes, ptr %fault.bytes.at, align 4
  store i32 %detail, ptr %fault.detail.at, align 4
  store i32 %lane, ptr %fault.lane.at, align 4
  ret i64 0
}}
"""

# Replaces the card addresses of the lanes in `mask`, in LANE_ADDRESSES, by host addresses; gives a STATUS_
# number. Where `flat`, the apertures of local and private memory are what they are.
_TRANSLATE_LANES = f"""
define internal i32 @translate_lanes(ptr %state, ptr %range, i64 %mask, i32 %bytes, i32 %access, i1 %flat,
    i64 %lanes) noinline nounwind {{
start:
  %addresses = getelementptr i8, ptr %state, i64 {wave.LANE_ADDRESSES}
  %span.at = getelementptr i8, ptr %range, i64 8
  %host.at = getelementptr i8, ptr %range, i64 16
  %bytes64 = zext i32 %bytes to i64
  br label %head
head:
  %left = phi i64 [%mask, %start], [%rest, %store]
  %done = icmp eq i64 %left, 0
  br i1 %done, label %good, label %body
body:
  %lane = call i64 @llvm.cttz.i64(i64 %left, i1 true)
  %lane32 = trunc i64 %lane to i32
  %less = sub i64 %left, 1
  %rest = and i64 %left, %less
  %at = getelementptr i64, ptr %addresses, i64 %lane
  %address = load i64, ptr %at, align 8
  br i1 %flat, label %aperture, label %global
aperture:
  %high = lshr i64 %address, 32
  %low = and i64 %address, 4294967295
  %is.shared = icmp eq i64 %high, {wave.SHARED_APERTURE >> 32}
  br i1 %is.shared, label %shared, label %not.shared
not.shared:
  %is.private = icmp eq i64 %high, {wave.PRIVATE_APERTURE >> 32}
  br i1 %is.private, label %private, label %global
shared:
  %shared.bytes.at = getelementptr i8, ptr %state, i64 {wave.LDS_BYTES}
  %shared.bytes32 = load i32, ptr %shared.bytes.at, align 4
  %shared.bytes = zext i32 %shared.bytes32 to i64
  %shared.end = add i64 %low, %bytes64
  %shared.out = icmp ugt i64 %shared.end, %shared.bytes
  br i1 %shared.out, label %shared.fault, label %shared.good
shared.good:
  %shared.base.at = getelementptr i8, ptr %state, i64 {wave.LDS}
  %shared.base = load i64, ptr %shared.base.at, align 8
  %shared.host = add i64 %shared.base, %low
  br label %store
shared.fault:
  %fault.address.at = getelementptr i8, ptr %state, i64 {wave.FAULT_ADDRESS}
  %fault.bytes.at = getelementptr i8, ptr %state, i64 {wave.FAULT_BYTES}
  %fault.detail.at = getelementptr i8, ptr %state, i64 {wave.FAULT_DETAIL}
  %fault.lane.at = getelementptr i8, ptr %state, i64 {wave.FAULT_LANE}
  store i64 %low, ptr %fault.address.at, align 8
  store i32 %bytes, ptr %fault.bytes.at, align 4
  store i32 %access, ptr %fault.detail.at, align 4
  store i32 %lane32, ptr %fault.lane.at, align 4
  ret i32 {wave.STATUS_LDS_VIOLATION}
private:
  %private.bytes.at = getelementptr i8, ptr %state, i64 {wave.SCRATCH_BYTES}
  %private.wave = load i64, ptr %private.bytes.at, align 8
  %private.each = udiv i64 %private.wave, %lanes
  %private.end = add i64 %low, %bytes64
  %private.out = icmp ugt i64 %private.end, %private.each
  br i1 %private.out, label %shared.fault, label %private.inside
private.inside:
  %private.mask = sub i64 %bytes64, 1
  %private.crooked = and i64 %private.mask, %low
  %private.wide = and i64 %private.mask, -4
  %private.wrong = or i64 %private.crooked, %private.wide
  %private.bad = icmp ne i64 %private.wrong, 0
  br i1 %private.bad, label %misaligned, label %private.good
misaligned:
  %crooked.at = getelementptr i8, ptr %state, i64 {wave.FAULT_ADDRESS}
  store i64 %address, ptr %crooked.at, align 8
  ret i32 {wave.STATUS_MISALIGNED}
private.good:
  %private.base.at = getelementptr i8, ptr %state, i64 {wave.SCRATCH}
  %private.base = load i64, ptr %private.base.at, align 8
  %private.dword = and i64 %low, -4
  %private.byte = and i64 %low, 3
  %private.row = mul i64 %private.dword, %lanes
  %private.lane = shl i64 %lane, 2
  %private.in.row = or i64 %private.lane, %private.byte
  %private.offset = add i64 %private.row, %private.in.row
  %private.address = add i64 %private.base, %private.offset
  br label %global
global:
  %card = phi i64 [%address, %body], [%address, %not.shared], [%private.address, %private.good]
  %range.start = load i64, ptr %range, align 8
  %range.span = load i64, ptr %span.at, align 8
  %last = sub i32 %bytes, 1
  %last64 = zext i32 %last to i64
  %limit = call i64 @llvm.usub.sat.i64(i64 %range.span, i64 %last64)
  %within = sub i64 %card, %range.start
  %known = icmp ult i64 %within, %limit
  br i1 %known, label %cached, label %search
cached:
  %host.start = load i64, ptr %host.at, align 8
  %cached.host = add i64 %host.start, %within
  br label %store
search:
  %searched = call i64 @translate(ptr %state, ptr %range, i64 %card, i32 %bytes, i32 %access, i32 %lane32)
  %failed = icmp eq i64 %searched, 0
  br i1 %failed, label %bad, label %store
store:
  %host = phi i64 [%cached.host, %cached], [%searched, %search], [%shared.host, %shared.good]
  store i64 %host, ptr %at, align 8
  br label %head
good:
  ret i32 0
bad:
  ret i32 {wave.STATUS_MEMORY_VIOLATION}
}}
"""

_DEFINITIONS = {
    "find_mapping": FIND_MAPPING,
    "translate": _TRANSLATE,
    "translate_lanes": _TRANSLATE_LANES,
    "llvm.cttz.i64": "declare i64 @llvm.cttz.i64(i64, i1)",
    "llvm.usub.sat.i64": "declare i64 @llvm.usub.sat.i64(i64, i64)",
}


def _define(b: Builder, *names: str) -> None:
    for name in names:
        b.declarations[name] = _DEFINITIONS[name]


def boolean(b: Builder, value: bool) -> Value:
    """A constant i1."""
    return b.constant(Type("i1"), int(value))


def _cached_range(b: Builder, access: int, address: Value) -> Value:
    """Where the worker keeps a range that this card address (i64) may lie in."""
    slot = ((address >> 16) ^ (address >> 21)) & (CACHED_RANGES - 1)
    base = GROUP.READ_RANGES if access == READ else GROUP.WRITE_RANGES
    return b.at(b.get(wave.GROUP, "ptr"), slot * RANGE_BYTES + base)


def _limit(b: Builder, range_: Value, size_bytes: Value | int) -> tuple[Value, Value, Value]:
    start = b.load(range_, _I64, 8)
    span = b.load(b.at(range_, 8), _I64, 8)
    host = b.load(b.at(range_, 16), _I64, 8)
    return start, b.intrinsic("usub.sat", span, size_bytes - 1), host


def host_address(b: Builder, address: Value, size_bytes: Value | int, access: int) -> Value:
    """The host address (i64) of `size_bytes` bytes at a card address; the wave stops where there is none."""
    range_ = _cached_range(b, access, address)
    start, limit, host = _limit(b, range_, size_bytes)
    within = address - start
    known = within.compare("ult", limit)
    quick, search, join = b.new_label("known"), b.new_label("search"), b.new_label("join")
    b.branch(known, quick, search)
    b.block(quick)
    fast = within + host
    b.jump(join)
    b.block(search)
    size = size_bytes.fit("i32") if isinstance(size_bytes, Value) else b.constant(_I32, size_bytes)
    numbers = (size, b.constant(_I32, access), b.constant(_I32, 0))
    slow = b.call("translate", _I64, b.state, range_, address, *numbers)
    _define(b, *_DEFINITIONS)
    failed, found = b.new_label("failed"), b.new_label("found")
    b.branch(slow.eq(0), failed, found)
    b.block(failed)
    b.leave(wave.STATUS_MEMORY_VIOLATION)
    b.block(found)
    b.jump(join)
    b.block(join)
    return b.phi((fast, quick), (slow, found))


def _in_range(
    b: Builder, address: Value, range_: Value, size_bytes: int, lanes: Value
) -> tuple[Value, Value]:
    """Whether all of these lanes lie in a cached range (i1), and their host addresses if so."""
    start, limit, host = _limit(b, range_, size_bytes)
    within = address - start
    missing = lanes & ~within.compare("ult", b.lift(limit, within.type))
    return b.lanes_to_mask(missing).eq(0), within + host


def host_addresses(
    b: Builder, address: Value, size_bytes: int, access: int, mask: Value | None = None, flat: bool = False
) -> Value:
    """Host addresses (i64 by lane) of `size_bytes` bytes at each active lane's card address (i64 by lane).

    The wave stops where an active lane has none. `mask` (i1 by lane) are the lanes that count, else EXEC.
    """
    lanes = b.active if mask is None else mask
    range_ = _cached_range(b, access, b.extract(address, 0))
    known, fast = _in_range(b, address, range_, size_bytes, lanes)
    search, each, join = b.new_label("search"), b.new_label("each"), b.new_label("join")
    incoming = [(fast, b.label)]
    b.branch(known, join, search)
    b.block(search)
    bits = b.lanes_to_mask(lanes)
    if not flat:
        # What the first active lane finds is most often right for all.
        lane = b.intrinsic("cttz", bits, b.constant(Type("i1"), 0)).fit("i32")
        numbers = (b.constant(_I32, size_bytes), b.constant(_I32, access), lane)
        first = b.call("translate", _I64, b.state, range_, b.extract(address, lane), *numbers)
        refused, mapped = b.new_label("refused"), b.new_label("mapped")
        b.branch(first.eq(0), refused, mapped)
        b.block(refused)
        b.leave(wave.STATUS_MEMORY_VIOLATION)
        b.block(mapped)
        known, found = _in_range(b, address, range_, size_bytes, lanes)
        incoming.append((found, b.label))
        b.branch(known, join, each)
        b.block(each)
    b.store(b.field(wave.LANE_ADDRESSES), address, 64)
    status = b.call(
        "translate_lanes",
        _I32,
        b.state,
        range_,
        bits.fit("i64"),
        b.constant(_I32, size_bytes),
        b.constant(_I32, access),
        boolean(b, flat),
        b.constant(_I64, b.lanes),
    )
    _define(b, *_DEFINITIONS)
    failed, good = b.new_label("failed"), b.new_label("good")
    b.branch(status.eq(0), good, failed)
    b.block(failed)
    b.set(wave.STATUS, status)
    b.store(b.field(wave.RESUME), b.record, 8)
    b.do("ret void")
    b.block(good)
    incoming.append((b.load(b.field(wave.LANE_ADDRESSES), b.vector("i64"), 64), b.label))
    b.jump(join)
    b.block(join)
    return b.phi(*incoming)


def lane_pointer(b: Builder, lane: Value) -> Value:
    """The host pointer of one lane, from LANE_ADDRESSES."""
    at = b.at(b.field(wave.LANE_ADDRESSES), lane.zext("i64") * 8)
    return b.load(at, _POINTER, 8)


def _follows(b: Builder, addresses: Value, step: int, lanes: Value, whole: bool) -> Value:
    """Whether lanes lie `step` bytes apart: the active ones, or (`whole`) all, and all are active."""
    first = b.extract(addresses, 0)
    expected = b.splat(first, b.lanes) + b.per_lane("i64", [lane * step for lane in range(b.lanes)])
    same = addresses.eq(expected)
    if whole:
        return b.lanes_to_mask(same & lanes).eq(-1)
    return b.lanes_to_mask(same | ~lanes).eq(-1)


def _pointer(b: Builder, address: Value) -> Value:
    return b.emit(f"inttoptr {address} to {Type('ptr', address.type.lanes)}", Type("ptr", address.type.lanes))


def _masked_load(b: Builder, pointer: Value, type: Type, mask: Value) -> Value:
    name = f"llvm.masked.load.{type.suffix}.p0"
    b.declarations[name] = f"declare {type} @{name}(ptr, i32 immarg, {mask.type}, {type})"
    return b.emit(f"call {type} @{name}({pointer}, i32 1, {mask}, {type} zeroinitializer)", type)


def _masked_store(b: Builder, pointer: Value, value: Value, mask: Value) -> None:
    name = f"llvm.masked.store.{value.type.suffix}.p0"
    b.declarations[name] = f"declare void @{name}({value.type}, ptr, i32 immarg, {mask.type})"
    b.do(f"call void @{name}({value}, {pointer}, i32 1, {mask})")


def _gather(b: Builder, pointers: Value, type: Type, mask: Value) -> Value:
    name = f"llvm.masked.gather.{type.suffix}.v{type.lanes}p0"
    b.declarations[name] = f"declare {type} @{name}({pointers.type}, i32, {mask.type}, {type})"
    return b.emit(f"call {type} @{name}({pointers}, i32 1, {mask}, {type} zeroinitializer)", type)


def _scatter(b: Builder, pointers: Value, value: Value, mask: Value) -> None:
    name = f"llvm.masked.scatter.{value.type.suffix}.v{value.type.lanes}p0"
    b.declarations[name] = f"declare void @{name}({value.type}, {pointers.type}, i32, {mask.type})"
    b.do(f"call void @{name}({value}, {pointers}, i32 1, {mask})")


def load_lanes(
    b: Builder, addresses: Value, element: str, count: int, mask: Value | None = None
) -> list[Value]:
    """`count` consecutive elements from each active lane's host address (i64 by lane); one vector for each.

    Lanes that are not active are 0. Any alignment will do: queues run in unaligned access mode.
    """
    lanes = b.active if mask is None else mask
    size = Type(element).bits // 8
    fast_label, slow_label, join = b.new_label("vector"), b.new_label("gather"), b.new_label("loaded")
    b.branch(_follows(b, addresses, size * count, lanes, count > 1), fast_label, slow_label)
    b.block(fast_label)
    base = _pointer(b, b.extract(addresses, 0))
    if count == 1:
        fast = [_masked_load(b, base, b.vector(element), lanes)]
    else:
        block = b.load(base, Type(element, b.lanes * count), 1)
        fast = [b.shuffle(block, range(part, b.lanes * count, count)) for part in range(count)]
    b.jump(join)
    b.block(slow_label)
    slow = [
        _gather(b, _pointer(b, addresses + part * size), b.vector(element), lanes) for part in range(count)
    ]
    b.jump(join)
    b.block(join)
    return [b.phi((one, fast_label), (other, slow_label)) for one, other in zip(fast, slow, strict=True)]


def store_lanes(b: Builder, addresses: Value, rows: Sequence[Value], mask: Value | None = None) -> None:
    """Write an element of each row, one behind the other, to each active lane's host address (i64)."""
    lanes = b.active if mask is None else mask
    count = len(rows)
    size = rows[0].type.bits // 8
    fast_label, slow_label, join = b.new_label("vector"), b.new_label("scatter"), b.new_label("stored")
    b.branch(_follows(b, addresses, size * count, lanes, count > 1), fast_label, slow_label)
    b.block(fast_label)
    base = _pointer(b, b.extract(addresses, 0))
    if count == 1:
        _masked_store(b, base, rows[0], lanes)
    else:
        b.store(base, interleaved(b, rows), 1)
    b.jump(join)
    b.block(slow_label)
    for part, row in enumerate(rows):
        _scatter(b, _pointer(b, addresses + part * size), row, lanes)
    b.jump(join)
    b.block(join)


def interleaved(b: Builder, rows: Sequence[Value]) -> Value:
    """Lane 0 of each row, then lane 1 of each, and so on, as one vector."""
    lanes, count = rows[0].type.lanes, len(rows)
    joined = list(rows)
    while len(joined) & (len(joined) - 1):
        joined.append(rows[0])
    while len(joined) > 1:
        half = joined[0].type.lanes * 2
        joined = [
            b.shuffle(one, range(half), other) for one, other in zip(joined[::2], joined[1::2], strict=True)
        ]
    return b.shuffle(joined[0], [part * lanes + lane for lane in range(lanes) for part in range(count)])
