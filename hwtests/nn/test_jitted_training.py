"""Training steps captured by jit: the same numbers as step by step, and state that keeps moving."""

from __future__ import annotations

import numpy as np
import pytest

from barewire.tensor import nn, optim
from barewire.tensor.run.jit import jit
from barewire.tensor.tensor import Tensor

from .against_torch import random


def model():
    Tensor.manual_seed(3)
    return nn.Sequential(
        # A bias would be taken out again: its gradient is rounding errors, of which Adam makes whole steps.
        nn.Conv2d(1, 4, 3, padding=1, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(36, 5),
    )


def train(steps, jitted, make_optimizer, schedule=None):
    """The losses and the final state."""
    net = model()
    optimizer = make_optimizer(net.parameters())

    def step(x, y):
        optimizer.zero_grad()
        loss = net(x).cross_entropy(y)
        loss.backward()
        optimizer.step(loss)
        return loss

    run = jit(step) if jitted else step
    losses = []
    for number in range(steps):
        if schedule is not None:
            optimizer.lr = schedule(number)
        losses.append(run(Tensor(random(8, 1, 6, 6, seed=number)), Tensor(np.arange(8) % 5)).item())
    return losses, {name: value.numpy().copy() for name, value in net.state_dict().items()}


OPTIMIZERS = {
    "SGD": lambda parameters: optim.SGD(parameters, lr=0.05, momentum=0.9, dampening=0.1),
    "Adam": lambda parameters: optim.Adam(parameters, lr=0.01),
    "AdamW": lambda parameters: optim.AdamW(parameters, lr=0.01),
    "LAMB": lambda parameters: optim.LAMB(parameters, lr=0.01, weight_decay=0.1),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_jitted_steps_equal_steps_one_by_one(name):
    plain_losses, plain_state = train(6, False, OPTIMIZERS[name])
    losses, state = train(6, True, OPTIMIZERS[name])
    np.testing.assert_allclose(losses, plain_losses, rtol=1e-5)
    for key, value in plain_state.items():
        np.testing.assert_allclose(state[key], value, rtol=1e-4, atol=1e-6, err_msg=key)
    assert state["1.num_batches_tracked"] == 6


def test_learning_rate_schedule_works_under_jit():
    schedule = [0.05, 0.04, 0.03, 0.0, 0.0, 0.02].__getitem__
    plain = train(6, False, OPTIMIZERS["Adam"], schedule)
    found = train(6, True, OPTIMIZERS["Adam"], schedule)
    np.testing.assert_allclose(found[0], plain[0], rtol=1e-5)
    np.testing.assert_allclose(found[1]["0.weight"], plain[1]["0.weight"], rtol=1e-4, atol=1e-6)


def test_dropout_draws_anew_at_every_replay():
    layer = nn.Dropout(0.5)
    run = jit(lambda x: layer(x))
    x = Tensor.ones(1000)
    seen = {run(x).numpy().tobytes() for _ in range(6)}
    assert len(seen) == 6


@pytest.mark.parametrize("kind", ["SGD", "Adam", "RMSprop", "Muon"])
def test_a_captured_step_is_replayed_while_a_schedule_changes_the_rate(kind: str) -> None:
    model = nn.Sequential(nn.Linear(4, 8, bias=False), nn.ReLU(), nn.Linear(8, 2, bias=False))
    optimizer = getattr(optim, kind)(list(model.parameters()), lr=0.1)
    schedule = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
    ran = []

    @jit
    def step(x: Tensor) -> Tensor:
        ran.append(1)
        optimizer.zero_grad()
        loss = model(x).square().mean()
        loss.backward()
        optimizer.step(loss)
        return loss.detach()

    for _ in range(6):
        step(Tensor.rand(3, 4)).realize()
        schedule.step()
    assert len(ran) == 2
