"""The process that a card's threads run in: this one, or one of the card's own (`cpu/own_process.py`)."""

from __future__ import annotations

import os
import sys
from typing import Protocol

from . import kernel
from .mapped import PAGE_BYTES, Mapped


def python_environment() -> dict[str, str]:
    """Environment variables with which another interpreter, started with -S, imports what this one does.

    This package too, installed or not.
    """
    root = sys.modules[__name__.partition(".")[0]].__path__[0]
    folders = [os.path.dirname(os.path.abspath(root)), *(os.path.abspath(each) for each in sys.path if each)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(folders))}


class Process(Protocol):
    """Memory, code and threads of one process, at addresses that this process has too."""

    def map(self, size_bytes: int, flags: int = 0, alignment: int = PAGE_BYTES) -> Mapped:
        """Zeroed pages that the threads see, at a multiple of `alignment`. Raises OutOfMemory."""

    def protect(self, mapping: Mapped, offset: int, size_bytes: int, protection: int) -> None:
        """Say what may be done with pages of a mapping. Raises SystemCallFailed."""

    def symbol_address(self, name: str) -> int:
        """Where the C or mathematics library has a function there; 0 when neither has it."""

    def start_thread(self, entry: int, argument: int, name: str) -> int:
        """Run the native function at `entry` with the pointer `argument`; returns what `join_thread` takes.

        Raises SystemCallFailed.
        """

    def join_thread(self, thread: int) -> None:
        """Wait until a thread has returned."""

    def call(self, entry: int, first: int, second: int) -> None:
        """Call the native function at `entry` with two pointers, on a thread that does nothing else."""

    def ended(self) -> str | None:
        """How the process has ended, in words; None while it runs."""


class ThisProcess:
    """The process of the interpreter."""

    def map(self, size_bytes: int, flags: int = 0, alignment: int = PAGE_BYTES) -> Mapped:
        """Anonymous pages. Raises OutOfMemory."""
        return Mapped(size_bytes, flags, alignment)

    def protect(self, mapping: Mapped, offset: int, size_bytes: int, protection: int) -> None:
        """As mprotect does. Raises SystemCallFailed."""
        kernel.mprotect(mapping.address + offset, size_bytes, protection)

    def symbol_address(self, name: str) -> int:
        """Where the C or mathematics library has a function; 0 when neither has it."""
        return kernel.symbol_address(name)

    def start_thread(self, entry: int, argument: int, name: str) -> int:
        """A thread beside Python's. Raises SystemCallFailed."""
        return kernel.start_thread(entry, argument, name)

    def join_thread(self, thread: int) -> None:
        """Wait until a thread has returned."""
        kernel.join_thread(thread)

    def call(self, entry: int, first: int, second: int) -> None:
        """Call it here."""
        kernel.native_function("void(*)(uintptr_t, uintptr_t)", entry)(first, second)

    def ended(self) -> str | None:
        """Never: who asks is this process."""
        return None


THIS_PROCESS = ThisProcess()
