"""What is between ordinary accesses to shared memory and those of the async proxy (PTX ISA, 8.6 Proxies).

wgmma and bulk copies read shared memory by themselves. What threads have written is there for them only after
a fence.proxy.async, of the writer or on the way to who starts them; and what they read must stay as it is
until somebody has waited for their group (wgmma.wait_group, cp.async.bulk.wait_group). A simulated card does
their work when they are issued, so that neither would be noticed: therefore each 16 bytes of shared memory
have a WATCH with two notes, of who wrote there last and of what still reads there.

A note is zero, or a thread (its index + 1) above bit NOTE_THREAD, a kind at NOTE_KIND and a number below
that. The number of a write is how many fences there had been; the number of a read is its group's.
"""

from __future__ import annotations

from collections.abc import Callable

from . import layout
from .builder import Builder, Value
from .layout import BLOCK, FRAME, JOB, WATCH

NOTE_THREAD, NOTE_KIND = 40, 32
BY_WGMMA, BY_BULK_COPY = 0, 1
_NUMBER_MASK = (1 << NOTE_KIND) - 1
_SIGNATURE = "internal i32 @{}(ptr %frame, ptr %block, ptr %job, i64 %offset, i64 %size, i32 %how)"
_ARGUMENTS = "ptr {}, ptr {}, ptr %job, i64 {}, i64 {}, i32 {}"


def _frame_of_note(b: Builder, note: Value) -> Value:
    thread = b.binary("sub", "i64", b.binary("lshr", "i64", note, NOTE_THREAD), 1)
    stride = b.load("i64", "%job", JOB.FRAME_BYTES, 8)
    return b.at(b.load("ptr", "%block", BLOCK.FRAMES, 8), b.binary("mul", "i64", thread, stride))


def _note(b: Builder, kind: Value | int, number: Value) -> Value:
    """A note of the thread whose frame it is."""
    warp, lane = (b.load("i32", "%frame", offset, 4) for offset in (FRAME.WARP, FRAME.LANE))
    thread = b.binary("add", "i32", b.binary("add", "i32", b.binary("shl", "i32", warp, 5), lane), 1)
    high = b.binary("shl", "i64", b.cast("zext", "i32", thread, "i64"), NOTE_THREAD)
    middle = b.binary("shl", "i64", b.cast("zext", "i32", kind, "i64"), NOTE_KIND)
    low = b.cast("zext", "i32", number, "i64")
    return b.binary("or", "i64", high, b.binary("or", "i64", middle, low))


def _fences(b: Builder) -> Value:
    """The address of the count of proxy fences, which the blocks of a cluster share."""
    return b.at(b.load("ptr", "%block", BLOCK.FIRST, 8), BLOCK.FENCES)


def _after(b: Builder, frame: Value, note: Value) -> Value:
    """Whether a thread has made a proxy fence since a write."""
    fenced = b.load("i32", frame, FRAME.FENCED, 4)
    age = b.binary("sub", "i32", fenced, b.cast("trunc", "i64", note, "i32"))
    return b.compare("sgt", "i32", age, 0)


def _live(b: Builder, note: Value) -> Value:
    """Whether nobody has waited for the group of a read yet."""
    frame = _frame_of_note(b, note)
    bulk = b.compare("ne", "i64", b.binary("and", "i64", b.binary("lshr", "i64", note, NOTE_KIND), 1), 0)
    dones = [b.load("i32", frame, offset, 4) for offset in (FRAME.BULK_DONE, FRAME.WGMMA_DONE)]
    age = b.binary("sub", "i32", b.cast("trunc", "i64", note, "i32"), b.select(bulk, "i32", *dones))
    return b.compare("sge", "i32", age, 0)


def _each_watch(b: Builder, visit: Callable[[Value], None]) -> None:
    """Visit the watch of each 16 bytes that bytes of the block's shared memory are in; others have none."""
    limit = b.cast("zext", "i32", b.load("i32", "%job", JOB.TOTAL_SHARED, 4), "i64")
    end = b.binary("add", "i64", "%offset", "%size")
    with b.when(b.binary("or", "i1", b.compare("uge", "i64", "%offset", limit),
                         b.compare("ugt", "i64", end, limit))):  # fmt: skip
        b.ret("i32", 0)
    watches = b.load("ptr", "%block", BLOCK.WATCHES, 8)
    first = b.binary("lshr", "i64", "%offset", WATCH.SHIFT)
    past = b.binary("lshr", "i64", b.binary("add", "i64", end, (1 << WATCH.SHIFT) - 1), WATCH.SHIFT)
    with b.each(first, past, "i64") as index:
        visit(b.at(watches, b.binary("mul", "i64", index, WATCH.SIZE)))


def written_body() -> Builder:
    """`proxy_written(...)`: bytes are written, by the thread itself where `how` is not 0, else by the async
    proxy or a copy. Returns a fault where something still reads them.
    """
    b = Builder(_SIGNATURE.format("proxy_written"), "#0")
    own = b.compare("ne", "i32", "%how", 0)
    note = b.select(own, "i64", _note(b, 0, b.load("i32", _fences(b), 0, 4)), 0)

    def visit(watch: Value) -> None:
        reader = b.load("i64", watch, WATCH.READER, 8)
        with b.when(b.compare("ne", "i64", reader, 0)):
            with b.when(_live(b, reader)):
                b.ret("i32", layout.FAULT_STILL_READ)
            b.store("i64", 0, watch, WATCH.READER, 8)
        b.store("i64", note, watch, WATCH.WRITER, 8)

    _each_watch(b, visit)
    b.ret("i32", 0)
    return b


def read_body() -> Builder:
    """`proxy_read(...)`: the async proxy reads bytes for the thread: for wgmma or a bulk copy, as `how` says,
    or for what is no group's if it is -1. Returns a fault where they are not there for it yet.
    """
    b = Builder(_SIGNATURE.format("proxy_read"), "#0")
    bulk = b.compare("eq", "i32", "%how", BY_BULK_COPY)
    numbers = [b.load("i32", "%frame", offset, 4) for offset in (FRAME.BULK_GROUP, FRAME.WGMMA_GROUP)]
    kind = b.select(bulk, "i32", BY_BULK_COPY, BY_WGMMA)
    note = _note(b, kind, b.select(bulk, "i32", *numbers))
    grouped = b.compare("sge", "i32", "%how", 0)

    def visit(watch: Value) -> None:
        writer = b.load("i64", watch, WATCH.WRITER, 8)
        with b.when(b.compare("ne", "i64", writer, 0)):
            theirs = _after(b, _frame_of_note(b, writer), writer)
            with b.unless(b.binary("or", "i1", theirs, _after(b, "%frame", writer))):
                b.ret("i32", layout.FAULT_UNFENCED)
        with b.when(grouped):
            b.store("i64", note, watch, WATCH.READER, 8)

    _each_watch(b, visit)
    b.ret("i32", 0)
    return b


def fence_body() -> Builder:
    """`proxy_fence(frame, block)`: what this thread knows of is there for the async proxy."""
    b = Builder("internal void @proxy_fence(ptr %frame, ptr %block)", "#0")
    place = _fences(b)
    count = b.binary("add", "i32", b.load("i32", place, 0, 4), 1)
    b.store("i32", count, place, 0, 4)
    b.store("i32", count, "%frame", FRAME.FENCED, 4)
    b.ret()
    return b


def commit(b: Builder, group: int) -> None:
    """Close the group of a thread that is open, and open the next; `group` is which field counts them."""
    number = b.load("i32", "%frame", group, 4)
    b.store("i32", b.binary("add", "i32", number, 1), "%frame", group, 4)


def wait(b: Builder, group: int, done: int, keep: Value) -> None:
    """All groups of a thread but the last `keep` have been waited for."""
    number = b.binary("sub", "i32", b.load("i32", "%frame", group, 4), keep)
    before = b.load("i32", "%frame", done, 4)
    later = b.compare("sgt", "i32", b.binary("sub", "i32", number, before), 0)
    b.store("i32", b.select(later, "i32", number, before), "%frame", done, 4)


def written(b: Builder, frame: Value, block: Value, offset: Value, size: Value | int, own: bool) -> Value:
    """Call `proxy_written`, which has to be in the module."""
    return b.call("i32", "proxy_written", _ARGUMENTS.format(frame, block, offset, size, int(own)))


def read(b: Builder, frame: Value, block: Value, offset: Value, size: Value | int, how: int) -> Value:
    """Call `proxy_read`, which has to be in the module."""
    return b.call("i32", "proxy_read", _ARGUMENTS.format(frame, block, offset, size, how))


def in_handler(b: Builder) -> None:
    """Have the functions in a handler's module."""
    for part in (written_body(), read_body()):
        b.declarations[part.text()] = None


def pass_on(b: Builder, fault: Value) -> None:
    """End a handler with a fault where there is one."""
    with b.when(b.compare("ne", "i32", fault, 0)):
        b.ret("i32", fault)
