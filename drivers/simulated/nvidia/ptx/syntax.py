"""What a PTX module consists of once it is parsed. Names of things follow the PTX ISA document, chapters 4-6.

Operands are immutable and small: a kernel has thousands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class PtxError(Exception):
    """PTX that cannot be assembled; `line` is where, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


class Name(NamedTuple):
    """A register, special register, variable, label or function."""

    name: str


class Integer(NamedTuple):
    """An integer constant."""

    value: int


class Float(NamedTuple):
    """A floating point constant: its bits as a double (`bits` 64) or a single (32)."""

    pattern: int
    bits: int


class Address(NamedTuple):
    """`[base+offset]`; `coordinates` and `more` are those of tensor copies: `[map, {x, y}, ...]`."""

    base: Name | Integer
    offset: int
    more: tuple[Operand, ...] = ()


class Vector(NamedTuple):
    """`{a, b, ...}`"""

    elements: tuple[Operand, ...]


class Pair(NamedTuple):
    """`p|q`"""

    first: Operand
    second: Operand


class Negated(NamedTuple):
    """`!p` or `-%r1`"""

    operand: Operand


class Group(NamedTuple):
    """`(a, b)` in a call."""

    elements: tuple[Operand, ...]


Operand = Name | Integer | Float | Address | Vector | Pair | Negated | Group


class Instruction(NamedTuple):
    """`@!p opcode.modifiers operands;`"""

    line: int
    opcode: str
    modifiers: tuple[str, ...]
    operands: tuple[Operand, ...]
    predicate: Name | None = None
    unless: bool = False

    @property
    def text(self) -> str:
        """The instruction's name with its modifiers."""
        return ".".join((self.opcode, *self.modifiers))


class Label(NamedTuple):
    """A place to jump to."""

    line: int
    name: str


Statement = Instruction | Label


@dataclass(frozen=True)
class Variable:
    """A variable or parameter: `count` elements of `element` in `space`; initial bytes where it has any.

    `addresses` are places in the initial bytes that take the address of another variable:
    `(offset, size, name, addend, generic)`. `count` is 0 where the declaration leaves it open.
    """

    line: int
    space: str
    name: str
    element: str
    count: int
    alignment: int
    element_bytes: int
    initial: bytes | None = None
    addresses: tuple[tuple[int, int, str, int, bool], ...] = ()
    external: bool = False

    @property
    def size_bytes(self) -> int:
        """The size of the whole variable."""
        return self.count * self.element_bytes


@dataclass
class Function:
    """An `.entry` or a `.func`."""

    line: int
    name: str
    entry: bool
    parameters: list[Variable]
    results: list[Variable] = field(default_factory=list)
    directives: dict[str, tuple[int, ...]] = field(default_factory=dict)
    registers: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, tuple[int, str]] = field(default_factory=dict)
    variables: dict[str, Variable] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    body: list[Statement] | None = None

    def register_type(self, name: str) -> str | None:
        """The declared type of a register, without the dot; None when there is no such register."""
        found = self.registers.get(name)
        if found is None:
            prefix = name.rstrip("0123456789")
            digits = name[len(prefix) :]
            if digits and prefix in self.ranges:
                count, kind = self.ranges[prefix]
                if int(digits) < count:
                    self.registers[name] = found = kind
        return found


@dataclass
class Module:
    """A translation unit."""

    version: tuple[int, int]
    target: str
    address_size: int
    variables: dict[str, Variable] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)


WIDTHS = {
    "pred": 1, "b8": 8, "u8": 8, "s8": 8, "b16": 16, "u16": 16, "s16": 16, "f16": 16, "bf16": 16,
    "b32": 32, "u32": 32, "s32": 32, "f32": 32, "f16x2": 32, "bf16x2": 32, "tf32": 32,
    "b64": 64, "u64": 64, "s64": 64, "f64": 64, "b128": 128, "f32x2": 64,
    "e4m3": 8, "e5m2": 8, "e4m3x2": 16, "e5m2x2": 16,
}  # fmt: skip
"""Bits of each fundamental, packed or alternate type (PTX ISA, 5.2)."""
