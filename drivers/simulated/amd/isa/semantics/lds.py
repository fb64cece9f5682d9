"""Local memory (LDS) and the instructions of the DS family that move data between lanes.

The waves of a workgroup take turns on one thread, so that a DS instruction is one step to all of them.
Addresses are bytes from the start of the workgroup's allocation; what reaches past its end is an error here
(silicon reads 0 and drops writes: "RDNA3 ISA", 12.1). Unaligned access mode: any alignment will do.

Sources: "RDNA3 ISA" 12 and 16.15 (DS instructions), "RDNA4 ISA" 11, "CDNA3 ISA" 11 and 12.12.
"""

from __future__ import annotations

from ....native.values import Type, Value
from ..native import wave
from ..native.addressing import ATOMIC, READ, WRITE, load_lanes, store_lanes
from ..native.local import load_local, local_offsets, store_local
from .handlers import MEANINGS, Builder, Semantics, semantics
from .memory import LOADS, Shape, buffer_rows, position, stored_rows, vector_addresses, write_loaded

_OLD_STORES = {
    "b8": Shape(8),
    "b8_d16_hi": Shape(8, half=1),
    "b16": Shape(16),
    "b16_d16_hi": Shape(16, half=1),
    "b32": Shape(32),
    "b64": Shape(32, 2),
    "b96": Shape(32, 3),
    "b128": Shape(32, 4),
}
_OLD_LOADS = {
    **{name: LOADS[name] for name in ("u8", "i8", "u16", "i16", "b32", "b64", "b96", "b128")},
    "u8_d16": Shape(8, half=0),
    "u8_d16_hi": Shape(8, half=1),
    "i8_d16": Shape(8, signed=True, half=0),
    "i8_d16_hi": Shape(8, signed=True, half=1),
    "u16_d16": Shape(16, half=0),
    "u16_d16_hi": Shape(16, half=1),
}


def local_addresses(
    b: Builder, offset: Value, size_bytes: int, access: int, base: Value | None = None
) -> Value:
    """Host addresses (i64 by lane) of `size_bytes` at ADDR (or `base`, i32 by lane) + `offset` (i32)."""
    address = b.source(position(b, "addr"), "u32") if base is None else base
    return local_offsets(b, address, offset, size_bytes, access).zext("i64") + b.get(wave.LDS, "i64")


def _offsets(b: Builder, offset: Value, size_bytes: int, access: int) -> Value:
    return local_offsets(b, b.source(position(b, "addr"), "u32"), offset, size_bytes, access)


def _load(shape: Shape) -> Semantics:
    def load(b: Builder) -> None:
        offsets = _offsets(b, b.modifier_slot("offset"), shape.size_bytes, READ)
        rows = load_local(b, offsets, f"i{shape.bits}", shape.count)
        write_loaded(b, position(b, "vdst"), rows, shape)

    return load


def _store(shape: Shape) -> Semantics:
    def store(b: Builder) -> None:
        rows = stored_rows(b, position(b, "data0"), shape)
        store_local(b, _offsets(b, b.modifier_slot("offset"), shape.size_bytes, WRITE), rows)

    return store


def _load_two(dwords: int, scale: int) -> Semantics:
    """Two elements of `dwords`, at offset0 and offset1 in units of `scale` bytes."""

    def load(b: Builder) -> None:
        rows: list[Value] = []
        for name in ("offset0", "offset1"):
            offsets = _offsets(b, b.modifier_slot(name) * scale, 4 * dwords, READ)
            rows += load_local(b, offsets, "i32", dwords)
        write_loaded(b, position(b, "vdst"), rows, Shape(32, len(rows)))

    return load


def _store_two(dwords: int, scale: int) -> Semantics:
    def store(b: Builder) -> None:
        for name, data in (("offset0", "data0"), ("offset1", "data1")):
            rows = stored_rows(b, position(b, data), Shape(32, dwords))
            store_local(b, _offsets(b, b.modifier_slot(name) * scale, 4 * dwords, WRITE), rows)

    return store


for _name, _shape in _OLD_LOADS.items():
    semantics(f"ds_read_{_name}", f"ds_load_{_name}")(_load(_shape))
for _name, _shape in _OLD_STORES.items():
    semantics(f"ds_write_{_name}", f"ds_store_{_name}")(_store(_shape))
for _bits, _dwords in (("b32", 1), ("b64", 2)):
    _near, _far = 4 * _dwords, 256 * _dwords
    semantics(f"ds_read2_{_bits}", f"ds_load_2addr_{_bits}")(_load_two(_dwords, _near))
    semantics(f"ds_read2st64_{_bits}", f"ds_load_2addr_stride64_{_bits}")(_load_two(_dwords, _far))
    semantics(f"ds_write2_{_bits}", f"ds_store_2addr_{_bits}")(_store_two(_dwords, _near))
    semantics(f"ds_write2st64_{_bits}", f"ds_store_2addr_stride64_{_bits}")(_store_two(_dwords, _far))


def _own_address(b: Builder) -> Value:
    """The address of the ADDTID forms: M0[15:0] + 4 * lane."""
    start = b.sgpr(wave.M0) & 0xFFFF
    return b.lane_numbers() * 4 + start


@semantics("ds_read_addtid_b32", "ds_load_addtid_b32")
def _load_by_lane(b: Builder) -> None:
    addresses = local_addresses(b, b.modifier_slot("offset"), 4, READ, _own_address(b))
    write_loaded(b, position(b, "vdst"), load_lanes(b, addresses, "i32", 1), Shape(32))


@semantics("ds_write_addtid_b32", "ds_store_addtid_b32")
def _store_by_lane(b: Builder) -> None:
    rows = stored_rows(b, position(b, "data0"), Shape(32))
    store_lanes(b, local_addresses(b, b.modifier_slot("offset"), 4, WRITE, _own_address(b)), rows)


@semantics("ds_append", "ds_consume")
def _append(b: Builder) -> None:
    """Add or take the number of active lanes; every lane gets the old value ("RDNA3 ISA", DS_APPEND).

    The address is M0[15:0] plus the offset (LLVM, AMDGPUDAGToDAGISel::SelectDSAppendConsume, puts it there).
    """
    base = b.splat(b.sgpr(wave.M0) & 0xFFFF, b.lanes)
    addresses = local_addresses(b, b.modifier_slot("offset"), 4, ATOMIC, base)
    pointer = b.emit(f"inttoptr {b.extract(addresses, 0)} to ptr", Type("ptr"))
    old = b.load(pointer, Type("i32"), 4)
    count = b.intrinsic("ctpop", b.exec).fit("i32")
    b.store(pointer, old + count if b.instruction.mnemonic == "ds_append" else old - count, 4)
    b.write_row(position(b, "vdst"), b.splat(old, b.lanes))


# ---- from memory to local memory ------------------------------------------------------------------------


def write_transferred(b: Builder, row: Value, shape: Shape) -> None:
    """Put what each active lane loaded, widened to 32 bits, into local memory: lane n's at M0[15:0] + the
    instruction's offset + 4 * n ("CDNA3 ISA", 9.1.9, memory buffer load to LDS; 10.3, global load to LDS).
    """
    addresses = local_addresses(b, b.modifier_slot("offset"), 4, WRITE, _own_address(b))
    store_lanes(b, addresses, [row.fit("i32", shape.signed)])


def _transfer(shape: Shape) -> Semantics:
    def transfer(b: Builder) -> None:
        hosts = vector_addresses(b, shape.size_bytes, READ)
        write_transferred(b, load_lanes(b, hosts, f"i{shape.bits}", 1)[0], shape)

    return transfer


def _buffer_transfer(shape: Shape) -> Semantics:
    def transfer(b: Builder) -> None:
        write_transferred(b, buffer_rows(b, shape)[0], shape)

    return transfer


for _name in ("ubyte", "sbyte", "ushort", "sshort", "dword"):
    for _segment in ("global", "scratch"):
        semantics(f"{_segment}_load_lds_{_name}")(_transfer(LOADS[_name]))
for _name in ("u8", "i8", "u16", "i16", "b32"):
    semantics(f"buffer_load_lds_{_name}")(_buffer_transfer(LOADS[_name]))


def _either(plain: Semantics, transfer: Semantics) -> Semantics:
    """gfx9 and gfx10: the same mnemonic, told apart by the LDS bit."""

    def load(b: Builder) -> None:
        (transfer if b.modifier("lds") else plain)(b)

    return load


for _name in ("ubyte", "sbyte", "ushort", "sshort", "dword"):
    for _segment in ("flat", "global", "scratch"):
        _full = f"{_segment}_load_{_name}"
        semantics(_full)(_either(MEANINGS[_full].write, _transfer(LOADS[_name])))
    _full = f"buffer_load_{_name}"
    semantics(_full)(_either(MEANINGS[_full].write, _buffer_transfer(LOADS[_name])))


# ---- between lanes ----------------------------------------------------------------------------------------


def pick_lanes(b: Builder, row: Value, selection: Value) -> Value:
    """Lane i of the result is lane `selection[i]` of the row; the selection is taken modulo the lanes.

    A row goes through LANE_ADDRESSES, whose words a gather picks; LLVM makes register permutations of it
    where the selection is constant.
    """
    b.store(b.field(wave.LANE_ADDRESSES), row, 64)
    offsets = ((selection & (b.lanes - 1)) * 4).zext("i64")
    base = b.emit(f"ptrtoint {b.field(wave.LANE_ADDRESSES)} to i64", Type("i64"))
    everywhere = b.constant(b.vector("i1"), 1)
    return load_lanes(b, offsets + base, "i32", 1, everywhere)[0]


@semantics("ds_bpermute_b32")
def _pull(b: Builder) -> None:
    """Each lane reads the lane its address names; inactive lanes give 0 ("RDNA3 ISA", DS_BPERMUTE_B32).

    gfx9 and wave64 of later generations: over 64 and 32 lanes; from gfx10, lanes of a wave64 stay in their
    half.
    """
    _bpermute(b, b.active)


@semantics("ds_bpermute_fi_b32")
def _pull_from_all(b: Builder) -> None:
    _bpermute(b, None)


def _bpermute(b: Builder, givers: Value | None) -> None:
    address = b.source(position(b, "addr"), "u32") + b.modifier_slot("offset")
    data = b.row(position(b, "data0"))
    if givers is not None:
        data = givers.where(data, 0)
    lane = address >> 2
    if b.generation >= 10 and b.lanes == 64:
        lane = (lane & 31) | (b.lane_numbers() & 32)
    b.write_row(position(b, "vdst"), pick_lanes(b, data, lane))


@semantics("ds_permute_b32")
def _push(b: Builder) -> None:
    """Each active lane writes to the lane its address names; the highest lane wins ("RDNA3 ISA",
    DS_PERMUTE_B32).
    """
    address = b.source(position(b, "addr"), "u32") + b.modifier_slot("offset")
    lane = address >> 2
    lane = (lane & 31) | (b.lane_numbers() & 32) if b.generation >= 10 else lane & (b.lanes - 1)
    data = b.row(position(b, "data0"))
    b.store(b.field(wave.LANE_ADDRESSES), b.constant(b.vector("i32"), 0), 64)
    base = b.emit(f"ptrtoint {b.field(wave.LANE_ADDRESSES)} to i64", Type("i64"))
    store_lanes(b, (lane * 4).zext("i64") + base, [data])
    b.write_row(position(b, "vdst"), b.load(b.field(wave.LANE_ADDRESSES), b.vector("i32"), 64))


@semantics("ds_swizzle_b32")
def _swizzle(b: Builder) -> None:
    """By the offset: FFT order from 0xE000, rotation within 32 lanes from 0xC000, any order within four
    lanes with bit 15, else AND, OR and XOR masks of 5 bits ("CDNA3 ISA" and "RDNA3 ISA", DS_SWIZZLE_B32).
    """
    offset = b.modifier_slot("offset")
    lane = b.lane_numbers()
    within = lane & 31
    low = b.splat(offset & 31, b.lanes)
    middle = b.splat((offset >> 5) & 31, b.lanes)
    reversed_lanes = [int(f"{number & 31:05b}"[::-1], 2) for number in range(b.lanes)]
    ones = b.intrinsic("ctpop", offset & 31)
    decimated = (b.per_lane("i32", reversed_lanes) >> b.splat(ones, b.lanes)) | (within & low)
    fft = b.splat((offset & 31).eq(31), b.lanes).where(within, decimated)
    back = b.splat(((offset >> 10) & 1).ne(0), b.lanes)
    turned = back.where(within - middle, within + middle)
    rotated = (within & low) | (turned & ~low & 31)
    four = (within & ~3) | ((b.splat(offset, b.lanes) >> ((within & 3) * 2)) & 3)
    masked = ((within & low) | middle) ^ b.splat((offset >> 10) & 31, b.lanes)
    selection = b.splat((offset & 0x8000).ne(0), b.lanes).where(four, masked)
    selection = b.splat(offset.compare("uge", 0xC000), b.lanes).where(rotated, selection)
    selection = b.splat(offset.compare("uge", 0xE000), b.lanes).where(fft, selection)
    data = b.active.where(b.row(position(b, "addr")), 0)
    b.write_row(position(b, "vdst"), pick_lanes(b, data, (lane & 32) | selection))
