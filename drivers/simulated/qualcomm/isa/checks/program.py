"""All that a program must keep to, found before it runs."""

from __future__ import annotations

from collections.abc import Sequence

from ..decoding.text import operand_text, text
from ..instruction import FIRST_SHARED, LAST_SHARED, Instruction, Kind, Operand
from .timing import check_timing
from .violation import ProgramError


def check(instructions: Sequence[Instruction], registers: int, constants: int) -> None:
    """Check a program for a wave of so many full registers (vec4) and 32-bit constants. Raises
    ProgramError.
    """
    if not any(instruction.name == "end" for instruction in instructions):
        raise ProgramError("the program has no end", instructions[-1] if instructions else None)
    for at, instruction in enumerate(instructions):
        if "target" in instruction.modifiers:
            target = at + instruction.modifier("target")
            if not 0 <= target < len(instructions):
                raise ProgramError(
                    f"{text(instruction)} leaves the program, which has {len(instructions)} instructions",
                    instruction,
                )
        for operand in (*instruction.destinations, *instruction.sources):
            _check_range(instruction, operand, registers, constants)
    check_timing(instructions)


def _check_range(instruction: Instruction, operand: Operand, registers: int, constants: int) -> None:
    turns = instruction.repeat if operand.repeats or operand in instruction.destinations else 0
    last = operand.number + max(operand.components, 1) - 1 + turns
    if operand.kind is Kind.CONST:
        if last >= constants:
            raise ProgramError(
                f"{text(instruction)}: {operand_text(operand)} is not among the {constants // 4} vectors of"
                " the constant file that the dispatch has (CONSTLEN)",
                instruction,
            )
        return
    if operand.kind is not Kind.REGISTER or operand.number > LAST_SHARED:
        return
    if operand.number >= FIRST_SHARED:
        if last > LAST_SHARED:
            raise ProgramError(f"{text(instruction)}: no register is that far on", instruction)
        return
    room = 4 * registers * (2 if operand.half else 1)
    if last >= room or (operand.half and last >= FIRST_SHARED):
        raise ProgramError(
            f"{text(instruction)}: {operand_text(operand)} is not among the {registers} registers that the"
            " wave has (FULLREGFOOTPRINT)",
            instruction,
        )
