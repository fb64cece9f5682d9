"""Comparisons, logic, and choice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...tensor import Tensor
from ..lowering import Value, lowering
from .broadcasting import aligned


def _put(operator: str, function: Callable[[Tensor, Tensor], Tensor]) -> None:
    def current(a: Tensor, b: Tensor) -> Tensor:
        return function(a, b)

    def early(a: Tensor, b: Tensor, *, broadcast: int = 0, axis: int | None = None) -> Tensor:
        return function(a, aligned(a, b, broadcast, axis))

    lowering(operator, since=7)(current)
    lowering(operator, since=1)(early)


_put("And", Tensor.logical_and)
_put("Or", Tensor.logical_or)
_put("Xor", Tensor.logical_xor)
_put("Less", lambda a, b: a < b)
_put("Greater", lambda a, b: a > b)
_put("LessOrEqual", lambda a, b: a <= b)
_put("GreaterOrEqual", lambda a, b: a >= b)
_put("Equal", lambda a, b: a == b)


@lowering("Equal", since=19)
def equal(a: Value, b: Value) -> Any:
    """Of strings too, which are compared on the host."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        device = None
        return Tensor(np.equal(a, b).astype(bool), device=device)
    return a == b


@lowering("Not")
def logical_not(x: Tensor) -> Tensor:
    return x.logical_not()


@lowering("IsNaN", since=9)
def is_nan(x: Tensor) -> Tensor:
    return x.isnan()


@lowering("IsInf", since=10)
def is_infinite(x: Tensor, *, detect_negative: int = 1, detect_positive: int = 1) -> Tensor:
    if detect_negative and detect_positive:
        return x.isinf()
    if detect_negative:
        return x.isneginf()
    return x.isposinf() if detect_positive else Tensor.zeros_like(x).cast("bool")


@lowering("Where", since=9)
def where(condition: Tensor, a: Value, b: Value) -> Any:
    if isinstance(a, np.ndarray):
        return np.where(condition.numpy(), a, np.asarray(b))
    assert isinstance(a, Tensor) and isinstance(b, Tensor)
    return condition.where(a, b)
