"""KFD of a simulated card asked by its raw requests, as no driver of ours would."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from barewire.drivers import kernel
from barewire.drivers.amd import abi
from barewire.drivers.errors import SystemCallFailed
from barewire.drivers.simulated.cards import Installation

PAGE = 4096
GTT = abi.KFD_IOC_ALLOC_MEM_FLAGS_GTT | abi.KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE
VRAM = abi.KFD_IOC_ALLOC_MEM_FLAGS_VRAM | abi.KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE
PUBLIC_VRAM = VRAM | abi.KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC
USERPTR = abi.KFD_IOC_ALLOC_MEM_FLAGS_USERPTR | abi.KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE


def pointer(data: Any) -> int:
    """The address of cffi's memory."""
    return int(abi.ffi.cast("uintptr_t", data))


@contextmanager
def refused(code: int) -> Iterator[None]:
    """The request inside fails with this errno."""
    try:
        yield
    except SystemCallFailed as error:
        assert error.errno == code, f"{error}, and not {os.strerror(code)}"
    else:
        raise AssertionError(f"the request was granted, and not refused with {os.strerror(code)}")


class RawKfd:
    """/dev/kfd and the render node of one card, open and acquired."""

    def __init__(self, installation: Installation, card: int = 0, acquire: bool = True) -> None:
        self.installation = installation
        self.card = installation.machine.cards[card]
        self.gpu_id = self.card.gpu_id
        self.descriptor = kernel.open("/dev/kfd", os.O_RDWR)
        self.render = kernel.open(f"/dev/dri/renderD{self.card.render_minor}", os.O_RDWR)
        if acquire:
            self.acquire()

    def __call__(self, request: abi.Request, **fields: Any) -> Any:
        """Make a request; returns its argument afterwards."""
        return request(self.descriptor, request.new(**fields))

    def acquire(self) -> None:
        self(abi.AMDKFD_IOC_ACQUIRE_VM, drm_fd=self.render, gpu_id=self.gpu_id)

    @property
    def process(self) -> Any:
        return self.installation.parts[0].processes[os.getpid()]

    @property
    def space(self) -> Any:
        """The page tables."""
        return self.process.devices[self.gpu_id].address_space

    def reserve(self, size_bytes: int) -> int:
        """Addresses that nobody else uses."""
        flags = kernel.MAP_PRIVATE | kernel.MAP_ANONYMOUS | kernel.MAP_NORESERVE
        return kernel.mmap(size_bytes, kernel.PROT_NONE, flags)

    def allocate(self, address: int, size_bytes: int, flags: int, offset: int = 0) -> Any:
        return self(
            abi.AMDKFD_IOC_ALLOC_MEMORY_OF_GPU,
            va_addr=address,
            size=size_bytes,
            gpu_id=self.gpu_id,
            flags=flags,
            mmap_offset=offset,
        )

    def map(self, handle: int, *gpu_ids: int, done: int = 0) -> Any:
        return self._map(abi.AMDKFD_IOC_MAP_MEMORY_TO_GPU, handle, gpu_ids, done)

    def unmap(self, handle: int, *gpu_ids: int) -> Any:
        return self._map(abi.AMDKFD_IOC_UNMAP_MEMORY_FROM_GPU, handle, gpu_ids, 0)

    def _map(self, request: abi.Request, handle: int, gpu_ids: tuple[int, ...], done: int) -> Any:
        ids = abi.ffi.new("uint32_t[]", list(gpu_ids) or [self.gpu_id])
        return self(
            request, handle=handle, device_ids_array_ptr=pointer(ids), n_devices=len(ids), n_success=done
        )

    def free(self, handle: int) -> None:
        self(abi.AMDKFD_IOC_FREE_MEMORY_OF_GPU, handle=handle)

    def memory(self, size_bytes: int, flags: int = GTT) -> tuple[int, int]:
        """Mapped memory; returns its address, which the host sees too if it can, and its handle."""
        address = self.reserve(size_bytes)
        made = self.allocate(address, size_bytes, flags)
        self.map(made.handle)
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_GTT or flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC:
            protection, shared = kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED | kernel.MAP_FIXED
            kernel.mmap(size_bytes, protection, shared, self.render, made.mmap_offset, address)
        return address, made.handle

    def queue_arguments(self, queue_type: int = abi.KFD_IOC_QUEUE_TYPE_COMPUTE) -> dict[str, int]:
        """Arguments of CREATE_QUEUE that the kernel accepts."""
        sizes = self.card.description.queue_sizes()
        arguments = {
            "ring_base_address": self.memory(PAGE)[0],
            "ring_size": PAGE,
            "read_pointer_address": self.memory(PAGE)[0],
            "write_pointer_address": self.memory(PAGE)[0],
            "gpu_id": self.gpu_id,
            "queue_type": queue_type,
            "queue_percentage": 100,
            "queue_priority": 7,
        }
        if queue_type != abi.KFD_IOC_QUEUE_TYPE_SDMA:
            area = (sizes.save_area + sizes.debugger) * self.card.description.xcc_count
            arguments |= {
                "eop_buffer_address": self.memory(sizes.eop, VRAM)[0],
                "eop_buffer_size": sizes.eop,
                "ctx_save_restore_address": self.memory(-(-area // PAGE) * PAGE)[0],
                "ctx_save_restore_size": sizes.save_area,
                "ctl_stack_size": sizes.control_stack,
            }
        return arguments

    def create_event(self, kind: int = abi.KFD_IOC_EVENT_SIGNAL, **fields: Any) -> Any:
        return self(abi.AMDKFD_IOC_CREATE_EVENT, event_type=kind, **fields)

    def wait(self, *event_ids: int, all_of: bool = False, timeout_ms: int = 0) -> tuple[int, Any]:
        """WAIT_EVENTS; returns its result and the data."""
        data = abi.ffi.new("struct kfd_event_data[]", max(1, len(event_ids)))
        for entry, event_id in zip(data, event_ids, strict=False):
            entry.event_id = event_id
        arguments = self(
            abi.AMDKFD_IOC_WAIT_EVENTS,
            events_ptr=pointer(data),
            num_events=len(event_ids),
            wait_for_all=all_of,
            timeout=timeout_ms,
        )
        return arguments.wait_result, data

    def close(self) -> None:
        kernel.close(self.render)
        kernel.close(self.descriptor)
