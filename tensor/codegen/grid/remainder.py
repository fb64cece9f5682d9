"""The remainder of a division of floats, exact, for targets whose own is not.

LLVM writes `frem` for NVPTX as `x - y * trunc(x / y)` (NVPTXISelLowering.cpp, LowerFREM), which is off as
soon as the quotient needs more bits than the type has, and is not NaN for an infinite x.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...graph.dtype import DType, float32, float64
from ...graph.node import Op
from ..llvm.vector_math import Elementwise, floored, literal, suffix, vector_of
from .target import Writer


def _normalised(dtype: DType, name: str) -> str:
    """Of the positive float with the bits %<name>: its whole significand %m.<name> and exponent %e.<name>."""
    whole, spare, n = f"i{dtype.bits}", dtype.bits - 1 - dtype.fraction_bits, name
    return f"""
  %high.{n} = lshr {whole} %{n}, {dtype.fraction_bits}
  %low.{n} = and {whole} %{n}, {2**dtype.fraction_bits - 1}
  %subnormal.{n} = icmp eq {whole} %high.{n}, 0
  %zeros.{n} = call {whole} @llvm.ctlz.{whole}({whole} %low.{n}, i1 false)
  %by.{n} = sub {whole} %zeros.{n}, {spare}
  %moved.{n} = shl {whole} %low.{n}, %by.{n}
  %less.{n} = sub {whole} 1, %by.{n}
  %hidden.{n} = or {whole} %low.{n}, {2**dtype.fraction_bits}
  %m.{n} = select i1 %subnormal.{n}, {whole} %moved.{n}, {whole} %hidden.{n}
  %e.{n} = select i1 %subnormal.{n}, {whole} %less.{n}, {whole} %high.{n}"""


def _remainder(w: Writer, dtype: DType, fused: bool) -> str:
    """A function of the module: C's fmod, or what Python makes of it by the divisor's sign.

    A quotient that the type holds exactly is found by a division, which rounds it up to the next whole number
    at worst, so that the rest is exact and below zero then: fmod's. Any other is divided digit by digit, as
    many bits at a time as the significand leaves free in its word, and the rest is Python's: what is left of
    numbers near the least may be subnormal, which some cards take for 0, so only integers can tell its sign.
    Where `fused` is false, a multiply-add may round the product and subnormal numbers may be 0: quotients of
    half as many bits are taken then, times a divisor in two halves whose last bit is a normal number.
    """
    real, whole, spare = dtype.llvm, f"i{dtype.bits}", dtype.bits - 1 - dtype.fraction_bits
    kind = suffix(real, 1)
    name, infinity = f"@remainder.{kind}", literal(float("inf"), dtype)
    nan, zero = literal(float("nan"), dtype), literal(0.0, dtype)
    for function, types in (("fabs", real), ("trunc", real), ("fma", ", ".join([real] * 3))):
        w.declare(f"declare {real} @llvm.{function}.{kind}({types})")
    bits = dtype.fraction_bits + 1
    rest = f"%rest = call {real} @llvm.fma.{kind}({real} %negative, {real} %b, {real} %a)"
    fits = f"%fits = fcmp olt {real} %quotient, {literal(2.0**bits, dtype)}"
    if not fused:
        least = literal(2.0 ** (1 - dtype.bias + bits), dtype)
        bits //= 2
        fits = f"""%few = fcmp olt {real} %quotient, {literal(2.0**bits, dtype)}
  %large = fcmp oge {real} %b, {least}
  %fits = and i1 %few, %large"""
        rest = f"""%b.bits = bitcast {real} %b to {whole}
  %b.upper = and {whole} %b.bits, {-(1 << bits)}
  %b.high = bitcast {whole} %b.upper to {real}
  %b.low = fsub {real} %b, %b.high
  %rest.high = call {real} @llvm.fma.{kind}({real} %negative, {real} %b.high, {real} %a)
  %rest = call {real} @llvm.fma.{kind}({real} %negative, {real} %b.low, {real} %rest.high)"""
    w.declare(f"declare {real} @llvm.copysign.{kind}({real}, {real})")
    w.declare(f"declare {whole} @llvm.ctlz.{whole}({whole}, i1)")
    w.declare(f"declare {whole} @llvm.umin.{whole}({whole}, {whole})")
    w.declare(
        f"""define internal {real} {name}({real} %x, {real} %y) alwaysinline nounwind {{
  %a = call {real} @llvm.fabs.{kind}({real} %x)
  %b = call {real} @llvm.fabs.{kind}({real} %y)
  %quotient = fdiv {real} %a, %b
  %count = call {real} @llvm.trunc.{kind}({real} %quotient)
  %negative = fneg {real} %count
  {rest}
  %below = fcmp olt {real} %rest, {zero}
  %again = fadd {real} %rest, %b
  %near = select i1 %below, {real} %again, {real} %rest
  %smaller = fcmp olt {real} %a, %b
  %short = select i1 %smaller, {real} %a, {real} %near
  {fits}
  %easy = or i1 %smaller, %fits
  br i1 %easy, label %done, label %rare
rare:
  %finite = fcmp olt {real} %a, {infinity}
  %divisible = fcmp ogt {real} %b, {zero}
  %defined = and i1 %finite, %divisible
  br i1 %defined, label %long, label %done
long:
  %ia = bitcast {real} %a to {whole}
  %ib = bitcast {real} %b to {whole}{_normalised(dtype, "ia")}{_normalised(dtype, "ib")}
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
  %none = icmp eq {whole} %m, 0
  %ix = bitcast {real} %x to {whole}
  %iy = bitcast {real} %y to {whole}
  %signs = xor {whole} %ix, %iy
  %same = icmp sge {whole} %signs, 0
  %kept = or i1 %none, %same
  %opposite = sub {whole} %m.ib, %m
  %r = select i1 %kept, {whole} %m, {whole} %opposite
  %zeros = call {whole} @llvm.ctlz.{whole}({whole} %r, i1 false)
  %by = sub {whole} %zeros, {spare}
  %e = sub {whole} %e.ib, %by
  %up = shl {whole} %r, %by
  %fraction = and {whole} %up, {2**dtype.fraction_bits - 1}
  %biased = shl {whole} %e, {dtype.fraction_bits}
  %normal = or {whole} %fraction, %biased
  %down = sub {whole} 1, %e
  %subnormal = lshr {whole} %up, %down
  %high = icmp sgt {whole} %e, 0
  %packed = select i1 %high, {whole} %normal, {whole} %subnormal
  %image = select i1 %none, {whole} 0, {whole} %packed
  %far = bitcast {whole} %image to {real}
  br label %done
done:
  %size = phi {real} [ %short, %0 ], [ {nan}, %rare ], [ %far, %pack ]
  %signed = phi {real} [ %x, %0 ], [ %x, %rare ], [ %y, %pack ]
  %result = call {real} @llvm.copysign.{kind}({real} %size, {real} %signed)
  ret {real} %result
}}"""
    )
    return name


def _modulo(w: Writer, lanes: int, x: str, y: str, dtype: DType, fused: bool = True) -> str:
    name, scalar = _remainder(w, dtype, fused), dtype.llvm
    if lanes == 1:
        return floored(w, dtype, 1, w.emit(f"call {scalar} {name}({scalar} {x}, {scalar} {y})"), y)
    full, result = vector_of(scalar, lanes), "poison"
    for lane in range(lanes):
        a, b = (w.emit(f"extractelement {full} {each}, i64 {lane}") for each in (x, y))
        one = w.emit(f"call {scalar} {name}({scalar} {a}, {scalar} {b})")
        result = w.emit(f"insertelement {full} {result}, {scalar} {one}, i64 {lane}")
    return floored(w, dtype, lanes, result, y)


def _modulo_f32(w: Writer, lanes: int, x: str, y: str) -> str:
    return _modulo(w, lanes, x, y, float32)


def modulo_f32_without_fused(w: Writer, lanes: int, x: str, y: str) -> str:
    """MOD of float32 where a multiply-add rounds twice."""
    return _modulo(w, lanes, x, y, float32, fused=False)


def _modulo_f64(w: Writer, lanes: int, x: str, y: str) -> str:
    return _modulo(w, lanes, x, y, float64)


FUNCTIONS: Mapping[tuple[Op, str], Elementwise] = {
    (Op.MOD, "float32"): _modulo_f32,
    (Op.MOD, "float64"): _modulo_f64,
}
