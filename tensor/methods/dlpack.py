"""DLPack both ways: memory shared with other libraries through the structures of dlpack.h, versions 0 and 1.

What leaves is a capsule of NumPy's over our memory, in which only the element type is put right where NumPy
has none like it: so what happens when a capsule or its last user dies is C, which may happen anywhere, while
an exception is on its way too.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from math import prod
from typing import Any

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import DTypeError, ExchangeError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from .borrowed import over
from .dlpack_on_cards import CPU, HOST, device_of, exposed, taken
from .upload import of_array, upload

# DLDeviceType: memory that the host reads.
OF_THE_HOST = {CPU, 3, 11, 13}  # kDLCPU, kDLCUDAHost, kDLROCMHost, kDLCUDAManaged

# The version of dlpack.h that is spoken, and the flags of its tensors.
VERSION = (1, 0)
READ_ONLY, COPIED = 1 << 0, 1 << 1  # DLPACK_FLAG_BITMASK_READ_ONLY, DLPACK_FLAG_BITMASK_IS_COPIED


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
    """A DLTensor and what to call when its user is done with it: version 0."""

    _fields_ = (
        ("dl_tensor", DLTensor),
        ("manager_ctx", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
    )


class DLManagedTensorVersioned(ctypes.Structure):
    """The same of version 1, which says what may be done with it."""

    _fields_ = (
        ("major", ctypes.c_uint32),
        ("minor", ctypes.c_uint32),
        ("manager_ctx", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
        ("flags", ctypes.c_uint64),
        ("dl_tensor", DLTensor),
    )


_Deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)

_api = ctypes.pythonapi
_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", _api)
)
_valid = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_IsValid", _api))
_rename = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_SetName", _api))

# What capsules are called before and after they are taken, and what is in them. A capsule keeps a pointer to
# its name, so the names must live as long as the process.
KINDS = (
    (
        ctypes.c_char_p(b"dltensor_versioned"),
        ctypes.c_char_p(b"used_dltensor_versioned"),
        DLManagedTensorVersioned,
    ),
    (ctypes.c_char_p(b"dltensor"), ctypes.c_char_p(b"used_dltensor"), DLManagedTensor),
)


def _contents(capsule: Any) -> tuple[int, Any, ctypes.c_char_p] | None:
    """The address of what is in a capsule, the structure there, and what a taken capsule is called."""
    for name, used, structure in KINDS:
        if _valid(capsule, name):
            address = _pointer(capsule, name)
            return address, structure.from_address(address), used
    return None


_CANNOT_SAY = "__dlpack__: other tensors depend on this memory, and version 0 cannot say so; copy=False"


def export(tensor: Any, stream: Any, max_version: Any, dl_device: Any, copy: Any) -> Any:
    """A capsule over a tensor's memory, or over a copy of it where that is asked for, where the host is to
    see it and does not, or where other tensors depend on it and whoever takes the capsule might write to it.
    """
    if copy is not None and not isinstance(copy, bool):
        raise InvalidArgument(f"__dlpack__: copy is True, False or None, not {copy!r:.60}")
    version = _version(max_version)
    own = device_of(tensor.device)
    wanted = own if dl_device is None else tuple(map(int, dl_device))
    if wanted not in (own, HOST):
        raise ExchangeError(
            f"__dlpack__: a tensor on {tensor.device} is not exported to DLPack device {dl_device}"
        )
    if copy is False:
        tensor._part()
    stored = tensor._stored()
    if wanted != HOST and stored is not None:
        view, writable, copied = exposed(tensor, copy, stream)
        if copy is False and not writable and version is None:
            raise ExchangeError(_CANNOT_SAY)
        capsule, structure = _capsule(tensor, view, version, copied)
        structure.dl_tensor.device_type, structure.dl_tensor.device_id = own
        return capsule
    view = tensor._bytes()
    moved = stored is not None and not stored.is_host_visible
    if copy is False and moved:
        raise ExchangeError(f"__dlpack__: the host does not see the memory of {tensor.device}; copy=False")
    if copy is False and view.readonly and version is None:
        raise ExchangeError(_CANNOT_SAY)
    copied = bool(copy) or moved
    if copy or (copy is None and view.readonly):
        view, copied = memoryview(bytearray(view)), True
    capsule, structure = _capsule(tensor, view, version, copied)
    if stored is None:
        structure.dl_tensor.device_type, structure.dl_tensor.device_id = wanted
    return capsule


def _capsule(tensor: Any, view: memoryview, version: tuple[int, int] | None, copied: bool) -> tuple[Any, Any]:
    """A capsule over bytes that are a tensor's elements, and the structure in it."""
    import numpy

    dtype: DType = tensor.dtype
    stand_in = dtype.name if dtype.letter else f"uint{dtype.bits}"
    if view.nbytes:
        array = numpy.frombuffer(view, dtype=stand_in).reshape(tensor.shape)
    else:
        array = numpy.empty(tensor.shape, stand_in)
    capsule = array.__dlpack__() if version is None else array.__dlpack__(max_version=version)
    found = _contents(capsule)
    assert found is not None
    flat = found[1].dl_tensor
    flat.code, flat.bits = dtype.dlpack, dtype.bits
    if version is not None and copied:
        found[1].flags |= COPIED
    return capsule, found[1]


def _version(max_version: Any) -> tuple[int, int] | None:
    """The version of a capsule for who takes one up to `max_version`; None is version 0."""
    if max_version is None:
        return None
    try:
        major, _ = map(int, max_version)
    except (TypeError, ValueError):
        raise InvalidArgument(f"__dlpack__: max_version is two numbers, not {max_version!r:.60}") from None
    return VERSION if major >= VERSION[0] else None


class _Imported:
    """Another library's tensor, given back to it when this object dies."""

    def __init__(self, address: int, structure: Any) -> None:
        self.address, self.structure = address, structure

    def __del__(self, function: Callable[[int], Callable[[int], None]] = _Deleter) -> None:
        # A name of this module may be gone while the interpreter ends.
        deleter = self.structure.deleter
        if deleter:
            function(deleter)(self.address)


def load(kind: Any, producer: Any, device: str, copy: bool | None) -> Any:
    """A tensor of class `kind` over the memory of a producer, or over a copy where it is not compact, where
    it may not be written, or where that is asked for.
    """
    if not hasattr(producer, "__dlpack__") or isinstance(producer, type):
        raise InvalidArgument(f"from_dlpack takes an object with __dlpack__, not {type(producer).__name__}")
    capsule = _asked(producer, copy, device)
    if type(capsule).__module__ == "numpy":
        return kind._wrap(of_array(capsule, None, device), device)
    found = _contents(capsule)
    if found is None:
        raise InvalidArgument("from_dlpack: the capsule was consumed before, or is not a DLPack tensor")
    address, structure, used = found
    if isinstance(structure, DLManagedTensorVersioned) and structure.major > VERSION[0]:
        raise ExchangeError(
            f"from_dlpack: the capsule is of version {structure.major}; {VERSION[0]} is the last known"
        )
    flat = structure.dl_tensor
    on_card = (flat.device_type, flat.device_id) == device_of(device) != HOST
    if flat.device_type not in OF_THE_HOST and not on_card:
        raise ExchangeError(
            f"from_dlpack: the data is on a device of DLPack type {flat.device_type}, neither in host memory "
            f"nor in that of {device}"
        )
    dtype = _dtype_of(flat)
    shape = tuple(flat.shape[i] for i in range(flat.ndim))
    strides = tuple(flat.strides[i] for i in range(flat.ndim)) if flat.strides else None
    _rename(capsule, used)
    owner = _Imported(address, structure)
    if not prod(shape):
        return kind._wrap(nodes.const(0, dtype, shape), device)
    start = (flat.data or 0) + flat.byte_offset
    flags = getattr(structure, "flags", 0)
    compact = strides is None or strides == _compact(shape, strides)
    if copy is False and not (compact and Device[device].info.shares_host_memory):
        what = f"{device} has memory of its own" if compact else f"strides {strides} are not those of {shape}"
        raise ExchangeError(f"from_dlpack: {what}, which takes a copy; copy=False")
    if on_card and not compact:
        raise ExchangeError(
            f"from_dlpack: strides {strides} on a card are not those of {shape}; make it contiguous there"
        )
    if on_card:
        return taken(kind, start, dtype, shape, device)
    if not compact or (copy is None and flags & READ_ONLY) or (copy and not flags & COPIED):
        return kind._wrap(_copied(start, dtype, shape, strides, device), device)
    memory: Any = (ctypes.c_char * (prod(shape) * dtype.item_bytes)).from_address(start)
    memory.owner = owner
    seen = memoryview(memory).toreadonly() if flags & READ_ONLY else memory
    storage = Buffer.from_host(seen, Device[device])
    if flags & COPIED and not flags & READ_ONLY:
        # Made for this call, so that nobody else writes to it.
        return kind._wrap(nodes.buffer(storage, dtype, shape), device)
    return over(kind, storage, dtype, shape)


def _asked(producer: Any, copy: bool | None, device: str) -> Any:
    """The capsule of a producer of any version, or an array where it has none to give."""
    wanted: dict[str, Any] = {"max_version": VERSION}
    if copy is not None:
        wanted["copy"] = copy
    try:
        place = tuple(map(int, producer.__dlpack_device__()))
        if place == device_of(device) != HOST:
            # In the order of the queue that copies it.
            wanted["stream"] = Device[device].compute.foreign_stream
        elif place[0] not in OF_THE_HOST:
            wanted["dl_device"] = HOST
        try:
            return producer.__dlpack__(**wanted)
        except TypeError:
            # It knows version 0 only.
            return producer.__dlpack__(**{key: value for key, value in wanted.items() if key == "stream"})
    except (BufferError, RuntimeError, TypeError, ValueError, AttributeError) as error:
        # Tensors that require a gradient are not exported; their values are.
        if getattr(producer, "requires_grad", False) is True and hasattr(producer, "detach"):
            return _asked(producer.detach(), copy, device)
        if copy is False:
            raise ExchangeError(f"from_dlpack: {type(producer).__name__} refused: {error}") from error
        if hasattr(producer, "__array__"):
            return producer.__array__()
        raise ExchangeError(f"from_dlpack: {type(producer).__name__} refused: {error}") from error


def _copied(
    start: int, dtype: DType, shape: tuple[int, ...], strides: tuple[int, ...] | None, device: str
) -> Any:
    """A BUFFER of a copy of memory, of any strides."""
    import numpy

    steps = _compact(shape, shape) if strides is None else strides
    reach = [(size - 1) * stride for size, stride in zip(shape, steps, strict=True)]
    # Everything from the lowest to the highest element in memory.
    before = sum(-each for each in reach if each < 0)
    span = 1 + before + sum(each for each in reach if each > 0)
    width = dtype.item_bytes
    memory: Any = (ctypes.c_char * (span * width)).from_address(start - before * width)
    # A void of the width, since NumPy has not all element types.
    array = numpy.ndarray(
        shape, f"V{width}", memory, before * width, tuple(stride * width for stride in steps)
    )
    return upload(numpy.ascontiguousarray(array).tobytes(), dtype, shape, device)


def _compact(shape: tuple[int, ...], strides: tuple[int, ...]) -> tuple[int, ...]:
    """The strides of row-major order; those of axes of size 1, which say nothing, as given."""
    found, step = [], 1
    for size, given in zip(reversed(shape), reversed(strides), strict=True):
        found.append(given if size == 1 else step)
        step *= size
    return tuple(reversed(found))


def _dtype_of(flat: DLTensor) -> DType:
    if flat.lanes == 1:
        for dtype in dtypes.ALL + dtypes.COMPLEX:
            if dtype.dlpack == flat.code and dtype.bits == flat.bits:
                return dtype
    raise DTypeError(
        f"Barewire has no dtype for DLPack code {flat.code} with {flat.bits} bits and {flat.lanes} lanes"
    )
