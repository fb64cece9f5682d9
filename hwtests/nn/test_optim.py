"""Optimizers against PyTorch over several steps."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from barewire import jit
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
    ("Adam", {"lr": 0.05, "amsgrad": True, "maximize": True}),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.1}),
    ("NAdam", {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("RAdam", {"lr": 0.05}),
    ("RAdam", {"lr": 0.05, "betas": (0.8, 0.9), "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("Adamax", {"lr": 0.05, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.02}),
    ("RMSprop", {"lr": 0.02, "centered": True, "momentum": 0.8, "weight_decay": 0.1, "alpha": 0.9}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1, "initial_accumulator_value": 0.5, "weight_decay": 0.1}),
    ("Adadelta", {"lr": 0.5, "rho": 0.8, "weight_decay": 0.1}),
    ("Rprop", {"lr": 0.05}),
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
def test_eight_steps_equal_torch(name, options, dtype):
    start, loss = problem(dtype)
    ours = [Tensor(value, requires_grad=True) for value in start]
    theirs = [torch.from_numpy(value.copy()).double().requires_grad_() for value in start]
    found, wanted = getattr(optim, name)(ours, **options), getattr(torch.optim, name)(theirs, **options)
    tolerance = 1e-5 if dtype == "float32" else 1e-11
    if dtype == "float32" and name in ("RAdam", "NAdam"):
        tolerance = 1e-4  # their scalars are differences of nearly equal numbers
    if dtype == "float64" and name == "NAdam":
        tolerance = 1e-6  # PyTorch keeps the product of its momenta in float32
    for step in range(8):
        if step == 3 and name != "Rprop":
            found.lr = options["lr"] / 2
            wanted.param_groups[0]["lr"] = options["lr"] / 2
        found.zero_grad()
        wanted.zero_grad()
        loss(step, *ours, Tensor).backward()
        loss(step, *theirs, lambda x: torch.from_numpy(x).double()).backward()
        found.step()
        wanted.step()
        for value, reference in zip(ours, theirs, strict=True):
            assert_close(value, reference, tolerance, f"after step {step}")


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
    assert optimizer.state[parameter]["exp_avg"].dtype is dtypes.float32


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


def descend(library, parameters, optimizer, steps, only=()):
    """Steps on the sum of squares; at those in `only` the first parameter alone has a gradient."""
    for step in steps:
        optimizer.zero_grad()
        chosen = parameters[:1] if step in only else parameters
        loss = sum((p * p).sum() for p in chosen)
        loss.backward()
        optimizer.step()


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("Adam", {"lr": 0.1}),
        ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
        ("NAdam", {"lr": 0.1}),
        ("Adagrad", {"lr": 0.1, "lr_decay": 0.5}),
    ],
)
@pytest.mark.parametrize("only", [(0, 1), (2, 4)])
def test_steps_are_counted_for_each_parameter(name, options, only):
    start = random(3), random(2, seed=1)
    ours = [Tensor(value, requires_grad=True) for value in start]
    theirs = [torch.from_numpy(value.copy()).requires_grad_() for value in start]
    found, wanted = getattr(optim, name)(ours, **options), getattr(torch.optim, name)(theirs, **options)
    descend(Tensor, ours, found, range(6), only)
    descend(torch, theirs, wanted, range(6), only)
    for value, reference in zip(ours, theirs, strict=True):
        assert_close(value, reference, 1e-5)
    if name == "Adam":
        assert [state["step"].item() for state in found.state_dict()["state"].values()] == [6, 4]


def test_groups_have_numbers_of_their_own():
    start = random(3), random(2, seed=1)
    ours = [Tensor(value, requires_grad=True) for value in start]
    theirs = [torch.from_numpy(value.copy()).requires_grad_() for value in start]

    def grouped(library, parameters):
        optimizer = library.AdamW([{"params": parameters[:1], "lr": 0.2, "name": "first"}], lr=0.1)
        optimizer.add_param_group({"params": parameters[1], "weight_decay": 0.5, "betas": (0.5, 0.9)})
        return optimizer

    found, wanted = grouped(optim, ours), grouped(torch.optim, theirs)
    descend(Tensor, ours, found, range(3))
    descend(torch, theirs, wanted, range(3))
    for optimizer in (found, wanted):
        for group in optimizer.param_groups:
            group["lr"] *= 0.5
        optimizer.param_groups[0]["weight_decay"] = 0.25
    descend(Tensor, ours, found, range(3))
    descend(torch, theirs, wanted, range(3))
    for value, reference in zip(ours, theirs, strict=True):
        assert_close(value, reference, 1e-5)
    assert [group["lr"] for group in found.param_groups] == [0.1, 0.05]
    assert found.param_groups[0]["name"] == "first"


@pytest.mark.parametrize("name", ["Adam", "SGD", "RMSprop"])
def test_state_goes_to_torch_and_back(name):
    options = {"lr": 0.1, "momentum": 0.9} if name != "Adam" else {"lr": 0.1}
    start = random(3), random(2, seed=1)
    theirs = [torch.from_numpy(value.copy()).requires_grad_() for value in start]
    wanted = getattr(torch.optim, name)(theirs, **options)
    descend(torch, theirs, wanted, range(3))
    ours = [Tensor(value.detach().numpy().copy(), requires_grad=True) for value in theirs]
    found = getattr(optim, name)(ours, lr=1.0, **({} if name == "Adam" else {"momentum": 0.5}))
    found.load_state_dict(wanted.state_dict())
    descend(Tensor, ours, found, range(2))
    descend(torch, theirs, wanted, range(2))
    for value, reference in zip(ours, theirs, strict=True):
        assert_close(value, reference, 1e-5)
    saved = found.state_dict()
    for number, state in wanted.state_dict()["state"].items():
        assert state.keys() <= saved["state"][number].keys()
        for key, value in state.items():
            assert_close(saved["state"][number][key], torch.as_tensor(value), 1e-5, key)


def test_muon_follows_torch_within_bfloat16():
    start = random(6, 4), random(3, 5, seed=1)
    ours = [Tensor(value, requires_grad=True) for value in start]
    theirs = [torch.from_numpy(value.copy()).requires_grad_() for value in start]
    options = {"lr": 0.05, "weight_decay": 0.2, "adjust_lr_fn": "match_rms_adamw"}
    found, wanted = optim.Muon(ours, **options), torch.optim.Muon(theirs, **options)
    descend(Tensor, ours, found, range(4))
    descend(torch, theirs, wanted, range(4))
    for value, reference in zip(ours, theirs, strict=True):
        assert_close(value, reference, 5e-3)


def test_lion_follows_its_paper():
    start = random(5).astype("float64")
    value, mean = start.copy(), np.zeros(5)
    ours = Tensor(start, requires_grad=True)
    optimizer = optim.Lion([ours], lr=0.1, betas=(0.9, 0.8), weight_decay=0.3)
    for _ in range(5):
        gradient = 2 * value
        value = value * (1 - 0.1 * 0.3) - 0.1 * np.sign(0.9 * mean + 0.1 * gradient)
        mean = 0.8 * mean + 0.2 * gradient
    descend(Tensor, [ours], optimizer, range(5))
    assert_close(ours, value, 1e-12)


def test_closure_is_called_with_gradients_and_its_loss_returned():
    parameter = Tensor([3.0], requires_grad=True)
    optimizer = optim.SGD([parameter], lr=0.5)

    def closure():
        optimizer.zero_grad()
        return parameter.square().sum().backward()

    with Tensor.no_grad():
        loss = optimizer.step(closure)
    assert loss.item() == 9.0
    assert parameter.item() == 0.0


def test_momentum_that_a_schedule_moves_is_seen_by_a_captured_step():
    def run(captured):
        parameter = Tensor([3.0], requires_grad=True)
        optimizer = optim.SGD([parameter], lr=0.1, momentum=0.9)
        schedule = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.2, total_steps=12)

        def step():
            optimizer.zero_grad()
            parameter.square().sum().backward()
            optimizer.step()

        step = jit(step) if captured else step
        seen = []
        for _ in range(10):
            step()
            schedule.step()
            seen.append(parameter.item())
        return seen

    np.testing.assert_allclose(run(True), run(False), rtol=1e-6)


@pytest.mark.parametrize("name", ["weight_decay", "momentum"])
def test_number_that_is_assigned_after_a_capture_counts_from_the_next_step(name):
    def run(jitted):
        parameter = Tensor([3.0], requires_grad=True)
        optimizer = optim.SGD([parameter], lr=0.1, weight_decay=0.1, momentum=0.5)

        def step():
            optimizer.zero_grad()
            parameter.square().sum().backward()
            optimizer.step()

        chosen = jit(step) if jitted else step
        for number in range(8):
            if number in (4, 6):
                optimizer.param_groups[0][name] = 0.05 * number
            chosen()
        return parameter.item()

    assert run(True) == pytest.approx(run(False), rel=1e-6)
