"""Packets as text, from the declarations that encode them: for hang reports and whoever reads a ring."""

from __future__ import annotations

from collections.abc import Sequence

from ..architectures.amd import AmdArchitecture
from ..errors import InvalidArgument
from . import aql, pm4, sdma
from .kernel_interface import QueueKind
from .packet import PACKET_TYPE3, Fields, Packet3Header

MOST_DWORDS = 16
"""As much of a ring as one packet of any kind needs to be recognised."""


def _text(packet: Fields) -> str:
    reserved = packet.reserved_bits()
    bits = ", ".join(f"{bits:#x} in dword {at}" for at, bits in reserved)
    return f"{packet}, with reserved bits set: {bits}" if reserved else str(packet)


def _nothing_known(dwords: Sequence[int], why: str) -> str:
    return f"{' '.join(f'{dword:08x}' for dword in dwords[:8])}, which {why}"


def pm4_packet(dwords: Sequence[int], architecture: AmdArchitecture) -> str:
    """The PM4 packet at the start of `dwords`, of which only so many need be there as it has fields."""
    header = Packet3Header.decode(dwords[0])
    if header.type != PACKET_TYPE3:
        return _nothing_known(dwords, f"is no PM4 packet of type {PACKET_TYPE3}")
    declaration = pm4.declaration(architecture.major, dwords)
    if declaration is None:
        return _nothing_known(dwords, f"has opcode {header.opcode:#x}, which this driver never sends")
    shown = 1 + declaration.size
    if header.count + 1 < declaration.size and declaration is not pm4.NOP:
        return _nothing_known(dwords, f"is a {declaration.__name__} of {header.count + 1} dwords, too few")
    return _text(declaration(dwords[:shown]))


def sdma_packet(dwords: Sequence[int], architecture: AmdArchitecture) -> str:
    """The SDMA packet at the start of `dwords`."""
    op, sub_op = dwords[0] & 0xFF, dwords[0] >> 8 & 0xFF
    declaration = sdma.PACKETS[sdma.family(architecture.sdma_version)].get((op, sub_op))
    if declaration is None:
        return _nothing_known(
            dwords, f"has opcode {op} and sub-opcode {sub_op}, which this driver never sends"
        )
    return _text(declaration(dwords[: declaration.size]))


def aql_packet(dwords: Sequence[int], architecture: AmdArchitecture) -> str:
    """The AQL packet at the start of `dwords`."""
    declaration = aql.PACKETS.get(dwords[0] & 0xFF)
    if declaration is None:
        return _nothing_known(dwords, f"is an AQL packet of type {dwords[0] & 0xFF}")
    try:
        return _text(declaration.decode(dwords))
    except InvalidArgument as error:
        return _nothing_known(dwords, str(error))


_KINDS = {QueueKind.PM4: pm4_packet, QueueKind.AQL: aql_packet, QueueKind.SDMA: sdma_packet}


def packet_text(kind: QueueKind, dwords: Sequence[int], architecture: AmdArchitecture) -> str:
    """The packet at the start of `dwords`, or what is there in its place."""
    return _KINDS[kind](dwords, architecture)
