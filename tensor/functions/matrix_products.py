"""Products and parts of matrices that need no factorisation; they run on the device."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from ...runtime.errors import DTypeError, InvalidArgument, ShapeError
from ..graph.promotion import as_dtype
from ..methods.arguments import tensors_of
from ..methods.core import TensorCore, broadcast_shapes
from ..methods.gradient import TensorT
from .solving import inv


def _tensor(x: TensorT, function: str, rank: int = 0) -> TensorT:
    if not isinstance(x, TensorCore):
        raise DTypeError(f"{function} takes a tensor, not {type(x).__name__}; make one with barewire.asarray")
    if x.ndim < rank:
        raise ShapeError(f"{function} takes tensors of at least {rank} axes, not shape {x.shape}")
    return x


def cross(x1: TensorT, x2: TensorT, /, *, axis: int = -1, dim: int | None = None) -> TensorT:
    """Cross products of vectors of size 3 along an axis; the others broadcast.

    Raises ShapeError where the axis has another size or the shapes do not broadcast, IndexOutOfRange where
    there is no such axis.

    Examples:
        >>> bw.linalg.cross(Tensor([1, 0, 0]), Tensor([0, 1, 0])).tolist()
        [0, 0, 1]
    """
    axis = axis if dim is None else dim
    left, right = _tensor(x1, "cross", 1), _tensor(x2, "cross", 1)
    shape = broadcast_shapes(left.shape, right.shape)
    if left.shape[left._axis(axis)] != 3 or right.shape[right._axis(axis)] != 3:
        raise ShapeError(
            f"cross takes vectors of size 3 along axis {axis}, not shapes {left.shape}, {right.shape}"
        )
    if axis >= 0 and left.ndim != right.ndim:
        axis -= len(shape)
    x, y = left.expand(shape).movedim(axis, -1), right.expand(shape).movedim(axis, -1)
    result = x.roll(-1, -1) * y.roll(-2, -1) - x.roll(-2, -1) * y.roll(-1, -1)
    return result.movedim(-1, axis)


def diagonal(x: TensorT, /, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> TensorT:
    """The diagonals of two axes, the last two by default, as a new last axis; `offset` above 0 is to the
    right of the main one.

    Raises ShapeError below rank 2.

    Examples:
        >>> bw.linalg.diagonal(Tensor([[1, 2], [3, 4]])).tolist()
        [1, 4]
    """
    return _tensor(x, "diagonal", 2).diagonal(offset, dim1, dim2)


def matrix_power(x: TensorT, n: int, /) -> TensorT:
    """Square matrices multiplied by themselves; a negative power is that of the inverse, 0 the identity.

    Raises InvalidArgument for a power that is no int, ShapeError for matrices that are not square.

    Examples:
        >>> bw.linalg.matrix_power(Tensor([[1.0, 1.0], [0.0, 1.0]]), 3).tolist()
        [[1.0, 3.0], [0.0, 1.0]]
    """
    found = _tensor(x, "matrix_power", 2)
    if found.shape[-1] != found.shape[-2]:
        raise ShapeError(f"matrix_power takes square matrices, not shape {found.shape}")
    if isinstance(n, (bool, TensorCore)) or not hasattr(n, "__index__"):
        raise InvalidArgument(f"matrix_power: the power is an int, not {n!r}")
    left = n.__index__()
    if left == 0:
        ones = found.eye(found.shape[-1], dtype=found.dtype, device=found.device)
        return ones.expand(found.shape)
    square = found if left > 0 else inv(found)
    left = abs(left)
    result = None
    while left:
        if left & 1:
            result = square if result is None else result.matmul(square)
        left >>= 1
        square = square.matmul(square) if left else square
    assert result is not None
    return result


def multi_dot(tensors: Any, /) -> Any:
    """The product of matrices, multiplied in the order that takes the fewest operations.

    The first and the last may be vectors. Raises ShapeError where the shapes do not fit, InvalidArgument for
    less than two.

    Examples:
        >>> a = Tensor([[1.0, 2.0]])
        >>> bw.linalg.multi_dot([a, a.mT, a]).tolist()
        [[5.0, 10.0]]
    """
    if not isinstance(tensors, (list, tuple)) or len(tensors) < 2:
        raise InvalidArgument("multi_dot takes a list of at least two tensors")
    parts = [_tensor(each, "multi_dot", 1) for each in tensors_of(tensors, (), "multi_dot")]
    first, last = parts[0].ndim == 1, parts[-1].ndim == 1
    if first:
        parts[0] = parts[0].unsqueeze(0)
    if last:
        parts[-1] = parts[-1].unsqueeze(-1)
    shapes = [each.shape for each in parts]
    if any(len(shape) != 2 for shape in shapes) or any(a[1] != b[0] for a, b in pairwise(shapes)):
        raise ShapeError(f"multi_dot of shapes {' and '.join(map(str, shapes))}")
    sizes = [shapes[0][0], *(shape[1] for shape in shapes)]

    @cache
    def cheapest(start: int, end: int) -> tuple[int, int]:
        """The fewest multiplications for the parts from start to end, and before which the last product
        parts.
        """
        if end - start == 1:
            return 0, start
        return min(
            (
                cheapest(start, at)[0] + cheapest(at, end)[0] + sizes[start] * sizes[at] * sizes[end],
                at,
            )
            for at in range(start + 1, end)
        )

    def product(start: int, end: int) -> Any:
        if end - start == 1:
            return parts[start]
        at = cheapest(start, end)[1]
        return product(start, at).matmul(product(at, end))

    result = product(0, len(parts))
    result = result.squeeze(0) if first else result
    return result.squeeze(-1) if last else result


def outer(x1: TensorT, x2: TensorT, /) -> TensorT:
    """All products of the elements of two vectors.

    Raises ShapeError for what are no vectors.

    Examples:
        >>> bw.linalg.outer(Tensor([1, 2]), Tensor([3, 4])).tolist()
        [[3, 4], [6, 8]]
    """
    return _tensor(x1, "outer").outer(_tensor(x2, "outer"))


def trace(x: TensorT, /, *, offset: int = 0, dtype: object = None) -> TensorT:
    """The sums of the diagonals of the last two axes; integers are summed in 64 bits, or as `dtype`.

    Raises ShapeError below rank 2.

    Examples:
        >>> bw.linalg.trace(Tensor([[1, 2], [3, 4]])).item()
        5
    """
    to = None if dtype is None else as_dtype(dtype)
    return _tensor(x, "trace", 2).diagonal(offset, -2, -1).sum(axis=-1, dtype=to)
