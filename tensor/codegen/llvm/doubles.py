"""exp, log and sin of float64 over vectors of any width, on every target.

Each is within one unit in the last place or little more. The series are Taylor's, taken as far as double
precision asks; the logarithm's coefficients and the two parts of ln 2 are those of fdlibm's e_log.c.
"""

from __future__ import annotations

from math import factorial, pi

from .vectors import Floats

_LOG2_E = 1.4426950408889634
# ln 2 and pi in parts: the first of ln 2 has zeros at its end, so that its product with an exponent is exact.
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LN2, _LN2_REST = 0.6931471805599453, 2.3190468138462996e-17
PI, PI_REST, _PI_LEAST = 3.141592653589793, 1.2246467991473532e-16, -2.9947698097183397e-33
MAGIC = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the rounded number in the low bits
_MAGIC_BITS = 0x4338000000000000
_EXP_TERMS = [1 / factorial(n) for n in range(13, 1, -1)]
SIN_TERMS = [(-1) ** n / factorial(2 * n + 1) for n in range(9, 0, -1)]
_COS_TERMS = [(-1) ** n / factorial(2 * n) for n in range(9, 1, -1)]
_LOG_TERMS = [
    1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01, 2.222219843214978396e-01,
    2.857142874366239149e-01, 3.999999999940941908e-01, 6.666666666666735130e-01,
]  # fmt: skip
_SQRT_HALF_BITS = 0x3FE6A09E667F3BCD


def exp(f: Floats, x: str) -> str:
    # Beyond these the result is 0 or inf; NaN passes both comparisons.
    x = f.select(f.compare("olt", x, f.const(-750.0)), f.const(-750.0), x)
    x = f.select(f.compare("ogt", x, f.const(710.0)), f.const(710.0), x)
    shifted = f.fma(x, f.const(_LOG2_E), f.const(MAGIC))
    n = f.binary("fsub", shifted, f.const(MAGIC))
    r = f.fma(n, f.const(-_LN2), x)
    r = f.fma(n, f.const(-_LN2_REST), r)
    # 1 + r, and what that loses beside what is small: one rounding of the sum.
    one = f.const(1.0)
    near = f.binary("fadd", r, one)
    lost = f.binary("fsub", r, f.binary("fsub", near, one))
    p = f.binary("fadd", near, f.fma(f.polynomial(r, _EXP_TERMS), f.binary("fmul", r, r), lost))
    exponent = f.integer("sub", f.as_int(shifted), f.int_const(_MAGIC_BITS))
    # 2**n in two factors, so that subnormal results and inf come out right.
    half = f.integer("ashr", exponent, f.int_const(1))
    for part in (half, f.integer("sub", exponent, half)):
        p = f.binary("fmul", p, _power_of_two(f, part))
    return p


def _power_of_two(f: Floats, exponent: str) -> str:
    return f.as_float(f.integer("shl", f.integer("add", exponent, f.int_const(1023)), f.int_const(52)))


def split(f: Floats, x: str) -> tuple[str, str]:
    """(exponent as a float, mantissa from sqrt(1/2) to sqrt(2)) of a positive number."""
    tiny = f.compare("olt", x, f.const(2.2250738585072014e-308))
    scaled = f.select(tiny, f.binary("fmul", x, f.const(2.0**54)), x)
    offset = f.integer("sub", f.as_int(scaled), f.int_const(_SQRT_HALF_BITS))
    exponent = f.integer("ashr", offset, f.int_const(52))
    mantissa = f.as_float(f.integer("sub", f.as_int(scaled), f.integer("shl", exponent, f.int_const(52))))
    e = f.w.emit(f"sitofp {f.int_type} {exponent} to {f.type}")
    return f.select(tiny, f.binary("fsub", e, f.const(54.0)), e), mantissa


def log(f: Floats, x: str) -> str:
    e, mantissa = split(f, x)
    m = f.binary("fsub", mantissa, f.const(1.0))
    s = f.binary("fdiv", m, f.binary("fadd", m, f.const(2.0)))
    z = f.binary("fmul", s, s)
    rest = f.binary("fmul", f.polynomial(z, _LOG_TERMS), z)
    half_square = f.binary("fmul", f.binary("fmul", m, f.const(0.5)), m)
    inner = f.fma(s, f.binary("fadd", half_square, rest), f.binary("fmul", e, f.const(LN2_LOW)))
    below = f.binary("fsub", f.binary("fsub", half_square, inner), m)
    result = f.binary("fsub", f.binary("fmul", e, f.const(LN2_HIGH)), below)
    return log_of_others(f, x, result)


def log_of_others(f: Floats, x: str, result: str) -> str:
    """The logarithm where x is inf, zero, negative or NaN, else what was computed."""
    result = f.select(f.compare("oeq", x, f.const(float("inf"))), x, result)
    result = f.select(f.compare("oeq", x, f.const(0.0)), f.const(float("-inf")), result)
    return f.select(f.compare("ult", x, f.const(0.0)), f.const(float("nan")), result)


def negated(f: Floats, x: str) -> str:
    return f.w.emit(f"fneg {f.type} {x}")


def sine_of_moderate(f: Floats, x: str, cosine: bool = False) -> str:
    """The sine or cosine of numbers below 2**52; what becomes of others is none."""
    n, turns = half_turns(f, x, cosine)
    # x - n pi, the first step of it exact, as a sum of two.
    r = f.fma(n, f.const(-PI), x)
    part = f.binary("fmul", n, f.const(PI_REST))
    high = f.binary("fsub", r, part)
    back = f.binary("fsub", high, r)
    lost = f.binary("fsub", f.binary("fsub", r, f.binary("fsub", high, back)), f.binary("fadd", part, back))
    if cosine:
        # But where n is a half, and x has finer digits than that.
        lost = f.binary("fadd", lost, f.binary("fsub", x, f.fma(n, f.const(PI), r)))
    part_rest = f.fma(n, f.const(PI_REST), negated(f, part))
    low = f.fma(n, f.const(-_PI_LEAST), f.binary("fsub", lost, part_rest))
    y = with_sign(f, sin_of_reduced(f, high, low), turns)
    # Zero keeps its sign.
    return y if cosine else f.select(f.compare("oeq", x, f.const(0.0)), x, y)


def half_turns(f: Floats, x: str, cosine: bool) -> tuple[str, str]:
    """(n, an integer that is odd where the result is negated): x is n pi and what lies within pi / 2 of 0.

    A cosine is the sine of what lies within pi / 2 of (n + 1/2) pi, and n + 1/2 is returned.
    """
    if not cosine:
        shifted = f.fma(x, f.const(1 / pi), f.const(MAGIC))
        return f.binary("fsub", shifted, f.const(MAGIC)), f.as_int(shifted)
    shifted = f.binary("fadd", f.fma(x, f.const(1 / pi), f.const(-0.5)), f.const(MAGIC))
    n = f.binary("fadd", f.binary("fsub", shifted, f.const(MAGIC)), f.const(0.5))
    return n, f.integer("add", f.as_int(shifted), f.int_const(1))


def sin_of_reduced(f: Floats, high: str, low: str) -> str:
    """sin(high + low) for |high| up to pi / 2: beyond pi / 4, the cosine of what is left to pi / 2."""
    bare = f.int_const(2**63 - 1)
    size = f.as_float(f.integer("and", f.as_int(high), bare))
    sign = f.integer("xor", f.as_int(high), f.as_int(size))
    signed_low = f.as_float(f.integer("xor", f.as_int(low), sign))
    half = f.const(0.5)
    z = f.binary("fmul", size, size)
    slope = f.fma(z, f.const(-0.5), f.const(1.0))
    y = f.binary("fmul", f.polynomial(z, SIN_TERMS), z)
    sine = f.binary("fadd", f.fma(y, size, f.binary("fmul", signed_low, slope)), size)
    # 1 - left**2 / 2 + ..., and what 1 - left**2 / 2 loses.
    left = f.binary("fsub", f.const(PI / 2), size)
    left_rest = f.binary("fsub", f.const(PI_REST / 2), signed_low)
    z = f.binary("fmul", left, left)
    less = f.binary("fmul", z, half)
    near = f.binary("fsub", f.const(1.0), less)
    lost = f.binary("fsub", f.binary("fsub", f.const(1.0), near), less)
    y = f.fma(left, negated(f, left_rest), lost)
    y = f.fma(f.binary("fmul", f.polynomial(z, _COS_TERMS), z), z, y)
    cosine = f.binary("fadd", near, y)
    y = f.select(f.compare("olt", size, f.const(PI / 4)), sine, cosine)
    return f.as_float(f.integer("xor", f.as_int(y), sign))


def with_sign(f: Floats, y: str, turns: str) -> str:
    """y, negated where the integer is odd."""
    return f.as_float(f.integer("xor", f.as_int(y), f.integer("shl", turns, f.int_const(63))))
