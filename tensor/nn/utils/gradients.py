"""Holding gradients within bounds."""

from __future__ import annotations

from collections.abc import Iterable

from ....runtime.errors import GradientError, InvalidArgument
from ...graph import dtype as dtypes
from ...methods.arguments import shown
from ...tensor import Tensor


def get_total_norm(
    tensors: Tensor | Iterable[Tensor], norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Tensor:
    """The norm of all elements of some tensors together, a 0-d tensor of float32 or wider; 0 for none.

    `norm_type` may be infinity. With `error_if_nonfinite` it is computed and raises GradientError where it is
    no finite number.

    Examples:
        >>> nn.utils.get_total_norm([Tensor([3.0]), Tensor([[4.0]])]).item()
        5.0
    """
    given = _listed("get_total_norm", tensors)
    if not given:
        return Tensor(0.0)
    wide = [each if each.dtype.bits > 16 else each.cast(dtypes.float32) for each in given]
    norms = [each.norm(norm_type) for each in wide]
    total = norms[0] if len(norms) == 1 else norms[0].stack(*norms[1:]).norm(norm_type)
    if error_if_nonfinite and not bool(total.isfinite()):
        raise GradientError(f"the norm of the gradients is {total.item()}; some are nan or infinite")
    return total


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> Tensor:
    """Scale the gradients of some parameters so that their norm together is at most `max_norm`; returns what
    it was.

    Nothing is computed yet: the scaling is part of the optimizer's step. Parameters without a gradient are
    left out. Raises as `get_total_norm`.

    Examples:
        >>> weight = Tensor([1.0, 1.0], requires_grad=True)
        >>> loss = (weight * Tensor([3.0, 4.0])).sum().backward()
        >>> nn.utils.clip_grad_norm_([weight], max_norm=1.0).item()
        5.0
        >>> weight.grad.numpy().round(3)
        array([0.6, 0.8], dtype=float32)
    """
    learned = [each for each in _listed("clip_grad_norm_", parameters) if each.grad is not None]
    with Tensor.no_grad():
        total = get_total_norm([each.grad for each in learned if each.grad is not None], norm_type,
                               error_if_nonfinite)  # fmt: skip
        factor = (max_norm / (total + 1e-6)).minimum(1.0)
        for each in learned:
            assert each.grad is not None
            each.grad = each.grad * factor.cast(each.grad.dtype)
    return total


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Hold every element of the gradients of some parameters in [-clip_value, clip_value].

    Examples:
        >>> weight = Tensor([1.0, 1.0], requires_grad=True)
        >>> loss = (weight * Tensor([3.0, -4.0])).sum().backward()
        >>> nn.utils.clip_grad_value_([weight], 3.5)
        >>> weight.grad.tolist()
        [3.0, -3.5]
    """
    with Tensor.no_grad():
        for each in _listed("clip_grad_value_", parameters):
            if each.grad is not None:
                each.grad = each.grad.clip(-clip_value, clip_value)


def _listed(name: str, tensors: Tensor | Iterable[Tensor]) -> list[Tensor]:
    if isinstance(tensors, Tensor):
        return [tensors]
    if isinstance(tensors, (str, bytes)) or not hasattr(tensors, "__iter__"):
        raise InvalidArgument(f"{name} takes tensors, not {shown(tensors)}")
    found = list(tensors)
    for each in found:
        if not isinstance(each, Tensor):
            raise InvalidArgument(f"{name} takes tensors, not {shown(each)}")
    return found
