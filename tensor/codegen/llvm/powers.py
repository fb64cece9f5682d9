"""pow of float64 and float32 over vectors of any width, on every target.

Each is within two units in the last place.
"""

from __future__ import annotations

from .doubles import LN2_HIGH, LN2_LOW, exp, log, log_of_others, negated, split
from .vectors import Floats, Writer, intrinsic, splat, vector_of


def _log_in_two(f: Floats, x: str) -> tuple[str, str]:
    """The logarithm of a positive number as the sum of two: 2 atanh((m - 1) / (m + 1)) and the exponent's."""
    e, mantissa = split(f, x)
    one = f.const(1.0)
    m = f.binary("fsub", mantissa, one)
    below = f.binary("fadd", mantissa, one)
    below_rest = f.binary("fsub", mantissa, f.binary("fsub", below, one))
    s = f.binary("fdiv", m, below)
    left = f.fma(negated(f, s), below, m)
    left = f.fma(negated(f, s), below_rest, left)
    s_rest = f.binary("fdiv", left, below)
    z = f.binary("fmul", s, s)
    series = [2 / (2 * n + 1) for n in range(10, 0, -1)]
    tail = f.binary("fmul", f.binary("fmul", f.polynomial(z, series), z), s)
    high = f.binary("fmul", e, f.const(LN2_HIGH))
    twice = f.binary("fadd", s, s)
    total = f.binary("fadd", high, twice)
    # What is lost in that sum, whichever of the two is larger.
    back = f.binary("fsub", total, high)
    lost = f.binary("fsub", high, f.binary("fsub", total, back))
    lost = f.binary("fadd", lost, f.binary("fsub", twice, back))
    low = f.fma(e, f.const(LN2_LOW), f.binary("fadd", f.binary("fadd", s_rest, s_rest), tail))
    low = f.binary("fadd", low, lost)
    result = f.binary("fadd", total, low)
    return result, f.binary("fsub", low, f.binary("fsub", result, total))


def pow_f64(w: Writer, lanes: int, x: str, y: str) -> str:
    f = Floats(w, lanes, "double")
    size = intrinsic(w, "fabs", "double", lanes, x)
    high, low = _log_in_two(f, size)
    high = log_of_others(f, size, high)
    product = f.binary("fmul", y, high)
    rest = f.fma(y, low, f.fma(y, high, negated(f, product)))
    result = exp(f, product)
    grown = f.fma(result, rest, result)
    # Where either is not finite there is no rest to speak of; what becomes infinite by it does.
    result = f.select(f.compare("ord", grown, grown), grown, result)
    return power_of_any(f, x, y, size, result)


def pow_f32(w: Writer, lanes: int, x: str, y: str) -> str:
    f, single = Floats(w, lanes, "double"), vector_of("float", lanes)
    wide_x, wide_y = (w.emit(f"fpext {single} {each} to {f.type}") for each in (x, y))
    size = intrinsic(w, "fabs", "double", lanes, wide_x)
    result = exp(f, f.binary("fmul", wide_y, log(f, size)))
    result = power_of_any(f, wide_x, wide_y, size, result)
    return w.emit(f"fptrunc {f.type} {result} to {single}")


def power_of_any(f: Floats, x: str, y: str, size: str, result: str) -> str:
    """C's pow from that of the base's size: signs, and the bases and exponents that stand apart."""
    w, lanes, flags = f.w, f.lanes, vector_of("i1", f.lanes)
    whole = f.compare("oeq", y, intrinsic(w, "trunc", f.scalar, lanes, y))
    half = f.binary("fmul", y, f.const(0.5))
    not_even = f.compare("une", half, intrinsic(w, "trunc", f.scalar, lanes, half))
    odd = w.emit(f"and {flags} {whole}, {not_even}")
    signed = intrinsic(w, "copysign", f.scalar, lanes, result, x)
    result = f.select(odd, signed, result)
    below, finite = f.compare("olt", x, f.const(0.0)), f.compare("ogt", x, f.const(float("-inf")))
    negative = w.emit(f"and {flags} {below}, {finite}")
    fraction = w.emit(f"xor {flags} {whole}, {splat('true', 'i1', lanes)}")
    undefined = w.emit(f"and {flags} {negative}, {fraction}")
    result = f.select(undefined, f.const(float("nan")), result)
    endless = f.compare("oeq", intrinsic(w, "fabs", f.scalar, lanes, y), f.const(float("inf")))
    unit = w.emit(f"and {flags} {f.compare('oeq', size, f.const(1.0))}, {endless}")
    ones = w.emit(f"or {flags} {f.compare('oeq', x, f.const(1.0))}, {f.compare('oeq', y, f.const(0.0))}")
    return f.select(w.emit(f"or {flags} {ones}, {unit}"), f.const(1.0), result)
