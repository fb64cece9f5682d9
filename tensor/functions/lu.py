"""Factorisation into triangles with rows exchanged, and equations solved by it.

NumPy does not show LAPACK's, so the elimination is done here, on the host, a column of all matrices at a
time.
"""

from __future__ import annotations

from math import prod
from typing import Any, Generic, NamedTuple

from ...runtime.errors import ShapeError
from ..methods.gradient import TensorT
from .lapack import adjoint, call, declared, host, matrices
from .solving import solve


class LU(NamedTuple, Generic[TensorT]):
    """What `lu` returns."""

    P: TensorT
    L: TensorT
    U: TensorT


class LUFactors(NamedTuple, Generic[TensorT]):
    """What `lu_factor` returns."""

    LU: TensorT
    pivots: TensorT


def eliminated(array: Any, pivot: bool = True) -> tuple[Any, Any]:
    """Both triangles of matrices in one array, and which row each was exchanged with, counted from 0."""
    import numpy

    *lead, rows, columns = array.shape
    count = min(rows, columns)
    found = array.reshape(prod(lead), rows, columns).copy()
    which = numpy.arange(len(found))
    pivots = numpy.tile(numpy.arange(count, dtype=numpy.int32), (len(found), 1))
    for k in range(count):
        if pivot and found.size:
            column = found[:, k:, k]
            # Of complex numbers LAPACK takes the sum of both magnitudes for the size.
            other = k + (numpy.abs(column.real) + numpy.abs(column.imag)).argmax(axis=1)
            pivots[:, k] = other
            found[which, k], found[which, other] = found[which, other], found[which, k]
        head = found[:, k, k, None]
        # Where the largest of a column is 0, all are.
        found[:, k + 1 :, k] /= numpy.where(head == 0, 1, head) if pivot else head
        found[:, k + 1 :, k + 1 :] -= found[:, k + 1 :, k, None] * found[:, k, None, k + 1 :]
    return found.reshape(array.shape), pivots.reshape(*lead, count)


def _permutation(x: TensorT, pivots: Any, rows: int) -> TensorT:
    """The matrices P for which `P @ L @ U` is what was factorised, in the dtype of x."""
    import numpy

    *lead, count = pivots.shape
    flat = pivots.reshape(prod(lead), count)
    which = numpy.arange(len(flat))
    order = numpy.tile(numpy.arange(rows), (len(flat), 1))
    for k in range(count):
        order[which, k], order[which, flat[:, k]] = order[which, flat[:, k]], order[which, k]
    values = numpy.zeros((len(flat), rows, rows), dtype=x.dtype.name)
    values[which[:, None], order, numpy.arange(rows)] = 1
    return declared(values.reshape(*lead, rows, rows), None, x)


def _triangles(both: TensorT) -> tuple[TensorT, TensorT]:
    rows, columns = both.shape[-2:]
    count = min(rows, columns)
    ones = both.eye(rows, count, dtype=both.dtype, device=both.device)
    return both.narrow(-1, 0, count).tril(-1) + ones, both.narrow(-2, 0, count).triu()


def lu_factor(x: TensorT, /, *, pivot: bool = True) -> LUFactors[TensorT]:
    """Matrices as triangles L and U in one matrix, L without its diagonal of ones, with rows exchanged.

    `pivots[i]`, counted from 1, is the row that row i was exchanged with; without `pivot` none is, and
    results are not finite where a division by 0 comes up. Computed on the host. Raises ShapeError, DTypeError
    as `cholesky`.

    Examples:
        >>> LU, pivots = bw.linalg.lu_factor(Tensor([[1.0, 3.0], [2.0, 4.0]]))
        >>> LU.tolist(), pivots.tolist()
        ([[2.0, 4.0], [0.5, 1.0]], [2, 2])
    """
    matrices(x, "lu_factor")
    values, pivots = call(eliminated, "lu_factor", host(x, "lu_factor"), pivot=pivot)
    rows, columns = x.shape[-2:]
    count = min(rows, columns)

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        lower, upper = _triangles(y)
        for_lower, for_upper = g.narrow(-1, 0, count).tril(-1), g.narrow(-2, 0, count).triu()
        head, corner = lower.narrow(-2, 0, count), upper.narrow(-1, 0, count)
        beside = below = None
        if columns > count:
            # The columns of U beyond the square are L**-1 times those of x.
            beside = solve(adjoint(head), for_upper.narrow(-1, count, columns - count))
            rest = upper.narrow(-1, count, columns - count)
            for_lower = for_lower - beside.matmul(adjoint(rest)).tril(-1)
        if rows > count:
            # The rows of L below the square are those of x times U**-1.
            below = adjoint(solve(corner, adjoint(for_lower.narrow(-2, count, rows - count))))
            rest = lower.narrow(-2, count, rows - count)
            for_upper = for_upper - adjoint(rest).matmul(below).triu()
        inner = adjoint(head).matmul(for_lower.narrow(-2, 0, count)).tril(-1)
        inner = inner + for_upper.narrow(-1, 0, count).matmul(adjoint(corner)).triu()
        whole = adjoint(solve(corner, adjoint(solve(adjoint(head), inner))))
        whole = whole if beside is None else whole.cat(beside, axis=-1)
        whole = whole if below is None else whole.cat(below, axis=-2)
        return (_permutation(x, pivots, rows).matmul(whole),)

    return LUFactors(declared(values, rule, x), declared(pivots + 1, None, x))


def lu(x: TensorT, /, *, pivot: bool = True) -> LU[TensorT]:
    """Matrices as `P @ L @ U`: P exchanges rows, L is lower triangular with ones on its diagonal, U upper
    triangular.

    Computed on the host. Raises as `lu_factor`.

    Examples:
        >>> P, L, U = bw.linalg.lu(Tensor([[1.0, 3.0], [2.0, 4.0]]))
        >>> (P @ L @ U).tolist()
        [[1.0, 3.0], [2.0, 4.0]]
    """
    both, pivots = lu_factor(x, pivot=pivot)
    return LU(_permutation(x, host(pivots, "lu") - 1, x.shape[-2]), *_triangles(both))


def lu_solve(
    LU: TensorT, pivots: TensorT, B: TensorT, /, *, left: bool = True, adjoint: bool = False
) -> TensorT:
    """The solution X of `A @ X == B`, or without `left` of `X @ A == B`, from what `lu_factor` makes of A.

    With `adjoint` A is its conjugate transpose. Computed on the host. Raises as `solve`.

    Examples:
        >>> LU, pivots = bw.linalg.lu_factor(Tensor([[2.0, 0.0], [0.0, 4.0]]))
        >>> bw.linalg.lu_solve(LU, pivots, Tensor([[2.0], [2.0]])).tolist()
        [[1.0], [0.5]]
    """
    matrices(LU, "lu_solve", square=True)
    matrices(B, "lu_solve")
    if pivots.shape != LU.shape[:-1] or pivots.dtype.kind not in "iu":
        raise ShapeError(
            f"lu_solve: pivots are those of lu_factor, of shape {LU.shape[:-1]}, not {pivots.shape}"
        )
    if not left:
        return lu_solve(LU, pivots, B.mT.conj(), adjoint=not adjoint).mT.conj()
    lower, upper = _triangles(LU)
    order = _permutation(LU, host(pivots, "lu_solve") - 1, LU.shape[-1])
    if adjoint:
        return order.matmul(solve(lower.mT.conj(), solve(upper.mT.conj(), B)))
    return solve(upper, solve(lower, order.mT.matmul(B)))
