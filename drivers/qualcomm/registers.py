"""Registers that compute uses: where they are, and what their bits mean, for a6xx and a7xx.

Source: src/freedreno/registers/adreno/a6xx.xml of Mesa 25.1, which has both generations, under its names. Its
`shr` is `Scaled` here, so that values are bytes where a field counts in pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from .packet import Field, Register, Scaled


class ThreadSize(IntEnum):
    """a6xx_threadsize: how many lanes a wave has."""

    THREAD64 = 0
    THREAD128 = 1


class IsamMode(IntEnum):
    """a6xx_isam_mode."""

    ISAMMODE_CL = 1
    ISAMMODE_GL = 2


class SP_CS_CTRL_REG0(Register):
    """What waves of a compute shader are given. Footprints count in registers of four.

    MERGEDREGS has half registers share the file of full ones; FULLREGFOOTPRINT then counts both.
    """

    THREADMODE = Field(0, 0, 0)
    HALFREGFOOTPRINT = Field(0, 1, 6)
    FULLREGFOOTPRINT = Field(0, 7, 12)
    UNK13 = Field(0, 13, 13)
    BRANCHSTACK = Field(0, 14, 19)
    THREADSIZE = Field(0, 20, 20, ThreadSize)
    UNK21 = Field(0, 21, 21)
    UNK22 = Field(0, 22, 22)
    EARLYPREAMBLE = Field(0, 23, 23)
    MERGEDREGS = Field(0, 31, 31)


class SP_CS_UNKNOWN_A9B1(Register):
    """How much shared memory a group may use: (SHARED_SIZE + 1) KiB, or all of 32 KiB where it is 0.

    UNK6 is always set by whoever is known to write it.
    """

    SHARED_SIZE = Field(0, 0, 4)
    UNK5 = Field(0, 5, 5)
    UNK6 = Field(0, 6, 6)


class SP_CS_PVT_MEM_PARAM(Register):
    """Private memory of a lane in bytes, a multiple of 512."""

    MEMSIZEPERITEM = Scaled(0, 0, 7, 9)
    HWSTACKSIZEPERTHREAD = Field(0, 24, 31)


class SP_CS_PVT_MEM_SIZE(Register):
    """Private memory of all lanes of a shader processor in bytes, and which of its indices is the fastest."""

    TOTALPVTMEMSIZE = Scaled(0, 0, 17, 12)
    PERWAVEMEMLAYOUT = Field(0, 31, 31)


class SP_CS_PVT_MEM_HW_STACK_OFFSET(Register):
    """Where in private memory the stack of return addresses is, in bytes."""

    OFFSET = Scaled(0, 0, 18, 11)


class SP_CS_CONFIG(Register):
    """How many textures, samplers and images a compute shader has."""

    BINDLESS_TEX = Field(0, 0, 0)
    BINDLESS_SAMP = Field(0, 1, 1)
    BINDLESS_IBO = Field(0, 2, 2)
    BINDLESS_UBO = Field(0, 3, 3)
    ENABLED = Field(0, 8, 8)
    NTEX = Field(0, 9, 16)
    NSAMP = Field(0, 17, 21)
    NIBO = Field(0, 22, 28)


class SP_MODE_CONTROL(Register):
    """CONSTANT_DEMOTION_ENABLE: a half register read from the constant file is 32 bits, converted."""

    CONSTANT_DEMOTION_ENABLE = Field(0, 0, 0)
    ISAMMODE = Field(0, 1, 2, IsamMode)
    SHARED_CONSTS_ENABLE = Field(0, 3, 3)


class SP_TP_MODE_CNTL(Register):
    """How texture instructions take coordinates."""

    ISAMMODE = Field(0, 0, 1, IsamMode)
    TEXCOORDROUNDMODE = Field(0, 2, 2)
    NEARESTMIPSNAP = Field(0, 5, 5)
    DESTDATATYPEOVERRIDE = Field(0, 7, 7)


class SP_PERFCTR_ENABLE(Register):
    """Which stages count."""

    VS = Field(0, 0, 0)
    HS = Field(0, 1, 1)
    DS = Field(0, 2, 2)
    GS = Field(0, 3, 3)
    FS = Field(0, 4, 4)
    CS = Field(0, 5, 5)


class HLSQ_CS_CNTL(Register):
    """How much of the constant file a compute shader reads, in dwords, a multiple of 4."""

    CONSTLEN = Scaled(0, 0, 7, 2)
    ENABLED = Field(0, 8, 8)


class HLSQ_CS_NDRANGE_0(Register):
    """The size of a group, less one each."""

    KERNELDIM = Field(0, 0, 1)
    LOCALSIZEX = Field(0, 2, 11)
    LOCALSIZEY = Field(0, 12, 21)
    LOCALSIZEZ = Field(0, 22, 31)


class HLSQ_CS_LAST_LOCAL_SIZE(Register):
    """The size of the last group along each axis, less one. a7xx."""

    LOCALSIZEX = Field(0, 2, 11)
    LOCALSIZEY = Field(0, 12, 21)
    LOCALSIZEZ = Field(0, 22, 31)


class HLSQ_CS_CNTL_0(Register):
    """In which registers a shader finds its group, groups' size and itself; SP_CS_CNTL_0 is the same."""

    WGIDCONSTID = Field(0, 0, 7)
    WGSIZECONSTID = Field(0, 8, 15)
    WGOFFSETCONSTID = Field(0, 16, 23)
    LOCALIDREGID = Field(0, 24, 31)


class HLSQ_CS_CNTL_1(Register):
    """As HLSQ_CS_CNTL_0, and how many lanes a wave has; SP_CS_CNTL_1 is the same. a6xx."""

    LINEARLOCALIDREGID = Field(0, 0, 7)
    SINGLE_SP_CORE = Field(0, 8, 8)
    THREADSIZE = Field(0, 9, 9, ThreadSize)
    THREADSIZE_SCALAR = Field(0, 10, 10)


class HLSQ_CS_CNTL_1_a7xx(Register):
    """As HLSQ_CS_CNTL_1, and in which order groups are launched."""

    LINEARLOCALIDREGID = Field(0, 0, 7)
    THREADSIZE = Field(0, 9, 9, ThreadSize)
    WORKGROUPRASTORDERZFIRSTEN = Field(0, 11, 11)
    WGTILEWIDTH = Field(0, 20, 25)
    WGTILEHEIGHT = Field(0, 26, 31)


class SP_CS_CNTL_1_a7xx(Register):
    """As HLSQ_CS_CNTL_1, and how the lanes of a group are tiled: 0 is one after another."""

    LINEARLOCALIDREGID = Field(0, 0, 7)
    THREADSIZE = Field(0, 8, 8, ThreadSize)
    THREADSIZE_SCALAR = Field(0, 9, 9)
    WORKITEMRASTORDER = Field(0, 15, 15)


class HLSQ_FS_CNTL_0(Register):
    """How many lanes a wave of a fragment shader has, which a7xx wants to know of compute, too."""

    THREADSIZE = Field(0, 0, 0, ThreadSize)
    VARYINGS = Field(0, 1, 1)


class HLSQ_INVALIDATE_CMD(Register):
    """Forget what CP_LOAD_STATE6 loaded, of the kinds whose bits are set. a6xx."""

    VS_STATE = Field(0, 0, 0)
    HS_STATE = Field(0, 1, 1)
    DS_STATE = Field(0, 2, 2)
    GS_STATE = Field(0, 3, 3)
    FS_STATE = Field(0, 4, 4)
    CS_STATE = Field(0, 5, 5)
    CS_IBO = Field(0, 6, 6)
    GFX_IBO = Field(0, 7, 7)
    GFX_SHARED_CONST = Field(0, 8, 8)
    CS_BINDLESS = Field(0, 9, 13)
    GFX_BINDLESS = Field(0, 14, 18)
    CS_SHARED_CONST = Field(0, 19, 19)


class HLSQ_INVALIDATE_CMD_a7xx(Register):
    """As HLSQ_INVALIDATE_CMD, with eight bindless bases."""

    VS_STATE = Field(0, 0, 0)
    HS_STATE = Field(0, 1, 1)
    DS_STATE = Field(0, 2, 2)
    GS_STATE = Field(0, 3, 3)
    FS_STATE = Field(0, 4, 4)
    CS_STATE = Field(0, 5, 5)
    CS_IBO = Field(0, 6, 6)
    GFX_IBO = Field(0, 7, 7)
    CS_BINDLESS = Field(0, 9, 16)
    GFX_BINDLESS = Field(0, 17, 24)


class Whole(Register):
    """A register that is one number."""

    VALUE = Field(0, 0, 31)


_BOTH: dict[str, tuple[int, type[Register]]] = {
    "CP_ALWAYS_ON_COUNTER": (0x0980, Whole),
    "UCHE_UNKNOWN_0E12": (0x0E12, Whole),
    "UCHE_CLIENT_PF": (0x0E19, Whole),
    "GRAS_DBG_ECO_CNTL": (0x8600, Whole),
    "RB_DBG_ECO_CNTL": (0x8E04, Whole),
    "RB_UNKNOWN_8E01": (0x8E01, Whole),
    "VPC_DBG_ECO_CNTL": (0x9600, Whole),
    "PC_MODE_CNTL": (0x9804, Whole),
    "PC_POWER_CNTL": (0x9805, Whole),
    "SP_UNKNOWN_A9A8": (0xA9A8, Whole),
    "SP_CS_CTRL_REG0": (0xA9B0, SP_CS_CTRL_REG0),
    "SP_CS_UNKNOWN_A9B1": (0xA9B1, SP_CS_UNKNOWN_A9B1),
    "SP_CS_BRANCH_COND": (0xA9B2, Whole),
    "SP_CS_OBJ_FIRST_EXEC_OFFSET": (0xA9B3, Whole),
    "SP_CS_OBJ_START": (0xA9B4, Whole),
    "SP_CS_OBJ_START_HI": (0xA9B5, Whole),
    "SP_CS_PVT_MEM_PARAM": (0xA9B6, SP_CS_PVT_MEM_PARAM),
    "SP_CS_PVT_MEM_ADDR": (0xA9B7, Whole),
    "SP_CS_PVT_MEM_ADDR_HI": (0xA9B8, Whole),
    "SP_CS_PVT_MEM_SIZE": (0xA9B9, SP_CS_PVT_MEM_SIZE),
    "SP_CS_TEX_COUNT": (0xA9BA, Whole),
    "SP_CS_CONFIG": (0xA9BB, SP_CS_CONFIG),
    "SP_CS_INSTRLEN": (0xA9BC, Whole),
    "SP_CS_PVT_MEM_HW_STACK_OFFSET": (0xA9BD, SP_CS_PVT_MEM_HW_STACK_OFFSET),
    "SP_CS_CNTL_0": (0xA9C2, HLSQ_CS_CNTL_0),
    "SP_CS_TEX_SAMP": (0xA9E2, Whole),
    "SP_CS_TEX_SAMP_HI": (0xA9E3, Whole),
    "SP_CS_TEX_CONST": (0xA9E6, Whole),
    "SP_CS_TEX_CONST_HI": (0xA9E7, Whole),
    "SP_CS_IBO": (0xA9F2, Whole),
    "SP_CS_IBO_HI": (0xA9F3, Whole),
    "SP_CS_IBO_COUNT": (0xAA00, Whole),
    "SP_MODE_CONTROL": (0xAB00, SP_MODE_CONTROL),
    "SP_FS_INSTRLEN": (0xAB05, Whole),
    "SP_DBG_ECO_CNTL": (0xAE00, Whole),
    "SP_CHICKEN_BITS": (0xAE03, Whole),
    "SP_FLOAT_CNTL": (0xAE04, Whole),
    "SP_PERFCTR_ENABLE": (0xAE0F, SP_PERFCTR_ENABLE),
    "SP_UNKNOWN_B182": (0xB182, Whole),
    "SP_UNKNOWN_B183": (0xB183, Whole),
    "SP_TP_MODE_CNTL": (0xB309, SP_TP_MODE_CNTL),
    "TPL1_DBG_ECO_CNTL": (0xB600, Whole),
    "TPL1_DBG_ECO_CNTL1": (0xB602, Whole),
}
_NDRANGE = {f"HLSQ_CS_NDRANGE_{number}": Whole for number in range(1, 7)} | {
    "HLSQ_CS_NDRANGE_0": HLSQ_CS_NDRANGE_0
}
_KERNEL_GROUP = ("HLSQ_CS_KERNEL_GROUP_X", "HLSQ_CS_KERNEL_GROUP_Y", "HLSQ_CS_KERNEL_GROUP_Z")

_A6XX: dict[str, tuple[int, type[Register]]] = {
    "SP_CS_CNTL_1": (0xA9C3, HLSQ_CS_CNTL_1),
    "SP_UNKNOWN_AAF2": (0xAAF2, Whole),
    "TPL1_UNKNOWN_B605": (0xB605, Whole),
    "HLSQ_FS_CNTL_0": (0xB980, HLSQ_FS_CNTL_0),
    "HLSQ_CONTROL_5_REG": (0xB986, Whole),
    "HLSQ_CS_CNTL": (0xB987, HLSQ_CS_CNTL),
    **{f"HLSQ_CS_NDRANGE_{i}": (0xB990 + i, _NDRANGE[f"HLSQ_CS_NDRANGE_{i}"]) for i in range(7)},
    "HLSQ_CS_CNTL_0": (0xB997, HLSQ_CS_CNTL_0),
    "HLSQ_CS_CNTL_1": (0xB998, HLSQ_CS_CNTL_1),
    **{name: (0xB999 + i, Whole) for i, name in enumerate(_KERNEL_GROUP)},
    "HLSQ_CS_UNKNOWN_B9D0": (0xB9D0, SP_CS_UNKNOWN_A9B1),
    "HLSQ_INVALIDATE_CMD": (0xBB08, HLSQ_INVALIDATE_CMD),
    "HLSQ_SHARED_CONSTS": (0xBB11, Whole),
    "HLSQ_UNKNOWN_BE00": (0xBE00, Whole),
    "HLSQ_UNKNOWN_BE01": (0xBE01, Whole),
    "HLSQ_DBG_ECO_CNTL": (0xBE04, Whole),
}
_A7XX: dict[str, tuple[int, type[Register]]] = {
    "UCHE_UNKNOWN_0E10": (0x0E10, Whole),
    "UCHE_UNKNOWN_0E11": (0x0E11, Whole),
    "UCHE_CACHE_WAYS": (0x0E17, Whole),
    "SP_CS_UNKNOWN_A9BE": (0xA9BE, Whole),
    "SP_CS_CNTL_1": (0xA9C3, SP_CS_CNTL_1_a7xx),
    "SP_CS_VGPR_CONFIG": (0xA9C5, Whole),
    "HLSQ_FS_CNTL_0": (0xA9C6, HLSQ_FS_CNTL_0),
    "HLSQ_CONTROL_2_REG": (0xA9C8, Whole),
    "HLSQ_CONTROL_3_REG": (0xA9C9, Whole),
    "HLSQ_CONTROL_4_REG": (0xA9CA, Whole),
    "HLSQ_CONTROL_5_REG": (0xA9CB, Whole),
    "HLSQ_CS_CNTL": (0xA9CD, HLSQ_CS_CNTL),
    **{f"HLSQ_CS_NDRANGE_{i}": (0xA9D4 + i, _NDRANGE[f"HLSQ_CS_NDRANGE_{i}"]) for i in range(7)},
    "HLSQ_CS_CNTL_1": (0xA9DB, HLSQ_CS_CNTL_1_a7xx),
    **{name: (0xA9DC + i, Whole) for i, name in enumerate(_KERNEL_GROUP)},
    "HLSQ_CS_LAST_LOCAL_SIZE": (0xA9DF, HLSQ_CS_LAST_LOCAL_SIZE),
    "SP_UNKNOWN_AB01": (0xAB01, Whole),
    "SP_UNKNOWN_AB02": (0xAB02, Whole),
    "HLSQ_INVALIDATE_CMD": (0xAB1F, HLSQ_INVALIDATE_CMD_a7xx),
    "SP_UNKNOWN_AB22": (0xAB22, Whole),
    "SP_UNKNOWN_AE06": (0xAE06, Whole),
    "SP_UNKNOWN_AE08": (0xAE08, Whole),
    "SP_UNKNOWN_AE09": (0xAE09, Whole),
    "SP_UNKNOWN_AE0A": (0xAE0A, Whole),
    "SP_UNKNOWN_AE6A": (0xAE6A, Whole),
    "SP_UNKNOWN_AE6B": (0xAE6B, Whole),
    "SP_UNKNOWN_AE6C": (0xAE6C, Whole),
    "SP_UNKNOWN_AE73": (0xAE73, Whole),
    "SP_UNKNOWN_B310": (0xB310, Whole),
}

_DECLARED: Mapping[int, Mapping[str, tuple[int, type[Register]]]] = {6: _BOTH | _A6XX, 7: _BOTH | _A7XX}

NUMBERS: Mapping[int, Mapping[str, int]] = {
    generation: {name: number for name, (number, _) in declared.items()}
    for generation, declared in _DECLARED.items()
}
"""Name to number of the registers of a generation."""

BY_NUMBER: Mapping[int, Mapping[int, tuple[str, type[Register]]]] = {
    generation: {number: (name, fields) for name, (number, fields) in declared.items()}
    for generation, declared in _DECLARED.items()
}
"""Number to name and bit fields of the registers of a generation."""

NO_REGISTER = 0xFC
"""regid(63, 0): what names a register where a shader wants none (ir3.h, INVALID_REG)."""
