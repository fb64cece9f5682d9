"""Formats of textures and images: how texels lie in memory, as LLVM IR reads and writes them.

The numbers are a6xx_format of Mesa's a6xx.xml; those with components of 8, 16 or 32 bits that are loaded as
they are.
"""

from __future__ import annotations

from ....native.values import Type, Value
from . import wave
from .addressing import READ, WRITE, host_addresses
from .builder import Builder

FLOAT, UNSIGNED, SIGNED = 0, 1, 2
FORMATS: dict[int, tuple[int, int, int]] = {
    0x05: (1, 1, UNSIGNED),  # FMT6_8_UINT
    0x06: (1, 1, SIGNED),
    0x17: (2, 1, FLOAT),  # FMT6_16_FLOAT
    0x18: (2, 1, UNSIGNED),
    0x19: (2, 1, SIGNED),
    0x33: (1, 4, UNSIGNED),  # FMT6_8_8_8_8_UINT
    0x34: (1, 4, SIGNED),
    0x45: (2, 2, FLOAT),  # FMT6_16_16_FLOAT
    0x46: (2, 2, UNSIGNED),
    0x47: (2, 2, SIGNED),
    0x4A: (4, 1, FLOAT),  # FMT6_32_FLOAT
    0x4B: (4, 1, UNSIGNED),
    0x4C: (4, 1, SIGNED),
    0x62: (2, 4, FLOAT),  # FMT6_16_16_16_16_FLOAT
    0x63: (2, 4, UNSIGNED),
    0x64: (2, 4, SIGNED),
    0x67: (4, 2, FLOAT),  # FMT6_32_32_FLOAT
    0x68: (4, 2, UNSIGNED),
    0x69: (4, 2, SIGNED),
    0x82: (4, 4, FLOAT),  # FMT6_32_32_32_32_FLOAT
    0x83: (4, 4, UNSIGNED),
    0x84: (4, 4, SIGNED),
}
"""Number: bytes of a component, components, what they are."""
_I32 = Type("i32")


class Format:
    """A format that is only known when the handler runs: scalars of the handler."""

    def __init__(self, b: Builder, number: Value) -> None:
        self.b = b
        packed = [0] * 256
        for code, (size, count, kind) in FORMATS.items():
            packed[code] = size | count << 8 | kind << 16
        table = ", ".join(f"i32 {entry}" for entry in packed)
        b.declarations["@formats"] = f"@formats = internal constant [256 x i32] [{table}]"
        at = b.at(Value(b, "@formats", Type("ptr")), number.zext("i64") * 4)
        entry = b.load(at, _I32)
        b.fail_if(entry.eq(0), wave.STATUS_FORMAT, detail=number)
        self.size = entry & 0xFF
        self.count = (entry >> 8) & 0xFF
        self.kind = entry >> 16

    @property
    def texel_bytes(self) -> Value:
        """The bytes of a texel (i32)."""
        return self.size * self.count

    def load(self, texel: Value, mask: Value, components: int, access: int = READ) -> list[Value]:
        """The components of the texels at card addresses (i64 by lane), as 32 bits each: floats as such,
        integers extended. Those that the format has not are 0, 0 and 1. 0 where a lane is not in `mask`.
        """
        b = self.b
        rows = []
        for k in range(components):
            there = self.count.compare("ugt", k)
            wanted = mask & b.splat(there, b.lanes)
            place = texel + b.splat((self.size * k).zext("i64"), b.lanes)
            raw = self._raw(place, wanted, access)
            value = self._widened(raw)
            missing = 1 if k == 3 else 0
            one = self.kind.eq(FLOAT).where(b.constant(_I32, 0x3F800000 * missing), b.constant(_I32, missing))
            rows.append(b.splat(there, b.lanes).where(value, b.splat(one, b.lanes)))
        nothing = b.constant(b.vector("i32"), 0)
        return [mask.where(row, nothing) for row in rows]

    def _raw(self, place: Value, mask: Value, access: int) -> Value:
        b = self.b
        done = b.new_label("loaded")
        incoming = []
        for size in (1, 2, 4):
            here, other = b.new_label("size"), b.new_label("other")
            b.branch(self.size.eq(size), here, other)
            b.block(here)
            host = host_addresses(b, place, size, access, mask)
            pointers = b.emit(f"inttoptr {host} to {b.vector('ptr')}", b.vector("ptr"))
            incoming.append((b.gather(pointers, f"i{8 * size}", mask).zext("i32"), b.label))
            b.jump(done)
            b.block(other)
        b.do("unreachable")
        b.block(done)
        return b.phi(*incoming)

    def _widened(self, raw: Value) -> Value:
        b = self.b
        spare = b.splat(b.constant(_I32, 32) - (self.size << 3), b.lanes)
        signed = (raw << spare).sar(spare)
        half = raw.trunc("i16").bits("half").fpext("float").bits("i32")
        as_float = b.splat(self.size.eq(2), b.lanes).where(half, raw)
        is_float = b.splat(self.kind.eq(FLOAT), b.lanes)
        is_signed = b.splat(self.kind.eq(SIGNED), b.lanes)
        return is_float.where(as_float, is_signed.where(signed, raw))

    def store(self, texel: Value, rows: list[Value], mask: Value) -> None:
        """Store components, 32 bits each, in the texels at card addresses."""
        b = self.b
        for k, row in enumerate(rows):
            there = self.count.compare("ugt", k)
            wanted = mask & b.splat(there, b.lanes)
            place = texel + b.splat((self.size * k).zext("i64"), b.lanes)
            half = row.bits("float").fptrunc("half").bits("i16").zext("i32")
            narrows = self.kind.eq(FLOAT) & self.size.eq(2)
            value = b.splat(narrows, b.lanes).where(half, row)
            done = b.new_label("stored")
            for size in (1, 2, 4):
                here, other = b.new_label("size"), b.new_label("other")
                b.branch(self.size.eq(size), here, other)
                b.block(here)
                host = host_addresses(b, place, size, WRITE, wanted)
                pointers = b.emit(f"inttoptr {host} to {b.vector('ptr')}", b.vector("ptr"))
                b.scatter(pointers, value.fit(f"i{8 * size}"), wanted)
                b.jump(done)
                b.block(other)
            b.do("unreachable")
            b.block(done)
