"""Activation functions as layers: each calls a tensor method with the arguments it was made with."""

from __future__ import annotations

from typing import Any, ClassVar

from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .module import Module


class Activation(Module):
    """A layer without parameters; its arguments are those of the tensor method."""

    operation: ClassVar[str]

    def __init_subclass__(cls, operation: str, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.operation = operation

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        self._arguments, self._keywords = arguments, keywords

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(*self._arguments, **self._keywords)
        return result

    def describe(self) -> str:
        return ", ".join(
            [*map(repr, self._arguments), *(f"{key}={value!r}" for key, value in self._keywords.items())]
        )


class ReLU(Activation, operation="relu"):
    """`Tensor.relu` as a layer: `max(x, 0)`.

    Examples:
        >>> nn.ReLU()(Tensor([-1.5, 0.0, 2.0])).tolist()
        [0.0, 0.0, 2.0]
    """


class ReLU6(Activation, operation="relu6"):
    """`Tensor.relu6` as a layer: x held in [0, 6].

    Examples:
        >>> nn.ReLU6()(Tensor([-1.0, 3.0, 8.0])).tolist()
        [0.0, 3.0, 6.0]
    """


class LeakyReLU(Activation, operation="leaky_relu"):
    """`Tensor.leaky_relu` as a layer: x, or `negative_slope * x` below zero (0.01 where none is given).

    Examples:
        >>> nn.LeakyReLU(0.25)(Tensor([-4.0, 2.0])).tolist()
        [-1.0, 2.0]
    """


class ELU(Activation, operation="elu"):
    """`Tensor.elu` as a layer: x, or `alpha * (exp(x) - 1)` below zero, with an `alpha` of 1 where none is
    given.

    Examples:
        >>> nn.ELU(alpha=2.0)(Tensor([2.0, 0.0, float("-inf")])).tolist()
        [2.0, 0.0, -2.0]
    """


class CELU(Activation, operation="celu"):
    """`Tensor.celu` as a layer: x, or `alpha * (exp(x / alpha) - 1)` below zero, with an `alpha` of 1 where
    none is given.

    Examples:
        >>> nn.CELU(alpha=0.5)(Tensor([2.0, float("-inf")])).tolist()
        [2.0, -0.5]
    """


class SELU(Activation, operation="selu"):
    """`Tensor.selu` as a layer: ELU with the constants that keep mean 0 and variance 1 (Klambauer et al.
    2017).

    Examples:
        >>> nn.SELU()(Tensor([-1.0, 0.0, 1.0])).numpy().round(3)
        array([-1.111,  0.   ,  1.051], dtype=float32)
    """


class GELU(Activation, operation="gelu"):
    """`Tensor.gelu` as a layer: `x * Phi(x)`, or by the formula of Hendrycks and Gimpel with
    `approximate="tanh"`.

    Examples:
        >>> nn.GELU()(Tensor([-1.0, 0.0, 1.0])).numpy().round(4)
        array([-0.1587,  0.    ,  0.8413], dtype=float32)
        >>> nn.GELU(approximate="tanh")(Tensor([-1.0, 0.0, 1.0])).numpy().round(4)
        array([-0.1588,  0.    ,  0.8412], dtype=float32)
    """


class SiLU(Activation, operation="silu"):
    """`Tensor.silu` as a layer: `x * sigmoid(x)`.

    Examples:
        >>> nn.SiLU()(Tensor([-1.0, 0.0, 100.0])).numpy().round(4)
        array([ -0.2689,   0.    , 100.    ], dtype=float32)
    """


class Mish(Activation, operation="mish"):
    """`Tensor.mish` as a layer: `x * tanh(softplus(x))`.

    Examples:
        >>> nn.Mish()(Tensor([-1.0, 0.0, 20.0])).numpy().round(3)
        array([-0.303,  0.   , 20.   ], dtype=float32)
    """


class Sigmoid(Activation, operation="sigmoid"):
    """`Tensor.sigmoid` as a layer: `1 / (1 + exp(-x))`.

    Examples:
        >>> nn.Sigmoid()(Tensor([0.0, 100.0])).tolist()
        [0.5, 1.0]
    """


class LogSigmoid(Activation, operation="logsigmoid"):
    """`Tensor.logsigmoid` as a layer: `log(sigmoid(x))`, exact for large |x|.

    Examples:
        >>> nn.LogSigmoid()(Tensor([-100.0, 0.0])).numpy().round(4)
        array([-100.    ,   -0.6931], dtype=float32)
    """


class Tanh(Activation, operation="tanh"):
    """`Tensor.tanh` as a layer: the hyperbolic tangent.

    Examples:
        >>> nn.Tanh()(Tensor([0.0, 0.5, 20.0])).numpy().round(4)
        array([0.    , 0.4621, 1.    ], dtype=float32)
    """


class Softplus(Activation, operation="softplus"):
    """`Tensor.softplus` as a layer: `log(1 + exp(beta * x)) / beta`, and x itself where `beta * x` is above
    `threshold`. They are 1 and 20 where not given.

    Examples:
        >>> nn.Softplus()(Tensor([-2.0, 0.0, 50.0])).numpy().round(3)
        array([ 0.127,  0.693, 50.   ], dtype=float32)
    """


class Softsign(Activation, operation="softsign"):
    """`Tensor.softsign` as a layer: `x / (1 + |x|)`.

    Examples:
        >>> nn.Softsign()(Tensor([-3.0, 0.0, 1.0])).tolist()
        [-0.75, 0.0, 0.5]
    """


class Hardtanh(Activation, operation="hardtanh"):
    """`Tensor.hardtanh` as a layer: x held in [`min_val`, `max_val`], which is [-1, 1] where not given.

    Examples:
        >>> nn.Hardtanh(-2.0, 2.0)(Tensor([-3.0, 0.5, 3.0])).tolist()
        [-2.0, 0.5, 2.0]
    """


class Hardsigmoid(Activation, operation="hardsigmoid"):
    """`Tensor.hardsigmoid` as a layer: `x / 6 + 1 / 2` held in [0, 1].

    Examples:
        >>> nn.Hardsigmoid()(Tensor([-3.0, 0.0, 3.0])).tolist()
        [0.0, 0.5, 1.0]
    """


class Hardswish(Activation, operation="hardswish"):
    """`Tensor.hardswish` as a layer: `x * hardsigmoid(x)`.

    Examples:
        >>> nn.Hardswish()(Tensor([-1.5, 0.0, 3.0])).tolist()
        [-0.375, 0.0, 3.0]
    """


class Softmax(Activation, operation="softmax"):
    """`Tensor.softmax` as a layer: `exp(x)` over its sum along `dim`, the last axis where none is given.

    Calling it raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.Softmax(dim=1)(Tensor([[0.0, 0.0], [100.0, -100.0]])).tolist()
        [[0.5, 0.5], [1.0, 0.0]]
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__(axis=dim)


class LogSoftmax(Activation, operation="log_softmax"):
    """`Tensor.log_softmax` as a layer: the logarithm of `Softmax`, without rounding small probabilities to 0.

    Calling it raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.LogSoftmax(dim=0)(Tensor([0.0, 1000.0])).tolist()
        [-1000.0, 0.0]
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__(axis=dim)


class PReLU(Module):
    """`Tensor.prelu` with a learned slope: x, or `weight * x` below zero.

    The weight is `[num_parameters]`, one for all channels or one for each (axis 1), and starts as `init`.
    Calling it raises ShapeError where the channels are others.

    Examples:
        >>> layer = nn.PReLU(2, init=0.25)
        >>> layer(Tensor([[-4.0, 2.0]])).tolist(), layer.weight.tolist()
        ([[-1.0, 2.0]], [0.25, 0.25])
    """

    def __init__(
        self,
        num_parameters: int = 1,
        init: float = 0.25,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self.weight = initialisation.constant((num_parameters,), init, device, dtype)

    def forward(self, x: Tensor) -> Tensor:
        return x.prelu(self.weight)
