"""Memory of all simulated cards and pinned memory of the host: one stretch of this process's addresses.

Each card has a table that says how many bytes of each page it may touch; kernels look there before every
access.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass

from .... import kernel
from ....nvidia import abi
from ....quiet import QuietLock
from ..ptx.native.layout import ARENA_BYTES, ARENA_PAGES, DEVICE_BIT, PAGE_BYTES, PAGE_SHIFT
from .failure import Failure

_READ_WRITE = kernel.PROT_READ | kernel.PROT_WRITE
_RESERVED = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | kernel.MAP_NORESERVE
# <bits/mman-linux.h>
_MADV_DONTNEED = 4


class PageTable:
    """What one card may touch: for each page of the arena how many bytes from its start."""

    def __init__(self) -> None:
        self.address = kernel.mmap(2 * ARENA_PAGES, _READ_WRITE, _RESERVED)
        self._entries = kernel.buffer(self.address, 2 * ARENA_PAGES).cast("H")

    def allow(self, offset: int, size_bytes: int) -> None:
        """Let the card touch these bytes, which begin a page."""
        first, whole = offset >> PAGE_SHIFT, size_bytes >> PAGE_SHIFT
        self._entries[first : first + whole] = memoryview(PAGE_BYTES.to_bytes(2, "little") * whole).cast("H")
        if size_bytes % PAGE_BYTES:
            self._entries[first + whole] = size_bytes % PAGE_BYTES

    def forbid(self, offset: int, size_bytes: int) -> None:
        """Take that back."""
        first, count = offset >> PAGE_SHIFT, -(-size_bytes >> PAGE_SHIFT)
        self._entries[first : first + count] = memoryview(bytes(2 * count)).cast("H")

    def close(self) -> None:
        """Unmap it."""
        self._entries.release()
        kernel.munmap(self.address, 2 * ARENA_PAGES)


@dataclass(frozen=True)
class Range:
    """Bytes of the arena. `owner` is the index of a device, -1 for pinned memory of the host."""

    offset: int
    size_bytes: int
    owner: int
    kind: str

    @property
    def pages_bytes(self) -> int:
        """The size in whole pages."""
        return -(-self.size_bytes // PAGE_BYTES) * PAGE_BYTES


class Arena:
    """Hands out addresses. Safe to use from several threads."""

    def __init__(self) -> None:
        self.base = kernel.mmap(ARENA_BYTES, _READ_WRITE, _RESERVED)
        self._lock = QuietLock()
        # The first page is never anyone's.
        self._next = PAGE_BYTES
        self._free: list[tuple[int, int]] = []
        self._offsets: list[int] = []
        self._ranges: dict[int, Range] = {}

    def reserve(self, size_bytes: int, owner: int, kind: str, alignment: int = PAGE_BYTES) -> Range:
        """Take a stretch that nobody has. Raises Failure when there is none left."""
        size = -(-size_bytes // PAGE_BYTES) * PAGE_BYTES
        with self._lock:
            offset = -(-(self.base + self._next) // alignment) * alignment - self.base
            if offset + size <= ARENA_BYTES:
                # What was freed is used again last, so that a pointer to it stays wrong for long.
                self._next = offset + size
            else:
                offset = self._reuse(size, alignment)
            found = Range(offset, size_bytes, owner, kind)
            self._ranges[offset] = found
            insort(self._offsets, offset)
            return found

    def _reuse(self, size: int, alignment: int) -> int:
        merged: list[tuple[int, int]] = []
        for start, length in sorted(self._free):
            if merged and merged[-1][0] + merged[-1][1] == start:
                merged[-1] = (merged[-1][0], merged[-1][1] + length)
            else:
                merged.append((start, length))
        for at, (start, length) in enumerate(merged):
            offset = -(-(self.base + start) // alignment) * alignment - self.base
            if offset + size <= start + length:
                rest = [(start, offset - start), (offset + size, start + length - offset - size)]
                merged[at : at + 1] = [piece for piece in rest if piece[1]]
                self._free = merged
                return offset
        self._free = merged
        raise Failure(abi.CUDA_ERROR_OUT_OF_MEMORY, f"no {size} addresses in a row are left")

    def release(self, found: Range) -> None:
        """Give a stretch back; its contents go."""
        with self._lock:
            del self._ranges[found.offset]
            self._offsets.remove(found.offset)
            self._free.append((found.offset, found.pages_bytes))
        kernel.madvise(self.base + found.offset, found.pages_bytes, _MADV_DONTNEED)

    def find(self, address: int) -> Range | None:
        """The stretch that an address lies in, a host's or a device's."""
        offset = (address & ~DEVICE_BIT) - self.base
        if not 0 <= offset < ARENA_BYTES:
            return None
        with self._lock:
            at = bisect_right(self._offsets, offset) - 1
            if at < 0:
                return None
            found = self._ranges[self._offsets[at]]
        inside = offset < found.offset + max(found.size_bytes, 1)
        device = bool(address & DEVICE_BIT)
        return found if inside and device == (found.owner >= 0) else None

    def address(self, found: Range) -> int:
        """What programs call the start of a stretch."""
        return self.base + found.offset + (DEVICE_BIT if found.owner >= 0 else 0)

    def host(self, address: int) -> int:
        """Where this process sees an address of the arena."""
        return address & ~DEVICE_BIT

    def back(self, offset: int, size_bytes: int, descriptor: int, at: int) -> None:
        """Let a file's memory appear at a place of the arena."""
        kernel.mmap(
            size_bytes, _READ_WRITE, kernel.MAP_SHARED | kernel.MAP_FIXED, descriptor, at, self.base + offset
        )

    def unback(self, offset: int, size_bytes: int) -> None:
        """Put memory of nobody's there again."""
        kernel.mmap(size_bytes, _READ_WRITE, _RESERVED | kernel.MAP_FIXED, -1, 0, self.base + offset)

    def close(self) -> None:
        """Unmap it all."""
        kernel.munmap(self.base, ARENA_BYTES)
