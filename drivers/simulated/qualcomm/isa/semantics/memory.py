"""Loads, stores and atomics by address: global, shared and private memory, category 6.

Global addresses are 64 bits in two registers; the immediate is in bytes, a register is added after it is
shifted by `shift` and by the type's size (Mesa 25.1, ir3-cat6.xml, ldg.a). Loads of 8 bits leave the
other bits 0. A guess: an access need not be aligned to more than its type.
"""

from __future__ import annotations

from ....native.values import Type, Value
from ..instruction import TYPE_BYTES
from ..native import wave
from ..native.addressing import ATOMIC, READ, WRITE, host_addresses, lane_address, load_rows, store_rows
from ..native.builder import Builder
from .handlers import semantics

_I64 = Type("i64")


def element_of(b: Builder) -> str:
    """The integer that the instruction's type is in memory."""
    return f"i{8 * TYPE_BYTES[b.instruction.type]}"


def count_of(b: Builder) -> int:
    """How many elements each lane moves. Raises NotSimulated for more than there are components."""
    count = b.instruction.modifier("size")
    if not 1 <= count <= 4:
        raise b.refuse(f"moves {count} elements, not 1 to 4")
    return count


def _global_address(b: Builder) -> Value:
    at = b.first_source
    address = b.pair(b.row(at), b.row(at, 1))
    if "shift" in b.instruction.modifiers:
        added = b.row(at + 1).zext("i64") << b.instruction.modifier("shift")
        added = added + b.instruction.modifier("added")
        return address + (added << (TYPE_BYTES[b.instruction.type].bit_length() - 1))
    if "bytes" in b.instruction.modifiers:
        # Of a7xx: the register is in bytes (ir3_a6xx.c shifts it before); of the number nobody says the unit.
        if b.instruction.modifier("bytes"):
            raise b.refuse("adds a number to a register, which is not known")
        return address + b.row(at + 1).zext("i64")
    return address + b.splat(b.extra_slot().sext("i64"), b.lanes)


def _write_loaded(b: Builder, rows: list[Value]) -> None:
    for register, row in enumerate(rows):
        if row.type.bits == 8:
            row = row.zext("i16")
        b.write(row, 0, register)


def stored_rows(b: Builder, n: int) -> list[Value]:
    """The values of source n that are stored, as the type has them in memory."""
    at = b.first_source + n
    half = b.source_operand(n).half
    rows = [b.half_row(at, k) if half else b.row(at, k) for k in range(count_of(b))]
    return [row.fit(element_of(b)) for row in rows]


def check_alignment(b: Builder, address: Value, size_bytes: int, mask: Value) -> None:
    """Stop the wave where a lane's address (i64) is no multiple of a size."""
    if size_bytes < 2:
        return
    wrong = b.lanes_to_mask(mask & (address & (size_bytes - 1)).ne(0))
    stop, on = b.new_label("crooked"), b.new_label("straight")
    b.branch(wrong.eq(0), on, stop)
    b.block(stop)
    lane = b.intrinsic("cttz", wrong, Value(b, "true", Type("i1"))).fit("i32")
    b.set(wave.FAULT_ADDRESS, b.extract(address, lane), "i64")
    b.set(wave.FAULT_BYTES, size_bytes)
    b.set(wave.FAULT_LANE, lane)
    b.leave(wave.STATUS_MISALIGNED)
    b.block(on)


@semantics("ldg")
def _load_global(b: Builder) -> None:
    count, element = count_of(b), element_of(b)
    address = _global_address(b)
    check_alignment(b, address, Type(element).bits // 8, b.active)
    host = host_addresses(b, address, count * Type(element).bits // 8, READ, b.active)
    _write_loaded(b, load_rows(b, host, count, element, b.active))


@semantics("stg")
def _store_global(b: Builder) -> None:
    element = element_of(b)
    address = _global_address(b)
    check_alignment(b, address, Type(element).bits // 8, b.active)
    rows = stored_rows(b, len(b.instruction.sources) - 1)
    host = host_addresses(b, address, len(rows) * Type(element).bits // 8, WRITE, b.active)
    store_rows(b, host, rows, b.active)


# ---- shared memory ------------------------------------------------------------------------------------


def _outside(b: Builder, offset: Value, size_bytes: int, limit: Value, status: int) -> None:
    """Stop the wave where `size_bytes` bytes at a lane's offset (i64) do not lie below a limit (i32)."""
    end = offset + size_bytes
    wide = b.splat(limit.zext("i64"), b.lanes)
    wrong = b.lanes_to_mask(b.active & (end.compare("ugt", wide) | offset.compare("slt", 0)))
    stop, on = b.new_label("outside"), b.new_label("inside")
    b.branch(wrong.eq(0), on, stop)
    b.block(stop)
    lane = b.intrinsic("cttz", wrong, Value(b, "true", Type("i1"))).fit("i32")
    b.set(wave.FAULT_ADDRESS, b.extract(offset, lane), "i64")
    b.set(wave.FAULT_BYTES, size_bytes)
    b.set(wave.FAULT_LANE, lane)
    b.leave(status)
    b.block(on)


def _offset(b: Builder) -> Value:
    """A lane's offset in shared or private memory, as i64."""
    row = b.row(b.first_source).zext("i64")
    return row + b.splat(b.extra_slot().sext("i64"), b.lanes)


def _shared(b: Builder, offset: Value, size_bytes: int, alignment: int) -> Value:
    check_alignment(b, offset, alignment, b.active)
    _outside(b, offset, size_bytes, b.get(wave.LDS_BYTES), wave.STATUS_SHARED_VIOLATION)
    return offset + b.splat(b.get(wave.LDS, "i64"), b.lanes)


@semantics("ldl", "ldlw")
def _load_shared(b: Builder) -> None:
    count, element = count_of(b), element_of(b)
    size = Type(element).bits // 8
    host = _shared(b, _offset(b), count * size, size)
    _write_loaded(b, load_rows(b, host, count, element, b.active))


@semantics("stl", "stlw")
def _store_shared(b: Builder) -> None:
    rows = stored_rows(b, 1)
    size = rows[0].type.bits // 8
    host = _shared(b, _offset(b), len(rows) * size, size)
    store_rows(b, host, rows, b.active)


# ---- private memory -----------------------------------------------------------------------------------


def _private(b: Builder, size_bytes: int, alignment: int, access: int) -> Value:
    offset = _offset(b)
    check_alignment(b, offset, alignment, b.active)
    share = b.get(wave.PRIVATE_BYTES)
    _outside(b, offset, size_bytes, share, wave.STATUS_PRIVATE_VIOLATION)
    lane = b.lane_numbers("i64") * b.splat(share.zext("i64"), b.lanes)
    address = offset + lane + b.splat(b.get(wave.PRIVATE, "i64"), b.lanes)
    return host_addresses(b, address, size_bytes, access, b.active)


@semantics("ldp")
def _load_private(b: Builder) -> None:
    count, element = count_of(b), element_of(b)
    size = Type(element).bits // 8
    _write_loaded(b, load_rows(b, _private(b, count * size, size, READ), count, element, b.active))


@semantics("stp")
def _store_private(b: Builder) -> None:
    rows = stored_rows(b, 1)
    size = rows[0].type.bits // 8
    store_rows(b, _private(b, len(rows) * size, size, WRITE), rows, b.active)


# ---- atomics ------------------------------------------------------------------------------------------

_OPERATIONS = {
    "add": "add",
    "sub": "sub",
    "xchg": "xchg",
    "and": "and",
    "or": "or",
    "xor": "xor",
}


def atomically(b: Builder, mask: Value, value: Value, second: Value | None) -> Value:
    """Do the instruction's atomic operation at the host addresses in the state, lane after lane.

    `value` is the number to combine with; for cmpxchg the one to store, if `second` is what is there (Mesa,
    ir3_compiler_nir.c, emit_intrinsic_atomic_shared: NIR's data comes first, then what it compares).
    Returns what was there, as i32 by lane, by way of LANE_ADDRESSES.
    """
    operation = b.instruction.name.split(".")[-1]
    if operation in ("min", "max"):
        operation = operation if b.instruction.type[0] == "s" else f"u{operation}"
    else:
        operation = {"inc": "add", "dec": "sub"}.get(operation, operation)
    if operation != "cmpxchg" and operation not in (*_OPERATIONS, "min", "max", "umin", "umax"):
        raise b.refuse("is not known")
    bits = b.lanes_to_mask(mask)
    with b.each_lane(bits) as lane:
        pointer = lane_address(b, lane)
        number = b.extract(value, lane)
        if operation == "cmpxchg":
            assert second is not None
            expected = b.extract(second, lane)
            both = b.emit(
                f"cmpxchg ptr {pointer.text}, {expected}, {number} monotonic monotonic, align 4",
                Type("{ i32, i1 }"),
            )
            old = b.emit(f"extractvalue {{ i32, i1 }} {both.text}, 0", Type("i32"))
        else:
            old = b.emit(f"atomicrmw {operation} {pointer}, {number} monotonic, align 4", Type("i32"))
        at = b.at(b.field(wave.LANE_ADDRESSES), lane.zext("i64") * 8)
        b.store(at, old.zext("i64"), 8)
    return b.load(b.field(wave.LANE_ADDRESSES), b.vector("i64"), 64).trunc("i32")


@semantics(*(f"atomic.{name}" for name in (*_OPERATIONS, "inc", "dec", "min", "max", "cmpxchg")))
def _atomic_shared(b: Builder) -> None:
    if b.instruction.type not in ("u32", "s32"):
        raise b.refuse(f"of {b.instruction.type} is not known")
    offset = b.row(b.first_source).zext("i64")
    host = _shared(b, offset, 4, 4)
    b.store(b.field(wave.LANE_ADDRESSES), host, 64)
    at = b.first_source + 1
    b.write(_combined(b, at))


def _combined(b: Builder, at: int) -> Value:
    """What was at the host addresses in the state, which operand `at` is combined with."""
    name = b.instruction.name
    value = b.constant(b.vector("i32"), 1) if name.endswith((".inc", ".dec")) else b.row(at)
    return atomically(b, b.active, value, b.row(at, 1) if name.endswith(".cmpxchg") else None)


@semantics(*(f"atomic.g.{name}" for name in (*_OPERATIONS, "inc", "dec", "min", "max", "cmpxchg")))
def _atomic_global(b: Builder) -> None:
    if b.instruction.type not in ("u32", "s32"):
        raise b.refuse(f"of {b.instruction.type} is not known")
    address = b.pair(b.row(b.first_source), b.row(b.first_source, 1))
    check_alignment(b, address, 4, b.active)
    host = host_addresses(b, address, 4, ATOMIC, b.active)
    b.store(b.field(wave.LANE_ADDRESSES), host, 64)
    b.write(_combined(b, b.first_source + 1))
