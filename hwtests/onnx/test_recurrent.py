"""Recurrent networks of ONNX models, against ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from hwtests.onnx.one_node import check, normal

pytestmark = pytest.mark.share(4)

STEPS, BATCH, WIDTH, HIDDEN = 5, 3, 4, 6
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}
DIRECTIONS = {"forward": 1, "reverse": 1, "bidirectional": 2}


def _inputs(operator: str, directions: int, given: str = "") -> list[Any]:
    """The inputs of an operator; of the optional ones those that `given` has a letter for."""
    rows = GATES[operator] * HIDDEN
    state = (directions, BATCH, HIDDEN)
    inputs = [
        normal(STEPS, BATCH, WIDTH),
        normal(directions, rows, WIDTH, seed=1) / 2,
        normal(directions, rows, HIDDEN, seed=2) / 2,
        normal(directions, 2 * rows, seed=3) if "b" in given else None,
        np.array([5, 2, 3], np.int32) if "s" in given else None,
        normal(*state, seed=4) if "h" in given else None,
    ]
    if operator == "LSTM":
        inputs += [
            normal(*state, seed=5) if "c" in given else None,
            normal(directions, 3 * HIDDEN, seed=6) if "p" in given else None,
        ]
    while inputs[-1] is None:
        inputs.pop()
    return inputs


def _check(operator: str, inputs: list[Any], version: int = 14, **attributes: Any) -> None:
    outputs = ("y", "h", "c")[: 3 if operator == "LSTM" else 2]
    check(operator, inputs, version, outputs, hidden_size=HIDDEN, **attributes)


@pytest.mark.parametrize("operator", GATES)
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_all_inputs_of_each_direction_count(operator: str, direction: str) -> None:
    _check(operator, _inputs(operator, DIRECTIONS[direction], given="bshcp"), direction=direction)


@pytest.mark.parametrize("version", [7, 14, 22])
@pytest.mark.parametrize("operator", GATES)
def test_networks_of_all_versions_equal_onnx_runtimes(operator: str, version: int) -> None:
    _check(operator, _inputs(operator, 1, given="b"), version)


@pytest.mark.parametrize("reset", [0, 1])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_reset_gate_is_where_the_model_says(direction: str, reset: int) -> None:
    inputs = _inputs("GRU", DIRECTIONS[direction], given="bh")
    _check("GRU", inputs, direction=direction, linear_before_reset=reset)


@pytest.mark.parametrize("operator", GATES)
def test_inputs_of_the_gates_are_clipped(operator: str) -> None:
    _check(operator, _inputs(operator, 1, given="bh"), clip=0.3)


ACTIVATIONS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "RNN": (["LeakyRelu"], {"activation_alpha": [0.3]}),
    "RNN-bidirectional": (["Softsign", "Affine"], {"activation_alpha": [0.5], "activation_beta": [0.25]}),
    "GRU": (["HardSigmoid", "ScaledTanh"], {"activation_alpha": [0.3, 1.2], "activation_beta": [0.4, 0.7]}),
    "LSTM": (["sigmoid", "Relu", "Softplus"], {}),
    "LSTM-bidirectional": (
        ["HardSigmoid", "Elu", "Tanh", "Sigmoid", "ThresholdedRelu", "LeakyRelu"],
        {"activation_alpha": [0.25, 0.8, 0.1, 0.2], "activation_beta": [0.4]},
    ),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_take_their_numbers_in_turn(name: str) -> None:
    operator, _, direction = name.partition("-")
    activations, numbers = ACTIVATIONS[name]
    direction = direction or "forward"
    inputs = _inputs(operator, DIRECTIONS[direction], given="b")
    _check(operator, inputs, direction=direction, activations=activations, **numbers)


def test_the_forget_gate_may_be_what_the_input_gate_leaves() -> None:
    _check("LSTM", _inputs("LSTM", 1, given="bhc"), input_forget=1)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("codes", ["int8", "uint8"])
@pytest.mark.parametrize("scales", ["one", "each"])
@pytest.mark.parametrize(("width", "hidden"), [(WIDTH, HIDDEN), (20, 36)])
@pytest.mark.parametrize("constants", [(), range(1, 12)], ids=["given", "constant"])
def test_lstm_with_weights_of_8_bits(
    direction: str, codes: str, scales: str, width: int, hidden: int, constants: Sequence[int]
) -> None:
    """ONNX Runtime rounds inputs and states to 8 bits, and so does the node here: no more is lost."""
    directions, columns = DIRECTIONS[direction], 4 * hidden
    generator = np.random.default_rng(7)
    low, high, zero = (-127, 128, 0) if codes == "int8" else (0, 256, 125)
    shape = (directions,) if scales == "one" else (directions, columns)
    weights = [
        generator.integers(low, high, (directions, rows, columns)).astype(codes) for rows in (width, hidden)
    ]
    scale = [(generator.random(shape) / 200 + 0.001).astype(np.float32) for _ in weights]
    middle = np.full(shape, zero, codes)
    check(
        "DynamicQuantizeLSTM",
        [
            normal(STEPS, 1, width),
            *weights,
            normal(directions, 2 * columns, seed=3) / 4,
            *[None] * 4,
            scale[0],
            middle,
            scale[1],
            middle,
        ],
        17,
        ["y", "y_h", "y_c"],
        domain="com.microsoft",
        constants=constants,
        direction=direction,
        hidden_size=hidden,
    )
