"""Requests, flags and structures of KFD and amdgpu, under the names of the kernel's headers.

<linux/kfd_ioctl.h> for everything called KFD or AMDKFD, <drm/drm.h> and <drm/amdgpu_drm.h> for the rest. A
test compares each number and each structure here with the headers. Structures are made and read with `ffi`:
`ffi.new("struct kfd_ioctl_get_version_args *")`, `ffi.cast("struct ... *", address)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import kernel
from ._abi import ffi as _ffi

ffi: Any = _ffi

# <asm-generic/ioctl.h>: direction, size, type and number of a request in one word.
_NRSHIFT, _TYPESHIFT, _SIZESHIFT, _DIRSHIFT = 0, 8, 16, 30
_WRITE, _READ = 1, 2


@dataclass(frozen=True)
class Request:
    """One ioctl: its name in the header, its number, and the structure its argument points to."""

    name: str
    number: int
    structure: str

    def new(self, **fields: Any) -> Any:
        """A zeroed argument with these fields set."""
        return ffi.new(f"{self.structure} *", fields)

    def at(self, address: int) -> Any:
        """The argument at an address of this process."""
        return ffi.cast(f"{self.structure} *", address)

    def __call__(self, descriptor: int, argument: Any) -> Any:
        """Make the request; returns the argument as the kernel left it. Raises as `kernel.ioctl` does."""
        kernel.ioctl(descriptor, self.number, argument, self.name)
        return argument


KFD_REQUESTS: dict[int, Request] = {}
"""By number within KFD (_IOC_NR): KFD looks at nothing else, so that sizes may grow."""
DRM_REQUESTS: dict[int, Request] = {}
"""By number within DRM (_IOC_NR), driver commands included."""


def _request(
    table: dict[int, Request], name: str, kind: str, direction: int, number: int, structure: str
) -> Request:
    encoded = (
        direction << _DIRSHIFT
        | ffi.sizeof(structure) << _SIZESHIFT
        | ord(kind) << _TYPESHIFT
        | number << _NRSHIFT
    )
    return table.setdefault(number, Request(name, encoded, structure))


def number_of(request: int) -> int:
    """_IOC_NR: a request's number within its driver."""
    return request & 0xFF


def _kfd(name: str, direction: int, number: int, structure: str) -> Request:
    return _request(
        KFD_REQUESTS,
        f"AMDKFD_IOC_{name}",
        "K",
        direction,
        number,
        f"struct kfd_ioctl_{structure or name.lower()}_args",
    )


_BOTH = _READ | _WRITE
AMDKFD_IOC_GET_VERSION = _kfd("GET_VERSION", _READ, 0x01, "")
AMDKFD_IOC_CREATE_QUEUE = _kfd("CREATE_QUEUE", _BOTH, 0x02, "")
AMDKFD_IOC_DESTROY_QUEUE = _kfd("DESTROY_QUEUE", _BOTH, 0x03, "")
AMDKFD_IOC_SET_MEMORY_POLICY = _kfd("SET_MEMORY_POLICY", _WRITE, 0x04, "")
AMDKFD_IOC_GET_CLOCK_COUNTERS = _kfd("GET_CLOCK_COUNTERS", _BOTH, 0x05, "")
AMDKFD_IOC_UPDATE_QUEUE = _kfd("UPDATE_QUEUE", _WRITE, 0x07, "")
AMDKFD_IOC_CREATE_EVENT = _kfd("CREATE_EVENT", _BOTH, 0x08, "")
AMDKFD_IOC_DESTROY_EVENT = _kfd("DESTROY_EVENT", _WRITE, 0x09, "")
AMDKFD_IOC_SET_EVENT = _kfd("SET_EVENT", _WRITE, 0x0A, "")
AMDKFD_IOC_RESET_EVENT = _kfd("RESET_EVENT", _WRITE, 0x0B, "")
AMDKFD_IOC_WAIT_EVENTS = _kfd("WAIT_EVENTS", _BOTH, 0x0C, "")
AMDKFD_IOC_SET_SCRATCH_BACKING_VA = _kfd("SET_SCRATCH_BACKING_VA", _BOTH, 0x11, "")
AMDKFD_IOC_SET_TRAP_HANDLER = _kfd("SET_TRAP_HANDLER", _WRITE, 0x13, "")
AMDKFD_IOC_GET_PROCESS_APERTURES_NEW = _kfd("GET_PROCESS_APERTURES_NEW", _BOTH, 0x14, "")
AMDKFD_IOC_ACQUIRE_VM = _kfd("ACQUIRE_VM", _WRITE, 0x15, "")
AMDKFD_IOC_ALLOC_MEMORY_OF_GPU = _kfd("ALLOC_MEMORY_OF_GPU", _BOTH, 0x16, "")
AMDKFD_IOC_FREE_MEMORY_OF_GPU = _kfd("FREE_MEMORY_OF_GPU", _WRITE, 0x17, "")
AMDKFD_IOC_MAP_MEMORY_TO_GPU = _kfd("MAP_MEMORY_TO_GPU", _BOTH, 0x18, "")
AMDKFD_IOC_UNMAP_MEMORY_FROM_GPU = _kfd("UNMAP_MEMORY_FROM_GPU", _BOTH, 0x19, "")
AMDKFD_IOC_SET_CU_MASK = _kfd("SET_CU_MASK", _WRITE, 0x1A, "")
AMDKFD_IOC_GET_QUEUE_WAVE_STATE = _kfd("GET_QUEUE_WAVE_STATE", _BOTH, 0x1B, "")
AMDKFD_IOC_GET_DMABUF_INFO = _kfd("GET_DMABUF_INFO", _BOTH, 0x1C, "")
AMDKFD_IOC_IMPORT_DMABUF = _kfd("IMPORT_DMABUF", _BOTH, 0x1D, "")
AMDKFD_IOC_SMI_EVENTS = _kfd("SMI_EVENTS", _BOTH, 0x1F, "")
AMDKFD_IOC_SVM = _kfd("SVM", _BOTH, 0x20, "")
AMDKFD_IOC_SET_XNACK_MODE = _kfd("SET_XNACK_MODE", _BOTH, 0x21, "")
AMDKFD_IOC_AVAILABLE_MEMORY = _kfd("AVAILABLE_MEMORY", _BOTH, 0x23, "get_available_memory")
AMDKFD_IOC_EXPORT_DMABUF = _kfd("EXPORT_DMABUF", _BOTH, 0x24, "")
AMDKFD_IOC_RUNTIME_ENABLE = _kfd("RUNTIME_ENABLE", _BOTH, 0x25, "")

KFD_IOCTL_MAJOR_VERSION = 1

KFD_IOC_QUEUE_TYPE_COMPUTE = 0
KFD_IOC_QUEUE_TYPE_SDMA = 1
KFD_IOC_QUEUE_TYPE_COMPUTE_AQL = 2
KFD_IOC_QUEUE_TYPE_SDMA_XGMI = 3
KFD_MAX_QUEUE_PERCENTAGE = 100
KFD_MAX_QUEUE_PRIORITY = 15
KFD_MIN_QUEUE_RING_SIZE = 1024

KFD_IOC_CACHE_POLICY_COHERENT = 0
KFD_IOC_CACHE_POLICY_NONCOHERENT = 1

KFD_IOC_EVENT_SIGNAL = 0
KFD_IOC_EVENT_HW_EXCEPTION = 3
KFD_IOC_EVENT_MEMORY = 8
KFD_IOC_WAIT_RESULT_COMPLETE = 0
KFD_IOC_WAIT_RESULT_TIMEOUT = 1
KFD_IOC_WAIT_RESULT_FAIL = 2
KFD_SIGNAL_EVENT_LIMIT = 4096
KFD_HW_EXCEPTION_WHOLE_GPU_RESET = 0
KFD_HW_EXCEPTION_PER_ENGINE_RESET = 1
KFD_HW_EXCEPTION_GPU_HANG = 0
KFD_HW_EXCEPTION_ECC = 1
KFD_MEM_ERR_NO_RAS = 0
KFD_MEM_ERR_SRAM_ECC = 1
KFD_MEM_ERR_POISON_CONSUMED = 2
KFD_MEM_ERR_GPU_HANG = 3

KFD_IOC_ALLOC_MEM_FLAGS_VRAM = 1 << 0
KFD_IOC_ALLOC_MEM_FLAGS_GTT = 1 << 1
KFD_IOC_ALLOC_MEM_FLAGS_USERPTR = 1 << 2
KFD_IOC_ALLOC_MEM_FLAGS_DOORBELL = 1 << 3
KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP = 1 << 4
KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE = 1 << 31
KFD_IOC_ALLOC_MEM_FLAGS_EXECUTABLE = 1 << 30
KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC = 1 << 29
KFD_IOC_ALLOC_MEM_FLAGS_NO_SUBSTITUTE = 1 << 28
KFD_IOC_ALLOC_MEM_FLAGS_AQL_QUEUE_MEM = 1 << 27
KFD_IOC_ALLOC_MEM_FLAGS_COHERENT = 1 << 26
KFD_IOC_ALLOC_MEM_FLAGS_UNCACHED = 1 << 25

KFD_MMIO_REMAP_HDP_MEM_FLUSH_CNTL = 0
KFD_MMIO_REMAP_HDP_REG_FLUSH_CNTL = 4

KFD_IOCTL_SVM_FLAG_HOST_ACCESS = 0x1
KFD_IOCTL_SVM_FLAG_COHERENT = 0x2
KFD_IOCTL_SVM_FLAG_GPU_EXEC = 0x10
KFD_IOCTL_SVM_FLAG_GPU_ALWAYS_MAPPED = 0x40
KFD_IOCTL_SVM_OP_SET_ATTR = 0
KFD_IOCTL_SVM_OP_GET_ATTR = 1
KFD_IOCTL_SVM_ATTR_PREFERRED_LOC = 0
KFD_IOCTL_SVM_ATTR_PREFETCH_LOC = 1
KFD_IOCTL_SVM_ATTR_ACCESS = 2
KFD_IOCTL_SVM_ATTR_ACCESS_IN_PLACE = 3
KFD_IOCTL_SVM_ATTR_NO_ACCESS = 4
KFD_IOCTL_SVM_ATTR_SET_FLAGS = 5
KFD_IOCTL_SVM_ATTR_CLR_FLAGS = 6
KFD_IOCTL_SVM_ATTR_GRANULARITY = 7


def _drm(name: str, direction: int, number: int, structure: str) -> Request:
    return _request(DRM_REQUESTS, name, "d", direction, number, structure)


DRM_COMMAND_BASE = 0x40


def _amdgpu(name: str, direction: int, number: int, structure: str) -> Request:
    return _drm(f"DRM_IOCTL_AMDGPU_{name}", direction, DRM_COMMAND_BASE + number, structure)


DRM_IOCTL_VERSION = _drm("DRM_IOCTL_VERSION", _BOTH, 0x00, "struct drm_version")
DRM_IOCTL_GEM_CLOSE = _drm("DRM_IOCTL_GEM_CLOSE", _WRITE, 0x09, "struct drm_gem_close")
DRM_IOCTL_GET_CAP = _drm("DRM_IOCTL_GET_CAP", _BOTH, 0x0C, "struct drm_get_cap")
DRM_IOCTL_PRIME_HANDLE_TO_FD = _drm("DRM_IOCTL_PRIME_HANDLE_TO_FD", _BOTH, 0x2D, "struct drm_prime_handle")
DRM_IOCTL_PRIME_FD_TO_HANDLE = _drm("DRM_IOCTL_PRIME_FD_TO_HANDLE", _BOTH, 0x2E, "struct drm_prime_handle")
DRM_IOCTL_SYNCOBJ_CREATE = _drm("DRM_IOCTL_SYNCOBJ_CREATE", _BOTH, 0xBF, "struct drm_syncobj_create")
DRM_IOCTL_SYNCOBJ_DESTROY = _drm("DRM_IOCTL_SYNCOBJ_DESTROY", _BOTH, 0xC0, "struct drm_syncobj_destroy")
DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT = _drm(
    "DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT", _BOTH, 0xCA, "struct drm_syncobj_timeline_wait"
)
DRM_IOCTL_SYNCOBJ_QUERY = _drm("DRM_IOCTL_SYNCOBJ_QUERY", _BOTH, 0xCB, "struct drm_syncobj_timeline_array")
DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL = _drm(
    "DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL", _BOTH, 0xCD, "struct drm_syncobj_timeline_array"
)
DRM_IOCTL_AMDGPU_GEM_CREATE = _amdgpu("GEM_CREATE", _BOTH, 0x00, "union drm_amdgpu_gem_create")
DRM_IOCTL_AMDGPU_GEM_MMAP = _amdgpu("GEM_MMAP", _BOTH, 0x01, "union drm_amdgpu_gem_mmap")
DRM_IOCTL_AMDGPU_CTX = _amdgpu("CTX", _BOTH, 0x02, "union drm_amdgpu_ctx")
DRM_IOCTL_AMDGPU_BO_LIST = _amdgpu("BO_LIST", _BOTH, 0x03, "union drm_amdgpu_bo_list")
DRM_IOCTL_AMDGPU_CS = _amdgpu("CS", _BOTH, 0x04, "union drm_amdgpu_cs")
DRM_IOCTL_AMDGPU_INFO = _amdgpu("INFO", _WRITE, 0x05, "struct drm_amdgpu_info")
DRM_IOCTL_AMDGPU_GEM_VA = _amdgpu("GEM_VA", _WRITE, 0x08, "struct drm_amdgpu_gem_va")
DRM_IOCTL_AMDGPU_WAIT_CS = _amdgpu("WAIT_CS", _BOTH, 0x09, "union drm_amdgpu_wait_cs")
DRM_IOCTL_AMDGPU_GEM_USERPTR = _amdgpu("GEM_USERPTR", _BOTH, 0x11, "struct drm_amdgpu_gem_userptr")

DRM_CAP_SYNCOBJ = 0x13
DRM_CAP_SYNCOBJ_TIMELINE = 0x14
DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL = 1 << 0
DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT = 1 << 1

AMDGPU_GEM_DOMAIN_CPU = 0x1
AMDGPU_GEM_DOMAIN_GTT = 0x2
AMDGPU_GEM_DOMAIN_VRAM = 0x4
AMDGPU_GEM_CREATE_CPU_ACCESS_REQUIRED = 1 << 0
AMDGPU_GEM_CREATE_NO_CPU_ACCESS = 1 << 1
AMDGPU_GEM_CREATE_CPU_GTT_USWC = 1 << 2
AMDGPU_GEM_CREATE_VRAM_CLEARED = 1 << 3
AMDGPU_GEM_CREATE_VM_ALWAYS_VALID = 1 << 6
AMDGPU_GEM_CREATE_EXPLICIT_SYNC = 1 << 7

AMDGPU_BO_LIST_OP_CREATE = 0
AMDGPU_BO_LIST_OP_DESTROY = 1
AMDGPU_BO_LIST_OP_UPDATE = 2

AMDGPU_CTX_OP_ALLOC_CTX = 1
AMDGPU_CTX_OP_FREE_CTX = 2
AMDGPU_CTX_OP_QUERY_STATE = 3
AMDGPU_CTX_OP_QUERY_STATE2 = 4
AMDGPU_CTX_PRIORITY_NORMAL = 0
AMDGPU_CTX_QUERY2_FLAGS_RESET = 1 << 0
AMDGPU_CTX_QUERY2_FLAGS_VRAMLOST = 1 << 1
AMDGPU_CTX_QUERY2_FLAGS_GUILTY = 1 << 2
AMDGPU_CTX_QUERY2_FLAGS_RAS_CE = 1 << 3
AMDGPU_CTX_QUERY2_FLAGS_RAS_UE = 1 << 4

AMDGPU_GEM_USERPTR_ANONONLY = 1 << 1
AMDGPU_GEM_USERPTR_VALIDATE = 1 << 2
AMDGPU_GEM_USERPTR_REGISTER = 1 << 3

AMDGPU_VA_OP_MAP = 1
AMDGPU_VA_OP_UNMAP = 2
AMDGPU_VM_PAGE_READABLE = 1 << 1
AMDGPU_VM_PAGE_WRITEABLE = 1 << 2
AMDGPU_VM_PAGE_EXECUTABLE = 1 << 3
AMDGPU_VM_MTYPE_DEFAULT = 0 << 5
AMDGPU_VM_MTYPE_NC = 1 << 5
AMDGPU_VM_MTYPE_CC = 3 << 5
AMDGPU_VM_MTYPE_UC = 4 << 5
AMDGPU_VM_MTYPE_RW = 5 << 5

AMDGPU_HW_IP_GFX = 0
AMDGPU_HW_IP_COMPUTE = 1
AMDGPU_HW_IP_DMA = 2

AMDGPU_CHUNK_ID_IB = 0x01
AMDGPU_CHUNK_ID_FENCE = 0x02
AMDGPU_CHUNK_ID_DEPENDENCIES = 0x03
AMDGPU_CHUNK_ID_BO_HANDLES = 0x06
AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_WAIT = 0x08
AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_SIGNAL = 0x09

AMDGPU_IDS_FLAGS_FUSION = 0x1

AMDGPU_INFO_ACCEL_WORKING = 0x00
AMDGPU_INFO_HW_IP_INFO = 0x02
AMDGPU_INFO_TIMESTAMP = 0x05
AMDGPU_INFO_VRAM_USAGE = 0x10
AMDGPU_INFO_GTT_USAGE = 0x11
AMDGPU_INFO_DEV_INFO = 0x16
AMDGPU_INFO_MEMORY = 0x19
AMDGPU_INFO_SENSOR = 0x1D
AMDGPU_INFO_SENSOR_GFX_SCLK = 0x1
AMDGPU_INFO_SENSOR_GFX_MCLK = 0x2
AMDGPU_INFO_SENSOR_GPU_TEMP = 0x3
AMDGPU_INFO_SENSOR_GPU_LOAD = 0x4
AMDGPU_INFO_SENSOR_GPU_AVG_POWER = 0x5
AMDGPU_INFO_VRAM_LOST_COUNTER = 0x1F
AMDGPU_INFO_GPUVM_FAULT = 0x23
