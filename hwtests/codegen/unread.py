"""Graphs over memory that nobody reads, for kernels that are compiled and not run."""

from __future__ import annotations

from functools import lru_cache

from barewire import Tensor
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.dtype import ALL, DType
from barewire.tensor.graph.node import Node, Op

from .products import matmul

FLOATS = [dtype for dtype in ALL if dtype.is_float]


class Storage:
    """Memory that nobody reads: only its size is of interest."""


def given(shape: tuple[int, ...], dtype: DType = dtypes.float32) -> Node:
    return graph.buffer(Storage(), dtype, shape)


def softmax(x: Node) -> Node:
    shape = x.shape
    rows = (*shape[:-1], 1)
    most = graph.expand(graph.reshape(graph.reduce(x, Op.MAX, (1,)), rows), shape)
    negative = graph.elementwise(Op.MUL, most, graph.const(-1.0, x.dtype, shape))
    powers = graph.elementwise(Op.EXP, graph.elementwise(Op.ADD, x, negative))
    total = graph.expand(graph.reshape(graph.reduce(powers, Op.ADD, (1,)), rows), shape)
    return graph.elementwise(Op.DIV, powers, total)


def attention(tokens: int, head: int, dtype: DType, causal: bool) -> Node:
    """Attention of 16 batches of 16 heads."""
    like = Tensor([0.0])
    query, key, value = (like._of_node(given((16, 16, tokens, head), dtype)) for _ in range(3))
    return query.scaled_dot_product_attention(key, value, is_causal=causal)._node


@lru_cache(maxsize=1)
def graphs() -> dict[str, list[Node]]:
    x, y = given((512, 768)), given((512, 768))
    narrow = given((512, 768), dtypes.bfloat16)
    positions = given((64, 768), dtypes.int64)
    return {
        "map": [graph.elementwise(Op.ADD, graph.elementwise(Op.EXP, x), y)],
        "rows": [graph.reduce(x, Op.ADD, (1,))],
        "columns": [graph.reduce(x, Op.MAX, (0,))],
        "all": [graph.reduce(x, Op.ADD, (0, 1))],
        "narrow": [graph.reduce(narrow, Op.ADD, (1,))],
        "softmax": [softmax(x)],
        "gather": [graph.node(Op.GATHER, x.dtype, positions.shape, (x, positions), 0)],
        "matmul": [matmul(given((512, 768)), given((768, 384)))],
        "half": [matmul(given((512, 768), dtypes.float16), given((768, 384), dtypes.float16))],
        "odd": [matmul(given((67, 129)), given((129, 131)))],
        "batch": [matmul(given((4, 96, 80), dtypes.float64), given((4, 80, 72), dtypes.float64))],
    }


def product(dtype: DType, size: int = 256) -> Node:
    """A product of square matrices; 8-bit integers are summed in 32 bits."""
    if dtype is dtypes.tfloat32:
        rounded = [graph.cast(given((size, size)), dtype) for _ in range(2)]
        a, b = (graph.cast(each, dtypes.float32) for each in rounded)
        return matmul(a, b)
    a, b = given((size, size), dtype), given((size, size), dtype)
    if dtype.is_integer:
        a, b = graph.cast(a, dtypes.int32), graph.cast(b, dtypes.int32)
    return matmul(a, b)
