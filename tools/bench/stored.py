"""A run as JSON: written to be kept, and read to be compared with a later one."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

from ...runtime.errors import FileFormatError
from .line import Line
from .roofline import Roofline

FORMAT = 2
"""The first one stated no number; it is read too."""

# A rival's time moves by as much from run to run where the machine is quiet.
LARGEST_LOSS = 0.15


@dataclass(frozen=True)
class Change:
    """A work that has another ratio to its rival than in a stored run."""

    name: str
    title: str
    rival: str
    before: float
    now: float

    @property
    def is_slower(self) -> bool:
        return self.now < self.before * (1 - LARGEST_LOSS)

    def __str__(self) -> str:
        return f"{self.title}: {self.now:.2f} times {self.rival}, {self.before:.2f} before"


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
        "fastest": line.fastest,
        "of_fastest": line.of_fastest,
        "of_limit": line.of_limit,
        "flops_per_s": outcome and outcome.flops_per_s,
        "bytes_per_s": outcome and outcome.bytes_per_s,
        "must": line.work.must and vars(line.work.must),
        "aim": line.work.aim and vars(line.work.aim),
        "must_reached": line.meets(line.work.must),
        "aim_reached": line.meets(line.work.aim),
        "note": outcome.note if outcome else "",
        "failure": line.failure,
    }


def document(machine: dict[str, Any], roofline: Roofline | None, lines: list[Line]) -> dict[str, Any]:
    """A whole run for programs."""
    return {
        "format": FORMAT,
        "machine": machine,
        "roofline": roofline and roofline.described(),
        "works": [record(line) for line in lines],
    }


def read(path: str | os.PathLike[str]) -> dict[str, Any]:
    """A run that was kept. Raises FileFormatError where the file holds none, or one of a later format."""
    name = os.fspath(path)
    try:
        with open(path, encoding="utf-8") as file:
            run: dict[str, Any] = json.load(file)
    except (OSError, ValueError) as error:
        raise FileFormatError(f"no run of benchmarks can be read from {name}: {error}") from error
    works = run.get("works") if isinstance(run, dict) else None
    if not isinstance(works, list) or not all(
        isinstance(each, dict) and {"name", "ours", "rivals"} <= each.keys() for each in works
    ):
        raise FileFormatError(f"{name} holds no run of benchmarks: `barewire bench --json` writes one")
    if run.get("format", 1) > FORMAT:
        raise FileFormatError(f"{name} is of format {run['format']}; this version reads up to {FORMAT}")
    return run


def changes(before: dict[str, Any], lines: list[Line]) -> list[Change]:
    """The works of both runs, each as the ratio to the fastest of the rivals that both have, the greatest
    loss first.
    """
    stored = {each["name"]: each for each in before["works"]}
    found = []
    for line in lines:
        then = stored.get(line.work.name)
        if then is None or line.outcome is None or not then["ours"]:
            continue
        ratios = {
            name: (then["rivals"][name] / then["ours"], seconds / line.outcome.ours)
            for name, seconds in line.outcome.rivals.items()
            if then["rivals"].get(name)
        }
        if ratios:
            rival = min(ratios, key=lambda name: ratios[name][0])
            found.append(Change(line.work.name, line.work.title, rival, *ratios[rival]))
    return sorted(found, key=lambda change: change.now / change.before)


def other_machine(before: dict[str, Any], machine: dict[str, Any]) -> list[str]:
    """What a stored run says of its machine that is not so here, and makes a comparison doubtful."""
    then = before.get("machine") or {}
    return [
        f"{name} was {then[name]}, is {machine.get(name)}"
        for name in ("card", "arch", "threads", "torch", "onnxruntime", "scale", "small")
        if name in then and then[name] != machine.get(name)
    ]
