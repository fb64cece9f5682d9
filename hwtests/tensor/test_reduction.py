"""Reductions, softmax and scans against NumPy and PyTorch."""

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import IndexOutOfRange, ShapeError

RANDOM = np.random.default_rng(3)
X = RANDOM.normal(size=(3, 4, 5)).astype(np.float32)
AXES = [None, 0, 1, -1, (0, 2), (0, 1, 2)]


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize(
    "name", ["sum", "prod", "max", "min", "mean", "var", "std", "all", "any", "count_nonzero"]
)
def test_reduction_agrees_with_numpy(name: str, axis, keep: bool) -> None:
    expected = getattr(np, name)(X, axis=axis, keepdims=keep)
    # Methods follow PyTorch where it has another default, and where max of a `dim` has places too.
    more = {"correction": 0} if name in ("var", "std") else {}
    got = getattr(Tensor(X), name)(axis=axis, keepdims=keep, **more)
    assert got.shape == np.shape(expected)
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-5, atol=1e-6)
    of_dim = getattr(Tensor(X), {"max": "amax", "min": "amin"}.get(name, name))
    np.testing.assert_array_equal(of_dim(dim=axis, keepdim=keep, **more).numpy(), got.numpy())


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int32", "uint64", "int64"])
@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "all", "any"])
def test_reduction_of_integers_agrees_with_numpy(name: str, dtype: str) -> None:
    x = RANDOM.integers(0, 2 if dtype == "bool" else 5, (6, 7)).astype(dtype)
    np.testing.assert_array_equal(getattr(Tensor(x), name)(axis=1).numpy(), getattr(np, name)(x, axis=1))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_floats_are_summed_in_float32(dtype: str) -> None:
    x = Tensor.full((3000,), 1.0, dtype=dtype)
    assert x.sum().item() == 3008.0 if dtype == "bfloat16" else x.sum().item() == 3000.0
    assert x.mean().item() == 1.0


def test_extremes_propagate_nan() -> None:
    x = np.array([[1, np.nan, 3], [4, 5, 6]], dtype=np.float32)
    np.testing.assert_array_equal(Tensor(x).max(1).values.numpy(), x.max(1))
    np.testing.assert_array_equal(Tensor(x).min(1).values.numpy(), x.min(1))
    infinite = Tensor([-np.inf, -np.inf])
    assert infinite.max().item() == -np.inf


@pytest.mark.parametrize("correction", [0, 1, 1.5])
def test_variance_correction_agrees_with_numpy(correction: float) -> None:
    np.testing.assert_allclose(
        Tensor(X).var(1, correction=correction).numpy(), X.var(1, ddof=correction), rtol=1e-5
    )


def test_variance_of_distant_values_does_not_cancel() -> None:
    x = (1e4 + RANDOM.normal(size=1000)).astype(np.float32)
    np.testing.assert_allclose(Tensor(x).var().item(), x.astype(np.float64).var(ddof=1), rtol=1e-3)


@pytest.mark.parametrize("shape", [(0,), (2, 0), (0, 3)])
def test_reductions_over_nothing_give_the_identity(shape: tuple[int, ...]) -> None:
    x = np.ones(shape, dtype=np.float32)
    for name in ("sum", "prod", "all", "any"):
        np.testing.assert_array_equal(
            getattr(Tensor(x), name)(axis=-1).numpy(), getattr(np, name)(x, axis=-1)
        )
    assert np.isnan(Tensor(np.ones(0, np.float32)).mean().item())
    with pytest.raises(ShapeError, match="no elements"):
        Tensor.zeros(2, 0).max(1)
    with pytest.raises(ShapeError, match="no elements"):
        Tensor.zeros(0).argmin()


def test_scalar_tensors_reduce() -> None:
    x = Tensor(3.0)
    assert x.sum().item() == x.max().item() == x.mean().item() == x.sum(0).item() == 3.0
    assert x.argmax().item() == 0


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_position_of_extreme_is_the_first(name: str, axis) -> None:
    x = RANDOM.integers(0, 4, (5, 6)).astype(np.float32)
    np.testing.assert_array_equal(getattr(Tensor(x), name)(axis).numpy(), getattr(np, name)(x, axis))
    x[2, 3] = np.nan
    np.testing.assert_array_equal(getattr(Tensor(x), name)(axis).numpy(), getattr(np, name)(x, axis))
    integers = RANDOM.integers(-128, 127, (5, 6)).astype(np.int8)
    np.testing.assert_array_equal(
        getattr(Tensor(integers), name)(axis).numpy(), getattr(np, name)(integers, axis)
    )


@pytest.mark.parametrize("order", [0, 1, 2, 3, 0.5, float("inf"), float("-inf")])
def test_norm_agrees_with_numpy(order: float) -> None:
    np.testing.assert_allclose(
        Tensor(X).norm(order, axis=1).numpy(), np.linalg.norm(X, order, axis=1), rtol=1e-5
    )


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_softmax_is_stable_and_agrees_with_torch(name: str) -> None:
    x = X * 50
    x[0, 0, 0] = 1000.0
    x[1, 1, :] = -1000.0
    for axis in (0, 1, -1):
        np.testing.assert_allclose(
            getattr(Tensor(x), name)(axis).numpy(),
            getattr(torch, name)(torch.from_numpy(x), axis).numpy(),
            rtol=2e-6,
            atol=1e-6,
        )


def test_logsumexp_of_infinities() -> None:
    x = Tensor([[-np.inf, -np.inf], [np.inf, 1.0], [1.0, -np.inf]])
    assert x.logsumexp(1).tolist() == [-np.inf, np.inf, 1.0]


@pytest.mark.parametrize("size", [1, 2, 31, 32, 33, 100, 1025, 40000])
def test_cumulative_sum_agrees_with_numpy_at_block_edges(size: int) -> None:
    x = RANDOM.integers(-5, 6, (2, size))
    np.testing.assert_array_equal(Tensor(x).cumsum(1).numpy(), x.cumsum(1))
    floats = x.astype(np.float32)
    np.testing.assert_array_equal(Tensor(floats).cumsum(-1).numpy(), floats.cumsum(-1))


@pytest.mark.parametrize("size", [5, 33, 70])
def test_other_scans_agree_with_torch(size: int) -> None:
    x = RANDOM.uniform(0.5, 1.5, (size, 3)).astype(np.float32)
    t = torch.from_numpy(x)
    np.testing.assert_allclose(Tensor(x).cumprod(0).numpy(), t.cumprod(0).numpy(), rtol=1e-5)
    for ours, theirs in zip(Tensor(x).cummax(0), t.cummax(0), strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    for ours, theirs in zip(Tensor(x).cummin(0), t.cummin(0), strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    np.testing.assert_allclose(Tensor(x).logcumsumexp(0).numpy(), t.logcumsumexp(0).numpy(), rtol=1e-5)


def test_scan_of_infinities_does_not_spread_backwards() -> None:
    x = np.ones(100, dtype=np.float32)
    x[50] = np.inf
    np.testing.assert_array_equal(Tensor(x).cumsum(0).numpy(), x.cumsum())


def test_axis_out_of_range_is_named() -> None:
    with pytest.raises(IndexOutOfRange, match=r"axis 3.*\(3, 4, 5\)"):
        Tensor(X).sum(3)
