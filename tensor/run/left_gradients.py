"""What stands in `grad` for gradients that a capture must not take for granted."""

from __future__ import annotations

from typing import Any

from ...runtime.errors import JitError
from ..graph.node import Node
from ..methods.core import TensorCore
from ..tensor import Tensor


class EarlierGradient(Tensor):
    """A gradient from before a capture: the same, and notes that it is used."""

    __slots__ = ("held", "is_used")

    held: TensorCore
    is_used: bool

    @classmethod
    def of(cls, gradient: TensorCore) -> EarlierGradient:
        """One that stands for a gradient."""
        made = cls.__new__(cls)
        made.held, made.is_used = gradient, False
        made.device, made.grad, made._flow, made._previous = gradient.device, None, gradient._flow, None
        return made

    @classmethod
    def _wrap(cls, *arguments: Any) -> Any:
        return Tensor._wrap(*arguments)

    @property
    def _node(self) -> Node:
        self.is_used = True
        return self.held._node

    @_node.setter
    def _node(self, value: Node) -> None:
        self.held._node = value


class DroppedGradient(Tensor):
    """The gradient that a replay left: none was kept, so any use is an error."""

    __slots__ = ()

    @classmethod
    def of(cls, leaf: TensorCore) -> DroppedGradient:
        """One in the place of a leaf's gradient."""
        made = cls.__new__(cls)
        made.device, made.grad, made._flow, made._previous = leaf.device, None, leaf._flow, None
        return made

    @property
    def _node(self) -> Node:  # type: ignore[override]
        raise JitError(
            "jit: this gradient was used up by an optimizer inside a jitted function, which keeps none; "
            "return it from the function to see it, or call zero_grad() before gradients are added to it"
        )

    def _with_more(self, gradient: TensorCore) -> DroppedGradient:
        # What is added to it is not known either, which matters to nobody who clears it before it is used.
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> DroppedGradient:
        return DroppedGradient.of(self)

    def __repr__(self) -> str:
        return "<gradient that a jitted function used up>"
