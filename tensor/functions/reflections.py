"""Matrices that are products of reflections."""

from __future__ import annotations

from ...runtime.errors import ShapeError
from ..methods.gradient import TensorT
from .lapack import adjoint, matrices


def householder_product(x: TensorT, tau: TensorT, /) -> TensorT:
    """The first columns of the product of reflections `I - tau[i] v v^H`, as many as `x` has.

    `x` is `[.., m, n]` with m not less than n; v is its column i from the diagonal down, whose first number
    counts as 1. `tau` is `[.., k]` with k up to n. This is how LAPACK writes Q of a QR factorisation. Raises
    ShapeError where the shapes do not fit, DTypeError for other dtypes than float32 and float64.

    Examples:
        >>> bw.linalg.householder_product(Tensor([[1.0], [1.0]]), Tensor([1.0])).tolist()
        [[0.0], [-1.0]]
    """
    matrices(x, "householder_product")
    *lead, rows, columns = x.shape
    if columns > rows or tau.shape[:-1] != tuple(lead) or not tau.ndim or tau.shape[-1] > columns:
        raise ShapeError(f"householder_product: shapes {x.shape} and {tau.shape} do not fit")
    ones = x.eye(rows, columns, dtype=x.dtype, device=x.device)
    result = ones.expand(*lead, rows, columns)
    lower = x.tril(-1) + ones
    for i in reversed(range(tau.shape[-1])):
        v = lower.narrow(-1, i, 1)
        result = result - tau.narrow(-1, i, 1).unsqueeze(-1) * v.matmul(adjoint(v).matmul(result))
    return result
