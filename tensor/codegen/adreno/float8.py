"""Floats of 8 bits as float32, for a card whose conversions take subnormal halves for 0.

Elsewhere a code is widened by way of float16, where the smallest of float8_e4m3fn's are subnormal.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from ...graph.dtype import EIGHT_BIT_FLOATS, DType, float32
from ..llvm.vectors import Elementwise, Floats, Writer, vector_of


def _single(dtype: DType, w: Writer, lanes: int, x: str) -> str:
    """Its exponent and fraction where float32 has them, and what is subnormal by counting its steps."""
    f = Floats(w, lanes)
    flags, shift = vector_of("i1", lanes), float32.fraction_bits - dtype.fraction_bits

    def integer_test(predicate: str, bound: int) -> str:
        return w.emit(f"icmp {predicate} {f.int_type} {size}, {f.int_const(bound)}")

    code = w.emit(f"zext {vector_of('i8', lanes)} {x} to {f.int_type}")
    size = f.integer("and", code, f.int_const(0x7F))
    moved = f.integer("shl", size, f.int_const(shift))
    bits = f.integer("add", moved, f.int_const(float32.bias - dtype.bias << float32.fraction_bits))
    steps = w.emit(f"uitofp {f.int_type} {size} to {f.type}")
    small = f.as_int(f.binary("fmul", steps, f.const(2.0 ** (1 - dtype.bias - dtype.fraction_bits))))
    top = dtype.top if dtype.has_infinity else dtype.nan
    special = f.integer("or", moved, f.int_const(float32.top))
    for test, other in (
        (integer_test("ult", 1 << dtype.fraction_bits), small),
        (integer_test("uge", top), special),
    ):
        bits = w.emit(f"select {flags} {test}, {f.int_type} {other}, {f.int_type} {bits}")
    sign = f.integer("shl", f.integer("and", code, f.int_const(0x80)), f.int_const(24))
    return f.as_float(f.integer("or", bits, sign))


CONVERSIONS: Mapping[tuple[str, str], Elementwise] = {
    (dtype.name, "float32"): partial(_single, dtype) for dtype in EIGHT_BIT_FLOATS
}
