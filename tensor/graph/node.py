"""The graph: immutable, hash-consed nodes `(op, dtype, shape, sources, argument)`.

A tensor program is a graph of these and nothing else; what each op means, and what its argument is, is said
in `op.py`. Two nodes with the same five fields are the same object, so equality is identity, and a
subexpression written twice is computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import copysign, prod
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias
from weakref import WeakValueDictionary

from ...runtime.errors import DTypeError, InvalidArgument
from . import dtype as dtypes
from .dtype import DType
from .op import BINARY as BINARY
from .op import COMPARISONS, OF_COMPLEX
from .op import ELEMENTWISE as ELEMENTWISE
from .op import MOVEMENT as MOVEMENT
from .op import Op as Op
from .promotion import fitting

Shape = tuple[int, ...]
Scalar = bool | int | float
Number = Scalar | complex
Triples = tuple[tuple[int, int, int], ...]


class Token:
    """Makes a node unlike any other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "alone"


class Formula:
    """What makes a graph of a graph, for a FORMULA. Two are equal where their keys are.

    `parameters` are what the function of tensors, the first of the key, takes besides one.
    """

    __slots__ = ("apply", "parameters", "_key", "_hash")

    def __init__(self, apply: Callable[[Node], Node], *key: object, parameters: tuple[Any, ...] = ()) -> None:
        self.apply = apply
        self.parameters = parameters
        self._key = key
        self._hash = hash(key)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others: for a formula of a method the function, and more."""
        return self._key

    @property
    def name(self) -> str:
        """What the function is called."""
        return str(getattr(self._key[0], "__name__", self._key[0]))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is Formula and self._key == other._key)

    def __repr__(self) -> str:
        return " ".join(str(getattr(each, "__name__", each)) for each in self._key)


if TYPE_CHECKING:
    from ...runtime.buffer import Buffer

    # What ops take besides their sources; an op's row says what it takes.
    Argument: TypeAlias = (
        Buffer | Number | str | tuple[int, ...] | Triples | tuple[Triples, Scalar] | tuple[int, str]
        | tuple[Op, tuple[int, ...]] | Token | Formula | None
    )  # fmt: skip


class Node:
    """One operation of a graph. Make one with the constructor functions below or with `node`."""

    __slots__ = ("op", "dtype", "shape", "sources", "argument", "realized", "__weakref__")

    op: Op
    dtype: DType
    shape: Shape
    sources: tuple[Node, ...]
    argument: Argument
    realized: Node | None  # the BUFFER that holds the values, once they were computed and kept

    # The argument by the name and type that it has for an op.
    storage: Buffer  # of BUFFER
    value: Scalar  # of CONST and SCALAR
    place: int  # of a SCALAR of a plan
    destination: str  # of COPY
    order: tuple[int, ...]  # of PERMUTE
    ranges: Triples  # of SHRINK
    padding: tuple[Triples, Scalar]  # of PAD
    flipped: tuple[int, ...]  # of FLIP
    window: tuple[int, int, int, int]  # of WINDOW
    axis: int  # of GATHER
    scatter: tuple[int, str]  # of SCATTER
    reduction: tuple[Op, tuple[int, ...]]  # of REDUCE
    formula: Formula  # of FORMULA

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    def realized_on(self, device_name: str) -> Node | None:
        """The BUFFER with the values, if they are in the memory of that device.

        A graph that reads no memory, such as a constant, is the same nodes on all devices, and after one was
        closed and opened again.
        """
        known = self.realized
        if known is None:
            return None
        device = known.storage.device
        return known if device.name == device_name and not device.closed else None

    def __copy__(self) -> Node:
        return self

    def __deepcopy__(self, memo: object) -> Node:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise InvalidArgument(
            "a node of a graph cannot be pickled; pickle a tensor, which takes its values along"
        )

    def __repr__(self) -> str:
        return f"{self.op.name}({self.dtype}, {self.shape}, {self.argument})"


for _name in (
    "storage", "value", "place", "destination", "order", "ranges", "padding", "flipped", "window", "axis",
    "scatter", "reduction", "formula",
):  # fmt: skip
    # The same slot, so that a name costs nothing.
    setattr(Node, _name, vars(Node)["argument"])

# Their arguments are numbers, or have numbers in them.
_WITH_NUMBERS = frozenset({Op.CONST, Op.SCALAR, Op.PAD})
_interned: WeakValueDictionary[tuple[Any, ...], Node] = WeakValueDictionary()


def told_apart(argument: Argument) -> str:
    """Constants, alone or in tuples, as text that no other has: in Python True == 1 == 1.0, 0.0 == -0.0 and
    nan != nan, and nan is written without its sign.
    """
    text = repr(argument)
    return text if "nan" not in text else text + _signs(argument)


def _signs(argument: Any) -> str:
    if isinstance(argument, tuple):
        return "".join(map(_signs, argument))
    parts = (argument.real, argument.imag) if isinstance(argument, complex) else (argument,)
    return "".join("-" if copysign(1.0, each) < 0 else "+" for each in parts if isinstance(each, float))


def node(
    op: Op, dtype: DType, shape: Shape, sources: tuple[Node, ...] = (), argument: Argument = None
) -> Node:
    """The one node with these fields. Nothing is checked here; the functions below do."""
    detail = told_apart(argument) if op in _WITH_NUMBERS else argument
    key = (op, dtype, shape, sources, detail)
    found = _interned.get(key)
    if found is None:
        if sources and sources[-1].dtype.kind == "c":
            _check_complex(op, argument)
        found = Node()
        found.op, found.dtype, found.shape, found.sources, found.argument = (
            op,
            dtype,
            shape,
            sources,
            argument,
        )
        found.realized = None
        _interned[key] = found
    return found


def _check_complex(op: Op, argument: Argument) -> None:
    """Raises DTypeError for an op that complex values do not have."""
    if op is Op.REDUCE:
        op = next(each for each in argument if isinstance(each, Op))  # type: ignore[union-attr]
    elif op is Op.SCATTER and argument[1] in ("max", "multiply"):  # type: ignore[index, operator]
        raise DTypeError("complex numbers are scattered by 'set' and 'add' only")
    if op not in OF_COMPLEX:
        reason = _WITHOUT_COMPLEX.get(op, f"{op.name.lower()} does not take them")
        raise DTypeError(f"complex numbers {reason}; take .real, .imag or .abs() first")


_WITHOUT_COMPLEX = {
    Op.MAX: "have no order, and so no greatest or least",
    Op.CMPLT: "have no order",
    Op.MOD: "have no remainder",
    Op.TRUNC: "are not rounded to whole ones",
}


def existing() -> list[Node]:
    """Every node there is."""
    return [found for reference in _interned.valuerefs() if (found := reference()) is not None]


def buffer(storage: Buffer, dtype: DType, shape: Shape) -> Node:
    return node(Op.BUFFER, dtype, shape, (), storage)


def const(value: Number, dtype: DType, shape: Shape = ()) -> Node:
    """A constant, converted to its dtype, expanded to `shape`.

    Raises InvalidArgument for a value that the dtype does not hold.
    """
    if dtype.kind == "c":
        number = value if isinstance(value, complex) else complex(fitting(value, dtype))
        unit = reshape(node(Op.CONST, dtype, (), (), number), (1,) * len(shape))
        return unit if unit.shape == shape else node(Op.EXPAND, dtype, shape, (unit,))
    if isinstance(value, complex) and dtype.kind != "b":
        raise InvalidArgument(f"{value} is complex, and {dtype} is not; take its real part, or abs()")
    value = bool(value) if isinstance(value, complex) else fitting(value, dtype)
    scalar = _unit(value, dtype, len(shape), value == 0 and copysign(1, value) < 0)
    return scalar if scalar.shape == shape else node(Op.EXPAND, dtype, shape, (scalar,))


@lru_cache(maxsize=4096, typed=True)
def _unit(value: Scalar, dtype: DType, rank: int, negative_zero: bool) -> Node:
    """A constant of `rank` axes of size 1. `negative_zero` tells -0.0 from 0.0, which are equal as keys."""
    return reshape(node(Op.CONST, dtype, (), (), value), (1,) * rank)


def scalar(value: Scalar, dtype: DType) -> Node:
    """A number of shape () that changes from program to program: all such programs are the same code."""
    return node(Op.SCALAR, dtype, (), (), fitting(value, dtype))


def iota(size: int, dtype: DType) -> Node:
    """0 to size - 1; InvalidArgument where the dtype does not count as far."""
    if size - 1 > dtype.maximum:
        raise InvalidArgument(f"{size} places are not counted in {dtype} (0 to {dtype.maximum})")
    return node(Op.IOTA, dtype, (size,))


def reshape(x: Node, shape: Shape) -> Node:
    if x.shape == shape:
        return x
    if x.op is Op.RESHAPE:
        return reshape(x.sources[0], shape)
    return node(Op.RESHAPE, x.dtype, shape, (x,))


def permute(x: Node, order: tuple[int, ...]) -> Node:
    if order == tuple(range(len(order))):
        return x
    if x.op is Op.PERMUTE:
        return permute(x.sources[0], tuple(x.order[axis] for axis in order))
    return node(Op.PERMUTE, x.dtype, tuple(x.shape[axis] for axis in order), (x,), order)


def expand(x: Node, shape: Shape) -> Node:
    if x.shape == shape:
        return x
    return expand(x.sources[0], shape) if x.op is Op.EXPAND else node(Op.EXPAND, x.dtype, shape, (x,))


def shrink(x: Node, ranges: Iterable[tuple[int, int, int]]) -> Node:
    """Keep start, start+step, ... < stop of every axis."""
    argument = tuple(ranges)
    shape = tuple(max(0, -(-(stop - start) // step)) for start, stop, step in argument)
    if shape == x.shape:
        return x
    return node(Op.SHRINK, x.dtype, shape, (x,), argument)


def pad(x: Node, padding: Iterable[tuple[int, int, int]], value: Scalar = 0) -> Node:
    """Surround every axis by `low` and `high` new elements and put `interior` between neighbours."""
    argument = tuple(padding)
    shape = tuple(
        low + high + size + max(0, size - 1) * interior
        for size, (low, high, interior) in zip(x.shape, argument, strict=True)
    )
    if shape == x.shape:
        return x
    return node(Op.PAD, x.dtype, shape, (x,), (argument, const(value, x.dtype).value))


def flip(x: Node, axes: tuple[int, ...]) -> Node:
    axes = tuple(axis for axis in sorted(axes) if x.shape[axis] != 1)
    return node(Op.FLIP, x.dtype, x.shape, (x,), axes) if axes else x


def window(x: Node, axis: int, size: int, stride: int = 1, dilation: int = 1) -> Node:
    """Sliding windows over one axis, which becomes two: (positions, size)."""
    positions = (x.shape[axis] - dilation * (size - 1) - 1) // stride + 1
    shape = x.shape[:axis] + (positions, size) + x.shape[axis + 1 :]
    return node(Op.WINDOW, x.dtype, shape, (x,), (axis, size, stride, dilation))


def reduce(x: Node, op: Op, axes: tuple[int, ...]) -> Node:
    """Reduce with ADD, MUL or MAX; the reduced axes keep size 1."""
    axes = tuple(axis for axis in sorted(axes) if x.shape[axis] != 1)
    if not axes:
        return x
    shape = tuple(1 if axis in axes else size for axis, size in enumerate(x.shape))
    return node(Op.REDUCE, x.dtype, shape, (x,), (op, axes))


def elementwise(op: Op, *sources: Node) -> Node:
    """An elementwise node; the dtype is that of the last source, or bool for comparisons."""
    dtype = dtypes.bool_ if op in COMPARISONS else sources[-1].dtype
    return node(op, dtype, sources[-1].shape, sources)


def cast(x: Node, dtype: DType) -> Node:
    return x if x.dtype is dtype else node(Op.CAST, dtype, x.shape, (x,))


def bitcast(x: Node, dtype: DType) -> Node:
    return x if x.dtype is dtype else node(Op.BITCAST, dtype, x.shape, (x,))


def gather(x: Node, index: Node, axis: int) -> Node:
    return node(Op.GATHER, x.dtype, index.shape, (x, index), axis)


def scatter(x: Node, index: Node, values: Node, axis: int, mode: str) -> Node:
    if 0 in index.shape:
        return x
    return node(Op.SCATTER, x.dtype, x.shape, (x, index, values), (axis, mode))


def contiguous(x: Node) -> Node:
    return (
        x
        if x.op in (Op.BUFFER, Op.CONTIGUOUS, Op.COPY, Op.ASSIGN)
        else node(Op.CONTIGUOUS, x.dtype, x.shape, (x,))
    )


def complex_of(real: Node, imag: Node) -> Node:
    """The complex numbers with these parts, floats of one dtype and shape."""
    dtype = dtypes.complex64 if real.dtype is dtypes.float32 else dtypes.complex128
    return node(Op.COMPLEX, dtype, real.shape, (real, imag))


def real(x: Node) -> Node:
    """The real part; of what is not complex, itself."""
    return node(Op.REAL, x.dtype.part, x.shape, (x,)) if x.dtype.is_complex else x


def imag(x: Node) -> Node:
    """The imaginary part of a complex node."""
    return node(Op.IMAG, x.dtype.part, x.shape, (x,))


def as_real(x: Node) -> Node:
    """A complex node as floats, with an axis of the two parts."""
    return node(Op.AS_REAL, x.dtype.part, (*x.shape, 2), (x,))


def as_complex(x: Node) -> Node:
    """Floats whose last axis has the two parts, as complex numbers: the inverse."""
    dtype = dtypes.complex64 if x.dtype is dtypes.float32 else dtypes.complex128
    return node(Op.AS_COMPLEX, dtype, x.shape[:-1], (x,))


def conjugate(x: Node) -> Node:
    """The complex conjugate; of what is not complex, itself."""
    if not x.dtype.is_complex:
        return x
    part = imag(x)
    return complex_of(real(x), elementwise(Op.MUL, part, const(-1, part.dtype, part.shape)))


def toposort(outputs: Iterable[Node]) -> list[Node]:
    """Every node the outputs need, sources before users. Iterative: a graph may be deeper than Python's
    stack."""
    order: list[Node] = []
    done: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(output, False) for output in outputs]
    while stack:
        current, ready = stack.pop()
        if current in done:
            continue
        if ready:
            done.add(current)
            order.append(current)
        else:
            stack.append((current, True))
            stack.extend((source, False) for source in current.sources if source not in done)
    return order
