"""Requests about contexts, commands and timestamps: kgsl.c, adreno_dispatch.c and adreno_drawctxt.c."""

from __future__ import annotations

import os
import time
from errno import EDEADLK, EINVAL, ENOENT, EPROTO, ERANGE, ETIMEDOUT
from typing import Any

from ....qualcomm import abi
from ...memory.pages import error
from ...memory.vm import MemoryViolation
from ..engines.ringbuffer import Submission
from .context import Context, compare
from .device_file import DeviceFile
from .request import answers, as_bytes, copy_in, copy_out

_KNOWN_FLAGS = (
    abi.KGSL_CONTEXT_PREAMBLE
    | abi.KGSL_CONTEXT_NO_GMEM_ALLOC
    | abi.KGSL_CONTEXT_PER_CONTEXT_TS
    | abi.KGSL_CONTEXT_USER_GENERATED_TS
    | abi.KGSL_CONTEXT_NO_FAULT_TOLERANCE
    | abi.KGSL_CONTEXT_INVALIDATE_ON_FAULT
    | 0xF << abi.KGSL_CONTEXT_PRIORITY_SHIFT
    | 0x1F << abi.KGSL_CONTEXT_TYPE_SHIFT
    | abi.KGSL_CONTEXT_FAULT_INFO
)
_PRIORITY_MEDIUM = 8 << abi.KGSL_CONTEXT_PRIORITY_SHIFT
_MOST_BUFFERS, _MOST_SYNC_POINTS = 2000, 100
_LARGEST_BUFFER_DWORDS = 0xFFFFF


@answers(abi.IOCTL_KGSL_DRAWCTXT_CREATE)
def drawctxt_create(file: DeviceFile, request: Any) -> None:
    flags = request.flags & _KNOWN_FLAGS
    if not (flags & abi.KGSL_CONTEXT_PREAMBLE and flags & abi.KGSL_CONTEXT_NO_GMEM_ALLOC):
        raise error(EINVAL)
    flags |= abi.KGSL_CONTEXT_PER_CONTEXT_TS
    if not flags & 0xF << abi.KGSL_CONTEXT_PRIORITY_SHIFT:
        flags |= _PRIORITY_MEDIUM
    request.flags, request.drawctxt_id = flags, file.process.create_context(flags).number


@answers(abi.IOCTL_KGSL_DRAWCTXT_DESTROY)
def drawctxt_destroy(file: DeviceFile, request: Any) -> None:
    file.process.destroy_context(file.process.context(request.drawctxt_id))


def _check(file: DeviceFile, buffers: list[tuple[int, int]]) -> None:
    """adreno_verify_cmdobj: sizes, alignment, addresses."""
    for address, dwords in buffers:
        if not 0 < dwords <= _LARGEST_BUFFER_DWORDS or address % 4:
            raise error(EINVAL)
        try:
            file.process.memory.pieces(address, 4 * dwords)
        except MemoryViolation:
            # The kernel only asks whether the address is one at all; the GPU finds out.
            if not 0 < address < 1 << 48:
                raise error(EINVAL) from None


def _queue(
    file: DeviceFile,
    context: Context,
    buffers: list[tuple[int, int]],
    waits: list[tuple[Context, int]],
    given: int,
) -> int:
    """adreno_dispatcher_queue_cmds: the timestamp that the command got."""
    if context.invalid:
        raise error(EDEADLK)
    if context.detached:
        raise error(ENOENT)
    file.card.troubles.submission.strike()
    _check(file, buffers)
    with file.process.lock:
        if context.flags & abi.KGSL_CONTEXT_USER_GENERATED_TS:
            if compare(context.timestamp, given) >= 0:
                raise error(ERANGE)
            context.timestamp = given
        else:
            context.timestamp = (context.timestamp + 1) % 2**32
        submission = Submission(context, context.timestamp, buffers, waits)
        file.card.ring.submit(submission)
        return context.timestamp


def _sync_timestamp(file: DeviceFile, context: Context, address: int, size: int) -> tuple[Context, int]:
    point = copy_in(address, "struct kgsl_cmd_syncpoint_timestamp", size)
    other = file.process.context(point.context_id)
    if other is context and compare(point.timestamp, context.timestamp) > 0:
        raise error(EINVAL)
    return other, point.timestamp


@answers(abi.IOCTL_KGSL_GPU_COMMAND)
def gpu_command(file: DeviceFile, request: Any) -> None:
    if request.numcmds > _MOST_BUFFERS or request.numobjs > _MOST_BUFFERS:
        raise error(EINVAL)
    if request.numsyncs > _MOST_SYNC_POINTS:
        raise error(EINVAL)
    context = file.process.context(request.context_id)
    marker = bool(request.flags & abi.KGSL_CMDBATCH_MARKER)
    only_sync = bool(request.flags & abi.KGSL_CMDBATCH_SYNC)
    waits = []
    if request.numsyncs and not marker:
        if not request.synclist or not request.syncsize:
            raise error(EINVAL)
        for n in range(request.numsyncs):
            point = copy_in(
                request.synclist + n * abi.ffi.sizeof("struct kgsl_command_syncpoint"),
                "struct kgsl_command_syncpoint",
                request.syncsize,
            )
            if point.type != abi.KGSL_CMD_SYNCPOINT_TYPE_TIMESTAMP:
                raise error(EINVAL)
            waits.append(_sync_timestamp(file, context, point.priv, point.size))
    buffers: list[tuple[int, int]] = []
    if request.numcmds and not marker and not only_sync:
        if not request.cmdlist or not request.cmdsize:
            raise error(EINVAL)
        for n in range(request.numcmds):
            one = copy_in(
                request.cmdlist + n * abi.ffi.sizeof("struct kgsl_command_object"),
                "struct kgsl_command_object",
                request.cmdsize,
            )
            if not one.flags & abi.KGSL_CMDLIST_IB:
                raise error(EINVAL)
            buffers.append((one.gpuaddr + one.offset, one.size // 4))
    if request.numobjs and not marker and not only_sync:
        for n in range(request.numobjs):
            listed = copy_in(
                request.objlist + n * abi.ffi.sizeof("struct kgsl_command_object"),
                "struct kgsl_command_object",
                request.objsize,
            )
            if not listed.flags & abi.KGSL_OBJLIST_MEMOBJ:
                raise error(EINVAL)
    if not buffers and waits and not marker:
        # Waits alone take no timestamp: what comes after them in the context waits, too.
        file.card.ring.submit(Submission(context, context.timestamp, [], waits))
        return
    request.timestamp = _queue(file, context, buffers, waits, request.timestamp)


@answers(abi.IOCTL_KGSL_SUBMIT_COMMANDS)
def submit_commands(file: DeviceFile, request: Any) -> None:
    if request.numcmds > _MOST_BUFFERS or request.numsyncs > _MOST_SYNC_POINTS:
        raise error(EINVAL)
    context = file.process.context(request.context_id)
    waits = []
    for n in range(request.numsyncs):
        size = abi.ffi.sizeof("struct kgsl_cmd_syncpoint")
        point = copy_in(request.synclist + n * size, "struct kgsl_cmd_syncpoint", size)
        if point.type != abi.KGSL_CMD_SYNCPOINT_TYPE_TIMESTAMP:
            raise error(EINVAL)
        waits.append(_sync_timestamp(file, context, point.priv, point.size))
    buffers = []
    for n in range(request.numcmds):
        size = abi.ffi.sizeof("struct kgsl_ibdesc")
        one = copy_in(request.cmdlist + n * size, "struct kgsl_ibdesc", size)
        buffers.append((one.gpuaddr, one.sizedwords))
    request.timestamp = _queue(file, context, buffers, waits, request.timestamp)


# ---- timestamps ---------------------------------------------------------------------------------------


@answers(abi.IOCTL_KGSL_CMDSTREAM_READTIMESTAMP_CTXTID)
def readtimestamp(file: DeviceFile, request: Any) -> None:
    context = file.process.context(request.context_id)
    values = {
        abi.KGSL_TIMESTAMP_CONSUMED: context.consumed,
        abi.KGSL_TIMESTAMP_RETIRED: context.retired,
        abi.KGSL_TIMESTAMP_QUEUED: context.timestamp,
    }
    if request.type not in values:
        raise error(EINVAL)
    request.timestamp = values[request.type]


@answers(abi.IOCTL_KGSL_DEVICE_WAITTIMESTAMP_CTXTID)
def waittimestamp(file: DeviceFile, request: Any) -> None:
    """adreno_waittimestamp, adreno_drawctxt_wait: a timeout of 0 is none."""
    context = file.process.context(request.context_id)
    if context.detached:
        raise error(ENOENT)
    deadline = time.monotonic() + request.timeout / 1000 if request.timeout else None
    ring = file.card.ring
    with ring.changed:
        while not context.is_retired(request.timestamp):
            left = 0.2 if deadline is None else deadline - time.monotonic()
            if left <= 0:
                raise error(ETIMEDOUT)
            ring.changed.wait(min(left, 0.2))
    if context.invalid:
        raise error(EDEADLK)
    if context.detached:
        raise error(ENOENT)
    if context.faulted:
        context.faulted = False
        raise error(EPROTO)


@answers(abi.IOCTL_KGSL_TIMESTAMP_EVENT)
def timestamp_event(file: DeviceFile, request: Any) -> None:
    """kgsl_add_fence_event: a descriptor that can be read once the timestamp is retired."""
    size = abi.ffi.sizeof("struct kgsl_timestamp_event_fence")
    if request.type != abi.KGSL_TIMESTAMP_EVENT_FENCE or request.len != size:
        raise error(EINVAL)
    context = file.process.context(request.context_id)
    if context.invalid:
        raise error(EINVAL)
    descriptor = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
    file.process.signal_when_retired(context, request.timestamp, descriptor)
    made = abi.ffi.new("struct kgsl_timestamp_event_fence *", {"fence_fd": descriptor})
    copy_out(request.priv, as_bytes(made), size)
