"""What distinguishes the AMD architectures this driver knows, as one table.

Whoever needs a fact about an architecture takes it from here; nobody compares names. Sources:
- names and versions: `gfx_target_version` as drivers/gpu/drm/amd/amdkfd/kfd_device.c (kgd2kfd_probe) gives
  it to each GC IP version;
- registers per SIMD and per wave, allocation granules, waves: LLVM's AMDGPUBaseInfo.cpp (namespace IsaInfo)
  and the processors' feature lists in AMDGPU.td;
- context-save sizes: drivers/gpu/drm/amd/amdkfd/kfd_queue.c (kfd_queue_ctx_save_restore_size), which agrees
  with libhsakmt/src/queues.c;
- SDMA versions: drivers/gpu/drm/amd/amdgpu/amdgpu_discovery.c, and for the older cards sdma_v4_*.c.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Generation(Enum):
    """Cards that share packet formats, register offsets and cache controls."""

    GFX9 = "gfx9"
    """Vega 20 and CDNA 1 and 2: gfx906, gfx908, gfx90a."""
    GFX940 = "gfx940"
    """CDNA 3 and 4: gfx942, gfx950; several XCCs, coherence by scope (sc0, sc1, nt)."""
    GFX10_3 = "gfx10.3"
    """RDNA 2."""
    GFX11 = "gfx11"
    """RDNA 3 and 3.5."""
    GFX12 = "gfx12"
    """RDNA 4."""


class Matrix(Enum):
    """Which matrix instructions there are."""

    NONE = ""
    MFMA = "mfma"
    WMMA = "wmma"


Version = tuple[int, int, int]


@dataclass(frozen=True)
class Architecture:
    """One architecture. Sizes are bytes; register counts are per lane.

    `wave_lanes` is the wave kernels are compiled for. `vgprs_per_simd` is what a SIMD shares out to its
    waves of that size, in granules of `vgpr_granule`; a wave can address `vgprs_per_wave`.
    `context_vgpr_bytes` is what the kernel counts per compute unit in a queue's context-save area.
    `flops_per_cycle` is f32 operations per compute unit and cycle at most; `memory_transfers_per_clock`
    multiplies the memory clock that the kernel reports (None where boards differ).
    """

    name: str
    target_version: int
    gc_versions: tuple[Version, ...]
    generation: Generation
    wave_lanes: int
    lds_bytes: int
    simds_per_cu: int
    waves_per_simd: int
    vgprs_per_simd: int
    vgpr_granule: int
    vgprs_per_wave: int
    matrix: Matrix
    sdma_version: Version
    context_vgpr_bytes: int
    flops_per_cycle: int
    memory_transfers_per_clock: int | None
    integrated: bool = False

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


def _gfx9(
    name: str,
    target_version: int,
    gc_versions: tuple[Version, ...],
    sdma_version: Version,
    *,
    generation: Generation = Generation.GFX9,
    matrix: Matrix = Matrix.MFMA,
    unified: bool = True,
    lds_bytes: int = 64 << 10,
    context_vgpr_bytes: int = 0x80000,
    flops_per_cycle: int = 256,
    memory_transfers_per_clock: int = 2,
) -> Architecture:
    """`unified`: ordinary and accumulation registers share one file of 512 (gfx90a on)."""
    return Architecture(
        name=name,
        target_version=target_version,
        gc_versions=gc_versions,
        generation=generation,
        wave_lanes=64,
        lds_bytes=lds_bytes,
        simds_per_cu=4,
        waves_per_simd=8 if unified else 10,
        vgprs_per_simd=512 if unified else 256,
        vgpr_granule=8 if unified else 4,
        vgprs_per_wave=512 if unified else 256,
        matrix=matrix,
        sdma_version=sdma_version,
        context_vgpr_bytes=context_vgpr_bytes,
        flops_per_cycle=flops_per_cycle,
        memory_transfers_per_clock=memory_transfers_per_clock,
    )


def _rdna(
    name: str,
    target_version: int,
    gc_versions: tuple[Version, ...],
    sdma_version: Version,
    *,
    generation: Generation,
    large_registers: bool = False,
    integrated: bool = False,
    context_vgpr_bytes: int = 0x40000,
) -> Architecture:
    """`large_registers`: 1536 VGPRs per SIMD in place of 1024 (LLVM's Feature1_5xVGPRs)."""
    later = generation is not Generation.GFX10_3
    return Architecture(
        name=name,
        target_version=target_version,
        gc_versions=gc_versions,
        generation=generation,
        wave_lanes=32,
        lds_bytes=64 << 10,
        simds_per_cu=2,
        waves_per_simd=16,
        vgprs_per_simd=1536 if large_registers else 1024,
        vgpr_granule=24 if large_registers else 16,
        vgprs_per_wave=256,
        matrix=Matrix.WMMA if later else Matrix.NONE,
        sdma_version=sdma_version,
        context_vgpr_bytes=context_vgpr_bytes,
        flops_per_cycle=256 if later else 128,
        memory_transfers_per_clock=None if integrated else 16,
        integrated=integrated,
    )


_G10, _G11, _G12 = Generation.GFX10_3, Generation.GFX11, Generation.GFX12

ARCHITECTURES: tuple[Architecture, ...] = (
    _gfx9(
        "gfx906",
        90006,
        ((9, 4, 0),),
        (4, 2, 0),
        matrix=Matrix.NONE,
        unified=False,
        context_vgpr_bytes=0x40000,
        flops_per_cycle=128,
    ),
    _gfx9("gfx908", 90008, ((9, 4, 1),), (4, 2, 2), unified=False, flops_per_cycle=128),
    _gfx9("gfx90a", 90010, ((9, 4, 2),), (4, 4, 0)),
    _gfx9(
        "gfx942",
        90402,
        ((9, 4, 3), (9, 4, 4)),
        (4, 4, 2),
        generation=Generation.GFX940,
        memory_transfers_per_clock=4,
    ),
    # One context-save area has the whole LDS of 160 KiB (kfd_queue.c, WG_CONTEXT_DATA_SIZE_PER_CU).
    # The engine calls itself 4.4.4 or 4.4.5 and takes the packets of 4.4.2 (sdma_v4_4_2.c serves it).
    _gfx9(
        "gfx950",
        90500,
        ((9, 5, 0),),
        (4, 4, 2),
        generation=Generation.GFX940,
        lds_bytes=160 << 10,
        memory_transfers_per_clock=4,
    ),
    _rdna("gfx1030", 100300, ((10, 3, 0),), (5, 2, 0), generation=_G10),
    _rdna("gfx1031", 100301, ((10, 3, 2),), (5, 2, 2), generation=_G10),
    _rdna("gfx1032", 100302, ((10, 3, 4),), (5, 2, 4), generation=_G10),
    _rdna("gfx1033", 100303, ((10, 3, 1),), (5, 2, 1), generation=_G10, integrated=True),
    _rdna("gfx1034", 100304, ((10, 3, 5),), (5, 2, 5), generation=_G10),
    _rdna("gfx1035", 100305, ((10, 3, 3),), (5, 2, 3), generation=_G10, integrated=True),
    _rdna("gfx1036", 100306, ((10, 3, 6), (10, 3, 7)), (5, 2, 6), generation=_G10, integrated=True),
    _rdna(
        "gfx1100",
        110000,
        ((11, 0, 0),),
        (6, 0, 0),
        generation=_G11,
        large_registers=True,
        context_vgpr_bytes=0x60000,
    ),
    # The compiler's 11.0.1 is the hardware's 11.0.3 (kfd_device.c).
    _rdna(
        "gfx1101",
        110001,
        ((11, 0, 3),),
        (6, 0, 3),
        generation=_G11,
        large_registers=True,
        context_vgpr_bytes=0x60000,
    ),
    _rdna("gfx1102", 110002, ((11, 0, 2),), (6, 0, 2), generation=_G11),
    _rdna("gfx1103", 110003, ((11, 0, 1), (11, 0, 4)), (6, 0, 1), generation=_G11, integrated=True),
    _rdna("gfx1150", 110500, ((11, 5, 0),), (6, 1, 0), generation=_G11, integrated=True),
    # Kernels before 6.18.4 counted 0x40000; a larger area passes their check as well.
    _rdna(
        "gfx1151",
        110501,
        ((11, 5, 1),),
        (6, 1, 1),
        generation=_G11,
        large_registers=True,
        integrated=True,
        context_vgpr_bytes=0x60000,
    ),
    _rdna(
        "gfx1200",
        120000,
        ((12, 0, 0),),
        (7, 0, 0),
        generation=_G12,
        large_registers=True,
        context_vgpr_bytes=0x60000,
    ),
    _rdna(
        "gfx1201",
        120001,
        ((12, 0, 1),),
        (7, 0, 1),
        generation=_G12,
        large_registers=True,
        context_vgpr_bytes=0x60000,
    ),
)

BY_TARGET_VERSION = {entry.target_version: entry for entry in ARCHITECTURES}
BY_GC_VERSION = {version: entry for entry in ARCHITECTURES for version in entry.gc_versions}
BY_NAME = {entry.name: entry for entry in ARCHITECTURES}


def target_name(target_version: int) -> str:
    """LLVM's name of a `gfx_target_version`, known here or not: 90010 is gfx90a."""
    return f"gfx{target_version // 10000}{target_version // 100 % 100:x}{target_version % 100:x}"
