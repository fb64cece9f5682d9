"""Formulas: one node where they are called, their graph where they are computed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from barewire import Tensor, jit
from barewire.tensor.graph.node import Op, toposort
from barewire.tensor.run.signature import with_realized

METHODS: dict[str, Callable[[Tensor], Tensor]] = {
    **{
        name: (lambda x, name=name: getattr(x, name)())  # type: ignore[misc]
        for name in (
            "tanh", "erf", "erfc", "log1p", "expm1", "sinh", "asinh", "atan", "sigmoid", "logsigmoid",
            "softplus", "silu", "mish", "elu", "selu", "gelu", "tan",
        )
    },
    "softmax": lambda x: x.softmax(1),
    "log_softmax": lambda x: x.log_softmax(0),
    "logsumexp": lambda x: x.logsumexp(1, True),
    "var": lambda x: x.var(1),
    "argmax": lambda x: x.argmax(1),
}  # fmt: skip


@pytest.mark.parametrize("name", METHODS)
def test_a_call_is_a_few_nodes_and_equal_calls_are_equal(name: str) -> None:
    x = Tensor.rand(3, 4).realize()
    first, second = METHODS[name](x), METHODS[name](x)
    assert first._node is second._node
    assert len(toposort([first._node])) <= 6
    written = with_realized([first._node], {})
    assert (written[0].dtype, written[0].shape) == (first.dtype, first.shape)
    assert not any(node.op is Op.FORMULA for node in toposort(written))


def test_parameters_tell_formulas_apart() -> None:
    x = Tensor([-1.0, 2.0])
    alphas = (0.0, -0.0, 1.0, float("nan"))
    assert len({x.elu(alpha)._node for alpha in alphas}) == len(alphas)
    assert [np.signbit(x.elu(alpha).numpy()[0]) for alpha in (0.0, -0.0)] == [True, False]


@pytest.mark.parametrize("name", [name for name in METHODS if name != "argmax"])
def test_gradients_of_gradients_pass_through_formulas(name: str) -> None:
    values = np.random.default_rng(0).uniform(0.1, 1.2, (3, 4))
    found = []
    for x in (Tensor(values, requires_grad=True), torch.from_numpy(values).requires_grad_()):
        functional = torch.nn.functional if isinstance(x, torch.Tensor) else None
        called = METHODS[name] if hasattr(x, name) or functional is None else getattr(functional, name)
        result = called(x).square().sum()  # type: ignore[arg-type]
        if functional is None:
            (first,) = result.gradient(x)
            (second,) = first.square().sum().gradient(x)
        else:
            (first,) = torch.autograd.grad(result, x, create_graph=True)
            (second,) = torch.autograd.grad(first.square().sum(), x)
        found.append([each.detach().numpy() for each in (first, second)])
    for mine, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(mine, theirs, 1e-9, 1e-9)


def test_a_long_chain_of_formulas_and_its_gradient() -> None:
    x = Tensor([0.5], dtype="float64", requires_grad=True)
    y, z = x, torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    other = z
    for _ in range(30):
        y, other = (y * 1.1).tanh(), (other * 1.1).tanh()
    (gradient,) = y.sum().gradient(x)
    (wanted,) = torch.autograd.grad(other.sum(), z)
    np.testing.assert_allclose(y.numpy(), other.detach().numpy(), 1e-12)
    np.testing.assert_allclose(gradient.numpy(), wanted.numpy(), 1e-11)


def test_formulas_are_captured() -> None:
    @jit
    def step(x: Tensor) -> Tensor:
        return x.softplus().log_softmax(-1)

    for seed in range(4):
        values = np.random.default_rng(seed).standard_normal((2, 3))
        wanted = torch.nn.functional.softplus(torch.from_numpy(values)).log_softmax(-1)
        np.testing.assert_allclose(step(Tensor(values)).numpy(), wanted.numpy(), 1e-12)
