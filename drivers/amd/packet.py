"""Packets as declarations: each names its bit fields once, for the encoder, the decoder and the printer.

    class RELEASE_MEM(Packet3, opcode=0x49, dwords=7):
        event_type = Field(0, 0, 5)
        data_sel = Field(1, 29, 31)
        address = Long(2)

    RELEASE_MEM.encode(event_type=20, data_sel=2, address=0x1000)   # a list of dwords, header first
    RELEASE_MEM.decode(dwords).data_sel                             # a number

The number of a dword counts from the first after the header for PM4 (`Packet3`) and from the header itself
where the header has fields of the packet's own (SDMA, AQL, registers).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from ..bit_fields import DWORD_MASK as DWORD_MASK
from ..bit_fields import Field as Field
from ..bit_fields import Fields as Fields
from ..bit_fields import Long as Long
from ..bit_fields import Register as Register
from ..errors import InvalidArgument

PACKET_TYPE3 = 3
"""soc15d.h, PACKET_TYPE3: the type of a packet, in bits 30 and 31 of its header."""

PACKET3_HEADER_COUNT_MAX = 0x3FFF
"""soc15d.h, CP_PACKET_GET_COUNT: the count has 14 bits, and is one less than the dwords that follow."""


class Packet3Header(Register):
    """The first dword of a PM4 packet of type 3 (soc15d.h, PACKET3; pm4_pkt_struct_common.h)."""

    predicate = Field(0, 0, 0)
    shader_type = Field(0, 1, 1)
    reset_filter_cam = Field(0, 2, 2)
    opcode = Field(0, 8, 15)
    count = Field(0, 16, 29)
    type = Field(0, 30, 31)


class Packet3(Fields):
    """A PM4 packet of type 3: a header, the declared dwords, and a tail where the packet has one."""

    first = 1
    opcode: ClassVar[int] = -1
    has_tail: ClassVar[bool] = False

    def __init_subclass__(
        cls, opcode: int | None = None, dwords: int | None = None, tail: bool | None = None, **_: Any
    ) -> None:
        super().__init_subclass__(dwords=dwords)
        if opcode is not None:
            cls.opcode = opcode
        if tail is not None:
            cls.has_tail = tail

    @classmethod
    def encode(cls, tail: Iterable[int] = (), /, **values: int) -> list[int]:
        """The packet's dwords, header first. Raises InvalidArgument for what does not fit."""
        dwords = cls.pack(**values)
        dwords.extend(tail)
        if not cls.has_tail and len(dwords) != 1 + cls.size:
            raise InvalidArgument(f"{cls.__name__} takes no dwords beyond its fields")
        dwords[0] = Packet3Header.encode(type=PACKET_TYPE3, opcode=cls.opcode, count=len(dwords) - 2)
        return dwords

    @classmethod
    def decode(cls, dwords: Sequence[int]) -> Self:
        """The packet at the start of `dwords`, which must hold all of it.

        Raises InvalidArgument when it is another packet, or its size is not one this packet has.
        """
        header = Packet3Header.decode(dwords[0])
        size = packet_dwords(dwords[0])
        if header.type != PACKET_TYPE3 or header.opcode != cls.opcode:
            raise InvalidArgument(f"{dwords[0]:#010x} is not the header of a {cls.__name__}")
        if size < 1 + cls.size or (size > 1 + cls.size and not cls.has_tail):
            raise InvalidArgument(f"{cls.__name__} has {1 + cls.size} dwords, its header says {size}")
        if len(dwords) < size:
            raise InvalidArgument(f"{cls.__name__} has {size} dwords, of which {len(dwords)} are there")
        return cls(dwords[:size])

    @property
    def tail(self) -> tuple[int, ...]:
        """The dwords after the declared ones."""
        return self.dwords[1 + self.size :]

    def reserved_bits(self) -> list[tuple[int, int]]:
        header = Packet3Header(self.dwords[:1]).reserved_bits()
        return header + super().reserved_bits()

    def __str__(self) -> str:
        tail = f" [{' '.join(f'{dword:#x}' for dword in self.tail)}]" if self.tail else ""
        return super().__str__() + tail


def packet_dwords(header: int) -> int:
    """How many dwords the PM4 packet with this header has, the header included.

    A NOP whose count is all ones is the header alone (gfx_v9_0.c: the ring's `nop` is
    PACKET3(PACKET3_NOP, 0x3FFF)).
    """
    count = header >> 16 & PACKET3_HEADER_COUNT_MAX
    if count == PACKET3_HEADER_COUNT_MAX:
        return 1
    return count + 2
