"""Attention in the forms networks have it, and rotary embeddings."""

from __future__ import annotations

from typing import Any

from ..kind import Kind, chance, kind


def _attention(library: Any, q: Any, k: Any, v: Any) -> Any:
    return library.nn.functional.scaled_dot_product_attention(q, k, v)


def _causal(library: Any, q: Any, k: Any, v: Any) -> Any:
    return library.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)


def _masked(library: Any, q: Any, k: Any, v: Any, mask: Any) -> Any:
    return library.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)


def _grouped(library: Any, q: Any, k: Any, v: Any) -> Any:
    return library.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)


def _by_hand(library: Any, q: Any, k: Any, v: Any) -> Any:
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    return scores.softmax(-1) @ v


def _rotary(library: Any, x: Any, angles: Any) -> Any:
    first, second = x.chunk(2, -1)
    turned = library.cat([-second, first], -1)
    angles = library.cat([angles, angles], -1)
    return x * angles.cos() + turned * angles.sin()


def operations(*shape: int, keys: int | None = None) -> float:
    """Those of both products of `[n, heads, queries, width]`."""
    n, heads, queries, width = shape
    return 4.0 * n * heads * queries * (keys or queries) * width


_LONG = (1, 12, 512, 64)
_SHORT = (8, 12, 128, 64)
KINDS: tuple[Kind, ...] = (
    kind(
        "attention",
        "attention of 12 heads, 512×64",
        _attention,
        _LONG,
        _LONG,
        _LONG,
        operations=operations(*_LONG),
    ),
    kind(
        "attention-causal",
        "attention of 12 heads, 512×64, causal",
        _causal,
        _LONG,
        _LONG,
        _LONG,
        operations=operations(*_LONG) / 2,
    ),
    kind(
        "attention-short",
        "attention of 8×12 heads, 128×64",
        _attention,
        _SHORT,
        _SHORT,
        _SHORT,
        operations=operations(*_SHORT),
    ),
    kind(
        "attention-masked",
        "attention of 8×12 heads, 128×64, a mask for each of 8",
        _masked,
        _SHORT,
        _SHORT,
        _SHORT,
        chance(90, 8, 1, 1, 128),
        operations=operations(*_SHORT),
    ),
    kind(
        "attention-by-hand",
        "softmax(q @ k.T / 8) @ v of 12 heads, 512×64",
        _by_hand,
        _LONG,
        _LONG,
        _LONG,
        operations=operations(*_LONG),
    ),
    kind(
        "attention-query",
        "attention of one query of 12 heads to 1024×64",
        _attention,
        (1, 12, 1, 64),
        (1, 12, 1024, 64),
        (1, 12, 1024, 64),
        operations=operations(1, 12, 1, 64, keys=1024),
    ),
    kind(
        "attention-grouped",
        "attention of 8 heads that share keys of 2, 256×64, causal",
        _grouped,
        (2, 8, 256, 64),
        (2, 2, 256, 64),
        (2, 2, 256, 64),
        operations=operations(2, 8, 256, 64) / 2,
    ),
    kind(
        "attention-odd",
        "attention of 6 heads, 197×80",
        _attention,
        *((1, 6, 197, 80),) * 3,
        operations=operations(1, 6, 197, 80),
    ),
    kind(
        "attention-bfloat16",
        "attention of 12 heads, 512×64 bfloat16",
        _attention,
        _LONG,
        _LONG,
        _LONG,
        dtype="bfloat16",
        operations=operations(*_LONG),
    ),
    kind(
        "attention-float16",
        "attention of 12 heads, 512×64 float16",
        _attention,
        _LONG,
        _LONG,
        _LONG,
        dtype="float16",
        operations=operations(*_LONG),
    ),
    kind("rotary", "rotary embedding of 4×12×256×64", _rotary, (4, 12, 256, 64), (256, 32)),
)
