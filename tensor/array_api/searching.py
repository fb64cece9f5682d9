"""Searching and sorting, as the Array API standard has them."""

from __future__ import annotations

from typing import Literal

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph.promotion import Scalar
from ..tensor import Tensor
from .operands import Axes, put_behind_doors


def argmax(x: Tensor, /, *, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The index of the first greatest element (or of the first nan), int64; of the flattened tensor by
    default.

    Raises ShapeError over no elements, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.argmax(Tensor([[1, 5], [7, 7]]), axis=1).tolist()
        [1, 0]
    """
    return x.argmax(axis=axis, keepdims=keepdims)


def argmin(x: Tensor, /, *, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """The index of the first least element (or of the first nan), int64; of the flattened tensor by default.

    Raises ShapeError over no elements, IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.argmin(Tensor([[1, 5], [7, 3]]), axis=0).tolist()
        [0, 1]
    """
    return x.argmin(axis=axis, keepdims=keepdims)


def count_nonzero(x: Tensor, /, *, axis: Axes = None, keepdims: bool = False) -> Tensor:
    """How many elements over axes are not zero, as int64.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.count_nonzero(Tensor([[1, 0], [2, 3]]), axis=0).tolist()
        [2, 1]
    """
    return x.count_nonzero(axis=axis, keepdims=keepdims)


def nonzero(x: Tensor, /) -> tuple[Tensor, ...]:
    """The places of the elements that are not zero, a vector of int64 for each axis. Computes the tensor.

    PyTorch's method returns one matrix. Raises ShapeError for a 0-d tensor.

    Examples:
        >>> [places.tolist() for places in bw.nonzero(Tensor([[0, 1], [2, 0]]))]
        [[0, 1], [1, 0]]
    """
    if not x.shape:
        raise ShapeError("nonzero of a 0-d tensor; reshape it to a vector first")
    places: tuple[Tensor, ...] = x.nonzero(as_tuple=True)
    return places


def searchsorted(
    x1: Tensor, x2: Tensor, /, *, side: Literal["left", "right"] = "left", sorter: Tensor | None = None
) -> Tensor:
    """For each element of `x2`, how many of the sorted vector `x1` are below it ('right': not above it),
    int64.

    With `sorter`, the places of its elements in order, `x1` need not be sorted. Raises ShapeError where `x1`
    is no vector, InvalidArgument for another side.

    Examples:
        >>> bw.searchsorted(Tensor([1, 3, 5]), Tensor([0, 3, 9])).tolist()
        [0, 1, 3]
        >>> edges = Tensor([5, 1, 3])
        >>> bw.searchsorted(edges, Tensor([3]), side="right", sorter=bw.argsort(edges)).tolist()
        [2]
    """
    if side not in ("left", "right"):
        raise InvalidArgument(f"searchsorted: the side is 'left' or 'right', not {side!r}")
    edges, values = x1, x2
    if edges.ndim != 1:
        raise ShapeError(f"searchsorted takes a sorted vector, not shape {edges.shape}")
    if sorter is not None:
        edges = edges.gather(0, sorter)
    return edges.searchsorted(values, right=side == "right")


def where(condition: Tensor, x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """`x1` where a bool tensor is true, else `x2`; broadcast and promoted together.

    Raises DTypeError for a condition that is not bool, ShapeError where the shapes do not broadcast.

    Examples:
        >>> a = Tensor([1.0, -2.0, 3.0])
        >>> bw.where(a > 0, a, 0.5).tolist()
        [1.0, 0.5, 3.0]
    """
    found = condition
    if found.dtype is not dtypes.bool_:
        raise DTypeError(f"where takes a bool condition, not {found.dtype}; compare it, as in x != 0")
    return found.where(x1, x2)


def argsort(x: Tensor, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Tensor:
    """The places of the elements in order along an axis, int64. Always stable; nan is the greatest.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.argsort(Tensor([30, 10, 20, 10])).tolist()
        [1, 3, 2, 0]
    """
    return x.argsort(axis=axis, descending=descending)


def sort(x: Tensor, /, *, axis: int = -1, descending: bool = False, stable: bool = True) -> Tensor:
    """The elements in order along an axis. Always stable; nan is the greatest.

    PyTorch's method returns their places, too. Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> bw.sort(Tensor([3, 1, 2]), descending=True).tolist()
        [3, 2, 1]
    """
    values: Tensor = x.sort(axis=axis, descending=descending).values
    return values


put_behind_doors(globals())
