"""Fully connected layers, embeddings, dropout and flattening."""

from __future__ import annotations

from ...runtime.errors import InvalidArgument
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .module import Module, Parameter


class Linear(Module):
    """x @ weightᵀ + bias over the last axis; weight [out_features, in_features]."""

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
    """Rows of a table, looked up by integer; weight [num_embeddings, embedding_dim].

    The row at `padding_idx` starts at zero and gets no gradient.
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
    """While training, zero each value with probability p and scale the rest by 1/(1-p)."""

    def __init__(self, p: float = 0.5) -> None:
        if not 0 <= p <= 1:
            raise InvalidArgument(f"Dropout: p={p} must be in [0, 1]")
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        return x.dropout(self.p) if self.training and self.p else x

    def describe(self) -> str:
        return f"p={self.p}"


class Flatten(Module):
    """Merge the axes from start_dim to end_dim."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x: Tensor) -> Tensor:
        return x.flatten(self.start_dim, self.end_dim)


class Unflatten(Module):
    """Split one axis into several."""

    def __init__(self, dim: int, unflattened_size: tuple[int, ...]) -> None:
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, x: Tensor) -> Tensor:
        return x.unflatten(self.dim, self.unflattened_size)


class Identity(Module):
    """The input itself."""

    def forward(self, x: Tensor) -> Tensor:
        return x
