"""The L2 caches of a card of several dies (XCC), which do not agree with each other by themselves.

Each die has one. What a die wrote reaches the others once its own cache has written it back and theirs have
dropped what they had: at the fences between packets, which reach the L2 caches from agent scope on
(AMDGPUUsage, "Memory Model gfx942": buffer_wbl2 and buffer_inv with sc1).

What differs from silicon: two caches stand for those of all dies, enough for one to be stale; and what a
kernel does at agent scope between its own workgroups goes through its die's cache like the rest.
"""

from __future__ import annotations

from dataclasses import replace

from ....compiler import Keep
from ...memory.l2_cache import ALL_DIES, Action, WriteBackCache
from ...memory.vm import AddressSpace

_CACHES = 2


class CachesOfDies:
    """The L2 caches of a strict card's dies, over one process's memory. The first die's is the command
    processor's.
    """

    def __init__(self, memory: AddressSpace, kept: Keep, dies: int) -> None:
        self._dies = dies
        self._caches = [WriteBackCache(memory, kept) for _ in range(min(dies, _CACHES))]

    @property
    def view(self) -> AddressSpace:
        """Memory as the first die sees it."""
        return self._caches[0].view

    @property
    def views(self) -> tuple[AddressSpace, ...]:
        """Memory as workgroups on different dies see it."""
        return tuple(cache.view for cache in self._caches)

    def act(self, action: Action, dies: int = ALL_DIES) -> None:
        """Do what a packet asks for in the caches of those dies that execute it (a mask)."""
        count = len(self._caches)
        chosen = [
            cache
            for index, cache in enumerate(self._caches)
            if any(dies >> die & 1 for die in range(index, self._dies, count))
        ]
        # All write back before any looks at memory again.
        for cache in chosen:
            cache.act(replace(action, invalidate=False))
        for cache in chosen:
            cache.act(replace(action, write_back=False))

    def close(self) -> None:
        """Give the copies back. What was not written back is lost."""
        for cache in self._caches:
            cache.close()
