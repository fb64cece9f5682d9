"""The table of semantics with all its modules' entries."""

from __future__ import annotations

from . import arithmetic, flow, integers, memory, moves, resources, special
from .handlers import MEANINGS

__all__ = ["MEANINGS", "arithmetic", "flow", "integers", "memory", "moves", "resources", "special"]
