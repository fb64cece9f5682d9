"""Reading an image or a volume at places that a tensor says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from .interpolation import cubic_weights

MODES = ("bilinear", "nearest", "bicubic")
PADDING_MODES = ("zeros", "border", "reflection")


def grid_sample(
    x: TensorT,
    grid: TensorT,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> TensorT:
    """The values of `[n, c, h, w]` at the places `grid` `[n, oh, ow, 2]`, as `[n, c, oh, ow]`.

    A place is (x, y), from -1 at the left and top to 1: at the edges of the corner pixels, or at their
    centres with `align_corners`. Volumes `[n, c, d, h, w]` take places (x, y, z) in `[n, od, oh, ow, 3]`.
    `mode` is 'bilinear', 'nearest' or, for images, 'bicubic'; `padding_mode` says what lies beyond: 'zeros',
    'border' or 'reflection'. Raises ShapeError where the shapes do not fit, DTypeError unless both have one
    float dtype, InvalidArgument for another mode.

    Examples:
        >>> image = Tensor([[[[0.0, 4.0]]]])
        >>> places = Tensor([[[[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]]]])
        >>> nn.functional.grid_sample(image, places, align_corners=True).tolist()
        [[[[0.0, 2.0, 4.0]]]]
    """
    _check(x, grid, mode, padding_mode)
    aligned = bool(align_corners)
    sizes = x.shape[2:]
    rank = len(sizes)
    wide = x.dtype if x.dtype.bits > 16 else dtypes.float32
    # Places are (x, y, z), axes (depth, height, width).
    places = [
        _pixels(grid.narrow(-1, rank - 1 - axis, 1).squeeze(-1).cast(wide), size, aligned)
        for axis, size in enumerate(sizes)
    ]
    if mode != "bicubic":
        places = [
            _inside(place, size, padding_mode, aligned) for place, size in zip(places, sizes, strict=True)
        ]
    source = x.reshape(*x.shape[:2], prod(sizes))
    if mode == "nearest":
        return _read(source, [place.detach().round() for place in places], sizes).cast(x.dtype)
    taps: list[list[tuple[TensorT, TensorT]]] = []
    for place, size in zip(places, sizes, strict=True):
        low = place.detach().floor()
        part = place - low
        if mode == "bilinear":
            taps.append([(low, 1 - part), (low + 1, part)])
        else:
            taps.append(
                [
                    (_inside(low + (step - 1), size, padding_mode, aligned), weight)
                    for step, weight in enumerate(cubic_weights(part))
                ]
            )
    total: TensorT | None = None
    for chosen in product(*taps):
        weight = chosen[0][1]
        for _, more in chosen[1:]:
            weight = weight * more
        values = _read(source, [at for at, _ in chosen], sizes).cast(wide) * weight.unsqueeze(1)
        total = values if total is None else total + values
    assert total is not None
    return total.cast(x.dtype)


def affine_grid(theta: TensorT, size: Sequence[int], align_corners: bool | None = None) -> TensorT:
    """The places for `grid_sample` that an affine map gives: `[n, h, w, 2]` for `theta` `[n, 2, 3]` and a
    `size` of (n, c, h, w).

    For volumes `theta` is `[n, 3, 4]`, `size` (n, c, d, h, w) and the result `[n, d, h, w, 3]`. Raises
    ShapeError where they do not fit, DTypeError for what is no float.

    Examples:
        >>> identity = Tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
        >>> nn.functional.affine_grid(identity, (1, 1, 1, 3), align_corners=True).tolist()
        [[[[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]]]]
    """
    if isinstance(size, (str, bytes)) or not hasattr(size, "__iter__"):
        raise InvalidArgument(f"affine_grid: size={size!r:.60} is the shape that grid_sample is to give")
    found = [int(each) for each in size]
    batch, sizes = found[0] if found else 0, found[2:]
    rank = len(sizes)
    if rank not in (2, 3) or theta.shape != (batch, rank, rank + 1):
        raise ShapeError(
            f"affine_grid: theta of shape {theta.shape} does not fit size={tuple(found)}; it is (n, 2, 3) "
            f"for (n, c, h, w) and (n, 3, 4) for (n, c, d, h, w)"
        )
    if not theta.dtype.is_float:
        raise DTypeError(f"affine_grid needs floats, not {theta.dtype}; cast first")
    shape = (1, *sizes, 1)
    parts = []
    for axis in reversed(range(rank)):
        count = sizes[axis]
        number = theta._wrap(nodes.iota(count, dtypes.int32), theta.device).cast(theta.dtype)
        if align_corners:
            step = number * (2 / (count - 1)) - 1 if count > 1 else number * 0
        else:
            step = (number * 2 + 1) * (1 / count) - 1
        parts.append(step.reshape([count if i == axis + 1 else 1 for i in range(rank + 2)]).expand(shape))
    columns = [column.unsqueeze(1) for column in theta.unbind(-1)]
    spread = [column.reshape(batch, *(1,) * rank, rank) for column in columns]
    total = spread[rank]
    for part, column in zip(parts, spread, strict=False):
        total = total + part * column
    return total.expand(batch, *sizes, rank)


def _pixels(place: TensorT, size: int, aligned: bool) -> TensorT:
    """From -1 to 1 to pixels, which are counted by their centres."""
    return (place + 1) * ((size - 1) / 2) if aligned else ((place + 1) * size - 1) * 0.5


def _inside(place: TensorT, size: int, padding_mode: str, aligned: bool) -> TensorT:
    if padding_mode == "zeros":
        return place
    if padding_mode == "reflection":
        low, span = (0.0, size - 1.0) if aligned else (-0.5, float(size))
        if span == 0:
            return place * 0
        distance = (place - low).abs()
        times = (distance.detach() / span).floor()
        extra = distance - times * span
        odd = (times - (times * 0.5).floor() * 2).eq(1)
        place = odd.where(span - extra, extra) + low
    return place.clip(0, size - 1)


def _read(source: TensorT, places: Sequence[TensorT], sizes: Sequence[int]) -> TensorT:
    """`[n, c, positions]` at whole places `[n, *out]`, as `[n, c, *out]`; zero outside."""
    flat: TensorT | None = None
    legal: TensorT | None = None
    for place, size in zip(places, sizes, strict=True):
        within = (place >= 0) & (place <= size - 1)
        legal = within if legal is None else legal & within
        number = place.clip(0, size - 1).cast(dtypes.int32)
        flat = number if flat is None else flat * size + number
    assert flat is not None and legal is not None
    batch, channels = source.shape[:2]
    out = flat.shape[1:]
    # What a gather reads beyond the end is zero.
    index = legal.where(flat, prod(sizes)).reshape(batch, 1, prod(out)).expand(batch, channels, prod(out))
    found, flow = source._combine([index.detach()])
    read = source._wrap(nodes.gather(found[0], found[1], 2), source.device, flow)
    return read.reshape(batch, channels, *out)


def _check(x: TensorT, grid: TensorT, mode: str, padding_mode: str) -> None:
    if mode not in MODES or padding_mode not in PADDING_MODES:
        raise InvalidArgument(
            f"grid_sample: mode={mode!r:.60} is one of {', '.join(MODES)}, padding_mode={padding_mode!r:.60} "
            f"one of {', '.join(PADDING_MODES)}"
        )
    rank = x.ndim - 2
    if (
        rank not in (2, 3)
        or grid.ndim != rank + 2
        or grid.shape[0] != x.shape[0]
        or grid.shape[-1] != rank
        or 0 in x.shape[2:]
    ):
        raise ShapeError(
            f"grid_sample: input {x.shape} and grid {grid.shape} do not fit; they are (n, c, h, w) and "
            f"(n, oh, ow, 2), or (n, c, d, h, w) and (n, od, oh, ow, 3)"
        )
    if mode == "bicubic" and rank != 2:
        raise ShapeError(f"grid_sample: mode 'bicubic' needs 4 axes; the input has shape {x.shape}")
    if x.dtype is not grid.dtype or not x.dtype.is_float:
        raise DTypeError(f"grid_sample needs one float dtype; got {x.dtype} and {grid.dtype}")
