"""The memory of one card: small pieces cut from large allocations of the kernel, and who owns which address.

A piece costs no request to the kernel unless a new chunk is needed. Every live piece is known by address, so
that a fault can name the nearest one, and a copy can find the card whose memory it touches.
"""

from __future__ import annotations

import os
from bisect import bisect_right, insort
from collections import deque
from dataclasses import dataclass, field

from ..errors import InvalidArgument
from ..owned import Owned
from ..quiet import QuietLock
from .kernel_interface import KernelInterface, Memory, Placement

PAGE_BYTES = 4096
CHUNK_BYTES = 2 << 20
LARGEST_PIECE_BYTES = 1 << 18
GRANULE_BYTES = 256

NEAR_BYTES = 1 << 30
"""An address further from memory than this was hardly meant to be in it."""


@dataclass(frozen=True, eq=False)
class Piece:
    """Memory that is handed out. `owner` is for people; `memory` is what the kernel knows it as part of."""

    gpu_address: int
    size_bytes: int
    host_address: int | None
    owner: str
    memory: Memory


@dataclass(eq=False)
class _Chunk:
    """An allocation that pieces are cut from: `free` is its gaps as sorted (start, end) offsets."""

    memory: Memory
    free: list[tuple[int, int]] = field(default_factory=list)

    def take(self, size: int) -> int | None:
        for index, (start, end) in enumerate(self.free):
            if end - start >= size:
                if end - start == size:
                    del self.free[index]
                else:
                    self.free[index] = (start + size, end)
                return start
        return None

    def give(self, start: int, size: int) -> None:
        at = bisect_right(self.free, (start, start))
        end = start + size
        if at < len(self.free) and self.free[at][0] == end:
            end = self.free.pop(at)[1]
        if at and self.free[at - 1][1] == start:
            start = self.free.pop(at - 1)[0]
            at -= 1
        self.free.insert(at, (start, end))

    @property
    def is_empty(self) -> bool:
        return self.free == [(0, self.memory.size_bytes)]


_Kind = tuple[Placement, bool, bool]


class CardMemory(Owned):
    """Hands out the memory of one card. Threads may share it.

    In a child of a fork it frees nothing: the memory is the parent's.
    """

    def __init__(self, interface: KernelInterface) -> None:
        self._interface = interface
        self._chunks: dict[_Kind, list[_Chunk]] = {}
        self._chunk_of: dict[int, tuple[_Kind, _Chunk]] = {}
        self._pieces: dict[int, Piece] = {}
        self._addresses: list[int] = []
        self._peers: dict[int, set[KernelInterface]] = {}
        self._lock = QuietLock(reentrant=True)
        self._retired: deque[int] = deque()
        self._process = os.getpid()

    def allocate(
        self,
        size_bytes: int,
        placement: Placement,
        owner: str,
        *,
        executable: bool = False,
        host_visible: bool = False,
    ) -> Piece:
        """A piece of at least `size_bytes`, on 256 bytes when small and on a page otherwise.

        Raises OutOfMemory with what was free, InvalidArgument for a negative size.
        """
        if size_bytes < 0:
            raise InvalidArgument(f"cannot allocate {size_bytes} bytes: a size is not negative")
        with self._lock:
            self._collect()
            if size_bytes > LARGEST_PIECE_BYTES:
                size = -(-size_bytes // PAGE_BYTES) * PAGE_BYTES
                memory = self._interface.allocate(
                    size, placement, executable=executable, host_visible=host_visible
                )
                piece = Piece(memory.gpu_address, size, memory.host_address, owner, memory)
            else:
                piece = self._cut(max(size_bytes, 1), (placement, executable, host_visible), owner)
            self._pieces[piece.gpu_address] = piece
            insort(self._addresses, piece.gpu_address)
            return piece

    def _cut(self, size_bytes: int, kind: _Kind, owner: str) -> Piece:
        size = -(-size_bytes // GRANULE_BYTES) * GRANULE_BYTES
        chunks = self._chunks.setdefault(kind, [])
        for chunk in chunks:
            start = chunk.take(size)
            if start is not None:
                break
        else:
            placement, executable, host_visible = kind
            memory = self._interface.allocate(
                CHUNK_BYTES, placement, executable=executable, host_visible=host_visible
            )
            chunk = _Chunk(memory, [(size, memory.size_bytes)])
            chunks.append(chunk)
            start = 0
        memory = chunk.memory
        host = None if memory.host_address is None else memory.host_address + start
        address = memory.gpu_address + start
        self._chunk_of[address] = (kind, chunk)
        return Piece(address, size, host, owner, memory)

    def free(self, gpu_address: int) -> None:
        """Take a piece back. Raises InvalidArgument for an address that none begins at."""
        with self._lock:
            piece = self._pieces.pop(gpu_address, None)
            if piece is None:
                raise InvalidArgument(f"there is no memory at {gpu_address:#x} to free")
            del self._addresses[bisect_right(self._addresses, gpu_address) - 1]
            found = self._chunk_of.pop(gpu_address, None)
            if found is None:
                self._free_memory(piece.memory)
                return
            kind, chunk = found
            chunk.give(gpu_address - chunk.memory.gpu_address, piece.size_bytes)
            # The last chunk of a kind stays, so that one piece made and freed again is quick.
            if chunk.is_empty and len(self._chunks[kind]) > 1:
                self._chunks[kind].remove(chunk)
                self._free_memory(chunk.memory)

    def retire(self, gpu_address: int) -> None:
        """Take a piece back some time later. Finalizers call it at any moment, so it does nothing itself."""
        self._retired.append(gpu_address)

    def _collect(self) -> None:
        while self._retired:
            self.free(self._retired.popleft())

    def _free_memory(self, memory: Memory) -> None:
        self._peers.pop(memory.gpu_address, None)
        if os.getpid() == self._process:
            self._interface.free(memory)

    def find(self, address: int) -> Piece | None:
        """The piece that has `address`."""
        with self._lock:
            at = bisect_right(self._addresses, address) - 1
            if at < 0:
                return None
            piece = self._pieces[self._addresses[at]]
            return piece if address < piece.gpu_address + piece.size_bytes else None

    def share(self, piece: Piece, other: KernelInterface) -> None:
        """Let another card use the memory that a piece is part of; the second time it costs nothing."""
        with self._lock:
            mapped = self._peers.setdefault(piece.memory.gpu_address, set())
            if other not in mapped:
                self._interface.map_peer(piece.memory, other)
                mapped.add(other)

    def nearest(self, address: int) -> str:
        """Which piece an address is in, or which it is nearest to, and whose that is."""
        with self._lock:
            at = bisect_right(self._addresses, address)
            around = [self._pieces[where] for where in self._addresses[max(0, at - 1) : at + 1]]
        if not around:
            return "no memory is allocated on this card"

        def distance(piece: Piece) -> int:
            end = piece.gpu_address + piece.size_bytes
            return max(piece.gpu_address - address, address - end + 1, 0)

        piece = min(around, key=distance)
        if distance(piece) > NEAR_BYTES:
            whose = f"{piece.owner} at {piece.gpu_address:#x}"
            return f"far from all memory of this card, of which {whose} is nearest"
        extent = f"{piece.owner} ({piece.size_bytes} bytes at {piece.gpu_address:#x})"
        if address < piece.gpu_address:
            return f"{piece.gpu_address - address} bytes before {extent}"
        if address >= piece.gpu_address + piece.size_bytes:
            return f"{address - piece.gpu_address - piece.size_bytes} bytes past the end of {extent}"
        return f"byte {address - piece.gpu_address} of {extent}"

    @property
    def used_bytes(self) -> int:
        """Bytes in live pieces."""
        with self._lock:
            self._collect()
            return sum(piece.size_bytes for piece in self._pieces.values())

    def close(self) -> None:
        """Give everything back to the kernel."""
        with self._lock:
            self._retired.clear()
            owned = {id(piece.memory): piece.memory for piece in self._pieces.values()}
            owned |= {id(c.memory): c.memory for chunks in self._chunks.values() for c in chunks}
            self._pieces.clear()
            self._addresses.clear()
            self._chunks.clear()
            self._chunk_of.clear()
            for memory in owned.values():
                self._free_memory(memory)
