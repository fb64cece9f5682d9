"""Streams: each a thread that does what was asked of it in order. Events, and waits for numbers in memory."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from .... import kernel
from ....nvidia import abi
from ....quiet import Quiet, Waiting
from .failure import Failure

Command = Callable[[], None]
# How long a wait for a number sleeps between looks: the host writes it without telling anybody.
_SHORTEST_LOOK_S, _LONGEST_LOOK_S = 20e-6, 500e-6


class Ended(Exception):
    """The context goes away, or is broken: what waits gives up."""


class StreamThread:
    """An in-order queue of commands."""

    def __init__(
        self, broken: Callable[[], bool], failed: Callable[[BaseException], None], flags: int = 0
    ) -> None:
        self.flags = flags
        self._broken, self._failed = broken, failed
        self._commands: deque[Command] = deque()
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._submitted = self._finished = 0
        self._ending = False
        self._thread: threading.Thread | None = None

    def submit(self, command: Command) -> int:
        """Append a command; returns its number."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="barewire-stream", daemon=True)
                self._thread.start()
            self._commands.append(command)
            self._submitted += 1
            self._changed.notify_all()
            return self._submitted

    def _work(self) -> None:
        with Quiet():
            self._run_commands()

    def _run_commands(self) -> None:
        while True:
            with self._changed:
                while not self._commands and not self._ending:
                    with Waiting():
                        self._changed.wait()
                if not self._commands:
                    return
                command = self._commands.popleft()
            try:
                if not self._broken():
                    command()
            except Ended:
                pass
            except BaseException as error:
                self._failed(error)
            del command
            with self._changed:
                self._finished += 1
                self._changed.notify_all()

    @property
    def position(self) -> int:
        """The number of the last command submitted."""
        return self._submitted

    def done(self, number: int | None = None) -> bool:
        """Whether a command, or all of them, has been done."""
        return self._finished >= (self._submitted if number is None else number)

    def wait(self, number: int | None = None) -> None:
        """Wait until a command, or all there are now, has been done, or the context is broken."""
        with self._changed:
            wanted = self._submitted if number is None else number
            while self._finished < wanted and not self._ending:
                self._changed.wait(0.05)

    @property
    def ending(self) -> bool:
        """Whether it is being destroyed."""
        return self._ending

    def end(self) -> None:
        """Let the thread end once what was submitted is done."""
        with self._changed:
            self._ending = True
            self._changed.notify_all()

    def join(self, timeout_s: float) -> None:
        """Wait for the thread's end."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout_s)

    def wait_for_number(self, address: int, value: int, condition: int, bits: int) -> None:
        """Wait, as a command, until a number in memory fulfils a condition. Raises Ended."""
        word = kernel.word(address, f"uint{bits}_t")
        holds = CONDITIONS[condition]
        pause = _SHORTEST_LOOK_S
        while not holds(word[0], value, bits):
            if self._broken() or self._ending:
                raise Ended
            with Waiting():
                time.sleep(pause)
            pause = min(2 * pause, _LONGEST_LOOK_S)


def _cyclic(have: int, value: int, bits: int) -> bool:
    return (have - value) & ((1 << bits) - 1) < 1 << (bits - 1)


# CUstreamWaitValue_flags.
CONDITIONS: dict[int, Callable[[int, int, int], bool]] = {
    0: _cyclic,
    1: lambda have, value, bits: have == value & ((1 << bits) - 1),
    2: lambda have, value, bits: bool(have & value),
    3: lambda have, value, bits: bool(~(have | value) & ((1 << bits) - 1)),
}


class Event:
    """A mark in a stream."""

    def __init__(self, flags: int) -> None:
        self.timing = not flags & abi.CU_EVENT_DISABLE_TIMING
        self._stream: StreamThread | None = None
        self._number = 0
        self.time_s: float | None = None

    def record(self, stream: StreamThread) -> None:
        """Mark what the stream has to do by now."""
        self.time_s = None

        def mark() -> None:
            self.time_s = time.perf_counter()

        self._number = stream.submit(mark)
        self._stream = stream

    @property
    def recorded(self) -> bool:
        """Whether it was recorded at all."""
        return self._stream is not None

    def done(self) -> bool:
        """Whether what it marks is done."""
        return self._stream is None or self._stream.done(self._number)

    def waiter(self) -> Command:
        """A command for another stream that waits for what it marks now."""
        stream, number = self._stream, self._number

        def wait() -> None:
            if stream is not None:
                stream.wait(number)

        return wait

    def synchronize(self) -> None:
        """Wait for what it marks."""
        self.waiter()()

    def seconds_since(self, earlier: Event) -> float:
        """The time between two events. Raises Failure."""
        if not (self.timing and earlier.timing and self.recorded and earlier.recorded):
            raise Failure(abi.CUDA_ERROR_INVALID_HANDLE, "an event without timing, or never recorded")
        if not (self.done() and earlier.done()):
            raise Failure(abi.CUDA_ERROR_NOT_READY)
        if self.time_s is None or earlier.time_s is None:
            raise Failure(abi.CUDA_ERROR_INVALID_VALUE)
        return self.time_s - earlier.time_s
