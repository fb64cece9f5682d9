"""What is normalised and then scaled and shifted, as one operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...graph import node as nodes
from ...graph.node import Node, Op
from .emission import Emission
from .simplified import slimmed
from .written import Written


def with_weights(x: Node, is_fixed: Callable[[Node], bool]) -> Emission | None:
    """LayerNormalization with its weight, or its weight and bias; None for other sums and products."""
    bias = None
    scaled = x
    if x.op is Op.ADD:
        for left, right in (x.sources, x.sources[::-1]):
            if left.op is Op.MUL and _parts(left) is not None:
                scaled, bias = left, right
                break
        else:
            return None
    parts = _parts(scaled)
    if parts is None:
        return None
    normalised, weight = parts
    axes, eps = normalised.formula.parameters
    shape = normalised.shape[-len(axes) :]
    operands = [weight] if bias is None else [weight, bias]
    plain = [_of_shape(each, shape) for each in operands]
    if any(each is None or not is_fixed(each) for each in plain):
        return None
    source = normalised.sources[0]

    def write(written: Written, names: Sequence[str]) -> str:
        return written.op("LayerNormalization", *names, axis=-len(axes), epsilon=eps)

    return Emission((source, *(each for each in plain if each is not None)), write)


def _parts(x: Node) -> tuple[Node, Node] | None:
    """What is normalised over its last axes, and what it is multiplied with."""
    for left, right in (x.sources, x.sources[::-1]):
        if left.op is Op.FORMULA and left.formula.name == "_normalise" and left.shape == x.shape:
            return left, right
    return None


def _of_shape(x: Node, shape: tuple[int, ...]) -> Node | None:
    """What is repeated along leading axes, as a tensor of the last ones."""
    slim = slimmed(x)
    lead = len(slim.shape) - len(shape)
    if slim.shape[lead:] != shape or any(size != 1 for size in slim.shape[:lead]):
        return None
    return nodes.reshape(slim, shape)
