"""The families of cards that run grids, by their instruction sets."""

from __future__ import annotations

from collections.abc import Callable

from .adreno.target import AdrenoTarget
from .amd.target import AmdTarget
from .grid.target import GridTarget
from .nvidia.target import NvidiaTarget

_FAMILIES: dict[str, Callable[[frozenset[str]], GridTarget]] = {
    "amdgcn": AmdTarget,
    "ir3": AdrenoTarget,
    "ptx": NvidiaTarget,
}
# Instruction set -> the names of the dtypes that its cards compute with on the way only, and coarsely.
_LACKING: dict[str, frozenset[str]] = {"ir3": frozenset({"float64", "complex128"})}


def lacking(features: frozenset[str]) -> frozenset[str]:
    """The names of the dtypes that no tensor can have on a card with these features."""
    return frozenset().union(*(names for family, names in _LACKING.items() if family in features))


def grid_target(features: frozenset[str]) -> GridTarget:
    """The target of a card with these features, among which is its instruction set.

    Raises ValueError for a card of no family here.
    """
    for instruction_set, family in _FAMILIES.items():
        if instruction_set in features:
            return family(features)
    raise ValueError(f"no code generator for a card with {', '.join(sorted(features)) or 'no features'}")
