"""Sums of many float32 numbers on the processor are no farther from float64's than PyTorch's are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor

from ..daily import daily

Array = np.ndarray[Any, Any]

# Of a tensor of either library, or float64 of NumPy's in PyTorch: what is summed.
SUMS: dict[str, Callable[[Any], Any]] = {
    "all": lambda x: x.sum(),
    "mean": lambda x: x.mean(),
    "var": lambda x: x.reshape(-1, 1000).var(1),
    "var of columns": lambda x: x.reshape(-1, 100).var(0),
    "norm": lambda x: (x * x).sum().sqrt(),
    "columns": lambda x: x.reshape(-1, 100).sum(0),
    "few columns": lambda x: x.reshape(-1, 4).sum(0),
    "rows": lambda x: x.reshape(100, -1).sum(1),
    "the middle": lambda x: x.reshape(10, -1, 10).sum(1),
    "around the middle": lambda x: x.reshape(-1, 10, 10).sum((0, 2)),
    "every third": lambda x: x[::3].sum(),
    "transposed": lambda x: x.reshape(100, -1).T.sum(0),
    "running": lambda x: x.cumsum(0),
    "running in columns": lambda x: x.reshape(-1, 10).cumsum(0),
    "softmax": lambda x: x.softmax(0),
    "squares": lambda x: x @ x,
    "small product": lambda x: x.reshape(5, -1) @ x.reshape(5, -1).T,
    "product": lambda x: x.reshape(40, -1) @ x.reshape(40, -1).T,
    "row and matrix": lambda x: x.reshape(1, -1)[:, :10000] @ x.reshape(-1, 10)[:10000],
    "matrix and column": lambda x: x.reshape(10, -1) @ x.reshape(-1, 10)[:, 0],
}
EVERY_DAY = {"all", "columns", "the middle", "running", "product", "var"}


@pytest.mark.parametrize("name", daily(list(SUMS), EVERY_DAY))
@pytest.mark.parametrize("low", [0.0, -1.0])
def test_long_sums_are_as_near_as_those_of_pytorch(name: str, low: float) -> None:
    total = SUMS[name]
    given = np.random.default_rng(3).uniform(low, 1, 200_000).astype(np.float32)
    exact = total(torch.tensor(given, dtype=torch.float64)).numpy()
    # Where terms cancel, the error is that beside the sum of their magnitudes.
    sized = total(torch.tensor(np.abs(given), dtype=torch.float64)).numpy()
    size = np.maximum(np.abs(exact), 0 if "var" in name or name == "softmax" else sized)

    def error(found: Array) -> float:
        return float(np.sqrt(np.mean(((found - exact) / size) ** 2)))

    ours, theirs = (
        error(total(Tensor(given, device="CPU")).numpy()),
        error(total(torch.tensor(given)).numpy()),
    )
    assert ours <= 2 * max(theirs, 2.0**-24), (ours, theirs)
