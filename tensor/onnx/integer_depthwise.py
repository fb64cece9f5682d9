"""Depthwise convolutions of bytes: windows over planes, less their zero points before they are multiplied.

Nothing is to be gained from products of bytes where each is added to few others. What is less its zero point
is padded with 0, so a plane need not be copied for it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod

from ..functions.windows import pad_spatial, sliding_windows
from ..graph import dtype as dtypes
from ..tensor import Tensor
from .integer_weights import ConvolutionWeight, is_exact_in_float32
from .operators.spatial_windows import SpatialWindows

_BYTES = (dtypes.int8, dtypes.uint8)


def depthwise(
    x: Tensor,
    zero: Tensor | None,
    weight: ConvolutionWeight,
    windows: SpatialWindows,
    finish: Callable[[Tensor], Tensor],
) -> Tensor:
    """What `finish` makes of the sums of `(x - zero) * (w - zero of w)`, `[n, channels, places]`.

    Sums are float32 where they are small.
    """
    channels, kernel, rank = weight.shape[0], weight.shape[2:], windows.rank
    of_bytes = x.dtype in _BYTES and weight.numbers.dtype in _BYTES
    dtype = dtypes.float32 if of_bytes and is_exact_in_float32(prod(kernel)) else dtypes.int32
    # In memory are bytes, not what they are cast to here and where the result is next read.
    plane, numbers = x.contiguous().cast(dtype), weight.numbers.reshape((channels, *kernel)).cast(dtype)
    if zero is not None:
        plane = plane - zero.reshape(()).cast(dtype)
    if weight.zero is not None:
        each = weight.zero.reshape((-1,) + (1,) * rank) if weight.zero.ndim else weight.zero
        numbers = numbers - each.cast(dtype)
    seen = sliding_windows(
        pad_spatial(plane, windows.padding), kernel, windows.strides, windows.dilations, "a convolution"
    )
    sizes = seen.shape[2 : 2 + rank]
    taps = tuple(range(2 + rank, 2 + 2 * rank))
    total = (seen * numbers.reshape((channels, *(1,) * rank, *kernel))).sum(taps, dtype=dtype)
    result = finish(total.reshape((x.shape[0], channels, prod(sizes)))).contiguous()
    return result.reshape((x.shape[0], channels, *sizes))
