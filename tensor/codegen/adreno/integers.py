"""Integers of every width: arithmetic, shifts, comparisons, division, and conversions among them.

Words are full registers, i16 and i8 halves; the upper byte of an i8 may be anything, and is put right where
it matters. 64 bits are two words. For products a word has 16 x 16 and 24 x 24 bits (`mull.u`, `mul.u24`).
"""

from __future__ import annotations

import struct

from . import llvm_text as ir
from .builder import Value
from .machine_code import Number, Part
from .select import ONE, ZERO, Flag, Handler, Lane, Selector, Wide

_WORD = 0xFFFFFFFF
# Below this floor((n + 1/2) / d) comes out right in float32, whatever d is: three roundings of 2**-24 each
# move the quotient by less than the 1/2 d that it is away from a whole number.
_MOST_BY_FLOAT = 1 << 21


def value(lane: Lane) -> Value:
    """A lane of up to 32 bits."""
    assert isinstance(lane, (Part, Number)), lane
    return lane


def wide(lane: Lane) -> Wide:
    assert isinstance(lane, Wide), lane
    return lane


# What is known of a value


def most(s: Selector, lane: Lane) -> int:
    """The greatest number a value can be, as unsigned."""
    if isinstance(lane, Number):
        return lane.bits
    if isinstance(lane, Part) and not (lane.negate or lane.absolute) and lane.register.units <= 2:
        return s.most.get(lane.register.number, _WORD if lane.full else 0xFFFF)
    return _WORD


def bound(s: Selector, result: Lane, greatest: int, type_: ir.Type) -> None:
    """Keep that a result is no greater."""
    if isinstance(result, Part) and greatest < (1 << type_.bits) - 1 and result.register.units <= 2:
        s.most[result.register.number] = greatest


# Width


def extended(s: Selector, lane: Lane, bits: int, signed: bool = False) -> Value:
    """An i8 or i16 as a word."""
    x = value(lane)
    if isinstance(x, Number):
        bits_of = x.bits & ((1 << bits) - 1)
        return Number((ir.signed(bits_of, bits) if signed else bits_of) & _WORD)
    if bits == 16:
        return s.convert(x, "s16" if signed else "u16", "s32" if signed else "u32")
    x = exact(s, x, bits, signed)
    return s.convert(x, "s16" if signed else "u16", "s32" if signed else "u32")


def exact(s: Selector, lane: Lane, bits: int, signed: bool = False) -> Value:
    """An i8 in its half register with the upper byte as it must be; others as they are."""
    x = value(lane)
    if bits != 8:
        return x
    if isinstance(x, Number):
        return Number((ir.signed(x.bits & 0xFF, 8) if signed else x.bits) & 0xFFFF)
    if signed:
        return s.b.emit("ashr.b", s.b.emit("shl.b", x, Number(8), full=False), Number(8), full=False)
    if most(s, x) <= 0xFF:
        return x
    result = s.b.emit("and.b", x, Number(0xFF), full=False)
    s.most[result.register.number] = 0xFF
    return result


def shortened(s: Selector, lane: Lane) -> Value:
    """The low half of a word."""
    x = value(lane)
    return Number(x.bits & 0xFFFF) if isinstance(x, Number) else s.convert(x, "u32", "u16")


def _zext(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [_widened(s, i, lane, False) for lane in s.operands(i)[0]]


def _sext(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [_widened(s, i, lane, "nneg" not in i.words) for lane in s.operands(i)[0]]


def _widened(s: Selector, i: ir.Instruction, lane: Lane, signed: bool) -> Lane:
    source, target = i.types[0].bits, i.type.bits
    if source == 1:
        assert isinstance(lane, Flag)
        truth = s.truth(lane)
        word = s.b.emit("sub.u", ZERO, truth) if signed else truth
        if target <= 16:
            return shortened(s, word)
    elif source < 16 and target == 16:
        return exact(s, lane, source, signed)
    else:
        word = value(lane) if source == 32 else extended(s, lane, source, signed)
        bound(s, word, most(s, lane), i.types[0])
    if target == 64:
        return Wide(word, s.b.emit("ashr.b", word, Number(31)) if signed else ZERO)
    return word


def _trunc(s: Selector, i: ir.Instruction) -> list[Lane]:
    source, target = i.types[0].bits, i.type.bits
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        x = wide(lane).low if source == 64 else value(lane)
        if target == 1:
            full = not isinstance(x, Part) or x.full
            bit = s.b.emit("and.b", x, ONE, full=full)
            found.append(Flag(bit if full else s.convert(bit, "u16", "u32")))
        elif target == 32 or source <= 16:
            found.append(x)
        else:
            found.append(shortened(s, x))
    return found


# Arithmetic


def _each(s: Selector, i: ir.Instruction) -> list[tuple[Lane, Lane]]:
    a, b = s.operands(i)
    return list(zip(a, b, strict=True))


def _add(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [add(s, i.type, a, b, "nuw" in i.words) for a, b in _each(s, i)]


def add(s: Selector, type_: ir.Type, a: Lane, b: Lane, exact: bool = False) -> Lane:
    """a + b. Where it is `exact` the sum of the two as unsigned numbers is not beyond the type."""
    if type_.bits == 64:
        return add_wide(s, wide(a), wide(b))
    if a == ZERO or b == ZERO:
        return b if a == ZERO else a
    result = s.b.emit("add.u", value(a), value(b), full=type_.bits == 32)
    bound(s, result, most(s, a) + most(s, b), type_)
    s.sums[result.register.number] = value(a), value(b)
    if not exact and not any(map(_is_negative, (a, b))) and most(s, a) + most(s, b) > _WORD:
        s.lossy.add(result.register.number)
    return result


def _is_negative(lane: Lane) -> bool:
    """Whether it is a constant that is meant to be subtracted."""
    return isinstance(lane, Number) and bool(lane.bits >> 31)


def add_wide(s: Selector, a: Wide, b: Wide) -> Wide:
    if a == Wide(ZERO, ZERO) or b == Wide(ZERO, ZERO):
        return b if a == Wide(ZERO, ZERO) else a
    if isinstance(a.low, Number):
        a, b = b, a
    if b.low == ZERO:
        return Wide(a.low, s.b.emit("add.u", a.high, b.high))
    low = s.b.emit("add.u", a.low, b.low)
    carry = s.b.emit("cmps.u", low, b.low, condition="lt")
    high = a.high if b.high == ZERO else b.high if a.high == ZERO else s.b.emit("add.u", a.high, b.high)
    return Wide(low, carry if high == ZERO else s.b.emit("add.u", high, carry))


def _sub(s: Selector, i: ir.Instruction) -> list[Lane]:
    found: list[Lane] = []
    for a, b in _each(s, i):
        if i.type.bits == 64:
            found.append(sub_wide(s, wide(a), wide(b)))
        else:
            found.append(s.b.emit("sub.u", value(a), value(b), full=i.type.bits == 32))
    return found


def sub_wide(s: Selector, a: Wide, b: Wide) -> Wide:
    borrow = s.b.emit("cmps.u", a.low, b.low, condition="lt")
    low = s.b.emit("sub.u", a.low, b.low)
    return Wide(low, s.b.emit("sub.u", s.b.emit("sub.u", a.high, b.high), borrow))


def _mul(s: Selector, i: ir.Instruction) -> list[Lane]:
    found: list[Lane] = []
    for a, b in _each(s, i):
        if i.type.bits == 64:
            found.append(_mul_wide(s, wide(a), wide(b)))
        elif i.type.bits == 32:
            found.append(mul(s, value(a), value(b)))
        else:
            found.append(shortened(s, s.b.emit("mul.u24", _any_upper(s, a), _any_upper(s, b))))
    return found


def _any_upper(s: Selector, lane: Lane) -> Value:
    """An i8 or i16 as a word whose upper half does not matter."""
    x = value(lane)
    return x if isinstance(x, Number) else s.convert(x, "u16", "u32")


def mul(s: Selector, a: Value, b: Value) -> Value:
    """The low word of a product: low x low, and the two mixed products shifted up."""
    if isinstance(a, Number):
        a, b = b, a
    if isinstance(b, Number) and b.bits & (b.bits - 1) == 0:
        if not b.bits:
            return ZERO
        shift = b.bits.bit_length() - 1
        return _shifted_left(s, a, shift) if shift else a
    of_a, of_b = most(s, a), most(s, b)
    if of_a < 1 << 24 and of_b < 1 << 24:
        result: Value = s.b.emit("mul.u24", a, b)
    else:
        a, b = s.b.in_register(a), s.b.in_register(b)
        result = s.b.emit("mull.u", a, b)
        # madsh.m16 multiplies the low half of its first operand by the high half of its second.
        if of_b >= 1 << 16:
            result = s.b.emit("madsh.m16", a, b, result)
        if of_a >= 1 << 16:
            result = s.b.emit("madsh.m16", b, a, result)
    bound(s, result, of_a * of_b, ir.Type("i32"))
    return result


def _halves(s: Selector, x: Value) -> tuple[Value, Value]:
    """The low and the high 16 bits, as words."""
    if isinstance(x, Number):
        return Number(x.bits & 0xFFFF), Number(x.bits >> 16)
    if most(s, x) <= 0xFFFF:
        return x, ZERO
    low, high = s.b.emit("and.b", x, Number(0xFFFF)), s.b.emit("shr.b", x, Number(16))
    s.most[low.register.number] = s.most[high.register.number] = 0xFFFF
    return low, high


def _small(s: Selector, a: Value, b: Value) -> Value:
    """The product of two numbers of 16 bits."""
    if ZERO in (a, b):
        return ZERO
    if ONE in (a, b):
        return b if a == ONE else a
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.bits * b.bits)
    return s.b.emit("mul.u24", a, b)


def _plus(s: Selector, a: Value, b: Value) -> Value:
    return b if a == ZERO else a if b == ZERO else s.b.emit("add.u", a, b)


def high_product(s: Selector, a: Value, b: Value) -> Value:
    """The upper word of the product of two words."""
    (a0, a1), (b0, b1) = _halves(s, a), _halves(s, b)
    low, first, second, high = (
        _small(s, a0, b0), _small(s, a1, b0), _small(s, a0, b1), _small(s, a1, b1),
    )  # fmt: skip
    # Neither sum passes 32 bits: (2**16 - 1)**2 + 2 (2**16 - 1) is below 2**32.
    first = _plus(s, first, _shr(s, low, 16))
    low_half, high_half = _halves(s, first)
    second = _plus(s, second, low_half)
    return _plus(s, _plus(s, high, high_half), _shr(s, second, 16))


def _shr(s: Selector, x: Value, count: int) -> Value:
    return Number(x.bits >> count) if isinstance(x, Number) else s.b.emit("shr.b", x, Number(count))


def _mul_wide(s: Selector, a: Wide, b: Wide) -> Wide:
    low, high = mul(s, a.low, b.low), high_product(s, a.low, b.low)
    for x, y in ((a.low, b.high), (a.high, b.low)):
        if ZERO not in (x, y):
            high = _plus(s, high, mul(s, x, y))
    return Wide(low, high)


def _bitwise(op: str) -> Handler:
    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        return [_of_bits(s, i, op, a, b) for a, b in _each(s, i)]

    return handler


def _of_bits(s: Selector, i: ir.Instruction, op: str, a: Lane, b: Lane) -> Lane:
    name = f"{op}.b"
    if i.type.scalar == "i1":
        return _of_flags(s, op, a, b)
    if i.type.bits == 64:
        x, y = wide(a), wide(b)
        return Wide(_folded(s, name, x.low, y.low), _folded(s, name, x.high, y.high))
    if op == "or" and "disjoint" in i.words:
        return add(s, i.type, a, b, exact=True)
    result = _folded(s, name, value(a), value(b), i.type.bits == 32)
    if op == "and":
        bound(s, result, min(most(s, a), most(s, b)), i.type)
    else:
        bound(s, result, (1 << max(most(s, a).bit_length(), most(s, b).bit_length())) - 1, i.type)
    return result


def _folded(s: Selector, name: str, a: Value, b: Value, full: bool = True) -> Value:
    if ZERO in (a, b):
        return ZERO if name == "and.b" else b if a == ZERO else a
    ones = Number(_WORD if full else 0xFFFF)
    if name == "and.b" and ones in (a, b):
        return b if a == ones else a
    return s.b.emit(name, a, b, full=full)


def _of_flags(s: Selector, op: str, a: Lane, b: Lane) -> Flag:
    assert isinstance(a, Flag) and isinstance(b, Flag)
    if op == "xor" and isinstance(b.value, Number):
        return Flag(a.value, a.inverted ^ bool(b.value.bits) ^ b.inverted)
    result = s.b.emit(f"{op}.b", s.truth(a), s.truth(b))
    s.most[result.register.number] = 1
    return Flag(result)


# Shifts


def _shifted_left(s: Selector, x: Value, count: int, exact: bool = False) -> Value:
    """x shifted left. Where it is `exact` no bit that is set is lost."""
    if isinstance(x, Number):
        return Number(x.bits << count & _WORD)
    result = s.b.emit("shl.b", x, Number(count))
    s.shifted[result.register.number] = x, count
    if not exact and most(s, x) << count > _WORD:
        s.lossy.add(result.register.number)
    bound(s, result, most(s, x) << count, ir.Type("i32"))
    return result


def _shift(op: str) -> Handler:
    names = {"shl": "shl.b", "lshr": "shr.b", "ashr": "ashr.b"}

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        found: list[Lane] = []
        for a, b in _each(s, i):
            if i.type.bits == 64:
                found.append(shift_wide(s, op, wide(a), wide(b)))
                continue
            x, count = value(a), value(b)
            if i.type.bits == 32 and isinstance(count, Number) and op == "shl":
                found.append(_shifted_left(s, x, count.bits, "nuw" in i.words))
                continue
            if i.type.bits == 8:
                x = exact(s, x, 8, op == "ashr") if op != "shl" else x
                count = exact(s, count, 8)
            result = s.b.emit(names[op], x, count, full=i.type.bits == 32)
            if op == "lshr" and isinstance(count, Number):
                bound(s, result, most(s, a) >> count.bits, i.type)
            found.append(result)
        return found

    return handler


def shift_wide(s: Selector, op: str, x: Wide, by: Wide) -> Wide:
    b, count = s.b, by.low
    if isinstance(count, Number):
        return shift_wide_by(s, op, x, count.bits)
    # What crosses from word to word goes by 31 - count and then 1, so that a count of 0 needs no case.
    inverse = b.emit("xor.b", count, Number(31))
    far = s.compare("cmps.u", "ge", count, Number(32))
    inside = b.emit("and.b", count, Number(31))
    inverse = b.emit("and.b", inverse, Number(31))
    if op == "shl":
        crossing = b.emit("shr.b", b.emit("shr.b", x.low, ONE), inverse)
        low = b.emit("shl.b", x.low, inside)
        high = b.emit("or.b", b.emit("shl.b", x.high, inside), crossing)
        return Wide(s.choose(far, ZERO, low, True), s.choose(far, low, high, True))
    name = "ashr.b" if op == "ashr" else "shr.b"
    crossing = b.emit("shl.b", b.emit("shl.b", x.high, ONE), inverse)
    high = b.emit(name, x.high, inside)
    low = b.emit("or.b", b.emit("shr.b", x.low, inside), crossing)
    fill: Value = b.emit("ashr.b", x.high, Number(31)) if op == "ashr" else ZERO
    return Wide(s.choose(far, high, low, True), s.choose(far, fill, high, True))


def shift_wide_by(s: Selector, op: str, x: Wide, count: int) -> Wide:
    b = s.b
    if not count:
        return x
    name = "ashr.b" if op == "ashr" else "shr.b"
    if op == "shl":
        if count >= 32:
            return Wide(ZERO, _shifted_left(s, x.low, count - 32) if count > 32 else x.low)
        crossing = _shr(s, x.low, 32 - count)
        return Wide(
            _shifted_left(s, x.low, count), b.emit("or.b", b.emit("shl.b", x.high, Number(count)), crossing)
        )
    fill: Value = b.emit("ashr.b", x.high, Number(31)) if op == "ashr" else ZERO
    if count >= 32:
        return Wide(b.emit(name, x.high, Number(count - 32)) if count > 32 else x.high, fill)
    crossing = b.emit("shl.b", x.high, Number(32 - count))
    return Wide(
        b.emit("or.b", b.emit("shr.b", x.low, Number(count)), crossing), b.emit(name, x.high, Number(count))
    )


def _funnel(s: Selector, i: ir.Instruction) -> list[Lane]:
    """llvm.fshl and fshr of words."""
    if i.type.bits != 32:
        raise s.unknown(i)
    left = i.words[0].startswith("llvm.fshl")
    found: list[Lane] = []
    for a, b, c in zip(*s.operands(i), strict=True):
        x, y, count = value(a), value(b), value(c)
        if isinstance(count, Number) and count.bits % 32:
            up = count.bits % 32 if left else 32 - count.bits % 32
            found.append(s.b.emit("or.b", _shifted_left(s, x, up), _shr(s, y, 32 - up)))
            continue
        inside = s.b.emit("and.b", count, Number(31))
        other = s.b.emit("and.b", s.b.emit("xor.b", count, Number(31)), Number(31))
        if left:
            low = s.b.emit("shr.b", s.b.emit("shr.b", y, ONE), other)
            found.append(s.b.emit("or.b", s.b.emit("shl.b", x, inside), low))
        else:
            high = s.b.emit("shl.b", s.b.emit("shl.b", x, ONE), other)
            found.append(s.b.emit("or.b", s.b.emit("shr.b", y, inside), high))
    return found


# Comparisons


def _icmp(s: Selector, i: ir.Instruction) -> list[Lane]:
    predicate = i.words[0]
    signed, condition = predicate[0] == "s", predicate[-2:]
    return [compare(s, i.types[0], condition, signed, a, b) for a, b in _each(s, i)]


def compare(s: Selector, type_: ir.Type, condition: str, signed: bool, a: Lane, b: Lane) -> Lane:
    if type_.scalar == "i1":
        assert isinstance(a, Flag) and isinstance(b, Flag)
        if condition in ("eq", "ne"):
            result = s.b.emit("xor.b", s.truth(a), s.truth(b))
            return Flag(result, condition == "eq")
        return s.compare("cmps.u", condition, s.truth(a), s.truth(b))
    if type_.scalar == "ptr1":
        a, b, type_ = s.table.pointer(s, a), s.table.pointer(s, b), ir.Type("i64")
    if type_.bits == 64:
        return _compare_wide(s, condition, signed, wide(a), wide(b))
    if type_.bits == 8:
        a, b = exact(s, a, 8, signed), exact(s, b, 8, signed)
    return s.compare("cmps.s" if signed else "cmps.u", condition, value(a), value(b))


def _compare_wide(s: Selector, condition: str, signed: bool, a: Wide, b: Wide) -> Flag:
    if condition in ("eq", "ne"):
        low, high = _folded(s, "xor.b", a.low, b.low), _folded(s, "xor.b", a.high, b.high)
        return s.compare("cmps.u", condition, _folded(s, "or.b", low, high), ZERO)
    strict = condition[0] + "t"
    if signed and b == Wide(ZERO, ZERO) and condition in ("lt", "ge"):
        return s.compare("cmps.s", condition, a.high, ZERO)
    above = s.b.emit("cmps.s" if signed else "cmps.u", a.high, b.high, condition=strict)
    same = s.b.emit("cmps.u", a.high, b.high, condition="eq")
    below = s.b.emit("cmps.u", a.low, b.low, condition=condition)
    return Flag(s.b.emit("or.b", above, s.b.emit("and.b", same, below)))


def _extreme(name: str) -> Handler:
    signed, least = name[0] == "s", name.endswith("min")
    op = f"{'min' if least else 'max'}.{name[0]}"

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        found: list[Lane] = []
        for a, b in _each(s, i):
            if i.type.bits == 64:
                x, y = wide(a), wide(b)
                takes = _compare_wide(s, "lt" if least else "gt", signed, x, y)
                low, high = s.choose(takes, x.low, y.low, True), s.choose(takes, x.high, y.high, True)
                found.append(Wide(low, high))
                continue
            u, v = exact(s, a, i.type.bits, signed), exact(s, b, i.type.bits, signed)
            result = s.b.emit(op, u, v, full=i.type.bits == 32)
            if not signed:
                limit = min if least else max
                bound(s, result, limit(most(s, a), most(s, b)), i.type)
            found.append(result)
        return found

    return handler


def _order(name: str) -> Handler:
    """llvm.scmp and ucmp: -1, 0 or 1."""

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        found: list[Lane] = []
        for a, b in _each(s, i):
            more, less = (compare(s, i.types[0], each, name == "scmp", a, b) for each in ("gt", "lt"))
            assert isinstance(more, Flag) and isinstance(less, Flag)
            word = s.b.emit("sub.u", s.truth(more), s.truth(less))
            if i.type.bits == 64:
                found.append(Wide(word, s.b.emit("ashr.b", word, Number(31))))
            else:
                found.append(word if i.type.bits == 32 else shortened(s, word))
        return found

    return handler


def _saturating(name: str) -> Handler:
    """llvm.uadd.sat and usub.sat."""

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        if i.type.bits == 64:
            raise s.unknown(i)
        found: list[Lane] = []
        full = i.type.bits == 32
        for a, b in _each(s, i):
            x, y = exact(s, a, i.type.bits), exact(s, b, i.type.bits)
            if name == "usub":
                found.append(s.b.emit("sub.u", s.b.emit("max.u", x, y, full=full), y, full=full))
                continue
            most_of_all = Number((1 << i.type.bits) - 1)
            room = s.b.emit("sub.u", most_of_all, y, full=full)
            found.append(s.b.emit("add.u", s.b.emit("min.u", x, room, full=full), y, full=full))
        return found

    return handler


def _trailing_zeros(s: Selector, i: ir.Instruction) -> list[Lane]:
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if i.type.bits == 64:
            x = wide(lane)
            is_high = s.compare("cmps.u", "eq", x.low, ZERO)
            high = s.b.emit("add.u", _trailing_of_word(s, x.high), Number(32))
            found.append(Wide(s.choose(is_high, high, _trailing_of_word(s, x.low), True), ZERO))
        else:
            word = value(lane) if i.type.bits == 32 else extended(s, lane, i.type.bits)
            count = s.b.emit("min.u", _trailing_of_word(s, word), Number(i.type.bits))
            found.append(count if i.type.bits == 32 else shortened(s, count))
    return found


def _trailing_of_word(s: Selector, x: Value) -> Value:
    lowest = s.b.emit("and.b", x, s.b.emit("sub.u", ZERO, x))
    # Of 0 there are 32, as `clz.b` gives -1.
    return s.b.emit("sub.u", Number(31), s.b.emit("clz.b", lowest))


def _abs(s: Selector, i: ir.Instruction) -> list[Lane]:
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if i.type.bits == 64:
            x = wide(lane)
            negative = s.compare("cmps.s", "lt", x.high, ZERO)
            minus = sub_wide(s, Wide(ZERO, ZERO), x)
            found.append(
                Wide(s.choose(negative, minus.low, x.low, True), s.choose(negative, minus.high, x.high, True))
            )
            continue
        y, full = exact(s, lane, i.type.bits, True), i.type.bits == 32
        found.append(s.b.emit("max.s", y, s.b.emit("sub.u", ZERO, y, full=full), full=full))
    return found


def _leading_zeros(s: Selector, i: ir.Instruction) -> list[Lane]:
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if i.type.bits == 64:
            x = wide(lane)
            is_low = s.compare("cmps.u", "eq", x.high, ZERO)
            low = s.b.emit("add.u", zeros_of_word(s, x.low), Number(32))
            found.append(Wide(s.choose(is_low, low, zeros_of_word(s, x.high), True), ZERO))
        elif i.type.bits == 32:
            found.append(zeros_of_word(s, value(lane)))
        else:
            word = extended(s, lane, i.type.bits)
            found.append(shortened(s, s.b.emit("sub.u", zeros_of_word(s, word), Number(32 - i.type.bits))))
    return found


def _set_bits(s: Selector, i: ir.Instruction) -> list[Lane]:
    """llvm.ctpop, of integers of any size: LLVM counts flags by those of a few bits."""
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if i.type.bits == 64:
            x = wide(lane)
            found.append(Wide(s.b.emit("add.u", _bits_of_word(s, x.low), _bits_of_word(s, x.high)), ZERO))
        elif i.type.bits == 32:
            found.append(_bits_of_word(s, value(lane)))
        else:
            found.append(s.b.emit("cbits.b", exact(s, lane, i.type.bits), full=False))
    return found


def _bits_of_word(s: Selector, x: Value) -> Value:
    """`cbits.b` counts 16 bits at a time (nir_op_bit_count of Mesa's ir3_compiler_nir.c)."""
    halves = shortened(s, x), shortened(s, _shr(s, x, 16))
    counts = [s.b.emit("cbits.b", half, full=False) for half in halves]
    return extended(s, s.b.emit("add.u", *counts, full=False), 16)


def _reversed_bits(s: Selector, i: ir.Instruction) -> list[Lane]:
    """llvm.bitreverse, of integers of any size: LLVM turns flags around by those of a few bits."""
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if i.type.bits == 64:
            x = wide(lane)
            found.append(Wide(s.b.emit("bfrev.b", x.high), s.b.emit("bfrev.b", x.low)))
        elif i.type.bits == 32:
            found.append(s.b.emit("bfrev.b", value(lane)))
        else:
            # What is above the integer's bits is shifted out.
            word = s.b.emit("bfrev.b", extended(s, lane, i.type.bits))
            found.append(shortened(s, _shr(s, word, 32 - i.type.bits)))
    return found


def zeros_of_word(s: Selector, x: Value) -> Value:
    """`clz.b` counts from the top and gives -1 for 0 (Mesa's nir_op_ufind_msb)."""
    count = s.b.emit("clz.b", x)
    return s.choose(s.compare("cmps.s", "lt", count, ZERO), Number(32), count, True)


# Division


def _division(op: str) -> Handler:
    signed, remainder = op[0] == "s", op.endswith("rem")

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        found: list[Lane] = []
        for a, b in _each(s, i):
            if i.type.bits == 64:
                found.append(_divided_wide(s, wide(a), wide(b), signed, remainder))
                continue
            if i.type.bits == 32:
                x, y = value(a), value(b)
            else:
                x, y = extended(s, a, i.type.bits, signed), extended(s, b, i.type.bits, signed)
                bound(s, x, most(s, a) if not signed else _WORD, i.types[0])
            result = _divided_signed(s, x, y, remainder) if signed else divided(s, x, y, remainder)
            found.append(result if i.type.bits == 32 else shortened(s, result))
        return found

    return handler


def divided(s: Selector, n: Value, d: Value, remainder: bool) -> Value:
    """An unsigned quotient, or the remainder. By 0 it is anything."""
    if isinstance(d, Number) and d.bits:
        quotient = _by_constant(s, n, d.bits)
        if not remainder:
            bound(s, quotient, most(s, n) // d.bits, ir.Type("i32"))
            return quotient
        result = s.b.emit("sub.u", n, mul(s, quotient, d))
        bound(s, result, d.bits - 1, ir.Type("i32"))
        return result
    return _by_reciprocal(s, n, d, remainder)


def _by_constant(s: Selector, n: Value, d: int) -> Value:
    if d & (d - 1) == 0:
        return _shr(s, n, d.bit_length() - 1) if d > 1 else n
    greatest = most(s, n)
    if greatest < _MOST_BY_FLOAT:
        # n is exact as a float; where n is small its product with 2**k / d rounded up needs no float.
        whole = s.convert(n, "u32", "f32")
        scaled = s.b.emit("mad.f32", whole, s.b.in_register(_float(1 / d)), _float(0.5 / d))
        return s.convert(scaled, "f32", "u32")
    # n * m >> 32 + k with m = ceil(2**(32 + k) / d): right where what m is too large by does not count for
    # any n (Granlund and Montgomery, 1994). Where no m of 32 bits will do, there is one of 33.
    for k in range((d - 1).bit_length() + 1):
        m = -(-(1 << (32 + k)) // d)
        if (m * d - (1 << (32 + k))) * greatest < 1 << (32 + k):
            break
    upper = high_product(s, n, Number(m & _WORD))
    if m >> 32:
        half = _shr(s, s.b.emit("sub.u", n, upper), 1)
        return _shr(s, s.b.emit("add.u", half, upper), k - 1)
    return _shr(s, upper, k) if k else upper


def _float(number: float) -> Number:
    return Number(struct.unpack("<I", struct.pack("<f", number))[0])


def _by_reciprocal(s: Selector, n: Value, d: Value, remainder: bool) -> Value:
    """From the reciprocal of the divisor as a float, refined to 32 bits; at most two too small."""
    b = s.b
    n, d = b.in_register(n), b.in_register(d)
    reciprocal = b.emit("rcp", s.convert(d, "u32", "f32"))
    # 2**32 less five units in the last place: the conversion, the reciprocal and the product may each be one
    # or a half above, and the estimate must not be.
    estimate: Value = s.convert(b.emit("mul.f", reciprocal, Number(0x4F7FFFFB)), "f32", "u32")
    error = mul(s, b.emit("sub.u", ZERO, d), estimate)
    estimate = b.emit("add.u", estimate, high_product(s, estimate, error))
    quotient: Value = high_product(s, n, estimate)
    rest: Value = b.emit("sub.u", n, mul(s, quotient, d))
    for _ in range(2):
        more = s.compare("cmps.u", "ge", rest, d)
        if not remainder:
            quotient = b.emit("add.u", quotient, s.truth(more))
        rest = s.choose(more, b.emit("sub.u", rest, d), rest, True)
    return rest if remainder else quotient


def _divided_signed(s: Selector, n: Value, d: Value, remainder: bool) -> Value:
    """Towards zero, by what is left of both without their signs."""
    b = s.b
    size = b.emit("max.s", n, b.emit("sub.u", ZERO, n))
    if isinstance(d, Number):
        number = ir.signed(d.bits, 32)
        divisor: Value = Number(abs(number))
        sign = b.emit("ashr.b", n, Number(31))
        if number < 0 and not remainder:
            sign = b.emit("xor.b", sign, Number(_WORD))
    else:
        divisor = b.emit("max.s", d, b.emit("sub.u", ZERO, d))
        sign = b.emit("ashr.b", n if remainder else b.emit("xor.b", n, d), Number(31))
    result = divided(s, size, divisor, remainder)
    return b.emit("sub.u", b.emit("xor.b", result, sign), sign)


def _divided_wide(s: Selector, n: Wide, d: Wide, signed: bool, remainder: bool) -> Wide:
    """64 bits, digit by digit in a loop: a step shifts the next bit of the dividend into what is left."""
    b = s.b
    zero = Wide(ZERO, ZERO)
    sign: Wide | None = None
    if signed:
        of_n, of_d = b.emit("ashr.b", n.high, Number(31)), b.emit("ashr.b", d.high, Number(31))
        which = of_n if remainder else b.emit("xor.b", of_n, of_d)
        sign = Wide(which, which)
        n, d = _negated_by(s, n, of_n), _negated_by(s, d, of_d)
    digits, rest = s.variable(n), s.variable(zero)
    count = s.program.full()
    b.move_to(count, Number(64))
    head = s.begin_block()
    up = shift_wide_by(s, "shl", rest, 1)
    up = Wide(b.emit("or.b", up.low, b.emit("shr.b", digits.high, Number(31))), up.high)
    fits = _compare_wide(s, "ge", False, up, d)
    less = sub_wide(s, up, d)
    following = shift_wide_by(s, "shl", digits, 1)
    low = b.emit("or.b", following.low, s.truth(fits))
    new_rest = Wide(s.choose(fits, less.low, up.low, True), s.choose(fits, less.high, up.high, True))
    left = b.emit("sub.u", count, ONE)
    for target, source in zip(
        (digits.low, digits.high, rest.low, rest.high, count),
        (low, following.high, new_rest.low, new_rest.high, left),
        strict=True,
    ):
        assert isinstance(target, Part)
        b.move_to(target, source)
    s.loop_while(s.compare("cmps.u", "ne", left, ZERO), head)
    result = rest if remainder else digits
    return sub_wide(s, Wide(b.emit("xor.b", result.low, sign.low), b.emit("xor.b", result.high, sign.high)),
    sign) if sign else result  # fmt: skip


def _negated_by(s: Selector, x: Wide, sign: Value) -> Wide:
    """x, negated where a word is -1 and not 0."""
    flipped = Wide(s.b.emit("xor.b", x.low, sign), s.b.emit("xor.b", x.high, sign))
    return sub_wide(s, flipped, Wide(sign, sign))


OPS: dict[str, Handler] = {
    "zext": _zext,
    "sext": _sext,
    "trunc": _trunc,
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "and": _bitwise("and"),
    "or": _bitwise("or"),
    "xor": _bitwise("xor"),
    "shl": _shift("shl"),
    "lshr": _shift("lshr"),
    "ashr": _shift("ashr"),
    "icmp": _icmp,
    "udiv": _division("udiv"),
    "urem": _division("urem"),
    "sdiv": _division("sdiv"),
    "srem": _division("srem"),
}
INTRINSICS: dict[str, Handler] = {
    **{name: _extreme(name) for name in ("smin", "smax", "umin", "umax")},
    **{name: _order(name) for name in ("scmp", "ucmp")},
    "uadd.sat": _saturating("uadd"),
    "usub.sat": _saturating("usub"),
    "cttz": _trailing_zeros,
    "fshl": _funnel,
    "fshr": _funnel,
    "abs": _abs,
    "ctlz": _leading_zeros,
    "ctpop": _set_bits,
    "bitreverse": _reversed_bits,
}
