"""Convolutions of bytes as products of bytes: sums of int32, or of float32 where these are as exact.

The input is copied once, surrounded by its zero points and with the phases of its strides apart, so that all
its spatial axes are one, and every tap is a distance along it. At the ends of rows are places of no result;
they are computed with the others, and left out when the result is next read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from ...runtime.errors import ShapeError
from ..functions.windows import pad_spatial
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..tensor import Tensor
from .integer_depthwise import depthwise
from .integer_weights import ConvolutionWeight, is_exact_in_float32, wide
from .operators.spatial_windows import spatial_windows


@dataclass(frozen=True)
class Flat:
    """Results of a convolution with one spatial axis for all, `[n, outputs, places]`, and where they lie."""

    rows: tuple[int, ...]  # places along each axis, those of no result among them
    sizes: tuple[int, ...]  # results along each axis

    @property
    def places(self) -> int:
        """How many there are."""
        return self.sizes[0] * prod(self.rows[1:])

    @property
    def is_whole(self) -> bool:
        """Whether there are no places but those of results."""
        return self.rows[1:] == self.sizes[1:]

    def apart(self, x: Tensor) -> Tensor:
        """`[n, outputs, places]` as `[n, outputs, *sizes]`."""
        x = x.reshape([*x.shape[:2], self.sizes[0], *self.rows[1:]])
        for axis, size in enumerate(self.sizes):
            x = x.narrow(2 + axis, 0, size) if size < x.shape[2 + axis] else x
        return x


def convolve(
    x: Tensor,
    zero: Tensor | None,
    number: int | None,
    weight: ConvolutionWeight,
    finish: Callable[[Tensor], Tensor],
    *,
    auto_pad: str = "NOTSET",
    strides: Sequence[int] | None = None,
    dilations: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
) -> Tensor:
    """What `finish` makes of the sums of `(x - zero) * (w - zero of w)`, `[n, outputs, places]` and whole.

    `zero` is an int32, None for 0; `number` is it where it is known. Sums are float32 where they are small.
    """
    groups, own = weight.numbers.shape[:2]
    outputs = groups * own
    windows = spatial_windows(
        x.shape, weight.shape[2:], strides=strides, pads=pads, dilations=dilations, auto_pad=auto_pad
    )
    if x.shape[1] != weight.shape[1] * groups:
        raise ShapeError(
            f"an input of shape {tuple(x.shape)} does not have the {weight.shape[1] * groups} channels of a "
            f"weight of shape {weight.shape} in {groups} groups"
        )
    if weight.is_depthwise:
        return depthwise(x, zero, weight, windows, finish)
    fill = zero if number is None else number
    parted, flat = _parted(x, 0 if fill is None else fill, weight, windows.low, windows.high)
    taps = weight.numbers.shape[2:-1]
    strips = _strips(parted, taps, weight.holes, flat)
    numbers = weight.numbers.unsqueeze(0).unsqueeze(-1)
    axes = tuple(range(3, 3 + len(taps) + 1))
    if own == 1 and is_exact_in_float32(prod(taps) * weight.numbers.shape[-1]):
        total = (numbers.cast(dtypes.float32) * strips.cast(dtypes.float32)).sum(axes)
    else:
        total = (wide(numbers) * wide(strips)).sum(axes, dtype=dtypes.int32)
    total = total.reshape((x.shape[0], outputs, flat.places))
    if total.dtype is not dtypes.float32:
        total = total.cast(dtypes.int32)
    if zero is not None:
        total = total - (weight.sums * zero.reshape(())).reshape((-1, 1)).cast(total.dtype)
    if weight.zero is not None:
        inside = wide(parted).sum(2, keepdim=True, dtype=dtypes.int32).contiguous()
        around = _strips(inside, taps, weight.holes, flat).sum(axes, dtype=dtypes.int32).cast(total.dtype)
        each = weight.zero.reshape((1, groups, own, 1)) if weight.zero.ndim else weight.zero
        minus = around.reshape((x.shape[0], groups, 1, flat.places)) * each.cast(total.dtype)
        total = total - minus.expand((x.shape[0], groups, own, flat.places)).reshape(total.shape)
    result = finish(total)
    return flat.apart(result if flat.is_whole else result.contiguous())


def _parted(
    x: Tensor, fill: int | Tensor, weight: ConvolutionWeight, low: Sequence[int], high: Sequence[int]
) -> tuple[Tensor, Flat]:
    """An input `[n, groups, phases * channels, places]`, and how its results lie."""
    groups, rank = weight.numbers.shape[0], x.ndim - 2
    taps = weight.numbers.shape[2:-1]
    kernel = weight.shape[2:]
    around, rows, sizes = [], [], []
    for axis in range(rank):
        size = x.shape[2 + axis] + low[axis] + high[axis]
        step = weight.phases[axis] * weight.skips[axis]
        span = weight.spans[axis]
        count = (size - span) // step + 1
        if size < span:
            raise ShapeError(
                f"an input of shape {tuple(x.shape)} is smaller than a kernel {list(kernel)} with its holes"
            )
        places = count + weight.holes[axis] * (taps[axis] - 1)
        if axis == 0 and max(taps[1:], default=1) > 1:
            # The last places of no result see what is behind the last row.
            places += 1
        rows.append(places)
        sizes.append(count)
        needed = places * weight.phases[axis] if weight.skips[axis] == 1 else size
        around.append((low[axis], needed - x.shape[2 + axis] - low[axis], 0))
    flat = Flat(tuple(rows), tuple(sizes))
    if any(before or after for before, after, _ in around):
        if isinstance(fill, Tensor):
            # Bytes wrap around, so what is less by the zero point has it again; around it there was 0.
            origin = fill.reshape(()).cast(x.dtype)
            x = pad_spatial(x - origin, around) + origin
        else:
            x = pad_spatial(x, around, fill)
    for axis, skip in enumerate(weight.skips):
        if skip > 1:
            x = x[(slice(None),) * (2 + axis) + (slice(None, None, skip),)]
    shape: list[int] = [x.shape[0], groups, x.shape[1] // groups]
    for place, phase in zip(rows, weight.phases, strict=True):
        shape += [place, phase]
    x = x.reshape(shape)
    if any(phase > 1 for phase in weight.phases):
        x = x.permute([0, 1, *range(4, 4 + 2 * rank, 2), 2, *range(3, 3 + 2 * rank, 2)])
    # As bytes, which kernels multiply: not as what they are cast to.
    return x.reshape((x.shape[0], groups, -1, prod(rows))).contiguous(), flat


def _strips(x: Tensor, taps: Sequence[int], holes: Sequence[int], flat: Flat) -> Tensor:
    """What each tap sees of `[n, groups, channels, places]`: `[n, groups, 1, *taps, channels, places]`."""
    rank, found = len(taps), x._node
    for axis, (count, hole) in enumerate(zip(taps, holes, strict=True)):
        if count > 1:
            found = nodes.window(found, 3, count, 1, hole * prod(flat.rows[axis + 1 :]))
        else:
            found = nodes.reshape(found, (*found.shape[:4], 1, *found.shape[4:]))
    found = nodes.shrink(
        found, [(0, flat.places if axis == 3 else size, 1) for axis, size in enumerate(found.shape)]
    )
    order = (0, 1, *reversed(range(4, 4 + rank)), 2, 3)
    return x._of_node(nodes.permute(found, order)).unsqueeze(2)
