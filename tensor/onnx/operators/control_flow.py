"""Branches and loops: nodes that run subgraphs.

What decides of them is read: where it follows from the model's inputs, the model cannot be replayed. Values
that are known on the host stay so from one turn of a loop to the next, so a loop of a known number of turns
is written out, as many steps as there are turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...run.call import realize_all
from ...tensor import Tensor
from ..elements import STRING, Codes, element_of, from_array
from ..known_values import Known
from ..lowering import Host, Kept, Node, lowering
from ..program import Program
from .sequences import joined

_TURNS = 32
"""After so many turns of a loop what it carries is computed, before the graph grows too deep."""


def _truth(value: Host) -> bool:
    if value.size != 1:
        raise ShapeError(f"a condition is one value, not of shape {value.shape}")
    return bool(value.reshape(-1)[0])


def _read(value: Any) -> Host:
    if isinstance(value, Known):
        return value.array
    if not isinstance(value, Tensor):
        raise InvalidArgument("a condition is a tensor")
    return value.numpy()


@lowering("If")
def if_(condition: Host, *, then_branch: Program, else_branch: Program, node: Node) -> tuple[Any, ...]:
    return tuple(node.graph(then_branch if _truth(condition) else else_branch, []))


@lowering("Loop")
def loop(
    count: Host | None, condition: Host | None, *carried: Kept, body: Program, node: Node
) -> tuple[Any, ...]:
    most = None if count is None else int(count.reshape(-1)[0])
    goes_on = condition is None or _truth(condition)
    values = list(carried)
    if len(body.outputs) < 1 + len(values) or len(body.inputs) != 2 + len(values):
        raise InvalidArgument(
            f"the body of a Loop that carries {len(values)} values takes {len(body.inputs)} and gives "
            f"{len(body.outputs)}"
        )
    scanned: list[list[Any]] = [[] for _ in body.outputs[1 + len(values) :]]
    # The body may hand the condition on: then it is true, since there is a turn.
    turn = 0
    while goes_on and (most is None or turn < most):
        results = node.graph(body, [Known(np.array(turn, np.int64)), Known(np.array(True)), *values])
        if condition is not None:
            goes_on = _truth(_read(results[0]))
        values = results[1 : 1 + len(values)]
        for kept, value in zip(scanned, results[1 + len(values) :], strict=True):
            kept.append(value)
        turn += 1
        if turn % _TURNS == 0:
            _compute([*values, *(each[-1] for each in scanned)])
    stacked = [
        _stacked(each, node.device, body, 1 + len(values) + number) for number, each in enumerate(scanned)
    ]
    return (*values, *stacked)


def _compute(values: Iterable[Any]) -> None:
    tensors = [value.tensor if isinstance(value, Codes) else value for value in values]
    realize_all([tensor for tensor in tensors if isinstance(tensor, Tensor)])


def _stacked(
    values: list[Any], device: str, body: Program, output: int, axis: int = 0, reverse: bool = False
) -> Any:
    """What the turns of a loop gave, along a new axis; nothing, of the type that the body says."""
    if not values:
        said = body.outputs[output]
        element = element_of(said.element or 1)
        shape = [0, *(size if isinstance(size, int) else 0 for size in said.shape or ())]
        shape.insert(axis % len(shape), shape.pop(0))
        return from_array(np.zeros(tuple(shape), element.numpy if element is not STRING else object), device)
    if reverse:
        values = values[::-1]
    if all(isinstance(value, Known) for value in values):
        arrays = [value.array for value in values]
        return Known(np.stack(arrays, axis))
    plain = [value.tensor(device) if isinstance(value, Known) else value for value in values]
    return joined(plain, axis, stack=True)


@lowering("Scan", since=8)
def scan_8(
    lengths: Host | None,
    *values: Kept,
    body: Program,
    num_scan_inputs: int,
    directions: Sequence[int] | None = None,
    node: Node,
) -> tuple[Any, ...]:
    """For each of a batch, along axis 1."""
    states, inputs = _parted(values, num_scan_inputs, node.device)
    sizes = [value.shape for value in (*states, *inputs)]
    if not sizes or any(len(size) < 1 or size[0] != sizes[0][0] for size in sizes):
        raise ShapeError(f"Scan: values of a batch are wanted, not of shapes {sizes}")
    given = directions or [0] * len(inputs)
    rows = []
    for row in range(sizes[0][0]):
        length = inputs[0].shape[1] if lengths is None else int(lengths[row])
        own = [_taken(value, 0, row) for value in inputs]
        own = [
            value[:length] if isinstance(value, Tensor) else Codes(value.element, value.tensor[:length])
            for value in own
        ]
        rows.append(
            _scanned(
                body, [_taken(value, 0, row) for value in states], own, [0] * len(own), given, [], [], node
            )
        )
    results = []
    for number, column in enumerate(zip(*rows, strict=True)):
        parts = [each.tensor(node.device) if isinstance(each, Known) else each for each in column]
        if number >= len(states):
            # What lies past the end of a short sequence is 0.
            longest = max(part.shape[0] for part in parts)
            parts = [part.pad(_after(part, longest - part.shape[0])) for part in parts]
        results.append(joined(parts, 0, stack=True))
    return tuple(results)


def _after(x: Tensor, count: int) -> tuple[tuple[int, int], ...]:
    return ((0, count), *((0, 0) for _ in x.shape[1:]))


@lowering("Scan", since=9)
def scan(
    *values: Kept,
    body: Program,
    num_scan_inputs: int,
    scan_input_axes: Sequence[int] | None = None,
    scan_input_directions: Sequence[int] | None = None,
    scan_output_axes: Sequence[int] | None = None,
    scan_output_directions: Sequence[int] | None = None,
    node: Node,
) -> tuple[Any, ...]:
    states, inputs = _parted(values, num_scan_inputs, node.device)
    axes = scan_input_axes or [0] * len(inputs)
    directions = scan_input_directions or [0] * len(inputs)
    return _scanned(
        body,
        states,
        inputs,
        axes,
        directions,
        scan_output_axes or [],
        scan_output_directions or [],
        node,
    )


def _parted(values: Sequence[Any], scanned: int, device: str) -> tuple[list[Any], list[Any]]:
    if not 0 < scanned <= len(values):
        raise InvalidArgument(f"Scan of {scanned} inputs, of which there are {len(values)}")
    states = len(values) - scanned
    plain = [value.tensor(device) if isinstance(value, Known) else value for value in values]
    return plain[:states], plain[states:]


def _taken(value: Any, axis: int, place: int) -> Any:
    if isinstance(value, Codes):
        return Codes(value.element, value.tensor.select(axis, place))
    return value.take(place, axis) if isinstance(value, np.ndarray) else value.select(axis, place)


def _scanned(
    body: Program,
    states: list[Any],
    inputs: list[Any],
    axes: Sequence[int],
    directions: Sequence[int],
    output_axes: Sequence[int],
    output_directions: Sequence[int],
    node: Node,
) -> tuple[Any, ...]:
    if not len(inputs) == len(axes) == len(directions):
        raise InvalidArgument(
            f"Scan of {len(inputs)} inputs has {len(axes)} axes and {len(directions)} directions"
        )
    if len(body.inputs) != len(states) + len(inputs):
        raise InvalidArgument(
            f"the body of a Scan takes {len(body.inputs)} values, not {len(states) + len(inputs)}"
        )
    lengths = {value.shape[axis] for value, axis in zip(inputs, axes, strict=True)}
    if len(lengths) != 1:
        raise ShapeError(f"Scan: its inputs are of different lengths {sorted(lengths)}")
    (length,) = lengths
    scanned: list[list[Any]] = [[] for _ in body.outputs[len(states) :]]
    for turn in range(length):
        taken = [
            _taken(value, axis, length - 1 - turn if direction else turn)
            for value, axis, direction in zip(inputs, axes, directions, strict=True)
        ]
        results = node.graph(body, [*states, *taken])
        states = results[: len(states)]
        for kept, value in zip(scanned, results[len(states) :], strict=True):
            kept.append(value)
        if (turn + 1) % _TURNS == 0:
            _compute([*states, *(each[-1] for each in scanned)])
    stacked = [
        _stacked(
            each,
            node.device,
            body,
            len(states) + number,
            output_axes[number] if number < len(output_axes) else 0,
            bool(output_directions[number]) if number < len(output_directions) else False,
        )
        for number, each in enumerate(scanned)
    ]
    return (*states, *stacked)


@lowering("SequenceMap", since=17)
def sequence_map(sequence: Kept, *others: Kept, body: Program, node: Node) -> tuple[Any, ...]:
    """The body for each element, with the elements of other sequences beside it, and tensors as they are."""
    if not isinstance(sequence, list):
        raise InvalidArgument("SequenceMap: its first input is to be a sequence")
    results: list[list[Any]] = [[] for _ in body.outputs]
    for place, element in enumerate(sequence):
        beside = []
        for other in others:
            if isinstance(other, list) and len(other) != len(sequence):
                raise ShapeError(f"SequenceMap of sequences of {len(sequence)} and {len(other)} elements")
            beside.append(other[place] if isinstance(other, list) else other)
        for kept, value in zip(results, node.graph(body, [element, *beside]), strict=True):
            kept.append(value.tensor(node.device) if isinstance(value, Known) else value)
    return tuple(results)
