"""What a submission costs the host, apart from driver and card: the way to the vendor's library, no further.

`python -m hwtests.drivers.nvidia.submission_cost` prints it; the goals are 10 microseconds for a kernel of
its own and 2 for each of a recording. Those are for launches on a real card, of which this is our share.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from barewire.drivers.interface import Recording
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.driver import NvidiaDriver
from barewire.runtime.device import Device
from barewire.runtime.graph import Graph

from ...timing import best_s
from . import kernels
from .scripted import scripted

GRID, BLOCK = (100, 1, 1), (256, 1, 1)
ARGUMENTS = bytes(44)
PATCH = bytes(8)
# What the card would do; nothing of Barewire's is left out.
_DONE_AT_ONCE = (
    "cuLaunchKernel",
    "cuStreamWriteValue64",
    "cuGraphLaunch",
    "cuGraphExecKernelNodeSetParams",
)
_FAR_AHEAD = 2**63


@contextmanager
def quick_card() -> Iterator[NvidiaCard]:
    """A card whose library does nothing, and that quickly: no callback into Python stands in for it."""
    with scripted() as library:
        card = NvidiaDriver().open(0)
        card.watch.check()
        for name in _DONE_AT_ONCE:
            setattr(card.context.cuda, name, _at_once)
        card.context._set_current = _at_once
        yield card
        library.results.clear()
        for queue in tuple(card._queues):
            queue._progress.word[0] = _FAR_AHEAD
            queue._last = None
        card.close()


def _at_once(*arguments: object) -> int:
    return 0


class Submissions:
    """One kernel to submit: by itself with a signal, or as a recording of many."""

    def __init__(self, card: NvidiaCard) -> None:
        self.kernel = card.load(kernels.PARAMETERS.encode()).functions["two"]
        self.queue, self.timeline = card.compute_queue(), card.timeline()
        self.timeline.word[0] = _FAR_AHEAD

    def dispatch(self) -> None:
        """A dispatch and a signal, up to the library."""
        self.queue.dispatch(self.kernel, GRID, BLOCK, ARGUMENTS)
        self.queue.signal(self.timeline, 1)
        self.queue.submit()

    def recording(self, dispatches: int) -> Recording:
        """That many dispatches, to be replayed."""
        for _ in range(dispatches):
            self.queue.dispatch(self.kernel, GRID, BLOCK, ARGUMENTS)
        return self.queue.finish()

    def replay(self, recording: Recording, patched: range = range(0)) -> None:
        """A replay with some dispatches' first argument patched, up to the library."""
        for dispatch in patched:
            recording.patch(dispatch, 0, PATCH)
        self.queue.replay(recording)
        self.queue.signal(self.timeline, 1)
        self.queue.submit()


class RuntimeSubmissions:
    """The same through the runtime, as a program with kernels of its own calls it."""

    def __init__(self, card: NvidiaCard) -> None:
        self.device = Device("NVIDIA", card)
        self.device.compute.timeline.word[0] = _FAR_AHEAD  # type: ignore[attr-defined]
        self.code = self.device.load(kernels.PARAMETERS.encode())
        self.kernel = self.code["none"]
        launch = self.code["two"].prepare(GRID, BLOCK, [0] * 5 + [np.float32(0)])
        self.graph = Graph(self.device, [launch] * 100, {"first": [(number, 0) for number in range(100)]})

    def launch(self) -> None:
        """A launch with all its checks."""
        self.kernel.launch(GRID, BLOCK)

    def replay(self) -> None:
        """A replay of 100 kernels as they were recorded."""
        self.graph.replay()


def main() -> None:
    with quick_card() as card:
        work = Submissions(card)
        work.dispatch()
        runtime = RuntimeSubmissions(card)
        print(f"Kernel.launch: {best_s(runtime.launch, 200) * 1e6:.1f} us")
        took_s = best_s(runtime.replay, 100) / 100
        print(f"Graph.replay of 100 kernels: {took_s * 1e6:.2f} us for each kernel")
        print(f"dispatch, signal and submit: {best_s(work.dispatch, 200) * 1e6:.1f} us")
        for count in (1, 100):
            recording = work.recording(count)
            took_s = best_s(lambda recording=recording: work.replay(recording), 100)  # type: ignore[misc]
            print(f"replay of {count} kernels, none patched: {took_s * 1e6:.1f} us in all")
        took_s = best_s(lambda: work.replay(recording, range(0, 100, 10)), 20)
        print(f"replay of 100 kernels, 10 of them patched: {took_s / 100 * 1e6:.2f} us for each kernel")


if __name__ == "__main__":
    main()
