"""An NVIDIA card, opened: its memory, code objects, timelines and queues in the device's primary context."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from weakref import WeakSet

from ..architectures.nvidia import ptx_version, written
from ..compiler import Keep, not_kept
from ..errors import BarewireError, DeviceClosed
from ..interface import Allocation, CardInfo
from ..owned import Owned
from ..quiet import QuietLock
from . import abi, builtin, code_object
from .code_object import NvidiaCodeObject
from .context import Context
from .copy_queue import NvidiaCopyQueue
from .faults import Watch
from .launch import Launch
from .libcuda import CallFailed
from .memory import CardMemory, Piece
from .queue import NvidiaQueue, QueueParts
from .retired import Retired
from .timeline import FORKED, NvidiaTimeline, TimelineMemory

ffi = abi.ffi

_opened: WeakSet[NvidiaCard] = WeakSet()


def _after_fork() -> None:
    for card in tuple(_opened):
        card.leave_to_parent()


os.register_at_fork(after_in_child=_after_fork)


class NvidiaCard(Owned):
    """One card. Implements `interface.Card`."""

    def __init__(
        self,
        info: CardInfo,
        context: Context,
        others: Callable[[], Iterable[NvidiaCard]],
        kept: Keep = not_kept,
    ) -> None:
        """`others` are the open cards of this process, this one included; code is kept by way of `kept`."""
        self.info = info
        self.name = f"NVIDIA:{info.index}"
        self.context = context
        self._others = others
        self._kept = kept
        self._queues: list[NvidiaQueue] = []
        self._retired = Retired(context, lambda: all(queue.is_idle for queue in tuple(self._queues)))
        self.memory = CardMemory(context, self._retired)
        self.watch = Watch(self.name, context.cuda, self.memory, self._launches_in_flight)
        self._timeline_memory = TimelineMemory(self.memory, self.watch, self)
        self._timelines: WeakSet[NvidiaTimeline] = WeakSet()
        self._builtins: NvidiaCodeObject | None = None
        self._peers: set[int] = set()
        self._lock = QuietLock(reentrant=True)
        self._closed = False
        self._process = os.getpid()
        _opened.add(self)
        self._parts = QueueParts(
            card=self,
            limits=info.limits,
            context=context,
            memory=self.memory,
            watch=self.watch,
            builtins=self._builtin_kernels,
            timeline=self.timeline,
            peer=self._peer,
            retired=self._retired,
        )

    def _check_open(self) -> None:
        if self._closed:
            raise DeviceClosed(f"{self.name} is closed")
        if os.getpid() != self._process:
            raise DeviceClosed(
                f"{self.name} was opened by the process that this one was forked from, {FORKED}"
            )

    @property
    def is_closed(self) -> bool:
        return self._closed

    def leave_to_parent(self) -> None:
        """In a child of a fork: what the card has is the parent's, and most of it is not even mapped here."""
        for timeline in tuple(self._timelines):
            timeline.leave_to_parent()

    @property
    def survives_fork(self) -> bool:
        """No: NVIDIA's driver does not work in a child of a fork, which can open no card either."""
        return False

    @property
    def clock_period_ns(self) -> float:
        """A tick of %globaltimer is a nanosecond, though it may go up by more than one at a time."""
        return 1.0

    # Memory

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        """Memory of the card; with `host`, pinned memory of the system that card and host both see.

        The card's memory has no host address. Raises OutOfMemory with what was free, InvalidArgument for a
        negative size, KernelFault when the card has failed, DeviceClosed.
        """
        self._check_open()
        try:
            self._retired.collect()
            piece = self.memory.allocate(size_bytes, "host memory" if host else "a buffer", host=host)
        except CallFailed as error:
            raise self.watch.error_of(error) from error
        return Allocation(piece.gpu_address, size_bytes, piece.host_address)

    def reserve(self, most_bytes: int) -> Allocation | None:
        """Memory of no bytes yet, which `grow` makes larger where it is; None where the card has none such.

        Raises KernelFault when the card has failed, DeviceClosed.
        """
        self._check_open()
        try:
            piece = self.memory.reserve(most_bytes, "a workspace")
        except CallFailed as error:
            raise self.watch.error_of(error) from error
        return None if piece is None else Allocation(piece.gpu_address, most_bytes, None)

    def grow(self, allocation: Allocation, size_bytes: int) -> None:
        """Have memory behind the first `size_bytes` of what `reserve` gave; contents and address stay.

        Raises OutOfMemory with what was free, InvalidArgument for more than was reserved, KernelFault when
        the card has failed, DeviceClosed.
        """
        self._check_open()
        try:
            self._retired.collect()
            self.memory.grow(allocation.gpu_address, size_bytes)
        except CallFailed as error:
            raise self.watch.error_of(error) from error

    def free(self, allocation: Allocation) -> None:
        """Give memory back, which after a fault is lost already.

        Raises InvalidArgument for memory that is not this card's.
        """
        if self._closed:
            return
        try:
            self.memory.free(allocation.gpu_address)
            self._retired.collect()
        except CallFailed as error:
            reason = self.watch.error_of(error)
            if reason is not self.watch.failed:
                raise reason from error

    def memory_used_bytes(self) -> int:
        """Bytes that are allocated, of the card's memory and the system's."""
        return self.memory.used_bytes

    def reaches(self, other: object) -> bool:
        """Whether the other is an open NVIDIA card of the same driver: it copies between any two."""
        return (
            isinstance(other, NvidiaCard) and not other.is_closed and other.context.cuda is self.context.cuda
        )

    def _peer(self, address: int) -> tuple[Context, Piece] | None:
        """Another open card's memory at an address; the two are let at each other's where they can be."""
        for card in self._others():
            if card is not self and not card.is_closed:
                piece = card.memory.find(address)
                if piece is not None:
                    if piece.host_address is None:
                        self._connect(card)
                    return card.context, piece
        return None

    def _connect(self, other: NvidiaCard) -> None:
        """Let this card use the other's memory directly, so that copies need not pass through the host."""
        device = other.context.facts.handle
        if device in self._peers:
            return
        self._peers.add(device)
        possible = ffi.new("int *")
        own = self.context.facts.handle
        self.context.call("cuDeviceCanAccessPeer", possible, own, device)
        if possible[0]:
            try:
                self.context.call("cuCtxEnablePeerAccess", other.context.handle, 0)
            except CallFailed as error:
                # Another library that shares the context may have done so.
                if error.code != abi.CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED:
                    raise
            other.memory.open_to(own)

    # Code objects

    def load(self, image: bytes) -> NvidiaCodeObject:
        """Load PTX, which the driver compiles, or a cubin.

        Raises CompileError with the compiler's log, BadCodeObject, UnsupportedArchitecture, OutOfMemory.
        """
        self._check_open()
        try:
            self._retired.collect()
            return code_object.load(self.context, image, self, self._retired, self._kept)
        except CallFailed as error:
            raise self.watch.error_of(error) from error

    def _builtin_kernels(self) -> NvidiaCodeObject:
        with self._lock:
            if self._builtins is None:
                ptx, architecture = ptx_version(self.context.cuda.version), self.context.facts.architecture
                if architecture is None:
                    raise BarewireError(f"{self.name} has no architecture to write its own kernels for")
                self._builtins = self.load(builtin.source(written(architecture, ptx).processor, ptx))
            return self._builtins

    # Timelines and queues

    def timeline(self) -> NvidiaTimeline:
        """A timeline at zero. Raises OutOfMemory, KernelFault when the card has failed, DeviceClosed."""
        self._check_open()
        try:
            timeline = self._timeline_memory.timeline()
        except CallFailed as error:
            raise self.watch.error_of(error) from error
        self._timelines.add(timeline)
        return timeline

    def compute_queue(self) -> NvidiaQueue:
        """A queue for kernels."""
        return self._queue(NvidiaQueue, "compute")

    def copy_queue(self) -> NvidiaQueue:
        """A queue for copies, which go beside the kernels of other queues."""
        return self._queue(NvidiaCopyQueue, "copy")

    def _queue(self, kind: type[NvidiaQueue], name: str) -> NvidiaQueue:
        self._check_open()
        with self._lock:
            number = sum(type(queue) is kind for queue in self._queues)
            try:
                queue = kind(f"{name} {number}", self._parts, self._forget)
            except CallFailed as error:
                raise self.watch.error_of(error) from error
            self._queues.append(queue)
            return queue

    def _forget(self, queue: NvidiaQueue) -> None:
        with self._lock:
            if queue in self._queues:
                self._queues.remove(queue)

    def _launches_in_flight(self) -> list[Launch]:
        return [launch for queue in tuple(self._queues) for launch in queue.launches_in_flight()]

    def describe_state(self) -> str:
        """What is known of the work in flight, and whether the driver has reported an error."""
        if self._closed:
            return f"{self.name} is closed"
        if os.getpid() != self._process:
            return f"{self.name} was opened by another process"
        queues = [queue.describe() for queue in tuple(self._queues)]
        error = self.watch.error()
        reported = f"the driver reported: {error}" if error else "the driver reported no error"
        return "; ".join([*queues, reported])

    def close(self) -> None:
        """End the queues and give everything back; does nothing the second time.

        After a fault the primary context is reset, so that the card can be opened again in this process.
        Raises DeviceHang when work in flight does not end: then context and memory stay until the process
        ends.
        """
        with self._lock:
            if self._closed:
                return
            if os.getpid() != self._process:
                # What the parent has is the parent's.
                self._closed = True
                return
            failures: list[BarewireError] = []
            for queue in tuple(self._queues):
                try:
                    queue.close()
                except BarewireError as error:
                    failures.append(error)
            for timeline in tuple(self._timelines):
                timeline.close()
            if self._builtins is not None:
                self._builtins.close()
                self._builtins = None
            self._closed = True
            try:
                self._give_back()
            except CallFailed as error:
                failures.append(self.watch.error_of(error))
        if failures and self.watch.failed is None:
            raise failures[0]

    def _give_back(self) -> None:
        if self._retired.is_abandoned:
            return
        if self.watch.error() is not None:
            self.context.reset()
            self.memory.give_up()
            return
        self._retired.collect()
        self._timeline_memory.close()
        self.memory.close()
        self.context.release()
