"""The headers of a6xx packets, and declarations that encode what they decode."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.drivers.errors import InvalidArgument
from barewire.drivers.qualcomm import pm4, registers
from barewire.drivers.qualcomm.packet import (
    PACKET4_COUNT_MAX,
    PACKET7_COUNT_MAX,
    Packet7,
    Register,
    odd_parity,
    packet_dwords,
    packets,
    write_registers,
)

ALL = [(generation, packet) for generation, found in pm4.PACKETS.items() for packet in found.values()]


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_value_and_its_parity_have_an_odd_number_of_ones(value: int) -> None:
    assert (value.bit_count() + odd_parity(value)) % 2 == 1


@pytest.mark.parametrize(("generation", "packet"), ALL, ids=lambda each: getattr(each, "__name__", each))
def test_every_field_is_read_as_it_was_written(generation: int, packet: type[Packet7]) -> None:
    for name, field in packet.fields.items():
        value = getattr(field, "limit", 0)
        tail = [7, 8] if packet.has_tail else []
        dwords = packet.encode(tail, **{name: value})
        decoded = packet.decode(dwords)
        assert decoded.values()[name] == value
        assert sum(bool(each) for each in decoded.values().values()) == 1
        assert packet_dwords(dwords[0]) == len(dwords)
        assert decoded.tail == tuple(tail)
        with pytest.raises(InvalidArgument, match=name):
            packet.encode(tail, **{name: field.limit + 1})


def test_registers_are_where_they_are_once_and_their_fields_do_not_overlap() -> None:
    for generation, numbers in registers.NUMBERS.items():
        assert len(set(numbers.values())) == len(numbers)
        for number, (name, fields) in registers.BY_NUMBER[generation].items():
            assert numbers[name] == number
            covered = 0
            for field in fields.fields.values():
                for _, mask in field.masks():
                    assert not covered & mask, name
                    covered |= mask


def test_scaled_fields_take_whole_units_only() -> None:
    size = registers.SP_CS_PVT_MEM_SIZE
    assert size.encode(TOTALPVTMEMSIZE=3 << 12) == 3
    assert size.decode(3).TOTALPVTMEMSIZE == 3 << 12
    for wrong in (100, 1 << 30):
        with pytest.raises(InvalidArgument, match="TOTALPVTMEMSIZE"):
            size.encode(TOTALPVTMEMSIZE=wrong)


def test_what_no_packet_can_be_is_refused() -> None:
    for count in (0, PACKET4_COUNT_MAX + 1):
        with pytest.raises(InvalidArgument, match="registers"):
            write_registers(0xA9B0, [0] * count)
    with pytest.raises(InvalidArgument, match="most"):
        pm4.CP_NOP.encode([0] * (PACKET7_COUNT_MAX + 1))
    with pytest.raises(InvalidArgument, match="beyond"):
        pm4.CP_EXEC_CS.encode([1])
    with pytest.raises(InvalidArgument, match="beyond"):
        pm4.CP_EVENT_WRITE.encode_short(EVENT=4, DATA=1)
    (header,) = pm4.CP_WAIT_FOR_IDLE.encode()
    for bit in (15, 23):
        with pytest.raises(InvalidArgument, match="parity"):
            packet_dwords(header ^ 1 << bit)
    with pytest.raises(InvalidArgument, match="type 3"):
        packet_dwords(0x3000_0000)
    with pytest.raises(InvalidArgument, match="1 are there"):
        list(packets([pm4.CP_EXEC_CS.encode()[0]]))
    with pytest.raises(InvalidArgument, match="CP_EXEC_CS"):
        pm4.CP_EXEC_CS.decode([header])


def test_an_event_is_as_long_as_it_needs() -> None:
    short = pm4.CP_EVENT_WRITE.encode_short(EVENT=pm4.Event.CACHE_INVALIDATE)
    assert len(short) == 2
    decoded = pm4.CP_EVENT_WRITE.decode(short)
    assert (decoded.EVENT, decoded.ADDR, decoded.DATA) == (49, 0, 0)


def test_bits_of_no_field_are_told() -> None:
    class Narrow(Register):
        """One bit."""

        BIT = registers.Field(0, 3, 3)

    assert Narrow.decode(0b1010).reserved_bits() == [(0, 0b0010)]
