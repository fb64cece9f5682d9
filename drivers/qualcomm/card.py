"""An Adreno, opened: its memory, code objects, timelines and queues."""

from __future__ import annotations

import os
from typing import TypeVar
from weakref import WeakSet

from ..errors import BarewireError, DeviceClosed, OutOfMemory, SystemCallFailed
from ..interface import Allocation, CardInfo
from ..owned import Owned
from ..quiet import QuietLock
from . import blit, program
from .commands import CLOCK_PERIOD_NS, Commands
from .faults import Watch
from .kernel_interface import KernelInterface
from .launch import Launch
from .memory import CardMemory
from .program import QualcommCodeObject
from .queue import QualcommCopyQueue, QualcommQueue, QueueParts
from .timeline import QualcommTimeline

_Queue = TypeVar("_Queue", bound=QualcommQueue)


class QualcommCard(Owned):
    """One GPU. Implements `interface.Card`."""

    def __init__(self, info: CardInfo, interface: KernelInterface) -> None:
        self.info = info
        self.name = f"QUALCOMM:{info.index}"
        self.interface = interface
        self.memory = CardMemory(interface, info.memory_bytes)
        self._queues: list[QualcommQueue] = []
        self._timelines: WeakSet[QualcommTimeline] = WeakSet()
        self._blit_code: QualcommCodeObject | None = None
        self._lock = QuietLock(reentrant=True)
        self._closed = False
        self._process = os.getpid()
        self.watch = Watch(self.name, interface, self.memory, self._launches_in_flight)
        self._parts = QueueParts(
            card=self,
            limits=info.limits,
            interface=interface,
            memory=self.memory,
            watch=self.watch,
            commands=Commands(interface.architecture),
            blits=self._blits,
            lock=self._lock,
        )

    def _check_open(self) -> None:
        if self._closed:
            raise DeviceClosed(f"{self.name} is closed")
        if os.getpid() != self._process:
            raise DeviceClosed(
                f"{self.name} was opened by the process that this one was forked from: close it and open it"
                " again"
            )

    @property
    def is_closed(self) -> bool:
        return self._closed

    @property
    def clock_period_ns(self) -> float:
        """How long one tick of the always-on counter is."""
        return CLOCK_PERIOD_NS

    # Memory

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        """Memory on a page. All of it is the system's, and host and GPU see the same.

        Raises OutOfMemory with what was free, InvalidArgument for a negative size, DeviceClosed.
        """
        self._check_open()
        piece = self.memory.allocate(size_bytes, "host memory" if host else "a buffer")
        return Allocation(piece.gpu_address, size_bytes, piece.host_address)

    def free(self, allocation: Allocation) -> None:
        """Give memory back. Raises InvalidArgument for memory that is not this card's."""
        if not self._closed and os.getpid() == self._process:
            self.memory.free(allocation.gpu_address)

    def memory_used_bytes(self) -> int:
        """Bytes that are allocated."""
        return self.memory.used_bytes

    @property
    def survives_fork(self) -> bool:
        """KGSL's memory belongs to the process that opened it."""
        return False

    def reaches(self, other: object) -> bool:
        """Whether the other is this card, open."""
        return other is self and not self._closed

    # Code objects

    def load(self, image: bytes) -> QualcommCodeObject:
        """Load an image of our own kind.

        Raises UnsupportedArchitecture for another generation's, BadCodeObject for a damaged one, OutOfMemory.
        """
        self._check_open()
        return program.load(image, self, self.interface.architecture, self.interface, self.memory)

    def _blits(self) -> QualcommCodeObject:
        with self._lock:
            if self._blit_code is None:
                self._blit_code = self.load(blit.image(self.interface.architecture.generation))
            return self._blit_code

    # Timelines and queues

    def timeline(self) -> QualcommTimeline:
        """A timeline at zero. Raises OutOfMemory, DeviceClosed."""
        self._check_open()
        piece = self.memory.allocate(8, "a timeline")
        timeline = QualcommTimeline(piece, self, self.interface, self.watch, self._lock, self.memory.release)
        self._timelines.add(timeline)
        return timeline

    def compute_queue(self) -> QualcommQueue:
        """A queue for kernels, copies and fills."""
        return self._queue("compute", QualcommQueue)

    def copy_queue(self) -> QualcommCopyQueue:
        """A queue for copies and fills."""
        return self._queue("copy", QualcommCopyQueue)

    def _queue(self, what: str, kind: type[_Queue]) -> _Queue:
        self._check_open()
        with self._lock:
            name = f"{what} {sum(type(queue) is kind for queue in self._queues)}"
            try:
                queue = kind(name, self._parts, self._forget)
            except SystemCallFailed as error:
                raise OutOfMemory(
                    f"{self.name} has no queue beside its {len(self._queues)}: {error}"
                ) from error
            self._queues.append(queue)
            return queue

    def _forget(self, queue: QualcommQueue) -> None:
        with self._lock:
            if queue in self._queues:
                self._queues.remove(queue)

    def _launches_in_flight(self) -> list[Launch]:
        return [launch for queue in tuple(self._queues) for launch in queue.launches_in_flight()]

    def describe_state(self) -> str:
        """What the driver knows of the work in flight, and what the kernel has reported."""
        if self._closed:
            return f"{self.name} is closed"
        queues = [queue.describe() for queue in tuple(self._queues)]
        failed = self.watch.failed
        return "; ".join([*queues, str(failed) if failed is not None else "the kernel reported no fault"])

    def close(self) -> None:
        """End the queues and give everything back; does nothing the second time.

        A card that failed closes at once. Raises DeviceHang when work in flight does not end, with everything
        given back all the same.
        """
        if self._closed:
            return
        if os.getpid() != self._process:
            # Queues and memory are the parent's, which goes on with them.
            self._closed = True
            return
        failures: list[BarewireError] = []
        for queue in tuple(self._queues):
            try:
                queue.close()
            except BarewireError as error:
                failures.append(error)
        with self._lock:
            for timeline in tuple(self._timelines):
                timeline.close()
            self._blit_code = None
            self._closed = True
            self.memory.close()
            self.interface.close()
        if failures:
            raise failures[0]
