"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from ....runtime.errors import InvalidArgument, ShapeError
from ...methods.arguments import shown
from ...tensor import Tensor


def _listed(name: str, parameters: Iterable[Tensor]) -> list[Tensor]:
    given = list(parameters) if isinstance(parameters, Iterable) else [parameters]
    for each in given:
        if not isinstance(each, Tensor):
            raise InvalidArgument(f"{name} takes parameters, not {shown(each)}")
    return given


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The elements of all parameters, one after the other.

    Raises InvalidArgument for none.

    Examples:
        >>> nn.utils.parameters_to_vector([Tensor([1.0, 2.0]), Tensor([[3.0]])]).tolist()
        [1.0, 2.0, 3.0]
    """
    parts = [each.reshape(-1) for each in _listed("parameters_to_vector", parameters)]
    if not parts:
        raise InvalidArgument("parameters_to_vector takes at least one tensor")
    return parts[0].cat(*parts[1:]) if len(parts) > 1 else parts[0]


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Give parameters the elements of a vector, one after the other.

    Raises ShapeError unless it has as many.

    Examples:
        >>> weight = Tensor.zeros(2)
        >>> nn.utils.vector_to_parameters(Tensor([1.0, 2.0]), [weight])
        >>> weight.tolist()
        [1.0, 2.0]
    """
    given = _listed("vector_to_parameters", parameters)
    if not isinstance(vec, Tensor):
        raise InvalidArgument(f"vector_to_parameters takes a tensor of elements, not {shown(vec)}")
    if vec.ndim != 1 or vec.numel() != sum(each.numel() for each in given):
        raise ShapeError(
            f"vector_to_parameters: {vec.shape} elements for parameters of {[each.shape for each in given]}"
        )
    start = 0
    with Tensor.no_grad():
        for each in given:
            each.assign(vec.detach().narrow(0, start, each.numel()).reshape(each.shape))
            start += each.numel()
        if given:
            Tensor.realize(*given)
