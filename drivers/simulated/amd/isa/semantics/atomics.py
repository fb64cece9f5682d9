"""Atomic memory instructions: FLAT, GLOBAL, MUBUF and DS.

Lanes act one after the other, lowest first, each by an atomic instruction of the host, so that waves of other
workgroups, which run on other threads, and the host itself see whole operations. Addresses must be aligned to
the operand's size ("RDNA3 ISA", 10.1 and 12.1; atomics ignore the unaligned access mode).

Sources: "RDNA3 ISA" 16.13 to 16.16, "RDNA4 ISA" 16.13 to 16.16, "CDNA3 ISA" 12.12 to 12.15.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ....native.values import Type, Value
from ..native import wave
from ..native.addressing import ATOMIC, host_address, host_addresses, lane_pointer
from .handlers import Builder, Semantics, semantics
from .lds import local_addresses
from .memory import buffer_access, position, scalar_offset, vector_addresses

# What an operation makes of (old value, data, comparand).
Combine = Callable[[Builder, Value, Value, Value], Value]


@dataclass(frozen=True)
class Operation:
    """An atomic operation on `element`: LLVM's `atomicrmw` by name, or a function for an exchange loop."""

    element: str
    name: str = ""
    combine: Combine | None = None
    compares: bool = False

    @property
    def bits(self) -> int:
        """The width of the value in memory."""
        return 32 if self.element.startswith("<") else Type(self.element).bits


def _exchange_if_equal(b: Builder, old: Value, data: Value, comparand: Value) -> Value:
    return old.eq(comparand).where(data, old)


def _mask_or(b: Builder, old: Value, data: Value, comparand: Value) -> Value:
    """DS_MSKOR: DATA0 is the mask, which stands where the comparand does."""
    return (old & ~comparand) | data


def _reverse_subtract(b: Builder, old: Value, data: Value, comparand: Value) -> Value:
    return data - old


def _wrap(b: Builder, old: Value, data: Value, comparand: Value) -> Value:
    """DS_WRAP_RTN_B32: MEM >= DATA0 ? MEM - DATA0 : MEM + DATA1."""
    return old.compare("uge", comparand).where(old - comparand, old + data)


def _integer(name: str) -> dict[int, Operation]:
    return {bits: Operation(f"i{bits}", name) for bits in (32, 64)}


_INTEGERS = {
    "add": "add",
    "sub": "sub",
    "min_i": "min",
    "min_u": "umin",
    "max_i": "max",
    "max_u": "umax",
    "and": "and",
    "or": "or",
    "xor": "xor",
    "swap": "xchg",
    # INC: MEM >= DATA ? 0 : MEM + 1; DEC: MEM == 0 or MEM > DATA ? DATA : MEM - 1.
    "inc": "uinc_wrap",
    "dec": "udec_wrap",
}
_FLOATS = {
    "add_f32": Operation("float", "fadd"),
    "add_f64": Operation("double", "fadd"),
    "min_f32": Operation("float", "fmin"),
    "max_f32": Operation("float", "fmax"),
    "min_f64": Operation("double", "fmin"),
    "max_f64": Operation("double", "fmax"),
    "min_num_f32": Operation("float", "fmin"),
    "max_num_f32": Operation("float", "fmax"),
    "min_num_f64": Operation("double", "fmin"),
    "max_num_f64": Operation("double", "fmax"),
    "pk_add_f16": Operation("<2 x half>", "fadd"),
    "pk_add_bf16": Operation("<2 x bfloat>", "fadd"),
}


def _named() -> dict[str, Operation]:
    """The operations under the last part of a FLAT, GLOBAL or MUBUF instruction's mnemonic."""
    found = dict(_FLOATS)
    short = {"min_i": "smin", "min_u": "umin", "max_i": "smax", "max_u": "umax"}
    for base, name in _INTEGERS.items():
        for bits, operation in _integer(name).items():
            found[short.get(base, base) + ("_x2" if bits == 64 else "")] = operation
            letter = "_b" if base in ("and", "or", "xor", "swap") else "" if base[-2] == "_" else "_u"
            found[f"{base}{letter}{bits}"] = operation
    for bits, old_suffix in ((32, ""), (64, "_x2")):
        swap = Operation(f"i{bits}", "cmpxchg", compares=True)
        found[f"cmpswap{old_suffix}"] = found[f"cmpswap_b{bits}"] = swap
        element = "float" if bits == 32 else "double"
        found[f"fcmpswap{old_suffix}"] = Operation(element, combine=_exchange_if_equal, compares=True)
        found[f"cmpswap_f{bits}"] = found[f"fcmpswap{old_suffix}"]
        found[f"fmin{old_suffix}"] = Operation(element, "fmin")
        found[f"fmax{old_suffix}"] = Operation(element, "fmax")
    for name in ("csub", "csub_u32", "sub_clamp_u32"):
        found[name] = Operation("i32", "usub_sat")
    found["cond_sub_u32"] = Operation("i32", "usub_cond")
    return found


def _apply(b: Builder, operation: Operation, pointer: Value, data: Value, comparand: Value | None) -> Value:
    """One lane's operation; gives the old value as an integer."""
    whole = Type(f"i{operation.bits}")
    if operation.combine is not None:
        return _exchange_loop(b, operation, pointer, data, comparand if comparand is not None else data)
    if operation.name == "cmpxchg":
        assert comparand is not None
        name = b.name()
        b.do(f"{name} = cmpxchg {pointer}, {comparand}, {data} seq_cst seq_cst")
        return b.emit(f"extractvalue {{ {whole}, i1 }} {name}, 0", whole)
    element = operation.element
    if element.startswith("<"):
        cast = b.emit(f"bitcast {data} to {element}", whole)
        operand = f"{element} {cast.text}"
    else:
        operand = str(data.bits(element))
    ordering = "monotonic" if operation.name.startswith("f") else "seq_cst"
    result = b.name()
    b.do(f"{result} = atomicrmw {operation.name} {pointer}, {operand} {ordering}")
    return (
        b.emit(f"bitcast {element} {result} to {whole}", whole)
        if element != str(whole)
        else Value(b, result, whole)
    )


def _exchange_loop(b: Builder, operation: Operation, pointer: Value, data: Value, comparand: Value) -> Value:
    assert operation.combine is not None
    whole, element = Type(f"i{operation.bits}"), operation.element
    again, done = b.new_label("again"), b.new_label("exchanged")
    first = b.load(pointer, whole, operation.bits // 8)
    before = b.label
    b.jump(again)
    b.block(again)
    old_name, seen_name, pair = b.name(), b.name(), b.name()
    position_of_phi = len(b.lines)
    old = Value(b, old_name, whole)
    new = operation.combine(b, old.bits(element), data.bits(element), comparand.bits(element))
    b.do(f"{pair} = cmpxchg {pointer}, {old}, {new.bits(str(whole))} seq_cst seq_cst")
    b.do(f"{seen_name} = extractvalue {{ {whole}, i1 }} {pair}, 0")
    won = b.emit(f"extractvalue {{ {whole}, i1 }} {pair}, 1", Type("i1"))
    after = b.label
    b.branch(won, done, again)
    phi = f"  {old_name} = phi {whole} [{first.text}, %{before}], [{seen_name}, %{after}]"
    b.lines.insert(position_of_phi, phi)
    b.block(done)
    return old


def _lane_value(b: Builder, n: int, dword: int, lane: Value, bits: int) -> Value:
    """What one lane has in vector operand n from register `dword` on."""
    offset = lane.zext("i64") * 4
    low = b.load(b.at(b.place(n, dword), offset), Type("i32"), 4)
    if bits == 32:
        return low
    high = b.load(b.at(b.place(n, dword + 1), offset), Type("i32"), 4)
    return low.zext("i64") | (high.zext("i64") << 32)


def _write_lane(b: Builder, n: int, lane: Value, value: Value) -> None:
    offset = lane.zext("i64") * 4
    if value.type.bits == 32:
        b.store(b.at(b.place(n), offset), value, 4)
        return
    b.store(b.at(b.place(n), offset), value.trunc("i32"), 4)
    b.store(b.at(b.place(n, 1), offset), (value >> 32).trunc("i32"), 4)


def _check_alignment(b: Builder, addresses: Value, mask: Value, size_bytes: int) -> None:
    crooked = b.lanes_to_mask((addresses & (size_bytes - 1)).ne(0) & mask)
    b.fail_if(crooked.ne(0), wave.STATUS_MISALIGNED, b.extract(addresses, 0), size_bytes)


def _act(
    b: Builder,
    operation: Operation,
    addresses: Value,
    mask: Value,
    data: tuple[int, int],
    comparand: tuple[int, int] | None,
    result: int | None,
) -> None:
    """Do the operation for each lane; `data` and `comparand` are operand and register numbers."""
    _check_alignment(b, addresses, mask, operation.bits // 8)
    b.store(b.field(wave.LANE_ADDRESSES), addresses, 64)
    with b.each_lane(b.lanes_to_mask(mask)) as lane:
        pointer = lane_pointer(b, lane)
        value = _lane_value(b, *data, lane, operation.bits)
        other = None if comparand is None else _lane_value(b, *comparand, lane, operation.bits)
        old = _apply(b, operation, pointer, value, other)
        if result is not None:
            _write_lane(b, result, lane, old)


def _vector_atomic(operation: Operation) -> Semantics:
    def atomic(b: Builder) -> None:
        addresses = vector_addresses(b, operation.bits // 8, ATOMIC)
        data = position(b, "vdata", "data")
        comparand = (data, operation.bits // 32) if operation.compares else None
        result = next((n for n, operand in enumerate(b.operands) if operand.is_destination), None)
        _act(b, operation, addresses, b.active, (data, 0), comparand, result)

    return atomic


def returns_old_value(b: Builder) -> bool:
    """Whether a MUBUF atomic writes the old value to VDATA: GLC, SC0 on gfx940, bit 0 of TH on gfx12."""
    return bool(b.modifier("glc") or b.modifier("sc0") or b.modifier("th") & 1)


def _buffer_atomic(operation: Operation) -> Semantics:
    """Lanes out of range do nothing and get 0 ("RDNA3 ISA", 9.1.5.3)."""

    def atomic(b: Builder) -> None:
        access = buffer_access(b)
        size = operation.bits // 8
        inside = access.inside(0, size) & b.active
        addresses = host_addresses(b, access.addresses(0), size, ATOMIC, inside)
        data = position(b, "vdata")
        comparand = (data, operation.bits // 32) if operation.compares else None
        result = data if returns_old_value(b) else None
        _act(b, operation, addresses, inside, (data, 0), comparand, result)
        if result is not None:
            outside = b.active & ~inside
            for dword in range(operation.bits // 32):
                b.write_row(result, b.constant(b.vector("i32"), 0), dword, outside)

    return atomic


def _scalar_atomic(operation: Operation) -> Semantics:
    """gfx9's scalar atomics ("Vega ISA", 7.2): data, and with GLC the old value, in SDATA."""

    def atomic(b: Builder) -> None:
        whole = Type(f"i{operation.bits}")
        data = b.place(position(b, "sdst", "sdata"))
        value = b.load(data, whole, 4)
        other = b.load(b.at(data, operation.bits // 8), whole, 4) if operation.compares else None
        size = operation.bits // 8
        address = b.scalar(position(b, "sbase"), "u64") + scalar_offset(b)
        b.fail_if((address & (size - 1)).ne(0), wave.STATUS_MISALIGNED, address, size)
        host = host_address(b, address, size, ATOMIC)
        old = _apply(b, operation, b.emit(f"inttoptr {host} to ptr", Type("ptr")), value, other)
        if b.modifier("glc"):
            b.store(data, old, 4)

    return atomic


for _base in (
    "swap",
    "cmpswap",
    "add",
    "sub",
    "smin",
    "umin",
    "smax",
    "umax",
    "and",
    "or",
    "xor",
    "inc",
    "dec",
):
    for _name in (_base, f"{_base}_x2"):
        semantics(f"s_atomic_{_name}")(_scalar_atomic(_named()[_name]))
for _name, _operation in _named().items():
    for _segment in ("flat", "global"):
        semantics(f"{_segment}_atomic_{_name}")(_vector_atomic(_operation))
    semantics(f"buffer_atomic_{_name}")(_buffer_atomic(_operation))


# ---- DS ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Local:
    """A DS operation and the operands its data and its comparand are."""

    operation: Operation
    data: str = "data0"
    comparand: str = ""


def _local_operations() -> dict[str, _Local]:
    """By mnemonic without ds_; "rtn" goes before the last part."""
    found: dict[str, _Local] = {}
    for bits in (32, 64):
        for base, name in _INTEGERS.items():
            letter = "b" if base in ("and", "or", "xor") else "" if base[-2] == "_" else "u"
            mnemonic = f"{base}{bits}" if not letter else f"{base}_{letter}{bits}"
            if base != "swap":
                found[mnemonic] = _Local(Operation(f"i{bits}", name))
        exchange = _Local(Operation(f"i{bits}", "xchg"))
        found[f"wrxchg_b{bits}"] = found[f"storexchg_b{bits}"] = exchange
        found[f"rsub_u{bits}"] = _Local(Operation(f"i{bits}", combine=_reverse_subtract))
        found[f"mskor_b{bits}"] = _Local(Operation(f"i{bits}", combine=_mask_or), "data1", "data0")
        # CMPST has the comparand in DATA0 and the new value in DATA1, CMPSTORE (gfx11) the other way round.
        swap = Operation(f"i{bits}", "cmpxchg", compares=True)
        found[f"cmpst_b{bits}"] = _Local(swap, "data1", "data0")
        found[f"cmpstore_b{bits}"] = _Local(swap, "data0", "data1")
        swap = Operation("float" if bits == 32 else "double", combine=_exchange_if_equal, compares=True)
        found[f"cmpst_f{bits}"] = _Local(swap, "data1", "data0")
        found[f"cmpstore_f{bits}"] = _Local(swap, "data0", "data1")
    for name, operation in _FLOATS.items():
        found[name] = _Local(operation)
    found["wrap_b32"] = _Local(Operation("i32", combine=_wrap), "data1", "data0")
    found["sub_clamp_u32"] = _Local(Operation("i32", "usub_sat"))
    found["cond_sub_u32"] = _Local(Operation("i32", "usub_cond"))
    return found


def _local_atomic(local: _Local) -> Semantics:
    def atomic(b: Builder) -> None:
        operation = local.operation
        addresses = local_addresses(b, b.modifier_slot("offset"), operation.bits // 8, ATOMIC)
        comparand = (position(b, local.comparand), 0) if local.comparand else None
        result = next((n for n, operand in enumerate(b.operands) if operand.is_destination), None)
        _act(b, operation, addresses, b.active, (position(b, local.data), 0), comparand, result)

    return atomic


def _returning(name: str) -> str:
    base, _, kind = name.rpartition("_")
    return f"{base}_rtn_{kind}"


for _name, _local in _local_operations().items():
    semantics(f"ds_{_name}", f"ds_{_returning(_name)}")(_local_atomic(_local))


def _exchange_two(bits: int, scale: int) -> Semantics:
    """Two exchanges, at offset0 and offset1 in units of `scale` bytes; DATA0 and DATA1 go in."""

    def exchange(b: Builder) -> None:
        operation = Operation(f"i{bits}", "xchg")
        result = position(b, "vdst")
        rows = [b.row(position(b, data), dword) for data in ("data0", "data1") for dword in range(bits // 32)]
        addresses = [
            local_addresses(b, b.modifier_slot(name) * scale, bits // 8, ATOMIC)
            for name in ("offset0", "offset1")
        ]
        for address in addresses:
            _check_alignment(b, address, b.active, bits // 8)
        dwords = bits // 32
        with b.each_lane(b.exec) as lane:
            for half, address in enumerate(addresses):
                pointer = b.emit(f"inttoptr {b.extract(address, lane)} to ptr", Type("ptr"))
                parts = [b.extract(row, lane) for row in rows[half * dwords : (half + 1) * dwords]]
                value = parts[0] if dwords == 1 else parts[0].zext("i64") | (parts[1].zext("i64") << 32)
                old = _apply(b, operation, pointer, value, None)
                offset = lane.zext("i64") * 4
                for dword in range(dwords):
                    part = (old >> (32 * dword)).fit("i32") if dwords > 1 else old
                    b.store(b.at(b.place(result, half * dwords + dword), offset), part, 4)

    return exchange


for _bits in (32, 64):
    for _old, _new, _scale in (("", "", _bits // 8), ("st64", "_stride64", _bits * 8)):
        semantics(f"ds_wrxchg2{_old}_rtn_b{_bits}", f"ds_storexchg_2addr{_new}_rtn_b{_bits}")(
            _exchange_two(_bits, _scale)
        )
