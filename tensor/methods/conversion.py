"""Casts under the names that PyTorch gives them."""

from __future__ import annotations

from typing import Self

from ..graph import dtype as dtypes
from .core import TensorCore


class Conversion(TensorCore):
    """`x.float()` and the like. They stand apart since they hide Python's type names from the class that has
    them.
    """

    __slots__ = ()

    astype = TensorCore.cast

    def type_as(self, other: TensorCore) -> Self:
        return self.cast(other.dtype)

    def bool(self) -> Self:
        """Which elements are not zero (nan is not)."""
        return self.cast(dtypes.bool_)

    def float(self) -> Self:
        return self.cast(dtypes.float32)

    def half(self) -> Self:
        return self.cast(dtypes.float16)

    def bfloat16(self) -> Self:
        return self.cast(dtypes.bfloat16)

    def double(self) -> Self:
        return self.cast(dtypes.float64)

    def short(self) -> Self:
        return self.cast(dtypes.int16)

    def int(self) -> Self:
        return self.cast(dtypes.int32)

    def long(self) -> Self:
        return self.cast(dtypes.int64)
