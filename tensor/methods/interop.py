"""Data in and out: constructing a tensor from what Python programs hold, realizing it, and handing its memory
on.

`Tensor(data)` always copies. `Tensor.from_numpy` and `Tensor.from_dlpack` share memory where the device sees
the host's and the data is contiguous and writable, and copy otherwise. `numpy()`, `__dlpack__` and `data()`
give views of the tensor's own memory where the host sees it: writing to them writes to the tensor.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, Self
from weakref import ref

from ...runtime.errors import DTypeError, GradientError, InvalidArgument, JitError, ShapeError
from ..graph import dtype as dtypes
from ..graph import float_codes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, Op, Shape, node
from ..graph.promotion import as_dtype, fitting, scalar_dtype
from .core import (
    OPAQUE,
    TRACKED,
    TensorCore,
    as_scalar,
    barrier,
    broadcast_node,
    companions,
    gradient_mode,
    riders,
    storage_node,
    unsettled,
)
from .creation import device_name
from .linear_algebra import LinearAlgebra

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]

# What formats of buffers mean: the letters of the struct module, and those of which it has several.
_BY_FORMAT = {
    **{dtype.letter: dtype for dtype in dtypes.ALL if dtype.letter},
    "l": dtypes.int64,
    "L": dtypes.uint64,
    "c": dtypes.uint8,
}


def executor() -> Any:
    """The module that realizes nodes; imported late, since it brings the code generator with it."""
    from ..run import realize

    return realize


class Interop(LinearAlgebra):
    """The constructor, realization, and exchange of memory."""

    __slots__ = ()

    def __init__(
        self, data: Any = (), dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> None:
        """A tensor of a copy of `data`: scalars, nested lists, NumPy arrays, buffers, DLPack producers,
        tensors.

        `dtype` defaults to that of the data: int64 for Python ints, float32 for floats. Raises ShapeError for
        ragged lists, DTypeError for elements no dtype holds, InvalidArgument for values the dtype does not
        hold.
        """
        to = None if dtype is None else as_dtype(dtype)
        place = data.device if device is None and isinstance(data, TensorCore) else device_name(device)
        self.device = place
        self.grad = None
        self._flow = 0
        self._previous = None
        if isinstance(data, TensorCore):
            copied = data.to(place).cast(to or data.dtype) if isinstance(data, Interop) else data
            self.node, self._flow = copied.node, min(copied._flow, OPAQUE)
        else:
            self.node = _node_of_data(data, to, place)
        if requires_grad:
            self.requires_grad = True

    # realization

    def realize(self, *others: Self) -> Self:
        """Compute this tensor (and others, together) and keep the values in memory."""
        pending = [
            tensor
            for tensor in {id(tensor): tensor for tensor in (self, *others)}.values()
            if storage_node(tensor.node, tensor.device).op is not Op.BUFFER and tensor.node.size
        ]
        while pending:
            device = pending[0].device
            group = [tensor for tensor in pending if tensor.device == device]
            pending = [tensor for tensor in pending if tensor.device != device]
            rider = riders.pop(device, None)
            if rider is not None:
                group.append(rider)  # type: ignore[arg-type]
            beside = companions.pop(device, [])
            group.extend(each for each in beside if storage_node(each.node, device).op is not Op.BUFFER)  # type: ignore[misc]
            asked = [tensor.node for tensor in group]
            try:
                results = executor().realize(asked, device)
            except BaseException:
                if rider is not None:
                    riders[device] = rider
                if beside:
                    companions[device] = beside
                raise
            seen: set[Node] = set()
            for tensor, before, result in zip(group, asked, results, strict=True):
                if tensor.node is before:  # another thread has not given it new values meanwhile
                    tensor._settle(result, result in seen)
                seen.add(result)
        return self

    def _settle(self, result: Node, shared: bool) -> None:
        """Take the realized node, so that gradients still find their way."""
        before = self.node
        if self.is_leaf:
            self._previous = [*(each for each in self._previous or () if each() is not None), ref(before)]
            result = barrier(result, alone=True) if shared else result
        elif self._flow == TRACKED:
            # The node stays, since gradients pass through it; it knows its memory.
            return
        self.node = result

    def assign(self, value: Any) -> Self:
        """Take new values, of this tensor's dtype and of a shape that broadcasts to its own; memory is reused
        if possible.

        Raises ShapeError, DTypeError, and GradientError for a leaf that requires a gradient outside
        `no_grad`.
        """
        given = self.operand(value, "assign").cast(self.dtype)
        if given.device != self.device:
            given = given.to(self.device)
        extra = given.ndim - self.ndim
        if extra > 0 or any(
            size not in (1, own) for size, own in zip(given.shape, self.shape[-extra:], strict=False)
        ):
            raise ShapeError(
                f"assign: values of shape {given.shape} do not fit a tensor of shape {self.shape}"
            )
        leaf = self.is_leaf
        if leaf and gradient_mode.enabled:
            raise GradientError("a leaf that requires a gradient can be changed under Tensor.no_grad() only")
        result = broadcast_node(given.node, self.shape)
        if given._flow == TRACKED and gradient_mode.enabled:
            self.node, self._flow = result, TRACKED
            return self
        capture = executor().active.capture
        if capture is not None:
            capture.assigned.append(self)
        target = storage_node(self.node, self.device)
        target = target.sources[0] if target.op is Op.ASSIGN else target
        if target.op is Op.BUFFER and not target.storage.read_only:
            self.node = node(Op.ASSIGN, self.dtype, self.shape, (target, result))
        else:
            self.node = barrier(result, alone=True) if leaf else result
        unsettled[id(self)] = self
        if leaf:
            self._previous = None
        else:
            self._flow = min(max(self._flow, given._flow), OPAQUE)
        return self

    def detach(self) -> Self:
        """The same values; no gradient passes."""
        return self._wrap(self.node, self.device, min(self._flow, OPAQUE))

    def clone(self) -> Self:
        """A tensor of the same values; gradients pass."""
        return self.of_node(self.node)

    def to(self, *target: Any, dtype: object = None, device: object = None) -> Self:
        """This tensor on another device and/or of another dtype: `to('CPU')`, `to('float16')`, `to(other)`,
        `to('CPU', 'int8')`.
        """
        for each in target:
            if isinstance(each, TensorCore):
                dtype, device = each.dtype, each.device
            elif isinstance(each, (DType, type)) or str(each).removeprefix("torch.") in dtypes.BY_NAME:
                dtype = each
            elif each is not None:
                device = each
        result = self if dtype is None else self.cast(as_dtype(dtype))
        if device is None:
            return result
        place = device_name(device)
        if place == result.device:
            return result
        moved = node(Op.COPY, result.dtype, result.shape, (result.realize().node,), place)
        flow = result._flow if gradient_mode.enabled else min(result._flow, OPAQUE)
        return self._wrap(moved, place, flow)

    def cpu(self) -> Self:
        return self.to("CPU")

    # out

    def data(self) -> memoryview:
        """The elements as a memoryview of this shape: a view of the tensor's memory where the host sees it,
        else a copy.

        Raises DTypeError for floats of 16 and 8 bits, which memoryview has no format for; `numpy()` takes
        those.
        """
        letter = self.dtype.letter
        if letter in ("", "e"):
            raise DTypeError(
                f"memoryview has no format for {self.dtype}; use numpy() or cast to float32 first"
            )
        view: Any = self._bytes()
        typed: memoryview = view.cast(letter, self.shape) if self.node.size else view.cast(letter)
        return typed

    def _bytes(self) -> memoryview:
        """The elements as bytes in row-major order."""
        if not self.node.size:
            return memoryview(b"")
        if executor().active.capture is not None:
            raise JitError(
                "jit: the function reads a tensor's values on the host, which a replay would not do again; "
                "return the tensor and read it outside, or compute with it on the device"
            )
        stored = storage_node(self.realize().node, self.device)
        view = stored.storage.contents()
        return view if self._owns(stored) else view.toreadonly()

    def _owns(self, stored: Node) -> bool:
        """Whether only this tensor refers to its memory: equal computations share a node, and so memory."""
        node = self.node
        if node is stored:
            # Referred to by the tensor, the caller, the two names here and getrefcount.
            return sys.getrefcount(stored) <= 5
        # A node that gradients pass through refers to its memory, and only this tensor to the node.
        return node.realized is stored and sys.getrefcount(stored) <= 4 and sys.getrefcount(node) <= 3

    def numpy(self) -> Array:
        """A NumPy array over the tensor's memory where the host sees it, else over a copy.

        It can be written to where no other tensor, and no graph yet to be computed, depends on that memory.
        bfloat16 and the floats of 8 bits, which NumPy lacks, are given as float32.
        """
        import numpy

        if not self.dtype.letter:
            return self.detach().cast(dtypes.float32).numpy()
        if self.node.op is Op.CONST:
            return numpy.array(self.node.value, dtype=self.dtype.name)
        return numpy.frombuffer(self._bytes(), dtype=self.dtype.name).reshape(self.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        import numpy

        return numpy.array(self.numpy(), dtype=dtype, copy=copy)

    # NumPy leaves operators with an array on the left to this class.
    __array_ufunc__ = None

    def item(self) -> Any:
        """The one element as a Python scalar; ShapeError where there are more or none."""
        if self.node.size != 1:
            raise ShapeError(f"item() takes a tensor of one element; the shape is {self.shape}")
        found = self.tolist()
        while isinstance(found, list):
            found = found[0]
        return found

    def tolist(self) -> Any:
        """The elements as nested lists of Python scalars; a scalar for a 0-d tensor."""
        if self.node.op is Op.CONST:
            return self.node.value
        if not self.node.size:
            return _nested([], self.shape)
        if not self.dtype.letter:
            return self.detach().cast(dtypes.float32).tolist()
        count = self.node.size
        values = list(struct.unpack(f"{count}{self.dtype.letter}", self._bytes()))
        return _nested(values, self.shape)

    def __bool__(self) -> bool:
        return bool(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __index__(self) -> int:
        if not self.dtype.is_integer:
            raise DTypeError(f"a {self.dtype} tensor is not an index")
        return int(self.item())

    def __iter__(self) -> Iterator[Self]:
        return iter(self.unbind(0))

    def __contains__(self, value: Any) -> bool:
        return bool(self.eq(value).any())

    def __repr__(self) -> str:
        extra = ", requires_grad=True" if self.requires_grad else ""
        return f"<Tensor {self.shape} {self.dtype} on {self.device}{extra}>"

    # exchange

    @classmethod
    def from_numpy(cls, array: Any, device: object = None) -> Self:
        """A tensor over the memory of a NumPy array where the device sees it; copied where it is read-only or
        not contiguous.
        """
        import numpy

        source = numpy.asarray(array)
        dtype = dtypes.BY_NAME.get(source.dtype.name)
        if dtype is None:
            raise DTypeError(
                f"Barewire has no dtype for NumPy's {source.dtype}; it has {', '.join(dtypes.BY_NAME)}"
            )
        flags = source.flags
        if not (
            flags.c_contiguous and flags.writeable and flags.aligned and source.dtype.isnative and source.size
        ):
            return cls(source, device=device)
        from ...runtime.buffer import Buffer
        from ...runtime.device import Device

        place = device_name(device)
        storage = Buffer.from_host(source.reshape(-1).view(numpy.uint8), Device[place])
        return cls._wrap(nodes.buffer(storage, dtype, source.shape), place)

    @classmethod
    def from_dlpack(cls, producer: Any, device: object = None) -> Self:
        """A tensor over the memory of a DLPack producer (PyTorch, NumPy, ...), copied where it is not
        contiguous.
        """
        from . import dlpack

        loaded: Self = dlpack.load(cls, producer, device)
        return loaded

    def __dlpack__(
        self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: Any = None
    ) -> Any:
        from . import dlpack

        return dlpack.export(self.detach().clone() if copy else self, bool(copy))

    def __dlpack_device__(self) -> tuple[Any, Any]:
        from . import dlpack

        return (dlpack.CPU, 0)


def _nested(values: list[Any], shape: Shape) -> Any:
    if not shape:
        return values[0]
    for axis in range(len(shape) - 1, 0, -1):
        size = shape[axis]
        values = [values[i * size : (i + 1) * size] for i in range(prod(shape[:axis]))]
    return values


def upload(data: Any, dtype: DType, shape: Shape, device: str) -> Node:
    """A BUFFER node of a copy of bytes."""
    if not prod(shape):
        return nodes.const(0, dtype, shape)
    from ...runtime.buffer import Buffer
    from ...runtime.device import Device

    view = memoryview(data)
    storage = Buffer(Device[device], view.nbytes)
    storage.copy_in(view)
    return nodes.buffer(storage, dtype, shape)


def _node_of_data(data: Any, dtype: DType | None, device: str) -> Node:
    if type(data).__module__ == "numpy":
        return _node_of_array(data, dtype, device)
    if isinstance(data, (bool, int, float)):
        scalar = as_scalar(data)
        assert scalar is not None
        to = dtype or scalar_dtype(scalar)
        return nodes.const(fitting(scalar, to), to)
    if isinstance(data, (list, tuple, range)):
        return _node_of_list(list(data) if isinstance(data, range) else data, dtype, device)
    if isinstance(data, complex):
        raise DTypeError(f"Barewire has no complex dtype (got {data!r})")
    if isinstance(data, (dict, set, frozenset)):
        raise DTypeError(f"a {type(data).__name__} has no order; make a tensor from a list of its values")
    if hasattr(data, "__dlpack__"):
        from ..tensor import Tensor
        from . import dlpack

        shared = dlpack.load(Tensor, data, device)
        # The source may change later: what a constructor makes is a copy.
        return (
            upload(shared._bytes(), shared.dtype, shared.shape, device)
            if dtype in (None, shared.dtype)
            else _converted(upload(shared._bytes(), shared.dtype, shared.shape, device), dtype)
        )
    try:
        view = memoryview(data)
    except TypeError:
        if hasattr(data, "__array__"):
            import numpy

            return _node_of_array(numpy.asarray(data), dtype, device)
        if hasattr(data, "__iter__"):
            return _node_of_list(list(data), dtype, device)
        raise DTypeError(f"a tensor cannot be made from {type(data).__name__} {data!r:.60}") from None
    return _node_of_buffer(view, isinstance(data, (bytes, bytearray)), dtype, device)


def _converted(x: Node, dtype: DType | None) -> Node:
    return x if dtype is None else nodes.cast(x, dtype)


def _node_of_array(array: Any, dtype: DType | None, device: str) -> Node:
    import numpy

    source = numpy.asarray(array)
    found = dtypes.BY_NAME.get(source.dtype.name)
    if found is None:
        if source.dtype == object:
            return _node_of_list(source.tolist(), dtype, device)
        raise DTypeError(
            f"Barewire has no dtype for NumPy's {source.dtype}; it has {', '.join(dtypes.BY_NAME)}"
        )
    native = numpy.ascontiguousarray(source, dtype=source.dtype.newbyteorder("="))
    return _converted(upload(native.reshape(-1).view(numpy.uint8), found, source.shape, device), dtype)


def _node_of_buffer(view: memoryview, raw: bool, dtype: DType | None, device: str) -> Node:
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
    return _converted(upload(view.tobytes(), found, tuple(view.shape or (1,)), device), dtype)


def _node_of_list(data: Sequence[Any], dtype: DType | None, device: str) -> Node:
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
    if any(isinstance(item, TensorCore) for item in items):
        from ..tensor import Tensor

        parts = [item if isinstance(item, Tensor) else Tensor(item, device=device) for item in items]
        stacked = parts[0].stack(*parts[1:])
        return nodes.reshape(_converted(stacked.node, dtype), (*shape, *stacked.shape[1:]))
    if any(getattr(item, "ndim", 0) for item in items):
        import numpy

        return _node_of_array(numpy.array(data), dtype, device)
    if any(type(item).__module__ == "numpy" for item in items):
        import numpy

        inferred = numpy.result_type(*(item for item in items if type(item).__module__ == "numpy")).name
        dtype = dtype or dtypes.BY_NAME.get(inferred)
    scalars = [as_scalar(item) for item in items]
    for scalar, item in zip(scalars, items, strict=True):
        if scalar is None:
            if isinstance(item, (list, tuple)):
                raise ShapeError(f"the lists are ragged at depth {len(shape)}: numbers and lists are mixed")
            raise DTypeError(f"an element is {item!r:.60} ({type(item).__name__}), not a bool, int or float")
    return upload(
        _packed(scalars, dtype or _inferred(scalars)), dtype or _inferred(scalars), tuple(shape), device
    )


def _inferred(scalars: Sequence[Any]) -> DType:
    kinds = {type(scalar) for scalar in scalars}
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
