"""Processes that tests start: each ends with the test, whatever happens, and so does all that it started."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from . import processor

PACKAGE_FOLDER = str(Path(__file__).resolve().parent.parent)
# What a process takes of the processor's time at most: one that spins ends even if nobody is left to end it.
CPU_TIME_S = 1200
# First in a program that Ctrl-C is to interrupt: whoever runs the tests in the background ignores the signal,
# and a process that inherits that goes on ignoring it.
INTERRUPTIBLE = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child process: this one's with changes, and Barewire and its tests to import."""
    changed = {**os.environ, **changes}
    return {**changed, "PYTHONPATH": processor.python_path(changed, PACKAGE_FOLDER)}


@contextmanager
def running(
    command: Sequence[str | Path], cpu_time_s: int | None = CPU_TIME_S, **options: Any
) -> Iterator[subprocess.Popen[Any]]:
    """A process in a group of its own, which is killed at the end. Its output is text, piped; `options` are
    those of Popen.
    """
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    options = {"env": environment(), "text": True, **pipes, **options}
    with subprocess.Popen(command, process_group=0, **options) as process:
        try:
            if cpu_time_s is not None:
                with suppress(ProcessLookupError):
                    resource.prlimit(process.pid, resource.RLIMIT_CPU, (cpu_time_s, cpu_time_s))
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def run(
    command: Sequence[str | Path],
    timeout_s: float = 60,
    input: str | bytes | None = None,
    check: bool = False,
    **options: Any,
) -> subprocess.CompletedProcess[Any]:
    """Run a process to its end, with what it printed. Raises TimeoutExpired, and CalledProcessError if asked
    to check.
    """
    given = {} if input is None else {"stdin": subprocess.PIPE}
    with running(command, **given, **options) as process:
        output, errors = process.communicate(input, timeout_s)
    done = subprocess.CompletedProcess(command, process.returncode, output, errors)
    if check:
        done.check_returncode()
    return done


def start(program: str, *arguments: str, **changes: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """Start a Python program that can import Barewire, for the length of a `with`."""
    return running([sys.executable, "-c", program, *arguments], env=environment(**changes))


def output_of(program: str, *arguments: str, **changes: str) -> str:
    """What a program prints; it must end well, within a minute."""
    done = run([sys.executable, "-c", program, *arguments], env=environment(**changes))
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def run_module(
    name: str, *arguments: str, timeout_s: float, **changes: str
) -> subprocess.CompletedProcess[str]:
    """`python -m name`, to its end, with what it printed."""
    command = [sys.executable, "-m", name, *arguments]
    return run(command, timeout_s, env=environment(**changes), cwd=PACKAGE_FOLDER)
