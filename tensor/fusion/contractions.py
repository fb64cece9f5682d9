"""Which reductions are contractions: their kernels are of a kind that takes no other reduction in."""

from __future__ import annotations

from ..graph.node import Node, Op


def is_contraction(node: Node) -> bool:
    """Whether a REDUCE multiplies two operands that each vary along an axis of the result of their own."""
    if node.op is not Op.REDUCE or node.reduction[0] is not Op.ADD:
        return False
    product = node.sources[0]
    while product.op is Op.CAST:
        product = product.sources[0]
    if product.op is not Op.MUL:
        return False
    axes = node.reduction[1]
    a, b = (_varying(source) for source in product.sources)
    kept = {axis for axis, size in enumerate(node.shape) if size > 1}
    return bool((a - b) & kept) and bool((b - a) & kept) and bool(a & b & set(axes))


def _varying(node: Node) -> set[int]:
    """The axes along which the elements of `node` differ, as far as its outermost movement ops show."""
    if node.op is Op.CAST:
        return _varying(node.sources[0])
    if node.op is Op.PERMUTE:
        source = _varying(node.sources[0])
        return {axis for axis, source_axis in enumerate(node.order) if source_axis in source}
    if node.op is Op.EXPAND:
        return {axis for axis, size in enumerate(node.sources[0].shape) if size > 1}
    return {axis for axis, size in enumerate(node.shape) if size > 1}
