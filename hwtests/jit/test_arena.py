"""The memory of captured intermediates: blocks alive at once never overlap, others share."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.tensor.run.arena import ALIGNMENT_BYTES, plan_arena

blocks = st.builds(
    lambda size, first, length: (size, first, first + length),
    st.integers(1, 5000),
    st.integers(0, 30),
    st.integers(0, 12),
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(blocks, max_size=40))
def test_blocks_alive_at_once_do_not_overlap(listed: list[tuple[int, int, int]]) -> None:
    spans = dict(enumerate(listed))
    total, offsets = plan_arena(spans)
    assert offsets.keys() == spans.keys()
    for key, (size, first, last) in spans.items():
        assert offsets[key] % ALIGNMENT_BYTES == 0
        assert offsets[key] + size <= total
        for other, (other_size, other_first, other_last) in spans.items():
            if other < key and first <= other_last and other_first <= last:
                apart = offsets[key] + size <= offsets[other] or offsets[other] + other_size <= offsets[key]
                assert apart, (key, other)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=20))
def test_blocks_one_after_the_other_need_no_more_than_the_largest(sizes: list[int]) -> None:
    total, _ = plan_arena({step: (size, step, step) for step, size in enumerate(sizes)})
    assert total < max(sizes) + ALIGNMENT_BYTES


def test_nothing_needs_nothing() -> None:
    assert plan_arena({}) == (0, {})
