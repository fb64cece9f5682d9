"""How benchmarks are measured and judged, with programs whose answers are known."""

import json
import sys
import time
from collections.abc import Callable
from io import StringIO
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from barewire.tools import cli
from barewire.tools.bench import command, measure
from barewire.tools.bench.kinds import WORKS as KINDS
from barewire.tools.bench.measure import Contest, Disagreement, Goal, Outcome, reached
from barewire.tools.bench.suite import WORKS
from barewire.tools.bench.work import TORCH, Setting, Work, contest
from barewire.tools.exit_codes import ExitCode

from .. import programs

SETTING = Setting("CPU", against_torch=False, runs=2, threads=2)


def busy(seconds: float) -> Callable[[], None]:
    """A program that takes at least so long of its own time."""

    def program() -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

    return program


def line(ours: float, must: Goal | None, aim: Goal | None, **rivals: float) -> command.Line:
    return command.Line(Work("w", "a work", must, aim, lambda _: Outcome(ours)), Outcome(ours, rivals))


def test_slower_rival_is_measured_slower() -> None:
    outcome = measure.measure(Contest(busy(1e-3), {"slow": busy(3e-3)}), runs=3)
    assert outcome.ours >= 1e-3
    assert outcome.rivals["slow"] >= 3e-3
    assert outcome.rivals["slow"] > outcome.ours


def test_time_is_per_result_and_rates_are_per_call() -> None:
    outcome = measure.measure(Contest(busy(1e-3), flops=1e6, calls_per_result=10), runs=1)
    assert 1e-4 <= outcome.ours < 1e-3
    assert outcome.flops_per_s is not None
    assert 1e8 < outcome.flops_per_s <= 1e9


def test_everybody_has_a_turn_in_every_round() -> None:
    turns: list[str] = []

    def player(name: str) -> Callable[[], None]:
        def program() -> None:
            turns.append(name)
            busy(measure.SAMPLE_S)()

        return program

    measure.alternate([player("a"), player("b")], runs=2)
    rounds = "".join(turns)[-8:]
    assert rounds == "aabbaabb"


@pytest.mark.parametrize("theirs", [np.array([1.0, 2.1]), np.array([1.0, np.nan]), np.ones(3)], ids=str)
def test_different_results_are_not_timed(theirs: np.ndarray) -> None:
    program = Contest(pytest.fail, results=lambda: (np.array([1.0, 2.0]), theirs), tolerance=1e-3)
    with pytest.raises(Disagreement):
        measure.measure(program, runs=1)


def test_goal_against_a_rival_is_a_ratio_of_speeds() -> None:
    outcome = Outcome(2.0, {"torch": 1.0})
    assert reached(Goal(0.5, "torch"), outcome) is True
    assert reached(Goal(0.6, "torch"), outcome) is False
    assert reached(Goal(0.5, "nobody"), outcome) is None


def test_goal_without_a_rival_is_a_bound() -> None:
    assert reached(Goal(2.0), Outcome(2.0)) is True
    assert reached(Goal(1.9), Outcome(2.0)) is False


def test_failed_work_is_a_line_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(_: Setting) -> Contest:
        return Contest(pytest.fail, results=lambda: (np.zeros(1), np.ones(1)))

    monkeypatch.setattr(command, "WORKS", (Work("wrong", "a wrong work", Goal(1.0), None, contest(wrong)),))
    assert cli.main(["bench", "wrong", "--json"]) == ExitCode.FAILED
    (entry,) = json.loads(capsys.readouterr().out)["works"]
    assert entry["ours"] is None
    assert entry["failure"].startswith("Disagreement: results differ by")
    assert cli.main(["bench", "wrong"]) == ExitCode.FAILED
    assert "results differ by" in capsys.readouterr().out


def test_work_that_breaks_leaves_the_others_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Setting) -> Outcome:
        raise ZeroDivisionError

    works = (Work("broken", "b", None, None, broken), Work("fine", "f", None, None, lambda _: Outcome(1.0)))
    monkeypatch.setattr(command, "WORKS", works)
    assert cli.main(["bench", "--json"]) == ExitCode.FAILED
    printed = capsys.readouterr()
    first, second = json.loads(printed.out)["works"]
    assert first["failure"].startswith("ZeroDivisionError")
    assert second["ours"] == 1.0
    assert "Traceback" in printed.err


def test_missed_goal_fails_only_a_strict_run(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Work("slow", "a slow work", Goal(1.0), None, lambda _: Outcome(2.0))
    monkeypatch.setattr(command, "WORKS", (slow,))
    assert cli.main(["bench"]) == ExitCode.OK
    assert cli.main(["bench", "--strict"]) == ExitCode.FAILED


def test_names_select_works_by_pattern() -> None:
    assert [work.name for work in command.select(["matmul-*", "softmax"])] == [
        "matmul-512",
        "matmul-1024",
        "matmul-2048",
        "matmul-bf16-1024",
        "matmul-bf16-2048",
        "softmax",
    ]
    assert command.select([]) == list(WORKS)
    assert command.select([], "kinds") == list(KINDS)
    assert command.select([], "all") == [*WORKS, *KINDS]
    assert [work.name for work in command.select(["kind-topk-*"])] == ["kind-topk-10", "kind-topk-50"]
    assert len({work.name for work in (*WORKS, *KINDS)}) == len(WORKS) + len(KINDS)


def test_a_sweep_shows_the_worst_first_and_its_mean() -> None:
    def line(ours: float) -> command.Line:
        work = Work("some", "some", Goal(0.8, TORCH), None, contest(lambda _: Contest(lambda: None)))
        return command.Line(work, Outcome(ours, {TORCH: 1.0}))

    lines = [line(0.5), line(2.0), line(0.125)]
    assert [each.times for each in command.worst_first(lines)] == [0.5, 2.0, 8.0]
    assert command.mean(lines) == "geometric mean of 3 works: 2.00 times; 1 below their must"


def test_list_names_every_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--list"]) == ExitCode.OK
    names = [row.split()[0] for row in capsys.readouterr().out.splitlines()]
    assert names == [work.name for work in WORKS]
    assert len(set(names)) == len(names)


def test_small_work_beside_torch_has_a_ratio_and_both_times(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "realize", "--against", "torch", "--runs", "1", "--json"]) == ExitCode.OK
    report = json.loads(capsys.readouterr().out)
    (entry,) = report["works"]
    assert entry["times"] == pytest.approx(entry["rivals"]["torch"] / entry["ours"])
    assert report["machine"]["torch"].startswith("2.13")


# Those that follow other parts' names and forms are run every day.
EVERY_DAY = {"mlp-adam", "mlp-memory", "realize", "kind-rows-2-float32", "kind-topk-10", "kind-mean-pool"}


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(work, id=work.name, marks=[] if work.name in EVERY_DAY else pytest.mark.slow)
        for work in (*WORKS, *KINDS)
        if not work.on
    ],
)
def test_every_work_runs_and_agrees_with_torch(work: Work) -> None:
    setting = Setting("CPU", against_torch=True, runs=1, threads=2)
    assert work.run(setting).ours > 0


def test_markdown_has_a_row_for_each_work_and_a_remark_for_each_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(_: Setting) -> Contest:
        return Contest(pytest.fail, results=lambda: (np.zeros(1), np.ones(1)))

    fine = Work("fine", "a fine work", Goal(1.0), None, lambda _: Outcome(0.5, {"x": 1.0, "y": 2.0}))
    monkeypatch.setattr(command, "WORKS", (fine, Work("wrong", "a wrong work", None, None, contest(wrong))))
    assert cli.main(["bench", "--markdown"]) == ExitCode.FAILED
    rows = capsys.readouterr().out.splitlines()
    assert "| a fine work | 500 ms | x 1 s, y 2 s | 2.00 |  | 1 s |  | must |" in rows
    assert "| a wrong work | failed |  |  |  |  |  | failed |" in rows
    assert rows[-1].startswith("- wrong: Disagreement:")


def test_table_shows_who_was_faster_and_what_was_reached() -> None:
    console = Console(width=160, record=True, file=StringIO())
    lines = [
        line(2.0, Goal(0.4, "torch"), Goal(1.0, "torch"), torch=1.0),
        line(2.0, Goal(0.6, "torch"), None, torch=1.0),
        line(1.0, Goal(1.0, "torch"), Goal(2.0, "torch"), torch=4.0),
    ]
    console.print(command.table(lines))
    rows = [row.split() for row in console.export_text().splitlines()[1:]]
    assert [row[-1] for row in rows] == ["must", "below", "aim"]
    assert [row[row.index("torch") + 3] for row in rows] == ["0.50", "0.50", "4.00"]


def bench_on(simulated: str, *arguments: str) -> dict[str, dict[str, Any]]:
    """The records by name of a run of the command on a simulated card, in a process of its own."""
    process = programs.run(
        [sys.executable, "-m", "barewire.tools.cli", "bench", *arguments, "--json", "--runs", "1"],
        timeout_s=500,
        env=programs.environment(BAREWIRE_SIMULATE=simulated),
    )
    assert process.returncode == 0, process.stderr + process.stdout
    found = json.loads(process.stdout)
    assert "(simulated)" in found["machine"]["card"] or found["machine"]["arch"] == simulated
    return {record["name"]: record for record in found["works"]}


def test_works_for_graphics_cards_are_checked_and_timed_by_the_cards_clock() -> None:
    names = ["gpu-matmul-float16-4096", "gpu-chain", "gpu-launch", "gpu-replay"]
    found = bench_on("sm_90", *names, "--device", "NVIDIA", "--scale", "128", "--against", "torch")
    assert list(found) == names
    assert all(record["ours"] > 0 for record in found.values())
    assert found["gpu-chain"]["rivals"]["copy"] > 0
    assert found["gpu-chain"]["must_reached"] is not None
    # Nothing is said of a rival that was not there.
    assert found["gpu-matmul-float16-4096"]["must_reached"] is None
    assert "cannot use this card" in found["gpu-matmul-float16-4096"]["note"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("simulated", "device"), [("sm_90", "NVIDIA"), ("sm_75", "NVIDIA"), ("gfx1100", "AMD")]
)
def test_all_works_for_graphics_cards_run_by_default_on_one(simulated: str, device: str) -> None:
    found = bench_on(simulated, "--device", device, "--scale", "128")
    assert list(found) == [work.name for work in WORKS if work.on == "GPU"]
    assert all(record["ours"] > 0 for record in found.values())
