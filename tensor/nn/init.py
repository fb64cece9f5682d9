"""How parameters may start out: each function gives a tensor new values in place, and returns it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import prod, sqrt
from typing import Any, TypeVar, cast

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph import dtype as dtypes
from ..methods.arguments import checked, shown
from ..tensor import Tensor

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])

_GAINS = {
    **dict.fromkeys(
        (
            "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d",
            "conv_transpose3d", "sigmoid",
        ),
        1.0,
    ),
    "tanh": 5.0 / 3,
    "relu": sqrt(2.0),
    "selu": 3.0 / 4,
}  # fmt: skip


def _changes(function: FunctionT) -> FunctionT:
    """The function behind the doors of its parameters; the first is a tensor, and nothing is made one."""
    entered = checked(function)

    @wraps(function)
    def enter(tensor: object, *given: Any, **named: Any) -> Any:
        if not isinstance(tensor, Tensor):
            raise InvalidArgument(f"{function.__name__} changes a tensor, not {shown(tensor)}")
        return entered(tensor, *given, **named)

    return cast(FunctionT, enter)


@checked
def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By what a layer's deviation is multiplied for what comes after it; `param` is the slope of
    'leaky_relu'.

    Raises InvalidArgument for an unknown nonlinearity.

    Examples:
        >>> nn.init.calculate_gain("linear"), nn.init.calculate_gain("leaky_relu", 1.0)
        (1.0, 1.0)
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        return sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in _GAINS:
        raise InvalidArgument(f"calculate_gain: nonlinearity={nonlinearity!r:.60} is unknown")
    return _GAINS[nonlinearity]


@_changes
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0) -> Tensor:
    """Values uniform in [a, b).

    Examples:
        >>> x = nn.init.uniform_(Tensor.zeros(100), -1.0, 1.0)
        >>> bool((x.abs() <= 1).all())
        True
    """
    return _put(
        tensor, Tensor.uniform(*tensor.shape, low=a, high=b, device=tensor.device, dtype=tensor.dtype)
    )


@_changes
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0) -> Tensor:
    """Normal values with a mean and a deviation.

    Examples:
        >>> nn.init.normal_(Tensor.zeros(2, 3), std=0.02).shape
        (2, 3)
    """
    drawn = Tensor.normal(*tensor.shape, mean=mean, std=std, device=tensor.device, dtype=tensor.dtype)
    return _put(tensor, drawn)


@_changes
def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0
) -> Tensor:
    """Normal values of those between a and b.

    Raises InvalidArgument unless a is less than b and normal values are found between them.

    Examples:
        >>> x = nn.init.trunc_normal_(Tensor.zeros(1000), a=-1.0, b=1.0)
        >>> bool((x.abs() <= 1).all())
        True
    """
    if not a < b or not std > 0:
        raise InvalidArgument(f"trunc_normal_: {a=} must be less than {b=}, and {std=} positive")
    low, high = (a - mean) / std, (b - mean) / std
    wide = dtypes.float64 if tensor.dtype is dtypes.float64 else dtypes.float32
    drawn = Tensor.randn(*tensor.shape, device=tensor.device, dtype=wide)
    # What lies beyond is drawn again; in the end what is left is drawn uniformly.
    for _ in range(16):
        again = Tensor.randn(*tensor.shape, device=tensor.device, dtype=wide)
        drawn = ((drawn < low) | (drawn > high)).where(again, drawn).realize()
    rest = Tensor.uniform(*tensor.shape, low=low, high=high, device=tensor.device, dtype=wide)
    drawn = ((drawn < low) | (drawn > high)).where(rest, drawn)
    return _put(tensor, (drawn * std + mean).clip(a, b))


@_changes
def constant_(tensor: Tensor, val: float) -> Tensor:
    """One value everywhere.

    Examples:
        >>> nn.init.constant_(Tensor.zeros(2), 3.0).tolist()
        [3.0, 3.0]
    """
    return _put(tensor, Tensor.full(tensor.shape, val, device=tensor.device, dtype=tensor.dtype))


@_changes
def zeros_(tensor: Tensor) -> Tensor:
    """Zeros.

    Examples:
        >>> nn.init.zeros_(Tensor.ones(2)).tolist()
        [0.0, 0.0]
    """
    return constant_(tensor, 0.0)


@_changes
def ones_(tensor: Tensor) -> Tensor:
    """Ones.

    Examples:
        >>> nn.init.ones_(Tensor.zeros(2)).tolist()
        [1.0, 1.0]
    """
    return constant_(tensor, 1.0)


@_changes
def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix.

    Raises ShapeError for what is no matrix.

    Examples:
        >>> nn.init.eye_(Tensor.zeros(2, 2)).tolist()
        [[1.0, 0.0], [0.0, 1.0]]
    """
    if tensor.ndim != 2:
        raise ShapeError(f"eye_ takes a matrix; this tensor has shape {tensor.shape}")
    rows, columns = tensor.shape
    row = Tensor.arange(rows, device=tensor.device).unsqueeze(1)
    return _put(tensor, row.eq(Tensor.arange(columns, device=tensor.device).unsqueeze(0)))


@_changes
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A convolution's weight that leaves its input as it is, for as many channels as there are.

    Raises ShapeError unless there are 3 to 5 axes and `groups` divides the first.

    Examples:
        >>> nn.init.dirac_(Tensor.zeros(1, 1, 3)).tolist()
        [[[0.0, 1.0, 0.0]]]
    """
    if tensor.ndim not in (3, 4, 5) or groups < 1 or tensor.shape[0] % groups:
        raise ShapeError(f"dirac_: a weight of shape {tensor.shape} with {groups=}")
    outputs, inputs, *kernel = tensor.shape
    per_group = outputs // groups
    number = Tensor.arange(outputs, device=tensor.device) % per_group
    hit = number.unsqueeze(1).eq(Tensor.arange(inputs, device=tensor.device).unsqueeze(0))
    hit = hit.reshape(outputs, inputs, *(1,) * len(kernel)).expand(tensor.shape)
    for axis, size in enumerate(kernel):
        place = Tensor.arange(size, device=tensor.device).eq(size // 2)
        hit = hit & place.reshape([size if i == axis + 2 else 1 for i in range(tensor.ndim)])
    return _put(tensor, hit)


@_changes
def xavier_uniform_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Uniform within `gain * sqrt(6 / (fan_in + fan_out))` (Glorot and Bengio 2010).

    Raises ShapeError for fewer than 2 axes.

    Examples:
        >>> nn.init.xavier_uniform_(Tensor.zeros(2, 3)).shape
        (2, 3)
    """
    bound = gain * sqrt(6.0 / sum(_fans(tensor)))
    return uniform_(tensor, -bound, bound)


@_changes
def xavier_normal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """Normal with the deviation `gain * sqrt(2 / (fan_in + fan_out))` (Glorot and Bengio 2010).

    Raises ShapeError for fewer than 2 axes.

    Examples:
        >>> nn.init.xavier_normal_(Tensor.zeros(2, 3)).shape
        (2, 3)
    """
    return normal_(tensor, 0.0, gain * sqrt(2.0 / sum(_fans(tensor))))


@_changes
def kaiming_uniform_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Uniform within `gain * sqrt(3 / fan)` (He et al. 2015); `a` is the slope of 'leaky_relu'.

    `mode` is 'fan_in' or 'fan_out'. Raises InvalidArgument for another, ShapeError for fewer than 2 axes.

    Examples:
        >>> nn.init.kaiming_uniform_(Tensor.zeros(2, 3), nonlinearity="relu").shape
        (2, 3)
    """
    bound = sqrt(3.0) * calculate_gain(nonlinearity, a) / sqrt(_fan(tensor, mode))
    return uniform_(tensor, -bound, bound)


@_changes
def kaiming_normal_(
    tensor: Tensor, a: float = 0.0, mode: str = "fan_in", nonlinearity: str = "leaky_relu"
) -> Tensor:
    """Normal with the deviation `gain / sqrt(fan)` (He et al. 2015); `a` is the slope of 'leaky_relu'.

    `mode` is 'fan_in' or 'fan_out'. Raises InvalidArgument for another, ShapeError for fewer than 2 axes.

    Examples:
        >>> nn.init.kaiming_normal_(Tensor.zeros(2, 3), mode="fan_out", nonlinearity="relu").shape
        (2, 3)
    """
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / sqrt(_fan(tensor, mode)))


@_changes
def orthogonal_(tensor: Tensor, gain: float = 1.0) -> Tensor:
    """A random matrix with orthogonal rows or columns, whichever are fewer, times `gain` (Saxe et al. 2014).

    More than 2 axes count as a matrix with the first for its rows. It is computed on the host. Raises
    ShapeError for fewer than 2 axes.

    Examples:
        >>> x = nn.init.orthogonal_(Tensor.zeros(3, 5))
        >>> (x @ x.T).numpy().round(4) + 0.0
        array([[1., 0., 0.],
               [0., 1., 0.],
               [0., 0., 1.]], dtype=float32)
    """
    if tensor.ndim < 2:
        raise ShapeError(f"orthogonal_ needs 2 axes or more; this tensor has shape {tensor.shape}")
    import numpy as np

    rows, columns = tensor.shape[0], tensor.numel() // max(1, tensor.shape[0])
    drawn = Tensor.randn(rows, columns, device=tensor.device).numpy().astype("float64")
    q, r = np.linalg.qr(drawn.T if rows < columns else drawn)
    # With the signs of r's diagonal, so that all such matrices are as likely.
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    values = np.ascontiguousarray((q.T if rows < columns else q) * gain)
    return _put(tensor, Tensor(values, device=tensor.device).reshape(tensor.shape))


@_changes
def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01) -> Tensor:
    """Normal values, of which the share `sparsity` of each column is zero.

    Raises ShapeError for what is no matrix.

    Examples:
        >>> (nn.init.sparse_(Tensor.zeros(4, 3), 0.5).eq(0)).sum(axis=0).tolist()
        [2, 2, 2]
    """
    if tensor.ndim != 2:
        raise ShapeError(f"sparse_ takes a matrix; this tensor has shape {tensor.shape}")
    rows = tensor.shape[0]
    none = -int(-sparsity * rows // 1)
    order = Tensor.rand(*tensor.shape, device=tensor.device).argsort(0).argsort(0)
    drawn = Tensor.normal(*tensor.shape, std=std, device=tensor.device, dtype=tensor.dtype)
    return _put(tensor, (order >= none).where(drawn, 0.0))


def _put(tensor: Tensor, value: Tensor) -> Tensor:
    with Tensor.no_grad():
        return tensor.assign(value.cast(tensor.dtype)).realize()


def _fans(tensor: Tensor) -> tuple[int, int]:
    if tensor.ndim < 2:
        raise ShapeError(f"a tensor of shape {tensor.shape} has no fan in and fan out; 2 axes or more have")
    receptive = prod(tensor.shape[2:])
    return max(1, tensor.shape[1] * receptive), max(1, tensor.shape[0] * receptive)


def _fan(tensor: Tensor, mode: str) -> int:
    if mode not in ("fan_in", "fan_out"):
        raise InvalidArgument(f"mode={mode!r:.60} is 'fan_in' or 'fan_out'")
    return _fans(tensor)[mode == "fan_out"]
