"""Memory of the card, which is memory of the process that its threads run in: mappings, counted."""

from __future__ import annotations

from .. import kernel
from ..errors import InvalidArgument, OutOfMemory
from ..interface import Allocation
from ..mapped import PAGE_BYTES, Mapped, whole_pages
from ..owned import Owned
from ..process import Process
from .discovery import memory_available_bytes

HUGE_PAGE_BYTES = 2 << 20
NEAR_BYTES = 1 << 30
"""An address further from memory than this was hardly meant to be in it."""

# Below this the kernel's own accounting is not asked: reading it costs more than such a mapping.
_ASK_FROM_BYTES = 64 << 20


class Memory(Owned):
    """The allocations of one card."""

    def __init__(self, memory_bytes: int, process: Process) -> None:
        self._limit_bytes = memory_bytes
        self._process = process
        self._mappings: dict[int, Mapped] = {}
        self.used_bytes = 0

    def allocate(self, size_bytes: int) -> Allocation:
        """Zeroed memory, page-aligned, 2 MiB-aligned from that size on.

        Raises InvalidArgument for a negative size, OutOfMemory with the sizes when the machine does not have
        it.
        """
        if size_bytes < 0:
            raise InvalidArgument(f"cannot allocate {size_bytes} bytes: the size is negative")
        size = whole_pages(size_bytes)
        available = self._limit_bytes - self.used_bytes
        if size >= _ASK_FROM_BYTES:
            available = min(available, memory_available_bytes())
        if size > available:
            raise OutOfMemory(self._shortage(size_bytes, available))
        huge = size >= HUGE_PAGE_BYTES
        try:
            mapping = self._process.map(size, alignment=HUGE_PAGE_BYTES if huge else PAGE_BYTES)
        except OutOfMemory as error:
            raise OutOfMemory(f"{self._shortage(size_bytes, available)}: {error}") from error
        address = mapping.address
        if huge:
            kernel.madvise(address, size, kernel.MADV_HUGEPAGE)
        self._mappings[address] = mapping
        self.used_bytes += size
        return Allocation(address, size_bytes, address)

    def _shortage(self, size_bytes: int, available: int) -> str:
        return (
            f"cannot allocate {size_bytes} bytes: {max(available, 0)} are available of {self._limit_bytes},"
            f" {self.used_bytes} are allocated"
        )

    def nearest(self, address: int) -> str:
        """Which allocation an address is in, or which it is nearest to."""
        around = [(each.address, each.address + each.size_bytes) for each in tuple(self._mappings.values())]
        if not around:
            return "no memory is allocated on this card"
        start, end = min(around, key=lambda span: max(span[0] - address, address - span[1] + 1, 0))
        extent = f"an allocation ({end - start} bytes at {start:#x})"
        if start <= address < end:
            return f"byte {address - start} of {extent}"
        distance, side = (
            (start - address, "before") if address < start else (address - end, "past the end of")
        )
        if distance > NEAR_BYTES:
            return f"far from all memory of this card, of which {extent} is nearest"
        return f"{distance} bytes {side} {extent}"

    def free(self, allocation: Allocation) -> None:
        """Unmap an allocation. Raises InvalidArgument when it is not one of this card's, or no longer."""
        mapping = self._mappings.pop(allocation.gpu_address, None)
        if mapping is None:
            raise InvalidArgument(
                f"cannot free {allocation.gpu_address:#x}: this card has no allocation there"
            )
        self.used_bytes -= mapping.size_bytes
        mapping.unmap()

    def leak(self) -> None:
        """Never unmap what there is."""
        for mapping in self._mappings.values():
            mapping.leak()

    def close(self) -> None:
        """Unmap all allocations there are."""
        for mapping in self._mappings.values():
            mapping.unmap()
        self._mappings.clear()
        self.used_bytes = 0
