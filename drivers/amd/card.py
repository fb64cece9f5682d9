"""An AMD card, opened: its memory, code objects, timelines and queues."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from weakref import WeakSet

from .. import kernel
from ..compiler import Keep, loaded
from ..errors import BarewireError, DeviceClosed, DeviceHang, InvalidArgument
from ..interface import Allocation, CardInfo
from ..owned import Owned
from ..quiet import QuietLock
from . import blit
from .aql_queue import AqlQueue
from .code_object import AmdCodeObject, LoadedImage, kernels_of, size_and_placer
from .copy_queue import CopyQueue
from .faults import Watch
from .kernel_interface import KernelInterface, Placement, QueueKind
from .memory import CardMemory, Piece
from .packet_queue import PacketQueue, QueueParts
from .port import RingPort
from .queue import ComputeQueue
from .timeline import AmdTimeline

UPLOAD_TIMEOUT_S = 30.0


class AmdCard(Owned):
    """One card. Implements `interface.Card`."""

    def __init__(
        self,
        info: CardInfo,
        interface: KernelInterface,
        kept: Keep,
        others: Callable[[], Iterable[AmdCard]],
    ) -> None:
        """`others` are the cards of this process that are open, this one included; what is compiled for the
        card's own use is kept by way of `kept`.
        """
        self.info = info
        self.name = f"AMD:{info.index}"
        self.interface = interface
        self.memory = CardMemory(interface)
        self._kept, self._others = kept, others
        self._queues: list[PacketQueue] = []
        self._timelines: WeakSet[AmdTimeline] = WeakSet()
        self._upload_queue: CopyQueue | None = None
        self._blit_code: AmdCodeObject | None = None
        self._lock = QuietLock(reentrant=True)
        self._closed = False
        self._process = os.getpid()
        self.watch = Watch(self.name, interface, self.memory, self._kernels_in_flight)
        self._parts = QueueParts(
            card=self,
            interface=interface,
            memory=self.memory,
            watch=self.watch,
            local_memory_bytes=interface.architecture.lds_bytes,
            blit_kernels=self._blit_kernels,
            reach=self._reach,
            timeline=self.timeline,
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
        """How long one tick of the card's clock is."""
        return self.interface.clock_period_ns

    # Memory

    def allocate(self, size_bytes: int, host: bool = False) -> Allocation:
        """Memory of the card, on a page; with `host`, memory of the system that card and host both see.

        Video memory has no host address. Raises OutOfMemory with what was free, InvalidArgument for a
        negative size, DeviceClosed.
        """
        self._check_open()
        in_system = host or not self.interface.node.vram_bytes
        placement = Placement.GTT if in_system else Placement.VRAM
        piece = self.memory.allocate(size_bytes, placement, "host memory" if host else "a buffer")
        return Allocation(piece.gpu_address, size_bytes, piece.host_address)

    def free(self, allocation: Allocation) -> None:
        """Give memory back. Raises InvalidArgument for memory that is not this card's."""
        if not self._closed:
            self.memory.free(allocation.gpu_address)

    def memory_used_bytes(self) -> int:
        """Bytes that are allocated, of video memory and system memory."""
        return self.memory.used_bytes

    @property
    def survives_fork(self) -> bool:
        """KFD knows the process that opened it only."""
        return False

    def reaches(self, other: object) -> bool:
        """Whether the other is this card, or an open AMD card of the same interface to which the kernel
        reports a link.
        """
        if not isinstance(other, AmdCard) or other.is_closed:
            return False
        if other is self:
            return True
        here, there = self.interface, other.interface
        return here.name == there.name and here.reaches(there)

    def _reach(self, address: int) -> None:
        """Make memory of another open card, where the address is one's, visible to this card."""
        if self.memory.find(address) is not None:
            return
        for card in self._others():
            if card is not self:
                piece = card.memory.find(address)
                if piece is not None:
                    card.memory.share(piece, self.interface)
                    return

    # Code objects

    def load(self, image: bytes) -> AmdCodeObject:
        """Load an AMDGPU code object into video memory.

        Raises UnsupportedArchitecture for another card's image, BadCodeObject for a damaged one, OutOfMemory.
        """
        self._check_open()
        size, place = size_and_placer(image, self.interface.architecture)
        piece = self.memory.allocate(
            size,
            Placement.VRAM,
            "a code object",
            executable=True,
            host_visible=self.interface.node.is_vram_host_visible,
        )
        try:
            placed = place(piece.gpu_address)
            kernels = kernels_of(placed, piece.gpu_address)
            self._upload(piece, placed.data)
        except BaseException:
            self.memory.free(piece.gpu_address)
            raise
        loaded = LoadedImage(piece.gpu_address, size, self.memory.retire)
        return AmdCodeObject(self, loaded, kernels)

    def _release_memory(self, gpu_address: int) -> None:
        if not self._closed:
            self.memory.free(gpu_address)

    def _upload(self, piece: Piece, data: bytes) -> None:
        """Put bytes into video memory: at once where the host sees it and can flush what it writes, else by
        system memory and a copy.

        An SDMA engine may be held by a queue that waits for kernels which are yet to be loaded.
        """
        if piece.host_address is not None:
            kernel.buffer(piece.host_address, len(data))[:] = data
            if self.interface.hdp_flush():
                # A read brings what was written before it to the card (PCIe orders it behind posted writes).
                # amdgpu reads a register for this, and found that the flush register itself may not be read
                # (its commit "Reading back the remapped HDP flush register seems to cause problems").
                kernel.word(piece.host_address, "volatile uint32_t")[0]
                return
        with self._lock:
            if self._upload_queue is None:
                self._upload_queue = self.copy_queue()
            queue = self._upload_queue
            staging = self.allocate(len(data), host=True)
            try:
                if staging.host_address is None:
                    raise BarewireError(f"{self.name} gave host memory that the host does not see")
                kernel.buffer(staging.host_address, len(data))[:] = data
                queue.copy(piece.gpu_address, staging.gpu_address, len(data))
                queue.submit()
                if not queue.idle(UPLOAD_TIMEOUT_S):
                    raise DeviceHang(f"cannot load code onto {self.name}: {queue.describe()}")
            finally:
                self.free(staging)

    def _blit_kernels(self) -> AmdCodeObject:
        with self._lock:
            if self._blit_code is None:
                compiler = self.info.compiler
                if compiler is None:
                    raise BarewireError(f"{self.name} has no architecture to compile its copy kernels for")
                source = blit.source("code-object-v6" in self.info.features)
                self._blit_code = loaded(self._kept(compiler), source, self.load)
            return self._blit_code

    # Timelines and queues

    def timeline(self) -> AmdTimeline:
        """A timeline at zero. Raises OutOfMemory, DeviceClosed."""
        self._check_open()
        piece = self.memory.allocate(8, Placement.GTT, "a timeline")
        timeline = AmdTimeline(piece, self.watch, self, self._release_memory)
        self._timelines.add(timeline)
        return timeline

    def compute_queue(self) -> ComputeQueue:
        """A queue for kernels; of AQL packets where several compute dies work as one card."""
        self._check_open()
        with self._lock:
            name = f"compute {sum(isinstance(q, ComputeQueue) for q in self._queues)}"
            if self.interface.node.num_xcc > 1:
                port = self.interface.compute_port(QueueKind.AQL)
                if not isinstance(port, RingPort):
                    port.close()
                    raise InvalidArgument(
                        f"{self.name} needs AQL queues, which the {self.interface.name} interface does not"
                        " have"
                    )
                queue: ComputeQueue = AqlQueue(name, self._parts, port, self._forget)
            else:
                queue = ComputeQueue(
                    name, self._parts, self.interface.compute_port(QueueKind.PM4), self._forget
                )
            self._queues.append(queue)
            return queue

    def copy_queue(self) -> CopyQueue:
        """A queue for copies, on an SDMA engine."""
        self._check_open()
        with self._lock:
            name = f"copy {sum(isinstance(q, CopyQueue) for q in self._queues)}"
            queue = CopyQueue(name, self._parts, self.interface.sdma_port(), self._forget)
            self._queues.append(queue)
            return queue

    def _forget(self, queue: PacketQueue) -> None:
        with self._lock:
            if queue in self._queues:
                self._queues.remove(queue)

    def _kernels_in_flight(self) -> list[str]:
        return [name for queue in tuple(self._queues) for name in queue.kernels_in_flight()]

    def describe_state(self) -> str:
        """What the driver knows of the work in flight, and what the kernel has reported."""
        if self._closed:
            return f"{self.name} is closed"
        queues = [queue.describe() for queue in tuple(self._queues) if queue is not self._upload_queue]
        faults = [str(fault) for fault in self.interface.faults()]
        reported = f"the kernel reported: {', '.join(faults)}" if faults else "the kernel reported no fault"
        return "; ".join([*queues, reported])

    def close(self) -> None:
        """End the queues and give everything back; does nothing the second time.

        A card that failed closes at once. Raises DeviceHang when work in flight does not end, with everything
        given back all the same.
        """
        with self._lock:
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
            for timeline in tuple(self._timelines):
                timeline.close()
            self._blit_code = self._upload_queue = None
            self._closed = True
            self.watch.close()
            self.memory.close()
            self.interface.close()
        if failures:
            raise failures[0]
