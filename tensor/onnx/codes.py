"""Values of the types that are no dtype here: from their codes, and to them.

The encodings are those of onnx.ai's pages "Float stored in 8 bits", "Float stored in 4 bits" and of Open
Compute's MX formats; what is out of range follows the tables of the operator Cast. All is arithmetic on the
device.
"""

from __future__ import annotations

from typing import Any

from ...runtime.errors import InvalidArgument
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from .elements import Codes, Element

_UNSIGNED = {32: dtypes.uint32, 64: dtypes.uint64}


def _bias(element: Element) -> int:
    """What is added to the exponent of a float."""
    return (1 << (element.exponent - 1)) - (0 if element.special == "fnuz" else 1)


def decoded(value: Tensor | Codes) -> Tensor:
    """The values of codes: integers of 8 bits, or float32, which holds them all. Of a tensor itself."""
    if isinstance(value, Tensor):
        return value
    element, codes = value.element, value.tensor
    if element.is_integer:
        return codes
    codes = codes.cast(dtypes.uint32)
    if element.special == "e8m0":
        # A code is float32's exponent, and the least one its half.
        bits = (codes == 0).where(1 << 22, codes << 23)
        return (codes == 255).where(float("nan"), bits.bitcast(dtypes.float32))
    fraction, bias = element.fraction, _bias(element)
    size = codes & ((1 << (element.bits - 1)) - 1)
    normal = ((size + ((127 - bias) << fraction)) << (23 - fraction)).bitcast(dtypes.float32)
    small = size.cast(dtypes.float32) * 2.0 ** (1 - bias - fraction)
    number = ((size >> fraction) == 0).where(small, normal)
    sign = codes >> (element.bits - 1)
    number = (sign == 0).where(number, -number)
    if element.special == "fnuz":
        number = (codes == 128).where(float("nan"), number)
    return number


def encoded(x: Tensor, element: Element, saturate: bool = True, round_mode: str = "up") -> Codes:
    """A tensor as codes of a type.

    Integers keep their lowest bits, as they do in casts. Floats are rounded to nearest even; past
    the greatest they become that or, not saturated, what is no number. `round_mode` is that of powers of two.

    Raises InvalidArgument for another `round_mode`.
    """
    if element.is_integer:
        whole = x if not x.dtype.is_float else x.trunc().cast(dtypes.int32)
        return Codes(element, wrapped(whole, element))
    if x.dtype.kind != "f":
        x = x.cast(dtypes.float32 if x.dtype.bits <= 16 else dtypes.float64)
    elif x.dtype is not dtypes.float64:
        x = x.cast(dtypes.float32)
    return Codes(
        element,
        _powers_of_two(x, saturate, round_mode)
        if element.special == "e8m0"
        else _float_codes(x, element, saturate),
    )


def wrapped(x: Tensor, element: Element) -> Tensor:
    """The lowest bits of integers, as a coded integer type holds them."""
    low = x.cast(dtypes.uint8) & ((1 << element.bits) - 1)
    if not element.is_signed:
        return low
    spare = 8 - element.bits
    return (low << spare).bitcast(dtypes.int8) >> spare


def bounds(element: Element) -> tuple[int, int]:
    """The least and the greatest value of a coded integer type."""
    if element.is_signed:
        return -(1 << (element.bits - 1)), (1 << (element.bits - 1)) - 1
    return 0, (1 << element.bits) - 1


def _float_codes(x: Tensor, element: Element, saturate: bool) -> Tensor:
    fraction, bias, wide = element.fraction, _bias(element), x.dtype
    magnitude = x.bitcast(_UNSIGNED[wide.bits]) & ((1 << (wide.bits - 1)) - 1)
    dropped = wide.fraction_bits - fraction
    rounded = (magnitude + ((magnitude >> dropped) & 1) + ((1 << (dropped - 1)) - 1)) >> dropped
    normal = rounded.cast(dtypes.int32) - ((wide.bias - bias) << fraction)
    size = x.abs()
    is_small = size < 2.0 ** (1 - bias)
    small = (is_small.where(size, 0.0) * 2.0 ** (bias - 1 + fraction)).round().cast(dtypes.int32)
    code = is_small.where(small, normal)
    top = (1 << (element.bits - 1)) - 1
    sign = _sign(x) << (element.bits - 1)
    if element.special == "fnuz":
        number = (code > top).where(top if saturate else 128, code)
        number = (number == 0).where(0, number | sign)
        return x.isnan().where(128, number).cast(dtypes.uint8)
    number = code.minimum(top) | sign
    # A type of finite values only has no place for what is no number: ml_dtypes makes it the negative zero.
    return x.isnan().where(top + 1, number).cast(dtypes.uint8)


def _sign(x: Tensor) -> Tensor:
    return x.signbit().cast(dtypes.int32)


_POWERS = ("up", "down", "nearest")


def _powers_of_two(x: Tensor, saturate: bool, round_mode: str) -> Tensor:
    if round_mode not in _POWERS:
        raise InvalidArgument(f"the round_mode {round_mode!r} is none of {', '.join(_POWERS)}")
    wide = x.dtype
    bits = x.abs().bitcast(_UNSIGNED[wide.bits])
    if wide is dtypes.float32:
        # Below float32's normal numbers lies one power of two, 2**-127: as if its exponent were 0.
        bits = bits.cast(dtypes.int64)
        bits = (bits < (1 << 23)).where((bits << 1) - (1 << 23), bits)
    else:
        bits = bits.cast(dtypes.int64) - ((wide.bias - 127) << wide.fraction_bits)
    one = 1 << wide.fraction_bits
    added = {"up": one - 1, "down": 0, "nearest": one >> 1}[round_mode]
    code = (bits + added) >> wide.fraction_bits
    code = code.clip(0, 254) if saturate else ((code < 0) | (code > 254) | (bits < 0)).where(255, code)
    return x.isnan().where(255, code).cast(dtypes.uint8)


def float8_of(x: Tensor, to: DType, saturate: bool) -> Tensor:
    """A tensor as float8_e4m3fn or float8_e5m2, what is too large as the table of Cast has it."""
    if x.dtype is dtypes.float64:
        x = _rounded_to_odd(x)
    greatest = 448.0 if to is dtypes.float8_e4m3fn else 57344.0
    if x.dtype.kind != "f":
        x = x.cast(dtypes.float32 if x.dtype.bits <= 16 else dtypes.float64)
    if saturate:
        return x.isnan().where(x, x.clip(-greatest, greatest)).cast(to)
    if to is dtypes.float8_e5m2:
        return x.cast(to)
    # 464 lies between 448 and the next number there would be, and goes to the even 448.
    nothing = x.isnan() | (x.abs() > 464.0)
    return nothing.where(x.signbit().where(-float("nan"), float("nan")), x).cast(to)


def _rounded_to_odd(x: Tensor) -> Tensor:
    """float64 as float32, its last bit set where it is not exact, so that it can be rounded once more."""
    near = x.cast(dtypes.float32)
    back = near.cast(dtypes.float64)
    bits = near.bitcast(dtypes.uint32) - (back.abs() > x.abs()).cast(dtypes.uint32)
    return ((back == x) | x.isnan()).where(near, (bits | 1).bitcast(dtypes.float32))


def raw_bits(value: Any) -> Tensor:
    """The bits of a value of any element type, as unsigned integers, one for each."""
    if isinstance(value, Codes):
        return value.tensor.cast(dtypes.uint8) & ((1 << value.element.bits) - 1)
    x: Tensor = value
    if x.dtype is dtypes.bool_:
        return x.cast(dtypes.uint8)
    unsigned = {8: dtypes.uint8, 16: dtypes.uint16, **_UNSIGNED}
    return x if x.dtype.kind == "u" else x.bitcast(unsigned[x.dtype.bits])
