"""What functions of real tensors are for complex ones, written with their real and imaginary parts.

Each is accurate where its parts over- or underflow on the way, and has the infinities, nans and signs of
zeros of C99's Annex G, as NumPy and the Array API do. A holomorphic function is differentiated as a whole:
the gradient is multiplied by the conjugate of its derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, log, nan, pi
from typing import Any, TypeAlias

from ...runtime.errors import DTypeError
from ..graph import node as nodes
from ..graph.promotion import complex_of
from .core import as_complex, as_scalar, result_dtype

# The methods of a complex tensor are written for whatever class has them.
Complex: TypeAlias = Any
Real: TypeAlias = Any

# exp(x) beyond 709 or 88 may come back into range by its factor: it is taken of x less this, which is exact.
_SHIFT = {32: 64.0, 64: 512.0}
_LARGE = {32: 88.0, 64: 709.0}
# From here on |tanh x| is 1, and sinh x is exp(x) / 2.
_FAR = {32: 11.0, 64: 22.0}


def join(real: Real, imag: Real) -> Complex:
    """The complex tensor of two real ones of one dtype and shape."""
    (re, im), flow = real._combine([imag])
    return real._wrap(nodes.complex_of(re, im), real.device, flow)


def parts(z: Complex) -> tuple[Real, Real]:
    return z.real, z.imag


def times_i(z: Complex) -> Complex:
    x, y = parts(z)
    return join(-y, x)


def over_i(z: Complex) -> Complex:
    x, y = parts(z)
    return join(y, -x)


def _holomorphic(z: Complex, result: Complex, slope: Callable[[Complex, Complex], Complex]) -> Complex:
    """The result, declared to be a function of z with the derivative slope(result, z)."""
    return z._derive(result, lambda g, y, z: (g * slope(y, z).conj(),))


def magnitude(z: Complex) -> Real:
    """The modulus; infinite if either part is."""
    x, y = parts(z)
    x, y = x.abs(), y.abs()
    large, small = x.maximum(y), x.minimum(y)
    ratio = large.eq(0).logical_or(large.isinf()).where(0.0, small / large)
    size = x.eq(inf).logical_or(y.eq(inf)).where(inf, large * (ratio * ratio + 1).sqrt())
    return z._derive(size, lambda g, size, z: (direction(z) * g,))


def direction(z: Complex) -> Complex:
    """z over its modulus; 0 where that is 0, along an axis where one part is infinite."""
    size = magnitude(z)
    nothing = size.eq(0)
    unit = nothing.where(1.0, size)
    x, y = parts(z)
    along, across = x.isinf(), y.isinf()
    re = along.where(across.where(nan, x.sign()), nothing.logical_or(across).where(0.0, x / unit))
    im = across.where(along.where(nan, y.sign()), nothing.logical_or(along).where(0.0, y / unit))
    return join(re, im)


def angle(z: Complex) -> Real:
    x, y = parts(z)

    def rule(g: Real, turn: Real, z: Complex) -> tuple[Complex]:
        x, y = parts(z)
        squares = x * x + y * y
        scale = g / squares.eq(0).where(1.0, squares)
        return (join(-y * scale, x * scale),)

    return z._derive(y.atan2(x), rule)


def _on_axis(y: Real, value: Real) -> Real:
    """A product with sin(y), which is y itself, sign included, where y is 0."""
    return y.eq(0).where(y, value)


def _scaled_exp(x: Real, sine: Real, cosine: Real, two: bool = False) -> tuple[Real, Real]:
    """exp(x), or two to the power of x, times each, where that alone may overflow."""
    bits = x.dtype.bits
    shift = _SHIFT[bits]
    large = x > _LARGE[bits]
    inside, moved = large.where(x - shift, x), x._filled(shift)
    small, rest = (inside.exp2(), moved.exp2()) if two else (inside.exp(), moved.exp())
    rest = large.where(rest, 1.0)
    return small * cosine * rest, small * sine * rest


def exp(z: Complex) -> Complex:
    x, y = parts(z)
    return _holomorphic(z, _exponential(x, y, False), lambda w, z: w)


def exp2(z: Complex) -> Complex:
    x, y = parts(z)
    return _holomorphic(z, _exponential(x, y * log(2), True), lambda w, z: w * log(2))


def _exponential(x: Real, y: Real, two: bool) -> Complex:
    """exp(x), or two to the power of x, in the direction y."""
    re, im = _scaled_exp(x, y.sin(), y.cos(), two)
    im = _on_axis(y, im)
    lost = y.isfinite().logical_not()
    nothing, overflow = lost.logical_and(x.eq(-inf)), lost.logical_and(x.eq(inf))
    re = nothing.where(0.0, overflow.where(inf, re))
    im = nothing.where(0.0, im)
    return join(re, im)


def expm1(z: Complex) -> Complex:
    x, y = parts(z)
    half = (y * 0.5).sin()
    re = x.expm1() * y.cos() - half * half * 2
    # The standard has +0 for both zeros.
    re = re.eq(0).where(0.0, re)
    im = _on_axis(y, x.exp() * y.sin())
    plain = exp(z)
    usual = x.abs().lt(_LARGE[x.dtype.bits]).logical_and(y.isfinite())
    result = join(usual.where(re, plain.real - 1), usual.where(im, plain.imag))
    return _holomorphic(z, result, lambda w, z: w + 1)


def log_(z: Complex) -> Complex:
    x, y = parts(z)
    ax, ay = x.abs(), y.abs()
    large, small = ax.maximum(ay), ax.minimum(ay)
    near = large.gt(0.5).logical_and(large < 1.5)
    inside = near.where(large, 1.0)
    squares = (inside - 1) * (inside + 1) + near.where(small, 0.0).square()
    # The modulus of what is nearly beyond the range is that of its half, doubled.
    huge, tiny = large > x.dtype.finite / 4, large < 1 / (x.dtype.finite / 4) * 2**20
    factor = huge.where(0.25, tiny.where(2.0**40, 1.0))
    taken = huge.where(x._filled(log(4.0)), tiny.where(x._filled(-40 * log(2.0)), 0.0))
    size = magnitude(join(x * factor, y * factor)).log() + taken
    both = near.logical_and(squares > -0.5)
    re = both.where(both.where(squares, 0.0).log1p() * 0.5, size)
    return _holomorphic(z, join(re, y.atan2(x)), lambda w, z: 1 / z)


def log2(z: Complex) -> Complex:
    return _by_real(log_(z), 1 / log(2))


def log10(z: Complex) -> Complex:
    return _by_real(log_(z), 1 / log(10))


def _by_real(z: Complex, factor: float) -> Complex:
    x, y = parts(z)
    return join(x * factor, y * factor)


def log1p(z: Complex) -> Complex:
    x, y = parts(z)
    plain = log_(join(x + 1, y))
    close = x.abs().maximum(y.abs()) < 0.5
    squares = close.where(x * (x + 2) + y * y, 0.0)
    result = join(close.where(squares.log1p() * 0.5, plain.real), y.atan2(x + 1))
    return _holomorphic(z, result, lambda w, z: 1 / (z + 1))


def sqrt(z: Complex) -> Complex:
    x, y = parts(z)
    largest = x.abs().maximum(y.abs())
    limit = x.dtype.finite
    huge, tiny = largest > limit / 8, largest < 64 / limit
    factor = huge.where(1 / 16, tiny.where(2.0**60, 1.0))
    back = huge.where(4.0, tiny.where(2.0**-30, 1.0))
    u, v = x * factor, y * factor
    root = ((u.abs() + magnitude(join(u, v))) * 0.5).sqrt()
    other = v.abs() / (root.eq(0).where(1.0, root) * 2)
    positive = u >= 0
    re = positive.where(root, other) * back
    im = positive.where(other, root).copysign(y) * back
    # The ends of the axes, in C99's order.
    re, im = x.isnan().where(x, re), x.isnan().where(nan, im)
    right, left, broken = x.eq(inf), x.eq(-inf), y.isnan()
    nothing, endless = x._filled(0.0).copysign(y), x._filled(inf).copysign(y)
    re = right.where(inf, left.where(broken.where(nan, 0.0), re))
    im = right.where(broken.where(nan, nothing), left.where(endless, im))
    above, zero = y.isinf(), x.eq(0).logical_and(y.eq(0))
    result = join(zero.where(0.0, above.where(inf, re)), above.logical_or(zero).where(y, im))
    return _holomorphic(z, result, lambda w, z: 0.5 / w)


def rsqrt(z: Complex) -> Complex:
    return 1 / sqrt(z)


def sinh(z: Complex) -> Complex:
    x, y = parts(z)
    re, im = _hyperbolic(x, y, x.sinh(), x.cosh(), True)
    # Toward an end of the real axis, an angle that is not known leaves the size.
    lost, zero = y.isfinite().logical_not(), x.eq(0)
    re = lost.where(zero.where(x, x.isinf().where(inf, nan)), re)
    return _holomorphic(z, join(re, im), lambda w, z: cosh(z))


def cosh(z: Complex) -> Complex:
    x, y = parts(z)
    re, im = _hyperbolic(x, y, x.cosh(), x.sinh(), False)
    lost, zero = y.isfinite().logical_not(), x.eq(0)
    re = lost.where(x.isinf().where(inf, nan), re)
    im = lost.where(zero.where(0.0, im), im)
    im = zero.where(x * y.nan_to_num(0.0, 1.0, -1.0).sin(), im)
    return _holomorphic(z, join(re, im), lambda w, z: sinh(z))


def _hyperbolic(x: Real, y: Real, along: Real, across: Real, odd: bool) -> tuple[Real, Real]:
    """`along * cos y` and `across * sin y`, by exp(|x|) where those overflow."""
    size = x.abs()
    sine, cosine = y.sin(), y.cos()
    re, im = _scaled_exp(size, sine * 0.5, cosine * 0.5)
    far = size > _LARGE[x.dtype.bits] - 2
    negative = x.signbit()
    re = far.where(negative.where(-re, re) if odd else re, along * cosine)
    im = far.where(im if odd else negative.where(-im, im), across * sine)
    return re, _on_axis(y, im) if odd else y.eq(0).where(x.isnan().where(y, x.sign() * y), im)


def tanh(z: Complex) -> Complex:
    x, y = parts(z)
    size = x.abs()
    far = size > _FAR[x.dtype.bits]
    sine, cosine = y.sin(), y.cos()
    tangent = y.tan()
    beta = tangent * tangent + 1
    s = far.where(0.0, x).sinh()
    rho = (s * s + 1).sqrt()
    below = beta * s * s + 1
    small = far.where((-2 * size).exp(), 0.0)
    unit = x._filled(1.0).copysign(x)
    re = far.where(unit, beta * rho * s / below)
    im = far.where(sine * cosine * 4 * small, _on_axis(y, tangent / below))
    endless = x.isinf()
    im = endless.where((y.isfinite().where(sine * cosine, 0.0) * 0.0).copysign(sine * cosine), im)
    lost = y.isfinite().logical_not()
    re = lost.where(endless.where(unit, x.eq(0).where(x, nan)), re)
    im = lost.where(endless.where(0.0, nan), im)
    im = x.isnan().logical_and(y.eq(0)).where(y, im)
    return _holomorphic(z, join(re, im), lambda w, z: 1 - w * w)


def sin(z: Complex) -> Complex:
    return over_i(sinh(times_i(z)))


def cos(z: Complex) -> Complex:
    return cosh(times_i(z))


def tan(z: Complex) -> Complex:
    return over_i(tanh(times_i(z)))


def _arcs(z: Complex) -> tuple[Real, Real, Real]:
    """Of |x| + i|y|: the real parts of the inverse sine and cosine, and the imaginary part of the former.

    T. E. Hull, T. F. Fairgrieve, P. T. P. Tang, "Implementing the complex arcsine and arccosine functions
    using exception handling", ACM TOMS 23 (1997). What is far out is by its logarithm.
    """
    x, y = (part.abs() for part in parts(z))
    bits = x.dtype.bits
    largest = x.maximum(y)
    far = largest > (2.0**24 if bits == 32 else 2.0**53)
    a, b = far.where(1.0, x), far.where(1.0, y)
    r, s = (magnitude(join(a + sign, b)) for sign in (1, -1))
    mean = (r + s) * 0.5
    ratio = a / mean
    root_r, root_s = r + a + 1, s + (1 - a).abs()
    inner = a <= 1
    # (mean + a) * (mean - a), in which nothing cancels.
    left = mean + a
    above = inner.where(left * 0.5 * (b * b / root_r + root_s), left * 0.5)
    spread = inner.where(above.sqrt(), b * (left * 0.5 / root_r + left * 0.5 / root_s).sqrt())
    steep = ratio > 0.6417
    asin = steep.where(a.atan2(spread), ratio.minimum(1.0).asin())
    acos = steep.where(spread.atan2(a), ratio.minimum(1.0).acos())
    less = inner.where(
        (b * b / root_r + b * b / inner.logical_and(root_s.eq(0)).where(1.0, root_s)) * 0.5,
        (b * b / root_r + root_s) * 0.5,
    )
    flat = mean <= 1.5
    grown = flat.where(less, 0.0)
    log_near = (grown + (grown * (mean + 1)).sqrt()).log1p()
    log_mid = (mean + (mean.maximum(1.0) ** 2 - 1).sqrt()).log()
    size = log_(join(x * 0.5, y * 0.5)).real + 2 * log(2)
    imag = far.where(size, flat.where(log_near, log_mid))
    asin, acos = far.where(x.atan2(y), asin), far.where(y.atan2(x), acos)
    # Next to nothing the inverse sine is the number itself, whose square may be none.
    little = largest < (2.0**-14 if bits == 32 else 2.0**-28)
    asin, imag = little.where(x, asin), little.where(y, imag)
    return asin, acos, imag


def asin(z: Complex) -> Complex:
    x, y = parts(z)
    re, _, im = _arcs(z)
    re, im = re.copysign(x), im.copysign(y)
    re = x.eq(0).where(x, re)
    im = y.isinf().where(y, im)
    result = join(x.isnan().logical_and(y.isinf()).where(nan, re), im)
    return _holomorphic(z, result, lambda w, z: 1 / (sqrt(1 - z) * sqrt(1 + z)))


def acos(z: Complex) -> Complex:
    x, y = parts(z)
    _, re, im = _arcs(z)
    re = x.signbit().where(pi - re, re)
    re = x.eq(0).where(y.isnan().where(pi / 2, re), re)
    result = join(re, y.signbit().where(im, -im))
    return _holomorphic(z, result, lambda w, z: -1 / (sqrt(1 - z) * sqrt(1 + z)))


def asinh(z: Complex) -> Complex:
    return over_i(asin(times_i(z)))


def acosh(z: Complex) -> Complex:
    _, y = parts(z)
    w = acos(z)
    re, im = parts(w)
    result = join(im.abs(), re.copysign(y))
    return _holomorphic(z, result, lambda w, z: 1 / (sqrt(z - 1) * sqrt(z + 1)))


def atanh(z: Complex) -> Complex:
    x, y = parts(z)
    ax, ay = x.abs(), y.abs()
    far = ax.maximum(ay) > (2.0**12 if x.dtype.bits == 32 else 2.0**27)
    a, b = far.where(0.5, ax), far.where(0.5, ay)
    distance = (1 - a) * (1 - a) + b * b
    re = (a * 4 / distance).log1p() * 0.25
    im = (b * 2).atan2((1 - a) * (1 + a) - b * b) * 0.5
    large = ax.maximum(ay)
    scale = large.isinf().where(1.0, large)
    u, v = ax / scale, ay / scale
    # 1 / z is so small that nothing but itself and i pi / 2 is left.
    below = (u * u + v * v) * scale
    endless = x.isinf().logical_or(y.isinf())
    re = endless.where(0.0, far.where(u / below, re)).copysign(x)
    im = endless.where(y.isnan().where(nan, y._filled(pi / 2)), far.where(pi / 2 - v / below, im)).copysign(y)
    re = x.eq(0).where(x, re)
    return _holomorphic(z, join(re, im), lambda w, z: 1 / ((1 - z) * (1 + z)))


def atan(z: Complex) -> Complex:
    return over_i(atanh(times_i(z)))


# The largest whole power that is taken by multiplying.
_MOST_MULTIPLIED = 64


def power(base: Any, exponent: Any) -> Complex:
    """base ** exponent, of which at least one is complex; either may be a number."""
    scalar = as_scalar(exponent)
    number = as_complex(exponent) if scalar is None else complex(scalar)
    if number is not None and number.imag == 0 and number.real == int(number.real):
        whole = int(number.real)
        if abs(whole) <= _MOST_MULTIPLIED:
            z = base.cast(result_dtype(base, base._operand(exponent)))
            return _whole_power(z, whole)
    return _general_power(base, base._operand(exponent))


def _whole_power(z: Complex, exponent: int) -> Complex:
    result, square, left = None, z, abs(exponent)
    while left:
        if left & 1:
            result = square if result is None else result * square
        left >>= 1
        square = square * square if left else square
    if result is None:
        return z._filled(1)
    return 1 / result if exponent < 0 else result


def _general_power(base: Any, exponent: Any) -> Complex:
    to = complex_of(result_dtype(base, exponent))
    (x, y), flow = base._meet(exponent, dtype=to)
    z, w = base._wrap(x, base.device, flow), base._wrap(y, base.device, flow)
    at_zero, no_power = z.eq(0), w.eq(0)
    logarithm = log_(at_zero.where(1.0, z))
    plain = exp(logarithm * w)
    growing = w.real > 0
    at_origin = growing.where(z._filled(0), z._filled(complex(nan, nan)))
    result = no_power.where(z._filled(1), at_zero.where(at_origin, plain))

    def rule(g: Complex, result: Complex, z: Complex, w: Complex) -> tuple[Complex, Complex]:
        lower = no_power.where(z._filled(0), w * _general_power(z, w - 1))
        growth = at_zero.where(z._filled(0), result * log_(at_zero.where(1.0, z)))
        return g * lower.conj(), g * growth.conj()

    return z._derive(result, rule, w)


def reversed_power(exponent: Any, base: Any) -> Complex:
    """base ** exponent as a method of the exponent."""
    return power(exponent._operand(base), exponent)


def rounded(z: Complex, decimals: int = 0) -> Complex:
    x, y = parts(z)
    return join(x.round(decimals), y.round(decimals))


def isnan(z: Complex) -> Real:
    return z.real.isnan().logical_or(z.imag.isnan())


def isinf(z: Complex) -> Real:
    return z.real.isinf().logical_or(z.imag.isinf())


def isfinite(z: Complex) -> Real:
    return z.real.isfinite().logical_and(z.imag.isfinite())


def nan_to_num(z: Complex, *arguments: Any, **named: Any) -> Complex:
    x, y = parts(z)
    return join(x.nan_to_num(*arguments, **named), y.nan_to_num(*arguments, **named))


def var(z: Complex, *arguments: Any, **named: Any) -> Real:
    """The sum of the variances of both parts, as in PyTorch and NumPy."""
    x, y = parts(z)
    return x.var(*arguments, **named) + y.var(*arguments, **named)


def std(z: Complex, *arguments: Any, **named: Any) -> Real:
    return var(z, *arguments, **named).sqrt()


def var_mean(z: Complex, *arguments: Any, **named: Any) -> tuple[Real, Complex]:
    (variance, real), (other, imag) = (each.var_mean(*arguments, **named) for each in parts(z))
    return variance + other, join(real, imag)


def std_mean(z: Complex, *arguments: Any, **named: Any) -> tuple[Real, Complex]:
    variance, mean = var_mean(z, *arguments, **named)
    return variance.sqrt(), mean


def norm(z: Complex, *arguments: Any, **named: Any) -> Real:
    if "nuc" in (*arguments[:1], named.get("p")):
        from .reduction import Reduction

        return Reduction.norm(z, *arguments, **named)
    return magnitude(z).norm(*arguments, **named)


def vecdot(z: Complex, other: Any, axis: int = -1) -> Complex:
    from .linear_algebra import LinearAlgebra

    return LinearAlgebra.vecdot(z.conj(), other, axis)


def refused(name: str) -> Callable[..., Any]:
    def method(z: Complex, *_: Any, **__: Any) -> Any:
        raise DTypeError(f"{name} does not take {z.dtype}; take .real, .imag or .abs() first")

    return method
