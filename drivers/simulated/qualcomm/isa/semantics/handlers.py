"""What instructions do, as a table: each name's semantics function writes it as native code.

A handler is `tailcc void (ptr state, ptr record)`: it does one instruction on the wave whose state it is
given, then jumps to the handler of the next record. It is made once for all instructions that differ in
register numbers and constants only: those stand in the record. What the descriptions of the instruction set
leave open is a guess, and says so where it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from ..instruction import Instruction, Operand
from ..native.builder import Builder, Context, NotSimulated, place_class

Semantics = Callable[[Builder], None]

MEANINGS: dict[str, Semantics] = {}
"""Name -> what it does. Filled by the modules that define semantics; see meanings.py."""

# What stands in the record, not in the handler.
_IN_RECORD = frozenset({"offset", "target", "texture", "sampler", "base", "eq", "index", "has_type"})


def semantics(*names: str) -> Callable[[Semantics], Semantics]:
    """Enter a semantics function in the table."""

    def enter(function: Semantics) -> Semantics:
        for name in names:
            MEANINGS[name] = function
        return function

    return enter


def _operand_key(operand: Operand) -> object:
    # A row of halves is found by the parity of its first register.
    parity = operand.number % 2 if operand.half and operand.components > 1 else 0
    return place_class(operand), operand.half, operand.neg, operand.abs, operand.components, parity


def handler_key(instruction: Instruction, context: Context) -> object:
    """A value that tells handlers apart: equal for two instructions only when one handler serves both."""
    return (
        context,
        instruction.name,
        instruction.sat,
        tuple(_operand_key(operand) for operand in (*instruction.destinations, *instruction.sources)),
        tuple(sorted(item for item in instruction.modifiers.items() if item[0] not in _IN_RECORD)),
    )


@dataclass(frozen=True)
class Handler:
    """One handler as text."""

    name: str
    text: str
    declarations: tuple[str, ...]


def write_handler(instruction: Instruction, context: Context) -> Handler:
    """Write the handler of an instruction. Raises NotSimulated."""
    write = MEANINGS.get(instruction.name)
    if write is None:
        raise NotSimulated(f"{instruction.name} is not simulated", instruction)
    builder = Builder(instruction, context)
    write(builder)
    body = builder.body()
    name = f"a6xx.{instruction.name}.{sha256(body.encode()).hexdigest()[:24]}"
    parameters = "ptr noalias %state, ptr noalias readonly %record"
    text = f"define tailcc void @{name}({parameters}) #0 {{\n{body}\n}}\n"
    return Handler(name, text, tuple(builder.declarations.values()))
