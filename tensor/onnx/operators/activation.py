"""Activations, each of one tensor."""

from __future__ import annotations

import math

from ....runtime.errors import InvalidArgument
from ...tensor import Tensor
from ..lowering import lowering


def _number(x: Tensor, value: float) -> Tensor:
    return Tensor.full((), value, dtype=x.dtype, device=x.device)


@lowering("Relu")
def relu(x: Tensor, *, consumed_inputs: object = None) -> Tensor:
    return x.relu()


@lowering("Sigmoid")
def sigmoid(x: Tensor, *, consumed_inputs: object = None) -> Tensor:
    return x.sigmoid()


@lowering("Tanh")
def tanh(x: Tensor, *, consumed_inputs: object = None) -> Tensor:
    return x.tanh()


@lowering("LeakyRelu")
def leaky_relu(x: Tensor, *, alpha: float = 0.01, consumed_inputs: object = None) -> Tensor:
    return Tensor.where(x < 0, x * alpha, x)


@lowering("ThresholdedRelu", since=10)
def thresholded_relu(x: Tensor, *, alpha: float = 1.0) -> Tensor:
    return Tensor.where(x > alpha, x, _number(x, 0))


@lowering("Elu")
def elu(x: Tensor, *, alpha: float = 1.0, consumed_inputs: object = None) -> Tensor:
    return Tensor.where(x < 0, x.minimum(_number(x, 0)).expm1() * alpha, x)


@lowering("Celu", since=12)
def celu(x: Tensor, *, alpha: float = 1.0) -> Tensor:
    zero = _number(x, 0)
    return x.maximum(zero) + ((x / alpha).minimum(zero).expm1() * alpha)


@lowering("Selu")
def selu(
    x: Tensor,
    *,
    alpha: float = 1.67326319217681884765625,
    gamma: float = 1.05070102214813232421875,
    consumed_inputs: object = None,
) -> Tensor:
    return Tensor.where(x > 0, x * gamma, x.minimum(_number(x, 0)).expm1() * (alpha * gamma))


@lowering("HardSigmoid")
def hard_sigmoid(
    x: Tensor, *, alpha: float = 0.2, beta: float = 0.5, consumed_inputs: object = None
) -> Tensor:
    return (x * alpha + beta).clip(0, 1)


@lowering("HardSwish", since=14)
def hard_swish(x: Tensor) -> Tensor:
    return x * (x / 6 + 0.5).clip(0, 1)


@lowering("Swish", since=24)
def swish(x: Tensor, *, alpha: float = 1.0) -> Tensor:
    return x * (x * alpha).sigmoid() if alpha != 1 else x.silu()


@lowering("Mish", since=18)
def mish(x: Tensor) -> Tensor:
    return x.mish()


@lowering("Gelu", since=20)
def gelu(x: Tensor, *, approximate: str = "none") -> Tensor:
    if approximate not in ("none", "tanh"):
        raise InvalidArgument(f"Gelu's approximate is 'none' or 'tanh', not {approximate!r}")
    return x.gelu(approximate=approximate)


@lowering("Softplus")
def softplus(x: Tensor) -> Tensor:
    return x.logaddexp(_number(x, 0))


@lowering("Softsign")
def softsign(x: Tensor) -> Tensor:
    return x.softsign()


@lowering("PRelu")
def prelu_1(x: Tensor, slope: Tensor, *, consumed_inputs: object = None) -> Tensor:
    """One slope, or one for each channel."""
    if slope.ndim == 1 and x.ndim > 1 and slope.shape[0] > 1:
        slope = slope.reshape((-1,) + (1,) * (x.ndim - 2))
    return Tensor.where(x < 0, x * slope, x)


@lowering("PRelu", since=7)
def prelu(x: Tensor, slope: Tensor) -> Tensor:
    return Tensor.where(x < 0, x * slope, x)


@lowering("Shrink", since=9)
def shrink(x: Tensor, *, bias: float = 0.0, lambd: float = 0.5) -> Tensor:
    zero = _number(x, 0)
    return Tensor.where(x < -lambd, x + bias, Tensor.where(x > lambd, x - bias, zero)).cast(x.dtype)


def _flat(x: Tensor, axis: int) -> tuple[Tensor, tuple[int, ...]]:
    """Before version 13 what follows `axis` is one axis."""
    shape = tuple(x.shape)
    axis = axis % x.ndim if x.ndim else 0
    return x.reshape((math.prod(shape[:axis]), math.prod(shape[axis:]))), shape


@lowering("Softmax")
def softmax_1(x: Tensor, *, axis: int = 1) -> Tensor:
    flat, shape = _flat(x, axis)
    return flat.softmax(1).reshape(shape)


@lowering("Softmax", since=13)
def softmax(x: Tensor, *, axis: int = -1) -> Tensor:
    return x.softmax(axis)


@lowering("LogSoftmax")
def log_softmax_1(x: Tensor, *, axis: int = 1) -> Tensor:
    flat, shape = _flat(x, axis)
    return flat.log_softmax(1).reshape(shape)


@lowering("LogSoftmax", since=13)
def log_softmax(x: Tensor, *, axis: int = -1) -> Tensor:
    return x.log_softmax(axis)


def _first_greatest(x: Tensor, axis: int) -> Tensor:
    """One at the first greatest along the axis."""
    along = axis % x.ndim
    places = Tensor.arange(x.shape[along], device=x.device).reshape((-1,) + (1,) * (x.ndim - along - 1))
    return (places == x.argmax(along, keepdim=True)).cast(x.dtype)


@lowering("Hardmax")
def hardmax_1(x: Tensor, *, axis: int = 1) -> Tensor:
    flat, shape = _flat(x, axis)
    return _first_greatest(flat, 1).reshape(shape)


@lowering("Hardmax", since=13)
def hardmax(x: Tensor, *, axis: int = -1) -> Tensor:
    return _first_greatest(x, axis)
