"""Factorisations of matrices: Cholesky, QR, eigenvalues and singular values.

The rules for gradients are those of M. Giles, "An extended collection of matrix derivative results for
forward and reverse mode algorithmic differentiation" (2008), and of M. Seeger et al., "Auto-Differentiating
Linear Algebra" (arXiv:1710.08717).
"""

from __future__ import annotations

from typing import Any, Generic, Literal, NamedTuple
from weakref import ref

from ...runtime.errors import GradientError, InvalidArgument
from ..graph.node import Node
from ..methods.gradient import TensorT
from . import native
from .lapack import adjoint, call, declared, host, lower_half, matrices
from .solving import inv, solve


class QR(NamedTuple, Generic[TensorT]):
    """What `qr` returns."""

    Q: TensorT
    R: TensorT


class Eigh(NamedTuple, Generic[TensorT]):
    """What `eigh` returns."""

    eigenvalues: TensorT
    eigenvectors: TensorT


class SVD(NamedTuple, Generic[TensorT]):
    """What `svd` returns."""

    U: TensorT
    S: TensorT
    Vh: TensorT


def cholesky(x: TensorT, /, upper: bool = False) -> TensorT:
    """The lower triangular L with `L @ L.mT` equal to symmetric positive definite matrices, or its transpose.

    Only the lower triangle of `x` is read. Computed on the host. Raises InvalidArgument where a matrix is not
    positive definite, ShapeError where it is not square, DTypeError for other dtypes than float32 and
    float64.

    Examples:
        >>> bw.linalg.cholesky(Tensor([[4.0, 2.0], [2.0, 5.0]])).tolist()
        [[2.0, 0.0], [1.0, 2.0]]
    """
    import numpy

    matrices(x, "cholesky", square=True)
    values: Any = native.cholesky(x)
    if values is None:
        values = call(numpy.linalg.cholesky, "cholesky", host(x, "cholesky"))

    def rule(g: TensorT, low: TensorT, x: TensorT) -> tuple[TensorT]:
        inner = lower_half(adjoint(low).matmul(g.tril()))
        symmetric = (inner + adjoint(inner)) * 0.5
        left = solve(adjoint(low), symmetric)
        return (adjoint(solve(adjoint(low), adjoint(left))),)

    low = declared(values, rule, x)
    return adjoint(low) if upper else low


def qr(x: TensorT, /, mode: Literal["reduced", "complete"] = "reduced") -> QR[TensorT]:
    """Matrices as `Q @ R`: Q with orthonormal columns, R upper triangular.

    Of `[.., m, n]` Q is `[.., m, k]` and R `[.., k, n]` with k the lesser of m and n, or m if `mode` is
    'complete', which has no gradient where m is greater than n. Computed on the host. Raises InvalidArgument
    for another mode, ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> Q, R = bw.linalg.qr(Tensor([[3.0, 1.0], [4.0, 2.0]]))
        >>> (Q @ R).numpy().round(4)
        array([[3., 1.],
               [4., 2.]], dtype=float32)
    """
    import numpy

    matrices(x, "qr")
    if mode not in ("reduced", "complete"):
        raise InvalidArgument(f"qr: the mode is 'reduced' or 'complete', not {mode!r}")
    values: Any = native.qr(x, mode)
    if values is None:
        values = call(numpy.linalg.qr, "qr", host(x, "qr"), mode=mode)
    rows, columns = x.shape[-2:]

    def gradient(x: TensorT, q: TensorT, r: TensorT, g_q: TensorT | None, g_r: TensorT | None) -> TensorT:
        if mode == "complete" and rows > columns:
            raise GradientError(
                "qr in the mode 'complete' has no gradient where there are more rows than columns"
            )
        size = min(rows, columns)
        rest = columns - size
        g_b = None
        if rest:
            # x = [a, b] has a = q @ left and b = q @ (the rest of r).
            b, g_rest = x.narrow(-1, size, rest), (g_r if g_r is not None else r * 0).narrow(-1, size, rest)
            g_b, from_b = q.matmul(g_rest), b.matmul(adjoint(g_rest))
            g_q = from_b if g_q is None else g_q + from_b
        left = r.narrow(-1, 0, size)
        inner = left * 0 if g_r is None else left.matmul(adjoint(g_r.narrow(-1, 0, size)))
        if g_q is not None:
            inner = inner - adjoint(g_q).matmul(q)
        below = inner.tril(-1)
        whole = q.matmul(below + adjoint(below) + inner.diagonal(0, -2, -1).real.diag_embed())
        whole = whole if g_q is None else whole + g_q
        g_a = adjoint(solve(left, adjoint(whole)))
        return g_a if g_b is None else g_a.cat(g_b, axis=-1)

    def of_q(g: TensorT, q: TensorT, x: TensorT) -> tuple[TensorT]:
        beside = alive(x, known_r)
        return (gradient(x, q, qr(x, mode).R if beside is None else beside, g, None),)

    q = declared(values[0], of_q, x)
    q_node = q._node

    def of_r(g: TensorT, r: TensorT, x: TensorT) -> tuple[TensorT]:
        return (gradient(x, x._wrap(q_node, x.device, x._flow), r, None, g),)

    r = declared(values[1], of_r, x)
    known_r = ref(r._node)
    return QR(q, r)


def alive(x: TensorT, known: ref[Node]) -> TensorT | None:
    """Another result of a factorisation of x, where somebody still has it.

    A rule that held the result whose rule holds its own would keep both for ever.
    """
    found = known()
    return None if found is None else x._wrap(found, x.device, x._flow)


def eigh(x: TensorT, /, UPLO: str = "L") -> Eigh[TensorT]:
    """The eigenvalues of symmetric matrices, in ascending order, and their eigenvectors as columns.

    Only the lower triangle of `x` is read, or the upper one where `UPLO` is 'U'. The gradient of the vectors
    is not finite where two eigenvalues are equal. Computed on the host. Raises ShapeError, DTypeError as
    `cholesky`.

    Examples:
        >>> values, vectors = bw.linalg.eigh(Tensor([[2.0, 0.0], [0.0, 1.0]]))
        >>> values.tolist()
        [1.0, 2.0]
    """
    import numpy

    matrices(x, "eigh", square=True)
    _checked_triangle(UPLO, "eigh")
    values, vectors = call(numpy.linalg.eigh, "eigh", host(x, "eigh"), UPLO=UPLO)

    def of_vectors(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        levels = alive(x, known_values)
        inner = adjoint(y).matmul(g) / apart(eigh(x, UPLO).eigenvalues if levels is None else levels)
        inner = inner - inner.diagonal(0, -2, -1).diag_embed()
        return (y.matmul(inner).matmul(adjoint(y)),)

    basis = declared(vectors, of_vectors, x)
    node = basis._node

    def of_values(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        columns = x._wrap(node, x.device, x._flow)
        return ((columns * g.unsqueeze(-2)).matmul(adjoint(columns)),)

    levels = declared(values, of_values, x)
    known_values = ref(levels._node)
    return Eigh(levels, basis)


def _checked_triangle(triangle: str, function: str) -> None:
    if triangle not in ("L", "U"):
        raise InvalidArgument(f"{function}: UPLO is 'L' or 'U', not {triangle!r}")


def apart(levels: TensorT) -> TensorT:
    """Differences [i, j] of levels j and i, with 1 on the diagonal."""
    differences = levels.unsqueeze(-2) - levels.unsqueeze(-1)
    return differences + (levels * 0 + 1).diag_embed()


def eigvalsh(x: TensorT, /, UPLO: str = "L") -> TensorT:
    """The eigenvalues of symmetric matrices, in ascending order.

    Of `x` one triangle is read, as by `eigh`. Computed on the host. Raises ShapeError, DTypeError as
    `cholesky`.

    Examples:
        >>> bw.linalg.eigvalsh(Tensor([[2.0, 0.0], [0.0, 1.0]])).tolist()
        [1.0, 2.0]
    """
    import numpy

    matrices(x, "eigvalsh", square=True)
    _checked_triangle(UPLO, "eigvalsh")
    values: Any = native.eigenvalues(x, UPLO)
    if values is None:
        values = call(numpy.linalg.eigvalsh, "eigvalsh", host(x, "eigvalsh"), UPLO=UPLO)

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        columns = eigh(x, UPLO).eigenvectors
        return ((columns * g.unsqueeze(-2)).matmul(adjoint(columns)),)

    return declared(values, rule, x)


def svd(x: TensorT, /, full_matrices: bool = True) -> SVD[TensorT]:
    """Matrices as `(U * S.unsqueeze(-2)) @ Vh`: U and Vh orthonormal, S in descending order.

    Of `[.., m, n]` U is `[.., m, m]`, S `[.., k]` and Vh `[.., n, n]` with k the lesser of m and n; without
    `full_matrices` they have k columns and rows, and gradients. Those of U and Vh are not finite where two
    singular values are equal. Computed on the host. Raises ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> U, S, Vh = bw.linalg.svd(Tensor([[0.0, 3.0], [2.0, 0.0]]))
        >>> S.tolist()
        [3.0, 2.0]
    """
    import numpy

    matrices(x, "svd")
    values = call(numpy.linalg.svd, "svd", host(x, "svd"), full_matrices=full_matrices)
    rows, columns = x.shape[-2:]
    size = min(rows, columns)

    def thin(u: TensorT, s: TensorT, vh: TensorT) -> tuple[TensorT, TensorT, TensorT]:
        return u.narrow(-1, 0, size), s, vh.narrow(-2, 0, size)

    def siblings(x: TensorT) -> tuple[TensorT, TensorT, TensorT]:
        if full_matrices and rows != columns:
            raise GradientError("svd: U and Vh have gradients with full_matrices=False only")
        u, s, vh = (alive(x, known) for known in nodes)
        if u is None or s is None or vh is None:
            u, s, vh = svd(x, full_matrices)
        return thin(u, s, vh)

    def of_u(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        u, s, vh = siblings(x)
        inner = adjoint(u).matmul(g)
        skew = inner - adjoint(inner)
        inner = skew / apart(s * s) * s.unsqueeze(-2)
        if x.dtype.kind == "c":
            # The phases of U and Vh turn together, and what turns them is counted here.
            turned = skew.diagonal(0, -2, -1)
            inner = inner + (turned / (s * 2) - turned * s).diag_embed()
        total = u.matmul(inner)
        if rows > size:
            total = total + (g - u.matmul(adjoint(u).matmul(g))) / s.unsqueeze(-2)
        return (total.matmul(vh),)

    def of_vh(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        u, s, vh = siblings(x)
        inner = vh.matmul(adjoint(g))
        skew = inner - adjoint(inner)
        if x.dtype.kind == "c":
            skew = skew - skew.diagonal(0, -2, -1).diag_embed()
        inner = s.unsqueeze(-1) * (skew / apart(s * s))
        total = inner.matmul(vh)
        if columns > size:
            total = total + (g - g.matmul(adjoint(vh)).matmul(vh)) / s.unsqueeze(-1)
        return (u.matmul(total),)

    u, vh = declared(values[0], of_u, x), declared(values[2], of_vh, x)
    u_node, vh_node = u._node, vh._node

    def of_s(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        left, _, right = thin(*(x._wrap(each, x.device, x._flow) for each in (u_node, y._node, vh_node)))
        return ((left * g.unsqueeze(-2)).matmul(right),)

    s = declared(values[1], of_s, x)
    nodes = [ref(each._node) for each in (u, s, vh)]
    return SVD(u, s, vh)


def svdvals(x: TensorT, /) -> TensorT:
    """The singular values of matrices, in descending order.

    Computed on the host. Raises ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> bw.linalg.svdvals(Tensor([[0.0, 3.0], [2.0, 0.0]])).tolist()
        [3.0, 2.0]
    """
    import numpy

    matrices(x, "svdvals")
    values: Any = native.singular_values(x)
    if values is None:
        values = call(numpy.linalg.svd, "svdvals", host(x, "svdvals"), compute_uv=False)

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        u, _, vh = svd(x, full_matrices=False)
        return ((u * g.unsqueeze(-2)).matmul(vh),)

    return declared(values, rule, x)


def pairs_of_svd(x: TensorT, some: bool = True, compute_uv: bool = True) -> Any:
    """Singular value decomposition as PyTorch's method has it: `(U * S.unsqueeze(-2)) @ V.mT`; `linalg.svd`
    returns the transpose of V.

    With `some` U and V have as many columns as there are singular values. Without `compute_uv` they are
    zeros. Raises ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> U, S, V = Tensor([[0.0, 3.0], [2.0, 0.0]]).svd()
        >>> S.tolist()
        [3.0, 2.0]
    """
    found = svd(x, full_matrices=not some)
    if not compute_uv:
        rows, columns = x.shape[-2:]
        zero_u = x.zeros(*x.shape[:-2], rows, rows, dtype=x.dtype, device=x.device)
        zero_v = x.zeros(*x.shape[:-2], columns, columns, dtype=x.dtype, device=x.device)
        return zero_u, found.S, zero_v
    return found.U, found.S, adjoint(found.Vh)


def pair_of_qr(x: TensorT, some: bool = True) -> QR[TensorT]:
    """Q and R as PyTorch's method has it: `linalg.qr`, with `some` in the mode 'reduced' and without it
    'complete'.

    Raises ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> Q, R = Tensor([[3.0, 1.0], [4.0, 2.0]]).qr()
        >>> Q.shape, R.shape
        ((2, 2), (2, 2))
    """
    return qr(x, "reduced" if some else "complete")


def cholesky_inverse(x: TensorT, upper: bool = False) -> TensorT:
    """The inverses of matrices of which `x` has the Cholesky factors, lower ones unless `upper`.

    Computed on the host. Raises InvalidArgument for a singular factor, ShapeError, DTypeError as `cholesky`.

    Examples:
        >>> Tensor([[2.0, 0.0], [0.0, 1.0]]).cholesky_inverse().tolist()
        [[0.25, 0.0], [0.0, 1.0]]
    """
    matrices(x, "cholesky_inverse", square=True)
    low = adjoint(x.triu()) if upper else x.tril()
    inverse = inv(low)
    return adjoint(inverse).matmul(inverse)


def cholesky_solve(x: TensorT, factor: TensorT, upper: bool = False) -> TensorT:
    """The solution X of `A @ X == x`, where `factor` has the Cholesky factors of A, lower ones unless
    `upper`.

    Computed on the host. Raises as `cholesky_inverse`.

    Examples:
        >>> Tensor([[4.0], [3.0]]).cholesky_solve(Tensor([[2.0, 0.0], [0.0, 1.0]])).tolist()
        [[1.0], [3.0]]
    """
    matrices(factor, "cholesky_solve", square=True)
    matrices(x, "cholesky_solve")
    low = adjoint(factor.triu()) if upper else factor.tril()
    return solve(adjoint(low), solve(low, x))
