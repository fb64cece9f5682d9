"""Special functions: category 4.

How exact they are is not published. A guess, as coarse as Vulkan allows an implementation ("Vulkan 1.3",
"Precision and Operation of SPIR-V Instructions"): `rcp`, `rsq` and `sqrt` are off by up to 1 unit in the last
place where the mantissa is not 0, `exp2` and `log2` by up to 2, `sin` and `cos` by up to 2**-12 of 1. By how
much is told by the bits of the operand, so that it is the same each time. `sin` and `cos` take radians; their
operand is first multiplied by 1 / 2 pi as a float, so that large ones lose their digits.
"""

from __future__ import annotations

from math import pi

from ....native.transcendental import cosine_of_turns, exp2, log2, sine_of_turns
from ....native.values import Value
from ..native.builder import Builder
from .arithmetic import float_source
from .handlers import semantics

_KNUTH = 0x9E3779B1  # 2**32 divided by the golden ratio, odd


def _noise(value: Value, bits: int) -> Value:
    """The top bits of a hash of a float's bits, as a signed number about 0."""
    mixed = value.bits("i32")
    mixed = (mixed ^ (mixed >> 15)) * _KNUTH
    return mixed.sar(32 - bits)


def _off_by(b: Builder, x: Value, exact: Value, units: int) -> Value:
    """`exact` off by up to so many units in the last place, but where it or `x` is 0, infinite or none, or a
    power of two.
    """
    near = exact.fptrunc("float")
    bits = near.bits("i32")
    hash_ = _noise(x, 3)
    offset = hash_.compare("sgt", units).where(b.constant(hash_.type, units), hash_)
    offset = offset.compare("slt", -units).where(b.constant(hash_.type, -units), offset)
    exponent = bits & 0x7F800000
    plain = exponent.ne(0) & exponent.ne(0x7F800000) & (x.bits("i32") & 0x7FFFFF).ne(0)
    moved = bits + offset
    # A step may not leave the floats that are neither 0 nor infinite.
    inside = (moved & 0x7F800000).ne(0) & (moved & 0x7F800000).ne(0x7F800000)
    return (plain & inside).where(moved, bits).bits("float")


def _write(b: Builder, value: Value) -> None:
    b.write(b.saturated(value))


@semantics("rcp")
def _rcp(b: Builder) -> None:
    x = float_source(b, 0)
    _write(b, _off_by(b, x, 1.0 / x.fpext("double"), 1))


@semantics("rsq", "hrsq")
def _rsq(b: Builder) -> None:
    x = float_source(b, 0)
    root = b.intrinsic("sqrt", x.fpext("double"))
    _write(b, _off_by(b, x, 1.0 / root, 1))


@semantics("sqrt")
def _sqrt(b: Builder) -> None:
    x = float_source(b, 0)
    _write(b, _off_by(b, x, b.intrinsic("sqrt", x.fpext("double")), 1))


@semantics("log2", "hlog2")
def _log2(b: Builder) -> None:
    x = float_source(b, 0)
    _write(b, _off_by(b, x, log2(b, x.fpext("double")), 2))


@semantics("exp2", "hexp2")
def _exp2(b: Builder) -> None:
    x = float_source(b, 0)
    _write(b, _off_by(b, x, exp2(b, x.fpext("double")), 2))


@semantics("sin", "cos")
def _sin(b: Builder) -> None:
    x = float_source(b, 0)
    turns = (x * (1 / (2 * pi))).fpext("double")
    function = sine_of_turns if b.instruction.name == "sin" else cosine_of_turns
    exact = function(b, turns)
    finite = b.intrinsic("fabs", x).compare("olt", float("inf"))
    noise = _noise(x, 8).to_float("double", signed=True) * 2.0**-19
    off = x.eq(0.0).where(exact, exact + noise)
    result = finite.where(off.fptrunc("float"), b.constant(x.type, float("nan")))
    _write(b, result)
