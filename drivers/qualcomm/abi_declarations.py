"""The structures of KGSL and msm, and the generator of the module cffi reads them from.

Layouts are those of <linux/msm_kgsl.h> for a kernel and a process of 64 bits, under the header's names: of
vendor kernels 4.9 to 6.x, which added structures and changed none; for msm those of <drm/msm_drm.h> and
<drm/drm.h> from 5.7 on. A test compares every offset with headers. Addresses of this process are numbers
here. `python -m barewire.drivers.qualcomm.abi_declarations` writes `_abi.py` beside this file, as
`kernel_abi.py` does for the C library. Run it after a change.
"""

from __future__ import annotations

from pathlib import Path

from cffi import FFI

KGSL_DECLARATIONS = """
struct kgsl_devinfo {
    uint32_t device_id, chip_id, mmu_enabled;
    uint64_t gmem_gpubaseaddr;
    uint32_t gpu_id;
    uint64_t gmem_sizebytes;
};
struct kgsl_devmemstore {
    uint32_t soptimestamp, sbz, eoptimestamp, sbz2, preempted, sbz3, ref_wait_ts, sbz4, current_context, sbz5;
};
struct kgsl_shadowprop { uint64_t gpuaddr, size; uint32_t flags; };
struct kgsl_version { uint32_t drv_major, drv_minor, dev_major, dev_minor; };
struct kgsl_ucode_version { uint32_t pfp, pm4; };
struct kgsl_gpu_model { char gpu_model[32]; };
struct kgsl_context_property { uint64_t data; uint32_t size, type, contextid; };
struct kgsl_context_property_fault { int32_t faults; uint32_t timestamp; };
struct kgsl_capabilities_properties { uint64_t list; uint32_t count; };
struct kgsl_capabilities { uint64_t data, size; uint32_t querytype; };
struct kgsl_device_getproperty { uint32_t type; uint64_t value, sizebytes; };

struct kgsl_device_waittimestamp_ctxtid { uint32_t context_id, timestamp, timeout; };
struct kgsl_cmdstream_readtimestamp_ctxtid { uint32_t context_id, type, timestamp; };
struct kgsl_timestamp_event {
    int type;
    uint32_t timestamp, context_id;
    uint64_t priv, len;
};
struct kgsl_timestamp_event_fence { int fence_fd; };

struct kgsl_drawctxt_create { uint32_t flags, drawctxt_id; };
struct kgsl_drawctxt_destroy { uint32_t drawctxt_id; };

struct kgsl_map_user_mem {
    int fd;
    uint64_t gpuaddr, len, offset, hostptr;
    uint32_t memtype, flags;
};
struct kgsl_sharedmem_free { uint64_t gpuaddr; };
struct kgsl_gpumem_alloc_id {
    uint32_t id, flags;
    uint64_t size, mmapsize, gpuaddr, __pad[2];
};
struct kgsl_gpumem_free_id { uint32_t id, __pad; };
struct kgsl_gpumem_get_info {
    uint64_t gpuaddr;
    uint32_t id, flags;
    uint64_t size, mmapsize, useraddr, __pad[4];
};
struct kgsl_gpumem_sync_cache { uint64_t gpuaddr; uint32_t id, op; uint64_t offset, length; };
struct kgsl_gpumem_sync_cache_bulk { uint64_t id_list; uint32_t count, op, __pad[2]; };
struct kgsl_gpuobj_alloc {
    uint64_t size, flags, va_len, mmapsize;
    uint32_t id, metadata_len;
    uint64_t metadata;
};
struct kgsl_gpuobj_free { uint64_t flags, priv; uint32_t id, type, len; };
struct kgsl_gpu_event_timestamp { uint32_t context_id, timestamp; };
struct kgsl_gpu_event_fence { int fd; };
struct kgsl_gpuobj_info { uint64_t gpuaddr, flags, size, va_len, va_addr; uint32_t id; };
struct kgsl_gpuobj_import { uint64_t priv, priv_len, flags; uint32_t type, id; };
struct kgsl_gpuobj_import_dma_buf { int fd; };
struct kgsl_gpuobj_import_useraddr { uint64_t virtaddr; };
struct kgsl_gpuobj_sync_obj { uint64_t offset, length; uint32_t id, op; };
struct kgsl_gpuobj_sync { uint64_t objs; uint32_t obj_len, count; };
struct kgsl_gpuobj_set_info { uint64_t flags, metadata; uint32_t id, metadata_len, type; };

struct kgsl_ibdesc { uint64_t gpuaddr, __pad, sizedwords; uint32_t ctrl; };
struct kgsl_cmd_syncpoint_timestamp { uint32_t context_id, timestamp; };
struct kgsl_cmd_syncpoint_fence { int fd; };
struct kgsl_cmd_syncpoint { int type; uint64_t priv, size; };
struct kgsl_submit_commands {
    uint32_t context_id, flags;
    uint64_t cmdlist;
    uint32_t numcmds;
    uint64_t synclist;
    uint32_t numsyncs, timestamp, __pad[4];
};
struct kgsl_command_object { uint64_t offset, gpuaddr, size; uint32_t flags, id; };
struct kgsl_command_syncpoint { uint64_t priv, size; uint32_t type; };
struct kgsl_gpu_command {
    uint64_t flags, cmdlist;
    uint32_t cmdsize, numcmds;
    uint64_t objlist;
    uint32_t objsize, numobjs;
    uint64_t synclist;
    uint32_t syncsize, numsyncs, context_id, timestamp;
};
struct kgsl_cmdbatch_profiling_buffer {
    uint64_t wall_clock_s, wall_clock_ns, gpu_ticks_queued, gpu_ticks_submitted, gpu_ticks_retired;
};

struct kgsl_device_constraint { uint32_t type, context_id; uint64_t data, size; };
struct kgsl_device_constraint_pwrlevel { uint32_t level; };

struct kgsl_pagefault_report { uint64_t fault_addr, reserved[2]; uint32_t fault_type, __pad; };
struct kgsl_fault { uint64_t fault; uint32_t type, count, size, padding; };
struct kgsl_fault_report { uint64_t faultlist; uint32_t faultnents, faultsize, context_id, padding; };
"""

MSM_DECLARATIONS = """
struct drm_gem_close { uint32_t handle, pad; };
struct drm_syncobj_create { uint32_t handle, flags; };
struct drm_syncobj_destroy { uint32_t handle, pad; };
struct drm_msm_timespec { int64_t tv_sec, tv_nsec; };
struct drm_msm_param { uint32_t pipe, param; uint64_t value; uint32_t len, pad; };
struct drm_msm_gem_new { uint64_t size; uint32_t flags, handle; };
struct drm_msm_gem_info { uint32_t handle, info; uint64_t value; uint32_t len, pad; };
struct drm_msm_gem_submit_cmd {
    uint32_t type, submit_idx, submit_offset, size, pad, nr_relocs;
    uint64_t relocs;
};
struct drm_msm_gem_submit_bo { uint32_t flags, handle; uint64_t presumed; };
struct drm_msm_gem_submit_syncobj { uint32_t handle, flags; uint64_t point; };
struct drm_msm_gem_submit {
    uint32_t flags, fence, nr_bos, nr_cmds;
    uint64_t bos, cmds;
    int32_t fence_fd;
    uint32_t queueid;
    uint64_t in_syncobjs, out_syncobjs;
    uint32_t nr_in_syncobjs, nr_out_syncobjs, syncobj_stride, pad;
};
struct drm_msm_wait_fence { uint32_t fence, flags; struct drm_msm_timespec timeout; uint32_t queueid; };
struct drm_msm_submitqueue { uint32_t flags, prio, id; };
struct drm_msm_submitqueue_query { uint64_t data; uint32_t id, param, len, pad; };
struct drm_msm_submitqueue_id { uint32_t id; };
"""

builder = FFI()
builder.cdef(KGSL_DECLARATIONS)
builder.cdef(MSM_DECLARATIONS)
builder.set_source("barewire.drivers.qualcomm._abi", None)

HEADER = "# ruff: noqa\n# fmt: off\n# mypy: ignore-errors\n# Generated by abi_declarations.py.\n"

if __name__ == "__main__":
    path = Path(__file__).with_name("_abi.py")
    builder.emit_python_code(str(path))
    path.write_text(HEADER + path.read_text())
