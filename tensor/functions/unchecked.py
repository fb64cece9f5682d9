"""Factorisations that say by a number, and not by an exception, which matrices have none."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, Generic, NamedTuple

from ...runtime.errors import InvalidArgument
from ..methods.gradient import TensorT
from .factorisation import cholesky
from .lapack import call, declared, host, matrices
from .lu import eliminated
from .solving import inv, solve


class InverseInfo(NamedTuple, Generic[TensorT]):
    """What `inv_ex` returns."""

    inverse: TensorT
    info: TensorT


class CholeskyInfo(NamedTuple, Generic[TensorT]):
    """What `cholesky_ex` returns."""

    L: TensorT
    info: TensorT


class SolutionInfo(NamedTuple, Generic[TensorT]):
    """What `solve_ex` returns."""

    result: TensorT
    info: TensorT


def _told(
    x: TensorT, judge: Callable[[Any], int], function: str, check_errors: bool
) -> tuple[TensorT, TensorT]:
    """The matrices with those replaced that have no answer, and what is told of each: 0 where it has one."""
    import numpy

    matrices(x, function, square=True)
    array = host(x, function)
    flat = array.reshape(prod(array.shape[:-2]), *array.shape[-2:])
    found = numpy.array([judge(each) for each in flat], dtype=numpy.int32).reshape(array.shape[:-2])
    if check_errors and found.any():
        first = numpy.argwhere(found)[0]
        raise InvalidArgument(
            f"{function} of shape {x.shape} has no answer for the matrix at {tuple(first.tolist())}"
        )
    info = declared(found, None, x)
    bad = info.ne(0).unsqueeze(-1).unsqueeze(-1)
    return bad.where(x.eye(x.shape[-1], dtype=x.dtype, device=x.device), x), info


def _marked(result: TensorT, info: TensorT) -> TensorT:
    """nan where there is no answer."""
    bad = info.ne(0).reshape(*info.shape, *(1,) * (result.ndim - info.ndim))
    return bad.where(float("nan"), result)


def _first_zero(matrix: Any) -> int:
    """Which column, counted from 1, elimination finds no pivot for; 0 where it finds all."""
    import numpy

    zeros = numpy.flatnonzero(numpy.diagonal(call(eliminated, "elimination", matrix)[0]) == 0)
    return int(zeros[0]) + 1 if zeros.size else 0


def _is_positive(matrix: Any) -> bool:
    import numpy

    try:
        numpy.linalg.cholesky(matrix)
    except numpy.linalg.LinAlgError:
        return False
    return True


def _first_not_positive(matrix: Any) -> int:
    """The order of the least leading part that is not positive definite; 0 where all are."""
    size = len(matrix)
    if _is_positive(matrix):
        return 0
    return next((n for n in range(1, size) if not _is_positive(matrix[:n, :n])), size)


def inv_ex(x: TensorT, /, *, check_errors: bool = False) -> InverseInfo[TensorT]:
    """The inverses of square matrices, nan for singular ones, and `info`, int32: 0 where there is one, else
    the column without a pivot.

    Computed on the host. Raises as `inv`, but InvalidArgument only with `check_errors`.

    Examples:
        >>> inverse, info = bw.linalg.inv_ex(Tensor([[[2.0]], [[0.0]]]))
        >>> inverse.tolist(), info.tolist()
        ([[[0.5]], [[nan]]], [0, 1])
    """
    regular, info = _told(x, _first_zero, "inv_ex", check_errors)
    return InverseInfo(_marked(inv(regular), info), info)


def solve_ex(
    x1: TensorT, x2: TensorT, /, *, left: bool = True, check_errors: bool = False
) -> SolutionInfo[TensorT]:
    """What `solve` returns, nan for singular matrices, and `info`, as `inv_ex` has it.

    Computed on the host. Raises as `solve`, but InvalidArgument only with `check_errors`.

    Examples:
        >>> bw.linalg.solve_ex(Tensor([[2.0]]), Tensor([[1.0]])).result.tolist()
        [[0.5]]
    """
    regular, info = _told(x1, _first_zero, "solve_ex", check_errors)
    return SolutionInfo(_marked(solve(regular, x2, left=left), info), info)


def cholesky_ex(x: TensorT, /, *, upper: bool = False, check_errors: bool = False) -> CholeskyInfo[TensorT]:
    """What `cholesky` returns, nan for matrices that are not positive definite, and `info`, int32: 0 where
    one is, else the order of the least leading part that is not.

    Computed on the host. Raises as `cholesky`, but InvalidArgument only with `check_errors`.

    Examples:
        >>> L, info = bw.linalg.cholesky_ex(Tensor([[[4.0]], [[-1.0]]]))
        >>> L.tolist(), info.tolist()
        ([[[2.0]], [[nan]]], [0, 1])
    """
    regular, info = _told(x, _first_not_positive, "cholesky_ex", check_errors)
    return CholeskyInfo(_marked(cholesky(regular, upper), info), info)
