"""Normalisation: subtract a mean and divide by a standard deviation over some axes, in float32 or wider."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..methods.core import companions

if TYPE_CHECKING:
    from ..tensor import Tensor


def layer_norm(
    x: Tensor,
    normalized_shape: int | Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise over the last axes, which must have `normalized_shape`; then scale and shift elementwise.

    Raises ShapeError where the shapes differ.
    """
    shape = _trailing_shape("layer_norm", x, normalized_shape, weight, bias)
    wide = _widened("layer_norm", x)
    return _affine(_normalised(wide, tuple(range(-len(shape), 0)), eps), weight, bias).cast(x.dtype)


def rms_norm(
    x: Tensor, normalized_shape: int | Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """Divide by the root of the mean square over the last axes; then scale elementwise.

    `eps` defaults to the spacing of the dtype at 1. Raises ShapeError where the shapes differ.
    """
    shape = _trailing_shape("rms_norm", x, normalized_shape, weight, None)
    wide = _widened("rms_norm", x)
    if eps is None:
        eps = wide.dtype.epsilon
    mean_square = (wide * wide).mean(axis=tuple(range(-len(shape), 0)), keepdims=True)
    return _affine(wide * (mean_square + eps).rsqrt(), weight, None).cast(x.dtype)


def group_norm(
    x: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """Normalise [n, c, *] over each of `num_groups` groups of channels; scale and shift per channel.

    Raises ShapeError for a channel count that `num_groups` does not divide.
    """
    channels = _channels("group_norm", x, weight, bias)
    if num_groups < 1 or channels % num_groups:
        raise InvalidArgument(
            f"group_norm: num_groups={num_groups} does not divide the {channels} channels of an input of "
            f"shape {x.shape}"
        )
    grouped = _widened("group_norm", x).reshape(x.shape[0], num_groups, -1)
    normalised = _normalised(grouped, (-1,), eps).reshape(x.shape)
    return _affine(normalised, *_per_channel(x, weight, bias)).cast(x.dtype)


def instance_norm(
    x: Tensor, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """Normalise [n, c, *spatial] over the spatial axes of each sample; scale and shift per channel."""
    _channels("instance_norm", x, weight, bias)
    if x.ndim < 3:
        raise ShapeError(
            f"instance_norm needs a batch, a channel and spatial axes; the input has shape {x.shape}"
        )
    normalised = _normalised(_widened("instance_norm", x), tuple(range(2, x.ndim)), eps)
    return _affine(normalised, *_per_channel(x, weight, bias)).cast(x.dtype)


def batch_norm(
    x: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Normalise [n, c, *] per channel, by the batch's statistics when training, else by the running ones.

    In training the running statistics, where given, are assigned
    `(1 - momentum) * running + momentum * batch` (the variance unbiased). Raises ShapeError, and
    InvalidArgument when evaluated without running statistics.
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


def _update(running: Tensor, batch: Tensor, momentum: float) -> None:
    fresh = batch.detach().reshape(running.shape).cast(running.dtype)
    assign_beside(running, running * (1 - momentum) + fresh * momentum)


def assign_beside(target: Tensor, value: Tensor) -> None:
    """Assign in passing: the new value is realized with whatever is realized next on the device.

    Whoever realizes the loss does not know of `target`, which, left alone, would hold the graph of every
    batch.
    """
    target.assign(value)
    companions.setdefault(target.device, []).append(target)


def _widened(name: str, x: Tensor) -> Tensor:
    if not x.dtype.is_float:
        raise DTypeError(f"{name} needs floats, not {x.dtype}; cast first")
    return x if x.dtype.bits > 16 else x.cast(dtypes.float32)


def _normalised(x: Tensor, axes: tuple[int, ...], eps: float) -> Tensor:
    centred = x - x.mean(axis=axes, keepdims=True)
    return centred * (centred.square().mean(axis=axes, keepdims=True) + eps).rsqrt()


def _affine(x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    if weight is not None:
        x = x * weight.cast(x.dtype)
    return x if bias is None else x + bias.cast(x.dtype)


def _laid_over(x: Tensor, values: Tensor) -> Tensor:
    """One value per channel, ready to broadcast over [n, c, *]."""
    return values.reshape(1, -1, *(1,) * (x.ndim - 2))


def _per_channel(
    x: Tensor, weight: Tensor | None, bias: Tensor | None
) -> tuple[Tensor | None, Tensor | None]:
    return (
        None if weight is None else _laid_over(x, weight),
        None if bias is None else _laid_over(x, bias),
    )


def _channels(name: str, x: Tensor, weight: Tensor | None, bias: Tensor | None) -> int:
    if x.ndim < 2:
        raise ShapeError(f"{name} needs a batch and a channel axis; the input has shape {x.shape}")
    for label, given in (("weight", weight), ("bias", bias)):
        if given is not None and given.shape != (x.shape[1],):
            raise ShapeError(
                f"{name}: {label} has shape {given.shape}; an input of shape {x.shape} needs ({x.shape[1]},)"
            )
    return x.shape[1]


def _trailing_shape(
    name: str, x: Tensor, normalized_shape: int | Sequence[int], weight: Tensor | None, bias: Tensor | None
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
