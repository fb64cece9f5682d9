"""What each instruction of LLVM IR becomes: the tables, and what moves values about."""

from __future__ import annotations

from dataclasses import replace

from . import floats, integers, memory, select_doubles
from . import llvm_text as ir
from .intrinsics import BARRIER, DOUBLE, EXP2, GROUP, HIGH, LOW, THREAD, WAVE
from .machine_code import Instruction, Number, Part
from .memory import pointer_of
from .select import Address, Double, Flag, Handler, Lane, Selector, Table, Wide


def _select(s: Selector, i: ir.Instruction) -> list[Lane]:
    tests, yes, no = s.operands(i)
    tests = tests * (len(yes) // len(tests))
    return [choose(s, i.type, test, a, b) for test, a, b in zip(tests, yes, no, strict=True)]


def choose(s: Selector, type_: ir.Type, test: Lane, a: Lane, b: Lane) -> Lane:
    """A lane where a flag holds, else another one."""
    assert isinstance(test, Flag)
    if type_.scalar == "i1":
        assert isinstance(a, Flag) and isinstance(b, Flag)
        return _choose_flag(s, test, a, b)
    if type_.scalar == "ptr1":
        a, b = pointer_of(s, a), pointer_of(s, b)
        wide = choose(s, ir.Type("i64"), test, a, b)
        assert isinstance(wide, Wide)
        return Address(None, wide)
    if type_.scalar == "double":
        assert isinstance(a, Double) and isinstance(b, Double)
        return Double(s.choose(test, a.high, b.high, True), s.choose(test, a.low, b.low, True))
    if type_.bits == 64:
        assert isinstance(a, Wide) and isinstance(b, Wide)
        return Wide(s.choose(test, a.low, b.low, True), s.choose(test, a.high, b.high, True))
    assert isinstance(a, (Part, Number)) and isinstance(b, (Part, Number))
    result = s.choose(test, a, b, type_.bits == 32)
    integers.bound(s, result, max(integers.most(s, a), integers.most(s, b)), type_)
    return result


def _choose_flag(s: Selector, test: Flag, a: Flag, b: Flag) -> Flag:
    if isinstance(b.value, Number) and bool(b.value.bits) == b.inverted:
        return Flag(s.b.emit("and.b", s.truth(test), s.truth(a)))
    if isinstance(a.value, Number) and bool(a.value.bits) != a.inverted:
        return Flag(s.b.emit("or.b", s.truth(test), s.truth(b)))
    return Flag(s.choose(test, s.truth(a), s.truth(b), True))


def _extract(s: Selector, i: ir.Instruction) -> list[Lane]:
    vector, (place,) = s.operands(i)
    assert isinstance(i.operands[1], ir.Literal), place
    return [vector[i.operands[1].lanes[0] or 0]]


def _insert(s: Selector, i: ir.Instruction) -> list[Lane]:
    vector, (element,), _ = s.operands(i)
    assert isinstance(i.operands[2], ir.Literal)
    result = list(vector)
    result[i.operands[2].lanes[0] or 0] = element
    return result


def _shuffle(s: Selector, i: ir.Instruction) -> list[Lane]:
    a, b, _ = s.operands(i)
    assert isinstance(i.operands[2], ir.Literal)
    both = [*a, *b]
    return [both[lane or 0] for lane in i.operands[2].lanes]


def _same(s: Selector, i: ir.Instruction) -> list[Lane]:
    return s.operands(i)[0]


def _bitcast(s: Selector, i: ir.Instruction) -> list[Lane]:
    """The same registers where lanes are as wide; else through words."""
    lanes, source, target = s.operands(i)[0], i.types[0], i.type
    if "double" in (source.scalar, target.scalar):
        return select_doubles.bits(s, i)
    if source.scalar == "i1" and target.lanes == 1 and target.bits <= 32:
        return [_packed(s, lanes, target.bits)]
    if source.bits == target.bits:
        plain = [_plain(s, each) for each in lanes]
        if {source.scalar, target.scalar} == {"i1"}:
            return lanes
        return list(plain)
    if (source.bits, target.bits) == (64, 32):
        return [half for each in lanes if isinstance(each, Wide) for half in (each.low, each.high)]
    if (source.bits, target.bits) == (32, 64):
        return [Wide(a, b) for a, b in zip(lanes[::2], lanes[1::2], strict=True)]  # type: ignore[arg-type]
    if (source.bits, target.bits) == (16, 32):
        return [
            s.b.emit(
                "or.b",
                integers.extended(s, a, 16),
                s.b.emit("shl.b", integers.extended(s, b, 16), Number(16)),
            )
            for a, b in zip(lanes[::2], lanes[1::2], strict=True)
        ]
    if (source.bits, target.bits) == (32, 16):
        result: list[Lane] = []
        for each in lanes:
            assert isinstance(each, (Part, Number))
            result.append(integers.shortened(s, each))
            result.append(integers.shortened(s, s.b.emit("shr.b", each, Number(16))))
        return result
    raise s.unknown(i)


def _packed(s: Selector, flags: list[Lane], bits: int) -> Lane:
    """Flags as the bits of an integer."""
    word = None
    for number, flag in enumerate(flags):
        assert isinstance(flag, Flag)
        bit = s.truth(flag)
        moved = s.b.emit("shl.b", bit, Number(number)) if number else bit
        word = moved if word is None else s.b.emit("or.b", word, moved)
    assert word is not None
    return word if bits == 32 else integers.shortened(s, word)


def _plain(s: Selector, lane: Lane) -> Lane:
    """A value whose bits are as they stand: no float's modifiers wait to be applied."""
    return s.b.in_register(lane, lane.full) if isinstance(lane, Part) else lane


def _thread(s: Selector, i: ir.Instruction) -> list[Lane]:
    result = s.special("thread")
    s.most[result.register.number] = s.program.block_items - 1
    return [result]


def _group(s: Selector, i: ir.Instruction) -> list[Lane]:
    return [s.special("group")]


def _barrier(s: Selector, i: ir.Instruction) -> list[Lane]:
    s.b.append(Instruction("fence", None, (), effect=True))
    s.b.append(Instruction("bar", None, (), effect=True))
    return []


def _wave(s: Selector, i: ir.Instruction) -> list[Lane]:
    s.b.append(Instruction("fence", None, (), effect=True))
    return []


def _nothing(s: Selector, i: ir.Instruction) -> list[Lane]:
    return []


OPS: dict[str, Handler] = {
    "select": _select,
    "extractelement": _extract,
    "insertelement": _insert,
    "shufflevector": _shuffle,
    "freeze": _same,
    "bitcast": _bitcast,
    **integers.OPS,
    **floats.OPS,
    **memory.OPS,
}
DOUBLES = select_doubles.OPS
CALLS: dict[str, Handler] = {
    THREAD: _thread,
    GROUP: _group,
    BARRIER: _barrier,
    WAVE: _wave,
    EXP2: floats.exp2,
    HIGH: select_doubles.high_of,
    LOW: select_doubles.low_of,
    DOUBLE: select_doubles.joined,
    "llvm.assume": _nothing,
    "llvm.experimental.noalias.scope.decl": _nothing,
}
_BY_NAME: dict[str, Handler] = {**integers.INTRINSICS, **floats.INTRINSICS}
# The reductions of a vector to a scalar, from the op of two.
_REDUCTIONS: dict[str, str] = {
    "add": "add", "mul": "mul", "and": "and", "or": "or", "xor": "xor", "fadd": "fadd", "fmul": "fmul",
}  # fmt: skip


def handler_of(i: ir.Instruction) -> Handler | None:
    """What writes an instruction; None for one that is not known."""
    if i.op == "call":
        return CALLS.get(i.words[0].split(".v")[0]) or call_of(i)
    if "double" in (i.type.scalar, *(type_.scalar for type_ in i.types)):
        return DOUBLES.get(i.op) or OPS.get(i.op)
    return OPS.get(i.op)


def call_of(i: ir.Instruction) -> Handler | None:
    """What writes a call of an intrinsic, by its name without the types it is for."""
    name, doubles = i.words[0], "double" in (i.type.scalar, *(type_.scalar for type_ in i.types))
    if not name.startswith("llvm."):
        return None
    parts = name.split(".")[1:]
    if parts[:2] == ["vector", "reduce"]:
        return _reduction(parts[2], doubles)
    for length in range(len(parts), 0, -1):
        found = (select_doubles.INTRINSICS if doubles else _BY_NAME).get(".".join(parts[:length]))
        if found is not None:
            return found
    return None


def _reduction(op: str, doubles: bool) -> Handler:
    def reduce(s: Selector, i: ir.Instruction) -> list[Lane]:
        *start, lanes = s.operands(i)
        type_ = replace(i.types[-1], lanes=1)
        ops, others = (DOUBLES, select_doubles.INTRINSICS) if doubles else (OPS, _BY_NAME)
        handler = ops.get(_REDUCTIONS.get(op, "")) or others.get(op)
        if handler is None:
            raise s.unknown(i)
        while len(lanes) > 1:
            lanes = [
                _apply(s, handler, op, type_, a, b) for a, b in zip(lanes[::2], lanes[1::2], strict=True)
            ]
        if start and not _is_neutral(i.operands[0], op):
            lanes = [_apply(s, handler, op, type_, start[0][0], lanes[0])]
        return lanes

    return reduce


def _apply(s: Selector, handler: Handler, op: str, type_: ir.Type, a: Lane, b: Lane) -> Lane:
    s.lanes["first operand"], s.lanes["second operand"] = [a], [b]
    operands: list[ir.Operand] = [ir.Name("first operand"), ir.Name("second operand")]
    words = (op,) if op not in _REDUCTIONS else ()
    return handler(
        s, ir.Instruction(_REDUCTIONS.get(op, "call"), None, type_, operands, [type_, type_], words)
    )[0]


def _is_neutral(operand: ir.Operand, op: str) -> bool:
    if not isinstance(operand, ir.Literal):
        return False
    bits = operand.lanes[0]
    minus_zero = 1 << (operand.type.bits - 1)
    one = {"float": 0x3F800000, "half": 0x3C00}.get(operand.type.scalar)
    return bits == (minus_zero if op == "fadd" else one)


TABLE = Table(handler_of, pointer_of)
