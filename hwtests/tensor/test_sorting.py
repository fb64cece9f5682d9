"""Sorting against NumPy and PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire import Tensor
from barewire.runtime.errors import InvalidArgument, ShapeError

RANDOM = np.random.default_rng(2)


@pytest.mark.parametrize("size", [1, 2, 3, 127, 128, 129, 300, 1000])
@pytest.mark.parametrize("descending", [False, True])
def test_sort_is_stable_and_agrees_with_torch(size: int, descending: bool) -> None:
    x = RANDOM.integers(-20, 20, (2, size)).astype(np.float32)
    values, order = torch.from_numpy(x).sort(dim=-1, descending=descending, stable=True)
    got, places = Tensor(x).sort(-1, descending=descending)
    np.testing.assert_array_equal(got.numpy(), values.numpy())
    np.testing.assert_array_equal(places.numpy(), order.numpy())


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "uint64", "int64", "float16", "float64"])
def test_sort_of_every_kind_of_dtype_agrees_with_numpy(dtype: str) -> None:
    if dtype == "bool":
        x = RANDOM.integers(0, 2, 150).astype(bool)
    elif dtype.startswith("float"):
        x = np.array([3, -0.0, 0.0, np.inf, -np.inf, np.nan, -1, 2, np.nan], dtype=dtype)
    else:
        info = np.iinfo(dtype)
        x = RANDOM.integers(info.min, info.max, 150, dtype=dtype, endpoint=True)
    np.testing.assert_array_equal(Tensor(x).sort()[0].numpy(), np.sort(x))
    np.testing.assert_array_equal(Tensor(x).argsort().numpy(), np.argsort(x, stable=True))


def test_descending_sort_puts_nan_first_as_torch_does() -> None:
    x = np.array([1, np.nan, 2, np.inf], dtype=np.float32)
    expected = torch.from_numpy(x).sort(dim=-1, descending=True, stable=True)
    np.testing.assert_array_equal(Tensor(x).sort(descending=True)[0].numpy(), expected.values.numpy())


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_sort_along_any_axis_agrees_with_numpy(axis: int) -> None:
    x = RANDOM.normal(size=(4, 5, 6)).astype(np.float32)
    np.testing.assert_array_equal(Tensor(x).sort(axis)[0].numpy(), np.sort(x, axis))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(width=32), min_size=1, max_size=40))
def test_random_floats_sort_as_numpy_sorts_them(values: list[float]) -> None:
    x = np.array(values, dtype=np.float32)
    np.testing.assert_array_equal(Tensor(x).argsort().numpy(), np.argsort(x, stable=True))


@pytest.mark.parametrize("largest", [True, False])
def test_topk_agrees_with_torch(largest: bool) -> None:
    x = RANDOM.normal(size=(3, 50)).astype(np.float32)
    expected = torch.from_numpy(x).topk(7, 1, largest)
    values, places = Tensor(x).topk(7, 1, largest)
    np.testing.assert_array_equal(values.numpy(), expected.values.numpy())
    np.testing.assert_array_equal(places.numpy(), expected.indices.numpy())
    with pytest.raises(InvalidArgument, match="51 of 50"):
        Tensor(x).topk(51)


@pytest.mark.parametrize(
    "dtype", ["float32", "float16", "bfloat16", "int8", "uint8", "int16", "int32", "bool", "int64"]
)
@pytest.mark.parametrize(
    ("rows", "size", "k"), [(64, 64, 1), (70, 100, 3), (64, 1000, 8), (100, 65, 5), (64, 5000, 4)]
)
def test_few_greatest_of_many_rows_with_equal_ones_are_in_stable_order(
    dtype: str, rows: int, size: int, k: int
) -> None:
    whole = RANDOM.integers(0, 2 if dtype == "bool" else 20, (rows, size))
    x = Tensor(whole if dtype[0] in "ub" and dtype != "bfloat16" else whole - 10).cast(dtype)
    if x.dtype.is_float:
        numbers = x.float().numpy()
        numbers[0, 2:5] = np.nan
        numbers[1, 7] = np.inf
        numbers[2] = -0.0
        numbers[3, 5] = -np.inf
        x = Tensor(numbers).cast(dtype)
    array = x.cast("float64").numpy()
    for largest in (True, False):
        keys = np.where(np.isnan(array), np.inf, array) * (-1 if largest else 1)
        keys[np.isnan(array)] *= 2
        expected = np.lexsort((np.isnan(array) != largest, keys), axis=-1)[:, :k]
        values, places = x.topk(k, 1, largest)
        np.testing.assert_array_equal(places.numpy(), expected)
        np.testing.assert_array_equal(values.cast("float64").numpy(), np.take_along_axis(array, expected, 1))


def test_median_agrees_with_torch() -> None:
    x = RANDOM.normal(size=(4, 6)).astype(np.float32)
    t = torch.from_numpy(x)
    assert Tensor(x).median().item() == t.median().item()
    for ours, theirs in zip(Tensor(x).median(1), t.median(1), strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    np.testing.assert_array_equal(Tensor(x).median(axis=1).numpy(), t.median(1).values.numpy())
    assert np.isnan(Tensor([1.0, float("nan")]).median().item())
    with pytest.raises(ShapeError):
        Tensor([]).median()


@pytest.mark.parametrize("right", [False, True])
def test_searchsorted_agrees_with_numpy(right: bool) -> None:
    edges = np.sort(RANDOM.integers(0, 20, 13))
    values = RANDOM.integers(-2, 23, (4, 5))
    expected = np.searchsorted(edges, values, side="right" if right else "left")
    np.testing.assert_array_equal(Tensor(edges).searchsorted(Tensor(values), right=right).numpy(), expected)


def test_unique_agrees_with_numpy() -> None:
    x = RANDOM.integers(0, 5, (4, 6))
    values, inverse, counts = Tensor(x).unique(return_inverse=True, return_counts=True)
    expected = np.unique(x, return_counts=True)
    np.testing.assert_array_equal(values.numpy(), expected[0])
    np.testing.assert_array_equal(counts.numpy(), expected[1])
    np.testing.assert_array_equal(values.numpy()[inverse.numpy()], x)


def test_histogram_agrees_with_torch() -> None:
    x = RANDOM.normal(size=200).astype(np.float32)
    np.testing.assert_array_equal(
        Tensor(x).histc(10, -2, 2).numpy(), torch.histc(torch.from_numpy(x), 10, -2, 2).numpy()
    )


def test_empty_and_scalar_tensors_sort() -> None:
    assert Tensor([]).sort()[0].shape == (0,)
    assert Tensor(3.0).argsort().item() == 0
    assert Tensor(np.zeros((0, 4), np.float32)).sort(0)[1].shape == (0, 4)


def test_gradient_of_sorted_values_returns_to_their_places() -> None:
    x = Tensor([3.0, 1.0, 2.0], requires_grad=True)
    (x.sort()[0] * Tensor([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [100.0, 1.0, 10.0]


@pytest.mark.parametrize("dtype", ["float32", "int32", "uint8"])
@pytest.mark.parametrize(
    ("shape", "count", "axis"), [((5000,), 10, 0), ((3, 700, 5), 7, 1), ((4, 2049), 64, 1), ((600,), 600, 0)]
)
def test_greatest_are_the_first_in_stable_order(
    shape: tuple[int, ...], count: int, axis: int, dtype: str
) -> None:
    x = RANDOM.integers(0, 99, shape).astype(dtype)
    if dtype == "float32":
        x.reshape(-1)[[3, 17, 200]] = np.nan, np.inf, -np.inf
    for largest in (True, False):
        values, places = Tensor(x).topk(count, axis, largest)
        keys = np.where(np.isnan(x), np.inf, x).astype(np.float64)
        # By value, of equal ones by place; nan before all infinities.
        above = np.isnan(x) if largest else ~np.isnan(x)
        order = np.lexsort((-keys if largest else keys, ~above), axis=axis)
        want = order.take(range(count), axis)
        np.testing.assert_array_equal(places.numpy(), want)
        np.testing.assert_array_equal(values.numpy(), np.take_along_axis(x, want, axis))
