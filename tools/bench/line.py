"""A row of the record: a work with what came out, and what that is beside rivals and limits."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from statistics import geometric_mean

from .measure import FASTEST, Goal, Outcome, reached
from .work import Work


@dataclass(frozen=True)
class Line:
    """One work with what came out: an outcome, or the reason there is none. `least` are the seconds below
    which no program comes on this machine.
    """

    work: Work
    outcome: Outcome | None
    failure: str = ""
    least: float | None = None

    @property
    def times(self) -> float | None:
        """The main rival's time over ours."""
        if self.outcome is None or not self.outcome.rivals:
            return None
        return next(iter(self.outcome.rivals.values())) / self.outcome.ours

    @property
    def fastest(self) -> str:
        """The name of the rival that took least; nothing where there is none."""
        rivals = self.outcome.rivals if self.outcome is not None else {}
        return min(rivals, key=lambda name: rivals[name], default="")

    @property
    def of_fastest(self) -> float | None:
        """The least of the rivals' times over ours."""
        if self.outcome is None or not self.outcome.rivals:
            return None
        return self.outcome.rivals[self.fastest] / self.outcome.ours

    @property
    def of_limit(self) -> float | None:
        """How near to what the machine can do, 1 at most; None where that is not known."""
        return None if self.least is None or self.outcome is None else self.least / self.outcome.ours

    def meets(self, goal: Goal | None) -> bool | None:
        """Whether a goal is met; None where that cannot be told."""
        return None if goal is None or self.outcome is None else reached(goal, self.outcome)


def worst_first(lines: list[Line]) -> list[Line]:
    """A sweep's lines, the slowest beside its fastest rival before the others."""
    return sorted(lines, key=lambda line: inf if line.of_fastest is None else line.of_fastest)


def mean(lines: list[Line]) -> str:
    """How a sweep is on the whole."""
    times = [line.times for line in lines if line.times is not None]
    if not times:
        return ""
    below = sum(line.meets(line.work.must) is False for line in lines)
    text = (
        f"geometric mean of {len(times)} works: {geometric_mean(times):.2f} times; {below} below their must"
    )
    if any(line.outcome is not None and len(line.outcome.rivals) > 1 for line in lines):
        of_fastest = [line.of_fastest for line in lines if line.of_fastest is not None]
        text += f"; {geometric_mean(of_fastest):.2f} times the {FASTEST}"
    return text
