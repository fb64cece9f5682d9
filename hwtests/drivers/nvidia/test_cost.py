"""What the host does for a dispatch and for a replay; `submission_cost.py` measures how long it takes."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from barewire.drivers.nvidia.driver import NvidiaDriver

from .scripted import ScriptedLibcuda, scripted
from .submission_cost import RuntimeSubmissions, Submissions, quick_card


@pytest.fixture
def library() -> Iterator[ScriptedLibcuda]:
    with scripted() as library:
        yield library


def called(library: ScriptedLibcuda, action: Callable[[], None]) -> list[str]:
    """The functions of the vendor's library that an action calls."""
    library.calls.clear()
    action()
    return library.names()


def steps(action: Callable[[], None]) -> int:
    """How many functions, Python's and C's, an action calls: what it costs, on a machine of any speed.

    Without collections of garbage, which come when they please and call what others put into `gc.callbacks`.
    """
    count = 0

    def see(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    action()
    gc.disable()
    sys.setprofile(see)
    try:
        action()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


def test_a_dispatch_is_a_launch_and_a_write_of_the_stream(library: ScriptedLibcuda) -> None:
    card = NvidiaDriver().open(0)
    work = Submissions(card)
    work.dispatch()
    assert called(library, work.dispatch) == ["cuCtxSetCurrent", "cuLaunchKernel", "cuStreamWriteValue64"]
    card.close()


def test_a_replay_is_one_call_and_one_more_for_each_kernel_that_changed(library: ScriptedLibcuda) -> None:
    card = NvidiaDriver().open(0)
    work = Submissions(card)
    recording = work.recording(100)
    replayed = ["cuCtxSetCurrent", "cuGraphLaunch", "cuStreamWriteValue64"]
    assert called(library, lambda: work.replay(recording)) == replayed
    changed = called(library, lambda: work.replay(recording, range(0, 100, 10)))
    assert changed == [replayed[0], *["cuGraphExecKernelNodeSetParams"] * 10, *replayed[1:]]
    assert called(library, lambda: work.replay(recording)) == replayed
    card.close()


def test_a_replay_takes_the_host_as_many_steps_for_a_thousand_kernels_as_for_one() -> None:
    with quick_card() as card:
        work = Submissions(card)
        one, many = work.recording(1), work.recording(1000)
        assert steps(lambda: work.replay(one)) == steps(lambda: work.replay(many)) < 60


def test_a_launch_through_the_runtime_takes_few_steps() -> None:
    with quick_card() as card:
        work = RuntimeSubmissions(card)
        print(f"a launch takes {steps(work.launch)} steps, a replay {steps(work.replay)}")
        assert steps(work.launch) < 80
        assert steps(work.replay) < 60
