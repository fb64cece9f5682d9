"""Attention in ONNX's own operators, with caches, masks, windows; rotary embeddings; linear attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.attention import _repeated_heads, _softmax_or_zero
from ...functions.sequence import kept, step_of
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...graph.dtype import DType
from ...tensor import Tensor
from ..elements import dtype_of
from ..lowering import PREVIEW, Node, lowering
from .sequence_steps import first_place, joined, next_place, realize_step


@dataclass(frozen=True)
class Scores:
    """What happens to the scores: the factor, the cap, which keys are seen, what is added.

    `allowed` and `bias` broadcast over [batch, heads, queries, keys]; `sink` [heads] is one more score in
    each row, of what is not seen.
    """

    scale: float
    softcap: float = 0.0
    allowed: Tensor | None = None
    bias: Tensor | None = None
    sink: Tensor | None = None
    precision: DType | None = None


def attend(q: Tensor, k: Tensor, v: Tensor, scores: Scores) -> Tensor:
    """Attention over [batch, heads, length, width], whose keys and values may have fewer heads."""
    if scores.softcap or scores.sink is not None or scores.precision is dtypes.float64:
        return attend_in_stages(q, k, v, scores)[0]
    mask = scores.allowed
    if scores.bias is not None:
        mask = scores.bias if mask is None else mask.where(scores.bias, float("-inf"))
    return q.scaled_dot_product_attention(
        k, v, attn_mask=mask, scale=scores.scale, enable_gqa=q.shape[1] != k.shape[1]
    )


def attend_in_stages(q: Tensor, k: Tensor, v: Tensor, scores: Scores) -> tuple[Tensor, list[Tensor]]:
    """The same, and the scores: of the product, capped, with what is added, after softmax."""
    if q.shape[1] != k.shape[1]:
        k, v = _repeated_heads(q, k), _repeated_heads(q, v)
    wide = q.dtype if q.dtype.bits > 16 else dtypes.float32
    raw = q.matmul(k.transpose(-1, -2), dtype=wide) * scores.scale
    capped = (raw / scores.softcap).tanh() * scores.softcap if scores.softcap else raw
    added = capped
    if scores.bias is not None:
        bias = scores.bias.cast(wide)
        # What is masked stays so, whatever its score.
        added = bias.eq(float("-inf")).where(bias, capped + bias)
    if scores.allowed is not None:
        added = scores.allowed.where(added, float("-inf"))
    exact = added if scores.precision is not dtypes.float64 else added.cast(dtypes.float64)
    if scores.sink is None:
        weights = _softmax_or_zero(exact)
    else:
        weights = _softmax_beside(exact, scores.sink.cast(exact.dtype).reshape(1, -1, 1, 1))
    weights = weights.cast(q.dtype)
    return weights.matmul(v), [each.cast(q.dtype) for each in (raw, capped, added)] + [weights]


def _softmax_beside(scores: Tensor, sink: Tensor) -> Tensor:
    """Softmax over the last axis and one more score, whose share is left out."""
    peak = scores.amax(axis=-1, keepdims=True).maximum(sink)
    shifted = (scores - peak).exp()
    return shifted / (shifted.sum(axis=-1, keepdims=True) + (sink - peak).exp())


def heads_of(x: Tensor, count: int) -> Tensor:
    """[batch, length, heads * width] as [batch, heads, length, width]."""
    batch, length, width = x.shape
    if count < 1 or width % count:
        raise ShapeError(f"{count} heads do not divide an input of shape {x.shape}")
    return x.reshape(batch, length, count, width // count).transpose(1, 2)


def merged(x: Tensor) -> Tensor:
    """[batch, heads, length, width] as [batch, length, heads * width]."""
    batch, heads, length, width = x.shape
    return x.transpose(1, 2).reshape(batch, length, heads * width)


def numbered(like: Tensor, count: int) -> Tensor:
    """0, 1, ..., in int64."""
    return like._of_node(nodes.iota(count, dtypes.int64))


@lowering("Attention", since=23)
def attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | None = None,
    past_key: Tensor | None = None,
    past_value: Tensor | None = None,
    lengths: Tensor | None = None,
    *,
    is_causal: int = 0,
    kv_num_heads: int | None = None,
    left_window_size: int = -1,
    q_num_heads: int | None = None,
    qk_matmul_output_mode: int = 0,
    right_window_size: int = -1,
    scale: float | None = None,
    softcap: float = 0.0,
    softmax_precision: int | None = None,
    node: Node,
) -> tuple[Tensor, ...]:
    flat = query.ndim == 3
    if flat:
        if not q_num_heads or not kv_num_heads:
            raise InvalidArgument("Attention of inputs of 3 axes needs q_num_heads and kv_num_heads")
        query = heads_of(query, q_num_heads)
        key, value = heads_of(key, kv_num_heads), heads_of(value, kv_num_heads)
    if past_key is not None and past_value is not None:
        key, value = past_key.cat(key, dim=2), past_value.cat(value, dim=2)
    queries, keys = query.shape[2], key.shape[2]
    column = numbered(query, keys)
    row = numbered(query, queries).unsqueeze(1)
    if lengths is not None:
        row = row + (lengths.cast(dtypes.int64).reshape(-1, 1, 1, 1) - queries)
    elif past_key is not None:
        row = row + past_key.shape[2]
    seen = [column <= row] if is_causal else []
    if left_window_size >= 0:
        seen.append(column >= row - left_window_size)
    if right_window_size >= 0:
        seen.append(column <= row + right_window_size)
    if lengths is not None:
        seen.append(column < lengths.cast(dtypes.int64).reshape(-1, 1, 1, 1))
    bias = None
    if mask is not None:
        short = keys - mask.shape[-1]
        if mask.dtype is dtypes.bool_:
            seen.append(mask.pad((0, short)) if short > 0 else mask)
        else:
            bias = mask.pad((0, short), value=float("-inf")) if short > 0 else mask
    factor = 1 / sqrt(query.shape[-1]) if scale is None else scale
    halves, factor = _halves(query, factor)
    scores = Scores(
        factor,
        softcap,
        _all_of(seen),
        bias,
        precision=None if softmax_precision is None else dtype_of(softmax_precision),
    )
    if node.wants(3):
        result, stages = attend_in_stages(query * halves, key * halves, value, scores)
        shown = stages[qk_matmul_output_mode]
        return (merged(result) if flat else result), key, value, shown
    result = attend(query * halves, key * halves, value, scores)
    return (merged(result) if flat else result), key, value


def _halves(query: Tensor, factor: float) -> tuple[float, float]:
    """What queries and keys are each multiplied by before their product, and the product after it.

    Narrow floats are scaled before, as the standard has it, lest the product overflow.
    """
    return (sqrt(factor), 1.0) if query.dtype.bits <= 16 and factor > 0 else (1.0, factor)


def _all_of(conditions: Sequence[Tensor]) -> Tensor | None:
    found: Tensor | None = None
    for each in conditions:
        found = each if found is None else found & each
    return found


@lowering("FlexAttention", domain=PREVIEW)
def flex_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    prob_mod: Any = None,
    scale: float | None = None,
    score_mod: Any = None,
    softmax_precision: int | None = None,
    node: Node,
) -> Tensor:
    """Attention whose scores and weights go through subgraphs."""
    if query.shape[1] != key.shape[1]:
        key, value = _repeated_heads(query, key), _repeated_heads(query, value)
    if softmax_precision is not None:
        precision = dtype_of(softmax_precision)
    else:
        precision = dtypes.float64 if query.dtype is dtypes.float64 else dtypes.float32
    factor = 1 / sqrt(query.shape[-1]) if scale is None else scale
    wide = query.dtype if query.dtype.bits > 16 else dtypes.float32
    scores = (query.matmul(key.transpose(-1, -2), dtype=wide) * factor).cast(precision)
    if score_mod is not None:
        (scores,) = node.graph(score_mod, [scores])
    weights: Any = scores.softmax(axis=-1)
    if prob_mod is not None:
        (weights,) = node.graph(prob_mod, [weights])
    result: Tensor = weights.cast(query.dtype).matmul(value)
    return result


@lowering("RotaryEmbedding", since=23)
def rotary_embedding(
    x: Tensor,
    cosines: Tensor,
    sines: Tensor,
    positions: Tensor | None = None,
    *,
    interleaved: int = 0,
    num_heads: int = 0,
    rotary_embedding_dim: int = 0,
) -> Tensor:
    heads = x if x.ndim == 4 else heads_of(x, num_heads)
    if positions is not None:
        cosines, sines = (_rows(table, positions) for table in (cosines, sines))
    turned = rotated(heads, cosines.unsqueeze(1), sines.unsqueeze(1), bool(interleaved), rotary_embedding_dim)
    return turned if x.ndim == 4 else merged(turned)


def rotated(x: Tensor, cosines: Tensor, sines: Tensor, interleaved: bool, width: int = 0) -> Tensor:
    """Pairs of the first `width` numbers of each head turned; the angles broadcast over [b, h, l, pairs]."""
    size = x.shape[-1]
    width = width or size
    half = width // 2
    turning, rest = x.narrow(-1, 0, width), x.narrow(-1, width, size - width)
    if interleaved:
        pairs = turning.reshape(*turning.shape[:-1], half, 2)
        first, second = pairs.select(-1, 0), pairs.select(-1, 1)
    else:
        first, second = turning.narrow(-1, 0, half), turning.narrow(-1, half, half)
    real, imaginary = first * cosines - second * sines, first * sines + second * cosines
    if interleaved:
        result = real.stack(imaginary, dim=-1).reshape(turning.shape)
    else:
        result = real.cat(imaginary, dim=-1)
    return result.cat(rest, dim=-1) if width < size else result


def _rows(table: Tensor, positions: Tensor) -> Tensor:
    return table.index_select(0, positions.reshape(-1)).reshape(*positions.shape, table.shape[-1])


@lowering("TensorScatter", since=24)
def tensor_scatter(
    past: Tensor,
    update: Tensor,
    write_indices: Tensor | None = None,
    *,
    axis: int = -2,
    mode: str = "linear",
) -> Tensor:
    """A cache with new elements of each sample, from a place of its own on."""
    if mode not in ("linear", "circular"):
        raise InvalidArgument(f"mode={mode!r} is none of linear, circular")
    at = axis % past.ndim
    size, count = past.shape[at], update.shape[at]
    place = numbered(past, size).reshape(-1, *(1,) * (past.ndim - at - 1))
    if write_indices is not None:
        place = place - write_indices.cast(dtypes.int64).reshape(-1, *(1,) * (past.ndim - 1))
    if mode == "circular":
        place = place % size
    number = place.clip(0, count - 1)
    shape = (*past.shape[:at], size, *past.shape[at + 1 :])
    fresh = update.gather(at, number.expand(shape))
    return ((place >= 0) & (place < count)).where(fresh, past)


@lowering("SwiGLU", since=28)
def swiglu(gate: Tensor, x: Tensor, *, alpha: float = 1.0) -> Tensor:
    return gate * (gate * alpha).sigmoid() * x


@lowering("LinearAttention", since=27)
def linear_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    past: Tensor | None = None,
    decay: Tensor | None = None,
    beta: Tensor | None = None,
    *,
    chunk_size: int = 64,
    kv_num_heads: int,
    q_num_heads: int,
    scale: float = 0.0,
    update_rule: str = "gated_delta",
) -> tuple[Tensor, Tensor]:
    """A state that each step adds a key and a value to, and that the queries read."""
    rules = {"linear": "", "gated": "d", "delta": "b", "gated_delta": "db"}
    given = ("d" if decay is not None else "") + ("b" if beta is not None else "")
    if rules.get(update_rule) != given:
        raise InvalidArgument(
            f"update_rule={update_rule!r} is one of {', '.join(rules)}; a gated one needs decay, one by "
            "differences beta, and others forbid them"
        )
    batch, count, width = query.shape
    keyed, depth = width // q_num_heads, value.shape[-1] // kv_num_heads
    shared = q_num_heads // kv_num_heads
    factor = scale or 1 / sqrt(keyed)
    wide = dtypes.float64 if query.dtype is dtypes.float64 else dtypes.float32

    def over_time(x: Tensor | None, *shape: int) -> Tensor | None:
        """[count, batch, *shape] in memory."""
        return None if x is None else x.cast(wide).transpose(0, 1).reshape(count, batch, *shape).contiguous()

    queries = over_time(query, kv_num_heads, shared, keyed)
    keys, values = over_time(key, kv_num_heads, keyed, 1), over_time(value, kv_num_heads, 1, depth)
    decays = over_time(decay, kv_num_heads, -1, 1)
    betas = over_time(beta, -1, 1, 1)
    assert queries is not None and keys is not None and values is not None
    if past is None:
        state = query._of_node(nodes.const(0, wide, (batch, kv_num_heads, keyed, depth))).contiguous()
    else:
        state = past.cast(wide).contiguous()
    place = first_place(query, 0)
    realize_step(count, [queries, keys, values, decays, betas, state, place])
    outputs: list[Tensor] = []
    for number in range(count):
        k, v = step_of(keys, number, place), step_of(values, number, place)
        if decays is not None:
            state = state * step_of(decays, number, place).exp()
        if betas is not None:
            v = (v - (state * k).sum(axis=-2, keepdims=True)) * step_of(betas, number, place)
        state = kept(state + k * v)
        outputs.append(kept(step_of(queries, number, place).matmul(state) * factor))
        place = next_place(place)
        realize_step(count, [state, outputs[-1], place])
    result = joined(outputs).transpose(0, 1).reshape(batch, count, q_num_heads * depth)
    return result.cast(query.dtype), state.cast(query.dtype if past is None else past.dtype)
