"""Taking elements at indices, as the Array API standard has it."""

from __future__ import annotations

from ...runtime.errors import InvalidArgument
from ..tensor import Tensor
from .operands import put_behind_doors


def take(x: Tensor, indices: Tensor, /, *, axis: int | None = None) -> Tensor:
    """Slices along an axis at the places of an integer vector; the axis may be left out for a vector.

    PyTorch's method takes from the flattened tensor instead. Raises InvalidArgument where an axis is needed,
    DTypeError for indices that are no integers, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.take(Tensor([[1, 2], [3, 4]]), Tensor([1, 0]), axis=1).tolist()
        [[2, 1], [4, 3]]
    """
    if axis is None and x.ndim != 1:
        raise InvalidArgument(f"take: name the axis of a tensor of shape {x.shape}")
    at = x._axis(0 if axis is None else axis)
    return x.index_select(at, indices)


def take_along_axis(x: Tensor, indices: Tensor, /, *, axis: int = -1) -> Tensor:
    """Elements along an axis at indices of the same rank: `out[i][j] = x[i][indices[i][j]]` for the last one.

    Raises ShapeError where the ranks differ or the shapes do not broadcast beside the axis, DTypeError for
    indices that are no integers, IndexOutOfRange where there is no such axis.

    Examples:
        >>> x = Tensor([[3, 1, 2], [9, 8, 7]])
        >>> bw.take_along_axis(x, bw.argsort(x)).tolist()
        [[1, 2, 3], [7, 8, 9]]
    """
    return x.take_along_axis(indices, axis)


put_behind_doors(globals())
