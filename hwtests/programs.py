"""Programs run in a process of their own, for tests of what a process may do to itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PACKAGE_FOLDER = str(Path(__file__).resolve().parent.parent)


def start(program: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start a program that can import Barewire; its output is text, piped."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": PACKAGE_FOLDER, **environment},
    )


def output_of(program: str, *arguments: str, **environment: str) -> str:
    """What a program prints; it must end well, within a minute."""
    process = start(program, *arguments, **environment)
    try:
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    return output


def run_module(
    name: str, *arguments: str, timeout_s: float, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`python -m name`, to its end, with what it printed."""
    return subprocess.run(
        [sys.executable, "-m", name, *arguments],
        env={**os.environ, "PYTHONPATH": PACKAGE_FOLDER, **environment},
        cwd=PACKAGE_FOLDER,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
