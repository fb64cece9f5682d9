"""The processes that compile kernels: started on demand, replaced when one dies."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence

from ..drivers.process import python_environment
from ..drivers.quiet import QuietLock
from .compile_worker import FAILED, STARTED, read_message
from .errors import CompileError

# What a message quotes of what a worker printed before it died.
QUOTED_BYTES = 2000


class Worker:
    """One worker process, and the index of the request it is at."""

    def __init__(self) -> None:
        package = __name__.rpartition(".")[0]
        # No buffers: their locks would stay held in the child of a fork while another thread writes or reads.
        # A file, since nobody reads a pipe while the worker is well.
        self.printed = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with the worker
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-P", "-m", f"{package}.compile_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.printed,
            bufsize=0,
            env=python_environment(),
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.requests = self.process.stdin
        self.answers = self.process.stdout
        self.at: int | None = None
        self.has_started = False

    def send(self, index: int, request: bytes) -> None:
        """Give the worker its next request. A worker that died shows it when it is read from."""
        self.at = index
        left = memoryview(request)
        with contextlib.suppress(BrokenPipeError):
            while left:
                left = left[self.requests.write(left) :]

    def why_it_died(self) -> str:
        """How the process ended and the last it printed, for a message."""
        code = self.process.wait()
        ending = f"exit status {code}"
        if code < 0:
            with contextlib.suppress(ValueError):
                ending = signal.Signals(-code).name
        size_bytes = self.printed.seek(0, os.SEEK_END)
        self.printed.seek(max(0, size_bytes - QUOTED_BYTES))
        said = self.printed.read().decode(errors="replace").strip()
        return f"{ending}{': ' + said if said else ''}"

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.disown()
        self.process.wait()

    def disown(self) -> None:
        """Close this process's ends of the pipes. A worker whose input is closed ends by itself."""
        for file in (self.requests, self.answers, self.printed):
            with contextlib.suppress(OSError):
                file.close()


class CannotStart(Exception):
    """There can be no workers in this process: what Python's name stands for is not Python, or nothing."""


class Pool:
    """Workers that wait for requests between one graph and the next."""

    def __init__(self) -> None:
        self._lock = QuietLock()
        self.workers: list[Worker] = []
        # An application that carries Python within itself would start itself again.
        self.can_start = bool(sys.executable) and not getattr(sys, "frozen", False)

    def compile(self, names: Sequence[str], requests: Sequence[bytes], most_workers: int) -> list[bytes]:
        """The image of each request. Raises CompileError with the kernel's name for one that fails or kills
        its worker, CannotStart where there are no workers.
        """
        with self._lock:
            if not self.can_start:
                raise CannotStart
            run = _Run(self.workers, names, requests, min(most_workers, len(requests)))
            try:
                return run.finish()
            except CannotStart:
                self.can_start = False
                raise
            finally:
                # Those still at work were interrupted: nobody waits for their answers.
                for worker in [worker for worker in self.workers if worker.at is not None]:
                    self.workers.remove(worker)
                    worker.close()

    def close(self) -> None:
        """End all workers."""
        with self._lock:
            for worker in self.workers:
                worker.close()
            self.workers.clear()

    def forget(self) -> None:
        """In a forked child: let go of the parent's workers."""
        self._lock = QuietLock()
        for worker in self.workers:
            worker.disown()
            # Not a child of this process: nothing to wait for.
            worker.process.returncode = 0
        self.workers.clear()


class _Run:
    """The requests of one graph on their way through the workers."""

    def __init__(
        self, workers: list[Worker], names: Sequence[str], requests: Sequence[bytes], most_workers: int
    ) -> None:
        self.workers = workers
        self.names = names
        self.requests = requests
        self.most_workers = most_workers
        self.next = 0
        self.images: list[bytes] = [b""] * len(requests)
        self.failures: dict[int, str] = {}

    def finish(self) -> list[bytes]:
        """Hand out requests and take answers until all are done, or one failed and no other is at work."""
        while True:
            self._hand_out()
            busy = {worker.answers.fileno(): worker for worker in self.workers if worker.at is not None}
            if not busy:
                break
            poll = select.poll()
            for descriptor in busy:
                poll.register(descriptor, select.POLLIN)
            for descriptor, _ in poll.poll():
                self._take(busy[descriptor])
        if self.failures:
            index = min(self.failures)
            raise CompileError(f"kernel {self.names[index]!r}: {self.failures[index]}")
        return self.images

    def _hand_out(self) -> None:
        for worker in [
            worker for worker in self.workers if worker.at is None and worker.process.poll() is not None
        ]:
            self.workers.remove(worker)
            worker.close()
        idle = [worker for worker in self.workers if worker.at is None]
        busy = len(self.workers) - len(idle)
        while self.next < len(self.requests) and busy < self.most_workers and not self.failures:
            if not idle:
                try:
                    idle.append(Worker())
                except OSError as error:
                    raise CannotStart from error
                self.workers.append(idle[-1])
            idle.pop().send(self.next, self.requests[self.next])
            self.next += 1
            busy += 1

    def _take(self, worker: Worker) -> None:
        answer = read_message(worker.answers)
        if not worker.has_started:
            if answer != STARTED:
                raise CannotStart
            worker.has_started = True
            return
        index, worker.at = worker.at, None
        assert index is not None
        if answer is None:
            self.failures[index] = (
                f"the compiler crashed ({worker.why_it_died()}); BAREWIRE_DEBUG=4 prints the IR it was given"
            )
            self.workers.remove(worker)
            worker.close()
        elif answer[:1] == FAILED:
            self.failures[index] = answer[1:].decode()
        else:
            self.images[index] = answer[1:]


pool = Pool()
atexit.register(pool.close)
os.register_at_fork(after_in_child=pool.forget)
