"""What a queue records: one class for each kind of work, which a stream issues or a graph holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ..interface import Dimensions
from .builtin import Memset
from .code_object import Module, NvidiaFunction
from .timeline import NvidiaTimeline

if TYPE_CHECKING:
    from .recording import Run
    from .stream import Stream


class Command(Protocol):
    """Work in a queue."""

    def issue(self, stream: Stream) -> None:
        """Put it into a stream. Raises CallFailed."""


@dataclass(slots=True, eq=False)
class Launch:
    """A kernel on a grid. It keeps its code alive by `module`."""

    function: NvidiaFunction
    module: Module
    grid: Dimensions
    block: Dimensions
    arguments: bytes
    local_bytes: int
    is_users: bool = True
    """False for the driver's own kernels, whose arguments nobody patches."""

    def issue(self, stream: Stream) -> None:
        stream.launch(self)


class TogetherLaunch(Launch):
    """A kernel whose groups run in clusters, or all at once."""

    __slots__ = ()

    def issue(self, stream: Stream) -> None:
        stream.launch_together(self)


class EmptyLaunch(Launch):
    """A kernel on no blocks at all, which the driver refuses to launch: it is counted, and does nothing."""

    __slots__ = ()

    def issue(self, stream: Stream) -> None:
        """Nothing is to do."""


@dataclass(slots=True, eq=False)
class Copy:
    """A copy between addresses that every card here can tell apart: host's, this card's, another's."""

    destination: int
    source: int
    size_bytes: int

    def issue(self, stream: Stream) -> None:
        stream.copy(self)


@dataclass(slots=True, eq=False)
class PeerCopy:
    """A copy from or to another card's memory; the contexts are the drivers' of the two."""

    destination: int
    destination_context: object
    source: int
    source_context: object
    size_bytes: int

    def issue(self, stream: Stream) -> None:
        stream.peer_copy(self)


@dataclass(slots=True, eq=False)
class Fill:
    """A fill that the driver has a function for."""

    memset: Memset

    def issue(self, stream: Stream) -> None:
        stream.fill(self.memset)


@dataclass(slots=True, eq=False)
class Wait:
    """Hold what follows until a timeline has a value."""

    timeline: NvidiaTimeline
    value: int

    def issue(self, stream: Stream) -> None:
        stream.wait(self.timeline, self.value)


@dataclass(slots=True, eq=False)
class Signal:
    """Raise a timeline once all before is done."""

    timeline: NvidiaTimeline
    value: int

    def issue(self, stream: Stream) -> None:
        stream.signal(self.timeline, self.value)


@dataclass(slots=True, eq=False)
class Replay:
    """A part of a recording, or the whole, as a graph of the driver's."""

    run: Run

    def issue(self, stream: Stream) -> None:
        self.run.launch(stream)


GRAPHED = (Launch, Copy, Fill)
"""What a graph holds as a node."""
