"""Pooling in PyTorch's form: maxima with their places, their way back, and pooling by powers."""

from __future__ import annotations

from collections.abc import Sequence

from ...functions import pooling, unpooling
from ...functions.pooling import OutputSize
from ...functions.windows import PerAxis
from ...tensor import Tensor

Pooled = Tensor | tuple[Tensor, Tensor]


def max_pool1d(
    x: Tensor,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Pooled:
    """`Tensor.max_pool1d`; with `return_indices` also where each maximum is, as its number
    in the flat image.

    Of equal maxima the first counts then, and has all of the gradient. Raises as the method.

    Examples:
        >>> x = Tensor([[[1.0, 5.0, 2.0, 3.0]]])
        >>> values, places = nn.functional.max_pool1d(x, 2, return_indices=True)
        >>> values.tolist(), places.tolist()
        ([[[5.0, 3.0]]], [[[1, 3]]])
    """
    if return_indices:
        return unpooling.max_pool_with_indices(x, 1, kernel_size, stride, padding, dilation, ceil_mode)
    return pooling.max_pool1d(x, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool2d(
    x: Tensor,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Pooled:
    """`Tensor.max_pool2d`; with `return_indices` also where each maximum is, as its number
    in the flat image.

    Of equal maxima the first counts then, and has all of the gradient. Raises as the method.

    Examples:
        >>> x = Tensor.arange(4).reshape(1, 1, 2, 2)
        >>> values, places = nn.functional.max_pool2d(x, 2, return_indices=True)
        >>> values.item(), places.item()
        (3, 3)
    """
    if return_indices:
        return unpooling.max_pool_with_indices(x, 2, kernel_size, stride, padding, dilation, ceil_mode)
    return pooling.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)


def max_pool3d(
    x: Tensor,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Pooled:
    """`Tensor.max_pool3d`; with `return_indices` also where each maximum is, as its number
    in the flat image.

    Of equal maxima the first counts then, and has all of the gradient. Raises as the method.

    Examples:
        >>> x = Tensor.arange(8).reshape(1, 1, 2, 2, 2)
        >>> values, places = nn.functional.max_pool3d(x, 2, return_indices=True)
        >>> values.item(), places.item()
        (7, 7)
    """
    if return_indices:
        return unpooling.max_pool_with_indices(x, 3, kernel_size, stride, padding, dilation, ceil_mode)
    return pooling.max_pool3d(x, kernel_size, stride, padding, dilation, ceil_mode)


def adaptive_max_pool1d(x: Tensor, output_size: OutputSize, return_indices: bool = False) -> Pooled:
    """`Tensor.adaptive_max_pool1d`; with `return_indices` also where each maximum is, as its number in
    the flat image.

    Raises as the method.

    Examples:
        >>> x = Tensor.arange(8).reshape(1, 1, 8)
        >>> values, places = nn.functional.adaptive_max_pool1d(x, 1, return_indices=True)
        >>> values.item(), places.item()
        (7, 7)
    """
    if return_indices:
        return unpooling.adaptive_max_pool_with_indices(x, 1, output_size)
    return pooling.adaptive_max_pool1d(x, output_size)


def adaptive_max_pool2d(x: Tensor, output_size: OutputSize, return_indices: bool = False) -> Pooled:
    """`Tensor.adaptive_max_pool2d`; with `return_indices` also where each maximum is, as its number in
    the flat image.

    Raises as the method.

    Examples:
        >>> x = Tensor.arange(8).reshape(1, 1, 2, 4)
        >>> values, places = nn.functional.adaptive_max_pool2d(x, 1, return_indices=True)
        >>> values.item(), places.item()
        (7, 7)
    """
    if return_indices:
        return unpooling.adaptive_max_pool_with_indices(x, 2, output_size)
    return pooling.adaptive_max_pool2d(x, output_size)


def adaptive_max_pool3d(x: Tensor, output_size: OutputSize, return_indices: bool = False) -> Pooled:
    """`Tensor.adaptive_max_pool3d`; with `return_indices` also where each maximum is, as its number in
    the flat image.

    Raises as the method.

    Examples:
        >>> x = Tensor.arange(8).reshape(1, 1, 2, 2, 2)
        >>> values, places = nn.functional.adaptive_max_pool3d(x, 1, return_indices=True)
        >>> values.item(), places.item()
        (7, 7)
    """
    if return_indices:
        return unpooling.adaptive_max_pool_with_indices(x, 3, output_size)
    return pooling.adaptive_max_pool3d(x, output_size)


def max_unpool1d(
    x: Tensor,
    indices: Tensor,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put the values that `max_pool1d` gave back to where its `indices` say they were; all else is zero.

    Raises ShapeError where the shapes do not fit.

    Examples:
        >>> x = Tensor.arange(2).reshape(1, 1, 2)
        >>> pooled = nn.functional.max_pool1d(x, 2, return_indices=True)
        >>> nn.functional.max_unpool1d(*pooled, 2).flatten().tolist()
        [0, 1]
    """
    return unpooling.max_unpool(x, indices, 1, kernel_size, stride, padding, output_size)


def max_unpool2d(
    x: Tensor,
    indices: Tensor,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put the values that `max_pool2d` gave back to where its `indices` say they were; all else is zero.

    Raises ShapeError where the shapes do not fit.

    Examples:
        >>> x = Tensor.arange(4).reshape(1, 1, 2, 2)
        >>> pooled = nn.functional.max_pool2d(x, 2, return_indices=True)
        >>> nn.functional.max_unpool2d(*pooled, 2).flatten().tolist()
        [0, 0, 0, 3]
    """
    return unpooling.max_unpool(x, indices, 2, kernel_size, stride, padding, output_size)


def max_unpool3d(
    x: Tensor,
    indices: Tensor,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    output_size: Sequence[int] | None = None,
) -> Tensor:
    """Put the values that `max_pool3d` gave back to where its `indices` say they were; all else is zero.

    Raises ShapeError where the shapes do not fit.

    Examples:
        >>> x = Tensor.arange(8).reshape(1, 1, 2, 2, 2)
        >>> pooled = nn.functional.max_pool3d(x, 2, return_indices=True)
        >>> nn.functional.max_unpool3d(*pooled, 2).flatten().tolist()
        [0, 0, 0, 0, 0, 0, 0, 7]
    """
    return unpooling.max_unpool(x, indices, 3, kernel_size, stride, padding, output_size)


def lp_pool1d(
    x: Tensor,
    norm_type: float,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The root of order `norm_type` of the sum of the powers over every window of `[n, c, l]`.

    Raises InvalidArgument for an order of 0, and as `avg_pool1d`.

    Examples:
        >>> nn.functional.lp_pool1d(Tensor([[[3.0, 4.0]]]), 2.0, 2).numpy().round(4).item()
        5.0
    """
    return unpooling.lp_pool(x, 1, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    x: Tensor,
    norm_type: float,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The root of order `norm_type` of the sum of the powers over every window of `[n, c, h, w]`.

    Raises InvalidArgument for an order of 0, and as `avg_pool2d`.

    Examples:
        >>> nn.functional.lp_pool2d(Tensor([[[[3.0, 4.0]]]]), 2.0, (1, 2)).numpy().round(4).item()
        5.0
    """
    return unpooling.lp_pool(x, 2, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    x: Tensor,
    norm_type: float,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """The root of order `norm_type` of the sum of the powers over every window of `[n, c, d, h, w]`.

    Raises InvalidArgument for an order of 0, and as `avg_pool3d`.

    Examples:
        >>> nn.functional.lp_pool3d(Tensor([[[[[3.0, 4.0]]]]]), 2.0, (1, 1, 2)).numpy().round(4).item()
        5.0
    """
    return unpooling.lp_pool(x, 3, norm_type, kernel_size, stride, ceil_mode)
