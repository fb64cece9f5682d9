"""Discrete Fourier transforms, as the Array API standard, NumPy and PyTorch name them.

Transforms take tensors of any shape and length; integers and floats of 16 bits are transformed as complex64,
and float64 as complex128. `n` is the length along `axis` that is transformed: longer input is cut off, and
shorter one filled with zeros. `norm` says where the transform is divided by its length: 'backward' (the
default) in the inverse, 'forward' in the other, 'ortho' by its root in both. PyTorch's `dim` means `axis` and
`axes`. All of them have gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import sqrt
from typing import Any

from ..runtime.errors import DTypeError, InvalidArgument, ShapeError
from .functions import fourier
from .graph.promotion import as_dtype, complex_of
from .tensor import Tensor

__all__ = [
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ihfft",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]

Axes = int | Sequence[int] | None

_NORMS = ("backward", "ortho", "forward")


def _tensor(x: Any, name: str, real: bool = False) -> Tensor:
    found = x if isinstance(x, Tensor) else Tensor(x)
    if not found.shape:
        raise ShapeError(f"{name} of a 0-d tensor: it has no axis")
    if real:
        if found.dtype.is_complex:
            raise DTypeError(f"{name} takes real numbers, not {found.dtype}")
        return found.cast(complex_of(found.dtype).part)
    return found.cast(complex_of(found.dtype))


def _length(n: Any, size: int, name: str) -> int:
    """A length asked for, or that of the axis."""
    if n is None:
        n = size
    elif isinstance(n, bool) or not hasattr(n, "__index__"):
        raise InvalidArgument(f"{name}: a length is an int, not {n!r:.60}")
    found = int(n.__index__())
    if found < 1:
        raise InvalidArgument(f"{name} of length {found}; the least is 1")
    return found


def _scale(norm: str | None, count: int, inverse: bool, name: str) -> float:
    """What a transform of so many numbers is multiplied by."""
    chosen = "backward" if norm is None else norm
    if chosen not in _NORMS:
        raise InvalidArgument(f"{name}: norm is {', '.join(map(repr, _NORMS))} or None, not {norm!r:.60}")
    if chosen == "ortho":
        return 1 / sqrt(count)
    return 1 / count if inverse == (chosen == "backward") else 1.0


def _along(x: Tensor, axis: int, n: int, made: Any) -> Tensor:
    """A transform of the last axis, of n numbers of another one."""
    at = x._axis(axis)
    result: Tensor = made(fourier.resized(x.movedim(at, -1), n)).movedim(-1, at)
    return result


def _one(x: Any, n: int | None, axis: int, norm: str | None, inverse: bool, name: str) -> Tensor:
    z = _tensor(x, name)
    length = _length(n, z.shape[z._axis(axis)], name)
    scale = _scale(norm, length, inverse, name)
    return _transformed(z, axis, length, 1 if inverse else -1, scale)


def _transformed(z: Tensor, axis: int, n: int, sign: int, scale: float) -> Tensor:
    """A transform of n numbers along an axis."""
    at = z._axis(axis)
    if z.shape[at] != n:
        z = fourier.resized(z.movedim(at, -1), n).movedim(-1, at)
    result: Tensor = fourier.transform(z, sign, scale, at)
    return result


def _chosen(x: Tensor, s: Any, axes: Axes, name: str) -> tuple[list[int], list[int]]:
    """The axes of a transform over several, and the length of each."""
    if s is not None and not isinstance(s, Sequence):
        s = [s]
    if axes is None:
        found = list(range(x.ndim)) if s is None else list(range(x.ndim - len(s), x.ndim))
        if found and found[0] < 0:
            raise InvalidArgument(f"{name}: {len(s)} lengths for a tensor of shape {x.shape}")
    else:
        found = list(x._axes(axes))
    given = [None] * len(found) if s is None else [None if n == -1 else n for n in s]
    if len(given) != len(found):
        raise InvalidArgument(f"{name}: {len(given)} lengths for {len(found)} axes")
    return found, [_length(n, x.shape[axis], name) for n, axis in zip(given, found, strict=True)]


def _several(
    z: Tensor, axes: Sequence[int], lengths: Sequence[int], norm: str | None, inverse: bool, name: str
) -> Tensor:
    for axis, n in zip(reversed(axes), reversed(lengths), strict=True):
        scale = _scale(norm, n, inverse, name)
        z = _transformed(z, axis, n, 1 if inverse else -1, scale)
    return z


def fft(
    x: Any, /, n: int | None = None, axis: int = -1, norm: str | None = "backward", *, dim: int | None = None
) -> Tensor:
    """The transform along an axis: of every k the sum over j of `x[j] * exp(-2 pi i j k / n)`.

    Raises InvalidArgument for a length below 1 and another norm, ShapeError for a 0-d tensor, IndexOutOfRange
    where there is no such axis.

    Examples:
        >>> from barewire import fft
        >>> fft.fft(Tensor([1.0, 0.0, 0.0, 0.0])).tolist()
        [(1+0j), (1+0j), (1+0j), (1+0j)]
    """
    return _one(x, n, axis if dim is None else dim, norm, False, "fft")


def ifft(
    x: Any, /, n: int | None = None, axis: int = -1, norm: str | None = "backward", *, dim: int | None = None
) -> Tensor:
    """The inverse of `fft` along an axis.

    Raises as `fft`.

    Examples:
        >>> from barewire import fft
        >>> fft.ifft(Tensor([4.0, 0.0])).tolist()
        [(2+0j), (2+0j)]
    """
    return _one(x, n, axis if dim is None else dim, norm, True, "ifft")


def fftn(
    x: Any, /, s: Any = None, axes: Axes = None, norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """The transform along several axes: all of them, or as many of the last as `s` has lengths.

    Raises as `fft`, and InvalidArgument where there are more lengths than axes.

    Examples:
        >>> from barewire import fft
        >>> fft.fftn(Tensor([[1.0, 0.0], [0.0, 1.0]])).tolist()
        [[(2+0j), 0j], [0j, (2+0j)]]
    """
    z = _tensor(x, "fftn")
    return _several(z, *_chosen(z, s, axes if dim is None else dim, "fftn"), norm, False, "fftn")


def ifftn(
    x: Any, /, s: Any = None, axes: Axes = None, norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """The inverse of `fftn`.

    Raises as `fftn`.

    Examples:
        >>> from barewire import fft
        >>> fft.ifftn(Tensor([[4.0, 0.0], [0.0, 0.0]])).tolist()
        [[(1+0j), (1+0j)], [(1+0j), (1+0j)]]
    """
    z = _tensor(x, "ifftn")
    return _several(z, *_chosen(z, s, axes if dim is None else dim, "ifftn"), norm, True, "ifftn")


def rfft(
    x: Any, /, n: int | None = None, axis: int = -1, norm: str | None = "backward", *, dim: int | None = None
) -> Tensor:
    """The first `n // 2 + 1` numbers of the transform of real numbers; the others are their conjugates.

    Raises as `fft`, and DTypeError for complex numbers.

    Examples:
        >>> from barewire import fft
        >>> fft.rfft(Tensor([1.0, 2.0, 1.0, 0.0])).tolist()
        [(4+0j), -2j, 0j]
    """
    return _rfft(x, n, axis if dim is None else dim, norm, False, "rfft")


def _rfft(x: Any, n: int | None, axis: int, norm: str | None, inverse: bool, name: str) -> Tensor:
    found = _tensor(x, name, real=True)
    length = _length(n, found.shape[found._axis(axis)], name)
    scale = _scale(norm, length, inverse, name)
    return _along(found, axis, length, partial(fourier.real_transform, scale=scale))


def irfft(
    x: Any, /, n: int | None = None, axis: int = -1, norm: str | None = "backward", *, dim: int | None = None
) -> Tensor:
    """The `n` real numbers of which `x` is the `rfft`; by default an even number, `2 * (size - 1)`.

    The imaginary parts of the first number, and of an even length's last, are taken for 0. Raises as `fft`.

    Examples:
        >>> from barewire import fft
        >>> fft.irfft(Tensor([4.0, -2j, 0.0])).tolist()
        [1.0, 2.0, 1.0, 0.0]
    """
    return _irfft(x, n, axis if dim is None else dim, norm, True, "irfft")


def _irfft(x: Any, n: int | None, axis: int, norm: str | None, inverse: bool, name: str) -> Tensor:
    z = _tensor(x, name)
    length = _length(n, 2 * (z.shape[z._axis(axis)] - 1), name)
    scale = _scale(norm, length, inverse, name)
    return _along(z, axis, length // 2 + 1, partial(fourier.real_inverse, n=length, scale=scale))


def rfftn(
    x: Any, /, s: Any = None, axes: Axes = None, norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """The transform of real numbers along several axes; along the last of them as `rfft`.

    Raises as `fftn`, and DTypeError for complex numbers.

    Examples:
        >>> from barewire import fft
        >>> fft.rfftn(Tensor.ones(2, 4)).shape
        (2, 3)
    """
    found = _tensor(x, "rfftn", real=True)
    chosen, lengths = _chosen(found, s, axes if dim is None else dim, "rfftn")
    if not chosen:
        raise InvalidArgument("rfftn needs an axis")
    z = _rfft(found, lengths[-1], chosen[-1], norm, False, "rfftn")
    return _several(z, chosen[:-1], lengths[:-1], norm, False, "rfftn")


def irfftn(
    x: Any, /, s: Any = None, axes: Axes = None, norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """The real numbers of which `x` is the `rfftn`.

    Raises as `fftn`.

    Examples:
        >>> from barewire import fft
        >>> fft.irfftn(fft.rfftn(Tensor([[1.0, 2.0], [3.0, 4.0]]))).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """
    z = _tensor(x, "irfftn")
    chosen, lengths = _chosen(z, s, axes if dim is None else dim, "irfftn")
    if not chosen:
        raise InvalidArgument("irfftn needs an axis")
    asked = s is not None and list(s)[-1] != -1
    z = _several(z, chosen[:-1], lengths[:-1], norm, True, "irfftn")
    return _irfft(z, lengths[-1] if asked else None, chosen[-1], norm, True, "irfftn")


def hfft(
    x: Any, /, n: int | None = None, axis: int = -1, norm: str | None = "backward", *, dim: int | None = None
) -> Tensor:
    """The transform of numbers whose second half has the conjugates of the first: real numbers.

    `x` has the first half of them, as `irfft`'s. Raises as `fft`.

    Examples:
        >>> from barewire import fft
        >>> fft.hfft(Tensor([1.0, 1j])).tolist()
        [1.0, 1.0]
    """
    z = _tensor(x, "hfft").conj()
    return _irfft(z, n, axis if dim is None else dim, norm, False, "hfft")


def ihfft(
    x: Any, /, n: int | None = None, axis: int = -1, norm: str | None = "backward", *, dim: int | None = None
) -> Tensor:
    """The inverse of `hfft`, of real numbers.

    Raises as `rfft`.

    Examples:
        >>> from barewire import fft
        >>> fft.ihfft(Tensor([1.0, 2.0, 3.0, 2.0])).real.tolist()
        [2.0, -0.5, 0.0]
    """
    return _rfft(x, n, axis if dim is None else dim, norm, True, "ihfft").conj()


def fft2(
    x: Any, /, s: Any = None, axes: Axes = (-2, -1), norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """`fftn` along the last two axes.

    Raises as `fftn`.

    Examples:
        >>> from barewire import fft
        >>> fft.fft2(Tensor.ones(3, 2, 2))[0].tolist()
        [[(4+0j), 0j], [0j, 0j]]
    """
    return fftn(x, s, axes if dim is None else dim, norm)


def ifft2(
    x: Any, /, s: Any = None, axes: Axes = (-2, -1), norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """`ifftn` along the last two axes.

    Raises as `fftn`.

    Examples:
        >>> from barewire import fft
        >>> fft.ifft2(fft.fft2(Tensor.ones(3, 4, 4))).shape
        (3, 4, 4)
    """
    return ifftn(x, s, axes if dim is None else dim, norm)


def rfft2(
    x: Any, /, s: Any = None, axes: Axes = (-2, -1), norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """`rfftn` along the last two axes.

    Raises as `rfftn`.

    Examples:
        >>> from barewire import fft
        >>> fft.rfft2(Tensor.ones(3, 4, 4)).shape
        (3, 4, 3)
    """
    return rfftn(x, s, axes if dim is None else dim, norm)


def irfft2(
    x: Any, /, s: Any = None, axes: Axes = (-2, -1), norm: str | None = "backward", *, dim: Axes = None
) -> Tensor:
    """`irfftn` along the last two axes.

    Raises as `fftn`.

    Examples:
        >>> from barewire import fft
        >>> fft.irfft2(fft.rfft2(Tensor.ones(3, 4, 4))).shape
        (3, 4, 4)
    """
    return irfftn(x, s, axes if dim is None else dim, norm)


def fftfreq(n: int, /, d: float = 1.0, *, dtype: object = None, device: object = None) -> Tensor:
    """The frequencies of a transform of length `n` of samples `d` apart: from 0 up, then the negative ones.

    Raises InvalidArgument for a length below 1 and a distance of 0, DTypeError for what is no float.

    Examples:
        >>> from barewire import fft
        >>> fft.fftfreq(4, d=0.5).tolist()
        [0.0, 0.5, -1.0, -0.5]
    """
    count = _length(n, 0, "fftfreq")
    place = Tensor.arange(count, device=device)
    signed = (place < (count + 1) // 2).where(place, place - count)
    return _frequencies(signed, count, d, dtype, "fftfreq")


def rfftfreq(n: int, /, d: float = 1.0, *, dtype: object = None, device: object = None) -> Tensor:
    """The frequencies of an `rfft` of length `n` of samples `d` apart.

    Raises as `fftfreq`.

    Examples:
        >>> from barewire import fft
        >>> fft.rfftfreq(4, d=0.5).tolist()
        [0.0, 0.5, 1.0]
    """
    count = _length(n, 0, "rfftfreq")
    return _frequencies(Tensor.arange(count // 2 + 1, device=device), count, d, dtype, "rfftfreq")


def _frequencies(place: Tensor, n: int, d: float, dtype: object, name: str) -> Tensor:
    to = as_dtype("float32" if dtype is None else dtype)
    if not to.is_float:
        raise DTypeError(f"{name} gives floats, not {to}")
    if isinstance(d, bool) or not isinstance(d, (int, float)) or not d:
        raise InvalidArgument(f"{name}: samples are a number other than 0 apart, not {d!r:.60}")
    return (place.cast(to.computing) / (n * d)).cast(to)


def fftshift(x: Any, /, axes: Axes = None, *, dim: Axes = None) -> Tensor:
    """The frequency 0 brought from the start to the middle, along all axes or those named.

    Raises IndexOutOfRange where there is no such axis.

    Examples:
        >>> from barewire import fft
        >>> fft.fftshift(fft.fftfreq(4)).tolist()
        [-0.5, -0.25, 0.0, 0.25]
    """
    return _shifted(x, axes if dim is None else dim, 0)


def ifftshift(x: Any, /, axes: Axes = None, *, dim: Axes = None) -> Tensor:
    """The inverse of `fftshift`: another place where the size is odd.

    Raises as `fftshift`.

    Examples:
        >>> from barewire import fft
        >>> fft.ifftshift(fft.fftshift(Tensor([0, 1, 2]))).tolist()
        [0, 1, 2]
    """
    return _shifted(x, axes if dim is None else dim, 1)


def _shifted(x: Any, axes: Axes, up: int) -> Tensor:
    found = x if isinstance(x, Tensor) else Tensor(x)
    chosen = found._axes(axes)
    return found.roll([(found.shape[axis] + up) // 2 for axis in chosen], list(chosen)) if chosen else found
