"""The card's queues: a ring in memory, a doorbell, and a thread that executes what is between the pointers.

`create` is what the kernel half calls for AMDKFD_IOC_CREATE_QUEUE. `KernelRing` is the ring that the kernel
itself keeps, into which the render node's command submissions go.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from .... import kernel
from ....quiet import Quiet, Waiting
from ...memory.l2_cache import Action
from ...memory.vm import MemoryViolation
from .aql_processor import AqlProcessor
from .doorbell import Comparison
from .pm4_processor import Pm4Processor
from .processor import BadPacket, Pipe, Processor, QueueHost, QueueStopped, Trouble
from .sdma_processor import SdmaProcessor


class QueueKind(Enum):
    """What the packets of a queue are."""

    PM4 = "pm4"
    AQL = "aql"
    SDMA = "sdma"


# What pointers and doorbells count: dwords in PM4 rings, packets of 64 bytes in AQL rings, bytes in SDMA
# rings (gfx_v11_0.c, gfx_v11_0_ring_set_wptr_compute; HSA Platform System Architecture, 2.8; sdma_v6_0.c,
# sdma_v6_0_ring_set_wptr, which shifts dwords left by 2).
_POINTER_UNIT_BYTES = {QueueKind.PM4: 4, QueueKind.AQL: 64, QueueKind.SDMA: 1}

# How much of a ring is fetched at once, unless a packet is larger.
_FETCH_DWORDS = 1 << 14

_WORDS_SHOWN = 16


@dataclass(frozen=True)
class QueueParameters:
    """What AMDKFD_IOC_CREATE_QUEUE says of a queue, checked by the kernel half. Addresses are the GPU's, but
    for the doorbell's, which is where this process sees it.
    """

    kind: QueueKind
    ring_address: int
    ring_size_bytes: int
    read_pointer_address: int
    write_pointer_address: int
    doorbell_address: int
    percentage: int = 100
    priority: int = 7
    eop_address: int = 0
    eop_size_bytes: int = 0
    save_area_address: int = 0
    save_area_size_bytes: int = 0
    control_stack_size_bytes: int = 0
    engine: int = 0


class Queue:
    """A queue of a process, with the thread that works on it."""

    def __init__(self, host: QueueHost, parameters: QueueParameters) -> None:
        self.host = host
        self.parameters = parameters
        self.trouble: Trouble | None = None
        """Why the queue hangs, once it does."""
        self._unit_bytes = _POINTER_UNIT_BYTES[parameters.kind]
        self._pipe = Pipe(host, self._park, _through_cache(host, parameters.kind))
        self.processor = _PROCESSORS[parameters.kind](
            self._pipe, parameters.read_pointer_address, parameters.eop_address != 0
        )
        self._doorbell_word = kernel.word(parameters.doorbell_address)
        self._changed = threading.Condition()
        self._stopped = False
        self._paused = False
        self._parked = False
        # Both only grow; what the pointers in memory count is these in units of the queue's kind.
        self._done_dwords = self._limit_dwords = 0
        # The first packet of an AQL queue is rung for with 0, so its doorbell starts out as something else.
        self._rung = 2**64 - 1 if parameters.kind is QueueKind.AQL else 0
        self._doorbell_word[0] = self._rung
        self._pipe.write(parameters.read_pointer_address, 0, 8, direct=True)
        self._thread = threading.Thread(target=self._main, name=f"{parameters.kind.value} queue", daemon=True)
        self._thread.start()

    @property
    def read_pointer(self) -> int:
        """How far the ring is read, in the units of the queue's kind."""
        return self._done_dwords * 4 // self._unit_bytes

    @property
    def write_pointer(self) -> int:
        """How far the ring is filled, in the units of the queue's kind."""
        return self._limit_dwords * 4 // self._unit_bytes

    @property
    def running(self) -> bool:
        """Whether the queue would look at its doorbell: not hung, not stopped, not without its share."""
        on_hardware = not self._paused and not self._stopped and self.parameters.percentage > 0
        return self.trouble is None and on_hardware

    def is_alive(self) -> bool:
        """Whether the queue's thread still runs."""
        return self._thread.is_alive()

    def pause(self, timeout_s: float = 1.0) -> bool:
        """Take the queue off the hardware, as the kernel does to evict it.

        It stops after the packet in flight, or within it where it waits for memory. False when it did not get
        there in time; it then stops as soon as it does.
        """
        with self._changed:
            self._paused = True
            self._pipe.disturb(True)
            self._changed.notify_all()
            if threading.current_thread() is self._thread:
                return True
            return self._changed.wait_for(lambda: self._parked, timeout_s)

    def resume(self) -> None:
        """Put the queue back on the hardware, where it goes on."""
        with self._changed:
            self._paused = False
            self._pipe.disturb(False)
            self._changed.notify_all()

    def update(self, ring_address: int, ring_size_bytes: int, percentage: int, priority: int) -> None:
        """What AMDKFD_IOC_UPDATE_QUEUE changes. A percentage of 0 keeps the queue off the hardware."""
        was_paused = self._paused
        self.pause()
        self.parameters = replace(
            self.parameters,
            ring_address=ring_address,
            ring_size_bytes=ring_size_bytes,
            percentage=percentage,
            priority=priority,
        )
        if not was_paused:
            self.resume()

    def stop(self) -> None:
        """Stop all work for good, waves in flight included, without waiting for it, as a reset does."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._pipe.kill()

    def destroy(self) -> None:
        """Stop all work and end the thread. Does nothing the second time."""
        self.stop()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _main(self) -> None:
        try:
            with Quiet():
                while True:
                    self._park()
                    self._work_or_hang()
        except QueueStopped:
            with self._changed:
                self._parked = True
                self._changed.notify_all()

    def _work_or_hang(self) -> None:
        try:
            self._work()
        except QueueStopped:
            raise
        except MemoryViolation as violation:
            self._hang(str(violation), violation)
            self.host.memory_violation(violation)
        except Exception as error:  # whatever it is, a queue that dies in silence helps nobody
            self._hang(str(error) or type(error).__name__, error)

    def _park(self) -> None:
        # Where the queue's own thread can be held up, between packets and in waits.
        with self._changed:
            while not (self._stopped or self.running):
                self._parked = True
                self._changed.notify_all()
                with Waiting():
                    self._changed.wait()
            self._parked = False
        if self._stopped:
            raise QueueStopped

    def _hang(self, reason: str, cause: Exception) -> None:
        address = self._ring_address(self._done_dwords)
        try:
            dwords = tuple(self._pipe.dwords(address, _WORDS_SHOWN, direct=True))
        except MemoryViolation:
            dwords = ()
        self.trouble = Trouble(reason, address, dwords, cause)
        _tell(self.host, self.parameters.kind, self.trouble)

    def _ring_address(self, dword: int) -> int:
        return self.parameters.ring_address + 4 * dword % self.parameters.ring_size_bytes

    def _work(self) -> None:
        # One batch of packets, or one sleep until there are some.
        self._look_at_doorbell()
        if self._done_dwords == self._limit_dwords:
            self.processor.idle()
            self._sleep()
            return
        available = self._limit_dwords - self._done_dwords
        if not self._run(self._fetch(min(available, _FETCH_DWORDS))) and not self._run(
            self._fetch(available)
        ):
            # Less than one packet is there: the hardware waits for the rest.
            self.processor.idle()
            self._sleep()

    def _run(self, dwords: Sequence[int]) -> bool:
        # Executes the packets that are whole; False when there is none.
        published = kernel.word(
            self._pipe.memory(direct=True).translate(self.parameters.read_pointer_address, 8, write=True)
        )
        step, done = self.processor.step, self._done_dwords
        position = 0
        while position < len(dwords) and not (self._paused or self._stopped):
            after = step(dwords, position, self._ring_address(done + position))
            if after == position:
                return position > 0
            position = after
            self._done_dwords = done + position
            published[0] = self._done_dwords * 4 // self._unit_bytes
        return True

    def _look_at_doorbell(self) -> None:
        rung = self._doorbell_word[0]
        if rung == self._rung:
            return
        pointer = (rung + 1) % 2**64 if self.parameters.kind is QueueKind.AQL else rung
        in_memory = self._pipe.read(self.parameters.write_pointer_address, 8, direct=True)
        self._rung = rung
        limit_dwords = pointer * self._unit_bytes // 4
        if limit_dwords < self._limit_dwords:
            if self.parameters.kind is QueueKind.AQL:
                # Of several producers a slower one may ring for an earlier packet (HSA PSA, 2.8.3).
                return
            raise BadPacket(f"the doorbell went back to {rung:#x} from {self.write_pointer:#x}")
        if pointer > in_memory:
            raise BadPacket(
                f"the doorbell says {pointer:#x}, the write pointer in memory {in_memory:#x}: once the"
                " scheduler takes the queue off the hardware, the packets are lost"
            )
        if 4 * (limit_dwords - self._done_dwords) > self.parameters.ring_size_bytes:
            raise BadPacket(
                f"the ring overflowed: {self.parameters.ring_size_bytes} bytes of ring, read pointer"
                f" {self.read_pointer:#x}, write pointer {pointer:#x}"
            )
        self._limit_dwords = limit_dwords

    def _sleep(self) -> None:
        pipe = self._pipe
        with Waiting():
            pipe.natives.wait(
                self.parameters.doorbell_address,
                64,
                2**64 - 1,
                Comparison.NOT_EQUAL,
                self._rung,
                pipe.disturb_address,
            )

    def _fetch(self, count: int) -> Sequence[int]:
        # The next dwords of the ring, past its end from its start.
        ring = self.parameters
        before_wrap = (ring.ring_size_bytes - 4 * self._done_dwords % ring.ring_size_bytes) // 4
        start = self._ring_address(self._done_dwords)
        dwords = self._pipe.dwords(start, min(count, before_wrap), direct=True)
        if count > before_wrap:
            rest = self._pipe.dwords(ring.ring_address, count - before_wrap, direct=True)
            dwords = [*dwords, *rest]
        return dwords


@dataclass(frozen=True)
class IndirectBuffer:
    """Packets outside a ring. The address is the GPU's."""

    gpu_address: int
    size_bytes: int


@dataclass(frozen=True)
class Job:
    """One submission to a kernel ring: `ready` returns once it may start, `done` is called at its end."""

    buffers: Sequence[IndirectBuffer]
    ready: Callable[[], None]
    done: Callable[[], None]


def _tell(host: QueueHost, kind: QueueKind, trouble: Trouble) -> None:
    # The kernel's half hears of it; so does a user who asked to hear more than a hang tells.
    if os.environ.get("BAREWIRE_DEBUG", "0") not in ("", "0"):
        print(f"simulated {host.description.arch}: {kind.value} queue: {trouble}", file=sys.stderr)
    host.hung(trouble)


def _through_cache(host: QueueHost, kind: QueueKind) -> bool:
    # Up to gfx9 the copy engines are clients of the memory hub, from gfx10 on of the graphics hub, which has
    # the L2 cache (sdma_v4_0.c, sdma_v5_0.c: AMDGPU_MMHUB0(0), AMDGPU_GFXHUB(0) of their rings).
    return kind is not QueueKind.SDMA or host.description.generation >= 10


def _stop() -> None:
    raise QueueStopped


class KernelRing:
    """A ring that the kernel keeps for itself, into which it puts the indirect buffers of its users."""

    def __init__(self, host: QueueHost, kind: QueueKind) -> None:
        self.host = host
        self.kind = kind
        self.trouble: Trouble | None = None
        """Why the ring hangs, once it does; jobs then stay undone until `close`."""
        self._pipe = Pipe(host, _stop, _through_cache(host, kind))
        self.processor: Processor = (
            Pm4Processor(self._pipe, is_kernels=True)
            if kind is QueueKind.PM4
            else _PROCESSORS[kind](self._pipe, 0, True)
        )
        self._jobs: deque[Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._main, name=f"{kind.value} ring", daemon=True)
        self._thread.start()

    @property
    def closing(self) -> bool:
        """Whether the ring is being closed: a job that waits to start need not wait any longer."""
        return self._closed

    def submit(self, job: Job) -> None:
        """Add a job behind those there are."""
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()

    def close(self) -> None:
        """Stop all work, waves in flight included, drop the jobs left and end the thread.

        Does nothing the second time.
        """
        with self._changed:
            self._closed = True
            self._jobs.clear()
            self._changed.notify_all()
        self._pipe.kill()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _main(self) -> None:
        with Quiet():
            self._run_jobs()

    def _run_jobs(self) -> None:
        while (job := self._next()) is not None:
            buffer = IndirectBuffer(0, 0)
            try:
                job.ready()
                for buffer in job.buffers:
                    self.processor.indirect(buffer.gpu_address, buffer.size_bytes // 4)
                self.processor.idle()
                # The kernel's own fence after a job writes the caches back (gfx_v11_0_ring_emit_fence).
                self._pipe.cache.act(Action(invalidate=True, write_back=True))
            except QueueStopped:
                continue
            except MemoryViolation as violation:
                self._hang(buffer, violation)
                self.host.memory_violation(violation)
            except Exception as error:  # whatever it is, a ring that dies in silence helps nobody
                self._hang(buffer, error)
            else:
                job.done()

    def _next(self) -> Job | None:
        with self._changed:
            with Waiting():
                self._changed.wait_for(lambda: self._closed or (self._jobs and self.trouble is None))
            return None if self._closed else self._jobs.popleft()

    def _hang(self, buffer: IndirectBuffer, cause: Exception) -> None:
        try:
            dwords = tuple(self._pipe.dwords(buffer.gpu_address, min(_WORDS_SHOWN, buffer.size_bytes // 4)))
        except MemoryViolation:
            dwords = ()
        self.trouble = Trouble(str(cause) or type(cause).__name__, buffer.gpu_address, dwords, cause)
        _tell(self.host, self.kind, self.trouble)


# Each takes the pipe, for AQL where the queue's amd_queue_t lies, and whether there is an EOP buffer.
_PROCESSORS: dict[QueueKind, Callable[[Pipe, int, bool], Processor]] = {
    QueueKind.PM4: lambda pipe, _, has_eop_buffer: Pm4Processor(pipe, has_eop_buffer),
    QueueKind.AQL: AqlProcessor,
    QueueKind.SDMA: lambda pipe, _, has_eop_buffer: SdmaProcessor(pipe),
}


def create(host: QueueHost, parameters: QueueParameters) -> Queue:
    """Make a queue and start it; its doorbell and its read pointer are reset.

    Raises MemoryViolation where a pointer is not mapped.
    """
    return Queue(host, parameters)
