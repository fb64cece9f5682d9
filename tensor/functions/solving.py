"""Linear equations: solutions, inverses and determinants."""

from __future__ import annotations

from typing import Any, Generic, NamedTuple

from ...runtime.errors import InvalidArgument, ShapeError
from ..graph.promotion import promote
from ..methods.core import broadcast_shapes
from ..methods.gradient import TensorT
from . import native
from .lapack import adjoint, call, declared, floats, host, matrices


class Slogdet(NamedTuple, Generic[TensorT]):
    """What `slogdet` returns."""

    sign: TensorT
    logabsdet: TensorT


def solve(x1: TensorT, x2: TensorT, /, *, left: bool = True) -> TensorT:
    """The solution X of `x1 @ X == x2`, for square matrices x1 and columns, or one vector, x2; leading axes
    broadcast. Without `left`, that of `X @ x1 == x2`.

    Computed on the host, as its gradients are. Raises InvalidArgument for a singular matrix, ShapeError where
    the shapes do not fit, DTypeError for other dtypes than float32 and float64.

    Examples:
        >>> bw.linalg.solve(Tensor([[2.0, 0.0], [0.0, 4.0]]), Tensor([2.0, 2.0])).tolist()
        [1.0, 0.5]
    """
    matrices(x1, "solve", square=True)
    right = x1._operand(x2, "solve")
    floats(right, "solve")
    if not left:
        turned = right if right.ndim == 1 else right.mT
        solved = solve(x1.mT, turned)
        return solved if right.ndim == 1 else solved.mT
    if not right.shape or right.shape[-2 if right.ndim > 1 else -1] != x1.shape[-1]:
        raise ShapeError(
            f"solve of shapes {x1.shape} and {right.shape}: as many rows are needed on the right"
        )
    if right.ndim == 1:
        return solve(x1, right.unsqueeze(-1)).squeeze(-1)
    if x1.dtype is right.dtype and x1.shape[:-2] == right.shape[:-2]:
        return _solved(x1, right)
    dtype = promote(x1.dtype, right.dtype)
    lead = broadcast_shapes(x1.shape[:-2], right.shape[:-2])
    matrix = x1.cast(dtype).expand(*lead, *x1.shape[-2:])
    return _solved(matrix, right.cast(dtype).expand(*lead, *right.shape[-2:]))


def _solved(a: TensorT, b: TensorT) -> TensorT:
    import numpy

    values: Any = native.solve(a, b)
    if values is None:
        values = call(numpy.linalg.solve, "solve", host(a, "solve"), host(b, "solve"))

    def rule(g: TensorT, y: TensorT, a: TensorT, b: TensorT) -> tuple[TensorT, TensorT]:
        for_b = _solved(adjoint(a), g)
        return -for_b.matmul(adjoint(y)), for_b

    return declared(values, rule, a, b)


def inv(x: TensorT, /) -> TensorT:
    """The inverses of square matrices.

    Computed on the host. Raises InvalidArgument for a singular matrix, ShapeError where one is not square,
    DTypeError for other dtypes than float32 and float64.

    Examples:
        >>> bw.linalg.inv(Tensor([[2.0, 0.0], [0.0, 4.0]])).tolist()
        [[0.5, 0.0], [0.0, 0.25]]
    """
    import numpy

    matrices(x, "inv", square=True)
    values: Any = native.inverse(x)
    if values is None:
        values = call(numpy.linalg.inv, "inv", host(x, "inv"))

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        transposed = adjoint(y)
        return (-transposed.matmul(g).matmul(transposed),)

    return declared(values, rule, x)


def det(x: TensorT, /) -> TensorT:
    """The determinants of square matrices.

    The gradient is right for singular matrices, too; that of the gradient is not. Computed on the host.
    Raises ShapeError, DTypeError as `inv`.

    Examples:
        >>> bw.linalg.det(Tensor([[2.0, 0.0], [0.0, 4.0]])).item()
        8.0
    """
    import numpy

    matrices(x, "det", square=True)
    values: Any = native.determinant(x)
    if values is None:
        values = call(numpy.linalg.det, "det", host(x, "det"))

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        return (g.unsqueeze(-1).unsqueeze(-1) * _cofactors(x, y),)

    return declared(values, rule, x)


def _cofactors(x: TensorT, determinant: TensorT) -> TensorT:
    """What each element of a matrix is multiplied by in its determinant, conjugated."""
    import numpy

    array = host(x, "the gradient of det")
    u, s, vh = call(numpy.linalg.svd, "the gradient of det", array)
    size = x.shape[-1]
    limit = numpy.finfo(array.dtype).eps * size
    if bool(numpy.all(s[..., -1:] > limit * s[..., :1])):
        return determinant.conj().unsqueeze(-1).unsqueeze(-1) * adjoint(inv(x))
    # The conjugate of det(U) det(Vh), times U diag(products of the other singular values) Vh.
    sign = (numpy.linalg.det(u) * numpy.linalg.det(vh)).conj()
    others = numpy.stack([numpy.prod(numpy.delete(s, i, axis=-1), axis=-1) for i in range(size)], axis=-1)
    values = sign[..., None, None] * (u * others[..., None, :]) @ vh
    return declared(values.astype(array.dtype), None, x)


def slogdet(x: TensorT, /) -> Slogdet[TensorT]:
    """The signs of determinants and the logarithms of their magnitudes: 0 and -inf for singular matrices.

    Computed on the host. Raises ShapeError, DTypeError as `inv`; the gradient InvalidArgument for a singular
    matrix.

    Examples:
        >>> sign, logarithm = bw.linalg.slogdet(Tensor([[0.0, 1.0], [1.0, 0.0]]))
        >>> sign.item(), logarithm.item()
        (-1.0, 0.0)
    """
    import numpy

    matrices(x, "slogdet", square=True)
    sign, logarithm = call(numpy.linalg.slogdet, "slogdet", host(x, "slogdet"))

    def of_logarithm(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        return (g.unsqueeze(-1).unsqueeze(-1) * adjoint(inv(x)),)

    def of_sign(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        turned = (g * y.conj()).imag * 1j
        return (turned.unsqueeze(-1).unsqueeze(-1) * adjoint(inv(x)),)

    turns = of_sign if x.dtype.kind == "c" else None
    return Slogdet(declared(sign, turns, x), declared(logarithm, of_logarithm, x))


def logdet(x: TensorT, /) -> TensorT:
    """The logarithms of the determinants of square matrices: nan where one is negative, -inf for singular
    matrices.

    Raises ShapeError, DTypeError as `inv`.

    Examples:
        >>> Tensor([[1.0, 0.0], [0.0, 1.0]]).logdet().item()
        0.0
    """
    sign, logarithm = slogdet(x)
    return logarithm + sign.log() if x.dtype.kind == "c" else (sign < 0).where(float("nan"), logarithm)


def pinv(x: TensorT, /, rtol: Any = None, *, atol: Any = None, hermitian: bool = False) -> TensorT:
    """The pseudo-inverses of matrices, with singular values not above `rtol` times the greatest, or not above
    `atol`, taken for zero.

    Both are numbers, or tensors with one for each matrix. `rtol` is by default the greater size times the
    epsilon of the dtype, or 0 where `atol` is given. With `hermitian` only the lower triangle is read.
    Computed on the host. Raises ShapeError, DTypeError as `inv`.

    Examples:
        >>> bw.linalg.pinv(Tensor([[2.0, 0.0], [0.0, 0.0]])).tolist()
        [[0.5, 0.0], [0.0, 0.0]]
    """
    import numpy

    matrices(x, "pinv", square=hermitian)
    if hermitian:
        x = mirrored(x)
    array = host(x, "pinv")
    u, s, vh = call(numpy.linalg.svd, "pinv", array, full_matrices=False)
    kept = s > least_kept(array, s, rtol, atol, "pinv")
    inverses = numpy.divide(1, s, where=kept, out=numpy.zeros_like(s))
    values = numpy.matrix_transpose(vh).conj() @ (inverses[..., None] * numpy.matrix_transpose(u).conj())

    def rule(g: TensorT, y: TensorT, x: TensorT) -> tuple[TensorT]:
        back, up = adjoint(y), adjoint(g)
        outer = up.matmul(y).matmul(back)
        inner = back.matmul(y).matmul(up)
        beside = outer - x.matmul(y.matmul(outer))
        return (beside + inner - inner.matmul(y).matmul(x) - back.matmul(g).matmul(back),)

    return declared(values.astype(array.dtype), rule, x)


def mirrored(x: TensorT) -> TensorT:
    """Symmetric matrices of the lower triangles."""
    return x.tril() + adjoint(x.tril(-1))


def least_kept(array: Any, levels: Any, rtol: Any, atol: Any, function: str) -> Any:
    """What a singular value of matrices must be above, so as not to count as zero."""
    import numpy

    def numbers(value: Any) -> Any:
        found = value if isinstance(value, (int, float)) else host(value, function)
        return numpy.asarray(found, dtype=levels.dtype)[..., None]

    if rtol is None:
        rtol = max(array.shape[-2:]) * float(numpy.finfo(array.dtype).eps) if atol is None else 0
    limit = numbers(rtol) * levels.max(axis=-1, keepdims=True, initial=0)
    return limit if atol is None else numpy.maximum(limit, numbers(atol))


def solve_triangular(
    x1: TensorT, x2: TensorT, /, *, upper: bool, left: bool = True, unitriangular: bool = False
) -> TensorT:
    """The solution X of `x1 @ X == x2`, or without `left` of `X @ x1 == x2`, of which one triangle of x1 is
    read.

    With `unitriangular` its diagonal counts as ones. Raises as `solve`.

    Examples:
        >>> a = Tensor([[2.0, 9.0], [0.0, 4.0]])
        >>> bw.linalg.solve_triangular(a, Tensor([[2.0], [4.0]]), upper=False).tolist()
        [[1.0], [1.0]]
    """
    matrices(x1, "solve_triangular", square=True)
    matrices(x2, "solve_triangular")
    triangle = x1.triu(int(unitriangular)) if upper else x1.tril(-int(unitriangular))
    if unitriangular:
        triangle = triangle + x1.eye(x1.shape[-1], dtype=x1.dtype, device=x1.device)
    if left:
        return solve(triangle, x2)
    return solve(triangle.mT, x2.mT).mT


class LeastSquares(NamedTuple, Generic[TensorT]):
    """What `lstsq` returns."""

    solution: TensorT
    residuals: TensorT
    rank: TensorT
    singular_values: TensorT


def lstsq(
    x1: TensorT, x2: TensorT, /, rcond: float | None = None, *, driver: str | None = None
) -> LeastSquares[TensorT]:
    """The X of least norm for which the squares of `x1 @ X - x2` add up to the least, and what was found out
    about x1.

    The residuals are those sums, and there are none where x1 has no more rows than columns or less than full
    rank. Singular values below `rcond` times the greatest count as zero. `driver` is PyTorch's, a choice
    between routines of LAPACK, and changes nothing here. Computed on the host. Raises as `solve`.

    Examples:
        >>> x = Tensor([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
        >>> bw.linalg.lstsq(x, Tensor([[1.0], [3.0], [5.0]])).solution.numpy().round(4)
        array([[1.],
               [2.]], dtype=float32)
    """
    import numpy

    matrices(x1, "lstsq")
    matrices(x2, "lstsq")
    rows, columns = x1.shape[-2:]
    if x2.shape[-2] != rows:
        raise ShapeError(f"lstsq of shapes {x1.shape} and {x2.shape}: as many rows are needed on the right")
    if rcond is not None and not isinstance(rcond, (int, float)):
        raise InvalidArgument(f"lstsq: rcond is a number, not {rcond!r}")
    solution = pinv(x1, rcond).matmul(x2)
    array = host(x1, "lstsq")
    levels = call(numpy.linalg.svd, "lstsq", array, compute_uv=False)
    rank = (levels > least_kept(array, levels, rcond, None, "lstsq")).sum(axis=-1)
    if rows > columns and bool((rank == columns).all()):
        residuals = (x1.matmul(solution) - x2).abs().square().sum(axis=-2)
    else:
        residuals = x1.zeros(0, dtype=x1.dtype, device=x1.device)
    places = declared(rank.astype(numpy.int64), None, x1)
    return LeastSquares(solution, residuals, places, declared(levels, None, x1))
