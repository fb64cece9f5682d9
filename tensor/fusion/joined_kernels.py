"""Joined kernels: those that write the same elements become one, which passes values on in registers."""

from __future__ import annotations

from collections.abc import Sequence

from ..codegen.nest.canonical import all_values
from ..codegen.nest.expression import Leaf
from ..codegen.nest.lower import MOST_COSTLY, definition
from ..graph.node import Node
from ..graph.op import COSTLY, Op
from .groups import Groups
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
    groups = Groups()
    readers: dict[tuple[Node, int], list[int]] = {}  # (node, size) -> groups that read it
    costly = [_costly(task) for task in order]
    for task in order:
        needed = {producer[node] for node in task.inputs if node in producer}
        size = definition(task.outputs[0]).size
        joined = None
        if _is_pointwise(task):
            aligned = _read_where_written(task)
            candidates = [groups.of[producer[node]] for node in aligned if node in producer]
            candidates += [group for node in aligned for group in readers.get((node, size), ())]
            for candidate in dict.fromkeys(candidates):
                members = groups.members[candidate]
                together = costly[len(groups.of)] + sum(costly[member] for member in members)
                if (
                    together <= MOST_COSTLY
                    and _fits(task, [order[member] for member in members], aligned)
                    and groups.may_join(candidate, needed)
                ):
                    joined = candidate
                    break
        number = groups.add(needed, joined)
        if task.nest is not None and task.outputs[0].op is not Op.SCATTER:
            for node in task.inputs:
                readers.setdefault((node, size), []).append(groups.of[number])
    wanted = set(roots) | {node for task in order for node in task.outputs if node.op is Op.ASSIGN}
    read_by: dict[Node, set[int]] = {}
    for group, task in zip(groups.of, order, strict=True):
        for node in task.inputs:
            read_by.setdefault(node, set()).add(group)
    found: list[Task] = []
    for group, members in groups.members.items():
        made = [node for member in members for node in order[member].outputs]
        outputs = tuple(node for node in made if node in wanted or read_by.get(node, set()) - {group})
        found += _as_one([order[member] for member in members], outputs, kept)
    return found


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


def _fits(task: Task, group: Sequence[Task], aligned: Sequence[Node]) -> bool:
    """Whether a kernel without reductions can be part of the kernel of a group."""
    first = group[0]
    if first.nest is None or first.nest.ordered or first.outputs[0].op is Op.SCATTER:
        return False
    if definition(first.outputs[0]).size != definition(task.outputs[0]).size:
        return False
    if len(first.nest.slots) + len(task.inputs) > _MOST_BUFFERS:
        return False
    made = {node for member in group for node in member.outputs}
    return all(node in aligned for node in task.inputs if node in made)


def _as_one(group: list[Task], outputs: tuple[Node, ...], kept: Kept) -> list[Task]:
    """One task for a group, which writes these: what only the group reads is not among them."""
    if len(group) == 1:
        return group
    known = set(kept.nodes)
    nest, _ = lower_one(outputs, kept, tuple(node for task in group for node in task.outputs))
    inputs = nest.slot_nodes[nest.output_count :]
    if kept.nodes != known or not {node for task in group for node in task.inputs}.issuperset(inputs):
        # Together they would need something from memory that nobody puts there, or that none of them waits
        # for.
        kept.nodes = known
        return group
    return [Task(outputs, inputs, nest, group[0].why)]
