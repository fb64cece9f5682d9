"""What the AMD driver asks of the kernel, whichever of its two interfaces answers.

`kfd.py` and `drm.py` implement `KernelInterface`; everything above (queues, memory, code objects) knows only
this file. GPU addresses are virtual addresses of this process on its cards: the same number means the same
bytes on every card that the memory is mapped to, and on the host where `host_address` is not None.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..architectures.amd import AmdArchitecture
    from .topology import Node


class Placement(Enum):
    """Where memory lies."""

    VRAM = "VRAM"
    """The card's own memory."""
    GTT = "GTT"
    """System memory: the host sees it, and card and host agree on its contents without cache maintenance."""


class QueueKind(Enum):
    """What a hardware queue's packets are. The values name ports."""

    PM4 = "pm4"
    AQL = "aql"
    SDMA = "sdma"


@dataclass(frozen=True)
class Memory:
    """One allocation of the kernel, mapped to its card; `host_address` is None where the host cannot see."""

    gpu_address: int
    size_bytes: int
    host_address: int | None
    handle: int
    placement: Placement


@dataclass(frozen=True)
class Event:
    """Something to sleep on. A packet writes `trigger` to `mailbox_address` and raises an interrupt with it.

    `mailbox_address` is a GPU address, 0 where the interface wakes sleepers by itself (the render node does,
    at the end of each submission) and no packet is needed.
    """

    event_id: int
    mailbox_address: int
    trigger: int


REOPEN = "close the device and open it again"


class FaultKind(Enum):
    """What the kernel said had gone wrong."""

    MEMORY = "memory exception"
    RESET = "reset"
    HANG = "hang"


@dataclass(frozen=True)
class Fault:
    """One exception that the kernel reported on a card. What does not apply to its kind is None or False.

    Source: kfd_hsa_memory_exception_data and kfd_hsa_hw_exception_data of kfd_ioctl.h; for the render node,
    AMDGPU_CTX_OP_QUERY_STATE2 and AMDGPU_INFO_GPUVM_FAULT of amdgpu_drm.h. Of a hang the kernel says nothing;
    a simulated card does.
    """

    kind: FaultKind
    gpu_id: int
    address: int | None = None
    not_present: bool = False
    read_only: bool = False
    no_execute: bool = False
    imprecise: bool = False
    memory_lost: bool = False
    detail: str = ""

    def __str__(self) -> str:
        said = [
            text
            for told, text in (
                (self.address is not None, f"at {self.address or 0:#x}"),
                (self.imprecise, "(near it: the card could not tell the exact address)"),
                (self.not_present, "page not present or not this process's"),
                (self.read_only, "write to a read-only page"),
                (self.no_execute, "execution of a page that is not executable"),
                (self.memory_lost, "video memory lost"),
            )
            if told
        ]
        return " ".join(filter(None, (self.kind.value, self.detail, ", ".join(said))))


@dataclass(frozen=True)
class HardwareQueue:
    """A queue of the card as the kernel made it. Addresses are of the host; the doorbell is 8 bytes wide."""

    queue_id: int
    doorbell_address: int


class Port(Protocol):
    """An in-order stream of dwords into one hardware queue."""

    def submit(self, dwords: bytes | memoryview) -> None:
        """Hand packets to the queue. Blocks while there is no room; raises DeviceHang past the deadline."""

    @property
    def largest_submission_bytes(self) -> int:
        """What is larger is handed over piece by piece."""

    @property
    def read_pointer(self) -> int:
        """How far the card has read, in the units of `write_pointer`."""

    @property
    def write_pointer(self) -> int:
        """How far this port has written."""

    def close(self) -> None: ...


class KernelInterface(Protocol):
    """One card, opened through one kernel interface."""

    @property
    def name(self) -> str:
        """`kfd` or `drm`, for people."""

    @property
    def saves_waves(self) -> bool:
        """Whether the kernel takes the card from queues that compute, and saves their waves (CWSR)."""

    @property
    def submits_indirect_buffers(self) -> bool:
        """Whether packets are handed to the kernel, which has its own ring point to them."""

    def after_a_fault(self) -> str:
        """What this process can do once a kernel of its has faulted, for people."""

    def reaches(self, other: KernelInterface) -> bool:
        """Whether memory of another card of the same interface can be mapped for this one."""

    @property
    def node(self) -> Node: ...

    @property
    def architecture(self) -> AmdArchitecture: ...

    def allocate(
        self,
        size_bytes: int,
        placement: Placement,
        *,
        host_visible: bool = False,
        executable: bool = False,
        alignment: int = 4096,
    ) -> Memory:
        """Allocate whole pages and map them to this card. GTT is always visible to the host.

        Raises OutOfMemory with what was free and who holds the rest.
        """

    def free(self, memory: Memory) -> None:
        """Unmap from every card and the host, and give the memory back."""

    def map_peer(self, memory: Memory, other: KernelInterface) -> None:
        """Map memory of this card to another card as well, under the same address.

        Raises BarewireError where the other card cannot reach it.
        """

    def import_host(self, address: int, size_bytes: int) -> Memory:
        """Let the card see memory that the host has already; `free` does not free it on the host.

        It is mapped in whole pages: `host_address` and `gpu_address` are where the first page starts.
        """

    def export_dmabuf(self, memory: Memory) -> int:
        """A file descriptor by which others can import the memory. The caller closes it."""

    def import_dmabuf(self, descriptor: int, size_bytes: int) -> Memory:
        """Map memory that `export_dmabuf` or another driver has exported."""

    def available_bytes(self) -> int | None:
        """Video memory that could be allocated now; None where the kernel is too old to say."""

    def compute_port(self, kind: QueueKind = QueueKind.PM4, *, ring_bytes: int = 1 << 18) -> Port:
        """A queue of compute packets. The ring is a power of two of bytes."""

    def sdma_port(self, *, ring_bytes: int = 1 << 18) -> Port:
        """A queue of copy packets."""

    def hdp_flush(self) -> bool:
        """Make what the host wrote to video memory visible to the card; False where there is no way to."""

    def event(self) -> Event:
        """Something to sleep on; freed with `close` of the interface or by `free_event`."""

    def free_event(self, event: Event) -> None: ...

    def wait_for_interrupt(self, event: Event, timeout_s: float) -> bool:
        """Sleep until the event's interrupt, a fault or the deadline; False past the deadline.

        It may wake early, without anything having happened: the caller looks and sleeps again.
        """

    def faults(self) -> tuple[Fault, ...]:
        """What the kernel has reported on this card since it was opened, without sleeping."""

    @property
    def clock_period_ns(self) -> float:
        """How long one tick of the clock that packets write as a timestamp is."""

    def clock(self) -> tuple[int, int]:
        """The card's clock in ticks and, read at the same moment, CLOCK_MONOTONIC_RAW in nanoseconds."""

    def close(self) -> None:
        """Give everything back. Does nothing the second time."""
