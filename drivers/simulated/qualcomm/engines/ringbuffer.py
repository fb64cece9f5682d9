"""The ring of commands that KGSL feeds: submissions one after another, on a thread.

Before a submission of another context than the last the kernel invalidates the caches; after each it flushes
them and writes the context's timestamp (adreno_a6xx_ringbuffer.c, a6xx_rb_context_switch and
a6xx_ringbuffer_addcmds). What goes wrong ends the context that did it (adreno_dispatch.c).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ....compiler import Keep
from ...memory.vm import AddressSpace
from ..description import CardDescription
from ..memory.gpu_cache import GpuCache
from .command_processor import CommandProcessor
from .compute_state import ComputeState
from .dispatch import Stopped
from .shader_processor import ShaderProcessors
from .trouble import Closing, GpuTrouble


class Context(Protocol):
    """Whose commands the ring executes."""

    memory: AddressSpace
    cache: GpuCache
    invalid: bool
    consumed: int

    def is_retired(self, timestamp: int) -> bool:
        """Whether work up to a timestamp is done."""

    def retire(self, timestamp: int) -> None:
        """Work up to a timestamp is done."""

    def fail(self, timestamp: int, trouble: GpuTrouble) -> None:
        """The command with this timestamp brought the GPU down."""


@dataclass
class Conditions:
    """What the ring runs under, which tests change."""

    hang_s: float = 2.0
    """How long the kernel lets a command run (adreno_dispatch.c, adreno_drawobj_timeout)."""
    suspended: bool = False
    """The system sleeps: submissions wait until it does not."""
    reset_count: int = 0


@dataclass
class Submission:
    """One command of a context: what it waits for, the indirect buffers, the timestamp it retires."""

    context: Context
    timestamp: int
    buffers: list[tuple[int, int]] = field(default_factory=list)
    """Address and dwords of each."""
    waits: Sequence[tuple[Context, int]] = ()


class RingBuffer:
    """The ring of one card. Its thread starts with the first submission."""

    def __init__(self, description: CardDescription, kept: Keep, conditions: Conditions) -> None:
        self._description, self._conditions = description, conditions
        self._queue: deque[Submission] = deque()
        self.changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._active: Context | None = None
        self._running = False
        self._busy_s = 0.0
        self._since = time.monotonic()
        self.processors = ShaderProcessors(kept)
        self.processor = CommandProcessor(
            description, self.processors, lambda: conditions.hang_s, lambda: self._closing
        )
        self.last_trouble: str | None = None
        """What went wrong last, in words, for who debugs a driver."""

    @property
    def busy(self) -> bool:
        """Whether there is work."""
        return self._running or bool(self._queue)

    def busy_percent(self) -> int:
        """The share of time since the last look that the GPU was busy."""
        now = time.monotonic()
        span, busy = now - self._since, self._busy_s
        self._since, self._busy_s = now, 0.0
        return min(100, round(100 * busy / span)) if span > 0 else 0

    def submit(self, submission: Submission) -> None:
        """Queue a submission."""
        with self.changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="barewire-kgsl", daemon=True)
                self._thread.start()
            self._queue.append(submission)
            self.changed.notify_all()

    def drop(self, context: Context) -> None:
        """Forget what a context has queued; wait for what runs."""
        with self.changed:
            self._queue = deque(one for one in self._queue if one.context is not context)
            while self._running and self._active is context and not self._closing:
                self.changed.wait(0.05)

    def close(self) -> None:
        """Stop."""
        self._closing = True
        self.processors.stop()
        with self.changed:
            self._queue.clear()
            self.changed.notify_all()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    # ---- the thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self.changed:
                submission = self._next()
                while submission is None and not self._closing:
                    self.changed.wait(0.2)
                    submission = self._next()
                if self._closing:
                    return
                assert submission is not None
                self._running = True
            began = time.monotonic()
            try:
                self._execute(submission)
            except (Closing, Stopped):
                return
            finally:
                self._busy_s += time.monotonic() - began
                with self.changed:
                    self._running = False
                    self.changed.notify_all()

    def _next(self) -> Submission | None:
        """The first whose waits are over, of each context the oldest."""
        if self._conditions.suspended:
            return None
        held: set[int] = set()
        for at, submission in enumerate(self._queue):
            key = id(submission.context)
            if key in held:
                continue
            if all(context.is_retired(timestamp) for context, timestamp in submission.waits):
                del self._queue[at]
                return submission
            held.add(key)
        return None

    def _execute(self, submission: Submission) -> None:
        context = submission.context
        processor = self.processor
        if context.invalid:
            return
        processor.memory, processor.cache = context.memory, context.cache
        if self._active is not context:
            self._active = context
            context.cache.invalidate()
        context.consumed = submission.timestamp
        try:
            for address, dwords in submission.buffers:
                processor.execute(address, dwords)
            processor.finish()
        except GpuTrouble as trouble:
            processor.abandon()
            self._fault(submission, trouble)
            return
        context.cache.flush()
        context.retire(submission.timestamp)

    def _fault(self, submission: Submission, trouble: GpuTrouble) -> None:
        """What the kernel does after a fault: reset the GPU, end the guilty context, go on with the rest."""
        self.last_trouble = str(trouble)
        self._conditions.reset_count += 1
        self._active = None
        self.processor.state = ComputeState(self._description.architecture)
        with self.changed:
            self._queue = deque(one for one in self._queue if one.context is not submission.context)
        submission.context.fail(submission.timestamp, trouble)
