"""Arithmetic and rounding, as the Array API standard has them."""

from __future__ import annotations

import operator
from math import isinf

from ..graph.promotion import Scalar
from ..tensor import Tensor
from .operands import apply, pair, put_behind_doors


def abs(x: Tensor, /) -> Tensor:
    """Magnitude of each element.

    Raises DTypeError for bool.

    Examples:
        >>> bw.abs(Tensor([-1.5, 2.0])).tolist()
        [1.5, 2.0]
    """
    return x.abs()


def add(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Sum of elements, broadcast and in the promoted dtype.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.add(Tensor([1, 2]), Tensor([10, 20])).tolist()
        [11, 22]
    """
    return apply(operator.add, x1, x2)


def ceil(x: Tensor, /) -> Tensor:
    """Each element rounded up; integers stay as they are.

    Examples:
        >>> bw.ceil(Tensor([1.25, -1.25])).tolist()
        [2.0, -1.0]
    """
    return x.ceil()


def clip(x: Tensor, /, min: Tensor | Scalar | None = None, max: Tensor | Scalar | None = None) -> Tensor:
    """Values below `min` become `min`, then values above `max` become `max`; None for no bound. The dtype is
    that of `x`.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.clip(Tensor([-2, 0, 7]), -1, 5).tolist()
        [-1, 0, 5]
    """
    return x.clip(min, max).cast(x.dtype)


def conj(x: Tensor, /) -> Tensor:
    """The complex conjugate; of a tensor that is not complex, the tensor itself.

    Examples:
        >>> bw.conj(Tensor([1 + 2j])).tolist()
        [(1-2j)]
    """
    return x.conj()


def copysign(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The magnitude of `x1` with the sign of `x2`, that of a zero included.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.copysign(Tensor([1.0, -2.0]), Tensor([-0.0, 5.0])).tolist()
        [-1.0, 2.0]
    """
    first, second = pair(x1, x2)
    return first.copysign(second)


def divide(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Quotient of elements; integers are divided as float32.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.divide(Tensor([7.0, -7.0]), 2).tolist()
        [3.5, -3.5]
    """
    return apply(operator.truediv, x1, x2)


def floor(x: Tensor, /) -> Tensor:
    """Each element rounded down; integers stay as they are.

    Examples:
        >>> bw.floor(Tensor([1.75, -1.75])).tolist()
        [1.0, -2.0]
    """
    return x.floor()


def floor_divide(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Quotient of elements rounded down, as Python's `//`.

    Of infinities it is infinite, and by them zero, as the standard says, where `//`, as in NumPy and PyTorch,
    has nan and -1. Raises DTypeError for two bools, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.floor_divide(Tensor([7, -7]), 2).tolist()
        [3, -4]
        >>> bw.floor_divide(Tensor([7.0, float("inf")]), 2).tolist()
        [3.0, inf]
    """
    result = apply(operator.floordiv, x1, x2)
    if not result.is_floating_point():
        return result
    quotient = apply(operator.truediv, x1, x2)
    by_infinity = x2.isinf() if isinstance(x2, Tensor) else isinf(x2)
    return (quotient.isinf() | by_infinity).where(quotient, result)


def imag(x: Tensor, /) -> Tensor:
    """The imaginary part of a complex tensor.

    Raises DTypeError for other dtypes.

    Examples:
        >>> bw.imag(Tensor([1 + 2j])).tolist()
        [2.0]
    """
    return x.imag


def maximum(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The greater of two elements; nan where either is nan.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.maximum(Tensor([1, 5]), Tensor([3, 2])).tolist()
        [3, 5]
    """
    first, second = pair(x1, x2)
    return first.maximum(second)


def minimum(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The lesser of two elements; nan where either is nan.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.minimum(Tensor([1, 5]), Tensor([3, 2])).tolist()
        [1, 2]
    """
    first, second = pair(x1, x2)
    return first.minimum(second)


def multiply(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Product of elements, broadcast and in the promoted dtype.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.multiply(Tensor([1, 2]), Tensor([10, 20])).tolist()
        [10, 40]
    """
    return apply(operator.mul, x1, x2)


def negative(x: Tensor, /) -> Tensor:
    """Each element times -1; unsigned integers wrap around.

    Raises DTypeError for bool.

    Examples:
        >>> bw.negative(Tensor([1.5, -2.0])).tolist()
        [-1.5, 2.0]
    """
    return x.negative()


def nextafter(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The neighbour of each element of `x1` on the way to that of `x2`.

    Raises DTypeError for what are no floats, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.nextafter(Tensor([1.0]), Tensor([2.0])).item() - 1 == bw.finfo(bw.float32).eps
        True
    """
    first, second = pair(x1, x2)
    return first.nextafter(second)


def positive(x: Tensor, /) -> Tensor:
    """The elements as they are.

    Examples:
        >>> bw.positive(Tensor([1.5, -2.0])).tolist()
        [1.5, -2.0]
    """
    return x


def pow(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Each element of `x1` to the power of that of `x2`; integers to integer powers stay integers.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.pow(Tensor([2, 3]), 3).tolist()
        [8, 27]
    """
    return apply(operator.pow, x1, x2)


def real(x: Tensor, /) -> Tensor:
    """The real part; of a tensor that is not complex, the tensor itself.

    Examples:
        >>> bw.real(Tensor([1 + 2j])).tolist()
        [1.0]
    """
    return x.real


def reciprocal(x: Tensor, /) -> Tensor:
    """`1 / x`, in float32 for integers.

    Examples:
        >>> bw.reciprocal(Tensor([4.0, 8.0])).tolist()
        [0.25, 0.125]
    """
    return x.reciprocal()


def remainder(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Remainder with the sign of the divisor, as Python's `%`.

    Raises DTypeError for two bools, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.remainder(Tensor([7, -7]), 3).tolist()
        [1, 2]
    """
    return apply(operator.mod, x1, x2)


def round(x: Tensor, /) -> Tensor:
    """Each element rounded to the nearest integer, halves to the even one.

    Examples:
        >>> bw.round(Tensor([0.5, 1.5, 2.5])).tolist()
        [0.0, 2.0, 2.0]
    """
    return x.round()


def sign(x: Tensor, /) -> Tensor:
    """-1, 0 or 1 in the dtype of the elements; nan for nan.

    Raises DTypeError for bool.

    Examples:
        >>> bw.sign(Tensor([-2.5, 0.0, 7.0])).tolist()
        [-1.0, 0.0, 1.0]
    """
    return x.sign()


def square(x: Tensor, /) -> Tensor:
    """`x * x`.

    Examples:
        >>> bw.square(Tensor([-3.0, 0.5])).tolist()
        [9.0, 0.25]
    """
    return x.square()


def subtract(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Difference of elements, broadcast and in the promoted dtype.

    Raises DTypeError for two bools, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.subtract(Tensor([5, 7]), 2).tolist()
        [3, 5]
    """
    return apply(operator.sub, x1, x2)


def trunc(x: Tensor, /) -> Tensor:
    """Each element rounded toward zero; integers stay as they are.

    Examples:
        >>> bw.trunc(Tensor([1.75, -1.75])).tolist()
        [1.0, -1.0]
    """
    return x.trunc()


put_behind_doors(globals())
