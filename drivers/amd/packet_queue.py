"""What the queues of a card have in common: recorded packets, submissions, what keeps them alive, the end.

Each submission ends by writing its number to memory. By that number a queue knows what it need not keep:
code, recordings and other cards' timelines that its packets refer to, and the arguments of its kernels.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from ..errors import BarewireError, DeviceClosed, DeviceHang, InvalidArgument
from ..interface import Recording, Timeline
from ..owned import Owned
from . import trace
from .arguments import ArgumentRing
from .faults import Watch
from .kernel_interface import KernelInterface, Placement, Port
from .memory import CardMemory, Piece
from .port import RingPort
from .recording import AmdRecording
from .timeline import AmdTimeline, wait_at

if TYPE_CHECKING:
    from .code_object import AmdCodeObject

ARGUMENT_RING_BYTES = 1 << 18
CLOSE_TIMEOUT_S = 5.0
ROOM_TIMEOUT_S = 30.0

PACKETS_ARE_EXECUTABLE = True
"""Memory that a compute queue's packets are in is mapped executable, the argument ring included, in which an
AQL queue has its PM4. So it is with everybody who has been seen on silicon: ROCr (pm4_ib_buf_ in
amd_aql_queue.cpp: AllocateExecutable), kfdtest (IndirectBuffer), PAL (Device::MapVirtualAddress) and libdrm
(amdgpu_bo_va_op) map each of theirs so. Whether the command processor asks for it is not documented.
"""


@dataclass(frozen=True)
class QueueParts:
    """What a queue needs of its card. `blit_kernels` loads the kernels of `blit` when they are first needed;
    `reach` makes another card's memory visible to this one.
    """

    card: object
    interface: KernelInterface
    memory: CardMemory
    watch: Watch
    local_memory_bytes: int
    blit_kernels: Callable[[], AmdCodeObject]
    reach: Callable[[int], None]
    timeline: Callable[[], AmdTimeline]


@dataclass(frozen=True)
class _Submission:
    """What is in flight under one number, kept alive until it is done."""

    number: int
    references: Sequence[Any]
    kernels: Sequence[str]


class Retired:
    """Memory that goes back once nothing in flight refers to it."""

    def __init__(self, piece: Piece, memory: CardMemory) -> None:
        self._piece, self._memory = piece, memory

    def __del__(self) -> None:
        self._memory.retire(self._piece.gpu_address)


class PacketQueue(Owned):
    """One hardware queue. Not for use by two Python threads at once.

    What a queue executes is kept alive by it: code objects and recordings may be closed while they run.
    """

    _begin: bytes = b""
    """The packets that every submission begins with."""

    def __init__(
        self, name: str, parts: QueueParts, port: Port, release: Callable[[PacketQueue], None]
    ) -> None:
        """`release` is called when the queue is closed."""
        self.name = name
        self.parts = parts
        self._port = port
        self._release = release
        self._largest_bytes = port.largest_submission_bytes
        self._progress = parts.timeline()
        self._submission = 0
        self._closed = False
        self._process = os.getpid()
        self._pending: list[bytes] = []
        self._references: list[Any] = []
        self._replays: list[tuple[int, list[bytes]]] = []
        """Which of the pending packets replay a recording, and what that executes."""
        self._in_flight: deque[_Submission] = deque()
        self._recordings: WeakSet[AmdRecording] = WeakSet()
        piece = parts.memory.allocate(
            ARGUMENT_RING_BYTES,
            Placement.GTT,
            f"arguments of queue {name}",
            executable=PACKETS_ARE_EXECUTABLE,
        )
        self._arguments = ArgumentRing(piece, self._done, self._wait_for, self._larger_ring)
        self._take: Callable[[int], int] = self._arguments.take

    def _write_progress(self, number: int) -> bytes:
        """The packets that write a submission's number once all before them is done."""
        raise NotImplementedError

    def _kernels(self) -> Sequence[str]:
        """The names of the kernels in what is about to be submitted, whose code is then kept alive."""
        return ()

    def _visible(self, timeline: Timeline) -> AmdTimeline:
        """A timeline that this card can see from now on.

        Raises InvalidArgument for another driver's, DeviceClosed for one that is closed.
        """
        if not isinstance(timeline, AmdTimeline):
            raise InvalidArgument("a queue of an AMD card can wait for and raise timelines of AMD cards only")
        if timeline.card is not self.parts.card:
            self.parts.reach(timeline.gpu_address)
        return timeline

    def replay(self, recording: Recording) -> None:
        """Record the execution of a recording.

        Raises InvalidArgument when it is another queue's, DeviceClosed when it or this queue is closed.
        """
        if not isinstance(recording, AmdRecording) or recording.queue is not self:
            raise InvalidArgument(f"queue {self.name} cannot replay the recording of another queue")
        if recording.piece is None:
            raise DeviceClosed("the recording to replay is closed")
        if recording.packets:
            self._replays.append((len(self._pending), recording.contents))
            self._pending.append(recording.packets)
            self._references.append(recording.held)

    def _check_usable(self, what: str) -> None:
        """Raises DeviceClosed after `close`, and in a child of a fork."""
        if self._closed:
            raise DeviceClosed(f"work was {what} on queue {self.name} after it, or its card, was closed")
        if os.getpid() != self._process:
            raise DeviceClosed(
                f"queue {self.name} belongs to the process that this one was forked from: open the card again"
            )

    def submit(self) -> None:
        """Put what was recorded into the ring, as room there is, and tell the card.

        Raises DeviceClosed after `close`, KernelFault or DeviceHang when the card has failed.
        """
        pending = self._pending
        if not pending:
            return
        self._check_usable("submitted")
        failed = self.parts.watch.failed
        if failed is not None:
            raise failed
        kernels = self._kernels()
        references = self._references
        self._pending, self._references = [], []
        self._submission = number = self._submission + 1
        pending.append(self._write_progress(number))
        self._push(pending)
        self._arguments.mark(number)
        in_flight = self._in_flight
        in_flight.append(_Submission(number, references, kernels))
        done = self._progress.value
        while in_flight and in_flight[0].number <= done:
            in_flight.popleft()

    def _push(self, pending: list[bytes]) -> None:
        """Hand packets to the ring, in pieces where they are more than it should have at once."""
        data = b"".join([self._begin, *pending])
        if len(data) <= self._largest_bytes:
            self._port.submit(data)
            return
        part: list[bytes] = [self._begin]
        size = len(self._begin)
        for packets in pending:
            if size + len(packets) > self._largest_bytes:
                self._port.submit(b"".join(part))
                part, size = [], 0
            part.append(packets)
            size += len(packets)
        self._port.submit(b"".join(part))

    # Progress

    def _done(self) -> int:
        return self._progress.value

    def _wait_for(self, number: int) -> None:
        if not self._wait_done(number, ROOM_TIMEOUT_S):
            raise DeviceHang(f"cannot record more work: {self.describe()}")

    def _wait_done(self, number: int, timeout_s: float) -> bool:
        address = self._progress.piece.host_address
        return address is None or wait_at(address, number, timeout_s, self.parts.watch)

    def _larger_ring(self, piece: Piece, size_bytes: int) -> Piece:
        memory = self.parts.memory
        self._references.append(Retired(piece, memory))
        return memory.allocate(size_bytes, Placement.GTT, piece.owner, executable=PACKETS_ARE_EXECUTABLE)

    def _refuse(self, size_bytes: int) -> int:
        raise DeviceClosed(f"work was recorded on queue {self.name} after it, or its card, was closed")

    def idle(self, timeout_s: float) -> bool:
        """Wait until all that was submitted is done; False when `timeout_s` pass first.

        Raises KernelFault or DeviceHang when the card fails meanwhile.
        """
        return self._closed or self._wait_done(self._submission, timeout_s)

    def kernels_in_flight(self) -> list[str]:
        """The names of kernels that are submitted and may not be done, oldest first."""
        if self._closed:
            return []
        done = self._progress.value
        return [name for s in tuple(self._in_flight) if s.number > done for name in s.kernels]

    def describe(self) -> str:
        """What the queue does now, as a line of text."""
        if self._closed:
            return f"queue {self.name}: closed"
        done = self._progress.value
        if done >= self._submission:
            return f"queue {self.name}: idle"
        names = dict.fromkeys(self.kernels_in_flight())
        kernels = f"kernels {', '.join(names)}" if names else "no kernel"
        return (
            f"queue {self.name}: submission {done + 1} of {self._submission} in flight with {kernels}; read"
            f" pointer {self._port.read_pointer:#x}, write pointer {self._port.write_pointer:#x}"
            f"{self._next_packet()}"
        )

    def _next_packet(self) -> str:
        """What the read pointer points at, as the end of a sentence; nothing for a ring of the kernel's."""
        port = self._port
        if not isinstance(port, RingPort):
            return ""
        dwords = port.unread(trace.MOST_DWORDS)
        if not dwords:
            return ", all packets read"
        return f", next packet: {trace.packet_text(port.kind, dwords, self.parts.interface.architecture)}"

    def close(self) -> None:
        """End the queue once its work is done, or at once when the card has failed.

        Raises DeviceHang, with what is in flight, when the work does not end in some seconds; the hardware
        queue is destroyed all the same.
        """
        if self._closed:
            return
        hang: BarewireError | None = None
        try:
            if self.parts.watch.error() is None and not self.idle(CLOSE_TIMEOUT_S):
                hang = DeviceHang(f"queue {self.name} was closed with work in flight: {self.describe()}")
        except BarewireError:
            # The card failed while its work was waited for, as whoever waits for that work is told.
            hang = None
        self._closed = True
        self._take = self._refuse
        self._port.close()
        for recording in tuple(self._recordings):
            recording.close()
        self._in_flight.clear()
        self._references.clear()
        self._pending.clear()
        self._free()
        self._progress.close()
        self._release(self)
        if hang is not None:
            raise hang

    def _free(self) -> None:
        """Give the queue's memory back."""
        self.parts.memory.free(self._arguments.piece.gpu_address)
