"""ONNX Runtime's own operators that exported transformers have: attention and rotary embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.attention import _repeated_heads
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...tensor import Tensor
from ..lowering import MICROSOFT, Host, Node, lowering
from .attention import Scores, attend, heads_of, merged, numbered, rotated


@lowering("Attention", domain=MICROSOFT)
def attention(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    mask: Tensor | None = None,
    past: Tensor | None = None,
    attention_bias: Tensor | None = None,
    past_length: Tensor | None = None,
    *,
    do_rotary: int = 0,
    mask_filter_value: float = -10000.0,
    num_heads: int,
    past_present_share_buffer: int = 0,
    qkv_hidden_sizes: Sequence[int] | None = None,
    rotary_embedding_dim: int = 0,
    scale: float = 0.0,
    unidirectional: int = 0,
    node: Node,
) -> tuple[Tensor, ...]:
    """Attention with the products that make queries, keys and values, in one weight."""
    if do_rotary or past_present_share_buffer:
        raise InvalidArgument("com.microsoft.Attention is known without do_rotary and a shared buffer only")
    widths = list(qkv_hidden_sizes) if qkv_hidden_sizes else [weight.shape[1] // 3] * 3
    product = x.matmul(weight)
    product = product if bias is None else product + bias
    q, k, v = (heads_of(part, num_heads) for part in product.split(widths, dim=-1))
    if past is not None:
        k, v = past.select(0, 0).cat(k, dim=2), past.select(0, 1).cat(v, dim=2)
    seen = _added_mask(q, k, mask, mask_filter_value)
    allowed = _causal(q, k) if unidirectional else None
    added = _sum([seen, attention_bias])
    result = attend(q, k, v, Scores(scale or 1 / sqrt(q.shape[-1]), allowed=allowed, bias=added))
    if not node.wants(1):
        return (merged(result),)
    return merged(result), k.stack(v)


@lowering("MultiHeadAttention", domain=MICROSOFT)
def multi_head_attention(
    query: Tensor,
    key: Tensor | None = None,
    value: Tensor | None = None,
    bias: Tensor | None = None,
    padding: Tensor | None = None,
    attention_bias: Tensor | None = None,
    past_key: Tensor | None = None,
    past_value: Tensor | None = None,
    past_length: Tensor | None = None,
    cache_indirection: Tensor | None = None,
    *,
    mask_filter_value: float = -10000.0,
    num_heads: int,
    scale: float = 0.0,
    unidirectional: int = 0,
) -> tuple[Tensor, ...]:
    """Attention over queries, keys and values, which may be packed in one tensor or two."""
    if past_length is not None or cache_indirection is not None:
        raise InvalidArgument("com.microsoft.MultiHeadAttention is not known with a shared buffer or beams")
    if query.ndim == 5:  # [batch, length, heads, 3, width]
        parts = [query.select(3, number).transpose(1, 2) for number in range(3)]
    elif key is not None and key.ndim == 5:  # [batch, length, heads, 2, width]
        parts = [heads_of(query, num_heads), *(key.select(3, n).transpose(1, 2) for n in range(2))]
    elif key is None or value is None:
        raise InvalidArgument("com.microsoft.MultiHeadAttention needs keys and values, or packed ones")
    else:
        # Keys of a cache already lie by heads.
        parts = [each if each.ndim == 4 else heads_of(each, num_heads) for each in (query, key, value)]
    if bias is not None:
        widths = [part.shape[1] * part.shape[3] for part in parts]
        biases = bias.split(widths, dim=0)
        parts = [
            part + each.reshape(1, num_heads, 1, part.shape[3])
            if number == 0 or key is None or key.ndim != 4
            else part
            for number, (part, each) in enumerate(zip(parts, biases, strict=True))
        ]
    q, k, v = parts
    if past_key is not None and past_value is not None:
        k, v = past_key.cat(k, dim=2), past_value.cat(v, dim=2)
    added = _sum([_added_mask(q, k, padding, mask_filter_value), attention_bias])
    allowed = _causal(q, k) if unidirectional else None
    result = attend(q, k, v, Scores(scale or 1 / sqrt(q.shape[-1]), allowed=allowed, bias=added))
    return merged(result), k, v


@lowering("GroupQueryAttention", domain=MICROSOFT)
def group_query_attention(
    query: Tensor,
    key: Tensor | None,
    value: Tensor | None,
    past_key: Tensor | None,
    past_value: Tensor | None,
    lengths: Tensor,
    total_length: Host,
    cosines: Tensor | None = None,
    sines: Tensor | None = None,
    positions: Tensor | None = None,
    attention_bias: Tensor | None = None,
    sink: Tensor | None = None,
    *,
    do_rotary: int = 0,
    k_quant_type: str = "NONE",
    kv_cache_bit_width: int = 0,
    kv_num_heads: int,
    local_window_size: int = -1,
    num_heads: int,
    qk_output: int = 0,
    rotary_interleaved: int = 0,
    scale: float = 0.0,
    smooth_softmax: int = 0,
    softcap: float = 0.0,
    v_quant_type: str = "NONE",
) -> tuple[Tensor, ...]:
    """Causal attention of fewer keys' heads than queries', with a cache of `lengths + 1` of each sample."""
    if k_quant_type != "NONE" or v_quant_type != "NONE":
        raise InvalidArgument("com.microsoft.GroupQueryAttention is not known with a cache of integers")
    if key is None or value is None:
        width = query.shape[2] // (num_heads + 2 * kv_num_heads)
        widths = [num_heads * width, kv_num_heads * width, kv_num_heads * width]
        query, key, value = query.split(widths, dim=-1)
    q, k, v = heads_of(query, num_heads), heads_of(key, kv_num_heads), heads_of(value, kv_num_heads)
    batch, fresh, total = q.shape[0], q.shape[2], int(total_length.reshape(-1)[0])
    ends = lengths.reshape(batch, 1, 1, 1).cast(dtypes.int64) + 1
    # What is cached of each sample comes before the new keys; of a prompt there is nothing.
    before = ends * 0 if fresh == total else ends - fresh
    row = numbered(q, fresh).reshape(1, 1, fresh, 1) + before
    if do_rotary:
        if cosines is None or sines is None:
            raise InvalidArgument("com.microsoft.GroupQueryAttention with do_rotary needs cosines and sines")
        at = row.reshape(batch, fresh) if positions is None else positions.reshape(batch, fresh)
        found = [
            table.index_select(0, at.clip(0, table.shape[0] - 1).reshape(-1)).reshape(batch, 1, fresh, -1)
            for table in (cosines, sines)
        ]
        turned = 2 * cosines.shape[-1]
        q, k = (rotated(each, found[0], found[1], bool(rotary_interleaved), turned) for each in (q, k))
    if past_key is not None and past_value is not None:
        k, v = _cached(past_key, k, before, total), _cached(past_value, v, before, total)
    column = numbered(q, k.shape[2])
    allowed = (column <= row) & (column < ends)
    if local_window_size >= 0:
        allowed = allowed & (column > row - local_window_size)
    if attention_bias is not None and attention_bias.shape[-1] < k.shape[2]:
        attention_bias = attention_bias.pad((0, k.shape[2] - attention_bias.shape[-1]))
    if sink is None and smooth_softmax:
        sink = q._of_node(nodes.const(0, dtypes.float32, (num_heads,)))
    scores = Scores(scale or 1 / sqrt(q.shape[-1]), softcap, allowed=allowed, bias=attention_bias, sink=sink)
    return merged(attend(q, _repeated_heads(q, k), _repeated_heads(q, v), scores)), k, v


def _cached(past: Tensor, fresh: Tensor, before: Tensor, total: int) -> Tensor:
    """A cache long enough for `total`, with the new elements of each sample after those `before`."""
    size, count = max(past.shape[2], total), fresh.shape[2]
    place = numbered(past, size).reshape(1, 1, size, 1)
    number = place - before
    shape = (*fresh.shape[:2], size, fresh.shape[3])
    new = fresh.gather(2, number.clip(0, count - 1).expand(shape))
    old = past.pad((0, 0, 0, size - past.shape[2]))
    return ((number >= 0) & (number < count)).where(new, old)


@lowering("RotaryEmbedding", domain=MICROSOFT)
def rotary_embedding(
    x: Tensor,
    positions: Tensor,
    cosines: Tensor,
    sines: Tensor,
    *,
    interleaved: int = 0,
    is_packed_batching: int = 0,
    num_heads: int = 0,
    rotary_embedding_dim: int = 0,
    scale: float = 1.0,
) -> Tensor:
    if x.ndim == 4:
        heads = x
    else:
        width = x.shape[2] // num_heads if rotary_embedding_dim else 2 * cosines.shape[-1]
        heads = heads_of(x, x.shape[2] // width)
    batch, _, length, _ = heads.shape
    if positions.shape == (batch, length):
        at = positions
    elif positions.numel() == 1:
        at = (numbered(x, length) + positions.reshape(1).cast(dtypes.int64)).unsqueeze(0)
    else:
        raise ShapeError(f"positions of shape {positions.shape} do not fit an input of shape {x.shape}")
    found = [
        table.index_select(0, at.reshape(-1)).reshape(at.shape[0], 1, length, -1)
        for table in (cosines, sines)
    ]
    turned = rotated(heads, found[0], found[1], bool(interleaved), rotary_embedding_dim)
    return turned if x.ndim == 4 else merged(turned)


def _causal(q: Tensor, k: Tensor) -> Tensor:
    """Each query sees the keys up to its own, the last query all."""
    before = k.shape[2] - q.shape[2]
    return numbered(q, k.shape[2]) <= numbered(q, q.shape[2]).unsqueeze(1) + before


def _added_mask(q: Tensor, k: Tensor, mask: Tensor | None, filtered: float) -> Tensor | None:
    """What is added to the scores for a mask in one of ONNX Runtime's forms, by its shape."""
    if mask is None:
        return None
    batch, queries, keys = q.shape[0], q.shape[2], k.shape[2]
    column = numbered(q, keys)
    whole = mask.cast(dtypes.int64)
    if mask.ndim == 1 and mask.shape[0] in (batch, 2 * batch):
        # Where the keys of each sample end, and maybe where they start.
        seen = column < whole.narrow(0, 0, batch).reshape(batch, 1, 1, 1)
        if mask.shape[0] == 2 * batch:
            seen = seen & (column >= whole.narrow(0, batch, batch).reshape(batch, 1, 1, 1))
    elif mask.ndim == 2 and mask.shape[-1] == keys:
        seen = whole.ne(0).reshape(-1, 1, 1, keys)
    elif mask.ndim == 3 and mask.shape[1:] == (queries, keys):
        seen = whole.ne(0).unsqueeze(1)
    else:
        raise ShapeError(
            f"a mask {mask.shape} is not known for {queries} queries and {keys} keys of {batch} samples"
        )
    return seen.where(0.0, filtered).cast(q.dtype)


def _sum(parts: Sequence[Tensor | None]) -> Tensor | None:
    total: Tensor | None = None
    for part in parts:
        if part is not None:
            total = part if total is None else total + part
    return total
