"""The traced graph in a form to write: formulas that no operator has are written out, complex values become
pairs, and what is repeated is computed before it is repeated.

ONNX's elementwise operators repeat axes of size 1 themselves, so most EXPANDs need not be written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...fusion.complex_parts import complex_parts
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...graph.node import Node, Op
from ...graph.op import ELEMENTWISE, MOVEMENT
from ...methods.core import broadcast_shapes

# What only says where values are, or lets no gradient pass.
_TRANSPARENT = (Op.CONTIGUOUS, Op.COPY)


def simplified(outputs: Sequence[Node], is_operator: Callable[[Node], bool]) -> list[Node]:
    """The same values; `is_operator` tells which formulas stay."""
    return _rebuilt(complex_parts(_rebuilt(outputs, is_operator)), is_operator)


def _rebuilt(outputs: Sequence[Node], is_operator: Callable[[Node], bool]) -> list[Node]:
    new: dict[Node, Node] = {}
    stack = list(outputs)
    while stack:
        current = stack[-1]
        if current in new:
            stack.pop()
            continue
        # Nothing that depends on an argument can have been computed; constants are told by what they are.
        if current.realized is not None and not _is_constant(current):
            new[stack.pop()] = current.realized
            continue
        waiting = [source for source in current.sources if source not in new]
        if waiting:
            stack.extend(waiting)
            continue
        sources = tuple(new[source] for source in current.sources)
        if current.op is Op.FORMULA and not is_operator(current):
            new.update(zip(sources, sources, strict=True))
            made = current.formula.apply(sources[0])
            if made not in new:
                stack.append(made)
                continue
            new[stack.pop()] = new[made]
            continue
        new[stack.pop()] = _made(current, sources)
    return [new[output] for output in outputs]


def _is_constant(x: Node) -> bool:
    while x.op in MOVEMENT:
        x = x.sources[0]
    return x.op is Op.CONST or x.op is Op.IOTA


def _made(x: Node, sources: tuple[Node, ...]) -> Node:
    if x.op in _TRANSPARENT:
        return sources[0]
    if x.op is Op.ASSIGN:
        return sources[1]
    if x.op is Op.BITCAST and sources[0].dtype is x.dtype:
        return sources[0]
    if x.op is Op.CAST:
        # Operands rounded to tf32 are rounded less in a file, which has no such type.
        if x.dtype is dtypes.tfloat32:
            return sources[0]
        if sources[0].dtype is x.dtype:
            return sources[0]
        if sources[0].op in MOVEMENT and x.dtype.is_float and x.dtype.bits > sources[0].dtype.bits:
            return _widened(sources[0], x)
    if x.op is Op.RESHAPE:
        return nodes.reshape(sources[0], x.shape)
    if x.op is Op.PERMUTE:
        return nodes.permute(sources[0], x.order)
    if x.op is Op.EXPAND:
        return nodes.expand(sources[0], x.shape)
    if x.op in ELEMENTWISE:
        return _before_repeating(x, sources)
    return x if sources == x.sources else nodes.node(x.op, x.dtype, x.shape, sources, x.argument)


def _widened(moved: Node, x: Node) -> Node:
    """A movement of a float that is made wider first, so that how it is read is seen."""
    source = nodes.cast(moved.sources[0], x.dtype)
    if source.op is Op.CAST and source.sources[0].op in MOVEMENT:
        source = _widened(source.sources[0], source)
    return nodes.node(moved.op, x.dtype, x.shape, (source,), moved.argument)


def _before_repeating(x: Node, sources: tuple[Node, ...]) -> Node:
    if x.op in (Op.MUL, Op.XOR) and all(source.op is Op.CONST for source in sources):
        # A bound with the order of values reversed, for a minimum.
        first, second = sources[0].value, sources[1].value
        if x.op is Op.XOR and x.dtype.is_integer:
            return nodes.const(int(first) ^ int(second), x.dtype)
        if x.op is Op.MUL and x.dtype.is_float and -1 in (first, second):
            return nodes.const(first * second, x.dtype)
    slim = [slimmed(source) for source in sources]
    shape = broadcast_shapes(*(each.shape for each in slim))
    if shape == x.shape:
        return x if sources == x.sources else nodes.node(x.op, x.dtype, x.shape, sources, x.argument)
    given = tuple(nodes.expand(each, shape) for each in slim)
    return nodes.expand(nodes.node(x.op, x.dtype, shape, given, x.argument), x.shape)


def slimmed(x: Node) -> Node:
    """What is repeated to make a node."""
    return x.sources[0] if x.op is Op.EXPAND else x
