"""What the driver itself costs on the way from a call to the vendor's library, which here returns at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .submission_cost import RuntimeSubmissions, Submissions, best_s, quick_card

MOST_DISPATCH_S = 10e-6
MOST_REPLAYED_KERNEL_S = 2e-6


@pytest.fixture
def work() -> Iterator[Submissions]:
    with quick_card() as card:
        yield Submissions(card)


def test_a_dispatch_reaches_the_library_in_time(work: Submissions) -> None:
    work.dispatch()
    taken_s = best_s(work.dispatch, 200)
    print(f"a dispatch takes {taken_s * 1e6:.1f} us of the host")
    assert taken_s < MOST_DISPATCH_S


def test_a_launch_through_the_runtime_is_in_time_too() -> None:
    with quick_card() as card:
        work = RuntimeSubmissions(card)
        work.launch()
        taken_s, replayed_s = best_s(work.launch, 200), best_s(work.replay, 50) / 100
    print(f"a launch takes {taken_s * 1e6:.1f} us, a replayed kernel {replayed_s * 1e6:.2f} us of the host")
    assert taken_s < MOST_DISPATCH_S
    assert replayed_s < MOST_REPLAYED_KERNEL_S


def test_a_replay_costs_little_for_each_kernel_also_where_arguments_change(work: Submissions) -> None:
    recording = work.recording(100)
    taken_s = best_s(lambda: work.replay(recording, range(0, 100, 10)), 20)
    print(f"a replay of 100 kernels with 10 changed takes {taken_s * 1e6:.1f} us of the host")
    assert taken_s / 100 < MOST_REPLAYED_KERNEL_S


def test_a_replay_costs_the_same_for_one_kernel_and_for_a_thousand(work: Submissions) -> None:
    taken_s = {}
    for count in (1, 1000):
        recording = work.recording(count)
        taken_s[count] = best_s(lambda recording=recording: work.replay(recording), 100)  # type: ignore[misc]
    print(
        f"a replay takes {taken_s[1] * 1e6:.1f} us of the host, {taken_s[1000] * 1e6:.1f} us for 1000 kernels"
    )
    assert taken_s[1000] < 3 * taken_s[1] + 5e-6
