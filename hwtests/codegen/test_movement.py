"""Movement ops, gathers and scatters composed at random, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.node import Node, Op

from ..reference import evaluate
from .comparison import assert_near, run, stored
from .graphs import movement_chains

RANDOM = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def same_as_numpy(result: Node) -> None:
    (want,), (got,) = evaluate([result]), run([result])
    assert_near(got, want, 2e-5, repr(result))


@RANDOM
@given(movement_chains())
def test_movement_chain_agrees(result: Node) -> None:
    same_as_numpy(result)


@RANDOM
@given(movement_chains(indexing=True))
def test_chain_with_gathers_and_scatters_agrees(result: Node) -> None:
    same_as_numpy(result)


INDICES = {
    "uint64": [2**63, 2**64 - 1, 3, 0, 20, 19],
    "int64": [-(2**63), 2**63 - 1, 3, -1, 20, 19],
    "uint8": [200, 255, 3, 0, 20, 19],
    "int8": [-128, 127, 3, -1, 20, 19],
}


@pytest.mark.parametrize("name", INDICES)
def test_index_out_of_range_reads_zero_and_writes_nothing(name: str) -> None:
    x = stored(np.arange(1, 21), dtypes.float32)
    index = stored(np.array(INDICES[name], dtype=name), dtypes.BY_NAME[name])
    gathered = graph.gather(x, index, 0)
    for mode in ("set", "add", "max", "multiply"):
        same_as_numpy(graph.scatter(x, index, graph.elementwise(Op.ADD, gathered, gathered), 0, mode))
    (got,) = run([gathered])
    assert got.tolist() == evaluate([gathered])[0].tolist() == [0, 0, 4, 1 if name[0] == "u" else 0, 0, 20]


def test_counted_index_wraps_where_its_dtype_does() -> None:
    counted = graph.cast(graph.iota(300, dtypes.int32), dtypes.int8)
    same_as_numpy(graph.gather(stored(np.arange(400), dtypes.int32), counted, 0))


def test_gather_of_a_gather_under_padding() -> None:
    x = stored(np.arange(24).reshape(4, 6), dtypes.int32)
    rows = graph.gather(x, stored([[3] * 6, [9] * 6, [0] * 6], dtypes.int64), 0)
    columns = graph.gather(rows, stored([[5, -1], [0, 2], [1, 6]], dtypes.int8), 1)
    same_as_numpy(graph.reduce(graph.pad(columns, [(1, 1, 1), (2, 0, 0)], 7), Op.ADD, (0,)))


def test_reduction_over_rows_that_an_index_picks_from_a_single_one() -> None:
    x = stored(np.arange(3).reshape(1, 3, 1), dtypes.float32)
    largest = graph.expand(graph.reduce(x, Op.MAX, (1,)), x.shape)
    index = stored(np.array([[[0], [1]]]), dtypes.int32)
    same_as_numpy(graph.gather(graph.elementwise(Op.ADD, x, largest), index, 0))


def test_scatter_applies_its_updates_in_order() -> None:
    x = stored(np.zeros(3), dtypes.float32)
    index, new = stored([1, 1, 2, 1], dtypes.int64), stored([5, 6, 7, 8], dtypes.float32)
    assert run([graph.scatter(x, index, new, 0, "set")])[0].tolist() == [0, 8, 7]
    assert run([graph.scatter(x, index, new, 0, "add")])[0].tolist() == [0, 19, 7]


def test_window_over_window_and_a_padded_one() -> None:
    x = stored(np.arange(60).reshape(6, 10), dtypes.int32)
    padded = graph.pad(x, [(1, 1, 0), (2, 2, 0)], -5)
    windows = graph.window(graph.window(padded, 0, 3, 2, 1), 2, 4, 3, 2)
    same_as_numpy(windows)
    same_as_numpy(graph.reduce(windows, Op.MAX, (1, 3)))
