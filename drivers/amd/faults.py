"""What went wrong on a card: the kernel's exceptions as errors that name kernel, address and buffer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import BarewireError, DeviceHang, KernelFault
from .kernel_interface import REOPEN, Fault, FaultKind, KernelInterface
from .memory import CardMemory

MOST_KERNELS_NAMED = 4


def kernels_text(names: Sequence[str]) -> str:
    """The kernels in flight, oldest first, for people."""
    if not names:
        return "no kernel is known to be in flight"
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(map(repr, distinct[:MOST_KERNELS_NAMED]))
    more = len(distinct) - MOST_KERNELS_NAMED
    return f"in flight: {shown}" + (f" and {more} more" if more > 0 else "")


def error_of(
    name: str,
    faults: Sequence[Fault],
    in_flight: Sequence[str],
    memory: CardMemory,
    after_a_fault: str = REOPEN,
) -> BarewireError:
    """The error for what the kernel reported on card `name`.

    A memory exception is a KernelFault, a reset or a hang a DeviceHang.
    """
    told = [
        f"{fault}" + (f", {memory.nearest(fault.address)}" if fault.address is not None else "")
        for fault in faults
    ]
    kernel_fault = any(fault.kind is FaultKind.MEMORY for fault in faults)
    kind, advice = (KernelFault, after_a_fault) if kernel_fault else (DeviceHang, REOPEN)
    return kind(
        f"card {name} failed: {'; '.join(told)}; {kernels_text(in_flight)}. Its work is lost: {advice}"
    )


class Watch:
    """Sleeps until something happens on a card, and notices its faults.

    `in_flight` names the kernels that may be running.
    """

    def __init__(
        self,
        name: str,
        interface: KernelInterface,
        memory: CardMemory,
        in_flight: Callable[[], Sequence[str]],
    ) -> None:
        self.name = name
        self.event = interface.event()
        self._interface, self._memory, self._in_flight = interface, memory, in_flight
        self._error: BarewireError | None = None

    def error(self) -> BarewireError | None:
        """What went wrong, if anything did; it stays so until the card is opened anew."""
        if self._error is None:
            faults = self._interface.faults()
            if faults:
                advice = self._interface.after_a_fault()
                self._error = error_of(self.name, faults, self._in_flight(), self._memory, advice)
        return self._error

    @property
    def failed(self) -> BarewireError | None:
        """As `error`, without asking the kernel."""
        return self._error

    def check(self) -> None:
        """Raises KernelFault or DeviceHang when the card has failed."""
        error = self.error()
        if error is not None:
            raise error

    def sleep(self, timeout_s: float) -> None:
        """Sleep until a signal's interrupt, a fault or the deadline. May wake early."""
        self._interface.wait_for_interrupt(self.event, timeout_s)

    def close(self) -> None:
        """Give the event back."""
        self._interface.free_event(self.event)
