"""Elementwise arithmetic and mathematics."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import Host, lowering
from .broadcasting import aligned

Binary = Callable[[Tensor, Tensor], Tensor]


def _divide(a: Tensor, b: Tensor) -> Tensor:
    """Integers are divided towards zero."""
    return a / b if a.dtype.is_float else a.div(b, rounding_mode="trunc")


def _put(operator: str, function: Binary) -> None:
    def current(a: Tensor, b: Tensor) -> Tensor:
        return function(a, b)

    def early(
        a: Tensor, b: Tensor, *, broadcast: int = 0, axis: int | None = None, consumed_inputs: object = None
    ) -> Tensor:
        return function(a, aligned(a, b, broadcast, axis))

    lowering(operator, since=7)(current)
    lowering(operator, since=1)(early)


_put("Add", lambda a, b: a + b)
_put("Sub", lambda a, b: a - b)
_put("Mul", lambda a, b: a * b)
_put("Div", _divide)


def _power(a: Tensor, b: Tensor) -> Tensor:
    """The result has the base's type."""
    if a.dtype.is_integer and b.dtype.is_float:
        return (a.cast(dtypes.float64) ** b.cast(dtypes.float64)).cast(a.dtype)
    return a ** b.cast(a.dtype) if a.dtype.is_float or a.dtype == b.dtype else (a**b).cast(a.dtype)


_put("Pow", _power)


@lowering("Mod", since=10)
def modulo(a: Tensor, b: Tensor, *, fmod: int = 0) -> Tensor:
    """The sign of the divisor; with `fmod` that of the dividend, as in C."""
    return a.fmod(b) if fmod else a.remainder(b)


def _unary(function: Callable[[Tensor], Tensor]) -> Callable[..., Tensor]:
    def apply(x: Tensor, *, consumed_inputs: object = None) -> Tensor:
        return function(x)

    return apply


# Each is the method of its name.
for _operator in [
    "Abs",
    "Acos",
    "Acosh",
    "Asin",
    "Asinh",
    "Atan",
    "Atanh",
    "Ceil",
    "Cos",
    "Cosh",
    "Erf",
    "Exp",
    "Floor",
    "Log",
    "Neg",
    "Reciprocal",
    "Round",
    "Sign",
    "Sin",
    "Sinh",
    "Sqrt",
    "Tan",
]:
    lowering(_operator)(_unary(getattr(Tensor, _operator.lower())))


@lowering("Max")
def maximum(*values: Tensor, consumed_inputs: object = None) -> Tensor:
    return reduce(Tensor.maximum, values)


@lowering("Min")
def minimum(*values: Tensor, consumed_inputs: object = None) -> Tensor:
    return reduce(Tensor.minimum, values)


@lowering("Sum")
def total(*values: Tensor, consumed_inputs: object = None) -> Tensor:
    return reduce(Tensor.add, values)


@lowering("Mean")
def mean(*values: Tensor, consumed_inputs: object = None) -> Tensor:
    return reduce(Tensor.add, values) / len(values)


@lowering("Clip", since=1)
def clip_1(
    x: Tensor, *, min: float | None = None, max: float | None = None, consumed_inputs: object = None
) -> Tensor:
    if min is not None:
        x = x.maximum(Tensor.full((), min, dtype=x.dtype, device=x.device))
    return x if max is None else x.minimum(Tensor.full((), max, dtype=x.dtype, device=x.device))


@lowering("Clip", since=11)
def clip(x: Tensor, least: Tensor | None, greatest: Tensor | None) -> Tensor:
    if least is not None:
        x = x.maximum(least.reshape(()))
    return x if greatest is None else x.minimum(greatest.reshape(()))


@lowering("BitShift", since=11)
def bit_shift(x: Tensor, by: Tensor, *, direction: str) -> Tensor:
    if direction not in ("LEFT", "RIGHT"):
        raise InvalidArgument(f"BitShift goes LEFT or RIGHT, not {direction!r}")
    return x << by if direction == "LEFT" else x >> by


@lowering("BitwiseAnd", since=18)
def bitwise_and(a: Tensor, b: Tensor) -> Tensor:
    return a & b


@lowering("BitwiseOr", since=18)
def bitwise_or(a: Tensor, b: Tensor) -> Tensor:
    return a | b


@lowering("BitwiseXor", since=18)
def bitwise_xor(a: Tensor, b: Tensor) -> Tensor:
    return a ^ b


@lowering("BitwiseNot", since=18)
def bitwise_not(x: Tensor) -> Tensor:
    return ~x


def _running(function: Callable[[Tensor, int], Tensor], first: int) -> Callable[..., Tensor]:
    """What has been seen up to each place along an axis; `exclusive` of the place itself."""

    def run(x: Tensor, axis: Host, *, exclusive: int = 0, reverse: int = 0) -> Tensor:
        along = int(axis.reshape(-1)[0]) % x.ndim
        x = x.flip(along) if reverse else x
        if exclusive:
            start = Tensor.full(
                (*x.shape[:along], 1, *x.shape[along + 1 :]), first, dtype=x.dtype, device=x.device
            )
            x = start.cat(x.narrow(along, 0, x.shape[along] - 1), dim=along) if x.shape[along] else x
        result = function(x, along).cast(x.dtype)
        return result.flip(along) if reverse else result

    return run


lowering("CumSum", since=11)(_running(Tensor.cumsum, 0))
lowering("CumProd", since=26)(_running(Tensor.cumprod, 1))
