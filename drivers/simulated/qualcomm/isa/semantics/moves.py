"""Moves and conversions: category 1.

The round field says how: 0 toward zero, 1 to nearest even, 2 up, 3 down (instr-a3xx.h, round_t). Guesses: it
holds for integers made floats too; floats beyond an integer's range become its nearest end, what is no number
0; a conversion to 8 bits leaves the others 0.
"""

from __future__ import annotations

from ....native.values import Value
from ..instruction import TYPE_BYTES, Kind
from ..native import wave
from ..native.builder import Builder
from .handlers import semantics


def _bits_of(type: str) -> int:
    return 8 * TYPE_BYTES[type]


def _is_signed(type: str) -> bool:
    return type in ("s16", "s32")


def _source(b: Builder, n: int, type: str) -> Value:
    """Source n as its type: floats as such, integers extended to 32 bits."""
    if type[0] == "f":
        return b.source(n, type)
    operand = b.source_operand(n)
    at = b.first_source + n
    value = b.half_row(at) if operand.half else b.row(at)
    return _widened(value, type)


def _widened(value: Value, type: str) -> Value:
    """An integer of a type as 32 bits."""
    if type.endswith("8"):
        return value.trunc("i8").zext("i32")
    return value.fit("i32", signed=type[0] == "s")


def _adjusted(b: Builder, near: Value, exact: Value, rounding: str) -> Value:
    """The neighbour of `near`, which is `exact` to nearest, on the side that is asked for."""
    if rounding == "even":
        return near
    integer = f"i{near.type.bits}"
    back = near.fpext(exact.type.element)
    bits = near.bits(integer)
    one = b.constant(bits.type, 1)
    away = b.intrinsic("fabs", back).compare("ogt", b.intrinsic("fabs", exact))
    toward = away.where(bits - one, bits)
    if rounding == "zero":
        return toward.bits(near.type.element)
    # Up is toward zero below it, and away from it above.
    up = rounding == "pos_infinity"
    short = b.intrinsic("fabs", back).compare("olt", b.intrinsic("fabs", exact))
    beyond = short.where(bits + one, bits)
    negative = exact.compare("olt", 0.0)
    down_or_up = negative.where(toward, beyond) if up else negative.where(beyond, toward)
    return down_or_up.bits(near.type.element)


def _float_to_integer(b: Builder, value: Value, to: str, rounding: str) -> Value:
    name = {"even": "roundeven", "pos_infinity": "ceil", "neg_infinity": "floor", "zero": "trunc"}[rounding]
    value = b.intrinsic(name, value.fpext("float"))
    target = b.vector(f"i{_bits_of(to)}")
    operation = "fptosi" if _is_signed(to) else "fptoui"
    result = b.call(f"llvm.{operation}.sat.{target.suffix}.{value.type.suffix}", target, value)
    return result.fit("i32", signed=_is_signed(to))


def _converted(b: Builder, value: Value, source: str, to: str, rounding: str) -> Value:
    if source[0] == "f" and to[0] == "f":
        if source == to:
            return value
        if to == "f32":
            return value.fpext("float")
        near = value.fptrunc("half")
        return _adjusted(b, near, value, rounding)
    if source[0] == "f":
        return _float_to_integer(b, value, to, rounding)
    if to[0] == "f":
        exact = value.to_float("double", signed=source[0] == "s")
        single = exact.fptrunc("float")
        if to == "f32":
            return _adjusted(b, single, exact, rounding)
        # Rounded to odd on the way, so that the second rounding knows of the first.
        odd = _rounded_to_odd(b, single, exact)
        return _adjusted(b, odd.fptrunc("half"), odd, rounding)
    if _bits_of(to) < 32:
        return value.trunc(f"i{_bits_of(to)}").fit("i32", signed=_is_signed(to))
    return value


def _rounded_to_odd(b: Builder, near: Value, exact: Value) -> Value:
    back = near.fpext("double")
    beyond = b.intrinsic("fabs", back).compare("ogt", b.intrinsic("fabs", exact))
    odd = (near.bits("i32") - beyond.zext("i32")) | 1
    return back.compare("ueq", exact).where(near, odd.bits("float"))


def _types(b: Builder) -> tuple[str, str, str]:
    modifiers = b.instruction.modifiers
    return str(modifiers["from"]), str(modifiers["to"]), str(modifiers["round"])


@semantics("mov")
def _mov(b: Builder) -> None:
    # A move of one type moves the bits, but that a half float of the constant file is a float there.
    at = b.first_source
    operand = b.source_operand(0)
    if operand.half and operand.kind in (Kind.CONST, Kind.RELATIVE_CONST) and _types(b)[0] == "f16":
        b.write(b.source(0, "f16"))
        return
    b.write(b.half_row(at) if b.source_operand(0).half else b.row(at))


@semantics("cov")
def _cov(b: Builder) -> None:
    source, to, rounding = _types(b)
    b.write(_converted(b, _source(b, 0, source), source, to, rounding))


@semantics("mova")
def _mova(b: Builder) -> None:
    value = _source(b, 0, "s16")
    place = b.field(wave.A0)
    b.store(place, b.active.where(value, b.load(place, b.vector("i32"), 64)), 64)


@semantics("mova1")
def _mova1(b: Builder) -> None:
    b.set(wave.A1, b.extract(_source(b, 0, "u16"), b.first_lane()))


@semantics("swz", "gat", "sct")
def _several(b: Builder) -> None:
    # All sources are read before any destination is written (ir3-cat1.xml, #instruction-cat1-multi).
    source, to, rounding = _types(b)
    name = b.instruction.name
    if name == "sct":
        at = b.first_source
        half = b.source_operand(0).half
        rows = [b.half_row(at, k) if half else b.row(at, k) for k in range(4)]
        values = [_typed(row, source) for row in rows]
        places = [(n, 0) for n in range(4)]
    else:
        values = [_source(b, n, source) for n in range(len(b.instruction.sources))]
        places = [(0, k) for k in range(4)] if name == "gat" else [(0, 0), (1, 0)]
    converted = [_converted(b, value, source, to, rounding) for value in values]
    for value, (n, register) in zip(converted, places, strict=True):
        b.write(value, n, register)


def _typed(row: Value, type: str) -> Value:
    if type[0] == "f":
        return row.bits("half" if type == "f16" else "float")
    return _widened(row, type)


@semantics("movmsk")
def _movmsk(b: Builder) -> None:
    mask = b.exec
    operand = b.instruction.destinations[0]
    for register in range(operand.components):
        shifted = mask >> 32 * register if 32 * register < b.lanes else b.constant(mask.type, 0)
        b.write(b.splat(shifted.fit("i32"), b.lanes), 0, register)
