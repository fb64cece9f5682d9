"""Reductions over axes, which are an attribute in early versions and an input later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import Host, lowering

Reduction: TypeAlias = Callable[[Tensor, tuple[int, ...], bool], Tensor]


def _over(function: Reduction, x: Tensor, axes: list[int] | None, keepdims: int) -> Tensor:
    """Axes that are none are all; a number is what is left of no axes."""
    places = tuple(range(x.ndim)) if not axes else tuple(axis % max(x.ndim, 1) for axis in axes)
    if not x.ndim:
        places = ()
    return function(x, places, bool(keepdims))


def _put(operator: str, since: int, function: Reduction) -> None:
    def early(x: Tensor, *, axes: list[int] | None = None, keepdims: int = 1) -> Tensor:
        return _over(function, x, axes, keepdims)

    def current(x: Tensor, axes: Host | None, *, keepdims: int = 1, noop_with_empty_axes: int = 0) -> Tensor:
        given = None if axes is None else axes.reshape(-1).tolist()
        if not given and noop_with_empty_axes:
            return function(x, (), True)
        return _over(function, x, given, keepdims)

    lowering(operator, since=1)(early)
    lowering(operator, since=since)(current)


def _sum(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
    return x.sum(axes, keepdim=keep, dtype=x.dtype) if axes else x


def _mean(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
    if not axes:
        return x
    if x.dtype.is_float:
        return x.mean(axes, keepdim=keep)
    count = 1
    for axis in axes:
        count *= x.shape[axis]
    return x.sum(axes, keepdim=keep, dtype=x.dtype).div(count, rounding_mode="trunc")


def _log_sum_exp(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
    return x.logsumexp(axes, keepdim=keep) if axes else x


def _extreme(method: Callable[..., Tensor], start: str) -> Reduction:
    """Of no elements it is what every element is beyond."""

    def find(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
        if all(x.shape[axis] for axis in axes):
            return method(x, axes, keepdim=keep) if axes else x
        shape = tuple(1 if n in axes else size for n, size in enumerate(x.shape) if keep or n not in axes)
        return Tensor.full(shape, getattr(x.dtype, start), dtype=x.dtype, device=x.device)

    return find


def _product(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
    for axis in sorted(axes, reverse=True):
        x = x.prod(axis, keepdim=keep, dtype=x.dtype)
    return x


def _root(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
    total = _sum(x * x, axes, keep)
    return total.sqrt() if x.dtype.is_float else total.cast(dtypes.float64).sqrt().cast(x.dtype)


def _logarithm(x: Tensor, axes: tuple[int, ...], keep: bool) -> Tensor:
    total = _sum(x, axes, keep)
    return total.log() if x.dtype.is_float else total.cast(dtypes.float64).log().cast(x.dtype)


_put("ReduceSum", 13, _sum)
_put("ReduceMean", 18, _mean)
_put("ReduceMax", 18, _extreme(Tensor.amax, "minimum"))
_put("ReduceMin", 18, _extreme(Tensor.amin, "maximum"))
_put("ReduceProd", 18, _product)
_put("ReduceL1", 18, lambda x, axes, keep: _sum(x.abs(), axes, keep))
_put("ReduceL2", 18, _root)
_put("ReduceSumSquare", 18, lambda x, axes, keep: _sum(x * x, axes, keep))
_put("ReduceLogSum", 18, _logarithm)
_put("ReduceLogSumExp", 18, _log_sum_exp)


def _place(method: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def find(x: Tensor, *, axis: int = 0, keepdims: int = 1, select_last_index: int = 0) -> Tensor:
        axis %= x.ndim
        if not select_last_index:
            return method(x, axis, keepdim=bool(keepdims))
        return x.shape[axis] - 1 - method(x.flip(axis), axis, keepdim=bool(keepdims))

    return find


lowering("ArgMax")(_place(Tensor.argmax))
lowering("ArgMin")(_place(Tensor.argmin))


@lowering("TopK")
def top_k_1(x: Tensor, *, k: int, axis: int = -1) -> Any:
    return tuple(x.topk(k, axis))


@lowering("TopK", since=10)
def top_k(x: Tensor, k: Host, *, axis: int = -1, largest: int = 1, sorted: int = 1) -> Any:
    """The k greatest, or least, along an axis; of equals those that come first."""
    return tuple(x.topk(int(k.reshape(-1)[0]), axis, bool(largest)))
