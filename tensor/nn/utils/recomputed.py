"""Parts of a network whose insides are computed again for gradients instead of being kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ....runtime.errors import InvalidArgument
from ... import tree
from ...graph import dtype as dtypes
from ...graph import node as nodes
from ...graph.derivatives import composites, gradients
from ...graph.node import Node, Op, elementwise
from ...methods.arguments import shown
from ...methods.core import TRACKED, barrier
from ...tensor import Tensor

# Integers as wide as a float.
_BITS = {8: dtypes.uint8, 16: dtypes.uint16, 32: dtypes.uint32, 64: dtypes.uint64}


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    preserve_rng_state: bool = True,
    determinism_check: str = "default",
    **kwargs: Any,
) -> Any:
    """`function(*args, **kwargs)`, of which gradients keep arguments and results alone: what is between
    is computed again when they need it, as by `torch.utils.checkpoint.checkpoint`.

    The function is called once. What is computed again is what it did then: the same draws of random numbers,
    and no second change of running statistics. The tensors among the arguments may be in lists, dicts and
    other structures; what the function reads besides, such as weights, is kept in any case. `use_reentrant`,
    `preserve_rng_state` and `determinism_check` are PyTorch's and change nothing.

    Raises InvalidArgument for what is no function.

    Examples:
        >>> layer = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
        >>> x = Tensor([[1.0, 2.0]], requires_grad=True)
        >>> y = nn.utils.checkpoint(layer, x)
        >>> (kept,), (again,) = layer(x).sum().gradient(x), y.sum().gradient(x)
        >>> bool((kept - again).abs().max() < 1e-6)
        True
    """
    if not callable(function):
        raise InvalidArgument(f"checkpoint takes a function, not {shown(function)}")
    leaves, _ = tree.flatten((args, kwargs))
    given = [each._node for each in leaves if isinstance(each, Tensor) and each.dtype.is_float]
    result = function(*args, **kwargs)
    results, structure = tree.flatten(result)
    for number, each in enumerate(results):
        if isinstance(each, Tensor) and each._flow == TRACKED and not each.is_leaf:
            results[number] = _recomputed(each, given)
    return tree.unflatten(structure, results)


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **names: Any
) -> Any:
    """What a sequence of functions, such as the modules of `nn.Sequential`, gives for `input`, one after the
    other, in `segments` parts of which all but the last are under `checkpoint`.

    Raises InvalidArgument for fewer than one part, and for what is no sequence.

    Examples:
        >>> layers = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
        >>> nn.utils.checkpoint_sequential(layers, 2, Tensor.ones(3, 2, requires_grad=True)).shape
        (3, 1)
    """
    found = functions.children() if hasattr(functions, "children") else functions
    if not isinstance(found, Iterable):
        raise InvalidArgument(f"checkpoint_sequential takes a sequence of functions, not {shown(functions)}")
    steps: list[Callable[[Any], Any]] = list(found)
    if not isinstance(segments, int) or segments < 1:
        raise InvalidArgument(f"checkpoint_sequential: {shown(segments)} is no number of parts")
    length = max(1, len(steps) // segments)
    for start in range(0, length * (segments - 1), length):
        input = checkpoint(_run, steps[start : start + length], input, use_reentrant=use_reentrant, **names)
    return _run(steps[length * (segments - 1) :], input)


def _run(steps: Iterable[Callable[[Any], Any]], value: Any) -> Any:
    for step in steps:
        value = step(value)
    return value


def _recomputed(result: Tensor, given: Sequence[Node]) -> Tensor:
    """The result, whose gradient is that of a second computation from the same arguments."""
    inside, outside = _between(result._node, set(given))
    if result._node not in inside:
        return result
    copied = {number for number, each in enumerate(outside) if each in given}

    def rule(device: str, gradient: Node, value: Node, *inputs: Node) -> list[Node | None]:
        nothing = nodes.contiguous(elementwise(Op.AND, _bits_of(gradient), _bits_of(value)))
        nothing = elementwise(Op.AND, nothing, nodes.const(0, nothing.dtype))
        sources = [_later(each, nothing) if number in copied else each for number, each in enumerate(inputs)]
        again = _copy(inside, dict(zip(outside, sources, strict=True)))
        return gradients([again[top]], sources, [gradient], device, set(sources))

    top = result._node
    alone = barrier(top, alone=True)
    composites[alone] = (tuple(outside), rule)
    return result._wrap(alone, result.device, TRACKED)


def _needs(node: Node) -> tuple[Node, ...]:
    """What a node is computed from, and what its gradient passes to."""
    rule = composites.get(node)
    return node.sources if rule is None else (*node.sources, *rule[0])


def _between(top: Node, given: set[Node]) -> tuple[list[Node], list[Node]]:
    """The nodes from which the way to `top` comes from what is given, sources first; and what they are
    computed from besides.
    """
    order: dict[Node, bool] = {}
    stack = [top]
    while stack:
        node = stack[-1]
        if node in order:
            stack.pop()
        elif node in given or node.op is Op.ASSIGN or node.op is Op.BUFFER:
            order[stack.pop()] = False
        else:
            waiting = [each for each in _needs(node) if each not in order]
            if waiting:
                stack.extend(waiting)
                continue
            order[stack.pop()] = any(order[each] or each in given for each in _needs(node))
    inside = [node for node, is_inside in order.items() if is_inside]
    members = set(inside)
    outside = dict.fromkeys(each for node in inside for each in _needs(node) if each not in members)
    return inside, list(outside)


def _copy(inside: Sequence[Node], new: dict[Node, Node]) -> dict[Node, Node]:
    """The same nodes over other sources, with the rules of their gradients."""
    for node in inside:
        sources = tuple(new[each] for each in node.sources)
        new[node] = made = nodes.node(node.op, node.dtype, node.shape, sources, node.argument)
        rule = composites.get(node)
        if rule is not None and made is not node:
            composites.setdefault(made, (tuple(new[each] for each in rule[0]), rule[1]))
    return new


def _bits_of(x: Node) -> Node:
    """The bits of the first element, as a number."""
    first = nodes.reshape(nodes.shrink(x, [(0, 1, 1)] * len(x.shape)), ())
    return nodes.cast(nodes.bitcast(first, _BITS[x.dtype.bits]), dtypes.uint32)


def _later(x: Node, nothing: Node) -> Node:
    """x in memory once more, made no sooner than `nothing`, which is zero and known when gradients arrive."""
    bits = nodes.bitcast(x, _BITS[x.dtype.bits])
    zero = nodes.expand(nodes.reshape(nodes.cast(nothing, bits.dtype), (1,) * len(x.shape)), x.shape)
    copy = nodes.contiguous(nodes.bitcast(elementwise(Op.ADD, bits, zero), x.dtype))
    composites[copy] = ((x,), _passed)
    return copy


def _passed(device: str, gradient: Node, copy: Node, x: Node) -> list[Node]:
    return [gradient]
