"""Functions of float32 in float32 alone: what one rounding loses goes on beside the value, as the rest of a
sum of two, where the result would show it. float64 would fill twice the registers, and on most cards take far
longer.

Polynomials are fitted by least squares of the relative error, the leading coefficients as float32 has them.
"""

from __future__ import annotations

import struct
from math import inf, log, pi, sqrt
from typing import TypeVar

from ..graph import dtype as dtypes
from ..graph import node as nodes
from ..graph.node import Op
from .polynomials import Polynomials

Real = TypeVar("Real", bound=Polynomials)

# ln 2 in two parts: the first times any exponent is exact.
_LN2 = 0.693359375, -2.12194440e-4
# Adding it leaves what is rounded in the low bits, as the exponent of a power of two.
_MAGIC = 12582912.0 + 127
_MAGIC_BITS = 0x4B400000 + 127
# exp(r) - 1 - r over r * r, for |r| up to ln(2) / 2: 4e-9 of exp(r).
_POWER = (0.5, 0.166665064, 0.04166644186, 0.008370276449, 0.001393725416)
# From here on a hyperbolic tangent rounds to 1.
_TANH_END = 9.1
# log(1 + f) - f + f * f / 2 over f**3, for 1 + f from sqrt(1/2) to sqrt(2): 8e-10 of the logarithm.
_LOG = (
    0.3333331031, -0.2500000065, 0.200022367, -0.1666850195, 0.1421792318, -0.1239670123, 0.1189018429,
    -0.1172491104, 0.06800567461,
)  # fmt: skip
_SQRT_HALF_BITS = 0x3F3504F3
# In two parts: the first times any exponent is exact.
_LOG10_OF_2 = 0.301025390625, 4.605038981195214e-06
# erf(x) / x - 1 in powers of x * x, up to x = 1: 1e-9.
_ERF_NEAR = (
    0.1283791661, -0.3761262759, 0.1128360295, -0.02685451676, 0.005189625221, -0.0008021361218,
    7.890208573e-05,
)  # fmt: skip
# log(1 - erf(x)) for x from 1 to 4, where erf rounds to 1: 1e-9 of erf.
_ERF_FAR = (
    -0.0003297906836, -1.12713814, -0.6380612469, -0.1031814553, 0.02187488257, -0.002957140076,
    0.0001873752535,
)  # fmt: skip
# atan(a) / a - 1 over a * a in powers of a * a, up to a = 1/2: 4e-10.
_ATAN = (-0.3333332539, 0.1999941883, -0.1427093452, 0.1093261742, -0.07955629973, 0.03835803387)
# asin(a) / a - 1 over a * a in powers of a * a, up to a = 1/2: 3e-10.
_ASIN = (0.1666665971, 0.07500514954, 0.04451547924, 0.03181700252, 0.01441122118, 0.03754717288)
# 2**f - 1 - f ln 2 over f * f, for |f| up to 1/2: 3e-9.
_POWER_OF_TWO = (0.2402265072, 0.05550360701, 0.009618077733, 0.001339086237, 0.0001545622407)


def _parts(number: float) -> tuple[float, float]:
    """A number as that of float32 and what is left."""
    (high,) = struct.unpack("<f", struct.pack("<f", number))
    return high, number - high


def _signed(size: Real, x: Real) -> Real:
    """A positive number with the sign of x."""
    sign = x.bitcast(dtypes.int32) & -(1 << 31)
    return (size.bitcast(dtypes.int32) | sign).bitcast(dtypes.float32)


def hyperbolic_tangent(x: Real) -> Real:
    """(exp(2 m) - 1) / (exp(2 m) + 1) of the magnitude m."""
    size = x.abs()
    twice = (size > _TANH_END).where(_TANH_END, size) * 2.0
    # 2 m is n ln 2 + r, and r the sum of two.
    shifted = twice._fma(1 / log(2), _MAGIC)
    n = shifted - _MAGIC
    high, low = _LN2
    exact = n._fma(-high, twice)
    r = n._fma(-low, exact)
    lost = n._fma(-low, exact - r)
    # So is exp(r) - 1.
    bent = r * r * r._polynomial(_POWER)
    grown = r + bent
    lost = lost + (bent - (grown - r))
    # And exp(2 m) - 1, to which 2 is added.
    power = (shifted.bitcast(dtypes.int32) << 23).bitcast(dtypes.float32)
    least = power - 1
    above = power._fma(grown, least)
    above_rest = power._fma(lost, power._fma(grown, least - above)) + ((power - least) - 1)
    below = above + 2.0
    grown = below - above
    below_rest = (above - (below - grown)) + (2.0 - grown) + above_rest
    return _signed(quotient_of_sums(above, above_rest, below, below_rest), x)


def quotient_of_sums(above: Real, above_rest: Real, below: Real, below_rest: Real) -> Real:
    """The quotient of two numbers, both of which are sums of two."""
    inverse = 1 / below
    quotient = above * inverse
    left = (-quotient)._fma(below, above) + above_rest
    return (-quotient)._fma(below_rest, left)._fma(inverse, quotient)


def reciprocal_root(x: Real, near: Real) -> Real:
    """1 / sqrt(x), from two roundings away by Newton's step, of what `x * near * near` lacks of 1."""
    product = x * near
    lost = x._fma(near, -product)
    left = (-lost)._fma(near, (-product)._fma(near, x._filled(1.0)))
    return near._fma(left * 0.5, near)


def logarithm_to_base(x: Real, base: int) -> Real:
    """The logarithm to base 2 or 10, exact for their powers."""
    # A subnormal number is its bits times 2**-149, on cards too that take it for zero.
    tiny, bits = x < 2.0**-126, x.bitcast(dtypes.int32)
    bits = tiny.where(bits.cast(dtypes.float32), x).bitcast(dtypes.int32)
    exponent = (bits - _SQRT_HALF_BITS) >> 23
    f = (bits - (exponent << 23)).bitcast(dtypes.float32) - 1
    n = exponent.cast(dtypes.float32)
    n = tiny.where(n - 149, n)
    # log(1 + f) is f and less, which is small beside it.
    square = f * f
    less = square * f._fma(f._polynomial(_LOG), f._filled(-0.5))
    high, low = _parts(1 / log(base))
    product = f * high
    rest = less._fma(high, f._fma(low, f._fma(high, -product)))
    if base == 2:
        whole, whole_rest = n, rest
    else:
        # A product of up to eight bits and sixteen is exact.
        whole = n * _LOG10_OF_2[0]
        whole_rest = n._fma(_LOG10_OF_2[1], rest)
    near = whole + product
    # What the sum loses; the whole is 0 or larger.
    result = near + ((product - (near - whole)) + whole_rest)
    usual = (x > 0).logical_and(x < inf)
    edge = x.eq(0).where(-inf, (x < 0).where(float("nan"), x))
    return usual.where(result, edge)


def error_function(x: Real) -> Real:
    """By a polynomial up to 1; beyond it, 1 - exp(...), which has no quotient."""
    size = x.abs()
    square = x * x
    near = x._fma(square._polynomial(_ERF_NEAR), x)
    bounded = (size > 4.0).where(4.0, size)
    power = bounded._polynomial(_ERF_FAR)
    far = _signed(1 - power._of_node(nodes.elementwise(Op.EXP, power._node)), x)
    return (size < 1).where(near, far)


def arctangent(x: Real) -> Real:
    """By a polynomial of x, of (x - 1) / (x + 1) from 1/2 to 1 + sqrt(2), and of -1 / x beyond."""
    size = x.abs()
    size = (size > 2.0**64).where(2.0**64, size)
    large, middle = size > 1 + sqrt(2), size >= 0.5

    def chosen(of_large: Real | float, of_middle: Real | float, else_: Real | float) -> Real:
        rest = size._filled(else_) if isinstance(else_, float) else else_
        return large.where(of_large, middle.where(of_middle, rest))

    above, below = chosen(-1.0, size - 1, size), chosen(size, size + 1, 1.0)
    below_rest = chosen(0.0, size - (below - 1), 0.0)
    inverse = 1 / below
    a = above * inverse
    short = (-a)._fma(below_rest, (-a)._fma(below, above)) * inverse
    square = a * a
    bent = (a * square)._fma(square._polynomial(_ATAN), short)
    high, low = (chosen(2 * part, part, 0.0) for part in _parts(pi / 4))
    return _signed(_angle(high, low, a, bent), x)


def arcsine(x: Real) -> Real:
    """By a polynomial of x up to 1/2, and beyond of half the angle that is left to pi / 2."""
    size = x.abs()
    far = size > 0.5
    a, bent = _small_arcsine(size, far)
    high, low = (far.where(part, 0.0) for part in _parts(pi / 2))
    return _signed(_angle(high, low, far.where(a * -2.0, a), far.where(bent * -2.0, bent)), x)


def arccosine(x: Real) -> Real:
    """What an arcsine leaves to pi / 2, or twice the arcsine of the square root of (1 - |x|) / 2."""
    size = x.abs()
    far = size > 0.5
    a, bent = _small_arcsine(size, far)
    below = x < 0
    high, low = (far.where(below.where(2 * part, 0.0), part) for part in _parts(pi / 2))
    scale = far.where(2.0, x._filled(1.0))
    scale = below.eq(far).where(-scale, scale)
    return _angle(high, low, a * scale, bent * scale)


def _small_arcsine(size: Real, far: Real) -> tuple[Real, Real]:
    """The arcsine of a number up to 1/2, or where `far` of the root of (1 - it) / 2: a sum of two."""
    half = (1 - size) * 0.5
    root = half.sqrt()
    # What the root is short of is this over twice the root, of which that is enough.
    short = (-root)._fma(root, half) * root._fma(-4.0, 3.0)
    a, square = far.where(root, size), far.where(half, size * size)
    return a, (a * square)._fma(square._polynomial(_ASIN), far.where(short, 0.0))


def _angle(high: Real, low: Real, near: Real, rest: Real) -> Real:
    """The sum of four: `high` is 0 or larger than `near`, the others are small."""
    angle = high + near
    return angle + ((near - (angle - high)) + (low + rest))


def power_of_two(x: Real) -> Real:
    """2 to the power of x, exact for whole x."""
    x = (x > 129.0).where(129.0, x)
    x = (x < -151.0).where(-151.0, x)
    shifted = x + _MAGIC
    f = x - (shifted - _MAGIC)
    high, low = _parts(log(2))
    grown = f * high
    rest = f._fma(low, f._fma(high, -grown))
    near = grown + 1
    rest = (f * f)._fma(f._polynomial(_POWER_OF_TWO), rest + (grown - (near - 1)))
    # In two factors, so that subnormal results are rounded once, and inf comes out right.
    exponent = shifted.bitcast(dtypes.int32) - _MAGIC_BITS
    half = exponent >> 1
    result = near + rest
    for part in (half, exponent - half):
        result = result * ((part + 127) << 23).bitcast(dtypes.float32)
    return result
