"""Fourier transforms, windows and mel weights, beside NumPy and ONNX Runtime."""

import numpy as np
import pytest
from onnx import TensorProto

from barewire.runtime.errors import BarewireError

from .one_node import by_barewire, check, normal, one_node


def run(operator, inputs, version, **attributes):
    model, fed = one_node(operator, inputs, version, **attributes)
    return by_barewire(model, fed)[0]


def parts(x):
    return np.stack([x.real, x.imag], -1)


@pytest.mark.share(5)
@pytest.mark.parametrize("version", [17, 20])
@pytest.mark.parametrize("length", [None, 5, 12])
@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("kind", ["real", "complex", "onesided", "inverse", "real again"])
def test_transforms_are_numpys(kind, axis, length, version):
    x = normal(3, 8, 4, 1 if kind in ("real", "onesided") else 2)
    signal = x[..., 0] if x.shape[-1] == 1 else x[..., 0] + 1j * x[..., 1]
    if kind == "real again":
        want = np.fft.irfft(signal, length, axis)[..., None]
    else:
        function = {"onesided": np.fft.rfft, "inverse": np.fft.ifft}.get(kind, np.fft.fft)
        want = parts(function(signal, length, axis))
    said = {
        "inverse": int(kind in ("inverse", "real again")),
        "onesided": int(kind in ("onesided", "real again")),
    }
    inputs = [x, None if length is None else np.array(length)]
    if version == 17:
        said["axis"] = axis
    else:
        inputs.append(np.array(axis))
    got = run("DFT", inputs, version, **said)
    assert got.dtype == x.dtype and got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=1e-4, atol=1e-5)


def test_transforms_of_doubles_and_halves():
    for dtype, close in ((np.float64, 1e-12), (np.float16, 2e-2)):
        x = normal(2, 9, 1).astype(dtype)
        got = run("DFT", [x], 20)
        assert got.dtype == dtype
        np.testing.assert_allclose(got, parts(np.fft.fft(x[..., 0].astype(np.float64), axis=1)), atol=close)


@pytest.mark.parametrize("onesided", [0, 1])
@pytest.mark.parametrize("form", ["window", "length", "both"])
def test_short_time_transforms(form, onesided):
    x = normal(2, 40, 1)
    window = np.hanning(16).astype(np.float32) if form != "length" else None
    length = np.array(16) if form != "window" else None
    check("STFT", [x, np.array(7), window, length], 17, rtol=1e-3, atol=1e-4, onesided=onesided)


def test_short_time_transforms_of_complex_signals():
    x = normal(2, 40, 2)
    got = run("STFT", [x, np.array(5), None, np.array(10)], 17, onesided=0)
    signal = x[..., 0] + 1j * x[..., 1]
    frames = np.stack([signal[:, start : start + 10] for start in range(0, 31, 5)], 1)
    np.testing.assert_allclose(got, parts(np.fft.fft(frames)), rtol=1e-3, atol=1e-4)


@pytest.mark.share(3)
@pytest.mark.parametrize("periodic", [0, 1])
@pytest.mark.parametrize("name", ["HannWindow", "HammingWindow", "BlackmanWindow"])
@pytest.mark.parametrize("dtype", [TensorProto.FLOAT, TensorProto.DOUBLE])
def test_windows(name, periodic, dtype):
    if dtype == TensorProto.FLOAT:
        check(name, [np.array(11)], 17, periodic=periodic)
    got = run(name, [np.array(8, np.int32)], 17, periodic=periodic, output_datatype=dtype)
    assert got.dtype == (np.float32 if dtype == TensorProto.FLOAT else np.float64) and got.shape == (8,)


@pytest.mark.parametrize("bins", [8, 40])
def test_mel_weights(bins):
    inputs = [bins, 400, 16000, np.float32(0), np.float32(8000)]
    check("MelWeightMatrix", [np.array(value) for value in inputs], 17)


@pytest.mark.parametrize(
    ("operator", "inputs", "match"),
    [
        ("DFT", [normal(2, 8, 3)], "size 1 or 2"),
        ("DFT", [normal(2, 8, 1), None, np.array(2)], "along axis 2"),
        ("DFT", [normal(2, 8, 1), np.array(0)], "length 0"),
        ("STFT", [normal(2, 8, 1), np.array(0), None, np.array(4)], "0 apart"),
        ("STFT", [normal(2, 8, 1), np.array(2), None, np.array(40)], "of a signal of 8"),
    ],
)
def test_what_cannot_be_transformed_is_said(operator, inputs, match):
    with pytest.raises(BarewireError, match=match):
        run(operator, inputs, 20)
