"""Conversions of 8-bit floats and tfloat32 for which a card has instructions, as tables for its target.

A table has what stands in for the code of `float8`, which takes a dozen instructions: (dtype's name, other's
name) -> how it is written. Each gives the same as that code, but for the payloads of NaN.

Sources: "PTX ISA", cvt; LLVM's IntrinsicsNVVM.td and IntrinsicsAMDGPU.td; "RDNA4 ISA", V_CVT_PK_FP8_F32 and
its siblings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ..llvm.vectors import Elementwise, Floats, Writer, intrinsic, literal, splat, vector_of

# From here on what is rounded to float8_e5m2 is infinite: half a step past its greatest value.
_E5M2_INFINITE_FROM = dtypes.float8_e5m2.finite + 2.0**12
_TFLOAT32_BITS = -1 << (dtypes.float32.fraction_bits - dtypes.tfloat32.fraction_bits)

_E4M3, _E5M2 = dtypes.float8_e4m3fn, dtypes.float8_e5m2


def _even(w: Writer, scalar: str, lanes: int, x: str) -> str:
    """A vector of an even number of elements: one alone is followed by a zero, since poison would spread."""
    if lanes > 1:
        return x
    return w.emit(f"insertelement <2 x {scalar}> zeroinitializer, {scalar} {x}, i64 0")


def _first(w: Writer, scalar: str, lanes: int, x: str) -> str:
    """The inverse of `_even`."""
    return x if lanes > 1 else w.emit(f"extractelement <2 x {scalar}> {x}, i64 0")


def _widened(pair: Callable[[Writer, str], str], scalar: str, w: Writer, lanes: int, x: str) -> str:
    """Codes as floats, two by two: `pair` takes an i16 of two codes to two elements of `scalar`."""
    count = max(lanes, 2)
    codes = _even(w, "i8", lanes, x)
    words = w.emit(f"bitcast <{count} x i8> {codes} to {vector_of('i16', count // 2)}")
    result = "poison"
    for number in range(count // 2):
        word = words
        if count > 2:
            word = w.emit(f"extractelement <{count // 2} x i16> {words}, i64 {number}")
        both = pair(w, word)
        for part in range(2):
            one = w.emit(f"extractelement <2 x {scalar}> {both}, i64 {part}")
            result = w.emit(
                f"insertelement <{count} x {scalar}> {result}, {scalar} {one}, i64 {2 * number + part}"
            )
    return _first(w, scalar, lanes, result)


def _narrowed(pair: Callable[[Writer, str, str], str], w: Writer, lanes: int, x: str) -> str:
    """Floats as codes, two by two: `pair` takes two floats to an i16 of two codes, the first one's lower."""
    count = max(lanes, 2)
    floats = _even(w, "float", lanes, x)
    result = "poison"
    for number in range(count // 2):
        low, high = (
            w.emit(f"extractelement <{count} x float> {floats}, i64 {2 * number + part}") for part in range(2)
        )
        word = pair(w, low, high)
        result = w.emit(f"insertelement <{count // 2} x i16> {result}, i16 {word}, i64 {number}")
    codes = w.emit(f"bitcast <{count // 2} x i16> {result} to <{count} x i8>")
    return _first(w, "i8", lanes, codes)


# NVIDIA's


def _halves_of_pair(kind: str, w: Writer, word: str) -> str:
    name = f"@llvm.nvvm.{kind}x2.to.f16x2.rn"
    w.declare(f"declare <2 x half> {name}(i16)")
    return w.emit(f"call <2 x half> {name}(i16 {word})")


def _singles_by_halves(kind: str, w: Writer, lanes: int, x: str) -> str:
    halves = _widened(partial(_halves_of_pair, kind), "half", w, lanes, x)
    return w.emit(f"fpext {vector_of('half', lanes)} {halves} to {vector_of('float', lanes)}")


def _pair_of_singles(kind: str, w: Writer, low: str, high: str) -> str:
    name = f"@llvm.nvvm.ff.to.{kind}x2.rn"
    w.declare(f"declare i16 {name}(float, float)")
    # Its first operand goes to the upper half.
    return w.emit(f"call i16 {name}(float {high}, float {low})")


def _pair_of_e5m2(w: Writer, low: str, high: str) -> str:
    """The instruction stays at the greatest value, where infinity is wanted: the code after it."""
    word = _pair_of_singles("e5m2", w, low, high)
    for step, x in ((1, low), (1 << 8, high)):
        size = intrinsic(w, "fabs", "float", 1, x)
        beyond = w.emit(f"fcmp oge float {size}, {literal(_E5M2_INFINITE_FROM, dtypes.float32)}")
        word = w.emit(f"add i16 {word}, {w.emit(f'select i1 {beyond}, i16 {step}, i16 0')}")
    return word


def _to_tfloat32(w: Writer, lanes: int, x: str) -> str:
    w.declare("declare i32 @llvm.nvvm.f2tf32.rna(float)")
    f, result = Floats(w, lanes), "poison"
    for lane in range(lanes):
        one = x if lanes == 1 else w.emit(f"extractelement {f.type} {x}, i64 {lane}")
        word = w.emit(f"call i32 @llvm.nvvm.f2tf32.rna(float {one})")
        result = (
            word if lanes == 1 else w.emit(f"insertelement {f.int_type} {result}, i32 {word}, i64 {lane}")
        )
    # What is below a tfloat32 is not said to be zero.
    return f.as_float(f.integer("and", result, splat(str(_TFLOAT32_BITS), "i32", lanes)))


def _table(entries: Mapping[tuple[DType, DType], Elementwise]) -> Mapping[tuple[str, str], Elementwise]:
    return {(source.name, target.name): write for (source, target), write in entries.items()}


NVIDIA_FLOAT8 = _table(
    {
        (_E4M3, dtypes.float16): partial(_widened, partial(_halves_of_pair, "e4m3"), "half"),
        (_E4M3, dtypes.float32): partial(_singles_by_halves, "e4m3"),
        (dtypes.float32, _E4M3): partial(_narrowed, partial(_pair_of_singles, "e4m3")),
        (_E5M2, dtypes.float16): partial(_widened, partial(_halves_of_pair, "e5m2"), "half"),
        (_E5M2, dtypes.float32): partial(_singles_by_halves, "e5m2"),
        (dtypes.float32, _E5M2): partial(_narrowed, _pair_of_e5m2),
    }
)
NVIDIA_TFLOAT32 = _table({(dtypes.float32, dtypes.tfloat32): _to_tfloat32})


# AMD's, where they are for OCP's formats


def _singles_of_pair(kind: str, w: Writer, word: str) -> str:
    name = f"@llvm.amdgcn.cvt.pk.f32.{kind}"
    w.declare(f"declare <2 x float> {name}(i32, i1 immarg)")
    return w.emit(f"call <2 x float> {name}(i32 {w.emit(f'zext i16 {word} to i32')}, i1 false)")


def _packed_singles(kind: str, w: Writer, low: str, high: str) -> str:
    name = f"@llvm.amdgcn.cvt.pk.{kind}.f32"
    w.declare(f"declare i32 {name}(float, float, i32, i1 immarg)")
    packed = w.emit(f"call i32 {name}(float {low}, float {high}, i32 poison, i1 false)")
    return w.emit(f"trunc i32 {packed} to i16")


def _bounded_e4m3(w: Writer, lanes: int, x: str) -> str:
    """The instruction makes of what is too large no number, where the greatest value is wanted."""
    f, most = Floats(w, lanes), _E4M3.finite
    x = intrinsic(w, "minimum", "float", lanes, x, f.const(most))
    x = intrinsic(w, "maximum", "float", lanes, x, f.const(-most))
    return _narrowed(partial(_packed_singles, "fp8"), w, lanes, x)


AMD_FLOAT8 = _table(
    {
        (_E4M3, dtypes.float32): partial(_widened, partial(_singles_of_pair, "fp8"), "float"),
        (_E5M2, dtypes.float32): partial(_widened, partial(_singles_of_pair, "bf8"), "float"),
        (dtypes.float32, _E4M3): _bounded_e4m3,
        (dtypes.float32, _E5M2): partial(_narrowed, partial(_packed_singles, "bf8")),
    }
)
