"""exp, log and sin of a double that is the sum of two float32, to some 30 bits: enough to be rounded to
float32 once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from math import factorial

from ...graph.node import Op
from ..llvm.doubles import SIN_TERMS
from ..llvm.vectors import Elementwise, Floats, Writer, intrinsic, vector_of
from .functions import FUNCTIONS, INFINITY, LN2, MAGIC, Pairs, log_in_two, parts, reduced, single
from .intrinsics import DOUBLE, HIGH, LOW

_LN2_PARTS = parts(LN2, 15, 3)
_SIXTH = Fraction(-1, 6)
# 1/3!, 1/4! and so on: the series of exp, less its first three terms.
_EXP_TERMS = [1 / factorial(n) for n in range(10, 2, -1)]


def _part(w: Writer, name: str, lanes: int, x: str) -> str:
    single_type, double = vector_of("float", lanes), vector_of("double", lanes)
    symbol = f"@{name}.v{lanes}"
    w.declare(f"declare {single_type} {symbol}({double}) #1")
    return w.emit(f"call {single_type} {symbol}({double} {x})")


def _joined(w: Writer, lanes: int, high: str, low: str) -> str:
    single_type, double = vector_of("float", lanes), vector_of("double", lanes)
    symbol = f"@{DOUBLE}.v{lanes}"
    w.declare(f"declare {double} {symbol}({single_type}, {single_type}) #1")
    return w.emit(f"call {double} {symbol}({single_type} {high}, {single_type} {low})")


def _sine(w: Writer, lanes: int, x: str, cosine: bool = False) -> str:
    """As of float32, with the first two terms of the series as sums of two."""
    f = Floats(w, lanes)
    p = Pairs(f)
    x, x_low = _part(w, HIGH, lanes, x), _part(w, LOW, lanes, x)
    high, low, turns = reduced(f, x, cosine)
    high, low = p.sum_of_any(high, p.add(low, x_low))
    z, z_low = p.product(high, high)
    cube, cube_low = p.product(z, high)
    cube_low = p.add(cube_low, p.add(p.mul(z_low, high), p.mul(p.mul(z, low), p.const(3.0))))
    factor = single(_SIXTH)
    term, term_low = p.product(cube, p.const(factor))
    term_low = p.add(term_low, p.mul(cube, p.const(float(_SIXTH - Fraction(factor)))))
    term_low = p.add(term_low, p.mul(cube_low, p.const(factor)))
    tail = p.mul(p.mul(f.polynomial(z, SIN_TERMS[-6:-1]), z), cube)
    total, lost = p.sum(high, term)
    y, rest = p.sum(total, p.add(p.add(lost, low), p.add(term_low, tail)))
    if not cosine:
        y = f.select(f.compare("oeq", x, p.const(0.0)), x, y)
    sign = f.integer("shl", turns, f.int_const(31))
    y, rest = (f.as_float(f.integer("xor", f.as_int(each), sign)) for each in (y, rest))
    finite = f.compare(
        "olt", f.as_float(f.integer("and", f.as_int(x), f.int_const(0x7FFFFFFF))), p.const(INFINITY)
    )
    return _joined(w, lanes, y, f.select(finite, rest, p.const(0.0)))


def _exp(w: Writer, lanes: int, x: str) -> str:
    f = Floats(w, lanes)
    p = Pairs(f)
    x, x_low = _part(w, HIGH, lanes, x), _part(w, LOW, lanes, x)
    # Beyond these it is 0 or infinite as a float32; what is no number passes both comparisons.
    vanishes, grows = f.compare("olt", x, p.const(-104.0)), f.compare("ogt", x, p.const(89.0))
    x = f.select(vanishes, p.const(0.0), f.select(grows, p.const(89.0), x))
    shifted = p.add(p.mul(x, p.const(single(1 / LN2))), p.const(MAGIC))
    n = p.sub(shifted, p.const(MAGIC))
    first, second, third = (p.mul(n, p.const(part)) for part in _LN2_PARTS)
    near = p.sub(x, first)
    high = p.sub(near, second)
    low = p.sub(p.sub(near, high), second)
    low = p.add(p.sub(low, third), x_low)
    r, low = p.sum_of_any(high, low)
    z, z_low = p.product(r, r)
    half, half_low = p.mul(z, p.const(0.5)), p.add(p.mul(z_low, p.const(0.5)), p.mul(r, low))
    tail = p.mul(p.mul(z, r), f.polynomial(r, _EXP_TERMS))
    total, lost = p.sum(p.const(1.0), r)
    total, lost_too = p.sum(total, half)
    rest = p.add(p.add(lost, lost_too), p.add(p.add(low, half_low), tail))
    y, rest = p.sum(total, rest)
    exponent = f.integer("sub", f.as_int(shifted), f.int_const(0x4B400000))
    # 2**n in two factors, so that results near the bounds come out right.
    first_half = f.integer("ashr", exponent, f.int_const(1))
    for part in (first_half, f.integer("sub", exponent, first_half)):
        scale = f.as_float(f.integer("shl", f.integer("add", part, f.int_const(127)), f.int_const(23)))
        y, rest = p.mul(y, scale), p.mul(rest, scale)
    y = f.select(vanishes, p.const(0.0), f.select(grows, p.const(INFINITY), y))
    flags = vector_of("i1", lanes)
    outside = f.compare("oeq", y, p.const(INFINITY))
    for each in (vanishes, grows):
        outside = w.emit(f"or {flags} {outside}, {each}")
    return _joined(w, lanes, y, f.select(outside, p.const(0.0), rest))


def _log(w: Writer, lanes: int, x: str) -> str:
    f = Floats(w, lanes)
    p = Pairs(f)
    x, x_low = _part(w, HIGH, lanes, x), _part(w, LOW, lanes, x)
    high, low = log_in_two(f, x)
    y, rest = p.sum(high, p.add(low, f.binary("fdiv", x_low, x)))
    zero = p.const(0.0)
    y = f.select(f.compare("oeq", x, p.const(INFINITY)), x, y)
    y = f.select(f.compare("oeq", x, zero), p.const(-INFINITY), y)
    y = f.select(f.compare("ult", x, zero), p.const(float("nan")), y)
    size = f.as_float(f.integer("and", f.as_int(y), f.int_const(0x7FFFFFFF)))
    return _joined(w, lanes, y, f.select(f.compare("olt", size, p.const(INFINITY)), rest, zero))


def _pow(w: Writer, lanes: int, x: str, y: str) -> str:
    """exp(y log |x|), with the sign that the power of float32 has, and that where there is no such number."""
    full, flags = vector_of("double", lanes), vector_of("i1", lanes)
    f = Floats(w, lanes)
    rough = FUNCTIONS[Op.POW, "float32"](w, lanes, _part(w, HIGH, lanes, x), _part(w, HIGH, lanes, y))
    size = intrinsic(w, "fabs", "double", lanes, x)
    power = _exp(w, lanes, w.emit(f"fmul {full} {y}, {_log(w, lanes, size)}"))
    near = w.emit(f"fpext {f.type} {rough} to {full}")
    power = intrinsic(w, "copysign", "double", lanes, power, near)
    finite = f.compare("olt", intrinsic(w, "fabs", "float", lanes, rough), f.const(INFINITY))
    usual = w.emit(f"and {flags} {finite}, {f.compare('one', rough, f.const(0.0))}")
    # 0 times the logarithm of 0 is no number, though 0 ** 0 is one.
    found = _part(w, HIGH, lanes, power)
    usual = w.emit(f"and {flags} {usual}, {f.compare('ord', found, found)}")
    return w.emit(f"select {flags} {usual}, {full} {power}, {full} {near}")


DOUBLE_FUNCTIONS: Mapping[tuple[Op, str], Elementwise] = {
    (Op.SIN, "float64"): _sine,
    (Op.COS, "float64"): partial(_sine, cosine=True),
    (Op.EXP, "float64"): _exp,
    (Op.LOG, "float64"): _log,
    (Op.POW, "float64"): _pow,
}
