"""The contract of `drivers/interface.py`, sentence by sentence, on every driver, simulated or real, and on
the card on paper that the runtime is tested with.
"""

from __future__ import annotations

import gc
import struct
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.drivers.checks import LARGEST_TIMELINE_VALUE, PATTERN_BYTES
from barewire.drivers.errors import (
    BadCodeObject,
    CompileError,
    DeviceClosed,
    IndexOutOfRange,
    InvalidArgument,
    OutOfMemory,
    UnknownDevice,
)
from barewire.drivers.interface import Allocation, Card, CodeObject, Function, Queue, Timeline

from ..daily import daily
from .rigs import RIGS, Rig, bytes_at

ONE = (1, 1, 1)
DEADLINE_S = 120.0
HOST_BYTES = 1 << 16
EDGE = 2**32


# Of cards of one kind one is looked at every day.
EVERY_DAY = (
    *("processor", "processor-process", "gfx1100-kfd", "gfx1100-drm", "gfx942-kfd", "sm_90"),
    *("sm_75-without-memory-operations", "a630", "a660-scripted-msm", "paper"),
)


@pytest.fixture(scope="module", params=daily(RIGS, EVERY_DAY))
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with RIGS[request.param]() as rig:
        yield rig


@pytest.fixture
def card(rig: Rig) -> Card:
    return rig.card


@pytest.fixture
def fresh(rig: Rig) -> Iterator[Card]:
    """A card of the test's own."""
    card = rig.open()
    yield card
    card.close()


@pytest.fixture(scope="module")
def code(rig: Rig) -> CodeObject:
    return rig.card.load(rig.image)


@pytest.fixture
def compute(card: Card) -> Iterator[Queue]:
    queue = card.compute_queue()
    yield queue
    queue.close()


@pytest.fixture
def copies(card: Card) -> Iterator[Queue]:
    queue = card.copy_queue()
    yield queue
    queue.close()


@pytest.fixture(params=["compute", "copies"])
def either(request: pytest.FixtureRequest) -> Queue:
    queue: Queue = request.getfixturevalue(request.param)
    return queue


@pytest.fixture
def timeline(card: Card) -> Iterator[Timeline]:
    timeline = card.timeline()
    yield timeline
    timeline.close()


@pytest.fixture
def host(card: Card) -> Iterator[Allocation]:
    memory = card.allocate(HOST_BYTES, host=True)
    view(memory)[:] = 0
    yield memory
    card.free(memory)


def view(memory: Allocation, dtype: str = "u1") -> np.ndarray:
    assert memory.host_address is not None
    return np.frombuffer(bytes_at(memory.host_address, memory.size_bytes // 8 * 8), dtype)


def run(card: Card, *queues: Queue) -> None:
    """Submit what is recorded, and wait until it is done."""
    for queue in queues:
        done = card.timeline()
        queue.signal(done, 1)
        queue.submit()
        assert done.wait(1, DEADLINE_S), card.describe_state()
        done.close()


def count(function: Function, queue: Queue, address: int, amount: int, groups: int = 1) -> None:
    queue.dispatch(function, (groups, 1, 1), ONE, struct.pack("<QI", address, amount))


# Drivers


def test_a_driver_lists_its_cards_by_index_under_its_own_name(rig: Rig) -> None:
    infos = rig.driver.cards()
    assert [info.index for info in infos] == list(range(len(infos)))
    assert {info.driver for info in infos} == {rig.driver.name}
    info, opened = infos[rig.index], rig.card.info
    assert (info.name, info.arch, info.memory_bytes) == (opened.name, opened.arch, opened.memory_bytes)


@pytest.mark.parametrize("wrong", [-1, 1000])
def test_an_index_that_there_is_not_is_an_unknown_device(rig: Rig, wrong: int) -> None:
    for use in (rig.driver.open, rig.driver.condition):
        with pytest.raises(UnknownDevice, match=str(wrong)):
            use(wrong)
    rig.driver.condition(rig.index)


def test_a_card_opened_twice_is_two_cards(rig: Rig, card: Card, host: Allocation, fresh: Card) -> None:
    before = card.memory_used_bytes()
    other = fresh.allocate(1 << 20)
    assert card.memory_used_bytes() == before
    with pytest.raises(InvalidArgument):
        card.free(other)


# Memory


@pytest.mark.parametrize("is_host", [False, True])
def test_memory_is_aligned_separate_and_of_the_size_asked_for(card: Card, is_host: bool) -> None:
    before = card.memory_used_bytes()
    sizes = [0, 1, 100, 256, 257, 5000, (1 << 20) + 1, 0]
    found = [card.allocate(size, is_host) for size in sizes]
    assert [memory.size_bytes for memory in found] == sizes
    assert not any(memory.gpu_address % 256 for memory in found)
    spans = sorted((m.gpu_address, m.gpu_address + max(m.size_bytes, 1)) for m in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert card.memory_used_bytes() >= before + sum(sizes)
    for memory in found:
        if is_host:
            assert memory.host_address is not None
            bytes_at(memory.host_address, memory.size_bytes)[:] = bytes(memory.size_bytes)
        card.free(memory)
    assert card.memory_used_bytes() == before


def test_what_cannot_be_allocated_or_freed_is_said_and_changes_nothing(card: Card) -> None:
    before = card.memory_used_bytes()
    for is_host in (False, True):
        with pytest.raises(InvalidArgument, match="-1"):
            card.allocate(-1, is_host)
    asked = 4 * card.info.memory_bytes
    with pytest.raises(OutOfMemory):
        card.allocate(asked)
    with pytest.raises(OutOfMemory):
        card.allocate(1 << 62)
    freed = card.allocate(1)
    card.free(freed)
    for wrong in (freed, Allocation(0x1000, 1, None)):
        with pytest.raises(InvalidArgument, match=f"{wrong.gpu_address:#x}"):
            card.free(wrong)
    assert card.memory_used_bytes() == before
    card.free(card.allocate(1 << 20))


# Code objects


def test_functions_are_those_of_the_image_by_name(code: CodeObject) -> None:
    assert {"count", "step", "linger"} <= set(code.functions)
    assert code.functions["count"] == code.functions["count"]
    assert code.functions["count"].name == "count"
    addresses = {function.gpu_address for function in code.functions.values()}
    assert len(addresses) == len(code.functions)
    with pytest.raises(KeyError):
        code.functions["nothing of the kind"]


def test_what_is_no_image_is_refused_and_leaves_nothing_behind(rig: Rig, card: Card) -> None:
    before = card.memory_used_bytes()
    for image in (b"", rig.damaged):
        with pytest.raises(BadCodeObject):
            card.load(image)
    with pytest.raises((BadCodeObject, CompileError)):
        card.load(rig.image[: len(rig.image) // 3 - 1])
    assert card.memory_used_bytes() == before


def test_a_closed_code_object_has_no_functions_and_is_not_dispatched(
    rig: Rig, card: Card, compute: Queue, host: Allocation
) -> None:
    loaded = card.load(rig.image)
    function = loaded.functions["count"]
    count(function, compute, host.gpu_address, 7)
    loaded.close()
    loaded.close()
    assert not loaded.functions
    with pytest.raises(DeviceClosed, match="count"):
        count(function, compute, host.gpu_address, 100)
    # What was recorded before runs all the same.
    run(card, compute)
    assert view(host, "<u4")[0] == 7


def test_code_that_runs_may_be_forgotten(rig: Rig, card: Card, compute: Queue, host: Allocation) -> None:
    gate = card.timeline()
    loaded = card.load(rig.image)
    compute.wait(gate, 1)
    count(loaded.functions["count"], compute, host.gpu_address, 3)
    compute.submit()
    del loaded
    gc.collect()
    card.free(card.allocate(1))
    gate.signal(1)
    run(card, compute)
    assert view(host, "<u4")[0] == 3
    gate.close()


# Timelines


def test_a_timeline_starts_at_zero_and_only_goes_up(card: Card, timeline: Timeline) -> None:
    assert timeline.value == 0
    assert timeline.wait(0, 0.0)
    assert timeline.wait(-5, 0.0)
    timeline.signal(5)
    timeline.signal(3)
    timeline.signal(5)
    assert timeline.value == 5
    for reached in (0, 4, 5):
        assert timeline.wait(reached, 0.0)
        assert timeline.wait(reached, float("inf"))
    for timeout_s in (0.0, -1.0):
        assert not timeline.wait(6, timeout_s)


def test_timelines_are_apart(card: Card) -> None:
    first, second = card.timeline(), card.timeline()
    assert first.gpu_address != second.gpu_address
    first.signal(1)
    assert second.value == 0
    first.close()
    third = card.timeline()
    assert third.value == 0
    second.close()
    third.close()


@pytest.mark.parametrize("value", [-1, LARGEST_TIMELINE_VALUE + 1, 2**64, 2**70])
def test_values_that_no_timeline_has_are_refused(
    timeline: Timeline, compute: Queue, copies: Queue, value: int
) -> None:
    uses: list[Callable[[], object]] = [lambda: timeline.signal(value)]
    for queue in (compute, copies):
        uses += [
            lambda queue=queue: queue.wait(timeline, value),  # type: ignore[misc]
            lambda queue=queue: queue.signal(timeline, value),  # type: ignore[misc]
        ]
    if value > 0:
        uses.append(lambda: timeline.wait(value, 0.0))
    for use in uses:
        with pytest.raises(InvalidArgument, match=str(value)):
            use()
    assert timeline.value == 0


@pytest.mark.parametrize("timeout_s", [0.0, 0.02, 0.15])
def test_a_wait_past_its_deadline_is_false_and_not_early(
    rig: Rig, timeline: Timeline, timeout_s: float
) -> None:
    began = time.monotonic()
    assert not timeline.wait(1, timeout_s)
    assert rig.is_paper or time.monotonic() - began >= timeout_s


def test_one_raise_wakes_every_thread_that_waits_for_no_more(rig: Rig, timeline: Timeline) -> None:
    if rig.is_paper:
        pytest.skip("no time passes on paper, so nobody waits there")
    values = [1, 5, EDGE - 1, EDGE, EDGE + 4]
    ready = threading.Barrier(len(values) + 1)
    results: list[bool] = []

    def wait(value: int) -> None:
        ready.wait()
        results.append(timeline.wait(value, DEADLINE_S))

    threads = [threading.Thread(target=wait, args=(value,)) for value in values]
    for thread in threads:
        thread.start()
    ready.wait()
    timeline.signal(EDGE + 4)
    for thread in threads:
        thread.join()
    assert results == [True] * len(values)


def test_a_closed_timeline_is_refused_by_name(card: Card, compute: Queue) -> None:
    closed = card.timeline()
    closed.close()
    closed.close()
    uses: tuple[Callable[[], object], ...] = (
        lambda: closed.value,
        lambda: closed.gpu_address,
        lambda: closed.signal(1),
        lambda: closed.wait(0, 0.0),
        lambda: compute.wait(closed, 1),
        lambda: compute.signal(closed, 1),
    )
    for use in uses:
        with pytest.raises(DeviceClosed, match="timeline"):
            use()


@pytest.mark.parametrize(
    ("value", "short_of_it"),
    [(EDGE - 1, EDGE - 2), (EDGE, EDGE - 1), (EDGE + 5, 6), (EDGE + 5, EDGE + 4), (2**62 + 1, 2**62)],
)
def test_the_host_compares_all_bits(timeline: Timeline, value: int, short_of_it: int) -> None:
    timeline.signal(short_of_it)
    assert not timeline.wait(value, 0.0)
    timeline.signal(value)
    assert timeline.value == value
    assert timeline.wait(value, 0.0)
    timeline.signal(LARGEST_TIMELINE_VALUE)
    assert timeline.wait(LARGEST_TIMELINE_VALUE, 0.0)


@pytest.mark.parametrize(
    ("value", "short_of_it", "raised_to"),
    [
        (1, 0, 1),
        # A low half that is large enough, and a high half that is not.
        (EDGE + 5, 6, EDGE + 5),
        (EDGE + 5, EDGE - 1, EDGE + 6),
        # Past the edge in one step, to a low half that is too small.
        (5, 4, EDGE),
        (EDGE - 1, EDGE - 2, EDGE + 1),
        (2**31 - 1, 2**31 - 2, EDGE + 2),
        # A difference that a comparison by its sign takes for a small one.
        (LARGEST_TIMELINE_VALUE, 0, LARGEST_TIMELINE_VALUE),
    ],
)
def test_a_queue_goes_on_once_a_timeline_is_there_and_no_sooner(
    card: Card,
    either: Queue,
    timeline: Timeline,
    host: Allocation,
    value: int,
    short_of_it: int,
    raised_to: int,
) -> None:
    if max(value, raised_to) > either.largest_timeline_value:
        _check_that_it_says_no(card, either, value, raised_to)
        return
    done = card.timeline()
    either.wait(timeline, value)
    either.fill(host.gpu_address, 8, b"x")
    either.signal(done, 1)
    either.submit()
    assert not done.wait(1, 0.02)
    timeline.signal(short_of_it)
    assert not done.wait(1, 0.02)
    assert not view(host)[:8].any()
    timeline.signal(raised_to)
    assert done.wait(1, DEADLINE_S), card.describe_state()
    assert bytes(view(host)[:8]) == b"x" * 8
    done.close()


def _check_that_it_says_no(card: Card, queue: Queue, value: int, raised_to: int) -> None:
    """A queue that sees part of a timeline: nobody raises that to what the queue cannot tell."""
    timeline, other = card.timeline(), card.compute_queue()
    if value > queue.largest_timeline_value:
        with pytest.raises(InvalidArgument, match=str(value)):
            queue.wait(timeline, value)
    else:
        queue.wait(timeline, value)
        for raise_it in (timeline.signal, lambda value: other.signal(timeline, value)):
            with pytest.raises(InvalidArgument, match=str(raised_to)):
                raise_it(raised_to)
        timeline.signal(value)
    past = card.timeline()
    past.signal(queue.largest_timeline_value + 1)
    with pytest.raises(InvalidArgument):
        queue.signal(past, 1)
    run(card, queue)
    other.close()
    past.close()
    timeline.close()


def test_queues_raise_a_timeline_over_the_edge(card: Card, compute: Queue, timeline: Timeline) -> None:
    for value in (EDGE - 2, EDGE - 1, EDGE, EDGE + 1, EDGE + 1, 2**62):
        compute.signal(timeline, value)
        compute.submit()
        assert timeline.wait(value, DEADLINE_S), card.describe_state()
        assert timeline.value == value


def test_a_queue_reaches_the_largest_value_that_it_says(
    card: Card, either: Queue, timeline: Timeline
) -> None:
    most = either.largest_timeline_value
    assert 2**32 - 1 <= most <= LARGEST_TIMELINE_VALUE
    either.signal(timeline, most)
    either.wait(timeline, most)
    run(card, either)
    assert timeline.value == most


# Queues: order


def test_work_of_a_queue_is_done_in_order(
    card: Card, code: CodeObject, compute: Queue, host: Allocation
) -> None:
    own, step = card.allocate(64), code.functions["step"]
    address, value = own.gpu_address, 0
    compute.fill(address, 64, b"\0")
    for number in range(1, 13):
        compute.dispatch(step, ONE, ONE, struct.pack("<QI", address, number))
        value = (value * number + 1) % 2**32
        if number % 3 == 0:
            compute.copy(address + 32, address, 4)
            compute.copy(address, address + 32, 4)
        if number % 4 == 0:
            compute.submit()
    compute.copy(host.gpu_address, address, 4)
    run(card, compute)
    assert view(host, "<u4")[0] == value
    card.free(own)


def test_queues_run_beside_each_other_and_wait_by_timelines(
    card: Card, code: CodeObject, compute: Queue, copies: Queue, host: Allocation
) -> None:
    there, back = card.timeline(), card.timeline()
    for number in range(1, 21):
        compute.wait(back, number - 1)
        count(code.functions["count"], compute, host.gpu_address, 1)
        compute.signal(there, number)
        compute.submit()
        copies.wait(there, number)
        copies.copy(host.gpu_address + 4 * number, host.gpu_address, 4)
        copies.signal(back, number)
        copies.submit()
    assert back.wait(20, DEADLINE_S), card.describe_state()
    assert view(host, "<u4")[:21].tolist() == [20, *range(1, 21)]
    there.close()
    back.close()


def test_a_queue_goes_past_values_that_it_or_another_has_raised_already(
    card: Card, compute: Queue, timeline: Timeline
) -> None:
    compute.signal(timeline, 3)
    compute.wait(timeline, 3)
    compute.wait(timeline, 0)
    compute.signal(timeline, 3)
    run(card, compute)
    assert timeline.value == 3


def test_what_the_host_wrote_before_it_raised_a_timeline_is_seen(
    card: Card, code: CodeObject, compute: Queue, timeline: Timeline, host: Allocation
) -> None:
    compute.wait(timeline, 1)
    count(code.functions["count"], compute, host.gpu_address, 1)
    done = card.timeline()
    compute.signal(done, 1)
    compute.submit()
    view(host, "<u4")[0] = 41
    timeline.signal(1)
    assert done.wait(1, DEADLINE_S)
    assert view(host, "<u4")[0] == 42
    done.close()


def test_nothing_to_submit_is_nothing_to_do(card: Card, either: Queue) -> None:
    either.submit()
    either.submit()
    either.replay(either.finish())
    either.submit()
    run(card, either)


# Queues: dispatches


@pytest.mark.parametrize("grid", [(1, 1, 1), (7, 1, 1), (1, 5, 1), (1, 1, 3), (3, 4, 5)])
def test_every_group_of_a_grid_runs_once(
    card: Card, code: CodeObject, compute: Queue, host: Allocation, grid: tuple[int, int, int]
) -> None:
    arguments = bytearray(struct.pack("<QI", host.gpu_address, 3))
    compute.dispatch(code.functions["count"], grid, ONE, bytes(arguments))
    run(card, compute)
    assert view(host, "<u4")[0] == 3 * grid[0] * grid[1] * grid[2]


@pytest.mark.parametrize("grid", [(0, 1, 1), (5, 0, 5), (0, 0, 0)])
def test_an_empty_grid_runs_nothing(
    card: Card, code: CodeObject, compute: Queue, host: Allocation, grid: tuple[int, int, int]
) -> None:
    compute.dispatch(code.functions["count"], grid, ONE, struct.pack("<QI", host.gpu_address, 1))
    run(card, compute)
    assert not view(host).any()


def test_a_dispatch_that_cannot_be_is_refused_by_name_and_nothing_is_recorded(
    card: Card, code: CodeObject, compute: Queue, copies: Queue, host: Allocation
) -> None:
    arguments = struct.pack("<QI", host.gpu_address, 1)
    most = card.info.limits.local_memory_bytes
    for grid, block, local_bytes in (
        ((-1, 1, 1), ONE, 0),
        ((1, 2**32, 1), ONE, 0),
        (ONE, (0, 1, 1), 0),
        (ONE, (1, -1, 1), 0),
        (ONE, (1, 1, 2**32), 0),
        (ONE, ONE, -1),
        (ONE, ONE, max(most + 1, 1 << 28)),
    ):
        with pytest.raises(InvalidArgument, match="count"):
            compute.dispatch(code.functions["count"], grid, block, arguments, local_bytes)
    with pytest.raises(InvalidArgument, match="count"):
        copies.dispatch(code.functions["count"], ONE, ONE, arguments)
    run(card, compute, copies)
    assert not view(host).any()


def test_functions_recordings_and_timelines_of_others_are_refused(
    rig: Rig, card: Card, code: CodeObject, compute: Queue, host: Allocation
) -> None:
    class Stranger:
        gpu_address = value = 0

    stranger = Function("stranger", 0, Stranger())  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="stranger"):
        compute.dispatch(stranger, ONE, ONE, b"")
    for use in (compute.wait, compute.signal):
        with pytest.raises(InvalidArgument):
            use(Stranger(), 1)  # type: ignore[arg-type]
    other = card.compute_queue()
    recording = other.finish()
    for wrong in (recording, Stranger()):
        with pytest.raises(InvalidArgument, match="another queue"):
            compute.replay(wrong)  # type: ignore[arg-type]
    other.close()


# Queues: copies and fills


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, 40),
    source=st.integers(0, 40),
    size=st.one_of(st.integers(0, 40), st.integers(0, 3000)),
    length=st.sampled_from(PATTERN_BYTES),
    is_uniform=st.booleans(),
    seed=st.integers(0, 255),
)
def test_copies_and_fills_touch_what_they_should_and_nothing_else(
    card: Card,
    either: Queue,
    host: Allocation,
    start: int,
    source: int,
    size: int,
    length: int,
    is_uniform: bool,
    seed: int,
) -> None:
    memory = view(host)
    before = np.arange(HOST_BYTES // 2, dtype="<u2").view("u1").copy()
    memory[:] = before
    pattern = bytes((seed + (0 if is_uniform else 3 * i)) % 256 for i in range(length))
    either.copy(host.gpu_address + start, host.gpu_address + 4096 + source, size)
    either.fill(host.gpu_address + 8192 + start, size, pattern)
    run(card, either)
    after = before.copy()
    after[start : start + size] = before[4096 + source : 4096 + source + size]
    after[8192 + start : 8192 + start + size] = np.resize(np.frombuffer(pattern, "u1"), size)
    assert np.array_equal(memory, after)


def test_copies_go_between_the_cards_memory_and_the_hosts(
    card: Card, either: Queue, host: Allocation
) -> None:
    own, second = card.allocate(1 << 15), card.allocate(1 << 15)
    random = np.random.default_rng(1).integers(0, 256, 1 << 15, dtype=np.uint8)
    view(host)[: 1 << 15] = random
    either.copy(own.gpu_address, host.gpu_address, 1 << 15)
    either.copy(second.gpu_address, own.gpu_address, 1 << 15)
    either.copy(host.gpu_address + (1 << 15), second.gpu_address, 1 << 15)
    run(card, either)
    assert np.array_equal(view(host)[1 << 15 :], random)
    card.free(own)
    card.free(second)


def test_neighbouring_ranges_do_not_overlap(card: Card, either: Queue, host: Allocation) -> None:
    view(host)[:16] = np.arange(16)
    either.copy(host.gpu_address + 16, host.gpu_address, 16)
    either.copy(host.gpu_address + 32, host.gpu_address + 48, 16)
    run(card, either)
    assert view(host)[16:32].tolist() == list(range(16))


def test_what_cannot_be_copied_filled_or_stamped_is_refused(
    card: Card, either: Queue, host: Allocation
) -> None:
    at = host.gpu_address
    for distance in (0, 1, 15):
        for to, source in ((at + distance, at), (at, at + distance)):
            with pytest.raises(InvalidArgument, match="overlap"):
                either.copy(to, source, 16)
    with pytest.raises(InvalidArgument, match="-1"):
        either.copy(at, at + 16, -1)
    with pytest.raises(InvalidArgument, match="-1"):
        either.fill(at, -1, b"x")
    for length in (0, 3, 5, 12, 32):
        for size in (0, 96):
            with pytest.raises(InvalidArgument, match=f"{length} bytes"):
                either.fill(at, size, b"x" * length)
    for shift in (1, 4):
        with pytest.raises(InvalidArgument, match="multiple of 8"):
            either.timestamp(at + shift)
    # No bytes are fine wherever they are.
    either.copy(at, at, 0)
    either.copy(0, 8, 0)
    either.fill(0, 0, b"x")
    run(card, either)
    assert not view(host).any()


def test_timestamps_go_up_in_every_queue(card: Card, compute: Queue, copies: Queue, host: Allocation) -> None:
    assert card.clock_period_ns > 0
    for number in range(3):
        for queue, at in ((compute, 0), (copies, 8)):
            queue.timestamp(host.gpu_address + 16 * number + at)
            run(card, queue)
    stamps = view(host, "<u8")[:6].astype(object).tolist()
    assert stamps == sorted(stamps)
    assert stamps[0] > 0
    assert (stamps[-1] - stamps[0]) * card.clock_period_ns < DEADLINE_S * 1e9


# Recordings


def test_a_recording_runs_as_often_as_it_is_replayed(
    card: Card, code: CodeObject, compute: Queue, timeline: Timeline, host: Allocation
) -> None:
    at, function = host.gpu_address, code.functions["count"]
    compute.fill(at + 8, 8, b"\1")
    count(function, compute, at, 1, groups=2)
    compute.wait(timeline, 1)
    compute.copy(at + 16, at, 4)
    count(function, compute, at, 10)
    compute.timestamp(at + 24)
    compute.signal(timeline, 2)
    recording = compute.finish()
    run(card, compute)
    assert not view(host).any()
    timeline.signal(1)
    for _ in range(3):
        compute.replay(recording)
    run(card, compute)
    seen = view(host, "<u4")
    assert (seen[0], seen[2], seen[3], seen[4]) == (36, 0x01010101, 0x01010101, 26)
    assert view(host, "<u8")[3] > 0
    assert timeline.value == 2


def test_arguments_are_patched_by_the_number_of_their_dispatch(
    card: Card, code: CodeObject, compute: Queue, host: Allocation
) -> None:
    at, function = host.gpu_address, code.functions["count"]
    compute.fill(at + 8, 8, b"\1")
    count(function, compute, at, 1)
    count(function, compute, at, 1000, groups=0)
    compute.copy(at + 16, at + 8, 8)
    count(function, compute, at, 10)
    recording = compute.finish()
    compute.replay(recording)
    run(card, compute)
    assert view(host, "<u4")[0] == 11
    recording.patch(0, 8, struct.pack("<I", 5))
    recording.patch(1, 8, struct.pack("<I", 7))
    recording.patch(2, 0, struct.pack("<QI", at + 4, 70))
    recording.patch(0, 12, b"")
    compute.replay(recording)
    compute.replay(recording)
    run(card, compute)
    assert view(host, "<u4")[:2].tolist() == [21, 140]


@pytest.mark.parametrize(
    ("dispatch", "offset", "size"),
    [(2, 0, 1), (-1, 0, 1), (0, 12, 1), (0, -1, 1), (0, 0, 13), (1, 13, 0), (0, 8, 8)],
)
def test_a_patch_out_of_range_is_refused(
    card: Card,
    code: CodeObject,
    compute: Queue,
    host: Allocation,
    dispatch: int,
    offset: int,
    size: int,
) -> None:
    for _ in range(2):
        count(code.functions["count"], compute, host.gpu_address, 1)
    recording = compute.finish()
    with pytest.raises(IndexOutOfRange, match="cannot patch"):
        recording.patch(dispatch, offset, bytes(size))
    compute.replay(recording)
    run(card, compute)
    assert view(host, "<u4")[0] == 2


def test_a_recording_of_copies_has_no_dispatches_and_keeps_its_patterns(
    card: Card, either: Queue, host: Allocation
) -> None:
    at = host.gpu_address
    either.fill(at + 3, 21, b"abcdefgh")
    either.copy(at + 64, at, 32)
    recording = either.finish()
    for number in range(300):
        either.fill(at + 101, 999, bytes([number % 256, 7]))
    run(card, either)
    either.replay(recording)
    run(card, either)
    pattern = (b"abcdefgh" * 3)[:21]
    assert bytes(view(host)[3:24]) == pattern
    assert bytes(view(host)[67:88]) == pattern
    with pytest.raises(IndexOutOfRange, match="0"):
        recording.patch(0, 0, b"")


def test_a_recording_may_replay_others(
    card: Card, code: CodeObject, compute: Queue, host: Allocation
) -> None:
    at, function = host.gpu_address, code.functions["count"]
    count(function, compute, at, 1)
    inner = compute.finish()
    compute.replay(inner)
    count(function, compute, at + 4, 100)
    compute.replay(inner)
    outer = compute.finish()
    compute.replay(outer)
    compute.replay(inner)
    outermost = compute.finish()
    outer.patch(0, 8, struct.pack("<I", 50))
    inner.close()
    outer.close()
    compute.replay(outermost)
    compute.replay(outermost)
    run(card, compute)
    assert view(host, "<u4")[:2].tolist() == [6, 100]


def test_a_recording_may_be_closed_while_it_runs(
    card: Card, code: CodeObject, compute: Queue, timeline: Timeline, host: Allocation
) -> None:
    count(code.functions["count"], compute, host.gpu_address, 9)
    recording = compute.finish()
    compute.wait(timeline, 1)
    compute.replay(recording)
    compute.submit()
    compute.replay(recording)
    recording.close()
    recording.close()
    gc.collect()
    timeline.signal(1)
    run(card, compute)
    assert view(host, "<u4")[0] == 18
    for use in (lambda: compute.replay(recording), lambda: recording.patch(0, 0, b"x")):
        with pytest.raises(DeviceClosed, match="recording"):
            use()


# The end


def test_a_queue_is_closed_once_its_work_is_done_and_not_before(
    rig: Rig, card: Card, code: CodeObject, host: Allocation
) -> None:
    queue = card.compute_queue()
    for _ in range(50):
        count(code.functions["count"], queue, host.gpu_address, 1)
    queue.submit()
    count(code.functions["count"], queue, host.gpu_address, 1000)
    recording = queue.finish()
    count(code.functions["count"], queue, host.gpu_address, 100000)
    queue.close()
    queue.close()
    assert view(host, "<u4")[0] == 50
    with pytest.raises(DeviceClosed):
        recording.patch(0, 0, b"x")
    recording.close()
    for use in (lambda: queue.replay(recording), queue.finish, lambda: _submit_fill(queue, host)):
        with pytest.raises(DeviceClosed):
            use()
    run(card, other := card.compute_queue())
    other.close()
    assert view(host, "<u4")[0] == 50


def _submit_fill(queue: Queue, memory: Allocation) -> None:
    queue.fill(memory.gpu_address, 8, b"\1")
    queue.submit()


def test_a_card_takes_all_that_it_made_with_it(rig: Rig) -> None:
    card = rig.open()
    queue, copies, timeline = card.compute_queue(), card.copy_queue(), card.timeline()
    memory, loaded = card.allocate(1 << 16, host=True), card.load(rig.image)
    function = loaded.functions["count"]
    view(memory)[:] = 0
    count(function, queue, memory.gpu_address, 1)
    queue.signal(timeline, 1)
    queue.submit()
    recording = queue.finish()
    assert card.reaches(card)
    card.close()
    card.close()
    assert card.memory_used_bytes() == 0
    assert not card.reaches(card)
    assert not rig.card.reaches(card)
    assert "closed" in card.describe_state()
    assert card.info.arch == rig.card.info.arch
    card.free(memory)
    uses: tuple[Callable[[], object], ...] = (
        lambda: card.allocate(1),
        lambda: card.load(rig.image),
        card.timeline,
        card.compute_queue,
        card.copy_queue,
        lambda: timeline.value,
        lambda: timeline.signal(2),
        lambda: timeline.wait(1, 0.0),
        lambda: queue.replay(recording),
        lambda: recording.patch(0, 0, b""),
        queue.finish,
        copies.finish,
        lambda: _submit_fill(copies, memory),
    )
    for use in uses:
        with pytest.raises(DeviceClosed):
            use()
    for resource in (queue, copies, timeline, loaded, recording):
        resource.close()


def test_no_card_reaches_what_is_none(card: Card) -> None:
    assert card.reaches(card)
    assert not card.reaches(object())  # type: ignore[arg-type]
    assert isinstance(card.survives_fork, bool)


def test_the_state_of_a_card_is_told_while_it_works(
    rig: Rig, card: Card, code: CodeObject, compute: Queue, host: Allocation
) -> None:
    assert card.describe_state()
    done = card.timeline()
    compute.dispatch(code.functions["linger"], ONE, ONE, struct.pack("<Q", host.gpu_address))
    compute.signal(done, 1)
    compute.submit()
    try:
        assert not done.wait(1, 0.1)
        assert rig.is_paper or "linger" in card.describe_state()
    finally:
        view(host, "<u4")[0] = 1
    assert done.wait(1, DEADLINE_S)
    done.close()


def test_a_card_survives_use_by_many_threads(rig: Rig, card: Card, code: CodeObject) -> None:
    if rig.is_paper:
        pytest.skip("no time passes on paper, so nobody waits there")
    failures: list[BaseException] = []

    def work() -> None:
        try:
            queue, timeline, memory = card.compute_queue(), card.timeline(), card.allocate(64, host=True)
            view(memory)[:] = 0
            loaded = card.load(rig.image)
            for number in range(1, 11):
                count(loaded.functions["count"], queue, memory.gpu_address, 1, groups=2)
                queue.signal(timeline, number)
                queue.submit()
                assert timeline.wait(number, DEADLINE_S)
                assert view(memory, "<u4")[0] == 2 * number
            queue.close()
            timeline.close()
            loaded.close()
            card.free(memory)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
