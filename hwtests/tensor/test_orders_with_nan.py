"""What goes through elements in order, or to a neighbour, does with nan and ties as PyTorch does."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor

from ..daily import daily

inf, nan = float("inf"), float("nan")
ROWS = [
    [3, nan, 1, -1, inf, -inf, nan, 2],
    [nan] * 8,
    [inf, -inf, inf, 1, 1, 1, inf, 0],
    [-inf, 1, 2, 2, 1, -4, 0, 1],
    [-inf, nan, 1, 2, 0.5, 1.5, -7, 3],
]


def called(name: str, *arguments: Any, **keywords: Any) -> Callable[[Any], Any]:
    """A method of either library's tensors."""
    return lambda x: getattr(x, name)(*arguments, **keywords)


ALONG = """
    cumsum cumprod logcumsumexp cummax cummin max min median nanmedian mode argmax argmin nansum nanmean amax
    softmax
"""
FUNCTIONS = {
    **{name: called(name, 1) for name in ALONG.split()},
    "sort": called("sort", dim=1, stable=True),
    "descending": called("sort", dim=1, descending=True, stable=True),
    "topk": lambda x: x.topk(5, 1)[0],
    "least": lambda x: x.topk(5, 1, largest=False)[0],
    "kthvalue": lambda x: x.kthvalue(1, 1)[0],
}
QUANTILES = {
    f"{name} {share}": called(name, share, 1) for name in ("quantile", "nanquantile") for share in (0.0, 0.3)
}
DTYPES = ["float32", "float64", "float16", "bfloat16"]


def results(found: Any) -> list[Any]:
    return list(found) if isinstance(found, tuple) else [found]


@pytest.mark.parametrize("dtype", daily(DTYPES, {"float32"}))
def test_order_is_that_of_pytorch(dtype: str) -> None:
    kind = getattr(torch, dtype)
    close = partial(np.testing.assert_allclose, rtol=3 * torch.finfo(kind).eps)
    for name, function in {**FUNCTIONS, **(QUANTILES if dtype in ("float32", "float64") else {})}.items():
        expected = results(function(torch.tensor(ROWS, dtype=kind)))
        found = results(function(Tensor(np.array(ROWS)).cast(dtype)))
        for number, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
            # Where one of several equals is, or of nan alone, is nobody's.
            if name not in ("mode", "nanmedian") or number == 0:
                close(ours.cast("float64").numpy(), theirs.double().numpy(), err_msg=name)


@pytest.mark.parametrize("dtype", daily(DTYPES, {"float32"}))
def test_neighbours_are_those_of_pytorch(dtype: str) -> None:
    kind = getattr(torch, dtype)
    row = torch.finfo(kind)
    values = [0.0, -0.0, 1, -1, 2.5, inf, -inf, nan, row.max, -row.max, row.tiny, -row.tiny, row.tiny / 4]
    x = torch.tensor(values, dtype=torch.float64).to(kind)
    a, b = x.repeat_interleave(len(values)), x.repeat(len(values))
    expected = torch.nextafter(a, b).double().numpy()
    left, right = (Tensor(each.double().numpy()).cast(dtype) for each in (a, b))
    found = left.nextafter(right).cast("float64").numpy()
    np.testing.assert_array_equal(found, expected)
    number = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(found[number]), np.signbit(expected[number]))
