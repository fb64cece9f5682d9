"""Scratch: the private memory of work-items, one slot for each wave that can be on the card at once.

Sources: ROCr's amd_gpu_agent.cpp (AcquireQueueMainScratch) and amd_aql_queue.cpp (FillComputeTmpRingSize and
its _Gfx11 and _Gfx12); AMDGPUUsage, "Flat Scratch" and "Private Segment Buffer".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from ..architectures.amd import AmdArchitecture
from .packet import Field, Fields, Long
from .registers import COMPUTE_TMPRING_SIZE, SCRATCH_GRANULE_BYTES
from .topology import Node

LARGEST_SCRATCH_BYTES = 256 << 20
"""Beyond this fewer waves run at once rather than more memory be taken; a choice of ours."""

_SLOTS_PER_CU_IF_UNKNOWN = 32
"""max_slots_scratch_cu of every card KFD describes (kfd_device_queue_manager's KFD_MAX_SLOTS,
kfd_topology.c).
"""

DYNAMIC_STACK_BYTES = 16 << 10
"""For kernels whose stack the compiler could not bound; a choice of ours."""


@dataclass(frozen=True)
class ScratchPlan:
    """Scratch for `lane_bytes` per work-item.

    `slots` waves of `wave_bytes` are on one XCC at once, enough for a workgroup of `group_waves` waves on
    each of its shader engines.
    """

    lane_bytes: int
    wave_lanes: int
    wave_bytes: int
    slots: int
    xcc_bytes: int
    total_bytes: int
    tmpring_size: int
    group_waves: int = 1


NO_SCRATCH = ScratchPlan(0, 64, 0, 0, 0, 0, 0)


def plan(
    node: Node, architecture: AmdArchitecture, lane_bytes: int, wave_lanes: int, group_waves: int = 1
) -> ScratchPlan:
    """How much scratch a kernel takes on a card, and what COMPUTE_TMPRING_SIZE says of it.

    A workgroup starts as a whole or not at all, so that an engine with fewer slots than it has waves would
    never start it: ROCr's slots are whole workgroups for each engine (HandleInsufficientScratch in
    amd_aql_queue.cpp, calc_dispatch_groups), however little memory there is.
    """
    if lane_bytes == 0:
        return NO_SCRATCH
    granule = SCRATCH_GRANULE_BYTES[architecture.major]
    wave_bytes = -(-lane_bytes * wave_lanes // granule) * granule
    xccs = max(node.num_xcc, 1)
    engines = max(node.engines_per_xcc, 1)
    units = max(node.compute_units // xccs, 1)
    slots = units * (node.max_slots_scratch_cu or _SLOTS_PER_CU_IF_UNKNOWN)
    slots = min(slots, max(LARGEST_SCRATCH_BYTES // (wave_bytes * xccs), engines * group_waves))
    # Slots are dealt out to the shader engines alike.
    slots -= slots % engines
    register = COMPUTE_TMPRING_SIZE[architecture.major]
    waves = slots // engines if architecture.major >= 11 else slots
    waves = min(waves, register.fields["WAVES"].limit)
    xcc_bytes = -(-wave_bytes * slots // 4096) * 4096
    tmpring = register.encode(WAVES=waves, WAVESIZE=wave_bytes // granule)
    return ScratchPlan(
        lane_bytes, wave_lanes, wave_bytes, slots, xcc_bytes, xcc_bytes * xccs, tmpring, group_waves
    )


class _Select(IntEnum):
    """SQ_SEL_* of the buffer resource's DST_SEL fields."""

    X = 4
    Y = 5
    Z = 6
    W = 7


class BufferResource_gfx9(Fields, dwords=4):
    """SQ_BUF_RSRC_WORD0 to 3 of gfx9 (gc_9_0_sh_mask.h; amd_hsa_kernel_code.h and core/inc/registers.h of
    ROCr).
    """

    base_address = Long(0, high=47)
    stride = Field(1, 16, 29)
    swizzle_enable = Field(1, 31, 31)
    num_records = Field(2, 0, 31)
    dst_sel_x = Field(3, 0, 2)
    dst_sel_y = Field(3, 3, 5)
    dst_sel_z = Field(3, 6, 8)
    dst_sel_w = Field(3, 9, 11)
    num_format = Field(3, 12, 14)
    data_format = Field(3, 15, 18)
    index_stride = Field(3, 21, 22)
    add_tid_enable = Field(3, 23, 23)
    type = Field(3, 30, 31)


class BufferResource_gfx10(Fields, dwords=4):
    """SQ_BUF_RSRC_WORD0 to 3 of gfx10 to gfx12 (gfx10_sq_ko_reg.h of PAL; core/inc/registers.h of ROCr).

    gfx11 has two bits of swizzle, 30 and 31, of which ROCr sets the lower; `resource_level` is of gfx10
    alone.
    """

    base_address = Long(0, high=47)
    stride = Field(1, 16, 29)
    swizzle_enable_gfx11 = Field(1, 30, 30)
    swizzle_enable = Field(1, 31, 31)
    num_records = Field(2, 0, 31)
    dst_sel_x = Field(3, 0, 2)
    dst_sel_y = Field(3, 3, 5)
    dst_sel_z = Field(3, 6, 8)
    dst_sel_w = Field(3, 9, 11)
    format = Field(3, 12, 18)
    index_stride = Field(3, 21, 22)
    add_tid_enable = Field(3, 23, 23)
    resource_level = Field(3, 24, 24)
    oob_select = Field(3, 28, 29)
    type = Field(3, 30, 31)


_BUF_NUM_FORMAT_UINT, _BUF_DATA_FORMAT_32 = 4, 4
_BUF_FORMAT_32_UINT = 0x14
_OOB_SELECT_NONE = 2
_INDEX_STRIDE = {32: 2, 64: 3}
"""ROCr's amd_aql_queue.cpp, FillBufRsrcWord3*; BUF_FORMAT_32_UINT is 0x14 on gfx10 and later."""


def buffer_resource(architecture: AmdArchitecture, address: int, scratch: ScratchPlan) -> list[int]:
    """The four dwords that kernels with the private segment buffer find in their first scalar registers."""
    select = {f"dst_sel_{name.lower()}": value for name, value in _Select.__members__.items()}
    if architecture.major == 9:
        return BufferResource_gfx9.pack(
            base_address=address,
            swizzle_enable=1,
            num_records=min(scratch.xcc_bytes, 2**32 - 1),
            num_format=_BUF_NUM_FORMAT_UINT,
            data_format=_BUF_DATA_FORMAT_32,
            index_stride=_INDEX_STRIDE[64],
            add_tid_enable=1,
            **select,
        )
    swizzle = "swizzle_enable" if architecture.major == 10 else "swizzle_enable_gfx11"
    return BufferResource_gfx10.pack(
        base_address=address,
        num_records=min(scratch.xcc_bytes, 2**32 - 1),
        format=_BUF_FORMAT_32_UINT,
        index_stride=_INDEX_STRIDE[scratch.wave_lanes],
        add_tid_enable=1,
        resource_level=int(architecture.major == 10),
        oob_select=_OOB_SELECT_NONE,
        **{swizzle: 1},
        **select,
    )
