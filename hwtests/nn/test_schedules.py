"""Schedules of the learning rate against PyTorch's, over fifty steps."""

from __future__ import annotations

import pytest
import torch

from barewire.runtime.errors import InvalidArgument
from barewire.tensor import optim
from barewire.tensor.tensor import Tensor


def pair(**options):
    """One optimizer of each library with two groups."""
    found = []
    for library, make in ((optim, Tensor), (torch.optim, torch.tensor)):
        first, second = make([1.0], requires_grad=True), make([2.0], requires_grad=True)
        groups = [{"params": [first]}, {"params": [second], "lr": 0.05}]
        found.append(library.SGD(groups, lr=0.1, **options))
    return found


def both(make, steps=50, **options):
    """The rates, and the momenta, after every step of a schedule in both libraries."""
    runs = []
    for library, optimizer in zip((optim, torch.optim), pair(**options), strict=True):
        schedule = make(library.lr_scheduler, optimizer)
        seen = []
        for step in range(steps):
            groups = optimizer.param_groups
            assert schedule.get_last_lr() == pytest.approx([group["lr"] for group in groups])
            seen.append([(group["lr"], group["momentum"]) for group in groups])
            if type(schedule).__name__ == "ReduceLROnPlateau":
                schedule.step(max(1.0, 10 - step) + step % 3 * 0.1)
            else:
                schedule.step()
        runs.append(seen)
    return runs


SCHEDULES = {
    "LambdaLR": lambda s, o: s.LambdaLR(o, [lambda e: 1 / (1 + e), lambda e: 0.95**e]),
    "MultiplicativeLR": lambda s, o: s.MultiplicativeLR(o, lambda e: 0.9 + 0.001 * e),
    "StepLR": lambda s, o: s.StepLR(o, 7, gamma=0.5),
    "MultiStepLR": lambda s, o: s.MultiStepLR(o, [5, 5, 20], gamma=0.5),
    "ConstantLR": lambda s, o: s.ConstantLR(o, factor=0.25, total_iters=6),
    "LinearLR": lambda s, o: s.LinearLR(o, start_factor=0.2, end_factor=0.9, total_iters=20),
    "ExponentialLR": lambda s, o: s.ExponentialLR(o, 0.93),
    "PolynomialLR": lambda s, o: s.PolynomialLR(o, total_iters=30, power=2.0),
    "CosineAnnealingLR": lambda s, o: s.CosineAnnealingLR(o, 12, eta_min=0.01),
    "CosineAnnealingWarmRestarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 4, 2, eta_min=0.01),
    "CyclicLR": lambda s, o: s.CyclicLR(o, 0.01, 0.2, step_size_up=5, step_size_down=7),
    "triangular2": lambda s, o: s.CyclicLR(o, 0.01, [0.2, 0.3], step_size_up=5, mode="triangular2"),
    "exp_range": lambda s, o: s.CyclicLR(
        o, 0.01, 0.2, step_size_up=5, mode="exp_range", gamma=0.97, cycle_momentum=False
    ),
    "OneCycleLR": lambda s, o: s.OneCycleLR(o, [0.2, 0.4], total_steps=52),
    "three phases": lambda s, o: s.OneCycleLR(
        o, 0.2, epochs=13, steps_per_epoch=4, three_phase=True, anneal_strategy="linear"
    ),
    "SequentialLR": lambda s, o: s.SequentialLR(
        o,
        [
            s.LinearLR(o, start_factor=0.1, total_iters=10),
            s.CosineAnnealingLR(o, 20),
            s.ExponentialLR(o, 0.9),
        ],
        milestones=[10, 30],
    ),
    "ChainedScheduler": lambda s, o: s.ChainedScheduler(
        [s.ConstantLR(o, factor=0.1, total_iters=5), s.ExponentialLR(o, 0.9)]
    ),
    "ReduceLROnPlateau": lambda s, o: s.ReduceLROnPlateau(
        o, factor=0.5, patience=3, cooldown=2, min_lr=0.001
    ),
    "plateau of a maximum": lambda s, o: s.ReduceLROnPlateau(
        o, mode="max", factor=0.5, patience=2, threshold=0.05, threshold_mode="abs"
    ),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_fifty_rates_equal_torch(name):
    found, wanted = both(SCHEDULES[name], momentum=0.9)
    for step, (ours, theirs) in enumerate(zip(found, wanted, strict=True)):
        for mine, reference in zip(ours, theirs, strict=True):
            assert mine == pytest.approx(reference, rel=1e-9, abs=1e-15), f"step {step}"


@pytest.mark.parametrize("name", ["StepLR", "CosineAnnealingLR", "SequentialLR", "ChainedScheduler"])
def test_schedule_goes_on_from_its_state(name):
    one, _ = pair(momentum=0.9)
    schedule = SCHEDULES[name](optim.lr_scheduler, one)
    for _ in range(9):
        schedule.step()
    two, _ = pair(momentum=0.9)
    again = SCHEDULES[name](optim.lr_scheduler, two)
    two.load_state_dict(one.state_dict())
    again.load_state_dict(schedule.state_dict())
    for _ in range(20):
        schedule.step()
        again.step()
        assert again.get_last_lr() == pytest.approx(schedule.get_last_lr())


def test_one_cycle_of_adam_moves_the_first_beta():
    weight = Tensor([1.0], requires_grad=True)
    reference = torch.tensor([1.0], requires_grad=True)
    found, wanted = optim.Adam([weight], lr=0.1), torch.optim.Adam([reference], lr=0.1)
    ours = optim.lr_scheduler.OneCycleLR(found, max_lr=0.3, total_steps=11)
    theirs = torch.optim.lr_scheduler.OneCycleLR(wanted, max_lr=0.3, total_steps=11)
    for _ in range(10):
        for optimizer, value in ((found, weight), (wanted, reference)):
            optimizer.zero_grad()
            ((value - 3) * (value - 3)).sum().backward()
            optimizer.step()
        ours.step()
        theirs.step()
        assert found.param_groups[0]["betas"] == pytest.approx(wanted.param_groups[0]["betas"])
        assert weight.item() == pytest.approx(reference.item(), rel=1e-5)


def test_impossible_schedules_are_named():
    optimizer, _ = pair()
    for make, text in (
        (lambda s: s.StepLR(optimizer, 0), "step_size=0"),
        (lambda s: s.LinearLR(optimizer, start_factor=0), "start_factor"),
        (lambda s: s.OneCycleLR(optimizer, 0.1), "total_steps"),
        (lambda s: s.SequentialLR(optimizer, [], []), "schedules"),
        (lambda s: s.ReduceLROnPlateau(optimizer, factor=2.0), "factor=2"),
        (lambda s: s.LambdaLR(optimizer, 3), "lr_lambda"),
        (lambda s: s.ExponentialLR("optimizer", 0.5), "optimizer"),
    ):
        with pytest.raises(InvalidArgument, match=text):
            make(optim.lr_scheduler)
