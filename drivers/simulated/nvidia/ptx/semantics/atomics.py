"""Atomic operations and reductions (PTX ISA, 9.7.13: atom, red)."""

from __future__ import annotations

from ..native.builder import Value
from ..native.translator import Translator, handles
from ..syntax import WIDTHS, Instruction, Vector
from .memory import address_value, pointer

_OPERATIONS = frozenset({"add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec"})
_SPACES = frozenset({"global", "shared"})
_FLOATS = {"f32": "float", "f64": "double", "f16": "half", "bf16": "bfloat"}
_VECTORS = {"v2": 2, "v4": 4, "v8": 8}


@handles("atom", "red")
def atomic(t: Translator, i: Instruction) -> None:
    b = t.b
    operation = next((m for m in i.modifiers if m in _OPERATIONS), None)
    space = next((m.partition("::")[0] for m in i.modifiers if m.partition("::")[0] in _SPACES), "generic")
    kind = i.modifiers[-1]
    count = next((_VECTORS[m] for m in i.modifiers if m in _VECTORS), 1)
    if operation is None or kind not in WIDTHS:
        raise t.unknown(i)
    operands = list(i.operands)
    destination = operands.pop(0) if i.opcode == "atom" else None
    value, space = address_value(t, operands[0], space)
    one = kind.removesuffix("x2")
    parts = WIDTHS[kind] // WIDTHS[one]
    size = WIDTHS[kind] // 8
    host = pointer(t, value, space, size * count)
    source = operands[1]
    sources = source.elements if type(source) is Vector else (source,)
    if len(sources) != count:
        raise t.error("Arguments mismatch: the vector has another length")
    olds: list[Value] = []
    for index, element in enumerate(sources):
        at = b.at(host, index * size) if index else host
        bits = t.get(element, kind)
        if parts > 1:
            low = _one(t, operation, one, at, b.resize(bits, 32, 16), None)
            upper = b.resize(b.binary("lshr", "i32", bits, 16), 32, 16)
            high = _one(t, operation, one, b.at(at, 2), upper, None)
            high = b.binary("shl", "i32", b.resize(high, 16, 32), 16)
            olds.append(b.binary("or", "i32", b.resize(low, 16, 32), high))
        else:
            other = t.get(operands[2], kind) if operation == "cas" else None
            olds.append(_one(t, operation, kind, at, bits, other))
    if destination is not None:
        targets = destination.elements if type(destination) is Vector and count > 1 else (destination,)
        for target, old in zip(targets, olds, strict=True):
            t.put(target, old, WIDTHS[kind], kind[0] == "s")


def _one(t: Translator, operation: str, kind: str, at: Value, bits: Value, other: Value | None) -> Value:
    b, width = t.b, WIDTHS[kind]
    integer, align = f"i{width}", f"align {width // 8}"
    if operation == "cas":
        pair = b.op(f"cmpxchg ptr {at}, {integer} {bits}, {integer} {other} seq_cst seq_cst, {align}")
        return b.op(f"extractvalue {{ {integer}, i1 }} {pair}, 0")
    if kind in _FLOATS and operation in ("add", "min", "max"):
        return _float(t, operation, kind, at, bits)
    name = {"exch": "xchg", "inc": "uinc_wrap", "dec": "udec_wrap"}.get(operation, operation)
    if operation in ("min", "max") and kind[0] != "s":
        name = "u" + operation
    return b.op(f"atomicrmw {name} ptr {at}, {integer} {bits} seq_cst, {align}")


def _float(t: Translator, operation: str, kind: str, at: Value, bits: Value) -> Value:
    """A loop of compare and exchange, since the operation is not one of this processor's."""
    from .floating import held, packed, unpacked

    b, width = t.b, WIDTHS[kind]
    integer, align = f"i{width}", f"align {width // 8}"
    llvm, suffix = held(kind), "f64" if kind == "f64" else "f32"
    operand = unpacked(t, bits, kind)
    old = b.slot(integer)
    old.set(b.op(f"load atomic {integer}, ptr {at} monotonic, {align}"))
    with b.repeat() as left:
        before = old.get()
        value = unpacked(t, before, kind)
        if operation == "add":
            total = b.op(f"fadd {llvm} {value}, {operand}")
        else:
            name = "minimumnum" if operation == "min" else "maximumnum"
            total = b.intrinsic(llvm, f"llvm.{name}.{suffix}", f"{llvm} {value}", f"{llvm} {operand}")
        after = packed(t, total, kind)
        pair = b.op(f"cmpxchg ptr {at}, {integer} {before}, {integer} {after} seq_cst seq_cst, {align}")
        old.set(b.op(f"extractvalue {{ {integer}, i1 }} {pair}, 0"))
        again = b.fresh("again")
        b.condition(b.op(f"extractvalue {{ {integer}, i1 }} {pair}, 1"), left, again)
        b.place(again)
    return old.get()
