"""Queues of an AMD card: grids, order, copies, fills, waits, recordings, rings that wrap, timestamps."""

from __future__ import annotations

import struct
import time
from collections.abc import Iterator

import numpy as np
import pytest

from barewire.drivers import kernel
from barewire.drivers.amd import aql, packet_queue, pm4
from barewire.drivers.amd.aql_queue import AqlQueue
from barewire.drivers.amd.card import AmdCard
from barewire.drivers.amd.code_object import AmdCodeObject
from barewire.drivers.amd.copy_queue import CopyQueue
from barewire.drivers.amd.queue import ComputeQueue
from barewire.drivers.errors import InvalidArgument
from barewire.drivers.interface import Allocation

from ...compiling import for_amd
from . import kernels
from .conftest import opened

DEADLINE_S = 120.0
BLOCK = (64, 1, 1)
ONE = (1, 1, 1)
PATTERN = np.arange(1 << 14, dtype="<u4")


@pytest.fixture(
    scope="module", params=["gfx1100 kfd", "gfx1100 drm", "gfx942 kfd", "gfx1030 kfd", "gfx1201 kfd"]
)
def card(request: pytest.FixtureRequest) -> Iterator[AmdCard]:
    arch, interface = request.param.split()
    with opened(arch, interface) as card:
        yield card


@pytest.fixture(scope="module")
def code(card: AmdCard) -> AmdCodeObject:
    return card.load(kernels.image(card.info.arch))


@pytest.fixture
def compute(card: AmdCard) -> Iterator[ComputeQueue]:
    queue = card.compute_queue()
    yield queue
    queue.close()


@pytest.fixture
def copies(card: AmdCard) -> Iterator[CopyQueue]:
    queue = card.copy_queue()
    yield queue
    queue.close()


@pytest.fixture
def host(card: AmdCard) -> Iterator[Allocation]:
    memory = card.allocate(1 << 16, host=True)
    kernel.buffer(memory.host_address or 0, memory.size_bytes)[:] = bytes(memory.size_bytes)
    yield memory
    card.free(memory)


@pytest.fixture
def video(card: AmdCard) -> Iterator[Allocation]:
    memory = card.allocate(1 << 16)
    yield memory
    card.free(memory)


def numbers(memory: Allocation) -> np.ndarray:
    return np.frombuffer(kernel.buffer(memory.host_address or 0, memory.size_bytes), "<u4")


def finish(card: AmdCard, *queues: ComputeQueue | CopyQueue) -> None:
    for queue in queues:
        queue.submit()
        assert queue.idle(DEADLINE_S), card.describe_state()


def test_a_kernel_runs_on_video_memory_between_two_copies(
    card: AmdCard, code: AmdCodeObject, host: Allocation, video: Allocation
) -> None:
    compute, copies, timeline = card.compute_queue(), card.copy_queue(), card.timeline()
    assert video.host_address is None
    numbers(host)[:] = PATTERN
    copies.copy(video.gpu_address, host.gpu_address, host.size_bytes)
    copies.signal(timeline, 1)
    copies.submit()
    compute.wait(timeline, 1)
    arguments = struct.pack("<QQII", video.gpu_address, video.gpu_address, 7, len(PATTERN))
    compute.dispatch(code.functions["add"], (len(PATTERN) // 64, 1, 1), BLOCK, arguments)
    compute.signal(timeline, 2)
    compute.submit()
    copies.wait(timeline, 2)
    copies.copy(host.gpu_address, video.gpu_address, host.size_bytes)
    copies.signal(timeline, 3)
    copies.submit()
    assert timeline.wait(3, DEADLINE_S), card.describe_state()
    assert np.array_equal(numbers(host), PATTERN + 7)
    compute.close()
    copies.close()
    timeline.close()


@pytest.mark.parametrize("grid", [(1, 1, 1), (3, 1, 1), (1, 4, 1), (1, 1, 5), (3, 4, 2)])
def test_every_workgroup_and_work_item_runs_once_and_knows_where_it_is(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation, grid: tuple[int, int, int]
) -> None:
    arguments = struct.pack("<QII", host.gpu_address, grid[0], grid[1])
    compute.dispatch(code.functions["where"], grid, (8, 2, 2), arguments)
    finish(card, compute)
    count = grid[0] * grid[1] * grid[2]
    seen = numbers(host)[: 32 * count].reshape(grid[2], grid[1], grid[0], 32)
    z, y, x, item = np.indices((grid[2], grid[1], grid[0], 32))
    assert np.array_equal(seen, x | y << 8 | z << 16 | item << 24)
    assert not numbers(host)[32 * count :].any()


def test_relocated_addresses_are_those_of_the_constants_and_variables(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    compute.dispatch(code.functions["look_up"], (1, 1, 1), BLOCK, struct.pack("<Q", host.gpu_address))
    finish(card, compute)
    assert numbers(host)[:64].tolist() == [15, 25, 35, 45] * 16


def test_kernels_share_local_memory_within_a_workgroup(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    numbers(host)[:64] = PATTERN[:64]
    compute.dispatch(code.functions["reverse"], (1, 1, 1), BLOCK, struct.pack("<Q", host.gpu_address))
    finish(card, compute)
    assert np.array_equal(numbers(host)[:64], PATTERN[63::-1])


def test_kernels_have_private_memory_of_their_own(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    arguments = struct.pack("<Qi", host.gpu_address, 20)
    compute.dispatch(code.functions["private"], (1, 1, 1), (128, 1, 1), arguments)
    finish(card, compute)
    assert np.array_equal(numbers(host)[:128], (PATTERN[:128] + 1) * 3)


@pytest.mark.parametrize("card", ["gfx942 kfd"], indirect=True)
def test_packet_processors_are_told_how_much_scratch_one_die_has(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    # AqlQueue::InitScratchSRD and FillBufRsrcWord2: both sizes are divided by the number of dies.
    compute.dispatch(code.functions["private"], ONE, BLOCK, struct.pack("<Qi", host.gpu_address, 20))
    finish(card, compute)
    assert isinstance(compute, AqlQueue)

    def told(name: str, kind: str) -> int:
        return int(kernel.word(compute._amd_queue_address + aql.AmdQueue.offset(name), kind)[0])

    piece = card.memory.find(told("scratch_backing_memory_location", "uint64_t"))
    assert piece is not None
    of_one_die = piece.size_bytes // card.interface.node.num_xcc
    assert told("scratch_backing_memory_byte_size", "uint64_t") == of_one_die
    assert told("scratch_resource_descriptor_2", "uint32_t") == of_one_die


def test_waves_of_both_sizes_run_on_cards_that_have_both(
    card: AmdCard, compute: ComputeQueue, host: Allocation
) -> None:
    if card.info.limits.wave_lanes == 64:
        sizes = {64: ""}
    else:
        sizes = {32: "+wavefrontsize32", 64: "+wavefrontsize64"}
    for lanes, features in sizes.items():
        code = card.load(for_amd(card.info.arch, features).compile(kernels.SOURCE))
        assert code.kernels["add"].descriptor.enable_wavefront_size32 == (lanes == 32)
        numbers(host)[:] = PATTERN
        arguments = struct.pack("<QQII", host.gpu_address, host.gpu_address, lanes, 1000)
        compute.dispatch(code.functions["add"], (16, 1, 1), BLOCK, arguments)
        compute.dispatch(
            code.functions["private"], ONE, BLOCK, struct.pack("<Qi", host.gpu_address + 8192, 9)
        )
        finish(card, compute)
        assert np.array_equal(numbers(host)[:1000], PATTERN[:1000] + lanes)
        assert np.array_equal(numbers(host)[1000:2048], PATTERN[1000:2048])
        assert np.array_equal(numbers(host)[2048:2112], (PATTERN[:64] + 1) * 3)


def test_hidden_arguments_are_the_grid_and_the_block(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    compute.dispatch(code.functions["implicit"], (3, 5, 7), (4, 2, 1), struct.pack("<Q", host.gpu_address))
    finish(card, compute)
    assert numbers(host)[[0, 1, 2, 4, 5, 6]].tolist() == [3, 5, 7, 4, 2, 1]


def test_the_dispatch_packet_has_the_grid_in_work_items(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    compute.dispatch(code.functions["packet"], (3, 1, 1), (32, 1, 1), struct.pack("<Q", host.gpu_address))
    finish(card, compute)
    assert numbers(host)[0] == 96


def test_a_dispatch_beyond_the_limits_is_refused(code: AmdCodeObject, compute: ComputeQueue) -> None:
    poke = code.functions["poke"]
    with pytest.raises(InvalidArgument, match="1 to 256 work-items"):
        compute.dispatch(poke, (1, 1, 1), (512, 1, 1), bytes(12))
    with pytest.raises(InvalidArgument, match="local memory"):
        compute.dispatch(poke, (1, 1, 1), BLOCK, bytes(12), 1 << 20)
    with pytest.raises(InvalidArgument, match="arguments"):
        compute.dispatch(poke, (1, 1, 1), BLOCK, bytes(4))
    with pytest.raises(InvalidArgument, match="grid"):
        compute.dispatch(poke, (1 << 33, 1, 1), BLOCK, bytes(12))


def test_a_recording_larger_than_the_argument_ring_keeps_every_argument(
    card: AmdCard, code: AmdCodeObject, host: Allocation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packet_queue, "ARGUMENT_RING_BYTES", 1 << 13)
    compute = card.compute_queue()
    count = 500
    poke = code.functions["poke"]
    for number in range(count):
        compute.dispatch(poke, ONE, ONE, struct.pack("<Qi", host.gpu_address + 4 * number, number))
    recording = compute.finish()
    compute.replay(recording)
    finish(card, compute)
    assert np.array_equal(numbers(host)[:count], PATTERN[:count])
    recording.close()
    compute.close()


def test_new_code_is_not_run_from_stale_instruction_caches(
    card: AmdCard,
    code: AmdCodeObject,
    compute: ComputeQueue,
    host: Allocation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each submission of new code begins by dropping the instruction caches, with PM4 and with AQL."""
    submitted: list[bytes] = []
    real = compute._port.submit
    monkeypatch.setattr(compute._port, "submit", lambda data: (submitted.append(bytes(data)), real(data)))
    icache = "sh_icache_action_ena" if card.info.arch.startswith("gfx9") else "gli_inv"
    for _ in range(2):
        fresh = card.load(kernels.image(card.info.arch))
        submitted.clear()
        compute.dispatch(fresh.functions["poke"], ONE, ONE, struct.pack("<Qi", host.gpu_address, 1))
        finish(card, compute)
        words = struct.unpack_from("<16I", submitted[0])
        if isinstance(compute, AqlQueue):
            jump = pm4.INDIRECT_BUFFER.decode(aql.PM4_IB.decode(words).dwords[1:5])
            words = struct.unpack("<16I", bytes(kernel.buffer(jump.ib_base, 64)))
        acquire = pm4.PACKETS[compute._major][words[0] >> 8 & 0xFF].decode(words)
        assert acquire.values()[icache] == 1


def test_rings_and_arguments_wrap_many_times(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    """Hundreds of submissions of changing size: more than the ring and the argument ring hold at once."""
    timeline = card.timeline()
    poke = code.functions["poke"]
    for number in range(1, 401):
        for part in range(1 + number % 3):
            at = host.gpu_address + 4 * (3 * number + part)
            compute.dispatch(poke, (1, 1, 1), (1, 1, 1), struct.pack("<Qi", at, number))
        compute.signal(timeline, number)
        compute.submit()
    assert timeline.wait(400, DEADLINE_S), card.describe_state()
    expected = [[n if part < 1 + n % 3 else 0 for part in range(3)] for n in range(1, 401)]
    assert numbers(host)[3 : 3 * 401].reshape(-1, 3).tolist() == expected
    timeline.close()


@pytest.mark.slow
def test_ten_thousand_submissions_arrive(
    card: AmdCard, code: AmdCodeObject, compute: ComputeQueue, host: Allocation
) -> None:
    timeline = card.timeline()
    arguments = struct.pack("<QQII", host.gpu_address, host.gpu_address, 1, 64)
    for number in range(1, 10001):
        compute.dispatch(code.functions["add"], ONE, BLOCK, arguments)
        compute.signal(timeline, number)
        compute.submit()
    assert timeline.wait(10000, 4 * DEADLINE_S), card.describe_state()
    assert (numbers(host)[:64] == 10000).all()
    timeline.close()


def test_the_copy_ring_wraps(card: AmdCard, copies: CopyQueue, host: Allocation) -> None:
    timeline = card.timeline()
    for number in range(1, 1201):
        for _ in range(number % 7):
            copies.fill(host.gpu_address, 64, struct.pack("<I", number))
        copies.signal(timeline, number)
        copies.submit()
    assert timeline.wait(1200, DEADLINE_S), card.describe_state()
    assert (numbers(host)[:16] == 1200).all()
    timeline.close()


def test_timestamps_go_up_at_the_clocks_pace(card: AmdCard, compute: ComputeQueue, host: Allocation) -> None:
    words = np.frombuffer(kernel.buffer(host.host_address or 0, 16), "<u8")
    compute.timestamp(host.gpu_address)
    finish(card, compute)
    started = time.perf_counter_ns()
    while time.perf_counter_ns() - started < 20e6:
        pass
    compute.timestamp(host.gpu_address + 8)
    finish(card, compute)
    elapsed_ns = (int(words[1]) - int(words[0])) * card.clock_period_ns
    assert 20e6 <= elapsed_ns < 10e9


def test_a_copy_queue_writes_the_same_clock(
    card: AmdCard, compute: ComputeQueue, copies: CopyQueue, host: Allocation
) -> None:
    compute.timestamp(host.gpu_address)
    finish(card, compute)
    copies.timestamp(host.gpu_address + 8)
    finish(card, copies)
    first, second = np.frombuffer(kernel.buffer(host.host_address or 0, 16), "<u8")
    assert 0 <= (int(second) - int(first)) * card.clock_period_ns < 10e9


def test_a_code_object_may_go_while_its_kernel_runs(card: AmdCard, host: Allocation) -> None:
    queue = card.compute_queue()
    code = card.load(kernels.image(card.info.arch))
    before = card.memory_used_bytes()
    function = code.functions["linger"]
    queue.dispatch(function, (1, 1, 1), (1, 1, 1), struct.pack("<Q", host.gpu_address))
    queue.submit()
    code.close()
    del function
    assert card.memory_used_bytes() == before
    numbers(host)[0] = 1
    assert queue.idle(DEADLINE_S), card.describe_state()
    queue.close()
    assert card.memory_used_bytes() < before
