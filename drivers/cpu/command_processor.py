"""Firmware, second part, as LLVM IR: the threads that take packets from the queues' rings and execute them.

`$NAME` is put in by `firmware.py`, mostly from the declarations of `abi.py`.
"""

SOURCE = """
declare i32 @_setjmp(ptr) returns_twice
declare i64 @pthread_self()

; ---- copy and fill -------------------------------------------------------------------------------

; Arguments: destination, source, size.
define internal void @copy_piece(ptr %arguments, ptr %group) {
  %source_at = getelementptr i8, ptr %arguments, i64 8
  %size_at = getelementptr i8, ptr %arguments, i64 16
  %destination = load ptr, ptr %arguments
  %source = load ptr, ptr %source_at
  %size = load i64, ptr %size_at
  %id = load i32, ptr %group
  %index = zext i32 %id to i64
  %offset = mul i64 %index, $PIECE
  %to = getelementptr i8, ptr %destination, i64 %offset
  %from = getelementptr i8, ptr %source, i64 %offset
  %left = sub i64 %size, %offset
  %length = call i64 @llvm.umin.i64(i64 %left, i64 $PIECE)
  call ptr @memcpy(ptr %to, ptr %from, i64 %length)
  ret void
}

; Repeat the pattern that the first %length bytes hold over the rest of the range, in blocks that double up to
; 16 KiB.
define internal void @repeat(ptr %destination, i64 %size, i64 %length) {
entry:
  br label %loop
loop:
  %filled = phi i64 [%length, %entry], [%filled_now, %more]
  %block = phi i64 [%length, %entry], [%block_now, %more]
  %done = icmp uge i64 %filled, %size
  br i1 %done, label %out, label %more
more:
  %left = sub i64 %size, %filled
  %count = call i64 @llvm.umin.i64(i64 %left, i64 %block)
  %to = getelementptr i8, ptr %destination, i64 %filled
  call ptr @memcpy(ptr %to, ptr %destination, i64 %count)
  %filled_now = add i64 %filled, %count
  %double = shl i64 %block, 1
  %small = icmp ult i64 %double, 16384
  %block_now = select i1 %small, i64 %double, i64 %block
  br label %loop
out:
  ret void
}

; Arguments: destination, size, pattern length, pattern. Pieces are whole patterns long.
define internal void @fill_piece(ptr %arguments, ptr %group) {
entry:
  %size_at = getelementptr i8, ptr %arguments, i64 8
  %length_at = getelementptr i8, ptr %arguments, i64 16
  %pattern = getelementptr i8, ptr %arguments, i64 24
  %destination = load ptr, ptr %arguments
  %size = load i64, ptr %size_at
  %length = load i64, ptr %length_at
  %id = load i32, ptr %group
  %index = zext i32 %id to i64
  %over = urem i64 $PIECE, %length
  %piece = sub i64 $PIECE, %over
  %offset = mul i64 %index, %piece
  %to = getelementptr i8, ptr %destination, i64 %offset
  %left = sub i64 %size, %offset
  %count = call i64 @llvm.umin.i64(i64 %left, i64 %piece)
  %single = icmp eq i64 %length, 1
  br i1 %single, label %bytes, label %patterns
bytes:
  %byte = load i8, ptr %pattern
  %value = zext i8 %byte to i32
  call ptr @memset(ptr %to, i32 %value, i64 %count)
  ret void
patterns:
  %head = call i64 @llvm.umin.i64(i64 %count, i64 %length)
  call ptr @memcpy(ptr %to, ptr %pattern, i64 %head)
  call void @repeat(ptr %to, i64 %count, i64 %length)
  ret void
}

define internal void @run_pieces(ptr %queue, ptr %function, ptr %arguments, i64 %size, i64 %piece) {
  %shape = alloca [6 x i32]
  %up = add i64 %size, %piece
  %rounded = sub i64 %up, 1
  %pieces = udiv i64 %rounded, %piece
  %count = trunc i64 %pieces to i32
  store [6 x i32] [i32 1, i32 1, i32 1, i32 1, i32 1, i32 1], ptr %shape
  store i32 %count, ptr %shape
  call void @run_job(ptr %queue, ptr %function, ptr %arguments, ptr %shape)
  ret void
}

; ---- packets -------------------------------------------------------------------------------------

; False when the queue was told to stop while it waited.
define internal i1 @execute(ptr %queue, ptr %packet) {
entry:
  %current_at = getelementptr i8, ptr %queue, i64 $QUEUE_CURRENT
  store atomic ptr %packet, ptr %current_at monotonic, align 8
  %opcode = load i32, ptr %packet
  %first = getelementptr i8, ptr %packet, i64 8
  %second = getelementptr i8, ptr %packet, i64 16
  %third = getelementptr i8, ptr %packet, i64 24
  switch i32 %opcode, label %done [
    i32 $DISPATCH, label %dispatch
    i32 $COPY, label %copy
    i32 $FILL, label %fill
    i32 $WAIT, label %wait
    i32 $SIGNAL, label %signal
    i32 $TIMESTAMP, label %timestamp
    i32 $INDIRECT, label %indirect
  ]
dispatch:
  %function = load ptr, ptr %first
  %arguments = getelementptr i8, ptr %packet, i64 $ARGUMENTS_OFFSET
  call void @run_job(ptr %queue, ptr %function, ptr %arguments, ptr %second)
  br label %done
copy:
  %to = load ptr, ptr %first
  %from = load ptr, ptr %second
  %size = load i64, ptr %third
  %little = icmp ult i64 %size, $PIECE_TWICE
  br i1 %little, label %copy_whole, label %copy_pieces
copy_whole:
  call ptr @memcpy(ptr %to, ptr %from, i64 %size)
  br label %done
copy_pieces:
  call void @run_pieces(ptr %queue, ptr @copy_piece, ptr %first, i64 %size, i64 $PIECE)
  br label %done
fill:
  %fill_size = load i64, ptr %second
  %pattern_length = load i64, ptr %third
  %pattern_over = urem i64 $PIECE, %pattern_length
  %fill_piece = sub i64 $PIECE, %pattern_over
  call void @run_pieces(ptr %queue, ptr @fill_piece, ptr %first, i64 %fill_size, i64 %fill_piece)
  br label %done
wait:
  %wait_timeline = load ptr, ptr %first
  %wait_value = load i64, ptr %second
  %stop_at = getelementptr i8, ptr %queue, i64 $QUEUE_STOP
  %pool_at = getelementptr i8, ptr %queue, i64 $QUEUE_POOL
  %pool = load ptr, ptr %pool_at
  %spin_at = getelementptr i8, ptr %pool, i64 $POOL_SPIN_NS
  %spin = load i64, ptr %spin_at
  br label %waiting
waiting:
  %spin_now = phi i64 [%spin, %wait], [0, %check_stop]
  %answer = call i32 @wait_timeline(ptr %wait_timeline, i64 %wait_value, i64 $STOP_CHECK_NS, i64 %spin_now)
  %reached = icmp eq i32 %answer, 1
  br i1 %reached, label %done, label %check_stop
check_stop:
  %stop = load atomic i32, ptr %stop_at seq_cst, align 4
  %stopped = icmp ne i32 %stop, 0
  br i1 %stopped, label %halt, label %waiting
signal:
  %signal_timeline = load ptr, ptr %first
  %signal_value = load i64, ptr %second
  call void @signal_timeline(ptr %signal_timeline, i64 %signal_value)
  br label %done
timestamp:
  %time_at = load ptr, ptr %first
  %time = call i64 @now()
  store atomic i64 %time, ptr %time_at release, align 8
  br label %done
indirect:
  %start = load ptr, ptr %first
  %slots = load i64, ptr %second
  br label %each
each:
  %position = phi i64 [0, %indirect], [%position_next, %step]
  %left = icmp ult i64 %position, %slots
  br i1 %left, label %step_in, label %done
step_in:
  %bytes = mul i64 %position, $SLOT_BYTES
  %inner = getelementptr i8, ptr %start, i64 %bytes
  %went = call i1 @execute(ptr %queue, ptr %inner)
  br i1 %went, label %step, label %halt
step:
  %length_at = getelementptr i8, ptr %inner, i64 4
  %length = load i32, ptr %length_at
  %length_wide = zext i32 %length to i64
  %position_next = add i64 %position, %length_wide
  br label %each
done:
  ret i1 true
halt:
  ret i1 false
}

; ---- the host in the place of a queue's thread ---------------------------------------------------------

; Execute packets on the calling thread. The caller has seen that all that was written to the ring is done,
; and sees to it that nothing is written meanwhile. Returns how many nanoseconds that took; -1 where a kernel
; failed, and the card with it.
define i64 @perform(ptr %queue, ptr %start, i64 %slots) {
entry:
  %back = alloca [$JUMP_BYTES x i8], align 16
  %packet = alloca [$SLOT_BYTES x i8], align 16
  %current_at = getelementptr i8, ptr %queue, i64 $QUEUE_CURRENT
  %job_at = getelementptr i8, ptr %queue, i64 $QUEUE_JOB
  %job = load ptr, ptr %job_at
  %host_at = getelementptr i8, ptr %job, i64 $JOB_HOST
  %return_at = getelementptr i8, ptr %job, i64 $JOB_RETURN
  store ptr %back, ptr %return_at
  %began = call i64 @now()
  %jumped = call i32 @_setjmp(ptr %back) returns_twice
  %failed = icmp ne i32 %jumped, 0
  br i1 %failed, label %over, label %run
run:
  %self = call i64 @pthread_self()
  store volatile i64 %self, ptr %host_at
  store i32 $INDIRECT, ptr %packet
  %length_at = getelementptr i8, ptr %packet, i64 4
  store i32 1, ptr %length_at
  %first = getelementptr i8, ptr %packet, i64 8
  store ptr %start, ptr %first
  %second = getelementptr i8, ptr %packet, i64 16
  store i64 %slots, ptr %second
  call i1 @execute(ptr %queue, ptr %packet)
  %ended = call i64 @now()
  %took = sub i64 %ended, %began
  br label %over
over:
  %answer = phi i64 [%took, %run], [-1, %entry]
  store volatile i64 0, ptr %host_at
  store atomic ptr null, ptr %current_at monotonic, align 8
  ret i64 %answer
}

; ---- queues --------------------------------------------------------------------------------------

define void @doorbell(ptr %queue, i64 %write) {
  %write_at = getelementptr i8, ptr %queue, i64 $QUEUE_WRITE
  %sleeping_at = getelementptr i8, ptr %queue, i64 $QUEUE_SLEEPING
  store atomic i64 %write, ptr %write_at seq_cst, align 8
  %sleeping = load atomic i32, ptr %sleeping_at seq_cst, align 4
  %asleep = icmp ne i32 %sleeping, 0
  br i1 %asleep, label %rouse, label %done
rouse:
  call void @wake(ptr %write_at, i32 1)
  br label %done
done:
  ret void
}

define ptr @queue_main(ptr %queue) {
entry:
  %ring = load ptr, ptr %queue
  %mask_at = getelementptr i8, ptr %queue, i64 $QUEUE_MASK
  %mask = load i64, ptr %mask_at
  %write_at = getelementptr i8, ptr %queue, i64 $QUEUE_WRITE
  %read_at = getelementptr i8, ptr %queue, i64 $QUEUE_READ
  %stop_at = getelementptr i8, ptr %queue, i64 $QUEUE_STOP
  %sleeping_at = getelementptr i8, ptr %queue, i64 $QUEUE_SLEEPING
  %current_at = getelementptr i8, ptr %queue, i64 $QUEUE_CURRENT
  %pool_at = getelementptr i8, ptr %queue, i64 $QUEUE_POOL
  %pool = load ptr, ptr %pool_at
  %spin_at = getelementptr i8, ptr %pool, i64 $POOL_SPIN_NS
  %spin = load i64, ptr %spin_at
  %resume = load i64, ptr %read_at
  %job_at = getelementptr i8, ptr %queue, i64 $QUEUE_JOB
  %job = load ptr, ptr %job_at
  %thread_at = getelementptr i8, ptr %job, i64 $JOB_THREAD
  %thread = call i64 (i64, ...) @syscall(i64 $gettid)
  %thread_id = trunc i64 %thread to i32
  store atomic i32 %thread_id, ptr %thread_at seq_cst, align 4
  br label %look
look:
  %read = phi i64 [%resume, %entry], [%read_next, %ran], [%read_idle, %roused]
  %stop = load atomic i32, ptr %stop_at seq_cst, align 4
  %stopped = icmp ne i32 %stop, 0
  br i1 %stopped, label %out, label %check
check:
  %write = load atomic i64, ptr %write_at acquire, align 8
  %idle = icmp eq i64 %write, %read
  br i1 %idle, label %rest, label %run
run:
  %place = and i64 %read, %mask
  %offset = mul i64 %place, $SLOT_BYTES
  %packet = getelementptr i8, ptr %ring, i64 %offset
  %went = call i1 @execute(ptr %queue, ptr %packet)
  br i1 %went, label %ran, label %out
ran:
  %length_at = getelementptr i8, ptr %packet, i64 4
  %length = load i32, ptr %length_at
  %length_wide = zext i32 %length to i64
  %read_next = add i64 %read, %length_wide
  store atomic ptr null, ptr %current_at monotonic, align 8
  call void @signal_timeline(ptr %read_at, i64 %read_next)
  br label %look
rest:
  %now = call i64 @now()
  %until = add i64 %now, %spin
  br label %resting
resting:
  %read_idle = phi i64 [%read, %rest], [%read_idle, %again]
  %news = load atomic i64, ptr %write_at acquire, align 8
  %changed = icmp ne i64 %news, %read_idle
  br i1 %changed, label %roused, label %again
again:
  %more = call i1 @spin(i64 %until)
  br i1 %more, label %resting, label %sleep
sleep:
  store atomic i32 1, ptr %sleeping_at seq_cst, align 4
  %low = trunc i64 %read_idle to i32
  call void @sleep_while(ptr %write_at, i32 %low)
  store atomic i32 0, ptr %sleeping_at seq_cst, align 4
  br label %roused
roused:
  br label %look
out:
  store atomic i32 0, ptr %thread_at seq_cst, align 4
  %exited_at = getelementptr i8, ptr %queue, i64 $QUEUE_EXITED
  call void @signal_timeline(ptr %exited_at, i64 1)
  ret ptr null
}
"""
