"""What operators compute from a model's values alone, such as an LSTM's gates in another order: done once.

Nodes that follow from constants are evaluated before a model runs; this is about the graphs within one
operator, and within the branches and bodies of control flow.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from ..graph.node import Node, Op, toposort
from ..run.capture import active
from ..run.signature import with_realized
from ..tensor import Tensor

_READ_AS_THEY_ARE = frozenset({Op.RESHAPE, Op.PERMUTE, Op.EXPAND, Op.SHRINK, Op.FLIP, Op.BITCAST})
_WITHOUT_SOURCES = frozenset({Op.CONST, Op.IOTA})
SMALL_BYTES = 1 << 16
"""What takes no more may be larger than what it is made from."""
LEAST_ROOM_BYTES = 1 << 20
"""All of them together take no more than this, or than the model's own values."""


class Folded:
    """Where the values of such graphs are.

    A model whose shapes vary has others for each: those that were used last are kept, while there is room.
    """

    def __init__(self) -> None:
        self._buffers: OrderedDict[Node, Node] = OrderedDict()
        self._lock = threading.Lock()

    def apply(self, outputs: Sequence[Tensor], constants: Iterable[Tensor]) -> list[Tensor]:
        """The same outputs, computed from what is there; what is not yet is computed now, unless the work is
        captured.
        """
        own = {constant._node for constant in constants}
        fixed = _fixed([output._node for output in outputs], own)
        device = outputs[0].device
        missing = [Tensor._wrap(each, device) for each in fixed if each not in self._buffers]
        made: dict[Node, Node] = {}
        if missing and active.capture is None:
            nodes = [each._node for each in missing]
            missing[0].realize(*missing[1:])
            made = {node: tensor._in_memory() for node, tensor in zip(nodes, missing, strict=True)}
        with self._lock:
            self._buffers.update(made)
            there = {node: self._buffers[node] for node in fixed if node in self._buffers}
            self._keep(there, max(LEAST_ROOM_BYTES, sum(map(_bytes, own))))
        if not there:
            return list(outputs)
        return [Tensor._wrap(node, device) for node in with_realized([each._node for each in outputs], there)]

    def _keep(self, used: Iterable[Node], room_bytes: int) -> None:
        """Note what was used, and let go of what was not for longest where there is no room."""
        for node in used:
            self._buffers.move_to_end(node)
        taken = sum(map(_bytes, self._buffers))
        while taken > room_bytes and len(self._buffers) > 1:
            node, _ = self._buffers.popitem(last=False)
            taken -= _bytes(node)


def _bytes(node: Node) -> int:
    return node.size * node.dtype.item_bytes


def _fixed(outputs: Sequence[Node], constants: set[Node]) -> list[Node]:
    """The largest parts of a graph that are computed from constants alone and take no more room than they."""
    leaves: dict[Node, frozenset[Node]] = {}
    found: dict[Node, None] = {}

    def note(node: Node) -> None:
        while node.op in _READ_AS_THEY_ARE:
            node = node.sources[0]
        if node.sources and _bytes(node) <= max(SMALL_BYTES, sum(map(_bytes, leaves.get(node, ())))):
            found[node] = None

    for node in toposort(outputs):
        if node in constants:
            leaves[node] = frozenset((node,))
        elif node.op in _WITHOUT_SOURCES:
            leaves[node] = frozenset()
        elif node.sources and node.op is not Op.ASSIGN and all(source in leaves for source in node.sources):
            leaves[node] = frozenset().union(*[leaves[source] for source in node.sources])
        else:
            for source in node.sources:
                if leaves.get(source):
                    note(source)
    for output in outputs:
        if leaves.get(output):
            note(output)
    return list(found)
