"""Schedules made of others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from ....runtime.errors import InvalidArgument
from ..optimizer import Optimizer
from .schedule import LRScheduler, of_one


class SequentialLR(LRScheduler):
    """One schedule after the other, each from its milestone on.

    Raises InvalidArgument unless there is one milestone less than schedules, all of one optimizer.

    Examples:
        >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
        >>> warm = optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=2)
        >>> after = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        >>> scheduler = optim.lr_scheduler.SequentialLR(optimizer, [warm, after], milestones=[1])
        >>> for _ in range(2):
        ...     scheduler.step()
        ...     print(scheduler.get_last_lr())
        [1.0]
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        self._schedulers = of_one(self, optimizer, schedulers)
        self._milestones = list(milestones)
        if len(self._milestones) != len(self._schedulers) - 1:
            raise InvalidArgument(
                f"SequentialLR: {len(self._schedulers)} schedules need one milestone less, not {milestones}"
            )
        self.optimizer, self.last_epoch = optimizer, last_epoch + 1
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        # Each of them made a step of its own when it was made.
        for scheduler in self._schedulers:
            scheduler.last_epoch -= 1
        first = self._schedulers[bisect_right(self._milestones, 0)]
        first.step()
        self._last_lr = first.get_last_lr()

    def step(self) -> None:  # type: ignore[override]
        """Go on to the next epoch.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5)
            >>> warm = optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=2)
            >>> rest = optim.lr_scheduler.ConstantLR(optimizer, factor=1.0)
            >>> schedule = optim.lr_scheduler.SequentialLR(optimizer, [warm, rest], milestones=[1])
            >>> schedule.step()
            >>> schedule.last_epoch
            1
        """
        self.last_epoch += 1
        index = bisect_right(self._milestones, self.last_epoch)
        chosen = self._schedulers[index]
        if index and self._milestones[index - 1] == self.last_epoch:
            chosen.step(0)
        else:
            chosen.step()
        self._last_lr = chosen.get_last_lr()

    def state_dict(self) -> dict[str, Any]:
        state = {
            name: value for name, value in vars(self).items() if name not in ("optimizer", "_schedulers")
        }
        return {**state, "_schedulers": [each.state_dict() for each in self._schedulers]}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        inner = state_dict["_schedulers"]
        vars(self).update({name: value for name, value in state_dict.items() if name != "_schedulers"})
        for scheduler, saved in zip(self._schedulers, inner, strict=True):
            scheduler.load_state_dict(saved)


class ChainedScheduler(LRScheduler):
    """Several schedules that each change the rate that the one before has set.

    Raises InvalidArgument unless all are of one optimizer.

    Examples:
        >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
        >>> warm = optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=5)
        >>> falling = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
        >>> scheduler = optim.lr_scheduler.ChainedScheduler([warm, falling])
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        given = list(schedulers) if hasattr(schedulers, "__iter__") else []
        first = given[0] if given else None
        self.optimizer = optimizer or getattr(first, "optimizer", None)  # type: ignore[assignment]
        self._schedulers = of_one(self, self.optimizer, given)
        self._last_lr = self._rates()

    def step(self) -> None:  # type: ignore[override]
        """Go on to the next epoch.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=0.5)
            >>> halving = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
            >>> schedule = optim.lr_scheduler.ChainedScheduler([halving])
            >>> schedule.step()
            >>> optimizer.lr.item()
            0.25
        """
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = self._rates()

    def state_dict(self) -> dict[str, Any]:
        return {"_schedulers": [each.state_dict() for each in self._schedulers], "_last_lr": self._last_lr}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        self._last_lr = list(state_dict["_last_lr"])
        for scheduler, saved in zip(self._schedulers, state_dict["_schedulers"], strict=True):
            scheduler.load_state_dict(saved)
