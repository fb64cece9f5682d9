"""Fourier transforms against NumPy's in extended precision, and gradients against PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, fft, jit
from barewire.runtime.errors import DTypeError, IndexOutOfRange, InvalidArgument, ShapeError
from hwtests.daily import daily

RANDOM = np.random.default_rng(9)
# A power of two, a product of small primes, a prime done as a product, and one done by a chirp.
LENGTHS = [1, 3, 8, 31, 131]
LONG = [2, 30, 97, 128, 262, 360, 1000, 1009, 1024, 2018, 4096, 1 << 14, 3**9, 1 << 17]


def numbers(*shape: int, dtype: str = "complex64") -> np.ndarray:
    return (RANDOM.normal(size=shape) + 1j * RANDOM.normal(size=shape)).astype(dtype)


def wide(x: np.ndarray) -> np.ndarray:
    return x.astype(np.clongdouble if np.iscomplexobj(x) else np.longdouble)


def error(found: Tensor, wanted: np.ndarray) -> float:
    """Relative to the root mean square, in the dtype's epsilons."""
    assert found.shape == wanted.shape
    size = np.sqrt((abs(wanted) ** 2).sum())
    return float(np.sqrt((abs(found.numpy() - wanted) ** 2).sum()) / size / np.finfo(found.numpy().dtype).eps)


def check_length(n: int, dtype: str) -> None:
    x = numbers(2, n, dtype=dtype)
    half = x[:, : n // 2 + 1]
    pairs = {
        "fft": (fft.fft(Tensor(x)), np.fft.fft(wide(x))),
        "ifft": (fft.ifft(Tensor(x)), np.fft.ifft(wide(x))),
        "rfft": (fft.rfft(Tensor(x.real.copy())), np.fft.rfft(wide(x.real))),
        "irfft": (fft.irfft(Tensor(half), n), np.fft.irfft(wide(half), n)),
    }
    for name, (found, wanted) in pairs.items():
        assert found.dtype.name == (
            dtype if name != "irfft" else {"complex64": "float32"}.get(dtype, "float64")
        )
        assert error(found, wanted) < 3, name


@pytest.mark.parametrize(("n", "dtype"), [*((n, "complex64") for n in LENGTHS), (30, "complex128")])
def test_transform_of_any_length_is_accurate(n: int, dtype: str) -> None:
    check_length(n, dtype)


@pytest.mark.slow
@pytest.mark.parametrize("n", LONG)
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_long_transform_is_accurate(n: int, dtype: str) -> None:
    check_length(n, dtype)


@pytest.mark.parametrize("norm", daily([None, "backward", "ortho", "forward"], ["ortho"]))
def test_every_transform_is_numpys_with_any_norm_axis_and_length(norm: Any) -> None:
    x = numbers(3, 4, 6, dtype="complex128")
    real = x.real.copy()
    for name, arguments in [
        ("fft", (5, 1)), ("ifft", (9, 0)), ("hfft", (7, 1)), ("rfft", (5, 0)), ("irfft", (5, 1)),
        ("ihfft", (6, 1)),
    ]:  # fmt: skip
        given = real if name in ("rfft", "ihfft") else x
        found = getattr(fft, name)(Tensor(given), *arguments, norm)
        np.testing.assert_allclose(found.numpy(), getattr(np.fft, name)(given, *arguments, norm), atol=1e-13)
    for name, named in [
        ("fftn", {}), ("ifftn", {"axes": (0, 2)}), ("rfftn", {"s": (3, 8), "axes": (1, 2)}), ("irfftn", {}),
        ("fft2", {}), ("ifft2", {"s": (2, 7)}), ("rfft2", {}), ("irfft2", {"s": (4, 5)}),
    ]:  # fmt: skip
        given = real if name.startswith("r") else x
        found = getattr(fft, name)(Tensor(given), norm=norm, **named)
        np.testing.assert_allclose(
            found.numpy(), getattr(np.fft, name)(given, norm=norm, **named), atol=1e-13
        )


@pytest.mark.parametrize("n", [1, 2, 5, 8])
def test_frequencies_and_shifts_are_numpys(n: int) -> None:
    x = numbers(n, 3)

    np.testing.assert_allclose(fft.fftfreq(n, d=0.3, dtype="float64").numpy(), np.fft.fftfreq(n, 0.3))
    np.testing.assert_allclose(fft.rfftfreq(n, 0.3, dtype="float64").numpy(), np.fft.rfftfreq(n, 0.3))
    np.testing.assert_array_equal(fft.fftshift(Tensor(x)).numpy(), np.fft.fftshift(x))
    np.testing.assert_array_equal(fft.ifftshift(Tensor(x), axes=0).numpy(), np.fft.ifftshift(x, axes=0))


@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fftn", "rfftn", "irfftn"])
@pytest.mark.parametrize("size", daily([5, 8], [8]))
def test_gradient_is_pytorchs(name: str, size: int) -> None:
    x = numbers(3, size, dtype="complex128")
    if name in ("rfft", "ihfft", "rfftn"):
        x = x.real.copy()
    ours, theirs = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    found, wanted = getattr(fft, name)(ours), getattr(torch.fft, name)(theirs)
    weight = numbers(*wanted.shape, dtype="complex128")
    weight = weight if wanted.is_complex() else weight.real.copy()

    found.backward(Tensor(weight))
    wanted.backward(torch.tensor(weight))

    np.testing.assert_allclose(found.detach().numpy(), wanted.resolve_conj().detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.resolve_conj().numpy(), atol=1e-12)


@pytest.mark.parametrize("dtype", ["int32", "float16", "float64", "bool"])
def test_other_dtypes_are_transformed_as_complex_numbers(dtype: str) -> None:
    x = np.array([1, 0, 1, 1]).astype(dtype)

    found = fft.fft(Tensor(x))

    assert found.dtype.name == ("complex128" if dtype == "float64" else "complex64")
    np.testing.assert_allclose(found.numpy(), np.fft.fft(x.astype(float)), atol=1e-6)


@pytest.mark.usefixtures("compiled")
def test_captured_transform_filters_new_numbers() -> None:
    smooth = jit(lambda x: fft.irfft(fft.rfft(x) * (fft.rfftfreq(64) < 0.2), 64))

    for _ in range(4):
        x = RANDOM.normal(size=64).astype(np.float32)
        wanted = np.fft.irfft(np.fft.rfft(x) * (np.fft.rfftfreq(64) < 0.2), 64)
        np.testing.assert_allclose(smooth(Tensor(x)).numpy(), wanted, atol=1e-5)


def test_bad_arguments_are_refused() -> None:
    x = Tensor.ones(4)
    with pytest.raises(InvalidArgument, match="least is 1"):
        fft.fft(x, 0)
    with pytest.raises(InvalidArgument, match="least is 1"):
        fft.fft(Tensor.ones(2, 0))
    with pytest.raises(InvalidArgument, match="ortho"):
        fft.fft(x, norm="unit")
    with pytest.raises(InvalidArgument, match="int"):
        fft.fft(x, 2.5)
    with pytest.raises(IndexOutOfRange):
        fft.fft(x, axis=1)
    with pytest.raises(ShapeError, match="0-d"):
        fft.fft(Tensor(1.0))
    with pytest.raises(DTypeError, match="real"):
        fft.rfft(Tensor([1j]))
    with pytest.raises(InvalidArgument, match="lengths"):
        fft.fftn(x, s=(2, 2))
    with pytest.raises(InvalidArgument, match="apart"):
        fft.fftfreq(4, d=0)
