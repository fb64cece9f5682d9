"""Floats of 8 bits, and tfloat32, as LLVM IR: codes are bytes (i8), and are computed with as float.

No part of this flushes subnormal numbers, whatever the processor does with those of single precision.
"""

from __future__ import annotations

from collections.abc import Callable

from ...graph import dtype as dtypes
from ...graph.dtype import DType, float16, float32, tfloat32
from ...graph.float_codes import Narrowing
from .vectors import Floats, Writer, intrinsic, literal, splat, vector_of

SIGN = 0x80
_QUIET_BIT = 1 << (float32.fraction_bits - 1)


def _half_bits(w: Writer, dtype: DType, lanes: int, x: str) -> str:
    """The sign, exponent and mantissa of codes where float16 has its own."""
    short, byte = vector_of("i16", lanes), vector_of("i8", lanes)
    wide = w.emit(f"zext {byte} {x} to {short}")
    if dtype.exponent_bits == float16.exponent_bits:
        return w.emit(f"shl {short} {wide}, {splat('8', 'i16', lanes)}")
    up = float16.fraction_bits - dtype.fraction_bits
    sign = w.emit(f"and {short} {wide}, {splat(str(SIGN), 'i16', lanes)}")
    rest = w.emit(f"and {short} {wide}, {splat(str(SIGN - 1), 'i16', lanes)}")
    sign = w.emit(f"shl {short} {sign}, {splat('8', 'i16', lanes)}")
    rest = w.emit(f"shl {short} {rest}, {splat(str(up), 'i16', lanes)}")
    return w.emit(f"or {short} {sign}, {rest}")


def _scale(dtype: DType) -> float:
    """How much larger a number is than what its bits mean as float16's."""
    return 2.0 ** (float16.bias - dtype.bias)


def _is_all_ones(w: Writer, lanes: int, x: str) -> str:
    byte, ones = vector_of("i8", lanes), splat(str(SIGN - 1), "i8", lanes)
    return w.emit(f"icmp eq {byte} {w.emit(f'and {byte} {x}, {ones}')}, {ones}")


# Where the codes of a type are no number, if float16's are not just there.
_IS_NAN: dict[DType, Callable[[Writer, int, str], str]] = {
    dtypes.float8_e4m3fn: _is_all_ones,
}


def to_half(w: Writer, dtype: DType, lanes: int, x: str) -> str:
    """Codes as float16; exact."""
    full, short = vector_of("half", lanes), vector_of("i16", lanes)
    half = w.emit(f"bitcast {short} {_half_bits(w, dtype, lanes, x)} to {full}")
    if dtype not in _IS_NAN:
        return half
    scaled = w.emit(f"fmul {full} {half}, {splat(literal(_scale(dtype), float16), 'half', lanes)}")
    nan, flags = splat(f"0xH{float16.nan:04X}", "half", lanes), vector_of("i1", lanes)
    return w.emit(f"select {flags} {_IS_NAN[dtype](w, lanes, x)}, {full} {nan}, {full} {scaled}")


def to_single(w: Writer, dtype: DType, lanes: int, x: str) -> str:
    """Codes as float; exact."""
    f, short = Floats(w, lanes), vector_of("i16", lanes)
    half = w.emit(f"bitcast {short} {_half_bits(w, dtype, lanes, x)} to {vector_of('half', lanes)}")
    single = w.emit(f"fpext {vector_of('half', lanes)} {half} to {f.type}")
    if dtype not in _IS_NAN:
        return single
    scaled = f.binary("fmul", single, f.const(_scale(dtype)))
    return f.select(_IS_NAN[dtype](w, lanes, x), f.const(float("nan")), scaled)


def from_single(w: Writer, dtype: DType, lanes: int, x: str) -> str:
    """Codes of floats, to nearest even; a type's row says what becomes of what is too large."""
    f, narrowing, flags = Floats(w, lanes), Narrowing(dtype), vector_of("i1", lanes)
    bits = f.as_int(x)
    magnitude = f.integer("and", bits, f.int_const(0x7FFFFFFF))
    kept = f.integer("lshr", magnitude, f.int_const(narrowing.dropped_bits))
    odd = f.integer("and", kept, f.int_const(1))
    rounded = f.integer("add", f.integer("add", magnitude, f.int_const(narrowing.rounding_bias)), odd)
    rounded = f.integer("lshr", rounded, f.int_const(narrowing.dropped_bits))
    normal = intrinsic(w, "umin", "i32", lanes, rounded, f.int_const(dtype.top))
    magic = f.as_float(f.int_const(narrowing.subnormal_magic))
    small = f.as_int(f.binary("fadd", f.as_float(magnitude), magic))
    small = f.integer("sub", small, f.int_const(narrowing.subnormal_magic))

    def choose(predicate: str, limit: int, a: str, b: str) -> str:
        test = w.emit(f"icmp {predicate} {f.int_type} {magnitude}, {f.int_const(limit)}")
        return w.emit(f"select {flags} {test}, {f.int_type} {a}, {f.int_type} {b}")

    code = choose("ult", narrowing.least_normal, small, normal)
    code = choose("ugt", float32.top, f.int_const(dtype.nan), code)
    sign = f.integer("and", f.integer("lshr", bits, f.int_const(24)), f.int_const(SIGN))
    return w.emit(f"trunc {f.int_type} {f.integer('or', code, sign)} to {vector_of('i8', lanes)}")


def without_negative_zero(w: Writer, lanes: int, x: str) -> str:
    """Codes of float8_e4m3fn as those of float8_e4m3fnuz with half their values.

    The exponents' biases are 7 and 8. The latter's only NaN has the code of the former's -0, which becomes 0
    ("CDNA3 ISA", 7.5). Several codes are done in a word.
    """
    bits = min(32, 8 * lanes)
    word, full = vector_of(f"i{bits}", 8 * lanes // bits), vector_of("i8", lanes)

    def each(byte: int) -> str:
        value = int.from_bytes(bytes([byte]) * (bits // 8), "little")
        return splat(str(value), f"i{bits}", 8 * lanes // bits)

    def integer(op: str, a: str, b: str) -> str:
        return w.emit(f"{op} {word} {a}, {b}")

    codes = w.emit(f"bitcast {full} {x} to {word}")
    sizes = integer("and", codes, each(SIGN - 1))
    # No sum goes beyond its byte. The sign bits tell which sizes are the largest, and which are not zero.
    nan = integer("and", integer("add", sizes, each(1)), each(SIGN))
    not_zero = integer("and", integer("add", sizes, each(SIGN - 1)), each(SIGN))
    signs = integer("and", codes, not_zero)
    of_nan = integer("sub", nan, integer("lshr", nan, splat("7", f"i{bits}", 8 * lanes // bits)))
    kept = integer("and", sizes, integer("xor", of_nan, each(0xFF)))
    result = integer("or", integer("or", signs, kept), nan)
    return w.emit(f"bitcast {word} {result} to {full}")


def round_to_tfloat32(w: Writer, lanes: int, x: str) -> str:
    """Floats with 10 bits of mantissa, to nearest, halves away from zero ("PTX ISA", cvt.rna.tf32)."""
    f = Floats(w, lanes)
    bits = f.as_int(x)
    dropped_bits = float32.fraction_bits - tfloat32.fraction_bits
    half = 1 << (dropped_bits - 1)
    rounded = f.integer("add", bits, f.int_const(half))
    # A carry out of the mantissa goes on into the exponent, up to infinity; that of a NaN must not.
    chosen = w.emit(
        f"select {vector_of('i1', lanes)} {f.compare('uno', x, x)}, "
        f"{f.int_type} {f.integer('or', bits, f.int_const(_QUIET_BIT))}, {f.int_type} {rounded}"
    )
    return f.as_float(f.integer("and", chosen, f.int_const(-1 << dropped_bits)))
