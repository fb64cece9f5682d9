"""Elementwise ops, conversions and bits as ONNX's operators."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...graph.dtype import DType
from ...graph.node import Node, Op, Scalar
from .element_types import takes, written_in
from .emission import Emission
from .simplified import slimmed
from .written import Written, number_of

Rule = Callable[[Node, int], Emission]


def typed(
    written: Written,
    operator: str,
    names: Sequence[str],
    dtype: DType,
    to: DType | None = None,
    **attributes: object,
) -> str:
    """Write an operator on values of a dtype in a type that there is a kernel for; its result is of the dtype
    `to`, by default the same.
    """
    work = written_in(operator, dtype)
    if work is None:
        raise InvalidArgument(f"export: there is no {operator} of {dtype} in ONNX; cast first")
    name = written.op(operator, *(written.cast(each, dtype, work) for each in names), **attributes)
    return name if to is dtypes.bool_ else written.cast(name, work, to or dtype)


def constant_of(x: Node) -> Scalar | None:
    """The number that all elements of a node are; None where it is no such constant."""
    while x.op in (Op.EXPAND, Op.RESHAPE, Op.PERMUTE):
        x = x.sources[0]
    return x.value if x.op is Op.CONST else None


def reversed_order(x: Node) -> Node | None:
    """What a node is with the order of its values reversed: -x of floats, every bit turned of others."""
    if x.op is Op.RESHAPE:
        inner = reversed_order(x.sources[0])
        return None if inner is None else nodes.reshape(inner, x.shape)
    if x.op is not (Op.MUL if x.dtype.is_float else Op.XOR):
        return None
    turned = {"f": -1, "i": -1, "u": x.dtype.maximum, "b": True}[x.dtype.kind]
    for source, other in (x.sources, x.sources[::-1]):
        value = constant_of(other)
        if value is not None and value == turned:
            return source
    return None


def _operator(operator: str, to: DType | None = None) -> Rule:
    """An operator for all types but bool."""

    def rule(x: Node, opset: int) -> Emission:
        return _written(operator, x.sources, to)

    return rule


def _written(operator: str, operands: Sequence[Node], to: DType | None = None) -> Emission:
    dtype = operands[0].dtype
    return Emission(
        tuple(slimmed(each) for each in operands),
        lambda written, names: typed(written, operator, names, dtype, to),
    )


def _logic_or(logic: str, rule: Rule) -> Rule:
    """An operator of bools, and a rule for other types."""
    return lambda x, opset: _written(logic, x.sources) if x.dtype is dtypes.bool_ else rule(x, opset)


def _add(x: Node, opset: int) -> Emission:
    for left, right in (x.sources, x.sources[::-1]):
        taken = reversed_order(slimmed(right)) if x.dtype.is_float else None
        if taken is not None and constant_of(right) is None:
            return _written("Sub", (left, taken))
    return _written("Add", x.sources)


def _multiply(x: Node, opset: int) -> Emission:
    inner = reversed_order(x) if x.dtype.is_float else None
    if inner is None:
        return _written("Mul", x.sources)
    return _least(inner) or _written("Neg", (inner,))


def _least(x: Node) -> Emission | None:
    """The minimum, or the least, whose order reversed is that of the maximum x; None where x is none."""
    if x.op is Op.RESHAPE and x.sources[0].op is Op.REDUCE:
        found = _least(x.sources[0])
        return None if found is None else _reshaped(found, x)
    inner = [reversed_order(slimmed(source)) for source in x.sources]
    if x.op is Op.REDUCE and x.reduction[0] is Op.MAX and inner[0] is not None and x.sources[0].size:
        (source,), axes = inner, x.reduction[1]
        assert source is not None
        if source.shape != x.sources[0].shape or not _ordered("ReduceMin", x.dtype):
            return None
        return Emission(
            (source,), lambda written, names: reduced(written, "ReduceMin", names[0], x.dtype, axes)
        )
    if x.op is not Op.MAX:
        return None
    numbers = [constant_of(source) for source in x.sources]
    if inner[0] is not None and numbers[0] is None:
        first, other = inner[0], 1
    elif inner[1] is not None and numbers[1] is None:
        first, other = inner[1], 0
    else:
        return None
    if not _ordered("Min", x.dtype):
        return None
    value = numbers[other]
    if value is not None:
        if x.dtype.is_float:
            return _at_most(first, -value)
        return _at_most(first, ~int(value) if x.dtype.kind == "i" else x.dtype.maximum - value)
    second = inner[other]
    return None if second is None else _written("Min", (first, second))


def _reshaped(emission: Emission, x: Node) -> Emission:
    """What is written, brought to the shape of a RESHAPE after it."""

    def write(written: Written, names: Sequence[str]) -> str:
        return written.reshaped(emission.write(written, names), x.sources[0].shape, x.shape)

    return Emission(emission.sources, write)


def _at_most(x: Node, greatest: Scalar) -> Emission:
    """The minimum of a node and a number; with a maximum before it what lies between two."""
    dtype = x.dtype
    pairs = (x.sources, x.sources[::-1]) if x.op is Op.MAX and takes("Clip", dtype) else ()
    for inner, other in pairs:
        least = constant_of(other)
        if least is not None and inner.shape == x.shape:
            return _between(inner, least, greatest)
    return Emission(
        (slimmed(x),),
        lambda written, names: typed(written, "Min", [names[0], written.scalar(greatest, dtype)], dtype),
    )


def _between(x: Node, least: Scalar, greatest: Scalar) -> Emission:
    def write(written: Written, names: Sequence[str]) -> str:
        return written.op("Clip", names[0], *(written.scalar(each, x.dtype) for each in (least, greatest)))

    return Emission((x,), write)


def _ordered(operator: str, dtype: DType) -> bool:
    """Whether an operator that compares values can be written in a type that holds them all in order."""
    work = written_in(operator, dtype)
    return dtype is not dtypes.bool_ and work is not None and (dtype is not dtypes.uint64 or work is dtype)


def reduced(written: Written, operator: str, name: str, dtype: DType, axes: Sequence[int]) -> str:
    """Write a reduction over axes, which keep size 1."""
    work = written_in(operator, dtype)
    assert work is not None
    result = written.op(operator, written.cast(name, dtype, work), written.integers(axes), keepdims=1)
    return written.cast(result, work, dtype)


def _greatest(x: Node, opset: int) -> Emission:
    for left, right in (x.sources, x.sources[::-1]):
        if constant_of(right) == 0 and takes("Relu", x.dtype) and left.shape == x.shape:
            return _written("Relu", (left,))
    return _written("Max", x.sources)


def _power(x: Node, opset: int) -> Emission:
    return _written("Pow", x.sources)


def _multiply_add(x: Node, opset: int) -> Emission:
    """ONNX has none that rounds once."""
    operands = tuple(slimmed(each) for each in x.sources)
    return Emission(
        operands, lambda written, names: written.op("Add", written.op("Mul", names[0], names[1]), names[2])
    )


def _floor_divide(x: Node, opset: int) -> Emission:
    """Rounded down, and 0 where it is by 0; ONNX's rounds toward zero."""
    dtype, divisor = x.dtype, constant_of(x.sources[1])
    work = {8: dtypes.int32, 16: dtypes.int32, 32: dtypes.int64}.get(dtype.bits, dtypes.int64)
    work = work if dtype.kind == "i" else dtype

    def write(written: Written, names: Sequence[str]) -> str:
        left, right = (written.cast(name, dtype, work) for name in names)
        zero = written.scalar(0, work)
        if divisor == 0 or divisor is None:
            by_zero = typed(written, "Equal", [right, zero], work, dtypes.bool_)
            right = chosen(written, by_zero, written.scalar(1, work), right, work)
        if work.kind == "i":
            rest = written.op("Mod", left, right)
            left = written.op("Sub", left, rest)
        result = written.op("Div", left, right)
        if divisor == 0 or divisor is None:
            result = chosen(written, by_zero, zero, result, work)
        return written.cast(result, work, dtype)

    return Emission(tuple(slimmed(each) for each in x.sources), write)


def _modulo(x: Node, opset: int) -> Emission:
    """With the sign of the divisor; of integers 0 where it is by 0."""
    dtype, divisor = x.dtype, constant_of(x.sources[1])
    work = dtype.computing

    def write(written: Written, names: Sequence[str]) -> str:
        left, right = (written.cast(name, dtype, work) for name in names)
        zero = written.scalar(0, work)
        if work.is_float:
            rest = written.op("Mod", left, right, fmod=1)
            below = [written.op("Less", each, zero) for each in (rest, right)]
            whole = written.op("Equal", rest, zero)
            other = written.op("And", written.op("Not", whole), written.op("Xor", *below))
            result = written.op("Where", other, written.op("Add", rest, right), rest)
            return written.cast(result, work, dtype)
        if divisor:
            return written.op("Mod", left, right)
        by_zero = written.op("Equal", right, zero)
        rest = written.op("Mod", left, chosen(written, by_zero, written.scalar(1, work), right, work))
        return chosen(written, by_zero, zero, rest, work)

    return Emission(tuple(slimmed(each) for each in x.sources), write)


def chosen(written: Written, condition: str, first: str, second: str, dtype: DType) -> str:
    """Write a choice between two values."""
    work = written_in("Where", dtype)
    assert work is not None
    first, second = (written.cast(each, dtype, work) for each in (first, second))
    return written.cast(written.op("Where", condition, first, second), work, dtype)


def _where(x: Node, opset: int) -> Emission:
    condition, left, right = x.sources
    steep = _leaky(condition, left, right)
    if steep is not None:
        return steep
    whole = next((each for each in (left, right) if each.op is Op.TRUNC), None)
    if whole is not None and condition.op is Op.CMPLT:
        # Of x, and of what it is without its fraction: floor and ceil.
        given, stepped = whole.sources[0], left if whole is right else right
        if whole is right and stepped.op is Op.ADD and stepped.sources[0] is whole:
            step = constant_of(stepped.sources[1])
            found = {(-1, (given, whole)): "Floor", (1, (whole, given)): "Ceil"}.get(
                (step, condition.sources)  # type: ignore[arg-type]
            )
            if found is not None:
                return _written(found, (given,))
    return Emission(
        tuple(slimmed(each) for each in x.sources),
        lambda written, names: chosen(written, names[0], names[1], names[2], x.dtype),
    )


def _leaky(condition: Node, left: Node, right: Node) -> Emission | None:
    """x where it is above zero, else x times a number."""
    if condition.op is not Op.CMPLT or right.op is not Op.MUL or left.dtype is not dtypes.float32:
        return None
    slope = constant_of(right.sources[1])
    if slope is None or condition.sources[1] is not left or right.sources[0] is not left:
        return None
    if constant_of(condition.sources[0]) != 0:
        return None
    return Emission((left,), lambda written, names: written.op("LeakyRelu", names[0], alpha=float(slope)))


def _less(x: Node, opset: int) -> Emission:
    left, right = x.sources
    bits = slimmed(left)
    # The sign bit of a float, where its bits have no operator.
    if opset < 26 and bits.op is Op.BITCAST and bits.sources[0].dtype.is_float and constant_of(right) == 0:
        return _sign_bit(bits.sources[0])
    return _written("Less", x.sources, dtypes.bool_)


def _sign_bit(x: Node) -> Emission:
    """Whether a float is below zero, or the zero that is."""

    def write(written: Written, names: Sequence[str]) -> str:
        zero, one = (written.scalar(value, x.dtype) for value in (0, 1))
        below = typed(written, "Less", [names[0], zero], x.dtype, dtypes.bool_)
        is_zero = typed(written, "Equal", [names[0], zero], x.dtype, dtypes.bool_)
        turned = typed(written, "Div", [one, names[0]], x.dtype)
        negative = typed(written, "Less", [turned, zero], x.dtype, dtypes.bool_)
        return written.op("Or", below, written.op("And", is_zero, negative))

    return Emission((slimmed(x),), write)


def _trunc(x: Node, opset: int) -> Emission:
    def write(written: Written, names: Sequence[str]) -> str:
        below = typed(written, "Less", [names[0], written.scalar(0, x.dtype)], x.dtype, dtypes.bool_)
        up, down = (typed(written, each, names, x.dtype) for each in ("Ceil", "Floor"))
        return chosen(written, below, up, down, x.dtype)

    return Emission((slimmed(x.sources[0]),), write)


def _shift(x: Node, opset: int) -> Emission:
    """By the width or more everything is shifted out; a negative number keeps its sign to the right."""
    dtype, right = x.dtype, x.op is Op.SHR
    work = dtypes.uint64 if dtype.bits == 64 else dtypes.uint32
    signed = dtypes.int64 if dtype.bits == 64 else dtypes.int32
    count = constant_of(x.sources[1])
    inside = count is not None and 0 <= count < dtype.bits

    def write(written: Written, names: Sequence[str]) -> str:
        value, by = names
        if dtype.kind == "i":
            value = written.cast(value, dtype, signed)
            if right:
                # What is below zero is turned, shifted and turned again.
                below = written.op("Less", value, written.scalar(0, signed))
                value = chosen(written, below, written.op("BitwiseNot", value), value, signed)
            value = written.cast(value, signed, work)
        else:
            value = written.cast(value, dtype, work)
        plain = dtypes.BY_NAME[f"uint{dtype.bits}"]
        by = written.cast(written.cast(by, dtype, plain), plain, work)
        most = written.scalar(dtype.bits - 1, work)
        few = by if inside else typed(written, "Min", [by, most], work)
        result = written.op("BitShift", value, few, direction="RIGHT" if right else "LEFT")
        if not inside:
            out = typed(written, "Less", [most, by], work, dtypes.bool_)
            result = chosen(written, out, written.scalar(0, work), result, work)
        if dtype.kind == "i":
            result = written.cast(result, work, signed)
            if right:
                result = chosen(written, below, written.op("BitwiseNot", result), result, signed)
            return written.cast(result, signed, dtype)
        return written.cast(result, work, dtype)

    return Emission(tuple(slimmed(each) for each in x.sources), write)


def _exclusive(x: Node, opset: int) -> Emission:
    inner = reversed_order(x)
    if inner is None:
        return _written("BitwiseXor", x.sources)
    return _least(inner) or _written("BitwiseNot", (inner,))


def _either(x: Node, opset: int) -> Emission:
    inner = reversed_order(x)
    return _written("Xor", x.sources) if inner is None else _written("Not", (inner,))


def _cast(x: Node, opset: int) -> Emission:
    source = x.sources[0]
    return Emission((slimmed(source),), lambda written, names: written.cast(names[0], source.dtype, x.dtype))


def _bits(x: Node, opset: int) -> Emission:
    source = x.sources[0]
    # The magnitude of a float is its bits without the sign.
    if x.dtype.is_float and source.op is Op.AND:
        for bits, mask in (source.sources, source.sources[::-1]):
            if (
                constant_of(mask) == x.dtype.signed.maximum
                and bits.op is Op.BITCAST
                and bits.sources[0].dtype is x.dtype
            ):
                return _written("Abs", (bits.sources[0],))
    kinds = {source.dtype.kind, x.dtype.kind}
    if kinds <= {"i", "u"}:
        return _cast(x, opset)
    if dtypes.bool_ in (source.dtype, x.dtype):
        return _cast(x, opset)
    if not (takes("BitCast", x.dtype) and takes("BitCast", source.dtype)):
        raise InvalidArgument(
            f"export: no operator has the bits of {source.dtype} as {x.dtype}, which are looked at for a "
            "sign or an order; cast to float32 first"
        )
    if opset < 26:
        raise InvalidArgument(
            f"export: the bits of {source.dtype} as {x.dtype} have an operator from opset 26 on; the file is "
            f"to have opset {opset}"
        )
    to = number_of(x.dtype)
    return Emission((slimmed(source),), lambda written, names: written.op("BitCast", names[0], to=to))


ELEMENTWISE: dict[Op, Rule] = {
    Op.ADD: _logic_or("Or", _add),
    Op.MUL: _logic_or("And", _multiply),
    Op.MAX: _logic_or("Or", _greatest),
    Op.AND: _logic_or("And", _operator("BitwiseAnd")),
    Op.OR: _logic_or("Or", _operator("BitwiseOr")),
    Op.XOR: lambda x, opset: _either(x, opset) if x.dtype is dtypes.bool_ else _exclusive(x, opset),
    Op.DIV: _operator("Div"),
    Op.IDIV: _floor_divide,
    Op.MOD: _modulo,
    Op.POW: _power,
    Op.CMPLT: _less,
    Op.CMPEQ: _operator("Equal", dtypes.bool_),
    Op.SHL: _shift,
    Op.SHR: _shift,
    Op.WHERE: _where,
    Op.FMA: _multiply_add,
    Op.SQRT: _operator("Sqrt"),
    Op.EXP: _operator("Exp"),
    Op.LOG: _operator("Log"),
    Op.SIN: _operator("Sin"),
    Op.COS: _operator("Cos"),
    Op.TRUNC: _trunc,
    Op.CAST: _cast,
    Op.BITCAST: _bits,
}
