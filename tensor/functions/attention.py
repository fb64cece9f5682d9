"""Scaled dot-product attention."""

from __future__ import annotations

from math import sqrt

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..methods.gradient import TensorT
from ..run.capture import stands_for


def scaled_dot_product_attention(
    query: TensorT,
    key: TensorT,
    value: TensorT,
    attn_mask: TensorT | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> TensorT:
    """`softmax(query @ keyᵀ * scale + mask) @ value`, over `[.., l, e]`, `[.., s, e]` and `[.., s, v]`.

    A boolean mask keeps what is true; any other is added. `is_causal` lets position i see positions up to i.
    `scale` defaults to 1/sqrt(e). `enable_gqa` repeats key and value heads (axis -3) to the number of query
    heads. A row with nothing to see is zero. float16 and bfloat16 are computed in float32 in between.

    Raises ShapeError where the shapes do not fit, DTypeError where the dtypes differ or are no floats,
    InvalidArgument for a mask beside `is_causal` and for `dropout_p` beyond [0, 1).

    Examples:
        >>> query = key = Tensor.zeros(1, 2, 4)
        >>> value = Tensor([[[2.0, 0.0], [4.0, 8.0]]])
        >>> query.scaled_dot_product_attention(key, value, is_causal=True).tolist()
        [[[2.0, 0.0], [3.0, 4.0]]]
    """
    name = "scaled_dot_product_attention"
    for label, operand in (("query", query), ("key", key), ("value", value)):
        if operand.ndim < 2:
            raise ShapeError(f"{name}: {label} has shape {operand.shape} and needs at least two axes")
        if operand.dtype is not query.dtype or not operand.dtype.is_float:
            raise DTypeError(
                f"{name} needs one float dtype; got {query.dtype}, {key.dtype} and {value.dtype}"
            )
    if query.shape[-1] != key.shape[-1] or key.shape[-2] != value.shape[-2]:
        raise ShapeError(
            f"{name}: query {query.shape}, key {key.shape} and value {value.shape} do not fit; they are "
            f"(.., l, e), (.., s, e) and (.., s, v)"
        )
    if enable_gqa:
        key, value = _repeated_heads(query, key), _repeated_heads(query, value)
    if is_causal and attn_mask is not None:
        raise InvalidArgument(f"{name}: give attn_mask or is_causal, not both")
    if not 0 <= dropout_p < 1:
        raise InvalidArgument(f"{name}: dropout_p={dropout_p} must be in [0, 1)")
    wide = query.dtype if query.dtype.bits > 16 else dtypes.float32
    factor = 1 / sqrt(query.shape[-1]) if scale is None else scale
    scores = query.matmul(key.transpose(-1, -2), dtype=wide) * factor
    if is_causal:
        attn_mask = _causal(query, query.shape[-2], key.shape[-2])
    if attn_mask is None:
        weights = scores.softmax(axis=-1)
    else:
        if attn_mask.dtype is dtypes.bool_:
            scores = attn_mask.where(scores, float("-inf"))
        else:
            scores = scores + attn_mask.cast(wide)
        weights = _softmax_or_zero(scores)
    if dropout_p:
        weights = weights.dropout(dropout_p)
    return weights.cast(query.dtype).matmul(value)


def _causal(like: TensorT, rows: int, columns: int) -> TensorT:
    row = like._of_node(nodes.iota(rows, dtypes.int32)).unsqueeze(1)
    return like._of_node(nodes.iota(columns, dtypes.int32)).unsqueeze(0) <= row


def _softmax_or_zero(scores: TensorT) -> TensorT:
    """Softmax over the last axis; a row of -inf gives zeros instead of nan."""
    if (known := stands_for("softmax", scores)) is not None:
        return known[0]  # type: ignore[no-any-return]
    peak = scores.amax(axis=-1, keepdims=True).detach()
    shifted = (scores - peak.eq(float("-inf")).where(0.0, peak)).exp()
    total = shifted.sum(axis=-1, keepdims=True)
    return shifted / total.eq(0).where(1.0, total)


def _repeated_heads(query: TensorT, other: TensorT) -> TensorT:
    if query.ndim < 3 or other.ndim < 3 or query.shape[-3] % other.shape[-3]:
        raise ShapeError(
            "scaled_dot_product_attention: enable_gqa needs query heads (axis -3) to be a multiple of key "
            f"heads; shapes are {query.shape} and {other.shape}"
        )
    heads, repeats = other.shape[-3], query.shape[-3] // other.shape[-3]
    spread = other.unsqueeze(-3).expand(*other.shape[:-2], repeats, *other.shape[-2:])
    return spread.reshape(*other.shape[:-3], heads * repeats, *other.shape[-2:])
