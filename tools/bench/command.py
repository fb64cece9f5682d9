"""`barewire bench`: measure, beside peers in the same run, and print the record."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
import traceback
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import __version__
from ...runtime.errors import BarewireError, InvalidArgument
from ..console import console
from ..exit_codes import ExitCode, MissingPackage
from . import peers, stored
from .line import Line, mean, worst_first
from .roofline import Roofline, measure_roofline
from .suite import WORKS
from .table import markdown, table
from .work import Setting, Work

if TYPE_CHECKING:
    from ...drivers.interface import CardInfo

DESCRIPTION = """measure Barewire, alone or in turns with its peers

Each work is checked for equal results first, then ours and the rivals run in turns, with the same number of
threads, and the medians are compared. "times" is the first rival's time over ours: above 1, ours is faster;
"of fastest" is that of the fastest rival, "of limit" what the machine could do at most over ours."""

RECORD, KINDS, MODELS, ALL = "record", "kinds", "models", "all"
# How often, and in how many times as many turns, what seems slower than it was is measured again.
AGAIN, LONGER = 2, 2


def suites() -> dict[str, tuple[Work, ...]]:
    """The works of each suite."""
    # Hundreds of rows are declared there, which no other command is to wait for.
    from .kinds import WORKS as kinds
    from .networks.works import WORKS as models

    return {RECORD: WORKS, KINDS: kinds, MODELS: models, ALL: (*WORKS, *kinds, *models)}


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise ArgumentTypeError(f"{text!r} is not a positive whole number")
    return value


def _peers(text: str) -> tuple[str, ...]:
    try:
        return peers.parse(text)
    except ValueError as failure:
        raise ArgumentTypeError(str(failure)) from failure


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="works to run, such as softmax or 'kind-conv-*', of any suite (default: those of --suite)",
    )
    parser.add_argument(
        "--suite",
        choices=[RECORD, KINDS, MODELS, ALL],
        default=RECORD,
        help="which works, where none is named: those of the record, one of every kind, networks, or all",
    )
    parser.add_argument("--list", action="store_true", help="list the names and run nothing")
    parser.add_argument(
        "--against",
        type=_peers,
        default=(),
        metavar="PEERS",
        help=f"measure these beside ours, with commas between: {', '.join(peers.PEERS)}",
    )
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
    parser.add_argument(
        "--small", action="store_true", help="networks at a small size, to try them out in seconds"
    )
    parser.add_argument("--device", metavar="D", help="device to measure (default: the best card)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON instead of a table")
    form.add_argument("--markdown", action="store_true", help="print the table as docs/benchmarks.md has it")
    parser.add_argument(
        "--html", metavar="FILE", type=Path, help="also write a page of the run, which needs nothing else"
    )
    parser.add_argument(
        "--compare",
        metavar="STORED",
        type=Path,
        help="a run kept as JSON: list what is slower than then by more than "
        f"{stored.LARGEST_LOSS:.0%}% of its ratio to a rival, and exit with 1 when anything is",
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 when a work misses what it must reach"
    )


def select(patterns: list[str], suite: str = RECORD) -> list[Work]:
    """The works whose names match any pattern, for none those of a suite; InvalidArgument where one matches
    nothing.
    """
    if not patterns:
        return list(suites()[suite])
    every = suites()[ALL]
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


def measure_work(work: Work, setting: Setting, roofline: Roofline | None = None) -> Line:
    """Run one work; a failure becomes a line that says so, and the works after it still run."""
    try:
        outcome = work.run(setting)
    except MissingPackage:
        raise
    except Exception as failure:
        if not isinstance(failure, BarewireError):
            traceback.print_exc()
        return Line(work, None, f"{type(failure).__name__}: {failure}")
    least = roofline.least_seconds(outcome.load) if roofline and outcome.load else None
    return Line(work, outcome, least=least)


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
    for package in {peers.PACKAGES[name]: None for name in setting.against}:
        described[package] = version(package)
    if setting.small:
        described["small"] = True
    if setting.scale != 1:
        described["scale"] = f"1/{setting.scale}"
    return described


def run(arguments: Namespace) -> int:
    """Measure the works asked for; fails when a result is wrong, or with --strict when a `must` is missed."""
    works = select(arguments.names, arguments.suite)
    if arguments.list:
        for work in works:
            print(f"{work.name:30} {work.title}{' (on a GPU)' if work.on else ''}")
        return ExitCode.OK
    from ...runtime.device import Device

    if arguments.html and not arguments.html.absolute().parent.is_dir():
        raise InvalidArgument(f"--html {arguments.html}: there is no folder {arguments.html.parent}")
    before = stored.read(arguments.compare) if arguments.compare else None
    device = Device[arguments.device] if arguments.device else Device.default
    if not arguments.names:
        works = meant_for(device.info, works)
    setting = Setting(
        device.name,
        _present(arguments.against),
        arguments.runs,
        _threads(device.info),
        arguments.scale,
        arguments.small,
    )
    described = machine(setting)
    is_sweep = not {work.name for work in works} <= {work.name for work in WORKS}
    roofline = measure_roofline(setting) if is_sweep else None
    lines = []
    for work in works:
        if not arguments.json:
            print(f"measuring {work.name}", file=sys.stderr, flush=True)
        lines.append(measure_work(work, setting, roofline))
    if before is not None:
        lines = _again(before, lines, setting, roofline)
    if is_sweep:
        lines = worst_first(lines)
    if arguments.json:
        print(json.dumps(stored.document(described, roofline, lines), indent=2))
    else:
        _print(described, roofline, lines, arguments.markdown)
        if is_sweep and (summary := mean(lines)):
            print(summary)
    if arguments.html:
        from .page import page

        arguments.html.write_text(page(described, roofline, lines), encoding="utf-8")
    slower = _compared(before, described, lines) if before is not None else False
    failed = any(line.failure for line in lines)
    missed = arguments.strict and any(line.meets(line.work.must) is False for line in lines)
    return ExitCode.FAILED if failed or missed or slower else ExitCode.OK


def _present(asked: tuple[str, ...]) -> tuple[str, ...]:
    """The peers that can be measured here; of the others, a line says why not."""
    there = []
    for name in asked:
        reason = peers.missing(name)
        if reason:
            print(f"barewire: measured without {name}: {reason}", file=sys.stderr)
        else:
            there.append(name)
    return tuple(there)


def _again(
    before: dict[str, Any], lines: list[Line], setting: Setting, roofline: Roofline | None
) -> list[Line]:
    """The lines, with what seems slower than in a stored run measured again: the better ratio counts.

    One slow turn of a rival is enough to make a sweep of hundreds look slower somewhere.
    """
    longer = replace(setting, runs=setting.runs * LONGER)
    for _ in range(AGAIN):
        for change in stored.changes(before, lines):
            if not change.is_slower:
                continue
            print(f"measuring {change.name} again", file=sys.stderr, flush=True)
            place = next(place for place, line in enumerate(lines) if line.work.name == change.name)
            line = measure_work(lines[place].work, longer, roofline)
            found = stored.changes(before, [line])
            if not found or found[0].now > change.now:
                lines[place] = line
    return lines


def _compared(before: dict[str, Any], described: dict[str, Any], lines: list[Line]) -> bool:
    """Print on stderr, beside whatever the record is printed as, what is slower than in a stored run."""
    for difference in stored.other_machine(before, described):
        print(f"barewire: the stored run was taken elsewhere: {difference}", file=sys.stderr)
    changes = stored.changes(before, lines)
    slower = [change for change in changes if change.is_slower]
    for change in slower:
        print(f"slower: {change}", file=sys.stderr)
    print(f"{len(changes)} works compared with the stored run, {len(slower)} slower", file=sys.stderr)
    return bool(slower)


def _limits(roofline: Roofline) -> str:
    peaks = (f"{name} {rate / 1e9:.0f}" for name, rate in roofline.operations_per_s.items())
    levels = (f"{each.name} {each.bytes_per_s / 1e9:.0f}" for each in roofline.levels)
    return f"limits: {', '.join(peaks)} Gop/s; {', '.join(levels)} GB/s"


def _print(
    described: dict[str, Any], roofline: Roofline | None, lines: list[Line], as_markdown: bool
) -> None:
    shown = ", ".join(f"{name} {value}" for name, value in described.items() if name != "features")
    if roofline is not None:
        shown += f"\n{_limits(roofline)}"
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
