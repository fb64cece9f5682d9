"""Memory objects of KGSL: pages that the GPU sees, and, where the processor's mapping is cached, what its
caches hold of them.

On these chips the GPU does not see what is in the processor's caches, nor the processor what the GPU wrote
behind a cached line, until a request cleans or invalidates them. Here the caches hold all of a cached object:
the processor has pages of its own, which a clean writes back and an invalidation refreshes. Memory of the
process itself (GPUOBJ_IMPORT) is cached in the same way, with the process's pages in the place of the cache.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .... import kernel
from ....compiler import Keep
from ....llvm import host_compiler
from ...memory.l2_cache import line_functions
from ...memory.pages import PAGE, MemoryPool, page_align

CLEAN, INVALIDATE, FLUSH = 1, 2, 3


@dataclass(eq=False)
class MemoryObject:
    """One object. `offset` is where its pages lie in the pool, `cpu_offset` those of the caches."""

    pool: MemoryPool
    size_bytes: int
    flags: int
    offset: int
    number: int = 0
    gpu_address: int = 0
    cpu_offset: int | None = None
    clean_offset: int | None = None
    user_address: int | None = None
    mappings: list[tuple[int, int]] = field(default_factory=list)
    freed: bool = False

    @property
    def host_address(self) -> int:
        """Where the simulator sees the pages that the GPU sees."""
        return self.pool.host_address(self.offset)

    @property
    def is_cached(self) -> bool:
        """Whether the processor's caches stand between."""
        return self.clean_offset is not None

    def map(self, size_bytes: int, protection: int, flags: int, address: int) -> int:
        """Map the object for the processor."""
        offset = self.offset if self.cpu_offset is None else self.cpu_offset
        mapped = self.pool.map(size_bytes, protection, flags, offset, address)
        self.mappings.append((mapped, size_bytes))
        return mapped

    def synchronise(self, kept: Keep, operation: int, offset: int, length: int) -> None:
        """Clean the processor's caches, invalidate them, or both, in a range of bytes."""
        if self.clean_offset is None:
            return
        _, write_back, invalidate = line_functions(kept(host_compiler()))
        first = offset // 64 * 64
        last = min(-(-(offset + length) // 64) * 64, self.size_bytes)
        if first >= last:
            return
        memory = self.host_address + first
        clean = self.pool.host_address(self.clean_offset) + first
        cache = self.cache_address + first
        if operation & CLEAN:
            write_back(memory, cache, clean, last - first)
        if operation & INVALIDATE:
            if operation == INVALIDATE:
                # What the processor wrote and did not clean is lost.
                kernel.buffer(cache, last - first)[:] = kernel.buffer(clean, last - first)[:]
            invalidate(memory, cache, clean, last - first)

    @property
    def cache_address(self) -> int:
        """Where the bytes lie that the processor sees."""
        if self.user_address is not None:
            return self.user_address
        assert self.cpu_offset is not None
        return self.pool.host_address(self.cpu_offset)

    def release(self) -> None:
        """Give the pages back."""
        if self.freed:
            return
        self.freed = True
        for offset in (self.offset, self.cpu_offset, self.clean_offset):
            if offset is not None:
                self.pool.free(offset, self.size_bytes)


def create(
    pool: MemoryPool, size_bytes: int, flags: int, cached: bool, user_address: int | None = None
) -> MemoryObject:
    """An object of fresh, zeroed pages, or over memory of the process. Raises OSError(ENOMEM)."""
    size = page_align(size_bytes)
    made = MemoryObject(pool, size, flags, pool.allocate(size, PAGE), user_address=user_address)
    if cached or user_address is not None:
        made.clean_offset = pool.allocate(size, PAGE)
        if user_address is None:
            made.cpu_offset = pool.allocate(size, PAGE)
    return made
