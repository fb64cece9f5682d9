"""Pooling over windows, over whole images, over regions, and back."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ....runtime.errors import ShapeError
from ...functions.windows import pad_spatial, sliding_windows
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...tensor import Tensor
from ..lowering import Host, Node, lowering
from .spatial_windows import SpatialWindows, pads_of, per_axis, spatial_windows


@lowering("AveragePool")
def average_pool(
    x: Tensor,
    *,
    kernel_shape: Sequence[int],
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    count_include_pad: int = 0,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    windows = spatial_windows(
        x.shape,
        kernel_shape,
        strides=strides,
        pads=pads,
        dilations=dilations,
        auto_pad=auto_pad,
        ceil_mode=ceil_mode,
    )
    wide = x if x.dtype.bits > 16 else x.cast(dtypes.float32)
    total = _over(wide, windows).sum(axis=_last(windows.rank))
    if not any(windows.beyond) and (count_include_pad or not windows.is_padded):
        return (total * (1 / prod(windows.kernel))).cast(x.dtype)
    for axis in range(windows.rank):
        counts = _counts(wide, windows, axis, total.shape[2 + axis], bool(count_include_pad))
        total = total / counts.cast(wide.dtype).reshape(-1, *(1,) * (windows.rank - 1 - axis))
    return total.cast(x.dtype)


@lowering("MaxPool")
def max_pool(
    x: Tensor,
    *,
    kernel_shape: Sequence[int],
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    storage_order: int = 0,
    strides: Sequence[int] | None = None,
    node: Node,
) -> Tensor | tuple[Tensor, Tensor]:
    windows = spatial_windows(
        x.shape,
        kernel_shape,
        strides=strides,
        pads=pads,
        dilations=dilations,
        auto_pad=auto_pad,
        ceil_mode=ceil_mode,
    )
    peak = _over(x, windows, x.dtype.minimum).amax(axis=_last(windows.rank))
    if not node.wants(1):
        return peak
    return peak, _places_of_maxima(x, peak, windows, bool(storage_order))


@lowering("LpPool")
def lp_pool(
    x: Tensor,
    *,
    kernel_shape: Sequence[int],
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    dilations: Sequence[int] | None = None,
    p: float = 2,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    windows = spatial_windows(
        x.shape,
        kernel_shape,
        strides=strides,
        pads=pads,
        dilations=dilations,
        auto_pad=auto_pad,
        ceil_mode=ceil_mode,
    )
    return _norm(_over(x, windows), _last(windows.rank), p)


@lowering("GlobalAveragePool")
def global_average_pool(x: Tensor) -> Tensor:
    return x.mean(axis=_spatial(x), keepdims=True)


@lowering("GlobalMaxPool")
def global_max_pool(x: Tensor) -> Tensor:
    return x.amax(axis=_spatial(x), keepdims=True)


@lowering("GlobalLpPool")
def global_lp_pool(x: Tensor, *, p: float = 2) -> Tensor:
    return _norm(x, _spatial(x), p, keepdims=True)


@lowering("MaxUnpool", since=9)
def max_unpool(
    x: Tensor,
    indices: Tensor,
    output_shape: Host | None = None,
    *,
    kernel_shape: Sequence[int],
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    """Maxima put back to where they were, among zeros."""
    rank = len(kernel_shape)
    low, high = pads_of(pads, rank)
    steps = per_axis(strides, rank, "strides")
    sizes = [
        (size - 1) * step - before - after + taps
        for size, step, before, after, taps in zip(x.shape[2:], steps, low, high, kernel_shape, strict=True)
    ]
    shape = (*x.shape[:2], *sizes)
    empty = x._of_node(nodes.const(0, x.dtype, (prod(shape),)))
    image = empty.scatter(0, indices.reshape(-1), x.reshape(-1)).reshape(shape)
    if output_shape is None:
        return image
    # The places are those in an image without what `output_shape` adds at its ends.
    wanted = output_shape.tolist()[-rank:]
    return pad_spatial(image, [(0, want - size, 0) for want, size in zip(wanted, sizes, strict=True)])


@lowering("MaxRoiPool")
def max_roi_pool(
    x: Tensor, rois: Tensor, *, pooled_shape: Sequence[int], spatial_scale: float = 1.0
) -> Tensor:
    """The maxima over a grid of cells in each region (image, x1, y1, x2, y2); 0 where there are none."""
    if x.ndim != 4 or rois.ndim != 2 or rois.shape[1] != 5:
        raise ShapeError(
            f"MaxRoiPool takes images [n, c, h, w] and regions [m, 5], not {x.shape}, {rois.shape}"
        )
    image = x.index_select(0, rois.select(1, 0).cast(dtypes.int64))
    places = (rois.narrow(1, 1, 4).cast(dtypes.float32) * spatial_scale).cast(x.dtype)
    # Halves are rounded away from zero.
    edges = (places + 0.5).floor().cast(dtypes.float32)
    # One axis after the other: the columns of each region's cells, then their rows.
    result = image
    for axis, first, cells in ((3, 0, pooled_shape[1]), (2, 1, pooled_shape[0])):
        start, end = edges.narrow(1, first, 1), edges.narrow(1, first + 2, 1)
        step = (end - start + 1).maximum(1) / cells
        cell = x._of_node(nodes.iota(cells, dtypes.int32)).cast(dtypes.float32)
        size = x.shape[axis]
        below = ((cell * step).floor() + start).clip(0, size)
        above = (((cell + 1) * step).ceil() + start).clip(0, size)
        number = x._of_node(nodes.iota(size, dtypes.int32)).cast(dtypes.float32)
        inside = (number >= below.unsqueeze(-1)) & (number < above.unsqueeze(-1))
        spread = result.movedim(axis, -1).unsqueeze(-2)
        mask = inside.reshape(inside.shape[0], *(1,) * (spread.ndim - 3), *inside.shape[1:])
        result = mask.where(spread, x.dtype.minimum).amax(axis=-1).movedim(-1, axis)
    return result.eq(x.dtype.minimum).where(0, result)


def _over(x: Tensor, windows: SpatialWindows, value: float = 0) -> Tensor:
    """[n, c, *positions, *kernel]."""
    padded = pad_spatial(x, windows.padding, value) if windows.is_padded else x
    return sliding_windows(padded, windows.kernel, windows.strides, windows.dilations, "pooling")


def _counts(x: Tensor, windows: SpatialWindows, axis: int, positions: int, padded: bool) -> Tensor:
    """How many taps of each window along an axis are in the input, or its pads too."""
    hole, taps = windows.dilations[axis], windows.kernel[axis]
    first, end = 0, windows.sizes[axis]
    if padded:
        first, end = -windows.low[axis], end + windows.high[axis]
    start = x._of_node(nodes.iota(positions, dtypes.int32)) * windows.strides[axis] - windows.low[axis]
    # Taps number t with first <= start + t * hole < end.
    before = ((first - start + (hole - 1)) // hole).maximum(0)
    return ((end - start + (hole - 1)) // hole).minimum(taps) - before


def _places_of_maxima(x: Tensor, peak: Tensor, windows: SpatialWindows, columns_first: bool) -> Tensor:
    """Where the first of each window's maxima is, counted over the whole input."""
    sizes, rank = windows.sizes, windows.rank
    number = x._of_node(nodes.iota(prod(sizes), dtypes.int64))
    places = _over(number.reshape(1, 1, *sizes), windows, -1)
    values = _over(x, windows, x.dtype.minimum)
    top = peak.reshape(*peak.shape, *(1,) * rank)
    # Padding never wins, not even against the least value there is.
    hit = (places >= 0) & (values.eq(top) | values.ne(values))
    first = hit.where(places, prod(sizes)).amin(axis=_last(rank))
    if columns_first:
        # In the other order the last axis is the slowest.
        other = number.reshape(tuple(reversed(sizes))).permute(tuple(reversed(range(rank)))).reshape(-1)
        first = other.index_select(0, first.reshape(-1)).reshape(first.shape)
    images = x._of_node(nodes.iota(prod(x.shape[:2]), dtypes.int64)) * prod(sizes)
    return first + images.reshape(*x.shape[:2], *(1,) * rank)


def _norm(x: Tensor, axes: tuple[int, ...], p: float, keepdims: bool = False) -> Tensor:
    wide = x if x.dtype.bits > 16 else x.cast(dtypes.float32)
    if p == 1:
        return wide.abs().sum(axis=axes, keepdims=keepdims).cast(x.dtype)
    if p == 2:
        return wide.square().sum(axis=axes, keepdims=keepdims).sqrt().cast(x.dtype)
    return ((wide.abs() ** p).sum(axis=axes, keepdims=keepdims) ** (1 / p)).cast(x.dtype)


def _last(rank: int) -> tuple[int, ...]:
    return tuple(range(-rank, 0))


def _spatial(x: Tensor) -> tuple[int, ...]:
    if x.ndim < 3:
        raise ShapeError(f"an input of shape {x.shape} has no spatial axes to pool over")
    return tuple(range(2, x.ndim))
