"""Queues of the card: packets are collected, put into a ring in memory, and a native thread takes them."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from .. import kernel
from ..checks import (
    LARGEST_TIMELINE_VALUE,
    check_copy,
    check_fill,
    check_timeline_value,
    check_timestamp,
)
from ..errors import DeviceClosed, DeviceHang, InvalidArgument
from ..interface import Dimensions, Function, HostEntry, Recording, Timeline
from ..mapped import Mapped
from ..owned import Owned
from .abi import (
    ARGUMENTS_OFFSET,
    COPY,
    DISPATCH,
    FILL,
    INDIRECT,
    JOB,
    LOCAL_BYTES_MAX,
    NOP,
    QUEUE,
    SIGNAL,
    SLOT_BYTES,
    TIMELINE,
    TIMESTAMP,
    WAIT,
    describe,
)
from .code_object import CpuCodeObject
from .firmware import Firmware
from .recording import CpuRecording
from .timeline import CpuTimeline, wait_at

RING_SLOTS = 4096
ARGUMENT_BYTES_MAX = RING_SLOTS // 4 * SLOT_BYTES

# How long a queue with a full ring waits for room before it looks whether the card still makes progress.
_ROOM_WAIT_S = 1.0

_encode_dispatch = DISPATCH.encode
_PADDING = [bytes(count) for count in range(SLOT_BYTES)]


class CpuQueue(Owned):
    """One ring and its thread. Not for use by two Python threads at once.

    What a queue executes is kept alive by it: code objects and recordings may be closed while they run.
    """

    def __init__(
        self,
        name: str,
        firmware: Firmware,
        pool: int,
        job: int,
        scratch: Mapped,
        start: Callable[[], None],
        release: Callable[[CpuQueue], None],
    ) -> None:
        """`pool` and `job` are addresses of the card's structures; `start` starts its workers."""
        self.name = name
        self.job = job
        self._firmware = firmware
        self._start_workers = start
        self._release = release
        self._process = firmware.process
        self._ring = self._process.map(RING_SLOTS * SLOT_BYTES)
        self._control = self._process.map(QUEUE.SIZE)
        self._scratch = scratch
        self._slots = self._ring.bytes
        address = self._control.address
        self._address = address
        for offset, value in (
            (QUEUE.RING, self._ring.address),
            (QUEUE.MASK, RING_SLOTS - 1),
            (QUEUE.POOL, pool),
            (QUEUE.JOB, job),
            (QUEUE.SCRATCH, scratch.address),
        ):
            kernel.word(address + offset)[0] = value
        self._read = kernel.word(address + QUEUE.READ + TIMELINE.VALUE)
        self._current = kernel.word(address + QUEUE.CURRENT)
        self._stop = kernel.word(address + QUEUE.STOP, "uint32_t")
        self._write = 0
        self._thread = 0
        self._closed = False
        self._pending: list[bytes] = []
        self._pending_references: list[Any] = []
        self._in_flight: deque[tuple[int, list[Any]]] = deque()
        self._names: dict[int, str] = {}
        self._recordings: WeakSet[CpuRecording] = WeakSet()

    @property
    def largest_timeline_value(self) -> int:
        """The firmware compares 64 bits."""
        return LARGEST_TIMELINE_VALUE

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Run a kernel on `grid` workgroups; `block` is passed through to it.

        Raises InvalidArgument when dimensions, arguments or scratch are larger than the card can do or the
        kernel is another card's, DeviceClosed when its code object is closed.
        """
        owner = function.owner
        if not isinstance(owner, CpuCodeObject):
            raise InvalidArgument(f"cannot dispatch {function.name}: it is another card's")
        if owner.mapping is None:
            raise DeviceClosed(f"cannot dispatch {function.name}: its code object is closed")
        argument_bytes = len(arguments)
        size = ARGUMENTS_OFFSET + argument_bytes
        padding = -size % SLOT_BYTES
        try:
            header = _encode_dispatch(
                DISPATCH.opcode,
                (size + padding) // SLOT_BYTES,
                function.gpu_address,
                *grid,
                *block,
                local_bytes,
                argument_bytes,
            )
        except struct.error as error:
            raise InvalidArgument(
                f"cannot dispatch {function.name} on grid {grid}, block {block} with {local_bytes} local"
                f" bytes: {error}"
            ) from error
        if local_bytes > LOCAL_BYTES_MAX or argument_bytes > ARGUMENT_BYTES_MAX or 0 in block:
            raise InvalidArgument(
                f"cannot dispatch {function.name} in blocks of {block} with {local_bytes} local and"
                f" {argument_bytes} argument bytes: a block is of 1 at least, the most bytes are"
                f" {LOCAL_BYTES_MAX} and {ARGUMENT_BYTES_MAX}"
            )
        self._pending.append(header + arguments + _PADDING[padding])
        self._pending_references.append(owner.mapping)
        self._names[function.gpu_address] = function.name

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy between ranges that do not overlap. Raises InvalidArgument where they do."""
        check_copy(destination, source, size_bytes)
        if size_bytes:
            self._record(COPY, destination, source, size_bytes)

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern over a range.

        Raises InvalidArgument for a pattern of a length that fills do not have.
        """
        check_fill(size_bytes, pattern)
        if pattern == pattern[:1] * len(pattern):
            pattern = pattern[:1]
        if size_bytes:
            self._record(FILL, destination, size_bytes, len(pattern), pattern)

    def _address_of(self, timeline: Timeline, value: int) -> int:
        if not isinstance(timeline, CpuTimeline):
            raise InvalidArgument("a queue of the processor can wait for and raise timelines of its own only")
        check_timeline_value(value)
        return timeline.gpu_address

    def wait(self, timeline: Timeline, value: int) -> None:
        """Hold what follows until a timeline reaches a value."""
        self._record(WAIT, self._address_of(timeline, value), value)
        self._pending_references.append(timeline)

    def signal(self, timeline: Timeline, value: int) -> None:
        """Raise a timeline to a value once all that was recorded before is done; a lower one does nothing."""
        self._record(SIGNAL, self._address_of(timeline, value), value)
        self._pending_references.append(timeline)

    def timestamp(self, address: int) -> None:
        """Write CLOCK_MONOTONIC in nanoseconds to `address` once all that was recorded before is done."""
        check_timestamp(address)
        self._record(TIMESTAMP, address)

    def replay(self, recording: Recording) -> None:
        """Record the execution of a recording.

        Raises InvalidArgument when it is another queue's, DeviceClosed when it or this queue is closed.
        """
        if not isinstance(recording, CpuRecording) or recording.queue is not self:
            raise InvalidArgument(f"queue {self.name} cannot replay the recording of another queue")
        if recording.mapping is None:
            raise DeviceClosed("the recording to replay is closed")
        if recording.slots:
            self._record(INDIRECT, recording.mapping.address, recording.slots)
            self._pending_references.extend(recording.references)

    def _record(self, packet: type[COPY | FILL | WAIT | SIGNAL | TIMESTAMP | INDIRECT], *values: Any) -> None:
        try:
            self._pending.append(packet.build(*values))
        except struct.error as error:
            raise InvalidArgument(f"cannot record {packet.__name__} with {values}: {error}") from error

    def finish(self) -> CpuRecording:
        """Take what was recorded since the last submit as a recording, which is not submitted.

        Raises OutOfMemory, DeviceClosed after `close`.
        """
        if self._closed:
            raise DeviceClosed(f"work was recorded on queue {self.name} after it, or its card, was closed")
        packets, references = self._pending, self._pending_references
        self._pending, self._pending_references = [], []
        recording = CpuRecording(self, packets, list(dict.fromkeys(references)), self._process)
        self._recordings.add(recording)
        return recording

    def submit(self) -> None:
        """Put what was recorded into the ring, as room there is, and tell the card.

        Raises DeviceClosed after `close`, KernelFault when the card has failed.
        """
        packets = self._pending
        if not packets:
            return
        if self._closed:
            raise DeviceClosed(f"work was submitted to queue {self.name} after it, or its card, was closed")
        if not self._thread:
            self._start()
        self._firmware.check()
        self._pending = []
        data = b"".join(packets)
        first = self._write % RING_SLOTS * SLOT_BYTES
        slots = len(data) // SLOT_BYTES
        write = self._write + slots
        if first + len(data) <= len(self._slots) and write - self._read[0] <= RING_SLOTS:
            self._slots[first : first + len(data)] = data
            self._write = write
            self._firmware.doorbell(self._address, write)
        else:
            for packet in packets:
                self._push(packet)
        in_flight, read = self._in_flight, self._read[0]
        in_flight.append((self._write, self._pending_references))
        self._pending_references = []
        while in_flight and in_flight[0][0] <= read:
            in_flight.popleft()

    def _push(self, packet: bytes) -> None:
        """Put one packet into the ring, waiting for room, and at its start when the end is too near."""
        first = self._write % RING_SLOTS * SLOT_BYTES
        to_end = len(self._slots) - first
        if len(packet) > to_end:
            self._push(NOP.encode(NOP.opcode, to_end // SLOT_BYTES) + bytes(to_end - NOP.structure.size))
            first = 0
        write = self._write + len(packet) // SLOT_BYTES
        room_at = write - RING_SLOTS
        while not wait_at(self._firmware, self._address + QUEUE.READ, max(room_at, 0), _ROOM_WAIT_S):
            self._firmware.check()
            if self._closed:
                raise DeviceClosed(f"queue {self.name} was closed while it waited for room in its ring")
        self._slots[first : first + len(packet)] = packet
        self._write = write
        self._firmware.doorbell(self._address, write)

    def _start(self) -> None:
        self._start_workers()
        self._thread = self._process.start_thread(self._firmware.queue_main, self._address, f"bw-{self.name}")

    def idle(self, timeout_s: float) -> bool:
        """Wait until all that was submitted is done; False when `timeout_s` pass first."""
        return wait_at(self._firmware, self._address + QUEUE.READ, self._write, timeout_s)

    @property
    def functions(self) -> dict[int, str]:
        """The kernels that were dispatched, by address."""
        return self._names

    @property
    def thread_id(self) -> int:
        """What the system calls the queue's thread; 0 while there is none."""
        return int(kernel.word(self.job + JOB.THREAD, "uint32_t")[0])

    @property
    def host_entry(self) -> HostEntry | None:
        """How a thread of this process does the queue's work; None where that is another's."""
        perform = self._firmware.perform
        if perform is None:
            return None
        address = self._address
        return HostEntry(
            perform,
            self._firmware.wait,
            address,
            address + QUEUE.WRITE,
            address + QUEUE.READ,
            self.job + JOB.THREAD,
        )

    def describe(self) -> str:
        """What the queue does now, as a line of text."""
        # Another thread's submit may let go of what has just been done, while its packet is read here.
        in_flight = list(self._in_flight)
        waiting = self._write - int(self._read[0])
        packet = int(self._current[0])
        if not waiting:
            return f"queue {self.name}: idle"
        if not packet:
            return f"queue {self.name}: between packets, {waiting} slots to go"
        text = describe(
            kernel.buffer(packet, SLOT_BYTES), lambda address: self._names.get(address, hex(address))
        )
        del in_flight
        return f"queue {self.name}: executing {text}; {waiting} slots to go"

    def forget_thread(self) -> None:
        """In the child of a fork: there is no thread; the next submit starts one where the last left off."""
        self._thread = 0
        for offset in (QUEUE.SLEEPING, QUEUE.STOP, QUEUE.EXITED):
            kernel.word(self._address + offset, "uint32_t")[0] = 0
        self._current[0] = 0

    def stop(self, timeout_s: float) -> bool:
        """End the thread after the packet it executes; False when it still runs after `timeout_s`."""
        self._closed = True
        for recording in tuple(self._recordings):
            recording.close()
        if self._thread:
            self._stop[0] = 1
            self._firmware.doorbell(self._address, self._write + 1)
            if not wait_at(self._firmware, self._address + QUEUE.EXITED, 1, timeout_s):
                return False
            self._process.join_thread(self._thread)
            self._thread = 0
        self._in_flight.clear()
        return True

    def leak(self) -> None:
        """Keep everything the thread may touch, since it could not be stopped."""
        for mapping in (self._ring, self._control, self._scratch):
            mapping.leak()
        for reference in (reference for _, references in self._in_flight for reference in references):
            if isinstance(reference, Mapped):
                reference.leak()

    def close(self) -> None:
        """End the queue once what was submitted is done.

        Raises DeviceHang, with what it executes, when that takes more than some seconds; the rest is dropped.
        """
        if self._closed:
            return
        # In the child of a fork there may be no thread to do what is left.
        done = not self._thread or self.idle(CLOSE_TIMEOUT_S) or self._firmware.failed()
        hang = None if done else self.describe()
        if self.stop(STOP_TIMEOUT_S):
            self._release(self)
        else:
            self.leak()
        self._pending.clear()
        self._pending_references.clear()
        if hang is not None:
            raise DeviceHang(f"cannot close {hang}, which has not ended in {CLOSE_TIMEOUT_S} s")


CLOSE_TIMEOUT_S = 5.0
"""How long closing waits for the work that was submitted."""

STOP_TIMEOUT_S = 1.0
"""How long a thread that was told to stop has to end: one that waits looks every STOP_CHECK_NS."""
