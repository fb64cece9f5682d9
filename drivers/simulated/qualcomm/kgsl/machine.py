"""The machine that the simulated card is part of, and the troubles that tests make."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from errno import EACCES

from ....compiler import Keep
from ....quiet import QuietLock
from ...memory.pages import MemoryPool, error
from ..description import CardDescription
from ..engines.ringbuffer import Conditions, RingBuffer


@dataclass
class Planned:
    """A failure that is to come: `code` once or, with `forever`, always."""

    code: int
    armed: bool = False
    forever: bool = False

    def arm(self, code: int | None = None, forever: bool = False) -> None:
        """Let the next one fail."""
        self.code = self.code if code is None else code
        self.armed, self.forever = True, forever

    def strike(self) -> None:
        """Fail if it is time. Raises OSError."""
        if self.armed:
            self.armed = self.forever
            raise error(self.code)


@dataclass
class Troubles:
    """What a test lets go wrong."""

    opening: Planned = field(default_factory=lambda: Planned(EACCES))
    allocation: Planned = field(default_factory=lambda: Planned(12))
    submission: Planned = field(default_factory=lambda: Planned(35))


class SimulatedCard:
    """The GPU: its memory, its ring, what it tells of itself."""

    def __init__(self, description: CardDescription, kept: Keep) -> None:
        self.description, self.kept = description, kept
        self.troubles = Troubles()
        self.pool = MemoryPool("memory of the board", description.memory_bytes)
        self.conditions = Conditions()
        self.strict = False
        """Whether objects of all sizes go through the GPU's cache."""
        self.ring = RingBuffer(description, kept, self.conditions)

    def close(self) -> None:
        """End what runs, then give the memory back."""
        self.ring.close()
        self.pool.close()


class Machine:
    """One board with one card."""

    def __init__(self, description: CardDescription, kept: Keep) -> None:
        self.description, self.kept = description, kept
        self.lock = QuietLock(reentrant=True)
        self.start_over()

    def start_over(self) -> None:
        """A fresh card for this process."""
        self.pid = os.getpid()
        self.card = SimulatedCard(self.description, self.kept)

    @property
    def cards(self) -> list[SimulatedCard]:
        """The cards there are: one."""
        return [self.card]

    def belongs_to_this_process(self) -> bool:
        """False in a child that inherited the machine of its parent, whose memory it must not touch."""
        return self.pid == os.getpid()

    def close(self) -> None:
        """Stop the card and give its memory back."""
        self.card.close()
