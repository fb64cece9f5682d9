"""Factorisations by native functions, against NumPy's LAPACK in double."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch

import barewire as bw
from barewire import Tensor
from barewire.runtime.errors import InvalidArgument
from barewire.tensor.codegen.matrices import elimination
from barewire.tensor.functions import native

FUNCTIONS = ("solve", "inverse", "determinant", "cholesky", "qr", "eigenvalues", "singular_values")
SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 100)
LEADS: tuple[tuple[int, ...], ...] = ((), (1,), (3,), (8,), (2, 9))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each call from now on was answered by a native function, which is compiled at once."""
    seen: list[bool] = []

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            found = function(*given)
            seen.append(found is not None)
            return found

        return call

    monkeypatch.setattr(native, "CALLS_BEFORE_COMPILING", 0)
    for name in FUNCTIONS:
        monkeypatch.setattr(native, name, watched(getattr(native, name)))
    yield seen


def on_processor(values: Any, **options: Any) -> Tensor:
    """A tensor where native functions reach it, whatever card tests run on."""
    return Tensor(values, device="CPU", **options)


def _matrices(size: int, columns: int, lead: tuple[int, ...], dtype: str, seed: int = 0) -> Any:
    return np.random.default_rng(seed).standard_normal((*lead, size, columns)).astype(dtype)


def _regular(size: int, lead: tuple[int, ...], dtype: str) -> Any:
    """Matrices of a small condition."""
    found = _matrices(size, size, lead, dtype) / np.sqrt(size)
    return (found + 3 * np.eye(size)).astype(dtype)[..., ::-1, :].copy()


def _close(found: Tensor, expected: Any, roundings: float = 2) -> None:
    """As many roundings of the greatest as a result in double, rounded once, can be away; more in double."""
    values = found.numpy()
    assert values.shape == expected.shape
    limit = np.finfo(values.dtype).eps * (roundings if values.dtype == np.float32 else 500)
    scale = np.abs(expected).max(initial=1e-300)
    assert np.abs(values - expected).max(initial=0) <= limit * scale


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", SIZES)
def test_equations_are_solved_as_lapack_solves_them_in_double(
    size: int, dtype: str, calls: list[bool]
) -> None:
    for lead in LEADS:
        a, b = _regular(size, lead, dtype), _matrices(size, 5, lead, dtype, 1)
        wide = a.astype("float64")
        _close(bw.linalg.solve(on_processor(a), on_processor(b)), np.linalg.solve(wide, b.astype("float64")))
        _close(bw.linalg.inv(on_processor(a)), np.linalg.inv(wide))
        determinant = np.linalg.det(wide)
        if np.abs(determinant).max() < np.finfo(dtype).max:
            _close(bw.linalg.det(on_processor(a)), np.asarray(determinant))
    assert all(calls[: 3 * len(LEADS) - 2])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", SIZES)
def test_factors_are_those_of_lapack_in_double(size: int, dtype: str, calls: list[bool]) -> None:
    for lead in LEADS:
        a = _regular(size, lead, dtype)
        definite = (a @ np.swapaxes(a, -1, -2)).astype(dtype)
        _close(bw.linalg.cholesky(on_processor(definite)), np.linalg.cholesky(definite.astype("float64")))
        for columns in {1, size, 2 * size % 37 + 1}:
            x = _matrices(size, columns, lead, dtype, 2)
            for mode in ("reduced", "complete"):
                q, r = bw.linalg.qr(on_processor(x), mode=mode)
                expected = np.linalg.qr(x.astype("float64"), mode=mode)
                product = q.numpy().astype("float64") @ r.numpy()
                assert np.abs(product - x).max() <= 8 * np.finfo(dtype).eps * np.abs(x).max() * np.sqrt(size)
                _close(q.mT @ q, np.broadcast_to(np.eye(q.shape[-1]), (*lead, q.shape[-1], q.shape[-1])), 8)
                assert not np.tril(r.numpy(), -1).any()
                assert q.shape == expected[0].shape and r.shape == expected[1].shape
    assert all(calls)


@pytest.mark.parametrize("size", SIZES)
def test_values_are_those_of_lapack_in_double(size: int, calls: list[bool]) -> None:
    for lead in LEADS:
        for dtype in ("float32", "float64"):
            x = _matrices(size, size, lead, dtype, 3)
            for triangle in ("L", "U"):
                expected = np.linalg.eigvalsh(x.astype("float64"), UPLO=triangle)
                _close(bw.linalg.eigvalsh(on_processor(x), UPLO=triangle), expected)
        for columns in {1, size, 2 * size % 37 + 1}:
            x = _matrices(size, columns, lead, "float32", 4)
            expected = np.linalg.svd(x.astype("float64"), compute_uv=False)
            _close(bw.linalg.svdvals(on_processor(x)), expected)
    assert all(calls)


def _wilkinson(size: int) -> Any:
    beside = np.ones(size - 1)
    return (
        np.diag(np.abs(np.arange(size) - size // 2).astype(float)) + np.diag(beside, 1) + np.diag(beside, -1)
    )


@pytest.mark.parametrize(
    "matrix",
    [
        np.eye(9),
        np.diag([3.0, 1e-10, -2.0, 1e-10, 0.0]),
        _wilkinson(21),
        np.ones((12, 12)),
        np.kron(np.eye(4), [[1.0, 2.0], [2.0, 1.0]]),
        10.0 ** -np.add.outer(np.arange(10.0), np.arange(10.0)),
        10.0 ** -np.add.outer(np.arange(10.0), np.arange(10.0))[::-1, ::-1],
        np.diag(np.ones(6), 1)[:7, :7] + np.diag(np.ones(6), -1)[:7, :7],
    ],
)
def test_values_of_matrices_that_fall_apart(matrix: Any, calls: list[bool]) -> None:
    for dtype in ("float32", "float64"):
        x = matrix.astype(dtype)
        _close(bw.linalg.eigvalsh(on_processor(x)), np.linalg.eigvalsh(x.astype("float64")))
    x = matrix.astype("float32")
    _close(bw.linalg.svdvals(on_processor(x)), np.linalg.svd(x.astype("float64"), compute_uv=False))
    assert all(calls)


def test_diagonals_keep_their_values_exactly(calls: list[bool]) -> None:
    values = np.float32([0.0, 1e-20, 3e-7, 1.0, 7.3])
    assert np.array_equal(bw.linalg.eigvalsh(on_processor(np.diag(values))).numpy(), values)
    assert np.array_equal(bw.linalg.svdvals(on_processor(np.diag(values))).numpy(), values[::-1])
    assert all(calls)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("size", [2, 3, 7, 16, 33])
def test_whether_a_matrix_is_singular_is_for_lapack_to_say(size: int, dtype: str, calls: list[bool]) -> None:
    for seed in range(8):
        for lead in ((), (9,)):
            x = _matrices(size, size, lead, dtype, seed)
            x[..., 1] = x[..., 0]
            try:
                np.linalg.inv(x)
            except np.linalg.LinAlgError:
                with pytest.raises(InvalidArgument):
                    bw.linalg.inv(on_processor(x))
            assert np.array_equal(bw.linalg.det(on_processor(x)).numpy(), np.linalg.det(x))
    assert not any(calls)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 3e38])
def test_numbers_that_are_none_are_left_to_lapack(bad: float, calls: list[bool]) -> None:
    x = np.eye(5, dtype=np.float64)
    x[2, 3] = x[3, 2] = bad if np.isnan(bad) or np.isinf(bad) else 1e200
    with np.errstate(all="ignore"):
        assert np.array_equal(bw.linalg.det(on_processor(x)).numpy(), np.linalg.det(x), equal_nan=True)
        try:
            expected = np.linalg.eigvalsh(x)
        except np.linalg.LinAlgError:
            with pytest.raises(InvalidArgument):
                bw.linalg.eigvalsh(on_processor(x))
        else:
            assert np.array_equal(bw.linalg.eigvalsh(on_processor(x)).numpy(), expected, equal_nan=True)
        r = bw.linalg.qr(on_processor(x)).R
        assert np.array_equal(r.numpy(), np.linalg.qr(x)[1], equal_nan=True)
    assert not calls[-1]


def test_empty_matrices_and_stacks_have_empty_factors() -> None:
    assert bw.linalg.inv(Tensor.zeros(0, 3, 3)).shape == (0, 3, 3)
    assert bw.linalg.det(Tensor.zeros(2, 0, 0)).tolist() == [1.0, 1.0]
    assert bw.linalg.eigvalsh(Tensor.zeros(0, 0)).shape == (0,)
    assert bw.linalg.svdvals(Tensor.zeros(2, 0, 3)).shape == (2, 0)
    assert bw.linalg.solve(Tensor.eye(3), Tensor.zeros(3, 0)).shape == (3, 0)


def test_views_are_factorised_as_they_look(calls: list[bool]) -> None:
    base = _regular(12, (4,), "float32")
    x = on_processor(base)
    _close(bw.linalg.inv(x.mT), np.linalg.inv(np.swapaxes(base, -1, -2).astype("float64")))
    _close(
        bw.linalg.det(x[1:3, 2:7, 5:10].flip(0)), np.linalg.det(base[1:3, 2:7, 5:10][::-1].astype("float64"))
    )
    expanded = on_processor(base[0]).expand(3, 12, 12)
    _close(
        bw.linalg.eigvalsh(expanded),
        np.linalg.eigvalsh(np.broadcast_to(base[0], (3, 12, 12)).astype("float64")),
    )
    assert all(calls)


def test_values_alone_have_the_gradients_of_values_with_vectors() -> None:
    x = _matrices(6, 6, (2,), "float64", 5)
    symmetric = x + np.swapaxes(x, -1, -2)
    for ours, theirs, given in (
        (bw.linalg.eigvalsh, torch.linalg.eigvalsh, symmetric),
        (bw.linalg.svdvals, torch.linalg.svdvals, _matrices(6, 4, (2,), "float64", 6)),
    ):
        a, b = on_processor(given, requires_grad=True), torch.tensor(given, requires_grad=True)
        ((ours(a) ** 3).sum()).backward()
        ((theirs(b) ** 3).sum()).backward()
        assert a.grad is not None and b.grad is not None
        np.testing.assert_allclose(a.grad.numpy(), b.grad.numpy(), rtol=1e-9, atol=1e-9)


def test_values_alone_are_computed_without_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any, **named: Any) -> Any:
        assert named.get("compute_uv") is False, "vectors were computed"
        return given[0][..., 0]

    monkeypatch.setattr(np.linalg, "eigh", refuse)
    monkeypatch.setattr(np.linalg, "svd", refuse)
    bw.linalg.eigvalsh(on_processor(_matrices(300, 300, (), "float32")))
    bw.linalg.svdvals(on_processor(_matrices(300, 300, (), "float32")))


def test_the_first_calls_wait_for_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    load = native.loaded

    def counted(compiler: Any, text: str, make: Any) -> Any:
        compiled.append(text)
        return load(compiler, text, make)

    monkeypatch.setattr(native, "_SOLVER", native._Native(elimination.solver))
    monkeypatch.setattr(native, "kept_image", lambda key: None)
    monkeypatch.setattr(native, "loaded", counted)
    x = on_processor([[2.0, 0.0], [0.0, 4.0]])
    for _ in range(native.CALLS_BEFORE_COMPILING):
        bw.linalg.inv(x)
    assert not compiled
    assert bw.linalg.inv(x).tolist() == [[0.5, 0.0], [0.0, 0.25]]
    bw.linalg.inv(x)
    assert len(compiled) == 1


def test_threads_share_no_memory_to_work_in(calls: list[bool]) -> None:
    given = [_regular(40, (5,), "float32") * (i + 1) for i in range(16)]
    expected = [np.linalg.inv(x.astype("float64")) for x in given]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda x: bw.linalg.inv(on_processor(x)).realize(), given * 4))
    for i, x in enumerate(found):
        _close(x, expected[i % 16])
