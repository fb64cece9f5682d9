"""Pools, from which memory is allocated and freed in the order of a stream."""

from __future__ import annotations

from dataclasses import dataclass, field

from .arena import Range
from .computer import Device


@dataclass
class Pool:
    """A pool of a device's memory."""

    device: Device
    access: set[int]
    ranges: dict[int, Range] = field(default_factory=dict)
    values: dict[int, int] = field(default_factory=dict)
    high: int = 0

    @property
    def used(self) -> int:
        """Bytes in allocations."""
        return sum(found.size_bytes for found in self.ranges.values())
