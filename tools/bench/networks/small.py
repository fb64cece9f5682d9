"""Networks so small that what surrounds the arithmetic decides."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def recurrent(library: Any, form: str, inputs: int, width: int, layers: int = 1) -> Any:
    """An LSTM, GRU or RNN over `[n, steps, inputs]`: all states, `[n, steps, width]`."""
    nn = library.nn

    class Network(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.cells = getattr(nn, form)(inputs, width, layers, batch_first=True)

        def forward(self, x: Any) -> Any:
            return self.cells(x)[0]

    return Network()


def four_convolutions(library: Any, width: int, classes: int) -> Any:
    """`[n, 3, h, w]` to the logits of classes."""
    nn = library.nn
    layers: list[Any] = []
    inputs = 3
    for number in range(4):
        outputs = width * 2 ** min(number, 2)
        layers += [nn.Conv2d(inputs, outputs, 3, 2 if number else 1, 1), nn.ReLU()]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, classes))


def perceptron(library: Any, widths: tuple[int, ...]) -> Any:
    """Linear layers with ReLU between."""
    nn = library.nn
    layers: list[Any] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
