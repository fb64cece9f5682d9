"""Bags of embeddings, of one size and of several, beside PyTorch's."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch

from barewire import Tensor, nn

ROWS, WIDTH = 11, 3


@pytest.mark.share(4)
@pytest.mark.parametrize(
    ("mode", "padding", "weighed", "shape"),
    [
        (mode, padding, weighed, shape)
        for mode, padding, weighed, shape in product(
            ("sum", "mean", "max"), (None, 2), (False, True), ((4, 5), (3, 1), (17,))
        )
        if not weighed or mode == "sum"
    ],
)
def test_bags_and_their_gradients_are_pytorchs(
    mode: str, padding: int | None, weighed: bool, shape: tuple[int, ...]
) -> None:
    random = np.random.default_rng(len(shape))
    table = random.standard_normal((ROWS, WIDTH)).astype(np.float32)
    indices = random.integers(0, ROWS, shape)
    if padding is not None:
        indices[0] = padding
    offsets = np.array([0, 0, 5, 6]) if len(shape) == 1 else None
    shares = random.standard_normal(shape).astype(np.float32) if weighed else None
    ours = Tensor(table, requires_grad=True)
    found = nn.functional.embedding_bag(
        Tensor(indices),
        ours,
        None if offsets is None else Tensor(offsets),
        mode=mode,
        padding_idx=padding,
        per_sample_weights=None if shares is None else Tensor(shares),
    )
    theirs = torch.tensor(table, requires_grad=True)
    wanted = torch.nn.functional.embedding_bag(
        torch.from_numpy(indices),
        theirs,
        None if offsets is None else torch.from_numpy(offsets),
        mode=mode,
        padding_idx=padding,
        per_sample_weights=None if shares is None else torch.from_numpy(shares),
    )
    np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=1e-6, atol=1e-6)
    found.square().sum().backward()
    wanted.square().sum().backward()
    assert ours.grad is not None
    assert theirs.grad is not None
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_bags_of_nothing_are_zeros(mode: str) -> None:
    """PyTorch has no such bags of one size."""
    found = nn.functional.embedding_bag(
        Tensor(np.zeros((2, 0), np.int64)), Tensor.ones(ROWS, WIDTH), mode=mode
    )
    assert found.tolist() == [[0.0] * WIDTH] * 2
