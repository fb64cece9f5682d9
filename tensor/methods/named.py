"""Results of several parts, by name: tuples as PyTorch returns them, `values, indices = x.max(0)`."""

from __future__ import annotations

from typing import Any, NamedTuple


class Extreme(NamedTuple):
    """What was chosen along an axis, and where it was."""

    values: Any
    indices: Any


class AMinMax(NamedTuple):
    """The least and the greatest element."""

    min: Any
    max: Any


class Frexp(NamedTuple):
    """Fractions and exponents of 2."""

    mantissa: Any
    exponent: Any


class Histogram(NamedTuple):
    """How many elements each bin has, and where the bins end."""

    hist: Any
    bin_edges: Any
