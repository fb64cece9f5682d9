"""Linked kernels: a contraction, what works on rows of its results, and the contraction of those, as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..codegen.nest.canonical import all_values
from ..codegen.nest.expression import Leaf, Slot
from ..codegen.nest.lower import LoopNest
from ..graph.node import ELEMENTWISE, Node, Op
from .task import Task

_ELEMENT_BY_ELEMENT = ELEMENTWISE | {Op.RESHAPE}
# Lower one node over the slots known, with one more node kept; None where that asks for others in memory too.
Lower = Callable[[Node, Mapping[Node, Slot], Sequence[Node]], LoopNest | None]


def linked(
    tasks: list[Task],
    wanted: set[Node],
    contractions: set[Node],
    consumers: Mapping[Node, Sequence[Node]],
    lower: Lower,
    takes: Callable[[LoopNest], bool],
) -> list[Task]:
    """The tasks with every group that can run as one kernel replaced by one task.

    `wanted` are the nodes that must be in memory at the end, `contractions` those that end a contraction and
    its tail, `consumers` the users of every node of the graph. `takes` says of which nests that is best.
    """
    readers: dict[Node, list[Task]] = {}
    for task in tasks:
        for node in task.inputs:
            readers.setdefault(node, []).append(task)
    replaced: dict[Task, Task | None] = {}
    for scores in tasks:
        if scores.nest is None or scores.outputs[0] not in contractions or scores in replaced:
            continue
        group = _group(scores, readers, wanted, contractions)
        if group is None or not replaced.keys().isdisjoint(group):
            continue
        one = _as_one(group, consumers, lower, takes)
        if one is not None:
            replaced.update(dict.fromkeys(group))
            replaced[scores] = one
    left = (replaced.get(task, task) for task in tasks)
    return [task for task in left if task is not None]


def _group(
    scores: Task, readers: Mapping[Node, list[Task]], wanted: set[Node], contractions: set[Node]
) -> list[Task] | None:
    """From the scores to the one contraction in which all that reads them ends, by way of reductions of rows.

    None where there is no such group.
    """
    group: list[Task] = [scores]
    last: Task | None = None
    for task in group:
        if len(task.outputs) > 1 or task.outputs[0] in wanted or task.outputs[0].op is Op.ASSIGN:
            return None
        for reader in readers.get(task.outputs[0], ()):
            if reader in group or reader is last:
                continue
            if reader.nest is None or reader.nest.ordered:
                return None
            if reader.outputs[0] not in contractions:
                group.append(reader)
            elif last is None and len(reader.outputs) == 1:
                last = reader
            else:
                return None
    reduces = any(task.nest is not None and task.nest.reductions for task in group[1:])
    return [*group, last] if last is not None and reduces else None


def _as_one(
    group: list[Task],
    consumers: Mapping[Node, Sequence[Node]],
    lower: Lower,
    takes: Callable[[LoopNest], bool],
) -> Task | None:
    """One task for a group whose last task is the last contraction."""
    *_, last = group
    (result,) = last.outputs
    kept = [node for task in group[:-1] for node in task.outputs]
    kept += _shared_exponential(kept, consumers)
    inputs = dict.fromkeys(node for task in group for node in task.inputs if node not in kept)
    slots = {node: Slot.of(number, node) for number, node in enumerate((result, *inputs, *kept))}
    nests: dict[Node, LoopNest] = {}
    for node in (*kept, result):
        nest = lower(node, slots, kept)
        if nest is None or len(nest.slot_nodes) > len(slots):
            return None
        nests[node] = replace(nest, slots=(), slot_nodes=())
    memory = (result, *inputs)
    before = tuple(nests[node] for node in _in_order(kept, nests, slots))
    nest = replace(
        nests[result],
        slots=tuple(slots[node] for node in memory),
        slot_nodes=memory,
        before=before,
        key=("linked", len(memory), *(each.key for each in (*before, nests[result]))),
    )
    if not takes(nest):
        return None
    return replace(last, inputs=tuple(inputs), nest=nest)


def _shared_exponential(kept: Sequence[Node], consumers: Mapping[Node, Sequence[Node]]) -> list[Node]:
    """The exponential of the scores, if several nodes use it: written to the tile, it is computed once."""
    scores = kept[0]
    waiting = [scores]
    for node in waiting:
        for user in consumers.get(node, ()):
            if user.size != scores.size or user in kept or user.op not in _ELEMENT_BY_ELEMENT:
                continue
            if user.op is Op.EXP and len(consumers[user]) > 1:
                return [user]
            waiting.append(user)
    return []


def _in_order(kept: Sequence[Node], nests: Mapping[Node, LoopNest], slots: Mapping[Node, Slot]) -> list[Node]:
    """The kept nodes, the scores first, each after what it reads."""
    made = {slots[node].number: node for node in kept}

    def reads(node: Node) -> set[Node]:
        loaded = (value.argument[0].number for value in all_values(nests[node]) if value.op is Leaf.LOAD)
        return {made[number] for number in loaded if number in made}

    order: list[Node] = []
    waiting = {node: reads(node) for node in kept}
    while waiting:
        node = next(node for node, needed in waiting.items() if needed <= {*order})
        del waiting[node]
        order.append(node)
    return order
