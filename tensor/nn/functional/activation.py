"""Activation functions in PyTorch's form; with `inplace` the tensor that is given takes the result."""

from __future__ import annotations

from ....runtime.errors import InvalidArgument, ShapeError
from ...functions.in_place import put
from ...graph.promotion import as_dtype
from ...tensor import Tensor


def relu(x: Tensor, inplace: bool = False) -> Tensor:
    """`max(x, 0)`.

    Examples:
        >>> nn.functional.relu(Tensor([-1.5, 2.0])).tolist()
        [0.0, 2.0]
        >>> x = Tensor([-1.5, 2.0])
        >>> _ = nn.functional.relu(x, inplace=True)
        >>> x.tolist()
        [0.0, 2.0]
    """
    return put(x, x.relu(), inplace)


def relu6(x: Tensor, inplace: bool = False) -> Tensor:
    """x held in [0, 6].

    Examples:
        >>> nn.functional.relu6(Tensor([-1.0, 3.0, 8.0])).tolist()
        [0.0, 3.0, 6.0]
    """
    return put(x, x.relu6(), inplace)


def leaky_relu(x: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x, or `negative_slope * x` below zero.

    Examples:
        >>> nn.functional.leaky_relu(Tensor([-4.0, 2.0]), 0.25).tolist()
        [-1.0, 2.0]
    """
    return put(x, x.leaky_relu(negative_slope), inplace)


def rrelu(
    x: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """x, or below zero x times a slope, drawn from [lower, upper) for each element when training and their
    mean otherwise.

    Examples:
        >>> nn.functional.rrelu(Tensor([-4.0, 2.0]), 0.25, 0.75).tolist()
        [-2.0, 2.0]
    """
    if not training:
        return leaky_relu(x, (lower + upper) / 2, inplace)
    slope = Tensor.uniform(*x.shape, low=lower, high=upper, device=x.device, dtype=x.dtype)
    return put(x, (x > 0).where(x, x * slope), inplace)


def prelu(x: Tensor, weight: Tensor) -> Tensor:
    """x, or `weight * x` below zero, with one weight or one for each channel (axis 1).

    Raises ShapeError where the weights do not fit.

    Examples:
        >>> nn.functional.prelu(Tensor([[-4.0, -4.0]]), Tensor([0.25, 0.5])).tolist()
        [[-1.0, -2.0]]
    """
    return x.prelu(weight)


def elu(x: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x, or `alpha * (exp(x) - 1)` below zero.

    Examples:
        >>> nn.functional.elu(Tensor([2.0, float("-inf")])).tolist()
        [2.0, -1.0]
    """
    return put(x, x.elu(alpha), inplace)


def selu(x: Tensor, inplace: bool = False) -> Tensor:
    """ELU with the constants that keep mean 0 and variance 1.

    Examples:
        >>> nn.functional.selu(Tensor([-1.0, 1.0])).numpy().round(3)
        array([-1.111,  1.051], dtype=float32)
    """
    return put(x, x.selu(), inplace)


def celu(x: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x, or `alpha * (exp(x / alpha) - 1)` below zero.

    Examples:
        >>> nn.functional.celu(Tensor([2.0, float("-inf")]), alpha=0.5).tolist()
        [2.0, -0.5]
    """
    return put(x, x.celu(alpha), inplace)


def gelu(x: Tensor, approximate: str = "none") -> Tensor:
    """`x * Phi(x)`, or the formula of Hendrycks and Gimpel with `approximate="tanh"`.

    Raises InvalidArgument for another `approximate`.

    Examples:
        >>> nn.functional.gelu(Tensor([-1.0, 0.0, 1.0])).numpy().round(4)
        array([-0.1587,  0.    ,  0.8413], dtype=float32)
    """
    return x.gelu(approximate)


def silu(x: Tensor, inplace: bool = False) -> Tensor:
    """`x * sigmoid(x)`.

    Examples:
        >>> nn.functional.silu(Tensor([0.0, 100.0])).tolist()
        [0.0, 100.0]
    """
    return put(x, x.silu(), inplace)


def mish(x: Tensor, inplace: bool = False) -> Tensor:
    """`x * tanh(softplus(x))`.

    Examples:
        >>> nn.functional.mish(Tensor([0.0, 20.0])).tolist()
        [0.0, 20.0]
    """
    return put(x, x.mish(), inplace)


def sigmoid(x: Tensor) -> Tensor:
    """`1 / (1 + exp(-x))`.

    Examples:
        >>> nn.functional.sigmoid(Tensor([0.0, 100.0])).tolist()
        [0.5, 1.0]
    """
    return x.sigmoid()


def logsigmoid(x: Tensor) -> Tensor:
    """`log(sigmoid(x))`, exact for large |x|.

    Examples:
        >>> nn.functional.logsigmoid(Tensor([-100.0])).tolist()
        [-100.0]
    """
    return x.logsigmoid()


def tanh(x: Tensor) -> Tensor:
    """The hyperbolic tangent.

    Examples:
        >>> nn.functional.tanh(Tensor([0.0, 20.0])).tolist()
        [0.0, 1.0]
    """
    return x.tanh()


def tanhshrink(x: Tensor) -> Tensor:
    """`x - tanh(x)`.

    Examples:
        >>> nn.functional.tanhshrink(Tensor([0.0, 20.0])).tolist()
        [0.0, 19.0]
    """
    return x.tanhshrink()


def softplus(x: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """`log(1 + exp(beta * x)) / beta`, and x itself where `beta * x` is above `threshold`.

    Examples:
        >>> nn.functional.softplus(Tensor([0.0, 50.0])).numpy().round(3)
        array([ 0.693, 50.   ], dtype=float32)
    """
    return x.softplus(beta, threshold)


def softsign(x: Tensor) -> Tensor:
    """`x / (1 + |x|)`.

    Examples:
        >>> nn.functional.softsign(Tensor([-3.0, 1.0])).tolist()
        [-0.75, 0.5]
    """
    return x.softsign()


def softshrink(x: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved toward 0 by `lambd`, 0 within it.

    Raises InvalidArgument for a negative `lambd`.

    Examples:
        >>> nn.functional.softshrink(Tensor([-2.0, 0.25, 2.0])).tolist()
        [-1.5, 0.0, 1.5]
    """
    if lambd < 0:
        raise InvalidArgument(f"softshrink: {lambd=} must not be negative")
    return x.softshrink(lambd)


def hardshrink(x: Tensor, lambd: float = 0.5) -> Tensor:
    """x where |x| is above `lambd`, else 0.

    Examples:
        >>> nn.functional.hardshrink(Tensor([-2.0, 0.25, 2.0])).tolist()
        [-2.0, 0.0, 2.0]
    """
    return x.hardshrink(lambd)


def hardtanh(x: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x held in [`min_val`, `max_val`].

    Raises InvalidArgument where the first is the greater.

    Examples:
        >>> nn.functional.hardtanh(Tensor([-3.0, 0.5, 3.0])).tolist()
        [-1.0, 0.5, 1.0]
    """
    if min_val > max_val:
        raise InvalidArgument(f"hardtanh: {min_val=} is greater than {max_val=}")
    return put(x, x.hardtanh(min_val, max_val), inplace)


def hardsigmoid(x: Tensor, inplace: bool = False) -> Tensor:
    """`x / 6 + 1 / 2` held in [0, 1].

    Examples:
        >>> nn.functional.hardsigmoid(Tensor([-3.0, 0.0, 3.0])).tolist()
        [0.0, 0.5, 1.0]
    """
    return put(x, x.hardsigmoid(), inplace)


def hardswish(x: Tensor, inplace: bool = False) -> Tensor:
    """`x * hardsigmoid(x)`.

    Examples:
        >>> nn.functional.hardswish(Tensor([-1.5, 0.0, 3.0])).tolist()
        [-0.375, 0.0, 3.0]
    """
    return put(x, x.hardswish(), inplace)


def threshold(x: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where above `threshold`, else `value`.

    Examples:
        >>> nn.functional.threshold(Tensor([0.5, 1.5]), 1.0, -7.0).tolist()
        [-7.0, 1.5]
    """
    return put(x, x.threshold(threshold, value), inplace)


def glu(x: Tensor, dim: int = -1) -> Tensor:
    """The first half of an axis times the sigmoid of the second.

    Raises ShapeError for an axis of odd size, IndexOutOfRange where there is no such axis.

    Examples:
        >>> nn.functional.glu(Tensor([3.0, 4.0, 0.0, 100.0])).tolist()
        [1.5, 4.0]
    """
    axis = x._axis(dim)
    if not x.ndim or x.shape[axis] % 2:
        raise ShapeError(f"glu: axis {dim} of shape {x.shape} has no two halves")
    half = x.shape[axis] // 2
    return x.narrow(axis, 0, half) * x.narrow(axis, half, half).sigmoid()


def softmax(x: Tensor, dim: int | None = None, *, dtype: object = None) -> Tensor:
    """`exp(x)` over its sum along `dim`; in `dtype`, where one is given.

    Without `dim` it is axis 0 of tensors of 0, 1 and 3 axes and axis 1 of others, as in PyTorch.

    Examples:
        >>> nn.functional.softmax(Tensor([[0.0, 0.0], [100.0, -100.0]]), dim=-1).tolist()
        [[0.5, 0.5], [1.0, 0.0]]
    """
    return _in(x, dtype).softmax(axis=_dim(x, dim))


def log_softmax(x: Tensor, dim: int | None = None, *, dtype: object = None) -> Tensor:
    """The logarithm of `softmax`, without rounding small probabilities to 0.

    Examples:
        >>> nn.functional.log_softmax(Tensor([0.0, 1000.0]), dim=0).tolist()
        [-1000.0, 0.0]
    """
    return _in(x, dtype).log_softmax(axis=_dim(x, dim))


def softmin(x: Tensor, dim: int | None = None, *, dtype: object = None) -> Tensor:
    """`softmax` of the negated input: the least gets the most.

    Examples:
        >>> nn.functional.softmin(Tensor([0.0, 1000.0]), dim=0).tolist()
        [1.0, 0.0]
    """
    return (-_in(x, dtype)).softmax(axis=_dim(x, dim))


def gumbel_softmax(logits: Tensor, tau: float = 1.0, hard: bool = False, dim: int = -1) -> Tensor:
    """A draw from the Gumbel-softmax distribution: softmax of the noisy logits over `tau`.

    With `hard` it is one-hot, with the gradient of the soft one. Raises InvalidArgument unless `tau` is
    positive.

    Examples:
        >>> drawn = nn.functional.gumbel_softmax(Tensor([[0.0, 100.0]]), hard=True)
        >>> drawn.tolist()
        [[0.0, 1.0]]
    """
    if not tau > 0:
        raise InvalidArgument(f"gumbel_softmax: {tau=} must be positive")
    unit = Tensor.rand(*logits.shape, device=logits.device, dtype=logits.dtype)
    noise = -(-unit.log()).log()
    soft = ((logits + noise) / tau).softmax(axis=dim)
    if not hard:
        return soft
    chosen = soft.detach().argmax(dim, keepdims=True)
    axis = logits._axis(dim)
    place = Tensor.arange(logits.shape[axis], device=logits.device)
    along = place.reshape([-1 if i == axis else 1 for i in range(logits.ndim)])
    one_hot = along.eq(chosen).cast(soft.dtype)
    return one_hot - soft.detach() + soft


def _in(x: Tensor, dtype: object) -> Tensor:
    return x if dtype is None else x.cast(as_dtype(dtype))


def _dim(x: Tensor, dim: int | None) -> int:
    # PyTorch's old rule, which it keeps for models that name no axis.
    return dim if dim is not None else (0 if x.ndim in (0, 1, 3) else 1)
