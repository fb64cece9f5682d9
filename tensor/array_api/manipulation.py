"""Shapes, orders and joins, as the Array API standard has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..methods.arguments import tensors_of
from ..tensor import Tensor
from .operands import Axes, put_behind_doors


def _tensors(arrays: Any, function: str) -> list[Tensor]:
    if isinstance(arrays, Tensor) or not arrays:
        raise InvalidArgument(f"{function} takes a list or tuple of at least one tensor")
    return tensors_of(arrays, (), function)


def broadcast_arrays(*arrays: Tensor) -> list[Tensor]:
    """All of these tensors expanded to the one shape they broadcast to.

    Raises ShapeError where there is none.

    Examples:
        >>> a, b = bw.broadcast_arrays(Tensor([[1], [2]]), Tensor([5, 6]))
        >>> a.tolist(), b.tolist()
        ([[1, 1], [2, 2]], [[5, 6], [5, 6]])
    """
    return arrays[0].broadcast_tensors(*arrays[1:]) if arrays else []


def broadcast_to(x: Tensor, /, shape: Sequence[int]) -> Tensor:
    """Expand a tensor to a shape, without copying.

    Raises ShapeError where it does not broadcast.

    Examples:
        >>> bw.broadcast_to(Tensor([[1], [2]]), (2, 3)).tolist()
        [[1, 1, 1], [2, 2, 2]]
    """
    return x.expand(shape)


def concat(arrays: Any, /, *, axis: int | None = 0) -> Tensor:
    """Concatenate along an axis, or flattened for None, in the promoted dtype.

    Raises ShapeError where the shapes differ beside that axis, InvalidArgument for no tensors.

    Examples:
        >>> bw.concat([Tensor([1, 2]), Tensor([3])]).tolist()
        [1, 2, 3]
    """
    found = _tensors(arrays, "concat")
    if axis is None:
        found, axis = [each.reshape(-1) for each in found], 0
    return found[0].cat(*found[1:], axis=axis)


def expand_dims(x: Tensor, /, axis: int = 0) -> Tensor:
    """Insert an axis of size 1 so that it becomes `axis`.

    Raises IndexOutOfRange where that leaves a gap.

    Examples:
        >>> bw.expand_dims(Tensor([1, 2]), axis=1).tolist()
        [[1], [2]]
    """
    return x.unsqueeze(axis)


def flip(x: Tensor, /, *, axis: Axes = None) -> Tensor:
    """Reverse the order along axes, all by default.

    Raises IndexOutOfRange where there is no such axis, InvalidArgument where one is named twice.

    Examples:
        >>> bw.flip(Tensor([[1, 2], [3, 4]]), axis=1).tolist()
        [[2, 1], [4, 3]]
    """
    return x.flip(axis=axis)


def moveaxis(x: Tensor, source: int | Sequence[int], destination: int | Sequence[int], /) -> Tensor:
    """Move axes to new places; the others keep their order.

    Raises IndexOutOfRange where there is no such axis, InvalidArgument where one is named twice or the
    numbers differ.

    Examples:
        >>> bw.moveaxis(bw.zeros((2, 3, 4)), 0, -1).shape
        (3, 4, 2)
    """
    return x.movedim(source, destination)


def permute_dims(x: Tensor, /, axes: Sequence[int]) -> Tensor:
    """Axis i of the result is axis `axes[i]` of `x`.

    Raises ShapeError where an axis is missing, InvalidArgument where one is named twice, IndexOutOfRange
    where there is no such axis.

    Examples:
        >>> bw.permute_dims(bw.zeros((2, 3, 4)), (2, 0, 1)).shape
        (4, 2, 3)
    """
    return x.permute(axes)


def repeat(x: Tensor, repeats: int | Tensor, /, *, axis: int | None = None) -> Tensor:
    """Repeat each element in a row along an axis, or flattened: as often as `repeats` says, for all or for
    each.

    A tensor of repeats is computed, since the result's shape depends on it. PyTorch's method of this name
    repeats the whole tensor; its `repeat_interleave` is this. Raises ShapeError where there are not as many
    repeats as elements, InvalidArgument for negative ones, DTypeError for what are no integers.

    Examples:
        >>> bw.repeat(Tensor([1, 2]), 2).tolist(), bw.repeat(Tensor([1, 2]), Tensor([3, 1])).tolist()
        ([1, 1, 2, 2], [1, 1, 1, 2])
    """
    if axis is None:
        x, axis = x.reshape(-1), 0
    at = x._axis(axis)
    if isinstance(repeats, Tensor):
        if not repeats.dtype.is_integer:
            raise DTypeError(f"repeat: the repeats are integers, not {repeats.dtype}")
        if repeats.numel() == 1:
            return repeat(x, int(repeats.item()), axis=at)
        counts = repeats.tolist()
        if repeats.ndim != 1 or len(counts) != x.shape[at]:
            raise ShapeError(
                f"repeat: repeats of shape {repeats.shape} for axis {axis} of a tensor of shape {x.shape}"
            )
        if min(counts, default=0) < 0:
            raise InvalidArgument(f"repeat: {min(counts)} times; the repeats are 0 or more")
        places = [place for place, count in enumerate(counts) for _ in range(count)]
        return x.index_select(at, Tensor(places, dtype="int64", device=x.device))
    if isinstance(repeats, bool) or not hasattr(repeats, "__index__"):
        raise InvalidArgument(f"repeat: the repeats are an int or a tensor, not {repeats!r}")
    if repeats < 0:
        raise InvalidArgument(f"repeat: {repeats} times; the repeats are 0 or more")
    return x.repeat_interleave(int(repeats), at)


def reshape(x: Tensor, /, shape: Sequence[int], *, copy: bool | None = None) -> Tensor:
    """The same elements in row-major order under another shape; one size may be -1.

    What is reshaped is never copied unless `copy` asks for it. Raises ShapeError where the number of elements
    differs.

    Examples:
        >>> bw.reshape(Tensor([1, 2, 3, 4, 5, 6]), (2, -1)).tolist()
        [[1, 2, 3], [4, 5, 6]]
    """
    result = x.reshape(shape)
    return result.clone() if copy else result


def roll(x: Tensor, /, shift: int | Sequence[int], *, axis: Axes = None) -> Tensor:
    """Shift elements cyclically along axes, or along the flattened tensor when none is named.

    Raises InvalidArgument where there are not as many shifts as axes, IndexOutOfRange where there is no such
    axis.

    Examples:
        >>> bw.roll(Tensor([1, 2, 3, 4]), 1).tolist()
        [4, 1, 2, 3]
    """
    if axis is None or isinstance(axis, int):
        return x.roll(shift, axis=axis)
    shifts = [shift] * len(axis) if isinstance(shift, int) else shift
    if len(shifts) != len(axis):
        raise InvalidArgument(f"roll: {len(shifts)} shifts for {len(axis)} axes")
    for step, each in zip(shifts, axis, strict=True):
        x = x.roll(step, axis=each)
    return x


def squeeze(x: Tensor, /, axis: int | Sequence[int]) -> Tensor:
    """Drop the axes that are named, each of size 1.

    PyTorch's method leaves others as they are. Raises ShapeError for an axis of another size, IndexOutOfRange
    where there is no such axis.

    Examples:
        >>> bw.squeeze(bw.zeros((1, 3, 1)), axis=0).shape
        (3, 1)
    """
    axes = x._axes(axis)
    if any(x.shape[each] != 1 for each in axes):
        raise ShapeError(f"squeeze: axes {axes} of shape {x.shape} are not all of size 1")
    return x.squeeze(axes)


def stack(arrays: Any, /, *, axis: int = 0) -> Tensor:
    """Join tensors along a new axis, in the promoted dtype.

    Raises ShapeError where the shapes differ, InvalidArgument for no tensors.

    Examples:
        >>> bw.stack([Tensor([1, 2]), Tensor([3, 4])], axis=1).tolist()
        [[1, 3], [2, 4]]
    """
    found = _tensors(arrays, "stack")
    return found[0].stack(*found[1:], axis=axis)


def tile(x: Tensor, repetitions: Sequence[int], /) -> Tensor:
    """Repeat the whole tensor along each axis; fewer counts than axes apply to the last axes.

    Raises ShapeError for negative counts.

    Examples:
        >>> bw.tile(Tensor([[1, 2], [3, 4]]), (2,)).tolist()
        [[1, 2, 1, 2], [3, 4, 3, 4]]
    """
    return x.tile(repetitions)


def unstack(x: Tensor, /, *, axis: int = 0) -> tuple[Tensor, ...]:
    """The slices along an axis, without it.

    Raises ShapeError for a 0-d tensor, IndexOutOfRange where there is no such axis.

    Examples:
        >>> [row.tolist() for row in bw.unstack(Tensor([[1, 2], [3, 4]]))]
        [[1, 2], [3, 4]]
    """
    return tuple(x.unbind(axis))


put_behind_doors(globals())
