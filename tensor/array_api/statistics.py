"""Sums, extremes, moments, scans and truth over axes, as the Array API standard has them."""

from __future__ import annotations

import builtins

from ...runtime.errors import InvalidArgument, ShapeError
from ..tensor import Tensor
from .operands import Axes, put_behind_doors


def all(x: Tensor, /, *, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """Whether all elements over axes are not zero; true over no elements.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.all(Tensor([[1, 0], [2, 3]]), axis=1).tolist()
        [False, True]
    """
    return x.all(axis=axis, keepdims=keepdims)


def any(x: Tensor, /, *, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """Whether any element over axes is not zero; false over no elements.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.any(Tensor([[0, 0], [0, 3]]), axis=1).tolist()
        [False, True]
    """
    return x.any(axis=axis, keepdims=keepdims)


def _scanned_axis(x: Tensor, axis: int | None, function: str) -> int:
    if axis is None and x.ndim != 1:
        raise InvalidArgument(f"{function}: name the axis of a tensor of shape {x.shape}")
    return x._axis(0 if axis is None else axis)


def _with_initial(scanned: Tensor, axis: int, value: int, include: bool) -> Tensor:
    if not include:
        return scanned
    shape = (*scanned.shape[:axis], 1, *scanned.shape[axis + 1 :])
    first = Tensor.full(shape, value, dtype=scanned.dtype, device=scanned.device)
    return first.cat(scanned, axis=axis)


def cumulative_prod(
    x: Tensor, /, *, axis: int | None = None, dtype: object = None, include_initial: bool = False
) -> Tensor:
    """Running product along an axis, in the dtypes of `prod`; the axis may be left out for a vector.

    With `include_initial` the result starts with 1 and is longer by one. Raises InvalidArgument where an axis
    is needed, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.cumulative_prod(Tensor([1, 2, 3, 4]), include_initial=True).tolist()
        [1, 1, 2, 6, 24]
    """
    at = _scanned_axis(x, axis, "cumulative_prod")
    return _with_initial(x.cumprod(axis=at, dtype=dtype), at, 1, include_initial)


def cumulative_sum(
    x: Tensor, /, *, axis: int | None = None, dtype: object = None, include_initial: bool = False
) -> Tensor:
    """Running sum along an axis, in the dtypes of `sum`; the axis may be left out for a vector.

    With `include_initial` the result starts with 0 and is longer by one. Raises InvalidArgument where an axis
    is needed, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.cumulative_sum(Tensor([[1, 2], [3, 4]]), axis=1).tolist()
        [[1, 3], [3, 7]]
    """
    at = _scanned_axis(x, axis, "cumulative_sum")
    return _with_initial(x.cumsum(axis=at, dtype=dtype), at, 0, include_initial)


def diff(
    x: Tensor, /, *, axis: int = -1, n: int = 1, prepend: Tensor | None = None, append: Tensor | None = None
) -> Tensor:
    """The `n`-th differences of neighbours along an axis, with other tensors put before and after it first.

    Raises InvalidArgument for a negative `n`, ShapeError for a 0-d tensor or where shapes do not fit,
    IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.diff(Tensor([1, 4, 9, 16])).tolist(), bw.diff(Tensor([1, 4, 9, 16]), n=2).tolist()
        ([3, 5, 7], [2, 2])
    """
    if not x.shape:
        raise ShapeError("diff of a 0-d tensor")
    if not isinstance(n, int) or n < 0:
        raise InvalidArgument(f"diff: n is an int of 0 or more, not {n!r}")
    at = x._axis(axis)
    parts = [each for each in (prepend, x, append) if each is not None]
    result = parts[0].cat(*parts[1:], axis=at)
    for _ in range(builtins.min(n, result.shape[at])):
        size = result.shape[at]
        after, before = result.narrow(at, 1, size - 1), result.narrow(at, 0, size - 1)
        result = after ^ before if result.dtype.kind == "b" else after - before
    return result


def max(x: Tensor, /, *, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """The greatest value over axes; nan if there is one.

    Raises ShapeError over no elements, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.max(Tensor([[1, 5], [7, 3]]), axis=1).tolist()
        [5, 7]
    """
    return x.amax(axis=axis, keepdims=keepdims)


def mean(x: Tensor, /, *, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """Mean over axes; float32 for integers, nan over no elements.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.mean(Tensor([[1.0, 2.0], [3.0, 6.0]]), axis=1).tolist()
        [1.5, 4.5]
    """
    return x.mean(axis=axis, keepdims=keepdims)


def min(x: Tensor, /, *, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """The least value over axes; nan if there is one.

    Raises ShapeError over no elements, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.min(Tensor([[1, 5], [7, 3]]), axis=0).tolist()
        [1, 3]
    """
    return x.amin(axis=axis, keepdims=keepdims)


def prod(x: Tensor, /, *, axis: Axes = None, dtype: object = None, keepdims: bool = False) -> Tensor:
    """Product over axes; integers are multiplied in 64 bits.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.prod(Tensor([[1, 2], [3, 4]]), axis=1).tolist()
        [2, 12]
    """
    return x.prod(axis=axis, dtype=dtype, keepdims=keepdims)


def std(x: Tensor, /, *, axis: Axes = None, correction: float = 0.0, keepdims: bool = False) -> Tensor:
    """Standard deviation over axes: the root of `var`.

    PyTorch's method has a correction of 1. Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.std(Tensor([1.0, 1.0, 5.0, 5.0])).item()
        2.0
    """
    return x.std(axis=axis, correction=correction, keepdims=keepdims)


def sum(x: Tensor, /, *, axis: Axes = None, dtype: object = None, keepdims: bool = False) -> Tensor:
    """Sum over axes; integers are summed in 64 bits.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.sum(Tensor([[1, 2], [3, 4]]), axis=0).tolist()
        [4, 6]
    """
    return x.sum(axis=axis, dtype=dtype, keepdims=keepdims)


def var(x: Tensor, /, *, axis: Axes = None, correction: float = 0.0, keepdims: bool = False) -> Tensor:
    """Variance over axes: squared distances from the mean over (count - correction).

    PyTorch's method has a correction of 1. Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.var(Tensor([1.0, 5.0])).item(), bw.var(Tensor([1.0, 5.0]), correction=1).item()
        (4.0, 8.0)
    """
    return x.var(axis=axis, correction=correction, keepdims=keepdims)


put_behind_doors(globals())
