"""What simulated NVIDIA cards are given in a run of tests goes to NVIDIA's assembler when it ends.

`BAREWIRE_ASSEMBLE=1` asks for it. Every PTX text that a card has taken is assembled once for its target; the
run fails where the assembler refuses one or warns, and where a matrix product or attention needs memory for
registers (spills).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from . import programs
from .drivers.nvidia.toolkit import ptxas

WITHOUT_SPILLS = ("matmul_", "linked_", "attention_")
"""How the names of kernels begin that keep all they compute in registers."""
_FUNCTION = re.compile(
    r"Compiling entry function '(\S+)' for '\S+'.*?(\d+) bytes spill stores, (\d+) bytes spill loads",
    re.DOTALL,
)
# What it takes but does not do as written, such as wgmma made to wait or setmaxnreg left out.
_WARNING = re.compile(r"\bwarning\b|Potential Performance Loss")
_VERSION = re.compile(r"^\.version (\d+\.\d+)", re.MULTILINE)
_TARGET = re.compile(r"^\.target (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Verdict:
    """What the assembler says of a PTX text: why not, or the bytes that each kernel spills."""

    source: Path
    refused: str
    spills: tuple[tuple[str, int], ...]
    warnings: tuple[str, ...] = ()

    @property
    def faults(self) -> list[str]:
        """What is wrong, in words."""
        if self.refused:
            return [f"{self.source}: {self.refused}"]
        return [f"{self.source}: {warning}" for warning in self.warnings] + [
            f"{self.source}: {name} spills {size} bytes"
            for name, size in self.spills
            if size and name.startswith(WITHOUT_SPILLS)
        ]


def newest_version() -> tuple[int, int]:
    """The newest PTX that the assembler knows: it says so when it is given one that is too new."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "kernel.ptx")
        source.write_text(".version 99.9\n.target sm_90\n.address_size 64\n")
        done = programs.run([ptxas(), source], cwd=folder)
    found = re.search(r"current version is '(\d+)\.(\d+)'", done.stdout + done.stderr)
    if found is None:
        pytest.fail(f"ptxas did not say which PTX it knows: {done.stdout}{done.stderr}")
    return int(found[1]), int(found[2])


def judged(source: Path, newest: tuple[int, int]) -> Verdict:
    """The assembler's verdict on a file."""
    text = source.read_text()
    version, target = _VERSION.search(text), _TARGET.search(text)
    if version is None or target is None:
        return Verdict(source, "no .version or .target", ())
    major, minor = version[1].split(".")
    if (int(major), int(minor)) > newest:
        # The card's compiler is newer than this one; what the text uses is judged as before.
        source = source.with_suffix(".older.ptx")
        source.write_text(_VERSION.sub(f".version {newest[0]}.{newest[1]}", text, count=1))
    command = [str(ptxas()), "-v", f"-arch={target[1]}", str(source), "-o", "/dev/null"]
    done = programs.run(command, timeout_s=300)
    said = done.stdout + done.stderr
    if done.returncode:
        return Verdict(source, said.strip(), ())
    spills = tuple((name, int(a) + int(b)) for name, a, b in _FUNCTION.findall(said))
    return Verdict(source, "", spills, tuple(line for line in said.splitlines() if _WARNING.search(line)))


class Assembling:
    """The plugin: workers write down what their cards take, and whoever started them judges it."""

    def __init__(self, config: pytest.Config) -> None:
        self.worker = hasattr(config, "workerinput")
        given = config.workerinput["ptx"] if self.worker else tempfile.mkdtemp(prefix="barewire-ptx-")
        self.directory = Path(given)
        self.verdicts: list[Verdict] = []
        _collect(self.directory)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist where to write."""
        node.workerinput["ptx"] = str(self.directory)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Judge all there is."""
        if self.worker:
            return
        sources = sorted(self.directory.glob("*.ptx"))
        if sources:
            newest = newest_version()
            with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
                self.verdicts = list(threads.map(lambda source: judged(source, newest), sources))
        if self.faults:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        else:
            shutil.rmtree(self.directory)

    @property
    def faults(self) -> list[str]:
        """What is wrong with any."""
        return [fault for verdict in self.verdicts for fault in verdict.faults]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what came of it."""
        for fault in self.faults:
            terminalreporter.write_line(f"PTXAS {fault}", red=True)
        spills = sorted((size, name) for verdict in self.verdicts for name, size in verdict.spills if size)
        worst = (
            f", {len(spills)} with spills, at most {spills[-1][0]} bytes in {spills[-1][1]}" if spills else ""
        )
        terminalreporter.write_line(f"ptxas took {len(self.verdicts)} PTX modules{worst}")


def _collect(directory: Path) -> None:
    """Have each text that a simulated card takes written to a file named for what is in it."""
    from barewire.drivers.simulated.nvidia.objects import loaded_module

    taken = loaded_module.compiled_ptx

    def compiled_ptx(text: str, capability: Any) -> Any:
        result = taken(text, capability)
        path = directory / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.ptx"
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=directory, suffix=".part", delete=False) as file:
                file.write(text)
            os.replace(file.name, path)
        return result

    loaded_module.compiled_ptx = compiled_ptx
