"""com.microsoft's LSTM with weights of 8 bits, whose inputs and states are rounded to 8 bits, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ....runtime.errors import ShapeError
from ...functions.sequence import kept
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..elements import BY_NAME
from ..integer_weights import MatrixWeight, tensor_of, wide, zero_of
from ..known_values import Known
from ..lowering import Kept, Node, lowering
from .integer_products import product
from .quantisation import quantised, scale_of_range
from .recurrent import activations_of, layer_of, run_lstm


@dataclass(frozen=True)
class QuantisedMatrices:
    """Weights `[directions, inputs, 4 * hidden]`: what is multiplied by in each direction."""

    matrices: tuple[MatrixWeight, ...]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, codes: Kept, zero: Kept, device: str, is_fixed: bool = False) -> QuantisedMatrices:
        """Of bytes and their zero points; what `is_fixed` is laid out once, for all runs."""
        numbers = tensor_of(codes, device)
        if numbers.ndim != 3 or (zero is not None and tuple(zero.shape[:1]) != numbers.shape[:1]):
            raise ShapeError(f"weights {numbers.shape} of an LSTM, with zero points of other directions")
        found = []
        for number in range(numbers.shape[0]):
            own, origin = numbers.select(0, number), _of_direction(zero, number)
            found.append(
                MatrixWeight.kept(own.contiguous(), origin)
                if is_fixed
                else MatrixWeight.of(own, zero_of(origin, device))
            )
        return cls(tuple(found), tuple(numbers.shape))


def _of_direction(zero: Any, number: int) -> Any:
    if zero is None:
        return None
    return Known(zero.array[number]) if isinstance(zero, Known) else zero.select(0, number)


@dataclass(frozen=True)
class QuantisedWeights:
    """Weights of 8 bits and their scales, one for each direction, or for each column too."""

    own: QuantisedMatrices
    own_scale: Tensor
    recurrence: QuantisedMatrices
    recurrence_scale: Tensor

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return _turned(self.own.shape), _turned(self.recurrence.shape)

    @property
    def read(self) -> Sequence[Tensor]:
        return (self.recurrence_scale,)

    def of_input(self, x: Tensor, number: int, bias: Tensor | None) -> Tensor:
        found = _times(x, self.own.matrices[number], self.own_scale.select(0, number), in_memory=True)
        return found if bias is None else found + bias

    def with_state(self, given: Tensor, hidden: Tensor, number: int) -> Tensor:
        # In memory: the gates are parts of it.
        scale = self.recurrence_scale.select(0, number)
        return kept(given + _times(hidden, self.recurrence.matrices[number], scale))


def _turned(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape[0], shape[2], shape[1]


def _times(x: Tensor, weight: MatrixWeight, scale: Tensor, in_memory: bool = False) -> Tensor:
    """The product of what is rounded to 256 numbers, which fill its range, and a weight.

    With few rows the numbers are computed anew for each panel of columns: they are less than a kernel.
    """
    own, zero = scale_of_range(x)
    numbers = quantised(x, own, zero, BY_NAME["UINT8"])
    assert isinstance(numbers, Tensor)
    numbers = numbers.contiguous() if in_memory else numbers
    return product(numbers, weight, wide(zero), None).cast(dtypes.float32) * (own * scale)


@lowering("DynamicQuantizeLSTM", domain="com.microsoft")
def dynamic_quantize_lstm(
    x: Tensor,
    weight: Kept,
    recurrence: Kept,
    bias: Tensor | None = None,
    lengths: Tensor | None = None,
    initial: Tensor | None = None,
    initial_cell: Tensor | None = None,
    peepholes: Tensor | None = None,
    weight_scale: Tensor | None = None,
    weight_zero: Kept = None,
    recurrence_scale: Tensor | None = None,
    recurrence_zero: Kept = None,
    *,
    activation_alpha: Sequence[float] = (),
    activation_beta: Sequence[float] = (),
    activations: Sequence[str] = (),
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    input_forget: int = 0,
    node: Node,
) -> tuple[Tensor, ...]:
    names = ("Sigmoid", "Tanh", "Tanh")
    functions = activations_of(direction, activations, names, activation_alpha, activation_beta)
    own = _matrices(weight, weight_zero, weight_scale, node)
    other = _matrices(recurrence, recurrence_zero, recurrence_scale, node)
    assert weight_scale is not None and recurrence_scale is not None
    weights = QuantisedWeights(own, weight_scale, other, recurrence_scale)
    initials = (initial, initial_cell)
    x = x.contiguous()
    layer = layer_of(x, weights, bias, lengths, initials, direction, functions, 0, hidden_size, 4)
    return run_lstm(layer, peepholes, clip, input_forget)


def _matrices(codes: Any, zero: Kept, scale: Tensor | None, node: Node) -> QuantisedMatrices:
    found = codes if isinstance(codes, QuantisedMatrices) else QuantisedMatrices.of(codes, zero, node.device)
    if scale is None:
        raise ShapeError("the weights of an LSTM with 8 bits need their scales")
    if scale.shape[:1] != found.shape[:1]:
        raise ShapeError(f"scales {scale.shape} do not fit weights {found.shape}")
    return found
