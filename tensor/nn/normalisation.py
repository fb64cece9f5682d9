"""Normalisation layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ...runtime.errors import InvalidArgument, ShapeError
from ..functions.normalisation import assign_beside
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import functional, initialisation
from .arguments import flag, optional, real, shape, whole
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
        self.normalized_shape = shape(self, "normalized_shape", normalized_shape, 1)
        self.eps = real(self, "eps", eps)
        self.elementwise_affine = flag(self, "elementwise_affine", elementwise_affine)
        self.weight = _constant(self.normalized_shape, 1, device, dtype, self.elementwise_affine)
        learned = flag(self, "bias", bias) and self.elementwise_affine
        self.bias = _constant(self.normalized_shape, 0, device, dtype, learned)

    def forward(self, x: Tensor) -> Tensor:
        return x.layer_norm(self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


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
        self.normalized_shape = shape(self, "normalized_shape", normalized_shape, 1)
        self.eps = optional(real, self, "eps", eps)
        self.elementwise_affine = flag(self, "elementwise_affine", elementwise_affine)
        self.weight = _constant(self.normalized_shape, 1, device, dtype, self.elementwise_affine)

    def forward(self, x: Tensor) -> Tensor:
        return x.rms_norm(self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


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
        *,
        bias: bool = True,
    ) -> None:
        self.num_groups = whole(self, "num_groups", num_groups)
        self.num_channels = whole(self, "num_channels", num_channels)
        if self.num_channels % self.num_groups:
            raise InvalidArgument(
                f"GroupNorm: num_groups={num_groups} must divide num_channels={num_channels}"
            )
        self.eps, self.affine = real(self, "eps", eps), flag(self, "affine", affine)
        self.weight = _constant((self.num_channels,), 1, device, dtype, self.affine)
        learned = flag(self, "bias", bias) and self.affine
        self.bias = _constant((self.num_channels,), 0, device, dtype, learned)

    def forward(self, x: Tensor) -> Tensor:
        return x.group_norm(self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


class _Running(Module):
    """A norm per channel that may keep running statistics."""

    ranks: ClassVar[tuple[int, ...]]

    def __init__(
        self,
        num_features: int,
        eps: float,
        momentum: float | None,
        affine: bool,
        track_running_stats: bool,
        device: str | None,
        dtype: DType,
        bias: bool,
    ) -> None:
        self.num_features = whole(self, "num_features", num_features)
        self.eps = real(self, "eps", eps)
        self.momentum: float | None = optional(real, self, "momentum", momentum)
        self.affine = flag(self, "affine", affine)
        self.track_running_stats = flag(self, "track_running_stats", track_running_stats)
        channels = (self.num_features,)
        self.weight = _constant(channels, 1, device, dtype, self.affine)
        learned = flag(self, "bias", bias) and self.affine
        self.bias = _constant(channels, 0, device, dtype, learned)
        tracked = self.track_running_stats
        self.register_buffer(
            "running_mean", Tensor.zeros(channels, device=device, dtype=dtype) if tracked else None
        )
        self.register_buffer(
            "running_var", Tensor.ones(channels, device=device, dtype=dtype) if tracked else None
        )
        self.register_buffer(
            "num_batches_tracked",
            Tensor.zeros((), device=device, dtype=dtypes.int64) if tracked else None,
        )

    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def reset_running_stats(self) -> None:
        """Have the running statistics start anew.

        Examples:
            >>> layer = nn.BatchNorm1d(1)
            >>> _ = layer(Tensor([[3.0], [5.0]]))
            >>> layer.reset_running_stats()
            >>> layer.running_mean.tolist()
            [0.0]
        """
        starts = ((self.running_mean, 0), (self.running_var, 1), (self.num_batches_tracked, 0))
        for statistic, start in starts:
            if statistic is not None:
                statistic.assign(start)

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_Running):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def forward(self, x: Tensor) -> Tensor:
        _check_features(self, x)
        counted = self.num_batches_tracked
        share: float | Tensor = 0.1 if self.momentum is None else self.momentum
        if self.training and counted is not None:
            assign_beside(counted, counted + 1)
            if self.momentum is None:
                # The mean over all batches so far.
                share = 1 / counted.cast(dtypes.float32)
        training = self.training or self.running_mean is None
        return x.batch_norm(
            self.running_mean, self.running_var, self.weight, self.bias, training, share, self.eps
        )


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
    are used in evaluation too. `momentum` is the share of a new batch in them, and with None
    they are the means over all batches. Calling it raises ShapeError
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


class _InstanceNorm(_Running):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: str | None = None,
        dtype: DType = dtypes.float32,
        *,
        bias: bool = True,
    ) -> None:
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias)

    def forward(self, x: Tensor) -> Tensor:
        batched = x.unsqueeze(0) if x.ndim == self.ranks[0] - 1 else x
        _check_features(self, batched)
        result = functional.instance_norm(
            batched,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or self.running_mean is None,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )
        return result if batched is x else result.squeeze(0)


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


class LocalResponseNorm(Module):
    """x over `(k + alpha * mean)**beta`, the mean of squares over `size` neighbouring channels (axis 1).

    Raises InvalidArgument for a size below 1; calling it raises ShapeError for fewer than 3 axes.

    Examples:
        >>> nn.LocalResponseNorm(1, alpha=3.0, beta=0.5)(Tensor.ones(1, 1, 1)).tolist()
        [[[0.5]]]
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        self.size = whole(self, "size", size)
        self.alpha, self.beta = real(self, "alpha", alpha), real(self, "beta", beta)
        self.k = real(self, "k", k)

    def forward(self, x: Tensor) -> Tensor:
        return functional.local_response_norm(x, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


def _constant(
    sizes: tuple[int, ...], value: float, device: str | None, dtype: DType, wanted: bool
) -> Tensor | None:
    return initialisation.constant(sizes, value, device, dtype) if wanted else None


def _check_features(layer: _Running, x: Tensor) -> None:
    if x.ndim not in layer.ranks or x.shape[1] != layer.num_features:
        ranks = " or ".join(map(str, layer.ranks))
        raise ShapeError(
            f"{type(layer).__name__}: the input has shape {x.shape}; it needs {ranks} axes, with "
            f"{layer.num_features} channels at axis 1"
        )
