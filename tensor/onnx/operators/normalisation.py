"""Normalisation: by batch, instance, layer, group, root mean square, neighbouring channels and p-norms."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.windows import pad_spatial, sliding_windows
from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...tensor import Tensor
from ..elements import dtype_of
from ..lowering import MICROSOFT, Node, lowering


@lowering("BatchNormalization")
def batch_normalization(
    x: Tensor,
    scale: Tensor,
    bias: Tensor,
    mean: Tensor,
    var: Tensor,
    *,
    consumed_inputs: Sequence[int] | None = None,
    epsilon: float = 1e-5,
    is_test: int = 0,
    momentum: float = 0.9,
    spatial: int = 1,
    node: Node,
) -> Tensor | tuple[Tensor, ...]:
    """That of versions before 14: trained where there is more than one output."""
    if not spatial:
        # One value for each element of a sample.
        flat = x.reshape(x.shape[0], prod(x.shape[1:]))
        values = [each.reshape(-1) for each in (scale, bias, mean, var)]
        return _by_channel(flat, *values, epsilon=epsilon).reshape(x.shape)
    if not node.wants(1) or is_test:
        return _by_channel(x, scale, bias, mean, var, epsilon=epsilon)
    result, new_mean, new_var, batch_mean, batch_var = _trained(x, scale, bias, mean, var, epsilon, momentum)
    return result, new_mean, new_var, batch_mean, batch_var


@lowering("BatchNormalization", since=14)
def batch_normalization_14(
    x: Tensor,
    scale: Tensor,
    bias: Tensor,
    mean: Tensor,
    var: Tensor,
    *,
    epsilon: float = 1e-5,
    momentum: float = 0.9,
    training_mode: int = 0,
) -> Tensor | tuple[Tensor, ...]:
    if not training_mode:
        return _by_channel(x, scale, bias, mean, var, epsilon=epsilon)
    return _trained(x, scale, bias, mean, var, epsilon, momentum)[:3]


@lowering("InstanceNormalization")
def instance_normalization(
    x: Tensor,
    scale: Tensor,
    bias: Tensor,
    *,
    epsilon: float = 1e-5,
    consumed_inputs: Sequence[int] | None = None,
) -> Tensor:
    return x.instance_norm(scale, bias, epsilon)


@lowering("LayerNormalization")
@lowering("LayerNormalization", domain=MICROSOFT)
def layer_normalization(
    x: Tensor,
    scale: Tensor,
    bias: Tensor | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-5,
    stash_type: int = 1,
) -> tuple[Tensor, ...]:
    """The result, and the mean and the inverse of the standard deviation that it is from."""
    wide = x.cast(_stash(x, stash_type))
    axes = _from(x, axis)
    mean = wide.mean(axis=axes, keepdims=True)
    centred = wide - mean
    inverse = (centred.square().mean(axis=axes, keepdims=True) + epsilon).rsqrt()
    return _affine((centred * inverse).cast(x.dtype), scale, bias), mean, inverse


@lowering("SimplifiedLayerNormalization")
@lowering("SimplifiedLayerNormalization", domain=MICROSOFT)
def simplified_layer_normalization(
    x: Tensor, scale: Tensor, *, axis: int = -1, epsilon: float = 1e-5, stash_type: int = 1
) -> tuple[Tensor, Tensor]:
    """A layer's normalisation without a mean, and the inverse of the root mean square."""
    wide = x.cast(_stash(x, stash_type))
    inverse = (wide.square().mean(axis=_from(x, axis), keepdims=True) + epsilon).rsqrt()
    return _affine((wide * inverse).cast(x.dtype), scale, None), inverse


@lowering("RMSNormalization", since=23)
def rms_normalization(
    x: Tensor, scale: Tensor, *, axis: int = -1, epsilon: float = 1e-5, stash_type: int = 1
) -> Tensor:
    result: Tensor = simplified_layer_normalization(
        x, scale, axis=axis, epsilon=epsilon, stash_type=stash_type
    )[0]
    return result


@lowering("SkipLayerNormalization", domain=MICROSOFT)
def skip_layer_normalization(
    x: Tensor,
    skip: Tensor,
    gamma: Tensor,
    beta: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    epsilon: float = 1e-5,
) -> tuple[Tensor, ...]:
    """The layer normalisation of a sum; the fourth output is the sum."""
    total = _sum(x, skip, bias)
    return (*layer_normalization(total, gamma, beta, epsilon=epsilon), total)


@lowering("SkipSimplifiedLayerNormalization", domain=MICROSOFT)
def skip_simplified_layer_normalization(
    x: Tensor, skip: Tensor, gamma: Tensor, bias: Tensor | None = None, *, epsilon: float = 1e-5
) -> tuple[Tensor | None, ...]:
    """The same without a mean."""
    total = _sum(x, skip, bias)
    result, inverse = simplified_layer_normalization(total, gamma, epsilon=epsilon)
    return result, None, inverse, total


@lowering("EmbedLayerNormalization", domain=MICROSOFT)
def embed_layer_normalization(
    words: Tensor,
    segments: Tensor | None,
    word_table: Tensor,
    position_table: Tensor,
    segment_table: Tensor | None = None,
    gamma: Tensor | None = None,
    beta: Tensor | None = None,
    mask: Tensor | None = None,
    positions: Tensor | None = None,
    *,
    epsilon: float = 1e-12,
    mask_index_type: int = 0,
) -> tuple[Tensor, ...]:
    """Embeddings of words, positions and segments added up and normalised, and how many words count."""
    if gamma is None or beta is None:
        raise InvalidArgument("EmbedLayerNormalization needs gamma and beta")
    length = words.shape[1]
    total = _looked_up(word_table, words)
    if positions is None:
        total = total + position_table.narrow(0, 0, length)
    else:
        total = total + _looked_up(position_table, positions)
    if segments is not None and segment_table is not None:
        total = total + _looked_up(segment_table, segments)
    if mask is None:
        counts = words.cast(dtypes.int32).narrow(1, 0, 1).squeeze(1) * 0
    else:
        counts = mask.cast(dtypes.int32).sum(axis=1).cast(dtypes.int32)
    return layer_normalization(total, gamma, beta, epsilon=epsilon)[0], counts, total


@lowering("GroupNormalization", since=18)
def group_normalization_18(
    x: Tensor, scale: Tensor, bias: Tensor, *, epsilon: float = 1e-5, num_groups: int, stash_type: int = 1
) -> Tensor:
    """That of version 18, with a scale and a bias for each group."""
    each = x.shape[1] // num_groups
    values = (scale.repeat_interleave(each), bias.repeat_interleave(each))
    result: Tensor = group_normalization(
        x, *values, epsilon=epsilon, num_groups=num_groups, stash_type=stash_type
    )
    return result


@lowering("GroupNormalization", since=21)
def group_normalization(
    x: Tensor, scale: Tensor, bias: Tensor, *, epsilon: float = 1e-5, num_groups: int, stash_type: int = 1
) -> Tensor:
    normalised = x.cast(_stash(x, stash_type)).group_norm(num_groups, eps=epsilon).cast(x.dtype)
    return _affine(normalised, _over_channels(x, scale), _over_channels(x, bias))


@lowering("GroupNorm", domain=MICROSOFT)
def group_norm(
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    *,
    activation: int,
    channels_last: int = 1,
    epsilon: float = 1e-5,
    groups: int,
) -> Tensor:
    """Of channels that come last, and through SiLU where `activation`."""
    channels_first = x.movedim(-1, 1) if channels_last else x
    result = channels_first.group_norm(groups, gamma, beta, epsilon)
    result = result.silu() if activation else result
    return result.movedim(1, -1) if channels_last else result


@lowering("LRN")
def lrn(x: Tensor, *, alpha: float = 1e-4, beta: float = 0.75, bias: float = 1.0, size: int) -> Tensor:
    """Over the squares of neighbouring channels."""
    wide = x if x.dtype.bits > 16 else x.cast(dtypes.float32)
    rows = wide.square().movedim(1, -1)
    padded = pad_spatial(rows, [((size - 1) // 2, size // 2, 0)])
    total = sliding_windows(padded, (size,), (1,), (1,), "LRN").sum(axis=-1).movedim(-1, 1)
    return (wide / (total * (alpha / size) + bias) ** beta).cast(x.dtype)


@lowering("LpNormalization")
def lp_normalization(x: Tensor, *, axis: int = -1, p: int = 2) -> Tensor:
    if p not in (1, 2):
        raise InvalidArgument(f"LpNormalization is of p = 1 or 2, not {p}")
    wide = x if x.dtype.bits > 16 else x.cast(dtypes.float32)
    if p == 1:
        norm = wide.abs().sum(axis=axis, keepdims=True)
    else:
        norm = wide.square().sum(axis=axis, keepdims=True).sqrt()
    return norm.eq(0).where(0, wide / norm.eq(0).where(1, norm)).cast(x.dtype)


@lowering("MeanVarianceNormalization", since=9)
def mean_variance_normalization(x: Tensor, *, axes: Sequence[int] = (0, 2, 3)) -> Tensor:
    wide = x if x.dtype.bits > 16 else x.cast(dtypes.float32)
    centred = wide - wide.mean(axis=tuple(axes), keepdims=True)
    spread = centred.square().mean(axis=tuple(axes), keepdims=True).sqrt()
    return (centred / (spread + 1e-9)).cast(x.dtype)


def _by_channel(
    x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, var: Tensor, *, epsilon: float
) -> Tensor:
    return x.batch_norm(mean, var, scale, bias, eps=epsilon)


def _trained(
    x: Tensor, scale: Tensor, bias: Tensor, mean: Tensor, var: Tensor, epsilon: float, momentum: float
) -> tuple[Tensor, ...]:
    """The result, the new running mean and variance, and those of this batch."""
    wide = x if x.dtype.bits > 16 else x.cast(dtypes.float32)
    axes = (0, *range(2, x.ndim))
    of_batch = wide.mean(axis=axes, keepdims=True)
    centred = wide - of_batch
    spread = centred.square().mean(axis=axes, keepdims=True)
    result = _affine(
        centred * (spread + epsilon).rsqrt(),
        _over_channels(x, scale.cast(wide.dtype)),
        _over_channels(x, bias.cast(wide.dtype)),
    )
    flat = [each.reshape(-1).cast(mean.dtype) for each in (of_batch, spread)]
    new = [old * momentum + fresh * (1 - momentum) for old, fresh in zip((mean, var), flat, strict=True)]
    return result.cast(x.dtype), *new, *flat


def _stash(x: Tensor, stash_type: int) -> DType:
    return x.dtype if x.dtype is dtypes.float64 else dtype_of(stash_type)


def _from(x: Tensor, axis: int) -> tuple[int, ...]:
    """The axes from one on."""
    if not -x.ndim <= axis < x.ndim:
        raise ShapeError(f"an input of shape {x.shape} has no axis {axis}")
    return tuple(range(axis % x.ndim, x.ndim))


def _affine(x: Tensor, scale: Tensor, bias: Tensor | None) -> Tensor:
    scaled = x * scale
    return scaled if bias is None else scaled + bias


def _over_channels(x: Tensor, values: Tensor) -> Tensor:
    return values.reshape(-1, *(1,) * (x.ndim - 2))


def _sum(x: Tensor, skip: Tensor, bias: Tensor | None) -> Tensor:
    total = x + skip
    return total if bias is None else total + bias


def _looked_up(table: Tensor, numbers: Tensor) -> Tensor:
    return table.index_select(0, numbers.reshape(-1)).reshape(*numbers.shape, table.shape[1])
