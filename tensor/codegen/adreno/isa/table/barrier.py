"""Category 7: barriers and caches. Facts are from ir3-cat7.xml, of 2024 where it knows more."""

from __future__ import annotations

from ..field import Field, Flag, Names
from ..form import JP, SS, SY, Form, bits

_CATEGORY = bits(61, 63, 0b111)
_FLAGS = (SY, SS, JP)
_START = "{sy}{ss}{jp}{name}"
_SCOPE = tuple(
    Field(name, ((low, 1),), Flag(f".{letter}"))
    for name, low, letter in (("write", 51, "w"), ("read", 52, "r"), ("local", 53, "l"), ("global", 54, "g"))
)


def _barrier(name: str, opcode: int) -> Form:
    fixed = _CATEGORY, bits(55, 58, opcode), bits(49, 49, 1)
    return Form(name, fixed, (*_FLAGS, *_SCOPE), _START + "{global}{local}{read}{write}")


def _cache(name: str, opcode: int) -> Form:
    which = Field("which", ((51, 1),), Names(("shr", "all")), default="shr")
    return Form(
        name, (_CATEGORY, bits(55, 58, opcode), bits(52, 52, 0)), (*_FLAGS, which), _START + ".{which}"
    )


BARRIERS: tuple[Form, ...] = (
    _barrier("bar", 0b0000),
    _barrier("fence", 0b0001),
    Form(
        "sleep",
        (_CATEGORY, bits(55, 58, 0b0010)),
        (*_FLAGS, Field("duration", ((51, 1),), Names(("s", "l")), default="s")),
        _START + ".{duration}",
    ),
    Form("icinv", (_CATEGORY, bits(55, 58, 0b0011)), _FLAGS, _START),
    Form(
        "ccinv",
        (_CATEGORY, bits(55, 58, 0b0101), bits(51, 54, 0b1010), bits(49, 49, 1)),
        _FLAGS,
        _START,
        generations=(7, 7),
    ),
    _cache("dccln", 0b0100),
    _cache("dcinv", 0b0101),
    _cache("dcflu", 0b0110),
    Form(
        "lock",
        (_CATEGORY, bits(55, 58, 0b0111), bits(45, 54, 0b1000010000)),
        _FLAGS,
        _START,
        generations=(7, 7),
    ),
    Form(
        "unlock",
        (_CATEGORY, bits(55, 58, 0b0111), bits(45, 54, 0b1001010000)),
        _FLAGS,
        _START,
        generations=(7, 7),
    ),
)
