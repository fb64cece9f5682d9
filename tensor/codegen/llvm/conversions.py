"""LLVM IR for conversions between dtypes, over scalars or vectors of any width.

Floats narrower than float32, and tfloat32, are computed with as float32: `single` and `narrow` are the way
there and back.
"""

from __future__ import annotations

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from . import float8
from .vectors import Floats, Writer, literal, scalar_type, splat, suffix, vector_of


def is_single(dtype: DType) -> bool:
    """Whether a dtype is computed with as LLVM has it, or else widened first."""
    return dtype.llvm == dtype.computing.llvm


def single(w: Writer, source: DType, lanes: int, x: str) -> str:
    """A float of any dtype as float32."""
    if source.bits == 32:
        return x
    own = w.conversions.get((source.name, "float32"))
    if own is not None:
        return own(w, lanes, x)
    if source.bits == 8:
        return float8.to_single(w, source, lanes, x)
    cast = "fpext" if source.bits < 32 else "fptrunc"
    return w.emit(f"{cast} {vector_of(scalar_type(source), lanes)} {x} to {vector_of('float', lanes)}")


def narrow(w: Writer, target: DType, lanes: int, x: str) -> str:
    """float32 to a float no wider than it, to nearest even (to tfloat32 halves go away from zero)."""
    if target is dtypes.float32:
        return x
    own = w.conversions.get(("float32", target.name))
    if own is not None:
        return own(w, lanes, x)
    if target is dtypes.tfloat32:
        return float8.round_to_tfloat32(w, lanes, x)
    if target is dtypes.bfloat16:
        return _bfloat16(w, lanes, x)
    if target.bits == 8:
        return float8.from_single(w, target, lanes, x)
    return w.emit(f"fptrunc {vector_of('float', lanes)} {x} to {vector_of('half', lanes)}")


def _bfloat16(w: Writer, lanes: int, x: str) -> str:
    """float32 to bfloat16 as an integer: most processors have no instruction for it and LLVM would call a
    function of the compiler's runtime, which is not there; AVX-512's flushes subnormal results to 0.
    """
    f = Floats(w, lanes)
    short = vector_of("i16", lanes)
    bits = f.as_int(x)
    high = f.integer("lshr", bits, f.int_const(16))
    bias = f.integer("add", f.integer("and", high, f.int_const(1)), f.int_const(0x7FFF))
    rounded = f.integer("lshr", f.integer("add", bits, bias), f.int_const(16))
    quiet = f.integer("or", high, f.int_const(0x40))
    nan = f.compare("uno", x, x)
    chosen = w.emit(f"select {vector_of('i1', lanes)} {nan}, {f.int_type} {quiet}, {f.int_type} {rounded}")
    halves = w.emit(f"trunc {f.int_type} {chosen} to {short}")
    return w.emit(f"bitcast {short} {halves} to {vector_of('bfloat', lanes)}")


def convert(w: Writer, source: DType, target: DType, lanes: int, x: str) -> str:
    """Value conversion. Floats out of an integer's range saturate (at 32 bits for the narrow ones)."""
    if source is target:
        return x
    if source.is_float and target.is_float:
        return _between_floats(w, source, target, lanes, x)
    a, b = scalar_type(source), scalar_type(target)
    from_type, to_type = vector_of(a, lanes), vector_of(b, lanes)
    if target.kind == "b" and not source.is_float:
        return w.emit(f"icmp ne {from_type} {x}, {splat('0', a, lanes)}")
    if target.is_float:
        if target.bits == 32 or target is dtypes.float16 or target is dtypes.float64:
            x = w.emit(f"{'sitofp' if source.kind == 'i' else 'uitofp'} {from_type} {x} to {to_type}")
            return narrow(w, target, lanes, x) if target is dtypes.tfloat32 else x
        return narrow(w, target, lanes, convert(w, source, dtypes.float32, lanes, x))
    if source is dtypes.bfloat16 and target.kind == "b":
        # All but the sign. As a comparison of floats it would be one that processors lack.
        bits = w.emit(f"bitcast {from_type} {x} to {vector_of('i16', lanes)}")
        return convert(
            w,
            dtypes.int16,
            target,
            lanes,
            w.emit(f"shl {vector_of('i16', lanes)} {bits}, {splat('1', 'i16', lanes)}"),
        )
    if source.is_float:
        if not is_single(source):
            source, x = source.computing, single(w, source, lanes, x)
        return _from_float(w, source, target, lanes, x)
    if target.bits == source.bits and source.kind != "b":
        return x
    if target.bits < source.bits:
        return w.emit(f"trunc {from_type} {x} to {to_type}")
    return w.emit(f"{'sext' if source.kind == 'i' else 'zext'} {from_type} {x} to {to_type}")


def _between_floats(w: Writer, source: DType, target: DType, lanes: int, x: str) -> str:
    """By way of float32, but for what is exact: no instruction goes from float64 to bfloat16, nor from one
    16-bit float to the other.
    """
    if source.bits == 8 and target is dtypes.float16:
        own = w.conversions.get((source.name, target.name))
        return own(w, lanes, x) if own is not None else float8.to_half(w, source, lanes, x)
    if source.bits == 8 and target is dtypes.bfloat16:
        # Exact: the bits that are dropped are zero.
        bits = w.emit(
            f"bitcast {vector_of('float', lanes)} {single(w, source, lanes, x)} to {vector_of('i32', lanes)}"
        )
        high = w.emit(f"lshr {vector_of('i32', lanes)} {bits}, {splat('16', 'i32', lanes)}")
        halves = w.emit(f"trunc {vector_of('i32', lanes)} {high} to {vector_of('i16', lanes)}")
        return w.emit(f"bitcast {vector_of('i16', lanes)} {halves} to {vector_of('bfloat', lanes)}")
    if target is not dtypes.float64:
        return narrow(w, target, lanes, single(w, source, lanes, x))
    if source.bits == 8:
        source, x = dtypes.float32, single(w, source, lanes, x)
    return w.emit(f"fpext {vector_of(scalar_type(source), lanes)} {x} to {vector_of('double', lanes)}")


def _from_float(w: Writer, source: DType, target: DType, lanes: int, x: str) -> str:
    """float32 or float64 to an integer or bool."""
    a, b = scalar_type(source), scalar_type(target)
    from_type, to_type = vector_of(a, lanes), vector_of(b, lanes)
    if target.kind == "b":
        return w.emit(f"fcmp une {from_type} {x}, {splat(literal(0.0, source), a, lanes)}")
    unsigned = target is dtypes.uint64
    middle = "i64" if target.bits == 64 or target is dtypes.uint32 else "i32"
    name = f"@llvm.fpto{'u' if unsigned else 's'}i.sat.{suffix(middle, lanes)}.{suffix(a, lanes)}"
    wide = vector_of(middle, lanes)
    own = w.conversions.get((source.name, "int32")) if middle == "i32" else None
    if own is not None:
        x = own(w, lanes, x)
        return x if middle == b else w.emit(f"trunc {wide} {x} to {to_type}")
    w.declare(f"declare {wide} {name}({from_type})")
    x = w.emit(f"call {wide} {name}({from_type} {x})")
    return x if middle == b else w.emit(f"trunc {wide} {x} to {to_type}")


def saturated(w: Writer, lanes: int, x: str) -> str:
    """float32 to int32: the nearest it has, and 0 for nan. LLVM would take vectors of x86 apart for that."""
    full, flags, wide = vector_of("float", lanes), vector_of("i1", lanes), vector_of("i32", lanes)
    least, beyond = (splat(literal(each, dtypes.float32), "float", lanes) for each in (-(2.0**31), 2.0**31))
    origin = splat(literal(0.0, dtypes.float32), "float", lanes)
    above = w.emit(f"fcmp oge {full} {x}, {beyond}")
    inside = w.emit(f"fcmp oge {full} {x}, {least}")
    number = w.emit(f"select {flags} {inside}, {full} {x}, {full} {least}")
    number = w.emit(f"select {flags} {above}, {full} {origin}, {full} {number}")
    number = w.emit(f"fptosi {full} {number} to {wide}")
    most, zero = (splat(each, "i32", lanes) for each in (str(2**31 - 1), "0"))
    number = w.emit(f"select {flags} {above}, {wide} {most}, {wide} {number}")
    nan = w.emit(f"fcmp uno {full} {x}, {x}")
    return w.emit(f"select {flags} {nan}, {wide} {zero}, {wide} {number}")
