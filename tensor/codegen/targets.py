"""The families of cards that run grids, by their instruction sets."""

from __future__ import annotations

from collections.abc import Callable

from .grid.target import GridTarget


# Each is loaded where there is such a card.
def _amd(features: frozenset[str]) -> GridTarget:
    from .amd.target import AmdTarget

    return AmdTarget(features)


def _adreno(features: frozenset[str]) -> GridTarget:
    from .adreno.target import AdrenoTarget

    return AdrenoTarget(features)


def _nvidia(features: frozenset[str]) -> GridTarget:
    from .nvidia.target import NvidiaTarget

    return NvidiaTarget(features)


_FAMILIES: dict[str, Callable[[frozenset[str]], GridTarget]] = {
    "amdgcn": _amd,
    "ir3": _adreno,
    "ptx": _nvidia,
}


def grid_target(features: frozenset[str]) -> GridTarget:
    """The target of a card with these features, among which is its instruction set.

    Raises ValueError for a card of no family here.
    """
    for instruction_set, family in _FAMILIES.items():
        if instruction_set in features:
            return family(features)
    raise ValueError(f"no code generator for a card with {', '.join(sorted(features)) or 'no features'}")
