"""Whole models trained for a few steps beside PyTorch, from the same start."""

from __future__ import annotations

import numpy as np
import torch

from barewire.tensor import nn, optim
from barewire.tensor.tensor import Tensor

from .against_torch import assert_close, random


def train_beside_torch(ours, theirs, batches, tolerance):
    ours.load_state_dict(theirs.state_dict())
    found = optim.AdamW(ours.parameters(), lr=1e-3)
    wanted = torch.optim.AdamW(theirs.parameters(), lr=1e-3)
    for x, y in batches:
        found.zero_grad()
        wanted.zero_grad()
        loss = ours(Tensor(x)).cross_entropy(Tensor(y))
        reference = torch.nn.functional.cross_entropy(theirs(torch.from_numpy(x)), torch.from_numpy(y))
        loss.backward()
        reference.backward()
        found.step(loss)
        wanted.step()
        np.testing.assert_allclose(loss.item(), reference.item(), rtol=tolerance)
    ours.eval()
    theirs.eval()
    x = batches[0][0]
    assert_close(ours(Tensor(x)), theirs(torch.from_numpy(x)), 10 * tolerance)


def residual_network(library):
    class Block(library.Module):
        def __init__(self, channels, stride):
            super().__init__()
            self.conv1 = library.Conv2d(channels, 2 * channels, 3, stride, 1, bias=False)
            self.bn1 = library.BatchNorm2d(2 * channels)
            self.conv2 = library.Conv2d(2 * channels, 2 * channels, 3, 1, 1, bias=False)
            self.bn2 = library.BatchNorm2d(2 * channels)
            self.shortcut = library.Conv2d(channels, 2 * channels, 1, stride)

        def forward(self, x):
            inner = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
            return (inner + self.shortcut(x)).relu()

    return library.Sequential(
        library.Conv2d(3, 4, 3, padding=1),
        library.MaxPool2d(3, 2, 1),
        Block(4, 1),
        Block(8, 2),
        library.AdaptiveAvgPool2d(1),
        library.Flatten(),
        library.Linear(16, 5),
    )


def test_residual_network_trains_like_torch():
    torch.manual_seed(0)
    batches = [(random(6, 3, 12, 12, seed=step), np.arange(6) % 5) for step in range(3)]
    train_beside_torch(residual_network(nn), residual_network(torch.nn), batches, 1e-4)


def transformer(library):
    class Layer(library.Module):
        def __init__(self, width):
            super().__init__()
            self.norm1, self.norm2 = library.LayerNorm(width), library.LayerNorm(width)
            self.attention = library.MultiheadAttention(width, 2, batch_first=True)
            self.mlp = library.Sequential(
                library.Linear(width, 4 * width), library.GELU(), library.Linear(4 * width, width)
            )

        def forward(self, x):
            normed = self.norm1(x)
            x = x + self.attention(normed, normed, normed, need_weights=False)[0]
            return x + self.mlp(self.norm2(x))

    class Model(library.Module):
        def __init__(self):
            super().__init__()
            self.tokens, self.places = library.Embedding(11, 8), library.Embedding(6, 8)
            self.layers = library.Sequential(Layer(8), Layer(8))
            self.head = library.Linear(8, 11)

        def forward(self, x):
            places = (torch if library is torch.nn else Tensor).arange(6)
            return self.head(self.layers(self.tokens(x) + self.places(places))).transpose(1, 2)

    return Model()


def test_transformer_trains_like_torch():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    batches = [(rng.integers(0, 11, (3, 6)), rng.integers(0, 11, (3, 6))) for _ in range(3)]
    train_beside_torch(transformer(nn), transformer(torch.nn), batches, 1e-4)
