"""Operands of Adreno's instructions: registers, constants and immediates, with what an instruction does to
them.

A register or constant is numbered by scalar: r2.z is 2 * 4 + 2. A half register is 16 bits wide; on a6xx
hr0.x and hr0.y are the two halves of r0.x. Facts are from Mesa's `ir3-common.xml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from .....runtime.errors import InvalidArgument

COMPONENTS = "xyzw"


class File(Enum):
    """Where an operand's value is."""

    REGISTER = "r"
    CONSTANT = "c"
    RELATIVE_REGISTER = "r<>"
    RELATIVE_CONSTANT = "c<>"
    INTEGER = "integer"
    """An immediate; in a move its 32 bits, whatever their type."""
    FLOAT = "float"
    """An immediate of `FLOATS`, by its index there."""
    PREDICATE = "predicate"
    """p0.x to p0.w as what a branch reads; as what an instruction writes they are registers 248 to 251."""


FLOATS = (
    "0.0",
    "0.5",
    "1.0",
    "2.0",
    "e",
    "pi",
    "1/pi",
    "1/log2(e)",
    "log2(e)",
    "1/log2(10)",
    "log2(10)",
    "4.0",
)
"""ir3-common.xml, #flut: the float immediates of categories 2 and 4."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand.

    `number` is a scalar register or constant, an offset from a0.x, or an immediate's value.
    """

    file: File
    number: int
    half: bool = False
    repeat: bool = False
    """(r): under (rptN) the register goes up with each repetition."""
    negate: bool = False
    """(neg); of an instruction on bits (.b), (not)."""
    absolute: bool = False
    last: bool = False
    """(last): nobody reads the register after this (a7xx)."""


def register(number: int, half: bool = False, **modifiers: bool) -> Operand:
    """A scalar register: `register(4)` is r1.x."""
    return Operand(File.REGISTER, number, half, **modifiers)


def constant(number: int, half: bool = False, **modifiers: bool) -> Operand:
    """A scalar of the constant file: `constant(4)` is c1.x."""
    return Operand(File.CONSTANT, number, half, **modifiers)


def integer(value: int, half: bool = False, **modifiers: bool) -> Operand:
    """An immediate: 11 bits with a sign in category 2, 32 bits in a move, 8 or 13 in loads and stores."""
    return Operand(File.INTEGER, value, half, **modifiers)


def float_constant(name: str, half: bool = False, **modifiers: bool) -> Operand:
    """One of the floats that an instruction can name, such as "0.5" or "pi".

    Raises InvalidArgument for others.
    """
    if name not in FLOATS:
        raise InvalidArgument(
            f"{name} is no float that an instruction can name; these are: {', '.join(FLOATS)}"
        )
    return Operand(File.FLOAT, FLOATS.index(name), half, **modifiers)


def predicate(component: int = 0, inverted: bool = False) -> Operand:
    """p0.x to p0.w as a branch reads it, or the opposite of it."""
    return Operand(File.PREDICATE, component, negate=inverted)


A0_X = register(61 * 4, half=True)
"""The address register of `r<a0.x>` and `c<a0.x>`."""
A1_X = register(61 * 4 + 1, half=True)
"""The address register of descriptors and of the constant file's destinations."""
P0_X = register(62 * 4)
"""The predicate, as what a comparison writes."""


def scalar_name(number: int) -> str:
    """The name of a scalar register: "r1.x", "a0.x", "p0.x"."""
    special = {61: "a0", 62: "p0"}
    return f"{special.get(number >> 2, f'r{number >> 2}')}.{COMPONENTS[number & 3]}"
