"""What went wrong on a card: the kernel's reports as errors that name kernel, address and buffer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ..errors import BarewireError, DeviceHang, KernelFault, SystemCallFailed
from .kernel_interface import REOPEN, Fault, KernelInterface
from .kgsl import EDEADLK, EPROTO
from .launch import Launch
from .memory import CardMemory

MOST_KERNELS_NAMED = 4
MOST_BUFFERS_NAMED = 4


class Failing(Protocol):
    """Whose context can fail: a queue."""

    @property
    def context(self) -> int:
        """The kernel's number for it."""


def buffers_text(arguments: bytes, memory: CardMemory) -> str:
    """The memory that arguments point to, for people."""
    words = [int.from_bytes(arguments[at : at + 8], "little") for at in range(0, len(arguments) - 7, 4)]
    found = [(word, piece) for word in words if (piece := memory.find(word)) is not None]
    if not found:
        return "none that this card has handed out"
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
        distinct.setdefault(launch.name, launch)
    oldest_first = list(distinct.values())
    shown = "; ".join(
        f"{launch.name!r} on grid {launch.grid} of blocks {launch.block} with buffers"
        f" {buffers_text(bytes(launch.arguments), memory)}"
        for launch in oldest_first[:MOST_KERNELS_NAMED]
    )
    more = len(oldest_first) - MOST_KERNELS_NAMED
    return f"in flight: {shown}" + (f"; and {more} more" if more > 0 else "")


def place_text(address: int, memory: CardMemory) -> str:
    """Where an address lies among what the card has handed out, for people."""
    piece = memory.find(address)
    if piece is not None:
        return f"inside {piece.what} of {piece.size_bytes} bytes at {piece.gpu_address:#x}"
    before = memory.nearest(address)
    if before is None:
        return "below all memory of the card"
    past = address - before.gpu_address - before.size_bytes
    return (
        f"{past} bytes past the end of {before.what} of {before.size_bytes} bytes at {before.gpu_address:#x}"
    )


class Watch:
    """Notices that a card failed, and keeps why."""

    def __init__(
        self,
        name: str,
        interface: KernelInterface,
        memory: CardMemory,
        in_flight: Callable[[], Sequence[Launch]],
    ) -> None:
        """`in_flight` are the launches that may be running."""
        self.name = name
        self.queues: list[Failing] = []
        self._interface, self._memory, self._in_flight = interface, memory, in_flight
        self._error: BarewireError | None = None

    @property
    def failed(self) -> BarewireError | None:
        """What went wrong as far as is known, without asking the kernel."""
        return self._error

    def error(self) -> BarewireError | None:
        """What went wrong, if anything did; it stays so until the card is opened anew."""
        if self._error is None:
            faults = [
                fault for queue in tuple(self.queues) for fault in self._interface.faults(queue.context)
            ]
            if faults:
                self._error = self._of(faults)
        return self._error

    def check(self) -> None:
        """Raises KernelFault or DeviceHang when the card has failed."""
        error = self.error()
        if error is not None:
            raise error

    def error_of(self, error: SystemCallFailed, context: int) -> BarewireError:
        """The exception to raise for a request that the kernel refused; one that tells of a failed context is
        kept for all who come.
        """
        if error.errno not in (EDEADLK, EPROTO):
            return error
        found = self.error()
        if found is None:
            found = self._error = self._of([Fault(context, f"the kernel gave its work up ({error})")])
        return found

    def _of(self, faults: Sequence[Fault]) -> BarewireError:
        told = [
            str(fault) + (f", {place_text(fault.address, self._memory)}" if fault.address is not None else "")
            for fault in faults
        ]
        kind = KernelFault if any(fault.is_access for fault in faults) else DeviceHang
        in_flight = launches_text(self._in_flight(), self._memory)
        return kind(
            f"card {self.name} failed: {'; '.join(dict.fromkeys(told))}; {in_flight}. Its work is lost:"
            f" {REOPEN}"
        )
