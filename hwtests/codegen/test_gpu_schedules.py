"""Kernels for a grid under every kind of schedule, run by this machine's processor, against NumPy and the C
library.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.grid import loop_schedule as grid_schedules
from barewire.tensor.codegen.grid import loops as emit_grid
from barewire.tensor.codegen.grid import tile_schedule as grid_contraction
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import (
    GridLoopSchedule,
    GridTileSchedule,
    LoopSchedule,
    Schedule,
    from_json,
    to_json,
)
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.fusion.split_reductions import split_reductions
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op
from barewire.tensor.run.signature import with_realized

from .comparison import Array, assert_near, assert_same
from .grid_on_host import machine, on_host, run_on_host
from .machines import BY_NAME, amd_machine
from .products import exact, matmul, values
from .unread import product, softmax

RANDOM = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def prepared(node: Node) -> Form:
    (task,) = fuse(with_realized([node], {}))
    assert task.nest is not None
    return Form.of(task.nest)


def under(node: Node, chosen: Schedule) -> Array:
    """The values of a node of one kernel under a schedule."""
    (result,) = run_on_host([node], lambda form, on: chosen)
    return result


def some(shape: tuple[int, ...], seed: int = 1) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def numpy_softmax(x: Array) -> Array:
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    result: Array = powers / powers.sum(axis=1, keepdims=True)
    return result


MAPS = [GridLoopSchedule("i0i1", lanes, 1, 1, block) for lanes in (1, 4) for block in (32, 256)]
ROWS = [
    GridLoopSchedule("own", 4, 1, 1, 32),
    GridLoopSchedule("own", 1, 8, 2, 32),
    GridLoopSchedule("own", 4, 32, 1, 64),
    GridLoopSchedule("own", 1, 64, 4, 64),
    GridLoopSchedule("i0", 1, 1, 2, 32),
    GridLoopSchedule("i0", 1, 4, 1, 32),
]
COLUMNS = [
    GridLoopSchedule("i1", 4, 1, 4, 32),
    GridLoopSchedule("i1", 2, 8, 1, 32, True),
    GridLoopSchedule("i1", 1, 16, 2, 64, True),
    GridLoopSchedule("own", 1, 32, 1, 32),
]


@pytest.mark.parametrize("chosen", MAPS, ids=str)
def test_map_agrees(chosen: GridLoopSchedule) -> None:
    x, y = some((13, 100)), some((13, 100), 2)
    node = graph.elementwise(
        Op.ADD, graph.elementwise(Op.MUL, on_host(x, dtypes.float32), on_host(y, dtypes.float32)),
        on_host(y, dtypes.float32),
    )  # fmt: skip
    assert_near(under(node, chosen), x * y + y, 1e-6)


@pytest.mark.parametrize("chosen", ROWS, ids=str)
def test_reduction_of_rows_agrees(chosen: GridLoopSchedule) -> None:
    x = some((7, 300))
    assert_near(
        under(graph.reduce(on_host(x, dtypes.float32), Op.ADD, (1,)), chosen),
        x.sum(axis=1, keepdims=True),
        1e-5,
    )


@pytest.mark.parametrize("chosen", COLUMNS, ids=str)
def test_reduction_of_columns_agrees(chosen: GridLoopSchedule) -> None:
    x = some((75, 36))
    assert_same(
        under(graph.reduce(on_host(x, dtypes.float32), Op.MAX, (0,)), chosen), x.max(axis=0, keepdims=True)
    )


@pytest.mark.parametrize("chosen", ROWS[:4], ids=str)
def test_softmax_is_one_kernel_and_agrees(chosen: GridLoopSchedule) -> None:
    x = some((5, 200))
    assert_near(under(softmax(on_host(x, dtypes.float32)), chosen), numpy_softmax(x), 1e-5)


@pytest.mark.parametrize("dtype", [dtypes.bool_, dtypes.int8, dtypes.float16, dtypes.int64], ids=str)
def test_values_of_every_width_cross_lanes(dtype: DType) -> None:
    x = np.random.default_rng(4).integers(0, 2, (3, 200)).astype(np.int64)
    node = graph.reduce(on_host(x, dtype), Op.MAX, (1,))
    assert_near(
        under(node, GridLoopSchedule("own", 1, 32, 1, 32)).astype(np.int64), x.max(axis=1, keepdims=True), 0
    )


TILES = [
    GridTileSchedule(4, 4, 4, 4, 8, 8),
    GridTileSchedule(2, 4, 2, 4, 8, 16),
    GridTileSchedule(8, 8, 1, 4, 8, 4),
    GridTileSchedule(1, 2, 1, 4, 8, 8),
]


@pytest.mark.parametrize("tile", TILES, ids=str)
@pytest.mark.parametrize(("m", "k", "n"), [(33, 70, 68), (8, 8, 16), (50, 9, 36)])
@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.float64, dtypes.int64], ids=str)
def test_product_in_tiles_is_exact(dtype: DType, m: int, k: int, n: int, tile: GridTileSchedule) -> None:
    a, b = values((m, k), dtype, 1), values((k, n), dtype, 2)
    got = under(matmul(on_host(a, dtype), on_host(b, dtype)), tile)
    np.testing.assert_array_equal(got, exact(a, b, dtype))


def test_operand_that_is_not_zero_past_the_end_of_k_counts_for_nothing() -> None:
    a, b = values((16, 13), dtypes.float32, 1), values((13, 16), dtypes.float32, 2)
    one = graph.const(1.0, dtypes.float32, a.shape)
    left = graph.elementwise(Op.ADD, on_host(a, dtypes.float32), one)
    right = graph.elementwise(Op.ADD, on_host(b, dtypes.float32), graph.const(1.0, dtypes.float32, b.shape))
    got = under(matmul(left, right), GridTileSchedule(4, 4, 1, 4, 8, 8))
    np.testing.assert_array_equal(got, (a + 1) @ (b + 1))


@RANDOM
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(0, 1 << 20))
def test_no_schedule_that_fits_changes_a_result(m: int, k: int, n: int, seed: int) -> None:
    choice = random.Random(seed)

    heuristic = kinds.choose

    def pick(form: Form, on: Machine) -> Schedule:
        # Few work-items to a group: on this machine each is a thread.
        found = [
            each
            for each in kinds.alternatives(form, on)
            if not isinstance(each, GridLoopSchedule) or each.block <= 64
        ]
        return choice.choice([heuristic(form, on), *found])

    a, b = values((m, k), dtypes.float32, seed), values((k, n), dtypes.float32, seed + 1)
    total = graph.reduce(matmul(on_host(a, dtypes.float32), on_host(b, dtypes.float32)), Op.ADD, (0,))
    (got,) = run_on_host([total], pick)
    assert_near(got, exact(a, b, dtypes.float32).sum(axis=0, keepdims=True), 1e-5)


def double(function: Any, *operands: float) -> float:
    try:
        return float(function(*operands))
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


@pytest.mark.parametrize(
    ("op", "function"),
    [(Op.EXP, math.exp), (Op.LOG, math.log), (Op.SIN, math.sin)],
    ids=["exp", "log", "sin"],
)
def test_double_precision_is_within_two_units_of_the_c_library(op: Op, function: Any) -> None:
    generator = np.random.default_rng(5)
    scale = {Op.EXP: 9, Op.LOG: 1000, Op.SIN: 1000}[op]
    x = generator.standard_normal(4000) * 2.0 ** generator.integers(-scale, scale, 4000)
    if op is Op.LOG:
        x = np.abs(x)
    want = np.array([double(function, each) for each in x])
    (got,) = run_on_host([graph.elementwise(op, on_host(x, dtypes.float64))])
    assert_same(got, want, 2, op.name)


def test_double_precision_power_is_within_two_units_of_the_c_library() -> None:
    generator = np.random.default_rng(6)
    x = np.exp(generator.uniform(-8, 8, 4000))
    y = generator.uniform(-6, 6, 4000)
    want = np.array([double(math.pow, *pair) for pair in zip(x, y, strict=True)])
    (got,) = run_on_host([graph.elementwise(Op.POW, on_host(x, dtypes.float64), on_host(y, dtypes.float64))])
    assert_same(got, want, 2, "POW")


@pytest.mark.parametrize(
    ("limit", "value"), [("_MOST_ITEMS", 64), ("_WIDE_FROM", 1)], ids=["rounds", "wide counters"]
)
@pytest.mark.parametrize("chosen", [*ROWS, GridLoopSchedule("i0", 1, 8, 1, 32, True)], ids=str)
def test_kernel_past_what_a_grid_or_32_bits_can_count_agrees(
    chosen: GridLoopSchedule, limit: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(emit_grid, limit, value)
    x = some((37, 100))
    assert_near(under(softmax(on_host(x, dtypes.float32)), chosen), numpy_softmax(x), 1e-5)


@pytest.mark.parametrize(("m", "k", "n"), [(16, 4096, 32), (32, 3 * 1024, 16)])
def test_long_product_of_few_results_is_shared_by_several_groups(m: int, k: int, n: int) -> None:
    a, b = values((m, k), dtypes.float32, 1), values((k, n), dtypes.float32, 2)
    node = matmul(on_host(a, dtypes.float32), on_host(b, dtypes.float32))
    on = machine()
    first, second = fuse(split_reductions([node], on.cores, on.cores, 2 * on.cores))
    assert first.nest is not None
    found = Form.of(first.nest).contraction
    assert found is not None
    batch, rows, columns, depth = found.sizes
    assert (rows, columns, batch * depth) == (m, n, k)
    assert batch > 1
    assert second.nest is not None
    (got,) = run_on_host([node])
    assert_near(got, exact(a, b, dtypes.float32), 1e-6)


def test_grid_schedules_go_to_json_and_back() -> None:
    for chosen in (GridLoopSchedule("own", 4, 64, 2, 64, True), GridTileSchedule(8, 4, 4, 8, 8, 16, "fma")):
        assert from_json(json.loads(json.dumps(to_json(chosen)))) == chosen


def test_what_a_card_cannot_run_does_not_fit() -> None:
    on = amd_machine(BY_NAME["gfx1100"])
    form = prepared(graph.reduce(on_host(some((64, 256)), dtypes.float32), Op.ADD, (1,)))
    good = grid_schedules.choose(form.nest, on)
    assert kinds.fits(form, good, on)
    for change in (
        {"block": 2048},
        {"block": 48},
        {"team": 64, "block": 128},
        {"lanes": 3},
        {"vector": "j"},
        {"team": 3},
    ):
        assert not kinds.fits(form, replace(good, **change), on), change
    assert not kinds.fits(form, LoopSchedule("own", 4, 1, 64, 1), on)
    assert not kinds.fits(form, good, replace(on, kind="processor"))


def test_tile_fits_only_the_card_that_has_its_instruction_and_its_memory() -> None:
    form = prepared(product(dtypes.float16))
    cards = {name: amd_machine(BY_NAME[name]) for name in ("gfx1100", "gfx942", "gfx1030")}
    wmma = kinds.choose(form, cards["gfx1100"])
    assert isinstance(wmma, GridTileSchedule)
    assert wmma.tensor == "wmma_f16"
    assert kinds.fits(form, wmma, cards["gfx1100"])
    assert not kinds.fits(form, wmma, cards["gfx942"])
    assert not kinds.fits(form, wmma, cards["gfx1030"])
    for change in ({"rows": 512, "depth": 64}, {"rows": 24}, {"depth": 24}, {"down": 0}, {"tensor": "amx"}):
        assert not kinds.fits(form, replace(wmma, **change), cards["gfx1100"]), change
    fma = GridTileSchedule(4, 4, 4, 8, 8, 16)
    assert kinds.fits(form, fma, cards["gfx1030"])
    for change in ({"depth": 7}, {"lanes": 3}, {"columns": 6}, {"down": 3}, {"rows": 0}, {"across": 256}):
        assert not kinds.fits(form, replace(fma, **change), cards["gfx1030"]), change


def test_wide_sums_of_bytes_do_not_use_an_instruction_that_would_overflow() -> None:
    on = amd_machine(BY_NAME["gfx1100"])
    for depth, expected in ((1 << 16, True), (1 << 17, False)):
        a = graph.cast(graph.buffer(object(), dtypes.int8, (16, depth)), dtypes.int64)
        b = graph.cast(graph.buffer(object(), dtypes.int8, (depth, 16)), dtypes.int64)
        found = prepared(matmul(a, b)).contraction
        assert found is not None
        assert bool(grid_contraction.usable(found, on)) is expected


def test_more_waves_fit_where_a_tile_takes_less() -> None:
    on = amd_machine(BY_NAME["gfx1100"])
    assert on.waves_per_simd(24, 0, 4) == 16
    # 264 registers at a time leave room for 5 waves, of which two groups of 4 fill 4 on each of two SIMDs.
    assert on.waves_per_simd(250, 0, 4) == 4
    assert on.waves_per_simd(300, 0, 4) == 0
    assert on.waves_per_simd(24, 48 << 10, 4) == 2
    assert machine().waves_per_simd(24, 0, 4) is None
