"""Multi-head attention."""

from __future__ import annotations

from ...runtime.errors import InvalidArgument
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import functional, initialisation
from .arguments import flag, real, whole
from .linear import Linear
from .module import Module


class MultiheadAttention(Module):
    """Attention over projections of query, key and value, split into heads; parameters as in PyTorch.

    `embed_dim` is the width of the query and the output, `kdim` and `vdim` those of key and value, the same
    where not given. There is one weight `in_proj_weight` `[3 * embed_dim, embed_dim]` where all three are
    embed_dim wide, else `q_proj_weight`, `k_proj_weight` and `v_proj_weight`; with `bias` an `in_proj_bias`
    `[3 * embed_dim]`; and `out_proj`, a `Linear`. `add_bias_kv` learns one more key and value,
    `add_zero_attn` adds those of zeros. While training, a share of `dropout` of the attention weights is
    zeroed. Raises InvalidArgument unless `num_heads` divides `embed_dim`.

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
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.embed_dim, self.num_heads = (
            whole(self, "embed_dim", embed_dim),
            whole(self, "num_heads", num_heads),
        )
        if self.embed_dim % self.num_heads:
            raise InvalidArgument(
                f"MultiheadAttention: num_heads={num_heads} must divide embed_dim={embed_dim}"
            )
        embed_dim = self.embed_dim
        self.dropout = real(self, "dropout", dropout, 0, 1)
        self.batch_first = flag(self, "batch_first", batch_first)
        self.add_zero_attn = flag(self, "add_zero_attn", add_zero_attn)
        self.head_dim = embed_dim // self.num_heads
        self.kdim = embed_dim if kdim is None else whole(self, "kdim", kdim)
        self.vdim = embed_dim if vdim is None else whole(self, "vdim", vdim)
        biased = flag(self, "bias", bias)
        self.q_proj_weight: Tensor | None = None
        self.k_proj_weight: Tensor | None = None
        self.v_proj_weight: Tensor | None = None
        self.in_proj_weight: Tensor | None = None
        if self.kdim == self.vdim == embed_dim:
            self.in_proj_weight = initialisation.xavier_uniform((3 * embed_dim, embed_dim), device, dtype)
        else:
            self.q_proj_weight = initialisation.xavier_uniform((embed_dim, embed_dim), device, dtype)
            self.k_proj_weight = initialisation.xavier_uniform((embed_dim, self.kdim), device, dtype)
            self.v_proj_weight = initialisation.xavier_uniform((embed_dim, self.vdim), device, dtype)
        self.in_proj_bias = initialisation.constant((3 * embed_dim,), 0, device, dtype) if biased else None
        self.out_proj = Linear(embed_dim, embed_dim, biased, device, dtype)
        if biased:
            self.out_proj.bias = initialisation.constant((embed_dim,), 0, device, dtype)
        self.bias_k: Tensor | None = None
        self.bias_v: Tensor | None = None
        if flag(self, "add_bias_kv", add_bias_kv):
            self.bias_k = initialisation.xavier_normal((1, 1, embed_dim), device, dtype)
            self.bias_v = initialisation.xavier_normal((1, 1, embed_dim), device, dtype)

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
        turned = self.batch_first and query.ndim == 3
        q, k, v = (x.transpose(0, 1) if turned and x.ndim == 3 else x for x in (query, key, value))
        output, weights = functional.multi_head_attention_forward(
            q,
            k,
            v,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            self.training,
            key_padding_mask,
            need_weights,
            attn_mask,
            self.in_proj_weight is None,
            self.q_proj_weight,
            self.k_proj_weight,
            self.v_proj_weight,
            average_attn_weights,
            is_causal,
        )
        return output.transpose(0, 1) if turned else output, weights
