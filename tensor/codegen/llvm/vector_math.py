"""LLVM IR for elementwise ops: one function per op, over scalars or vectors of any width.

Each function takes a `Writer` (which names results) and operands of one LLVM type. exp, log, sin and cos are
evaluated in place, a whole vector at a time (of float32 with range reduction and minimax coefficients of the
Cephes library's expf, logf and sin; of float64 by doubles.py); what is rare goes to the C library through
LLVM's intrinsics.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import partial

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Op
from . import doubles, powers
from .conversions import convert, is_single, narrow, single
from .vectors import Elementwise, Floats, Writer, intrinsic, literal, scalar_type, splat, suffix, vector_of

__all__ = [
    "Elementwise", "Floats", "Writer", "binary", "convert", "horizontal", "intrinsic", "literal",
    "scalar_type", "splat", "suffix", "unary", "vector_of",
]  # fmt: skip


# (exp(r) - 1 - r) / r**2, the highest power first.
EXP_REST = (
    1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
)  # fmt: skip


def reduced(f: Floats, x: str, bias: int = 0) -> tuple[str, str]:
    """(r, n) of a float32, which is n ln 2 + r. With a bias n is a number that has n + bias in its low
    bits."""
    # 1.5 * 2**23 leaves round(x / ln 2) in the low bits.
    magic = f.const(12582912.0 + bias)
    shifted = f.fma(x, f.const(1.44269504088896341), magic)
    n = f.binary("fsub", shifted, magic)
    r = f.fma(n, f.const(-0.693359375), x)
    return f.fma(n, f.const(2.12194440e-4), r), shifted if bias else n


def exp_f32(w: Writer, lanes: int, x: str) -> str:
    """The exponential of a float32."""
    f = Floats(w, lanes)
    flags = vector_of("i1", lanes)
    # Beyond these the result is 0 or inf anyway; NaN passes. Of what becomes 0 no product is taken that may
    # underflow: that takes the processor a hundred cycles, and of masked scores, all -inf, there are many.
    stays = f.compare("uge", x, f.const(-104.0))
    x = f.select(f.compare("ogt", x, f.const(89.0)), f.const(89.0), x)
    # With 126 beside it n is the exponent of half the power of two, which is a number for the largest ones
    # too.
    r, shifted = reduced(f, x, 126)
    # Twice exp(r): what 2 + 2 r loses is added beside what is small, which leaves one rounding of the sum.
    two = f.const(2.0)
    p = f.polynomial(r, [2 * each for each in EXP_REST])
    near = f.fma(r, two, two)
    lost = f.fma(r, two, f.binary("fsub", two, near))
    p = f.binary("fadd", near, f.fma(p, f.binary("fmul", r, r), lost))
    # Far below the power is taken 2**64 too large, so that it is a normal number, and subnormal results are
    # rounded once.
    far = w.emit(f"and {flags} {stays}, {f.compare('olt', x, f.const(-64.0))}")
    exponent = f.as_int(shifted)
    lifted = f.integer("add", exponent, f.int_const(64))
    exponent = w.emit(f"select {flags} {far}, {f.int_type} {lifted}, {f.int_type} {exponent}")
    p = f.binary("fmul", p, f.as_float(f.integer("shl", exponent, f.int_const(23))))
    p = f.select(far, f.binary("fmul", p, f.const(2.0**-64)), p)
    return f.select(stays, p, f.const(0.0))


def log_f32(w: Writer, lanes: int, x: str) -> str:
    """The natural logarithm of any float32."""
    f = Floats(w, lanes)
    tiny = f.compare("olt", x, f.const(1.17549435e-38))
    scaled = f.select(tiny, f.binary("fmul", x, f.const(8388608.0)), x)
    result = log_of_normal(f, scaled, tiny)
    infinite = f.compare("oeq", x, f.const(float("inf")))
    result = f.select(infinite, x, result)
    zero = f.compare("oeq", x, f.const(0.0))
    result = f.select(zero, f.const(float("-inf")), result)
    return f.select(f.compare("ult", x, f.const(0.0)), f.const(float("nan")), result)


def log_of_normal(f: Floats, x: str, scaled: str = "") -> str:
    """The logarithm of normal numbers of float32, of 2**-23 of them where `scaled`."""
    bits = f.as_int(x)
    # Mantissa in sqrt(1/2) .. sqrt(2): shift the exponent by where sqrt(1/2) lies.
    offset = f.integer("sub", bits, f.int_const(0x3F3504F3))
    exponent = f.integer("ashr", offset, f.int_const(23))
    mantissa = f.as_float(f.integer("sub", bits, f.integer("shl", exponent, f.int_const(23))))
    e = f.w.emit(f"sitofp {f.int_type} {exponent} to {f.type}")
    if scaled:
        e = f.select(scaled, f.binary("fsub", e, f.const(23.0)), e)
    m = f.binary("fsub", mantissa, f.const(1.0))
    z = f.binary("fmul", m, m)
    p = f.polynomial(
        m,
        [7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1]
        + [-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1],
    )
    y = f.binary("fmul", f.binary("fmul", p, m), z)
    y = f.fma(e, f.const(-2.12194440e-4), y)
    y = f.fma(z, f.const(-0.5), y)
    # The first product is exact, and so is what its sum with m loses: m is smaller, or e is 0.
    high = f.binary("fmul", e, f.const(0.693359375))
    near = f.binary("fadd", high, m)
    lost = f.binary("fsub", m, f.binary("fsub", near, high))
    return f.binary("fadd", near, f.binary("fadd", y, lost))


def sine_f32(w: Writer, lanes: int, x: str, cosine: bool) -> tuple[str, str]:
    """(x, its sine or cosine) in float64, where n * pi is known to enough bits while n itself fits."""
    f = Floats(w, lanes, "double")
    wide = w.emit(f"fpext {vector_of('float', lanes)} {x} to {f.type}")
    n, turns = doubles.half_turns(f, wide, cosine)
    r = f.fma(n, f.const(-doubles.PI), wide)
    r = f.fma(n, f.const(-doubles.PI_REST), r)
    z = f.binary("fmul", r, r)
    p = f.polynomial(
        z,
        [1.60590438368216133e-10, -2.50521083854417116e-08, 2.75573192239858925e-06, -1.98412698412696162e-04]
        + [8.33333333333332974e-03, -1.66666666666666657e-01],
    )
    # Not r + r*p*z, which would lose the sign of zero.
    y = f.binary("fmul", f.fma(p, z, f.const(1.0)), r)
    return wide, doubles.with_sign(f, y, turns)


def _sine_f32(w: Writer, lanes: int, x: str, cosine: bool = False) -> str:
    wide, y = sine_f32(w, lanes, x, cosine)
    full = vector_of("double", lanes)
    y = w.emit(f"call {full} {_or_of_large(w, lanes, cosine)}({full} {wide}, {full} {y})")
    return w.emit(f"fptrunc {full} {y} to {vector_of('float', lanes)}")


def _sine_f64(w: Writer, lanes: int, x: str, cosine: bool = False) -> str:
    y = doubles.sine_of_moderate(Floats(w, lanes, "double"), x, cosine)
    full = vector_of("double", lanes)
    return w.emit(f"call {full} {_or_of_large(w, lanes, cosine)}({full} {x}, {full} {y})")


def _or_of_large(w: Writer, lanes: int, cosine: bool) -> str:
    """A function of the module: y, the sine or cosine of x, where |x| is small; the C library's in all lanes
    if it is large in any.
    """
    function = "cos" if cosine else "sin"
    name, full, flags = f"@{function}.any.{lanes}", vector_of("double", lanes), vector_of("i1", lanes)
    limit = splat(literal(2.0**48, dtypes.float64), "double", lanes)
    library = f"@llvm.{function}.{suffix('double', lanes)}"
    w.declare(f"declare {full} @llvm.fabs.{suffix('double', lanes)}({full})")
    w.declare(f"declare {full} {library}({full})")
    # In a function of its own, or LLVM calls the library always where both are taken of one number.
    exact = f"@{function}.exact.{lanes}"
    w.declare(
        f"define internal {full} {exact}({full} %x) noinline cold nounwind {{\n"
        f"  %y = call {full} {library}({full} %x)\n  ret {full} %y\n}}"
    )
    any_large = "%large"
    lines = [
        f"define internal {full} {name}({full} %x, {full} %y) alwaysinline {{",
        f"  %size = call {full} @llvm.fabs.{suffix('double', lanes)}({full} %x)",
        f"  %large = fcmp ogt {full} %size, {limit}",
    ]
    if lanes > 1:
        reduce = f"@llvm.vector.reduce.or.v{lanes}i1"
        w.declare(f"declare i1 {reduce}({flags})")
        lines.append(f"  %any = call i1 {reduce}({flags} %large)")
        any_large = "%any"
    lines += [
        f"  br i1 {any_large}, label %rare, label %done",
        "rare:",
        f"  %exact = call {full} {exact}({full} %x)",
        "  br label %done",
        "done:",
        f"  %result = phi {full} [ %y, %0 ], [ %exact, %rare ]",
        f"  ret {full} %result",
        "}",
    ]
    w.declare("\n".join(lines))
    return name


_UNARY: dict[tuple[Op, str], Callable[[Writer, int, str], str]] = {
    (Op.EXP, "float32"): exp_f32,
    (Op.LOG, "float32"): log_f32,
    (Op.SIN, "float32"): _sine_f32,
    (Op.COS, "float32"): partial(_sine_f32, cosine=True),
    (Op.EXP, "float64"): lambda w, lanes, x: doubles.exp(Floats(w, lanes, "double"), x),
    (Op.LOG, "float64"): lambda w, lanes, x: doubles.log(Floats(w, lanes, "double"), x),
    (Op.SIN, "float64"): _sine_f64,
    (Op.COS, "float64"): partial(_sine_f64, cosine=True),
}
_UNARY_INTRINSIC = {
    Op.SQRT: "sqrt",
    Op.TRUNC: "trunc",
}
_FLOAT_BINARY = {Op.ADD: "fadd contract", Op.MUL: "fmul contract", Op.DIV: "fdiv"}
_INTEGER_BINARY = {
    Op.ADD: "add", Op.MUL: "mul", Op.AND: "and", Op.OR: "or", Op.XOR: "xor",
}  # fmt: skip
_BOOL_BINARY = {Op.ADD: "or", Op.MUL: "and", Op.MAX: "or", Op.AND: "and", Op.OR: "or", Op.XOR: "xor"}


def unary(w: Writer, op: Op, dtype: DType, lanes: int, x: str) -> str:
    """A unary op of a float."""
    scalar = scalar_type(dtype)
    if not is_single(dtype):
        return narrow(w, dtype, lanes, unary(w, op, dtypes.float32, lanes, single(w, dtype, lanes, x)))
    own = w.functions.get((op, dtype.name))
    if own is not None:
        return own(w, lanes, x)
    if (op, dtype.name) in _UNARY:
        return _UNARY[op, dtype.name](w, lanes, x)
    return intrinsic(w, _UNARY_INTRINSIC[op], scalar, lanes, x)


def binary(w: Writer, op: Op, dtype: DType, lanes: int, a: str, b: str) -> str:
    """A binary op on operands of `dtype`; comparisons give i1."""
    scalar = scalar_type(dtype)
    full = vector_of(scalar, lanes)
    if dtype.kind == "b":
        return _bool_binary(w, op, full, a, b)
    if dtype.is_float:
        return _float_binary(w, op, dtype, lanes, a, b)
    if op in _INTEGER_BINARY:
        return w.emit(f"{_INTEGER_BINARY[op]} {full} {a}, {b}")
    if op in (Op.SHL, Op.SHR):
        return _shift(w, op, dtype, lanes, a, b)
    if op is Op.MAX:
        return intrinsic(w, "smax" if dtype.kind == "i" else "umax", scalar, lanes, a, b)
    if op is Op.CMPLT:
        return w.emit(f"icmp {'slt' if dtype.kind == 'i' else 'ult'} {full} {a}, {b}")
    if op is Op.CMPEQ:
        return w.emit(f"icmp eq {full} {a}, {b}")
    return _integer_division(w, op, dtype, lanes, a, b)


def _shift(w: Writer, op: Op, dtype: DType, lanes: int, a: str, count: str) -> str:
    """A shift by any count, which as an unsigned number may be the width or more: LLVM has none of those."""
    scalar = scalar_type(dtype)
    full = vector_of(scalar, lanes)
    keeps_sign = op is Op.SHR and dtype.kind == "i"
    name = "shl" if op is Op.SHL else "ashr" if keeps_sign else "lshr"
    known = None if count.startswith("%") else int(count.removeprefix("splat (").rstrip(")").split()[-1])
    if known is not None and 0 <= known < dtype.bits:
        return w.emit(f"{name} {full} {a}, {count}")
    inside = w.emit(f"icmp ult {full} {count}, {splat(str(dtype.bits), scalar, lanes)}")
    if keeps_sign or dtype.bits == 64:
        # LLVM takes the test away where PTX shifts by more, and then the upper half of a count of 64 bits.
        count = intrinsic(w, "umin", scalar, lanes, count, splat(str(dtype.bits - 1), scalar, lanes))
    shifted = w.emit(f"{name} {full} {a}, {count}")
    if keeps_sign:
        return shifted
    return w.emit(f"select {vector_of('i1', lanes)} {inside}, {full} {shifted}, {full} zeroinitializer")


def _bool_binary(w: Writer, op: Op, full: str, a: str, b: str) -> str:
    if op in _BOOL_BINARY:
        return w.emit(f"{_BOOL_BINARY[op]} {full} {a}, {b}")
    if op is Op.CMPLT:
        return w.emit(f"icmp ult {full} {a}, {b}")
    return w.emit(f"icmp eq {full} {a}, {b}")


def _float_binary(w: Writer, op: Op, dtype: DType, lanes: int, a: str, b: str) -> str:
    scalar = scalar_type(dtype)
    full = vector_of(scalar, lanes)
    compares = op in (Op.CMPLT, Op.CMPEQ)
    if compares and dtype is dtypes.bfloat16:
        return _float_binary(w, op, dtypes.float32, lanes, *(_shifted_up(w, lanes, x) for x in (a, b)))
    if dtype.bits == 8 or not (compares or is_single(dtype)):
        wide = [single(w, dtype, lanes, x) for x in (a, b)]
        result = _float_binary(w, op, dtypes.float32, lanes, *wide)
        return result if compares else narrow(w, dtype, lanes, result)
    if compares:
        return w.emit(f"fcmp {'olt' if op is Op.CMPLT else 'oeq'} {full} {a}, {b}")
    own = w.functions.get((op, dtype.name))
    if own is not None:
        return own(w, lanes, a, b)
    if op in _FLOAT_BINARY:
        return w.emit(f"{_FLOAT_BINARY[op]} {full} {a}, {b}")
    flags = vector_of("i1", lanes)
    if op is Op.MAX:
        if _is_number(b):
            less = w.emit(f"fcmp olt {full} {a}, {b}")
            return w.emit(f"select {flags} {less}, {full} {b}, {full} {a}")
        # b where a < b or either is NaN, then a where a is NaN.
        less = w.emit(f"fcmp ult {full} {a}, {b}")
        larger = w.emit(f"select {flags} {less}, {full} {b}, {full} {a}")
        nan = w.emit(f"fcmp uno {full} {a}, {a}")
        return w.emit(f"select {flags} {nan}, {full} {a}, {full} {larger}")
    if op is Op.POW and dtype.bits == 32:
        return powers.pow_f32(w, lanes, a, b)
    if op is Op.POW:
        return intrinsic(w, "pow", scalar, lanes, a, b)
    return floored(w, dtype, lanes, w.emit(f"frem {full} {a}, {b}"), b)


def _shifted_up(w: Writer, lanes: int, x: str) -> str:
    """bfloat16 as float32 in integer instructions: a comparison of what was extended becomes one of bfloat16
    again, which processors lack, and for what LLVM makes of some it has no instruction.
    """
    short, word = vector_of("i16", lanes), vector_of("i32", lanes)
    half = w.emit(f"bitcast {vector_of('bfloat', lanes)} {x} to {short}")
    wide = w.emit(f"zext {short} {half} to {word}")
    bits = w.emit(f"shl {word} {wide}, {splat('16', 'i32', lanes)}")
    return w.emit(f"bitcast {word} {bits} to {vector_of('float', lanes)}")


def floored(w: Writer, dtype: DType, lanes: int, remainder: str, b: str) -> str:
    """C's remainder of floats as Python's, which takes the divisor's sign."""
    scalar = scalar_type(dtype)
    full, flags = vector_of(scalar, lanes), vector_of("i1", lanes)
    zero = splat(literal(0.0, dtype), scalar, lanes)
    nonzero = w.emit(f"fcmp one {full} {remainder}, {zero}")
    signs = [w.emit(f"fcmp olt {full} {x}, {zero}") for x in (remainder, b)]
    differ = w.emit(f"and {flags} {nonzero}, {w.emit(f'xor {flags} {signs[0]}, {signs[1]}')}")
    moved = w.emit(f"fadd {full} {remainder}, {b}")
    signed_zero = intrinsic(w, "copysign", scalar, lanes, remainder, b)
    kept = w.emit(f"select {flags} {nonzero}, {full} {remainder}, {full} {signed_zero}")
    is_nan = w.emit(f"fcmp uno {full} {remainder}, {remainder}")
    result = w.emit(f"select {flags} {differ}, {full} {moved}, {full} {kept}")
    return w.emit(f"select {flags} {is_nan}, {full} {remainder}, {full} {result}")


def _is_number(operand: str) -> bool:
    """Whether an operand is a literal that is not NaN."""
    if operand.startswith("%"):
        return False
    text = operand.removeprefix("splat (").rstrip(")").split()[-1]
    if not text.startswith("0x") or text[2] in "HR":
        return False
    number = struct.unpack("<d", struct.pack("<Q", int(text, 16)))[0]
    return bool(number == number)


def _integer_division(w: Writer, op: Op, dtype: DType, lanes: int, a: str, b: str) -> str:
    """IDIV and MOD with floor semantics. Division by zero gives 0, and the processor must not see it: it
    would trap.
    """
    scalar = scalar_type(dtype)
    full, flags = vector_of(scalar, lanes), vector_of("i1", lanes)
    zero, one = splat("0", scalar, lanes), splat("1", scalar, lanes)

    def select(test: str, x: str, y: str) -> str:
        return w.emit(f"select {flags} {test}, {full} {x}, {full} {y}")

    by_zero = w.emit(f"icmp eq {full} {b}, {zero}")
    if dtype.kind == "u":
        safe = select(by_zero, one, b)
        return select(by_zero, zero, w.emit(f"{'udiv' if op is Op.IDIV else 'urem'} {full} {a}, {safe}"))
    # The least integer divided by -1 overflows, which also traps; a / -1 is -a.
    minus_one = splat("-1", scalar, lanes)
    by_minus_one = w.emit(f"icmp eq {full} {b}, {minus_one}")
    safe = select(w.emit(f"or {flags} {by_zero}, {by_minus_one}"), one, b)
    quotient = w.emit(f"sdiv {full} {a}, {safe}")
    remainder = w.emit(f"srem {full} {a}, {safe}")
    nonzero = w.emit(f"icmp ne {full} {remainder}, {zero}")
    signs = w.emit(f"icmp slt {full} {w.emit(f'xor {full} {remainder}, {safe}')}, {zero}")
    adjust = w.emit(f"and {flags} {nonzero}, {signs}")
    if op is Op.IDIV:
        floored = select(adjust, w.emit(f"sub {full} {quotient}, {one}"), quotient)
        floored = select(by_minus_one, w.emit(f"sub {full} {zero}, {a}"), floored)
        return select(by_zero, zero, floored)
    floored = select(adjust, w.emit(f"add {full} {remainder}, {safe}"), remainder)
    return select(w.emit(f"or {flags} {by_zero}, {by_minus_one}"), zero, floored)


def multiply_add(w: Writer, dtype: DType, lanes: int, a: str, b: str, total: str) -> str:
    """a * b + total; of floats rounded once."""
    if dtype.is_float:
        return intrinsic(w, "fma", scalar_type(dtype), lanes, a, b, total)
    full = vector_of(scalar_type(dtype), lanes)
    product = w.emit(f"mul {full} {a}, {b}")
    return w.emit(f"add {full} {product}, {total}")


def horizontal(w: Writer, op: Op, dtype: DType, lanes: int, x: str) -> str:
    """Reduce the lanes of a vector to one scalar."""
    if lanes == 1:
        return x
    scalar = scalar_type(dtype)
    if not is_single(dtype) and (op is not Op.MAX or dtype.bits == 8):
        total = horizontal(w, op, dtypes.float32, lanes, single(w, dtype, lanes, x))
        return narrow(w, dtype, 1, total)
    if dtype.is_float and op is not Op.MAX:
        name = "fadd" if op is Op.ADD else "fmul"
        start = "0x8000000000000000" if op is Op.ADD else "0x3FF0000000000000"
        symbol = f"@llvm.vector.reduce.{name}.{suffix(scalar, lanes)}"
        w.declare(f"declare {scalar} {symbol}({scalar}, {vector_of(scalar, lanes)})")
        return w.emit(f"call reassoc {scalar} {symbol}({scalar} {start}, {vector_of(scalar, lanes)} {x})")
    if dtype.kind == "b":
        name = "and" if op is Op.MUL else "or"
    elif op is Op.MAX:
        name = "fmaximum" if dtype.is_float else "smax" if dtype.kind == "i" else "umax"
    else:
        name = "add" if op is Op.ADD else "mul"
    symbol = f"@llvm.vector.reduce.{name}.{suffix(scalar, lanes)}"
    w.declare(f"declare {scalar} {symbol}({vector_of(scalar, lanes)})")
    return w.emit(f"call {scalar} {symbol}({vector_of(scalar, lanes)} {x})")


def sums(w: Writer, dtype: DType, lanes: int, vectors: Sequence[str]) -> str:
    """The sums of the lanes of up to `lanes` vectors, one in each lane of the result.

    In each round two vectors become one: halves of what belongs together are added, those of both side by
    side.
    """
    full = vector_of(scalar_type(dtype), lanes)
    found, part = list(vectors), lanes
    while part > 1:
        half, merged = part // 2, []
        for number in range(0, len(found), 2):
            a = found[number]
            b = found[number + 1] if number + 1 < len(found) else a
            halves = []
            for start in (0, half):
                places = [
                    of * lanes + first + start + n
                    for of in (0, 1)
                    for first in range(0, lanes, part)
                    for n in range(half)
                ]
                order = ", ".join(f"i32 {place}" for place in places)
                halves.append(w.emit(f"shufflevector {full} {a}, {full} {b}, <{lanes} x i32> <{order}>"))
            merged.append(binary(w, Op.ADD, dtype, lanes, *halves))
        found, part = merged, half
    return found[0]
