"""The steps of a sequence `[l, n, *]`, read and put together so that every step is the same kernel.

A slice at a place that is written into a kernel makes a kernel of its own for each place, which a sequence of
a hundred steps would compile a hundred times. Here the place is a number in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import ref

from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Node
from ..methods.core import PLAIN, TensorCore, barrier
from ..methods.gradient import TensorT


def places(like: TensorT, count: int, backwards: bool = False) -> list[TensorT]:
    """The numbers 0, 1, ..., each in memory of its own and computed from the one before."""
    first = nodes.const(count - 1 if backwards else 0, dtypes.int32, (1,))
    place = like._wrap(first, like.device).contiguous()
    found = [place]
    for _ in range(count - 1):
        place = (place + (-1 if backwards else 1)).contiguous()
        found.append(place)
    return found[::-1] if backwards else found


def step_of(x: TensorT, number: int, place: TensorT) -> TensorT:
    """`x[number]`, with `place` holding the number."""
    rest = x.shape[1:]
    index = place.reshape(1, *(1,) * len(rest)).expand(1, *rest)
    found = x._of_node(nodes.reshape(nodes.gather(x._node, index._node, 0), rest))

    def rule(gradient: TensorT, _: TensorT, x: TensorT) -> tuple[TensorT]:
        around = [(number, x.shape[0] - 1 - number, 0)] + [(0, 0, 0)] * len(rest)
        # In memory first: all steps meet in one sum, which must not compute each of them.
        part = gradient.contiguous().unsqueeze(0)
        return (part._of_node(nodes.pad(part._node, around)),)

    return x._derive(found, rule)


def kept(x: TensorT) -> TensorT:
    """x in memory, and so its gradient, which several products read."""
    return x._derive(x.contiguous(), lambda gradient, _, __: (gradient.contiguous(),))


def product(state: TensorT, weight: TensorT) -> TensorT:
    """A step's product of the state and a weight, in memory; the weight's own gradient is `with_weight`'s."""
    result = kept(state.linear(weight.detach()))
    # Not the tensor, whose own gradient is computed from this result.
    node, flow = weight._node, weight._flow

    def rule(gradient: TensorT, _: TensorT, __: TensorT) -> tuple[TensorT]:
        # With the weight that gradients pass, so that this gradient can be differentiated by it.
        return (gradient.contiguous().matmul(gradient._wrap(node, gradient.device, flow)),)

    return state._derive(state._of_node(barrier(result._node, alone=True)), rule)


def stacked(parts: Sequence[TensorT], numbers: Sequence[TensorT]) -> TensorT:
    """The steps as one tensor again; `numbers` are the places of all of them."""
    first, *rest = parts

    def rule(gradient: TensorT, *_: TensorT) -> list[TensorT]:
        whole = gradient.contiguous()
        return [step_of(whole, number, place) for number, place in enumerate(numbers)]

    return first._derive(first.stack(*rest), rule, *rest)


class Before:
    """The state before each step, noted as the steps are written.

    A later state is computed from what `with_weight` gives, whose rule holds this, and would be kept for ever
    by it: it is known only as long as something else is computed from it, and else passed no gradient.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._found: dict[int, tuple[ref[Node], int]] = {}
        self._first: Node | None = None

    def note(self, step: int, state: TensorCore) -> None:
        """Have a state be the one before a step."""
        if self._first is None:
            self._first = state._node
        self._found[step] = ref(state._node), state._flow

    def stacked(self, like: TensorT) -> TensorT:
        """All of them as one tensor, in the order of the steps."""
        first, *rest = (self._state(like, step) for step in range(self._count))
        return first.stack(*rest)

    def _state(self, like: TensorT, step: int) -> TensorT:
        assert self._first is not None
        reference, flow = self._found[step]
        found = reference()
        if found is None:
            found, flow = nodes.const(0, self._first.dtype, self._first.shape), PLAIN
        return like._wrap(found, like.device, flow)


def with_weight(x: TensorT, weight: TensorT, before: Before) -> TensorT:
    """x, whose steps are added to the products of a weight and what was before each step.

    The weight's gradient is one product over all steps, taken from here: those of `product` pass none to it,
    or each would have one of its own to be summed. `before` may be filled later.
    """
    found, flow = x._combine([weight])
    left, right = (x._wrap(each, x.device, flow) for each in found)
    same = left._of_node(barrier(left._node, alone=True))

    def rule(gradient: TensorT, _: TensorT, x: TensorT, weight: TensorT) -> tuple[TensorT, TensorT]:
        whole = gradient.contiguous()
        states = before.stacked(x).reshape(-1, weight.shape[-1])
        return whole, whole.reshape(-1, weight.shape[0]).transpose(0, 1).matmul(states)

    return left._derive(same, rule, right)
