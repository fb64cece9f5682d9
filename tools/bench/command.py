"""`barewire bench`: measure, beside PyTorch in the same run, and print the record."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
import traceback
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import inf
from statistics import geometric_mean
from typing import TYPE_CHECKING, Any

from ... import __version__
from ...runtime.errors import BarewireError, InvalidArgument
from ..console import console
from ..exit_codes import ExitCode, MissingPackage
from .kinds import WORKS as KINDS
from .measure import Goal, Outcome, reached
from .suite import WORKS
from .work import TORCH, Setting, Work

if TYPE_CHECKING:
    from rich.table import Table

    from ...drivers.interface import CardInfo

DESCRIPTION = """measure Barewire, alone or in turns with PyTorch

Each work is checked for equal results first, then ours and the rival's run in turns, with the same number of
threads, and the medians are compared. "times" is the rival's time over ours: above 1, ours is faster."""


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return value


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="works to run, such as softmax or 'matmul-*' (those of --suite)",
    )
    parser.add_argument(
        "--suite",
        choices=["record", "kinds", "all"],
        default="record",
        help="which works, where none is named: those of the record, one of every kind, or both",
    )
    parser.add_argument("--list", action="store_true", help="list the names and run nothing")
    parser.add_argument("--against", choices=[TORCH], help="measure this beside ours")
    parser.add_argument(
        "--runs", type=_count, default=7, metavar="N", help="turns each side takes (default: 7)"
    )
    parser.add_argument(
        "--scale",
        type=_count,
        default=1,
        metavar="N",
        help="divide the sizes of works for graphics cards, to try them out on a simulated one (default: 1)",
    )
    parser.add_argument("--device", metavar="D", help="device to measure (default: the best card)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON instead of a table")
    form.add_argument("--markdown", action="store_true", help="print the table as docs/benchmarks.md has it")
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 when a work misses what it must reach"
    )


def select(patterns: list[str], suite: str = "record") -> list[Work]:
    """The works whose names match any pattern, for none those of a suite; InvalidArgument where one matches
    nothing.
    """
    if not patterns:
        return [*(WORKS if suite != "kinds" else ()), *(KINDS if suite != "record" else ())]
    every = (*WORKS, *KINDS)
    for pattern in patterns:
        if not any(fnmatchcase(work.name, pattern) for work in every):
            names = ", ".join(work.name for work in every)
            raise InvalidArgument(f"no benchmark is called {pattern!r}; there are {names}")
    return [work for work in every if any(fnmatchcase(work.name, pattern) for pattern in patterns)]


def meant_for(info: CardInfo, works: list[Work]) -> list[Work]:
    """The works that are measured on a kind of card; all where none is meant for it."""
    kind = "" if info.kind == "processor" else "GPU"
    return [work for work in works if work.on == kind] or works


def _threads(info: CardInfo) -> int:
    """How many threads both sides may use: the processor's under test, or all that this process has."""
    return info.compute_units if info.kind == "processor" else len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Line:
    """One work with what came out: an outcome, or the reason there is none."""

    work: Work
    outcome: Outcome | None
    failure: str = ""

    @property
    def times(self) -> float | None:
        """The main rival's time over ours."""
        if self.outcome is None or not self.outcome.rivals:
            return None
        return next(iter(self.outcome.rivals.values())) / self.outcome.ours

    def meets(self, goal: Goal | None) -> bool | None:
        """Whether a goal is met; None where that cannot be told."""
        return None if goal is None or self.outcome is None else reached(goal, self.outcome)


def worst_first(lines: list[Line]) -> list[Line]:
    """A sweep's lines, the slowest beside the rival before the others."""
    return sorted(lines, key=lambda line: inf if line.times is None else line.times)


def mean(lines: list[Line]) -> str:
    """How a sweep is on the whole."""
    times = [line.times for line in lines if line.times is not None]
    if not times:
        return ""
    below = sum(line.meets(line.work.must) is False for line in lines)
    return (
        f"geometric mean of {len(times)} works: {geometric_mean(times):.2f} times; {below} below their must"
    )


def measure_work(work: Work, setting: Setting) -> Line:
    """Run one work; a failure becomes a line that says so, and the works after it still run."""
    try:
        return Line(work, work.run(setting))
    except MissingPackage:
        raise
    except Exception as failure:
        if not isinstance(failure, BarewireError):
            traceback.print_exc()
        return Line(work, None, f"{type(failure).__name__}: {failure}")


def machine(setting: Setting) -> dict[str, Any]:
    """Where the figures were taken: what a record must say to be compared with another."""
    import numpy as np

    info = setting.device.info
    described = {
        "date": time.strftime("%Y-%m-%d"),
        "card": info.name,
        "arch": info.arch,
        "driver": f"{info.kernel_driver} {info.kernel_driver_version} ({info.interface})".strip(),
        "features": sorted(info.features),
        "threads": setting.threads,
        "runs": setting.runs,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "barewire": __version__,
        "numpy": np.__version__,
    }
    if setting.against_torch:
        described["torch"] = setting.torch().__version__
    if setting.scale != 1:
        described["scale"] = f"1/{setting.scale}"
    return described


def _quantity(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:.2f}×"
    for scale, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= scale:
            return f"{value / scale:.3g} {name}"
    return f"{value * 1e9:.3g} ns"


def _goal(goal: Goal | None, unit: str) -> str:
    if goal is None:
        return ""
    return f"{goal.factor:g} × {goal.rival}" if goal.rival else _quantity(goal.factor, unit)


def _rate(outcome: Outcome) -> str:
    if outcome.flops_per_s is not None:
        return f"{outcome.flops_per_s / 1e9:.1f} GFLOP/s"
    return "" if outcome.bytes_per_s is None else f"{outcome.bytes_per_s / 1e9:.1f} GB/s"


def _verdict(line: Line) -> str:
    must, aim = line.meets(line.work.must), line.meets(line.work.aim)
    return "aim" if aim and must is not False else "must" if must else "below" if must is False else ""


def _row(line: Line) -> list[str]:
    work, outcome = line.work, line.outcome
    if outcome is None:
        return [
            work.title,
            "failed",
            "",
            "",
            "",
            _goal(work.must, work.unit),
            _goal(work.aim, work.unit),
            "failed",
        ]
    rivals = "\n".join(f"{name} {_quantity(value, work.unit)}" for name, value in outcome.rivals.items())
    times = "" if line.times is None else f"{line.times:.2f}"
    return [
        work.title,
        _quantity(outcome.ours, work.unit),
        rivals,
        times,
        _rate(outcome),
        _goal(work.must, work.unit),
        _goal(work.aim, work.unit),
        _verdict(line),
    ]


_HEADINGS = ("work", "ours", "rival", "times", "rate", "must", "aim", "reached")


def table(lines: list[Line]) -> Table:
    """The record for a terminal."""
    from rich.table import Table

    result = Table(box=None, header_style="bold", pad_edge=False)
    for heading in _HEADINGS:
        result.add_column(heading, justify="left" if heading in ("work", "reached") else "right")
    for line in lines:
        result.add_row(*_row(line))
    return result


def markdown(lines: list[Line]) -> str:
    """The record for `docs/benchmarks.md`."""
    rows = [_HEADINGS, ("---",) * len(_HEADINGS), *map(_row, lines)]
    return "\n".join("| " + " | ".join(cell.replace("\n", ", ") for cell in row) + " |" for row in rows)


def record(line: Line) -> dict[str, Any]:
    """One line for programs."""
    outcome = line.outcome
    return {
        "name": line.work.name,
        "title": line.work.title,
        "unit": line.work.unit,
        "ours": outcome and outcome.ours,
        "rivals": dict(outcome.rivals) if outcome else {},
        "times": line.times,
        "flops_per_s": outcome and outcome.flops_per_s,
        "bytes_per_s": outcome and outcome.bytes_per_s,
        "must": line.work.must and vars(line.work.must),
        "aim": line.work.aim and vars(line.work.aim),
        "must_reached": line.meets(line.work.must),
        "aim_reached": line.meets(line.work.aim),
        "note": outcome.note if outcome else "",
        "failure": line.failure,
    }


def run(arguments: Namespace) -> int:
    """Measure the works asked for; fails when a result is wrong, or with --strict when a `must` is missed."""
    works = select(arguments.names, arguments.suite)
    if arguments.list:
        for work in works:
            print(f"{work.name:20} {work.title}{' (on a GPU)' if work.on else ''}")
        return ExitCode.OK
    from ...runtime.device import Device

    device = Device[arguments.device] if arguments.device else Device.default
    if not arguments.names:
        works = meant_for(device.info, works)
    setting = Setting(
        device.name, arguments.against == TORCH, arguments.runs, _threads(device.info), arguments.scale
    )
    described = machine(setting)
    lines = []
    for work in works:
        if not arguments.json:
            print(f"measuring {work.name}", file=sys.stderr, flush=True)
        lines.append(measure_work(work, setting))
    if arguments.suite != "record":
        lines = worst_first(lines)
    if arguments.json:
        print(json.dumps({"machine": described, "works": [record(line) for line in lines]}, indent=2))
    else:
        _print(described, lines, arguments.markdown)
        if arguments.suite != "record" and (summary := mean(lines)):
            print(summary)
    failed = any(line.failure for line in lines)
    missed = arguments.strict and any(line.meets(line.work.must) is False for line in lines)
    return ExitCode.FAILED if failed or missed else ExitCode.OK


def _print(described: dict[str, Any], lines: list[Line], as_markdown: bool) -> None:
    shown = ", ".join(f"{name} {value}" for name, value in described.items() if name != "features")
    remarks = [
        f"{line.work.name}: {remark}"
        for line in lines
        if (remark := line.failure or (line.outcome.note if line.outcome else ""))
    ]
    if as_markdown:
        print(f"{shown}\n\n{markdown(lines)}\n")
        print("\n".join(f"- {remark}" for remark in remarks))
        return
    output = console()
    output.print(shown, markup=False)
    output.print(table(lines))
    for remark in remarks:
        output.print(remark, markup=False)
