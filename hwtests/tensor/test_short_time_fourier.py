"""`stft` and `istft` beside PyTorch's."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import torch

import barewire as bw
from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError

# Frame, hop, window, centre, normalised, one-sided.
FORMS = [
    (16, None, None, True, False, None),
    (16, 5, 12, True, True, None),
    (16, 4, 16, False, False, None),
    (15, 4, 15, True, False, False),
]


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("shape", [(50,), (2, 64)], ids=str)
def test_spectra_and_signals_are_pytorchs(form: tuple[Any, ...], shape: tuple[int, ...]) -> None:
    size, hop, length, center, normalized, onesided = form
    x = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    window = np.hanning((length or size) + 2)[1:-1].astype(np.float32)
    words = {"center": center, "normalized": normalized, "onesided": onesided}
    theirs = torch.stft(
        torch.from_numpy(x), size, hop, length, torch.from_numpy(window), return_complex=True, **words
    )
    ours = bw.stft(bw.Tensor(x), size, hop, length, bw.Tensor(window), return_complex=True, **words)
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-4, atol=1e-5)
    for count in (None, 40):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is padded
            signal = torch.istft(theirs, size, hop, length, torch.from_numpy(window), length=count, **words)
        found = bw.istft(ours, size, hop, length, bw.Tensor(window), length=count, **words)
        np.testing.assert_allclose(found.numpy(), signal.numpy(), rtol=1e-4, atol=2e-5)


@pytest.mark.filterwarnings("ignore")
def test_complex_signals_and_parts_are_pytorchs() -> None:
    x = np.random.default_rng(1).standard_normal((2, 40)).astype(np.float32)
    parts = bw.stft(bw.Tensor(x), 16, return_complex=False)
    theirs = torch.stft(torch.from_numpy(x), 16, return_complex=False)
    np.testing.assert_allclose(parts.numpy(), theirs.numpy(), rtol=1e-4, atol=1e-5)
    z = (x + 1j * x[:, ::-1]).astype(np.complex64)
    spectra = bw.stft(bw.Tensor(z), 16)
    both = torch.stft(torch.from_numpy(z), 16, return_complex=True)
    np.testing.assert_allclose(spectra.numpy(), both.numpy(), rtol=1e-4, atol=1e-5)
    found = bw.istft(spectra, 16, return_complex=True)
    np.testing.assert_allclose(found.numpy(), z[:, : found.shape[1]], rtol=1e-4, atol=1e-5)


def test_gradients_pass() -> None:
    x = np.random.default_rng(2).standard_normal(64).astype(np.float32)
    ours, theirs = bw.Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    window = torch.hann_window(16)
    (bw.stft(ours, 16, window=bw.hann_window(16), return_complex=True).abs() ** 2).log1p().sum().backward()
    (torch.stft(theirs, 16, window=window, return_complex=True).abs() ** 2).log1p().sum().backward()
    assert ours.grad is not None
    assert theirs.grad is not None
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-3, atol=1e-4)


def test_what_makes_no_sense_is_an_error() -> None:
    x = bw.Tensor.ones(20)
    spectrum = bw.stft(x, 8, return_complex=True)
    for attempt, error in (
        (lambda: bw.stft(x, 0, return_complex=True), InvalidArgument),
        (lambda: bw.stft(x, 8), InvalidArgument),
        (lambda: bw.stft(x, 8, 0, return_complex=True), InvalidArgument),
        (lambda: bw.stft(x, 8, win_length=9, return_complex=True), InvalidArgument),
        (lambda: bw.stft(x, 8, window=bw.Tensor.ones(7), return_complex=True), ShapeError),
        (lambda: bw.stft(x, 21, center=False, return_complex=True), ShapeError),
        (lambda: bw.stft(x.reshape(1, 1, 20), 8, return_complex=True), ShapeError),
        (lambda: bw.stft(spectrum, 4, onesided=True), InvalidArgument),
        (lambda: bw.istft(spectrum, 12), ShapeError),
        (lambda: bw.istft(spectrum, 8, 9), InvalidArgument),
        (lambda: bw.istft(x, 8), ShapeError),
        (lambda: bw.istft(spectrum.real, 8), DTypeError),
    ):
        with pytest.raises(error):
            attempt()
