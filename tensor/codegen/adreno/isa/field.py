"""Fields that are no operands: what their bits mean, how they are written, and how that is read again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from .....runtime.errors import InvalidArgument
from .instruction import Modifier

Pieces = tuple[tuple[int, int], ...]
"""Where the bits of a field are in the word: lowest bit and width of each piece, least significant first."""


def gather(word: int, pieces: Pieces) -> int:
    """The bits of a field, together."""
    raw = position = 0
    for low, width in pieces:
        raw |= (word >> low & (1 << width) - 1) << position
        position += width
    return raw


def scatter(raw: int, pieces: Pieces) -> int:
    """The bits of a field, each at its place."""
    word = 0
    for low, width in pieces:
        word |= (raw & (1 << width) - 1) << low
        raw >>= width
    return word


def signed(raw: int, width: int) -> int:
    """Those bits as a number in two's complement."""
    return raw - (1 << width) if raw >> width - 1 else raw


class Kind(Protocol):
    """How a field's bits, value and text belong together. `pattern` matches the text and has no groups."""

    pattern: str

    def read(self, raw: int, width: int) -> Modifier: ...

    def write(self, value: Modifier, width: int) -> int: ...

    def text(self, value: Modifier) -> str: ...

    def parse(self, text: str) -> Modifier: ...


def _number(value: Modifier) -> int:
    if value is None:
        return 0
    if not isinstance(value, int):
        raise InvalidArgument(f"{value!r} is no number")
    return value


class Flag:
    """One bit, shown by a text of its own."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.pattern = f"(?:{re.escape(shown)})?"

    def read(self, raw: int, width: int) -> Modifier:
        return bool(raw)

    def write(self, value: Modifier, width: int) -> int:
        return int(bool(value))

    def text(self, value: Modifier) -> str:
        return self.shown if value else ""

    def parse(self, text: str) -> Modifier:
        return bool(text)


class Unsigned:
    """A number, at least `bias`, which is what bits of zero mean, in steps of `scale`."""

    def __init__(self, bias: int = 0, scale: int = 1, shown: str = "{}", always: bool = True) -> None:
        self.bias, self.scale, self.shown, self.always = bias, scale, shown, always
        before, after = shown.split("{}")
        self.pattern = f"{re.escape(before)}[0-9]+{re.escape(after)}"
        if not always:
            self.pattern = f"(?:{self.pattern})?"
        self.skip = len(before), len(after)

    def read(self, raw: int, width: int) -> Modifier:
        return (raw + self.bias) * self.scale

    def write(self, value: Modifier, width: int) -> int:
        raw = _number(value) // self.scale - self.bias
        if not 0 <= raw < 1 << width or _number(value) % self.scale:
            raise InvalidArgument(f"{value} does not fit {width} bits")
        return raw

    def text(self, value: Modifier) -> str:
        return self.shown.format(_number(value)) if value or self.always else ""

    def parse(self, text: str) -> Modifier:
        before, after = self.skip
        return int(text[before : len(text) - after]) if text else 0


class Signed:
    """A number in two's complement; `offset` writes it behind what it is added to, and nothing for 0."""

    def __init__(self, offset: bool = False) -> None:
        self.offset = offset
        self.pattern = "(?:[+-][0-9]+)?" if offset else "-?[0-9]+"

    def read(self, raw: int, width: int) -> Modifier:
        return signed(raw, width)

    def write(self, value: Modifier, width: int) -> int:
        number = _number(value)
        if not -(1 << width - 1) <= number < 1 << width - 1:
            raise InvalidArgument(f"{number} does not fit {width} bits with a sign")
        return number & (1 << width) - 1

    def text(self, value: Modifier) -> str:
        number = _number(value)
        if self.offset:
            return f"{number:+d}" if number else ""
        return str(number)

    def parse(self, text: str) -> Modifier:
        return int(text or 0)


class Names:
    """A number that has a name; one that has none is written as it is.

    Those below `least` are another form's.
    """

    def __init__(self, names: Sequence[str], shown: str = "{}", least: int = 0) -> None:
        self.names, self.shown, self.least = tuple(names), shown, least
        longest_first = sorted(map(re.escape, self.names[least:]), key=len, reverse=True)
        before, after = shown.split("{}")
        self.pattern = f"{re.escape(before)}(?:{'|'.join(longest_first)}|[0-9]+){re.escape(after)}"
        self.skip = len(before), len(after)

    def read(self, raw: int, width: int) -> Modifier:
        return self.names[raw] if raw < len(self.names) else str(raw)

    def write(self, value: Modifier, width: int) -> int:
        if not value and self.names[0]:
            raise InvalidArgument(f"one of {', '.join(self.names)} must be said")
        name = str(value or "")
        raw = self.names.index(name) if name in self.names else int(name) if name.isdecimal() else -1
        if not self.least <= raw < 1 << width:
            raise InvalidArgument(f"{name} is none of {', '.join(filter(None, self.names))}")
        return raw

    def text(self, value: Modifier) -> str:
        return self.shown.format(value or self.names[0])

    def parse(self, text: str) -> Modifier:
        before, after = self.skip
        return text[before : len(text) - after]


class WriteMask(Names):
    """Which of four components are written, in whatever order their letters are given."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.pattern = "[xyzw]{0,4}"

    def parse(self, text: str) -> Modifier:
        same = [name for name in self.names if set(name) == set(text)]
        return same[0]


class Always:
    """Bits that are always written so, and not looked at."""

    pattern = ""

    def __init__(self, raw: int) -> None:
        self.raw = raw

    def read(self, raw: int, width: int) -> Modifier:
        return None

    def write(self, value: Modifier, width: int) -> int:
        return self.raw

    def text(self, value: Modifier) -> str:
        return ""

    def parse(self, text: str) -> Modifier:
        return None


class Base:
    """The descriptor set of a bindless access, None for one that is not; the field's last bit says which."""

    pattern = r"(?:\.base[0-9]+)?"

    def __init__(self, always: bool = False) -> None:
        self.always = always
        if always:
            self.pattern = r"\.base[0-9]+"

    def read(self, raw: int, width: int) -> Modifier:
        if self.always:
            return raw
        return raw & (1 << width - 1) - 1 if raw >> width - 1 else None

    def write(self, value: Modifier, width: int) -> int:
        bits = width if self.always else width - 1
        if value is None:
            return 0
        if not 0 <= _number(value) < 1 << bits:
            raise InvalidArgument(f"descriptor sets go to {(1 << bits) - 1}, not to {value}")
        return _number(value) | (0 if self.always else 1 << bits)

    def text(self, value: Modifier) -> str:
        return "" if value is None else f".base{value}"

    def parse(self, text: str) -> Modifier:
        return int(text.removeprefix(".base")) if text else None


@dataclass(frozen=True)
class Field:
    """A named field of a form that is no operand."""

    name: str
    pieces: Pieces
    kind: Kind
    default: Modifier = None
    """What text that does not show the field means."""

    @cached_property
    def is_silent(self) -> bool:
        """Whether an instruction that says nothing of the field has zeros there."""
        try:
            return self.write(self.default) == 0
        except InvalidArgument:
            return False

    @cached_property
    def width(self) -> int:
        return sum(width for _, width in self.pieces)

    def read(self, word: int) -> Modifier:
        return self.kind.read(gather(word, self.pieces), self.width)

    def write(self, value: Modifier) -> int:
        return scatter(self.kind.write(value, self.width), self.pieces)
