"""Operators that only move elements: shapes, axes, cuts, joins, padding. They take any element type."""

from __future__ import annotations

import math
from typing import Any

from ....runtime.errors import InvalidArgument, ShapeError
from ...tensor import Tensor
from ..lowering import Host, Node, Value, lowering


@lowering("Identity")
def identity(x: Value) -> Value:
    return x


@lowering("Reshape", moves=True)
def reshape_1(x: Tensor, *, shape: list[int], consumed_inputs: object = None) -> Tensor:
    return _reshaped(x, shape, 0)


@lowering("Reshape", since=5, moves=True)
def reshape(x: Tensor, shape: Host, *, allowzero: int = 0) -> Tensor:
    return _reshaped(x, shape.reshape(-1).tolist(), allowzero)


def _reshaped(x: Tensor, shape: list[int], allowzero: int) -> Tensor:
    """A size of 0 is that of the same axis, unless it is allowed; one of -1 what is left."""
    if not allowzero:
        if any(size == 0 and number >= x.ndim for number, size in enumerate(shape)):
            raise ShapeError(
                f"Reshape of {tuple(x.shape)} to {shape}: a 0 stands for an axis that is not there"
            )
        shape = [x.shape[number] if size == 0 else size for number, size in enumerate(shape)]
    known = math.prod(size for size in shape if size != -1)
    if -1 in shape and known == 0:
        shape = [0 if size == -1 else size for size in shape]
    return x.reshape(tuple(shape))


@lowering("Flatten", moves=True)
def flatten(x: Tensor, *, axis: int = 1) -> Tensor:
    place = axis + x.ndim if axis < 0 else axis
    shape = tuple(x.shape)
    return x.reshape((math.prod(shape[:place]), math.prod(shape[place:])))


@lowering("Transpose", moves=True)
def transpose(x: Tensor, *, perm: list[int] | None = None) -> Tensor:
    return x.permute(tuple(reversed(range(x.ndim))) if perm is None else tuple(perm))


@lowering("Squeeze", moves=True)
def squeeze_1(x: Tensor, *, axes: list[int] | None = None) -> Tensor:
    if axes is None:
        return x.squeeze()
    places = {axis % x.ndim for axis in axes}
    if any(x.shape[place] != 1 for place in places):
        raise ShapeError(f"Squeeze of axes {axes} of shape {tuple(x.shape)}: they are not of size 1")
    return x.reshape(tuple(size for place, size in enumerate(x.shape) if place not in places))


@lowering("Squeeze", since=13, moves=True)
def squeeze(x: Tensor, axes: Host | None) -> Tensor:
    return squeeze_1(x, axes=None if axes is None else axes.reshape(-1).tolist())


@lowering("Unsqueeze", moves=True)
def unsqueeze_1(x: Tensor, *, axes: list[int]) -> Tensor:
    rank = x.ndim + len(axes)
    places = sorted(axis + rank if axis < 0 else axis for axis in axes)
    if len(set(places)) < len(places) or any(not 0 <= place < rank for place in places):
        raise ShapeError(f"Unsqueeze at axes {axes}, of a result with {rank} axes")
    shape = list(x.shape)
    for place in places:
        shape.insert(place, 1)
    return x.reshape(tuple(shape))


@lowering("Unsqueeze", since=13, moves=True)
def unsqueeze(x: Tensor, axes: Host) -> Tensor:
    return unsqueeze_1(x, axes=axes.reshape(-1).tolist())


@lowering("Concat", moves=True)
def concatenate(*values: Tensor, axis: int = 1) -> Tensor:
    return values[0].cat(*values[1:], dim=axis)


def _parts(x: Tensor, sizes: list[int], axis: int) -> tuple[Tensor, ...]:
    if sum(sizes) != x.shape[axis]:
        raise ShapeError(f"Split of axis {axis} of shape {tuple(x.shape)} into {sizes}")
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    return tuple(x.narrow(axis, start, size) for start, size in zip(starts, sizes, strict=True))


def _even(size: int, count: int) -> list[int]:
    """Equal parts, the last one smaller where they do not come out even."""
    each = -(-size // count)
    return [max(0, min(each, size - number * each)) for number in range(count)]


@lowering("Split", since=2, moves=True)
def split_2(x: Tensor, *, axis: int = 0, split: list[int] | None = None, node: Node) -> Any:
    return _parts(x, split or _even(x.shape[axis], len(node.outputs)), axis)


@lowering("Split", since=13, moves=True)
def split(x: Tensor, sizes: Host | None, *, axis: int = 0, num_outputs: int | None = None, node: Node) -> Any:
    if sizes is not None:
        return _parts(x, sizes.tolist(), axis)
    if num_outputs is not None and num_outputs != len(node.outputs):
        raise InvalidArgument(f"Split into {num_outputs} parts has {len(node.outputs)} outputs")
    return _parts(x, _even(x.shape[axis], len(node.outputs)), axis)


@lowering("Slice", moves=True)
def slice_1(x: Tensor, *, starts: list[int], ends: list[int], axes: list[int] | None = None) -> Tensor:
    return _sliced(x, starts, ends, axes, None)


@lowering("Slice", since=10, moves=True)
def slice_10(x: Tensor, starts: Host, ends: Host, axes: Host | None, steps: Host | None) -> Tensor:
    listed = [None if each is None else each.reshape(-1).tolist() for each in (starts, ends, axes, steps)]
    return _sliced(x, listed[0] or [], listed[1] or [], listed[2], listed[3])


def _sliced(
    x: Tensor, starts: list[int], ends: list[int], axes: list[int] | None, steps: list[int] | None
) -> Tensor:
    axes = list(range(len(starts))) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    cut = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        size = x.shape[axis]
        if step > 0:
            bounds = slice(start, end, step).indices(size)
        else:
            # Before the first element is -size - 1 here, as in the specification.
            first = min(start + size if start < 0 else start, size - 1)
            last = max(end + size if end < 0 else end, -1)
            bounds = (first, last, step)
        count = max(0, -(-(bounds[1] - bounds[0]) // step))
        if step < 0 and count:
            x = x.flip(axis)
            first = size - 1 - bounds[0]
            bounds = (first, first + (count - 1) * -step + 1, -step)
        cut[axis] = slice(bounds[0], max(bounds[0], bounds[1]), abs(step)) if count else slice(0, 0)
    return x[tuple(cut)]


@lowering("Expand", since=8, moves=True)
def expand(x: Tensor, shape: Host) -> Tensor:
    """A size of 1 in the shape keeps the tensor's."""
    sizes = shape.reshape(-1).tolist()
    own = [1] * (len(sizes) - x.ndim) + list(x.shape)
    sizes = [1] * (len(own) - len(sizes)) + sizes
    return x.broadcast_to(tuple(mine if size == 1 else size for mine, size in zip(own, sizes, strict=True)))


@lowering("Tile", moves=True)
def tile_1(x: Tensor, tiles: Host, axis: Host) -> Tensor:
    repeats = [1] * x.ndim
    repeats[int(axis.item())] = int(tiles.item())
    return x.tile(tuple(repeats))


@lowering("Tile", since=6, moves=True)
def tile(x: Tensor, repeats: Host) -> Tensor:
    return x.tile(tuple(repeats.tolist()))


@lowering("Pad")
def pad_1(
    x: Tensor,
    *,
    pads: list[int] | None = None,
    paddings: list[int] | None = None,
    mode: str = "constant",
    value: float = 0.0,
) -> Tensor:
    return _padded(x, pads or paddings or [], Tensor.full((), value, dtype=x.dtype, device=x.device), mode)


@lowering("Pad", since=11, moves=True)
def pad(x: Tensor, pads: Host, value: Tensor | None, axes: Host | None, *, mode: str = "constant") -> Tensor:
    amounts = pads.reshape(-1).tolist()
    if axes is not None:
        places = [axis % x.ndim for axis in axes.reshape(-1).tolist()]
        spread = [0] * (2 * x.ndim)
        for number, place in enumerate(places):
            spread[place], spread[place + x.ndim] = amounts[number], amounts[number + len(places)]
        amounts = spread
    fill = Tensor.zeros((), dtype=x.dtype, device=x.device) if value is None else value.reshape(())
    return _padded(x, amounts, fill, mode)


def _padded(x: Tensor, pads: list[int], fill: Tensor, mode: str) -> Tensor:
    """`pads` are all amounts before, then all after; less than nothing cuts."""
    if mode not in ("constant", "reflect", "edge", "wrap"):
        raise InvalidArgument(f"Pad's mode is constant, reflect, edge or wrap, not {mode!r}")
    if len(pads) != 2 * x.ndim:
        raise ShapeError(f"Pad of shape {tuple(x.shape)} by {pads}: two amounts for each axis are needed")
    for axis in range(x.ndim):
        before, after = pads[axis], pads[axis + x.ndim]
        cut = max(0, -before), max(0, -after)
        x = x.narrow(axis, cut[0], max(0, x.shape[axis] - sum(cut))) if any(cut) else x
        before, after = max(0, before), max(0, after)
        if not before and not after:
            continue
        size = x.shape[axis]
        if mode == "constant":
            sides = [
                fill.broadcast_to((*x.shape[:axis], amount, *x.shape[axis + 1 :]))
                for amount in (before, after)
            ]
            x = sides[0].cat(x, sides[1], dim=axis)
        elif not size:
            raise ShapeError(f"Pad by {mode!r} of an axis without elements: {tuple(x.shape)}")
        else:
            places = Tensor.arange(-before, size + after, device=x.device)
            x = x.index_select(axis, _source(places, size, mode))
    return x


def _source(places: Tensor, size: int, mode: str) -> Tensor:
    """Where an element outside of the axis comes from."""
    if mode == "edge":
        return places.clip(0, size - 1)
    if mode == "wrap":
        return places.remainder(size)
    period = max(1, 2 * (size - 1))
    folded = places.remainder(period)
    return folded.minimum(period - folded) if size > 1 else folded * 0


@lowering("Trilu", since=14)
def triangle(x: Tensor, k: Host | None, *, upper: int = 1) -> Tensor:
    diagonal = 0 if k is None else int(k.item())
    return x.triu(diagonal) if upper else x.tril(diagonal)


@lowering("ReverseSequence", since=10)
def reverse_sequence(x: Tensor, lengths: Tensor, *, batch_axis: int = 1, time_axis: int = 0) -> Tensor:
    """The first elements of each row of a batch in reverse order, the others as they are."""
    shape = [1] * x.ndim
    shape[time_axis] = x.shape[time_axis]
    times = Tensor.arange(x.shape[time_axis], device=x.device).reshape(shape)
    shape = [1] * x.ndim
    shape[batch_axis] = x.shape[batch_axis]
    wanted = lengths.reshape(shape)
    source = Tensor.where(times < wanted, wanted - 1 - times, times)
    return x.gather(time_axis, source.broadcast_to(tuple(x.shape)))
