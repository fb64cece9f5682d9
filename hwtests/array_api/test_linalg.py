"""`barewire.linalg` and the methods of its kind against PyTorch in float64: values, gradients, refusals."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import barewire as bw
from barewire import Tensor, jit
from barewire.runtime.errors import DTypeError, GradientError, InvalidArgument, JitError, ShapeError
from barewire.tensor.graph.derivatives import composites

from .against_torch import Array, compare, normal, parts, positive, regular

pytestmark = pytest.mark.share(4)

LEADS = ((), (2,), (2, 1, 3))


def symmetric(*shape: int) -> Array:
    x = normal(*shape)
    return x + np.swapaxes(x, -1, -2)


SQUARE: dict[str, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Array]]] = {
    "inv": (bw.linalg.inv, torch.linalg.inv, regular),
    "det": (bw.linalg.det, torch.linalg.det, regular),
    "slogdet": (bw.linalg.slogdet, torch.linalg.slogdet, regular),
    "logdet": (bw.linalg.logdet, torch.logdet, positive),
    "cholesky": (bw.linalg.cholesky, torch.linalg.cholesky, positive),
    "upper cholesky": (
        lambda x: bw.linalg.cholesky(x, upper=True),
        lambda x: torch.linalg.cholesky(x, upper=True),
        positive,
    ),
    "eigvalsh": (bw.linalg.eigvalsh, torch.linalg.eigvalsh, symmetric),
    "matrix_power": (
        lambda x: bw.linalg.matrix_power(x, -3),
        lambda x: torch.linalg.matrix_power(x, -3),
        regular,
    ),
    "cond": (bw.linalg.cond, torch.linalg.cond, regular),
    "cond 1": (
        lambda x: bw.linalg.cond(x, 1),
        lambda x: torch.linalg.matrix_norm(x, 1) * torch.linalg.matrix_norm(torch.linalg.inv(x), 1),
        regular,
    ),
    "inverse": (Tensor.inverse, torch.Tensor.inverse, regular),
    "method det": (Tensor.det, torch.Tensor.det, regular),
}


@pytest.mark.parametrize("lead", LEADS, ids=str)
@pytest.mark.parametrize("name", SQUARE)
def test_functions_of_square_matrices_agree_with_torch(name: str, lead: tuple[int, ...]):
    ours, theirs, make = SQUARE[name]

    compare(ours, theirs, make(*lead, 3, 3))


@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_eigh_agrees_with_torch_up_to_signs(lead: tuple[int, ...]):
    # What does not depend on the signs of the vectors.
    def of(namespace: Any) -> Callable[[Any], Any]:
        def f(x: Any) -> Any:
            values, vectors = namespace.linalg.eigh(x)
            return vectors[..., :1] @ vectors[..., :1].mT, (vectors * values[..., None, :].exp()) @ vectors.mT

        return f

    x = symmetric(*lead, 4, 4)

    def mirrored(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda x: f(x + x.mT)

    compare(mirrored(of(bw)), mirrored(of(torch)), x / 2)


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (5, 3), (3, 5)])
@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_svd_agrees_with_torch_up_to_signs(rows: int, columns: int, lead: tuple[int, ...]):
    def of(namespace: Any) -> Callable[[Any], Any]:
        def f(x: Any) -> Any:
            u, s, vh = namespace.linalg.svd(x, full_matrices=False)
            return s, u[..., :1] @ vh[..., :1, :], (u * s[..., None, :].exp()) @ vh

        return f

    compare(of(bw), of(torch), normal(*lead, rows, columns), second=rows == columns)


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (5, 3), (3, 5)])
@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_functions_of_any_matrices_agree_with_torch(rows: int, columns: int, lead: tuple[int, ...]):
    x = normal(*lead, rows, columns)

    compare(bw.linalg.svdvals, torch.linalg.svdvals, x)
    compare(bw.linalg.pinv, torch.linalg.pinv, x)
    for order in ("fro", "nuc", 1, -1, 2, -2, float("inf"), float("-inf")):
        compare(
            lambda x, order=order: bw.linalg.matrix_norm(x, ord=order),
            lambda x, order=order: torch.linalg.matrix_norm(x, ord=order),
            x,
            second=False,
        )
    for order in (None, 0.5, 1, 2, 3, float("inf"), float("-inf")):
        compare(
            lambda x, order=order: bw.linalg.norm(x, order, dim=-1),
            lambda x, order=order: torch.linalg.norm(x, order, dim=-1),
            x,
            second=False,
        )


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (5, 3), (3, 5)])
@pytest.mark.parametrize("lead", LEADS, ids=str)
def test_qr_agrees_with_torch(rows: int, columns: int, lead: tuple[int, ...]):
    x = normal(*lead, rows, columns)

    compare(bw.linalg.qr, torch.linalg.qr, x, second=rows >= columns)
    compare(Tensor.qr, torch.linalg.qr, x, second=False)
    q, r = bw.linalg.qr(Tensor(x), mode="complete")
    assert q.shape == (*lead, rows, rows)
    np.testing.assert_allclose((q @ r).numpy(), x, atol=1e-12)
    if rows <= columns:
        compare(
            lambda x: bw.linalg.qr(x, "complete"), lambda x: torch.linalg.qr(x, "complete"), x, second=False
        )


@pytest.mark.parametrize(
    ("left", "right"),
    [((3, 3), (3,)), ((3, 3), (3, 2)), ((2, 3, 3), (3, 2)), ((3, 3), (2, 3, 1)), ((2, 1, 3, 3), (4, 3, 2))],
)
def test_solve_agrees_with_torch(left: tuple[int, ...], right: tuple[int, ...]):
    a, b = regular(*left), normal(*right)

    compare(bw.linalg.solve, torch.linalg.solve, a, b)
    if len(right) > 1:
        for upper in (False, True):
            for unit in (False, True):
                compare(
                    lambda a, b, u=upper, n=unit: bw.linalg.solve_triangular(a, b, upper=u, unitriangular=n),
                    lambda a, b, u=upper, n=unit: torch.linalg.solve_triangular(
                        a, b, upper=u, unitriangular=n
                    ),
                    a,
                    b,
                    second=False,
                )
        compare(
            lambda a, b: bw.linalg.solve_triangular(a, b.mT, upper=True, left=False),
            lambda a, b: torch.linalg.solve_triangular(a, b.mT, upper=True, left=False),
            a,
            b,
            second=False,
        )


@pytest.mark.parametrize(("rows", "columns"), [(5, 3), (3, 3), (3, 5)])
def test_lstsq_agrees_with_torch(rows: int, columns: int):
    a, b = normal(2, rows, columns), normal(2, rows, 2)
    found = bw.linalg.lstsq(Tensor(a), Tensor(b))
    wanted = torch.linalg.lstsq(torch.tensor(a), torch.tensor(b), driver="gelsd")

    np.testing.assert_allclose(found.solution.numpy(), wanted.solution.numpy(), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(found.residuals.numpy(), wanted.residuals.numpy(), rtol=1e-9, atol=1e-11)
    assert found.rank.tolist() == wanted.rank.tolist()
    np.testing.assert_allclose(found.singular_values.numpy(), wanted.singular_values.numpy(), rtol=1e-9)
    compare(
        lambda a, b: bw.linalg.lstsq(a, b).solution, lambda a, b: torch.linalg.pinv(a) @ b, a, b, second=False
    )


def test_products_agree_with_torch():
    a, b, c = normal(3, 7), normal(7, 2), normal(2, 5)

    compare(lambda *x: bw.linalg.multi_dot(x), lambda *x: torch.linalg.multi_dot(x), a, b, c)
    compare(lambda *x: bw.linalg.multi_dot(x), lambda *x: torch.linalg.multi_dot(x), a[0], b, c[:, 0])
    compare(bw.linalg.cross, torch.linalg.cross, normal(2, 3), normal(1, 3))
    compare(
        lambda x, y: bw.linalg.cross(x, y, axis=0),
        lambda x, y: torch.linalg.cross(x, y, dim=0),
        normal(3, 2),
        normal(3, 2),
    )


def test_methods_are_as_pytorch_has_them():
    x = normal(4, 3)
    u, s, v = Tensor(x).svd()
    other = torch.tensor(x).svd()

    np.testing.assert_allclose(s.numpy(), other.S.numpy())
    np.testing.assert_allclose(((u * s) @ v.mT).numpy(), x, atol=1e-12)
    assert (u.shape, v.shape) == (tuple(other.U.shape), tuple(other.V.shape))
    assert [each.shape for each in Tensor(x).svd(some=False)] == [(4, 4), (3,), (3, 3)]
    np.testing.assert_allclose(Tensor(x).pinverse().numpy(), torch.tensor(x).pinverse().numpy())
    np.testing.assert_allclose(Tensor(positive(3, 3)).logdet().item(), torch.tensor(positive(3, 3)).logdet())
    assert Tensor([[1.0, 0.0], [0.0, -1.0]]).logdet().isnan().item()


def test_the_gradient_of_det_is_right_for_singular_matrices():
    x = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]])
    ours, theirs = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)

    bw.linalg.det(ours).backward()
    torch.linalg.det(theirs).backward()

    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), atol=1e-12)


FACTORISATIONS = (
    *("cholesky", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lu", "lu_factor", "matrix_exp"),
    *("pinv", "qr", "slogdet", "svd", "svdvals"),
)


@pytest.mark.parametrize("name", FACTORISATIONS)
def test_stacks_of_nothing_have_results_and_gradients(name: str):
    x = Tensor(np.zeros((0, 3, 3)), requires_grad=True)

    found = parts(getattr(bw.linalg, name)(x))
    sum((each.abs() if each.dtype.is_complex else each).sum() for each in found).backward()

    assert all(each.shape[0] == 0 for each in found)
    assert x.grad.shape == (0, 3, 3)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "int64", "bool"])
@pytest.mark.parametrize("name", FACTORISATIONS)
def test_other_dtypes_are_refused_with_the_way_out(name: str, dtype: str):
    with pytest.raises(DTypeError, match="cast"):
        getattr(bw.linalg, name)(Tensor([[1, 0], [0, 1]]).cast(dtype))


@pytest.mark.parametrize("name", FACTORISATIONS)
def test_float32_stays_float32(name: str):
    for each in parts(getattr(bw.linalg, name)(Tensor(positive(3, 3).astype(np.float32)))):
        assert each.dtype is (bw.complex64 if name in ("eig", "eigvals") else bw.float32) or not (
            each.dtype.is_inexact
        )


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", FACTORISATIONS)
def test_jit_refuses_what_the_host_computes(name: str):
    function = jit(lambda x: parts(getattr(bw.linalg, name)(x))[0])
    x = Tensor(positive(3, 3)).realize()
    function(x)

    with pytest.raises(JitError, match="host"):
        function(x)


def test_what_has_no_answer_is_an_error():
    singular = Tensor([[1.0, 2.0], [2.0, 4.0]])

    for call in (
        lambda: bw.linalg.inv(singular * 0),
        lambda: bw.linalg.solve(singular * 0, Tensor([1.0, 2.0])),
        lambda: bw.linalg.cholesky(-singular),
        lambda: bw.linalg.qr(singular, mode="raw"),
        lambda: bw.linalg.matrix_norm(singular, ord=7),
        lambda: bw.linalg.matrix_power(singular, 0.5),
    ):
        with pytest.raises(InvalidArgument):
            call()
    for call in (
        lambda: bw.linalg.inv(Tensor.zeros(2, 3)),
        lambda: bw.linalg.det(Tensor.zeros(3)),
        lambda: bw.linalg.solve(Tensor.eye(3), Tensor.zeros(2)),
        lambda: bw.linalg.cross(Tensor.zeros(2), Tensor.zeros(2)),
        lambda: bw.linalg.multi_dot([Tensor.zeros(2, 3), Tensor.zeros(2, 3)]),
    ):
        with pytest.raises(ShapeError):
            call()
    x = Tensor(normal(3, 2), requires_grad=True)
    with pytest.raises(GradientError):
        bw.linalg.svd(x).U.sum().backward()


def test_rules_let_their_results_go():
    x = Tensor(positive(3, 3), requires_grad=True)
    gc.collect()
    before = len(composites)

    for _ in range(3):
        for name in ("eigh", "qr", "svd", "cholesky", "slogdet"):
            sum(each.sum() for each in parts(getattr(bw.linalg, name)(x))).gradient(x)
    gc.collect()

    assert len(composites) <= before
