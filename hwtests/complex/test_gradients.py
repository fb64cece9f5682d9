"""Gradients of complex tensors against PyTorch: real part plus i times imaginary part."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor
from hwtests.daily import daily

RANDOM = np.random.default_rng(8)
FUNCTIONS = [
    "abs", "sgn", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "rsqrt", "sin", "cos",
    "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "reciprocal", "square",
    "angle", "conj", "sum", "prod", "mean", "norm",
]  # fmt: skip

PROGRAMS: dict[str, Callable[[Any, Any], Any]] = {
    "product": lambda x, y: x * y,
    "quotient": lambda x, y: x / y,
    "power": lambda x, y: x**y,
    "whole power": lambda x, y: x**3 + y**-2,
    "power of a number": lambda x, y: 2.0**x,
    "matmul": lambda x, y: x @ y.conj().T,
    "mixed": lambda x, y: x.real * y + x.imag,
    "scaled": lambda x, y: (1 + 2j) * x - y / 3j,
    "inside": lambda x, y: (x * y.conj()).real,
    "rows": lambda x, y: x[1:, ::2].T + y[0, 0],
    "gather": lambda x, y: x[[0, 2, 0]] * y[[1, 1, 1]],
    "scan": lambda x, y: x.cumsum(0) + y.cumprod(1),
    "product of rows": lambda x, y: x.prod(0) + y.sum(1),
    "spread": lambda x, y: (x.abs() ** 2).sum() + y.var(correction=1),
    "reused": lambda x, y: x.exp() * x.tanh() + x,
}


def compare(program: Callable[..., Any], *arrays: np.ndarray) -> None:
    ours, theirs = [], []
    for array in arrays:
        ours.append(Tensor(array, requires_grad=True))
        theirs.append(torch.tensor(array, requires_grad=True))
    found, wanted = program(*ours), program(*theirs)
    np.testing.assert_allclose(found.detach().numpy(), wanted.resolve_conj().detach().numpy(), rtol=1e-11)
    weight = RANDOM.normal(size=wanted.shape)
    if wanted.is_complex():
        weight = weight + 1j * RANDOM.normal(size=wanted.shape)
    found.backward(Tensor(np.asarray(weight)))
    wanted.backward(torch.tensor(weight))
    for mine, other in zip(ours, theirs, strict=True):
        if other.grad is not None:
            np.testing.assert_allclose(
                mine.grad.numpy(), other.grad.resolve_conj().numpy(), rtol=1e-9, atol=1e-12
            )


def numbers(*shape: int) -> np.ndarray:
    return RANDOM.normal(size=shape) + 1j * RANDOM.normal(size=shape)


@pytest.mark.parametrize("name", daily(FUNCTIONS, ["abs", "exp", "log", "sqrt", "tanh", "prod"]))
def test_gradient_of_a_function(name: str) -> None:
    compare(lambda x: getattr(x, name)(), numbers(3, 3))


@pytest.mark.parametrize("name", daily(PROGRAMS, ["product", "power", "matmul", "mixed", "scan", "spread"]))
def test_gradient_of_a_program(name: str) -> None:
    compare(PROGRAMS[name], numbers(3, 3), numbers(3, 3))


def test_gradient_passes_from_real_leaves_through_complex_values() -> None:
    x = RANDOM.normal(size=5)
    ours, theirs = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)

    ((ours * 1j).exp() * ours).sum().abs().backward()
    ((theirs * 1j).exp() * theirs).sum().abs().backward()

    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-12)


def test_second_gradient_of_a_holomorphic_function() -> None:
    x = numbers(4)
    ours, theirs = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)

    (first,) = (ours**3).sum().real.gradient(ours)
    (second,) = (first * first.conj()).sum().real.gradient(ours)
    (wanted,) = torch.autograd.grad((theirs**3).sum().real, theirs, create_graph=True)
    (wanted,) = torch.autograd.grad((wanted * wanted.conj()).sum().real, theirs)

    np.testing.assert_allclose(second.numpy(), wanted.resolve_conj().numpy(), rtol=1e-11)


def test_magnitude_of_zero_has_no_gradient() -> None:
    x = Tensor(np.zeros(2, complex), requires_grad=True)

    x.abs().sum().backward()

    assert x.grad.tolist() == [0, 0]
