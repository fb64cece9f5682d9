"""The families of cards that run grids, by what their architectures are called."""

from __future__ import annotations

from collections.abc import Callable

from .amd.target import AmdTarget
from .grid.target import GridTarget
from .nvidia.target import NvidiaTarget

_FAMILIES: dict[str, Callable[[str, frozenset[str]], GridTarget]] = {
    "gfx": AmdTarget,
    "sm_": NvidiaTarget,
}


def grid_target(arch: str, features: frozenset[str] = frozenset()) -> GridTarget:
    """The target of an architecture, as `CardInfo.arch` names it, and of a card's features.

    Raises ValueError for an architecture of no family here.
    """
    for prefix, family in _FAMILIES.items():
        if arch.startswith(prefix):
            return family(arch, features)
    raise ValueError(f"no code generator for {arch}")
