"""Queues: work recorded in Python, as command streams of a context of the kernel's.

A submission is a list of buffers: the preamble, what was recorded, and an end that counts the submission in
memory, in 32 bits that wrap. What waits for a timeline is held back in this process until somebody is known
to raise it (`timeline.py` says why), and then goes to the kernel with that as a condition. So work that has
gone there always ends.
"""

from __future__ import annotations

import os
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic, sleep
from typing import NamedTuple
from weakref import WeakSet

from .. import kernel
from ..checks import (
    LARGEST_TIMELINE_VALUE,
    check_copy,
    check_fill,
    check_timeline_value,
    check_timestamp,
)
from ..errors import BarewireError, DeviceClosed, DeviceHang, InvalidArgument, SystemCallFailed
from ..interface import CardLimits, Dimensions, Function, Recording, Timeline
from ..owned import Owned
from ..quiet import QuietLock
from . import blit
from .code_object import ANY_BLOCK, Descriptor, Kernel
from .command_memory import CommandMemory, Place
from .commands import Commands, Prepared, PrivateMemory
from .descriptor_table import BoundTable, table_of
from .descriptors import SAMPLER_DWORDS
from .faults import Watch
from .kernel_interface import IndirectBuffer, KernelInterface, has_reached
from .launch import Launch
from .memory import CardMemory, HeldMemory
from .program import Code, QualcommCodeObject, QualcommFunction
from .recording import QualcommRecording
from .segment import MOST_DWORDS, Segment, Step, Wait
from .timeline import FIRST_SLICE_S, LONGEST_SLEEP_S, LONGEST_SLICE_S, QualcommTimeline, Raise

CLOSE_TIMEOUT_S = 5.0
_ARGUMENT_ALIGNMENT = 8
_SCRATCH_OFFSET = 64
_DESCRIPTOR_ALIGNMENT = 64
_WHOLE = 1 << 32
_NO_PRIVATE = PrivateMemory(0, 0, 0)


@dataclass(frozen=True, slots=True)
class QueueParts:
    """What a queue needs of its card."""

    card: object
    limits: CardLimits
    interface: KernelInterface
    memory: CardMemory
    watch: Watch
    commands: Commands
    blits: Callable[[], QualcommCodeObject]
    lock: QuietLock


class _Submission(NamedTuple):
    """Work in flight: the queue's count, the kernel's timestamp, and what it keeps."""

    number: int
    timestamp: int
    segments: Sequence[Segment]
    end: Place


class QualcommQueue(Owned):
    """One context. Not for use by two Python threads at once."""

    def __init__(self, name: str, parts: QueueParts, release: Callable[[QualcommQueue], None]) -> None:
        """`release` is called when the queue is closed. Raises OutOfMemory, SystemCallFailed."""
        self.name = name
        self.parts = parts
        self._release = release
        self._commands = parts.commands
        self._memory = CommandMemory(parts.memory)
        progress = parts.memory.allocate(1, "a queue's progress")
        self._progress = progress
        self._word = kernel.word(progress.host_address, "volatile uint32_t")
        self._word[0] = 0
        self._scratch = progress.gpu_address + _SCRATCH_OFFSET
        self._barrier = self._commands.barrier(self._scratch)
        self._landed = self._commands.landed(self._scratch)
        self._private = _NO_PRIVATE
        self._private_owner: object = None
        try:
            self.context = parts.interface.create_context()
        except BaseException:
            parts.memory.free(progress.gpu_address)
            raise
        preamble = Segment(dwords=self._commands.preamble())
        preamble.settle(self._memory)
        self._preamble = preamble
        self._count = 0
        self._steps: list[Step] = []
        self._launches: list[tuple[Launch, Segment]] = []
        self._held: deque[Step] = deque()
        self._in_flight: deque[_Submission] = deque()
        self._recordings: WeakSet[QualcommRecording] = WeakSet()
        self._is_going_on = self._closed = False
        self._process = os.getpid()
        parts.watch.queues.append(self)

    @property
    def largest_timeline_value(self) -> int:
        """Numbers are compared on the host, in 64 bits."""
        return LARGEST_TIMELINE_VALUE

    # Recording

    def _segment(self) -> Segment:
        """What is recorded into: another one after a wait, after a replay and where the last is long."""
        last = self._steps[-1] if self._steps else None
        if not isinstance(last, Segment) or last.place is not None or len(last.dwords) > MOST_DWORDS:
            last = Segment()
            self._steps.append(last)
        return last

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Run a kernel on `grid` groups of `block` lanes, with the packed arguments it declares.

        Raises InvalidArgument when dimensions, arguments or shared memory are not what kernel and card take,
        or the kernel is another card's; DeviceClosed when its code object is closed.
        """
        owner = function.owner
        if not isinstance(function, QualcommFunction) or not isinstance(owner, QualcommCodeObject):
            raise InvalidArgument(f"cannot dispatch {function.name}: it is another driver's")
        if owner.card is not self.parts.card:
            raise InvalidArgument(f"cannot dispatch {function.name}: it is another card's")
        code = owner.code
        if code is None:
            raise DeviceClosed(f"cannot dispatch {function.name}: its code object is closed")
        kernel = function.kernel
        private = self._private_memory(kernel) if kernel.private_bytes else _NO_PRIVATE
        key = kernel.name, block, local_bytes, private.gpu_address
        prepared = code.prepared.get(key)
        if prepared is None:
            self._check(kernel, block, local_bytes)
            prepared = self._prepare(function, code, block, local_bytes, private)
        x, y, z = grid
        # GLOBALSIZE has 32 bits.
        if min(grid) < 0 or x * block[0] >= _WHOLE or y * block[1] >= _WHOLE or z * block[2] >= _WHOLE:
            raise InvalidArgument(
                f"cannot dispatch {kernel.name} on grid {grid} of groups of {block}: lanes along an axis must"
                " be from 0 to 2**32 - 1"
            )
        if len(arguments) != kernel.argument_bytes:
            arguments = self._fitting(kernel, arguments)
        self._record(code, prepared, grid, arguments)

    def _check(self, kernel: Kernel, block: Dimensions, local_bytes: int) -> None:
        """Raises InvalidArgument for groups that kernel and card do not take."""
        limits, architecture = self.parts.limits, self._commands.architecture
        if not all(0 < size <= most for size, most in zip(block, limits.max_block, strict=True)):
            raise InvalidArgument(
                f"cannot dispatch {kernel.name} in groups of {block}: each must be from 1 to"
                f" {limits.max_block}"
            )
        if kernel.block != ANY_BLOCK and block != kernel.block:
            raise InvalidArgument(
                f"cannot dispatch {kernel.name} in groups of {block}: it was compiled for {kernel.block}"
            )
        lanes = block[0] * block[1] * block[2]
        waves = architecture.waves
        if kernel.full_registers:
            fitting = architecture.registers // (kernel.full_registers * (kernel.wave_lanes // 64))
            waves = min(waves, fitting * architecture.wave_granularity)
        most = min(limits.max_block[0], waves * kernel.wave_lanes)
        if lanes > most:
            raise InvalidArgument(
                f"cannot dispatch {kernel.name} in groups of {block}, {lanes} lanes: with its"
                f" {kernel.full_registers} vector registers it takes at most {most}"
            )
        shared = limits.local_memory_bytes - kernel.shared_bytes
        if not 0 <= local_bytes <= shared:
            raise InvalidArgument(
                f"cannot dispatch {kernel.name} with {local_bytes} bytes of local memory besides its own"
                f" {kernel.shared_bytes}: it takes from 0 to {shared}"
            )

    def _fitting(self, kernel: Kernel, arguments: bytes) -> bytes:
        """Arguments without what they were rounded up by."""
        size = kernel.argument_bytes
        if not size <= len(arguments) <= -(-size // _ARGUMENT_ALIGNMENT) * _ARGUMENT_ALIGNMENT:
            raise InvalidArgument(
                f"cannot dispatch {kernel.name} with {len(arguments)} bytes of arguments: it takes {size}"
            )
        return arguments[:size]

    def _prepare(
        self,
        function: QualcommFunction,
        code: Code,
        block: Dimensions,
        local_bytes: int,
        private: PrivateMemory,
    ) -> Prepared:
        kernel = function.kernel
        made = self._commands.prepare(
            kernel, function.gpu_address, block, kernel.shared_bytes + local_bytes, private
        )
        code.prepared[kernel.name, block, local_bytes, private.gpu_address] = made
        return made

    def _record(
        self, code: Code, prepared: Prepared, grid: Dimensions, arguments: bytes, is_users: bool = True
    ) -> None:
        kernel = prepared.kernel
        launch = Launch(kernel.name, grid, prepared.block, bytearray(arguments))
        segment = self._segment()
        if all(grid):
            tables = self._tables(kernel, launch) if prepared.tables else ()
            dwords = segment.dwords
            dwords += self._barrier
            launch.arguments_at = self._commands.dispatch(dwords, prepared, grid, arguments, tables)
            segment.launches.append(launch)
            segment.keeps.add(code)
            if kernel.private_bytes:
                segment.keeps.add(self._private_owner)
        if is_users:
            self._launches.append((launch, segment))

    def _private_memory(self, kernel: Kernel) -> PrivateMemory:
        """Private memory for all lanes that can run. One queue's kernels run one after the other, so it is
        theirs in turn; work in flight keeps what it was recorded with.
        """
        if kernel.private_bytes > self._private.lane_bytes:
            architecture = self._commands.architecture
            processor_bytes = kernel.private_bytes * architecture.private_lanes
            piece = self.parts.memory.allocate(
                processor_bytes * architecture.shader_processors, "private memory"
            )
            self._private_owner = HeldMemory(piece, self.parts.memory)
            self._private = PrivateMemory(piece.gpu_address, kernel.private_bytes, processor_bytes)
        return self._private

    def _tables(self, kernel: Kernel, launch: Launch) -> list[int]:
        """Where samplers are, and descriptors of this dispatch with the addresses that its arguments have."""
        addresses = []
        if kernel.samplers:
            place = self._place(4 * SAMPLER_DWORDS * len(kernel.samplers))
            addresses.append(place.gpu_address)
            place.write(array("I", [word for sampler in kernel.samplers for word in sampler]).tobytes())
        return addresses + [self._table(group, launch) for group in (kernel.textures, kernel.images) if group]

    def _table(self, descriptors: tuple[Descriptor, ...], launch: Launch) -> int:
        table = table_of(descriptors)
        bound = BoundTable(table, self._place(table.size_bytes))
        bound.bind(launch.arguments)
        launch.tables.append(bound)
        return bound.place.gpu_address

    def _place(self, size_bytes: int) -> Place:
        """Memory that lives as long as what is recorded now."""
        place = self._memory.place(size_bytes, _DESCRIPTOR_ALIGNMENT)
        self._segment().keeps.add(place.chunk)
        return place

    def _blit(self, work: blit.Blit) -> None:
        code_object = self.parts.blits()
        function, code = code_object.functions[work.kernel], code_object.code
        assert isinstance(function, QualcommFunction)
        assert code is not None
        prepared = code.prepared.get((work.kernel, blit.BLOCK, 0, 0))
        if prepared is None:
            prepared = self._prepare(function, code, blit.BLOCK, 0, _NO_PRIVATE)
        self._record(code, prepared, work.grid, work.arguments, is_users=False)

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy between ranges that do not overlap. Raises InvalidArgument where they do."""
        check_copy(destination, source, size_bytes)
        for work in blit.copy(destination, source, size_bytes):
            self._blit(work)

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern over a range. Raises InvalidArgument for a pattern that fills do not have."""
        check_fill(size_bytes, pattern)
        if not size_bytes:
            return
        place = self._place(blit.PATTERNS_BYTES)
        place.write(blit.patterns(destination, pattern))
        for work in blit.fill(destination, size_bytes, place.gpu_address):
            self._blit(work)

    def _known(self, timeline: Timeline, value: int) -> QualcommTimeline:
        if not isinstance(timeline, QualcommTimeline) or timeline.card is not self.parts.card:
            raise InvalidArgument(
                "a queue of a Qualcomm card can wait for and raise timelines of that card only"
            )
        check_timeline_value(value)
        timeline.check_open()
        return timeline

    def wait(self, timeline: Timeline, value: int) -> None:
        """Hold what follows until a timeline of this card reaches a value."""
        self._steps.append(Wait(self._known(timeline, value), value))

    def signal(self, timeline: Timeline, value: int) -> None:
        """Raise a timeline to a value once all that was recorded before is done and can be seen."""
        known = self._known(timeline, value)
        segment = self._segment()
        segment.dwords += self._landed
        segment.dwords += self._commands.raise_to(known.gpu_address, value)
        segment.signals.append((known, value))

    def timestamp(self, address: int) -> None:
        """Write the always-on counter to `address` once all that was recorded before is done."""
        check_timestamp(address)
        self._segment().dwords += self._commands.timestamp(address)

    def finish(self) -> QualcommRecording:
        """Take what was recorded since the last submit as a recording, which is not submitted.

        Raises OutOfMemory, KernelFault or DeviceHang when the card has failed.
        """
        self._check_usable("recorded")
        for step in self._steps:
            if isinstance(step, Segment):
                step.settle(self._memory)
        steps, self._steps = self._steps, []
        launches, self._launches = self._launches, []
        recording = QualcommRecording(self, steps, launches)
        self._recordings.add(recording)
        return recording

    def replay(self, recording: Recording) -> None:
        """Record the execution of a recording.

        Raises InvalidArgument when it is another queue's, DeviceClosed when it or this queue is closed.
        """
        if not isinstance(recording, QualcommRecording) or recording.queue is not self:
            raise InvalidArgument(f"queue {self.name} cannot replay the recording of another queue")
        if recording.is_closed:
            raise DeviceClosed("the recording to replay is closed")
        self._steps.extend(recording.steps)

    # Submission

    def _check_usable(self, what: str) -> None:
        if self._closed:
            raise DeviceClosed(f"work was {what} on queue {self.name} after it, or its card, was closed")
        if os.getpid() != self._process:
            raise DeviceClosed(
                f"queue {self.name} belongs to the process that this one was forked from, whose memory the"
                " GPU works with"
            )
        failed = self.parts.watch.failed
        if failed is not None:
            raise failed

    def submit(self) -> None:
        """Give what was recorded to the kernel, in order, or hold it back where it waits for a timeline.

        Raises DeviceClosed after `close`, KernelFault or DeviceHang when the card has failed.
        """
        if not self._steps:
            return
        self._check_usable("submitted")
        for step in self._steps:
            if isinstance(step, Segment):
                step.settle(self._memory)
        with self.parts.lock:
            self._held.extend(self._steps)
            self._steps, self._launches = [], []
            self.go_on()

    def go_on(self) -> None:
        """Submit what is held back, up to what still waits for a timeline that nobody is known to raise."""
        with self.parts.lock:
            if self._is_going_on:
                # What this queue submits has others go on, which has this one asked to: it is at it.
                return
            self._is_going_on = True
            try:
                self._go_on()
            finally:
                self._is_going_on = False

    def _go_on(self) -> None:
        after: list[tuple[int, int]] = []
        segments: list[Segment] = []
        while self._held:
            step = self._held[0]
            if isinstance(step, Segment):
                segments.append(step)
                self._held.popleft()
                continue
            if step.timeline.now() < step.value and not any(
                timeline is step.timeline and value >= step.value
                for segment in segments
                for timeline, value in segment.signals
            ):
                # What comes before has to be under way: it may be what the timeline is raised by.
                self._send(segments, after)
                segments, after = [], []
                found = step.timeline.raise_to(step.value)
                if found is None and step.timeline.now() < step.value:
                    step.timeline.hold_back(self)
                    return
                if found is not None and found.context != self.context:
                    after.append((found.context, found.timestamp))
            self._held.popleft()
        self._send(segments, after)

    def _send(self, segments: Sequence[Segment], after: Sequence[tuple[int, int]]) -> None:
        """One submission of the kernel's; none where there is nothing to run."""
        if not segments and not after:
            return
        count = (self._count + 1) % _WHOLE
        end = self._memory.place(32)
        dwords = self._commands.write_back(self._progress.gpu_address, count)
        end.write(b"".join(word.to_bytes(4, "little") for word in dwords))
        buffers = [
            self._preamble.buffer,
            *(segment.buffer for segment in segments),
            IndirectBuffer(end.gpu_address, 4 * len(dwords), end.chunk.piece.handle),
        ]
        # Already now, so that a failure finds what is in flight.
        submission = _Submission(count, 0, segments, end)
        self._in_flight.append(submission)
        try:
            timestamp = self.parts.interface.submit(self.context, buffers, after)
        except SystemCallFailed as error:
            reason = self.parts.watch.error_of(error, self.context)
            self._in_flight.pop()
            raise reason from error
        self._count = count
        self._in_flight[-1] = submission._replace(timestamp=timestamp)
        self._retire()
        for segment in segments:
            for timeline, value in segment.signals:
                timeline.raised_by(Raise(value, self.context, timestamp))

    # Progress

    def _retire(self) -> None:
        """Let go of what is done."""
        now = int(self._word[0])
        while self._in_flight and has_reached(now, self._in_flight[0].number):
            self._in_flight.popleft()

    def idle(self, timeout_s: float) -> bool:
        """Wait until all that was submitted is done; False when `timeout_s` pass first.

        Raises KernelFault or DeviceHang when the card fails meanwhile.
        """
        deadline, slice_s = monotonic() + timeout_s, FIRST_SLICE_S
        while True:
            with self.parts.lock:
                self._retire()
                last = self._in_flight[-1] if self._in_flight else None
                is_done = last is None and not self._held
            left_s = deadline - monotonic()
            if is_done:
                return True
            self.parts.watch.check()
            if left_s <= 0:
                return False
            if last is None:
                sleep(min(slice_s, left_s))
                slice_s = min(2 * slice_s, LONGEST_SLICE_S)
                continue
            try:
                self.parts.interface.wait(self.context, last.timestamp, min(left_s, LONGEST_SLEEP_S))
            except SystemCallFailed as error:
                raise self.parts.watch.error_of(error, self.context) from error

    def launches_in_flight(self) -> list[Launch]:
        """Launches that are submitted and may not be done, oldest first."""
        if self._closed:
            return []
        now = int(self._word[0])
        return [
            launch
            for submission in tuple(self._in_flight)
            if not has_reached(now, submission.number)
            for segment in submission.segments
            for launch in segment.launches
        ]

    def describe(self) -> str:
        """What the queue does now, as a line of text."""
        if self._closed:
            return f"queue {self.name}: closed"
        held = self._held[0] if self._held else None
        waiting = (
            f", waiting for a timeline to reach {held.value} (it is at {held.timeline.now()})"
            if isinstance(held, Wait)
            else ""
        )
        now = int(self._word[0])
        in_flight = sum(not has_reached(now, submission.number) for submission in tuple(self._in_flight))
        if not in_flight:
            return f"queue {self.name}: idle{waiting}"
        names = dict.fromkeys(launch.name for launch in self.launches_in_flight())
        kernels = f"kernels {', '.join(names)}" if names else "no kernel"
        return f"queue {self.name}: {in_flight} submissions in flight with {kernels}{waiting}"

    def close(self) -> None:
        """End the queue once its work is done, or at once when the card has failed.

        Raises DeviceHang, with what is in flight, when the work does not end in some seconds.
        """
        if self._closed:
            return
        if os.getpid() != self._process:
            self._closed = True
            return
        hang: BarewireError | None = None
        try:
            if self.parts.watch.error() is None and not self.idle(CLOSE_TIMEOUT_S):
                hang = DeviceHang(f"queue {self.name} was closed with work in flight: {self.describe()}")
        except BarewireError:
            # The card failed while its work was waited for, as whoever waits for that work is told.
            hang = None
        with self.parts.lock:
            self._closed = True
            for recording in tuple(self._recordings):
                recording.close()
            self.parts.watch.queues.remove(self)
            self.parts.interface.destroy_context(self.context)
            self._steps, self._launches = [], []
            self._held.clear()
            self._in_flight.clear()
            self._private_owner = None
            self._preamble = Segment()
            self._memory.close()
            self.parts.memory.release(self._progress.gpu_address)
            self._release(self)
        if hang is not None:
            raise hang


class QualcommCopyQueue(QualcommQueue):
    """A queue that runs no functions but its own."""

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Raises InvalidArgument."""
        raise InvalidArgument(f"cannot dispatch {function.name}: a copy queue runs no functions")
