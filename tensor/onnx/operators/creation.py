"""Tensors made of nothing but a shape, a range or a value."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..elements import BY_ARRAY, dtype_of, from_array
from ..lowering import Host, Node, Value, lowering


@lowering("Constant")
def constant(
    *,
    value: Any = None,
    sparse_value: Any = None,
    value_float: float | None = None,
    value_floats: list[float] | None = None,
    value_int: int | None = None,
    value_ints: list[int] | None = None,
    value_string: str | None = None,
    value_strings: list[str] | None = None,
    node: Node,
) -> Value:
    given: list[Any] = [
        value,
        sparse_value,
        *(None if each is None else np.array(each, np.float32) for each in (value_float, value_floats)),
        *(None if each is None else np.array(each, np.int64) for each in (value_int, value_ints)),
        *(None if each is None else np.array(each, object) for each in (value_string, value_strings)),
    ]
    there = [each for each in given if each is not None]
    if len(there) != 1:
        raise InvalidArgument(f"a Constant has one value, not {len(there)}")
    result: Value = from_array(np.asarray(there[0]), node.device)
    return result


@lowering("ConstantOfShape", since=9)
def constant_of_shape(shape: Host, *, value: Any = None, node: Node) -> Value:
    one = from_array(np.zeros(1, np.float32) if value is None else value, node.device)
    sizes = tuple(shape.reshape(-1).tolist())
    if isinstance(one, Tensor):
        return one.reshape(()).broadcast_to(sizes)
    return type(one)(one.element, one.tensor.reshape(()).broadcast_to(sizes))  # type: ignore[no-any-return]


@lowering("Range", since=11)
def numbers(start: Host, limit: Host, delta: Host, *, node: Node) -> Tensor:
    """From start up to the limit, in steps; how many there are must be known."""
    first, last, step = start.item(), limit.item(), delta.item()
    if step == 0:
        raise InvalidArgument("Range in steps of 0 has no end")
    count = max(0, int(np.ceil((last - first) / step)))
    dtype = dtype_of(BY_ARRAY[start.dtype.name].number)
    values: Tensor = Tensor.arange(count, device=node.device).cast(dtype) * step + first
    return values.cast(dtype)


@lowering("EyeLike", since=9)
def eye_like(x: Tensor, *, dtype: int | None = None, k: int = 0) -> Tensor:
    rows, columns = x.shape
    row = Tensor.arange(rows, device=x.device).reshape((-1, 1))
    column = Tensor.arange(columns, device=x.device)
    return (column == row + k).cast(x.dtype if dtype is None else dtype_of(dtype))


def _sizes(x: Value) -> list[int]:
    if isinstance(x, (list, dict)) or x is None:
        raise InvalidArgument("a sequence has no shape")
    return list(x.shape)


@lowering("Shape")
def shape_of(x: Value, *, start: int = 0, end: int | None = None, node: Node) -> Tensor:
    return Tensor(_sizes(x)[start:end], dtype=dtypes.int64, device=node.device)


@lowering("Size")
def size_of(x: Value, *, node: Node) -> Tensor:
    return Tensor(math.prod(_sizes(x)), dtype=dtypes.int64, device=node.device)
