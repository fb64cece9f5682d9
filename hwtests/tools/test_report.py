"""`barewire report`: what is in the file, what is kept out of it, and tests that fail, hang or die."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from barewire.drivers import kernel
from barewire.drivers.interface import CardCondition, CardInfo, MemoryHolder
from barewire.drivers.simulated.cards import temporarily
from barewire.tools import cli, report
from barewire.tools.exit_codes import ExitCode
from barewire.tools.gpuinfo import Found

from ..drivers.nvidia.files import Files

CARD = CardInfo("AMD", 0, "Radeon", "gfx1100", 1 << 34, 96, "0000:03:00.0", "amdgpu", "6.8", "kfd", "grid")
HELD = CardCondition(processes=(MemoryHolder(77, "secret-project", 4096),))


def step(name: str, passed: bool, said: str = "fine") -> dict[str, object]:
    return {"step": name, "passed": passed, "seconds": 0.5, "said": said}


def test_report_of_the_processor_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.md"
    assert cli.main(["report", "--device", "CPU", "--output", str(file)]) == ExitCode.OK
    text = file.read_text()
    for heading in ("## Versions", "## Self test", "### CPU: passed", "## Cards", "## Device files"):
        assert heading in text
    assert "| a matrix product, float32 | passed |" in text
    assert f"wrote {file}" in capsys.readouterr().out


def test_device_that_is_not_there_is_a_failed_step() -> None:
    (only,) = report.self_test("NOSUCH", 60)
    assert (only["step"], only["passed"]) == ("open the device", False)
    assert "UnknownDevice" in only["said"]


def test_test_that_takes_too_long_is_ended_and_told() -> None:
    *_, last = report.self_test("CPU", 0.01)
    assert not last["passed"]
    assert "was killed" in last["said"]


def test_test_that_dies_is_a_failed_step_with_its_last_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "python"
    line = json.dumps(step("open the device", True))
    program.write_text(f"#!/bin/sh\necho '{line}'\necho 'died of it' >&2\nkill -SEGV $$\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    first, last = report.self_test("AMD", 60)
    assert first["passed"]
    assert not last["passed"]
    assert "died of it" in last["said"]


def test_failure_decides_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [step("open the device", True), step("a reduction", False, "wrong\nby 3")]
    monkeypatch.setattr(report, "self_test", lambda device, timeout_s: steps)
    file = tmp_path / "report.md"
    assert cli.main(["report", "--device", "CPU", "--output", str(file)]) == ExitCode.FAILED
    assert "CPU: 1 of 2 steps passed\n  a reduction: by 3" in capsys.readouterr().out
    assert "| a reduction | FAILED | 0.50 | wrong<br>by 3 |" in file.read_text()


def test_names_of_processes_are_left_out() -> None:
    text = report.compose({"AMD": [step("open the device", True)]}, [Found("AMD", CARD, HELD)])  # type: ignore[list-item]
    assert "Radeon" in text
    assert "secret-project" not in text
    assert "4096" in text


def test_what_the_kernel_says_has_no_serial_numbers() -> None:
    with temporarily("gfx1100") as installed:
        said = dict(report.kernel_files())
        files = dict(report.device_files())
        serial = str(installed.machine.cards[0].unique_id)
    (properties,) = [text for path, text in said.items() if path.endswith("nodes/1/properties")]
    assert "gfx_target_version 110000" in properties
    assert "unique_id (left out)" in properties
    assert serial not in "".join(said.values())
    assert files["/dev/kfd"] == files["/dev/dri/renderD128"] == "can be opened"


def test_settings_are_those_of_barewire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREWIRE_DEBUG", "1")
    monkeypatch.setenv("SECRET_TOKEN", "x")
    found = report.settings()
    assert found["BAREWIRE_DEBUG"] == "1"
    assert set(found) <= {name for name in os.environ if name.startswith("BAREWIRE_")}


def test_nvidias_driver_is_asked_too_and_cards_are_not_told_apart() -> None:
    directory = "/proc/driver/nvidia"
    card = f"{directory}/gpus/0000:1a:00.0/information"
    files = Files(
        {
            f"{directory}/version": "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.15\n",
            card: "Model: \t\t NVIDIA H100 80GB HBM3\nGPU UUID: \t GPU-12345678-1234\nBus Type: \t PCIe\n",
        }
    )
    with kernel.interpose(directory, files):
        told = dict(report.kernel_files())
    assert "550.54.15" in told[f"{directory}/version"]
    assert "H100" in told[card]
    assert "12345678" not in told[card]
    names = ("nvidia0", "nvidia12", "nvidiactl", "nvidia-uvm", "nvidia-modeset", "nvidiafoo", "null")
    assert list(map(report._is_nvidia_file, names)) == [True, True, True, True, False, False, False]
