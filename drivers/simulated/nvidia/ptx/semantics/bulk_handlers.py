"""Bulk copies and tensor copies: from and to shared memory of the cluster, with an mbarrier told of the
bytes.
"""

from __future__ import annotations

from collections.abc import Callable

from ...encoded_tensor_map import (
    MAGIC,
    MAP_BASE,
    MAP_BOX,
    MAP_ELEMENT,
    MAP_FILL,
    MAP_MAGIC,
    MAP_SIZES,
    MAP_STEPS,
    MAP_STRIDES,
    MAP_SWIZZLE,
)
from ..native import layout, proxies
from ..native.builder import Builder, Value
from ..native.collectives import exchanged, lanes, writes
from ..native.layout import BLOCK, COPY, JOB
from .asynchronous import update_body

_RANK_MASK = (1 << layout.RANK_SHIFT) - 1
_SPAN_MASKS = {1: 1, 2: 3, 3: 7}


def _host_of_global(b: Builder, address: Value, size: Value) -> Value:
    """The host's address of global memory, all of whose bytes are checked."""
    host = b.binary("and", "i64", address, ~layout.DEVICE_BIT)
    offset = b.binary("sub", "i64", host, b.load("i64", "%job", JOB.ARENA, 8))
    pages = b.load("ptr", "%job", JOB.PAGES, 8)
    end = b.binary("add", "i64", offset, size)
    at = b.slot("i64", offset)
    with b.repeat() as left:
        go = b.fresh("go")
        b.condition(b.compare("uge", "i64", at.get(), end), left, go)
        b.place(go)
        page = b.binary("lshr", "i64", at.get(), layout.PAGE_SHIFT)
        with b.when(b.compare("uge", "i64", page, layout.ARENA_PAGES)):
            b.ret("i32", layout.FAULT_GLOBAL)
        valid = b.cast("zext", "i16", b.load("i16", b.at(pages, page, "i16"), 0, 2), "i64")
        start = b.binary("shl", "i64", page, layout.PAGE_SHIFT)
        stop = b.intrinsic(
            "i64", "llvm.umin.i64", f"i64 {end}", f"i64 {b.binary('add', 'i64', start, layout.PAGE_BYTES)}"
        )
        with b.when(b.compare("ugt", "i64", b.binary("sub", "i64", stop, start), valid)):
            b.ret("i32", layout.FAULT_GLOBAL)
        at.set(stop)
    return b.cast("inttoptr", "i64", host, "ptr")


def _block_of(b: Builder, address: Value) -> Value:
    """The block of the cluster that a shared address names."""
    rank = b.binary("lshr", "i64", address, layout.RANK_SHIFT)
    blocks = b.cast("zext", "i32", b.load("i32", "%job", JOB.CLUSTER_BLOCKS, 4), "i64")
    with b.when(b.compare("ugt", "i64", rank, blocks)):
        b.ret("i32", layout.FAULT_SHARED)
    first = b.load("ptr", "%block", BLOCK.FIRST, 8)
    other = b.at(first, b.binary("mul", "i64", b.binary("sub", "i64", rank, 1), BLOCK.SIZE))
    return b.select(b.compare("eq", "i64", rank, 0), "ptr", "%block", other)


def _in_shared(b: Builder, block: Value, address: Value, size: Value | int) -> Value:
    """The host's address of shared memory of a block, checked."""
    offset = b.binary("and", "i64", address, _RANK_MASK)
    limit = b.cast("zext", "i32", b.load("i32", "%job", JOB.TOTAL_SHARED, 4), "i64")
    with b.when(b.compare("ugt", "i64", b.binary("add", "i64", offset, size), limit)):
        b.ret("i32", layout.FAULT_SHARED)
    return b.at(b.load("ptr", block, BLOCK.SHARED, 8), offset)


def _whole(b: Builder, value: Value, multiple: int) -> None:
    rest = b.binary("and", "i64", value, multiple - 1)
    with b.when(b.compare("ne", "i64", rest, 0)):
        b.ret("i32", layout.FAULT_COPY_SIZE)


def _arrived(b: Builder, frame: Value, block: Value, bar: Value, target: Value, size: Value) -> None:
    """Mark what a copy wrote, and tell the barrier."""
    low_bar = b.binary("and", "i64", bar, _RANK_MASK)
    proxies.pass_on(b, proxies.read(b, frame, block, low_bar, 8, -1))
    offset = b.binary("and", "i64", target, _RANK_MASK)
    marks = b.at(b.load("ptr", block, BLOCK.PENDING, 8), offset)
    b.declarations["declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)"] = None
    b.call("void", "llvm.memset.p0.i64", f"ptr {marks}", "i8 1", f"i64 {size}", "i1 false")
    count = b.load("i32", block, BLOCK.COPIES, 4)
    room = b.compare("ult", "i32", count, COPY.MOST)
    copies = b.load("ptr", block, BLOCK.COPY_LIST, 8)
    with b.when(room):
        entry = b.at(copies, b.binary("mul", "i64", b.cast("zext", "i32", count, "i64"), COPY.SIZE))
        for field, value in ((COPY.BARRIER, low_bar), (COPY.ADDRESS, offset), (COPY.BYTES, size)):
            b.store("i32", b.resize(value, 64, 32), entry, field, 4)
        b.store("i32", b.binary("add", "i32", count, 1), block, BLOCK.COPIES, 4)
    with b.unless(room):
        b.call("void", "llvm.memset.p0.i64", f"ptr {marks}", "i8 0", f"i64 {size}", "i1 false")
    place = _in_shared(b, block, bar, 8)
    state = b.call(
        "i64", "mbarrier_update", f"ptr {place}", "i64 0", f"i64 {b.binary('sub', 'i64', 0, size)}"
    )
    with b.when(b.compare("eq", "i64", state, -1)):
        b.ret("i32", layout.FAULT_MBARRIER)


def _with_update(b: Builder) -> None:
    b.declarations[update_body().text()] = None
    proxies.in_handler(b)


def _targets(b: Builder, mask: Value, write: Callable[[Value], None]) -> None:
    """Do something for each block that a copy goes to: `write(rank + 1)`, or once with 0 where no mask is
    given.
    """
    none = b.compare("eq", "i32", mask, 0)
    with b.when(none):
        write("0")
    with b.each(0, 16, "i64") as rank:
        bit = b.binary("and", "i32", b.binary("lshr", "i32", mask, b.resize(rank, 64, 32)), 1)
        with b.when(b.compare("ne", "i32", bit, 0)):
            write(b.binary("shl", "i64", b.binary("add", "i64", rank, 1), layout.RANK_SHIFT))


def _redirected(b: Builder, address: Value, rank: Value) -> Value:
    """A shared address in the block of a rank, or as it is for rank 0."""
    if rank == "0":
        return address
    return b.binary("or", "i64", b.binary("and", "i64", address, _RANK_MASK), rank)


def _overwrite(b: Builder, frame: Value, block: Value, target: Value, size: Value) -> None:
    """Fault where something still reads what a copy writes."""
    offset = b.binary("and", "i64", target, _RANK_MASK)
    proxies.pass_on(b, proxies.written(b, frame, block, offset, size, own=False))


def _copy(b: Builder, target: Value, source: Value, size: Value) -> None:
    b.declarations["declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)"] = None
    b.call("void", "llvm.memmove.p0.p0.i64", f"ptr {target}", f"ptr {source}", f"i64 {size}", "i1 false")


@writes("bulk")
def bulk(b: Builder, words: list[str]) -> None:
    target_space, source_space = words[1:3]
    _with_update(b)
    with lanes(b) as (_, frame):
        target, source = exchanged(b, frame, 0, "i64"), exchanged(b, frame, 8, "i64")
        size = b.cast("zext", "i32", exchanged(b, frame, 24), "i64")
        for value in (target, source, size):
            _whole(b, value, 16)
        if source_space == "global":
            start = _host_of_global(b, source, size)
        else:
            start = _in_shared(b, "%block", source, size)
            group = proxies.BY_BULK_COPY if target_space == "global" else -1
            proxies.pass_on(b, proxies.read(b, frame, "%block", source, size, group))
        if target_space == "shared":
            bar = exchanged(b, frame, 16, "i64")

            def write(rank: Value, start: Value = start) -> None:
                to, signal = _redirected(b, target, rank), _redirected(b, bar, rank)
                block = _block_of(b, to)
                _overwrite(b, frame, block, to, size)
                _copy(b, _in_shared(b, block, to, size), start, size)
                _arrived(b, frame, _block_of(b, signal), signal, to, size)

            _targets(b, exchanged(b, frame, 28), write)
        elif len(words) > 3:
            _add(b, words[4], _host_of_global(b, target, size), start, size)
        else:
            _copy(b, _host_of_global(b, target, size), start, size)


_ADDED = {
    "f32": ("float", 4),
    "f64": ("double", 8),
    "u32": ("i32", 4),
    "s32": ("i32", 4),
    "u64": ("i64", 8),
    "s64": ("i64", 8),
}


def _add(b: Builder, kind: str, target: Value, source: Value, size: Value) -> None:
    """cp.reduce.async.bulk.add"""
    llvm, width = _ADDED[kind]
    name = "fadd" if kind[0] == "f" else "add"
    with b.each(0, b.binary("udiv", "i64", size, width), "i64") as index:
        value = b.load(llvm, b.at(source, index, llvm), 0, width)
        b.op(f"atomicrmw {name} ptr {b.at(target, index, llvm)}, {llvm} {value} monotonic, align {width}")


@writes("bulk_tensor")
def tensor(b: Builder, words: list[str]) -> None:
    load, rank = words[1] == "load", int(words[2])
    _with_update(b)
    with lanes(b) as (_, frame):
        described = b.cast("inttoptr", "i64", exchanged(b, frame, 24, "i64"), "ptr")
        magic = b.load("i32", described, MAP_MAGIC, 4)
        with b.when(b.compare("ne", "i32", magic, MAGIC)):
            b.ret("i32", layout.FAULT_DESCRIPTOR)
        ranks = b.load("i8", described, 4, 1)
        with b.when(b.compare("ne", "i8", ranks, rank)):
            b.ret("i32", layout.FAULT_DESCRIPTOR)
        element = b.cast("zext", "i8", b.load("i8", described, MAP_ELEMENT, 1), "i64")
        swizzle, fill = b.load("i8", described, MAP_SWIZZLE, 1), b.load("i8", described, MAP_FILL, 1)
        base = b.load("i64", described, MAP_BASE, 8)
        mask = "0"
        for mode, bits in _SPAN_MASKS.items():
            mask = b.select(b.compare("eq", "i8", swizzle, mode), "i64", bits, mask)
        sizes, strides, boxes, steps, firsts = [], [], [], [], []
        for axis in range(rank):
            less = b.cast("zext", "i32", b.load("i32", described, MAP_SIZES + 4 * axis, 4), "i64")
            sizes.append(b.binary("add", "i64", less, 1))
            strides.append(b.load("i64", described, MAP_STRIDES + 8 * axis, 8))
            boxes.append(b.cast("zext", "i16", b.load("i16", described, MAP_BOX + 2 * axis, 2), "i64"))
            steps.append(b.cast("zext", "i8", b.load("i8", described, MAP_STEPS + axis, 1), "i64"))
            firsts.append(b.cast("sext", "i32", exchanged(b, frame, 32 + 4 * axis), "i64"))
        count = boxes[0]
        for size in boxes[1:]:
            count = b.binary("mul", "i64", count, size)
        size_bytes = b.binary("mul", "i64", count, element)
        shared = exchanged(b, frame, 0, "i64")
        _whole(b, shared, 128)

        def walk(rank_bits: Value) -> None:
            here = _redirected(b, shared, rank_bits)
            block = _block_of(b, here)
            place = _in_shared(b, block, here, size_bytes)
            start = b.binary("and", "i64", here, _RANK_MASK)
            if load:
                _overwrite(b, frame, block, here, size_bytes)
            else:
                fault = proxies.read(b, frame, block, start, size_bytes, proxies.BY_BULK_COPY)
                proxies.pass_on(b, fault)
            _each_element(
                b, load, count, element, base, sizes, strides, boxes, steps, firsts, start, place, mask, fill
            )
            if load:
                bar = _redirected(b, exchanged(b, frame, 16, "i64"), rank_bits)
                _arrived(b, frame, _block_of(b, bar), bar, here, size_bytes)

        if load:
            _targets(b, exchanged(b, frame, 52), walk)
        else:
            walk("0")


def _each_element(
    b: Builder, load: bool, count: Value, element: Value, base: Value, sizes: list[Value],
    strides: list[Value], boxes: list[Value], steps: list[Value], firsts: list[Value], start: Value,
    place: Value, mask: Value, fill: Value,
) -> None:  # fmt: skip
    """Copy the elements of a box, one after the other; those outside the tensor are zero, or NaN, or not
    stored.
    """
    b.declarations["declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"] = None
    b.declarations["declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)"] = None
    with b.each(0, count, "i64") as index:
        rest, inside, address = index, "true", base
        for axis, box in enumerate(boxes):
            number = b.binary("urem", "i64", rest, box)
            rest = b.binary("udiv", "i64", rest, box)
            at = b.binary("add", "i64", firsts[axis], b.binary("mul", "i64", number, steps[axis]))
            inside = b.binary("and", "i1", inside, b.compare("ult", "i64", at, sizes[axis]))
            address = b.binary("add", "i64", address, b.binary("mul", "i64", at, strides[axis]))
        offset = b.binary("mul", "i64", index, element)
        absolute = b.binary("add", "i64", start, offset)
        turn = b.binary("and", "i64", b.binary("lshr", "i64", absolute, 7), mask)
        turned = b.binary("xor", "i64", absolute, b.binary("shl", "i64", turn, 4))
        spot = b.at(place, b.binary("sub", "i64", turned, start))
        with b.when(inside):
            host = _host_of_global(b, address, element)
            pair = (spot, host) if load else (host, spot)
            b.call(
                "void",
                "llvm.memcpy.p0.p0.i64",
                f"ptr {pair[0]}",
                f"ptr {pair[1]}",
                f"i64 {element}",
                "i1 false",
            )
        if load:
            with b.unless(inside):
                nan = b.compare("ne", "i8", fill, 0)
                byte = b.select(nan, "i8", -1, 0)
                b.call(
                    "void", "llvm.memset.p0.i64", f"ptr {spot}", f"i8 {byte}", f"i64 {element}", "i1 false"
                )
