"""Categories 2 to 4: arithmetic of one, two and three sources, and the special functions.

Facts are from ir3-cat2.xml, ir3-cat3.xml and ir3-cat4.xml.
"""

from __future__ import annotations

from ..field import Field, Names, Unsigned
from ..form import EI, JP, SAT, SS, SY, UL, Arithmetic, Form, bits
from ..operand_field import OperandField, Register, Source, ThirdSource

_Fields = tuple[Field | OperandField, ...]

CONDITIONS = ("lt", "le", "gt", "ge", "eq", "ne")

_REPEAT = Field("repeat", ((40, 2),), Unsigned(shown="(rpt{})", always=False))
_DESTINATION = OperandField("dst", ((32, 8),), Register(), "destination")
_START = "{sy}{ss}{jp}{sat}{nop}{repeat}{ul}{name}"
_BY_BIT = Arithmetic()

_FLAGS = (SY, SS, JP, UL, SAT, _REPEAT)
_CONDITION = Field("condition", ((48, 3),), Names(CONDITIONS))
_LEFT = OperandField("src1", ((0, 16),), Source(), "source", repeat_bit=43)
_RIGHT = OperandField("src2", ((16, 16),), Source(), "source", repeat_bit=51)


def _second(name: str, opcode: int, operands: str, *fields: Field | OperandField) -> Form:
    fixed = bits(61, 63, 0b010), bits(53, 58, opcode)
    every: _Fields = (*_FLAGS, EI, _DESTINATION, _LEFT, *fields)
    return Form(name, fixed, every, _START + operands, _BY_BIT, nop_bits=(43, 51))


def _one(name: str, opcode: int) -> Form:
    return _second(name, opcode, " {ei}{dst}, {src1}")


def _two(name: str, opcode: int) -> Form:
    return _second(name, opcode, " {ei}{dst}, {src1}, {src2}", _RIGHT)


def _compare(name: str, opcode: int) -> Form:
    return _second(name, opcode, ".{condition} {ei}{dst}, {src1}, {src2}", _RIGHT, _CONDITION)


def _three_sources(immediate: bool) -> tuple[OperandField, ...]:
    outer = ThirdSource(immediate)
    return (
        OperandField("src1", ((0, 13),), outer, "source", repeat_bit=43, negate_bit=14),
        OperandField("src2", ((47, 8),), Register(), "source", repeat_bit=15, negate_bit=30),
        OperandField("src3", ((16, 13),), outer, "source", repeat_bit=29, negate_bit=31),
    )


_THIRD = " {dst}, {src1}, {src2}, {src3}"
_OPERANDS = _three_sources(immediate=False)
_OPERANDS_OR_NUMBERS = _three_sources(immediate=True)


def _third(name: str, opcode: int, full: bool) -> Form:
    fixed = bits(61, 63, 0b011), bits(55, 58, opcode), bits(13, 13, 0)
    fields: _Fields = (*_FLAGS, _DESTINATION, *_OPERANDS)
    return Form(name, fixed, fields, _START + _THIRD, Arithmetic(full), nop_bits=(43, 15))


def _third_on_bits(name: str, opcode: int) -> Form:
    """Shift or and, then or or and; no (sat), whose bit says full; numbers instead of constants."""
    fixed = bits(61, 63, 0b011), bits(55, 58, opcode), bits(13, 13, 1)
    fields: _Fields = (SY, SS, JP, UL, _REPEAT, _DESTINATION, *_OPERANDS_OR_NUMBERS)
    template = "{sy}{ss}{jp}{nop}{repeat}{ul}{name}" + _THIRD
    return Form(name, fixed, fields, template, Arithmetic(full_bit=42), nop_bits=(43, 15))


_SIGNS = Field("signs", ((14, 1),), Names(("unsigned", "mixed")), default="unsigned")
_PACKED = Field("packed", ((30, 1),), Names(("low", "high")), default="low")


def _dot(name: str, conversion: int) -> Form:
    fixed = bits(61, 63, 0b011), bits(55, 58, 0b1101), bits(13, 13, 1), bits(46, 46, conversion)
    operands = (
        OperandField("src1", ((0, 13),), ThirdSource(), repeat_bit=43),
        OperandField("src2", ((47, 8),), Register(), repeat_bit=15),
        OperandField("src3", ((16, 13),), ThirdSource(), repeat_bit=29, negate_bit=31),
    )
    fields: _Fields = (*_FLAGS, _SIGNS, _PACKED, OperandField("dst", ((32, 8),), Register()), *operands)
    return Form(name, fixed, fields, _START + ".{signs}.{packed}" + _THIRD, nop_bits=(43, 15))


def _special(name: str, opcode: int) -> Form:
    fixed = bits(61, 63, 0b100), bits(53, 58, opcode)
    fields: _Fields = (*_FLAGS, _DESTINATION, _LEFT)
    return Form(name, fixed, fields, "{sy}{ss}{jp}{sat}{repeat}{ul}{name} {dst}, {src1}", _BY_BIT)


ARITHMETIC: tuple[Form, ...] = (
    _two("add.f", 0b000000),
    _two("min.f", 0b000001),
    _two("max.f", 0b000010),
    _two("mul.f", 0b000011),
    _one("sign.f", 0b000100),
    _compare("cmps.f", 0b000101),
    _one("absneg.f", 0b000110),
    _compare("cmpv.f", 0b000111),
    _one("floor.f", 0b001001),
    _one("ceil.f", 0b001010),
    _one("rndne.f", 0b001011),
    _one("rndaz.f", 0b001100),
    _one("trunc.f", 0b001101),
    _two("add.u", 0b010000),
    _two("add.s", 0b010001),
    _two("sub.u", 0b010010),
    _two("sub.s", 0b010011),
    _compare("cmps.u", 0b010100),
    _compare("cmps.s", 0b010101),
    _two("min.u", 0b010110),
    _two("min.s", 0b010111),
    _two("max.u", 0b011000),
    _two("max.s", 0b011001),
    _one("absneg.s", 0b011010),
    _two("and.b", 0b011100),
    _two("or.b", 0b011101),
    _one("not.b", 0b011110),
    _two("xor.b", 0b011111),
    _compare("cmpv.u", 0b100001),
    _compare("cmpv.s", 0b100010),
    _two("mul.u24", 0b110000),
    _two("mul.s24", 0b110001),
    _two("mull.u", 0b110010),
    _one("bfrev.b", 0b110011),
    _one("clz.s", 0b110100),
    _one("clz.b", 0b110101),
    _two("shl.b", 0b110110),
    _two("shr.b", 0b110111),
    _two("ashr.b", 0b111000),
    _two("bary.f", 0b111001),
    _two("mgen.b", 0b111010),
    _two("getbit.b", 0b111011),
    _one("setrm", 0b111100),
    _one("cbits.b", 0b111101),
    _two("shb", 0b111110),
    _two("msad", 0b111111),
    _third("mad.u16", 0b0000, full=False),
    _third("madsh.u16", 0b0001, full=True),
    _third("mad.s16", 0b0010, full=False),
    _third("madsh.m16", 0b0011, full=True),
    _third("mad.u24", 0b0100, full=True),
    _third("mad.s24", 0b0101, full=True),
    _third("mad.f16", 0b0110, full=False),
    _third("mad.f32", 0b0111, full=True),
    _third("sel.b16", 0b1000, full=False),
    _third("sel.b32", 0b1001, full=True),
    _third("sel.s16", 0b1010, full=False),
    _third("sel.s32", 0b1011, full=True),
    _third("sel.f16", 0b1100, full=False),
    _third("sel.f32", 0b1101, full=True),
    _third("sad.s16", 0b1110, full=False),
    _third("sad.s32", 0b1111, full=True),
    _third_on_bits("shrm", 0b1000),
    _third_on_bits("shlm", 0b1001),
    _third_on_bits("shrg", 0b1010),
    _third_on_bits("shlg", 0b1011),
    _third_on_bits("andg", 0b1100),
    _dot("dp2acc", 0),
    _dot("dp4acc", 1),
    _special("rcp", 0b000000),
    _special("rsq", 0b000001),
    _special("log2", 0b000010),
    _special("exp2", 0b000011),
    _special("sin", 0b000100),
    _special("cos", 0b000101),
    _special("sqrt", 0b000110),
    _special("hrsq", 0b001001),
    _special("hlog2", 0b001010),
    _special("hexp2", 0b001011),
)
