"""Numbers as small integers or floats with a scale, and back: by tensor, by axis, by block."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from ....runtime.errors import DTypeError, ShapeError
from ...graph import dtype as dtypes
from ...graph.dtype import DType
from ...tensor import Tensor
from ..codes import bounds, decoded, encoded, float8_of
from ..elements import BY_NAME, Codes, Element, dtype_of, element_of
from ..lowering import MICROSOFT, Value, lowering
from .casts import element_of_value

ValueT = TypeVar("ValueT")


def spread(parameter: Tensor, x: Tensor, axis: int, block_size: int = 0) -> Tensor:
    """A scale or zero point in a shape that goes with `x`: of the whole, of places along an axis, of blocks.

    Raises ShapeError where its shape is none of these.
    """
    if parameter.numel() == 1 and parameter.ndim <= 1:
        return parameter.reshape(())
    place = axis + x.ndim if axis < 0 else axis
    if not 0 <= place < x.ndim:
        raise ShapeError(f"axis {axis} of a tensor of shape {tuple(x.shape)}")
    if block_size:
        size = x.shape[place]
        wanted = (*x.shape[:place], -(-size // block_size), *x.shape[place + 1 :])
        if tuple(parameter.shape) != wanted:
            raise ShapeError(
                f"blocks of {block_size} along axis {axis} of shape {tuple(x.shape)} have scales of shape "
                f"{wanted}, not {tuple(parameter.shape)}"
            )
        wide = parameter.unsqueeze(place + 1)
        wide = wide.expand((*wide.shape[: place + 1], block_size, *wide.shape[place + 2 :]))
        whole = wide.reshape((*wanted[:place], -1, *wanted[place + 1 :]))
        return whole[(slice(None),) * place + (slice(0, size),)]
    if parameter.ndim != 1 or parameter.shape[0] != x.shape[place]:
        raise ShapeError(
            f"along axis {axis} of shape {tuple(x.shape)} there are {x.shape[place]} scales, not of shape "
            f"{tuple(parameter.shape)}"
        )
    return parameter.reshape((-1,) + (1,) * (x.ndim - place - 1))


_PLAIN_BOUNDS = {
    dtypes.int8: (-128, 127),
    dtypes.uint8: (0, 255),
    dtypes.int16: (-32768, 32767),
    dtypes.uint16: (0, 65535),
}
# Added to a number this large, what is past the point has no place, and is rounded away to nearest even. The
# last bits of the sum are those of the integer.
_LARGE = {
    dtypes.float32: (1.5 * 2.0**23, dtypes.int32),
    dtypes.float64: (1.5 * 2.0**52, dtypes.int64),
}


def rounded(quotient: Tensor, zero: Tensor | None, element: Element) -> Value:
    """Quotients as integers of a type: rounded to nearest even, the zero point added, within its bounds."""
    whole = quotient.cast(dtypes.float32) if quotient.dtype.bits < 32 else quotient
    assert element.held is not None
    low: Any
    high: Any
    low, high = bounds(element) if element.is_coded else _PLAIN_BOUNDS[element.held]
    if zero is not None:
        origin = zero.cast(whole.dtype)
        low, high = low - origin, high - origin
    # Not by clip, which takes care of nans: they become the zero point here.
    whole = (whole < low).where(low, whole)
    whole = (whole > high).where(high, whole)
    large, bits = _LARGE[whole.dtype]
    numbers = (whole + large).bitcast(bits)
    if zero is not None:
        numbers = numbers + zero.cast(bits)
    codes = numbers.cast(element.held)
    return Codes(element, codes) if element.is_coded else codes


def quantised(
    x: Tensor,
    scale: Tensor,
    zero: Tensor | None,
    element: Element,
    saturate: bool = True,
    precision: DType | None = None,
) -> Value:
    """`x / scale + zero` as a type of few bits; scale and zero point are spread already."""
    divided_in = precision or scale.dtype
    quotient = x.cast(divided_in) / scale.cast(divided_in)
    if element.is_integer or (element.held in _PLAIN_BOUNDS and not element.is_coded):
        return rounded(quotient, zero, element)
    if zero is not None:
        quotient = quotient + zero.cast(divided_in)
    if element.is_coded:
        return encoded(quotient, element, saturate)
    if element.held in (dtypes.float8_e4m3fn, dtypes.float8_e5m2):
        return float8_of(quotient, element.held, saturate)
    raise DTypeError(f"numbers cannot be quantised to {element.name}")


def dequantised(x: Value, scale: Tensor, zero: Value, to: DType | None = None) -> Tensor:
    """`(x - zero) * scale`; scale and zero point are spread already."""
    assert isinstance(x, (Tensor, Codes))
    number, wanted = decoded(x), to or scale.dtype
    if number.dtype.kind in "iub" and number.dtype.bits < 32:
        number = number.cast(dtypes.int32)
    if isinstance(zero, (Tensor, Codes)):
        number = number - decoded(zero).cast(number.dtype)
    return number.cast(wanted) * scale.cast(wanted)


def _scale(scale: Value) -> Tensor:
    if not isinstance(scale, (Tensor, Codes)):
        raise DTypeError("a scale is a tensor")
    return decoded(scale)


@lowering("QuantizeLinear", since=10)
@lowering("QuantizeLinear", domain=MICROSOFT)
def quantize_linear(
    x: Tensor,
    scale: Value,
    zero: Value = None,
    *,
    axis: int = 1,
    saturate: int = 1,
    block_size: int = 0,
    output_dtype: int = 0,
    precision: int = 0,
) -> Value:
    element = BY_NAME["UINT8"] if not output_dtype else element_of(output_dtype)
    if zero is not None:
        element = element_of_value(zero)
        if output_dtype and element.number != output_dtype:
            raise DTypeError(
                f"QuantizeLinear to {element_of(output_dtype).name} with a zero point of {element.name}"
            )
    assert zero is None or isinstance(zero, (Tensor, Codes))
    return in_memory(
        quantised(
            x,
            spread(_scale(scale), x, axis, block_size),
            None if zero is None else spread(decoded(zero), x, axis, block_size),
            element,
            bool(saturate),
            dtype_of(precision) if precision else None,
        )
    )


def in_memory(x: ValueT) -> ValueT:
    """Bytes as they are read by products, which would compute them anew for each panel of the others."""
    if isinstance(x, Tensor) and x.dtype in (dtypes.int8, dtypes.uint8):
        return cast(ValueT, x.contiguous())
    return x


@lowering("DequantizeLinear", since=10)
@lowering("DequantizeLinear", domain=MICROSOFT)
def dequantize_linear(
    x: Value, scale: Value, zero: Value = None, *, axis: int = 1, block_size: int = 0, output_dtype: int = 0
) -> Tensor:
    if not isinstance(x, (Tensor, Codes)):
        raise DTypeError("DequantizeLinear takes a tensor")
    if zero is not None and element_of_value(zero) is not element_of_value(x):
        raise DTypeError(
            f"DequantizeLinear of {element_of_value(x).name} with a zero point of "
            f"{element_of_value(zero).name}"
        )
    like = x.tensor if isinstance(x, Codes) else x
    assert zero is None or isinstance(zero, (Tensor, Codes))
    return dequantised(
        x,
        spread(_scale(scale), like, axis, block_size),
        None if zero is None else spread(decoded(zero), like, axis, block_size),
        dtype_of(output_dtype) if output_dtype else None,
    )


@lowering("DynamicQuantizeLinear", since=11)
def dynamic_quantize_linear(x: Tensor) -> tuple[Any, ...]:
    # It is read for its range, and again for its numbers.
    x = x.contiguous()
    scale, zero = scale_of_range(x)
    return in_memory(quantised(x, scale, zero, BY_NAME["UINT8"])), scale, zero


def scale_of_range(x: Tensor) -> tuple[Tensor, Tensor]:
    """The scale and zero point, of uint8, with which the numbers of a tensor and 0 fill the range."""
    # Both ends by one kernel: the greatest of the numbers, and of what they are less than 0.
    signs = 1.0 - 2.0 * Tensor.arange(2, dtype=x.dtype, device=x.device).reshape((2, 1))
    ends = (x.reshape((1, -1)) * signs).amax(1).maximum(0.0)
    greatest, least = ends.select(0, 0), -ends.select(0, 1)
    scale = (greatest - least) / 255.0
    scale = (scale == 0).where(1.0, scale)
    zero = (-least / scale).clip(0.0, 255.0).round().cast(dtypes.uint8)
    return scale, zero
