"""Reverse-mode differentiation of graphs: `gradients` turns nodes into the nodes of their gradients.

Each op has one rule: rule(node, gradient) gives the gradient of every source, or None where none passes. What
is better differentiated as a whole, such as a softmax, has a rule of its own, in `composites`. The result is
a graph like any other, so it can be differentiated again.

The gradient of a complex value is that of its real part plus i times that of its imaginary part, as in
PyTorch: where the rule of real values has a factor, that of complex ones has its conjugate.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TypeAlias
from weakref import WeakKeyDictionary

from . import dtype as dtypes
from . import node as nodes
from .dtype import DType
from .node import Node, Op, elementwise, toposort

Gradients = Sequence[Node | None]

# Gradients of composites: result node -> (inputs, rule), where rule(device, gradient, result, *inputs) gives
# one gradient for each input.
CompositeRule: TypeAlias = Callable[..., Gradients]
composites: WeakKeyDictionary[Node, tuple[tuple[Node, ...], CompositeRule]] = WeakKeyDictionary()

# What is called with the gradient of a node once it is known, and gives what goes on: hook(device, gradient).
GradientHook: TypeAlias = Callable[[str, Node], Node]
hooked: WeakKeyDictionary[Node, dict[int, GradientHook]] = WeakKeyDictionary()


def _like(x: Node, value: float) -> Node:
    return nodes.const(value, x.dtype, x.shape)


def _times(x: Node, value: float) -> Node:
    return elementwise(Op.MUL, x, _like(x, value))


def _select(condition: Node, x: Node, y: Node) -> Node:
    return elementwise(Op.WHERE, condition, x, y)


def _cast(x: Node, g: Node) -> Gradients:
    source = x.sources[0]
    if not source.dtype.is_inexact:
        return (None,)
    # An expanded operand was widened as it was read: its gradient is summed in the wide dtype too.
    return (
        g
        if source.op is Op.EXPAND and g.dtype.kind == source.dtype.kind and g.dtype.bits > source.dtype.bits
        else _settled(g, source.dtype),
    )


def _settled(g: Node, dtype: DType) -> Node:
    """A gradient in the dtype of what it is for; of what was rounded to tfloat32 it is not rounded itself."""
    return g if dtype is dtypes.tfloat32 else nodes.cast(g, dtype)


def _multiply(x: Node, g: Node) -> Gradients:
    a, b = x.sources
    if any(each.op is Op.CAST and each.sources[0].dtype is dtypes.tfloat32 for each in (a, b)):
        # The gradient's products are taken at the precision of this one.
        g = nodes.cast(nodes.cast(g, dtypes.tfloat32), g.dtype)
    return elementwise(Op.MUL, g, nodes.conjugate(b)), elementwise(Op.MUL, g, nodes.conjugate(a))


def _divide(x: Node, g: Node) -> Gradients:
    over = elementwise(Op.DIV, g, nodes.conjugate(x.sources[1]))
    return over, _times(elementwise(Op.MUL, over, nodes.conjugate(x)), -1.0)


def _modulo(x: Node, g: Node) -> Gradients:
    # x mod y = x - y * floor(x / y), where floor(x / y) = (x - x mod y) / y
    if not x.dtype.is_float:
        return None, None
    a, b = x.sources
    quotient = elementwise(Op.DIV, elementwise(Op.ADD, a, _times(x, -1.0)), b)
    return g, _times(elementwise(Op.MUL, g, quotient), -1.0)


def _power(x: Node, g: Node) -> Gradients:
    base, exponent = x.sources
    zero = _like(x, 0.0)
    lower = elementwise(Op.POW, base, elementwise(Op.ADD, exponent, _like(exponent, -1.0)))
    slope = _select(elementwise(Op.CMPEQ, exponent, zero), zero, elementwise(Op.MUL, exponent, lower))
    at_zero = elementwise(Op.CMPEQ, base, zero)
    logarithm = elementwise(Op.LOG, _select(at_zero, _like(base, 1.0), base))
    growth = _select(at_zero, zero, elementwise(Op.MUL, x, logarithm))
    return elementwise(Op.MUL, g, slope), elementwise(Op.MUL, g, growth)


def _maximum(x: Node, g: Node) -> Gradients:
    a, b = x.sources
    tie = elementwise(Op.CMPEQ, a, b)
    half, zero = _times(g, 0.5), _like(g, 0.0)
    first = _select(elementwise(Op.CMPLT, b, a), g, zero)
    second = _select(elementwise(Op.CMPLT, a, b), g, zero)
    return _select(tie, half, first), _select(tie, half, second)


def _where(x: Node, g: Node) -> Gradients:
    zero = _like(g, 0.0)
    return None, _select(x.sources[0], g, zero), _select(x.sources[0], zero, g)


def _multiply_add(x: Node, g: Node) -> Gradients:
    a, b, _ = x.sources
    return elementwise(Op.MUL, g, b), elementwise(Op.MUL, g, a), g


def _expand(x: Node, g: Node) -> Gradients:
    source = x.sources[0]
    axes = tuple(i for i, (a, b) in enumerate(zip(source.shape, x.shape, strict=True)) if a != b)
    work = g.dtype.computing
    return (_settled(nodes.reduce(nodes.cast(g, work), Op.ADD, axes), source.dtype),)


def _permute(x: Node, g: Node) -> Gradients:
    order = x.order
    return (nodes.permute(g, tuple(order.index(axis) for axis in range(len(order)))),)


def _shrink(x: Node, g: Node) -> Gradients:
    padding = []
    for (start, _, step), kept, size in zip(x.ranges, x.shape, x.sources[0].shape, strict=True):
        covered = (kept - 1) * step + 1 if kept else 0
        padding.append((start, size - start - covered, step - 1) if kept else (0, size, 0))
    return (nodes.pad(g, padding),)


def _pad(x: Node, g: Node) -> Gradients:
    ranges = []
    for (low, _, interior), size in zip(x.padding[0], x.sources[0].shape, strict=True):
        ranges.append((low, low + (size - 1) * (interior + 1) + 1 if size else low, interior + 1))
    return (nodes.shrink(g, ranges),)


def _window(x: Node, g: Node) -> Gradients:
    """Spread the positions by the stride, slide a window back over them, and take the diagonal (offset of the
    window, k).
    """
    axis, size, stride, dilation = x.window
    length = x.sources[0].shape[axis]
    rank = len(g.shape)
    reach = dilation * (size - 1)
    positions = g.shape[axis]
    covered = (positions - 1) * stride + 1 + reach
    padding = [(0, 0, 0)] * rank
    padding[axis] = (reach, reach + length - covered, stride - 1)
    # Element i of the source is in window q (on the spread grid) as its k-th where q = i - k*dilation.
    spread = nodes.window(nodes.flip(nodes.pad(g, padding), (axis + 1,)), axis, size, 1, dilation)
    # Axes: .., i, offset, k reversed, ..
    before, after = spread.shape[: axis + 1], spread.shape[axis + 3 :]
    flat = nodes.reshape(spread, (*before, size * size, *after))
    ranges = [(0, n, 1) for n in flat.shape]
    ranges[axis + 1] = (0, size * size, size + 1)
    work = g.dtype.computing
    summed = nodes.reduce(nodes.cast(nodes.shrink(flat, ranges), work), Op.ADD, (axis + 1,))
    return (nodes.reshape(nodes.cast(summed, g.dtype), x.sources[0].shape),)


def _gather(x: Node, g: Node) -> Gradients:
    source, index = x.sources
    wide = nodes.const(0, g.dtype.computing, source.shape)
    summed = nodes.scatter(wide, index, nodes.cast(g, wide.dtype), x.axis, "add")
    return _settled(summed, source.dtype), None


def _zeros(x: Node) -> Node:
    return nodes.const(0, x.dtype, x.shape)


def _scatter(x: Node, g: Node) -> Gradients:
    """As in PyTorch, where several values are set at one place each gets its whole gradient."""
    start, index, values = x.sources
    axis, mode = x.scatter

    def picked(source: Node) -> Node:
        return nodes.gather(source, index, axis)

    if mode == "add":
        return g, None, picked(g)
    if mode == "set":
        return nodes.scatter(g, index, _zeros(values), axis, "set"), None, picked(g)
    if mode == "multiply":
        return _scatter_product(x, g)
    # max: the gradient is shared evenly among all that reach the maximum.
    work = g.dtype.computing
    here = nodes.cast(elementwise(Op.CMPEQ, start, x), work)
    there = nodes.cast(elementwise(Op.CMPEQ, values, picked(x)), work)
    count = nodes.scatter(here, index, there, axis, "add")
    share = elementwise(Op.DIV, nodes.cast(g, work), count)
    for_values = elementwise(Op.MUL, picked(share), there)
    return _settled(elementwise(Op.MUL, share, here), g.dtype), None, _settled(for_values, g.dtype)


def _scatter_product(x: Node, g: Node) -> Gradients:
    """The product of the other factors at each place: where one factor is zero it alone has a gradient."""
    start, index, values = x.sources
    axis, _ = x.scatter

    def without_zeros(source: Node, vanishing: Node) -> Node:
        return _select(vanishing, _like(source, 1.0), source)

    def product(factors: Node, others: Node) -> Node:
        return elementwise(Op.MUL, g, nodes.scatter(factors, index, others, axis, "multiply"))

    own = without_zeros(start, elementwise(Op.CMPEQ, start, _zeros(start)))
    for_start = elementwise(Op.DIV, product(own, values), own)
    vanishing = elementwise(Op.CMPEQ, values, _zeros(values))
    ones = nodes.cast(vanishing, values.dtype.computing)
    count = nodes.scatter(nodes.const(0, ones.dtype, start.shape), index, ones, axis, "add")
    alone = elementwise(Op.CMPEQ, nodes.gather(count, index, axis), _like(ones, 1.0))
    single = elementwise(Op.AND, vanishing, alone)
    rest = nodes.gather(product(start, without_zeros(values, single)), index, axis)
    for_others = elementwise(
        Op.DIV, nodes.gather(elementwise(Op.MUL, g, x), index, axis), without_zeros(values, vanishing)
    )
    return for_start, None, _select(single, rest, for_others)


def _reduce(x: Node, g: Node) -> Gradients:
    source = x.sources[0]
    op, axes = x.reduction
    wide = nodes.expand(g, source.shape)
    if op is Op.ADD:
        return (wide,)
    if op is Op.MAX:
        # A narrow dtype could not count them.
        work = source.dtype.computing
        mask = nodes.cast(elementwise(Op.CMPEQ, source, nodes.expand(x, source.shape)), work)
        share = elementwise(Op.DIV, nodes.cast(g, work), nodes.reduce(mask, Op.ADD, axes))
        shared = elementwise(Op.MUL, nodes.expand(share, source.shape), mask)
        return (_settled(shared, source.dtype),)
    others = _others(source, axes)
    composites[others] = ((source,), partial(_others_gradient, axes))
    return (elementwise(Op.MUL, wide, nodes.conjugate(others)),)


def _count_zeros(source: Node, axes: tuple[int, ...]) -> tuple[Node, Node, Callable[[float], Node]]:
    """Which factors are zero, the factors with ones for those, and where there are so many zeros."""
    vanishing = elementwise(Op.CMPEQ, source, _zeros(source))
    zeros = nodes.reduce(nodes.cast(vanishing, dtypes.float32), Op.ADD, axes)
    rest = _select(vanishing, _like(source, 1.0), source)

    def so_many(n: float) -> Node:
        return nodes.expand(elementwise(Op.CMPEQ, zeros, _like(zeros, n)), source.shape)

    return vanishing, rest, so_many


def _others(source: Node, axes: tuple[int, ...]) -> Node:
    """For each factor the product of the others: of one zero it alone is not zero, of two none."""
    vanishing, rest, so_many = _count_zeros(source, axes)
    product = nodes.expand(nodes.reduce(rest, Op.MUL, axes), source.shape)
    blank = _zeros(source)
    for_rest = elementwise(Op.DIV, _select(so_many(0), product, blank), rest)
    return _select(vanishing, _select(so_many(1), product, blank), for_rest)


def _others_gradient(axes: tuple[int, ...], device: str, g: Node, x: Node, source: Node) -> Gradients:
    """For each factor the sum over the others of their g times the product of all but those two."""
    vanishing, factors, so_many = _count_zeros(source, axes)
    rest = nodes.conjugate(factors)
    product = nodes.expand(nodes.reduce(rest, Op.MUL, axes), source.shape)
    blank = _zeros(source)

    def total(part: Node) -> Node:
        return nodes.expand(nodes.reduce(part, Op.ADD, axes), source.shape)

    def without(whole: Node, part: Node) -> Node:
        return elementwise(Op.ADD, whole, _times(part, -1.0))

    share = elementwise(Op.DIV, _select(vanishing, blank, g), rest)
    of_rest, at_zeros = total(share), total(_select(vanishing, g, blank))
    for_zeros = _select(so_many(1), of_rest, _select(so_many(2), without(at_zeros, g), blank))
    for_rest = _select(so_many(0), without(of_rest, share), _select(so_many(1), at_zeros, blank))
    each = _select(vanishing, for_zeros, elementwise(Op.DIV, for_rest, rest))
    return (elementwise(Op.MUL, product, each),)


def part_of(x: Node, op: Op) -> Node:
    """The REAL or IMAG part of a complex node: what it was made of, unless its gradient passes otherwise."""
    if x.op is Op.COMPLEX and x not in composites:
        return x.sources[op is Op.IMAG]
    return nodes.real(x) if op is Op.REAL else nodes.imag(x)


def _real(x: Node, g: Node) -> Gradients:
    return (nodes.complex_of(g, _zeros(g)),)


def _imag(x: Node, g: Node) -> Gradients:
    return (nodes.complex_of(_zeros(g), g),)


def _formula(x: Node, g: Node) -> Gradients:
    # Rules of their own that are met on the way are those of no place.
    return gradients([x.formula.apply(x.sources[0])], x.sources, [g], "", hooks={})


RULES: dict[Op, Callable[[Node, Node], Gradients]] = {
    Op.CONTIGUOUS: lambda x, g: (g,),
    Op.RESHAPE: lambda x, g: (nodes.reshape(g, x.sources[0].shape),),
    Op.PERMUTE: _permute,
    Op.EXPAND: _expand,
    Op.SHRINK: _shrink,
    Op.PAD: _pad,
    Op.FLIP: lambda x, g: (nodes.flip(g, x.flipped),),
    Op.WINDOW: _window,
    Op.GATHER: _gather,
    Op.SCATTER: _scatter,
    Op.REDUCE: _reduce,
    Op.CAST: _cast,
    Op.SQRT: lambda x, g: (elementwise(Op.DIV, _times(g, 0.5), x),),
    Op.EXP: lambda x, g: (elementwise(Op.MUL, g, x),),
    Op.LOG: lambda x, g: (elementwise(Op.DIV, g, x.sources[0]),),
    Op.SIN: lambda x, g: (elementwise(Op.MUL, g, elementwise(Op.COS, x.sources[0])),),
    Op.COS: lambda x, g: (_times(elementwise(Op.MUL, g, elementwise(Op.SIN, x.sources[0])), -1.0),),
    Op.ADD: lambda x, g: (g, g),
    Op.MUL: _multiply,
    Op.DIV: _divide,
    Op.MOD: _modulo,
    Op.POW: _power,
    Op.MAX: _maximum,
    Op.WHERE: _where,
    Op.FMA: _multiply_add,
    Op.COMPLEX: lambda x, g: (part_of(g, Op.REAL), part_of(g, Op.IMAG)),
    Op.REAL: _real,
    Op.IMAG: _imag,
    Op.AS_REAL: lambda x, g: (nodes.as_complex(g),),
    Op.AS_COMPLEX: lambda x, g: (nodes.as_real(g),),
    Op.FORMULA: _formula,
}


def _sources(x: Node) -> tuple[Node, ...]:
    composite = composites.get(x)
    if composite is not None:
        return composite[0]
    if x.op is Op.COPY:
        return x.sources
    return x.sources if x.op in RULES else ()


def _order(outputs: Sequence[Node], stops: Collection[Node]) -> list[Node]:
    """Every float or complex node through which a gradient may pass, sources before users."""
    order: list[Node] = []
    done: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(output, False) for output in outputs]
    while stack:
        current, ready = stack.pop()
        if current in done:
            continue
        if ready:
            done.add(current)
            order.append(current)
            continue
        stack.append((current, True))
        if current not in stops:
            stack.extend(
                (each, False) for each in _sources(current) if each.dtype.is_inexact and each not in done
            )
    return order


def _sum(x: Node, y: Node) -> Node:
    """The sum of two gradients. What is scattered over zeros is scattered over the other instead: that of a
    table is as large as the table.
    """
    for scattered, other in ((x, y), (y, x)):
        if scattered.op is Op.SCATTER and scattered.scatter[1] == "add" and scattered not in composites:
            start, index, values = scattered.sources
            if _is_zero(start):
                return nodes.scatter(other, index, values, *scattered.scatter)
    return elementwise(Op.ADD, x, y)


def _is_zero(x: Node) -> bool:
    while x.op in (Op.EXPAND, Op.RESHAPE):
        x = x.sources[0]
    return x.op is Op.CONST and x.value == 0


def gradients(
    outputs: Sequence[Node],
    inputs: Sequence[Node],
    seeds: Sequence[Node],
    device: str,
    stops: Collection[Node] = (),
    hooks: Mapping[Node, dict[int, GradientHook]] = hooked,
) -> list[Node | None]:
    """The gradients of sum(outputs * seeds) with respect to the inputs; None for an input on which it does
    not depend.

    No gradient passes beyond the nodes in `stops`. `device` is where the outputs are.
    """
    order = _order(outputs, stops)
    wanted = set(inputs)
    # Only what depends on an input needs a gradient.
    needed: set[Node] = set()
    for each in order:
        if each in wanted or (each not in stops and any(source in needed for source in _sources(each))):
            needed.add(each)
    found: dict[Node, Node] = {}
    places: dict[Node, str] = {}

    def add(target: Node, gradient: Node, place: str) -> None:
        before = found.get(target)
        if before is None:
            found[target] = gradient
            places[target] = place
            return
        if before.dtype is gradient.dtype:
            found[target] = _sum(before, gradient)
            return
        work = before.dtype if before.dtype.bits >= gradient.dtype.bits else gradient.dtype
        found[target] = elementwise(Op.ADD, nodes.cast(before, work), nodes.cast(gradient, work))

    for output, seed in zip(outputs, seeds, strict=True):
        if output in needed:
            add(output, seed, device)
    result: dict[Node, Node] = {}
    for current in reversed(order):
        gradient = found.pop(current, None)
        if gradient is None or current not in needed:
            continue
        place = places[current]
        if hooks and current in hooks:
            for hook in list(hooks[current].values()):
                gradient = hook(place, gradient)
        if current in wanted:
            result[current] = nodes.cast(gradient, current.dtype)
        if current in stops or not _sources(current):
            continue
        sources, passed, place = _apply(current, gradient, place)
        for source, part in zip(sources, passed, strict=True):
            if part is not None and source in needed:
                add(source, part, place)
    return [result.get(each) for each in inputs]


def _apply(x: Node, gradient: Node, place: str) -> tuple[Sequence[Node], Gradients, str]:
    """The sources of a node, the gradient of each, and the device these are on."""
    composite = composites.get(x)
    if composite is not None:
        inputs, rule = composite
        return inputs, rule(place, gradient, x, *inputs), place
    if x.op is Op.COPY:
        origin = _place(x.sources[0])
        return x.sources, (nodes.node(Op.COPY, gradient.dtype, gradient.shape, (gradient,), origin),), origin
    if x.op is not Op.EXPAND and gradient.dtype is not x.dtype:
        gradient = _settled(gradient, x.dtype)
    return x.sources, RULES[x.op](x, gradient), place


def _place(x: Node) -> str:
    """The device a graph is computed on: that of any buffer or copy in it."""
    for each in toposort([x]):
        if each.op is Op.BUFFER:
            return each.storage.device.name
        if each.op is Op.COPY:
            return each.destination
    raise ValueError(f"{x} is on no device")
