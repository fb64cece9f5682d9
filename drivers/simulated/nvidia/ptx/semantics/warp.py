"""Instructions at which the lanes of a warp, or the threads of a block, meet (PTX ISA, 9.7.9 and 9.7.13).

Each lane leaves its operands in its frame and waits; a handler of `collectives.py` works on all lanes at
once.
"""

from __future__ import annotations

from ..native import layout
from ..native.builder import Value
from ..native.layout import BLOCK, FRAME
from ..native.translator import Translator, handles, waits
from ..syntax import Instruction, Integer, Operand, Pair

waits("shfl", "vote", "match", "activemask", "redux", "elect")


def _synchronised(t: Translator, i: Instruction) -> None:
    if "sync" not in i.modifiers and "independent-threads" in t.features:
        raise t.error(
            f"Instruction '{i.opcode}' without '.sync' is not supported on .target sm_70 and higher"
        )


@handles("shfl")
def shuffle(t: Translator, i: Instruction) -> None:
    b = t.b
    _synchronised(t, i)
    d, value, lane, clamp, mask = t.operands(i, 5)
    mode = i.modifiers[1]
    if mode not in ("up", "down", "bfly", "idx") or i.modifiers[-1] != "b32":
        raise t.unknown(i)
    for offset, operand in ((0, value), (4, lane), (8, clamp)):
        t.give("i32", t.get(operand, "b32"), offset)
    t.exchange(12, 8)
    t.wait(layout.SITE_WARP, f"shfl.{mode}", t.get(mask, "b32"))
    if type(d) is Pair:
        t.put(d.first, t.take("i32", 12), 32)
        t.put(d.second, b.compare("ne", "i32", t.take("i32", 16), 0), 1)
    else:
        t.put(d, t.take("i32", 12), 32)


@handles("vote")
def vote(t: Translator, i: Instruction) -> None:
    b = t.b
    _synchronised(t, i)
    d, predicate, mask = t.operands(i, 3)
    mode = i.modifiers[1]
    if mode not in ("all", "any", "uni", "ballot"):
        raise t.unknown(i)
    t.give("i32", b.cast("zext", "i1", t.get(predicate, "pred"), "i32"), 0)
    t.exchange(4, 4)
    t.wait(layout.SITE_WARP, f"vote.{mode}", t.get(mask, "b32"))
    result = t.take("i32", 4)
    if mode == "ballot":
        t.put(d, result, 32)
    else:
        t.put(d, b.compare("ne", "i32", result, 0), 1)


@handles("match")
def match(t: Translator, i: Instruction) -> None:
    b = t.b
    _synchronised(t, i)
    d, value, mask = t.operands(i, 3)
    mode, kind = i.modifiers[0], i.modifiers[-1]
    if mode not in ("any", "all") or kind not in ("b32", "b64"):
        raise t.unknown(i)
    t.give("i64", b.resize(t.get(value, kind), int(kind[1:]), 64), 0)
    t.exchange(8, 8)
    t.wait(layout.SITE_WARP, f"match.{mode}", t.get(mask, "b32"))
    if type(d) is Pair:
        t.put(d.first, t.take("i32", 8), 32)
        t.put(d.second, b.compare("ne", "i32", t.take("i32", 12), 0), 1)
    else:
        t.put(d, t.take("i32", 8), 32)


@handles("activemask")
def active_mask(t: Translator, i: Instruction) -> None:
    (d,) = t.operands(i, 1)
    t.exchange(0, 4)
    t.wait(layout.SITE_GATHER, "activemask")
    t.put(d, t.take("i32", 0), 32)


@handles("redux")
def reduce(t: Translator, i: Instruction) -> None:
    _synchronised(t, i)
    d, value, mask = t.operands(i, 3)
    operation, kind = i.modifiers[1], i.modifiers[-1]
    name = f"redux.{operation}.{kind}"
    if kind == "f32":
        name += "".join(f".{m}" for m in ("abs", "NaN") if m in i.modifiers)
    elif operation not in ("add", "min", "max", "and", "or", "xor"):
        raise t.unknown(i)
    t.give("i32", t.get(value, kind), 0)
    t.exchange(4, 4)
    t.wait(layout.SITE_WARP, name, t.get(mask, "b32"))
    t.put(d, t.take("i32", 4), 32)


@handles("elect")
def elect(t: Translator, i: Instruction) -> None:
    b = t.b
    d, mask = t.operands(i, 2)
    if type(d) is not Pair:
        raise t.error("elect has two destinations")
    t.exchange(0, 8)
    t.wait(layout.SITE_WARP, "elect", t.get(mask, "b32"))
    t.put(d.first, t.take("i32", 0), 32)
    t.put(d.second, b.compare("ne", "i32", t.take("i32", 4), 0), 1)


# Barriers.


def _waits_at_barrier(i: Instruction) -> bool:
    return "arrive" not in i.modifiers


waits("bar", "barrier", when=_waits_at_barrier)


def _number(t: Translator, operand: Operand) -> Value:
    """A barrier's number, 0 to 15."""
    if type(operand) is Integer:
        if not 0 <= operand.value < 16:
            raise t.error(f"Barrier {operand.value} is out of range: there are 0 to 15")
        return str(operand.value)
    value = t.get(operand, "b32")
    t.fault_unless(t.b.compare("ult", "i32", value, 16), layout.FAULT_BARRIER)
    return value


def _count(t: Translator, operand: Operand) -> Value:
    """How many threads a barrier is for: whole warps."""
    if type(operand) is Integer:
        if operand.value % 32 or operand.value <= 0:
            raise t.error("The number of threads at a barrier is a multiple of 32")
        return str(operand.value)
    value = t.get(operand, "b32")
    whole = t.b.compare("eq", "i32", t.b.binary("and", "i32", value, 31), 0)
    t.fault_unless(whole, layout.FAULT_BARRIER)
    return value


@handles("bar", "barrier")
def barrier(t: Translator, i: Instruction) -> None:
    b = t.b
    modifiers = [m for m in i.modifiers if m != "cta"]
    if modifiers[:1] == ["warp"]:
        (mask,) = t.operands(i, 1)
        t.wait(layout.SITE_WARP, "nothing", t.get(mask, "b32"))
        return
    if modifiers[:1] == ["cluster"]:
        _cluster_barrier(t, i, modifiers)
        return
    flags = layout.ALIGNED if i.opcode == "bar" or "aligned" in modifiers else 0
    operands = list(i.operands)
    if not operands:
        raise t.error("A barrier has a number")
    if modifiers[:1] == ["arrive"]:
        number, count = _number(t, operands[0]), _count(t, operands[1])
        del count
        place = b.at(b.at("%block", BLOCK.ARRIVED), b.resize(number, 32, 64), "i32")
        b.store("i32", b.binary("add", "i32", b.load("i32", place, 0, 4), 1), place, 0, 4)
        return
    if modifiers[:1] == ["red"]:
        d, *operands = operands
        operation, kind = modifiers[1], modifiers[-1]
        if operation == "aligned":
            operation = modifiers[2]
        t.give("i32", b.cast("zext", "i1", t.get(operands[-1], "pred"), "i32"), 0)
        t.exchange(4, 12)
        number = _number(t, operands[0])
        count = _count(t, operands[1]) if len(operands) == 3 else "0"
        t.wait(layout.SITE_BARRIER, "nothing", number, count, flags | layout.REDUCES)
        value = t.take("i32", {"popc": 4, "and": 8, "or": 12}[operation])
        if kind == "pred":
            t.put(d, b.compare("ne", "i32", value, 0), 1)
        else:
            t.put(d, value, 32)
        return
    if modifiers[:1] != ["sync"]:
        raise t.unknown(i)
    number = _number(t, operands[0])
    count = _count(t, operands[1]) if len(operands) == 2 else "0"
    t.wait(layout.SITE_BARRIER, "nothing", number, count, flags)


def _cluster_barrier(t: Translator, i: Instruction, modifiers: list[str]) -> None:
    b = t.b
    t.operands(i, 0)
    if "arrive" in modifiers:
        first = b.load("ptr", "%block", BLOCK.FIRST, 8)
        phase = b.load("i32", first, BLOCK.CLUSTER_PHASE, 4)
        b.store("i32", b.binary("add", "i32", phase, 1), "%frame", FRAME.PHASE, 4)
        arrived = b.load("i32", first, BLOCK.CLUSTER_ARRIVED, 4)
        b.store("i32", b.binary("add", "i32", arrived, 1), first, BLOCK.CLUSTER_ARRIVED, 4)
    elif "wait" in modifiers:
        t.wait(layout.SITE_CLUSTER, "nothing")
    else:
        raise t.unknown(i)
