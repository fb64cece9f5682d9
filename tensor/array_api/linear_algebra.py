"""Products of matrices and tensors, as the Array API standard has them."""

from __future__ import annotations

from collections.abc import Sequence

from ..tensor import Tensor
from .operands import put_behind_doors


def matmul(x1: Tensor, x2: Tensor, /) -> Tensor:
    """Matrix product; vectors count as a row on the left and a column on the right, leading axes broadcast.

    Raises ShapeError where the shapes do not fit.

    Examples:
        >>> a = Tensor([[1, 2], [3, 4]])
        >>> bw.matmul(a, a).tolist()
        [[7, 10], [15, 22]]
    """
    return x1.matmul(x2)


def matrix_transpose(x: Tensor, /) -> Tensor:
    """The last two axes swapped.

    Raises ShapeError below rank 2.

    Examples:
        >>> bw.matrix_transpose(Tensor([[1, 2], [3, 4]])).tolist()
        [[1, 3], [2, 4]]
    """
    return x.mT


def tensordot(x1: Tensor, x2: Tensor, /, *, axes: int | Sequence[Sequence[int]] = 2) -> Tensor:
    """Sum products over pairs of axes: the last `axes` of `x1` with the first of `x2`, or two lists of axes.

    An axis of size 1 is repeated for another one. Raises ShapeError where their sizes differ otherwise,
    IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.tensordot(bw.ones((2, 3, 4)), bw.ones((4, 3, 5)), axes=([1, 2], [1, 0])).shape
        (2, 5)
    """
    return x1.tensordot(x2, axes=axes)


def vecdot(x1: Tensor, x2: Tensor, /, *, axis: int = -1, dim: int | None = None) -> Tensor:
    """Inner products along one axis of both, the conjugate of `x1` with `x2`; the others broadcast.

    `dim` is PyTorch's name for the axis.

    Raises ShapeError where the shapes do not fit, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.vecdot(Tensor([[1, 2], [3, 4]]), Tensor([1, 1])).tolist()
        [3, 7]
    """
    return x1.vecdot(x2, axis=axis if dim is None else dim)


put_behind_doors(globals())
