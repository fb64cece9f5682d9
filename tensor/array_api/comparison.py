"""Comparison, classification, logic and bits, as the Array API standard has them."""

from __future__ import annotations

import operator

from ..graph.promotion import Scalar
from ..tensor import Tensor
from .operands import apply, pair, put_behind_doors


def bitwise_and(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The bits that both have, of integers; logical and of bools.

    Raises DTypeError for floats, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.bitwise_and(Tensor([12, 10]), 6).tolist()
        [4, 2]
    """
    return apply(operator.and_, x1, x2)


def bitwise_invert(x: Tensor, /) -> Tensor:
    """Every bit turned, of integers; logical not of bools.

    Raises DTypeError for floats.

    Examples:
        >>> bw.bitwise_invert(Tensor([0, 5])).tolist()
        [-1, -6]
    """
    return x.bitwise_invert()


def bitwise_left_shift(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Integers shifted left by a number of bits.

    Raises DTypeError for floats and bools, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.bitwise_left_shift(Tensor([1, 3]), 2).tolist()
        [4, 12]
    """
    return apply(operator.lshift, x1, x2)


def bitwise_or(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The bits that either has, of integers; logical or of bools.

    Raises DTypeError for floats, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.bitwise_or(Tensor([12, 10]), 1).tolist()
        [13, 11]
    """
    return apply(operator.or_, x1, x2)


def bitwise_right_shift(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Integers shifted right by a number of bits, keeping the sign.

    Raises DTypeError for floats and bools, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.bitwise_right_shift(Tensor([12, -12]), 2).tolist()
        [3, -3]
    """
    return apply(operator.rshift, x1, x2)


def bitwise_xor(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The bits that one of the two has, of integers; logical xor of bools.

    Raises DTypeError for floats, ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.bitwise_xor(Tensor([12, 10]), 6).tolist()
        [10, 12]
    """
    return apply(operator.xor, x1, x2)


def equal(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether elements are equal, as bools; nan equals nothing.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.equal(Tensor([1, 2]), Tensor([1, 3])).tolist()
        [True, False]
    """
    return apply(operator.eq, x1, x2)


def greater(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether elements of `x1` are greater, as bools; false where either is nan.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.greater(Tensor([1, 2, 3]), 2).tolist()
        [False, False, True]
    """
    return apply(operator.gt, x1, x2)


def greater_equal(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether elements of `x1` are greater or equal, as bools; false where either is nan.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.greater_equal(Tensor([1, 2, 3]), 2).tolist()
        [False, True, True]
    """
    return apply(operator.ge, x1, x2)


def isfinite(x: Tensor, /) -> Tensor:
    """Which elements are neither infinite nor nan, as bools.

    Examples:
        >>> bw.isfinite(Tensor([1.0, float("inf"), float("nan")])).tolist()
        [True, False, False]
    """
    return x.isfinite()


def isinf(x: Tensor, /) -> Tensor:
    """Which elements are infinite, as bools.

    Examples:
        >>> bw.isinf(Tensor([1.0, float("-inf")])).tolist()
        [False, True]
    """
    return x.isinf()


def isnan(x: Tensor, /) -> Tensor:
    """Which elements are not a number, as bools.

    Examples:
        >>> bw.isnan(Tensor([1.0, float("nan")])).tolist()
        [False, True]
    """
    return x.isnan()


def less(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether elements of `x1` are less, as bools; false where either is nan.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.less(Tensor([1, 2, 3]), 2).tolist()
        [True, False, False]
    """
    return apply(operator.lt, x1, x2)


def less_equal(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether elements of `x1` are less or equal, as bools; false where either is nan.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.less_equal(Tensor([1, 2, 3]), 2).tolist()
        [True, True, False]
    """
    return apply(operator.le, x1, x2)


def logical_and(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether both elements are not zero, as bools.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.logical_and(Tensor([True, False]), True).tolist()
        [True, False]
    """
    first, second = pair(x1, x2)
    return first.logical_and(second)


def logical_not(x: Tensor, /) -> Tensor:
    """Which elements are zero, as bools.

    Examples:
        >>> bw.logical_not(Tensor([True, False])).tolist()
        [False, True]
    """
    return x.logical_not()


def logical_or(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether either element is not zero, as bools.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.logical_or(Tensor([True, False]), False).tolist()
        [True, False]
    """
    first, second = pair(x1, x2)
    return first.logical_or(second)


def logical_xor(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether exactly one of the elements is not zero, as bools.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.logical_xor(Tensor([True, False]), True).tolist()
        [False, True]
    """
    first, second = pair(x1, x2)
    return first.logical_xor(second)


def not_equal(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """Whether elements differ, as bools; nan differs from everything.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.not_equal(Tensor([1, 2]), Tensor([1, 3])).tolist()
        [False, True]
    """
    return apply(operator.ne, x1, x2)


def signbit(x: Tensor, /) -> Tensor:
    """Which elements have the sign bit set, as bools (-0.0 has).

    Raises DTypeError for bool.

    Examples:
        >>> bw.signbit(Tensor([-0.0, 0.0, -3.0])).tolist()
        [True, False, True]
    """
    return x.signbit()


put_behind_doors(globals())
