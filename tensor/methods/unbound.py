"""Methods called on the class, `Tensor.maximum(a, b)`: in the place of the tensor may be an array."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from ...runtime.errors import InvalidArgument

# Methods that also take, in the place of the tensor, the list of what they join, or an equation.
TAKES_MANY = frozenset(
    {
        "cat", "concat", "concatenate", "stack", "meshgrid", "einsum", "hstack", "vstack", "dstack",
        "column_stack", "row_stack", "block_diag", "cartesian_prod", "atleast_1d", "atleast_2d", "atleast_3d",
    }
)  # fmt: skip

_entered: dict[Any, Callable[..., Any]] = {}


class Unbound(type):
    """The class of Tensor: looks at the first argument of methods that are called on the class.

    A call on a tensor does not pass here, so it costs nothing.
    """

    def __getattribute__(cls, name: str) -> Any:
        found = super().__getattribute__(name)
        if type(found) is not FunctionType or name.startswith("_"):
            return found
        entered = _entered.get(found)
        if entered is None:
            there = next(vars(kind)[name] for kind in cls.__mro__ if name in vars(kind))
            # What is static is no method.
            static = isinstance(there, staticmethod)
            entered = _entered[found] = found if static else _on_the_class(found, cls)
        return entered


def _on_the_class(function: Any, cls: Any) -> Callable[..., Any]:
    @wraps(function)
    def enter(*given: Any, **named: Any) -> Any:
        kind = type(given[0]) if given else cls
        if "plain" in vars(kind):
            # Over memory of somebody else: its class has this method in another form (borrowed.py).
            return getattr(given[0], function.__name__)(*given[1:], **named)
        if not isinstance(kind, Unbound):
            first = given[0]
            if not (function.__name__ in TAKES_MANY and isinstance(first, (list, tuple, str))):
                if first is None or isinstance(first, (str, bytes)):
                    raise InvalidArgument(f"{function.__name__} takes a tensor, not {first!r:.60}")
                given = (cls(first), *given[1:])
        return function(*given, **named)

    return enter
