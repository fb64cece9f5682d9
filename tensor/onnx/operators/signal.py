"""Signals: Fourier transforms, windows, and the weights of the mel scale."""

from __future__ import annotations

import math
from typing import Any

from ....runtime.errors import InvalidArgument, ShapeError
from ... import fft
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..elements import dtype_of
from ..lowering import Host, Node, lowering


def _number(value: Host | None, missing: int, name: str) -> int:
    if value is None:
        return missing
    if value.size != 1:
        raise ShapeError(f"{name} is one number, not of shape {value.shape}")
    return int(value.reshape(-1)[0])


@lowering("DFT", since=17)
def dft_17(
    x: Tensor, length: Host | None = None, *, axis: int = 1, inverse: int = 0, onesided: int = 0
) -> Tensor:
    return _dft(x, length, axis, bool(inverse), bool(onesided))


@lowering("DFT", since=20)
def dft(
    x: Tensor,
    length: Host | None = None,
    axis: Host | None = None,
    *,
    inverse: int = 0,
    onesided: int = 0,
) -> Tensor:
    return _dft(x, length, _number(axis, -2, "axis"), bool(inverse), bool(onesided))


def _dft(x: Tensor, length: Host | None, axis: int, inverse: bool, onesided: bool) -> Tensor:
    """The last axis has the real part, and the imaginary one where there is one."""
    place = axis + x.ndim if axis < 0 else axis
    if not 0 <= place < x.ndim - 1 or x.shape[-1] not in (1, 2):
        raise ShapeError(
            f"DFT along axis {axis} of shape {tuple(x.shape)}: the last axis is of size 1 or 2, and another's"
        )
    size = x.shape[place]
    count = _number(length, 2 * (size - 1) if inverse and onesided else size, "dft_length")
    if count < 1:
        raise InvalidArgument(f"DFT of length {count}")
    wide = x if x.dtype.bits >= 32 else x.cast(dtypes.float32)
    real = wide[..., 0]
    signal = real if x.shape[-1] == 1 else wide.view_as_complex()
    if inverse and onesided:
        return fft.irfft(signal, count, place).unsqueeze(-1).cast(x.dtype)
    if inverse:
        found = fft.ifft(signal, count, place)
    elif onesided and x.shape[-1] == 1:
        found = fft.rfft(real, count, place)
    else:
        found = fft.fft(signal, count, place)
        if onesided:
            found = found.narrow(place, 0, count // 2 + 1)
    return found.view_as_real().cast(x.dtype)


@lowering("STFT", since=17)
def stft(
    x: Tensor,
    frame_step: Host,
    window: Tensor | None = None,
    frame_length: Host | None = None,
    *,
    onesided: int = 1,
) -> Tensor:
    """Of [batch, length, 1 or 2], frames of the signal under a window: [batch, frames, frequencies, 2]."""
    if x.ndim == 2:
        x = x.unsqueeze(-1)
    if x.ndim != 3:
        raise ShapeError(f"STFT of shape {tuple(x.shape)}: [batch, length, 1 or 2] is wanted")
    size = x.shape[1]
    length = _number(frame_length, size if window is None else window.shape[0], "frame_length")
    step = _number(frame_step, 1, "frame_step")
    if window is not None and window.shape != (length,):
        raise ShapeError(f"STFT: a window of shape {tuple(window.shape)} for frames of {length}")
    if step < 1 or not 1 <= length <= size:
        raise InvalidArgument(f"STFT of frames of {length}, {step} apart, of a signal of {size}")
    frames = x.unfold(1, length, step).movedim(-1, 2)
    if window is not None:
        frames = frames * window.reshape((length, 1))
    return _dft(frames, None, 2, False, bool(onesided))


# The weights of cosines of 0, 1 and 2 turns; Hamming's as ONNX has them.
_WINDOWS = {
    "HannWindow": (0.5, -0.5),
    "HammingWindow": (25 / 46, -21 / 46),
    "BlackmanWindow": (0.42, -0.5, 0.08),
}


def _window(name: str) -> Any:
    def window(size: Host, *, output_datatype: int = 1, periodic: int = 1, node: Node) -> Tensor:
        count = _number(size, 0, "size")
        if count < 0:
            raise InvalidArgument(f"{name} of size {count}")
        turn = 2 * math.pi / max(count if periodic else count - 1, 1)
        angle = Tensor.arange(count, device=node.device).cast(dtypes.float32) * turn
        total = sum(
            (weight * (angle * number).cos() for number, weight in enumerate(_WINDOWS[name]) if number),
            start=Tensor.full((count,), _WINDOWS[name][0], device=node.device),
        )
        return total.cast(dtype_of(output_datatype))

    return window


for _name in _WINDOWS:
    lowering(_name, since=17)(_window(_name))


@lowering("MelWeightMatrix", since=17)
def mel_weight_matrix(
    bins: Host,
    length: Host,
    rate: Host,
    lower: Host,
    upper: Host,
    *,
    output_datatype: int = 1,
    node: Node,
) -> Tensor:
    """Triangles over the frequencies of a transform, their edges evenly spaced in mel, whole frequencies."""
    count, points = _number(bins, 0, "num_mel_bins"), _number(length, 0, "dft_length")
    if count < 1 or points < 1:
        raise InvalidArgument(f"MelWeightMatrix of {count} bins over a transform of length {points}")
    low, high = (2595 * math.log10(1 + float(edge.reshape(-1)[0]) / 700) for edge in (lower, upper))
    mels = (
        Tensor.arange(count + 2, device=node.device).cast(dtypes.float64) * ((high - low) / (count + 2)) + low
    )
    hertz = ((mels * (math.log(10) / 2595)).exp() - 1) * 700
    edges = (hertz * (points + 1) / float(_number(rate, 1, "sample_rate"))).floor()
    edges = edges.cast(dtypes.float32)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    place = Tensor.arange(points // 2 + 1, device=node.device).cast(dtypes.float32).unsqueeze(-1)
    rising = (centre == left).where((place == centre).cast(dtypes.float32), (place - left) / (centre - left))
    falling = (right - place) / (right - centre)
    is_rising = (place >= left) & (place <= centre)
    is_falling = (place >= centre) & (place < right)
    result = is_falling.where(falling, is_rising.where(rising, 0.0))
    return result.cast(dtype_of(output_datatype))
