"""What all schedules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ....runtime.errors import InvalidArgument
from ...methods.arguments import shown
from ...tensor import Tensor
from ..optimizer import Optimizer

Factor = Callable[[int], float]


class LRScheduler:
    """What all schedules share: an optimizer, the rates it began with, and how often `step` was called.

    A schedule of one's own says in `get_lr` the rates of all groups for `last_epoch`. Raises InvalidArgument
    for what is no optimizer.

    Examples:
        >>> class Halving(optim.lr_scheduler.LRScheduler):
        ...     def get_lr(self):
        ...         return [base / 2**self.last_epoch for base in self.base_lrs]
        >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
        >>> scheduler = Halving(optimizer)
        >>> scheduler.step()
        >>> optimizer.param_groups[0]["lr"]
        0.5
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise InvalidArgument(f"{type(self).__name__} takes an optimizer, not {shown(optimizer)}")
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            if last_epoch == -1:
                group.setdefault("initial_lr", rate_of(group["lr"]))
            elif "initial_lr" not in group:
                raise InvalidArgument(
                    f"{type(self).__name__}: after epoch {last_epoch} every group has an initial_lr"
                )
        self.base_lrs: list[float] = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._last_lr: list[float] = []
        self.step()

    def get_lr(self) -> list[float]:
        """The rates of all groups for `last_epoch`; each class has its own.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
            >>> optim.lr_scheduler.ConstantLR(optimizer, factor=0.5).get_last_lr()
            [0.5]
        """
        raise NotImplementedError(f"{type(self).__name__} does not define get_lr()")

    def get_last_lr(self) -> list[float]:
        """The rates that the last step set.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
            >>> optim.lr_scheduler.ConstantLR(optimizer, factor=0.5).get_last_lr()
            [0.5]
        """
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """Go on to the next epoch, or to `epoch`, and set the rates of all groups.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
            >>> scheduler = optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
            >>> scheduler.step()
            >>> optimizer.lr.item()
            0.5
        """
        if epoch is None:
            self.last_epoch += 1
            rates = self.get_lr()
        else:
            self.last_epoch = epoch
            rates = self._get_closed_form_lr()
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self._last_lr = [rate_of(group["lr"]) for group in self.optimizer.param_groups]

    def _get_closed_form_lr(self) -> list[float]:
        return self.get_lr()

    def _rates(self) -> list[float]:
        return [rate_of(group["lr"]) for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """All that the schedule knows but for the optimizer.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
            >>> optim.lr_scheduler.StepLR(optimizer, step_size=2).state_dict()["last_epoch"]
            0
        """
        return {name: value for name, value in vars(self).items() if name != "optimizer"}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave.

        Raises InvalidArgument for what is no dict.

        Examples:
            >>> optimizer = optim.SGD([Tensor([3.0], requires_grad=True)], lr=1.0)
            >>> scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=2)
            >>> scheduler.load_state_dict({"last_epoch": 7})
            >>> scheduler.last_epoch
            7
        """
        if not isinstance(state_dict, Mapping):
            raise InvalidArgument(f"load_state_dict takes a dict, not {shown(state_dict)}")
        vars(self).update(state_dict)


def rate_of(value: Any) -> float:
    return float(value.item() if isinstance(value, Tensor) else value)


def at_least(owner: LRScheduler, name: str, value: int, least: int) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < least:
        raise InvalidArgument(
            f"{type(owner).__name__}: {name}={shown(value)} must be an int of at least {least}"
        )
    return value


def one_each(owner: LRScheduler, name: str, value: Any, optimizer: Optimizer) -> list[float]:
    """One number for each group, from one or as many."""
    count = len(optimizer.param_groups)
    if isinstance(value, (list, tuple)):
        if len(value) != count:
            raise InvalidArgument(
                f"{type(owner).__name__}: {name} has {len(value)} numbers for {count} groups"
            )
        return [float(each) for each in value]
    return [float(value)] * count


def functions(owner: LRScheduler, optimizer: Any, given: Any) -> list[Factor]:
    """One function for each group, from one or as many."""
    count = len(getattr(optimizer, "param_groups", ()))
    found = list(given) if isinstance(given, (list, tuple)) else [given] * count
    if len(found) != count or not all(callable(each) for each in found):
        raise InvalidArgument(
            f"{type(owner).__name__}: lr_lambda is a function, or one for each of {count} groups, not "
            f"{shown(given)}"
        )
    return found


def of_one(owner: LRScheduler, optimizer: Any, schedulers: Any) -> list[Any]:
    found = list(schedulers) if isinstance(schedulers, (list, tuple)) else []
    if not found or any(
        not isinstance(each, LRScheduler) or each.optimizer is not optimizer for each in found
    ):
        raise InvalidArgument(
            f"{type(owner).__name__} takes schedules, all of one optimizer, not {shown(schedulers)}"
        )
    return found
