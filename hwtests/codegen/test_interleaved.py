"""Results that lie interleaved, an innermost loop of a few elements: stored in whole vectors, and right."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import barewire as bw
from barewire import Tensor, nn
from barewire.tensor.codegen.nest.interleaved import joined

from .launching import prepared

SIZES = (8, 33, 64, 100, 4099)
DTYPES = ("float32", "float16", "int8", "int64", "bool")


def test_two_loops_become_one_where_that_makes_whole_vectors() -> None:
    real, imag = Tensor(numbers("float32", 64)).realize(), Tensor(numbers("float32", 64)).realize()
    apart = prepared(bw.stack([real, imag], axis=-1)).nest
    assert len(apart.outer) == 2
    assert [var.extent for var in joined(apart).outer] == [128]
    # What is read is too far apart, or the loop is too long.
    rows = Tensor(numbers("float32", 64, 64)).realize()
    for nest in (prepared(rows[:, :4] * 1).nest, prepared(bw.stack([real] * 16, axis=-1)).nest):
        assert joined(nest) is nest


def numbers(dtype: str, *shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(-9, 9, shape).astype(dtype)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("parts", [2, 3, 4, 8])
def test_tensors_stacked_last(size: int, dtype: str, parts: int) -> None:
    given = [numbers(dtype, 3, size, seed=part) for part in range(parts)]
    made = bw.stack([Tensor(each) for each in given], axis=-1)
    np.testing.assert_array_equal(made.numpy(), np.stack(given, axis=-1))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("times", [2, 4, 5, 8])
def test_elements_repeated(size: int, dtype: str, times: int) -> None:
    given = numbers(dtype, size)
    np.testing.assert_array_equal(Tensor(given).repeat_interleave(times).numpy(), given.repeat(times))


@pytest.mark.parametrize("size", SIZES)
def test_rows_of_few_read_backwards_and_moved(size: int) -> None:
    given = numbers("float32", size, 4)
    x = Tensor(given)
    np.testing.assert_array_equal((x.flip(1) + x).numpy(), given[:, ::-1] + given)
    np.testing.assert_array_equal((x.flip(0) - x).numpy(), given[::-1] - given)
    np.testing.assert_array_equal((x.roll(1, 1) * x).numpy(), np.roll(given, 1, 1) * given)
    np.testing.assert_array_equal((x + x[:, :1]).numpy(), given + given[:, :1])
    np.testing.assert_array_equal(
        bw.cat([x[:, :2] * 2, x[:, 2:]], 1).numpy(), np.c_[given[:, :2] * 2, given[:, 2:]]
    )
    np.testing.assert_array_equal((x[:, :2] * x[:, 1:3]).numpy(), given[:, :2] * given[:, 1:3])
    np.testing.assert_array_equal((x.reshape(4, size).T + x).numpy(), given.reshape(4, size).T + given)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_numbers(size: int, dtype: str) -> None:
    chance = np.random.default_rng(size)
    a, b = ((chance.random(size) + 1j * chance.random(size)).astype(dtype) for _ in range(2))
    x, y = Tensor(a), Tensor(b)
    np.testing.assert_allclose((x * y).numpy(), a * b, rtol=1e-5)
    np.testing.assert_allclose((x / (y + 1)).numpy(), a / (b + 1), rtol=1e-5)
    np.testing.assert_allclose((x.conj() * y + 2j).numpy(), a.conj() * b + 2j, rtol=1e-5)
    np.testing.assert_allclose((x[::2] - y[::2]).numpy(), a[::2] - b[::2], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose((x.flip(0) * y.real).numpy(), a[::-1] * b.real, rtol=1e-5)


@pytest.mark.parametrize("size", SIZES)
def test_planes_that_lie_far_apart_are_interleaved(size: int) -> None:
    planes = numbers("float32", 4, 5, size)
    x = Tensor(planes)
    two = x.reshape(2, 2, 5, size).permute(0, 2, 3, 1).contiguous()
    np.testing.assert_array_equal(two.numpy(), planes.reshape(2, 2, 5, size).transpose(0, 2, 3, 1))
    np.testing.assert_array_equal((x.permute(1, 2, 0) * 2).numpy(), planes.transpose(1, 2, 0) * 2)
    backwards = x.flip(2).permute(1, 2, 0).contiguous()
    np.testing.assert_array_equal(backwards.numpy(), planes[:, :, ::-1].transpose(1, 2, 0))
    # Beside what is not there: whole vectors of zeros, and lanes.
    padded = x.pad((1, 2, 1, 1)).permute(1, 2, 0).contiguous()
    expected = np.pad(planes, ((0, 0), (1, 1), (1, 2))).transpose(1, 2, 0)
    np.testing.assert_array_equal(padded.numpy(), expected)
    channels = planes[:4, :4].reshape(1, 16, 1, size)
    shuffled = nn.functional.pixel_shuffle(Tensor(channels), 2)
    expected = torch.nn.functional.pixel_shuffle(torch.from_numpy(channels), 2).numpy()
    np.testing.assert_array_equal(shuffled.numpy(), expected)
