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
        start = self._place(dispatch, offset_bytes, len(data))
        self._bytes[start : start + len(data)] = data

    @property
    def address(self) -> int:
        """Where the packets are. Raises DeviceClosed after `close`."""
        return self._mapped().address

    def argument_address(self, dispatch: int, offset_bytes: int) -> int:
        """Where an argument of 8 bytes of the `dispatch`-th dispatch is. Raises as `patch` does."""
        return self.address + self._place(dispatch, offset_bytes, 8)

    def _mapped(self) -> Mapped:
        if self.mapping is None:
            raise DeviceClosed("the recording was used after it was closed")
        return self.mapping

    def _place(self, dispatch: int, offset_bytes: int, size_bytes: int) -> int:
        """Where argument bytes are within the packets."""
        self._mapped()
        if not 0 <= dispatch < len(self._arguments):
            raise IndexOutOfRange(
                f"cannot patch dispatch {dispatch} of a recording with {len(self._arguments)}"
            )
        start, size = self._arguments[dispatch]
        if offset_bytes < 0 or offset_bytes + size_bytes > size:
            raise IndexOutOfRange(
                f"cannot patch bytes {offset_bytes} to {offset_bytes + size_bytes} of {size} argument bytes"
            )
        return start + offset_bytes

    def close(self) -> None:
        """Let go of the packets; a queue that still executes them keeps them until it is done."""
        self.mapping = None
        self.references = ()
