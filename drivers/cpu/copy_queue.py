"""The copy queue: a ring and a thread as any other, for copies beside the kernels."""

from __future__ import annotations

from ..errors import InvalidArgument
from ..interface import Dimensions, Function
from .queue import CpuQueue


class CpuCopyQueue(CpuQueue):
    """A queue that runs no kernels, as those of cards with engines for copies do not."""

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Raises InvalidArgument."""
        raise InvalidArgument(f"cannot dispatch {function.name} on queue {self.name}: it only copies")
