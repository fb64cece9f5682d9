"""The memory of a simulated card: pages that the card, this process and its neighbours see as the same bytes.

A pool is one sparse anonymous file, mapped once for the simulator and again wherever the driver maps it. The
simulator's view lasts as long as the card, so that a wave that still touches freed memory touches
pages of the card and not a hole in this process.
"""

from __future__ import annotations

import os
from bisect import insort
from collections.abc import Callable
from dataclasses import dataclass, field
from errno import EFAULT, ENOMEM

from ... import kernel
from ...quiet import QuietLock

PAGE = 4096

# <asm-generic/mman-common.h>
_MADV_REMOVE = 9
# Addresses are cheap and holes between allocations are not movable: room to place what the limit would allow.
_ROOM = 2
_HUGE_PAGE = 2 << 20


def page_align(size_bytes: int) -> int:
    """A size rounded up to whole pages."""
    return -(-size_bytes // PAGE) * PAGE


def error(code: int) -> OSError:
    """What a request that ends with `code` raises."""
    return OSError(code, os.strerror(code))


class MemoryPool:
    """VRAM, or the system memory that cards may use: a limit, and pages that are zero when handed out."""

    def __init__(self, name: str, limit_bytes: int) -> None:
        self.name = name
        self.limit_bytes = limit_bytes
        self.used_bytes = 0
        self._lock = QuietLock()
        self._span = page_align(limit_bytes) * _ROOM
        self._free: list[tuple[int, int]] = [(0, self._span)]
        self._descriptor = -1
        self._base = 0

    @property
    def free_bytes(self) -> int:
        """What could be allocated, if it can be placed."""
        return self.limit_bytes - self.used_bytes

    def allocate(self, size_bytes: int, alignment: int = PAGE) -> int:
        """Take whole pages; returns their offset. Raises OSError(ENOMEM)."""
        size = page_align(size_bytes)
        with self._lock:
            if size > self.limit_bytes - self.used_bytes:
                raise error(ENOMEM)
            for index, (start, room) in enumerate(self._free):
                offset = -(-start // alignment) * alignment
                if offset + size <= start + room:
                    rest = [(start, offset - start), (offset + size, start + room - offset - size)]
                    self._free[index : index + 1] = [piece for piece in rest if piece[1]]
                    self.used_bytes += size
                    return offset
        raise error(ENOMEM)

    def free(self, offset: int, size_bytes: int) -> None:
        """Give pages back; their contents are gone."""
        size = page_align(size_bytes)
        if self._base:
            kernel.madvise(self._base + offset, size, _MADV_REMOVE)
        with self._lock:
            self.used_bytes -= size
            insort(self._free, (offset, size))
            merged: list[tuple[int, int]] = []
            for start, room in self._free:
                if merged and sum(merged[-1]) == start:
                    merged[-1] = (merged[-1][0], merged[-1][1] + room)
                else:
                    merged.append((start, room))
            self._free = merged

    def lose(self) -> None:
        """Forget what is in all pages, as the memory of a card that was reset does."""
        if self._base:
            kernel.madvise(self._base, self._span, _MADV_REMOVE)

    def host_address(self, offset: int) -> int:
        """Where the simulator sees an offset."""
        self._open()
        return self._base + offset

    def map(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        """Map pages for the driver, as mmap does. Raises OSError."""
        self._open()
        try:
            return kernel.mmap(size_bytes, protection, flags, self._descriptor, offset, address)
        except OSError as failure:
            raise error(failure.errno or ENOMEM) from failure

    def close(self) -> None:
        """Give everything back to the system. Nobody may use what was allocated any more."""
        if self._base:
            kernel.munmap(self._base, self._span)
            os.close(self._descriptor)
            self._base, self._descriptor = 0, -1

    def _open(self) -> None:
        with self._lock:
            if self._base:
                return
            self._descriptor = os.memfd_create(self.name)
            os.ftruncate(self._descriptor, self._span)
            protection = kernel.PROT_READ | kernel.PROT_WRITE
            flags = kernel.MAP_SHARED | kernel.MAP_NORESERVE
            self._base = kernel.mmap(self._span, protection, flags, self._descriptor)
            kernel.madvise(self._base, self._span, kernel.MADV_HUGEPAGE)


@dataclass(eq=False)
class BufferObject:
    """Pages with an owner count: what the kernel calls a BO. A userptr BO has no pool and owns nothing.

    `kind` is vram, gtt, userptr, doorbell or mmio. `host_address` is the simulator's view.
    """

    kind: str
    size_bytes: int
    host_address: int
    pool: MemoryPool | None
    offset: int
    card_index: int | None = None
    """Whose VRAM it is; None for system memory."""
    cpu_access: bool = True
    mmap_offset: int = 0
    when_freed: Callable[[BufferObject], None] | None = None
    owners: int = 1
    _lock: QuietLock = field(default_factory=QuietLock, repr=False)

    def hold(self) -> BufferObject:
        """One more owner."""
        with self._lock:
            self.owners += 1
        return self

    def release(self) -> None:
        """One owner less; the last one's leaving frees the pages."""
        with self._lock:
            self.owners -= 1
            last = self.owners == 0
        if not last:
            return
        if self.when_freed is not None:
            self.when_freed(self)
        if self.pool is not None:
            self.pool.free(self.offset, self.size_bytes)


def create(pool: MemoryPool, kind: str, size_bytes: int, card_index: int | None = None) -> BufferObject:
    """A BO of fresh, zeroed pages. Raises OSError(ENOMEM)."""
    size = page_align(size_bytes)
    offset = pool.allocate(size, _HUGE_PAGE if size >= _HUGE_PAGE else PAGE)
    return BufferObject(kind, size, pool.host_address(offset), pool, offset, card_index)


def userptr(address: int, size_bytes: int) -> BufferObject:
    """A BO over memory that the process has already."""
    return BufferObject("userptr", size_bytes, address, None, 0, cpu_access=False)


def check_user_pages(address: int, size_bytes: int) -> None:
    """Whether the process has memory there that it may write (init_user_pages). Raises OSError(EFAULT)."""
    reached, end = address, address + size_bytes
    with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
        for line in maps:
            span, rights = line.split(maxsplit=2)[:2]
            start, stop = (int(part, 16) for part in span.split("-"))
            if start <= reached < stop and rights.startswith("rw"):
                reached = stop
            if reached >= end:
                return
    raise error(EFAULT)
