"""Vector comparisons: VOPC and its VOP3 form.

Source: "RDNA3 ISA", 16.12; "CDNA3 ISA", 12.12. From gfx10 on, V_CMPX writes EXEC alone; before, a mask as
well.
"""

from __future__ import annotations

from collections.abc import Callable

from ....native.values import Type, Value
from .handlers import Builder, semantics

FLOAT_PREDICATES = {
    "f": "false",
    "lt": "olt",
    "eq": "oeq",
    "le": "ole",
    "gt": "ogt",
    "lg": "one",
    "ge": "oge",
    "o": "ord",
    "u": "uno",
    "nge": "ult",
    "nlg": "ueq",
    "ngt": "ule",
    "nle": "ugt",
    "neq": "une",
    "nlt": "uge",
    "tru": "true",
    "t": "true",
}
"""The names of V_CMP for floats, old and new, and LLVM's predicates."""

_INTEGER_PREDICATES = ("f", "lt", "eq", "le", "gt", "ne", "ge", "t")

Compare = Callable[[Builder, Value, Value], Value]


def _finish(b: Builder, result: Value, writes_exec: bool) -> None:
    if b.operands[0].is_destination:
        b.write_mask_result(0, result)
    if writes_exec:
        b.write_mask_result(None, result)


def _enter(name: str, first: str, second: str, compare: Compare) -> None:
    for prefix in ("v_cmp", "v_cmpx"):

        @semantics(f"{prefix}_{name}")
        def write(b: Builder, writes_exec: bool = prefix == "v_cmpx") -> None:
            at = sum(operand.is_destination for operand in b.operands)
            _finish(b, compare(b, b.source(at, first), b.source(at + 1, second)), writes_exec)


def _predicate(name: str) -> Compare:
    return lambda b, x, y: x.compare(name, y)


def _always(value: bool) -> Compare:
    return lambda b, x, y: b.constant(x.type.of("i1"), value)


def _integer(name: str, signed: bool) -> Compare:
    if name in ("f", "t"):
        return _always(name == "t")
    return _predicate(name if name in ("eq", "ne") else ("s" if signed else "u") + name)


def _class(b: Builder, x: Value, mask: Value) -> Value:
    """V_CMP_CLASS: 0 signalling NaN, 1 quiet NaN, 2 -inf, 3 -normal, 4 -denormal, 5 -0, 6 +0, 7 +denormal, 8
    +normal, 9 +inf.
    """
    width = {"half": 10, "float": 23, "double": 52}[x.type.element]
    integer = f"i{x.type.bits}"
    bits = x.bits(integer)
    top = (1 << (x.type.bits - 1 - width)) - 1
    magnitude = bits & ((1 << (x.type.bits - 1)) - 1)
    negative = bits.compare("slt", 0)
    exponent = magnitude >> width
    fraction = magnitude & ((1 << width) - 1)
    whole = Type("i32", b.lanes)

    def number(value: int) -> Value:
        return b.constant(whole, value)

    kind = number(3)
    kind = exponent.eq(0).where(fraction.eq(0).where(number(5), number(4)), kind)
    kind = exponent.eq(top).where(number(2), kind)
    kind = negative.where(kind, 11 - kind)
    quiet = (fraction >> (width - 1)).ne(0)
    kind = (exponent.eq(top) & fraction.ne(0)).where(quiet.where(number(1), number(0)), kind)
    return ((mask.fit("i32") >> kind) & 1).ne(0)


for _kind in ("f16", "f32", "f64"):
    for _name, _llvm in FLOAT_PREDICATES.items():
        _enter(
            f"{_name}_{_kind}",
            _kind,
            _kind,
            _always(_llvm == "true") if _llvm in ("true", "false") else _predicate(_llvm),
        )
for _kind in ("i16", "u16", "i32", "u32", "i64", "u64"):
    for _name in _INTEGER_PREDICATES:
        _enter(f"{_name}_{_kind}", _kind, _kind, _integer(_name, _kind[0] == "i"))


def _enter_class(kind: str) -> None:
    for prefix in ("v_cmp", "v_cmpx"):

        @semantics(f"{prefix}_class_{kind}")
        def write(b: Builder, writes_exec: bool = prefix == "v_cmpx") -> None:
            at = sum(operand.is_destination for operand in b.operands)
            element = {"f16": "half", "f32": "float", "f64": "double"}[kind]
            value = b.source_bits(at, f"b{kind[1:]}").bits(element)
            mask = b.source(at + 1, "b16" if kind == "f16" else "b32")
            _finish(b, _class(b, value, mask), writes_exec)


for _kind in ("f16", "f32", "f64"):
    _enter_class(_kind)
