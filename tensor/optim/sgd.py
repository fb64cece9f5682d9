"""Gradient descent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...runtime.errors import InvalidArgument
from ..tensor import Tensor
from .groups import ParamGroup
from .optimizer import Optimizer, Params, acts, assign, decayed, of, operands
from .steps import Steps


class SGD(Optimizer):
    """Gradient descent with momentum, Nesterov momentum, dampening and weight decay, as in PyTorch.

    `maximize` climbs instead. Raises InvalidArgument as `Optimizer`, and for `nesterov` without momentum or
    with dampening.

    Examples:
        >>> weight = Tensor([4.0], requires_grad=True)
        >>> optimizer = optim.SGD([weight], lr=0.25, momentum=0.5)
        >>> for _ in range(2):
        ...     optimizer.zero_grad()
        ...     loss = weight.square().sum().backward()
        ...     optimizer.step()
        ...     print(weight.tolist())
        [2.0]
        [0.0]
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        maximize: bool = False,
        **ways: object,
    ) -> None:
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, defaults, **ways)

    def _check(self, entries: Mapping[str, Any]) -> None:
        super()._check(entries)
        momentum, dampening = entries["momentum"], entries["dampening"]
        if entries["nesterov"] and (momentum == 0 or dampening != 0):
            raise InvalidArgument(
                f"nesterov needs momentum > 0 and dampening 0, not {momentum=} and {dampening=}"
            )

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"momentum_buffer": 0.0} if acts(group.number("momentum")) else {}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, momentum, dampening = (group.number(name) for name in ("lr", "momentum", "dampening"))
        shares: dict[int, Tensor] = {}
        for parameter in tensors:
            value, gradient = decayed(group, *operands(parameter, group), False)
            if acts(momentum):
                kept = self._state_of(group, parameter)["momentum_buffer"]
                taken = gradient
                if acts(dampening):
                    # The first buffer is the gradient itself, undampened.
                    step = steps.of(parameter)
                    share = shares.get(id(step))
                    if share is None:
                        damped = of(dampening, step)
                        first = step.eq(1).cast(step.dtype)
                        share = shares[id(step)] = (first * damped + (1 - damped)).contiguous()
                    taken = gradient * of(share, gradient)
                averaged = kept * of(momentum, kept) + taken
                changed.append(kept.assign(averaged))
                gradient = gradient + averaged * of(momentum, kept) if group["nesterov"] else averaged
            changed.append(assign(parameter, value - gradient * of(lr, value)))
        return changed
