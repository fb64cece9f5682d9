"""Recurrent layers: RNN, LSTM and GRU over sequences, and one step of each as a cell.

A layer multiplies all inputs of a direction by the weight at once; what is left for each step is the product
of the state before it. Parameters are as in PyTorch, gate after gate in one weight.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, ClassVar

from ...runtime.errors import InvalidArgument, ShapeError
from ..functions.sequence import Before, kept, places, product, stacked, step_of, with_weight
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..methods.arguments import shown
from ..run.capture import stands_for
from ..tensor import Tensor
from . import functional, initialisation
from .arguments import choice, flag, real, whole
from .module import Module
from .utils.packing import PackedSequence, pack_padded_sequence, pad_packed_sequence

State = tuple[Tensor, ...]


class _Recurrent(Module):
    """Layers of two directions at most; what a step computes is the subclass's."""

    gates: ClassVar[int]
    kind: ClassVar[str]

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.input_size = whole(self, "input_size", input_size)
        self.hidden_size = whole(self, "hidden_size", hidden_size)
        self.num_layers = whole(self, "num_layers", num_layers)
        self.bias, self.batch_first = flag(self, "bias", bias), flag(self, "batch_first", batch_first)
        self.dropout = real(self, "dropout", dropout, 0, 1)
        self.bidirectional = flag(self, "bidirectional", bidirectional)
        self.proj_size = whole(self, "proj_size", proj_size, 0)
        if self.proj_size >= self.hidden_size:
            raise InvalidArgument(f"{type(self).__name__}: {proj_size=} must be smaller than {hidden_size=}")
        width = self._width()
        rows = self.gates * self.hidden_size
        bound = 1 / sqrt(self.hidden_size)
        for layer in range(self.num_layers):
            given = self.input_size if layer == 0 else width * self._directions()
            for direction in range(self._directions()):
                suffix = _suffix(layer, direction)
                shapes = {"weight_ih": (rows, given), "weight_hh": (rows, width)}
                if self.bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}  # type: ignore[dict-item]
                if self.proj_size:
                    shapes["weight_hr"] = (self.proj_size, self.hidden_size)
                for name, shape in shapes.items():
                    setattr(self, name + suffix, initialisation.uniform(shape, bound, device, dtype))

    def _width(self) -> int:
        """The width of what a step gives."""
        return self.proj_size or self.hidden_size

    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    def _state_widths(self) -> tuple[int, ...]:
        return (self.hidden_size,)

    def _step(self, given: Tensor, before: Tensor, state: State, weights: dict[str, Any]) -> State:
        """The next state, from the parts of the gates, `[n, gates * hidden]`, that come from the input and
        from the state before.
        """
        raise NotImplementedError

    def flatten_parameters(self) -> None:
        """Nothing: there is no other layout of the weights. PyTorch's models call it.

        Examples:
            >>> nn.GRU(2, 3).flatten_parameters()
        """

    def forward(self, x: Any, hx: Any = None) -> tuple[Any, Any]:
        """The outputs of all steps, and the state after the last.

        x is `[l, n, input]`, `[n, l, input]` with `batch_first`, or `[l, input]`; the outputs are like it,
        of the state's width for each direction. `hx`, the state before the first step, and the state after
        the last are `[layers * directions, n, width]`, without n where there is no batch. Of a
        PackedSequence the outputs are one too, and each sequence's state is that after its own last step.
        Raises ShapeError where shapes do not fit.

        Examples:
            >>> output, state = nn.GRU(2, 3, num_layers=2)(Tensor.randn(5, 1, 2))
            >>> output.shape, state.shape
            ((5, 1, 3), (2, 1, 3))
        """
        if isinstance(x, PackedSequence):
            return self._packed(x, hx)
        name = type(self).__name__
        if not isinstance(x, Tensor):
            raise InvalidArgument(f"{name} takes a tensor or a PackedSequence, not {shown(x)}")
        if x.ndim not in (2, 3) or x.shape[-1] != self.input_size or 0 in x.shape:
            raise ShapeError(
                f"{name} needs an input of 3 axes (2 without a batch) with a last axis of {self.input_size}; "
                f"it has shape {x.shape}"
            )
        batched = x.ndim == 3
        if not batched:
            x = x.unsqueeze(1)
        elif self.batch_first:
            x = x.transpose(0, 1)
        x, last = self._layers(x, self._initial(x, hx, batched, x.shape[1]), None)
        if not batched:
            x, last = x.squeeze(1), tuple(part.squeeze(1) for part in last)
        elif self.batch_first:
            x = x.transpose(0, 1)
        return x, (last if len(last) > 1 else last[0])

    def _packed(self, packed: PackedSequence, hx: Any) -> tuple[PackedSequence, Any]:
        """The outputs of sequences of several lengths, packed as they are."""
        order, back = packed.sorted_indices, packed.unsorted_indices
        counts = packed.lengths()
        plain = PackedSequence(packed.data, packed.batch_sizes)
        x, lengths = pad_packed_sequence(plain)
        if x.ndim != 3 or x.shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__} needs steps of {self.input_size} numbers; the packed ones have shape "
                f"{packed.data.shape[1:]}"
            )
        states = self._initial(x, hx, True, x.shape[1])
        if order is not None:
            states = tuple(part.index_select(1, order) for part in states)
        x, last = self._layers(x, states, lengths.cast(dtypes.int32).unsqueeze(1))
        if back is not None:
            last = tuple(part.index_select(1, back) for part in last)
        return packed.with_data(pack_padded_sequence(x, counts).data), (last if len(last) > 1 else last[0])

    def _layers(self, x: Tensor, states: State, lengths: Tensor | None) -> tuple[Tensor, State]:
        """The outputs of all layers for `[l, n, input]`, and their last states; `lengths` is `[n, 1]`."""
        directions = self._directions()
        finals: list[State] = []
        for layer in range(self.num_layers):
            outputs: list[Tensor] = []
            for direction in range(directions):
                suffix = _suffix(layer, direction)
                weights = {
                    key: getattr(self, key + suffix, None)
                    for key in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
                }
                number = layer * directions + direction
                state = tuple(part[number] for part in states)
                output, final = self._run(x, state, weights, direction == 1, lengths)
                outputs.append(output)
                finals.append(final)
            x = outputs[0] if directions == 1 else outputs[0].cat(outputs[1], dim=-1)
            if self.dropout and self.training and layer < self.num_layers - 1:
                x = x.dropout(self.dropout)
        last = tuple(
            parts[0].stack(*parts[1:])
            for parts in ([final[i] for final in finals] for i in range(len(states)))
        )
        return x, last

    def _run(
        self, x: Tensor, state: State, weights: dict[str, Any], backwards: bool, lengths: Tensor | None
    ) -> tuple[Tensor, State]:
        """One direction of one layer over the whole sequence; beyond its length a sequence's state stays."""
        if lengths is None:
            activation = getattr(self, "nonlinearity", "tanh")
            found = stands_for("recurrent", x, state, weights, self.kind, backwards, activation)
            if found is not None:
                return found[0], tuple(found[1:])
        given = x.linear(weights["weight_ih"], self._input_bias(weights)).contiguous()
        count = x.shape[0]
        numbers = places(given, count, backwards)
        outputs: list[Tensor] = [given] * count
        earlier = Before(count)
        given, added = self._linked(given, weights, earlier)
        for step in reversed(range(count)) if backwards else range(count):
            # In memory, so that a step's kernels read it and do not compute all before it anew.
            earlier.note(step, state[0])
            before = product(state[0], weights["weight_hh"])
            if added is not None:
                before = before + step_of(added, step, numbers[step])
            fresh = self._step(step_of(given, step, numbers[step]), before, state, weights)
            if lengths is not None:
                within = numbers[step] < lengths
                fresh = tuple(within.where(part, old) for part, old in zip(fresh, state, strict=True))
            state = tuple(kept(part) for part in fresh)
            outputs[step] = state[0]
        return stacked(outputs, numbers), state

    def _linked(
        self, given: Tensor, weights: dict[str, Any], earlier: Before
    ) -> tuple[Tensor, Tensor | None]:
        """The inputs' part of the gates, and what is added to the states' part; one of them passes the
        gradient on to the states' weight.
        """
        return with_weight(given, weights["weight_hh"], earlier), None

    def _input_bias(self, weights: dict[str, Any]) -> Tensor | None:
        """What is added to the gates of all steps at once."""
        if not self.bias:
            return None
        total: Tensor = weights["bias_ih"] + weights["bias_hh"]
        return total

    def _initial(self, x: Tensor, hx: Any, batched: bool, batch: int) -> State:
        count = self.num_layers * self._directions()
        widths = self._state_widths()
        if hx is None:
            return tuple(
                # In memory, or their product with a weight would be a sum of zeros times each number.
                Tensor.zeros(count, batch, width, device=x.device, dtype=x.dtype).contiguous()
                for width in widths
            )
        given = tuple(hx) if isinstance(hx, (tuple, list)) else (hx,)
        wanted = [(count, batch, width) if batched else (count, width) for width in widths]
        if [getattr(part, "shape", None) for part in given] != wanted:
            raise ShapeError(
                f"{type(self).__name__}: the state before the first step is of shapes "
                f"{[getattr(part, 'shape', None) for part in given]}; it needs {wanted}"
            )
        return tuple(part if batched else part.unsqueeze(1) for part in given)

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        parts += [f"proj_size={self.proj_size}"] if self.proj_size else []
        parts += [f"num_layers={self.num_layers}"] if self.num_layers != 1 else []
        parts += [] if self.bias else ["bias=False"]
        parts += [f"batch_first={self.batch_first}"] if self.batch_first else []
        parts += [f"dropout={self.dropout}"] if self.dropout else []
        parts += [f"bidirectional={self.bidirectional}"] if self.bidirectional else []
        return ", ".join(parts)


class RNN(_Recurrent):
    """`tanh(x @ weight_ih.T + h @ weight_hh.T + biases)` step after step, or `relu` of that.

    Each layer and direction has `weight_ih_l0` `[hidden, input]`, `weight_hh_l0` `[hidden, hidden]` and, with
    `bias`, `bias_ih_l0` and `bias_hh_l0`; the direction that goes backwards has `_reverse` after its names.
    All start uniform within 1 / sqrt(hidden_size). `dropout` is between layers, while training. Raises
    InvalidArgument for another `nonlinearity` and sizes below 1; see `forward` for shapes.

    Examples:
        >>> output, state = nn.RNN(2, 3, batch_first=True)(Tensor.randn(1, 5, 2))
        >>> output.shape, state.shape
        ((1, 5, 3), (1, 1, 3))
    """

    gates = 1
    kind = "RNN"

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.nonlinearity = choice(self, "nonlinearity", nonlinearity, ("tanh", "relu"))
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype
        )

    def _step(self, given: Tensor, before: Tensor, state: State, weights: dict[str, Any]) -> State:
        total = given + before
        return (total.tanh() if self.nonlinearity == "tanh" else total.relu(),)


class LSTM(_Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber 1997); the state is a pair (h, c).

    Parameters are as of `RNN`, with the rows of the input, forget, cell and output gates one after the other:
    `weight_ih_l0` is `[4 * hidden, input]`. With `proj_size` the h of a step is made narrower by
    `weight_hr_l0` `[proj_size, hidden]`. Raises InvalidArgument for sizes below 1 and a `proj_size` that is
    not smaller than `hidden_size`; see `forward` for shapes.

    Examples:
        >>> output, (h, c) = nn.LSTM(2, 3, bidirectional=True)(Tensor.randn(5, 1, 2))
        >>> output.shape, h.shape, c.shape
        ((5, 1, 6), (2, 1, 3), (2, 1, 3))
    """

    gates = 4
    kind = "LSTM"

    def _state_widths(self) -> tuple[int, ...]:
        return (self._width(), self.hidden_size)

    def _step(self, given: Tensor, before: Tensor, state: State, weights: dict[str, Any]) -> State:
        hidden, cell = _lstm(given + before, state[1])
        if weights["weight_hr"] is not None:
            hidden = hidden.linear(weights["weight_hr"])
        return hidden, cell


class GRU(_Recurrent):
    """Gated recurrent units (Cho et al. 2014), in PyTorch's form.

    Parameters are as of `RNN`, with the rows of the reset, update and new gates one after the other:
    `weight_ih_l0` is `[3 * hidden, input]`. Raises InvalidArgument for sizes below 1; see `forward` for
    shapes.

    Examples:
        >>> output, state = nn.GRU(2, 3)(Tensor.randn(5, 1, 2))
        >>> output.shape, state.shape
        ((5, 1, 3), (1, 1, 3))
    """

    gates = 3
    kind = "GRU"

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype
        )

    def _input_bias(self, weights: dict[str, Any]) -> Tensor | None:
        # That of the state is inside the new gate's product with the reset gate.
        bias: Tensor | None = weights["bias_ih"]
        return bias

    def _linked(
        self, given: Tensor, weights: dict[str, Any], earlier: Before
    ) -> tuple[Tensor, Tensor | None]:
        bias = weights["bias_hh"]
        if bias is None:
            bias = Tensor.zeros(given.shape[-1], device=given.device, dtype=given.dtype)
        return given, with_weight(bias.expand(given.shape), weights["weight_hh"], earlier)

    def _step(self, given: Tensor, before: Tensor, state: State, weights: dict[str, Any]) -> State:
        return (_gru(given, before, state[0]),)


class _Cell(Module):
    gates: ClassVar[int]

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.input_size = whole(self, "input_size", input_size)
        self.hidden_size = whole(self, "hidden_size", hidden_size)
        self.bias = flag(self, "bias", bias)
        rows, bound = self.gates * self.hidden_size, 1 / sqrt(self.hidden_size)
        self.weight_ih = initialisation.uniform((rows, self.input_size), bound, device, dtype)
        self.weight_hh = initialisation.uniform((rows, self.hidden_size), bound, device, dtype)
        self.bias_ih = initialisation.uniform((rows,), bound, device, dtype) if self.bias else None
        self.bias_hh = initialisation.uniform((rows,), bound, device, dtype) if self.bias else None

    def _given(self, x: Tensor, hx: Any, count: int) -> State:
        """The state, zeros where none is given."""
        if x.ndim not in (1, 2) or x.shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__} needs an input [n, {self.input_size}] or [{self.input_size}]; it has "
                f"shape {x.shape}"
            )
        shape = (*x.shape[:-1], self.hidden_size)
        if hx is None:
            return (Tensor.zeros(shape, device=x.device, dtype=x.dtype),) * count
        given = tuple(hx) if isinstance(hx, (tuple, list)) else (hx,)
        if [getattr(part, "shape", None) for part in given] != [shape] * count:
            raise ShapeError(f"{type(self).__name__}: the state is {count} of shape {shape}")
        return given

    def extra_repr(self) -> str:
        return f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")


class RNNCell(_Cell):
    """One step of `RNN`: the next state, from an input `[n, input]` or `[input]` and the state before.

    Raises InvalidArgument as `RNN`; calling it raises ShapeError where shapes do not fit.

    Examples:
        >>> nn.RNNCell(2, 3)(Tensor.randn(4, 2)).shape
        (4, 3)
    """

    gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = choice(self, "nonlinearity", nonlinearity, ("tanh", "relu"))

    def forward(self, x: Tensor, hx: Tensor | None = None) -> Tensor:
        (hidden,) = self._given(x, hx, 1)
        total = x.linear(self.weight_ih, self.bias_ih) + hidden.linear(self.weight_hh, self.bias_hh)
        return total.tanh() if self.nonlinearity == "tanh" else functional.relu(total)


class LSTMCell(_Cell):
    """One step of `LSTM`: the next state (h, c), from an input `[n, input]` or `[input]` and the one before.

    Raises InvalidArgument as `LSTM`; calling it raises ShapeError where shapes do not fit.

    Examples:
        >>> h, c = nn.LSTMCell(2, 3)(Tensor.randn(4, 2))
        >>> h.shape, c.shape
        ((4, 3), (4, 3))
    """

    gates = 4

    def forward(self, x: Tensor, hx: State | None = None) -> tuple[Tensor, Tensor]:
        hidden, cell = self._given(x, hx, 2)
        total = x.linear(self.weight_ih, self.bias_ih) + hidden.linear(self.weight_hh, self.bias_hh)
        return _lstm(total, cell)


class GRUCell(_Cell):
    """One step of `GRU`: the next state, from an input `[n, input]` or `[input]` and the state before.

    Raises InvalidArgument as `GRU`; calling it raises ShapeError where shapes do not fit.

    Examples:
        >>> nn.GRUCell(2, 3)(Tensor.randn(4, 2)).shape
        (4, 3)
    """

    gates = 3

    def forward(self, x: Tensor, hx: Tensor | None = None) -> Tensor:
        (hidden,) = self._given(x, hx, 1)
        given = x.linear(self.weight_ih, self.bias_ih)
        return _gru(given, hidden.linear(self.weight_hh, self.bias_hh), hidden)


def _lstm(total: Tensor, cell: Tensor) -> tuple[Tensor, Tensor]:
    """The next h and c, from the sums of all gates."""
    take, keep, fresh, show = total.chunk(4, -1)
    cell = keep.sigmoid() * cell + take.sigmoid() * fresh.tanh()
    return show.sigmoid() * cell.tanh(), cell


def _gru(given: Tensor, before: Tensor, hidden: Tensor) -> Tensor:
    """The next state, from the parts of the gates that come from the input and from the state."""
    (reset, update, fresh), (reset_h, update_h, fresh_h) = given.chunk(3, -1), before.chunk(3, -1)
    kept = (update + update_h).sigmoid()
    new = (fresh + (reset + reset_h).sigmoid() * fresh_h).tanh()
    return new + kept * (hidden - new)


def _suffix(layer: int, direction: int) -> str:
    return f"_l{layer}" + ("_reverse" if direction else "")
