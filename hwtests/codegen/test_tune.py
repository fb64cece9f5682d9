"""Tuned schedules: what is stored, what is trusted, and that the search keeps what is right and faster."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from barewire.runtime import cache
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import LoopSchedule, Schedule, TileSchedule
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.run import kernels
from barewire.tensor.run.signature import with_realized
from barewire.tensor.tensor import Tensor
from barewire.tensor.tuning import search
from barewire.tensor.tuning import stored as tune
from barewire.tensor.tuning.experience import Experience
from barewire.tools import cli
from barewire.tools.exit_codes import ExitCode

BF16, E4M3 = dtypes.bfloat16, dtypes.float8_e4m3fn
MACHINE = Machine(2, 64, frozenset({"avx512f", "avx512_bf16"}))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Schedules kept by a test are gone after it."""
    directory = str(tmp_path / "cache")
    monkeypatch.setenv("BAREWIRE_CACHE", directory)
    return directory


@pytest.fixture
def device(card: str) -> Device:
    return Device[card]


def zeros(*shape: int, dtype: dtypes.DType = dtypes.float32) -> Tensor:
    return Tensor(np.zeros(shape, np.float32)).cast(dtype).realize()


def nest_of(result: Tensor) -> Form:
    """The prepared form of a result that takes one kernel."""
    (task,) = fuse(with_realized([result._node], {}))
    assert task.nest is not None
    return Form.of(task.nest)


NESTS: dict[str, Callable[[], Form]] = {
    "matmul": lambda: nest_of(zeros(33, 40) @ zeros(40, 70)),
    "tiny matmul": lambda: nest_of(zeros(3, 5) @ zeros(5, 2)),
    "bfloat16 matmul": lambda: nest_of(zeros(33, 41, dtype=BF16) @ zeros(41, 70, dtype=BF16)),
    "float8 matmul": lambda: nest_of(zeros(33, 41, dtype=E4M3) @ zeros(41, 70, dtype=E4M3)),
    "tf32 matmul": lambda: nest_of(zeros(33, 41).matmul(zeros(41, 70), precision="tf32")),
    "batched matmul": lambda: nest_of((zeros(3, 9, 600) @ zeros(3, 600, 20)).relu()),
    "convolution": lambda: nest_of(zeros(2, 4, 9, 9).conv2d(zeros(8, 4, 3, 3), padding=1)),
    "elementwise": lambda: nest_of((zeros(50, 60) + zeros(60)).exp()),
    "softmax": lambda: nest_of(zeros(20, 30).softmax(-1)),
    "sum": lambda: nest_of(zeros(12, 30).sum(0)),
    "argmax": lambda: nest_of(zeros(12, 30).argmax(-1)),
    "one element": lambda: nest_of(zeros(1) + 1),
    "gather": lambda: nest_of(zeros(40, 7)[Tensor(np.arange(9)).realize()]),
}  # fmt: skip


@pytest.fixture(params=NESTS)
def form(request: pytest.FixtureRequest) -> Form:
    return NESTS[request.param]()


def everything_to_try(form: Form, machine: Machine) -> Iterator[Schedule]:
    for kind, view in kinds.views(form, machine):
        yield from kind.alternatives(view, machine)


@pytest.mark.parametrize("vector_bytes", [16, 32, 64])
def test_what_the_heuristic_and_the_search_propose_fits(form: Form, vector_bytes: int) -> None:
    machine = replace(MACHINE, vector_bytes=vector_bytes)
    assert kinds.fits(form, kinds.choose(form, machine), machine)
    assert all(kinds.fits(form, each, machine) for each in everything_to_try(form, machine))


def test_stored_schedule_comes_back(form: Form) -> None:
    chosen = kinds.choose(form, MACHINE)
    assert tune.stored(form, MACHINE) is None
    assert tune.store(form, MACHINE, tune.Tuned("name", chosen, 1e-6, 2e-6))
    assert tune.stored(form, MACHINE) == chosen
    assert tune.stored(form, replace(MACHINE, cores=64)) is None
    assert tune.everything() == [tune.Tuned("name", chosen, 1e-6, 2e-6)]
    assert tune.clear() == 1
    assert tune.stored(form, MACHINE) is None


LOOPS = LoopSchedule("i1", 16, 2, 64, 1)
TILES = TileSchedule(4, 2, 16, 40, 36, 96, True)
# Nests, and schedules that must not be used for them.
MISFITS = {
    "a loop that is not there": ("elementwise", replace(LOOPS, vector="k9")),
    "no lanes": ("elementwise", replace(LOOPS, lanes=0)),
    "a number of lanes no register has": ("elementwise", replace(LOOPS, lanes=12)),
    "a negative unrolling": ("elementwise", replace(LOOPS, unroll=-2)),
    "an absurd unrolling": ("elementwise", replace(LOOPS, unroll=1 << 30, block=1 << 34)),
    "blocks that are not whole steps": ("elementwise", replace(LOOPS, block=40)),
    "no grain": ("elementwise", replace(LOOPS, grain=0)),
    "lanes along nothing": ("elementwise", replace(LOOPS, vector="")),
    "its own lanes for a kernel without inner loops": ("elementwise", replace(LOOPS, vector="own")),
    "tiles for what is no contraction": ("softmax", TILES),
    "no rows": ("matmul", replace(TILES, rows=0)),
    "depth beyond the sum": ("matmul", replace(TILES, depth=41)),
    "panels that are not whole tiles": ("matmul", replace(TILES, panel_rows=34)),
    "panels far beyond the result": ("matmul", replace(TILES, panel_columns=1 << 20)),
    "more accumulators than registers": ("matmul", replace(TILES, rows=36, vectors=3)),
    "an unknown instruction": ("matmul", replace(TILES, tensor="abacus")),
    "bfloat16 instructions on float32": ("matmul", replace(TILES, tensor="dpbf16")),
    "bfloat16 pairs cut in two": ("bfloat16 matmul", replace(TILES, tensor="dpbf16", depth=7)),
}  # fmt: skip


def test_the_schedules_that_the_misfits_are_made_from_fit() -> None:
    assert kinds.fits(NESTS["elementwise"](), LOOPS, MACHINE)
    assert kinds.fits(NESTS["sum"](), replace(LOOPS, vector="own"), MACHINE)
    assert kinds.fits(NESTS["matmul"](), TILES, MACHINE)
    assert kinds.fits(NESTS["bfloat16 matmul"](), replace(TILES, tensor="dpbf16", depth=8), MACHINE)


@pytest.mark.parametrize("case", MISFITS)
def test_stored_schedule_that_does_not_fit_is_ignored(case: str) -> None:
    name, misfit = MISFITS[case]
    form = NESTS[name]()
    assert not tune.store(form, MACHINE, tune.Tuned(name, misfit, 1.0, 1.0))
    assert tune.stored(form, MACHINE) is None


def test_schedule_for_instructions_of_another_machine_is_ignored() -> None:
    form = NESTS["bfloat16 matmul"]()
    paired = replace(TILES, tensor="dpbf16")
    assert kinds.fits(form, paired, MACHINE)
    assert not kinds.fits(form, paired, replace(MACHINE, features=frozenset()))


KNOWN = b'{"seconds": 1, "default_seconds": 1, "kernel": "k", "schedule": '


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\xff",
        b"[]",
        b"3",
        b"{}",
        KNOWN + b"[]}",
        KNOWN + b'{"kind": "Poem"}}',
        KNOWN + b'{"kind": "LoopSchedule", "lanes": ""}}',
        KNOWN + b'{"kind": "LoopSchedule", "lanes": 4}}',
    ],
)
def test_record_of_another_form_is_ignored(record: bytes) -> None:
    form = NESTS["elementwise"]()
    cache.put(tune.CACHE_KIND, tune.key(form, MACHINE), record)
    assert tune.stored(form, MACHINE) is None
    assert tune.everything() == []


def test_damaged_record_does_not_break_a_program(device: Device) -> None:
    x = np.arange(37 * 11, dtype=np.float32).reshape(37, 11)
    form = nest_of(Tensor(x).realize() * 3 - 1)
    misfit = replace(LOOPS, vector="no such loop")
    tune.store(form, kernels.machine_of(device), tune.Tuned("name", misfit, 1.0, 1.0))
    np.testing.assert_array_equal((Tensor(x).realize() * 3 - 1).numpy(), x * 3 - 1)


def test_stored_schedule_is_the_one_that_is_compiled(
    device: Device, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    x = np.arange(41 * 13, dtype=np.float32).reshape(41, 13)
    form = nest_of(Tensor(x).realize() / 3)
    machine = kernels.machine_of(device)
    unusual = LoopSchedule(form.nest.outer[0].key, 2, 3, 12, 7)
    assert kinds.choose(form, machine) != unusual
    assert tune.store(form, machine, tune.Tuned("name", unusual, 1.0, 1.0))
    monkeypatch.setenv("BAREWIRE_DEBUG", "3")
    np.testing.assert_array_equal((Tensor(x).realize() / 3).numpy(), x / 3)
    assert str(unusual) in capsys.readouterr().err


def test_collecting_gathers_each_kernel_once_and_only_those_inside(device: Device) -> None:
    x = zeros(43, 17)
    (x + 1).realize()
    with tune.collecting() as found:
        (x * 2).realize()
        (zeros(43, 17) * 2).contiguous().realize()
        x.softmax(-1).realize()
    x.logsumexp(-1).realize()
    names = sorted(tune.describe.name(form) for _, form in found.values())
    assert names == ["map_731", "rows_43_17"]
    assert {each for each, _ in found.values()} == {device}


def test_every_candidate_gives_the_default_schedules_result(form: Form, device: Device) -> None:
    result = search.tune_nest(form, device, budget_s=1.0, trials=9)
    assert result.failures == ()
    assert result.default_s > 0


@pytest.fixture
def wider_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock by which each further lane helps: what is tested is the search, not this machine."""

    def run(self: search._Bench, candidate: search._Candidate, launches: int) -> float:
        return 1e-3 / candidate.schedule.lanes

    monkeypatch.setattr(search._Bench, "_run", run)


@pytest.mark.usefixtures("wider_is_faster")
def test_faster_schedule_is_found_and_kept(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    form = nest_of((zeros(64, 1000) * 2 + 1).exp())
    machine = kernels.machine_of(device)
    one_at_a_time = LoopSchedule(form.nest.outer[0].key, 1, 1, 64000, 1)
    monkeypatch.setattr(kinds, "choose", lambda form, machine: one_at_a_time)
    result = search.tune_nest(form, device, budget_s=20.0, trials=24)
    assert result.default == one_at_a_time
    assert result.tried > 0
    assert result.gain > 1.5
    assert result.stored
    assert tune.stored(form, machine) == result.best != one_at_a_time


def test_schedule_that_is_no_longer_the_best_is_dropped(device: Device) -> None:
    form = nest_of((zeros(64, 1000) * 2 - 1).exp())
    machine = kernels.machine_of(device)
    slow = LoopSchedule(form.nest.outer[0].key, 1, 1, 64000, 1)
    assert tune.store(form, machine, tune.Tuned("name", slow, 1.0, 2.0))
    result = search.tune_nest(form, device, budget_s=10.0, trials=1)
    assert (result.best, result.stored) == (kinds.choose(form, machine), False)
    assert tune.stored(form, machine) is None


@pytest.mark.usefixtures("wider_is_faster")
def test_result_is_not_called_kept_where_there_is_no_cache(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAREWIRE_CACHE", "off")
    form = nest_of((zeros(64, 1000) * 3 + 1).exp())
    one_at_a_time = LoopSchedule(form.nest.outer[0].key, 1, 1, 64000, 1)
    monkeypatch.setattr(kinds, "choose", lambda form, machine: one_at_a_time)
    result = search.tune_nest(form, device, budget_s=20.0, trials=16)
    assert result.gain > 1.5
    assert not result.stored


def test_candidate_with_a_wrong_result_is_reported_and_never_kept(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, other = nest_of((zeros(64, 999) + 1).exp()), nest_of((zeros(64, 999) + 1.01).exp())
    one_at_a_time = LoopSchedule(form.nest.outer[0].key, 1, 1, 64000, 1)
    honest = kinds.emit

    def emit(form: Form, chosen: Schedule, name: str, machine: Machine) -> Emitted:
        return honest(form if chosen == one_at_a_time else other, chosen, name, machine)

    monkeypatch.setattr(kinds, "choose", lambda form, machine: one_at_a_time)
    monkeypatch.setattr(kinds, "emit", emit)
    result = search.tune_nest(form, device, budget_s=20.0, trials=8)
    assert result.tried == 8
    assert "wrong result" in result.failures[0]
    assert "instead of" in result.failures[0]
    assert result.best == one_at_a_time
    assert not result.stored
    assert tune.everything() == []


def test_candidate_that_does_not_compile_is_reported_and_the_others_are_tried(
    device: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = nest_of((zeros(64, 998) + 1).exp())
    honest = kinds.emit
    refused = search.candidates(form, kernels.machine_of(device), seed=0)[1]

    def emit(form: Form, chosen: Schedule, name: str, machine: Machine) -> Emitted:
        emitted = honest(form, chosen, name, machine)
        return replace(emitted, ir="no IR") if chosen == refused else emitted

    monkeypatch.setattr(kinds, "emit", emit)
    result = search.tune_nest(form, device, budget_s=20.0, trials=4)
    assert result.tried == 3
    (failure,) = result.failures
    assert str(refused) in failure
    assert "does not compile" in failure


SCRIPT = """
import sys
import numpy as np
from barewire import Tensor
print("from the script", sys.argv[1:])
print((Tensor(np.ones(({size}, 19), np.float32)) * 1.5).numpy().sum())
"""


def test_command_tunes_the_kernels_of_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "program.py"
    script.write_text(SCRIPT.format(size=47))
    code = cli.main(["tune", "--script", str(script), "--budget", "0.2", "--trials", "2", "--json"])
    shown = capsys.readouterr()
    assert code == ExitCode.OK
    (found,) = json.loads(shown.out)
    assert found["kernel"] == f"map_{47 * 19}"
    assert found["failures"] == []
    assert "from the script []" in shown.err


def test_command_lists_and_clears_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    form = NESTS["matmul"]()
    tune.store(form, MACHINE, tune.Tuned("matmul_33x70x40", TILES, 1e-6, 3e-6))
    assert cli.main(["tune", "--list"]) == ExitCode.OK
    listed = capsys.readouterr().out
    assert "matmul_33x70x40" in listed
    assert "3.00×" in listed
    assert cli.main(["tune", "--clear"]) == ExitCode.OK
    assert "dropped 1" in capsys.readouterr().out
    assert cli.main(["tune", "--list", "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "arguments",
    [["no-such-work"], ["matmul-512", "--list"], ["--script", "/no/such/script.py"]],
    ids=" ".join,
)
def test_command_refuses_what_it_cannot_do(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tune", *arguments]) == ExitCode.USAGE
    assert capsys.readouterr().err.startswith("barewire: ")


@pytest.mark.parametrize("text", ["print('no tensors')", "raise SystemExit('gave up')"])
def test_command_fails_when_there_is_nothing_to_tune(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "program.py"
    script.write_text(text)
    assert cli.main(["tune", "--script", str(script)]) == ExitCode.FAILED
    assert "tune" in capsys.readouterr().err


def test_what_was_measured_of_a_nest_orders_the_trials_of_one_like_it(own_cache: str) -> None:
    def product(rows: int) -> Form:
        return nest_of(zeros(rows, 256) @ zeros(256, 512))

    seen, alike = product(192), product(224)
    known = Experience(MACHINE)
    known.begin(seen)
    tried = [each for each in kinds.alternatives(seen, MACHINE) if isinstance(each, TileSchedule)]
    # As if tiles of more rows were faster.
    middle = np.median([each.rows for each in tried])
    for each in tried:
        known.add(each, -0.5 if each.rows > middle else 0.5)
    known.keep()

    later = Experience(MACHINE)
    later.begin(alike)
    best = tried[int(np.argmin(later.expected(tried)))]
    worst = tried[int(np.argmax(later.expected(tried)))]
    assert best.rows > middle >= worst.rows

    elsewhere = Experience(replace(MACHINE, cores=64))
    elsewhere.begin(alike)
    assert len(set(elsewhere.expected(tried).tolist())) == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"machine": 1}', b"\xff"])
def test_damaged_measurements_are_passed_over(content: bytes) -> None:
    form = NESTS["matmul"]()
    cache.put("measurements", tune.key(form, MACHINE), content)
    known = Experience(MACHINE)
    known.begin(form)
    assert len(known.expected(list(kinds.alternatives(form, MACHINE))[:3])) == 3


def test_command_tunes_the_kernels_of_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    onnx = pytest.importorskip("onnx")
    graph = onnx.parser.parse_model(
        '<ir_version: 8, opset_import: ["" : 17]> f (float[1, 37] x) => (float[1, 37] y) { y = Exp(x) }'
    )
    path = str(tmp_path / "model.onnx")
    onnx.save(graph, path)
    code = cli.main(
        ["tune", "--model", path, "--budget", "0.2", "--trials", "2", "--json", "--device", "CPU"]
    )
    assert code == ExitCode.OK
    assert "map_37" in [found["kernel"] for found in json.loads(capsys.readouterr().out)]
