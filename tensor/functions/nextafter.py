"""The neighbours of floats."""

from __future__ import annotations

from typing import Any

from ...runtime.errors import DTypeError
from ..methods.core import barrier, result_dtype
from ..methods.gradient import TensorT


def nextafter(x: TensorT, other: Any) -> TensorT:
    """The neighbour of each float on the way to another, or that other where they are equal; nan where either
    is nan.

    It moves with the float: the gradient of that passes, as in PyTorch. Raises DTypeError for integers, bool
    and floats of 8 bits, ShapeError where the shapes do not broadcast.

    Examples:
        >>> Tensor([1.0, 0.0]).nextafter(Tensor([2.0, 0.0])).tolist()
        [1.0000001192092896, 0.0]
    """
    right = x._operand(other, "nextafter")
    dtype = result_dtype(x, right)
    if not dtype.is_float or dtype.bits == 8:
        raise DTypeError(f"nextafter takes floats of 16 bits or more, not {dtype}; cast it first")
    start, end = x.cast(dtype).broadcast_tensors(right.cast(dtype))
    here, there = start.detach(), end.detach()
    bits = here.bitcast(dtype.signed)
    # Codes of one sign are in the order of their magnitudes.
    away = (there > here).eq(here > 0)
    moved = away.where(bits + 1, bits - 1).bitcast(dtype)
    least = bits._filled(1).bitcast(dtype)
    moved = here.eq(0).where((there > 0).where(least, -least), moved)
    result = here.eq(there).where(there, moved)
    result = here.isnan().logical_or(there.isnan()).where(float("nan"), result)
    return start._derive(start._of_node(barrier(result._node)), lambda g, y, x: (g,))
