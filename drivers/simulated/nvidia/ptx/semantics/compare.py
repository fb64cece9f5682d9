"""Comparison and selection (PTX ISA, 9.7.6 and 9.7.7)."""

from __future__ import annotations

from ..native.builder import Value
from ..native.translator import Translator, handles
from ..syntax import WIDTHS, Instruction, Operand, Pair
from .floating import FLOATS, flush, held, single, unpacked

_ORDERED = {
    "eq": "oeq",
    "ne": "one",
    "lt": "olt",
    "le": "ole",
    "gt": "ogt",
    "ge": "oge",
    "num": "ord",
    "nan": "uno",
}
_UNORDERED = {"equ": "ueq", "neu": "une", "ltu": "ult", "leu": "ule", "gtu": "ugt", "geu": "uge"}
_FLOAT = _ORDERED | _UNORDERED
_UNSIGNED = {"lo": "ult", "ls": "ule", "hi": "ugt", "hs": "uge"}
_INTEGER = ("eq", "ne", "lt", "le", "gt", "ge")


def _comparison(t: Translator, i: Instruction) -> tuple[str, str | None]:
    """The comparison and the boolean operator, if there is one."""
    name = i.modifiers[0]
    boolean = i.modifiers[1] if len(i.modifiers) > 1 and i.modifiers[1] in ("and", "or", "xor") else None
    if name not in _FLOAT and name not in _UNSIGNED and name not in _INTEGER:
        raise t.unknown(i)
    return name, boolean


def compared(t: Translator, i: Instruction, name: str, kind: str, x: Operand, y: Operand) -> list[Value]:
    """`x name y` as i1, once or for both of a pair."""
    b, width = t.b, WIDTHS[kind]
    left, right = t.get(x, kind), t.get(y, kind)
    if kind not in FLOATS:
        if name in _UNSIGNED:
            condition = _UNSIGNED[name]
        elif name in ("eq", "ne"):
            condition = name
        elif name in _INTEGER:
            condition = ("s" if kind[0] == "s" else "u") + name
        else:
            raise t.unknown(i)
        return [b.compare(condition, f"i{width}", left, right)]
    if name not in _FLOAT:
        raise t.unknown(i)
    one = single(kind)
    parts = width // WIDTHS[one]
    found = []
    for part in range(parts):
        sides = []
        for bits in (left, right):
            if parts > 1:
                bits = b.binary("lshr", f"i{width}", bits, part * 16) if part else bits
                bits = b.resize(bits, width, 16)
            value = unpacked(t, bits, one)
            sides.append(flush(t, value) if "ftz" in i.modifiers and one == "f32" else value)
        found.append(b.op(f"fcmp {_FLOAT[name]} {held(one)} {sides[0]}, {sides[1]}"))
    return found


@handles("setp")
def set_predicate(t: Translator, i: Instruction) -> None:
    b = t.b
    name, boolean = _comparison(t, i)
    d, x, y, *rest = t.operands(i, 4 if boolean else 3)
    kind = i.modifiers[-1]
    if kind not in WIDTHS:
        raise t.unknown(i)
    results = compared(t, i, name, kind, x, y)
    first = results[0]
    second = results[1] if len(results) > 1 else b.binary("xor", "i1", first, "true")
    if boolean:
        other = t.get(rest[0], "pred")
        first, second = (b.binary(boolean, "i1", value, other) for value in (first, second))
    if type(d) is Pair:
        t.put(d.first, first, 1)
        t.put(d.second, second, 1)
    else:
        t.put(d, first, 1)


@handles("set")
def set_value(t: Translator, i: Instruction) -> None:
    b = t.b
    name, boolean = _comparison(t, i)
    d, x, y, *rest = t.operands(i, 4 if boolean else 3)
    target, kind = i.modifiers[-2], i.modifiers[-1]
    if target not in WIDTHS or kind not in WIDTHS:
        raise t.unknown(i)
    results = compared(t, i, name, kind, x, y)
    if boolean:
        other = t.get(rest[0], "pred")
        results = [b.binary(boolean, "i1", value, other) for value in results]
    width = WIDTHS[target]
    each = width // len(results)
    one = {"f32": 0x3F800000, "f16": 0x3C00, "bf16": 0x3F80}.get(single(target), -1)
    total = "0"
    for part, value in enumerate(results):
        bits = b.resize(b.select(value, f"i{each}", one, 0), each, width)
        bits = b.binary("shl", f"i{width}", bits, part * each) if part else bits
        total = b.binary("or", f"i{width}", total, bits)
    t.put(d, total, width, target[0] == "s")


@handles("selp")
def select(t: Translator, i: Instruction) -> None:
    d, x, y, condition = t.operands(i, 4)
    kind = i.modifiers[-1]
    value = t.b.select(t.get(condition, "pred"), f"i{WIDTHS[kind]}", t.get(x, kind), t.get(y, kind))
    t.put(d, value, WIDTHS[kind])


@handles("slct")
def select_by_sign(t: Translator, i: Instruction) -> None:
    b = t.b
    d, x, y, by = t.operands(i, 4)
    kind, source = i.modifiers[-2:]
    if source == "f32":
        value = unpacked(t, t.get(by, "f32"), "f32")
        good = b.op(f"fcmp oge float {flush(t, value) if 'ftz' in i.modifiers else value}, 0.0")
    else:
        good = b.compare("sge", "i32", t.get(by, "s32"), 0)
    t.put(d, b.select(good, f"i{WIDTHS[kind]}", t.get(x, kind), t.get(y, kind)), WIDTHS[kind])
