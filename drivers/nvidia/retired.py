"""What is given back later: calls that would wait for the card's work, made when there is none.

Unloading a module and freeing pinned memory wait until the context is idle, which includes work of cards that
were closed with it in flight; and finalizers, which have things to give back too, run at any moment in any
thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from .context import Context


class Retired:
    """Handles with the functions that take them back."""

    def __init__(self, context: Context, is_idle: Callable[[], bool]) -> None:
        """`is_idle` tells whether none of the card's queues has work in flight."""
        self.is_abandoned = False
        """Set once work in flight was given up: then everything goes with the process."""
        self._context, self._is_idle = context, is_idle
        self._waiting: deque[tuple[str, tuple[Any, ...]]] = deque()

    def add(self, function: str, *arguments: Any) -> None:
        """Call a function some time later."""
        self._waiting.append((function, arguments))

    @property
    def may_call(self) -> bool:
        """Whether anything can be given back at all."""
        return self._context.is_usable and not self.is_abandoned

    def collect(self) -> None:
        """Give back what there is, unless the card works. Raises CallFailed."""
        while self._waiting and self.may_call and self._is_idle() and self._context.is_all_done():
            try:
                function, arguments = self._waiting.popleft()
            except IndexError:
                return
            self._context.call(function, *arguments)
