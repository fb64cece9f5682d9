"""Packets of the a6xx and a7xx command processor: type 4 writes registers, type 7 has an opcode.

    class CP_EXEC_CS(Packet7, opcode=0x33, dwords=4):
        NGROUPS_X = Field(1, 0, 31)
        ...

    CP_EXEC_CS.encode(NGROUPS_X=64, NGROUPS_Y=1, NGROUPS_Z=1)   # a list of dwords, header first
    CP_EXEC_CS.decode(dwords).NGROUPS_X                         # a number

Dwords of a packet count from the first after the header, as in Mesa's adreno_pm4.xml. Headers:
src/freedreno/common/freedreno_pm4.h (pm4_pkt4_hdr, pm4_pkt7_hdr, pm4_odd_parity_bit).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Self

from ..bit_fields import DWORD_MASK as DWORD_MASK
from ..bit_fields import Field as Field
from ..bit_fields import Fields as Fields
from ..bit_fields import Long as Long
from ..bit_fields import Register as Register
from ..errors import InvalidArgument

PACKET_TYPE4 = 4
PACKET_TYPE7 = 7
PACKET4_COUNT_MAX = 0x7E
"""pm4_pkt4_hdr asserts that the count is below 0x7f."""
PACKET7_COUNT_MAX = 0x3FFF
"""type7_pkt_size: the count has 14 bits, and is the number of dwords that follow."""


class Scaled(Field):
    """A field that counts in units of `1 << shift`; values are given and read in single ones.

    adreno's XML writes such fields with `shr`. A value that is no multiple is refused.
    """

    def __init__(self, dword: int, low: int, high: int, shift: int) -> None:
        super().__init__(dword, low, high)
        self.shift = shift

    def insert(self, dwords: list[int], value: int, first: int) -> None:
        if value & ((1 << self.shift) - 1):
            raise InvalidArgument(f"field {self.name} counts in {1 << self.shift}: {value:#x} is no multiple")
        super().insert(dwords, value >> self.shift, first)

    def extract(self, dwords: Sequence[int], first: int) -> int:
        return super().extract(dwords, first) << self.shift


def odd_parity(value: int) -> int:
    """The bit that makes the number of ones in value and bit odd."""
    return 1 - value.bit_count() % 2


class Packet4Header(Register):
    """The first dword of a packet that writes `count` registers from number `register` on."""

    count = Field(0, 0, 6)
    count_parity = Field(0, 7, 7)
    register = Field(0, 8, 25)
    register_parity = Field(0, 27, 27)
    type = Field(0, 28, 31)


class Packet7Header(Register):
    """The first dword of a packet with an opcode, of `count` dwords more."""

    count = Field(0, 0, 13)
    count_parity = Field(0, 15, 15)
    opcode = Field(0, 16, 22)
    opcode_parity = Field(0, 23, 23)
    type = Field(0, 28, 31)


def write_registers(register: int, values: Sequence[int]) -> list[int]:
    """The packet that writes consecutive registers. Raises InvalidArgument for none, or too many."""
    if not 0 < len(values) <= PACKET4_COUNT_MAX:
        raise InvalidArgument(f"one packet writes 1 to {PACKET4_COUNT_MAX} registers, not {len(values)}")
    header = Packet4Header.encode(
        type=PACKET_TYPE4,
        count=len(values),
        count_parity=odd_parity(len(values)),
        register=register,
        register_parity=odd_parity(register),
    )
    return [header, *values]


class Packet7(Fields):
    """A packet with an opcode: a header, the declared dwords, and a tail where the packet has one.

    `at_least` is how many of the declared dwords have to be there, where that is not all of them.
    """

    first = 1
    opcode: ClassVar[int] = -1
    has_tail: ClassVar[bool] = False
    at_least: ClassVar[int] = 0

    def __init_subclass__(
        cls,
        opcode: int | None = None,
        dwords: int | None = None,
        tail: bool | None = None,
        at_least: int | None = None,
        **_: Any,
    ) -> None:
        super().__init_subclass__(dwords=dwords)
        if opcode is not None:
            cls.opcode = opcode
        if tail is not None:
            cls.has_tail = tail
        cls.at_least = cls.size if at_least is None else at_least

    @classmethod
    def encode(cls, tail: Iterable[int] = (), /, **values: int) -> list[int]:
        """The packet's dwords, header first. Raises InvalidArgument for what does not fit."""
        dwords = cls.pack(**values)
        dwords.extend(tail)
        return cls._headed(dwords)

    @classmethod
    def encode_short(cls, **values: int) -> list[int]:
        """The packet with as few dwords as it may have. Raises InvalidArgument for a field beyond them."""
        dwords = cls.pack(**values)
        if any(dwords[1 + cls.at_least :]):
            raise InvalidArgument(f"a short {cls.__name__} has no dwords beyond {cls.at_least}")
        return cls._headed(dwords[: 1 + cls.at_least])

    @classmethod
    def _headed(cls, dwords: list[int]) -> list[int]:
        count = len(dwords) - 1
        if count > cls.size and not cls.has_tail:
            raise InvalidArgument(f"{cls.__name__} takes no dwords beyond its fields")
        if count > PACKET7_COUNT_MAX:
            raise InvalidArgument(f"{cls.__name__} of {count} dwords: the most is {PACKET7_COUNT_MAX}")
        dwords[0] = Packet7Header.encode(
            type=PACKET_TYPE7,
            count=count,
            count_parity=odd_parity(count),
            opcode=cls.opcode,
            opcode_parity=odd_parity(cls.opcode),
        )
        return dwords

    @classmethod
    def decode(cls, dwords: Sequence[int]) -> Self:
        """The packet at the start of `dwords`, which must hold all of it; what it leaves out reads as 0.

        Raises InvalidArgument when it is another packet, or its size is not one this packet has.
        """
        header = Packet7Header.decode(dwords[0])
        if header.type != PACKET_TYPE7 or header.opcode != cls.opcode:
            raise InvalidArgument(f"{dwords[0]:#010x} is not the header of a {cls.__name__}")
        count = header.count
        if count < cls.at_least or (count > cls.size and not cls.has_tail):
            raise InvalidArgument(f"{cls.__name__} has {cls.size} dwords, its header says {count}")
        if len(dwords) < 1 + count:
            raise InvalidArgument(f"{cls.__name__} has {count} dwords, of which {len(dwords) - 1} are there")
        return cls((*dwords[: 1 + count], *[0] * (cls.size - count)))

    @property
    def tail(self) -> tuple[int, ...]:
        """The dwords after the declared ones."""
        return self.dwords[1 + self.size :]

    def __str__(self) -> str:
        tail = f" [{' '.join(f'{dword:#x}' for dword in self.tail)}]" if self.tail else ""
        return super().__str__() + tail


def packet_dwords(header: int) -> int:
    """How many dwords the packet with this header has, the header included.

    Raises InvalidArgument for what is neither of type 4 nor of type 7, and where a parity bit is wrong.
    """
    kind = header >> 28
    if kind == PACKET_TYPE4:
        four = Packet4Header.decode(header)
        if (four.count_parity, four.register_parity) == (odd_parity(four.count), odd_parity(four.register)):
            return 1 + four.count
    if kind == PACKET_TYPE7:
        seven = Packet7Header.decode(header)
        if (seven.count_parity, seven.opcode_parity) == (odd_parity(seven.count), odd_parity(seven.opcode)):
            return 1 + seven.count
    wrong = "has wrong parity" if kind in (PACKET_TYPE4, PACKET_TYPE7) else f"is of type {kind}"
    raise InvalidArgument(f"{header:#010x} is no packet header: it {wrong}")


def packets(dwords: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """The packets of a command stream, each with where it starts. Raises InvalidArgument for half a one."""
    at = 0
    while at < len(dwords):
        size = packet_dwords(dwords[at])
        if at + size > len(dwords):
            raise InvalidArgument(f"of the {size} dwords of the packet at {at}, {len(dwords) - at} are there")
        yield at, dwords[at : at + size]
        at += size
