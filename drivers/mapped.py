"""Anonymous memory of this process, mapped in pages and unmapped with its last reference."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from . import kernel
from .errors import OutOfMemory, SystemCallFailed
from .owned import Owned

PAGE_BYTES = os.sysconf("SC_PAGESIZE")


def whole_pages(size_bytes: int) -> int:
    """The size rounded up to pages, one at least."""
    return max(-(-size_bytes // PAGE_BYTES), 1) * PAGE_BYTES


def _map_pages(size_bytes: int, flags: int, alignment: int) -> int:
    # More than is needed is mapped and the ends given back, since older kernels align to small pages only.
    more = alignment if alignment > PAGE_BYTES else 0
    start = kernel.mmap(
        size_bytes + more,
        kernel.PROT_READ | kernel.PROT_WRITE,
        kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | flags,
    )
    address = -(-start // alignment) * alignment
    if address > start:
        kernel.munmap(start, address - start)
    if start + more > address:
        kernel.munmap(address + size_bytes, start + more - address)
    return address


class Mapped(Owned):
    """Zeroed pages that are unmapped when nothing refers to them any more."""

    def __init__(self, size_bytes: int, flags: int = 0, alignment: int = PAGE_BYTES) -> None:
        """Map whole pages of at least `size_bytes`, at a multiple of `alignment`, which is a power of two.

        Raises OutOfMemory.
        """
        self.size_bytes = 0
        size = whole_pages(size_bytes)
        try:
            self.address = _map_pages(size, flags, alignment)
        except SystemCallFailed as error:
            raise OutOfMemory(f"cannot map {size} bytes: {error}") from error
        self.size_bytes = size

    @property
    def bytes(self) -> memoryview:
        """The contents, readable and writable."""
        return kernel.buffer(self.address, self.size_bytes)

    def leak(self) -> None:
        """Never unmap: a thread that cannot be stopped may use it for as long as the process lives."""
        self.size_bytes = 0

    def unmap(self) -> None:
        """Give the pages back now; nobody may use them any more."""
        size, self.size_bytes = self.size_bytes, 0
        if size:
            kernel.munmap(self.address, size)

    def __del__(self, finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        # At the end of the process this module may be gone already; the pages go with the process.
        if self.size_bytes and not finalizing():
            self.unmap()
