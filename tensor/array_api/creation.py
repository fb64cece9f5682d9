"""Tensors from nothing and from data, as the Array API standard has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, Literal

from ...runtime.errors import ExchangeError, InvalidArgument
from ..graph.promotion import Scalar, as_dtype
from ..tensor import Tensor
from .operands import put_behind_doors


def arange(
    start: Scalar = 0,
    stop: Scalar | None = None,
    step: Scalar = 1,
    *,
    end: Scalar | None = None,
    dtype: object = None,
    device: object = None,
) -> Tensor:
    """`start`, `start + step`, ... before `stop`; `arange(n)` starts at 0. int64 for ints, else float32.

    PyTorch's name of `stop` is `end`.

    Raises InvalidArgument for a step of 0 and bounds that are not finite numbers.

    Examples:
        >>> bw.arange(4).tolist(), bw.arange(1, 0, -0.25).tolist()
        ([0, 1, 2, 3], [1.0, 0.75, 0.5, 0.25])
    """
    return Tensor.arange(start, end if stop is None else stop, step, dtype=dtype, device=device)


def asarray(obj: Any, /, *, dtype: object = None, device: object = None, copy: bool | None = None) -> Tensor:
    """A tensor of scalars, nested lists, arrays, buffers, DLPack producers; a tensor is returned as it is.

    With `copy` true the result is always another tensor; with False it is this tensor, or shares the memory
    of what was given, and InvalidArgument says where that cannot be. By default what is no tensor is copied.
    The default dtype is that of the data: int64 for Python ints, float32 for floats. Raises also as `Tensor`
    does.

    Examples:
        >>> x = bw.asarray([[1, 2], [3, 4]])
        >>> x.tolist(), bw.asarray(x) is x
        ([[1, 2], [3, 4]], True)
        >>> bw.asarray([1, 2], copy=False)
        Traceback (most recent call last):
        ...
        barewire.drivers.errors.InvalidArgument: asarray: a list is copied, which copy=False forbids
    """
    if isinstance(obj, Tensor):
        result = obj.to(dtype=dtype, device=device)
        if result is not obj and copy is False:
            raise InvalidArgument(
                f"asarray: {obj.dtype} on {obj.device} is copied to be {result.dtype} on {result.device}, "
                "which copy=False forbids"
            )
        return result.detach().clone() if copy else result
    if copy is False:
        return _shared(obj, dtype, device)
    return Tensor(obj, dtype=dtype, device=device)


def _shared(obj: Any, dtype: object, device: object) -> Tensor:
    """A tensor over the memory of a DLPack producer; InvalidArgument where it would be a copy."""
    kind = type(obj).__name__
    if not hasattr(obj, "__dlpack__"):
        raise InvalidArgument(f"asarray: a {kind} is copied, which copy=False forbids")
    try:
        shared = Tensor.from_dlpack(obj, device=device, copy=False)
    except ExchangeError as error:
        raise InvalidArgument(f"asarray: the {kind} is copied, which copy=False forbids: {error}") from error
    if dtype is not None and shared.dtype is not as_dtype(dtype):
        raise InvalidArgument(
            f"asarray: {shared.dtype} is copied to become {dtype}, which copy=False forbids"
        )
    return shared


def empty(shape: int | Sequence[int], *, dtype: object = None, device: object = None) -> Tensor:
    """As `zeros`: a tensor that has not been written has no memory to leave uninitialised.

    Raises ShapeError for a negative size.

    Examples:
        >>> bw.empty((2, 3)).shape
        (2, 3)
    """
    return Tensor.empty(shape, dtype=dtype, device=device)


def empty_like(x: Tensor, /, *, dtype: object = None, device: object = None) -> Tensor:
    """As `zeros_like`.

    Examples:
        >>> bw.empty_like(Tensor([1, 2])).shape
        (2,)
    """
    return x.empty_like(dtype=dtype, device=device)


def eye(
    n_rows: int, n_cols: int | None = None, /, *, k: int = 0, dtype: object = None, device: object = None
) -> Tensor:
    """Ones on a diagonal of a matrix, zeros elsewhere; `k` above 0 is to the right of the main diagonal.

    Raises ShapeError for a negative size.

    Examples:
        >>> bw.eye(2, 3, k=1).tolist()
        [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    return Tensor.eye(n_rows, n_cols, k, dtype=dtype, device=device)


def from_dlpack(x: Any, /, *, device: object = None, copy: bool | None = None) -> Tensor:
    """A tensor over the memory of a DLPack producer (PyTorch, NumPy, ...), copied where it is not contiguous.

    With `copy` it is always copied. Raises InvalidArgument for what is no producer, ExchangeError (a
    BufferError) with `copy=False` where the memory cannot be shared, DTypeError for a dtype that there is
    not.

    Examples:
        >>> bw.from_dlpack(np.array([1, 2])).tolist()
        [1, 2]
    """
    return Tensor.from_dlpack(x, device=device, copy=copy)


def full(
    shape: int | Sequence[int], fill_value: Scalar, *, dtype: object = None, device: object = None
) -> Tensor:
    """A shape in which every element is `fill_value`; the default dtype is that of the value.

    Raises ShapeError for a negative size, InvalidArgument for what is no number, or none of the dtype's.

    Examples:
        >>> bw.full((2, 2), 7).tolist()
        [[7, 7], [7, 7]]
    """
    return Tensor.full(shape, fill_value, dtype=dtype, device=device)


def full_like(x: Tensor, /, fill_value: Scalar, *, dtype: object = None, device: object = None) -> Tensor:
    """A number in the shape of `x`, and in its dtype and on its device where no other is given.

    Raises InvalidArgument for a value that the dtype does not hold.

    Examples:
        >>> bw.full_like(Tensor([1, 2]), 7).tolist()
        [7, 7]
    """
    return x.full_like(fill_value, dtype=dtype, device=device)


def linspace(
    start: float,
    stop: float,
    /,
    num: int,
    *,
    dtype: object = None,
    device: object = None,
    endpoint: bool = True,
) -> Tensor:
    """`num` evenly spaced values from `start` to `stop`; without `endpoint` the last is left out.

    Raises InvalidArgument for a negative number.

    Examples:
        >>> bw.linspace(0, 1, 5).tolist()
        [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    return Tensor.linspace(start, stop, num, dtype=dtype, device=device, endpoint=endpoint)


def meshgrid(*arrays: Tensor, indexing: Literal["xy", "ij"] = "xy") -> list[Tensor]:
    """Grids of coordinates from vectors, by default with the first along the second axis ('xy').

    PyTorch's method has 'ij' as its default. Raises ShapeError for what is no vector, InvalidArgument for
    another indexing.

    Examples:
        >>> x, y = bw.meshgrid(Tensor([1, 2]), Tensor([7, 8, 9]))
        >>> x.tolist(), y.tolist()
        ([[1, 2], [1, 2], [1, 2]], [[7, 7], [8, 8], [9, 9]])
    """
    return arrays[0].meshgrid(*arrays[1:], indexing=indexing) if arrays else []


def ones(shape: int | Sequence[int], *, dtype: object = None, device: object = None) -> Tensor:
    """Ones of a shape; float32 by default.

    Raises ShapeError for a negative size.

    Examples:
        >>> bw.ones((1, 3)).tolist()
        [[1.0, 1.0, 1.0]]
    """
    return Tensor.ones(shape, dtype=dtype, device=device)


def ones_like(x: Tensor, /, *, dtype: object = None, device: object = None) -> Tensor:
    """Ones of the shape of `x`, and of its dtype and on its device where no other is given.

    Examples:
        >>> bw.ones_like(Tensor([5, 6])).tolist()
        [1, 1]
    """
    return x.ones_like(dtype=dtype, device=device)


def tril(x: Tensor, /, *, k: int = 0) -> Tensor:
    """Zero above the given diagonal of the last two axes.

    Raises ShapeError below rank 2.

    Examples:
        >>> bw.tril(Tensor([[1, 2], [3, 4]])).tolist()
        [[1, 0], [3, 4]]
    """
    return x.tril(k)


def triu(x: Tensor, /, *, k: int = 0) -> Tensor:
    """Zero below the given diagonal of the last two axes.

    Raises ShapeError below rank 2.

    Examples:
        >>> bw.triu(Tensor([[1, 2], [3, 4]])).tolist()
        [[1, 2], [0, 4]]
    """
    return x.triu(k)


def zeros(shape: int | Sequence[int], *, dtype: object = None, device: object = None) -> Tensor:
    """Zeros of a shape; float32 by default.

    Raises ShapeError for a negative size.

    Examples:
        >>> bw.zeros((1, 3)).tolist()
        [[0.0, 0.0, 0.0]]
    """
    return Tensor.zeros(shape, dtype=dtype, device=device)


def zeros_like(x: Tensor, /, *, dtype: object = None, device: object = None) -> Tensor:
    """Zeros of the shape of `x`, and of its dtype and on its device where no other is given.

    Examples:
        >>> bw.zeros_like(Tensor([5, 6])).tolist()
        [0, 0]
    """
    return x.zeros_like(dtype=dtype, device=device)


def _of_one_shape(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Say how a shape is given to whoever gives its sizes one by one."""
    name = function.__name__

    @wraps(function)
    def enter(*given: Any, **named: Any) -> Tensor:
        if len(given) > 1:
            raise InvalidArgument(
                f"{name} takes its shape as one argument, as in {name}((3, 3)), and dtype and device by "
                f"name; it was given {len(given)} arguments. Tensor.{name}(3, 3) takes sizes one by one"
            )
        return function(*given, **named)

    return enter


put_behind_doors(globals())
for _each in (empty, ones, zeros):
    globals()[_each.__name__] = _of_one_shape(_each)
