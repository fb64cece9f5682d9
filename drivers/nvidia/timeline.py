"""Timelines: 64-bit numbers in pinned system memory that host and cards see.

A stream raises one by a stream memory operation. Nothing interrupts the host for it, so the host waits by a
short spin, then asleep in slices that grow, and asks the driver for faults between them.

Streams compare 64 bits, by the sign of a difference (cuda.h, CU_STREAM_WAIT_VALUE_GEQ), which no two values
of a timeline are too far apart for.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, perf_counter_ns, sleep
from typing import Any, NamedTuple

from .. import kernel
from ..checks import check_timeline_value
from ..errors import BarewireError, DeviceClosed
from ..owned import Owned
from ..quiet import QuietLock
from .faults import Watch
from .memory import CardMemory, Piece
from .stream import Stream

SPIN_NS = 50_000
FIRST_SLICE_S = 20e-6
LONGEST_SLICE_S = 1e-3
PAGE_BYTES = 4096

FORKED = "where NVIDIA's driver does not work on; start processes with multiprocessing's method `spawn`"
_BYTES = 8


def wait_at(word: Any, value: int, timeout_s: float, watch: Watch) -> bool:
    """Wait until a number in memory is at least `value`; False when the deadline passes first.

    Raises KernelFault or DeviceHang when the card fails meanwhile.
    """
    end_ns = perf_counter_ns() + int(min(SPIN_NS, max(timeout_s, 0) * 1e9))
    while perf_counter_ns() < end_ns:
        if word[0] >= value:
            return True
    deadline, slice_s = monotonic() + timeout_s, FIRST_SLICE_S
    while True:
        left_s = deadline - monotonic()
        if word[0] >= value:
            return True
        watch.check()
        if left_s <= 0:
            return False
        sleep(min(slice_s, left_s))
        slice_s = min(2 * slice_s, LONGEST_SLICE_S)


class Raised(NamedTuple):
    """Where a timeline is raised: by which stream, to what value, as which of its operations."""

    stream: Stream
    value: int
    position: int


class NvidiaTimeline(Owned):
    """One timeline; `release` takes its memory back."""

    def __init__(
        self, gpu_address: int, host_address: int, watch: Watch, card: object, release: Callable[[int], None]
    ) -> None:
        self.card = card
        self.raised: Raised | None = None
        """The last raise that was submitted; streams of other cards and queues order themselves by it."""
        self.address = gpu_address
        """As `gpu_address`, unchecked."""
        self._watch = watch
        self.word = kernel.word(host_address)
        self.word[0] = 0
        self._release: Callable[[int], None] | None = release
        self._closed_by = "after it, or its card, was closed"

    def check_open(self) -> None:
        """Raises DeviceClosed once it is closed, or in a child of a fork."""
        if self._release is None:
            raise DeviceClosed(f"the timeline was used {self._closed_by}")

    def leave_to_parent(self) -> None:
        """In a child of a fork, where pinned memory is not mapped any more: never touch it."""
        self._release = None
        self._closed_by = f"in a child of a fork, {FORKED}"

    @property
    def is_closed(self) -> bool:
        return self._release is None

    @property
    def gpu_address(self) -> int:
        """Where the value is. Raises DeviceClosed after `close`."""
        self.check_open()
        return self.address

    @property
    def value(self) -> int:
        """The value now. Raises DeviceClosed after `close`."""
        if self._release is None:
            self.check_open()
        return int(self.word[0])

    def signal(self, value: int) -> None:
        """Raise the value from the host; a lower value does nothing. Raises InvalidArgument, DeviceClosed."""
        self.check_open()
        check_timeline_value(value)
        if value > self.word[0]:
            self.word[0] = value

    def wait(self, value: int, timeout_s: float) -> bool:
        """Wait until the timeline reaches `value`; False when `timeout_s` pass first.

        Raises KernelFault or DeviceHang when the card fails meanwhile, InvalidArgument for a value that no
        timeline can have, DeviceClosed after `close`.
        """
        self.check_open()
        if self.word[0] >= value:
            return True
        check_timeline_value(value)
        return wait_at(self.word, value, timeout_s, self._watch)

    def close(self) -> None:
        """Give the memory back. No queue may wait for it any more."""
        release, self._release = self._release, None
        if release is not None:
            release(self.address)


class TimelineMemory(Owned):
    """Pinned pages cut into timelines, which are handed out, taken back and handed out again."""

    def __init__(self, memory: CardMemory, watch: Watch, card: object) -> None:
        self._memory, self._watch, self._card = memory, watch, card
        self._host_minus_gpu: dict[int, int] = {}
        self._free: list[int] = []
        self._pages: list[Piece] = []
        self._lock = QuietLock()

    def timeline(self) -> NvidiaTimeline:
        """A timeline at zero. Raises OutOfMemory."""
        with self._lock:
            if not self._free:
                page = self._memory.allocate(PAGE_BYTES, "timelines", host=True)
                if page.host_address is None:
                    raise BarewireError("pinned memory has no host address")
                self._pages.append(page)
                for offset in range(0, PAGE_BYTES, _BYTES):
                    self._host_minus_gpu[page.gpu_address + offset] = page.host_address - page.gpu_address
                self._free = sorted(
                    range(page.gpu_address, page.gpu_address + PAGE_BYTES, _BYTES), reverse=True
                )
            address = self._free.pop()
        host = address + self._host_minus_gpu[address]
        return NvidiaTimeline(address, host, self._watch, self._card, self._free.append)

    def close(self) -> None:
        """Give the pages back."""
        for page in self._pages:
            self._memory.free(page.gpu_address)
        self._pages.clear()
        self._free.clear()
