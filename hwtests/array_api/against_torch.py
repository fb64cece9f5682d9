"""Functions of matrices beside PyTorch's, in float64 and complex128: values, gradients, their gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from barewire import Tensor

Array = np.ndarray[Any, Any]


def normal(*shape: int, seed: int = 0, dtype: str = "float64") -> Array:
    random = np.random.default_rng([seed, *shape])
    real = random.normal(size=shape)
    return real + 1j * random.normal(size=shape) if dtype == "complex128" else real


def regular(*shape: int, seed: int = 0, dtype: str = "float64") -> Array:
    """Square matrices far from singular."""
    return normal(*shape, seed=seed, dtype=dtype) + 3 * np.eye(shape[-1])


def positive(*shape: int, dtype: str = "float64") -> Array:
    """Positive definite matrices, equal to their conjugate transpose."""
    x = regular(*shape, dtype=dtype)
    return x @ np.swapaxes(x, -1, -2).conj()


def parts(result: Any) -> list[Any]:
    return list(result) if isinstance(result, tuple) else [result]


def compare(
    ours: Callable[..., Any], theirs: Callable[..., Any], *arrays: Array, second: bool = True
) -> None:
    """Values, gradients of a random weighting of every result, and gradients of the gradients' squares."""
    x, y = (
        [Tensor(each, requires_grad=True) for each in arrays],
        [torch.tensor(each, requires_grad=True) for each in arrays],
    )
    found, wanted = parts(ours(*x)), parts(theirs(*y))
    assert len(found) == len(wanted)
    total, reference = 0, 0
    for place, (mine, other) in enumerate(zip(found, wanted, strict=True)):
        assert mine.shape == tuple(other.shape)
        np.testing.assert_allclose(mine.numpy(), other.detach().resolve_conj().numpy(), rtol=1e-9, atol=1e-11)
        if other.requires_grad:
            weight = normal(*other.shape, seed=place + 7, dtype=str(other.dtype).removeprefix("torch."))
            total = total + (mine * Tensor(weight)).sum().real
            reference = reference + (other * torch.tensor(weight)).sum().real
    first = total.gradient(*x)
    expected = torch.autograd.grad(reference, y, create_graph=True)
    for mine, other in zip(first, expected, strict=True):
        np.testing.assert_allclose(mine.numpy(), other.detach().resolve_conj().numpy(), rtol=1e-8, atol=1e-9)
    if second:
        twice = sum(each.abs().square().sum() for each in first).gradient(*x)
        again = torch.autograd.grad(sum(each.abs().square().sum() for each in expected), y)
        for mine, other in zip(twice, again, strict=True):
            np.testing.assert_allclose(mine.numpy(), other.resolve_conj().numpy(), rtol=1e-6, atol=1e-6)
