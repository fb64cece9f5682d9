"""Lion."""

from __future__ import annotations

from collections.abc import Sequence

from ..tensor import Tensor
from .groups import ParamGroup
from .optimizer import Optimizer, Params, assign, decayed, moved, of, operands
from .steps import Steps


class Lion(Optimizer):
    """Steps by the sign of a mean of the gradients (Chen et al. 2023, algorithm 2), with decoupled weight
    decay.

    The first of `betas` is for the step, the second for the mean that is kept. Raises as `Adam`.

    Examples:
        >>> weight = Tensor([3.0, -4.0], requires_grad=True)
        >>> optimizer = optim.Lion([weight], lr=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight.tolist()
        [2.5, -3.5]
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {"lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, defaults, **ways)

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"exp_avg": 0.0}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, (first, second) = group.number("lr"), group.numbers("betas")
        for parameter in tensors:
            mean = self._state_of(group, parameter)["exp_avg"]
            value, gradient = decayed(group, *operands(parameter, group), True)
            direction = moved(mean, gradient, first).sign()
            changed += [
                mean.assign(moved(mean, gradient, second)),
                assign(parameter, value - direction * of(lr, value)),
            ]
        return changed
