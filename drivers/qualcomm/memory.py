"""A card's memory: pieces of the system's, mapped for both sides, and whose they are."""

from __future__ import annotations

import bisect
import sys
from collections.abc import Callable

from ..errors import DeviceClosed, InvalidArgument, OutOfMemory, SystemCallFailed
from ..mapped import whole_pages
from ..owned import Owned
from ..quiet import QuietLock
from .kernel_interface import KernelInterface, Piece


class CardMemory:
    """What a card has handed out, by address."""

    def __init__(self, interface: KernelInterface, memory_bytes: int) -> None:
        self._interface, self._memory_bytes = interface, memory_bytes
        self._pieces: dict[int, Piece] = {}
        self._addresses: list[int] = []
        self._used_bytes = 0
        self._lock = QuietLock(reentrant=True)
        self.is_closed = False

    @property
    def used_bytes(self) -> int:
        return self._used_bytes

    def allocate(self, size_bytes: int, what: str, cached: bool = False, read_only: bool = False) -> Piece:
        """Whole pages. Raises OutOfMemory with what is asked for and left, InvalidArgument, DeviceClosed."""
        if size_bytes < 0:
            raise InvalidArgument(f"cannot allocate {size_bytes} bytes for {what}: the size is negative")
        size = whole_pages(size_bytes)
        with self._lock:
            if self.is_closed:
                raise DeviceClosed(f"cannot allocate {size_bytes} bytes for {what}: the card is closed")
            left = self._memory_bytes - self._used_bytes
            if size > left:
                raise OutOfMemory(
                    f"cannot allocate {size_bytes} bytes for {what}: {max(left, 0)} of the card's"
                    f" {self._memory_bytes} are left"
                )
            try:
                piece = self._interface.allocate(size, what, cached, read_only)
            except SystemCallFailed as error:
                raise OutOfMemory(
                    f"cannot allocate {size_bytes} bytes for {what}, with {self._used_bytes} in use: {error}"
                ) from error
            self._pieces[piece.gpu_address] = piece
            bisect.insort(self._addresses, piece.gpu_address)
            self._used_bytes += piece.size_bytes
            return piece

    def free(self, gpu_address: int) -> None:
        """Give memory back. Raises InvalidArgument for what begins there not."""
        with self._lock:
            piece = self._pieces.pop(gpu_address, None)
            if piece is None:
                raise InvalidArgument(f"this card has no memory at {gpu_address:#x} to free")
            self._addresses.remove(gpu_address)
            self._used_bytes -= piece.size_bytes
            self._interface.free(piece)

    def release(self, gpu_address: int) -> None:
        """As `free`, for what may have gone with the card."""
        with self._lock:
            if not self.is_closed and gpu_address in self._pieces:
                self.free(gpu_address)

    def find(self, address: int) -> Piece | None:
        """The piece that an address is in."""
        with self._lock:
            at = bisect.bisect_right(self._addresses, address) - 1
            piece = self._pieces[self._addresses[at]] if at >= 0 else None
            return piece if piece is not None and address < piece.gpu_address + piece.size_bytes else None

    def nearest(self, address: int) -> Piece | None:
        """The piece that begins last before an address."""
        with self._lock:
            at = bisect.bisect_right(self._addresses, address) - 1
            return self._pieces[self._addresses[at]] if at >= 0 else None

    def close(self) -> None:
        """Give everything back."""
        with self._lock:
            self.is_closed = True
            for piece in self._pieces.values():
                self._interface.free(piece)
            self._pieces.clear()
            self._addresses.clear()
            self._used_bytes = 0


class HeldMemory(Owned):
    """A piece of a card's memory that goes back with the last reference to this."""

    def __init__(self, piece: Piece, memory: CardMemory) -> None:
        self.piece, self._memory = piece, memory

    def __del__(self, finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        if not finalizing():
            self._memory.release(self.piece.gpu_address)
