"""The signature of a graph: the same for all that differ only in their buffers, and so share a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...runtime.buffer import Buffer
from ..graph.node import Node, Op, told_apart
from ..graph.node import node as make_node

Signature = tuple[Any, ...]


def signature_of(
    outputs: Sequence[Node], device_name: str
) -> tuple[Signature, list[Buffer], dict[Node, Node]]:
    """The signature; the buffers that it reads, in the order of their numbers; and the BUFFER nodes of what
    was realized on the device, as it was found: another thread may realize more at any time.
    """
    realized: dict[Node, Node] = {}
    numbers: dict[Node, int] = {}
    buffers: dict[int, int] = {}
    found: list[Buffer] = []
    entries: list[Any] = []
    stack = list(reversed(outputs))
    while stack:
        current = stack[-1]
        if current in numbers:
            stack.pop()
            continue
        shown = current.realized_on(device_name) or current
        if shown.op is Op.BUFFER:
            realized[current] = shown
            storage = shown.storage
            number = buffers.get(id(storage))
            if number is None:
                number = buffers[id(storage)] = len(found)
                found.append(storage)
            entries.append((Op.BUFFER, shown.dtype.name, current.shape, number))
        else:
            waiting = [source for source in current.sources if source not in numbers]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            if is_barrier(current):
                numbers[current] = numbers[current.sources[0]]
                stack.pop()
                continue
            argument = current.argument
            if current.op is Op.CONST or current.op is Op.PAD:
                argument = told_apart(argument)
            sources = current.sources
            entries.append(
                (current.op, current.dtype.name, current.shape, argument, *[numbers[s] for s in sources])
            )
        numbers[current] = len(entries)
        stack.pop()
    entries.append(tuple(numbers[output] for output in outputs))
    return tuple(entries), found, realized


def is_barrier(node: Node) -> bool:
    """Whether a node only stands between another and its gradient: a BITCAST to the same dtype."""
    return node.op is Op.BITCAST and node.sources[0].dtype is node.dtype


def with_realized(outputs: Sequence[Node], realized: Mapping[Node, Node]) -> list[Node]:
    """The same graph with these nodes replaced by their buffers, without barriers, and with the graphs that
    formulas stand for.
    """
    new: dict[Node, Node] = {}
    stack = list(outputs)
    while stack:
        current = stack[-1]
        if current in new:
            stack.pop()
        elif current in realized:
            new[stack.pop()] = realized[current]
        else:
            waiting = [source for source in current.sources if source not in new]
            if waiting:
                stack.extend(waiting)
                continue
            if is_barrier(current):
                new[stack.pop()] = new[current.sources[0]]
                continue
            sources = tuple(new[source] for source in current.sources)
            if current.op is Op.FORMULA:
                new.update(zip(sources, sources, strict=True))
                made = current.formula.apply(sources[0])
                if made not in new:
                    stack.append(made)
                    continue
                new[stack.pop()] = new[made]
                continue
            same = sources == current.sources
            new[current] = (
                current
                if same
                else make_node(current.op, current.dtype, current.shape, sources, current.argument)
            )
            stack.pop()
    return [new[output] for output in outputs]
