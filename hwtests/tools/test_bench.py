"""How benchmarks are measured and judged, with programs whose answers are known."""

import json
import re
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from rich.console import Console

from barewire.tools import cli
from barewire.tools.bench import command, measure, roofline, stored, table
from barewire.tools.bench.kinds import WORKS as KINDS
from barewire.tools.bench.line import Line, mean, worst_first
from barewire.tools.bench.measure import FASTEST, Contest, Disagreement, Goal, Load, Outcome, reached
from barewire.tools.bench.networks.works import WORKS as MODELS
from barewire.tools.bench.page import page
from barewire.tools.bench.peers import PEERS, has_compiler
from barewire.tools.bench.roofline import Level, Roofline, measure_roofline
from barewire.tools.bench.suite import WORKS
from barewire.tools.bench.work import TORCH, Setting, Work, contest
from barewire.tools.exit_codes import ExitCode

from .. import programs


def busy(seconds: float) -> Callable[[], None]:
    """A program that takes at least so long of its own time."""

    def program() -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            pass

    return program


def line(ours: float, must: Goal | None, aim: Goal | None, **rivals: float) -> Line:
    return Line(Work("w", "a work", must, aim, lambda _: Outcome(ours)), Outcome(ours, rivals))


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


def test_whose_results_change_is_said() -> None:
    turns = [2.0, 1.0]
    with pytest.raises(Disagreement, match="computed again, theirs were others"):
        measure.require_agreement(lambda: (np.ones(2), np.full(2, turns.pop(0))), 1e-3)


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
    assert command.select([], "models") == list(MODELS)
    assert command.select([], "all") == [*WORKS, *KINDS, *MODELS]
    assert [work.name for work in command.select(["kind-topk-?0"])] == ["kind-topk-10", "kind-topk-50"]
    names = [work.name for work in command.select([], "all")]
    assert len(set(names)) == len(names)
    assert len(KINDS) >= 150


def test_a_sweep_shows_the_worst_first_and_its_mean() -> None:
    def line(ours: float) -> Line:
        work = Work("some", "some", Goal(0.8, TORCH), None, contest(lambda _: Contest(lambda: None)))
        return Line(work, Outcome(ours, {TORCH: 1.0}))

    lines = [line(0.5), line(2.0), line(0.125)]
    assert [each.times for each in worst_first(lines)] == [0.5, 2.0, 8.0]
    assert mean(lines) == "geometric mean of 3 works: 2.00 times; 1 below their must"


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


# Those that follow other parts' names and forms are run every day, and of the sweep one of each form.
EVERY_DAY = {
    *("mlp-adam", "mlp-memory", "realize", "kind-rows-2-float32", "kind-topk-10", "kind-mean-pool"),
    *("kind-cross-entropy-digits", "kind-layer-norm-small", "kind-cast-int8-float32", "kind-relu-back"),
    *("kind-multinomial", "kind-solve-many", "kind-adamw", "kind-lstm-one", "kind-gru-step"),
    *("model-four-convolutions", "model-minilm", "train-gpt"),
}


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(work, id=work.name, marks=[] if work.name in EVERY_DAY else pytest.mark.slow)
        for work in (*WORKS, *KINDS, *MODELS)
        if not work.on
    ],
)
def test_every_work_runs_and_agrees_with_torch(work: Work) -> None:
    setting = Setting("CPU", against=(TORCH,), runs=1, threads=2, small=True)
    outcome = work.run(setting)
    assert outcome.ours > 0
    assert not outcome.note.startswith("torch cannot")


@pytest.mark.parametrize(
    "name",
    [
        "kind-linear-gelu",
        *(
            pytest.param(work.name, marks=pytest.mark.slow)
            for work in MODELS
            if work.name.startswith("model")
        ),
    ],
)
def test_onnx_runtime_runs_what_is_exported_and_agrees(name: str) -> None:
    (work,) = command.select([name])
    outcome = work.run(Setting("CPU", PEERS[::2], runs=1, threads=2, small=True))
    assert list(outcome.rivals) == ["torch", "onnxruntime"], outcome.note


@pytest.mark.slow
@pytest.mark.skipif(not has_compiler(), reason="torch.compile needs a C++ compiler")
@pytest.mark.parametrize("name", ["kind-swish-add", "kind-layer-norm-back", "model-gpt", "train-resnet18"])
def test_what_torch_compiles_is_a_peer(name: str) -> None:
    (work,) = command.select([name])
    outcome = work.run(Setting("CPU", PEERS[:2], runs=1, threads=2, small=True))
    assert list(outcome.rivals) == ["torch", "compile"], outcome.note


def test_what_a_peer_cannot_do_is_said_and_the_others_are_measured(capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("kind-mm-bfloat16", "kind-rms-norm-row"):
        (work,) = command.select([name])
        outcome = work.run(Setting("CPU", PEERS[::2], runs=1, threads=2))
        assert list(outcome.rivals) == ["torch"]
        assert outcome.note.startswith("onnxruntime cannot: ")
    # Nothing else is said, which would stand in the middle of a record.
    assert capfd.readouterr() == ("", "")


def test_peers_that_are_not_installed_are_said_and_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> str:
        return "" if name == "torch" else f"{name} is not installed; pip install it"

    monkeypatch.setattr(command.peers, "missing", missing)
    assert cli.main(["bench", "realize", "--against", "onnxruntime,torch", "--runs", "1", "--json"]) == 0
    printed = capsys.readouterr()
    assert "measured without onnxruntime: onnxruntime is not installed" in printed.err
    assert list(json.loads(printed.out)["works"][0]["rivals"]) == ["torch"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--against", "torch,mlx"], "mlx is no peer; there are torch, compile, onnxruntime"),
        (["--against", ","], "nothing is no peer"),
        (["--suite", "everything"], "'record', 'kinds', 'models', 'all'"),
    ],
)
def test_unknown_peers_and_suites_are_answered_with_those_that_exist(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["bench", *arguments])
    assert said in capsys.readouterr().err.replace("choose from record, kinds, models, all", said)


def test_the_fastest_rival_is_what_counts() -> None:
    goal = Goal(0.9, FASTEST)
    both = line(2.0, goal, None, torch=4.0, onnxruntime=1.9)
    assert (both.times, both.fastest, both.of_fastest) == (2.0, "onnxruntime", 0.95)
    assert both.meets(goal) is True
    assert line(2.0, goal, None, torch=4.0, onnxruntime=1.7).meets(goal) is False
    assert line(2.0, goal, None).meets(goal) is None
    assert mean([both, line(1.0, goal, None, torch=0.5, compile=2.0)]).endswith(
        "1.00 times; 1 below their must; 0.69 times the fastest"
    )


ROOFLINE = Roofline({"float32": 1e12}, (Level("cache 1", 1e5, 1e11), Level("memory", float("inf"), 1e10)))


def test_of_limit_is_by_the_level_that_holds_the_work_or_by_arithmetic() -> None:
    assert ROOFLINE.least_seconds(Load(10.0, 1e4, "float32")) == 1e-7
    assert ROOFLINE.least_seconds(Load(10.0, 1e6, "float32")) == 1e-4
    assert ROOFLINE.least_seconds(Load(1e9, 1e6, "int32")) == 1e-3
    work = Work("w", "a work", None, None, lambda _: Outcome(4e-3, load=Load(1e9, 0, "float32")))
    assert command.measure_work(work, Setting("CPU", (), 1, 2), ROOFLINE).of_limit == 0.25


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bandwidth of memory is measured with less of it, in less time."""
    monkeypatch.setattr(roofline, "_LARGEST_MEMORY_BYTES", 64 << 20)


@pytest.mark.usefixtures("little_memory")
def test_measured_limits_are_those_of_the_machine() -> None:
    """A machine that does other work meanwhile may need a second look."""
    a = np.ones((512, 512), np.float32)
    for _ in range(3):
        found = measure_roofline(Setting("CPU", (), runs=1, threads=2))
        assert found is not None
        assert found.levels[-1].size_bytes == float("inf")
        bandwidths = [level.bytes_per_s for level in found.levels]
        assert bandwidths == sorted(bandwidths, reverse=True)
        rates = found.operations_per_s
        a @ a
        start = time.perf_counter()
        a @ a
        numpys = 2 * 512**3 / (time.perf_counter() - start)
        if numpys < 1.5 * rates["float32"] and rates["float64"] < rates["float32"] <= rates["int8"]:
            return
    pytest.fail(f"{rates} beside NumPy's {numpys}")


def test_a_page_is_whole_and_well_formed_with_the_lines_in_their_order() -> None:
    lines = [
        line(2.0, Goal(0.8, TORCH), None, torch=1.0),
        Line(Work("x", "x < y & z", None, None, lambda _: Outcome(1.0)), None, "Disagreement: <nan>"),
        line(1.0, Goal(0.8, TORCH), None, torch=4.0, onnxruntime=3.0),
    ]
    text = page({"card": "a <card>", "features": ["avx2", "fma"]}, ROOFLINE, lines)
    assert text.startswith("<!DOCTYPE html>")
    assert not re.search(r"(src|href)=|@import|url\(|<script", text)
    document = ElementTree.fromstring(re.sub(r"<meta [^>]*>", "", text.removeprefix("<!DOCTYPE html>")))
    rows = [[cell for cell in row if cell.tag == "td"] for row in document.findall("body/table")[-1]]
    assert [row[0].text for row in rows[1:]] == ["a work", "x < y & z *", "a work"]
    bars = [row.findall(".//i") for row in document.findall("body/table")[-1]][1:]
    assert [bar[0].get("class") if bar else None for bar in bars] == ["slower", None, None]
    assert "a <card>" in "".join(document.itertext())
    assert "cache 1" in "".join(document.itertext())


@pytest.mark.usefixtures("little_memory")
def test_the_command_writes_the_page_and_the_record_of_a_sweep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "report.html"
    names = ["kind-argmax-words", "kind-relu-back"]
    assert (
        cli.main(["bench", *names, "--against", "torch", "--runs", "1", "--json", "--html", str(target)]) == 0
    )
    run = json.loads(capsys.readouterr().out)
    assert run["format"] == stored.FORMAT
    assert run["roofline"]["levels"][-1]["size_bytes"] is None
    assert [each["of_fastest"] for each in run["works"]] == sorted(
        each["of_fastest"] for each in run["works"]
    )
    assert all(0 < each["of_limit"] < 1 for each in run["works"])
    assert "place of the greatest of 50257" in target.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_said_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "nowhere" / "report.html"
    assert cli.main(["bench", "realize", "--html", str(target)]) == ExitCode.USAGE
    printed = capsys.readouterr().err
    assert f"there is no folder {target.parent}" in printed
    assert "measuring" not in printed


@pytest.fixture
def three_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """Works that take 1 s, beside rivals that take 2."""
    works = tuple(
        Work(name, f"work {name}", None, None, lambda _: Outcome(1.0, {"torch": 2.0, "onnxruntime": 4.0}))
        for name in "abc"
    )
    monkeypatch.setattr(command, "WORKS", works)


@pytest.mark.usefixtures("three_works")
def test_a_run_is_compared_with_a_stored_one_by_ratios(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["bench", "--json"]) == ExitCode.OK
    run = json.loads(capsys.readouterr().out)
    file = tmp_path / "stored.json"
    file.write_text(json.dumps(run))
    assert cli.main(["bench", "--compare", str(file)]) == ExitCode.OK
    assert "3 works compared with the stored run, 0 slower" in capsys.readouterr().err
    # The machine was twice as slow on the whole: no ratio changes.
    run["works"][0] |= {"ours": 2.0, "rivals": {"torch": 4.0, "onnxruntime": 8.0}}
    # By 14 and by 16 of 100, beside the rival that was the fastest then.
    run["works"][1] |= {"ours": 0.86, "rivals": {"torch": 2.0, "onnxruntime": 1.0}}
    run["works"][2] |= {"ours": 0.84, "rivals": {"torch": 2.0, "compile": 1.0}}
    run["works"][1]["rivals"]["onnxruntime"] = 4.0
    run["machine"]["card"] = "another"
    file.write_text(json.dumps(run))
    assert cli.main(["bench", "--compare", str(file)]) == ExitCode.FAILED
    said = capsys.readouterr().err.splitlines()
    assert [text for text in said if text.startswith("slower")] == [
        "slower: work c: 2.00 times torch, 2.38 before"
    ]
    assert any("taken elsewhere: card was another" in text for text in said)


def test_what_seems_slower_is_measured_again_before_it_is_listed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = {"hiccup": [1.0, 0.5, 1.0], "slower": [1.0, 0.5, 0.6, 0.55]}

    def work(name: str) -> Work:
        return Work(name, name, None, None, lambda _: Outcome(1.0, {"torch": turns[name].pop(0)}))

    monkeypatch.setattr(command, "WORKS", tuple(map(work, turns)))
    assert cli.main(["bench", "--json"]) == ExitCode.OK
    file = tmp_path / "stored.json"
    file.write_text(capsys.readouterr().out)
    assert cli.main(["bench", "--json", "--compare", str(file)]) == ExitCode.FAILED
    printed = capsys.readouterr()
    assert not any(turns.values())
    assert "2 works compared with the stored run, 1 slower" in printed.err
    assert "slower: slower: 0.60 times torch, 1.00 before" in printed.err
    assert [each["times"] for each in json.loads(printed.out)["works"]] == [1.0, 0.6]


@pytest.mark.parametrize("text", ["", "[]", '{"works": [{}]}', '{"works": [], "format": 99}'])
def test_what_is_no_stored_run_is_said_before_anything_is_measured(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "stored.json"
    file.write_text(text)
    assert cli.main(["bench", "realize", "--compare", str(file)]) == ExitCode.FAILED
    printed = capsys.readouterr().err
    assert str(file) in printed
    assert "measuring" not in printed


def test_markdown_has_a_row_for_each_work_and_a_remark_for_each_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(_: Setting) -> Contest:
        return Contest(pytest.fail, results=lambda: (np.zeros(1), np.ones(1)))

    fine = Work("fine", "a fine work", Goal(1.0), None, lambda _: Outcome(0.5, {"x": 1.0, "y": 2.0}))
    monkeypatch.setattr(command, "WORKS", (fine, Work("wrong", "a wrong work", None, None, contest(wrong))))
    assert cli.main(["bench", "--markdown"]) == ExitCode.FAILED
    rows = capsys.readouterr().out.splitlines()
    assert "| a fine work | 500 ms | x 1 s, y 2 s | 2.00 | 2.00 |  | 1 s |  | must |" in rows
    assert "| a wrong work | failed |  |  |  |  |  |  | failed |" in rows
    assert rows[-1].startswith("- wrong: Disagreement:")


def test_table_shows_who_was_faster_and_what_was_reached() -> None:
    console = Console(width=160, record=True, file=StringIO())
    lines = [
        line(2.0, Goal(0.4, "torch"), Goal(1.0, "torch"), torch=1.0),
        line(2.0, Goal(0.6, "torch"), None, torch=1.0),
        line(1.0, Goal(1.0, "torch"), Goal(2.0, "torch"), torch=4.0),
    ]
    console.print(table.table(lines))
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
