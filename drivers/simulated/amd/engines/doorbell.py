"""How a command processor waits for memory, and what it does to memory in one step: native code of its own.

A queue's thread looks at its doorbell, and WAIT_REG_MEM and its like at a number in memory, without the
interpreter's lock: for 20 µs in a tight loop, then with sleeps between looks that grow to a millisecond, so
that an idle queue costs next to nothing.
"""

from __future__ import annotations

import os
from enum import IntEnum
from functools import lru_cache
from string import Template
from typing import Any

from .... import kernel
from ....compiler import Compiler, loaded
from ....object_loader import LoadedObject

SPIN_NS = 20_000
FIRST_SLEEP_NS = 5_000
LONGEST_SLEEP_NS = 1_000_000
FOREVER_NS = 2**63 - 1

_CLOCK_MONOTONIC = 1  # <linux/time.h>


class Comparison(IntEnum):
    """What a wait compares a value with its reference by. Source: nvd.h, WAIT_REG_MEM_FUNCTION."""

    ALWAYS = 0
    LESS = 1
    LESS_OR_EQUAL = 2
    EQUAL = 3
    NOT_EQUAL = 4
    GREATER_OR_EQUAL = 5
    GREATER = 6


class Waited(IntEnum):
    """How a wait ended."""

    ELAPSED = 0
    FULFILLED = 1
    DISTURBED = 2


class Atomic(IntEnum):
    """The operations of `Natives.atomic`."""

    SWAP = 0
    COMPARE_AND_SWAP = 1
    ADD = 2
    SUB = 3
    SIGNED_MIN = 4
    UNSIGNED_MIN = 5
    SIGNED_MAX = 6
    UNSIGNED_MAX = 7
    AND = 8
    OR = 9
    XOR = 10
    INCREMENT = 11
    DECREMENT = 12


# LLVM's name of each operation (LangRef, atomicrmw). uinc_wrap and udec_wrap are the card's own inc and dec.
_ATOMICRMW = {
    Atomic.SWAP: "xchg",
    Atomic.ADD: "add",
    Atomic.SUB: "sub",
    Atomic.SIGNED_MIN: "min",
    Atomic.UNSIGNED_MIN: "umin",
    Atomic.SIGNED_MAX: "max",
    Atomic.UNSIGNED_MAX: "umax",
    Atomic.AND: "and",
    Atomic.OR: "or",
    Atomic.XOR: "xor",
    Atomic.INCREMENT: "uinc_wrap",
    Atomic.DECREMENT: "udec_wrap",
}

_PAUSE = {
    "x86_64": ("declare void @llvm.x86.sse2.pause()", "call void @llvm.x86.sse2.pause()"),
    "aarch64": ("declare void @llvm.aarch64.hint(i32)", "call void @llvm.aarch64.hint(i32 1)"),
}

_WAIT = """
$pause_declaration

declare i32 @clock_gettime(i32, ptr)
declare i32 @nanosleep(ptr, ptr)

define internal i64 @now() noinline {
  %time = alloca [2 x i64], align 8
  call i32 @clock_gettime(i32 $CLOCK_MONOTONIC, ptr %time)
  %nanoseconds_at = getelementptr i64, ptr %time, i64 1
  %seconds = load i64, ptr %time
  %nanoseconds = load i64, ptr %nanoseconds_at
  %whole = mul i64 %seconds, 1000000000
  %sum = add i64 %whole, %nanoseconds
  ret i64 %sum
}

define i32 @wait(ptr %address, i32 %bits, i64 %mask, i64 %reference, i32 %comparison, ptr %disturb,
                 i64 %budget) {
entry:
  %pause_time = alloca [2 x i64], align 8
  store i64 0, ptr %pause_time
  %pause_ns = getelementptr i64, ptr %pause_time, i64 1
  %start = call i64 @now()
  %wide = icmp eq i32 %bits, 64
  br label %look
look:
  %sleep = phi i64 [ $FIRST_SLEEP, %entry ], [ %sleep, %spin ], [ %grown, %rest ]
  br i1 %wide, label %load64, label %load32
load64:
  %value64 = load atomic i64, ptr %address acquire, align 8
  br label %compare
load32:
  %value32 = load atomic i32, ptr %address acquire, align 4
  %value32_wide = zext i32 %value32 to i64
  br label %compare
compare:
  %value = phi i64 [ %value64, %load64 ], [ %value32_wide, %load32 ]
  %masked = and i64 %value, %mask
  switch i32 %comparison, label %decide [ i32 1, label %less i32 2, label %less_or_equal i32 3, label %equal
    i32 4, label %not_equal i32 5, label %greater_or_equal i32 6, label %greater ]
less:
  %is_less = icmp ult i64 %masked, %reference
  br label %decide
less_or_equal:
  %is_less_or_equal = icmp ule i64 %masked, %reference
  br label %decide
equal:
  %is_equal = icmp eq i64 %masked, %reference
  br label %decide
not_equal:
  %is_not_equal = icmp ne i64 %masked, %reference
  br label %decide
greater_or_equal:
  %is_greater_or_equal = icmp uge i64 %masked, %reference
  br label %decide
greater:
  %is_greater = icmp ugt i64 %masked, %reference
  br label %decide
decide:
  %fulfilled = phi i1 [ true, %compare ], [ %is_less, %less ], [ %is_less_or_equal, %less_or_equal ],
    [ %is_equal, %equal ], [ %is_not_equal, %not_equal ], [ %is_greater_or_equal, %greater_or_equal ],
    [ %is_greater, %greater ]
  br i1 %fulfilled, label %yes, label %check
check:
  %disturbed_word = load atomic i32, ptr %disturb acquire, align 4
  %disturbed = icmp ne i32 %disturbed_word, 0
  br i1 %disturbed, label %stop, label %clock
clock:
  %time = call i64 @now()
  %elapsed = sub i64 %time, %start
  %over = icmp uge i64 %elapsed, %budget
  br i1 %over, label %no, label %idle
idle:
  %early = icmp ult i64 %elapsed, $SPIN
  br i1 %early, label %spin, label %rest
spin:
  $pause
  br label %look
rest:
  store i64 %sleep, ptr %pause_ns
  call i32 @nanosleep(ptr %pause_time, ptr null)
  %half = lshr i64 %sleep, 1
  %more = add i64 %sleep, %half
  %too_long = icmp ugt i64 %more, $LONGEST_SLEEP
  %grown = select i1 %too_long, i64 $LONGEST_SLEEP, i64 %more
  br label %look
no:
  ret i32 0
yes:
  ret i32 1
stop:
  ret i32 2
}
"""

_ATOMIC_HEAD = """
define i64 @atomic$bits(ptr %address, i32 %operation, i64 %operand64, i64 %compare64) {
entry:
  %operand = trunc i64 %operand64 to $integer
  %compare = trunc i64 %compare64 to $integer
  switch i32 %operation, label %swap [ $cases ]
swap:
  %old = atomicrmw xchg ptr %address, $integer %operand seq_cst
  %wide = zext $integer %old to i64
  ret i64 %wide
"""

_ATOMIC_CASE = """
case$number:
  %old$number = atomicrmw $name ptr %address, $integer %operand seq_cst
  %wide$number = zext $integer %old$number to i64
  ret i64 %wide$number
"""

_ATOMIC_TAIL = """
case1:
  %pair = cmpxchg ptr %address, $integer %compare, $integer %operand seq_cst seq_cst
  %old1 = extractvalue { $integer, i1 } %pair, 0
  %wide1 = zext $integer %old1 to i64
  ret i64 %wide1
}
"""


def _atomic(bits: int) -> str:
    integer = f"i{bits}"
    operations = [number for number in _ATOMICRMW if number is not Atomic.SWAP]
    cases = " ".join(f"i32 {number:d}, label %case{number:d}" for number in (*operations, 1))
    body = Template(_ATOMIC_HEAD).substitute(bits=bits, integer=integer, cases=cases)
    for number in operations:
        body += Template(_ATOMIC_CASE).substitute(
            number=int(number), name=_ATOMICRMW[number], integer=integer
        )
    body += Template(_ATOMIC_TAIL).substitute(integer=integer)
    if bits == 64:
        body = body.replace("trunc i64 ", "bitcast i64 ").replace("zext i64 ", "bitcast i64 ")
    return body


def source(machine: str) -> str:
    """The functions as LLVM IR for a processor of `machine` (as in `uname -m`: x86_64 or aarch64)."""
    declaration, pause = _PAUSE[machine]
    wait = Template(_WAIT).substitute(
        pause_declaration=declaration,
        pause=pause,
        CLOCK_MONOTONIC=_CLOCK_MONOTONIC,
        FIRST_SLEEP=FIRST_SLEEP_NS,
        LONGEST_SLEEP=LONGEST_SLEEP_NS,
        SPIN=SPIN_NS,
    )
    return wait + _atomic(32) + _atomic(64)


class Natives:
    """The loaded functions. They run without the interpreter's lock."""

    def __init__(self, compiler: Compiler) -> None:
        """Compile (or find compiled) and load. Raises UnsupportedArchitecture, CompileError."""
        self._code = loaded(compiler, source(os.uname().machine), LoadedObject)
        entries = {name: function.gpu_address for name, function in self._code.functions.items()}
        self._wait = kernel.native_function(
            "int(*)(uintptr_t, int, uint64_t, uint64_t, int, uintptr_t, uint64_t)", entries["wait"]
        )
        self._atomics = {
            bits: kernel.native_function(
                "uint64_t(*)(uintptr_t, int, uint64_t, uint64_t)", entries[f"atomic{bits}"]
            )
            for bits in (32, 64)
        }
        self.memmove: Any = kernel.native_function(
            "uintptr_t(*)(uintptr_t, uintptr_t, uint64_t)", kernel.symbol_address("memmove")
        )

    def wait(
        self,
        address: int,
        bits: int,
        mask: int,
        comparison: Comparison,
        reference: int,
        disturb: int,
        budget_ns: int = FOREVER_NS,
    ) -> Waited:
        """Wait until the `bits` (32 or 64) at host `address`, masked, compare with `reference`.

        Ends early when the 32 bits at `disturb` are not 0.
        """
        return Waited(self._wait(address, bits, mask, reference, comparison, disturb, budget_ns))

    def atomic(self, address: int, bits: int, operation: Atomic, operand: int, compare: int = 0) -> int:
        """Change the `bits` (32 or 64) at host `address` in one step; returns what was there."""
        limit = 2**bits - 1
        before: int = self._atomics[bits](address, operation, operand & limit, compare & limit)
        return before


@lru_cache(maxsize=4)
def natives(compiler: Compiler) -> Natives:
    """The functions, loaded once per process."""
    return Natives(compiler)
