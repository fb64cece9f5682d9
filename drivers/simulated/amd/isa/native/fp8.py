"""Floats of 8 bits, and rounding to bfloat16.

gfx942 has the formats without infinities and negative zero (E4M3FNUZ, E5M2FNUZ: "CDNA3 ISA", 7.5), gfx12
those of the Open Compute Project (E4M3FN, E5M2: "OCP 8-bit Floating Point Specification", "RDNA4 ISA",
7.12).
"""

from __future__ import annotations

from dataclasses import dataclass

from ....native.values import Code, Value


@dataclass(frozen=True)
class Format:
    """An 8-bit float: how many bits of mantissa, the exponent's bias, which codes (sign bit off) are
    infinity or, from there on, no number. Where there is no `nan_from`, the code of negative zero is no
    number instead.
    """

    mantissa_bits: int
    bias: int
    infinity: int | None = None
    nan_from: int | None = None


E4M3FNUZ = Format(3, 8)
E5M2FNUZ = Format(2, 16)
E4M3FN = Format(3, 7, nan_from=0x7F)
E5M2 = Format(2, 15, infinity=0x7C, nan_from=0x7D)


def format_of(kind: str, features: frozenset[str]) -> Format:
    """What "fp8" and "bf8" are on a card with these features."""
    if "fp8-ocp" in features:
        return E4M3FN if kind == "fp8" else E5M2
    return E4M3FNUZ if kind == "fp8" else E5M2FNUZ


_QUIET_NAN = 0x7FC00000
_INFINITY = 0x7F800000


def decode(code: Code, value: Value, layout: Format) -> Value:
    """8-bit floats, given as i32 below 256, as single precision; exact."""
    magnitude = value & 0x7F
    scaled = (magnitude << (23 - layout.mantissa_bits)).bits("float") * 2.0 ** (127 - layout.bias)
    bits = scaled.bits("i32")
    if layout.infinity is not None:
        bits = magnitude.eq(layout.infinity).where(code.constant(bits.type, _INFINITY), bits)
    if layout.nan_from is not None:
        bits = magnitude.compare("uge", layout.nan_from).where(code.constant(bits.type, _QUIET_NAN), bits)
    bits = bits | ((value & 0x80) << 24)
    if layout.nan_from is None:
        bits = value.eq(0x80).where(code.constant(bits.type, _QUIET_NAN), bits)
    return bits.bits("float")


def to_bfloat(code: Code, value: Value) -> Value:
    """Single precision to the bits (i16) of bfloat16, to nearest even, subnormal numbers kept."""
    bits = value.bits("i32")
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    quiet = (bits >> 16) | 0x40
    return value.compare("uno", value).where(quiet, rounded).trunc("i16")
