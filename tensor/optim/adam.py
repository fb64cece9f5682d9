"""Adam and its kin: steps by a mean of the gradients over the root of a mean of their squares."""

from __future__ import annotations

from collections.abc import Sequence

from ..tensor import Tensor
from .groups import ParamGroup
from .optimizer import Optimizer, Params, assign, bias_correction, decayed, moved, of, operands
from .steps import Steps


class Adam(Optimizer):
    """Adam (Kingma and Ba 2015) as in PyTorch; `weight_decay` is added to the gradient, or taken off the
    value with `decoupled_weight_decay`.

    `amsgrad` divides by the greatest mean of squares so far. `maximize` climbs instead. Raises
    InvalidArgument as `Optimizer`, and unless both `betas` are in [0, 1).

    Examples:
        >>> weight = Tensor([3.0, -4.0], requires_grad=True)
        >>> optimizer = optim.Adam([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([ 2.9, -3.9], dtype=float32)
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        slots = {"exp_avg": 0.0, "exp_avg_sq": 0.0}
        return {**slots, "max_exp_avg_sq": 0.0} if group["amsgrad"] else slots

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, (first, second) = group.number("lr"), group.numbers("betas")
        # Most parameters are at the same step, and share the scalars that follow from it.
        scalars: dict[int, tuple[Tensor, Tensor]] = {}
        for parameter in tensors:
            state = self._state_of(group, parameter)
            step = steps.of(parameter)
            if id(step) not in scalars:
                size = (of(lr, step) / bias_correction(step, first)).contiguous()
                scalars[id(step)] = size, bias_correction(step, second).sqrt().contiguous()
            step_size, root = scalars[id(step)]
            value, gradient = decayed(
                group, *operands(parameter, group), bool(group["decoupled_weight_decay"])
            )
            mean = moved(state["exp_avg"], gradient, first)
            square = state["exp_avg_sq"] * of(second, value) + gradient * gradient * (1 - of(second, value))
            changed += [state["exp_avg"].assign(mean), state["exp_avg_sq"].assign(square)]
            if group["amsgrad"]:
                square = square.maximum(state["max_exp_avg_sq"])
                changed.append(state["max_exp_avg_sq"].assign(square))
            denominator = square.sqrt() / of(root, value) + of(group.number("eps"), value)
            changed.append(assign(parameter, value - mean / denominator * of(step_size, value)))
        return changed


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019) as in PyTorch.

    A step also takes the share `lr * weight_decay` off every parameter. Raises as `Adam`.

    Examples:
        >>> weight = Tensor([3.0, -4.0], requires_grad=True)
        >>> optimizer = optim.AdamW([weight], lr=0.1, weight_decay=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([ 2.75, -3.7 ], dtype=float32)
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
            **ways,
        )


class NAdam(Optimizer):
    """Adam with Nesterov momentum (Dozat 2016), whose share grows over the steps, as in PyTorch.

    `weight_decay` is added to the gradient, or taken off the value with `decoupled_weight_decay`. Raises as
    `Adam`.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.NAdam([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.item() < 3.0
        True
    """

    not_negative = (*Optimizer.not_negative, "momentum_decay")

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"mu_product": 1.0, "exp_avg": 0.0, "exp_avg_sq": 0.0}

    def _start(self, group: ParamGroup, name: str, start: float, tensor: Tensor) -> Tensor:
        return group.scalar(start) if name == "mu_product" else super()._start(group, name, start, tensor)

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, (first, second) = group.number("lr"), group.numbers("betas")
        for parameter in tensors:
            state = self._state_of(group, parameter)
            step = steps.of(parameter)
            value, gradient = decayed(
                group, *operands(parameter, group), bool(group["decoupled_weight_decay"])
            )
            rate, decay = of(lr, step), of(group.number("momentum_decay"), step)
            share, following = (
                (1 - (at * decay).mul(LOG_OF_0_96).exp() * 0.5) * of(first, step) for at in (step, step + 1)
            )
            product = state["mu_product"] * share
            by_gradient = (rate * (1 - share) / (1 - product)).contiguous()
            by_mean = (rate * following / (1 - product * following)).contiguous()
            mean = moved(state["exp_avg"], gradient, first)
            square = state["exp_avg_sq"] * of(second, value) + gradient * gradient * (1 - of(second, value))
            correction = bias_correction(step, second).contiguous()
            denominator = (square / of(correction, value)).sqrt() + of(group.number("eps"), value)
            fresh = value - (gradient * of(by_gradient, value) + mean * of(by_mean, value)) / denominator
            changed += [
                state["mu_product"].assign(product),
                state["exp_avg"].assign(mean),
                state["exp_avg_sq"].assign(square),
                assign(parameter, fresh),
            ]
        return changed


# The logarithm of the base of NAdam's schedule.
LOG_OF_0_96 = -0.040821994520255166


class RAdam(Optimizer):
    """Adam that goes by the mean alone until the mean of squares is known well enough (Liu et al. 2020), as
    in PyTorch.

    `weight_decay` is added to the gradient, or taken off the value with `decoupled_weight_decay`. Raises as
    `Adam`.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.RAdam([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([2.4], dtype=float32)
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, (first, second) = group.number("lr"), group.numbers("betas")
        scalars: dict[int, tuple[Tensor, Tensor, Tensor]] = {}
        for parameter in tensors:
            state = self._state_of(group, parameter)
            step = steps.of(parameter)
            if id(step) not in scalars:
                correction = bias_correction(step, second)
                most = 2 / (1 - of(second, step)) - 1
                length = most - step * 2 * (1 - correction) / correction
                known = length > 5
                safe = known.where(length, 6.0)
                rectified = (
                    ((safe - 4) * (safe - 2) * most) / ((most - 4) * (most - 2) * safe) * correction
                ).sqrt()
                size = of(lr, step) / bias_correction(step, first)
                scalars[id(step)] = size.contiguous(), known.contiguous(), rectified.contiguous()
            step_size, known, rectified = scalars[id(step)]
            value, gradient = decayed(
                group, *operands(parameter, group), bool(group["decoupled_weight_decay"])
            )
            mean = moved(state["exp_avg"], gradient, first)
            square = state["exp_avg_sq"] * of(second, value) + gradient * gradient * (1 - of(second, value))
            adaptive = of(rectified, value) / (square.sqrt() + of(group.number("eps"), value))
            fresh = value - mean * of(step_size, value) * known.where(adaptive, 1.0)
            changed += [
                state["exp_avg"].assign(mean),
                state["exp_avg_sq"].assign(square),
                assign(parameter, fresh),
            ]
        return changed


class Adamax(Optimizer):
    """Adam with the greatest gradient, slowly forgotten, in place of the root of squares, as in PyTorch.

    Raises as `Adam`.

    Examples:
        >>> weight = Tensor([3.0], requires_grad=True)
        >>> optimizer = optim.Adamax([weight], lr=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([2.5], dtype=float32)
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize
        }  # fmt: skip
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_inf": 0.0}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, (first, second) = group.number("lr"), group.numbers("betas")
        sizes: dict[int, Tensor] = {}
        for parameter in tensors:
            state = self._state_of(group, parameter)
            step = steps.of(parameter)
            if id(step) not in sizes:
                sizes[id(step)] = (of(lr, step) / bias_correction(step, first)).contiguous()
            value, gradient = decayed(group, *operands(parameter, group), False)
            mean = moved(state["exp_avg"], gradient, first)
            kept = state["exp_inf"] * of(second, value)
            greatest = kept.maximum(gradient.abs() + of(group.number("eps"), value))
            changed += [
                state["exp_avg"].assign(mean),
                state["exp_inf"].assign(greatest),
                assign(parameter, value - mean / greatest * of(sizes[id(step)], value)),
            ]
        return changed
