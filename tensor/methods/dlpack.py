"""DLPack both ways: tensors shared with other libraries through the structures of dlpack.h (version 0
capsules, host memory).
"""

from __future__ import annotations

import ctypes
from math import prod
from typing import Any

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import DTypeError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, Op, elementwise
from .upload import of_array

CPU = 1  # kDLCPU


class DLTensor(ctypes.Structure):
    """A view of memory: element i, j is at data + byte_offset + item size * (i * strides[0] + j *
    strides[1]).
    """

    _fields_ = (
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.POINTER(ctypes.c_int64)),
        ("strides", ctypes.POINTER(ctypes.c_int64)),
        ("byte_offset", ctypes.c_uint64),
    )


class DLManagedTensor(ctypes.Structure):
    """A DLTensor and what to call when its user is done with it."""

    _fields_ = (
        ("dl_tensor", DLTensor),
        ("manager_ctx", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
    )


_Deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)

_api = ctypes.pythonapi
_new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", _api)
)
_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", _api)
)
_valid = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_IsValid", _api))
_rename = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_SetName", _api))
# The destructor gets a capsule that is being freed, so these take its bare address.
_raw_valid = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p)(("PyCapsule_IsValid", _api))
_raw_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", _api)
)

# The capsule keeps a pointer to its name, so the names must live as long as the process.
NAME, USED = ctypes.c_char_p(b"dltensor"), ctypes.c_char_p(b"used_dltensor")

# What exported structures need while somebody uses them, by the address of the structure.
_exported: dict[int, tuple[Any, ...]] = {}


def _delete(address: int) -> None:
    _exported.pop(address, None)


def _drop(capsule: int) -> None:
    """Called when a capsule dies: if nobody took its tensor, it is let go."""
    if _raw_valid(capsule, NAME):
        _delete(_raw_pointer(capsule, NAME))


_deleter = _Deleter(_delete)
_destructor = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(_drop)


def export(tensor: Any, copy: bool) -> Any:
    """A capsule over a tensor's memory, or over a copy if asked or if others depend on that memory."""
    view = tensor._bytes()
    if copy or view.readonly:
        # Who takes the capsule may write to it.
        view = memoryview(bytearray(view))
    dtype: DType = tensor.dtype
    shape = (ctypes.c_int64 * max(1, tensor.ndim))(*tensor.shape)
    managed = DLManagedTensor()
    flat = managed.dl_tensor
    holder = None
    if view.nbytes:
        holder = (ctypes.c_char * view.nbytes).from_buffer(view)
        flat.data = ctypes.addressof(holder)
    flat.device_type, flat.device_id = CPU, 0
    flat.ndim = tensor.ndim
    flat.code = dtype.dlpack
    flat.bits, flat.lanes = dtype.bits, 1
    flat.shape = shape
    # No strides: compact and row-major.
    managed.deleter = ctypes.cast(_deleter, ctypes.c_void_p).value
    address = ctypes.addressof(managed)
    _exported[address] = (managed, shape, holder, view)
    return _new(address, NAME, ctypes.cast(_destructor, ctypes.c_void_p))


class _Imported:
    """Another library's tensor, given back to it when this object dies."""

    def __init__(self, address: int) -> None:
        self.address = address

    def __del__(self) -> None:
        managed = DLManagedTensor.from_address(self.address)
        if managed.deleter:
            _Deleter(managed.deleter)(self.address)


def load(producer: Any, device: str) -> Node:
    """A BUFFER over the memory of a producer's capsule, or over a copy where it is read-only; what is not
    compact is a node that reads that memory.
    """
    if not hasattr(producer, "__dlpack__"):
        raise InvalidArgument(f"from_dlpack takes an object with __dlpack__, not {type(producer).__name__}")
    kind, _ = producer.__dlpack_device__()
    if int(kind) != CPU:
        raise InvalidArgument(
            f"from_dlpack: the data is on a device of DLPack type {int(kind)}; only host memory is taken"
        )
    try:
        capsule = producer.__dlpack__()
    except (BufferError, RuntimeError, TypeError) as error:
        # Read-only arrays and tensors that require a gradient are not exported; their values are.
        if hasattr(producer, "detach"):
            capsule = producer.detach().__dlpack__()
        elif hasattr(producer, "__array__"):
            return of_array(producer.__array__(), None, device)
        else:
            raise InvalidArgument(f"from_dlpack: {type(producer).__name__} refused: {error}") from error
    if not _valid(capsule, NAME):
        raise InvalidArgument("from_dlpack: the capsule was consumed before, or is not a DLPack tensor")
    address = _pointer(capsule, NAME)
    flat = DLManagedTensor.from_address(address).dl_tensor
    dtype = _dtype_of(flat)
    shape = tuple(flat.shape[i] for i in range(flat.ndim))
    strides = tuple(flat.strides[i] for i in range(flat.ndim)) if flat.strides else None
    _rename(capsule, USED)
    owner = _Imported(address)
    if not prod(shape):
        return nodes.const(0, dtype, shape)
    start = flat.data + flat.byte_offset
    if strides is None or strides == _compact(shape, strides):
        return _share(owner, start, dtype, shape, device)
    # Everything from the lowest to the highest element in memory, read as a vector, then walked by the
    # strides.
    reach = [(size - 1) * stride for size, stride in zip(shape, strides, strict=True)]
    before = sum(-steps for steps in reach if steps < 0)
    span = 1 + before + sum(steps for steps in reach if steps > 0)
    vector = _share(owner, start - before * dtype.item_bytes, dtype, (span,), device)
    index = nodes.const(before, dtypes.int64, shape)
    for axis, (size, stride) in enumerate(zip(shape, strides, strict=True)):
        along = elementwise(
            Op.MUL, nodes.iota(size, dtypes.int64), nodes.const(stride, dtypes.int64, (size,))
        )
        column = nodes.reshape(along, tuple(size if i == axis else 1 for i in range(len(shape))))
        index = elementwise(Op.ADD, index, nodes.expand(column, shape))
    return nodes.reshape(nodes.gather(vector, nodes.reshape(index, (prod(shape),)), 0), shape)


def _compact(shape: tuple[int, ...], strides: tuple[int, ...]) -> tuple[int, ...]:
    """The strides of row-major order; those of axes of size 1, which say nothing, as given."""
    found, step = [], 1
    for size, given in zip(reversed(shape), reversed(strides), strict=True):
        found.append(given if size == 1 else step)
        step *= size
    return tuple(reversed(found))


def _share(owner: _Imported, start: int, dtype: DType, shape: tuple[int, ...], device: str) -> Node:
    size = prod(shape) * dtype.item_bytes
    memory = (ctypes.c_char * size).from_address(start)
    memory.owner = owner  # type: ignore[attr-defined]
    return nodes.buffer(Buffer.from_host(memory, Device[device]), dtype, shape)


def _dtype_of(flat: DLTensor) -> DType:
    if flat.lanes == 1:
        for dtype in dtypes.ALL + dtypes.COMPLEX:
            if dtype.dlpack == flat.code and dtype.bits == flat.bits:
                return dtype
    raise DTypeError(
        f"Barewire has no dtype for DLPack code {flat.code} with {flat.bits} bits and {flat.lanes} lanes"
    )
