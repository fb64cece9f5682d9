"""A strict card's L2 cache: who sees what when, per generation and kind of queue."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers import kernel
from barewire.drivers.amd import pm4, sdma
from barewire.drivers.amd.packet import Packet3
from barewire.drivers.simulated.amd.engines.queues import QueueKind
from barewire.drivers.simulated.memory.l2_cache import Action, WriteBackCache
from barewire.drivers.simulated.memory.vm import AddressSpace

from ....compiling import KeptHere
from ..engines.lone_queue import CACHED, MEMORY, NON_COHERENT, LoneQueue

ACQUIRE: dict[str, type[Packet3]] = {
    "gfx942": pm4.ACQUIRE_MEM_gfx9,
    "gfx1030": pm4.ACQUIRE_MEM_gfx10,
    "gfx1100": pm4.ACQUIRE_MEM_gfx10,
    "gfx1201": pm4.ACQUIRE_MEM_gfx12,
}
# gfx9 does both at once, or one of them for memory of MTYPE_NC only.
BOTH_OF_GFX9 = ("tc_action_ena", "tc_wb_action_ena")
INVALIDATE = {arch: BOTH_OF_GFX9 if arch == "gfx942" else ("gl2_inv",) for arch in ACQUIRE}
WRITE_BACK = {arch: BOTH_OF_GFX9 if arch == "gfx942" else ("gl2_wb",) for arch in ACQUIRE}


@pytest.fixture(params=list(ACQUIRE))
def queue(request: pytest.FixtureRequest) -> Iterator[LoneQueue]:
    with LoneQueue(request.param, QueueKind.PM4, strict=True) as made:
        yield made


def acquire(
    queue: LoneQueue, *actions: dict[str, tuple[str, ...]], base: int = 0, size: int = 2**40 - 1
) -> list[int]:
    arch = queue.host.description.arch
    return ACQUIRE[arch].encode(
        coher_base=base & 0xFFFF_FFFF,
        coher_base_hi=base >> 32,
        coher_size=size & 0xFFFF_FFFF,
        coher_size_hi=size >> 32,
        **{field: 1 for action in actions for field in action[arch]},
    )


def write(
    value: int, offset: int = 0, through: int = pm4.WriteDstSel.TC_L2, where: int = CACHED
) -> list[int]:
    return pm4.WRITE_DATA.encode([value], dst_sel=through, dst_mem_addr=where + offset)


def copy_out(queue: LoneQueue, offset: int = 0, where: int = CACHED) -> int:
    """What the card reads there, by way of its cache."""
    queue.write(
        pm4.COPY_DATA.encode(
            src_sel=pm4.CopySrcSel.TC_L2,
            src_addr=where + offset,
            dst_sel=pm4.CopyDstSel.MEMORY,
            dst_addr=0x30_0000_0000,
        )
    )
    queue.drain()
    return queue.word(0)


def test_the_host_sees_a_write_only_once_it_is_written_back(queue: LoneQueue) -> None:
    queue.write(write(7))
    queue.drain()
    assert queue.cached[0] == 0
    if queue.host.description.generation > 9:
        queue.write(acquire(queue, INVALIDATE))
        queue.drain()
        assert queue.cached[0] == 0, "to invalidate is not to write back"
    queue.write(acquire(queue, WRITE_BACK))
    queue.drain()
    assert queue.cached[0] == 7


def test_the_card_sees_the_hosts_write_only_once_it_invalidates(queue: LoneQueue) -> None:
    assert copy_out(queue) == 0
    queue.cached[0] = 9
    assert copy_out(queue) == 0
    if queue.host.description.generation > 9:
        queue.write(acquire(queue, WRITE_BACK))
        assert copy_out(queue) == 0, "to write back is not to invalidate"
    queue.write(acquire(queue, INVALIDATE))
    assert copy_out(queue) == 9


def test_bytes_of_one_line_belong_to_who_wrote_them(queue: LoneQueue) -> None:
    queue.write(write(0x04030201, 8))
    queue.drain()
    queue.cached[0:2] = b"\x11\x12"
    queue.write(acquire(queue, WRITE_BACK, INVALIDATE))
    queue.drain()
    assert queue.cached[0:12] == b"\x11\x12\0\0\0\0\0\0\1\2\3\4"
    assert copy_out(queue) == 0x1211


def test_an_action_on_a_range_leaves_the_rest(queue: LoneQueue) -> None:
    queue.write(write(1, 0), write(2, 4096), acquire(queue, WRITE_BACK, base=(CACHED + 4096) >> 8, size=1))
    queue.drain()
    assert (queue.cached[0], queue.cached[4096]) == (0, 2)


def test_a_release_writes_back_before_it_signals(queue: LoneQueue) -> None:
    if queue.host.description.xcc_count > 1:
        body = [write(5), *released(queue, *BOTH_OF_GFX9)]
        count = sum(map(len, body))
        data = np.array([dword for packet in body for dword in packet], np.uint32).tobytes()
        queue.memory[4096 : 4096 + len(data)] = data
        queue.write(pm4.INDIRECT_BUFFER.encode(ib_base=0x30_0000_1000, ib_size=count, valid=1))
    else:
        queue.write(write(5), *released(queue, "gcr_gl2_wb"))
    queue.until(lambda: queue.word(8, 8) == 1)
    assert queue.cached[0] == 5


def released(queue: LoneQueue, *actions: str) -> list[list[int]]:
    generation = queue.host.description.generation
    packet = {9: pm4.RELEASE_MEM_gfx9, 12: pm4.RELEASE_MEM_gfx12}.get(generation, pm4.RELEASE_MEM_gfx10)
    made = packet.encode(
        event_type=pm4.CacheFlushEvent.CACHE_FLUSH_AND_INV_TS_EVENT,
        event_index=pm4.EventIndex.END_OF_PIPE,
        data_sel=pm4.ReleaseDataSel.SEND_64_BIT_DATA,
        address=0x30_0000_0008,
        data=1,
        **dict.fromkeys(actions, 1),
    )
    if generation != 9:
        return [made]
    return [pm4.PRED_EXEC.encode(exec_count=len(made), virtual_xcc_id_select=1), made]


# The combinations of Mesa's si_emit_cache_flush: what each writes back and invalidates, of memory of MTYPE_NC
# and of other memory.
GFX9_ACTIONS = [
    (("tc_action_ena", "tc_wb_action_ena"), (True, True), (True, True)),
    (("tc_action_ena", "tc_wb_action_ena", "tc_nc_action_ena"), (True, True), (False, False)),
    (("tc_wb_action_ena", "tc_nc_action_ena"), (True, False), (False, False)),
    (("tc_action_ena", "tc_nc_action_ena"), (False, True), (False, False)),
]


@pytest.mark.parametrize(("fields", "non_coherent", "other"), GFX9_ACTIONS)
def test_gfx9_does_by_the_memorys_type_what_its_bits_say_together(
    fields: tuple[str, ...], non_coherent: tuple[bool, bool], other: tuple[bool, bool]
) -> None:
    with LoneQueue("gfx942", QueueKind.PM4, strict=True) as queue:
        for where, memory, (writes_back, invalidates) in (
            (CACHED, queue.cached, other),
            (NON_COHERENT, queue.non_coherent, non_coherent),
        ):
            copy_out(queue, where=where)
            memory[64] = 9
            queue.write(write(7, where=where), acquire(queue, {"gfx942": fields}))
            queue.drain()
            assert memory[0] == (7 if writes_back else 0)
            assert copy_out(queue, 64, where) == (9 if invalidates else 0)


@pytest.mark.parametrize("field", ["tc_action_ena", "tc_wb_action_ena"])
def test_gfx9_does_not_know_one_action_for_all_memory(field: str) -> None:
    with LoneQueue("gfx942", QueueKind.PM4) as queue:
        queue.write(acquire(queue, {"gfx942": (field,)}))
        assert "TC_NC_ACTION" in queue.trouble()


@pytest.mark.parametrize("arch", ["gfx1100", "gfx1201"])
def test_a_release_needs_an_eop_buffer(arch: str) -> None:
    with LoneQueue(arch, QueueKind.PM4, has_eop_buffer=False) as queue:
        queue.write(write(1, where=MEMORY))
        queue.drain()
        queue.write(*released(queue))
        assert "EOP buffer" in queue.trouble()


def test_a_release_without_write_back_leaves_the_host_with_stale_bytes(queue: LoneQueue) -> None:
    if queue.host.description.xcc_count == 1:
        queue.write(write(5), *released(queue))
        queue.until(lambda: queue.word(8, 8) == 1)
        assert queue.cached[0] == 0


def test_a_write_to_memory_itself_goes_past_the_cache(queue: LoneQueue) -> None:
    assert copy_out(queue) == 0
    queue.write(write(3, 0, pm4.WriteDstSel.MEMORY))
    queue.drain()
    assert queue.cached[0] == 3
    assert copy_out(queue) == 0


@pytest.mark.parametrize(("arch", "through_cache"), [("gfx942", False), ("gfx1100", True)])
def test_copy_engines_share_the_cache_from_gfx10_on(arch: str, through_cache: bool) -> None:
    with (
        LoneQueue(arch, QueueKind.PM4, strict=True) as compute,
        LoneQueue(arch, QueueKind.SDMA, host=compute.host) as engine,
    ):
        compute.write(write(6))
        compute.drain()
        packet = sdma.COPY_LINEAR_4_4 if arch == "gfx942" else sdma.COPY_LINEAR_6
        engine.write(packet.encode(src_addr=CACHED, dst_addr=0x30_0000_0000, count=3))
        engine.drain()
        assert compute.word(0) == (6 if through_cache else 0)


def test_memory_mapped_anew_is_not_what_was_there_before() -> None:
    space = AddressSpace()
    cache = WriteBackCache(space, KeptHere)
    pages = kernel.mmap(8192, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED | kernel.MAP_ANONYMOUS)
    try:
        for turn in (1, 2):
            space.map(0x1000, 8192, pages, writable=True, executable=False, kind="vram")
            assert cache.view.read(0x1000, 1) == bytes([turn - 1])
            cache.view.write(0x1000, b"\x55")
            cache.view.write(0x2000, bytes([turn]))
            # Half of it goes; what was written to the other half is still to be written back.
            space.unmap(0x1000, 4096)
            cache.act(Action(write_back=True))
            assert kernel.buffer(pages, 8192)[0] == turn - 1
            assert kernel.buffer(pages, 8192)[4096] == turn
            space.unmap(0x2000, 4096)
            kernel.buffer(pages, 8192)[0] = turn
    finally:
        cache.close()
        kernel.munmap(pages, 8192)


ACTIONS = st.one_of(
    st.tuples(st.just("host"), st.integers(0, 255), st.integers(1, 255)),
    st.tuples(st.just("card"), st.integers(0, 255), st.integers(1, 255)),
    st.tuples(st.just("write back"), st.just(0), st.just(0)),
    st.tuples(st.just("invalidate"), st.just(0), st.just(0)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTIONS, max_size=40))
def test_the_cache_is_as_a_model_of_it_byte_by_byte(actions: list[tuple[str, int, int]]) -> None:
    size = 4096
    space = AddressSpace()
    pages = kernel.mmap(size, kernel.PROT_READ | kernel.PROT_WRITE, kernel.MAP_SHARED | kernel.MAP_ANONYMOUS)
    space.map(0, size, pages, writable=True, executable=False, kind="vram")
    cache = WriteBackCache(space, KeptHere)
    memory, held, written = [0] * 256, [0] * 256, [False] * 256
    clean = list(held)
    try:
        _ = cache.view
        for action, at, value in actions:
            if action == "host":
                kernel.buffer(pages, size)[at] = memory[at] = value
            elif action == "card":
                cache.view.write(at, bytes([value]))
                held[at], written[at] = value, value != clean[at]
            elif action == "write back":
                cache.act(Action(write_back=True))
                for i in range(256):
                    if written[i]:
                        memory[i] = clean[i] = held[i]
                        written[i] = False
            else:
                cache.act(Action(invalidate=True))
                for i in range(256):
                    if not written[i]:
                        held[i] = clean[i] = memory[i]
        assert list(kernel.buffer(pages, size)[:256]) == memory
        assert list(cache.view.read(0, 256)) == held
    finally:
        cache.close()
        kernel.munmap(pages, size)
