"""Bit fields of dwords, declared once: for who writes packets and registers, who reads and who prints them.

    class COMPUTE_NUM_THREAD(Register):
        NUM_THREAD_FULL = Field(0, 0, 15)

    COMPUTE_NUM_THREAD.encode(NUM_THREAD_FULL=64)               # a dword
    COMPUTE_NUM_THREAD.decode(dword).NUM_THREAD_FULL            # a number

Drivers' `packet.py` have the headers of their makers' packets, over these.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, ClassVar, Self, overload

from .errors import InvalidArgument

DWORD_MASK = 0xFFFF_FFFF


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
