"""Contexts and command submission of one open render node: indirect buffers in, fences out.

Written from amdgpu_cs.c, amdgpu_ctx.c, amdgpu_bo_list.c and amdgpu_job.c; each handler names the function
there that it answers for. A submission runs on a ring of the card's (`queues.KernelRing`); here every file
has rings of its own.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from errno import ECANCELED, EFAULT, EINVAL, ENOENT, ETIME
from typing import TYPE_CHECKING, Any

from .... import kernel
from ....amd import abi
from ....quiet import QuietLock, Waiting
from ...memory.pages import PAGE, BufferObject, error
from ...memory.vm import AddressSpace, MemoryViolation
from ..description import CardDescription
from ..engines.processor import BadPacket, InterruptSource, Trouble
from ..engines.queues import IndirectBuffer, Job, KernelRing, QueueKind
from . import fences
from .computer import SimulatedCard
from .drm_info import ring_count
from .fences import Fence, SyncObject
from .render_file import RenderFile, answers
from .request import user_pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ....compiler import Keep
    from ...memory.l2_cache import Cache

# amdgpu_drm.h
_CHUNK_SYNCOBJ_IN, _CHUNK_SYNCOBJ_OUT, _CHUNK_SCHEDULED_DEPENDENCIES, _CHUNK_CP_GFX_SHADOW = 4, 5, 7, 10
_BO_LIST_MOST_ENTRIES = 128 * 1024  # AMDGPU_BO_LIST_MAX_ENTRIES
# amdgpu.h: amdgpu_sched_jobs, how many jobs of a context and ring may be under way.
_JOBS_UNDER_WAY = 32
_IBS_OF_A_JOB = 50  # amdgpu_ring_max_ibs of compute and DMA rings; of graphics rings 192
_LOOK_AGAIN_S = 0.05
_FENCE_FALLBACK_S = 0.5  # amdgpu_fence.c: AMDGPU_FENCE_JIFFIES_TIMEOUT
_ANY_SEQUENCE = 2**64 - 1
_WAIT_FOR_SUBMIT = abi.DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT
# gmc_v11_0_process_interrupt: GCVM_L2_PROTECTION_FAULT_STATUS, of which these are the bits that tell the
# access. RW is bit 18, PERMISSION_FAULTS bits 4 to 7 (gc_11_0_0_sh_mask.h).
_FAULT_RW, _FAULT_PERMISSION = 1 << 18, 0x8 << 4

_KINDS = {
    abi.AMDGPU_HW_IP_GFX: QueueKind.PM4,
    abi.AMDGPU_HW_IP_COMPUTE: QueueKind.PM4,
    abi.AMDGPU_HW_IP_DMA: QueueKind.SDMA,
}
_IB_ALIGNMENT = {QueueKind.PM4: 4, QueueKind.SDMA: 32}
"""What the address of an indirect buffer must be a multiple of: the packets' fields have no room for less."""

Ring = tuple[int, int]
"""ip_type and ring."""


@dataclass(eq=False)
class Context:
    """What AMDGPU_CTX_OP_ALLOC_CTX makes: an order of jobs on each ring, and a verdict."""

    resets_seen: int
    sequences: dict[Ring, int] = field(default_factory=dict)
    """The number of the next job."""
    fences: dict[tuple[Ring, int], Fence] = field(default_factory=dict)
    guilty: bool = False


@dataclass(frozen=True)
class _Entry:
    ring: Ring
    buffer: IndirectBuffer


@dataclass(eq=False)
class _Running:
    """A job under way, with where its number is to be written at its end."""

    context: Context
    fence: Fence
    user_fence: tuple[BufferObject, int] | None

    def __post_init__(self) -> None:
        if self.user_fence is not None:
            self.user_fence[0].hold()

    def finish(self, sequence: int) -> None:
        """Write the user fence (amdgpu_ring_emit_fence with AMDGPU_FENCE_FLAG_64BIT)."""
        if self.user_fence is not None:
            buffer, offset = self.user_fence
            kernel.word(buffer.host_address + offset)[0] = sequence
        self.release()

    def release(self) -> None:
        """Let go of the user fence's memory."""
        if self.user_fence is not None:
            self.user_fence[0].release()


def _check_alignment(entries: list[IndirectBuffer], alignment: int) -> None:
    for entry in entries:
        if entry.gpu_address % alignment or entry.size_bytes % 4:
            raise BadPacket(
                f"an indirect buffer of {entry.size_bytes} bytes at {entry.gpu_address:#x}, which is not "
                f"aligned to {alignment} bytes"
            )


class Submission:
    """The contexts, buffer lists and rings of one file; to its rings, what a process is to KFD's queues."""

    def __init__(self, file: RenderFile) -> None:
        self._file = file
        self.contexts: dict[int, Context] = {}
        self.lists: dict[int, list[BufferObject]] = {}
        self.troubles: list[Trouble] = []
        self._rings: dict[Ring, KernelRing] = {}
        self._running: dict[Ring, list[_Running]] = {}
        self._lock = QuietLock(reentrant=True)
        file.card.join(self)

    # What a ring asks of its host.

    @property
    def description(self) -> CardDescription:
        """What the card is."""
        return self._file.card.description

    @property
    def address_space(self) -> AddressSpace:
        """The file's page tables."""
        return self._file.address_space

    @property
    def cache(self) -> Cache:
        """The card's L2 cache, over the file's memory."""
        return self._file.cache

    @property
    def kept(self) -> Keep:
        """The compiler of the simulator's own native code."""
        return self._file.kept

    @property
    def strict(self) -> bool:
        """Whether the card keeps what is in its caches from the host."""
        return self._file.card.strict

    def clock_ticks(self) -> int:
        """The card's clock."""
        return self._file.card.clock_ticks()

    def interrupt(self, source: InterruptSource, context_id: int) -> None:
        """Interrupts of the kernel's own rings are its fences': nothing more to do."""

    def memory_violation(self, violation: MemoryViolation) -> None:
        """A ring's hanging has told this already (see `hung`)."""

    def hung(self, trouble: Trouble) -> None:
        """The job timed out (amdgpu_job_timedout). Here that takes no time once it is known to hang."""
        self.troubles.append(trouble)
        if isinstance(trouble.cause, MemoryViolation):
            # For AMDGPU_INFO_GPUVM_FAULT (amdgpu_vm_update_fault_cache).
            write = trouble.cause.access == "write"
            status = _FAULT_PERMISSION | (_FAULT_RW if write else 0)
            self._file.last_fault = (trouble.cause.address // PAGE * PAGE, status)
        self._recover([ring for ring, machine in self._rings.items() if machine.trouble is not None])

    def card_was_reset(self, card: SimulatedCard) -> None:
        """Every job under way is gone."""
        self._recover(list(self._rings))

    def is_working(self) -> bool:
        """Whether a job is under way."""
        return any(self._running.values())

    def _recover(self, rings: list[Ring]) -> None:
        # amdgpu_device_gpu_recover: the job that hung ends with ETIME, those behind it with ECANCELED, and
        # the context of the first gets no more.
        with self._lock:
            gone = [self._rings.pop(ring) for ring in rings]
            lost = [entry for ring in rings for entry in enumerate(self._running.pop(ring, []))]
        for machine in gone:
            machine.close()
        for position, job in lost:
            job.context.guilty = job.context.guilty or position == 0
            job.release()
            job.fence.signal(ETIME if position == 0 else ECANCELED)

    def submit(
        self,
        context: Context,
        ring: Ring,
        entries: list[IndirectBuffer],
        waits: list[Fence],
        user_fence: tuple[BufferObject, int] | None,
    ) -> tuple[int, Fence]:
        """Put a job behind those of its ring; returns its number and its fence."""
        with self._lock:
            machine = self._rings.get(ring)
            if machine is None:
                machine = self._rings[ring] = KernelRing(self, _KINDS[ring[0]])
            sequence = context.sequences.setdefault(ring, 1)
            context.sequences[ring] = sequence + 1
            job = _Running(context, Fence(), user_fence)
            context.fences[ring, sequence] = job.fence
            context.fences.pop((ring, sequence - 4 * _JOBS_UNDER_WAY), None)
            running = self._running.setdefault(ring, [])
            running.append(job)

            def ready() -> None:
                _check_alignment(entries, _IB_ALIGNMENT[_KINDS[ring[0]]])
                with fences.changed:
                    while not all(wait.signaled for wait in waits) and not machine.closing:
                        with Waiting():
                            fences.changed.wait(_LOOK_AGAIN_S)

            def done() -> None:
                with self._lock:
                    if job not in running:
                        return
                    running.remove(job)
                job.finish(sequence)
                if self._file.card.troubles.loses_interrupt():
                    # amdgpu_fence_fallback looks for what no interrupt told.
                    threading.Timer(_FENCE_FALLBACK_S, job.fence.signal).start()
                else:
                    job.fence.signal()

            machine.submit(Job(entries, ready, done))
        return sequence, job.fence

    def close(self) -> None:
        """Stop everything and forget it (amdgpu_ctx_mgr_fini)."""
        self._file.card.users.remove(self)
        with self._lock:
            rings = list(self._rings.values())
            self._rings.clear()
        for machine in rings:
            machine.close()
        for running in self._running.values():
            for job in running:
                job.release()
                job.fence.signal(ECANCELED)
        for buffers in self.lists.values():
            for buffer in buffers:
                buffer.release()
        self.lists.clear()
        self.contexts.clear()

    def context(self, number: int) -> Context:
        """A context by its number (amdgpu_ctx_get). Raises OSError(EINVAL)."""
        found = self.contexts.get(number)
        if found is None:
            raise error(EINVAL)
        return found


def submission_of(file: RenderFile) -> Submission:
    """What a file has of contexts and rings, made when first asked for."""
    if not isinstance(file.submission, Submission):
        file.submission = Submission(file)
    return file.submission


def _ring(file: RenderFile, ip_type: int, ip_instance: int, ring: int) -> Ring:
    # amdgpu_ctx_get_entity
    if ip_type not in _KINDS or ip_instance or ring >= ring_count(file.card, ip_type):
        raise error(EINVAL)
    return ip_type, ring


def _fence(context: Context, ring: Ring, sequence: int) -> Fence | None:
    # amdgpu_ctx_get_fence
    upcoming = context.sequences.get(ring, 1)
    if sequence == _ANY_SEQUENCE:
        sequence = upcoming - 1
    if sequence >= upcoming:
        raise error(EINVAL)
    return context.fences.get((ring, sequence))


@answers(abi.DRM_IOCTL_AMDGPU_CTX)
def _ctx(file: RenderFile, arguments: Any) -> None:
    # amdgpu_ctx_ioctl
    asked = getattr(arguments, "in")
    operation, number = asked.op, asked.ctx_id
    submission = submission_of(file)
    if operation == abi.AMDGPU_CTX_OP_ALLOC_CTX:
        # An unknown priority is taken for the normal one, "for backward compatibility".
        number = next(i for i in range(1, 2**31) if i not in submission.contexts)
        submission.contexts[number] = Context(file.card.reset_count)
        arguments.out.alloc.ctx_id, arguments.out.alloc._pad = number, 0
    elif operation == abi.AMDGPU_CTX_OP_FREE_CTX:
        if submission.contexts.pop(number, None) is None:
            raise error(EINVAL)
    elif operation in (abi.AMDGPU_CTX_OP_QUERY_STATE, abi.AMDGPU_CTX_OP_QUERY_STATE2):
        _query(submission.context(number), file.card, arguments.out.state, operation)
    else:
        raise error(EINVAL)


def _query(context: Context, card: SimulatedCard, state: Any, operation: int) -> None:
    # amdgpu_ctx_query, amdgpu_ctx_query2
    resets = card.reset_count
    was_reset = context.guilty or resets != context.resets_seen
    state.flags, state.hangs, state.reset_status = 0, 0, 0
    if operation == abi.AMDGPU_CTX_OP_QUERY_STATE:
        state.reset_status = 3 if was_reset else 0  # AMDGPU_CTX_UNKNOWN_RESET, AMDGPU_CTX_NO_RESET
        context.resets_seen = resets
        return
    if was_reset:
        state.flags |= abi.AMDGPU_CTX_QUERY2_FLAGS_RESET
    if resets != context.resets_seen:
        state.flags |= abi.AMDGPU_CTX_QUERY2_FLAGS_VRAMLOST
    if context.guilty:
        state.flags |= abi.AMDGPU_CTX_QUERY2_FLAGS_GUILTY


def _listed(file: RenderFile, asked: Any) -> list[BufferObject]:
    # amdgpu_bo_create_list_entry_array, amdgpu_bo_list_create
    count, size = asked.bo_number, asked.bo_info_size
    if count > _BO_LIST_MOST_ENTRIES:
        raise error(EINVAL)
    if not count:
        return []
    address = user_pointer(asked.bo_info_ptr)
    numbers = [kernel.word(address + size * index, "uint32_t")[0] for index in range(count)]
    return [file.find(number).buffer for number in numbers]


@answers(abi.DRM_IOCTL_AMDGPU_BO_LIST)
def _bo_list(file: RenderFile, arguments: Any) -> None:
    # amdgpu_bo_list_ioctl
    asked = getattr(arguments, "in")
    operation, number = asked.operation, asked.list_handle
    lists = submission_of(file).lists
    if operation not in (
        abi.AMDGPU_BO_LIST_OP_CREATE,
        abi.AMDGPU_BO_LIST_OP_DESTROY,
        abi.AMDGPU_BO_LIST_OP_UPDATE,
    ):
        raise error(EINVAL)
    buffers = [buffer.hold() for buffer in _listed(file, asked)]
    if operation != abi.AMDGPU_BO_LIST_OP_CREATE:
        for buffer in lists.pop(number, []):
            buffer.release()
    if operation == abi.AMDGPU_BO_LIST_OP_CREATE:
        number = next(i for i in range(1, 2**31) if i not in lists)
    if operation != abi.AMDGPU_BO_LIST_OP_DESTROY:
        lists[number] = buffers
    arguments.out.list_handle, arguments.out._pad = number, 0


class _Parser:
    """The chunks of one submission (amdgpu_cs_pass1, amdgpu_cs_pass2)."""

    def __init__(self, file: RenderFile, context: Context) -> None:
        self.file = file
        self.context = context
        self.entries: list[_Entry] = []
        self.waits: list[Fence] = []
        self.signals: list[tuple[SyncObject, int]] = []
        self.user_fence: tuple[BufferObject, int] | None = None
        self.has_list = False
        self.has_signals = False

    def indirect_buffer(self, address: int, size: int) -> None:
        chunk = _structure("struct drm_amdgpu_cs_chunk_ib", address, size)
        ring = _ring(self.file, chunk.ip_type, chunk.ip_instance, chunk.ring)
        if sum(entry.ring == ring for entry in self.entries) >= _IBS_OF_A_JOB:
            raise error(EINVAL)
        self.entries.append(_Entry(ring, IndirectBuffer(chunk.va_start, chunk.ib_bytes)))

    def fence(self, address: int, size: int) -> None:
        # amdgpu_cs_p1_user_fence: a BO of one page, not a user's
        chunk = _structure("struct drm_amdgpu_cs_chunk_fence", address, size)
        buffer = self.file.find(chunk.handle, EINVAL).buffer
        if buffer.size_bytes != PAGE or chunk.offset > PAGE - 8 or buffer.pool is None:
            raise error(EINVAL)
        self.user_fence = (buffer, chunk.offset)

    def buffers(self, address: int, size: int) -> None:
        # "Only a single BO list is allowed to simplify handling."
        if self.has_list:
            raise error(EINVAL)
        _listed(self.file, _structure("struct drm_amdgpu_bo_list_in", address, size))
        self.has_list = True

    def dependencies(self, address: int, size: int) -> None:
        for chunk in _array("struct drm_amdgpu_cs_chunk_dep", address, size):
            context = submission_of(self.file).context(chunk.ctx_id)
            ring = _ring(self.file, chunk.ip_type, chunk.ip_instance, chunk.ring)
            fence = _fence(context, ring, chunk.handle)
            if fence is not None:
                self.waits.append(fence)

    def wait(self, address: int, size: int) -> None:
        for chunk in _array("struct drm_amdgpu_cs_chunk_syncobj", address, size):
            self._wait_for(chunk.handle, chunk.point, bool(chunk.flags & _WAIT_FOR_SUBMIT))

    def wait_binary(self, address: int, size: int) -> None:
        for handle in _array("uint32_t", address, size):
            self._wait_for(handle, 0, False)

    def _wait_for(self, handle: int, point: int, for_submit: bool) -> None:
        # drm_syncobj_find_fence
        one = self.file.sync_objects.find(handle)
        with fences.changed:
            fence = one.fence(point)
            deadline = time.monotonic_ns() + 5 * 10**9  # DRM_SYNCOBJ_WAIT_FOR_SUBMIT_TIMEOUT
            while fence is None and for_submit and fences.wait_until(deadline):
                fence = one.fence(point)
        if fence is None:
            raise error(ETIME if for_submit else EINVAL)
        self.waits.append(fence)

    def signal(self, address: int, size: int) -> None:
        self._once()
        for chunk in _array("struct drm_amdgpu_cs_chunk_syncobj", address, size):
            self.signals.append((self._signaled(chunk.handle), chunk.point))

    def signal_binary(self, address: int, size: int) -> None:
        self._once()
        self.signals += [(self._signaled(handle), 0) for handle in _array("uint32_t", address, size)]

    def _once(self) -> None:
        if self.has_signals:
            raise error(EINVAL)
        self.has_signals = True

    def _signaled(self, handle: int) -> SyncObject:
        try:
            return self.file.sync_objects.find(handle)
        except OSError as missing:
            raise error(EINVAL) from missing

    def ignored(self, address: int, size: int) -> None:
        """Nothing to do with it here: shadow memory for graphics."""


_CHUNKS: dict[int, Callable[[_Parser, int, int], None]] = {
    abi.AMDGPU_CHUNK_ID_IB: _Parser.indirect_buffer,
    abi.AMDGPU_CHUNK_ID_FENCE: _Parser.fence,
    abi.AMDGPU_CHUNK_ID_BO_HANDLES: _Parser.buffers,
    abi.AMDGPU_CHUNK_ID_DEPENDENCIES: _Parser.dependencies,
    _CHUNK_SCHEDULED_DEPENDENCIES: _Parser.dependencies,
    _CHUNK_SYNCOBJ_IN: _Parser.wait_binary,
    _CHUNK_SYNCOBJ_OUT: _Parser.signal_binary,
    abi.AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_WAIT: _Parser.wait,
    abi.AMDGPU_CHUNK_ID_SYNCOBJ_TIMELINE_SIGNAL: _Parser.signal,
    _CHUNK_CP_GFX_SHADOW: _Parser.ignored,
}


def _structure(name: str, address: int, size: int) -> Any:
    if size < abi.ffi.sizeof(name):
        raise error(EINVAL)
    return abi.ffi.cast(f"{name} *", user_pointer(address))


def _array(name: str, address: int, size: int) -> list[Any]:
    count = size // abi.ffi.sizeof(name)
    if not count:
        return []
    items = abi.ffi.cast(f"{name} *", user_pointer(address))
    return [items[index] for index in range(count)]


@answers(abi.DRM_IOCTL_AMDGPU_CS, with_lock=False)
def _cs(file: RenderFile, arguments: Any) -> None:
    # amdgpu_cs_ioctl
    asked = getattr(arguments, "in")
    if asked.num_chunks == 0:
        raise error(EINVAL)
    submission = submission_of(file)
    context = submission.context(asked.ctx_id)
    if context.guilty:
        raise error(ECANCELED)
    if context.resets_seen != file.card.reset_count:
        # amdgpu_job_alloc: of a generation of the card that is gone
        raise error(ECANCELED)
    parser = _Parser(file, context)
    with file.lock:
        _parse(parser, asked.chunks, asked.num_chunks)
        if asked.bo_list_handle:
            if parser.has_list:
                raise error(EINVAL)
            if asked.bo_list_handle not in submission.lists:
                raise error(ENOENT)
    if not parser.entries:
        raise error(EINVAL)
    ring = parser.entries[-1].ring
    if any(entry.ring != ring for entry in parser.entries):
        # A gang of several rings is for graphics with compute; no ring of ours is both.
        raise error(EINVAL)
    _wait_for_room(context, ring)
    arguments.out.handle = _submit(parser, ring)


def _parse(parser: _Parser, address: int, count: int) -> None:
    pointers = abi.ffi.cast("uint64_t *", user_pointer(address))
    for index in range(count):
        chunk = abi.ffi.cast("struct drm_amdgpu_cs_chunk *", user_pointer(pointers[index]))
        parse = _CHUNKS.get(chunk.chunk_id)
        if parse is None:
            raise error(EINVAL)
        if not chunk.chunk_data and chunk.length_dw:
            raise error(EFAULT)
        parse(parser, chunk.chunk_data, 4 * chunk.length_dw)


def _wait_for_room(context: Context, ring: Ring) -> None:
    # amdgpu_ctx_wait_prev_fence
    upcoming = context.sequences.get(ring, 1)
    oldest = context.fences.get((ring, upcoming - _JOBS_UNDER_WAY))
    if oldest is None:
        return
    with fences.changed:
        while not oldest.signaled:
            fences.changed.wait()


def _submit(parser: _Parser, ring: Ring) -> int:
    buffers = [entry.buffer for entry in parser.entries]
    sequence, fence = submission_of(parser.file).submit(
        parser.context, ring, buffers, parser.waits, parser.user_fence
    )
    for one, point in parser.signals:
        one.attach(point, fence)
    number: int = sequence
    return number


@answers(abi.DRM_IOCTL_AMDGPU_WAIT_CS, with_lock=False)
def _wait_cs(file: RenderFile, arguments: Any) -> None:
    # amdgpu_cs_wait_ioctl
    asked = getattr(arguments, "in")
    timeout = asked.timeout
    context = submission_of(file).context(asked.ctx_id)
    fence = _fence(context, _ring(file, asked.ip_type, asked.ip_instance, asked.ring), asked.handle)
    deadline = fences.INFINITE_NS if timeout >= 2**63 else timeout
    with fences.changed:
        while fence is not None and not fence.signaled and fences.wait_until(deadline):
            pass
    if fence is not None and fence.signaled and fence.code:
        raise error(fence.code)
    arguments.out.status = fence is not None and not fence.signaled
