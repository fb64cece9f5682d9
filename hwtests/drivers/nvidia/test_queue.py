"""Queues of a card, real or simulated: grids, order, copies, fills, waits between queues, recordings."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.errors import InvalidArgument
from barewire.drivers.interface import Allocation, Dimensions
from barewire.drivers.nvidia.card import NvidiaCard
from barewire.drivers.nvidia.code_object import NvidiaCodeObject
from barewire.drivers.nvidia.queue import NvidiaQueue

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
