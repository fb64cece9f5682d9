"""Schedules as data: to JSON and back, refused when damaged, printed on one line, and right wherever they
are said to fit.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.runtime.device import Device
from barewire.tensor.codegen import describe, kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.nest.lower import LoopNest
from barewire.tensor.codegen.schedule import LoopSchedule, Schedule, TileSchedule, from_json, to_json
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.node import Node
from barewire.tensor.run import kernels
from barewire.tensor.run.signature import with_realized
from barewire.tensor.tuning import stored as tune

from ..reference import evaluate
from .comparison import assert_near, built_and_run, stored
from .graphs import programs
from .products import exact, matmul, values

RANDOM = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

counts = st.integers(1, 2000)
loop_schedules = st.builds(
    LoopSchedule, st.sampled_from(["", "own", "i0", "i1i2"]), counts, counts, counts, counts
)
tile_schedules = st.builds(
    TileSchedule,
    counts,
    counts,
    counts,
    counts,
    counts,
    counts,
    st.booleans(),
    st.sampled_from(["fma", "dpbf16", "amx"]),
)


@given(st.one_of(loop_schedules, tile_schedules))
def test_schedule_survives_json(chosen: Schedule) -> None:
    assert from_json(json.loads(json.dumps(to_json(chosen)))) == chosen


@given(st.one_of(loop_schedules, tile_schedules))
def test_schedule_prints_on_one_line_with_every_choice_in_it(chosen: Schedule) -> None:
    text = str(chosen)
    assert "\n" not in text
    assert all(str(value) in text for name, value in to_json(chosen).items())


DAMAGES: dict[str, Any] = {
    "no kind": lambda data: data.pop("kind"),
    "unknown kind": lambda data: data.update(kind="Schedule"),
    "missing field": lambda data: data.pop("lanes"),
    "unknown field": lambda data: data.update(colour=3),
    "text for a number": lambda data: data.update(lanes="16"),
    "float for a number": lambda data: data.update(lanes=16.0),
    "bool for a number": lambda data: data.update(lanes=True),
    "nothing for a number": lambda data: data.update(lanes=None),
}


@pytest.mark.parametrize(
    "chosen",
    [LoopSchedule("i0", 16, 4, 64, 1), TileSchedule(6, 2, 16, 256, 60, 64, True)],
    ids=["loop", "tile"],
)
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_schedule_is_refused(damage: str, chosen: Schedule) -> None:
    data = to_json(chosen)
    DAMAGES[damage](data)
    with pytest.raises((KeyError, TypeError, ValueError)):
        from_json(data)


def prepared(node: Node) -> Form:
    (task,) = fuse(with_realized([node], {}))
    assert task.nest is not None
    return Form.of(task.nest)


def product(m: int, k: int, n: int, dtype: dtypes.DType = dtypes.float32) -> Node:
    return matmul(stored(values((m, k), dtype, 1), dtype), stored(values((k, n), dtype, 2), dtype))


def test_heuristic_and_its_alternatives_fit_their_own_kernels() -> None:
    machine = kernels.machine_of(Device.default)
    for size in ((64, 64, 64), (7, 300, 33), (1000, 9, 1000), (33, 1000, 17)):
        for dtype in (dtypes.float32, dtypes.bfloat16, dtypes.float8_e4m3fn, dtypes.int32):
            form = prepared(product(*size, dtype))
            assert form.contraction is not None
            assert kinds.fits(form, kinds.choose(form, machine), machine)
            assert list(kinds.alternatives(form, machine))
            for kind, view in kinds.views(form, machine):
                for chosen in kind.alternatives(view, machine):
                    assert kind.fits(view, chosen, machine), chosen


def test_summary_of_a_kernel_has_its_name_its_work_and_its_buffers() -> None:
    form = prepared(product(64, 48, 32))
    totals = describe.work(form, describe.name(form))
    assert totals.name == "matmul_64x32x48"
    moved = 4 * (64 * 48 + 48 * 32 + 64 * 32)
    want = f"kernel matmul_64x32x48: {2 * 64 * 48 * 32:.3g} flop, {moved:.3g} bytes, 3 buffers"
    assert describe.summary(form, totals) == want


def test_vectors_narrower_than_a_cache_line_are_not_taken_for_aligned_to_one() -> None:
    """Two of them, joined by LLVM to one access of 64 bytes, would fault where they do not start at such."""
    machine, size = kernels.machine_of(Device.default), (2, 3, 3)
    if machine.kind != "processor" or machine.vector_bytes < 32:
        pytest.skip("register tiles of 8 lanes are for processors with AVX")
    chosen = TileSchedule(5, 3, 8, 2, 5, 24, False)
    node = product(*size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", lambda form, machine: chosen)
        (got,) = built_and_run([node])
    want = exact(values((2, 3), dtypes.float32, 1), values((3, 3), dtypes.float32, 2), dtypes.float32)
    np.testing.assert_array_equal(got, want)


def any_loop_schedule(nest: LoopNest, choice: random.Random) -> LoopSchedule:
    vector = choice.choice(["", "own", *(var.key for var in nest.outer)])
    lanes, unroll = 1 if not vector else 2 ** choice.randrange(0, 7), choice.choice([1, 2, 3, 5, 8, 16])
    return LoopSchedule(
        vector,
        lanes,
        unroll,
        lanes * unroll * choice.choice([1, 2, 3, 7]),
        choice.choice([1, 2, 3, 10, 1000]),
    )


@RANDOM
@given(programs(), st.integers(0, 1 << 30))
def test_any_loop_schedule_that_fits_gives_the_same_result(outputs: list[Node], seed: int) -> None:
    choice, picked = random.Random(seed), []

    def pick(form: Form, machine: Machine) -> Schedule:
        candidates = (any_loop_schedule(form.nest, choice) for _ in range(1000))
        picked.append(next(chosen for chosen in candidates if kinds.fits(form, chosen, machine)))
        return picked[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", pick)
        got = built_and_run(outputs)
    for ours, want in zip(got, evaluate(outputs), strict=True):
        assert_near(ours, want, 2e-5, str(picked))


@RANDOM
@given(
    st.sampled_from([dtypes.float32, dtypes.bfloat16, dtypes.float8_e4m3fn, dtypes.int32]),
    st.tuples(st.integers(2, 30), st.integers(1, 90), st.integers(2, 90)),
    st.integers(0, 1 << 30),
)
def test_any_tile_schedule_that_fits_gives_the_same_result(
    dtype: dtypes.DType, size: tuple[int, int, int], seed: int
) -> None:
    choice, machine = random.Random(seed), kernels.machine_of(Device.default)
    m, k, n = size
    a, b = values((m, k), dtype, 1), values((k, n), dtype, 2)
    node = matmul(stored(a, dtype), stored(b, dtype))
    form = prepared(node)

    def candidate() -> TileSchedule:
        rows, vectors, lanes = choice.randint(1, 9), choice.randint(1, 4), 2 ** choice.randrange(0, 6)
        panels = choice.randint(1, 4) * rows, choice.randint(1, 4) * vectors * lanes
        tensor = choice.choice(["fma", "dpbf16"])
        return TileSchedule(
            rows, vectors, lanes, choice.randint(1, k), *panels, choice.random() < 0.5, tensor
        )

    candidates = (candidate() for _ in range(3000))
    chosen = next((tile for tile in candidates if kinds.fits(form, tile, machine)), None)
    if chosen is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", lambda form, machine: chosen)
        (got,) = built_and_run([node])
    np.testing.assert_array_equal(got, exact(a, b, dtype), err_msg=str(chosen))


def test_key_of_a_stored_schedule_depends_on_the_sizes_and_on_the_machine() -> None:
    machine = kernels.machine_of(Device.default)
    base = product(8, 8, 40)
    assert tune.key(prepared(base), machine) == tune.key(prepared(product(8, 8, 40)), machine)
    assert tune.key(prepared(base), machine) != tune.key(prepared(product(8, 8, 41)), machine)
    assert tune.key(prepared(base), machine) != tune.key(
        prepared(base), replace(machine, cores=machine.cores + 1)
    )
