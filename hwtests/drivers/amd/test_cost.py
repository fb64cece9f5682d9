"""What the host writes for a dispatch and for a replay; `submission_cost.py` measures how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from .conftest import opened
from .submission_cost import Submissions


@pytest.fixture(scope="module")
def work() -> Iterator[Submissions]:
    with opened("gfx1100") as card:
        submissions = Submissions(card)
        yield submissions
        submissions.nobody.close()


def written(work: Submissions, action: Callable[[], None]) -> int:
    """By how many dwords the write pointer moves."""
    before = int(work.nobody.write[0])
    action()
    return int(work.nobody.write[0]) - before


def test_a_dispatch_rings_the_doorbell(work: Submissions) -> None:
    before = int(work.nobody.doorbell[0])
    work.dispatch()
    assert int(work.nobody.doorbell[0]) > before


def test_a_replay_writes_as_much_for_many_kernels_as_for_one(work: Submissions) -> None:
    one, many = work.recording(1), work.recording(100)
    single = written(work, lambda: work.replay(one, range(1)))
    assert single > 0
    assert written(work, lambda: work.replay(many, range(0, 100, 10))) == single
    one.close()
    many.close()
