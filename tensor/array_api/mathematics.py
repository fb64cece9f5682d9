"""Exponentials, logarithms and trigonometry, as the Array API standard has them; integers are float32."""

from __future__ import annotations

from ..graph.promotion import Scalar
from ..methods.complex_functions import join
from ..tensor import Tensor
from .operands import pair, put_behind_doors


def acos(x: Tensor, /) -> Tensor:
    """Inverse cosine, in radians from 0 to pi; nan beyond -1 and 1.

    Examples:
        >>> bw.acos(Tensor([1.0, 2.0])).tolist()
        [0.0, nan]
    """
    return x.acos()


def acosh(x: Tensor, /) -> Tensor:
    """Inverse hyperbolic cosine; nan below 1.

    Examples:
        >>> bw.acosh(Tensor([1.0, 0.5])).tolist()
        [0.0, nan]
    """
    return x.acosh()


def asin(x: Tensor, /) -> Tensor:
    """Inverse sine, in radians from -pi/2 to pi/2; nan beyond -1 and 1.

    Examples:
        >>> bw.asin(Tensor([0.0, 2.0])).tolist()
        [0.0, nan]
    """
    return x.asin()


def asinh(x: Tensor, /) -> Tensor:
    """Inverse hyperbolic sine.

    Examples:
        >>> bw.asinh(Tensor([0.0, float("inf")])).tolist()
        [0.0, inf]
    """
    return x.asinh()


def atan(x: Tensor, /) -> Tensor:
    """Inverse tangent, in radians from -pi/2 to pi/2.

    Examples:
        >>> bw.atan(Tensor([0.0, -0.0])).tolist()
        [0.0, -0.0]
    """
    return x.atan()


def atan2(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """The angle of the point (x2, x1), in radians in (-pi, pi].

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.atan2(Tensor([1.0, 0.0]), Tensor([0.0, -1.0])).numpy().round(4)
        array([1.5708, 3.1416], dtype=float32)
    """
    first, second = pair(x1, x2)
    return first.atan2(second)


def atanh(x: Tensor, /) -> Tensor:
    """Inverse hyperbolic tangent; nan beyond -1 and 1.

    Examples:
        >>> bw.atanh(Tensor([0.0, 1.0, 2.0])).tolist()
        [0.0, inf, nan]
    """
    return x.atanh()


def cos(x: Tensor, /) -> Tensor:
    """Cosine of an angle in radians.

    Examples:
        >>> bw.cos(Tensor([0.0, np.pi])).tolist()
        [1.0, -1.0]
    """
    return x.cos()


def cosh(x: Tensor, /) -> Tensor:
    """Hyperbolic cosine.

    Examples:
        >>> bw.cosh(Tensor([0.0, float("-inf")])).tolist()
        [1.0, inf]
    """
    return x.cosh()


def exp(x: Tensor, /) -> Tensor:
    """e to the power of x.

    Examples:
        >>> bw.exp(Tensor([0.0, float("-inf")])).tolist()
        [1.0, 0.0]
    """
    return x.exp()


def expm1(x: Tensor, /) -> Tensor:
    """`exp(x) - 1` without cancellation near 0.

    Examples:
        >>> bw.expm1(Tensor([1e-10])).numpy()
        array([1.e-10], dtype=float32)
    """
    return x.expm1()


def hypot(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """`sqrt(x1**2 + x2**2)` without overflow of the squares.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.hypot(Tensor([3.0]), Tensor([4.0])).tolist()
        [5.0]
    """
    first, second = pair(x1, x2)
    return first.hypot(second)


def log(x: Tensor, /) -> Tensor:
    """Natural logarithm; nan for negative numbers, -inf for 0.

    Examples:
        >>> bw.log(Tensor([1.0, 0.0, -1.0])).tolist()
        [0.0, -inf, nan]
    """
    return x.log()


def log10(x: Tensor, /) -> Tensor:
    """Logarithm to base 10; nan for negative numbers, -inf for 0.

    Examples:
        >>> bw.log10(Tensor([1.0, 100.0])).numpy().round(6)
        array([0., 2.], dtype=float32)
    """
    return x.log10()


def log1p(x: Tensor, /) -> Tensor:
    """`log(1 + x)` without cancellation near 0.

    Examples:
        >>> bw.log1p(Tensor([1e-10])).numpy()
        array([1.e-10], dtype=float32)
    """
    return x.log1p()


def log2(x: Tensor, /) -> Tensor:
    """Logarithm to base 2; nan for negative numbers, -inf for 0.

    Examples:
        >>> bw.log2(Tensor([8.0, 0.25])).numpy().round(6)
        array([ 3., -2.], dtype=float32)
    """
    return x.log2()


def logaddexp(x1: Tensor | Scalar, x2: Tensor | Scalar, /) -> Tensor:
    """`log(exp(x1) + exp(x2))`, exact where the exponentials would overflow.

    Raises ShapeError where the shapes do not broadcast.

    Examples:
        >>> bw.logaddexp(Tensor([1000.0]), Tensor([0.0])).tolist()
        [1000.0]
    """
    first, second = pair(x1, x2)
    return first.logaddexp(second)


def sin(x: Tensor, /) -> Tensor:
    """Sine of an angle in radians.

    Examples:
        >>> bw.sin(Tensor([0.0, np.pi / 2])).tolist()
        [0.0, 1.0]
    """
    return x.sin()


def sinh(x: Tensor, /) -> Tensor:
    """Hyperbolic sine.

    Examples:
        >>> bw.sinh(Tensor([0.0, float("-inf")])).tolist()
        [0.0, -inf]
    """
    return x.sinh()


def sqrt(x: Tensor, /) -> Tensor:
    """Square root; nan for negative numbers.

    Examples:
        >>> bw.sqrt(Tensor([4.0, 2.25, -1.0])).tolist()
        [2.0, 1.5, nan]
    """
    return x.sqrt()


def tan(x: Tensor, /) -> Tensor:
    """Tangent of an angle in radians.

    Examples:
        >>> bw.tan(Tensor([0.0, np.pi / 4])).numpy().round(6)
        array([0., 1.], dtype=float32)
    """
    return x.tan()


def tanh(x: Tensor, /) -> Tensor:
    """Hyperbolic tangent.

    At the infinities of the real axis a complex result's zero has the sign of the imaginary part, as the
    standard says, where the method, as in C, NumPy and PyTorch, has that of its sine by its cosine.

    Examples:
        >>> bw.tanh(Tensor([0.0, float("inf")])).tolist()
        [0.0, 1.0]
    """
    if not x.dtype.is_complex:
        return x.tanh()
    result, real, imag = x.tanh(), x.real, x.imag
    zero = real.isinf() & imag.isfinite()
    return zero.where(join(result.real, imag.zeros_like().copysign(imag)), result)


put_behind_doors(globals())
