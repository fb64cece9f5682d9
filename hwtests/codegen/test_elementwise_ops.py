"""Every elementwise op, dtype and awkward size, compiled, against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import ALL, DType
from barewire.tensor.graph.node import Node, Op

from .. import capabilities
from ..reference import cast, evaluate, numpy_dtype
from .comparison import Array, assert_same, check, run, some_values, stored

pytestmark = [pytest.mark.share(3), pytest.mark.usefixtures("dtypes_of_the_card")]

SHAPES: list[tuple[int, ...]] = [
    (), (0,), (1,), (2,), (15,), (16,), (17,), (31,), (33,), (64,), (100,), (3, 0, 2), (7, 5), (5, 1, 3),
    (2, 3, 17),
]  # fmt: skip
FLOATS = [dtype for dtype in ALL if dtype.is_float]
INTEGERS = [dtype for dtype in ALL if dtype.is_integer]

INTEGER_OPS = [
    Op.ADD, Op.MUL, Op.IDIV, Op.MOD, Op.MAX, Op.CMPLT, Op.CMPEQ, Op.AND, Op.OR, Op.XOR, Op.SHL, Op.SHR
]  # fmt: skip
BOOL_OPS = [Op.ADD, Op.MUL, Op.MAX, Op.CMPLT, Op.CMPEQ, Op.AND, Op.OR, Op.XOR]
FLOAT_OPS = [Op.ADD, Op.MUL, Op.DIV, Op.MAX, Op.CMPLT, Op.CMPEQ]
EXACT_UNARY = [Op.SQRT, Op.TRUNC]


def binary(op: Op, x: Node, y: Node) -> Node:
    return graph.elementwise(op, x, y)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", [*INTEGERS, dtypes.bool_], ids=str)
def test_integer_ops_agree_bit_for_bit(dtype: DType, shape: tuple[int, ...]) -> None:
    x, y = (stored(some_values(dtype, shape, seed), dtype) for seed in (1, 2))
    count = graph.elementwise(Op.AND, y, graph.const(dtype.bits - 1, dtype, shape))
    ops = BOOL_OPS if dtype.kind == "b" else INTEGER_OPS
    results = [binary(op, x, count if op in (Op.SHL, Op.SHR) else y) for op in ops]
    check([*results, graph.elementwise(Op.WHERE, binary(Op.CMPLT, x, y), x, y)])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_exact_float_ops_agree_bit_for_bit(dtype: DType, shape: tuple[int, ...]) -> None:
    x, y = (stored(some_values(dtype, shape, seed), dtype) for seed in (3, 4))
    results = [binary(op, x, y) for op in FLOAT_OPS] + [graph.elementwise(op, x) for op in EXACT_UNARY]
    check([*results, graph.elementwise(Op.WHERE, binary(Op.CMPLT, x, y), x, y)])


def test_a_multiply_add_is_rounded_once() -> None:
    x, y = (np.random.default_rng(seed).standard_normal(1000).astype(np.float32) for seed in (5, 6))
    product = x * y
    operands = (stored(each, dtypes.float32) for each in (x, y, -product))
    # What the product alone has lost, which float64 holds exactly.
    want = (x.astype(np.float64) * y - product).astype(np.float32)
    assert_same(run([graph.elementwise(Op.FMA, *operands)])[0], want)


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_float_remainder_takes_the_sign_of_the_divisor(dtype: DType) -> None:
    x = [5.5, -5.5, 5.5, -5.5, 6.0, -6.0, 0.0, -0.0, 1.0, np.inf, np.nan, 3.0, 7.25, -7.25, 1e3, 0.1, -0.1]
    y = [2.0, 2.0, -2.0, -2.0, 3.0, 3.0, 2.0, -2.0, np.inf, 2.0, 2.0, np.nan, -0.5, 0.75, 3.5, 4.0, 4.0]
    check([binary(Op.MOD, stored(x, dtype), stored(y, dtype))])


@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.float64], ids=str)
def test_remainder_of_any_two_floats_is_exact(dtype: DType) -> None:
    rng, kind = np.random.default_rng(7), numpy_dtype(dtype)
    whole = f"u{dtype.bits // 8}"
    x, y = (rng.integers(0, 2**dtype.bits, 6000, whole).view(kind) for _ in range(2))
    least, ends = np.nextafter(kind.type(0), kind.type(1)), np.finfo(kind)
    tiny = least * rng.integers(0, 1 << 20, 2000).astype(kind)
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -2.5, ends.max, ends.min, ends.tiny, least]
    a, b = (grid.ravel() for grid in np.meshgrid(np.array(special, kind), np.array(special, kind)))
    with np.errstate(all="ignore"):
        # Quotients of all sizes, whole ones among them, and subnormal divisors and results.
        close = (x * rng.uniform(1e-9, 2.0, x.size)).astype(kind)
        multiple = (np.trunc(rng.uniform(0, 1e6, x.size)) * y).astype(kind)
        left = np.concatenate([x, x, multiple, x[: tiny.size], tiny, a])
        right = np.concatenate([y, close, y, tiny, tiny[::-1], b])
        want = np.remainder(capabilities.flushed(left), capabilities.flushed(right))
    (got,) = run([binary(Op.MOD, stored(left, dtype), stored(right, dtype))])
    # Bit for bit, but that no number may be any.
    got, want = (np.where(np.isnan(x), np.nan, capabilities.flushed(x)).astype(kind) for x in (got, want))
    np.testing.assert_array_equal(got.view(whole), want.view(whole))


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_maximum_passes_nan_on(dtype: DType) -> None:
    x = [np.nan, 1.0, np.nan, -np.inf, np.inf, 0.0] * 5
    y = [1.0, np.nan, np.nan, -np.inf, 3.0, -1.0] * 5
    first, second = stored(x, dtype), stored(y, dtype)
    with_constants = [binary(Op.MAX, first, graph.const(c, dtype, (30,))) for c in (0.0, np.nan, -np.inf)]
    swapped = [binary(Op.MAX, graph.const(c, dtype, (30,)), first) for c in (0.0, np.nan, -np.inf)]
    check([binary(Op.MAX, first, second), *with_constants, *swapped])


def in_both(source: DType, target: DType, shape: tuple[int, ...]) -> Array:
    """Values of `source` whose conversion to `target` is defined and, between floats, rounds once."""
    values = some_values(source, shape, 5)
    if source.is_float and target.is_float:
        # The reference goes from float64 to bfloat16 by way of float32.
        return values.astype(np.float32).astype(numpy_dtype(source)) if source.bits == 64 else values
    if source.is_float and target.is_integer:
        low = max(float(target.minimum), -1e4 if source.bits <= 16 else -(2.0**31))
        high = min(float(target.maximum), 1e4 if source.bits <= 16 else 2.0**31) / 2
        finite = np.where(np.isfinite(values.astype(np.float64)), values.astype(np.float64), 0.0)
        return np.clip(finite, low, high).astype(numpy_dtype(source))
    if source.is_integer and target.is_float and target.bits <= 16:
        return (values.astype(np.int64) % 64).astype(values.dtype)
    return values


@pytest.mark.parametrize("source", ALL, ids=str)
@pytest.mark.parametrize("shape", [(1,), (17,), (64,), (100,)], ids=str)
def test_conversion_between_any_two_dtypes_agrees(source: DType, shape: tuple[int, ...]) -> None:
    targets = filter(capabilities.has, ALL)
    results = [graph.cast(stored(in_both(source, target, shape), source), target) for target in targets]
    check([result for result in results if result.op is Op.CAST])


def test_floats_beyond_an_integer_saturate_and_nan_becomes_zero() -> None:
    x = stored([np.inf, -np.inf, np.nan, 1e30, -1e30, 2.9, -2.9], dtypes.float32)
    (int32, uint64) = run([graph.cast(x, dtypes.int32), graph.cast(x, dtypes.uint64)])
    most, least = 2**31 - 1, -(2**31)
    assert int32.tolist() == [most, least, 0, most, least, 2, -2]
    assert uint64.tolist() == [2**64 - 1, 0, 0, 2**64 - 1, 0, 2, 0]


@pytest.mark.parametrize("bits", [8, 16, 32, 64])
def test_bitcast_keeps_every_bit(bits: int) -> None:
    same_size = [each for each in ALL if each.bits == bits and each.kind != "b" and capabilities.has(each)]
    whole = next(dtype for dtype in same_size if dtype.kind == "u")
    patterns = stored(some_values(whole, (77,), 6), whole)
    there = [graph.bitcast(patterns, dtype) for dtype in same_size if dtype is not whole]
    back = [graph.bitcast(graph.contiguous(node), whole) for node in there]
    for got in run(back):
        assert_same(got, evaluate([patterns])[0])


# Of float32 and float64: where each function is compared, and how far off it may be.
RANGES = {Op.EXP: (-110.0, 95.0), Op.LOG: (0.0, 1e4), Op.SIN: (-1e3, 1e3), Op.COS: (-1e3, 1e3)}
EDGES: dict[Op, list[float]] = {
    Op.EXP: [
        0.0,
        -0.0,
        1.0,
        88.0,
        88.7,
        88.72283,
        88.73,
        89.5,
        200.0,
        -87.3,
        -87.4,
        -95.0,
        -103.9,
        -104.5,
        -1e30,
    ]
    + [1e30, np.inf, -np.inf, np.nan, 1e-30, -1e-30, 1.4e-45, 709.0, -745.0],
    Op.LOG: [
        0.0,
        -0.0,
        1.0,
        1.4e-45,
        1e-40,
        1.17549435e-38,
        1e-30,
        0.70710677,
        0.7071068,
        1.4142135,
        1.4142137,
    ]
    + [1.0000001, 0.99999994, 3.4e38, np.inf, -np.inf, -1.0, -1e-45, np.nan],
    Op.SIN: [
        0.0,
        -0.0,
        1e-30,
        1.4e-45,
        3.1415927,
        -3.1415927,
        1.5707964,
        22.0,
        355.0,
        1e5,
        -1e7,
        2.0**30,
        1e12,
    ]
    + [1e15, 1e20, -1e25, 3e38, np.inf, -np.inf, np.nan],
}
EDGES[Op.COS] = EDGES[Op.SIN]
FUNCTIONS: dict[Op, Any] = {Op.EXP: np.exp, Op.LOG: np.log, Op.SIN: np.sin, Op.COS: np.cos}


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
@pytest.mark.parametrize("op", RANGES, ids=lambda op: op.name)
@pytest.mark.parametrize("lanes", [1, 2000], ids=["scalar", "vector"])
def test_function_is_within_two_units_of_the_rounded_truth(op: Op, dtype: DType, lanes: int) -> None:
    low, high = RANGES[op]
    random = np.random.default_rng(8)
    near_zero = random.uniform(low, high, 500) * 2.0 ** random.uniform(-60, 0, 500)
    with np.errstate(all="ignore"):
        x = np.concatenate([EDGES[op], np.linspace(low, high, 1500), near_zero]).astype(numpy_dtype(dtype))
        precise = np.float64 if dtype.bits < 64 else np.longdouble
        want = cast(FUNCTIONS[op](capabilities.flushed(x).astype(precise)), dtype)
    if lanes == 1:  # one kernel of one element, over all the edges
        count = len(EDGES[op]) if dtype is dtypes.float32 else 4
        for value, expected in zip(x[:count], want[:count], strict=True):
            (got,) = run([graph.elementwise(op, stored(value, dtype))])
            assert_same(got, np.asarray(expected), 2, f"{op.name}({value})")
        return
    (got,) = run([graph.elementwise(op, stored(x, dtype))])
    assert_same(got, want, 2, op.name)


@pytest.mark.parametrize("dtype", FLOATS, ids=str)
def test_power_is_within_two_units_of_the_rounded_truth(dtype: DType) -> None:
    random = np.random.default_rng(9)
    base = np.concatenate([[0, 0, 0, 1, -2, -2, -8, np.inf, 2, 0.5, np.nan, 1], random.uniform(0.1, 20, 300)])
    power = np.concatenate(
        [[0, 1, -1, np.nan, 3, -2, 1 / 3, -1, np.inf, np.inf, 0, np.inf], random.uniform(-3, 3, 300)]
    )
    x, y = stored(base, dtype), stored(power, dtype)
    (got,) = run([binary(Op.POW, x, y)])
    with np.errstate(all="ignore"):
        wide = np.longdouble if dtype.bits == 64 else np.float64
        want = cast(np.power(evaluate([x])[0].astype(wide), evaluate([y])[0].astype(wide)), dtype)
    assert_same(got, want, 2, "POW")


@pytest.mark.parametrize("dtype", [dtypes.int8, dtypes.int32, dtypes.int64, dtypes.uint8], ids=str)
def test_iota_counts_and_wraps_nowhere(dtype: DType) -> None:
    check([graph.iota(size, dtype) for size in (1, 2, 17, 100)])
