"""V_DIV_SCALE, V_DIV_FMAS and V_DIV_FIXUP: the three instructions that make a quotient right at the ends of
the range.

Source: "RDNA3 ISA", 16.13, V_DIV_SCALE_F32 and its neighbours, with three corrections that the pseudo-code
needs to give right quotients. A divisor whose reciprocal would be denormal is scaled down (it says up, which
would overflow), and V_DIV_FMAS scales by 2**64 (f64: 2**128) up or down, by the size of the quotient (it says
up by 2**32 or 2**64); both follow from what V_DIV_SCALE did to the operands. V_DIV_FIXUP makes an infinity of
a quotient whose exponents say that it is too large (it tests the divisor's exponent for 255, which cannot be
there): the estimate then is a NaN.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Value
from ..native import wave
from .floats import fused
from .handlers import Builder, semantics

# f32, f64: mantissa bits, bias, scale's exponent, the difference of exponents near the largest quotient, the
# exponent of a tiny numerator, the difference of exponents below the smallest quotient.
_SHAPES = {"f32": (23, 127, 64, 96, 23, -150), "f64": (52, 1023, 128, 768, 53, -1075)}


def _exponent(x: Value) -> Value:
    width = {"half": 10, "float": 23, "double": 52}[x.type.element]
    return (x.bits(f"i{x.type.bits}") >> width) & ((1 << (x.type.bits - 1 - width)) - 1)


def _is_denormal(b: Builder, x: Value, smallest: float) -> Value:
    magnitude = b.intrinsic("fabs", x)
    return magnitude.compare("olt", smallest) & magnitude.compare("ogt", 0.0)


def _scale(kind: str) -> Callable[[Builder], None]:
    _, bias, power, near_maximum, tiny, _ = _SHAPES[kind]

    def scale(b: Builder) -> None:
        value, divisor, numerator = (b.source(n, kind) for n in (2, 3, 4))
        smallest = 2.0 ** (1 - bias)
        wide_divisor, wide_numerator = divisor.fpext("double"), numerator.fpext("double")
        is_divisor, is_numerator = value.eq(divisor), value.eq(numerator)
        zero = numerator.eq(0.0) | divisor.eq(0.0)
        huge = (_exponent(numerator) - _exponent(divisor)).compare("sge", near_maximum)
        denormal_divisor = _is_denormal(b, divisor, smallest)
        denormal_reciprocal = _is_denormal(b, 1.0 / wide_divisor, smallest)
        denormal_quotient = _is_denormal(b, wide_numerator / wide_divisor, smallest)
        small = _exponent(numerator).compare("ule", tiny)
        up, down = value * 2.0**power, value * 2.0**-power
        result = small.where(up, value)
        result = denormal_quotient.where(is_numerator.where(up, value), result)
        result = denormal_reciprocal.where(down, result)
        result = (denormal_reciprocal & denormal_quotient).where(is_divisor.where(down, value), result)
        result = denormal_divisor.where(up, result)
        result = huge.where(is_divisor.where(up, value), result)
        result = zero.where(b.constant(value.type, float("nan")), result)
        flag = ~zero & (huge | (~denormal_divisor & denormal_quotient))
        b.write_mask_result(1, flag)
        b.write(0, result)

    return scale


def _fmas(kind: str) -> Callable[[Builder], None]:
    _, bias, power, *_ = _SHAPES[kind]

    def fmas(b: Builder) -> None:
        x, y, z = (b.source(n, kind) for n in (1, 2, 3))
        scaled = b.mask_to_lanes(b.sgpr(wave.VCC, b.mask_element))
        result = fused(b, x, y, z)
        up = _exponent(z).compare("ugt", bias)
        # Scaling is part of the one rounding, or small quotients would not be the nearest ones. (Of f64,
        # for which there is nothing wider, they are rounded twice here.)
        wide = result
        if kind == "f32":
            wide = fused(b, *(each.fpext("double") for each in (x, y, z)))
        factor = up.where(b.constant(wide.type, 2.0**power), 2.0**-power)
        product = wide * factor
        b.write(0, scaled.where(product.fptrunc("float") if kind == "f32" else product, result))

    return fmas


def _fixup(kind: str) -> Callable[[Builder], None]:
    def fixup(b: Builder) -> None:
        quotient, divisor, numerator = (b.source(n, kind) for n in (1, 2, 3))
        element = quotient.type.element
        bits = quotient.type.bits
        sign = (divisor.bits(f"i{bits}") ^ numerator.bits(f"i{bits}")) & (1 << (bits - 1))

        def signed(magnitude: Value) -> Value:
            return (magnitude.bits(f"i{bits}") | sign).bits(element)

        large, zero = b.constant(quotient.type, float("inf")), b.constant(quotient.type, 0.0)
        size, over = b.intrinsic("fabs", divisor), b.intrinsic("fabs", numerator)
        result = signed(b.intrinsic("fabs", quotient))
        if kind in _SHAPES:
            below = (_exponent(numerator) - _exponent(divisor)).compare("slt", _SHAPES[kind][5])
            beyond = (_exponent(numerator) - _exponent(divisor)).compare("sgt", _SHAPES[kind][1] + 1)
            result = beyond.where(signed(large), below.where(signed(zero), result))
        nothing = size.eq(float("inf")) | numerator.eq(0.0)
        result = nothing.where(signed(zero), result)
        everything = divisor.eq(0.0) | over.eq(float("inf"))
        result = everything.where(signed(large), result)
        undefined = (divisor.eq(0.0) & numerator.eq(0.0)) | (size.eq(float("inf")) & over.eq(float("inf")))
        result = undefined.where(b.constant(quotient.type, float("nan")), result)
        result = divisor.compare("uno", divisor).where(divisor, result)
        b.write(0, numerator.compare("uno", numerator).where(numerator, result))

    return fixup


for _kind in ("f32", "f64"):
    semantics(f"v_div_scale_{_kind}")(_scale(_kind))
    semantics(f"v_div_fmas_{_kind}")(_fmas(_kind))
    semantics(f"v_div_fixup_{_kind}")(_fixup(_kind))
semantics("v_div_fixup_f16", "v_div_fixup_legacy_f16")(_fixup("f16"))
