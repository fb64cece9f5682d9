"""Asynchronous copies and mbarriers (PTX ISA, 9.7.9.25 and 9.7.13.15).

A copy is made when it is issued; what it wrote is marked until somebody has waited for it, and reading a
marked byte is a fault. An mbarrier is 64 bits of shared memory: the arrivals still pending, the count they
start from, the bytes of copies still to come, and the phase.
"""

from __future__ import annotations

from ..native import layout, proxies
from ..native.builder import Builder, Value
from ..native.layout import BLOCK, COPY, FRAME
from ..native.translator import Translator, handles, waits
from ..syntax import Address, Instruction, Integer, Name, Operand, Vector
from .memory import address_value, note_written, pointer

waits("mbarrier", when=lambda i: i.modifiers[0] in ("test_wait", "try_wait"))
waits("cp", when=lambda i: "bulk" in i.modifiers and len(i.operands) > 1 and "prefetch" not in i.modifiers)

# Fields of an mbarrier: bit of the first, width. The document leaves the layout open.
PENDING, COUNT, BYTES, PHASE = 0, 20, 40, 63
_COUNT_BITS, _BYTES_BITS = 20, 23
_COUNT_MASK = (1 << _COUNT_BITS) - 1


# mbarriers.


def update_body() -> Builder:
    """`mbarrier_update(bar, arrivals, bytes)`: count down, and turn the phase when nothing is left.

    Returns the state before, or all ones for a barrier that has fewer arrivals left or was not initialised.
    """
    b = Builder("internal i64 @mbarrier_update(ptr %bar, i64 %arrivals, i64 %bytes)", "#0")
    state = b.load("i64", "%bar", 0, 8)
    pending = b.binary("and", "i64", state, _COUNT_MASK)
    count = b.binary("and", "i64", b.binary("lshr", "i64", state, COUNT), _COUNT_MASK)
    up = b.binary("shl", "i64", state, 64 - BYTES - _BYTES_BITS)
    bytes_left = b.binary("ashr", "i64", up, 64 - _BYTES_BITS)
    phase = b.binary("lshr", "i64", state, PHASE)
    bad = b.binary(
        "or", "i1", b.compare("eq", "i64", count, 0), b.compare("ult", "i64", pending, "%arrivals")
    )
    with b.when(bad):
        b.ret("i64", -1)
    left = b.binary("sub", "i64", pending, "%arrivals")
    coming = b.binary("add", "i64", bytes_left, "%bytes")
    whole = b.binary("and", "i1", b.compare("eq", "i64", left, 0), b.compare("eq", "i64", coming, 0))
    left = b.select(whole, "i64", count, left)
    phase = b.binary("xor", "i64", phase, b.cast("zext", "i1", whole, "i64"))
    coming = b.binary("and", "i64", coming, (1 << _BYTES_BITS) - 1)
    total = b.binary("or", "i64", left, b.binary("shl", "i64", count, COUNT))
    total = b.binary("or", "i64", total, b.binary("shl", "i64", coming, BYTES))
    total = b.binary("or", "i64", total, b.binary("shl", "i64", phase, PHASE))
    b.store("i64", total, "%bar", 0, 8)
    b.ret("i64", state)
    return b


def _clear_body() -> Builder:
    """`clear_copies(block, bar)`: the copies that this barrier counted have been waited for."""
    b = Builder("internal void @clear_copies(ptr %block, i32 %bar)", "#0")
    count = b.load("i32", "%block", BLOCK.COPIES, 4)
    copies = b.load("ptr", "%block", BLOCK.COPY_LIST, 8)
    pending = b.load("ptr", "%block", BLOCK.PENDING, 8)
    kept = b.slot("i32", 0)
    b.declarations["declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)"] = None
    with b.each(0, count) as index:
        copy = b.at(copies, b.binary("mul", "i64", b.cast("zext", "i32", index, "i64"), COPY.SIZE))
        bar = b.load("i32", copy, COPY.BARRIER, 4)
        address, size = b.load("i32", copy, COPY.ADDRESS, 4), b.load("i32", copy, COPY.BYTES, 4)
        mine = b.compare("eq", "i32", bar, "%bar")
        with b.when(mine):
            marks = b.at(pending, b.cast("zext", "i32", address, "i64"))
            b.call(
                "void",
                "llvm.memset.p0.i64",
                f"ptr {marks}",
                "i8 0",
                f"i64 {b.cast('zext', 'i32', size, 'i64')}",
                "i1 false",
            )
        with b.unless(mine):
            target = b.at(copies, b.binary("mul", "i64", b.cast("zext", "i32", kept.get(), "i64"), COPY.SIZE))
            for offset, value in ((COPY.BARRIER, bar), (COPY.ADDRESS, address), (COPY.BYTES, size)):
                b.store("i32", value, target, offset, 4)
            kept.set(b.binary("add", "i32", kept.get(), 1))
    b.store("i32", kept.get(), "%block", BLOCK.COPIES, 4)
    b.ret()
    return b


def _barrier_pointer(t: Translator, operand: Operand, i: Instruction) -> tuple[Value, Value]:
    """The host's address of an mbarrier, and its address in shared memory."""
    space = "shared" if any(m.startswith("shared") for m in i.modifiers) else "generic"
    if any(m == "shared::cluster" for m in i.modifiers):
        t.uses_cluster = True
    value, space = address_value(t, operand, space)
    return pointer(t, value, space, 8), value


def _update(t: Translator, bar: Value, arrivals: Value | int, size: Value | int) -> Value:
    t.have("mbarrier_update", update_body)
    state = t.b.call("i64", "mbarrier_update", f"ptr {bar}", f"i64 {arrivals}", f"i64 {size}")
    t.fault_unless(t.b.compare("ne", "i64", state, -1), layout.FAULT_MBARRIER)
    return state


@handles("mbarrier")
def barrier(t: Translator, i: Instruction) -> None:
    b, operands = t.b, list(i.operands)
    action = i.modifiers[0]
    t.require("mbarrier")
    if action == "init":
        bar, _ = _barrier_pointer(t, operands[0], i)
        count = b.resize(t.get(operands[1], "b32"), 32, 64)
        good = b.compare("ult", "i64", b.binary("sub", "i64", count, 1), _COUNT_MASK)
        t.fault_unless(good, layout.FAULT_MBARRIER)
        note_written(t, "shared", bar, 8)
        b.store("i64", b.binary("or", "i64", count, b.binary("shl", "i64", count, COUNT)), bar, 0, 8)
    elif action == "inval":
        bar, _ = _barrier_pointer(t, operands[0], i)
        b.store("i64", 0, bar, 0, 8)
    elif action in ("arrive", "arrive_drop"):
        _arrive(t, i, operands)
    elif action == "expect_tx":
        bar, _ = _barrier_pointer(t, operands[0], i)
        _update(t, bar, 0, b.resize(t.get(operands[1], "b32"), 32, 64))
    elif action == "complete_tx":
        bar, _ = _barrier_pointer(t, operands[0], i)
        _update(t, bar, 0, b.binary("sub", "i64", 0, b.resize(t.get(operands[1], "b32"), 32, 64)))
    elif action == "pending_count":
        state = t.get(operands[1], "b64")
        t.put(operands[0], b.resize(b.binary("and", "i64", state, _COUNT_MASK), 64, 32), 32)
    elif action in ("test_wait", "try_wait"):
        _test(t, i, operands)
    else:
        raise t.unknown(i)


def _arrive(t: Translator, i: Instruction, operands: list[Operand]) -> None:
    b = t.b
    state = operands.pop(0) if not isinstance(operands[0], Address) else None
    bar, _ = _barrier_pointer(t, operands[0], i)
    number = b.resize(t.get(operands[1], "b32"), 32, 64) if len(operands) > 1 else "1"
    drops = i.modifiers[0] == "arrive_drop"
    if "expect_tx" in i.modifiers:
        # The bytes are expected before the arrival can complete the phase.
        _update(t, bar, 0, number)
        number = "1"
    if drops:
        before = b.load("i64", bar, 0, 8)
        less = b.binary("shl", "i64", number, COUNT)
        b.store("i64", b.binary("sub", "i64", before, less), bar, 0, 8)
    token = _update(t, bar, number, 0)
    if state is not None and not (isinstance(state, Name) and state.name == "_"):
        t.put(state, token, 64)


def _test(t: Translator, i: Instruction, operands: list[Operand]) -> None:
    b = t.b
    destination, address, which = operands[0], operands[1], operands[2]
    parity = "parity" in i.modifiers

    def done() -> Value:
        bar, _ = _barrier_pointer(t, address, i)
        state = b.load("i64", bar, 0, 8)
        phase = b.binary("lshr", "i64", state, PHASE)
        if parity:
            wanted = b.binary("and", "i64", b.resize(t.get(which, "b32"), 32, 64), 1)
        else:
            wanted = b.binary("lshr", "i64", t.get(which, "b64"), PHASE)
        return b.compare("ne", "i64", phase, wanted)

    result = b.slot("i1")
    result.set(done())
    later, after = b.fresh("later"), b.fresh("known")
    b.condition(result.get(), after, later)
    b.place(later)
    # Others run before it is looked at once more: `try_wait` may take its time, and `test_wait` is looped
    # over.
    t.wait(layout.SITE_SPIN, "nothing")
    result.set(done())
    b.place(after)
    with b.when(result.get()):
        t.have("clear_copies", _clear_body)
        space = "shared" if any(m.startswith("shared") for m in i.modifiers) else "generic"
        value, _ = address_value(t, address, space)
        low = b.binary("and", "i64", value, (1 << layout.RANK_SHIFT) - 1)
        b.call("void", "clear_copies", "ptr %block", f"i32 {b.resize(low, 64, 32)}")
    t.put(destination, result.get(), 1)


# cp.async


def _note_body() -> Builder:
    """`note_copy(frame, pending, address, size)`: mark bytes until the thread's group has been waited for."""
    b = Builder("internal void @note_copy(ptr %frame, ptr %pending, i32 %address, i32 %size)", "#0")
    b.declarations["declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)"] = None
    first, last = b.load("i32", "%frame", FRAME.FIRST_COPY, 4), b.load("i32", "%frame", FRAME.LAST_COPY, 4)
    full = b.compare("uge", "i32", b.binary("sub", "i32", last, first), FRAME.COPIES_MOST)
    with b.when(full):
        # The oldest is taken for waited for.
        _forget(b, first)
        b.store("i32", b.binary("add", "i32", first, 1), "%frame", FRAME.FIRST_COPY, 4)
    entry = _entry(b, last)
    b.store("i32", "%address", entry, 0, 4)
    b.store("i16", b.resize("%size", 32, 16), entry, 4, 2)
    b.store("i16", b.resize(b.load("i32", "%frame", FRAME.GROUP, 4), 32, 16), entry, 6, 2)
    b.store("i32", b.binary("add", "i32", last, 1), "%frame", FRAME.LAST_COPY, 4)
    marks = b.at("%pending", b.cast("zext", "i32", "%address", "i64"))
    b.call(
        "void",
        "llvm.memset.p0.i64",
        f"ptr {marks}",
        "i8 1",
        f"i64 {b.cast('zext', 'i32', '%size', 'i64')}",
        "i1 false",
    )
    b.ret()
    return b


def _entry(b: Builder, index: Value) -> Value:
    slot = b.binary("and", "i32", index, FRAME.COPIES_MOST - 1)
    return b.at(b.at("%frame", FRAME.COPIES), b.binary("shl", "i64", b.cast("zext", "i32", slot, "i64"), 3))


def _forget(b: Builder, index: Value) -> None:
    entry = _entry(b, index)
    address = b.cast("zext", "i32", b.load("i32", entry, 0, 4), "i64")
    size = b.cast("zext", "i16", b.load("i16", entry, 4, 2), "i64")
    b.call(
        "void", "llvm.memset.p0.i64", f"ptr {b.at('%pending', address)}", "i8 0", f"i64 {size}", "i1 false"
    )


def _wait_body() -> Builder:
    """`wait_groups(frame, pending, keep)`: wait for all groups but the last `keep`; for all copies if -1."""
    b = Builder("internal void @wait_groups(ptr %frame, ptr %pending, i32 %keep)", "#0")
    b.declarations["declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)"] = None
    group = b.load("i32", "%frame", FRAME.GROUP, 4)
    all_of_them = b.compare("eq", "i32", "%keep", -1)
    with b.repeat() as left:
        first, last = (
            b.load("i32", "%frame", FRAME.FIRST_COPY, 4),
            b.load("i32", "%frame", FRAME.LAST_COPY, 4),
        )
        go, clear = b.fresh("go"), b.fresh("clear")
        b.condition(b.compare("eq", "i32", first, last), left, go)
        b.place(go)
        number = b.load("i16", _entry(b, first), 6, 2)
        age = b.resize(b.binary("sub", "i16", b.resize(group, 32, 16), number), 16, 32)
        old = b.binary("or", "i1", all_of_them, b.compare("ugt", "i32", age, "%keep"))
        b.condition(old, clear, left)
        b.place(clear)
        _forget(b, first)
        b.store("i32", b.binary("add", "i32", first, 1), "%frame", FRAME.FIRST_COPY, 4)
    b.ret()
    return b


@handles("cp")
def copy(t: Translator, i: Instruction) -> None:
    b, modifiers = t.b, i.modifiers
    if modifiers[:1] == ("reduce",) or "bulk" in modifiers:
        _bulk(t, i)
        return
    if modifiers[:1] != ("async",):
        raise t.unknown(i)
    t.require("cp.async")
    t.have("note_copy", _note_body)
    t.have("wait_groups", _wait_body)
    if "commit_group" in modifiers:
        group = b.load("i32", "%frame", FRAME.GROUP, 4)
        b.store("i32", b.binary("add", "i32", group, 1), "%frame", FRAME.GROUP, 4)
        return
    if "wait_group" in modifiers or "wait_all" in modifiers:
        keep = t.get(i.operands[0], "b32") if i.operands else "-1"
        b.call("void", "wait_groups", "ptr %frame", "ptr %pending", f"i32 {keep}")
        return
    if "mbarrier" in modifiers:
        # All copies of this thread so far are made, so that the barrier learns of it now.
        b.call("void", "wait_groups", "ptr %frame", "ptr %pending", "i32 -1")
        bar, _ = _barrier_pointer(t, i.operands[0], i)
        if "noinc" not in modifiers:
            before = b.load("i64", bar, 0, 8)
            b.store("i64", b.binary("add", "i64", before, 1), bar, 0, 8)
        _update(t, bar, 1, 0)
        return
    target, source, size, *rest = i.operands
    if type(size) is not Integer or size.value not in (4, 8, 16) or ("cg" in modifiers and size.value != 16):
        raise t.error("The size of cp.async is 4, 8 or 16, with '.cg' 16")
    to, _ = address_value(t, target, "shared")
    place = pointer(t, to, "shared", size.value)
    start, _ = address_value(t, source, "global")
    count = str(size.value)
    hinted = any("cache_hint" in m for m in modifiers)
    extra = rest[:-1] if hinted else rest
    if extra and isinstance(extra[0], Name) and t.types(extra[0].name) == "pred":
        count = b.select(t.get(extra[0], "pred"), "i32", 0, size.value)
    elif extra:
        count = t.get(extra[0], "b32")
        if count.isdigit() and int(count) > size.value:
            raise t.error("The source size of cp.async is at most the size")
        count = b.intrinsic("i32", "llvm.umin.i32", f"i32 {count}", f"i32 {size.value}")
    wide = f"i{8 * size.value}"
    value = b.slot(wide)
    value.set(0)
    whole = b.compare("eq", "i32", count, size.value)
    with b.when(whole):
        value.set(b.load(wide, pointer(t, start, "global", size.value), 0, size.value))
    some = b.binary("and", "i1", b.binary("xor", "i1", whole, "true"), b.compare("ne", "i32", count, 0))
    with b.when(some), b.each(0, count) as index:
        at = b.binary("add", "i64", start, b.cast("zext", "i32", index, "i64"))
        byte = b.load("i8", pointer(t, at, "global", 1, 1))
        by = b.resize(b.binary("shl", "i32", index, 3), 32, 8 * size.value)
        shifted = b.binary("shl", wide, b.resize(byte, 8, 8 * size.value), by)
        value.set(b.binary("or", wide, value.get(), shifted))
    note_written(t, "shared", place, size.value, own=False)
    b.store(wide, value.get(), place, 0, size.value)
    b.call(
        "void", "note_copy", "ptr %frame", "ptr %pending", f"i32 {b.resize(to, 64, 32)}", f"i32 {size.value}"
    )


# Bulk copies.


def _shared_offset(t: Translator, operand: Operand) -> Value:
    value, space = address_value(t, operand, "shared")
    del space
    return t.b.binary("and", "i64", value, ~layout.WINDOW_MASK)


def _global_address(t: Translator, operand: Operand) -> Value:
    return address_value(t, operand, "global")[0]


_REDUCTIONS = frozenset({"add", "min", "max", "inc", "dec", "and", "or", "xor"})


def _bulk(t: Translator, i: Instruction) -> None:
    """Leave everything to the handler: where from, where to, how much, which barrier."""
    b, modifiers = t.b, i.modifiers
    t.require("cp.async.bulk")
    if "prefetch" in modifiers:
        return
    if "commit_group" in modifiers:
        proxies.commit(b, FRAME.BULK_GROUP)
        return
    if "wait_group" in modifiers:
        proxies.wait(b, FRAME.BULK_GROUP, FRAME.BULK_DONE, t.get(i.operands[0], "b32"))
        return
    spaces = [m for m in modifiers if m.partition("::")[0] in ("shared", "global")]
    if len(spaces) != 2:
        raise t.unknown(i)
    to_shared, from_shared = spaces[0].startswith("shared"), spaces[1].startswith("shared")
    tensor = "tensor" in modifiers
    operands = list(i.operands)
    if any("cache_hint" in m for m in modifiers):
        operands.pop()
    mask: Value = "0"
    if any(m.startswith("multicast") for m in modifiers):
        mask = b.resize(t.get(operands.pop(), "b16"), 16, 32)
    reduce = ""
    if modifiers[0] == "reduce":
        operation = next((m for m in modifiers if m in _REDUCTIONS), "")
        if tensor or operation != "add" or to_shared:
            raise t.error(f"'{i.text}' is not simulated")
        reduce = f".{operation}.{modifiers[-1]}"
    if tensor:
        map_operand = operands[1] if to_shared else operands[0]
        if (
            not isinstance(map_operand, Address)
            or len(map_operand.more) < 1
            or not isinstance(map_operand.more[0], Vector)
        ):
            raise t.error("A tensor map with coordinates is wanted")
        rank = int(next(m for m in modifiers if m in ("1d", "2d", "3d", "4d", "5d"))[0])
        coordinates = map_operand.more[0].elements
        if len(coordinates) != rank or any(m.startswith("im2col") for m in modifiers):
            raise t.unknown(i)
        value, space = address_value(t, Address(map_operand.base, map_operand.offset), "generic")
        host = pointer(t, value, space, 128, 64)
        t.give("i64", b.cast("ptrtoint", "ptr", host, "i64"), 24)
        for axis in range(5):
            t.give("i32", t.get(coordinates[axis], "b32") if axis < rank else "0", 32 + 4 * axis)
        if to_shared:
            t.give("i64", _shared_offset(t, operands[0]), 0)
            t.give("i64", _shared_offset(t, operands[2]), 16)
            t.give("i32", mask, 52)
            t.wait(layout.SITE_GATHER, f"bulk_tensor.load.{rank}")
        else:
            t.give("i64", _shared_offset(t, operands[1]), 0)
            t.wait(layout.SITE_GATHER, f"bulk_tensor.store.{rank}")
        return
    t.give("i64", _shared_offset(t, operands[0]) if to_shared else _global_address(t, operands[0]), 0)
    t.give("i64", _shared_offset(t, operands[1]) if from_shared else _global_address(t, operands[1]), 8)
    t.give("i32", t.get(operands[2], "b32"), 24)
    t.give("i32", mask, 28)
    if to_shared:
        t.give("i64", _shared_offset(t, operands[3]), 16)
        t.wait(layout.SITE_GATHER, "bulk.shared.shared" if from_shared else "bulk.shared.global")
    else:
        t.wait(layout.SITE_GATHER, f"bulk.global.shared{reduce}")
