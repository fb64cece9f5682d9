"""A card through /dev/kfd: its memory, its hardware queues, its clock and what goes wrong on it.

Each method is one request, or the few that belong together, under the kernel's names. The order of calls and
the flags are those of libhsakmt (fmm.c, queues.c, events.c); what each is for is in
drivers/gpu/drm/amd/amdkfd/kfd_chardev.c.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .. import kernel
from ..architectures.amd import ARCHITECTURES, AmdArchitecture, of_target_version
from ..errors import (
    BarewireError,
    DeviceClosed,
    KernelFault,
    OutOfMemory,
    SystemCallFailed,
    UnsupportedArchitecture,
)
from ..owned import Owned
from ..quiet import QuietLock
from . import access, amdgpu_info
from .abi import (
    AMDKFD_IOC_ALLOC_MEMORY_OF_GPU,
    AMDKFD_IOC_AVAILABLE_MEMORY,
    AMDKFD_IOC_CREATE_QUEUE,
    AMDKFD_IOC_DESTROY_QUEUE,
    AMDKFD_IOC_EXPORT_DMABUF,
    AMDKFD_IOC_FREE_MEMORY_OF_GPU,
    AMDKFD_IOC_GET_CLOCK_COUNTERS,
    AMDKFD_IOC_GET_DMABUF_INFO,
    AMDKFD_IOC_GET_PROCESS_APERTURES_NEW,
    AMDKFD_IOC_IMPORT_DMABUF,
    AMDKFD_IOC_MAP_MEMORY_TO_GPU,
    AMDKFD_IOC_UNMAP_MEMORY_FROM_GPU,
    KFD_IOC_ALLOC_MEM_FLAGS_COHERENT,
    KFD_IOC_ALLOC_MEM_FLAGS_EXECUTABLE,
    KFD_IOC_ALLOC_MEM_FLAGS_GTT,
    KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP,
    KFD_IOC_ALLOC_MEM_FLAGS_NO_SUBSTITUTE,
    KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC,
    KFD_IOC_ALLOC_MEM_FLAGS_UNCACHED,
    KFD_IOC_ALLOC_MEM_FLAGS_USERPTR,
    KFD_IOC_ALLOC_MEM_FLAGS_VRAM,
    KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE,
    KFD_IOC_QUEUE_TYPE_COMPUTE,
    KFD_IOC_QUEUE_TYPE_COMPUTE_AQL,
    KFD_IOC_QUEUE_TYPE_SDMA,
    KFD_MAX_QUEUE_PERCENTAGE,
    KFD_MMIO_REMAP_HDP_MEM_FLUSH_CNTL,
    KFD_SIGNAL_EVENT_LIMIT,
    ffi,
)
from .address_space import release, reserve
from .kernel_interface import (
    REOPEN,
    Event,
    Fault,
    FaultKind,
    HardwareQueue,
    KernelInterface,
    Memory,
    Placement,
    QueueKind,
)
from .kfd_process import EVENT_SLOT_BYTES, KfdProcess, kfd_process
from .memory_holders import out_of_memory_message
from .port import POINTERS_BYTES, RingPort, amd_queue, pointer_offsets
from .queue_memory import PAGE_BYTES, align_up, queue_memory
from .topology import Node

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENOMEM, _EINVAL, _ENOSPC = 12, 22, 28

_PLACEMENT_FLAGS = {
    # Card and host look at system memory at any moment. Coherent alone is MTYPE_UC from gfx10 on, and may be
    # kept in L2 on gfx9 (gmc_v9_0_get_coherence_flags), where a packet that polls would see an old value.
    Placement.GTT: KFD_IOC_ALLOC_MEM_FLAGS_GTT
    | KFD_IOC_ALLOC_MEM_FLAGS_COHERENT
    | KFD_IOC_ALLOC_MEM_FLAGS_UNCACHED,
    Placement.VRAM: KFD_IOC_ALLOC_MEM_FLAGS_VRAM,
}

_QUEUE_TYPES = {
    QueueKind.PM4: KFD_IOC_QUEUE_TYPE_COMPUTE,
    QueueKind.AQL: KFD_IOC_QUEUE_TYPE_COMPUTE_AQL,
    QueueKind.SDMA: KFD_IOC_QUEUE_TYPE_SDMA,
}

PRIORITY_NORMAL = 7
"""Of 0 to 15, HSA_QUEUE_PRIORITY_NORMAL in priority_map of libhsakmt; 11 and 15 are above, 0 and 3 below."""

# 1024 doorbells of 8 bytes (libhsakmt/src/queues.c: DOORBELLS_PAGE_SIZE).
_DOORBELL_PAGE_BYTES = 1024 * 8

_AVAILABLE_MEMORY_SINCE = (1, 9)
_EXPORT_DMABUF_SINCE = (1, 12)


class KfdInterface(Owned):
    """One card of this process, opened through KFD."""

    name = "kfd"
    saves_waves = True
    submits_indirect_buffers = False

    def __init__(self, node: Node) -> None:
        """Acquire the card's address space and get ready for events.

        Raises UnsupportedArchitecture, SystemCallFailed or PermissionDenied with the way out; KernelFault
        after a memory fault of this process on the card.
        """
        found = of_target_version(node.gfx_target_version)
        if found is None:
            raise UnsupportedArchitecture(
                f"the card at {node.pci_address} is a {node.arch}, which Barewire cannot drive; it drives "
                f"{', '.join(entry.name for entry in ARCHITECTURES)}"
            )
        self._node, self._architecture = node, found
        self._process: KfdProcess = kfd_process()
        if self._process.is_kept_off(node.gpu_id):
            render_node = ", or go on through the render node, without BAREWIRE_AMD_INTERFACE=kfd"
            raise KernelFault(
                f"KFD keeps this process off the card at {node.pci_address} since its memory fault, until it "
                f"ends: start another process{render_node if self._has_another_way() else ''}"
            )
        self._render = self._process.acquire_vm(node.gpu_id, node.drm_render_minor)
        self._mapped: dict[int, list[int]] = {}
        self._queues: dict[int, tuple[Memory, ...]] = {}
        self._events: dict[int, Event] = {}
        self._doorbells: tuple[int, int] | None = None
        self._lock = QuietLock(reentrant=True)
        self._closed = False
        self._gpuvm = self._aperture()
        self._process.prepare_events(self._event_page, self._share_event_page)
        self._faults_before = self._process.fault_count()
        self._hdp = self._map_hdp_flush()
        self._clock_period_ns = amdgpu_info.clock_period_ns(self._render)
        self._process.cards_open += 1

    @property
    def node(self) -> Node:
        return self._node

    def reaches(self, other: KernelInterface) -> bool:
        """Whether KFD reports a link."""
        return any(link.node_to == other.node.index for link in self._node.links)

    @property
    def architecture(self) -> AmdArchitecture:
        return self._architecture

    @property
    def clock_period_ns(self) -> float:
        return self._clock_period_ns

    @property
    def version(self) -> tuple[int, int]:
        """The version of the KFD interface."""
        return self._process.version

    def _aperture(self) -> tuple[int, int]:
        """The first and last address that this card can map."""
        room = 64
        entries = ffi.new("struct kfd_process_device_apertures[]", room)
        argument = AMDKFD_IOC_GET_PROCESS_APERTURES_NEW.new(
            kfd_process_device_apertures_ptr=int(ffi.cast("uintptr_t", entries)), num_of_nodes=room
        )
        AMDKFD_IOC_GET_PROCESS_APERTURES_NEW(self._process.descriptor, argument)
        for entry in entries[0 : argument.num_of_nodes]:
            if entry.gpu_id == self._node.gpu_id:
                return int(entry.gpuvm_base), int(entry.gpuvm_limit)
        raise BarewireError(
            f"KFD gave no address range for the card at {self._node.pci_address}: it may just have been "
            "reset or unplugged; try again"
        )

    def _require_open(self) -> None:
        if self._closed:
            raise DeviceClosed(f"the card at {self._node.pci_address} was used after it was closed")

    # Memory

    def allocate(
        self,
        size_bytes: int,
        placement: Placement,
        *,
        host_visible: bool = False,
        executable: bool = False,
        alignment: int = PAGE_BYTES,
    ) -> Memory:
        flags = _PLACEMENT_FLAGS[placement] | KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE
        host_visible = host_visible or placement is Placement.GTT
        if host_visible and placement is Placement.VRAM:
            flags |= KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC
        if executable:
            flags |= KFD_IOC_ALLOC_MEM_FLAGS_EXECUTABLE
        return self._allocate(size_bytes, placement, flags, host_visible, alignment)

    def _allocate(
        self,
        size_bytes: int,
        placement: Placement,
        flags: int,
        host_visible: bool,
        alignment: int,
        mmap_descriptor: int | None = None,
    ) -> Memory:
        """The host maps memory from the render node, unless `mmap_descriptor` says otherwise."""
        self._require_open()
        size = align_up(size_bytes, PAGE_BYTES)
        address = reserve(size, alignment, self._gpuvm)
        argument = AMDKFD_IOC_ALLOC_MEMORY_OF_GPU.new(
            va_addr=address,
            size=size,
            gpu_id=self._node.gpu_id,
            flags=flags | KFD_IOC_ALLOC_MEM_FLAGS_NO_SUBSTITUTE,
        )
        try:
            AMDKFD_IOC_ALLOC_MEMORY_OF_GPU(self._process.descriptor, argument)
        except SystemCallFailed as error:
            release(address, size)
            raise self._allocation_failure(error, size, placement, flags) from error
        memory = Memory(address, size, address if host_visible else None, argument.handle, placement)
        try:
            if host_visible:
                kernel.mmap(
                    size,
                    kernel.PROT_READ | kernel.PROT_WRITE,
                    kernel.MAP_SHARED | kernel.MAP_FIXED,
                    self._render if mmap_descriptor is None else mmap_descriptor,
                    argument.mmap_offset,
                    address,
                )
            self._map(memory, self._node.gpu_id)
        except SystemCallFailed as error:
            self.free(memory)
            raise self._allocation_failure(error, size, placement, flags) from error
        except BaseException:
            self.free(memory)
            raise
        return memory

    def _allocation_failure(
        self, error: SystemCallFailed, size_bytes: int, placement: Placement, flags: int
    ) -> BarewireError:
        if error.errno in (_ENOMEM, _ENOSPC):
            available = self.available_bytes() if placement is Placement.VRAM else None
            return OutOfMemory(out_of_memory_message(self._node, size_bytes, placement, available))
        if error.errno == _EINVAL and flags & KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC:
            return BarewireError(
                f"the card at {self._node.pci_address} cannot show all its video memory to the host: the "
                "host sees a small window only (enable Resizable BAR in the firmware)"
            )
        return error

    def _map(self, memory: Memory, gpu_id: int) -> None:
        ids = ffi.new("uint32_t[]", [gpu_id])
        AMDKFD_IOC_MAP_MEMORY_TO_GPU(
            self._process.descriptor,
            AMDKFD_IOC_MAP_MEMORY_TO_GPU.new(
                handle=memory.handle, device_ids_array_ptr=int(ffi.cast("uintptr_t", ids)), n_devices=1
            ),
        )
        self._mapped.setdefault(memory.handle, []).append(gpu_id)

    def map_peer(self, memory: Memory, other: KernelInterface) -> None:
        self._require_open()
        with self._lock:
            if other.node.gpu_id in self._mapped.get(memory.handle, []):
                return
            try:
                self._map(memory, other.node.gpu_id)
            except SystemCallFailed as error:
                if error.errno != _EINVAL:
                    raise
                # kfd_mem_attach: not xGMI, and amdgpu_device_is_peer_accessible says no.
                raise BarewireError(
                    f"the card at {other.node.pci_address} cannot reach the memory of the one at "
                    f"{self._node.pci_address}: there is no xGMI between them, and PCIe access needs "
                    "Resizable BAR on both, a kernel with CONFIG_HSA_AMD_P2P and no IOMMU in the way"
                ) from error

    def free(self, memory: Memory) -> None:
        with self._lock:
            gpu_ids = self._mapped.pop(memory.handle, [])
            if gpu_ids:
                self._unmap(memory, gpu_ids)
            AMDKFD_IOC_FREE_MEMORY_OF_GPU(
                self._process.descriptor, AMDKFD_IOC_FREE_MEMORY_OF_GPU.new(handle=memory.handle)
            )
            # Last: once given back, the addresses may be anybody's, and a second call must not touch them.
            release(memory.gpu_address, memory.size_bytes)

    def _unmap(self, memory: Memory, gpu_ids: Sequence[int]) -> None:
        ids = ffi.new("uint32_t[]", list(gpu_ids))
        AMDKFD_IOC_UNMAP_MEMORY_FROM_GPU(
            self._process.descriptor,
            AMDKFD_IOC_UNMAP_MEMORY_FROM_GPU.new(
                handle=memory.handle,
                device_ids_array_ptr=int(ffi.cast("uintptr_t", ids)),
                n_devices=len(gpu_ids),
            ),
        )

    def import_host(self, address: int, size_bytes: int) -> Memory:
        self._require_open()
        start, end = address & -PAGE_BYTES, align_up(address + size_bytes, PAGE_BYTES)
        gpu_address = reserve(end - start, PAGE_BYTES, self._gpuvm)
        argument = AMDKFD_IOC_ALLOC_MEMORY_OF_GPU.new(
            va_addr=gpu_address,
            size=end - start,
            gpu_id=self._node.gpu_id,
            mmap_offset=start,
            flags=KFD_IOC_ALLOC_MEM_FLAGS_USERPTR
            | KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE
            | KFD_IOC_ALLOC_MEM_FLAGS_COHERENT
            | KFD_IOC_ALLOC_MEM_FLAGS_NO_SUBSTITUTE,
        )
        try:
            AMDKFD_IOC_ALLOC_MEMORY_OF_GPU(self._process.descriptor, argument)
        except SystemCallFailed:
            release(gpu_address, end - start)
            raise
        memory = Memory(gpu_address, end - start, start, argument.handle, Placement.GTT)
        try:
            self._map(memory, self._node.gpu_id)
        except SystemCallFailed:
            self.free(memory)
            raise
        return memory

    def export_dmabuf(self, memory: Memory) -> int:
        if self.version < _EXPORT_DMABUF_SINCE:
            raise BarewireError(
                f"this kernel's KFD interface {self.version[0]}.{self.version[1]} cannot export memory; 1.12 "
                "(Linux 6.3) can"
            )
        argument = AMDKFD_IOC_EXPORT_DMABUF.new(handle=memory.handle, flags=os.O_CLOEXEC | os.O_RDWR)
        return int(AMDKFD_IOC_EXPORT_DMABUF(self._process.descriptor, argument).dmabuf_fd)

    def import_dmabuf(self, descriptor: int, size_bytes: int = 0) -> Memory:
        self._require_open()
        said = AMDKFD_IOC_GET_DMABUF_INFO(
            self._process.descriptor, AMDKFD_IOC_GET_DMABUF_INFO.new(dmabuf_fd=descriptor)
        )
        size = align_up(max(int(said.size), size_bytes), PAGE_BYTES)
        address = reserve(size, PAGE_BYTES, self._gpuvm)
        argument = AMDKFD_IOC_IMPORT_DMABUF.new(
            va_addr=address, gpu_id=self._node.gpu_id, dmabuf_fd=descriptor
        )
        try:
            AMDKFD_IOC_IMPORT_DMABUF(self._process.descriptor, argument)
        except SystemCallFailed:
            release(address, size)
            raise
        placement = Placement.VRAM if said.flags & KFD_IOC_ALLOC_MEM_FLAGS_VRAM else Placement.GTT
        memory = Memory(address, size, None, argument.handle, placement)
        try:
            self._map(memory, self._node.gpu_id)
        except SystemCallFailed:
            self.free(memory)
            raise
        return memory

    def available_bytes(self) -> int | None:
        if self.version < _AVAILABLE_MEMORY_SINCE:
            return None
        argument = AMDKFD_IOC_AVAILABLE_MEMORY.new(gpu_id=self._node.gpu_id)
        return int(AMDKFD_IOC_AVAILABLE_MEMORY(self._process.descriptor, argument).available)

    # Queues

    def compute_port(self, kind: QueueKind = QueueKind.PM4, *, ring_bytes: int = 1 << 18) -> RingPort:
        ring: Memory | None = None
        pointers: Memory | None = None
        try:
            ring = self.allocate(ring_bytes, Placement.GTT, executable=True)
            pointers = self.allocate(POINTERS_BYTES, Placement.GTT, executable=True)
            read, write = pointer_offsets(kind)
            if kind is QueueKind.AQL and pointers.host_address is not None:
                described = amd_queue(self._node, ring)
                kernel.buffer(pointers.host_address, len(described))[:] = described
            queue = self.create_queue(kind, ring, pointers.gpu_address + read, pointers.gpu_address + write)
        except BaseException:
            for memory in (ring, pointers):
                if memory is not None:
                    self.free(memory)
            raise
        lent = (ring, pointers)

        def destroy() -> None:
            self.destroy_queue(queue)
            for memory in lent:
                self.free(memory)

        return RingPort(kind, queue, ring, pointers, destroy)

    def sdma_port(self, *, ring_bytes: int = 1 << 18) -> RingPort:
        return self.compute_port(QueueKind.SDMA, ring_bytes=ring_bytes)

    def create_queue(
        self,
        kind: QueueKind,
        ring: Memory,
        read_pointer_address: int,
        write_pointer_address: int,
        priority: int = PRIORITY_NORMAL,
    ) -> HardwareQueue:
        """Make a hardware queue of a ring of the caller's.

        The ring must be mapped by itself with exactly the queue's size, and each pointer lie in a mapping of
        one page (kfd_queue_acquire_buffers). The caller frees ring and pointers after `destroy_queue`.
        Raises OutOfMemory, or SystemCallFailed when the card has no queue left.
        """
        self._require_open()
        owned: list[Memory] = []
        argument = AMDKFD_IOC_CREATE_QUEUE.new(
            ring_base_address=ring.gpu_address,
            ring_size=ring.size_bytes,
            read_pointer_address=read_pointer_address,
            write_pointer_address=write_pointer_address,
            gpu_id=self._node.gpu_id,
            queue_type=_QUEUE_TYPES[kind],
            queue_percentage=KFD_MAX_QUEUE_PERCENTAGE,
            queue_priority=priority,
        )
        try:
            if kind is not QueueKind.SDMA:
                self._lend_queue_memory(argument, owned)
            AMDKFD_IOC_CREATE_QUEUE(self._process.descriptor, argument)
        except BaseException as error:
            for memory in owned:
                self.free(memory)
            if isinstance(error, SystemCallFailed) and error.errno == _ENOMEM:
                raise SystemCallFailed(
                    _ENOMEM,
                    f"the card at {self._node.pci_address} has no {kind.name} queue left: close one, here or "
                    "in the other processes that use the card",
                ) from error
            raise
        self._queues[argument.queue_id] = tuple(owned)
        try:
            return HardwareQueue(argument.queue_id, self._doorbell(argument.doorbell_offset))
        except BaseException:
            self._destroy_queue(argument.queue_id)
            raise

    def _lend_queue_memory(self, argument: Any, owned: list[Memory]) -> None:
        """Allocate what the kernel wants with a compute queue; `owned` has it even when a part fails."""
        sizes = queue_memory(self._node, self._architecture)
        # libhsakmt gives AQL queues of gfx942 none. Ours have RELEASE_MEM in their indirect buffers, which
        # needs one (tinygrad's AMDComputeQueue.signal, seen on a card), and the kernel takes it there too.
        eop = self.allocate(sizes.eop, Placement.VRAM, executable=True)
        owned.append(eop)
        argument.eop_buffer_address, argument.eop_buffer_size = eop.gpu_address, eop.size_bytes
        area = self.allocate(sizes.total, Placement.GTT, executable=True)
        owned.append(area)
        for xcc in range(self._node.num_xcc):
            header = ffi.cast(
                "struct kfd_context_save_area_header *", (area.host_address or 0) + xcc * sizes.save
            )
            header.debug_offset = (self._node.num_xcc - xcc) * sizes.save
            header.debug_size = sizes.debugger * self._node.num_xcc
        argument.ctx_save_restore_address = area.gpu_address
        argument.ctx_save_restore_size = sizes.save
        argument.ctl_stack_size = sizes.control_stack

    def _doorbell(self, offset: int) -> int:
        """Where the host sees a doorbell: from gfx9 on, KFD's offset has the page and the place in it."""
        base = offset & -_DOORBELL_PAGE_BYTES
        with self._lock:
            if self._doorbells is None:
                mapped = kernel.mmap(
                    _DOORBELL_PAGE_BYTES,
                    kernel.PROT_READ | kernel.PROT_WRITE,
                    kernel.MAP_SHARED,
                    self._process.descriptor,
                    base,
                )
                self._doorbells = base, mapped
        return self._doorbells[1] + offset - base

    def destroy_queue(self, queue: HardwareQueue) -> None:
        """Take a queue off the hardware, whatever it is doing, and free what the kernel was lent for it."""
        self._destroy_queue(queue.queue_id)

    def _destroy_queue(self, queue_id: int) -> None:
        owned = self._queues.pop(queue_id, None)
        if owned is None:
            return
        AMDKFD_IOC_DESTROY_QUEUE(self._process.descriptor, AMDKFD_IOC_DESTROY_QUEUE.new(queue_id=queue_id))
        for memory in owned:
            self.free(memory)

    # The host's writes, events, the clock

    def _map_hdp_flush(self) -> Memory | None:
        """The page with the register that flushes the host's write buffer; None where the card has none.

        Virtual functions and some integrated cards refuse it; libhsakmt goes on without it too. The page is
        mapped from /dev/kfd (kfd_ioctl_alloc_memory_of_gpu: "MMIO is mapped through kfd device").
        """
        flags = KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP | KFD_IOC_ALLOC_MEM_FLAGS_COHERENT
        try:
            return self._allocate(
                PAGE_BYTES,
                Placement.GTT,
                flags | KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE,
                True,
                PAGE_BYTES,
                self._process.descriptor,
            )
        except (SystemCallFailed, OutOfMemory):
            return None

    def hdp_flush(self) -> bool:
        if self._hdp is None or self._hdp.host_address is None:
            return False
        register = self._hdp.host_address + KFD_MMIO_REMAP_HDP_MEM_FLUSH_CNTL
        kernel.word(register, "volatile uint32_t")[0] = 1
        return True

    def _event_page(self) -> Memory:
        size = KFD_SIGNAL_EVENT_LIMIT * EVENT_SLOT_BYTES
        page = self.allocate(size, Placement.GTT, executable=True)
        # It stays with the process, not with this card: see kfd_process.
        self._mapped.pop(page.handle)
        return page

    def _share_event_page(self, page: Memory) -> None:
        self._map(page, self._node.gpu_id)
        self._mapped.pop(page.handle)

    def event(self) -> Event:
        self._require_open()
        made = self._process.create_event()
        self._events[made.event_id] = made
        return made

    def free_event(self, event: Event) -> None:
        if self._events.pop(event.event_id, None) is not None:
            self._process.destroy_event(event)

    def wait_for_interrupt(self, event: Event, timeout_s: float) -> bool:
        return self._process.wait(event, timeout_s)

    def faults(self) -> tuple[Fault, ...]:
        found = self._process.faults(self._node.gpu_id, self._faults_before)
        told = None if found else kernel.trouble(self._process.descriptor, self._node.gpu_id)
        return found if told is None else (Fault(FaultKind.HANG, self._node.gpu_id, detail=told),)

    def _has_another_way(self) -> bool:
        """Whether the card also works through its render node: with one compute die, where there is one."""
        return self._node.num_xcc <= 1 and bool(self._node.drm_render_minor)

    def after_a_fault(self) -> str:
        # KFD keeps the process off the card until it ends; the render node lets it in.
        if self._has_another_way() and access.chosen_interface() is None:
            return REOPEN
        return "KFD keeps this process off the card, so close the device and start another process"

    def clock(self) -> tuple[int, int]:
        argument = AMDKFD_IOC_GET_CLOCK_COUNTERS.new(gpu_id=self._node.gpu_id)
        AMDKFD_IOC_GET_CLOCK_COUNTERS(self._process.descriptor, argument)
        return int(argument.gpu_clock_counter), int(argument.cpu_clock_counter)

    def close(self) -> None:
        """Destroy the queues and events left, and free what the interface itself has allocated.

        Memory that was handed out is its owner's to free, before this.
        """
        if self._closed:
            return
        for queue_id in tuple(self._queues):
            self._destroy_queue(queue_id)
        for event in tuple(self._events.values()):
            self.free_event(event)
        if self._doorbells is not None:
            kernel.munmap(self._doorbells[1], _DOORBELL_PAGE_BYTES)
        if self._hdp is not None:
            self.free(self._hdp)
        self._process.cards_open -= 1
        self._closed = True
