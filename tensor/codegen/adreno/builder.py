"""Writes machine instructions whose operands are as the hardware takes them.

Constants are the point: what category takes an immediate, the constant file, or neither, in which operand
(ir3_valid_flags and ir3_cp.c of Mesa's src/freedreno/ir3).
"""

from __future__ import annotations

import struct

from .machine_code import (
    CATEGORIES,
    FLOAT_OPS,
    Block,
    Constant,
    Immediate,
    Instruction,
    Number,
    Part,
    Program,
    Source,
)

Value = Part | Number

# Integer operands of category 2 have ten bits and a sign.
_MOST_IMMEDIATE = 1023
_COMMUTES = frozenset(
    ["add.f", "mul.f", "min.f", "max.f", "add.u", "min.u", "max.u", "min.s", "max.s", "and.b", "or.b"]
    + ["xor.b", "mul.u24", "mull.u", "mad.f16", "mad.f32", "mad.u24"]
)
_HALF_AS_FLOAT = frozenset(["add.f", "mul.f", "min.f", "max.f", "cmps.f", "mad.f16"])


class Builder:
    """Appends to the current block."""

    def __init__(self, program: Program, block: Block) -> None:
        self.program, self.block = program, block
        self._in_registers: dict[tuple[int, bool], Part] = {}
        self._known: dict[tuple[object, ...], Part] = {}

    def enter(self, block: Block) -> None:
        """Go on in another block. What was put into registers in this one is not known there."""
        self.block = block
        self._in_registers = {}
        self._known = {}

    def append(self, instruction: Instruction) -> Instruction:
        self.block.instructions.append(instruction)
        return instruction

    def new(self, full: bool, count: int = 1) -> Part:
        return self.program.full(count) if full else self.program.half(count)

    def move(self, value: Value | Constant, full: bool = True) -> Part:
        """A value in a register of its own."""
        result = self.new(full)
        self.move_to(result, value)
        return result

    def move_to(self, result: Part, value: Value | Constant) -> None:
        """Give a register a value."""
        kind = "u32" if result.full else "u16"
        if isinstance(value, Part) and (value.negate or value.absolute):
            self.append(Instruction("absneg.f", result, (value,)))
            return
        source: Source = Immediate(value.bits) if isinstance(value, Number) else value
        self.append(Instruction("mov", result, (source,), types=(kind, kind)))

    def in_register(self, value: Value, full: bool = True) -> Part:
        """A value in a register, without modifiers; the same constant is kept for the block."""
        if isinstance(value, Part):
            return self.move(value, value.full) if value.negate or value.absolute else value
        key = value.bits, full
        found = self._in_registers.get(key)
        if found is None:
            found = self._in_registers[key] = self.move(value, full)
        return found

    def emit(self, op: str, *operands: Value, full: bool = True, condition: str = "") -> Part:
        """The result of an instruction of categories 2 to 4, in a new full or half register.

        Constants among the operands are as wide as the operation, which is full where any other one is, or
        as the result where there are none. What the block has already is not computed again.
        """
        key = op, full, condition, *operands
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self.new(full)
            self._emit_to(found, op, *operands, condition=condition)
        return found

    def _emit_to(self, result: Part, op: str, *operands: Value, condition: str = "") -> None:
        parts = [each for each in operands if isinstance(each, Part)]
        wide = parts[0].full if parts else result.full
        if op in ("sel.b32", "mad.f32", "mad.u24", "madsh.m16"):
            wide = True
        elif op in ("sel.b16", "mad.f16"):
            wide = False
        if op in _COMMUTES and isinstance(operands[0], Part) != isinstance(operands[1], Part):
            # A constant goes where category 3 takes one, and into the second place of category 2.
            first, second, *rest = operands
            if isinstance(first, Number) != (CATEGORIES[op] == 3):
                operands = (second, first, *rest)
        self.append(Instruction(op, result, self.sources(op, operands, wide), condition))

    def sources(self, op: str, operands: tuple[Value, ...], wide: bool) -> tuple[Source, ...]:
        """Operands as an operation takes them."""
        category = CATEGORIES[op]
        found: list[Source] = []
        constants = 0
        for number, value in enumerate(operands):
            if isinstance(value, Part):
                # Category 3 has a sign to change, and none to drop.
                refused = value.absolute if category == 3 else value.negate or value.absolute
                allowed = op in FLOAT_OPS and not (refused and category == 3)
                found.append(value if allowed else self.in_register(value))
                continue
            allowed = (category == 2 and not constants) or (category == 3 and number != 1)
            if not allowed or (not wide and op not in _HALF_AS_FLOAT and not _is_short(value, False)):
                found.append(self.in_register(value, wide))
                continue
            constants += 1
            if category == 2 and op not in FLOAT_OPS and _is_short(value, wide):
                found.append(Immediate(_signed(value.bits, 32 if wide else 16)))
            elif category == 3 and not wide and op not in _HALF_AS_FLOAT:
                found.append(self.in_register(value, wide))
            else:
                found.append(Constant(None, value.bits if wide else _half_as_float(value.bits)))
        return tuple(found)


def _signed(bits: int, width: int) -> int:
    bits &= (1 << width) - 1
    return bits - (1 << width) if bits >> (width - 1) else bits


def _is_short(value: Number, wide: bool) -> bool:
    return abs(_signed(value.bits, 32 if wide else 16)) <= _MOST_IMMEDIATE


def _half_as_float(bits: int) -> int:
    """A float16 as float32: half operations on floats convert what they read of the constant file."""
    number = struct.unpack("<e", struct.pack("<H", bits))[0]
    return int(struct.unpack("<I", struct.pack("<f", number))[0])
