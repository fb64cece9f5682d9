"""What every tensor has: a node, a device, its place in gradients; and how operands are brought together.

The methods of `Tensor` are spread over one class per idea, each built on the one before:
TensorCore, Elementwise, Mathematics, Activation, Movement, Creation, Reduction, LinearAlgebra, Interop,
Indexing, Sorting, ArrayObject, Random, ComplexNumbers, Gradient, Tensor.

Gradients are found by walking nodes, and nodes know nothing of tensors. So each tensor carries a flow:
PLAIN, it depends on no tensor that requires a gradient; TRACKED, it does and gradients pass through it;
OPAQUE, it does but gradients must not pass (made under `no_grad`, or detached). Where an opaque tensor meets
a tracked one, a BITCAST to its own dtype, which no gradient passes, is put over its node.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Self, TypeAlias
from weakref import WeakValueDictionary, ref

from ...runtime.device import Device, at_close
from ...runtime.errors import (
    DTypeError,
    GradientError,
    IndexOutOfRange,
    InvalidArgument,
    ShapeError,
)
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.derivatives import composites
from ..graph.dtype import DType
from ..graph.node import Node, Op, Shape, node
from ..graph.promotion import Scalar, as_dtype, promote, promote_scalar, scalar_dtype
from .size import Size

PLAIN, OPAQUE, TRACKED = 0, 1, 2


class _GradientMode(threading.local):
    enabled = True


gradient_mode = _GradientMode()

# The tensors that `backward` fills, by id (tensors compare elementwise, so they cannot be keys).
leaves: WeakValueDictionary[int, TensorCore] = WeakValueDictionary()


class _Waiting(threading.local):
    """What one thread is to realize with other work of its own.

    `losses` are the tensors that `backward` was called on since the last optimizer step: realized with it,
    from the parameters before it, they cost nothing, and later the whole forward pass. `companions` are, for
    each device, the tensors that a function assigned in passing (the running statistics of batch norm).
    """

    def __init__(self) -> None:
        self.losses: WeakValueDictionary[int, TensorCore] = WeakValueDictionary()
        self.companions: dict[str, list[TensorCore]] = {}
        _every_thread.add(self.losses, self.companions)


class _EveryThread:
    """What waits in all threads, for when a device is closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: list[tuple[ref[Any], dict[str, list[TensorCore]]]] = []

    def add(self, losses: Any, companions: dict[str, list[TensorCore]]) -> None:
        with self._lock:
            self._parts = [each for each in self._parts if each[0]() is not None]
            self._parts.append((ref(losses), companions))

    def forget(self, device: str) -> None:
        for reference, companions in list(self._parts):
            companions.pop(device, None)
            _forget_of(device, reference() or {})


def _forget_of(device: str, waiting: Any) -> None:
    for key, tensor in list(waiting.items()):
        if tensor.device == device:
            waiting.pop(key, None)


_every_thread = _EveryThread()
waiting = _Waiting()

# Tensors that must be realized with whatever is realized next on their device (the state of random numbers).
riders: dict[str, TensorCore] = {}

# Tensors assigned and not realized since, by id: `jit` realizes them before it captures or replays work that
# reads them.
unsettled: WeakValueDictionary[int, TensorCore] = WeakValueDictionary()


def _forget_pending(closed: Device) -> None:
    """Drop what waits to be realized with other work of a device whose memory is gone."""
    riders.pop(closed.name, None)
    _every_thread.forget(closed.name)
    _forget_of(closed.name, unsettled)


at_close(_forget_pending)

new = object.__new__

# A step from a tensor to a view of it: what kind, and its arguments.
Step: TypeAlias = tuple[Any, ...]

# A tensor looks through its list of views for those that are gone when there are so many, and twice as many.
FORGOTTEN_VIEWS = 64

# rule(gradient, result, *inputs), all tensors, gives one gradient for each input.
Rule: TypeAlias = Callable[..., Sequence["TensorCore"]]


def barrier(x: Node, alone: bool = False) -> Node:
    """The same values, through which no gradient passes; `alone`, a node unlike any other."""
    return node(Op.BITCAST, x.dtype, x.shape, (x,), nodes.Token() if alone else None)


def storage_node(x: Node, device: str) -> Node:
    """The BUFFER with the values of a node, if they are in the device's memory; else the node below any
    barriers.
    """
    while (known := x.realized_on(device)) is None and x.op is Op.BITCAST and x.sources[0].dtype is x.dtype:
        x = x.sources[0]
    return x if known is None else known


class TensorCore:
    """A lazy array: a graph node that stands for its values, and the device that will hold them."""

    __slots__ = (
        "_node", "device", "grad", "_flow", "_previous", "_lent", "_origin", "_step", "_views", "__weakref__"
    )  # fmt: skip

    _node: Node
    device: str
    grad: Self | None
    _flow: int
    # The nodes this leaf had before it was realized: graphs built then still refer to them.
    _previous: list[ref[Node]] | None
    # What tensors over memory of others have, and no other tensor: see borrowed.py.
    _lent: Any
    # Of a view: the tensor whose memory it sees, or a reference to that, and how. Of any tensor: the views of
    # it, some of them gone.
    _origin: TensorCore | ref[TensorCore] | None
    _step: Step
    _views: list[ref[TensorCore]] | None

    if TYPE_CHECKING:

        def __init__(
            self, data: Any = ..., dtype: object = None, device: object = None, requires_grad: bool = False
        ) -> None: ...

    def _settled(self) -> Self:
        """This tensor with values that stay: a copy where its memory is somebody else's (borrowed.py)."""
        return self

    def _of_node(self, result: Node) -> Self:
        """A tensor for a node computed from this tensor alone."""
        flow = self._flow
        if flow == TRACKED and not gradient_mode.enabled:
            flow = OPAQUE
        return self._wrap(result, self.device, flow)

    @classmethod
    def _wrap(cls, result: Node, device: str, flow: int = PLAIN) -> Self:
        # By way of `object`: the class of Tensor looks at whatever is asked of it (unbound.py).
        tensor = new(cls)
        tensor._node = result
        tensor.device = device
        tensor.grad = None
        tensor._flow = flow
        tensor._previous = None
        tensor._origin = None
        tensor._views = None
        return tensor

    @property
    def _base(self) -> TensorCore | None:
        """Of a view: the tensor whose memory it sees."""
        origin = self._origin
        return origin() if isinstance(origin, ref) else origin

    @_base.setter
    def _base(self, value: TensorCore | None) -> None:
        self._origin = value

    def _view(self, result: Node, *step: Any) -> Self:
        """A tensor that sees this one's elements, so that a change in place of either is one of both.

        `step` is how, as [views.py](views.py) has it: what the node was made by, so that it can be made anew.
        """
        view = self._of_node(result)
        view._origin = self
        view._step = step
        seen = self._views
        if seen is None:
            self._views = [ref(view)]
        else:
            seen.append(ref(view))
            count = len(seen)
            if count >= FORGOTTEN_VIEWS and not count & (count - 1):
                self._views = [each for each in seen if each() is not None]
        return view

    def _stored_by_owner(self, value: Node) -> bool:
        """Whether new values were put where somebody else's memory is: see borrowed.py."""
        return False

    def _combine(self, result_of: Sequence[TensorCore]) -> tuple[list[Node], int]:
        """The nodes of this tensor and others that meet in one operation, and the flow of its result.

        Raises InvalidArgument where they are on different devices.
        """
        tensors = (self, *result_of)
        flow = PLAIN
        for tensor in tensors:
            if tensor.device != self.device:
                raise InvalidArgument(
                    f"one operation got tensors on {self.device} and {tensor.device}; move one with .to()"
                )
            flow = max(flow, tensor._flow)
        if flow == TRACKED:
            if gradient_mode.enabled:
                return [barrier(t._node) if t._flow == OPAQUE else t._node for t in tensors], TRACKED
            flow = OPAQUE
        return [tensor._node for tensor in tensors], flow

    @property
    def dtype(self) -> DType:
        """The type of the elements, one of `dtypes`.

        Examples:
            >>> Tensor([1, 2]).dtype, Tensor([0.5]).dtype
            (int64, float32)
        """
        return self._node.dtype

    @property
    def shape(self) -> Shape:
        """The size of each axis; `()` for a single number.

        Examples:
            >>> Tensor([[1, 2, 3]]).shape
            (1, 3)
        """
        return self._node.shape

    @property
    def ndim(self) -> int:
        """The number of axes.

        Examples:
            >>> Tensor.zeros(4, 2).ndim
            2
        """
        return len(self._node.shape)

    def dim(self) -> int:
        """The number of axes: `ndim` as PyTorch has it, a method.

        Examples:
            >>> Tensor.zeros(4, 2).dim()
            2
        """
        return len(self._node.shape)

    @property
    def size(self) -> Size:
        """The number of elements, as in NumPy; called, the shape or the size of an axis, as in PyTorch.

        Raises IndexOutOfRange where there is no such axis.

        Examples:
            >>> x = Tensor.zeros(4, 2)
            >>> x.size == 8, x.size(), x.size(-1)
            (True, (4, 2), 2)
        """
        return Size(self._node.size, self._node.shape)

    def numel(self) -> int:
        """The number of elements.

        Examples:
            >>> Tensor.zeros(4, 2).numel()
            8
        """
        return self._node.size

    def element_size(self) -> int:
        """Bytes per element.

        Examples:
            >>> Tensor.zeros(4, dtype="float16").element_size()
            2
        """
        return self._node.dtype.item_bytes

    @property
    def nbytes(self) -> int:
        """Bytes of all elements.

        Examples:
            >>> Tensor.zeros(4, 2).nbytes
            32
        """
        return self._node.size * self._node.dtype.item_bytes

    def is_floating_point(self) -> bool:
        """Whether the dtype is a float.

        Examples:
            >>> Tensor([0.5]).is_floating_point(), Tensor([1]).is_floating_point()
            (True, False)
        """
        return self._node.dtype.kind == "f"

    def __len__(self) -> int:
        if not self._node.shape:
            raise DTypeError("len() of a 0-d tensor")
        return self._node.shape[0]

    __hash__ = object.__hash__

    def _axis(self, value: int) -> int:
        """An axis counted from the front; IndexOutOfRange where there is none."""
        rank = len(self._node.shape)
        if type(value) is int and -rank <= value < rank:
            return value if value >= 0 else value + rank
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            raise InvalidArgument(f"an axis is an int, not {value!r}")
        value = value.__index__()
        if not -max(rank, 1) <= value < max(rank, 1):
            raise IndexOutOfRange(
                f"axis {value} of a tensor of shape {self._node.shape}; it has axes {-rank} to {rank - 1}"
                if rank
                else f"axis {value} of a 0-d tensor"
            )
        return value % rank if rank else 0

    def _axes(self, value: int | Sequence[int] | None) -> tuple[int, ...]:
        """Axes counted from the front, all of them for None; InvalidArgument where one is named twice."""
        if value is None:
            return tuple(range(len(self._node.shape)))
        if type(value) is int and self._node.shape:
            return (self._axis(value),)
        listed = [value] if isinstance(value, int) or not isinstance(value, Sequence) else value
        found = tuple(self._axis(entry) for entry in listed)
        if not self._node.shape:
            return ()
        if len(set(found)) != len(found):
            raise InvalidArgument(f"axes {tuple(listed)} of shape {self._node.shape} name an axis twice")
        return found

    def cast(self, dtype: object) -> Self:
        """This tensor in another dtype: floats become integers by dropping the fraction, anything bool by
        being nonzero.

        `dtype` is one of `dtypes`, its name, or a type of Python's, NumPy's or PyTorch's. Complex numbers
        lose their imaginary part with a warning. Raises DTypeError for what is no dtype.

        Examples:
            >>> Tensor([1.75, -1.75, 0.0]).cast("int32").tolist()
            [1, -1, 0]
            >>> Tensor([1.75, -1.75, 0.0]).cast(bool).tolist()
            [True, True, False]
        """
        to = dtype if isinstance(dtype, DType) else as_dtype(dtype)
        current = self._node
        if current.dtype is to:
            return self
        if current.dtype.kind == "c" and to.kind not in "cb":
            warnings.warn(f"{current.dtype} becomes {to} without its imaginary part", stacklevel=2)
        return self._of_node(nodes.cast(current, to))

    def _cast_into(self, place: Self) -> Self:
        """This tensor in the dtype of one it is put into; DTypeError for complex numbers in a real one."""
        if self._node.dtype.kind == "c" and place._node.dtype.kind != "c":
            raise DTypeError(
                f"{self.dtype} values do not fit a {place.dtype} tensor; take .real or .abs() first"
            )
        return self.cast(place.dtype)

    @property
    def is_leaf(self) -> bool:
        """Whether no operation that gradients pass made this tensor; of those that require a gradient,
        `backward` fills the `grad` of leaves.

        Examples:
            >>> x = Tensor([1.0], requires_grad=True)
            >>> x.is_leaf, (x * 2).is_leaf, (x * 2).detach().is_leaf
            (True, False, True)
        """
        return self._flow != TRACKED or leaves.get(id(self)) is self

    @property
    def _is_leaf(self) -> bool:
        """Whether `backward` fills this tensor's `grad`."""
        return leaves.get(id(self)) is self

    @property
    def requires_grad(self) -> bool:
        """Whether gradients pass through this tensor. Setting it makes the tensor a leaf, or stops it being
        one.

        Raises DTypeError for tensors that are neither floats nor complex, GradientError when clearing it on
        the result of an operation.

        Examples:
            >>> x = Tensor([1.0], requires_grad=True)
            >>> (x * 2).requires_grad, x.detach().requires_grad
            (True, False)
        """
        return self._flow == TRACKED

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value == (self._flow == TRACKED):
            return
        if not value:
            if not self._is_leaf:
                raise GradientError("requires_grad can be cleared on leaves only; use detach() on a result")
            del leaves[id(self)]
            self._flow = PLAIN if storage_node(self._node, self.device).op is Op.BUFFER else OPAQUE
            return
        if not self._node.dtype.is_inexact:
            raise DTypeError(
                f"only floats and complex numbers have gradients; this tensor is {self._node.dtype}"
            )
        # The node of a leaf is its identity, so nothing else may have it: a buffer's is shared only if
        # someone else holds it.
        if self._node.op is not Op.BUFFER or sys.getrefcount(self._node) > 2:
            self._node = barrier(self._node, alone=True)
        self._flow = TRACKED
        leaves[id(self)] = self

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set `requires_grad` and return this tensor.

        Raises as setting `requires_grad` does.

        Examples:
            >>> weight = Tensor.ones(2).requires_grad_()
            >>> _ = (weight * weight).sum().backward()
            >>> weight.grad.tolist()
            [2.0, 2.0]
        """
        self.requires_grad = requires_grad
        return self

    def _derive(self, result: Self, rule: Rule, *others: Self) -> Self:
        """Declare how `result`, computed from this tensor and others of the same flow, is differentiated:
        rule(gradient, result, x, *others) gives the gradient of each.
        """
        inputs = (self._node, *(other._node for other in others))
        if result._node not in inputs and result._node not in composites:
            composites[result._node] = (inputs, partial(self._differentiated, rule))
        return result

    @classmethod
    def _differentiated(cls, rule: Rule, device: str, *found: Node) -> list[Node]:
        """What a rule for tensors gives for nodes: the gradient, the result and its inputs."""
        return [part._node for part in rule(*(cls._wrap(each, device) for each in found))]

    def _filled(self, value: Scalar | complex, dtype: DType | None = None) -> Self:
        """A constant with this tensor's shape and device."""
        return self._wrap(nodes.const(value, dtype or self._node.dtype, self._node.shape), self.device)


Operand: TypeAlias = TensorCore | Scalar


def as_complex(value: object) -> complex | None:
    """A Python complex number for one of Python's or NumPy's; None for anything else, real numbers too."""
    if isinstance(value, complex):
        return complex(value)
    if type(value).__module__ == "numpy" and getattr(getattr(value, "dtype", None), "kind", "") == "c":
        return complex(value.item()) if getattr(value, "ndim", 1) == 0 else None  # type: ignore[attr-defined]
    return None


def as_scalar(value: object) -> Scalar | None:
    """A Python scalar for a Python or NumPy bool, int or float; None for anything else."""
    if isinstance(value, (bool, int, float)):
        # numpy.float64 is a float too, but its repr would set its constants apart.
        return value if type(value) in (bool, int, float) else float(value)
    if type(value).__module__ == "numpy" and hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        item = value.item()
        return item if isinstance(item, (bool, int, float)) else None
    return None


def broadcast_shapes(*shapes: Shape) -> Shape:
    """The shape that all broadcast to; ShapeError naming them where there is none."""
    rank = max(map(len, shapes), default=0)
    result = [1] * rank
    for shape in shapes:
        for axis, size in enumerate(shape, rank - len(shape)):
            if size != 1:
                if result[axis] not in (1, size):
                    names = " and ".join(map(str, shapes))
                    raise ShapeError(
                        f"shapes {names} do not broadcast: sizes {result[axis]} and {size} at axis {axis}"
                    )
                result[axis] = size
    return tuple(result)


def broadcast_node(x: Node, shape: Shape) -> Node:
    """Expand a node to a shape it broadcasts to."""
    if x.shape == shape:
        return x
    missing = len(shape) - len(x.shape)
    return nodes.expand(nodes.reshape(x, (1,) * missing + x.shape) if missing else x, shape)


def result_dtype(*operands: Operand) -> DType:
    """The dtype in which tensors and Python scalars meet."""
    found: DType | None = None
    for operand in operands:
        if isinstance(operand, TensorCore):
            found = operand._node.dtype if found is None else promote(found, operand._node.dtype)
    for operand in operands:
        if not isinstance(operand, TensorCore):
            found = scalar_dtype(operand) if found is None else promote_scalar(found, operand)
    return found if found is not None else dtypes.float32
