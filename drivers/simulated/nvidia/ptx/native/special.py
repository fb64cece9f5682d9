"""Special registers (PTX ISA, chapter 10): where each is, and its width."""

from __future__ import annotations

from .builder import Builder, Value
from .layout import BLOCK, FRAME, JOB, WORKER

_AXES = {"x": 0, "y": 4, "z": 8}

# Registers that are 32 bits somewhere in memory.
_PLACES = {
    "%laneid": ("%frame", FRAME.LANE),
    "%warpid": ("%frame", FRAME.WARP),
    "%cluster_ctarank": ("%block", BLOCK.RANK),
    "%cluster_nctarank": ("%job", JOB.CLUSTER_BLOCKS),
    "%dynamic_smem_size": ("%job", JOB.DYNAMIC_BYTES),
    "%total_smem_size": ("%job", JOB.TOTAL_SHARED),
    "%nsmid": ("%job", JOB.MULTIPROCESSORS),
    "%smid": ("%worker", WORKER.NUMBER),
}
_VECTORS = {
    "%tid": ("%frame", FRAME.THREAD),
    "%ntid": ("%job", JOB.THREADS),
    "%ctaid": ("%block", BLOCK.INDEX),
    "%nctaid": ("%job", JOB.GRID),
    "%clusterid": ("%block", BLOCK.CLUSTER_INDEX),
    "%cluster_ctaid": ("%block", BLOCK.IN_CLUSTER),
    "%cluster_nctaid": ("%job", JOB.CLUSTER),
}
_ZERO = frozenset({"%gridid", "%aggr_smem_size", "%current_graph_exec", "%is_explicit_cluster"})
_LANE_MASKS = frozenset({"%lanemask_eq", "%lanemask_lt", "%lanemask_le", "%lanemask_gt", "%lanemask_ge"})


def read(b: Builder, name: str) -> tuple[Value, int] | None:
    """A special register's value and its width; None where there is none of that name."""
    head, _, axis = name.partition(".")
    if head in _VECTORS and axis in _AXES:
        base, offset = _VECTORS[head]
        return b.load("i32", base, offset + _AXES[axis], 4), 32
    if name in _PLACES:
        base, offset = _PLACES[name]
        return b.load("i32", base, offset, 4), 32
    if head == "%nclusterid" and axis in _AXES:
        grid = b.load("i32", "%job", JOB.GRID + _AXES[axis], 4)
        return b.binary("udiv", "i32", grid, b.load("i32", "%job", JOB.CLUSTER + _AXES[axis], 4)), 32
    if name == "%nwarpid":
        threads = b.load("i32", "%job", JOB.BLOCK_THREADS, 4)
        return b.binary("lshr", "i32", b.binary("add", "i32", threads, 31), 5), 32
    if name in _LANE_MASKS:
        return _lane_mask(b, name[-2:]), 32
    if name in ("%clock", "%clock_hi", "%clock64", "%globaltimer", "%globaltimer_lo", "%globaltimer_hi"):
        ticks = _nanoseconds(b) if "timer" in name else b.intrinsic("i64", "llvm.readcyclecounter")
        if name.endswith("_hi"):
            ticks = b.binary("lshr", "i64", ticks, 32)
        return ticks, 64
    if name in _ZERO or name.startswith(("%envreg", "%pm")):
        return "0", 64
    return None


# <time.h>
_CLOCK_REALTIME = 0


def _nanoseconds(b: Builder) -> Value:
    """The time of day."""
    b.declarations["declare i32 @clock_gettime(i32, ptr)"] = None
    time = b.array("[2 x i64]", 8)
    b.call("i32", "clock_gettime", f"i32 {_CLOCK_REALTIME}", f"ptr {time}")
    seconds = b.binary("mul", "i64", b.load("i64", time, 0, 8), 1_000_000_000)
    return b.binary("add", "i64", seconds, b.load("i64", time, 8, 8))


def _lane_mask(b: Builder, which: str) -> Value:
    lane = b.load("i32", "%frame", FRAME.LANE, 4)
    own = b.binary("shl", "i32", 1, lane)
    below = b.binary("sub", "i32", own, 1)
    through = b.binary("or", "i32", own, below)
    if which == "eq":
        return own
    if which == "lt":
        return below
    if which == "le":
        return through
    return b.binary("xor", "i32", through if which == "gt" else below, -1)
