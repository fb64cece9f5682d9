"""LAMB."""

from __future__ import annotations

from collections.abc import Sequence

from ..tensor import Tensor
from .groups import ParamGroup
from .optimizer import Optimizer, Params, acts, assign, bias_correction, moved, of, operands
from .steps import Steps


class LAMB(Optimizer):
    """Layer-wise adaptive moments for large batches (You et al. 2020, algorithm 2, phi the identity).

    The Adam direction plus weight decay, scaled per parameter to the parameter's own length. Raises as
    `Adam`.

    Examples:
        >>> weight = Tensor([3.0, 4.0], requires_grad=True)
        >>> optimizer = optim.LAMB([weight], lr=0.1)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.numpy().round(4)
        array([2.6464, 3.6464], dtype=float32)
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"exp_avg": 0.0, "exp_avg_sq": 0.0}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, (first, second) = group.number("lr"), group.numbers("betas")
        decay = group.number("weight_decay")
        scalars: dict[int, tuple[Tensor, Tensor]] = {}
        for parameter in tensors:
            state = self._state_of(group, parameter)
            step = steps.of(parameter)
            if id(step) not in scalars:
                scalars[id(step)] = (
                    bias_correction(step, first).contiguous(),
                    bias_correction(step, second).contiguous(),
                )
            by_mean, by_square = scalars[id(step)]
            value, gradient = operands(parameter, group)
            mean = moved(state["exp_avg"], gradient, first)
            square = state["exp_avg_sq"] * of(second, value) + gradient * gradient * (1 - of(second, value))
            direction = (mean / of(by_mean, value)) / (
                (square / of(by_square, value)).sqrt() + of(group.number("eps"), value)
            )
            if acts(decay):
                direction = direction + value * of(decay, value)
            length, reach = value.square().sum().sqrt(), direction.square().sum().sqrt()
            trust = ((length > 0) & (reach > 0)).where(length / reach, 1.0)
            changed += [
                state["exp_avg"].assign(mean),
                state["exp_avg_sq"].assign(square),
                assign(parameter, value - direction * (trust * of(lr, value))),
            ]
        return changed
