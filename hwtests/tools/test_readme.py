"""The README's examples do what they say."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from barewire.runtime import environment
from barewire.tools.exit_codes import ExitCode
from hwtests import programs

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def run(program: str, directory: Path) -> str:
    finished = programs.run([sys.executable, "-c", program], timeout_s=300, cwd=directory)
    assert finished.returncode == 0, finished.stderr
    return str(finished.stdout)


def test_quick_start_runs_and_its_step_learns(tmp_path: Path) -> None:
    (program,) = (example for example in examples("python") if "optim.Adam" in example)
    use = """
images, labels = Tensor.rand(32, 784), Tensor.arange(32) % 10
print([step(images, labels).item() for _ in range(20)])
"""
    losses = [float(text) for text in re.findall(r"[\d.]+", run(program + use, tmp_path).splitlines()[-1])]
    assert len(losses) == 20
    assert losses[-1] < losses[0]


def test_runtime_example_doubles_sixteen_numbers(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("the example's kernel is written in C, and there is no C compiler here")
    (source,) = examples("c")
    (tmp_path / "scale.c").write_text(source)
    programs.run([compiler, "-O2", "-c", "scale.c"], cwd=tmp_path, check=True)
    (program,) = (example for example in examples("python") if "scale.o" in example)
    assert run(program, tmp_path).strip() == str([2.0 * number for number in range(16)])


def test_every_variable_and_exit_code_is_explained() -> None:
    for variable in environment.ALL:
        assert f"| `{variable.name}` |" in README
    explained = README.split("Exit codes:")[1].split("\n\n")[0]
    for code in ExitCode:
        assert re.search(rf"\b{code.value} [a-z]", explained), code
