"""How long calls take, for programs that print it: no test asks."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter


def best_s(work: Callable[[], None], calls: int, rounds: int = 40) -> float:
    """The quickest of several rounds, for one call: the one that other work on the machine disturbs least."""
    best = float("inf")
    for _ in range(rounds):
        started = perf_counter()
        for _ in range(calls):
            work()
        best = min(best, (perf_counter() - started) / calls)
    return best
