"""Activation functions, in PyTorch's names and definitions."""

from __future__ import annotations

from math import exp, factorial, inf, pi, sqrt
from typing import Self, TypeVar

from ...runtime.errors import InvalidArgument
from ..graph import dtype as dtypes
from ..graph import node as nodes
from .composed import composed
from .mathematics import Mathematics, series_of
from .normal_tail import times_normal
from .single_precision import quotient_of_sums

# The normal distribution function less 1/2, by x, in powers of x**2: as far as it takes up to 1/2.
NORMAL_SERIES = {
    bits: [(-0.5) ** k / (factorial(k) * (2 * k + 1) * sqrt(2 * pi)) for k in range(terms)]
    for bits, terms in ((32, 7), (64, 11))
}

# What is added to the argument of an exponential that would fall under the smallest numbers, which does not
# round it, and what the result is multiplied with then.
RAISED = 30.134765625  # whose exponential is nearly a number of float32
LOWERED = exp(-RAISED)

Active = TypeVar("Active", bound="Activation")


class Activation(Mathematics):
    """Elementwise nonlinearities of neural networks."""

    __slots__ = ()

    def relu(self) -> Self:
        """`max(x, 0)`, with gradient 0 at 0.

        Examples:
            >>> Tensor([-1.5, 0.0, 2.0]).relu().tolist()
            [0.0, 0.0, 2.0]
        """
        return self._derive(self.maximum(0), lambda g, y, x: ((y > 0).where(g, 0),))

    def relu6(self) -> Self:
        """x kept within 0 and 6, with gradient 0 at and beyond them.

        Examples:
            >>> Tensor([-1.0, 3.0, 8.0]).relu6().tolist()
            [0.0, 3.0, 6.0]
        """
        return self.hardtanh(0.0, 6.0)

    def leaky_relu(self, negative_slope: float = 0.01) -> Self:
        """x where positive, else `negative_slope * x`.

        Examples:
            >>> Tensor([-4.0, 2.0]).leaky_relu(0.25).tolist()
            [-1.0, 2.0]
        """
        return (self > 0).where(self, self * negative_slope)

    def prelu(self, weight: Self) -> Self:
        """Leaky ReLU with a slope per channel (axis 1), or one for all.

        `weight` has one element, or one per channel. Raises ShapeError where it does not fit.

        Examples:
            >>> Tensor([[-4.0, -4.0]]).prelu(Tensor([0.25, 0.5])).tolist()
            [[-1.0, -2.0]]
        """
        count = weight.numel()
        shape = () if count == 1 else (count,) + (1,) * max(0, self.ndim - 2)
        slopes = weight._of_node(nodes.reshape(weight._node, shape))
        return (self > 0).where(self, self * slopes)

    def elu(self, alpha: float = 1.0) -> Self:
        """x where positive, else `alpha * (exp(x) - 1)`.

        Examples:
            >>> Tensor([2.0, 0.0, float("-inf")]).elu().tolist()
            [2.0, 0.0, -1.0]
        """
        return composed(self._wide(), _elu, alpha, 1.0).cast(self._as_float().dtype)

    def celu(self, alpha: float = 1.0) -> Self:
        """`max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))`, whose slope is 1 at 0 for every alpha.

        Examples:
            >>> Tensor([2.0, float("-inf")]).celu(alpha=0.5).tolist()
            [2.0, -0.5]
        """
        return composed(self._wide(), _elu, alpha, alpha).cast(self._as_float().dtype)

    def selu(self) -> Self:
        """Scaled ELU whose fixed point is mean 0 and variance 1 (Klambauer et al. 2017, appendix A2: the two
        numbers).

        Examples:
            >>> Tensor([-1.0, 0.0, 1.0]).selu().numpy().round(3)
            array([-1.111,  0.   ,  1.051], dtype=float32)
        """
        alpha, scale = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
        return composed(self._wide(), _elu, alpha, 1.0).mul(scale).cast(self._as_float().dtype)

    def sigmoid(self) -> Self:
        """`1 / (1 + exp(-x))`.

        Examples:
            >>> Tensor([0.0, 100.0]).sigmoid().tolist()
            [0.5, 1.0]
        """
        return composed(self._wide(), _sigmoid).cast(self._as_float().dtype)

    def logsigmoid(self) -> Self:
        """`log(sigmoid(x))`, exact for large |x|.

        Examples:
            >>> Tensor([-100.0, 0.0]).logsigmoid().numpy().round(4)
            array([-100.    ,   -0.6931], dtype=float32)
        """
        return composed(self._wide(), _logsigmoid).cast(self._as_float().dtype)

    def softplus(self, beta: float = 1.0, threshold: float = 20.0) -> Self:
        """`log(1 + exp(beta * x)) / beta`; x itself where `beta * x` is above `threshold`.

        Examples:
            >>> Tensor([-2.0, 0.0, 50.0]).softplus().numpy().round(3)
            array([ 0.127,  0.693, 50.   ], dtype=float32)
        """
        return composed(self._wide(), _softplus, beta, threshold).cast(self._as_float().dtype)

    def silu(self) -> Self:
        """`x * sigmoid(x)`, also known as swish.

        Examples:
            >>> Tensor([-1.0, 0.0, 100.0]).silu().numpy().round(4)
            array([ -0.2689,   0.    , 100.    ], dtype=float32)
        """
        # Of 16-bit floats nobody sees the roundings of the last steps.
        exact = self.dtype is dtypes.float32
        return composed(self._wide(), _silu, exact).cast(self._as_float().dtype)

    swish = silu

    def mish(self) -> Self:
        """`x * tanh(softplus(x))`.

        Examples:
            >>> Tensor([-1.0, 0.0, 20.0]).mish().numpy().round(3)
            array([-0.303,  0.   , 20.   ], dtype=float32)
        """
        return composed(self._wide(), _mish).cast(self._as_float().dtype)

    def softsign(self) -> Self:
        """`x / (1 + |x|)`.

        Examples:
            >>> Tensor([-3.0, 0.0, 1.0]).softsign().tolist()
            [-0.75, 0.0, 0.5]
        """
        x = self._wide()
        return (x / (x.abs() + 1)).cast(self._as_float().dtype)

    def gelu(self, approximate: str = "none") -> Self:
        """`x * Phi(x)` with the normal distribution function; `approximate='tanh'` for Hendrycks and Gimpel's
        formula.

        Raises InvalidArgument for another `approximate`.

        Examples:
            >>> Tensor([-1.0, 0.0, 1.0]).gelu().numpy().round(4)
            array([-0.1587,  0.    ,  0.8413], dtype=float32)
            >>> Tensor([-1.0, 0.0, 1.0]).gelu(approximate="tanh").numpy().round(4)
            array([-0.1588,  0.    ,  0.8412], dtype=float32)
        """
        if approximate == "tanh":
            result = composed(self._wide(), _gelu_by_tanh)
        elif approximate == "none":
            result = composed(self._wide(), _gelu, self.dtype is dtypes.float32)
        else:
            raise InvalidArgument(f"gelu: approximate is 'none' or 'tanh', not {approximate!r}")
        return result.cast(self._as_float().dtype)

    def _normal_share(self) -> Self:
        """x times the normal distribution function, of float64."""
        size = self.abs()
        bell, scaled = size._bell(0.5), (size * sqrt(0.5))._erfc_scaled() * 0.5
        far = (self < 0).where(self * scaled * bell, self * (1 - scaled * bell))
        bounded = self.clip(-0.5, 0.5)
        near = bounded * (bounded * (bounded * bounded)._polynomial(NORMAL_SERIES[self.dtype.bits]) + 0.5)
        return (size < 0.5).where(near, far)

    def quick_gelu(self) -> Self:
        """`x * sigmoid(1.702 * x)`, the approximation of GELU that CLIP has.

        Examples:
            >>> Tensor([-1.0, 0.0, 1.0]).quick_gelu().numpy().round(4)
            array([-0.1542,  0.    ,  0.8458], dtype=float32)
        """
        return composed(self._wide(), _quick_gelu).cast(self._as_float().dtype)

    def hardtanh(self, min_val: float = -1.0, max_val: float = 1.0) -> Self:
        """x kept within two bounds, with gradient 0 at and beyond them.

        Examples:
            >>> Tensor([-3.0, 0.5, 3.0]).hardtanh().tolist()
            [-1.0, 0.5, 1.0]
        """
        return self._derive(
            self._bounded(min_val, max_val),
            lambda g, y, x: ((x > min_val).logical_and(x < max_val).where(g, 0),),
        )

    def hardsigmoid(self) -> Self:
        """`relu6(x + 3) / 6`.

        Examples:
            >>> Tensor([-3.0, 0.0, 3.0]).hardsigmoid().tolist()
            [0.0, 0.5, 1.0]
        """
        return ((self._wide() + 3).relu6() / 6).cast(self._as_float().dtype)

    def hardswish(self) -> Self:
        """`x * relu6(x + 3) / 6`.

        Examples:
            >>> Tensor([-1.5, 0.0, 3.0]).hardswish().tolist()
            [-0.375, 0.0, 3.0]
        """
        x = self._wide()
        return (x * ((x + 3).relu6() / 6)).cast(self._as_float().dtype)

    def threshold(self, threshold: float, value: float) -> Self:
        """x where above `threshold`, else `value`.

        Examples:
            >>> Tensor([0.5, 1.5]).threshold(1.0, -7.0).tolist()
            [-7.0, 1.5]
        """
        return (self <= threshold).where(value, self)

    def softshrink(self, lambd: float = 0.5) -> Self:
        """x moved toward 0 by `lambd`, 0 within it.

        Examples:
            >>> Tensor([-2.0, 0.25, 2.0]).softshrink().tolist()
            [-1.5, 0.0, 1.5]
        """
        x = self._wide()
        moved = (x > 0).where(x - lambd, x + lambd)
        return (x.abs() <= lambd).where(0.0, moved).cast(self._as_float().dtype)

    def hardshrink(self, lambd: float = 0.5) -> Self:
        """x where |x| is above `lambd`, else 0.

        Examples:
            >>> Tensor([-2.0, 0.25, 2.0]).hardshrink().tolist()
            [-2.0, 0.0, 2.0]
        """
        return (self.abs() <= lambd).where(0.0, self)

    def tanhshrink(self) -> Self:
        """`x - tanh(x)`.

        Examples:
            >>> Tensor([0.0, 20.0]).tanhshrink().tolist()
            [0.0, 19.0]
        """
        x = self._wide()
        return (x - x.tanh()).cast(self._as_float().dtype)


def _sigmoid(x: Active) -> Active:
    # Of what is below zero too nothing overflows, and small values are there.
    small = (-x.abs()).exp()
    share = 1 / (small + 1)
    result = (x < 0).where(small - small * (small * share), share)
    return x._derive(result, lambda g, y, x: (g * (y * (1 - y)),))


def _logsigmoid(x: Active) -> Active:
    result = x.minimum(0) - (-x.abs()).exp().log1p()
    return x._derive(result, lambda g, y, x: (g * (-x).sigmoid(),))


def _softplus(x: Active, beta: float, threshold: float) -> Active:
    scaled = x * beta
    result = scaled.maximum(0) + (-scaled.abs()).exp().log1p()
    result = (scaled > threshold).where(x, result / beta)

    def rule(g: Active, _: Active, x: Active) -> tuple[Active]:
        return ((x * beta > threshold).where(g, g * (x * beta).sigmoid()),)

    return x._derive(result, rule)


def _mish(x: Active) -> Active:
    def formula(x: Active) -> Active:
        # With e = exp(-|x|), which does not overflow.
        small = (-x.abs()).exp()
        below, above = small * (small + 2), small * 2 + 1
        rest = (x < 0).where(2.0, small * small * 2)
        share = (x < 0).where(below, above)
        return x.isinf().where(x.relu(), x * (share / (share + rest)))

    def rule(g: Active, y: Active, x: Active) -> tuple[Active]:
        share = x.softplus().tanh()
        return (g * (share + x * ((1 - share * share) * x.sigmoid())),)

    return x._derive(x._doubly(formula), rule)


def _elu(x: Active, alpha: float, width: float) -> Active:
    """`alpha * (exp(x / width) - 1)` of what is below zero, x of what is not."""
    below = (x > 0).where(0.0, x)
    scaled = below if width == 1 else below / width
    if x.dtype is dtypes.float64:
        return (x > 0).where(x, scaled.expm1() * alpha)
    # Of what is not above zero the difference is within two roundings in float32.
    bounded = scaled.maximum(-0.5)
    near = bounded._led(bounded, series_of("expm1", 32))
    near = scaled.eq(0).where(scaled, near)
    result = (scaled < -0.5).where(scaled.exp() - 1, near)

    def rule(g: Active, _: Active, x: Active) -> tuple[Active]:
        scaled = x if width == 1 else x / width
        return ((x > 0).where(g, g * ((x > 0).where(0.0, scaled).exp() * (alpha / width))),)

    return x._derive((x > 0).where(x, result * alpha), rule)


def _silu(x: Active, exact: bool) -> Active:
    # Far below zero the exponential falls under the smallest numbers before its product with x does.
    far = x < (-700 if x.dtype is dtypes.float64 else -87)
    small = far.where(x + RAISED, -x.abs()).exp()
    below, whole = x < 0, small + 1
    product = below.where(x * small, x)
    if exact:
        rest = below.where(x._fma(small, -product), 0.0)
        near = quotient_of_sums(product, rest, whole, small - (whole - 1))
        near = (x < 100).where(near, x)
    elif x.dtype is dtypes.float32:
        near = product / whole
    else:
        share = 1 / whole
        near = x * below.where(small - small * (small * share), share)
    result = near * far.where(LOWERED, x._filled(1.0))

    def rule(g: Active, y: Active, x: Active) -> tuple[Active]:
        share = x.sigmoid()
        return (g * (share + x * (share * (1 - share))),)

    return x._derive(result, rule)


def _gelu(x: Active, exact: bool) -> Active:
    wide = x.dtype is dtypes.float64
    result = x.eq(-inf).where(-0.0, x._normal_share()) if wide else times_normal(x, exact)

    def rule(g: Active, y: Active, x: Active) -> tuple[Active]:
        bell = (x * x * -0.5).exp()
        share = bell * (x.abs() * sqrt(0.5))._erfc_scaled() * 0.5
        density = bell * (1 / sqrt(2 * pi))
        return (g * ((x < 0).where(share, 1 - share) + x * density),)

    return x._derive(result, rule)


def _gelu_by_tanh(x: Active) -> Active:
    return x * ((x + x * x * x * 0.044715) * sqrt(2 / pi) * 2).sigmoid()


def _quick_gelu(x: Active) -> Active:
    return x * (x * 1.702).sigmoid()
