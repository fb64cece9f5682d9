"""Normalisation: subtract a mean and divide by a standard deviation over some axes, in float32 or wider."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..methods.composed import composed
from ..methods.core import waiting
from ..methods.gradient import TensorT


def layer_norm(
    x: TensorT,
    normalized_shape: int | Sequence[int],
    weight: TensorT | None = None,
    bias: TensorT | None = None,
    eps: float = 1e-5,
) -> TensorT:
    """Normalise over the last axes, which must have `normalized_shape`; then scale and shift elementwise.

    `weight` and `bias` have that shape. Floats of 16 and 8 bits are computed in float32. Raises ShapeError
    where the shapes differ, DTypeError for what is no float.

    Examples:
        >>> Tensor([[1.0, 5.0], [2.0, 2.0]]).layer_norm(2).numpy().round(3)
        array([[-1.,  1.],
               [ 0.,  0.]], dtype=float32)
    """
    shape = _trailing_shape("layer_norm", x, normalized_shape, weight, bias)
    wide = _widened("layer_norm", x)
    return _affine(_normalised(wide, tuple(range(-len(shape), 0)), eps), weight, bias).cast(x.dtype)


def rms_norm(
    x: TensorT, normalized_shape: int | Sequence[int], weight: TensorT | None = None, eps: float | None = None
) -> TensorT:
    """Divide by the root of the mean square over the last axes; then scale elementwise.

    `weight` has `normalized_shape`, and `eps` defaults to the spacing of the dtype at 1. Raises ShapeError
    where the shapes differ, DTypeError for what is no float.

    Examples:
        >>> Tensor([[1.0, 7.0]]).rms_norm(2).numpy().round(3)
        array([[0.2, 1.4]], dtype=float32)
    """
    shape = _trailing_shape("rms_norm", x, normalized_shape, weight, None)
    wide = _widened("rms_norm", x)
    if eps is None:
        eps = wide.dtype.epsilon
    mean_square = (wide * wide).mean(axis=tuple(range(-len(shape), 0)), keepdims=True)
    return _affine(wide * (mean_square + eps).rsqrt(), weight, None).cast(x.dtype)


def group_norm(
    x: TensorT, num_groups: int, weight: TensorT | None = None, bias: TensorT | None = None, eps: float = 1e-5
) -> TensorT:
    """Normalise `[n, c, *]` over each of `num_groups` groups of channels; scale and shift per channel.

    Raises InvalidArgument for a channel count that `num_groups` does not divide, ShapeError where the shapes
    do not fit, DTypeError for what is no float.

    Examples:
        >>> Tensor([[[1.0, 3.0], [1.0, 3.0], [10.0, 30.0], [10.0, 30.0]]]).group_norm(2).numpy().round(2)
        array([[[-1.,  1.],
                [-1.,  1.],
                [-1.,  1.],
                [-1.,  1.]]], dtype=float32)
    """
    channels = _channels("group_norm", x, weight, bias)
    if num_groups < 1 or channels % num_groups:
        raise InvalidArgument(
            f"group_norm: num_groups={num_groups} does not divide the {channels} channels of an input of "
            f"shape {x.shape}"
        )
    # In groups to the end, so that one kernel goes over each of them.
    together = channels // num_groups
    grouped = _widened("group_norm", x).reshape(x.shape[0], num_groups, together, prod(x.shape[2:]))
    per_channel = [
        None if each is None else each.reshape(1, num_groups, together, 1) for each in (weight, bias)
    ]
    return _affine(_normalised(grouped, (-2, -1), eps), *per_channel).reshape(x.shape).cast(x.dtype)


def instance_norm(
    x: TensorT, weight: TensorT | None = None, bias: TensorT | None = None, eps: float = 1e-5
) -> TensorT:
    """Normalise `[n, c, *spatial]` over the spatial axes of each sample; scale and shift per channel.

    Raises ShapeError where there are no spatial axes or the shapes do not fit, DTypeError for what is no
    float.

    Examples:
        >>> Tensor([[[1.0, 3.0], [10.0, 30.0]]]).instance_norm().numpy().round(2)
        array([[[-1.,  1.],
                [-1.,  1.]]], dtype=float32)
    """
    _channels("instance_norm", x, weight, bias)
    if x.ndim < 3:
        raise ShapeError(
            f"instance_norm needs a batch, a channel and spatial axes; the input has shape {x.shape}"
        )
    normalised = _normalised(_widened("instance_norm", x), tuple(range(2, x.ndim)), eps)
    return _affine(normalised, *_per_channel(x, weight, bias)).cast(x.dtype)


def batch_norm(
    x: TensorT,
    running_mean: TensorT | None,
    running_var: TensorT | None,
    weight: TensorT | None = None,
    bias: TensorT | None = None,
    training: bool = False,
    momentum: float | TensorT = 0.1,
    eps: float = 1e-5,
) -> TensorT:
    """Normalise `[n, c, *]` per channel, by the batch's statistics when training, else by the running ones.

    In training the running statistics, where given, are assigned `(1 - momentum) * running + momentum *
    batch` (the variance unbiased). Raises ShapeError where the shapes do not fit, DTypeError for what is no
    float, and InvalidArgument when evaluated without running statistics.

    Examples:
        >>> mean, var = Tensor([1.0]), Tensor([4.0])
        >>> Tensor([[3.0], [5.0]]).batch_norm(mean, var, eps=0).tolist()
        [[1.0], [2.0]]
        >>> normalised = Tensor([[3.0], [5.0]]).batch_norm(mean, var, training=True, momentum=0.5)
        >>> normalised.numpy().round(2), mean.tolist(), var.tolist()
        (array([[-1.],
               [ 1.]], dtype=float32), [2.5], [3.0])
    """
    _channels("batch_norm", x, weight, bias)
    wide = _widened("batch_norm", x)
    if training:
        axes = (0, *range(2, x.ndim))
        mean = wide.mean(axis=axes, keepdims=True)
        variance = (wide - mean).square().mean(axis=axes, keepdims=True)
        count = x.numel() // max(1, x.shape[1])
        if count < 2:
            raise ShapeError(
                f"batch_norm: training needs more than one value per channel; the input has shape {x.shape}"
            )
        if running_mean is not None and running_var is not None:
            _update(running_mean, mean, momentum)
            _update(running_var, variance * (count / (count - 1)), momentum)
    elif running_mean is None or running_var is None:
        raise InvalidArgument("batch_norm: give running_mean and running_var, or training=True")
    else:
        mean, variance = (
            _laid_over(x, statistic.cast(wide.dtype)) for statistic in (running_mean, running_var)
        )
    normalised = (wide - mean) * (variance + eps).rsqrt()
    return _affine(normalised, *_per_channel(x, weight, bias)).cast(x.dtype)


def _update(running: TensorT, batch: TensorT, momentum: float | TensorT) -> None:
    fresh = batch.detach().reshape(running.shape).cast(running.dtype)
    share = momentum if isinstance(momentum, (int, float)) else momentum.cast(running.dtype)
    assign_beside(running, running * (1 - share) + fresh * share)


def assign_beside(target: TensorT, value: TensorT) -> None:
    """Assign in passing: the new value is realized with whatever is realized next on the device.

    Whoever realizes the loss does not know of `target`, which, left alone, would hold the graph of every
    batch.
    """
    target.assign(value)
    waiting.companions.setdefault(target.device, []).append(target)


def _widened(name: str, x: TensorT) -> TensorT:
    if not x.dtype.is_float:
        raise DTypeError(f"{name} needs floats, not {x.dtype}; cast first")
    return x if x.dtype.bits > 16 else x.cast(dtypes.float32)


def _normalised(x: TensorT, axes: tuple[int, ...], eps: float) -> TensorT:
    return composed(x, _normalise, axes, eps)


def _normalise(x: TensorT, axes: tuple[int, ...], eps: float) -> TensorT:
    centred = x - x.mean(axis=axes, keepdims=True)
    return centred * (centred.square().mean(axis=axes, keepdims=True) + eps).rsqrt()


def _affine(x: TensorT, weight: TensorT | None, bias: TensorT | None) -> TensorT:
    if weight is not None:
        x = x * weight.cast(x.dtype)
    return x if bias is None else x + bias.cast(x.dtype)


def _laid_over(x: TensorT, values: TensorT) -> TensorT:
    """One value per channel, ready to broadcast over [n, c, *]."""
    return values.reshape(1, -1, *(1,) * (x.ndim - 2))


def _per_channel(
    x: TensorT, weight: TensorT | None, bias: TensorT | None
) -> tuple[TensorT | None, TensorT | None]:
    return (
        None if weight is None else _laid_over(x, weight),
        None if bias is None else _laid_over(x, bias),
    )


def _channels(name: str, x: TensorT, weight: TensorT | None, bias: TensorT | None) -> int:
    if x.ndim < 2:
        raise ShapeError(f"{name} needs a batch and a channel axis; the input has shape {x.shape}")
    for label, given in (("weight", weight), ("bias", bias)):
        if given is not None and given.shape != (x.shape[1],):
            raise ShapeError(
                f"{name}: {label} has shape {given.shape}; an input of shape {x.shape} needs ({x.shape[1]},)"
            )
    return x.shape[1]


def _trailing_shape(
    name: str, x: TensorT, normalized_shape: int | Sequence[int], weight: TensorT | None, bias: TensorT | None
) -> tuple[int, ...]:
    shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    if not shape or x.shape[-len(shape) :] != shape:
        raise ShapeError(f"{name}: an input of shape {x.shape} does not end in normalized_shape={shape}")
    for label, given in (("weight", weight), ("bias", bias)):
        if given is not None and given.shape != shape:
            raise ShapeError(
                f"{name}: {label} has shape {given.shape} and must have normalized_shape={shape}"
            )
    return shape
