"""How parameters start out: PyTorch's distributions for each kind of layer."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod, sqrt

from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from .parameter import Parameter


def uniform(
    shape: Sequence[int], bound: float, device: str | None = None, dtype: DType = dtypes.float32
) -> Tensor:
    """A parameter with values uniform in [-bound, bound)."""
    return Parameter(Tensor.uniform(*shape, low=-bound, high=bound, device=device, dtype=dtype))


def fan_in_uniform(
    shape: Sequence[int], fan_in: int, device: str | None = None, dtype: DType = dtypes.float32
) -> Tensor:
    """Uniform within 1/sqrt(fan_in): PyTorch's start for linear and convolution layers."""
    return uniform(shape, 1 / sqrt(fan_in) if fan_in > 0 else 0.0, device, dtype)


def xavier_uniform(shape: Sequence[int], device: str | None = None, dtype: DType = dtypes.float32) -> Tensor:
    """Uniform within sqrt(6 / (fan_in + fan_out)) for [fan_out, fan_in, *kernel] (Glorot, Bengio 2010)."""
    receptive = prod(shape[2:])
    return uniform(shape, sqrt(6 / (receptive * (shape[0] + shape[1]))), device, dtype)


def xavier_normal(shape: Sequence[int], device: str | None = None, dtype: DType = dtypes.float32) -> Tensor:
    """Normal with the deviation sqrt(2 / (fan_in + fan_out)) for [fan_out, fan_in, *kernel]."""
    deviation = sqrt(2 / (prod(shape[2:]) * (shape[0] + shape[1])))
    return Parameter(Tensor.normal(*shape, std=deviation, device=device, dtype=dtype))


def standard_normal(shape: Sequence[int], device: str | None = None, dtype: DType = dtypes.float32) -> Tensor:
    """A parameter with values of mean 0 and variance 1."""
    return Parameter(Tensor.randn(*shape, device=device, dtype=dtype))


def constant(
    shape: Sequence[int], value: float, device: str | None = None, dtype: DType = dtypes.float32
) -> Tensor:
    """A parameter with one value everywhere."""
    return Parameter(Tensor.full(tuple(shape), value, device=device, dtype=dtype))
