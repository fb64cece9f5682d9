"""Category 6: loads, stores and atomics. Facts are from ir3-cat6.xml, of 2024 where it knows more.

Sources are in the order of the text. Global memory (`ldg`, `stg`, `atomic.g`) is at a 64-bit address in two
registers, the low half first; `.a` adds to it a register of 32 bits, shifted, and a small number, in elements
of the type. An access of more than one component has a register for each, one after the other.

Image and buffer atomics (`atomic.b`) read and write one run of registers: the first gets what was in memory,
the next is the data, or what it is compared with and then the data (ir3_a6xx.c). It is their only
destination.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..field import Always, Base, Field, Names, Signed, Unsigned
from ..form import JP, SY, TYPES, ByType, Form, bits
from ..operand_field import OperandField, Plain, Register, Typed

_CATEGORY = bits(61, 63, 0b110)
_TYPE_LOW = 49
_TYPE = Field("type", ((_TYPE_LOW, 3),), Names(TYPES))
_BY_TYPE = ByType(_TYPE_LOW, _TYPE_LOW)
_SIZE = Field("size", ((24, 8),), Unsigned())
"""How many components. Later versions of Mesa know 3 bits of it."""
_FLAGS = (SY, JP)
_START = "{sy}{jp}{name}"
_OFFSET = Field("offset", ((1, 13),), Signed(offset=True))
_SPLIT_OFFSET = Field("offset", ((32, 8), (9, 5)), Signed(offset=True))


def _opcode(opcode: int) -> tuple[tuple[int, int], ...]:
    return _CATEGORY, bits(54, 58, opcode)


def _typed(name: str, low: int) -> OperandField:
    return OperandField(name, ((low, 8),), Typed(), "destination")


def _full(name: str, low: int) -> OperandField:
    return OperandField(name, ((low, 8),), Register())


def _number_or_register(name: str, low: int, number_bit: int) -> OperandField:
    return OperandField(name, ((low, 8), (number_bit, 1)), Plain(lambda raw: bool(raw >> 8)))


def _number(name: str, low: int) -> OperandField:
    return OperandField(name, ((low, 8),), Plain(lambda raw: True))


def _plain_register(name: str, low: int) -> OperandField:
    return OperandField(name, ((low, 8),), Plain(lambda raw: False))


_LOAD_GLOBAL = (*_opcode(0b00000), bits(0, 0, 1), bits(23, 23, 1), bits(52, 53, 0b00))
_STORE_GLOBAL = (*_opcode(0b00011), bits(23, 23, 1))
_DESTINATION_OFFSET = Field("has_offset", ((40, 1),), Always(1))
"""DST_OFF: Mesa sets it in each store to global memory, and reads either."""
_SHIFT = Field("shift", ((12, 2),), Unsigned(shown="<<{}", always=False))
_UNSHIFTED = (bits(9, 10, 0), bits(12, 13, 0))
_ADDED = Field("offset", ((9, 2),), Unsigned(shown="+{}", always=False))


def _global() -> Iterator[Form]:
    load = (*_FLAGS, _TYPE, _SIZE, _typed("dst", 32), _full("src1", 14))
    store = (*_FLAGS, _TYPE, _SIZE, _DESTINATION_OFFSET)
    yield Form(
        "ldg",
        (*_LOAD_GLOBAL, bits(22, 22, 0)),
        (*load, _OFFSET),
        _START + ".{type} {dst}, g[{src1}{offset}], {size}",
        _BY_TYPE,
    )
    yield Form(
        "stg",
        (*_STORE_GLOBAL, bits(52, 52, 0)),
        (*store, _SPLIT_OFFSET, _full("src1", 41), _typed("src2", 1)),
        _START + ".{type} g[{src1}{offset}], {src2}, {size}",
        _BY_TYPE,
    )
    # As Mesa 21.2 writes it, which knows of no shift and no number; and with them, close to later versions.
    for name, shift, extra in (("ldg", _UNSHIFTED, ()), ("ldg.a", (), (_SHIFT, _ADDED))):
        yield Form(
            name,
            (*_LOAD_GLOBAL, bits(22, 22, 1), *shift),
            (*load, _full("src2", 1), *extra),
            _START
            + ".{type} {dst}, g[{src1}+"
            + ("({src2}{shift}{offset})" if extra else "{src2}")
            + "], {size}",
            _BY_TYPE,
            generations=(6, 6),
        )
    for name, shift, extra in (("stg", _UNSHIFTED, ()), ("stg.a", (), (_SHIFT, _ADDED))):
        yield Form(
            name,
            (*_STORE_GLOBAL, bits(52, 52, 1), *shift),
            (*store, _full("src1", 41), _full("src2", 32), _typed("src3", 1), *extra),
            _START
            + ".{type} g[{src1}+"
            + ("({src2}{shift}{offset})" if extra else "{src2}")
            + "], {src3}, {size}",
            _BY_TYPE,
            generations=(6, 6),
        )
    yield Form(
        "ldg.a",
        (*_LOAD_GLOBAL, bits(22, 22, 1), bits(13, 13, 0)),
        (*load, _full("src2", 1), Field("offset", ((41, 8),), Unsigned())),
        _START + ".{type} {dst}, g[{src1}+{src2}+{offset}], {size}",
        _BY_TYPE,
        generations=(7, 7),
    )
    yield Form(
        "stg.a",
        (*_STORE_GLOBAL, bits(52, 52, 1), bits(22, 22, 0), bits(13, 13, 0)),
        (
            *(*store, _full("src1", 41), _full("src2", 32), _typed("src3", 1)),
            Field("offset", ((14, 8),), Unsigned()),
        ),
        _START + ".{type} g[{src1}+{src2}+{offset}], {src3}, {size}",
        _BY_TYPE,
        generations=(7, 7),
    )


def _load(name: str, opcode: int, space: str) -> Form:
    """From local or private memory."""
    return Form(
        name,
        (*_opcode(opcode), bits(0, 0, 1), bits(23, 23, 1)),
        (*_FLAGS, _TYPE, _SIZE, _OFFSET, _typed("dst", 32), _full("src1", 14)),
        f"{_START}.{{type}} {{dst}}, {space}[{{src1}}{{offset}}], {{size}}",
        _BY_TYPE,
    )


def _store(name: str, opcode: int, space: str, *fixed: tuple[int, int]) -> Form:
    """To local or private memory."""
    return Form(
        name,
        (*_opcode(opcode), bits(23, 23, 1), bits(40, 40, 1), *fixed),
        (*_FLAGS, _TYPE, _SIZE, _SPLIT_OFFSET, _full("src1", 41), _typed("src2", 1)),
        f"{_START}.{{type}} {space}[{{src1}}{{offset}}], {{src2}}, {{size}}",
        _BY_TYPE,
    )


_DIMENSIONS = Field("dimensions", ((9, 2),), Unsigned(bias=1))
_TYPED = Field("typed", ((11, 1),), Names(("untyped", "typed")), default="untyped")
_COMPONENTS = Field("size", ((12, 2),), Unsigned(bias=1))
_ACCESS = (*_FLAGS, _TYPE, _TYPED, _DIMENSIONS, _COMPONENTS)
_SHOWN_ACCESS = ".{typed}.{dimensions}d.{type}.{size}"

_LOCAL_ATOMIC = (bits(0, 0, 1), bits(52, 52, 0))
_GLOBAL_ATOMIC = (bits(0, 8, 1), bits(41, 48, 0), bits(52, 53, 0b01))
_ATOMICS = {
    "add": 0b10000,
    "sub": 0b10001,
    "xchg": 0b10010,
    "inc": 0b10011,
    "dec": 0b10100,
    "cmpxchg": 0b10101,
    "min": 0b10110,
    "max": 0b10111,
    "and": 0b11000,
    "or": 0b11001,
    "xor": 0b11010,
}
_NOT_ON_BUFFERS = {"inc", "dec"}


def _atomics() -> Iterator[Form]:
    address, data = _number_or_register("src1", 14, 22), _number_or_register("src2", 24, 23)
    fields = (*_ACCESS, _typed("dst", 32), address, data)
    for name, opcode in _ATOMICS.items():
        yield Form(
            f"atomic.{name}",
            (*_opcode(opcode), *_LOCAL_ATOMIC),
            fields,
            f"{_START}{_SHOWN_ACCESS}.l {{dst}}, l[{{src1}}], {{src2}}",
            _BY_TYPE,
        )
        yield Form(
            f"atomic.g.{name}",
            (*_opcode(opcode), *_GLOBAL_ATOMIC),
            fields,
            f"{_START}{_SHOWN_ACCESS}.g {{dst}}, {{src1}}, {{src2}}",
            _BY_TYPE,
        )


# From here on the encodings of a6xx, whose buffers and images are found through descriptors.
_DESCRIBED = (*_opcode(0b00000), bits(4, 5, 0), bits(40, 40, 0))
_BASE = Field("base", ((1, 3), (8, 1)), Base())
_MODE_LOW = 6
_MODES = Names(("imm", "uniform", "nonuniform"), least=1)


def _by_mode(name: str, low: int) -> Iterator[tuple[tuple[int, int], str, tuple[Field | OperandField, ...]]]:
    """A descriptor by its number, and by a register: fixed bits, how the mode is written, and the fields."""
    yield bits(_MODE_LOW, _MODE_LOW + 1, 0), "imm", (_number(name, low),)
    mode = Field("mode", ((_MODE_LOW, 2),), _MODES)
    yield (0, 0), "{mode}", (mode, _plain_register(name, low))


def _constant_loads() -> Iterator[Form]:
    fixed = (*_DESCRIBED, bits(14, 19, 0b011110), bits(22, 22, 1), bits(49, 50, 0b11), bits(53, 53, 1))
    offset = _number_or_register("src1", 24, 23)
    for more, mode, fields in _by_mode("src2", 41):
        yield Form(
            "ldc",
            (*fixed, more, bits(52, 52, 0)),
            (
                *(*_FLAGS, _BASE, _COMPONENTS, Field("component", ((9, 2),), Unsigned())),
                *(_full("dst", 32), offset, *fields),
            ),
            f"{_START}.offset{{component}}.{{size}}.{mode}{{base}} {{dst}}, {{src1}}, {{src2}}",
        )
        yield Form(
            "ldc.k",
            (*fixed, more, bits(52, 52, 1)),
            (*_FLAGS, _BASE, Field("size", ((32, 8),), Unsigned(bias=1)), offset, *fields),
            f"{{sy}}{{jp}}ldc.{{size}}.k.{mode}{{base}} c[a1.x], {{src1}}, {{src2}}",
        )


def _who(name: str, opcode: int, *more: tuple[int, int]) -> Form:
    fixed = (*_DESCRIBED, bits(0, 0, 0), bits(14, 19, opcode), bits(22, 22, 1), bits(53, 53, 1), *more)
    return Form(name, fixed, (*_FLAGS, _TYPE, _full("dst", 32)), _START + ".{type} {dst}")


def _described(name: str, opcode: int, kind: int, operands: str, *more: tuple[int, int]) -> Iterator[Form]:
    fixed = (*_DESCRIBED, bits(14, 19, opcode), bits(20, 23, 0b0110), bits(52, 53, kind), *more)
    data = "dst" if "{dst}" in operands else "src1"
    coordinates, descriptor = ("src1", "src2") if data == "dst" else ("src2", "src3")
    for mode_bits, mode, fields in _by_mode(descriptor, 41):
        yield Form(
            name,
            (*fixed, mode_bits),
            (*_ACCESS, _BASE, _typed(data, 32), _full(coordinates, 24), *fields),
            f"{_START}{_SHOWN_ACCESS}.{mode}{{base}} {operands}",
            _BY_TYPE,
        )


_SHUFFLES = Names(("0", "xor", "up", "down", "4", "5", "rup", "rdown"), least=1)


def _shuffle() -> Form:
    """Between the lanes of a wave, by a distance that is the same for all."""
    fixed = (*_opcode(0b11011), bits(0, 0, 0), bits(9, 22, 0), bits(52, 53, 0b10))
    way = Field("way", ((45, 3),), _SHUFFLES)
    value = OperandField("src1", ((1, 8),), Typed(), "destination")
    fields = (*_FLAGS, _TYPE, way, _typed("dst", 32), value, _number_or_register("src2", 24, 23))
    return Form("shfl", fixed, fields, _START + ".{way}.{type} {dst}, {src1}, {src2}", _BY_TYPE)


def _information() -> Iterator[Form]:
    yield Form(
        "resinfo",
        (*_opcode(0b01111), bits(40, 40, 0)),
        (*_FLAGS, _TYPE, _DIMENSIONS, _full("dst", 32), _number_or_register("src1", 41, 53)),
        _START + ".{type}.{dimensions}d {dst}, g[{src1}]",
    )
    yield Form(
        "resinfo.b",
        (*_DESCRIBED, bits(0, 0, 0), bits(14, 19, 0b001111), bits(20, 23, 0b0110), bits(53, 53, 1)),
        (
            *(*_ACCESS, _BASE, _full("dst", 32), _number("src1", 41)),
            Field("mode", ((_MODE_LOW, 2),), Names(("imm", "uniform", "nonuniform")), default="imm"),
        ),
        f"{_START}{_SHOWN_ACCESS}.{{mode}}{{base}} {{dst}}, {{src1}}",
    )


MEMORY: tuple[Form, ...] = (
    *_global(),
    _load("ldl", 0b00001, "l"),
    _load("ldp", 0b00010, "p"),
    _load("ldlw", 0b01010, "l"),
    Form(
        "ldlv",
        (*_opcode(0b11111), bits(0, 0, 0), bits(22, 23, 0b11)),
        (*_FLAGS, _TYPE, _SIZE, Field("offset", ((1, 13),), Unsigned()), _typed("dst", 32)),
        _START + ".{type} {dst}, l[{offset}], {size}",
        _BY_TYPE,
    ),
    _store("stl", 0b00100, "l"),
    _store("stp", 0b00101, "p", bits(0, 0, 0)),
    _store("stlw", 0b01011, "l"),
    Form(
        "stc",
        (*_opcode(0b11100), bits(23, 23, 1)),
        (
            *(*_FLAGS, Field("type", ((_TYPE_LOW, 3),), Names(TYPES), default="u32")),
            *(Field("size", ((24, 3),), Unsigned()), Field("offset", ((32, 8),), Unsigned())),
            _typed("src1", 1),
        ),
        _START + " c[{offset}], {src1}, {size}",
        _BY_TYPE,
    ),
    *_atomics(),
    *_constant_loads(),
    _who("getspid", 0b100100),
    _who("getwid", 0b100101),
    _who("getfiberid", 0b100110, bits(23, 23, 1)),
    _shuffle(),
    *_information(),
    *_described("stib.b", 0b011101, 0b10, "{src1}, {src2}, {src3}", bits(0, 0, 0)),
    *_described("ldib.b", 0b000110, 0b10, "{dst}, {src1}, {src2}"),
    *(
        form
        for name, opcode in _ATOMICS.items()
        if name not in _NOT_ON_BUFFERS
        for form in _described(f"atomic.b.{name}", opcode, 0b11, "{dst}, {src1}, {src2}")
    ),
)
