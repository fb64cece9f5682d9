"""Reductions to few results, rewritten in two steps, so that there is work for every core or compute unit."""

from __future__ import annotations

from collections.abc import Sequence

from ..graph import node as graph
from ..graph.node import Node, Op, toposort
from .contractions import is_contraction

# A reduction of at least so many elements whose results make fewer pieces of work than this is done in two
# steps, so that threads share it. Where the last axis is kept, the results of one vector step are one piece.
_MANY_TERMS = 1 << 16
_FEW_PIECES = 8
_PIECE = 64
_PARTS = 32
# Results in a tile of a contraction, and the products that each should sum.
_TILE = 1024
_FEWEST_SUMMED = 256
# A softmax's weights times values are left whole, so that it can be one kernel with the scores, where a tile
# has so few results of each row or so few are summed.
_TILE_ROWS = 8
_FEW_WEIGHTED = 1024


def split_reductions(
    outputs: Sequence[Node], pieces: int = _FEW_PIECES, parts: int = _PARTS, tiles: int = 0
) -> list[Node]:
    """The same values, with every large reduction to few results done in two steps.

    Fewer than `pieces` pieces of work are few; the first step makes up to `parts` of each. So is every
    contraction whose result makes fewer than `tiles` tiles.
    """
    new: dict[Node, Node] = {}
    for current in toposort(outputs):
        sources = tuple(new[source] for source in current.sources)
        if sources != current.sources:
            rebuilt = graph.node(current.op, current.dtype, current.shape, sources, current.argument)
        else:
            rebuilt = current
        if _is_worth_splitting(rebuilt, pieces, parts):
            rebuilt = _split(rebuilt, parts)
        elif is_contraction(rebuilt):
            rebuilt = _split_contraction(rebuilt, tiles)
        new[current] = rebuilt
    return [new[output] for output in outputs]


def _is_worth_splitting(node: Node, few: int, parts: int) -> bool:
    if node.op is not Op.REDUCE or node.sources[0].size < _MANY_TERMS or is_contraction(node):
        return False
    last = max(axis for axis, size in enumerate(node.sources[0].shape) if size > 1)
    pieces = node.size if last in node.reduction[1] else -(-node.size // _PIECE)
    return pieces < few and node.sources[0].size // node.size >= 4 * parts


def _split_contraction(node: Node, tiles: int) -> Node:
    """The contraction with its longest axis in so many equal parts that their results make `tiles` tiles.

    As it is where that leaves too little to sum, or the axis has no such parts.
    """
    axes = node.reduction[1]
    source = node.sources[0]
    depth = source.size // max(node.size, 1)
    rows = node.size // max(node.shape[-1], 1)
    if _is_weighted_mean(node) and (depth <= _FEW_WEIGHTED or rows >= tiles * _TILE_ROWS):
        return node
    most = min(tiles * _TILE // max(node.size, 1), depth // _FEWEST_SUMMED)
    axis = max(axes, key=lambda each: source.shape[each])
    size = source.shape[axis]
    choices = range(min(most, size), max(most // 2, 1), -1)
    parts = next((count for count in choices if size % count == 0), 0)
    if not parts:
        return node
    sums = _sums_of_parts(source, axes, axis, parts)
    # The parts first: what a kernel writes must stay contiguous along the columns.
    order = (axis, *(each for each in range(len(sums.shape)) if each != axis))
    partial = graph.contiguous(graph.permute(sums, order))
    return graph.reshape(graph.reduce(partial, Op.ADD, (0,)), node.shape)


def _is_weighted_mean(node: Node) -> bool:
    """Whether an operand of a contraction is exponentials over something, as those of a softmax are."""
    product = node.sources[0]
    while product.op is Op.CAST:
        product = product.sources[0]
    for operand in product.sources:
        while operand.op is Op.CAST or operand.op in graph.MOVEMENT:
            operand = operand.sources[0]
        if operand.op is Op.DIV and operand.sources[0].op is Op.EXP:
            return True
    return False


def _split(node: Node, most: int) -> Node:
    op, axes = node.reduction
    source = node.sources[0]
    axis = max(axes, key=lambda each: source.shape[each])
    size = source.shape[axis]
    parts = next((count for count in range(min(most, size), most // 2, -1) if size % count == 0), 0)
    if not parts:
        parts = min(most, size)
        padding = [(0, -size % parts if each == axis else 0, 0) for each in range(len(source.shape))]
        source = graph.pad(source, padding, op.identity(node.dtype))
    partial = graph.contiguous(_sums_of_parts(source, axes, axis, parts, op))
    return graph.reshape(graph.reduce(partial, op, (axis,)), node.shape)


def _sums_of_parts(source: Node, axes: tuple[int, ...], axis: int, parts: int, op: Op = Op.ADD) -> Node:
    """The reduction of each of the equal parts of one of the axes, which stand in its place."""
    shape = source.shape[:axis] + (parts, source.shape[axis] // parts) + source.shape[axis + 1 :]
    inner = tuple(each if each < axis else each + 1 for each in axes)
    return graph.reduce(graph.reshape(source, shape), op, inner)
