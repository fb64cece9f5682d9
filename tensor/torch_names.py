"""Functions that PyTorch has at module level and the Array API has not: `barewire.cat`, `barewire.randn`, ...

Nearly all are methods of Tensor, called on the class. What stands here is what is no method.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..runtime.errors import InvalidArgument
from .graph import dtype as dtypes
from .graph.dtype import DType
from .methods.core import broadcast_shapes as _broadcast_shapes
from .methods.core import gradient_mode
from .methods.generator import Generator as Generator
from .short_time_fourier import istft as istft
from .short_time_fourier import stft as stft
from .tensor import Tensor

# dtypes under PyTorch's names.
DTYPES = {
    **dtypes.BY_NAME, "float": dtypes.float32, "double": dtypes.float64, "half": dtypes.float16,
    "long": dtypes.int64, "int": dtypes.int32, "short": dtypes.int16, "bool": dtypes.bool_,
}  # fmt: skip

no_grad = inference_mode = Tensor.no_grad
enable_grad = Tensor.enable_grad
manual_seed = Tensor.manual_seed


def as_tensor(data: Any, dtype: object = None, device: object = None) -> Tensor:
    """A tensor of data, which is shared where it can be."""
    if not isinstance(data, Tensor):
        shared = type(data).__module__ == "numpy" and data.ndim > 0
        data = Tensor.from_numpy(data, device) if shared else Tensor(data, dtype, device)
    return data.to(dtype=dtype, device=device)  # type: ignore[no-any-return]


def is_tensor(value: object) -> bool:
    """Whether a value is a Tensor."""
    return isinstance(value, Tensor)


def is_grad_enabled() -> bool:
    """Whether results need gradients in this thread."""
    return gradient_mode.enabled


@contextmanager
def set_grad_enabled(mode: bool) -> Iterator[None]:
    """Within, results need gradients or not."""
    with Tensor.enable_grad() if mode else Tensor.no_grad():
        yield


def numel(x: Tensor) -> int:
    """The number of elements."""
    return x.numel()


def broadcast_shapes(*shapes: Any) -> tuple[int, ...]:
    """The shape that all broadcast to."""
    return _broadcast_shapes(*map(tuple, shapes))


def scalar_tensor(value: Any, *, dtype: object = None, device: object = None) -> Tensor:
    """A 0-d tensor."""
    return Tensor(value, dtype or dtypes.float32, device)


def normal(mean: Any, std: Any = 1.0, size: Any = None, *, generator: Generator | None = None) -> Tensor:
    """Normal numbers of a mean and a standard deviation: both numbers with a size, or tensors."""
    if size is None:
        shape = _broadcast_shapes(*(each.shape for each in (mean, std) if isinstance(each, Tensor)))
        if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
            raise InvalidArgument("normal: of two numbers a size is needed")
    else:
        shape = tuple(size)
    drawn: Tensor = Tensor.randn(shape, generator=generator) * std + mean
    return drawn


def _triangle(row: int, col: int, offset: int, upper: bool, dtype: object, device: object) -> Tensor:
    import numpy

    ones = numpy.ones((row, col), dtype=bool)
    found = numpy.nonzero(numpy.triu(ones, offset) if upper else numpy.tril(ones, offset))
    return Tensor(numpy.stack(found), dtype or dtypes.int64, device)


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: object = None, device: object = None
) -> Tensor:
    """The places on and below a diagonal of a matrix, in two rows; int64 by default."""
    return _triangle(row, col, offset, False, dtype, device)


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: object = None, device: object = None
) -> Tensor:
    """The places on and above a diagonal of a matrix, in two rows; int64 by default."""
    return _triangle(row, col, offset, True, dtype, device)


def linspace(start: Any, end: Any, steps: int, **options: Any) -> Tensor:
    """Evenly spaced values, with PyTorch's names of the parameters."""
    return Tensor.linspace(start, end, steps, **options)


def polygamma(n: int, x: Tensor) -> Tensor:
    """The `n`-th derivative of `digamma`."""
    return x.polygamma(n)


def hann_window(
    window_length: int, periodic: bool = True, *, dtype: object = None, device: object = None
) -> Tensor:
    """A raised cosine of a length, for the short-time Fourier transform."""
    if window_length == 1:
        return Tensor.ones(1, dtype=dtype, device=device)
    place = Tensor.arange(window_length, dtype=dtypes.float64, device=device)
    angle = place * (2 * 3.141592653589793 / (window_length - (not periodic)))
    return (0.5 - 0.5 * angle.cos()).cast(dtype or dtypes.float32)


def __getattr__(name: str) -> Any:
    if name in DTYPES and isinstance(DTYPES[name], DType):
        return DTYPES[name]
    if not name.startswith("_") and hasattr(Tensor, name):
        return getattr(Tensor, name)
    raise AttributeError(f"there is no {name!r}")
