"""Operators and elementwise arithmetic: how operators become nodes, with promotion and broadcasting."""

from __future__ import annotations

from math import inf
from typing import Any, Self, cast

from ...runtime.errors import DTypeError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Node, node
from ..graph.op import COMPARISONS, Op
from ..graph.promotion import Scalar, as_dtype, fitting, floating, opposite, promote_scalar
from .conversion import Conversion
from .core import (
    TRACKED,
    Operand,
    TensorCore,
    as_complex,
    as_scalar,
    barrier,
    broadcast_node,
    broadcast_shapes,
    gradient_mode,
    result_dtype,
)


class Elementwise(Conversion):
    """Arithmetic, comparison, logic and rounding."""

    __slots__ = ()

    def _operand(self, value: Any, operation: str = "this operation") -> Self:
        """A tensor for the other side of an operation, from a tensor, a scalar or data of any kind."""
        if isinstance(value, TensorCore):
            return cast(Self, value._settled())
        scalar = as_scalar(value)
        if scalar is not None:
            return self._wrap(nodes.const(scalar, promote_scalar(self.dtype, scalar)), self.device)
        number = as_complex(value)
        if number is not None:
            return self._wrap(nodes.const(number, promote_scalar(self.dtype, number)), self.device)
        try:
            return type(self)(value, device=self.device)
        except DTypeError as error:
            raise DTypeError(
                f"{operation} takes tensors and numbers, not {type(value).__name__}: {error}"
            ) from error

    def _element(self, value: Any, operation: str = "this operation") -> Self:
        """A tensor for what elements of this one become; InvalidArgument for a number its dtype does not
        hold.
        """
        scalar = as_scalar(value)
        if scalar is not None:
            return self._wrap(nodes.const(scalar, self.dtype), self.device)
        return self._operand(value, operation)._cast_into(self)

    def _meet(self, *others: Operand, dtype: DType | None = None) -> tuple[list[Node], int]:
        """This tensor and others, promoted to one dtype and broadcast to one shape; and the flow of a result.

        Raises ShapeError where the shapes do not broadcast, InvalidArgument where the devices differ.
        """
        to = dtype or result_dtype(self, *others)
        tensors = [other for other in others if isinstance(other, TensorCore)]
        found, flow = self._combine(tensors)
        shape = broadcast_shapes(*(each.shape for each in found))
        ready = iter(found)
        return [
            broadcast_node(nodes.cast(next(ready), to), shape)
            if isinstance(each, TensorCore)
            else nodes.const(each, to, shape)
            for each in (self, *others)
        ], flow

    def _apply(self, op: Op, other: Any, swap: bool = False) -> Self:
        x = self._node
        if type(other) is type(self):
            y = other._node
            if (
                x.dtype is y.dtype
                and x.shape == y.shape
                and self.device == other.device
                and self._flow == other._flow
                and (self._flow != TRACKED or gradient_mode.enabled)
            ):
                sources = (y, x) if swap else (x, y)
                dtype = dtypes.bool_ if op in COMPARISONS else x.dtype
                return self._wrap(node(op, dtype, x.shape, sources), self.device, self._flow)
        elif not isinstance(other, TensorCore):
            scalar = as_scalar(other)
            if scalar is not None:
                return self._apply_scalar(op, scalar, swap)
            other = self._operand(other)
        else:
            other = other._settled()
        kinds = x.dtype.kind + other.dtype.kind
        if op in COMPARISONS and kinds in ("iu", "ui") and dtypes.uint64 in (x.dtype, other.dtype):
            return self._compare_with_signs(op, other, swap)
        (x, y), flow = self._meet(other)
        dtype = dtypes.bool_ if op in COMPARISONS else x.dtype
        return self._wrap(node(op, dtype, x.shape, (y, x) if swap else (x, y)), self.device, flow)

    def _compare_with_signs(self, op: Op, other: Self, swap: bool) -> Self:
        """A comparison of uint64 with signed integers, for which no dtype holds both: exact, as in NumPy."""
        left, right = (other, self) if swap else (self, other)
        signed = left if left.dtype.kind == "i" else right
        alike = left.cast(dtypes.uint64)._apply(op, right.cast(dtypes.uint64))
        if op is Op.CMPLT and signed is left:
            return (signed < 0)._apply(Op.OR, alike)
        return (signed >= 0)._apply(Op.AND, alike)

    def _apply_scalar(self, op: Op, scalar: Scalar, swap: bool) -> Self:
        x = self._node
        to = promote_scalar(x.dtype, scalar)
        if (
            op in COMPARISONS
            and isinstance(scalar, int)
            and to.is_integer
            and not to.minimum <= scalar <= to.maximum
        ):
            # The scalar is beyond every value of this dtype: compare with an infinity instead of a wrapped
            # number.
            x, to, scalar = nodes.cast(x, dtypes.float32), dtypes.float32, inf if scalar > 0 else -inf
        if (
            op in COMPARISONS
            and to.is_float
            and not to.has_infinity
            and not to.minimum <= scalar <= to.maximum
        ):
            # As an element of this dtype it would be the greatest value.
            to = dtypes.float32
        x = nodes.cast(x, to)
        y = nodes.const(scalar, to, x.shape)
        dtype = dtypes.bool_ if op in COMPARISONS else to
        return self._of_node(node(op, dtype, x.shape, (y, x) if swap else (x, y)))

    def _needs(self, kinds: str, operation: str, other: Any = None) -> None:
        """Raise DTypeError unless this dtype (and that of `other`) is of one of these kinds."""
        operands = [self.dtype] + ([other.dtype] if isinstance(other, TensorCore) else [])
        for dtype in operands:
            if dtype.kind not in kinds:
                raise DTypeError(f"{operation} does not take {dtype}; convert with .cast() or .to() first")

    def _as_float(self) -> Self:
        """This tensor as floats: itself, or float32 for integers and bool."""
        return self.cast(floating(self.dtype))

    def _wide(self) -> Self:
        """This tensor in the dtype that formulas are evaluated in: float32 for 16-bit floats and integers."""
        return self.cast(floating(self.dtype).computing)

    # arithmetic

    def add(self, other: Any, alpha: Scalar = 1) -> Self:
        """Sum: `self + alpha * other`, broadcast and in the promoted dtype.

        `other` is a tensor, a number or data. Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([[1], [2]]).add(Tensor([10, 20])).tolist()
            [[11, 21], [12, 22]]
            >>> Tensor([1.0, 2.0]).add(Tensor([1.0, 1.0]), alpha=0.5).tolist()
            [1.5, 2.5]
        """
        return self._apply(Op.ADD, other if alpha == 1 else self._operand(other) * alpha)

    def sub(self, other: Any, alpha: Scalar = 1) -> Self:
        """Difference: `self - alpha * other`, broadcast and in the promoted dtype.

        Raises DTypeError for bool, which has none, ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([5, 7]).sub(2).tolist()
            [3, 5]
        """
        if self.dtype is dtypes.bool_ and (
            isinstance(other, bool) or getattr(other, "dtype", None) is dtypes.bool_
        ):
            raise DTypeError("bool has no subtraction; use ^ (xor) or logical_not()")
        scalar = as_scalar(other)
        if scalar is not None:
            scalar *= alpha
            return self._apply_scalar(Op.ADD, opposite(scalar, promote_scalar(self.dtype, scalar)), False)
        right = self._operand(other)
        if right.dtype.kind in "bu":
            right = right.cast(result_dtype(self, right))
        return self._apply(Op.ADD, right.neg() if alpha == 1 else right.mul(alpha).neg())

    def rsub(self, other: Any, alpha: Scalar = 1) -> Self:
        """`other - alpha * self`.

        Raises as `sub`.

        Examples:
            >>> Tensor([0.25, 0.5]).rsub(1).tolist()
            [0.75, 0.5]
        """
        if alpha != 1:
            return (self * alpha).rsub(other)
        scalar = as_scalar(other)
        if scalar is None:
            return self._operand(other).sub(self)
        if self.dtype is dtypes.bool_ and isinstance(scalar, bool):
            raise DTypeError("bool has no subtraction; use ^ (xor) or logical_not()")
        return self.cast(promote_scalar(self.dtype, scalar)).neg()._apply_scalar(Op.ADD, scalar, False)

    def mul(self, other: Any) -> Self:
        """Product of elements, broadcast and in the promoted dtype; of bools, whether both are true.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1, 2, 3]).mul(Tensor([0.5])).tolist()
            [0.5, 1.0, 1.5]
        """
        return self._apply(Op.MUL, other)

    def div(self, other: Any, rounding_mode: str | None = None) -> Self:
        """Quotient; integers are divided as float32.

        `rounding_mode` is None, 'trunc' or 'floor'; with it integers stay integers. Raises InvalidArgument
        for another, ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([7, -7]).div(2).tolist()
            [3.5, -3.5]
            >>> Tensor([7, -7]).div(2, rounding_mode="trunc").tolist()
            [3, -3]
        """
        if rounding_mode == "floor":
            return self.floor_divide(other)
        if rounding_mode == "trunc":
            if isinstance(other, TensorCore):
                to = result_dtype(self, other)
            else:
                to = promote_scalar(self.dtype, as_scalar(other) or 0)
            if to.is_integer:
                x, y = self.cast(to), self._operand(other).cast(to)
                quotient = x.floor_divide(y)
                return quotient.add(quotient.mul(y).ne(x).mul(quotient < 0).cast(to))
            return self.div(other).trunc()
        if rounding_mode is not None:
            raise InvalidArgument(f"rounding_mode is None, 'trunc' or 'floor', not {rounding_mode!r}")
        if self.dtype.is_inexact:
            return self._apply(Op.DIV, other)
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        to = floating(result_dtype(self, right))
        return self.cast(to)._apply(Op.DIV, right if not isinstance(right, TensorCore) else right.cast(to))

    def _rdiv(self, other: Any) -> Self:
        """other / self."""
        return self._as_float()._apply(Op.DIV, other, swap=True)

    def floor_divide(self, other: Any) -> Self:
        """Quotient rounded down, as Python's `//`. An integer divided by zero gives 0.

        Raises DTypeError for two bools, ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([7, -7]) // 2).tolist()
            [3, -4]
            >>> (Tensor([7.0, -7.0]) // 2).tolist()
            [3.0, -4.0]
        """
        return self._floor_divide(other, False)

    def _floor_divide(self, other: Any, swap: bool) -> Self:
        self._needs("iuf" if not isinstance(other, TensorCore) else "biuf", "floor division")
        right = other if (scalar := as_scalar(other)) is None else scalar
        right = self._operand(right) if scalar is None else right
        to = result_dtype(self, right)
        if to is dtypes.bool_:
            raise DTypeError("floor division does not take bool; convert with .cast() first")
        if not to.is_float:
            return self._apply(Op.IDIV, right, swap)
        left, right = self.cast(to), self._operand(right).cast(to)
        x, y = (right, left) if swap else (left, right)
        x, y = x._wide(), y._wide()
        # x - x mod y is a multiple of y up to rounding, so the quotient is whole up to rounding.
        quotient = ((x - x.mod(y)) / y).round()
        toward_infinity = x.mul(y).lt(0).where(y._filled(-1.0), 0.0)
        quotient = y.isinf().logical_and(x.isfinite()).where(toward_infinity, quotient)
        quotient = quotient.eq(0).where(quotient.copysign(x / y), quotient)
        return y.eq(0).where(x / y, quotient).cast(to)

    def mod(self, other: Any) -> Self:
        """Remainder with the sign of the divisor, as Python's `%`.

        Raises DTypeError for two bools, ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([7, -7]) % 3).tolist()
            [1, 2]
            >>> (Tensor([5.5, -5.5]) % 2).tolist()
            [1.5, 0.5]
        """
        return self._mod(other, False)

    remainder = mod

    def _mod(self, other: Any, swap: bool) -> Self:
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        if result_dtype(self, right) is dtypes.bool_:
            raise DTypeError("the remainder does not take bool; convert with .cast() first")
        return self._apply(Op.MOD, right, swap)

    def fmod(self, other: Any) -> Self:
        """Remainder with the sign of the dividend, as C's `fmod`.

        Raises DTypeError for two bools, ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([7, -7]).fmod(3).tolist()
            [1, -1]
        """
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        if (to := result_dtype(self, right)) is dtypes.bool_:
            raise DTypeError("the remainder does not take bool; convert with .cast() first")
        (x, y), flow = self._meet(right)
        left, right = self._wrap(x, self.device, flow), self._wrap(y, self.device, flow)
        if not to.is_float:
            remainder = left.mod(right)
            differ = remainder.ne(0).logical_and((left < 0).ne(remainder < 0))
            return differ.where(remainder - right, remainder)
        # Of magnitudes both remainders are the same, and exact.
        negative = left._sign_bit()
        magnitude = negative.where(left.neg(), left)
        remainder = magnitude.mod(right._sign_bit().where(right.neg(), right))
        return negative.where(remainder.neg(), remainder)

    def neg(self) -> Self:
        """Each element times -1; unsigned integers wrap around.

        Raises DTypeError for bool.

        Examples:
            >>> (-Tensor([1.5, -2.0])).tolist()
            [-1.5, 2.0]
        """
        self._needs("iufc", "negation")
        return self._apply_scalar(Op.MUL, self.dtype.maximum if self.dtype.kind == "u" else -1, False)

    def pow(self, exponent: Any) -> Self:
        """Power. Integers to integer powers stay integers (a negative power rounds toward zero).

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([2, 3]) ** 3).tolist()
            [8, 27]
            >>> (Tensor([4.0, 9.0]) ** 0.5).tolist()
            [2.0, 3.0]
        """
        scalar = as_scalar(exponent)
        if scalar is not None:
            return self._pow_scalar(scalar)
        other = self._operand(exponent)
        if (to := result_dtype(self, other)).is_float:
            return self.cast(to)._apply(Op.POW, other)
        return self._integer_pow(other)

    def _pow_scalar(self, exponent: Scalar) -> Self:
        if isinstance(exponent, float) and not self.dtype.is_inexact:
            return self._as_float()._pow_scalar(exponent)
        if not self.dtype.is_inexact:
            x = self.cast(promote_scalar(self.dtype, exponent))
            exponent = fitting(exponent, x.dtype)
            if exponent < 0:
                return x._integer_pow(x._filled(exponent))
            result, square, left = x._filled(1), x, int(exponent)
            while left:
                result = result * square if left & 1 else result
                left >>= 1
                square = square * square if left else square
            return result
        if exponent == 1:
            return self
        if exponent == 2:
            return self.mul(self)
        if exponent == 3:
            x = self._wide()
            return x.mul(x).mul(x).cast(self.dtype)
        if exponent == 0.5:
            return self.sqrt()
        if exponent == -1:
            return self._rdiv(1)
        return self._apply_scalar(Op.POW, exponent, False)

    def _integer_pow(self, exponent: Self) -> Self:
        (x, y), flow = self._meet(exponent)
        base, left = self._wrap(x, self.device, flow), self._wrap(y, self.device, flow)
        if base.dtype is dtypes.bool_:
            return base.logical_or(left.logical_not())
        result, square, power = base._filled(1), base, left
        for bit in range(left.dtype.bits - (left.dtype.kind == "i")):
            odd = (power & 1).eq(1)
            result = odd.where(result * square, result)
            power = power >> 1
            if bit + 1 < left.dtype.bits:
                square = square * square
        if base.dtype.kind == "u":
            return result
        sign = (left & 1).eq(1).where(base._filled(-1), 1)
        reciprocal = base.eq(1).where(base._filled(1), base.eq(-1).where(sign, 0))
        return (left < 0).where(reciprocal, result)

    def sqrt(self) -> Self:
        """Square root, in float32 for integers; nan for negative numbers.

        Examples:
            >>> Tensor([4, 2.25, -1]).sqrt().tolist()
            [2.0, 1.5, nan]
        """
        x = self._as_float()
        return x._of_node(nodes.elementwise(Op.SQRT, x._node))

    def _rpow(self, base: Any) -> Self:
        """base ** self."""
        scalar = as_scalar(base)
        if scalar is None:
            return self._operand(base).pow(self)
        to = promote_scalar(self.dtype, scalar)
        return self.cast(to)._filled(scalar).pow(self.cast(to))

    # comparison

    def lt(self, other: Any) -> Self:
        """Whether each element is less than the other, as bools; false where either is nan.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([1, 2, 3]) < 2).tolist()
            [True, False, False]
        """
        return self._apply(Op.CMPLT, other)

    def gt(self, other: Any) -> Self:
        """Whether each element is greater than the other, as bools; false where either is nan.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([1, 2, 3]) > 2).tolist()
            [False, False, True]
        """
        return self._apply(Op.CMPLT, other, swap=True)

    def eq(self, other: Any) -> Self:
        """Whether elements are equal, as bools; nan equals nothing.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([1.0, float("nan")]) == Tensor([1.0, float("nan")])).tolist()
            [True, False]
        """
        return self._apply(Op.CMPEQ, other)

    def ne(self, other: Any) -> Self:
        """Whether elements differ, as bools; nan differs from everything.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([1, 2, 3]) != 2).tolist()
            [True, False, True]
        """
        return self.eq(other).logical_not()

    def le(self, other: Any) -> Self:
        """Whether each element is less than the other or equal, as bools; false where either is nan.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([1, 2, 3]) <= 2).tolist()
            [True, True, False]
        """
        return self.lt(other)._apply(Op.OR, self.eq(other))

    def ge(self, other: Any) -> Self:
        """Whether each element is greater than the other or equal, as bools; false where either is nan.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([1, 2, 3]) >= 2).tolist()
            [False, True, True]
        """
        return self.gt(other)._apply(Op.OR, self.eq(other))

    less, greater, not_equal, less_equal, greater_equal = lt, gt, ne, le, ge

    # logic and bits

    def logical_not(self) -> Self:
        """Which elements are zero, as bools.

        Examples:
            >>> Tensor([0, 1, 2]).logical_not().tolist()
            [True, False, False]
        """
        return self.bool()._apply_scalar(Op.XOR, True, False)

    def logical_and(self, other: Any) -> Self:
        """Whether both elements are not zero, as bools.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([0, 1, 2]).logical_and(Tensor([1, 1, 0])).tolist()
            [False, True, False]
        """
        return self.bool()._apply(Op.AND, self._operand(other).bool())

    def logical_or(self, other: Any) -> Self:
        """Whether either element is not zero, as bools.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([0, 1, 0]).logical_or(Tensor([1, 1, 0])).tolist()
            [True, True, False]
        """
        return self.bool()._apply(Op.OR, self._operand(other).bool())

    def logical_xor(self, other: Any) -> Self:
        """Whether exactly one of the elements is not zero, as bools.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([0, 1, 0]).logical_xor(Tensor([1, 1, 0])).tolist()
            [True, False, False]
        """
        return self.bool()._apply(Op.XOR, self._operand(other).bool())

    def _bitwise(self, op: Op, other: Any, operation: str) -> Self:
        self._needs("biu", operation, other)
        if isinstance(other, float):
            raise DTypeError(f"{operation} does not take a float ({other!r})")
        return self._apply(op, other)

    def bitwise_and(self, other: Any) -> Self:
        """The bits that both have, of integers; logical and of bools.

        Raises DTypeError for floats, ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([0b1100, 0b1010]) & 0b0110).tolist()
            [4, 2]
        """
        return self._bitwise(Op.AND, other, "bitwise and")

    def bitwise_or(self, other: Any) -> Self:
        """The bits that either has, of integers; logical or of bools.

        Raises DTypeError for floats, ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([0b1100, 0b1010]) | 0b0001).tolist()
            [13, 11]
        """
        return self._bitwise(Op.OR, other, "bitwise or")

    def bitwise_xor(self, other: Any) -> Self:
        """The bits that one of the two has, of integers; logical xor of bools.

        Raises DTypeError for floats, ShapeError where the shapes do not broadcast.

        Examples:
            >>> (Tensor([True, False]) ^ True).tolist()
            [False, True]
        """
        return self._bitwise(Op.XOR, other, "bitwise xor")

    def bitwise_not(self) -> Self:
        """Every bit turned, of integers; logical not of bools.

        Raises DTypeError for floats.

        Examples:
            >>> (~Tensor([0, 5])).tolist()
            [-1, -6]
            >>> (~Tensor([True, False])).tolist()
            [False, True]
        """
        self._needs("biu", "bitwise not")
        return self._apply_scalar(Op.XOR, -1 if self.dtype.kind == "i" else self.dtype.maximum, False)

    bitwise_invert = bitwise_not

    def _shift(self, op: Op, other: Any, swap: bool = False) -> Self:
        operation = "a shift"
        self._needs("iu", operation, other)
        if as_scalar(other) is not None and not isinstance(other, int) and not hasattr(other, "__index__"):
            raise DTypeError(f"{operation} does not take a float ({other!r})")
        scalar = as_scalar(other)
        if scalar is not None and not swap:
            if scalar < 0:
                raise InvalidArgument(f"a shift by {scalar} bits; the count is 0 or more")
            # A greater one may be beyond the dtype, and shifts as far.
            return self._apply_scalar(op, min(scalar, self.dtype.bits), False)
        return self._apply(op, other, swap)

    def bitwise_left_shift(self, other: Any) -> Self:
        """Shift integers left by a number of bits. By the width or more gives 0, and so does a negative count
        in a tensor.

        Raises DTypeError for floats and bools, InvalidArgument for a negative number.

        Examples:
            >>> (Tensor([1, 3]) << 2).tolist()
            [4, 12]
            >>> (Tensor([1, 3]) << Tensor([64, -1])).tolist()
            [0, 0]
        """
        return self._shift(Op.SHL, other)

    def bitwise_right_shift(self, other: Any) -> Self:
        """Shift integers right by a number of bits, keeping the sign. By the width or more gives 0, or -1 for
        a negative number, and so does a negative count in a tensor.

        Raises DTypeError for floats and bools, InvalidArgument for a negative number.

        Examples:
            >>> (Tensor([12, -12]) >> 2).tolist()
            [3, -3]
            >>> (Tensor([12, -12]) >> Tensor([64, -1])).tolist()
            [0, -1]
        """
        return self._shift(Op.SHR, other)

    def bitcast(self, dtype: object) -> Self:
        """The same bits read as another dtype of the same size. No gradient passes.

        Raises DTypeError where the sizes differ, and for bool.

        Examples:
            >>> [hex(bits) for bits in Tensor([1.0, -2.0]).bitcast("uint32").tolist()]
            ['0x3f800000', '0xc0000000']
        """
        to = as_dtype(dtype)
        if to.is_complex or self.dtype.is_complex:
            raise DTypeError(
                f"bitcast from {self.dtype} to {to}: view_as_real() and view_as_complex() read complex "
                "numbers as floats and back"
            )
        if to.bits != self.dtype.bits or (dtypes.bool_ in (to, self.dtype) and to is not self.dtype):
            raise DTypeError(
                f"the bits of {self.dtype} cannot be read as {to}: sizes must be equal, and neither bool"
            )
        return self._of_node(nodes.bitcast(self._node, to))

    # choice

    def where(self, x: Any = None, y: Any = None) -> Self:
        """`x` where this bool tensor is true, else `y`; broadcast and promoted together.

        As a method of a condition, `(a < b).where(a, b)`; as a function, `Tensor.where(condition, a, b)`. Of
        numbers with a bool tensor for `x` it is PyTorch's method, `a.where(condition, b)`; alone, the places
        that are not zero. Raises DTypeError for a condition that is not bool, ShapeError where the shapes do
        not broadcast.

        Examples:
            >>> a = Tensor([1.0, -2.0, 3.0])
            >>> Tensor.where(a > 0, a, 0.5).tolist()
            [1.0, 0.5, 3.0]
        """
        if y is None and x is None:
            places: Any = self.nonzero(as_tuple=True)  # type: ignore[attr-defined]
            return places  # type: ignore[no-any-return]
        if self._node.dtype is not dtypes.bool_:
            if isinstance(x, TensorCore) and x.dtype is dtypes.bool_:
                return cast(Self, x).where(self, 0 if y is None else y)
            raise DTypeError(
                f"where: the condition is bool, not {self.dtype}; write Tensor.where(condition, x, y), and "
                "compare numbers with 0 first"
            )
        if y is None:
            raise InvalidArgument("where takes two values, or none")
        scalars = [as_scalar(each) for each in (x, y)]
        operands = [
            self._operand(each) if scalar is None else scalar
            for each, scalar in zip((x, y), scalars, strict=True)
        ]
        dtype = result_dtype(*operands)
        found, flow = self._combine([each for each in operands if isinstance(each, TensorCore)])
        shape = broadcast_shapes(*(each.shape for each in found))
        ready = iter(found[1:])
        branches = [
            broadcast_node(nodes.cast(next(ready), dtype), shape)
            if isinstance(each, TensorCore)
            else nodes.const(each, dtype, shape)
            for each in operands
        ]
        return self._wrap(
            nodes.elementwise(Op.WHERE, broadcast_node(found[0], shape), *branches), self.device, flow
        )

    def masked_fill(self, mask: Self, value: Any) -> Self:
        """`value` where `mask` is true; the dtype stays.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1, 2, 3]).masked_fill(Tensor([True, False, True]), 0).tolist()
            [0, 2, 0]
        """
        return mask.where(self._element(value), self)

    def maximum(self, other: Any) -> Self:
        """The greater of two elements; nan where either is nan. Equal ones share the gradient.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1, 5]).maximum(Tensor([3, 2])).tolist()
            [3, 5]
        """
        return self._apply(Op.MAX, other)

    def minimum(self, other: Any) -> Self:
        """The lesser of two elements; nan where either is nan. Equal ones share the gradient.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1, 5]).minimum(Tensor([3, 2])).tolist()
            [1, 2]
        """
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        to = result_dtype(self, right)
        right = self._operand(right).cast(to)
        return self.cast(to)._reversed_order()._apply(Op.MAX, right._reversed_order())._reversed_order()

    def _reversed_order(self) -> Self:
        """Values whose order is the opposite (it is its own inverse): -x for floats, every bit turned for
        others.
        """
        return self.neg() if self.dtype.is_float else self.bitwise_not()

    def clip(self, min: Operand | None = None, max: Operand | None = None) -> Self:
        """Values below `min` become `min`, then values above `max` become `max`; None for no bound.

        The bounds are numbers or tensors; values on them have the gradient of those between them. Raises
        ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([-2, 0, 7]).clip(-1, 5).tolist()
            [-1, 0, 5]
            >>> Tensor([-2, 0, 7]).clip(min=0).tolist()
            [0, 0, 7]
        """
        bounded = self._bounded(min, max)
        if bounded is self or not bounded.dtype.is_float:
            return bounded
        scalars = [None if each is None else as_scalar(each) for each in (min, max)]
        tensors = [
            self._operand(each)
            for each, scalar in zip((min, max), scalars, strict=True)
            if each is not None and scalar is None
        ]

        def rule(g: Self, _: Self, x: Self, *limits: Self) -> list[Self]:
            ready = iter(limits)
            low, high = (
                None if each is None else next(ready) if scalar is None else x._filled(scalar)
                for each, scalar in zip((min, max), scalars, strict=True)
            )
            inside = x >= low if low is not None else x <= high
            if low is not None and high is not None:
                inside = inside.logical_and(x <= high)
            parts = [inside]
            if low is not None and scalars[0] is None:
                parts.append(x < low if high is None else (x < low).logical_and(low < high))
            if high is not None and scalars[1] is None:
                parts.append(x > high if low is None else (x > high).logical_or(high < low))
            return [each.where(g, 0.0) for each in parts]

        (node, *bounds), flow = self._meet(*tensors, dtype=bounded.dtype)
        x, *limits = (self._wrap(each, self.device, flow) for each in (node, *bounds))
        return x._derive(bounded._of_node(barrier(bounded._node)), rule, *limits)

    clamp = clip

    def _bounded(self, min: Operand | None, max: Operand | None) -> Self:
        bounded = self if min is None else self.maximum(min)
        return bounded if max is None else bounded.minimum(max)

    def _root(self) -> Self:
        """The square root of a sum of squares; it has no slope at zero, where its gradient is 0."""
        result = self._of_node(barrier(self.sqrt()._node))

        def rule(g: Self, y: Self, _: Self) -> tuple[Self]:
            zero = y.eq(0)
            return (zero.where(0.0, g * 0.5 / zero.where(1.0, y)),)

        return self._derive(result, rule)

    def lerp(self, end: Any, weight: Any) -> Self:
        """The way from this to `end` by a share: `self + weight * (end - self)`, exact at both ends.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([0.0, 10.0]).lerp(Tensor([4.0, 20.0]), 0.25).tolist()
            [1.0, 12.5]
        """
        operands = [
            self._operand(each) if (scalar := as_scalar(each)) is None else scalar for each in (end, weight)
        ]
        to = result_dtype(self, *operands)
        found, flow = self._meet(*operands, dtype=to.computing)
        x, y, share = (self._wrap(each, self.device, flow) for each in found)
        change = y - x
        if not to.is_float:
            return x + change * share
        # Each from the nearer end.
        near, far = x + change * share, y - change * (1 - share)
        return (share.abs() < 0.5).where(near, far).cast(to)

    # sign and rounding

    def _sign_bit(self) -> Self:
        return self.bitcast(self.dtype.signed) < 0

    def signbit(self) -> Self:
        """Which elements have the sign bit set, as bools (-0.0 has).

        Examples:
            >>> Tensor([-0.0, 0.0, -3.0]).signbit().tolist()
            [True, False, True]
        """
        self._needs("biuf", "signbit")
        if self.dtype is dtypes.bool_:
            return self._filled(False)
        return self._sign_bit() if self.dtype.is_float else self < 0

    def abs(self) -> Self:
        """Magnitude. Its gradient at 0 is 0.

        Raises DTypeError for bool.

        Examples:
            >>> Tensor([-1.5, 0.0, 2.0]).abs().tolist()
            [1.5, 0.0, 2.0]
        """
        self._needs("iuf", "abs")
        if self.dtype.kind == "u":
            return self
        if self.dtype.kind == "i":
            return (self < 0).where(self.neg(), self)
        bits = self.bitcast(self.dtype.signed)
        result = self._of_node(nodes.bitcast((bits & bits.dtype.maximum)._node, self.dtype))
        return self._derive(result, lambda g, y, x: (g * x.sign(),))

    absolute = abs

    def copysign(self, other: Any) -> Self:
        """The magnitude of this with the sign of `other`, that of a zero included; float32 for integers.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, -2.0]).copysign(Tensor([-0.0, 5.0])).tolist()
            [-1.0, 2.0]
        """
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        (x, y), flow = self._meet(right, dtype=floating(result_dtype(self, right)))
        magnitude = self._wrap(x, self.device, flow).abs()
        return self._wrap(y, self.device, flow)._sign_bit().where(magnitude.neg(), magnitude)

    def sign(self) -> Self:
        """-1, 0 or 1 in the dtype of the elements; nan for nan.

        Examples:
            >>> Tensor([-2.5, 0.0, 7.0]).sign().tolist()
            [-1.0, 0.0, 1.0]
        """
        self._needs("biuf", "sign")
        if self.dtype.kind in "bu":
            return self.ne(0).cast(self.dtype)
        one = self._filled(1)
        rest = self._filled(0)
        if self.dtype.is_float:
            rest = self.isnan().where(self._of_node(barrier(self._node)) if self._flow else self, 0)
        return (self > 0).where(one, (self < 0).where(one.neg(), rest))

    def trunc(self) -> Self:
        """Round toward zero; integers stay as they are.

        Examples:
            >>> Tensor([1.75, -1.75]).trunc().tolist()
            [1.0, -1.0]
        """
        return self._of_node(nodes.elementwise(Op.TRUNC, self._node)) if self.dtype.is_float else self

    def floor(self) -> Self:
        """Round down; integers stay as they are.

        Examples:
            >>> Tensor([1.75, -1.75]).floor().tolist()
            [1.0, -2.0]
        """
        if not self.dtype.is_float:
            return self
        whole = self.trunc()
        return (self < whole).where(whole - 1, whole)

    def ceil(self) -> Self:
        """Round up; integers stay as they are.

        Examples:
            >>> Tensor([1.25, -1.25]).ceil().tolist()
            [2.0, -1.0]
        """
        if not self.dtype.is_float:
            return self
        whole = self.trunc()
        return (whole < self).where(whole + 1, whole)

    def frac(self) -> Self:
        """What `trunc` drops, with the sign of the element.

        Examples:
            >>> Tensor([1.75, -1.75]).frac().tolist()
            [0.75, -0.75]
        """
        return self - self.trunc()

    def round(self, decimals: int = 0) -> Self:
        """Round to the nearest, halves to the even one, at `decimals` digits (below 0, of integers too).

        Examples:
            >>> Tensor([0.5, 1.5, 2.5]).round().tolist()
            [0.0, 2.0, 2.0]
            >>> Tensor([1234.0, 1250.0]).round(-2).tolist()
            [1200.0, 1200.0]
        """
        if not self.dtype.is_float:
            return self._round_whole(10**-decimals) if decimals < 0 and self.dtype.is_integer else self
        if decimals:
            if not -308 <= decimals <= 308:
                raise InvalidArgument(f"round: floats do not have {decimals} decimals")
            x, scale = self._wide(), 10.0 ** abs(decimals)
            scaled = x * scale if decimals > 0 else x / scale
            result = scaled.round() / scale if decimals > 0 else scaled.round() * scale
            # What overflows has no digits there.
            return scaled.isfinite().where(result, x).cast(self.dtype)
        whole = self.trunc()
        rest = (self - whole).abs()
        half = whole * 0.5
        away = (rest > 0.5).logical_or(rest.eq(0.5).logical_and(half.ne(half.trunc())))
        return away.where(whole + self.sign(), whole)

    def _round_whole(self, unit: int) -> Self:
        """Integers rounded to multiples of an even number."""
        if unit > self.dtype.maximum:
            return self._filled(0)
        count = self.floor_divide(unit)
        rest = self - count * unit
        up = (rest > unit // 2).logical_or(rest.eq(unit // 2).logical_and(count.bitwise_and(1).eq(1)))
        return (count + up.cast(self.dtype)) * unit

    # classification

    def isnan(self) -> Self:
        """Which elements are not a number, as bools.

        Examples:
            >>> Tensor([1.0, float("nan")]).isnan().tolist()
            [False, True]
        """
        return self.ne(self)

    def isinf(self) -> Self:
        """Which elements are infinite, as bools.

        Examples:
            >>> Tensor([1.0, float("-inf")]).isinf().tolist()
            [False, True]
        """
        return self.abs().eq(inf) if self.dtype.is_float else self._filled(False, dtypes.bool_)

    def isfinite(self) -> Self:
        """Which elements are neither infinite nor nan, as bools.

        Examples:
            >>> Tensor([1.0, float("-inf"), float("nan")]).isfinite().tolist()
            [True, False, False]
        """
        return self.abs() < inf if self.dtype.is_float else self._filled(True, dtypes.bool_)

    def nan_to_num(self, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Self:
        """Replace nan and the infinities, by default with 0 and the greatest and least finite values.

        Examples:
            >>> Tensor([float("nan"), float("inf"), 2.0]).nan_to_num(posinf=100.0).tolist()
            [0.0, 100.0, 2.0]
        """
        if not self.dtype.is_float:
            return self
        greatest = self.dtype.finite
        above, below = greatest if posinf is None else posinf, -greatest if neginf is None else neginf
        bounded = self.eq(inf).where(above, self.eq(-inf).where(below, self))
        return self.isnan().where(nan, bounded).cast(self.dtype)

    def isclose(self, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Self:
        """Whether `|self - other| <= atol + rtol * |other|`, as bools; equal infinities are close, nans only
        if `equal_nan`.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, 1.0]).isclose(Tensor([1.000001, 1.1])).tolist()
            [True, False]
        """
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        to = result_dtype(self, right)
        whole = to.is_integer and (scalar is None or to.minimum <= scalar <= to.maximum)
        (a, b), flow = self._meet(right, dtype=None if whole else floating(to).computing)
        x, y = self._wrap(a, self.device, flow), self._wrap(b, self.device, flow)
        distance = x - y
        if whole:
            # Exact, where floats would take neighbours for equals; without its sign it does not wrap.
            distance = (x < y).where(y - x, distance).bitcast(f"uint{to.bits}").cast(dtypes.float32)
        else:
            distance = distance.abs()
        bound = y._wide().abs() * rtol + atol
        near = (distance <= bound).logical_and(y.isfinite()).logical_or(x.eq(y))
        return near.logical_or(x.isnan().logical_and(y.isnan())) if equal_nan else near

    # operators

    def __add__(self, other: Any) -> Self:
        return self._apply(Op.ADD, other)

    def __radd__(self, other: Any) -> Self:
        return self._apply(Op.ADD, other, swap=True)

    def __mul__(self, other: Any) -> Self:
        return self._apply(Op.MUL, other)

    def __rmul__(self, other: Any) -> Self:
        return self._apply(Op.MUL, other, swap=True)

    def __rfloordiv__(self, other: Any) -> Self:
        return self._floor_divide(other, True)

    def __rmod__(self, other: Any) -> Self:
        return self._mod(other, True)

    def __rlshift__(self, other: Any) -> Self:
        return self._shift(Op.SHL, other, True)

    def __rrshift__(self, other: Any) -> Self:
        return self._shift(Op.SHR, other, True)

    def __pos__(self) -> Self:
        return self

    __sub__, __rsub__, __truediv__, __rtruediv__ = sub, rsub, div, _rdiv
    __floordiv__, __mod__, __pow__, __rpow__ = floor_divide, mod, pow, _rpow
    __neg__, __abs__, __invert__ = neg, abs, bitwise_not
    __lt__, __gt__, __le__, __ge__ = lt, gt, le, ge

    def __eq__(self, other: Any) -> Self:  # type: ignore[override]
        result: Self = self.eq(other) if isinstance(other, TensorCore) else self._compared(other, "eq")
        return result

    def __ne__(self, other: Any) -> Self:  # type: ignore[override]
        result: Self = self.ne(other) if isinstance(other, TensorCore) else self._compared(other, "ne")
        return result

    def _compared(self, other: Any, comparison: str) -> Any:
        """A comparison of all elements; with what no tensor is made of it is Python's own, of identity."""
        if other is None or isinstance(other, (str, bytes, type)):
            return NotImplemented
        try:
            return getattr(self, comparison)(other)
        except DTypeError:
            return NotImplemented

    __hash__ = object.__hash__
    __and__ = __rand__ = bitwise_and
    __or__ = __ror__ = bitwise_or
    __xor__ = __rxor__ = bitwise_xor
    __lshift__, __rshift__ = bitwise_left_shift, bitwise_right_shift
    multiply, subtract, divide, true_divide, negative, power = mul, sub, div, div, neg, pow
