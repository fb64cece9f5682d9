"""Norms of vectors and matrices, conditions and ranks."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..methods.core import TensorCore
from ..methods.gradient import TensorT
from .factorisation import svdvals
from .lapack import call, declared, host, matrices
from .solving import inv, least_kept, mirrored

Axes = int | Sequence[int] | None


def _floating(x: TensorT, function: str, magnitudes: bool = True) -> TensorT:
    if not isinstance(x, TensorCore):
        raise DTypeError(f"{function} takes a tensor, not {type(x).__name__}; make one with barewire.asarray")
    if x.dtype.kind not in "fc":
        raise DTypeError(f"{function} takes floats, not {x.dtype}; cast it first, as in x.cast('float32')")
    return x.abs() if magnitudes and x.dtype.kind == "c" else x


def vector_norm(
    x: TensorT,
    /,
    ord: float = 2,
    dim: Axes = None,
    keepdim: bool = False,
    *,
    axis: Axes = None,
    keepdims: bool = False,
    dtype: object = None,
) -> TensorT:
    """Norm of order `ord` over axes, or over all elements: 0 counts those that are not zero, +-inf takes the
    extreme magnitude. Computed in `dtype` where one is given.

    Raises DTypeError for what are no floats, InvalidArgument for a word, IndexOutOfRange where there is no
    such axis.

    Examples:
        >>> x = Tensor([[3.0, 4.0], [0.0, 2.0]])
        >>> bw.linalg.vector_norm(x, axis=1).tolist(), bw.linalg.vector_norm(x, ord=1).item()
        ([5.0, 2.0], 9.0)
    """
    found = _floating(x if dtype is None else x.cast(dtype), "vector_norm")
    if isinstance(ord, str):
        raise InvalidArgument(f"vector_norm: the order is a number, not {ord!r}")
    return found.norm(ord, axis if dim is None else dim, keepdims or keepdim)


def matrix_norm(
    x: TensorT,
    /,
    ord: Any = "fro",
    dim: Axes = (-2, -1),
    keepdim: bool = False,
    *,
    keepdims: bool = False,
    dtype: object = None,
) -> TensorT:
    """Norm of the matrices in two axes, the last two unless `dim` names others; computed in `dtype` where one
    is given.

    'fro' is the root of the sum of squares, 'nuc' the sum of the singular values, 2 and -2 the greatest and
    the least of them, 1 and -1 the greatest and least sum of magnitudes of a column, inf and -inf of a row.
    'nuc', 2 and -2 are computed on the host. Raises InvalidArgument for another order, ShapeError below rank
    2, DTypeError for what are no floats.

    Examples:
        >>> x = Tensor([[3.0, 0.0], [4.0, 0.0]])
        >>> bw.linalg.matrix_norm(x).item(), bw.linalg.matrix_norm(x, ord=1).item()
        (5.0, 7.0)
    """
    found = _floating(
        x if dtype is None else x.cast(dtype), "matrix_norm", magnitudes=ord not in ("nuc", 2, -2)
    )
    if found.ndim < 2:
        raise ShapeError(f"matrix_norm takes matrices, [.., rows, columns], not shape {found.shape}")
    keepdims = keepdims or keepdim
    axes = found._axes(dim)
    if len(axes) != 2:
        raise ShapeError(f"matrix_norm is over 2 axes, not over {len(axes)}")
    if axes != (found.ndim - 2, found.ndim - 1):
        result = matrix_norm(found.movedim(axes, (-2, -1)), ord)
        kept = [1 if i in axes else size for i, size in enumerate(found.shape)]
        return result.reshape(kept) if keepdims else result
    if ord is None or ord == "fro":
        return found.norm(2, (-2, -1), keepdims)
    if ord in (1, -1, inf, -inf):
        along, over = (-2, -1) if abs(ord) == 1 else (-1, -2)
        sums = found.abs().sum(axis=along, keepdims=True)
        result = sums.amax(axis=over, keepdims=True) if ord > 0 else sums.amin(axis=over, keepdims=True)
        return result if keepdims else result.reshape(found.shape[:-2])
    if ord not in ("nuc", 2, -2):
        raise InvalidArgument(
            f"matrix_norm: the order is 'fro', 'nuc', 1, 2 or inf or one of their opposites, not {ord!r}"
        )
    levels = svdvals(found)
    if ord == "nuc":
        result = levels.sum(axis=-1)
    else:
        result = levels.amax(axis=-1) if ord > 0 else levels.amin(axis=-1)
    return result.reshape(*found.shape[:-2], 1, 1) if keepdims else result


def nuclear_norm(x: TensorT, dim: Axes, keepdim: bool) -> TensorT:
    """The sum of the singular values of the matrices in two axes; without axes, of a matrix."""
    return matrix_norm(x, "nuc", dim if dim is not None else x._axes(None), keepdim)


def norm(
    x: TensorT, /, ord: Any = None, dim: Axes = None, keepdim: bool = False, *, dtype: object = None
) -> TensorT:
    """Norm as in PyTorch: of vectors where one axis is named, of matrices where two are; computed in `dtype`
    where one is given.

    Without axes it is that of all elements where `ord` is None, else of a vector or a matrix. Raises
    InvalidArgument for an order that there is not, ShapeError for other numbers of axes, DTypeError for what
    are no floats.

    Examples:
        >>> x = Tensor([[3.0, 0.0], [4.0, 0.0]])
        >>> bw.linalg.norm(x).item(), bw.linalg.norm(x, 1).item(), bw.linalg.norm(x, 1, dim=1).tolist()
        (5.0, 7.0, [3.0, 4.0])
    """
    found = _floating(x if dtype is None else x.cast(dtype), "norm", magnitudes=False)
    if ord is None:
        return vector_norm(found, axis=dim, keepdims=keepdim)
    axes = found._axes(dim)
    if len(axes) not in (1, 2):
        raise ShapeError(
            f"norm of order {ord!r} is over 1 or 2 axes; shape {found.shape} has {len(axes)} here"
        )
    if len(axes) == 1:
        return vector_norm(found, axis=axes, keepdims=keepdim, ord=ord)
    return matrix_norm(found, ord, axes, keepdim)


def cond(x: TensorT, /, p: Any = None) -> TensorT:
    """The condition of matrices: the norm of order `p` times that of the inverse, by default 2.

    Computed on the host. Raises InvalidArgument for another order, or for a singular matrix unless `p` is 2
    or -2, ShapeError, DTypeError as `inv`.

    Examples:
        >>> bw.linalg.cond(Tensor([[4.0, 0.0], [0.0, 2.0]])).item()
        2.0
    """
    matrices(x, "cond")
    if p in (None, 2, -2):
        levels = svdvals(x)
        greatest, least = levels.amax(axis=-1), levels.amin(axis=-1)
        return least / greatest if p == -2 else greatest / least
    return matrix_norm(x, ord=p) * matrix_norm(inv(x), ord=p)


def matrix_rank(
    x: TensorT, /, tol: Any = None, *, rtol: Any = None, atol: Any = None, hermitian: bool = False
) -> TensorT:
    """How many singular values of matrices are above `rtol` times the greatest and above `atol`, int64.

    `rtol`, `atol` and `hermitian` as in `pinv`; `tol` is PyTorch's former name of `atol`. Computed on the
    host. Raises ShapeError, DTypeError as `inv`.

    Examples:
        >>> bw.linalg.matrix_rank(Tensor([[1.0, 2.0], [2.0, 4.0]])).item()
        1
    """
    import numpy

    matrices(x, "matrix_rank", square=hermitian)
    array = host(mirrored(x) if hermitian else x, "matrix_rank")
    levels = call(numpy.linalg.svd, "matrix_rank", array, compute_uv=False)
    limit = least_kept(array, levels, rtol, tol if atol is None else atol, "matrix_rank")
    ranks = (levels > limit).sum(axis=-1)
    return declared(ranks.astype(numpy.int64), None, x)
