"""What queues record: commands without a wait among them, and waits."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import NamedTuple

from .command_memory import CommandMemory, Place
from .kernel_interface import IndirectBuffer
from .launch import Launch
from .timeline import QualcommTimeline

MOST_DWORDS = 1 << 18
"""Where another segment begins. CP_INDIRECT_BUFFER's size has 20 bits."""


@dataclass
class Segment:
    """Commands that run one after the other, and what they need kept. `signals` are in their order."""

    dwords: list[int] = field(default_factory=list)
    launches: list[Launch] = field(default_factory=list)
    signals: list[tuple[QualcommTimeline, int]] = field(default_factory=list)
    keeps: set[object] = field(default_factory=set)
    place: Place | None = None

    def settle(self, memory: CommandMemory) -> None:
        """Have the commands in memory, if they are not yet. Raises OutOfMemory."""
        if self.place is None:
            words = array("I", self.dwords)
            place = memory.place(4 * len(words))
            place.write(memoryview(words).cast("B"))
            self.place, self.dwords = place, []

    @property
    def buffer(self) -> IndirectBuffer:
        """The commands, once they are in memory."""
        place = self.place
        assert place is not None
        return IndirectBuffer(place.gpu_address, place.size_bytes, place.chunk.piece.handle)


class Wait(NamedTuple):
    """Nothing that follows begins before the timeline has a value."""

    timeline: QualcommTimeline
    value: int


Step = Segment | Wait
