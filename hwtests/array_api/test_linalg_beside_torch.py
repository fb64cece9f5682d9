"""What PyTorch's linalg has beside the Array API's, and functions of complex matrices, against PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

import barewire as bw
from barewire import Tensor
from barewire.runtime.errors import InvalidArgument, ShapeError

from .against_torch import Array, compare, normal, parts, positive, regular

pytestmark = pytest.mark.share(4)

COMPLEX = "complex128"
LEADS = ((), (2,))
SHAPES = ((3, 3), (4, 2), (2, 4))
Function = Callable[..., Any]


def named(name: str, **options: Any) -> tuple[Function, Function]:
    """A function of linalg, ours and PyTorch's."""
    return partial(getattr(bw.linalg, name), **options), partial(getattr(torch.linalg, name), **options)


def both(function: Callable[[Any], Function]) -> tuple[Function, Function]:
    """A function of the namespace, ours and PyTorch's."""
    return function(bw), function(torch)


def spectral(space: Any) -> Function:
    """What eigenvectors give whatever their phases are."""

    def of(x: Any) -> Any:
        levels, columns = space.linalg.eigh((x + x.conj().mT) / 2)
        first = columns[..., :1]
        return levels, (columns * levels[..., None, :].sin()) @ columns.conj().mT, first @ first.conj().mT

    return of


def singular(space: Any) -> Function:
    def of(x: Any) -> Any:
        u, s, vh = space.linalg.svd(x, full_matrices=False)
        scaled = u * s[..., None, :].sin()
        return s, u[..., :1] @ vh[..., :1, :], scaled @ vh, scaled @ u.conj().mT

    return of


def general(space: Any) -> Function:
    """Projections on eigenvectors, in the order of the eigenvalues' real parts."""

    def of(x: Any) -> Any:
        levels, columns = space.linalg.eig(x)
        order = levels.real.argsort()
        levels, columns = levels[order], columns[:, order]
        return levels, (columns * levels.sin()) @ space.linalg.inv(columns), columns.abs()

    return of


@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_functions_of_complex_square_matrices_agree_with_torch(lead: tuple[int, ...]):
    x = regular(*lead, 3, 3, dtype=COMPLEX)

    for upper in (False, True):
        compare(*both(lambda space, u=upper: lambda x: space.linalg.cholesky(x @ x.conj().mT, upper=u)), x)
    compare(*both(spectral), x, second=False)
    for name in ("det", "slogdet", "cond", "inv"):
        compare(*named(name), x, second=name != "cond")
    compare(Tensor.logdet, torch.logdet, x)
    compare(*named("eigvalsh"), positive(*lead, 3, 3, dtype=COMPLEX))


@pytest.mark.parametrize(("rows", "columns"), SHAPES)
def test_functions_of_complex_matrices_agree_with_torch(rows: int, columns: int):
    x = normal(2, rows, columns, dtype=COMPLEX)

    compare(*named("qr"), x, second=rows >= columns)
    compare(*named("pinv"), x)
    compare(*named("svdvals"), x, second=False)
    compare(*both(singular), x, second=rows == columns)
    for order in ("fro", "nuc", 1, -2, float("inf")):
        compare(*named("matrix_norm", ord=order), x, second=False)
    for order in (0.5, 1, 2, 3, float("inf")):
        compare(*named("vector_norm", ord=order, dim=-1), x, second=False)
    found, wanted = bw.linalg.lstsq(Tensor(x), Tensor(x)), np.linalg.lstsq(x[0], x[0])
    np.testing.assert_allclose(found.solution[0].numpy(), wanted[0], atol=1e-12)


@pytest.mark.parametrize("dtype", ["float64", COMPLEX])
def test_eigenvalues_of_any_matrix_agree_with_torch(dtype: str):
    x = normal(4, 4, dtype=dtype) + np.diag(np.arange(4) * 4)

    compare(*both(general), x)
    compare(*both(lambda space: lambda x: space.linalg.eigvals(x).abs().sum()), normal(2, 4, 4, dtype=dtype))
    values, vectors = bw.linalg.eig(Tensor(np.array([[0.0, 1.0], [-1.0, 0.0]], dtype=np.float32)))
    assert values.dtype is vectors.dtype is bw.complex64


@pytest.mark.parametrize("dtype", ["float64", COMPLEX])
def test_matrix_exp_agrees_with_torch(dtype: str):
    for scale in (1e-3, 1.0, 30.0):
        x = normal(2, 3, 3, dtype=dtype) * scale
        compare(*named("matrix_exp"), x / np.abs(x).max() * min(scale, 8), second=scale == 1)
    found = bw.linalg.matrix_exp(Tensor([[[float("nan")]], [[1.0]]])).tolist()
    assert np.isnan(found[0]) and found[1] == [[float(np.float32(np.e))]]


@pytest.mark.parametrize("dtype", ["float64", COMPLEX])
@pytest.mark.parametrize(("rows", "columns"), SHAPES)
def test_lu_agrees_with_torch(rows: int, columns: int, dtype: str):
    x = normal(2, rows, columns, dtype=dtype)

    compare(*named("lu"), x, second=rows == columns)
    compare(lambda x: bw.linalg.lu_factor(x).LU, lambda x: torch.linalg.lu_factor(x).LU, x, second=False)
    ours, theirs = bw.linalg.lu_factor(Tensor(x)), torch.linalg.lu_factor(torch.tensor(x))
    assert ours.pivots.tolist() == theirs.pivots.tolist()
    if rows == columns:
        for options in ({}, {"adjoint": True}, {"left": False}, {"left": False, "adjoint": True}):
            compare(
                *both(
                    lambda space, o=options: (
                        lambda x, b: space.linalg.lu_solve(*space.linalg.lu_factor(x), b, **o)
                    )
                ),
                x,
                normal(2, 3, 3, seed=3, dtype=dtype),
                second=False,
            )


def test_matrices_without_an_answer_are_told_of_by_a_number():
    x = regular(4, 3, 3)
    x[1, :, 2] = x[1, :, 0] * 0
    x[2] = 0
    ours, theirs = bw.linalg.inv_ex(Tensor(x)), torch.linalg.inv_ex(torch.tensor(x))
    good = [0, 3]

    assert ours.info.tolist() == theirs.info.tolist()
    np.testing.assert_allclose(ours.inverse.numpy()[good], theirs.inverse.numpy()[good], atol=1e-12)
    assert np.isnan(ours.inverse.numpy()[1:3]).all()
    assert bw.linalg.solve_ex(Tensor(x), Tensor(x)).info.tolist() == theirs.info.tolist()
    y = positive(4, 3, 3)
    y[1, 1, 1], y[2, 0, 0] = -1, -1
    found, wanted = bw.linalg.cholesky_ex(Tensor(y)), torch.linalg.cholesky_ex(torch.tensor(y))
    assert found.info.tolist() == wanted.info.tolist()
    np.testing.assert_allclose(found.L.numpy()[good], wanted.L.numpy()[good], atol=1e-12)
    with pytest.raises(InvalidArgument, match=r"at \(1,\)"):
        bw.linalg.inv_ex(Tensor(x), check_errors=True)
    with pytest.raises(InvalidArgument, match=r"at \(1,\)"):
        bw.linalg.cholesky_ex(Tensor(y), check_errors=True)


@pytest.mark.parametrize("dtype", ["float64", COMPLEX])
def test_other_functions_agree_with_torch(dtype: str):
    a, b = regular(2, 3, 3, dtype=dtype), normal(2, 3, 2, dtype=dtype)

    compare(*named("solve", left=False), a, np.swapaxes(b, -1, -2))
    compare(*named("householder_product"), normal(2, 4, 3, dtype=dtype), normal(2, 2, dtype=dtype))
    compare(*named("tensorinv", ind=1), regular(6, 6, dtype=dtype).reshape(6, 2, 3))
    compare(*named("tensorsolve"), regular(6, 6, dtype=dtype).reshape(2, 3, 6), normal(2, 3, dtype=dtype))
    for upper in (False, True):

        def factor(space: Any, x: Any, upper: bool = upper) -> Any:
            return space.linalg.cholesky(x @ x.conj().mT, upper=upper)

        compare(*both(lambda s, f=factor, u=upper: lambda b, a: s.cholesky_solve(b, f(s, a), u)), b, a)
        compare(*both(lambda s, f=factor, u=upper: lambda a: s.cholesky_inverse(f(s, a), u)), a[0])


def options() -> list[tuple[str, dict[str, Any], Array]]:
    """PyTorch's keywords of functions that the standard has, too."""
    x, square = normal(3, 4, 5), positive(2, 3, 3)
    return [
        ("vector_norm", {"ord": 3, "dim": (0, 2), "keepdim": True}, x),
        ("matrix_norm", {"ord": 1, "dim": (0, 1)}, x),
        ("matrix_norm", {"ord": "nuc", "dim": (2, 0), "keepdim": True}, x),
        ("norm", {"ord": "fro", "dim": (0, 2)}, x),
        ("eigvalsh", {"UPLO": "U"}, np.triu(square)),
        ("pinv", {"atol": 1.0}, square),
        ("pinv", {"rtol": 0.1, "hermitian": True}, square),
        ("matrix_rank", {"atol": 2.0}, square),
        ("matrix_rank", {"rtol": 0.1, "hermitian": True}, square),
        ("diagonal", {"offset": 1, "dim1": 0, "dim2": 2}, x),
        ("qr", {"mode": "reduced"}, square),
    ]


@pytest.mark.parametrize(("name", "keywords", "x"), options(), ids=str)
def test_keywords_are_those_of_pytorch(name: str, keywords: dict[str, Any], x: Array):
    ours = getattr(bw.linalg, name)(Tensor(x), **keywords)
    theirs = getattr(torch.linalg, name)(torch.tensor(x), **keywords)

    for mine, other in zip(parts(ours), parts(theirs), strict=True):
        np.testing.assert_allclose(mine.numpy(), other.numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 0, 3), (0, 2, 2)], ids=str)
def test_matrices_of_nothing_have_results_or_an_error_of_ours(shape: tuple[int, ...]):
    x = Tensor.zeros(*shape, dtype="float64")
    for name in bw.linalg.__all__:
        try:
            getattr(bw.linalg, name)(x)
        except bw.errors.BarewireError:
            continue
        except TypeError as error:
            # Functions of more than one tensor.
            assert "argument" in str(error), name
    assert bw.linalg.pinv(x).shape == (*shape[:-2], shape[-1], shape[-2])


def test_shapes_that_do_not_fit_are_refused():
    x = Tensor.zeros(2, 3)

    for call in (
        lambda: bw.linalg.eig(x),
        lambda: bw.linalg.matrix_exp(x),
        lambda: bw.linalg.householder_product(x, Tensor.zeros(2)),
        lambda: bw.linalg.tensorinv(x, ind=1),
        lambda: bw.linalg.tensorsolve(x, Tensor.zeros(2)),
        lambda: bw.linalg.lu_solve(Tensor.eye(2), Tensor([1, 2, 3]), Tensor.eye(2)),
        lambda: bw.linalg.matrix_norm(x, dim=(0,)),
    ):
        with pytest.raises(ShapeError):
            call()
    with pytest.raises(InvalidArgument):
        bw.linalg.eigh(Tensor.eye(2), UPLO="X")
    with pytest.raises(InvalidArgument):
        bw.linalg.eig(Tensor([[float("inf")]]))
