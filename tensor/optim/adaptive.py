"""Optimizers that divide by what the gradients were: RMSprop, Adagrad, Adadelta, Rprop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...runtime.errors import InvalidArgument
from ..methods.arguments import shown
from ..tensor import Tensor
from .groups import ParamGroup
from .optimizer import Optimizer, Params, acts, assign, decayed, moved, of, operands
from .steps import Steps


class RMSprop(Optimizer):
    """Steps by the gradient over the root of a running mean of its squares (Hinton 2012), as in PyTorch.

    `alpha` is what the mean keeps of itself; `centered` takes the variance instead. `maximize` climbs.
    Raises InvalidArgument as `Optimizer`.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.RMSprop([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([2.], dtype=float32)
    """

    not_negative = (*Optimizer.not_negative, "alpha")

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr,
            "alpha": alpha,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "centered": centered,
            "maximize": maximize,
        }
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        names = ["square_avg"]
        names += ["momentum_buffer"] if acts(group.number("momentum")) else []
        return dict.fromkeys([*names, "grad_avg"] if group["centered"] else names, 0.0)

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, alpha, momentum = (group.number(name) for name in ("lr", "alpha", "momentum"))
        for parameter in tensors:
            state = self._state_of(group, parameter)
            value, gradient = decayed(group, *operands(parameter, group), False)
            kept = of(alpha, value)
            square = state["square_avg"] * kept + gradient * gradient * (1 - kept)
            changed.append(state["square_avg"].assign(square))
            if group["centered"]:
                mean = moved(state["grad_avg"], gradient, alpha)
                changed.append(state["grad_avg"].assign(mean))
                square = square - mean * mean
            direction = gradient / (square.sqrt() + of(group.number("eps"), value))
            if acts(momentum):
                direction = state["momentum_buffer"] * of(momentum, value) + direction
                changed.append(state["momentum_buffer"].assign(direction))
            changed.append(assign(parameter, value - direction * of(lr, value)))
        return changed


class Adagrad(Optimizer):
    """Steps by the gradient over the root of the sum of all its squares (Duchi et al. 2011), as in PyTorch.

    `lr_decay` lowers the learning rate from step to step. `maximize` climbs. Raises InvalidArgument as
    `Optimizer`.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.Adagrad([weight], lr=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([2.5], dtype=float32)
    """

    not_negative = (*Optimizer.not_negative, "lr_decay", "initial_accumulator_value")

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "eps": eps,
            "maximize": maximize,
        }
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"sum": group["initial_accumulator_value"]}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, lr_decay = group.number("lr"), group.number("lr_decay")
        rates: dict[int, Any] = {}
        for parameter in tensors:
            total = self._state_of(group, parameter)["sum"]
            step = steps.of(parameter)
            if id(step) not in rates:
                rates[id(step)] = lr
                if acts(lr_decay):
                    rates[id(step)] = (of(lr, step) / ((step - 1) * of(lr_decay, step) + 1)).contiguous()
            value, gradient = decayed(group, *operands(parameter, group), False)
            square = total + gradient * gradient
            direction = gradient / (square.sqrt() + of(group.number("eps"), value))
            fresh = value - direction * of(rates[id(step)], value)
            changed += [total.assign(square), assign(parameter, fresh)]
        return changed


class Adadelta(Optimizer):
    """Steps by the gradient over the root mean of its squares, times that of the steps (Zeiler 2012), as in
    PyTorch.

    `rho` is what both means keep of themselves. `maximize` climbs. Raises InvalidArgument as `Optimizer`, and
    unless `rho` is in [0, 1].

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.Adadelta([weight])
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.item() < 3.0
        True
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, defaults, **ways)

    def _check(self, entries: Mapping[str, Any]) -> None:
        super()._check(entries)
        if not isinstance(entries["rho"], (int, float)) or not 0 <= entries["rho"] <= 1:
            raise InvalidArgument(f"rho={shown(entries['rho'])} must be in [0, 1]")

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"square_avg": 0.0, "acc_delta": 0.0}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, rho, eps = (group.number(name) for name in ("lr", "rho", "eps"))
        for parameter in tensors:
            state = self._state_of(group, parameter)
            value, gradient = decayed(group, *operands(parameter, group), False)
            kept, least = of(rho, value), of(eps, value)
            square = state["square_avg"] * kept + gradient * gradient * (1 - kept)
            delta = (state["acc_delta"] + least).sqrt() / (square + least).sqrt() * gradient
            changed += [
                state["square_avg"].assign(square),
                state["acc_delta"].assign(state["acc_delta"] * kept + delta * delta * (1 - kept)),
                assign(parameter, value - delta * of(lr, value)),
            ]
        return changed


class Rprop(Optimizer):
    """Steps by the sign of the gradient, each element's length growing while it stays (Riedmiller and Braun
    1993), as in PyTorch.

    `etas` are what a length is multiplied by when the sign turns and when it stays, `step_sizes` its bounds,
    and `lr` where it starts. `maximize` climbs. Raises InvalidArgument as `Optimizer`, and unless
    0 < etas[0] < 1 < etas[1].

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.Rprop([weight], lr=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.tolist()
        [2.5]
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50.0),
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {"lr": lr, "etas": etas, "step_sizes": step_sizes, "maximize": maximize}
        super().__init__(params, defaults, **ways)

    def _check(self, entries: Mapping[str, Any]) -> None:
        super()._check(entries)
        etas, sizes = entries["etas"], entries["step_sizes"]
        if len(etas) != 2 or len(sizes) != 2 or not 0 < etas[0] < 1 < etas[1]:
            raise InvalidArgument(
                f"etas={shown(etas)} and step_sizes={shown(sizes)}; 0 < etas[0] < 1 < etas[1]"
            )

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        lr = group["lr"]
        return {"prev": 0.0, "step_size": lr.item() if isinstance(lr, Tensor) else lr}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        (less, more), (least, most) = group["etas"], group["step_sizes"]
        for parameter in tensors:
            state = self._state_of(group, parameter)
            value, gradient = operands(parameter, group)
            same = gradient * state["prev"]
            turned = same < 0
            size = state["step_size"]
            size = (same > 0).where(size * more, turned.where(size * less, size)).clip(least, most)
            taken = turned.where(0.0, gradient)
            changed += [
                state["prev"].assign(taken),
                state["step_size"].assign(size),
                assign(parameter, value - taken.sign() * size),
            ]
        return changed
