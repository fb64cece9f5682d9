"""Recordings: packets kept in memory of their own, with the arguments of their kernels, to be replayed.

A replay costs the host one packet however many kernels there are: an INDIRECT_BUFFER.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .. import kernel
from ..errors import DeviceClosed, IndexOutOfRange
from ..interface import Dimensions
from ..owned import Owned
from .memory import Piece
from .prepared import Prepared


@dataclass(frozen=True, slots=True)
class Recorded:
    """A dispatch that is recorded and not submitted: which packets it is, and where its arguments are now."""

    index: int
    prepared: Prepared
    grid: Dimensions
    view: memoryview
    at: int
    argument_bytes: int
    is_users: bool = True
    """False for the kernels of copies and fills, whose arguments nobody patches."""


class Held:
    """A recording's memory and what its packets refer to; it goes when no work in flight needs it."""

    def __init__(self, piece: Piece, release: Callable[[int], None], references: Sequence[Any]) -> None:
        self.piece = piece
        self.references = list(references)
        self._release: Callable[[int], None] | None = release

    def drop(self) -> None:
        """Give the memory back at once."""
        release, self._release = self._release, None
        if release is not None:
            release(self.piece.gpu_address)

    def __del__(self) -> None:
        self.drop()


class AmdRecording(Owned):
    """Finished packets of one queue. `packets` is what a replay puts into the queue."""

    def __init__(
        self, queue: object, piece: Piece, release: Callable[[int], None], references: Sequence[Any]
    ) -> None:
        if piece.host_address is None:
            raise DeviceClosed("a recording must be in memory that the host sees")
        self.queue = queue
        self.piece: Piece | None = piece
        self.gpu_address = piece.gpu_address
        self.packets = b""
        self.contents: list[bytes] = []
        """What a replay executes, as one queue after the other takes it: `packets` may only point to it."""
        self.kernels: list[str] = []
        self.held: Held | None = Held(piece, release, references)
        self.view = kernel.buffer(piece.host_address, piece.size_bytes)
        self._segments: list[tuple[int, int]] = []

    def add_dispatch(self, offset: int, recorded: Recorded) -> None:
        """The next dispatch has its arguments at `offset` of the memory."""
        if recorded.is_users:
            self._segments.append((offset, recorded.argument_bytes))
        if self.held is not None:
            self.held.references.append(recorded.prepared.image)
            self.kernels.append(recorded.prepared.name)

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        """Overwrite bytes of the arguments of the `dispatch`-th dispatch.

        Raises IndexOutOfRange for a dispatch the recording does not have or bytes outside its arguments,
        DeviceClosed after `close`.
        """
        if self.piece is None:
            raise DeviceClosed("the recording was patched after it was closed")
        if not 0 <= dispatch < len(self._segments):
            raise IndexOutOfRange(
                f"cannot patch dispatch {dispatch} of a recording with {len(self._segments)}"
            )
        start, size = self._segments[dispatch]
        end = offset_bytes + len(data)
        if offset_bytes < 0 or end > size:
            raise IndexOutOfRange(f"cannot patch bytes {offset_bytes} to {end} of {size} argument bytes")
        self.view[start + offset_bytes : start + end] = data

    def close(self) -> None:
        """Let go of the memory; it goes once work in flight does not need it."""
        if self.piece is not None:
            self.piece = None
            self.packets = b""
            self.contents = []
            self.view = kernel.buffer(0, 0)
            self.held = None
