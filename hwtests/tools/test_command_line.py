"""The `barewire` command: help, and exit codes that a script can tell apart."""

import json
import subprocess
import sys

import pytest

from barewire import __version__
from barewire.runtime import environment, errors
from barewire.tools import cli
from barewire.tools.exit_codes import ExitCode, MissingPackage, run_tool
from hwtests import programs

COMMANDS = ("demo", "bench", "tune", "gpuinfo", "env")


def barewire(*arguments: str) -> subprocess.CompletedProcess[str]:
    return programs.run([sys.executable, "-m", "barewire.tools.cli", *arguments], timeout_s=300)


def test_help_names_every_command() -> None:
    finished = barewire("--help")
    assert finished.returncode == ExitCode.OK
    for command in COMMANDS:
        assert command in finished.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_explains_the_exit_codes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([command, "--help"])
    assert left.value.code == ExitCode.OK
    assert "3 no device" in capsys.readouterr().out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == ExitCode.OK
    assert capsys.readouterr().out == f"barewire {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["demo", "--epochs", "0"], ["bench", "--runs", "none"], ["bench", "--against", "nobody"]],
    ids=" ".join,
)
def test_wrong_usage_is_a_code_of_its_own(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == ExitCode.USAGE


@pytest.mark.parametrize("command", ["demo", "bench"])
def test_unknown_device_is_a_code_of_its_own_and_names_those_there_are(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([command, "--device", "ABACUS"]) == ExitCode.NO_DEVICE
    message = capsys.readouterr().err
    assert "ABACUS" in message
    assert "CPU" in message


def test_unknown_benchmark_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "matmul-7"]) == ExitCode.USAGE
    message = capsys.readouterr().err
    assert "matmul-7" in message
    assert "matmul-512" in message


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (errors.UnknownDevice("which"), ExitCode.NO_DEVICE),
        (errors.NoCard("none"), ExitCode.NO_DEVICE),
        (errors.PermissionDenied("no"), ExitCode.NO_PERMISSION),
        (errors.OutOfMemory("full"), ExitCode.OUT_OF_MEMORY),
        (errors.ShapeError("odd"), ExitCode.USAGE),
        (errors.CompileError("bad"), ExitCode.FAILED),
        (MissingPackage("pip install it"), ExitCode.MISSING_PACKAGE),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failure_becomes_its_code_and_one_line(
    failure: BaseException, code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise failure

    assert run_tool(fail, cli.parser().parse_args(["env"])) == code
    printed = capsys.readouterr().err
    assert printed.startswith("barewire: ")
    assert printed.count("\n") == 1


def test_failure_nobody_foresaw_keeps_its_traceback() -> None:
    def fail(_: object) -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_tool(fail, cli.parser().parse_args(["env"]))


def test_reader_that_leaves_early_is_no_failure() -> None:
    command = f"{sys.executable} -m barewire.tools.cli env --json | head -c 1; exit ${{PIPESTATUS[0]}}"
    finished = programs.run(["bash", "-c", command])
    assert finished.returncode == ExitCode.OK
    assert finished.stderr == ""


def test_env_lists_every_variable_with_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAREWIRE_DEBUG", "2")
    assert cli.main(["env", "--json"]) == ExitCode.OK
    listed = {entry["name"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert listed.keys() == {variable.name for variable in environment.ALL}
    assert listed["BAREWIRE_DEBUG"]["value"] == 2
    assert listed["BAREWIRE_DEBUG"]["set"] is True
    assert cli.main(["env"]) == ExitCode.OK
    assert "BAREWIRE_DEBUG" in capsys.readouterr().out


def test_env_with_an_impossible_value_says_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAREWIRE_DEBUG", "loud")
    assert cli.main(["env"]) == ExitCode.USAGE
    assert "BAREWIRE_DEBUG='loud'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("target", "words"),
    [(">&-", "standard output is closed"), (">/dev/full", "cannot write standard output: No space left")],
)
@pytest.mark.parametrize("command", ["gpuinfo", "bench --list"])
def test_output_that_cannot_be_printed_ends_with_a_word(command: str, target: str, words: str) -> None:
    tool = f'exec "{sys.executable}" -m barewire.tools.cli {command} {target}'
    finished = programs.run(["sh", "-c", tool])
    assert finished.returncode == ExitCode.FAILED
    (line,) = finished.stderr.splitlines()
    assert line.startswith(f"barewire: {words}")
