"""What a model learns, told from its other tensors."""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

from ...runtime.errors import InvalidArgument
from ..methods.arguments import shown
from ..methods.core import leaves
from ..tensor import Tensor

# Those marked, by id, as a frozen one is no leaf.
_marked: WeakValueDictionary[int, Tensor] = WeakValueDictionary()


class _IsLearned(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Tensor) and (
            leaves.get(id(value)) is value or _marked.get(id(value)) is value
        )


class Parameter(metaclass=_IsLearned):
    """Mark a tensor as learned, and return it: it requires a gradient from here on, unless `requires_grad` is
    false.

    The result of a computation is taken by its values, so that no gradient goes beyond it. Every leaf that
    requires a gradient is an instance of `Parameter`. Raises DTypeError for a tensor whose dtype is no float.

    Examples:
        >>> weight = nn.Parameter(Tensor.zeros(3))
        >>> weight.requires_grad, isinstance(weight, nn.Parameter)
        (True, True)
        >>> nn.Parameter(Tensor.zeros(3), requires_grad=False).requires_grad
        False
    """

    def __new__(cls, data: Any, requires_grad: bool = True) -> Tensor:  # type: ignore[misc]
        if not isinstance(data, Tensor):
            raise InvalidArgument(f"a parameter is a tensor, not {shown(data)}")
        value = data
        if value.requires_grad and not value.is_leaf:
            value = value.detach()
        value.requires_grad = requires_grad
        _marked[id(value)] = value
        return value
