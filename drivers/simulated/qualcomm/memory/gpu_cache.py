"""UCHE, the GPU's second-level cache, and the texture cache before it, as far as they show: stale bytes until
an event has them flushed.

What shaders read and write goes through it; what the command processor reads and writes does not. An object
that a shader touches is copied whole, as if all of it were in the cache from then on: what shaders wrote
reaches memory when the cache is flushed, what others wrote to memory reaches shaders once it is invalidated.
So an event costs as much as was touched since the last. What textures read is copied once more: what shaders
write later reaches no texture until CACHE_INVALIDATE, which turnip asks for before shaders read anything, as
textures or not (tu_cmd_buffer.cc, TU_CMD_FLAG_CACHE_INVALIDATE).

What differs from silicon: nothing leaves the cache by itself, and a write of the value that is there already
counts as no write. Objects above a size are not held, unless the card is strict.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from operator import is_

from .... import kernel
from ....compiler import Keep
from ....llvm import host_compiler
from ....quiet import QuietLock
from ...memory.l2_cache import line_functions
from ...memory.vm import AddressSpace, Mapping

LARGEST_CACHED_BYTES = 1 << 20
_COHERENT = "coherent"
# A wave may still be looking at the copy of memory that was unmapped a moment ago.
_OLD_COPIES_KEPT = 256


def kind_of(size_bytes: int, strict: bool) -> str:
    """The kind of a mapping of so many bytes: one that the cache holds, or not."""
    return "gtt" if strict or size_bytes <= LARGEST_CACHED_BYTES else _COHERENT


@dataclass
class _Copy:
    """What the cache holds of a mapping, and what it held when it last agreed with memory."""

    mapping: Mapping
    now: int
    clean: int
    texels: int = 0
    has_texels: bool = False
    held: bool = False
    dirty: bool = False

    def close(self) -> None:
        if self.now:
            kernel.munmap(self.now, self.mapping.size_bytes)
            kernel.munmap(self.clean, self.mapping.size_bytes)
        if self.texels:
            kernel.munmap(self.texels, self.mapping.size_bytes)


class GpuCache:
    """The cache over one process's memory."""

    def __init__(self, memory: AddressSpace, kept: Keep) -> None:
        self._memory = memory
        self._code, self._write_back, self._invalidate = line_functions(kept(host_compiler()))
        self._view, self._texels = AddressSpace(), AddressSpace()
        self._copies: dict[int, _Copy] = {}  # by the identity of their mappings
        self._known: tuple[Mapping, ...] = ()
        self._old: deque[_Copy] = deque()
        self._lock = QuietLock(reentrant=True)

    @property
    def view(self) -> AddressSpace:
        """Memory as shaders see it: what was touched; `touch` for the rest."""
        with self._lock:
            self._follow()
        return self._view

    @property
    def texels(self) -> AddressSpace:
        """Memory as textures see it: what they touched."""
        with self._lock:
            self._follow()
        return self._texels

    def touch(self, address: int, write: bool, texel: bool = False) -> bool:
        """Let the caches hold what a shader accesses, as a texel or not; whether it may."""
        if texel:
            return self._touch_texels(address)
        with self._lock:
            self._follow()
            mapping = self._memory.find(address)
            if mapping is None or (write and not mapping.writable):
                return False
            copy = self._copies.get(id(mapping))
            if copy is None or mapping.kind == _COHERENT:
                return False
            if copy.held and (copy.dirty or not write):
                return True
            if not copy.held:
                self._fill(copy)
            else:
                self._view.unmap(mapping.gpu_address, mapping.size_bytes)
            copy.held, copy.dirty = True, write
            self._map(self._view, mapping, copy.now, writable=write)
            return True

    def _touch_texels(self, address: int) -> bool:
        with self._lock:
            self.touch(address, write=False)
            mapping = self._memory.find(address)
            copy = self._copies.get(id(mapping)) if mapping is not None else None
            if mapping is None or copy is None or copy.has_texels:
                return copy is not None and copy.has_texels
            now = mapping.host_address
            if mapping.kind != _COHERENT:
                copy.texels = now = copy.texels or _pages(mapping.size_bytes)
                size = mapping.size_bytes
                kernel.buffer(now, size)[:] = kernel.buffer(copy.now, size)
            copy.has_texels = True
            self._map(self._texels, mapping, now, writable=False)
            return True

    def read(self, address: int, size_bytes: int) -> bytes:
        """What a shader would read. Raises MemoryViolation."""
        for start in self._starts(address, size_bytes):
            self.touch(start, write=False)
        return self.view.read(address, size_bytes)

    def flush(self) -> None:
        """Write back what shaders wrote (CACHE_FLUSH_TS)."""
        with self._lock:
            self._follow()
            for copy in self._copies.values():
                if copy.dirty:
                    self._write_back(*self._lines(copy))
                    copy.dirty = False
                    self._view.unmap(copy.mapping.gpu_address, copy.mapping.size_bytes)
                    self._map(self._view, copy.mapping, copy.now, writable=False)

    def invalidate(self) -> None:
        """Forget what others may have written since (CACHE_INVALIDATE); what shaders wrote stays."""
        with self._lock:
            self._follow()
            for copy in self._copies.values():
                if copy.dirty:
                    self._invalidate(*self._lines(copy))
                elif copy.held and copy.mapping.kind != _COHERENT:
                    copy.held = False
                    self._view.unmap(copy.mapping.gpu_address, copy.mapping.size_bytes)
                self._forget_texels(copy)

    def _forget_texels(self, copy: _Copy) -> None:
        if copy.has_texels:
            copy.has_texels = False
            self._texels.unmap(copy.mapping.gpu_address, copy.mapping.size_bytes)

    def close(self) -> None:
        """Give back what the cache takes up. What was not flushed is lost."""
        with self._lock:
            for copy in (*self._old, *self._copies.values()):
                copy.close()
            self._old.clear()
            self._copies.clear()

    def _starts(self, address: int, size_bytes: int) -> list[int]:
        starts = [address]
        for mapping in self._memory.mappings:
            if address < mapping.gpu_address < address + size_bytes:
                starts.append(mapping.gpu_address)
        return starts

    @staticmethod
    def _lines(copy: _Copy) -> tuple[int, int, int, int]:
        return copy.mapping.host_address, copy.now, copy.clean, copy.mapping.size_bytes

    def _fill(self, copy: _Copy) -> None:
        size = copy.mapping.size_bytes
        if not copy.now:
            copy.now, copy.clean = _pages(size), _pages(size)
        memory = kernel.buffer(copy.mapping.host_address, size)
        kernel.buffer(copy.now, size)[:] = memory
        # What changes meanwhile is seen by neither or by both.
        kernel.buffer(copy.clean, size)[:] = kernel.buffer(copy.now, size)

    @staticmethod
    def _map(space: AddressSpace, mapping: Mapping, host_address: int, writable: bool) -> None:
        space.map(
            mapping.gpu_address,
            mapping.size_bytes,
            host_address,
            writable=writable,
            executable=mapping.executable,
            kind=mapping.kind,
        )

    def _follow(self) -> None:
        # Map and unmap here what was mapped and unmapped in memory since the last look.
        mappings = self._memory.mappings
        # By identity: what was unmapped and mapped again at the same place is another mapping.
        if len(mappings) == len(self._known) and all(map(is_, mappings, self._known)):
            return
        self._known = mappings
        present = {id(mapping) for mapping in mappings}
        for key in [key for key in self._copies if key not in present]:
            copy = self._copies.pop(key)
            if copy.held or copy.mapping.kind == _COHERENT:
                self._view.unmap(copy.mapping.gpu_address, copy.mapping.size_bytes)
            self._forget_texels(copy)
            self._old.append(copy)
        for mapping in mappings:
            if id(mapping) not in self._copies:
                self._copies[id(mapping)] = copy = _Copy(mapping, 0, 0)
                if mapping.kind == _COHERENT:
                    copy.held = True
                    self._map(self._view, mapping, mapping.host_address, mapping.writable)
        while len(self._old) > _OLD_COPIES_KEPT:
            self._old.popleft().close()


def _pages(size_bytes: int) -> int:
    return kernel.mmap(
        size_bytes,
        kernel.PROT_READ | kernel.PROT_WRITE,
        kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | kernel.MAP_NORESERVE,
    )
