"""What is computed again for gradients: the same values and gradients, with less memory at the peak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.utils.checkpoint

from barewire import Device, Tensor, errors, jit, nn, optim
from barewire.nn.utils import checkpoint, checkpoint_sequential

WIDTH, BLOCKS, ROWS = 64, 8, 512


def _array(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).standard_normal(shape).astype(np.float32)


def _blocks() -> nn.ModuleList:
    Tensor.manual_seed(1)
    return nn.ModuleList(
        [
            nn.Sequential(
                nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(4 * WIDTH, WIDTH),
                nn.LayerNorm(WIDTH),
            )
            for _ in range(BLOCKS)
        ]
    )  # fmt: skip


def _plain(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


def _trained(through: Callable[..., Any], captured: bool) -> tuple[list[float], np.ndarray, int]:
    """The losses of some steps, a weight after them, and the most memory that a step took."""
    blocks = _blocks()
    optimizer = optim.SGD(blocks.parameters(), lr=0.01)

    def step(x: Tensor) -> Tensor:
        optimizer.zero_grad()
        for block in blocks:
            x = x + through(block, x)
        loss = x.square().mean()
        loss.backward()
        optimizer.step()
        return loss.detach()

    run = jit(step) if captured else step
    x = Tensor(_array(ROWS, WIDTH)).realize()
    memory = Device.default.memory
    memory.trim()
    before = memory.allocated
    memory.reset_peak()
    losses = [run(x).item() for _ in range(4)]
    return losses, blocks[0][0].weight.detach().numpy().copy(), memory.peak - before


@pytest.mark.parametrize("captured", [False, True], ids=["eager", "jit"])
def test_training_is_the_same_with_less_memory(captured: bool) -> None:
    losses, weight, most = _trained(_plain, captured)
    again, same, less = _trained(checkpoint, captured)
    np.testing.assert_allclose(again, losses, rtol=1e-5)
    np.testing.assert_allclose(same, weight, rtol=1e-4, atol=1e-6)
    assert less < 0.65 * most


PROGRAMS: dict[str, Callable[..., Any]] = {
    "elementwise": lambda x, y: (x.tanh() * y).exp(),
    "product": lambda x, y: (x @ y.T).softmax(-1) @ y,
    "several results": lambda x, y: (x.tanh() * y, (x + y).sigmoid().sum(0)),
    "an argument as it is": lambda x, y: (x.tanh(), y * 1),
    "one unused": lambda x, y: x.sin().cos(),
    "reductions": lambda x, y: (x - x.mean(0)) / (y.var(0) + 1),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_gradients_are_those_of_torch(name: str) -> None:
    function, arrays = PROGRAMS[name], (_array(6, 5), _array(6, 5) * 0.5)
    given = [Tensor(array, requires_grad=True) for array in arrays]
    result = checkpoint(function, *given, use_reentrant=False)
    parts = result if isinstance(result, tuple) else (result,)
    total: Any = sum((part * part).sum() for part in parts)
    found = total.gradient(*given)
    references = [torch.from_numpy(array).requires_grad_() for array in arrays]
    wanted = torch.utils.checkpoint.checkpoint(function, *references, use_reentrant=False)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,)
    expected = torch.autograd.grad(
        sum((part * part).sum() for part in wanted), references, allow_unused=True, create_graph=True
    )
    for ours, theirs in zip(found, expected, strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            np.testing.assert_allclose(ours.numpy(), theirs.detach().numpy(), rtol=2e-5, atol=1e-5)
    # Through the second computation too.
    (second,) = found[0].square().sum().gradient(given[0])
    (other,) = torch.autograd.grad(expected[0].square().sum(), references[:1])
    np.testing.assert_allclose(second.numpy(), other.numpy(), rtol=2e-4, atol=1e-4)


def test_one_inside_another_is_the_same() -> None:
    inner = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 5))
    x = Tensor(_array(3, 5), requires_grad=True)

    def outer(x: Tensor) -> Tensor:
        return checkpoint(inner, x.sin()).cos() * 2

    weights = [x, *inner.parameters()]
    found, wanted = (
        f(outer if f is checkpoint else (lambda x: inner(x.sin()).cos() * 2), x).sum().gradient(*weights)
        for f in (checkpoint, _plain)
    )
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-6)


def test_running_statistics_move_once() -> None:
    layer = nn.BatchNorm1d(4, momentum=0.5)
    x = Tensor(np.full((3, 4), 2.0, np.float32) * [[1], [2], [3]], dtype="float32", requires_grad=True)
    checkpoint(layer, x).square().sum().backward()
    assert x.grad is not None
    x.grad.realize()
    assert layer.running_mean.tolist() == [2.0] * 4


def test_a_sequence_in_parts_is_the_sequence() -> None:
    layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
    x = Tensor(_array(3, 4), requires_grad=True)
    for parts in (1, 2, 3, 5):
        result = checkpoint_sequential(layers, parts, x)
        np.testing.assert_allclose(result.detach().numpy(), layers(x).detach().numpy(), rtol=1e-5)
        (ours,), (theirs,) = result.sum().gradient(x), layers(x).sum().gradient(x)
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-7)


def test_what_needs_no_gradient_stays_as_it_is() -> None:
    assert checkpoint(lambda x, *, scale: {"a": [x * scale, 3]}, Tensor([2.0]), scale=4.0)["a"][1] == 3
    with pytest.raises(errors.InvalidArgument, match="function"):
        checkpoint(3, Tensor([1.0]))
    with pytest.raises(errors.InvalidArgument, match="parts"):
        checkpoint_sequential([], 0, Tensor([1.0]))
