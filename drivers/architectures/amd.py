"""AMD's architectures, as one table: what driver, code generator and simulated card ask of each.

Whoever needs a fact about an architecture takes it from here; nobody compares names. Sources:
- names and versions: `gfx_target_version` as drivers/gpu/drm/amd/amdkfd/kfd_device.c (kgd2kfd_probe) gives
  it to each GC IP version;
- features, registers per SIMD and per wave, allocation granules, waves: LLVM's AMDGPUBaseInfo.cpp (namespace
  IsaInfo) and the processors' feature lists in AMDGPU.td;
- numbers in code objects: EF_AMDGPU_MACH_AMDGCN_* of LLVM's ELF.h; generic processors and who belongs to
  each: AMDGPUUsage, "Generic processors";
- context-save sizes: drivers/gpu/drm/amd/amdkfd/kfd_queue.c (kfd_queue_ctx_save_restore_size), which agrees
  with libhsakmt/src/queues.c;
- SDMA versions: drivers/gpu/drm/amd/amdgpu/amdgpu_discovery.c, and for the older cards sdma_v4_*.c.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from . import architecture

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Family:
    """Architectures that one generic processor of LLVM's stands for, from one (major, minor) to another.

    A card of these numbers that is not listed runs what is compiled for `generic`. `elf_machine` is the
    generic processor's number in code objects; `others` have those of processors that LLVM knows and the list
    does not. `lacks` are features that some members have and the generic processor not.
    """

    generic: str
    elf_machine: int
    first: tuple[int, int]
    last: tuple[int, int]
    others: Mapping[str, int] = field(default_factory=dict, hash=False)
    lacks: frozenset[str] = frozenset()


# No card of 9.0 or 10.1 will come any more: what is not listed of these stays out.
_VEGA = Family("gfx9-generic", 0x51, (9, 0), (9, 0))
_CDNA3 = Family(
    "gfx9-4-generic", 0x5F, (9, 4), (9, 5),
    lacks=frozenset({"fp8-fnuz", "fp8-ocp", "mfma-fp8", "mfma-xf32"}),
)  # fmt: skip
_RDNA2 = Family("gfx10-3-generic", 0x53, (10, 3), (10, 3))
_RDNA3 = Family("gfx11-generic", 0x54, (11, 0), (11, 5), {"gfx1152": 0x55, "gfx1153": 0x58})
_RDNA4 = Family("gfx12-generic", 0x59, (12, 0), (12, 0))
FAMILIES = (_VEGA, _CDNA3, _RDNA2, _RDNA3, _RDNA4)
_OPEN_FAMILIES = (_CDNA3, _RDNA2, _RDNA3, _RDNA4)


@dataclass(frozen=True, kw_only=True)
class AmdArchitecture(architecture.Architecture):
    """One architecture. Sizes are bytes; register counts are per lane.

    `elf_machine` is its number in code objects. `wave_lanes` is the wave kernels are compiled for.
    `vgprs_per_simd` is what a SIMD shares out to its waves of that size, in granules of `vgpr_granule`; a
    wave can address `vgprs_per_wave`. `context_vgpr_bytes` is what the kernel counts per compute unit in a
    queue's context-save area. `lds_granule_bytes` is what COMPUTE_PGM_RSRC2 counts LDS in.
    `priv_from_arrays` is from how many shader arrays in an engine on waves are saved with PRIV set, 0 for
    never. `flops_per_cycle` is f32 operations per compute unit and cycle at most;
    `memory_transfers_per_clock` multiplies the memory clock that the kernel reports (None where boards
    differ).
    """

    target_version: int
    gc_versions: tuple[Version, ...]
    elf_machine: int
    family: Family | None
    wave_lanes: int
    lds_bytes: int
    simds_per_cu: int
    waves_per_simd: int
    vgprs_per_simd: int
    vgpr_granule: int
    vgprs_per_wave: int
    sdma_version: Version
    context_vgpr_bytes: int
    flops_per_cycle: int
    memory_transfers_per_clock: int | None
    lds_granule_bytes: int = 128 * 4
    priv_from_arrays: int = 0

    @property
    def major(self) -> int:
        """The number in front: 9 to 12."""
        return self.target_version // 10000

    @property
    def control_stack_bytes_per_wave(self) -> int:
        """CNTL_STACK_BYTES_PER_WAVE in kfd_queue.c."""
        return 12 if self.major >= 10 else 8

    @property
    def control_stack_bytes_max(self) -> int | None:
        """The hardware's limit on a control stack, where it has one (kfd_queue.c: 0x7000 on gfx10)."""
        return 0x7000 if self.major == 10 else None


# What the features mean where that is not LLVM's feature of the name (AMDGPU.td):
# - amdgcn: the instruction set's family, for which there is a code generator;
# - mfma, wmma and what begins so: matrix instructions by their operands ("CDNA ISA", Matrix Arithmetic
#   Instructions; "RDNA3 ISA" and "RDNA4 ISA", Wave Matrix Multiply Accumulate); wmma-256b has an operand's 16
#   rows in each half of a wave, wmma-128b half of them;
# - fp8-ocp, fp8-fnuz: which 8-bit floats V_CVT_PK_F32_FP8 and matrix instructions have ("RDNA4 ISA", "CDNA4
#   ISA": OCP's; "CDNA3 ISA": those without infinities and a negative zero);
# - permlane16: V_PERMLANEX16_B32 ("RDNA ISA", VOP3 instructions);
# - unified-vgprs: ordinary and accumulation registers share one file of 512, and COMPUTE_PGM_RSRC3 says where
#   the latter begin (AMDGPUUsage, "compute_pgm_rsrc3");
# - xnack-per-process: KFD_SUPPORT_XNACK_PER_PROCESS of kfd_priv.h;
# - sramecc: it is always on, so a 16-bit load writes the whole register
#   (GCNSubtarget::d16PreservesUnusedBits);
# - code-object-v6: what kernels need to be compiled as (AMDGPUUsage, "Generic processors").
_GFX9 = frozenset({"amdgcn", "xnack"})
_GFX908 = _GFX9 | {"mfma", "mfma-i8-k16"}
_GFX90A = _GFX908 | {
    *("mfma-bf16-1k", "mfma-f64", "unified-vgprs", "packed-tid", "sramecc", "xnack-per-process"),
}
_GFX940 = _GFX90A - {"mfma-i8-k16"} | {"gfx940-insts", "mfma-i8-k32", "mfma-fp8", "architected-flat-scratch"}
_GFX942 = _GFX940 | {"fp8-fnuz", "mfma-xf32"}
_GFX950 = _GFX940 | {"fp8-ocp"}
_GFX10 = frozenset({"amdgcn", "permlane16"})
_GFX11_AND_12 = _GFX10 | {"wmma", "real-true16", "packed-tid", "architected-flat-scratch"}
_GFX11 = _GFX11_AND_12 | {"wmma-256b"}
_GFX12 = _GFX11_AND_12 | {"wmma-128b", "fp8-ocp"}


def _cdna(
    name: str,
    target_version: int,
    gc_versions: tuple[Version, ...],
    sdma_version: Version,
    elf_machine: int,
    features: frozenset[str],
    *,
    family: Family | None = None,
    lds_bytes: int = 64 << 10,
    lds_granule_bytes: int = 128 * 4,
    context_vgpr_bytes: int = 0x80000,
    flops_per_cycle: int = 256,
    memory_transfers_per_clock: int = 2,
) -> AmdArchitecture:
    unified = "unified-vgprs" in features
    return AmdArchitecture(
        name=name,
        features=features,
        processor=name,
        target_version=target_version,
        gc_versions=gc_versions,
        elf_machine=elf_machine,
        family=family,
        wave_lanes=64,
        lds_bytes=lds_bytes,
        simds_per_cu=4,
        waves_per_simd=8 if unified else 10,
        vgprs_per_simd=512 if unified else 256,
        vgpr_granule=8 if unified else 4,
        vgprs_per_wave=512 if unified else 256,
        sdma_version=sdma_version,
        context_vgpr_bytes=context_vgpr_bytes,
        flops_per_cycle=flops_per_cycle,
        memory_transfers_per_clock=memory_transfers_per_clock,
        lds_granule_bytes=lds_granule_bytes,
    )


def _rdna(
    name: str,
    target_version: int,
    gc_versions: tuple[Version, ...],
    sdma_version: Version,
    elf_machine: int,
    features: frozenset[str],
    *,
    family: Family,
    large_registers: bool = False,
    integrated: bool = False,
    context_vgpr_bytes: int = 0x40000,
    priv_from_arrays: int = 0,
) -> AmdArchitecture:
    """`large_registers`: 1536 VGPRs per SIMD in place of 1024 (LLVM's Feature1_5xVGPRs)."""
    return AmdArchitecture(
        name=name,
        features=features,
        processor=name,
        target_version=target_version,
        gc_versions=gc_versions,
        elf_machine=elf_machine,
        family=family,
        wave_lanes=32,
        lds_bytes=64 << 10,
        simds_per_cu=2,
        waves_per_simd=16,
        vgprs_per_simd=1536 if large_registers else 1024,
        vgpr_granule=24 if large_registers else 16,
        vgprs_per_wave=256,
        sdma_version=sdma_version,
        context_vgpr_bytes=context_vgpr_bytes,
        flops_per_cycle=256 if "wmma" in features else 128,
        memory_transfers_per_clock=None if integrated else 16,
        priv_from_arrays=priv_from_arrays,
    )


ARCHITECTURES: tuple[AmdArchitecture, ...] = (
    _cdna(
        "gfx906", 90006, ((9, 4, 0),), (4, 2, 0), 0x2F, _GFX9, family=_VEGA,
        context_vgpr_bytes=0x40000, flops_per_cycle=128,
    ),
    _cdna("gfx908", 90008, ((9, 4, 1),), (4, 2, 2), 0x30, _GFX908, flops_per_cycle=128),
    _cdna("gfx90a", 90010, ((9, 4, 2),), (4, 4, 0), 0x3F, _GFX90A),
    _cdna(
        "gfx942", 90402, ((9, 4, 3), (9, 4, 4)), (4, 4, 2), 0x4C, _GFX942, family=_CDNA3,
        memory_transfers_per_clock=4,
    ),
    # One context-save area has the whole LDS of 160 KiB (kfd_queue.c, WG_CONTEXT_DATA_SIZE_PER_CU).
    # The engine calls itself 4.4.4 or 4.4.5 and takes the packets of 4.4.2 (sdma_v4_4_2.c serves it).
    # LDS granule: AMDGPUUsage, "compute_pgm_rsrc2", GRANULATED_LDS_SIZE.
    _cdna(
        "gfx950", 90500, ((9, 5, 0),), (4, 4, 2), 0x4F, _GFX950, family=_CDNA3,
        lds_bytes=160 << 10, lds_granule_bytes=320 * 4, memory_transfers_per_clock=4,
    ),
    _rdna("gfx1030", 100300, ((10, 3, 0),), (5, 2, 0), 0x36, _GFX10, family=_RDNA2),
    _rdna("gfx1031", 100301, ((10, 3, 2),), (5, 2, 2), 0x37, _GFX10, family=_RDNA2),
    _rdna("gfx1032", 100302, ((10, 3, 4),), (5, 2, 4), 0x38, _GFX10, family=_RDNA2),
    _rdna("gfx1033", 100303, ((10, 3, 1),), (5, 2, 1), 0x39, _GFX10, family=_RDNA2, integrated=True),
    _rdna("gfx1034", 100304, ((10, 3, 5),), (5, 2, 5), 0x3E, _GFX10, family=_RDNA2),
    _rdna("gfx1035", 100305, ((10, 3, 3),), (5, 2, 3), 0x3D, _GFX10, family=_RDNA2, integrated=True),
    _rdna(
        "gfx1036", 100306, ((10, 3, 6), (10, 3, 7)), (5, 2, 6), 0x45, _GFX10, family=_RDNA2, integrated=True
    ),
    # PRIV, or saving waves raises traps: KFDBaseComponentTest::NeedCwsrWA of kfdtest. gfx1103 is two graphics
    # cores: 11.0.1, for which the kernel has its part of the same workaround (kfd_dbg_has_cwsr_workaround in
    # kfd_debug.h: 11.0.0 to 11.0.3), and 11.0.4, which has one array and does not need it.
    _rdna(
        "gfx1100", 110000, ((11, 0, 0),), (6, 0, 0), 0x41, _GFX11, family=_RDNA3,
        large_registers=True, context_vgpr_bytes=0x60000, priv_from_arrays=1,
    ),
    # The compiler's 11.0.1 is the hardware's 11.0.3 (kfd_device.c).
    _rdna(
        "gfx1101", 110001, ((11, 0, 3),), (6, 0, 3), 0x46, _GFX11, family=_RDNA3,
        large_registers=True, context_vgpr_bytes=0x60000, priv_from_arrays=1,
    ),
    _rdna(
        "gfx1102", 110002, ((11, 0, 2),), (6, 0, 2), 0x47, _GFX11, family=_RDNA3, priv_from_arrays=1
    ),
    _rdna(
        "gfx1103", 110003, ((11, 0, 1), (11, 0, 4)), (6, 0, 1), 0x44, _GFX11, family=_RDNA3,
        integrated=True, priv_from_arrays=2,
    ),
    _rdna("gfx1150", 110500, ((11, 5, 0),), (6, 1, 0), 0x43, _GFX11, family=_RDNA3, integrated=True),
    # Kernels before 6.18.4 counted 0x40000; a larger area passes their check as well.
    _rdna(
        "gfx1151", 110501, ((11, 5, 1),), (6, 1, 1), 0x4A, _GFX11, family=_RDNA3,
        large_registers=True, integrated=True, context_vgpr_bytes=0x60000,
    ),
    _rdna(
        "gfx1200", 120000, ((12, 0, 0),), (7, 0, 0), 0x48, _GFX12, family=_RDNA4,
        large_registers=True, context_vgpr_bytes=0x60000,
    ),
    _rdna(
        "gfx1201", 120001, ((12, 0, 1),), (7, 0, 1), 0x4E, _GFX12, family=_RDNA4,
        large_registers=True, context_vgpr_bytes=0x60000,
    ),
)  # fmt: skip


def target_name(target_version: int) -> str:
    """LLVM's name of a `gfx_target_version`, known here or not: 90010 is gfx90a."""
    return f"gfx{target_version // 10000}{target_version // 100 % 100:x}{target_version % 100:x}"


def named(name: str) -> AmdArchitecture:
    """The listed architecture of a name. Raises KeyError."""
    for entry in ARCHITECTURES:
        if entry.name == name:
            return entry
    raise KeyError(name)


def of_target_version(target_version: int) -> AmdArchitecture | None:
    """The architecture of a `gfx_target_version`, listed or of a family; None for one that is neither."""
    for entry in ARCHITECTURES:
        if entry.target_version == target_version:
            return entry
    return _unlisted(target_version)


def of_gc_version(version: Version) -> AmdArchitecture | None:
    """The architecture of a GC IP version, listed or of a family; None for one that is neither.

    Since 11.5 they are the numbers of the architecture's name (kfd_device.c, kgd2kfd_probe).
    """
    for entry in ARCHITECTURES:
        if version in entry.gc_versions:
            return entry
    major, minor, revision = version
    return _unlisted(10000 * major + 100 * minor + revision) if (major, minor) >= (11, 5) else None


def of_elf_machine(number: int) -> str | None:
    """The name of the processor that a code object is for, by its number; None for an unknown one."""
    known = {entry.elf_machine: entry.name for entry in ARCHITECTURES}
    for family in FAMILIES:
        known |= {family.elf_machine: family.generic} | {code: name for name, code in family.others.items()}
    return known.get(number)


def _unlisted(target_version: int) -> AmdArchitecture | None:
    """What follows from the number: as the listed one before it in its family, else the family's first.

    Registers and LDS are as few as a member of the family has, areas as large.
    """
    number = target_version // 10000, target_version // 100 % 100
    family = next((each for each in _OPEN_FAMILIES if each.first <= number <= each.last), None)
    members = [entry for entry in ARCHITECTURES if entry.family is family and family is not None]
    if family is None or not members:
        return None
    like = max(
        (entry for entry in members if entry.target_version < target_version),
        key=lambda entry: entry.target_version,
        default=members[0],
    )
    least = min(members, key=lambda entry: entry.vgprs_per_simd)
    name = target_name(target_version)
    is_known = name in family.others
    generic = like.features - family.lacks | {"code-object-v6"}
    return replace(
        like,
        name=name,
        like=like.name,
        processor=name if is_known else family.generic,
        features=like.features if is_known else generic,
        target_version=target_version,
        gc_versions=(),
        elf_machine=family.others.get(name, family.elf_machine),
        lds_bytes=min(entry.lds_bytes for entry in members),
        vgprs_per_simd=least.vgprs_per_simd,
        vgpr_granule=least.vgpr_granule,
        context_vgpr_bytes=max(entry.context_vgpr_bytes for entry in members),
        memory_transfers_per_clock=None,
    )
