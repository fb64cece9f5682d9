"""Losses, gradients and optimizers of ONNX models, against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import helper

from barewire.tensor.onnx.model import Model, arrays
from hwtests.onnx.one_node import IR_VERSION, by_barewire, check, normal, one_node

pytestmark = pytest.mark.share(5)

TRAINING = "ai.onnx.preview.training"
REDUCTIONS = ("none", "mean", "sum")


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("ignored", [None, 1, -100])
@pytest.mark.parametrize("weighed", [False, True])
def test_losses_equal_onnx_runtimes(weighed: bool, ignored: int | None, reduction: str) -> None:
    x, target = normal(3, 5, 4), np.random.default_rng(0).integers(0, 5, (3, 4))
    weight = [np.abs(normal(5, seed=1))] if weighed else []
    attributes: dict[str, Any] = {"reduction": reduction}
    if ignored is not None:
        attributes["ignore_index"] = ignored
        target[0, 1:3] = ignored
    outputs = ("loss", "logarithms")
    check("SoftmaxCrossEntropyLoss", [x, target, *weight], 13, outputs, **attributes)
    found = by_barewire(*one_node("NegativeLogLikelihoodLoss", [x, target, *weight], 13, **attributes))
    wanted = torch.nn.functional.nll_loss(
        torch.tensor(x),
        torch.tensor(target),
        torch.tensor(weight[0]) if weighed else None,
        ignore_index=-100 if ignored is None else ignored,
        reduction=reduction,
    )
    np.testing.assert_allclose(found[0], wanted.numpy(), rtol=1e-4, atol=1e-5)


def _run(nodes: list[onnx.NodeProto], fed: dict[str, Any], outputs: list[str]) -> list[Any]:
    given = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape)
        for name, value in fed.items()
    ]
    results = [onnx.ValueInfoProto(name=name) for name in outputs]
    imports = [helper.make_opsetid("", 17), helper.make_opsetid(TRAINING, 1)]
    graph = helper.make_graph(nodes, "graph", given, results)
    model = Model(helper.make_model(graph, opset_imports=imports, ir_version=IR_VERSION))
    return arrays(model(*fed.values()))


def _gradient(
    inputs: list[str], outputs: list[str], y: str, others: list[str] | None = None
) -> onnx.NodeProto:
    return helper.make_node(
        "Gradient",
        [*inputs, *(others or [])],
        outputs,
        domain=TRAINING,
        xs=inputs,
        y=y,
        **({"zs": others} if others else {}),
    )


def test_gradients_pass_through_layers() -> None:
    x, conv, dense = normal(2, 3, 6, 6), normal(4, 3, 3, 3, seed=1), normal(4, 5, seed=2)
    nodes = [
        helper.make_node("Conv", ["x", "conv"], ["h"], pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("MatMul", ["f", "dense"], ["y"]),
        _gradient(["conv", "dense"], ["dconv", "ddense"], "y", ["x"]),
        _gradient(["h"], ["dh"], "y", ["dense"]),
    ]
    found = _run(nodes, {"x": x, "conv": conv, "dense": dense}, ["dconv", "ddense", "dh"])
    weights = [torch.tensor(each, requires_grad=True) for each in (conv, dense)]
    hidden = torch.nn.functional.conv2d(torch.tensor(x), weights[0], padding=1)
    y = hidden.relu().mean((2, 3)) @ weights[1]
    wanted = torch.autograd.grad(y.sum(), [*weights, hidden])
    for have, want in zip(found, wanted, strict=True):
        np.testing.assert_allclose(have, want.numpy(), rtol=1e-3, atol=1e-5)


def test_gradients_have_gradients() -> None:
    x = normal(4)
    nodes = [
        helper.make_node("Mul", ["x", "x"], ["square"]),
        helper.make_node("Mul", ["square", "x"], ["y"]),
        _gradient(["x"], ["first"], "y"),
        _gradient(["x"], ["second"], "first"),
    ]
    first, second = _run(nodes, {"x": x}, ["first", "second"])
    np.testing.assert_allclose(first, 3 * x**2, rtol=1e-4)
    np.testing.assert_allclose(second, 6 * x, rtol=1e-4)


def test_gradients_pass_through_all_steps_of_a_long_sequence() -> None:
    x, w, r = normal(6, 2, 3), normal(1, 16, 3, seed=1) / 2, normal(1, 16, 4, seed=2) / 2
    nodes = [
        helper.make_node("LSTM", ["x", "w", "r"], ["y"], hidden_size=4),
        _gradient(["w", "r"], ["dw", "dr"], "y", ["x"]),
    ]
    found = _run(nodes, {"x": x, "w": w, "r": r}, ["dw", "dr"])
    network = torch.nn.LSTM(3, 4, bias=False)
    # ONNX's gates are i o f c, PyTorch's i f c o.
    order = [row for gate in (0, 2, 3, 1) for row in range(4 * gate, 4 * gate + 4)]
    network.weight_ih_l0.data, network.weight_hh_l0.data = (
        torch.tensor(w[0][order]),
        torch.tensor(r[0][order]),
    )
    network(torch.tensor(x))[0].sum().backward()
    for have, weight in zip(found, (network.weight_ih_l0, network.weight_hh_l0), strict=True):
        assert weight.grad is not None
        np.testing.assert_allclose(have[0][order], weight.grad.numpy(), rtol=1e-3, atol=1e-5)


def test_adam_takes_pytorchs_steps() -> None:
    x, slope = normal(5), normal(5, seed=1)
    weight = torch.nn.Parameter(torch.tensor(x))
    optimizer = torch.optim.Adam([weight], lr=0.1, betas=(0.8, 0.95), eps=0)
    mean, square, current = np.zeros_like(x), np.zeros_like(x), x
    for count in (1, 2, 3):
        weight.grad = torch.tensor(slope * count)
        optimizer.step()
        inputs = [np.float32(0.1), np.int64(count), current, slope * np.float32(count), mean, square]
        model, fed = one_node(
            "Adam",
            [np.asarray(each) for each in inputs],
            17,
            ("x", "mean", "square"),
            TRAINING,
            alpha=0.8,
            beta=0.95,
            epsilon=0.0,
        )
        current, mean, square = by_barewire(model, fed)
    np.testing.assert_allclose(current, weight.detach().numpy(), rtol=1e-4)
