"""What every packet processor stands on: the process's memory as its queue sees it, waits, interrupts, stops.

A processor (`pm4_processor.py`, `aql_processor.py`, `sdma_processor.py`) executes one packet at a time. What
it cannot execute it says with `BadPacket`: the queue hangs there, as the hardware does, and keeps the reason.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import import_module
from operator import and_
from typing import TYPE_CHECKING, Any, Protocol

from .... import kernel
from ....amd.packet import Fields, Packet3Header
from ....llvm import host_compiler
from ....quiet import QuietLock, Waiting
from ...memory.l2_cache import Cache
from ...memory.vm import AddressSpace, MemoryViolation
from ..description import CardDescription
from .doorbell import FOREVER_NS, Atomic, Comparison, Waited, natives

if TYPE_CHECKING:
    from ....compiler import Keep
    from .compute_engine import ComputeEngine
    from .dispatch import Dispatch

# How long a processor waits before it looks again where its address leads now.
_LOOK_AGAIN_NS = 50_000_000
# How long it looks at one of several places before it looks at the next.
_TURN_NS = 100_000


class BadPacket(Exception):
    """A packet that the hardware would hang on, in a sentence that says why."""


class QueueStopped(Exception):
    """The queue was stopped for good while it executed a packet."""


# TC_OP of vega10_enum.h, GL2_OP of navi10_enum.h: bits 0 to 4 of an operation of the L2 cache; bit 5 is for
# 64 bits, bit 6 for those that return nothing.
_CACHE_ATOMICS = {
    0x07: Atomic.SWAP,
    0x08: Atomic.COMPARE_AND_SWAP,
    0x0F: Atomic.ADD,
    0x10: Atomic.SUB,
    0x11: Atomic.SIGNED_MIN,
    0x12: Atomic.UNSIGNED_MIN,
    0x13: Atomic.SIGNED_MAX,
    0x14: Atomic.UNSIGNED_MAX,
    0x15: Atomic.AND,
    0x16: Atomic.OR,
    0x17: Atomic.XOR,
    0x18: Atomic.INCREMENT,
    0x19: Atomic.DECREMENT,
}


def cache_atomic(operation: int) -> tuple[Atomic, int]:
    """The operation and its size in bytes of a number of TC_OP.

    Raises BadPacket for those on floating-point numbers, and those that do not exist.
    """
    found = _CACHE_ATOMICS.get(operation & 0x1F)
    if found is None or operation >> 7:
        raise BadPacket(f"atomic operation {operation:#x} is not one on integers")
    return found, 8 if operation & 0x20 else 4


@lru_cache(maxsize=256)
def _unknown_bits(declaration: Any) -> tuple[int, ...]:
    header = Packet3Header.known_bits() if declaration.first else []
    return tuple(~mask for mask in (*header, *declaration.known_bits()))


def set_reserved_bits(packet: Fields) -> str:
    """Which bits that are no field's are set in a packet, as text; empty when there are none."""
    declaration: Any = type(packet)
    unknown = _unknown_bits(declaration)
    if not any(map(and_, packet.dwords, unknown)):
        return ""
    return ", ".join(f"{bits:#x} in dword {at}" for at, bits in packet.reserved_bits())


class InterruptSource(Enum):
    """Who raised an interrupt; the kernel tells by the interrupt's client (soc15_ih_clientid.h)."""

    COMPUTE = "CP EOP"
    SDMA = "SDMA trap"


@dataclass(frozen=True)
class Trouble:
    """Why a queue hangs: the reason, where in memory the packet is, and its dwords."""

    reason: str
    packet_address: int
    dwords: tuple[int, ...]
    cause: Exception

    def __str__(self) -> str:
        words = " ".join(f"{dword:08x}" for dword in self.dwords)
        return f"{self.reason} (packet at {self.packet_address:#x}: {words})"


class QueueHost(Protocol):
    """What a queue needs of the kernel half: the card it is on and the process it belongs to."""

    @property
    def description(self) -> CardDescription: ...

    @property
    def address_space(self) -> AddressSpace: ...

    @property
    def cache(self) -> Cache:
        """The L2 cache, as the process sees it on this card."""

    @property
    def kept(self) -> Keep: ...

    @property
    def strict(self) -> bool:
        """Whether what silicon leaves open goes wrong on purpose: caches are stale, dispatches overlap."""

    def clock_ticks(self) -> int:
        """The card's clock (REFCLK), which RELEASE_MEM, COPY_DATA and SDMA write as a timestamp."""

    def interrupt(self, source: InterruptSource, context_id: int) -> None:
        """An interrupt of this process's queues arrived at the interrupt handler."""

    def memory_violation(self, violation: MemoryViolation) -> None:
        """The page tables did not allow an access of a queue of this process; its queue has stopped."""

    def hung(self, trouble: Trouble) -> None:
        """A queue of this process hangs. Silicon tells nobody; the simulator's diagnostics may."""


class Processor(Protocol):
    """Executes the packets of one queue."""

    def step(self, dwords: Sequence[int], position: int, address: int) -> int:
        """Execute the packet at `position` of `dwords`, which lies at GPU `address`; returns the position
        after it, or `position` itself when not all of the packet is there yet.

        Raises BadPacket, MemoryViolation, QueueStopped, and what the compute engine raises.
        """

    def idle(self) -> None:
        """The queue found nothing more to read. Raises as `step` does."""

    def indirect(self, address: int, count: int) -> None:
        """Execute the `count` dwords of packets at a GPU address. Raises as `step` does."""


def _load_shaders(arch: str) -> None:
    # Imported before there is a queue's thread: what a thread imports is never there for it when Ctrl-C ends
    # the same import in another, and a fork in between upsets the locks that the imported modules have.
    for name in (".dispatch", ".compute_engine", "..isa.text.assembly"):
        import_module(name, __package__)
    from ..isa.decoding import decode
    from ..isa.semantics import meanings

    meanings.load()
    decode.decoder(arch)


class Pipe:
    """One queue's way to memory, the clock, the interrupt handler and the compute units.

    `park` is called on the queue's thread when a wait was disturbed: it returns once the queue may go on, or
    raises QueueStopped. What an engine does not do `through_cache`, and what is said to be `direct`, goes
    past the card's L2 cache.
    """

    def __init__(self, host: QueueHost, park: Callable[[], None], through_cache: bool = True) -> None:
        self.host = host
        self._park = park
        self._direct = host.address_space
        self._through_cache = through_cache
        self.natives = natives(host.kept(host_compiler()))
        self._disturb = array("I", [0])
        self.disturb_address = self._disturb.buffer_info()[0]
        self.cache = host.cache
        self.strict = host.strict
        _load_shaders(host.description.arch)
        self._engines: list[ComputeEngine] = []
        self._next_die = 0
        self._lock = QuietLock()
        self._stopping = False

    def memory(self, direct: bool = False) -> AddressSpace:
        """The process's memory, as seen through the cache or past it."""
        return self._direct if direct or not self._through_cache else self.cache.view

    def run(self, dispatch: Dispatch) -> None:
        """Run a dispatch on the compute units, dealt out among those that have caches of their own.

        Which of them begins is left open, so it is another every time. Raises QueueStopped, and what the
        compute engine raises.
        """
        from .dispatch import Stopped

        engines = self._compute_engines(self.cache.views)
        first, self._next_die = self._next_die, self._next_die + 1
        try:
            for number, share in enumerate(dispatch.shares(len(engines))):
                engines[(first + number) % len(engines)].run(share)
        except Stopped as error:
            raise QueueStopped from error

    def _compute_engines(self, views: Sequence[AddressSpace]) -> list[ComputeEngine]:
        from .compute_engine import ComputeEngine

        with self._lock:
            if self._stopping:
                raise QueueStopped
            if not self._engines:
                arch, kept = self.host.description.arch, self.host.kept
                self._engines = [ComputeEngine(arch, view, kept) for view in views]
            return self._engines

    def disturb(self, on: bool) -> None:
        """Interrupt the waits of this queue, now and until it is turned off."""
        self._disturb[0] = on

    def kill(self) -> None:
        """End the waits and the waves of this queue for good."""
        with self._lock:
            self._stopping = True
            engines = self._engines
        self.disturb(True)
        for engine in engines:
            engine.stop()

    def dwords(self, address: int, count: int, direct: bool = False) -> Sequence[int]:
        """The dwords at a GPU address. Raises MemoryViolation."""
        return memoryview(self.memory(direct).read(address, 4 * count)).cast("I").tolist()

    def read(self, address: int, size_bytes: int, direct: bool = False) -> int:
        """The number of 4 or 8 bytes at a GPU address. Raises MemoryViolation."""
        host = self.memory(direct).translate(address, size_bytes)
        number: int = kernel.word(host, "uint64_t" if size_bytes == 8 else "uint32_t")[0]
        return number

    def write(self, address: int, number: int, size_bytes: int, direct: bool = False) -> None:
        """Write a number of 4 or 8 bytes in one step. Raises MemoryViolation."""
        host = self.memory(direct).translate(address, size_bytes, write=True)
        kernel.word(host, "uint64_t" if size_bytes == 8 else "uint32_t")[0] = number

    def write_bytes(self, address: int, data: bytes, direct: bool = False) -> None:
        """Write bytes at a GPU address. Raises MemoryViolation."""
        self.memory(direct).write(address, data)

    def atomic(self, address: int, size_bytes: int, operation: Atomic, operand: int, compare: int = 0) -> int:
        """Change a number of 4 or 8 bytes in one step; returns what it was. Raises MemoryViolation."""
        if address % size_bytes:
            raise BadPacket(f"an atomic of {size_bytes} bytes at {address:#x}, which is not aligned to them")
        host = self.memory().translate(address, size_bytes, write=True)
        return self.natives.atomic(host, 8 * size_bytes, operation, operand, compare)

    def atomic_loop(self, address: int, size_bytes: int, operand: int, compare: int) -> None:
        """Compare and swap until the comparison held. Raises as `wait` does."""
        limit = 2 ** (8 * size_bytes) - 1
        while self.atomic(address, size_bytes, Atomic.COMPARE_AND_SWAP, operand, compare) != compare & limit:
            self.wait(address, size_bytes, limit, Comparison.EQUAL, compare & limit)

    def wait(
        self,
        address: int,
        size_bytes: int,
        mask: int,
        comparison: Comparison,
        reference: int,
        budget_ns: int = FOREVER_NS,
        direct: bool = False,
    ) -> bool:
        """Wait until the number at a GPU address, masked, compares with the reference; False past the budget.

        Raises MemoryViolation, QueueStopped.
        """
        if address % size_bytes:
            raise BadPacket(f"a wait for {size_bytes} bytes at {address:#x}, which is not aligned to them")
        while True:
            host = self.memory(direct).translate(address, size_bytes)
            with Waiting():
                waited = self.natives.wait(
                    host,
                    8 * size_bytes,
                    mask,
                    comparison,
                    reference,
                    self.disturb_address,
                    min(budget_ns, _LOOK_AGAIN_NS),
                )
            if waited is Waited.FULFILLED:
                return True
            if waited is Waited.DISTURBED:
                self._park()
            elif budget_ns <= _LOOK_AGAIN_NS:
                return False

    def wait_for_any(self, places: Sequence[tuple[int, int, int]]) -> None:
        """Wait until one of the places (address, size, value) has its value. Raises as `wait` does."""
        while not any(
            self.wait(address, size, 2 ** (8 * size) - 1, Comparison.EQUAL, value, _TURN_NS)
            for address, size, value in places
        ):
            pass

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy bytes between GPU addresses. Raises MemoryViolation, before anything is written."""
        targets = self.memory().pieces(destination, size_bytes, write=True)
        sources = self.memory().pieces(source, size_bytes)
        for to, start, size in _matched(targets, sources):
            self.natives.memmove(to, start, size)

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern over GPU memory. Raises MemoryViolation, before anything is written."""
        pieces = self.memory().pieces(destination, size_bytes, write=True)
        done = 0
        for host, size in pieces:
            start = done % len(pattern)
            whole = (pattern[start:] + pattern[:start]) * (min(size, 1 << 16) // len(pattern) + 1)
            view = kernel.buffer(host, size)
            unit = min(size, len(whole) // len(pattern) * len(pattern))
            view[:unit] = whole[:unit]
            while unit < size:
                # Doubling keeps the phase of the pattern, as a unit is a whole number of patterns.
                more = min(unit, size - unit)
                self.natives.memmove(host + unit, host, more)
                unit += more
            done += size


def _matched(targets: list[tuple[int, int]], sources: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    # Cut two lists of (host address, size) into pairs of equal sizes.
    if len(targets) == len(sources) == 1:
        return [(targets[0][0], sources[0][0], targets[0][1])]
    cut: list[tuple[int, int, int]] = []
    i = j = target_done = source_done = 0
    while i < len(targets) and j < len(sources):
        size = min(targets[i][1] - target_done, sources[j][1] - source_done)
        cut.append((targets[i][0] + target_done, sources[j][0] + source_done, size))
        target_done += size
        source_done += size
        if target_done == targets[i][1]:
            i, target_done = i + 1, 0
        if source_done == sources[j][1]:
            j, source_done = j + 1, 0
    return cut
