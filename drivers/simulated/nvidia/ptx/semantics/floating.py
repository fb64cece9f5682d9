"""Floating point arithmetic (PTX ISA, 9.7.3-9.7.5): single, double, half, bfloat16 and their pairs."""

from __future__ import annotations

from collections.abc import Callable

from ..native.builder import Value
from ..native.translator import Translator, handles
from ..syntax import WIDTHS, Float, Instruction, Operand

FLOATS = frozenset({"f16", "f16x2", "bf16", "bf16x2", "f32", "f64", "f32x2"})
_LLVM = {"f32": "float", "f64": "double", "f16": "half", "bf16": "bfloat"}
# llvm.set.rounding's numbers (LLVM Language Reference) for PTX's rounding modifiers.
ROUNDINGS = {"rz": 0, "rn": 1, "rp": 2, "rm": 3}


def is_float(kind: str) -> bool:
    """Whether arithmetic of this type is in floating point."""
    return kind in FLOATS


def rounding(i: Instruction) -> str:
    """The rounding modifier, `rn` where there is none."""
    return next((modifier for modifier in i.modifiers if modifier in ROUNDINGS), "rn")


def single(kind: str) -> str:
    """The type of one of a pair."""
    return kind.removesuffix("x2")


def flush(t: Translator, value: Value) -> Value:
    """A single precision value with subnormals as zeros of their sign."""
    b = t.b
    bits = b.cast("bitcast", "float", value, "i32")
    small = b.compare("eq", "i32", b.binary("and", "i32", bits, 0x7F800000), 0)
    zero = b.binary("and", "i32", bits, -0x80000000)
    return b.cast("bitcast", "i32", b.select(small, "i32", zero, bits), "float")


def unpacked(t: Translator, bits: Value, kind: str) -> Value:
    """The bits of one number as LLVM's float or double (halves as float)."""
    b = t.b
    if kind == "f16":
        return b.cast("fpext", "half", b.cast("bitcast", "i16", bits, "half"), "float")
    if kind == "bf16":
        return b.cast("bitcast", "i32", b.binary("shl", "i32", b.resize(bits, 16, 32), 16), "float")
    return b.cast("bitcast", f"i{WIDTHS[kind]}", bits, _LLVM[kind])


def held(kind: str) -> str:
    """LLVM's type in which a number of a type is worked with."""
    return "double" if kind == "f64" else "float"


def packed(t: Translator, value: Value, kind: str, mode: str = "rn") -> Value:
    """A float or double as bits of a type, rounded."""
    from ..native.narrow import narrowed

    b = t.b
    if kind in ("f32", "f64"):
        return b.cast("bitcast", _LLVM[kind], value, f"i{WIDTHS[kind]}")
    if kind == "f16" and mode == "rn":
        return b.cast("bitcast", "half", b.cast("fptrunc", "float", value, "half"), "i16")
    return narrowed(t, value, kind, mode, False)


def _bits(t: Translator, operand: Operand, kind: str) -> Value:
    if type(operand) is Float and kind in ("f16", "bf16", "f16x2", "bf16x2"):
        raise t.error("A floating point constant of half precision is written as an integer")
    return t.get(operand, kind)


def each(t: Translator, i: Instruction, compute: Callable[..., Value], *operands: Operand) -> None:
    """Write `compute(values)` for a number or both of a pair, with `.ftz` and `.sat` around it."""
    b, kind = t.b, i.modifiers[-1]
    width, one = WIDTHS[kind], single(kind)
    parts = width // WIDTHS[one]
    sources = [_bits(t, operand, kind) for operand in operands[1:]]
    total = "0"
    for part in range(parts):
        values = []
        for bits in sources:
            if parts > 1:
                bits = b.binary("lshr", f"i{width}", bits, part * width // parts) if part else bits
                bits = b.resize(bits, width, width // parts)
            value = unpacked(t, bits, one)
            values.append(flush(t, value) if "ftz" in i.modifiers and one == "f32" else value)
        result = finished(t, i, compute(*values), one)
        bits = packed(t, result, one)
        if parts == 1:
            total = bits
        else:
            bits = b.resize(bits, width // parts, width)
            bits = b.binary("shl", f"i{width}", bits, part * width // parts) if part else bits
            total = b.binary("or", f"i{width}", total, bits)
    t.put(operands[0], total, width)


def finished(t: Translator, i: Instruction, value: Value, kind: str) -> Value:
    """A result after `.sat`, `.relu` and `.ftz`."""
    b, llvm = t.b, held(kind)
    suffix = "f64" if kind == "f64" else "f32"
    if "sat" in i.modifiers or "relu" in i.modifiers:
        nan = b.op(f"fcmp uno {llvm} {value}, {value}")
        clamped = b.intrinsic(llvm, f"llvm.maxnum.{suffix}", f"{llvm} {value}", f"{llvm} 0.0")
        # Of the zeros the positive one.
        clamped = b.op(f"fadd {llvm} {clamped}, 0.0")
        if "sat" in i.modifiers:
            clamped = b.intrinsic(llvm, f"llvm.minnum.{suffix}", f"{llvm} {clamped}", f"{llvm} 1.0")
            value = b.select(nan, llvm, "0.0", clamped)
        else:
            value = b.select(nan, llvm, value, clamped)
    if "ftz" in i.modifiers and kind == "f32":
        value = flush(t, value)
    return value


_OPERATIONS = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}


def directed(t: Translator, name: str, mode: str, llvm: str, *values: Value) -> Value:
    """An operation under a rounding mode other than the usual one."""
    suffix = "f64" if llvm == "double" else "f32"
    helper = f"{name}.{mode}.{suffix}"
    if helper not in t.helpers:
        names = "abc"[: len(values)]
        arguments = ", ".join(f"{llvm} %{letter}" for letter in names)
        operation = f"llvm.experimental.constrained.{name}.{suffix}"
        kinds = ", ".join([llvm] * len(values) + ["metadata", "metadata"])
        t.b.declarations["declare void @llvm.set.rounding(i32)"] = None
        t.b.declarations[f"declare {llvm} @{operation}({kinds})"] = None
        t.helpers[helper] = (
            f"define internal {llvm} @{helper}({arguments}) #1 {{\n"
            f"  call void @llvm.set.rounding(i32 {ROUNDINGS[mode]}) strictfp\n"
            f'  %r = call {llvm} @{operation}({arguments}, metadata !"round.dynamic",'
            ' metadata !"fpexcept.strict") strictfp\n'
            f"  call void @llvm.set.rounding(i32 1) strictfp\n"
            f"  ret {llvm} %r\n}}"
        )
    return t.b.call(llvm, helper, *(f"{llvm} {value}" for value in values))


def float_binary(t: Translator, i: Instruction) -> None:
    """add, sub, mul, div"""
    d, x, y = t.operands(i, 3)
    kind, mode = single(i.modifiers[-1]), rounding(i)
    llvm, name = held(kind), _OPERATIONS[i.opcode]

    def compute(left: Value, right: Value) -> Value:
        if mode != "rn":
            return directed(t, name, mode, llvm, left, right)
        return t.b.op(f"{name} {llvm} {left}, {right}")

    each(t, i, compute, d, x, y)


def _fused_in_double(t: Translator, kind: str, x: Value, y: Value, z: Value) -> Value:
    """x*y + z of halves, rounded to odd in single precision, so that rounding it once more is exact.

    In double precision the product is exact and the sum loses nothing that a half could show.
    """
    b = t.b
    wide = [b.cast("fpext", "float", value, "double") for value in (x, y, z)]
    total = b.intrinsic("double", "llvm.fma.f64", *(f"double {value}" for value in wide))
    near = b.cast("fptrunc", "double", total, "float")
    back = b.cast("fpext", "float", near, "double")
    bits = b.cast("bitcast", "float", near, "i32")
    exact = b.op(f"fcmp ueq double {back}, {total}")
    size = b.intrinsic("double", "llvm.fabs.f64", f"double {back}")
    wanted = b.intrinsic("double", "llvm.fabs.f64", f"double {total}")
    over = b.op(f"fcmp ogt double {size}, {wanted}")
    down = b.binary("sub", "i32", bits, b.cast("zext", "i1", over, "i32"))
    odd = b.binary("or", "i32", down, 1)
    return b.cast("bitcast", "i32", b.select(exact, "i32", bits, odd), "float")


def float_fused(t: Translator, i: Instruction) -> None:
    """fma and mad"""
    d, x, y, z = t.operands(i, 4)
    kind, mode = single(i.modifiers[-1]), rounding(i)
    llvm = held(kind)

    def compute(first: Value, second: Value, third: Value) -> Value:
        if kind in ("f16", "bf16"):
            return _fused_in_double(t, kind, first, second, third)
        if mode != "rn":
            return directed(t, "fma", mode, llvm, first, second, third)
        return t.b.intrinsic(
            llvm, f"llvm.fma.{kind}", f"{llvm} {first}", f"{llvm} {second}", f"{llvm} {third}"
        )

    each(t, i, compute, d, x, y, z)


@handles("fma")
def fused(t: Translator, i: Instruction) -> None:
    if not i.modifiers or not is_float(i.modifiers[-1]):
        raise t.unknown(i)
    float_fused(t, i)


def float_absolute(t: Translator, i: Instruction) -> None:
    """abs"""
    _sign(t, i, "and", -1)


def float_negate(t: Translator, i: Instruction) -> None:
    """neg"""
    _sign(t, i, "xor", 0)


def _sign(t: Translator, i: Instruction, name: str, ones: int) -> None:
    d, x = t.operands(i, 2)
    kind = i.modifiers[-1]
    width, part = WIDTHS[kind], WIDTHS[single(kind)]
    signs = sum(1 << at for at in range(part - 1, width, part))
    mask = signs if name == "xor" else ((1 << width) - 1) ^ signs
    bits = _bits(t, x, kind)
    if "ftz" in i.modifiers and kind == "f32":
        bits = t.b.cast("bitcast", "float", flush(t, unpacked(t, bits, kind)), "i32")
    t.put(d, t.b.binary(name, f"i{width}", bits, mask), width)


def float_extreme(t: Translator, i: Instruction) -> None:
    """min and max: of a number and a NaN the number, unless `.NaN`; -0 is less than +0."""
    b = t.b
    d, *sources = t.operands(i, 3, 4)
    kind = single(i.modifiers[-1])
    llvm, suffix = held(kind), "f64" if kind == "f64" else "f32"
    name = ("minimum" if i.opcode == "min" else "maximum") + ("" if "NaN" in i.modifiers else "num")
    flip = "xorsign" in i.modifiers

    def compute(*values: Value) -> Value:
        result = values[0]
        integer = f"i{64 if kind == 'f64' else 32}"
        sides = list(values)
        if flip:
            bits = [b.cast("bitcast", llvm, value, integer) for value in values]
            sign = b.binary("xor", integer, *bits)
            sides = [b.intrinsic(llvm, f"llvm.fabs.{suffix}", f"{llvm} {value}") for value in values]
        result = sides[0]
        for value in sides[1:]:
            result = b.intrinsic(llvm, f"llvm.{name}.{suffix}", f"{llvm} {result}", f"{llvm} {value}")
        if flip:
            signed = b.cast("bitcast", integer, sign, llvm)
            result = b.intrinsic(llvm, f"llvm.copysign.{suffix}", f"{llvm} {result}", f"{llvm} {signed}")
        return result

    each(t, i, compute, d, *sources)


@handles("rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh")
def function_of_one(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x = t.operands(i, 2)
    kind, mode = single(i.modifiers[-1]), rounding(i)
    if not is_float(i.modifiers[-1]):
        raise t.unknown(i)
    llvm, suffix = held(kind), "f64" if kind == "f64" else "f32"
    if i.opcode != "rcp" and i.opcode != "sqrt" and kind == "f64" and i.opcode != "rsqrt":
        raise t.unknown(i)

    def compute(value: Value) -> Value:
        if i.opcode in ("rcp", "rsqrt"):
            divisor = value
            if i.opcode == "rsqrt":
                divisor = b.intrinsic(llvm, f"llvm.sqrt.{suffix}", f"{llvm} {value}")
            if mode != "rn":
                return directed(t, "fdiv", mode, llvm, "1.0", divisor)
            return b.op(f"fdiv {llvm} 1.0, {divisor}")
        if i.opcode == "sqrt":
            if mode != "rn":
                return directed(t, "sqrt", mode, llvm, value)
            return b.intrinsic(llvm, f"llvm.sqrt.{suffix}", f"{llvm} {value}")
        name = {"sin": "sin", "cos": "cos", "lg2": "log2", "ex2": "exp2", "tanh": "tanh"}[i.opcode]
        return b.intrinsic(llvm, f"llvm.{name}.{suffix}", f"{llvm} {value}")

    each(t, i, compute, d, x)


@handles("copysign")
def copy_sign(t: Translator, i: Instruction) -> None:
    d, x, y = t.operands(i, 3)
    kind = i.modifiers[-1]
    width = WIDTHS[kind]
    integer, sign = f"i{width}", 1 << (width - 1)
    magnitude = t.b.binary("and", integer, t.get(y, kind), sign - 1)
    t.put(d, t.b.binary("or", integer, magnitude, t.b.binary("and", integer, t.get(x, kind), -sign)), width)


@handles("testp")
def test_property(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x = t.operands(i, 2)
    kind = i.modifiers[-1]
    if kind not in ("f32", "f64"):
        raise t.unknown(i)
    # The classes of llvm.is.fpclass: 3 NaN, 0x204 infinities, 0x108 normal, 0x090 subnormal, 0x060 zero.
    classes = {
        "finite": 0x1F8, "infinite": 0x204, "number": 0x3FC, "notanumber": 0x3, "normal": 0x108,
        "subnormal": 0x090,
    }  # fmt: skip
    if i.modifiers[0] not in classes:
        raise t.unknown(i)
    value = unpacked(t, t.get(x, kind), kind)
    llvm = _LLVM[kind]
    t.put(
        d,
        b.intrinsic("i1", f"llvm.is.fpclass.{kind}", f"{llvm} {value}", f"i32 {classes[i.modifiers[0]]}"),
        1,
    )
