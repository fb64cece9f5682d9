"""Hands out workgroups and runs their waves, as LLVM IR.

`run_groups(job, worker, resume, limit)` is called by one thread for itself: it takes workgroup after
workgroup from the job's atomic counter, starts the group's waves and runs each in turn until it ends, waits
at a barrier or runs out of fuel. It returns one of the RETURN_ numbers; after RETURN_TOUCH, for memory that
is not mapped, it can be called again to resume. `$NAME` is put in from the structures below and wave.py.

While waves run the processor takes denormal floats for zero, as a6xx does (Mesa, tu_device.c,
shaderDenormFlushToZeroFloat32).
"""

from __future__ import annotations

import os
from string import Template

from . import wave

RETURN_DONE, RETURN_FAULT, RETURN_STOPPED, RETURN_LIMIT, RETURN_TOUCH = range(5)

FUEL = 16384
"""Jumps of a wave until the next wave of its workgroup runs and the stop flag is looked at."""

RANGE_BYTES = 32
NOWHERE = 0xFFFFFFFF
"""The place of a value that no register takes."""


class JOB:
    """One dispatch, shared by the threads that run it."""

    NEXT = 0  # u64, atomic: the next workgroup
    TOTAL = 8
    STOP = 16  # address of a u32 that is not 0 when all is to stop
    FAULT = 24  # u32: some thread found a fault
    GROUPS_X, GROUPS_Y = 32, 36
    TEMPLATE = 40  # the initial state, which each wave gets a copy of, and its size
    TEMPLATE_BYTES = 48
    STATE_BYTES = 56
    ENTRY = 64
    WAVES = 72  # u32: waves of a workgroup
    FUEL = 76
    EXECS = 80  # address of 16 bytes per wave
    IDS = 88  # address of the local invocation ids of all waves, and the bytes of one wave's
    ID_BYTES = 96
    ID_PLACE = 104  # u32: where in the state they go
    GROUP_ID = 108  # u32: where the workgroup's three numbers go, 4 bytes each, or NOWHERE
    GROUP_ID_ROWS = 112  # u32: or where their rows go
    LANES = 116
    LDS_BYTES = 120
    PRIVATE = 128
    PRIVATE_WAVE_BYTES = 136
    SIZE = 192


class WORKER:
    """What one thread runs a workgroup in."""

    GROUP = 0  # address of a GROUP
    STATES = 8
    LDS = 16
    PRIVATE_SLOT = 24  # u64: the first of its waves' places in private memory
    FAULT_STATE = 32  # the state of the wave that could not go on
    SIZE = 64


class GROUP:
    """A workgroup that runs."""

    ALIVE = 0
    WAITING = 4
    PHASE = 8
    ID_X, ID_Y, ID_Z = 16, 20, 24
    # Page-table entries found last, for reads, writes and texels; zero is empty. They stay for other groups.
    READ_RANGE = 64
    WRITE_RANGE = READ_RANGE + RANGE_BYTES
    TEXEL_RANGE = WRITE_RANGE + RANGE_BYTES
    SIZE = TEXEL_RANGE + RANGE_BYTES


_SOURCE = """
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
$FLUSH_DECLARATIONS

define internal i32 @get32(ptr %p, i64 %o) alwaysinline {
  %a = getelementptr i8, ptr %p, i64 %o
  %v = load i32, ptr %a
  ret i32 %v
}
define internal i64 @get64(ptr %p, i64 %o) alwaysinline {
  %a = getelementptr i8, ptr %p, i64 %o
  %v = load i64, ptr %a
  ret i64 %v
}
define internal ptr @getp(ptr %p, i64 %o) alwaysinline {
  %a = getelementptr i8, ptr %p, i64 %o
  %v = load ptr, ptr %a
  ret ptr %v
}
define internal void @put32(ptr %p, i64 %o, i32 %v) alwaysinline {
  %a = getelementptr i8, ptr %p, i64 %o
  store i32 %v, ptr %a, align 4
  ret void
}
define internal void @put64(ptr %p, i64 %o, i64 %v) alwaysinline {
  %a = getelementptr i8, ptr %p, i64 %o
  store i64 %v, ptr %a, align 4
  ret void
}

; Fill a row of 32-bit numbers with one.
define internal void @fill_row(ptr %row, i32 %value, i32 %lanes) {
entry:
  br label %each
each:
  %n = phi i32 [0, %entry], [%next, %each]
  %wide = zext i32 %n to i64
  %at = getelementptr i32, ptr %row, i64 %wide
  store i32 %value, ptr %at, align 4
  %next = add i32 %n, 1
  %more = icmp ult i32 %next, %lanes
  br i1 %more, label %each, label %out
out:
  ret void
}

define internal void @start_group(ptr %job, ptr %worker, i64 %number) {
entry:
  %group = call ptr @getp(ptr %worker, i64 $WORKER_GROUP)
  %states = call ptr @getp(ptr %worker, i64 $WORKER_STATES)
  %lds = call ptr @getp(ptr %worker, i64 $WORKER_LDS)
  %slot = call i64 @get64(ptr %worker, i64 $WORKER_PRIVATE_SLOT)
  %gx32 = call i32 @get32(ptr %job, i64 $JOB_GROUPS_X)
  %gy32 = call i32 @get32(ptr %job, i64 $JOB_GROUPS_Y)
  %gx = zext i32 %gx32 to i64
  %gy = zext i32 %gy32 to i64
  %x64 = urem i64 %number, %gx
  %rest = udiv i64 %number, %gx
  %y64 = urem i64 %rest, %gy
  %z64 = udiv i64 %rest, %gy
  %x = trunc i64 %x64 to i32
  %y = trunc i64 %y64 to i32
  %z = trunc i64 %z64 to i32
  %waves = call i32 @get32(ptr %job, i64 $JOB_WAVES)
  %lanes = call i32 @get32(ptr %job, i64 $JOB_LANES)
  call void @put32(ptr %group, i64 $GROUP_ALIVE, i32 %waves)
  call void @put32(ptr %group, i64 $GROUP_WAITING, i32 0)
  call void @put32(ptr %group, i64 $GROUP_PHASE, i32 0)
  call void @put32(ptr %group, i64 $GROUP_ID_X, i32 %x)
  call void @put32(ptr %group, i64 $GROUP_ID_Y, i32 %y)
  call void @put32(ptr %group, i64 $GROUP_ID_Z, i32 %z)
  %template = call ptr @getp(ptr %job, i64 $JOB_TEMPLATE)
  %template_bytes = call i64 @get64(ptr %job, i64 $JOB_TEMPLATE_BYTES)
  %state_bytes = call i64 @get64(ptr %job, i64 $JOB_STATE_BYTES)
  %id_bytes = call i64 @get64(ptr %job, i64 $JOB_ID_BYTES)
  %id_place32 = call i32 @get32(ptr %job, i64 $JOB_ID_PLACE)
  %id_place = zext i32 %id_place32 to i64
  %ids = call ptr @getp(ptr %job, i64 $JOB_IDS)
  %execs = call ptr @getp(ptr %job, i64 $JOB_EXECS)
  %record = call i64 @get64(ptr %job, i64 $JOB_ENTRY)
  %private = call i64 @get64(ptr %job, i64 $JOB_PRIVATE)
  %private_bytes = call i64 @get64(ptr %job, i64 $JOB_PRIVATE_WAVE_BYTES)
  %id_at = call i32 @get32(ptr %job, i64 $JOB_GROUP_ID)
  %rows_at = call i32 @get32(ptr %job, i64 $JOB_GROUP_ID_ROWS)
  %id_wide = zext i32 %id_at to i64
  %rows_wide = zext i32 %rows_at to i64
  %row4 = shl i32 %lanes, 2
  %row_bytes = zext i32 %row4 to i64
  %has_id = icmp ne i32 %id_at, $NOWHERE
  %has_rows = icmp ne i32 %rows_at, $NOWHERE
  %group_word = ptrtoint ptr %group to i64
  %lds_word = ptrtoint ptr %lds to i64
  %count = zext i32 %waves to i64
  br label %each
each:
  %w = phi i64 [0, %entry], [%w_next, %next]
  %at = mul i64 %w, %state_bytes
  %state = getelementptr i8, ptr %states, i64 %at
  call void @llvm.memcpy.p0.p0.i64(ptr %state, ptr %template, i64 %template_bytes, i1 false)
  %my_ids_at = mul i64 %w, %id_bytes
  %my_ids = getelementptr i8, ptr %ids, i64 %my_ids_at
  %id_row = getelementptr i8, ptr %state, i64 %id_place
  call void @llvm.memcpy.p0.p0.i64(ptr %id_row, ptr %my_ids, i64 %id_bytes, i1 false)
  %exec_at = shl i64 %w, 4
  %exec = getelementptr i8, ptr %execs, i64 %exec_at
  %state_exec = getelementptr i8, ptr %state, i64 $EXEC
  %state_alive = getelementptr i8, ptr %state, i64 $ALIVE
  call void @llvm.memcpy.p0.p0.i64(ptr %state_exec, ptr %exec, i64 16, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %state_alive, ptr %exec, i64 16, i1 false)
  call void @put64(ptr %state, i64 $RESUME, i64 %record)
  call void @put64(ptr %state, i64 $LDS, i64 %lds_word)
  call void @put64(ptr %state, i64 $GROUP, i64 %group_word)
  %w32 = trunc i64 %w to i32
  call void @put32(ptr %state, i64 $WAVE_INDEX, i32 %w32)
  %my_slot = add i64 %slot, %w
  %private_offset = mul i64 %my_slot, %private_bytes
  %my_private = add i64 %private, %private_offset
  call void @put64(ptr %state, i64 $PRIVATE, i64 %my_private)
  br i1 %has_id, label %id, label %no_id
id:
  %id_y = add i64 %id_wide, 4
  %id_z = add i64 %id_wide, 8
  call void @put32(ptr %state, i64 %id_wide, i32 %x)
  call void @put32(ptr %state, i64 %id_y, i32 %y)
  call void @put32(ptr %state, i64 %id_z, i32 %z)
  br label %no_id
no_id:
  br i1 %has_rows, label %rows, label %next
rows:
  %row_x = getelementptr i8, ptr %state, i64 %rows_wide
  %row_y = getelementptr i8, ptr %row_x, i64 %row_bytes
  %row_z = getelementptr i8, ptr %row_y, i64 %row_bytes
  call void @fill_row(ptr %row_x, i32 %x, i32 %lanes)
  call void @fill_row(ptr %row_y, i32 %y, i32 %lanes)
  call void @fill_row(ptr %row_z, i32 %z, i32 %lanes)
  br label %next
next:
  %w_next = add i64 %w, 1
  %more = icmp ult i64 %w_next, %count
  br i1 %more, label %each, label %out
out:
  ret void
}

; A wave that ends or comes to a barrier may be the last that the others' barrier waits for.
define internal void @release(ptr %group) {
entry:
  %alive = call i32 @get32(ptr %group, i64 $GROUP_ALIVE)
  %waiting = call i32 @get32(ptr %group, i64 $GROUP_WAITING)
  %some = icmp ne i32 %alive, 0
  %all = icmp eq i32 %waiting, %alive
  %complete = and i1 %some, %all
  br i1 %complete, label %go, label %out
go:
  %phase = call i32 @get32(ptr %group, i64 $GROUP_PHASE)
  %phase_next = add i32 %phase, 1
  call void @put32(ptr %group, i64 $GROUP_PHASE, i32 %phase_next)
  call void @put32(ptr %group, i64 $GROUP_WAITING, i32 0)
  br label %out
out:
  ret void
}

; Run the group's waves until all have ended: 0; or a RETURN_ number.
define internal i32 @run_waves(ptr %job, ptr %worker) {
entry:
  %group = call ptr @getp(ptr %worker, i64 $WORKER_GROUP)
  %states = call ptr @getp(ptr %worker, i64 $WORKER_STATES)
  %state_bytes = call i64 @get64(ptr %job, i64 $JOB_STATE_BYTES)
  %fuel = call i32 @get32(ptr %job, i64 $JOB_FUEL)
  %stop_at = call ptr @getp(ptr %job, i64 $JOB_STOP)
  %count = call i32 @get32(ptr %job, i64 $JOB_WAVES)
  br label %round
round:
  %stop = load atomic i32, ptr %stop_at monotonic, align 4
  %stopping = icmp ne i32 %stop, 0
  br i1 %stopping, label %stopped, label %others
stopped:
  ret i32 $RETURN_STOPPED
others:
  %fault_at = getelementptr i8, ptr %job, i64 $JOB_FAULT
  %fault = load atomic i32, ptr %fault_at monotonic, align 4
  %faulty = icmp ne i32 %fault, 0
  br i1 %faulty, label %stopped, label %each
each:
  %w = phi i32 [0, %others], [%w_next, %next]
  %wide = zext i32 %w to i64
  %at = mul i64 %wide, %state_bytes
  %state = getelementptr i8, ptr %states, i64 %at
  %status = call i32 @get32(ptr %state, i64 $STATUS)
  switch i32 %status, label %next [
    i32 $STATUS_RUNNING, label %run
    i32 $STATUS_YIELDED, label %run
    i32 $STATUS_BARRIER, label %waiting
  ]
waiting:
  %mine = call i32 @get32(ptr %state, i64 $BARRIER_PHASE)
  %phase = call i32 @get32(ptr %group, i64 $GROUP_PHASE)
  %passed = icmp ne i32 %mine, %phase
  br i1 %passed, label %run, label %next
run:
  call void @put32(ptr %state, i64 $STATUS, i32 $STATUS_RUNNING)
  call void @put32(ptr %state, i64 $FUEL, i32 %fuel)
  %record = call ptr @getp(ptr %state, i64 $RESUME)
  %handler = load ptr, ptr %record
  call tailcc void %handler(ptr %state, ptr %record)
  %after = call i32 @get32(ptr %state, i64 $STATUS)
  switch i32 %after, label %broken [
    i32 $STATUS_YIELDED, label %next
    i32 $STATUS_BARRIER, label %barrier
    i32 $STATUS_ENDED, label %ended
    i32 $STATUS_MEMORY_VIOLATION, label %touch
  ]
touch:
  %touch_at = getelementptr i8, ptr %worker, i64 $WORKER_FAULT_STATE
  store ptr %state, ptr %touch_at
  ret i32 $RETURN_TOUCH
barrier:
  %phase_now = call i32 @get32(ptr %group, i64 $GROUP_PHASE)
  call void @put32(ptr %state, i64 $BARRIER_PHASE, i32 %phase_now)
  %waiting_before = call i32 @get32(ptr %group, i64 $GROUP_WAITING)
  %waiting_now = add i32 %waiting_before, 1
  call void @put32(ptr %group, i64 $GROUP_WAITING, i32 %waiting_now)
  call void @release(ptr %group)
  br label %next
ended:
  %alive = call i32 @get32(ptr %group, i64 $GROUP_ALIVE)
  %left = sub i32 %alive, 1
  call void @put32(ptr %group, i64 $GROUP_ALIVE, i32 %left)
  call void @release(ptr %group)
  %over = icmp eq i32 %left, 0
  br i1 %over, label %finished, label %next
finished:
  ret i32 0
broken:
  %broken_at = getelementptr i8, ptr %worker, i64 $WORKER_FAULT_STATE
  store ptr %state, ptr %broken_at
  store atomic i32 1, ptr %fault_at monotonic, align 4
  ret i32 $RETURN_FAULT
next:
  %w_next = add i32 %w, 1
  %more = icmp ult i32 %w_next, %count
  br i1 %more, label %each, label %round
}

define internal i32 @take_groups(ptr %job, ptr %worker, i32 %resume, i64 %limit) {
entry:
  %resuming = icmp ne i32 %resume, 0
  br i1 %resuming, label %go_on, label %take
go_on:
  %result0 = call i32 @run_waves(ptr %job, ptr %worker)
  %fine0 = icmp eq i32 %result0, 0
  br i1 %fine0, label %take, label %give_up
take:
  %done = phi i64 [0, %entry], [0, %go_on], [%done_next, %start]
  %full = icmp uge i64 %done, %limit
  br i1 %full, label %limited, label %claim
limited:
  ret i32 $RETURN_LIMIT
claim:
  %total = call i64 @get64(ptr %job, i64 $JOB_TOTAL)
  %number = atomicrmw add ptr %job, i64 1 monotonic
  %some = icmp ult i64 %number, %total
  br i1 %some, label %start, label %out
start:
  call void @start_group(ptr %job, ptr %worker, i64 %number)
  %result = call i32 @run_waves(ptr %job, ptr %worker)
  %done_next = add i64 %done, 1
  %fine = icmp eq i32 %result, 0
  br i1 %fine, label %take, label %give_up
give_up:
  %last = phi i32 [%result0, %go_on], [%result, %start]
  ret i32 %last
out:
  ret i32 $RETURN_DONE
}

define i32 @run_groups(ptr %job, ptr %worker, i32 %resume, i64 %limit) {
entry:
$FLUSH_BEGIN
  %result = call i32 @take_groups(ptr %job, ptr %worker, i32 %resume, i64 %limit)
$FLUSH_END
  ret i32 %result
}
"""

# MXCSR: denormals are zeros (bit 6), flush to zero (bit 15), beside the masks of exceptions (Intel SDM,
# volume 1, 10.2.3). FPCR: FZ is bit 24 (Arm ARM, C5.2.8).
_FLUSH = {
    "x86_64": (
        "declare void @llvm.x86.sse.stmxcsr(ptr)\ndeclare void @llvm.x86.sse.ldmxcsr(ptr)",
        """  %before = alloca i32
  %during = alloca i32
  call void @llvm.x86.sse.stmxcsr(ptr %before)
  %mode = load i32, ptr %before
  %flushing = or i32 %mode, 32832
  store i32 %flushing, ptr %during
  call void @llvm.x86.sse.ldmxcsr(ptr %during)""",
        "  call void @llvm.x86.sse.ldmxcsr(ptr %before)",
    ),
    "aarch64": (
        "declare i64 @llvm.aarch64.get.fpcr()\ndeclare void @llvm.aarch64.set.fpcr(i64)",
        """  %mode = call i64 @llvm.aarch64.get.fpcr()
  %flushing = or i64 %mode, 16777216
  call void @llvm.aarch64.set.fpcr(i64 %flushing)""",
        "  call void @llvm.aarch64.set.fpcr(i64 %mode)",
    ),
}


def source() -> str:
    """The scheduler as LLVM IR."""
    names: dict[str, object] = {name: value for name, value in vars(wave).items() if isinstance(value, int)}
    names |= {name: value for name, value in globals().items() if name.startswith("RETURN_")}
    names["NOWHERE"] = NOWHERE
    keys = ("FLUSH_DECLARATIONS", "FLUSH_BEGIN", "FLUSH_END")
    names |= dict(zip(keys, _FLUSH.get(os.uname().machine, ("", "", "")), strict=True))
    for structure in (JOB, WORKER, GROUP):
        names |= {
            f"{structure.__name__}_{name}": value
            for name, value in vars(structure).items()
            if isinstance(value, int)
        }
    return Template(_SOURCE).substitute(names)
