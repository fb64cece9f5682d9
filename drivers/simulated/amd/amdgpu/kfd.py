"""/dev/kfd of the simulated machine: amdkfd's requests, their checks and their errnos.

Written from amdkfd/kfd_chardev.c (Linux 6.8 to 6.13, whose stricter checks are the ones made here); each
handler answers for kfd_ioctl_<name> there. The structures are those of <linux/kfd_ioctl.h>.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from errno import EBADF, EBUSY, EFAULT, EINVAL, ENODEV, ENOMEM, EPERM, ESRCH
from typing import Any

from .... import kernel
from ....amd import abi
from ...memory.pages import PAGE, error, page_align
from ...memory.vm import MemoryViolation
from . import sharing
from .computer import (
    APERTURE_LIMIT,
    DOORBELL_SLICE_BYTES,
    GPUVM_BASE,
    GPUVM_LIMIT,
    LDS_APERTURE,
    SCRATCH_APERTURE,
    Computer,
)
from .process import Process, ProcessDevice
from .render_file import RenderFile
from .request import USER_SPACE_END, answer, user_pointer

# kfd_priv.h: KFD_MMAP_TYPE_* and KFD_MMAP_GPU_ID.
_MMAP_TYPE_SHIFT = 62
_MMAP_GPU_ID_SHIFT = 46
_MMAP_TYPE_MMIO, _MMAP_TYPE_EVENTS, _MMAP_TYPE_DOORBELL = 0, 2, 3
_GPU_ID_MASK = 0xFFFF

_NUM_OF_SUPPORTED_GPUS = 7
_ENOTSUPP = 524  # include/linux/errno.h: not one of the C library's, and yet what user space sees
_QUEUE_TYPES = (
    abi.KFD_IOC_QUEUE_TYPE_COMPUTE,
    abi.KFD_IOC_QUEUE_TYPE_SDMA,
    abi.KFD_IOC_QUEUE_TYPE_COMPUTE_AQL,
    abi.KFD_IOC_QUEUE_TYPE_SDMA_XGMI,
)
_POLICIES = (abi.KFD_IOC_CACHE_POLICY_COHERENT, abi.KFD_IOC_CACHE_POLICY_NONCOHERENT)
_RUNTIME_ENABLE_MODE_ENABLE = 1  # KFD_RUNTIME_ENABLE_MODE_ENABLE_MASK


class KfdFile:
    """One open /dev/kfd."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def ioctl(self, request: int, argument: int) -> int:
        """Answer a request (kfd_ioctl): its number decides, and sizes may differ from this kernel's."""
        handler = _HANDLERS.get(abi.number_of(request))
        if handler is None:
            raise error(EINVAL)
        process = self._process
        if process.pid != os.getpid():
            # "Only the process that opened /dev/kfd can use the file descriptor."
            raise error(EBADF)
        structure, function = handler
        answer(request, argument, structure, lambda arguments: function(process, arguments))
        return 0

    def trouble(self, gpu_id: int) -> str | None:
        """Why a queue of this process on a card hangs, if one does (`kernel.trouble`)."""
        device = self._process.devices.get(gpu_id)
        if device is None or device.card.troubles.silent:
            return None
        # Of what memory did the kernel tells by an event.
        hangs = [trouble for trouble in device.troubles if not isinstance(trouble.cause, MemoryViolation)]
        return str(hangs[0]) if hangs else None

    def mmap(self, size_bytes: int, protection: int, flags: int, offset: int, address: int) -> int:
        """Map doorbells, the signal page or the page of registers (kfd_mmap)."""
        process = self._process
        if process.pid != os.getpid():
            raise error(ESRCH)
        if offset % PAGE:
            raise error(EINVAL)
        offset %= 2**64
        kind = offset >> _MMAP_TYPE_SHIFT
        with process.lock:
            if kind == _MMAP_TYPE_EVENTS:
                return process.events.map_page(page_align(size_bytes), protection, flags, address)
            if kind not in (_MMAP_TYPE_DOORBELL, _MMAP_TYPE_MMIO):
                raise error(EFAULT)
            device = process.devices.get(offset >> _MMAP_GPU_ID_SHIFT & _GPU_ID_MASK)
            if device is None:
                raise error(ENODEV)
            if kind == _MMAP_TYPE_DOORBELL:
                buffer, exact = device.doorbell_page(), DOORBELL_SLICE_BYTES
            else:
                buffer, exact = device.card.remap_page, PAGE
            # kfd_doorbell_mmap, kfd_mmio_mmap
            if page_align(size_bytes) != exact or buffer.pool is None:
                raise error(EINVAL)
            return buffer.pool.map(size_bytes, protection, flags, buffer.offset, address)

    def munmap(self, address: int, size_bytes: int) -> None:
        """Undo `mmap`."""
        kernel.munmap(address, size_bytes)

    def close(self) -> None:
        """Close the descriptor; the process keeps what it has until it ends (kfd_release)."""


def open_kfd(machine: Computer, processes: dict[int, Process]) -> KfdFile:
    """Open /dev/kfd: one process per program, however often it opens (kfd_create_process)."""
    process = processes.get(os.getpid())
    if process is None:
        process = processes[os.getpid()] = Process(machine)
    return KfdFile(process)


_HANDLERS: dict[int, tuple[str, Callable[[Process, Any], None]]] = {}

_Handler = Callable[[Process, Any], None]


def _answers(request: abi.Request) -> Callable[[_Handler], _Handler]:
    def register(function: _Handler) -> _Handler:
        def locked(process: Process, arguments: Any) -> None:
            with process.lock:
                function(process, arguments)

        _HANDLERS[abi.number_of(request.number)] = (request.structure, locked)
        return function

    return register


def _bound(process: Process, gpu_id: int, missing: int = ESRCH) -> ProcessDevice:
    # kfd_bind_process_to_device: no page tables, no service.
    device = process.device(gpu_id)
    if device.drm_file is None:
        raise error(missing)
    return device


@_answers(abi.AMDKFD_IOC_GET_VERSION)
def _get_version(process: Process, arguments: Any) -> None:
    arguments.major_version, arguments.minor_version = process.machine.kfd_version


@_answers(abi.AMDKFD_IOC_GET_CLOCK_COUNTERS)
def _get_clock_counters(process: Process, arguments: Any) -> None:
    device = process.devices.get(arguments.gpu_id)
    arguments.gpu_clock_counter = 0 if device is None else device.clock_ticks()
    arguments.cpu_clock_counter = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
    arguments.system_clock_counter = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    arguments.system_clock_freq = 10**9


def _fill_apertures(entry: Any, device: ProcessDevice) -> None:
    # kfd_flat_memory.c, kfd_init_apertures_v9
    entry.gpu_id = device.card.gpu_id
    entry.lds_base = LDS_APERTURE
    entry.lds_limit = LDS_APERTURE | APERTURE_LIMIT
    entry.scratch_base = SCRATCH_APERTURE
    entry.scratch_limit = SCRATCH_APERTURE | APERTURE_LIMIT
    entry.gpuvm_base = GPUVM_BASE
    entry.gpuvm_limit = GPUVM_LIMIT


@_answers(abi.AMDKFD_IOC_GET_PROCESS_APERTURES_NEW)
def _get_process_apertures_new(process: Process, arguments: Any) -> None:
    if arguments.num_of_nodes == 0:
        arguments.num_of_nodes = len(process.devices)
        return
    address = user_pointer(arguments.kfd_process_device_apertures_ptr)
    entries = abi.ffi.cast("struct kfd_process_device_apertures *", address)
    devices = list(process.devices.values())[: arguments.num_of_nodes]
    for index, device in enumerate(devices):
        _fill_apertures(entries[index], device)
    arguments.num_of_nodes = len(devices)


def _get_process_apertures(process: Process, arguments: Any) -> None:
    # The older form, with room for NUM_OF_SUPPORTED_GPUS in the structure itself.
    entries = abi.ffi.cast("struct kfd_process_device_apertures *", arguments)
    devices = list(process.devices.values())[:_NUM_OF_SUPPORTED_GPUS]
    for index, device in enumerate(devices):
        _fill_apertures(entries[index], device)
    abi.ffi.cast("uint32_t *", entries + _NUM_OF_SUPPORTED_GPUS)[0] = len(devices)


# AMDKFD_IOC_GET_PROCESS_APERTURES: seven entries of 56 bytes, num_of_nodes and padding.
_HANDLERS[0x06] = ("uint64_t[50]", _get_process_apertures)


@_answers(abi.AMDKFD_IOC_ACQUIRE_VM)
def _acquire_vm(process: Process, arguments: Any) -> None:
    file = kernel.interposed_file(arguments.drm_fd)
    device = process.device(arguments.gpu_id)
    if not isinstance(file, RenderFile):
        raise error(EINVAL)
    device.acquire_vm(file)


@_answers(abi.AMDKFD_IOC_SET_MEMORY_POLICY)
def _set_memory_policy(process: Process, arguments: Any) -> None:
    if arguments.default_policy not in _POLICIES or arguments.alternate_policy not in _POLICIES:
        raise error(EINVAL)
    _bound(process, arguments.gpu_id)


@_answers(abi.AMDKFD_IOC_SET_TRAP_HANDLER)
def _set_trap_handler(process: Process, arguments: Any) -> None:
    _bound(process, arguments.gpu_id)


@_answers(abi.AMDKFD_IOC_SET_SCRATCH_BACKING_VA)
def _set_scratch_backing_va(process: Process, arguments: Any) -> None:
    _bound(process, arguments.gpu_id, ENODEV).scratch_address = arguments.va_addr


@_answers(abi.AMDKFD_IOC_SET_XNACK_MODE)
def _set_xnack_mode(process: Process, arguments: Any) -> None:
    if arguments.xnack_enabled < 0:
        arguments.xnack_enabled = process.xnack
        return
    if process.queues:
        raise error(EBUSY)
    # kfd_process_xnack_mode: every card has to be able to retry faults.
    architectures = (device.card.description.architecture for device in process.devices.values())
    able = all("xnack-per-process" in architecture.features for architecture in architectures)
    if arguments.xnack_enabled and not able:
        raise error(EPERM)
    process.xnack = bool(arguments.xnack_enabled)


@_answers(abi.AMDKFD_IOC_RUNTIME_ENABLE)
def _runtime_enable(process: Process, arguments: Any) -> None:
    # kfd_ioctl_runtime_enable, runtime_enable, runtime_disable
    enable = bool(arguments.mode_mask & _RUNTIME_ENABLE_MODE_ENABLE)
    if enable == process.runtime_enabled and enable:
        raise error(EBUSY)
    process.runtime_enabled = enable


@_answers(abi.AMDKFD_IOC_AVAILABLE_MEMORY)
def _available_memory(process: Process, arguments: Any) -> None:
    arguments.available = process.device(arguments.gpu_id).available_bytes()


@_answers(abi.AMDKFD_IOC_ALLOC_MEMORY_OF_GPU)
def _alloc_memory_of_gpu(process: Process, arguments: Any) -> None:
    if arguments.size == 0:
        raise error(EINVAL)
    device = _bound(process, arguments.gpu_id, ENODEV)
    flags = arguments.flags
    number, offset = device.allocate(arguments.va_addr, arguments.size, flags, arguments.mmap_offset)
    arguments.handle = arguments.gpu_id << 32 | number
    if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP:
        offset = _MMAP_TYPE_MMIO << _MMAP_TYPE_SHIFT | arguments.gpu_id << _MMAP_GPU_ID_SHIFT
    arguments.mmap_offset = offset


@_answers(abi.AMDKFD_IOC_FREE_MEMORY_OF_GPU)
def _free_memory_of_gpu(process: Process, arguments: Any) -> None:
    if process.events.page_handle and process.events.page_handle == arguments.handle:
        # "Free signal BO is not allowed"
        raise error(EPERM)
    process.device(arguments.handle >> 32).free(arguments.handle & 0xFFFFFFFF)


def _devices_of(process: Process, arguments: Any) -> list[int]:
    if not arguments.n_devices or arguments.n_success > arguments.n_devices:
        raise error(EINVAL)
    address = user_pointer(arguments.device_ids_array_ptr)
    return list(abi.ffi.unpack(abi.ffi.cast("uint32_t *", address), arguments.n_devices))


@_answers(abi.AMDKFD_IOC_MAP_MEMORY_TO_GPU)
def _map_memory_to_gpu(process: Process, arguments: Any) -> None:
    gpu_ids = _devices_of(process, arguments)
    _bound(process, arguments.handle >> 32, ENODEV)
    memory = process.memory(arguments.handle, missing=ENOMEM)
    for index in range(arguments.n_success, len(gpu_ids)):
        _bound(process, gpu_ids[index], ENODEV).map(memory)
        arguments.n_success = index + 1


@_answers(abi.AMDKFD_IOC_UNMAP_MEMORY_FROM_GPU)
def _unmap_memory_from_gpu(process: Process, arguments: Any) -> None:
    gpu_ids = _devices_of(process, arguments)
    memory = process.memory(arguments.handle, missing=ENOMEM)
    for index in range(arguments.n_success, len(gpu_ids)):
        process.device(gpu_ids[index]).unmap(memory)
        arguments.n_success = index + 1


@_answers(abi.AMDKFD_IOC_CREATE_QUEUE)
def _create_queue(process: Process, arguments: Any) -> None:
    _check_queue(arguments)
    addresses = (arguments.read_pointer_address, arguments.write_pointer_address)
    optional = (arguments.ring_base_address, arguments.eop_buffer_address, arguments.ctx_save_restore_address)
    if any(address >= USER_SPACE_END for address in (*addresses, *optional)):
        raise error(EFAULT)
    if arguments.queue_type not in _QUEUE_TYPES:
        raise error(_ENOTSUPP)
    device = _bound(process, arguments.gpu_id)
    number, mine = process.add_queue(device, arguments)
    arguments.queue_id = number
    arguments.doorbell_offset = (
        _MMAP_TYPE_DOORBELL << _MMAP_TYPE_SHIFT
        | arguments.gpu_id << _MMAP_GPU_ID_SHIFT
        | 8 * mine.doorbell_id
    )


def _check_queue(arguments: Any) -> None:
    # set_queue_properties_from_user, kfd_ioctl_update_queue
    if arguments.queue_percentage & 0xFF > abi.KFD_MAX_QUEUE_PERCENTAGE:
        raise error(EINVAL)
    if arguments.queue_priority > abi.KFD_MAX_QUEUE_PRIORITY:
        raise error(EINVAL)
    if arguments.ring_base_address >= USER_SPACE_END:
        raise error(EFAULT)
    size = arguments.ring_size
    if size & (size - 1) and size:
        raise error(EINVAL)
    arguments.ring_size = max(size, abi.KFD_MIN_QUEUE_RING_SIZE)


@_answers(abi.AMDKFD_IOC_UPDATE_QUEUE)
def _update_queue(process: Process, arguments: Any) -> None:
    _check_queue(arguments)
    mine = process.queues.get(arguments.queue_id)
    if mine is None:
        # pqm_update_queue_properties
        raise error(EFAULT)
    if arguments.ring_base_address:
        start = mine.device.exact_mapping(arguments.ring_base_address, arguments.ring_size)
        old = mine.held[2]
        mine.held[2] = start
        mine.device.held.update([start])
        mine.device.held.subtract([old])
    percentage = arguments.queue_percentage & 0xFF if arguments.ring_base_address else 0
    mine.queue.update(arguments.ring_base_address, arguments.ring_size, percentage, arguments.queue_priority)


@_answers(abi.AMDKFD_IOC_DESTROY_QUEUE)
def _destroy_queue(process: Process, arguments: Any) -> None:
    process.remove_queue(arguments.queue_id)


@_answers(abi.AMDKFD_IOC_SET_CU_MASK)
def _set_cu_mask(process: Process, arguments: Any) -> None:
    if arguments.num_cu_mask % 32 or arguments.num_cu_mask == 0:
        raise error(EINVAL)
    user_pointer(arguments.cu_mask_ptr)
    if arguments.queue_id not in process.queues:
        # pqm_update_mqd
        raise error(EFAULT)


@_answers(abi.AMDKFD_IOC_CREATE_EVENT)
def _create_event(process: Process, arguments: Any) -> None:
    if arguments.event_page_offset:
        _use_event_page(process, arguments.event_page_offset)
    event = process.events.create(arguments.event_type, arguments.auto_reset != 0)
    arguments.event_id = arguments.event_trigger_data = event.event_id
    arguments.event_page_offset = 0
    if event.event_id < abi.KFD_SIGNAL_EVENT_LIMIT:
        arguments.event_page_offset = _MMAP_TYPE_EVENTS << _MMAP_TYPE_SHIFT
        arguments.event_slot_index = event.event_id


def _use_event_page(process: Process, handle: int) -> None:
    # kfd_kmap_event_page: "Event page is already set"
    if process.events.page is not None:
        raise error(EINVAL)
    _bound(process, handle >> 32, ENODEV)
    memory = process.memory(handle)
    if memory.buffer.kind != "gtt":
        # amdgpu_amdkfd_gpuvm_map_gtt_bo_to_kernel: not for userptr; the BO is pinned in GTT
        raise error(EINVAL)
    process.events.set_page(memory.buffer, handle)


@_answers(abi.AMDKFD_IOC_DESTROY_EVENT)
def _destroy_event(process: Process, arguments: Any) -> None:
    process.events.destroy(arguments.event_id)


@_answers(abi.AMDKFD_IOC_SET_EVENT)
def _set_event(process: Process, arguments: Any) -> None:
    process.events.set(arguments.event_id)


@_answers(abi.AMDKFD_IOC_RESET_EVENT)
def _reset_event(process: Process, arguments: Any) -> None:
    process.events.reset(arguments.event_id)


def _wait_events(process: Process, arguments: Any) -> None:
    arguments.wait_result = abi.KFD_IOC_WAIT_RESULT_FAIL
    arguments.wait_result = process.events.wait(
        user_pointer(arguments.events_ptr) if arguments.num_events else 0,
        arguments.num_events,
        arguments.wait_for_all != 0,
        arguments.timeout,
    )


# Without the process's lock: others go on while it sleeps.
_HANDLERS[abi.number_of(abi.AMDKFD_IOC_WAIT_EVENTS.number)] = (
    abi.AMDKFD_IOC_WAIT_EVENTS.structure,
    _wait_events,
)


@_answers(abi.AMDKFD_IOC_EXPORT_DMABUF)
def _export_dmabuf(process: Process, arguments: Any) -> None:
    memory = process.memory(arguments.handle)
    if memory.buffer.kind not in ("vram", "gtt"):
        # amdgpu_gem_prime_export: userptr BOs are not shared
        raise error(EPERM)
    arguments.dmabuf_fd = sharing.export(memory.buffer, arguments.flags)


@_answers(abi.AMDKFD_IOC_IMPORT_DMABUF)
def _import_dmabuf(process: Process, arguments: Any) -> None:
    device = _bound(process, arguments.gpu_id, ENODEV)
    buffer = sharing.find(arguments.dmabuf_fd)
    number = device.import_buffer(arguments.va_addr, buffer)
    arguments.handle = arguments.gpu_id << 32 | number


@_answers(abi.AMDKFD_IOC_GET_DMABUF_INFO)
def _get_dmabuf_info(process: Process, arguments: Any) -> None:
    buffer = sharing.find(arguments.dmabuf_fd)
    cards = process.machine.cards
    arguments.gpu_id = cards[buffer.card_index or 0].gpu_id
    arguments.size = buffer.size_bytes
    arguments.metadata_size = 0
    # amdgpu_amdkfd_get_dmabuf_info
    arguments.flags = (
        abi.KFD_IOC_ALLOC_MEM_FLAGS_VRAM if buffer.kind == "vram" else abi.KFD_IOC_ALLOC_MEM_FLAGS_GTT
    ) | (abi.KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC if buffer.cpu_access else 0)


@_answers(abi.AMDKFD_IOC_SMI_EVENTS)
def _smi_events(process: Process, arguments: Any) -> None:
    arguments.anon_fd = process.device(arguments.gpuid).card.smi.add()


@_answers(abi.AMDKFD_IOC_SVM)
def _svm(process: Process, arguments: Any) -> None:
    # A kernel without CONFIG_HSA_AMD_SVM.
    raise error(EPERM)
