"""AQL: the 64-byte packets of the HSA queues, and the queue's own structure.

Sources: the HSA Runtime Programmer's Reference, "Architected Queuing Language"; ROCr's hsa.h
(hsa_kernel_dispatch_packet_t, hsa_barrier_and_packet_t), amd_hsa_queue.h (amd_queue_t), amd_hsa_signal.h
(amd_signal_t), and amd_aql_queue.cpp, AqlQueue::ExecutePM4 (the packet that carries PM4).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, ClassVar, Self

from ..errors import InvalidArgument
from .packet import Field, Fields, Long

PACKET_BYTES = 64
PACKET_DWORDS = PACKET_BYTES // 4


class PacketType(IntEnum):
    """hsa_packet_type_t."""

    VENDOR_SPECIFIC = 0
    INVALID = 1
    KERNEL_DISPATCH = 2
    BARRIER_AND = 3
    AGENT_DISPATCH = 4
    BARRIER_OR = 5


class FenceScope(IntEnum):
    """hsa_fence_scope_t."""

    NONE = 0
    AGENT = 1
    SYSTEM = 2


class AqlPacket(Fields):
    """Any packet of an AQL queue. The first 16 bits are the header every type has."""

    packet_type: ClassVar[int] = -1

    type = Field(0, 0, 7, PacketType)
    barrier = Field(0, 8, 8)
    acquire_fence_scope = Field(0, 9, 10, FenceScope)
    release_fence_scope = Field(0, 11, 12, FenceScope)
    completion_signal = Long(14)

    def __init_subclass__(cls, packet_type: int | None = None, **_: Any) -> None:
        super().__init_subclass__(dwords=PACKET_DWORDS)
        if packet_type is not None:
            cls.packet_type = packet_type

    @classmethod
    def encode(cls, **values: int) -> list[int]:
        """The packet's 16 dwords. Raises InvalidArgument for what does not fit."""
        return cls.pack(type=cls.packet_type, **values)

    @classmethod
    def decode(cls, dwords: Sequence[int]) -> Self:
        """The packet at the start of `dwords`. Raises InvalidArgument when it is of another type."""
        if len(dwords) < PACKET_DWORDS or dwords[0] & 0xFF != cls.packet_type:
            raise InvalidArgument(f"{dwords[0]:#010x} is not the header of a {cls.__name__}")
        return cls(dwords[:PACKET_DWORDS])


class KERNEL_DISPATCH(AqlPacket, packet_type=PacketType.KERNEL_DISPATCH):
    """Run a kernel; the grid is in work-items. Source: hsa_kernel_dispatch_packet_t."""

    setup_dimensions = Field(0, 16, 17)
    workgroup_size_x = Field(1, 0, 15)
    workgroup_size_y = Field(1, 16, 31)
    workgroup_size_z = Field(2, 0, 15)
    grid_size_x = Field(3, 0, 31)
    grid_size_y = Field(4, 0, 31)
    grid_size_z = Field(5, 0, 31)
    private_segment_size = Field(6, 0, 31)
    group_segment_size = Field(7, 0, 31)
    kernel_object = Long(8)
    kernarg_address = Long(10)


class _Barrier(AqlPacket):
    dep_signal_0 = Long(2)
    dep_signal_1 = Long(4)
    dep_signal_2 = Long(6)
    dep_signal_3 = Long(8)
    dep_signal_4 = Long(10)


class BARRIER_AND(_Barrier, packet_type=PacketType.BARRIER_AND):
    """Wait until all of up to five signals are 0. Source: hsa_barrier_and_packet_t."""


class BARRIER_OR(_Barrier, packet_type=PacketType.BARRIER_OR):
    """Wait until one of up to five signals is 0. Source: hsa_barrier_or_packet_t."""


AMD_AQL_FORMAT_PM4_IB = 1
PM4_IB_DW_COUNT_REMAIN = 0xA
"""AqlQueue::ExecutePM4 of ROCr: the format, and the dwords of the packet after its INDIRECT_BUFFER."""


class PM4_IB(AqlPacket, packet_type=PacketType.VENDOR_SPECIFIC):
    """Execute PM4 packets: dwords 1 to 4 are an INDIRECT_BUFFER. Source: ROCr's struct amd_aql_pm4_ib."""

    ven_hdr = Field(0, 16, 31)
    ib_jump_0 = Field(1, 0, 31)
    ib_jump_1 = Field(2, 0, 31)
    ib_jump_2 = Field(3, 0, 31)
    ib_jump_3 = Field(4, 0, 31)
    dw_cnt_remain = Field(5, 0, 31)


PACKETS: dict[int, type[AqlPacket]] = {
    packet.packet_type: packet for packet in (KERNEL_DISPATCH, BARRIER_AND, BARRIER_OR, PM4_IB)
}
"""The packets by type; vendor-specific ones are of the PM4 format."""


class AmdQueue(Fields, dwords=64):
    """amd_queue_t (amd_hsa_queue.h, with hsa_queue_t of hsa.h in front): what the command processor reads of
    a queue. Its read and write pointers are `read_dispatch_id` and `write_dispatch_id`, in packets.
    """

    type = Field(0, 0, 31)
    features = Field(1, 0, 31)
    base_address = Long(2)
    doorbell_signal = Long(4)
    size = Field(6, 0, 31)
    id = Long(8)
    caps = Field(10, 0, 31)
    write_dispatch_id = Long(14)
    group_segment_aperture_base_hi = Field(16, 0, 31)
    private_segment_aperture_base_hi = Field(17, 0, 31)
    max_cu_id = Field(18, 0, 31)
    max_wave_id = Field(19, 0, 31)
    read_dispatch_id = Long(32)
    read_dispatch_id_field_base_byte_offset = Field(34, 0, 31)
    compute_tmpring_size = Field(35, 0, 31)
    scratch_resource_descriptor_0 = Field(36, 0, 31)
    scratch_resource_descriptor_1 = Field(37, 0, 31)
    scratch_resource_descriptor_2 = Field(38, 0, 31)
    scratch_resource_descriptor_3 = Field(39, 0, 31)
    scratch_backing_memory_location = Long(40)
    scratch_backing_memory_byte_size = Long(42)
    scratch_wave64_lane_byte_size = Field(44, 0, 31)
    queue_properties = Field(45, 0, 31)
    scratch_last_used_index = Long(46)
    queue_inactive_signal = Long(48)

    @classmethod
    def offset(cls, name: str) -> int:
        """Where a field lies, in bytes."""
        return cls.fields[name].dword * 4


class QueueProperties(IntEnum):
    """amd_queue_properties_t: bits of `queue_properties`."""

    IS_PTR64 = 1 << 1
    ENABLE_PROFILING = 1 << 3


class AmdSignal(Fields, dwords=16):
    """amd_signal_t (amd_hsa_signal.h): the value a completion signal has, and the event it wakes."""

    kind = Long(0)
    value = Long(2)
    event_mailbox_ptr = Long(4)
    event_id = Field(6, 0, 31)
    start_ts = Long(8)
    end_ts = Long(10)
    queue_ptr = Long(12)


AMD_SIGNAL_KIND_USER = 1
"""amd_signal_kind_t."""
