"""A process as KFD knows it: its memory, page tables and queues on each card, and its events.

Written from amdkfd/kfd_process.c, kfd_process_queue_manager.c, kfd_queue.c, kfd_device_queue_manager.c and
amdgpu/amdgpu_amdkfd_gpuvm.c; each method names the function there that it answers for. As in the kernel, a
process outlives its descriptors of /dev/kfd: it ends with the program.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from errno import EBUSY, EINVAL, ENODEV, ENOMEM
from typing import TYPE_CHECKING, Any

from ....amd import abi
from ....quiet import QuietLock
from ...memory.pages import PAGE, BufferObject, check_user_pages, create, error, page_align, userptr
from ...memory.vm import AddressSpace, AddressTaken, Mapping, MemoryViolation
from ..description import CardDescription
from .computer import DOORBELL_SLICE_BYTES, Computer, SimulatedCard
from .events import KFD_EVENT_TYPE_HW_EXCEPTION, KFD_EVENT_TYPE_MEMORY, EventTable
from .render_file import RenderFile

if TYPE_CHECKING:
    from ....compiler import Keep
    from ...memory.l2_cache import Cache
    from ..engines.processor import InterruptSource, Trouble
    from ..engines.queues import Queue

KFD_MAX_NUM_OF_QUEUES_PER_PROCESS = 1024
KFD_IOC_ALLOC_MEM_FLAGS_EXT_COHERENT = 1 << 24
# vega10_doorbell_index_init and its successors, mirrored in the second half of the slice
# (kfd_doorbell.c, init_doorbell_bitmap): doorbells of SDMA, IH and VCN, which compute queues do not get.
_NON_CP_DOORBELLS = range(0x100, 0x190)
_DOORBELL_MIRROR = 512
_SDMA_DOORBELLS_OF_AN_ENGINE = 10  # AMDGPU_NAVI10_DOORBELL_sDMA_ENGINE1 - ..._sDMA_ENGINE0
_VRAM_AVAILABILITY_ALIGN = 2 << 20
_PAGE_TABLE_SHARE = 14  # ESTIMATE_PT_SIZE: one byte of page tables for 16 KiB

_SDMA_KINDS = (abi.KFD_IOC_QUEUE_TYPE_SDMA, abi.KFD_IOC_QUEUE_TYPE_SDMA_XGMI)


@dataclass(eq=False)
class DeviceMemory:
    """What ALLOC_MEMORY_OF_GPU makes (struct kgd_mem): a BO, where it is to be mapped, where it is."""

    buffer: BufferObject
    gpu_address: int
    flags: int
    owner: ProcessDevice
    vram_bytes: int
    mapped_to: list[ProcessDevice] = field(default_factory=list)

    @property
    def ranges(self) -> list[int]:
        """Where each copy of the BO begins: an AQL ring is mapped twice, end to end (kfd_mem_attach)."""
        doubled = bool(self.flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_AQL_QUEUE_MEM)
        return [self.gpu_address + copy * self.buffer.size_bytes for copy in range(1 + doubled)]


@dataclass(eq=False)
class ProcessQueue:
    """A queue with what it keeps others from taking away."""

    queue: Queue
    device: ProcessDevice
    type: int
    doorbell_id: int
    held: list[int]
    """The starts of the mappings the queue uses."""


class ProcessDevice:
    """A process on one card (struct kfd_process_device). Also what its queues ask of the kernel."""

    def __init__(self, process: Process, card: SimulatedCard) -> None:
        self.process = process
        self.card = card
        self.drm_file: RenderFile | None = None
        self.memory: dict[int, DeviceMemory] = {}
        self.vram_bytes = 0
        self.doorbells: BufferObject | None = None
        self.doorbells_taken: set[int] = set()
        self.held: Counter[int] = Counter()
        self.scratch_address = 0
        self.faults: list[MemoryViolation] = []
        self.evicted = False
        """Whether the kernel keeps the process's queues off the card, for as long as the process lives."""
        self.troubles: list[Trouble] = []

    # What a queue asks of its host.

    @property
    def description(self) -> CardDescription:
        """What the card is."""
        return self.card.description

    @property
    def strict(self) -> bool:
        """Whether the card makes the most of what its makers leave open."""
        return self.card.strict

    @property
    def address_space(self) -> AddressSpace:
        """The page tables of this process on this card. Raises OSError(ENODEV) before ACQUIRE_VM."""
        if self.drm_file is None:
            # kfd_bind_process_to_device
            raise error(ENODEV)
        return self.drm_file.address_space

    @property
    def cache(self) -> Cache:
        """The card's L2 cache, over the memory of this process."""
        if self.drm_file is None:
            raise error(ENODEV)
        return self.drm_file.cache

    @property
    def kept(self) -> Keep:
        """The compiler of the simulator's own native code."""
        return self.card.machine.kept

    def clock_ticks(self) -> int:
        """The card's clock."""
        return self.card.clock_ticks()

    def interrupt(self, source: InterruptSource, context_id: int) -> None:
        """Hand an interrupt to the events (event_interrupt_wq_v9 and its successors)."""
        if not self.card.troubles.loses_interrupt():
            self.process.events.interrupt(context_id)

    def memory_violation(self, violation: MemoryViolation) -> None:
        """Take the process off the card and tell it (event_interrupt_wq_v9, kfd_signal_vm_fault_event)."""
        self.faults.append(violation)
        # kfd_dqm_evict_pasid: nothing ever undoes this ("make sure the process stays evicted before its
        # terminated"), and create_queue_cpsch makes later queues as evicted as the rest.
        self.evicted = True
        for mine in tuple(self.process.queues.values()):
            if mine.device is self:
                mine.queue.stop()
        self.card.smi.vm_fault()
        data = abi.ffi.new("struct kfd_hsa_memory_exception_data *")
        data.gpu_id = self.card.gpu_id
        data.va = violation.address // PAGE * PAGE
        data.failure.NotPresent = violation.reason == "not mapped"
        data.failure.ReadOnly = violation.reason == "read only"
        data.failure.NoExecute = violation.reason == "not executable"
        self.process.events.exception(KFD_EVENT_TYPE_MEMORY, data[0])

    def hung(self, trouble: Trouble) -> None:
        """A queue hangs: the kernel hears nothing, the simulator remembers."""
        self.troubles.append(trouble)

    def is_working(self) -> bool:
        """Whether a queue has not yet read all that was written to it."""
        return any(
            mine.device is self and mine.queue.running and mine.queue.read_pointer < mine.queue.write_pointer
            for mine in tuple(self.process.queues.values())
        )

    def card_was_reset(self, card: SimulatedCard) -> None:
        """All queues are gone, and the process hears why (kfd_signal_reset_event)."""
        for mine in tuple(self.process.queues.values()):
            if mine.device is self:
                mine.queue.stop()
        data = abi.ffi.new("struct kfd_hsa_hw_exception_data *")
        data.gpu_id = card.gpu_id
        data.memory_lost = 1
        data.reset_cause = abi.KFD_HW_EXCEPTION_GPU_HANG
        self.process.events.exception(KFD_EVENT_TYPE_HW_EXCEPTION, data[0])

    # Page tables

    def acquire_vm(self, file: RenderFile) -> None:
        """Make a render node's page tables those of the process (kfd_process_device_init_vm).

        Raises OSError.
        """
        if self.drm_file is not None:
            if self.drm_file is not file:
                raise error(EBUSY)
            return
        if file.card is not self.card or file.is_compute:
            raise error(EINVAL)
        self.drm_file = file.hold()
        file.is_compute = True
        self.card.join(self)

    # Memory

    def available_bytes(self) -> int:
        """What VRAM can be allocated (amdgpu_amdkfd_get_available_memory)."""
        pool = self.card.vram
        free = pool.free_bytes - self._page_table_bytes()
        return max(0, free // _VRAM_AVAILABILITY_ALIGN * _VRAM_AVAILABILITY_ALIGN)

    def _page_table_bytes(self) -> int:
        return self.card.vram.limit_bytes >> _PAGE_TABLE_SHARE

    def allocate(self, gpu_address: int, size_bytes: int, flags: int, host_address: int) -> tuple[int, int]:
        """Make memory; returns its number and mmap offset. Raises OSError.

        kfd_ioctl_alloc_memory_of_gpu, amdgpu_amdkfd_gpuvm_alloc_memory_of_gpu.
        """
        visible_vram = abi.KFD_IOC_ALLOC_MEM_FLAGS_PUBLIC | abi.KFD_IOC_ALLOC_MEM_FLAGS_VRAM
        if flags & visible_vram == visible_vram and not self.card.large_bar:
            # "Alloc host visible vram on small bar is not allowed"
            raise error(EINVAL)
        _ = self.address_space
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_DOORBELL and size_bytes != DOORBELL_SLICE_BYTES:
            raise error(EINVAL)
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP and size_bytes != PAGE:
            raise error(EINVAL)
        doubled = bool(flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_AQL_QUEUE_MEM)
        size = page_align(size_bytes >> 1 if doubled else size_bytes)
        buffer = self._buffer(size, flags, host_address)
        vram = size if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_VRAM else 0
        self.vram_bytes += vram
        number = self._add(DeviceMemory(buffer, gpu_address, flags, self, vram))
        return number, 0 if buffer.kind == "userptr" else self.card.mmap_offset(buffer)

    def _buffer(self, size_bytes: int, flags: int, host_address: int) -> BufferObject:
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_VRAM:
            # amdgpu_amdkfd_reserve_mem_limit
            if size_bytes + self._page_table_bytes() > self.card.vram.free_bytes:
                raise error(ENOMEM)
            return self.card.allocate_vram(size_bytes)
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_GTT:
            return create(self.card.machine.gtt, "gtt", size_bytes)
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_USERPTR:
            if not host_address or host_address % PAGE:
                raise error(EINVAL)
            check_user_pages(host_address, size_bytes)
            return userptr(host_address, size_bytes)
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_DOORBELL:
            return self.doorbell_page().hold()
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_MMIO_REMAP:
            return self.card.remap_page.hold()
        raise error(EINVAL)

    def import_buffer(self, gpu_address: int, buffer: BufferObject) -> int:
        """Take memory of another owner (amdgpu_amdkfd_gpuvm_import_dmabuf_fd). Returns its number."""
        flags = (
            abi.KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE
            | abi.KFD_IOC_ALLOC_MEM_FLAGS_EXECUTABLE
            | (abi.KFD_IOC_ALLOC_MEM_FLAGS_VRAM if buffer.kind == "vram" else abi.KFD_IOC_ALLOC_MEM_FLAGS_GTT)
        )
        return self._add(DeviceMemory(buffer.hold(), gpu_address, flags, self, 0))

    def _add(self, memory: DeviceMemory) -> int:
        number = next(i for i in range(2**31) if i not in self.memory)
        self.memory[number] = memory
        return number

    def free(self, number: int) -> None:
        """Free memory (amdgpu_amdkfd_gpuvm_free_memory_of_gpu).

        Raises OSError: EBUSY while it is mapped.
        """
        memory = self.memory.get(number)
        if memory is None:
            raise error(EINVAL)
        if memory.mapped_to:
            raise error(EBUSY)
        del self.memory[number]
        self.vram_bytes -= memory.vram_bytes
        memory.buffer.release()

    def map(self, memory: DeviceMemory) -> None:
        """Map memory here; mapping twice does nothing (amdgpu_amdkfd_gpuvm_map_memory_to_gpu).

        Raises OSError.
        """
        space = self.address_space
        self.card.troubles.mapping.strike()
        if self in memory.mapped_to:
            return
        address = memory.gpu_address
        # kfd_mem_attach: "Invalid VA when adding BO to VM"; amdgpu_vm_verify_parameters.
        if not address or address % PAGE or address + 2 * memory.buffer.size_bytes > 1 << 48:
            raise error(EINVAL)
        mapped: list[int] = []
        try:
            for start in memory.ranges:
                self._map_range(space, memory, start)
                mapped.append(start)
        except AddressTaken as taken:
            for start in mapped:
                space.unmap(start, memory.buffer.size_bytes)
            # amdgpu_vm_bo_map: "bo ... conflict with ..."
            raise error(EINVAL) from taken
        memory.mapped_to.append(self)

    def _map_range(self, space: AddressSpace, memory: DeviceMemory, start: int) -> None:
        space.map(
            start,
            memory.buffer.size_bytes,
            memory.buffer.host_address,
            writable=bool(memory.flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_WRITABLE),
            executable=bool(memory.flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_EXECUTABLE),
            kind=memory.buffer.kind,
            uncached=self._is_uncached(memory),
            # gmc_v9_0_get_coherence_flags: another card's memory is MTYPE_NC, this card's MTYPE_RW.
            non_coherent=self.description.generation == 9 and not self._is_local(memory),
        )

    def _is_local(self, memory: DeviceMemory) -> bool:
        return memory.buffer.card_index == self.card.index

    def _is_uncached(self, memory: DeviceMemory) -> bool:
        if memory.buffer.kind in ("doorbell", "mmio"):
            return True
        flags = memory.flags
        fine = bool(flags & KFD_IOC_ALLOC_MEM_FLAGS_EXT_COHERENT)
        if flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_UNCACHED:
            return True
        if self.description.generation >= 10:
            # gmc_v10_0_get_vm_pte and its successors: all that is coherent is MTYPE_UC.
            return fine or bool(flags & abi.KFD_IOC_ALLOC_MEM_FLAGS_COHERENT)
        # gmc_v9_0_get_coherence_flags for 9.4.3: system memory is MTYPE_UC, and so is what is finely coherent
        # but another card's.
        return memory.buffer.kind != "vram" or (fine and not self._is_local(memory))

    def unmap(self, memory: DeviceMemory) -> None:
        """Unmap memory here (amdgpu_amdkfd_gpuvm_unmap_memory_from_gpu). Raises OSError.

        EINVAL where it is not mapped, EBUSY while a queue uses it (unmap_bo_from_gpuvm, since Linux 6.12).
        """
        space = self.address_space
        if self not in memory.mapped_to:
            raise error(EINVAL)
        if any(self.held[start] for start in memory.ranges):
            raise error(EBUSY)
        for start in memory.ranges:
            space.unmap(start, memory.buffer.size_bytes)
        memory.mapped_to.remove(self)

    # Queues

    def doorbell_page(self) -> BufferObject:
        """The process's doorbells on this card (kfd_alloc_process_doorbells)."""
        if self.doorbells is None:
            self.doorbells = create(self.card.doorbells, "doorbell", DOORBELL_SLICE_BYTES, self.card.index)
        return self.doorbells

    def create_queue(self, request: Any) -> ProcessQueue:
        """Check and make a queue (kfd_queue_acquire_buffers, pqm_create_queue). Raises OSError."""
        # The command processors come with the first queue: who only looks at a card does not load them.
        from ..engines.queues import QueueKind, QueueParameters
        from ..engines.queues import create as create_queue

        held = self._acquire_buffers(request)
        sdma = request.queue_type in _SDMA_KINDS
        engine, doorbell = self._sdma_slot(request) if sdma else (0, self._compute_doorbell())
        kind = {
            abi.KFD_IOC_QUEUE_TYPE_COMPUTE: QueueKind.PM4,
            abi.KFD_IOC_QUEUE_TYPE_COMPUTE_AQL: QueueKind.AQL,
        }.get(request.queue_type, QueueKind.SDMA)
        parameters = QueueParameters(
            kind=kind,
            ring_address=request.ring_base_address,
            ring_size_bytes=request.ring_size,
            read_pointer_address=request.read_pointer_address,
            write_pointer_address=request.write_pointer_address,
            doorbell_address=self.doorbell_page().host_address + 8 * doorbell,
            percentage=request.queue_percentage & 0xFF,
            priority=request.queue_priority,
            eop_address=request.eop_buffer_address,
            eop_size_bytes=request.eop_buffer_size,
            save_area_address=request.ctx_save_restore_address,
            save_area_size_bytes=request.ctx_save_restore_size,
            control_stack_size_bytes=request.ctl_stack_size,
            engine=engine,
        )
        self.doorbells_taken.add(doorbell)
        self.held.update(held)
        queue = create_queue(self, parameters)
        if self.evicted:
            queue.pause()
        return ProcessQueue(queue, self, request.queue_type, doorbell, held)

    def _acquire_buffers(self, request: Any) -> list[int]:
        sizes = self.description.queue_sizes()
        held = [
            self.exact_mapping(request.write_pointer_address, PAGE),
            self.exact_mapping(request.read_pointer_address, PAGE),
            self.exact_mapping(request.ring_base_address, request.ring_size),
        ]
        if request.queue_type in _SDMA_KINDS:
            return held
        if request.eop_buffer_address:
            if request.eop_buffer_size != sizes.eop:
                raise error(EINVAL)
            held.append(self.exact_mapping(request.eop_buffer_address, sizes.eop))
        if request.ctl_stack_size != sizes.control_stack or request.ctx_save_restore_size != sizes.save_area:
            raise error(EINVAL)
        area = page_align((sizes.save_area + sizes.debugger) * self.description.xcc_count)
        held.append(self.exact_mapping(request.ctx_save_restore_address, area))
        return held

    def exact_mapping(self, address: int, size_bytes: int) -> int:
        """The start of the mapping that is exactly these pages (kfd_queue_buffer_get).

        Raises OSError(EINVAL).
        """
        mapping: Mapping | None = self.address_space.find(address)
        pages = size_bytes // PAGE
        if (
            mapping is None
            or address // PAGE * PAGE != mapping.gpu_address
            or (pages and pages * PAGE != mapping.size_bytes)
        ):
            raise error(EINVAL)
        return mapping.gpu_address

    def _compute_doorbell(self) -> int:
        # allocate_doorbell in kfd_device_queue_manager.c
        for number in range(KFD_MAX_NUM_OF_QUEUES_PER_PROCESS):
            reserved = number % _DOORBELL_MIRROR in _NON_CP_DOORBELLS
            if not reserved and number not in self.doorbells_taken:
                return number
        raise error(EBUSY)

    def _sdma_slot(self, request: Any) -> tuple[int, int]:
        # allocate_sdma_queue and allocate_doorbell: engines in turn, pairs of queues on mirrored doorbells.
        what = self.description
        xgmi = request.queue_type == abi.KFD_IOC_QUEUE_TYPE_SDMA_XGMI
        engines = what.sdma_xgmi_engines if xgmi else what.sdma_engines
        first = what.sdma_engines if xgmi else 0
        for queue in range(what.sdma_queues_per_engine):
            for engine in range(first, first + engines):
                doorbell = (
                    _NON_CP_DOORBELLS.start
                    + engine * _SDMA_DOORBELLS_OF_AN_ENGINE
                    + (queue & 1) * _DOORBELL_MIRROR
                    + (queue >> 1)
                )
                if doorbell not in self.doorbells_taken:
                    return engine, doorbell
        raise error(ENOMEM)

    def release_queue(self, mine: ProcessQueue) -> None:
        """Give back what a queue held."""
        self.doorbells_taken.discard(mine.doorbell_id)
        self.held.subtract(mine.held)
        self.held += Counter()

    def close(self) -> None:
        """Free everything of the process on this card (kfd_process_destroy_pdds)."""
        for memory in tuple(self.memory.values()):
            for device in tuple(memory.mapped_to):
                device.held.clear()
                device.unmap(memory)
        for number in tuple(self.memory):
            self.free(number)
        if self.doorbells is not None:
            self.doorbells.release()
            self.doorbells = None
        if self.drm_file is not None:
            self.card.users.remove(self)
            self.drm_file.release()
            self.drm_file = None


class Process:
    """One process, and what it has on all cards (struct kfd_process)."""

    def __init__(self, machine: Computer) -> None:
        self.machine = machine
        self.pid = os.getpid()
        self.lock = QuietLock(reentrant=True)
        self.events = EventTable(machine.gtt)
        self.devices = {card.gpu_id: ProcessDevice(self, card) for card in machine.cards}
        self.queues: dict[int, ProcessQueue] = {}
        self.xnack = False
        self.runtime_enabled = False

    def device(self, gpu_id: int) -> ProcessDevice:
        """The process on a card. Raises OSError(EINVAL) for an identifier that is none."""
        found = self.devices.get(gpu_id)
        if found is None:
            raise error(EINVAL)
        return found

    def memory(self, handle: int, missing: int = EINVAL) -> DeviceMemory:
        """What a handle stands for: the gpu_id in its upper half, a number in the lower. Raises OSError."""
        found = self.device(handle >> 32).memory.get(handle & 0xFFFFFFFF)
        if found is None:
            raise error(missing)
        return found

    def add_queue(self, device: ProcessDevice, request: Any) -> tuple[int, ProcessQueue]:
        """Make a queue and number it (pqm_create_queue). Raises OSError(ENOMEM) when there are too many."""
        if len(self.queues) >= KFD_MAX_NUM_OF_QUEUES_PER_PROCESS:
            raise error(ENOMEM)
        number = next(i for i in range(KFD_MAX_NUM_OF_QUEUES_PER_PROCESS) if i not in self.queues)
        mine = device.create_queue(request)
        self.queues[number] = mine
        return number, mine

    def remove_queue(self, number: int) -> None:
        """Destroy a queue (pqm_destroy_queue). Raises OSError(EINVAL)."""
        mine = self.queues.get(number)
        if mine is None:
            raise error(EINVAL)
        mine.queue.destroy()
        del self.queues[number]
        mine.device.release_queue(mine)

    def close(self) -> None:
        """The program ends: everything it had on the cards goes (kfd_process_wq_release)."""
        for number in tuple(self.queues):
            self.remove_queue(number)
        for device in self.devices.values():
            device.close()
        self.events.close()
