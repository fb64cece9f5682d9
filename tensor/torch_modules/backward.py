"""ATen's operators of gradients, as they stand in graphs of modules that ask for gradients themselves.

Each is the gradient of the function that it belongs to, by the rules for gradients here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import autograd
from ..nn import functional
from ..tensor import Tensor
from .convolution import convolution


def _gradients(
    function: Callable[..., Tensor], inputs: Sequence[Tensor], gradient: Tensor
) -> tuple[Tensor, ...]:
    with Tensor.enable_grad():
        found = autograd.functional.vjp(function, tuple(inputs), gradient)[1]
    return tuple(found) if isinstance(found, (list, tuple)) else (found,)


def _several(
    function: Callable[..., Tensor], inputs: Sequence[Tensor | None], wanted: Sequence[bool], gradient: Tensor
) -> tuple[Tensor | None, ...]:
    """The gradients of those inputs that are there and wanted, None for the others."""
    asked = [each is not None and is_wanted for each, is_wanted in zip(inputs, wanted, strict=True)]

    def of_asked(*values: Tensor) -> Tensor:
        given = iter(values)
        return function(
            *(next(given) if is_asked else each for each, is_asked in zip(inputs, asked, strict=True))
        )

    chosen = [each for each, is_asked in zip(inputs, asked, strict=True) if is_asked and each is not None]
    found = iter(_gradients(of_asked, chosen, gradient))
    return tuple(next(found) if is_asked else None for is_asked in asked)


def convolution_backward(
    gradient: Tensor,
    x: Tensor,
    weight: Tensor,
    bias_sizes: Sequence[int] | None,
    stride: Any,
    padding: Any,
    dilation: Any,
    transposed: bool,
    output_padding: Any,
    groups: int,
    output_mask: Sequence[bool],
) -> tuple[Tensor | None, ...]:
    """Of a convolution: of what it reads, its weight and its bias."""

    def forward(x: Tensor, weight: Tensor) -> Tensor:
        return convolution(x, weight, None, stride, padding, dilation, transposed, output_padding, groups)

    found = _several(forward, (x, weight), output_mask[:2], gradient)
    axes = (0, *range(2, gradient.ndim))
    return (*found, gradient.sum(axes) if output_mask[2] else None)


def layer_norm(
    gradient: Tensor,
    x: Tensor,
    shape: Sequence[int],
    mean: Tensor,
    scale: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    output_mask: Sequence[bool],
) -> tuple[Tensor | None, ...]:
    """Of a layer normalised by this mean and scale."""
    axes = tuple(range(x.ndim - len(shape)))
    inner = tuple(range(x.ndim - len(shape), x.ndim))
    normed = (x - mean) * scale
    by = gradient if weight is None else gradient * weight
    centred = by - by.mean(inner, keepdim=True) - normed * (by * normed).mean(inner, keepdim=True)
    return (
        centred * scale if output_mask[0] else None,
        (gradient * normed).sum(axes) if output_mask[1] and axes else None,
        gradient.sum(axes) if output_mask[2] and axes else None,
    )


def group_norm(
    gradient: Tensor,
    x: Tensor,
    mean: Tensor,
    scale: Tensor,
    weight: Tensor | None,
    batch: int,
    channels: int,
    inner: int,
    groups: int,
    output_mask: Sequence[bool],
) -> tuple[Tensor | None, ...]:
    """Of groups normalised by this mean and scale."""
    shape = (batch, groups, channels // groups, inner)
    mean, scale = (each.reshape((batch, groups, 1, 1)) for each in (mean, scale))
    normed = (x.reshape(shape) - mean) * scale
    plain = gradient.reshape(shape)
    by = plain if weight is None else plain * weight.reshape((1, groups, channels // groups, 1))
    centred = by - by.mean((2, 3), keepdim=True) - normed * (by * normed).mean((2, 3), keepdim=True)
    return (
        (centred * scale).reshape(tuple(x.shape)) if output_mask[0] else None,
        (plain * normed).sum((0, 3)).reshape(-1) if output_mask[1] else None,
        plain.sum((0, 3)).reshape(-1) if output_mask[2] else None,
    )


def avg_pool2d(
    gradient: Tensor,
    x: Tensor,
    kernel: Any,
    stride: Any,
    padding: Any,
    ceil_mode: bool,
    count_include_pad: bool,
    divisor: int | None,
) -> Tensor:
    """Of means of windows."""

    def forward(x: Tensor) -> Tensor:
        result: Tensor = functional.avg_pool2d(
            x, tuple(kernel), tuple(stride) or None, tuple(padding), ceil_mode, count_include_pad, divisor
        )
        return result

    return _gradients(forward, (x,), gradient)[0]


def adaptive_avg_pool2d(gradient: Tensor, x: Tensor) -> Tensor:
    """Of means of as many parts as the gradient has."""
    size = tuple(gradient.shape[-2:])
    return _gradients(lambda x: x.adaptive_avg_pool2d(size), (x,), gradient)[0]


def max_pool2d(
    gradient: Tensor,
    x: Tensor,
    kernel: Any,
    stride: Any,
    padding: Any,
    dilation: Any,
    ceil_mode: bool,
    places: Tensor,
) -> Tensor:
    """Of the greatest of windows, which lie at these places."""
    rows = (*x.shape[:-2], -1)
    flat = Tensor.zeros_like(x.reshape(rows))
    return flat.scatter_add(-1, places.reshape(rows), gradient.reshape(rows)).reshape(tuple(x.shape))


def embedding_dense(gradient: Tensor, places: Tensor, count: int, padding: int, by_frequency: bool) -> Tensor:
    """Of rows that were looked up: each row has the sum of its gradients, or their mean."""
    flat = places.reshape(-1)
    kept = (flat != padding)[:, None].where(gradient.reshape(flat.shape[0], -1), 0.0)
    table = Tensor.zeros((count, kept.shape[1]), dtype=gradient.dtype, device=gradient.device)
    summed = table.index_add(0, flat, kept)
    if not by_frequency:
        return summed
    ones = Tensor.ones(flat.shape[0], dtype=gradient.dtype, device=gradient.device)
    often = Tensor.zeros(count, dtype=gradient.dtype, device=gradient.device).index_add(0, flat, ones)
    return summed / often.clamp(min=1)[:, None]


ROWS: dict[str, Callable[..., Any]] = {
    "_adaptive_avg_pool2d_backward": adaptive_avg_pool2d,
    "avg_pool2d_backward": avg_pool2d,
    "convolution_backward": convolution_backward,
    "embedding_dense_backward": embedding_dense,
    "max_pool2d_with_indices_backward": max_pool2d,
    "native_group_norm_backward": group_norm,
    "native_layer_norm_backward": layer_norm,
}
