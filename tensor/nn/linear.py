"""Fully connected layers, and those that only change the shape."""

from __future__ import annotations

from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import functional, initialisation
from .arguments import flag, whole
from .arguments import shape as sizes_of
from .module import Module


class Linear(Module):
    """`Tensor.linear` with a learned weight and bias: `x @ weight.T + bias` over the last axis, of
    in_features.

    The weight is `[out_features, in_features]`, the bias `[out_features]` or None; both start uniform within
    1 / sqrt(in_features). Calling it raises ShapeError where the last axis has another size.

    Examples:
        >>> layer = nn.Linear(4, 2)
        >>> layer(Tensor.ones(3, 4)).shape, layer.weight.shape, layer.bias.shape
        ((3, 2), (2, 4), (2,))
        >>> layer
        Linear(in_features=4, out_features=2, bias=True)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.in_features = whole(self, "in_features", in_features, 0)
        self.out_features = whole(self, "out_features", out_features, 0)
        shape = (self.out_features, self.in_features)
        self.weight = initialisation.fan_in_uniform(shape, self.in_features, device, dtype)
        self.bias = (
            initialisation.fan_in_uniform(shape[:1], self.in_features, device, dtype)
            if flag(self, "bias", bias)
            else None
        )

    def forward(self, x: Tensor) -> Tensor:
        return x.linear(self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )


class Bilinear(Module):
    """`x1 @ weight[o] @ x2 + bias[o]` for each output o, over the last axes of two inputs.

    The weight is `[out_features, in1_features, in2_features]`, the bias `[out_features]` or None; both start
    uniform within 1 / sqrt(in1_features). Calling it raises ShapeError where the inputs do not fit.

    Examples:
        >>> layer = nn.Bilinear(3, 4, 5)
        >>> layer(Tensor.ones(2, 3), Tensor.ones(2, 4)).shape
        (2, 5)
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.in1_features = whole(self, "in1_features", in1_features)
        self.in2_features = whole(self, "in2_features", in2_features)
        self.out_features = whole(self, "out_features", out_features)
        shape = (self.out_features, self.in1_features, self.in2_features)
        self.weight = initialisation.fan_in_uniform(shape, self.in1_features, device, dtype)
        self.bias = (
            initialisation.fan_in_uniform(shape[:1], self.in1_features, device, dtype)
            if flag(self, "bias", bias)
            else None
        )

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return functional.bilinear(x1, x2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Flatten(Module):
    """`Tensor.flatten` as a layer: the axes from `start_dim` to `end_dim` become one; all but the first where
    nothing is given.

    Examples:
        >>> nn.Flatten()(Tensor.zeros(8, 3, 4, 5)).shape
        (8, 60)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim = whole(self, "start_dim", start_dim, -(10**6))
        self.end_dim = whole(self, "end_dim", end_dim, -(10**6))

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """`Tensor.unflatten` as a layer: the axis `dim` becomes several of the sizes `unflattened_size`.

    Calling it raises ShapeError where they do not make up the axis.

    Examples:
        >>> nn.Unflatten(1, (3, 4))(Tensor.zeros(8, 12)).shape
        (8, 3, 4)
    """

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]) -> None:
        self.dim = whole(self, "dim", dim, -(10**6))
        self.unflattened_size = sizes_of(self, "unflattened_size", unflattened_size, -1)

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Identity(Module):
    """The input itself, in place of a layer that is not wanted, whose arguments it may be given.

    Examples:
        >>> nn.Identity()(Tensor([1.0, 2.0])).tolist()
        [1.0, 2.0]
    """

    def __init__(self, *arguments: object, **keywords: object) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        return x
