"""Queues of a card, real or simulated: grids, order, copies, fills, waits between queues, recordings."""

from __future__ import annotations

import gc
import struct
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.drivers import kernel
from barewire.drivers.errors import DeviceClosed, InvalidArgument
from barewire.drivers.interface import Allocation, Dimensions
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.code_object import NvidiaCodeObject
from barewire.drivers.nvidia.queue import NvidiaQueue

from . import kernels

ONE = (1, 1, 1)
DEADLINE_S = 30.0
HOST_BYTES = 1 << 16


@pytest.fixture
def compute(card: NvidiaCard) -> Iterator[NvidiaQueue]:
    queue = card.compute_queue()
    yield queue
    queue.close()


@pytest.fixture
def copies(card: NvidiaCard) -> Iterator[NvidiaQueue]:
    queue = card.copy_queue()
    yield queue
    queue.close()


@pytest.fixture
def host(card: NvidiaCard) -> Iterator[Allocation]:
    memory = card.allocate(HOST_BYTES, host=True)
    numbers(memory)[:] = 0
    yield memory
    card.free(memory)


@pytest.fixture
def video(card: NvidiaCard) -> Iterator[Allocation]:
    memory = card.allocate(HOST_BYTES)
    yield memory
    card.free(memory)


def numbers(memory: Allocation, dtype: str = "<u4") -> np.ndarray:
    assert memory.host_address is not None
    return np.frombuffer(kernel.buffer(memory.host_address, memory.size_bytes // 8 * 8), dtype)


def finish(card: NvidiaCard, *queues: NvidiaQueue) -> None:
    for queue in queues:
        queue.submit()
        assert queue.idle(DEADLINE_S), card.describe_state()


def test_a_kernel_runs_on_the_cards_memory_between_two_copies(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation, video: Allocation
) -> None:
    count = 1000
    x, y = np.random.default_rng(1).random((2, count), dtype=np.float32)
    seen = numbers(host, "<f4")
    seen[:count], seen[4096 : 4096 + count] = x, y
    compute.copy(video.gpu_address, host.gpu_address, HOST_BYTES)
    arguments = struct.pack("<QQfI", video.gpu_address, video.gpu_address + 16384, 2.5, count)
    compute.dispatch(code.functions["axpy"], (8, 1, 1), (128, 1, 1), arguments)
    compute.copy(host.gpu_address, video.gpu_address, HOST_BYTES)
    finish(card, compute)
    assert np.array_equal(seen[4096 : 4096 + count], x * np.float32(2.5) + y)
    assert not seen[4096 + count : 4096 + 1024].any()


@pytest.mark.parametrize(
    ("grid", "block"),
    [
        ((1, 1, 1), (1, 1, 1)),
        ((7, 1, 1), (33, 1, 1)),
        ((3, 4, 5), (8, 4, 2)),
        ((1, 9, 1), (1, 1, 64)),
        ((2, 1, 3), (1024, 1, 1)),
    ],
)
def test_every_block_and_thread_runs_once_and_knows_where_it_is(
    card: NvidiaCard,
    code: NvidiaCodeObject,
    compute: NvidiaQueue,
    host: Allocation,
    grid: Dimensions,
    block: Dimensions,
) -> None:
    threads, groups = int(np.prod(block)), int(np.prod(grid))
    compute.dispatch(code.functions["describe"], grid, block, struct.pack("<Q", host.gpu_address))
    finish(card, compute)
    at = np.arange(groups * threads)
    expected = np.zeros(HOST_BYTES // 4, np.uint32)
    expected[: groups * threads] = at // threads * 1024 + at % threads
    assert np.array_equal(numbers(host), expected)


def test_an_empty_grid_runs_nothing(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation
) -> None:
    for grid in ((0, 1, 1), (5, 0, 5), (0, 0, 0)):
        compute.dispatch(code.functions["add_one"], grid, ONE, struct.pack("<QI", host.gpu_address, 1))
    finish(card, compute)
    assert numbers(host)[0] == 0


def test_a_kernel_without_arguments_runs(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue
) -> None:
    compute.dispatch(code.functions["nothing"], (3, 1, 1), (64, 1, 1), b"")
    finish(card, compute)


def test_threads_of_a_block_share_memory(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation
) -> None:
    numbers(host)[:256] = np.arange(256)
    arguments = struct.pack("<Q", host.gpu_address)
    compute.dispatch(code.functions["reverse"], ONE, (256, 1, 1), arguments, local_bytes=1024)
    finish(card, compute)
    assert np.array_equal(numbers(host)[:256], np.arange(256)[::-1])


def test_a_block_has_as_much_shared_memory_as_the_card_says(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation
) -> None:
    most = card.info.limits.local_memory_bytes
    assert most > 48 << 10
    touch = code.functions["touch_last"]
    for size in (1024, most):
        arguments = struct.pack("<QQ", host.gpu_address, size)
        compute.dispatch(touch, ONE, ONE, arguments, local_bytes=size)
        finish(card, compute)
        assert numbers(host)[0] == 7
        numbers(host)[0] = 0
    with pytest.raises(InvalidArgument, match=r"touch_last.*shared memory"):
        compute.dispatch(touch, ONE, ONE, struct.pack("<QQ", host.gpu_address, 8), local_bytes=most + 1)


def test_the_report_of_the_compiler_is_with_the_kernel(card: NvidiaCard, code: NvidiaCodeObject) -> None:
    axpy = code.functions["axpy"]
    assert axpy.registers is not None and 0 < axpy.registers <= 255
    assert (axpy.local_bytes, axpy.private_bytes) == (0, 0)
    assert axpy.resident_groups((128, 1, 1)) > 1
    fewer = axpy.resident_groups((128, 1, 1), card.info.limits.local_memory_bytes)
    assert fewer == 1


def test_work_of_a_queue_runs_in_order(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation, video: Allocation
) -> None:
    add = code.functions["add_one"]
    compute.fill(video.gpu_address, 400, struct.pack("<I", 100))
    for what in range(20):
        compute.dispatch(add, (5, 1, 1), (32, 1, 1), struct.pack("<QI", video.gpu_address, what))
        compute.copy(host.gpu_address + 4 * what, video.gpu_address, 4)
    compute.copy(video.gpu_address + 200, video.gpu_address, 4)
    compute.copy(host.gpu_address + 1000, video.gpu_address, 400)
    finish(card, compute)
    steps = 100 + 160 * np.cumsum(np.arange(20))
    assert np.array_equal(numbers(host)[:20], steps)
    assert (numbers(host)[250], numbers(host)[300]) == (steps[-1], steps[-1])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.integers(0, 3000),
    offset=st.integers(0, 40),
    unit=st.sampled_from([1, 2, 4, 8, 16]),
    repeat=st.booleans(),
    random=st.randoms(use_true_random=False),
)
def test_fills_touch_what_they_should_and_nothing_else(
    card: NvidiaCard,
    compute: NvidiaQueue,
    host: Allocation,
    size: int,
    offset: int,
    unit: int,
    repeat: bool,
    random: object,
) -> None:
    pattern = (b"\x5a" * unit) if repeat else bytes(random.randbytes(unit))  # type: ignore[attr-defined]
    seen = numbers(host, "<u1")
    seen[:] = 0
    compute.fill(host.gpu_address + offset, size, pattern)
    finish(card, compute)
    expected = np.zeros(HOST_BYTES, np.uint8)
    expected[offset : offset + size] = np.frombuffer((pattern * (size // unit + 1))[:size], np.uint8)
    assert np.array_equal(seen, expected)


def test_a_copy_queue_fills_and_stamps_too_and_runs_no_kernels_of_others(
    card: NvidiaCard, code: NvidiaCodeObject, copies: NvidiaQueue, host: Allocation
) -> None:
    copies.fill(host.gpu_address + 8, 24, b"12345678")
    copies.timestamp(host.gpu_address)
    finish(card, copies)
    assert numbers(host, "<u1")[8:32].tobytes() == b"12345678" * 3
    assert numbers(host, "<u8")[0] != 0
    with pytest.raises(InvalidArgument, match="add_one"):
        copies.dispatch(code.functions["add_one"], ONE, ONE, bytes(12))


def test_what_cannot_be_copied_or_filled_is_refused(compute: NvidiaQueue, video: Allocation) -> None:
    with pytest.raises(InvalidArgument, match="overlap"):
        compute.copy(video.gpu_address, video.gpu_address + 8, 16)
    for pattern in (b"", b"abc", bytes(32)):
        with pytest.raises(InvalidArgument, match=f"{len(pattern)} bytes"):
            compute.fill(video.gpu_address, 96, pattern)
    compute.copy(video.gpu_address, video.gpu_address, 0)


def test_a_queue_waits_for_another_and_for_the_host(
    card: NvidiaCard,
    code: NvidiaCodeObject,
    compute: NvidiaQueue,
    copies: NvidiaQueue,
    host: Allocation,
    video: Allocation,
) -> None:
    start, filled, copied = card.timeline(), card.timeline(), card.timeline()
    copies.wait(filled, 1)
    copies.copy(host.gpu_address, video.gpu_address, 64)
    copies.signal(copied, 1)
    copies.submit()
    compute.wait(start, 5)
    compute.fill(video.gpu_address, 64, b"\x07")
    compute.signal(filled, 1)
    compute.submit()
    assert not copied.wait(1, 0.05)
    assert (start.value, filled.value) == (0, 0)
    start.signal(5)
    assert copied.wait(1, DEADLINE_S), card.describe_state()
    assert (numbers(host, "<u1")[:64] == 7).all()
    for timeline in (start, filled, copied):
        timeline.close()


def test_a_thousand_submissions_of_two_queues_that_wait_for_each_other_arrive(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, copies: NvidiaQueue, host: Allocation
) -> None:
    here, there = card.timeline(), card.timeline()
    arguments = struct.pack("<QI", host.gpu_address, 1)
    for number in range(1, 501):
        compute.wait(there, number - 1)
        compute.dispatch(code.functions["add_one"], ONE, ONE, arguments)
        compute.signal(here, number)
        compute.submit()
        copies.wait(here, number)
        copies.copy(host.gpu_address + 8, host.gpu_address, 4)
        copies.signal(there, number)
        copies.submit()
    assert there.wait(500, DEADLINE_S), card.describe_state()
    assert numbers(host)[[0, 2]].tolist() == [500, 500]
    here.close()
    there.close()


def test_a_recording_replays_with_patched_arguments_and_may_go_while_it_runs(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation
) -> None:
    add, timeline = code.functions["add_one"], card.timeline()
    compute.fill(host.gpu_address, 16, b"\x00")
    compute.dispatch(add, (2, 1, 1), ONE, struct.pack("<QI", host.gpu_address, 1))
    compute.copy(host.gpu_address + 8, host.gpu_address, 4)
    compute.dispatch(add, ONE, ONE, struct.pack("<QI", host.gpu_address + 4, 10))
    recording = compute.finish()
    assert numbers(host)[:4].tolist() == [0, 0, 0, 0]
    compute.replay(recording)
    compute.signal(timeline, 1)
    compute.submit()
    assert timeline.wait(1, DEADLINE_S), card.describe_state()
    assert numbers(host)[:4].tolist() == [2, 10, 2, 0]
    recording.patch(0, 8, struct.pack("<I", 7))
    recording.patch(1, 0, struct.pack("<Q", host.gpu_address + 12))
    compute.replay(recording)
    compute.submit()
    recording.close()
    gc.collect()
    assert compute.idle(DEADLINE_S)
    assert numbers(host)[:4].tolist() == [14, 0, 14, 10]
    timeline.close()


def test_a_patch_while_a_replay_waits_changes_later_replays_only(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation
) -> None:
    gate = card.timeline()
    compute.dispatch(code.functions["add_one"], ONE, ONE, struct.pack("<QI", host.gpu_address, 1))
    recording = compute.finish()
    compute.wait(gate, 1)
    for value in range(1, 4):
        recording.patch(0, 0, struct.pack("<QI", host.gpu_address + 4 * value, value))
        compute.replay(recording)
        compute.submit()
    gate.signal(1)
    assert compute.idle(DEADLINE_S)
    assert numbers(host)[:4].tolist() == [0, 1, 2, 3]
    gate.close()


def test_timestamps_go_up_as_the_hosts_nanoseconds_do(
    card: NvidiaCard, compute: NvidiaQueue, host: Allocation
) -> None:
    never = card.timeline()
    before = time.perf_counter_ns()
    compute.timestamp(host.gpu_address)
    finish(card, compute)
    assert not never.wait(1, 0.05)
    compute.timestamp(host.gpu_address + 8)
    finish(card, compute)
    after = time.perf_counter_ns()
    first, second = (int(stamp) for stamp in numbers(host, "<u8")[:2])
    elapsed = (second - first) * card.clock_period_ns
    # The coarsest of these clocks goes up every 1.024 microseconds; the rest is how far two clocks may part.
    slack = 2e3 + 1e-3 * (after - before)
    assert 50e6 - slack < elapsed < after - before + slack
    never.close()


def test_a_code_object_may_go_while_its_kernel_waits(
    card: NvidiaCard, compute: NvidiaQueue, host: Allocation
) -> None:
    compiler = card.info.compiler
    assert compiler is not None
    gate, code = card.timeline(), card.load(kernels.image(compiler))
    compute.wait(gate, 1)
    compute.dispatch(code.functions["add_one"], ONE, ONE, struct.pack("<QI", host.gpu_address, 3))
    compute.submit()
    code.close()
    del code
    gc.collect()
    card.free(card.allocate(1))
    gate.signal(1)
    assert compute.idle(DEADLINE_S)
    assert numbers(host)[0] == 3
    gate.close()


def test_threads_record_on_queues_of_their_own(
    card: NvidiaCard, code: NvidiaCodeObject, host: Allocation
) -> None:
    failures: list[BaseException] = []

    def work(place: int) -> None:
        try:
            queue, timeline = card.compute_queue(), card.timeline()
            arguments = struct.pack("<QI", host.gpu_address + 4 * place, 1)
            for number in range(1, 101):
                queue.dispatch(code.functions["add_one"], (3, 1, 1), ONE, arguments)
                queue.signal(timeline, number)
                queue.submit()
                assert timeline.wait(number, DEADLINE_S)
                assert numbers(host)[place] == 3 * number
            queue.close()
            timeline.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_closed_queue_refuses_work_and_the_card_goes_on(
    card: NvidiaCard, code: NvidiaCodeObject, compute: NvidiaQueue, host: Allocation
) -> None:
    closed = card.compute_queue()
    arguments = struct.pack("<QI", host.gpu_address, 1)
    closed.dispatch(code.functions["add_one"], ONE, ONE, arguments)
    closed.close()
    closed.close()
    closed.dispatch(code.functions["add_one"], ONE, ONE, arguments)
    with pytest.raises(DeviceClosed, match=closed.name):
        closed.submit()
    compute.dispatch(code.functions["add_one"], (9, 1, 1), ONE, arguments)
    finish(card, compute)
    assert numbers(host)[0] == 9
