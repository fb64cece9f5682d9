"""Packets: one declaration encodes, decodes and prints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barewire.drivers.checks import PATTERN_BYTES
from barewire.drivers.cpu import abi
from barewire.drivers.cpu.abi import DISPATCH, FILL, SLOT_BYTES, Field, Packet, describe

_NUMBERS = {"Q": st.integers(0, 2**64 - 1), "I": st.integers(0, 2**32 - 1)}


def _values(field: Field) -> st.SearchStrategy[tuple[object, ...]]:
    if field.format.endswith("s"):
        size = int(field.format[:-1])
        return st.tuples(st.binary(min_size=size, max_size=size))
    return st.tuples(*[_NUMBERS[field.format[-1]]] * int(field.format[:-1] or 1))


@pytest.mark.parametrize("kind", Packet.by_opcode.values(), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_packet_decodes_to_what_was_encoded(kind: type[Packet], data: st.DataObject) -> None:
    values = {name: data.draw(_values(field)) for name, field in kind.fields.items()}
    packet = kind.build(*[value for group in values.values() for value in group])
    assert kind.decode(packet) == {
        name: group[0] if len(group) == 1 else group for name, group in values.items()
    }
    assert len(packet) == SLOT_BYTES
    assert packet[0] == kind.opcode


def test_arguments_are_aligned_to_16_bytes() -> None:
    assert abi.ARGUMENTS_OFFSET % 16 == 0


def test_printer_names_the_kernel_and_its_grid() -> None:
    packet = DISPATCH.build(0x1234, 2, 3, 4, 5, 6, 7, 0, 0)
    text = describe(packet, lambda address: {0x1234: "softmax"}[address])
    assert text == ("DISPATCH function=softmax grid=(2, 3, 4) block=(5, 6, 7) local_bytes=0 argument_bytes=0")


def test_printer_survives_an_opcode_nobody_declared() -> None:
    assert describe(bytes([99]) + bytes(63)) == "unknown packet with opcode 99"


def test_overlapping_fields_are_refused_when_a_packet_is_declared() -> None:
    with pytest.raises(ValueError, match="second"):

        class Wrong(Packet, opcode=1000):
            first = Field(8, "Q")
            second = Field(12, "Q")


def test_the_longest_pattern_of_a_fill_has_room_in_its_field() -> None:
    assert FILL.fields["pattern"].size_bytes == PATTERN_BYTES[-1]
