"""Tables of vectors."""

from __future__ import annotations

from typing import Any

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import functional, initialisation
from .arguments import choice, flag, optional, real, whole
from .functional.linear import padding_row
from .module import Module
from .parameter import Parameter


class _Table(Module):
    def _take(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None,
        max_norm: float | None,
        norm_type: float,
        scale_grad_by_freq: bool,
        sparse: bool,
        _weight: Tensor | None,
        device: str | None,
        dtype: DType,
    ) -> None:
        name = type(self).__name__
        self.num_embeddings = whole(self, "num_embeddings", num_embeddings, 0)
        self.embedding_dim = whole(self, "embedding_dim", embedding_dim, 0)
        self.padding_idx = padding_row(name, self.num_embeddings, padding_idx)
        self.max_norm: float | None = optional(real, self, "max_norm", max_norm, 0)
        self.norm_type = real(self, "norm_type", norm_type)
        if flag(self, "scale_grad_by_freq", scale_grad_by_freq) or flag(self, "sparse", sparse):
            raise InvalidArgument(f"{name}: there is neither scale_grad_by_freq nor sparse; leave them out")
        shape = (self.num_embeddings, self.embedding_dim)
        if _weight is not None:
            if not isinstance(_weight, Tensor) or _weight.shape != shape:
                raise ShapeError(f"{name}: the weight is a tensor of shape {shape}")
            self.weight = Parameter(_weight)
            return
        table = initialisation.standard_normal(shape, device, dtype)
        if self.padding_idx is not None:
            rows = Tensor.arange(self.num_embeddings, device=table.device).reshape(-1, 1)
            table = Parameter((rows == self.padding_idx).where(0.0, table.detach()))
        self.weight = table

    @classmethod
    def _pretrained(cls, embeddings: Tensor, freeze: bool, **keywords: Any) -> Any:
        if not isinstance(embeddings, Tensor) or embeddings.ndim != 2:
            raise ShapeError(f"{cls.__name__}.from_pretrained takes a tensor of 2 axes, a table")
        table: Any = cls
        made = table(*embeddings.shape, _weight=embeddings, **keywords)
        made.weight.requires_grad = not freeze
        return made

    def extra_repr(self) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        if self.padding_idx is not None:
            parts.append(f"padding_idx={self.padding_idx}")
        if self.max_norm is not None:
            parts.append(f"max_norm={self.max_norm}")
        if self.norm_type != 2:
            parts.append(f"norm_type={self.norm_type}")
        return ", ".join(parts)


class Embedding(_Table):
    """Rows of a learned table, looked up by integers of any shape, to which an axis of embedding_dim is
    added.

    The weight is `[num_embeddings, embedding_dim]` and starts standard normal. The row at `padding_idx`
    starts at zero and gets no gradient; with `max_norm` longer rows are shortened when looked up. Raises
    InvalidArgument where `padding_idx` is no row, and for `scale_grad_by_freq` and `sparse`.

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
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self._take(
            num_embeddings,
            embedding_dim,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight,
            device,
            dtype,
        )

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
    ) -> Embedding:
        """An embedding over a table that is there, which is not learned unless `freeze` is false.

        Raises ShapeError for what is no table.

        Examples:
            >>> table = nn.Embedding.from_pretrained(Tensor([[1.0, 2.0], [3.0, 4.0]]))
            >>> table(Tensor([1])).tolist(), table.weight.requires_grad
            ([[3.0, 4.0]], False)
        """
        made: Embedding = cls._pretrained(
            embeddings, freeze, padding_idx=padding_idx, max_norm=max_norm, norm_type=norm_type
        )
        return made

    def forward(self, indices: Tensor) -> Tensor:
        return functional.embedding(indices, self.weight, self.padding_idx, self.max_norm, self.norm_type)


class EmbeddingBag(_Table):
    """The sum, mean or maximum of the rows of a learned table, for each bag of integers: rows of `[bags, n]`,
    or one row of all bags that start at `offsets`.

    The weight and the arguments are those of `Embedding`; rows of `padding_idx` do not count. Raises
    InvalidArgument for another mode.

    Examples:
        >>> table = nn.EmbeddingBag(10, 3, mode="sum")
        >>> table(Tensor([1, 2, 7, 0]), Tensor([0, 2])).shape
        (2, 3)
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self._take(
            num_embeddings,
            embedding_dim,
            padding_idx,
            max_norm,
            norm_type,
            scale_grad_by_freq,
            sparse,
            _weight,
            device,
            dtype,
        )
        self.mode = choice(self, "mode", mode, ("sum", "mean", "max"))
        self.include_last_offset = flag(self, "include_last_offset", include_last_offset)

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, mode: str = "mean", padding_idx: int | None = None
    ) -> EmbeddingBag:
        """Bags over a table that is there, which is not learned unless `freeze` is false.

        Raises ShapeError for what is no table.

        Examples:
            >>> table = nn.EmbeddingBag.from_pretrained(Tensor([[1.0], [3.0]]))
            >>> table(Tensor([[0, 1]])).tolist()
            [[2.0]]
        """
        made: EmbeddingBag = cls._pretrained(embeddings, freeze, mode=mode, padding_idx=padding_idx)
        return made

    def forward(
        self, indices: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None
    ) -> Tensor:
        return functional.embedding_bag(
            indices,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            mode=self.mode,
            per_sample_weights=per_sample_weights,
            include_last_offset=self.include_last_offset,
            padding_idx=self.padding_idx,
        )

    def extra_repr(self) -> str:
        return f"{super().extra_repr()}, mode={self.mode!r}"
