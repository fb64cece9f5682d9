"""Starting from nothing, each time in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from statistics import median

from ...runtime.errors import BarewireError
from .measure import Goal, Outcome
from .work import TORCH, Setting, Work

# Python's own start is not ours to answer for: it is measured and left out where only the import counts.
_NOTHING = "pass"
_IMPORT = "import barewire"
_FIRST = "from barewire import Tensor; (Tensor([1.,2.])+1).numpy()"
_THEIR_IMPORT = "import torch"
_THEIR_FIRST = "import torch; (torch.tensor([1.,2.])+1).numpy()"


def _process_s(program: str, environment: dict[str, str]) -> float:
    """Seconds from starting a fresh interpreter to its end."""
    # An installed program has its bytecode on disk; a shell that keeps Python from writing it would compile
    # every time.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    finished = subprocess.run(
        [sys.executable, "-c", program], env={**inherited, **environment}, capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if finished.returncode:
        raise BarewireError(f"python -c {program!r} failed:\n{finished.stderr}")
    return seconds


def _import(setting: Setting) -> Outcome:
    samples: dict[str, list[float]] = {_NOTHING: [], _IMPORT: []}
    if setting.against_torch:
        samples[_THEIR_IMPORT] = []
    for _ in range(setting.runs):
        for program, taken in samples.items():
            taken.append(_process_s(program, {}))
    interpreter, ours, *theirs = map(median, samples.values())
    return Outcome(ours - interpreter, {TORCH: theirs[0] - interpreter} if theirs else {})


def _first_result(setting: Setting, keep_cache: bool) -> Outcome:
    ours: list[float] = []
    theirs: list[float] = []
    with tempfile.TemporaryDirectory(prefix="barewire-bench-") as directory:
        for run in range(-1, setting.runs):
            cache = Path(directory) / ("kept" if keep_cache else str(run))
            environment = {"BAREWIRE_CACHE": str(cache), "BAREWIRE_DEVICE": setting.device_name}
            ours.append(_process_s(_FIRST, environment))
            if setting.against_torch:
                theirs.append(_process_s(_THEIR_FIRST, {}))
    # The first run of each only fills caches.
    return Outcome(
        median(ours[1:]),
        {TORCH: median(theirs[1:])} if theirs else {},
        note="whole process, interpreter included",
    )


WORKS = (
    Work("import", "import barewire", Goal(0.25), Goal(0.15), _import),
    Work(
        "first-result",
        "cold first result, kernels cached on disk",
        Goal(0.8),
        Goal(0.4),
        partial(_first_result, keep_cache=True),
    ),
    Work(
        "first-result-empty",
        "cold first result, empty disk cache",
        Goal(0.8),
        Goal(0.4),
        partial(_first_result, keep_cache=False),
    ),
)
