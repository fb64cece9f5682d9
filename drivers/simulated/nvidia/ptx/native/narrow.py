"""Rounding single precision to narrower formats, by integers, in every rounding mode (PTX ISA, 5.2.3 and
cvt).
"""

from __future__ import annotations

from dataclasses import dataclass

from .builder import Builder, Value
from .translator import Translator


@dataclass(frozen=True)
class Format:
    """A floating point format: stored bits, mantissa bits, least normal exponent, largest finite bits."""

    bits: int
    mantissa: int
    least_exponent: int
    largest: int
    infinity: int
    nan: int


FORMATS = {
    "f16": Format(16, 10, -14, 0x7BFF, 0x7C00, 0x7FFF),
    "bf16": Format(16, 7, -126, 0x7F7F, 0x7F80, 0x7FFF),
    "tf32": Format(32, 10, -126, 0x3FBFF, 0x3FC00, 0x3FFFF),
    "e4m3": Format(8, 3, -6, 0x7E, 0x7F, 0x7F),
    "e5m2": Format(8, 2, -14, 0x7B, 0x7C, 0x7F),
}


def _body(b: Builder, form: Format, mode: str, saturate: bool) -> None:
    bits = b.cast("bitcast", "float", "%x", "i32")
    sign = b.binary("lshr", "i32", bits, 31)
    size = b.binary("and", "i32", bits, 0x7FFFFFFF)
    exponent = b.binary("lshr", "i32", size, 23)
    fraction = b.binary("and", "i32", size, 0x7FFFFF)
    normal = b.compare("ne", "i32", exponent, 0)
    mantissa = b.select(normal, "i32", b.binary("or", "i32", fraction, 0x800000), fraction)
    unbiased = b.select(normal, "i32", b.binary("sub", "i32", exponent, 127), -126)
    below = b.binary("sub", "i32", form.least_exponent, unbiased)
    low = b.compare("sgt", "i32", below, 0)
    extra = b.select(low, "i32", below, 0)
    shift = b.intrinsic(
        "i32", "llvm.umin.i32", f"i32 {b.binary('add', 'i32', extra, 23 - form.mantissa)}", "i32 30"
    )
    kept = b.binary("lshr", "i32", mantissa, shift)
    unit = b.binary("shl", "i32", 1, shift)
    rest = b.binary("and", "i32", mantissa, b.binary("sub", "i32", unit, 1))
    half = b.binary("lshr", "i32", unit, 1)
    some = b.compare("ne", "i32", rest, 0)
    if mode == "rz":
        up = "false"
    elif mode == "rna":
        up = b.binary("and", "i1", b.compare("uge", "i32", rest, half), b.compare("ne", "i32", half, 0))
    elif mode in ("rp", "rm"):
        right = b.compare("eq", "i32", sign, 0 if mode == "rp" else 1)
        up = b.binary("and", "i1", some, right)
    else:
        above = b.compare("ugt", "i32", rest, half)
        tie = b.compare("eq", "i32", rest, half)
        odd = b.cast("trunc", "i32", kept, "i1")
        up = b.binary("or", "i1", above, b.binary("and", "i1", tie, odd))
        up = b.binary("and", "i1", up, some)
    kept = b.binary("add", "i32", kept, b.cast("zext", "i1", up, "i32"))
    steps = b.binary("sub", "i32", unbiased, form.least_exponent)
    steps = b.select(low, "i32", 0, steps)
    result = b.binary("add", "i32", b.binary("shl", "i32", steps, form.mantissa), kept)
    over = b.compare("ugt", "i32", result, form.largest)
    infinite = b.compare("eq", "i32", size, 0x7F800000)
    if saturate:
        beyond: Value | int = form.largest
    elif mode in ("rz", "rp", "rm"):
        # Rounding away from infinity stops at the largest number.
        if mode == "rz":
            beyond = form.largest
        else:
            outward = b.compare("eq", "i32", sign, 0 if mode == "rp" else 1)
            beyond = b.select(outward, "i32", form.infinity, form.largest)
    else:
        beyond = form.infinity
    result = b.select(over, "i32", beyond, result)
    result = b.select(infinite, "i32", form.largest if saturate else form.infinity, result)
    nan = b.compare("ugt", "i32", size, 0x7F800000)
    result = b.select(nan, "i32", form.nan, result)
    if form.bits == 32:
        # tf32 stands in the upper bits of a single.
        result = b.binary("shl", "i32", result, 13)
        sign = b.binary("shl", "i32", sign, 31)
        b.ret("i32", b.binary("or", "i32", result, sign))
        return
    sign = b.select(nan, "i32", 0, sign) if form.bits == 16 else sign
    result = b.binary("or", "i32", result, b.binary("shl", "i32", sign, form.bits - 1))
    b.ret(f"i{form.bits}", b.resize(result, 32, form.bits))


def narrowed(t: Translator, value: Value, kind: str, mode: str, saturate: bool) -> Value:
    """A float rounded to `kind`, as bits."""
    form = FORMATS[kind]
    name = f"narrow.{kind}.{mode}{'.satfinite' if saturate else ''}"
    if name not in t.helpers:
        b = Builder(f"internal i{form.bits} @{name}(float %x)", "#0")
        _body(b, form, mode, saturate)
        t.helpers[name] = b.text()
        t.b.declarations |= b.declarations
    return t.b.call(f"i{form.bits}", name, f"float {value}")
