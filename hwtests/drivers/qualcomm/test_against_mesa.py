"""Registers and packets as they are declared, against Mesa's descriptions of them."""

from __future__ import annotations

from typing import Any

import pytest

from barewire.drivers.qualcomm import pm4, registers
from barewire.drivers.qualcomm.packet import Long, Packet7

from ... import mesa
from . import mesa_registers

# Names of ours for fields that Mesa leaves without one, calls something Python cannot, or splits in halves.
OURS = {"B64": "64B", "DATA": None, "DWORDS": "DWORDS", "DST": None, "IB_BASE": None, "IB_SIZE": None}


def facts() -> dict[str, Any]:
    checkout = mesa.checkout("25.1")
    if checkout is None:
        return mesa_registers.recorded()
    return {
        "registers": mesa_registers.read_registers(checkout),
        "packets": mesa_registers.read_packets(checkout),
    }


FACTS = facts()
PACKETS = sorted(
    {packet for packets in pm4.PACKETS.values() for packet in packets.values()},
    key=lambda packet: packet.__name__,
)


@pytest.mark.parametrize("generation", [6, 7])
def test_registers_are_where_mesa_has_them_with_its_fields(generation: int) -> None:
    said = FACTS["registers"][str(generation)]
    assert registers.NUMBERS[generation] == {name: each["number"] for name, each in said.items()}
    for name, number in registers.NUMBERS[generation].items():
        fields = registers.BY_NUMBER[generation][number][1]
        if fields is registers.Whole:
            continue
        ours = {}
        for field_name, field in fields.fields.items():
            ((_, mask),) = field.masks()
            low = (mask & -mask).bit_length() - 1
            ours[field_name] = [low, mask.bit_length() - 1, getattr(field, "shift", 0)]
        assert ours == {key: value for key, value in said[name]["fields"].items() if key in ours}, name


@pytest.mark.parametrize("packet", PACKETS, ids=lambda packet: packet.__name__)
def test_packets_have_mesas_opcodes_and_fields(packet: type[Packet7]) -> None:
    said = FACTS["packets"][packet.__name__]
    assert packet.opcode == said["opcode"]
    if not said["dwords"]:
        return
    for name, field in packet.fields.items():
        theirs = OURS.get(name, name)
        if theirs is None:
            continue
        if isinstance(field, Long):
            low, high = (said["dwords"].get(str(field.dword + half), {}) for half in (0, 1))
            # CP_EVENT_WRITE7 has a register of 64 bits there, without a name.
            assert not low or any(f"{name.removesuffix('0')}" in each for each in low), name
            assert not high or any("HI" in each for each in high), name
            continue
        ((dword, mask),) = field.masks()
        found = said["dwords"].get(str(dword), {}).get(theirs)
        assert found is not None, (name, said["dwords"])
        assert mask == ((1 << found[1] + 1) - 1) >> found[0] << found[0], name
