"""All parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from ....runtime.errors import InvalidArgument, ShapeError
from ...tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The elements of all parameters, one after the other.

    Raises InvalidArgument for none.

    Examples:
        >>> nn.utils.parameters_to_vector([Tensor([1.0, 2.0]), Tensor([[3.0]])]).tolist()
        [1.0, 2.0, 3.0]
    """
    parts = [each.reshape(-1) for each in parameters]
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
    given = list(parameters)
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
