"""Comparisons of every float cast to every dtype: each is one kernel, with vectors of its own width."""

from __future__ import annotations

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.dtype import DType

FLOATS = [each for each in dtypes.ALL if each.is_float]
EVERYDAY = {
    (dtypes.bfloat16, dtypes.int16), (dtypes.bfloat16, dtypes.uint8), (dtypes.float16, dtypes.int16),
    (dtypes.bfloat16, dtypes.float16), (dtypes.float8_e4m3fn, dtypes.int16),
}  # fmt: skip
PAIRS = [
    pytest.param(a, b, marks=() if (a, b) in EVERYDAY else pytest.mark.slow)
    for a in FLOATS
    for b in dtypes.ALL
]


@pytest.mark.parametrize(("dtype", "target"), PAIRS, ids=str)
def test_a_comparison_of_rounded_numbers(dtype: DType, target: DType) -> None:
    # Halves, and what rounds to them.
    given = np.resize(np.array([-2, -0.5, 0, 0.5, 1.5, np.nan], np.float32), 43)
    other = np.resize(np.array([0.5, -0.5, 1.0, -2.0], np.float32), 43)
    for size in (5, 43):
        x, y = (Tensor(each[:size] * (1 + 2**-12)).cast(dtype) for each in (given, other))
        a, b = given[:size], other[:size]
        results = {
            "<": (x < y, a < b),
            "==": (x == y, a == b),
            "as bool": (x.cast(dtypes.bool_), a != 0),
            "both": ((x < y) | (x == y), a <= b),
        }
        if dtype.bits > 16:
            del results["=="], results["both"]
        for name, (got, want) in results.items():
            found = got.cast(target).cast(dtypes.int32).numpy()
            np.testing.assert_array_equal(found, want.astype(np.int32), err_msg=name)
