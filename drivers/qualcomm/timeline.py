"""Timelines: 64-bit numbers in memory that both sides see, waited for by a short spin, then asleep.

The command processor of a GPU that several contexts share must not wait: it holds up everybody who comes
after, and the kernel takes it for hung. So queues do not wait for numbers in memory. They hold back what is
to wait until somebody is known to raise the timeline, and then have the kernel order the two (`queue.py`).
For this a timeline knows who raises it, and who holds something back for it.

The GPU writes the two halves of a number one after the other, the low one first, so that in between it may
look too small, which is why the largest that was seen counts. It never looks too large.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, perf_counter_ns, sleep
from typing import NamedTuple, Protocol

from .. import kernel
from ..checks import check_timeline_value
from ..errors import DeviceClosed, SystemCallFailed
from ..owned import Owned
from ..quiet import QuietLock
from .faults import Watch
from .kernel_interface import KernelInterface, Piece

SPIN_NS = 20_000
FIRST_SLICE_S = 1e-3
LONGEST_SLICE_S = 0.02
LONGEST_SLEEP_S = 0.1


class HoldsBack(Protocol):
    """A queue with work that waits for a timeline."""

    def go_on(self) -> None:
        """Submit what need not wait any more."""


class Raise(NamedTuple):
    """A timeline will have `value` once a context has reached `timestamp`."""

    value: int
    context: int
    timestamp: int


class QualcommTimeline(Owned):
    """One timeline; `release` takes its memory back. `lock` is the card's."""

    def __init__(
        self,
        piece: Piece,
        card: object,
        interface: KernelInterface,
        watch: Watch,
        lock: QuietLock,
        release: Callable[[int], None],
    ) -> None:
        self.card = card
        self._interface, self._watch, self._lock = interface, watch, lock
        self._gpu_address = piece.gpu_address
        self._word = kernel.word(piece.host_address, "volatile uint64_t")
        self._word[0] = 0
        self._seen = 0
        self._raises: list[Raise] = []
        self._held_back: list[HoldsBack] = []
        self._release: Callable[[int], None] | None = release

    def check_open(self) -> None:
        """Raises DeviceClosed after `close`."""
        if self._release is None:
            raise DeviceClosed("the timeline was used after it, or its card, was closed")

    @property
    def gpu_address(self) -> int:
        self.check_open()
        return self._gpu_address

    def now(self) -> int:
        """The number, without asking whether the timeline is closed."""
        if self._release is not None:
            self._seen = max(self._seen, int(self._word[0]))
        return self._seen

    @property
    def value(self) -> int:
        self.check_open()
        return self.now()

    def signal(self, value: int) -> None:
        """Raise the number from the host. What waits for it in queues goes on."""
        self.check_open()
        check_timeline_value(value)
        with self._lock:
            if value > self.now():
                self._word[0] = self._seen = value
                self._wake()

    def raised_by(self, found: Raise) -> None:
        """Note who will raise the number. What waits for it in queues goes on, after that."""
        with self._lock:
            now = self.now()
            self._raises = [each for each in self._raises if each.value > now]
            self._raises.append(found)
            self._wake()

    def raise_to(self, value: int) -> Raise | None:
        """Who is the first to raise the number to a value or more, as far as is known."""
        with self._lock:
            reached = [each for each in self._raises if each.value >= value]
            return min(reached, key=lambda each: each.value) if reached else None

    def hold_back(self, queue: HoldsBack) -> None:
        """Have a queue called when the number is raised, or will be."""
        with self._lock:
            if queue not in self._held_back:
                self._held_back.append(queue)

    def _wake(self) -> None:
        waiting, self._held_back = self._held_back, []
        for queue in waiting:
            queue.go_on()

    def wait(self, value: int, timeout_s: float) -> bool:
        self.check_open()
        if self.now() >= value:
            return True
        check_timeline_value(value)
        end_ns = perf_counter_ns() + int(min(SPIN_NS, max(timeout_s, 0) * 1e9))
        while perf_counter_ns() < end_ns:
            if self.now() >= value:
                return True
        deadline, slice_s = monotonic() + timeout_s, FIRST_SLICE_S
        while True:
            left_s = deadline - monotonic()
            if self.now() >= value:
                return True
            self._watch.check()
            if left_s <= 0:
                return False
            self._sleep(value, min(left_s, LONGEST_SLEEP_S), min(left_s, slice_s))
            slice_s = min(2 * slice_s, LONGEST_SLICE_S)

    def _sleep(self, value: int, most_s: float, slice_s: float) -> None:
        """Sleep until who raises the number has done so, or a while where nobody is known to."""
        found = self.raise_to(value)
        if found is None:
            sleep(slice_s)
            return
        try:
            done = self._interface.wait(found.context, found.timestamp, most_s)
        except SystemCallFailed as error:
            failure = self._watch.error_of(error, found.context)
            if failure is not error:
                raise failure from error
            # The queue was closed, and its context is gone.
            done = True
        if done and self.now() < value:
            with self._lock:
                self._raises = [each for each in self._raises if each is not found]

    def close(self) -> None:
        """Give the memory back. Nothing may wait for it or raise it any more."""
        with self._lock:
            release, self._release = self._release, None
            if release is not None:
                release(self._gpu_address)
