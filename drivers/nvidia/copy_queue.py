"""The copy queue: a stream as any other, for copies beside the kernels."""

from __future__ import annotations

from ..errors import InvalidArgument
from ..interface import Dimensions, Function
from .queue import NvidiaQueue


class NvidiaCopyQueue(NvidiaQueue):
    """A stream for copies beside the kernels: the card's copy engines do the work."""

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Raises InvalidArgument, but for the driver's own kernels."""
        if function.owner is not self.parts.builtins():
            raise InvalidArgument(f"a copy queue runs no kernels, and so not {function.name}")
        super().dispatch(function, grid, block, arguments, local_bytes)
