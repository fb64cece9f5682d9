"""Multi-head attention over given weights."""

from __future__ import annotations

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...tensor import Tensor


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """What `nn.MultiheadAttention` computes, over weights that are given: the output and, with
    `need_weights`, the attention weights.

    Sequences are `[l, n, e]`, or `[l, e]`. `bias_k` and `bias_v` are one more key and value, as
    `add_zero_attn` is one of zeros. Masks are as in the layer. Raises ShapeError where the shapes do not fit,
    InvalidArgument unless `num_heads` divides the width and the weights that are used are given.

    Examples:
        >>> x, weight = Tensor.ones(2, 4), Tensor.eye(4)
        >>> output, weights = nn.functional.multi_head_attention_forward(
        ...     x, x, x, 4, 1, weight.repeat(3, 1), None, None, None, False, 0.0, weight, None
        ... )
        >>> output.shape, weights.tolist()
        ((2, 4), [[0.5, 0.5], [0.5, 0.5]])
    """
    name = "multi_head_attention_forward"
    batched = query.ndim == 3
    if query.ndim not in (2, 3) or key.ndim != query.ndim or value.ndim != query.ndim:
        raise ShapeError(
            f"{name} needs three inputs of 3 axes (2 without a batch); got {query.shape}, {key.shape}, "
            f"{value.shape}"
        )
    width = query.shape[-1]
    if width != embed_dim_to_check or num_heads < 1 or width % num_heads:
        raise InvalidArgument(
            f"{name}: a query of shape {query.shape} for {num_heads} heads of {embed_dim_to_check} together"
        )
    q, k, v = ((x if batched else x.unsqueeze(1)).transpose(0, 1) for x in (query, key, value))
    if k.shape[:2] != v.shape[:2] or q.shape[0] != k.shape[0]:
        raise ShapeError(f"{name}: query {query.shape}, key {key.shape} and value {value.shape} do not fit")
    if use_separate_proj_weight:
        weights = [q_proj_weight, k_proj_weight, v_proj_weight]
    else:
        weights = [None] * 3 if in_proj_weight is None else [*in_proj_weight.split(width)]
    if any(weight is None for weight in weights):
        raise InvalidArgument(f"{name}: give in_proj_weight, or use_separate_proj_weight and the three")
    biases = [None] * 3 if in_proj_bias is None else [*in_proj_bias.split(width)]
    q, k, v = (
        x.linear(weight, bias)  # type: ignore[arg-type]
        for x, weight, bias in zip((q, k, v), weights, biases, strict=True)
    )
    batch, rows = q.shape[:2]
    mask = _added(attn_mask, q.dtype)
    padding = _added(key_padding_mask, q.dtype)
    if is_causal and attn_mask is None:
        place = Tensor.arange(k.shape[1], device=q.device).unsqueeze(0)
        mask = _added(place > Tensor.arange(rows, device=q.device).unsqueeze(1), q.dtype)
    more: list[tuple[Tensor, Tensor]] = []
    if bias_k is not None and bias_v is not None:
        more.append((bias_k, bias_v))
    if add_zero_attn:
        nothing = Tensor.zeros(1, 1, width, device=q.device, dtype=q.dtype)
        more.append((nothing, nothing))
    for added_k, added_v in more:
        k = k.cat(added_k.reshape(1, 1, width).expand(batch, 1, width), dim=1)
        v = v.cat(added_v.reshape(1, 1, width).expand(batch, 1, width), dim=1)
        mask = None if mask is None else mask.pad((0, 1))
        padding = None if padding is None else padding.pad((0, 1))
    columns = k.shape[1]
    q, k, v = (x.reshape(batch, x.shape[1], num_heads, width // num_heads).transpose(1, 2) for x in (q, k, v))
    if mask is not None:
        fits = mask.shape in ((rows, columns), (batch * num_heads, rows, columns))
        if not fits:
            raise ShapeError(
                f"{name}: attn_mask has shape {mask.shape}; it is {(rows, columns)} or "
                f"{(batch * num_heads, rows, columns)}"
            )
        mask = mask.reshape(batch, num_heads, rows, columns) if mask.ndim == 3 else mask
    if padding is not None:
        if padding.numel() != batch * columns:
            raise ShapeError(f"{name}: key_padding_mask has shape {padding.shape}; it is {(batch, columns)}")
        padding = padding.reshape(batch, 1, 1, columns)
        mask = padding if mask is None else mask + padding
    dropout = dropout_p if training else 0.0
    if need_weights:
        scores = (q * (q.shape[-1] ** -0.5)) @ k.transpose(-1, -2)
        shown = (scores if mask is None else scores + mask).softmax(axis=-1)
        heads = (shown.dropout(dropout) if dropout else shown) @ v
    else:
        heads = q.scaled_dot_product_attention(k, v, attn_mask=mask, dropout_p=dropout)
    output = heads.transpose(1, 2).reshape(batch, rows, width).linear(out_proj_weight, out_proj_bias)
    output = output.transpose(0, 1) if batched else output.squeeze(0)
    if not need_weights:
        return output, None
    result = shown.mean(axis=1) if average_attn_weights else shown
    return output, result if batched else result.squeeze(0)


def _added(mask: Tensor | None, dtype: DType) -> Tensor | None:
    """A mask that is added to scores: a boolean one hides what is true."""
    if mask is None:
        return None
    return mask.where(float("-inf"), 0.0).cast(dtype) if mask.dtype is dtypes.bool_ else mask.cast(dtype)
