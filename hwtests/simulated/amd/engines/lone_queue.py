"""A queue of a simulated card without a kernel behind it: memory, a ring, a doorbell, and what came out."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from barewire.drivers import kernel
from barewire.drivers.simulated.amd.description import DESCRIPTIONS, CardDescription
from barewire.drivers.simulated.amd.engines.processor import InterruptSource, Trouble
from barewire.drivers.simulated.amd.engines.queues import Queue, QueueKind, QueueParameters, create
from barewire.drivers.simulated.amd.memory.dies import CachesOfDies
from barewire.drivers.simulated.memory.l2_cache import Cache, Coherent, WriteBackCache
from barewire.drivers.simulated.memory.vm import AddressSpace, MemoryViolation

from ....compiling import KeptHere

RING = 0x10_0000_0000
POINTERS = 0x20_0000_0000
MEMORY = 0x30_0000_0000
READ_ONLY = 0x40_0000_0000
CACHED = 0x48_0000_0000
NON_COHERENT = 0x4C_0000_0000
EOP = 0x50_0000_0000
MEMORY_BYTES = 1 << 20
CACHED_BYTES = 1 << 16
DEADLINE_S = 20.0


@dataclass
class Host:
    """What a queue asks of the kernel, answered by lists."""

    description: CardDescription
    strict: bool = False
    address_space: AddressSpace = field(default_factory=AddressSpace)
    interrupts: list[tuple[InterruptSource, int]] = field(default_factory=list)
    violations: list[MemoryViolation] = field(default_factory=list)
    happened: threading.Condition = field(default_factory=threading.Condition)

    kept = KeptHere

    def __post_init__(self) -> None:
        memory, dies = self.address_space, self.description.xcc_count
        self.cache: Cache = Coherent(memory)
        if self.strict and dies > 1:
            self.cache = CachesOfDies(memory, KeptHere, dies)
        elif self.strict:
            self.cache = WriteBackCache(memory, KeptHere)

    def clock_ticks(self) -> int:
        return time.monotonic_ns() // 10

    def interrupt(self, source: InterruptSource, context_id: int) -> None:
        with self.happened:
            self.interrupts.append((source, context_id))
            self.happened.notify_all()

    def memory_violation(self, violation: MemoryViolation) -> None:
        with self.happened:
            self.violations.append(violation)
            self.happened.notify_all()

    def hung(self, trouble: Trouble) -> None:
        with self.happened:
            self.happened.notify_all()


class LoneQueue:
    """A queue of one kind on one card. `write` submits packets.

    `memory` is a megabyte of uncached memory at MEMORY, `cached` some that goes through the L2 cache,
    `non_coherent` some that does so and is not coherent (MTYPE_NC).
    """

    def __init__(
        self,
        arch: str,
        kind: QueueKind,
        ring_bytes: int = 4096,
        strict: bool = False,
        host: Host | None = None,
        has_eop_buffer: bool = True,
    ) -> None:
        self.host = host or Host(DESCRIPTIONS[arch], strict)
        self.kind = kind
        self.ring_bytes = ring_bytes
        self._mapped: list[tuple[int, int]] = []
        space = self.host.address_space
        offset = 0 if host is None else len(space.mappings) << 32
        self.ring_address, self.pointers_address = RING + offset, POINTERS + offset
        self.ring = self._map(self.ring_address, ring_bytes)
        self.pointers = self._map(self.pointers_address, 4096)
        if host is None:
            self.memory = self._map(MEMORY, MEMORY_BYTES)
            self.cached = self._map(CACHED, CACHED_BYTES, uncached=False)
            self.non_coherent = self._map(NON_COHERENT, CACHED_BYTES, uncached=False, non_coherent=True)
            self.read_only = self._map(READ_ONLY, 4096, writable=False)
        self.doorbell_page = self._pages(4096)
        self.doorbell = kernel.word(self.doorbell_page)
        # The read pointer is where read_dispatch_id of an amd_queue_t at the start of the page is.
        self.read_pointer, self.write_pointer = 128, 56
        self.pointers[136:140] = (128).to_bytes(4, "little")
        self.queue: Queue = create(
            self.host,
            QueueParameters(
                kind,
                self.ring_address,
                ring_bytes,
                self.pointers_address + self.read_pointer,
                self.pointers_address + self.write_pointer,
                self.doorbell_page,
                eop_address=EOP if has_eop_buffer else 0,
            ),
        )
        self.written_dwords = 0

    def _pages(self, size: int) -> int:
        address = kernel.mmap(
            size, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED | kernel.MAP_ANONYMOUS
        )
        self._mapped.append((address, size))
        return address

    def _map(
        self,
        gpu_address: int,
        size: int,
        writable: bool = True,
        uncached: bool = True,
        non_coherent: bool = False,
    ) -> memoryview:
        address = self._pages(size)
        self.host.address_space.map(
            gpu_address,
            size,
            address,
            writable=writable,
            executable=True,
            kind="gtt",
            uncached=uncached,
            non_coherent=non_coherent,
        )
        return kernel.buffer(address, size)

    def write(self, *packets: Sequence[int], ring: bool = True) -> None:
        """Put packets into the ring and ring the doorbell."""
        for dword in (dword for packet in packets for dword in packet):
            at = 4 * self.written_dwords % self.ring_bytes
            self.ring[at : at + 4] = dword.to_bytes(4, "little")
            self.written_dwords += 1
        unit = {QueueKind.PM4: 1, QueueKind.AQL: 16, QueueKind.SDMA: 0.25}[self.kind]
        pointer = int(self.written_dwords / unit)
        self.pointers[self.write_pointer : self.write_pointer + 8] = pointer.to_bytes(8, "little")
        if ring:
            self.doorbell[0] = pointer - (self.kind is QueueKind.AQL)

    def word(self, offset: int, size: int = 4) -> int:
        """The number in memory at MEMORY + offset."""
        return int.from_bytes(self.memory[offset : offset + size], "little")

    def set_word(self, offset: int, value: int, size: int = 4) -> None:
        """Set the number in memory at MEMORY + offset."""
        kernel.word(self.host.address_space.translate(MEMORY + offset, size), f"uint{8 * size}_t")[0] = value

    def published_read_pointer(self) -> int:
        """What the card says in memory that it has read."""
        return int.from_bytes(self.pointers[self.read_pointer : self.read_pointer + 8], "little")

    def until(self, condition: Any) -> None:
        """Wait for something to become true, by the deadline."""
        end = time.monotonic() + DEADLINE_S
        while not condition():
            if self.queue.trouble is not None:
                raise AssertionError(f"the queue hangs: {self.queue.trouble}")
            assert time.monotonic() < end, "the queue did not get there"
            time.sleep(0)

    def drain(self) -> None:
        """Wait until everything written is executed."""
        self.until(lambda: self.queue.read_pointer == self.queue.write_pointer == self._pointer())

    def _pointer(self) -> int:
        return int.from_bytes(self.pointers[self.write_pointer : self.write_pointer + 8], "little")

    def trouble(self) -> str:
        """Wait until the queue hangs; why it does."""
        with self.host.happened:
            assert self.host.happened.wait_for(lambda: self.queue.trouble is not None, DEADLINE_S)
        return str(self.queue.trouble)

    def close(self) -> None:
        self.queue.destroy()
        self.host.cache.close()
        for address, size in self._mapped:
            kernel.munmap(address, size)

    def __enter__(self) -> LoneQueue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
