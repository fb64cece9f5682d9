"""The shader engine's dispatcher and the waves' scheduler, as LLVM IR: hands out workgroups, runs their
waves.

`run_groups(job, worker, resume, limit)` is called by one thread for itself: it takes workgroup after
workgroup from the job's atomic counter, starts the group's waves and runs each in turn until it ends, waits
at a barrier or runs out of fuel. It returns one of the RETURN_ numbers. `$NAME` is put in from the structures
below and wave.py.

Initial registers: "AMDGPU backend user guide" (LLVM), "Initial Kernel Execution State"; RDNA3/RDNA4 ISA,
3.5/3.6.
"""

from __future__ import annotations

from string import Template

from . import wave

RETURN_DONE, RETURN_FAULT, RETURN_STOPPED, RETURN_LIMIT, RETURN_TRANSLATE = range(5)

FUEL = 16384
"""Backward jumps of a wave until the next wave of its workgroup runs and the stop flag is looked at."""


CACHED_RANGES = 16
RANGE_BYTES = 32
"""How many page-table entries a worker keeps for reads, and as many for writes."""


class JOB:
    """One dispatch, shared by the threads that run it."""

    NEXT = 0  # u64, atomic: the next workgroup
    TOTAL = 8
    STOP = 16  # address of a u32 that is not 0 when all is to stop
    FAULT = 24  # u32: some thread found a fault
    GROUPS_X, GROUPS_Y = 32, 36
    FIRST_X, FIRST_Y, FIRST_Z = 40, 44, 48
    TEMPLATE = 56  # the initial state and its size, a multiple of 64
    TEMPLATE_BYTES = 64
    STATE_BYTES = 72
    ENTRY = 80
    GROUP_ID_X, GROUP_ID_Y, GROUP_ID_Z, GROUP_ID_YZ = 88, 92, 96, 100  # where in the state they go
    SCRATCH = 104
    SCRATCH_WAVE_BYTES = 112
    SHAPES = 128  # address of eight SHAPEs
    PARTIAL_X, PARTIAL_Y, PARTIAL_Z = 136, 140, 144  # the group index that is smaller, or -1
    ID_BYTES = 148  # bytes of work-item ids of one wave
    VECTOR_BASE = 152
    WAVE_OFFSET = 156  # where in the state the wave's scratch offset goes
    LDS_BYTES = 168
    FUEL = 172
    SIZE = 192


class SHAPE:
    """A workgroup's size: whole, or cut off in some dimensions."""

    WAVES = 0
    EXEC = 8  # address of one u64 per wave
    IDS = 16  # address of the work-item ids of all waves
    SIZE = 32


class WORKER:
    """What one thread runs a workgroup in."""

    GROUP = 0  # address of a GROUP
    STATES = 8
    LDS = 16
    SCRATCH_SLOT = 24  # u64: the first of its waves' scratch slots
    FAULT_STATE = 32  # the state of the wave that could not go on
    SIZE = 64


class GROUP:
    """A workgroup that runs."""

    ALIVE = 0
    SIGNALLED = 4
    PHASE = 8
    WAVES = 12
    ID_X, ID_Y, ID_Z = 16, 20, 24
    # Page-table entries found last, for reads and for writes; zero is empty. They stay from group to group.
    READ_RANGES = 64
    WRITE_RANGES = READ_RANGES + RANGE_BYTES * CACHED_RANGES
    SIZE = WRITE_RANGES + RANGE_BYTES * CACHED_RANGES


_SOURCE = """
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

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

; Put a group's index, less one that the job says, where the job says.
define internal void @put_index(ptr %job, i64 %where, ptr %state, i32 %value) alwaysinline {
  %offset = call i32 @get32(ptr %job, i64 %where)
  %wide = zext i32 %offset to i64
  call void @put32(ptr %state, i64 %wide, i32 %value)
  ret void
}

; A partial group's bit of the shape's number.
define internal i64 @partial(ptr %job, i64 %where, i32 %index, i64 %bit) alwaysinline {
  %last = call i32 @get32(ptr %job, i64 %where)
  %is = icmp eq i32 %last, %index
  %value = select i1 %is, i64 %bit, i64 0
  ret i64 %value
}

define internal void @start_group(ptr %job, ptr %worker, i64 %number) {
entry:
  %group = call ptr @getp(ptr %worker, i64 $WORKER_GROUP)
  %states = call ptr @getp(ptr %worker, i64 $WORKER_STATES)
  %lds = call i64 @get64(ptr %worker, i64 $WORKER_LDS)
  %slot = call i64 @get64(ptr %worker, i64 $WORKER_SCRATCH_SLOT)
  %gx32 = call i32 @get32(ptr %job, i64 $JOB_GROUPS_X)
  %gy32 = call i32 @get32(ptr %job, i64 $JOB_GROUPS_Y)
  %gx = zext i32 %gx32 to i64
  %gy = zext i32 %gy32 to i64
  %x64 = urem i64 %number, %gx
  %rest = udiv i64 %number, %gx
  %y64 = urem i64 %rest, %gy
  %z64 = udiv i64 %rest, %gy
  %x0 = trunc i64 %x64 to i32
  %y0 = trunc i64 %y64 to i32
  %z0 = trunc i64 %z64 to i32
  %fx = call i32 @get32(ptr %job, i64 $JOB_FIRST_X)
  %fy = call i32 @get32(ptr %job, i64 $JOB_FIRST_Y)
  %fz = call i32 @get32(ptr %job, i64 $JOB_FIRST_Z)
  %x = add i32 %x0, %fx
  %y = add i32 %y0, %fy
  %z = add i32 %z0, %fz
  %px = call i64 @partial(ptr %job, i64 $JOB_PARTIAL_X, i32 %x, i64 1)
  %py = call i64 @partial(ptr %job, i64 $JOB_PARTIAL_Y, i32 %y, i64 2)
  %pz = call i64 @partial(ptr %job, i64 $JOB_PARTIAL_Z, i32 %z, i64 4)
  %pxy = or i64 %px, %py
  %pxyz = or i64 %pxy, %pz
  %shapes = call ptr @getp(ptr %job, i64 $JOB_SHAPES)
  %shape_at = mul i64 %pxyz, $SHAPE_SIZE
  %shape = getelementptr i8, ptr %shapes, i64 %shape_at
  %waves = call i32 @get32(ptr %shape, i64 $SHAPE_WAVES)
  %execs = call ptr @getp(ptr %shape, i64 $SHAPE_EXEC)
  %ids = call ptr @getp(ptr %shape, i64 $SHAPE_IDS)
  call void @put32(ptr %group, i64 $GROUP_ALIVE, i32 %waves)
  call void @put32(ptr %group, i64 $GROUP_SIGNALLED, i32 0)
  call void @put32(ptr %group, i64 $GROUP_PHASE, i32 0)
  call void @put32(ptr %group, i64 $GROUP_WAVES, i32 %waves)
  call void @put32(ptr %group, i64 $GROUP_ID_X, i32 %x)
  call void @put32(ptr %group, i64 $GROUP_ID_Y, i32 %y)
  call void @put32(ptr %group, i64 $GROUP_ID_Z, i32 %z)
  %template = call ptr @getp(ptr %job, i64 $JOB_TEMPLATE)
  %template_bytes = call i64 @get64(ptr %job, i64 $JOB_TEMPLATE_BYTES)
  %state_bytes = call i64 @get64(ptr %job, i64 $JOB_STATE_BYTES)
  %id_bytes32 = call i32 @get32(ptr %job, i64 $JOB_ID_BYTES)
  %id_bytes = zext i32 %id_bytes32 to i64
  %vector_base32 = call i32 @get32(ptr %job, i64 $JOB_VECTOR_BASE)
  %vector_base = zext i32 %vector_base32 to i64
  %record = call i64 @get64(ptr %job, i64 $JOB_ENTRY)
  %scratch = call i64 @get64(ptr %job, i64 $JOB_SCRATCH)
  %scratch_bytes = call i64 @get64(ptr %job, i64 $JOB_SCRATCH_WAVE_BYTES)
  %z_high = shl i32 %z, 16
  %yz = or i32 %y, %z_high
  %group_word = ptrtoint ptr %group to i64
  %count = zext i32 %waves to i64
  br label %each
each:
  %w = phi i64 [0, %entry], [%w_next, %each]
  %at = mul i64 %w, %state_bytes
  %state = getelementptr i8, ptr %states, i64 %at
  call void @llvm.memcpy.p0.p0.i64(ptr %state, ptr %template, i64 %template_bytes, i1 false)
  %id_at = mul i64 %w, %id_bytes
  %id = getelementptr i8, ptr %ids, i64 %id_at
  %vectors = getelementptr i8, ptr %state, i64 %vector_base
  call void @llvm.memcpy.p0.p0.i64(ptr %vectors, ptr %id, i64 %id_bytes, i1 false)
  call void @put_index(ptr %job, i64 $JOB_GROUP_ID_X, ptr %state, i32 %x)
  call void @put_index(ptr %job, i64 $JOB_GROUP_ID_Y, ptr %state, i32 %y)
  call void @put_index(ptr %job, i64 $JOB_GROUP_ID_Z, ptr %state, i32 %z)
  call void @put_index(ptr %job, i64 $JOB_GROUP_ID_YZ, ptr %state, i32 %yz)
  %exec_at = shl i64 %w, 3
  %exec = call i64 @get64(ptr %execs, i64 %exec_at)
  call void @put64(ptr %state, i64 $EXEC, i64 %exec)
  call void @put64(ptr %state, i64 $RESUME, i64 %record)
  call void @put64(ptr %state, i64 $LDS, i64 %lds)
  call void @put64(ptr %state, i64 $GROUP, i64 %group_word)
  %w32 = trunc i64 %w to i32
  call void @put32(ptr %state, i64 $WAVE_INDEX, i32 %w32)
  %my_slot = add i64 %slot, %w
  %scratch_offset = mul i64 %my_slot, %scratch_bytes
  %my_scratch = add i64 %scratch, %scratch_offset
  call void @put64(ptr %state, i64 $SCRATCH, i64 %my_scratch)
  call void @put64(ptr %state, i64 $SCRATCH_FLAT, i64 %my_scratch)
  %scratch_offset32 = trunc i64 %scratch_offset to i32
  call void @put_index(ptr %job, i64 $JOB_WAVE_OFFSET, ptr %state, i32 %scratch_offset32)
  %w_next = add i64 %w, 1
  %more = icmp ult i64 %w_next, %count
  br i1 %more, label %each, label %out
out:
  ret void
}

; A wave that ends may be the last that the others' barrier waits for.
define internal i32 @end_wave(ptr %group) {
entry:
  %alive = call i32 @get32(ptr %group, i64 $GROUP_ALIVE)
  %left = sub i32 %alive, 1
  call void @put32(ptr %group, i64 $GROUP_ALIVE, i32 %left)
  %signalled = call i32 @get32(ptr %group, i64 $GROUP_SIGNALLED)
  %some = icmp ne i32 %left, 0
  %all = icmp eq i32 %signalled, %left
  %complete = and i1 %some, %all
  br i1 %complete, label %release, label %out
release:
  %phase = call i32 @get32(ptr %group, i64 $GROUP_PHASE)
  %phase_next = add i32 %phase, 1
  call void @put32(ptr %group, i64 $GROUP_PHASE, i32 %phase_next)
  call void @put32(ptr %group, i64 $GROUP_SIGNALLED, i32 0)
  br label %out
out:
  ret i32 %left
}

; Run the group's waves until all have ended: 0; 1 a fault, 2 stopped, 4 a jump to what has no records yet.
define internal i32 @run_waves(ptr %job, ptr %worker) {
entry:
  %group = call ptr @getp(ptr %worker, i64 $WORKER_GROUP)
  %states = call ptr @getp(ptr %worker, i64 $WORKER_STATES)
  %state_bytes = call i64 @get64(ptr %job, i64 $JOB_STATE_BYTES)
  %fuel = call i32 @get32(ptr %job, i64 $JOB_FUEL)
  %stop_at = call ptr @getp(ptr %job, i64 $JOB_STOP)
  %count = call i32 @get32(ptr %group, i64 $GROUP_WAVES)
  %alive0 = call i32 @get32(ptr %group, i64 $GROUP_ALIVE)
  %none0 = icmp eq i32 %alive0, 0
  br i1 %none0, label %finished, label %round
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
    i32 $STATUS_BARRIER, label %next
    i32 $STATUS_ENDED, label %ended
    i32 $STATUS_NO_TRANSLATION, label %translate
  ]
ended:
  %left = call i32 @end_wave(ptr %group)
  %over = icmp eq i32 %left, 0
  br i1 %over, label %finished, label %next
finished:
  ret i32 0
translate:
  %translate_at = getelementptr i8, ptr %worker, i64 $WORKER_FAULT_STATE
  store ptr %state, ptr %translate_at
  ret i32 $RETURN_TRANSLATE
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

define i32 @run_groups(ptr %job, ptr %worker, i32 %resume, i64 %limit) {
entry:
  %resuming = icmp ne i32 %resume, 0
  br i1 %resuming, label %go_on, label %take
go_on:
  %result0 = call i32 @run_waves(ptr %job, ptr %worker)
  %fine0 = icmp eq i32 %result0, 0
  br i1 %fine0, label %take, label %give_up
give_up:
  %result = phi i32 [%result0, %go_on], [%result1, %start]
  ret i32 %result
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
  %result1 = call i32 @run_waves(ptr %job, ptr %worker)
  %done_next = add i64 %done, 1
  %fine = icmp eq i32 %result1, 0
  br i1 %fine, label %take, label %give_up
out:
  ret i32 $RETURN_DONE
}

define tailcc void @go_to(ptr %state, ptr %record) {
  %slot_at = getelementptr i8, ptr %record, i64 $RECORD_SLOTS
  %slot = load i32, ptr %slot_at
  %distance = sext i32 %slot to i64
  %next = getelementptr i8, ptr %record, i64 %distance
  %handler = load ptr, ptr %next
  musttail call tailcc void %handler(ptr %state, ptr %next)
  ret void
}
"""


def source() -> str:
    """The scheduler as LLVM IR."""
    names: dict[str, object] = {name: value for name, value in vars(wave).items() if isinstance(value, int)}
    names["EXEC"] = wave.SGPRS + 4 * wave.EXEC
    names |= {name: value for name, value in globals().items() if name.startswith("RETURN_")}
    for structure in (JOB, SHAPE, WORKER, GROUP):
        names |= {
            f"{structure.__name__}_{name}": value
            for name, value in vars(structure).items()
            if isinstance(value, int)
        }
    return Template(_SOURCE).substitute(names)
