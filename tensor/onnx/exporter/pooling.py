"""Reductions over windows as MaxPool and AveragePool."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...graph.node import Node, Op, Shape
from .contractions import pads_of, spatial_axes
from .element_types import takes
from .emission import Emission
from .reads import Read, reads_of
from .written import Written


def pool(x: Node, to: Shape, divisor: float = 1.0) -> Emission | None:
    """What a reduction over windows, divided by a number and brought to a shape, is written as; None for what
    is none.
    """
    if x.op is not Op.REDUCE or 0 in x.sources[0].shape:
        return None
    op = x.reduction[0]
    if op is Op.MUL or not takes("MaxPool" if op is Op.MAX else "AveragePool", x.dtype):
        return None
    found = None
    for read in reads_of(x.sources[0], 0 if op is Op.ADD else x.dtype.minimum):
        found = _pooled(x, read, to, divisor) or found
    return found


def _pooled(x: Node, read: Read, to: Shape, divisor: float) -> Emission | None:
    op, summed = x.reduction
    shape = x.sources[0].shape
    base = read.base
    # The last axes are the window's, those before are as they were.
    first = next(
        (axis for axis, terms in enumerate(read.terms) if any(each in summed for each, _ in terms)), None
    )
    if first is None or not 1 <= len(base.shape) - first <= 3:
        return None
    lead = [axis for terms in read.terms[:first] for axis, _ in terms]
    for axis in range(first):
        terms, offset = read.terms[axis], read.offsets[axis]
        size = base.shape[axis]
        if offset or (terms != () if size == 1 else len(terms) != 1 or terms[0][1] != 1):
            return None
        if size > 1 and shape[terms[0][0]] != size:
            return None
    axes = spatial_axes(read, first, lambda axis: axis not in summed, lambda axis: axis in summed)
    if axes is None or not any(axis.places is not None and axis.taps is not None for axis in axes):
        return None
    places = [axis.places for axis in axes if axis.places is not None]
    taps = [axis.taps for axis in axes if axis.taps is not None]
    kept = [axis for axis, size in enumerate(shape) if size > 1 and axis not in summed]
    if [*lead, *places] != kept or sorted(taps) != [axis for axis in summed if shape[axis] > 1]:
        return None
    pads = pads_of(axes, shape)
    kernel = [1 if axis.taps is None else shape[axis.taps] for axis in axes]
    # ONNX Runtime takes no window that is all padding.
    if pads is None or any(pad >= size for side in pads for pad, size in zip(side, kernel, strict=True)):
        return None
    spatial = base.shape[first:]
    image = (*(base.shape[:first] if first == 2 else (prod(base.shape[:first]), 1)), *spatial)
    result = (*image[:2], *(1 if axis.places is None else shape[axis.places] for axis in axes))
    dilations = [axis.dilation for axis in axes]
    spread = any(each != 1 for each in dilations)
    # AveragePool has dilations from opset 19 on only.
    if spread and op is Op.ADD:
        return None
    attributes = {
        "kernel_shape": kernel,
        "strides": [axis.stride for axis in axes],
        "dilations": dilations if spread else None,
        "pads": [*pads[0], *pads[1]],
    }
    factor = prod(kernel) / divisor

    def write(written: Written, names: Sequence[str]) -> str:
        name = written.reshaped(names[0], base.shape, image)
        if op is Op.MAX:
            name = written.op("MaxPool", name, **attributes)
        else:
            name = written.op("AveragePool", name, count_include_pad=1, **attributes)
            if factor != 1:
                name = written.op("Mul", name, written.scalar(factor, x.dtype))
        return written.reshaped(name, result, to)

    return Emission((base,), write)


def straight(x: Node) -> tuple[Node, tuple[int, ...]]:
    """What a reduction reduces, without axes being exchanged or parted before, and over which axes."""
    summed, shape = x.reduction[1], x.sources[0].shape
    kept = [axis for axis, size in enumerate(shape) if size > 1 and axis not in summed]
    found = x.sources[0], summed
    for read in reads_of(x.sources[0], 0):
        if read.is_padded or any(read.offsets):
            continue
        one = [len(terms) <= 1 and all(count == 1 for _, count in terms) for terms in read.terms]
        order = [terms[0][0] if terms else None for terms in read.terms]
        sizes = tuple(1 if axis is None else shape[axis] for axis in order)
        left = [axis for axis in order if axis is not None and axis not in summed]
        every = sorted(axis for axis in order if axis is not None)
        is_all = every == [axis for axis, size in enumerate(shape) if size > 1]
        if all(one) and sizes == read.base.shape and left == kept and is_all:
            found = read.base, tuple(at for at, axis in enumerate(order) if axis in summed)
    return found
