"""What users and packagers get, tried: `python -m hwtests.distribution [--python python3.12 ...] [tests]`.

Builds the source archive, and the wheel from it. Runs tests from the unpacked archive, with nothing of this
tree; then against the installed wheel, with the archive's tests and nothing else of it. For each other
interpreter that is there it installs the wheel, with what it requires, and runs the first programs. Ends at
the first failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import zipfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST = "hwtests/test_first_programs.py"
# What shows that everything is there: each layer, the data files of tests, child processes, a simulated card.
TESTS = (
    FIRST,
    "hwtests/codegen/test_elementwise_ops.py",
    "hwtests/drivers/amd/test_golden.py",
    "hwtests/drivers/amd/test_code_object.py",
    "hwtests/simulated/amd/isa/test_decode.py",
    "hwtests/simulated/amd/isa/test_matrix.py",
    "hwtests/jit/test_state.py",
    "hwtests/runtime/test_compiler.py",
    "hwtests/tools/test_import.py",
)
# What tests of an installed wheel need beside it: themselves, and what they read.
BESIDE = ("hwtests", "README.md", "pyproject.toml", "docs")


def say(*words: object) -> None:
    print("\n==", *words, flush=True)


def do(command: Sequence[str | Path], folder: Path, **environment: str) -> None:
    """Run a command, and end where it fails."""
    # Nothing that this process can import is to be found by accident.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env={**inherited, **environment}, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} in {folder} ended with {done.returncode}")


def version_of(python: str) -> str | None:
    """An interpreter's version; `None` where it is not there, or but a name for none."""
    try:
        done = subprocess.run([python, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.split()[1]


def build(work: Path) -> tuple[Path, Path]:
    """The archive, unpacked, and the wheel made from it."""
    say("build")
    do([sys.executable, "-m", "build", "--no-isolation", "--outdir", work / "dist", ROOT], work)
    (archive,) = (work / "dist").glob("*.tar.gz")
    (wheel,) = (work / "dist").glob("*.whl")
    with tarfile.open(archive) as file:
        file.extractall(work, filter="data")
    strange = [name for name in zipfile.ZipFile(wheel).namelist() if not name.startswith("barewire")]
    if strange:
        sys.exit(f"the wheel holds what is not Barewire's: {strange}")
    return work / archive.name.removesuffix(".tar.gz"), wheel


def with_wheel(wheel: Path, python: str, folder: Path) -> Path:
    """The interpreter of a new environment in which nothing but the wheel is installed."""
    do([python, "-m", "venv", folder], folder.parent)
    interpreter = folder / "bin" / "python"
    pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    do([*pip, "--no-deps", wheel], folder.parent)
    return interpreter


def main(arguments: Sequence[str] | None = None) -> None:
    """Try it all."""
    parser = ArgumentParser(prog="python -m hwtests.distribution", description=__doc__)
    parser.add_argument("--python", action="append", default=[], help="another interpreter to install it for")
    parser.add_argument("tests", nargs="*", default=TESTS, help="which tests, as paths from the top")
    given = parser.parse_args(arguments)
    pytest = ("-m", "pytest", "-q", "-n", "auto", "-m", "not slow")
    with tempfile.TemporaryDirectory(prefix="barewire-dist-") as name:
        work = Path(name)
        source, wheel = build(work)

        say("tests from the unpacked archive")
        do([sys.executable, *pytest, *given.tests], source, PYTHONPATH=str(source))

        say("tests of the installed wheel")
        interpreter = with_wheel(wheel, sys.executable, work / "installed")
        # What this environment has, after what that one has; files that extend the path are not read there,
        # so that what is installed here to be edited in place is not seen.
        (site,) = (work / "installed" / "lib").glob("python*/site-packages")
        (site / "requirements.pth").write_text(sysconfig.get_path("purelib") + "\n")
        tests = work / "tests"
        tests.mkdir()
        for each in BESIDE:
            part = source / each
            (shutil.copytree if part.is_dir() else shutil.copy)(part, tests / each)
        where = f"import barewire, sys; sys.exit(not barewire.__file__.startswith({str(site)!r}))"
        do([interpreter, "-c", where], tests)
        # Those of the source itself have none here.
        do([interpreter, *pytest, *given.tests], tests)

        # Of two names of one version the second is passed over.
        found = {version: python for python in reversed(given.python) if (version := version_of(python))}
        for version, python in found.items():
            say(f"first programs with Python {version}")
            interpreter = with_wheel(wheel, python, work / version)
            pip = [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            do([*pip, wheel, "pytest>=8"], work)
            do([interpreter, "-m", "pytest", "-q", "-p", "no:cacheprovider", FIRST], tests)
            do([interpreter, "-m", "barewire.tools.cli", "gpuinfo"], tests)
    say("done")


if __name__ == "__main__":
    main()
