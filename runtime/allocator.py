"""The caching allocator of one device: size classes, slabs for small blocks, and honest counts.

A class is a multiple of a sixteenth of the power of two below it, so a block wastes at most 1/16 of what was
asked for above 1 KiB, and at most 63 bytes below. Small blocks are cut from slabs; a large one is an
allocation of its own.

A block that comes back is handed out again at once: work on the compute queue is in order, so what still
reads the old contents runs before what writes the new. Only the host has to wait, for `Block.idle_after`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from ..drivers.interface import Allocation, Card
from ..drivers.owned import Owned
from ..drivers.quiet import QuietLock
from .errors import DeviceClosed, OutOfMemory

ALIGNMENT_BYTES = 64
# A huge page, where there are any: nothing is gained by rounding further.
LARGEST_GRANULE_BYTES = 2 << 20
# Blocks are made with their slab, so many small ones would make the first slow.
SLAB_BLOCKS = 64
LARGEST_SLAB_BYTES = 256 * 1024
BLOCKS_LOOKED_AT = 8
MOST_CACHED_FOR_HOST_BYTES = 64 << 20
# Past a quarter of the card's memory the cache is emptied before it grows: the system may not refuse what it
# lacks.
LARGEST_CACHED_SHARE = 4

# From here on it is worth waiting to have no more memory than is needed, beside a quarter of it.
LARGE_BYTES = 32 << 20
LARGEST_UNUSED_SHARE = 4


@lru_cache(maxsize=4096)
def size_class(size_bytes: int) -> int:
    """The size of the block that serves a request of `size_bytes`."""
    sixteenth = 1 << max(0, (size_bytes - 1).bit_length() - 5)
    granule = min(max(ALIGNMENT_BYTES, sixteenth), LARGEST_GRANULE_BYTES)
    return max(ALIGNMENT_BYTES, -(-size_bytes // granule) * granule)


def bytes_text(size_bytes: float) -> str:
    """A size for people, such as `1.5 GiB`."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if abs(size_bytes) < 1024 or unit == "GiB":
            break
        size_bytes /= 1024
    return f"{size_bytes:.0f} {unit}" if unit == "bytes" else f"{size_bytes:.1f} {unit}"


@dataclass(eq=False, slots=True)
class Slab(Owned):
    """One allocation of the card, cut into one or more blocks of a class."""

    allocation: Allocation
    blocks: int


@dataclass(eq=False, slots=True)
class Block(Owned):
    """A piece of device memory. The host may touch it once the compute queue has reached `idle_after`."""

    address: int
    host_address: int | None
    size_bytes: int
    slab: Slab
    idle_after: int = 0


@dataclass(slots=True)
class Memory(Owned):
    """The memory of one device; with `host`, memory of the system that the device sees.

    `wait_idle` waits for all work submitted so far; `submitted` counts it.
    """

    card: Card
    wait_idle: Callable[[], None]
    submitted: Callable[[], int]
    host: bool = False
    closed: bool = False
    _allocated: int = 0
    _cached: int = 0
    _peak: int = 0
    _free: dict[int, list[Block]] = field(default_factory=dict)
    _slabs: dict[int, Slab] = field(default_factory=dict)
    _released: deque[Block] = field(default_factory=deque)
    _workspaces: dict[int, int] = field(default_factory=dict)
    lock: QuietLock = field(default_factory=QuietLock)

    @property
    def allocated(self) -> int:
        """Bytes in blocks that live buffers hold."""
        with self.lock:
            self._take_back()
            return self._allocated

    @property
    def cached(self) -> int:
        """Bytes held from the card that no buffer uses."""
        with self.lock:
            self._take_back()
            return self._cached

    @property
    def peak(self) -> int:
        """The most `allocated` has been since the start or `reset_peak`."""
        return self._peak

    def reset_peak(self) -> None:
        """Count the peak anew from what is allocated now."""
        with self.lock:
            self._take_back()
            self._peak = self._allocated

    def allocate(self, size_bytes: int) -> Block:
        """A block of at least `size_bytes`, its contents undefined. Raises OutOfMemory with the sizes."""
        with self.lock:
            return self.allocate_locked(size_bytes)

    def allocate_idle_locked(self, size_bytes: int, done: int) -> Block:
        """A block the host can write at once where there is one: idle at the timeline value `done`.

        For a caller who holds `lock`. Makes a new block rather than hand out one that is in use, up to
        MOST_CACHED_FOR_HOST_BYTES of cached memory.
        """
        if self._released:
            self._take_back()
        class_bytes = size_class(size_bytes)
        free = self._free.setdefault(class_bytes, [])
        # Those longest free are first.
        for index, block in enumerate(free[:BLOCKS_LOOKED_AT]):
            if block.idle_after <= done:
                free.append(free.pop(index))
                break
        else:
            if self._cached + class_bytes <= MOST_CACHED_FOR_HOST_BYTES:
                free.append(self._grow(class_bytes, size_bytes))
        return self.allocate_locked(size_bytes)

    def allocate_locked(self, size_bytes: int) -> Block:
        """`allocate` for a caller who holds `lock`."""
        if self._released:
            self._take_back()
        class_bytes = size_class(size_bytes)
        free = self._free.get(class_bytes)
        block = free.pop() if free else self._grow(class_bytes, size_bytes)
        self._cached -= class_bytes
        allocated = self._allocated = self._allocated + class_bytes
        if allocated > self._peak:
            self._peak = allocated
        return block

    def release(self, block: Block) -> None:
        """Give a block back. Called from finalizers, so it takes no lock and only notes the fact."""
        block.idle_after = self.submitted()
        self._released.append(block)

    def count_workspace(self, address: int, before_bytes: int, now_bytes: int) -> None:
        """Count memory that is not a block's among what is allocated. No bytes mean that it is gone."""
        with self.lock:
            if self.closed:
                return
            self._allocated += now_bytes - before_bytes
            self._peak = max(self._peak, self._allocated)
            self._workspaces.pop(address, None)
            if now_bytes:
                self._workspaces[address] = now_bytes

    def make_room(self, size_bytes: int) -> None:
        """Before a large block is asked for, return what no buffer uses to the card, where none of it would
        serve: after the work in flight.
        """
        with self.lock:
            self._take_back()
            serves = self._free.get(size_class(size_bytes))
            if serves or size_bytes < LARGE_BYTES or self._cached * LARGEST_UNUSED_SHARE < size_bytes:
                return
        self.trim()

    def trim(self) -> int:
        """Return what no buffer uses to the card, after the work in flight; returns the bytes returned."""
        self.wait_idle()
        with self.lock:
            self._take_back()
            return self._trim()

    def close(self) -> None:
        """Return everything to the card. Buffers that are still alive lose their memory."""
        with self.lock:
            self.closed = True
            for slab in self._slabs.values():
                self.card.free(slab.allocation)
            self._slabs.clear()
            self._free.clear()
            self._released.clear()
            self._workspaces.clear()
            self._allocated = self._cached = 0

    def find(self, address: int) -> tuple[int, int] | None:
        """The start and size of the block that holds a device address, if it is of this allocator."""
        for start, slab in list(self._slabs.items()):
            if start <= address < start + slab.allocation.size_bytes:
                block_bytes = slab.allocation.size_bytes // slab.blocks
                return start + (address - start) // block_bytes * block_bytes, block_bytes
        for start, size_bytes in list(self._workspaces.items()):
            if start <= address < start + size_bytes:
                return start, size_bytes
        return None

    def state(self) -> str:
        """One line for people: what is in use, cached and at the peak."""
        return (
            f"{bytes_text(self._allocated)} in live buffers, {bytes_text(self._cached)} cached, "
            f"peak {bytes_text(self._peak)}, {bytes_text(self.card.memory_used_bytes())} held from the card "
            f"of {bytes_text(self.card.info.memory_bytes)}"
        )

    def _take_back(self) -> None:
        while self._released:
            block = self._released.popleft()
            self._free.setdefault(block.size_bytes, []).append(block)
            self._allocated -= block.size_bytes
            self._cached += block.size_bytes

    def _grow(self, class_bytes: int, size_bytes: int) -> Block:
        if self.closed:
            raise DeviceClosed(f"{size_bytes} bytes were asked of a device that is closed; open it again")
        blocks = min(SLAB_BLOCKS, max(1, LARGEST_SLAB_BYTES // class_bytes))
        if self._cached > self.card.info.memory_bytes // LARGEST_CACHED_SHARE:
            self.wait_idle()
            self._trim()
        try:
            allocation = self.card.allocate(class_bytes * blocks, self.host)
        except OutOfMemory:
            self.wait_idle()
            self._take_back()
            self._trim()
            try:
                allocation = self.card.allocate(class_bytes * blocks, self.host)
            except OutOfMemory as error:
                raise OutOfMemory(
                    f"{bytes_text(size_bytes)} ({size_bytes} bytes) do not fit: {error}; {self.state()}"
                ) from error
        slab = Slab(allocation, blocks)
        self._slabs[allocation.gpu_address] = slab
        host = allocation.host_address
        cut = [
            Block(allocation.gpu_address + offset, None if host is None else host + offset, class_bytes, slab)
            for offset in range(0, class_bytes * blocks, class_bytes)
        ]
        self._cached += class_bytes * blocks
        first, *rest = cut
        if rest:
            self._free.setdefault(class_bytes, []).extend(reversed(rest))
        return first

    def _trim(self) -> int:
        free_blocks: dict[int, int] = {}
        for blocks in self._free.values():
            for block in blocks:
                free_blocks[id(block.slab)] = free_blocks.get(id(block.slab), 0) + 1
        returned = 0
        for address, slab in list(self._slabs.items()):
            if free_blocks.get(id(slab)) == slab.blocks:
                free_blocks[id(slab)] = -1
                del self._slabs[address]
                self.card.free(slab.allocation)
                returned += slab.allocation.size_bytes
        for class_bytes, blocks in self._free.items():
            self._free[class_bytes] = [block for block in blocks if free_blocks[id(block.slab)] != -1]
        self._cached -= returned
        return returned
