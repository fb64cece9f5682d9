"""Everything that a card can show, in one command and one file: `python -m hwtests.on_card --device NVIDIA`.

For a card that is there for an hour: the report of `barewire report`, the tests on the card, the benchmarks
beside PyTorch where it is installed, what a submission costs, and the stress program. The file is written
after each part, so that what was done is there however it ends.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from . import programs

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_FILE = "barewire-card.md"
# Of what a part prints, this much from its end is kept.
MOST_KEPT_BYTES = 200_000


@dataclass(frozen=True)
class Outcome:
    """One part: what was run, how it ended (None past its time), how long it took, what it printed."""

    name: str
    command: Sequence[str]
    status: int | None
    seconds: float
    printed: str

    @property
    def ended(self) -> str:
        """How it ended, in a word or two."""
        return {None: "TIMED OUT", 0: "passed"}.get(self.status, f"FAILED ({self.status})")


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def _report(arguments: Namespace) -> list[str]:
    file = str(Path(tempfile.gettempdir()) / f"barewire-report-{os.getpid()}.md")
    program = (
        "import sys; from pathlib import Path; from barewire.tools import cli;"
        f"status = cli.main(['report', '--device', {arguments.device!r}, '--output', {file!r}]);"
        f"print(Path({file!r}).read_text()); Path({file!r}).unlink(); sys.exit(status)"
    )
    return _python("-c", program)


def _tests(arguments: Namespace) -> list[str]:
    return _python("-m", "pytest", "-q", "-p", "no:cacheprovider", *shlex.split(arguments.tests))


def _bench(arguments: Namespace) -> list[str]:
    beside = ["--against", "torch"] if find_spec("torch") else []
    bench = _python("-m", "barewire.tools.cli", "bench", "--device", arguments.device, "--markdown")
    return [*bench, *beside, *shlex.split(arguments.bench)]


def _cost(arguments: Namespace) -> list[str]:
    family = arguments.device.partition(":")[0].lower()
    return _python("-m", f"hwtests.drivers.{family}.submission_cost")


def _stress(arguments: Namespace) -> list[str]:
    return _python("-m", "hwtests.stress", "--minutes", str(arguments.minutes), "--device", arguments.device)


PARTS: dict[str, Callable[[Namespace], list[str]]] = {
    "report": _report,
    "tests": _tests,
    "bench": _bench,
    "cost": _cost,
    "stress": _stress,
}


def run(name: str, command: Sequence[str], device: str, timeout_s: float) -> Outcome:
    """Run one part to its end, or to the end of its time."""
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        part = programs.running(
            command,
            cpu_time_s=None,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=programs.environment(BAREWIRE_DEVICE=device),
        )
        status: int | None = None
        with part as process, suppress(subprocess.TimeoutExpired):
            status = process.wait(timeout_s)
        output.seek(max(0, output.seek(0, os.SEEK_END) - MOST_KEPT_BYTES))
        printed = output.read().decode(errors="replace")
    return Outcome(name, command, status, time.monotonic() - started, printed)


def compose(device: str, outcomes: Sequence[Outcome], left: Sequence[str]) -> str:
    """The file: a table of the parts, then what each printed."""
    rows = [f"| {each.name} | {each.ended} | {each.seconds:.0f} |" for each in outcomes]
    rows += [f"| {name} | not run | |" for name in left]
    parts = [f"# Barewire on {device}, {time.strftime('%Y-%m-%d')}", ""]
    parts += ["| part | outcome | seconds |", "| --- | --- | --- |", *rows, ""]
    for each in outcomes:
        shown = each.printed.strip()
        # A table, or a report, is Markdown already.
        is_text = each.name in ("report", "bench")
        parts += [f"## {each.name}", "", shown if is_text else f"```\n{shown}\n```", ""]
    return "\n".join(parts)


def main() -> int:
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--device", default="NVIDIA")
    parser.add_argument("--output", metavar="FILE", default=DEFAULT_FILE)
    parser.add_argument("--parts", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--tests", default="-n auto hwtests", help="arguments for pytest")
    parser.add_argument("--bench", default="", help="more arguments for barewire bench")
    parser.add_argument("--minutes", type=float, default=20.0, help="how long the stress program runs")
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds that a part may take")
    arguments = parser.parse_args()
    names = arguments.parts.split(",")
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    outcomes: list[Outcome] = []
    for at, name in enumerate(names):
        print(f"{name} ...", flush=True)
        outcomes.append(run(name, PARTS[name](arguments), arguments.device, arguments.timeout))
        print(f"{name}: {outcomes[-1].ended} after {outcomes[-1].seconds:.0f} s", flush=True)
        Path(arguments.output).write_text(compose(arguments.device, outcomes, names[at + 1 :]))
    print(f"wrote {arguments.output}")
    return 0 if all(each.status == 0 for each in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
