"""The instruction set of a6xx and a7xx: instructions, their encoding, and their text in Mesa's syntax."""

from .assembly import assemble, disassemble, disassembly, parse, text
from .encoding import decode, encode
from .instruction import Instruction, Modifier, instruction
from .operand import A0_X, A1_X, P0_X, File, Operand, constant, float_constant, integer, predicate, register

__all__ = [
    "A0_X",
    "A1_X",
    "P0_X",
    "File",
    "Instruction",
    "Modifier",
    "Operand",
    "assemble",
    "constant",
    "decode",
    "disassemble",
    "disassembly",
    "encode",
    "float_constant",
    "instruction",
    "integer",
    "parse",
    "predicate",
    "register",
    "text",
]
