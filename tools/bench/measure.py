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

FASTEST = "fastest"
"""The name, in a goal, of whichever rival took least."""

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
    differ by `tolerance` of the largest value, or lists of such. `flops` and `bytes_moved` are those of one
    call; the rate that is shown is that of the first one given, unless flops are only elements and not
    counted (`is_counted`). `element` is the dtype of the arithmetic. What is reported is the time of a call
    divided by `calls_per_result`. A program is timed by this process's clock, unless `timers` has another for
    its name; ours is "".
    """

    ours: Callable[[], object]
    rivals: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    results: Callable[[], tuple[Any, Any]] | None = None
    tolerance: float = 0.0
    flops: float = 0.0
    bytes_moved: float = 0.0
    is_counted: bool = True
    element: str = "float32"
    calls_per_result: int = 1
    note: str = ""
    timers: Mapping[str, Timer] = field(default_factory=dict)


@dataclass(frozen=True)
class Load:
    """What one result takes at the least: arithmetic in a dtype, and bytes in and out."""

    operations: float
    bytes_moved: float
    element: str


@dataclass(frozen=True)
class Outcome:
    """What was measured: seconds for time, a plain ratio for memory. Absent is `None`."""

    ours: float
    rivals: Mapping[str, float] = field(default_factory=dict)
    flops_per_s: float | None = None
    bytes_per_s: float | None = None
    note: str = ""
    load: Load | None = None


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

    ours, theirs = np.asarray(ours), np.asarray(theirs)
    wide = np.complex128 if theirs.dtype.kind == "c" else np.float64
    ours, theirs = ours.astype(wide), theirs.astype(wide)
    if ours.shape != theirs.shape:
        raise Disagreement(f"our result has shape {ours.shape}, theirs {theirs.shape}")
    difference = np.max(np.abs(ours - theirs), initial=0.0)
    largest = float(np.max(np.abs(theirs), initial=0.0))
    error = float(difference) / largest if largest else float(difference)
    if not error <= tolerance:
        raise Disagreement(f"results differ by {error:.1e} of the largest value; {tolerance:.0e} is allowed")


def require_all_close(ours: Any, theirs: Any, tolerance: float) -> None:
    """The same for lists of arrays, each with its own largest value."""
    pairs = [(ours, theirs)]
    if isinstance(ours, list):
        if len(ours) != len(theirs):
            raise Disagreement(f"we have {len(ours)} results, they have {len(theirs)}")
        pairs = list(zip(ours, theirs, strict=True))
    for mine, other in pairs:
        require_close(mine, other, tolerance)


def require_agreement(results: Callable[[], tuple[Any, Any]], tolerance: float) -> None:
    """Raise Disagreement where (ours, theirs) differ; it says whose were others when computed again."""
    ours, theirs = results()
    try:
        require_all_close(ours, theirs, tolerance)
    except Disagreement as failure:
        changed = []
        for whose, before, now in zip(("ours", "theirs"), (ours, theirs), results(), strict=True):
            try:
                require_all_close(now, before, tolerance)
            except Disagreement:
                changed.append(whose)
        if changed:
            raise Disagreement(f"{failure}; computed again, {' and '.join(changed)} were others") from None
        raise


def measure(contest: Contest, runs: int) -> Outcome:
    """Check that the results agree, then time ours and every rival in turns."""
    if contest.results is not None:
        require_agreement(contest.results, contest.tolerance)
    timers = [contest.timers.get(name, host_seconds) for name in ("", *contest.rivals)]
    ours, *theirs = alternate([contest.ours, *contest.rivals.values()], runs, timers)
    scale = 1 / contest.calls_per_result
    counts_flops = bool(contest.flops) and contest.is_counted
    load = Load(contest.flops * scale, contest.bytes_moved * scale, contest.element)
    return Outcome(
        ours * scale,
        {name: seconds * scale for name, seconds in zip(contest.rivals, theirs, strict=True)},
        contest.flops / ours if counts_flops else None,
        contest.bytes_moved / ours if contest.bytes_moved and not counts_flops else None,
        contest.note,
        load if contest.flops or contest.bytes_moved else None,
    )


def reached(goal: Goal, outcome: Outcome) -> bool | None:
    """Whether an outcome meets a goal; None when the rival the goal names was not measured."""
    if not goal.rival:
        return outcome.ours <= goal.factor
    rivals = outcome.rivals
    rival = min(rivals.values(), default=None) if goal.rival == FASTEST else rivals.get(goal.rival)
    return None if rival is None else rival / outcome.ours >= goal.factor
