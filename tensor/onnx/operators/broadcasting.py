"""How operators before version 7 bring their second operand to the shape of the first."""

from __future__ import annotations

from ...tensor import Tensor


def aligned(a: Tensor, b: Tensor, broadcast: int, axis: int | None) -> Tensor:
    """The second operand with axes of size 1 behind it, so that it begins at `axis` of the first."""
    if not broadcast or axis is None or not b.ndim:
        return b
    place = axis % a.ndim
    return b.reshape(tuple(b.shape) + (1,) * (a.ndim - place - b.ndim))
