"""Kernels as loop nests, and the nodes that lowering them finds must be kept in memory.

What a kernel must read from memory shows only where its nodes are evaluated, and lowering finds out where
that is; so it asks at every node, and `Kept` answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..codegen.nest.expression import Slot
from ..codegen.nest.lower import (
    Cut,
    LoopNest,
    Lowering,
    Place,
    definition,
    lower,
    lower_scatter,
    strip_reshapes,
)
from ..graph.node import Node
from ..graph.op import GIVEN, Op
from .kept import ALWAYS_KEPT, Kept, cut_points, ends_contraction
from .task import Task


def lower_all(roots: list[Node], kept: Kept) -> tuple[dict[Node, Task], dict[Node, set[Node]]]:
    """Lower a kernel for every kept node that is reached from the roots; `users` says which kernels computed
    a node."""
    tasks: dict[Node, Task] = {}
    users: dict[Node, set[Node]] = {}
    work = [root for root in roots if root.op is not Op.BUFFER]
    while work:
        root = work.pop()
        if root in tasks:
            continue
        if root.size == 0:
            tasks[root] = Task((root,), (), None, kept.why[root])
        else:
            nest, evaluated = lower_one((root,), kept)
            base = (strip_reshapes(root.sources[0]),) if root.op is Op.SCATTER else ()
            tasks[root] = Task((root,), base + nest.slot_nodes[nest.output_count :], nest, kept.why[root])
            for node in evaluated:
                users.setdefault(node, set()).add(root)
        work.extend(node for node in tasks[root].inputs if node.op not in GIVEN)
    return tasks, users


def lower_one(
    outputs: tuple[Node, ...],
    kept: Kept,
    made: tuple[Node, ...] = (),
    slots: Mapping[Node, Slot] | None = None,
) -> tuple[LoopNest, list[Node]]:
    """Lower one kernel, which also computes `made` without writing it; returns the nodes computed in it too.

    Its slots are those in `slots`, if given, and what it needs besides.
    """
    defined = map(definition, (*outputs, *made))
    inside = {*outputs, *made, *(node for node in defined if node.op not in ALWAYS_KEPT)}
    # Neither a contraction nor a SCATTER has a place for another reduction.
    alone = outputs[0].op is Op.SCATTER or ends_contraction(tuple(inside), kept)
    evaluated: list[Node] = []

    def keep(node: Node, place: Place, state: Lowering) -> bool:
        if kept.is_read(node, place, state, inside, alone):
            return True
        evaluated.append(node)
        return False

    limited = True
    while True:
        evaluated.clear()
        try:
            if outputs[0].op is Op.SCATTER:
                return lower_scatter(outputs[0], keep, limited), evaluated
            return lower(outputs, keep, slots, limited), evaluated
        except Cut as cut:
            found = cut_points((*outputs, *made), kept.nodes, cut.costly) - inside
            found = found or {cut.node} - inside
            limited = not found <= kept.nodes
            kept.keep(found, "its kernel would be too large")


def lower_with(node: Node, slots: Mapping[Node, Slot], more: Sequence[Node], kept: Kept) -> LoopNest | None:
    """Lower one kernel as if `more` were in memory too; None where it would need more from there."""
    before = kept.nodes
    kept.nodes = before | {*more}
    expected = set(kept.nodes)
    nest, _ = lower_one((node,), kept, slots=slots)
    needs_more = kept.nodes != expected
    kept.nodes = before
    return None if needs_more else nest
