"""Blocks of an image as columns and back, and channels as pixels and back."""

from __future__ import annotations

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import node as nodes
from ..methods.gradient import TensorT
from .windows import PerAxis, pad_spatial, per_axis, sliding_windows


def unfold(
    x: TensorT, kernel_size: PerAxis, dilation: PerAxis = 1, padding: PerAxis = 0, stride: PerAxis = 1
) -> TensorT:
    """The sliding blocks of `[n, c, h, w]` (or `[c, h, w]`) as columns: `[n, c * kh * kw, blocks]`.

    Raises ShapeError for other ranks and where no block fits, InvalidArgument for impossible parameters.

    Examples:
        >>> nn.functional.unfold(Tensor.arange(6).reshape(1, 1, 2, 3), (2, 2)).tolist()
        [[[0, 1], [1, 2], [3, 4], [4, 5]]]
    """
    batched = _batched("unfold", x, 4)
    kernel = per_axis(kernel_size, 2, "kernel_size")
    around = per_axis(padding, 2, "padding", least=0)
    padded = pad_spatial(batched, [(p, p, 0) for p in around])
    steps, holes = per_axis(stride, 2, "stride"), per_axis(dilation, 2, "dilation")
    windows = sliding_windows(padded, kernel, steps, holes, "unfold")
    batch, channels, rows, columns = windows.shape[:4]
    found = windows.permute((0, 1, 4, 5, 2, 3)).reshape(
        batch, channels * kernel[0] * kernel[1], rows * columns
    )
    return found if batched.ndim == x.ndim else found.squeeze(0)


def fold(
    x: TensorT,
    output_size: PerAxis,
    kernel_size: PerAxis,
    dilation: PerAxis = 1,
    padding: PerAxis = 0,
    stride: PerAxis = 1,
) -> TensorT:
    """The image `[n, c, *output_size]` whose blocks are the columns of `[n, c * kh * kw, blocks]`, added up
    where they overlap.

    The batch axis may be absent. Raises ShapeError where the columns are not those of such an image,
    InvalidArgument for impossible parameters.

    Examples:
        >>> columns = Tensor.ones(1, 4, 2)
        >>> nn.functional.fold(columns, (2, 3), (2, 2)).tolist()
        [[[[1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]]]
    """
    batched = _batched("fold", x, 3)
    sizes, kernel = per_axis(output_size, 2, "output_size"), per_axis(kernel_size, 2, "kernel_size")
    steps, holes = per_axis(stride, 2, "stride"), per_axis(dilation, 2, "dilation")
    around = per_axis(padding, 2, "padding", least=0)
    positions = [
        (size + 2 * p - hole * (k - 1) - 1) // step + 1
        for size, p, hole, k, step in zip(sizes, around, holes, kernel, steps, strict=True)
    ]
    batch, rows, columns = batched.shape
    if (
        rows % (kernel[0] * kernel[1])
        or columns != positions[0] * positions[1]
        or any(count < 1 for count in positions)
    ):
        raise ShapeError(
            f"fold: columns of shape {x.shape} are not those of an image of {sizes} with blocks of {kernel}: "
            f"it has {positions[0]} times {positions[1]} of {kernel[0] * kernel[1]} elements"
        )
    blocks = batched.reshape(batch, -1, *kernel, *positions)
    # First along the height: [n, c, kh, kw, ph, pw] to [n, c, kw, h, pw]; then along the width.
    tall = _overlapped(blocks, 2, 4, sizes[0] + 2 * around[0], steps[0], holes[0])
    whole = _overlapped(tall, 2, 4, sizes[1] + 2 * around[1], steps[1], holes[1])
    image = pad_spatial(whole, [(-p, -p, 0) for p in around])
    return image if batched.ndim == x.ndim else image.squeeze(0)


def _overlapped(x: TensorT, taps: int, places: int, total: int, step: int, hole: int) -> TensorT:
    """Lay out the axis `places` with a distance of `step`, once for each of the axis `taps`, and add up."""
    parts = []
    for tap in range(x.shape[taps]):
        part = x.narrow(taps, tap, 1).squeeze(taps)
        axis = places - 1
        before = tap * hole
        after = total - before - ((part.shape[axis] - 1) * step + 1)
        around = [(0, 0, 0)] * part.ndim
        around[axis] = (before, after, step - 1)
        parts.append(part._of_node(nodes.pad(part._node, around)))
    while len(parts) > 1:
        paired = [left + right for left, right in zip(parts[::2], parts[1::2], strict=False)]
        parts = paired + parts[len(paired) * 2 :]
    return parts[0]


def pixel_shuffle(x: TensorT, upscale_factor: int) -> TensorT:
    """`[.., c * r * r, h, w]` as `[.., c, h * r, w * r]`: r * r channels become the pixels of a square.

    Raises ShapeError where r * r does not divide the channels, InvalidArgument for an r below 1.

    Examples:
        >>> nn.functional.pixel_shuffle(Tensor.arange(4).reshape(1, 4, 1, 1), 2).tolist()
        [[[[0, 1], [2, 3]]]]
    """
    r = _factor("pixel_shuffle", upscale_factor)
    if x.ndim < 3 or x.shape[-3] % (r * r):
        raise ShapeError(f"pixel_shuffle: shape {x.shape} has no channels (axis -3) that {r} * {r} divides")
    *lead, channels, height, width = x.shape
    rank = len(lead)
    parted = x.reshape(*lead, channels // (r * r), r, r, height, width)
    order = (*range(rank), rank, rank + 3, rank + 1, rank + 4, rank + 2)
    return parted.permute(order).reshape(*lead, channels // (r * r), height * r, width * r)


def pixel_unshuffle(x: TensorT, downscale_factor: int) -> TensorT:
    """`[.., c, h * r, w * r]` as `[.., c * r * r, h, w]`: the pixels of each square become channels.

    Raises ShapeError where r does not divide height and width, InvalidArgument for an r below 1.

    Examples:
        >>> nn.functional.pixel_unshuffle(Tensor.arange(4).reshape(1, 1, 2, 2), 2).flatten().tolist()
        [0, 1, 2, 3]
    """
    r = _factor("pixel_unshuffle", downscale_factor)
    if x.ndim < 3 or x.shape[-1] % r or x.shape[-2] % r:
        raise ShapeError(f"pixel_unshuffle: shape {x.shape} has no height and width that {r} divides")
    *lead, channels, height, width = x.shape
    rank = len(lead)
    parted = x.reshape(*lead, channels, height // r, r, width // r, r)
    order = (*range(rank), rank, rank + 2, rank + 4, rank + 1, rank + 3)
    return parted.permute(order).reshape(*lead, channels * r * r, height // r, width // r)


def channel_shuffle(x: TensorT, groups: int) -> TensorT:
    """The channels (axis 1) in turn from each of `groups` equal groups.

    Raises ShapeError where `groups` does not divide the channels, InvalidArgument for a number below 1.

    Examples:
        >>> nn.functional.channel_shuffle(Tensor.arange(4).reshape(1, 4, 1, 1), 2).flatten().tolist()
        [0, 2, 1, 3]
    """
    count = _factor("channel_shuffle", groups)
    if x.ndim < 3 or x.shape[1] % count:
        raise ShapeError(f"channel_shuffle: shape {x.shape} has no channels (axis 1) that {count} divides")
    batch, channels, *rest = x.shape
    return x.reshape(batch, count, channels // count, *rest).transpose(1, 2).reshape(x.shape)


def _factor(name: str, value: int) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__") or value.__index__() < 1:
        raise InvalidArgument(f"{name}: {value!r:.60} must be an int of at least 1")
    return value.__index__()


def _batched(name: str, x: TensorT, rank: int) -> TensorT:
    if x.ndim not in (rank - 1, rank):
        raise ShapeError(
            f"{name} needs {rank} axes (or {rank - 1}, without a batch); the input has shape {x.shape}"
        )
    return x if x.ndim == rank else x.unsqueeze(0)
