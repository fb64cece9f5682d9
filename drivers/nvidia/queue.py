"""Queues: work recorded in Python, issued to a stream of the driver's by `submit`, and what keeps it alive.

Each submission ends by raising a timeline: the caller's, where a signal is the last that was recorded, or the
queue's own. By that a queue knows what is done, and lets go of what it was for.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakSet

from ..checks import (
    LARGEST_TIMELINE_VALUE,
    check_copy,
    check_fill,
    check_timeline_value,
    check_timestamp,
)
from ..errors import BarewireError, DeviceClosed, DeviceHang, InvalidArgument
from ..interface import CardLimits, Dimensions, Function, Recording, Timeline
from ..owned import Owned
from . import abi, builtin
from .code_object import Module, NvidiaCodeObject, NvidiaFunction
from .commands import Command, Copy, Fill, PeerCopy, Replay, Signal, Wait
from .context import Context
from .discovery import local_memory_bytes
from .faults import Watch
from .issuing import IssuingStream
from .launch import EmptyLaunch, Launch, TogetherLaunch
from .libcuda import CallFailed
from .memory import CardMemory, Piece
from .recording import NvidiaRecording
from .retired import Retired
from .timeline import NvidiaTimeline, wait_at
from .together_checks import check_clusters_fit, check_grid

CLOSE_TIMEOUT_S = 5.0
_LARGEST_GRID = (2**31 - 1, 65535, 65535)
_ARGUMENT_ALIGNMENT = 8


@dataclass(frozen=True, slots=True)
class QueueParts:
    """What a queue needs of its card.

    `peer` finds another open card's memory by address, and lets the two use each other's.
    """

    card: object
    limits: CardLimits
    context: Context
    memory: CardMemory
    watch: Watch
    builtins: Callable[[], NvidiaCodeObject]
    timeline: Callable[[], NvidiaTimeline]
    peer: Callable[[int], tuple[Context, Piece] | None]
    retired: Retired


class _Submission(NamedTuple):
    """Work in flight, kept alive until `timeline` has `value`."""

    timeline: NvidiaTimeline
    value: int
    commands: Sequence[Command]

    def is_done(self) -> bool:
        return self.timeline.is_closed or self.has_reached()

    def has_reached(self) -> bool:
        """Whether the number is there, also once the timeline was closed and its memory left."""
        return bool(self.timeline.word[0] >= self.value)


class NvidiaQueue(Owned):
    """One stream. Not for use by two Python threads at once."""

    def __init__(self, name: str, parts: QueueParts, release: Callable[[NvidiaQueue], None]) -> None:
        """`release` is called when the queue is closed."""
        self.name = name
        self.parts = parts
        self._release = release
        self._context = parts.context
        self._card = parts.card
        self._stream = IssuingStream(parts.context, parts.builtins)
        self._progress = parts.timeline()
        self._submitted = 0
        self._last: _Submission | None = None
        self._pending: list[Command] = []
        self._in_flight: deque[_Submission] = deque()
        self._recordings: WeakSet[NvidiaRecording] = WeakSet()
        self._closed = False
        self._process = os.getpid()
        limits = parts.limits
        self._largest_grid = limits.max_grid if all(limits.max_grid) else _LARGEST_GRID
        parts.watch.queues.append(self)

    @property
    def foreign_stream(self) -> int:
        """The CUstream as a number, for a library that is to have it wait for its own work."""
        return int(abi.ffi.cast("uintptr_t", self._stream.handle))

    @property
    def largest_timeline_value(self) -> int:
        """Streams compare and write 64 bits."""
        return LARGEST_TIMELINE_VALUE

    # Recording

    def dispatch(
        self, function: Function, grid: Dimensions, block: Dimensions, arguments: bytes, local_bytes: int = 0
    ) -> None:
        """Run a kernel on `grid` blocks of `block` threads, with the packed arguments it declares.

        Raises InvalidArgument when dimensions, arguments or shared memory are not what kernel and card take,
        or the kernel is another card's; DeviceClosed when its code object is closed.
        """
        owner = function.owner
        if not isinstance(function, NvidiaFunction) or not isinstance(owner, NvidiaCodeObject):
            raise InvalidArgument(f"cannot dispatch {function.name}: it is another driver's")
        if owner.card is not self._card:
            raise InvalidArgument(f"cannot dispatch {function.name}: it is another card's")
        module = owner.module
        if module is None:
            raise DeviceClosed(f"cannot dispatch {function.name}: its code object is closed")
        prepared = module.prepared.get((function.gpu_address, function.together, block, local_bytes))
        size, each_grid = prepared or self._prepare(function, module, block, local_bytes)
        most = self._largest_grid
        if not (0 <= grid[0] <= most[0] and 0 <= grid[1] <= most[1] and 0 <= grid[2] <= most[2]):
            raise InvalidArgument(
                f"cannot dispatch {function.name} on grid {grid}: each must be from 0 to {most}"
            )
        if size != len(arguments):
            arguments = self._fitting(function, arguments, size)
        if function.maps is not None:
            # What does not suit the kernel is said here, not when it is submitted.
            function.complete(arguments)
        kind = Launch if all(grid) else EmptyLaunch
        if each_grid and kind is Launch:
            check_grid(function, grid, block, local_bytes, self._context)
            kind = Launch if function.together is None else TogetherLaunch
        self._pending.append(kind(function, module, grid, block, arguments, local_bytes))

    def _fitting(self, function: Function, arguments: bytes, size: int) -> bytes:
        """Arguments without what they were rounded up by; those of a cubin are taken as they are."""
        if size < 0:
            return arguments
        rounded = -(-size // _ARGUMENT_ALIGNMENT) * _ARGUMENT_ALIGNMENT
        if not size <= len(arguments) <= rounded:
            raise InvalidArgument(
                f"cannot dispatch {function.name} with {len(arguments)} bytes of arguments: it takes {size}"
            )
        return arguments[:size]

    def _prepare(
        self, function: NvidiaFunction, module: Module, block: Dimensions, local_bytes: int
    ) -> tuple[int, bool]:
        """Check what does not depend on the grid: (bytes of arguments, whether each grid is checked, too)."""
        self._check_shape(function, block)
        if function.needs_cluster:
            raise InvalidArgument(
                f"cannot dispatch {function.name}: it is written for clusters without saying of what size"
                " (.explicitcluster); launch it by launched(cluster=...)"
            )
        try:
            self._allow_local_memory(function, module, local_bytes)
            if function.cluster != builtin.ONE:
                check_clusters_fit(function, function.cluster, block, local_bytes, self._context)
        except CallFailed as error:
            raise self.parts.watch.error_of(error) from error
        size = -1 if function.parameter_bytes is None else function.parameter_bytes
        each_grid = function.together is not None or function.cluster != builtin.ONE
        key = function.gpu_address, function.together, block, local_bytes
        module.prepared[key] = size, each_grid
        return size, each_grid

    def _check_shape(self, function: NvidiaFunction, block: Dimensions) -> None:
        most = self.parts.limits.max_block
        threads = block[0] * block[1] * block[2]
        if not all(0 < size <= limit for size, limit in zip(block, most, strict=True)):
            raise InvalidArgument(
                f"cannot dispatch {function.name} in blocks of {block}: each must be from 1 to {most}"
            )
        if threads > function.most_threads > 0:
            raise InvalidArgument(
                f"cannot dispatch {function.name} in blocks of {block}, {threads} threads: with its"
                f" {function.registers} registers it takes at most {function.most_threads}"
            )

    def _allow_local_memory(self, function: NvidiaFunction, module: Module, local_bytes: int) -> None:
        """Have the driver allow more shared memory than kernels get unasked."""
        facts = self._context.facts
        static = function.local_bytes or 0
        most = local_memory_bytes(facts)
        if not 0 <= local_bytes <= most - static:
            raise InvalidArgument(
                f"cannot dispatch {function.name} with {local_bytes} bytes of shared memory and {static} of"
                f" its own: a block of {facts.name} has at most {most}"
            )
        usual = facts.number(abi.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK)
        if local_bytes + static > usual and local_bytes > module.largest_local_bytes.get(
            function.gpu_address, 0
        ):
            self._context.call(
                "cuFuncSetAttribute",
                function.handle,
                abi.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                local_bytes,
            )
            module.largest_local_bytes[function.gpu_address] = local_bytes

    def copy(self, destination: int, source: int, size_bytes: int) -> None:
        """Copy between ranges that do not overlap, of this card, the host's pinned memory or another card.

        Raises InvalidArgument where they overlap.
        """
        check_copy(destination, source, size_bytes)
        if not size_bytes:
            return
        find = self.parts.memory.find
        there = None if find(destination) else self.parts.peer(destination)
        origin = None if find(source) else self.parts.peer(source)
        if there is None and origin is None:
            self._pending.append(Copy(destination, source, size_bytes))
            return
        own = self._context
        self._pending.append(
            PeerCopy(
                destination,
                (there[0] if there else own).handle,
                source,
                (origin[0] if origin else own).handle,
                size_bytes,
            )
        )

    def fill(self, destination: int, size_bytes: int, pattern: bytes) -> None:
        """Repeat a pattern over a range.

        Raises InvalidArgument for a pattern of a length that fills do not have.
        """
        check_fill(size_bytes, pattern)
        if not size_bytes:
            return
        work = builtin.fill(destination, size_bytes, pattern)
        if isinstance(work, builtin.Memset):
            self._pending.append(Fill(work))
        else:
            self._own_kernel(work.kernel, work.grid, builtin.BLOCK, work.arguments)

    def _own_kernel(self, name: str, grid: Dimensions, block: Dimensions, arguments: bytes) -> None:
        code = self.parts.builtins()
        self.dispatch(code.functions[name], grid, block, arguments)
        launch = self._pending[-1]
        if isinstance(launch, Launch):
            launch.is_users = False

    def _known(self, timeline: Timeline, value: int) -> NvidiaTimeline:
        if not isinstance(timeline, NvidiaTimeline):
            raise InvalidArgument(
                "a queue of an NVIDIA card can wait for and raise timelines of NVIDIA cards only"
            )
        check_timeline_value(value)
        timeline.check_open()
        return timeline

    def wait(self, timeline: Timeline, value: int) -> None:
        """Hold what follows until a timeline, of this card or another NVIDIA card, reaches a value."""
        self._pending.append(Wait(self._known(timeline, value), value))

    def signal(self, timeline: Timeline, value: int) -> None:
        """Raise a timeline to a value once all that was recorded before is done."""
        self._pending.append(Signal(self._known(timeline, value), value))

    def timestamp(self, address: int) -> None:
        """Write the card's clock, in nanoseconds, to `address` once all that was recorded before is done."""
        check_timestamp(address)
        self._own_kernel(builtin.TIMESTAMP, builtin.ONE, builtin.ONE, address.to_bytes(8, "little"))

    def finish(self) -> NvidiaRecording:
        """Take what was recorded since the last submit as a recording, which is not submitted.

        Raises OutOfMemory, KernelFault when the card has failed.
        """
        self._check_usable("recorded")
        recorded, self._pending = self._pending, []
        self._context.enter()
        try:
            recording = NvidiaRecording(self, self._context, recorded, self.parts.retired)
        except CallFailed as error:
            raise self.parts.watch.error_of(error) from error
        self._recordings.add(recording)
        return recording

    def replay(self, recording: Recording) -> None:
        """Record the execution of a recording.

        Raises InvalidArgument when it is another queue's, DeviceClosed when it or this queue is closed.
        """
        if not isinstance(recording, NvidiaRecording) or recording.queue is not self:
            raise InvalidArgument(f"queue {self.name} cannot replay the recording of another queue")
        if recording.is_closed:
            raise DeviceClosed("the recording to replay is closed")
        self._pending.extend(recording.commands)

    # Submission

    def _check_usable(self, what: str) -> None:
        if self._closed:
            raise DeviceClosed(f"work was {what} on queue {self.name} after it, or its card, was closed")
        if os.getpid() != self._process:
            raise DeviceClosed(
                f"queue {self.name} belongs to the process that this one was forked from: NVIDIA's driver"
                " does not work on in a child of a fork"
            )
        failed = self.parts.watch.failed
        if failed is not None:
            raise failed

    def submit(self) -> None:
        """Give what was recorded to the driver, in order.

        Raises DeviceClosed after `close`, KernelFault or DeviceHang when the card has failed. What follows a
        call that the driver refuses is dropped.
        """
        pending = self._pending
        if not pending:
            return
        self._check_usable("submitted")
        self._pending = []
        stream = self._stream
        last = pending[-1]
        if not isinstance(last, Signal):
            self._submitted += 1
            last = Signal(self._progress, self._submitted)
            pending.append(last)
        in_flight = self._in_flight
        submission = _Submission(last.timeline, last.value, pending)
        # Already now, since a kernel may fail while what follows it is issued.
        in_flight.append(submission)
        try:
            with stream.lock:
                self._context.enter()
                for command in pending:
                    stream.issue(command)
        except CallFailed as error:
            reason = self.parts.watch.error_of(error)
            in_flight.pop()
            raise reason from error
        self._last = submission
        while in_flight and in_flight[0].is_done():
            in_flight.popleft()

    # Progress

    def poll(self) -> int:
        """cuStreamQuery of the stream."""
        return self._stream.query()

    def idle(self, timeout_s: float) -> bool:
        """Wait until all that was submitted is done; False when `timeout_s` pass first.

        Raises KernelFault or DeviceHang when the card fails meanwhile.
        """
        last = self._last
        if self.is_idle or last is None:
            return True
        return wait_at(last.timeline.word, last.value, timeout_s, self.parts.watch)

    @property
    def is_idle(self) -> bool:
        """Whether all that was submitted is done, as far as timelines tell."""
        last = self._last
        return self._closed or last is None or last.is_done()

    def launches_in_flight(self) -> list[Launch]:
        """Launches that are submitted and may not be done, oldest first; those of replays included."""
        if self._closed:
            return []
        return [
            launch
            for submission in tuple(self._in_flight)
            if not submission.is_done()
            for command in submission.commands
            for launch in _launches_of(command)
        ]

    def describe(self) -> str:
        """What the queue does now, as a line of text."""
        if self._closed:
            return f"queue {self.name}: closed"
        in_flight = [s for s in tuple(self._in_flight) if not s.is_done()]
        if not in_flight:
            return f"queue {self.name}: idle"
        names = dict.fromkeys(launch.function.name for launch in self.launches_in_flight())
        kernels = f"kernels {', '.join(names)}" if names else "no kernel"
        waits = [
            f"{command.value} (it is at {command.timeline.word[0]})"
            for command in in_flight[0].commands
            if isinstance(command, Wait)
            and not command.timeline.is_closed
            and command.timeline.word[0] < command.value
        ]
        waiting = f", waiting for a timeline to reach {', '.join(waits)}" if waits else ""
        return f"queue {self.name}: {len(in_flight)} submissions in flight with {kernels}{waiting}"

    def close(self) -> None:
        """End the queue once its work is done, or at once when the card has failed.

        Raises DeviceHang, with what is in flight, when the work does not end in some seconds. The driver
        cannot end it: the stream is left to it, and with it the card's memory until the process ends.
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
        last = self._last
        if hang is not None and last is not None:
            self.parts.retired.is_abandoned = True
            self._context.given_up.append(last.has_reached)
        self._closed = True
        self._stream.is_closed = True
        for recording in tuple(self._recordings):
            recording.close()
        if hang is None and self.parts.watch.failed is None:
            self._stream.close()
            self._progress.close()
        self.parts.watch.queues.remove(self)
        self._release(self)
        self._pending.clear()
        self._in_flight.clear()
        if hang is not None:
            raise hang


def _launches_of(command: Command) -> Sequence[Launch]:
    if isinstance(command, Launch):
        return () if isinstance(command, EmptyLaunch) else (command,)
    return command.run.launches if isinstance(command, Replay) else ()
