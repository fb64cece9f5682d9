"""A schedule that follows what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from ....runtime.errors import InvalidArgument
from ...methods.arguments import shown
from ...tensor import Tensor
from ..optimizer import Optimizer
from .schedule import LRScheduler, one_each, rate_of


class ReduceLROnPlateau(LRScheduler):
    """The rate times `factor` after more than `patience` steps in which what is measured got no better.

    `step` takes the measure, a number or a tensor of one element. `mode` is 'min' or 'max'; better is by more
    than `threshold`, of the best ('rel') or as it is ('abs'); after a change `cooldown` steps do not count.
    Raises InvalidArgument for a `factor` of 1 or more and for another mode.

    Examples:
        >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
        >>> scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
        >>> for loss in (3.0, 2.0, 2.0, 2.0):
        ...     scheduler.step(loss)
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0.0,
        eps: float = 1e-8,
    ) -> None:
        if not isinstance(optimizer, Optimizer):
            raise InvalidArgument(f"ReduceLROnPlateau takes an optimizer, not {shown(optimizer)}")
        if factor >= 1 or mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            raise InvalidArgument(
                f"ReduceLROnPlateau: factor={factor} is below 1, mode={shown(mode)} 'min' or 'max', "
                f"threshold_mode={shown(threshold_mode)} 'rel' or 'abs'"
            )
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode, self.cooldown, self.eps = (
            threshold,
            threshold_mode,
            cooldown,
            eps,
        )
        self.min_lrs = one_each(self, "min_lr", min_lr, optimizer)
        self.best, self.num_bad_epochs, self.cooldown_counter = inf if mode == "min" else -inf, 0, 0
        self.last_epoch, self._last_lr = 0, self._rates()

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Take the measure of an epoch, and lower the rates where it got no better for too long.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5)
            >>> schedule = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=0)
            >>> for loss in (2.0, 2.0):
            ...     schedule.step(loss)
            >>> optimizer.lr.item()
            0.25
        """
        current = float(metrics.item() if isinstance(metrics, Tensor) else metrics)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._better(current):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
                old = rate_of(group["lr"])
                fresh = max(old * self.factor, least)
                if old - fresh > self.eps:
                    group["lr"] = fresh
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = self._rates()

    def _better(self, value: float) -> bool:
        sign = 1 if self.mode == "min" else -1
        if self.threshold_mode == "rel":
            bound = self.best * (1 - sign * self.threshold)
        else:
            bound = self.best - sign * self.threshold
        return value < bound if sign == 1 else value > bound
