"""Lowering: a fused piece of the graph becomes loop variables, reductions and stores over index expressions.

Movement ops disappear here: each one rewrites the index with which its source is evaluated. The walk is
iterative, since a fused chain may be deeper than Python's stack.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Node
from ...graph.op import COSTLY, ELEMENTWISE, Op
from . import index as ix
from .expression import Leaf, Reduction, Slot, Store, Valid, Value, Values
from .index import Computed, Index, Var

# A node evaluated at more places than this in one kernel is computed once, in memory, instead.
MOST_VIEWS = 12
# A kernel with more costly ops takes LLVM longer than memory takes the kernel; what is below is kept there.
MOST_COSTLY = 64
# So do more guards than this, as when something is appended to a tensor again and again.
MOST_GUARDED = 64


@dataclass(frozen=True, eq=False)
class LoopNest:
    """A kernel before its schedule: `for outer: reductions, then for inner: stores`.

    `outer` are the loops that every reduction shares (all output loops where there is none), `inner` those
    that only the stores have. `inputs` and `outputs` are the nodes whose memory the slots stand for.
    """

    outer: tuple[Var, ...]
    inner: tuple[Var, ...]
    reductions: tuple[Reduction, ...]
    stores: tuple[Store, ...]
    slots: tuple[Slot, ...]
    slot_nodes: tuple[Node, ...]
    output_count: int
    ordered: bool = False  # the inner loop's stores depend on each other: it stays serial, outside the lanes
    key: tuple[Any, ...] = ()  # equal for nests that differ only in the nodes they were lowered from
    # What a workgroup computes first, for its own rows; the results have the slots past `slots`: local
    # memory.
    before: tuple[LoopNest, ...] = ()


class Cut(Exception):
    """Lowering asks for a node to be kept in memory instead; `costly` is whether the kernel has too many
    costly ones.
    """

    def __init__(self, node: Node, costly: bool) -> None:
        self.node, self.costly = node, costly


@dataclass(frozen=True, eq=False)
class Place:
    """Where a node is evaluated: one index per axis, and the conditions under which the value is used."""

    indices: tuple[Index, ...]
    valid: Valid

    @property
    def vars(self) -> frozenset[Var]:
        """The loop variables of the indices, and those of the conditions that guard them."""
        indices: frozenset[Var] = frozenset().union(*(index.vars for index in self.indices))
        return indices.union(*(condition.vars for condition in self.guards(indices)))

    def guards(self, variables: frozenset[Var]) -> Valid:
        """The conditions that bear on any of these variables."""
        return frozenset(condition for condition in self.valid if not condition.vars.isdisjoint(variables))

    @property
    def is_computed(self) -> bool:
        return any(_is_computed(index) for index in self.indices)


def _is_computed(index: Index) -> bool:
    for atom, _ in index.terms:
        if isinstance(atom, Computed):
            return True
        if isinstance(atom, (ix.Quotient, ix.Remainder)) and _is_computed(atom.numerator):
            return True
    return False


Request = tuple[Node, Place]
Combine = Callable[[list[Value]], "Value | Step"]


@dataclass(frozen=True)
class Step:
    """Requests that must be answered before `combine` can make the value."""

    requests: tuple[Request, ...]
    combine: Combine


@dataclass(eq=False)
class Lowering:
    """State of one kernel's lowering. `keep(node, place)` says that a node is read from memory at this
    place."""

    keep: Callable[[Node, Place, Lowering], bool]
    values: Values = field(default_factory=Values)
    slots: dict[Node, Slot] = field(default_factory=dict)
    reductions: list[Reduction] = field(default_factory=list)
    loop_vars: list[Var] = field(default_factory=list)
    evaluated: dict[Node, int] = field(default_factory=dict)
    shared_vars: frozenset[Var] | None = None
    contraction: Node | None = None
    costly: int = 0
    guarded: int = 0
    limited: bool = True  # whether it may ask for nodes to be kept
    _memo: dict[tuple[Node, int], Value] = field(default_factory=dict)
    _places: dict[tuple[Any, ...], Place] = field(default_factory=dict)
    _place_ids: dict[Place, int] = field(default_factory=dict)

    def new_var(self, prefix: str, extent: int) -> Index:
        if extent == 1:
            return ix.ZERO
        var = Var(f"{prefix}{len(self.loop_vars)}", extent)
        self.loop_vars.append(var)
        return ix.of(var)

    def place(self, indices: tuple[Index, ...], valid: Valid) -> Place:
        key = (tuple(index.key for index in indices), frozenset(condition.key for condition in valid))
        found = self._places.get(key)
        if found is None:
            found = self._places[key] = Place(indices, valid)
            self._place_ids[found] = len(self._place_ids)
        return found

    def slot(self, node: Node) -> Slot:
        if node not in self.slots:
            self.slots[node] = Slot.of(len(self.slots), node)
        return self.slots[node]

    def evaluate(self, node: Node, place: Place) -> Value:
        """The value of one element of `node`, as a function of the loop variables in `place`."""
        memo, ids = self._memo, self._place_ids
        stack: list[tuple[Request, Step | None]] = [((node, place), None)]
        while stack:
            request, step = stack.pop()
            key = (request[0], ids[request[1]])
            if step is None:
                if key in memo:
                    continue
                answer = self._start(*request)
            else:
                answer = step.combine([memo[(n, ids[p])] for n, p in step.requests])
            if isinstance(answer, Step):
                stack.append((request, answer))
                stack.extend((r, None) for r in answer.requests if (r[0], ids[r[1]]) not in memo)
            else:
                memo[key] = answer
        return memo[(node, ids[place])]

    def constant(self, value: Any, dtype: DType) -> Value:
        return self.values.make(Leaf.CONST, dtype, (), value)

    def _start(self, node: Node, place: Place) -> Value | Step:
        op = node.op
        if op is Op.CONST:
            return self.constant(node.value, node.dtype)
        if op is Op.SCALAR:
            return self.values.make(Leaf.SCALAR, node.dtype, (), self.slot(node))
        if op is Op.IOTA:
            return self.values.make(Leaf.INDEX, node.dtype, (), place.indices[0])
        if op is Op.BUFFER or self.keep(node, place, self):
            load = (self.slot(node), ix.flatten(place.indices, node.shape), place.valid)
            return self.values.make(Leaf.LOAD, node.dtype, (), load)
        if op in ELEMENTWISE:
            count = self.evaluated[node] = self.evaluated.get(node, 0) + 1
            self.costly += op in COSTLY
            if self.limited and count > MOST_VIEWS:
                raise Cut(node, costly=False)
            if self.limited and self.costly > MOST_COSTLY and op in COSTLY:
                raise Cut(node, costly=True)
            make, dtype, argument = self.values.make, node.dtype, None
            requests = tuple((source, place) for source in node.sources)
            return Step(requests, lambda sources: make(op, dtype, tuple(sources), argument))
        return _RULES[op](self, node, place)


def _reshape(state: Lowering, node: Node, place: Place) -> Step:
    source = node.sources[0]
    shape, indices = node.shape, place.indices
    # Only the axes that differ are flattened, so that untouched loops stay as they are.
    start = 0
    while start < min(len(shape), len(source.shape)) and shape[start] == source.shape[start]:
        start += 1
    end = 0
    while end < min(len(shape), len(source.shape)) - start and shape[-1 - end] == source.shape[-1 - end]:
        end += 1
    middle, inner = slice(start, len(shape) - end), slice(start, len(source.shape) - end)
    position = ix.flatten(indices[middle], shape[middle])
    tail = indices[len(indices) - end :]
    # Where it does not lie within them, what is around does not read it.
    new = indices[:start] + ix.unflatten(position, source.shape[inner], inside=True) + tail
    return _forward(state, source, new, place.valid)


def _forward(state: Lowering, source: Node, indices: tuple[Index, ...], valid: Valid) -> Step:
    return Step(((source, state.place(indices, valid)),), lambda values: values[0])


def _permute(state: Lowering, node: Node, place: Place) -> Step:
    indices: list[Index] = [ix.ZERO] * len(node.shape)
    for axis, source_axis in enumerate(node.order):
        indices[source_axis] = place.indices[axis]
    return _forward(state, node.sources[0], tuple(indices), place.valid)


def _expand(state: Lowering, node: Node, place: Place) -> Step:
    source = node.sources[0]
    pairs = zip(place.indices, source.shape, strict=True)
    return _forward(state, source, tuple(ix.ZERO if size == 1 else i for i, size in pairs), place.valid)


def _shrink(state: Lowering, node: Node, place: Place) -> Step:
    pairs = zip(place.indices, node.ranges, strict=True)
    return _forward(
        state, node.sources[0], tuple(i * step + start for i, (start, _, step) in pairs), place.valid
    )


def _flip(state: Lowering, node: Node, place: Place) -> Step:
    indices = tuple(
        i * -1 + (size - 1) if axis in node.flipped else i
        for axis, (i, size) in enumerate(zip(place.indices, node.shape, strict=True))
    )
    return _forward(state, node.sources[0], indices, place.valid)


def _window(state: Lowering, node: Node, place: Place) -> Step:
    axis, _, stride, dilation = node.window
    i = place.indices
    joined = i[axis] * stride + i[axis + 1] * dilation
    return _forward(state, node.sources[0], i[:axis] + (joined,) + i[axis + 2 :], place.valid)


def _pad(state: Lowering, node: Node, place: Place) -> Value | Step:
    padding, fill = node.padding
    source = node.sources[0]
    indices, conditions = [], []
    for i, size, (low, _, interior) in zip(place.indices, source.shape, padding, strict=True):
        offset, pitch = i - low, interior + 1
        conditions += [offset, offset * -1 + (size - 1) * pitch]
        if interior:
            conditions.append((offset % pitch) * -1)
        indices.append(offset // pitch)
    if source.size == 0 or any(condition.high < 0 for condition in conditions):
        return state.constant(fill, node.dtype)
    needed = frozenset(condition for condition in conditions if condition.low < 0)
    if not needed:
        return _forward(state, source, tuple(indices), place.valid)
    state.guarded += 1
    if state.limited and state.guarded > MOST_GUARDED:
        raise Cut(node, costly=False)

    def combine(values: list[Value]) -> Value:
        inside = read = values[0]
        while read.op is Op.CAST:
            read = read.sources[0]
        # A load is 0 where it is not valid, and 0 in every dtype that it is cast to.
        if not fill and read.op is Leaf.LOAD and needed <= read.argument[2]:
            return inside
        test = state.values.make(Leaf.TEST, dtypes.bool_, (), needed)
        return state.values.make(Op.WHERE, node.dtype, (test, inside, state.constant(fill, node.dtype)))

    return Step(((source, state.place(tuple(indices), place.valid | needed)),), combine)


def _gather(state: Lowering, node: Node, place: Place) -> Step:
    source, position = node.sources
    axis = node.axis
    size = source.shape[axis]

    def with_index(values: list[Value]) -> Value | Step:
        value = values[0]
        if size == 0:
            return state.constant(0, node.dtype)
        if value.op is Leaf.CONST:
            at = ix.constant(int(value.argument))
        elif value.op is Leaf.INDEX and value.argument.high <= value.dtype.maximum:
            at = value.argument
        else:
            # The bounds hold wherever the element is used: `valid` guards every load below against the rest.
            atom = Computed(value, f"v{value.number}", 0, size - 1, value.vars)
            raw = Computed(value, f"u{value.number}", -(2**62), 2**62, value.vars)
            conditions = frozenset((Index(((raw, 1),), 0), Index(((raw, -1),), size - 1)))
            return _guarded(
                state, node, source, place, axis, ix.of(atom) if size > 1 else ix.ZERO, conditions
            )
        conditions = frozenset(c for c in (at, at * -1 + (size - 1)) if c.low < 0)
        if any(condition.high < 0 for condition in conditions):
            return state.constant(0, node.dtype)
        return _guarded(state, node, source, place, axis, at, conditions)

    return Step(((position, place),), with_index)


def _guarded(
    state: Lowering, node: Node, source: Node, place: Place, axis: int, at: Index, conditions: Valid
) -> Step:
    indices = place.indices[:axis] + (at,) + place.indices[axis + 1 :]

    def combine(values: list[Value]) -> Value:
        inside = values[0]
        if not conditions or (inside.op is Leaf.LOAD and conditions <= inside.argument[2]):
            return inside
        test = state.values.make(Leaf.TEST, dtypes.bool_, (), conditions)
        return state.values.make(Op.WHERE, node.dtype, (test, inside, state.constant(0, node.dtype)))

    return Step(((source, state.place(indices, place.valid | conditions)),), combine)


def _reduce(state: Lowering, node: Node, place: Place) -> Value | Step:
    source = node.sources[0]
    op, axes = node.reduction
    if source.size == 0:
        return state.constant(op.identity(node.dtype), node.dtype)
    start = len(state.loop_vars)
    indices = tuple(
        state.new_var("r", size) if axis in axes else index
        for axis, (index, size) in enumerate(zip(place.indices, source.shape, strict=True))
    )
    reduced = tuple(state.loop_vars[start:])
    shared = place.vars

    def combine(values: list[Value]) -> Value:
        reduction = Reduction(len(state.reductions), op, node.dtype, reduced, values[0], shared)
        state.reductions.append(reduction)
        return state.values.make(Leaf.RESULT, node.dtype, (), reduction)

    # Conditions that do not bear on the terms guard only the use of the sum.
    return Step(((source, state.place(indices, place.guards(shared))),), combine)


def _contiguous(state: Lowering, node: Node, place: Place) -> Step:
    return _forward(state, node.sources[-1], place.indices, place.valid)


_RULES: dict[Op, Callable[[Lowering, Node, Place], Value | Step]] = {
    Op.RESHAPE: _reshape,
    Op.PERMUTE: _permute,
    Op.EXPAND: _expand,
    Op.SHRINK: _shrink,
    Op.FLIP: _flip,
    Op.WINDOW: _window,
    Op.PAD: _pad,
    Op.GATHER: _gather,
    Op.REDUCE: _reduce,
    Op.CONTIGUOUS: _contiguous,
    Op.ASSIGN: _contiguous,
}


def strip_reshapes(node: Node) -> Node:
    """The node whose elements, in the same row-major order, `node` shows in another shape."""
    while node.op is Op.RESHAPE:
        node = node.sources[0]
    return node


def definition(node: Node) -> Node:
    """What is computed to fill the memory of `node`."""
    return strip_reshapes(node.sources[-1] if node.op in (Op.CONTIGUOUS, Op.ASSIGN) else node)


def lower(
    outputs: Sequence[Node],
    keep: Callable[[Node, Place, Lowering], bool],
    known: Mapping[Node, Slot] | None = None,
    limited: bool = True,
) -> LoopNest:
    """Lower nodes of one iteration shape to a loop nest; its slots are those `known` and what it adds.

    Raises `Cut` where a node must be kept in memory first, if `limited`.
    """
    state = Lowering(keep, slots=dict(known or {}), limited=limited)
    slots = [state.slot(output) for output in outputs]
    shape = definition(outputs[0]).shape
    indices = tuple(state.new_var("i", size) for size in shape)
    root_vars = tuple(state.loop_vars)
    position = ix.flatten(indices, shape)
    stores = []
    for output, slot in zip(outputs, slots, strict=True):
        target = definition(output)
        own = indices if target.shape == shape else ix.unflatten(position, target.shape)
        value = state.evaluate(target, state.place(own, frozenset()))
        stores.append(Store(slot, position, value))
    shared: frozenset[Var] = frozenset().union(*(reduction.vars for reduction in state.reductions))
    outer = root_vars if not state.reductions else tuple(var for var in root_vars if var in shared)
    inner = tuple(var for var in root_vars if var not in outer)
    return LoopNest(
        outer,
        inner,
        tuple(state.reductions),
        tuple(stores),
        tuple(state.slots.values()),
        tuple(state.slots),
        len(outputs),
        key=_key(state, stores),
    )


def _key(state: Lowering, stores: Sequence[Store]) -> tuple[Any, ...]:
    """What the kernel of a lowering depends on. Values are numbered in the order they were made, so their
    keys say it all."""
    return (
        tuple((var.key, var.extent) for var in state.loop_vars),
        tuple((slot.dtype.name, slot.size, slot.by_value) for slot in state.slots.values()),
        state.values.keys(),
        tuple((r.op, r.value.number, tuple(axis.key for axis in r.axes)) for r in state.reductions),
        tuple(
            (s.slot.number, s.index.key, s.value.number, frozenset(v.key for v in s.valid)) for s in stores
        ),
    )


def lower_scatter(
    node: Node, keep: Callable[[Node, Place, Lowering], bool], limited: bool = True
) -> LoopNest:
    """The part of a SCATTER that changes elements; its output starts as a copy of the first source.

    Raises `Cut` as `lower` does.
    """
    state = Lowering(keep, limited=limited)
    slot = state.slot(node)
    _, position, update = node.sources
    axis, mode = node.scatter
    indices = tuple(state.new_var("i", size) for size in update.shape)
    place = state.place(indices, frozenset())
    at = state.evaluate(position, place)
    new = state.evaluate(update, place)
    size = node.shape[axis]
    element = Computed(at, f"v{at.number}", 0, size - 1, at.vars)
    raw = Computed(at, f"u{at.number}", -(2**62), 2**62, at.vars)
    valid: Valid = frozenset((Index(((raw, 1),), 0), Index(((raw, -1),), size - 1)))
    target = indices[:axis] + (ix.of(element) if size > 1 else ix.ZERO,) + indices[axis + 1 :]
    index = ix.flatten(target, node.shape)
    if mode != "set":
        old = state.values.make(Leaf.LOAD, node.dtype, (), (slot, index, valid))
        new = state.values.make(SCATTER_OPS[mode], node.dtype, (old, new))
    along = indices[axis].vars
    store = Store(slot, index, new, valid=valid)
    return LoopNest(
        tuple(var for var in state.loop_vars if var not in along),
        tuple(along),
        (),
        (store,),
        tuple(state.slots.values()),
        tuple(state.slots),
        1,
        ordered=True,
        key=("ordered", *_key(state, [store])),
    )


SCATTER_OPS = {"add": Op.ADD, "max": Op.MAX, "multiply": Op.MUL}
