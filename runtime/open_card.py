"""A card that is open: its queues and its memory, which buffers, code objects and graphs are made of.

`Device` is one with a name in the registry, which makes those. What is made knows this file alone.
"""

from __future__ import annotations

from typing import Protocol

from ..drivers.interface import Card, CardInfo, Dimensions, Function
from ..drivers.owned import Owned
from ..drivers.quiet import QuietLock
from .allocator import Memory
from .queue import Queue
from .work import Work


class LaunchRecorder(Protocol):
    """Takes the launches of a card in the place of its compute queue, and times them.

    `lock` is held while it does; no thread holds it while the process forks.
    """

    lock: QuietLock

    def launch(
        self,
        function: Function,
        grid: Dimensions,
        arguments: bytes,
        block: Dimensions,
        local_bytes: int,
        work: Work | None,
    ) -> None:
        """Launch, as `OpenCard.launch` does."""

    def collect(self) -> None:
        """Wait for the launches so far and tell of their times."""


class OpenCard(Owned):
    """A card with a queue for kernels (`compute`), one for copies beside them (`copies`), and the memory.

    `exports` counts the host's views of its memory; `replaying` is held while a graph is launched kernel by
    kernel.
    """

    def __init__(self, name: str, card: Card) -> None:
        self.name = name
        self.card = card
        self.info: CardInfo = card.info
        self.closed = False
        self.exports = 0
        self.recorder: LaunchRecorder | None = None
        self.measured_bandwidth_bytes_per_s: float | None = None
        self.replaying = QuietLock()
        self.compute = Queue(name, "compute", card, card.compute_queue())
        self.copies = Queue(name, "copy", card, card.copy_queue())
        self.memory = Memory(card, self.synchronize, lambda: self.compute.submitted)
        self.compute.memory = self.copies.memory = self.memory
        probe = self.memory.allocate(1)
        self.host_sees_memory = probe.host_address is not None
        self.memory.release(probe)
        self.memory.reset_peak()
        # What goes between the host and memory that it does not see passes through this.
        self.host_memory = (
            self.memory
            if self.host_sees_memory
            else Memory(card, self.synchronize, lambda: self.compute.submitted, host=True)
        )

    def launch(
        self,
        function: Function,
        grid: Dimensions,
        arguments: bytes,
        block: Dimensions = (1, 1, 1),
        local_bytes: int = 0,
        work: Work | None = None,
    ) -> None:
        """Run a function over a grid, its arguments packed as `Kernel.prepare` packs them.

        The quick way: nothing is checked. Buffers and the code object must stay alive until the call returns.

        Examples:
            >>> device = Device["CPU"]
            >>> numbers = device.allocate(4 * 4)
            >>> numbers.copy_in(np.float32([1, 2, 3, 4]))
            >>> launch = device.load(image)["scale"].prepare(1, 4, args=[numbers, 2.0])
            >>> device.launch(launch.function, launch.grid, launch.arguments, launch.block)
            >>> np.frombuffer(numbers.copy_out(), np.float32).tolist()
            [2.0, 4.0, 6.0, 8.0]
        """
        recorder = self.recorder
        if recorder is None:
            self.compute.launch(function, grid, arguments, block, local_bytes)
        else:
            recorder.launch(function, grid, arguments, block, local_bytes, work)

    def synchronize(self, timeout_s: float | None = None) -> None:
        """Wait until everything submitted so far is done.

        `timeout_s` defaults to BAREWIRE_TIMEOUT. Raises DeviceHang past it, with the kernel in flight and its
        buffers; KernelFault when the card failed.

        Examples:
            >>> device = Device["CPU"]
            >>> device.allocate(4).fill(b"*")
            >>> device.synchronize(timeout_s=10)
            >>> device.compute.idle
            True
        """
        self.compute.synchronize(timeout_s)
        self.copies.synchronize(timeout_s)
