"""Functions of one or two numbers that PyTorch has besides the elementary ones.

Those with series are evaluated in float64, whatever the dtype, so that narrower results are rounded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import comb, factorial, inf, log, nan, pi, sqrt
from typing import Any, Self

from ...runtime.errors import DTypeError, InvalidArgument
from ..graph import dtype as dtypes
from ..graph.promotion import floating
from .core import result_dtype
from .named import Frexp
from .products import Products

# From here on the asymptotic series of the gamma functions are exact to float64's last digits.
ASYMPTOTIC = 10
TERMS = 10


@cache
def bernoulli_numbers(count: int) -> tuple[float, ...]:
    """B2, B4, ... as floats, by the recurrence over binomials in exact fractions."""
    from fractions import Fraction

    found = [Fraction(1)]
    for order in range(1, 2 * count + 1):
        found.append(
            -sum((comb(order + 1, k) * found[k] for k in range(order)), Fraction(0)) / Fraction(order + 1)
        )
    return tuple(float(each) for each in found[2::2])


@cache
def zeta_less_one(order: int) -> float:
    """The Riemann zeta function less 1, of a whole number above 1: the head of the sum, and its tail by Euler
    and Maclaurin's formula.
    """
    start = 12.0
    head = sum(k**-order for k in range(11, 1, -1))
    tail = start ** (1 - order) / (order - 1) + start**-order / 2
    rising = float(order)
    for j, number in enumerate(bernoulli_numbers(6), 1):
        tail += number / factorial(2 * j) * rising * start ** (1 - order - 2 * j)
        rising *= (order + 2 * j - 1) * (order + 2 * j)
    return float(head + tail)


EULER_GAMMA = 0.57721566490153286061


class Special(Products):
    """Gamma functions, inverses of erf and sigmoid, whole-number functions, angles."""

    __slots__ = ()

    def _in_float64(self) -> Self:
        if self.dtype.kind not in "biuf":
            raise DTypeError(f"this function takes real numbers, not {self.dtype}")
        return self.cast(dtypes.float64)

    def _rounded(self, result: Self) -> Self:
        return result.cast(floating(self.dtype))

    def _series_of(self, coefficients: Sequence[float]) -> Self:
        """The polynomial with these coefficients, the constant first."""
        total = self._filled(coefficients[-1])
        for coefficient in reversed(coefficients[:-1]):
            total = total * self + coefficient
        return total

    def lgamma(self) -> Self:
        """The logarithm of the magnitude of the gamma function; infinite at 0, -1, -2, ...

        Integers become float32.

        Examples:
            >>> Tensor([1.0, 2.0, 3.0, 0.0]).lgamma().tolist()
            [0.0, 0.0, 0.6931471824645996, inf]
        """
        wide = self._in_float64()
        result = wide._derive(wide.detach()._log_gamma(), lambda g, y, x: (g * x.digamma(),))
        result._flow = wide._flow
        return self._rounded(result)

    def _log_gamma(self) -> Self:
        reflected = self < 0.5
        x = reflected.where(1 - self, self)
        # Around 2, where it is 0, its power series there; the same for x + 1 around 1.
        near_one = x < 1.5
        z = near_one.where(x - 1, x - 2)
        signs = [-1.0, 1.0]
        series = z._series_of(
            [0.0, 1 - EULER_GAMMA, *(signs[k % 2 == 0] * zeta_less_one(k) / k for k in range(2, 30))]
        )
        near = near_one.where(series - z.clip(-0.5, 0.5).log1p(), series)
        # Elsewhere Stirling's series, above `ASYMPTOTIC` by as many steps of x + 1 as it takes.
        shift, product = x, x._filled(1.0)
        for _ in range(ASYMPTOTIC - 2):
            low = shift < ASYMPTOTIC
            product = low.where(product * shift, product)
            shift = low.where(shift + 1, shift)
        inverse = 1 / shift
        coefficients = [
            number / (2 * k * (2 * k - 1)) for k, number in enumerate(bernoulli_numbers(TERMS), 1)
        ]
        tail = inverse * (inverse * inverse)._series_of(coefficients)
        # Past the greatest factor x - 1/2, or x would be infinity times 0.
        far = (shift - 0.5) * shift.log() - shift + 0.5 * log(2 * pi) + tail - product.log()
        far = (shift >= 1e300).where(shift * (shift.log() - 1), far)
        direct = (x < 2.5).where(near, far)
        # Of the magnitude, since tiny negative numbers are -1 and nothing.
        fraction = self.abs() - self.abs().floor()
        mirror = log(pi) - (fraction * pi).sin().log() - direct
        result = reflected.where(fraction.eq(0).where(inf, mirror), direct)
        return self.isinf().where(inf, result)

    def digamma(self) -> Self:
        """The derivative of `lgamma`; nan at -1, -2, ..., and infinite at 0.

        Examples:
            >>> Tensor([1.0, 2.0]).digamma().tolist()
            [-0.5772156715393066, 0.42278432846069336]
        """
        wide = self._in_float64()
        result = wide._derive(wide.detach()._digamma(), lambda g, y, x: (g * x.polygamma(1),))
        result._flow = wide._flow
        return self._rounded(result)

    def _digamma(self) -> Self:
        reflected = self < 0
        x = reflected.where(1 - self, self)
        total, shift = x._filled(0.0), x
        for _ in range(ASYMPTOTIC):
            low = shift < ASYMPTOTIC
            total = low.where(total + 1 / shift, total)
            shift = low.where(shift + 1, shift)
        inverse = 1 / shift
        square = inverse * inverse
        coefficients = [number / (2 * k) for k, number in enumerate(bernoulli_numbers(TERMS), 1)]
        result = shift.log() - inverse * 0.5 - square * square._series_of(coefficients) - total
        whole = self.eq(self.floor())
        # Of the magnitude, since tiny negative numbers are -1 and nothing.
        fraction = self.abs() - self.abs().floor()
        mirrored = result + pi / (fraction * pi).tan()
        result = reflected.where(whole.where(nan, mirrored), result)
        return self.eq(0).where(self.signbit().where(inf, self._filled(-inf)), result)

    def polygamma(self, n: int) -> Self:
        """The `n`-th derivative of `digamma`.

        Raises InvalidArgument for a negative order.

        Examples:
            >>> Tensor([1.0]).polygamma(1).item()
            1.644934058189392
        """
        if n < 0:
            raise InvalidArgument(f"polygamma: the order is 0 or more, not {n}")
        if n == 0:
            return self.digamma()
        wide = self._in_float64()
        result = wide._derive(wide.detach()._polygamma(n), lambda g, y, x: (g * x.polygamma(n + 1),))
        result._flow = wide._flow
        return self._rounded(result)

    def _polygamma(self, n: int) -> Self:
        order = n + 1
        reflected = (self < 0.5) if n == 1 else self._filled(False, dtypes.bool_)
        x = reflected.where(1 - self, self)
        total, shift = x._filled(0.0), x
        # The sum of (x + k)**-order, and what is left of it by Euler and Maclaurin's formula.
        for _ in range(ASYMPTOTIC + n):
            total = total + shift.pow(-order)
            shift = shift + 1
        total = total + shift.pow(1 - order) / n + shift.pow(-order) * 0.5
        rising = float(order)
        for j, number in enumerate(bernoulli_numbers(TERMS), 1):
            total = total + shift.pow(1 - order - 2 * j) * (number / factorial(2 * j) * rising)
            rising *= (order + 2 * j - 1) * (order + 2 * j)
        result = total * ((-1.0) ** order * factorial(n))
        if n == 1:
            sine = ((self - self.floor()) * pi).sin()
            result = reflected.where(pi * pi / (sine * sine) - result, result)
        return result

    def mvlgamma(self, p: int) -> Self:
        """The logarithm of the gamma function of `p` dimensions.

        Raises InvalidArgument for a `p` below 1.

        Examples:
            >>> Tensor([2.0]).mvlgamma(1).item()
            0.0
        """
        if not isinstance(p, int) or p < 1:
            raise InvalidArgument(f"mvlgamma: the dimension is an int of 1 or more, not {p!r}")
        x = self._as_float()
        total = x.lgamma()
        for step in range(1, p):
            total = total + (x - step / 2).lgamma()
        return total + p * (p - 1) / 4 * log(pi)

    def erfinv(self) -> Self:
        """The inverse of `erf`: infinite at -1 and 1, nan beyond.

        Examples:
            >>> Tensor([0.0, 1.0, -1.0]).erfinv().tolist()
            [0.0, inf, -inf]
        """
        wide = self._in_float64()
        slope = sqrt(pi) / 2
        found = wide.detach()._inverse_erf(3 if self.dtype is dtypes.float64 else 2)
        result = wide._derive(found, lambda g, y, x: (g * (y * y).exp() * slope,))
        result._flow = wide._flow
        return self._rounded(result)

    def _inverse_erf(self, steps: int) -> Self:
        size = self.abs()
        rest = 1 - size
        # Winitzki's approximation, good to 2 digits, then Newton's steps on whichever of erf and erfc is not
        # near 1.
        a = 0.147
        logarithm = (rest * (1 + size)).log()
        middle = 2 / (pi * a) + logarithm * 0.5
        x = ((middle * middle - logarithm / a).sqrt() - middle).maximum(0).sqrt()
        near = size < 0.5
        # Each step triples the digits.
        for _ in range(steps):
            error = near.where(x.erf() - size, rest - x.erfc())
            step = error * (sqrt(pi) / 2) * (x * x).exp()
            # Halley's correction.
            x = x - step / (1 + x * step)
        x = (size < 1e-8).where(size * (sqrt(pi) / 2), x)
        x = size.eq(1).where(inf, (size > 1).where(nan, x))
        return x.copysign(self)

    def logit(self, eps: float | None = None) -> Self:
        """`log(x / (1 - x))`, the inverse of `sigmoid`; `x` is first brought between `eps` and `1 - eps`.

        Examples:
            >>> Tensor([0.5, 1.0, 0.0]).logit().tolist()
            [0.0, inf, -inf]
        """
        x = self._wide()
        x = x if eps is None else x.clip(eps, 1 - eps)
        return self._rounded(x.log() - (-x).log1p())

    def sinc(self) -> Self:
        """`sin(pi * x) / (pi * x)`, and 1 at 0.

        Examples:
            >>> Tensor([0.0, 0.5]).sinc().tolist()
            [1.0, 0.6366197466850281]
        """
        x = self._wide()
        zero = x.eq(0)
        if self.dtype.is_complex:
            turns = zero.where(1.0, x) * pi
            return zero.where(1.0, turns.sin() / turns)

        def formula(x: Self) -> Self:
            whole = x.round()
            odd = (whole * 0.5).trunc().ne(whole * 0.5)
            sine = ((x - whole) * pi).sin()
            return odd.where(-sine, sine) / (x * pi)

        return self._rounded(zero.where(1.0, zero.where(1.0, x)._doubly(formula)))

    def i0(self) -> Self:
        """The modified Bessel function of the first kind, of order 0.

        Examples:
            >>> Tensor([0.0]).i0().tolist()
            [1.0]
        """
        # The series takes the square, which has slopes at 0 where the magnitude has none.
        own = self._in_float64()
        quarter, wide = own * own * 0.25, own.abs()
        # The power series, whose terms are all positive, up to 30; then the asymptotic one.
        power = quarter.minimum(225.0)._series_of([1 / factorial(k) ** 2 for k in range(60)])
        inverse = 1 / wide.maximum(30.0)
        terms = [1.0]
        for k in range(1, 30):
            terms.append(terms[-1] * (2 * k - 1) ** 2 / (8 * k))
        far = wide.exp() * (inverse * (1 / (2 * pi))).sqrt() * inverse._series_of(terms)
        return self._rounded((wide <= 30).where(power, far))

    # two numbers

    def float_power(self, exponent: Any) -> Self:
        """This tensor to a power, both in float64, or complex128 where one is complex.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([2, 3]).float_power(2).tolist()
            [4.0, 9.0]
        """
        given = self._operand(exponent)
        if result_dtype(self, given).is_complex:
            return self.cast(dtypes.complex128).pow(given.cast(dtypes.complex128))
        return self._in_float64().pow(given.cast(dtypes.float64))

    def ldexp(self, other: Any) -> Self:
        """`self * 2**other`, with no rounding of the power.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, 3.0]).ldexp(Tensor([2, 3])).tolist()
            [4.0, 24.0]
        """
        power = self._operand(other)
        to = floating(result_dtype(self, power))
        if to.is_complex:
            return self * power.cast(to if power.dtype.is_complex else to.part).exp2()
        work = dtypes.float64
        return (self.cast(work) * power.cast(work).exp2()).cast(to)

    def frexp(self) -> tuple[Self, Self]:
        """The mantissa, of magnitude in [0.5, 1), and the exponent (int32) of each element.

        Raises DTypeError for what are no floats.

        Examples:
            >>> mantissa, exponent = Tensor([8.0, -0.75]).frexp()
            >>> mantissa.tolist(), exponent.tolist()
            ([0.5, -0.75], [4, 0])
        """
        if not self.dtype.is_float:
            raise DTypeError(f"frexp takes floats, not {self.dtype}")
        wide = self.detach().cast(dtypes.float64)
        # Subnormal numbers are made normal first.
        small = wide.abs() < 2.0**-1000
        bits = (small.where(wide * 2.0**100, wide)).bitcast(dtypes.int64)
        field = (bits >> 52) & 0x7FF
        special = field.eq(0x7FF).logical_or(wide.eq(0))
        exponent = special.where(0, field - 1022 - small.where(100, field._filled(0)))
        exponent = exponent.cast(dtypes.int32)
        half = exponent.cast(dtypes.float64) * -0.5
        up = half.ceil()
        scale = up.exp2() * (exponent.cast(dtypes.float64) * -1 - up).exp2()
        whole = self.cast(dtypes.float64)
        mantissa = special.where(whole, whole * scale).cast(self.dtype)
        return Frexp(mantissa, exponent)

    def heaviside(self, values: Any) -> Self:
        """0 below 0, 1 above, and `values` at 0.

        Raises DTypeError where the dtypes differ.

        Examples:
            >>> Tensor([-1.0, 0.0, 2.0]).heaviside(Tensor([0.5])).tolist()
            [0.0, 0.5, 1.0]
        """
        given = self._operand(values)
        if given.dtype is not self.dtype:
            raise DTypeError(f"heaviside: values of {given.dtype} for a tensor of {self.dtype}; cast one")
        step = (self > 0).cast(self.dtype)
        return (
            self.isnan().where(self, self.eq(0).where(given, step))
            if self.dtype.is_float
            else (self.eq(0).where(given, step))
        )

    def gcd(self, other: Any) -> Self:
        """The greatest common divisor of whole numbers, never negative.

        Raises DTypeError for what are no integers.

        Examples:
            >>> Tensor([12, 18]).gcd(Tensor([8, 27])).tolist()
            [4, 9]
        """
        second = self._operand(other)
        to = result_dtype(self, other if not hasattr(other, "dtype") else second)
        if not to.is_integer:
            raise DTypeError(f"gcd takes integers, not {to}")
        a, b = self.cast(to).abs(), second.cast(to).abs()
        a, b = a.broadcast_tensors(b)
        # Euclid's steps are most for neighbours in Fibonacci's sequence.
        for _ in range(int(to.bits * 1.45) + 1):
            done = b.eq(0)
            a, b = done.where(a, b), done.where(0, a % done.where(1, b))
        return a

    def lcm(self, other: Any) -> Self:
        """The least common multiple of whole numbers, never negative.

        Raises DTypeError for what are no integers.

        Examples:
            >>> Tensor([4, 6]).lcm(Tensor([10, 9])).tolist()
            [20, 18]
        """
        common = self.gcd(other)
        a, b = self.abs().cast(common.dtype), self._operand(other).abs().cast(common.dtype)
        return common.eq(0).where(0, a.floor_divide(common.maximum(1)) * b)

    def fmax(self, other: Any) -> Self:
        """The greater of two elements, and of a number and nan the number.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, float("nan")]).fmax(Tensor([3.0, 2.0])).tolist()
            [3.0, 2.0]
        """
        return self._unless_nan(other, self.maximum(other))

    def fmin(self, other: Any) -> Self:
        """The lesser of two elements, and of a number and nan the number.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1.0, float("nan")]).fmin(Tensor([3.0, 2.0])).tolist()
            [1.0, 2.0]
        """
        return self._unless_nan(other, self.minimum(other))

    def _unless_nan(self, other: Any, chosen: Self) -> Self:
        second = self._operand(other)
        first = self.cast(chosen.dtype)
        return self.isnan().where(second.cast(chosen.dtype), second.isnan().where(first, chosen))

    def logaddexp2(self, other: Any) -> Self:
        """`log2(2**self + 2**other)`, which does not overflow.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1000.0]).logaddexp2(Tensor([1000.0])).tolist()
            [1001.0]
        """
        second = self._operand(other)
        to = floating(result_dtype(self, second))
        x, y = self.cast(to.computing), second.cast(to.computing)
        greatest = x.maximum(y).detach()
        shift = greatest.isfinite().where(greatest, 0.0)
        return (((x - shift).exp2() + (y - shift).exp2()).log2() + shift).cast(to)

    def clamp_min(self, min: Any) -> Self:
        """Values below `min` become `min`.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([-2, 0, 7]).clamp_min(0).tolist()
            [0, 0, 7]
        """
        return self.clip(min=min)

    def clamp_max(self, max: Any) -> Self:
        """Values above `max` become `max`.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([-2, 0, 7]).clamp_max(5).tolist()
            [-2, 0, 5]
        """
        return self.clip(max=max)

    # one number

    def deg2rad(self) -> Self:
        """Degrees as radians.

        Examples:
            >>> Tensor([0.0, 180.0]).deg2rad().tolist()
            [0.0, 3.1415927410125732]
        """
        return self._as_float() * (pi / 180)

    def rad2deg(self) -> Self:
        """Radians as degrees.

        Examples:
            >>> Tensor([0.0]).rad2deg().tolist()
            [0.0]
        """
        return self._as_float() * (180 / pi)

    def fix(self) -> Self:
        """`trunc` under another name: the whole part.

        Examples:
            >>> Tensor([1.5, -1.5]).fix().tolist()
            [1.0, -1.0]
        """
        return self.trunc()

    def positive(self) -> Self:
        """This tensor itself.

        Raises DTypeError for bool.

        Examples:
            >>> Tensor([1, -2]).positive().tolist()
            [1, -2]
        """
        if self.dtype is dtypes.bool_:
            raise DTypeError("positive takes numbers, not bool")
        return self

    def isposinf(self) -> Self:
        """Which elements are infinite and above 0.

        Examples:
            >>> Tensor([float("inf"), -float("inf"), 1.0]).isposinf().tolist()
            [True, False, False]
        """
        return self.eq(inf) if self.dtype.is_float else self._filled(False, dtypes.bool_)

    def isneginf(self) -> Self:
        """Which elements are infinite and below 0.

        Examples:
            >>> Tensor([float("inf"), -float("inf"), 1.0]).isneginf().tolist()
            [False, True, False]
        """
        return self.eq(-inf) if self.dtype.is_float else self._filled(False, dtypes.bool_)
