"""The record as a table: for a terminal, and for `docs/benchmarks.md`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .line import Line
from .measure import Goal, Outcome

if TYPE_CHECKING:
    from rich.table import Table


def quantity(value: float, unit: str) -> str:
    """A time in the unit that suits it, or a ratio."""
    if unit != "s":
        return f"{value:.2f}×"
    for scale, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= scale:
            return f"{value / scale:.3g} {name}"
    return f"{value * 1e9:.3g} ns"


def _goal(goal: Goal | None, unit: str) -> str:
    if goal is None:
        return ""
    return f"{goal.factor:g} × {goal.rival}" if goal.rival else quantity(goal.factor, unit)


def rate(outcome: Outcome) -> str:
    """The rate that the work is bound by."""
    if outcome.flops_per_s is not None:
        is_whole = outcome.load is not None and "int" in outcome.load.element
        return f"{outcome.flops_per_s / 1e9:.1f} {'Gop/s' if is_whole else 'GFLOP/s'}"
    return "" if outcome.bytes_per_s is None else f"{outcome.bytes_per_s / 1e9:.1f} GB/s"


def ratio(value: float | None) -> str:
    """A ratio, or nothing."""
    return "" if value is None else f"{value:.2f}"


def verdict(line: Line) -> str:
    """What a line reached, of what it must and what it aims at."""
    if line.outcome is None:
        return "failed"
    must, aim = line.meets(line.work.must), line.meets(line.work.aim)
    return "aim" if aim and must is not False else "must" if must else "below" if must is False else ""


def _rivals(line: Line) -> str:
    rivals = line.outcome.rivals if line.outcome is not None else {}
    return "\n".join(f"{name} {quantity(value, line.work.unit)}" for name, value in rivals.items())


def _has_several(line: Line) -> bool:
    return line.outcome is not None and len(line.outcome.rivals) > 1


def _ours(line: Line) -> str:
    return "failed" if line.outcome is None else quantity(line.outcome.ours, line.work.unit)


# Heading, cell, and which lines need the column; None for one that is always there.
_COLUMNS: tuple[tuple[str, Callable[[Line], str], Callable[[Line], bool] | None], ...] = (
    ("work", lambda line: line.work.title, None),
    ("ours", _ours, None),
    ("rival", _rivals, None),
    ("times", lambda line: ratio(line.times), None),
    ("of fastest", lambda line: ratio(line.of_fastest), _has_several),
    ("rate", lambda line: "" if line.outcome is None else rate(line.outcome), None),
    ("of limit", lambda line: ratio(line.of_limit), lambda line: line.of_limit is not None),
    ("must", lambda line: _goal(line.work.must, line.work.unit), None),
    ("aim", lambda line: _goal(line.work.aim, line.work.unit), None),
    ("reached", verdict, None),
)


def _shown(lines: list[Line]) -> list[tuple[str, Callable[[Line], str]]]:
    return [(heading, cell) for heading, cell, needs in _COLUMNS if needs is None or any(map(needs, lines))]


def table(lines: list[Line]) -> Table:
    """The record for a terminal."""
    from rich.table import Table

    columns = _shown(lines)
    result = Table(box=None, header_style="bold", pad_edge=False)
    for heading, _ in columns:
        result.add_column(heading, justify="left" if heading in ("work", "reached") else "right")
    for line in lines:
        result.add_row(*(cell(line) for _, cell in columns))
    return result


def markdown(lines: list[Line]) -> str:
    """The record for `docs/benchmarks.md`."""
    columns = _shown(lines)
    rows: list[list[str]] = [[heading for heading, _ in columns], ["---"] * len(columns)]
    rows += [[cell(line) for _, cell in columns] for line in lines]
    return "\n".join("| " + " | ".join(cell.replace("\n", ", ") for cell in row) + " |" for row in rows)
