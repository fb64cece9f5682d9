"""The short way of a call like the one before: arguments that are tensors in memory, of the same kinds.

All that it passes over is what such arguments cannot need: sorting them, computing them, and looking for the
captures of their form.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from ..graph import precision
from ..graph.node import Node, Op
from ..methods.core import TensorCore, gradient_mode, unsettled
from .call import Call
from .capture import active

_kind = attrgetter("_node.op", "_node.dtype", "_node.shape", "device", "_flow")
_storage = attrgetter("_node.argument")


class Shortcut:
    """Whether a call is like one that had these tensors."""

    __slots__ = ("_classes", "_kinds", "_mode")

    def __init__(self, tensors: list[TensorCore]) -> None:
        self._classes = list(map(type, tensors))
        self._kinds = list(map(_kind, tensors))
        self._mode = gradient_mode.enabled, precision.current()

    @classmethod
    def of(cls, call: Call) -> Shortcut | None:
        """The shortcut for calls like this one, once its tensors are realized; None where there is none."""
        tensors = call.tensors
        if call.kwargs or call.made or len(tensors) != len(call.args) or not tensors:
            return None
        nodes: list[Node] = [tensor._node for tensor in tensors]
        if any(node.op is not Op.BUFFER for node in nodes) or len(set(nodes)) < len(nodes):
            return None
        found = cls(tensors)
        return found if found.takes(call.args) else None

    def takes(self, args: tuple[Any, ...]) -> bool:
        """Whether these are such arguments, each in memory of its own, and nothing waits to be computed
        first."""
        return (
            not unsettled
            and list(map(type, args)) == self._classes
            and list(map(_kind, args)) == self._kinds
            and (len(args) == 1 or len(set(map(id, map(_storage, args)))) == len(args))
            and active.capture is None
            and active.deferred is None
            and active.unknown is None
            and self._mode == (gradient_mode.enabled, precision.current())
        )
