"""A ring of memory for what a queue's packets point to: kernel arguments, and packets outside the ring.

What was taken is free again once the queue's progress has passed the submission it belongs to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from .. import kernel
from ..errors import InvalidArgument
from .memory import Piece


class ArgumentRing:
    """One ring. `progress` is how far the queue has come, `wait` waits until it has come so far, `grow` makes
    a larger piece and keeps the one given until all work in flight is done. Sizes are multiples of 64 bytes.
    """

    def __init__(
        self,
        piece: Piece,
        progress: Callable[[], int],
        wait: Callable[[int], None],
        grow: Callable[[Piece, int], Piece],
    ) -> None:
        self._progress, self._wait, self._grow = progress, wait, grow
        # (submission, position up to which it and those before it took).
        self._marks: deque[tuple[int, int]] = deque()
        self._use(piece)

    def _use(self, piece: Piece) -> None:
        if piece.host_address is None:
            raise InvalidArgument("memory for arguments must be visible to the host")
        self._piece = piece
        self.address = piece.gpu_address
        self.view = kernel.buffer(piece.host_address, piece.size_bytes)
        self._size = piece.size_bytes
        # Positions only grow; the offset in memory is the rest of a division by the size.
        self._head = self._tail = 0
        self._at = 0
        self._limit = self._size

    def take(self, size_bytes: int) -> int:
        """An offset in `view` and from `address` with so many bytes behind it."""
        at = self._at
        end = at + size_bytes
        if end <= self._limit:
            self._at = end
            return at
        return self._take_slowly(size_bytes)

    def mark(self, submission: int) -> None:
        """All that was taken so far belongs to this submission or those before it."""
        position = self._position()
        if not self._marks or self._marks[-1][1] != position:
            self._marks.append((submission, position))

    def _position(self) -> int:
        return self._head + self._at - self._head % self._size

    def _reclaim(self) -> None:
        done = self._progress()
        while self._marks and self._marks[0][0] <= done:
            self._tail = self._marks.popleft()[1]

    def _take_slowly(self, size_bytes: int) -> int:
        self._head = self._position()
        while True:
            self._reclaim()
            at = self._head % self._size
            skipped = self._size - at if at + size_bytes > self._size else 0
            if self._head + skipped + size_bytes - self._tail <= self._size:
                break
            if self._marks and size_bytes <= self._size // 4:
                self._wait(self._marks[0][0])
                continue
            # Everything belongs to work that is not submitted yet: a larger ring is needed.
            self._marks.clear()
            self._use(self._grow(self._piece, max(2 * self._size, 4 * size_bytes)))
        self._head += skipped
        at = self._head % self._size
        free = self._size - (self._head - self._tail)
        self._limit = min(self._size, at + free)
        self._at = at + size_bytes
        return at

    @property
    def piece(self) -> Piece:
        """The memory in use now."""
        return self._piece
