"""What one process sees of one card's memory: ranges of GPU addresses and the bytes behind them.

A change publishes a whole new table, for Python and for native code alike, so that a queue that runs
meanwhile sees the mappings as they were or as they are, never half of each. The memory behind a range stays
readable for this process after it is unmapped (see memory.py), so that a late reader of an old table reads
old bytes and does not take the process down.
"""

from __future__ import annotations

import time
from array import array
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, replace

from ... import kernel
from ...quiet import QuietLock

# Flags of an entry of the native table.
WRITABLE, EXECUTABLE, UNCACHED = 1, 2, 4

_WORDS_OF_AN_ENTRY = 4
# A native reader may still be searching an old table: that takes well under a microsecond, unless the system
# takes the processor away from it meanwhile.
_OLD_TABLES_KEPT_S = 2.0


class MemoryViolation(Exception):
    """An access that the page tables do not allow: what silicon answers with a memory exception.

    `access` is "read", "write" or "execute"; `reason` is "not mapped", "read only" or "not executable".
    """

    def __init__(self, address: int, size_bytes: int, access: str, reason: str) -> None:
        super().__init__(f"{access} of {size_bytes} bytes at {address:#x}: {reason}")
        self.address = address
        self.size_bytes = size_bytes
        self.access = access
        self.reason = reason


class Scattered(Exception):
    """A range that is mapped, but not in one piece of host memory: use `AddressSpace.pieces`."""


class AddressTaken(Exception):
    """A range to be mapped overlaps one that is mapped already."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One range of GPU addresses, backed by host memory in one piece. `kind` is vram, gtt, userptr, doorbell
    or mmio; `uncached` memory goes past the card's caches (MTYPE_UC), and what of the rest is `non_coherent`
    (MTYPE_NC) is what gfx9 has cache actions of its own for.
    """

    gpu_address: int
    size_bytes: int
    host_address: int
    writable: bool
    executable: bool
    kind: str
    uncached: bool
    non_coherent: bool = False

    @property
    def end(self) -> int:
        """The first address past the range."""
        return self.gpu_address + self.size_bytes


class AddressSpace:
    """The GPU addresses of one process on one card.

    `table` is for native code: the address of a 64-bit cell that never moves and holds the address of the
    newest table: `{u64 count, u64 zero, {u64 start, u64 end, u64 host_minus_gpu, u64 flags}[count]}`, sorted
    by start, `end` exclusive, `host_minus_gpu` modulo 2**64, `flags` of WRITABLE, EXECUTABLE and UNCACHED.
    Load the cell once per search.
    """

    def __init__(self) -> None:
        self._lock = QuietLock()
        self._starts: list[int] = []
        self._mappings: list[Mapping] = []
        self._published: tuple[list[int], list[Mapping]] = ([], [])
        self._entries = array("Q")
        self._cell = array("Q", [0])
        self._tables: deque[tuple[float, array[int]]] = deque()
        self._publish()

    @property
    def table(self) -> int:
        """The address of the cell that holds the address of the native table."""
        return self._cell.buffer_info()[0]

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """What is mapped, by rising address."""
        return tuple(self._published[1])

    def map(
        self,
        gpu_address: int,
        size_bytes: int,
        host_address: int,
        *,
        writable: bool,
        executable: bool,
        kind: str,
        uncached: bool = False,
        non_coherent: bool = False,
    ) -> None:
        """Put host memory behind a range of GPU addresses. Raises AddressTaken."""
        mapping = Mapping(
            gpu_address, size_bytes, host_address, writable, executable, kind, uncached, non_coherent
        )
        with self._lock:
            at = bisect_right(self._starts, gpu_address)
            if (at and self._mappings[at - 1].end > gpu_address) or (
                at < len(self._starts) and self._starts[at] < mapping.end
            ):
                raise AddressTaken(f"{size_bytes} bytes at {gpu_address:#x}")
            self._starts.insert(at, gpu_address)
            self._mappings.insert(at, mapping)
            words = at * _WORDS_OF_AN_ENTRY
            self._entries[words:words] = array("Q", _entry(mapping))
            self._publish()

    def unmap(self, gpu_address: int, size_bytes: int) -> None:
        """Take away every part of a mapping that lies in the range."""
        end = gpu_address + size_bytes
        with self._lock:
            first = bisect_right(self._starts, gpu_address)
            if first and self._mappings[first - 1].end > gpu_address:
                first -= 1
            last = first
            while last < len(self._mappings) and self._mappings[last].gpu_address < end:
                last += 1
            if first == last:
                return
            left = [
                part
                for mapping in self._mappings[first:last]
                for part in (
                    _part(mapping, mapping.gpu_address, gpu_address),
                    _part(mapping, end, mapping.end),
                )
                if part is not None
            ]
            self._starts[first:last] = [part.gpu_address for part in left]
            self._mappings[first:last] = left
            words = slice(first * _WORDS_OF_AN_ENTRY, last * _WORDS_OF_AN_ENTRY)
            self._entries[words] = array("Q", [word for part in left for word in _entry(part)])
            self._publish()

    def find(self, gpu_address: int) -> Mapping | None:
        """The mapping an address lies in."""
        starts, mappings = self._published
        at = bisect_right(starts, gpu_address) - 1
        return mappings[at] if at >= 0 and gpu_address < mappings[at].end else None

    def pieces(
        self, gpu_address: int, size_bytes: int, write: bool = False, execute: bool = False
    ) -> list[tuple[int, int]]:
        """The host address and size of each piece of a range, in order. Raises MemoryViolation."""
        found: list[tuple[int, int]] = []
        access = "execute" if execute else "write" if write else "read"
        address, end = gpu_address, gpu_address + size_bytes
        while address < end:
            mapping = self.find(address)
            if mapping is None:
                raise MemoryViolation(address, end - address, access, "not mapped")
            if write and not mapping.writable:
                raise MemoryViolation(address, end - address, access, "read only")
            if execute and not mapping.executable:
                raise MemoryViolation(address, end - address, access, "not executable")
            size = min(end, mapping.end) - address
            host = mapping.host_address + address - mapping.gpu_address
            if found and sum(found[-1]) == host:
                found[-1] = (found[-1][0], found[-1][1] + size)
            else:
                found.append((host, size))
            address += size
        return found

    def translate(self, gpu_address: int, size_bytes: int, write: bool = False, execute: bool = False) -> int:
        """Where this process sees a range of GPU addresses. Raises MemoryViolation; Scattered where the range
        is not one piece of host memory.
        """
        mapping = self.find(gpu_address)
        if (
            mapping is not None
            and gpu_address + size_bytes <= mapping.gpu_address + mapping.size_bytes
            and (mapping.writable or not write)
            and (mapping.executable or not execute)
        ):
            return mapping.host_address + gpu_address - mapping.gpu_address
        pieces = self.pieces(gpu_address, max(size_bytes, 1), write, execute)
        if len(pieces) != 1:
            raise Scattered(f"{size_bytes} bytes at {gpu_address:#x} are {len(pieces)} pieces")
        return pieces[0][0]

    def read(self, gpu_address: int, size_bytes: int) -> bytes:
        """The bytes at a GPU address. Raises MemoryViolation."""
        pieces = self.pieces(gpu_address, size_bytes)
        return b"".join(bytes(kernel.buffer(host, size)) for host, size in pieces)

    def write(self, gpu_address: int, data: bytes | memoryview) -> None:
        """Write bytes at a GPU address; nothing is written unless all can be. Raises MemoryViolation."""
        source = memoryview(data).cast("B")
        done = 0
        for host, size in self.pieces(gpu_address, len(source), write=True):
            kernel.buffer(host, size)[:] = source[done : done + size]
            done += size

    def _publish(self) -> None:
        table = array("Q", [len(self._mappings), 0])
        table.extend(self._entries)
        now = time.monotonic()
        self._tables.append((now, table))
        # The time at the head is when a table was published; the next one's is when it became old.
        while len(self._tables) > 1 and self._tables[1][0] < now - _OLD_TABLES_KEPT_S:
            self._tables.popleft()
        self._published = (self._starts.copy(), self._mappings.copy())
        self._cell[0] = table.buffer_info()[0]


def _entry(mapping: Mapping) -> tuple[int, int, int, int]:
    flags = WRITABLE * mapping.writable | EXECUTABLE * mapping.executable | UNCACHED * mapping.uncached
    offset = (mapping.host_address - mapping.gpu_address) % 2**64
    return mapping.gpu_address, mapping.end, offset, flags


def _part(mapping: Mapping, start: int, end: int) -> Mapping | None:
    start, end = max(start, mapping.gpu_address), min(end, mapping.end)
    if start >= end:
        return None
    host = mapping.host_address + start - mapping.gpu_address
    return replace(mapping, gpu_address=start, size_bytes=end - start, host_address=host)
