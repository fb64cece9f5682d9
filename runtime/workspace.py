"""What recorded work needs only while it runs, shared by all recordings of a device.

Recordings run one after the other in the compute queue, so one stretch of memory serves them all, as large as
the largest wants. It grows where it is: the addresses in what was recorded before stay good.
"""

from __future__ import annotations

from ..drivers.interface import Allocation, GrowsMemory
from ..drivers.owned import Owned
from .allocator import Memory, bytes_text
from .errors import OutOfMemory
from .open_card import OpenCard


class Workspace(Owned):
    """The memory, which is given back some time after no recording refers to it."""

    def __init__(self, device: OpenCard, card: GrowsMemory, allocation: Allocation) -> None:
        self._device, self._card, self._allocation = device, card, allocation
        self._memory: Memory = device.memory
        self.gpu_address = allocation.gpu_address
        self.size_bytes = 0

    def grow(self, size_bytes: int) -> None:
        """Have room for that many bytes. Raises OutOfMemory with the sizes."""
        if size_bytes <= self.size_bytes:
            return
        memory = self._memory
        try:
            self._card.grow(self._allocation, size_bytes)
        except OutOfMemory:
            memory.trim()
            try:
                self._card.grow(self._allocation, size_bytes)
            except OutOfMemory as error:
                raise OutOfMemory(
                    f"a workspace of {bytes_text(size_bytes)} ({size_bytes} bytes) does not fit: {error};"
                    f" {memory.state()}"
                ) from error
        memory.count_workspace(self.gpu_address, self.size_bytes, size_bytes)
        self.size_bytes = size_bytes

    def __del__(self) -> None:
        device, allocation, memory = self._device, self._allocation, self._memory
        size_bytes = self.size_bytes

        def give_back() -> None:
            memory.count_workspace(allocation.gpu_address, size_bytes, 0)
            device.card.free(allocation)

        if not device.closed:
            device.compute.retire(give_back)


def reserve(device: OpenCard) -> Workspace | None:
    """A workspace of no bytes; None where the card's memory does not grow."""
    card = device.card
    if not isinstance(card, GrowsMemory):
        return None
    allocation = card.reserve(device.info.memory_bytes)
    return None if allocation is None else Workspace(device, card, allocation)
