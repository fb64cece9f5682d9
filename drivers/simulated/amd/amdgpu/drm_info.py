"""What DRM_IOCTL_AMDGPU_INFO says of a simulated card: one function per query.

Written from amdgpu_kms.c, amdgpu_info_ioctl.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from errno import EINVAL, EOPNOTSUPP
from typing import Any

from .... import kernel
from ....amd import abi
from ...memory.pages import PAGE, error
from ..description import MIB, CardDescription
from .computer import SimulatedCard
from .render_file import RenderFile
from .request import user_pointer

VA_RESERVED_BOTTOM = 1 << 16  # amdgpu_vm.h: AMDGPU_VA_RESERVED_BOTTOM
VA_RESERVED_TOP = 1 << 22  # amdgpu_vm.h: AMDGPU_VA_RESERVED_TOP, rounded up
HOLE_START, HOLE_END = 0x0000_8000_0000_0000, 0xFFFF_8000_0000_0000  # amdgpu_gmc.h: AMDGPU_GMC_HOLE_*
VM_BYTES = 1 << 48  # vm_manager.max_pfn pages

RINGS = {abi.AMDGPU_HW_IP_GFX: 1, abi.AMDGPU_HW_IP_COMPUTE: 4, abi.AMDGPU_HW_IP_DMA: 2}
"""amdgpu_ctx.c: amdgpu_ctx_num_entities."""
_HW_IP_COUNT = 3  # AMDGPU_INFO_HW_IP_COUNT
_VIS_VRAM_USAGE = 0x17
_SENSOR_VDDGFX = 0x7
_PTE_FRAGMENT_BYTES = 2 * MIB  # vm_manager.fragment_size of 9: 2^9 pages

Answer = Any


def info(file: RenderFile, arguments: Any) -> None:
    """Answer one query into the caller's memory, as much of it as the caller has room for. Raises OSError."""
    query = _QUERIES.get(arguments.query)
    if query is None or not arguments.return_size:
        raise error(EINVAL)
    address = user_pointer(arguments.return_pointer)
    data = bytes(abi.ffi.buffer(query(file, arguments)))[: arguments.return_size]
    kernel.buffer(address, len(data))[:] = data


def _u32(value: int) -> Answer:
    return abi.ffi.new("uint32_t *", value)


def _u64(value: int) -> Answer:
    return abi.ffi.new("uint64_t *", value)


def ring_count(card: SimulatedCard, ip_type: int) -> int:
    """How many rings of a kind the card has for its users; a CDNA3 card has none for graphics."""
    if ip_type == abi.AMDGPU_HW_IP_GFX and card.description.xcc_count > 1:
        return 0
    return RINGS.get(ip_type, 0)


def _hw_ip_info(file: RenderFile, arguments: Any) -> Answer:
    ip_type = arguments.query_hw_ip.type
    if arguments.query_hw_ip.ip_instance:
        raise error(EINVAL)
    answer = abi.ffi.new("struct drm_amdgpu_info_hw_ip *")
    count = ring_count(file.card, ip_type)
    if count:
        what = file.card.description
        chip = what.architecture
        version = chip.sdma_version if ip_type == abi.AMDGPU_HW_IP_DMA else chip.gc_versions[0]
        answer.hw_ip_version_major, answer.hw_ip_version_minor = version[:2]
        answer.available_rings = (1 << count) - 1
        dma = ip_type == abi.AMDGPU_HW_IP_DMA
        answer.ib_start_alignment, answer.ib_size_alignment = (256, 4) if dma else (32, 32)
    return answer


def _hw_ip_count(file: RenderFile, arguments: Any) -> Answer:
    return _u32(1 if ring_count(file.card, arguments.query_hw_ip.type) else 0)


def _dev_info(file: RenderFile, arguments: Any) -> Answer:
    what = file.card.description
    answer = abi.ffi.new("struct drm_amdgpu_info_device *")
    answer.device_id, answer.pci_rev, answer.family = what.device_id, what.revision, what.family
    answer.external_rev = what.external_revision
    answer.num_shader_engines = what.shader_engines
    answer.num_shader_arrays_per_engine = what.arrays_per_engine
    answer.gpu_counter_freq = what.clock_mhz * 1000
    answer.max_engine_clock = what.engine_clock_mhz * 1000
    answer.max_memory_clock = what.memory_clock_mhz * 1000
    answer.cu_active_number = what.compute_units
    answer.num_hw_gfx_contexts = 8
    answer.virtual_address_offset = VA_RESERVED_BOTTOM
    answer.virtual_address_max = HOLE_START
    answer.virtual_address_alignment = PAGE
    answer.pte_fragment_size = _PTE_FRAGMENT_BYTES
    answer.gart_page_size = PAGE
    answer.vram_type, answer.vram_bit_width = what.vram_type, what.memory_width_bits
    answer.wave_front_size = what.architecture.wave_lanes
    answer.num_shader_visible_vgprs = 256
    answer.num_cu_per_sh = what.cus_per_array
    for engine, array, units in _active_units(what):
        # Engines past the fourth use the columns past the second (amdgpu_info_ioctl).
        answer.cu_bitmap[engine % 4][array + engine // 4 * 2] = (1 << units) - 1
    answer.high_va_offset, answer.high_va_max = HOLE_END, HOLE_END | (VM_BYTES - VA_RESERVED_TOP)
    return answer


def _active_units(what: CardDescription) -> Iterator[tuple[int, int, int]]:
    # Engine, array and number of compute units that are on, of one XCC: as even as their number allows.
    arrays = what.shader_engines * what.arrays_per_engine
    each, more = divmod(what.compute_units // what.xcc_count, arrays)
    for number in range(arrays):
        engine, array = divmod(number, what.arrays_per_engine)
        yield engine, array, each + (number < more)


def _memory(file: RenderFile, arguments: Any) -> Answer:
    card = file.card
    answer = abi.ffi.new("struct drm_amdgpu_memory_info *")
    visible = card.vram.limit_bytes if card.large_bar else 256 * MIB
    for heap, size, used in (
        (answer.vram, card.vram.limit_bytes, card.vram.used_bytes),
        (answer.cpu_accessible_vram, visible, card.vram.used_bytes if card.large_bar else 0),
        (answer.gtt, card.machine.gtt.limit_bytes, card.machine.gtt.used_bytes),
    ):
        heap.total_heap_size = heap.usable_heap_size = size
        heap.heap_usage = used
        heap.max_allocation = size * 3 // 4
    return answer


def _sensor(file: RenderFile, arguments: Any) -> Answer:
    card = file.card
    readings = {
        abi.AMDGPU_INFO_SENSOR_GFX_SCLK: card.engine_clock_mhz(),
        abi.AMDGPU_INFO_SENSOR_GFX_MCLK: card.description.memory_clock_mhz if card.busy_percent() else 96,
        abi.AMDGPU_INFO_SENSOR_GPU_TEMP: 41000,
        abi.AMDGPU_INFO_SENSOR_GPU_LOAD: card.busy_percent(),
        abi.AMDGPU_INFO_SENSOR_GPU_AVG_POWER: card.description.power_w,
        _SENSOR_VDDGFX: 718,
    }
    if arguments.sensor_info.type not in readings:
        raise error(EOPNOTSUPP if arguments.sensor_info.type < 0x10 else EINVAL)
    return _u32(readings[arguments.sensor_info.type])


def _gpuvm_fault(file: RenderFile, arguments: Any) -> Answer:
    answer = abi.ffi.new("struct drm_amdgpu_info_gpuvm_fault *")
    if file.last_fault is not None:
        answer.addr, answer.status = file.last_fault
    return answer


_QUERIES: dict[int, Callable[[RenderFile, Any], Answer]] = {
    abi.AMDGPU_INFO_ACCEL_WORKING: lambda file, _: _u32(1),
    abi.AMDGPU_INFO_HW_IP_INFO: _hw_ip_info,
    _HW_IP_COUNT: _hw_ip_count,
    abi.AMDGPU_INFO_TIMESTAMP: lambda file, _: _u64(file.card.clock_ticks()),
    abi.AMDGPU_INFO_VRAM_USAGE: lambda file, _: _u64(file.card.vram.used_bytes),
    abi.AMDGPU_INFO_GTT_USAGE: lambda file, _: _u64(file.card.machine.gtt.used_bytes),
    _VIS_VRAM_USAGE: lambda file, _: _u64(file.card.vram.used_bytes if file.card.large_bar else 0),
    abi.AMDGPU_INFO_DEV_INFO: _dev_info,
    abi.AMDGPU_INFO_MEMORY: _memory,
    abi.AMDGPU_INFO_SENSOR: _sensor,
    abi.AMDGPU_INFO_VRAM_LOST_COUNTER: lambda file, _: _u32(file.card.reset_count),
    abi.AMDGPU_INFO_GPUVM_FAULT: _gpuvm_fault,
}
