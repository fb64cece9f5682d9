"""Linear equations between tensors: some axes count as the rows of a matrix, the others as its columns."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...runtime.errors import InvalidArgument, ShapeError
from ..methods.gradient import TensorT
from .solving import inv, solve


def tensorinv(x: TensorT, /, ind: int = 2) -> TensorT:
    """The inverse for `tensordot` over `ind` axes: the first `ind` axes of `x` are rows, the others columns.

    Computed on the host. Raises ShapeError where there are not as many rows as columns, InvalidArgument for
    an `ind` below 1 and for what has no inverse, DTypeError as `inv`.

    Examples:
        >>> bw.linalg.tensorinv(Tensor([[2.0, 0.0], [0.0, 4.0]]), ind=1).tolist()
        [[0.5, 0.0], [0.0, 0.25]]
    """
    if ind < 1:
        raise InvalidArgument(f"tensorinv: the number of axes that are rows is at least 1, not {ind}")
    rows, columns = x.shape[:ind], x.shape[ind:]
    if prod(rows) != prod(columns):
        raise ShapeError(f"tensorinv of shape {x.shape}: {prod(rows)} rows and {prod(columns)} columns")
    return inv(x.reshape(prod(rows), prod(columns))).reshape(*columns, *rows)


def tensorsolve(x1: TensorT, x2: TensorT, /, dims: Sequence[int] | None = None) -> TensorT:
    """The X for which `tensordot` of `x1` and X, over all axes of X, is `x2`.

    The axes `dims` of `x1` are moved to its end first. Computed on the host. Raises ShapeError where the
    shapes do not fit, InvalidArgument for a singular x1, DTypeError as `solve`.

    Examples:
        >>> bw.linalg.tensorsolve(Tensor([[2.0, 0.0], [0.0, 4.0]]), Tensor([2.0, 2.0])).tolist()
        [1.0, 0.5]
    """
    if dims is not None:
        x1 = x1.movedim(tuple(dims), tuple(range(x1.ndim - len(dims), x1.ndim)))
    free = x1.shape[x2.ndim :]
    if x1.numel() != x2.numel() ** 2 or prod(free) != x2.numel():
        raise ShapeError(f"tensorsolve of shapes {x1.shape} and {x2.shape}: rows and columns do not fit")
    return solve(x1.reshape(x2.numel(), x2.numel()), x2.reshape(-1)).reshape(free)
