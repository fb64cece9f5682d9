"""Fully connected layers, embeddings, dropout and flattening."""

from __future__ import annotations

from ...runtime.errors import InvalidArgument
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .module import Module, Parameter


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
        self.in_features, self.out_features = in_features, out_features
        self.weight = initialisation.fan_in_uniform((out_features, in_features), in_features, device, dtype)
        self.bias = (
            initialisation.fan_in_uniform((out_features,), in_features, device, dtype) if bias else None
        )

    def forward(self, x: Tensor) -> Tensor:
        return x.linear(self.weight, self.bias)

    def describe(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
        )


class Embedding(Module):
    """Rows of a learned table, looked up by integers of any shape, to which an axis of embedding_dim is
    added.

    The weight is `[num_embeddings, embedding_dim]` and starts standard normal. The row at `padding_idx`
    starts at zero and gets no gradient. Raises InvalidArgument where that is no row.

    Examples:
        >>> table = nn.Embedding(10, 3, padding_idx=0)
        >>> table(Tensor([[1, 2], [7, 0]])).shape
        (2, 2, 3)
        >>> table(Tensor([0])).tolist()
        [[0.0, 0.0, 0.0]]
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < num_embeddings:
                raise InvalidArgument(
                    f"Embedding: padding_idx={padding_idx} is not a row of {num_embeddings}"
                )
            padding_idx %= num_embeddings
        self.num_embeddings, self.embedding_dim, self.padding_idx = num_embeddings, embedding_dim, padding_idx
        table = initialisation.standard_normal((num_embeddings, embedding_dim), device, dtype)
        if padding_idx is not None:
            rows = Tensor.arange(num_embeddings, device=table.device).reshape(-1, 1)
            table = Parameter((rows == padding_idx).where(0.0, table.detach()))
        self.weight = table

    def forward(self, indices: Tensor) -> Tensor:
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        return (indices == self.padding_idx).unsqueeze(-1).where(rows.detach(), rows)

    def describe(self) -> str:
        return f"{self.num_embeddings}, {self.embedding_dim}"


class Dropout(Module):
    """`Tensor.dropout` while training, nothing otherwise: zero each value with probability `p` and scale the
    rest by `1 / (1 - p)`.

    Raises InvalidArgument for what is no probability.

    Examples:
        >>> layer = nn.Dropout(0.5)
        >>> sorted(set(layer(Tensor.ones(100)).tolist()))
        [0.0, 2.0]
        >>> set(layer.eval()(Tensor.ones(100)).tolist())
        {1.0}
    """

    def __init__(self, p: float = 0.5) -> None:
        if not 0 <= p <= 1:
            raise InvalidArgument(f"Dropout: p={p} must be in [0, 1]")
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        return x.dropout(self.p) if self.training and self.p else x

    def describe(self) -> str:
        return f"p={self.p}"


class Flatten(Module):
    """`Tensor.flatten` as a layer: the axes from `start_dim` to `end_dim` become one; all but the first where
    nothing is given.

    Examples:
        >>> nn.Flatten()(Tensor.zeros(8, 3, 4, 5)).shape
        (8, 60)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(self.start_dim, self.end_dim)


class Unflatten(Module):
    """`Tensor.unflatten` as a layer: the axis `dim` becomes several of the sizes `unflattened_size`.

    Calling it raises ShapeError where they do not make up the axis.

    Examples:
        >>> nn.Unflatten(1, (3, 4))(Tensor.zeros(8, 12)).shape
        (8, 3, 4)
    """

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]) -> None:
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(self.dim, self.unflattened_size)


class Identity(Module):
    """The input itself, in place of a layer that is not wanted.

    Examples:
        >>> nn.Identity()(Tensor([1.0, 2.0])).tolist()
        [1.0, 2.0]
    """

    def forward(self, x: Tensor) -> Tensor:
        return x
