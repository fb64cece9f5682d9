"""A card through its amdgpu render node alone: for machines and containers without KFD.

Memory is GEM objects mapped into the address space of the open file; work goes to the kernel's own rings as
indirect buffers (`drm_port.py`). Sources: <drm/amdgpu_drm.h>; amdgpu_gem.c, amdgpu_cs.c, amdgpu_ctx.c,
amdgpu_kms.c in drivers/gpu/drm/amd/amdgpu; libdrm's amdgpu/ for the order of calls.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from .. import kernel
from ..architectures.amd import ARCHITECTURES, AmdArchitecture, of_gc_version, of_target_version
from ..errors import BarewireError, DeviceClosed, OutOfMemory, SystemCallFailed, UnsupportedArchitecture
from ..owned import Owned
from ..quiet import QuietLock
from . import access, amdgpu_info
from .abi import (
    AMDGPU_BO_LIST_OP_CREATE,
    AMDGPU_BO_LIST_OP_DESTROY,
    AMDGPU_GEM_CREATE_CPU_ACCESS_REQUIRED,
    AMDGPU_GEM_CREATE_EXPLICIT_SYNC,
    AMDGPU_GEM_CREATE_NO_CPU_ACCESS,
    AMDGPU_GEM_DOMAIN_GTT,
    AMDGPU_GEM_DOMAIN_VRAM,
    AMDGPU_GEM_USERPTR_ANONONLY,
    AMDGPU_GEM_USERPTR_REGISTER,
    AMDGPU_GEM_USERPTR_VALIDATE,
    AMDGPU_HW_IP_DMA,
    AMDGPU_HW_IP_GFX,
    AMDGPU_IDS_FLAGS_FUSION,
    AMDGPU_VA_OP_MAP,
    AMDGPU_VA_OP_UNMAP,
    AMDGPU_VM_MTYPE_DEFAULT,
    AMDGPU_VM_MTYPE_UC,
    AMDGPU_VM_PAGE_EXECUTABLE,
    AMDGPU_VM_PAGE_READABLE,
    AMDGPU_VM_PAGE_WRITEABLE,
    DRM_IOCTL_AMDGPU_BO_LIST,
    DRM_IOCTL_AMDGPU_GEM_CREATE,
    DRM_IOCTL_AMDGPU_GEM_MMAP,
    DRM_IOCTL_AMDGPU_GEM_USERPTR,
    DRM_IOCTL_AMDGPU_GEM_VA,
    DRM_IOCTL_GEM_CLOSE,
    DRM_IOCTL_PRIME_FD_TO_HANDLE,
    DRM_IOCTL_PRIME_HANDLE_TO_FD,
    DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT,
    DRM_IOCTL_VERSION,
    ffi,
)
from .address_space import PAGE_BYTES, release, reserve
from .drm_port import DrmPort
from .kernel_interface import REOPEN, Event, Fault, FaultKind, KernelInterface, Memory, Placement, QueueKind
from .memory_holders import out_of_memory_message
from .queue_memory import align_up
from .topology import HSA_MEM_HEAP_TYPE_FB_PRIVATE, HSA_MEM_HEAP_TYPE_FB_PUBLIC, MemoryBank, Node

VERSION_MIN = (3, 42)
"""The interface of Linux 5.15 (KMS_DRIVER_MINOR in amdgpu_drv.c)."""

_ENOMEM, _ENOSPC, _ETIME = 12, 28, 62
_NAP_S = 1e-3
_SCRATCH_SLOTS_PER_CU = 32


@dataclass(frozen=True)
class _Mapping:
    """A GEM object in the address space of one interface's file."""

    interface: DrmInterface
    handle: int


class DrmInterface(Owned):
    """One card of this process, opened through its render node."""

    name = "drm"
    saves_waves = False
    submits_indirect_buffers = True

    def __init__(self, node: Node) -> None:
        """Raises UnsupportedArchitecture, SystemCallFailed or PermissionDenied with the way out."""
        path = access.render_node(node.drm_render_minor)
        try:
            self.descriptor = kernel.open(path, os.O_RDWR)
        except SystemCallFailed as error:
            raise access.open_failure(error, path, True) from error
        try:
            self._start(node)
        except BaseException:
            kernel.close(self.descriptor)
            raise

    def _start(self, node: Node) -> None:
        said = DRM_IOCTL_VERSION(self.descriptor, DRM_IOCTL_VERSION.new())
        self.version: tuple[int, int] = (said.version_major, said.version_minor)
        if self.version < VERSION_MIN:
            raise BarewireError(
                f"this kernel's amdgpu interface is {self.version[0]}.{self.version[1]}; Barewire speaks "
                f"{VERSION_MIN[0]}.{VERSION_MIN[1]} (Linux 5.15) and later: upgrade the kernel"
            )
        if node.num_xcc > 1:
            raise BarewireError(
                f"the card at {node.pci_address} has {node.num_xcc} compute dies, which only AQL queues use "
                "together; a render node has none: it needs KFD"
            )
        about = amdgpu_info.device(self.descriptor)
        self._architecture = _architecture(self.descriptor, node)
        self._prefers_gtt = bool(about.ids_flags & AMDGPU_IDS_FLAGS_FUSION) and _has_more_gtt(self.descriptor)
        self._node = _completed(self.descriptor, node, self._architecture, about, self._prefers_gtt)
        self._gpuvm = int(about.virtual_address_offset), int(about.virtual_address_max) - 1
        self._clock_period_ns = amdgpu_info.clock_period_ns(self.descriptor)
        self._peers: dict[int, list[_Mapping]] = {}
        self._imports: dict[int, int] = {}
        self._resident: set[int] = set()
        self._list = 0
        self._list_is_current = False
        self._ports: list[DrmPort] = []
        self._faults: list[Fault] = []
        self._lock = QuietLock(reentrant=True)
        self._closed = False

    @property
    def node(self) -> Node:
        return self._node

    def reaches(self, other: KernelInterface) -> bool:
        """The kernel moves what is shared to where both cards reach it."""
        return True

    @property
    def architecture(self) -> AmdArchitecture:
        return self._architecture

    @property
    def clock_period_ns(self) -> float:
        return self._clock_period_ns

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
        self._require_open()
        size = align_up(size_bytes, PAGE_BYTES)
        is_system = placement is Placement.GTT
        host_visible = host_visible or is_system
        in_system = is_system or self._prefers_gtt
        if not is_system:
            self._require_room(size)
        argument = DRM_IOCTL_AMDGPU_GEM_CREATE.new()
        getattr(argument, "in").bo_size = size
        getattr(argument, "in").alignment = alignment
        getattr(argument, "in").domains = AMDGPU_GEM_DOMAIN_GTT if in_system else AMDGPU_GEM_DOMAIN_VRAM
        # Order between queues is made by packets, not by the kernel's fences on each object.
        flags = AMDGPU_GEM_CREATE_EXPLICIT_SYNC
        if not in_system:
            flags |= (
                AMDGPU_GEM_CREATE_CPU_ACCESS_REQUIRED if host_visible else AMDGPU_GEM_CREATE_NO_CPU_ACCESS
            )
        getattr(argument, "in").domain_flags = flags
        address = reserve(size, alignment, self._gpuvm)
        try:
            DRM_IOCTL_AMDGPU_GEM_CREATE(self.descriptor, argument)
        except SystemCallFailed as error:
            release(address, size)
            raise self._allocation_failure(error, size, placement) from error
        memory = Memory(address, size, address if host_visible else None, int(argument.out.handle), placement)
        try:
            if host_visible:
                self._map_to_host(memory)
            # System memory is uncached on the card, so that both sides agree on it at any moment.
            self._map(memory.handle, address, size, executable, is_system)
        except SystemCallFailed as error:
            self.free(memory)
            raise self._allocation_failure(error, size, placement) from error
        except BaseException:
            self.free(memory)
            raise
        return memory

    def _require_room(self, size_bytes: int) -> None:
        """Raise OutOfMemory where there is no room for a buffer: of a card that has its own memory the kernel
        would take system memory in its place.
        """
        available = self.available_bytes()
        if available is not None and size_bytes > available:
            raise OutOfMemory(out_of_memory_message(self._node, size_bytes, Placement.VRAM, available))

    def _allocation_failure(
        self, error: SystemCallFailed, size_bytes: int, placement: Placement
    ) -> BarewireError:
        if error.errno not in (_ENOMEM, _ENOSPC):
            return error
        available = self.available_bytes() if placement is Placement.VRAM else None
        return OutOfMemory(out_of_memory_message(self._node, size_bytes, placement, available))

    def _map_to_host(self, memory: Memory) -> None:
        argument = DRM_IOCTL_AMDGPU_GEM_MMAP.new()
        getattr(argument, "in").handle = memory.handle
        DRM_IOCTL_AMDGPU_GEM_MMAP(self.descriptor, argument)
        kernel.mmap(
            memory.size_bytes,
            kernel.PROT_READ | kernel.PROT_WRITE,
            kernel.MAP_SHARED | kernel.MAP_FIXED,
            self.descriptor,
            int(argument.out.addr_ptr),
            memory.gpu_address,
        )

    def _change_mapping(self, operation: int, handle: int, address: int, size_bytes: int, flags: int) -> None:
        DRM_IOCTL_AMDGPU_GEM_VA(
            self.descriptor,
            DRM_IOCTL_AMDGPU_GEM_VA.new(
                handle=handle, operation=operation, flags=flags, va_address=address, map_size=size_bytes
            ),
        )

    def _map(self, handle: int, address: int, size_bytes: int, executable: bool, uncached: bool) -> None:
        flags = AMDGPU_VM_PAGE_READABLE | AMDGPU_VM_PAGE_WRITEABLE
        flags |= AMDGPU_VM_PAGE_EXECUTABLE if executable else 0
        flags |= AMDGPU_VM_MTYPE_UC if uncached else AMDGPU_VM_MTYPE_DEFAULT
        self._change_mapping(AMDGPU_VA_OP_MAP, handle, address, size_bytes, flags)
        with self._lock:
            self._resident.add(handle)
            self._list_is_current = False

    def free(self, memory: Memory) -> None:
        with self._lock:
            for peer in self._peers.pop(memory.handle, []):
                peer.interface._forget(peer.handle, memory.gpu_address, memory.size_bytes)
            self._forget(memory.handle, memory.gpu_address, memory.size_bytes)
            # Last: once given back, the addresses may be anybody's, and a second call must not touch them.
            release(memory.gpu_address, memory.size_bytes)

    def _forget(self, handle: int, address: int, size_bytes: int) -> None:
        """Unmap an object from this card and close it, unless it was imported more than once.

        A closed file has given everything back already.
        """
        with self._lock:
            if self._closed:
                return
            if handle in self._resident:
                self._change_mapping(AMDGPU_VA_OP_UNMAP, handle, address, size_bytes, 0)
            others = self._imports.pop(handle, 1) - 1
            if others:
                self._imports[handle] = others
                return
            self._resident.discard(handle)
            self._list_is_current = False
            self._drop_list()
            DRM_IOCTL_GEM_CLOSE(self.descriptor, DRM_IOCTL_GEM_CLOSE.new(handle=handle))

    def map_peer(self, memory: Memory, other: KernelInterface) -> None:
        self._require_open()
        if not isinstance(other, DrmInterface):
            raise BarewireError(
                "memory of a card opened through its render node cannot be mapped to one opened through KFD: "
                "set BAREWIRE_AMD_INTERFACE for both"
            )
        with self._lock:
            peers = self._peers.setdefault(memory.handle, [])
            if other is self or any(peer.interface is other for peer in peers):
                return
            descriptor = self.export_dmabuf(memory)
            try:
                handle = other._import(descriptor)
            finally:
                os.close(descriptor)
            other._map(handle, memory.gpu_address, memory.size_bytes, False, True)
            peers.append(_Mapping(other, handle))

    def import_host(self, address: int, size_bytes: int) -> Memory:
        self._require_open()
        start, end = address & -PAGE_BYTES, align_up(address + size_bytes, PAGE_BYTES)
        gpu_address = reserve(end - start, PAGE_BYTES, self._gpuvm)
        argument = DRM_IOCTL_AMDGPU_GEM_USERPTR.new(
            addr=start,
            size=end - start,
            flags=AMDGPU_GEM_USERPTR_ANONONLY | AMDGPU_GEM_USERPTR_REGISTER | AMDGPU_GEM_USERPTR_VALIDATE,
        )
        try:
            DRM_IOCTL_AMDGPU_GEM_USERPTR(self.descriptor, argument)
        except SystemCallFailed:
            release(gpu_address, end - start)
            raise
        memory = Memory(gpu_address, end - start, start, int(argument.handle), Placement.GTT)
        try:
            self._map(memory.handle, gpu_address, end - start, False, True)
        except SystemCallFailed:
            self.free(memory)
            raise
        return memory

    def export_dmabuf(self, memory: Memory) -> int:
        argument = DRM_IOCTL_PRIME_HANDLE_TO_FD.new(handle=memory.handle, flags=os.O_CLOEXEC | os.O_RDWR)
        return int(DRM_IOCTL_PRIME_HANDLE_TO_FD(self.descriptor, argument).fd)

    def _import(self, descriptor: int) -> int:
        argument = DRM_IOCTL_PRIME_FD_TO_HANDLE.new(fd=descriptor)
        handle = int(DRM_IOCTL_PRIME_FD_TO_HANDLE(self.descriptor, argument).handle)
        with self._lock:
            # The same object has the same handle however often it is imported (drm_gem_prime_fd_to_handle).
            self._imports[handle] = self._imports.get(handle, 1 if handle in self._resident else 0) + 1
        return handle

    def import_dmabuf(self, descriptor: int, size_bytes: int) -> Memory:
        self._require_open()
        handle = self._import(descriptor)
        size = align_up(size_bytes, PAGE_BYTES)
        address = reserve(size, PAGE_BYTES, self._gpuvm)
        memory = Memory(address, size, None, handle, Placement.VRAM)
        try:
            self._map(handle, address, size, False, False)
        except SystemCallFailed:
            self.free(memory)
            raise
        return memory

    def available_bytes(self) -> int | None:
        memory = amdgpu_info.memory(self.descriptor)
        heap = memory.gtt if self._prefers_gtt else memory.vram
        return max(0, int(heap.usable_heap_size) - int(heap.heap_usage))

    def _residency_list(self) -> int:
        """The handle of a list of everything mapped, for submissions; made anew when that has changed."""
        with self._lock:
            if not self._list_is_current:
                self._drop_list()
                entries = ffi.new("struct drm_amdgpu_bo_list_entry[]", [(h, 0) for h in self._resident])
                argument = DRM_IOCTL_AMDGPU_BO_LIST.new()
                asked = getattr(argument, "in")
                asked.operation = AMDGPU_BO_LIST_OP_CREATE
                asked.bo_number = len(self._resident)
                asked.bo_info_size = ffi.sizeof("struct drm_amdgpu_bo_list_entry")
                asked.bo_info_ptr = int(ffi.cast("uintptr_t", entries))
                DRM_IOCTL_AMDGPU_BO_LIST(self.descriptor, argument)
                self._list, self._list_is_current = int(argument.out.list_handle), True
            return self._list

    def _drop_list(self) -> None:
        if self._list:
            argument = DRM_IOCTL_AMDGPU_BO_LIST.new()
            asked = getattr(argument, "in")
            asked.operation, asked.list_handle = AMDGPU_BO_LIST_OP_DESTROY, self._list
            self._list = 0
            DRM_IOCTL_AMDGPU_BO_LIST(self.descriptor, argument)

    # Queues

    def compute_port(self, kind: QueueKind = QueueKind.PM4, *, ring_bytes: int = 1 << 18) -> DrmPort:
        self._require_open()
        if kind is QueueKind.AQL:
            raise BarewireError(
                f"the card at {self._node.pci_address} was opened through its render node, which has no AQL "
                "queues: set BAREWIRE_AMD_INTERFACE=kfd"
            )
        port = DrmPort(self, self.descriptor, kind, ring_bytes, self._residency_list, self._forget_port)
        self._ports.append(port)
        return port

    def sdma_port(self, *, ring_bytes: int = 1 << 18) -> DrmPort:
        return self.compute_port(QueueKind.SDMA, ring_bytes=ring_bytes)

    def _forget_port(self, port: DrmPort) -> None:
        if port in self._ports:
            self._ports.remove(port)

    # The host's writes, events, the clock

    def hdp_flush(self) -> bool:
        """Nothing to do: the kernel flushes before each indirect buffer (amdgpu_ib_schedule)."""
        return True

    def event(self) -> Event:
        """The same for all: what wakes sleepers is the end of a submission, and needs no packet."""
        return Event(0, 0, 0)

    def free_event(self, event: Event) -> None:
        return

    def wait_for_interrupt(self, event: Event, timeout_s: float) -> bool:
        """Sleep until any submission in flight ends; a short nap where there is none."""
        pending = [(port.syncobj, port.submitted) for port in self._ports if port.is_busy]
        if not pending:
            time.sleep(min(timeout_s, _NAP_S))
            return False
        handles = ffi.new("uint32_t[]", [handle for handle, _ in pending])
        points = ffi.new("uint64_t[]", [point for _, point in pending])
        argument = DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT.new(
            handles=int(ffi.cast("uintptr_t", handles)),
            points=int(ffi.cast("uintptr_t", points)),
            count_handles=len(pending),
            timeout_nsec=int((monotonic() + timeout_s) * 1e9),
        )
        try:
            DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT(self.descriptor, argument)
        except SystemCallFailed as error:
            if error.errno == _ETIME:
                return False
            raise
        return True

    def after_a_fault(self) -> str:
        return REOPEN

    def faults(self) -> tuple[Fault, ...]:
        for port in tuple(self._ports):
            text = port.take_reset()
            if text is not None:
                self._faults.append(
                    Fault(FaultKind.RESET, self._node.gpu_id, memory_lost=text[1], detail=text[0])
                )
                address = amdgpu_info.last_page_fault(self.descriptor)
                if address is not None:
                    self._faults.append(Fault(FaultKind.MEMORY, self._node.gpu_id, address, not_present=True))
        return tuple(self._faults)

    def clock(self) -> tuple[int, int]:
        before = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
        ticks = amdgpu_info.timestamp(self.descriptor)
        after = time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
        return ticks, (before + after) // 2

    def close(self) -> None:
        """Close the ports left and the file, which frees everything else."""
        if self._closed:
            return
        for port in tuple(self._ports):
            port.close()
        self._drop_list()
        self._closed = True
        kernel.close(self.descriptor)


def _has_more_gtt(descriptor: int) -> bool:
    """Whether an integrated card can have more of the system's memory than was set aside for it.

    The kernel then gives KFD's users system memory for video memory (apu_prefer_gtt in amdgpu_ttm_init and
    amdgpu_amdkfd_gpuvm_alloc_memory_of_gpu), and its topology counts that.
    """
    memory = amdgpu_info.memory(descriptor)
    return bool(memory.vram.total_heap_size < memory.gtt.total_heap_size)


def _architecture(descriptor: int, node: Node) -> AmdArchitecture:
    """What the card is: from the topology, the discovery table, or its graphics engine's version."""
    known = of_target_version(node.gfx_target_version)
    if known is None and node.gfx_target_version == 0:
        version = amdgpu_info.discovered_version(descriptor, AMDGPU_HW_IP_GFX)
        known = of_gc_version(version) if version is not None else None
    if known is None:
        what = node.arch if node.gfx_target_version else f"device {node.device_id:#06x}"
        raise UnsupportedArchitecture(
            f"the card at {node.pci_address} is a {what}, which Barewire cannot drive; it drives "
            f"{', '.join(entry.name for entry in ARCHITECTURES)}"
        )
    return known


def _completed(
    descriptor: int, node: Node, architecture: AmdArchitecture, info: Any, prefers_gtt: bool
) -> Node:
    """The node with what only an open render node tells; a node of KFD's topology is complete already."""
    if node.simd_count:
        return node
    memory = amdgpu_info.memory(descriptor)
    is_visible = memory.cpu_accessible_vram.total_heap_size == memory.vram.total_heap_size
    bank = MemoryBank(
        HSA_MEM_HEAP_TYPE_FB_PUBLIC if is_visible else HSA_MEM_HEAP_TYPE_FB_PRIVATE,
        int((memory.gtt if prefers_gtt else memory.vram).total_heap_size),
        0,
        int(info.vram_bit_width),
        int(info.max_memory_clock) // 1000,
    )
    engines = amdgpu_info.hardware_ip(descriptor, AMDGPU_HW_IP_DMA).available_rings
    return replace(
        node,
        gpu_id=node.drm_render_minor,
        gfx_target_version=architecture.target_version,
        simd_count=int(info.cu_active_number) * architecture.simds_per_cu,
        simd_per_cu=architecture.simds_per_cu,
        array_count=int(info.num_shader_engines) * int(info.num_shader_arrays_per_engine),
        simd_arrays_per_engine=int(info.num_shader_arrays_per_engine),
        cu_per_simd_array=int(info.num_cu_per_sh),
        max_waves_per_simd=architecture.waves_per_simd,
        max_slots_scratch_cu=_SCRATCH_SLOTS_PER_CU,
        wave_front_size=architecture.wave_lanes,
        lds_bytes=architecture.lds_bytes,
        num_sdma_engines=int(engines).bit_count(),
        max_clock_mhz=int(info.max_engine_clock) // 1000,
        banks=(bank,),
    )
