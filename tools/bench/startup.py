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

# Python's own start is not ours to answer for, so where only the import counts the program times itself.
_IMPORT = "from time import perf_counter; start = perf_counter(); import {}; print(perf_counter() - start)"
_FIRST = "from barewire import Tensor; (Tensor([1.,2.])+1).numpy()"
_THEIR_FIRST = "import torch; (torch.tensor([1.,2.])+1).numpy()"


def _output_of(program: str, environment: dict[str, str]) -> str:
    """What a fresh interpreter prints. Raises BarewireError where it fails."""
    # An installed program has its bytecode on disk; a shell that keeps Python from writing it would compile
    # every time.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    finished = subprocess.run(
        [sys.executable, "-c", program],
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise BarewireError(f"python -c {program!r} failed:\n{finished.stderr}")
    return finished.stdout


def _process_s(program: str, environment: dict[str, str]) -> float:
    """Seconds from starting a fresh interpreter to its end."""
    start = time.perf_counter()
    _output_of(program, environment)
    return time.perf_counter() - start


def _import(setting: Setting) -> Outcome:
    samples: dict[str, list[float]] = {"barewire": []}
    if setting.against_torch:
        samples["torch"] = []
    for _ in range(setting.runs):
        for module, taken in samples.items():
            taken.append(float(_output_of(_IMPORT.format(module), {})))
    ours, *theirs = map(median, samples.values())
    return Outcome(ours, {TORCH: theirs[0]} if theirs else {})


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
