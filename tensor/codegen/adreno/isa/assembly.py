"""Instructions as text and back, in Mesa's syntax, and whole programs either way.

The text is what Mesa 21.2 writes, floats of moves with six digits as there, so not every one of them can be
read again exactly. Texts of later versions that say (ss) on barriers or h before a half register of a load
are read too.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import replace

from .....runtime.errors import InvalidArgument
from .encoding import decode_form, encode, form_of
from .form import HALF_TYPES, TYPES, Form
from .instruction import Instruction, Modifier, sorted_modifiers
from .operand import Operand
from .operand_field import OperandField, Typed
from .table import forms_named

INSTRUCTION_BYTES = 8

_MNEMONIC = re.compile(r"(?:\([a-z_]+[0-9]*\)\s*)*([a-z0-9_.]+)")


def text(instruction: Instruction, generation: int = 6) -> str:
    """The instruction as Mesa writes it. Raises InvalidArgument for one that cannot be encoded."""
    return _render(form_of(instruction, generation), instruction)


def disassemble(word: int, generation: int = 6) -> str:
    """The word as Mesa writes it. Raises InvalidArgument for one that is no instruction."""
    return _render(*decode_form(word, generation))


def _render(form: Form, instruction: Instruction) -> str:
    said = dict(instruction.modifiers)
    source_type = _source_type(form, said)
    pieces = []
    for index, part in enumerate(form.parts):
        if index % 2 == 0:
            pieces.append(part)
        elif part == "name":
            pieces.append(form.name)
        elif part == "nop":
            pieces.append(f"(nop{said['nop']}) " if said.get("nop") else "")
        else:
            found = form.by_name[part]
            if isinstance(found, OperandField):
                operands = instruction.destinations if found.is_destination else instruction.sources
                pieces.append(found.kind.text(operands[found.index], source_type))
            else:
                value = said.get(part)
                pieces.append(found.kind.text(found.default if value is None else value))
    return "".join(pieces)


def _source_type(form: Form, said: dict[str, Modifier]) -> str:
    given = said.get("source_type")
    return str(given) if given else TYPES[form.value >> 50 & 7]


def parse(line: str, generation: int = 6) -> Instruction:
    """The instruction that is written so. Raises InvalidArgument for text that is none."""
    line = line.strip()
    found = _MNEMONIC.match(line)
    words = found[1].split(".") if found else []
    for count in range(len(words), 0, -1):
        for form in forms_named(".".join(words[:count]), generation):
            if matched := form.regex.fullmatch(line):
                return _parsed(form, matched.groupdict())
    # The load of constants to constants says its name last.
    for form in forms_named("ldc.k", generation) if words[:1] == ["ldc"] else ():
        if matched := form.regex.fullmatch(line):
            return _parsed(form, matched.groupdict())
    raise InvalidArgument(f"{line!r} is no instruction of a{generation}xx")


def _parsed(form: Form, groups: dict[str, str]) -> Instruction:
    said: dict[str, Modifier] = dict(form.implied)
    for field in form.plain:
        said[field.name] = field.kind.parse(groups[field.name]) if field.name in groups else field.default
    if form.nop_bits and groups.get("nop"):
        said["nop"] = int(groups["nop"])
    source_type = _source_type(form, said)
    operands: dict[bool, list[Operand]] = {False: [], True: []}
    for found in form.operands:
        operand = found.kind.parse(groups[found.name], source_type)
        if isinstance(found.kind, Typed):
            operand = replace(operand, half=said["type"] in HALF_TYPES)
        operands[found.is_destination].append(operand)
    if "type" in form.by_name and said["type"] is None:
        said["type"] = "f16" if operands[True][0].half else "f32"
    return Instruction(form.name, tuple(operands[True]), tuple(operands[False]), sorted_modifiers(said))


def assemble(lines: str | Iterable[str], generation: int = 6) -> bytes:
    """A program's machine code: an instruction a line, without empty lines and what follows a semicolon."""
    lines = lines.splitlines() if isinstance(lines, str) else lines
    bare = (line.partition(";")[0].strip() for line in lines)
    return b"".join(struct.pack("<Q", encode(parse(line, generation), generation)) for line in bare if line)


def disassembly(code: bytes, generation: int = 6) -> list[str]:
    """A program's text, a line an instruction.

    Raises InvalidArgument for code that is not whole instructions.
    """
    if len(code) % INSTRUCTION_BYTES:
        raise InvalidArgument(f"{len(code)} bytes are no whole instructions of {INSTRUCTION_BYTES}")
    return [disassemble(word, generation) for (word,) in struct.iter_unpack("<Q", code)]
