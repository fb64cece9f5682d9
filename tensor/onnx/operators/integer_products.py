"""Products of quantised matrices and convolutions: of integers, summed in int32, so they are exact.

What numbers less their zero points give is computed from the products of the numbers themselves, which
machines have instructions for, and the sums of rows and columns. int32 wraps around, so the order of
additions does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor
from .. import laid_out
from ..codes import decoded
from ..elements import BY_NAME, Codes
from ..integer_convolution import convolve
from ..integer_weights import ConvolutionWeight, MatrixWeight, tensor_of, wide, zero_of
from ..known_values import Known
from ..lowering import MICROSOFT, Kept, Node, Value, lowering
from .casts import element_of_value
from .quantisation import dequantised, in_memory, quantised, rounded, scale_of_range


def product(a: Tensor, b: Any, zero_a: Tensor | None, zero_b: Tensor | None) -> Tensor:
    """The product of `a - zero_a` and `b - zero_b` as int32; zero points of rows of `a`, columns of `b`.

    `b` may be a MatrixWeight, which has its own.
    """
    weight = b if isinstance(b, MatrixWeight) else MatrixWeight.of(b, zero_b)
    if weight.is_laid_out:
        a, zero_a = laid_out.unsigned(a, zero_a)
        total = laid_out.times(a, weight.numbers)
    else:
        total = wide(a) @ wide(weight.numbers)
    if zero_a is not None:
        if zero_a.numel() == 1:
            zero_a = zero_a.reshape(())
        elif zero_a.ndim == 1:
            zero_a = zero_a.unsqueeze(-1)
        columns = weight.sums
        total = total - (zero_a * columns if a.ndim > 1 else (zero_a * columns).reshape(total.shape))
    if weight.zero is not None:
        # In memory: it is of all columns.
        rows = wide(a).sum(-1, keepdim=a.ndim > 1, dtype=dtypes.int32).contiguous()
        minus = rows * weight.zero
        total = total - (minus if weight.numbers.ndim > 1 and a.ndim > 1 else minus.reshape(total.shape))
    return total.cast(dtypes.int32)


@lowering("MatMulInteger", since=10)
def matmul_integer(a: Tensor, b: Kept, zero_a: Kept = None, zero_b: Kept = None, *, node: Node) -> Tensor:
    zeros = (zero_of(each, node.device) for each in (zero_a, zero_b))
    return product(in_memory(a), _matrix(b, node), *zeros)


def _matrix(b: Any, node: Node) -> Any:
    return b if isinstance(b, MatrixWeight) else tensor_of(b, node.device)


def _known(zero: Any) -> int | None:
    """A zero point that is a number already."""
    return 0 if zero is None else int(zero.array.reshape(-1)[0]) if isinstance(zero, Known) else None


@lowering("ConvInteger", since=10)
def conv_integer(
    x: Tensor,
    w: Kept,
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
    weight = _weight(x, w, zero_w, node, strides, dilations, group, kernel_shape)
    return convolve(
        x,
        zero_of(zero_x, node.device),
        _known(zero_x),
        weight,
        lambda total: total.cast(dtypes.int32),
        auto_pad=auto_pad,
        strides=strides,
        dilations=dilations,
        pads=pads,
    )


def _weight(
    x: Tensor,
    w: Any,
    zero: Any,
    node: Node,
    strides: Sequence[int] | None,
    dilations: Sequence[int] | None,
    group: int,
    kernel_shape: Sequence[int] | None,
) -> ConvolutionWeight:
    rank = x.ndim - 2
    shape = tuple(w.shape)
    if not 1 <= rank <= 3 or len(shape) != x.ndim:
        raise ShapeError(f"a convolution of shape {tuple(x.shape)} with a weight of {shape}")
    if kernel_shape and list(kernel_shape) != list(shape[2:]):
        raise ShapeError(f"kernel_shape {list(kernel_shape)} of a weight of shape {shape}")
    if isinstance(w, ConvolutionWeight):
        return w
    zero = zero_of(zero, node.device)
    return ConvolutionWeight.of(tensor_of(w, node.device), zero, strides, dilations, group)


@lowering("QLinearConv", since=10)
@lowering("QLinearConv", domain=MICROSOFT)
def qlinear_conv(
    x: Tensor,
    scale_x: Tensor,
    zero_x: Kept,
    w: Kept,
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
    weight = _weight(x, w, zero_w, node, strides, dilations, group, kernel_shape)
    element = element_of_value(zero_y)
    scale = (
        scale_x.reshape(()) * scale_w.reshape((-1, 1) if scale_w.numel() > 1 else ()) / scale_y.reshape(())
    )

    def finish(total: Tensor) -> Tensor:
        if bias is not None:
            total = total + bias.reshape((-1, 1)).cast(total.dtype)
        found = rounded(total.cast(dtypes.float32) * scale, zero_y.reshape(()), element)
        assert isinstance(found, Tensor)
        return found

    result = convolve(
        x,
        zero_of(zero_x, node.device),
        _known(zero_x),
        weight,
        finish,
        auto_pad=auto_pad,
        strides=strides,
        dilations=dilations,
        pads=pads,
    )
    return result.movedim(1, -1) if channels_last else result


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
    b: Kept,
    scale_b: Tensor,
    zero_b: Kept,
    scale_y: Tensor,
    zero_y: Value,
    *,
    node: Node,
) -> Value:
    if isinstance(b, Known):
        b = b.tensor(node.device)
    assert isinstance(a, (Tensor, Codes))
    assert isinstance(zero_y, (Tensor, Codes))
    element = element_of_value(zero_y)
    zero = _of_columns(decoded(zero_y))
    columns, rows = _of_columns(scale_b), _of_rows(scale_a, 2)
    is_whole = isinstance(b, MatrixWeight) or (isinstance(b, Tensor) and not b.dtype.is_float)
    if not isinstance(a, Tensor) or a.dtype.is_float or not is_whole:
        given = [each.tensor(node.device) if isinstance(each, Known) else each for each in (zero_a, zero_b)]
        left = dequantised(a, rows, None if given[0] is None else _of_rows(decoded(given[0]), 2))
        right = dequantised(b, columns, None if given[1] is None else _of_columns(decoded(given[1])))
        return quantised(left @ right, scale_y.reshape(()), zero, element)
    wide = product(in_memory(a), b, *(zero_of(each, node.device) for each in (zero_a, zero_b))).cast(
        dtypes.float32
    )
    scale = (
        rows.cast(dtypes.float32) * columns.cast(dtypes.float32) / _of_columns(scale_y).cast(dtypes.float32)
    )
    return rounded(wide * scale, zero, element)


@lowering("MatMulIntegerToFloat", domain=MICROSOFT)
def matmul_integer_to_float(
    a: Tensor,
    b: Kept,
    scale_a: Tensor,
    scale_b: Tensor,
    zero_a: Kept = None,
    zero_b: Kept = None,
    bias: Tensor | None = None,
    *,
    node: Node,
) -> Tensor:
    zeros = (zero_of(each, node.device) for each in (zero_a, zero_b))
    total = product(in_memory(a), _matrix(b, node), *zeros)
    result = total.cast(scale_a.dtype) * (_of_rows(scale_a, a.ndim) * _of_columns(scale_b))
    return result if bias is None else result + bias


@lowering("DynamicQuantizeMatMul", domain=MICROSOFT)
def dynamic_quantize_matmul(
    a: Tensor,
    b: Kept,
    scale_b: Tensor,
    zero_b: Kept = None,
    bias: Tensor | None = None,
    *,
    node: Node,
) -> Tensor:
    a = a.contiguous()
    scale, zero = scale_of_range(a)
    numbers = quantised(a, scale, zero, BY_NAME["UINT8"])
    assert isinstance(numbers, Tensor)
    weight = _matrix(b, node)
    total = product(numbers.contiguous(), weight, wide(zero), zero_of(zero_b, node.device))
    result = total.cast(dtypes.float32) * (scale * _of_columns(scale_b))
    return result if bias is None else result + bias


@lowering("QGemm", domain=MICROSOFT)
def qgemm(
    a: Tensor,
    scale_a: Tensor,
    zero_a: Kept,
    b: Kept,
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
    weight = _matrix(b, node)
    if transB and isinstance(weight, Tensor):
        weight = weight.T
    zeros = (zero_of(each, node.device) for each in (zero_a, zero_b))
    total = product(in_memory(a.T if transA else a), weight, *zeros)
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
