"""Recordings: packets in memory of their own, with the arguments of their kernels, to be replayed."""

from __future__ import annotations

from typing import Any

from ..errors import DeviceClosed, IndexOutOfRange
from ..mapped import Mapped
from ..owned import Owned
from ..process import Process
from .abi import ARGUMENTS_OFFSET, DISPATCH, SLOT_BYTES


class CpuRecording(Owned):
    """Packets in memory of their own, executed by an INDIRECT packet as often as it is submitted."""

    def __init__(self, queue: object, packets: list[bytes], references: list[Any], process: Process) -> None:
        """`references` is what must live for as long as the packets may run. Raises OutOfMemory."""
        self.queue = queue
        data = b"".join(packets)
        self.slots = len(data) // SLOT_BYTES
        self.mapping: Mapped | None = process.map(len(data))
        self._bytes = self.mapping.bytes
        self._bytes[: len(data)] = data
        self.references = (self.mapping, *references)
        self._arguments: list[tuple[int, int]] = []
        position = 0
        for packet in packets:
            if packet[0] == DISPATCH.opcode:
                size = DISPATCH.decode(packet)["argument_bytes"]
                self._arguments.append((position + ARGUMENTS_OFFSET, size))
            position += len(packet)

    def patch(self, dispatch: int, offset_bytes: int, data: bytes) -> None:
        """Overwrite argument bytes of the `dispatch`-th dispatch, for submissions that have not started yet.

        Raises IndexOutOfRange for a dispatch the recording does not have or bytes outside its arguments,
        DeviceClosed.
        """
        if self.mapping is None:
            raise DeviceClosed("the recording was patched after it was closed")
        if not 0 <= dispatch < len(self._arguments):
            raise IndexOutOfRange(
                f"cannot patch dispatch {dispatch} of a recording with {len(self._arguments)}"
            )
        start, size = self._arguments[dispatch]
        if offset_bytes < 0 or offset_bytes + len(data) > size:
            raise IndexOutOfRange(
                f"cannot patch bytes {offset_bytes} to {offset_bytes + len(data)} of {size} argument bytes"
            )
        start += offset_bytes
        self._bytes[start : start + len(data)] = data

    def close(self) -> None:
        """Let go of the packets; a queue that still executes them keeps them until it is done."""
        self.mapping = None
        self.references = ()
