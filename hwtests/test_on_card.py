"""The command for a card that is there for an hour, tried on simulated ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from . import on_card
from .programs import run_module


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run_module("hwtests.on_card", *arguments, timeout_s=300, **environment)


@pytest.mark.slow
def test_one_file_has_what_every_part_printed(tmp_path: Path) -> None:
    file = tmp_path / "card.md"
    done = run(
        *("--device", "NVIDIA", "--output", str(file), "--parts", "tests,bench,stress"),
        *("--tests", "hwtests/test_first_programs.py", "--bench", "gpu-launch --scale 128 --runs 1"),
        *("--minutes", "0.02"),
        BAREWIRE_SIMULATE="sm_90",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    text = file.read_text()
    assert "| tests | passed |" in text
    assert " passed in " in text
    assert "| launch of an empty kernel |" in text
    assert "(simulated) (sm_90), seed 0" in text


def test_parts_that_fail_or_take_too_long_are_told_and_the_rest_is_run(tmp_path: Path) -> None:
    broken = on_card.run("tests", [sys.executable, "-c", "print('a'); raise SystemExit(3)"], "CPU", 60)
    endless = on_card.run("bench", [sys.executable, "-c", "import time; time.sleep(60)"], "CPU", 0.2)
    assert (broken.status, endless.status) == (3, None)
    text = on_card.compose("CPU", [broken, endless], ["stress"])
    assert "| tests | FAILED (3) |" in text
    assert "| bench | TIMED OUT | 0 |" in text
    assert "| stress | not run | |" in text
    assert "```\na\n```" in text


def test_an_unknown_part_is_a_usage_error() -> None:
    done = run("--parts", "tests,prayer")
    assert done.returncode == 2
    assert "there is no part prayer" in done.stderr
