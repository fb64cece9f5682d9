"""com.microsoft's LSTM with weights of 8 bits, whose inputs and states are rounded to 8 bits, too."""

from __future__ import annotations

from collections.abc import Sequence

from ....runtime.errors import ShapeError
from ...graph.dtype import float32
from ...tensor import Tensor
from ..lowering import lowering
from .quantisation import scale_of_range
from .recurrent import activations_of, layer_of, run_lstm


@lowering("DynamicQuantizeLSTM", domain="com.microsoft")
def dynamic_quantize_lstm(
    x: Tensor,
    weight: Tensor,
    recurrence: Tensor,
    bias: Tensor | None = None,
    lengths: Tensor | None = None,
    initial: Tensor | None = None,
    initial_cell: Tensor | None = None,
    peepholes: Tensor | None = None,
    weight_scale: Tensor | None = None,
    weight_zero: Tensor | None = None,
    recurrence_scale: Tensor | None = None,
    recurrence_zero: Tensor | None = None,
    *,
    activation_alpha: Sequence[float] = (),
    activation_beta: Sequence[float] = (),
    activations: Sequence[str] = (),
    clip: float | None = None,
    direction: str = "forward",
    hidden_size: int | None = None,
    input_forget: int = 0,
) -> tuple[Tensor, ...]:
    names = ("Sigmoid", "Tanh", "Tanh")
    functions = activations_of(direction, activations, names, activation_alpha, activation_beta)
    layer = layer_of(
        rounded(x),
        _rows(weight, weight_scale, weight_zero),
        _rows(recurrence, recurrence_scale, recurrence_zero),
        bias,
        lengths,
        (initial, initial_cell),
        direction,
        functions,
        0,
        hidden_size,
        4,
    )
    return run_lstm(layer, peepholes, clip, input_forget, rounded)


def rounded(x: Tensor) -> Tensor:
    """The nearest of 256 numbers that fill the range of a tensor and 0, as DynamicQuantizeLinear has them."""
    scale, zero = scale_of_range(x)
    middle = zero.cast(x.dtype)
    return (((x / scale).round() + middle).clip(0, 255) - middle) * scale


def _rows(codes: Tensor, scale: Tensor | None, zero: Tensor | None) -> Tensor:
    """The weights [directions, inputs, 4 * hidden] with a scale for each direction, or for each column, as
    LSTM takes them: [directions, 4 * hidden, inputs].
    """
    if scale is None:
        raise ShapeError("the weights of an LSTM with 8 bits need their scales")
    if codes.ndim != 3 or scale.shape[:1] != codes.shape[:1]:
        raise ShapeError(f"scales {scale.shape} do not fit weights {codes.shape}")
    numbers = codes.cast(float32)
    if zero is not None:
        numbers = numbers - zero.cast(float32).reshape(zero.shape[0], 1, -1)
    return (numbers * scale.reshape(scale.shape[0], 1, -1)).transpose(1, 2).contiguous()
