"""Functions as a processor computes them best.

The logarithm is quick where all lanes of a vector hold what is usual: else all are computed in full, by a
function of the module's own that is out of the way. The exponential is scaled by one instruction where there
is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ...graph.op import Op
from ..llvm.vector_math import (
    EXP_REST,
    Elementwise,
    Floats,
    Writer,
    exp_f32,
    log_f32,
    log_of_normal,
    reduced,
    vector_of,
)

# The bits of float32: of the least normal number, and how many lie from there to infinity.
_LEAST_NORMAL, _NORMAL_NUMBERS = 0x00800000, 0x7F000000


class _Function:
    """The text of a function's body. A `Writer`."""

    conversions: Mapping[tuple[str, str], Elementwise] = MappingProxyType({})
    functions: Mapping[tuple[Op, str], Elementwise] = MappingProxyType({})

    def __init__(self, w: Writer) -> None:
        self.lines: list[str] = []
        self.declare = w.declare

    def emit(self, text: str) -> str:
        name = f"%f{len(self.lines)}"
        self.lines.append(f"  {name} = {text}")
        return name


def logarithm(w: Writer, lanes: int, x: str) -> str:
    """The natural logarithm of float32: usual are normal, positive and finite numbers."""
    f = Floats(w, lanes)
    above = f.integer("sub", f.as_int(x), f.int_const(_LEAST_NORMAL))
    unusual = w.emit(f"icmp uge {f.int_type} {above}, {f.int_const(_NORMAL_NUMBERS)}")
    return _unless(w, "log", lanes, unusual, x, log_of_normal(f, x), log_f32)


def _unless(
    w: Writer,
    name: str,
    lanes: int,
    unusual: str,
    x: str,
    quick: str,
    full: Callable[[Writer, int, str], str],
) -> str:
    """`quick`, or what `full` gives of x where a lane is unusual."""
    floats, flags = vector_of("float", lanes), vector_of("i1", lanes)
    body = _Function(w)
    result = full(body, lanes, "%x")
    w.declare(
        f"define internal {floats} @{name}.full.{lanes}({floats} %x) noinline cold nounwind {{\n"
        + "\n".join(body.lines)
        + f"\n  ret {floats} {result}\n}}"
    )
    inputs = f"{flags} %unusual, {floats} %x, {floats} %quick"
    lines = [f"define internal {floats} @{name}.{lanes}({inputs}) alwaysinline {{"]
    any_unusual = "%unusual"
    if lanes > 1:
        reduce = f"@llvm.vector.reduce.or.v{lanes}i1"
        w.declare(f"declare i1 {reduce}({flags})")
        any_unusual = "%any"
        lines.append(f"  %any = call i1 {reduce}({flags} %unusual)")
    lines += [
        f"  br i1 {any_unusual}, label %rare, label %done, !prof !1",
        "rare:",
        f"  %full = call {floats} @{name}.full.{lanes}({floats} %x)",
        "  br label %done",
        "done:",
        f"  %result = phi {floats} [ %quick, %0 ], [ %full, %rare ]",
        f"  ret {floats} %result",
        "}",
    ]
    w.declare("\n".join(lines))
    return w.emit(f"call {floats} @{name}.{lanes}({flags} {unusual}, {floats} {x}, {floats} {quick})")


# The lanes that AVX-512's scaling of float32 takes -> the suffix of LLVM's intrinsic, and the type of its
# mask.
_FOUR_OF_EIGHT = "<i32 0, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, i32 7>"
_SCALED = {4: (128, "i8"), 8: (256, "i8"), 16: (512, "i16")}


def exponential(w: Writer, lanes: int, x: str) -> str:
    """The exponential of float32 by VSCALEFPS, which rounds once, also to what is subnormal."""
    if lanes not in _SCALED:
        return exp_f32(w, lanes, x)
    f = Floats(w, lanes)
    # Beyond these the result is 0 or inf anyway; NaN passes. What becomes 0 is not scaled: to underflow takes
    # a hundred cycles, and of masked scores, all -inf, there are many.
    stays = f.compare("uge", x, f.const(-104.0))
    x = f.select(f.compare("ogt", x, f.const(89.0)), f.const(89.0), x)
    r, n = reduced(f, x)
    one = f.const(1.0)
    near = f.binary("fadd", r, one)
    lost = f.binary("fadd", r, f.binary("fsub", one, near))
    power = f.fma(f.polynomial(r, list(EXP_REST)), f.binary("fmul", r, r), lost)
    bits, mask = _SCALED[lanes]
    rounding = ", i32 4" if bits == 512 else ""  # as MXCSR says
    parameters = f"{f.type}, {f.type}, {f.type}, {mask}" + (", i32" if rounding else "")
    name = f"@llvm.x86.avx512.mask.scalef.ps.{bits}"
    w.declare(f"declare {f.type} {name}({parameters})")
    total = f.binary("fadd", near, power)
    if lanes == 4:
        stays = w.emit(
            f"shufflevector <4 x i1> {stays}, <4 x i1> zeroinitializer, <8 x i32> {_FOUR_OF_EIGHT}"
        )
    kept = w.emit(f"bitcast <{max(lanes, 8)} x i1> {stays} to {mask}")
    operands = f"{f.type} {total}, {f.type} {n}, {f.type} zeroinitializer, {mask} {kept}{rounding}"
    return w.emit(f"call {f.type} {name}({operands})")


def functions_of(features: frozenset[str]) -> Mapping[tuple[Op, str], Elementwise]:
    """What a processor with these features computes in its own way."""
    return _WITH_SCALING if {"avx512f", "avx512vl"} <= features else _PLAIN


_PLAIN: Mapping[tuple[Op, str], Elementwise] = MappingProxyType({(Op.LOG, "float32"): logarithm})
_WITH_SCALING = MappingProxyType({**_PLAIN, (Op.EXP, "float32"): exponential})
