"""Runs the steps of a page (see `pages.py`) in this process: JSON in, what each step printed out."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any


def _python(step: dict[str, Any], namespace: dict[str, Any], page: str) -> str:
    # Empty lines above it, so that a traceback says where in the page it is.
    program = compile("\n" * (step["line"] - 1) + step["text"], page, "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(program, namespace)
    return printed.getvalue()


def _shell(step: dict[str, Any]) -> str:
    finished = subprocess.run(step["text"], shell=True, capture_output=True, text=True, check=False)
    if finished.returncode:
        raise RuntimeError(
            f"{step['text']} exits with {finished.returncode}\n{finished.stdout}{finished.stderr}"
        )
    return finished.stdout


def _change(step: dict[str, Any]) -> None:
    lines = step["text"].splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    file = Path(step["file"])
    text = file.read_text()
    if text.count(before) != 1:
        raise RuntimeError(f"{file} has these lines {text.count(before)} times:\n{before}")
    file.write_text(text.replace(before, after))


def _run(step: dict[str, Any], namespace: dict[str, Any], page: str) -> str:
    match step["kind"]:
        case "python":
            return _python(step, namespace, page)
        case "shell":
            return _shell(step)
        case "file":
            Path(step["file"]).parent.mkdir(parents=True, exist_ok=True)
            Path(step["file"]).write_text(step["text"])
        case "change":
            _change(step)
    return ""


def main(page: str) -> int:
    """Run the steps until one fails; returns the exit code."""
    sys.path[0] = os.getcwd()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    printed: list[str] = []
    failed = False
    for step in json.load(sys.stdin):
        try:
            printed.append(_run(step, namespace, page))
        except Exception:
            print(f"{page}:{step['line']}", file=sys.stderr)
            traceback.print_exc()
            failed = True
            break
    print(json.dumps(printed))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
