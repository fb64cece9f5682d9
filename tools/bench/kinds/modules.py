"""Layers that have weights of their own: recurrent ones and those of transformers, forward and trained."""

from __future__ import annotations

from typing import Any

from ..network import Network, Shape, below, forward_work, normal, training_work
from ..networks.small import perceptron, recurrent
from ..work import Work


def _attention(library: Any, width: int, heads: int) -> Any:
    nn = library.nn

    class Layer(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.attention = nn.MultiheadAttention(width, heads, batch_first=True)

        def forward(self, x: Any) -> Any:
            return self.attention(x, x, x, need_weights=False)[0]

    return Layer()


def _layer(library: Any, width: int, heads: int) -> Any:
    return library.nn.TransformerEncoderLayer(width, heads, 4 * width, 0.0, batch_first=True)


def _recurrent(name: str, form: str, n: int, steps: int, inputs: int, width: int, layers: int = 1) -> Network:
    many = f", {layers} layers" if layers > 1 else ""
    return Network(
        name,
        f"{form} of {n}×{steps}×{inputs}, {width} wide{many}",
        Shape(lambda of: recurrent(of, form, inputs, width, layers), lambda: [normal(n, steps, inputs)]),
        Shape(lambda of: recurrent(of, form, 8, 16, layers), lambda: [normal(2, 4, 8)]),
    )


_FORWARD = (
    _recurrent("lstm-one", "LSTM", 1, 32, 64, 128),
    _recurrent("lstm-batch", "LSTM", 16, 50, 128, 256),
    _recurrent("lstm-layers", "LSTM", 4, 24, 64, 64, 2),
    _recurrent("gru-one", "GRU", 1, 32, 64, 128),
    _recurrent("gru-batch", "GRU", 16, 50, 128, 256),
    _recurrent("rnn", "RNN", 8, 40, 64, 128),
    Network(
        "multihead",
        "MultiheadAttention of 4×64×256, 8 heads",
        Shape(lambda of: _attention(of, 256, 8), lambda: [normal(4, 64, 256)]),
        Shape(lambda of: _attention(of, 32, 4), lambda: [normal(2, 5, 32)]),
    ),
    Network(
        "encoder-layer",
        "TransformerEncoderLayer of 4×64×256, 8 heads",
        Shape(lambda of: _layer(of, 256, 8), lambda: [normal(4, 64, 256)]),
        Shape(lambda of: _layer(of, 32, 4), lambda: [normal(2, 5, 32)]),
    ),
    Network(
        "perceptron-small",
        "three linear layers of 64, one row",
        Shape(lambda of: perceptron(of, (64, 64, 64, 10)), lambda: [normal(1, 64)]),
        Shape(lambda of: perceptron(of, (8, 8, 8, 4)), lambda: [normal(1, 8)]),
    ),
)
_TRAINED = (
    Network(
        "lstm-step",
        "LSTM of 16×32×64, 128 wide, SGD",
        Shape(lambda of: recurrent(of, "LSTM", 64, 128), lambda: [normal(16, 32, 64), below(128, 16, 32)]),
        Shape(lambda of: recurrent(of, "LSTM", 8, 16), lambda: [normal(2, 4, 8), below(16, 2, 4)]),
    ),
    Network(
        "gru-step",
        "GRU of 16×32×64, 128 wide, SGD",
        Shape(lambda of: recurrent(of, "GRU", 64, 128), lambda: [normal(16, 32, 64), below(128, 16, 32)]),
        Shape(lambda of: recurrent(of, "GRU", 8, 16), lambda: [normal(2, 4, 8), below(16, 2, 4)]),
    ),
    Network(
        "encoder-layer-step",
        "TransformerEncoderLayer of 4×64×256, SGD",
        Shape(lambda of: _layer(of, 256, 8), lambda: [normal(4, 64, 256), below(256, 4, 64)]),
        Shape(lambda of: _layer(of, 32, 4), lambda: [normal(2, 5, 32), below(32, 2, 5)]),
    ),
    Network(
        "perceptron-step",
        "784-256-10 perceptron of 64 rows, SGD",
        Shape(lambda of: perceptron(of, (784, 256, 10)), lambda: [normal(64, 784), below(10, 64)]),
        Shape(lambda of: perceptron(of, (16, 8, 4)), lambda: [normal(4, 16), below(4, 4)]),
    ),
)


def _descent(library: Any, parameters: Any) -> Any:
    return library.optim.SGD(parameters, lr=1e-2)


WORKS: tuple[Work, ...] = (
    *(forward_work(network, "kind") for network in _FORWARD),
    *(training_work(network, _descent, "kind") for network in _TRAINED),
)
