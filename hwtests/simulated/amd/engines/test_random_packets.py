"""Packets of random dwords: a queue executes them, or hangs with a reason of the card's own."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.drivers.amd import aql, pm4, sdma
from barewire.drivers.amd.packet import PACKET_TYPE3, Packet3Header
from barewire.drivers.simulated.amd.description import DESCRIPTIONS
from barewire.drivers.simulated.amd.engines.processor import BadPacket, Pipe
from barewire.drivers.simulated.amd.engines.queues import QueueKind
from barewire.drivers.simulated.memory.vm import MemoryViolation

from .lone_queue import MEMORY, LoneQueue

DWORD = st.one_of(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0, 1, 8, 0x30, 0x3000, MEMORY >> 32, 0xFFFF_FFFF, 1 << 20, 0x500, 0x514]),
)
PM4 = sorted({*pm4.PACKETS[9], *pm4.PACKETS[11]} - {pm4.WAIT_REG_MEM.opcode, pm4.WAIT_REG_MEM64.opcode})
SDMA = sorted({*sdma.PACKETS[6, 0]} - {(sdma.Opcode.POLL_REGMEM, 0)})


@st.composite
def pm4_packet(draw: st.DrawFn) -> list[int]:
    body = draw(st.lists(DWORD, min_size=1, max_size=8))
    header = Packet3Header.encode(type=PACKET_TYPE3, opcode=draw(st.sampled_from(PM4)), count=len(body) - 1)
    return [header, *body]


@st.composite
def sdma_packet(draw: st.DrawFn) -> list[int]:
    opcode, second = draw(st.sampled_from(SDMA))
    flags = draw(st.sampled_from([0, 0, 0, 1 << 16, 1 << 18, 1 << 30, 0x4A << 25]))
    return [opcode | second << 8 | flags, *draw(st.lists(DWORD, min_size=2, max_size=8))]


@st.composite
def aql_packet(draw: st.DrawFn) -> list[int]:
    kind = draw(st.sampled_from(list(aql.PACKETS)))
    return [kind | draw(st.integers(0, 31)) << 8, *draw(st.lists(DWORD, min_size=15, max_size=15))]


PACKETS = {QueueKind.PM4: pm4_packet(), QueueKind.SDMA: sdma_packet(), QueueKind.AQL: aql_packet()}


@pytest.mark.parametrize("kind", list(QueueKind))
@pytest.mark.parametrize("arch", list(DESCRIPTIONS))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_packets_end_in_results_or_reasons(
    monkeypatch: pytest.MonkeyPatch, data: st.DataObject, arch: str, kind: QueueKind
) -> None:
    dwords = [
        dword for packet in data.draw(st.lists(PACKETS[kind], min_size=1, max_size=4)) for dword in packet
    ]
    # What dispatches of random registers do is not the question here.
    monkeypatch.setattr(Pipe, "run", lambda *_: None)
    # What is waited for never comes; that is no reason to wait for it here.
    monkeypatch.setattr(Pipe, "wait", lambda *_, **__: True)
    monkeypatch.setattr(Pipe, "atomic_loop", lambda *_: None)
    with LoneQueue(arch, kind) as queue:
        queue.write(dwords, ring=False)
        processor = queue.queue.processor
        position = 0
        with suppress(BadPacket, MemoryViolation):
            while position < len(dwords):
                after = processor.step(dwords, position, queue.ring_address + 4 * position)
                if after == position:
                    break
                position = after
            processor.idle()
