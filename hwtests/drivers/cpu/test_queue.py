"""Queues: grids, order, copies, fills, waits between queues, recordings, the ring."""

from __future__ import annotations

import struct
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.drivers import kernel
from barewire.drivers.checks import PATTERN_BYTES
from barewire.drivers.cpu import queue as cpu_queue
from barewire.drivers.cpu.abi import LOCAL_BYTES_MAX
from barewire.drivers.cpu.card import CpuCard
from barewire.drivers.cpu.code_object import CpuCodeObject
from barewire.drivers.cpu.queue import RING_SLOTS, CpuQueue
from barewire.drivers.errors import DeviceClosed, DeviceHang, InvalidArgument
from barewire.drivers.interface import Allocation

ONE = (1, 1, 1)
DEADLINE_S = 20.0


def finish(card: CpuCard, *queues: CpuQueue) -> None:
    for queue in queues:
        queue.submit()
        assert queue.idle(DEADLINE_S), card.describe_state()


def array(allocation: Allocation, dtype: str, count: int) -> np.ndarray:
    size = np.dtype(dtype).itemsize * count
    return np.frombuffer(kernel.buffer(allocation.gpu_address, size), dtype)


@pytest.mark.parametrize(
    "grid", [(1, 1, 1), (7, 1, 1), (1, 9, 1), (1, 1, 5), (3, 4, 5), (64, 33, 2), (5000, 1, 1)]
)
def test_every_workgroup_runs_once_and_knows_where_it_is(
    card: CpuCard, kernels: CpuCodeObject, grid: tuple[int, int, int]
) -> None:
    count = grid[0] * grid[1] * grid[2]
    out = card.allocate(48 * count)
    queue = card.compute_queue()
    queue.dispatch(kernels.functions["describe"], grid, (8, 4, 2), struct.pack("<Q", out.gpu_address))
    finish(card, queue)
    seen = array(out, "<u4", 12 * count).reshape(grid[2], grid[1], grid[0], 12)
    z, y, x = np.indices(grid[::-1])
    assert np.array_equal(seen[..., :3], np.stack([x, y, z], -1))
    assert (seen[..., 3:6] == grid).all()
    assert (seen[..., 6:9] == (8, 4, 2)).all()
    assert (seen[..., 9] < card.info.compute_units).all()
    assert (seen[..., 10] % 64 == 0).all()


def test_workgroups_are_counted_exactly_when_dispatches_follow_closely(
    card: CpuCard, kernels: CpuCodeObject
) -> None:
    """Sharing starts and ends thousands of times while workers come and go."""
    counter = card.allocate(8)
    queue = card.compute_queue()
    arguments = struct.pack("<QQ", counter.gpu_address, 1)
    grids = [1, 2, 3, 5, 17, 64, 301, 1000, 2, 4000] * 300
    for grid in grids:
        queue.dispatch(kernels.functions["count"], (grid, 1, 1), ONE, arguments)
    finish(card, queue)
    assert array(counter, "<u8", 1)[0] == sum(grids)


def test_an_empty_grid_runs_nothing(card: CpuCard, kernels: CpuCodeObject) -> None:
    counter = card.allocate(8)
    queue = card.compute_queue()
    for grid in ((0, 1, 1), (5, 0, 5), (0, 0, 0)):
        queue.dispatch(kernels.functions["count"], grid, ONE, struct.pack("<QQ", counter.gpu_address, 1))
    finish(card, queue)
    assert array(counter, "<u8", 1)[0] == 0


def test_packets_of_a_queue_run_in_order(card: CpuCard, kernels: CpuCodeObject) -> None:
    data = card.allocate(4 * 100)
    queue = card.compute_queue()
    increment = kernels.functions["increment"]
    arguments = struct.pack("<QQ", data.gpu_address, data.gpu_address)
    queue.fill(data.gpu_address, 400, struct.pack("<f", 2.0))
    for _ in range(5):
        queue.dispatch(increment, (100, 1, 1), ONE, arguments)
    queue.copy(data.gpu_address + 200, data.gpu_address, 200)
    queue.dispatch(increment, (50, 1, 1), ONE, arguments)
    finish(card, queue)
    assert array(data, "<f4", 100).tolist() == [8.0] * 50 + [7.0] * 50


def test_each_thread_has_scratch_of_its_own(card: CpuCard, kernels: CpuCodeObject) -> None:
    out = card.allocate(8 * 64)
    queue = card.compute_queue()
    arguments = struct.pack("<Q", out.gpu_address)
    queue.dispatch(kernels.functions["scratch"], (64, 1, 1), ONE, arguments, local_bytes=1 << 20)
    finish(card, queue)
    assert np.array_equal(array(out, "<u8", 64), np.arange(64, dtype=np.uint64) * 131072)


def test_a_kernel_calls_the_mathematics_library(card: CpuCard, kernels: CpuCodeObject) -> None:
    value = card.allocate(4)
    array(value, "<f4", 1)[0] = 1.0
    queue = card.compute_queue()
    queue.dispatch(kernels.functions["exponential"], ONE, ONE, struct.pack("<Q", value.gpu_address))
    finish(card, queue)
    assert array(value, "<f4", 1)[0] == pytest.approx(np.exp(np.float32(1.0)), rel=1e-7)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.one_of(st.integers(0, 70000), st.integers(1 << 20, 5 << 20)),
    shift=st.integers(0, 65),
    distance=st.integers(0, 3000),
)
def test_copies_of_any_size_and_alignment_are_exact(
    card: CpuCard, size: int, shift: int, distance: int
) -> None:
    distance += size
    memory = card.allocate(shift + distance + size + 64)
    view = array(memory, "u1", memory.size_bytes)
    view[:] = np.random.default_rng(size).integers(0, 256, memory.size_bytes, dtype=np.uint8)
    expected = view.copy()
    expected[shift + distance : shift + distance + size] = expected[shift : shift + size].copy()
    queue = card.copy_queue()
    source = memory.gpu_address + shift
    queue.copy(source + distance, source, size)
    finish(card, queue)
    assert np.array_equal(view, expected)
    queue.close()
    card.free(memory)


def test_a_large_copy_between_two_places_is_exact(card: CpuCard) -> None:
    size = (9 << 20) + 13
    source, target = card.allocate(size), card.allocate(size + 1)
    array(source, "u1", size)[:] = np.random.default_rng(1).integers(0, 256, size, dtype=np.uint8)
    queue = card.copy_queue()
    queue.copy(target.gpu_address, source.gpu_address, size)
    finish(card, queue)
    assert np.array_equal(array(target, "u1", size), array(source, "u1", size))
    assert array(target, "u1", size + 1)[size] == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.one_of(st.integers(0, 5000), st.integers(1 << 20, 3 << 20)),
    pattern=st.sampled_from(PATTERN_BYTES).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
)
def test_fills_repeat_any_pattern_and_stop_at_the_size(card: CpuCard, size: int, pattern: bytes) -> None:
    memory = card.allocate(size + 1)
    queue = card.compute_queue()
    queue.fill(memory.gpu_address, size, pattern)
    finish(card, queue)
    expected = (pattern * (size // len(pattern) + 1))[:size] + b"\0"
    assert bytes(kernel.buffer(memory.gpu_address, size + 1)) == expected
    queue.close()
    card.free(memory)


def test_queues_work_at_the_same_time(card: CpuCard, kernels: CpuCodeObject) -> None:
    """The compute queue is held by a kernel that only the copy queue's work lets go on."""
    flag = card.allocate(8)
    compute, copies = card.compute_queue(), card.copy_queue()
    compute.dispatch(kernels.functions["linger"], ONE, ONE, struct.pack("<Q", flag.gpu_address))
    compute.submit()
    copies.fill(flag.gpu_address, 8, b"\1")
    finish(card, copies, compute)


def test_timestamps_are_of_the_host_clock_and_in_order(card: CpuCard, kernels: CpuCodeObject) -> None:
    times = card.allocate(16)
    queue = card.compute_queue()
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    queue.timestamp(times.gpu_address)
    arguments = struct.pack("<Q", card.allocate(64 * 8).gpu_address)
    queue.dispatch(kernels.functions["scratch"], (8, 1, 1), ONE, arguments)
    queue.timestamp(times.gpu_address + 8)
    finish(card, queue)
    first, second = (int(value) for value in array(times, "<u8", 2))
    assert before <= first < second <= time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def test_the_ring_wraps_with_packets_of_every_length(card: CpuCard, kernels: CpuCodeObject) -> None:
    counter = card.allocate(8)
    queue = card.compute_queue()
    expected = 0
    for number in range(10_000):
        arguments = struct.pack("<QQ", counter.gpu_address, number) + bytes(number % 40 * 8)
        queue.dispatch(kernels.functions["count"], ONE, ONE, arguments)
        queue.submit()
        expected += number
    finish(card, queue)
    assert array(counter, "<u8", 1)[0] == expected


def test_one_submission_may_be_many_times_the_ring(card: CpuCard, kernels: CpuCodeObject) -> None:
    counter = card.allocate(8)
    queue = card.compute_queue()
    for _ in range(3 * RING_SLOTS):
        queue.dispatch(
            kernels.functions["count"], ONE, ONE, struct.pack("<QQ", counter.gpu_address, 1) + bytes(100)
        )
    finish(card, queue)
    assert array(counter, "<u8", 1)[0] == 3 * RING_SLOTS


def test_what_runs_may_be_closed_meanwhile(card: CpuCard, kernels: CpuCodeObject) -> None:
    flag, counter = card.allocate(8), card.allocate(8)
    queue = card.compute_queue()
    queue.dispatch(kernels.functions["linger"], ONE, ONE, struct.pack("<Q", flag.gpu_address))
    queue.submit()
    queue.dispatch(kernels.functions["count"], ONE, ONE, struct.pack("<QQ", counter.gpu_address, 1))
    recording = queue.finish()
    queue.replay(recording)
    queue.submit()
    recording.close()
    kernels.close()
    array(flag, "<u8", 1)[0] = 1
    finish(card, queue)
    assert array(counter, "<u8", 1)[0] == 1
    with pytest.raises(DeviceClosed, match="recording"):
        queue.replay(recording)
    with pytest.raises(DeviceClosed, match="recording"):
        recording.patch(0, 0, b"x")


@pytest.mark.parametrize(
    ("grid", "local", "size"),
    [((-1, 1, 1), 0, 8), ((2**32, 1, 1), 0, 8), ((1, 1, 1), LOCAL_BYTES_MAX + 1, 8), ((1, 1, 1), 0, 1 << 20)],
)
def test_a_dispatch_too_large_for_the_card_names_the_kernel_and_leaves_the_queue_usable(
    card: CpuCard, kernels: CpuCodeObject, grid: tuple[int, int, int], local: int, size: int
) -> None:
    queue = card.compute_queue()
    with pytest.raises(InvalidArgument, match="count"):
        queue.dispatch(kernels.functions["count"], grid, ONE, bytes(size), local)
    counter = card.allocate(8)
    queue.dispatch(kernels.functions["count"], ONE, ONE, struct.pack("<QQ", counter.gpu_address, 5))
    finish(card, queue)
    assert array(counter, "<u8", 1)[0] == 5


def test_a_queue_that_waits_for_what_never_comes_is_closed_with_a_report(
    card: CpuCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cpu_queue, "CLOSE_TIMEOUT_S", 0.1)
    queue = card.compute_queue()
    queue.wait(card.timeline(), 1)
    queue.submit()
    with pytest.raises(DeviceHang, match="WAIT"):
        queue.close()
    queue.close()
    assert card.describe_state() == "no queues"
