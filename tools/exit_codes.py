"""What the command-line tools return to the shell, and how a failure becomes one of these."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from enum import IntEnum

from ..runtime.errors import (
    BarewireError,
    InvalidArgument,
    NoCard,
    OutOfMemory,
    PermissionDenied,
    UnknownDevice,
)


class ExitCode(IntEnum):
    """One number per thing that a script may want to tell apart."""

    OK = 0
    FAILED = 1
    USAGE = 2
    NO_DEVICE = 3
    NO_PERMISSION = 4
    OUT_OF_MEMORY = 5
    MISSING_PACKAGE = 6
    INTERRUPTED = 130


# The first entry that the exception is an instance of decides.
_CODES: tuple[tuple[type[BaseException], ExitCode], ...] = (
    (UnknownDevice, ExitCode.NO_DEVICE),
    (NoCard, ExitCode.NO_DEVICE),
    (PermissionDenied, ExitCode.NO_PERMISSION),
    (OutOfMemory, ExitCode.OUT_OF_MEMORY),
    (InvalidArgument, ExitCode.USAGE),
    (BarewireError, ExitCode.FAILED),
    (KeyboardInterrupt, ExitCode.INTERRUPTED),
)

DESCRIPTION = "exit codes: " + ", ".join(
    f"{code.value} {code.name.lower().replace('_', ' ')}" for code in ExitCode
)


class MissingPackage(BarewireError):
    """A tool needs a package that is only installed with one of Barewire's extras."""


def run_tool(run: Callable[[Namespace], int], arguments: Namespace) -> int:
    """Run one tool; a failure that Barewire reports becomes a line on stderr and an exit code."""
    if sys.stdout is None:
        print("barewire: standard output is closed, so there is nowhere to print", file=sys.stderr)
        return ExitCode.FAILED
    try:
        status = run(arguments)
        sys.stdout.flush()
        return status
    except MissingPackage as failure:
        print(f"barewire: {failure}", file=sys.stderr)
        return ExitCode.MISSING_PACKAGE
    except BrokenPipeError:
        # The reader (head, less) has gone: nothing is wrong.
        _print_no_more()
        return ExitCode.OK
    except tuple(kind for kind, _ in _CODES) as failure:
        code = next(code for kind, code in _CODES if isinstance(failure, kind))
        print(f"barewire: {failure or 'interrupted'}", file=sys.stderr)
        return code
    except OSError as failure:
        where = failure.filename or "standard output"
        print(f"barewire: cannot write {where}: {failure.strerror or failure}", file=sys.stderr)
        _print_no_more()
        return ExitCode.FAILED


def _print_no_more() -> None:
    """Lose what is still to be printed: Python's own flush at exit would complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
