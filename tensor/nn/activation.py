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
    """max(x, 0)."""


class ReLU6(Activation, operation="relu6"):
    """x held in [0, 6]."""


class LeakyReLU(Activation, operation="leaky_relu"):
    """x, or negative_slope * x below zero."""


class ELU(Activation, operation="elu"):
    """x, or alpha * (exp(x) - 1) below zero."""


class CELU(Activation, operation="celu"):
    """x, or alpha * (exp(x / alpha) - 1) below zero."""


class SELU(Activation, operation="selu"):
    """ELU with the constants that keep mean 0 and variance 1 (Klambauer et al. 2017)."""


class GELU(Activation, operation="gelu"):
    """x * Phi(x); approximate='tanh' for the formula of Hendrycks and Gimpel."""


class SiLU(Activation, operation="silu"):
    """x * sigmoid(x)."""


class Mish(Activation, operation="mish"):
    """x * tanh(softplus(x))."""


class Sigmoid(Activation, operation="sigmoid"):
    """1 / (1 + exp(-x))."""


class LogSigmoid(Activation, operation="logsigmoid"):
    """log(sigmoid(x))."""


class Tanh(Activation, operation="tanh"):
    """The hyperbolic tangent."""


class Softplus(Activation, operation="softplus"):
    """log(1 + exp(beta * x)) / beta."""


class Softsign(Activation, operation="softsign"):
    """x / (1 + |x|)."""


class Hardtanh(Activation, operation="hardtanh"):
    """x held in [min_val, max_val]."""


class Hardsigmoid(Activation, operation="hardsigmoid"):
    """x/6 + 1/2 held in [0, 1]."""


class Hardswish(Activation, operation="hardswish"):
    """x * hardsigmoid(x)."""


class Softmax(Activation, operation="softmax"):
    """exp(x) over its sum along `dim`."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__(axis=dim)


class LogSoftmax(Activation, operation="log_softmax"):
    """The logarithm of `Softmax`."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__(axis=dim)


class PReLU(Module):
    """x, or weight * x below zero; the weight is learned, one for all channels or one each."""

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
