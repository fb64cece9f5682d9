"""UCHE, the GPU's second-level cache, as far as it shows: stale bytes until an event has it flushed.

What the GPU's shaders read and write goes through it; what the command processor reads and writes does not.
Objects above a size are coherent unless the card is strict, since each event looks at all bytes there are.
"""

from __future__ import annotations

from ....compiler import Keep
from ...memory.l2_cache import Action, WriteBackCache
from ...memory.vm import AddressSpace

LARGEST_CACHED_BYTES = 1 << 20


def kind_of(size_bytes: int, strict: bool) -> str:
    """The kind of a mapping of so many bytes: one that the cache holds, or not."""
    return "gtt" if strict or size_bytes <= LARGEST_CACHED_BYTES else "coherent"


class GpuCache:
    """The cache over one process's memory."""

    def __init__(self, memory: AddressSpace, kept: Keep) -> None:
        self._cache = WriteBackCache(memory, kept)

    @property
    def view(self) -> AddressSpace:
        """Memory as shaders see it."""
        return self._cache.view

    def flush(self) -> None:
        """Write back what shaders wrote (CACHE_FLUSH_TS)."""
        self._cache.act(Action(write_back=True))

    def invalidate(self) -> None:
        """Forget what others may have written since (CACHE_INVALIDATE)."""
        self._cache.act(Action(invalidate=True))

    def close(self) -> None:
        """Give back what the cache takes up."""
        self._cache.close()
