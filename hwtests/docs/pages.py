"""Pages of Markdown as programs: the fenced blocks of a page are steps, run in order in one process.

| block | step |
|---|---|
| `python` | executed; a `text` block right after it, if there is one, is what it prints |
| `console` | each `$ command` is run by the shell; the lines below it, if any, are what it prints |
| `title="path"` | a file with these contents |
| `diff title="path"` | a change of that file: its lines without `+` become those without `-` |

Blocks of other languages, and of none, are only shown. `...` in an output stands for anything, as in doctest.
A line `<!-- numbers within 5% -->` above an output lets its numbers differ by so much, for what depends on
the machine. A page that starts with

    ---
    runs: in a copy of the tree
    ---

has a copy of the repository to change; others run in an empty folder. `slow: true` there marks its test so.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from hwtests import programs

ROOT = Path(__file__).resolve().parents[2]
TREE = (
    "barewire",
    "drivers",
    "runtime",
    "tensor",
    "tools",
    "hwtests",
    "setup.py",
    "pyproject.toml",
    "README.md",
)
TIMEOUT_S = 300
KEPT = ("BAREWIRE_CACHE", "BAREWIRE_TIMEOUT")
TOOLS = {"barewire": "barewire.tools.cli", "gpuinfo": "barewire.tools.gpuinfo"}

_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(
    r"(?:^<!-- numbers within (?P<percent>[\d.]+)% -->\n+)?"
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?[^\n]*\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COMMAND = re.compile(r"^\$ (.*(?:\\\n.*)*)\n?((?:(?!\$ ).*\n?)*)", re.MULTILINE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@dataclass(frozen=True)
class Step:
    """One thing to do: `kind` is python, shell, file or change; `output` is what the page shows of it."""

    kind: str
    text: str
    line: int
    file: str = ""
    output: str | None = None
    within: float = 0.0


@dataclass(frozen=True)
class Page:
    path: Path
    options: dict[str, str]
    steps: tuple[Step, ...]

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


def read(path: Path) -> Page:
    """The steps of a page. Raises ValueError for an output that follows nothing that prints."""
    text = path.read_text()
    front = _FRONT.match(text)
    options = dict(line.split(": ", 1) for line in front[1].splitlines()) if front else {}
    steps: list[Step] = []
    end = 0
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start("text")) + 1
        language, title, body = block["language"], block["title"], block["text"]
        within = float(block["percent"] or 0) / 100
        if title:
            steps.append(Step("change" if language == "diff" else "file", body, line, title))
        elif language == "python":
            steps.append(Step("python", body, line))
        elif language == "console":
            for command in _COMMAND.finditer(body):
                at = line + body.count("\n", 0, command.start())
                steps.append(Step("shell", command[1], at, output=command[2].rstrip() or None, within=within))
        elif language == "text" and not text[end : block.start()].strip():
            if not steps or steps[-1].kind != "python":
                raise ValueError(f"{path}:{line}: the output of what?")
            steps[-1] = Step("python", steps[-1].text, steps[-1].line, output=body, within=within)
        end = block.end()
    return Page(path, options, tuple(steps))


def run(page: Page, directory: Path, then: str = "") -> list[str]:
    """Run a page's steps, and the program `then` after them; returns what each printed.

    Raises AssertionError with the place in the page where one fails, or prints what the page does not say.
    """
    root = _copied(directory / "tree") if page.options.get("runs") == "in a copy of the tree" else ROOT
    work = root if root != ROOT else directory / "work"
    work.mkdir(exist_ok=True)
    steps = [*page.steps, *([Step("python", then, 0)] if then else [])]
    # A page says itself which cards it wants; the cache and the deadline are the test run's.
    kept = {
        name: value for name, value in os.environ.items() if name in KEPT or not name.startswith("BAREWIRE_")
    }
    environment = {
        **kept,
        "PYTHONPATH": str(root),
        "PATH": f"{_commands(directory / 'commands')}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "100",
    }
    finished = programs.run(
        [sys.executable, str(Path(__file__).with_name("run_steps.py")), page.name],
        input=json.dumps([asdict(step) for step in steps]),
        timeout_s=TIMEOUT_S,
        cwd=work,
        env=environment,
    )
    printed: list[str] = json.loads(finished.stdout or "[]")
    for step, text in zip(steps, printed, strict=False):
        if step.output is not None and not agrees(step.output, text, step.within):
            raise AssertionError(f"{page.name}:{step.line} prints\n{text}\nbut the page says\n{step.output}")
    assert finished.returncode == 0, finished.stderr
    return printed


def agrees(shown: str, printed: str, within: float = 0.0) -> bool:
    """Whether an output is what a page shows: as doctest compares, and numbers to a relative tolerance."""
    if within:
        expected, found = _NUMBER.findall(shown), _NUMBER.findall(printed)
        if len(expected) != len(found):
            return False
        if any(
            abs(float(a) - float(b)) > within * abs(float(a)) for a, b in zip(expected, found, strict=True)
        ):
            return False
        shown, printed = _NUMBER.sub("0", shown), _NUMBER.sub("0", printed)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    return doctest.OutputChecker().check_output(shown.rstrip() + "\n", printed.rstrip() + "\n", flags)


def _copied(tree: Path) -> Path:
    tree.mkdir()
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, tree / name, symlinks=True, ignore=ignored)
        else:
            shutil.copy(source, tree)
    return tree


def _commands(folder: Path) -> Path:
    """A folder with this Python and the commands that an installed Barewire has."""
    folder.mkdir()
    for name, arguments in {"python": "", **{tool: f"-m {module}" for tool, module in TOOLS.items()}}.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        script.chmod(0o755)
    return folder
