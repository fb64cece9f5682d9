"""Memory of the card, which is memory of this process: anonymous mappings, counted."""

from __future__ import annotations

from .. import kernel
from ..errors import InvalidArgument, OutOfMemory, SystemCallFailed
from ..interface import Allocation
from ..mapped import map_pages, whole_pages
from ..owned import Owned
from .discovery import memory_available_bytes

HUGE_PAGE_BYTES = 2 << 20
NEAR_BYTES = 1 << 30
"""An address further from memory than this was hardly meant to be in it."""

# Below this the kernel's own accounting is not asked: reading it costs more than such a mapping.
_ASK_FROM_BYTES = 64 << 20


class Memory(Owned):
    """The allocations of one card."""

    def __init__(self, memory_bytes: int) -> None:
        self._limit_bytes = memory_bytes
        self._sizes: dict[int, int] = {}
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
        try:
            address = map_pages(size) if size < HUGE_PAGE_BYTES else self._map_huge(size)
        except SystemCallFailed as error:
            raise OutOfMemory(f"{self._shortage(size_bytes, available)}: {error}") from error
        self._sizes[address] = size
        self.used_bytes += size
        return Allocation(address, size_bytes, address)

    def _shortage(self, size_bytes: int, available: int) -> str:
        return (
            f"cannot allocate {size_bytes} bytes: {max(available, 0)} are available of {self._limit_bytes},"
            f" {self.used_bytes} are allocated"
        )

    @staticmethod
    def _map_huge(size: int) -> int:
        # More than is needed is mapped and the ends given back, since older kernels align to small pages
        # only.
        start = map_pages(size + HUGE_PAGE_BYTES)
        address = -(-start // HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES
        if address > start:
            kernel.munmap(start, address - start)
        end = start + size + HUGE_PAGE_BYTES
        if end > address + size:
            kernel.munmap(address + size, end - address - size)
        kernel.madvise(address, size, kernel.MADV_HUGEPAGE)
        return address

    def nearest(self, address: int) -> str:
        """Which allocation an address is in, or which it is nearest to."""
        around = [(start, start + size) for start, size in tuple(self._sizes.items())]
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
        size = self._sizes.pop(allocation.gpu_address, None)
        if size is None:
            raise InvalidArgument(
                f"cannot free {allocation.gpu_address:#x}: this card has no allocation there"
            )
        self.used_bytes -= size
        kernel.munmap(allocation.gpu_address, size)

    def close(self) -> None:
        """Unmap all allocations there are."""
        for address, size in self._sizes.items():
            kernel.munmap(address, size)
        self._sizes.clear()
        self.used_bytes = 0
