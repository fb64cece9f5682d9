"""Memory for command streams and descriptors: chunks that live as long as something in them is used."""

from __future__ import annotations

import sys
from collections.abc import Callable

from .. import kernel
from ..owned import Owned
from .kernel_interface import Piece
from .memory import CardMemory

CHUNK_BYTES = 256 << 10
_MOST_SPARE = 8


class Chunk(Owned):
    """Memory that is taken from one end on. It goes back to its pool with its last reference."""

    def __init__(self, piece: Piece, pool: CommandMemory) -> None:
        self.piece, self._pool, self.used_bytes = piece, pool, 0

    def take(self, size_bytes: int, alignment: int) -> int | None:
        """An offset of so many bytes; None where there is no room."""
        start = -(-self.used_bytes // alignment) * alignment
        if start + size_bytes > self.piece.size_bytes:
            return None
        self.used_bytes = start + size_bytes
        return start

    def __del__(self, finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        if not finalizing():
            self._pool.give_back(self.piece)


class Place:
    """Some bytes of a chunk, which it keeps."""

    __slots__ = ("chunk", "gpu_address", "host_address", "size_bytes")

    def __init__(self, chunk: Chunk, offset: int, size_bytes: int) -> None:
        self.chunk, self.size_bytes = chunk, size_bytes
        self.gpu_address = chunk.piece.gpu_address + offset
        self.host_address = chunk.piece.host_address + offset

    def write(self, data: bytes | bytearray | memoryview, offset: int = 0) -> None:
        kernel.buffer(self.host_address + offset, len(data))[:] = data


class CommandMemory:
    """What one queue takes memory for its commands from."""

    def __init__(self, memory: CardMemory) -> None:
        self._memory = memory
        self._current: Chunk | None = None
        self._spare: list[Piece] = []
        self._closed = False

    def place(self, size_bytes: int, alignment: int = 32) -> Place:
        """Room for so many bytes. Raises OutOfMemory."""
        if self._current is not None:
            offset = self._current.take(size_bytes, alignment)
            if offset is not None:
                return Place(self._current, offset, size_bytes)
        if size_bytes > CHUNK_BYTES:
            chunk = Chunk(self._memory.allocate(size_bytes, "commands", read_only=True), self)
        else:
            chunk = self._current = Chunk(self._piece(), self)
        return Place(chunk, chunk.take(size_bytes, alignment) or 0, size_bytes)

    def _piece(self) -> Piece:
        if self._spare:
            return self._spare.pop()
        return self._memory.allocate(CHUNK_BYTES, "commands", read_only=True)

    def give_back(self, piece: Piece) -> None:
        """Called with the last reference to a chunk."""
        if self._closed or piece.size_bytes != CHUNK_BYTES or len(self._spare) >= _MOST_SPARE:
            self._memory.release(piece.gpu_address)
        else:
            self._spare.append(piece)

    def close(self) -> None:
        """Give back what is not used; the rest follows."""
        self._closed = True
        self._current = None
        while self._spare:
            self._memory.release(self._spare.pop().gpu_address)
