"""A queue of the kernel's: packets go in as indirect buffers, and a number in memory says how far it is.

Each submission (DRM_IOCTL_AMDGPU_CS) carries the buffer, a user fence that the kernel writes when it has
ended, and a point on a timeline syncobj to sleep on. The kernel may run two ports of one process on the same
hardware ring, one submission after the other: work that waits in a packet for another port's must be
submitted after that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from .. import kernel
from ..errors import DeviceClosed, DeviceHang, InvalidArgument, SystemCallFailed
from ..owned import Owned
from ..quiet import QuietLock
from . import amdgpu_info
from .abi import (
    AMDGPU_CHUNK_ID_FENCE,
    AMDGPU_CHUNK_ID_IB,
    AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_SIGNAL,
    AMDGPU_CTX_OP_ALLOC_CTX,
    AMDGPU_CTX_OP_FREE_CTX,
    AMDGPU_CTX_OP_QUERY_STATE2,
    AMDGPU_CTX_QUERY2_FLAGS_GUILTY,
    AMDGPU_CTX_QUERY2_FLAGS_RESET,
    AMDGPU_CTX_QUERY2_FLAGS_VRAMLOST,
    AMDGPU_HW_IP_COMPUTE,
    AMDGPU_HW_IP_DMA,
    DRM_IOCTL_AMDGPU_CS,
    DRM_IOCTL_AMDGPU_CTX,
    DRM_IOCTL_SYNCOBJ_CREATE,
    DRM_IOCTL_SYNCOBJ_DESTROY,
    DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT,
    ffi,
)
from .cache_actions import to_bytes
from .kernel_interface import KernelInterface, Memory, Placement, QueueKind
from .pm4 import INDIRECT_BUFFER, NOP
from .queue_memory import align_up
from .ring_state import ring_state

ROOM_TIMEOUT_S = 30.0
_FENCE_BYTES = 4096
"""amdgpu_cs_p1_user_fence takes an object of exactly one page."""
_ECANCELED, _ENODEV, _ETIME = 125, 19, 62
_ALIGNMENT = 256
"""Of the start of a buffer: SDMA's, the largest there is (ib_start_alignment in amdgpu_kms.c)."""
_PADDING = 32
"""Of its size (ib_size_alignment)."""

_DWORDS_MAX = INDIRECT_BUFFER.fields["ib_size"].limit
"""The kernel adds a size to the other bits of its own INDIRECT_BUFFER without a look at it
(gfx_v9_0_ring_emit_ib_compute and its successors), so that a larger one would change the VMID behind it.
"""

LARGEST_SUBMISSION_BYTES = 1 << 18

_ENGINES = {QueueKind.PM4: AMDGPU_HW_IP_COMPUTE, QueueKind.SDMA: AMDGPU_HW_IP_DMA}


def padding(kind: QueueKind, dwords: int) -> bytes:
    """So many dwords that do nothing."""
    if kind is QueueKind.SDMA:
        # A zero is a NOP of one dword (SDMA_OP_NOP).
        return bytes(4 * dwords)
    return b"".join(word.to_bytes(4, "little") for word in NOP.filler(dwords))


@dataclass(frozen=True)
class _InFlight:
    """A submission: its number as the kernel counts, its point on the timeline, and the bytes it occupies."""

    number: int
    point: int
    start: int
    end: int


class DrmPort(Owned):
    """A context of the kernel's scheduler, used for one engine. Implements `kernel_interface.Port`."""

    def __init__(
        self,
        interface: KernelInterface,
        descriptor: int,
        kind: QueueKind,
        ring_bytes: int,
        residency_list: Callable[[], int],
        forget: Callable[[DrmPort], None],
    ) -> None:
        """`residency_list` gives the handle of all memory that work may touch; `forget` is called when the
        port is closed.
        """
        self.kind = kind
        self.dead: Callable[[], BaseException | None] = lambda: None
        self._interface = interface
        self._descriptor = descriptor
        self._residency_list, self._forget = residency_list, forget
        self._closed = False
        self._lock = QuietLock(reentrant=True)
        self._at = 0
        self._in_flight: deque[_InFlight] = deque()
        self._last = 0
        self.submitted = 0
        self._was_reset = False
        rings = int(amdgpu_info.hardware_ip(self._descriptor, _ENGINES[kind]).available_rings)
        if not rings:
            raise SystemCallFailed(_ENODEV, f"the card has no {kind.name} ring that this process may use")
        self._ring = (rings & -rings).bit_length() - 1
        self._context = self._change_context(AMDGPU_CTX_OP_ALLOC_CTX, 0).out.alloc.ctx_id
        self.syncobj = int(DRM_IOCTL_SYNCOBJ_CREATE(self._descriptor, DRM_IOCTL_SYNCOBJ_CREATE.new()).handle)
        self._fence = interface.allocate(_FENCE_BYTES, Placement.GTT)
        self._done = kernel.word(self._fence.host_address or 0)
        # Others use the ring between two submissions.
        self._state = to_bytes(ring_state(interface.architecture)) if kind is QueueKind.PM4 else b""
        self._buffers = self._allocate(ring_bytes)
        self._prepare()

    def _allocate(self, size_bytes: int) -> Memory:
        return self._interface.allocate(size_bytes, Placement.GTT, executable=True)

    def _change_context(self, operation: int, context: int) -> Any:
        argument = DRM_IOCTL_AMDGPU_CTX.new()
        asked = getattr(argument, "in")
        asked.op, asked.ctx_id = operation, context
        DRM_IOCTL_AMDGPU_CTX(self._descriptor, argument)
        return argument

    def _prepare(self) -> None:
        """The argument of every submission, in place, so that one costs few assignments."""
        self._ib = ffi.new(
            "struct drm_amdgpu_cs_chunk_ib *", {"ip_type": _ENGINES[self.kind], "ring": self._ring}
        )
        self._fence_chunk = ffi.new("struct drm_amdgpu_cs_chunk_fence *", {"handle": self._fence.handle})
        self._signal = ffi.new("struct drm_amdgpu_cs_chunk_syncobj *", {"handle": self.syncobj})
        self._chunks = ffi.new("struct drm_amdgpu_cs_chunk[3]")
        self._chunk_pointers = ffi.new("uint64_t[3]")
        parts = (
            (AMDGPU_CHUNK_ID_IB, self._ib),
            (AMDGPU_CHUNK_ID_FENCE, self._fence_chunk),
            (AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_SIGNAL, self._signal),
        )
        for index, (chunk_id, part) in enumerate(parts):
            chunk = self._chunks[index]
            chunk.chunk_id = chunk_id
            chunk.length_dw = ffi.sizeof(ffi.typeof(part).item) // 4
            chunk.chunk_data = int(ffi.cast("uintptr_t", part))
            self._chunk_pointers[index] = int(ffi.cast("uintptr_t", ffi.addressof(self._chunks, index)))
        self._submission = DRM_IOCTL_AMDGPU_CS.new()

    @property
    def read_pointer(self) -> int:
        """The number of the last submission that has ended, as the kernel counts them."""
        return int(self._done[0])

    @property
    def write_pointer(self) -> int:
        """The number of the last submission."""
        return self._last

    @property
    def largest_submission_bytes(self) -> int:
        """Each piece costs a request to the kernel."""
        return LARGEST_SUBMISSION_BYTES

    @property
    def is_busy(self) -> bool:
        """Whether a submission has not ended."""
        return not self._closed and self.read_pointer < self._last

    def submit(self, dwords: bytes | memoryview) -> None:
        """Copy packets into an indirect buffer and submit it.

        INDIRECT_BUFFER may not be among them: compute queues and SDMA nest no second level (PAL, RADV).
        Raises DeviceHang when there is no room by the deadline or the kernel has given the context up,
        DeviceClosed after `close`, InvalidArgument for more than an indirect buffer can have.
        """
        data = memoryview(dwords).cast("B")
        before = len(self._state)
        end = before + len(data)
        size = align_up(end, _PADDING)
        if size // 4 > _DWORDS_MAX:
            raise InvalidArgument(
                f"{len(data)} bytes of packets do not fit one submission of at most {4 * _DWORDS_MAX}: record"
                " them as several"
            )
        with self._lock:
            if self._closed:
                raise DeviceClosed("packets were submitted to a queue that is closed")
            if size > self._buffers.size_bytes // 2:
                self._grow(size)
            start = align_up(self._at, _ALIGNMENT)
            if start + size > self._buffers.size_bytes:
                start = 0
            self._wait_for_room(start, start + size)
            host = kernel.buffer((self._buffers.host_address or 0) + start, size)
            host[:before] = self._state
            host[before:end] = data
            host[end:] = padding(self.kind, (size - end) // 4)
            self._at = start + size
            number = self._submit(self._buffers.gpu_address + start, size)
            self._in_flight.append(_InFlight(number, self.submitted, start, start + size))

    def _submit(self, gpu_address: int, size_bytes: int) -> int:
        self._ib.va_start, self._ib.ib_bytes = gpu_address, size_bytes
        self._signal.point = self.submitted + 1
        asked = getattr(self._submission, "in")
        asked.ctx_id = self._context
        asked.bo_list_handle = self._residency_list()
        asked.num_chunks, asked.flags = 3, 0
        asked.chunks = int(ffi.cast("uintptr_t", self._chunk_pointers))
        try:
            DRM_IOCTL_AMDGPU_CS(self._descriptor, self._submission)
        except SystemCallFailed as error:
            if error.errno in (_ECANCELED, _ENODEV):
                raise DeviceHang(
                    "the kernel takes no more work from this process since the card was reset: close the "
                    "device and open it again"
                ) from error
            raise
        self.submitted += 1
        self._last = int(self._submission.out.handle)
        return self._last

    def _grow(self, size_bytes: int) -> None:
        """Have room for a submission larger than half of what there is, once all others have ended."""
        self._wait_for_room(0, self._buffers.size_bytes)
        self._interface.free(self._buffers)
        self._buffers = self._allocate(4 * size_bytes)
        self._at = 0

    def _wait_for_room(self, start: int, end: int) -> None:
        deadline = monotonic() + ROOM_TIMEOUT_S
        while True:
            done = self.read_pointer
            while self._in_flight and self._in_flight[0].number <= done:
                self._in_flight.popleft()
            if not any(other.start < end and start < other.end for other in self._in_flight):
                return
            reason = self.dead()
            if reason is not None:
                raise reason
            if monotonic() > deadline:
                raise DeviceHang(
                    f"the {self.kind.value} queue has not ended a submission for {ROOM_TIMEOUT_S:.0f} s: "
                    f"number {done} of {self._last} has ended"
                )
            self._sleep(self._in_flight[0].point, 0.1)

    def _sleep(self, point: int, timeout_s: float) -> None:
        handle, at = ffi.new("uint32_t *", self.syncobj), ffi.new("uint64_t *", point)
        argument = DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT.new(
            handles=int(ffi.cast("uintptr_t", handle)),
            points=int(ffi.cast("uintptr_t", at)),
            count_handles=1,
            timeout_nsec=int((monotonic() + timeout_s) * 1e9),
        )
        try:
            DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT(self._descriptor, argument)
        except SystemCallFailed as error:
            if error.errno != _ETIME:
                raise

    def take_reset(self) -> tuple[str, bool] | None:
        """Whether the card was reset since this port was made: in words, and whether video memory was lost.

        Told once.
        """
        if self._closed or self._was_reset:
            return None
        argument = self._change_context(AMDGPU_CTX_OP_QUERY_STATE2, self._context)
        flags = int(argument.out.state.flags)
        if not flags & AMDGPU_CTX_QUERY2_FLAGS_RESET:
            return None
        self._was_reset = True
        guilty = flags & AMDGPU_CTX_QUERY2_FLAGS_GUILTY
        why = "because work of this process hung" if guilty else "that this process did not cause"
        return f"of the card {why}", bool(flags & AMDGPU_CTX_QUERY2_FLAGS_VRAMLOST)

    def close(self) -> None:
        """Free the context and the buffers; what is in flight ends without anybody waiting."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._forget(self)
            self._change_context(AMDGPU_CTX_OP_FREE_CTX, self._context)
            DRM_IOCTL_SYNCOBJ_DESTROY(self._descriptor, DRM_IOCTL_SYNCOBJ_DESTROY.new(handle=self.syncobj))
            for memory in (self._fence, self._buffers):
                self._interface.free(memory)
