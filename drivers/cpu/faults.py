"""What happens when a kernel touches memory that is not there, or does what the processor cannot.

The kernel of the system sends the thread a signal. The handler here, native code, notes signal, address and
instruction in the card's pool and never returns, so the thread does no more harm; whoever waits for the card
finds the note and raises KernelFault. A thread of the host that does a queue's work itself goes back to where
it began that. Signals of other threads, and those that come from outside, go to the
handler there was before.

The handler is loaded once and stays: threads of a card that was given up sleep in it until the process ends.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from string import Template
from typing import Protocol
from weakref import WeakKeyDictionary

from .. import kernel
from ..compiler import Compiler, loaded
from ..errors import KernelFault
from ..process import Process
from ..quiet import QuietLock
from .abi import JOB, POOL, QUEUES_MAX
from .code_object import CpuCodeObject

# <asm/unistd_64.h>, <asm-generic/unistd.h>; where ucontext_t has the program counter: <sys/ucontext.h>, on
# x86-64 gregs[REG_RIP], on AArch64 uc_mcontext.pc (seen under qemu only).
_MACHINES = {
    "x86_64": {"futex": 202, "gettid": 186, "PROGRAM_COUNTER": 40 + 16 * 8},
    "aarch64": {"futex": 98, "gettid": 178, "PROGRAM_COUNTER": 176 + 8 + 31 * 8 + 8},
}
# <bits/signum-generic.h>
_SIGNALS = {
    4: "SIGILL, an instruction that the processor does not have",
    5: "SIGTRAP, an instruction that stops the program",
    7: "SIGBUS, memory that is not behind its address",
    8: "SIGFPE, an operation without a result, such as an integer division by zero",
    11: "SIGSEGV, memory that is not there or may not be used so",
}
# <bits/sigaction.h>
_SIG_UNBLOCK = 1
# How many cards of this process can be open at once.
_CARDS_MAX = 64
# Code of one kernel is not longer than this.
_KERNEL_BYTES_MAX = 4 << 20

# struct sigaction (<bits/sigaction.h>): sa_handler at 0, sa_flags at 136; 152 bytes, kept in 160.
_SOURCE = """
declare i32 @sigaction(i32, ptr, ptr)
declare i32 @raise(i32)
declare i64 @syscall(i64, ...)
declare ptr @memset(ptr, i32, i64)
declare i64 @pthread_self()
declare i32 @pthread_sigmask(i32, ptr, ptr)
declare void @longjmp(ptr, i32)

@pools = internal global [$CARDS x ptr] zeroinitializer
@previous = internal global [32 x [160 x i8]] zeroinitializer

; The pool that a thread works for, or null. Its number stands in a queue's job, or in a worker's seat; of a
; thread of the host that does a queue's work, pthread_self() stands in the job, and %home becomes the way
; back.
define internal ptr @pool_of(i32 %thread, ptr %home) {
entry:
  store ptr null, ptr %home
  %self = call i64 @pthread_self()
  br label %card
card:
  %number = phi i64 [0, %entry], [%number_next, %next_card]
  %over = icmp eq i64 %number, $CARDS
  br i1 %over, label %nobody, label %look
look:
  %pool_at = getelementptr ptr, ptr @pools, i64 %number
  %pool = load atomic ptr, ptr %pool_at acquire, align 8
  %number_next = add i64 %number, 1
  %none = icmp eq ptr %pool, null
  br i1 %none, label %next_card, label %jobs
next_card:
  br label %card
jobs:
  %job = phi i64 [0, %look], [%job_next, %other_job]
  %job_offset = mul i64 %job, $JOB_SIZE
  %job_place = add i64 %job_offset, $JOBS_THREAD
  %owner_at = getelementptr i8, ptr %pool, i64 %job_place
  %owner = load atomic i32, ptr %owner_at monotonic, align 4
  %owns = icmp eq i32 %owner, %thread
  br i1 %owns, label %found, label %host_of
host_of:
  %host_place = add i64 %job_offset, $JOBS_HOST
  %host_at = getelementptr i8, ptr %pool, i64 %host_place
  %host = load atomic i64, ptr %host_at monotonic, align 8
  %hosts = icmp eq i64 %host, %self
  br i1 %hosts, label %found_host, label %other_job
other_job:
  %job_next = add i64 %job, 1
  %no_job = icmp eq i64 %job_next, $QUEUES
  br i1 %no_job, label %workers, label %jobs
workers:
  %workers_at = getelementptr i8, ptr %pool, i64 $WORKERS
  %count = load i32, ptr %workers_at
  %last = zext i32 %count to i64
  br label %seats
seats:
  %seat = phi i64 [1, %workers], [%seat_next, %other_seat]
  %no_seat = icmp ugt i64 %seat, %last
  br i1 %no_seat, label %next_card, label %sits
sits:
  %seat_offset = mul i64 %seat, $SEAT_BYTES
  %seat_place = add i64 %seat_offset, $SEATS
  %sitter_at = getelementptr i8, ptr %pool, i64 %seat_place
  %sitter = load atomic i32, ptr %sitter_at monotonic, align 4
  %here = icmp eq i32 %sitter, %thread
  br i1 %here, label %found, label %other_seat
other_seat:
  %seat_next = add i64 %seat, 1
  br label %seats
found_host:
  %return_place = add i64 %job_offset, $JOBS_RETURN
  %return_at = getelementptr i8, ptr %pool, i64 %return_place
  %return = load ptr, ptr %return_at
  store ptr %return, ptr %home
  br label %found
found:
  ret ptr %pool
nobody:
  ret ptr null
}

define internal void @handle(i32 %signal, ptr %info, ptr %context) {
entry:
  %home = alloca ptr
  %mask = alloca [128 x i8], align 8
  %code_at = getelementptr i8, ptr %info, i64 8
  %code = load i32, ptr %code_at
  %from_kernel = icmp sgt i32 %code, 0
  br i1 %from_kernel, label %whose, label %foreign
whose:
  %long = call i64 (i64, ...) @syscall(i64 $gettid)
  %thread = trunc i64 %long to i32
  %pool = call ptr @pool_of(i32 %thread, ptr %home)
  %not_ours = icmp eq ptr %pool, null
  br i1 %not_ours, label %foreign, label %ours
ours:
  %fault = getelementptr i8, ptr %pool, i64 $FAULT
  %claim = cmpxchg ptr %fault, i32 0, i32 1 seq_cst seq_cst
  %first = extractvalue {i32, i1} %claim, 1
  br i1 %first, label %note, label %whether_host
note:
  %signal_at = getelementptr i8, ptr %pool, i64 $FAULT_SIGNAL
  store i32 %signal, ptr %signal_at
  %address_at = getelementptr i8, ptr %info, i64 16
  %address = load i64, ptr %address_at
  %noted_at = getelementptr i8, ptr %pool, i64 $FAULT_ADDRESS
  store i64 %address, ptr %noted_at
  %counter_at = getelementptr i8, ptr %context, i64 $PROGRAM_COUNTER
  %counter = load i64, ptr %counter_at
  %code_noted_at = getelementptr i8, ptr %pool, i64 $FAULT_CODE
  store i64 %counter, ptr %code_noted_at
  %thread_at = getelementptr i8, ptr %pool, i64 $FAULT_THREAD
  store i32 %thread, ptr %thread_at
  store atomic i32 2, ptr %fault seq_cst, align 4
  br label %whether_host
whether_host:
  %back = load ptr, ptr %home
  %is_worker = icmp eq ptr %back, null
  br i1 %is_worker, label %stay, label %leave
leave:
  ; longjmp leaves the signals as they are: this one blocked.
  call ptr @memset(ptr %mask, i32 0, i64 128)
  %below = sub i32 %signal, 1
  %place = zext i32 %below to i64
  %bit = shl i64 1, %place
  store i64 %bit, ptr %mask
  call i32 @pthread_sigmask(i32 $UNBLOCK, ptr %mask, ptr null)
  call void @longjmp(ptr %back, i32 1)
  unreachable
stay:
  call i64 (i64, ...) @syscall(i64 $futex, ptr %fault, i64 128, i32 2, ptr null, ptr null, i64 0)
  br label %stay
foreign:
  %wide = zext i32 %signal to i64
  %offset = mul i64 %wide, 160
  %before = getelementptr i8, ptr @previous, i64 %offset
  %handler = load ptr, ptr %before
  %number = ptrtoint ptr %handler to i64
  %default = icmp ult i64 %number, 2
  br i1 %default, label %restore, label %hand_on
restore:
  ; As if nobody had been here: what is raised comes once this returns.
  call i32 @sigaction(i32 %signal, ptr %before, ptr null)
  call i32 @raise(i32 %signal)
  ret void
hand_on:
  %flags_at = getelementptr i8, ptr %before, i64 136
  %flags = load i32, ptr %flags_at
  %with_info = and i32 %flags, 4
  %plain = icmp eq i32 %with_info, 0
  br i1 %plain, label %short, label %whole
short:
  call void %handler(i32 %signal)
  ret void
whole:
  call void %handler(i32 %signal, ptr %info, ptr %context)
  ret void
}

define internal void @take(i32 %signal) {
  %action = alloca [160 x i8], align 16
  call i32 @sigaction(i32 %signal, ptr null, ptr %action)
  %current = load ptr, ptr %action
  %mine = icmp eq ptr %current, @handle
  br i1 %mine, label %done, label %set
set:
  %wide = zext i32 %signal to i64
  %offset = mul i64 %wide, 160
  %before = getelementptr i8, ptr @previous, i64 %offset
  call ptr @memset(ptr %action, i32 0, i64 160)
  store ptr @handle, ptr %action
  %flags_at = getelementptr i8, ptr %action, i64 136
  store i32 134217732, ptr %flags_at ; SA_SIGINFO | SA_ONSTACK
  call i32 @sigaction(i32 %signal, ptr %action, ptr %before)
  br label %done
done:
  ret void
}

; Put a pool in place of another: null for none, to begin or to end.
define void @watch(ptr %old, ptr %new) {
entry:
  call void @take(i32 4)
  call void @take(i32 5)
  call void @take(i32 7)
  call void @take(i32 8)
  call void @take(i32 11)
  br label %each
each:
  %number = phi i64 [0, %entry], [%next, %other]
  %at = getelementptr ptr, ptr @pools, i64 %number
  %held = load ptr, ptr %at
  %here = icmp eq ptr %held, %old
  br i1 %here, label %put, label %other
other:
  %next = add i64 %number, 1
  %over = icmp eq i64 %next, $CARDS
  br i1 %over, label %done, label %each
put:
  store atomic ptr %new, ptr %at release, align 8
  br label %done
done:
  ret void
}
"""


def source(machine: str) -> str:
    """The handler as LLVM IR for a processor of `machine` (as in `uname -m`: x86_64 or aarch64)."""
    return Template(_SOURCE).substitute(
        _MACHINES[machine],
        CARDS=_CARDS_MAX,
        QUEUES=QUEUES_MAX,
        JOB_SIZE=JOB.SIZE,
        JOBS_THREAD=POOL.JOBS + JOB.THREAD,
        JOBS_HOST=POOL.JOBS + JOB.HOST,
        JOBS_RETURN=POOL.JOBS + JOB.RETURN,
        UNBLOCK=_SIG_UNBLOCK,
        WORKERS=POOL.WORKERS,
        SEATS=POOL.SEATS,
        SEAT_BYTES=POOL.SEAT_BYTES,
        FAULT=POOL.FAULT,
        FAULT_SIGNAL=POOL.FAULT_SIGNAL,
        FAULT_ADDRESS=POOL.FAULT_ADDRESS,
        FAULT_CODE=POOL.FAULT_CODE,
        FAULT_THREAD=POOL.FAULT_THREAD,
    )


class Runs(Protocol):
    """What is known of a queue."""

    @property
    def functions(self) -> dict[int, str]: ...

    @property
    def thread_id(self) -> int: ...

    def describe(self) -> str: ...


_lock = QuietLock()
# The handler of each process that cards run in, for as long as it lives.
_handlers: WeakKeyDictionary[Process, CpuCodeObject] = WeakKeyDictionary()


class Watch:
    """Notices the faults of a card's threads."""

    def __init__(
        self,
        name: str,
        pool: int,
        nearest: Callable[[int], str],
        queues: Callable[[], Sequence[Runs]],
        process: Process,
    ) -> None:
        """`pool` is the address of the card's POOL; `nearest` says what memory is there or near."""
        self._process = process
        self._name, self._pool, self._nearest, self._queues = name, pool, nearest, queues
        self._fault = kernel.word(pool + POOL.FAULT, "uint32_t")
        self._error: KernelFault | None = None

    def start(self, compiler: Compiler) -> None:
        """Handle the signals of this card's threads, by code from `compiler`. Raises CompileError."""
        with _lock:
            if self._process not in _handlers:
                code = loaded(
                    compiler, source(os.uname().machine), lambda image: CpuCodeObject(image, self._process)
                )
                if code.mapping is not None:
                    code.mapping.leak()
                _handlers[self._process] = code
        self._exchange(0, self._pool)

    def stop(self) -> None:
        """Handle them no more: the card's threads have ended."""
        if self._process in _handlers:
            self._exchange(self._pool, 0)

    def _exchange(self, old: int, new: int) -> None:
        with _lock:
            self._process.call(_handlers[self._process].functions["watch"].gpu_address, old, new)

    @property
    def failed(self) -> bool:
        """Whether a thread of the card has faulted, or the process of them has ended."""
        return bool(self._fault[0] == 2) or self._process.ended() is not None

    def check(self) -> None:
        """Raises KernelFault when one has."""
        if self.failed:
            if self._error is None:
                self._error = self._describe()
            raise self._error

    def _describe(self) -> KernelFault:
        pool = self._pool
        ended = self._process.ended()
        if ended is not None and self._fault[0] != 2:
            running = "\n".join(queue.describe() for queue in self._queues()) or "no queues"
            return KernelFault(
                f"the process of card {self._name} has ended, {ended}. Its work is lost: close the device "
                f"and open it again\n{running}"
            )
        signal = int(kernel.word(pool + POOL.FAULT_SIGNAL, "uint32_t")[0])
        thread = int(kernel.word(pool + POOL.FAULT_THREAD, "uint32_t")[0])
        address = int(kernel.word(pool + POOL.FAULT_ADDRESS)[0])
        counter = int(kernel.word(pool + POOL.FAULT_CODE)[0])
        queues = self._queues()
        known = {at: name for queue in queues for at, name in queue.functions.items() if at <= counter}
        at = max(known, default=-1)
        if at >= 0 and counter - at < _KERNEL_BYTES_MAX:
            what = f"kernel {known[at]!r} ({counter - at} bytes after its start)"
        else:
            own = [queue for queue in queues if queue.thread_id == thread]
            what = " or ".join(queue.describe() for queue in own or queues)
        place = f", at address {address:#x}: {self._nearest(address)}" if signal in (7, 11) else ""
        return KernelFault(
            f"card {self._name} failed in {what}: {_SIGNALS[signal]}{place}. Its work is lost: close the "
            "device and open it again"
        )
