"""Tensors over memory that somebody else can write to: an array's, another library's.

Such a tensor shows what the memory holds now. What is computed from it has the values of the moment at which
that was written down, as in PyTorch, though it may run much later: an operation takes a copy of the memory,
the last one again where nothing has changed since. Changing the tensor in place writes to the memory.

`borrowing(Tensor)` is the class of these tensors. It has every method of Tensor, each called on what the
method needs: the memory itself, or the copy.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache, wraps
from types import FunctionType
from typing import Any

from ...runtime.buffer import Buffer
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, Shape
from ..run.capture import active
from . import views
from .core import PLAIN, TensorCore

# Methods that tell or hand on what is in the memory now.
OF_THE_MEMORY = frozenset(
    {
        "dtype", "shape", "ndim", "nbytes", "dim", "size", "numel", "element_size", "is_floating_point",
        "is_complex", "numpy", "memory", "tolist", "item", "_bytes", "_stored", "_lies_with_the_host",
        "stride",
        "is_contiguous", "_repr_html_", "__len__", "__array__", "__dlpack__", "__dlpack_device__", "__repr__",
        "__str__", "__format__", "__bool__", "__int__", "__float__", "__complex__", "__index__",
        "__array_namespace__",
    }
)  # fmt: skip

# Methods of the object rather than of its values.
OF_THE_OBJECT = frozenset(
    {
        "__init__",
        "__new__",
        "__hash__",
        "__init_subclass__",
        "_wrap",
        "realize",
        "zero_grad",
        "_is_leaf",
        "is_leaf",
        "_settle",
    }
)

_compare = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(
    ("memcmp", ctypes.pythonapi)
)


def _same(x: Buffer, y: Buffer) -> bool:
    """Whether two buffers that the host sees hold the same bytes."""
    with x.contents() as left, y.contents() as right:
        at = [ctypes.addressof(ctypes.c_char.from_buffer(view)) for view in (left, right)]
        return bool(_compare(at[0], at[1], x.size_bytes) == 0)


class _Lent:
    """The memory behind a tensor, and the last copy that was taken of it."""

    __slots__ = ("copy", "dtype", "shape", "storage")

    def __init__(self, storage: Buffer, dtype: DType, shape: Shape) -> None:
        self.storage, self.dtype, self.shape = storage, dtype, shape
        self.copy: Node | None = None

    @property
    def node(self) -> Node:
        return nodes.buffer(self.storage, self.dtype, self.shape)

    def now(self) -> Node:
        """A node with the values that the memory has now."""
        if self.copy is None or not _same(self.copy.storage, self.storage):
            taken = Buffer(self.storage.device, self.storage.size_bytes)
            with self.storage.contents() as view:
                taken.copy_in(view)
            self.copy = nodes.buffer(taken, self.dtype, self.shape)
        return self.copy


def over(kind: Any, storage: Buffer, dtype: DType, shape: Shape) -> Any:
    """A tensor over memory: of `kind` itself where the memory is the device's own by now."""
    place = storage.device.name
    if not storage.is_external:
        return kind._wrap(nodes.buffer(storage, dtype, shape), place)
    tensor = kind._wrap(nodes.const(0, dtype), place)
    tensor._lent = _Lent(storage, dtype, shape)
    tensor.__class__ = borrowing(kind)
    return tensor


def _memory(tensor: Any) -> Any:
    """A plain tensor over the memory itself."""
    return tensor._wrap(tensor._lent.node, tensor.device, PLAIN)


def _copy(tensor: Any) -> Any:
    """A plain tensor of the values that the memory has now, whose views write to the memory."""
    copy = tensor._wrap(tensor._lent.now(), tensor.device, PLAIN)
    views.attach(copy, tensor)
    return copy


def _own(tensor: Any) -> Any:
    """The tensor itself, from now on with memory of its own."""
    node = tensor._lent.now()
    tensor.__class__ = type(tensor).plain
    tensor._node = node
    del tensor._lent
    return tensor


def _written(tensor: Any, value: Any) -> None:
    """Put the values of a plain tensor into the memory."""
    storage = tensor._lent.storage
    storage.copy_in(value._bytes())
    # The owner of the memory may look at it now.
    storage.contents().release()


def _stored(tensor: Any, value: Node) -> bool:
    """What a view of the tensor was changed to goes to the memory; not under `jit`, where it has its own."""
    if active.capture is not None:
        _own(tensor)
        return False
    _written(tensor, tensor._wrap(value, tensor.device, PLAIN))
    return True


def _changes(name: str) -> bool:
    """Whether a method changes the tensor in place."""
    return (
        name in ("assign", "__setitem__")
        or (name.startswith("__i") and name not in ("__iter__", "__invert__", "__int__", "__index__"))
        or (name.endswith("_") and not name.endswith("__") and name != "requires_grad_")
    )


def _called(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of Tensor as one of a tensor over memory."""
    if name == "requires_grad_":

        @wraps(method)
        def enter(self: Any, *given: Any, **named: Any) -> Any:
            return method(_own(self), *given, **named)

    elif _changes(name):

        @wraps(method)
        def enter(self: Any, *given: Any, **named: Any) -> Any:
            if active.capture is not None:
                return method(_own(self), *given, **named)
            changed = self._wrap(self._lent.now(), self.device, PLAIN)
            result = method(changed, *given, **named)
            _written(self, changed)
            views.refresh(self, PLAIN)
            return self if result is changed else result

    else:
        seen = _memory if name in OF_THE_MEMORY else _copy

        @wraps(method)
        def enter(self: Any, *given: Any, **named: Any) -> Any:
            return method(seen(self), *given, **named)

    return enter


def _property(name: str, found: property) -> property:
    seen = _memory if name in OF_THE_MEMORY else _copy
    get, set_ = found.fget, found.fset
    assert get is not None
    return property(
        lambda self: get(seen(self)), None if set_ is None else lambda self, value: set_(_own(self), value)
    )


@cache
def borrowing(kind: type) -> type:
    """The class of tensors over memory that is somebody else's, for a class of tensors."""
    members: dict[str, Any] = {
        "__slots__": (),
        "plain": kind,
        "__module__": kind.__module__,
        "__doc__": kind.__doc__,
    }
    for each in reversed(kind.__mro__):
        if not issubclass(each, TensorCore):
            continue
        for name, value in vars(each).items():
            public = not name.startswith("_") or name.endswith("__") or name in OF_THE_MEMORY
            if not public or name in OF_THE_OBJECT:
                continue
            if isinstance(value, FunctionType):
                members[name] = _called(name, value)
            elif isinstance(value, property):
                members[name] = _property(name, value)
    members["_wrap"] = kind._wrap  # type: ignore[attr-defined]
    members["realize"], members["_settled"] = _realize, _copy
    members["_stored_by_owner"] = _stored
    members["_node"] = property(lambda self: self._lent.now(), lambda self, node: _give(self, node))
    members["__qualname__"] = kind.__qualname__
    return type(kind)(kind.__name__, (kind,), members)


def _realize(self: Any, *others: Any) -> Any:
    """Compute others; this tensor's values are in memory already."""
    if others:
        others[0].realize(*others[1:])
    return self


def _give(tensor: Any, node: Node) -> None:
    """Another node for a tensor over memory: it is one like any other from then on."""
    tensor.__class__ = type(tensor).plain
    del tensor._lent
    tensor._node = node
