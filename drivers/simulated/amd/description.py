"""The cards that can be simulated: what amdkfd, amdgpu and the PCI bus say of the real ones, as data.

Counts of engines, arrays, compute units, caches and clocks are what KFD's topology, `rocminfo` and AMD's
product pages say of the product named. Firmware versions, temperatures and readings of sensors are plausible
values of no particular card.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...architectures.amd import AmdArchitecture, named

MIB = 1 << 20

# <linux/kfd_sysfs.h>
HSA_CAP_WATCH_POINTS_SUPPORTED = 0x00000080
HSA_CAP_WATCH_POINTS_TOTALBITS_SHIFT = 8
HSA_CAP_DOORBELL_TYPE_TOTALBITS_SHIFT = 12
HSA_CAP_DOORBELL_TYPE_2_0 = 2
HSA_CAP_SRAM_EDCSUPPORTED = 0x04000000
HSA_CAP_MEM_EDCSUPPORTED = 0x00100000
HSA_CAP_RASEVENTNOTIFY = 0x00200000
HSA_CACHE_TYPE_DATA = 1
HSA_CACHE_TYPE_INSTRUCTION = 2
HSA_CACHE_TYPE_HSACU = 8

# kfd_queue.c: SGPR_SIZE_PER_CU, HWREG_SIZE_PER_CU, DEBUGGER_BYTES_PER_WAVE,
# DEBUGGER_BYTES_ALIGN, SIZEOF_HSA_USER_CONTEXT_SAVE_AREA_HEADER.
_SGPR_BYTES_PER_CU = 0x4000
_HWREG_BYTES_PER_CU = 0x1000
_DEBUGGER_BYTES_PER_WAVE = 32
_DEBUGGER_BYTES_ALIGN = 64
_SAVE_AREA_HEADER_BYTES = 40
_NAVI10 = 100100  # GFX_VERSION_NAVI10
_PAGE = 4096


@dataclass(frozen=True)
class Cache:
    """One kind of cache: how many, how large, and how many compute units share one."""

    level: int
    size_kib: int
    line_bytes: int
    type: int
    shared_by_cus: int


@dataclass(frozen=True)
class QueueSizes:
    """What KFD requires of the buffers of a compute queue, in bytes (kfd_queue_ctx_save_restore_size)."""

    eop: int
    control_stack: int
    save_area: int
    debugger: int


@dataclass(frozen=True)
class CardDescription:
    """One card, in the terms of the kernel. Clocks are MHz, memory is bytes, power is watts."""

    arch: str
    marketing_name: str
    name: str
    """What /sys/class/kfd/kfd/topology/nodes/*/name says: amdgpu's name of the ASIC (amdgpu_asic_name)."""
    device_id: int
    revision: int
    family: int
    external_revision: int
    shader_engines: int
    arrays_per_engine: int
    cus_per_array: int
    """The most one array has; some are switched off."""
    compute_units: int
    scratch_slots_per_cu: int
    xcc_count: int
    sdma_engines: int
    sdma_xgmi_engines: int
    sdma_queues_per_engine: int
    cp_queues: int
    vram_bytes: int
    vram_type: int
    memory_width_bits: int
    memory_clock_mhz: int
    engine_clock_mhz: int
    clock_mhz: int
    """The clock that timestamps count (REFCLK; amdgpu_asic_get_xclk)."""
    nbif_version: tuple[int, int, int]
    caches: tuple[Cache, ...]
    power_cap_w: int
    power_w: int
    fan_rpm: int | None
    pcie_speed: str
    pcie_width: int
    mec_firmware: int
    sdma_firmware: int
    xgmi: bool = False
    memory_ecc: bool = False

    @property
    def architecture(self) -> AmdArchitecture:
        """What all cards of its architecture have in common."""
        return named(self.arch)

    @property
    def generation(self) -> int:
        """The major number of the graphics IP: 9, 10, 11 or 12."""
        return self.architecture.major

    @property
    def simd_count(self) -> int:
        """All SIMDs of the card."""
        return self.compute_units * self.architecture.simds_per_cu

    @property
    def capability(self) -> int:
        """HSA_CAP_* (kfd_topology_set_capabilities): 4 watch points, doorbells of 64 bits, no SVM."""
        ecc = HSA_CAP_SRAM_EDCSUPPORTED | HSA_CAP_MEM_EDCSUPPORTED | HSA_CAP_RASEVENTNOTIFY
        return (
            HSA_CAP_WATCH_POINTS_SUPPORTED
            | 2 << HSA_CAP_WATCH_POINTS_TOTALBITS_SHIFT
            | HSA_CAP_DOORBELL_TYPE_2_0 << HSA_CAP_DOORBELL_TYPE_TOTALBITS_SHIFT
            | (ecc if self.memory_ecc else 0)
        )

    def queue_sizes(self) -> QueueSizes:
        """The sizes that CREATE_QUEUE compares with: kfd_queue.c, kfd_queue_ctx_save_restore_size."""
        version = self.architecture.target_version
        cus = self.compute_units // self.xcc_count
        waves = min(cus * 40, self.shader_engines * 512) if version < _NAVI10 else cus * 32
        per_cu = self.architecture.context_vgpr_bytes + self.architecture.lds_bytes
        per_cu += _SGPR_BYTES_PER_CU + _HWREG_BYTES_PER_CU
        control_stack = waves * (12 if version >= _NAVI10 else 8) + 8
        control_stack = _align(_SAVE_AREA_HEADER_BYTES + control_stack, _PAGE)
        if version // 10000 == 10:
            # The hardware's own limit on these (same function).
            control_stack = min(control_stack, 0x7000)
        return QueueSizes(
            eop=4096,
            control_stack=control_stack,
            save_area=control_stack + _align(cus * per_cu, _PAGE),
            debugger=_align(waves * _DEBUGGER_BYTES_PER_WAVE, _DEBUGGER_BYTES_ALIGN),
        )


def _align(number: int, unit: int) -> int:
    return -(-number // unit) * unit


def _rdna_caches(l1_kib: int, l2_mib: int, l3_mib: int, cus: int, line: int) -> tuple[Cache, ...]:
    # kfd_crat.c: *_cache_info tables, per workgroup processor (two compute units), array and card.
    data = HSA_CACHE_TYPE_DATA | HSA_CACHE_TYPE_HSACU
    code = HSA_CACHE_TYPE_INSTRUCTION | HSA_CACHE_TYPE_HSACU
    return (
        Cache(1, l1_kib, line, data, 1),
        Cache(1, 16, 64, data, 2),
        Cache(1, 32, 64, code, 2),
        Cache(2, l2_mib * 1024, line, data, cus),
        Cache(3, l3_mib * 1024, 64, data, cus),
    )


_CDNA3_CACHES = (
    Cache(1, 32, 128, HSA_CACHE_TYPE_DATA | HSA_CACHE_TYPE_HSACU, 1),
    Cache(1, 16, 64, HSA_CACHE_TYPE_DATA | HSA_CACHE_TYPE_HSACU, 2),
    Cache(1, 64, 128, HSA_CACHE_TYPE_INSTRUCTION | HSA_CACHE_TYPE_HSACU, 2),
    Cache(2, 4096, 128, HSA_CACHE_TYPE_DATA | HSA_CACHE_TYPE_HSACU, 38),
    Cache(3, 262144, 64, HSA_CACHE_TYPE_DATA | HSA_CACHE_TYPE_HSACU, 304),
)

# amdgpu_drm.h: AMDGPU_VRAM_TYPE_GDDR6 and AMDGPU_VRAM_TYPE_HBM. Families: AMDGPU_FAMILY_NV, _GC_11_0_0, _AI,
# _GC_12_0_0.
_GDDR6, _HBM = 9, 6

DESCRIPTIONS = {
    card.arch: card
    for card in (
        CardDescription(
            arch="gfx1100",
            marketing_name="AMD Radeon RX 7900 XTX",
            name="ip discovery",
            device_id=0x744C,
            revision=0xC8,
            family=145,
            external_revision=0x1,
            shader_engines=6,
            arrays_per_engine=2,
            cus_per_array=8,
            compute_units=96,
            scratch_slots_per_cu=32,
            xcc_count=1,
            sdma_engines=2,
            sdma_xgmi_engines=0,
            sdma_queues_per_engine=6,
            cp_queues=8,
            vram_bytes=24560 * MIB,
            vram_type=_GDDR6,
            memory_width_bits=384,
            memory_clock_mhz=1249,
            engine_clock_mhz=2526,
            clock_mhz=100,
            nbif_version=(4, 3, 0),
            caches=_rdna_caches(32, 6, 96, 96, 128),
            power_cap_w=339,
            power_w=21,
            fan_rpm=0,
            pcie_speed="16.0 GT/s PCIe",
            pcie_width=16,
            mec_firmware=550,
            sdma_firmware=21,
        ),
        CardDescription(
            arch="gfx942",
            marketing_name="AMD Instinct MI300X",
            name="ip discovery",
            device_id=0x74A1,
            revision=0x00,
            family=141,
            external_revision=0x47,
            shader_engines=4,
            arrays_per_engine=1,
            cus_per_array=10,
            compute_units=304,
            scratch_slots_per_cu=32,
            xcc_count=8,
            sdma_engines=2,
            sdma_xgmi_engines=14,
            sdma_queues_per_engine=8,
            cp_queues=24,
            vram_bytes=196592 * MIB,
            vram_type=_HBM,
            memory_width_bits=8192,
            memory_clock_mhz=1300,
            engine_clock_mhz=2100,
            clock_mhz=100,
            nbif_version=(7, 9, 0),
            caches=_CDNA3_CACHES,
            power_cap_w=750,
            power_w=138,
            fan_rpm=None,
            pcie_speed="32.0 GT/s PCIe",
            pcie_width=16,
            mec_firmware=165,
            sdma_firmware=22,
            xgmi=True,
            memory_ecc=True,
        ),
        CardDescription(
            arch="gfx1030",
            marketing_name="AMD Radeon RX 6800 XT",
            name="sienna_cichlid",
            device_id=0x73BF,
            revision=0xC1,
            family=143,
            external_revision=0x28,
            shader_engines=4,
            arrays_per_engine=2,
            cus_per_array=10,
            compute_units=72,
            scratch_slots_per_cu=32,
            xcc_count=1,
            sdma_engines=4,
            sdma_xgmi_engines=0,
            sdma_queues_per_engine=8,
            cp_queues=24,
            vram_bytes=16368 * MIB,
            vram_type=_GDDR6,
            memory_width_bits=256,
            memory_clock_mhz=1000,
            engine_clock_mhz=2575,
            clock_mhz=100,
            nbif_version=(3, 3, 0),
            caches=_rdna_caches(16, 4, 128, 72, 128),
            power_cap_w=255,
            power_w=9,
            fan_rpm=0,
            pcie_speed="16.0 GT/s PCIe",
            pcie_width=16,
            mec_firmware=118,
            sdma_firmware=83,
        ),
        CardDescription(
            arch="gfx1201",
            marketing_name="AMD Radeon RX 9070 XT",
            name="ip discovery",
            device_id=0x7550,
            revision=0xC0,
            family=152,
            external_revision=0x51,
            shader_engines=4,
            arrays_per_engine=2,
            cus_per_array=8,
            compute_units=64,
            scratch_slots_per_cu=32,
            xcc_count=1,
            sdma_engines=2,
            sdma_xgmi_engines=0,
            sdma_queues_per_engine=6,
            cp_queues=8,
            vram_bytes=16304 * MIB,
            vram_type=_GDDR6,
            memory_width_bits=256,
            memory_clock_mhz=1258,
            engine_clock_mhz=2400,
            clock_mhz=100,
            nbif_version=(6, 3, 1),
            caches=_rdna_caches(32, 8, 64, 64, 256),
            power_cap_w=304,
            power_w=17,
            fan_rpm=0,
            pcie_speed="32.0 GT/s PCIe",
            pcie_width=16,
            mec_firmware=78,
            sdma_firmware=852,
        ),
    )
}
"""By arch."""
