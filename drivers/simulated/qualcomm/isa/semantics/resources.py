"""What goes by descriptors: images and buffers (ldib, stib, atomic.b), constants (ldc), textures (isam).

A descriptor is 64 bytes in memory (a6xx.xml, A6XX_TEX_CONST, which A6XX_IBO agrees with), 8 for a uniform
buffer that is not bindless. Untyped access counts in elements of the instruction's type, typed access in
texels of the format. Beyond the end is 0 to read, and nothing to write. Guesses: integer coordinates that are
negative are beyond the end; the texel's bits go to the destination as they are where its type is not the
format's.
"""

from __future__ import annotations

from ....native.values import Type, Value
from ..instruction import TYPE_BYTES, Kind
from ..native import wave
from ..native.addressing import ATOMIC, READ, TEXEL, WRITE, host_addresses, load_rows, store_rows
from ..native.builder import Builder
from ..native.formats import FLOAT, UNSIGNED, Format
from .handlers import semantics
from .memory import atomically, count_of, element_of, stored_rows

_I32, _I64 = Type("i32"), Type("i64")
_DESCRIPTOR_BYTES = 64
_BUFFER = 4  # A6XX_TEX_BUFFER


def _uniform(b: Builder, n: int) -> Value:
    """Source n as one number (i32): of the lanes that execute all must have the same."""
    at = b.first_source + n
    operand = b.source_operand(n)
    if operand.kind is Kind.IMMEDIATE:
        return b.load(b.place(at), _I32)
    row = b.row(at)
    value = b.extract(row, b.first_lane())
    differs = b.lanes_to_mask(b.active & row.ne(b.splat(value, b.lanes)))
    b.fail_if(differs.ne(0), wave.STATUS_VARYING, detail=value)
    return value


def _host_of(b: Builder, address: Value, size_bytes: int) -> Value:
    """The host pointer of a descriptor at a card address (i64)."""
    first = b.per_lane("i1", [int(lane == 0) for lane in range(b.lanes)])
    host = host_addresses(b, b.splat(address, b.lanes), size_bytes, READ, first)
    return b.emit(f"inttoptr {b.extract(host, 0)} to ptr", Type("ptr"))


def _descriptor(b: Builder, index: Value, table: int, count: int, stride: int = _DESCRIPTOR_BYTES) -> Value:
    """The host pointer of a descriptor by its number: of a table, or a bindless set."""
    if b.instruction.modifiers.get("bindless"):
        which = b.extra_slot(1 if b.instruction.category == 6 else 2)
        base = b.load(b.at(b.field(wave.BINDLESS), which.zext("i64") * 8), _I64, 8)
        b.fail_if(base.eq(0), wave.STATUS_DESCRIPTOR, detail=index)
        stride = _DESCRIPTOR_BYTES
    else:
        base = b.get(table, "i64")
        b.fail_if(index.compare("uge", b.get(count)), wave.STATUS_DESCRIPTOR, detail=index)
    return _host_of(b, base + index.zext("i64") * stride, stride)


class _Surface:
    """A texture or an image: the fields of its descriptor, as scalars."""

    def __init__(self, b: Builder, pointer: Value) -> None:
        self.b = b
        words = [b.load(b.at(pointer, 4 * n), _I32) for n in range(6)]
        self.tile_mode = words[0] & 3
        self.swizzles = [(words[0] >> (4 + 3 * k)) & 7 for k in range(4)]
        self.format = (words[0] >> 22) & 0xFF
        self.width, self.height = words[1] & 0x7FFF, (words[1] >> 15) & 0x7FFF
        self.pitch = (words[2] >> 7) & 0x3FFFFF
        self.is_buffer = (words[2] >> 29).eq(_BUFFER)
        self.layer_bytes = (words[3] & 0x3FFF) << 12
        self.base = (words[4] & 0xFFFFFFE0).zext("i64") | ((words[5] & 0x1FFFF).zext("i64") << 32)
        self.depth = (words[5] >> 17) & 0x1FFF
        # Of buffers, in the place of the pitch: STRUCTSIZETEXELS, and the first texel, which nobody but a
        # base in units of 64 bytes needs.
        self.first = self.is_buffer.where((words[2] >> 16) & 0x3F, b.constant(_I32, 0))
        structured = self.is_buffer & ((words[2] >> 4) & 0xFFF).ne(1)
        misaligned = self.is_buffer & (words[4] & 0x3F).ne(0)
        b.fail_if(structured | misaligned, wave.STATUS_BUFFER, detail=words[4])
        b.fail_if(self.tile_mode.ne(0), wave.STATUS_FORMAT, detail=self.format)

    @property
    def elements(self) -> Value:
        """How many elements a buffer has (i32)."""
        return self.width | (self.height << 15)

    def texel(self, format: Format, coordinates: list[Value]) -> tuple[Value, Value]:
        """The card address (i64) of each lane's texel, and whether it is within (i1)."""
        b = self.b
        x = coordinates[0]
        flat = b.splat(self.is_buffer, b.lanes)
        limit = self.is_buffer.where(self.elements, self.width)
        within = x.compare("ult", b.splat(limit, b.lanes))
        bytes_ = b.splat(format.texel_bytes.zext("i64"), b.lanes)
        start = b.splat(self.first.zext("i64"), b.lanes)
        address = b.splat(self.base, b.lanes) + (x.zext("i64") + start) * bytes_
        if len(coordinates) > 1:
            y = coordinates[1]
            row = flat.where(b.constant(b.vector("i64"), 0), y.zext("i64"))
            address = address + row * b.splat(self.pitch.zext("i64"), b.lanes)
            within = within & (flat | y.compare("ult", b.splat(self.height, b.lanes)))
        if len(coordinates) > 2:
            z = coordinates[2]
            address = address + z.zext("i64") * b.splat(self.layer_bytes.zext("i64"), b.lanes)
            within = within & z.compare("ult", b.splat(self.depth, b.lanes))
        return address, within


def _image(b: Builder) -> _Surface:
    n = len(b.instruction.sources) - 1
    return _Surface(b, _descriptor(b, _uniform(b, n), wave.IMAGES, wave.IMAGE_COUNT))


def _untyped(b: Builder, surface: _Surface, count: int) -> tuple[Value, Value]:
    """The card address of each lane's elements in a buffer, and which lanes are within."""
    size = Type(element_of(b)).bits // 8
    offset = b.row(b.first_source).zext("i64") * size
    # The format only says in what the buffer's size and its start count.
    format = Format(b, surface.format)
    start = (surface.first * format.texel_bytes).zext("i64")
    whole = surface.elements.zext("i64") * format.texel_bytes.zext("i64")
    within = (offset + count * size).compare("ule", b.splat(whole, b.lanes)) & b.active
    return offset + b.splat(surface.base + start, b.lanes), within


def _coordinates(b: Builder) -> list[Value]:
    return [b.row(b.first_source, k) for k in range(b.instruction.modifier("dimensions"))]


def _to_registers(b: Builder, rows: list[Value], registers: list[int]) -> None:
    """Write components of 32 bits: floats to float types, integers to integer types."""
    type = b.instruction.type
    for row, register in zip(rows, registers, strict=True):
        if type == "f16":
            b.write(row.bits("float").fptrunc("half"), 0, register)
        elif TYPE_BYTES[type] < 4:
            b.write(row.fit(f"i{8 * TYPE_BYTES[type]}").fit("i16", signed=type == "s16"), 0, register)
        else:
            b.write(row, 0, register)


@semantics("ldib.b")
def _load_image(b: Builder) -> None:
    surface, count = _image(b), count_of(b)
    if b.instruction.modifiers["typed"]:
        format = Format(b, surface.format)
        address, within = surface.texel(format, _coordinates(b))
        rows = format.load(address, within & b.active, count)
        _to_registers(b, rows, list(range(count)))
        return
    element = element_of(b)
    address, within = _untyped(b, surface, count)
    host = host_addresses(b, address, count * Type(element).bits // 8, READ, within)
    for register, row in enumerate(load_rows(b, host, count, element, within)):
        nothing = b.constant(row.type, 0)
        value = within.where(row, nothing)
        b.write(value.fit("i16") if value.type.bits == 8 else value, 0, register)


@semantics("stib.b")
def _store_image(b: Builder) -> None:
    surface = _image(b)
    if b.instruction.modifiers["typed"]:
        format = Format(b, surface.format)
        address, within = surface.texel(format, _coordinates(b))
        type, at = b.instruction.type, b.first_source + 1
        rows = []
        for k in range(count_of(b)):
            if b.source_operand(1).half:
                half = b.half_row(at, k)
                rows.append(
                    half.bits("half").fpext("float").bits("i32")
                    if type == "f16"
                    else half.fit("i32", signed=type[0] == "s")
                )
            else:
                rows.append(b.row(at, k))
        format.store(address, rows, within & b.active)
        return
    values = stored_rows(b, 1)
    address, within = _untyped(b, surface, len(values))
    host = host_addresses(b, address, len(values) * values[0].type.bits // 8, WRITE, within)
    store_rows(b, host, values, within)


@semantics(
    *(f"atomic.b.{name}" for name in ("add", "sub", "xchg", "cmpxchg", "min", "max", "and", "or", "xor"))
)
def _atomic_image(b: Builder) -> None:
    # The value's first register takes the result; behind it the numbers are (ir3_a6xx.c,
    # emit_intrinsic_atomic_ssbo).
    if TYPE_BYTES[b.instruction.type] != 4:
        raise b.refuse(f"of {b.instruction.type} is not known")
    surface = _image(b)
    if b.instruction.modifiers["typed"]:
        format = Format(b, surface.format)
        address, within = surface.texel(format, _coordinates(b))
        within = within & b.active
    else:
        address, within = _untyped(b, surface, 1)
    host = host_addresses(b, address, 4, ATOMIC, within)
    b.store(b.field(wave.LANE_ADDRESSES), host, 64)
    at = b.first_source + 1
    second = b.row(at, 2) if b.instruction.name.endswith("cmpxchg") else None
    old = atomically(b, within, b.row(at, 1), second)
    b.write(within.where(old, b.constant(old.type, 0)))


@semantics("resinfo.b")
def _image_size(b: Builder) -> None:
    surface = _image(b)
    first = surface.is_buffer.where(surface.elements, surface.width)
    for register, value in enumerate((first, surface.height, surface.depth)):
        b.write(b.splat(value, b.lanes), 0, register)


@semantics("ldc")
def _load_constant(b: Builder) -> None:
    count = count_of(b)
    index = _uniform(b, 1)
    pointer = _descriptor(b, index, wave.UNIFORM_BUFFERS, wave.UNIFORM_BUFFER_COUNT, stride=8)
    low, high = b.load(pointer, _I32), b.load(b.at(pointer, 4), _I32)
    base = low.zext("i64") | ((high & 0x1FFFF).zext("i64") << 32)
    whole = (high >> 17).zext("i64") << 4
    vectors = b.row(b.first_source).zext("i64")
    offset = (vectors << 4) + b.splat(b.extra_slot().zext("i64") << 2, b.lanes)
    within = (offset + 4 * count).compare("ule", b.splat(whole, b.lanes)) & b.active
    host = host_addresses(b, offset + b.splat(base, b.lanes), 4 * count, READ, within)
    for register, row in enumerate(load_rows(b, host, count, "i32", within)):
        b.write(within.where(row, b.constant(row.type, 0)), 0, register)


@semantics("getwid")
def _wave_id(b: Builder) -> None:
    b.write(b.splat(b.get(wave.WAVE_INDEX), b.lanes))


@semantics("getspid")
def _processor_id(b: Builder) -> None:
    b.write(b.constant(b.vector("i32"), 0))


@semantics("isam", "isaml")
def _load_texture(b: Builder) -> None:
    modifiers = b.instruction.modifiers
    if any(modifiers[letter] for letter in ("a", "o", "p", "s")):
        raise b.refuse("of arrays, with offsets, projected or compared is not simulated")
    if b.source_operand(0).half:
        raise b.refuse("with coordinates of 16 bits is not simulated")
    if modifiers["indirect"] and modifiers["mode"] not in (6, 7):
        raise b.refuse("by a register's descriptor is not simulated")
    index = b.extra_slot(0)
    if modifiers["indirect"] and modifiers["mode"] == 7:
        index = (b.get(wave.A1) >> 3) & 0xFF
    surface = _Surface(b, _descriptor(b, index, wave.TEXTURES, wave.TEXTURE_COUNT))
    format = Format(b, surface.format)
    coordinates = [b.row(b.first_source, k) for k in range(3 if modifiers["3d"] else 2)]
    address, within = surface.texel(format, coordinates)
    if b.instruction.name == "isaml":
        # The level of detail comes with the coordinates; a texture here has none but the first.
        within = within & b.row(b.first_source + 1).eq(0)
    mask = int(modifiers["mask"])
    # Each component goes to the register of its place; the mask leaves gaps (ir3.h, wrmask).
    registers = [k for k in range(4) if mask >> k & 1]
    _to_registers(b, _texels(b, surface, format, address, within & b.active, registers), registers)


def _texels(
    b: Builder, surface: _Surface, format: Format, address: Value, mask: Value, components: list[int]
) -> list[Value]:
    """Components of texels, swizzled; without more ado those that lie in memory as they are asked for."""
    join, found = b.new_label("texels"), []
    top = max(components, default=0) + 1
    straight = format.count.compare("uge", top)
    for k in components:
        straight = straight & surface.swizzles[k].eq(k)
    for size, plain in ((4, straight), (2, straight & format.kind.eq(UNSIGNED))):
        here, other = b.new_label("plain"), b.new_label("other")
        b.branch(plain & format.size.eq(size), here, other)
        b.block(here)
        host = host_addresses(b, address, size * top, TEXEL, mask)
        rows = [row.fit("i32") for row in load_rows(b, host, top, f"i{8 * size}", mask)]
        nothing = b.constant(b.vector("i32"), 0)
        found.append(([mask.where(rows[k], nothing) for k in components], b.label))
        b.jump(join)
        b.block(other)
    rows = format.load(address, mask, 4, TEXEL)
    one = format.kind.eq(FLOAT).where(b.constant(_I32, 0x3F800000), b.constant(_I32, 1))
    fixed = [b.constant(b.vector("i32"), 0), b.splat(one, b.lanes)]
    swizzled = []
    for k in components:
        value = fixed[1]
        for number, candidate in enumerate([*rows, fixed[0]]):
            value = b.splat(surface.swizzles[k].eq(number), b.lanes).where(candidate, value)
        swizzled.append(value)
    found.append((swizzled, b.label))
    b.jump(join)
    b.block(join)
    return [b.phi(*((rows[n], label) for rows, label in found)) for n in range(len(components))]
