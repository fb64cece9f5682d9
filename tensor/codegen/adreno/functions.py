"""Functions of float32 for a card without float64 and without a fused multiply-add: sin and pow.

Each is within two units in the last place. What float64 does on other cards is done by sums of two float32.
Their products are exact where one factor has few bits, or both are parted into halves of 12 bits (T. J.
Dekker, 1971).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise

from ...graph.node import Op
from ..grid.mathematics import half_inverse_pi
from ..grid.remainder import modulo_f32_without_fused
from ..grid.target import Writer
from ..llvm import vector_math as vm
from ..llvm.doubles import SIN_TERMS
from ..llvm.powers import power_of_any
from ..llvm.vectors import Elementwise, Floats, intrinsic, vector_of
from ..llvm.vectors import Writer as Lines

PI = Fraction("3.14159265358979323846264338327950288419716939937510")
LN2 = Fraction("0.69314718055994530941723212145817656807550013436026")
MAGIC = 12582912.0  # 1.5 * 2**23: adding it leaves the rounded number in the low bits
_UPPER_HALF = -(1 << 12)
# Up to this many multiples of pi are taken off by parts of pi of so many bits; more by integers.
_TURNS_BITS = 11
_PART_BITS = 24 - _TURNS_BITS
_LARGE = 3216.0  # 2**10 pi, less a little: with halves that a cosine has 11 bits
INFINITY = float("inf")


def single(number: Fraction) -> float:
    found: float = struct.unpack("<f", struct.pack("<f", float(number)))[0]
    return found


def parts(number: Fraction, bits: int, count: int) -> list[float]:
    """A number as a sum of floats of so few bits, the last one of all that a float has."""
    found = []
    for _ in range(count - 1):
        exponent = 0
        while number * Fraction(2) ** exponent < 2 ** (bits - 1):
            exponent += 1
        part = Fraction(int(number * Fraction(2) ** exponent), 2**exponent)
        found.append(float(part))
        number -= part
    return [*found, single(number)]


PI_PARTS = parts(PI, _PART_BITS, 4)


class Pairs:
    """Sums of two floats."""

    def __init__(self, f: Floats) -> None:
        self.f = f

    def add(self, a: str, b: str) -> str:
        return self.f.binary("fadd", a, b)

    def sub(self, a: str, b: str) -> str:
        return self.f.binary("fsub", a, b)

    def mul(self, a: str, b: str) -> str:
        return self.f.binary("fmul", a, b)

    def const(self, number: float) -> str:
        return self.f.const(number)

    def sum(self, a: str, b: str) -> tuple[str, str]:
        """a + b where a is the larger."""
        total = self.add(a, b)
        return total, self.sub(b, self.sub(total, a))

    def sum_of_any(self, a: str, b: str) -> tuple[str, str]:
        """a + b, whichever is the larger."""
        total = self.add(a, b)
        back = self.sub(total, a)
        return total, self.add(self.sub(a, self.sub(total, back)), self.sub(b, back))

    def upper(self, a: str) -> tuple[str, str]:
        bits = self.f.integer("and", self.f.as_int(a), self.f.int_const(_UPPER_HALF))
        high = self.f.as_float(bits)
        return high, self.sub(a, high)

    def product(self, a: str, b: str) -> tuple[str, str]:
        """a b, exactly."""
        whole = self.mul(a, b)
        (a1, a0), (b1, b0) = self.upper(a), self.upper(b)
        rest = self.sub(self.mul(a1, b1), whole)
        for x, y in ((a1, b0), (a0, b1), (a0, b0)):
            rest = self.add(rest, self.mul(x, y))
        return whole, rest


def reduced(f: Floats, x: str, cosine: bool) -> tuple[str, str, str]:
    """What is left of x, as a sum of two, when multiples of pi are taken off, and of which its sign tells.

    For a cosine those are odd multiples of pi / 2. Near one of them all but the last part cancels without a
    rounding.
    """
    p = Pairs(f)
    quotient = p.mul(x, p.const(single(1 / PI)))
    shifted = p.add(p.sub(quotient, p.const(0.5)) if cosine else quotient, p.const(MAGIC))
    n, turns = p.sub(shifted, p.const(MAGIC)), f.as_int(shifted)
    if cosine:
        n, turns = p.add(n, p.const(0.5)), f.integer("add", turns, f.int_const(1))
    first, second, third, last = (p.mul(n, p.const(part)) for part in PI_PARTS)
    near = p.sub(x, first)
    nearer = p.sub(near, second)
    lost = p.sub(p.sub(near, nearer), second)
    nearest = p.sub(nearer, third)
    lost = p.add(lost, p.sub(p.sub(nearer, nearest), third))
    high, low = p.sum_of_any(nearest, p.sub(lost, last))
    return _or_large(f.w, f.lanes, x, (high, low, turns), cosine)


def _sine(w: Writer, lanes: int, x: str, cosine: bool = False) -> str:
    f = Floats(w, lanes)
    p = Pairs(f)
    high, low, turns = reduced(f, x, cosine)
    z = p.mul(high, high)
    tail = p.mul(p.mul(f.polynomial(z, SIN_TERMS[-6:]), z), high)
    # The slope of the sine is 1 - z / 2 there, near enough for what is below the last place.
    slope = p.sub(p.const(1.0), p.mul(z, p.const(0.5)))
    y = p.add(high, p.add(tail, p.mul(low, slope)))
    if not cosine:
        # sin(-0) is -0, which no sum of differences is.
        y = f.select(f.compare("oeq", x, p.const(0.0)), x, y)
    return f.as_float(f.integer("xor", f.as_int(y), f.integer("shl", turns, f.int_const(31))))


def _or_large(
    w: Lines, lanes: int, x: str, found: tuple[str, str, str], cosine: bool
) -> tuple[str, str, str]:
    """What was found; where x is large, the same by integers, lane by lane: hardly any goes there."""
    name = _large(w, cosine)
    result, types = "{ float, float, i32 }", ("float", "float", "i32")
    if lanes == 1:
        listed = ", ".join(f"{scalar} {each}" for scalar, each in zip(types, found, strict=True))
        one = w.emit(f"call {result} {name}(float {x}, {listed})")
        a, b, c = (w.emit(f"extractvalue {result} {one}, {n}") for n in range(3))
        return a, b, c
    vectors = ["poison"] * 3
    for lane in range(lanes):
        operands = [
            f"{scalar} {w.emit(f'extractelement {vector_of(scalar, lanes)} {each}, i64 {lane}')}"
            for each, scalar in zip((x, *found), ("float", *types), strict=True)
        ]
        one = w.emit(f"call {result} {name}({', '.join(operands)})")
        for n, scalar in enumerate(types):
            part = w.emit(f"extractvalue {result} {one}, {n}")
            full = vector_of(scalar, lanes)
            vectors[n] = w.emit(f"insertelement {full} {vectors[n]}, {scalar} {part}, i64 {lane}")
    return vectors[0], vectors[1], vectors[2]


class _Body:
    """A writer into a function of its own."""

    functions: Mapping[tuple[Op, str], Elementwise] = {}
    conversions: Mapping[tuple[str, str], Elementwise] = {}

    def __init__(self, module: Lines) -> None:
        self.lines: list[str] = []
        self.declare = module.declare

    def emit(self, text: str) -> str:
        name = f"%v{len(self.lines)}"
        self.lines.append(f"  {name} = {text}")
        return name


def _large(w: Lines, cosine: bool) -> str:
    """A function of the module: x modulo pi as a sum of two, and of which multiple it is.

    x is m 2**e with a whole m of 24 bits. Bits of 1 / 2 pi that count for whole turns are left out: the 96
    from there on, of a table in the code that is moved by whole words first, are multiplied by m (M. Payne
    and R. Hanek, 1983).
    """
    name = "@cos.large" if cosine else "@sin.large"
    body = _Body(w)
    f, emit = Floats(body, 1), body.emit
    p = Pairs(f)
    bits = f.as_int("%x")
    exponent = emit(f"and i32 {emit(f'lshr i32 {bits}, 23')}, 255")
    # A zero word before the point, so that the place is not negative.
    place = emit(f"sub i32 {exponent}, {150 - 32}")
    words = ["0", *(str(word - (word >> 31 << 32)) for word in half_inverse_pi()[:7])]
    for count in (4, 2, 1):
        test = emit(f"icmp ne i32 {emit(f'and i32 {place}, {32 * count}')}, 0")
        kept = len(words) - count if count < 4 else len(words)
        words = [
            emit(
                f"select i1 {test}, i32 {words[n + count] if n + count < len(words) else '0'}, i32 {words[n]}"
            )
            for n in range(kept)
        ]
    skip = emit(f"and i32 {place}, 31")
    w.declare("declare i32 @llvm.fshl.i32(i32, i32, i32)")
    high, middle, low = (
        emit(f"call i32 @llvm.fshl.i32(i32 {a}, i32 {b}, i32 {skip})") for a, b in pairwise(words[:4])
    )
    mantissa = emit(f"or i32 {emit(f'and i32 {bits}, 8388607')}, 8388608")
    wide = emit(f"zext i32 {mantissa} to i64")

    def times(word: str) -> str:
        return emit(f"mul i64 {wide}, {emit(f'zext i32 {word} to i64')}")

    second = emit(f"add i64 {times(middle)}, {emit(f'lshr i64 {times(low)}, 32')}")
    carry = emit(f"trunc i64 {emit(f'lshr i64 {second}, 32')} to i32")
    third = emit(f"add i32 {emit(f'mul i32 {mantissa}, {high}')}, {carry}")
    turn = emit(f"shl i64 {emit(f'zext i32 {third} to i64')}, 32")
    turn = emit(f"or i64 {turn}, {emit(f'and i64 {second}, {2**32 - 1}')}")
    if cosine:
        # A quarter of a turn on, a sine is the cosine, whatever the sign was.
        turn = emit(f"add i64 {turn}, {1 << 62}")
        third = emit(f"add i32 {third}, {1 << 30}")
    turns = emit(f"xor i32 {emit(f'lshr i32 {third}, 31')}, {emit(f'lshr i32 {third}, 30')}")
    if not cosine:
        turns = emit(f"xor i32 {turns}, {emit(f'lshr i32 {bits}, 31')}")
    # What is left of x / pi, from -1/2 to 1/2, and its product with pi.
    half = emit(f"shl i64 {turn}, 1")
    nearest = emit(f"sitofp i64 {half} to float")
    left = emit(f"sub i64 {half}, {emit(f'fptosi float {nearest} to i64')}")
    nearest = p.mul(nearest, p.const(2.0**-64))
    rest = p.mul(emit(f"sitofp i64 {left} to float"), p.const(2.0**-64))
    pi_high = single(PI)
    total, lost = p.product(nearest, p.const(pi_high))
    more = p.add(p.mul(nearest, p.const(float(PI - Fraction(pi_high)))), p.mul(rest, p.const(pi_high)))
    upper, lower = p.sum(total, p.add(lost, more))
    w.declare("declare float @llvm.fabs.f32(float)")
    result = "{ float, float, i32 }"
    w.declare(
        "\n".join(
            [
                f"define internal {result} {name}(float %x, float %high, float %low, i32 %turns) "
                "alwaysinline nounwind {",
                "  %size = call float @llvm.fabs.f32(float %x)",
                f"  %large = fcmp oge float %size, {f.const(_LARGE)}",
                f"  %finite = fcmp olt float %size, {f.const(INFINITY)}",
                "  %rare = and i1 %large, %finite",
                "  br i1 %rare, label %reduce, label %done",
                "reduce:",
                *body.lines,
                "  br label %done",
                "done:",
                f"  %a = phi float [ %high, %0 ], [ {upper}, %reduce ]",
                f"  %b = phi float [ %low, %0 ], [ {lower}, %reduce ]",
                f"  %c = phi i32 [ %turns, %0 ], [ {turns}, %reduce ]",
                f"  %r0 = insertvalue {result} poison, float %a, 0",
                f"  %r1 = insertvalue {result} %r0, float %b, 1",
                f"  %r2 = insertvalue {result} %r1, i32 %c, 2",
                f"  ret {result} %r2",
                "}",
            ]
        )
    )
    return name


# 2 / (2 n + 1): the series of 2 atanh(s), less its first two terms.
_ATANH_TERMS = [2 / (2 * n + 1) for n in range(6, 1, -1)]


def log_in_two(f: Floats, x: str) -> tuple[str, str]:
    """The logarithm of a positive number as a sum of two, to 2**-34 of it: 2 atanh((m - 1) / (m + 1)) and the
    exponent's.
    """
    p = Pairs(f)
    bits = f.as_int(x)
    offset = f.integer("sub", bits, f.int_const(0x3F3504F3))
    exponent = f.integer("ashr", offset, f.int_const(23))
    mantissa = f.as_float(f.integer("sub", bits, f.integer("shl", exponent, f.int_const(23))))
    e = f.w.emit(f"sitofp {f.int_type} {exponent} to {f.type}")
    one = p.const(1.0)
    above = p.sub(mantissa, one)
    below = p.add(mantissa, one)
    below_rest = p.sub(mantissa, p.sub(below, one))
    s = f.binary("fdiv", above, below)
    product, lost = p.product(s, below)
    left = p.sub(p.sub(p.sub(above, product), lost), p.mul(s, below_rest))
    s_rest = f.binary("fdiv", left, below)
    z, z_rest = p.product(s, s)
    cube, cube_rest = p.product(z, s)
    cube_rest = p.add(cube_rest, p.add(p.mul(z_rest, s), p.mul(p.mul(z, s_rest), p.const(3.0))))
    third = single(Fraction(2, 3))
    term, term_rest = p.product(cube, p.const(third))
    term_rest = p.add(term_rest, p.mul(cube, p.const(float(Fraction(2, 3) - Fraction(third)))))
    term_rest = p.add(term_rest, p.mul(cube_rest, p.const(third)))
    tail = p.mul(p.mul(f.polynomial(z, _ATANH_TERMS), z), cube)
    ln2_high, ln2_low = parts(LN2, 15, 2)
    # Exact: the exponent has at most 8 bits.
    high = p.mul(e, p.const(ln2_high))
    twice = p.add(s, s)
    total = p.add(high, twice)
    back = p.sub(total, high)
    lost = p.add(p.sub(high, p.sub(total, back)), p.sub(twice, back))
    with_term = p.add(total, term)
    lost = p.add(lost, p.sub(term, p.sub(with_term, total)))
    low = p.add(p.add(s_rest, s_rest), p.add(term_rest, tail))
    low = p.add(p.add(low, p.mul(e, p.const(ln2_low))), lost)
    return p.sum(with_term, low)


def _pow(w: Writer, lanes: int, x: str, y: str) -> str:
    f = Floats(w, lanes)
    p = Pairs(f)
    size = intrinsic(w, "fabs", "float", lanes, x)
    high, low = log_in_two(f, size)
    product, lost = p.product(y, high)
    rest = p.add(lost, p.mul(y, low))
    result = vm.unary(w, Op.EXP, f.dtype, lanes, product)
    # Not the result and a part of it, which would be 0 for the smallest results.
    grown = p.mul(result, p.add(rest, p.const(1.0)))
    # Where either is not finite there is no rest to speak of; what becomes infinite by it does.
    result = f.select(f.compare("ord", grown, grown), grown, result)
    zero, infinity = p.const(0.0), p.const(INFINITY)
    rises = f.compare("ogt", y, zero)
    result = f.select(f.compare("oeq", size, zero), f.select(rises, zero, infinity), result)
    result = f.select(f.compare("oeq", size, infinity), f.select(rises, infinity, zero), result)
    # The logarithm of what is not finite, and a product that is not, have no rest either.
    endless = f.compare("oeq", intrinsic(w, "fabs", "float", lanes, y), infinity)
    grows = f.w.emit(
        f"xor {vector_of('i1', lanes)} {f.compare('ogt', size, p.const(1.0))}, {f.compare('olt', y, zero)}"
    )
    result = f.select(endless, f.select(grows, infinity, zero), result)
    bad = f.w.emit(f"or {vector_of('i1', lanes)} {f.compare('uno', x, x)}, {f.compare('uno', y, y)}")
    result = f.select(bad, p.add(x, y), result)
    return power_of_any(f, x, y, size, result)


def _multiply_add(w: Writer, lanes: int, x: str, y: str, z: str) -> str:
    """The card's own rounds the product as well: by float64, which here is a sum of two float32."""
    single, double = vector_of("float", lanes), vector_of("double", lanes)
    wide = [w.emit(f"fpext {single} {each} to {double}") for each in (x, y, z)]
    return w.emit(f"fptrunc {double} {intrinsic(w, 'fma', 'double', lanes, *wide)} to {single}")


FUNCTIONS: Mapping[tuple[Op, str], Elementwise] = {
    (Op.SIN, "float32"): _sine,
    (Op.COS, "float32"): partial(_sine, cosine=True),
    (Op.POW, "float32"): _pow,
    (Op.MOD, "float32"): modulo_f32_without_fused,
    (Op.FMA, "float32"): _multiply_add,
}
