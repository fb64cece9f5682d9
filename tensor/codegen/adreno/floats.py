"""Floats: arithmetic, comparisons, conversions, and what the hardware has only coarsely.

A float16 is computed with as one where LLVM says so, a bfloat16 is bits. Signs that are changed or dropped
wait as modifiers of the operand. `rcp` and `sqrt` are refined by what is left of the exact product, in halves
of 12 bits each so that it is exact whether or not `mad.f32` rounds in between.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

from . import llvm_text as ir
from .builder import Value
from .integers import extended, shift_wide, shortened, sub_wide, value, wide, zeros_of_word
from .machine_code import Number, Part
from .select import ZERO, Flag, Handler, Lane, Selector, Wide

_SIGN = {16: 0x8000, 32: 0x80000000}
_INFINITY = {16: 0x7C00, 32: 0x7F800000}
_ONE = {16: 0x3C00, 32: 0x3F800000}
_HIGH_PART = Number(0xFFFFF000)  # the upper 12 of the 24 bits of a float's mantissa


def _checked(s: Selector, i: ir.Instruction, type_: ir.Type) -> ir.Type:
    if type_.scalar not in ("float", "half"):
        raise s.unknown(i)
    return type_


def negated(x: Value, bits: int) -> Value:
    return Number(x.bits ^ _SIGN[bits]) if isinstance(x, Number) else replace(x, negate=not x.negate)


def _without_sign(x: Value, bits: int) -> Value:
    if isinstance(x, Number):
        return Number(x.bits & ~_SIGN[bits])
    return replace(x, negate=False, absolute=True)


def _binary(op: str) -> Handler:
    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        bits = _checked(s, i, i.type).bits
        a, b = s.operands(i)
        found: list[Lane] = []
        for x, y in zip(a, b, strict=True):
            second = negated(value(y), bits) if i.op == "fsub" else value(y)
            if bits == 16 and not s.in_loop:
                second = widened(s, value(y))
                second = negated(second, 32) if i.op == "fsub" else second
                found.append(narrowed(s, s.b.emit(op, widened(s, value(x)), second)))
                continue
            if op == "add.f" and "contract" in i.words:
                fused = _contracted(s, i, value(x), second)
                if fused is not None:
                    found.append(fused)
                    continue
            result = s.b.emit(op, value(x), second, full=bits == 32)
            if op == "mul.f" and "contract" in i.words:
                s.products[result.register.number] = value(x), second
            found.append(result)
        return found

    return handler


def _contracted(s: Selector, i: ir.Instruction, a: Value, b: Value) -> Part | None:
    """A multiply-add in the place of an addition to a product that may be contracted."""
    name = "mad.f32" if i.type.bits == 32 else "mad.f16"
    for product, other in ((a, b), (b, a)):
        if not isinstance(product, Part) or product.absolute:
            continue
        factors = s.products.get(product.register.number)
        if factors is not None:
            first, second = factors
            if product.negate:
                first = negated(first, i.type.bits)
            return s.b.emit(name, first, second, other, full=i.type.bits == 32)
    return None


def _fma(s: Selector, i: ir.Instruction) -> list[Lane]:
    type_ = _checked(s, i, i.type)
    name = "mad.f32" if type_.bits == 32 else "mad.f16"
    return [
        s.b.emit(name, *map(value, lanes), full=type_.bits == 32)
        for lanes in zip(*s.operands(i), strict=True)
    ]


def _fneg(s: Selector, i: ir.Instruction) -> list[Lane]:
    bits = _checked(s, i, i.type).bits
    return [negated(value(lane), bits) for lane in s.operands(i)[0]]


def _fabs(s: Selector, i: ir.Instruction) -> list[Lane]:
    bits = _checked(s, i, i.type).bits
    return [_without_sign(value(lane), bits) for lane in s.operands(i)[0]]


def _unary(op: str) -> Handler:
    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        full = _checked(s, i, i.type).bits == 32
        return [s.b.emit(op, value(lane), full=full) for lane in s.operands(i)[0]]

    return handler


def _copysign(s: Selector, i: ir.Instruction) -> list[Lane]:
    type_ = _checked(s, i, i.type)
    full, sign = type_.bits == 32, _SIGN[type_.bits]
    found: list[Lane] = []
    for a, b in zip(*s.operands(i), strict=True):
        size = s.b.emit("and.b", value(a), Number(sign - 1), full=full)
        found.append(s.b.emit("or.b", size, s.b.emit("and.b", value(b), Number(sign), full=full), full=full))
    return found


# Comparisons

# LLVM's predicate -> the hardware's condition, and whether it is the other that holds. The hardware's do not
# hold for what is no number, but for `ne`, which does.
CONDITIONS = {
    "olt": ("lt", False), "ole": ("le", False), "ogt": ("gt", False), "oge": ("ge", False),
    "oeq": ("eq", False), "une": ("ne", False),
    "ult": ("ge", True), "ule": ("gt", True), "ugt": ("le", True), "uge": ("lt", True),
}  # fmt: skip


def _fcmp(s: Selector, i: ir.Instruction) -> list[Lane]:
    predicate, source = i.words[0], i.types[0]
    if source.scalar != "bfloat":
        _checked(s, i, source)
    pairs = zip(*s.operands(i), strict=True)
    return [
        compared(s, predicate, single(s, value(a), source), single(s, value(b), source), 32) for a, b in pairs
    ]


def single(s: Selector, x: Value, type_: ir.Type) -> Value:
    """A float no wider than float32 as one."""
    if type_.scalar == "bfloat":
        return s.b.emit("shl.b", extended(s, x, 16), Number(16))
    return widened(s, x) if type_.scalar == "half" else x


def compared(s: Selector, predicate: str, a: Value, b: Value, bits: int) -> Flag:
    if predicate in CONDITIONS:
        condition, inverted = CONDITIONS[predicate]
        return s.compare("cmps.f", condition, a, b, inverted=inverted)
    if predicate in ("ord", "uno"):
        tests = [s.truth(is_number(s, x)) for x in dict.fromkeys((a, b)) if not isinstance(x, Number)]
        if any(isinstance(x, Number) and x.bits & (_SIGN[bits] - 1) > _INFINITY[bits] for x in (a, b)):
            return Flag(Number(0), predicate == "uno")
        if not tests:
            return Flag(Number(1), predicate == "uno")
        if len(tests) == 1:
            (test,) = tests
            assert isinstance(test, Part)
            return Flag(test, predicate == "uno")
        return Flag(s.b.emit("and.b", *tests), predicate == "uno")
    # one: less or greater; ueq: neither.
    less, greater = (s.truth(s.compare("cmps.f", condition, a, b)) for condition in ("lt", "gt"))
    return Flag(s.b.emit("or.b", less, greater), predicate == "ueq")


def is_number(s: Selector, x: Part) -> Flag:
    return s.compare("cmps.f", "eq", x, x)


def _class(s: Selector, i: ir.Instruction) -> list[Lane]:
    """llvm.is.fpclass, for the classes that passes ask about: no numbers, infinities and zeros."""
    type_ = i.types[0]
    bits = type_.bits if type_.scalar == "bfloat" else _checked(s, i, type_).bits
    infinity = 0x7F80 if type_.scalar == "bfloat" else _INFINITY[bits]
    smallest = 0x0400 if type_.scalar == "half" else infinity & -infinity
    limits = Number(infinity), Number(smallest)
    return [_class_of(s, i, value(lane), bits, limits) for lane in s.operands(i)[0]]


def class_of_double(s: Selector, i: ir.Instruction, high: Value) -> Flag:
    """llvm.is.fpclass of a float64, which its high part tells."""
    return _class_of(s, i, high, 32, (Number(_INFINITY[32]), Number(_INFINITY[32] & -_INFINITY[32])))


def _class_of(s: Selector, i: ir.Instruction, x: Value, bits: int, limits: tuple[Number, Number]) -> Flag:
    mask, full = i.operands[1], bits == 32
    assert isinstance(mask, ir.Literal)
    size = s.b.emit("and.b", x, Number(_SIGN[bits] - 1), full=full)
    sign = s.b.emit("and.b", x, Number(_SIGN[bits]), full=full)
    return _of_classes(s, mask.lanes[0] or 0, size, sign, limits)


# The bits are those of llvm/ADT/FloatingPointMode.h, of the negative and the positive numbers of a class.
def _of_classes(s: Selector, wanted: int, size: Part, sign: Part, limits: tuple[Number, Number]) -> Flag:
    infinity, smallest = limits
    negative = s.truth(s.compare("cmps.u", "ne", sign, ZERO))
    parts: list[Value] = []
    if wanted & 3:
        parts.append(s.truth(s.compare("cmps.u", "gt", size, infinity)))
    tests: dict[tuple[int, int], Callable[[], Value]] = {
        (0x004, 0x200): lambda: s.truth(s.compare("cmps.u", "eq", size, infinity)),
        (0x008, 0x100): lambda: s.b.emit(
            "and.b",
            s.truth(s.compare("cmps.u", "lt", size, infinity)),
            s.truth(s.compare("cmps.u", "ge", size, smallest)),
        ),
        (0x010, 0x080): lambda: s.b.emit(
            "and.b",
            s.truth(s.compare("cmps.u", "lt", size, smallest)),
            s.truth(s.compare("cmps.u", "ne", size, ZERO)),
        ),
        (0x020, 0x040): lambda: s.truth(s.compare("cmps.u", "eq", size, ZERO)),
    }
    for (below, above), test in tests.items():
        if not wanted & (below | above):
            continue
        found = test()
        if wanted & below and not wanted & above:
            found = s.b.emit("and.b", found, negative)
        elif wanted & above and not wanted & below:
            found = s.b.emit("and.b", found, s.b.emit("xor.b", negative, Number(1)))
        parts.append(found)
    total = parts[0]
    for part in parts[1:]:
        total = s.b.emit("or.b", total, part)
    return Flag(total)


def _maximum(name: str) -> Handler:
    """llvm.maxnum and minnum take the number beside what is none; maximum and minimum what is none."""
    op, keeps_nan = f"{name.lstrip('f')[:3]}.f", name.endswith("imum")

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        is_bits = i.type.scalar == "bfloat"
        full = is_bits or _checked(s, i, i.type).bits == 32
        found: list[Lane] = []
        for a, b in zip(*s.operands(i), strict=True):
            x, y = (single(s, value(each), i.type) if is_bits else value(each) for each in (a, b))
            result: Value = s.b.emit(op, x, y, full=full)
            if keeps_nan:
                for each in (x, y):
                    if isinstance(each, Part):
                        result = s.choose(is_number(s, each), result, each, full)
            found.append(shortened(s, s.b.emit("shr.b", result, Number(16))) if is_bits else result)
        return found

    return handler


# Division and roots


def _fdiv(s: Selector, i: ir.Instruction) -> list[Lane]:
    type_ = _checked(s, i, i.type)
    found: list[Lane] = []
    for a, b in zip(*s.operands(i), strict=True):
        x, y = value(a), value(b)
        if type_.bits == 16:
            wide_x, wide_y = widened(s, x), widened(s, y)
            found.append(narrowed(s, divided(s, wide_x, wide_y)))
        else:
            found.append(divided(s, x, y))
    return found


def upper_parts(s: Selector, x: Value) -> tuple[Value, Value]:
    """A float as the sum of two of 12 bits."""
    if isinstance(x, Number):
        x = s.b.in_register(x)
    high = s.b.emit("and.b", x, _HIGH_PART)
    return high, s.b.emit("add.f", x, negated(high, 32))


def exact_product(s: Selector, x: Value, y: Value) -> tuple[Value, Value]:
    """A product of float32 as the sum of two, exactly."""
    if isinstance(x, Part) and not isinstance(y, Part):
        x, y = y, x
    whole = s.b.emit("mul.f", x, y)
    minus = _rest(s, whole, x, y)
    return whole, negated(minus, 32)


def _rest(s: Selector, a: Value, x: Value, y: Value) -> Part:
    """a - x y, where x y is near a: each of the four products is exact."""
    (x1, x0), (y1, y0) = upper_parts(s, x), upper_parts(s, y)
    rest: Value = a
    for first, second in ((x1, y1), (x1, y0), (x0, y1), (x0, y0)):
        rest = s.b.emit("mad.f32", negated(first, 32), second, rest)
    assert isinstance(rest, Part)
    return rest


def divided(s: Selector, a: Value, b: Value) -> Value:
    """A quotient of float32, right to the last bit but for a tie within a few parts of a million.

    Divisors whose reciprocal is none, being too large or too small, are scaled first, and the dividend with
    them.
    """
    if isinstance(b, Number) and _is_power_of_two(b.bits):
        return s.b.emit("mul.f", a, Number((254 << 23) - (b.bits & 0x7F800000) | b.bits & 0x80000000))
    b = s.b.in_register(b)
    size = replace(b, absolute=True)
    large = s.compare("cmps.f", "ge", size, Number(_power(64)))
    small = s.compare("cmps.f", "lt", size, Number(_power(-64)))
    factor = s.choose(large, Number(_power(-64)), Number(_power(0)), True)
    factor = s.choose(small, Number(_power(64)), factor, True)
    a, b = s.b.emit("mul.f", a, factor), s.b.emit("mul.f", b, factor)
    reciprocal = s.b.emit("rcp", b)
    quotient = s.b.emit("mul.f", a, reciprocal)
    better = s.b.emit("mad.f32", _rest(s, a, quotient, b), reciprocal, quotient)
    # What is infinite, 0 or none of it is so at once: nothing is left to add.
    return s.choose(is_number(s, better), better, quotient, True)


def _power(exponent: int) -> int:
    return (127 + exponent) << 23


def _is_power_of_two(bits: int) -> bool:
    return bits & 0x7FFFFF == 0 and 1 <= bits >> 23 & 0xFF <= 253


def _sqrt(s: Selector, i: ir.Instruction) -> list[Lane]:
    type_ = _checked(s, i, i.type)
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        x = value(lane)
        if type_.bits == 16:
            found.append(narrowed(s, s.b.emit("sqrt", s.b.in_register(widened(s, x)))))
            continue
        found.append(root(s, x))
    return found


def root(s: Selector, x: Value) -> Value:
    """The square root of a float32, to the last bit but for what division may be off by."""
    x = s.b.in_register(x)
    near = s.b.emit("sqrt", x)
    half = s.b.emit("mul.f", s.b.emit("rcp", near), Number(_power(-1)))
    better = s.b.emit("mad.f32", _rest(s, x, near, near), half, near)
    return s.choose(is_number(s, better), better, near, True)


def exp2(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [s.b.emit("exp2", s.b.in_register(value(lane))) for lane in s.operands(i)[0]]


# Conversions


# Half operands and conversions of them take what is below the normal float16 for 0 (Mesa, tu_device.c,
# shaderDenormFlushToZeroFloat16). In float32 those are normal numbers; as float16 they count in these.
_SMALLEST_HALF, _HALF_STEP, _HALF_ABOVE_STEPS = Number(0x38800000), Number(0x33800000), Number(0x3F000000)


def widened(s: Selector, x: Value) -> Value:
    """float16 as float32.

    In loops, where products are summed, what is below its normal numbers is 0, as the hardware has it.
    """
    if isinstance(x, Number):
        (number,) = struct.unpack("<e", struct.pack("<H", x.bits))
        return Number(struct.unpack("<I", struct.pack("<f", number))[0])
    normal = s.convert(x, "f16", "f32")
    if s.in_loop:
        return normal
    bits = s.convert(s.b.in_register(x), "u16", "u32")
    size = s.b.emit("and.b", bits, Number(0x7FFF))
    small = s.b.emit("mul.f", s.convert(size, "u32", "f32"), _HALF_STEP)
    sign = s.b.emit("shl.b", s.b.emit("and.b", bits, Number(0x8000)), Number(16))
    is_small = s.compare("cmps.u", "lt", size, Number(0x0400))
    return s.choose(is_small, s.b.emit("or.b", small, sign), normal, True)


def narrowed(s: Selector, x: Value) -> Part:
    """float32 as float16, to nearest even. Small results are as `widened` has them."""
    normal = s.convert(x, "f32", "f16")
    if s.in_loop:
        return normal
    x = s.b.in_register(x)
    size = replace(x, absolute=True)
    # Half as large as 1, a float has the steps of the smallest float16 in its last place.
    steps = s.b.emit("sub.u", s.b.emit("add.f", size, _HALF_ABOVE_STEPS), _HALF_ABOVE_STEPS)
    sign = s.b.emit("and.b", s.b.emit("shr.b", x, Number(16)), Number(0x8000))
    small = s.convert(s.b.emit("or.b", steps, sign), "u32", "u16")
    result = s.choose(s.compare("cmps.f", "lt", size, _SMALLEST_HALF), small, normal, False)
    assert isinstance(result, Part)
    return result


def _fpext(s: Selector, i: ir.Instruction) -> list[Lane]:
    _checked(s, i, i.type)
    return [single(s, value(lane), i.types[0]) for lane in s.operands(i)[0]]


def _fptrunc(s: Selector, i: ir.Instruction) -> list[Lane]:
    if (i.types[0].scalar, i.type.scalar) != ("float", "half"):
        raise s.unknown(i)
    return [narrowed(s, value(lane)) for lane in s.operands(i)[0]]


def _from_integer(s: Selector, i: ir.Instruction) -> list[Lane]:
    type_, source = _checked(s, i, i.type), i.types[0]
    letter = "s" if i.op == "sitofp" and "nneg" not in i.words else "u"
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if source.bits == 1:
            assert isinstance(lane, Flag)
            one = Number(_ONE[type_.bits] | (_SIGN[type_.bits] if letter == "s" else 0))
            found.append(s.choose(lane, one, ZERO, type_.bits == 32))
            continue
        if source.bits == 64:
            single = from_wide(s, wide(lane), letter == "s")
        else:
            word = value(lane) if source.bits == 32 else extended(s, lane, source.bits, letter == "s")
            single = s.convert(word, f"{letter}32", "f32")
        found.append(single if type_.bits == 32 else narrowed(s, single))
    return found


def from_wide(s: Selector, x: Wide, signed: bool) -> Part:
    """64 bits as float32, rounded once: the upper 32 from the first bit on, the lowest told of the rest."""
    b = s.b
    sign: Value = b.emit("ashr.b", x.high, Number(31)) if signed else ZERO
    if signed:
        flipped = Wide(b.emit("xor.b", x.low, sign), b.emit("xor.b", x.high, sign))
        x = sub_wide(s, flipped, Wide(sign, sign))
    is_low = s.compare("cmps.u", "eq", x.high, ZERO)
    word = s.choose(is_low, x.low, x.high, True)
    zeros = b.emit("min.u", zeros_of_word(s, word), Number(31))
    # x shifted so that its first bit is the highest of the high word.
    shifted = shift_wide(s, "shl", Wide(s.choose(is_low, ZERO, x.low, True), word), Wide(zeros, ZERO))
    rest = s.truth(s.compare("cmps.u", "ne", shifted.low, ZERO))
    single = s.convert(b.emit("or.b", shifted.high, rest), "u32", "f32")
    # Times 2**(32 - zeros), or 2**-zeros where only the low word counts.
    exponent = b.emit("sub.u", s.choose(is_low, Number(127), Number(127 + 32), True), zeros)
    scaled = b.emit("mul.f", single, b.emit("shl.b", exponent, Number(23)))
    return b.emit("or.b", scaled, b.emit("and.b", sign, Number(_SIGN[32]))) if signed else scaled


def _to_integer(s: Selector, i: ir.Instruction) -> list[Lane]:
    """fptosi, fptoui, and those that saturate: what is no number becomes 0."""
    name = i.op if i.op != "call" else i.words[0].split(".")[1]
    signed, source = name == "fptosi", _checked(s, i, i.types[0])
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        x = widened(s, value(lane)) if source.bits == 16 else s.b.in_register(value(lane))
        if i.type.bits == 64:
            found.append(to_wide(s, x, signed))
            continue
        if i.type.bits < 32 and i.op == "call":
            raise s.unknown(i)
        word = _to_word(s, x, signed)
        found.append(word if i.type.bits == 32 else shortened(s, word))
    return found


def _to_word(s: Selector, x: Value, signed: bool) -> Value:
    """The bounds are floats; the greatest integer is not, and is put in the place of what is above."""
    b = s.b
    limit = Number(_power(31 if signed else 32))
    above = s.compare("cmps.f", "ge", x, limit)
    inside = b.emit("max.f", x, Number(_power(31) | _SIGN[32] if signed else 0))
    inside = b.emit("min.f", inside, Number(limit.bits - 1))
    letter = "s" if signed else "u"
    word = s.choose(
        above, Number(0x7FFFFFFF if signed else 0xFFFFFFFF), s.convert(inside, "f32", f"{letter}32"), True
    )
    assert isinstance(x, Part)
    return s.choose(is_number(s, x), word, ZERO, True)


def to_wide(s: Selector, x: Value, signed: bool) -> Wide:
    b = s.b
    assert isinstance(x, Part)
    bits = b.in_register(x)
    exponent = b.emit("shr.b", b.emit("and.b", bits, Number(0x7FFFFFFF)), Number(23))
    mantissa = b.emit("or.b", b.emit("and.b", bits, Number(0x7FFFFF)), Number(0x800000))
    up = b.emit("sub.u", exponent, Number(150))
    grows = s.compare("cmps.s", "ge", up, ZERO)
    left = shift_wide(s, "shl", Wide(mantissa, ZERO), Wide(b.emit("and.b", up, Number(63)), ZERO))
    down = b.emit("min.u", b.emit("sub.u", Number(150), exponent), Number(31))
    small = b.emit("shr.b", mantissa, down)
    size = Wide(s.choose(grows, left.low, small, True), s.choose(grows, left.high, ZERO, True))
    negative = s.compare("cmps.s", "lt", bits, ZERO)
    top = Number(127 + (63 if signed else 64))
    huge = s.compare("cmps.u", "ge", exponent, top)
    if signed:
        minus = sub_wide(s, Wide(ZERO, ZERO), size)
        low, high = (
            s.choose(negative, minus.low, size.low, True),
            s.choose(negative, minus.high, size.high, True),
        )
        far_low = s.choose(negative, ZERO, Number(0xFFFFFFFF), True)
        far_high = s.choose(negative, Number(0x80000000), Number(0x7FFFFFFF), True)
    else:
        low, high = size.low, size.high
        far_low = far_high = Number(0xFFFFFFFF)
    low, high = s.choose(huge, far_low, low, True), s.choose(huge, far_high, high, True)
    flag = is_number(s, x)
    if not signed:
        flag = Flag(b.emit("and.b", flag.value, s.truth(replace(negative, inverted=True))))
    return Wide(s.choose(flag, low, ZERO, True), s.choose(flag, high, ZERO, True))


OPS: dict[str, Handler] = {
    "fadd": _binary("add.f"),
    "fsub": _binary("add.f"),
    "fmul": _binary("mul.f"),
    "fdiv": _fdiv,
    "fneg": _fneg,
    "fcmp": _fcmp,
    "fpext": _fpext,
    "fptrunc": _fptrunc,
    "sitofp": _from_integer,
    "uitofp": _from_integer,
    "fptosi": _to_integer,
    "fptoui": _to_integer,
}
INTRINSICS: dict[str, Handler] = {
    "fma": _fma,
    "fmuladd": _fma,
    "fabs": _fabs,
    "copysign": _copysign,
    "sqrt": _sqrt,
    "trunc": _unary("trunc.f"),
    "floor": _unary("floor.f"),
    "ceil": _unary("ceil.f"),
    "roundeven": _unary("rndne.f"),
    "rint": _unary("rndne.f"),
    "nearbyint": _unary("rndne.f"),
    "is.fpclass": _class,
    "fptosi.sat": _to_integer,
    "fptoui.sat": _to_integer,
    **{name: _maximum(name) for name in ("maxnum", "minnum", "maximum", "minimum", "fmaximum", "fminimum")},
    "fmax": _maximum("maxnum"),
    "fmin": _maximum("minnum"),
}
