"""The stress program itself: short runs, and that it sees what goes wrong."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from . import stress
from .programs import run_module

SETTING = stress.Setting("CPU", stress.MOST_ELEMENTS_SIMULATED, stress.CHURN_BYTES_SIMULATED)


@pytest.mark.slow
@pytest.mark.parametrize(("simulated", "device"), [("sm_90", "NVIDIA"), ("gfx1100", "AMD")])
def test_two_processes_on_a_card_go_through_a_fault_and_on(simulated: str, device: str) -> None:
    done = run_module(
        "hwtests.stress", "--minutes", "0.1", "--device", device, timeout_s=500, BAREWIRE_SIMULATE=simulated
    )
    assert done.returncode == 0, done.stdout + done.stderr
    numbers = {row.split()[0]: int(row.split()[1]) for row in done.stdout.splitlines()[2:6]}
    assert numbers["fault"] == stress.PROCESSES
    assert numbers["eager"] > 0


def test_the_same_seed_makes_the_same_rounds() -> None:
    first, second = (stress._round(7, 1, 3) for _ in range(2))
    assert first[0] == second[0]
    programs = [stress.random_program(random, 100) for _, random in (first, second)]
    assert programs[0] == programs[1]
    assert stress.random_program(stress._round(7, 1, 4)[1], 100) != programs[0]


@pytest.mark.parametrize("operation", stress.OPERATIONS)
def test_every_operation_takes_every_shape(operation: str) -> None:
    for shapes in (((3, 4, 5), (7,)), ((1,), (2, 3)), ((9,), (1,)), ((2, 6), (6, 2))):
        program = stress.Program(shapes, (stress.Step(operation, (0, 1), 5),))
        inputs = program.inputs(1)
        result = program.run(stress._on("CPU", inputs)).numpy()
        assert result.size > 0
        assert np.all(np.abs(result) <= stress.LIMIT)


def test_a_wrong_result_is_seen() -> None:
    program = stress.Program(((8,), (8,)), (stress.Step("add", (0, 1), 5),))
    wanted = program.run(stress._on("CPU", program.inputs(1))).numpy()
    stress._compare(wanted, wanted, program)
    for wrong in (wanted + 0.1, wanted[:-1], np.full_like(wanted, np.nan)):
        with pytest.raises(AssertionError):
            stress._compare(wrong, wanted, program)


def test_what_fails_is_told_with_the_way_to_repeat_it() -> None:
    tally = stress.Tally()

    def fails() -> None:
        raise ValueError("odd")

    tally.add("eager", "--again 0:5", fails)
    assert tally.failures == ["--again 0:5 (eager): ValueError: odd"]
    assert tally.rounds["eager"] == 1


def test_buffers_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    look = stress._look
    monkeypatch.setattr(stress, "_look", lambda buffer, data: (seen.append(len(data)), look(buffer, data)))
    stress.churn(Random(1), SETTING)
    assert len(seen) == 24
    with pytest.raises(AssertionError, match="came back changed"):
        look(type("Odd", (), {"copy_out": lambda self: b"x"})(), b"y")
