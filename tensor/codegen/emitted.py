"""What an emitter makes of a nest and its schedule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Emitted:
    """LLVM IR of one kernel and how to dispatch it: workgroups of `block` work-items, in one dimension."""

    ir: str
    groups: int
    local_bytes: int
    block: int = 1
