"""Adreno GPUs, as one table: what driver, code generator and simulated card ask of each.

Whoever needs a fact about one takes it from here; nobody compares names. Sources, by column:
- chip ids: `chip_ids` of drivers/gpu/drm/msm/adreno/a6xx_catalog.c; DEFINE_ADRENO_REV of KGSL's
  adreno-gpulist.h, which takes any patch number (the lowest byte) where the mask leaves it out; from a730 on
  `GPUId(chip_id=...)` of Mesa's src/freedreno/common/freedreno_devices.py;
- GMEM: `gmem_size` of KGSL's adreno-gpulist.h; a690: `gmem` of a6xx_catalog.c; a830 as said there;
- sub-generation, shader processors (`num_ccu`: "the # of SP cores seems to always match # of CCU"), lanes
  with private memory (`fibers_per_sp`), shared memory, waves, wave granularity, registers (`reg_size_vec4`),
  instruction cache, features and register values (`magic_regs`): freedreno_devices.py of Mesa 25.1;
- constant file: `max_const_compute` of Mesa's src/freedreno/ir3/ir3_compiler.c;
- numbers: shaderFloat64 and shaderDenormPreserveFloat32 of Mesa's tu_device.c are false. bfloat16 is computed
  with as float32, which float16 is too, of which all are normal there;
- registers of a wave: r0 to r47, as ir3 allocates them (ir3.h, GPR_REG_SIZE on a6xx), which is what the six
  bits of FULLREGFOOTPRINT leave of the file of one wave;

What is a guess says so beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from . import architecture

ALWAYS_ON_HZ = 19_200_000
"""What CP_ALWAYS_ON_COUNTER counts at: the crystal's clock (KGSL_XO_CLK_FREQ of KGSL's kgsl_pwrctrl.h)."""


@dataclass(frozen=True, kw_only=True)
class QualcommArchitecture(architecture.Architecture):
    """One GPU. Sizes are bytes.

    `generation` is 6 for a6xx, 7 for a7xx, 8 for a8xx. `chip_ids` are (number, mask) of what KGSL and msm
    call it. `shader_processors` are its compute units; each runs up to `waves` waves, and has for them
    `registers` vectors of four of each of `wave_granularity` * 64 lanes. A wave may use `registers_per_wave`
    of them. `constant_dwords` is what a compute shader can read of the constant file, `private_lanes` how
    many lanes of a shader processor have private memory. `instruction_cache` is in units of 16 instructions.
    `lacks` and `flushes` are as in `CardInfo`.
    `magic` are values of registers that compute works with, which nobody outside has explained.
    """

    generation: int
    chip_ids: tuple[tuple[int, int], ...]
    gmem_bytes: int
    shader_processors: int
    registers: int
    private_lanes: int
    instruction_cache: int
    constant_dwords: int
    magic: Mapping[str, int] = field(hash=False)
    wave_lanes: tuple[int, ...] = (64, 128)
    waves: int = 16
    wave_granularity: int = 2
    registers_per_wave: int = 48
    shared_bytes: int = 32 << 10
    lacks: frozenset[str] = frozenset({"float64"})
    flushes: frozenset[str] = frozenset({"float32", "bfloat16"})


# What the features mean:
# - registers-N: how many vectors of registers a lane's half of a shader processor has, as the column says;
# - ir3: the instruction set's family, for which there is a code generator;
# - lpac: a second command processor for compute alone, whose registers SP_CS_CNTL_0 and 1 are set as well
#   (has_lpac);
# - isam-v, ssbo-offsets: isam with several results, immediate offsets in ldib and stib (has_isam_v,
#   has_ssbo_imm_offsets);
# - scalar-alu, early-preamble, getfiberid, dp2acc, dp4acc, sad, storage-16bit, storage-8bit, atomics-64bit:
#   as the properties of these names in freedreno_devices.py.
_IR3 = frozenset({"ir3"})
_GEN1 = _IR3
_GEN3 = _GEN1 | {"storage-16bit", "dp2acc", "scalar-alu", "early-preamble"}
_GEN4 = _GEN3 - {"early-preamble"} | {
    *("lpac", "getfiberid", "dp4acc", "isam-v", "ssbo-offsets", "sad"),
}
_A7XX = _GEN4 | {"early-preamble"}
_A7XX_GEN2 = _A7XX | {"atomics-64bit"}
_A7XX_GEN3 = _A7XX_GEN2 | {"storage-8bit"}

_REGISTERS = {"gen1": 96, "gen2": 96, "gen3": 64, "gen4": 64, "a7xx": 96}

_ANY_PATCH = 0xFFFF_FF00
_EXACT = 0xFFFF_FFFF


def _a6xx(
    name: str,
    chip_id: int,
    sub_generation: str,
    features: frozenset[str],
    *,
    gmem_bytes: int,
    shader_processors: int,
    private_lanes: int,
    instruction_cache: int,
    **magic: int,
) -> QualcommArchitecture:
    return QualcommArchitecture(
        name=name,
        features=features | {f"registers-{_REGISTERS[sub_generation]}"},
        processor=name,
        generation=6,
        chip_ids=((chip_id, _ANY_PATCH),),
        gmem_bytes=gmem_bytes,
        shader_processors=shader_processors,
        registers=_REGISTERS[sub_generation],
        private_lanes=private_lanes,
        instruction_cache=instruction_cache,
        constant_dwords=256 * 4,
        magic={"PC_MODE_CNTL": 0x1F, "RB_DBG_ECO_CNTL": 0x0410_0000, "UCHE_UNKNOWN_0E12": 1} | magic,
    )


def _a7xx(
    name: str,
    chip_ids: tuple[tuple[int, int], ...],
    features: frozenset[str],
    *,
    gmem_bytes: int,
    shader_processors: int,
    constant_vectors: int,
    generation: int = 7,
    **magic: int,
) -> QualcommArchitecture:
    return QualcommArchitecture(
        name=name,
        features=features | {f"registers-{_REGISTERS['a7xx']}"},
        processor=name,
        generation=generation,
        chip_ids=chip_ids,
        gmem_bytes=gmem_bytes,
        shader_processors=shader_processors,
        registers=_REGISTERS["a7xx"],
        private_lanes=128 * 2 * 16,
        instruction_cache=127,
        constant_dwords=constant_vectors * 4,
        magic=magic,
    )


# The values that compute has to do with of magic_regs, and those of raw_magic_regs for SP, TPL1 and UCHE.
# Those of GRAS, RB, VPC and PC are for drawing, and stay as the kernel left them, but for PC_MODE_CNTL and
# RB_DBG_ECO_CNTL, which whoever dispatches is known to write.
_A730_MAGIC = {
    "TPL1_DBG_ECO_CNTL": 0x0100_0000,
    "TPL1_DBG_ECO_CNTL1": 0x0004_0724,
    "SP_CHICKEN_BITS": 0x1440,
    "UCHE_CLIENT_PF": 0x84,
    "PC_MODE_CNTL": 0x3F,
    "SP_DBG_ECO_CNTL": 0x1000_0000,
    "RB_DBG_ECO_CNTL": 0,
    "UCHE_UNKNOWN_0E12": 0x0320_0000,
    "UCHE_CACHE_WAYS": 0x0084_0004,
    "UCHE_UNKNOWN_0E10": 0,
    "UCHE_UNKNOWN_0E11": 0x40,
    "SP_UNKNOWN_AE06": 0,
    "SP_UNKNOWN_AE08": 0x2400,
    "SP_UNKNOWN_AE09": 0,
    "SP_UNKNOWN_AE0A": 0,
    "SP_UNKNOWN_AE6A": 0,
    "SP_UNKNOWN_AE6B": 0x80,
    "SP_UNKNOWN_AE6C": 0x8000,
    "SP_UNKNOWN_AE73": 0,
    "SP_UNKNOWN_AB01": 0,
    "SP_UNKNOWN_AB02": 0,
    "SP_UNKNOWN_AB22": 0,
    "SP_UNKNOWN_B310": 0,
}
# TPL1_DBG_ECO_CNTL1 without TP_UBWC_FLAG_HINT (bit 18), as tu6_init_static_regs clears it on a740 (gen2).
_A740_MAGIC = _A730_MAGIC | {
    "TPL1_DBG_ECO_CNTL": 0x1110_0000,
    "TPL1_DBG_ECO_CNTL1": 0x724,
    "SP_CHICKEN_BITS": 0x1000_1400,
    "UCHE_UNKNOWN_0E12": 0,
    "UCHE_CACHE_WAYS": 0x0004_0004,
    "UCHE_UNKNOWN_0E11": 0,
    "SP_UNKNOWN_AE08": 0x400,
    "SP_UNKNOWN_AE09": 0x0043_0800,
    "SP_UNKNOWN_AE6C": 0,
}
_A750_MAGIC = {
    name: value for name, value in _A740_MAGIC.items() if name not in ("UCHE_CLIENT_PF", "TPL1_DBG_ECO_CNTL1")
} | {
    "SP_CHICKEN_BITS": 0x1000_0400,
    "PC_MODE_CNTL": 0x3F1F,
    "RB_DBG_ECO_CNTL": 1,
    "UCHE_UNKNOWN_0E12": 0x4000_0000,
    "UCHE_CACHE_WAYS": 0,
    "UCHE_UNKNOWN_0E11": 0x80,
    "SP_UNKNOWN_AE08": 0,
    "SP_UNKNOWN_AE09": 0x0043_1800,
    "SP_UNKNOWN_AE0A": 0x0080_0000,
}

ARCHITECTURES: tuple[QualcommArchitecture, ...] = (
    _a6xx(
        "a618", 0x0601_0800, "gen1", _GEN1,
        gmem_bytes=512 << 10, shader_processors=1, private_lanes=128 * 16, instruction_cache=64,
        TPL1_DBG_ECO_CNTL=0x0010_8000, SP_CHICKEN_BITS=0x430, UCHE_CLIENT_PF=4, SP_DBG_ECO_CNTL=0,
        HLSQ_DBG_ECO_CNTL=0x0008_0000, RB_UNKNOWN_8E01=1,
    ),
    _a6xx(
        "a619", 0x0601_0900, "gen1", _GEN1,
        gmem_bytes=512 << 10, shader_processors=1, private_lanes=128 * 16, instruction_cache=64,
        TPL1_DBG_ECO_CNTL=0x0010_8000, SP_CHICKEN_BITS=0x430, UCHE_CLIENT_PF=4, SP_DBG_ECO_CNTL=0,
        HLSQ_DBG_ECO_CNTL=0x0008_0000, RB_UNKNOWN_8E01=1,
    ),
    _a6xx(
        "a630", 0x0603_0000, "gen1", _GEN1,
        gmem_bytes=1 << 20, shader_processors=2, private_lanes=128 * 16, instruction_cache=64,
        TPL1_DBG_ECO_CNTL=0x0010_8000, SP_CHICKEN_BITS=0x1430, UCHE_CLIENT_PF=4, SP_DBG_ECO_CNTL=0,
        HLSQ_DBG_ECO_CNTL=0x0008_0000, RB_UNKNOWN_8E01=1, UCHE_UNKNOWN_0E12=0x1000_0001,
    ),
    # The instruction cache is a guess of Mesa's ("64, TODO").
    _a6xx(
        "a640", 0x0604_0000, "gen2", _GEN1,
        gmem_bytes=1 << 20, shader_processors=2, private_lanes=128 * 4 * 16, instruction_cache=64,
        TPL1_DBG_ECO_CNTL=0x8000, SP_CHICKEN_BITS=0x420, UCHE_CLIENT_PF=4, SP_DBG_ECO_CNTL=0,
        HLSQ_DBG_ECO_CNTL=0, RB_UNKNOWN_8E01=1,
    ),
    # Snapdragon 7c+ gen 3 and QCM6490: speed bins of one GPU, which Mesa calls A635 and KGSL a643.
    _a6xx(
        "a643", 0x0603_0500, "gen4", _GEN4,
        gmem_bytes=512 << 10, shader_processors=2, private_lanes=128 * 2 * 16, instruction_cache=127,
        TPL1_DBG_ECO_CNTL=0x0500_8000, SP_CHICKEN_BITS=0x1400, UCHE_CLIENT_PF=0x84, SP_DBG_ECO_CNTL=6,
        HLSQ_DBG_ECO_CNTL=0, RB_UNKNOWN_8E01=0,
    ),
    _a6xx(
        "a650", 0x0605_0000, "gen3", _GEN3,
        gmem_bytes=1152 << 10, shader_processors=3, private_lanes=128 * 2 * 16, instruction_cache=127,
        TPL1_DBG_ECO_CNTL=0x0100_8000, SP_CHICKEN_BITS=0x1400, UCHE_CLIENT_PF=4,
        SP_DBG_ECO_CNTL=0x0100_0000, HLSQ_DBG_ECO_CNTL=0, RB_UNKNOWN_8E01=0,
    ),
    _a6xx(
        "a660", 0x0606_0000, "gen4", _GEN4,
        gmem_bytes=1536 << 10, shader_processors=3, private_lanes=128 * 2 * 16, instruction_cache=127,
        TPL1_DBG_ECO_CNTL=0x0500_8000, SP_CHICKEN_BITS=0x1400, UCHE_CLIENT_PF=0x84,
        SP_DBG_ECO_CNTL=0x0100_0000, HLSQ_DBG_ECO_CNTL=0, RB_UNKNOWN_8E01=0,
    ),
    _a6xx(
        "a663", 0x0606_0300, "gen4", _GEN4,
        gmem_bytes=1536 << 10, shader_processors=3, private_lanes=128 * 4 * 16, instruction_cache=127,
        TPL1_DBG_ECO_CNTL=0x0500_8000, SP_CHICKEN_BITS=0x1400, UCHE_CLIENT_PF=0x84, SP_DBG_ECO_CNTL=6,
        HLSQ_DBG_ECO_CNTL=0, RB_UNKNOWN_8E01=0,
    ),
    _a6xx(
        "a690", 0x0609_0000, "gen4", _GEN4,
        gmem_bytes=4 << 20, shader_processors=8, private_lanes=128 * 2 * 16, instruction_cache=127,
        TPL1_DBG_ECO_CNTL=0x04C0_0000, SP_CHICKEN_BITS=0x1400, UCHE_CLIENT_PF=0x84,
        SP_DBG_ECO_CNTL=0x0120_0000, HLSQ_DBG_ECO_CNTL=0, RB_UNKNOWN_8E01=0, RB_DBG_ECO_CNTL=0x0010_0000,
        SP_UNKNOWN_AAF2=0x00C0_0000,
    ),
    # compute_constlen_quirk: half the constants of later ones.
    _a7xx(
        "a730", ((0x0703_0001, _EXACT),), _A7XX,
        gmem_bytes=2 << 20, shader_processors=4, constant_vectors=256, **_A730_MAGIC,
    ),
    _a7xx(
        "a740", ((0x4305_0A01, _EXACT),), _A7XX_GEN2,
        gmem_bytes=3 << 20, shader_processors=6, constant_vectors=512, **_A740_MAGIC,
    ),
    _a7xx(
        "a750", ((0x4305_1401, _EXACT),), _A7XX_GEN3,
        gmem_bytes=3 << 20, shader_processors=6, constant_vectors=512, **_A750_MAGIC,
    ),
    # From a branch of Mesa's that knows of a8xx; GMEM is a guess (12 MiB, as published for the Snapdragon 8
    # Elite). No register of a8xx is declared here, so the driver lists it and refuses to drive it.
    _a7xx(
        "a830", ((0x4405_0000, _ANY_PATCH),), _A7XX_GEN3,
        gmem_bytes=12 << 20, shader_processors=6, constant_vectors=512, generation=8,
    ),
)  # fmt: skip

DRIVEN_GENERATIONS = (6, 7)
"""The generations whose registers and packets are declared."""


def named(name: str) -> QualcommArchitecture:
    """The listed GPU of a name. Raises KeyError."""
    for entry in ARCHITECTURES:
        if entry.name == name:
            return entry
    raise KeyError(name)


def of_chip_id(chip_id: int) -> QualcommArchitecture | None:
    """The GPU of a chip id, as KGSL_PROP_DEVICE_INFO or MSM_PARAM_CHIP_ID has it; None for an unlisted one.

    msm puts a speed bin above the lowest 32 bits. An unlisted GPU is not guessed at: registers, caches and
    what they need differ from one to the next, and a wrong value gives wrong results.
    """
    number = chip_id & 0xFFFF_FFFF
    for entry in ARCHITECTURES:
        if any(number & mask == known for known, mask in entry.chip_ids):
            return entry
    return None
