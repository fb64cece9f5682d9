"""Compute registers: where they are, and what their bits mean, per graphics generation.

Numbers are of dwords. Sources: mmCOMPUTE_* of PAL's gfx9_plus_merged_offset.h (gfx10, gfx11) and
gfx12_merged_offset.h; the kernel's asic_reg/gc/gc_9_0_offset.h and gc_9_4_3_offset.h, whose segment 0 of GC
begins at 0x2000. Bits: gfx9_plus_merged_registers.h, gfx12_merged_registers.h, gc_9_0_sh_mask.h.
"""

from __future__ import annotations

from .packet import Field, Register
from .pm4 import PACKET3_SET_SH_REG_START

HDP_FLUSH = {"GPU_HDP_FLUSH_REQ": 0xE26, "GPU_HDP_FLUSH_DONE": 0xE27}
"""The command processor's way to flush the host's writes: request and completion, a bit for each client.

Source: BIF_BX_PF_ or BIF_BX_PF0_GPU_HDP_FLUSH_* of nbio_2_3, 4_3, 7_2 and 7_9 and of nbif_6_3_1, at 0x106 and
0x107 of segment 2, which begins at 0xD20 (NBIO_BASE__INST0_SEG2 of sienna_cichlid_ip_offset.h).
"""

_COMPUTE = {
    "COMPUTE_DISPATCH_INITIATOR": 0x2E00,
    "COMPUTE_DIM_X": 0x2E01,
    "COMPUTE_DIM_Y": 0x2E02,
    "COMPUTE_DIM_Z": 0x2E03,
    "COMPUTE_START_X": 0x2E04,
    "COMPUTE_START_Y": 0x2E05,
    "COMPUTE_START_Z": 0x2E06,
    "COMPUTE_NUM_THREAD_X": 0x2E07,
    "COMPUTE_NUM_THREAD_Y": 0x2E08,
    "COMPUTE_NUM_THREAD_Z": 0x2E09,
    "COMPUTE_PIPELINESTAT_ENABLE": 0x2E0A,
    "COMPUTE_PERFCOUNT_ENABLE": 0x2E0B,
    "COMPUTE_PGM_LO": 0x2E0C,
    "COMPUTE_PGM_HI": 0x2E0D,
    "COMPUTE_DISPATCH_PKT_ADDR_LO": 0x2E0E,
    "COMPUTE_DISPATCH_PKT_ADDR_HI": 0x2E0F,
    "COMPUTE_DISPATCH_SCRATCH_BASE_LO": 0x2E10,
    "COMPUTE_DISPATCH_SCRATCH_BASE_HI": 0x2E11,
    "COMPUTE_PGM_RSRC1": 0x2E12,
    "COMPUTE_PGM_RSRC2": 0x2E13,
    "COMPUTE_VMID": 0x2E14,
    "COMPUTE_RESOURCE_LIMITS": 0x2E15,
    "COMPUTE_STATIC_THREAD_MGMT_SE0": 0x2E16,
    "COMPUTE_STATIC_THREAD_MGMT_SE1": 0x2E17,
    "COMPUTE_TMPRING_SIZE": 0x2E18,
    "COMPUTE_STATIC_THREAD_MGMT_SE2": 0x2E19,
    "COMPUTE_STATIC_THREAD_MGMT_SE3": 0x2E1A,
    "COMPUTE_RESTART_X": 0x2E1B,
    "COMPUTE_RESTART_Y": 0x2E1C,
    "COMPUTE_RESTART_Z": 0x2E1D,
    "COMPUTE_THREAD_TRACE_ENABLE": 0x2E1E,
    "COMPUTE_MISC_RESERVED": 0x2E1F,
    "COMPUTE_DISPATCH_ID": 0x2E20,
    "COMPUTE_THREADGROUP_ID": 0x2E21,
} | {f"COMPUTE_USER_DATA_{i}": 0x2E40 + i for i in range(16)}

# gc_9_4_2_offset.h and gc_9_4_3_offset.h have regCOMPUTE_PGM_RSRC3; gfx906 and gfx908 have no such register.
_GFX90A = {"COMPUTE_PGM_RSRC3": 0x2E2D}
_GFX10 = {
    "COMPUTE_REQ_CTRL": 0x2E22,
    "COMPUTE_USER_ACCUM_0": 0x2E24,
    "COMPUTE_USER_ACCUM_1": 0x2E25,
    "COMPUTE_USER_ACCUM_2": 0x2E26,
    "COMPUTE_USER_ACCUM_3": 0x2E27,
    "COMPUTE_PGM_RSRC3": 0x2E28,
    "COMPUTE_DDID_INDEX": 0x2E29,
    "COMPUTE_SHADER_CHKSUM": 0x2E2A,
    "COMPUTE_DISPATCH_TUNNEL": 0x2E7D,
}
_GFX11 = {
    "COMPUTE_STATIC_THREAD_MGMT_SE4": 0x2E2B,
    "COMPUTE_STATIC_THREAD_MGMT_SE5": 0x2E2C,
    "COMPUTE_STATIC_THREAD_MGMT_SE6": 0x2E2D,
    "COMPUTE_STATIC_THREAD_MGMT_SE7": 0x2E2E,
    "COMPUTE_DISPATCH_INTERLEAVE": 0x2E2F,
}
_GFX12 = {"COMPUTE_STATIC_THREAD_MGMT_SE8": 0x2E23}


def compute_registers(generation: int, has_rsrc3: bool = True) -> dict[str, int]:
    """Name to number of the compute registers of a graphics generation (9 to 12).

    `has_rsrc3` is False for gfx906 and gfx908, whose programs have two resource registers.
    """
    own = {
        9: _GFX90A if has_rsrc3 else {},
        10: _GFX10,
        11: _GFX10 | _GFX11,
        12: _GFX10 | _GFX11 | _GFX12,
    }
    return _COMPUTE | own[generation]


def sh_offset(number: int) -> int:
    """The `reg_offset` of SET_SH_REG for a register."""
    return number - PACKET3_SET_SH_REG_START


class COMPUTE_DISPATCH_INITIATOR(Register):
    """How a dispatch starts. The bits from CS_W32_EN on are of gfx10 and later."""

    COMPUTE_SHADER_EN = Field(0, 0, 0)
    PARTIAL_TG_EN = Field(0, 1, 1)
    FORCE_START_AT_000 = Field(0, 2, 2)
    ORDERED_APPEND_ENBL = Field(0, 3, 3)
    ORDERED_APPEND_MODE = Field(0, 4, 4)
    USE_THREAD_DIMENSIONS = Field(0, 5, 5)
    ORDER_MODE = Field(0, 6, 6)
    DISPATCH_CACHE_CNTL = Field(0, 7, 9)
    SCALAR_L1_INV_VOL = Field(0, 10, 10)
    VECTOR_L1_INV_VOL = Field(0, 11, 11)
    TUNNEL_ENABLE = Field(0, 13, 13)
    RESTORE = Field(0, 14, 14)
    CS_W32_EN = Field(0, 15, 15)
    AMP_SHADER_EN = Field(0, 16, 16)
    DISABLE_DISP_PREMPT_EN = Field(0, 17, 17)
    INTERLEAVE_2D_EN = Field(0, 18, 18)


class COMPUTE_PGM_RSRC1(Register):
    """Registers and modes of a program; filled in by the compiler, in its kernel descriptor.

    Source: LLVM's AMDGPUUsage, "compute_pgm_rsrc1 for GFX6-GFX12", beside the headers. What PRIV, BULKY,
    DEBUG_MODE and CDBG_USER are is the loader's and the command processor's affair.
    """

    VGPRS = Field(0, 0, 5)
    SGPRS = Field(0, 6, 9)
    PRIORITY = Field(0, 10, 11)
    FLOAT_MODE = Field(0, 12, 19)
    PRIV = Field(0, 20, 20)
    DX10_CLAMP = Field(0, 21, 21)
    DEBUG_MODE = Field(0, 22, 22)
    IEEE_MODE = Field(0, 23, 23)
    BULKY = Field(0, 24, 24)
    CDBG_USER = Field(0, 25, 25)
    FP16_OVFL = Field(0, 26, 26)
    WGP_MODE = Field(0, 29, 29)
    MEM_ORDERED = Field(0, 30, 30)
    FWD_PROGRESS = Field(0, 31, 31)


class COMPUTE_PGM_RSRC2(Register):
    """What a wave starts with.

    LDS_SIZE is in units of 128 dwords (LLVM's AMDGPUUsage, GRANULATED_LDS_SIZE; on gfx950 of 320 dwords).
    """

    SCRATCH_EN = Field(0, 0, 0)
    USER_SGPR = Field(0, 1, 5)
    TRAP_PRESENT = Field(0, 6, 6)
    TGID_X_EN = Field(0, 7, 7)
    TGID_Y_EN = Field(0, 8, 8)
    TGID_Z_EN = Field(0, 9, 9)
    TG_SIZE_EN = Field(0, 10, 10)
    TIDIG_COMP_CNT = Field(0, 11, 12)
    EXCP_EN_MSB = Field(0, 13, 14)
    LDS_SIZE = Field(0, 15, 23)
    EXCP_EN = Field(0, 24, 30)


class COMPUTE_PGM_RSRC3_gfx90a(Register):
    """Source: LLVM's AMDGPUUsage, "compute_pgm_rsrc3 for GFX90A, GFX942"."""

    ACCUM_OFFSET = Field(0, 0, 5)
    TG_SPLIT = Field(0, 16, 16)


class COMPUTE_PGM_RSRC3_gfx10(Register):
    """Source: gfx9_plus_merged_registers.h; gfx12 has two more bits of INST_PREF_SIZE."""

    SHARED_VGPR_CNT = Field(0, 0, 3)
    INST_PREF_SIZE = Field(0, 4, 11)
    IMAGE_OP = Field(0, 31, 31)


class COMPUTE_RESOURCE_LIMITS(Register):
    """How many waves and groups may run at once; 0 is no limit."""

    WAVES_PER_SH = Field(0, 0, 9)
    TG_PER_CU = Field(0, 12, 15)
    LOCK_THRESHOLD = Field(0, 16, 21)
    SIMD_DEST_CNTL = Field(0, 22, 22)
    FORCE_SIMD_DIST = Field(0, 23, 23)
    CU_GROUP_COUNT = Field(0, 24, 26)


class COMPUTE_NUM_THREAD(Register):
    """Work-items of a workgroup along one axis, and of the last one where PARTIAL_TG_EN is set.

    gfx12 has 13 bits of NUM_THREAD_FULL, more than any workgroup has.
    """

    NUM_THREAD_FULL = Field(0, 0, 15)
    NUM_THREAD_PARTIAL = Field(0, 16, 31)


class COMPUTE_TMPRING_SIZE_gfx9(Register):
    """Scratch of gfx9 and gfx10: WAVESIZE in units of 256 dwords (1024 bytes)."""

    WAVES = Field(0, 0, 11)
    WAVESIZE = Field(0, 12, 24)


class COMPUTE_TMPRING_SIZE_gfx11(Register):
    """Scratch of gfx11: WAVESIZE in units of 64 dwords (256 bytes), WAVES per shader engine."""

    WAVES = Field(0, 0, 11)
    WAVESIZE = Field(0, 12, 26)


class COMPUTE_TMPRING_SIZE_gfx12(Register):
    """Scratch of gfx12: as gfx11, with 18 bits of WAVESIZE."""

    WAVES = Field(0, 0, 11)
    WAVESIZE = Field(0, 12, 29)


COMPUTE_TMPRING_SIZE: dict[int, type[Register]] = {
    9: COMPUTE_TMPRING_SIZE_gfx9,
    10: COMPUTE_TMPRING_SIZE_gfx9,
    11: COMPUTE_TMPRING_SIZE_gfx11,
    12: COMPUTE_TMPRING_SIZE_gfx12,
}

SCRATCH_GRANULE_BYTES = {9: 1024, 10: 1024, 11: 256, 12: 256}
"""The unit of WAVESIZE: ROCr's amd_gpu_agent / amd_aql_queue.cpp (FillComputeTmpRingSize_*: 1024, 256)."""
