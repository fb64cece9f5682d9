"""The signature of a graph: its form, the same for all that differ only in buffers and numbers, and those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from ...runtime.buffer import Buffer
from ..codegen.nest.lower import strip_reshapes
from ..graph.dtype import ALL
from ..graph.node import Node, Op, told_apart
from ..graph.node import node as make_node

# What follows from the second source of these, if that is a constant, is other code for each.
_SHAPED = frozenset({Op.GATHER, Op.IDIV, Op.MOD, Op.POW, Op.SHL, Op.SHR})
# These are simpler than other numbers, or stand for something: code is better with them in it.
_PLAIN = frozenset({0, 1, -1})
_NUMBERS = frozenset(each.name for each in ALL if each.is_integer or (each.is_float and each.bits >= 16))


@dataclass(slots=True)
class Signature:
    """What a plan is found by, and what it is given.

    `form` tells structures, dtypes and shapes. `open` are the constants whose values it leaves open, in the
    order of their numbers, and `numbers` those values as text ("" where they vary always). `buffers` are in
    the order of their numbers. `realized` are the BUFFER nodes of what was realized on the device, as it was
    found: another thread may realize more at any time. A SCALAR that is an output is a CONST there.
    """

    form: tuple[Any, ...]
    numbers: tuple[str, ...]
    open: tuple[Node, ...]
    buffers: list[Buffer]
    realized: dict[Node, Node]


def signature_of(outputs: Sequence[Node], device_name: str) -> Signature:
    """The signature of a graph for a device."""
    realized: dict[Node, Node] = {}
    texts: list[str] = []
    opened: list[Node] = []
    # These are filled by code of their own.
    filled = [strip_reshapes(output) for output in outputs]
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
            op, argument, sources = current.op, current.argument, current.sources
            if op is Op.CONST or op is Op.SCALAR:
                text = told_apart(argument)
                if current not in filled and _is_open(current):
                    opened.append(current)
                    texts.append(text if op is Op.CONST else "")
                    text = ""
                elif op is Op.SCALAR:
                    realized[current] = make_node(Op.CONST, current.dtype, (), (), argument)
                entries.append((op, current.dtype.name, text))
            else:
                if op is Op.PAD:
                    argument = told_apart(argument)
                entry = (op, current.dtype.name, current.shape, argument, *[numbers[s] for s in sources])
                if op in _SHAPED:
                    entry += (_constant_text(sources[1]),)
                entries.append(entry)
        numbers[current] = len(entries)
        stack.pop()
    entries.append(tuple(numbers[output] for output in outputs))
    return Signature(tuple(entries), tuple(texts), tuple(opened), found, realized)


def _is_open(constant: Node) -> bool:
    """Whether the form leaves a constant's value open."""
    if constant.dtype.name not in _NUMBERS:
        return False
    return constant.op is Op.SCALAR or (constant.value not in _PLAIN and isfinite(constant.value))


def _constant_text(node: Node) -> str:
    while node.op is Op.RESHAPE or node.op is Op.EXPAND:
        node = node.sources[0]
    return told_apart(node.argument) if node.op is Op.CONST else ""


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
