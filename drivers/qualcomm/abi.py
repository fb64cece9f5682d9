"""Requests, flags and structures of KGSL and msm, under the names of <linux/msm_kgsl.h> and <drm/msm_drm.h>.

A test compares each number and each structure here with published headers. Structures are made and read with
`ffi`: `ffi.new("struct kgsl_devinfo *")`, `ffi.cast("struct ... *", address)`.
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
_BOTH = _READ | _WRITE

KGSL_IOC_TYPE = 0x09


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


REQUESTS: dict[int, Request] = {}
"""By the whole number: numbers of requests are not unique without direction and size."""


def _request(name: str, direction: int, number: int, structure: str) -> Request:
    structure = f"struct kgsl_{structure}"
    encoded = (
        direction << _DIRSHIFT
        | ffi.sizeof(structure) << _SIZESHIFT
        | KGSL_IOC_TYPE << _TYPESHIFT
        | number << _NRSHIFT
    )
    return REQUESTS.setdefault(encoded, Request(f"IOCTL_KGSL_{name}", encoded, structure))


DRM_COMMAND_BASE = 0x40


def _drm(name: str, direction: int, number: int, structure: str) -> Request:
    structure = f"struct drm_{structure}"
    encoded = (
        direction << _DIRSHIFT
        | ffi.sizeof(structure) << _SIZESHIFT
        | ord("d") << _TYPESHIFT
        | number << _NRSHIFT
    )
    return REQUESTS.setdefault(encoded, Request(f"DRM_IOCTL_{name}", encoded, structure))


IOCTL_KGSL_DEVICE_GETPROPERTY = _request("DEVICE_GETPROPERTY", _BOTH, 0x02, "device_getproperty")
IOCTL_KGSL_DEVICE_WAITTIMESTAMP_CTXTID = _request(
    "DEVICE_WAITTIMESTAMP_CTXTID", _WRITE, 0x07, "device_waittimestamp_ctxtid"
)
IOCTL_KGSL_DRAWCTXT_CREATE = _request("DRAWCTXT_CREATE", _BOTH, 0x13, "drawctxt_create")
IOCTL_KGSL_DRAWCTXT_DESTROY = _request("DRAWCTXT_DESTROY", _WRITE, 0x14, "drawctxt_destroy")
IOCTL_KGSL_MAP_USER_MEM = _request("MAP_USER_MEM", _BOTH, 0x15, "map_user_mem")
IOCTL_KGSL_CMDSTREAM_READTIMESTAMP_CTXTID = _request(
    "CMDSTREAM_READTIMESTAMP_CTXTID", _BOTH, 0x16, "cmdstream_readtimestamp_ctxtid"
)
IOCTL_KGSL_SHAREDMEM_FREE = _request("SHAREDMEM_FREE", _WRITE, 0x21, "sharedmem_free")
IOCTL_KGSL_SETPROPERTY = _request("SETPROPERTY", _WRITE, 0x32, "device_getproperty")
IOCTL_KGSL_TIMESTAMP_EVENT = _request("TIMESTAMP_EVENT", _BOTH, 0x33, "timestamp_event")
IOCTL_KGSL_GPUMEM_ALLOC_ID = _request("GPUMEM_ALLOC_ID", _BOTH, 0x34, "gpumem_alloc_id")
IOCTL_KGSL_GPUMEM_FREE_ID = _request("GPUMEM_FREE_ID", _BOTH, 0x35, "gpumem_free_id")
IOCTL_KGSL_GPUMEM_GET_INFO = _request("GPUMEM_GET_INFO", _BOTH, 0x36, "gpumem_get_info")
IOCTL_KGSL_GPUMEM_SYNC_CACHE = _request("GPUMEM_SYNC_CACHE", _WRITE, 0x37, "gpumem_sync_cache")
IOCTL_KGSL_GPUMEM_SYNC_CACHE_BULK = _request("GPUMEM_SYNC_CACHE_BULK", _BOTH, 0x3C, "gpumem_sync_cache_bulk")
IOCTL_KGSL_SUBMIT_COMMANDS = _request("SUBMIT_COMMANDS", _BOTH, 0x3D, "submit_commands")
IOCTL_KGSL_GPUOBJ_ALLOC = _request("GPUOBJ_ALLOC", _BOTH, 0x45, "gpuobj_alloc")
IOCTL_KGSL_GPUOBJ_FREE = _request("GPUOBJ_FREE", _WRITE, 0x46, "gpuobj_free")
IOCTL_KGSL_GPUOBJ_INFO = _request("GPUOBJ_INFO", _BOTH, 0x47, "gpuobj_info")
IOCTL_KGSL_GPUOBJ_IMPORT = _request("GPUOBJ_IMPORT", _BOTH, 0x48, "gpuobj_import")
IOCTL_KGSL_GPUOBJ_SYNC = _request("GPUOBJ_SYNC", _WRITE, 0x49, "gpuobj_sync")
IOCTL_KGSL_GPU_COMMAND = _request("GPU_COMMAND", _BOTH, 0x4A, "gpu_command")
IOCTL_KGSL_GPUOBJ_SET_INFO = _request("GPUOBJ_SET_INFO", _WRITE, 0x4C, "gpuobj_set_info")
IOCTL_KGSL_GET_FAULT_REPORT = _request("GET_FAULT_REPORT", _BOTH, 0x5E, "fault_report")

# Contexts.
KGSL_CONTEXT_SAVE_GMEM = 0x00000001
KGSL_CONTEXT_NO_GMEM_ALLOC = 0x00000002
KGSL_CONTEXT_PREAMBLE = 0x00000010
KGSL_CONTEXT_PER_CONTEXT_TS = 0x00000040
KGSL_CONTEXT_USER_GENERATED_TS = 0x00000080
KGSL_CONTEXT_NO_FAULT_TOLERANCE = 0x00000200
KGSL_CONTEXT_PRIORITY_SHIFT = 12
KGSL_CONTEXT_TYPE_SHIFT = 20
KGSL_CONTEXT_TYPE_CL = 2
KGSL_CONTEXT_INVALIDATE_ON_FAULT = 0x10000000
KGSL_CONTEXT_LPAC = 0x20000000
KGSL_CONTEXT_FAULT_INFO = 0x40000000

KGSL_CTX_STAT_NO_ERROR = 0
KGSL_CTX_STAT_GUILTY_CONTEXT_RESET_EXT = 1
KGSL_CTX_STAT_INNOCENT_CONTEXT_RESET_EXT = 2
KGSL_CTX_STAT_UNKNOWN_CONTEXT_RESET_EXT = 3

# Command batches.
KGSL_CMDBATCH_MARKER = 0x00000002
KGSL_CMDBATCH_SUBMIT_IB_LIST = 0x00000004
KGSL_CMDBATCH_PROFILING = 0x00000010
KGSL_CMDBATCH_SYNC = 0x00000400
KGSL_CMDBATCH_PWR_CONSTRAINT = 0x00000800
KGSL_CMDLIST_IB = 0x00000001
KGSL_OBJLIST_MEMOBJ = 0x00000008
KGSL_OBJLIST_PROFILE = 0x00000010
KGSL_CMD_SYNCPOINT_TYPE_TIMESTAMP = 0
KGSL_CMD_SYNCPOINT_TYPE_FENCE = 1

KGSL_TIMESTAMP_CONSUMED = 1
KGSL_TIMESTAMP_RETIRED = 2
KGSL_TIMESTAMP_QUEUED = 3
KGSL_TIMESTAMP_EVENT_FENCE = 2

# Memory.
KGSL_MEMFLAGS_GPUREADONLY = 0x01000000
KGSL_MEMFLAGS_USE_CPU_MAP = 0x10000000
KGSL_MEMFLAGS_IOCOHERENT = 0x80000000
KGSL_MEMFLAGS_FORCE_32BIT = 0x100000000
KGSL_CACHEMODE_MASK = 0x0C000000
KGSL_CACHEMODE_SHIFT = 26
KGSL_CACHEMODE_WRITECOMBINE = 0
KGSL_CACHEMODE_UNCACHED = 1
KGSL_CACHEMODE_WRITETHROUGH = 2
KGSL_CACHEMODE_WRITEBACK = 3
KGSL_MEMTYPE_SHIFT = 8
KGSL_MEMTYPE_CL_BUFFER_NOMAP = 12
KGSL_MEMTYPE_COMMAND = 16
KGSL_MEMTYPE_KERNEL = 255
KGSL_MEMALIGN_SHIFT = 16
KGSL_USER_MEM_TYPE_ADDR = 2
KGSL_USER_MEM_TYPE_DMABUF = 3
KGSL_GPUMEM_CACHE_CLEAN = 1
KGSL_GPUMEM_CACHE_TO_GPU = KGSL_GPUMEM_CACHE_CLEAN
KGSL_GPUMEM_CACHE_INV = 2
KGSL_GPUMEM_CACHE_FROM_GPU = KGSL_GPUMEM_CACHE_INV
KGSL_GPUMEM_CACHE_FLUSH = KGSL_GPUMEM_CACHE_CLEAN | KGSL_GPUMEM_CACHE_INV
KGSL_GPUMEM_CACHE_RANGE = 0x80000000
KGSL_GPUOBJ_FREE_ON_EVENT = 1
KGSL_GPU_EVENT_TIMESTAMP = 1

# Properties.
KGSL_PROP_DEVICE_INFO = 0x1
KGSL_PROP_DEVICE_SHADOW = 0x2
KGSL_PROP_MMU_ENABLE = 0x6
KGSL_PROP_VERSION = 0x8
KGSL_PROP_GPU_RESET_STAT = 0x9
KGSL_PROP_PWRCTRL = 0xE
KGSL_PROP_PWR_CONSTRAINT = 0x12
KGSL_PROP_UCHE_GMEM_VADDR = 0x13
KGSL_PROP_UCODE_VERSION = 0x15
KGSL_PROP_HIGHEST_BANK_BIT = 0x17
KGSL_PROP_DEVICE_BITNESS = 0x18
KGSL_PROP_MIN_ACCESS_LENGTH = 0x1A
KGSL_PROP_UBWC_MODE = 0x1B
KGSL_PROP_SPEED_BIN = 0x25
KGSL_PROP_QUERY_CAPABILITIES = 0x27
KGSL_PROP_CONTEXT_PROPERTY = 0x28
KGSL_PROP_GPU_MODEL = 0x29
KGSL_QUERY_CAPS_PROPERTIES = 1
KGSL_CONTEXT_PROP_FAULTS = 1
KGSL_CONSTRAINT_NONE = 0
KGSL_CONSTRAINT_PWRLEVEL = 1
KGSL_CONSTRAINT_PWR_MIN = 0
KGSL_CONSTRAINT_PWR_MAX = 1

# Faults.
KGSL_FAULT_TYPE_NO_FAULT = 0
KGSL_FAULT_TYPE_PAGEFAULT = 1
KGSL_PAGEFAULT_TYPE_READ = 1 << 0
KGSL_PAGEFAULT_TYPE_WRITE = 1 << 1
KGSL_PAGEFAULT_TYPE_TRANSLATION = 1 << 2
KGSL_PAGEFAULT_TYPE_PERMISSION = 1 << 3
KGSL_PAGEFAULT_TYPE_EXTERNAL = 1 << 4
KGSL_PAGEFAULT_TYPE_TRANSACTION_STALLED = 1 << 5

# <drm/drm.h> and <drm/msm_drm.h>.
DRM_IOCTL_GEM_CLOSE = _drm("GEM_CLOSE", _WRITE, 0x09, "gem_close")
DRM_IOCTL_SYNCOBJ_CREATE = _drm("SYNCOBJ_CREATE", _BOTH, 0xBF, "syncobj_create")
DRM_IOCTL_SYNCOBJ_DESTROY = _drm("SYNCOBJ_DESTROY", _BOTH, 0xC0, "syncobj_destroy")
DRM_IOCTL_MSM_GET_PARAM = _drm("MSM_GET_PARAM", _BOTH, DRM_COMMAND_BASE + 0x00, "msm_param")
DRM_IOCTL_MSM_GEM_NEW = _drm("MSM_GEM_NEW", _BOTH, DRM_COMMAND_BASE + 0x02, "msm_gem_new")
DRM_IOCTL_MSM_GEM_INFO = _drm("MSM_GEM_INFO", _BOTH, DRM_COMMAND_BASE + 0x03, "msm_gem_info")
DRM_IOCTL_MSM_GEM_SUBMIT = _drm("MSM_GEM_SUBMIT", _BOTH, DRM_COMMAND_BASE + 0x06, "msm_gem_submit")
DRM_IOCTL_MSM_WAIT_FENCE = _drm("MSM_WAIT_FENCE", _WRITE, DRM_COMMAND_BASE + 0x07, "msm_wait_fence")
DRM_IOCTL_MSM_SUBMITQUEUE_NEW = _drm("MSM_SUBMITQUEUE_NEW", _BOTH, DRM_COMMAND_BASE + 0x0A, "msm_submitqueue")
DRM_IOCTL_MSM_SUBMITQUEUE_CLOSE = _drm(
    "MSM_SUBMITQUEUE_CLOSE", _WRITE, DRM_COMMAND_BASE + 0x0B, "msm_submitqueue_id"
)
DRM_IOCTL_MSM_SUBMITQUEUE_QUERY = _drm(
    "MSM_SUBMITQUEUE_QUERY", _WRITE, DRM_COMMAND_BASE + 0x0C, "msm_submitqueue_query"
)

MSM_PIPE_3D0 = 0x10
MSM_PARAM_CHIP_ID = 0x03
MSM_PARAM_PRIORITIES = 0x07
MSM_BO_GPU_READONLY = 0x00000002
MSM_BO_WC = 0x00020000
MSM_BO_CACHED_COHERENT = 0x00080000
MSM_INFO_GET_OFFSET = 0x00
MSM_INFO_GET_IOVA = 0x01
MSM_SUBMIT_CMD_BUF = 0x0001
MSM_SUBMIT_BO_READ = 0x0001
MSM_SUBMIT_BO_WRITE = 0x0002
MSM_SUBMIT_NO_IMPLICIT = 0x80000000
MSM_SUBMIT_SYNCOBJ_IN = 0x08000000
MSM_SUBMIT_SYNCOBJ_OUT = 0x04000000
MSM_SUBMITQUEUE_PARAM_FAULTS = 0
