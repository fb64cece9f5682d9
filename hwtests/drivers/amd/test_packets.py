"""Packets as declared: against the words that the kernel's own macros make, and against themselves.

The words here are put together from the macros of nvd.h, soc15d.h and the SDMA packet headers as the named
functions of the kernel use them, shifts written out, so that they know nothing of the declarations.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.amd import aql, cache_actions, kernel_descriptor, pm4, registers, scratch, sdma
from barewire.drivers.amd.packet import Field, Fields, Long, Packet3, Packet3Header, Register, packet_dwords
from barewire.drivers.errors import InvalidArgument

ADDRESS = 0x7F12_3470_0108
LOW, HIGH = 0x3470_0108, 0x7F12


def packet3(opcode: int, count: int) -> int:
    """PACKET3(op, n)."""
    return 3 << 30 | opcode << 8 | count << 16


def test_release_mem_is_what_gfx_v11_0_ring_emit_fence_writes() -> None:
    words = pm4.RELEASE_MEM_gfx10.encode(
        gcr_seq=1, gcr_gl2_wb=1, event_type=0x14, event_index=5, cache_policy=3,
        data_sel=2, int_sel=2, address=ADDRESS, data=0x1_0000_0007,
    )  # fmt: skip
    # GCR_SEQ | GCR_GL2_WB | CACHE_POLICY(3) | EVENT_TYPE | EVENT_INDEX(5); DATA_SEL | INT_SEL.
    flags = 1 << 22 | 1 << 21 | 3 << 25 | 0x14 << 0 | 5 << 8
    assert words == [packet3(0x49, 6), flags, 2 << 29 | 2 << 24, LOW, HIGH, 7, 1, 0]


def test_release_mem_is_what_gfx_v9_0_ring_emit_fence_writes() -> None:
    words = cache_actions.release(9, ADDRESS, 7)
    # EOP_TCL1_ACTION_EN | EOP_TC_ACTION_EN | EOP_TC_WB_ACTION_EN | EOP_TC_MD_ACTION_EN (without the flag
    # AMDGPU_FENCE_FLAG_TC_WB_ONLY) | EVENT_TYPE | EVENT_INDEX(5); DATA_SEL(2).
    actions = 1 << 16 | 1 << 17 | 1 << 15 | 1 << 21
    assert words == [packet3(0x49, 6), actions | 0x14 | 5 << 8, 2 << 29, LOW, HIGH, 7, 0, 0]


def test_acquire_mem_is_what_gfx_v9_0_emit_mem_sync_writes() -> None:
    # SH_ICACHE, SH_KCACHE, TC, TCL1 and TC_WB; all of memory.
    flags = 1 << 29 | 1 << 27 | 1 << 23 | 1 << 22 | 1 << 18
    words = cache_actions.acquire(9, system=True)
    assert words == [packet3(0x58, 5), flags, 0xFFFFFFFF, 0xFFFFFF, 0, 0, 0x0A]


@pytest.mark.parametrize("generation", [10, 11])
def test_acquire_mem_is_what_gfx_v10_0_emit_mem_sync_writes(generation: int) -> None:
    # GL2_WB, GL2_INV, GLM_WB, GLM_INV, GL1_INV, GLV_INV, GLK_INV, GLI_INV(1).
    flags = 1 << 15 | 1 << 14 | 1 << 4 | 1 << 5 | 1 << 9 | 1 << 8 | 1 << 7 | 1
    words = cache_actions.acquire(generation, system=True)
    assert words == [packet3(0x58, 6), 0, 0xFFFFFFFF, 0xFFFFFF, 0, 0, 0x0A, flags]


def test_acquire_mem_of_gfx12_leaves_out_the_caches_it_does_not_have() -> None:
    assert cache_actions.acquire(12, system=True)[7] == 1 << 15 | 1 << 14 | 1 << 8 | 1 << 7 | 1


def test_wait_reg_mem_is_what_gfx_v10_0_wait_reg_mem_writes() -> None:
    # WAIT_REG_MEM_MEM_SPACE(1) | WAIT_REG_MEM_FUNCTION(3), then address, reference, mask, interval.
    words = pm4.WAIT_REG_MEM.encode(
        mem_space=1, function=3, mem_poll_addr=ADDRESS, reference=9, mask=0xFFFFFFFF, poll_interval=4
    )
    assert words == [packet3(0x3C, 5), 1 << 4 | 3, LOW, HIGH, 9, 0xFFFFFFFF, 4]


def test_an_hdp_flush_is_what_gfx_v10_0_ring_emit_hdp_flush_writes() -> None:
    # WAIT_REG_MEM_OPERATION(1) | WAIT_REG_MEM_FUNCTION(3), request, completion, reference, mask, interval.
    request, done = registers.HDP_FLUSH.values()
    words = pm4.WR_WAIT_WR_REG.encode(
        operation=1, function=3, reg_write_addr1=request, reg_write_addr2=done,
        reference=4, mask=4, poll_interval=0x20,
    )  # fmt: skip
    assert words == [packet3(0x3C, 5), 1 << 6 | 3, 0xD20 + 0x106, 0xD20 + 0x107, 4, 4, 0x20]
    assert pm4.declaration(10, words) is pm4.WR_WAIT_WR_REG


def test_indirect_buffer_is_what_gfx_v10_0_ring_emit_ib_compute_writes() -> None:
    words = pm4.INDIRECT_BUFFER.encode(ib_base=ADDRESS, ib_size=100, valid=1)
    assert words == [packet3(0x3F, 2), LOW, HIGH, 1 << 23 | 100]


def test_write_data_is_what_gfx_v10_0_ring_emit_wreg_writes() -> None:
    words = pm4.WRITE_DATA.encode([5], dst_mmreg_addr=0x1234, wr_confirm=1)
    assert words == [packet3(0x37, 3), 1 << 20, 0x1234, 0, 5]


def test_sdma_packets_are_what_sdma_v5_2_writes() -> None:
    fence = sdma.PACKETS[5, 2][sdma.Opcode.FENCE, 0]
    # SDMA_OP_FENCE | MTYPE(3).
    assert fence.encode(address=ADDRESS, data=7, mtype=3) == [5 | 3 << 16, LOW, HIGH, 7]
    copy = sdma.PACKETS[5, 2][sdma.Opcode.COPY, 0]
    assert copy.encode(count=99, src_addr=ADDRESS, dst_addr=1 << 40) == [1, 99, 0, LOW, HIGH, 0, 1 << 8]
    fill = sdma.PACKETS[5, 2][sdma.Opcode.CONST_FILL, 0]
    assert fill.encode(dst_addr=ADDRESS, src_data=3, count=99) == [11, LOW, HIGH, 3, 99]
    poll = sdma.POLL_REGMEM.encode(
        func=3, mem_poll=1, address=ADDRESS, value=5, mask=0xFFFFFFFF, retry_count=0xFFF, interval=4
    )
    # sdma_v5_2_ring_emit_pipeline_sync: HDP_FLUSH(0) | FUNC(3) | MEM_POLL(1).
    assert poll == [8 | 3 << 28 | 1 << 31, LOW, HIGH, 5, 0xFFFFFFFF, 0xFFF << 16 | 4]
    assert sdma.TRAP.encode(int_context=6) == [6, 6]
    assert sdma.NOP.encode() == [0]


@pytest.mark.parametrize(
    ("family", "copy_bits", "fill_bits"),
    [
        ((4, 0), 22, 22),
        ((4, 4), 30, 30),
        ((5, 0), 22, 22),
        ((5, 2), 30, 22),
        ((6, 0), 30, 30),
        ((7, 0), 30, 30),
    ],
)
def test_copies_and_fills_count_with_the_bits_of_their_engine(
    family: tuple[int, int], copy_bits: int, fill_bits: int
) -> None:
    packets = sdma.PACKETS[family]
    assert packets[sdma.Opcode.COPY, 0].fields["count"].limit == 2**copy_bits - 1
    assert packets[sdma.Opcode.CONST_FILL, 0].fields["count"].limit == 2**fill_bits - 1


@pytest.mark.parametrize(
    ("version", "family"),
    [
        ((4, 2, 0), (4, 0)),
        ((4, 4, 2), (4, 4)),
        ((5, 0, 0), (5, 0)),
        ((5, 2, 6), (5, 2)),
        ((6, 1, 1), (6, 0)),
        ((7, 0, 1), (7, 0)),
    ],
)
def test_every_engine_belongs_to_a_family(version: tuple[int, int, int], family: tuple[int, int]) -> None:
    assert sdma.family(version) == family


def test_amd_queue_has_the_offsets_of_amd_hsa_queue_h() -> None:
    """offsetof, from a program compiled against ROCr's header."""
    offsets = {
        "base_address": 8,
        "doorbell_signal": 16,
        "size": 24,
        "id": 32,
        "caps": 40,
        "write_dispatch_id": 56,
        "max_cu_id": 72,
        "read_dispatch_id": 128,
        "read_dispatch_id_field_base_byte_offset": 136,
        "compute_tmpring_size": 140,
        "scratch_resource_descriptor_0": 144,
        "scratch_backing_memory_location": 160,
        "scratch_backing_memory_byte_size": 168,
        "scratch_wave64_lane_byte_size": 176,
        "queue_properties": 180,
        "scratch_last_used_index": 184,
        "queue_inactive_signal": 192,
    }
    assert {name: aql.AmdQueue.offset(name) for name in offsets} == offsets
    assert aql.AmdQueue.size * 4 == 256
    signal = {name: field.dword * 4 for name, field in aql.AmdSignal.fields.items()}
    assert signal == {"kind": 0, "value": 8, "event_mailbox_ptr": 16, "event_id": 24, "start_ts": 32,
                      "end_ts": 40, "queue_ptr": 48}  # fmt: skip


def test_an_aql_header_is_what_rocr_calls_one() -> None:
    # HSA_PACKET_HEADER_TYPE 0, _BARRIER 8, _SCACQUIRE_FENCE_SCOPE 9, _SCRELEASE_FENCE_SCOPE 11; setup above.
    words = aql.KERNEL_DISPATCH.encode(
        barrier=1, acquire_fence_scope=2, release_fence_scope=2, setup_dimensions=3
    )
    assert words[0] == 2 | 1 << 8 | 2 << 9 | 2 << 11 | 3 << 16
    assert len(words) * 4 == aql.PACKET_BYTES


def declarations() -> list[type[Fields]]:
    every: list[type[Fields]] = [packet for table in pm4.PACKETS.values() for packet in table.values()]
    every.append(pm4.WR_WAIT_WR_REG)
    every += [packet for table in sdma.PACKETS.values() for packet in table.values()]
    every += list(aql.PACKETS.values())
    every += [aql.AmdQueue, kernel_descriptor.KernelDescriptor]
    every += [scratch.BufferResource_gfx9, scratch.BufferResource_gfx10]
    every += [
        thing
        for thing in vars(registers).values()
        if isinstance(thing, type) and issubclass(thing, Register) and thing is not Register
    ]
    return list(dict.fromkeys(every))


ALTERNATIVES = {"dst_mmreg_addr"}
"""Names of the same bits for another use of the packet."""


@pytest.mark.parametrize("declaration", declarations(), ids=lambda declaration: declaration.__name__)
def test_fields_do_not_overlap_and_fit_their_packet(declaration: type[Fields]) -> None:
    taken = [0] * declaration.size
    for name, field in declaration.fields.items():
        if name in ALTERNATIVES:
            continue
        for dword, mask in field.masks():
            assert not taken[dword] & mask, f"{name} overlaps another field in dword {dword}"
            taken[dword] |= mask


@settings(deadline=None)
@given(st.data())
def test_what_is_encoded_is_what_is_decoded(data: st.DataObject) -> None:
    declaration = data.draw(st.sampled_from(declarations()))
    own = {"op", "sub_op", "type"} if not issubclass(declaration, Register) else set()
    fields = {name: f for name, f in declaration.fields.items() if name not in ALTERNATIVES | own}
    values = {}
    for name, field in fields.items():
        unit = 1 << field.low if isinstance(field, Long) else 1
        values[name] = data.draw(st.integers(0, field.limit // unit)) * unit
    if issubclass(declaration, sdma.SdmaPacket) and declaration.has_tail:
        values.pop("count", None)
    dwords = declaration.pack(**values)
    packet = declaration(dwords)
    assert {name: value for name, value in packet.values().items() if name in values} == values
    assert not [bits for at, bits in packet.reserved_bits() if at >= packet.first]


@settings(deadline=None)
@given(st.integers(0, 40000))
def test_fillers_are_as_long_as_asked_for_and_read_as_packets(dwords: int) -> None:
    filled = pm4.NOP.filler(dwords)
    assert len(filled) == dwords
    at = 0
    while at < dwords:
        assert Packet3Header.decode(filled[at]).opcode == pm4.NOP.opcode
        at += packet_dwords(filled[at])
    assert at == dwords


class Sample(Packet3, opcode=0x7F, dwords=2):
    """A packet of this test's own."""

    small = Field(0, 4, 7)
    address = Long(0, low=8, high=47)


def test_values_that_do_not_fit_and_fields_that_are_not_there_are_refused() -> None:
    for wrong in ({"small": 16}, {"small": -1}, {"address": 0x80}, {"address": 1 << 48}):
        with pytest.raises(InvalidArgument, match="does not fit field"):
            Sample.encode(**wrong)
    with pytest.raises(InvalidArgument, match="no field large; its fields: small, address"):
        Sample.encode(large=1)
    with pytest.raises(InvalidArgument, match="no dwords beyond"):
        Sample.encode([1])


def test_bits_that_belong_to_no_field_are_found() -> None:
    dwords = Sample.encode(small=3, address=0x1200)
    assert Sample.decode(dwords).reserved_bits() == []
    dwords[0] |= 1 << 5
    dwords[1] |= 1 << 2
    dwords[2] |= 1 << 31
    assert Sample.decode(dwords).reserved_bits() == [(0, 1 << 5), (1, 1 << 2), (2, 1 << 31)]


def test_another_packet_or_one_cut_short_is_not_decoded() -> None:
    dwords = Sample.encode(small=3)
    with pytest.raises(InvalidArgument, match="not the header of a NOP"):
        pm4.NOP.decode(dwords)
    with pytest.raises(InvalidArgument, match="of which 2 are there"):
        Sample.decode(dwords[:2])
    with pytest.raises(InvalidArgument, match="its header says 5"):
        Sample.decode([packet3(0x7F, 3), 0, 0, 0, 0])


def test_scratch_is_dealt_out_in_granules_of_the_generation() -> None:
    wave = registers.COMPUTE_TMPRING_SIZE
    # FillComputeTmpRingSize: 1024 bytes; FillComputeTmpRingSize_Gfx11 and _Gfx12: 256.
    assert registers.SCRATCH_GRANULE_BYTES == {9: 1024, 10: 1024, 11: 256, 12: 256}
    assert wave[9].encode(WAVES=1, WAVESIZE=1) == 1 | 1 << 12
    assert [wave[major].fields["WAVESIZE"].high for major in (9, 10, 11, 12)] == [24, 24, 26, 29]
