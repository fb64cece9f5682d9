"""Vector conversions between number formats.

Source: "RDNA3 ISA", 16.8 and 16.13, V_CVT_*; OCP 8-bit floats: "CDNA3 ISA", V_CVT_PK_FP8_F32 and its
neighbours.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Value
from ..native.builder import Builder
from .vector import Compute, lanewise


def to_integer(b: Builder, x: Value, element: str, signed: bool) -> Value:
    """A float's whole part; the nearest the integer can hold; 0 for a NaN."""
    target = x.type.of(element)
    name = "fptosi" if signed else "fptoui"
    return b.call(f"llvm.{name}.sat.{target.suffix}.{x.type.suffix}", target, x)


def _integer(element: str, signed: bool, first: str | None = None) -> Compute:
    def convert(b: Builder, x: Value) -> Value:
        if x.type.element == "half":
            x = x.fpext("float")
        return to_integer(b, b.intrinsic(first, x) if first else x, element, signed)

    return convert


def _nearest(b: Builder, x: Value) -> Value:
    return to_integer(b, b.intrinsic("floor", x.fpext("double") + 0.5), "i32", True)


def _float(element: str, signed: bool) -> Compute:
    def convert(b: Builder, x: Value) -> Value:
        if element == "half":
            return x.to_float("float", signed).fptrunc("half")
        return x.to_float(element, signed)

    return convert


def _byte(n: int) -> Compute:
    return lambda b, x: ((x >> 8 * n) & 0xFF).to_float("float")


def _offset_four_bits(b: Builder, x: Value) -> Value:
    """V_CVT_OFF_F32_I4: a signed 4-bit number in sixteenths."""
    return ((x << 28).sar(28)).to_float("float", signed=True) * 0.0625


def half_toward_zero(b: Builder, x: Value) -> Value:
    """An f32 as f16, rounded toward zero."""
    near = x.fptrunc("half")
    beyond = b.intrinsic("fabs", near.fpext("float")).compare("ogt", b.intrinsic("fabs", x))
    return (near.bits("i16") - beyond.zext("i16")).bits("half")


def together(low: Value, high: Value) -> Value:
    """Two vectors of 16 bits as the halves of one of i32."""
    return low.bits("i16").zext("i32") | (high.bits("i16").zext("i32") << 16)


def _pack_halves(b: Builder, x: Value, y: Value) -> Value:
    return together(half_toward_zero(b, b.flushed(x)), half_toward_zero(b, b.flushed(y)))


def _clipped(low: int, high: int) -> Callable[[Builder, Value], Value]:
    return lambda b, x: b.intrinsic("smin", b.intrinsic("smax", x, low), high)


def _pack_signed(b: Builder, x: Value, y: Value) -> Value:
    clip = _clipped(-32768, 32767)
    return together(clip(b, x).trunc("i16"), clip(b, y).trunc("i16"))


def _pack_unsigned(b: Builder, x: Value, y: Value) -> Value:
    return together(b.intrinsic("umin", x, 0xFFFF).trunc("i16"), b.intrinsic("umin", y, 0xFFFF).trunc("i16"))


def _normalised(b: Builder, x: Value, signed: bool) -> Value:
    wide = x.fpext("float") if x.type.element == "half" else x
    clipped = b.intrinsic("minimumnum", b.intrinsic("maximumnum", wide, -1.0 if signed else 0.0), 1.0)
    clipped = wide.compare("uno", wide).where(b.constant(wide.type, 0.0), clipped)
    scaled = b.intrinsic("roundeven", clipped * (32767.0 if signed else 65535.0))
    return to_integer(b, scaled, "i32", True).trunc("i16")


def _normalise(signed: bool) -> Compute:
    return lambda b, x: _normalised(b, x, signed)


def _pack_normalised(signed: bool) -> Compute:
    return lambda b, x, y: together(_normalised(b, x, signed), _normalised(b, y, signed))


def _pack_whole(signed: bool) -> Compute:
    return lambda b, x, y: together(to_integer(b, x, "i16", signed), to_integer(b, y, "i16", signed))


def _pack_byte(b: Builder, x: Value, at: Value, old: Value) -> Value:
    shift = (at & 3) << 3
    byte = to_integer(b, b.intrinsic("roundeven", x), "i8", False).zext("i32")
    return (old & ~(b.lift(0xFF, old.type) << shift)) | (byte << shift)


def _pack_two(b: Builder, x: Value, y: Value) -> Value:
    return together(x, y)


_CONVERSIONS: dict[str, tuple[str, Compute]] = {
    "v_cvt_f32_i32": ("i32", _float("float", True)),
    "v_cvt_f32_u32": ("u32", _float("float", False)),
    "v_cvt_f64_i32": ("i32", _float("double", True)),
    "v_cvt_f64_u32": ("u32", _float("double", False)),
    "v_cvt_f16_i16": ("i16", _float("half", True)),
    "v_cvt_f16_u16": ("u16", _float("half", False)),
    "v_cvt_i32_f32": ("f32", _integer("i32", True)),
    "v_cvt_u32_f32": ("f32", _integer("i32", False)),
    "v_cvt_i32_f64": ("f64", _integer("i32", True)),
    "v_cvt_u32_f64": ("f64", _integer("i32", False)),
    "v_cvt_i16_f16": ("f16", _integer("i16", True)),
    "v_cvt_u16_f16": ("f16", _integer("i16", False)),
    "v_cvt_rpi_i32_f32 v_cvt_nearest_i32_f32": ("f32", _nearest),
    "v_cvt_flr_i32_f32 v_cvt_floor_i32_f32": ("f32", _integer("i32", True, "floor")),
    "v_cvt_f16_f32": ("f32", lambda b, x: x.fptrunc("half")),
    "v_cvt_f32_f16": ("f16", lambda b, x: x.fpext("float")),
    "v_cvt_f32_f64": ("f64", lambda b, x: x.fptrunc("float")),
    "v_cvt_f64_f32": ("f32", lambda b, x: x.fpext("double")),
    "v_cvt_f32_bf16": ("bf16", lambda b, x: x.fpext("float")),
    "v_cvt_f32_ubyte0": ("u32", _byte(0)),
    "v_cvt_f32_ubyte1": ("u32", _byte(1)),
    "v_cvt_f32_ubyte2": ("u32", _byte(2)),
    "v_cvt_f32_ubyte3": ("u32", _byte(3)),
    "v_cvt_off_f32_i4": ("u32", _offset_four_bits),
    "v_cvt_norm_i16_f16": ("f16", _normalise(True)),
    "v_cvt_norm_u16_f16": ("f16", _normalise(False)),
    "v_cvt_pkrtz_f16_f32 v_cvt_pk_rtz_f16_f32": ("f32 f32", _pack_halves),
    "v_cvt_pk_i16_i32": ("i32 i32", _pack_signed),
    "v_cvt_pk_u16_u32": ("u32 u32", _pack_unsigned),
    "v_cvt_pknorm_i16_f32 v_cvt_pk_norm_i16_f32": ("f32 f32", _pack_normalised(True)),
    "v_cvt_pknorm_u16_f32 v_cvt_pk_norm_u16_f32": ("f32 f32", _pack_normalised(False)),
    "v_cvt_pknorm_i16_f16 v_cvt_pk_norm_i16_f16": ("f16 f16", _pack_normalised(True)),
    "v_cvt_pknorm_u16_f16 v_cvt_pk_norm_u16_f16": ("f16 f16", _pack_normalised(False)),
    "v_cvt_pk_i16_f32": ("f32 f32", _pack_whole(True)),
    "v_cvt_pk_u16_f32": ("f32 f32", _pack_whole(False)),
    "v_cvt_pk_u8_f32": ("f32 u32 u32", _pack_byte),
    "v_pack_b32_f16": ("f16 f16", _pack_two),
}

for _names, (_sources, _compute) in _CONVERSIONS.items():
    lanewise(_names, _sources, _compute)
