"""Floats: category 2's and category 3's.

Half operands are computed with as floats and rounded once to the destination's width, to nearest even (Mesa,
tu_device.c, shaderRoundingModeRTEFloat16 and Float32). Guesses: `min.f` and `max.f` return the number where
one source is none, `sign.f` of what is no number is 0, and a half operation into a full register is not
rounded to half on the way.
"""

from __future__ import annotations

from ....native.values import Type, Value
from ..native.builder import Builder
from .handlers import semantics


def _kind(b: Builder, n: int) -> str:
    return "f16" if b.source_operand(n).half else "f32"


def float_source(b: Builder, n: int) -> Value:
    """Source n, half or full, as floats."""
    return b.source(n, _kind(b, n)).fpext("float")


def _result(b: Builder, value: Value) -> None:
    b.write(b.saturated(value))


@semantics("add.f")
def _add(b: Builder) -> None:
    _result(b, float_source(b, 0) + float_source(b, 1))


@semantics("mul.f")
def _mul(b: Builder) -> None:
    _result(b, float_source(b, 0) * float_source(b, 1))


@semantics("min.f")
def _min(b: Builder) -> None:
    _result(b, b.intrinsic("minnum", float_source(b, 0), float_source(b, 1)))


@semantics("max.f")
def _max(b: Builder) -> None:
    _result(b, b.intrinsic("maxnum", float_source(b, 0), float_source(b, 1)))


@semantics("absneg.f")
def _absneg(b: Builder) -> None:
    _result(b, float_source(b, 0))


@semantics("sign.f")
def _sign(b: Builder) -> None:
    value = float_source(b, 0)
    one, zero = b.constant(value.type, 1.0), b.constant(value.type, 0.0)
    _result(b, value.compare("ogt", 0.0).where(one, value.compare("olt", 0.0).where(-one, zero)))


@semantics("floor.f", "ceil.f", "trunc.f", "rndne.f", "rndaz.f")
def _round(b: Builder) -> None:
    names = {"rndne.f": "roundeven", "rndaz.f": "round"}
    name = names.get(b.instruction.name, b.instruction.name.removesuffix(".f"))
    _result(b, b.intrinsic(name, float_source(b, 0)))


FLOAT_CONDITIONS = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}


@semantics("cmps.f")
def _compare(b: Builder) -> None:
    condition = FLOAT_CONDITIONS[str(b.instruction.modifiers["condition"])]
    b.write(float_source(b, 0).compare(condition, float_source(b, 1)).zext("i32"))


@semantics("mad.f32", "mad.f16")
def _mad(b: Builder) -> None:
    # Two roundings: mad is not fused on a6xx and later (Mesa 25.1, ir3_compiler_nir.c, nir_op_ffma).
    first, second, third = (float_source(b, n) for n in range(3))
    product = first * second
    if b.instruction.name == "mad.f16":
        product = b.flushed(product.fptrunc("half")).fpext("float")
    product = _kept_apart(b, product)
    _result(b, product + third)


def _kept_apart(b: Builder, value: Value) -> Value:
    """A product that no sum is to be fused with, whatever the compiler of handlers is allowed."""
    return b.call(f"llvm.arithmetic.fence.{value.type.suffix}", value.type, value)


@semantics("sel.b32", "sel.b16")
def _select(b: Builder) -> None:
    if any(b.source_operand(n).neg for n in range(3)):
        raise b.refuse("what (neg) does to sources that are bits is not known")
    kind = "b16" if b.instruction.name == "sel.b16" else "b32"
    chosen, condition, other = (b.source(n, kind) for n in range(3))
    b.write(condition.ne(0).where(chosen, other))


def f32(b: Builder) -> Type:
    """One float per lane."""
    return b.vector("float")
