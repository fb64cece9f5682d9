"""Resampling of the spatial axes: nearest, linear and cubic, with PyTorch's notion of what a pixel covers.

Every axis is resampled on its own: each output position reads one (nearest), two (linear) or four (cubic)
positions of the input, found by arithmetic on the output position.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from ..run.capture import stands_for
from .pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d

# How many spatial axes each mode takes.
MODES: dict[str, tuple[int, ...]] = {
    "nearest": (1, 2, 3),
    "nearest-exact": (1, 2, 3),
    "linear": (1,),
    "bilinear": (2,),
    "trilinear": (3,),
    "bicubic": (2,),
    "area": (1, 2, 3),
}

# The coefficient of the cubic kernel, as in PyTorch and OpenCV (Keys 1981 has -0.5).
CUBIC_A = -0.75
# That of antialiased resampling, which follows Pillow.
ANTIALIAS_A = -0.5


def interpolate(
    x: TensorT,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> TensorT:
    """Resample the spatial axes of `[n, c, *spatial]` to `size` or by `scale_factor` (give one of them).

    Modes: nearest, nearest-exact, linear (3 axes), bilinear and bicubic (4 axes), trilinear (5 axes), area
    (the means that adaptive pooling gives). With `antialias`, for bilinear and bicubic, each result of making
    smaller is a weighted mean of all it covers. Raises InvalidArgument for other modes, and for sizes and
    factors that do not fit, ShapeError where the mode needs other axes, DTypeError for integers in a mode
    that mixes values.

    Examples:
        >>> x = Tensor([[[0.0, 4.0]]])
        >>> x.interpolate(scale_factor=2).tolist()
        [[[0.0, 0.0, 4.0, 4.0]]]
        >>> x.interpolate(size=5, mode="linear", align_corners=True).tolist()
        [[[0.0, 1.0, 2.0, 3.0, 4.0]]]
    """
    if mode not in MODES:
        raise InvalidArgument(f"interpolate: mode={mode!r}; it is one of {', '.join(MODES)}")
    rank = x.ndim - 2
    if rank not in MODES[mode]:
        wanted = " or ".join(str(axes + 2) for axes in MODES[mode])
        raise ShapeError(f"interpolate: mode {mode!r} needs {wanted} axes; the input has shape {x.shape}")
    mixes = not mode.startswith("nearest")
    if align_corners is not None and (not mixes or mode == "area"):
        raise InvalidArgument(f"interpolate: align_corners has no meaning for mode {mode!r}; leave it out")
    if mixes and not x.dtype.is_float:
        raise DTypeError(f"interpolate: mode {mode!r} needs floats, not {x.dtype}; cast first")
    if antialias and mode not in ("bilinear", "bicubic"):
        raise InvalidArgument(f"interpolate: antialias is for modes bilinear and bicubic, not {mode!r}")
    targets, factors = _targets(x.shape[2:], size, scale_factor, bool(recompute_scale_factor))
    if mode == "area":
        pool = (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[rank - 1]
        return pool(x, targets)
    if antialias:
        return _antialiased(x, targets, factors, mode, bool(align_corners))
    if (known := stands_for("resize", x, targets, factors, mode, bool(align_corners))) is not None:
        return known[0]  # type: ignore[no-any-return]
    result = x
    for axis, (target, factor) in enumerate(zip(targets, factors, strict=True), start=2):
        result = _resample(result, axis, target, factor, mode, bool(align_corners))
    return result


def _targets(
    sizes: Sequence[int],
    size: int | Sequence[int] | None,
    scale_factor: float | Sequence[float] | None,
    recompute_scale_factor: bool,
) -> tuple[list[int], list[float | None]]:
    """The output size of every axis, and the factor to sample by where it is not their ratio."""
    rank = len(sizes)
    if (size is None) == (scale_factor is None):
        raise InvalidArgument("interpolate: give exactly one of size and scale_factor")
    if scale_factor is None:
        targets = [size] * rank if isinstance(size, int) else list(size or ())
        factors: list[float | None] = [None] * rank
    else:
        given = [float(scale_factor)] * rank if isinstance(scale_factor, int | float) else list(scale_factor)
        targets = [floor(extent * factor) for extent, factor in zip(sizes, given, strict=False)]
        factors = [None] * rank if recompute_scale_factor else [*given]
    if len(targets) != rank or any(target < 1 for target in targets) or any(extent < 1 for extent in sizes):
        raise InvalidArgument(
            f"interpolate: from {tuple(sizes)} to {tuple(targets)}; both need {rank} sizes of at least 1"
        )
    return targets, factors


def _resample(
    x: TensorT, axis: int, target: int, factor: float | None, mode: str, align_corners: bool
) -> TensorT:
    size = x.shape[axis]
    if size == target and (factor is None or factor == 1):
        return x
    if mode == "nearest" and target % size == 0 and (factor is None or factor == target // size):
        repeated = x.unsqueeze(axis + 1).expand(*x.shape[: axis + 1], target // size, *x.shape[axis + 1 :])
        return repeated.reshape(*x.shape[:axis], target, *x.shape[axis + 1 :])
    wide = dtypes.float64 if x.dtype is dtypes.float64 else dtypes.float32
    position = x._of_node(nodes.iota(target, dtypes.int32)).cast(wide)
    scale = size / target if factor is None else 1 / factor
    if mode == "nearest":
        return _take(x, axis, (position * scale).cast(dtypes.int32).minimum(size - 1))
    if mode == "nearest-exact":
        return _take(x, axis, ((position + 0.5) * scale).cast(dtypes.int32).minimum(size - 1))
    if align_corners:
        source = position * ((size - 1) / (target - 1) if target > 1 else 0.0)
    else:
        source = (position + 0.5) * scale - 0.5
    return _cubic(x, axis, source) if mode == "bicubic" else _linear(x, axis, source.maximum(0))


def _antialiased(
    x: TensorT, targets: Sequence[int], factors: Sequence[float | None], mode: str, align_corners: bool
) -> TensorT:
    """Each axis times a matrix of weights: those of the kernel, stretched over what one result covers."""
    wide = dtypes.float64 if x.dtype is dtypes.float64 else dtypes.float32
    result = x.cast(wide)
    for axis, (target, factor) in enumerate(zip(targets, factors, strict=True), start=2):
        size = x.shape[axis]
        if size == target:
            continue
        if align_corners:
            scale = (size - 1) / (target - 1) if target > 1 else 0.0
        else:
            scale = size / target if factor is None else 1 / factor
        stretch = max(scale, 1.0)
        reach = (1.0 if mode == "bilinear" else 2.0) * stretch
        centre = ((x._wrap(nodes.iota(target, dtypes.int32), x.device).cast(wide) + 0.5) * scale).unsqueeze(1)
        pixel = x._wrap(nodes.iota(size, dtypes.int32), x.device).cast(wide).unsqueeze(0)
        distance = ((pixel - centre + 0.5) / stretch).abs()
        if mode == "bilinear":
            weight = (1 - distance).maximum(0)
        else:
            near, far = _cubic_near(distance, ANTIALIAS_A), _cubic_far(distance, ANTIALIAS_A)
            weight = (distance < 1).where(near, (distance < 2).where(far, 0.0))
        first, last = (centre - reach + 0.5).trunc(), (centre + reach + 0.5).trunc()
        weight = ((pixel >= first) & (pixel < last)).where(weight, 0.0)
        weight = weight / weight.sum(axis=1, keepdims=True)
        result = result.movedim(axis, -1).matmul(weight.transpose(0, 1)).movedim(-1, axis)
    return result.cast(x.dtype)


def _linear(x: TensorT, axis: int, source: TensorT) -> TensorT:
    last = x.shape[axis] - 1
    left = source.cast(dtypes.int32).minimum(last)
    weight = _along(x, axis, (source - left.cast(source.dtype)).clip(0, 1).cast(x.dtype))
    return _take(x, axis, left) * (1 - weight) + _take(x, axis, (left + 1).minimum(last)) * weight


def _cubic(x: TensorT, axis: int, source: TensorT) -> TensorT:
    last = x.shape[axis] - 1
    below = source.floor()
    left = below.cast(dtypes.int32)
    t = source - below
    taps = [
        _take(x, axis, (left + offset).clip(0, last)) * _along(x, axis, weight.cast(x.dtype))
        for offset, weight in enumerate(cubic_weights(t), start=-1)
    ]
    return taps[0] + taps[1] + taps[2] + taps[3]


def cubic_weights(t: TensorT) -> tuple[TensorT, TensorT, TensorT, TensorT]:
    """The weights of the four neighbours of a place that is `t` after the second of them."""
    return _cubic_far(t + 1), _cubic_near(t), _cubic_near(1 - t), _cubic_far(2 - t)


def _cubic_near(t: TensorT, a: float = CUBIC_A) -> TensorT:
    return ((a + 2) * t - (a + 3)) * t * t + 1


def _cubic_far(t: TensorT, a: float = CUBIC_A) -> TensorT:
    return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a


def _along(x: TensorT, axis: int, values: TensorT) -> TensorT:
    """A vector laid along one axis of x, ready to broadcast."""
    return values.reshape(-1, *(1,) * (x.ndim - axis - 1))


def _take(x: TensorT, axis: int, index: TensorT) -> TensorT:
    """The positions `index` (a vector, in range) of one axis."""
    shape = (*x.shape[:axis], index.shape[0], *x.shape[axis + 1 :])
    return x._of_node(nodes.gather(x._node, _along(x, axis, index).expand(shape)._node, axis))
