"""What an emitter makes of a nest and its schedule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dispatch:
    """How a kernel is dispatched: workgroups of `block` work-items, in one dimension."""

    groups: int
    local_bytes: int
    block: int = 1


@dataclass(frozen=True)
class Emitted:
    """LLVM IR of one kernel and how to dispatch it, as `Dispatch` says."""

    ir: str
    groups: int
    local_bytes: int
    block: int = 1

    @property
    def dispatch(self) -> Dispatch:
        """How to dispatch it."""
        return Dispatch(self.groups, self.local_bytes, self.block)
