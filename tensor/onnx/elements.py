"""ONNX's element types, a row each: what holds them here, and their arrays on the host.

Names and numbers are those of `TensorProto.DataType` in onnx.proto. Types that a tensor here cannot have are
held as codes, one in a byte: see `Codes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from ...runtime.errors import DTypeError
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor


@dataclass(frozen=True)
class Element:
    """An element type: its number and name in ONNX, the dtype that holds it here, its name in NumPy.

    Types of fewer bits than their dtype, and floats that are no dtype, are codes in bytes: integers of
    `bits`, floats of `exponent` and `fraction` bits. Such a float with `special` "fnuz" has neither
    infinities nor a negative zero, whose code is NaN; with "e8m0" it is a power of two; with "" all are
    finite.
    """

    number: int
    name: str
    held: DType | None
    array: str
    bits: int = 0
    exponent: int = 0
    fraction: int = 0
    special: str = ""

    @property
    def is_coded(self) -> bool:
        """Whether tensors hold codes of it rather than values."""
        return self.bits > 0

    @property
    def is_integer(self) -> bool:
        """Whether a coded type is an integer."""
        return self.is_coded and not self.exponent

    @property
    def is_signed(self) -> bool:
        """Whether a coded integer is signed."""
        return self.held is dtypes.int8

    @cached_property
    def numpy(self) -> np.dtype[Any]:
        """The dtype of its arrays; ml_dtypes has those that NumPy lacks.

        Raises DTypeError where ml_dtypes is missing or too old.
        """
        kind: Any = getattr(np, self.array, None)
        try:
            if kind is None:
                import ml_dtypes

                kind = getattr(ml_dtypes, self.array)
            found: np.dtype[Any] = np.dtype(kind)
        except (ImportError, AttributeError) as error:
            raise DTypeError(
                f"arrays of {self.name} need the package ml_dtypes, in a release that has {self.array}: "
                "pip install -U ml_dtypes"
            ) from error
        return found


# fmt: off
_ROWS = (
    Element(1,  "FLOAT",          dtypes.float32,       "float32"),
    Element(2,  "UINT8",          dtypes.uint8,         "uint8"),
    Element(3,  "INT8",           dtypes.int8,          "int8"),
    Element(4,  "UINT16",         dtypes.uint16,        "uint16"),
    Element(5,  "INT16",          dtypes.int16,         "int16"),
    Element(6,  "INT32",          dtypes.int32,         "int32"),
    Element(7,  "INT64",          dtypes.int64,         "int64"),
    Element(8,  "STRING",         None,                 "object_"),
    Element(9,  "BOOL",           dtypes.bool_,         "bool_"),
    Element(10, "FLOAT16",        dtypes.float16,       "float16"),
    Element(11, "DOUBLE",         dtypes.float64,       "float64"),
    Element(12, "UINT32",         dtypes.uint32,        "uint32"),
    Element(13, "UINT64",         dtypes.uint64,        "uint64"),
    Element(14, "COMPLEX64",      dtypes.complex64,     "complex64"),
    Element(15, "COMPLEX128",     dtypes.complex128,    "complex128"),
    Element(16, "BFLOAT16",       dtypes.bfloat16,      "bfloat16"),
    Element(17, "FLOAT8E4M3FN",   dtypes.float8_e4m3fn, "float8_e4m3fn"),
    Element(18, "FLOAT8E4M3FNUZ", dtypes.uint8,         "float8_e4m3fnuz", 8, 4, 3, "fnuz"),
    Element(19, "FLOAT8E5M2",     dtypes.float8_e5m2,   "float8_e5m2"),
    Element(20, "FLOAT8E5M2FNUZ", dtypes.uint8,         "float8_e5m2fnuz", 8, 5, 2, "fnuz"),
    Element(21, "UINT4",          dtypes.uint8,         "uint4",           4),
    Element(22, "INT4",           dtypes.int8,          "int4",            4),
    Element(23, "FLOAT4E2M1",     dtypes.uint8,         "float4_e2m1fn",   4, 2, 1),
    Element(24, "FLOAT8E8M0",     dtypes.uint8,         "float8_e8m0fnu",  8, 8, 0, "e8m0"),
    Element(25, "UINT2",          dtypes.uint8,         "uint2",           2),
    Element(26, "INT2",           dtypes.int8,          "int2",            2),
)
# fmt: on
BY_NUMBER = {row.number: row for row in _ROWS}
BY_NAME = {row.name: row for row in _ROWS}
BY_ARRAY = {row.array: row for row in _ROWS} | {"object": BY_NAME["STRING"], "bool": BY_NAME["BOOL"]}
BY_DTYPE = {row.held: row for row in _ROWS if row.held is not None and not row.is_coded}
STRING = BY_NAME["STRING"]


@dataclass(frozen=True)
class Codes:
    """A tensor of a type that is no dtype here: its codes, each in a byte of its own.

    Integers are held as their values, floats as their bits.
    """

    element: Element
    tensor: Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the tensor."""
        return tuple(self.tensor.shape)


def element_of(number: int) -> Element:
    """The row of a `TensorProto.DataType`.

    Raises DTypeError for a number that is none.
    """
    if number not in BY_NUMBER:
        raise DTypeError(f"ONNX has no element type {number}: update onnx and barewire, or mend the file")
    return BY_NUMBER[number]


def dtype_of(number: int) -> DType:
    """The dtype of an element type that tensors can have.

    Raises DTypeError for strings and for coded types.
    """
    element = element_of(number)
    if element.held is None or element.is_coded:
        raise DTypeError(f"a tensor cannot have the element type {element.name} here")
    return element.held


def from_array(array: np.ndarray[Any, Any], device: str | None = None) -> Any:
    """What holds the values of an array of any element type: a Tensor, Codes, or the array of strings itself.

    Raises DTypeError for a dtype that ONNX has not.
    """
    if array.dtype.kind in "USOT":
        return array.astype(object)
    element = _of_numpy(array.dtype)
    if element is None:
        raise DTypeError(f"ONNX has no element type for arrays of {array.dtype}")
    if element.held is None:
        return array
    if element.is_coded:
        code = np.int8 if element.is_signed else np.uint8
        codes = array.astype(code) if element.is_integer else array.view(np.uint8)
        return Codes(element, Tensor(codes, device=device))
    return Tensor(array, device=device)


@lru_cache(64)
def _of_numpy(dtype: np.dtype[Any]) -> Element | None:
    """The row of arrays of a dtype; NumPy writes its name anew each time it is asked for."""
    return BY_ARRAY.get(dtype.name)


def held_as(dtype: np.dtype[Any]) -> DType | None:
    """The dtype of the tensors that hold arrays of a dtype; None where it takes more than a tensor."""
    element = _of_numpy(dtype)
    return None if element is None or element.is_coded else element.held


def to_array(value: Any) -> Any:
    """The array, on the host, of a Tensor, Codes, or what is there already; of lists the lists of them."""
    if isinstance(value, list):
        return [to_array(each) for each in value]
    if isinstance(value, Codes):
        codes = value.tensor.numpy()
        dtype = value.element.numpy
        return codes.astype(dtype) if value.element.is_integer else codes.view(dtype)
    if not isinstance(value, Tensor):
        return value
    wanted = BY_DTYPE[value.dtype].numpy
    if wanted.isbuiltin == 1:
        return value.numpy()
    # NumPy has no such type, and other floats would change the bits of what is no number.
    bits = dtypes.uint8 if value.dtype.bits == 8 else dtypes.uint16
    return value.bitcast(bits).numpy().view(wanted)
