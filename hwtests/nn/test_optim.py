"""Optimizers against PyTorch over several steps."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from barewire.runtime.errors import GradientError, InvalidArgument
from barewire.tensor import nn, optim
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.tensor import Tensor

from .against_torch import assert_close, random

CASES = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "momentum": 0.8, "dampening": 0.3, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.01, "maximize": True}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.05, "betas": (0.0, 0.9)}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "weight_decay": 0.3}),
]


def problem(dtype: str):
    """Two parameters, and the loss of step i, for either library."""
    start = random(4, 3).astype(dtype), random(3, seed=1).astype(dtype)

    def loss(step, w, b, convert):
        x, y = (
            convert(random(6, 4, seed=10 + step).astype(dtype)),
            convert(random(6, 3, seed=50 + step).astype(dtype)),
        )
        return ((x @ w + b).tanh() - y).square().sum()

    return start, loss


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "options"), CASES)
def test_six_steps_equal_torch(name, options, dtype):
    start, loss = problem(dtype)
    ours = [Tensor(value, requires_grad=True) for value in start]
    theirs = [torch.from_numpy(value.copy()).double().requires_grad_() for value in start]
    found, wanted = getattr(optim, name)(ours, **options), getattr(torch.optim, name)(theirs, **options)
    for step in range(6):
        if step == 3:
            found.lr = options["lr"] / 2
            wanted.param_groups[0]["lr"] = options["lr"] / 2
        found.zero_grad()
        wanted.zero_grad()
        loss(step, *ours, Tensor).backward()
        loss(step, *theirs, lambda x: torch.from_numpy(x).double()).backward()
        found.step()
        wanted.step()
        for value, reference in zip(ours, theirs, strict=True):
            assert_close(value, reference, 1e-5 if dtype == "float32" else 1e-11, f"after step {step}")


def test_lamb_follows_its_paper():
    """You et al. 2020, algorithm 2, written out in NumPy."""
    start, loss = problem("float64")
    lr, (b1, b2), eps, decay = 0.02, (0.9, 0.99), 1e-6, 0.1
    ours = [Tensor(value, requires_grad=True) for value in start]
    found = optim.LAMB(ours, lr=lr, betas=(b1, b2), eps=eps, weight_decay=decay)
    values = [value.copy() for value in start]
    m, v = [np.zeros_like(x) for x in values], [np.zeros_like(x) for x in values]
    for step in range(1, 6):
        leaves = [torch.from_numpy(value.copy()).requires_grad_() for value in values]
        loss(step, *leaves, torch.from_numpy).backward()
        for index, leaf in enumerate(leaves):
            g = leaf.grad.numpy()
            m[index] = b1 * m[index] + (1 - b1) * g
            v[index] = b2 * v[index] + (1 - b2) * g * g
            r = m[index] / (1 - b1**step) / (np.sqrt(v[index] / (1 - b2**step)) + eps) + decay * values[index]
            values[index] -= lr * np.linalg.norm(values[index]) / np.linalg.norm(r) * r
        found.zero_grad()
        loss(step, *ours, Tensor).backward()
        found.step()
        for value, reference in zip(ours, values, strict=True):
            assert_close(value, reference, 1e-10)


def test_lamb_moves_a_parameter_that_is_zero():
    parameter = Tensor.zeros(3, requires_grad=True)
    optimizer = optim.LAMB([parameter], lr=0.1)
    parameter.sum().backward()
    optimizer.step()
    np.testing.assert_allclose(parameter.numpy(), [-0.1] * 3, rtol=1e-5)


def test_loss_given_to_step_is_that_before_the_update():
    parameter = Tensor([3.0], requires_grad=True)
    optimizer = optim.SGD([parameter], lr=0.1)
    loss = parameter.square().sum()
    loss.backward()
    optimizer.step(loss)
    assert loss.item() == 9.0
    np.testing.assert_allclose(parameter.numpy(), [2.4], rtol=1e-6)


def test_loss_read_after_step_is_that_before_the_update():
    parameter = Tensor([3.0], requires_grad=True)
    optimizer = optim.Adam([parameter], lr=0.1)
    loss = parameter.square().sum()
    loss.backward()
    optimizer.step()
    assert loss.item() == 9.0


def test_parameters_without_gradients_stay():
    used, unused = Tensor([1.0], requires_grad=True), Tensor([1.0], requires_grad=True)
    optimizer = optim.Adam([used, unused], lr=0.1)
    (used * 2).sum().backward()
    optimizer.step()
    assert used.item() != 1.0
    assert unused.item() == 1.0


def test_learning_rate_may_be_a_tensor_of_the_caller():
    lr = Tensor([0.1]).reshape(())
    parameter = Tensor([1.0], requires_grad=True)
    optimizer = optim.SGD([parameter], lr=lr)
    for rate, wanted in ((0.1, 0.9), (0.5, 0.4)):
        lr.assign(Tensor([rate]).reshape(())).realize()
        optimizer.zero_grad()
        parameter.sum().backward()
        optimizer.step()
        np.testing.assert_allclose(parameter.numpy(), [wanted], rtol=1e-6)


def test_bfloat16_parameters_keep_float32_state():
    parameter = Tensor(random(8)).cast(dtypes.bfloat16).detach()
    parameter.requires_grad = True
    optimizer = optim.AdamW([parameter], lr=0.1)
    parameter.square().sum().backward()
    optimizer.step()
    assert parameter.dtype is dtypes.bfloat16
    assert optimizer.exp_avg[0].dtype is dtypes.float32


def test_optimizer_state_round_trip_continues_alike():
    start, loss = problem("float32")

    def run(steps, optimizer, parameters):
        for step in steps:
            optimizer.zero_grad()
            loss(step, *parameters, Tensor).backward()
            optimizer.step()

    first = [Tensor(value, requires_grad=True) for value in start]
    optimizer = optim.Adam(first, lr=0.05)
    run(range(3), optimizer, first)
    second = [Tensor(value.numpy().copy(), requires_grad=True) for value in first]
    resumed = optim.Adam(second, lr=1.0)
    resumed.load_state_dict(optimizer.state_dict())
    run(range(3, 5), optimizer, first)
    run(range(3, 5), resumed, second)
    for value, reference in zip(second, first, strict=True):
        np.testing.assert_array_equal(value.numpy(), reference.numpy())


def test_model_with_batch_norm_trains_and_keeps_statistics_like_torch():
    theirs = torch.nn.Sequential(
        torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.ReLU(), torch.nn.Linear(8, 3)
    )
    ours = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))
    ours.load_state_dict({name: value.numpy() for name, value in theirs.state_dict().items()})
    found, wanted = optim.SGD(ours.parameters(), lr=0.1), torch.optim.SGD(theirs.parameters(), lr=0.1)
    for step in range(4):
        x, y = random(16, 4, seed=step), np.arange(16) % 3
        found.zero_grad()
        wanted.zero_grad()
        ours(Tensor(x)).cross_entropy(Tensor(y)).backward()
        torch.nn.functional.cross_entropy(theirs(torch.from_numpy(x)), torch.from_numpy(y)).backward()
        found.step()
        wanted.step()
    for name, value in theirs.state_dict().items():
        # The bias before a batch norm has a gradient of rounding errors.
        if name != "0.bias":
            assert_close(ours.state_dict()[name], value, 2e-4, name)


def test_bad_arguments_are_named():
    parameter = Tensor([1.0], requires_grad=True)
    with pytest.raises(InvalidArgument, match="require gradients; 1 tensors"):
        optim.SGD([Tensor([1.0])])
    with pytest.raises(InvalidArgument, match="lr=-1"):
        optim.SGD([parameter], lr=-1)
    with pytest.raises(InvalidArgument, match="nesterov"):
        optim.SGD([parameter], nesterov=True)
    with pytest.raises(InvalidArgument, match="betas"):
        optim.Adam([parameter], betas=(0.9, 1.0))
    with pytest.raises(GradientError, match="backward"):
        optim.SGD([parameter]).step()
