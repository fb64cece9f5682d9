"""Python numbers that a dtype does not hold: refused by every method that makes elements of them, and
compared as numbers. What counts along an axis is not bound by the dtype that is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import InvalidArgument
from barewire.tensor.graph.dtype import ALL, BY_NAME

INTEGERS = [dtype.name for dtype in ALL if dtype.is_integer]


def assigned(x: Tensor, key: Any, value: Any) -> Tensor:
    result = x + 0
    result[key] = value
    return result


# Everything that makes an element of a number.
USES: dict[str, Callable[[Tensor, Any], Any]] = {
    "x + n": lambda x, n: x + n,
    "n + x": lambda x, n: n + x,
    "x - n": lambda x, n: x - n,
    "n - x": lambda x, n: n - x,
    "x * n": lambda x, n: x * n,
    "x // n": lambda x, n: x // n,
    "n // x": lambda x, n: n // x,
    "x % n": lambda x, n: x % n,
    "n % x": lambda x, n: n % x,
    "fmod": lambda x, n: x.fmod(n),
    "div": lambda x, n: x.div(n, rounding_mode="trunc"),
    "floor div": lambda x, n: x.div(n, rounding_mode="floor"),
    "x & n": lambda x, n: x & n,
    "x | n": lambda x, n: x | n,
    "x ^ n": lambda x, n: x ^ n,
    "n << x": lambda x, n: n << x,
    "n >> x": lambda x, n: n >> x,
    "x ** n": lambda x, n: x**n,
    "n ** x": lambda x, n: n**x,
    "add alpha": lambda x, n: x.add(x, alpha=n),
    "sub alpha": lambda x, n: x.sub(x, alpha=n),
    "maximum": lambda x, n: x.maximum(n),
    "minimum": lambda x, n: x.minimum(n),
    "clip below": lambda x, n: x.clip(min=n),
    "clip above": lambda x, n: x.clip(max=n),
    "hardtanh": lambda x, n: x.hardtanh(n, n),
    "where": lambda x, n: (x > 0).where(x, n),
    "where not": lambda x, n: (x > 0).where(n, x),
    "masked_fill": lambda x, n: x.masked_fill(x > 0, n),
    "threshold": lambda x, n: x.threshold(0, n),
    "x[0] = n": lambda x, n: assigned(x, 0, n),
    "x[1:] = n": lambda x, n: assigned(x, slice(1, None), n),
    "x[[0]] = n": lambda x, n: assigned(x, [0], n),
    "x[mask] = n": lambda x, n: assigned(x, x > 0, n),
    "full_like": lambda x, n: x.full_like(n),
    "full": lambda x, n: Tensor.full((2,), n, dtype=x.dtype),
    "Tensor": lambda x, n: Tensor(n, dtype=x.dtype),
    "Tensor of a list": lambda x, n: Tensor([n], dtype=x.dtype),
    "arange from": lambda x, n: Tensor.arange(n, n + 1, dtype=x.dtype),
    "arange up": lambda x, n: Tensor.arange(n - 1, n + 1, dtype=x.dtype),
    "arange down": lambda x, n: Tensor.arange(n, n - 2, -1, dtype=x.dtype),
    "pad": lambda x, n: x.pad((1, 1), value=n),
    "scatter": lambda x, n: x.scatter(0, [0], n),
    "scatter_add": lambda x, n: x.scatter_add(0, [0], n),
    "index_fill": lambda x, n: x.index_fill(0, [0], n),
    "index_add": lambda x, n: x.index_add(0, [0], x[:1], alpha=n),
}


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_beyond_the_dtype_are_refused(dtype: str) -> None:
    row = BY_NAME[dtype]
    x = Tensor([1, 2], dtype=dtype)
    for value in (row.maximum + 1, row.minimum - 1, 1 << 64, -1 << 80):
        for name, use in USES.items():
            try:
                made = use(x, value)
            except InvalidArgument as error:
                assert dtype in str(error), name
            else:
                pytest.fail(f"{name} of {value} as {dtype} gives {made}")
    for value in (float("nan"), float("inf"), 2.0 * row.maximum + 2):
        for name in ("masked_fill", "x[0] = n", "x[mask] = n", "full_like", "full", "pad", "scatter"):
            with pytest.raises(InvalidArgument):
                USES[name](x, value)


@pytest.mark.parametrize("dtype", INTEGERS)
def test_extremes_of_the_dtype_wrap_as_in_numpy(dtype: str) -> None:
    row = BY_NAME[dtype]
    low, high = int(row.minimum), int(row.maximum)
    array = np.array([1, low, high], dtype)
    x = Tensor(array)
    found = Tensor.stack(x + high, x - high, x - low, low - x, high - x, x * high, x ^ high, -x, ~x).numpy()
    with np.errstate(over="ignore"):
        expected = np.stack(
            [array + high, array - high, array - low, low - array, high - array, array * high, array ^ high]
            + [-array, ~array]
        )
    assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("dtype", INTEGERS)
def test_numbers_beyond_the_dtype_are_compared_as_numbers(dtype: str) -> None:
    row = BY_NAME[dtype]
    array = np.array([row.minimum, 1, row.maximum], dtype)
    x, numbers = Tensor(array), [int(each) for each in array]
    beyond = [row.maximum + 1, row.minimum - 1, 1 << 70, -1 << 70]
    found = [[x < n, x <= n, x > n, x >= n, x.eq(n), x.ne(n)] for n in beyond]
    table = Tensor.stack(*(part for row_of in found for part in row_of)).tolist()
    expected = [
        [use(each, n) for each in numbers]
        for n in beyond
        for use in (
            lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a > b,
            lambda a, b: a >= b, lambda a, b: a == b, lambda a, b: a != b,
        )
    ]  # fmt: skip
    assert table == expected


def test_numbers_beyond_the_dtype_are_compared_in_searches() -> None:
    x = Tensor([1, 250], dtype="uint8")
    assert x.searchsorted(300).item() == 2
    assert x.searchsorted(-1).item() == 0
    assert x.bucketize([0, 249, 300]).tolist() == [1, 2]
    assert x.isclose(300).tolist() == [False, False]
    np.testing.assert_allclose(x.hypot(300).numpy(), np.hypot(np.array([1.0, 250]), 300), rtol=1e-6)
    np.testing.assert_allclose((x / 300).numpy(), np.array([1.0, 250]) / 300, rtol=1e-6)


def test_ranges_that_a_narrow_dtype_holds_are_whole() -> None:
    assert Tensor.arange(-128, 128, dtype="int8").tolist() == list(range(-128, 128))
    assert Tensor.arange(256, dtype="uint8").tolist() == list(range(256))
    assert Tensor.arange(255, -1, -1, dtype="uint8").tolist() == list(range(255, -1, -1))
    assert Tensor.arange(127, -129, -5, dtype="int8").tolist() == list(range(127, -129, -5))
    top = 1 << 64
    assert Tensor.arange(top - 3, top, dtype="uint64").tolist() == [top - 3, top - 2, top - 1]
    assert Tensor.arange(top - 1, top - 4, -1, dtype="uint64").tolist() == [top - 1, top - 2, top - 3]


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "uint32", "int64"])
def test_classes_are_more_than_their_numbers_dtype_counts(dtype: str) -> None:
    generator = np.random.default_rng(3)
    logits = generator.standard_normal((4, 300)).astype(np.float32)
    labels = np.array([0, 44, 127, 100]).astype(dtype)
    if dtype == "uint8":
        labels[2:] = 255, 200
    wanted = torch.tensor(labels.astype(np.int64))
    for ours, theirs in (
        (Tensor(logits).cross_entropy(Tensor(labels)), torch.nn.functional.cross_entropy),
        (Tensor(logits).nll_loss(Tensor(labels)), torch.nn.functional.nll_loss),
    ):
        assert ours.item() == pytest.approx(theirs(torch.tensor(logits), wanted).item(), rel=1e-5)
    assert Tensor(labels).one_hot(300).argmax(-1).tolist() == labels.tolist()
    far = Tensor.arange(1000)
    assert far.gather(0, Tensor(labels)).tolist() == far[Tensor(labels)].tolist() == labels.tolist()


@pytest.mark.parametrize("dtype", ["int8", "uint8", "bool"])
def test_what_sums_and_counts_is_wide(dtype: str) -> None:
    x = Tensor.full((300,), 127 if dtype != "bool" else True, dtype=dtype)
    each = 127 if dtype != "bool" else 1
    assert x.sum().item() == x.sum(dtype="int64").item() == x.cumsum(0)[-1].item() == 300 * each
    assert x.sum(dtype="int32").item() == 300 * each and x.mean().item() == each
    assert x[:4].prod().item() == each**4
    assert (Tensor.arange(300) == 299).cast(dtype).argmax().item() == 299
    assert (Tensor.arange(300) != 299).cast(dtype).argmin().item() == 299
