"""Conversions to and from floats of 8 bits.

Source: "CDNA3 ISA", 12.8 and 12.11, V_CVT_F32_FP8, V_CVT_PK_FP8_F32, V_CVT_SR_FP8_F32 and those of BF8;
"RDNA4 ISA", the same. What does not fit becomes a NaN, or an infinity in the format that has one: FP16_OVFL
of MODE, which would make it the largest number, is taken to be off.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Value
from ..native.fp8 import Format, decode, format_of
from .handlers import Builder, semantics


def encode(b: Builder, x: Value, layout: Format) -> Value:
    """Single precision as 8-bit floats in an i32 below 256, to nearest even."""
    # Scaled so that a double's exponent field is the small format's, denormals included, whose bits then are
    # on top.
    magnitude = (b.intrinsic("fabs", x).fpext("double") * 2.0 ** (layout.bias - 1023)).bits("i64")
    shift = 52 - layout.mantissa_bits
    code = ((magnitude + ((1 << (shift - 1)) - 1) + ((magnitude >> shift) & 1)) >> shift).trunc("i32")
    sign = (x.bits("i32") >> 24) & 0x80
    if layout.nan_from is None:
        code = code.eq(0).where(code, code | sign)
        bad = (
            (code & ~sign).compare("ugt", 0x7F)
            | x.compare("uno", x)
            | magnitude.compare("uge", 0x80 << shift)
        )
        return bad.where(b.constant(code.type, 0x80), code)
    top = layout.infinity if layout.infinity is not None else layout.nan_from
    code = code.compare("uge", top).where(b.constant(code.type, top), code)
    code = x.compare("uno", x).where(b.constant(code.type, 0x7F), code)
    return code | sign


def _selected(b: Builder, wanted: str) -> int:
    """Which byte or word of its register a source outside SDWA is."""
    selection = b.modifier("byte_sel") or b.modifier("op_sel")
    # op_sel[0] is the high bit of a byte's number, op_sel[1] the low one (LLVM, SIInstrInfo, byte_sel).
    if wanted == "byte" and not b.modifier("byte_sel"):
        return (selection & 1) << 1 | selection >> 1 & 1
    return selection & (3 if wanted == "byte" else 1)


def _to_single(kind: str) -> Callable[[Builder], None]:
    def convert(b: Builder) -> None:
        byte = (b.source(1, "b32") >> 8 * _selected(b, "byte")) & 0xFF
        b.write(0, decode(b, byte, format_of(kind, b.features)))

    return convert


def _pair_to_single(kind: str) -> Callable[[Builder], None]:
    def convert(b: Builder) -> None:
        word = b.source(1, "b32") >> 16 * _selected(b, "word")
        results = [decode(b, (word >> 8 * at) & 0xFF, format_of(kind, b.features)) for at in range(2)]
        for dword, result in enumerate(results):
            b.write_row(0, b.finished(result).bits("i32"), dword)

    return convert


def _pair_from_single(kind: str) -> Callable[[Builder], None]:
    def convert(b: Builder) -> None:
        layout = format_of(kind, b.features)
        low, high = (encode(b, b.source(n, "f32"), layout) for n in (1, 2))
        word, old = low | (high << 8), b.row(0)
        upper = b.modifier("op_sel") >> 3 & 1
        b.write_row(0, (old & 0xFFFF) | (word << 16) if upper else (old & 0xFFFF0000) | word)

    return convert


def _stochastic(kind: str) -> Callable[[Builder], None]:
    def convert(b: Builder) -> None:
        """The random bits of source 1 are added below the mantissa's last bit; the rest is cut off by
        rounding."""
        layout = format_of(kind, b.features)
        bits, noise = b.source(1, "f32").bits("i32"), b.source(2, "u32")
        kept = 23 - layout.mantissa_bits
        mantissa = (bits & 0x7FFFFF) + (noise >> (32 - kept))
        carried = (bits & 0xFF800000) + mantissa
        cut = (carried & ~((1 << kept) - 1)).bits("float")
        strange = ((bits >> 23) & 0xFF).eq(0xFF)
        byte = encode(b, strange.where(bits.bits("float"), cut), layout)
        at = 8 * (b.modifier("byte_sel") or b.modifier("op_sel") >> 2 & 3)
        b.write_row(0, (b.row(0) & ~(0xFF << at)) | (byte << at))

    return convert


for _kind in ("fp8", "bf8"):
    semantics(f"v_cvt_f32_{_kind}")(_to_single(_kind))
    semantics(f"v_cvt_pk_f32_{_kind}")(_pair_to_single(_kind))
    semantics(f"v_cvt_pk_{_kind}_f32")(_pair_from_single(_kind))
    semantics(f"v_cvt_sr_{_kind}_f32")(_stochastic(_kind))
