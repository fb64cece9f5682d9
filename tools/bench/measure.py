"""How a work is measured: ours and its rivals in turns, medians, and whether the results agree."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from ...runtime.errors import BarewireError

# One sample lasts at least this long, so that the clock and one scheduling hiccup do not matter.
SAMPLE_S = 0.02
# Pause before a sample: the threads of whoever ran before spin for a while, OpenMP's for milliseconds.
SETTLE_S = 0.03
WARM_CALLS = 3


Timer = Callable[[Callable[[], object], int], float]
"""The seconds of one call of a program, over so many calls of it."""


class Disagreement(BarewireError):
    """Two programs that should compute the same thing did not."""


@dataclass(frozen=True)
class Goal:
    """With a rival: at least `factor` times as fast. Without: at most `factor`, in the unit of the work."""

    factor: float
    rival: str = ""


@dataclass(frozen=True)
class Contest:
    """Programs that do the same work, each called with no arguments and returning when its work is done.

    `rivals` are by name, the main one first. `results` computes (ours, the main rival's) as arrays, which may
    differ by `tolerance` of the largest value. `flops` and `bytes_moved` are those of one call, whichever the
    work is bound by. What is reported is the time of a call divided by `calls_per_result`. A program is timed
    by this process's clock, unless `timers` has another for its name; ours is "".
    """

    ours: Callable[[], object]
    rivals: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    results: Callable[[], tuple[Any, Any]] | None = None
    tolerance: float = 0.0
    flops: float = 0.0
    bytes_moved: float = 0.0
    calls_per_result: int = 1
    note: str = ""
    timers: Mapping[str, Timer] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What was measured: seconds for time, a plain ratio for memory. Absent is `None`."""

    ours: float
    rivals: Mapping[str, float] = field(default_factory=dict)
    flops_per_s: float | None = None
    bytes_per_s: float | None = None
    note: str = ""


def host_seconds(program: Callable[[], object], calls: int) -> float:
    """Seconds of one call by this process's clock."""
    start = time.perf_counter()
    for _ in range(calls):
        program()
    return (time.perf_counter() - start) / calls


def alternate(
    programs: Sequence[Callable[[], object]], runs: int, timers: Sequence[Timer] | None = None
) -> list[float]:
    """The median seconds of one call of each program, over `runs` rounds in which each has its turn."""
    clocks = [host_seconds] * len(programs) if timers is None else timers
    calls = []
    for program, seconds in zip(programs, clocks, strict=True):
        seconds(program, WARM_CALLS)
        # A value that is still alive somewhere would be found and not computed again.
        gc.collect()
        calls.append(max(1, round(SAMPLE_S / max(seconds(program, 1), 1e-9))))
    samples: list[list[float]] = [[] for _ in programs]
    for _ in range(runs):
        for program, seconds, count, taken in zip(programs, clocks, calls, samples, strict=True):
            time.sleep(SETTLE_S)
            program()
            taken.append(seconds(program, count))
    return [median(taken) for taken in samples]


def require_close(ours: Any, theirs: Any, tolerance: float) -> None:
    """Raise Disagreement where arrays differ by more than `tolerance` of the rival's largest value."""
    import numpy as np

    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if ours.shape != theirs.shape:
        raise Disagreement(f"our result has shape {ours.shape}, theirs {theirs.shape}")
    error = float(np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs)))
    if not error <= tolerance:
        raise Disagreement(f"results differ by {error:.1e} of the largest value; {tolerance:.0e} is allowed")


def measure(contest: Contest, runs: int) -> Outcome:
    """Check that the results agree, then time ours and every rival in turns."""
    if contest.results is not None:
        require_close(*contest.results(), contest.tolerance)
    timers = [contest.timers.get(name, host_seconds) for name in ("", *contest.rivals)]
    ours, *theirs = alternate([contest.ours, *contest.rivals.values()], runs, timers)
    scale = 1 / contest.calls_per_result
    return Outcome(
        ours * scale,
        {name: seconds * scale for name, seconds in zip(contest.rivals, theirs, strict=True)},
        contest.flops / ours if contest.flops else None,
        contest.bytes_moved / ours if contest.bytes_moved else None,
        contest.note,
    )


def reached(goal: Goal, outcome: Outcome) -> bool | None:
    """Whether an outcome meets a goal; None when the rival the goal names was not measured."""
    if not goal.rival:
        return outcome.ours <= goal.factor
    rival = outcome.rivals.get(goal.rival)
    return None if rival is None else rival / outcome.ours >= goal.factor
