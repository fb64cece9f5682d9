"""What the standard's functions take: the doors of their annotations, and scalars beside tensors.

Arrays and lists are taken for tensors, as methods take them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any, TypeAlias

from ..graph.promotion import Scalar
from ..methods.arguments import guarded
from ..tensor import Tensor

Axes: TypeAlias = int | Sequence[int] | None


def put_behind_doors(names: dict[str, Any]) -> None:
    """Have the public functions that a module defines look at their arguments first, see `guarded`."""
    for name, value in list(names.items()):
        defined = isinstance(value, FunctionType) and value.__module__ == names["__name__"]
        if defined and not name.startswith("_"):
            names[name] = guarded(value, name)


def pair(x1: Tensor | Scalar, x2: Tensor | Scalar) -> tuple[Tensor, Tensor | Scalar]:
    """Two operands of which the first is a tensor: a scalar there takes its dtype from the other."""
    if isinstance(x1, Tensor):
        return x1, x2
    return (x2._operand(x1) if isinstance(x2, Tensor) else Tensor(x1)), x2


def apply(operation: Callable[[Any, Any], Any], x1: Tensor | Scalar, x2: Tensor | Scalar) -> Tensor:
    """What an operator gives for two operands, of which it knows one for a tensor."""
    scalars = not isinstance(x1, Tensor) and not isinstance(x2, Tensor)
    result: Tensor = operation(Tensor(x1) if scalars else x1, x2)
    return result
