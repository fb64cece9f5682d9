"""Schedules that go up and down, and the momentum the other way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import cos, pi

from ....runtime.errors import InvalidArgument
from ...methods.arguments import shown
from ..optimizer import Optimizer
from .schedule import LRScheduler, at_least, one_each


class CyclicLR(LRScheduler):
    """The rate up from `base_lr` to `max_lr` and down again, over and over (Smith 2017), as in PyTorch.

    `mode` is 'triangular', 'triangular2' (each time half as high) or 'exp_range' (times `gamma` per step), or
    `scale_fn` says the height. With `cycle_momentum` the momentum, or the first of the betas, goes the other
    way. Raises InvalidArgument for another mode, and where there is no momentum to cycle.

    Examples:
        >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0, momentum=0.5)
        >>> scheduler = optim.lr_scheduler.CyclicLR(optimizer, base_lr=0.0, max_lr=1.0, step_size_up=2)
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | Sequence[float],
        max_lr: float | Sequence[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.8,
        max_momentum: float | Sequence[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise InvalidArgument(f"CyclicLR takes an optimizer, not {shown(optimizer)}")
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise InvalidArgument(f"CyclicLR: mode={shown(mode)} is unknown, and there is no scale_fn")
        self.mode, self.gamma = mode, gamma
        self._scale, self.scale_mode = scale_fn, scale_mode
        if scale_fn is None:
            self.scale_mode = "iterations" if mode == "exp_range" else "cycle"
        up = at_least(self, "step_size_up", step_size_up, 1)
        self.total_size = float(up + (up if step_size_down is None else step_size_down))
        self.step_ratio = up / self.total_size
        if last_epoch == -1:
            for group, rate in zip(
                optimizer.param_groups, one_each(self, "base_lr", base_lr, optimizer), strict=True
            ):
                group["lr"] = rate
        self.max_lrs = one_each(self, "max_lr", max_lr, optimizer)
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.base_momentums = one_each(self, "base_momentum", base_momentum, optimizer)
            self.max_momentums = one_each(self, "max_momentum", max_momentum, optimizer)
            _cycled(self, optimizer, self.max_momentums if last_epoch == -1 else None)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        cycle = 1 + self.last_epoch // self.total_size
        x = 1 + self.last_epoch / self.total_size - cycle
        factor = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self._height(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            momenta = [
                most - (most - least) * factor * scale
                for least, most in zip(self.base_momentums, self.max_momentums, strict=True)
            ]
            _set_momenta(self.optimizer, momenta)
        return [
            base + (most - base) * factor * scale
            for base, most in zip(self.base_lrs, self.max_lrs, strict=True)
        ]

    def _height(self, x: float) -> float:
        if self._scale is not None:
            return float(self._scale(x))
        if self.mode == "triangular2":
            return float(1 / (2.0 ** (x - 1)))
        return float(self.gamma**x) if self.mode == "exp_range" else 1.0


class OneCycleLR(LRScheduler):
    """The rate up to `max_lr` and then down to nearly nothing, once over all steps (Smith and Topin 2018), as
    in PyTorch.

    `total_steps`, or `epochs` times `steps_per_epoch`, says how many there are, `pct_start` the share that
    goes up, `div_factor` and `final_div_factor` where it starts and ends. With `cycle_momentum` the momentum,
    or the first of the betas, goes the other way. A step beyond the last, and what does not fit, raises
    InvalidArgument.

    Examples:
        >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0, momentum=0.5)
        >>> scheduler = optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
        >>> for _ in range(2):
        ...     scheduler.step()
        >>> round(scheduler.get_last_lr()[0], 4)
        1.0
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise InvalidArgument(f"OneCycleLR takes an optimizer, not {shown(optimizer)}")
        if total_steps is None:
            if epochs is None or steps_per_epoch is None:
                raise InvalidArgument("OneCycleLR: give total_steps, or epochs and steps_per_epoch")
            total_steps = epochs * steps_per_epoch
        self.total_steps = at_least(self, "total_steps", total_steps, 1)
        if not 0 <= pct_start <= 1:
            raise InvalidArgument(f"OneCycleLR: {pct_start=} must be in [0, 1]")
        if anneal_strategy not in ("cos", "linear"):
            raise InvalidArgument(f"OneCycleLR: anneal_strategy={shown(anneal_strategy)}; 'cos' or 'linear'")
        self.anneal_strategy = anneal_strategy
        # Each phase ends at a step, and goes from one number of the group to another.
        rise = pct_start * self.total_steps - 1
        most, least, ends = ("max_lr", "base_momentum"), ("min_lr", "max_momentum"), self.total_steps - 1
        start = ("initial_lr", "max_momentum")
        if three_phase:
            self.phases = [
                (rise, start, most),
                (2 * pct_start * self.total_steps - 2, most, start),
                (ends, start, least),
            ]
        else:
            self.phases = [(rise, start, most), (ends, most, least)]
        rates = one_each(self, "max_lr", max_lr, optimizer)
        if last_epoch == -1:
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["initial_lr"] = rate / div_factor
                group["max_lr"] = rate
                group["min_lr"] = group["initial_lr"] / final_div_factor
                group["lr"] = group["initial_lr"]
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            high = one_each(self, "max_momentum", max_momentum, optimizer)
            low = one_each(self, "base_momentum", base_momentum, optimizer)
            _cycled(self, optimizer, high if last_epoch == -1 else None)
            if last_epoch == -1:
                for group, above, below in zip(optimizer.param_groups, high, low, strict=True):
                    group["max_momentum"], group["base_momentum"] = above, below
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        step = self.last_epoch
        if step > self.total_steps:
            raise InvalidArgument(f"OneCycleLR: step {step} of {self.total_steps}")
        begin = 0.0
        for phase in self.phases:
            end, first, last = phase
            part = (step - begin) / (end - begin) if end != begin else 1.0
            if step <= end:
                break
            begin = end
        groups = self.optimizer.param_groups
        if self.cycle_momentum:
            _set_momenta(
                self.optimizer, [self._between(group[first[1]], group[last[1]], part) for group in groups]
            )
        return [self._between(group[first[0]], group[last[0]], part) for group in groups]

    def _between(self, start: float, end: float, part: float) -> float:
        if self.anneal_strategy == "linear":
            return (end - start) * part + start
        return end + (start - end) / 2.0 * (1 + cos(pi * part))


def _cycled(owner: LRScheduler, optimizer: Optimizer, momenta: list[float] | None) -> None:
    """See to it that there is a momentum, in memory that steps read, and that it begins so."""
    for group in optimizer.param_groups:
        name = "betas" if "betas" in group else "momentum"
        if name not in group:
            raise InvalidArgument(
                f"{type(owner).__name__}: {type(optimizer).__name__} has no momentum to cycle; "
                "give cycle_momentum=False"
            )
        group.hold(name)
    if momenta is not None:
        _set_momenta(optimizer, momenta)


def _set_momenta(optimizer: Optimizer, momenta: Sequence[float]) -> None:
    for group, momentum in zip(optimizer.param_groups, momenta, strict=True):
        if "betas" in group:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum
