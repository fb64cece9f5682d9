"""Fusion: which nodes of a graph are kept in memory, and so which kernels there are.

Kernels are found by lowering from the outputs down. Whatever can be computed where it is used is; a node goes
to memory only when one of these holds:
- it is asked for (an output, CONTIGUOUS, ASSIGN, SCATTER);
- it ends the elementwise tail of a reduction that its user cannot hold: a reduction is computed inside
  another kernel only where every one of its results is computed once, in the loops that kernel's other
  reductions share;
- it is costly and an EXPAND or a WINDOW would compute it again and again;
- it is costly and several kernels use it;
- its kernel would evaluate more exponentials and the like than LLVM compiles in reasonable time (then the
  kernel is cut at several nodes at once).
Each such decision lowers the affected kernels anew, until none is added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import heapify, heappop, heappush
from math import prod

from ..codegen.nest.canonical import all_values
from ..codegen.nest.expression import Leaf, Slot
from ..codegen.nest.lower import (
    COSTLY,
    MOST_COSTLY,
    Cut,
    LoopNest,
    Lowering,
    Place,
    definition,
    lower,
    lower_scatter,
    strip_reshapes,
)
from ..codegen.processor import linked as chain
from ..graph import node as graph
from ..graph.node import ELEMENTWISE, Node, Op, toposort
from .linked_kernels import linked

# Rough cost of one element, in additions.
_COST = {
    Op.EXP: 10, Op.LOG: 10, Op.SIN: 15, Op.POW: 40,
    Op.DIV: 3, Op.SQRT: 3, Op.IDIV: 4, Op.MOD: 4, Op.GATHER: 4,
}  # fmt: skip
_COSTLY_EXPANDED = 8
_COSTLY_WINDOWED = 2
_COSTLY_SHARED = 12
_ALWAYS_KEPT = frozenset({Op.CONTIGUOUS, Op.ASSIGN, Op.SCATTER})

# Reductions of which each needs the one before, in one kernel, once it has been found too large.
_MOST_IN_A_ROW = 4
# Buffers in one kernel, at most, once kernels are joined.
_MOST_BUFFERS = 24


@dataclass(frozen=True, eq=False)
class Task:
    """One step of a plan: `outputs` are filled from `inputs` by the kernel of `nest` (None: there is nothing
    to fill).

    A SCATTER's output starts as a copy of its first input.
    """

    outputs: tuple[Node, ...]
    inputs: tuple[Node, ...]
    nest: LoopNest | None


def is_contraction(node: Node) -> bool:
    """Whether a REDUCE multiplies two operands that each vary along an axis of the result of their own."""
    if node.op is not Op.REDUCE or node.argument[0] is not Op.ADD:
        return False
    product = node.sources[0]
    while product.op is Op.CAST:
        product = product.sources[0]
    if product.op is not Op.MUL:
        return False
    axes = node.argument[1]
    a, b = (_varying(source) for source in product.sources)
    kept = {axis for axis, size in enumerate(node.shape) if size > 1}
    return bool((a - b) & kept) and bool((b - a) & kept) and bool(a & b & set(axes))


def _varying(node: Node) -> set[int]:
    """The axes along which the elements of `node` differ, as far as its outermost movement ops show."""
    if node.op is Op.CAST:
        return _varying(node.sources[0])
    if node.op is Op.PERMUTE:
        source = _varying(node.sources[0])
        return {axis for axis, source_axis in enumerate(node.argument) if source_axis in source}
    if node.op is Op.EXPAND:
        return {axis for axis, size in enumerate(node.sources[0].shape) if size > 1}
    return {axis for axis, size in enumerate(node.shape) if size > 1}


@dataclass(eq=False)
class _Fusion:
    """What is known about one graph while its kernels are being found."""

    kept: set[Node]
    tails: dict[Node, bool]  # the end of a reduction's elementwise tail, and whether a contraction is in it
    costs: dict[Node, int]
    consumers: dict[Node, list[Node]]

    def keep(self, node: Node, place: Place, state: Lowering, inside: set[Node], alone: bool) -> bool:
        """Whether a kernel that computes the nodes `inside` reads `node` from memory; `alone`: it takes no
        other reduction."""
        if node in inside:
            if state.shared_vars is None and (node.op is Op.REDUCE or node in self.tails):
                state.shared_vars = place.vars
            return False
        if node in self.kept:
            return True
        is_tail = node in self.tails
        if not is_tail and node.op is not Op.REDUCE:
            return False
        if alone and not is_tail and is_contraction(node) and state.contraction in (None, node):
            # The kernel's own; a second one, as in a @ b + c @ d, is a kernel of its own.
            state.contraction = node
            return False
        fusable = not alone and not (is_tail and self.tails[node]) and not is_contraction(node)
        if fusable and self._computed_once(node, place, state):
            return False
        self.kept.add(node)
        return True

    def _computed_once(self, node: Node, place: Place, state: Lowering) -> bool:
        variables = place.vars
        if place.is_computed or any(var.key.startswith("r") for var in variables):
            return False
        if prod(var.extent for var in variables) > node.size:
            return False
        if state.shared_vars is None:
            state.shared_vars = variables
        return state.shared_vars == variables


def schedule(
    outputs: Sequence[Node], chains: Callable[[LoopNest], bool] | None = chain.is_taken
) -> list[Task]:
    """The kernels that compute `outputs`, in an order in which each finds its inputs ready.

    Contractions that work on rows of each other's results share a kernel where `chains` says so of its nest.
    """
    order = toposort(outputs)
    consumers: dict[Node, list[Node]] = {node: [] for node in order}
    for node in order:
        for source in dict.fromkeys(node.sources):
            consumers[source].append(node)
    roots = [strip_reshapes(output) for output in outputs]
    kept = {node for node in order if node.op in _ALWAYS_KEPT} | {r for r in roots if r.op is not Op.BUFFER}
    bases = (strip_reshapes(node.sources[0]) for node in order if node.op is Op.SCATTER)
    kept |= {base for base in bases if base.op is not Op.BUFFER}
    tails = _tails(order, consumers, kept)
    costs = _costs(order, kept, tails)
    kept |= _recomputed(order, costs, tails)
    fusion = _Fusion(kept, tails, costs, consumers)
    while True:
        before = len(kept)
        tasks, users = _lower_all(roots, fusion)
        fusion.costs = _costs(order, kept, tails)
        kept |= _shared(users, fusion)
        if len(kept) == before:
            break
    merged = _merge(tasks, roots, fusion)
    if not chains:
        return _in_order(merged)
    contractions = {task.outputs[0] for task in merged if _ends_contraction(task.outputs, fusion)}
    lower_kept = partial(_lower_kept, fusion=fusion)
    return _in_order(linked(merged, set(roots), contractions, consumers, lower_kept, chains))


def _tails(order: list[Node], consumers: dict[Node, list[Node]], kept: set[Node]) -> dict[Node, bool]:
    tails: dict[Node, bool] = {}
    for node in order:
        if node.op is not Op.REDUCE:
            continue
        end = node
        while end not in kept and len(consumers[end]) == 1:
            user = consumers[end][0]
            if user.size != end.size or not (user.op in ELEMENTWISE or user.op in (Op.RESHAPE, Op.PERMUTE)):
                break
            end = user
        while end.op is Op.RESHAPE and end not in kept:
            end = end.sources[0]
        tails[end] = tails.get(end, False) or is_contraction(node)
    return tails


def _costs(order: list[Node], kept: set[Node], tails: dict[Node, bool]) -> dict[Node, int]:
    """The cost of computing one element of each node from what is in memory; -1 marks a reduction
    underneath."""
    costs: dict[Node, int] = {}
    for node in order:
        below = [0 if source in kept else costs[source] for source in node.sources]
        if node.op is Op.REDUCE or node in tails or any(cost < 0 for cost in below):
            costs[node] = -1
        else:
            own = _COST.get(node.op, 1) if node.op in ELEMENTWISE or node.op is Op.GATHER else 0
            costs[node] = min(own + sum(below), 1000)
    return costs


def _recomputed(order: list[Node], costs: dict[Node, int], tails: dict[Node, bool]) -> set[Node]:
    """Nodes that an EXPAND or WINDOW would have computed many times over."""
    found = set()
    for node in order:
        if node.op is Op.EXPAND or node.op is Op.WINDOW:
            source = strip_reshapes(node.sources[0])
            limit = _COSTLY_WINDOWED if node.op is Op.WINDOW else _COSTLY_EXPANDED
            if source.size > 1 and node.size > source.size and costs[source] > limit:
                found.add(source)
        elif node.op is Op.GATHER:
            source = strip_reshapes(node.sources[0])
            if costs[source] > _COSTLY_EXPANDED:
                found.add(source)
    return found


def _lower_all(roots: list[Node], fusion: _Fusion) -> tuple[dict[Node, Task], dict[Node, set[Node]]]:
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
            tasks[root] = Task((root,), (), None)
        else:
            nest, evaluated = _lower_one((root,), fusion)
            base = (strip_reshapes(root.sources[0]),) if root.op is Op.SCATTER else ()
            tasks[root] = Task((root,), base + nest.slot_nodes[nest.output_count :], nest)
            for node in evaluated:
                users.setdefault(node, set()).add(root)
        work.extend(node for node in tasks[root].inputs if node.op is not Op.BUFFER)
    return tasks, users


def _lower_one(
    outputs: tuple[Node, ...],
    fusion: _Fusion,
    made: tuple[Node, ...] = (),
    slots: Mapping[Node, Slot] | None = None,
) -> tuple[LoopNest, list[Node]]:
    """Lower one kernel, which also computes `made` without writing it; returns the nodes computed in it too.

    Its slots are those in `slots`, if given, and what it needs besides.
    """
    defined = map(definition, (*outputs, *made))
    inside = {*outputs, *made, *(node for node in defined if node.op not in _ALWAYS_KEPT)}
    # Neither a contraction nor a SCATTER has a place for another reduction.
    alone = outputs[0].op is Op.SCATTER or _ends_contraction(tuple(inside), fusion)
    evaluated: list[Node] = []

    def keep(node: Node, place: Place, state: Lowering) -> bool:
        if fusion.keep(node, place, state, inside, alone):
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
            found = _cut_points((*outputs, *made), fusion.kept, cut.costly) - inside
            found = found or {cut.node} - inside
            limited = not found <= fusion.kept
            fusion.kept |= found


def _cut_points(ends: Sequence[Node], kept: set[Node], costly: bool) -> set[Node]:
    """Nodes that, kept in memory, leave no kernel on the way to `ends` with too many costly ones, or else
    with too many reductions that each need the one before.

    One walk from what is in memory already: where a node would need too much, the largest part is kept.
    """
    found: set[Node] = set()
    order = _computed_for(ends, kept)
    bits = {node: 1 << number for number, node in enumerate(n for n in order if n.op in COSTLY)}
    costs: dict[Node, int] = {}  # bit set of the costly nodes it takes
    depths: dict[Node, int] = {}
    for node in order:
        bases = [_under_movement(source) for source in node.sources]
        parts = [base for base in dict.fromkeys(bases) if base in costs and base not in found]
        if costly:
            parts.sort(key=lambda part: costs[part].bit_count())
            while parts and _union(bits.get(node, 0), costs, parts).bit_count() > MOST_COSTLY:
                found.add(parts.pop())
        elif node.op is Op.REDUCE and any(depths[part] >= _MOST_IN_A_ROW for part in parts):
            found.update(parts)
            parts = []
        costs[node] = _union(bits.get(node, 0), costs, parts)
        depths[node] = max((depths[part] for part in parts), default=0) + (node.op is Op.REDUCE)
    return found


def _union(start: int, sets: Mapping[Node, int], parts: Sequence[Node]) -> int:
    for part in parts:
        start |= sets[part]
    return start


def _under_movement(node: Node) -> Node:
    while node.op in graph.MOVEMENT:
        node = node.sources[0]
    return node


def _computed_for(ends: Sequence[Node], kept: set[Node]) -> list[Node]:
    """The nodes that the kernels of `ends` compute from what is in memory, sources first, movement left
    out.
    """
    order: dict[Node, None] = {}
    stack = [_under_movement(definition(end)) for end in ends]
    while stack:
        node = stack[-1]
        bases = (_under_movement(source) for source in node.sources)
        waiting = [base for base in bases if base not in order and base not in kept]
        if node in order or not waiting:
            order[stack.pop()] = None
        else:
            stack.extend(waiting)
    return list(order)


def _ends_contraction(nodes: Sequence[Node], fusion: _Fusion) -> bool:
    return any(fusion.tails.get(end, False) for node in nodes for end in (node, definition(node)))


def _lower_kept(
    node: Node, slots: Mapping[Node, Slot], kept: Sequence[Node], fusion: _Fusion
) -> LoopNest | None:
    """Lower one kernel as if `kept` were in memory too; None where it would need more from there."""
    before = fusion.kept
    fusion.kept = before | {*kept}
    expected = set(fusion.kept)
    nest, _ = _lower_one((node,), fusion, slots=slots)
    needs_more = fusion.kept != expected
    fusion.kept = before
    return None if needs_more else nest


def _shared(users: dict[Node, set[Node]], fusion: _Fusion) -> set[Node]:
    """Costly nodes that several kernels compute; of a chain of such nodes only the last.

    A reduction counts where those kernels have no loop beyond its own: kept, it lets them be joined.
    """
    costly = set()
    for node, kernels in users.items():
        if len(kernels) < 2 or node in fusion.kept or node.op in graph.MOVEMENT:
            continue
        if node.op is Op.REDUCE:
            if all(definition(root).size == node.size for root in kernels):
                costly.add(node)
        elif fusion.costs[node] >= _COSTLY_SHARED:
            costly.add(node)
    return {node for node in costly if not all(user in costly for user in fusion.consumers[node])}


def _merge(tasks: dict[Node, Task], roots: Sequence[Node], fusion: _Fusion) -> list[Task]:
    """Join kernels that write several nodes at the same element, so that what one makes the next has in a
    register.

    A kernel without reductions joins another of its size when it reads, at the element it writes, what the
    other makes or what the other reads, and when nothing in between needs the one and is needed by the other.
    """
    order = _in_order(list(tasks.values()))
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
    return [task for group in groups for task in _joined(group, order, wanted, fusion)]


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


def _joined(group: list[Task], order: list[Task], wanted: set[Node], fusion: _Fusion) -> list[Task]:
    """One task for a group; what only the group reads is not written."""
    if len(group) == 1:
        return group
    made = tuple(node for task in group for node in task.outputs)
    read_outside = {node for task in order if task not in group for node in task.inputs}
    outputs = tuple(node for node in made if node in wanted or node in read_outside)
    known = set(fusion.kept)
    nest, _ = _lower_one(outputs, fusion, made)
    if fusion.kept != known:
        # Together they would need something from memory that nobody puts there.
        fusion.kept = known
        return group
    return [Task(outputs, nest.slot_nodes[nest.output_count :], nest)]


def _in_order(tasks: list[Task]) -> list[Task]:
    """An order in which each task finds its inputs made.

    Where there is a choice, a task that makes the new values of an ASSIGN comes after those that read the old
    ones, so that it may write over them.
    """
    producer = {output: number for number, task in enumerate(tasks) for output in task.outputs}
    followers: list[list[int]] = [[] for _ in tasks]
    missing = [0] * len(tasks)
    readers: dict[Node, list[int]] = {}
    for number, task in enumerate(tasks):
        for needed in {producer[node] for node in task.inputs if node in producer}:
            followers[needed].append(number)
            missing[number] += 1
        for node in task.inputs:
            if node.op is Op.BUFFER:
                readers.setdefault(node, []).append(number)
    after: list[list[int]] = [[] for _ in tasks]  # ASSIGN tasks that had better wait for this one
    waits = [0] * len(tasks)
    for number, task in enumerate(tasks):
        targets = {output.sources[0] for output in task.outputs if output.op is Op.ASSIGN}
        for reader in {each for target in targets for each in readers.get(target, ()) if each != number}:
            after[reader].append(number)
            waits[number] += 1
    ready = [(waits[number] > 0, number) for number in range(len(tasks)) if not missing[number]]
    heapify(ready)
    done = [False] * len(tasks)
    ordered: list[Task] = []
    while ready:
        _, number = heappop(ready)
        if done[number]:
            continue
        done[number] = True
        ordered.append(tasks[number])
        for follower in followers[number]:
            missing[follower] -= 1
            if not missing[follower]:
                heappush(ready, (waits[follower] > 0, follower))
        for assign in after[number]:
            waits[assign] -= 1
            if not waits[assign] and not missing[assign]:
                heappush(ready, (False, assign))
    return ordered
