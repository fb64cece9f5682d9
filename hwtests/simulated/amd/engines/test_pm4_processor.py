"""The command processor of PM4 queues: what each packet does, and what hangs a queue."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from barewire.drivers.amd import pm4, registers
from barewire.drivers.amd.packet import PACKET_TYPE3, Packet3Header
from barewire.drivers.simulated.amd.engines.processor import InterruptSource
from barewire.drivers.simulated.amd.engines.queues import QueueKind

from .lone_queue import MEMORY, READ_ONLY, LoneQueue
from .pm4_packets import (
    ARCHES,
    END_OF_PIPE,
    GENERATION,
    MEC_WAIT,
    RELEASE,
    buffer_at,
    jump,
    release,
    write_data,
)


@pytest.fixture
def queue() -> Iterator[LoneQueue]:
    with LoneQueue("gfx1100", QueueKind.PM4) as made:
        yield made


def test_write_data_writes_consecutive_dwords_and_the_read_pointer_follows(queue: LoneQueue) -> None:
    queue.write(write_data(16, 1, 2, 3))
    queue.drain()
    assert [queue.word(16 + 4 * i) for i in range(4)] == [1, 2, 3, 0]
    assert queue.published_read_pointer() == queue.written_dwords


def test_write_data_without_increment_keeps_the_last_value(queue: LoneQueue) -> None:
    queue.write(write_data(0, 1, 2, 3, addr_incr=1))
    queue.drain()
    assert (queue.word(0), queue.word(4)) == (3, 0)


def test_nops_of_any_size_are_skipped(queue: LoneQueue) -> None:
    for count in (1, 2, 3, 100):
        queue.write(pm4.NOP.filler(count))
    queue.write(write_data(0, 9))
    queue.drain()
    assert queue.word(0) == 9


@pytest.mark.parametrize("arch", ARCHES)
def test_release_mem_writes_what_data_sel_says(arch: str) -> None:
    packet = RELEASE[GENERATION[arch]]
    with LoneQueue(arch, QueueKind.PM4) as queue:
        mine = {"address": MEMORY + 8, "data": 0x1122334455667788, **END_OF_PIPE}
        body = [
            packet.encode(**mine, data_sel=pm4.ReleaseDataSel.SEND_32_BIT_LOW),
            packet.encode(**{**mine, "address": MEMORY + 16}, data_sel=pm4.ReleaseDataSel.SEND_64_BIT_DATA),
            packet.encode(
                **{**mine, "address": MEMORY + 24}, data_sel=pm4.ReleaseDataSel.SEND_GPU_CLOCK_COUNTER
            ),
        ]
        before = queue.host.clock_ticks()
        if arch == "gfx942":
            # Of the dies that read the same packets, one signals.
            size = sum(map(len, body))
            count = buffer_at(
                queue, 4096, pm4.PRED_EXEC.encode(exec_count=size, virtual_xcc_id_select=1), *body
            )
            body = [jump(4096, count)]
        queue.write(*body)
        queue.drain()
        assert queue.word(8, 8) == 0x55667788
        assert queue.word(16, 8) == 0x1122334455667788
        assert before <= queue.word(24, 8) <= queue.host.clock_ticks()
        assert queue.host.interrupts == []


def test_release_mem_interrupts_with_its_context_after_the_write(queue: LoneQueue) -> None:
    queue.write(
        release(8, 5, int_sel=pm4.ReleaseIntSel.SEND_INTERRUPT_AFTER_WRITE_CONFIRM, int_ctxid=77),
        release(8, 6, int_sel=pm4.ReleaseIntSel.SEND_DATA_AFTER_WRITE_CONFIRM, int_ctxid=78),
        release(
            8,
            0,
            data_sel=pm4.ReleaseDataSel.NONE,
            int_sel=pm4.ReleaseIntSel.SEND_INTERRUPT_ONLY,
            int_ctxid=79,
        ),
    )
    queue.drain()
    assert queue.word(8, 8) == 6
    assert queue.host.interrupts == [(InterruptSource.COMPUTE, 77), (InterruptSource.COMPUTE, 79)]


def test_copy_data_copies_memory_immediates_clocks_and_registers(queue: LoneQueue) -> None:
    queue.set_word(0, 0x8877665544332211, 8)
    memory, immediate = pm4.CopySrcSel.MEMORY, pm4.CopySrcSel.IMMEDIATE_DATA
    to_memory = {"dst_sel": pm4.CopyDstSel.MEMORY, "wr_confirm": 1}
    register = registers.compute_registers(11)["COMPUTE_USER_DATA_3"]
    queue.write(
        pm4.COPY_DATA.encode(**to_memory, src_sel=memory, src_addr=MEMORY, dst_addr=MEMORY + 16),
        pm4.COPY_DATA.encode(**to_memory, src_sel=memory, count_sel=1, src_addr=MEMORY, dst_addr=MEMORY + 24),
        pm4.COPY_DATA.encode(**to_memory, src_sel=immediate, src_addr=42, dst_addr=MEMORY + 32),
        pm4.COPY_DATA.encode(
            **to_memory, src_sel=pm4.CopySrcSel.GPU_CLOCK_COUNT, count_sel=1, dst_addr=MEMORY + 40
        ),
        pm4.SET_SH_REG.encode([1234], reg_offset=registers.sh_offset(register)),
        pm4.COPY_DATA.encode(
            **to_memory, src_sel=pm4.CopySrcSel.MEM_MAPPED_REGISTER, src_addr=register, dst_addr=MEMORY + 48
        ),
    )
    queue.drain()
    assert queue.word(16, 8) == 0x44332211
    assert queue.word(24, 8) == 0x8877665544332211
    assert queue.word(32) == 42
    assert 0 < queue.word(40, 8) <= queue.host.clock_ticks()
    assert queue.word(48) == 1234


@pytest.mark.parametrize(
    ("function", "starts", "becomes"),
    [
        (pm4.WaitFunction.LESS_THAN, 7, 4),
        (pm4.WaitFunction.LESS_THAN_EQUAL, 6, 5),
        (pm4.WaitFunction.EQUAL, 4, 5),
        (pm4.WaitFunction.NOT_EQUAL, 5, 6),
        (pm4.WaitFunction.GREATER_THAN_OR_EQUAL, 4, 5),
        (pm4.WaitFunction.GREATER_THAN, 5, 6),
    ],
)
@pytest.mark.parametrize("bits", [32, 64])
def test_wait_reg_mem_waits_until_the_masked_value_compares(
    queue: LoneQueue, function: int, starts: int, becomes: int, bits: int
) -> None:
    above_the_mask = 0xAB00 if bits == 32 else 0xAB00_0000_0000
    packet = pm4.WAIT_REG_MEM if bits == 32 else pm4.WAIT_REG_MEM64
    queue.set_word(0, above_the_mask | starts, bits // 8)
    queue.write(
        packet.encode(
            **MEC_WAIT, function=function, mem_poll_addr=MEMORY, reference=5, mask=above_the_mask - 1 & 0xFF
        ),
        write_data(64, 1),
    )
    assert queue.queue.pause() and queue.word(64) == 0
    queue.queue.resume()
    queue.set_word(0, above_the_mask | becomes, bits // 8)
    queue.drain()
    assert queue.word(64) == 1


def test_always_passes_without_a_look(queue: LoneQueue) -> None:
    queue.write(
        pm4.WAIT_REG_MEM.encode(
            **MEC_WAIT, function=pm4.WaitFunction.ALWAYS_PASS, mem_poll_addr=MEMORY, reference=1
        )
    )
    queue.drain()


@pytest.mark.parametrize("function", [pm4.WaitFunction.EQUAL, pm4.WaitFunction.GREATER_THAN_OR_EQUAL])
@pytest.mark.parametrize("arch", ARCHES)
def test_the_hosts_writes_are_flushed_by_request_and_completion(arch: str, function: int) -> None:
    # The kernel waits for one client's bit to be equal (gfx_v9_0_ring_emit_hdp_flush), tinygrad for all of
    # them to be at least (AMDComputeQueue.memory_barrier).
    asked = 1 << 2 if function == pm4.WaitFunction.EQUAL else 0xFFFF_FFFF
    with LoneQueue(arch, QueueKind.PM4) as queue:
        queue.write(
            pm4.WR_WAIT_WR_REG.encode(
                operation=pm4.WaitOperation.WR_WAIT_WR_REG,
                function=function,
                reg_write_addr1=0xE26,
                reg_write_addr2=0xE27,
                reference=asked,
                mask=asked,
                poll_interval=0x20,
            ),
            write_data(0, 1),
        )
        queue.drain()
        assert queue.word(0) == 1


# gfx_v9_0_emit_mem_sync to gfx_v12_0_emit_mem_sync: cp_coher_cntl, or gcr_cntl behind the rest.
_MEM_SYNC = {
    "gfx942": [1 << 29 | 1 << 27 | 1 << 23 | 1 << 22 | 1 << 18],
    "gfx1030": [0, 1 << 14 | 1 << 15 | 1 << 5 | 1 << 4 | 1 << 9 | 1 << 8 | 1 << 7 | 1],
    "gfx1100": [0, 1 << 14 | 1 << 15 | 1 << 5 | 1 << 4 | 1 << 9 | 1 << 8 | 1 << 7 | 1],
    "gfx1201": [0, 1 << 14 | 1 << 15 | 1 << 5 | 1 << 4 | 1 << 9 | 1 << 8 | 1 << 7 | 1],
}


@pytest.mark.parametrize("size_hi", [0xFF, 0xFF_FFFF, 0xFFFF_FFFF], ids=["ROCr", "kernel", "tinygrad"])
@pytest.mark.parametrize("arch", ARCHES)
def test_acquires_are_taken_as_others_write_them(arch: str, size_hi: int) -> None:
    control, *gcr = _MEM_SYNC[arch]
    body = [control, 0xFFFF_FFFF, size_hi, 0, 0, 0xA, *gcr]
    header = Packet3Header.encode(type=PACKET_TYPE3, opcode=0x58, count=len(body) - 1)
    with LoneQueue(arch, QueueKind.PM4) as queue:
        queue.write([header, *body], write_data(0, 1))
        queue.drain()
        assert queue.word(0) == 1


def test_a_release_with_the_cache_actions_of_gfx11_is_taken_on_gfx12() -> None:
    actions = ("glm_wb", "glm_inv", "glv_inv", "gl1_inv", "gl2_inv", "gl2_wb", "seq")
    given = {f"gcr_{action}": 1 for action in actions}
    with LoneQueue("gfx1201", QueueKind.PM4) as queue:
        queue.write(release(0, 7, **given))
        queue.drain()
        assert queue.word(0) == 7


def test_indirect_buffers_run_and_chains_go_on_elsewhere(queue: LoneQueue) -> None:
    last = buffer_at(queue, 0x2000, write_data(8, 2))
    # What follows a chain is never read.
    first = buffer_at(queue, 0x1000, write_data(0, 1), jump(0x2000, last, chain=1), [0xFFFF_FFFF])
    queue.write(jump(0x1000, first), write_data(16, 3))
    queue.drain()
    assert (queue.word(0), queue.word(8), queue.word(16)) == (1, 2, 3)


def test_pred_exec_selects_the_dies_that_execute() -> None:
    with LoneQueue("gfx942", QueueKind.PM4) as queue:
        add = pm4.ATOMIC_MEM.encode(atomic=0x4F, address=MEMORY, src_data=1)
        count = buffer_at(
            queue,
            4096,
            add,
            pm4.PRED_EXEC.encode(exec_count=len(add), virtual_xcc_id_select=0b101),
            add,
            pm4.PRED_EXEC.encode(exec_count=len(add), virtual_xcc_id_select=0),
            add,
        )
        queue.write(jump(4096, count))
        queue.drain()
        assert queue.word(0) == 8 + 2 + 0


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize(
    ("operation", "function"),
    [
        (0x07, lambda old, new: new),
        (0x0F, np.add),
        (0x10, np.subtract),
        (0x12, np.minimum),
        (0x14, np.maximum),
        (0x15, np.bitwise_and),
        (0x16, np.bitwise_or),
        (0x17, np.bitwise_xor),
        (0x18, lambda old, new: old + 1 if old < new else old * 0),
        (0x19, lambda old, new: old - 1 if 0 < old <= new else new),
    ],
)
def test_atomic_mem_does_as_numpy_does(queue: LoneQueue, bits: int, operation: int, function: Any) -> None:
    kind = np.uint32 if bits == 32 else np.uint64
    draw = random.Random(operation * bits)
    for _ in range(4):
        old, new = kind(draw.getrandbits(bits)), kind(draw.getrandbits(bits))
        queue.set_word(0, int(old), bits // 8)
        queue.write(
            pm4.ATOMIC_MEM.encode(
                atomic=operation | (0x20 if bits == 64 else 0), address=MEMORY, src_data=int(new)
            )
        )
        queue.drain()
        with np.errstate(over="ignore"):
            assert queue.word(0, bits // 8) == int(kind(function(old, new)))


def test_atomic_mem_in_a_loop_swaps_once_the_comparison_holds(queue: LoneQueue) -> None:
    queue.set_word(0, 1)
    queue.write(
        pm4.ATOMIC_MEM.encode(atomic=0x48, command=1, address=MEMORY, src_data=9, cmp_data=2),
        write_data(8, 1),
    )
    queue.set_word(0, 2)
    queue.drain()
    assert (queue.word(0), queue.word(8)) == (9, 1)


def test_a_ring_wraps_ten_thousand_times_over(queue: LoneQueue) -> None:
    for value in range(10_000):
        queue.write(release(0, value + 1), ring=value % 16 == 15)
        if value % 64 == 63:
            queue.drain()
    queue.drain()
    assert queue.word(0, 8) == 10_000
    assert queue.published_read_pointer() == queue.written_dwords > 50 * queue.ring_bytes // 4


def test_a_packet_may_be_as_large_as_its_count_allows() -> None:
    with LoneQueue("gfx1100", QueueKind.PM4, ring_bytes=1 << 17) as queue:
        queue.write(write_data(0, 1), pm4.NOP.encode([0] * 0x3FFF), write_data(0, 2))
        queue.drain()
        assert queue.word(0) == 2


def test_half_a_packet_waits_for_the_other_half(queue: LoneQueue) -> None:
    packet = write_data(0, 5)
    queue.write(packet[:3])
    queue.write(write_data(8, 1)[:0])
    assert queue.queue.pause()
    assert queue.queue.read_pointer == 0
    queue.queue.resume()
    queue.write(packet[3:])
    queue.drain()
    assert queue.word(0) == 5


def test_a_paused_queue_goes_on_where_it_waited(queue: LoneQueue) -> None:
    queue.write(
        write_data(0, 1),
        pm4.WAIT_REG_MEM.encode(**MEC_WAIT, function=3, mem_poll_addr=MEMORY + 8, reference=1, mask=1),
        write_data(0, 2),
    )
    queue.until(lambda: queue.word(0) == 1)
    assert queue.queue.pause()
    queue.set_word(8, 1)
    queue.set_word(0, 7)
    assert queue.word(0) == 7
    queue.queue.resume()
    queue.drain()
    assert queue.word(0) == 2


def test_queues_run_at_once_and_wait_for_each_other() -> None:
    with (
        LoneQueue("gfx1100", QueueKind.PM4) as one,
        LoneQueue("gfx1100", QueueKind.PM4, host=one.host) as other,
    ):

        def wait(offset: int, value: int) -> list[int]:
            return pm4.WAIT_REG_MEM64.encode(
                **MEC_WAIT, function=5, mem_poll_addr=MEMORY + offset, reference=value, mask=2**64 - 1
            )

        for turn in range(1, 20):
            one.write(release(0, turn), wait(8, turn))
            other.write(wait(0, turn), release(8, turn))
        one.drain()
        other.drain()
        assert (one.word(0, 8), one.word(8, 8)) == (19, 19)


# What hangs a queue


def header(opcode: int, count: int) -> int:
    return Packet3Header.encode(type=PACKET_TYPE3, opcode=opcode, count=count)


SET_CONTEXT_REG = 0x69
HANGS = {
    "type 0 header": ([0], "type 0"),
    "type 1 header": ([1 << 30], "type 1"),
    "unknown opcode": ([header(0xEE, 0), 0], "opcode 0xee"),
    "graphics packet": ([header(SET_CONTEXT_REG, 1), 0, 0], "opcode 0x69"),
    "wrong count": ([header(pm4.RELEASE_MEM_gfx10.opcode, 4), 0, 0, 0, 0, 0], "RELEASE_MEM"),
    "reserved bit": (
        [dword | (index == 1) << 7 for index, dword in enumerate(release(0, 1))],
        "reserved bits of RELEASE_MEM_gfx10",
    ),
    "register that is not there": (pm4.SET_SH_REG.encode([1], reg_offset=0x3F0), "register 0x2ff0"),
    "user configuration register": (pm4.SET_UCONFIG_REG.encode([1], reg_offset=0x3FF), "0xc3ff"),
    "write to a register": (
        pm4.WRITE_DATA.encode([1], dst_sel=pm4.WriteDstSel.MEM_MAPPED_REGISTER, dst_mem_addr=0x2E0C),
        "not memory",
    ),
    "unaligned release": (release(4, 1), "not aligned"),
    "event of nobody": (release(0, 1, event_type=0x3F), "event 0x3f"),
    "event without its index": (
        pm4.EVENT_WRITE.encode(event_type=pm4.CacheFlushEvent.CS_PARTIAL_FLUSH, event_index=0),
        "EVENT_WRITE",
    ),
    "wait for a register": (pm4.WAIT_REG_MEM.encode(function=3), "may wait for memory, or for the flush"),
    "register to write": (
        pm4.WR_WAIT_WR_REG.encode(operation=1, function=3, reg_write_addr1=0xE24, reg_write_addr2=0xE27),
        "writes register 0xe24",
    ),
    "flush without an end": (
        pm4.WR_WAIT_WR_REG.encode(
            operation=1, function=3, reg_write_addr1=0xE26, reg_write_addr2=0xE27, reference=3, mask=1
        ),
        "which never comes",
    ),
    "wait with function 7": (pm4.WAIT_REG_MEM.encode(**MEC_WAIT, function=7), "function 7"),
    "floating-point atomic": (pm4.ATOMIC_MEM.encode(atomic=0x42, address=MEMORY), "not one on integers"),
    "empty buffer": (jump(0x1000, 0), "0 dwords"),
    "chain in a ring": (jump(0x1000, 4, chain=1), "chain bit in a ring"),
    "buffer that is not valid": (pm4.INDIRECT_BUFFER.encode(ib_base=MEMORY, ib_size=4), "valid bit"),
    "buffer of another process": (jump(0x1000, 4, vmid=3), "VMID 3"),
    "dispatch without its bit": (
        pm4.DISPATCH_DIRECT.encode(dim_x=1, dim_y=1, dim_z=1),
        "COMPUTE_SHADER_EN",
    ),
    "dispatch of nothing": (
        pm4.DISPATCH_DIRECT.encode(dim_x=1, dim_y=1, dim_z=1, dispatch_initiator=5),
        "0 by 0 by 0",
    ),
}


@pytest.mark.parametrize("name", HANGS)
def test_what_a_bad_packet_does_to_a_queue(queue: LoneQueue, name: str) -> None:
    packet, said = HANGS[name]
    queue.write(write_data(0, 1), packet, write_data(0, 2))
    trouble = queue.trouble()
    assert said in trouble
    assert queue.word(0) == 1, "the packets before it run, those after it do not"
    assert queue.queue.trouble is not None
    assert queue.queue.trouble.packet_address == queue.ring_address + 4 * len(write_data(0, 1))
    assert queue.published_read_pointer() == len(write_data(0, 1))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([jump(0x1000, 4)], "one level only"),
        ([[header(pm4.WRITE_DATA.opcode, 3), 0]], "into a packet"),
        ([pm4.DISPATCH_DIRECT.encode(dim_x=1)], "COMPUTE_SHADER_EN"),
    ],
    ids=["nested", "cut short", "bad packet"],
)
def test_what_hangs_in_an_indirect_buffer(queue: LoneQueue, body: list[list[int]], said: str) -> None:
    queue.write(jump(0x1000, buffer_at(queue, 0x1000, *body)))
    assert said in queue.trouble()


def test_what_hangs_a_card_of_several_dies() -> None:
    initiator = registers.COMPUTE_DISPATCH_INITIATOR.encode(COMPUTE_SHADER_EN=1, FORCE_START_AT_000=1)
    dispatch = pm4.DISPATCH_DIRECT.encode(dim_x=1, dim_y=1, dim_z=1, dispatch_initiator=initiator)
    on_one = pm4.PRED_EXEC.encode(exec_count=len(dispatch), virtual_xcc_id_select=1)
    signal = pm4.RELEASE_MEM_gfx9.encode(**END_OF_PIPE, data_sel=2, address=MEMORY)
    for body, said in (
        ([on_one, dispatch], "share of the workgroups"),
        ([signal], "RELEASE_MEM on 8 dies"),
        ([pm4.PRED_EXEC.encode(exec_count=3, virtual_xcc_id_select=1), dispatch], "PRED_EXEC ends 3 dwords"),
    ):
        with LoneQueue("gfx942", QueueKind.PM4) as queue:
            queue.write(jump(0x1000, buffer_at(queue, 0x1000, *body)))
            assert said in queue.trouble()
    with LoneQueue("gfx942", QueueKind.PM4) as queue:
        queue.write(on_one, dispatch)
        assert "PRED_EXEC in a ring" in queue.trouble()


def test_packets_of_one_generation_hang_another() -> None:
    acquire = {9: pm4.ACQUIRE_MEM_gfx9, 10: pm4.ACQUIRE_MEM_gfx10}
    for arch, packet in (("gfx1100", acquire[9]), ("gfx942", acquire[10])):
        with LoneQueue(arch, QueueKind.PM4) as queue:
            queue.write(packet.encode())
            assert "ACQUIRE_MEM" in queue.trouble()


def test_a_doorbell_ahead_of_the_write_pointer_is_found(queue: LoneQueue) -> None:
    queue.write(write_data(0, 1), ring=False)
    queue.pointers[queue.write_pointer : queue.write_pointer + 8] = bytes(8)
    queue.doorbell[0] = queue.written_dwords
    assert "write pointer in memory" in queue.trouble()


def test_a_doorbell_that_goes_back_is_found(queue: LoneQueue) -> None:
    queue.write(write_data(0, 1))
    queue.drain()
    queue.doorbell[0] = 1
    assert "went back" in queue.trouble()


def test_a_ring_that_overflows_is_found(queue: LoneQueue) -> None:
    queue.write(
        pm4.WAIT_REG_MEM.encode(**MEC_WAIT, function=3, mem_poll_addr=MEMORY, reference=1, mask=1),
        *[write_data(8, 1)] * (queue.ring_bytes // 16),
    )
    assert "overflowed" in queue.trouble()


def test_an_unmapped_address_is_a_memory_violation(queue: LoneQueue) -> None:
    queue.write(pm4.WRITE_DATA.encode([1], dst_sel=pm4.WriteDstSel.MEMORY, dst_mem_addr=0xDEAD_0000))
    queue.trouble()
    (violation,) = queue.host.violations
    assert (violation.address, violation.access, violation.reason) == (0xDEAD_0000, "write", "not mapped")


def test_a_write_to_read_only_memory_is_a_memory_violation(queue: LoneQueue) -> None:
    queue.write(pm4.WRITE_DATA.encode([1], dst_sel=pm4.WriteDstSel.MEMORY, dst_mem_addr=READ_ONLY))
    queue.trouble()
    assert [violation.reason for violation in queue.host.violations] == ["read only"]
    assert not any(queue.read_only)


def test_memory_taken_away_under_a_wait_is_a_memory_violation(queue: LoneQueue) -> None:
    queue.write(pm4.WAIT_REG_MEM.encode(**MEC_WAIT, function=3, mem_poll_addr=READ_ONLY, reference=1, mask=1))
    queue.host.address_space.unmap(READ_ONLY, 4096)
    queue.trouble()
    assert [violation.reason for violation in queue.host.violations] == ["not mapped"]


def test_a_waiting_queue_is_destroyed_at_once(queue: LoneQueue) -> None:
    queue.write(
        write_data(8, 1),
        pm4.WAIT_REG_MEM.encode(**MEC_WAIT, function=3, mem_poll_addr=MEMORY, reference=1, mask=1),
    )
    queue.until(lambda: queue.word(8) == 1)
    queue.queue.destroy()
    assert queue.queue.trouble is None
    assert not queue.queue.is_alive()
