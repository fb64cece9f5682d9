"""What went wrong on a card: errors that end a context, as exceptions that name kernels and buffers.

The driver reports such an error at the next call, whichever that is, and says neither which kernel it was nor
which address: so the kernels in flight are named, with the memory their arguments point to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ..errors import BarewireError, DeviceHang, KernelFault
from . import abi
from .launch import Launch
from .libcuda import STICKY, CallFailed, Libcuda
from .memory import CardMemory

MOST_KERNELS_NAMED = 4
MOST_BUFFERS_NAMED = 4


class Failing(Protocol):
    """What can say that the card failed: a queue."""

    def poll(self) -> int:
        """Ask the driver; a CUresult, CUDA_SUCCESS or CUDA_ERROR_NOT_READY while all is well."""


def buffers_text(arguments: bytes, memory: CardMemory) -> str:
    """The memory that arguments point to, for people."""
    words = [int.from_bytes(arguments[at : at + 8], "little") for at in range(0, len(arguments) // 8 * 8, 8)]
    found = [(word, piece) for word in words if (piece := memory.find(word)) is not None]
    if not found:
        return f"none (its arguments are {', '.join(map(hex, words[:MOST_BUFFERS_NAMED])) or 'none'})"
    shown = [
        f"{word:#x} (of {piece.size_bytes} bytes at {piece.gpu_address:#x})"
        for word, piece in found[:MOST_BUFFERS_NAMED]
    ]
    more = len(found) - MOST_BUFFERS_NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def launches_text(launches: Sequence[Launch], memory: CardMemory) -> str:
    """The kernels in flight with their buffers, oldest first, for people."""
    if not launches:
        return "no kernel is known to be in flight"
    distinct: dict[str, Launch] = {}
    for launch in launches:
        distinct.setdefault(launch.function.name, launch)
    oldest_first = list(distinct.values())
    shown = "; ".join(
        f"{launch.function.name!r} on grid {launch.grid} of blocks {launch.block} with buffers"
        f" {buffers_text(launch.arguments, memory)}"
        for launch in oldest_first[:MOST_KERNELS_NAMED]
    )
    more = len(oldest_first) - MOST_KERNELS_NAMED
    return f"in flight: {shown}" + (f"; and {more} more" if more > 0 else "")


class Watch:
    """Notices that a card failed, and keeps why."""

    def __init__(
        self, name: str, cuda: Libcuda, memory: CardMemory, in_flight: Callable[[], Sequence[Launch]]
    ) -> None:
        """`in_flight` are the launches that may be running."""
        self.name = name
        self.queues: list[Failing] = []
        self._cuda, self._memory, self._in_flight = cuda, memory, in_flight
        self._error: BarewireError | None = None

    @property
    def failed(self) -> BarewireError | None:
        """What went wrong as far as is known, without asking the driver."""
        return self._error

    def error_of(self, error: CallFailed) -> BarewireError:
        """The exception to raise for a failed call; one that ended the context is kept for all who come."""
        if error.code not in STICKY:
            return error
        if self._error is None:
            kind = DeviceHang if error.code == abi.CUDA_ERROR_LAUNCH_TIMEOUT else KernelFault
            in_flight = launches_text(self._in_flight(), self._memory)
            self._error = kind(
                f"card {self.name} failed: {error.description}; {in_flight}. Its work and the contents of its"
                " memory are lost: close the device and open it again"
            )
        return self._error

    def error(self) -> BarewireError | None:
        """What went wrong, if anything did; it stays so until the card is opened anew."""
        for queue in tuple(self.queues):
            if self._error is not None:
                break
            code = queue.poll()
            if code in STICKY:
                self.error_of(self._cuda.failure(code, "cuStreamQuery"))
        return self._error

    def check(self) -> None:
        """Raises KernelFault or DeviceHang when the card has failed."""
        error = self.error()
        if error is not None:
            raise error
