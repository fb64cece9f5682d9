"""What a queue records besides launches: one class for each kind of work, which a stream issues or a graph
holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from .builtin import Memset
from .launch import EmptyLaunch, Launch, TogetherLaunch
from .timeline import NvidiaTimeline


class Replayable(Protocol):
    """Work that is instantiated as a graph of the driver's."""

    @property
    def launches(self) -> Sequence[Launch]:
        """Its kernels, for reports."""

    def executable(self) -> Any:
        """The graph with all that was patched since the last replay. Raises CallFailed."""


@dataclass(slots=True, eq=False)
class Copy:
    """A copy between addresses that every card here can tell apart: host's, this card's, another's."""

    destination: int
    source: int
    size_bytes: int


@dataclass(slots=True, eq=False)
class PeerCopy:
    """A copy from or to another card's memory; the contexts are the drivers' of the two."""

    destination: int
    destination_context: object
    source: int
    source_context: object
    size_bytes: int


@dataclass(slots=True, eq=False)
class Fill:
    """A fill that the driver has a function for."""

    memset: Memset


@dataclass(slots=True, eq=False)
class Wait:
    """Hold what follows until a timeline has a value."""

    timeline: NvidiaTimeline
    value: int


@dataclass(slots=True, eq=False)
class Signal:
    """Raise a timeline once all before is done."""

    timeline: NvidiaTimeline
    value: int


@dataclass(slots=True, eq=False)
class Replay:
    """A part of a recording, or the whole, as a graph of the driver's."""

    run: Replayable


Command = Launch | TogetherLaunch | EmptyLaunch | Copy | PeerCopy | Fill | Wait | Signal | Replay
"""Work in a queue."""

GRAPHED = (Launch, Copy, Fill)
"""What a graph holds as a node."""
