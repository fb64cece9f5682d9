"""Floats narrower than float32 as codes: what a code means, and how a number of Python becomes one.

Numbers are rounded to nearest even. What is past the greatest finite value goes on to infinity or, of a type
that has none, becomes the code that its row says.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, inf, nan

from .dtype import DType, float32


@dataclass(frozen=True)
class Narrowing:
    """How the bits of a float32 become a narrower float's, in numbers."""

    dtype: DType

    @property
    def dropped_bits(self) -> int:
        """How many bits of the fraction go."""
        return float32.fraction_bits - self.dtype.fraction_bits

    @property
    def least_normal(self) -> int:
        """The bits of the least normal number as float32."""
        return (float32.bias + 1 - self.dtype.bias) << float32.fraction_bits

    @property
    def rounding_bias(self) -> int:
        """What is added to float32's bits, and one where the last kept bit is odd, before the dropped bits
        go: just under half of the last kept bit, and the difference of the exponents' biases.
        """
        exponents = (self.dtype.bias - float32.bias) << float32.fraction_bits
        return exponents + (1 << (self.dropped_bits - 1)) - 1

    @property
    def subnormal_magic(self) -> int:
        """The bits of the float32 whose last bit is worth the least subnormal number: added to a smaller
        number it leaves that, rounded, in its lowest bits.
        """
        exponent = float32.fraction_bits + 1 - self.dtype.bias - self.dtype.fraction_bits
        return (float32.bias + exponent) << float32.fraction_bits


def encode(values: Sequence[float], dtype: DType) -> list[int]:
    """The codes of numbers, which are rounded to float32 on the way."""
    narrowing, count = Narrowing(dtype), len(values)
    dropped, least, bias = narrowing.dropped_bits, narrowing.least_normal, narrowing.rounding_bias
    steps = 2.0 ** (dtype.bias - 1 + dtype.fraction_bits)

    def code(bits: int) -> int:
        sign, magnitude = bits >> 31 << (dtype.bits - 1), bits & 0x7FFFFFFF
        if magnitude > float32.top:
            return sign | dtype.nan
        if magnitude < least:
            size: float = struct.unpack("<f", struct.pack("<I", magnitude))[0]
            # Python rounds halves to the even integer.
            return sign | round(size * steps)
        return sign | min((magnitude + bias + (magnitude >> dropped & 1)) >> dropped, dtype.top)

    try:
        packed = struct.pack(f"<{count}f", *values)
    except OverflowError:
        packed = struct.pack(f"<{count}f", *(x if abs(x) <= float32.finite else inf * x for x in values))
    return [code(bits) for bits in struct.unpack(f"<{count}I", packed)]


def decode(code: int, dtype: DType) -> float:
    """The number that a code stands for."""
    sign = 1 << (dtype.bits - 1)
    magnitude = code & ~sign
    if magnitude > dtype.top:
        return nan
    size = inf if dtype.has_infinity and magnitude == dtype.top else dtype.size_of(magnitude)
    return -size if code & sign else size


def nearest(value: float, dtype: DType) -> float:
    """The number of a float dtype that a Python float becomes."""
    if dtype.bits == 64:
        return value
    try:
        single: float = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = copysign(inf, value)
    return single if dtype.bits == 32 else decode(encode([single], dtype)[0], dtype)
