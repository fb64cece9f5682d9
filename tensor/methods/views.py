"""Tensors that see the elements of another, and what a change in place means to all of them.

Nodes never change, so a tensor that is changed gets a new one. A view keeps the tensor that it was made of,
its base, and the step from there; the base knows its views weakly. A change of a view is carried back, step
by step, to the tensor at the root, and from there all that see it are made anew.

Which steps share memory is PyTorch's rule, told by strides: `reshape` of a transposed tensor is a copy there,
so it is one here. It is asked for when something is changed, not when a view is made.
"""

from __future__ import annotations

import sys
from math import prod
from typing import TypeAlias, TypeVar
from weakref import ref

from ...runtime.errors import GradientError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.derivatives import composites
from ..graph.node import Node, Op, Shape, Triples
from ..run.capture import active
from .core import (
    OPAQUE,
    TRACKED,
    Step,
    TensorCore,
    barrier,
    broadcast_node,
    gradient_mode,
    storage_node,
    unsettled,
)

TensorT = TypeVar("TensorT", bound=TensorCore)

# Elements from one to the next along each axis, in memory.
Strides: TypeAlias = tuple[int, ...]

# Steps beside the movement ops: a reshape that is never a copy, a subscript, and what their names say.
VIEW, CUT = "view", "cut"
BITS, CONTIGUOUS, DETACH, DIAGONAL = "bits", "contiguous", "detach", "diagonal"


def row_major(shape: Shape) -> Strides:
    """The strides of a tensor that is nobody's view."""
    return tuple(prod(shape[axis + 1 :]) for axis in range(len(shape)))


def reshaped(shape: Shape, strides: Strides, to: Shape) -> Strides | None:
    """The strides of the same memory under another shape; None where there are none, so that it is a copy."""
    if not prod(shape):
        return row_major(to)
    # Axes that follow each other without a gap count as one: (size, stride) of each.
    runs: list[tuple[int, int]] = []
    for size, stride in zip(shape, strides, strict=True):
        if size == 1:
            continue
        if runs and runs[-1][1] == size * stride:
            runs[-1] = (runs[-1][0] * size, stride)
        else:
            runs.append((size, stride))
    result = [1] * len(to)
    axis = len(to) - 1
    for size, stride in reversed(runs):
        left = size
        while left > 1:
            if axis < 0:
                return None
            if to[axis] != 1:
                if left % to[axis]:
                    return None
                left //= to[axis]
                result[axis] = stride
                stride *= to[axis]
            axis -= 1
    return tuple(result)


def is_row_major(shape: Shape, strides: Strides) -> bool:
    """Whether elements that follow each other in row-major order do so in memory."""
    own = row_major(shape)
    return 0 in shape or all(a == b or n == 1 for a, b, n in zip(strides, own, shape, strict=True))


def strides_of(tensor: TensorCore) -> Strides:
    """The strides that PyTorch would have for a tensor; a copy is told from a view on the way."""
    chain = []
    while tensor._base is not None:
        chain.append(tensor)
        tensor = tensor._base
    strides = row_major(tensor._node.shape)
    for view in reversed(chain):
        assert view._base is not None
        found = _stepped(view._step, view._base._node.shape, strides, view._node.shape)
        if found is None:
            view._base = None
            found = row_major(view._node.shape)
        strides = found
    return strides


def _stepped(step: Step, shape: Shape, strides: Strides, to: Shape) -> Strides | None:
    kind = step[0]
    if kind is Op.RESHAPE or kind is VIEW:
        found = reshaped(shape, strides, to)
        return row_major(to) if found is None and kind is VIEW else found
    if kind is CONTIGUOUS:
        return strides if is_row_major(shape, strides) else None
    if kind is Op.PERMUTE:
        return tuple(strides[axis] for axis in step[1])
    if kind is Op.SHRINK:
        return tuple(stride * by for stride, (_, _, by) in zip(strides, step[1], strict=True))
    if kind is CUT:
        subscript = step[1]
        cut = [
            -stride * by if axis in subscript.flipped else stride * by
            for axis, (stride, (_, _, by)) in enumerate(zip(strides, subscript.ranges, strict=True))
        ]
        return reshaped(subscript.cut, tuple(cut), to)
    if kind is Op.EXPAND:
        missing = len(to) - len(shape)
        kept = [
            0 if size != old else stride
            for size, old, stride in zip(to[missing:], shape, strides, strict=True)
        ]
        return (0,) * missing + tuple(kept)
    if kind is Op.WINDOW:
        axis, _, by = step[1:]
        return (*strides[:axis], strides[axis] * by, strides[axis], *strides[axis + 1 :])
    if kind is DIAGONAL:
        _, first, second = step[1:]
        rest = [stride for axis, stride in enumerate(strides) if axis not in (first, second)]
        return (*rest, strides[first] + strides[second])
    return strides


def _derived(step: Step, base: Node) -> Node:
    """The node of a view over that of its base."""
    kind = step[0]
    if kind is Op.RESHAPE or kind is VIEW:
        return nodes.reshape(base, step[1])
    if kind is Op.PERMUTE:
        return nodes.permute(base, step[1])
    if kind is Op.SHRINK:
        return nodes.shrink(base, step[1])
    if kind is CUT:
        subscript = step[1]
        return nodes.reshape(
            nodes.flip(nodes.shrink(base, subscript.ranges), subscript.flipped), subscript.view
        )
    if kind is Op.EXPAND:
        return broadcast_node(base, step[1])
    if kind is Op.WINDOW:
        return nodes.window(base, *step[1:])
    if kind is DIAGONAL:
        return diagonal(base, *step[1:])
    if kind is BITS:
        return nodes.bitcast(base, step[1])
    return nodes.contiguous(base) if kind is CONTIGUOUS else base


def diagonal(x: Node, offset: int, first: int, second: int) -> Node:
    """The diagonal of two axes as a new last axis."""
    rest = [axis for axis in range(len(x.shape)) if axis not in (first, second)]
    x = nodes.permute(x, (*rest, first, second))
    *lead, rows, columns = x.shape
    row, column = max(0, -offset), max(0, offset)
    length = max(0, min(rows - row, columns - column))
    whole = [(0, size, 1) for size in lead]
    square = nodes.shrink(x, [*whole, (row, row + length, 1), (column, column + length, 1)])
    if not length:
        return nodes.reshape(square, (*lead, 0))
    flat = nodes.reshape(square, (*lead, length * length))
    return nodes.shrink(flat, [*whole, (0, length * length, length + 1)])


def with_region(x: Node, ranges: Triples, flipped: tuple[int, ...], part: Node) -> Node:
    """The values of a node but for a region, cut by SHRINK and FLIP, which has those of another."""
    cut = tuple(max(0, -(-(stop - start) // step)) for start, stop, step in ranges)
    if cut == x.shape:
        return nodes.flip(nodes.reshape(part, cut), flipped)
    if 0 in cut:
        return x
    padding = [
        (start, size - start - (count - 1) * step - 1, step - 1)
        for (start, _, step), count, size in zip(ranges, cut, x.shape, strict=True)
    ]
    inside = nodes.pad(nodes.const(True, dtypes.bool_, cut), padding, False)
    spread = nodes.pad(nodes.flip(nodes.reshape(part, cut), flipped), padding)
    return nodes.elementwise(Op.WHERE, inside, spread, x)


def _carried(step: Step, base: Node, value: Node) -> Node:
    """What the base of a view becomes where the view becomes `value`."""
    kind = step[0]
    if kind is Op.RESHAPE or kind is VIEW:
        return nodes.reshape(value, base.shape)
    if kind is Op.PERMUTE:
        order = step[1]
        return nodes.permute(value, tuple(order.index(axis) for axis in range(len(order))))
    if kind is Op.SHRINK:
        return with_region(base, step[1], (), value)
    if kind is CUT:
        return with_region(base, step[1].ranges, step[1].flipped, value)
    if kind in (Op.EXPAND, Op.WINDOW, DIAGONAL):
        # Where in the base each element of the view is.
        count = base.size
        places = _derived(step, nodes.reshape(nodes.iota(count, dtypes.int64), base.shape))
        written = nodes.scatter(
            nodes.reshape(base, (count,)),
            nodes.reshape(places, (places.size,)),
            nodes.reshape(value, (value.size,)),
            0,
            "set",
        )
        return nodes.reshape(written, base.shape)
    return nodes.bitcast(value, base.dtype)


def is_view(tensor: TensorCore) -> bool:
    """Whether a change of this tensor is one of another that it was made of."""
    if tensor._base is not None:
        strides_of(tensor)
    return tensor._base is not None


def settle(tensor: TensorCore) -> None:
    """Let go of what a view was made of, where nobody else can see that: what it was computed from is not
    kept alive then.
    """
    base = tensor._base
    while base is not None:
        # Referred to by the view, the name above and the argument of getrefcount.
        if sys.getrefcount(base) > 3:
            return
        base = base._base
    tensor._base = None


def change(tensor: TensorCore, value: Node, flow: int) -> None:
    """Let a tensor have the values of a node of its dtype and shape, and all that see its memory see them.

    `flow` is that of the node. Under `no_grad`, and through a detached view, gradients go on to pass to what
    the tensor was computed from, as if nothing had been changed. Raises GradientError where it, or what it is
    a view of, is a leaf that requires a gradient, InvalidArgument where elements of it are the same memory.
    """
    quiet = not gradient_mode.enabled
    changed = tensor
    own: tuple[TensorCore, Node] | None = None
    if tensor._base is not None:
        strides = strides_of(tensor)
        if any(not stride and size > 1 for size, stride in zip(tensor.shape, strides, strict=True)):
            raise InvalidArgument(
                f"a tensor of shape {tensor.shape} that was expanded has elements that are the same memory; "
                "clone() it before changing it in place"
            )
    while True:
        if not quiet and changed._is_leaf:
            what = "a leaf" if changed is tensor else "a view of a leaf"
            raise GradientError(f"{what} that requires a gradient can be changed under Tensor.no_grad() only")
        base = changed._base
        if base is None:
            break
        if not quiet and (changed._step[0] is DETACH or (changed._flow == OPAQUE and base._flow == TRACKED)):
            quiet = True
            if flow == TRACKED:
                own = changed, value
        before, flow = _met(base, value, flow)
        value = _carried(changed._step, *before)
        changed = base
    flow_before = changed._flow
    _take(changed, value, flow, quiet)
    if changed._views:
        refresh(changed, flow_before)
    if own is not None:
        # Gradients pass to what was written into a detached tensor, and not to what it was detached from.
        detached, written = own
        detached._node = written
        detached._flow = TRACKED
        refresh(detached, OPAQUE)


def _met(base: TensorCore, value: Node, flow: int) -> tuple[tuple[Node, Node], int]:
    """A base's node and what is written into it, with barriers where no gradient passes, and the flow."""
    x = base._node
    if flow == TRACKED and base._flow == OPAQUE:
        x = barrier(x)
    elif flow == OPAQUE and base._flow == TRACKED:
        value = barrier(value)
    return (x, value), max(flow, base._flow)


def _take(tensor: TensorCore, value: Node, flow: int, quiet: bool) -> None:
    """Give new values to a tensor that is nobody's view."""
    if flow != TRACKED and tensor._stored_by_owner(value):
        return
    leaf = tensor._is_leaf
    before = tensor._node
    if not leaf and tensor._flow == TRACKED and (quiet or flow != TRACKED):
        tensor._node = barrier(value, alone=True)
        composites[tensor._node] = ((before,), _passed if quiet else _stopped)
        return
    if not quiet and flow == TRACKED:
        tensor._node, tensor._flow = value, TRACKED
        return
    capture = active.capture
    if capture is not None:
        capture.assigned.append(tensor)
    else:
        unsettled[id(tensor)] = tensor
    target = storage_node(before, tensor.device)
    target = target.sources[0] if target.op is Op.ASSIGN else target
    if target.op is Op.BUFFER and not target.storage.read_only:
        tensor._node = nodes.node(Op.ASSIGN, value.dtype, value.shape, (target, value))
    else:
        tensor._node = barrier(value, alone=True) if leaf else value
    if leaf:
        tensor._previous = None
    else:
        tensor._flow = min(max(tensor._flow, flow), OPAQUE)


def _passed(device: str, gradient: Node, result: Node, before: Node) -> list[Node]:
    return [gradient]


def _stopped(device: str, gradient: Node, result: Node, before: Node) -> list[Node]:
    return [nodes.const(0, gradient.dtype, gradient.shape)]


def refresh(root: TensorCore, flow_before: int) -> None:
    """Make the nodes of all views of a tensor, which had another flow before, anew."""
    pending = [(root, flow_before)]
    while pending:
        base, flow_before = pending.pop()
        views = base._views
        if not views:
            continue
        living = []
        for reference in views:
            view = reference()
            if view is None or view._base is not base:
                continue
            step = view._step
            if step[0] in (Op.RESHAPE, CONTIGUOUS) and not is_view(view):
                continue
            living.append(reference)
            made = _derived(step, base._node)
            pending.append((view, view._flow))
            if view._is_leaf:
                view._node = barrier(made, alone=True)
            else:
                quiet = step[0] is DETACH or (view._flow == OPAQUE and flow_before == TRACKED)
                view._node = made
                view._flow = min(base._flow, OPAQUE) if quiet else base._flow
        base._views = living or None


def refresh_from_root(tensor: TensorCore) -> None:
    """Make the node of a view anew from what it is a view of, with those of all other views."""
    if tensor._base is not None and is_view(tensor):
        root = tensor._base
        while root._base is not None and is_view(root):
            root = root._base
        refresh(root, root._flow)


def attach(tensor: TensorCore, base: TensorCore) -> None:
    """Let a tensor, whose node is that of another, see the other's elements apart from gradients."""
    tensor._base, tensor._step = base, (DETACH,)
    base._views = [*(base._views or ()), ref(tensor)]


def stand_in(tensor: TensorT) -> TensorT:
    """Another tensor in the place of this one, which is about to stand for other memory: its views become
    those of the other, which sees what it saw.
    """
    other = tensor._wrap(tensor._node, tensor.device, tensor._flow)
    if tensor._base is not None:
        other._base, other._step = tensor._base, tensor._step
        other._base._views = [*(other._base._views or ()), ref(other)]
    for reference in tensor._views or ():
        seen = reference()
        if seen is not None and seen._base is tensor:
            seen._base = other
    other._views = tensor._views
    tensor._base = tensor._views = None
    return other


def reseat(tensor: TensorT, view: TensorT) -> TensorT:
    """Let a tensor be what a view of it is; returns the tensor. Those that saw it before still do.

    Raises GradientError for a leaf that requires a gradient.
    """
    if tensor._is_leaf and gradient_mode.enabled:
        raise GradientError("the shape of a leaf that requires a gradient cannot be changed in place")
    before = stand_in(tensor)
    tensor._node, tensor._base, tensor._step = view._node, before, view._step
    before._views = [*(before._views or ()), ref(tensor)]
    return tensor
