"""What several stages of a kernel compute is computed once: softmax along any axis, and others like it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor.codegen.processor.repeated import MOST_BYTES

from ..programs import output_of

SHAPES = [(3, 5), (7, 16), (4, 65), (3, 1000), (2, 3, 33), (130, 7), (2, 70_000)]
# Past what is kept, where everything is computed again.
TOO_LONG = (2, MOST_BYTES // 4 + 17)


def _rows(shape: tuple[int, ...], dtype: str) -> Any:
    return (np.random.default_rng(0).standard_normal(shape) * 4).astype(dtype)


def _softmax(x: Any, axis: int) -> Any:
    wide = x.astype(np.float64)
    e = np.exp(wide - wide.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


@pytest.mark.parametrize("dtype", ("float32", "float64", "float16"))
@pytest.mark.parametrize("shape", [*SHAPES, TOO_LONG], ids=str)
def test_softmax_along_every_axis(shape: tuple[int, ...], dtype: str) -> None:
    x = _rows(shape, dtype)
    unit = float(np.finfo(dtype).eps)
    for axis in range(len(shape)):
        want = _softmax(x, axis)
        found = Tensor(x).softmax(axis).numpy()
        np.testing.assert_allclose(found, want, rtol=8 * unit, atol=unit**2 + 6e-8 * (dtype == "float16"))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_exponentials_of_several_sums_and_the_result(shape: tuple[int, ...]) -> None:
    x = _rows(shape, "float32")
    for axis in range(len(shape)):
        e = (Tensor(x) * 0.25).exp()
        found = e / e.sum(axis, keepdims=True) + e * e.mean(axis, keepdims=True)
        wide = np.exp(x.astype(np.float64) * 0.25)
        want = wide / wide.sum(axis, keepdims=True) + wide * wide.mean(axis, keepdims=True)
        np.testing.assert_allclose(found.numpy(), want, rtol=1e-6)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_gradient_of_a_softmax(shape: tuple[int, ...]) -> None:
    x, weight = _rows(shape, "float32"), np.random.default_rng(1).standard_normal(shape).astype(np.float32)
    for axis in range(len(shape)):
        tensor = Tensor(x, requires_grad=True)
        (tensor.softmax(axis) * Tensor(weight)).sum().backward()
        y = _softmax(x, axis)
        want = y * (weight - (weight * y).sum(axis, keepdims=True))
        np.testing.assert_allclose(tensor.grad.numpy(), want, rtol=0, atol=4e-6)


def test_quotients_by_sums_that_have_no_inverse() -> None:
    x = np.full((2, 40), -101.0, np.float32)
    e = Tensor(x).exp()
    np.testing.assert_allclose((e / e.sum(1, keepdims=True)).numpy(), np.full((2, 40), 1 / 40), rtol=1e-6)


def test_rows_that_are_masked_infinite_or_no_numbers() -> None:
    x = np.full((4, 40), -np.inf, np.float32)
    x[1, 3], x[2, 5], x[3, 7] = 1, np.inf, np.nan
    found = Tensor(x).softmax(1).numpy()
    np.testing.assert_array_equal(found[1], np.eye(40)[3])
    assert np.isnan(found[[0, 3]]).all() and np.isnan(found[2, 5])


_ON_AVX2 = """
import numpy as np
from barewire import Tensor
x = np.random.default_rng(0).standard_normal((9, 77)).astype(np.float32)
for axis in (0, 1):
    e = np.exp(x.astype(np.float64) - x.max(axis, keepdims=True))
    want = e / e.sum(axis, keepdims=True)
    np.testing.assert_allclose(Tensor(x).softmax(axis).numpy(), want, rtol=1e-6)
print("agrees")
"""


def test_the_same_with_avx2_alone() -> None:
    assert output_of(_ON_AVX2, BAREWIRE_TEST_LEVEL="x86-64-v3") == "agrees\n"
