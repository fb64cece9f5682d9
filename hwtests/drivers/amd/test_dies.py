"""A card of several dies, whose L2 caches do not agree by themselves: kernels that read what others wrote."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import aql, aql_queue
from barewire.drivers.amd.card import AmdCard
from barewire.drivers.simulated.amd.engines.dispatch import Dispatch

from . import kernels
from .conftest import opened, real_card

ITEMS = 1 << 10
DEADLINE_S = 120.0


def added(card: AmdCard, times: int) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """1 added to zeros in video memory so many times, by a kernel each, in one submission."""
    numbers, result = card.allocate(4 * ITEMS), card.allocate(4 * ITEMS, host=True)
    code, queue, done = card.load(kernels.image("gfx942")), card.compute_queue(), card.timeline()
    queue.fill(numbers.gpu_address, 4 * ITEMS, bytes(4))
    for _ in range(times):
        arguments = struct.pack("<QQII", numbers.gpu_address, numbers.gpu_address, 1, ITEMS)
        queue.dispatch(code.functions["add"], (ITEMS // 64, 1, 1), (64, 1, 1), arguments)
    queue.copy(result.gpu_address, numbers.gpu_address, 4 * ITEMS)
    queue.signal(done, 1)
    queue.submit()
    assert done.wait(1, DEADLINE_S), card.describe_state()
    return np.frombuffer(bytes(kernel.buffer(result.host_address or 0, 4 * ITEMS)), np.uint32)


def test_each_kernel_sees_what_the_one_before_wrote_on_other_dies() -> None:
    with opened("gfx942") as card:
        assert (added(card, 5) == 5).all()


@pytest.mark.parametrize("fence", ["acquire_fence_scope", "release_fence_scope"])
@pytest.mark.skipif(real_card("gfx942") is not None, reason="on silicon stale bytes need not show")
def test_a_simulated_card_shows_the_lack_of_a_fence(fence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(aql_queue._HEADER, fence, aql.FenceScope.NONE)
    with opened("gfx942") as card:
        assert (added(card, 5) != 5).any()


def test_shares_of_a_dispatch_are_its_workgroups() -> None:
    whole = Dispatch(0, 0, 0, 0, (), (3, 7, 2), (8, 8, 1), 64, 0, (5, 3, 0), first_group=(1, 2, 3))
    shares = whole.shares(3)
    assert [share.groups for share in shares] == [(3, 2, 2), (3, 2, 2), (3, 3, 2)]
    assert [share.first_group for share in shares] == [(1, 2, 3), (1, 4, 3), (1, 6, 3)]
    assert [share.last_group_threads for share in shares] == [(5, 0, 0), (5, 0, 0), (5, 3, 0)]
    assert Dispatch(0, 0, 0, 0, (), (1, 1, 1), (8, 1, 1), 64, 0).shares(2) == [
        Dispatch(0, 0, 0, 0, (), (1, 1, 1), (8, 1, 1), 64, 0)
    ]
