"""The card's L2 cache, as far as it shows: what the host reads while the card's writes are still in it.

Memory that is not mapped uncached (MTYPE_UC) goes through the L2 cache. A strict card keeps a copy of all of
it, which its waves and its command processor use in place of memory, as if every line were in the cache:
bytes they wrote reach memory when an action writes the cache back, bytes that others wrote to memory reach
them when an action invalidates it. A driver that forgets either gets the stale bytes silicon may give it.

What differs from silicon: the copy is as large as the memory; a write of the value that is there already
counts as no write. Cards of several dies have several caches (`dies`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from ... import kernel
from ...compiler import Compiler, Keep, loaded
from ...llvm import host_compiler
from ...object_loader import LoadedObject
from ...quiet import QuietLock
from .vm import AddressSpace, Mapping

ALL_OF_MEMORY = 1 << 64
ALL_DIES = -1

_LINE_BYTES = 64
_CACHED_KINDS = ("vram", "gtt", "userptr")
# A wave may still be looking at the copy of memory that was unmapped a moment ago.
_OLD_COPIES_KEPT = 256

_SOURCE = """
declare void @llvm.masked.store.v64i8.p0(<64 x i8>, ptr, i32, <64 x i1>)

; Bytes that differ between %copy and %clean were written by the card: they go to memory.
define void @write_back(ptr %memory, ptr %copy, ptr %clean, i64 %size) {
entry:
  br label %line
line:
  %at = phi i64 [ 0, %entry ], [ %next, %after ]
  %copy_at = getelementptr i8, ptr %copy, i64 %at
  %clean_at = getelementptr i8, ptr %clean, i64 %at
  %now = load <64 x i8>, ptr %copy_at, align 64
  %before = load <64 x i8>, ptr %clean_at, align 64
  %dirty = icmp ne <64 x i8> %now, %before
  %bits = bitcast <64 x i1> %dirty to i64
  %any = icmp ne i64 %bits, 0
  br i1 %any, label %store, label %after
store:
  %memory_at = getelementptr i8, ptr %memory, i64 %at
  call void @llvm.masked.store.v64i8.p0(<64 x i8> %now, ptr %memory_at, i32 64, <64 x i1> %dirty)
  store <64 x i8> %now, ptr %clean_at, align 64
  br label %after
after:
  %next = add i64 %at, 64
  %more = icmp ult i64 %next, %size
  br i1 %more, label %line, label %done
done:
  ret void
}

; Bytes that the card has not written become what memory has.
define void @invalidate(ptr %memory, ptr %copy, ptr %clean, i64 %size) {
entry:
  br label %line
line:
  %at = phi i64 [ 0, %entry ], [ %next, %after ]
  %memory_at = getelementptr i8, ptr %memory, i64 %at
  %clean_at = getelementptr i8, ptr %clean, i64 %at
  %theirs = load <64 x i8>, ptr %memory_at, align 64
  %before = load <64 x i8>, ptr %clean_at, align 64
  %changed = icmp ne <64 x i8> %theirs, %before
  %bits = bitcast <64 x i1> %changed to i64
  %any = icmp ne i64 %bits, 0
  br i1 %any, label %store, label %after
store:
  %copy_at = getelementptr i8, ptr %copy, i64 %at
  %now = load <64 x i8>, ptr %copy_at, align 64
  %unwritten = icmp eq <64 x i8> %now, %before
  %take = and <64 x i1> %changed, %unwritten
  call void @llvm.masked.store.v64i8.p0(<64 x i8> %theirs, ptr %copy_at, i32 64, <64 x i1> %take)
  call void @llvm.masked.store.v64i8.p0(<64 x i8> %theirs, ptr %clean_at, i32 64, <64 x i1> %take)
  br label %after
after:
  %next = add i64 %at, 64
  %more = icmp ult i64 %next, %size
  br i1 %more, label %line, label %done
done:
  ret void
}
"""


@dataclass(frozen=True)
class Action:
    """What a packet does to the L2 cache: drop what may be older than memory, write back what is newer.

    In a range of GPU addresses; of memory that is not coherent (MTYPE_NC) only, where it says so.
    """

    invalidate: bool = False
    write_back: bool = False
    only_non_coherent: bool = False
    start: int = 0
    size_bytes: int = ALL_OF_MEMORY

    @property
    def does_something(self) -> bool:
        """Whether it is one at all."""
        return self.invalidate or self.write_back


class Cache(Protocol):
    """What lies between the card's engines and memory."""

    @property
    def view(self) -> AddressSpace:
        """Memory as what goes through the cache sees it."""

    @property
    def views(self) -> tuple[AddressSpace, ...]:
        """Memory as workgroups see it, which may be dealt out to caches of their own."""

    def act(self, action: Action, dies: int = ALL_DIES) -> None:
        """Do what a packet asks for, on the dies that execute it (a mask)."""

    def close(self) -> None:
        """Give back what the cache takes up. What was not written back is lost."""


@dataclass(frozen=True)
class Coherent:
    """A cache that always agrees with memory, and so need not be there."""

    memory: AddressSpace

    @property
    def view(self) -> AddressSpace:
        """Memory itself."""
        return self.memory

    @property
    def views(self) -> tuple[AddressSpace, ...]:
        """Memory itself, for all."""
        return (self.memory,)

    def act(self, action: Action, dies: int = ALL_DIES) -> None:
        """There is nothing to do."""

    def close(self) -> None:
        """There is nothing to give back."""


@lru_cache(maxsize=4)
def line_functions(compiler: Compiler) -> tuple[LoadedObject, Any, Any]:
    """`write_back` and `invalidate` of (memory, copy, clean, bytes), with the code they are part of."""
    code = loaded(compiler, _SOURCE, LoadedObject)
    signature = "void(*)(uintptr_t, uintptr_t, uintptr_t, uint64_t)"
    write_back, invalidate = (
        kernel.native_function(signature, code.functions[name].gpu_address)
        for name in ("write_back", "invalidate")
    )
    return code, write_back, invalidate


@dataclass(frozen=True)
class _Copy:
    # What the cache holds of one mapping, and what it held when it last agreed with memory. Memory that is
    # not cached has none.
    mapping: Mapping
    now: int
    clean: int

    @property
    def is_cached(self) -> bool:
        return self.now != 0

    def close(self) -> None:
        if self.is_cached:
            kernel.munmap(self.now, self.mapping.size_bytes)
            kernel.munmap(self.clean, self.mapping.size_bytes)


class WriteBackCache:
    """The L2 cache of a strict card, over one process's memory."""

    def __init__(self, memory: AddressSpace, kept: Keep) -> None:
        self._memory = memory
        self._code, self._write_back, self._invalidate = line_functions(kept(host_compiler()))
        self._view = AddressSpace()
        self._copies: dict[int, _Copy] = {}  # by the identity of their mappings
        self._old: deque[_Copy] = deque()
        self._lock = QuietLock()

    @property
    def view(self) -> AddressSpace:
        """Memory as the card's engines see it: copies of what is cached, the rest itself."""
        with self._lock:
            self._follow()
        return self._view

    @property
    def views(self) -> tuple[AddressSpace, ...]:
        """The same for all workgroups."""
        return (self.view,)

    def act(self, action: Action, dies: int = ALL_DIES) -> None:
        """Write back what the card wrote, take in what others wrote, as far as the action goes."""
        if not action.does_something:
            return
        end = action.start + action.size_bytes
        with self._lock:
            self._follow()
            for copy in self._copies.values():
                if action.only_non_coherent and not copy.mapping.non_coherent:
                    continue
                if action.write_back:
                    self._apply(self._write_back, copy, action.start, end)
                if action.invalidate:
                    self._apply(self._invalidate, copy, action.start, end)

    def close(self) -> None:
        """Give the copies back. What was not written back is lost."""
        with self._lock:
            for copy in (*self._old, *self._copies.values()):
                copy.close()
            self._old.clear()
            self._copies.clear()

    @staticmethod
    def _apply(function: Any, copy: _Copy, start: int, end: int) -> None:
        mapping = copy.mapping
        first = max(start - mapping.gpu_address, 0) // _LINE_BYTES * _LINE_BYTES
        last = min(end, mapping.end) - mapping.gpu_address
        if copy.is_cached and first < last:
            function(mapping.host_address + first, copy.now + first, copy.clean + first, last - first)

    def _follow(self) -> None:
        # Map and unmap here what was mapped and unmapped in memory since the last look.
        mappings = self._memory.mappings
        present = {id(mapping) for mapping in mappings}
        if present == self._copies.keys():
            return
        gone = [self._copies.pop(key) for key in tuple(self._copies) if key not in present]
        new = [mapping for mapping in mappings if id(mapping) not in self._copies]
        for copy in gone:
            self._view.unmap(copy.mapping.gpu_address, copy.mapping.size_bytes)
            for rest in new:
                # Where only a part was unmapped, the rest keeps what was written to it.
                if _is_part(rest, copy.mapping):
                    self._apply(self._write_back, copy, rest.gpu_address, rest.end)
        for mapping in new:
            self._add(mapping)
        self._old.extend(gone)
        while len(self._old) > _OLD_COPIES_KEPT:
            self._old.popleft().close()

    def _add(self, mapping: Mapping) -> None:
        copy = _Copy(mapping, 0, 0)
        if mapping.kind in _CACHED_KINDS and not mapping.uncached:
            copy = _Copy(mapping, _pages(mapping.size_bytes), _pages(mapping.size_bytes))
            self._apply(self._invalidate, copy, mapping.gpu_address, mapping.end)
        self._copies[id(mapping)] = copy
        self._view.map(
            mapping.gpu_address,
            mapping.size_bytes,
            copy.now or mapping.host_address,
            writable=mapping.writable,
            executable=mapping.executable,
            kind=mapping.kind,
            uncached=mapping.uncached,
        )


def _is_part(part: Mapping, whole: Mapping) -> bool:
    return (
        whole.gpu_address <= part.gpu_address
        and part.end <= whole.end
        and part.host_address - part.gpu_address == whole.host_address - whole.gpu_address
    )


def _pages(size_bytes: int) -> int:
    return kernel.mmap(
        size_bytes,
        kernel.PROT_READ | kernel.PROT_WRITE,
        kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | kernel.MAP_NORESERVE,
    )
