"""Rows that are looked up, beside others, padded, rolled and flipped, in one kernel with what does it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from barewire import Tensor

WIDTHS = [
    pytest.param(width, marks=() if width in (9, 64) else pytest.mark.slow)
    for width in (1, 8, 9, 16, 31, 33, 48, 64, 100, 128, 200, 256, 257, 384, 512)
]


@pytest.mark.parametrize("integers", [np.int64, np.int32, np.uint8])
@pytest.mark.parametrize("width", WIDTHS)
def test_looked_up_rows(width: int, integers: Any) -> None:
    random = np.random.default_rng(width)
    table, features = (random.standard_normal((rows, width)).astype(np.float32) for rows in (50, 5))
    left = features[:, :7]
    ids = random.integers(0, 50, 5).astype(integers)
    rows, wanted = Tensor(table)[Tensor(ids)], table[ids]
    other, narrow = Tensor(features), Tensor(left)
    results = {
        "after": (Tensor.cat(rows, other, dim=1), np.concatenate([wanted, features], 1)),
        "before": (Tensor.cat(narrow, rows, dim=1), np.concatenate([left, wanted], 1)),
        "below": (Tensor.cat(other, rows, dim=0), np.concatenate([features, wanted], 0)),
        "padded": (rows.pad((1, 2, 3, 1)), np.pad(wanted, ((3, 1), (1, 2)))),
        "rolled": (rows.roll(2, 1), np.roll(wanted, 2, 1)),
        "flipped": (rows.flip(1) + 1, wanted[:, ::-1] + 1),
        "stacked": (Tensor.stack(rows, other, dim=1), np.stack([wanted, features], 1)),
        "summed": (Tensor.cat(narrow, rows, dim=1).sum(0), np.concatenate([left, wanted], 1).sum(0)),
        "looked up again": (
            Tensor.cat(narrow, rows, dim=1)[Tensor(ids % 5)],
            np.concatenate([left, wanted], 1)[ids % 5],
        ),
    }
    for name, (got, want) in results.items():
        np.testing.assert_allclose(got.numpy(), want, rtol=1e-5, atol=1e-5, err_msg=name)
