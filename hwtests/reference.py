"""The graph executed by plain NumPy, one node at a time, exactly as the op reference in
`tensor/graph/op.py` says.

It shares nothing with the scheduler and the code generator, so it is an independent judge of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ml_dtypes
import numpy as np
import torch

from barewire.tensor.graph.dtype import EIGHT_BIT_FLOATS, DType
from barewire.tensor.graph.node import Node, Op, toposort

Array = np.ndarray[Any, Any]


# PyTorch and ml_dtypes call them as Barewire does.
EIGHT_BIT = {dtype.name: getattr(torch, dtype.name) for dtype in EIGHT_BIT_FLOATS}


def numpy_dtype(dtype: DType) -> np.dtype[Any]:
    """NumPy's dtype for one of Barewire's; those that NumPy lacks are those of ml_dtypes."""
    if dtype.name == "bfloat16" or dtype.name in EIGHT_BIT:
        return np.dtype(getattr(ml_dtypes, dtype.name))
    return np.dtype("float32" if dtype.name == "tfloat32" else dtype.name)


def cast(x: Array, dtype: DType) -> Array:
    """Values converted as NumPy does it; to floats of 8 bits, of which ml_dtypes makes what is too large no
    number, as PyTorch does.
    """
    if dtype.name == "bool":
        return x != 0
    if dtype.name == "tfloat32":
        return _ten_bits(x.astype(np.float32))
    if dtype.name not in EIGHT_BIT or x.dtype == numpy_dtype(dtype):
        return x.astype(numpy_dtype(dtype))
    single = torch.from_numpy(np.array(x, dtype=np.float32))
    codes = single.to(EIGHT_BIT[dtype.name]).view(torch.uint8)
    return np.asarray(codes.numpy()).view(numpy_dtype(dtype))


def _ten_bits(x: Array) -> Array:
    """Singles rounded to 10 bits of fraction, halves away from zero."""
    fraction, exponent = np.frexp(x.astype(np.float64))
    size = np.ldexp(np.floor(np.abs(fraction) * 2048 + 0.5) / 2048, exponent)
    return np.copysign(np.where(np.isfinite(x), size, np.abs(x)), x).astype(np.float32)


def _elementwise(node: Node, function: Callable[..., Array], sources: Sequence[Array]) -> Array:
    """An elementwise op; one of 8-bit floats is that of their float32 values, rounded once."""
    if node.dtype.name not in EIGHT_BIT or node.op is Op.WHERE:
        return function(*sources)
    return cast(np.asarray(function(*(x.astype(np.float32) for x in sources))), node.dtype)


def _floor_divide(x: Array, y: Array) -> Array:
    zero = y == 0
    return np.where(zero, 0, x // np.where(zero, 1, y)).astype(x.dtype)


def _modulo(x: Array, y: Array) -> Array:
    if x.dtype.kind in "iu":
        zero = y == 0
        return np.where(zero, 0, x % np.where(zero, 1, y)).astype(x.dtype)
    wide = np.float64 if x.dtype == np.float64 else np.float32
    return np.mod(x.astype(wide), y.astype(wide)).astype(x.dtype)


def _power(x: Array, y: Array) -> Array:
    return np.power(x.astype(np.float64), y.astype(np.float64)).astype(x.dtype)


def _function(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """A function of 16-bit floats is that of their float32 values, rounded once."""
    return lambda x: function(x if x.dtype in (np.float32, np.float64) else x.astype(np.float32)).astype(
        x.dtype
    )


ELEMENTWISE: dict[Op, Callable[..., Array]] = {
    Op.SQRT: _function(np.sqrt),
    Op.EXP: _function(np.exp),
    Op.LOG: _function(np.log),
    Op.SIN: _function(np.sin),
    Op.COS: _function(np.cos),
    Op.TRUNC: _function(np.trunc),
    Op.ADD: np.add,
    Op.MUL: np.multiply,
    Op.DIV: np.divide,
    Op.IDIV: _floor_divide,
    Op.MOD: _modulo,
    Op.POW: _power,
    Op.MAX: np.maximum,
    Op.CMPLT: np.less,
    Op.CMPEQ: np.equal,
    Op.AND: np.bitwise_and,
    Op.OR: np.bitwise_or,
    Op.XOR: np.bitwise_xor,
    Op.SHL: np.left_shift,
    Op.SHR: np.right_shift,
    Op.WHERE: np.where,
    Op.FMA: lambda x, y, z: (x.astype(np.longdouble) * y + z).astype(x.dtype),
    Op.COMPLEX: lambda re, im: _complex(re, im),
    Op.REAL: np.real,
    Op.IMAG: np.imag,
    Op.AS_REAL: lambda x: np.stack([x.real, x.imag], -1),
    Op.AS_COMPLEX: lambda x: _complex(x[..., 0], x[..., 1]),
}


def _complex(re: Array, im: Array) -> Array:
    made = np.empty(re.shape, np.complex64 if re.dtype == np.float32 else np.complex128)
    made.real, made.imag = re, im
    return made


def _constant(node: Node) -> Array:
    if node.dtype.name in EIGHT_BIT:
        return cast(np.asarray(node.argument, dtype=np.float32), node.dtype)
    return np.asarray(node.argument, dtype=numpy_dtype(node.dtype))


def _pad(x: Array, node: Node) -> Array:
    padding, value = node.argument
    out = np.full(node.shape, value, dtype=x.dtype)
    region = tuple(
        slice(low, low + (size - 1) * (interior + 1) + 1 if size else low, interior + 1)
        for (low, _, interior), size in zip(padding, x.shape, strict=True)
    )
    out[region] = x
    return out


def _window(x: Array, node: Node) -> Array:
    axis, size, stride, dilation = node.argument
    positions = node.shape[axis]
    parts = [
        np.take(x, range(k * dilation, k * dilation + (positions - 1) * stride + 1, stride), axis=axis)
        for k in range(size)
    ]
    return np.stack(parts, axis=axis + 1)


def _clip_index(index: Array, size: int) -> tuple[Array, Array]:
    """Indices as int64, and which are in range."""
    wide = index.astype(np.int64) if index.dtype != np.uint64 else np.minimum(index, 2**62).astype(np.int64)
    return wide, (wide >= 0) & (wide < size)


def _gather(x: Array, index: Array, node: Node) -> Array:
    axis = node.argument
    wide, inside = _clip_index(index, x.shape[axis])
    if x.shape[axis] == 0:
        return np.zeros(index.shape, dtype=x.dtype)
    lead = x[tuple(slice(None) if i == axis else slice(0, n) for i, n in enumerate(index.shape))]
    return np.where(inside, np.take_along_axis(lead, np.where(inside, wide, 0), axis), 0).astype(x.dtype)


def _scatter(x: Array, index: Array, y: Array, node: Node) -> Array:
    axis, mode = node.argument
    out = x.copy()
    wide, inside = _clip_index(index, x.shape[axis])
    for place in np.ndindex(index.shape):
        if inside[place]:
            target = (*place[:axis], int(wide[place]), *place[axis + 1 :])
            if mode == "set":
                out[target] = y[place]
            elif mode == "add":
                out[target] = out[target] | y[place] if out.dtype == bool else out[target] + y[place]
            elif mode == "multiply":
                out[target] = out[target] * y[place]
            else:
                out[target] = np.maximum(out[target], y[place])
    return out


def _reduce(x: Array, node: Node) -> Array:
    op, axes = node.argument
    if op is Op.MAX:
        least = node.dtype.minimum
        return np.max(x, axis=axes, keepdims=True, initial=x.dtype.type(least))
    function = {Op.ADD: np.add, Op.MUL: np.multiply}[op]
    if x.dtype == bool:
        function = {Op.ADD: np.logical_or, Op.MUL: np.logical_and}[op]
    return np.asarray(function.reduce(x, axis=axes, keepdims=True), dtype=x.dtype)


def _buffer(node: Node) -> Array:
    if not node.size:
        return np.empty(node.shape, dtype=numpy_dtype(node.dtype))
    contents = bytes(node.argument.copy_out())
    return np.frombuffer(contents, dtype=numpy_dtype(node.dtype)).reshape(node.shape)


RULES: dict[Op, Callable[..., Array]] = {
    Op.BUFFER: lambda node: _buffer(node),
    Op.CONST: lambda node: _constant(node),
    Op.SCALAR: lambda node: _constant(node),
    Op.IOTA: lambda node: np.arange(node.shape[0]).astype(numpy_dtype(node.dtype)),
    Op.CONTIGUOUS: lambda node, x: x,
    Op.COPY: lambda node, x: x,
    Op.ASSIGN: lambda node, target, x: x,
    Op.RESHAPE: lambda node, x: x.reshape(node.shape),
    Op.PERMUTE: lambda node, x: x.transpose(node.argument),
    Op.EXPAND: lambda node, x: np.broadcast_to(x, node.shape),
    Op.SHRINK: lambda node, x: x[tuple(slice(*each) for each in node.argument)],
    Op.PAD: lambda node, x: _pad(x, node),
    Op.FLIP: lambda node, x: np.flip(x, node.argument),
    Op.WINDOW: lambda node, x: _window(x, node),
    Op.GATHER: lambda node, x, index: _gather(x, index, node),
    Op.SCATTER: lambda node, x, index, y: _scatter(x, index, y, node),
    Op.REDUCE: lambda node, x: _reduce(x, node),
    Op.CAST: lambda node, x: cast(x, node.dtype),
    Op.BITCAST: lambda node, x: np.ascontiguousarray(x).reshape(x.shape).view(numpy_dtype(node.dtype)),
    **{
        op: (lambda node, *sources, f=function: _elementwise(node, f, sources))
        for op, function in ELEMENTWISE.items()
    },
}


def evaluate(nodes: Sequence[Node]) -> list[Array]:
    """The values of nodes, computed one node at a time."""
    order = toposort(nodes)
    uses: dict[Node, int] = {}
    for each in order:
        for source in each.sources:
            uses[source] = uses.get(source, 0) + 1
    for each in nodes:
        uses[each] = uses.get(each, 0) + 1
    values: dict[Node, Array] = {}
    with np.errstate(all="ignore"):
        for each in order:
            value = np.asarray(RULES[each.op](each, *(values[source] for source in each.sources)))
            if value.shape != each.shape or value.dtype != numpy_dtype(each.dtype):
                raise AssertionError(f"{each} evaluates to {value.dtype} {value.shape}")
            values[each] = value
            for source in each.sources:
                uses[source] -= 1
                if not uses[source]:
                    del values[source]
    return [values[each] for each in nodes]


def realize(nodes: Sequence[Node], device: str) -> list[Node]:
    """What `barewire.tensor.run.realize.realize` does, by NumPy."""
    from barewire.runtime.buffer import Buffer
    from barewire.runtime.device import Device
    from barewire.tensor.graph.node import buffer

    results = []
    for each, value in zip(nodes, evaluate(nodes), strict=True):
        storage = Buffer(Device[device], value.nbytes)
        storage.copy_in(np.ascontiguousarray(value).reshape(-1).view(np.uint8))
        each.realized = buffer(storage, each.dtype, each.shape)
        results.append(each.realized)
    return results
