"""Trouble to order: what goes wrong on a simulated card because a test asked for it.

Everything is counted and off unless asked for. The requests come back as the kernel would answer them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from errno import EACCES, ENOMEM

from ...memory.pages import error


@dataclass
class Planned:
    """Something that goes wrong the next `times` times it is tried, with this errno."""

    code: int
    times: int = 0

    def strike(self) -> None:
        """Raise OSError if it is to go wrong this time."""
        if self.times > 0:
            self.times -= 1
            raise error(self.code)


@dataclass
class OtherProcess:
    """A process that is not this one and holds memory of the card."""

    pid: int
    name: str
    vram_bytes: int


@dataclass
class Troubles:
    """What is planned for one card."""

    opening: Planned = field(default_factory=lambda: Planned(EACCES))
    """Opening the render node."""
    mapping: Planned = field(default_factory=lambda: Planned(ENOMEM))
    """Mapping memory into the card's page tables."""
    lost_interrupts: int = 0
    """How many interrupts will not arrive."""
    silent: bool = False
    """Whether nobody hears why a queue hangs, as on a real card."""
    other_processes: list[OtherProcess] = field(default_factory=list)
    """They hold VRAM that nobody else gets."""

    def loses_interrupt(self) -> bool:
        """Whether this interrupt is lost."""
        if self.lost_interrupts > 0:
            self.lost_interrupts -= 1
            return True
        return False
