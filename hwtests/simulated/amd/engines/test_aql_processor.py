"""The command processor of AQL queues: dispatches, barriers, signals, PM4 in a packet, a queue's errors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from barewire.drivers.amd import aql, pm4, registers
from barewire.drivers.amd.kernel_descriptor import KernelDescriptor
from barewire.drivers.simulated.amd.engines.aql_processor import QueueErrorCode
from barewire.drivers.simulated.amd.engines.processor import InterruptSource, Pipe
from barewire.drivers.simulated.amd.engines.queues import QueueKind

from .lone_queue import MEMORY, LoneQueue
from .recorder import Recorder

KERNEL, ARGUMENTS, SIGNAL, OTHER_SIGNAL, MAILBOX, ERRORS = 0x1000, 0x2000, 0x3000, 0x3100, 0x3200, 0x3300
SCRATCH = MEMORY + 0x8_0000


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(Pipe, "run", recorder.run)
    return recorder


@pytest.fixture(params=["gfx942", "gfx1100"])
def queue(request: pytest.FixtureRequest) -> Iterator[LoneQueue]:
    with LoneQueue(request.param, QueueKind.AQL) as made:
        for signal in (SIGNAL, OTHER_SIGNAL, ERRORS):
            set_signal(made, signal, 1)
        set_queue_field(made, "queue_inactive_signal", MEMORY + ERRORS, 8)
        set_kernel(made)
        yield made


def set_signal(queue: LoneQueue, offset: int, value: int, mailbox: int = 0, event: int = 0) -> None:
    queue.set_word(offset, aql.AMD_SIGNAL_KIND_USER, 8)
    queue.set_word(offset + 4 * aql.AmdSignal.value.dword, value, 8)
    queue.set_word(offset + 4 * aql.AmdSignal.event_mailbox_ptr.dword, mailbox, 8)
    queue.set_word(offset + 4 * aql.AmdSignal.event_id.dword, event)


def signal_value(queue: LoneQueue, offset: int) -> int:
    return queue.word(offset + 4 * aql.AmdSignal.value.dword, 8)


def set_queue_field(queue: LoneQueue, name: str, value: int, size: int = 4) -> None:
    at = aql.AmdQueue.offset(name)
    queue.pointers[at : at + size] = value.to_bytes(size, "little")


def set_kernel(queue: LoneQueue, **fields: int) -> None:
    given = {
        "kernarg_size": 16,
        "kernel_code_entry_byte_offset": 2**64 - 256,
        "compute_pgm_rsrc1": 0x00AF_0000,
        "compute_pgm_rsrc2": registers.COMPUTE_PGM_RSRC2.encode(USER_SGPR=4),
        "enable_sgpr_kernarg_segment_ptr": 1,
        **fields,
    }
    descriptor = np.array(KernelDescriptor.pack(**given), np.uint32)
    queue.memory[KERNEL : KERNEL + 64] = descriptor.tobytes()


def dispatch(argument: int = ARGUMENTS, **fields: int) -> list[int]:
    given = {
        "setup_dimensions": 3,
        "workgroup_size_x": 32,
        "workgroup_size_y": 2,
        "workgroup_size_z": 1,
        "grid_size_x": 100,
        "grid_size_y": 4,
        "grid_size_z": 2,
        "kernel_object": MEMORY + KERNEL,
        "kernarg_address": MEMORY + argument,
        **fields,
    }
    return aql.KERNEL_DISPATCH.encode(**given)


def test_a_dispatch_has_what_packet_and_descriptor_say(queue: LoneQueue, engine: Recorder) -> None:
    wave32 = queue.host.description.arch == "gfx1100"
    set_kernel(queue, group_segment_fixed_size=100, enable_wavefront_size32=int(wave32))
    queue.write(dispatch(group_segment_size=600))
    queue.drain()
    queue.until(lambda: engine.dispatches)
    (made,) = engine.dispatches
    assert made.program_address == MEMORY + KERNEL - 256
    assert (made.groups, made.block, made.last_group_threads) == ((4, 2, 2), (32, 2, 1), (4, 0, 0))
    assert made.user_data == ((MEMORY + ARGUMENTS) & 0xFFFF_FFFF, (MEMORY + ARGUMENTS) >> 32, 0, 0)
    assert made.wave_lanes == (32 if wave32 else 64)
    assert made.lds_bytes == 1024, "600 bytes are two granules of 512"
    assert registers.COMPUTE_PGM_RSRC2.decode(made.rsrc2).LDS_SIZE == 2


def test_user_sgprs_come_in_the_order_of_the_abi(queue: LoneQueue, engine: Recorder) -> None:
    enabled = (
        "private_segment_buffer",
        "dispatch_ptr",
        "queue_ptr",
        "kernarg_segment_ptr",
        "dispatch_id",
        "private_segment_size",
    )
    set_kernel(
        queue,
        compute_pgm_rsrc2=registers.COMPUTE_PGM_RSRC2.encode(USER_SGPR=14),
        **{f"enable_sgpr_{name}": 1 for name in enabled},
    )
    for index in range(4):
        set_queue_field(queue, f"scratch_resource_descriptor_{index}", 0x100 + index)
    queue.write(dispatch(private_segment_size=0))
    queue.until(lambda: engine.dispatches)
    data = engine.dispatches[0].user_data
    assert data[:4] == (0x100, 0x101, 0x102, 0x103)
    pairs = [data[at] | data[at + 1] << 32 for at in (4, 6, 8, 10)]
    assert pairs == [queue.ring_address, queue.pointers_address, MEMORY + ARGUMENTS, 0]


def test_arguments_are_preloaded_where_the_kernel_asks_for_it(queue: LoneQueue, engine: Recorder) -> None:
    set_kernel(queue, kernarg_preload_spec_length=2, kernarg_preload_spec_offset=1)
    for index in range(3):
        queue.set_word(ARGUMENTS + 4 * index, 50 + index)
    queue.write(dispatch())
    queue.until(lambda: engine.dispatches)
    assert engine.dispatches[0].user_data[2:] == (51, 52)


def test_scratch_is_the_queues(queue: LoneQueue, engine: Recorder) -> None:
    set_kernel(
        queue,
        private_segment_fixed_size=16,
        compute_pgm_rsrc2=registers.COMPUTE_PGM_RSRC2.encode(USER_SGPR=4, SCRATCH_EN=1),
    )
    generation = queue.host.description.generation
    register = registers.COMPUTE_TMPRING_SIZE[generation]
    granule = registers.SCRATCH_GRANULE_BYTES[generation]
    set_queue_field(queue, "compute_tmpring_size", register.encode(WAVES=8, WAVESIZE=4096 // granule))
    set_queue_field(queue, "scratch_backing_memory_location", SCRATCH, 8)
    queue.write(dispatch(private_segment_size=64))
    queue.until(lambda: engine.dispatches)
    made = engine.dispatches[0]
    assert (made.scratch_address, made.scratch_wave_bytes) == (SCRATCH, 4096)
    queue.write(dispatch(private_segment_size=65))
    assert "INSUFFICIENT_SCRATCH_WAVE64" in queue.trouble()
    assert signal_value(queue, ERRORS) == QueueErrorCode.INSUFFICIENT_SCRATCH_WAVE64


def test_a_completion_signal_goes_down_by_one_and_wakes_its_event(queue: LoneQueue, engine: Recorder) -> None:
    set_signal(queue, SIGNAL, 5, MEMORY + MAILBOX, 33)
    queue.write(dispatch(completion_signal=MEMORY + SIGNAL))
    queue.drain()
    assert signal_value(queue, SIGNAL) == 4
    assert queue.word(MAILBOX, 8) == 33
    assert queue.host.interrupts == [(InterruptSource.COMPUTE, 33)]
    assert len(engine.dispatches) == 1


def test_a_profiled_queue_says_when_a_dispatch_ran(queue: LoneQueue, engine: Recorder) -> None:
    set_queue_field(queue, "queue_properties", aql.QueueProperties.ENABLE_PROFILING)
    before = queue.host.clock_ticks()
    queue.write(dispatch(completion_signal=MEMORY + SIGNAL))
    queue.drain()
    start = queue.word(SIGNAL + 4 * aql.AmdSignal.start_ts.dword, 8)
    end = queue.word(SIGNAL + 4 * aql.AmdSignal.end_ts.dword, 8)
    assert before <= start <= end <= queue.host.clock_ticks()


def test_an_executed_packet_becomes_invalid(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(dispatch())
    queue.drain()
    assert queue.ring[0:2] == aql.PacketType.INVALID.to_bytes(2, "little")
    assert queue.published_read_pointer() == 1


def test_an_invalid_packet_is_waited_for(queue: LoneQueue, engine: Recorder) -> None:
    packet = dispatch(completion_signal=MEMORY + SIGNAL)
    valid, packet[0] = packet[0], packet[0] & ~0xFF | aql.PacketType.INVALID
    queue.write(packet)
    assert queue.queue.pause() and not engine.dispatches
    queue.queue.resume()
    queue.ring[0:4] = valid.to_bytes(4, "little")
    queue.drain()
    assert signal_value(queue, SIGNAL) == 0


def test_barrier_and_waits_for_all_of_its_signals(queue: LoneQueue, engine: Recorder) -> None:
    queue.write(
        aql.BARRIER_AND.encode(
            dep_signal_0=MEMORY + SIGNAL,
            dep_signal_3=MEMORY + OTHER_SIGNAL,
            completion_signal=MEMORY + ERRORS,
        )
    )
    for signal in (SIGNAL, OTHER_SIGNAL):
        assert queue.queue.pause() and signal_value(queue, ERRORS) == 1
        queue.queue.resume()
        set_signal(queue, signal, 0)
    queue.drain()
    assert signal_value(queue, ERRORS) == 0


def test_barrier_or_waits_for_one_of_its_signals(queue: LoneQueue) -> None:
    queue.write(
        aql.BARRIER_OR.encode(
            dep_signal_0=MEMORY + SIGNAL,
            dep_signal_1=MEMORY + OTHER_SIGNAL,
            completion_signal=MEMORY + ERRORS,
        )
    )
    assert queue.queue.pause() and signal_value(queue, ERRORS) == 1
    queue.queue.resume()
    set_signal(queue, OTHER_SIGNAL, 0)
    queue.drain()
    assert (signal_value(queue, ERRORS), signal_value(queue, SIGNAL)) == (0, 1)


def test_barriers_without_signals_wait_for_nothing(queue: LoneQueue) -> None:
    queue.write(aql.BARRIER_AND.encode(), aql.BARRIER_OR.encode(completion_signal=MEMORY + SIGNAL))
    queue.drain()
    assert signal_value(queue, SIGNAL) == 0


def test_the_barrier_bit_orders_dispatches_that_overlap_otherwise(engine: Recorder) -> None:
    for barrier, expected in ((0, 21), (1, 12)):
        with LoneQueue("gfx1100", QueueKind.AQL, strict=True) as queue:
            set_kernel(queue)
            queue.write(dispatch(1), dispatch(2, barrier=barrier))
            queue.drain()
            queue.until(lambda queue=queue: queue.word(0) > 9)
            assert queue.word(0) == expected


def pm4_ib(queue: LoneQueue, *packets: list[int], **fields: int) -> list[int]:
    dwords = [dword for packet in packets for dword in packet]
    queue.memory[0x4000 : 0x4000 + 4 * len(dwords)] = np.array(dwords, np.uint32).tobytes()
    jump = pm4.INDIRECT_BUFFER.encode(ib_base=MEMORY + 0x4000, ib_size=len(dwords), valid=1)
    given = {
        "ven_hdr": aql.AMD_AQL_FORMAT_PM4_IB,
        "dw_cnt_remain": aql.PM4_IB_DW_COUNT_REMAIN,
        **{f"ib_jump_{index}": dword for index, dword in enumerate(jump)},
        **fields,
    }
    return aql.PM4_IB.encode(**given)


def test_a_vendor_packet_carries_pm4_to_every_die(queue: LoneQueue) -> None:
    add = pm4.ATOMIC_MEM.encode(atomic=0x4F, address=MEMORY, src_data=1)
    queue.write(pm4_ib(queue, add, completion_signal=MEMORY + SIGNAL))
    queue.drain()
    assert queue.word(0) == queue.host.description.xcc_count
    assert signal_value(queue, SIGNAL) == 0


def test_a_ring_of_packets_wraps(queue: LoneQueue, engine: Recorder) -> None:
    packets = 4 * queue.ring_bytes // 64
    set_signal(queue, SIGNAL, packets)
    for index in range(packets):
        queue.write(dispatch(completion_signal=MEMORY + SIGNAL))
        if index % 32 == 31:
            queue.drain()
    assert signal_value(queue, SIGNAL) == 0
    assert len(engine.dispatches) == packets == queue.published_read_pointer()


BAD = {
    "agent dispatch": ([aql.PacketType.AGENT_DISPATCH, *[0] * 15], QueueErrorCode.INVALID_FORMAT),
    "unknown type": ([17, *[0] * 15], QueueErrorCode.INVALID_FORMAT),
    "reserved bit": ([aql.PacketType.BARRIER_AND, 1, *[0] * 14], QueueErrorCode.INVALID_FORMAT),
    "no dimensions": (dispatch(setup_dimensions=0), QueueErrorCode.INVALID_DIMENSION),
    "empty grid": (dispatch(grid_size_z=0), QueueErrorCode.INVALID_DIMENSION),
    "unused dimension": (dispatch(setup_dimensions=2), QueueErrorCode.INVALID_DIMENSION),
    "group of 2048": (dispatch(workgroup_size_x=1024), QueueErrorCode.GROUP_TOO_LARGE),
    "no kernel": (dispatch(kernel_object=0), QueueErrorCode.INVALID_CODE),
    "unaligned kernel": (dispatch(kernel_object=MEMORY + 8), QueueErrorCode.INVALID_CODE),
    "too much LDS": (dispatch(group_segment_size=65537), QueueErrorCode.INVALID_GROUP_MEMORY),
    "vendor format": (
        aql.PM4_IB.encode(ven_hdr=2, dw_cnt_remain=10),
        QueueErrorCode.INVALID_VENDOR_FORMAT,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_a_bad_packet_does_to_an_aql_queue(queue: LoneQueue, engine: Recorder, name: str) -> None:
    packet, code = BAD[name]
    set_signal(queue, ERRORS, 0, MEMORY + MAILBOX, 44)
    queue.write(packet)
    assert code.name in queue.trouble()
    assert signal_value(queue, ERRORS) == code
    assert queue.host.interrupts == [(InterruptSource.COMPUTE, 44)]
    assert not engine.dispatches


def test_too_little_lds_is_an_error_of_the_queue(queue: LoneQueue) -> None:
    set_kernel(queue, group_segment_fixed_size=512)
    queue.write(dispatch(group_segment_size=256))
    assert QueueErrorCode.INVALID_GROUP_MEMORY.name in queue.trouble()


def test_bad_pm4_in_a_packet_hangs_the_queue(queue: LoneQueue) -> None:
    queue.write(pm4_ib(queue, [0]))
    assert "type 0" in queue.trouble()
