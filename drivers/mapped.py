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


def map_pages(size_bytes: int, flags: int = 0) -> int:
    """Map zeroed pages of this process; returns the address. Raises SystemCallFailed."""
    return kernel.mmap(
        size_bytes,
        kernel.PROT_READ | kernel.PROT_WRITE,
        kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | flags,
    )


class Mapped(Owned):
    """Zeroed pages that are unmapped when nothing refers to them any more."""

    def __init__(self, size_bytes: int, flags: int = 0) -> None:
        """Map whole pages of at least `size_bytes`. Raises OutOfMemory."""
        self.size_bytes = 0
        size = whole_pages(size_bytes)
        try:
            self.address = map_pages(size, flags)
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

    def __del__(self, finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        # At the end of the process this module may be gone already; the pages go with the process.
        if self.size_bytes and not finalizing():
            kernel.munmap(self.address, self.size_bytes)
            self.size_bytes = 0
