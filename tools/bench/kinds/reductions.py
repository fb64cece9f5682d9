"""Sums, means, extremes, norms and scans along rows, columns and everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kind import Kind, kind, unit, whole


def _method(name: str, *said: Any, **named: Any) -> Callable[..., Any]:
    return lambda _, x: getattr(x, name)(*said, **named)


def _first(name: str, *said: Any) -> Callable[..., Any]:
    return lambda _, x: getattr(x, name)(*said)[0]


def _standardised(_: Any, x: Any) -> Any:
    return (x - x.mean()) / x.std()


def _counted(library: Any, x: Any) -> Any:
    return library.bincount(x, minlength=1000)


def _logits(_: Any, x: Any) -> Any:
    return x.log_softmax(-1).amax(-1)


KINDS: tuple[Kind, ...] = (
    kind("sum-rows", "sum of the rows of 4096×4096", _method("sum", 1), (4096, 4096)),
    kind("sum-columns", "sum of the columns of 4096×4096", _method("sum", 0), (4096, 4096)),
    kind("sum-all", "sum of all of 4096×4096", _method("sum"), (4096, 4096)),
    kind("sum-1k", "sum of 1000", _method("sum"), (1000,)),
    kind("sum-middle", "sum over the middle of 32×512×96", _method("sum", 1), (32, 512, 96)),
    kind(
        "sum-float16",
        "sum of the rows of 2048×2048 float16",
        _method("sum", 1),
        (2048, 2048),
        dtype="float16",
    ),
    kind("sum-float64", "sum of all of 1 M float64", _method("sum"), (1 << 20,), dtype="float64"),
    kind("sum-int8", "sum of the rows of 2048×2048 int8", _method("sum", 1), (2048, 2048), dtype="int8"),
    kind("mean-7x7", "mean over 7×7 of 8×512×7×7", _method("mean", (2, 3)), (8, 512, 7, 7)),
    kind("mean-tokens", "mean over the tokens of 16×128×384", _method("mean", 1), (16, 128, 384)),
    kind("max-rows", "greatest of each row of 2000×3001", _method("amax", 1), (2000, 3001)),
    kind("max-columns", "greatest of each column of 2000×3001", _method("amax", 0), (2000, 3001)),
    kind("min-all", "least of 4 M", _method("min"), (2048, 2048)),
    kind("argmax", "place of the greatest of each row of 2000×3001", _method("argmax", 1), (2000, 3001)),
    kind("argmax-words", "place of the greatest of 50257", _method("argmax", -1), (1, 50257)),
    kind(
        "argmin-columns", "place of the least of each column of 1000×1000", _method("argmin", 0), (1000, 1000)
    ),
    kind("any", "whether any of each row of 2000×2000 is above 4", lambda _, x: (x > 4).any(1), (2000, 2000)),
    kind("count", "how many of 4 M are above 0", lambda _, x: (x > 0).sum(), (2048, 2048)),
    kind("variance", "variance of the rows of 1000×1000", _method("var", 1), (1000, 1000)),
    kind(
        "deviation-columns", "standard deviation of the columns of 1000×1000", _method("std", 0), (1000, 1000)
    ),
    kind("deviation-all", "standard deviation of 4 M", _method("std"), (2048, 2048)),
    kind("standardised", "(x - mean) / deviation of all, 1 M", _standardised, (1024, 1024)),
    kind("norm-rows", "norms of the rows of 4096×768", _method("norm", dim=-1), (4096, 768)),
    kind("norm-all", "norm of 4 M", _method("norm"), (2048, 2048)),
    kind("logsumexp", "logsumexp of the rows of 512×1000", _method("logsumexp", -1), (512, 1000)),
    kind("product", "products of the rows of 1000×100", lambda _, x: (x + 0.5).prod(1), unit(1000, 100)),
    kind("softmax-512", "softmax of 512×1000", _method("softmax", -1), (512, 1000)),
    kind("softmax-heads", "softmax of 12×512×512", _method("softmax", -1), (12, 512, 512)),
    kind("softmax-words", "softmax of 16×50257", _method("softmax", -1), (16, 50257)),
    kind("softmax-columns", "softmax down the columns of 1000×512", _method("softmax", 0), (1000, 512)),
    kind("softmax-small", "softmax of 8×10", _method("softmax", -1), (8, 10)),
    kind(
        "softmax-bfloat16",
        "softmax of 512×1000 bfloat16",
        _method("softmax", -1),
        (512, 1000),
        dtype="bfloat16",
    ),
    kind("log-softmax", "log_softmax of 512×1000", _method("log_softmax", -1), (512, 1000)),
    kind("best-logit", "greatest of log_softmax of 32×30000", _logits, (32, 30000)),
    kind("cumsum-rows", "cumulative sum along the rows of 2048×2048", _method("cumsum", 1), (2048, 2048)),
    kind(
        "cumsum-columns", "cumulative sum down the columns of 2048×2048", _method("cumsum", 0), (2048, 2048)
    ),
    kind("cumsum-1m", "cumulative sum of 1 M", _method("cumsum", 0), (1 << 20,), tolerance=1e-3),
    kind(
        "cumprod",
        "cumulative products along the rows of 1000×256",
        lambda _, x: (x + 0.5).cumprod(1),
        unit(1000, 256),
    ),
    kind("cummax", "running greatest along the rows of 500×1000", _first("cummax", 1), (500, 1000)),
    kind(
        "bincount", "how often each of 1000 occurs in 1 M", _counted, whole(1000, 1 << 20), is_captured=False
    ),
    kind("median", "medians of the rows of 1000×1001", _first("median", 1), (1000, 1001)),
    kind(
        "distances",
        "distances of 500 from 700 points of 64",
        lambda library, x, y: library.cdist(x, y),
        (500, 64),
        (700, 64),
        operations=2.0 * 500 * 700 * 64,
        tolerance=1e-3,
    ),
)
