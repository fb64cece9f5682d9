"""Flow of control: category 0, and barriers, category 7.

Each lane has its own place in the program. Of the lanes that part at a branch those with the lower place go
on; the others are parked, and wake where the program comes to their place at an instruction marked (jp), or
where those that go on would jump past them (Mesa 25.1, ir3_reconvergence.c). A place to be parked at must be
marked, and the branch stack have room for it.
"""

from __future__ import annotations

from ....native.values import Type, Value
from ..native import wave
from ..native.builder import Builder
from .handlers import semantics

_POINTER = Type("ptr")

# Parks the lanes %mask at %target, sorted so that the lowest place is last; gives a STATUS_.
_PARK = """
define internal i32 @park_{lanes}(ptr %state, ptr %target, i{lanes} %mask) noinline nounwind {{
start:
  %flag.at = getelementptr i8, ptr %target, i64 {join}
  %flag = load i32, ptr %flag.at, align 4
  %unmarked = icmp eq i32 %flag, 0
  br i1 %unmarked, label %no.join, label %marked
no.join:
  %where = ptrtoint ptr %target to i64
  %where.at = getelementptr i8, ptr %state, i64 {fault_address}
  store i64 %where, ptr %where.at, align 8
  ret i32 {status_no_join}
marked:
  %count.at = getelementptr i8, ptr %state, i64 {count}
  %count = load i32, ptr %count.at, align 4
  %parked = getelementptr i8, ptr %state, i64 {parked}
  br label %head
head:
  %n = phi i32 [%count, %marked], [%before, %further]
  %none = icmp eq i32 %n, 0
  br i1 %none, label %insert, label %look
look:
  %before = sub i32 %n, 1
  %before64 = zext i32 %before to i64
  %at = mul i64 %before64, {entry}
  %entry = getelementptr i8, ptr %parked, i64 %at
  %place = load ptr, ptr %entry, align 8
  %same = icmp eq ptr %place, %target
  br i1 %same, label %merge, label %differs
merge:
  %old.at = getelementptr i8, ptr %entry, i64 16
  %old = load i{lanes}, ptr %old.at, align 8
  %new = or i{lanes} %old, %mask
  store i{lanes} %new, ptr %old.at, align 8
  ret i32 0
differs:
  %lower = icmp ult ptr %place, %target
  br i1 %lower, label %further, label %insert
further:
  br label %head
insert:
  %limit.at = getelementptr i8, ptr %state, i64 {limit}
  %limit = load i32, ptr %limit.at, align 4
  %full = icmp uge i32 %count, %limit
  br i1 %full, label %overflow, label %room
overflow:
  ret i32 {status_branch_stack}
room:
  %position = zext i32 %n to i64
  %position.at = mul i64 %position, {entry}
  %free = getelementptr i8, ptr %parked, i64 %position.at
  %moved = sub i32 %count, %n
  %moved64 = zext i32 %moved to i64
  %moved.bytes = mul i64 %moved64, {entry}
  %beyond = getelementptr i8, ptr %free, i64 {entry}
  call void @llvm.memmove.p0.p0.i64(ptr %beyond, ptr %free, i64 %moved.bytes, i1 false)
  store ptr %target, ptr %free, align 8
  %free.mask = getelementptr i8, ptr %free, i64 16
  store i{lanes} %mask, ptr %free.mask, align 8
  %more = add i32 %count, 1
  store i32 %more, ptr %count.at, align 4
  ret i32 0
}}
"""


def _define_park(b: Builder) -> None:
    b.declarations[f"park_{b.lanes}"] = _PARK.format(
        lanes=b.lanes,
        join=wave.RECORD_SLOTS + 4 * wave.JOIN_SLOT,
        fault_address=wave.FAULT_ADDRESS,
        count=wave.PARKED_COUNT,
        parked=wave.PARKED,
        entry=wave.PARKED_BYTES,
        limit=wave.PARKED_LIMIT,
        status_no_join=wave.STATUS_NO_JOIN,
        status_branch_stack=wave.STATUS_BRANCH_STACK,
    )
    b.declarations["llvm.memmove.p0.p0.i64"] = "declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)"


def _park(b: Builder, target: Value, mask: Value) -> None:
    """Park lanes; the wave stops where they cannot be."""
    status = b.call(f"park_{b.lanes}", Type("i32"), b.state, target, mask)
    # After the call, which declares what is defined here.
    _define_park(b)
    good, failed = b.new_label("parked"), b.new_label("failed")
    b.branch(status.eq(0), good, failed)
    b.block(failed)
    b.leave(status)
    b.block(good)


def _top(b: Builder) -> tuple[Value, Value, Value]:
    """How many are parked, and the entry of the lowest place: pointers to its place and its lanes."""
    count = b.get(wave.PARKED_COUNT)
    at = (count - 1).zext("i64") * wave.PARKED_BYTES + wave.PARKED
    entry = b.at(b.state, at)
    return count, entry, b.at(entry, 16)


def _set_exec(b: Builder, mask: Value) -> None:
    b.store(b.field(wave.EXEC), mask, 4)


def _go_on(b: Builder, target: Value, mask: Value) -> None:
    """End the handler with lanes on their way to `target`: there, or where parked lanes are before it."""
    some, there = b.new_label("some"), b.new_label("there")
    count = b.get(wave.PARKED_COUNT)
    b.branch(count.eq(0), there, some)
    b.block(some)
    count, entry, lanes_at = _top(b)
    place = b.load(entry, _POINTER, 8)
    lower, past = b.new_label("lower"), b.new_label("past")
    b.branch(place.compare("ult", target), past, lower)
    b.block(past)
    # The lowest parked lanes wake, before the others are parked in their stead.
    woken = b.load(lanes_at, mask.type, 8)
    b.set(wave.PARKED_COUNT, count - 1)
    _park(b, target, mask)
    _set_exec(b, woken)
    _jump(b, place)
    b.block(lower)
    b.jump(there)
    b.block(there)
    _set_exec(b, mask)
    _jump(b, target)


def _jump(b: Builder, target: Value) -> None:
    """Go to a record; a wave that has made many jumps gives way."""
    fuel = b.get(wave.FUEL) - 1
    b.set(wave.FUEL, fuel)
    out, on = b.new_label("out"), b.new_label("on")
    b.branch(fuel.eq(0), out, on)
    b.block(out)
    b.leave(wave.STATUS_YIELDED, target)
    b.block(on)
    b.go(target)


def _target(b: Builder) -> Value:
    """The record that the instruction jumps to; the slot has the distance in bytes."""
    return b.at(b.record, b.extra_slot().sext("i64"))


def _predicate(b: Builder, n: int) -> Value:
    """The lanes, of those that execute or not, in which the n-th condition holds."""
    mask = b.load(b.place(n), Type(b.mask_element), 4)
    return ~mask if b.operands[n].neg else mask


@semantics("jump")
def _jump_always(b: Builder) -> None:
    _go_on(b, _target(b), b.exec)
    b.ended = True


@semantics("br", "brao", "braa")
def _branch(b: Builder) -> None:
    condition = _predicate(b, 0)
    if b.instruction.name == "brao":
        condition = condition | _predicate(b, 1)
    elif b.instruction.name == "braa":
        condition = condition & _predicate(b, 1)
    _branch_lanes(b, condition & b.exec)


@semantics("bany", "ball")
def _branch_together(b: Builder) -> None:
    # All lanes take the same way: if any, or all, of those that execute have the condition.
    lanes = b.exec
    condition = _predicate(b, 0) & lanes
    taken = condition.ne(0) if b.instruction.name == "bany" else condition.eq(lanes)
    nothing = b.constant(lanes.type, 0)
    _branch_lanes(b, taken.where(lanes, nothing))


@semantics("getone")
def _elect(b: Builder) -> None:
    # The lowest lane goes on, the others jump.
    lanes = b.exec
    _branch_lanes(b, lanes & (lanes - 1))


def _branch_lanes(b: Builder, taken: Value) -> None:
    lanes = b.exec
    rest = lanes & ~taken
    target, following = _target(b), b.next_record
    none, some, all_, parts = (b.new_label(name) for name in ("none", "some", "all", "parts"))
    b.branch(taken.eq(0), none, some)
    b.block(none)
    b.go(following)
    b.block(some)
    b.branch(rest.eq(0), all_, parts)
    b.block(all_)
    _go_on(b, target, lanes)
    b.block(parts)
    forward = target.compare("ugt", b.record)
    later, sooner = forward.where(target, following), forward.where(following, target)
    parked, going = forward.where(taken, rest), forward.where(rest, taken)
    _park(b, later, parked)
    _go_on(b, sooner, going)
    b.ended = True


@semantics("join")
def _join(b: Builder) -> None:
    # What (jp) is before its instruction.
    some, on, here = b.new_label("some"), b.new_label("on"), b.new_label("here")
    b.branch(b.get(wave.PARKED_COUNT).eq(0), on, some)
    b.block(some)
    count, entry, lanes_at = _top(b)
    b.branch(b.load(entry, _POINTER, 8).compare("eq", b.record), here, on)
    b.block(here)
    lanes = b.load(lanes_at, Type(b.mask_element), 8)
    _set_exec(b, b.exec | lanes)
    b.set(wave.PARKED_COUNT, count - 1)
    b.jump(on)
    b.block(on)


def _retire(b: Builder, lanes: Value) -> None:
    """End lanes, of those that execute; the handler goes on with the rest, or the lowest that are parked."""
    rest = b.exec & ~lanes
    alive = b.get(wave.ALIVE, b.mask_element)
    b.store(b.field(wave.ALIVE), alive & ~lanes, 4)
    some, none, woken, over = (b.new_label(name) for name in ("some", "none", "woken", "over"))
    b.branch(rest.eq(0), none, some)
    b.block(some)
    _set_exec(b, rest)
    b.go(b.next_record)
    b.block(none)
    b.branch(b.get(wave.PARKED_COUNT).eq(0), over, woken)
    b.block(over)
    b.leave(wave.STATUS_ENDED)
    b.block(woken)
    count, entry, lanes_at = _top(b)
    _set_exec(b, b.load(lanes_at, Type(b.mask_element), 8))
    b.set(wave.PARKED_COUNT, count - 1)
    _jump(b, b.load(entry, _POINTER, 8))
    b.ended = True


@semantics("end")
def _end(b: Builder) -> None:
    _retire(b, b.exec)


@semantics("kill")
def _kill(b: Builder) -> None:
    _retire(b, b.exec & _predicate(b, 0))


@semantics("no_end")
def _no_end(b: Builder) -> None:
    b.leave(wave.STATUS_NO_END)
    b.ended = True


@semantics("predt", "predf")
def _predicate_lanes(b: Builder) -> None:
    # Until prede only the lanes execute in which the condition holds (predt) or does not (predf).
    condition = _predicate(b, 0)
    whole = b.get(wave.PREDICATED, b.mask_element)
    within = whole.eq(0).where(b.exec, whole)
    b.store(b.field(wave.PREDICATED), within, 4)
    _set_exec(b, within & (~condition if b.instruction.name == "predf" else condition))


@semantics("prede")
def _predicate_end(b: Builder) -> None:
    whole = b.get(wave.PREDICATED, b.mask_element)
    _set_exec(b, whole.eq(0).where(b.exec, whole))
    b.store(b.field(wave.PREDICATED), b.constant(whole.type, 0), 4)


@semantics("fence")
def _fence(b: Builder) -> None:
    b.do("fence seq_cst")


@semantics("bar")
def _barrier(b: Builder) -> None:
    # The scheduler counts the waves that wait; the last lets all go on.
    b.do("fence seq_cst")
    b.fail_if(b.get(wave.PARKED_COUNT).ne(0), wave.STATUS_DIVERGENT_BARRIER)
    b.leave(wave.STATUS_BARRIER, b.next_record)
    b.ended = True
