"""Multi-head attention."""

from __future__ import annotations

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .linear import Linear
from .module import Module


class MultiheadAttention(Module):
    """Attention over projections of query, key and value, split into heads; parameters as in PyTorch.

    `embed_dim` is the width of the query and the output, `kdim` and `vdim` those of key and value, the same
    where not given. There is one weight `in_proj_weight` `[3 * embed_dim, embed_dim]` where all three are
    embed_dim wide, else `q_proj_weight`, `k_proj_weight` and `v_proj_weight`; with `bias` an `in_proj_bias`
    `[3 * embed_dim]`; and `out_proj`, a `Linear`. While training, a share of `dropout` of the attention
    weights is zeroed. Raises InvalidArgument unless `num_heads` divides `embed_dim`.

    Examples:
        >>> attention = nn.MultiheadAttention(8, num_heads=2, batch_first=True)
        >>> x = Tensor.randn(3, 5, 8)
        >>> output, weights = attention(x, x, x)
        >>> output.shape, weights.shape
        ((3, 5, 8), (3, 5, 5))
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        if num_heads < 1 or embed_dim % num_heads:
            raise InvalidArgument(
                f"MultiheadAttention: num_heads={num_heads} must divide embed_dim={embed_dim}"
            )
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = (
            embed_dim,
            num_heads,
            dropout,
            batch_first,
        )
        self._widths = (embed_dim, embed_dim if kdim is None else kdim, embed_dim if vdim is None else vdim)
        self.in_proj_weight: Tensor | None = None
        if self._widths == (embed_dim,) * 3:
            self.in_proj_weight = initialisation.xavier_uniform((3 * embed_dim, embed_dim), device, dtype)
        else:
            self.q_proj_weight, self.k_proj_weight, self.v_proj_weight = (
                initialisation.xavier_uniform((embed_dim, width), device, dtype) for width in self._widths
            )
        self.in_proj_bias = initialisation.constant((3 * embed_dim,), 0, device, dtype) if bias else None
        self.out_proj = Linear(embed_dim, embed_dim, bias, device, dtype)
        if bias:
            self.out_proj.bias = initialisation.constant((embed_dim,), 0, device, dtype)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """The output and, with `need_weights`, the attention weights (averaged over heads, or per head).

        Sequences are `[l, n, e]`, or `[n, l, e]` with `batch_first`, or `[l, e]`; the output is like the
        query. Weights are `[n, l, s]`, with the keys' `s`, or `[n, heads, l, s]` per head.

        `key_padding_mask` is `[n, s]`, `attn_mask` `[l, s]` or `[n * heads, l, s]`. A boolean mask hides what
        is true (the opposite of `scaled_dot_product_attention`, as in PyTorch); any other is added.
        `is_causal` hides later keys where there is no `attn_mask`. Raises ShapeError unless all three have 3
        axes, or 2.

        Examples:
            >>> attention, x = nn.MultiheadAttention(4, num_heads=1), Tensor.ones(3, 4)
            >>> _, weights = attention(x, x, x, is_causal=True)
            >>> weights.numpy().round(2)
            array([[1.  , 0.  , 0.  ],
                   [0.5 , 0.5 , 0.  ],
                   [0.33, 0.33, 0.33]], dtype=float32)
        """
        batched = query.ndim == 3
        if query.ndim not in (2, 3) or key.ndim != query.ndim or value.ndim != query.ndim:
            raise ShapeError(
                f"MultiheadAttention needs three inputs of 3 axes (2 without a batch); got {query.shape}, "
                f"{key.shape}, {value.shape}"
            )
        q, k, v = (self._batch_first(x, batched) for x in (query, key, value))
        q, k, v = (self._heads(x) for x in self._projected(q, k, v))
        mask = self._mask(q, k, key_padding_mask, attn_mask, is_causal and attn_mask is None, batched)
        dropout = self.dropout if self.training else 0.0
        if need_weights:
            scores = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2)
            weights = (scores if mask is None else scores + mask).softmax(axis=-1)
            heads = (weights.dropout(dropout) if dropout else weights) @ v
        else:
            heads = q.scaled_dot_product_attention(k, v, attn_mask=mask, dropout_p=dropout)
        merged = heads.transpose(1, 2).reshape(q.shape[0], q.shape[2], self.embed_dim)
        output: Tensor = self.out_proj(merged)
        if not batched:
            output = output.squeeze(0)
        elif not self.batch_first:
            output = output.transpose(0, 1)
        if not need_weights:
            return output, None
        shown = weights.mean(axis=1) if average_attn_weights else weights
        return output, shown if batched else shown.squeeze(0)

    def _batch_first(self, x: Tensor, batched: bool) -> Tensor:
        if not batched:
            return x.unsqueeze(0)
        return x if self.batch_first else x.transpose(0, 1)

    def _projected(self, q: Tensor, k: Tensor, v: Tensor) -> list[Tensor]:
        if self.in_proj_weight is None:
            weights = [self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]
        else:
            weights = [self.in_proj_weight[i * self.embed_dim : (i + 1) * self.embed_dim] for i in range(3)]
        bias = self.in_proj_bias
        biases = [
            None if bias is None else bias[i * self.embed_dim : (i + 1) * self.embed_dim] for i in range(3)
        ]
        return [x.linear(weight, b) for x, weight, b in zip((q, k, v), weights, biases, strict=True)]

    def _heads(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:2], self.num_heads, self.embed_dim // self.num_heads).transpose(1, 2)

    def _mask(
        self,
        q: Tensor,
        k: Tensor,
        key_padding_mask: Tensor | None,
        attn_mask: Tensor | None,
        causal: bool,
        batched: bool,
    ) -> Tensor | None:
        """All masks as one that is added to scores [n, heads, l, s]."""
        batch, _, rows, _ = q.shape
        columns = k.shape[2]
        total: Tensor | None = None
        if attn_mask is not None:
            total = _additive(attn_mask, q.dtype)
            if attn_mask.ndim == 3:
                total = total.reshape(batch, self.num_heads, rows, columns)
        if causal:
            later = Tensor.arange(columns, device=q.device).unsqueeze(0) > Tensor.arange(
                rows, device=q.device
            ).unsqueeze(1)
            total = _additive(later, q.dtype)
        if key_padding_mask is not None:
            padding = _additive(key_padding_mask, q.dtype).reshape(batch, 1, 1, columns)
            total = padding if total is None else total + padding
        return total


def _additive(mask: Tensor, dtype: DType) -> Tensor:
    return mask.where(float("-inf"), 0.0).cast(dtype) if mask.dtype is dtypes.bool_ else mask.cast(dtype)
