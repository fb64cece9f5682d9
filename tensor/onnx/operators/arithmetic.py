"""Elementwise arithmetic: of two, of one, of many."""

from __future__ import annotations

import math
from functools import reduce

from ...tensor import Tensor
from ..lowering import lowering


def _legacy(a: Tensor, b: Tensor, broadcast: int, axis: int | None) -> Tensor:
    """The second operand as operators before version 7 align it: at `axis` of the first."""
    if not broadcast or axis is None or not b.ndim:
        return b
    place = axis % a.ndim
    return b.reshape(tuple(b.shape) + (1,) * (a.ndim - place - b.ndim))


@lowering("Add", since=1)
def add_1(
    a: Tensor, b: Tensor, *, broadcast: int = 0, axis: int | None = None, consumed_inputs: object = None
) -> Tensor:
    return a + _legacy(a, b, broadcast, axis)


@lowering("Add", since=7)
def add(a: Tensor, b: Tensor) -> Tensor:
    return a + b
