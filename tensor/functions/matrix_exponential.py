"""The exponential of matrices: N. J. Higham, "The Scaling and Squaring Method for the Matrix Exponential
Revisited" (2005), and for gradients its theorem that the exponential of [[A, G], [0, A]] has the derivative
of that of A in the direction G in its upper right block.
"""

from __future__ import annotations

from typing import Any

from ..methods.gradient import TensorT
from .lapack import adjoint, call, declared, host, matrices

# Up to which 1-norm the quotient of polynomials of degree 13 is right to the last bit of float64, and their
# coefficients, from the constant up: table 2.3 and (2.1) of the paper.
_LARGEST_NORM = 5.371920351148152
_COEFFICIENTS = (
    64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0, 129060195264000.0,
    10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0, 40840800.0, 960960.0, 16380.0, 182.0, 1.0,
)  # fmt: skip


def matrix_exp(x: TensorT, /) -> TensorT:
    """The exponentials of square matrices: the sum of `x**k / k!` with products of matrices.

    Computed on the host. Raises ShapeError where one is not square, DTypeError for other dtypes than float32
    and float64.

    Examples:
        >>> bw.linalg.matrix_exp(Tensor([[0.0, 2.0], [0.0, 0.0]])).tolist()
        [[1.0, 2.0], [0.0, 1.0]]
    """
    matrices(x, "matrix_exp", square=True)
    array = host(x, "matrix_exp")
    values = call(_exponential, "matrix_exp", array).astype(array.dtype)

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        size = x.shape[-1]
        turned = adjoint(x)
        upper, lower = turned.cat(g, axis=-1), (turned * 0).cat(turned, axis=-1)
        whole = matrix_exp(upper.cat(lower, axis=-2))
        return (whole.narrow(-2, 0, size).narrow(-1, size, size),)

    return declared(values, rule, x)


def _exponential(array: Any) -> Any:
    import numpy

    if not array.size:
        return array
    a = array.astype(numpy.result_type(array.dtype, numpy.float64))
    norms = numpy.abs(a).sum(axis=-2).max(axis=-1)
    shares = numpy.where(numpy.isfinite(norms), norms / _LARGEST_NORM, 1)
    halvings = numpy.maximum(numpy.frexp(shares)[1], 0)[..., None, None]
    a = numpy.ldexp(1.0, -halvings) * a
    square = a @ a
    power = numpy.broadcast_to(numpy.eye(a.shape[-1], dtype=a.dtype), a.shape)
    even, odd = numpy.zeros_like(a), numpy.zeros_like(a)
    for first, second in zip(_COEFFICIENTS[::2], _COEFFICIENTS[1::2], strict=True):
        even, odd = even + first * power, odd + second * power
        power = power @ square
    odd = a @ odd
    result = numpy.linalg.solve(even - odd, even + odd)
    for step in range(int(halvings.max())):
        result = numpy.where(step < halvings, result @ result, result)
    return result
