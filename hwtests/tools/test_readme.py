"""The README explains every variable and exit code. Its examples are run by `hwtests/docs/test_pages.py`."""

import re
from pathlib import Path

from barewire.runtime import environment
from barewire.tools.exit_codes import ExitCode

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def test_every_variable_and_exit_code_is_explained() -> None:
    for variable in environment.ALL:
        assert f"| `{variable.name}` |" in README
    explained = README.split("Exit codes:")[1].split("\n\n")[0]
    for code in ExitCode:
        assert re.search(rf"\b{code.value} [a-z]", explained), code
