"""float64 within a kernel, on a card that has none: sums of two float32, of 48 bits together.

Functions of float32 are evaluated in float64 on the way so that they are rounded once; 48 bits do for that.
The range stays that of float32. Such values are in registers only: a tensor of float64 is refused where it is
read or written.
"""

from __future__ import annotations

from dataclasses import replace

from .builder import Value
from .floats import divided, exact_product, is_number, negated
from .machine_code import Number, Part
from .select import Double, Flag, Selector, Wide

_INFINITY = Number(0x7F800000)
_ZERO = Number(0)


def _add(s: Selector, a: Value, b: Value) -> Value:
    if _ZERO in (a, b):
        return b if a == _ZERO else a
    return s.b.emit("add.f", a, b)


def _sub(s: Selector, a: Value, b: Value) -> Value:
    return a if b == _ZERO else s.b.emit("add.f", a, negated(b, 32))


def _settled(s: Selector, high: Value, low: Value) -> Double:
    """A sum of two of which the second is smaller; of what is not finite there is no rest."""
    if low == _ZERO:
        return Double(high, _ZERO)
    assert isinstance(high, Part)
    size = replace(high, negate=False, absolute=True)
    low = s.choose(s.compare("cmps.f", "lt", size, _INFINITY), s.b.in_register(low), _ZERO, True)
    total = s.b.emit("add.f", high, low)
    rest = s.b.emit("add.f", low, negated(s.b.emit("add.f", total, negated(high, 32)), 32))
    size = replace(total, absolute=True)
    return Double(total, s.choose(s.compare("cmps.f", "lt", size, _INFINITY), rest, _ZERO, True))


def add(s: Selector, a: Double, b: Double) -> Double:
    total = s.b.emit("add.f", a.high, b.high)
    back = s.b.emit("add.f", total, negated(a.high, 32))
    lost = s.b.emit(
        "add.f",
        s.b.emit("add.f", a.high, negated(s.b.emit("add.f", total, negated(back, 32)), 32)),
        s.b.emit("add.f", b.high, negated(back, 32)),
    )
    # The low parts are summed exactly as well, or what cancels in the high ones would be left without digits.
    low, low_lost = _sum_of_any(s, a.low, b.low)
    first = _settled(s, total, _add(s, lost, low))
    return _settled(s, first.high, _add(s, first.low, low_lost))


def _sum_of_any(s: Selector, a: Value, b: Value) -> tuple[Value, Value]:
    if _ZERO in (a, b):
        return (b if a == _ZERO else a), _ZERO
    total = s.b.emit("add.f", a, b)
    back = s.b.emit("add.f", total, negated(a, 32))
    lost = s.b.emit(
        "add.f",
        s.b.emit("add.f", a, negated(s.b.emit("add.f", total, negated(back, 32)), 32)),
        s.b.emit("add.f", b, negated(back, 32)),
    )
    return total, lost


def negative(x: Double) -> Double:
    return Double(negated(x.high, 32), x.low if x.low == _ZERO else negated(x.low, 32))


def mul(s: Selector, a: Double, b: Double) -> Double:
    whole, rest = exact_product(s, a.high, b.high)
    for x, y in ((a.high, b.low), (a.low, b.high)):
        if _ZERO not in (x, y):
            rest = s.b.emit("mad.f32", x, y, rest)
    return _settled(s, whole, rest)


def div(s: Selector, a: Double, b: Double) -> Double:
    quotient = divided(s, a.high, b.high)
    whole, lost = exact_product(s, quotient, b.high)
    rest = _sub(s, s.b.emit("add.f", a.high, negated(whole, 32)), lost)
    rest = _add(s, rest, a.low)
    if b.low != _ZERO:
        rest = s.b.emit("mad.f32", negated(quotient, 32), b.low, rest)
    more = divided(s, rest, b.high)
    assert isinstance(more, Part)
    more = s.choose(is_number(s, more), more, _ZERO, True)
    return _settled(s, quotient, more)


def sqrt(s: Selector, x: Double, root: Value) -> Double:
    """From the root of the high part: what is left of the square, over twice the root."""
    assert isinstance(root, Part)
    whole, lost = exact_product(s, root, root)
    rest = _add(s, _sub(s, s.b.emit("add.f", x.high, negated(whole, 32)), lost), x.low)
    more = s.b.emit("mul.f", divided(s, rest, root), Number(0x3F000000))
    more_or_none = s.choose(is_number(s, more), more, _ZERO, True)
    return _settled(s, root, more_or_none)


def compare(s: Selector, condition: str, inverted: bool, a: Double, b: Double) -> Flag:
    """By the high parts, and where those are equal by the low ones."""
    high = s.b.emit("cmps.f", a.high, b.high, condition=condition)
    if a.low == b.low == _ZERO:
        return Flag(high, inverted)
    same = s.b.emit("cmps.f", a.high, b.high, condition="eq")
    low = s.b.emit("cmps.f", a.low, b.low, condition=condition)
    return Flag(s.b.emit("sel.b32", low, same, high), inverted)


def of_single(x: Value) -> Double:
    return Double(x, _ZERO)


def whole(s: Selector, op: str, x: Double) -> Double:
    """trunc, floor, ceil and rounding: of the high part, and of the low one where that is whole already."""
    high = s.b.emit(op, x.high)
    if x.low == _ZERO:
        return of_single(high)
    is_whole = s.compare("cmps.f", "eq", high, x.high)
    if op in ("trunc.f", "rndne.f"):
        # Towards the high part's zero; a tie of the high part is decided by the low one's sign.
        return _nearest(s, x, high, is_whole) if op == "rndne.f" else _truncated(s, x, high, is_whole)
    low = s.choose(is_whole, s.b.emit(op, x.low), _ZERO, True)
    return _settled(s, high, low)


def _truncated(s: Selector, x: Double, high: Part, is_whole: Flag) -> Double:
    up, down = s.b.emit("ceil.f", x.low), s.b.emit("floor.f", x.low)
    toward = s.choose(s.compare("cmps.f", "ge", x.high, _ZERO), down, up, True)
    return _settled(s, high, s.choose(is_whole, toward, _ZERO, True))


def _nearest(s: Selector, x: Double, high: Part, is_whole: Flag) -> Double:
    low = s.choose(is_whole, s.b.emit("rndne.f", x.low), _ZERO, True)
    off = s.b.emit("add.f", x.high, negated(high, 32))
    half, minus = Number(0x3F000000), Number(0xBF000000)
    one, minus_one = Number(0x3F800000), Number(0xBF800000)
    above = s.b.emit(
        "and.b",
        s.truth(s.compare("cmps.f", "eq", off, half)),
        s.truth(s.compare("cmps.f", "gt", x.low, _ZERO)),
    )
    below = s.b.emit(
        "and.b",
        s.truth(s.compare("cmps.f", "eq", off, minus)),
        s.truth(s.compare("cmps.f", "lt", x.low, _ZERO)),
    )
    low = s.choose(Flag(above), one, s.choose(Flag(below), minus_one, low, True), True)
    return _settled(s, high, low)


def from_wide(s: Selector, x: Wide, signed: bool) -> Double:
    """64 bits as float64: the nearest float, and the rest."""
    from .floats import from_wide as single_of
    from .floats import to_wide
    from .integers import sub_wide

    high = single_of(s, x, signed)
    back = to_wide(s, high, signed)
    return _settled(s, high, single_of(s, sub_wide(s, x, back), True))


def from_word(s: Selector, word: Value, signed: bool) -> Double:
    letter = "s" if signed else "u"
    high = s.convert(word, f"{letter}32", "f32")
    # What the rounding took: at most half a unit, so the difference of words is small whatever the sign.
    back = s.convert(high, "f32", f"{letter}32")
    low = s.convert(s.b.emit("sub.u", word, back), "s32", "f32")
    # 2**31 and 2**32 as floats are beyond the integers they are rounded from.
    top = Number(0x4F000000 if signed else 0x4F800000)
    beyond = s.compare("cmps.f", "ge", high, top)
    fixed = s.convert(s.b.emit("sub.u", word, Number(0x80000000 if signed else 0)), "s32", "f32")
    return _settled(s, high, s.choose(beyond, fixed, low, True))


def copysign(s: Selector, x: Double, sign: Value) -> Double:
    """x with another sign: both parts change where the high one's differs."""
    differs = s.b.emit("and.b", s.b.emit("xor.b", x.high, sign), Number(0x80000000))
    low = x.low if x.low == _ZERO else s.b.emit("xor.b", x.low, differs)
    return Double(s.b.emit("xor.b", x.high, differs), low)


def absolute(s: Selector, x: Double) -> Double:
    sign = s.b.emit("and.b", x.high, Number(0x80000000))
    low = x.low if x.low == _ZERO else s.b.emit("xor.b", x.low, sign)
    return Double(s.b.emit("xor.b", x.high, sign), low)


# The exponent's bias of float64 less that of float32, and the bits that its mantissa has more.
_MORE_BIAS, _MORE_BITS = 1023 - 127, 52 - 23


def to_bits(s: Selector, x: Double) -> Wide:
    """The bits of the nearest IEEE float64: those of the high part, and the low one counted in their last
    place.
    """
    from .integers import add_wide

    b = s.b
    bits = b.in_register(x.high)
    sign = b.emit("and.b", bits, Number(0x80000000))
    exponent = b.emit("and.b", b.emit("shr.b", bits, Number(23)), Number(0xFF))
    mantissa = b.emit("and.b", bits, Number(0x7FFFFF))
    zero = s.compare("cmps.u", "eq", exponent, Number(0))
    special = s.compare("cmps.u", "eq", exponent, Number(0xFF))
    biased: Value = b.emit("add.u", exponent, Number(_MORE_BIAS))
    biased = s.choose(special, Number(0x7FF), s.choose(zero, Number(0), biased, True), True)
    mantissa_or_none = s.choose(zero, Number(0), mantissa, True)
    upper = b.emit("or.b", b.emit("shl.b", biased, Number(20)), b.emit("shr.b", mantissa_or_none, Number(3)))
    size = Wide(b.emit("shl.b", mantissa_or_none, Number(_MORE_BITS)), upper)
    if x.low != Number(0):
        places = b.emit("sub.u", Number(127 + 52), exponent)
        half = b.emit("ashr.b", places, Number(1))
        count: Value = x.low
        for part in (half, b.emit("sub.u", places, half)):
            count = b.emit("mul.f", count, b.emit("shl.b", b.emit("add.u", part, Number(127)), Number(23)))
        # Counted away from zero.
        count = b.emit("xor.b", b.in_register(count), sign)
        word = s.choose(zero, Number(0), s.convert(count, "f32", "s32"), True)
        size = add_wide(s, size, Wide(word, b.emit("ashr.b", word, Number(31))))
    return Wide(size.low, b.emit("or.b", size.high, sign))


def from_bits(s: Selector, x: Wide) -> Double:
    """The value of an IEEE float64, where float32 has its range."""
    b = s.b
    sign = b.emit("and.b", x.high, Number(0x80000000))
    exponent = b.emit("and.b", b.emit("shr.b", x.high, Number(20)), Number(0x7FF))
    top = b.emit("and.b", x.high, Number(0xFFFFF))
    mantissa = b.emit("or.b", b.emit("shl.b", top, Number(3)), b.emit("shr.b", x.low, Number(_MORE_BITS)))
    narrow = b.emit("sub.u", exponent, Number(_MORE_BIAS))
    small = s.compare("cmps.s", "le", narrow, Number(0))
    large = s.compare("cmps.s", "ge", narrow, Number(0xFF))
    bits: Value = b.emit("or.b", b.emit("shl.b", narrow, Number(23)), mantissa)
    anything = b.emit("or.b", top, x.low)
    none = b.emit(
        "and.b",
        s.truth(s.compare("cmps.u", "eq", exponent, Number(0x7FF))),
        s.truth(s.compare("cmps.u", "ne", anything, Number(0))),
    )
    beyond = s.choose(Flag(none), Number(0x7FC00000), _INFINITY, True)
    bits = s.choose(small, Number(0), s.choose(large, beyond, bits, True), True)
    high = b.emit("or.b", bits, sign)
    rest: Value = s.convert(b.emit("and.b", x.low, Number((1 << _MORE_BITS) - 1)), "u32", "f32")
    places = b.emit("sub.u", narrow, Number(127 + 52))
    half = b.emit("ashr.b", places, Number(1))
    for part in (half, b.emit("sub.u", places, half)):
        rest = b.emit("mul.f", rest, b.emit("shl.b", b.emit("add.u", part, Number(127)), Number(23)))
    low = b.emit("or.b", b.in_register(rest), sign)
    outside = s.b.emit("or.b", s.truth(small), s.truth(large))
    return _settled(s, high, s.choose(Flag(outside), Number(0), low, True))
