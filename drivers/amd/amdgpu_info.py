"""What AMDGPU_INFO says of a card whose render node is open. One function per query."""

from __future__ import annotations

from typing import Any

from ..errors import SystemCallFailed
from .abi import (
    AMDGPU_INFO_DEV_INFO,
    AMDGPU_INFO_GPUVM_FAULT,
    AMDGPU_INFO_HW_IP_INFO,
    AMDGPU_INFO_MEMORY,
    AMDGPU_INFO_TIMESTAMP,
    DRM_IOCTL_AMDGPU_INFO,
    ffi,
)

_NS_PER_TICK_OF_KHZ = 1e6


def _query(descriptor: int, query: int, kind: str, **fields: Any) -> Any:
    """The structure that answers a query. Raises SystemCallFailed."""
    answer = ffi.new(f"{kind} *")
    argument = DRM_IOCTL_AMDGPU_INFO.new(
        return_pointer=int(ffi.cast("uintptr_t", answer)), return_size=ffi.sizeof(kind), query=query
    )
    for name, value in fields.items():
        setattr(argument.query_hw_ip, name, value)
    DRM_IOCTL_AMDGPU_INFO(descriptor, argument)
    return answer


def device(descriptor: int) -> Any:
    """struct drm_amdgpu_info_device."""
    return _query(descriptor, AMDGPU_INFO_DEV_INFO, "struct drm_amdgpu_info_device")


def memory(descriptor: int) -> Any:
    """struct drm_amdgpu_memory_info."""
    return _query(descriptor, AMDGPU_INFO_MEMORY, "struct drm_amdgpu_memory_info")


def hardware_ip(descriptor: int, ip_type: int) -> Any:
    """struct drm_amdgpu_info_hw_ip of the first instance of an engine (AMDGPU_HW_IP_*)."""
    return _query(
        descriptor, AMDGPU_INFO_HW_IP_INFO, "struct drm_amdgpu_info_hw_ip", type=ip_type, ip_instance=0
    )


def discovered_version(descriptor: int, ip_type: int) -> tuple[int, int, int] | None:
    """The version of an engine as the card's discovery table has it; None before Linux 6.3.

    The word after available_rings is ip_discovery_version then: major << 16 | minor << 8 | revision.
    """
    packed = int(hardware_ip(descriptor, ip_type)._pad)
    return (packed >> 16 & 0xFF, packed >> 8 & 0xFF, packed & 0xFF) if packed else None


def last_page_fault(descriptor: int) -> int | None:
    """The address of the last page fault in this file's address space; None where nothing is known of one.

    AMDGPU_INFO_GPUVM_FAULT came with Linux 6.8.
    """
    try:
        fault = _query(descriptor, AMDGPU_INFO_GPUVM_FAULT, "struct drm_amdgpu_info_gpuvm_fault")
    except SystemCallFailed:
        return None
    return int(fault.addr) if fault.status else None


def timestamp(descriptor: int) -> int:
    """The card's clock, in ticks."""
    return int(_query(descriptor, AMDGPU_INFO_TIMESTAMP, "uint64_t")[0])


def clock_period_ns(descriptor: int) -> float:
    """How long a tick of the card's clock is: gpu_counter_freq is in kHz.

    Ten nanoseconds where the kernel does not say: the reference clock of all but the oldest cards here
    (gfx906 to gfx90a count at 25 or 27 MHz).
    """
    try:
        khz = int(device(descriptor).gpu_counter_freq)
    except SystemCallFailed:
        khz = 0
    return _NS_PER_TICK_OF_KHZ / khz if khz else 10.0
