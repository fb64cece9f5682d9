"""The kernel's structures for AMD cards, and the generator of the module cffi reads them from.

Layouts are those of <linux/kfd_ioctl.h> (interface 1.1 to 1.17), <drm/drm.h> and <drm/amdgpu_drm.h>, under
the headers' names; a test compares every offset with the headers. `python -m
barewire.drivers.amd.abi_declarations` writes `_abi.py` beside this file, as `kernel_abi.py` does for the C
library. Run it after a change.
"""

from __future__ import annotations

from pathlib import Path

from cffi import FFI

KFD_DECLARATIONS = """
struct kfd_ioctl_get_version_args { uint32_t major_version, minor_version; };

struct kfd_ioctl_create_queue_args {
    uint64_t ring_base_address, write_pointer_address, read_pointer_address, doorbell_offset;
    uint32_t ring_size, gpu_id, queue_type, queue_percentage, queue_priority, queue_id;
    uint64_t eop_buffer_address, eop_buffer_size, ctx_save_restore_address;
    uint32_t ctx_save_restore_size, ctl_stack_size;
};
struct kfd_ioctl_destroy_queue_args { uint32_t queue_id, pad; };
struct kfd_ioctl_update_queue_args {
    uint64_t ring_base_address;
    uint32_t queue_id, ring_size, queue_percentage, queue_priority;
};
struct kfd_ioctl_set_cu_mask_args { uint32_t queue_id, num_cu_mask; uint64_t cu_mask_ptr; };
struct kfd_ioctl_get_queue_wave_state_args {
    uint64_t ctl_stack_address;
    uint32_t ctl_stack_used_size, save_area_used_size, queue_id, pad;
};

struct kfd_ioctl_get_available_memory_args { uint64_t available; uint32_t gpu_id, pad; };
struct kfd_ioctl_set_memory_policy_args {
    uint64_t alternate_aperture_base, alternate_aperture_size;
    uint32_t gpu_id, default_policy, alternate_policy, pad;
};
struct kfd_ioctl_get_clock_counters_args {
    uint64_t gpu_clock_counter, cpu_clock_counter, system_clock_counter, system_clock_freq;
    uint32_t gpu_id, pad;
};
struct kfd_process_device_apertures {
    uint64_t lds_base, lds_limit, scratch_base, scratch_limit, gpuvm_base, gpuvm_limit;
    uint32_t gpu_id, pad;
};
struct kfd_ioctl_get_process_apertures_new_args {
    uint64_t kfd_process_device_apertures_ptr;
    uint32_t num_of_nodes, pad;
};

struct kfd_ioctl_create_event_args {
    uint64_t event_page_offset;
    uint32_t event_trigger_data, event_type, auto_reset, node_id, event_id, event_slot_index;
};
struct kfd_ioctl_destroy_event_args { uint32_t event_id, pad; };
struct kfd_ioctl_set_event_args { uint32_t event_id, pad; };
struct kfd_ioctl_reset_event_args { uint32_t event_id, pad; };
struct kfd_memory_exception_failure { uint32_t NotPresent, ReadOnly, NoExecute, imprecise; };
struct kfd_hsa_memory_exception_data {
    struct kfd_memory_exception_failure failure;
    uint64_t va;
    uint32_t gpu_id, ErrorType;
};
struct kfd_hsa_hw_exception_data { uint32_t reset_type, reset_cause, memory_lost, gpu_id; };
struct kfd_event_data {
    union {
        struct kfd_hsa_memory_exception_data memory_exception_data;
        struct kfd_hsa_hw_exception_data hw_exception_data;
    };
    uint64_t kfd_event_data_ext;
    uint32_t event_id, pad;
};
struct kfd_ioctl_wait_events_args {
    uint64_t events_ptr;
    uint32_t num_events, wait_for_all, timeout, wait_result;
};

struct kfd_ioctl_set_scratch_backing_va_args { uint64_t va_addr; uint32_t gpu_id, pad; };
struct kfd_ioctl_set_trap_handler_args { uint64_t tba_addr, tma_addr; uint32_t gpu_id, pad; };
struct kfd_ioctl_acquire_vm_args { uint32_t drm_fd, gpu_id; };
struct kfd_ioctl_alloc_memory_of_gpu_args {
    uint64_t va_addr, size, handle, mmap_offset;
    uint32_t gpu_id, flags;
};
struct kfd_ioctl_free_memory_of_gpu_args { uint64_t handle; };
struct kfd_ioctl_map_memory_to_gpu_args {
    uint64_t handle, device_ids_array_ptr;
    uint32_t n_devices, n_success;
};
struct kfd_ioctl_unmap_memory_from_gpu_args {
    uint64_t handle, device_ids_array_ptr;
    uint32_t n_devices, n_success;
};
struct kfd_ioctl_get_dmabuf_info_args {
    uint64_t size, metadata_ptr;
    uint32_t metadata_size, gpu_id, flags, dmabuf_fd;
};
struct kfd_ioctl_import_dmabuf_args { uint64_t va_addr, handle; uint32_t gpu_id, dmabuf_fd; };
struct kfd_ioctl_export_dmabuf_args { uint64_t handle; uint32_t flags, dmabuf_fd; };

struct kfd_ioctl_svm_attribute { uint32_t type, value; };
struct kfd_ioctl_svm_args {
    uint64_t start_addr, size;
    uint32_t op, nattr;
    struct kfd_ioctl_svm_attribute attrs[];
};
struct kfd_ioctl_smi_events_args { uint32_t gpuid, anon_fd; };
struct kfd_ioctl_set_xnack_mode_args { int32_t xnack_enabled; };
struct kfd_ioctl_runtime_enable_args { uint64_t r_debug; uint32_t mode_mask, capabilities_mask; };

struct kfd_context_save_area_header {
    struct {
        uint32_t control_stack_offset, control_stack_size, wave_state_offset, wave_state_size;
    } wave_state;
    uint32_t debug_offset, debug_size;
    uint64_t err_payload_addr;
    uint32_t err_event_id, reserved1;
};
"""

DRM_DECLARATIONS = """
struct drm_version {
    int version_major, version_minor, version_patchlevel;
    size_t name_len;
    char *name;
    size_t date_len;
    char *date;
    size_t desc_len;
    char *desc;
};
struct drm_gem_close { uint32_t handle, pad; };
struct drm_get_cap { uint64_t capability, value; };
struct drm_prime_handle { uint32_t handle, flags; int32_t fd; };
struct drm_syncobj_create { uint32_t handle, flags; };
struct drm_syncobj_destroy { uint32_t handle, pad; };
struct drm_syncobj_timeline_wait {
    uint64_t handles, points;
    int64_t timeout_nsec;
    uint32_t count_handles, flags, first_signaled, pad;
};
struct drm_syncobj_timeline_array {
    uint64_t handles, points;
    uint32_t count_handles, flags;
};

struct drm_amdgpu_gem_create_in { uint64_t bo_size, alignment, domains, domain_flags; };
struct drm_amdgpu_gem_create_out { uint32_t handle, _pad; };
union drm_amdgpu_gem_create {
    struct drm_amdgpu_gem_create_in in;
    struct drm_amdgpu_gem_create_out out;
};
struct drm_amdgpu_bo_list_in {
    uint32_t operation, list_handle, bo_number, bo_info_size;
    uint64_t bo_info_ptr;
};
struct drm_amdgpu_bo_list_entry { uint32_t bo_handle, bo_priority; };
struct drm_amdgpu_bo_list_out { uint32_t list_handle, _pad; };
union drm_amdgpu_bo_list {
    struct drm_amdgpu_bo_list_in in;
    struct drm_amdgpu_bo_list_out out;
};
struct drm_amdgpu_ctx_in { uint32_t op, flags, ctx_id; int32_t priority; };
union drm_amdgpu_ctx_out {
    struct { uint32_t ctx_id, _pad; } alloc;
    struct { uint64_t flags; uint32_t hangs, reset_status; } state;
    struct { uint32_t flags, _pad; } pstate;
};
union drm_amdgpu_ctx {
    struct drm_amdgpu_ctx_in in;
    union drm_amdgpu_ctx_out out;
};
struct drm_amdgpu_gem_userptr { uint64_t addr, size; uint32_t flags, handle; };
struct drm_amdgpu_gem_mmap_in { uint32_t handle, _pad; };
struct drm_amdgpu_gem_mmap_out { uint64_t addr_ptr; };
union drm_amdgpu_gem_mmap {
    struct drm_amdgpu_gem_mmap_in in;
    struct drm_amdgpu_gem_mmap_out out;
};
struct drm_amdgpu_wait_cs_in {
    uint64_t handle, timeout;
    uint32_t ip_type, ip_instance, ring, ctx_id;
};
struct drm_amdgpu_wait_cs_out { uint64_t status; };
union drm_amdgpu_wait_cs {
    struct drm_amdgpu_wait_cs_in in;
    struct drm_amdgpu_wait_cs_out out;
};
struct drm_amdgpu_gem_va {
    uint32_t handle, _pad, operation, flags;
    uint64_t va_address, offset_in_bo, map_size;
};
struct drm_amdgpu_cs_chunk { uint32_t chunk_id, length_dw; uint64_t chunk_data; };
struct drm_amdgpu_cs_in {
    uint32_t ctx_id, bo_list_handle, num_chunks, flags;
    uint64_t chunks;
};
struct drm_amdgpu_cs_out { uint64_t handle; };
union drm_amdgpu_cs {
    struct drm_amdgpu_cs_in in;
    struct drm_amdgpu_cs_out out;
};
struct drm_amdgpu_cs_chunk_ib {
    uint32_t _pad, flags;
    uint64_t va_start;
    uint32_t ib_bytes, ip_type, ip_instance, ring;
};
struct drm_amdgpu_cs_chunk_dep {
    uint32_t ip_type, ip_instance, ring, ctx_id;
    uint64_t handle;
};
struct drm_amdgpu_cs_chunk_fence { uint32_t handle, offset; };
struct drm_amdgpu_cs_chunk_syncobj { uint32_t handle, flags; uint64_t point; };

struct drm_amdgpu_query_fw { uint32_t fw_type, ip_instance, index, _pad; };
struct drm_amdgpu_info {
    uint64_t return_pointer;
    uint32_t return_size, query;
    union {
        struct { uint32_t id, _pad; } mode_crtc;
        struct { uint32_t type, ip_instance; } query_hw_ip;
        struct { uint32_t dword_offset, count, instance, flags; } read_mmr_reg;
        struct drm_amdgpu_query_fw query_fw;
        struct { uint32_t type, offset; } vbios_info;
        struct { uint32_t type; } sensor_info;
        struct { uint32_t type; } video_cap;
    };
};
struct drm_amdgpu_heap_info {
    uint64_t total_heap_size, usable_heap_size, heap_usage, max_allocation;
};
struct drm_amdgpu_memory_info { struct drm_amdgpu_heap_info vram, cpu_accessible_vram, gtt; };
struct drm_amdgpu_info_device {
    uint32_t device_id, chip_rev, external_rev, pci_rev, family;
    uint32_t num_shader_engines, num_shader_arrays_per_engine, gpu_counter_freq;
    uint64_t max_engine_clock, max_memory_clock;
    uint32_t cu_active_number, cu_ao_mask, cu_bitmap[4][4];
    uint32_t enabled_rb_pipes_mask, num_rb_pipes, num_hw_gfx_contexts, _pad;
    uint64_t ids_flags, virtual_address_offset, virtual_address_max;
    uint32_t virtual_address_alignment, pte_fragment_size, gart_page_size, ce_ram_size;
    uint32_t vram_type, vram_bit_width, vce_harvest_config, gc_double_offchip_lds_buf;
    uint64_t prim_buf_gpu_addr, pos_buf_gpu_addr, cntl_sb_buf_gpu_addr, param_buf_gpu_addr;
    uint32_t prim_buf_size, pos_buf_size, cntl_sb_buf_size, param_buf_size;
    uint32_t wave_front_size, num_shader_visible_vgprs, num_cu_per_sh, num_tcc_blocks;
    uint32_t gs_vgt_table_depth, gs_prim_buffer_depth, max_gs_waves_per_vgt, _pad1;
    uint32_t cu_ao_bitmap[4][4];
    uint64_t high_va_offset, high_va_max;
    uint32_t pa_sc_tile_steering_override;
    uint64_t tcc_disabled_mask;
};
struct drm_amdgpu_info_hw_ip {
    uint32_t hw_ip_version_major, hw_ip_version_minor;
    uint64_t capabilities_flags;
    uint32_t ib_start_alignment, ib_size_alignment, available_rings, _pad;
};
struct drm_amdgpu_info_gpuvm_fault { uint64_t addr; uint32_t status, vmhub; };
"""

builder = FFI()
builder.cdef(KFD_DECLARATIONS)
builder.cdef(DRM_DECLARATIONS)
builder.set_source("barewire.drivers.amd._abi", None)

HEADER = "# ruff: noqa\n# fmt: off\n# mypy: ignore-errors\n# Generated by abi_declarations.py.\n"

if __name__ == "__main__":
    path = Path(__file__).with_name("_abi.py")
    builder.emit_python_code(str(path))
    path.write_text(HEADER + path.read_text())
