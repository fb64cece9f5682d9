"""An open render node: its memory, page tables and handles, and which functions answer its requests."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from errno import EACCES, EINVAL, ENOENT, EPERM
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from .... import kernel
from ....amd import abi
from ....quiet import QuietLock
from ...memory.pages import PAGE, BufferObject, error, page_align
from ...memory.vm import AddressSpace
from ..description import CardDescription
from .computer import SimulatedCard
from .fences import SyncObjects

if TYPE_CHECKING:
    from ....compiler import Keep
    from ...memory.l2_cache import Cache

_client_ids = count(1)


@dataclass(eq=False)
class Handle:
    """A GEM object of one file, with the addresses it is mapped at in that file's page tables."""

    buffer: BufferObject
    mappings: dict[int, int]
    """Size by GPU address."""
    shareable: bool = True


class Submitter(Protocol):
    """What an open render node has of contexts and rings."""

    def close(self) -> None:
        """Stop the rings and free the contexts."""


class RenderFile:
    """One open render node. KFD holds it too once its page tables are a process's (ACQUIRE_VM)."""

    def __init__(self, card: SimulatedCard) -> None:
        self.card: SimulatedCard = card
        self.pid = os.getpid()
        self.address_space = AddressSpace()
        self.client_id = next(_client_ids)
        self.is_compute = False
        self.handles: dict[int, Handle] = {}
        self.sync_objects = SyncObjects()
        self.last_fault: tuple[int, int] | None = None
        self.lock = QuietLock(reentrant=True)
        self.submission: Submitter | None = None
        """Contexts and rings, once there was a request for them."""
        self._cache: Cache | None = None
        self._owners = 1
        card.opened(self)

    @property
    def description(self) -> CardDescription:
        """What the card is."""
        return self.card.description

    @property
    def kept(self) -> Keep:
        """The compiler of the simulator's own native code."""
        return self.card.machine.kept

    @property
    def cache(self) -> Cache:
        """The card's L2 cache as these page tables see it: one that can be stale only on a strict card."""
        from ...memory.l2_cache import Coherent, WriteBackCache
        from ..memory.dies import CachesOfDies

        with self.lock:
            if self._cache is None:
                memory, dies = self.address_space, self.description.xcc_count
                if not self.card.strict:
                    self._cache = Coherent(memory)
                elif dies > 1:
                    self._cache = CachesOfDies(memory, self.kept, dies)
                else:
                    self._cache = WriteBackCache(memory, self.kept)
            return self._cache

    def hold(self) -> RenderFile:
        """One more owner."""
        self._owners += 1
        return self

    def release(self) -> None:
        """One owner less; the last one's leaving frees everything (amdgpu_driver_postclose_kms)."""
        self._owners -= 1
        if self._owners == 0:
            self.end()

    def end(self) -> None:
        """Free everything, whoever holds the file still. Does nothing the second time."""
        if self not in self.card.files:
            return
        self.card.files.remove(self)
        if self.submission is not None:
            self.submission.close()
            self.submission = None
        if self._cache is not None:
            self._cache.close()
            self._cache = None
        for handle in tuple(self.handles):
            self.close_handle(handle)

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        """Map a BO by its offset (drm_gem_mmap, amdgpu_gem_object_mmap)."""
        buffer = self.card.at_mmap_offset(offset)
        if offset % PAGE or buffer is None or buffer.pool is None:
            raise error(EINVAL)
        if page_align(size_bytes) > buffer.size_bytes:
            raise error(EINVAL)
        if not buffer.cpu_access:
            raise error(EPERM)
        if not flags & kernel.MAP_SHARED:
            # ttm_bo_mmap_obj: "Enforce no COW since would have really strange behavior with it."
            raise error(EINVAL)
        if self.pid != os.getpid():
            # drm_vma_node_is_allowed
            raise error(EACCES)
        return buffer.pool.map(size_bytes, protection, flags, buffer.offset, address)

    def munmap(self, address: int, size_bytes: int) -> None:
        """Undo `mmap`."""
        kernel.munmap(address, size_bytes)

    def close(self) -> None:
        """Close the descriptor."""
        if self.pid == os.getpid():
            self.release()

    def find(self, handle: int, missing: int = ENOENT) -> Handle:
        """The GEM object of a handle (drm_gem_object_lookup). Raises OSError."""
        found = self.handles.get(handle)
        if found is None:
            raise error(missing)
        return found

    def add(self, buffer: BufferObject, shareable: bool = True) -> int:
        """Give a BO a handle (drm_gem_handle_create)."""
        number = next(i for i in range(1, 2**31) if i not in self.handles)
        self.handles[number] = Handle(buffer, {}, shareable)
        return number

    def close_handle(self, number: int) -> None:
        """Close a handle: its mappings go with it (amdgpu_gem_object_close). Raises OSError(EINVAL)."""
        handle = self.find(number, EINVAL)
        for address, size in handle.mappings.items():
            self.address_space.unmap(address, size)
        del self.handles[number]
        handle.buffer.release()


Handler = Callable[[RenderFile, Any], None]
HANDLERS: dict[int, tuple[str, Handler]] = {}
"""The structure of a request and the function that answers it, by the number of the request."""


def answers(request: abi.Request, with_lock: bool = True) -> Callable[[Handler], Handler]:
    """Register a function for a request. Those that sleep go without the file's lock."""

    def register(function: Handler) -> Handler:
        def locked(file: RenderFile, arguments: Any) -> None:
            with file.lock:
                function(file, arguments)

        chosen = locked if with_lock else function
        HANDLERS[abi.number_of(request.number)] = (request.structure, chosen)
        return function

    return register
