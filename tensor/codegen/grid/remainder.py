"""The remainder of a division of floats, exact, for targets whose own is not.

LLVM writes `frem` for NVPTX as `x - y * trunc(x / y)` (NVPTXISelLowering.cpp, LowerFREM), which is off as
soon as the quotient needs more bits than the type has, and is not NaN for an infinite x.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...graph import dtype as dtypes
from ...graph.node import Op
from ..llvm.vector_math import Elementwise, floored, literal, vector_of
from .target import Writer


@dataclass(frozen=True)
class _Format:
    """A format of IEEE 754: its dtype, type and suffix in LLVM, and the bits of its fraction."""

    dtype: dtypes.DType
    scalar: str
    suffix: str
    bits: int
    fraction: int


_SINGLE = _Format(dtypes.float32, "float", "f32", 32, 23)
_DOUBLE = _Format(dtypes.float64, "double", "f64", 64, 52)


def _normalised(kind: _Format, name: str) -> str:
    """Of the positive float with the bits %<name>: its whole significand %m.<name> and exponent %e.<name>."""
    whole, spare, n = f"i{kind.bits}", kind.bits - 1 - kind.fraction, name
    return f"""
  %high.{n} = lshr {whole} %{n}, {kind.fraction}
  %low.{n} = and {whole} %{n}, {2**kind.fraction - 1}
  %subnormal.{n} = icmp eq {whole} %high.{n}, 0
  %zeros.{n} = call {whole} @llvm.ctlz.{whole}({whole} %low.{n}, i1 false)
  %by.{n} = sub {whole} %zeros.{n}, {spare}
  %moved.{n} = shl {whole} %low.{n}, %by.{n}
  %less.{n} = sub {whole} 1, %by.{n}
  %hidden.{n} = or {whole} %low.{n}, {2**kind.fraction}
  %m.{n} = select i1 %subnormal.{n}, {whole} %moved.{n}, {whole} %hidden.{n}
  %e.{n} = select i1 %subnormal.{n}, {whole} %less.{n}, {whole} %high.{n}"""


def _remainder(w: Writer, kind: _Format) -> str:
    """A function of the module: C's fmod.

    A quotient that the type holds exactly is found by a division, which rounds it up to the next whole number
    at worst, so that the rest is exact and below zero then. Any other is divided digit by digit, as many bits
    at a time as the significand leaves free in its word.
    """
    real, whole, spare = kind.scalar, f"i{kind.bits}", kind.bits - 1 - kind.fraction
    name, infinity = f"@remainder.{kind.suffix}", literal(float("inf"), kind.dtype)
    nan, zero = literal(float("nan"), kind.dtype), literal(0.0, kind.dtype)
    for function, types in (("fabs", real), ("trunc", real), ("fma", ", ".join([real] * 3))):
        w.declare(f"declare {real} @llvm.{function}.{kind.suffix}({types})")
    w.declare(f"declare {real} @llvm.copysign.{kind.suffix}({real}, {real})")
    w.declare(f"declare {whole} @llvm.ctlz.{whole}({whole}, i1)")
    w.declare(f"declare {whole} @llvm.umin.{whole}({whole}, {whole})")
    w.declare(
        f"""define internal {real} {name}({real} %x, {real} %y) alwaysinline nounwind {{
  %a = call {real} @llvm.fabs.{kind.suffix}({real} %x)
  %b = call {real} @llvm.fabs.{kind.suffix}({real} %y)
  %quotient = fdiv {real} %a, %b
  %count = call {real} @llvm.trunc.{kind.suffix}({real} %quotient)
  %negative = fneg {real} %count
  %rest = call {real} @llvm.fma.{kind.suffix}({real} %negative, {real} %b, {real} %a)
  %below = fcmp olt {real} %rest, {zero}
  %again = fadd {real} %rest, %b
  %near = select i1 %below, {real} %again, {real} %rest
  %smaller = fcmp olt {real} %a, %b
  %short = select i1 %smaller, {real} %a, {real} %near
  %fits = fcmp olt {real} %quotient, {literal(2.0 ** (kind.fraction + 1), kind.dtype)}
  %easy = or i1 %smaller, %fits
  br i1 %easy, label %done, label %rare
rare:
  %finite = fcmp olt {real} %a, {infinity}
  %divisible = fcmp ogt {real} %b, {zero}
  %defined = and i1 %finite, %divisible
  br i1 %defined, label %long, label %done
long:
  %ia = bitcast {real} %a to {whole}
  %ib = bitcast {real} %b to {whole}{_normalised(kind, "ia")}{_normalised(kind, "ib")}
  %first = urem {whole} %m.ia, %m.ib
  %places = sub {whole} %e.ia, %e.ib
  br label %head
head:
  %m = phi {whole} [ %first, %long ], [ %next, %digit ]
  %left = phi {whole} [ %places, %long ], [ %fewer, %digit ]
  %more = icmp ne {whole} %left, 0
  br i1 %more, label %digit, label %pack
digit:
  %step = call {whole} @llvm.umin.{whole}({whole} %left, {whole} {spare})
  %shifted = shl {whole} %m, %step
  %next = urem {whole} %shifted, %m.ib
  %fewer = sub {whole} %left, %step
  br label %head
pack:
  %zeros = call {whole} @llvm.ctlz.{whole}({whole} %m, i1 false)
  %by = sub {whole} %zeros, {spare}
  %e = sub {whole} %e.ib, %by
  %up = shl {whole} %m, %by
  %fraction = and {whole} %up, {2**kind.fraction - 1}
  %biased = shl {whole} %e, {kind.fraction}
  %normal = or {whole} %fraction, %biased
  %down = sub {whole} 1, %e
  %subnormal = lshr {whole} %up, %down
  %high = icmp sgt {whole} %e, 0
  %packed = select i1 %high, {whole} %normal, {whole} %subnormal
  %none = icmp eq {whole} %m, 0
  %image = select i1 %none, {whole} 0, {whole} %packed
  %far = bitcast {whole} %image to {real}
  br label %done
done:
  %size = phi {real} [ %short, %0 ], [ {nan}, %rare ], [ %far, %pack ]
  %result = call {real} @llvm.copysign.{kind.suffix}({real} %size, {real} %x)
  ret {real} %result
}}"""
    )
    return name


def _modulo(w: Writer, lanes: int, x: str, y: str, kind: _Format) -> str:
    name, scalar = _remainder(w, kind), kind.scalar
    if lanes == 1:
        return floored(w, kind.dtype, 1, w.emit(f"call {scalar} {name}({scalar} {x}, {scalar} {y})"), y)
    full, result = vector_of(scalar, lanes), "poison"
    for lane in range(lanes):
        a, b = (w.emit(f"extractelement {full} {each}, i64 {lane}") for each in (x, y))
        one = w.emit(f"call {scalar} {name}({scalar} {a}, {scalar} {b})")
        result = w.emit(f"insertelement {full} {result}, {scalar} {one}, i64 {lane}")
    return floored(w, kind.dtype, lanes, result, y)


def _modulo_f32(w: Writer, lanes: int, x: str, y: str) -> str:
    return _modulo(w, lanes, x, y, _SINGLE)


def _modulo_f64(w: Writer, lanes: int, x: str, y: str) -> str:
    return _modulo(w, lanes, x, y, _DOUBLE)


FUNCTIONS: Mapping[tuple[Op, str], Elementwise] = {
    (Op.MOD, "float32"): _modulo_f32,
    (Op.MOD, "float64"): _modulo_f64,
}
