"""`barewire report`: one file that says what this machine's cards are and whether Barewire runs on them."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from .. import __version__
from ..drivers import kernel
from ..runtime import environment
from ..runtime.errors import SystemCallFailed
from . import gpuinfo
from .exit_codes import ExitCode

DESCRIPTION = """test this machine's cards shortly and write a report to send

Runs a short test on every device, each in a process of its own, and writes one text file: the cards, what the
kernel says of them, versions, settings and the outcome of each step. It has no names of users or of the
machine, no serial numbers, and of other processes only how much memory of a card they hold."""

DEFAULT_FILE = "barewire-report.md"
DEFAULT_TIMEOUT_S = 300.0

_PACKAGES = ("barewire", "cffi", "llvmlite", "numpy", "pyelftools")
_TOPOLOGY = "/sys/class/kfd/kfd/topology/nodes"
_DRM = "/sys/class/drm"
_CARD_FILES = ("device/uevent", "device/revision", "device/vbios_version", "device/current_compute_partition")
_NVIDIA = "/proc/driver/nvidia"
_NVIDIA_FILES = ("nvidiactl", "nvidia-uvm")
# Numbers by which one card is told from all others of its kind.
_SERIAL = re.compile(r"^(unique_id|hive_id|GPU UUID)\b.*$", re.MULTILINE)


def _entries(directory: str) -> list[str]:
    try:
        return kernel.list_directory(directory)
    except SystemCallFailed:
        return []


def versions() -> dict[str, str]:
    """What runs here: kernel, Python, Barewire and the packages it uses."""
    found = {"kernel": platform.release(), "machine": platform.machine(), "Python": platform.python_version()}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = __version__ if name == "barewire" else "not installed"
    return found


def kernel_files() -> Iterator[tuple[str, str]]:
    """What the kernel says of its cards: path and text, without serial numbers."""
    for node in sorted((name for name in _entries(_TOPOLOGY) if name.isdigit()), key=int):
        text = kernel.read_text_if_present(f"{_TOPOLOGY}/{node}/properties")
        if text is not None and "vendor_id 4098" in text:
            yield f"{_TOPOLOGY}/{node}/properties", _SERIAL.sub(r"\1 (left out)", text)
            for bank in _entries(f"{_TOPOLOGY}/{node}/mem_banks"):
                path = f"{_TOPOLOGY}/{node}/mem_banks/{bank}/properties"
                yield path, kernel.read_text_if_present(path) or ""
    for name in _entries(_DRM):
        if name.startswith("renderD"):
            for file in _CARD_FILES:
                text = kernel.read_text_if_present(f"{_DRM}/{name}/{file}")
                if text is not None:
                    yield f"{_DRM}/{name}/{file}", text

    yield from _nvidia_files()


def _nvidia_files() -> Iterator[tuple[str, str]]:
    """What NVIDIA's kernel driver says of itself and of its cards."""
    cards = [f"{_NVIDIA}/gpus/{address}/information" for address in sorted(_entries(f"{_NVIDIA}/gpus"))]
    for path in (f"{_NVIDIA}/version", *cards):
        text = kernel.read_text_if_present(path)
        if text is not None:
            yield path, _SERIAL.sub(r"\1 (left out)", text)


def _is_nvidia_file(name: str) -> bool:
    return name in _NVIDIA_FILES or (name.startswith("nvidia") and name.removeprefix("nvidia").isdigit())


def device_files() -> Iterator[tuple[str, str]]:
    """The device files there are, and whether this process may open them."""
    paths = ["/dev/kfd", *(f"/dev/dri/{name}" for name in _entries("/dev/dri") if name.startswith("renderD"))]
    paths += [f"/dev/{name}" for name in sorted(_entries("/dev")) if _is_nvidia_file(name)]
    for path in paths:
        if kernel.exists(path):
            try:
                kernel.close(kernel.open(path, os.O_RDWR))
            except SystemCallFailed as error:
                yield path, str(error)
            else:
                yield path, "can be opened"


def settings() -> dict[str, str]:
    """The environment variables of Barewire that are set."""
    return {entry.name: os.environ[entry.name] for entry in environment.ALL if entry.name in os.environ}


def self_test(device: str, timeout_s: float) -> list[dict[str, Any]]:
    """The outcome of each step on one device; a process that dies or hangs is a failed step of its own."""
    command = [sys.executable, "-m", "barewire.tools.self_test", device]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    ended = ""
    try:
        output, errors = process.communicate(timeout=timeout_s)
        if process.returncode not in (0, 1):
            ended = f"the process ended with status {process.returncode}: {errors.strip()[-2000:]}"
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
        ended = f"nothing more after {timeout_s:g} s; the process was killed"
    steps: list[dict[str, Any]] = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    if ended or not steps:
        steps.append({"step": "the next step", "passed": False, "seconds": 0.0, "said": ended or "no steps"})
    return steps


def _fenced(text: str) -> str:
    return f"```\n{text.strip()}\n```\n"


def _listed(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(f"- {name}: {value}\n" for name, value in pairs) or "- none\n"


def _steps(steps: Sequence[dict[str, Any]]) -> str:
    lines = ["| step | outcome | seconds | |", "|---|---|---|---|"]
    for step in steps:
        outcome = "passed" if step["passed"] else "FAILED"
        said = str(step["said"]).strip().replace("\n", "<br>").replace("|", "\\|")
        lines.append(f"| {step['step']} | {outcome} | {step['seconds']:.2f} | {said} |")
    return "\n".join(lines) + "\n"


def _without_names(card: dict[str, Any]) -> dict[str, Any]:
    """A card's record with what its processes hold, and not what they are called."""
    return card | {"processes": [holder["memory_bytes"] for holder in card["processes"]]}


def compose(tests: dict[str, list[dict[str, Any]]], cards: Sequence[gpuinfo.Found]) -> str:
    """The report as text."""
    shown = [_without_names(gpuinfo.record(card)) for card in cards]
    parts = [
        "# Barewire report\n",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n",
        "## Versions\n",
        _listed(list(versions().items())),
        "## Settings\n",
        _listed(list(settings().items())),
        "## Self test\n",
    ]
    for device, steps in tests.items():
        failed = sum(not step["passed"] for step in steps)
        parts += [f"### {device}: {f'{failed} FAILED' if failed else 'passed'}\n", _steps(steps)]
    parts += ["## Device files\n", _listed(list(device_files()))]
    parts += ["## Cards\n", _fenced(json.dumps(shown, indent=1))]
    parts += ["## What the kernel says\n"]
    for path, text in kernel_files():
        parts += [f"{path}\n", _fenced(text)]
    return "\n".join(parts)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--output", metavar="FILE", default=DEFAULT_FILE, help=f"the file to write (default: {DEFAULT_FILE})"
    )
    parser.add_argument(
        "--device", metavar="D", action="append", help="test this device only; may be given again"
    )
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=gpuinfo.seconds,
        default=DEFAULT_TIMEOUT_S,
        help=f"how long the test of one device may take (default: {DEFAULT_TIMEOUT_S:g})",
    )


def run(arguments: Namespace) -> int:
    """Test, write the file and say where it is; FAILED when a step failed, NO_DEVICE without a device."""
    cards = gpuinfo.find()
    names = arguments.device or [card.device for card in cards]
    if not names:
        print("barewire report: no cards", file=sys.stderr)
        return ExitCode.NO_DEVICE
    tests: dict[str, list[dict[str, Any]]] = {}
    for name in names:
        tests[name] = self_test(name, arguments.timeout)
        failed = [step for step in tests[name] if not step["passed"]]
        print(f"{name}: {len(tests[name]) - len(failed)} of {len(tests[name])} steps passed")
        for step in failed:
            print(f"  {step['step']}: {str(step['said']).strip().splitlines()[-1]}")
    path = Path(arguments.output)
    path.write_text(compose(tests, cards), encoding="utf-8")
    print(f"wrote {path}")
    return ExitCode.FAILED if any(not s["passed"] for steps in tests.values() for s in steps) else ExitCode.OK
