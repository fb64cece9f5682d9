"""Resize and Upsample: every axis is resampled on its own.

An element of the result reads some elements of the input around its place there: one (nearest), two (linear),
four (cubic), or, with antialiasing, all that it covers. Places are computed in float32, as by ONNX Runtime.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.interpolation import _along, _take
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...graph.dtype import DType
from ...tensor import Tensor
from ..lowering import Host, lowering


@dataclass(frozen=True)
class Resampling:
    """How all axes are resampled: ONNX's attributes of Resize."""

    mode: str = "nearest"
    coordinates: str = "half_pixel"
    nearest: str = "round_prefer_floor"
    cubic_a: float = -0.75
    exclude_outside: bool = False
    antialias: bool = False
    extrapolation: float = 0.0


@dataclass(frozen=True)
class Axis:
    """One axis: from `size` elements to `target` by a factor of `scale`, of what is from `start` to `end`."""

    number: int
    size: int
    target: int
    scale: float
    start: float = 0.0
    end: float = 1.0


@lowering("Upsample")
def upsample_1(x: Tensor, *, height_scale: float, mode: str = "nearest", width_scale: float) -> Tensor:
    return _by_scales(x, [1.0] * (x.ndim - 2) + [height_scale, width_scale], mode)


@lowering("Upsample", since=7)
def upsample_7(x: Tensor, *, mode: str = "nearest", scales: Sequence[float]) -> Tensor:
    return _by_scales(x, scales, mode)


@lowering("Upsample", since=9)
@lowering("Resize", since=10)
def resize_10(x: Tensor, scales: Host, *, mode: str = "nearest") -> Tensor:
    """That of version 10, and Upsample with its scales as an input."""
    return _by_scales(x, scales.tolist(), mode)


@lowering("Resize", since=11)
def resize(
    x: Tensor,
    roi: Host | None = None,
    scales: Host | None = None,
    sizes: Host | None = None,
    *,
    antialias: int = 0,
    axes: Sequence[int] | None = None,
    coordinate_transformation_mode: str = "half_pixel",
    cubic_coeff_a: float = -0.75,
    exclude_outside: int = 0,
    extrapolation_value: float = 0.0,
    keep_aspect_ratio_policy: str = "stretch",
    mode: str = "nearest",
    nearest_mode: str = "round_prefer_floor",
) -> Tensor:
    places = [axis % x.ndim for axis in axes] if axes else list(range(x.ndim))
    extents = [x.shape[place] for place in places]
    if scales is not None and scales.size:
        factors = scales.tolist()
        _check_count(factors, places)
        targets = [floor(size * factor) for size, factor in zip(extents, factors, strict=True)]
    elif sizes is not None and sizes.size:
        wanted = sizes.tolist()
        _check_count(wanted, places)
        factors = [want / size for want, size in zip(wanted, extents, strict=True)]
        targets = wanted
        if keep_aspect_ratio_policy != "stretch":
            bounds = {"not_larger": min, "not_smaller": max}
            if keep_aspect_ratio_policy not in bounds:
                raise InvalidArgument(
                    f"keep_aspect_ratio_policy={keep_aspect_ratio_policy!r} is none of stretch, not_larger, "
                    "not_smaller"
                )
            factor = bounds[keep_aspect_ratio_policy](factors)
            factors = [factor] * len(places)
            targets = [floor(size * factor + 0.5) for size in extents]
    else:
        raise InvalidArgument("Resize needs scales or sizes")
    regions = [(0.0, 1.0)] * len(places)
    if coordinate_transformation_mode == "tf_crop_and_resize":
        if roi is None or roi.size != 2 * len(places):
            raise InvalidArgument(f"tf_crop_and_resize needs a roi of {2 * len(places)} numbers")
        bound = roi.tolist()
        regions = list(zip(bound[: len(places)], bound[len(places) :], strict=True))
    how = Resampling(
        mode,
        coordinate_transformation_mode,
        nearest_mode,
        cubic_coeff_a,
        bool(exclude_outside),
        bool(antialias),
        extrapolation_value,
    )
    resized = [
        Axis(place, x.shape[place], target, factor, *region)
        for place, target, factor, region in zip(places, targets, factors, regions, strict=True)
    ]
    return resampled(x, resized, how)


def _check_count(values: Sequence[float], places: Sequence[int]) -> None:
    if len(values) != len(places):
        raise ShapeError(f"{len(values)} scales or sizes do not fit {len(places)} axes")


def _by_scales(x: Tensor, scales: Sequence[float], mode: str) -> Tensor:
    """As before version 11: from the upper left corner; smaller images by the pixels after."""
    _check_count(scales, range(x.ndim))
    result = x
    for number, factor in enumerate(scales):
        target = floor(x.shape[number] * factor)
        how = Resampling(mode, "asymmetric", "ceil" if factor < 1 else "floor")
        result = resampled(result, [Axis(number, x.shape[number], target, factor)], how)
    return result


def resampled(x: Tensor, axes: Sequence[Axis], how: Resampling) -> Tensor:
    """An image with these axes resampled.

    Raises InvalidArgument for an unknown mode.
    """
    wide = dtypes.float64 if x.dtype is dtypes.float64 else dtypes.float32
    moved = [axis for axis in axes if not _stays(axis, how)]
    result = x if how.mode == "nearest" else x.cast(wide)
    outside: Tensor | None = None
    for axis in moved:
        if how.mode == "nearest" and _repeats(axis, how):
            result = result.repeat_interleave(axis.target // axis.size, dim=axis.number)
            continue
        place = _places(x, axis, how, wide)
        if how.coordinates == "tf_crop_and_resize":
            beyond = _along(x, axis.number, (place < 0) | (place > axis.size - 1))
            outside = beyond if outside is None else outside | beyond
        if how.mode == "nearest":
            result = _take(
                result, axis.number, _rounded(place, how).cast(dtypes.int32).clip(0, axis.size - 1)
            )
        elif how.mode in _KERNELS:
            result = _mixed(result, axis, place, how)
        else:
            raise InvalidArgument(f"mode={how.mode!r} is none of nearest, linear, cubic")
    result = result.cast(x.dtype)
    return result if outside is None else outside.where(how.extrapolation, result).cast(x.dtype)


def _stays(axis: Axis, how: Resampling) -> bool:
    cropped = how.coordinates == "tf_crop_and_resize" and (axis.start, axis.end) != (0.0, 1.0)
    return axis.size == axis.target and axis.scale == 1 and not cropped


def _repeats(axis: Axis, how: Resampling) -> bool:
    """Whether each element is only repeated, as often as all others."""
    whole = axis.target % axis.size == 0 and axis.scale == axis.target // axis.size
    return whole and (how.coordinates, how.nearest) in (
        ("asymmetric", "floor"),
        ("tf_half_pixel_for_nn", "floor"),
        ("half_pixel", "round_prefer_floor"),
        ("half_pixel", "round_prefer_ceil"),
    )


def _places(x: Tensor, axis: Axis, how: Resampling, wide: DType) -> Tensor:
    """Where the elements of the result lie among those of the input."""
    number = x._of_node(nodes.iota(axis.target, dtypes.int32)).cast(wide)
    length = axis.scale * axis.size
    if how.coordinates == "asymmetric":
        return number / axis.scale
    if how.coordinates == "tf_half_pixel_for_nn":
        return (number + 0.5) / axis.scale
    if how.coordinates == "align_corners":
        return number * (axis.size - 1) / (length - 1) if length != 1 else number * 0
    if how.coordinates == "tf_crop_and_resize":
        last = axis.size - 1
        if axis.target > 1:
            return number * ((axis.end - axis.start) * last / (length - 1)) + axis.start * last
        return number * 0 + 0.5 * (axis.start + axis.end) * last
    if how.coordinates == "pytorch_half_pixel" and axis.target == 1:
        return number * 0
    shift = -0.5
    if how.coordinates == "half_pixel_symmetric":
        shift += axis.size / 2 * (1 - axis.target / length)
    elif how.coordinates not in ("half_pixel", "pytorch_half_pixel"):
        raise InvalidArgument(f"coordinate_transformation_mode={how.coordinates!r} is not known")
    return (number + 0.5) / axis.scale + shift


def _rounded(place: Tensor, how: Resampling) -> Tensor:
    if how.nearest == "round_prefer_floor":
        return (place - 0.5).ceil()
    if how.nearest == "round_prefer_ceil":
        return (place + 0.5).floor()
    if how.nearest in ("floor", "ceil"):
        return place.floor() if how.nearest == "floor" else place.ceil()
    raise InvalidArgument(f"nearest_mode={how.nearest!r} is not known")


def _linear(distance: Tensor, a: float) -> Tensor:
    return (1 - distance).maximum(0)


def _cubic(distance: Tensor, a: float) -> Tensor:
    near = ((a + 2) * distance - (a + 3)) * distance * distance + 1
    far = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
    return (distance < 1).where(near, (distance < 2).where(far, 0.0))


# The weight of an element by its distance, and how far it reaches.
_KERNELS = {"linear": (_linear, 1), "cubic": (_cubic, 2)}


def _mixed(x: Tensor, axis: Axis, place: Tensor, how: Resampling) -> Tensor:
    """Weighted sums of the elements around each place; the edges go on for ever, or are nothing."""
    kernel, reach = _KERNELS[how.mode]
    shrink = min(axis.scale, 1.0) if how.antialias else 1.0
    before = 1 - ceil(reach / shrink)
    count = 2 - 2 * before
    below = place.floor()
    offsets = place._of_node(nodes.iota(count, dtypes.int32)) + before
    index = below.cast(dtypes.int32).unsqueeze(1) + offsets
    weights = kernel((index.cast(place.dtype) - place.unsqueeze(1)).abs() * shrink, how.cubic_a)
    if how.exclude_outside:
        weights = ((index >= 0) & (index < axis.size)).where(weights, 0.0)
    if how.exclude_outside or how.antialias:
        weights = weights / weights.sum(axis=1, keepdims=True)
    index = index.clip(0, axis.size - 1)
    if count <= 4:
        total: Tensor | None = None
        for tap in range(count):
            values = _take(x, axis.number, index.select(1, tap))
            part = values * _along(x, axis.number, weights.select(1, tap))
            total = part if total is None else total + part
        assert total is not None
        return total
    # A product with a matrix of what each element adds to each result.
    element = place._of_node(nodes.iota(axis.size, dtypes.int32))
    matrix = index.unsqueeze(-1).eq(element).where(weights.unsqueeze(-1), 0.0).sum(axis=1)
    return x.movedim(axis.number, -1).matmul(matrix.transpose(0, 1)).movedim(-1, axis.number)
