"""The copy engines: what each SDMA packet does on each version, and what hangs a queue."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.amd import sdma
from barewire.drivers.simulated.amd.description import DESCRIPTIONS
from barewire.drivers.simulated.amd.engines.processor import InterruptSource
from barewire.drivers.simulated.amd.engines.queues import QueueKind

from .lone_queue import MEMORY, MEMORY_BYTES, READ_ONLY, LoneQueue

ARCHES = ("gfx942", "gfx1030", "gfx1100", "gfx1201")


def packet_of(arch: str, opcode: int, second: int = 0) -> Any:
    return sdma.PACKETS[sdma.family(DESCRIPTIONS[arch].architecture.sdma_version)][opcode, second]


def copy(arch: str, destination: int, source: int, size: int) -> list[int]:
    return packet_of(arch, sdma.Opcode.COPY).encode(
        dst_addr=MEMORY + destination, src_addr=MEMORY + source, count=size - 1
    )


def fence(value: int, offset: int = 0) -> list[int]:
    return sdma.FENCE.encode(address=MEMORY + offset, data=value)


def poll(offset: int, value: int, function: int = sdma.PollFunction.EQUAL, **others: int) -> list[int]:
    given_ = {"mem_poll": 1, "mask": 0xFFFF_FFFF, "retry_count": sdma.RETRY_FOR_EVER, **others}
    return sdma.POLL_REGMEM.encode(address=MEMORY + offset, value=value, func=function, **given_)


@pytest.mark.parametrize("arch", ARCHES)
def test_linear_copies_move_bytes_of_any_size_and_alignment(arch: str) -> None:
    draw = np.random.default_rng(1)
    with LoneQueue(arch, QueueKind.SDMA) as queue:
        contents = draw.integers(0, 256, MEMORY_BYTES // 2, np.uint8)
        queue.memory[: contents.size] = contents.tobytes()
        expected = np.zeros(MEMORY_BYTES // 2, np.uint8)
        for source, destination, size in ((0, 0, 1), (1, 7, 3), (100, 1000, 4096), (5, 70_001, 123_457)):
            queue.write(copy(arch, MEMORY_BYTES // 2 + destination, source, size))
            expected[destination : destination + size] = contents[source : source + size]
        queue.drain()
        assert np.array_equal(np.frombuffer(queue.memory, np.uint8)[MEMORY_BYTES // 2 :], expected)


@pytest.mark.parametrize("arch", ARCHES)
@pytest.mark.parametrize(("size", "unit"), [(0, 1), (1, 2), (2, 4)])
def test_fills_repeat_a_pattern(arch: str, size: int, unit: int) -> None:
    with LoneQueue(arch, QueueKind.SDMA) as queue:
        fill = packet_of(arch, sdma.Opcode.CONST_FILL)
        count = 300_000
        queue.write(
            fill.encode(dst_addr=MEMORY + 16, src_data=0x44332211, fillsize=size, count=count - 1),
        )
        queue.drain()
        got = np.frombuffer(queue.memory, np.uint8)
        pattern = np.array([0x11, 0x22, 0x33, 0x44][:unit], np.uint8)
        assert np.array_equal(got[16 : 16 + count], np.resize(pattern, count))
        assert not got[:16].any() and not got[16 + count :].any()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 3000)), max_size=8))
def test_copies_run_in_their_order(moves: list[tuple[int, int, int]]) -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        expected = np.random.default_rng(2).integers(0, 256, 10_000, np.uint8)
        queue.memory[: expected.size] = expected.tobytes()
        for destination, source, size in moves:
            queue.write(copy("gfx1100", destination, source, size))
            expected[destination : destination + size] = expected[source : source + size].copy()
        queue.drain()
        assert np.array_equal(np.frombuffer(queue.memory, np.uint8)[: expected.size], expected)


def test_a_copy_spans_mappings_that_are_apart_on_the_host() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        space = queue.host.address_space
        (whole,) = (mapping for mapping in space.mappings if mapping.gpu_address == MEMORY)
        for page in range(8):
            space.map(
                0x50_0000_0000 + 4096 * page,
                4096,
                whole.host_address + 4096 * (7 - page),
                writable=True,
                executable=False,
                kind="gtt",
            )
        for page in range(8):
            queue.memory[4096 * page] = page
        queue.write(
            sdma.COPY_LINEAR_6.encode(
                dst_addr=MEMORY + 0x10800, src_addr=0x50_0000_0800 - 0x800, count=8 * 4096 - 1
            )
        )
        queue.drain()
        assert [queue.memory[0x10800 + 4096 * page] for page in range(8)] == [7, 6, 5, 4, 3, 2, 1, 0]


def test_write_fence_timestamp_and_trap() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        before = queue.host.clock_ticks()
        queue.write(
            sdma.WRITE_UNTILED.encode([1, 2, 3], dst_addr=MEMORY + 64, count=2),
            sdma.TIMESTAMP_GET_GLOBAL.encode(write_addr=MEMORY + 8),
            fence(9),
            sdma.TRAP.encode(int_context=55),
            sdma.NOP.encode([0] * 3, count=3),
        )
        queue.drain()
        assert [queue.word(64 + 4 * index) for index in range(4)] == [1, 2, 3, 0]
        assert queue.word(0) == 9
        assert before <= queue.word(8, 8) <= queue.host.clock_ticks()
        assert queue.host.interrupts == [(InterruptSource.SDMA, 55)]
        assert queue.published_read_pointer() == 4 * queue.written_dwords


def test_poll_waits_for_memory() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        queue.write(poll(0, 3, sdma.PollFunction.GREATER_THAN_OR_EQUAL), fence(1, 8))
        assert queue.queue.pause() and queue.word(8) == 0
        queue.queue.resume()
        queue.set_word(0, 4)
        queue.drain()
        assert queue.word(8) == 1


def test_conditional_execution_skips_when_memory_holds_something_else() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        queue.set_word(0, 7)
        for reference, offset in ((7, 64), (8, 68)):
            queue.write(
                sdma.COND_EXE.encode(address=MEMORY, reference=reference, exec_count=len(fence(1)) + 1),
                fence(1, offset),
                sdma.NOP.encode(),
            )
        queue.write(fence(1, 72))
        queue.drain()
        assert [queue.word(offset) for offset in (64, 68, 72)] == [1, 0, 1]


@pytest.mark.parametrize("bits", [32, 64])
def test_atomics_do_as_numpy_does(bits: int) -> None:
    kind = np.uint32 if bits == 32 else np.uint64
    signed = np.int32 if bits == 32 else np.int64
    draw = random.Random(bits)
    operations = {
        0x0F: np.add,
        0x10: np.subtract,
        0x11: lambda old, new: min(old.view(signed), new.view(signed)).view(kind),
        0x13: lambda old, new: max(old.view(signed), new.view(signed)).view(kind),
        0x16: np.bitwise_or,
        0x17: np.bitwise_xor,
    }
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        for operation, function in operations.items():
            old, new = kind(draw.getrandbits(bits)), kind(draw.getrandbits(bits))
            queue.set_word(0, int(old), bits // 8)
            queue.write(
                sdma.ATOMIC.encode(
                    atomic_op=operation | (0x20 if bits == 64 else 0), address=MEMORY, src_data=int(new)
                )
            )
            queue.drain()
            with np.errstate(over="ignore"):
                assert queue.word(0, bits // 8) == int(function(old, new))


def test_indirect_buffers_run_when_they_end_on_eight_dwords() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        body = [*fence(5), *fence(6, 8)]
        queue.memory[4096 : 4096 + 4 * len(body)] = np.array(body, np.uint32).tobytes()
        jump = sdma.INDIRECT.encode(ib_base=MEMORY + 4096, ib_size=len(body))
        queue.write(sdma.NOP.encode([0], count=1), jump)
        queue.drain()
        assert (queue.word(0), queue.word(8)) == (5, 6)
        queue.write(jump)
        assert "boundary of 8 dwords" in queue.trouble()


def test_a_ring_wraps_in_the_middle_of_packets() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        for value in range(3000):
            queue.write(copy("gfx1100", 8, 0, 4), fence(value), ring=value % 8 == 7)
            if value % 64 == 63:
                queue.drain()
        queue.write()
        queue.drain()
        assert (queue.word(0), queue.word(8)) == (2999, 2998)


HANGS = {
    "unknown opcode": ([0x3F], "opcode 63"),
    "unknown second opcode": ([0x0000_0701], "second opcode 7"),
    "reserved bit": ([sdma.FENCE.encode(address=MEMORY)[0] | 1 << 30, 0, 0, 0], "reserved bits"),
    "poll of a register": (poll(0, 1, mem_poll=0), "register"),
    "poll that gives up": (poll(64, 1, retry_count=3), "gave up"),
    "unaligned fill": (
        sdma.CONSTANT_FILL_6.encode(dst_addr=MEMORY + 2, fillsize=2, count=3),
        "not aligned",
    ),
    "encrypted copy": (sdma.COPY_LINEAR_6.encode(encrypt=1, src_addr=MEMORY, dst_addr=MEMORY), "encrypt"),
}


@pytest.mark.parametrize("name", HANGS)
def test_what_a_bad_packet_does_to_a_copy_queue(name: str) -> None:
    packet, said = HANGS[name]
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        queue.write(fence(1), packet, fence(2))
        assert said in queue.trouble()
        assert queue.word(0) == 1
        assert queue.published_read_pointer() == 4 * len(fence(1))


def test_a_copy_past_what_is_mapped_writes_nothing() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        queue.memory[:4] = b"\1\2\3\4"
        queue.write(copy("gfx1100", MEMORY_BYTES - 4, 0, 8))
        queue.trouble()
        (violation,) = queue.host.violations
        assert (violation.address, violation.access) == (MEMORY + MEMORY_BYTES, "write")
        assert not any(queue.memory[-4:])


def test_a_copy_into_read_only_memory_is_a_violation() -> None:
    with LoneQueue("gfx1100", QueueKind.SDMA) as queue:
        queue.write(sdma.COPY_LINEAR_6.encode(dst_addr=READ_ONLY, src_addr=MEMORY, count=7))
        queue.trouble()
        assert [violation.reason for violation in queue.host.violations] == ["read only"]
