"""The wheel: every layer under one name, usable away from the source. The source archive: all there is."""

import ast
import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from barewire.drivers import kernel_abi
from hwtests import programs

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("drivers", "runtime", "tensor", "tools")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, where building leaves what it makes."""
    source = tmp_path_factory.mktemp("packaging") / "source"
    source.mkdir()
    for name in ("barewire", *LAYERS, "hwtests", "docs", ".ci"):
        shutil.copytree(
            ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("setup.py", "pyproject.toml", "MANIFEST.in", "Makefile", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    return source


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    work = source.parent
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    built = programs.run([*command, "--wheel-dir", work, source], timeout_s=300)
    assert built.returncode == 0, built.stderr
    (found,) = work.glob("*.whl")
    return found


def test_source_archive_holds_the_whole_source_as_it_stands(source: Path) -> None:
    paths = {str(path.relative_to(source)) for path in source.rglob("*") if not path.is_dir()}
    # Building a wheel leaves these.
    files = {path for path in paths if ".egg-info" not in path and not path.startswith("build/")}
    links = {f"barewire/{layer}": f"../{layer}" for layer in LAYERS}
    command = [sys.executable, "setup.py", "--quiet", "sdist", "--dist-dir", source.parent]
    built = programs.run(command, timeout_s=300, cwd=source)
    assert built.returncode == 0, built.stderr
    (archive,) = source.parent.glob("*.tar.gz")
    with tarfile.open(archive) as file:
        packed = {member.name.partition("/")[2]: member for member in file if not member.isdir()}
    assert {name for name in files if ".egg-info" not in name and not name.startswith("build/")} <= set(
        packed
    )
    assert {name: member.linkname for name, member in packed.items() if member.issym()} == links


def test_wheel_holds_every_module_of_every_layer_and_nothing_beside_them(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        f"barewire/{path.relative_to(ROOT)}"
        for layer in LAYERS
        for pattern in ("*.py", "*.txt")
        for path in (ROOT / layer).rglob(pattern)
    }
    assert expected <= packed
    assert {name.split("/")[0].split("-")[0] for name in packed} == {"barewire"}
    assert "barewire/py.typed" in packed


def test_wheel_needs_no_compiler_and_fits_every_platform(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")


def test_installed_wheel_works_without_the_source(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(target)
    program = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "import barewire.drivers.kernel, barewire.tools.gpuinfo\n"
        "print(barewire.drivers.kernel.__file__)\n"
        "sys.exit(barewire.tools.gpuinfo.main(['--json']))"
    )
    finished = programs.run([sys.executable, "-c", program], cwd=tmp_path)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith(str(target))


def test_committed_cffi_module_is_what_the_declarations_give(tmp_path: Path) -> None:
    generated = tmp_path / "_kernel_abi.py"
    kernel_abi.builder.emit_python_code(str(generated))
    committed = (ROOT / "drivers" / "_kernel_abi.py").read_text()
    assert ast.dump(ast.parse(generated.read_text())) == ast.dump(ast.parse(committed))
