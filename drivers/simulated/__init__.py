"""Cards that exist only in this process: kernel interfaces, drivers' libraries and instruction sets.

`install("gfx1100")` puts one in place; drivers then find it where they would find a real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..compiler import Keep, not_kept

if TYPE_CHECKING:
    from .cards import Installation

__all__ = ["install"]


def install(spec: str, kept: Keep = not_kept) -> Installation:
    """Put simulated cards in place; see `cards.install`."""
    from . import cards

    return cards.install(spec, kept)
