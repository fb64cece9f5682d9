"""Normalisation layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ...runtime.errors import InvalidArgument, ShapeError
from ..functions.normalisation import assign_beside
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .module import Module


class LayerNorm(Module):
    """`Tensor.layer_norm` with a learned scale and shift per element of the last axes.

    The weight starts as ones, the bias as zeros, both of `normalized_shape`, an int for one axis; they are
    None without `elementwise_affine`, the bias without `bias` too. Calling it raises ShapeError where the
    last axes differ, DTypeError for what is no float.

    Examples:
        >>> nn.LayerNorm(2)(Tensor([[1.0, 5.0], [2.0, 2.0]])).numpy().round(3)
        array([[-1.,  1.],
               [ 0.,  0.]], dtype=float32)
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.normalized_shape = _as_shape(normalized_shape)
        self.eps = eps
        self.weight = (
            initialisation.constant(self.normalized_shape, 1, device, dtype) if elementwise_affine else None
        )
        self.bias = (
            initialisation.constant(self.normalized_shape, 0, device, dtype)
            if elementwise_affine and bias
            else None
        )

    def forward(self, x: Tensor) -> Tensor:
        return x.layer_norm(self.normalized_shape, self.weight, self.bias, self.eps)

    def describe(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}"


class RMSNorm(Module):
    """`Tensor.rms_norm` with a learned scale per element of the last axes.

    The weight starts as ones of `normalized_shape`, an int for one axis, and is None without
    `elementwise_affine`. Calling it raises ShapeError where the last axes differ, DTypeError for what is no
    float.

    Examples:
        >>> nn.RMSNorm(2)(Tensor([[1.0, 7.0]])).numpy().round(3)
        array([[0.2, 1.4]], dtype=float32)
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.normalized_shape = _as_shape(normalized_shape)
        self.eps = eps
        self.weight = (
            initialisation.constant(self.normalized_shape, 1, device, dtype) if elementwise_affine else None
        )

    def forward(self, x: Tensor) -> Tensor:
        return x.rms_norm(self.normalized_shape, self.weight, self.eps)

    def describe(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}"


class GroupNorm(Module):
    """`Tensor.group_norm` over `[n, num_channels, *]` with a learned scale and shift per channel.

    The weight starts as ones, the bias as zeros; both are `[num_channels]`, or None without `affine`. Raises
    InvalidArgument unless `num_groups` divides `num_channels`; calling it raises ShapeError for other
    channels, DTypeError for what is no float.

    Examples:
        >>> nn.GroupNorm(1, 2)(Tensor([[[1.0], [3.0]]])).numpy().round(2)
        array([[[-1.],
                [ 1.]]], dtype=float32)
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        if num_groups < 1 or num_channels % num_groups:
            raise InvalidArgument(
                f"GroupNorm: num_groups={num_groups} must divide num_channels={num_channels}"
            )
        self.num_groups, self.num_channels, self.eps = num_groups, num_channels, eps
        self.weight = initialisation.constant((num_channels,), 1, device, dtype) if affine else None
        self.bias = initialisation.constant((num_channels,), 0, device, dtype) if affine else None

    def forward(self, x: Tensor) -> Tensor:
        return x.group_norm(self.num_groups, self.weight, self.bias, self.eps)

    def describe(self) -> str:
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}"


class _BatchNorm(Module):
    ranks: ClassVar[tuple[int, ...]]

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.track_running_stats = track_running_stats
        self.weight = initialisation.constant((num_features,), 1, device, dtype) if affine else None
        self.bias = initialisation.constant((num_features,), 0, device, dtype) if affine else None
        self.running_mean = (
            Tensor.zeros(num_features, device=device, dtype=dtype) if track_running_stats else None
        )
        self.running_var = (
            Tensor.ones(num_features, device=device, dtype=dtype) if track_running_stats else None
        )
        self.num_batches_tracked = (
            Tensor.zeros((), device=device, dtype=dtypes.int64) if track_running_stats else None
        )

    def forward(self, x: Tensor) -> Tensor:
        _check_features(self, x)
        training = self.training or not self.track_running_stats
        result = x.batch_norm(
            self.running_mean, self.running_var, self.weight, self.bias, training, self.momentum, self.eps
        )
        if self.training and self.num_batches_tracked is not None:
            assign_beside(self.num_batches_tracked, self.num_batches_tracked + 1)
        return result

    def describe(self) -> str:
        return f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"


class BatchNorm1d(_BatchNorm):
    """`Tensor.batch_norm` over `[n, c]` or `[n, c, l]`, with running statistics for evaluation.

    Parameters and what is raised are those of `BatchNorm2d`.

    Examples:
        >>> layer = nn.BatchNorm1d(1, momentum=0.5)
        >>> layer(Tensor([[3.0], [5.0]])).numpy().round(2)
        array([[-1.],
               [ 1.]], dtype=float32)
        >>> layer.running_mean.tolist(), layer.running_var.tolist(), layer.num_batches_tracked.item()
        ([2.0], [1.5], 1)
    """

    ranks = (2, 3)


class BatchNorm2d(_BatchNorm):
    """`Tensor.batch_norm` over `[n, c, h, w]`, with running statistics for evaluation.

    Weight and running variance start as ones, bias and running mean as zeros, each `[num_features]`. Weight
    and bias are None without `affine`, the statistics without `track_running_stats`, when those of the batch
    are used in evaluation too. `momentum` is the share of a new batch in them. Calling it raises ShapeError
    for other axes or channels, and in training for one value per channel; DTypeError for what is no float.

    Examples:
        >>> layer = nn.BatchNorm2d(3)
        >>> layer(Tensor.randn(2, 3, 4, 4)).shape
        (2, 3, 4, 4)
        >>> nn.BatchNorm2d(3, eps=0.0).eval()(Tensor.ones(1, 3, 1, 1)).flatten().tolist()
        [1.0, 1.0, 1.0]
    """

    ranks = (4,)


class BatchNorm3d(_BatchNorm):
    """`Tensor.batch_norm` over `[n, c, d, h, w]`, with running statistics for evaluation.

    Parameters and what is raised are those of `BatchNorm2d`.

    Examples:
        >>> nn.BatchNorm3d(2)(Tensor.randn(1, 2, 3, 4, 5)).shape
        (1, 2, 3, 4, 5)
    """

    ranks = (5,)


class _InstanceNorm(Module):
    ranks: ClassVar[tuple[int, ...]]

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        affine: bool = False,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.num_features, self.eps = num_features, eps
        self.weight = initialisation.constant((num_features,), 1, device, dtype) if affine else None
        self.bias = initialisation.constant((num_features,), 0, device, dtype) if affine else None

    def forward(self, x: Tensor) -> Tensor:
        _check_features(self, x)
        return x.instance_norm(self.weight, self.bias, self.eps)

    def describe(self) -> str:
        return f"{self.num_features}, eps={self.eps}"


class InstanceNorm1d(_InstanceNorm):
    """`Tensor.instance_norm` over `[n, c, l]`.

    Parameters and what is raised are those of `InstanceNorm2d`.

    Examples:
        >>> nn.InstanceNorm1d(2)(Tensor([[[1.0, 3.0], [10.0, 30.0]]])).numpy().round(2)
        array([[[-1.,  1.],
                [-1.,  1.]]], dtype=float32)
    """

    ranks = (3,)


class InstanceNorm2d(_InstanceNorm):
    """`Tensor.instance_norm` over `[n, c, h, w]`.

    With `affine` a weight, which starts as ones, and a bias, which starts as zeros, both `[num_features]`;
    else both are None. Calling it raises ShapeError for other axes or channels, DTypeError for what is no
    float.

    Examples:
        >>> layer = nn.InstanceNorm2d(3, affine=True)
        >>> layer(Tensor.randn(2, 3, 4, 4)).shape, layer.weight.tolist()
        ((2, 3, 4, 4), [1.0, 1.0, 1.0])
    """

    ranks = (4,)


class InstanceNorm3d(_InstanceNorm):
    """`Tensor.instance_norm` over `[n, c, d, h, w]`.

    Parameters and what is raised are those of `InstanceNorm2d`.

    Examples:
        >>> nn.InstanceNorm3d(2)(Tensor.randn(1, 2, 3, 4, 5)).shape
        (1, 2, 3, 4, 5)
    """

    ranks = (5,)


def _check_features(layer: _BatchNorm | _InstanceNorm, x: Tensor) -> None:
    if x.ndim not in layer.ranks or x.shape[1] != layer.num_features:
        ranks = " or ".join(map(str, layer.ranks))
        raise ShapeError(
            f"{type(layer).__name__}: the input has shape {x.shape}; it needs {ranks} axes, with "
            f"{layer.num_features} channels at axis 1"
        )


def _as_shape(shape: int | Sequence[int]) -> tuple[int, ...]:
    return (shape,) if isinstance(shape, int) else tuple(shape)
