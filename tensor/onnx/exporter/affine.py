"""Channels of a convolution that are scaled and shifted by numbers of the model, as a batch norm does: into
its weight and bias.
"""

from __future__ import annotations

from collections.abc import Callable

from ...graph import node as nodes
from ...graph.node import Node, Op
from ...methods.core import broadcast_node, broadcast_shapes
from .contractions import Affine, convolution
from .emission import Emission
from .simplified import slimmed


def scaled_convolution(
    x: Node, is_fixed: Callable[[Node], bool], is_used_once: Callable[[Node], bool]
) -> Emission | None:
    """A sum or product that ends a chain of scales and shifts of a convolution which nothing else reads, as
    that convolution; None for others.
    """
    if len(x.shape) < 3 or not x.dtype.is_float:
        return None
    affine = Affine()
    current = x
    while current.op in (Op.ADD, Op.MUL):
        found = _with_numbers(current, is_fixed)
        if found is None or (current is not x and not is_used_once(current)):
            return None
        # What comes before is scaled by all that comes after.
        inner, numbers = found
        scaled = _product(numbers, affine.scale)
        if current.op is Op.MUL:
            affine = Affine(scaled, affine.shift)
        else:
            affine = Affine(affine.scale, _sum(scaled, affine.shift))
        current = inner
    if current.op is not Op.RESHAPE or not is_used_once(current):
        return None
    return convolution(current.sources[0], current.shape, is_fixed, affine)


def _with_numbers(x: Node, is_fixed: Callable[[Node], bool]) -> tuple[Node, Node] | None:
    """What is scaled or shifted, and the fixed numbers it is by, one for each channel or one for all."""
    for inner, other in (x.sources, x.sources[::-1]):
        numbers = slimmed(other)
        alike = all(size == 1 for axis, size in enumerate(numbers.shape) if axis != 1)
        if alike and inner.shape == x.shape and not is_fixed(inner) and is_fixed(numbers):
            return inner, numbers
    return None


def _product(x: Node, scale: Node | None) -> Node:
    return x if scale is None else _combined(Op.MUL, x, scale)


def _sum(x: Node, shift: Node | None) -> Node:
    return x if shift is None else _combined(Op.ADD, x, shift)


def _combined(op: Op, x: Node, y: Node) -> Node:
    shape = broadcast_shapes(x.shape, y.shape)
    return nodes.elementwise(op, broadcast_node(x, shape), broadcast_node(y, shape))
