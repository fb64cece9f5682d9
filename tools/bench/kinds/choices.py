"""Orders and draws: sorts, the greatest few, sampling from logits, random numbers."""

from __future__ import annotations

from typing import Any

from ..kind import Kind, kind


def _greatest(count: int) -> Any:
    return lambda _, x: x.topk(count)[0]


def _nucleus(library: Any, x: Any) -> Any:
    """The logits of the likeliest words that together have 0.9 of the probability."""
    ordered, places = x.sort(-1, descending=True)
    chances = ordered.softmax(-1)
    ordered = ordered.masked_fill(chances.cumsum(-1) - chances > 0.9, -1e4)
    return x.scatter(-1, places, ordered)


def _of_greatest(library: Any, x: Any) -> Any:
    """The logits of all but the 40 greatest held down."""
    least = x.topk(40)[0][..., -1:]
    return x.masked_fill(x < least, -1e4).softmax(-1)


def _drawn(count: int) -> Any:
    return lambda library, x: library.multinomial(x.softmax(-1), count, replacement=True)


def _shape(result: Any) -> Any:
    return tuple(result.shape)


def _moments(result: Any) -> Any:
    """The mean and deviation, about which draws agree."""
    values = result.double() if hasattr(result, "double") else result
    return [1 + values.mean(), values.std()]


KINDS: tuple[Kind, ...] = (
    kind("sort", "sort of 1 M", lambda _, x: x.sort()[0], (1_000_000,)),
    kind("sort-rows", "sort of the rows of 1000×1000", lambda _, x: x.sort(-1)[0], (1000, 1000)),
    kind("sort-small", "sort of 1000", lambda _, x: x.sort()[0], (1000,)),
    kind("sort-int32", "sort of 100000 int32", lambda _, x: x.sort()[0], (100_000,), dtype="int32"),
    kind("argsort", "argsort of 64×4096", lambda _, x: x.argsort(stable=True), (64, 4096)),
    kind("topk-10", "greatest 10 of 50000", _greatest(10), (50_000,)),
    kind("topk-50", "greatest 50 of each of 32×50000", _greatest(50), (32, 50_000)),
    kind("topk-5", "greatest 5 of each of 256×1000", _greatest(5), (256, 1000)),
    kind("topk-boxes", "greatest 300 of 8400", _greatest(300), (8400,)),
    kind("multinomial", "multinomial, one of 50257", _drawn(1), (1, 50257), seen=_shape),
    kind("multinomial-many", "multinomial, 1024 of each of 8×1000", _drawn(1024), (8, 1000), seen=_shape),
    kind("top-p", "logits of 50257 held to 0.9 of the probability", _nucleus, (1, 50257)),
    kind("top-k-softmax", "softmax of the greatest 40 of 8×50257", _of_greatest, (8, 50257)),
    kind("rand", "rand of 1 M", lambda library: library.rand(1 << 20), seen=_moments, tolerance=0.01),
    kind("randn", "randn of 1 M", lambda library: library.randn(1 << 20), seen=_moments, tolerance=0.01),
    kind(
        "dropout",
        "dropout of 0.1 of 1 M",
        lambda library, x: library.nn.functional.dropout(x, 0.1, True),
        (1 << 20,),
        seen=_moments,
        tolerance=0.02,
    ),
    kind(
        "bernoulli",
        "bernoulli of 1 M",
        lambda library, x: library.bernoulli(x.sigmoid()),
        (1 << 20,),
        seen=_moments,
        tolerance=0.01,
    ),
)
