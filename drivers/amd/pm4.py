"""PM4 packets that compute queues (MEC) take, per graphics generation.

Field names are those of the MEC's packet structures. Sources, by short name in the docstrings:
soc15d.h and nvd.h, in the kernel's drivers/gpu/drm/amd/amdgpu (gfx9; gfx10 and later);
PAL's gfx9_plus_merged_f32_mec_pm4_packets.h (gfx10, gfx11) and gfx12_merged_f32_mec_pm4_packets.h;
kfdtest's pm4_pkt_struct_ai.h and pm4_pkt_struct_nv.h, in ROCT-Thunk-Interface.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from .packet import PACKET3_HEADER_COUNT_MAX, PACKET_TYPE3, Field, Long, Packet3, Packet3Header


class CacheFlushEvent(IntEnum):
    """VGT_EVENT_TYPE of PAL's gfx9_plus_merged_enum.h and gfx12_merged_enum.h."""

    CS_PARTIAL_FLUSH = 0x07
    CACHE_FLUSH_AND_INV_TS_EVENT = 0x14
    BOTTOM_OF_PIPE_TS = 0x28


class EventIndex(IntEnum):
    """MEC_RELEASE_MEM_event_index_enum and MEC_EVENT_WRITE_event_index_enum."""

    OTHER = 0
    SAMPLE_PIPELINESTAT = 2
    CS_PARTIAL_FLUSH = 4
    END_OF_PIPE = 5
    SHADER_DONE = 6


class ReleaseDataSel(IntEnum):
    """MEC_RELEASE_MEM_data_sel_enum."""

    NONE = 0
    SEND_32_BIT_LOW = 1
    SEND_64_BIT_DATA = 2
    SEND_GPU_CLOCK_COUNTER = 3
    SEND_SYSTEM_CLOCK_COUNTER = 4


class ReleaseIntSel(IntEnum):
    """MEC_RELEASE_MEM_int_sel_enum."""

    NONE = 0
    SEND_INTERRUPT_ONLY = 1
    SEND_INTERRUPT_AFTER_WRITE_CONFIRM = 2
    SEND_DATA_AFTER_WRITE_CONFIRM = 3


class ReleaseDstSel(IntEnum):
    """MEC_RELEASE_MEM_dst_sel_enum."""

    MEMORY_CONTROLLER = 0
    TC_L2 = 1


class WaitFunction(IntEnum):
    """MEC_WAIT_REG_MEM_function_enum."""

    ALWAYS_PASS = 0
    LESS_THAN = 1
    LESS_THAN_EQUAL = 2
    EQUAL = 3
    NOT_EQUAL = 4
    GREATER_THAN_OR_EQUAL = 5
    GREATER_THAN = 6


class MemSpace(IntEnum):
    """MEC_WAIT_REG_MEM_mem_space_enum."""

    REGISTER_SPACE = 0
    MEMORY_SPACE = 1


class WaitOperation(IntEnum):
    """MEC_WAIT_REG_MEM_operation_enum."""

    WAIT_REG_MEM = 0
    WR_WAIT_WR_REG = 1
    WAIT_MEM_PREEMPTABLE = 3


class WriteDstSel(IntEnum):
    """MEC_WRITE_DATA_dst_sel_enum."""

    MEM_MAPPED_REGISTER = 0
    TC_L2 = 2
    GDS = 3
    MEMORY = 5


class CopySrcSel(IntEnum):
    """MEC_COPY_DATA_src_sel_enum."""

    MEM_MAPPED_REGISTER = 0
    MEMORY = 1
    TC_L2 = 2
    GDS = 3
    PERFCOUNTERS = 4
    IMMEDIATE_DATA = 5
    ATOMIC_RETURN_DATA = 6
    GPU_CLOCK_COUNT = 9
    SYSTEM_CLOCK_COUNT = 10


class CopyDstSel(IntEnum):
    """MEC_COPY_DATA_dst_sel_enum."""

    MEM_MAPPED_REGISTER = 0
    TC_L2 = 2
    GDS = 3
    PERFCOUNTERS = 4
    MEMORY = 5


class NOP(Packet3, opcode=0x10, dwords=0, tail=True):
    """Nothing, for as many dwords as its header says.

    Source: PACKET3_NOP of soc15d.h. A count of all ones makes the header a whole packet (`packet_dwords`).
    """

    @staticmethod
    def filler(dwords: int) -> list[int]:
        """So many dwords of nothing, in as few packets as they take."""
        filled: list[int] = []
        while (left := dwords - len(filled)) > 1:
            body = min(left, PACKET3_HEADER_COUNT_MAX) - 1
            filled += NOP.encode([0] * body)
        if left:
            filled.append(
                Packet3Header.encode(type=PACKET_TYPE3, opcode=NOP.opcode, count=PACKET3_HEADER_COUNT_MAX)
            )
        return filled


class SET_SH_REG(Packet3, opcode=0x76, dwords=1, tail=True):
    """Write the tail to consecutive shader registers from `reg_offset`, counted from SH_REG_START.

    Source: PACKET3_SET_SH_REG of soc15d.h; PM4_MEC_SET_SH_REG of PAL.
    """

    reg_offset = Field(0, 0, 15)
    vmid_shift = Field(0, 23, 27)
    index = Field(0, 28, 31)


class SET_UCONFIG_REG(Packet3, opcode=0x79, dwords=1, tail=True):
    """Write the tail to consecutive user configuration registers, from `reg_offset` past UCONFIG_REG_START.

    Source: PACKET3_SET_UCONFIG_REG of soc15d.h; PM4_MEC_SET_UCONFIG_REG of PAL.
    """

    reg_offset = Field(0, 0, 15)


class DISPATCH_DIRECT(Packet3, opcode=0x15, dwords=4):
    """Start `dim_x` by `dim_y` by `dim_z` workgroups. Source: PM4_MEC_DISPATCH_DIRECT of PAL."""

    dim_x = Field(0, 0, 31)
    dim_y = Field(1, 0, 31)
    dim_z = Field(2, 0, 31)
    dispatch_initiator = Field(3, 0, 31)


class DISPATCH_INDIRECT(Packet3, opcode=0x16, dwords=3):
    """As DISPATCH_DIRECT, with three dwords in memory as dimensions. Source: PM4_MEC_DISPATCH_INDIRECT."""

    address = Long(0)
    dispatch_initiator = Field(2, 0, 31)


class INDIRECT_BUFFER(Packet3, opcode=0x3F, dwords=3):
    """Execute `ib_size` dwords of packets at `ib_base`.

    Source: PACKET3_INDIRECT_BUFFER__* of soc15d.h; PM4_MEC_INDIRECT_BUFFER of PAL (gfx12 calls cache_policy
    `temporal`).
    """

    ib_base = Long(0, low=2)
    ib_size = Field(2, 0, 19)
    chain = Field(2, 20, 20)
    offload_polling = Field(2, 21, 21)
    valid = Field(2, 23, 23)
    vmid = Field(2, 24, 27)
    cache_policy = Field(2, 28, 29)


class PRED_EXEC(Packet3, opcode=0x23, dwords=1):
    """Execute the next `exec_count` dwords only on the compute dies of the mask.

    Source: PACKET3_PRED_EXEC__* of soc15d.h; PM4_PRED_EXEC_DW2_* of ROCr's amd_gpu_pm4.h. Multi-die cards
    only (gfx942, gfx950).
    """

    exec_count = Field(0, 0, 13)
    virtual_xcc_id_select = Field(0, 24, 31)


class EVENT_WRITE(Packet3, opcode=0x46, dwords=1):
    """Send an event down the pipe; CS_PARTIAL_FLUSH waits until all waves before it have ended.

    Source: PACKET3_EVENT_WRITE__* of soc15d.h; the form without an address.
    """

    event_type = Field(0, 0, 5, CacheFlushEvent)
    event_index = Field(0, 8, 11, EventIndex)
    samp_plst_cntr_mode = Field(0, 29, 30)
    offload_enable = Field(0, 31, 31)


class WRITE_DATA(Packet3, opcode=0x37, dwords=3, tail=True):
    """Write the tail to memory or registers.

    Source: PACKET3_WRITE_DATA__* of soc15d.h; PM4_MEC_WRITE_DATA of PAL. A register's number is the low dword
    of `dst_mem_addr`.
    """

    dst_sel = Field(0, 8, 11, WriteDstSel)
    addr_incr = Field(0, 16, 16)
    wr_confirm = Field(0, 20, 20)
    cache_policy = Field(0, 25, 26)
    dst_mem_addr = Long(1, low=2)
    dst_mmreg_addr = Field(1, 0, 17)


class COPY_DATA(Packet3, opcode=0x40, dwords=5):
    """Copy 32 or 64 bits between memory, registers, immediate data and counters.

    Source: PACKET3_COPY_DATA__* of soc15d.h; PM4_MEC_COPY_DATA of PAL.
    """

    src_sel = Field(0, 0, 3, CopySrcSel)
    dst_sel = Field(0, 8, 11, CopyDstSel)
    src_cache_policy = Field(0, 13, 14)
    count_sel = Field(0, 16, 16)
    wr_confirm = Field(0, 20, 20)
    dst_cache_policy = Field(0, 25, 26)
    pq_exe_status = Field(0, 29, 29)
    src_addr = Long(1)
    dst_addr = Long(3)


class _WaitControl(Packet3):
    """What the two sizes of WAIT_REG_MEM have in common: the first dword."""

    function = Field(0, 0, 2, WaitFunction)
    mem_space = Field(0, 4, 5, MemSpace)
    operation = Field(0, 6, 7, WaitOperation)
    mes_intr_pipe = Field(0, 22, 23)
    mes_action = Field(0, 24, 24)
    cache_policy = Field(0, 25, 26)


class WAIT_REG_MEM(_WaitControl, opcode=0x3C, dwords=6):
    """Wait until `memory & mask` compares to 32 bits of `reference`.

    Source: PACKET3_WAIT_REG_MEM__* of soc15d.h; PM4_MEC_WAIT_REG_MEM of PAL. `poll_interval` is in units of
    16 clocks. Registers in place of memory are another form of the packet, WR_WAIT_WR_REG.
    """

    mem_poll_addr = Long(1, low=2)
    reference = Field(3, 0, 31)
    mask = Field(4, 0, 31)
    poll_interval = Field(5, 0, 15)
    optimize_ace_offload_mode = Field(5, 31, 31)


class WR_WAIT_WR_REG(_WaitControl, opcode=0x3C, dwords=6):
    """A WAIT_REG_MEM whose operation is WR_WAIT_WR_REG: write the reference to one register, then wait for
    another.

    Source: PM4_MEC_WAIT_REG_MEM of PAL; gfx_v9_0_ring_emit_hdp_flush, whose request comes first and its
    completion second.
    """

    reg_write_addr1 = Field(1, 0, 17)
    reg_write_addr2 = Field(2, 0, 17)
    reference = Field(3, 0, 31)
    mask = Field(4, 0, 31)
    poll_interval = Field(5, 0, 15)
    optimize_ace_offload_mode = Field(5, 31, 31)


class WAIT_REG_MEM64(_WaitControl, opcode=0x93, dwords=8):
    """As WAIT_REG_MEM with 64 bits. Source: PACKET3_WAIT_REG_MEM64 of nvd.h; PM4_MEC_WAIT_REG_MEM64."""

    mem_poll_addr = Long(1, low=3)
    reference = Long(3)
    mask = Long(5)
    poll_interval = Field(7, 0, 15)
    optimize_ace_offload_mode = Field(7, 31, 31)


class ATOMIC_MEM(Packet3, opcode=0x1E, dwords=8):
    """An atomic operation on memory, by the numbers of the L2 cache (GL2_OP_*).

    Source: PACKET3_ATOMIC_MEM__* of soc15d.h; PM4_MEC_ATOMIC_MEM of PAL.
    """

    atomic = Field(0, 0, 6)
    command = Field(0, 8, 11)
    cache_policy = Field(0, 25, 26)
    address = Long(1, low=2)
    src_data = Long(3)
    cmp_data = Long(5)
    loop_interval = Field(7, 0, 12)


class _AcquireRange(Packet3):
    """The range of an ACQUIRE_MEM, in units of 256 bytes.

    Sources disagree on `coher_size_hi`. soc15d.h, nvd.h and PAL's MEC packets have bits 0 to 7 (40 bits of
    units, 48 of address), PAL's graphics packets 24 bits from gfx11 on. The kernel writes 24 bits on gfx9 to
    gfx12 (gfx_v9_0_emit_mem_sync and its successors), tinygrad all 32, both seen on cards: what a card has no
    use for it ignores, so that none of the bits is reserved here.
    """

    coher_size = Field(1, 0, 31)
    coher_size_hi = Field(2, 0, 31)
    coher_base = Field(3, 0, 31)
    coher_base_hi = Field(4, 0, 23)
    poll_interval = Field(5, 0, 15)


class ACQUIRE_MEM_gfx9(_AcquireRange, opcode=0x58, dwords=6):
    """Invalidate and write back caches before what follows. Source: PACKET3_ACQUIRE_MEM of soc15d.h.

    The bits are those of CP_COHER_CNTL: TC is the L2 cache, TCL1 the vector cache of a compute unit,
    SH_KCACHE and SH_ICACHE the scalar and instruction caches. NC and WC restrict TC actions to lines of those
    memory types.
    """

    tc_nc_action_ena = Field(0, 3, 3)
    tc_wc_action_ena = Field(0, 4, 4)
    tc_inv_metadata_action_ena = Field(0, 5, 5)
    tcl1_vol_action_ena = Field(0, 15, 15)
    tc_wb_action_ena = Field(0, 18, 18)
    tcl1_action_ena = Field(0, 22, 22)
    tc_action_ena = Field(0, 23, 23)
    cb_action_ena = Field(0, 25, 25)
    db_action_ena = Field(0, 26, 26)
    sh_kcache_action_ena = Field(0, 27, 27)
    sh_kcache_vol_action_ena = Field(0, 28, 28)
    sh_icache_action_ena = Field(0, 29, 29)
    sh_kcache_wb_action_ena = Field(0, 30, 30)
    engine_sel = Field(0, 31, 31)


class ACQUIRE_MEM_gfx10(_AcquireRange, opcode=0x58, dwords=7):
    """Invalidate and write back caches before what follows, gfx10 and gfx11.

    Source: PM4_MEC_ACQUIRE_MEM of PAL and its Gfx10AcquireMemGcrCntl; PACKET3_ACQUIRE_MEM_GCR_CNTL_* of
    nvd.h. GLI is the instruction cache, GLK the scalar, GLV the vector cache, GL1 that of a shader array, GLM
    metadata.
    """

    gli_inv = Field(6, 0, 1)
    gl1_range = Field(6, 2, 3)
    glm_wb = Field(6, 4, 4)
    glm_inv = Field(6, 5, 5)
    glk_wb = Field(6, 6, 6)
    glk_inv = Field(6, 7, 7)
    glv_inv = Field(6, 8, 8)
    gl1_inv = Field(6, 9, 9)
    gl2_us = Field(6, 10, 10)
    gl2_range = Field(6, 11, 12)
    gl2_discard = Field(6, 13, 13)
    gl2_inv = Field(6, 14, 14)
    gl2_wb = Field(6, 15, 15)
    seq = Field(6, 16, 17)
    range_is_pa = Field(6, 18, 18)


class ACQUIRE_MEM_gfx12(_AcquireRange, opcode=0x58, dwords=7):
    """As on gfx10. gfx12 has no GL1 and no metadata cache: their bits do nothing.

    Source: PM4_MEC_ACQUIRE_MEM of PAL's gfx12 and its AcquireMemGcrCntl, where the bits of GL1 and GLM are
    reserved. The kernel sets them all the same (gfx_v12_0_emit_mem_sync), and so does tinygrad.
    """

    gli_inv = Field(6, 0, 1)
    gl1_range = Field(6, 2, 3)
    glm_wb = Field(6, 4, 4)
    glm_inv = Field(6, 5, 5)
    glk_wb = Field(6, 6, 6)
    glk_inv = Field(6, 7, 7)
    glv_inv = Field(6, 8, 8)
    gl1_inv = Field(6, 9, 9)
    gl2_us = Field(6, 10, 10)
    gl2_range = Field(6, 11, 12)
    gl2_discard = Field(6, 13, 13)
    gl2_inv = Field(6, 14, 14)
    gl2_wb = Field(6, 15, 15)
    seq = Field(6, 16, 17)
    range_is_pa = Field(6, 18, 18)


class _ReleaseTarget(Packet3):
    """What every RELEASE_MEM has: the event, where to write what, and the interrupt."""

    event_type = Field(0, 0, 5, CacheFlushEvent)
    event_index = Field(0, 8, 11, EventIndex)
    dst_sel = Field(1, 16, 17, ReleaseDstSel)
    int_sel = Field(1, 24, 26, ReleaseIntSel)
    data_sel = Field(1, 29, 31, ReleaseDataSel)
    address = Long(2, low=2)
    data = Long(4)
    int_ctxid = Field(6, 0, 31)


class RELEASE_MEM_gfx9(_ReleaseTarget, opcode=0x49, dwords=7):
    """Write a value or timestamp once all earlier work is done and caches are written back.

    Source: PM4_MEC_RELEASE_MEM_AI of kfdtest's pm4_pkt_struct_ai.h; EOP_* of soc15d.h.
    """

    tcl1_vol_action_ena = Field(0, 12, 12)
    tc_vol_action_ena = Field(0, 13, 13)
    tc_wb_action_ena = Field(0, 15, 15)
    tcl1_action_ena = Field(0, 16, 16)
    tc_action_ena = Field(0, 17, 17)
    tc_nc_action_ena = Field(0, 19, 19)
    tc_wc_action_ena = Field(0, 20, 20)
    tc_md_action_ena = Field(0, 21, 21)
    cache_policy = Field(0, 25, 26)
    pq_exe_status = Field(0, 29, 29)


class RELEASE_MEM_gfx10(_ReleaseTarget, opcode=0x49, dwords=7):
    """As on gfx9, with the cache actions of gfx10 and gfx11.

    Source: PM4_MEC_RELEASE_MEM of PAL and its Gfx10ReleaseMemGcrCntl; PACKET3_RELEASE_MEM_GCR_* of nvd.h.
    """

    gcr_glm_wb = Field(0, 12, 12)
    gcr_glm_inv = Field(0, 13, 13)
    gcr_glv_inv = Field(0, 14, 14)
    gcr_gl1_inv = Field(0, 15, 15)
    gcr_gl2_us = Field(0, 16, 16)
    gcr_gl2_range = Field(0, 17, 18)
    gcr_gl2_discard = Field(0, 19, 19)
    gcr_gl2_inv = Field(0, 20, 20)
    gcr_gl2_wb = Field(0, 21, 21)
    gcr_seq = Field(0, 22, 23)
    cache_policy = Field(0, 25, 26)
    pq_exe_status = Field(0, 28, 28)


class RELEASE_MEM_gfx12(_ReleaseTarget, opcode=0x49, dwords=7):
    """As on gfx10. GL1 and metadata caches are not there: their bits do nothing.

    Source: PM4_MEC_RELEASE_MEM of PAL's gfx12, whose gcr_cntl has all 13 bits; tinygrad sets those of GL1 and
    GLM as on gfx11.
    """

    wait_sync = Field(0, 7, 7)
    gcr_glm_wb = Field(0, 12, 12)
    gcr_glm_inv = Field(0, 13, 13)
    gcr_glv_inv = Field(0, 14, 14)
    gcr_gl1_inv = Field(0, 15, 15)
    gcr_gl2_us = Field(0, 16, 16)
    gcr_gl2_range = Field(0, 17, 18)
    gcr_gl2_discard = Field(0, 19, 19)
    gcr_gl2_inv = Field(0, 20, 20)
    gcr_gl2_wb = Field(0, 21, 21)
    gcr_seq = Field(0, 22, 23)
    gcr_glk_wb = Field(0, 24, 24)
    temporal = Field(0, 25, 26)
    pq_exe_status = Field(0, 28, 28)
    glk_inv = Field(0, 30, 30)


COHER_SIZE_ALL = 0xFFFF_FFFF
COHER_SIZE_HI_ALL = 0xFF_FFFF
"""With the low dword, all of memory (gfx_v9_0_emit_mem_sync and its successors)."""

POLL_INTERVAL_ACQUIRE = 0x0A
"""gfx_v9_0_emit_mem_sync, gfx_v10_0_emit_mem_sync: what the kernel polls with."""

_EVERY_GENERATION: tuple[type[Packet3], ...] = (
    NOP,
    SET_SH_REG,
    SET_UCONFIG_REG,
    DISPATCH_DIRECT,
    DISPATCH_INDIRECT,
    INDIRECT_BUFFER,
    EVENT_WRITE,
    WRITE_DATA,
    COPY_DATA,
    WAIT_REG_MEM,
    WAIT_REG_MEM64,
    ATOMIC_MEM,
)


def _by_opcode(*own: type[Packet3]) -> dict[int, type[Packet3]]:
    return {packet.opcode: packet for packet in (*_EVERY_GENERATION, *own)}


PACKETS: dict[int, dict[int, type[Packet3]]] = {
    9: _by_opcode(ACQUIRE_MEM_gfx9, RELEASE_MEM_gfx9, PRED_EXEC),
    10: _by_opcode(ACQUIRE_MEM_gfx10, RELEASE_MEM_gfx10),
    11: _by_opcode(ACQUIRE_MEM_gfx10, RELEASE_MEM_gfx10),
    12: _by_opcode(ACQUIRE_MEM_gfx12, RELEASE_MEM_gfx12),
}
"""The packets of each graphics generation (the number after `gfx`), by opcode."""


def declaration(generation: int, dwords: Sequence[int]) -> type[Packet3] | None:
    """What the packet at the start of `dwords` is, by its opcode and, where that has two forms, its control
    word; None for an opcode that compute queues do not have.
    """
    found = PACKETS[generation].get(Packet3Header.decode(dwords[0]).opcode)
    if found is WAIT_REG_MEM and len(dwords) > 1:
        operation = WAIT_REG_MEM.operation.extract(dwords, WAIT_REG_MEM.first)
        return WR_WAIT_WR_REG if operation == WaitOperation.WR_WAIT_WR_REG else WAIT_REG_MEM
    return found


PACKET3_SET_SH_REG_START = 0x2C00
PACKET3_SET_UCONFIG_REG_START = 0xC000
"""soc15d.h and nvd.h: the register numbers, in dwords, that the two SET packets count from."""
