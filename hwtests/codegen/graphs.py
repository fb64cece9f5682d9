"""Random graphs: hypothesis strategies that compose every kind of op on small shapes."""

from __future__ import annotations

from math import prod

import numpy as np
from hypothesis import strategies as st

from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op

from .comparison import stored

MOST_ELEMENTS = 600

sizes = st.sampled_from([1, 1, 2, 3, 4, 5, 7, 16, 17])


@st.composite
def shapes(draw, least_rank: int = 0, most_rank: int = 4) -> tuple[int, ...]:
    rank = draw(st.integers(least_rank, most_rank))
    shape: list[int] = []
    for _ in range(rank):
        size = draw(sizes)
        shape.append(size if prod(shape) * size <= MOST_ELEMENTS else 1)
    if rank and draw(st.integers(0, 19)) == 0:
        shape[draw(st.integers(0, rank - 1))] = 0
    return tuple(shape)


def leaf(shape: tuple[int, ...], dtype: DType, seed: int) -> Node:
    """A buffer of small values, with which sums and products of floats stay exact enough to compare."""
    random = np.random.default_rng(seed)
    if dtype.is_float:
        return stored(random.integers(-16, 17, shape) / 8, dtype)
    return stored(
        random.integers(0 if dtype.kind in "ub" else -9, 2 if dtype.kind == "b" else 10, shape), dtype
    )


@st.composite
def leaves(draw, dtype: DType | None = None, shape: tuple[int, ...] | None = None) -> Node:
    kind = dtype or draw(
        st.sampled_from([dtypes.float32, dtypes.int32, dtypes.int64, dtypes.uint8, dtypes.bool_])
    )
    return leaf(draw(shapes()) if shape is None else shape, kind, draw(st.integers(0, 9)))


def _factors(draw, count: int) -> tuple[int, ...]:
    """A random shape with this many elements."""
    shape: list[int] = []
    rest = count
    while rest > 1 and len(shape) < 4:
        divisors = [d for d in range(1, rest + 1) if rest % d == 0]
        shape.append(draw(st.sampled_from(divisors)))
        rest //= shape[-1]
    return (*shape, rest) if rest > 1 or draw(st.booleans()) else tuple(shape)


def _reshape(draw, x: Node) -> Node:
    if x.size == 0:
        return graph.reshape(x, (*x.shape, 1))
    return graph.reshape(x, _factors(draw, x.size))


def _permute(draw, x: Node) -> Node:
    return graph.permute(x, tuple(draw(st.permutations(range(len(x.shape))))))


def _expand(draw, x: Node) -> Node:
    shape = list(x.shape)
    for axis, size in enumerate(shape):
        if size == 1:
            wanted = draw(st.sampled_from([1, 2, 3, 5]))
            if prod(shape) * wanted <= MOST_ELEMENTS:
                shape[axis] = wanted
    return graph.expand(x, tuple(shape))


def _shrink(draw, x: Node) -> Node:
    ranges = []
    for size in x.shape:
        start = draw(st.integers(0, size))
        ranges.append((start, draw(st.integers(start, size)), draw(st.integers(1, 3))))
        if draw(st.integers(0, 3)):  # mostly keep something
            ranges[-1] = (min(start, size // 2), size, ranges[-1][2])
    return graph.shrink(x, ranges)


def _pad(draw, x: Node) -> Node:
    few = st.sampled_from([0, 0, 1, 2, 3])
    padding = [(draw(few), draw(few), draw(st.sampled_from([0, 0, 0, 1, 2]))) for _ in x.shape]
    padded = graph.pad(x, padding, draw(st.sampled_from([0, 0, 1, -2 if x.dtype.kind in "if" else 1])))
    return padded if padded.size <= 4 * MOST_ELEMENTS else x


def _flip(draw, x: Node) -> Node:
    return graph.flip(x, tuple(axis for axis in range(len(x.shape)) if draw(st.booleans())))


def _window(draw, x: Node) -> Node:
    candidates = [axis for axis, size in enumerate(x.shape) if size > 1]
    if not candidates or len(x.shape) > 5:
        return x
    axis = draw(st.sampled_from(candidates))
    size = draw(st.integers(1, min(3, x.shape[axis])))
    most = (x.shape[axis] - 1) // max(size - 1, 1)
    windowed = graph.window(
        x, axis, size, draw(st.integers(1, 3)), draw(st.integers(1, max(1, min(most, 2))))
    )
    return windowed if windowed.size <= 4 * MOST_ELEMENTS else x


def _gather(draw, x: Node) -> Node:
    if not x.shape:
        return x
    axis = draw(st.integers(0, len(x.shape) - 1))
    shape = tuple(
        draw(sizes) if a == axis else draw(st.integers(min(1, n), n)) for a, n in enumerate(x.shape)
    )
    if prod(shape) > MOST_ELEMENTS:
        return x
    return graph.gather(x, _positions(draw, shape, x.shape[axis]), axis)


def _positions(draw, shape: tuple[int, ...], size: int) -> Node:
    """Indices, some of them out of range, from memory or counted."""
    random = np.random.default_rng(draw(st.integers(0, 9)))
    dtype = draw(st.sampled_from([dtypes.int64, dtypes.int32, dtypes.int8, dtypes.uint8]))
    least = -2 if dtype.kind == "i" else 0
    if prod(shape) and draw(st.integers(0, 3)) == 0:
        counted = graph.reshape(graph.iota(prod(shape), dtypes.int32), shape)
        return graph.elementwise(Op.ADD, counted, graph.const(draw(st.integers(-2, 2)), dtypes.int32, shape))
    return stored(random.integers(least, size + 2, shape), dtype)


def _scatter(draw, x: Node) -> Node:
    if not x.shape:
        return x
    axis = draw(st.integers(0, len(x.shape) - 1))
    shape = tuple(
        draw(sizes) if a == axis else draw(st.integers(min(1, n), n)) for a, n in enumerate(x.shape)
    )
    if prod(shape) > MOST_ELEMENTS:
        return x
    values = leaf(shape, x.dtype, draw(st.integers(0, 9)))
    if draw(st.booleans()):
        values = graph.cast(elementwise(draw, values), x.dtype)
    mode = draw(st.sampled_from(["set", "add", "max", "multiply"]))
    return graph.scatter(x, _positions(draw, shape, x.shape[axis]), values, axis, mode)


def _product(draw, x: Node) -> Node:
    """x [.., m, k] times a small matrix, or its own transpose."""
    if len(x.shape) < 2 or x.size == 0:
        return x
    *batch, m, k = x.shape
    if draw(st.booleans()):
        order = (*range(len(batch)), len(batch) + 1, len(batch))
        other, n = graph.reshape(graph.permute(x, order), (*batch, 1, k, m)), m
    else:
        n = draw(sizes)
        other = graph.reshape(leaf((k, n), x.dtype, draw(st.integers(0, 9))), (*[1] * len(batch), 1, k, n))
    shape = (*batch, m, k, n)
    if prod(shape) > 8 * MOST_ELEMENTS:
        return x
    left, right = graph.expand(graph.reshape(x, (*batch, m, k, 1)), shape), graph.expand(other, shape)
    return graph.reshape(
        graph.reduce(graph.elementwise(Op.MUL, left, right), Op.ADD, (len(batch) + 1,)), (*batch, m, n)
    )


def _contiguous(draw, x: Node) -> Node:
    return graph.contiguous(x)


MOVEMENTS = [_reshape, _permute, _expand, _shrink, _pad, _flip, _window]
INDEXING = [_gather, _scatter]


def elementwise(draw, x: Node) -> Node:
    """x with itself, a constant or a fresh buffer."""
    dtype = x.dtype
    other = draw(st.sampled_from(["constant", "self", "buffer", "row"]))
    if other == "constant":
        y = graph.const(draw(st.integers(0, 3)), dtype, x.shape)
    elif other == "buffer":
        y = leaf(x.shape, dtype, draw(st.integers(0, 9)))
    elif other == "row" and x.shape:
        row = leaf((1,) * (len(x.shape) - 1) + x.shape[-1:], dtype, draw(st.integers(0, 9)))
        y = graph.expand(row, x.shape)
    else:
        y = x
    ops = [Op.ADD, Op.MUL, Op.MAX] + ([Op.AND, Op.OR, Op.XOR] if not dtype.is_float else [])
    if dtype.is_integer:
        ops += [Op.IDIV, Op.MOD]
    op = draw(st.sampled_from(ops))
    result = graph.elementwise(op, x, y)
    if dtype.is_float and op is Op.MUL and draw(st.booleans()):
        # Keep magnitudes small: a chain of squares would overflow.
        result = graph.elementwise(Op.SIN, result)
    if draw(st.integers(0, 4)) == 0:
        result = graph.elementwise(Op.WHERE, graph.elementwise(Op.CMPLT, x, y), result, x)
    if draw(st.integers(0, 5)) == 0:
        result = graph.cast(
            result, draw(st.sampled_from([dtypes.float32, dtypes.int32, dtypes.int64, dtypes.bool_]))
        )
    return result


def _some_axes(draw, x: Node) -> tuple[int, ...]:
    axes = [axis for axis, size in enumerate(x.shape) if size > 1]
    return tuple(draw(st.lists(st.sampled_from(axes), min_size=1, max_size=3, unique=True))) if axes else ()


def _small(draw, x: Node) -> Node:
    return elementwise(draw, x)


def _reduce(draw, x: Node) -> Node:
    axes = _some_axes(draw, x)
    op = draw(
        st.sampled_from(
            [Op.ADD, Op.ADD, Op.MAX, Op.MUL] if not x.dtype.is_float else [Op.ADD, Op.ADD, Op.MAX]
        )
    )
    return graph.reduce(x, op, axes)


def _normalised(draw, x: Node) -> Node:
    """x less its largest along some axes: a reduction that its own source uses."""
    axes = _some_axes(draw, x)
    top = graph.expand(graph.reduce(x, Op.MAX, axes), x.shape)
    if not x.dtype.is_float:
        return graph.elementwise(Op.MAX if x.dtype.kind == "b" else Op.ADD, x, top)
    return graph.elementwise(Op.ADD, x, graph.elementwise(Op.MUL, top, graph.const(-0.5, x.dtype, x.shape)))


@st.composite
def movement_chains(draw, indexing: bool = False) -> Node:
    """Movement ops over one buffer, then elementwise ops and a reduction."""
    x = draw(leaves())
    kinds = MOVEMENTS + (INDEXING * 2 if indexing else [])
    for _ in range(draw(st.integers(1, 6))):
        x = draw(st.sampled_from(kinds))(draw, x)
    for _ in range(draw(st.integers(0, 2))):
        x = draw(st.sampled_from([_small, _reduce]))(draw, x)
    return x


@st.composite
def programs(draw) -> list[Node]:
    """One or two results of a graph in which any node may be used again, in any shape that fits."""
    others = [dtypes.float64, dtypes.int64, dtypes.uint8, dtypes.bool_]
    kind = draw(st.sampled_from([dtypes.float32] * 6 + [dtypes.int32] * 2 + others))
    pool: list[Node] = [draw(leaves(kind, draw(shapes(least_rank=least)))) for least in (2, 0)]
    kinds = (
        [_small] * 5
        + [_reduce] * 3
        + [_normalised] * 2
        + [_product] * 2
        + MOVEMENTS
        + INDEXING
        + [_contiguous]
    )
    for step in range(draw(st.integers(3, 14))):
        x = pool[0] if not step else draw(st.sampled_from([pool[-1], pool[-1], *pool]))
        made = draw(st.sampled_from(kinds))(draw, x)
        partners = [y for y in pool if y.shape == made.shape and y.dtype is made.dtype and y is not made]
        if partners and draw(st.booleans()):
            made = graph.elementwise(
                draw(st.sampled_from([Op.ADD, Op.MAX])), made, draw(st.sampled_from(partners))
            )
        pool.append(made)
    return [pool[-1], draw(st.sampled_from(pool))]


@st.composite
def several_results(draw) -> list[Node]:
    """Results in any order of a graph in which products, reductions and gathers feed several values each."""
    kind = draw(st.sampled_from([dtypes.float32] * 3 + [dtypes.int32] * 2))
    shape = draw(shapes(least_rank=2, most_rank=3))
    pool = [leaf(shape, kind, draw(st.integers(0, 9))) for _ in range(2)]
    kinds = [_small] * 4 + [_product] * 4 + [_reduce] * 2 + [_normalised] * 2 + [_gather] * 3 + [_scatter]
    for _ in range(draw(st.integers(3, 10))):
        x = draw(st.sampled_from(pool))
        made = graph.cast(draw(st.sampled_from(kinds + MOVEMENTS))(draw, x), kind)
        pool.append(made)
        partners = [y for y in pool if y.shape == made.shape and y is not made]
        if partners and draw(st.integers(0, 3)):
            # As p + q and max(2 p, q): each of the two needs both.
            other = draw(st.sampled_from(partners))
            twice = graph.elementwise(Op.MUL, made, graph.const(2, kind, made.shape))
            pool += [graph.elementwise(Op.ADD, made, other), graph.elementwise(Op.MAX, twice, other)]
    return draw(st.permutations(pool[2:]))[: draw(st.integers(2, 6))]
