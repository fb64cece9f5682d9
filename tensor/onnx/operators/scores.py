"""Scores of classes: what classifiers do with them last, and the labels of the best."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import Value


def _softmax_zero(x: Tensor) -> Tensor:
    """A softmax in which scores of 0 weigh nothing."""
    greatest = x.amax(-1, keepdim=True)
    weights = (x.abs() > 1e-7).where((x - greatest).exp(), x * (-greatest).exp())
    total = weights.sum(-1, keepdim=True)
    return (total == 0).where(0.5, weights / total)


def _probit(x: Tensor) -> Tensor:
    """The inverse of the normal distribution, by Winitzki's approximation, as ONNX Runtime has it."""
    y = x * 2 - 1
    log = ((1 - y) * (1 + y)).log()
    half = log * 0.5 + 2 / (math.pi * 0.147)
    size = ((half * half - log * (1 / 0.147)).sqrt() - half).sqrt() * math.sqrt(2)
    return (y < 0).where(-size, size)


_TRANSFORMS: dict[str, Callable[[Tensor], Tensor]] = {
    "NONE": lambda x: x,
    "LOGISTIC": lambda x: x.sigmoid(),
    "SOFTMAX": lambda x: x.softmax(-1),
    "SOFTMAX_ZERO": _softmax_zero,
    "PROBIT": _probit,
}
# TreeEnsemble's numbers.
TRANSFORMS = ("NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT")


def transformed(scores: Tensor, post_transform: str) -> Tensor:
    """Scores [n, classes] after what an operator's `post_transform` names.

    Raises InvalidArgument for a name that is none.
    """
    if post_transform not in _TRANSFORMS:
        raise InvalidArgument(f"the post_transform {post_transform!r} is none of {', '.join(_TRANSFORMS)}")
    return _TRANSFORMS[post_transform](scores)


def both_classes(score: Tensor, post_transform: str, is_chance: bool) -> Tensor:
    """The scores of two classes from the second's, [n, 1]: its chance, or how far they are apart.

    Of the transforms only the logistic one means anything here, as ONNX Runtime has it.
    """
    if post_transform == "LOGISTIC":
        return (-score).cat(score, dim=1).sigmoid()
    if post_transform == "PROBIT":
        score, is_chance = _probit(score), False
    return (1 - score if is_chance else -score).cat(score, dim=1)


def labels(places: Tensor, ints: Sequence[int] | None, strings: Sequence[str] | None) -> Value:
    """What the classes are called, strings on the host; their numbers where they have no names."""
    if ints:
        return Tensor(list(ints), dtype=dtypes.int64, device=places.device)[places]
    if strings:
        named = np.array([*strings, None], dtype=object)[:-1]
        return np.asarray(named[places.numpy()], dtype=object)
    return places.cast(dtypes.int64)
