"""Recordings: steps of a queue in memory, which it can submit again and again."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import DeviceClosed, IndexOutOfRange
from ..owned import Owned
from .launch import Launch
from .segment import Segment, Step


class QualcommRecording(Owned):
    """Finished work of a queue. Implements `interface.Recording`."""

    def __init__(
        self, queue: object, steps: Sequence[Step], launches: Sequence[tuple[Launch, Segment]]
    ) -> None:
        """`launches` are its own dispatches, those on empty grids too, with what they are part of."""
        self.queue = queue
        self.steps = tuple(steps)
        self._launches = list(launches)
        self.is_closed = False

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        """Overwrite bytes of the arguments of a dispatch, where they lie in memory.

        Raises IndexOutOfRange, DeviceClosed.
        """
        if self.is_closed:
            raise DeviceClosed("the recording to patch is closed")
        if not 0 <= dispatch < len(self._launches):
            raise IndexOutOfRange(
                f"cannot patch dispatch {dispatch}: the recording has {len(self._launches)}"
            )
        launch, segment = self._launches[dispatch]
        end = offset_bytes + len(data)
        if offset_bytes < 0 or end > len(launch.arguments):
            raise IndexOutOfRange(
                f"cannot patch bytes {offset_bytes} to {end} of {launch.name}: it was recorded with"
                f" {len(launch.arguments)} bytes of arguments"
            )
        launch.patch(offset_bytes, data, segment.place)

    def close(self) -> None:
        """Let go of it. What replays it goes on to."""
        self.is_closed = True
        self._launches = []
        self.steps = ()
