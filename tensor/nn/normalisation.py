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
    """`Tensor.layer_norm` with a learned scale and shift per element of the last axes."""

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
    """`Tensor.rms_norm` with a learned scale per element of the last axes."""

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
    """`Tensor.group_norm` with a learned scale and shift per channel."""

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
    """`Tensor.batch_norm` over [n, c] or [n, c, l], with running statistics for evaluation."""

    ranks = (2, 3)


class BatchNorm2d(_BatchNorm):
    """`Tensor.batch_norm` over [n, c, h, w], with running statistics for evaluation."""

    ranks = (4,)


class BatchNorm3d(_BatchNorm):
    """`Tensor.batch_norm` over [n, c, d, h, w], with running statistics for evaluation."""

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
    """`Tensor.instance_norm` over [n, c, l]."""

    ranks = (3,)


class InstanceNorm2d(_InstanceNorm):
    """`Tensor.instance_norm` over [n, c, h, w]."""

    ranks = (4,)


class InstanceNorm3d(_InstanceNorm):
    """`Tensor.instance_norm` over [n, c, d, h, w]."""

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
