"""Firmware, first part, as LLVM IR: time, timelines, and grids shared out among the threads of the pool.

A dispatch of many workgroups becomes its queue's job. Everybody who joins it takes chunks of what is left,
larger ones first, from one atomic number, and the queue's own thread takes part. Threads without work spin a
little, then sleep on a futex. `$NAME` is put in by `firmware.py`, mostly from the declarations of `abi.py`.
"""

SOURCE = """
declare i32 @clock_gettime(i32, ptr)
declare i32 @sched_yield()
declare i32 @sched_getcpu()
declare i32 @sched_setaffinity(i32, i64, ptr)
declare i64 @syscall(i64, ...)
declare ptr @__errno_location()
declare ptr @memcpy(ptr, ptr, i64)
declare ptr @memset(ptr, i32, i64)
declare void @longjmp(ptr, i32)
declare i64 @llvm.umax.i64(i64, i64)
declare i64 @llvm.umin.i64(i64, i64)
$pause_declaration

; ---- time and sleep ------------------------------------------------------------------------------

define internal i64 @now() {
  %time = alloca [2 x i64]
  call i32 @clock_gettime(i32 1, ptr %time)
  %seconds = load i64, ptr %time
  %rest_at = getelementptr i8, ptr %time, i64 8
  %rest = load i64, ptr %rest_at
  %whole = mul i64 %seconds, 1000000000
  %sum = add i64 %whole, %rest
  ret i64 %sum
}

; Give way for a moment; false once the deadline has passed.
define internal i1 @spin(i64 %deadline) {
  $pause
  $pause
  $pause
  $pause
  call i32 @sched_yield()
  %time = call i64 @now()
  %more = icmp ult i64 %time, %deadline
  ret i1 %more
}

define internal void @sleep_while(ptr %word, i32 %value) {
  call i64 (i64, ...) @syscall(i64 $futex, ptr %word, i64 $FUTEX_WAIT, i32 %value, ptr null, ptr null, i64 0)
  ret void
}

define internal void @wake(ptr %word, i32 %count) {
  call i64 (i64, ...) @syscall(i64 $futex, ptr %word, i64 $FUTEX_WAKE, i32 %count, ptr null, ptr null, i64 0)
  ret void
}

; ---- timelines -----------------------------------------------------------------------------------

define void @signal_timeline(ptr %timeline, i64 %value) {
  atomicrmw umax ptr %timeline, i64 %value seq_cst
  %waiters_at = getelementptr i8, ptr %timeline, i64 $TIMELINE_WAITERS
  %waiters = load atomic i32, ptr %waiters_at seq_cst, align 4
  %any = icmp ne i32 %waiters, 0
  br i1 %any, label %rouse, label %done
rouse:
  call void @wake(ptr %timeline, i32 2147483647)
  br label %done
done:
  ret void
}

; 1 when the timeline has reached the value, 0 when the time is over, 2 when a signal interrupted the wait.
define i32 @wait_timeline(ptr %timeline, i64 %value, i64 %timeout, i64 %spin) {
entry:
  %first = load atomic i64, ptr %timeline acquire, align 8
  %at_once = icmp uge i64 %first, %value
  br i1 %at_once, label %reached, label %start
reached:
  ret i32 1
start:
  %began = call i64 @now()
  %spin_until = add i64 %began, %spin
  %until = add i64 %began, %timeout
  %waiters = getelementptr i8, ptr %timeline, i64 $TIMELINE_WAITERS
  %pause_time = alloca [2 x i64]
  %pause_rest = getelementptr i8, ptr %pause_time, i64 8
  br label %spinning
spinning:
  %seen = load atomic i64, ptr %timeline acquire, align 8
  %there = icmp uge i64 %seen, %value
  br i1 %there, label %reached, label %again
again:
  %more = call i1 @spin(i64 %spin_until)
  br i1 %more, label %spinning, label %park
park:
  atomicrmw add ptr %waiters, i32 1 seq_cst
  br label %check
check:
  %last = load atomic i64, ptr %timeline seq_cst, align 8
  %enough = icmp uge i64 %last, %value
  br i1 %enough, label %leave, label %clock
clock:
  %time = call i64 @now()
  %late = icmp uge i64 %time, %until
  br i1 %late, label %leave, label %sleep
sleep:
  %left = sub i64 %until, %time
  %seconds = udiv i64 %left, 1000000000
  %rest = urem i64 %left, 1000000000
  store i64 %seconds, ptr %pause_time
  store i64 %rest, ptr %pause_rest
  %low = trunc i64 %last to i32
  %result = call i64 (i64, ...) @syscall(
    i64 $futex, ptr %timeline, i64 $FUTEX_WAIT, i32 %low, ptr %pause_time, ptr null, i64 0)
  %failed = icmp slt i64 %result, 0
  br i1 %failed, label %why, label %check
why:
  %errno_at = call ptr @__errno_location()
  %errno = load i32, ptr %errno_at
  %interrupted = icmp eq i32 %errno, 4
  br i1 %interrupted, label %leave, label %check
leave:
  %answer = phi i32 [1, %check], [0, %clock], [2, %why]
  atomicrmw sub ptr %waiters, i32 1 seq_cst
  ret i32 %answer
}

; ---- seats ---------------------------------------------------------------------------------------

; Hold a thread to one core.
define internal void @hold(i32 %thread, i32 %core) {
entry:
  %mask = alloca [$AFFINITY_BYTES x i8], align 8
  %possible = icmp ult i32 %core, $AFFINITY_CORES
  br i1 %possible, label %set, label %out
set:
  call ptr @memset(ptr %mask, i32 0, i64 $AFFINITY_BYTES)
  %wide = zext i32 %core to i64
  %index = lshr i64 %wide, 3
  %bit = and i32 %core, 7
  %byte = shl i32 1, %bit
  %small = trunc i32 %byte to i8
  %at = getelementptr i8, ptr %mask, i64 %index
  store i8 %small, ptr %at
  call i32 @sched_setaffinity(i32 %thread, i64 $AFFINITY_BYTES, ptr %mask)
  br label %out
out:
  ret void
}

; Move the worker that holds the core this runs on to the spare core. Left to itself the scheduler wakes a
; worker on the core of whoever wakes it when all others look busy, as one does where Python still spins, and
; leaves it there.
define internal void @settle(ptr %pool, i64 %workers) {
entry:
  %core = call i32 @sched_getcpu()
  %spare_at = getelementptr i8, ptr %pool, i64 $POOL_SPARE
  %spare = load atomic i32, ptr %spare_at monotonic, align 4
  %well = icmp eq i32 %core, %spare
  br i1 %well, label %out, label %each
each:
  %index = phi i64 [1, %entry], [%index_next, %next]
  %over = icmp ugt i64 %index, %workers
  br i1 %over, label %out, label %look
look:
  %offset = mul i64 %index, $POOL_SEAT_BYTES
  %place = add i64 %offset, $POOL_SEATS
  %seat = getelementptr i8, ptr %pool, i64 %place
  %core_at = getelementptr i8, ptr %seat, i64 4
  %held = load atomic i32, ptr %core_at monotonic, align 4
  %index_next = add i64 %index, 1
  %here = icmp eq i32 %held, %core
  br i1 %here, label %lock, label %next
next:
  br label %each
lock:
  %moving_at = getelementptr i8, ptr %pool, i64 $POOL_MOVING
  %moving = atomicrmw xchg ptr %moving_at, i32 1 acquire
  %busy = icmp ne i32 %moving, 0
  br i1 %busy, label %out, label %move
move:
  %free = load atomic i32, ptr %spare_at monotonic, align 4
  %thread = load atomic i32, ptr %seat monotonic, align 4
  store atomic i32 %free, ptr %core_at monotonic, align 4
  store atomic i32 %core, ptr %spare_at monotonic, align 4
  %there = icmp ne i32 %thread, 0
  br i1 %there, label %set, label %unlock
set:
  call void @hold(i32 %thread, i32 %free)
  br label %unlock
unlock:
  store atomic i32 0, ptr %moving_at release, align 4
  br label %out
out:
  ret void
}

; ---- a share of a job ----------------------------------------------------------------------------

; Take chunks of the job's workgroups until none are left; returns how many workgroups that were.
define internal i64 @run_share(ptr %job, ptr %scratch, i32 %worker, i64 %threads) {
entry:
  %group = alloca [$WORKGROUP_SIZE x i8], align 16
  %total_at = getelementptr i8, ptr %job, i64 $JOB_TOTAL
  %total = load i64, ptr %total_at
  %function_at = getelementptr i8, ptr %job, i64 $JOB_FUNCTION
  %function = load ptr, ptr %function_at
  %arguments_at = getelementptr i8, ptr %job, i64 $JOB_ARGUMENTS
  %arguments = load ptr, ptr %arguments_at
  %grid_at = getelementptr i8, ptr %job, i64 $JOB_GRID
  %grid_y_at = getelementptr i8, ptr %grid_at, i64 4
  %grid_x = load i32, ptr %grid_at
  %grid_y = load i32, ptr %grid_y_at
  %count_at = getelementptr i8, ptr %group, i64 $WORKGROUP_COUNT
  call ptr @memcpy(ptr %count_at, ptr %grid_at, i64 24)
  %worker_at = getelementptr i8, ptr %group, i64 $WORKGROUP_WORKER
  store i32 %worker, ptr %worker_at
  %local_at = getelementptr i8, ptr %group, i64 $WORKGROUP_LOCAL
  store ptr %scratch, ptr %local_at
  %y_at = getelementptr i8, ptr %group, i64 4
  %z_at = getelementptr i8, ptr %group, i64 8
  %columns = zext i32 %grid_x to i64
  %rows = zext i32 %grid_y to i64
  %parts = shl i64 %threads, 2
  br label %grab
grab:
  %done = phi i64 [0, %entry], [%done_now, %chunk_end]
  %seen = load atomic i64, ptr %job monotonic, align 8
  br label %attempt
attempt:
  %next = phi i64 [%seen, %grab], [%actual, %claim]
  %over = icmp uge i64 %next, %total
  br i1 %over, label %finish, label %claim
claim:
  %left = sub i64 %total, %next
  %part = udiv i64 %left, %parts
  %chunk = call i64 @llvm.umax.i64(i64 %part, i64 1)
  %end = add i64 %next, %chunk
  %pair = cmpxchg ptr %job, i64 %next, i64 %end acq_rel monotonic
  %actual = extractvalue {i64, i1} %pair, 0
  %mine = extractvalue {i64, i1} %pair, 1
  br i1 %mine, label %run, label %attempt
run:
  %x_first = urem i64 %next, %columns
  %row = udiv i64 %next, %columns
  %y_first = urem i64 %row, %rows
  %z_first = udiv i64 %row, %rows
  %x0 = trunc i64 %x_first to i32
  %y0 = trunc i64 %y_first to i32
  %z0 = trunc i64 %z_first to i32
  br label %each
each:
  %index = phi i64 [%next, %run], [%index_next, %each]
  %x = phi i32 [%x0, %run], [%x_next, %each]
  %y = phi i32 [%y0, %run], [%y_next, %each]
  %z = phi i32 [%z0, %run], [%z_next, %each]
  store i32 %x, ptr %group
  store i32 %y, ptr %y_at
  store i32 %z, ptr %z_at
  call void %function(ptr %arguments, ptr %group)
  %x_up = add i32 %x, 1
  %x_wraps = icmp eq i32 %x_up, %grid_x
  %x_next = select i1 %x_wraps, i32 0, i32 %x_up
  %x_carry = zext i1 %x_wraps to i32
  %y_up = add i32 %y, %x_carry
  %y_wraps = icmp eq i32 %y_up, %grid_y
  %y_next = select i1 %y_wraps, i32 0, i32 %y_up
  %y_carry = zext i1 %y_wraps to i32
  %z_next = add i32 %z, %y_carry
  %index_next = add i64 %index, 1
  %more = icmp ult i64 %index_next, %end
  br i1 %more, label %each, label %chunk_end
chunk_end:
  %done_now = add i64 %done, %chunk
  br label %grab
finish:
  ret i64 %done
}

; ---- workers -------------------------------------------------------------------------------------

; Join every open job once. A worker is counted in ACTIVE before it looks at OPEN, the owner clears OPEN
; before it looks at ACTIVE, so one of the two always sees the other.
define internal i1 @help(ptr %pool, ptr %scratch, i32 %index, i64 %threads) {
entry:
  br label %each
each:
  %slot = phi i64 [0, %entry], [%slot_next, %next]
  %any = phi i1 [false, %entry], [%any_now, %next]
  %offset = mul i64 %slot, $JOB_SIZE
  %at = add i64 %offset, $POOL_JOBS
  %job = getelementptr i8, ptr %pool, i64 %at
  %open_at = getelementptr i8, ptr %job, i64 $JOB_OPEN
  %active_at = getelementptr i8, ptr %job, i64 $JOB_ACTIVE
  %glance = load atomic i32, ptr %open_at monotonic, align 4
  %worth = icmp ne i32 %glance, 0
  br i1 %worth, label %enter, label %next
enter:
  atomicrmw add ptr %active_at, i32 1 seq_cst
  %open = load atomic i32, ptr %open_at seq_cst, align 4
  %still = icmp ne i32 %open, 0
  br i1 %still, label %work, label %exit
work:
  %done = call i64 @run_share(ptr %job, ptr %scratch, i32 %index, i64 %threads)
  %helped = icmp ne i64 %done, 0
  br label %exit
exit:
  %useful = phi i1 [false, %enter], [%helped, %work]
  %before = atomicrmw sub ptr %active_at, i32 1 seq_cst
  %last = icmp eq i32 %before, 1
  br i1 %last, label %owner, label %next
owner:
  %sleeps_at = getelementptr i8, ptr %job, i64 $JOB_OWNER_SLEEPS
  %sleeps = load atomic i32, ptr %sleeps_at seq_cst, align 4
  %asleep = icmp ne i32 %sleeps, 0
  br i1 %asleep, label %rouse, label %next
rouse:
  call void @wake(ptr %active_at, i32 1)
  br label %next
next:
  %now_useful = phi i1 [false, %each], [%useful, %exit], [%useful, %owner], [%useful, %rouse]
  %any_now = or i1 %any, %now_useful
  %slot_next = add i64 %slot, 1
  %more = icmp ult i64 %slot_next, $QUEUES_MAX
  br i1 %more, label %each, label %out
out:
  ret i1 %any_now
}

define ptr @worker_main(ptr %worker) {
entry:
  %pool = load ptr, ptr %worker
  %scratch_at = getelementptr i8, ptr %worker, i64 $WORKER_SCRATCH
  %scratch = load ptr, ptr %scratch_at
  %index_at = getelementptr i8, ptr %worker, i64 $WORKER_INDEX
  %index = load i32, ptr %index_at
  %stop_at = getelementptr i8, ptr %pool, i64 $POOL_STOP
  %sequence_at = getelementptr i8, ptr %pool, i64 $POOL_SEQUENCE
  %sleepers_at = getelementptr i8, ptr %pool, i64 $POOL_SLEEPERS
  %workers_at = getelementptr i8, ptr %pool, i64 $POOL_WORKERS
  %spin_at = getelementptr i8, ptr %pool, i64 $POOL_SPIN_NS
  %workers = load i32, ptr %workers_at
  %helpers = zext i32 %workers to i64
  %threads = add i64 %helpers, 1
  %spin = load i64, ptr %spin_at
  %index_wide = zext i32 %index to i64
  %seat_offset = mul i64 %index_wide, $POOL_SEAT_BYTES
  %seat_place = add i64 %seat_offset, $POOL_SEATS
  %seat = getelementptr i8, ptr %pool, i64 %seat_place
  %core_at = getelementptr i8, ptr %seat, i64 4
  %thread = call i64 (i64, ...) @syscall(i64 $gettid)
  %thread_id = trunc i64 %thread to i32
  store atomic i32 %thread_id, ptr %seat seq_cst, align 4
  %core = load atomic i32, ptr %core_at seq_cst, align 4
  call void @hold(i32 0, i32 %core)
  br label %awake
awake:
  %woken = call i64 @now()
  %until = add i64 %woken, %spin
  br label %look
look:
  %sequence = load atomic i32, ptr %sequence_at seq_cst, align 4
  %stop = load atomic i32, ptr %stop_at seq_cst, align 4
  %stopped = icmp ne i32 %stop, 0
  br i1 %stopped, label %out, label %try
try:
  %helped = call i1 @help(ptr %pool, ptr %scratch, i32 %index, i64 %threads)
  br i1 %helped, label %awake, label %idle
idle:
  %current = load atomic i32, ptr %sequence_at acquire, align 4
  %changed = icmp ne i32 %current, %sequence
  br i1 %changed, label %look, label %rest
rest:
  %more = call i1 @spin(i64 %until)
  br i1 %more, label %idle, label %sleep
sleep:
  atomicrmw add ptr %sleepers_at, i32 1 seq_cst
  call void @sleep_while(ptr %sequence_at, i32 %sequence)
  atomicrmw sub ptr %sleepers_at, i32 1 seq_cst
  br label %awake
out:
  store atomic i32 0, ptr %seat seq_cst, align 4
  %exited_at = getelementptr i8, ptr %worker, i64 $WORKER_EXITED
  call void @signal_timeline(ptr %exited_at, i64 1)
  ret ptr null
}

; ---- dispatch ------------------------------------------------------------------------------------

; Run a function over a grid (six numbers at %shape: grid, block), shared with the pool where that pays.
define internal void @run_job(ptr %queue, ptr %function, ptr %arguments, ptr %shape) {
entry:
  %slice = alloca [2 x i64]
  store [2 x i64] [i64 0, i64 $STOP_CHECK_NS], ptr %slice
  %pool_at = getelementptr i8, ptr %queue, i64 $QUEUE_POOL
  %pool = load ptr, ptr %pool_at
  %job_at = getelementptr i8, ptr %queue, i64 $QUEUE_JOB
  %job = load ptr, ptr %job_at
  %scratch_at = getelementptr i8, ptr %queue, i64 $QUEUE_SCRATCH
  %scratch = load ptr, ptr %scratch_at
  %workers_at = getelementptr i8, ptr %pool, i64 $POOL_WORKERS
  %workers = load i32, ptr %workers_at
  %helpers = zext i32 %workers to i64
  %threads = add i64 %helpers, 1
  %shape_y = getelementptr i8, ptr %shape, i64 4
  %shape_z = getelementptr i8, ptr %shape, i64 8
  %gx = load i32, ptr %shape
  %gy = load i32, ptr %shape_y
  %gz = load i32, ptr %shape_z
  %x = zext i32 %gx to i64
  %y = zext i32 %gy to i64
  %z = zext i32 %gz to i64
  %xy = mul i64 %x, %y
  %total = mul i64 %xy, %z
  %empty = icmp eq i64 %total, 0
  br i1 %empty, label %out, label %prepare
prepare:
  %total_at = getelementptr i8, ptr %job, i64 $JOB_TOTAL
  store i64 %total, ptr %total_at
  %function_at = getelementptr i8, ptr %job, i64 $JOB_FUNCTION
  store ptr %function, ptr %function_at
  %arguments_at = getelementptr i8, ptr %job, i64 $JOB_ARGUMENTS
  store ptr %arguments, ptr %arguments_at
  %grid_at = getelementptr i8, ptr %job, i64 $JOB_GRID
  call ptr @memcpy(ptr %grid_at, ptr %shape, i64 24)
  store atomic i64 0, ptr %job seq_cst, align 8
  %single = icmp eq i64 %total, 1
  %lonely = icmp eq i32 %workers, 0
  %alone = or i1 %single, %lonely
  br i1 %alone, label %inline, label %recall
inline:
  call i64 @run_share(ptr %job, ptr %scratch, i32 0, i64 1)
  br label %out
recall:
  %code = ptrtoint ptr %function to i64
  %salt = mul i64 %total, -7046029254386353131
  %key = xor i64 %code, %salt
  %high = lshr i64 %key, 32
  %folded = xor i64 %high, %key
  %low = lshr i64 %folded, 4
  %index = and i64 %low, $HISTORY_MASK
  %place = shl i64 %index, 4
  %entry_offset = add i64 %place, $QUEUE_HISTORY
  %entry_at = getelementptr i8, ptr %queue, i64 %entry_offset
  %took_at = getelementptr i8, ptr %entry_at, i64 8
  %known_key = load i64, ptr %entry_at
  %recorded = load i64, ptr %took_at
  %known = icmp eq i64 %known_key, %key
  %expected = select i1 %known, i64 %recorded, i64 -1
  %began = call i64 @now()
  %small = icmp ult i64 %expected, $INLINE_BELOW
  br i1 %small, label %quick, label %share
quick:
  call i64 @run_share(ptr %job, ptr %scratch, i32 0, i64 1)
  %quick_end = call i64 @now()
  %quick_took = sub i64 %quick_end, %began
  store i64 %quick_took, ptr %took_at
  br label %out
share:
  %open_at = getelementptr i8, ptr %job, i64 $JOB_OPEN
  %active_at = getelementptr i8, ptr %job, i64 $JOB_ACTIVE
  store atomic i32 1, ptr %open_at seq_cst, align 4
  %sequence_at = getelementptr i8, ptr %pool, i64 $POOL_SEQUENCE
  atomicrmw add ptr %sequence_at, i32 1 seq_cst
  %long = icmp ugt i64 %expected, $WAKE_ABOVE
  br i1 %long, label %sleepers, label %own
sleepers:
  call void @settle(ptr %pool, i64 %helpers)
  %sleepers_at = getelementptr i8, ptr %pool, i64 $POOL_SLEEPERS
  %asleep = load atomic i32, ptr %sleepers_at seq_cst, align 4
  %any = icmp ne i32 %asleep, 0
  br i1 %any, label %rouse, label %own
rouse:
  %others = sub i64 %total, 1
  %wanted = call i64 @llvm.umin.i64(i64 %others, i64 %helpers)
  %count = trunc i64 %wanted to i32
  call void @wake(ptr %sequence_at, i32 %count)
  br label %own
own:
  %done = call i64 @run_share(ptr %job, ptr %scratch, i32 0, i64 %threads)
  %own_end = call i64 @now()
  store atomic i32 0, ptr %open_at seq_cst, align 4
  %busy = load atomic i32, ptr %active_at seq_cst, align 4
  %finished = icmp eq i32 %busy, 0
  br i1 %finished, label %record, label %wait
wait:
  %spin_at = getelementptr i8, ptr %pool, i64 $POOL_SPIN_NS
  %spin = load i64, ptr %spin_at
  %spin_until = add i64 %own_end, %spin
  %sleeps_at = getelementptr i8, ptr %job, i64 $JOB_OWNER_SLEEPS
  br label %spinning
spinning:
  %now_busy = load atomic i32, ptr %active_at seq_cst, align 4
  %quiet = icmp eq i32 %now_busy, 0
  br i1 %quiet, label %record, label %again
again:
  %more = call i1 @spin(i64 %spin_until)
  br i1 %more, label %spinning, label %park
park:
  store atomic i32 1, ptr %sleeps_at seq_cst, align 4
  br label %parked
parked:
  %still_busy = load atomic i32, ptr %active_at seq_cst, align 4
  %over = icmp eq i32 %still_busy, 0
  br i1 %over, label %unpark, label %whether_lost
whether_lost:
  ; A worker that has faulted never comes back. The queue's thread waits for it as long as the card is there;
  ; a thread of the host leaves.
  %fault_at = getelementptr i8, ptr %pool, i64 $POOL_FAULT
  %fault = load atomic i32, ptr %fault_at seq_cst, align 4
  %host_at = getelementptr i8, ptr %job, i64 $JOB_HOST
  %host = load i64, ptr %host_at
  %fine = icmp eq i32 %fault, 0
  %is_queue = icmp eq i64 %host, 0
  %stays = or i1 %fine, %is_queue
  br i1 %stays, label %sleep, label %leave
leave:
  %return_at = getelementptr i8, ptr %job, i64 $JOB_RETURN
  %return = load ptr, ptr %return_at
  call void @longjmp(ptr %return, i32 1)
  unreachable
sleep:
  call i64 (i64, ...) @syscall(
    i64 $futex, ptr %active_at, i64 $FUTEX_WAIT, i32 %still_busy, ptr %slice, ptr null, i64 0)
  br label %parked
unpark:
  store atomic i32 0, ptr %sleeps_at seq_cst, align 4
  br label %record
record:
  ; What one thread would have needed: the owner's time, scaled from its share to all workgroups.
  %own_took = sub i64 %own_end, %began
  %some = call i64 @llvm.umax.i64(i64 %done, i64 1)
  %took = uitofp i64 %own_took to double
  %all = uitofp i64 %total to double
  %part = uitofp i64 %some to double
  %product = fmul double %took, %all
  %serial = fdiv double %product, %part
  %serial_ns = fptoui double %serial to i64
  store i64 %key, ptr %entry_at
  store i64 %serial_ns, ptr %took_at
  br label %out
out:
  ret void
}
"""
