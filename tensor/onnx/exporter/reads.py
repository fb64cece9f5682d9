"""How an operand reads what it is made of: through movement ops, as places that are sums of loop variables.

A convolution's operand is a tensor padded, cut into windows, its axes exchanged and repeated. Read backwards
from the product, element [i, j, ..] of such an operand is element [2*i + j - 1, ..] of that tensor, which is
what ONNX's operators say by strides, dilations and pads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...graph.node import Node, Op, Scalar, Shape, reshape

# (axis of the operand, by how much its place counts)
Terms = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Read:
    """`base`, read at places: for each of its axes the terms of the sum and what is added to it.

    `is_padded` tells that some places are outside, where a certain value is read.
    """

    base: Node
    terms: tuple[Terms, ...]
    offsets: tuple[int, ...]
    is_padded: bool = False


def reads_of(operand: Node, outside: Scalar) -> Iterator[Read]:
    """The operand as a read of itself, of what it is made of by one movement, and so on; the last one may be
    of a tensor around which there is `outside`.
    """
    found: Read | None = Read(
        operand,
        tuple(((axis, 1),) if size > 1 else () for axis, size in enumerate(operand.shape)),
        (0,) * len(operand.shape),
    )
    while found is not None:
        yield found
        if found.base.op is Op.REDUCE and found.base.shape[-1:] == (1,):
            yield _without_last_axes(found)
        found = None if found.is_padded else _deeper(found, outside)


def _deeper(read: Read, outside: Scalar) -> Read | None:
    base, terms, offsets = read.base, read.terms, read.offsets
    if base.op not in (Op.EXPAND, Op.PERMUTE, Op.RESHAPE, Op.SHRINK, Op.FLIP, Op.WINDOW, Op.PAD):
        return None
    source = base.sources[0]
    rank = len(source.shape)
    if base.op is Op.EXPAND:
        kept = [size == to for size, to in zip(source.shape, base.shape, strict=True)]
        return Read(
            source,
            tuple(each if keep else () for each, keep in zip(terms, kept, strict=True)),
            tuple(each if keep else 0 for each, keep in zip(offsets, kept, strict=True)),
        )
    if base.op is Op.PERMUTE:
        at = [base.order.index(axis) for axis in range(rank)]
        return Read(source, tuple(terms[axis] for axis in at), tuple(offsets[axis] for axis in at))
    if base.op is Op.RESHAPE:
        return _before_reshape(read, source)
    if base.op is Op.SHRINK:
        steps = [step for _, _, step in base.ranges]
        starts = [start for start, _, _ in base.ranges]
        return Read(
            source,
            tuple(_times(each, step) for each, step in zip(terms, steps, strict=True)),
            tuple(o * step + start for o, step, start in zip(offsets, steps, starts, strict=True)),
        )
    if base.op is Op.FLIP:
        turned = [axis in base.flipped for axis in range(rank)]
        return Read(
            source,
            tuple(_times(each, -1) if turn else each for each, turn in zip(terms, turned, strict=True)),
            tuple(
                size - 1 - o if turn else o
                for o, turn, size in zip(offsets, turned, source.shape, strict=True)
            ),
        )
    if base.op is Op.WINDOW:
        axis, _, stride, dilation = base.window
        merged = (*_times(terms[axis], stride), *_times(terms[axis + 1], dilation))
        offset = offsets[axis] * stride + offsets[axis + 1] * dilation
        return Read(
            source,
            (*terms[:axis], merged, *terms[axis + 2 :]),
            (*offsets[:axis], offset, *offsets[axis + 2 :]),
        )
    padding, value = base.padding
    if value != outside or any(interior for _, _, interior in padding):
        return None
    shifted = tuple(offset - low for offset, (low, _, _) in zip(offsets, padding, strict=True))
    return replace(read, base=source, offsets=shifted, is_padded=True)


def _without_last_axes(read: Read) -> Read:
    """The read of a reduction without the last axes, as far as these are those that were reduced."""
    shape = read.base.shape
    rank = max((axis + 1 for axis, size in enumerate(shape) if size > 1), default=0)
    return Read(reshape(read.base, shape[:rank]), read.terms[:rank], read.offsets[:rank])


def _times(terms: Terms, factor: int) -> Terms:
    return tuple((axis, count * factor) for axis, count in terms)


def _before_reshape(read: Read, source: Node) -> Read | None:
    """Axes of size 1 come and go, and one axis may have become several; not the other way."""
    shape = read.base.shape
    terms: list[Terms] = [()] * len(source.shape)
    offsets = [0] * len(source.shape)
    for before, after in alike(source.shape, shape):
        if len(before) > 1:
            return None
        stride, found, offset = 1, list[Terms](), 0
        for axis in reversed(after):
            found.append(_times(read.terms[axis], stride))
            offset += read.offsets[axis] * stride
            stride *= shape[axis]
        terms[before[0]] = tuple(term for part in reversed(found) for term in part)
        offsets[before[0]] = offset
    return Read(source, tuple(terms), tuple(offsets))


def alike(first: Shape, second: Shape) -> list[tuple[list[int], list[int]]]:
    """The axes of two shapes of as many elements in runs, as short as may be, which have as many elements.
    Those of size 1 are in none, and where there are no elements there are no runs.
    """
    if 0 in first:
        return []
    left = [axis for axis, size in enumerate(first) if size > 1]
    right = [axis for axis, size in enumerate(second) if size > 1]
    runs: list[tuple[list[int], list[int]]] = []
    while left:
        before, after = [left.pop(0)], [right.pop(0)]
        a, b = first[before[0]], second[after[0]]
        while a != b:
            if a < b:
                before.append(left.pop(0))
                a *= first[before[-1]]
            else:
                after.append(right.pop(0))
                b *= second[after[-1]]
        runs.append((before, after))
    return runs
