"""x times the normal distribution function, in float32 alone and within two units in the last place.

Far below zero it is a product of an exponential, whose argument needs more digits than float32 has, and of a
function that changes slowly. Both are kept as sums of two until they meet.
"""

from __future__ import annotations

from math import log
from typing import TypeVar

from ..graph import dtype as dtypes
from .polynomials import Polynomials

Real = TypeVar("Real", bound=Polynomials)

# From here on the product is less than half of the smallest number.
_END = 14.4
# Phi(-m) * exp(m * m / 2) * (m + 3) for m up to that end, in powers of 1 - _SLOPE * m / (m + 3), which goes
# from 1 to -1: least squares of the relative error, 1e-9, the slope such that the first coefficient is of
# float32.
_SHIFT, _SLOPE = 3.0, 2.416674852371216
_SHARE = (
    0.8239707947, 0.4904429317, 0.1727698296, 0.02160096155, -0.007433028399, -0.002075893124,
    0.0006494485725, 0.0001563672999, -8.289918087e-05, -6.823506147e-06, 8.312408769e-06,
)  # fmt: skip
# 2 - 2 * exp(-r / 2) less r, over r * r: minimax up to |r| = 0.8, error 5e-9 of the whole.
_POWER = (-0.2499998573, 0.04166624435, -0.005209372568, 0.0005231883518, -4.188441619e-05)
# 2 ln 2 in two parts, the first times any exponent exact.
_TWO_LN2 = 1.38629150390625, 2.8572136405724535e-06
# Adding it leaves what is rounded in the low bits, as the exponent of a power of two that is 2**32 too large.
_MAGIC = 12582912.0 + 127 + 32


def times_normal(x: Real, exact: bool) -> Real:
    """x times the normal distribution function of float32; within five units where that need not be exact."""
    return x.maximum(0.0) - _tail(x.abs(), exact)


def _tail(size: Real, exact: bool) -> Real:
    """m times the normal distribution function of -m, for m from 0."""
    m = (size < _END).where(size, _END)
    # The square and what it loses; with n, exp(-m * m / 2) is 2**n * exp(-r / 2).
    square = m * m
    shifted = square._fma(-0.5 / log(2), _MAGIC)
    n = shifted - _MAGIC
    high, low = _TWO_LN2
    r = n._fma(high, square) + n._fma(low, m._fma(m, -square))
    less = (r * r)._fma(r._polynomial(_POWER), r)
    power = (shifted.bitcast(dtypes.int32) << 23).bitcast(dtypes.float32)
    below = m + _SHIFT
    quotient = m / below
    if not exact:
        product = quotient * quotient._fma(-_SLOPE, 1.0)._polynomial(_SHARE)
        return (product * -0.5)._fma(less, product) * power * 2.0**-32
    # The quotient m / (m + 3) is short of this over m + 3.
    rest = (-quotient)._fma(m - (below - _SHIFT), (-quotient)._fma(below, m))
    # The slowly changing function as a sum of two, and its product with the quotient.
    place = quotient._fma(-_SLOPE, 1.0)
    above = place._polynomial(_SHARE[1:])
    share = place._fma(above, _SHARE[0])
    share_rest = place._fma(above, _SHARE[0] - share)
    product = quotient * share
    product_rest = quotient._fma(share_rest, quotient._fma(share, -product))
    # By how much that grows with the quotient, over m + 3, falls as about the fourth power of what is left to
    # 1.
    left = 1 - quotient
    square_left = left * left
    product_rest = rest._fma(square_left * 0.5 * square_left, product_rest)
    return (product + (product * -0.5)._fma(less, product_rest)) * power * 2.0**-32
