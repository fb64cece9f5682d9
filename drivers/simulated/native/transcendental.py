"""Functions of whole vectors, in double precision: what the transcendental units compute, rounded once at the
end.

The hardware's own results are within 1 ULP ("RDNA3 ISA", V_EXP_F32 and its neighbours); these are the nearest
floats, but for ties and double rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial, log, pi

from .values import Code, Value

_LN2 = log(2.0)
_EXP2_TERMS = 13
_LOG_TERMS = 11
_SIN_TERMS = 10


def polynomial(b: Code, x: Value, coefficients: Sequence[float]) -> Value:
    """The polynomial with these coefficients, lowest first."""
    result = b.constant(x.type, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        result = b.intrinsic("fma", result, x, coefficient)
    return result


def power_of_two(b: Code, exponent: Value) -> Value:
    """2 to an i64 between -1022 and 1023, as a double."""
    return ((exponent + 1023) << 52).bits("double")


def exp2(b: Code, x: Value) -> Value:
    """2 to the power of a double; beyond 2**±600 the result is as far out as f32 can tell."""
    low = x.compare("olt", -600.0).where(b.constant(x.type, -600.0), x)
    clipped = low.compare("ogt", 600.0).where(b.constant(x.type, 600.0), low)
    whole = b.intrinsic("rint", clipped)
    fraction = clipped - whole
    value = polynomial(b, fraction, [_LN2**k / factorial(k) for k in range(_EXP2_TERMS)])
    exponent = b.call(
        f"llvm.fptosi.sat.{whole.type.of('i64').suffix}.{whole.type.suffix}", whole.type.of("i64"), whole
    )
    return x.compare("uno", x).where(x, value * power_of_two(b, exponent))


def log2(b: Code, x: Value) -> Value:
    """The binary logarithm of a double that is no denormal: -inf for 0, NaN below."""
    bits = x.bits("i64")
    exponent = (bits >> 52) - 1023
    mantissa = ((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000).bits("double")
    large = mantissa.compare("ogt", 2.0**0.5)
    mantissa = large.where(mantissa * 0.5, mantissa)
    exponent = exponent + large.zext("i64")
    s = (mantissa - 1.0) / (mantissa + 1.0)
    series = polynomial(b, s * s, [2 / ((2 * k + 1) * _LN2) for k in range(_LOG_TERMS)])
    value = b.intrinsic("fma", s, series, exponent.to_float("double", signed=True))
    value = x.eq(0.0).where(b.constant(x.type, float("-inf")), value)
    value = x.compare("ult", 0.0).where(b.constant(x.type, float("nan")), value)
    return x.eq(float("inf")).where(x, value)


def _sine_of_quarter(b: Code, turns: Value) -> Value:
    """sin(2 pi t) for |t| up to a quarter."""
    angle = turns * (2 * pi)
    coefficients = [(-1.0) ** k / factorial(2 * k + 1) for k in range(_SIN_TERMS)]
    return angle * polynomial(b, angle * angle, coefficients)


def _fraction(b: Code, turns: Value) -> Value:
    return turns - b.intrinsic("rint", turns)


def sine_of_turns(b: Code, turns: Value) -> Value:
    """sin(2 pi t) of a double."""
    fraction = _fraction(b, turns)
    half = b.intrinsic("copysign", b.constant(turns.type, 0.5), fraction)
    beyond = b.intrinsic("fabs", fraction).compare("ogt", 0.25)
    return _sine_of_quarter(b, beyond.where(half - fraction, fraction))


def cosine_of_turns(b: Code, turns: Value) -> Value:
    """cos(2 pi t) of a double."""
    return _sine_of_quarter(b, 0.25 - b.intrinsic("fabs", _fraction(b, turns)))


def scaled(b: Code, x: Value, exponent: Value) -> Value:
    """x * 2**exponent of doubles and i64, rounded once: the exponent's reach is covered in steps that are
    exact."""
    exponent = b.intrinsic("smax", b.intrinsic("smin", exponent, 2200), -2200)
    for _ in range(2):
        high = b.intrinsic("smin", exponent, 1023)
        step = exponent.compare("sgt", 1023)
        x = step.where(x * power_of_two(b, high), x)
        exponent = step.where(exponent - high, exponent)
        # Down in steps that leave 53 bits, so that only the last multiplication rounds.
        low = exponent.compare("slt", -1022)
        x = low.where(x * 2.0**-969, x)
        exponent = low.where(exponent + 969, exponent)
    exponent = b.intrinsic("smax", b.intrinsic("smin", exponent, 1023), -1022)
    return x * power_of_two(b, exponent)
