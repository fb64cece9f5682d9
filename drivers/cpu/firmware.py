"""The card's firmware: its command processor, native code written here in LLVM IR.

Each queue has a thread in `queue_main`, which executes the packets of its ring (`command_processor.py`). A
dispatch of many workgroups is shared with the workers of the card's pool, threads in `worker_main`
(`work_sharing.py`). Python takes no part in any of this: it writes packets, rings a doorbell, and waits for a
timeline.
"""

from __future__ import annotations

import os
from string import Template
from typing import Any

from .. import kernel
from ..compiler import Compiler, loaded
from ..owned import Owned
from ..process import THIS_PROCESS, Process
from . import command_processor, work_sharing
from .abi import (
    AFFINITY_BYTES,
    ARGUMENTS_OFFSET,
    COPY,
    DISPATCH,
    FILL,
    INDIRECT,
    JOB,
    POOL,
    QUEUE,
    QUEUES_MAX,
    SIGNAL,
    SLOT_BYTES,
    TIMELINE,
    TIMESTAMP,
    WAIT,
    WORKER,
    WORKGROUP,
)
from .code_object import CpuCodeObject
from .faults import Watch

# FUTEX_WAIT and FUTEX_WAKE of <linux/futex.h>; with FUTEX_PRIVATE_FLAG for threads of one process.
_FUTEX_SHARED = 0, 1
_FUTEX_PRIVATE = 128, 129

# <asm/unistd_64.h>, <asm-generic/unistd.h>; the spin-wait hint.
_MACHINES = {
    "x86_64": {
        "futex": 202,
        "gettid": 186,
        "pause_declaration": "declare void @llvm.x86.sse2.pause()",
        "pause": "call void @llvm.x86.sse2.pause()",
    },
    "aarch64": {
        "futex": 98,
        "gettid": 178,
        "pause_declaration": "declare void @llvm.aarch64.hint(i32)",
        "pause": "call void @llvm.aarch64.hint(i32 1)",
    },
}

# A dispatch that took less than this, all of it, is not shared: sharing costs about as much.
INLINE_BELOW_NS = 3_000
# A dispatch that took less than this is shared with workers that are awake, but wakes none: it would be over
# first.
WAKE_ABOVE_NS = 12_000
# Copies and fills are shared from this size on, in pieces of this size.
PIECE_BYTES = 512 << 10
# A queue that waits for a timeline looks this often whether it has been closed meanwhile.
STOP_CHECK_NS = 20_000_000
# A jmp_buf has 200 bytes on x86-64 and 312 on AArch64 (<bits/setjmp.h>).
_JUMP_BYTES = 512
SPIN_NS = 400_000
"""How long an idle thread looks for work before it sleeps."""


def source(machine: str, shared: bool = False) -> str:
    """The firmware as LLVM IR for a processor of `machine` (as in `uname -m`: x86_64 or aarch64).

    `shared` is for threads that are in another process than those who wait for them.
    """
    wait, wake = _FUTEX_SHARED if shared else _FUTEX_PRIVATE
    structures = (WORKGROUP, TIMELINE, JOB, POOL, WORKER, QUEUE)
    offsets: dict[str, Any] = {
        f"{structure.__name__}_{name}": value
        for structure in structures
        for name, value in vars(structure).items()
        if isinstance(value, int)
    }
    opcodes = {
        packet.__name__: packet.opcode for packet in (DISPATCH, COPY, FILL, WAIT, SIGNAL, TIMESTAMP, INDIRECT)
    }
    return Template(work_sharing.SOURCE + command_processor.SOURCE).substitute(
        _MACHINES[machine],
        **offsets,
        **opcodes,
        FUTEX_WAIT=wait,
        FUTEX_WAKE=wake,
        ARGUMENTS_OFFSET=ARGUMENTS_OFFSET,
        SLOT_BYTES=SLOT_BYTES,
        AFFINITY_BYTES=AFFINITY_BYTES,
        AFFINITY_CORES=8 * AFFINITY_BYTES,
        QUEUES_MAX=QUEUES_MAX,
        HISTORY_MASK=QUEUE.HISTORY_ENTRIES - 1,
        INLINE_BELOW=INLINE_BELOW_NS,
        WAKE_ABOVE=WAKE_ABOVE_NS,
        PIECE=PIECE_BYTES,
        PIECE_TWICE=2 * PIECE_BYTES,
        STOP_CHECK_NS=STOP_CHECK_NS,
        JUMP_BYTES=_JUMP_BYTES,
    )


class Firmware(Owned):
    """The loaded command processor: addresses of the threads' entries, and functions for Python to call."""

    def __init__(self, compiler: Compiler, process: Process) -> None:
        """Load the firmware of this machine, compiled by a compiler for it, to run in a process.

        Raises CompileError.
        """
        self.watch: Watch | None = None
        self.process = process
        text = source(os.uname().machine, shared=process is not THIS_PROCESS)
        self.code = loaded(compiler, text, CpuCodeObject)
        functions = self.code.functions
        # What threads run is loaded where they are: the C library is at other addresses there.
        self.theirs = self.code
        if process is not THIS_PROCESS:
            self.theirs = loaded(compiler, text, lambda image: CpuCodeObject(image, process))
        self.queue_main = self.theirs.functions["queue_main"].gpu_address
        self.worker_main = self.theirs.functions["worker_main"].gpu_address
        # For the host to do a queue's work itself; there is no such way into another process.
        self.perform = functions["perform"].gpu_address if process is THIS_PROCESS else None
        self.wait = functions["wait_timeline"].gpu_address
        self.doorbell = kernel.native_function(
            "void(*)(uintptr_t, uint64_t)", functions["doorbell"].gpu_address
        )
        self.signal_timeline = kernel.native_function(
            "void(*)(uintptr_t, uint64_t)", functions["signal_timeline"].gpu_address
        )
        self.wait_timeline = kernel.native_function(
            "int(*)(uintptr_t, uint64_t, uint64_t, uint64_t)", functions["wait_timeline"].gpu_address
        )

    def failed(self) -> bool:
        """Whether a thread of the card has faulted."""
        return self.watch is not None and self.watch.failed

    def check(self) -> None:
        """Raises KernelFault when one has."""
        if self.watch is not None:
            self.watch.check()
