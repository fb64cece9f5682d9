"""Numbers as kernels are given them: in the low bits of 64."""

from __future__ import annotations

import struct

from . import dtype as dtypes
from . import float_codes
from .dtype import DType

_FORMATS = {dtypes.float16: "<e", dtypes.float32: "<f", dtypes.float64: "<d"}


def word(value: bool | int | float, dtype: DType) -> int:
    """A number of a dtype of at least 16 bits or of whole numbers, as it is in memory."""
    if dtype.is_integer:
        return int(value) % (1 << dtype.bits)
    if dtype is dtypes.bfloat16:
        return next(iter(float_codes.encode((float(value),), dtype)))
    try:
        return int.from_bytes(struct.pack(_FORMATS[dtype], value), "little")
    except OverflowError:
        return word(float("inf") if value > 0 else float("-inf"), dtype)
