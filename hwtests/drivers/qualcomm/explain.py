"""Command streams as text: packets and registers by name, for who compares two of them."""

from __future__ import annotations

from collections.abc import Sequence

from barewire.drivers.qualcomm import pm4, registers
from barewire.drivers.qualcomm.packet import PACKET_TYPE4, Packet4Header, Packet7Header, packets


def lines(dwords: Sequence[int], generation: int) -> list[str]:
    """A line for each register that is written and each other packet."""
    found = []
    for _, packet in packets(dwords):
        if packet[0] >> 28 == PACKET_TYPE4:
            first = Packet4Header.decode(packet[0]).register
            for number, value in enumerate(packet[1:], first):
                name, fields = registers.BY_NUMBER[generation][number]
                decoded = fields.decode(value)
                shown = " ".join(
                    f"{field}={fields.fields[field].show(each)}"
                    for field, each in decoded.values().items()
                    if each or len(fields.fields) == 1
                )
                found.append(f"{name} {shown}".rstrip())
        else:
            declared = pm4.PACKETS[generation][Packet7Header.decode(packet[0]).opcode]
            found.append(str(declared.decode(packet)))
    return found


def text(dwords: Sequence[int], generation: int) -> str:
    """The lines as one text."""
    return "\n".join(lines(dwords, generation))
