"""Products of matrices, and what is said of one."""

from __future__ import annotations

from typing import Any

from ...tensor import Tensor
from ..lowering import lowering
from .broadcasting import aligned

# A method that is called with a text first.
_einsum: Any = Tensor.einsum


@lowering("MatMul")
def matmul(a: Tensor, b: Tensor) -> Tensor:
    return a @ b


@lowering("Gemm")
def gemm(
    a: Tensor,
    b: Tensor,
    c: Tensor | None,
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,
    transB: int = 0,
    broadcast: int = 0,
) -> Tensor:
    a, b = a.T if transA else a, b.T if transB else b
    result = a @ b
    if alpha != 1:
        result = (result * alpha).cast(a.dtype)
    if c is None or beta == 0:
        return result
    c = aligned(result, c, broadcast, None)
    return result + (c if beta == 1 else (c * beta).cast(a.dtype))


@lowering("Einsum", since=12)
def einsum(*values: Tensor, equation: str) -> Tensor:
    result: Tensor = _einsum(equation, *values)
    return result


@lowering("Det", since=11)
def determinant(x: Tensor) -> Tensor:
    return x.det()
