"""Matrix products: their graphs, operands whose products are exact, and what is right."""

from __future__ import annotations

import numpy as np

from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import DType
from barewire.tensor.graph.node import Node, Op

from ..reference import numpy_dtype
from .comparison import Array


def matmul(a: Node, b: Node) -> Node:
    """The graph of a matrix product [.., m, k] @ [.., k, n]; narrower floats are multiplied and summed in
    float32.
    """
    *batch, m, k = a.shape
    n = b.shape[-1]
    shape = (*batch, m, k, n)
    left = graph.expand(graph.reshape(a, (*batch, m, k, 1)), shape)
    right = graph.expand(
        graph.reshape(b, (*b.shape[:-2], *[1] * (len(a.shape) - len(b.shape)), 1, k, n)), shape
    )
    if a.dtype.is_float and a.dtype.bits < 32:
        left, right = graph.cast(left, dtypes.float32), graph.cast(right, dtypes.float32)
    total = graph.reduce(graph.elementwise(Op.MUL, left, right), Op.ADD, (len(batch) + 1,))
    return graph.reshape(total, (*batch, m, n))


def values(shape: tuple[int, ...], dtype: DType, seed: int) -> Array:
    """Values whose products and sums any float dtype but the result's rounding represents exactly."""
    whole = np.random.default_rng(seed).integers(-8, 9, shape)
    return (whole if dtype.is_integer else whole / 8).astype(numpy_dtype(dtype))


def exact(a: Array, b: Array, dtype: DType) -> Array:
    """The product in 64 bits, in the dtype of the sum."""
    wide = np.int64 if dtype.is_integer else np.float64
    result = np.matmul(a.astype(wide), b.astype(wide))
    return result.astype(np.float32 if dtype.is_float and dtype.bits < 32 else numpy_dtype(dtype))
