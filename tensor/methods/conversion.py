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
        """This tensor in the dtype of another.

        Examples:
            >>> Tensor([1, 2]).type_as(Tensor([0.5])).dtype
            float32
        """
        return self.cast(other.dtype)

    def bool(self) -> Self:
        """Which elements are not zero (nan is not).

        Examples:
            >>> Tensor([0.0, -0.0, 0.5, float("nan")]).bool().tolist()
            [False, False, True, True]
        """
        return self.cast(dtypes.bool_)

    def float(self) -> Self:
        """This tensor as float32.

        Examples:
            >>> Tensor([1, 2]).float().tolist()
            [1.0, 2.0]
        """
        return self.cast(dtypes.float32)

    def half(self) -> Self:
        """This tensor as float16, rounded to 11 significant bits; beyond 65504 it is infinite.

        Examples:
            >>> Tensor([2049.0, 70000.0]).half().tolist()
            [2048.0, inf]
        """
        return self.cast(dtypes.float16)

    def bfloat16(self) -> Self:
        """This tensor as bfloat16: float32's range, with 8 significant bits.

        Examples:
            >>> Tensor([257.0]).bfloat16().tolist()
            [256.0]
        """
        return self.cast(dtypes.bfloat16)

    def double(self) -> Self:
        """This tensor as float64.

        Examples:
            >>> Tensor([1, 2]).double().dtype
            float64
        """
        return self.cast(dtypes.float64)

    def short(self) -> Self:
        """This tensor as int16; integers beyond it wrap around.

        Examples:
            >>> Tensor([1.5, -1.5]).short().tolist()
            [1, -1]
        """
        return self.cast(dtypes.int16)

    def int(self) -> Self:
        """This tensor as int32; floats lose their fraction.

        Examples:
            >>> Tensor([1.5, -1.5]).int().tolist()
            [1, -1]
        """
        return self.cast(dtypes.int32)

    def long(self) -> Self:
        """This tensor as int64; floats lose their fraction.

        Examples:
            >>> Tensor([1.5, -1.5]).long().dtype
            int64
        """
        return self.cast(dtypes.int64)
