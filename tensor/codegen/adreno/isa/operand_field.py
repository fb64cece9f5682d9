"""Fields that are operands: how each category of instructions packs one into bits, and writes it as text.

Facts are from Mesa's `ir3-common.xml` and the `ir3-cat*.xml` beside it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from .....runtime.errors import InvalidArgument
from .field import Pieces, gather, scatter, signed
from .operand import A0_X, A1_X, COMPONENTS, FLOATS, File, Operand, scalar_name

_MODIFIERS = r"(?:\((?:neg|abs|absneg|r|last)\))*"
_REGISTER = r"h?(?:r[0-9]+|a0|p0)\.[xyzw]"
_CONSTANT = r"h?c[0-9]+\.[xyzw]"
_RELATIVE = r"h?[rc]<a0\.x(?: \+ -?[0-9]+)?>"
_INTEGER = r"(?:-?[0-9]+|h\(-?[0-9]+\))"
_FLOAT = rf"h?\((?:{'|'.join(map(re.escape, FLOATS))})\)"
_ANY = f"(?:{_REGISTER}|{_CONSTANT}|{_RELATIVE}|{_INTEGER}|{_FLOAT})"

_SCALAR = re.compile(r"(h?)(r|c)([0-9]+)\.([xyzw])")
_INDIRECT = re.compile(r"(h?)(r|c)<a0\.x(?: \+ (-?[0-9]+))?>")
_RELATIVE_FILES = {"r": File.RELATIVE_REGISTER, "c": File.RELATIVE_CONSTANT}


def body_text(operand: Operand, always_offset: bool = False) -> str:
    """An operand without its modifiers, as Mesa writes it."""
    half = "h" * operand.half
    match operand.file:
        case File.REGISTER:
            return half + scalar_name(operand.number)
        case File.CONSTANT:
            return f"{half}c{operand.number >> 2}.{COMPONENTS[operand.number & 3]}"
        case File.RELATIVE_REGISTER | File.RELATIVE_CONSTANT:
            offset = f" + {operand.number}" if operand.number or always_offset else ""
            return f"{half}{operand.file.value[0]}<a0.x{offset}>"
        case File.INTEGER:
            return f"h({operand.number})" if operand.half else str(operand.number)
        case File.FLOAT:
            shown = f"({FLOATS[operand.number]})" if operand.number < len(FLOATS) else str(operand.number)
            return half + shown
        case File.PREDICATE:
            return f"{'!' * operand.negate}p0.{COMPONENTS[operand.number]}"


def modifiers_text(operand: Operand) -> str:
    """(neg), (abs), (r) and (last), as they are written before an operand."""
    sign = ("", "(neg)", "(abs)", "(absneg)")[operand.negate + 2 * operand.absolute]
    return sign + "(r)" * operand.repeat + "(last)" * operand.last


def parse_operand(text: str) -> Operand:
    """The operand that is written so. Raises InvalidArgument for what is none."""
    modifiers = {"neg": False, "abs": False, "r": False, "last": False}
    while said := re.match(r"\((neg|absneg|abs|r|last)\)", text):
        for name in ("abs", "neg") if said[1] == "absneg" else (said[1],):
            modifiers[name] = True
        text = text[said.end() :]
    bare = _parse_body(text)
    return replace(
        bare,
        repeat=modifiers["r"],
        negate=modifiers["neg"],
        absolute=modifiers["abs"],
        last=modifiers["last"],
    )


def _parse_body(text: str) -> Operand:
    if found := _SCALAR.fullmatch(text):
        file = File.REGISTER if found[2] == "r" else File.CONSTANT
        return Operand(file, int(found[3]) * 4 + COMPONENTS.index(found[4]), bool(found[1]))
    if found := _INDIRECT.fullmatch(text):
        return Operand(_RELATIVE_FILES[found[2]], int(found[3] or 0), bool(found[1]))
    half = text.startswith("h")
    if found := re.fullmatch(r"h?([ap]0)\.([xyzw])", text):
        number = {"a0": 61, "p0": 62}[found[1]] * 4 + COMPONENTS.index(found[2])
        return Operand(File.REGISTER, number, half)
    inner = text.removeprefix("h").removeprefix("(").removesuffix(")")
    if inner in FLOATS:
        return Operand(File.FLOAT, FLOATS.index(inner), half)
    if re.fullmatch("-?[0-9]+", inner):
        return Operand(File.INTEGER, int(inner), half)
    raise InvalidArgument(f"{text} is no operand")


class OperandKind(Protocol):
    """How an operand is packed and written. `pattern` matches the text and has no groups."""

    pattern: str

    def read(self, raw: int, half: bool, generation: int) -> Operand: ...

    def write(self, operand: Operand) -> int: ...

    def text(self, operand: Operand, source_type: str) -> str: ...

    def parse(self, text: str, source_type: str) -> Operand: ...


class _Written:
    """An operand whose text says all of it."""

    pattern = _MODIFIERS + _ANY

    def text(self, operand: Operand, source_type: str) -> str:
        return modifiers_text(operand) + body_text(operand)

    def parse(self, text: str, source_type: str) -> Operand:
        return parse_operand(text)


def _check(operand: Operand, fits: bool, where: str) -> None:
    if not fits:
        raise InvalidArgument(f"{where} takes no {modifiers_text(operand)}{body_text(operand)}")


def _number(operand: Operand, low: int, high: int, where: str) -> int:
    _check(operand, low <= operand.number < high, where)
    return operand.number


class Register(_Written):
    """A register and nothing else, in 8 bits."""

    pattern = _MODIFIERS + _REGISTER

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        return Operand(File.REGISTER, raw, half)

    def write(self, operand: Operand) -> int:
        _check(operand, operand.file is File.REGISTER, "the place of a register")
        return _number(operand, 0, 256, "the register file")


class Source(_Written):
    """Sources of categories 2 and 4, in 16 bits: register, constant, relative, integer or float."""

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        signs = {"negate": bool(raw >> 14 & 1), "absolute": bool(raw >> 15 & 1)}
        match raw >> 11 & 7:
            case 0 if not raw >> 8 & 3 and (generation >= 7 or not raw >> 10 & 1):
                return Operand(File.REGISTER, raw & 255, half, last=bool(raw >> 10 & 1), **signs)
            case 1:
                file = File.RELATIVE_CONSTANT if raw >> 10 & 1 else File.RELATIVE_REGISTER
                return Operand(file, signed(raw & 0x3FF, 10), half, **signs)
            case 2 | 6:
                return Operand(File.CONSTANT, raw & 0x7FF, half, **signs)
            case 4:
                return Operand(File.INTEGER, signed(raw & 0x7FF, 11), half, **signs)
            case 5:
                return Operand(File.FLOAT, raw & 0x3FF, bool(raw >> 10 & 1), **signs)
        raise InvalidArgument(f"{raw:#06x} is no source of category 2 or 4")

    def write(self, operand: Operand) -> int:
        signs = operand.negate << 14 | operand.absolute << 15
        where = "a source of category 2 or 4"
        match operand.file:
            case File.REGISTER:
                return signs | _number(operand, 0, 256, where) | operand.last << 10
            case File.RELATIVE_REGISTER:
                return signs | 1 << 11 | _number(operand, -512, 512, where) & 0x3FF
            case File.RELATIVE_CONSTANT:
                return signs | 1 << 11 | 1 << 10 | _number(operand, -512, 512, where) & 0x3FF
            case File.CONSTANT:
                return signs | 2 << 11 | _number(operand, 0, 2048, where)
            case File.INTEGER:
                return signs | 4 << 11 | _number(operand, -1024, 1024, where) & 0x7FF
            case File.FLOAT:
                return signs | 5 << 11 | operand.half << 10 | _number(operand, 0, 1024, where)
        raise InvalidArgument(f"{where} is no predicate")


class ThirdSource(_Written):
    """The first and third source of category 3, in 13 bits: register, constant or relative, no immediate.

    `immediate` is for the instructions that take a number of 12 bits instead of a constant.
    """

    def __init__(self, immediate: bool = False) -> None:
        self.immediate = immediate

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        if self.immediate and raw >> 12:
            return Operand(File.INTEGER, raw & 0xFFF)
        match raw >> 11:
            case 0 if not raw >> 8 & 3 and (generation >= 7 or not raw >> 10 & 1):
                return Operand(File.REGISTER, raw & 255, half, last=bool(raw >> 10 & 1))
            case 1:
                file = File.RELATIVE_CONSTANT if raw >> 10 & 1 else File.RELATIVE_REGISTER
                return Operand(file, signed(raw & 0x3FF, 10), half)
            case 2:
                return Operand(File.CONSTANT, raw & 0x7FF, half)
        raise InvalidArgument(f"{raw:#06x} is no source of category 3")

    def write(self, operand: Operand) -> int:
        where = "a source of category 3"
        _check(operand, not operand.absolute, where)
        match operand.file:
            case File.REGISTER:
                return _number(operand, 0, 256, where) | operand.last << 10
            case File.RELATIVE_REGISTER:
                return 1 << 11 | _number(operand, -512, 512, where) & 0x3FF
            case File.RELATIVE_CONSTANT:
                return 1 << 11 | 1 << 10 | _number(operand, -512, 512, where) & 0x3FF
            case File.CONSTANT if not self.immediate:
                return 2 << 11 | _number(operand, 0, 2048, where)
            case File.INTEGER if self.immediate:
                return 1 << 12 | _number(operand, 0, 4096, where)
        _check(operand, False, where)
        return 0

    def text(self, operand: Operand, source_type: str) -> str:
        return modifiers_text(operand) + body_text(operand, always_offset=True)


class MoveDestination(_Written):
    """What a move writes: a register, or one relative to a0.x; 8 bits and one that says which."""

    pattern = rf"(?:{_REGISTER}|{_RELATIVE})"

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        return Operand(File.RELATIVE_REGISTER if raw >> 8 else File.REGISTER, raw & 255, half)

    def write(self, operand: Operand) -> int:
        relative = operand.file is File.RELATIVE_REGISTER
        _check(operand, relative or operand.file is File.REGISTER, "the destination of a move")
        return relative << 8 | _number(operand, 0, 256, "the destination of a move")


class MoveSource:
    """What a move reads: 32 bits, and two that say whether they are immediate, constant or register."""

    pattern = rf"{_MODIFIERS}(?:{_ANY}|0x[0-9a-f]+|h?\(-?(?:[0-9]+\.[0-9]+|inf|nan)\))"

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        value, choice = raw & 0xFFFF_FFFF, raw >> 32
        if choice == 2:
            return Operand(File.INTEGER, value, half)
        if choice == 1 and value < 1 << 11:
            return Operand(File.CONSTANT, value, half)
        if choice == 0 and value < 1 << 8:
            return Operand(File.REGISTER, value, half)
        if choice == 0 and value >> 11 == 1:
            file = File.RELATIVE_CONSTANT if value >> 10 & 1 else File.RELATIVE_REGISTER
            return Operand(file, signed(value & 0x3FF, 10), half)
        raise InvalidArgument(f"{raw:#x} is no source of a move")

    def write(self, operand: Operand) -> int:
        where = "the source of a move"
        immediate = operand.file is File.INTEGER
        _check(operand, not (operand.negate or operand.absolute or (operand.repeat and immediate)), where)
        match operand.file:
            case File.INTEGER:
                return 2 << 32 | _number(operand, -1 << 31, 1 << 32, where) & 0xFFFF_FFFF
            case File.CONSTANT:
                return 1 << 32 | _number(operand, 0, 2048, where)
            case File.REGISTER:
                return _number(operand, 0, 256, where)
            case File.RELATIVE_REGISTER:
                return 1 << 11 | _number(operand, -512, 512, where) & 0x3FF
            case File.RELATIVE_CONSTANT:
                return 1 << 11 | 1 << 10 | _number(operand, -512, 512, where) & 0x3FF
        _check(operand, False, where)
        return 0

    def text(self, operand: Operand, source_type: str) -> str:
        if operand.file is not File.INTEGER:
            return modifiers_text(operand) + body_text(operand)
        bits = operand.number & 0xFFFF_FFFF
        match source_type:
            case "f16":
                (number,) = struct.unpack("<e", struct.pack("<H", bits & 0xFFFF))
                return f"h({_float_text(number, bits >> 15 & 1)})"
            case "f32":
                (number,) = struct.unpack("<f", struct.pack("<I", bits))
                return f"({_float_text(number, bits >> 31)})"
            case "u32" if bits > 0x1000:
                return f"{bits:#x}"
            case "s16":
                return str(signed(bits & 0xFFFF, 16))
            case "s32":
                return str(signed(bits, 32))
        return str(bits)

    def parse(self, text: str, source_type: str) -> Operand:
        half = source_type[1:] in ("16", "8")
        if found := re.fullmatch(r"h?\((-?(?:[0-9.]+|inf|nan))\)", text):
            code = "<e" if source_type == "f16" else "<f"
            return Operand(File.INTEGER, int.from_bytes(struct.pack(code, float(found[1])), "little"), half)
        if text.startswith("0x"):
            return Operand(File.INTEGER, int(text, 16), half)
        operand = parse_operand(text)
        if operand.file is not File.INTEGER:
            return operand
        bits = 0xFFFF if source_type == "s16" else 0xFFFF_FFFF
        return Operand(File.INTEGER, operand.number & bits, half)


def _float_text(value: float, sign: int) -> str:
    # C's %f writes the sign of a nan.
    return f"{'-' * sign}nan" if value != value else f"{value:f}"


class Plain(_Written):
    """An operand of a load or store: a register that is written without what its type says, or a number.

    `number` says of the bits which it is: by one beside the eight, or always the same.
    """

    def __init__(self, number: Callable[[int], bool | None]) -> None:
        self.number = number

    pattern = r"(?:h?r[0-9]+\.[xyzw]|-?[0-9]+)"

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        if self.number(raw):
            return Operand(File.INTEGER, signed(raw & 255, 8))
        return Operand(File.REGISTER, raw & 255, half)

    def write(self, operand: Operand) -> int:
        where = "an operand of a load or store"
        if operand.file is File.INTEGER:
            raw = _number(operand, -128, 256, where) & 255
            # The bit that tells a number from a register, where there is one.
            raw |= 256 if self.number(256) and not self.number(0) else 0
        else:
            _check(operand, operand.file is File.REGISTER, where)
            raw = _number(operand, 0, 256, where)
        _check(operand, self.number(raw) == (operand.file is File.INTEGER), where)
        return raw

    def text(self, operand: Operand, source_type: str) -> str:
        if operand.file is File.INTEGER:
            return str(operand.number)
        return f"r{operand.number >> 2}.{COMPONENTS[operand.number & 3]}"


class Typed(Register):
    """A register of a load, store or atomic whose type says whether it is a half one; its text does not."""

    def text(self, operand: Operand, source_type: str) -> str:
        return scalar_name(operand.number)


class Predicate:
    """p0.x to p0.w as a branch reads it, in 3 bits: inverted, and which."""

    pattern = r"!?p0\.[xyzw]"

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        return Operand(File.PREDICATE, raw >> 1, negate=bool(raw & 1))

    def write(self, operand: Operand) -> int:
        _check(operand, operand.file is File.PREDICATE, "a branch")
        return _number(operand, 0, 4, "a branch") << 1 | operand.negate

    def text(self, operand: Operand, source_type: str) -> str:
        return body_text(operand)

    def parse(self, text: str, source_type: str) -> Operand:
        return Operand(File.PREDICATE, COMPONENTS.index(text[-1]), negate=text.startswith("!"))


class Address:
    """The address register that a move of its own name writes; it has no bits, since the name says it."""

    def __init__(self, operand: Operand) -> None:
        self.operand = operand
        self.shown = {A0_X: "a0.x", A1_X: "a1.x"}[operand]
        self.pattern = re.escape(self.shown)

    def read(self, raw: int, half: bool, generation: int) -> Operand:
        return self.operand

    def write(self, operand: Operand) -> int:
        _check(operand, operand == self.operand, f"a move to {self.shown}")
        return 0

    def text(self, operand: Operand, source_type: str) -> str:
        return self.shown

    def parse(self, text: str, source_type: str) -> Operand:
        return self.operand


@dataclass(frozen=True)
class OperandField:
    """A named operand of a form: `dst`, `dst2`, ..., `src1`, `src2`, ... with its bits beside it."""

    name: str
    pieces: Pieces
    kind: OperandKind
    precision: str = "full"
    """What tells half from full: the form's "source" or "destination", or always "full" or "half"."""
    repeat_bit: int | None = None
    negate_bit: int | None = None

    @cached_property
    def is_destination(self) -> bool:
        return self.name.startswith("dst")

    @cached_property
    def index(self) -> int:
        return int(self.name[3:] or 1) - 1

    def read(self, word: int, half: bool, generation: int, repeats: bool) -> Operand:
        operand = self.kind.read(gather(word, self.pieces), half, generation)
        repeat = repeats and self.repeat_bit is not None and bool(word >> self.repeat_bit & 1)
        negate = self.negate_bit is not None and bool(word >> self.negate_bit & 1)
        if repeat and isinstance(self.kind, MoveSource):
            _check(operand, operand.file is not File.INTEGER, "(r) of a move")
        if repeat or negate:
            operand = replace(operand, repeat=repeat, negate=operand.negate or negate)
        return operand

    def write(self, operand: Operand) -> int:
        word = scatter(self.kind.write(operand), self.pieces)
        if operand.repeat:
            _check(operand, self.repeat_bit is not None, f"operand {self.name}")
            word |= 1 << (self.repeat_bit or 0)
        if operand.negate and self.negate_bit is not None:
            word |= 1 << self.negate_bit
        return word
