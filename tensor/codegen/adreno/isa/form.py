"""A form of an instruction: which bits are fixed, which are fields, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from .....runtime.errors import InvalidArgument
from .field import Field, Flag
from .instruction import Instruction, Modifier
from .operand import File, Operand
from .operand_field import OperandField

TYPES = ("f16", "f32", "u16", "u32", "s16", "s32", "u8", "s8")
"""ir3-common.xml, #type."""
HALF_TYPES = frozenset({"f16", "u16", "s16", "u8", "s8"})
"""The types that are in half registers."""

# Registers from here on, p0.x first, have no half of their own (ir3-common.xml, #dest-half).
_ALWAYS_FULL = 62 * 4


def bits(low: int, high: int, value: int) -> tuple[int, int]:
    """Mask and value of bits `low` to `high`."""
    mask = (1 << high - low + 1) - 1
    return mask << low, value << low


class Precision(Protocol):
    """How a form tells half operands from full ones, and which bits of its own it has for that."""

    def halves(self, word: int) -> tuple[bool, bool]:
        """Whether destinations and sources are half, as the word says."""
        ...

    def bits(self, instruction: Instruction) -> int:
        """The bits that say so, for this instruction's operands."""
        ...


class Full:
    """Nothing is half, or each operand says it itself."""

    def halves(self, word: int) -> tuple[bool, bool]:
        return False, False

    def bits(self, instruction: Instruction) -> int:
        return 0


class Arithmetic:
    """Categories 2 to 4: `full` sources by a bit or the opcode, and a bit for a result that is converted."""

    def __init__(self, full: bool | None = None, full_bit: int = 52, conversion_bit: int = 46) -> None:
        self.full, self.full_bit, self.conversion_bit = full, full_bit, conversion_bit

    def halves(self, word: int) -> tuple[bool, bool]:
        full = bool(word >> self.full_bit & 1) if self.full is None else self.full
        converted = bool(word >> self.conversion_bit & 1)
        return full == converted and word >> 32 & 255 < _ALWAYS_FULL, not full

    def bits(self, instruction: Instruction) -> int:
        half = self._half(instruction.sources)
        word = 0 if half or self.full is not None else 1 << self.full_bit
        destination = instruction.destinations[0]
        if destination.number < _ALWAYS_FULL and destination.half != half:
            word |= 1 << self.conversion_bit
        return word

    def _half(self, sources: Sequence[Operand]) -> bool:
        if self.full is not None:
            return not self.full
        registers = [source for source in sources if source.file not in (File.INTEGER, File.FLOAT)]
        return (registers or sources)[0].half


class ByType:
    """Moves and memory: the types say it, each in three bits."""

    def __init__(self, destination_low: int, source_low: int) -> None:
        self.destination_low, self.source_low = destination_low, source_low

    def halves(self, word: int) -> tuple[bool, bool]:
        destination, source = (TYPES[word >> low & 7] for low in (self.destination_low, self.source_low))
        return destination in HALF_TYPES, source in HALF_TYPES

    def bits(self, instruction: Instruction) -> int:
        return 0


class Sampled:
    """Textures: a bit for the coordinates, where there are any, and the type for the result."""

    def __init__(self, coordinates: bool) -> None:
        self.coordinates = coordinates

    def halves(self, word: int) -> tuple[bool, bool]:
        return TYPES[word >> 44 & 7] in HALF_TYPES, not word & 1

    def bits(self, instruction: Instruction) -> int:
        return int(self.coordinates and not instruction.sources[0].half)


FULL = Full()


@dataclass(frozen=True)
class Form:
    """One way that an instruction of this name is encoded and written.

    `fixed` bits tell it from others. `template` is its text, with fields in braces. `implied` are modifiers
    that the fixed bits stand for. Where `unequal` is given, the two ranges of bits must differ.
    """

    name: str
    fixed: tuple[tuple[int, int], ...]
    fields: tuple[Field | OperandField, ...]
    template: str
    precision: Precision = FULL
    implied: tuple[tuple[str, Modifier], ...] = ()
    nop_bits: tuple[int, int] | None = None
    """Categories 2 and 3: without (rptN) the (r) bits of the first two sources are a number of (nopN)."""
    unequal: tuple[int, int] | None = None
    generations: tuple[int, int] = (6, 7)
    """The first and last generation that has the form: 6 for a6xx."""
    mask: int = field(init=False)
    value: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mask", sum(mask for mask, _ in self.fixed))
        object.__setattr__(self, "value", sum(value for _, value in self.fixed))

    def matches(self, word: int, generation: int) -> bool:
        """Whether the fixed bits of a word are those of this form."""
        first, last = self.generations
        if word & self.mask != self.value or not first <= generation <= last:
            return False
        return self.unequal is None or word >> self.unequal[0] & 7 != word >> self.unequal[1] & 7

    @cached_property
    def plain(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if isinstance(each, Field))

    @cached_property
    def operands(self) -> tuple[OperandField, ...]:
        return tuple(each for each in self.fields if isinstance(each, OperandField))

    @cached_property
    def destinations(self) -> tuple[OperandField, ...]:
        return tuple(each for each in self.operands if each.is_destination)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many operands it writes and reads."""
        return len(self.destinations), len(self.operands) - len(self.destinations)

    @cached_property
    def never_silent(self) -> tuple[Field, ...]:
        """The fields that have bits, or must be said, also where an instruction says nothing of them."""
        return tuple(each for each in self.plain if not each.is_silent)

    @cached_property
    def by_name(self) -> dict[str, Field | OperandField]:
        return {each.name: each for each in self.fields}

    @cached_property
    def known(self) -> frozenset[str]:
        """The modifiers that an instruction of this form may have."""
        own = {each.name for each in self.plain} | {name for name, _ in self.implied}
        return frozenset(own | ({"nop"} if self.nop_bits else set()))

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The template, cut: text, name of a field, text, ..."""
        return tuple(re.split(r"\{(\w+)\}", self.template))

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """What the text of this form looks like, with a group for each field."""
        pieces = []
        for index, part in enumerate(self.parts):
            if index % 2 == 0:
                pieces.append(re.escape(part))
            elif part == "name":
                pieces.append(re.escape(self.name))
            elif part == "nop":
                pieces.append(r"(?:\(nop(?P<nop>[1-3])\) )?")
            else:
                found = self.by_name[part]
                pieces.append(f"(?P<{part}>{found.kind.pattern})")
        return re.compile("".join(pieces))


def half_of(found: OperandField, destination: bool, source: bool) -> bool:
    """Whether that operand is half, where the form's destinations and sources are."""
    return {"destination": destination, "source": source, "half": True, "full": False}[found.precision]


def fits(form: Form, instruction: Instruction) -> str:
    """Why an instruction is not of this form, or "" where it is."""
    counts, given = form.counts, (len(instruction.destinations), len(instruction.sources))
    if counts != given:
        return f"it writes {counts[0]} and reads {counts[1]} operands, not {given[0]} and {given[1]}"
    for name, value in form.implied:
        if instruction.get(name) != value:
            return f"its {name} is {value}, not {instruction.get(name)}"
    for name, _ in instruction.modifiers:
        if name not in form.known:
            return f"it has no {name}"
    return ""


def refused(instruction: Instruction, why: str) -> InvalidArgument:
    """The error for an instruction that no form takes."""
    return InvalidArgument(f"{instruction.name} cannot be encoded: {why}")


SY, SS, JP, UL, SAT, EQ, EI = (
    Field(name, ((low, 1),), Flag(f"({name})"))
    for name, low in (("sy", 60), ("ss", 44), ("jp", 59), ("ul", 45), ("sat", 42), ("eq", 48), ("ei", 47))
)
