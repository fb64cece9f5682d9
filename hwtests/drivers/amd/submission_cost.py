"""What a dispatch costs the host, apart from the card: from call to doorbell, and in a replayed recording.

`python -m hwtests.drivers.amd.submission_cost` prints both; the goals are 15 and 2 microseconds.
"""

from __future__ import annotations

import struct

from barewire.drivers import kernel
from barewire.drivers.amd.card import AmdCard
from barewire.drivers.amd.kernel_interface import HardwareQueue, Memory, Placement, QueueKind
from barewire.drivers.amd.port import POINTERS_BYTES, RingPort, pointer_offsets
from barewire.drivers.amd.queue import ComputeQueue
from barewire.drivers.interface import Allocation, Recording

from ...timing import best_s
from . import kernels
from .conftest import opened

ONE = (1, 1, 1)
RING_BYTES = 1 << 18


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

    def close(self) -> None:
        """Give the queue its own port back, and close it."""
        self.finish()
        self.queue._port = self.real
        self.queue.close()


class Submissions:
    """One kernel to submit: by itself with a signal, or as a recording of many."""

    def __init__(self, card: AmdCard) -> None:
        self.nobody = NobodyThere(card, card.compute_queue())
        self.timeline = card.timeline()
        self.code = card.load(kernels.image("gfx1100"))
        self.memory = card.allocate(1 << 16)
        self.arguments = struct.pack("<QQII", self.memory.gpu_address, self.memory.gpu_address, 1, 64)
        self.patch = struct.pack("<Q", self.memory.gpu_address)

    def _record(self) -> None:
        self.nobody.queue.dispatch(self.code.functions["add"], ONE, (64, 1, 1), self.arguments)

    def dispatch(self) -> None:
        """A dispatch and a signal, up to the doorbell."""
        self._record()
        self.nobody.queue.signal(self.timeline, 1)
        self.nobody.queue.submit()
        self.nobody.finish()

    def recording(self, dispatches: int) -> Recording:
        """That many dispatches, to be replayed."""
        for _ in range(dispatches):
            self._record()
        return self.nobody.queue.finish()

    def replay(self, recording: Recording, patched: range) -> None:
        """A replay with some dispatches' first argument patched, up to the doorbell."""
        for dispatch in patched:
            recording.patch(dispatch, 0, self.patch)
        self.nobody.queue.replay(recording)
        self.nobody.queue.signal(self.timeline, 1)
        self.nobody.queue.submit()
        self.nobody.finish()


def main() -> None:
    with opened("gfx1100") as card:
        work = Submissions(card)
        print(f"dispatch, signal and submit: {best_s(work.dispatch, 50) * 1e6:.1f} us")
        recording = work.recording(100)
        took_s = best_s(lambda: work.replay(recording, range(0, 100, 10)), 20)
        print(f"replay of 100 kernels, 10 of them patched: {took_s / 100 * 1e6:.2f} us for each kernel")
        recording.close()
        work.nobody.close()


if __name__ == "__main__":
    main()
