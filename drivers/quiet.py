"""Where the garbage collector does not run: in the sections of our locks, and on threads of our own.

A collection runs the finalisers of whatever it finds, which are anybody's code. One that computes needs the
locks that its own thread may hold just then, or the card whose thread it interrupted: it would wait for ever.
So the collector is off meanwhile, for all threads, and on again by the last who leaves; a program that has
switched it off itself keeps it so.
"""

from __future__ import annotations

import gc
import os
import threading
from threading import get_ident
from types import TracebackType
from typing import Any

# The thread of each section that is entered. Appending and removing are atomic, and who leaves last looks, so
# that the collector is never left off; at worst it is on a moment early.
_inside: list[int] = []
_switched_off = False


def enter() -> None:
    """Begin a section."""
    global _switched_off
    if gc.isenabled():
        gc.disable()
        _switched_off = True
    _inside.append(get_ident())


def leave() -> None:
    """End a section."""
    _inside.remove(get_ident())
    _collect_again()


def _collect_again() -> None:
    global _switched_off
    if _switched_off and not _inside:
        _switched_off = False
        gc.enable()


def _after_fork_in_child() -> None:
    """The other threads are not there to leave their sections."""
    _inside[:] = [thread for thread in _inside if thread == get_ident()]
    _collect_again()


os.register_at_fork(after_in_child=_after_fork_in_child)


class QuietLock:
    """A lock in whose sections the collector does not run; `reentrant`, its holder may take it again.

    `inner` is the lock itself, for native code that runs nothing of Python's while it holds it.
    """

    __slots__ = ("_acquire", "_holder", "_release", "inner")

    def __init__(self, reentrant: bool = False) -> None:
        lock: Any = threading.RLock() if reentrant else threading.Lock()
        self.inner = lock
        self._acquire, self._release = lock.acquire, lock.release
        self._holder = 0

    # These two are on the way of every launch, so what `enter` and `leave` do is written out.
    def __enter__(self) -> None:
        global _switched_off
        if gc.isenabled():
            gc.disable()
            _switched_off = True
        thread = get_ident()
        _inside.append(thread)
        self._acquire()
        self._holder = thread

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        global _switched_off
        thread = self._holder
        self._release()
        _inside.remove(thread)
        if _switched_off and not _inside:
            _switched_off = False
            gc.enable()

    def enter_if_free(self) -> bool:
        """Begin the section, which `__exit__` ends, unless somebody is in it."""
        enter()
        if self._acquire(blocking=False):
            self._holder = get_ident()
            return True
        leave()
        return False


class Quiet:
    """A section without a lock: what a thread of our own does."""

    __slots__ = ()

    def __enter__(self) -> None:
        enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave()


class Waiting:
    """Where such a thread waits, and others collect."""

    __slots__ = ()

    def __enter__(self) -> None:
        leave()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        enter()
