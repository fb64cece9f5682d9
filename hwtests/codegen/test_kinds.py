"""The table of kinds of kernels: each has schedules of its own, and one more is one more row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.emitted import Emitted
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.nest.lower import LoopNest
from barewire.tensor.codegen.processor import loops
from barewire.tensor.codegen.schedule import LoopSchedule, Schedule
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.run.signature import with_realized

PROCESSOR = Machine(2, 32, frozenset())


def test_every_kind_has_schedules_of_a_class_of_its_own() -> None:
    classes = [kind.schedule for kind in kinds.KINDS]
    assert len(set(classes)) == len(classes)
    assert set(classes) == set(get_args(Schedule))


def test_every_machine_has_a_kind_that_takes_any_loops() -> None:
    for machine in (PROCESSOR, replace(PROCESSOR, kind="grid", wave_lanes=32, max_block=1024)):
        (task,) = fuse([(Tensor([1.0, 2.0, 3.0]).realize() * 2)._node])
        assert task.nest is not None
        assert kinds.choose(Form.of(task.nest), machine)


@pytest.mark.parametrize("cache_bytes", [(), (32 << 10,)])
def test_a_processor_that_does_not_say_what_caches_it_has_gets_schedules(
    cache_bytes: tuple[int, ...],
) -> None:
    machine = replace(PROCESSOR, features=frozenset({"sse4_1"}), cache_bytes=cache_bytes)
    x = Tensor.zeros(64, 48).realize()
    for result in (x @ x.T, x * 2 + 1, x.softmax(-1)):
        (task,) = fuse(with_realized([result._node], {}))
        assert task.nest is not None
        form = Form.of(task.nest)
        assert kinds.fits(form, kinds.choose(form, machine), machine)


@dataclass(frozen=True)
class Narrow(LoopSchedule):
    """Loops without vectors."""


def test_one_more_kind_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def view(form: Form) -> LoopNest | None:
        return form.nest if any(var.extent == 1237 for var in form.nest.outer) else None

    def choose(nest: LoopNest, machine: Machine) -> Narrow:
        return Narrow("", 1, 1, 1, 100)

    def emit(nest: LoopNest, schedule: LoopSchedule, name: str, machine: Machine) -> Emitted:
        written.append(name)
        return loops.emit(nest, schedule, name)

    row = kinds.Kind(
        "narrow loops", "processor", Narrow, view, choose, lambda *_: iter(()), lambda *_: True, emit
    )
    monkeypatch.setattr(kinds, "KINDS", (row, *kinds.KINDS))
    values = np.arange(1237, dtype=np.float32)
    result = (Tensor(values, device="CPU") * 3 + 1).numpy()
    np.testing.assert_array_equal(result, values * 3 + 1)
    assert written == ["map_1237"]
