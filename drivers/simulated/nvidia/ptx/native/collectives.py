"""What happens where lanes meet, as native functions: each gets the frames of a warp and the mask of its
lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .builder import Builder, Value
from .layout import FRAME

SIGNATURE = "i32 @{name}(ptr %frames, i64 %stride, i32 %mask, ptr %block, ptr %job)"
Writer = Callable[[Builder, list[str]], None]
WRITERS: dict[str, Writer] = {}
"""What writes the handlers whose names begin with each word."""


def writes(*names: str) -> Callable[[Writer], Writer]:
    """Enter a function into the table of writers."""

    def enter(function: Writer) -> Writer:
        for name in names:
            WRITERS[name] = function
        return function

    return enter


def handler_symbol(name: str) -> str:
    """The native name of a handler."""
    return "handler_" + name.replace(".", "_")


def handler_text(name: str) -> str:
    """The native function that a site's handler name stands for."""
    words = name.split(".")
    b = Builder(SIGNATURE.format(name=handler_symbol(name)), "#0")
    WRITERS[words[0]](b, words)
    b.ret("i32", 0)
    return "\n".join(
        [*b.declarations, b.text(), 'attributes #0 = { nounwind "no-trapping-math"="true" }', ""]
    )


def frame_of(b: Builder, lane: Value) -> Value:
    """A lane's frame."""
    return b.at("%frames", b.binary("mul", "i64", b.cast("zext", "i32", lane, "i64"), "%stride"))


def exchanged(b: Builder, frame: Value, offset: int, kind: str = "i32") -> Value:
    """What a lane left at a site."""
    return b.load(kind, frame, FRAME.EXCHANGE + offset, 4)


def answer(b: Builder, frame: Value, offset: int, value: Value | int, kind: str = "i32") -> None:
    """What a lane is to find after a site."""
    b.store(kind, value, frame, FRAME.EXCHANGE + offset, 4)


def has(b: Builder, mask: Value, lane: Value) -> Value:
    """Whether a lane is in a mask."""
    bit = b.binary("and", "i32", b.binary("lshr", "i32", mask, lane), 1)
    return b.compare("ne", "i32", bit, 0)


@contextmanager
def lanes(b: Builder) -> Iterator[tuple[Value, Value]]:
    """A loop over the lanes of the mask: each one's number and frame."""
    with b.each(0, 32) as lane, b.when(has(b, "%mask", lane)):
        yield lane, frame_of(b, lane)


@writes("nothing")
def nothing(b: Builder, words: list[str]) -> None:
    """Lanes only meet."""


@writes("activemask")
def active_mask(b: Builder, words: list[str]) -> None:
    with lanes(b) as (_, frame):
        answer(b, frame, 0, "%mask")


@writes("elect")
def elect(b: Builder, words: list[str]) -> None:
    leader = b.intrinsic("i32", "llvm.cttz.i32", "i32 %mask", "i1 true")
    with lanes(b) as (lane, frame):
        answer(b, frame, 0, leader)
        answer(b, frame, 4, b.cast("zext", "i1", b.compare("eq", "i32", lane, leader), "i32"))


@writes("shfl")
def shuffle(b: Builder, words: list[str]) -> None:
    """The pseudocode of the PTX ISA document, shfl.sync."""
    mode = words[1]
    with lanes(b) as (lane, frame):
        distance = b.binary("and", "i32", exchanged(b, frame, 4), 31)
        control = exchanged(b, frame, 8)
        clamp = b.binary("and", "i32", control, 31)
        segment = b.binary("and", "i32", b.binary("lshr", "i32", control, 8), 31)
        rest = b.binary("xor", "i32", segment, 31)
        inside = b.binary("and", "i32", lane, segment)
        most = b.binary("or", "i32", inside, b.binary("and", "i32", clamp, rest))
        least = inside
        if mode == "up":
            source = b.binary("sub", "i32", lane, distance)
            good = b.compare("sge", "i32", source, most)
        elif mode == "down":
            source = b.binary("add", "i32", lane, distance)
            good = b.compare("sle", "i32", source, most)
        elif mode == "bfly":
            source = b.binary("xor", "i32", lane, distance)
            good = b.compare("sle", "i32", source, most)
        else:
            source = b.binary("or", "i32", least, b.binary("and", "i32", distance, rest))
            good = b.compare("sle", "i32", source, most)
        chosen = b.binary("and", "i32", b.select(good, "i32", source, lane), 31)
        # What a lane that is not in the mask would give is not defined; here it is one's own value.
        chosen = b.select(has(b, "%mask", chosen), "i32", chosen, lane)
        answer(b, frame, 12, exchanged(b, frame_of(b, chosen), 0))
        answer(b, frame, 16, b.cast("zext", "i1", good, "i32"))


@writes("vote")
def vote(b: Builder, words: list[str]) -> None:
    ballot = b.slot("i32", 0)
    with lanes(b) as (lane, frame):
        bit = b.binary("shl", "i32", exchanged(b, frame, 0), lane)
        ballot.set(b.binary("or", "i32", ballot.get(), bit))
    votes = ballot.get()
    every = b.compare("eq", "i32", votes, "%mask")
    none = b.compare("eq", "i32", votes, 0)
    result = {
        "ballot": lambda: votes,
        "all": lambda: b.cast("zext", "i1", every, "i32"),
        "any": lambda: b.cast("zext", "i1", b.binary("xor", "i1", none, "true"), "i32"),
        "uni": lambda: b.cast("zext", "i1", b.binary("or", "i1", every, none), "i32"),
    }[words[1]]()
    with lanes(b) as (_, frame):
        answer(b, frame, 4, result)


@writes("match")
def match(b: Builder, words: list[str]) -> None:
    with lanes(b) as (_, frame):
        mine = exchanged(b, frame, 0, "i64")
        alike = b.slot("i32")
        alike.set(0)
        with lanes(b) as (other, peer):
            same = b.compare("eq", "i64", exchanged(b, peer, 0, "i64"), mine)
            bit = b.select(same, "i32", b.binary("shl", "i32", 1, other), 0)
            alike.set(b.binary("or", "i32", alike.get(), bit))
        every = b.compare("eq", "i32", alike.get(), "%mask")
        if words[1] == "all":
            answer(b, frame, 8, b.select(every, "i32", "%mask", 0))
        else:
            answer(b, frame, 8, alike.get())
        answer(b, frame, 12, b.cast("zext", "i1", every, "i32"))


_FIRST = {"add": 0, "and": -1, "or": 0, "xor": 0}


@writes("redux")
def reduce(b: Builder, words: list[str]) -> None:
    operation, kind = words[1], words[2]
    leader = b.intrinsic("i32", "llvm.cttz.i32", "i32 %mask", "i1 true")
    first = exchanged(b, frame_of(b, leader), 0) if operation in ("min", "max") else str(_FIRST[operation])
    if kind == "f32" and "abs" in words:
        first = b.binary("and", "i32", first, 0x7FFFFFFF)
    total = b.slot("i32", first)
    with lanes(b) as (_, frame):
        value = exchanged(b, frame, 0)
        if kind == "f32":
            if "abs" in words:
                value = b.binary("and", "i32", value, 0x7FFFFFFF)
            name = ("minimum" if operation == "min" else "maximum") + ("" if "NaN" in words else "num")
            sides = [b.cast("bitcast", "i32", side, "float") for side in (total.get(), value)]
            result = b.intrinsic("float", f"llvm.{name}.f32", *(f"float {side}" for side in sides))
            total.set(b.cast("bitcast", "float", result, "i32"))
        elif operation in ("min", "max"):
            name = f"llvm.{'s' if kind[0] == 's' else 'u'}{operation}.i32"
            total.set(b.intrinsic("i32", name, f"i32 {total.get()}", f"i32 {value}"))
        else:
            total.set(b.binary(operation, "i32", total.get(), value))
    with lanes(b) as (_, frame):
        answer(b, frame, 4, total.get())
