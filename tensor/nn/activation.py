"""Activation functions as layers: each calls the function of its name with the arguments it was made with."""

from __future__ import annotations

from typing import Any, ClassVar

from ...runtime.errors import InvalidArgument, ShapeError
from ..functions.in_place import put
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import arguments, functional, initialisation
from .module import Module


class Activation(Module):
    """A layer without parameters, and the method of tensors that it calls."""

    operation: ClassVar[str]

    def __init_subclass__(cls, operation: str, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.operation = operation

    def __init__(self, inplace: bool = False) -> None:
        self.inplace = arguments.flag(self, "inplace", inplace)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(*self._given())
        return put(x, result, getattr(self, "inplace", False))

    def _given(self) -> tuple[Any, ...]:
        return ()

    def extra_repr(self) -> str:
        return "inplace=True" if getattr(self, "inplace", False) else ""


class _Plain(Activation, operation=""):
    """A layer without any arguments."""

    def __init__(self) -> None:
        self.inplace = False

    def __init_subclass__(cls, operation: str, **keywords: Any) -> None:
        super().__init_subclass__(operation, **keywords)


class _Scaled(Activation, operation=""):
    """A layer with numbers; `numbers` names them, in the order in which the method takes them."""

    numbers: ClassVar[tuple[str, ...]]

    def _given(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.numbers)

    def extra_repr(self) -> str:
        shown = [f"{name}={getattr(self, name)}" for name in self.numbers]
        return ", ".join([*shown, "inplace=True"] if getattr(self, "inplace", False) else shown)

    def __init_subclass__(cls, operation: str, **keywords: Any) -> None:
        super().__init_subclass__(operation, **keywords)


class ReLU(Activation, operation="relu"):
    """`Tensor.relu` as a layer: `max(x, 0)`. With `inplace` the input takes the result.

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


class LeakyReLU(_Scaled, operation="leaky_relu"):
    """`Tensor.leaky_relu` as a layer: x, or `negative_slope * x` below zero.

    Examples:
        >>> nn.LeakyReLU(0.25)(Tensor([-4.0, 2.0])).tolist()
        [-1.0, 2.0]
    """

    numbers = ("negative_slope",)

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = arguments.real(self, "negative_slope", negative_slope)


class RReLU(_Scaled, operation="leaky_relu"):
    """x, or below zero x times a slope, drawn from [lower, upper] for each element while training and their
    mean otherwise.

    Raises InvalidArgument unless `lower` is at most `upper`.

    Examples:
        >>> nn.RReLU(0.25, 0.75).eval()(Tensor([-4.0, 2.0])).tolist()
        [-2.0, 2.0]
        >>> -3.0 <= nn.RReLU(0.25, 0.75)(Tensor([-4.0])).item() <= -1.0
        True
    """

    numbers = ("lower", "upper")

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.lower = arguments.real(self, "lower", lower)
        self.upper = arguments.real(self, "upper", upper, self.lower)

    def forward(self, x: Tensor) -> Tensor:
        return functional.rrelu(x, self.lower, self.upper, self.training, self.inplace)


class ELU(_Scaled, operation="elu"):
    """`Tensor.elu` as a layer: x, or `alpha * (exp(x) - 1)` below zero.

    Examples:
        >>> nn.ELU(alpha=2.0)(Tensor([2.0, 0.0, float("-inf")])).tolist()
        [2.0, 0.0, -2.0]
    """

    numbers = ("alpha",)

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = arguments.real(self, "alpha", alpha)


class CELU(_Scaled, operation="celu"):
    """`Tensor.celu` as a layer: x, or `alpha * (exp(x / alpha) - 1)` below zero.

    Raises InvalidArgument for an `alpha` of 0.

    Examples:
        >>> nn.CELU(alpha=0.5)(Tensor([2.0, float("-inf")])).tolist()
        [2.0, -0.5]
    """

    numbers = ("alpha",)

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = arguments.real(self, "alpha", alpha)
        if not self.alpha:
            raise InvalidArgument("CELU: alpha must not be 0")


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

    Raises InvalidArgument for another `approximate`.

    Examples:
        >>> nn.GELU()(Tensor([-1.0, 0.0, 1.0])).numpy().round(4)
        array([-0.1587,  0.    ,  0.8413], dtype=float32)
        >>> nn.GELU(approximate="tanh")(Tensor([-1.0, 0.0, 1.0])).numpy().round(4)
        array([-0.1588,  0.    ,  0.8412], dtype=float32)
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = arguments.choice(self, "approximate", approximate, ("none", "tanh"))

    def _given(self) -> tuple[Any, ...]:
        return (self.approximate,)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


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


class Sigmoid(_Plain, operation="sigmoid"):
    """`Tensor.sigmoid` as a layer: `1 / (1 + exp(-x))`.

    Examples:
        >>> nn.Sigmoid()(Tensor([0.0, 100.0])).tolist()
        [0.5, 1.0]
    """


class LogSigmoid(_Plain, operation="logsigmoid"):
    """`Tensor.logsigmoid` as a layer: `log(sigmoid(x))`, exact for large |x|.

    Examples:
        >>> nn.LogSigmoid()(Tensor([-100.0, 0.0])).numpy().round(4)
        array([-100.    ,   -0.6931], dtype=float32)
    """


class Tanh(_Plain, operation="tanh"):
    """`Tensor.tanh` as a layer: the hyperbolic tangent.

    Examples:
        >>> nn.Tanh()(Tensor([0.0, 0.5, 20.0])).numpy().round(4)
        array([0.    , 0.4621, 1.    ], dtype=float32)
    """


class Tanhshrink(_Plain, operation="tanhshrink"):
    """`Tensor.tanhshrink` as a layer: `x - tanh(x)`.

    Examples:
        >>> nn.Tanhshrink()(Tensor([0.0, 20.0])).tolist()
        [0.0, 19.0]
    """


class Softplus(_Scaled, operation="softplus"):
    """`Tensor.softplus` as a layer: `log(1 + exp(beta * x)) / beta`, and x itself where `beta * x` is above
    `threshold`.

    Examples:
        >>> nn.Softplus()(Tensor([-2.0, 0.0, 50.0])).numpy().round(3)
        array([ 0.127,  0.693, 50.   ], dtype=float32)
    """

    numbers = ("beta", "threshold")

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        self.beta = arguments.real(self, "beta", beta)
        self.threshold = arguments.real(self, "threshold", threshold)


class Softsign(_Plain, operation="softsign"):
    """`Tensor.softsign` as a layer: `x / (1 + |x|)`.

    Examples:
        >>> nn.Softsign()(Tensor([-3.0, 0.0, 1.0])).tolist()
        [-0.75, 0.0, 0.5]
    """


class Softshrink(_Scaled, operation="softshrink"):
    """`Tensor.softshrink` as a layer: x moved toward 0 by `lambd`, 0 within it.

    Raises InvalidArgument for a negative `lambd`.

    Examples:
        >>> nn.Softshrink(1.0)(Tensor([-2.0, 0.5, 3.0])).tolist()
        [-1.0, 0.0, 2.0]
    """

    numbers = ("lambd",)

    def __init__(self, lambd: float = 0.5) -> None:
        self.lambd = arguments.real(self, "lambd", lambd, 0)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Hardshrink(_Scaled, operation="hardshrink"):
    """`Tensor.hardshrink` as a layer: x where |x| is above `lambd`, else 0.

    Examples:
        >>> nn.Hardshrink(1.0)(Tensor([-2.0, 0.5, 3.0])).tolist()
        [-2.0, 0.0, 3.0]
    """

    numbers = ("lambd",)

    def __init__(self, lambd: float = 0.5) -> None:
        self.lambd = arguments.real(self, "lambd", lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Hardtanh(_Scaled, operation="hardtanh"):
    """`Tensor.hardtanh` as a layer: x held in [`min_val`, `max_val`].

    Raises InvalidArgument unless `min_val` is less than `max_val`.

    Examples:
        >>> nn.Hardtanh(-2.0, 2.0)(Tensor([-3.0, 0.5, 3.0])).tolist()
        [-2.0, 0.5, 2.0]
    """

    numbers = ("min_val", "max_val")

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.min_val = arguments.real(self, "min_val", min_val)
        self.max_val = arguments.real(self, "max_val", max_val)
        if not self.min_val < self.max_val:
            raise InvalidArgument(f"Hardtanh: {min_val=} must be less than {max_val=}")


class Hardsigmoid(Activation, operation="hardsigmoid"):
    """`Tensor.hardsigmoid` as a layer: `x / 6 + 1 / 2` held in [0, 1].

    Examples:
        >>> nn.Hardsigmoid()(Tensor([-3.0, 0.0, 3.0])).tolist()
        [0.0, 0.5, 1.0]
    """

    def extra_repr(self) -> str:
        return ""


class Hardswish(Activation, operation="hardswish"):
    """`Tensor.hardswish` as a layer: `x * hardsigmoid(x)`.

    Examples:
        >>> nn.Hardswish()(Tensor([-1.5, 0.0, 3.0])).tolist()
        [-0.375, 0.0, 3.0]
    """

    def extra_repr(self) -> str:
        return ""


class Threshold(_Scaled, operation="threshold"):
    """`Tensor.threshold` as a layer: x where above `threshold`, else `value`.

    Examples:
        >>> nn.Threshold(1.0, -7.0)(Tensor([0.5, 1.5])).tolist()
        [-7.0, 1.5]
    """

    numbers = ("threshold", "value")

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.threshold = arguments.real(self, "threshold", threshold)
        self.value = arguments.real(self, "value", value)


class GLU(Activation, operation="glu"):
    """The first half of an axis times the sigmoid of the second.

    Calling it raises ShapeError for an axis of odd size.

    Examples:
        >>> nn.GLU()(Tensor([[3.0, 4.0, 0.0, 100.0]])).tolist()
        [[1.5, 4.0]]
    """

    def __init__(self, dim: int = -1) -> None:
        self.dim = arguments.whole(self, "dim", dim, -(10**6))

    def forward(self, x: Tensor) -> Tensor:
        return functional.glu(x, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class _Normalised(Activation, operation=""):
    def __init__(self, dim: int | None = None) -> None:
        self.dim = arguments.optional(arguments.whole, self, "dim", dim, -(10**6))

    def _axis(self, x: Tensor) -> int:
        if self.dim is not None:
            return int(self.dim)
        # PyTorch's old rule, which it keeps for models that name no axis.
        return 0 if x.ndim in (0, 1, 3) else 1

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(axis=self._axis(x))
        return result

    def extra_repr(self) -> str:
        return f"dim={self.dim}"

    def __init_subclass__(cls, operation: str, **keywords: Any) -> None:
        super().__init_subclass__(operation, **keywords)


class Softmax(_Normalised, operation="softmax"):
    """`Tensor.softmax` as a layer: `exp(x)` over its sum along `dim`.

    Without `dim` it is axis 0 of tensors of 0, 1 and 3 axes and axis 1 of others, as in PyTorch. Calling it
    raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.Softmax(dim=1)(Tensor([[0.0, 0.0], [100.0, -100.0]])).tolist()
        [[0.5, 0.5], [1.0, 0.0]]
    """


class LogSoftmax(_Normalised, operation="log_softmax"):
    """`Tensor.log_softmax` as a layer: the logarithm of `Softmax`, without rounding small probabilities to 0.

    `dim` is as for `Softmax`. Calling it raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.LogSoftmax(dim=0)(Tensor([0.0, 1000.0])).tolist()
        [-1000.0, 0.0]
    """


class Softmin(_Normalised, operation="softmax"):
    """`Softmax` of the negated input: the least gets the most.

    `dim` is as for `Softmax`. Calling it raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.Softmin(dim=0)(Tensor([0.0, 1000.0])).tolist()
        [1.0, 0.0]
    """

    def forward(self, x: Tensor) -> Tensor:
        return (-x).softmax(axis=self._axis(x))


class Softmax2d(Module):
    """`Tensor.softmax` over the channels of `[n, c, h, w]` or `[c, h, w]`.

    Calling it raises ShapeError for other axes.

    Examples:
        >>> nn.Softmax2d()(Tensor.zeros(1, 4, 1, 1)).flatten().tolist()
        [0.25, 0.25, 0.25, 0.25]
    """

    def forward(self, x: Tensor) -> Tensor:
        if x.ndim not in (3, 4):
            raise ShapeError(f"Softmax2d needs 3 or 4 axes; the input has shape {x.shape}")
        return x.softmax(axis=-3)


class PReLU(Module):
    """`Tensor.prelu` with a learned slope: x, or `weight * x` below zero.

    The weight is `[num_parameters]`, one for all channels or one for each (axis 1), and starts as `init`.
    Raises InvalidArgument for no parameters; calling it raises ShapeError where the channels are others.

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
        self.num_parameters = arguments.whole(self, "num_parameters", num_parameters)
        self.init = arguments.real(self, "init", init)
        self.weight = initialisation.constant((self.num_parameters,), self.init, device, dtype)

    def forward(self, x: Tensor) -> Tensor:
        return x.prelu(self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"
