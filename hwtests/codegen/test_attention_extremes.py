"""Attention over masks that are finite and scores that are large, which are as PyTorch's on every card."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire import Tensor
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.dtype import DType

Array = np.ndarray[Any, Any]

KEYS, HEAD = 70, 16
DTYPES = {dtypes.float32: torch.float32, dtypes.float16: torch.float16, dtypes.bfloat16: torch.bfloat16}
TOLERANCES = {dtypes.float32: 2e-6, dtypes.float16: 2e-3, dtypes.bfloat16: 1.6e-2}
# What programs hide keys with.
HIDDEN = (-1e4, -1e9, -5e9, -1e10, -1e30, -3e38, "least", -np.inf)


def quarters(*shape: int, seed: int) -> Array:
    """Numbers whose products and sums are exact in any order."""
    return (np.random.default_rng(seed).integers(-8, 9, shape) / 4).astype(np.float32)


def masks(dtype: DType) -> Array:
    """Rows of which each is hidden by one of the numbers: the whole of it, all but a key, a half, the first
    and the last keys; and in another row with all others beside it."""
    least = float(torch.finfo(DTYPES[dtype]).min)
    numbers = np.array([least if each == "least" else each for each in HIDDEN])
    if dtype is dtypes.float16:
        numbers = np.where(np.isinf(numbers), numbers, np.maximum(numbers, least))
    seen = np.zeros((5, KEYS), bool)
    seen[1, 41] = seen[2, ::2] = seen[3, 5:] = seen[4, :-35] = True
    rows = np.where(seen[None], 0.0, numbers[:, None, None]).reshape(-1, KEYS)
    mixed = np.random.default_rng(0).choice(numbers, (6, KEYS))
    greater = np.where(mixed < -1e35, 0, -mixed)
    return np.concatenate([rows, mixed, greater[:2]]).astype(np.float32)


def operands(rows: int) -> list[Array]:
    return [quarters(1, count, HEAD, seed=seed) for seed, count in enumerate((rows, KEYS, KEYS))]


def weigh(scores: Any, value: Any) -> Any:
    """PyTorch's own product of bfloat16 takes a nan of a row into the row before it."""
    if isinstance(scores, torch.Tensor):
        return (scores.float().softmax(-1).to(scores.dtype).float() @ value.float()).to(scores.dtype)
    return scores.softmax(-1) @ value


def added(query: Any, key: Any, value: Any, mask: Any) -> Any:
    return weigh((query @ key.transpose(-1, -2)) * 0.25 + mask, value)


def added_before_scaling(query: Any, key: Any, value: Any, mask: Any) -> Any:
    return weigh((query @ key.transpose(-1, -2) + mask) * 0.25, value)


def scaled_up(query: Any, key: Any, value: Any, mask: Any) -> Any:
    return weigh((query @ key.transpose(-1, -2) + mask) * 2.0, value)


def filled(query: Any, key: Any, value: Any, mask: Any) -> Any:
    scores = (query @ key.transpose(-1, -2)) * 0.25
    if isinstance(mask, torch.Tensor):
        return weigh(torch.where(mask == 0, scores, mask), value)
    return weigh((mask == 0).where(scores, mask), value)


def whole(query: Any, key: Any, value: Any, mask: Any) -> Any:
    if isinstance(query, torch.Tensor):
        return F.scaled_dot_product_attention(query, key, value, mask)
    return query.scaled_dot_product_attention(key, value, mask)


EVERYDAY = [(dtypes.float32, each) for each in (added, added_before_scaling, filled, scaled_up, whole)]
EVERYDAY += [(dtypes.float16, added), (dtypes.bfloat16, filled)]
LONG_RUN = [
    pytest.param(dtype, each, marks=pytest.mark.slow)
    for dtype in DTYPES
    for each in (added, added_before_scaling, filled, scaled_up, whole)
    if (dtype, each) not in EVERYDAY
]


@pytest.mark.parametrize(("dtype", "attend"), [*EVERYDAY, *LONG_RUN])
def test_rows_that_a_finite_mask_hides(dtype: DType, attend: Any) -> None:
    mask = masks(dtype)
    given = [*operands(len(mask)), mask]
    wanted = attend(*(torch.from_numpy(each).to(DTYPES[dtype]) for each in given)).float()
    found = attend(*(Tensor(each).cast(dtype).realize() for each in given)).cast(dtypes.float32)
    tolerance = TOLERANCES[dtype]
    np.testing.assert_allclose(found.numpy(), wanted.numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("masked", [False, True])
def test_scores_that_are_large(masked: bool) -> None:
    query, key, value = operands(36)
    # A power of two for every row, so that scores stay exact; the last are beyond what their sums hold.
    query *= (2.0 ** np.linspace(-10, 124, 36)).round(0)[:, None].astype(np.float32)
    mask = np.where(np.arange(KEYS) % 3 == 1, -1e9, 0).astype(np.float32)
    given = [query, key, value, *([mask] if masked else [])]
    wanted = F.scaled_dot_product_attention(*map(torch.from_numpy, given))
    found = Tensor.scaled_dot_product_attention(*map(Tensor, given)).numpy()
    np.testing.assert_allclose(found, wanted.numpy(), rtol=2e-6, atol=2e-6)


def test_gradients_through_finite_masks_and_large_scores() -> None:
    mask = masks(dtypes.float32)
    mask = mask[~np.isinf(mask).all(1)]
    query, key, value = operands(len(mask))
    query[:, ::7] *= 1e4
    ours = [Tensor(each, requires_grad=True) for each in (query, key, value)]
    theirs = [torch.from_numpy(each).requires_grad_() for each in (query, key, value)]
    for leaves, hidden in ((ours, Tensor(mask)), (theirs, torch.from_numpy(mask))):
        result = whole(*leaves, hidden)
        (result * result).sum().backward()
    for x, y in zip(ours, theirs, strict=True):
        assert x.grad is not None and y.grad is not None
        np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), rtol=2e-5, atol=2e-4)
