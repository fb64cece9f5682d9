"""The short-time Fourier transform under PyTorch's names: spectra of frames of a signal, and back."""

from __future__ import annotations

from typing import Any

from ..runtime.errors import DTypeError, InvalidArgument, ShapeError
from . import fft
from .nn import functional
from .tensor import Tensor


def _window(x: Tensor, window: Tensor | None, win_length: int | None, n_fft: int, name: str) -> Tensor | None:
    """The window, in the middle of as many zeros as a frame has more."""
    length = n_fft if win_length is None else win_length
    if not 0 < length <= n_fft:
        raise InvalidArgument(f"{name}: a window of {length} for frames of {n_fft}")
    if window is None:
        if length == n_fft:
            return None
        window = Tensor.ones(length, device=x.device)
    if tuple(window.shape) != (length,):
        raise ShapeError(f"{name}: a window of shape {tuple(window.shape)}; one of {length} is wanted")
    before = (n_fft - length) // 2
    return functional.pad(window, (before, n_fft - length - before))


def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
) -> Tensor:
    """The spectra of frames of `n_fft` numbers, `hop_length` apart, of signals `[length]` or `[n, length]`.

    The result is complex, `[(n,) frequencies, frames]`, or with `return_complex=False` has the two parts in a
    last axis. Of real signals it has the first `n_fft // 2 + 1` frequencies unless `onesided` is False.
    Frames are `n_fft // 4` apart by default, multiplied by `window`, and with `center` in the middle of their
    places: so that there are `length // hop_length + 1`, the signal is padded by `pad_mode`. `normalized`
    divides by the root of `n_fft`.

    Raises ShapeError for other shapes and signals shorter than a frame, InvalidArgument for a length or a hop
    below 1, or for `onesided` spectra of complex numbers.

    Examples:
        >>> spectrum = bw.stft(Tensor.ones(16), 8, window=bw.hann_window(8), return_complex=True)
        >>> spectrum.shape
        (5, 9)
        >>> spectrum[:2, 3].abs().round().tolist()
        [4.0, 2.0]
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    if n_fft < 1 or hop < 1:
        raise InvalidArgument(f"stft of frames of {n_fft}, {hop} apart")
    if input.ndim not in (1, 2):
        raise ShapeError(f"stft of shape {tuple(input.shape)}: [length] or [n, length] is wanted")
    is_complex = input.is_complex() or (window is not None and window.is_complex())
    if return_complex is None and not is_complex:
        raise InvalidArgument("stft of real signals: say return_complex=True, or False for two parts")
    one_sided = not is_complex if onesided is None else onesided
    if one_sided and is_complex:
        raise InvalidArgument("stft: complex signals have no onesided spectra")
    scale = _window(input, window, win_length, n_fft, "stft")
    x = input.reshape(-1, input.shape[-1])
    if center:
        x = functional.pad(x[:, None], (n_fft // 2, n_fft // 2), mode=pad_mode)[:, 0]
    if x.shape[1] < n_fft:
        raise ShapeError(f"stft: a signal of {x.shape[1]} is shorter than frames of {n_fft}")
    frames = x.unfold(1, n_fft, hop)
    if scale is not None:
        frames = frames * scale
    norm = "ortho" if normalized else "backward"
    spectra = (fft.rfft if one_sided else fft.fft)(frames, norm=norm).transpose(1, 2)
    spectra = spectra.reshape(*input.shape[:-1], *spectra.shape[1:])
    return spectra if return_complex is not False else spectra.view_as_real()


def istft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> Tensor:
    """The signals, `[length]` or `[n, length]`, of which `stft` gives these complex spectra.

    The arguments are those that `stft` had. Where frames overlap they are added, and divided by the sum of
    the squares of their windows: where no window reaches, that is nan. Without `length` the signal ends where
    its last frame does.

    Raises ShapeError for other shapes, DTypeError for real numbers, InvalidArgument as `stft`, and where
    frames would lie farther apart than the window is long.

    Examples:
        >>> window = bw.hann_window(8)
        >>> spectrum = bw.stft(Tensor([1.0, -2.0, 3.0, 4.0] * 4), 8, window=window, return_complex=True)
        >>> bw.istft(spectrum, 8, window=window)[:4].round().tolist()
        [1.0, -2.0, 3.0, 4.0]
    """
    hop = n_fft // 4 if hop_length is None else hop_length
    if input.ndim not in (2, 3):
        raise ShapeError(f"istft of shape {tuple(input.shape)}: [(n,) frequencies, frames] is wanted")
    if not input.is_complex():
        raise DTypeError(f"istft of {input.dtype}: spectra are complex")
    given = n_fft if win_length is None else win_length
    if n_fft < 1 or not 1 <= hop <= given:
        raise InvalidArgument(f"istft of frames of {n_fft}, {hop} apart, under windows of {given}")
    one_sided = onesided if onesided is not None else input.shape[-2] != n_fft or n_fft == 1
    frequencies = n_fft // 2 + 1 if one_sided else n_fft
    if input.shape[-2] != frequencies:
        raise ShapeError(f"istft: {input.shape[-2]} frequencies where frames of {n_fft} have {frequencies}")
    if one_sided and return_complex:
        raise InvalidArgument("istft: onesided spectra are of real signals")
    scale = _window(input, window, win_length, n_fft, "istft")
    norm = "ortho" if normalized else "backward"
    spectra = input.reshape(-1, *input.shape[-2:]).transpose(1, 2)
    if return_complex:
        frames = fft.ifft(spectra, norm=norm)
    else:
        frames = fft.irfft(spectra[..., : n_fft // 2 + 1], n=n_fft, norm=norm)
    if scale is None:
        scale = Tensor.ones(n_fft, device=input.device)
    count = frames.shape[1]
    size = n_fft + hop * (count - 1)
    weights = (scale * scale.conj()).real if scale.is_complex() else scale * scale
    summed = _added(frames * scale, size, hop)
    divisor = _added(weights.expand(1, count, n_fft), size, hop)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else size - (n_fft // 2 if center else 0)
    found = (summed / divisor)[:, start:end]
    if length is not None and found.shape[1] < length:
        found = functional.pad(found, (0, length - found.shape[1]))
    return found.reshape(*input.shape[:-2], found.shape[1])


def _added(frames: Tensor, size: int, hop: int) -> Tensor:
    """Frames `[n, frames, length]`, each added at its place, `[n, size]`."""
    if frames.is_complex():
        parts: Any = [_added(each, size, hop) for each in (frames.real, frames.imag)]
        joined: Tensor = Tensor.complex(*parts)
        return joined
    columns = frames.transpose(1, 2)
    image: Tensor = functional.fold(columns, (1, size), (1, frames.shape[2]), stride=(1, hop))
    return image.reshape(-1, size)
