"""Vector instructions of floating point numbers that compute lane by lane: VOP1, VOP2, VOP3.

Source: as vector.py.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.transcendental import cosine_of_turns, exp2, log2, scaled, sine_of_turns
from ....native.values import Value
from ..native.builder import Builder
from .vector import Compute, add, both, intrinsic, lanewise, subtract, swapped, three


def minimum_number(b: Builder, x: Value, y: Value) -> Value:
    """The smaller; a number beside a NaN; -0 below +0."""
    return b.intrinsic("minimumnum", x, y)


def maximum_number(b: Builder, x: Value, y: Value) -> Value:
    """The larger; a number beside a NaN; +0 above -0."""
    return b.intrinsic("maximumnum", x, y)


def fused(b: Builder, x: Value, y: Value, z: Value) -> Value:
    """x * y + z, rounded once."""
    if x.type.element == "half" and not b.native_half:
        wide = b.intrinsic("fma", x.fpext("double"), y.fpext("double"), z.fpext("double"))
        return b.narrowed(wide, "half")
    return b.intrinsic("fma", x, y, z)


def _unfused(b: Builder, x: Value, y: Value, z: Value) -> Value:
    return b.flushed(x * y) + z


def _zero_wins(b: Builder, x: Value, y: Value, product: Value) -> Value:
    return (x.eq(0.0) | y.eq(0.0)).where(b.constant(x.type, 0.0), product)


def _legacy_fused(b: Builder, x: Value, y: Value, z: Value) -> Value:
    return (x.eq(0.0) | y.eq(0.0)).where(z, fused(b, x, y, z))


def _legacy_unfused(b: Builder, x: Value, y: Value, z: Value) -> Value:
    return _zero_wins(b, x, y, x * y) + z


def median_of_floats(b: Builder, x: Value, y: Value, z: Value) -> Value:
    """V_MED3: the middle one; the smallest number where one is a NaN."""
    smaller, larger = minimum_number(b, x, y), maximum_number(b, x, y)
    middle = maximum_number(b, smaller, minimum_number(b, larger, z))
    strange = x.compare("uno", y) | z.compare("uno", z)
    return strange.where(minimum_number(b, smaller, z), middle)


def _three_numbers(operation: Compute) -> Compute:
    return lambda b, x, y, z: operation(b, operation(b, x, y), z)


def _both_numbers(first: Compute, second: Compute) -> Compute:
    return lambda b, x, y, z: second(b, first(b, x, y), z)


def _fract(b: Builder, x: Value) -> Value:
    below_one = {"half": 1 - 2.0**-11, "float": 1 - 2.0**-24, "double": 1 - 2.0**-53}[x.type.element]
    fraction = x - b.intrinsic("floor", x)
    return fraction.compare("ogt", below_one).where(b.constant(x.type, below_one), fraction)


_EXPONENTS = {"half": (10, 15, 0x1F), "float": (23, 127, 0xFF), "double": (52, 1023, 0x7FF)}


def _normal_parts(b: Builder, x: Value) -> tuple[Value, Value, Value]:
    """A float's integer bits with denormals made normal, its biased exponent as that makes it, and where it
    is 0, an infinity or a NaN.
    """
    width, bias, top = _EXPONENTS[x.type.element]
    integer = f"i{x.type.bits}"
    small = b.intrinsic("fabs", x).compare("olt", 2.0 ** (1 - bias))
    lifted = small.where(x * 2.0 ** (width + 1), x)
    bits = lifted.bits(integer)
    exponent = (bits >> width) & top
    special = exponent.eq(top) | x.eq(0.0)
    return bits, exponent - small.where(b.constant(exponent.type, width + 1), 0), special


def _frexp_mantissa(b: Builder, x: Value) -> Value:
    width, bias, top = _EXPONENTS[x.type.element]
    bits, _, special = _normal_parts(b, x)
    half = (bits & ~(top << width)) | ((bias - 1) << width)
    return special.where(x, half.bits(x.type.element))


def _frexp_exponent(result: str) -> Compute:
    def exponent(b: Builder, x: Value) -> Value:
        _, bias, _ = _EXPONENTS[x.type.element]
        _, biased, special = _normal_parts(b, x)
        return special.where(b.constant(biased.type, 0), biased - (bias - 1)).fit(result, signed=True)

    return exponent


def _ldexp(b: Builder, x: Value, n: Value) -> Value:
    result = scaled(b, x.fpext("double"), n.fit("i64", signed=True))
    return b.narrowed(result, x.type.element)


# ---- transcendental --------------------------------------------------------------------------------------


def smooth(function: Callable[[Builder, Value], Value]) -> Compute:
    """Computed in double, rounded once. The f32 units neither take nor give denormals, whatever MODE says
    (LLVM, AMDGPULegalizerInfo: legalizeFlog2, legalizeFExp2 scale around them); those of f16 do.
    """

    def compute(b: Builder, x: Value) -> Value:
        element = x.type.element
        if element == "float":
            x = b.without_denormals(x)
        result = b.narrowed(function(b, x.fpext("double")), element)
        return b.without_denormals(result) if element == "float" else result

    return compute


def _sine(function: Callable[[Builder, Value], Value]) -> Callable[[Builder, Value], Value]:
    """Valid for up to 256 turns; beyond, and for no number, as the ISA says."""

    def compute(b: Builder, x: Value) -> Value:
        infinite = b.intrinsic("fabs", x).eq(float("inf"))
        return infinite.where(b.constant(x.type, float("nan")), function(b, x))

    return compute


def reciprocal(b: Builder, x: Value) -> Value:
    """1 / x."""
    return 1.0 / x


def reciprocal_root(b: Builder, x: Value) -> Value:
    """1 / sqrt(x)."""
    return 1.0 / b.intrinsic("sqrt", x)


_FLOATS: dict[str, tuple[str, Compute]] = {}
for _kind in ("f16", "f32", "f64"):
    _FLOATS |= {
        f"v_add_{_kind}": (f"{_kind} {_kind}", add),
        f"v_sub_{_kind}": (f"{_kind} {_kind}", subtract),
        f"v_subrev_{_kind}": (f"{_kind} {_kind}", swapped(subtract)),
        f"v_mul_{_kind}": (f"{_kind} {_kind}", lambda b, x, y: x * y),
        f"v_min_{_kind} v_min_num_{_kind}": (f"{_kind} {_kind}", minimum_number),
        f"v_max_{_kind} v_max_num_{_kind}": (f"{_kind} {_kind}", maximum_number),
        f"v_minimum_{_kind}": (f"{_kind} {_kind}", intrinsic("minimum")),
        f"v_maximum_{_kind}": (f"{_kind} {_kind}", intrinsic("maximum")),
        f"v_min3_{_kind} v_min3_num_{_kind}": (f"{_kind} {_kind} {_kind}", _three_numbers(minimum_number)),
        f"v_max3_{_kind} v_max3_num_{_kind}": (f"{_kind} {_kind} {_kind}", _three_numbers(maximum_number)),
        f"v_med3_{_kind} v_med3_num_{_kind}": (f"{_kind} {_kind} {_kind}", median_of_floats),
        f"v_minimum3_{_kind}": (f"{_kind} {_kind} {_kind}", three("minimum")),
        f"v_maximum3_{_kind}": (f"{_kind} {_kind} {_kind}", three("maximum")),
        f"v_maxmin_{_kind} v_maxmin_num_{_kind}": (
            f"{_kind} {_kind} {_kind}",
            _both_numbers(maximum_number, minimum_number),
        ),
        f"v_minmax_{_kind} v_minmax_num_{_kind}": (
            f"{_kind} {_kind} {_kind}",
            _both_numbers(minimum_number, maximum_number),
        ),
        f"v_maximumminimum_{_kind}": (f"{_kind} {_kind} {_kind}", both("maximum", "minimum")),
        f"v_minimummaximum_{_kind}": (f"{_kind} {_kind} {_kind}", both("minimum", "maximum")),
        f"v_fma_{_kind}": (f"{_kind} {_kind} {_kind}", fused),
        f"v_fmac_{_kind}": (f"{_kind} {_kind} d:{_kind}", fused),
        f"v_fmamk_{_kind}": (f"{_kind} {_kind} {_kind}", fused),
        f"v_fmaak_{_kind}": (f"{_kind} {_kind} {_kind}", fused),
        f"v_mad_{_kind} v_mad_legacy_{_kind}": (f"{_kind} {_kind} {_kind}", _unfused),
        f"v_mac_{_kind}": (f"{_kind} {_kind} d:{_kind}", _unfused),
        f"v_madmk_{_kind}": (f"{_kind} {_kind} {_kind}", _unfused),
        f"v_madak_{_kind}": (f"{_kind} {_kind} {_kind}", _unfused),
        f"v_trunc_{_kind}": (_kind, intrinsic("trunc")),
        f"v_ceil_{_kind}": (_kind, intrinsic("ceil")),
        f"v_rndne_{_kind}": (_kind, intrinsic("roundeven")),
        f"v_floor_{_kind}": (_kind, intrinsic("floor")),
        f"v_fract_{_kind}": (_kind, _fract),
        f"v_frexp_mant_{_kind}": (_kind, _frexp_mantissa),
    }
_FLOATS |= {
    "v_mad_legacy_f32": ("f32 f32 f32", _legacy_unfused),
    "v_frexp_exp_i32_f32": ("f32", _frexp_exponent("i32")),
    "v_frexp_exp_i32_f64": ("f64", _frexp_exponent("i32")),
    "v_frexp_exp_i16_f16": ("f16", _frexp_exponent("i16")),
    "v_ldexp_f16": ("f16 i16", _ldexp),
    "v_ldexp_f32": ("f32 i32", _ldexp),
    "v_ldexp_f64": ("f64 i32", _ldexp),
    "v_mul_legacy_f32 v_mul_dx9_zero_f32": ("f32 f32", lambda b, x, y: _zero_wins(b, x, y, x * y)),
    "v_fma_legacy_f32 v_fma_dx9_zero_f32": ("f32 f32 f32", _legacy_fused),
    "v_fmac_legacy_f32 v_fmac_dx9_zero_f32": ("f32 f32 d:f32", _legacy_fused),
    "v_mac_legacy_f32": ("f32 f32 d:f32", _legacy_unfused),
    "v_mullit_f32": ("f32 f32 f32", lambda b, x, y, z: _zero_wins(b, x, y, x * y)),
    "v_exp_f32 v_exp_legacy_f32": ("f32", smooth(exp2)),
    "v_exp_f16": ("f16", smooth(exp2)),
    "v_log_f32 v_log_legacy_f32": ("f32", smooth(log2)),
    "v_log_f16": ("f16", smooth(log2)),
    "v_rcp_f32 v_rcp_iflag_f32": ("f32", smooth(reciprocal)),
    "v_rcp_f16": ("f16", smooth(reciprocal)),
    "v_rcp_f64": ("f64", reciprocal),
    "v_rsq_f32": ("f32", smooth(reciprocal_root)),
    "v_rsq_f16": ("f16", smooth(reciprocal_root)),
    "v_rsq_f64": ("f64", reciprocal_root),
    "v_sqrt_f32": ("f32", smooth(intrinsic("sqrt"))),
    "v_sqrt_f16": ("f16", smooth(intrinsic("sqrt"))),
    "v_sqrt_f64": ("f64", intrinsic("sqrt")),
    "v_sin_f32": ("f32", smooth(_sine(sine_of_turns))),
    "v_sin_f16": ("f16", smooth(_sine(sine_of_turns))),
    "v_cos_f32": ("f32", smooth(_sine(cosine_of_turns))),
    "v_cos_f16": ("f16", smooth(_sine(cosine_of_turns))),
    "v_prng_b32": (
        "u32",
        lambda b, x: (x << 1) ^ (x.sar(31) & 0xC5),
    ),
}
del _FLOATS["v_mad_f32 v_mad_legacy_f32"]
_FLOATS["v_fma_legacy_f16"] = ("f16 f16 f16", fused)
_FLOATS["v_mad_f32"] = ("f32 f32 f32", _unfused)

for _names, (_sources, _compute) in _FLOATS.items():
    lanewise(_names, _sources, _compute)
