"""Sums of products as MatMul, Conv and ConvTranspose.

In the graph a product of matrices and a convolution are the same thing: two operands read through movement
ops, multiplied, and summed over some axes. What an axis of the product is follows from which operands vary
along it and whether it is summed over; how a convolution's input is read says its strides and pads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from ...graph import node as nodes
from ...graph.node import Node, Op, Shape
from .element_types import takes
from .emission import Emission
from .reads import Read, reads_of
from .simplified import slimmed
from .written import Written


@dataclass(frozen=True)
class Product:
    """The axes of a product of two operands by their part in it, and the operands before they are repeated.

    `batch` axes are in both operands and in the result, `rows` and `columns` in the result and the left or
    the right one, and those of `depth` are summed over.
    """

    shape: Shape
    left: Node
    right: Node
    batch: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    depth: tuple[int, ...]

    @property
    def turned(self) -> Product:
        """The same with the operands exchanged."""
        return Product(self.shape, self.right, self.left, self.batch, self.columns, self.rows, self.depth)

    @property
    def kept(self) -> tuple[int, ...]:
        """The axes of the result."""
        return tuple(sorted((*self.batch, *self.rows, *self.columns)))

    def sizes(self, axes: Sequence[int]) -> tuple[int, ...]:
        """How long axes are."""
        return tuple(self.shape[axis] for axis in axes)

    def operand(self, node: Node, order: Sequence[int]) -> Node:
        """An operand with these of its axes in this order and no others, which are those it varies along."""
        own = sorted(order)
        plain = nodes.reshape(node, self.sizes(own))
        return nodes.permute(plain, tuple(own.index(axis) for axis in order))


def product_of(x: Node) -> Product | None:
    """A sum as one of products; None where it is none, or sums along an axis that one operand alone has."""
    if x.op is not Op.REDUCE or x.reduction[0] is not Op.ADD or x.sources[0].op is not Op.MUL:
        return None
    shape, summed = x.sources[0].shape, x.reduction[1]
    left, right = (slimmed(source) for source in x.sources[0].sources)
    if 0 in shape:
        return None
    both: list[int] = []
    alone: tuple[list[int], list[int]] = [], []
    for axis, size in enumerate(shape):
        if size > 1:
            in_left, in_right = left.shape[axis] > 1, right.shape[axis] > 1
            (both if in_left and in_right else alone[in_right]).append(axis)
    if any(axis in summed for axis in (*alone[0], *alone[1])):
        return None
    depth = tuple(axis for axis in both if axis in summed)
    batch = tuple(axis for axis in both if axis not in summed)
    found = Product(shape, left, right, batch, tuple(alone[0]), tuple(alone[1]), depth)
    return found if depth and (found.rows or found.columns) else None


@dataclass(frozen=True)
class Affine:
    """What a result is multiplied with and what is added then: fixed nodes of a number for each channel,
    `[1, channels, 1, ..]`, or of one number; None where there is nothing.
    """

    scale: Node | None = None
    shift: Node | None = None


def contraction(x: Node, to: Shape, is_fixed: Callable[[Node], bool]) -> Emission | None:
    """What a sum of products, brought to a shape, is written as; None for what is no sum of products."""
    product = product_of(x)
    if product is None:
        return None
    found = _either_convolution(x, product, to, is_fixed, Affine())
    if found is not None:
        return found
    return _matrix_product(product, to) if takes("MatMul", x.dtype) else None


def convolution(x: Node, to: Shape, is_fixed: Callable[[Node], bool], affine: Affine) -> Emission | None:
    """A convolution whose channels are scaled and shifted, as one operator; None for what is none."""
    product = product_of(x)
    return None if product is None else _either_convolution(x, product, to, is_fixed, affine)


def _either_convolution(
    x: Node, product: Product, to: Shape, is_fixed: Callable[[Node], bool], affine: Affine
) -> Emission | None:
    if not takes("Conv", x.dtype):
        return None
    for each in (product, product.turned):
        found = None
        for read in reads_of(each.left, 0):
            found = _convolved(each, read, to, is_fixed, affine) or found
        if found is not None:
            return found
    return None


def _brought(
    written: Written, name: str, product: Product, axes: Sequence[int], shape: Shape, to: Shape
) -> str:
    """A result of a shape whose axes are these of a product, as the sum has them."""
    if list(axes) != sorted(axes):
        name = written.reshaped(name, shape, product.sizes(axes))
        name = written.permuted(name, [list(axes).index(axis) for axis in sorted(axes)])
        shape = product.sizes(sorted(axes))
    return written.reshaped(name, shape, to)


# products of matrices


def _matrix_product(product: Product, to: Shape) -> Emission:
    rest = [axis for axis in product.kept if axis not in product.batch]
    if rest[0] not in product.rows:
        product = product.turned
    left = _matrix(product, product.left, product.rows, True)
    right = _matrix(product, product.right, product.columns, False)
    lead, other = left.shape[:-2], right.shape[:-2]
    shape = (*(lead if len(lead) >= len(other) else other), left.shape[-2], right.shape[-1])

    def write(written: Written, names: Sequence[str]) -> str:
        name = written.op("MatMul", *names)
        axes = (*product.batch, *product.rows, *product.columns)
        return _brought(written, name, product, axes, shape, to)

    return Emission((left, right), write)


def _matrix(product: Product, node: Node, free: tuple[int, ...], depth_last: bool) -> Node:
    """An operand as matrices, of which there is one for each place along the batch's axes."""
    depth, batch = product.depth, product.batch
    order = (*batch, *free, *depth) if depth_last else (*batch, *depth, *free)
    moved = product.operand(node, order)
    long = prod(product.sizes(depth))
    if depth_last and free and not batch:
        # Leading axes of the left operand alone are rows without being made one axis.
        shape = (*product.sizes(free), long)
        shape = shape if len(shape) > 1 else (1, *shape)
    else:
        rows = prod(product.sizes(free))
        shape = (*product.sizes(batch), *((rows, long) if depth_last else (long, rows)))
    matrix = nodes.reshape(moved, shape)
    if matrix.op is Op.RESHAPE:
        # Axes of size 1 may stay before the others.
        source = matrix.sources[0]
        extra = len(source.shape) - len(shape)
        if extra >= 0 and source.shape == (1,) * extra + shape:
            return source
    return matrix


# convolutions


@dataclass(frozen=True)
class Spatial:
    """How a window moves along one axis: `places` and `taps` are axes of the product, None where there is
    only one place or tap; read is place * stride + tap * dilation + offset.
    """

    size: int
    places: int | None
    stride: int
    taps: int | None
    dilation: int
    offset: int


def spatial_axes(
    read: Read, first: int, is_place: Callable[[int], bool], is_tap: Callable[[int], bool]
) -> list[Spatial] | None:
    """The axes from `first` on as those of a window that moves; None where they are read otherwise."""
    found = []
    for size, terms, offset in zip(
        read.base.shape[first:], read.terms[first:], read.offsets[first:], strict=True
    ):
        places = [term for term in terms if is_place(term[0])]
        taps = [term for term in terms if is_tap(term[0])]
        if len(places) > 1 or len(taps) > 1 or len(places) + len(taps) < len(terms):
            return None
        if any(step < 1 for _, step in (*places, *taps)):
            return None
        place, stride = places[0] if places else (None, 1)
        tap, dilation = taps[0] if taps else (None, 1)
        found.append(Spatial(size, place, stride, tap, dilation, offset))
    return found


def pads_of(axes: Sequence[Spatial], shape: Shape) -> tuple[list[int], list[int]] | None:
    """What is added before and after each axis so that windows are where they are; None where the first
    place is inside, or more is left than a window moves on.
    """
    before, after = [], []
    for axis in axes:
        places = 1 if axis.places is None else shape[axis.places]
        taps = 1 if axis.taps is None else shape[axis.taps]
        end = (places - 1) * axis.stride + (taps - 1) * axis.dilation + 1 + axis.offset - axis.size
        if axis.offset > 0 or end <= -axis.stride:
            return None
        before.append(-axis.offset)
        after.append(max(0, end))
    return before, after


def _convolved(
    product: Product, read: Read, to: Shape, is_fixed: Callable[[Node], bool], affine: Affine
) -> Emission | None:
    base, shape = read.base, product.shape
    if len(base.shape) < 3 or len(base.shape) > 5 or not _is_whole(read, 0, product.rows, shape):
        return None
    # The channels, those of each group after those of the one before.
    groups = [axis for axis, _ in read.terms[1] if axis in product.batch]
    channels = [axis for axis, _ in read.terms[1] if axis in product.depth]
    if len(groups) > 1 or len(channels) > 1 or tuple(groups) != product.batch:
        return None
    if not _is_whole(read, 1, (*groups, *channels), shape):
        return None
    axes = spatial_axes(
        read,
        2,
        lambda axis: axis in product.rows,
        lambda axis: axis in product.depth and axis not in channels,
    )
    if axes is None:
        return None
    taps = [axis.taps for axis in axes]
    moves = any(axis.taps is not None and axis.places is not None for axis in axes)
    # A window that does not move is a product of matrices, and so is one of a single tap, unless it is of
    # weights over an image.
    over_image = channels and any(axis.places is not None for axis in axes) and is_fixed(product.right)
    if not moves and (any(tap is not None for tap in taps) or not over_image):
        return None
    places = [axis.places for axis in axes if axis.places is not None]
    batch = [axis for axis, _ in read.terms[0]]
    used = sorted((*batch, *groups, *channels, *places, *(tap for tap in taps if tap is not None)))
    if used != sorted((*product.batch, *product.rows, *product.depth)):
        return None
    kernel = [1 if tap is None else shape[tap] for tap in taps]
    order = (*groups, *product.columns, *channels, *(tap for tap in taps if tap is not None))
    outputs = prod(product.sizes((*groups, *product.columns)))
    weight = nodes.reshape(
        product.operand(product.right, order), (outputs, prod(product.sizes(channels)), *kernel)
    )
    group = prod(product.sizes(groups))
    result = (
        base.shape[0],
        outputs,
        *(1 if axis.places is None else shape[axis.places] for axis in axes),
    )
    result_axes = (*batch, *groups, *product.columns, *places)
    more: tuple[Node, ...] = ()
    if affine != Affine():
        if to != result or list(result_axes) != sorted(result_axes) or not is_fixed(product.right):
            return None
        if affine.scale is not None:
            scale = _per_channel(affine.scale, outputs, len(weight.shape))
            weight = nodes.elementwise(Op.MUL, weight, nodes.expand(scale, weight.shape))
        if affine.shift is not None:
            more = (nodes.reshape(_per_channel(affine.shift, outputs, 1), (outputs,)),)
    pads = pads_of(axes, shape)
    common = {"kernel_shape": kernel, "dilations": [axis.dilation for axis in axes], "group": group}
    if base.op is Op.PAD and not read.is_padded and all(axis.stride == 1 for axis in axes):
        spread = _spread(base, axes, result[2:], kernel)
        if spread is not None:
            image, attributes = spread
            turned = _turned(weight, group)

            def write_transposed(written: Written, names: Sequence[str]) -> str:
                name = written.op("ConvTranspose", *names, **common, **attributes)
                return _brought(written, name, product, result_axes, result, to)

            return Emission((image, turned, *more), write_transposed)
    if pads is None:
        return None
    strides = [axis.stride for axis in axes]

    def write(written: Written, names: Sequence[str]) -> str:
        name = written.op("Conv", *names, **common, strides=strides, pads=[*pads[0], *pads[1]])
        return _brought(written, name, product, result_axes, result, to)

    return Emission((base, weight, *more), write)


def _per_channel(x: Node, channels: int, rank: int) -> Node:
    """One number for each channel, [channels, 1, ..], of a node of one or as many."""
    if x.size == 1:
        x = nodes.expand(nodes.reshape(x, (1,)), (channels,))
    return nodes.reshape(x, (channels, *(1,) * (rank - 1)))


def _is_whole(read: Read, axis: int, among: Sequence[int], shape: Shape) -> bool:
    """Whether every place of an axis of the base is read once, in order, by these axes of the product."""
    step = 1
    for each, count in reversed(read.terms[axis]):
        if each not in among or count != step:
            return False
        step *= shape[each]
    return step == read.base.shape[axis] and read.offsets[axis] == 0


def _spread(
    base: Node, axes: Sequence[Spatial], places: Shape, kernel: Sequence[int]
) -> tuple[Node, dict[str, list[int]]] | None:
    """What is put apart by zeros, and how a transposed convolution does that; None where none does."""
    padding, value = base.padding
    image = base.sources[0]
    if value != 0 or any(each != (0, 0, 0) for each in padding[:2]):
        return None
    if not any(interior for _, _, interior in padding):
        return None
    before, after, extra, strides = [], [], [], []
    for axis, (low, _, interior), size, count, taps in zip(
        axes, padding[2:], image.shape[2:], places, kernel, strict=True
    ):
        reach = (taps - 1) * axis.dilation
        start = reach - low + axis.offset
        rest = (size - 1) * (interior + 1) + reach + 1 - start - count
        if start < 0 or (rest < 0 and -rest >= max(interior + 1, axis.dilation)):
            return None
        before.append(start)
        after.append(max(0, rest))
        extra.append(max(0, -rest))
        strides.append(interior + 1)
    return image, {"strides": strides, "pads": [*before, *after], "output_padding": extra}


def _turned(weight: Node, group: int) -> Node:
    """The weight [outputs, channels/groups, *taps] of a convolution as that of a transposed one,
    [channels, outputs/groups, *taps], which has its taps the other way.
    """
    outputs, channels, *taps = weight.shape
    spatial = tuple(range(2, len(weight.shape)))
    parted = nodes.reshape(nodes.flip(weight, spatial), (group, outputs // group, channels, *taps))
    order = (0, 2, 1, *(axis + 1 for axis in spatial))
    return nodes.reshape(nodes.permute(parted, order), (group * channels, outputs // group, *taps))
