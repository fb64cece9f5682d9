"""Gradients at the edges, where PyTorch has a finite one: zeros, bounds, ties, saturation."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, nn

F, G = torch.nn.functional, nn.functional
INF = float("inf")
TARGETS = [0.0, 1.0, 0.0, 1.0, 0.5]
ZEROS = [[0.0, 0.0], [3.0, 4.0]]

# name: ours, theirs, and the arguments.
EDGES: dict[str, tuple[Callable[..., Any], Callable[..., Any], tuple[Any, ...]]] = {
    "binary cross-entropy of certainties": (
        lambda x: G.binary_cross_entropy(x, Tensor(TARGETS, dtype=x.dtype)),
        lambda x: F.binary_cross_entropy(x, torch.tensor(TARGETS, dtype=x.dtype)),
        ([0.0, 1.0, 1.0, 0.0, 0.5],),
    ),
    "std of equal values": (lambda x: x.std(), lambda x: x.std(), ([1.0, 1.0, 1.0],)),
    "atan2 at the origin": (lambda y, x: y.atan2(x), torch.atan2, ([0.0, 1.0, -0.0], [0.0, 0.0, -1.0])),
    "cosine similarity of nothing": (
        G.cosine_similarity,
        F.cosine_similarity,
        (ZEROS, [[1.0, 2.0], [0.0, 0.0]]),
    ),
    "normalize": (lambda x: G.normalize(x, dim=-1), lambda x: F.normalize(x, dim=-1), (ZEROS,)),
    "distance from itself": (
        lambda x, y: G.pairwise_distance(x, y, eps=0.0),
        lambda x, y: F.pairwise_distance(x, y, eps=0.0),
        (ZEROS, ZEROS),
    ),
    "clip on its bounds": (lambda x: x.clip(-1, 1), lambda x: x.clamp(-1, 1), ([-2.0, -1, 0, 1, 2],)),
    "clip between tensors": (
        lambda x, a, b: x.clip(a, b),
        lambda x, a, b: x.clamp(a, b),
        ([[-2.0, -1, 0, 1, 2]], [[-1.0], [2.0]], [[1.0], [1.0]]),
    ),
    "hardtanh on its bounds": (G.hardtanh, F.hardtanh, ([-1.0, 0.0, 1.0],)),
    "softplus beyond its threshold": (
        lambda x: G.softplus(x, 2.0, 5.0),
        lambda x: F.softplus(x, 2.0, 5.0),
        ([1.0, 2.5, 2.6, 9.0],),
    ),
    "xlogy": (lambda x, y: x.xlogy(y), torch.xlogy, ([0.0, 0.0, 1.0], [2.0, 1.0, 0.5])),
    "cummax of ties": (
        lambda x: x.cummax(0).values,
        lambda x: x.cummax(0).values,
        ([1.0, 1.0, 0.0, 2.0, 2.0],),
    ),
    "product of a zero": (lambda x: x.prod(), lambda x: x.prod(), ([0.0, 2.0, 3.0],)),
    "running product": (lambda x: x.cumprod(0), lambda x: x.cumprod(0), ([1.0, 0.0, 3.0, 0.0, 2.0],)),
    "power of zero": (lambda x, y: x**y, torch.pow, ([0.0, 0.0, 2.0, -1.0], [0.0, 2.0, 0.0, 2.0])),
    **{
        f"norm {p}": (
            lambda x, p=p: x.norm(p, dim=-1),
            lambda x, p=p: x.norm(p, dim=-1),
            ([[0.0, 0.0, 0.0], [1.0, -2.0, 0.0], [3.0, 3.0, -1.0]],),
        )
        for p in (0.5, 1, 1.5, 2, 3, INF)
    },
    **{
        f"scatter_reduce {how}{'' if own else ' of what is written'}": (
            lambda x, s, how=how, own=own: x.scatter_reduce(
                0, Tensor([0, 0, 1, 2]), s, how, include_self=own
            ),
            lambda x, s, how=how, own=own: x.scatter_reduce(
                0, torch.tensor([0, 0, 1, 2]), s, how, include_self=own
            ),
            ([0.0, 2.0, 3.0, 1.0], [0.0, 0.0, 2.0, 0.0]),
        )
        for how in ("prod", "amax", "amin", "mean", "sum")
        for own in (True, False)
    },
}


@pytest.mark.parametrize("name", EDGES)
def test_gradients_at_the_edges_are_those_of_pytorch(name: str, dtype: str = "float32") -> None:
    ours, theirs, arrays = EDGES[name]
    x = [Tensor(a, dtype=dtype, requires_grad=True) for a in arrays]
    t = [torch.tensor(a, dtype=getattr(torch, dtype), requires_grad=True) for a in arrays]
    expected = theirs(*t)
    weight = torch.arange(1, expected.numel() + 1, dtype=expected.dtype).reshape(expected.shape)
    expected.backward(weight)
    ours(*x).backward(Tensor(weight.numpy()))
    for a, b in zip(x, t, strict=True):
        assert a.grad is not None and b.grad is not None
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-5, atol=1e-7)


def test_gradient_of_saturated_probabilities_in_training() -> None:
    logits = Tensor([-200.0, 200.0], requires_grad=True)
    nn.functional.binary_cross_entropy(logits.sigmoid(), Tensor([1.0, 0.0])).backward()
    assert logits.grad is not None and np.isfinite(logits.grad.numpy()).all()


def test_many_equal_halves_share_a_gradient() -> None:
    x = Tensor(np.ones(5000, "float16"), requires_grad=True)
    x.amax().backward(Tensor(np.array(4096, "float16")))
    assert x.grad is not None
    np.testing.assert_allclose(x.grad.numpy(), np.full(5000, 4096 / 5000), rtol=1e-3)


def test_inputs_that_require_no_gradient_have_that_of_clip() -> None:
    x = Tensor([-1.0, 0.0, 3.0])
    (gradient,) = x.clip(-1, 1).sum().gradient(x)
    assert gradient is not None and gradient.tolist() == [1, 1, 0]


@pytest.mark.parametrize("values", [[1.0, 2, 3, 4], [0.0, 2, 3, 4], [0.0, 0, 3, 4], [0.0, 0, 0, 4]])
def test_products_with_zeros_have_second_gradients(values: list[float]) -> None:
    x = Tensor(values, dtype="float64", requires_grad=True)
    t = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    weight = [1.0, -2.0, 3.0, 0.5]
    (first,) = torch.autograd.grad(t.prod(), t, create_graph=True)
    (second,) = torch.autograd.grad((first * torch.tensor(weight)).sum(), t)
    (ours,) = x.prod().gradient(x)
    assert ours is not None
    (again,) = (ours * Tensor(weight, dtype="float64")).sum().gradient(x)
    assert again is not None
    np.testing.assert_allclose(again.numpy(), second.numpy())
