"""Eigenvalues of any square matrices, which are complex numbers.

The rules for gradients are in Ch. Boeddeker et al., "On the Computation of Complex-valued Gradients with
Application to Statistically Optimum Beamforming" (arXiv:1701.00392), section 4.
"""

from __future__ import annotations

from typing import Generic, NamedTuple
from weakref import ref

from ..graph.promotion import complex_of
from ..methods.gradient import TensorT
from .factorisation import alive, apart
from .lapack import adjoint, call, declared, host, matrices
from .solving import solve


class Eig(NamedTuple, Generic[TensorT]):
    """What `eig` returns."""

    eigenvalues: TensorT
    eigenvectors: TensorT


def eig(x: TensorT, /) -> Eig[TensorT]:
    """The eigenvalues of square matrices, in no order, and their eigenvectors as columns of length 1;
    complex.

    The gradient of the vectors is not finite where two eigenvalues are equal. Computed on the host. Raises
    InvalidArgument where an element is not finite, ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> values, vectors = bw.linalg.eig(Tensor([[2.0, 0.0], [0.0, 1.0]]))
        >>> values.tolist()
        [(2+0j), (1+0j)]
    """
    import numpy

    matrices(x, "eig", square=True)
    to = complex_of(x.dtype).name
    values, vectors = (each.astype(to) for each in call(numpy.linalg.eig, "eig", host(x, "eig")))

    def back(inner: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        rows = adjoint(y)
        found = solve(rows, inner.matmul(rows))
        return (found if x.dtype.kind == "c" else found.real,)

    def of_vectors(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        levels = alive(x, known_values)
        levels = eig(x).eigenvalues if levels is None else levels
        inner = adjoint(y).matmul(g)
        inner = inner - adjoint(y).matmul(y) * inner.diagonal(0, -2, -1).real.unsqueeze(-2)
        inner = inner - inner.diagonal(0, -2, -1).diag_embed()
        return back(inner / apart(levels).conj(), y, x)

    basis = declared(vectors, of_vectors, x)
    node = basis._node

    def of_values(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        return back(g.diag_embed(), x._wrap(node, x.device, x._flow), x)

    levels = declared(values, of_values, x)
    known_values = ref(levels._node)
    return Eig(levels, basis)


def eigvals(x: TensorT, /) -> TensorT:
    """The eigenvalues of square matrices, in no order; complex.

    Computed on the host. Raises as `eig`.

    Examples:
        >>> bw.linalg.eigvals(Tensor([[0.0, 1.0], [-1.0, 0.0]])).imag.tolist()
        [1.0, -1.0]
    """
    return eig(x).eigenvalues
