"""Vector and scalar memory instructions: FLAT, GLOBAL, SCRATCH, MUBUF and SMEM.

Everything a program loads is there when the next instruction begins; whether it waited as it must is for
waits.py to say. Caches that a program must write back or invalidate are not part of the engine.

Sources: "RDNA3 ISA" 9 to 11, "RDNA4 ISA" 9 to 11, "RDNA2 ISA" 8 and 9, "CDNA3 ISA" 8 to 10.
"""

from __future__ import annotations

from dataclasses import dataclass

from ....native.values import Type, Value
from ..instruction import OperandKind
from ..native import wave
from ..native.addressing import READ, WRITE, host_address, host_addresses, load_lanes, store_lanes
from .control import clock
from .handlers import Builder, Semantics, semantics

_I32, _I64 = Type("i32"), Type("i64")


@dataclass(frozen=True)
class Shape:
    """What an access moves for each lane: `count` elements of `bits`; `half` is the 16 bits of the register
    that a D16 instruction is about.
    """

    bits: int
    count: int = 1
    signed: bool = False
    half: int | None = None

    @property
    def size_bytes(self) -> int:
        """Bytes per lane."""
        return self.bits // 8 * self.count


# The last part of a load's mnemonic, gfx9 and gfx10 first, then gfx11 and later.
LOADS = {
    "ubyte": Shape(8),
    "sbyte": Shape(8, signed=True),
    "ushort": Shape(16),
    "sshort": Shape(16, signed=True),
    "dword": Shape(32),
    "dwordx2": Shape(32, 2),
    "dwordx3": Shape(32, 3),
    "dwordx4": Shape(32, 4),
    "ubyte_d16": Shape(8, half=0),
    "ubyte_d16_hi": Shape(8, half=1),
    "sbyte_d16": Shape(8, signed=True, half=0),
    "sbyte_d16_hi": Shape(8, signed=True, half=1),
    "short_d16": Shape(16, half=0),
    "short_d16_hi": Shape(16, half=1),
    "u8": Shape(8),
    "i8": Shape(8, signed=True),
    "u16": Shape(16),
    "i16": Shape(16, signed=True),
    "b32": Shape(32),
    "b64": Shape(32, 2),
    "b96": Shape(32, 3),
    "b128": Shape(32, 4),
    "d16_u8": Shape(8, half=0),
    "d16_hi_u8": Shape(8, half=1),
    "d16_i8": Shape(8, signed=True, half=0),
    "d16_hi_i8": Shape(8, signed=True, half=1),
    "d16_b16": Shape(16, half=0),
    "d16_hi_b16": Shape(16, half=1),
}
STORES = {
    "byte": Shape(8),
    "byte_d16_hi": Shape(8, half=1),
    "short": Shape(16),
    "short_d16_hi": Shape(16, half=1),
    "dword": Shape(32),
    "dwordx2": Shape(32, 2),
    "dwordx3": Shape(32, 3),
    "dwordx4": Shape(32, 4),
    "b8": Shape(8),
    "d16_hi_b8": Shape(8, half=1),
    "b16": Shape(16),
    "d16_hi_b16": Shape(16, half=1),
    "b32": Shape(32),
    "b64": Shape(32, 2),
    "b96": Shape(32, 3),
    "b128": Shape(32, 4),
}


def position(b: Builder, *roles: str) -> int:
    """The number of the operand that has one of these roles."""
    for n, operand in enumerate(b.operands):
        if operand.name in roles:
            return n
    raise LookupError(f"{b.instruction.mnemonic} has none of the operands {roles}")


def has(b: Builder, role: str) -> bool:
    """Whether the instruction has an operand of that role that is there (not OFF)."""
    return any(operand.name == role and operand.kind is not OperandKind.OFF for operand in b.operands)


def keeps_other_half(b: Builder) -> bool:
    """Whether a 16-bit load leaves the rest of its register as it was.

    With SRAM-ECC on it does not (LLVM GCNSubtarget::d16PreservesUnusedBits).
    """
    return "sramecc" not in b.features


def write_loaded(b: Builder, n: int, rows: list[Value], shape: Shape, mask: Value | None = None) -> None:
    """Write what was loaded for each lane to vector operand n, widened as the instruction says."""
    if shape.bits == 32:
        for dword, row in enumerate(rows):
            b.write_row(n, row, dword, mask)
        return
    row = rows[0].fit("i16" if shape.half is not None else "i32", shape.signed)
    if shape.half is None:
        b.write_row(n, row, 0, mask)
        return
    wide = row.zext("i32")
    if shape.half:
        wide = wide << 16
    if keeps_other_half(b):
        wide = wide | (b.row(n) & (0x0000FFFF if shape.half else 0xFFFF0000))
    b.write_row(n, wide, 0, mask)


def stored_rows(b: Builder, n: int, shape: Shape) -> list[Value]:
    """What an instruction stores for each lane: the elements of vector operand n."""
    if shape.bits == 32:
        return [b.row(n, dword) for dword in range(shape.count)]
    row = b.row(n)
    high = shape.half if shape.half is not None else b.operands[n].half
    return [(row >> 16 if high else row).trunc(f"i{shape.bits}")]


# ---- FLAT, GLOBAL, SCRATCH ------------------------------------------------------------------------------


def _offset(b: Builder) -> Value:
    return b.modifier_slot("offset").sext("i64")


def card_addresses(b: Builder) -> Value:
    """The card addresses (i64 by lane) of a FLAT or GLOBAL access."""
    address_at = position(b, "vaddr")
    if has(b, "saddr"):
        base = b.scalar(position(b, "saddr"), "u64") + _offset(b)
        return b.source(address_at, "u32").zext("i64") + base
    return b.source(address_at, "u64") + _offset(b)


def vector_addresses(b: Builder, shape_bytes: int, access: int) -> Value:
    """Host addresses (i64 by lane) of a FLAT, GLOBAL or SCRATCH access; the wave stops where one has none."""
    segment = b.instruction.mnemonic.split("_", 1)[0]
    if segment == "scratch":
        return private_addresses(b, shape_bytes, access)
    return host_addresses(b, card_addresses(b), shape_bytes, access, flat=segment == "flat")


def private_addresses(b: Builder, shape_bytes: int, access: int) -> Value:
    """Host addresses of the first dword, at scalar + vector + offset of each lane's private memory ("RDNA3
    ISA", 11.2.1); each further dword lies 4 bytes times the lanes on.
    """
    within = b.splat(b.modifier_slot("offset"), b.lanes)
    if has(b, "saddr"):
        within = within + b.scalar(position(b, "saddr"), "u32")
    if has(b, "vaddr"):
        within = within + b.source(position(b, "vaddr"), "u32")
    each = b.get(wave.SCRATCH_BYTES, "i64") >> (b.lanes.bit_length() - 1)
    offset = within.zext("i64")
    beyond = (offset + shape_bytes).compare("ugt", b.lift(each, offset.type)) & b.active
    bits = b.lanes_to_mask(beyond)
    lane = b.intrinsic("cttz", bits, b.constant(Type("i1"), 0)).fit("i32")
    base = b.get(wave.SCRATCH, "i64")
    b.fail_if(bits.ne(0), wave.STATUS_MEMORY_VIOLATION, base, shape_bytes, access, lane)
    crooked = b.lanes_to_mask((within & (min(shape_bytes, 4) - 1)).ne(0) & b.active)
    b.fail_if(crooked.ne(0), wave.STATUS_MISALIGNED, base, shape_bytes, access)
    host = host_address(b, base, b.get(wave.SCRATCH_BYTES, "i64"), access)
    interleaved = (offset & ~3) * b.lanes + (offset & 3) + b.per_lane("i64", range(0, 4 * b.lanes, 4))
    return interleaved + host


def _some_are_private(b: Builder, addresses: Value) -> Value:
    private = (addresses >> 32).eq(wave.PRIVATE_APERTURE >> 32) & b.active
    return b.lanes_to_mask(private).ne(0)


def _load_rows(b: Builder, shape: Shape) -> list[Value]:
    segment = b.instruction.mnemonic.split("_", 1)[0]
    element, size = f"i{shape.bits}", shape.bits // 8
    if segment == "scratch":
        first = private_addresses(b, shape.size_bytes, READ)
        return [load_lanes(b, first + 4 * b.lanes * part, element, 1)[0] for part in range(shape.count)]
    if segment == "global" or shape.count == 1:
        return load_lanes(b, vector_addresses(b, shape.size_bytes, READ), element, shape.count)
    addresses = card_addresses(b)
    pieces, whole, join = b.new_label("pieces"), b.new_label("whole"), b.new_label("both")
    b.branch(_some_are_private(b, addresses), pieces, whole)
    b.block(pieces)
    split = []
    for part in range(shape.count):
        hosts = host_addresses(b, addresses + part * size, size, READ, flat=True)
        split += load_lanes(b, hosts, element, 1)
    from_pieces = b.label
    b.jump(join)
    b.block(whole)
    hosts = host_addresses(b, addresses, shape.size_bytes, READ, flat=True)
    together = load_lanes(b, hosts, element, shape.count)
    from_whole = b.label
    b.jump(join)
    b.block(join)
    return [
        b.phi((one, from_pieces), (other, from_whole)) for one, other in zip(split, together, strict=True)
    ]


def _load(shape: Shape) -> Semantics:
    def load(b: Builder) -> None:
        write_loaded(b, position(b, "vdst", "vdata"), _load_rows(b, shape), shape)

    return load


def _store(shape: Shape) -> Semantics:
    def store(b: Builder) -> None:
        rows = stored_rows(b, position(b, "vdata", "data"), shape)
        segment = b.instruction.mnemonic.split("_", 1)[0]
        size = shape.bits // 8
        if segment == "scratch":
            first = private_addresses(b, shape.size_bytes, WRITE)
            for part, row in enumerate(rows):
                store_lanes(b, first + 4 * b.lanes * part, [row])
        elif segment == "global" or shape.count == 1:
            store_lanes(b, vector_addresses(b, shape.size_bytes, WRITE), rows)
        else:
            addresses = card_addresses(b)
            pieces, whole, join = b.new_label("pieces"), b.new_label("whole"), b.new_label("both")
            b.branch(_some_are_private(b, addresses), pieces, whole)
            b.block(pieces)
            for part, row in enumerate(rows):
                hosts = host_addresses(b, addresses + part * size, size, WRITE, flat=True)
                store_lanes(b, hosts, [row])
            b.jump(join)
            b.block(whole)
            store_lanes(b, host_addresses(b, addresses, shape.size_bytes, WRITE, flat=True), rows)
            b.jump(join)
            b.block(join)

    return store


for _segment in ("flat", "global", "scratch"):
    for _name, _shape in LOADS.items():
        semantics(f"{_segment}_load_{_name}")(_load(_shape))
    for _name, _shape in STORES.items():
        semantics(f"{_segment}_store_{_name}")(_store(_shape))


@semantics("global_load_addtid_b32", "global_load_dword_addtid")
def _load_by_lane(b: Builder) -> None:
    """SADDR + offset + 4 * lane ("RDNA3 ISA", 11.1)."""
    hosts = host_addresses(b, _by_lane(b), 4, READ)
    write_loaded(b, position(b, "vdst"), load_lanes(b, hosts, "i32", 1), Shape(32))


@semantics("global_store_addtid_b32", "global_store_dword_addtid")
def _store_by_lane(b: Builder) -> None:
    rows = stored_rows(b, position(b, "vdata"), Shape(32))
    store_lanes(b, host_addresses(b, _by_lane(b), 4, WRITE), rows)


def _by_lane(b: Builder) -> Value:
    base = _offset(b)
    if has(b, "saddr"):
        base = base + b.scalar(position(b, "saddr"), "u64")
    return b.lane_numbers("i64") * 4 + base


# ---- SMEM -----------------------------------------------------------------------------------------------

_SCALAR_LOADS = {"dword": 1, "b32": 1}
for _count in (2, 3, 4, 8, 16):
    _SCALAR_LOADS |= {f"dwordx{_count}": _count, f"b{32 * _count}": _count}
_NARROW_SCALAR_LOADS = {"u8": (8, False), "i8": (8, True), "u16": (16, False), "i16": (16, True)}


def scalar_offset(b: Builder) -> Value:
    """The sum of an SMEM instruction's offsets as an i64: a signed constant and an unsigned register."""
    total = b.modifier_slot("offset").sext("i64")
    for n, operand in enumerate(b.operands):
        if operand.name == "offset":
            total = total + b.slot(n).sext("i64")
        elif operand.name == "soffset":
            total = total + b.scalar(n, "u32").zext("i64")
    return total


def _scalar_load(count: int) -> Semantics:
    def load(b: Builder) -> None:
        # The two low bits of the address are ignored ("RDNA3 ISA", 8.1).
        address = (b.scalar(position(b, "sbase"), "u64") + scalar_offset(b)) & ~3
        host = host_address(b, address, 4 * count, READ)
        pointer = b.emit(f"inttoptr {host} to ptr", Type("ptr"))
        b.store(b.place(position(b, "sdst", "sdata")), b.load(pointer, Type("i32", count), 4), 4)

    return load


def _scalar_store(count: int) -> Semantics:
    """gfx9's scalar stores ("Vega ISA", 7.1)."""

    def store(b: Builder) -> None:
        address = (b.scalar(position(b, "sbase"), "u64") + scalar_offset(b)) & ~3
        host = host_address(b, address, 4 * count, WRITE)
        pointer = b.emit(f"inttoptr {host} to ptr", Type("ptr"))
        b.store(pointer, b.load(b.place(position(b, "sdst", "sdata")), Type("i32", count), 4), 4)

    return store


def _narrow_scalar_load(bits: int, signed: bool) -> Semantics:
    def load(b: Builder) -> None:
        address = b.scalar(position(b, "sbase"), "u64") + scalar_offset(b)
        host = host_address(b, address, bits // 8, READ)
        pointer = b.emit(f"inttoptr {host} to ptr", Type("ptr"))
        value = b.load(pointer, Type(f"i{bits}"), 1).fit("i32", signed)
        b.store(b.place(position(b, "sdst", "sdata")), value, 4)

    return load


def _scalar_buffer_load(count: int) -> Semantics:
    """Dwords beyond the buffer's end read as 0 ("RDNA3 ISA", 8.2.1.2)."""

    def load(b: Builder) -> None:
        resource = position(b, "sbase")
        base = buffer_base(b, resource)
        size = _buffer_bytes(b, resource)
        offset = scalar_offset(b) & ~3
        destination = b.place(position(b, "sdst", "sdata"))
        values = []
        for dword in range(count):
            inside = (offset + 4 * dword + 4).compare("ule", size)
            values.append(_guarded_load(b, inside, base + offset + 4 * dword))
        for dword, value in enumerate(values):
            b.store(b.at(destination, 4 * dword), value, 4)

    return load


def _guarded_load(b: Builder, condition: Value, address: Value, element: str = "i32") -> Value:
    before = b.label
    there, join = b.new_label("inside"), b.new_label("read")
    type_ = Type(element)
    zero = b.constant(type_, 0)
    b.branch(condition, there, join)
    b.block(there)
    host = host_address(b, address, type_.bits // 8, READ)
    value = b.load(b.emit(f"inttoptr {host} to ptr", Type("ptr")), type_, type_.bits // 8)
    after = b.label
    b.jump(join)
    b.block(join)
    return b.phi((zero, before), (value, after))


def _narrow_scalar_buffer_load(bits: int, signed: bool) -> Semantics:
    def load(b: Builder) -> None:
        resource = position(b, "sbase")
        offset = scalar_offset(b)
        inside = (offset + bits // 8).compare("ule", _buffer_bytes(b, resource))
        value = _guarded_load(b, inside, buffer_base(b, resource) + offset, f"i{bits}")
        b.store(b.place(position(b, "sdst", "sdata")), value.fit("i32", signed), 4)

    return load


for _name, _count in _SCALAR_LOADS.items():
    semantics(f"s_load_{_name}")(_scalar_load(_count))
    semantics(f"s_buffer_load_{_name}")(_scalar_buffer_load(_count))
for _name, _count in (("dword", 1), ("dwordx2", 2), ("dwordx4", 4)):
    semantics(f"s_store_{_name}")(_scalar_store(_count))
for _name, (_bits, _signed) in _NARROW_SCALAR_LOADS.items():
    semantics(f"s_load_{_name}")(_narrow_scalar_load(_bits, _signed))
    semantics(f"s_buffer_load_{_name}")(_narrow_scalar_buffer_load(_bits, _signed))


# ---- MUBUF ----------------------------------------------------------------------------------------------


def buffer_base(b: Builder, resource: int) -> Value:
    """The base address of a buffer resource, bits 47:0 ("RDNA3 ISA", 9.1.3, buffer resource descriptor)."""
    return b.load(b.place(resource), _I64, 4) & ((1 << 48) - 1)


def _resource_word(b: Builder, resource: int, word: int) -> Value:
    return b.load(b.place(resource, word), _I32, 4)


def _buffer_bytes(b: Builder, resource: int) -> Value:
    """How many bytes a scalar load may reach: num_records, times the stride where there is one."""
    stride = (_resource_word(b, resource, 1) >> 16) & 0x3FFF
    records = _resource_word(b, resource, 2).zext("i64")
    return stride.eq(0).where(records, records * stride.zext("i64"))


@semantics("s_memtime", "s_memrealtime")
def _time(b: Builder) -> None:
    b.write_scalar(position(b, "sdst"), clock(b))


@dataclass(frozen=True)
class BufferAccess:
    """A buffer access of each lane: index and offset (i64 by lane), the resource's numbers (scalars), and how
    far offsets may go. The swizzle's numbers are powers of two.
    """

    builder: Builder
    start: Value
    stride: Value
    indices: Value
    offsets: Value
    limit: Value
    indices_fit: Value
    swizzled: Value
    element_shift: Value
    index_shift: Value

    def inside(self, first_byte: int, size_bytes: int) -> Value:
        """The lanes for which bytes `first_byte`.. of the access are within the buffer."""
        end = self.offsets + (first_byte + size_bytes)
        return end.compare("ule", self.limit) & self.indices_fit

    def addresses(self, first_byte: int) -> Value:
        """The card addresses (i64 by lane) of bytes `first_byte`.. of the access."""
        b, offsets = self.builder, self.offsets + first_byte
        linear = self.indices * b.splat(self.stride, b.lanes) + offsets
        index_shift, element_shift = b.splat(self.index_shift, b.lanes), b.splat(self.element_shift, b.lanes)
        high_index = self.indices >> index_shift
        low_index = self.indices - (high_index << index_shift)
        high_offset = (offsets >> element_shift) << element_shift
        rows = (high_index * b.splat(self.stride, b.lanes) + high_offset) << index_shift
        swizzled = rows + (low_index << element_shift) + (offsets - high_offset)
        return b.splat(self.swizzled, b.lanes).where(swizzled, linear) + self.start


def buffer_access(b: Builder) -> BufferAccess:
    """Where a buffer instruction's lanes go, and how far they may ("RDNA3 ISA", 9.1.5, buffer addressing and
    swizzling, and 9.1.5.3, range checking; "RDNA2 ISA", 8.1.5; "CDNA3 ISA", 9.1.5).

    Raw buffers (gfx10 and later: OOB_SELECT 3, before: no stride or no index) check bytes against
    num_records; structured ones the index against num_records and the offset against the stride.
    """
    resource = position(b, "srsrc")
    vector = [n for n, operand in enumerate(b.operands) if operand.name == "vaddr"]
    base = buffer_base(b, resource)
    word1, word3 = _resource_word(b, resource, 1), _resource_word(b, resource, 3)
    stride = ((word1 >> 16) & 0x3FFF).zext("i64")
    records = _resource_word(b, resource, 2).zext("i64")
    scalar = b.scalar(position(b, "soffset"), "u32").zext("i64")
    wide = b.vector("i64")
    offsets = b.lift(b.modifier_slot("offset").zext("i64"), wide)
    # ADD_TID_ENABLE is bit 119, INDEX_STRIDE bits 118:117 (8, 16, 32 or 64).
    add_lane = (word3 & 1 << 23).ne(0)
    indices = b.splat(add_lane, b.lanes).where(b.lane_numbers("i64"), 0)
    dword = 0
    if b.modifier("idxen"):
        indices = indices + b.row(vector[0], dword).zext("i64")
        dword += 1
    if b.modifier("offen"):
        offsets = offsets + b.row(vector[0], dword).zext("i64")
    # SWIZZLE_ENABLE: bit 63, elements of 4 bytes; from gfx11 bits 63:62: 1, 2 and 3 for 4, 8 and 16 bytes.
    swizzle = (word1 >> (30 if b.generation >= 11 else 31)).zext("i64")
    if b.generation >= 10:
        select = (word3 >> 28) & 3
        raw = select.eq(3)
        check_index = select.compare("ult", 2) & stride.ne(0)
        check_offset = select.eq(0) & stride.ne(0)
    else:
        raw = stride.eq(0) if b.modifier("idxen") else b.constant(Type("i1"), 1)
        check_index = check_offset = ~raw
    whole = b.constant(_I64, (1 << 62) - 1)
    left = b.intrinsic("usub.sat", records, scalar)
    limit = raw.where(left, check_offset.where(stride, whole))
    nothing = records.eq(0) & ~raw
    index_limit = check_index.where(records, nothing.where(b.constant(_I64, 0), whole))
    return BufferAccess(
        builder=b,
        start=base + scalar,
        stride=stride,
        indices=indices,
        offsets=offsets,
        limit=b.splat(limit, b.lanes),
        indices_fit=indices.compare("ult", b.splat(index_limit, b.lanes)),
        swizzled=swizzle.ne(0),
        element_shift=b.intrinsic("umax", swizzle, 1) + 1,
        index_shift=((word3 >> 21) & 3).zext("i64") + 3,
    )


def buffer_rows(b: Builder, shape: Shape) -> list[Value]:
    """What a buffer load loads: dwords out of range are 0, each on its own ("RDNA3 ISA", 9.1.5.3)."""
    access = buffer_access(b)
    size = shape.bits // 8
    zero = b.constant(b.vector(f"i{shape.bits}"), 0)
    rows = []
    for part in range(shape.count):
        inside = access.inside(part * size, size) & b.active
        hosts = host_addresses(b, access.addresses(part * size), size, READ, inside)
        row = load_lanes(b, hosts, f"i{shape.bits}", 1, inside)[0]
        rows.append(inside.where(row, zero))
    return rows


def _buffer_load(shape: Shape) -> Semantics:
    def load(b: Builder) -> None:
        write_loaded(b, position(b, "vdata", "vdst"), buffer_rows(b, shape), shape)

    return load


def _buffer_store(shape: Shape) -> Semantics:
    def store(b: Builder) -> None:
        access = buffer_access(b)
        size = shape.bits // 8
        for part, row in enumerate(stored_rows(b, position(b, "vdata"), shape)):
            inside = access.inside(part * size, size) & b.active
            hosts = host_addresses(b, access.addresses(part * size), size, WRITE, inside)
            store_lanes(b, hosts, [row], inside)

    return store


for _name, _shape in LOADS.items():
    semantics(f"buffer_load_{_name}")(_buffer_load(_shape))
for _name, _shape in STORES.items():
    semantics(f"buffer_store_{_name}")(_buffer_store(_shape))
