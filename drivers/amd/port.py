"""A hardware queue's ring: where packets go, the pointers that count them, and the doorbell.

Pointers count up for ever in 64 bits, in dwords for PM4, packets of 64 bytes for AQL and bytes for SDMA. The
doorbell takes the write pointer, except that an AQL queue's takes the index of the last packet (HSA Platform
System Architecture, "Queue mechanics"; kfdtest's PM4Queue, SDMAQueue and AqlQueue::SubmitPacket).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from time import monotonic, sleep

from .. import kernel
from ..errors import DeviceClosed, DeviceHang, InvalidArgument
from ..owned import Owned
from .aql import PACKET_BYTES, AmdQueue, PacketType, QueueProperties
from .kernel_interface import HardwareQueue, Memory, QueueKind
from .topology import Node

POINTER_UNIT_BYTES = {QueueKind.PM4: 4, QueueKind.AQL: 64, QueueKind.SDMA: 1}

POINTERS_BYTES = 4096
"""The page that holds the two pointers, and for AQL the amd_queue_t they are part of."""

_CACHE_LINE_BYTES = 128
_INVALID_PACKET = int(PacketType.INVALID)

LARGEST_SUBMISSION_SHARE = 4

ROOM_TIMEOUT_S = 30.0
_FIRST_NAP_S = 20e-6
_LONGEST_NAP_S = 1e-3

DeadRing = Callable[[], BaseException | None]
"""Why the card reads no more, when the driver knows of a reason."""


def pointer_offsets(kind: QueueKind) -> tuple[int, int]:
    """Where the read and the write pointer lie in their page, in bytes."""
    if kind is QueueKind.AQL:
        return AmdQueue.offset("read_dispatch_id"), AmdQueue.offset("write_dispatch_id")
    return 0, _CACHE_LINE_BYTES


def amd_queue(node: Node, ring: Memory) -> bytes:
    """The amd_queue_t that an AQL queue's page starts with, without scratch.

    Source: AqlQueue::AqlQueue in ROCr's amd_aql_queue.cpp.
    """
    waves_per_cu = node.max_waves_per_simd * node.simd_per_cu
    dwords = AmdQueue.pack(
        base_address=ring.gpu_address,
        size=ring.size_bytes // POINTER_UNIT_BYTES[QueueKind.AQL],
        max_cu_id=max(node.compute_units, 1) - 1,
        max_wave_id=max(waves_per_cu, 1) - 1,
        read_dispatch_id_field_base_byte_offset=AmdQueue.offset("read_dispatch_id"),
        queue_properties=QueueProperties.IS_PTR64,
    )
    return struct.pack(f"<{len(dwords)}I", *dwords)


class RingPort(Owned):
    """One ring in memory that host and card see, with its doorbell. Implements `kernel_interface.Port`.

    `pointers` is a page of POINTERS_BYTES laid out as `pointer_offsets` says; the kernel was given its
    addresses. `destroy` ends the hardware queue and frees the memory.
    """

    def __init__(
        self,
        kind: QueueKind,
        queue: HardwareQueue,
        ring: Memory,
        pointers: Memory,
        destroy: Callable[[], None],
    ) -> None:
        if ring.host_address is None or pointers.host_address is None:
            raise InvalidArgument("the memory of a ring must be visible to the host")
        self.kind = kind
        self.queue_id = queue.queue_id
        self.pointers = pointers
        self.dead: DeadRing = lambda: None
        self._unit_bytes = POINTER_UNIT_BYTES[kind]
        self._ring = kernel.buffer(ring.host_address, ring.size_bytes)
        self._ring_bytes = ring.size_bytes
        read, write = pointer_offsets(kind)
        self._read = kernel.word(pointers.host_address + read)
        self._write = kernel.word(pointers.host_address + write)
        self._doorbell = kernel.word(queue.doorbell_address)
        self._last_packet = 1 if kind is QueueKind.AQL else 0
        self._written_bytes = 0
        self._destroy: Callable[[], None] | None = destroy
        if kind is QueueKind.AQL:
            # A zero would be the header of a packet (hsa_packet_type_t: 0 is vendor specific, 1 invalid).
            blank = _INVALID_PACKET.to_bytes(PACKET_BYTES, "little")
            self._ring[:] = blank * (self._ring_bytes // PACKET_BYTES)

    @property
    def largest_submission_bytes(self) -> int:
        """Such a part of the ring that the card has something to read while the next is written."""
        return self._ring_bytes // LARGEST_SUBMISSION_SHARE

    @property
    def read_pointer(self) -> int:
        """How far the card has read. Some engines count within the ring only; this counts on."""
        units = self._ring_bytes // self._unit_bytes
        written = self.write_pointer
        return written - (written - int(self._read[0])) % units

    @property
    def write_pointer(self) -> int:
        """How far the ring was filled."""
        return self._written_bytes // self._unit_bytes

    def unread(self, dwords: int) -> tuple[int, ...]:
        """The next dwords that the card has not said it has read; its engines may have looked further."""
        start = self._read_bytes()
        if self._destroy is None or start >= self._written_bytes:
            return ()
        at = start % self._ring_bytes
        data = bytes(self._ring[at:]) + bytes(self._ring[:at])
        return struct.unpack_from(f"<{dwords}I", data)

    def submit(self, dwords: bytes | memoryview) -> None:
        """Put packets into the ring and ring the doorbell.

        SDMA packets do not wrap around: where the end of the ring is too near, NOPs fill it. Raises
        DeviceHang when there is no room by the deadline, DeviceClosed after `close`.
        """
        if self._destroy is None:
            raise DeviceClosed("packets were submitted to a queue that is closed")
        data = memoryview(dwords).cast("B")
        size = len(data)
        if size > self._ring_bytes // 2:
            raise InvalidArgument(
                f"{size} bytes of packets do not fit a ring of {self._ring_bytes}: submit in smaller parts"
            )
        at = self._written_bytes % self._ring_bytes
        to_end = self._ring_bytes - at
        skipped = to_end if size > to_end and self.kind is QueueKind.SDMA else 0
        if self._written_bytes + skipped + size - self._read_bytes() >= self._ring_bytes:
            self._wait_for_room(skipped + size)
        if skipped:
            # A zero is a NOP of one dword (SDMA_OP_NOP).
            self._ring[at:] = bytes(skipped)
            at, to_end = 0, self._ring_bytes
        if size <= to_end:
            # An AQL packet processor may look at a packet as soon as its header is valid, so that is written
            # last.
            self._ring[at + 4 : at + size] = data[4:]
        else:
            self._ring[at + 4 :] = data[4:to_end]
            self._ring[: size - to_end] = data[to_end:]
        self._ring[at : at + 4] = data[:4]
        self._written_bytes += skipped + size
        pointer = self._written_bytes // self._unit_bytes
        self._write[0] = pointer
        # A store to the doorbell, which is uncached, is ordered after those above and drains what they left
        # in the processor's write-combining buffers (Intel SDM volume 3, "Buffering of Write Combining Memory
        # Locations").
        self._doorbell[0] = pointer - self._last_packet

    def _read_bytes(self) -> int:
        return self.read_pointer * self._unit_bytes

    def _wait_for_room(self, size: int) -> None:
        deadline, nap_s = monotonic() + ROOM_TIMEOUT_S, _FIRST_NAP_S
        while self._written_bytes + size - self._read_bytes() >= self._ring_bytes:
            reason = self.dead()
            if reason is not None:
                raise reason
            if monotonic() > deadline:
                raise DeviceHang(
                    f"the {self.kind.value} queue {self.queue_id} has read nothing from its full ring for"
                    f" {ROOM_TIMEOUT_S:.0f} s: read pointer {self.read_pointer:#x}, write pointer"
                    f" {self.write_pointer:#x}"
                )
            sleep(nap_s)
            nap_s = min(2 * nap_s, _LONGEST_NAP_S)

    def close(self) -> None:
        """End the hardware queue and give its memory back. Does nothing the second time."""
        destroy, self._destroy = self._destroy, None
        if destroy is not None:
            self._ring = kernel.buffer(0, 0)
            destroy()
