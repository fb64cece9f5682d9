"""Reading and writing at places that tensors hold."""

from __future__ import annotations

import math
from typing import Any

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import Host, Node, lowering


def _counted(places: Tensor, size: int) -> Tensor:
    """Places from the start: those below 0 are counted from the end."""
    places = places.cast(dtypes.int64)
    return Tensor.where(places < 0, places + size, places)


@lowering("Gather", moves=True)
def gather(x: Tensor, indices: Tensor, *, axis: int = 0) -> Tensor:
    axis %= x.ndim
    places = _counted(indices, x.shape[axis])
    result = x.index_select(axis, places.reshape(-1))
    return result.reshape((*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]))


@lowering("GatherElements", since=11, moves=True)
def gather_elements(x: Tensor, indices: Tensor, *, axis: int = 0) -> Tensor:
    return x.gather(axis, _counted(indices, x.shape[axis]))


def _flat_places(indices: Tensor, sizes: tuple[int, ...]) -> Tensor:
    """The last axis of indices holds one place for each of these axes: their number when these are flat."""
    flat = Tensor.zeros(tuple(indices.shape[:-1]), dtype=dtypes.int64, device=indices.device)
    for number, size in enumerate(sizes):
        flat = flat * size + _counted(indices.select(-1, number), size)
    return flat


@lowering("GatherND", since=11, moves=True)
def gather_nd(x: Tensor, indices: Tensor, *, batch_dims: int = 0) -> Tensor:
    batch, depth = tuple(x.shape[:batch_dims]), indices.shape[-1]
    sizes = tuple(x.shape[batch_dims : batch_dims + depth])
    rest = tuple(x.shape[batch_dims + depth :])
    places = _flat_places(indices, sizes).reshape((math.prod(batch), -1))
    offsets = Tensor.arange(math.prod(batch), device=x.device).reshape((-1, 1)) * math.prod(sizes)
    rows = x.reshape((math.prod(batch) * math.prod(sizes), math.prod(rest)))
    result = rows.index_select(0, (places + offsets).reshape(-1))
    return result.reshape((*indices.shape[:-1], *rest))


_REDUCTIONS = {"add": "sum", "mul": "prod", "max": "amax", "min": "amin"}


def _scattered(x: Tensor, axis: int, places: Tensor, updates: Tensor, reduction: str) -> Tensor:
    if reduction == "none":
        return x.scatter(axis, places, updates)
    if reduction not in _REDUCTIONS:
        raise InvalidArgument(f"a reduction is none, add, mul, max or min, not {reduction!r}")
    return x.scatter_reduce(axis, places, updates, _REDUCTIONS[reduction])


@lowering("Scatter", since=9)
@lowering("ScatterElements", since=11)
def scatter_elements(
    x: Tensor, indices: Tensor, updates: Tensor, *, axis: int = 0, reduction: str = "none"
) -> Tensor:
    return _scattered(x, axis, _counted(indices, x.shape[axis]), updates, reduction)


@lowering("ScatterND", since=11)
def scatter_nd(x: Tensor, indices: Tensor, updates: Tensor, *, reduction: str = "none") -> Tensor:
    depth = indices.shape[-1]
    sizes, rest = tuple(x.shape[:depth]), tuple(x.shape[depth:])
    places = _flat_places(indices, sizes).reshape((-1, 1))
    width = math.prod(rest)
    rows = x.reshape((math.prod(sizes), width))
    wanted = (places.shape[0], width)
    result = _scattered(rows, 0, places.broadcast_to(wanted), updates.reshape(wanted), reduction)
    return result.reshape(tuple(x.shape))


@lowering("Compress", since=9)
def compress(x: Tensor, condition: Host, *, axis: int | None = None) -> Tensor:
    """The elements, or slices along an axis, for which the condition holds."""
    kept = [number for number, holds in enumerate(condition.reshape(-1).tolist()) if holds]
    flat, along = (x.reshape(-1), 0) if axis is None else (x, axis)
    return flat.index_select(along, Tensor(kept, dtype=dtypes.int64, device=x.device))


@lowering("NonZero", since=9)
def nonzero(x: Tensor) -> Tensor:
    """A row for each axis; a number has one place, without axes."""
    if not x.ndim:
        return Tensor.zeros((0, int(bool(x.item()))), dtype=dtypes.int64, device=x.device)
    places: Tensor = x.argwhere()
    return places.transpose(0, 1)


@lowering("OneHot", since=9)
def one_hot(indices: Tensor, depth: Host, values: Tensor, *, axis: int = -1) -> Tensor:
    count = int(depth.reshape(-1)[0])
    place = axis % (indices.ndim + 1)
    numbers = Tensor.arange(count, device=indices.device).reshape((-1,) + (1,) * (indices.ndim - place))
    wanted = _counted(indices, count).unsqueeze(place)
    return Tensor.where(wanted == numbers, values.select(0, 1), values.select(0, 0))


@lowering("Unique", since=11)
def unique(x: Tensor, *, axis: int | None = None, sorted: int = 1, node: Node) -> Any:
    """The distinct elements or slices, where each is first, which each place has, and how often."""
    along = None if axis is None else axis % x.ndim
    values, inverse, counts = x.unique(return_inverse=True, return_counts=True, dim=along)
    inverse = inverse.reshape(-1)
    groups, length = counts.shape[0], inverse.shape[0]
    places = Tensor.arange(length, device=x.device)
    start = Tensor.full((groups,), length, dtype=dtypes.int64, device=x.device)
    first = start.scatter_reduce(0, inverse, places, "amin")
    if not sorted:
        order = first.argsort()
        back = order.argsort()
        values = values.index_select(0 if along is None else along, order)
        first, counts = first.index_select(0, order), counts.index_select(0, order)
        inverse = back.index_select(0, inverse)
    return values, first, inverse, counts
