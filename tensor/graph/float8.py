"""Floats of 8 bits: what their codes mean, and how a number of Python becomes one.

Both are those of the "OCP 8-bit Floating Point Specification (OFP8)", sections 5.1 and 5.2. Numbers are
rounded to nearest even; past the greatest finite value float8_e5m2 goes on to infinity, and float8_e4m3fn,
which has none, stays at that value, as PyTorch's casts do.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from . import dtype as dtypes
from .dtype import DType

SIGN = 0x80
_SINGLE_MANTISSA_BITS, _SINGLE_BIAS, _SINGLE_INFINITY = 23, 127, 0x7F800000


@dataclass(frozen=True)
class Layout:
    """The fields of a format; `top` is the code of what is too large for it, `nan` one of no number."""

    mantissa_bits: int
    bias: int
    top: int
    nan: int

    @property
    def dropped_bits(self) -> int:
        """How many bits of single precision's mantissa go."""
        return _SINGLE_MANTISSA_BITS - self.mantissa_bits

    @property
    def least_normal(self) -> int:
        """The bits of the least normal number as single precision."""
        return (_SINGLE_BIAS + 1 - self.bias) << _SINGLE_MANTISSA_BITS

    @property
    def rounding_bias(self) -> int:
        """What is added to single precision's bits, and one where the last kept bit is odd, before the
        dropped bits go: just under half of the last kept bit, and the difference of the exponents' biases.
        """
        exponents = (self.bias - _SINGLE_BIAS) << _SINGLE_MANTISSA_BITS
        return exponents + (1 << (self.dropped_bits - 1)) - 1

    @property
    def subnormal_magic(self) -> int:
        """The bits of the single whose last bit is worth the least subnormal number: added to a smaller
        number it leaves that, rounded, in its lowest bits.
        """
        exponent = _SINGLE_MANTISSA_BITS + 1 - self.bias - self.mantissa_bits
        return (_SINGLE_BIAS + exponent) << _SINGLE_MANTISSA_BITS


LAYOUTS = {
    dtypes.float8_e4m3fn: Layout(3, 7, top=0x7E, nan=0x7F),
    dtypes.float8_e5m2: Layout(2, 15, top=0x7C, nan=0x7F),
}


def encode(value: float, dtype: DType) -> int:
    """The code of a number, which is rounded to single precision on the way."""
    layout = LAYOUTS[dtype]
    try:
        bits = int(struct.unpack("<I", struct.pack("<f", value))[0])
    except OverflowError:
        bits = _SINGLE_INFINITY | (0x80000000 if value < 0 else 0)
    sign, magnitude = bits >> 24 & SIGN, bits & 0x7FFFFFFF
    if magnitude > _SINGLE_INFINITY:
        return sign | layout.nan
    if magnitude < layout.least_normal:
        size = float(struct.unpack("<f", struct.pack("<I", magnitude))[0])
        # Python rounds halves to the even integer.
        return sign | round(size * 2.0 ** (layout.bias - 1 + layout.mantissa_bits))
    odd = magnitude >> layout.dropped_bits & 1
    rounded = (magnitude + layout.rounding_bias + odd) >> layout.dropped_bits
    return sign | min(rounded, layout.top)


def decode(code: int, dtype: DType) -> float:
    """The number that a code stands for."""
    layout = LAYOUTS[dtype]
    magnitude = code & ~SIGN
    if magnitude > layout.top:
        return float("nan")
    exponent, mantissa = magnitude >> layout.mantissa_bits, magnitude & ((1 << layout.mantissa_bits) - 1)
    unit = 2.0 ** (max(exponent, 1) - layout.bias - layout.mantissa_bits)
    size = (mantissa + ((1 << layout.mantissa_bits) if exponent else 0)) * unit
    if magnitude == layout.top and dtype is dtypes.float8_e5m2:
        size = float("inf")
    return -size if code & SIGN else size
