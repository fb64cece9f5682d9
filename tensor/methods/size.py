"""The number of elements, which is also the method of PyTorch's that gives the shape."""

from __future__ import annotations

from typing import Self, overload

from ...runtime.errors import IndexOutOfRange, InvalidArgument
from ..graph.node import Shape


class Size(int):
    """What `x.size` is: the number of elements, as in NumPy and the Array API.

    Called, it gives what `x.size()` and `x.size(dim)` are in PyTorch: the shape, or the size of an axis.
    """

    shape: Shape

    def __new__(cls, count: int, shape: Shape) -> Self:
        size = super().__new__(cls, count)
        size.shape = shape
        return size

    @overload
    def __call__(self, dim: None = None) -> Shape: ...

    @overload
    def __call__(self, dim: int) -> int: ...

    def __call__(self, dim: int | None = None) -> Shape | int:
        """The shape, or the size of one axis.

        Raises IndexOutOfRange where there is no such axis, InvalidArgument for what is no int.
        """
        if dim is None:
            return self.shape
        if not hasattr(dim, "__index__"):
            raise InvalidArgument(f"an axis is an int, not {dim!r}")
        try:
            return self.shape[dim.__index__()]
        except IndexError:
            rank = len(self.shape)
            raise IndexOutOfRange(
                f"axis {dim} of a tensor of shape {self.shape}; it has axes {-rank} to {rank - 1}"
            ) from None
