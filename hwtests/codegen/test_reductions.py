"""Reductions of every op, dtype, size and choice of axes, against NumPy."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op

from ..reference import evaluate, numpy_dtype
from .comparison import assert_near, assert_same, check, run, some_values, stored

WHOLE = [dtypes.bool_, dtypes.int8, dtypes.uint16, dtypes.int32, dtypes.int64, dtypes.uint64]
FLOATS = [*dtypes.EIGHT_BIT_FLOATS, dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64]
SHAPES_AND_AXES = [
    ((1,), (0,)), ((2,), (0,)), ((17,), (0,)), ((64,), (0,)), ((70000,), (0,)), ((7, 33), (0,)),
    ((7, 33), (1,)),
    ((7, 33), (0, 1)), ((300, 3), (0,)), ((3, 300), (1,)), ((4, 5, 6), (1,)), ((4, 5, 6), (0, 2)),
    ((2, 3, 4, 5), (1, 3)),
    ((0, 4), (0,)), ((4, 0), (1,)), ((4, 0), (0,)), ((600, 130), (1,)),
]  # fmt: skip


def reduced(x: Node, axes: tuple[int, ...]) -> list[Node]:
    return [graph.reduce(x, op, axes) for op in (Op.ADD, Op.MUL, Op.MAX)]


@pytest.mark.parametrize("dtype", WHOLE, ids=str)
@pytest.mark.parametrize(("shape", "axes"), SHAPES_AND_AXES, ids=str)
def test_whole_numbers_reduce_bit_for_bit(
    shape: tuple[int, ...], axes: tuple[int, ...], dtype: DType
) -> None:
    check(reduced(stored(some_values(dtype, shape, 1), dtype), axes))


@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.float64], ids=str)
@pytest.mark.parametrize(("shape", "axes"), SHAPES_AND_AXES, ids=str)
def test_floats_reduce_within_the_rounding_of_a_sum(
    shape: tuple[int, ...], axes: tuple[int, ...], dtype: DType
) -> None:
    random = np.random.default_rng(2)
    values = random.standard_normal(shape).astype(numpy_dtype(dtype))
    # Around 1, so that products neither vanish nor overflow.
    factors = (1 + random.standard_normal(shape) / 1000).astype(numpy_dtype(dtype))
    terms = max(1, prod(shape[axis] for axis in axes))
    rounding = 4 * float(np.finfo(numpy_dtype(dtype)).eps) * np.sqrt(terms)
    nodes = [
        graph.reduce(stored(values, dtype), Op.ADD, axes),
        graph.reduce(stored(factors, dtype), Op.MUL, axes),
    ]
    total, product = run(nodes)
    exact_total = values.astype(np.longdouble).sum(axis=axes, keepdims=True)
    exact_product = factors.astype(np.longdouble).prod(axis=axes, keepdims=True)
    size_of_sums = np.abs(values).sum(axis=axes, keepdims=True).max(initial=0)
    np.testing.assert_allclose(total, exact_total, rtol=0, atol=rounding * size_of_sums)
    np.testing.assert_allclose(product, exact_product, rtol=rounding)


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize(("shape", "axes"), SHAPES_AND_AXES, ids=str)
def test_largest_is_exact_and_passes_nan_and_infinities_on(
    shape: tuple[int, ...], axes: tuple[int, ...], dtype: DType
) -> None:
    values = np.random.default_rng(3).standard_normal(shape).astype(numpy_dtype(dtype))
    inputs = [values]
    for special in (np.nan, np.inf, -np.inf):
        inputs.append(values.copy())
        inputs[-1].reshape(-1)[::5] = special
    for changed in inputs:
        check([graph.reduce(stored(changed, dtype), Op.MAX, axes)])


@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.bfloat16], ids=str)
def test_16_bit_sums_of_exact_numbers_are_exact(dtype: DType) -> None:
    values = np.random.default_rng(4).integers(-1, 2, (40, 50)).astype(numpy_dtype(dtype))
    for axes in ((0,), (1,), (0, 1)):
        check([graph.reduce(stored(values, dtype), Op.ADD, axes)])


@pytest.mark.parametrize("axes", [(0,), (1,), (0, 1)], ids=str)
def test_reductions_of_producers_and_for_consumers(axes: tuple[int, ...]) -> None:
    x = stored(np.random.default_rng(5).standard_normal((37, 45)), dtypes.float32)
    square = graph.elementwise(Op.MUL, x, x)
    total = graph.reduce(square, Op.ADD, axes)
    root = graph.elementwise(Op.SQRT, total)
    scaled = graph.elementwise(Op.DIV, x, graph.expand(root, x.shape))
    for got, want in zip(run([root, scaled, total]), evaluate([root, scaled, total]), strict=True):
        assert_near(got, want, 2e-6)


def test_reduction_of_a_reduction_of_a_reduction() -> None:
    x = stored(np.arange(6 * 7 * 8).reshape(6, 7, 8) % 11, dtypes.int32)
    first = graph.reduce(x, Op.ADD, (2,))
    second = graph.reduce(graph.elementwise(Op.MUL, first, first), Op.MAX, (1,))
    third = graph.reduce(graph.elementwise(Op.ADD, second, second), Op.ADD, (0,))
    check([third, first, second])


def test_two_reductions_over_different_axes_of_one_tensor_meet() -> None:
    x = stored(np.arange(35).reshape(5, 7), dtypes.int64)
    rows, columns = graph.reduce(x, Op.ADD, (1,)), graph.reduce(x, Op.ADD, (0,))
    both = graph.elementwise(Op.MUL, graph.expand(rows, (5, 7)), graph.expand(columns, (5, 7)))
    check([graph.elementwise(Op.ADD, both, x)])


def test_reduction_under_padding_counts_nothing_twice() -> None:
    x = stored(np.arange(1, 31).reshape(5, 6), dtypes.int32)
    sums = graph.reduce(graph.pad(x, [(1, 2, 1), (2, 0, 0)], 3), Op.ADD, (1,))
    padded = graph.pad(sums, [(2, 1, 2), (0, 4, 0)], -1)
    check([padded, graph.reduce(padded, Op.MAX, (0,))])


@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.int32], ids=str)
def test_sum_and_its_square_of_many_elements_shared_among_threads(dtype: DType) -> None:
    x = stored(np.random.default_rng(6).integers(0, 3, (3, 1 << 17)), dtype)
    total = graph.reduce(x, Op.ADD, (1,))
    for got, want in zip(
        run([total, graph.reduce(x, Op.ADD, (0, 1))]),
        evaluate([total, graph.reduce(x, Op.ADD, (0, 1))]),
        strict=True,
    ):
        assert_same(got, want)
