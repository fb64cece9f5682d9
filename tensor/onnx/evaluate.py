"""Runs a program: each step's inputs are brought to the form its lowering takes, and its results are named.

Nothing is computed on the device before results are read: lowerings build lazy tensors. Values that follow
from shapes and constants alone (`Shape`, and arithmetic on it) stay on the host, as `Known`, so that a model
whose shapes do not depend on its inputs can be replayed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...runtime.device import Device
from ...runtime.errors import BarewireError, InvalidArgument, OutOfMemory
from ..tensor import Tensor
from . import known_values
from .elements import Codes, to_array
from .known_values import Known
from .lowering import Lowering, Node
from .program import FromCaller, Program, Step
from .values_in_place import on_device

DEFAULT_MOST_STEPS = 10_000_000
"""After so many steps a run is taken for one without an end."""


@dataclass
class Run:
    """One evaluation of a model: where, how many more steps it may take, and the values that its programs
    hold, which may be there from an evaluation before.
    """

    device: str
    steps_left: int = DEFAULT_MOST_STEPS
    constants: dict[int, dict[str, Any]] = field(default_factory=dict)

    def constants_of(self, program: Program) -> dict[str, Any]:
        """A program's own values, which are made once."""
        held = self.constants.get(id(program))
        if held is None:
            held = {name: constant(array, self.device) for name, array in program.constants.items()}
            self.constants[id(program)] = held
        return held

    def check_size(self, value: Tensor) -> None:
        """Raises OutOfMemory for a value of a model that would not fit on the device.

        It may never be in memory here, but what is computed from it would take for ever.
        """
        if value.nbytes > Device[self.device].info.memory_bytes:
            raise OutOfMemory(
                f"a value of shape {value.shape} takes {value.nbytes} bytes, more than {self.device} has: "
                "look at the model's sizes, or run it on a device with more memory"
            )

    def count(self) -> None:
        """Note a step.

        Raises InvalidArgument when there have been too many.
        """
        self.steps_left -= 1
        if self.steps_left < 0:
            raise InvalidArgument(
                "the model has not ended after the steps it was given; if its loops are right, give it more: "
                "InferenceSession(..., most_steps=)"
            )


class Scope(dict[str, Any]):
    """Values by name, those of the scopes around it among them."""

    def __init__(self, outer: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.outer = outer

    def __missing__(self, name: str) -> Any:
        if self.outer is None:
            raise KeyError(name)
        return self.outer[name]


def evaluate(
    program: Program,
    inputs: Sequence[Any],
    run: Run,
    outer: Mapping[str, Any] | None = None,
    constants: Mapping[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> list[Any]:
    """The values of a program's outputs; `constants` are its own values where they are made already."""
    run.count()
    scope = Scope(outer)
    scope.update(run.constants_of(program) if constants is None else constants)
    if len(inputs) > len(program.inputs):
        raise InvalidArgument(f"{program.name} takes {len(program.inputs)} inputs, not {len(inputs)}")
    for each, value in zip(
        program.inputs, [*inputs, *[None] * (len(program.inputs) - len(inputs))], strict=True
    ):
        scope[each.name] = value
    for step, unused in zip(program.steps, program.last_uses, strict=True):
        run.count()
        for name, value in zip(step.outputs, evaluate_step(step, scope, run, attributes or {}), strict=False):
            if name:
                scope[name] = value
        for name in unused:
            scope.pop(name, None)
    return [_named(scope, each.name, program) for each in program.outputs]


def _named(scope: Scope, name: str, program: Program) -> Any:
    if not name:
        return None
    try:
        return scope[name]
    except KeyError:
        raise InvalidArgument(f"nothing makes {name!r}, which {program.name or 'the graph'} reads") from None


def constant(array: Any, device: str) -> Any:
    """A value of the model itself: known on the host where it is small."""
    return Known(array) if known_values.is_small(array) else on_device(array, device)


def evaluate_step(step: Step, scope: Scope, run: Run, attributes: Mapping[str, Any]) -> Sequence[Any]:
    """The outputs of one node.

    Raises what its lowering raises, with the node named.
    """
    given = {
        name: attributes.get(value.name) if isinstance(value, FromCaller) else value
        for name, value in step.attributes.items()
    }
    given = {name: value for name, value in given.items() if value is not None}
    values: list[Any] = []
    for name in step.inputs:
        if not name:
            values.append(None)
            continue
        try:
            values.append(scope[name])
        except KeyError:
            raise InvalidArgument(f"nothing makes {name!r}, which {step} reads") from None
    while values and values[-1] is None:
        values.pop()
    if step.body is not None:
        return evaluate(step.body, values, run, attributes=given)
    assert step.lowering is not None
    try:
        known = known_values.fold(step.operator, step.domain, step.version, values, given)
        if known is not None:
            return (known,)
        results = _lowered(step, step.lowering, values, given, _node(step, run, scope, attributes))
        for result in results:
            if isinstance(result, Tensor):
                run.check_size(result)
        return results
    except BarewireError as error:
        error.add_note(f"in the model's node {step}")
        raise
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        MemoryError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        raise InvalidArgument(
            f"the model's node {step} cannot be computed from its inputs: {error}"
        ) from error


def _node(step: Step, run: Run, scope: Scope, attributes: Mapping[str, Any]) -> Node:
    return Node(
        step.outputs,
        step.version,
        run.device,
        lambda program, inputs: evaluate(program, inputs, run, scope, attributes=attributes),
    )


def _lowered(
    step: Step, lowering: Lowering, values: list[Any], attributes: dict[str, Any], node: Node
) -> Sequence[Any]:
    if len(values) > len(lowering.forms) and lowering.rest is None:
        raise InvalidArgument(f"{step} takes {len(lowering.forms)} inputs at most, not {len(values)}")
    if lowering.wants_node:
        attributes["node"] = node
    values += [None] * (len(lowering.forms) - len(values))
    if lowering.moves:
        return _moved(lowering, values, attributes, node.device)
    brought = [_brought(value, lowering.form(n), step, n, node.device) for n, value in enumerate(values)]
    return _outputs(lowering.function(*brought, **attributes))


def _outputs(result: Any) -> Sequence[Any]:
    return result if isinstance(result, tuple) else (result,)


def _brought(value: Any, form: str | None, step: Step, number: int, device: str) -> Any:
    """An input in the form that the lowering takes it in."""
    if value is None:
        return None
    if form == "Kept":
        return value
    if form == "Host":
        return on_host(value)
    if isinstance(value, Known):
        value = value.tensor(device)
    if form == "Strings":
        if not isinstance(value, np.ndarray):
            raise InvalidArgument(f"input {number} of {step} is to be strings")
        return value
    if form == "Tensor" and not isinstance(value, Tensor):
        raise InvalidArgument(f"input {number} of {step} is to be a tensor, not {described(value)}")
    return value


def described(value: Any) -> str:
    """What kind of value it is, for an error."""
    if isinstance(value, Codes):
        return f"one of {value.element.name}"
    if isinstance(value, np.ndarray):
        return "strings"
    return "a sequence" if isinstance(value, list) else type(value).__name__


def on_host(value: Any) -> np.ndarray[Any, Any]:
    """The values of an input that shapes the work.

    Raises InvalidArgument for what is neither a tensor nor known.
    """
    if isinstance(value, Known):
        return value.array
    if isinstance(value, Tensor | np.ndarray):
        array: np.ndarray[Any, Any] = to_array(value)
        return array
    raise InvalidArgument(f"a tensor was wanted, not {described(value)}")


def _moved(lowering: Lowering, values: list[Any], attributes: dict[str, Any], device: str) -> Sequence[Any]:
    """A lowering that moves elements, of codes and strings too."""
    forms = [lowering.form(number) for number in range(len(values))]
    data = [
        n
        for n, (value, form) in enumerate(zip(values, forms, strict=True))
        if form == "Tensor" and value is not None
    ]
    kinds = {values[n].element for n in data if isinstance(values[n], Codes)}
    words = [n for n in data if isinstance(values[n], np.ndarray)]
    if words:
        return _moved_strings(lowering, values, attributes, data, device)
    plain = [value.tensor if isinstance(value, Codes) else value for value in values]
    brought = [
        on_host(value)
        if form == "Host" and value is not None
        else value.tensor(device)
        if isinstance(value, Known)
        else value
        for value, form in zip(plain, forms, strict=True)
    ]
    results = _outputs(lowering.function(*brought, **attributes))
    if not kinds:
        return results
    if len(kinds) > 1:
        raise InvalidArgument(
            f"{lowering.operator} of several element types: {sorted(k.name for k in kinds)}"
        )
    element = kinds.pop()
    return tuple(Codes(element, each) if isinstance(each, Tensor) else each for each in results)


def _moved_strings(
    lowering: Lowering, values: list[Any], attributes: dict[str, Any], data: list[int], device: str
) -> Sequence[Any]:
    """Strings never leave the host: their places are moved, and looked up."""
    words: list[Any] = [""]
    places: list[Any] = list(values)
    for number in data:
        array = values[number]
        if not isinstance(array, np.ndarray):
            # Indices beside the strings.
            places[number] = array.tensor(device) if isinstance(array, Known) else array
            continue
        start = len(words)
        words += array.reshape(-1).tolist()
        places[number] = Tensor(np.arange(start, len(words)).reshape(array.shape), device=device)
    for number, form in enumerate(map(lowering.form, range(len(values)))):
        if form == "Host" and values[number] is not None:
            places[number] = on_host(values[number])
    looked_up = np.array([*words, None], dtype=object)[:-1]
    results = _outputs(lowering.function(*places, **attributes))
    return tuple(
        looked_up[np.asarray(each.numpy())] if isinstance(each, Tensor) else each for each in results
    )
