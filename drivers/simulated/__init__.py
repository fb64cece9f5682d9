"""Cards that exist only in this process: kernel interfaces, drivers' libraries and instruction sets.

`install("gfx1100")` puts one in place; drivers then find it where they would find a real one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cards import Installation
    from .compile import Compile

__all__ = ["install"]


def install(spec: str, compile_ir: Compile | None = None) -> Installation:
    """Put simulated cards in place; see `cards.install`."""
    from . import cards

    return cards.install(spec) if compile_ir is None else cards.install(spec, compile_ir)
