"""What one process has on the card: page tables, memory objects, contexts."""

from __future__ import annotations

import os
from bisect import insort
from errno import EINVAL, ENOMEM, ENOSPC

from ....qualcomm import abi
from ....quiet import QuietLock
from ...memory.pages import PAGE, error
from ...memory.vm import AddressSpace
from ..memory.gpu_cache import GpuCache, kind_of
from ..memory.objects import MemoryObject, create
from .context import Context
from .machine import SimulatedCard

# kgsl_iommu.h: KGSL_IOMMU_VA_BASE64 and KGSL_IOMMU_VA_END64.
VA_BASE, VA_END = 0x40_0000_0000, 0x80_0000_0000
_CACHED = (abi.KGSL_CACHEMODE_WRITETHROUGH, abi.KGSL_CACHEMODE_WRITEBACK)
_ALIGN_MASK = 0x00FF0000
CONTEXTS_PER_PROCESS = 200


class Process:
    """One process. Files that it opens share it."""

    def __init__(self, card: SimulatedCard) -> None:
        self.card = card
        self.files = 0
        self.memory = AddressSpace()
        self.cache = GpuCache(self.memory, card.kept)
        self.objects: dict[int, MemoryObject] = {}
        self.contexts: dict[int, Context] = {}
        self.lock = QuietLock(reentrant=True)
        self._taken: list[tuple[int, int]] = []
        self.closed = False
        self._waiting_frees: list[tuple[Context, int, int]] = []
        self._fences: list[tuple[Context, int, int]] = []

    # ---- memory ---------------------------------------------------------------------------------------

    def allocate(self, size_bytes: int, flags: int) -> MemoryObject:
        """gpumem_alloc_entry: an object with an address. Raises OSError."""
        if size_bytes == 0 or size_bytes > 0xFFFFFFFF:
            raise error(EINVAL)
        self.card.troubles.allocation.strike()
        flags = filtered_flags(flags)
        return self._add(create(self.card.pool, size_bytes, flags, is_cached(flags)))

    def import_user_memory(self, address: int, size_bytes: int, flags: int) -> MemoryObject:
        """kgsl_setup_useraddr: memory of the process itself. Raises OSError."""
        if address == 0 or address % PAGE or size_bytes == 0 or size_bytes % PAGE:
            raise error(EINVAL)
        made = create(self.card.pool, size_bytes, flags, True, user_address=address)
        # What the process has there is in memory when its pages are taken.
        made.synchronise(self.card.kept, 1, 0, made.size_bytes)
        return self._add(made)

    def _add(self, made: MemoryObject) -> MemoryObject:
        with self.lock:
            made.number = next(n for n in range(1, 2**31) if n not in self.objects)
            try:
                made.gpu_address = self._place(made.size_bytes, made.flags)
            except OSError:
                made.release()
                raise
            self.objects[made.number] = made
            self.memory.map(
                made.gpu_address,
                made.size_bytes,
                made.host_address,
                writable=not made.flags & abi.KGSL_MEMFLAGS_GPUREADONLY,
                executable=True,
                kind=kind_of(made.size_bytes, self.card.strict),
            )
        return made

    def _place(self, size_bytes: int, flags: int) -> int:
        alignment = max(PAGE, 1 << ((flags & _ALIGN_MASK) >> abi.KGSL_MEMALIGN_SHIFT))
        # A page between two objects, so that who goes past the end of one is found.
        at = VA_BASE
        for start, end in self._taken:
            if at + size_bytes + PAGE <= start:
                break
            at = -(-(end + PAGE) // alignment) * alignment
        if at + size_bytes > VA_END:
            raise error(ENOMEM)
        insort(self._taken, (at, at + size_bytes))
        return at

    def find(self, number: int) -> MemoryObject:
        """An object by its id. Raises OSError(EINVAL)."""
        found = self.objects.get(number)
        if found is None:
            raise error(EINVAL)
        return found

    def find_address(self, address: int) -> MemoryObject:
        """The object that an address lies in. Raises OSError(EINVAL)."""
        for made in self.objects.values():
            if made.gpu_address <= address < made.gpu_address + made.size_bytes:
                return made
        raise error(EINVAL)

    def free(self, made: MemoryObject) -> None:
        """Take an object away from the GPU. The processor's mappings stay until they are undone."""
        with self.lock:
            if self.objects.pop(made.number, None) is None:
                return
            self.memory.unmap(made.gpu_address, made.size_bytes)
            self._taken.remove((made.gpu_address, made.gpu_address + made.size_bytes))
            if not made.mappings:
                made.release()

    def free_when_retired(self, made: MemoryObject, context: Context, timestamp: int) -> None:
        """Free an object once a context's timestamp is retired."""
        if context.is_retired(timestamp):
            self.free(made)
        else:
            self._waiting_frees.append((context, timestamp, made.number))

    def signal_when_retired(self, context: Context, timestamp: int, descriptor: int) -> None:
        """Make a descriptor readable once a context's timestamp is retired."""
        with self.lock:
            # One for the simulator: the caller may close its own at any time.
            self._fences.append((context, timestamp, os.dup(descriptor)))
        self.context_moved()

    def context_moved(self) -> None:
        """A context's timestamp was retired, or it failed."""
        with self.lock:
            for fence in [fence for fence in self._fences if fence[0].is_retired(fence[1])]:
                self._fences.remove(fence)
                os.eventfd_write(fence[2], 1)
                os.close(fence[2])
            due = [entry for entry in self._waiting_frees if entry[0].is_retired(entry[1])]
            for entry in due:
                self._waiting_frees.remove(entry)
                made = self.objects.get(entry[2])
                if made is not None:
                    self.free(made)

    # ---- contexts -------------------------------------------------------------------------------------

    def create_context(self, flags: int) -> Context:
        """A context. Raises OSError(ENOSPC)."""
        with self.lock:
            if len(self.contexts) >= CONTEXTS_PER_PROCESS:
                raise error(ENOSPC)
            number = next(n for n in range(1, 2**16) if n not in self.contexts)
            made = Context(number, flags, self.memory, self.cache, self.card.ring.changed, self.context_moved)
            self.contexts[number] = made
            return made

    def context(self, number: int) -> Context:
        """A context of this process. Raises OSError(EINVAL)."""
        found = self.contexts.get(number)
        if found is None:
            raise error(EINVAL)
        return found

    def destroy_context(self, context: Context) -> None:
        """Detach a context: what it has queued is cancelled."""
        context.detached = True
        self.card.ring.drop(context)
        self.contexts.pop(context.number, None)
        self.context_moved()

    def close(self) -> None:
        """The last file is closed: all goes."""
        self.closed = True
        for context in tuple(self.contexts.values()):
            self.destroy_context(context)
        for made in tuple(self.objects.values()):
            self.free(made)
        self.cache.close()


def is_cached(flags: int) -> bool:
    """Whether the processor's mapping of an object with these flags is cached and not kept coherent."""
    mode = (flags & abi.KGSL_CACHEMODE_MASK) >> abi.KGSL_CACHEMODE_SHIFT
    return mode in _CACHED and not flags & abi.KGSL_MEMFLAGS_IOCOHERENT


_KNOWN_FLAGS = (
    abi.KGSL_MEMFLAGS_GPUREADONLY
    | abi.KGSL_CACHEMODE_MASK
    | 0xFF << abi.KGSL_MEMTYPE_SHIFT
    | _ALIGN_MASK
    | abi.KGSL_MEMFLAGS_USE_CPU_MAP
    | abi.KGSL_MEMFLAGS_FORCE_32BIT
    | abi.KGSL_MEMFLAGS_IOCOHERENT
)


def filtered_flags(flags: int) -> int:
    """Flags as the kernel keeps them: unknown ones gone, cache modes that arm64 does not have replaced
    (kgsl_filter_cachemode: write-through becomes write-back).
    """
    flags &= _KNOWN_FLAGS
    mode = (flags & abi.KGSL_CACHEMODE_MASK) >> abi.KGSL_CACHEMODE_SHIFT
    if mode == abi.KGSL_CACHEMODE_WRITETHROUGH:
        flags &= ~abi.KGSL_CACHEMODE_MASK
        flags |= abi.KGSL_CACHEMODE_WRITEBACK << abi.KGSL_CACHEMODE_SHIFT
    return flags
