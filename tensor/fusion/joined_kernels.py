"""Joined kernels: those that write the same elements become one, which passes values on in registers."""

from __future__ import annotations

from collections.abc import Sequence

from ..codegen.nest.canonical import all_values
from ..codegen.nest.expression import Leaf
from ..codegen.nest.lower import MOST_COSTLY, definition
from ..graph.node import Node
from ..graph.op import COSTLY, Op
from .kept import Kept
from .lowered import lower_one
from .order import in_order
from .task import Task

# Buffers in one kernel, at most, once kernels are joined.
_MOST_BUFFERS = 24


def joined(tasks: dict[Node, Task], roots: Sequence[Node], kept: Kept) -> list[Task]:
    """Join kernels that write several nodes at the same element, so that what one makes the next has in a
    register.

    A kernel without reductions joins another of its size when it reads, at the element it writes, what the
    other makes or what the other reads, and when nothing in between needs the one and is needed by the other.
    """
    order = in_order(list(tasks.values()))
    producer = {output: number for number, task in enumerate(order) for output in task.outputs}
    below: list[int] = []  # bit set of the tasks that each needs, itself included
    group_of: list[int] = []
    members: dict[int, list[int]] = {}
    readers: dict[tuple[Node, int], list[int]] = {}  # (node, size) -> groups that read it
    costly = [_costly(task) for task in order]
    for number, task in enumerate(order):
        needs = 0
        for node in task.inputs:
            if node in producer:
                needs |= below[producer[node]]
        below.append(needs | 1 << number)
        group_of.append(number)
        members[number] = [number]
        size = definition(task.outputs[0]).size
        joined = None
        if _is_pointwise(task):
            aligned = _read_where_written(task)
            candidates = [group_of[producer[node]] for node in aligned if node in producer]
            candidates += [group for node in aligned for group in readers.get((node, size), ())]
            for candidate in dict.fromkeys(candidates):
                together = costly[number] + sum(costly[member] for member in members.get(candidate, ()))
                if (
                    candidate in members
                    and together <= MOST_COSTLY
                    and _may_join(number, candidate, order, members, below, producer, aligned)
                ):
                    joined = candidate
                    break
        if joined is not None:
            members[joined].append(number)
            group_of[number] = joined
            del members[number]
        if task.nest is not None and task.outputs[0].op is not Op.SCATTER:
            for node in task.inputs:
                readers.setdefault((node, size), []).append(group_of[number])
    wanted = set(roots) | {node for task in order for node in task.outputs if node.op is Op.ASSIGN}
    groups = ([order[number] for number in group] for group in members.values())
    return [task for group in groups for task in _as_one(group, order, wanted, kept)]


def _costly(task: Task) -> int:
    return sum(value.op in COSTLY for value in all_values(task.nest)) if task.nest is not None else 0


def _is_pointwise(task: Task) -> bool:
    nest = task.nest
    return nest is not None and not nest.reductions and not nest.ordered


def _read_where_written(task: Task) -> list[Node]:
    """The inputs that a kernel reads at the element it writes and at no other."""
    nest = task.nest
    assert nest is not None
    written = nest.stores[0].index.key
    elsewhere: set[int] = set()
    aligned: set[int] = set()
    for value in all_values(nest):
        if value.op is Leaf.LOAD:
            slot, index, valid = value.argument
            (aligned if index.key == written and not valid else elsewhere).add(slot.number)
    return [node for number, node in enumerate(nest.slot_nodes) if number in aligned - elsewhere]


def _may_join(
    number: int,
    candidate: int,
    order: list[Task],
    members: dict[int, list[int]],
    below: list[int],
    producer: dict[Node, int],
    aligned: list[Node],
) -> bool:
    task, group = order[number], members[candidate]
    first = order[candidate]
    if first.nest is None or first.nest.ordered or first.outputs[0].op is Op.SCATTER:
        return False
    if definition(first.outputs[0]).size != definition(task.outputs[0]).size:
        return False
    if len(first.nest.slots) + len(task.inputs) > _MOST_BUFFERS:
        return False
    inside = sum(1 << member for member in group)
    made = {node for member in group for node in order[member].outputs}
    for node in task.inputs:
        if node in made:
            if node not in aligned:
                return False
        elif node in producer and below[producer[node]] & inside:
            return False
    return True


def _as_one(group: list[Task], order: list[Task], wanted: set[Node], kept: Kept) -> list[Task]:
    """One task for a group; what only the group reads is not written."""
    if len(group) == 1:
        return group
    made = tuple(node for task in group for node in task.outputs)
    read_outside = {node for task in order if task not in group for node in task.inputs}
    outputs = tuple(node for node in made if node in wanted or node in read_outside)
    known = set(kept.nodes)
    nest, _ = lower_one(outputs, kept, made)
    if kept.nodes != known:
        # Together they would need something from memory that nobody puts there.
        kept.nodes = known
        return group
    return [Task(outputs, nest.slot_nodes[nest.output_count :], nest, group[0].why)]
