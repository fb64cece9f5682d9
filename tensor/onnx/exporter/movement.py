"""Movement ops, reads and writes at indices, and reductions as ONNX's operators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...graph.node import Node, Op, Shape
from .contractions import contraction, product_of
from .element_types import takes, written_in
from .elementwise import chosen, constant_of, reduced, typed
from .emission import Emission
from .pooling import pool, straight
from .simplified import slimmed
from .written import Written

# As far as a slice goes back: before the first element.
_BEFORE_ALL = -(1 << 62)


def _reshape(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    source = x.sources[0]
    if source.op is Op.REDUCE:
        return contraction(source, x.shape, is_fixed) or pool(source, x.shape) or _plain(source, x.shape)
    return Emission((source,), lambda written, names: written.reshaped(names[0], source.shape, x.shape))


def _permute(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    return Emission(x.sources, lambda written, names: written.permuted(names[0], x.order))


def _expand(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    return Emission(x.sources, lambda written, names: repeated(written, names[0], x.dtype, x.shape))


def repeated(written: Written, name: str, dtype: DType, shape: Shape) -> str:
    """Write the repetition of axes of size 1."""
    work = written_in("Expand", dtype)
    assert work is not None
    result = written.op("Expand", written.cast(name, dtype, work), written.integers(shape))
    return written.cast(result, work, dtype)


def sliced(written: Written, name: str, dtype: DType, ranges: Sequence[tuple[int, int, int, int]]) -> str:
    """Write a slice: (axis, start, stop, step) of each axis that is cut."""
    if not ranges:
        return name
    axes, starts, stops, steps = zip(*ranges, strict=True)
    work = dtype if takes("Slice", dtype) else dtypes.float32
    lists = [written.integers(each) for each in (starts, stops, axes, steps)]
    return written.cast(written.op("Slice", written.cast(name, dtype, work), *lists), work, dtype)


def _shrink(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    cut = [
        (axis, *each)
        for axis, (each, size) in enumerate(zip(x.ranges, x.sources[0].shape, strict=True))
        if each != (0, size, 1)
    ]
    return Emission(x.sources, lambda written, names: sliced(written, names[0], x.dtype, cut))


def _flip(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    turned = [(axis, -1, _BEFORE_ALL, -1) for axis in x.flipped]
    return Emission(x.sources, lambda written, names: sliced(written, names[0], x.dtype, turned))


def _pad(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    padding, value = x.padding
    source = x.sources[0]
    work = written_in("Pad", x.dtype)
    assert work is not None

    def grown(written: Written, name: str, low: Sequence[int], high: Sequence[int]) -> str:
        if not any(low) and not any(high):
            return name
        return written.op("Pad", name, written.integers([*low, *high]), written.scalar(value, work))

    def write(written: Written, names: Sequence[str]) -> str:
        name = written.cast(names[0], x.dtype, work)
        between = [
            interior if size > 1 else 0 for size, (_, _, interior) in zip(source.shape, padding, strict=True)
        ]
        if any(between):
            # Every element gets an axis of its own, which is what grows.
            beside = tuple(n for size in source.shape for n in (size, 1))
            spread = tuple(size * (1 + more) for size, more in zip(source.shape, between, strict=True))
            name = written.reshaped(name, source.shape, beside)
            high = [n for more in between for n in (0, more)]
            name = grown(written, name, [0] * len(high), high)
            name = written.reshaped(name, (0,), spread)
            cut = [
                (axis, 0, size - more, 1)
                for axis, (size, more) in enumerate(zip(spread, between, strict=True))
                if more
            ]
            name = sliced(written, name, work, cut)
        name = grown(written, name, [low for low, _, _ in padding], [high for _, high, _ in padding])
        return written.cast(name, work, x.dtype)

    return Emission(x.sources, write)


def _window(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    axis, size, stride, dilation = x.window
    if size == x.sources[0].shape[axis]:
        return Emission(
            x.sources, lambda written, names: written.reshaped(names[0], x.sources[0].shape, x.shape)
        )
    places = np.arange(x.shape[axis])[:, None] * stride + np.arange(size) * dilation
    return Emission(x.sources, lambda written, names: _taken(written, names[0], places, axis, x.dtype))


def _taken(written: Written, name: str, places: np.ndarray[Any, Any], axis: int, dtype: DType) -> str:
    work = dtype if takes("Gather", dtype) else dtypes.float32
    held = written.values(places.astype(np.int64), dtypes.int64, "places")
    return written.cast(written.op("Gather", written.cast(name, dtype, work), held, axis=axis), work, dtype)


# indices


def _within(written: Written, index: str, dtype: DType, size: int) -> tuple[str, str]:
    """An index of int64, and whether it is at an element of an axis."""
    index = written.cast(index, dtype, dtypes.int64)
    below = written.op("Less", index, written.scalar(0, dtypes.int64))
    beyond = written.op("Less", written.scalar(size - 1, dtypes.int64), index)
    return index, written.op("Not", written.op("Or", below, beyond))


def _gather(x: Node, is_in_range: Callable[[Node, int], bool]) -> Emission:
    """Reads at indices; where one is out of range there is 0."""
    source, index = x.sources
    axis, dtype = x.axis, x.dtype
    size = source.shape[axis]
    row = slimmed(index)
    # One index for whole slices along the axis, of which none is cut.
    lines = row.shape[axis] == x.shape[axis] and all(
        n == 1 and source.shape[a] == x.shape[a] for a, n in enumerate(row.shape) if a != axis
    )
    used = row if lines else index
    safe = is_in_range(index, size)
    work = dtype if takes("Gather", dtype) else dtypes.float32

    def write(written: Written, names: Sequence[str]) -> str:
        name, place = written.cast(names[0], dtype, work), names[1]
        if safe:
            if index.dtype not in (dtypes.int32, dtypes.int64):
                place = written.cast(place, index.dtype, dtypes.int64)
        else:
            place, inside = _within(written, place, index.dtype, size)
            place = chosen(written, inside, place, written.scalar(0, dtypes.int64), dtypes.int64)
        if lines:
            flat = written.reshaped(place, row.shape, (x.shape[axis],))
            name = written.op("Gather", name, flat, axis=axis)
        else:
            name = written.op("GatherElements", name, place, axis=axis)
        name = written.cast(name, work, dtype)
        return name if safe else chosen(written, inside, name, written.scalar(0, dtype), dtype)

    return Emission((source, used), write)


_REDUCTIONS = {"set": "none", "add": "add", "max": "max", "multiply": "mul"}


def _scatter(x: Node, is_in_range: Callable[[Node, int], bool]) -> Emission:
    """Writes at indices; what is out of range goes to one more place, which is cut off."""
    target, index, values = x.sources
    axis, mode = x.scatter
    size, dtype = target.shape[axis], x.dtype
    safe = is_in_range(index, size)
    work = dtype if mode == "set" and takes("ScatterElements", dtype) else _summed_in(dtype)
    if index.shape != values.shape:
        raise InvalidArgument("export: values are scattered at as many indices")

    def write(written: Written, names: Sequence[str]) -> str:
        into, place, given = names
        into, given = written.cast(into, dtype, work), written.cast(given, dtype, work)
        if safe:
            place = written.cast(place, index.dtype, dtypes.int64)
        else:
            place, inside = _within(written, place, index.dtype, size)
            place = chosen(written, inside, place, written.scalar(size, dtypes.int64), dtypes.int64)
            high = [int(a == axis) for a in range(len(x.shape))]
            grown = written_in("Pad", work)
            assert grown is not None
            ends = written.integers([*[0] * len(high), *high])
            into = written.cast(written.op("Pad", written.cast(into, work, grown), ends), grown, work)
        name = written.op("ScatterElements", into, place, given, axis=axis, reduction=_REDUCTIONS[mode])
        if not safe:
            name = sliced(written, name, work, [(axis, 0, size, 1)])
        return written.cast(name, work, dtype)

    return Emission(x.sources, write)


def _summed_in(dtype: DType) -> DType:
    """What is added up or compared at indices."""
    return dtypes.uint8 if dtype is dtypes.bool_ else dtype.computing


# reductions


def _reduce(x: Node, is_fixed: Callable[[Node], bool]) -> Emission:
    return contraction(x, x.shape, is_fixed) or pool(x, x.shape) or _plain(x, x.shape)


def _plain(x: Node, to: Shape) -> Emission:
    """A reduction over whole axes, brought to a shape."""
    op, dtype = x.reduction[0], x.dtype
    source, axes = straight(x)
    shape = tuple(1 if axis in axes else size for axis, size in enumerate(source.shape))
    operator = {Op.ADD: "ReduceSum", Op.MUL: "ReduceProd", Op.MAX: "ReduceMax"}[op]
    if dtype is dtypes.bool_:
        operator = "ReduceMin" if op is Op.MUL else "ReduceMax"

    def write(written: Written, names: Sequence[str]) -> str:
        if operator == "ReduceProd" and dtype.is_integer:
            name = _product(written, names[0], source, axes)
        else:
            name = reduced(written, operator, names[0], dtype, axes)
        return written.reshaped(name, shape, to)

    def write_wide(written: Written, names: Sequence[str]) -> str:
        # In the order of signed numbers with the first bit turned.
        top = written.scalar(1 << 63, dtype)
        name = written.cast(written.op("BitwiseXor", names[0], top), dtype, dtypes.int64)
        name = written.cast(reduced(written, operator, name, dtypes.int64, axes), dtypes.int64, dtype)
        return written.reshaped(written.op("BitwiseXor", name, top), shape, to)

    return Emission((source,), write_wide if dtype is dtypes.uint64 and op is Op.MAX else write)


def _product(written: Written, name: str, x: Node, axes: Sequence[int]) -> str:
    """The product of integers over axes, half with half until one is left: ONNX Runtime's does not wrap."""
    for axis in axes:
        size = x.shape[axis]
        while size > 1:
            half = size // 2
            cuts = [(0, half), (half, 2 * half), *([(size - 1, size)] if size % 2 else [])]
            parts = [sliced(written, name, x.dtype, [(axis, *cut, 1)]) for cut in cuts]
            name = typed(written, "Mul", parts[:2], x.dtype)
            if size % 2:
                name = written.op("Concat", name, parts[2], axis=axis)
            size = half + size % 2
    return name


def mean(x: Node) -> Emission | None:
    """A sum over axes or windows, divided by how many there are; None for other quotients."""
    total, divisor = x.sources[0], constant_of(x.sources[1])
    if divisor is None or not divisor:
        return None
    inner = total.sources[0] if total.op is Op.RESHAPE else total
    found = pool(inner, x.shape, float(divisor))
    if found is not None:
        return found
    if inner.op is not Op.REDUCE or inner.reduction[0] is not Op.ADD or not takes("ReduceMean", x.dtype):
        return None
    source, axes = straight(inner)
    if prod(source.shape[axis] for axis in axes) != divisor:
        return None
    if inner.sources[0].op is Op.MUL and product_of(inner) is not None:
        return None
    shape = tuple(1 if axis in axes else size for axis, size in enumerate(source.shape))

    def write(written: Written, names: Sequence[str]) -> str:
        name = written.op("ReduceMean", names[0], written.integers(axes), keepdims=1)
        return written.reshaped(name, shape, x.shape)

    return Emission((source,), write)


MOVEMENT = {
    Op.RESHAPE: _reshape,
    Op.PERMUTE: _permute,
    Op.EXPAND: _expand,
    Op.SHRINK: _shrink,
    Op.FLIP: _flip,
    Op.PAD: _pad,
    Op.WINDOW: _window,
    Op.REDUCE: _reduce,
}
INDEXING = {Op.GATHER: _gather, Op.SCATTER: _scatter}
