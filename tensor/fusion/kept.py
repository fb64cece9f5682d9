"""Which nodes of a graph are kept in memory: all others are computed where they are used.

A node goes to memory only when one of these holds:
- it is asked for (an output, CONTIGUOUS, ASSIGN, SCATTER);
- it ends the elementwise tail of a reduction that its user cannot hold: a reduction is computed inside
  another kernel only where every one of its results is computed once, in the loops that kernel's other
  reductions share;
- it is costly and an EXPAND or a WINDOW would compute it again and again;
- it is costly and several kernels use it;
- its kernel would evaluate more exponentials and the like than LLVM compiles in reasonable time (then the
  kernel is cut at several nodes at once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from ..codegen.nest.lower import MOST_COSTLY, Lowering, Place, definition, strip_reshapes
from ..graph import node as graph
from ..graph.node import Node, toposort
from ..graph.op import COSTLY, ELEMENTWISE, Op
from .contractions import is_contraction

# What is so costly, in additions for an element, is not computed again and again.
_COSTLY_EXPANDED = 8
_COSTLY_WINDOWED = 2
_COSTLY_SHARED = 12
# The same of what reads this many times fewer elements than it has.
_COSTLY_OF_LITTLE = 40
_LITTLE = 8
# Nodes between one with several users and the one where what they make meets again.
_MOST_BETWEEN = 64
_ARRANGED = frozenset({Op.RESHAPE, Op.PERMUTE, Op.FLIP, Op.PAD})
ALWAYS_KEPT = frozenset({Op.CONTIGUOUS, Op.ASSIGN, Op.SCATTER})

# Reductions of which each needs the one before, in one kernel, once it has been found too large.
_MOST_IN_A_ROW = 4


@dataclass(eq=False)
class Kept:
    """Which nodes of one graph are kept, while its kernels are being found, and what that rests on."""

    nodes: set[Node]
    tails: dict[Node, bool]  # the end of a reduction's elementwise tail, and whether a contraction is in it
    costs: dict[Node, int]
    consumers: dict[Node, list[Node]]
    order: list[Node]
    why: dict[Node, str] = field(default_factory=dict)

    def keep(self, nodes: Iterable[Node], why: str) -> None:
        """Keep nodes in memory too, for a reason."""
        for node in nodes:
            self.nodes.add(node)
            self.why.setdefault(node, why)

    def weigh(self) -> None:
        """Take into account, in the costs, what is kept by now."""
        self.costs = _costs(self.order, self.nodes | _ends_of_contractions(self.tails))

    def is_read(self, node: Node, place: Place, state: Lowering, inside: set[Node], alone: bool) -> bool:
        """Whether a kernel that computes the nodes `inside` reads `node` from memory; `alone`: it takes no
        other reduction."""
        if node in inside:
            if state.shared_vars is None and (node.op is Op.REDUCE or node in self.tails):
                state.shared_vars = place.vars
            return False
        if node in self.nodes:
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
        self.keep((node,), "a reduction that its user cannot hold")
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


def kept_at_first(outputs: Sequence[Node]) -> Kept:
    """What is kept whatever the kernels look like."""
    order = toposort(outputs)
    consumers: dict[Node, list[Node]] = {node: [] for node in order}
    for node in order:
        for source in dict.fromkeys(node.sources):
            consumers[source].append(node)
    roots = (strip_reshapes(output) for output in outputs)
    bases = (strip_reshapes(node.sources[0]) for node in order if node.op is Op.SCATTER)
    kept = {node for node in order if node.op in ALWAYS_KEPT}
    kept |= {node for node in (*roots, *bases) if node.op is not Op.BUFFER}
    tails = _tails(order, consumers, kept)
    costs = _costs(order, kept | _ends_of_contractions(tails))
    found = Kept(kept, tails, costs, consumers, order)
    found.keep(list(kept), "asked for")
    found.keep(_recomputed(order, kept, tails), "would be computed again and again")
    return found


def _tails(order: list[Node], consumers: dict[Node, list[Node]], kept: set[Node]) -> dict[Node, bool]:
    tails: dict[Node, bool] = {}
    number = {node: at for at, node in enumerate(order)}
    for node in order:
        if node.op is not Op.REDUCE:
            continue
        end = node
        while (further := _joined_again(end, consumers, kept, number)) is not None:
            end = further
        # Who reads it may as well read it before it is turned, unless that is how it is asked for.
        turned = () if any(user.op in ALWAYS_KEPT for user in consumers[end]) else (Op.PERMUTE,)
        while end.op in (Op.RESHAPE, *turned) and end not in kept:
            end = end.sources[0]
        tails[end] = tails.get(end, False) or is_contraction(node)
    return tails


def _joined_again(
    node: Node, consumers: dict[Node, list[Node]], kept: set[Node], number: dict[Node, int]
) -> Node | None:
    """The first node through which all goes that is made of `node`, element by element, or None.

    That is its only user, or, as for x * sigmoid(x), where the ways from its users meet.
    """
    if node in kept:
        return None
    waiting = {number[user]: user for user in consumers[node]}
    for _ in range(_MOST_BETWEEN):
        if not waiting:
            return None
        first = waiting.pop(min(waiting))
        if first.size != node.size or not (first.op in ELEMENTWISE or first.op in (Op.RESHAPE, Op.PERMUTE)):
            return None
        if not waiting:
            return first
        if first in kept or not consumers[first]:
            return None
        waiting.update((number[user], user) for user in consumers[first])
    return None


def _ends_of_contractions(tails: dict[Node, bool]) -> set[Node]:
    """What other kernels always read from memory."""
    return {end for end, has_contraction in tails.items() if has_contraction}


def _costs(order: list[Node], stored: set[Node]) -> dict[Node, int]:
    """The cost of computing one element of each node from what is `stored`; -1 marks a reduction
    underneath."""
    costs: dict[Node, int] = {}
    for node in order:
        costs[node] = _cost(node, costs, stored)
    return costs


def _cost(node: Node, costs: dict[Node, int], *stored: set[Node]) -> int:
    below = [0 if any(source in each for each in stored) else costs[source] for source in node.sources]
    if node.op is Op.REDUCE or any(cost < 0 for cost in below):
        return -1
    return min(node.op.cost + sum(below), 1000)


def _recomputed(order: list[Node], kept: set[Node], tails: dict[Node, bool]) -> set[Node]:
    """Nodes that an EXPAND, a WINDOW or a GATHER would have computed many times over."""
    found: set[Node] = set()
    stored = kept | _ends_of_contractions(tails)
    # What the last two read is not computed in the order of its own loops, so no reduction is computed there.
    stored_apart = stored | {node for node in order if node.op is Op.REDUCE}
    costs: dict[Node, int] = {}
    costs_apart: dict[Node, int] = {}
    for node in order:
        if node.op in (Op.EXPAND, Op.WINDOW, Op.GATHER):
            source = _filled(node.sources[0])
            again = node.op is Op.GATHER or (source.size > 1 and node.size > source.size)
            cost = (costs if node.op is Op.EXPAND else costs_apart)[source]
            if again and cost > (_COSTLY_WINDOWED if node.op is Op.WINDOW else _COSTLY_EXPANDED):
                found.add(source)
                for shown in _ways_to(node.sources[0], source):
                    costs[shown] = costs_apart[shown] = 0
        costs[node] = _cost(node, costs, stored, found)
        costs_apart[node] = _cost(node, costs_apart, stored_apart, found)
    return found


def _ways_to(node: Node, source: Node) -> Iterator[Node]:
    while node is not source:
        yield node
        node = node.sources[0]


def _filled(node: Node) -> Node:
    """The node whose elements, all of them, `node` shows elsewhere."""
    while node.op in _ARRANGED:
        node = node.sources[0]
    return node


def shared(users: dict[Node, set[Node]], kept: Kept) -> set[Node]:
    """Costly nodes that several kernels compute; of a chain of such nodes only the last.

    A reduction counts where those kernels have no loop beyond its own: kept, it lets them be joined.
    """
    costly = set()
    for node, kernels in users.items():
        if len(kernels) < 2 or node in kept.nodes or node.op in graph.MOVEMENT:
            continue
        if node.op is Op.REDUCE:
            if all(definition(root).size == node.size for root in kernels):
                costly.add(node)
        elif kept.costs[node] >= (_COSTLY_OF_LITTLE if _reads_little(node, kept) else _COSTLY_SHARED):
            costly.add(node)
    return {node for node in costly if not all(user in costly for user in kept.consumers[node])}


def _reads_little(node: Node, kept: Kept) -> bool:
    """Whether a node is made of so little that reading it from memory takes longer: a mask, a one-hot row."""
    ends = kept.nodes | _ends_of_contractions(kept.tails)
    seen: set[Node] = set()
    read = 0
    waiting = [node]
    while waiting and len(seen) <= _MOST_BETWEEN and read * _LITTLE <= node.size:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if each.op is Op.BUFFER or (each in ends and each is not node):
            read += each.size
        elif each.op is Op.REDUCE:
            return False
        else:
            waiting.extend(each.sources)
    return not waiting and read * _LITTLE <= node.size


def cut_points(ends: Sequence[Node], kept: set[Node], costly: bool) -> set[Node]:
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


def ends_contraction(nodes: Sequence[Node], kept: Kept) -> bool:
    return any(kept.tails.get(end, False) for node in nodes for end in (node, definition(node)))
