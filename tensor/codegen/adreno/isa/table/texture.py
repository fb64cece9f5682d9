"""Category 5: textures. Facts are from ir3-cat5.xml.

An instruction names its texture and sampler by number, or by one of eight kinds of descriptors: through a
register (s2en), or in a descriptor set (bindless), whose sampler may be in another set, given by a1.x. Each
kind is a form, and so is (o), which adds a second coordinate of offsets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..field import Base, Field, Flag, Names, Unsigned, WriteMask
from ..form import JP, SY, TYPES, Form, Sampled, bits
from ..operand_field import OperandField, Register

_MASKS = ("", "x", "y", "xy", "z", "zx", "zy", "xyz", "w", "xw", "yw", "xyw", "zw", "xzw", "yzw", "xyzw")
_TYPE = Field("type", ((44, 3),), Names(TYPES, shown="({})"))
_WRITE_MASK = Field("writemask", ((40, 4),), WriteMask(_MASKS))
_FLAGS = (
    SY,
    JP,
    Field("three_d", ((48, 1),), Flag(".3d")),
    Field("array", ((49, 1),), Flag(".a")),
    Field("projected", ((53, 1),), Flag(".p")),
    Field("shadow", ((50, 1),), Flag(".s")),
)
_BASE = Field("base", ((47, 1), (19, 2)), Base(always=True))
_DESTINATION = OperandField("dst", ((32, 8),), Register(), "destination")
_COORDINATES = tuple(
    OperandField(f"src{number}", ((low, 8),), Register(), "source") for number, low in ((1, 1), (2, 9))
)


@dataclass(frozen=True)
class _Descriptors:
    """One of the kinds: the mode's bits, what is said in the name, and where sampler and texture are."""

    name: str
    mode: int | None
    said: str = ""
    register: str = ""
    """Whether they are in a register, and whether that is "half" or "full"."""
    bindless: bool = False
    sampler: tuple[int, int] | None = None
    texture: tuple[int, int] | None = None
    a1: bool = False


DESCRIPTORS = (
    _Descriptors("", None, sampler=(21, 4), texture=(25, 7)),
    _Descriptors("s2en", 0, ".s2en", register="half"),
    _Descriptors("a1_uniform", 1, ".s2en.uniform", register="full", bindless=True, a1=True),
    _Descriptors("nonuniform", 2, ".s2en.nonuniform", register="full", bindless=True),
    _Descriptors("a1_nonuniform", 3, ".s2en.nonuniform", register="full", bindless=True, a1=True),
    _Descriptors("s2en_uniform", 4, ".s2en.uniform", register="half"),
    _Descriptors("uniform", 5, ".s2en.uniform", register="full", bindless=True),
    _Descriptors("immediate", 6, bindless=True, sampler=(21, 4), texture=(25, 4)),
    _Descriptors("a1_immediate", 7, bindless=True, sampler=(21, 8), a1=True),
)
"""`descriptors` of an instruction: ir3-cat5.xml, #cat5-s2en-bindless-desc-mode, and "" for none of them."""

_S2EN_BINDLESS = 51
_OFFSETS = 52


def _forms(
    name: str, opcode: int, coordinates: int, sampler: bool = True, texture: bool = True, typed: bool = True
) -> Iterator[Form]:
    for descriptors in DESCRIPTORS:
        for offsets in (False, True):
            yield _form(name, opcode, coordinates, (sampler, texture, typed), descriptors, offsets)


def _form(
    name: str,
    opcode: int,
    coordinates: int,
    has: tuple[bool, bool, bool],
    descriptors: _Descriptors,
    offsets: bool,
) -> Form:
    sampler, texture, typed = has
    places: list[OperandField] = list(_COORDINATES[:coordinates])
    if offsets and coordinates < 2:
        # Offsets are in the place of the second coordinate, also where there is no first.
        places.append(
            OperandField(f"src{len(places) + 1}", _COORDINATES[1].pieces, Register(), "source"),
        )
    fixed = [bits(61, 63, 0b101), bits(54, 58, opcode), bits(18, 18, 0), bits(_OFFSETS, _OFFSETS, offsets)]
    fixed.append(bits(_S2EN_BINDLESS, _S2EN_BINDLESS, descriptors.mode is not None))
    if descriptors.mode is not None:
        fixed.append(bits(29, 31, descriptors.mode))
    fields: list[Field | OperandField] = [*_FLAGS, _TYPE, _WRITE_MASK, _DESTINATION]
    start = "{sy}{jp}{name}{three_d}{array}" + ".o" * offsets + "{projected}{shadow}" + descriptors.said
    if descriptors.bindless:
        fields.append(_BASE)
        start += "{base}"
    if descriptors.register:
        places.append(OperandField(f"src{len(places) + 1}", ((21, 8),), Register(), descriptors.register))
    shown = ["{dst}", *(f"{{{place.name}}}" for place in places)]
    for have, where, label, prefix in (
        (sampler, descriptors.sampler, "sampler", "s#"),
        (texture, descriptors.texture, "texture", "t#"),
    ):
        if have and where:
            fields.append(Field(label, (where,), Unsigned()))
            shown.append(f"{prefix}{{{label}}}")
    if descriptors.a1:
        shown.append("a1.x")
    template = f"{start} {'{type}' * typed}({{writemask}}){', '.join(shown)}"
    implied = (
        *((("descriptors", descriptors.name),) if descriptors.name else ()),
        ("offsets", offsets or None),
    )
    return Form(
        name, tuple(fixed), (*fields, *places), template, Sampled(coordinates > 0 or offsets), implied
    )


TEXTURES: tuple[Form, ...] = (
    *_forms("isam", 0b00000, 1),
    *_forms("isaml", 0b00001, 2),
    *_forms("isamm", 0b00010, 1),
    *_forms("sam", 0b00011, 1),
    *_forms("samb", 0b00100, 2),
    *_forms("saml", 0b00101, 2),
    *_forms("samgq", 0b00110, 1),
    *_forms("getlod", 0b00111, 1),
    *_forms("conv", 0b01000, 2),
    *_forms("convm", 0b01001, 2),
    *_forms("getsize", 0b01010, 1, sampler=False),
    *_forms("getbuf", 0b01011, 0, sampler=False),
    *_forms("getpos", 0b01100, 1, sampler=False),
    *_forms("getinfo", 0b01101, 0, sampler=False),
    *_forms("dsx", 0b01110, 1, sampler=False, texture=False),
    *_forms("dsy", 0b01111, 1, sampler=False, texture=False),
    *_forms("gather4r", 0b10000, 1),
    *_forms("gather4g", 0b10001, 1),
    *_forms("gather4b", 0b10010, 1),
    *_forms("gather4a", 0b10011, 1),
    *_forms("samgp0", 0b10100, 1),
    *_forms("samgp1", 0b10101, 1),
    *_forms("samgp2", 0b10110, 1),
    *_forms("samgp3", 0b10111, 1),
    *_forms("dsxpp.1", 0b11000, 1, sampler=False, texture=False, typed=False),
    *_forms("dsypp.1", 0b11001, 1, sampler=False, texture=False, typed=False),
    *_forms("rgetpos", 0b11010, 1, sampler=False, texture=False),
    *_forms("rgetinfo", 0b11011, 0, sampler=False, texture=False),
)
