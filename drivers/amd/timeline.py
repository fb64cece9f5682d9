"""Timelines: 64-bit numbers in system memory that host and cards see, waited for by a short spin, then
asleep.

A queue that raises one sends an interrupt after it (RELEASE_MEM with int_sel, SDMA's TRAP). An interrupt may
be lost, or be another card's: sleeps are cut into slices that grow, so that it costs time and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, perf_counter_ns

from .. import kernel
from ..checks import LARGEST_TIMELINE_VALUE, check_timeline_value
from ..errors import DeviceClosed, InvalidArgument
from ..owned import Owned
from .faults import Watch
from .memory import Piece

SPIN_NS = 20_000
FIRST_SLICE_S = 1e-3
LONGEST_SLICE_S = 0.02


def wait_at(address: int, value: int, timeout_s: float, watch: Watch) -> bool:
    """Wait until the 64 bits at a host address are at least `value`; False when the deadline passes first.

    Raises KernelFault or DeviceHang when the card fails meanwhile.
    """
    word = kernel.word(address)
    if word[0] >= value:
        return True
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
        watch.sleep(min(slice_s, left_s))
        slice_s = min(2 * slice_s, LONGEST_SLICE_S)


class AmdTimeline(Owned):
    """One timeline; `release` takes its memory back."""

    def __init__(self, piece: Piece, watch: Watch, card: object, release: Callable[[int], None]) -> None:
        if piece.host_address is None:
            raise InvalidArgument("a timeline must be in memory that the host sees")
        self.card = card
        self.piece = piece
        self._watch = watch
        self._host_address = piece.host_address
        self._word = kernel.word(piece.host_address)
        self._word[0] = 0
        self._release: Callable[[int], None] | None = release
        self._most = LARGEST_TIMELINE_VALUE
        self._highest = 0

    def _check(self) -> None:
        if self._release is None:
            raise DeviceClosed("the timeline was used after it, or its card, was closed")

    def expect(self, value: int) -> None:
        """Note that it will be raised to `value`. Raises InvalidArgument for one it cannot have."""
        check_timeline_value(value)
        if value > self._most:
            raise InvalidArgument(
                f"a timeline cannot be raised to {value}: a queue that compares and writes numbers up to"
                f" {self._most} has to do with it"
            )
        self._highest = max(self._highest, value)

    def keep_below(self, most: int) -> None:
        """From now on never go past `most`. Raises InvalidArgument where it has, or will."""
        if max(self._highest, int(self._word[0])) > most:
            raise InvalidArgument(
                f"a queue that compares and writes numbers up to {most} cannot use a timeline that goes to"
                f" {max(self._highest, int(self._word[0]))}"
            )
        self._most = min(self._most, most)

    @property
    def gpu_address(self) -> int:
        """Where the value is. Raises DeviceClosed after `close`."""
        self._check()
        return self.piece.gpu_address

    @property
    def value(self) -> int:
        """The value now. Raises DeviceClosed after `close`."""
        self._check()
        return int(self._word[0])

    def signal(self, value: int) -> None:
        """Raise the value from the host; a lower value does nothing. Raises InvalidArgument, DeviceClosed."""
        self._check()
        self.expect(value)
        if value > self._word[0]:
            self._word[0] = value

    def wait(self, value: int, timeout_s: float) -> bool:
        """Wait until the timeline reaches `value`; False when `timeout_s` pass first.

        Raises KernelFault or DeviceHang when the card fails meanwhile, InvalidArgument for a value that no
        timeline can have, DeviceClosed after `close`.
        """
        self._check()
        if self._word[0] >= value:
            return True
        check_timeline_value(value)
        return wait_at(self._host_address, value, timeout_s, self._watch)

    def close(self) -> None:
        """Give the memory back. No queue may have it in a packet any more."""
        release, self._release = self._release, None
        if release is not None:
            release(self.piece.gpu_address)
