"""What instructions do, as a table: each mnemonic's semantics function writes it as native code.

A handler is `tailcc void (ptr state, ptr record)`: it does one instruction on the wave whose state it is
given, then jumps to the handler of the next record. It is made once for all instructions that differ in
register numbers and constants only: those stand in the record. A semantics function is called with a
`Builder` while a handler is written:

    @semantics("v_add_nc_u32", "v_add_u32")
    def add(b: Builder) -> None:
        b.write(0, b.source(1, "u32") + b.source(2, "u32"))

The builder is in builder.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from ..instruction import Instruction, Operand, OperandKind
from ..native.builder import (
    ELEMENTS,
    SLOT_MODIFIERS,
    Builder,
    Context,
    NotSimulated,
    modifier_slots,
    place_class,
)
from ..native.rounding import begin, end, rounding_of

__all__ = [
    "ELEMENTS",
    "MEANINGS",
    "Builder",
    "Context",
    "Handler",
    "Meaning",
    "NotSimulated",
    "Semantics",
    "semantics",
]

# Cache hints, which change nothing here, and what prints only.
_IGNORED_MODIFIERS = frozenset({"slc", "dlc", "nt", "scope", "wait_exp", "wait_vdst", *SLOT_MODIFIERS})

Semantics = Callable[[Builder], None]


@dataclass(frozen=True)
class Meaning:
    """What one mnemonic does. `bakes_immediates`: the handler is made for the value of its immediate
    operands."""

    write: Semantics
    bakes_immediates: bool = False


MEANINGS: dict[str, Meaning] = {}
"""Mnemonic -> what it does. Filled by the modules that define semantics; see meanings.py."""


def meaning_of(mnemonic: str) -> Meaning | None:
    """What a mnemonic does; the halves of VOPD do what the instructions of their names do."""
    found = MEANINGS.get(mnemonic)
    if found is None and mnemonic.startswith("v_dual_"):
        return MEANINGS.get(mnemonic.replace("v_dual_", "v_"))
    return found


def semantics(*mnemonics: str, bakes_immediates: bool = False) -> Callable[[Semantics], Semantics]:
    """Enter a semantics function in the table."""

    def enter(function: Semantics) -> Semantics:
        for mnemonic in mnemonics:
            MEANINGS[mnemonic] = Meaning(function, bakes_immediates)
        return function

    return enter


def _operand_key(operand: Operand, bakes_immediates: bool) -> object:
    kind = operand.kind
    if kind is OperandKind.IMMEDIATE:
        return ("I", operand.value if bakes_immediates else None, operand.type, operand.name)
    return (
        place_class(operand),
        kind is OperandKind.NULL,
        operand.dwords,
        operand.neg,
        operand.abs,
        operand.sext,
        operand.half,
        operand.is_destination,
        operand.type,
        operand.name,
    )


def handler_key(instruction: Instruction, context: Context, backward: bool) -> object:
    """A value that tells handlers apart: equal for two instructions only when one handler serves both."""
    half: Instruction | None = instruction
    parts: list[object] = [context, backward]
    while half is not None:
        meaning = meaning_of(half.mnemonic)
        bakes = meaning is not None and meaning.bakes_immediates
        parts += (half.mnemonic, half.format, half.suffix)
        parts += [_operand_key(operand, bakes) for operand in half.operands]
        if half.modifiers:
            parts += [item for item in half.modifiers.items() if item[0] not in _IGNORED_MODIFIERS]
            parts += modifier_slots(half)
        half = half.dual
    return tuple(parts)


_PARAMETERS = "ptr noalias %state, ptr noalias readonly %record"


@dataclass(frozen=True)
class Handler:
    """One handler as text. `constant_types[n]` is the type that slot n's constant is read as."""

    name: str
    text: str
    declarations: tuple[str, ...]
    constant_types: dict[int, str]


def write_handler(instruction: Instruction, context: Context, backward: bool) -> Handler:
    """Write the handler of an instruction. Raises NotSimulated."""
    builder = Builder(instruction, context, backward)
    half: Instruction | None = instruction
    group = "#0"
    while half is not None:
        meaning = meaning_of(half.mnemonic)
        if meaning is None:
            raise NotSimulated(
                f"{half.mnemonic} ({half.format}) is not simulated on {context.arch}", instruction
            )
        if instruction.dual is not None:
            builder.begin_half(half)
        rounding = rounding_of(half, context.float_mode)
        if rounding:
            begin(builder, rounding)
        meaning.write(builder)
        if rounding:
            end(builder)
            group = "#1"
        builder.end_half()
        half = half.dual
    builder.write_deferred()
    body = builder.body()
    name = f"{instruction.mnemonic}.{sha256(body.encode()).hexdigest()[:24]}"
    text = f"define tailcc void @{name}({_PARAMETERS}) {group} {{\n{body}\n}}\n"
    return Handler(name, text, tuple(builder.declarations.values()), builder.constant_types)
