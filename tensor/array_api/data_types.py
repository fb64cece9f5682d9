"""What dtypes are, what they hold and what they become, as the Array API standard asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..graph.promotion import Scalar, as_dtype, promote, promote_scalar
from ..methods.core import as_scalar
from ..tensor import Tensor
from .operands import put_behind_doors

KINDS = {
    "bool": "b",
    "signed integer": "i",
    "unsigned integer": "u",
    "integral": "iu",
    "real floating": "f",
    "complex floating": "c",
    "numeric": "iufc",
}


@dataclass(frozen=True)
class FloatInfo:
    """What `finfo` tells of a float: its bits, `eps` (how far the float after 1 is from it), its least and
    greatest finite values and its least normal one above 0.

    Examples:
        >>> bw.finfo(bw.float16)
        FloatInfo(bits=16, eps=0.0009765625, max=65504.0, min=-65504.0, smallest_normal=6.1...e-05,
        dtype=float16)
    """

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: DType


@dataclass(frozen=True)
class IntegerInfo:
    """What `iinfo` tells of an integer: its bits, its least and greatest values.

    Examples:
        >>> bw.iinfo(bw.int8)
        IntegerInfo(bits=8, max=127, min=-128, dtype=int8)
    """

    bits: int
    max: int
    min: int
    dtype: DType


def _dtype(value: object) -> DType:
    return value.dtype if isinstance(value, Tensor) else as_dtype(value)


def astype(x: Tensor, dtype: object, /, *, copy: bool = True, device: object = None) -> Tensor:
    """A tensor in another dtype, and on another device where one is named. Without `copy` what is so already
    is returned as it is.

    Raises DTypeError for what is no dtype, UnknownDevice for a device there is not.

    Examples:
        >>> bw.astype(Tensor([1.75, -1.75]), bw.int32).tolist()
        [1, -1]
    """
    result = x.to(dtype=as_dtype(dtype), device=device)
    return result.clone() if copy and result is x else result


def can_cast(from_: Any, to: object, /) -> bool:
    """Whether a dtype, or that of a tensor, is promoted to another when they meet.

    Raises DTypeError for what is no dtype.

    Examples:
        >>> bw.can_cast(bw.int8, bw.int16), bw.can_cast(bw.float64, bw.float32)
        (True, False)
    """
    target = as_dtype(to)
    return promote(_dtype(from_), target) is target


def finfo(type: Any, /) -> FloatInfo:
    """What a float dtype, or that of a tensor, can hold.

    Raises DTypeError for other dtypes.

    Examples:
        >>> bw.finfo(bw.float32).bits, bw.finfo(Tensor([1.0])).eps
        (32, 1.1920928955078125e-07)
    """
    dtype = _dtype(type)
    if dtype.kind == "c":
        dtype = dtypes.BY_NAME[f"float{dtype.bits // 2}"]
    if not dtype.is_float:
        raise DTypeError(f"finfo takes floats, not {dtype}; iinfo takes integers")
    normal = dtype.size_of(1 << dtype.fraction_bits)
    return FloatInfo(dtype.bits, dtype.epsilon, dtype.finite, -dtype.finite, normal, dtype)


def iinfo(type: Any, /) -> IntegerInfo:
    """What an integer dtype, or that of a tensor, can hold.

    Raises DTypeError for other dtypes.

    Examples:
        >>> bw.iinfo(bw.uint8).max, bw.iinfo(Tensor([1])).min
        (255, -9223372036854775808)
    """
    dtype = _dtype(type)
    if not dtype.is_integer:
        raise DTypeError(f"iinfo takes integers, not {dtype}; finfo takes floats")
    return IntegerInfo(dtype.bits, int(dtype.maximum), int(dtype.minimum), dtype)


def isdtype(dtype: object, kind: Any) -> bool:
    """Whether a dtype is another, of a kind, or of one of a tuple of these.

    The kinds are 'bool', 'signed integer', 'unsigned integer', 'integral', 'real floating', 'complex
    floating' and 'numeric'. Raises InvalidArgument for another word, DTypeError for what is no dtype.

    Examples:
        >>> bw.isdtype(bw.int8, "integral"), bw.isdtype(bw.float32, ("bool", bw.float64))
        (True, False)
    """
    found = as_dtype(dtype)
    if isinstance(kind, tuple):
        return any(isdtype(found, each) for each in kind)
    if isinstance(kind, str):
        if kind not in KINDS:
            raise InvalidArgument(f"isdtype: a kind is one of {', '.join(KINDS)}, not {kind!r}")
        return found.kind in KINDS[kind]
    return found is as_dtype(kind)


def result_type(*arrays_and_dtypes: Any) -> DType:
    """The dtype in which tensors, dtypes and Python scalars meet. Scalars count for their kind only.

    Raises InvalidArgument for scalars alone or nothing, DTypeError for what is no dtype.

    Examples:
        >>> bw.result_type(bw.int8, Tensor([1], dtype="uint8")), bw.result_type(bw.float16, 2.5)
        (int16, float16)
        >>> bw.result_type(bw.float64, 1j)
        complex128
    """
    found: DType | None = None
    scalars: list[Scalar | complex] = []
    for each in arrays_and_dtypes:
        scalar = each if isinstance(each, complex) else None
        if scalar is None and not isinstance(each, (Tensor, DType)):
            scalar = as_scalar(each)
        if scalar is not None:
            scalars.append(scalar)
        else:
            found = _dtype(each) if found is None else promote(found, _dtype(each))
    if found is None:
        raise InvalidArgument("result_type takes at least one tensor or dtype")
    for scalar in scalars:
        found = promote_scalar(found, scalar)
    return found


put_behind_doors(globals())
