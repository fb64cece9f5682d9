"""Tensors from nothing: constants, ranges and identity matrices. None of them holds memory until realized."""

from __future__ import annotations

from math import ceil, isfinite
from typing import Any, Self

from ...runtime.device import Device, canonical_name, default_name
from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Number, Shape
from ..graph.promotion import DEFAULT_COMPLEX, DEFAULT_FLOAT, Scalar, as_dtype, fitting, scalar_dtype
from .arguments import ints
from .core import as_complex, as_scalar
from .movement import Movement


def device_name(device: object = None) -> str:
    """The canonical name of a device given by name, as a Device, or (None) the default one. Raises
    UnknownDevice.
    """
    if device is None:
        return default_name()
    if isinstance(device, Device):
        return device.name
    # Whatever is not a string is refused there.
    return canonical_name(device)  # type: ignore[arg-type]


def checked_shape(sizes: tuple[Any, ...]) -> Shape:
    """The shape in `f(2, 3)` or `f((2, 3))`; ShapeError where a size is negative."""
    shape = tuple(ints(sizes, "sizes"))
    if any(size < 0 for size in shape):
        raise ShapeError(f"shape {shape} has a negative size")
    return shape


class Creation(Movement):
    """Constructors by formula. All take `dtype`, `device` and `requires_grad`."""

    __slots__ = ()

    @classmethod
    def _constant(
        cls, shape: Shape, value: Number, dtype: object, device: object, requires_grad: bool, default: DType
    ) -> Self:
        to = default if dtype is None else as_dtype(dtype)
        return cls._wrap(nodes.const(value, to, shape), device_name(device))._leaf(requires_grad)

    def _leaf(self, requires_grad: bool) -> Self:
        if requires_grad:
            self.requires_grad = True
        return self

    @classmethod
    def zeros(
        cls, *shape: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """Zeros of a shape, given as `zeros(2, 3)` or `zeros((2, 3))`; float32 by default.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor.zeros(2, 3).tolist()
            [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
        """
        return cls._constant(checked_shape(shape), 0, dtype, device, requires_grad, DEFAULT_FLOAT)

    @classmethod
    def ones(
        cls, *shape: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """Ones of a shape, given as `ones(2, 3)` or `ones((2, 3))`; float32 by default.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor.ones(3, dtype="int32").tolist()
            [1, 1, 1]
        """
        return cls._constant(checked_shape(shape), 1, dtype, device, requires_grad, DEFAULT_FLOAT)

    @classmethod
    def empty(
        cls, *shape: Any, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """As `zeros`: a tensor that has not been written has no memory to leave uninitialised.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor.empty(2).tolist()
            [0.0, 0.0]
        """
        return cls._constant(checked_shape(shape), 0, dtype, device, requires_grad, DEFAULT_FLOAT)

    @classmethod
    def full(
        cls,
        shape: Any,
        fill_value: Any,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
    ) -> Self:
        """A shape in which every element is `fill_value`; the default dtype is that of the value.

        Raises ShapeError for a negative size, InvalidArgument for what is no number, or none of the dtype's.

        Examples:
            >>> Tensor.full((2, 2), 7).tolist()
            [[7, 7], [7, 7]]
        """
        scalar = as_scalar(fill_value)
        number = as_complex(fill_value) if scalar is None else scalar
        if number is None:
            raise InvalidArgument(f"full: the value is a number, not {fill_value!r}")
        return cls._constant(
            checked_shape((shape,)), number, dtype, device, requires_grad, scalar_dtype(number)
        )

    def _like(self, value: Number, dtype: object, device: object, requires_grad: bool) -> Self:
        return self._constant(
            self.shape, value, dtype, self.device if device is None else device, requires_grad, self.dtype
        )

    def zeros_like(self, dtype: object = None, device: object = None, requires_grad: bool = False) -> Self:
        """Zeros of this tensor's shape, and of its dtype and device where no other is given.

        Examples:
            >>> Tensor([1, 2]).zeros_like().tolist()
            [0, 0]
        """
        return self._like(0, dtype, device, requires_grad)

    def ones_like(self, dtype: object = None, device: object = None, requires_grad: bool = False) -> Self:
        """Ones of this tensor's shape, and of its dtype and device where no other is given.

        Examples:
            >>> Tensor([5, 6]).ones_like(dtype="float32").tolist()
            [1.0, 1.0]
        """
        return self._like(1, dtype, device, requires_grad)

    empty_like = zeros_like

    def full_like(
        self, fill_value: Number, dtype: object = None, device: object = None, requires_grad: bool = False
    ) -> Self:
        """A number in this tensor's shape, and in its dtype and on its device where no other is given.

        Raises InvalidArgument for a value that the dtype does not hold.

        Examples:
            >>> Tensor([1, 2]).full_like(7).tolist()
            [7, 7]
        """
        return self._like(fill_value, dtype, device, requires_grad)

    @classmethod
    def arange(
        cls,
        start: Scalar = 0,
        stop: Scalar | None = None,
        step: Scalar = 1,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
        *,
        end: Scalar | None = None,
    ) -> Self:
        """`start`, `start + step`, ... before `stop`; `arange(n)` starts at 0. int64 for ints, else float32.

        PyTorch's name of `stop` is `end`.

        Raises InvalidArgument for a step of 0 and bounds that are not finite numbers.

        Examples:
            >>> Tensor.arange(4).tolist(), Tensor.arange(1, 0, -0.25).tolist()
            ([0, 1, 2, 3], [1.0, 0.75, 0.5, 0.25])
        """
        stop = end if stop is None else stop
        first, last = (0, start) if stop is None else (start, stop)
        for bound in (first, last, step):
            if not isinstance(bound, (int, float)) or not isfinite(bound):
                raise InvalidArgument(f"arange: start, stop and step are finite numbers, not {bound!r}")
        if step == 0:
            raise InvalidArgument("arange: the step is 0")
        to = scalar_dtype(first + last + step) if dtype is None else as_dtype(dtype)
        # The quotient of Python ints would lose digits beyond 2**53.
        whole = isinstance(first, int) and isinstance(last, int) and isinstance(step, int)
        count = max(0, -(-(last - first) // step) if whole else ceil((last - first) / step))
        count = int(count)
        if count:
            fitting(first, to)
            fitting(first + (count - 1) * step, to)
        # Ranges of integers that the dtype does not count, such as -128 to 127 as int8, wrap into place.
        narrow = to.is_integer and all(to.minimum <= part <= to.maximum for part in (count, first, step))
        values = cls._wrap(nodes.iota(count, to if narrow else dtypes.int64), device_name(device))
        if not (whole and to.is_integer):
            values = values.cast(to.computing if to.is_float else dtypes.float32)
        if step != 1:
            values = values * step
        if first:
            values = values + (first if first <= values.dtype.maximum else first - (1 << 64))
        return values.cast(to)._leaf(requires_grad)

    @classmethod
    def linspace(
        cls,
        start: float | complex,
        stop: float | complex,
        num: int,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
        endpoint: bool = True,
    ) -> Self:
        """`num` evenly spaced values from `start` to `stop`, exact at both ends; without `endpoint` the last
        is left out.

        Raises InvalidArgument for a negative number.

        Examples:
            >>> Tensor.linspace(0, 1, 5).tolist()
            [0.0, 0.25, 0.5, 0.75, 1.0]
        """
        if not isinstance(num, int) or num < 0:
            raise InvalidArgument(f"linspace: {num!r} values; the number is an int of 0 or more")
        if isinstance(start, complex) or isinstance(stop, complex):
            to = DEFAULT_COMPLEX if dtype is None else as_dtype(dtype)
            if not to.is_complex:
                raise InvalidArgument(f"linspace: from {start} to {stop} are no {to} numbers")
            first, last = complex(start), complex(stop)
            x = cls.linspace(first.real, last.real, num, to.part, device, False, endpoint)
            y = cls.linspace(first.imag, last.imag, num, to.part, device, False, endpoint)
            return cls._wrap(nodes.complex_of(x._node, y._node), x.device)._leaf(requires_grad)
        to = DEFAULT_FLOAT if dtype is None else as_dtype(dtype)
        if to.is_complex:
            return cls.linspace(complex(start), stop, num, to, device, requires_grad, endpoint)
        position = cls._wrap(nodes.iota(num, dtypes.int64), device_name(device))
        work = to if to.is_float and to.bits >= 32 else dtypes.float32
        if num == 1:
            return position.cast(work).mul(0).add(float(start)).cast(to)._leaf(requires_grad)
        # Without the last point these are the others, to the bit.
        points = num + (not endpoint)
        step = (stop - start) / max(1, points - 1)
        forward = position.cast(work) * step + float(start)
        backward = (position - (points - 1)).cast(work) * step + float(stop)
        result = (position < points // 2).where(forward, backward)
        return result.cast(to)._leaf(requires_grad)

    @classmethod
    def logspace(cls, start: float, stop: float, num: int, base: float = 10.0, dtype: object = None) -> Self:
        """`base ** linspace(start, stop, num)`; for an integer dtype without the fractions.

        Raises InvalidArgument for a negative number.

        Examples:
            >>> Tensor.logspace(0, 3, 4, base=2.0).tolist()
            [1.0, 2.0, 4.0, 8.0]
        """
        if dtype is not None and as_dtype(dtype).is_integer and num >= 0:
            import numpy

            return cls(base ** numpy.linspace(start, stop, num)).cast(dtype)
        return cls.linspace(start, stop, num, dtype=dtype)._rpow(base)

    @classmethod
    def eye(
        cls,
        n: int,
        m: int | None = None,
        k: int = 0,
        dtype: object = None,
        device: object = None,
        requires_grad: bool = False,
    ) -> Self:
        """Ones on a diagonal of an n by m matrix, zeros elsewhere; `k` above 0 is to the right of the main
        diagonal.

        Raises ShapeError for a negative size.

        Examples:
            >>> Tensor.eye(2, 3).tolist()
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
        """
        to = DEFAULT_FLOAT if dtype is None else as_dtype(dtype)
        zeros = cls.zeros(n, n if m is None else m, dtype=to, device=device)
        row, column = zeros._coordinates()
        # A diagonal further away is outside too.
        k = max(-zeros.shape[0], min(k, zeros.shape[1]))
        return column.eq(row + k).cast(to)._leaf(requires_grad)
