"""From what Python programs hold to memory of a device: lists, arrays and buffers as nodes."""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import Any

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import float_codes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, Shape
from .core import as_complex, as_scalar

# What formats of buffers mean: the letters of the struct module, and those of which it has several.
_BY_FORMAT = {
    **{dtype.letter: dtype for dtype in dtypes.ALL + dtypes.COMPLEX if dtype.letter},
    "l": dtypes.int64,
    "L": dtypes.uint64,
    "c": dtypes.uint8,
}


def upload(data: Any, dtype: DType, shape: Shape, device: str) -> Node:
    """A BUFFER node of a copy of bytes."""
    if not prod(shape):
        return nodes.const(0, dtype, shape)
    view = memoryview(data)
    storage = Buffer(Device[device], view.nbytes)
    storage.copy_in(view)
    return nodes.buffer(storage, dtype, shape)


def converted(x: Node, dtype: DType | None) -> Node:
    """A node in the dtype asked for, if one is; DTypeError where that would drop imaginary parts."""
    if dtype is not None and x.dtype.is_complex and not dtype.is_complex:
        raise DTypeError(f"complex numbers do not fit {dtype}; take their real parts first")
    return x if dtype is None else nodes.cast(x, dtype)


def of_array(array: Any, dtype: DType | None, device: str) -> Node:
    """A NumPy array, in either byte order and of any strides; DTypeError for a dtype there is not."""
    import numpy

    source = numpy.asarray(array)
    found = _of_numpy(source.dtype)
    if found is None:
        raise DTypeError(
            f"Barewire has no dtype for NumPy's {source.dtype}; it has {', '.join(dtypes.BY_NAME)}"
        )
    native = source
    if not (source.flags.c_contiguous and source.dtype.isnative):
        native = numpy.ascontiguousarray(source, dtype=source.dtype.newbyteorder("="))
    if found.is_complex or not found.letter:  # buffers have no format for it
        native = native.reshape(-1).view(numpy.uint8)
    return converted(upload(native, found, source.shape, device), dtype)


def has_dtype(dtype: Any) -> bool:
    """Whether there is a dtype for arrays of NumPy's."""
    return _of_numpy(dtype) is not None


@lru_cache(64)
def _of_numpy(dtype: Any) -> DType | None:
    """The dtype of arrays of NumPy's; NumPy writes the name anew each time it is asked for."""
    return dtypes.BY_NAME.get(dtype.name)


def of_buffer(view: memoryview, raw: bool, dtype: DType | None, device: str) -> Node:
    """Bytes are read as elements of `dtype`; buffers with a format of their own are converted to it."""
    if raw or (dtype is not None and view.format == "B"):
        to = dtype or dtypes.uint8
        if view.nbytes % to.item_bytes:
            raise InvalidArgument(f"{view.nbytes} bytes are not a whole number of {to} elements")
        return upload(
            view.cast("B") if view.c_contiguous else view.tobytes(),
            to,
            (view.nbytes // to.item_bytes,),
            device,
        )
    found = _BY_FORMAT.get(view.format.lstrip("@="))
    if found is None:
        raise DTypeError(f"Barewire has no dtype for the buffer format {view.format!r}")
    return converted(upload(view.tobytes(), found, tuple(view.shape or (1,)), device), dtype)


def flattened(data: Sequence[Any]) -> tuple[list[Any], Shape]:
    """The items of nested lists, and their shape; ShapeError where the lists are ragged."""
    shape: list[int] = []
    items: list[Any] = [data]
    while items and isinstance(items[0], (list, tuple)):
        size = len(items[0])
        if any(not isinstance(item, (list, tuple)) or len(item) != size for item in items):
            raise ShapeError(
                f"the lists are ragged at depth {len(shape)}: not all of them are lists of {size} items"
            )
        shape.append(size)
        items = [entry for item in items for entry in item]
    return items, tuple(shape)


def of_items(items: Sequence[Any], shape: Shape, dtype: DType | None, device: str) -> Node:
    """The items of nested lists: numbers, NumPy's numbers and arrays.

    Where none of them is NumPy's, integers are int64, a float among them makes all float32, and a complex
    number all complex64.
    """
    if any(getattr(item, "ndim", 0) for item in items):
        import numpy

        found = numpy.array(items)
        return of_array(found.reshape((*shape, *found.shape[1:])), dtype, device)
    if any(type(item).__module__ == "numpy" for item in items):
        import numpy

        inferred = numpy.result_type(*(item for item in items if type(item).__module__ == "numpy")).name
        dtype = dtype or dtypes.BY_NAME.get(inferred)
    scalars: list[Any] = [as_scalar(item) for item in items]
    scalars = [
        as_complex(item) if scalar is None else scalar for scalar, item in zip(scalars, items, strict=True)
    ]
    for scalar, item in zip(scalars, items, strict=True):
        if scalar is None:
            if isinstance(item, (list, tuple)):
                raise ShapeError(f"the lists are ragged at depth {len(shape)}: numbers and lists are mixed")
            raise DTypeError(f"an element is {item!r:.60} ({type(item).__name__}), not a number")
    to = dtype or _inferred(scalars)
    if not to.is_complex and any(isinstance(scalar, complex) for scalar in scalars):
        raise DTypeError(f"complex numbers do not fit {to}; take their real parts first")
    return upload(_packed(scalars, to), to, shape, device)


def _inferred(scalars: Sequence[Any]) -> DType:
    kinds = {type(scalar) for scalar in scalars}
    if complex in kinds:
        return dtypes.complex64
    if float in kinds or not kinds:
        return dtypes.float32
    return dtypes.int64 if int in kinds else dtypes.bool_


def _single(scalar: Any) -> float:
    """A scalar as a float; an integer beyond all floats is infinite."""
    try:
        return float(scalar)
    except OverflowError:
        return float("inf") if scalar > 0 else float("-inf")


def _packed(scalars: Sequence[Any], dtype: DType) -> bytes:
    """Scalars as the bytes of a dtype: floats beyond its range become infinite, integers beyond it are
    refused.
    """
    if not dtype.letter:
        codes = float_codes.encode([_single(scalar) for scalar in scalars], dtype)
        return b"".join(code.to_bytes(dtype.item_bytes, sys.byteorder) for code in codes)
    if dtype.is_complex:
        numbers = [each if isinstance(each, complex) else complex(_single(each)) for each in scalars]
        return _packed([part for each in numbers for part in (each.real, each.imag)], dtype.part)
    pattern = f"{len(scalars)}{dtype.letter}"
    try:
        if dtype.is_integer:
            return struct.pack(pattern, *map(int, scalars))
        return struct.pack(pattern, *scalars)
    except (struct.error, OverflowError, ValueError) as error:
        if dtype.is_float:
            limit = dtype.finite
            infinity = float("inf")
            bounded = [
                infinity if value > limit else -infinity if value < -limit else value
                for value in map(float, scalars)
            ]
            return struct.pack(pattern, *bounded)
        raise InvalidArgument(
            f"a value does not fit {dtype} ({dtype.minimum} to {dtype.maximum}): {error}"
        ) from error
