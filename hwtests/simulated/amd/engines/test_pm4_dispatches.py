"""Dispatches of PM4 queues: what the registers make of them, given to an engine that writes them down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from barewire.drivers.amd import pm4, registers
from barewire.drivers.simulated.amd.engines.processor import Pipe
from barewire.drivers.simulated.amd.engines.queues import QueueKind

from .lone_queue import MEMORY, LoneQueue
from .pm4_packets import GENERATION, release, write_data
from .recorder import Recorder


@pytest.fixture
def queue() -> Iterator[LoneQueue]:
    with LoneQueue("gfx1100", QueueKind.PM4) as made:
        yield made


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(Pipe, "run", recorder.run)
    return recorder


def set_registers(arch: str, **values: int | list[int]) -> list[list[int]]:
    numbers = registers.compute_registers(GENERATION[arch])
    return [
        pm4.SET_SH_REG.encode(
            [value] if isinstance(value, int) else value, reg_offset=registers.sh_offset(numbers[name])
        )
        for name, value in values.items()
    ]


def prepared(arch: str = "gfx1100", **others: int | list[int]) -> list[list[int]]:
    values: dict[str, int | list[int]] = {
        "COMPUTE_PGM_LO": [0x1234, 1],
        "COMPUTE_PGM_RSRC1": 0x60AF_0000,
        "COMPUTE_PGM_RSRC2": registers.COMPUTE_PGM_RSRC2.encode(USER_SGPR=2, LDS_SIZE=3),
        "COMPUTE_NUM_THREAD_X": [32, 2, 1],
        "COMPUTE_USER_DATA_0": [1, 7],
    }
    return set_registers(arch, **{**values, **others})


def dispatch_packet(x: int = 1, y: int = 1, z: int = 1, **bits: int) -> list[int]:
    given = {"COMPUTE_SHADER_EN": 1, "FORCE_START_AT_000": 1, "CS_W32_EN": 1, **bits}
    initiator = registers.COMPUTE_DISPATCH_INITIATOR.encode(**given)
    return pm4.DISPATCH_DIRECT.encode(dim_x=x, dim_y=y, dim_z=z, dispatch_initiator=initiator)


PARTIAL_FLUSH = pm4.EVENT_WRITE.encode(
    event_type=pm4.CacheFlushEvent.CS_PARTIAL_FLUSH, event_index=pm4.EventIndex.CS_PARTIAL_FLUSH
)


def test_a_dispatch_has_what_the_registers_say(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(*prepared(COMPUTE_PGM_RSRC3=0x30), dispatch_packet(5, 6, 7), release(8, 1))
    queue.drain()
    (made,) = engine.dispatches
    assert made.program_address == 0x1_0000_1234 << 8
    assert (made.rsrc1, made.rsrc3) == (0x60AF_0000, 0x30)
    assert made.user_data == (1, 7)
    assert (made.groups, made.block, made.last_group_threads) == ((5, 6, 7), (32, 2, 1), (0, 0, 0))
    assert (made.wave_lanes, made.lds_bytes) == (32, 3 * 512)
    assert made.scratch_wave_bytes == 0


def test_a_dispatch_without_the_wave32_bit_has_waves_of_64(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(*prepared(), dispatch_packet(CS_W32_EN=0))
    queue.drain()
    assert engine.dispatches[0].wave_lanes == 64


def test_an_indirect_dispatch_reads_its_size_from_memory(queue: LoneQueue, engine: Recorder) -> None:
    for index, size in enumerate((3, 4, 5)):
        queue.set_word(64 + 4 * index, size)
    initiator = registers.COMPUTE_DISPATCH_INITIATOR.encode(COMPUTE_SHADER_EN=1, FORCE_START_AT_000=1)
    queue.write(*prepared(), pm4.DISPATCH_INDIRECT.encode(address=MEMORY + 64, dispatch_initiator=initiator))
    queue.drain()
    assert engine.dispatches[0].groups == (3, 4, 5)


def test_sizes_in_work_items_make_a_last_group_that_is_not_whole(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(*prepared(), dispatch_packet(100, 3, 1, USE_THREAD_DIMENSIONS=1))
    queue.drain()
    assert engine.dispatches[0].groups == (4, 2, 1)
    assert engine.dispatches[0].last_group_threads == (4, 1, 0)


def test_a_partial_last_group_has_the_size_of_its_register(queue: LoneQueue, engine: Recorder) -> None:
    partial = registers.COMPUTE_NUM_THREAD.encode(NUM_THREAD_FULL=32, NUM_THREAD_PARTIAL=5)
    queue.write(*prepared(COMPUTE_NUM_THREAD_X=[partial, 1, 1]), dispatch_packet(4, PARTIAL_TG_EN=1))
    queue.drain()
    assert engine.dispatches[0].last_group_threads == (5, 0, 0)


def test_a_grid_may_start_elsewhere(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(*prepared(COMPUTE_START_X=[2, 0, 0]), dispatch_packet(5, FORCE_START_AT_000=0))
    queue.drain()
    assert engine.dispatches[0].first_group == (2, 0, 0)
    assert engine.dispatches[0].groups == (3, 1, 1)


def test_scratch_comes_from_its_registers(engine: Recorder) -> None:
    rsrc2 = registers.COMPUTE_PGM_RSRC2.encode(USER_SGPR=2, SCRATCH_EN=1)
    with LoneQueue("gfx1100", QueueKind.PM4) as queue:
        size = registers.COMPUTE_TMPRING_SIZE_gfx11.encode(WAVES=32, WAVESIZE=4)
        queue.write(
            *prepared(
                COMPUTE_PGM_RSRC2=rsrc2,
                COMPUTE_TMPRING_SIZE=size,
                COMPUTE_DISPATCH_SCRATCH_BASE_LO=[0x5678, 2],
            ),
            dispatch_packet(),
        )
        queue.drain()
    made = engine.dispatches[0]
    # 32 waves on each of the card's 6 shader engines, 4 times 64 dwords each.
    assert (made.scratch_address, made.scratch_wave_bytes, made.scratch_waves) == (
        0x2_0000_5678 << 8,
        1024,
        192,
    )
    with LoneQueue("gfx1100", QueueKind.PM4) as queue:
        queue.write(*prepared(COMPUTE_PGM_RSRC2=rsrc2), dispatch_packet())
        assert "scratch" in queue.trouble()


def test_a_workgroup_with_more_waves_than_an_engine_has_scratch_for_never_starts(queue: LoneQueue) -> None:
    size = registers.COMPUTE_TMPRING_SIZE_gfx11.encode(WAVES=31, WAVESIZE=4)
    rsrc2 = registers.COMPUTE_PGM_RSRC2.encode(USER_SGPR=2, SCRATCH_EN=1)
    large = {"COMPUTE_NUM_THREAD_X": [1024, 1, 1], "COMPUTE_PGM_RSRC2": rsrc2}
    queue.write(*prepared(COMPUTE_TMPRING_SIZE=size, **large), dispatch_packet())
    assert "a workgroup of 32 waves with scratch memory never starts" in queue.trouble()


def test_waves_of_32_do_not_exist_on_gfx9() -> None:
    with LoneQueue("gfx942", QueueKind.PM4) as queue:
        queue.write(*prepared("gfx942"), dispatch_packet())
        assert "CS_W32_EN" in queue.trouble()


def test_a_shader_engine_that_nothing_enables_is_missed(queue: LoneQueue) -> None:
    queue.write(*prepared(COMPUTE_STATIC_THREAD_MGMT_SE4=0), dispatch_packet())
    assert "COMPUTE_STATIC_THREAD_MGMT_SE4 enables no compute unit" in queue.trouble()


def test_what_waits_for_a_dispatch_sees_its_result(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(*prepared(), dispatch_packet(), PARTIAL_FLUSH, write_data(8, 1), dispatch_packet())
    queue.drain()
    assert (queue.word(0), queue.word(8)) == (11, 1)


def test_a_strict_card_runs_the_last_of_unordered_dispatches_first(engine: Recorder) -> None:
    second = set_registers("gfx1100", COMPUTE_USER_DATA_0=[2, 7])
    for strict, separator, expected in (
        (False, [], 12),
        (True, [], 21),
        (True, [PARTIAL_FLUSH], 12),
        (True, [release(8, 1)], 12),
    ):
        with LoneQueue("gfx1100", QueueKind.PM4, strict=strict) as queue:
            queue.write(*prepared(), dispatch_packet(), *separator, *second, dispatch_packet())
            queue.drain()
            queue.until(lambda queue=queue: queue.word(0) > 9)
            assert queue.word(0) == expected


def test_a_write_does_not_wait_for_a_dispatch(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(*prepared(), dispatch_packet(), write_data(0, 5), PARTIAL_FLUSH)
    queue.drain()
    assert queue.word(0) == 51
