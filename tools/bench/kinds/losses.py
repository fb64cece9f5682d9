"""Losses, and their gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..kind import Kind, chance, kind, unit, whole


def _loss(name: str, **said: Any) -> Callable[..., Any]:
    return lambda library, *given: getattr(library.nn.functional, name)(*given, **said)


def _divergence(library: Any, x: Any, y: Any) -> Any:
    return library.nn.functional.kl_div(x.log_softmax(-1), y.softmax(-1), reduction="batchmean")


def _contrast(library: Any, x: Any, y: Any, which: Any) -> Any:
    """CLIP's: each row's own partner is the right one."""
    functional = library.nn.functional
    scores = functional.normalize(x, dim=-1) @ functional.normalize(y, dim=-1).T * 10
    return (functional.cross_entropy(scores, which) + functional.cross_entropy(scores.T, which)) / 2


def _binary(library: Any, x: Any, y: Any) -> Any:
    return library.nn.functional.binary_cross_entropy_with_logits(x, y.float())


_PAIR = (256, 1000), (256, 1000)
KINDS: tuple[Kind, ...] = (
    kind("cross-entropy", "cross entropy of 512×1000", _loss("cross_entropy"), (512, 1000), whole(1000, 512)),
    kind(
        "cross-entropy-words",
        "cross entropy of 64×50257",
        _loss("cross_entropy"),
        (64, 50257),
        whole(50257, 64),
    ),
    kind(
        "cross-entropy-digits", "cross entropy of 128×10", _loss("cross_entropy"), (128, 10), whole(10, 128)
    ),
    kind(
        "cross-entropy-smooth",
        "cross entropy of 512×1000, smoothed",
        _loss("cross_entropy", label_smoothing=0.1),
        (512, 1000),
        whole(1000, 512),
    ),
    kind(
        "cross-entropy-pixels",
        "cross entropy of 2×21×128×128",
        _loss("cross_entropy"),
        (2, 21, 128, 128),
        whole(21, 2, 128, 128),
    ),
    kind("mse", "mean square error of 256×1000", _loss("mse_loss"), *_PAIR),
    kind("l1", "mean absolute error of 256×1000", _loss("l1_loss"), *_PAIR),
    kind("huber", "Huber loss of 256×1000", _loss("huber_loss"), *_PAIR),
    kind("binary", "binary cross entropy of 256×1000 logits", _binary, (256, 1000), chance(30, 256, 1000)),
    kind("divergence", "Kullback-Leibler divergence of 256×1000 logits", _divergence, *_PAIR),
    kind("cosine", "cosine similarity of 2000×384", _loss("cosine_similarity"), (2000, 384), (2000, 384)),
    kind(
        "contrast", "contrastive loss of 256 pairs of 512", _contrast, (256, 512), (256, 512), whole(256, 256)
    ),
    kind(
        "cross-entropy-back",
        "gradient of cross entropy of 512×1000",
        _loss("cross_entropy"),
        (512, 1000),
        whole(1000, 512),
        gradients=(0,),
    ),
    kind(
        "cross-entropy-words-back",
        "gradient of cross entropy of 64×50257",
        _loss("cross_entropy"),
        (64, 50257),
        whole(50257, 64),
        gradients=(0,),
    ),
    kind("mse-back", "gradient of mean square error of 256×1000", _loss("mse_loss"), *_PAIR, gradients=(0,)),
    kind(
        "binary-back",
        "gradient of binary cross entropy",
        _binary,
        (256, 1000),
        chance(30, 256, 1000),
        gradients=(0,),
    ),
    kind("divergence-back", "gradient of Kullback-Leibler divergence", _divergence, *_PAIR, gradients=(0,)),
    kind(
        "cosine-back",
        "gradients of cosine similarity",
        lambda library, x, y: library.nn.functional.cosine_similarity(x, y).mean(),
        (2000, 384),
        unit(2000, 384),
        gradients=(0, 1),
    ),
)
