"""Contractions: matrix products of every awkward shape and dtype, and convolutions, against NumPy and
PyTorch.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import Schedule
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op
from barewire.tensor.run import kernels

from .comparison import built_and_run, run, stored
from .products import exact, matmul, values

# Relative to the largest result: sums of products of small integers and eighths are exact, so only rounding
# at the end differs.
RANDOM = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


SIZES = [
    (1, 1, 1), (1, 5, 7), (1, 64, 33), (9, 7, 1), (64, 100, 1), (5, 1, 6), (33, 1, 17), (2, 2, 2), (3, 3, 3),
    (7, 11, 13), (16, 16, 16), (17, 19, 23), (31, 37, 41), (64, 64, 64), (65, 129, 67), (6, 300, 40),
    (40, 1030, 70),
]  # fmt: skip


@pytest.mark.parametrize("wide", [dtypes.int32, dtypes.int64], ids=str)
@pytest.mark.parametrize(("m", "k", "n"), [(16, 16, 16), (40, 100, 33), (65, 300, 130)])
def test_product_of_bytes_is_exact(m: int, k: int, n: int, wide: DType) -> None:
    generator = np.random.default_rng(3)
    a, b = (generator.integers(-128, 128, shape).astype(np.int8) for shape in ((m, k), (k, n)))
    left, right = (graph.cast(stored(each, dtypes.int8), wide) for each in (a, b))
    (got,) = run([matmul(left, right)])
    np.testing.assert_array_equal(got, a.astype(np.int64) @ b.astype(np.int64))


@pytest.mark.parametrize(
    "dtype",
    [
        dtypes.float32,
        dtypes.float64,
        dtypes.bfloat16,
        dtypes.float16,
        *dtypes.EIGHT_BIT_FLOATS,
        dtypes.int32,
        dtypes.int64,
    ],
    ids=str,
)
@pytest.mark.parametrize(("m", "k", "n"), SIZES)
def test_matrix_product_is_exact(m: int, k: int, n: int, dtype: DType) -> None:
    a, b = values((m, k), dtype, 1), values((k, n), dtype, 2)
    (got,) = run([matmul(stored(a, dtype), stored(b, dtype))])
    np.testing.assert_array_equal(got, exact(a, b, dtype))


@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.bfloat16, dtypes.int32], ids=str)
@pytest.mark.parametrize("batch", [(1,), (3,), (2, 3)], ids=str)
@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
def test_batched_product_is_exact(batch: tuple[int, ...], dtype: DType, shared: bool) -> None:
    a, b = values((*batch, 9, 21), dtype, 3), values((21, 18) if shared else (*batch, 21, 18), dtype, 4)
    (got,) = run([matmul(stored(a, dtype), stored(b, dtype))])
    np.testing.assert_array_equal(got, exact(a, b, dtype))


@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.bfloat16, dtypes.float8_e5m2], ids=str)
@pytest.mark.parametrize("transposed", ["a", "b", "both", "result"])
def test_transposed_operands(transposed: str, dtype: DType) -> None:
    m, k, n = 37, 45, 50
    a, b = values((m, k), dtype, 5), values((k, n), dtype, 6)
    left, right = stored(a, dtype), stored(b, dtype)
    if transposed in ("a", "both"):
        left = graph.permute(stored(a.T, dtype), (1, 0))
    if transposed in ("b", "both"):
        right = graph.permute(stored(b.T, dtype), (1, 0))
    product = matmul(left, right)
    if transposed == "result":
        (got,) = run([graph.contiguous(graph.permute(product, (1, 0)))])
        got = got.T
    else:
        (got,) = run([product])
    np.testing.assert_array_equal(got, exact(a, b, dtype))


def const(value: float, like: Node) -> Node:
    return graph.const(value, like.dtype, like.shape)


def relu(x: Node) -> Node:
    return graph.elementwise(Op.MAX, x, const(0, x))


def test_producers_of_both_operands_and_an_epilogue_in_one_kernel() -> None:
    a, b, bias = (
        values((33, 40), dtypes.float32, 7),
        values((40, 50), dtypes.float32, 8),
        values((50,), dtypes.float32, 9),
    )
    left, right = relu(stored(a, dtypes.float32)), stored(b, dtypes.float32)
    right = graph.elementwise(Op.MUL, right, const(0.5, right))
    product = matmul(left, right)
    added = graph.elementwise(
        Op.ADD, product, graph.expand(graph.reshape(stored(bias, dtypes.float32), (1, 50)), (33, 50))
    )
    (got,) = run([relu(added)])
    want = np.maximum(np.maximum(a, 0) @ (b * 0.5) + bias, 0)
    np.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-6)
    assert len(fuse([relu(added)])) == 1


@pytest.mark.parametrize("epilogue", ["scalar", "row", "column", "full", "cast", "two results"])
def test_epilogues(epilogue: str) -> None:
    m, k, n = 19, 35, 34
    a, b = values((m, k), dtypes.float32, 10), values((k, n), dtypes.float32, 11)
    extra = values((m, n), dtypes.float32, 12)
    product, want = matmul(stored(a, dtypes.float32), stored(b, dtypes.float32)), a @ b
    add = {"row": extra[:1], "column": extra[:, :1], "full": extra}.get(epilogue)
    if add is not None:
        addend = graph.expand(stored(add, dtypes.float32), (m, n))
        (got,) = run([graph.elementwise(Op.ADD, product, addend)])
        want = want + add
    elif epilogue == "cast":
        (got,) = run([graph.cast(product, dtypes.int32)])
        want = want.astype(np.int32)
    elif epilogue == "two results":
        got, raw = run([relu(product), product])
        np.testing.assert_array_equal(raw, want)
        want = np.maximum(want, 0)
    else:
        (got,) = run([graph.elementwise(Op.MUL, product, const(3, product))])
        want = want * 3
    np.testing.assert_array_equal(got, want)


def test_sum_over_two_axes_is_a_contraction() -> None:
    a, b = values((9, 4, 5), dtypes.float32, 13), values((4, 5, 22), dtypes.float32, 14)
    left = graph.expand(graph.reshape(stored(a, dtypes.float32), (9, 4, 5, 1)), (9, 4, 5, 22))
    right = graph.expand(graph.reshape(stored(b, dtypes.float32), (1, 4, 5, 22)), (9, 4, 5, 22))
    total = graph.reduce(graph.elementwise(Op.MUL, left, right), Op.ADD, (1, 2))
    (got,) = run([total])
    np.testing.assert_array_equal(got.reshape(9, 22), np.einsum("iab,abj->ij", a, b))


def test_not_a_number_and_infinity_reach_the_result_where_they_should() -> None:
    a, b = np.ones((20, 30), np.float32), np.ones((30, 40), np.float32)
    a[3, 5], b[7, 11], b[8, 12] = np.nan, np.inf, -np.inf
    (got,) = run([matmul(stored(a, dtypes.float32), stored(b, dtypes.float32))])
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(got, a @ b)


def conv2d(x: Node, weight: Node, stride: int, padding: int, dilation: int, groups: int) -> Node:
    """A 2-d convolution in windows: [n, c, h, w] and [out, c // groups, kh, kw]."""
    n, channels, _, _ = x.shape
    out, inner, kh, kw = weight.shape
    x = graph.pad(x, [(0, 0, 0), (0, 0, 0), (padding, padding, 0), (padding, padding, 0)])
    x = graph.window(graph.window(x, 2, kh, stride, dilation), 4, kw, stride, dilation)  # n c oh kh ow kw
    oh, ow = x.shape[2], x.shape[4]
    shape = (n, groups, out // groups, oh, ow, inner, kh, kw)
    x = graph.reshape(x, (n, groups, 1, inner, oh, kh, ow, kw))
    x = graph.expand(graph.permute(x, (0, 1, 2, 4, 6, 3, 5, 7)), shape)
    weight = graph.expand(graph.reshape(weight, (1, groups, out // groups, 1, 1, inner, kh, kw)), shape)
    if x.dtype.bits == 16:
        x, weight = graph.cast(x, dtypes.float32), graph.cast(weight, dtypes.float32)
    total = graph.reduce(graph.elementwise(Op.MUL, x, weight), Op.ADD, (5, 6, 7))
    assert channels == groups * inner
    return graph.reshape(total, (n, out, oh, ow))


CONVOLUTIONS = [
    # channels, out, height, width, kernel, stride, padding, dilation, groups
    (1, 1, 5, 5, 3, 1, 0, 1, 1), (3, 8, 9, 11, 3, 1, 1, 1, 1), (4, 6, 10, 10, 3, 2, 1, 1, 1),
    (3, 5, 12, 9, 3, 1, 2, 2, 1),
    (4, 8, 7, 7, 3, 1, 1, 1, 2), (6, 6, 8, 8, 3, 1, 1, 1, 6), (8, 16, 6, 17, 1, 1, 0, 1, 1),
    (2, 3, 13, 13, 5, 3, 2, 1, 1),
    (16, 17, 16, 16, 3, 1, 1, 1, 1), (5, 33, 4, 4, 4, 1, 0, 1, 1), (6, 4, 11, 7, 2, 2, 1, 3, 2),
]  # fmt: skip


@pytest.mark.parametrize("dtype", [dtypes.float32, dtypes.bfloat16, dtypes.int32], ids=str)
@pytest.mark.parametrize(("c", "out", "h", "w", "k", "stride", "padding", "dilation", "groups"), CONVOLUTIONS)
def test_convolution_is_exact(
    c: int,
    out: int,
    h: int,
    w: int,
    k: int,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
    dtype: DType,
) -> None:
    x, weight = values((2, c, h, w), dtype, 15), values((out, c // groups, k, k), dtype, 16)
    result = conv2d(stored(x, dtype), stored(weight, dtype), stride, padding, dilation, groups)
    want = torch.nn.functional.conv2d(
        torch.tensor(x.astype(np.float64)),
        torch.tensor(weight.astype(np.float64)),
        None,
        stride,
        padding,
        dilation,
        groups,
    )
    (got,) = run([result])
    np.testing.assert_array_equal(got.astype(np.float64), want.numpy())


def tile_schedules(product: Node) -> list[Schedule]:
    """Every tile schedule that may be chosen for the one kernel of a product."""
    (task,) = fuse([product])
    assert task.nest is not None
    return list(kinds.alternatives(Form.of(task.nest), kernels.machine_of(Device.default)))


@RANDOM
@given(
    st.sampled_from([dtypes.float32, dtypes.float64, dtypes.bfloat16, dtypes.int32]),
    st.tuples(st.integers(1, 40), st.integers(1, 300), st.integers(2, 70)),
    st.sampled_from(["plain", "fused", "batch"]),
    st.integers(0, 1 << 20),
)
def test_no_tile_changes_the_result(dtype: DType, size: tuple[int, int, int], kind: str, choice: int) -> None:
    m, k, n = size
    batch = (3,) if kind == "batch" else ()
    a, b = values((*batch, m, k), dtype, choice), values((*batch, k, n), dtype, choice + 1)
    left, right = stored(a, dtype), stored(b, dtype)
    product = matmul(relu(left) if kind == "fused" else left, right)
    (task,) = fuse([product])
    assert task.nest is not None
    if Form.of(task.nest).contraction is None:
        return  # a product of one row or column is a plain reduction
    tiles = tile_schedules(product)
    if not tiles:
        return  # too small for a card's tiles
    tile = tiles[choice % len(tiles)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", lambda form, machine: tile)
        (got,) = built_and_run([product])
    np.testing.assert_array_equal(
        got, exact(np.maximum(a, 0) if kind == "fused" else a, b, dtype), err_msg=str(tile)
    )
