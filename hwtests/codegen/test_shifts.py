"""Shifts by any count: what leaves is gone, whatever the device's instruction would do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from barewire import Tensor, errors
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.dtype import DType

from ..reference import numpy_dtype

INTEGERS = [each for each in dtypes.ALL if each.is_integer]
Array = np.ndarray[Any, Any]


def numbers(dtype: DType) -> Array:
    """Some of each kind, in every lane of a vector and beyond."""
    kind = numpy_dtype(dtype)
    given = [0, 1, 5, 77, dtype.maximum, dtype.maximum - 1, dtype.minimum, dtype.minimum // 2]
    return np.resize(np.array(given, dtype=kind), 70)


def counts(dtype: DType) -> list[int]:
    """Around the width and around those of other types, and the ends."""
    near = {width + step for width in (0, 8, 16, 32, 64) for step in (-1, 0, 1)}
    ends = {dtype.minimum, dtype.minimum + 1, -dtype.bits, dtype.maximum}
    return sorted(each for each in near | ends if dtype.minimum <= each <= dtype.maximum)


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_counts_in_a_tensor(dtype: DType) -> None:
    given, by = numbers(dtype), np.array(counts(dtype), numpy_dtype(dtype))[:, None]
    x, count = Tensor(given), Tensor(by)
    results = [x << count, x >> count, (x + 0) << (count + 0).expand(len(by), len(given))]
    Tensor.realize(*results)
    for got, want in zip(results, [given << by, given >> by, given << by], strict=True):
        assert got.dtype is dtype
        np.testing.assert_array_equal(got.numpy(), want)


@pytest.mark.parametrize("dtype", INTEGERS, ids=str)
def test_counts_that_are_numbers(dtype: DType) -> None:
    given = numbers(dtype)
    kind = numpy_dtype(dtype)
    x = Tensor(given)
    for count in [each for each in counts(dtype) if each >= 0]:
        for number in (count, kind.type(count)):
            np.testing.assert_array_equal((x << number).numpy(), given << kind.type(count))
            np.testing.assert_array_equal((x >> number).numpy(), given >> kind.type(count))
    np.testing.assert_array_equal((x << 1000).numpy(), 0 * given)
    np.testing.assert_array_equal((x >> 1000).numpy(), np.where(given < 0, -1, 0).astype(kind))
    np.testing.assert_array_equal((1 << x).numpy(), kind.type(1) << given)
    np.testing.assert_array_equal((77 >> x).numpy(), kind.type(77) >> given)
    with pytest.raises(errors.InvalidArgument, match="-1 bits"):
        x << -1
