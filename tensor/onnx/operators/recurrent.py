"""Recurrent networks: the input's part of all steps is one product, and every step is the same kernels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.sequence import kept, product, step_of
from ...graph import node as nodes
from ...tensor import Tensor
from ..lowering import lowering
from .sequence_steps import first_place, joined, next_place, realize_step

Activation = Callable[[Tensor], Tensor]
State = tuple[Tensor, ...]
# The parts of the gates that come from the input; the state's part of them and the state; the next state.
Step = Callable[[Tensor, State], State]

# The functions by ONNX's names in lower case, and the defaults of the alpha and beta that they take.
_ACTIVATIONS: dict[str, tuple[Callable[..., Tensor], tuple[float, ...]]] = {
    "relu": (lambda x: x.relu(), ()),
    "tanh": (lambda x: x.tanh(), ()),
    "sigmoid": (lambda x: x.sigmoid(), ()),
    "softsign": (lambda x: x.softsign(), ()),
    "softplus": (lambda x: x.softplus(), ()),
    "affine": (lambda x, alpha, beta: x * alpha + beta, (1.0, 0.0)),
    "leakyrelu": (lambda x, alpha: x.leaky_relu(alpha), (0.01,)),
    "thresholdedrelu": (lambda x, alpha: (x >= alpha).where(x, 0.0), (1.0,)),
    "scaledtanh": (lambda x, alpha, beta: (x * beta).tanh() * alpha, (1.0, 1.0)),
    "hardsigmoid": (lambda x, alpha, beta: (x * alpha + beta).clip(0, 1), (0.2, 0.5)),
    "elu": (lambda x, alpha: x.elu(alpha), (1.0,)),
}


class Weights(Protocol):
    """What inputs and states are multiplied by, of all directions."""

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of inputs' and of states', `[directions, gates * hidden, *]`."""

    @property
    def read(self) -> Sequence[Tensor]:
        """What steps read, which is to be in memory before them."""

    def of_input(self, x: Tensor, number: int, bias: Tensor | None) -> Tensor:
        """The input's part of a direction's gates, of all steps."""

    def with_state(self, given: Tensor, hidden: Tensor, number: int) -> Tensor:
        """A step's gates: the input's part of them and the state's."""


@dataclass(frozen=True)
class PlainWeights:
    """Matrices `[directions, gates * hidden, *]`."""

    own: Tensor
    recurrence: Tensor

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return self.own.shape, self.recurrence.shape

    @property
    def read(self) -> Sequence[Tensor]:
        return (self.recurrence,)

    def of_input(self, x: Tensor, number: int, bias: Tensor | None) -> Tensor:
        return x.linear(self.own.select(0, number), bias)

    def with_state(self, given: Tensor, hidden: Tensor, number: int) -> Tensor:
        return given + _product(hidden, self.recurrence.select(0, number))


@dataclass(frozen=True)
class Layer:
    """What the three networks have in common: inputs, with time as the first axis, and attributes."""

    x: Tensor
    weights: Weights
    bias: Tensor | None
    lengths: Tensor | None
    initial: tuple[Tensor | None, ...]
    direction: str
    functions: Sequence[Sequence[Activation]]  # of each direction
    layout: int

    @property
    def hidden(self) -> int:
        """The width of the state."""
        return self.weights.shapes[1][-1]

    @property
    def backwards(self) -> tuple[bool, ...]:
        """Of each direction, whether it goes from the last step to the first."""
        return {"forward": (False,), "reverse": (True,), "bidirectional": (False, True)}[self.direction]

    def of(self, values: Tensor | None, number: int) -> Tensor | None:
        """What a direction has of values that there are for each."""
        return None if values is None else values.select(0, number)

    def biases(self, number: int) -> tuple[Tensor, Tensor] | tuple[None, None]:
        """The biases of the input's part and of the state's part."""
        if self.bias is None:
            return None, None
        first, second = self.bias.select(0, number).chunk(2, 0)
        return first, second


@lowering("RNN")
def rnn(
    x: Tensor,
    weight: Tensor,
    recurrence: Tensor,
    bias: Tensor | None = None,
    lengths: Tensor | None = None,
    initial: Tensor | None = None,
    *,
    activation_alpha: Sequence[float] = (),
    activation_beta: Sequence[float] = (),
    activations: Sequence[str] = (),
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    layout: int = 0,
    output_sequence: int = 0,
) -> tuple[Tensor, ...]:
    functions = activations_of(direction, activations, ("Tanh",), activation_alpha, activation_beta)
    weights = PlainWeights(weight, recurrence)
    layer = layer_of(x, weights, bias, lengths, (initial,), direction, functions, layout, hidden_size, 1)

    def steps(number: int) -> Step:
        (function,) = functions[number]
        return lambda given, state: (
            function(_clipped(layer.weights.with_state(given, state[0], number), clip)),
        )

    return _run(layer, steps, _summed_bias(layer))


@lowering("LSTM")
def lstm(
    x: Tensor,
    weight: Tensor,
    recurrence: Tensor,
    bias: Tensor | None = None,
    lengths: Tensor | None = None,
    initial: Tensor | None = None,
    initial_cell: Tensor | None = None,
    peepholes: Tensor | None = None,
    *,
    activation_alpha: Sequence[float] = (),
    activation_beta: Sequence[float] = (),
    activations: Sequence[str] = (),
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    input_forget: int = 0,
    layout: int = 0,
    output_sequence: int = 0,
) -> tuple[Tensor, ...]:
    names = ("Sigmoid", "Tanh", "Tanh")
    functions = activations_of(direction, activations, names, activation_alpha, activation_beta)
    initials = (initial, initial_cell)
    weights = PlainWeights(weight, recurrence)
    layer = layer_of(x, weights, bias, lengths, initials, direction, functions, layout, hidden_size, 4)
    return run_lstm(layer, peepholes, clip, input_forget)


def run_lstm(
    layer: Layer,
    peepholes: Tensor | None,
    clip: float | None,
    input_forget: int,
) -> tuple[Tensor, ...]:
    """The outputs of an LSTM, and its states."""

    def steps(number: int) -> Step:
        gate, fresh, shown = layer.functions[number]
        peeps = None if peepholes is None else peepholes.select(0, number).chunk(3, 0)

        def step(given: Tensor, state: State) -> State:
            hidden, cell = state
            take, show, keep, new = layer.weights.with_state(given, hidden, number).chunk(4, -1)
            if peeps is not None:
                take, keep = take + peeps[0] * cell, keep + peeps[2] * cell
            taken = gate(_clipped(take, clip))
            left = 1 - taken if input_forget else gate(_clipped(keep, clip))
            cell = left * cell + taken * fresh(_clipped(new, clip))
            if peeps is not None:
                show = show + peeps[1] * cell
            return gate(_clipped(show, clip)) * shown(cell), cell

        return step

    return _run(layer, steps, _summed_bias(layer))


@lowering("GRU")
def gru(
    x: Tensor,
    weight: Tensor,
    recurrence: Tensor,
    bias: Tensor | None = None,
    lengths: Tensor | None = None,
    initial: Tensor | None = None,
    *,
    activation_alpha: Sequence[float] = (),
    activation_beta: Sequence[float] = (),
    activations: Sequence[str] = (),
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    layout: int = 0,
    linear_before_reset: int = 0,
    output_sequence: int = 0,
) -> tuple[Tensor, ...]:
    names = ("Sigmoid", "Tanh")
    functions = activations_of(direction, activations, names, activation_alpha, activation_beta)
    weights = PlainWeights(weight, recurrence)
    layer = layer_of(x, weights, bias, lengths, (initial,), direction, functions, layout, hidden_size, 3)
    width = layer.hidden

    def steps(number: int) -> Step:
        gate, fresh = functions[number]
        rows = recurrence.select(0, number)
        own = layer.biases(number)[1]

        def apart(given: Tensor, state: State) -> State:
            """The reset gate is on the state, before its product."""
            (hidden,) = state
            update_given, reset_given, new_given = given.chunk(3, -1)
            update_state, reset_state = _product(hidden, rows.narrow(0, 0, 2 * width)).chunk(2, -1)
            reset = gate(_clipped(reset_given + reset_state, clip))
            last = _product((reset * hidden).contiguous(), rows.narrow(0, 2 * width, width))
            new = fresh(_clipped(new_given + last, clip))
            return (_mixed(gate(_clipped(update_given + update_state, clip)), new, hidden),)

        def together(given: Tensor, state: State) -> State:
            """The reset gate is on the product of the state."""
            (hidden,) = state
            before = _product(hidden, rows)
            before = before if own is None else before + own
            update, reset, new = zip(given.chunk(3, -1), before.chunk(3, -1), strict=True)
            kept_back = gate(_clipped(reset[0] + reset[1], clip))
            made = fresh(_clipped(new[0] + kept_back * new[1], clip))
            return (_mixed(gate(_clipped(update[0] + update[1], clip)), made, hidden),)

        return together if linear_before_reset else apart

    if linear_before_reset:
        return _run(layer, steps, lambda number: layer.biases(number)[0])
    return _run(layer, steps, _summed_bias(layer))


def _product(state: Tensor, rows: Tensor) -> Tensor:
    """A step's product of the state; that of `sequence` passes no gradient on to the weight."""
    return kept(state.linear(rows)) if rows.requires_grad else product(state, rows)


def _mixed(update: Tensor, new: Tensor, hidden: Tensor) -> Tensor:
    return new + update * (hidden - new)


def layer_of(
    x: Tensor,
    weights: Weights,
    bias: Tensor | None,
    lengths: Tensor | None,
    initial: tuple[Tensor | None, ...],
    direction: str,
    functions: Sequence[Sequence[Activation]],
    layout: int,
    hidden_size: int | None,
    gates: int,
) -> Layer:
    count = len(functions)
    own, recurrence = weights.shapes
    hidden = recurrence[-1] if recurrence else 0
    if (
        x.ndim != 3
        or own != (count, gates * hidden, x.shape[-1])
        or recurrence != (count, gates * hidden, hidden)
        or hidden_size not in (None, hidden)
    ):
        raise ShapeError(
            f"an input {x.shape} and weights {own} and {recurrence} do not fit {count} "
            f"directions with {gates} gates of {hidden if hidden_size is None else hidden_size}"
        )
    if layout:
        x = x.transpose(0, 1)
        initial = tuple(None if each is None else each.transpose(0, 1) for each in initial)
    return Layer(x, weights, bias, lengths, initial, direction, functions, layout)


def _summed_bias(layer: Layer) -> Callable[[int], Tensor | None]:
    def bias(number: int) -> Tensor | None:
        first, second = layer.biases(number)
        return None if first is None or second is None else first + second

    return bias


def _run(
    layer: Layer, steps: Callable[[int], Step], bias: Callable[[int], Tensor | None]
) -> tuple[Tensor, ...]:
    """The outputs of all steps, and the states after the last, of all directions."""
    runs = [
        _one_direction(layer, number, backwards, steps(number), bias(number))
        for number, backwards in enumerate(layer.backwards)
    ]
    outputs = runs[0][0].stack(*(run[0] for run in runs[1:]), dim=1)
    states = [parts[0].stack(*parts[1:]) for parts in zip(*(run[1] for run in runs), strict=True)]
    if layer.layout:
        return outputs.permute(2, 0, 1, 3), *(state.transpose(0, 1) for state in states)
    return outputs, *states


def _one_direction(
    layer: Layer, number: int, backwards: bool, step: Step, bias: Tensor | None
) -> tuple[Tensor, State]:
    x = layer.x
    count, batch = x.shape[:2]
    empty = x._of_node(nodes.const(0, x.dtype, (batch, layer.hidden))).contiguous()
    state = tuple(empty if each is None else each.select(0, number).contiguous() for each in layer.initial)
    lengths = None if layer.lengths is None else layer.lengths.reshape(batch, 1)
    given = layer.weights.of_input(x, number, bias).contiguous()
    place = first_place(x, count - 1 if backwards else 0)
    realize_step(count, [given, place, *state, *layer.weights.read, layer.bias, lengths])
    outputs: list[Tensor] = []
    for at in reversed(range(count)) if backwards else range(count):
        fresh = step(step_of(given, at, place), state)
        shown = fresh[0]
        if lengths is not None:
            # Beyond its length a sequence's state stays as it is, and its output is zero.
            within = place.cast(lengths.dtype) < lengths
            fresh = tuple(within.where(new, old) for new, old in zip(fresh, state, strict=True))
            shown = within.where(shown, 0)
        # In memory, so that a step's kernels read it and do not compute all before it anew.
        state = tuple(kept(part) for part in fresh)
        outputs.append(state[0] if lengths is None else kept(shown))
        place = next_place(place, backwards)
        realize_step(count, [*state, outputs[-1], place])
    return joined(outputs[::-1] if backwards else outputs), state


def _clipped(x: Tensor, clip: float | None) -> Tensor:
    return x.clip(-clip, clip) if clip else x


def activations_of(
    direction: str,
    names: Sequence[str],
    default: Sequence[str],
    alpha: Sequence[float],
    beta: Sequence[float],
) -> list[list[Activation]]:
    """The activations of each direction; those that take an alpha or beta take the next one of the list.

    Raises InvalidArgument for other directions and names.
    """
    if direction not in ("forward", "reverse", "bidirectional"):
        raise InvalidArgument(f"direction={direction!r} is none of forward, reverse, bidirectional")
    count = 2 if direction == "bidirectional" else 1
    wanted = list(names) if names else list(default) * count
    unknown = [name for name in wanted if name.lower() not in _ACTIVATIONS]
    if unknown or len(wanted) < count * len(default):
        raise InvalidArgument(
            f"activations={wanted} have to be {count * len(default)} of {', '.join(sorted(_ACTIVATIONS))}"
        )
    alphas, betas = iter(alpha), iter(beta)
    found: list[Activation] = []
    for name in wanted:
        function, defaults = _ACTIVATIONS[name.lower()]
        given = [next(values, value) for values, value in zip((alphas, betas), defaults, strict=False)]
        found.append(partial(_applied, function, tuple(given)))
    return [found[number * len(default) :][: len(default)] for number in range(count)]


def _applied(function: Callable[..., Tensor], numbers: tuple[float, ...], x: Tensor) -> Tensor:
    return function(x, *numbers)
