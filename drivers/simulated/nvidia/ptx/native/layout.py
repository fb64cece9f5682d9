"""What the pieces of a running launch look like in memory: byte offsets, shared by all that is native.

A launch is a JOB. Each thread of the host that runs it is a WORKER, which runs one cluster of BLOCKs at a
time; a thread of the block is a FRAME. Where a thread has to wait for others is a SITE.
"""

from __future__ import annotations

# Addresses. Memory of devices lies in one arena of this process; what a device calls it has DEVICE_BIT set,
# so
# that the host cannot use it by mistake. Pinned memory of the host lies there too, under its own address.
DEVICE_BIT = 1 << 47
PAGE_SHIFT = 12
PAGE_BYTES = 1 << PAGE_SHIFT
ARENA_BYTES = 1 << 38
ARENA_PAGES = ARENA_BYTES >> PAGE_SHIFT

# Windows of generic addresses onto the other state spaces.
SHARED_WINDOW, LOCAL_WINDOW, PARAM_WINDOW = 1 << 56, 1 << 57, 1 << 58
WINDOW_MASK = 7 << 56
# A shared address names a block of the cluster above these bits: 0 is one's own, n + 1 that of rank n.
RANK_SHIFT = 24

WARP = 32

# What `step` returns, and a thread's state.
READY, WAITING, EXITED, FAULTED, STOPPED = range(5)

# Faults.
(
    FAULT_GLOBAL,
    FAULT_SHARED,
    FAULT_LOCAL,
    FAULT_MISALIGNED,
    FAULT_DIVERGED,
    FAULT_MISSING_LANES,
    FAULT_DEADLOCK,
    FAULT_PENDING_COPY,
    FAULT_TRAP,
    FAULT_BARRIER,
    FAULT_COPY_SIZE,
    FAULT_MBARRIER,
    FAULT_DESCRIPTOR,
    FAULT_UNFENCED,
    FAULT_STILL_READ,
) = range(1, 16)


class JOB:
    NEXT = 0  # u64, atomic: the next cluster
    TOTAL = 8  # u64: clusters
    STOP = 16  # u32: not 0 when all is to stop
    FAULT = 20  # u32: some worker found a fault
    GRID = 24  # u32 x 3
    THREADS = 36  # u32 x 3
    CLUSTER = 48  # u32 x 3
    BLOCK_THREADS = 60
    CLUSTER_BLOCKS = 64
    SHARED_BYTES = 68
    DYNAMIC_BYTES = 72
    FLAGS = 76  # HAS_SITES, HAS_COPIES
    PARAMETERS = 80  # addresses from here
    GLOBALS = 88
    PAGES = 96  # u16 for each page of the arena: how many of its bytes are allocated
    ARENA = 104
    STEP = 112
    SITES = 120
    FRAME_BYTES = 128
    MULTIPROCESSORS = 136
    TOTAL_SHARED = 140
    SIZE = 192


class WORKER:
    BLOCKS = 0
    FRAMES = 8
    SHARED = 16
    PENDING = 24
    NUMBER = 32
    FAULT = 40  # kind, line, size, access; address; thread, block
    FAULT_LINE = 44
    FAULT_BYTES = 48
    FAULT_ACCESS = 52
    FAULT_ADDRESS = 56
    FAULT_THREAD = 64  # u32 x 3
    FAULT_BLOCK = 76  # u32 x 3
    WATCHES = 88
    SIZE = 128


class BLOCK:
    INDEX = 0  # u32 x 3
    RANK = 12
    CLUSTER_INDEX = 16  # u32 x 3: of the cluster in the grid
    IN_CLUSTER = 28  # u32 x 3: of the block in the cluster
    FRAMES = 40
    SHARED = 48
    PENDING = 56  # one byte for each of shared memory: an asynchronous copy that nobody has waited for
    WORKER = 64
    FIRST = 72  # the first BLOCK of the cluster
    ARRIVED = 80  # u32 x 16: arrivals without waiting at each barrier
    COPIES = 144  # u32: how many bulk copies are noted
    ALIVE = 148  # u32: threads that have not ended
    COPY_LIST = 152  # address of COPYs
    CLUSTER_ARRIVED = 160  # u32, in the first block: arrivals at the barrier of the cluster
    CLUSTER_PHASE = 164  # u32, there: how often that barrier was passed
    FENCES = 168  # u32, there: how many proxy fences there were
    WATCHES = 176  # address of WATCHes
    SIZE = 256


class COPY:
    """A bulk copy that nobody has waited for: its barrier and where it went, in shared memory."""

    BARRIER, ADDRESS, BYTES = 0, 4, 8
    SIZE = 16
    MOST = 1024


class FRAME:
    RESUME = 0  # where to go on; 0 is the beginning
    STATUS = 4
    SITE = 8
    MASK = 12  # the lanes named; at a barrier its number
    COUNT = 16  # at a barrier how many threads, 0 for all
    LANE = 20
    THREAD = 24  # u32 x 3
    WARP = 36
    PHASE = 40  # the phase of the cluster's barrier that the thread waits for
    SPINS = 44
    GROUP = 48  # cp.async: the group that is open
    FIRST_COPY = 52
    LAST_COPY = 56
    COPIES = 64  # CP_ASYNC_MOST of (u32 address, u16 size, u16 group)
    COPIES_MOST = 128
    FENCED = 64 + 8 * 128  # how many proxy fences there were with the last one of the thread
    WGMMA_GROUP = FENCED + 4  # the group that is open
    WGMMA_DONE = FENCED + 8  # the first group that was not waited for
    BULK_GROUP = FENCED + 12
    BULK_DONE = FENCED + 16
    EXCHANGE = FENCED + 32


class WATCH:
    """Who wrote 16 bytes of shared memory, and what reads them: see proxies.py."""

    WRITER, READER = 0, 8
    SHIFT = 4
    SIZE = 16


class SITE:
    KIND = 0
    LINE = 4
    FLAGS = 8
    HANDLER = 16
    SIZE = 24


# Kinds of sites.
(
    SITE_WARP,  # the lanes of MASK
    SITE_GATHER,  # whoever of the warp is there when nobody can go on
    SITE_BARRIER,
    SITE_CLUSTER,
    SITE_SPIN,  # nothing but a pause
    SITE_WARPGROUP,
    SITE_SLEEP,  # a pause in which something outside the cluster may happen
) = range(7)
ALIGNED, REDUCES = 1, 2
HAS_SITES, HAS_COPIES, HAS_WATCHES = 1, 2, 4

# What the runs of warps and blocks return.
IDLE, PROGRESS, FAULT, STOP = range(4)

# Rounds in which nobody but threads that look for a barrier's phase runs, until the cluster counts as dead.
IDLE_MOST = 1 << 14
