"""Graphs of complex values as graphs of real ones, so that nothing below knows that there are any.

In memory a complex tensor of shape s is a float one of shape (*s, 2), the real parts first. A value is held
here as that, `whole`, or as its two `parts`; each is made of the other where it is asked for. What treats
both parts alike, as movement and sums do, goes by the form that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from ..graph import dtype as dtypes
from ..graph import node as graph
from ..graph.dtype import DType
from ..graph.node import Node, Op, Shape, elementwise, toposort

# Factors of a product that are multiplied in one kernel.
_FACTORS = 8


class _Complex:
    """A complex value in real nodes."""

    __slots__ = ("dtype", "shape", "_whole", "_parts")

    def __init__(
        self, dtype: DType, shape: Shape, whole: Node | None = None, parts: tuple[Node, Node] | None = None
    ) -> None:
        self.dtype, self.shape, self._whole, self._parts = dtype, shape, whole, parts

    @property
    def is_whole(self) -> bool:
        return self._whole is not None

    @property
    def parts(self) -> tuple[Node, Node]:
        """The real and the imaginary parts, each of the value's shape."""
        if self._parts is None:
            whole = self.whole
            ranges = [(0, size, 1) for size in self.shape]
            first, second = (graph.shrink(whole, [*ranges, (at, at + 1, 1)]) for at in (0, 1))
            self._parts = graph.reshape(first, self.shape), graph.reshape(second, self.shape)
        return self._parts

    @property
    def whole(self) -> Node:
        """Real and imaginary parts along one more axis."""
        if self._whole is None:
            assert self._parts is not None
            shape = (*self.shape, 2)
            re, im = (graph.expand(graph.reshape(part, (*self.shape, 1)), shape) for part in self._parts)
            self._whole = elementwise(Op.WHERE, _is_real(shape), re, im)
        return self._whole


def _is_real(shape: Shape) -> Node:
    """Where the last axis, of size 2, has real parts."""
    part = graph.iota(2, dtypes.int32)
    first = elementwise(Op.CMPEQ, part, graph.const(0, dtypes.int32, (2,)))
    return graph.expand(graph.reshape(first, (1,) * (len(shape) - 1) + (2,)), shape)


def _add(x: Node, y: Node) -> Node:
    return elementwise(Op.ADD, x, y)


def _multiply(x: Node, y: Node) -> Node:
    return elementwise(Op.MUL, x, y)


def _subtract(x: Node, y: Node) -> Node:
    return _add(x, _negative(y))


def _negative(x: Node) -> Node:
    return _multiply(x, graph.const(-1, x.dtype, x.shape))


def _product(x: tuple[Node, Node], y: tuple[Node, Node]) -> tuple[Node, Node]:
    (a, b), (c, d) = x, y
    return _subtract(_multiply(a, c), _multiply(b, d)), _add(_multiply(a, d), _multiply(b, c))


def _quotient(x: tuple[Node, Node], y: tuple[Node, Node]) -> tuple[Node, Node]:
    """By Smith's method, as NumPy: both parts of the divisor are divided by the greater, so that no square
    overflows. A divisor of zero gives what dividing each part by it does.
    """
    (a, b), (c, d) = x, y
    zero, one = graph.const(0, c.dtype, c.shape), graph.const(1, c.dtype, c.shape)

    def size(part: Node) -> Node:
        return elementwise(Op.MAX, part, _negative(part))

    def divide(x: Node, y: Node) -> Node:
        return elementwise(Op.DIV, x, y)

    def choose(x: Node, y: Node) -> Node:
        return elementwise(Op.WHERE, imaginary, x, y)

    imaginary = elementwise(Op.CMPLT, size(c), size(d))
    great, small = choose(d, c), choose(c, d)
    nothing = elementwise(Op.CMPEQ, great, zero)
    ratio = elementwise(Op.WHERE, nothing, zero, divide(small, great))
    scale = divide(one, _add(great, _multiply(small, ratio)))
    near, far = choose(b, a), choose(a, b)
    re = _multiply(_add(near, _multiply(far, ratio)), scale)
    # With a greater imaginary part the quotient is that of (b - ai) by (d + ci) read backwards.
    im = choose(_subtract(_multiply(b, ratio), a), _subtract(b, _multiply(a, ratio)))
    # Where nothing is divided by, all of the divisor is zeros.
    re = elementwise(Op.WHERE, nothing, divide(a, size(c)), re)
    im = elementwise(Op.WHERE, nothing, divide(b, size(c)), _multiply(im, scale))
    return re, im


class _Parting:
    """The pass over one graph: what stands for each node."""

    def __init__(self) -> None:
        self.real: dict[Node, Node] = {}
        self.complex: dict[Node, _Complex] = {}

    def visit(self, x: Node) -> None:
        if x.dtype.is_complex:
            self.complex[x] = _RULES[x.op](self, x)
        elif any(source.dtype.is_complex for source in x.sources):
            self.real[x] = self.measured(x)
        else:
            sources = tuple(self.real[source] for source in x.sources)
            same = sources == x.sources
            self.real[x] = x if same else graph.node(x.op, x.dtype, x.shape, sources, x.argument)

    def measured(self, x: Node) -> Node:
        """A real value of complex ones."""
        first = self.complex[x.sources[0]]
        if x.op is Op.AS_REAL:
            return first.whole
        if x.op is Op.REAL or x.op is Op.IMAG:
            return first.parts[x.op is Op.IMAG]
        re, im = first.parts
        if x.op is Op.CMPEQ:
            other = self.complex[x.sources[1]].parts
            equal = (elementwise(Op.CMPEQ, a, b) for a, b in zip((re, im), other, strict=True))
            return elementwise(Op.AND, *equal)
        if x.dtype.kind == "b":
            return elementwise(Op.OR, graph.cast(re, x.dtype), graph.cast(im, x.dtype))
        return graph.cast(re, x.dtype)

    def stored(self, x: Node) -> _Complex:
        return _Complex(x.dtype, x.shape, graph.buffer(x.storage, x.dtype.part, (*x.shape, 2)))

    def constant(self, x: Node) -> _Complex:
        value = complex(x.value)
        parts = graph.const(value.real, x.dtype.part), graph.const(value.imag, x.dtype.part)
        return _Complex(x.dtype, x.shape, parts=parts)

    def composed(self, x: Node) -> _Complex:
        re, im = x.sources
        return _Complex(x.dtype, x.shape, parts=(self.real[re], self.real[im]))

    def paired(self, x: Node) -> _Complex:
        return _Complex(x.dtype, x.shape, self.real[x.sources[0]])

    def converted(self, x: Node) -> _Complex:
        source = x.sources[0]
        part = x.dtype.part
        if not source.dtype.is_complex:
            re = graph.cast(self.real[source], part)
            return _Complex(x.dtype, x.shape, parts=(re, graph.const(0, part, x.shape)))
        return self.both(x, lambda each, _: graph.cast(each, part))

    def kept(self, x: Node) -> _Complex:
        return _Complex(x.dtype, x.shape, graph.contiguous(self.complex[x.sources[0]].whole))

    def assigned(self, x: Node) -> _Complex:
        target, values = (self.complex[source].whole for source in x.sources)
        return _Complex(x.dtype, x.shape, graph.node(Op.ASSIGN, values.dtype, values.shape, (target, values)))

    def both(self, x: Node, made: Callable[..., Node], *sources: Node, whole: bool | None = None) -> _Complex:
        """The same of both parts, of all complex sources: made(*nodes, shape)."""
        found = [self.complex[source] for source in sources or x.sources if source.dtype.is_complex]
        if all(each.is_whole for each in found) if whole is None else whole:
            return _Complex(x.dtype, x.shape, made(*(each.whole for each in found), (*x.shape, 2)))
        pairs = [each.parts for each in found]
        re, im = (made(*(pair[at] for pair in pairs), x.shape) for at in (0, 1))
        return _Complex(x.dtype, x.shape, parts=(re, im))

    def moved(self, x: Node) -> _Complex:
        """A movement, which leaves the parts' axis alone."""

        def made(source: Node, shape: Shape) -> Node:
            rest = len(shape) - len(x.shape)
            if x.op is Op.RESHAPE:
                return graph.reshape(source, shape)
            if x.op is Op.EXPAND:
                return graph.expand(source, shape)
            if x.op is Op.PERMUTE:
                return graph.permute(source, x.order + ((len(x.shape),) if rest else ()))
            if x.op is Op.SHRINK:
                return graph.shrink(source, x.ranges + ((0, 2, 1),) * rest)
            if x.op is Op.FLIP:
                return graph.flip(source, x.flipped)
            return graph.window(source, *x.window)

        return self.both(x, made)

    def padded(self, x: Node) -> _Complex:
        padding, value = x.padding
        number = complex(value)
        source = self.complex[x.sources[0]]
        if source.is_whole and repr(number.real) == repr(number.imag):
            return _Complex(x.dtype, x.shape, graph.pad(source.whole, (*padding, (0, 0, 0)), number.real))
        re, im = source.parts
        parts = graph.pad(re, padding, number.real), graph.pad(im, padding, number.imag)
        return _Complex(x.dtype, x.shape, parts=parts)

    def gathered(self, x: Node) -> _Complex:
        index = self.real[x.sources[1]]
        return self.both(x, lambda source, shape: graph.gather(source, _along(index, shape), x.axis))

    def scattered(self, x: Node) -> _Complex:
        start, index, values = x.sources
        axis, mode = x.scatter

        def made(start: Node, values: Node, shape: Shape) -> Node:
            return graph.scatter(start, _along(self.real[index], values.shape), values, axis, mode)

        return self.both(x, made, start, values, whole=True)

    def added(self, x: Node) -> _Complex:
        return self.both(x, lambda a, b, shape: _add(a, b))

    def multiplied(self, x: Node) -> _Complex:
        for scale, other in (x.sources, x.sources[::-1]):
            factor = self.real_number(scale)
            if factor is not None:
                return self.scaled(x, other, factor, Op.MUL)
        first, second = (self.complex[source].parts for source in x.sources)
        return _Complex(x.dtype, x.shape, parts=_product(first, second))

    def divided(self, x: Node) -> _Complex:
        factor = self.real_number(x.sources[1])
        if factor is not None:
            return self.scaled(x, x.sources[0], factor, Op.DIV)
        first, second = (self.complex[source].parts for source in x.sources)
        return _Complex(x.dtype, x.shape, parts=_quotient(first, second))

    def real_number(self, x: Node) -> Node | None:
        """What a complex node was made of, if of real numbers: then it is a factor of both parts alike."""
        made = x
        while made.op is Op.EXPAND or made.op is Op.RESHAPE:
            made = made.sources[0]
        real = made.op is Op.CAST and not made.sources[0].dtype.is_complex
        if real or (made.op is Op.CONST and repr(complex(made.value).imag) == "0.0"):
            return self.complex[x].parts[0]
        return None

    def scaled(self, x: Node, other: Node, factor: Node, op: Op) -> _Complex:
        return self.both(x, lambda each, shape: elementwise(op, each, _along(factor, shape)), other)

    def selected(self, x: Node) -> _Complex:
        condition = self.real[x.sources[0]]

        def made(a: Node, b: Node, shape: Shape) -> Node:
            return elementwise(Op.WHERE, _along(condition, shape), a, b)

        return self.both(x, made)

    def reduced(self, x: Node) -> _Complex:
        op, axes = x.reduction
        source = x.sources[0]
        if op is Op.MUL:
            return self.product(x, axes)
        if source.op is Op.MUL and all(_repeats(each) for each in source.sources):
            return self.contracted(x, axes)
        return self.both(x, lambda each, _: graph.reduce(each, Op.ADD, axes))

    def contracted(self, x: Node, axes: tuple[int, ...]) -> _Complex:
        """A sum of products as one sum of real products, twice as long: (a, b) times the matrix of (c, d),
        ((c, d), (-d, c)). The matrix is made of the operand with fewer elements.
        """
        left, right = sorted(x.sources[0].sources, key=lambda each: -_origin(each).size)
        rank, shape = len(left.shape), left.shape
        pairs, matrix = (*shape, 2, 1), (*shape, 2, 2)
        row = graph.expand(graph.reshape(self.complex[left].whole, pairs), matrix)
        re, im = self.complex[right].parts

        def spread(part: Node, size: Shape = matrix) -> Node:
            return graph.expand(graph.reshape(part, (*shape, 1, 1)), size)

        straight = _is_real((*shape, 2))
        first = graph.expand(graph.reshape(straight, (*shape, 2, 1)), matrix)
        second = graph.expand(graph.reshape(straight, (*shape, 1, 2)), matrix)
        diagonal = elementwise(Op.CMPEQ, first, second)
        beside = elementwise(Op.WHERE, first, spread(im), spread(_negative(im)))
        columns = elementwise(Op.WHERE, diagonal, spread(re), beside)
        total = graph.reduce(_multiply(row, columns), Op.ADD, (*axes, rank))
        return _Complex(x.dtype, x.shape, graph.reshape(total, (*x.shape, 2)))

    def product(self, x: Node, axes: tuple[int, ...]) -> _Complex:
        """Halves are multiplied with each other until one element is left."""
        source = x.sources[0]
        kept = tuple(axis for axis in range(len(source.shape)) if axis not in axes)
        count = prod(source.shape[axis] for axis in axes)
        lead = tuple(source.shape[axis] for axis in kept)
        part = x.dtype.part
        if count == 0:
            parts = graph.const(1, part, x.shape), graph.const(0, part, x.shape)
            return _Complex(x.dtype, x.shape, parts=parts)
        re, im = (
            graph.reshape(graph.permute(each, (*kept, *axes)), (*lead, count))
            for each in self.complex[source].parts
        )
        edge = ((0, 0, 0),) * len(lead)
        since = 1
        while count > 1:
            if count % 2:
                re, im = graph.pad(re, (*edge, (0, 1, 0)), 1), graph.pad(im, (*edge, (0, 1, 0)), 0)
                count += 1
            count //= 2
            ranges = [(0, size, 1) for size in lead]
            low, high = [*ranges, (0, count, 1)], [*ranges, (count, 2 * count, 1)]
            re, im = _product(
                (graph.shrink(re, low), graph.shrink(im, low)),
                (graph.shrink(re, high), graph.shrink(im, high)),
            )
            since *= 2
            if since >= _FACTORS and count > 1:
                re, im, since = graph.contiguous(re), graph.contiguous(im), 1
        return _Complex(x.dtype, x.shape, parts=(graph.reshape(re, x.shape), graph.reshape(im, x.shape)))


def _along(x: Node, shape: Shape) -> Node:
    """A real node over the parts as well, where the shape has an axis for them."""
    if x.shape == shape:
        return x
    return graph.expand(graph.reshape(x, (*x.shape, 1)), shape)


def _origin(x: Node) -> Node:
    while x.op is Op.CAST or x.op is Op.EXPAND or x.op is Op.RESHAPE:
        x = x.sources[0]
    return x


def _repeats(x: Node) -> bool:
    """Whether a node is another, repeated: an operand of a contraction."""
    while x.op is Op.CAST or x.op is Op.RESHAPE:
        x = x.sources[0]
    return x.op is Op.EXPAND


_RULES: dict[Op, Callable[[_Parting, Node], _Complex]] = {
    Op.BUFFER: _Parting.stored,
    Op.CONST: _Parting.constant,
    Op.COMPLEX: _Parting.composed,
    Op.AS_COMPLEX: _Parting.paired,
    Op.CAST: _Parting.converted,
    Op.CONTIGUOUS: _Parting.kept,
    Op.ASSIGN: _Parting.assigned,
    Op.RESHAPE: _Parting.moved,
    Op.PERMUTE: _Parting.moved,
    Op.EXPAND: _Parting.moved,
    Op.SHRINK: _Parting.moved,
    Op.FLIP: _Parting.moved,
    Op.WINDOW: _Parting.moved,
    Op.PAD: _Parting.padded,
    Op.GATHER: _Parting.gathered,
    Op.SCATTER: _Parting.scattered,
    Op.ADD: _Parting.added,
    Op.MUL: _Parting.multiplied,
    Op.DIV: _Parting.divided,
    Op.WHERE: _Parting.selected,
    Op.REDUCE: _Parting.reduced,
}


def complex_parts(outputs: Sequence[Node]) -> list[Node]:
    """The same values in memory, computed with real nodes only: of a complex output of shape s the real one
    of shape (*s, 2).
    """
    order = toposort(outputs)
    if not any(each.dtype.is_complex for each in order):
        return list(outputs)
    parting = _Parting()
    for each in order:
        parting.visit(each)
    return [parting.complex[each].whole if each.dtype.is_complex else parting.real[each] for each in outputs]
