"""What is known of a launch besides what runs: who times it learns what the kernel did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """What the author of a launch knows of it: the kernel's name, its operations, and its bytes moved.

    `flops` counts floating-point operations; `moved_bytes` each input read and each output written, once.
    """

    name: str
    flops: float = 0.0
    moved_bytes: float = 0.0
