"""Real functions of one and two variables, written in the graph's few ops so that they stay accurate
everywhere.

Every function takes integers and bool as float32, and evaluates 16-bit floats in float32. Series are cut
where the next term falls below the rounding of the dtype at the edge of the interval in which they are used.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from itertools import zip_longest
from math import comb, factorial, inf, log, pi, sqrt
from typing import Any, Self, TypeVar

from ...runtime.errors import DTypeError
from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.dtype import DType
from ..graph.node import Op
from ..graph.promotion import floating
from .composed import composed
from .core import as_scalar, result_dtype
from .polynomials import Polynomials
from .single_precision import (
    arccosine,
    arcsine,
    arctangent,
    error_function,
    hyperbolic_tangent,
    logarithm_to_base,
    power_of_two,
    reciprocal_root,
)

# exp(z**2) * erfc(z) * (1 + 2z) for z >= 0 as polynomials in (z - 2) / (z + 2), lowest power first: Chebyshev
# interpolation at 200 nodes computed with 40 digits. Relative error 7e-8 (degree 10) and 3e-16 (degree 24).
SCALED_ERFC = {
    32: (
        1.276978391,
        -0.09276308205,
        -0.1660310957,
        0.1640358396,
        -0.05421195849,
        -0.007942721699,
        0.008689159658,
        0.001043144582,
        -0.001395706946,
        -0.0001836544373,
        0.0001608035817,
    ),
    64: (
        1.2769783815525289,
        -0.092763826585745224,
        -0.16603039761533683,
        0.16405128003334057,
        -0.054220000989383788,
        -0.0080340150785534643,
        0.008722653817412258,
        0.0012713388980090158,
        -0.0014568132813392836,
        -0.00045434016578639927,
        0.00020636268647766627,
        0.00015103514399068322,
        -1.4901062178327189e-06,
        -3.640725735279041e-05,
        -1.3550461660621755e-05,
        3.6669771266410989e-06,
        5.3380619799498001e-06,
        1.5863413025348713e-06,
        -8.4862805938035289e-07,
        -9.4204300676251196e-07,
        -1.2831450016022489e-07,
        2.3191445148773556e-07,
        9.1102703094066225e-08,
        -2.4630020041347383e-08,
        -1.4276847782986204e-08,
    ),
}

# The same of degree 14, for float32 computed in float64: relative error 3e-10.
SHORT_SCALED_ERFC = (
    1.2769783815,
    -0.0927638225151,
    -0.166030390563,
    0.164051126865,
    -0.0542201540236,
    -0.00803234488237,
    0.00872393209035,
    0.00126329106199,
    -0.00146214076914,
    -0.000434387897566,
    0.000218740675697,
    0.000124543418151,
    -1.81971715125e-05,
    -1.88227568538e-05,
    -5.88233746665e-07,
)

# log10(2) in two parts: the first times any exponent is exact.
LOG10_OF_2 = 0.30102999566395283, 2.8363394551044964e-14

# ln 2 in two parts, of float32 and float64: the first times any exponent is exact.
LN2 = {
    32: (0.693359375, -2.12194440e-4),
    64: (6.93147180369123816490e-01, 1.90821492927058770002e-10),
}

# What float64 leaves of pi.
PI_REST = 1.2246467991473532e-16

# The angle of slope 1/2 in two parts.
ATAN_OF_HALF = 0.4636476090008061, 2.2698777452961687e-17

# Terms of a series that converges like r**(2k): for float32 and float64, at the largest r each is used for.
_TERMS: dict[str, dict[int, int]] = {
    "expm1": {32: 9, 64: 16},  # |x| <= 0.5: x**k / (k+1)!
    "sinh": {32: 6, 64: 10},  # |x| <= 1: x**2k / (2k+1)!
    "erf": {32: 12, 64: 19},  # |x| <= 1: x**2k / (k! (2k+1))
    "atanh": {32: 6, 64: 12},  # |x| <= 3 - sqrt(8): x**2k / (2k+1)
    "asin": {64: 26},  # |x| <= 1/2: (2k)! / (4**k k!**2 (2k+1)) x**2k
    "atan": {32: 10, 64: 21},  # |x| <= tan(pi/8): x**2k / (2k+1)
    "tanh": {64: 12},  # |x| <= 0.85: depth of the continued fraction
}


@cache
def series_of(name: str, bits: int) -> tuple[float, ...]:
    terms = range(_TERMS[name][bits])
    formulas: dict[str, Callable[[int], float]] = {
        "expm1": lambda k: 1 / factorial(k + 1),
        "sinh": lambda k: 1 / factorial(2 * k + 1),
        "erf": lambda k: (-1) ** k / (factorial(k) * (2 * k + 1)),
        "atanh": lambda k: 1 / (2 * k + 1),
        "asin": lambda k: comb(2 * k, k) / (4**k * (2 * k + 1)),
        "atan": lambda k: (-1) ** k / (2 * k + 1),
    }
    return tuple(formulas[name](k) for k in terms)


@cache
def _tanh_fraction(depth: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Lambert's fraction tanh x = x/(1 + x^2/(3 + x^2/(5 + ...))), as polynomials in x^2: x * P(x^2) /
    Q(x^2).
    """
    numerator, denominator = [1], [2 * depth + 1]
    for odd in range(2 * depth - 1, 0, -2):
        # odd + z * numerator / denominator
        above = [odd * c for c in denominator]
        for power, c in enumerate(numerator, 1):
            above[power : power + 1] = [(above[power] if power < len(above) else 0) + c]
        numerator, denominator = denominator, above
    return tuple(numerator), tuple(denominator)


Real = TypeVar("Real", bound="Mathematics")


class Mathematics(Polynomials):
    """Exponentials, logarithms, trigonometry and the error function."""

    __slots__ = ()

    def _unary(self, op: Op) -> Self:
        x = self._as_float()
        return x._of_node(nodes.elementwise(op, x._node))

    def _finish(self, formula: Self) -> Self:
        """A formula's value in the dtype of the function."""
        return formula.cast(floating(self.dtype))

    def _real_pair(self, other: Any) -> tuple[Self, Self, DType]:
        """This and another operand of one dtype and shape for a formula, and the dtype of the function's
        value.
        """
        scalar = as_scalar(other)
        right = self._operand(other) if scalar is None else scalar
        dtype = floating(result_dtype(self, right))
        if dtype.is_complex:
            raise DTypeError(f"this function takes real numbers, not {dtype}")
        (x, y), flow = self._meet(right, dtype=dtype.computing)
        return self._wrap(x, self.device, flow), self._wrap(y, self.device, flow), dtype

    def _doubly(self, formula: Callable[..., Self], *others: Self) -> Self:
        """A formula's value in float64, in this dtype: what narrower floats make of it is rounded once.

        For functions that nothing spends its time in, since float64 is slow on many cards.
        """
        wide = [each.cast(dtypes.float64) for each in (self, *others)]
        return formula(*wide).cast(self.dtype)

    # powers and roots

    def rsqrt(self) -> Self:
        """`1 / sqrt(x)`, in float32 for integers.

        Examples:
            >>> Tensor([4, 0.25]).rsqrt().tolist()
            [0.5, 2.0]
        """
        x = self._wide()
        if x.dtype is dtypes.float64:
            return x.sqrt()._rdiv(1)
        return self._finish(composed(x, _rsqrt))

    def reciprocal(self) -> Self:
        """`1 / x`, in float32 for integers.

        Examples:
            >>> Tensor([4, 8]).reciprocal().tolist()
            [0.25, 0.125]
        """
        return self._rdiv(1)

    def square(self) -> Self:
        """`x * x`.

        Examples:
            >>> Tensor([-3, 0.5]).square().tolist()
            [9.0, 0.25]
        """
        return self * self

    def hypot(self, other: Any) -> Self:
        """`sqrt(x**2 + y**2)` without overflow of the squares.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([3.0, 3e30]).hypot(Tensor([4.0, 4e30])).numpy()
            array([5.e+00, 5.e+30], dtype=float32)
        """
        x, y, dtype = self._real_pair(other)
        x, y = x.abs(), y.abs()

        large = x.maximum(y)
        if dtype is dtypes.float64:
            ratio = large.eq(0).where(0.0, x.minimum(y) / large)
            result = large * (ratio * ratio + 1).sqrt()
        else:
            # Neither square overflows or vanishes, on cards too whose float64 has the range of float32.
            small, great = large < 2.0**-40, large > 2.0**40
            scale, back = (small.where(2.0**k, great.where(2.0**-k, x._filled(1.0))) for k in (80, -80))
            result = (x * scale)._doubly(lambda x, y, back: (x * x + y * y).sqrt() * back, y * scale, back)
        return x.isinf().logical_or(y.isinf()).where(inf, result).cast(dtype)

    # exponentials and logarithms

    def exp(self) -> Self:
        """e to the power of x.

        Examples:
            >>> Tensor([0.0, float("-inf")]).exp().tolist()
            [1.0, 0.0]
        """
        return self._unary(Op.EXP)

    def exp2(self) -> Self:
        """2 to the power of x, exact for whole x.

        Examples:
            >>> Tensor([-1, 3, 0]).exp2().tolist()
            [0.5, 8.0, 1.0]
        """
        x = self._wide()
        return x._rpow(2.0) if x.dtype is dtypes.float64 else self._finish(composed(x, _exp2))

    def expm1(self) -> Self:
        """`exp(x) - 1` without cancellation near 0.

        Examples:
            >>> Tensor([1e-10]).expm1().numpy()
            array([1.e-10], dtype=float32)
        """
        return self._finish(composed(self._wide(), _expm1))

    def log(self) -> Self:
        """Natural logarithm; nan for negative numbers, -inf for 0.

        Examples:
            >>> Tensor([1.0, 0.0, -1.0]).log().tolist()
            [0.0, -inf, nan]
        """
        return self._unary(Op.LOG)

    def log2(self) -> Self:
        """Logarithm to base 2, exact for powers of 2; nan for negative numbers, -inf for 0.

        Examples:
            >>> Tensor([1, 8, 0.25]).log2().tolist()
            [0.0, 3.0, -2.0]
        """
        return self._finish(composed(self._wide(), _log2))

    def log10(self) -> Self:
        """Logarithm to base 10, exact for powers of 10; nan for negative numbers, -inf for 0.

        Examples:
            >>> Tensor([1, 100]).log10().tolist()
            [0.0, 2.0]
        """
        return self._finish(composed(self._wide(), _log10))

    def _parted(self) -> tuple[Self, Self]:
        """A mantissa and an exponent, whole: `mantissa * 2**exponent`, the mantissa from 1/sqrt(2) to
        sqrt(2).

        What is no positive finite number is its own mantissa.
        """
        row = self.dtype
        tiny = self < 2.0 ** (2 - row.bias)
        scale = row.fraction_bits + 1
        scaled = tiny.where(self * 2.0**scale, self)
        bits = scaled.bitcast(row.signed)
        half = self._filled(sqrt(0.5)).bitcast(row.signed)
        exponent = (bits - half) >> row.fraction_bits
        mantissa = (bits - (exponent << row.fraction_bits)).bitcast(row)
        exponent = exponent - tiny.where(exponent._filled(scale), 0)
        usual = (self > 0).logical_and(self < inf)
        return usual.where(mantissa, self), usual.where(exponent.cast(row), 0.0)

    def log1p(self) -> Self:
        """`log(1 + x)` without cancellation near 0.

        Examples:
            >>> Tensor([1e-10]).log1p().numpy()
            array([1.e-10], dtype=float32)
        """
        return self._finish(composed(self._wide(), _log1p))

    def logaddexp(self, other: Any) -> Self:
        """`log(exp(x) + exp(y))`, exact where the exponentials would overflow.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([1000.0]).logaddexp(Tensor([0.0])).tolist()
            [1000.0]
        """
        x, y, dtype = self._real_pair(other)
        wide = x._doubly(lambda x, y: x.maximum(y) + (-(x - y).abs()).exp().log1p(), y)
        result = x.eq(y).where(x + log(2), wide)

        def rule(g: Self, result: Self, x: Self, y: Self) -> tuple[Self, Self]:
            return g * (x - result).exp(), g * (y - result).exp()

        return x._derive(result, rule, y).cast(dtype)

    def xlogy(self, other: Any) -> Self:
        """`x * log(y)`, 0 where x is 0.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([0.0, 2.0]).xlogy(Tensor([0.0, 1.0])).tolist()
            [0.0, 0.0]
        """
        x, y, dtype = self._real_pair(other)
        nothing = x.eq(0).logical_and(y.eq(y))
        result = nothing.where(0.0, x * nothing.where(1.0, y).log())

        def rule(g: Self, _: Self, x: Self, y: Self) -> tuple[Self, Self]:
            edge = x.eq(0).logical_and(y <= 0)
            safe = edge.where(1.0, y)
            return g * safe.log(), g * x / safe

        return x._derive(result, rule, y).cast(dtype)

    # trigonometry

    def sin(self) -> Self:
        """Sine of an angle in radians.

        Examples:
            >>> Tensor([0.0, np.pi / 2]).sin().tolist()
            [0.0, 1.0]
        """
        return self._unary(Op.SIN)

    def cos(self) -> Self:
        """Cosine of an angle in radians, within about one rounding for large angles too.

        Examples:
            >>> Tensor([0.0, np.pi]).cos().tolist()
            [1.0, -1.0]
        """
        return self._unary(Op.COS)

    def tan(self) -> Self:
        """Tangent of an angle in radians, accurate toward its poles.

        Examples:
            >>> Tensor([0.0, np.pi / 4]).tan().numpy().round(6)
            array([0., 1.], dtype=float32)
        """
        return self._finish(composed(self._wide(), _tan))

    def atan(self) -> Self:
        """Inverse tangent, in radians from -pi/2 to pi/2.

        Examples:
            >>> Tensor([0.0, float("inf")]).atan().numpy().round(4)
            array([0.    , 1.5708], dtype=float32)
        """
        return self._finish(composed(self._wide(), _atan))

    def atan2(self, other: Any) -> Self:
        """The angle of the point (other, self), in radians in (-pi, pi], with the signs of zeros as in C.

        Raises ShapeError where the shapes do not broadcast.

        Examples:
            >>> Tensor([0.0, -0.0]).atan2(Tensor([-1.0, -1.0])).numpy().round(4)
            array([ 3.1416, -3.1416], dtype=float32)
        """
        y, x, dtype = self._real_pair(other)
        result = y._doubly(partial(_angle, bits=x.dtype.bits), x)

        def rule(g: Self, angle: Self, y: Self, x: Self) -> tuple[Self, Self]:
            squares = x * x + y * y
            # It has no slope at the origin.
            squares = squares.eq(0).where(1.0, squares)
            return g * x / squares, -g * y / squares

        return y._derive(result, rule, x).cast(dtype)

    def asin(self) -> Self:
        """Inverse sine, in radians from -pi/2 to pi/2; nan beyond -1 and 1.

        Examples:
            >>> Tensor([0.0, 1.0, 2.0]).asin().numpy().round(4)
            array([0.    , 1.5708,    nan], dtype=float32)
        """
        return self._finish(composed(self._wide(), _asin))

    def acos(self) -> Self:
        """Inverse cosine, in radians from 0 to pi; nan beyond -1 and 1.

        Examples:
            >>> Tensor([1.0, -1.0, 2.0]).acos().numpy().round(4)
            array([0.    , 3.1416,    nan], dtype=float32)
        """
        return self._finish(composed(self._wide(), _acos))

    # hyperbolic

    def sinh(self) -> Self:
        """Hyperbolic sine, which overflows no earlier than its value does.

        Examples:
            >>> Tensor([0.0, 1.0]).sinh().numpy().round(4)
            array([0.    , 1.1752], dtype=float32)
        """
        return self._finish(composed(self._wide(), _sinh))

    def cosh(self) -> Self:
        """Hyperbolic cosine, which overflows no earlier than its value does.

        Examples:
            >>> Tensor([0.0, 1.0]).cosh().numpy().round(4)
            array([1.    , 1.5431], dtype=float32)
        """
        return self._finish(composed(self._wide(), _cosh))

    def tanh(self) -> Self:
        """Hyperbolic tangent.

        Examples:
            >>> Tensor([0.0, 0.5, 20.0]).tanh().numpy().round(4)
            array([0.    , 0.4621, 1.    ], dtype=float32)
        """
        return self._finish(composed(self._wide(), _tanh))

    def asinh(self) -> Self:
        """Inverse hyperbolic sine.

        Examples:
            >>> Tensor([0.0, 1e30]).asinh().numpy().round(4)
            array([ 0.    , 69.7707], dtype=float32)
        """
        return self._finish(composed(self._wide(), _asinh))

    def acosh(self) -> Self:
        """Inverse hyperbolic cosine; nan below 1.

        Examples:
            >>> Tensor([1.0, 2.0, 0.5]).acosh().numpy().round(4)
            array([0.   , 1.317,   nan], dtype=float32)
        """
        return self._finish(composed(self._wide(), _acosh))

    def atanh(self) -> Self:
        """Inverse hyperbolic tangent; nan beyond -1 and 1.

        Examples:
            >>> Tensor([0.0, 0.5, 1.0]).atanh().numpy().round(4)
            array([0.    , 0.5493,    inf], dtype=float32)
        """
        return self._finish(composed(self._wide(), _atanh))

    arcsin, arccos, arctan, arctan2 = asin, acos, atan, atan2
    arcsinh, arccosh, arctanh = asinh, acosh, atanh

    # the error function

    def _bell(self, share: float) -> Self:
        """exp(-share * x * x) of a positive number, by parts: that of a number whose square is exact, and of
        what is left.
        """
        bounded = self.minimum(64.0)
        whole = (bounded * 256).trunc() * (1 / 256)
        rest = (bounded - whole) * (bounded + whole) * share
        power = (whole * whole * -share).exp()
        terms = [(-1) ** k / factorial(k + 1) for k in range(5 if self.dtype.bits == 32 else 12)]
        return power - power * (rest * rest._polynomial(terms))

    def _erfc_scaled(self) -> Self:
        """erfc(x) * exp(x * x) of a positive number; at infinity not 0, but the limit is that of the other
        factor.
        """
        finite = self.minimum(2.0**20)
        ratio = (finite - 2) / (finite + 2)
        return ratio._polynomial(SCALED_ERFC[self.dtype.bits]) / (finite * 2 + 1)

    def _erf_near_zero(self) -> Self:
        """The error function of numbers up to 1."""
        slope = 2 / sqrt(pi)
        series = [c * slope for c in series_of("erf", self.dtype.bits)]
        return self + self * (self * self).minimum(1.0)._polynomial([slope - 1, *series[1:]])

    def _shortly_scaled_erfc(self) -> Self:
        """`_erfc_scaled` of a float64 that is not large, to the precision of float32."""
        above, below = self + 2, self * 2 + 1
        inverse = 1 / (above * below)
        return ((self - 2) * below * inverse)._polynomial(SHORT_SCALED_ERFC) * (above * inverse)

    def erf(self) -> Self:
        """The error function.

        Examples:
            >>> Tensor([0.0, 0.5, 10.0]).erf().numpy().round(4)
            array([0.    , 0.5205, 1.    ], dtype=float32)
        """
        return self._finish(composed(self._wide(), _erf))

    def erfc(self) -> Self:
        """`1 - erf(x)`, accurate where it is small.

        Examples:
            >>> Tensor([0.0, 5.0]).erfc().numpy().round(16)
            array([1.0000000e+00, 1.5374999e-12], dtype=float32)
        """
        return self._finish(composed(self._wide(), _erfc))


def _rsqrt(x: Real) -> Real:
    near = x.sqrt()._rdiv(1)
    edge = x.eq(0).logical_or(x.isinf())
    result = edge.where(near, reciprocal_root(x, near))
    return x._derive(result, lambda g, y, x: (g * (y / x) * -0.5,))


def _exp2(x: Real) -> Real:
    return x._derive(power_of_two(x), lambda g, y, x: (g * y * log(2),))


def _expm1(x: Real) -> Real:
    series = series_of("expm1", x.dtype.bits)

    def formula(x: Real) -> Real:
        bounded = x.clip(-0.5, 0.5)
        near = bounded._led(bounded, series)
        near = x.eq(0).where(x, near)  # keeps its sign
        return (x.abs() < 0.5).where(near, x.exp() - 1)

    return x._derive(x._doubly(formula), lambda g, y, x: (g * x.exp(),))


def _log2(x: Real) -> Real:
    if x.dtype is dtypes.float32:
        result = logarithm_to_base(x, 2)
    else:
        mantissa, exponent = x._parted()
        result = mantissa.log() * (1 / log(2)) + exponent
    return x._derive(result, lambda g, y, x: (g / (x * log(2)),))


def _log10(x: Real) -> Real:
    if x.dtype is dtypes.float32:
        result = logarithm_to_base(x, 10)
    else:
        high, low = LOG10_OF_2
        mantissa, exponent = x._parted()
        part = mantissa.log()
        # 1 / log(10) in two parts as well.
        result = exponent * high + (part * (1 / log(10)) + (exponent * low + part * 6.649434773347543e-17))
    return x._derive(result, lambda g, y, x: (g / (x * log(10)),))


def _log1p(x: Real) -> Real:
    raised = x + 1
    # What x + 1 loses is the last term of a sum.
    lost = (x > 2.0**53).where(0.0, x - (raised - 1)) / raised
    mantissa, exponent = raised._parted()
    # With s = m / (2 + m), log(1 + m) is 2 atanh(s): m less what is small beside it.
    m = mantissa - 1
    ratio, half = m / (m + 2), m * m * 0.5
    square = ratio * ratio
    rest = square * square._polynomial([2 / (2 * k + 1) for k in range(1, 6 if x.dtype.bits == 32 else 12)])
    high, low = LN2[x.dtype.bits]
    result = exponent * high + (m - (half - (ratio * (half + rest) + (lost + exponent * low))))
    edge = raised.eq(0).where(-inf, (raised < 0).where(float("nan"), raised))
    usual = (raised > 0).logical_and(raised < inf)
    # Zero keeps its sign.
    result = x.eq(0).where(x, usual.where(result, edge))
    return x._derive(result, lambda g, y, x: (g / (x + 1),))


def _tan(x: Real) -> Real:
    result = x._doubly(lambda x: x.sin() / x.cos())
    return x._derive(result, lambda g, y, x: (g * (y * y + 1),))


def _atan(x: Real) -> Real:
    result = arctangent(x) if x.dtype is dtypes.float32 else _arctangent(x, 64)
    return x._derive(result, lambda g, y, x: (g / (x * x + 1),))


def _asin(x: Real) -> Real:
    if x.dtype is dtypes.float32:
        result = arcsine(x)
    else:
        far, angle = _arcsine(x)
        result = far.where((pi / 2 - (angle * 2 - PI_REST / 2)).copysign(x), angle)
    return x._derive(result, lambda g, y, x: (g / ((1 - x) * (1 + x)).sqrt(),))


def _acos(x: Real) -> Real:
    if x.dtype is dtypes.float32:
        result = arccosine(x)
    else:
        far, angle = _arcsine(x)
        beyond = (x < 0).where(pi - (angle * 2 - PI_REST), angle * 2)
        result = far.where(beyond, pi / 2 - (angle - PI_REST / 2))
    return x._derive(result, lambda g, y, x: (-g / ((1 - x) * (1 + x)).sqrt(),))


def _sinh(x: Real) -> Real:
    series = series_of("sinh", x.dtype.bits)

    def formula(x: Real) -> Real:
        magnitude = x.abs()
        near = x._led((x * x).minimum(1.0), series)
        large = magnitude > 700
        power = large.where(magnitude * 0.5, magnitude).exp()
        far = power * 0.5 * large.where(power, 1.0) - 0.5 / power
        return (magnitude < 1).where(near, far.copysign(x))

    return x._derive(x._doubly(formula), lambda g, y, x: (g * x.cosh(),))


def _cosh(x: Real) -> Real:

    def formula(x: Real) -> Real:
        magnitude = x.abs()
        large = magnitude > 700
        power = large.where(magnitude * 0.5, magnitude).exp()
        return power * 0.5 * large.where(power, 1.0) + 0.5 / power

    return x._derive(x._doubly(formula), lambda g, y, x: (g * x.sinh(),))


def _tanh(x: Real) -> Real:
    result = hyperbolic_tangent(x) if x.dtype is dtypes.float32 else _wide_tanh(x)
    return x._derive(result, lambda g, y, x: (g * (1 - y * y),))


def _wide_tanh(x: Real) -> Real:
    """The hyperbolic tangent of float64."""
    magnitude = x.abs()
    above, below = _tanh_fraction(_TERMS["tanh"][x.dtype.bits])
    square = (x * x).minimum(1.0)
    scale = below[0]
    # x less what is small beside it.
    gap = [(b - a) / scale for a, b in zip_longest(above[1:], below[1:], fillvalue=0)]
    less = square * square._polynomial(gap) / square._polynomial([c / scale for c in below])
    far = 1 - 2 / ((magnitude * 2).exp() + 1)
    # Zero keeps its sign.
    near = x.eq(0).where(x, x - x * less)
    return (magnitude < 0.85).where(near, far.copysign(x))


def _asinh(x: Real) -> Real:

    def formula(x: Real) -> Real:
        magnitude = x.abs()
        bounded = magnitude.minimum(2.0**28)
        square = bounded * bounded
        small = (bounded + square / ((square + 1).sqrt() + 1)).log1p()
        return (magnitude < 2.0**28).where(small, magnitude.log() + log(2)).copysign(x)

    return x._derive(x._doubly(formula), lambda g, y, x: (g / (x * x + 1).sqrt(),))


def _acosh(x: Real) -> Real:

    def formula(x: Real) -> Real:
        less = x - 1
        small = (less + less.sqrt() * (x + 1).sqrt()).log1p()
        return (x < 2.0**28).where(small, x.log() + log(2))

    result = x._doubly(formula)
    return x._derive(result, lambda g, y, x: (g / ((x - 1).sqrt() * (x + 1).sqrt()),))


def _atanh(x: Real) -> Real:

    def formula(x: Real) -> Real:
        magnitude = x.abs()
        return ((magnitude * 2 / (1 - magnitude)).log1p() * 0.5).copysign(x)

    result = x._doubly(formula)
    return x._derive(result, lambda g, y, x: (g / ((1 - x) * (1 + x)),))


def _erf(x: Real) -> Real:
    if x.dtype is dtypes.float32:
        result = error_function(x)
    else:
        near = x._erf_near_zero()
        magnitude = x.abs()
        tail = (-x * x).exp() * magnitude._erfc_scaled()
        result = (magnitude < 1).where(near, (1 - tail).copysign(x))
    return x._derive(result, lambda g, y, x: (g * ((-x * x).exp() * (2 / sqrt(pi))),))


def _erfc(x: Real) -> Real:
    short = x.dtype is not dtypes.float64

    def formula(x: Real) -> Real:
        size = x.abs()
        if short:
            size = size.minimum(64.0)
            tail = (size * size * -1.0).exp() * size._shortly_scaled_erfc()
        else:
            tail = size._bell(1.0) * size._erfc_scaled()
        result = (x < 0).where(2 - tail, tail)
        return result if short else (size < 0.5).where(1 - x._erf_near_zero(), result)

    result = x._doubly(formula)
    return x._derive(result, lambda g, y, x: (g * ((-x * x).exp() * (-2 / sqrt(pi))),))


def _arcsine(x: Real) -> tuple[Real, Real]:
    """(whether |x| > 1/2, the inverse sine of x or there half of what that of |x| leaves to pi / 2), of
    float64.
    """
    size = x.abs()
    far = size > 0.5
    root = ((1 - size) * 0.5).sqrt()
    bounded = far.where(root, x)
    square = far.where((1 - size) * 0.5, x * x)
    return far, bounded._led(square, series_of("asin", 64))


def _arctangent(x: Real, bits: int) -> Real:
    """The inverse tangent of float64, to the precision of a dtype of so many bits."""
    magnitude = x.abs()
    inverted = magnitude > 1
    inner = inverted.where(1 / magnitude, magnitude)
    shifted = inner > sqrt(2) - 1
    middle = inner < 0.7
    above = shifted.where(middle.where(inner * 2, inner) - 1, inner)
    reduced = above / shifted.where(inner + middle.where(2.0, 1.0), 1.0)
    angle = reduced._led(reduced * reduced, series_of("atan", bits))
    quarter = pi / 4, PI_REST / 4
    high, low = (middle.where(x._filled(a), b) for a, b in zip(ATAN_OF_HALF, quarter, strict=True))
    angle = shifted.where((angle + low) + high, angle)
    return inverted.where(pi / 2 - (angle - PI_REST / 2), angle).copysign(x)


def _angle(y: Real, x: Real, bits: int) -> Real:
    """The angle of the point (x, y), of float64, to the precision of a dtype of so many bits."""
    height, width = y.abs(), x.abs()
    large, small = height.maximum(width), height.minimum(width)
    ratio = height.eq(width).where(large.eq(0).where(small, 1.0), small / large)
    angle = _arctangent(ratio, bits)
    angle = (height > width).where(pi / 2 - (angle - PI_REST / 2), angle)
    result = x.signbit().where(pi - (angle - PI_REST), angle).copysign(y)
    return y.isnan().logical_or(x.isnan()).where(float("nan"), result)
