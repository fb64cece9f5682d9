"""One instruction, as a compiler holds it and a disassembler gives it: a name, operands and modifiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .operand import Operand

Modifier = bool | int | str | None
"""What a field that is no operand holds. False, 0, "" and None are what it holds when nothing is said."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction by its name in the table, what it writes, what it reads, and what else its fields say.

    `modifiers` has only what is not False, 0, "" or None, sorted by name; `instruction()` makes it so. Their
    names are those of the table's fields: sy, ss, jp, repeat, nop, condition, type, size, offset and so on.
    """

    name: str
    destinations: tuple[Operand, ...] = ()
    sources: tuple[Operand, ...] = ()
    modifiers: tuple[tuple[str, Modifier], ...] = ()

    def get(self, name: str) -> Modifier:
        """The modifier of that name, or None where the instruction says nothing of it."""
        for key, value in self.modifiers:
            if key == name:
                return value
        return None

    def number(self, name: str) -> int:
        """The modifier of that name as a number, 0 where the instruction says nothing of it."""
        value = self.get(name)
        return value if isinstance(value, int) else 0

    def modified(self, **modifiers: Modifier) -> Instruction:
        """The same instruction with these modifiers added, replaced or, where False, 0 or "", taken away."""
        return replace(self, modifiers=sorted_modifiers({**dict(self.modifiers), **modifiers}))

    @property
    def repeat(self) -> int:
        """(rptN): how often the instruction is executed again, with the next registers."""
        return self.number("repeat")

    @property
    def nop(self) -> int:
        """(nopN): how many slots the wave waits after the instruction."""
        return self.number("nop")

    @property
    def sy(self) -> bool:
        """(sy): the instruction waits for what memory and textures have been asked for."""
        return bool(self.get("sy"))

    @property
    def ss(self) -> bool:
        """(ss): the instruction waits for the results of category 4 and of local memory."""
        return bool(self.get("ss"))


def instruction(
    name: str,
    destinations: Operand | Iterable[Operand] = (),
    sources: Operand | Iterable[Operand] = (),
    **modifiers: Modifier,
) -> Instruction:
    """An instruction, with one operand or several in each place.

    Examples:
        instruction("mad.f32", register(0), (constant(4), register(1), register(2)), sy=True)
        instruction("cmps.f", P0_X, (register(1), float_constant("0.0")), condition="lt", nop=3)
    """
    return Instruction(name, _operands(destinations), _operands(sources), sorted_modifiers(modifiers))


def _operands(given: Operand | Iterable[Operand]) -> tuple[Operand, ...]:
    return (given,) if isinstance(given, Operand) else tuple(given)


def sorted_modifiers(modifiers: dict[str, Modifier]) -> tuple[tuple[str, Modifier], ...]:
    """What of them says something, in the order of `Instruction.modifiers`."""
    # A base of 0 is said: bindless descriptors have a base 0, others none.
    return tuple(
        sorted((k, v) for k, v in modifiers.items() if v or (v == 0 and k == "base" and v is not False))
    )
