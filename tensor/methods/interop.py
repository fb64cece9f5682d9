"""Data in and out: constructing a tensor from what Python programs hold, realizing it, and handing its memory
on.

`Tensor(data)` always copies. `Tensor.from_numpy` and `Tensor.from_dlpack` share memory where the device sees
the host's and the data is contiguous and writable, and copy otherwise: borrowed.py says what that means for
what is computed. `numpy()`, `__dlpack__` and `memory()` give views of the tensor's own memory where the host
sees it: writing to them writes to the tensor.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator, Sequence
from math import prod
from typing import TYPE_CHECKING, Any, Self
from weakref import ref

from ...runtime.buffer import Buffer
from ...runtime.device import Device
from ...runtime.errors import DTypeError, GradientError, InvalidArgument, JitError, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.float_codes import nearest
from ..graph.node import Node, Op, Shape, node
from ..graph.promotion import as_dtype, names_dtype, scalar_dtype
from ..run.capture import active, capturing, may_settle
from . import views
from .borrowed import over
from .core import (
    OPAQUE,
    PLAIN,
    TRACKED,
    TensorCore,
    as_scalar,
    barrier,
    broadcast_node,
    gradient_mode,
    riders,
    storage_node,
    waiting,
)
from .creation import device_name
from .linear_algebra import LinearAlgebra
from .upload import converted, flattened, of_array, of_buffer, of_items, upload

if TYPE_CHECKING:
    from numpy import ndarray

    Array = ndarray[Any, Any]


# Lists that `tolist` makes of a tensor without elements.
MOST_EMPTY_LISTS = 10_000_000


class Interop(LinearAlgebra):
    """The constructor, realization, and exchange of memory."""

    __slots__ = ()

    def __init__(
        self, data: Any = (), dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> None:
        """A tensor of a copy of `data`: scalars, nested lists, NumPy arrays, buffers, DLPack producers,
        tensors.

        `dtype` defaults to that of the data: int64 for Python ints, float32 for floats. `device` is a name
        such as 'CPU', a Device, or None for the best card there is. Raises ShapeError for ragged lists,
        DTypeError for elements no dtype holds, InvalidArgument for values the dtype does not hold,
        UnknownDevice for a device there is not.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).dtype, Tensor(np.arange(3.0)).dtype, Tensor(2, dtype="float16").dtype
            (int64, float64, float16)
        """
        to = None if dtype is None else as_dtype(dtype)
        place = data.device if device is None and isinstance(data, TensorCore) else device_name(device)
        self.device = place
        self.grad = None
        self._flow = PLAIN
        self._previous = None
        self._base = None
        self._views = None
        if isinstance(data, TensorCore):
            copied = data.to(place).cast(to or data.dtype) if isinstance(data, Interop) else data
            self._node, self._flow = copied._node, min(copied._flow, OPAQUE)
        else:
            self._node = self._node_of(data, to, place)
        if requires_grad:
            self.requires_grad = True

    @classmethod
    def _node_of(cls, data: Any, dtype: DType | None, device: str) -> Node:
        """A node for what a constructor is given, other than a tensor."""
        if type(data).__module__ == "numpy":
            import numpy

            array = numpy.asarray(data)
            if array.dtype.kind == "O":
                return cls._node_of_list(array.tolist(), dtype, device)
            return of_array(array, dtype, device)
        if isinstance(data, (bool, int, float)):
            scalar = as_scalar(data)
            assert scalar is not None
            to = dtype or scalar_dtype(scalar)
            return nodes.const(scalar, to)
        if isinstance(data, (list, tuple, range)):
            return cls._node_of_list(list(data) if isinstance(data, range) else data, dtype, device)
        if isinstance(data, complex):
            return of_items([data], (), dtype, device)
        if isinstance(data, (dict, set, frozenset)):
            raise DTypeError(f"a {type(data).__name__} has no order; make a tensor from a list of its values")
        if hasattr(data, "__dlpack__"):
            # The source may change later: what a constructor makes is a copy.
            shared = cls.from_dlpack(data, device)
            return converted(upload(shared._bytes(), shared.dtype, shared.shape, device), dtype)
        try:
            view = memoryview(data)
        except TypeError:
            if hasattr(data, "__array__") or hasattr(data, "__array_interface__"):
                import numpy

                return cls._node_of(numpy.asarray(data), dtype, device)
            if hasattr(data, "__iter__"):
                return cls._node_of_list(list(data), dtype, device)
            raise DTypeError(f"a tensor cannot be made from {type(data).__name__} {data!r:.60}") from None
        return of_buffer(view, isinstance(data, (bytes, bytearray)), dtype, device)

    @classmethod
    def _node_of_list(cls, data: Sequence[Any], dtype: DType | None, device: str) -> Node:
        items, shape = flattened(data)
        if not any(isinstance(item, TensorCore) for item in items):
            return of_items(items, shape, dtype, device)
        parts = [item if isinstance(item, cls) else cls(item, device=device) for item in items]
        stacked = parts[0].stack(*parts[1:])
        # A copy, which no gradient passes.
        values = barrier(stacked._node) if stacked._flow else stacked._node
        return nodes.reshape(converted(values, dtype), (*shape, *stacked.shape[1:]))

    # realization

    def realize(self, *others: Self) -> Self:
        """Compute this tensor (and others, together) and keep the values in memory; returns this tensor.

        The work may still be in flight: reading values waits for it. Raises CompileError, OutOfMemory,
        KernelFault and what else a device raises; the tensor is unchanged then.

        Examples:
            >>> x = (Tensor([1.0, 2.0]) + 1).realize()
            >>> x.tolist()
            [2.0, 3.0]
        """
        # Imported here, since it brings the code generator with it.
        from ..run.realize import realize as compute

        pending = []
        for tensor in {id(tensor): tensor for tensor in (self, *others)}.values():
            found = storage_node(tensor._node, tensor.device)
            if found.op is Op.BUFFER:
                tensor._found(found)
            elif tensor._node.size:
                pending.append(tensor)
        if active.unknown is not None:
            # What depends on arguments without values stays as it is.
            pending = [tensor for tensor in pending if active.unknown(tensor._node) is None]
        while pending:
            device = pending[0].device
            group = [tensor for tensor in pending if tensor.device == device]
            pending = [tensor for tensor in pending if tensor.device != device]
            # What another thread draws while it captures is settled there.
            rider = riders.pop(device, None) if may_settle() else None
            if rider is not None:
                group.append(rider)  # type: ignore[arg-type]
            beside = waiting.companions.pop(device, [])
            group.extend(each for each in beside if storage_node(each._node, device).op is not Op.BUFFER)  # type: ignore[misc]
            asked = [tensor._node for tensor in group]
            try:
                results = compute(asked, device)
            except BaseException:
                if rider is not None:
                    riders[device] = rider
                if beside:
                    waiting.companions[device] = beside
                raise
            seen: set[Node] = set()
            for tensor, before, result in zip(group, asked, results, strict=True):
                if tensor._base is not None:
                    views.settle(tensor)
                if tensor._node is before:  # another thread has not given it new values meanwhile
                    tensor._settle(result, result in seen)
                seen.add(result)
        return self

    def _in_memory(self) -> Node:
        """The BUFFER with the values, which are computed where they are not yet."""
        if active.deferred is not None:
            # Whoever looks at memory may write there too.
            active.deferred.do()
        found = storage_node(self._node, self.device)
        if found.op is Op.BUFFER:
            self._found(found)
            return found
        unknown = None if active.unknown is None else active.unknown(self._node)
        if unknown is not None:
            unknown.refuse()
        found = storage_node(self.realize()._node, self.device)
        while found.op is not Op.BUFFER and self._node.size:
            # Another thread captures, and nodes do not know for a while where they are.
            capturing.wait()
            found = storage_node(self.realize()._node, self.device)
        return found

    def _found(self, known: Node) -> None:
        """Forget how this tensor was computed, where its values are in memory and no gradient passes."""
        if self._flow != TRACKED and self._node is not known:
            if self._base is not None:
                views.settle(self)
            self._node = known

    def _settle(self, result: Node, shared: bool) -> None:
        """Take the realized node, so that gradients still find their way."""
        before = self._node
        if self._is_leaf:
            self._previous = [*(each for each in self._previous or () if each() is not None), ref(before)]
            result = barrier(result, alone=True) if shared else result
        elif self._flow == TRACKED:
            # The node stays, since gradients pass through it; it knows its memory.
            for reference in self._views or ():
                view = reference()
                if view is not None and view._node is before:
                    view._found(result)  # type: ignore[attr-defined]
            return
        self._node = result

    def assign(self, value: Any) -> Self:
        """Take new values, of this tensor's dtype and of a shape that broadcasts to its own; memory is reused
        if possible.

        Expressions built before still see the old values. Raises ShapeError, DTypeError, and GradientError
        for a leaf that requires a gradient outside `no_grad`.

        Examples:
            >>> x = Tensor([1.0, 2.0])
            >>> double = x * 2
            >>> x.assign([5.0, 6.0]).tolist(), double.tolist()
            ([5.0, 6.0], [2.0, 4.0])
        """
        given = self._operand(value, "assign")._cast_into(self)
        if given.device != self.device:
            given = given.to(self.device)
        extra = given.ndim - self.ndim
        if extra > 0 or any(
            size not in (1, own) for size, own in zip(given.shape, self.shape[-extra:], strict=False)
        ):
            raise ShapeError(
                f"assign: values of shape {given.shape} do not fit a tensor of shape {self.shape}"
            )
        views.change(self, broadcast_node(given._node, self.shape), given._flow)
        return self

    def detach(self) -> Self:
        """The same values in the same memory; no gradient passes.

        Examples:
            >>> x = Tensor([1.0], requires_grad=True)
            >>> x.detach().requires_grad
            False
        """
        view = self._view(self._node.realized_on(self.device) or self._node, views.DETACH)
        if self._base is None and not self.is_leaf:
            # While anybody has that: it keeps all that it was computed from.
            view._origin = ref(self)
        view._flow = min(self._flow, OPAQUE)
        return view

    def clone(self, memory_format: Any = None) -> Self:
        """A tensor of the same values that can be assigned by itself; gradients pass.

        Examples:
            >>> x = Tensor([1.0])
            >>> y = x.clone().assign([2.0])
            >>> x.tolist(), y.tolist()
            ([1.0], [2.0])
        """
        return self._of_node(self._node)

    def to(
        self,
        *target: Any,
        dtype: object = None,
        device: object = None,
        non_blocking: bool = False,
        copy: bool = False,
        memory_format: Any = None,
    ) -> Self:
        """This tensor on another device and/or of another dtype: `to('CPU')`, `to('float16')`, `to(other)`,
        `to('CPU', 'int8')`.

        Another tensor stands for its dtype and device. Where nothing changes this tensor itself is returned,
        unless with `copy`. Raises UnknownDevice for a device there is not.

        Examples:
            >>> x = Tensor([1.5, 2.5]).to("CPU", "int8")
            >>> x.device, x.tolist()
            ('CPU', [1, 2])
        """
        for each in target:
            if isinstance(each, TensorCore):
                dtype, device = each.dtype, each.device
            elif names_dtype(each):
                dtype = each
            elif each is not None and not isinstance(each, bool):
                device = each
        result = (self.clone() if copy else self) if dtype is None else self.cast(as_dtype(dtype))
        if device is None:
            return result
        place = device_name(device)
        if place == result.device:
            return result
        moved = node(Op.COPY, result.dtype, result.shape, (result.realize()._node,), place)
        flow = result._flow if gradient_mode.enabled else min(result._flow, OPAQUE)
        return self._wrap(moved, place, flow)

    def cpu(self, memory_format: Any = None) -> Self:
        """This tensor on the processor, 'CPU'.

        Examples:
            >>> Tensor([1.0]).cpu().device
            'CPU'
        """
        return self.to("CPU")

    # copies

    def __copy__(self) -> Self:
        return self.__deepcopy__({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if self._flow == TRACKED and not self._is_leaf:
            raise GradientError(
                "a result through which gradients pass cannot be copied with them; copy its detach()"
            )
        if active.capture is not None:
            copied = self.detach().clone()
        else:
            stored = self.detach()._in_memory()
            if stored.op is Op.BUFFER:
                # Memory of its own: a jitted function writes over that of its state.
                storage = Buffer(stored.storage.device, stored.storage.size_bytes)
                storage.copy_from(stored.storage)
                stored = nodes.buffer(storage, self.dtype, self.shape)
            copied = self._wrap(stored, self.device)
            del stored
        copied.requires_grad = self._is_leaf
        memo[id(self)] = copied
        if self.grad is not None:
            copied.grad = self.grad.__deepcopy__(memo)
        return copied

    def __reduce__(self) -> Any:
        if self._flow == TRACKED and not self._is_leaf:
            raise GradientError(
                "a result through which gradients pass cannot be pickled with them; pickle its detach()"
            )
        held = bytes(self.detach()._bytes())
        return _restored, (type(self), held, self.dtype, self.shape, self.device, self._is_leaf)

    # out

    def memory(self) -> memoryview:
        """The elements as a memoryview of this shape: a view of the tensor's memory where the host sees it,
        else a copy.

        It is read-only where other tensors depend on that memory. Raises DTypeError for floats of 16 and 8
        bits and complex numbers, which memoryview has no format for; `numpy()` takes those.

        Examples:
            >>> view = Tensor([[1, 2], [3, 4]]).memory()
            >>> view.shape, view.format, view.tolist()
            ((2, 2), 'q', [[1, 2], [3, 4]])
        """
        letter = self.dtype.letter
        if letter in ("", "e") or self.dtype.is_complex:
            raise DTypeError(
                f"memoryview has no format for {self.dtype}; use numpy() or cast to float32 first"
            )
        view: Any = self._bytes()
        typed: memoryview = view.cast(letter, self.shape) if self._node.size else view.cast(letter)
        return typed

    def _bytes(self) -> memoryview:
        """The elements as bytes in row-major order."""
        if not self._node.size:
            return memoryview(bytearray())
        if active.capture is not None:
            raise JitError(
                "jit: the function reads a tensor's values on the host, which a replay would not do again; "
                "return the tensor and read it outside, or compute with it on the device"
            )
        stored = self._in_memory()
        view = stored.storage.contents()
        return view if self._owns(stored) else view.toreadonly()

    def _owns(self, stored: Node) -> bool:
        """Whether only this tensor refers to its memory: equal computations share a node, and so memory."""
        node = self._node
        if node is stored:
            # Referred to by the tensor, the caller, the two names here and getrefcount.
            return sys.getrefcount(stored) <= 5
        # A node that gradients pass through refers to its memory, and only this tensor to the node.
        return node.realized is stored and sys.getrefcount(stored) <= 4 and sys.getrefcount(node) <= 3

    def numpy(self) -> Array:
        """A NumPy array over the tensor's memory where the host sees it, else over a copy.

        It can be written to where no other tensor, and no graph yet to be computed, depends on that memory.
        bfloat16 and the floats of 8 bits, which NumPy lacks, are given as float32.

        Examples:
            >>> (Tensor([1.0, 2.0]) * 2).numpy()
            array([2., 4.], dtype=float32)
        """
        import numpy

        if not self.dtype.letter:
            return self.detach().cast(dtypes.float32).numpy()
        if self._node.op is Op.CONST:
            return numpy.array(self._node.value, dtype=self.dtype.name)
        return numpy.frombuffer(self._bytes(), dtype=self.dtype.name).reshape(self.shape)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        import numpy

        shared = self._node.op is not Op.CONST and self._lies_with_the_host()
        if copy is False and not shared:
            raise InvalidArgument(
                f"an array of a {self.dtype} tensor on {self.device} without a copy: the host does not see "
                "its values in memory; numpy.asarray(x) copies them"
            )
        try:
            return numpy.array(self.numpy(), dtype=dtype, copy=copy)
        except ValueError as error:
            raise InvalidArgument(f"a {self.dtype} tensor as {dtype} without a copy: {error}") from error

    def _lies_with_the_host(self) -> bool:
        """Whether `numpy()` is a view of the elements."""
        stored = self._stored()
        return bool(self.dtype.letter) and (stored is None or stored.is_host_visible)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **named: Any) -> Any:
        # Imported here, since few programs hand tensors to NumPy's functions.
        from . import numpy_functions

        return numpy_functions.ufunc(ufunc, method, inputs, named)

    def __array_function__(self, func: Any, types: Any, given: Any, named: Any) -> Any:
        from . import numpy_functions

        return numpy_functions.array_function(func, given, named)

    def item(self) -> Any:
        """The one element as a Python scalar.

        Raises ShapeError where there are more or none.

        Examples:
            >>> Tensor([[2.5]]).item()
            2.5
        """
        if self._node.size != 1:
            raise ShapeError(f"item() takes a tensor of one element; the shape is {self.shape}")
        found = self.tolist()
        while isinstance(found, list):
            found = found[0]
        return found

    def _real_item(self, wanted: str) -> Any:
        if self.dtype.is_complex:
            raise DTypeError(f"a {self.dtype} tensor is not {wanted}; take .real or .abs() first")
        return self.item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python scalars; a scalar for a 0-d tensor.

        Examples:
            >>> Tensor([[1, 2], [3, 4]]).tolist(), Tensor(5).tolist()
            ([[1, 2], [3, 4]], 5)
        """
        if self._node.op is Op.CONST:
            value = self._node.value
            return nearest(value, self.dtype) if isinstance(value, float) else value
        if not self._node.size:
            lists = prod(self.shape[: self.shape.index(0)])
            if lists > MOST_EMPTY_LISTS:
                raise ShapeError(
                    f"tolist() of shape {self.shape} is {lists} empty lists, which nobody can use"
                )
            return _nested([], self.shape)
        if not self.dtype.letter:
            return self.detach().cast(dtypes.float32).tolist()
        count = self._node.size
        if self.dtype.is_complex:
            parts = struct.unpack(f"{2 * count}{self.dtype.part.letter}", self._bytes())
            return _nested(list(map(complex, parts[::2], parts[1::2])), self.shape)
        values = list(struct.unpack(f"{count}{self.dtype.letter}", self._bytes()))
        return _nested(values, self.shape)

    def __bool__(self) -> bool:
        return bool(self.item())

    def __int__(self) -> int:
        return int(self._real_item("int"))

    def __float__(self) -> float:
        return float(self._real_item("float"))

    def __complex__(self) -> complex:
        return complex(self.item())

    def __index__(self) -> int:
        if not self.dtype.is_integer:
            raise DTypeError(f"a {self.dtype} tensor is not an index")
        return int(self.item())

    def __iter__(self) -> Iterator[Self]:
        return iter(self.unbind(0))

    def __contains__(self, value: Any) -> bool:
        return bool(self.eq(value).any())

    def __round__(self, digits: int | None = None) -> Self:
        return self.round(digits or 0)

    def __format__(self, form: str) -> str:
        if not self.shape:
            return format(self.item(), form)
        if form:
            raise DTypeError(f"the format {form!r} is for one number, not for a tensor of shape {self.shape}")
        return str(self)

    def __repr__(self) -> str:
        """The values, of long axes the first and the last, computed if need be; in a function that `jit`
        captures, where there are none yet, what is known.
        """
        from .printing import printed

        return printed(self)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(repr(self))}</pre>"

    # exchange

    @classmethod
    def from_numpy(cls, array: Any, device: object = None) -> Self:
        """A tensor over the memory of a NumPy array where the device sees it; copied where it is read-only or
        not contiguous.

        The tensor shows what the array holds now, and changing it in place changes the array. What is
        computed from it has the values that the array held when that was written, though it may run later.
        Raises DTypeError for a dtype that there is not, such as strings.

        Examples:
            >>> array = np.array([1.0, 2.0], dtype=np.float32)
            >>> x = Tensor.from_numpy(array, device="CPU")
            >>> array[0] = 7
            >>> double = x * 2
            >>> array[0] = 0
            >>> x.tolist(), double.tolist()
            ([0.0, 2.0], [14.0, 4.0])
        """
        import numpy

        # The reference that this call has and getrefcount's: nobody else can write to the array later.
        alone = sys.getrefcount(array) <= 2
        try:
            source = numpy.asarray(array)
        except ValueError as error:
            raise ShapeError(f"from_numpy: {error}") from error
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
        place = device_name(device)
        storage = Buffer.from_host(source.reshape(-1).view(numpy.uint8), Device[place])
        if alone and source.flags.owndata:
            return cls._wrap(nodes.buffer(storage, dtype, source.shape), place)
        found: Self = over(cls, storage, dtype, source.shape)
        return found

    @classmethod
    def from_dlpack(cls, producer: Any, device: object = None, copy: bool | None = None) -> Self:
        """A tensor over the memory of a DLPack producer (PyTorch, NumPy, ...), copied where it is read-only
        or not contiguous.

        `copy=True` always copies, `copy=False` never: it raises ExchangeError, a BufferError, where a copy is
        needed. What is computed from a tensor over shared memory has the values of that moment, as with
        `from_numpy`; what lies on the card itself is copied there. Raises InvalidArgument for what is no
        producer, ExchangeError for what is in memory of neither the host nor the card, DTypeError for a dtype
        that there is not.

        Examples:
            >>> array = np.array([1, 2])
            >>> x = Tensor.from_dlpack(array, device="CPU")
            >>> array[0] = 7
            >>> x.tolist()
            [7, 2]
        """
        from . import dlpack

        found: Self = dlpack.load(cls, producer, device_name(device), copy)
        return found

    def __dlpack__(
        self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: Any = None
    ) -> Any:
        from . import dlpack

        return dlpack.export(self, stream, max_version, dl_device, copy)

    def __dlpack_device__(self) -> tuple[Any, Any]:
        from .dlpack_on_cards import device_of

        return device_of(self.device)

    def _part(self) -> None:
        """Let nobody else have the memory that this tensor will have, where nobody has seen it yet: equal
        computations, such as of constants, share theirs.
        """
        views.settle(self)
        alone = self._base is None and not self._views and not self._is_leaf
        if alone and self._flow != TRACKED and self._node.op is not Op.BUFFER:
            # Contiguous: a barrier's memory is that of what is below it.
            self._node = barrier(nodes.contiguous(self._node), alone=True)

    def _stored(self) -> Buffer | None:
        """The memory of the elements; None where there are none."""
        if not self._node.size:
            return None
        stored: Buffer = self._in_memory().storage
        return stored


def _restored(
    kind: type[Interop], held: bytes, dtype: DType, shape: Shape, device: str, requires_grad: bool
) -> Interop:
    """The tensor that was pickled so, on the device of the same name."""
    made = kind._wrap(upload(held, dtype, shape, device), device)
    made.requires_grad = requires_grad
    return made


def _nested(values: list[Any], shape: Shape) -> Any:
    if not shape:
        return values[0]
    for axis in range(len(shape) - 1, 0, -1):
        size = shape[axis]
        values = [values[i * size : (i + 1) * size] for i in range(prod(shape[:axis]))]
    return values
