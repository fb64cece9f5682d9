"""Which dtype two operands meet in: the Array API's table, completed where it is silent.

Within a kind the wider type wins; signed with unsigned gives the narrowest signed type that holds both.
Integers meeting floats give the float, as in PyTorch; two different floats of 16 bits, or of 8, give
float32; uint64 with a signed integer, which no integer type holds, gives float64 as in NumPy. Python scalars
are weak: they take the tensor's dtype unless they are of a higher kind (bool < int < float < complex), and
then the default of that kind: int64, float32, complex64. Complex numbers meet float64 as complex128, integers
and all other floats in their own dtype.
"""

from __future__ import annotations

from functools import cache
from math import isfinite

from ...runtime.errors import DTypeError, InvalidArgument
from . import dtype as dtypes
from .dtype import DType

Scalar = bool | int | float

DEFAULT_INTEGER = dtypes.int64
DEFAULT_UNSIGNED = dtypes.uint64
DEFAULT_FLOAT = dtypes.float32
DEFAULT_COMPLEX = dtypes.complex64


@cache
def promote(x: DType, y: DType) -> DType:
    """The dtype that values of both dtypes are converted to."""
    if x is y or y.kind == "b":
        return x
    if x.kind == "b":
        return y
    if x.is_complex or y.is_complex:
        wide = any(each in (dtypes.complex128, dtypes.float64) for each in (x, y))
        return dtypes.complex128 if wide else dtypes.complex64
    if x.kind == y.kind:
        if x.bits == y.bits:
            return dtypes.float32
        return x if x.bits > y.bits else y
    if x.is_float or y.is_float:
        return x if x.is_float else y
    signed, unsigned = (x, y) if x.kind == "i" else (y, x)
    bits = max(signed.bits, 2 * unsigned.bits)
    return dtypes.float64 if bits > 64 else dtypes.BY_NAME[f"int{bits}"]


def complex_of(x: DType) -> DType:
    """The complex dtype for values of dtype `x`."""
    return dtypes.complex128 if x.bits == 64 and x.is_float else x if x.is_complex else DEFAULT_COMPLEX


def scalar_dtype(value: Scalar | complex) -> DType:
    """The default dtype of a Python scalar."""
    if isinstance(value, complex):
        return DEFAULT_COMPLEX
    if isinstance(value, bool):
        return dtypes.bool_
    return DEFAULT_INTEGER if isinstance(value, int) else DEFAULT_FLOAT


def fitting(value: Scalar, dtype: DType) -> Scalar:
    """The value as an element of this dtype, as in NumPy 2: nothing wraps. A float loses its fraction to an
    integer dtype.

    Raises InvalidArgument for what is beyond the dtype's range, and for nan and the infinities as integers.
    """
    if dtype.kind == "b":
        return bool(value)
    if dtype.kind in "fc":
        try:
            return float(value)
        except OverflowError:
            shown = f"an integer of {int(value).bit_length()} bits"
            raise InvalidArgument(f"{shown} is beyond {dtype}; float('inf') is the greatest") from None
    if isinstance(value, float):
        if not isfinite(value):
            raise InvalidArgument(f"{value} is not an {dtype}: use a float dtype for it")
        value = int(value)
    if not dtype.minimum <= value <= dtype.maximum:
        named: object = value if value.bit_length() <= 64 else f"an integer of {value.bit_length()} bits"
        raise InvalidArgument(
            f"{named} does not fit {dtype} ({dtype.minimum} to {dtype.maximum}); use a wider dtype"
        )
    return int(value)


def opposite(value: Scalar, dtype: DType) -> Scalar:
    """What is added to take a value away: in an integer dtype, whose sums wrap, there always is one."""
    value = -fitting(value, dtype)
    if dtype.is_integer and not dtype.minimum <= value <= dtype.maximum:
        value += 1 << dtype.bits if value < 0 else -1 << dtype.bits
    return value


def promote_scalar(x: DType, value: Scalar | complex) -> DType:
    """The dtype in which a tensor of dtype `x` meets a Python scalar."""
    if isinstance(value, complex):
        return complex_of(x)
    if isinstance(value, bool) or x.is_inexact:
        return x
    if isinstance(value, int):
        return DEFAULT_INTEGER if x.kind == "b" else x
    return DEFAULT_FLOAT


def floating(x: DType) -> DType:
    """The dtype of a function of `x`: itself for floats and complex numbers, else the default float."""
    return x if x.is_inexact else DEFAULT_FLOAT


def sum_dtype(x: DType) -> DType:
    """The dtype of a sum or product of `x`: integers widen to 64 bits, floats and complex numbers stay."""
    if x.is_inexact:
        return x
    return DEFAULT_UNSIGNED if x.kind == "u" else DEFAULT_INTEGER


_SPELLINGS = {
    "bool_": "bool",
    "cdouble": "complex128",
    "cfloat": "complex64",
    "complex": "complex64",
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "int": "int64",
    "long": "int64",
}


def as_dtype(value: object) -> DType:
    """A DType from a DType, a name, a Python type, or a dtype of NumPy or PyTorch; DTypeError for anything
    else.
    """
    if isinstance(value, DType):
        return value
    if isinstance(value, str):
        name = value
    elif isinstance(value, type):
        name = getattr(value, "__name__", "")
    else:
        # numpy.dtype has .name; torch.dtype prints as torch.float32.
        name = str(getattr(value, "name", None) or value)
    name = name.removeprefix("torch.")
    found = dtypes.BY_NAME.get(_SPELLINGS.get(name, name))
    if found is None:
        raise DTypeError(f"{value!r} is not a dtype Barewire has; it has {', '.join(dtypes.BY_NAME)}")
    return found


def names_dtype(value: object) -> bool:
    """Whether an argument that may be several things is a dtype: ours, another library's, or a name."""
    return isinstance(value, (DType, type)) or str(value).removeprefix("torch.") in dtypes.BY_NAME
