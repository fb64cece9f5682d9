"""Category 1: moves and conversions. Facts are from ir3-cat1.xml."""

from __future__ import annotations

from ..field import Field, Names, Unsigned
from ..form import JP, SS, SY, TYPES, UL, ByType, Form, bits
from ..operand import A0_X, A1_X
from ..operand_field import Address, MoveDestination, MoveSource, OperandField, Register

_FIXED = (bits(61, 63, 0b001), bits(42, 42, 0))
_MOVE = (*_FIXED, bits(57, 58, 0b00))
_ROUND = Field("round", ((55, 2),), Names(("", "(even)", "(pos_infinity)", "(neg_infinity)")))
_REPEAT = Field("repeat", ((40, 2),), Unsigned(shown="(rpt{})", always=False))
_TYPE_LOW, _SOURCE_TYPE_LOW = 46, 50
_TYPE = Field("type", ((_TYPE_LOW, 3),), Names(TYPES))
_SOURCE_TYPE = Field("source_type", ((_SOURCE_TYPE_LOW, 3),), Names(TYPES))
_BY_TYPE = ByType(_TYPE_LOW, _SOURCE_TYPE_LOW)
_DESTINATION = OperandField("dst", ((32, 8), (49, 1)), MoveDestination(), "destination")
_SOURCE = OperandField("src1", ((0, 32), (53, 2)), MoveSource(), "source", repeat_bit=43)
_START = "{sy}{ss}{jp}{repeat}{ul}"
_MOVED = (SY, SS, JP, UL, _REPEAT, _ROUND, _SOURCE)


def _to_address(name: str, address: Address, number: int, type_: str) -> Form:
    types = bits(_TYPE_LOW, 48, TYPES.index(type_)), bits(_SOURCE_TYPE_LOW, 52, TYPES.index(type_))
    return Form(
        name,
        (*_MOVE, *types, bits(32, 39, number), bits(49, 49, 0)),
        (*_MOVED, OperandField("dst", (), address, "half")),
        _START + "{name} {round}{dst}, {src1}",
        _BY_TYPE,
    )


def _several(name: str, opcode: int, places: dict[str, int], *more: tuple[int, int]) -> Form:
    fixed = (
        *_FIXED,
        *(
            bits(43, 43, 0),
            bits(49, 49, 0),
            bits(53, 54, 0b00),
            bits(57, 58, 0b10),
            bits(40, 41, opcode),
            *more,
        ),
    )
    operands = [
        OperandField(place, ((low, 8),), Register(), "destination" if place.startswith("dst") else "source")
        for place, low in places.items()
    ]
    shown = ", ".join(f"{{{place}}}" for place in places)
    template = f"{{sy}}{{ss}}{{jp}}{{ul}}{{name}}.{{source_type}}{{type}} {{round}}{shown}"
    return Form(name, fixed, (SY, SS, JP, UL, _ROUND, _TYPE, _SOURCE_TYPE, *operands), template, _BY_TYPE)


_U32 = TYPES.index("u32")

MOVES: tuple[Form, ...] = (
    _to_address("mova", Address(A0_X), A0_X.number, "s16"),
    _to_address("mova1", Address(A1_X), A1_X.number, "u16"),
    Form(
        "cov",
        _MOVE,
        (*_MOVED, _TYPE, _SOURCE_TYPE, _DESTINATION),
        _START + "{name}.{source_type}{type} {round}{dst}, {src1}",
        _BY_TYPE,
        unequal=(_TYPE_LOW, _SOURCE_TYPE_LOW),
    ),
    Form(
        "mov",
        _MOVE,
        (*_MOVED, _TYPE, _SOURCE_TYPE, _DESTINATION),
        _START + "{name}.{source_type}{type} {round}{dst}, {src1}",
        _BY_TYPE,
    ),
    _several("swz", 0b00, {"dst": 32, "dst2": 16, "src1": 0, "src2": 8}, bits(24, 31, 0)),
    _several("gat", 0b01, {"dst": 32, "src1": 0, "src2": 8, "src3": 16, "src4": 24}),
    _several("sct", 0b10, {"dst": 32, "dst2": 8, "dst3": 16, "dst4": 24, "src1": 0}),
    Form(
        "movmsk",
        (
            *(*_FIXED, bits(57, 58, 0b11), bits(0, 31, 0), bits(43, 43, 0), bits(53, 54, 0)),
            *(bits(_TYPE_LOW, 48, _U32), bits(_SOURCE_TYPE_LOW, 52, _U32)),
        ),
        (SY, SS, JP, UL, _ROUND, Field("width", ((40, 2),), Unsigned(bias=1, scale=32)), _DESTINATION),
        "{sy}{ss}{jp}{ul}{name}.w{width} {dst}",
    ),
)
