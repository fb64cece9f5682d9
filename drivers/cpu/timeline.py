"""Timelines of the card: 64-bit numbers in memory that go up, waited for by a short spin and then a futex.

A futex compares the low 32 bits. All else compares 64, and a sleep ends after a slice at the latest, so a
raise by a multiple of 2**32 between the last look and the sleep is seen a slice late, and never missed.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from .. import kernel
from ..checks import check_timeline_value
from ..errors import DeviceClosed
from ..mapped import PAGE_BYTES, Mapped
from ..owned import Owned
from .abi import TIMELINE
from .firmware import Firmware

# A sleep is cut into slices this long, so that a signal which another thread received is handled soon.
SLICE_S = 0.1

HOST_SPIN_NS = 25_000


def wait_at(firmware: Firmware, address: int, value: int, timeout_s: float) -> bool:
    """Wait until the timeline at `address` reaches `value`; False when the deadline passes first, or the card
    fails.
    """
    remaining, spin = timeout_s, HOST_SPIN_NS
    deadline = monotonic() + timeout_s
    while True:
        slice_ns = int(max(0.0, min(remaining, SLICE_S)) * 1e9)
        if firmware.wait_timeline(address, value, slice_ns, min(spin, slice_ns)) == 1:
            return True
        remaining, spin = deadline - monotonic(), 0
        if remaining <= 0 or firmware.failed():
            return False


class CpuTimeline(Owned):
    """One timeline; `release` takes its memory back."""

    def __init__(self, address: int, firmware: Firmware, release: Callable[[int], None]) -> None:
        self._address: int | None = address
        self._firmware = firmware
        self._release = release
        self._word = kernel.word(address + TIMELINE.VALUE)

    @property
    def gpu_address(self) -> int:
        """Where the value is. Raises DeviceClosed after `close`."""
        if self._address is None:
            raise DeviceClosed("the timeline was used after it, or its card, was closed")
        return self._address

    @property
    def value(self) -> int:
        """The value now. Raises DeviceClosed after `close`."""
        if self._address is None:
            raise DeviceClosed("the timeline was used after it, or its card, was closed")
        return int(self._word[0])

    def signal(self, value: int) -> None:
        """Raise the value from the host; a lower value does nothing. Raises InvalidArgument, DeviceClosed."""
        check_timeline_value(value)
        self._firmware.signal_timeline(self.gpu_address, value)

    def wait(self, value: int, timeout_s: float) -> bool:
        """Wait until the timeline reaches `value`; False when `timeout_s` pass first.

        Signal handlers run meanwhile, and what they raise ends the wait. Raises InvalidArgument for a value
        that no timeline can have, DeviceClosed after `close`, KernelFault when the card has failed.
        """
        if self.value >= value:
            return True
        check_timeline_value(value)
        if wait_at(self._firmware, self.gpu_address, value, timeout_s):
            return True
        self._firmware.check()
        return False

    def close(self) -> None:
        """Give the memory back. No queue may have it in a packet any more."""
        if self._address is not None:
            address, self._address = self._address, None
            self._release(address)


class TimelineMemory(Owned):
    """Pages cut into timelines, which are handed out, taken back and handed out again."""

    def __init__(self, firmware: Firmware) -> None:
        self._firmware = firmware
        self._pages: list[Mapped] = []
        self._free: list[int] = []

    def timeline(self) -> CpuTimeline:
        """A timeline at zero. Raises OutOfMemory."""
        if not self._free:
            page = self._firmware.process.map(PAGE_BYTES)
            self._pages.append(page)
            self._free = list(range(page.address, page.address + PAGE_BYTES, TIMELINE.SIZE))
        address = self._free.pop()
        kernel.buffer(address, TIMELINE.SIZE)[:] = bytes(TIMELINE.SIZE)
        return CpuTimeline(address, self._firmware, self._free.append)

    def leak(self) -> None:
        """Never unmap the pages."""
        for page in self._pages:
            page.leak()
