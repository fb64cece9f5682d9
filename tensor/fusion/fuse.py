"""Fusion: which kernels a graph becomes.

Kernels are found by lowering from the outputs down; which nodes go to memory between them is in `kept.py`.
Each such decision lowers the affected kernels anew, until none is added. Then kernels that write the same
elements are joined, and contractions that work on rows of each other's results are linked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from ..codegen.nest.lower import LoopNest, strip_reshapes
from ..graph.node import Node
from .joined_kernels import joined
from .kept import ends_contraction, kept_at_first, shared
from .linked_kernels import linked
from .lowered import lower_all, lower_with
from .order import in_order
from .task import Task


def _never(nest: LoopNest) -> bool:
    return False


def fuse(outputs: Sequence[Node], joins: Callable[[LoopNest], bool] = _never) -> list[Task]:
    """The kernels that compute `outputs`, in an order in which each finds its inputs ready.

    Contractions that work on rows of each other's results share a kernel where `joins` says so of its nest.
    """
    roots = [strip_reshapes(output) for output in outputs]
    kept = kept_at_first(outputs)
    while True:
        before = len(kept.nodes)
        tasks, users = lower_all(roots, kept)
        kept.weigh()
        kept.keep(shared(users, kept), "several kernels use it")
        if len(kept.nodes) == before:
            break
    merged = joined(tasks, roots, kept)
    contractions = {task.outputs[0] for task in merged if ends_contraction(task.outputs, kept)}
    lower_more = partial(lower_with, kept=kept)
    return in_order(linked(merged, set(roots), contractions, kept.consumers, lower_more, joins), outputs)
