"""Muon: momentum, made orthogonal, for matrices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..methods.arguments import shown
from ..tensor import Tensor
from .groups import ParamGroup
from .optimizer import Optimizer, Params, assign, decayed, moved, of, operands
from .steps import Steps


class Muon(Optimizer):
    """Steps by the momentum of a matrix made nearly orthogonal (Jordan et al. 2024), as in PyTorch.

    It is for the matrices between a network's first and last layers; have another optimizer learn the rest.
    The iteration of Newton and Schulz has the coefficients `ns_coefficients` and `ns_steps` steps in
    bfloat16. `adjust_lr_fn` is 'original', the learning rate times `sqrt(max(1, rows / columns))`, or
    'match_rms_adamw', times `0.2 * sqrt(max(rows, columns))`. Raises ShapeError for parameters that are no
    matrices, InvalidArgument as `Optimizer`.

    Examples:
        >>> weight = Tensor([[3.0, 0.0], [0.0, 4.0]], requires_grad=True)
        >>> optimizer = optim.Muon([weight], lr=0.5)
        >>> loss = weight.square().sum().backward()
        >>> optimizer.step()
        >>> weight[0, 0].item() < 3.0
        True
    """

    def __init__(
        self,
        params: Params,
        lr: float | Tensor = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.7750, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)

    def _check(self, entries: Mapping[str, Any]) -> None:
        super()._check(entries)
        for tensor in entries["params"]:
            if tensor.ndim != 2:
                raise ShapeError(f"Muon learns matrices; a parameter has shape {tensor.shape}")
        if entries["adjust_lr_fn"] not in (None, "original", "match_rms_adamw"):
            raise InvalidArgument(
                f"adjust_lr_fn={shown(entries['adjust_lr_fn'])}; it is 'original' or 'match_rms_adamw'"
            )
        if len(entries["ns_coefficients"]) != 3 or not 0 <= entries["ns_steps"] < 100:
            raise InvalidArgument(
                f"ns_coefficients={shown(entries['ns_coefficients'])} are three numbers, and "
                f"ns_steps={shown(entries['ns_steps'])} fewer than 100"
            )

    def _slots(self, group: ParamGroup) -> dict[str, float]:
        return {"momentum_buffer": 0.0}

    def _update(self, group: ParamGroup, tensors: Sequence[Tensor], steps: Steps) -> list[Tensor]:
        changed: list[Tensor] = []
        lr, momentum = group.number("lr"), group.number("momentum")
        for parameter in tensors:
            kept = self._state_of(group, parameter)["momentum_buffer"]
            value, gradient = decayed(group, *operands(parameter, group), True)
            averaged = moved(kept, gradient, momentum)
            direction = moved(gradient, averaged, 1 - momentum) if group["nesterov"] else averaged
            rows, columns = parameter.shape
            factor = sqrt(max(1, rows / columns))
            if group["adjust_lr_fn"] == "match_rms_adamw":
                factor = 0.2 * sqrt(max(rows, columns))
            step = _orthogonal(direction, group["ns_coefficients"], group["ns_steps"], group["eps"])
            fresh = value - step.cast(value.dtype) * (of(lr, value) * factor)
            changed += [kept.assign(averaged), assign(parameter, fresh)]
        return changed


def _orthogonal(matrix: Tensor, coefficients: Sequence[float], count: int, eps: float) -> Tensor:
    """The matrix with its singular values brought near to 1, in bfloat16."""
    a, b, c = coefficients
    tall = matrix.shape[0] > matrix.shape[1]
    x = matrix.cast(dtypes.bfloat16)
    x = x.T if tall else x
    x = x / x.norm().maximum(eps)
    for _ in range(count):
        gram = (x @ x.T).contiguous()
        x = (x * a + (gram * b + (gram @ gram) * c).contiguous() @ x).contiguous()
    return x.T if tall else x
