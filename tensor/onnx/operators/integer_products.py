"""Products of quantised matrices and convolutions: of integers, summed in int32, so they are exact.

What numbers less their zero points give is computed from the products of the numbers themselves, which
machines have instructions for, and the sums of rows and columns. int32 wraps around, so the order of
additions does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..codes import decoded
from ..elements import BY_NAME, Codes
from ..known_values import Known
from ..lowering import MICROSOFT, Kept, Node, Value, lowering
from .casts import element_of_value
from .quantisation import dequantised, quantised, rounded, scale_of_range
from .spatial_windows import spatial_windows


def _wide(x: Tensor) -> Tensor:
    return x.cast(dtypes.int32)


def _zero(zero: Any, node: Node) -> Tensor | None:
    """A zero point as int32; None where it is known to be 0."""
    if isinstance(zero, Known):
        if not np.any(zero.array):
            return None
        zero = zero.tensor(node.device)
    return None if zero is None else _wide(decoded(zero))


def product(a: Tensor, b: Tensor, zero_a: Tensor | None, zero_b: Tensor | None) -> Tensor:
    """The product of `a - zero_a` and `b - zero_b` as int32; zero points of rows of `a`, columns of `b`."""
    total = _wide(a) @ _wide(b)
    if zero_a is not None and zero_a.ndim == 1 and zero_a.numel() > 1:
        zero_a = zero_a.unsqueeze(-1)
    if zero_a is not None:
        columns = _wide(b).sum(-2, keepdim=b.ndim > 1)
        total = total - (zero_a * columns if a.ndim > 1 else (zero_a * columns).reshape(total.shape))
    if zero_b is not None:
        rows = _wide(a).sum(-1, keepdim=a.ndim > 1)
        total = total - (rows * zero_b if b.ndim > 1 else (rows * zero_b).reshape(total.shape))
    if zero_a is not None and zero_b is not None:
        total = total + (zero_a * zero_b * a.shape[-1]).reshape(
            () if zero_a.numel() == zero_b.numel() == 1 else (zero_a * zero_b).shape
        )
    return total.cast(dtypes.int32)


@lowering("MatMulInteger", since=10)
def matmul_integer(a: Tensor, b: Tensor, zero_a: Kept = None, zero_b: Kept = None, *, node: Node) -> Tensor:
    return product(a, b, _zero(zero_a, node), _zero(zero_b, node))


def convolution(
    x: Tensor,
    w: Tensor,
    zero_x: Any,
    zero_w: Any,
    node: Node,
    auto_pad: str,
    dilations: Sequence[int] | None,
    group: int,
    kernel_shape: Sequence[int] | None,
    pads: Sequence[int] | None,
    strides: Sequence[int] | None,
) -> Tensor:
    """The convolution of `x - zero_x` with `w - zero_w`, as int32."""
    rank = x.ndim - 2
    if not 1 <= rank <= 3 or w.ndim != x.ndim:
        raise ShapeError(f"a convolution of shape {tuple(x.shape)} with a weight of {tuple(w.shape)}")
    if kernel_shape and list(kernel_shape) != list(w.shape[2:]):
        raise ShapeError(f"kernel_shape {list(kernel_shape)} of a weight of shape {tuple(w.shape)}")
    windows = spatial_windows(
        x.shape, w.shape[2:], strides=strides, pads=pads, dilations=dilations, auto_pad=auto_pad
    )
    around = [(0, 0), (0, 0), *zip(windows.low, windows.high, strict=True)]
    zero = _zero(zero_w, node)
    weight = _wide(w)
    if zero is not None:
        weight = weight - (
            zero.reshape((-1,) + (1,) * (w.ndim - 1)) if zero.numel() > 1 else zero.reshape(())
        )
    known = zero_x.array if isinstance(zero_x, Known) else np.zeros((), np.int32) if zero_x is None else None
    if known is None:
        number = 0
        data = (_wide(x) - _wide(zero_x).reshape(())).pad(around)
    else:
        number = int(known.reshape(-1)[0])
        data = _wide(x.pad(around, value=number))
    convolve = (data.conv1d, data.conv2d, data.conv3d)[rank - 1]
    total = convolve(weight, None, windows.strides, 0, windows.dilations, group)
    if number:
        total = total - (weight.sum(tuple(range(1, w.ndim))) * number).reshape((-1,) + (1,) * rank)
    return total.cast(dtypes.int32)


@lowering("ConvInteger", since=10)
def conv_integer(
    x: Tensor,
    w: Tensor,
    zero_x: Kept = None,
    zero_w: Kept = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: list[int] | None = None,
    group: int = 1,
    kernel_shape: list[int] | None = None,
    pads: list[int] | None = None,
    strides: list[int] | None = None,
    node: Node,
) -> Tensor:
    return convolution(x, w, zero_x, zero_w, node, auto_pad, dilations, group, kernel_shape, pads, strides)


@lowering("QLinearConv", since=10)
@lowering("QLinearConv", domain=MICROSOFT)
def qlinear_conv(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Kept,
    w: Tensor,
    scale_w: Tensor,
    zero_w: Kept,
    scale_y: Tensor,
    zero_y: Tensor,
    bias: Tensor | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: list[int] | None = None,
    group: int = 1,
    kernel_shape: list[int] | None = None,
    pads: list[int] | None = None,
    strides: list[int] | None = None,
    channels_last: int = 0,
    node: Node,
) -> Value:
    if channels_last:
        x = x.movedim(-1, 1)
    total = convolution(x, w, zero_x, zero_w, node, auto_pad, dilations, group, kernel_shape, pads, strides)
    along = (-1,) + (1,) * (x.ndim - 2)
    if bias is not None:
        total = total + bias.reshape(along)
    scale = scale_x.reshape(()) * scale_w.reshape(along if scale_w.numel() > 1 else ()) / scale_y.reshape(())
    result = rounded(total.cast(dtypes.float32) * scale, zero_y.reshape(()), element_of_value(zero_y))
    return result.movedim(1, -1) if channels_last and isinstance(result, Tensor) else result


def _of_rows(parameter: Tensor, ndim: int) -> Tensor:
    """A scale or zero point of a matrix's rows, as a column."""
    if parameter.numel() == 1:
        return parameter.reshape(())
    return parameter.unsqueeze(-1) if parameter.ndim == 1 and ndim > 1 else parameter


def _of_columns(parameter: Tensor) -> Tensor:
    return parameter.reshape(()) if parameter.numel() == 1 else parameter


@lowering("QLinearMatMul", since=10)
def qlinear_matmul(
    a: Value,
    scale_a: Tensor,
    zero_a: Kept,
    b: Value,
    scale_b: Tensor,
    zero_b: Kept,
    scale_y: Tensor,
    zero_y: Value,
    *,
    node: Node,
) -> Value:
    assert isinstance(a, (Tensor, Codes)) and isinstance(b, (Tensor, Codes))
    assert isinstance(zero_y, (Tensor, Codes))
    element = element_of_value(zero_y)
    zero = _of_columns(decoded(zero_y))
    columns, rows = _of_columns(scale_b), _of_rows(scale_a, 2)
    if not isinstance(a, Tensor) or a.dtype.is_float or not isinstance(b, Tensor) or b.dtype.is_float:
        given = [each.tensor(node.device) if isinstance(each, Known) else each for each in (zero_a, zero_b)]
        left = dequantised(a, rows, None if given[0] is None else _of_rows(decoded(given[0]), 2))
        right = dequantised(b, columns, None if given[1] is None else _of_columns(decoded(given[1])))
        return quantised(left @ right, scale_y.reshape(()), zero, element)
    wide = product(a, b, *(_zero(each, node) for each in (zero_a, zero_b))).cast(dtypes.float32)
    scale = (
        rows.cast(dtypes.float32) * columns.cast(dtypes.float32) / _of_columns(scale_y).cast(dtypes.float32)
    )
    return rounded(wide * scale, zero, element)


@lowering("MatMulIntegerToFloat", domain=MICROSOFT)
def matmul_integer_to_float(
    a: Tensor,
    b: Tensor,
    scale_a: Tensor,
    scale_b: Tensor,
    zero_a: Kept = None,
    zero_b: Kept = None,
    bias: Tensor | None = None,
    *,
    node: Node,
) -> Tensor:
    total = product(a, b, _zero(zero_a, node), _zero(zero_b, node))
    result = total.cast(scale_a.dtype) * (_of_rows(scale_a, a.ndim) * _of_columns(scale_b))
    return result if bias is None else result + bias


@lowering("DynamicQuantizeMatMul", domain=MICROSOFT)
def dynamic_quantize_matmul(
    a: Tensor,
    b: Tensor,
    scale_b: Tensor,
    zero_b: Kept = None,
    bias: Tensor | None = None,
    *,
    node: Node,
) -> Tensor:
    scale, zero = scale_of_range(a)
    numbers = quantised(a, scale, zero, BY_NAME["UINT8"])
    assert isinstance(numbers, Tensor)
    total = product(numbers, b, _wide(zero), _zero(zero_b, node))
    result = total.cast(dtypes.float32) * (scale * _of_columns(scale_b))
    return result if bias is None else result + bias


@lowering("QGemm", domain=MICROSOFT)
def qgemm(
    a: Tensor,
    scale_a: Tensor,
    zero_a: Kept,
    b: Tensor,
    scale_b: Tensor,
    zero_b: Kept,
    c: Tensor | None = None,
    scale_y: Tensor | None = None,
    zero_y: Tensor | None = None,
    *,
    alpha: float = 1.0,
    transA: int = 0,
    transB: int = 0,
    node: Node,
) -> Value:
    """With an int32 `c`, whose scale is the product's; float32 where no scale of the result is given."""
    total = product(a.T if transA else a, b.T if transB else b, _zero(zero_a, node), _zero(zero_b, node))
    if c is not None:
        total = total + c
    scale = scale_a.reshape(()) * _of_columns(scale_b) * alpha
    if scale_y is None:
        return total.cast(dtypes.float32) * scale
    element = BY_NAME["UINT8"] if zero_y is None else element_of_value(zero_y)
    zero = None if zero_y is None else zero_y.reshape(())
    return rounded(total.cast(dtypes.float32) * (scale / scale_y.reshape(())), zero, element)


def _unpacked(packed: Tensor, bits: int) -> Tensor:
    """Numbers of few bits in bytes, the first in the lowest bits, along the last axis."""
    each = 8 // bits
    shifts = Tensor.arange(each, device=packed.device).cast(dtypes.uint8) * bits
    parts = (packed.unsqueeze(-1) >> shifts) & ((1 << bits) - 1)
    return parts.reshape((*packed.shape[:-1], -1))


@lowering("MatMulNBits", domain=MICROSOFT)
def matmul_nbits(
    a: Tensor,
    b: Tensor,
    scales: Tensor,
    zeros: Tensor | None = None,
    groups: Tensor | None = None,
    bias: Tensor | None = None,
    *,
    K: int,
    N: int,
    bits: int = 4,
    block_size: int,
    accuracy_level: int = 0,
    weight_prepacked: int = 0,
) -> Tensor:
    """With a weight of N rows of K numbers of few bits, a scale for each block of them."""
    if bits not in (2, 4, 8) or weight_prepacked:
        raise InvalidArgument(f"MatMulNBits of {bits} bits, prepacked {weight_prepacked}, is not known")
    blocks = -(-K // block_size)
    numbers = _unpacked(b.reshape((N, blocks, -1)), bits).cast(a.dtype)
    if zeros is None:
        zero = Tensor.full((1, 1, 1), float(1 << (bits - 1)), dtype=a.dtype, device=a.device)
    elif zeros.dtype is dtypes.uint8:
        zero = _unpacked(zeros.reshape((N, -1)), bits)[:, :blocks].unsqueeze(-1).cast(a.dtype)
    else:
        zero = zeros.reshape((N, blocks, 1))
    scale = scales.reshape((N, blocks, 1))
    if groups is None:
        weight = ((numbers - zero) * scale).reshape((N, -1))[:, :K]
    else:
        flat = numbers.reshape((N, -1))[:, :K]
        zero = zero.expand((N, blocks, 1)).reshape((N, blocks))[:, groups[:K]]
        weight = (flat - zero) * scale.reshape((N, blocks))[:, groups[:K]]
    result = a @ weight.T
    return result if bias is None else result + bias
