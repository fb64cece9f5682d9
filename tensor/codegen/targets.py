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


def grid_target(features: frozenset[str]) -> GridTarget:
    """The target of a card with these features, among which is its instruction set.

    Raises ValueError for a card of no family here.
    """
    for instruction_set, family in _FAMILIES.items():
        if instruction_set in features:
            return family(features)
    raise ValueError(f"no code generator for a card with {', '.join(sorted(features)) or 'no features'}")
