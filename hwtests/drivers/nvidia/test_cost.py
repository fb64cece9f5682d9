"""What the driver itself costs on the way from a call to the vendor's library, which here returns at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.driver import NvidiaDriver

from . import kernels
from .scripted import scripted

ONE = (1, 1, 1)
MOST_DISPATCH_S = 15e-6
MOST_REPLAYED_KERNEL_S = 2e-6


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Iterator[NvidiaCard]:
    """A card whose library does nothing, and that quickly: no callback into Python stands in for it."""
    with scripted() as library:
        card = NvidiaDriver().open(0)
        card.watch.check()
        cuda, at_once = card.context.cuda, lambda *arguments: 0
        for name in ("cuLaunchKernel", "cuStreamWriteValue64", "cuGraphLaunch"):
            monkeypatch.setattr(cuda, name, at_once, raising=False)
        monkeypatch.setattr(card.context, "_set_current", at_once)
        yield card
        library.results.clear()
        for queue in tuple(card._queues):
            queue._progress.word[0] = 2**63
            queue._last = None
        card.close()


def best_s(work: Callable[[], Any], calls: int, rounds: int = 40) -> float:
    """The time of one call in the best of many rounds, which other work on the machine disturbs least."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        times.append(time.perf_counter() - start)
    return min(times) / calls


def test_a_dispatch_reaches_the_library_in_time(card: NvidiaCard) -> None:
    two = card.load(kernels.PARAMETERS.encode()).functions["two"]
    queue, timeline = card.compute_queue(), card.timeline()
    arguments = bytes(44)
    timeline.word[0] = 2**63

    def dispatch() -> None:
        queue.dispatch(two, (100, 1, 1), (256, 1, 1), arguments)
        queue.signal(timeline, 1)
        queue.submit()

    dispatch()
    taken_s = best_s(dispatch, 200)
    print(f"a dispatch takes {taken_s * 1e6:.1f} us of the host")
    assert taken_s < MOST_DISPATCH_S


def test_a_replay_costs_the_same_for_one_kernel_and_for_a_thousand(card: NvidiaCard) -> None:
    two = card.load(kernels.PARAMETERS.encode()).functions["two"]
    queue, timeline = card.compute_queue(), card.timeline()
    timeline.word[0] = 2**63
    taken_s = {}
    for count in (1, 1000):
        for _ in range(count):
            queue.dispatch(two, (100, 1, 1), (256, 1, 1), bytes(44))
        recording = queue.finish()

        def replay(recording: Any = recording) -> None:
            queue.replay(recording)
            queue.signal(timeline, 1)
            queue.submit()

        taken_s[count] = best_s(replay, 100)
    print(
        f"a replay takes {taken_s[1] * 1e6:.1f} us of the host, {taken_s[1000] * 1e6:.1f} us for 1000 kernels"
    )
    assert taken_s[1000] / 1000 < MOST_REPLAYED_KERNEL_S
    assert taken_s[1000] < 3 * taken_s[1] + 5e-6
