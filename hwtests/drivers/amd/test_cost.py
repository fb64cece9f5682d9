"""What a dispatch costs the host, apart from the card: from call to doorbell, and in a replayed recording."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from time import perf_counter

import pytest

from barewire.drivers import kernel
from barewire.drivers.amd.card import AmdCard
from barewire.drivers.amd.kernel_interface import HardwareQueue, Memory, Placement, QueueKind
from barewire.drivers.amd.port import POINTERS_BYTES, RingPort, pointer_offsets
from barewire.drivers.amd.queue import ComputeQueue
from barewire.drivers.interface import Allocation

from . import kernels
from .conftest import opened

ONE = (1, 1, 1)
RING_BYTES = 1 << 18
DISPATCH_LIMIT_S = 15e-6
REPLAYED_KERNEL_LIMIT_S = 2e-6


class NobodyThere:
    """A ring and a doorbell in plain memory, which no card reads: what is submitted is done at once."""

    def __init__(self, card: AmdCard, queue: ComputeQueue) -> None:
        self.queue = queue
        self.memory = [card.allocate(size, host=True) for size in (RING_BYTES, POINTERS_BYTES, 4096)]
        ring, pointers, doorbell = self.memory
        kernel.buffer(pointers.host_address or 0, POINTERS_BYTES)[:] = bytes(POINTERS_BYTES)
        self.real = queue._port
        queue._port = RingPort(
            QueueKind.PM4,
            HardwareQueue(1, doorbell.host_address or 0),
            self._memory(ring),
            self._memory(pointers),
            lambda: None,
        )
        read, write = pointer_offsets(QueueKind.PM4)
        self.read = kernel.word((pointers.host_address or 0) + read)
        self.write = kernel.word((pointers.host_address or 0) + write)
        self.doorbell = kernel.word(doorbell.host_address or 0)
        self.progress = kernel.word(queue._progress.piece.host_address or 0)

    @staticmethod
    def _memory(allocation: Allocation) -> Memory:
        return Memory(
            allocation.gpu_address, allocation.size_bytes, allocation.host_address, 1, Placement.GTT
        )

    def finish(self) -> None:
        """All that was submitted is done."""
        self.read[0] = self.write[0]
        self.progress[0] = self.queue._submission


@pytest.fixture(scope="module")
def card() -> Iterator[AmdCard]:
    with opened("gfx1100") as card:
        yield card


@pytest.fixture
def nobody(card: AmdCard) -> Iterator[NobodyThere]:
    queue = card.compute_queue()
    nobody = NobodyThere(card, queue)
    yield nobody
    nobody.finish()
    queue._port = nobody.real
    queue.close()


def best_s(work: Callable[[], None], calls: int, rounds: int = 40) -> float:
    """The quickest of several rounds, for one call."""
    best = float("inf")
    for _ in range(rounds):
        started = perf_counter()
        for _ in range(calls):
            work()
        best = min(best, (perf_counter() - started) / calls)
    return best


def test_a_dispatch_reaches_the_doorbell_in_time(card: AmdCard, nobody: NobodyThere) -> None:
    queue, timeline = nobody.queue, card.timeline()
    code = card.load(kernels.image("gfx1100"))
    memory = card.allocate(1 << 16)
    add = code.functions["add"]
    arguments = struct.pack("<QQII", memory.gpu_address, memory.gpu_address, 1, 64)

    def dispatch() -> None:
        queue.dispatch(add, ONE, (64, 1, 1), arguments)
        queue.signal(timeline, 1)
        queue.submit()
        nobody.finish()

    before = int(nobody.doorbell[0])
    took_s = best_s(dispatch, 50)
    print(f"dispatch, signal and submit: {took_s * 1e6:.1f} us")
    assert int(nobody.doorbell[0]) > before
    assert took_s < DISPATCH_LIMIT_S


def test_a_replayed_kernel_costs_a_share_of_one_packet(card: AmdCard, nobody: NobodyThere) -> None:
    queue, timeline = nobody.queue, card.timeline()
    code = card.load(kernels.image("gfx1100"))
    memory = card.allocate(1 << 16)
    arguments = struct.pack("<QQII", memory.gpu_address, memory.gpu_address, 1, 64)
    for _ in range(100):
        queue.dispatch(code.functions["add"], ONE, (64, 1, 1), arguments)
    recording = queue.finish()
    patch = struct.pack("<Q", memory.gpu_address)

    def replay() -> None:
        for dispatch in range(0, 100, 10):
            recording.patch(dispatch, 0, patch)
        queue.replay(recording)
        queue.signal(timeline, 1)
        queue.submit()
        nobody.finish()

    took_s = best_s(replay, 20)
    print(f"replay of 100 kernels with 10 arguments patched: {took_s * 1e6:.1f} us")
    assert took_s / 100 < REPLAYED_KERNEL_LIMIT_S
    assert len(recording.packets) == 16
    recording.close()
