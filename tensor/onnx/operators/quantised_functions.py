"""Functions of quantised tensors that ONNX Runtime adds: computed in float32, between scales."""

from __future__ import annotations

from typing import Any

from ....runtime.errors import InvalidArgument
from ...tensor import Tensor
from ..lowering import MICROSOFT, Value, find, lowering
from .casts import element_of_value
from .quantisation import dequantised, in_memory, rounded


def _number(x: Tensor, scale: Tensor, zero: Tensor | None) -> Tensor:
    return dequantised(x, scale.reshape(()), None if zero is None else zero.reshape(()))


def _back(y: Tensor, scale: Tensor, zero: Tensor | None, like: Tensor) -> Value:
    # As ONNX Runtime's do, these multiply where QuantizeLinear divides, which takes many times as long.
    quotient = y * (1.0 / scale.reshape(()))
    return in_memory(rounded(quotient, None if zero is None else zero.reshape(()), element_of_value(like)))


@lowering("QLinearAdd", domain=MICROSOFT)
def qlinear_add(
    a: Tensor,
    scale_a: Tensor,
    zero_a: Tensor | None,
    b: Tensor,
    scale_b: Tensor,
    zero_b: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
) -> Value:
    return _back(_number(a, scale_a, zero_a) + _number(b, scale_b, zero_b), scale, zero, a)


@lowering("QLinearMul", domain=MICROSOFT)
def qlinear_mul(
    a: Tensor,
    scale_a: Tensor,
    zero_a: Tensor | None,
    b: Tensor,
    scale_b: Tensor,
    zero_b: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
) -> Value:
    return _back(_number(a, scale_a, zero_a) * _number(b, scale_b, zero_b), scale, zero, a)


@lowering("QLinearSigmoid", domain=MICROSOFT)
def qlinear_sigmoid(
    x: Tensor, scale_x: Tensor, zero_x: Tensor | None, scale: Tensor, zero: Tensor | None = None
) -> Value:
    return _back(_number(x, scale_x, zero_x).sigmoid(), scale, zero, x)


@lowering("QLinearLeakyRelu", domain=MICROSOFT)
def qlinear_leaky_relu(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
    *,
    alpha: float = 0.01,
) -> Value:
    return _back(_number(x, scale_x, zero_x).leaky_relu(alpha), scale, zero, x)


@lowering("QLinearSoftmax", domain=MICROSOFT)
def qlinear_softmax(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
    *,
    axis: int = -1,
    opset: int,
) -> Value:
    """Before version 13 over all axes from `axis` on."""
    number = _number(x, scale_x, zero_x)
    if opset >= 13:
        return _back(number.softmax(axis), scale, zero, x)
    place = axis % x.ndim
    rows = number.reshape((*x.shape[:place], -1))
    return _back(rows.softmax(-1).reshape(tuple(x.shape)), scale, zero, x)


@lowering("QLinearGlobalAveragePool", domain=MICROSOFT)
def qlinear_global_average_pool(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
    *,
    channels_last: int = 0,
) -> Value:
    axes = tuple(range(1, x.ndim - 1)) if channels_last else tuple(range(2, x.ndim))
    return _back(_number(x, scale_x, zero_x).mean(axes, keepdim=True), scale, zero, x)


@lowering("QLinearReduceMean", domain=MICROSOFT)
def qlinear_reduce_mean(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
    *,
    axes: list[int] | None = None,
    keepdims: int = 1,
) -> Value:
    over = tuple(axes) if axes else tuple(range(x.ndim))
    return _back(_number(x, scale_x, zero_x).mean(over, keepdim=bool(keepdims)), scale, zero, x)


@lowering("QLinearAveragePool", domain=MICROSOFT)
def qlinear_average_pool(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Tensor | None,
    scale: Tensor,
    zero: Tensor | None = None,
    *,
    auto_pad: str = "NOTSET",
    ceil_mode: int = 0,
    channels_last: int = 0,
    count_include_pad: int = 0,
    kernel_shape: list[int],
    pads: list[int] | None = None,
    strides: list[int] | None = None,
) -> Value:
    pool = find("", "AveragePool", 11)
    if pool is None:
        raise InvalidArgument("AveragePool is not known")
    number = _number(x, scale_x, zero_x)
    number = number.movedim(-1, 1) if channels_last else number
    said: dict[str, Any] = {"pads": pads} if pads else {}
    said |= {"strides": strides} if strides else {}
    pooled = pool.function(
        number,
        auto_pad=auto_pad,
        ceil_mode=ceil_mode,
        count_include_pad=count_include_pad,
        kernel_shape=kernel_shape,
        **said,
    )
    return _back(pooled.movedim(1, -1) if channels_last else pooled, scale, zero, x)


@lowering("QLinearConcat", domain=MICROSOFT)
def qlinear_concat(scale: Tensor, zero: Tensor, *inputs: Tensor, axis: int) -> Value:
    """Of tensors, each followed by its scale and its zero point."""
    if len(inputs) % 3:
        raise InvalidArgument(f"QLinearConcat of {len(inputs)} values: tensor, scale and zero point in turn")
    parts = [_number(*inputs[place : place + 3]) for place in range(0, len(inputs), 3)]
    return _back(parts[0].cat(*parts[1:], dim=axis), scale, zero, zero)


@lowering("QLinearWhere", domain=MICROSOFT)
def qlinear_where(
    condition: Tensor,
    x: Tensor,
    scale_x: Tensor,
    zero_x: Tensor,
    y: Tensor,
    scale_y: Tensor,
    zero_y: Tensor,
    scale: Tensor,
    zero: Tensor,
) -> Value:
    return _back(condition.where(_number(x, scale_x, zero_x), _number(y, scale_y, zero_y)), scale, zero, zero)
