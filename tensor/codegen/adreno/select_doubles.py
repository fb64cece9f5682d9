"""Which of LLVM's instructions on double there are, by doubles.py."""

from __future__ import annotations

from collections.abc import Callable

from . import doubles, floats, integers
from . import llvm_text as ir
from .machine_code import Number, Part
from .select import Double, Flag, Handler, Lane, Selector


def _double(lane: Lane) -> Double:
    assert isinstance(lane, Double), lane
    return lane


def _each(s: Selector, i: ir.Instruction) -> list[tuple[Double, ...]]:
    return [tuple(map(_double, lanes)) for lanes in zip(*s.operands(i), strict=True)]


def _binary(function: Callable[[Selector, Double, Double], Double]) -> Handler:
    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        return [function(s, a, b) for a, b in _each(s, i)]

    return handler


def _unary(function: Callable[[Selector, Double], Double]) -> Handler:
    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        return [function(s, x) for (x,) in _each(s, i)]

    return handler


def _whole(op: str) -> Handler:
    return _unary(lambda s, x: doubles.whole(s, op, x))


def _sub(s: Selector, a: Double, b: Double) -> Double:
    return doubles.add(s, a, doubles.negative(b))


def _fma(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [doubles.add(s, doubles.mul(s, a, b), c) for a, b, c in _each(s, i)]


def _sqrt(s: Selector, x: Double) -> Double:
    return doubles.sqrt(s, x, floats.root(s, x.high))


def _extend(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [
        doubles.of_single(floats.single(s, integers.value(lane), i.types[0])) for lane in s.operands(i)[0]
    ]


def _narrow(s: Selector, i: ir.Instruction) -> list[Lane]:
    singles = [_double(lane).high for lane in s.operands(i)[0]]
    return [*singles] if i.type.scalar == "float" else [floats.narrowed(s, each) for each in singles]


def _from_integer(s: Selector, i: ir.Instruction) -> list[Lane]:
    signed, source = i.op == "sitofp" and "nneg" not in i.words, i.types[0]
    found: list[Lane] = []
    for lane in s.operands(i)[0]:
        if source.bits == 64:
            found.append(doubles.from_wide(s, integers.wide(lane), signed))
        elif source.bits == 1:
            assert isinstance(lane, Flag)
            one = Number(0xBF800000 if signed else 0x3F800000)
            found.append(doubles.of_single(s.choose(lane, one, Number(0), True)))
        elif source.bits == 32:
            found.append(doubles.from_word(s, integers.value(lane), signed))
        else:
            word = integers.extended(s, lane, source.bits, signed)
            found.append(doubles.of_single(s.convert(word, "s32" if signed else "u32", "f32")))
    return found


def _compare(s: Selector, i: ir.Instruction) -> list[Lane]:
    found: list[Lane] = []
    for a, b in _each(s, i):
        known = floats.CONDITIONS.get(i.words[0])
        if known is not None:
            found.append(doubles.compare(s, *known, a, b))
        elif i.words[0] in ("ord", "uno"):
            found.append(floats.compared(s, i.words[0], a.high, b.high, 32))
        else:
            less, greater = (doubles.compare(s, c, False, a, b) for c in ("lt", "gt"))
            either = s.b.emit("or.b", s.truth(less), s.truth(greater))
            found.append(Flag(either, i.words[0] == "ueq"))
    return found


def _copysign(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [doubles.copysign(s, x, sign.high) for x, sign in _each(s, i)]


def _extreme(name: str) -> Handler:
    """Of max and min what is no number gives way to the other, of maximum and minimum it does not."""

    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        found: list[Lane] = []
        for a, b in _each(s, i):
            takes = doubles.compare(s, "lt" if name.startswith("min") else "gt", False, a, b)
            left = a if name.endswith("imum") else b
            other = s.choose(floats.is_number(s, _part(s, left)), Number(0), Number(1), True)
            flag = Flag(s.b.emit("or.b", s.truth(takes), other))
            found.append(Double(s.choose(flag, a.high, b.high, True), s.choose(flag, a.low, b.low, True)))
        return found

    return handler


def _part(s: Selector, x: Double) -> Part:
    return s.b.in_register(x.high)


def _class(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [floats.class_of_double(s, i, _part(s, _double(lane))) for lane in s.operands(i)[0]]


def _to_integer(s: Selector, i: ir.Instruction) -> list[Lane]:
    """Of the high part and, where that is whole, what the low one adds."""
    name = i.op if i.op != "call" else i.words[0].split(".")[1]
    signed = name == "fptosi"
    found: list[Lane] = []
    for (x,) in _each(s, i):
        whole = doubles.whole(s, "trunc.f", x)
        high = floats.to_wide(s, s.b.in_register(whole.high), signed)
        low = floats.to_wide(s, s.b.in_register(whole.low), True)
        total = integers.add_wide(s, high, low)
        if i.type.bits == 64:
            found.append(total)
        elif i.op != "call":
            found.append(total.low if i.type.bits == 32 else integers.shortened(s, total.low))
        else:
            raise s.unknown(i)
    return found


def bits(s: Selector, i: ir.Instruction) -> list[Lane]:
    """A double as an i64 and back."""
    if i.types[0].scalar == i.type.scalar:
        return s.operands(i)[0]
    if i.type.scalar == "i64":
        return [doubles.to_bits(s, _double(lane)) for lane in s.operands(i)[0]]
    if i.types[0].scalar == "i64":
        return [doubles.from_bits(s, integers.wide(lane)) for lane in s.operands(i)[0]]
    raise s.unknown(i)


def _part_of(which: str) -> Handler:
    def handler(s: Selector, i: ir.Instruction) -> list[Lane]:
        return [getattr(_double(lane), which) for lane in s.operands(i)[0]]

    return handler


high_of, low_of = _part_of("high"), _part_of("low")


def joined(s: Selector, i: ir.Instruction) -> list[Lane]:
    highs, lows = s.operands(i)
    return [Double(integers.value(a), integers.value(b)) for a, b in zip(highs, lows, strict=True)]


OPS: dict[str, Handler] = {
    "fadd": _binary(doubles.add),
    "fsub": _binary(_sub),
    "fmul": _binary(doubles.mul),
    "fdiv": _binary(doubles.div),
    "fneg": _unary(lambda s, x: doubles.negative(x)),
    "fcmp": _compare,
    "fpext": _extend,
    "fptrunc": _narrow,
    "sitofp": _from_integer,
    "uitofp": _from_integer,
    "fptosi": _to_integer,
    "fptoui": _to_integer,
}
INTRINSICS: dict[str, Handler] = {
    "fma": _fma,
    "fmuladd": _fma,
    "fabs": _unary(doubles.absolute),
    "copysign": _copysign,
    "sqrt": _unary(_sqrt),
    "trunc": _whole("trunc.f"),
    "floor": _whole("floor.f"),
    "ceil": _whole("ceil.f"),
    "roundeven": _whole("rndne.f"),
    "rint": _whole("rndne.f"),
    "maxnum": _extreme("max"),
    "minnum": _extreme("min"),
    **{f"{prefix}{name}": _extreme(name) for prefix in ("", "f") for name in ("maximum", "minimum")},
    "is.fpclass": _class,
    "fptosi.sat": _to_integer,
    "fptoui.sat": _to_integer,
}
