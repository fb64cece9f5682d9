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
from enum import IntEnum
from typing import Any, ClassVar, Self, overload

from ..errors import InvalidArgument

DWORD_MASK = 0xFFFF_FFFF

PACKET_TYPE3 = 3
"""soc15d.h, PACKET_TYPE3: the type of a packet, in bits 30 and 31 of its header."""

PACKET3_HEADER_COUNT_MAX = 0x3FFF
"""soc15d.h, CP_PACKET_GET_COUNT: the count has 14 bits, and is one less than the dwords that follow."""


class Field:
    """Bits `low` to `high` of one dword. `values` names what the numbers mean, for the printer."""

    def __init__(self, dword: int, low: int, high: int, values: type[IntEnum] | None = None) -> None:
        self.dword, self.low, self.high, self.values = dword, low, high, values
        self.limit = (1 << (high - low + 1)) - 1
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, packet: None, owner: type) -> Self: ...

    @overload
    def __get__(self, packet: Fields, owner: type) -> int: ...

    def __get__(self, packet: Fields | None, owner: type) -> Self | int:
        return self if packet is None else self.extract(packet.dwords, packet.first)

    def masks(self) -> tuple[tuple[int, int], ...]:
        """Which bits the field has: (dword, mask) of each dword it is in."""
        return ((self.dword, self.limit << self.low),)

    def check(self, value: int) -> None:
        """Raises InvalidArgument for a value that the field has no room for."""
        if value & ~self.limit:
            raise InvalidArgument(f"{value:#x} does not fit field {self.name}, the most is {self.limit:#x}")

    def insert(self, dwords: list[int], value: int, first: int) -> None:
        """Put a value into `dwords`. Raises InvalidArgument when it does not fit."""
        self.check(value)
        dwords[first + self.dword] |= value << self.low

    def extract(self, dwords: Sequence[int], first: int) -> int:
        """The value in `dwords`."""
        return dwords[first + self.dword] >> self.low & self.limit

    def show(self, value: int) -> str:
        """The value as text, by its name where it has one."""
        if self.values is not None and value in self.values.__members__.values():
            return self.values(value).name
        return str(value) if value < 10 else hex(value)


class Long(Field):
    """A number of up to 64 bits in two dwords, the low one first.

    `low` is its lowest bit, so that an address in units of 8 bytes has 3; `high` is its highest.
    """

    def __init__(self, dword: int, low: int = 0, high: int = 63) -> None:
        super().__init__(dword, low, high)
        self.limit = ((1 << (high + 1)) - 1) >> low << low

    def masks(self) -> tuple[tuple[int, int], ...]:
        return ((self.dword, self.limit & DWORD_MASK), (self.dword + 1, self.limit >> 32))

    def insert(self, dwords: list[int], value: int, first: int) -> None:
        self.check(value)
        dwords[first + self.dword] |= value & DWORD_MASK
        dwords[first + self.dword + 1] |= value >> 32

    def extract(self, dwords: Sequence[int], first: int) -> int:
        at = first + self.dword
        return (dwords[at] | dwords[at + 1] << 32) & self.limit


class Fields:
    """A number of dwords with named fields. `first` is where dword 0 of the declarations lies in `dwords`."""

    fields: ClassVar[dict[str, Field]] = {}
    size: ClassVar[int] = 0
    first: ClassVar[int] = 0

    def __init_subclass__(cls, dwords: int | None = None, **_: Any) -> None:
        super().__init_subclass__()
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = {**cls.fields, **own}
        if dwords is not None:
            cls.size = dwords

    def __init__(self, dwords: Sequence[int]) -> None:
        self.dwords = tuple(dwords)

    @classmethod
    def pack(cls, **values: int) -> list[int]:
        """The dwords of these field values; fields not named are 0. Raises InvalidArgument."""
        dwords = [0] * (cls.first + cls.size)
        for name, value in values.items():
            field = cls.fields.get(name)
            if field is None:
                raise InvalidArgument(
                    f"{cls.__name__} has no field {name}; its fields: {', '.join(cls.fields)}"
                )
            field.insert(dwords, value, cls.first)
        return dwords

    def values(self) -> dict[str, int]:
        """Every field's value, in the order of declaration."""
        return {name: field.extract(self.dwords, self.first) for name, field in self.fields.items()}

    @classmethod
    def known_bits(cls) -> list[int]:
        """For each declared dword, the bits that belong to some field."""
        masks = [0] * cls.size
        for field in cls.fields.values():
            for dword, mask in field.masks():
                masks[dword] |= mask
        return masks

    def reserved_bits(self) -> list[tuple[int, int]]:
        """Bits that are set and belong to no field: (index into `dwords`, bits) of each dword with some."""
        found = (
            (self.first + i, self.dwords[self.first + i] & ~mask) for i, mask in enumerate(self.known_bits())
        )
        return [(at, bits) for at, bits in found if bits]

    def __str__(self) -> str:
        shown = (
            f"{name}={field.show(value)}"
            for (name, field), value in zip(self.fields.items(), self.values().values(), strict=True)
            if value
        )
        return " ".join((type(self).__name__, *shown))


class Register(Fields, dwords=1):
    """The content of one 32-bit register."""

    @classmethod
    def encode(cls, **values: int) -> int:
        """The register's value. Raises InvalidArgument for a value that does not fit its field."""
        return cls.pack(**values)[0]

    @classmethod
    def decode(cls, value: int) -> Self:
        return cls((value,))


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
