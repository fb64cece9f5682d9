"""A simulated AMD card, and the machine that the cards are in: memory, clock, addresses, who uses it."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Callable
from errno import EACCES
from typing import Protocol

from ....compiler import Keep
from ....quiet import QuietLock
from ...memory.pages import PAGE, BufferObject, MemoryPool, create
from ..description import CardDescription
from .smi import SmiClients
from .trouble import OtherProcess, Planned, Troubles

FIRST_RENDER_MINOR = 128  # drm_drv.c: minors of render nodes start here
LDS_APERTURE = 1 << 48  # kfd_flat_memory.c: MAKE_LDS_APP_BASE_V9
SCRATCH_APERTURE = 2 << 48  # kfd_flat_memory.c: MAKE_SCRATCH_APP_BASE_V9
APERTURE_LIMIT = 0xFFFFFFFF
GPUVM_BASE = 4 * PAGE  # kfd_priv.h: SVM_USER_BASE
GPUVM_LIMIT = (1 << 47) - 1
DOORBELL_SLICE_BYTES = 2 * PAGE  # kfd_doorbell.c, kfd_doorbell_process_slice: 1024 queues of 8 bytes

_DOORBELL_BAR_BYTES = 2 << 20
_SYSTEM_MEMORY_FOR_CARDS = 64 << 30
# drm_vma_manager.h: DRM_FILE_PAGE_OFFSET_START, in bytes.
_FIRST_MMAP_OFFSET = 1 << 32


class CardUser(Protocol):
    """Whoever has queues on a card, and hears when it is reset."""

    def card_was_reset(self, card: SimulatedCard) -> None: ...

    def is_working(self) -> bool: ...


class OpenFile(Protocol):
    """An open render node."""

    def end(self) -> None:
        """Free everything, whoever holds the file still."""


class SimulatedCard:
    """One card. `vram` is its memory; `users` are told of its resets."""

    def __init__(self, machine: Computer, index: int, description: CardDescription) -> None:
        self.machine = machine
        self.index = index
        self.description = description
        self.render_minor = FIRST_RENDER_MINOR + index
        self.bus = 3 + index
        self.pci_address = f"0000:{self.bus:02x}:00.0"
        # kfd_topology.c, kfd_generate_gpu_id: a hash of what the card is and where it sits, 16 bits, not 0.
        where = f"{description.device_id}:{self.pci_address}:{description.simd_count}".encode()
        self.gpu_id = (zlib.crc32(where) & 0xFFFF) or 1
        self.unique_id = zlib.crc32(where) << 16 | 0x5342
        self.troubles = Troubles()
        self.users: list[CardUser] = []
        self._resetting = QuietLock()
        self.files: list[OpenFile] = []
        self.smi = SmiClients()
        self.reset_count = 0
        self.large_bar = True
        """Whether the host sees all VRAM (resizable BAR)."""
        self.strict = False
        """Whether what silicon leaves open goes wrong on purpose: caches are stale, dispatches overlap."""
        self.vram = MemoryPool(f"vram of card {index}", description.vram_bytes)
        self.doorbells = MemoryPool(f"doorbells of card {index}", _DOORBELL_BAR_BYTES)
        self.mmio = MemoryPool(f"mmio of card {index}", PAGE)
        self._remap_page: BufferObject | None = None
        self._offsets: dict[int, BufferObject] = {}
        self._next_offset = _FIRST_MMAP_OFFSET
        self._lock = QuietLock()

    def clock_ticks(self) -> int:
        """The card's clock (REFCLK), which runs with CLOCK_MONOTONIC_RAW."""
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW) * self.description.clock_mhz // 1000

    def busy_percent(self) -> int:
        """How busy the card is: 100 while a queue of its has work left."""
        return 100 if any(user.is_working() for user in tuple(self.users)) else 0

    def engine_clock_mhz(self) -> int:
        """The engine's clock now."""
        return self.description.engine_clock_mhz if self.busy_percent() else 42

    @property
    def remap_page(self) -> BufferObject:
        """The page of registers that a process may map, which has the HDP flush."""
        with self._lock:
            if self._remap_page is None:
                self._remap_page = create(self.mmio, "mmio", PAGE, self.index)
            return self._remap_page

    def allocate_vram(self, size_bytes: int) -> BufferObject:
        """A BO in VRAM. Raises OSError(ENOMEM) when this process and the others hold the rest."""
        return create(self.vram, "vram", size_bytes, self.index)

    def hold_vram(self, pid: int, name: str, size_bytes: int) -> None:
        """Let another process hold VRAM (see `Troubles.other_processes`)."""
        self.troubles.other_processes.append(OtherProcess(pid, name, size_bytes))
        self.machine.process_appeared(pid)
        self.vram.used_bytes += size_bytes

    def mmap_offset(self, buffer: BufferObject) -> int:
        """The offset by which the render node maps a BO (drm_vma_node_offset_addr)."""
        with self._lock:
            if not buffer.mmap_offset:
                buffer.mmap_offset = self._next_offset
                self._next_offset += buffer.size_bytes + PAGE
                self._offsets[buffer.mmap_offset] = buffer
                buffer.when_freed = self._forget
            return buffer.mmap_offset

    def at_mmap_offset(self, offset: int) -> BufferObject | None:
        """The BO at an offset of the render node."""
        return self._offsets.get(offset)

    def _forget(self, buffer: BufferObject) -> None:
        self._offsets.pop(buffer.mmap_offset, None)

    def join(self, user: CardUser) -> None:
        """Note who uses the card from now on; a reset under way is over first (the reset domain's lock)."""
        with self._resetting:
            self.users.append(user)

    def opened(self, file: OpenFile) -> None:
        """Note an open render node; what is put in memory from now on is not lost to a reset under way."""
        with self._resetting:
            self.files.append(file)

    def reset(self) -> None:
        """What a hang that the kernel recovers from does: work is gone, VRAM is lost, users are told."""
        with self._resetting:
            self.reset_count += 1
            for user in tuple(self.users):
                user.card_was_reset(self)
            self.vram.lose()
            self.smi.reset(self.reset_count)

    def stop(self) -> None:
        """End what is still open on the card: nothing of it works after this."""
        for file in tuple(self.files):
            file.end()

    def close(self) -> None:
        """Give the card's memory back to the system."""
        self.smi.close()
        for pool in (self.vram, self.doorbells, self.mmio):
            pool.close()


class Computer:
    """The cards of one simulated machine, the memory it lends to them, and the version of its kernel."""

    def __init__(self, descriptions: list[CardDescription], kept: Keep) -> None:
        self.kept = kept
        self.descriptions = descriptions
        self.kfd_version = (1, 14)
        self.drm_version = (3, 57, 0)
        """amdgpu_drv.c, KMS_DRIVER_MAJOR, _MINOR and _PATCHLEVEL of Linux 6.8."""
        self.process_appeared: Callable[[int], None] = lambda pid: None
        """Called when a test invents a process that uses a card."""
        self.opening = Planned(EACCES)
        """Opening /dev/kfd, if it is to fail."""
        self.start_over()

    def start_over(self) -> None:
        """Fresh cards for this process."""
        self.pid = os.getpid()
        self.gtt = MemoryPool("system memory of cards", _SYSTEM_MEMORY_FOR_CARDS)
        self.cards = [SimulatedCard(self, index, what) for index, what in enumerate(self.descriptions)]

    def belongs_to_this_process(self) -> bool:
        """False in a child that inherited the machine of its parent, whose memory it must not touch."""
        return self.pid == os.getpid()

    def card(self, gpu_id: int) -> SimulatedCard | None:
        """The card with one of KFD's identifiers."""
        return next((card for card in self.cards if card.gpu_id == gpu_id), None)

    def close(self) -> None:
        """Stop all cards, which may be at work on each other's memory, then give it back to the system."""
        for card in self.cards:
            card.stop()
        for card in self.cards:
            card.close()
        self.gtt.close()
