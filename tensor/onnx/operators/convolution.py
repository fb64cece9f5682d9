"""Convolution: plain, transposed, causal with a state, deformable; and columns back to images."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.convolution import Geometry, _turned, correlate
from ...functions.folding import _overlapped
from ...functions.sampling import _read
from ...functions.windows import pad_spatial
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...graph.precision import operand_dtype
from ...tensor import Tensor
from ..lowering import Host, lowering
from .spatial_windows import halves, pads_of, per_axis, spatial_windows


@lowering("Conv")
def conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    _check_channels(x, weight, group, transposed=False)
    kernel = _kernel(weight, kernel_shape)
    windows = spatial_windows(
        x.shape, kernel, strides=strides, pads=pads, dilations=dilations, auto_pad=auto_pad
    )
    geometry = Geometry(
        "Conv", tuple(windows.padding), windows.strides, windows.dilations, group, operand_dtype(x.dtype)
    )
    return _with_bias(correlate(x, weight, geometry), bias)


@lowering("ConvTranspose")
def conv_transpose(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    output_padding: Sequence[int] | None = None,
    output_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    _check_channels(x, weight, group, transposed=True)
    kernel = _kernel(weight, kernel_shape)
    rank, sizes = len(kernel), x.shape[2:]
    steps, holes = per_axis(strides, rank, "strides"), per_axis(dilations, rank, "dilations")
    more = tuple(output_padding) if output_padding else (0,) * rank
    reach = [hole * (count - 1) for hole, count in zip(holes, kernel, strict=True)]
    whole = [
        step * (size - 1) + extra + far + 1
        for step, size, extra, far in zip(steps, sizes, more, reach, strict=True)
    ]
    if output_shape or auto_pad.startswith("SAME"):
        wanted = (
            list(output_shape)[-rank:]
            if output_shape
            else [n * step for n, step in zip(sizes, steps, strict=True)]
        )
        totals = [max(0, full - size) for full, size in zip(whole, wanted, strict=True)]
        low, _ = halves(totals, upper=auto_pad == "SAME_UPPER")
    else:
        low, high = pads_of(pads if auto_pad == "NOTSET" else None, rank)
        wanted = [full - before - after for full, before, after in zip(whole, low, high, strict=True)]
    # The input spread by the strides and padded, correlated with the weight turned round, is `wanted` long.
    around = [
        (far - before, size - 1 + before - (n - 1) * step, step - 1)
        for far, before, size, n, step in zip(reach, low, wanted, sizes, steps, strict=True)
    ]
    geometry = Geometry("ConvTranspose", tuple(around), (1,) * rank, holes, group, operand_dtype(x.dtype))
    return _with_bias(correlate(x, _turned(weight, group), geometry), bias)


@lowering("CausalConvWithState", since=27)
def causal_conv_with_state(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    past: Tensor | None = None,
    *,
    activation: str = "none",
) -> tuple[Tensor, Tensor]:
    """A depthwise convolution that sees what was before, and what the next call is to see."""
    if activation not in ("none", "silu", "swish"):
        raise InvalidArgument(f"activation={activation!r} is none of none, silu, swish")
    before, length = weight.shape[-1] - 1, x.shape[-1]
    seen = x.pad((before, 0)) if past is None else past.cat(x, dim=-1)
    result = _with_bias(seen.conv1d(weight, groups=x.shape[1]), bias)
    return (result if activation == "none" else result.silu()), seen.narrow(-1, length, before)


@lowering("Col2Im", since=18)
def col2im(
    x: Tensor,
    image_shape: Host,
    block_shape: Host,
    *,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    """Columns of blocks added up to the image they are the blocks of."""
    sizes, kernel = image_shape.tolist(), block_shape.tolist()
    rank = len(sizes)
    low, high = pads_of(pads, rank)
    steps, holes = per_axis(strides, rank, "strides"), per_axis(dilations, rank, "dilations")
    whole = [size + before + after for size, before, after in zip(sizes, low, high, strict=True)]
    positions = [
        (size - hole * (count - 1) - 1) // step + 1
        for size, hole, count, step in zip(whole, holes, kernel, steps, strict=True)
    ]
    batch, rows, columns = x.shape
    if rows % prod(kernel) or columns != prod(positions):
        raise ShapeError(
            f"columns of shape {x.shape} are not those of an image of {sizes} in blocks of {kernel}"
        )
    image = x.reshape(batch, rows // prod(kernel), *kernel, *positions)
    # Each round takes the first axis of taps away and makes the first axis of positions one of the image.
    for size, step, hole in zip(whole, steps, holes, strict=True):
        image = _overlapped(image, 2, 2 + rank, size, step, hole)
    return pad_spatial(image, [(-before, -after, 0) for before, after in zip(low, high, strict=True)])


@lowering("DeformConv", since=19)
def deform_conv(
    x: Tensor,
    weight: Tensor,
    offset: Tensor,
    bias: Tensor | None = None,
    mask: Tensor | None = None,
    *,
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    offset_group: int = 1,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    """A convolution that reads where `offset` says, between elements too, and each as much as `mask` says."""
    _check_channels(x, weight, group, transposed=False)
    kernel = _kernel(weight, kernel_shape)
    windows = spatial_windows(x.shape, kernel, strides=strides, pads=pads, dilations=dilations)
    rank, taps = windows.rank, prod(kernel)
    batch, channels = x.shape[:2]
    out = tuple(offset.shape[2:])
    wide = x.dtype if x.dtype.bits > 16 else dtypes.float32
    moved = offset.reshape(batch * offset_group, *kernel, rank, *out).cast(wide)
    places = []
    for axis in range(rank):
        start = _numbers(x, out[axis], 1 + rank + axis, 1 + 2 * rank) * windows.strides[axis]
        tap = _numbers(x, kernel[axis], 1 + axis, 1 + 2 * rank) * windows.dilations[axis]
        place = (start + tap - windows.low[axis]).cast(wide) + moved.select(1 + rank, axis)
        places.append(place.reshape(-1, taps * prod(out)))
    source = x.reshape(batch * offset_group, channels // offset_group, prod(windows.sizes))
    total: Tensor | None = None
    lows = [place.floor() for place in places]
    parts = [place - low for place, low in zip(places, lows, strict=True)]
    for corner in product((0, 1), repeat=rank):
        values = _read(source, [low + far for low, far in zip(lows, corner, strict=True)], windows.sizes)
        for part, far in zip(parts, corner, strict=True):
            values = values * (part if far else 1 - part).unsqueeze(1)
        total = values if total is None else total + values
    assert total is not None
    if mask is not None:
        total = total * mask.reshape(batch * offset_group, 1, taps * prod(out)).cast(wide)
    columns = total.cast(x.dtype).reshape(batch, group, channels // group * taps, prod(out))
    rows = weight.reshape(group, weight.shape[0] // group, channels // group * taps)
    return _with_bias(rows.matmul(columns).reshape(batch, weight.shape[0], *out), bias)


def _numbers(like: Tensor, count: int, axis: int, rank: int) -> Tensor:
    """0, 1, ... along one of `rank` axes."""
    return like._of_node(nodes.iota(count, dtypes.int32)).reshape(
        [count if n == axis else 1 for n in range(rank)]
    )


def _kernel(weight: Tensor, kernel_shape: Sequence[int] | None) -> tuple[int, ...]:
    kernel = tuple(weight.shape[2:])
    if kernel_shape and tuple(kernel_shape) != kernel:
        raise ShapeError(f"kernel_shape={list(kernel_shape)} is not that of a weight of shape {weight.shape}")
    return kernel


def _check_channels(x: Tensor, weight: Tensor, group: int, transposed: bool) -> None:
    if group < 1 or x.ndim != weight.ndim or x.ndim < 3:
        raise ShapeError(
            f"an input of shape {x.shape} and a weight of shape {weight.shape} in {group} groups do not fit"
        )
    channels = weight.shape[0] if transposed else weight.shape[1] * group
    if x.shape[1] != channels or weight.shape[0] % group:
        raise ShapeError(
            f"an input of shape {x.shape} does not have the {channels} channels of a weight of shape "
            f"{weight.shape} in {group} groups"
        )


def _with_bias(x: Tensor, bias: Tensor | None) -> Tensor:
    return x if bias is None else x + bias.reshape(-1, *(1,) * (x.ndim - 2))
