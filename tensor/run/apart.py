"""Tensors computed outside of a capture, kept apart from what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...runtime.errors import JitError
from ..graph.derivatives import composites
from ..graph.node import Node
from ..methods.core import TRACKED, TensorCore, barrier, storage_node


class Apart:
    """While a function is captured, tensors computed outside that gradients pass have nodes of their own,
    known by their values only: how they were computed is not the function's, and could be simplified together
    with what it does.
    """

    def __init__(self, given: Sequence[TensorCore], read: Sequence[TensorCore]) -> None:
        self.tensors: list[TensorCore] = []
        self._before: list[tuple[Node, Node]] = []
        for rule, tensors in ((_refuse_gradient, given), (_pass_on, read)):
            for tensor in tensors:
                if tensor._flow == TRACKED and not tensor.is_leaf:
                    self._part(tensor, rule)

    def _part(self, tensor: TensorCore, rule: Callable[..., Sequence[Node | None]]) -> None:
        node = tensor._node
        if any(tensor is each for each in self.tensors):
            return
        apart = barrier(node, alone=True)
        apart.realized = storage_node(node, tensor.device)
        composites[apart] = ((node,), rule)
        self.tensors.append(tensor)
        self._before.append((node, apart))
        tensor._node = apart

    def undo(self) -> None:
        """Give the tensors their nodes back."""
        for tensor, (node, apart) in zip(self.tensors, self._before, strict=True):
            if tensor._node is apart:
                tensor._node = node


def _pass_on(device: str, gradient: Node, result: Node, before: Node) -> list[Node]:
    return [gradient]


def _refuse_gradient(*_: object) -> list[Node]:
    raise JitError(
        "jit: a gradient would pass through an argument to what it was computed from outside, which a replay "
        "does not know; detach() it, or jit a larger function"
    )
