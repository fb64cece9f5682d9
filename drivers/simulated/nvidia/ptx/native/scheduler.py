"""What runs the blocks of a launch: hands out clusters, runs their threads, lets them through where they
wait.

`run(job, worker)` is called by one thread of the host for itself. It takes cluster after cluster from the
job's counter, and runs the threads of each in turn, to the next site of each.
"""

from __future__ import annotations

from . import layout
from .builder import Builder, Slot, Value
from .layout import BLOCK, FRAME, JOB, SITE, WORKER


def _field(b: Builder, base: Value, offset: int) -> Value:
    return b.load("i32", base, offset, 4)


def _put(b: Builder, base: Value, offset: int, value: Value | int) -> None:
    b.store("i32", value, base, offset, 4)


def _pointer(b: Builder, base: Value, offset: int) -> Value:
    return b.load("ptr", base, offset, 8)


def _frame(b: Builder, frames: Value, stride: Value, index: Value) -> Value:
    return b.at(frames, b.binary("mul", "i64", b.cast("zext", "i32", index, "i64"), stride))


def _site(b: Builder, frame: Value) -> Value:
    number = b.cast("zext", "i32", _field(b, frame, FRAME.SITE), "i64")
    return b.at(_pointer(b, "%job", JOB.SITES), b.binary("mul", "i64", number, SITE.SIZE))


def _fault(b: Builder, kind: Value | int, frame: Value, line: Value | None) -> None:
    """Note where a thread went wrong; with a line also what."""
    worker = _pointer(b, "%block", BLOCK.WORKER)
    if line is not None:
        _put(b, worker, WORKER.FAULT, kind)
        _put(b, worker, WORKER.FAULT_LINE, line)
        b.store("i64", 0, worker, WORKER.FAULT_ADDRESS, 8)
        _put(b, worker, WORKER.FAULT_BYTES, 0)
    for axis in (0, 4, 8):
        _put(b, worker, WORKER.FAULT_THREAD + axis, _field(b, frame, FRAME.THREAD + axis))
        _put(b, worker, WORKER.FAULT_BLOCK + axis, _field(b, "%block", BLOCK.INDEX + axis))


def _run_warp() -> Builder:
    """Run a warp as far as it gets by itself."""
    b = Builder("internal i32 @run_warp(ptr %frames, i64 %stride, i32 %lanes, ptr %block, ptr %job)", "#0")
    progress = b.slot("i32", layout.IDLE)
    step = _pointer(b, "%job", JOB.STEP)
    whole = b.compare("uge", "i32", "%lanes", 32)
    shifted = b.binary("sub", "i32", b.binary("shl", "i32", 1, b.binary("and", "i32", "%lanes", 31)), 1)
    there = b.select(whole, "i32", -1, shifted)
    with b.repeat() as left:
        with b.each(0, "%lanes") as lane:
            frame = _frame(b, "%frames", "%stride", lane)
            with b.when(b.compare("eq", "i32", _field(b, frame, FRAME.STATUS), layout.READY)):
                status = b.op(f"call i32 {step}(ptr {frame}, ptr %block, ptr %job)")
                _put(b, frame, FRAME.STATUS, status)
                with b.when(b.compare("eq", "i32", status, layout.FAULTED)):
                    _fault(b, 0, frame, None)
                    b.ret("i32", layout.FAULT)
                with b.when(b.compare("eq", "i32", status, layout.STOPPED)):
                    b.ret("i32", layout.STOP)
                waiting = b.compare("eq", "i32", status, layout.WAITING)
                spins = b.slot("i1", "false")
                with b.when(waiting):
                    kind = _field(b, _site(b, frame), SITE.KIND)
                    spins.set(b.compare("eq", "i32", kind, layout.SITE_SPIN))
                progress.set(b.select(spins.get(), "i32", progress.get(), layout.PROGRESS))
        done = b.slot("i1", "false")
        _collective(b, there, done)
        again = b.fresh("again")
        b.condition(done.get(), again, left)
        b.place(again)
        progress.set(layout.PROGRESS)
    b.ret("i32", progress.get())
    return b


def _collective(b: Builder, there: Value, done: Slot) -> None:
    """Let the first group of lanes through that is complete."""
    over = b.fresh("over")
    gather = b.slot("i32", -1)
    with b.each(0, "%lanes") as lane:
        frame = _frame(b, "%frames", "%stride", lane)
        with b.when(b.compare("eq", "i32", _field(b, frame, FRAME.STATUS), layout.WAITING)):
            site = _site(b, frame)
            kind = _field(b, site, SITE.KIND)
            with b.when(b.compare("eq", "i32", kind, layout.SITE_GATHER)):
                none = b.compare("eq", "i32", gather.get(), -1)
                gather.set(b.select(none, "i32", lane, gather.get()))
            with b.when(b.compare("eq", "i32", kind, layout.SITE_WARP)):
                mask = _field(b, frame, FRAME.MASK)
                wanted = b.binary("and", "i32", mask, there)
                bit = b.binary("and", "i32", b.binary("lshr", "i32", mask, lane), 1)
                with b.when(b.compare("eq", "i32", bit, 0)):
                    _fault(b, layout.FAULT_MISSING_LANES, frame, _field(b, site, SITE.LINE))
                    b.ret("i32", layout.FAULT)
                complete, gone = b.slot("i1", "true"), b.slot("i1", "false")
                number = _field(b, frame, FRAME.SITE)
                with b.each(0, "%lanes") as other:
                    named = b.binary("and", "i32", b.binary("lshr", "i32", wanted, other), 1)
                    with b.when(b.compare("ne", "i32", named, 0)):
                        peer = _frame(b, "%frames", "%stride", other)
                        status = _field(b, peer, FRAME.STATUS)
                        same = b.compare("eq", "i32", status, layout.WAITING)
                        at = b.compare("eq", "i32", _field(b, peer, FRAME.SITE), number)
                        its = b.compare("eq", "i32", _field(b, peer, FRAME.MASK), mask)
                        same = b.binary("and", "i1", same, b.binary("and", "i1", at, its))
                        complete.set(b.binary("and", "i1", complete.get(), same))
                        exited = b.compare("eq", "i32", status, layout.EXITED)
                        gone.set(b.binary("or", "i1", gone.get(), exited))
                with b.when(gone.get()):
                    _fault(b, layout.FAULT_MISSING_LANES, frame, _field(b, site, SITE.LINE))
                    b.ret("i32", layout.FAULT)
                with b.when(complete.get()):
                    _perform(b, site, frame, wanted)
                    done.set("true")
                    b.branch(over)
    # Only when no group that names its lanes is complete does one of whoever is there count.
    with b.when(b.compare("ne", "i32", gather.get(), -1)):
        frame = _frame(b, "%frames", "%stride", gather.get())
        site = _site(b, frame)
        number = _field(b, frame, FRAME.SITE)
        gathered = b.slot("i32", 0)
        with b.each(0, "%lanes") as other:
            peer = _frame(b, "%frames", "%stride", other)
            waits = b.compare("eq", "i32", _field(b, peer, FRAME.STATUS), layout.WAITING)
            at = b.compare("eq", "i32", _field(b, peer, FRAME.SITE), number)
            bit = b.select(b.binary("and", "i1", waits, at), "i32", b.binary("shl", "i32", 1, other), 0)
            gathered.set(b.binary("or", "i32", gathered.get(), bit))
        _perform(b, site, frame, gathered.get())
        done.set("true")
    b.place(over)


def _perform(b: Builder, site: Value, frame: Value, mask: Value) -> None:
    """Do what a site does for the lanes of a mask, and let them go on."""
    handler = _pointer(b, site, SITE.HANDLER)
    result = b.op(f"call i32 {handler}(ptr %frames, i64 %stride, i32 {mask}, ptr %block, ptr %job)")
    with b.when(b.compare("ne", "i32", result, 0)):
        _fault(b, result, frame, _field(b, site, SITE.LINE))
        b.ret("i32", layout.FAULT)
    with b.each(0, "%lanes") as other:
        named = b.binary("and", "i32", b.binary("lshr", "i32", mask, other), 1)
        with b.when(b.compare("ne", "i32", named, 0)):
            _put(b, _frame(b, "%frames", "%stride", other), FRAME.STATUS, layout.READY)


def _release() -> Builder:
    """Let threads of a block through the barriers that are complete, and those that only pause."""
    b = Builder("internal i32 @release(ptr %block, ptr %job)", "#0")
    frames = _pointer(b, "%block", BLOCK.FRAMES)
    stride = b.load("i64", "%job", JOB.FRAME_BYTES, 8)
    threads = _field(b, "%job", JOB.BLOCK_THREADS)
    first = _pointer(b, "%block", BLOCK.FIRST)
    phase = _field(b, first, BLOCK.CLUSTER_PHASE)
    counts, expected = b.array("[16 x i32]"), b.array("[16 x i32]")
    b.line(f"store [16 x i32] zeroinitializer, ptr {counts}")
    b.line(f"store [16 x i32] zeroinitializer, ptr {expected}")
    alive, result = b.slot("i32", 0), b.slot("i32", layout.IDLE)
    some = b.slot("i1", "false")
    with b.each(0, threads) as index:
        frame = _frame(b, frames, stride, index)
        status = _field(b, frame, FRAME.STATUS)
        with b.when(b.compare("ne", "i32", status, layout.EXITED)):
            alive.set(b.binary("add", "i32", alive.get(), 1))
        with b.when(b.compare("eq", "i32", status, layout.WAITING)):
            site = _site(b, frame)
            kind = _field(b, site, SITE.KIND)
            with b.when(b.compare("eq", "i32", kind, layout.SITE_SPIN)):
                _put(b, frame, FRAME.STATUS, layout.READY)
            with b.when(b.compare("eq", "i32", kind, layout.SITE_SLEEP)):
                _put(b, frame, FRAME.STATUS, layout.READY)
                result.set(layout.PROGRESS)
            with b.when(b.compare("eq", "i32", kind, layout.SITE_CLUSTER)):
                wanted = _field(b, frame, FRAME.PHASE)
                reached = b.compare("sge", "i32", b.binary("sub", "i32", phase, wanted), 0)
                with b.when(reached):
                    _put(b, frame, FRAME.STATUS, layout.READY)
                    result.set(layout.PROGRESS)
            with b.when(b.compare("eq", "i32", kind, layout.SITE_BARRIER)):
                some.set("true")
                at = b.cast("zext", "i32", b.binary("and", "i32", _field(b, frame, FRAME.MASK), 15), "i64")
                place = b.at(counts, at, "i32")
                _put(b, place, 0, b.binary("add", "i32", _field(b, place, 0), 1))
                count = _field(b, frame, FRAME.COUNT)
                with b.when(b.compare("ne", "i32", count, 0)):
                    wants = b.at(expected, at, "i32")
                    before = _field(b, wants, 0)
                    other = b.binary(
                        "and", "i1", b.compare("ne", "i32", before, 0), b.compare("ne", "i32", before, count)
                    )
                    with b.when(other):
                        _fault(b, layout.FAULT_BARRIER, frame, _field(b, site, SITE.LINE))
                        b.ret("i32", layout.FAULT)
                    _put(b, wants, 0, count)
    _put(b, "%block", BLOCK.ALIVE, alive.get())
    with b.when(some.get()), b.each(0, 16) as number:
        at = b.cast("zext", "i32", number, "i64")
        count = _field(b, b.at(counts, at, "i32"), 0)
        with b.when(b.compare("ne", "i32", count, 0)):
            wants = _field(b, b.at(expected, at, "i32"), 0)
            wants = b.select(b.compare("eq", "i32", wants, 0), "i32", alive.get(), wants)
            arrived = b.at(b.at("%block", BLOCK.ARRIVED), at, "i32")
            total = b.binary("add", "i32", count, _field(b, arrived, 0))
            with b.when(b.compare("uge", "i32", total, wants)):
                failed = b.call("i32", "pass", "ptr %block", "ptr %job", f"i32 {number}")
                with b.when(b.compare("ne", "i32", failed, 0)):
                    b.ret("i32", layout.FAULT)
                _put(b, arrived, 0, 0)
                result.set(layout.PROGRESS)
    b.ret("i32", result.get())
    return b


def _pass() -> Builder:
    """Let the threads at a complete barrier through; a warp that is only partly there has diverged."""
    b = Builder("internal i32 @pass(ptr %block, ptr %job, i32 %number)", "#0")
    frames = _pointer(b, "%block", BLOCK.FRAMES)
    stride = b.load("i64", "%job", JOB.FRAME_BYTES, 8)
    threads = _field(b, "%job", JOB.BLOCK_THREADS)
    count, every, some = b.slot("i32", 0), b.slot("i32", 1), b.slot("i32", 0)

    def here(frame: Value) -> Value:
        waits = b.compare("eq", "i32", _field(b, frame, FRAME.STATUS), layout.WAITING)
        kind = b.compare("eq", "i32", _field(b, _site(b, frame), SITE.KIND), layout.SITE_BARRIER)
        mine = b.compare("eq", "i32", _field(b, frame, FRAME.MASK), "%number")
        return b.binary("and", "i1", b.binary("and", "i1", waits, kind), mine)

    with b.each(0, threads) as index:
        frame = _frame(b, frames, stride, index)
        with b.when(here(frame)):
            site = _site(b, frame)
            flags = _field(b, site, SITE.FLAGS)
            # Against the first lane of its warp: if all are as that one is, they are all alike.
            first = _frame(b, frames, stride, b.binary("and", "i32", index, -32))
            last_of_warp = b.binary("or", "i32", index, 31)
            end = b.intrinsic(
                "i32", "llvm.umin.i32", f"i32 {last_of_warp}", f"i32 {b.binary('sub', 'i32', threads, 1)}"
            )
            last = _frame(b, frames, stride, end)
            alike = "true"
            number = _field(b, frame, FRAME.SITE)
            for peer in (first, last):
                waits = b.compare("ne", "i32", _field(b, peer, FRAME.STATUS), layout.EXITED)
                same = b.compare("eq", "i32", _field(b, peer, FRAME.SITE), number)
                alike = b.binary("and", "i1", alike, b.binary("and", "i1", waits, same))
            following = b.intrinsic(
                "i32", "llvm.umin.i32", f"i32 {b.binary('add', 'i32', index, 1)}", f"i32 {end}"
            )
            peer = _frame(b, frames, stride, following)
            waits = b.compare("ne", "i32", _field(b, peer, FRAME.STATUS), layout.EXITED)
            same = b.compare("eq", "i32", _field(b, peer, FRAME.SITE), number)
            alike = b.binary("and", "i1", alike, b.binary("and", "i1", waits, same))
            aligned = b.compare("ne", "i32", b.binary("and", "i32", flags, layout.ALIGNED), 0)
            with b.when(b.binary("and", "i1", aligned, b.binary("xor", "i1", alike, "true"))):
                _fault(b, layout.FAULT_DIVERGED, frame, _field(b, site, SITE.LINE))
                b.ret("i32", layout.FAULT)
            with b.when(b.compare("ne", "i32", b.binary("and", "i32", flags, layout.REDUCES), 0)):
                value = _field(b, frame, FRAME.EXCHANGE)
                count.set(b.binary("add", "i32", count.get(), value))
                every.set(b.binary("and", "i32", every.get(), value))
                some.set(b.binary("or", "i32", some.get(), value))
    with b.each(0, threads) as index:
        frame = _frame(b, frames, stride, index)
        with b.when(here(frame)):
            flags = _field(b, _site(b, frame), SITE.FLAGS)
            with b.when(b.compare("ne", "i32", b.binary("and", "i32", flags, layout.REDUCES), 0)):
                for offset, slot in ((4, count), (8, every), (12, some)):
                    _put(b, frame, FRAME.EXCHANGE + offset, slot.get())
            _put(b, frame, FRAME.STATUS, layout.READY)
    b.ret("i32", 0)
    return b


def _start_block() -> Builder:
    """Set a block of the cluster up: its place, its threads' frames."""
    b = Builder(
        "internal void @start_block(ptr %block, ptr %worker, ptr %job, i64 %cluster, i32 %rank)", "#0"
    )
    grid = [_field(b, "%job", JOB.GRID + axis) for axis in (0, 4, 8)]
    shape = [_field(b, "%job", JOB.CLUSTER + axis) for axis in (0, 4, 8)]
    clusters = [
        b.cast("zext", "i32", b.binary("udiv", "i32", g, s), "i64") for g, s in zip(grid, shape, strict=True)
    ]
    x = b.binary("urem", "i64", "%cluster", clusters[0])
    rest = b.binary("udiv", "i64", "%cluster", clusters[0])
    y = b.binary("urem", "i64", rest, clusters[1])
    z = b.binary("udiv", "i64", rest, clusters[1])
    inner_x = b.binary("urem", "i32", "%rank", shape[0])
    inner_rest = b.binary("udiv", "i32", "%rank", shape[0])
    inner = [
        inner_x,
        b.binary("urem", "i32", inner_rest, shape[1]),
        b.binary("udiv", "i32", inner_rest, shape[1]),
    ]
    for axis, (which, within, size) in enumerate(zip((x, y, z), inner, shape, strict=True)):
        narrow = b.cast("trunc", "i64", which, "i32")
        index = b.binary("add", "i32", b.binary("mul", "i32", narrow, size), within)
        _put(b, "%block", BLOCK.INDEX + 4 * axis, index)
        _put(b, "%block", BLOCK.CLUSTER_INDEX + 4 * axis, narrow)
        _put(b, "%block", BLOCK.IN_CLUSTER + 4 * axis, within)
    _put(b, "%block", BLOCK.RANK, "%rank")
    rank = b.cast("zext", "i32", "%rank", "i64")
    threads = _field(b, "%job", JOB.BLOCK_THREADS)
    stride = b.load("i64", "%job", JOB.FRAME_BYTES, 8)
    shared_bytes = b.cast("zext", "i32", _field(b, "%job", JOB.SHARED_BYTES), "i64")
    block_frames = b.binary("mul", "i64", b.cast("zext", "i32", threads, "i64"), stride)
    frames = b.at(_pointer(b, "%worker", WORKER.FRAMES), b.binary("mul", "i64", rank, block_frames))
    offset = b.binary("mul", "i64", rank, shared_bytes)
    b.store("ptr", frames, "%block", BLOCK.FRAMES, 8)
    b.store("ptr", b.at(_pointer(b, "%worker", WORKER.SHARED), offset), "%block", BLOCK.SHARED, 8)
    pending = b.at(_pointer(b, "%worker", WORKER.PENDING), offset)
    b.store("ptr", pending, "%block", BLOCK.PENDING, 8)
    b.store("ptr", "%worker", "%block", BLOCK.WORKER, 8)
    b.store("ptr", _pointer(b, "%worker", WORKER.BLOCKS), "%block", BLOCK.FIRST, 8)
    b.store("[16 x i32]", "zeroinitializer", "%block", BLOCK.ARRIVED, 4)
    watches = b.at(_pointer(b, "%worker", WORKER.WATCHES), offset)
    b.store("ptr", watches, "%block", BLOCK.WATCHES, 8)
    for zeroed in (BLOCK.COPIES, BLOCK.CLUSTER_ARRIVED, BLOCK.CLUSTER_PHASE, BLOCK.FENCES):
        _put(b, "%block", zeroed, 0)
    flags = _field(b, "%job", JOB.FLAGS)
    with b.when(b.compare("ne", "i32", b.binary("and", "i32", flags, layout.HAS_COPIES), 0)):
        b.declarations["declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)"] = None
        b.call("void", "llvm.memset.p0.i64", f"ptr {pending}", "i8 0", f"i64 {shared_bytes}", "i1 false")
    with b.when(b.compare("ne", "i32", b.binary("and", "i32", flags, layout.HAS_WATCHES), 0)):
        # A watch has as many bytes as it watches.
        b.call("void", "llvm.memset.p0.i64", f"ptr {watches}", "i8 0", f"i64 {shared_bytes}", "i1 false")
    with b.when(b.compare("ne", "i32", b.binary("and", "i32", flags, layout.HAS_SITES), 0)):
        tx, ty, tz = b.slot("i32", 0), b.slot("i32", 0), b.slot("i32", 0)
        with b.each(0, threads) as index:
            frame = _frame(b, frames, stride, index)
            b.call(
                "void",
                "start_thread",
                f"ptr {frame}",
                f"i32 {index}",
                *(f"i32 {axis.get()}" for axis in (tx, ty, tz)),
            )
            _next_thread(b, tx, ty, tz)
    b.ret()
    return b


def _start_thread() -> Builder:
    b = Builder(
        "internal void @start_thread(ptr %frame, i32 %index, i32 %x, i32 %y, i32 %z)", "#0 alwaysinline"
    )
    for offset in (
        FRAME.RESUME,
        FRAME.STATUS,
        FRAME.PHASE,
        FRAME.SPINS,
        FRAME.GROUP,
        FRAME.FIRST_COPY,
        FRAME.LAST_COPY,
        FRAME.FENCED,
        FRAME.WGMMA_GROUP,
        FRAME.WGMMA_DONE,
        FRAME.BULK_GROUP,
        FRAME.BULK_DONE,
    ):
        _put(b, "%frame", offset, 0)
    _put(b, "%frame", FRAME.LANE, b.binary("and", "i32", "%index", 31))
    _put(b, "%frame", FRAME.WARP, b.binary("lshr", "i32", "%index", 5))
    for axis, name in enumerate("xyz"):
        _put(b, "%frame", FRAME.THREAD + 4 * axis, f"%{name}")
    b.ret()
    return b


def _next_thread(b: Builder, x: Slot, y: Slot, z: Slot) -> None:
    """Count on: x first."""
    following = b.binary("add", "i32", x.get(), 1)
    wraps = b.compare("uge", "i32", following, _field(b, "%job", JOB.THREADS))
    x.set(b.select(wraps, "i32", 0, following))
    with b.when(wraps):
        row = b.binary("add", "i32", y.get(), 1)
        full = b.compare("uge", "i32", row, _field(b, "%job", JOB.THREADS + 4))
        y.set(b.select(full, "i32", 0, row))
        z.set(b.binary("add", "i32", z.get(), b.cast("zext", "i1", full, "i32")))


def _run_alone() -> Builder:
    """Run a block whose threads never wait: one after the other, in one frame."""
    b = Builder("internal i32 @run_alone(ptr %block, ptr %job)", "#0")
    frame = _pointer(b, "%block", BLOCK.FRAMES)
    step = _pointer(b, "%job", JOB.STEP)
    tx, ty, tz = b.slot("i32", 0), b.slot("i32", 0), b.slot("i32", 0)
    with b.each(0, _field(b, "%job", JOB.BLOCK_THREADS)) as index:
        b.call(
            "void",
            "start_thread",
            f"ptr {frame}",
            f"i32 {index}",
            *(f"i32 {axis.get()}" for axis in (tx, ty, tz)),
        )
        status = b.op(f"call i32 {step}(ptr {frame}, ptr %block, ptr %job)")
        with b.when(b.compare("ne", "i32", status, layout.EXITED)):
            _fault(b, 0, frame, None)
            stopped = b.compare("eq", "i32", status, layout.STOPPED)
            b.ret("i32", b.select(stopped, "i32", layout.STOP, layout.FAULT))
        _next_thread(b, tx, ty, tz)
    b.ret("i32", layout.IDLE)
    return b


def _run_cluster() -> Builder:
    """Run the blocks of a cluster whose threads wait for each other."""
    b = Builder("internal i32 @run_cluster(ptr %first, ptr %worker, ptr %job)", "#0")
    blocks = _field(b, "%job", JOB.CLUSTER_BLOCKS)
    threads = _field(b, "%job", JOB.BLOCK_THREADS)
    stride = b.load("i64", "%job", JOB.FRAME_BYTES, 8)
    warp_stride = b.binary("mul", "i64", stride, 32)
    idle = b.slot("i32", 0)
    stop_at = b.at("%job", JOB.STOP)
    with b.repeat() as left:
        stop = b.op(f"load atomic i32, ptr {stop_at} monotonic, align 4")
        with b.when(b.compare("ne", "i32", stop, 0)):
            b.ret("i32", layout.STOP)
        progress, alive = b.slot("i32", 0), b.slot("i32", 0)
        progress.set(0)
        alive.set(0)
        with b.each(0, blocks) as number:
            at = b.binary("mul", "i64", b.cast("zext", "i32", number, "i64"), BLOCK.SIZE)
            block = b.at("%first", at)
            frames = b.slot("ptr")
            frames.set(_pointer(b, block, BLOCK.FRAMES))
            rest = b.slot("i32", threads)
            with b.repeat() as warps_done:
                lanes = b.intrinsic("i32", "llvm.umin.i32", f"i32 {rest.get()}", "i32 32")
                result = b.call(
                    "i32",
                    "run_warp",
                    f"ptr {frames.get()}",
                    f"i64 {stride}",
                    f"i32 {lanes}",
                    f"ptr {block}",
                    "ptr %job",
                )
                with b.when(b.compare("uge", "i32", result, layout.FAULT)):
                    b.ret("i32", result)
                progress.set(b.binary("or", "i32", progress.get(), result))
                frames.set(b.at(frames.get(), warp_stride))
                rest.set(b.binary("sub", "i32", rest.get(), lanes))
                more = b.fresh("more")
                b.condition(b.compare("eq", "i32", rest.get(), 0), warps_done, more)
                b.place(more)
            result = b.call("i32", "release", f"ptr {block}", "ptr %job")
            with b.when(b.compare("uge", "i32", result, layout.FAULT)):
                b.ret("i32", result)
            progress.set(b.binary("or", "i32", progress.get(), result))
            alive.set(b.binary("add", "i32", alive.get(), _field(b, block, BLOCK.ALIVE)))
        with b.when(b.compare("eq", "i32", alive.get(), 0)):
            b.branch(left)
        arrived = _field(b, "%first", BLOCK.CLUSTER_ARRIVED)
        some = b.compare("ne", "i32", arrived, 0)
        with b.when(b.binary("and", "i1", some, b.compare("uge", "i32", arrived, alive.get()))):
            phase = _field(b, "%first", BLOCK.CLUSTER_PHASE)
            _put(b, "%first", BLOCK.CLUSTER_PHASE, b.binary("add", "i32", phase, 1))
            _put(b, "%first", BLOCK.CLUSTER_ARRIVED, 0)
            progress.set(layout.PROGRESS)
        moved = b.compare("ne", "i32", progress.get(), 0)
        idle.set(b.select(moved, "i32", 0, b.binary("add", "i32", idle.get(), 1)))
        with b.when(b.compare("uge", "i32", idle.get(), layout.IDLE_MOST)):
            b.call("void", "dead", "ptr %first", "ptr %job")
            b.ret("i32", layout.FAULT)
    b.ret("i32", layout.IDLE)
    return b


def _dead() -> Builder:
    """Say which thread waits for what will never be."""
    b = Builder("internal void @dead(ptr %block, ptr %job)", "#0")
    frames = _pointer(b, "%block", BLOCK.FRAMES)
    stride = b.load("i64", "%job", JOB.FRAME_BYTES, 8)
    with b.each(0, _field(b, "%job", JOB.BLOCK_THREADS)) as index:
        frame = _frame(b, frames, stride, index)
        with b.when(b.compare("ne", "i32", _field(b, frame, FRAME.STATUS), layout.EXITED)):
            site = _site(b, frame)
            kind = _field(b, site, SITE.KIND)
            lanes = b.compare("eq", "i32", kind, layout.SITE_WARP)
            barrier = b.compare("eq", "i32", kind, layout.SITE_BARRIER)
            fault = b.select(lanes, "i32", layout.FAULT_MISSING_LANES, layout.FAULT_DEADLOCK)
            fault = b.select(barrier, "i32", layout.FAULT_DIVERGED, fault)
            _fault(b, fault, frame, _field(b, site, SITE.LINE))
            b.ret()
    b.ret()
    return b


def _run() -> Builder:
    b = Builder("i32 @run(ptr %job, ptr %worker)", "#0")
    blocks = _field(b, "%job", JOB.CLUSTER_BLOCKS)
    total = b.load("i64", "%job", JOB.TOTAL, 8)
    flags = _field(b, "%job", JOB.FLAGS)
    waits = b.compare("ne", "i32", b.binary("and", "i32", flags, layout.HAS_SITES), 0)
    first = _pointer(b, "%worker", WORKER.BLOCKS)
    stop_at, fault_at = b.at("%job", JOB.STOP), b.at("%job", JOB.FAULT)
    with b.repeat() as left:
        stop = b.op(f"load atomic i32, ptr {stop_at} monotonic, align 4")
        fault = b.op(f"load atomic i32, ptr {fault_at} monotonic, align 4")
        with b.when(b.compare("ne", "i32", b.binary("or", "i32", stop, fault), 0)):
            b.ret("i32", layout.STOP)
        number = b.op("atomicrmw add ptr %job, i64 1 monotonic, align 8")
        go = b.fresh("go")
        b.condition(b.compare("ult", "i64", number, total), go, left)
        b.place(go)
        with b.each(0, blocks) as rank:
            at = b.binary("mul", "i64", b.cast("zext", "i32", rank, "i64"), BLOCK.SIZE)
            block = b.at(first, at)
            b.call(
                "void",
                "start_block",
                f"ptr {block}",
                "ptr %worker",
                "ptr %job",
                f"i64 {number}",
                f"i32 {rank}",
            )
            with b.unless(waits):
                alone = b.call("i32", "run_alone", f"ptr {block}", "ptr %job")
                with b.when(b.compare("uge", "i32", alone, layout.FAULT)):
                    b.line(f"store atomic i32 1, ptr {fault_at} monotonic, align 4")
                    b.ret("i32", alone)
        with b.when(waits):
            result = b.call("i32", "run_cluster", f"ptr {first}", "ptr %worker", "ptr %job")
            with b.when(b.compare("uge", "i32", result, layout.FAULT)):
                b.line(f"store atomic i32 1, ptr {fault_at} monotonic, align 4")
                b.ret("i32", result)
    b.ret("i32", layout.IDLE)
    return b


def source() -> str:
    """The scheduler as LLVM IR."""
    parts = [
        builder()
        for builder in (
            _run_warp,
            _release,
            _pass,
            _start_block,
            _start_thread,
            _run_alone,
            _run_cluster,
            _dead,
            _run,
        )
    ]
    declarations = dict.fromkeys(line for part in parts for line in part.declarations)
    return "\n".join(
        [
            *declarations,
            *(part.text() for part in parts),
            'attributes #0 = { nounwind "no-trapping-math"="true" }',
            "",
        ]
    )
