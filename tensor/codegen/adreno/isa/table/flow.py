"""Category 0: control flow. Facts are from ir3-cat0.xml."""

from __future__ import annotations

from ..field import Field, Signed, Unsigned
from ..form import EQ, JP, SS, SY, Form, bits
from ..operand_field import OperandField, Predicate

_CATEGORY = bits(61, 63, 0b000)
_REPEAT = Field("repeat", ((40, 3),), Unsigned(shown="(rpt{})", always=False))
_TARGET = Field("target", ((0, 32),), Signed())
"""Where a branch goes, in instructions from itself."""
_INDEX = Field("index", ((32, 5),), Unsigned())
_FIRST = OperandField("src1", ((52, 3),), Predicate())
_SECOND = OperandField("src2", ((45, 3),), Predicate())

_NO_SOURCES = (bits(32, 39, 0), bits(45, 47, 0), bits(52, 54, 0))
_ONE_SOURCE = (bits(32, 39, 0), bits(45, 47, 0))


def _opcode(opcode: int, high: int) -> tuple[tuple[int, int], ...]:
    return _CATEGORY, bits(55, 58, opcode), bits(49, 49, high)


def _bare(name: str, opcode: int, high: int = 0) -> Form:
    return Form(
        name,
        (*_opcode(opcode, high), *_NO_SOURCES),
        (SY, SS, EQ, JP, _REPEAT),
        "{sy}{ss}{eq}{jp}{repeat}{name}",
    )


def _predicated(name: str, opcode: int, high: int = 0) -> Form:
    return Form(
        name,
        (*_opcode(opcode, high), *_ONE_SOURCE),
        (SY, SS, EQ, JP, _FIRST),
        "{sy}{ss}{eq}{jp}{name} {src1}",
    )


def _targeted(name: str, opcode: int, high: int = 0) -> Form:
    return Form(name, _opcode(opcode, high), (SY, SS, JP, _TARGET), "{sy}{ss}{jp}{name} #{target}")


def _branch(name: str, kind: int, operands: str, *fields: Field | OperandField) -> Form:
    fixed = (*_opcode(0b0001, 0), bits(37, 39, kind))
    return Form(
        name, fixed, (SY, SS, EQ, JP, _TARGET, *fields), f"{{sy}}{{ss}}{{eq}}{{jp}}{{name}}{operands}"
    )


FLOW: tuple[Form, ...] = (
    _bare("nop", 0b0000),
    _bare("ret", 0b0100),
    _bare("end", 0b0110),
    _bare("emit", 0b0111),
    _bare("cut", 0b1000),
    _bare("chmask", 0b1001),
    _bare("chsh", 0b1010),
    _bare("flow_rev", 0b1011),
    _bare("shpe", 0b1000, high=1),
    _bare("prede", 0b1111, high=1),
    _predicated("kill", 0b0101),
    _predicated("predt", 0b1101, high=1),
    _predicated("predf", 0b1110, high=1),
    _targeted("jump", 0b0010),
    _targeted("call", 0b0011),
    _targeted("bkt", 0b0000, high=1),
    _targeted("getone", 0b0101, high=1),
    _targeted("shps", 0b0111, high=1),
    _branch("br", 0b000, " {src1}, #{target}", _FIRST),
    _branch("brao", 0b001, " {src1}, {src2}, #{target}", _FIRST, _SECOND),
    _branch("braa", 0b010, " {src1}, {src2}, #{target}", _FIRST, _SECOND),
    _branch("brac", 0b011, ".{index} #{target}", _INDEX),
    _branch("bany", 0b100, " {src1}, #{target}", _FIRST),
    _branch("ball", 0b101, " {src1}, #{target}", _FIRST),
)
