"""Conversions (PTX ISA, 9.7.9.21: cvt, and cvt.pack)."""

from __future__ import annotations

from ..native.builder import Value
from ..native.narrow import narrowed
from ..native.translator import Translator, handles
from ..syntax import WIDTHS, Instruction, Operand
from .floating import flush, held, packed, rounding, unpacked

_FLOATS = ("f16", "bf16", "f32", "f64")
_TO_INTEGRAL = {"rni": "roundeven", "rzi": "trunc", "rmi": "floor", "rpi": "ceil"}
_PAIRS = {"f16x2": "f16", "bf16x2": "bf16", "e4m3x2": "e4m3", "e5m2x2": "e5m2"}


@handles("cvt")
def convert(t: Translator, i: Instruction) -> None:
    modifiers = i.modifiers
    if modifiers[:1] == ("pack",):
        _pack(t, i)
        return
    kinds = [modifier for modifier in modifiers if modifier in WIDTHS]
    if len(kinds) != 2:
        raise t.unknown(i)
    target, source = kinds
    if target in _PAIRS:
        _pair(t, i, target, source)
        return
    d, x = t.operands(i, 2)
    if target == "tf32":
        mode = "rna" if "rna" in modifiers else rounding(i)
        value = _relu(t, i, unpacked(t, _source(t, x, "f32"), "f32"))
        t.put(d, narrowed(t, value, "tf32", mode, "satfinite" in modifiers), 32)
        return
    if source in _FLOATS:
        bits = _from_float(t, i, x, target, source)
    else:
        bits = _from_integer(t, i, x, target, source)
    t.put(d, bits, WIDTHS[target], target[0] == "s")


def _source(t: Translator, operand: Operand, kind: str) -> Value:
    """An operand whose register may be wider than its type."""
    return t.get(operand, kind)


def _relu(t: Translator, i: Instruction, value: Value) -> Value:
    if "relu" not in i.modifiers:
        return value
    b = t.b
    nan = b.op(f"fcmp uno float {value}, {value}")
    positive = b.intrinsic("float", "llvm.maxnum.f32", f"float {value}", "float 0.0")
    return b.select(nan, "float", value, b.op(f"fadd float {positive}, 0.0"))


def _from_float(t: Translator, i: Instruction, x: Operand, target: str, source: str) -> Value:
    b, modifiers = t.b, i.modifiers
    value = unpacked(t, _source(t, x, source), source)
    llvm = held(source)
    suffix = "f64" if llvm == "double" else "f32"
    if "ftz" in modifiers and source == "f32":
        value = flush(t, value)
    integral = next((m for m in modifiers if m in _TO_INTEGRAL), None)
    if target not in _FLOATS:
        if integral is None:
            raise t.error(f"Rounding modifier required for instruction '{i.opcode}'")
        value = b.intrinsic(llvm, f"llvm.{_TO_INTEGRAL[integral]}.{suffix}", f"{llvm} {value}")
        return _to_integer(t, value, llvm, target, source)
    if integral is not None:
        value = b.intrinsic(llvm, f"llvm.{_TO_INTEGRAL[integral]}.{suffix}", f"{llvm} {value}")
    if "sat" in modifiers:
        value = _saturated(t, value, llvm)
    mode = rounding(i)
    if source == "f64" and target != "f64":
        if mode == "rn" and target == "f32":
            value = b.cast("fptrunc", "double", value, "float")
        else:
            value = _double_to_single(t, value, mode, target)
        if target == "f32":
            value = flush(t, value) if "ftz" in modifiers else value
            return packed(t, value, "f32")
        return narrowed(t, value, target, mode, "satfinite" in modifiers)
    if target == "f64":
        return packed(t, b.cast("fpext", "float", value, "double") if source != "f64" else value, "f64")
    value = _relu(t, i, value)
    if target == "f32":
        return packed(t, flush(t, value) if "ftz" in modifiers and source == "f32" else value, "f32")
    if "satfinite" in modifiers:
        return narrowed(t, value, target, mode, True)
    return packed(t, value, target, mode)


def _saturated(t: Translator, value: Value, llvm: str) -> Value:
    b, suffix = t.b, "f64" if llvm == "double" else "f32"
    nan = b.op(f"fcmp uno {llvm} {value}, {value}")
    low = b.intrinsic(llvm, f"llvm.maxnum.{suffix}", f"{llvm} {value}", f"{llvm} 0.0")
    high = b.intrinsic(llvm, f"llvm.minnum.{suffix}", f"{llvm} {low}", f"{llvm} 1.0")
    return b.select(nan, llvm, "0.0", b.op(f"fadd {llvm} {high}, 0.0"))


def _double_to_single(t: Translator, value: Value, mode: str, target: str) -> Value:
    """A double as a single: rounded as `mode` says, or to odd where it is to be rounded once more."""
    b = t.b
    near = b.cast("fptrunc", "double", value, "float")
    back = b.cast("fpext", "float", near, "double")
    bits = b.cast("bitcast", "float", near, "i32")
    size, wanted = (b.intrinsic("double", "llvm.fabs.f64", f"double {v}") for v in (back, value))
    over = b.op(f"fcmp ogt double {size}, {wanted}")
    exact = b.op(f"fcmp ueq double {back}, {value}")
    toward_zero = b.binary("sub", "i32", bits, b.cast("zext", "i1", over, "i32"))
    if target != "f32":
        chosen = b.binary("or", "i32", toward_zero, 1)
    elif mode == "rz":
        chosen = toward_zero
    else:
        away = b.binary("add", "i32", toward_zero, 1)
        negative = b.compare("slt", "i32", bits, 0)
        chosen = b.select(negative, "i32", *((toward_zero, away) if mode == "rp" else (away, toward_zero)))
    return b.cast("bitcast", "i32", b.select(exact, "i32", bits, chosen), "float")


def _to_integer(t: Translator, value: Value, llvm: str, target: str, source: str) -> Value:
    b, width = t.b, WIDTHS[target]
    sign = "s" if target[0] == "s" else "u"
    result = b.intrinsic(
        f"i{width}",
        f"llvm.fpto{sign}i.sat.i{width}.{'f64' if llvm == 'double' else 'f32'}",
        f"{llvm} {value}",
    )
    if source == "f64" or width == 64:
        # A NaN becomes zero where both sides are narrower than 64 bits, else the number with the top bit
        # only.
        nan = b.op(f"fcmp uno {llvm} {value}, {value}")
        result = b.select(nan, f"i{width}", -(1 << (width - 1)), result)
    return result


def _from_integer(t: Translator, i: Instruction, x: Operand, target: str, source: str) -> Value:
    b, width = t.b, WIDTHS[source]
    is_signed = source[0] == "s"
    value = _source(t, x, source)
    if target in _FLOATS:
        mode = rounding(i)
        name = ("si" if is_signed else "ui") + "tofp"
        if target == "f64":
            if mode != "rn" and width == 64:
                return packed(t, _directed_from_integer(t, name, width, value, mode, "double"), "f64")
            return packed(t, b.cast(name, f"i{width}", value, "double"), "f64")
        if target == "f32":
            if mode != "rn" and width >= 32:
                single = _directed_from_integer(t, name, width, value, mode, "float")
            else:
                single = b.cast(name, f"i{width}", value, "float")
            return packed(t, _saturated(t, single, "float") if "sat" in i.modifiers else single, "f32")
        wide = b.cast(name, f"i{width}", value, "double")
        return narrowed(t, _double_to_single(t, wide, mode, target), target, mode, False)
    wanted = WIDTHS[target]
    if "sat" not in i.modifiers:
        return b.resize(value, width, wanted, is_signed)
    # Through a type that holds both ranges.
    total = max(width, wanted) + 1
    wide = b.resize(value, width, total, is_signed)
    low, high = (
        (-(1 << (wanted - 1)), (1 << (wanted - 1)) - 1) if target[0] == "s" else (0, (1 << wanted) - 1)
    )
    kind = f"i{total}"
    under, over = b.compare("slt", kind, wide, low), b.compare("sgt", kind, wide, high)
    clamped = b.select(under, kind, low, b.select(over, kind, high, wide))
    return b.resize(clamped, total, wanted)


def _directed_from_integer(t: Translator, name: str, width: int, value: Value, mode: str, llvm: str) -> Value:
    from .floating import ROUNDINGS

    suffix = "f64" if llvm == "double" else "f32"
    helper = f"{name}.{mode}.{suffix}.i{width}"
    if helper not in t.helpers:
        operation = f"llvm.experimental.constrained.{name}.{suffix}.i{width}"
        t.b.declarations["declare void @llvm.set.rounding(i32)"] = None
        t.b.declarations[f"declare {llvm} @{operation}(i{width}, metadata, metadata)"] = None
        t.helpers[helper] = (
            f"define internal {llvm} @{helper}(i{width} %a) #1 {{\n"
            f"  call void @llvm.set.rounding(i32 {ROUNDINGS[mode]}) strictfp\n"
            f'  %r = call {llvm} @{operation}(i{width} %a, metadata !"round.dynamic",'
            ' metadata !"fpexcept.strict") strictfp\n'
            f"  call void @llvm.set.rounding(i32 1) strictfp\n"
            f"  ret {llvm} %r\n}}"
        )
    return t.b.call(llvm, helper, f"i{width} {value}")


def widened(t: Translator, bits: Value, kind: str) -> Value:
    """An eight-bit number as a float."""
    b = t.b
    if kind == "e5m2":
        half = b.binary("shl", "i16", b.resize(bits, 8, 16), 8)
        return b.cast("fpext", "half", b.cast("bitcast", "i16", half, "half"), "float")
    wide = b.resize(bits, 8, 16)
    sign = b.binary("shl", "i16", b.binary("and", "i16", wide, 0x80), 8)
    rest = b.binary("shl", "i16", b.binary("and", "i16", wide, 0x7F), 7)
    half = b.cast("bitcast", "i16", b.binary("or", "i16", sign, rest), "half")
    # The exponents are biased by 7 and by 15.
    value = b.op(f"fmul float {b.cast('fpext', 'half', half, 'float')}, 256.0")
    nan = b.compare("eq", "i8", b.binary("and", "i8", bits, 0x7F), 0x7F)
    return b.select(nan, "float", "0x7FF8000000000000", value)


def _pair(t: Translator, i: Instruction, target: str, source: str) -> None:
    b, one = t.b, _PAIRS[target]
    width = WIDTHS[target]
    values: list[Value]
    if source == "f32":
        d, high, low = t.operands(i, 3)
        values = [unpacked(t, _source(t, x, "f32"), "f32") for x in (low, high)]
    elif source in _PAIRS:
        d, x = t.operands(i, 2)
        bits = _source(t, x, source)
        inner, each = _PAIRS[source], WIDTHS[source] // 2
        values = []
        for part in range(2):
            piece = b.binary("lshr", f"i{2 * each}", bits, each) if part else bits
            piece = b.resize(piece, 2 * each, each)
            values.append(widened(t, piece, inner) if each == 8 else unpacked(t, piece, inner))
    else:
        raise t.unknown(i)
    eight = one in ("e4m3", "e5m2")
    saturate = eight or "satfinite" in i.modifiers
    total = "0"
    for part, value in enumerate(values):
        value = _relu(t, i, value)
        bits = narrowed(t, value, one, rounding(i), True) if saturate else packed(t, value, one, rounding(i))
        bits = b.resize(bits, width // 2, width)
        bits = b.binary("shl", f"i{width}", bits, width // 2) if part else bits
        total = b.binary("or", f"i{width}", total, bits)
    t.put(d, total, width)


def _pack(t: Translator, i: Instruction) -> None:
    """cvt.pack.sat: two integers clamped and packed, over what a third holds."""
    b = t.b
    kinds = [m for m in i.modifiers if m in ("u16", "s16", "u8", "s8", "u4", "s4", "u2", "s2", "b32", "s32")]
    d, x, y, *rest = t.operands(i, 3, 4)
    target = kinds[0]
    width = int(target[1:])
    low, high = (-(1 << (width - 1)), (1 << (width - 1)) - 1) if target[0] == "s" else (0, (1 << width) - 1)
    total = "0"
    for part, operand in enumerate((y, x)):
        value = t.get(operand, "s32")
        value = b.intrinsic("i32", "llvm.smax.i32", f"i32 {value}", f"i32 {low}")
        value = b.intrinsic("i32", "llvm.smin.i32", f"i32 {value}", f"i32 {high}")
        value = b.binary("and", "i32", value, (1 << width) - 1)
        total = b.binary("or", "i32", total, b.binary("shl", "i32", value, part * width))
    if rest:
        above = b.binary("shl", "i32", t.get(rest[0], "b32"), 2 * width)
        total = b.binary("or", "i32", total, above)
    t.put(d, total, 32)
