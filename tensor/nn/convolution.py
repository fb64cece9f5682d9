"""Convolution, transposed convolution, pooling and upsampling layers."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import ClassVar

from ...runtime.errors import InvalidArgument
from ..functions.convolution import Padding
from ..functions.pooling import OutputSize
from ..functions.windows import PerAxis, per_axis
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .module import Module


class _Convolution(Module):
    """Weight [out_channels, in_channels/groups, *kernel] and bias [out_channels]; the axes by subclass."""

    rank: ClassVar[int]
    operation: ClassVar[str]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        stride: PerAxis = 1,
        padding: Padding = 0,
        dilation: PerAxis = 1,
        groups: int = 1,
        bias: bool = True,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        _check_groups(type(self).__name__, in_channels, out_channels, groups)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = per_axis(kernel_size, self.rank, "kernel_size")
        self.stride, self.padding, self.dilation, self.groups = stride, padding, dilation, groups
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        fan_in = prod(shape[1:])
        self.weight = initialisation.fan_in_uniform(shape, fan_in, device, dtype)
        self.bias = initialisation.fan_in_uniform((out_channels,), fan_in, device, dtype) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(
            self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups
        )
        return result

    def describe(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )


class Conv1d(_Convolution):
    """`Tensor.conv1d` with a learned weight and bias, over `[n, in_channels, l]` or without the batch.

    Parameters and what is raised are those of `Conv2d`.

    Examples:
        >>> layer = nn.Conv1d(3, 8, kernel_size=5, padding=2)
        >>> layer(Tensor.randn(1, 3, 20)).shape, layer.weight.shape
        ((1, 8, 20), (8, 3, 5))
    """

    rank, operation = 1, "conv1d"


class Conv2d(_Convolution):
    """`Tensor.conv2d` with a learned weight and bias, over `[n, in_channels, h, w]` or without the batch.

    The weight is `[out_channels, in_channels / groups, *kernel_size]`, the bias `[out_channels]` or None;
    both start uniform within 1 / sqrt(in_channels / groups * kernel). Sizes are an int or one per axis, and
    `padding` may be 'valid' or 'same'. Raises InvalidArgument unless `groups` divides both numbers of
    channels; calling it raises as `Tensor.conv2d` does.

    Examples:
        >>> layer = nn.Conv2d(3, 8, kernel_size=3, stride=2, padding=1)
        >>> layer(Tensor.randn(1, 3, 16, 16)).shape
        (1, 8, 8, 8)
        >>> layer.weight.shape, layer.bias.shape
        ((8, 3, 3, 3), (8,))
    """

    rank, operation = 2, "conv2d"


class Conv3d(_Convolution):
    """`Tensor.conv3d` with a learned weight and bias, over `[n, in_channels, d, h, w]` or without the batch.

    Parameters and what is raised are those of `Conv2d`.

    Examples:
        >>> nn.Conv3d(1, 2, kernel_size=(1, 2, 2))(Tensor.randn(1, 1, 4, 4, 4)).shape
        (1, 2, 4, 3, 3)
    """

    rank, operation = 3, "conv3d"


class _TransposedConvolution(Module):
    """Weight [in_channels, out_channels/groups, *kernel] and bias [out_channels]; the axes by subclass."""

    rank: ClassVar[int]
    operation: ClassVar[str]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        stride: PerAxis = 1,
        padding: PerAxis = 0,
        output_padding: PerAxis = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: PerAxis = 1,
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        _check_groups(type(self).__name__, in_channels, out_channels, groups)
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = per_axis(kernel_size, self.rank, "kernel_size")
        self.stride, self.padding, self.output_padding = stride, padding, output_padding
        self.groups, self.dilation = groups, dilation
        shape = (in_channels, out_channels // groups, *self.kernel_size)
        fan_in = prod(shape[1:])
        self.weight = initialisation.fan_in_uniform(shape, fan_in, device, dtype)
        self.bias = initialisation.fan_in_uniform((out_channels,), fan_in, device, dtype) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(
            self.weight, self.bias, self.stride, self.padding, self.output_padding, self.groups, self.dilation
        )
        return result

    def describe(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        )


class ConvTranspose1d(_TransposedConvolution):
    """`Tensor.conv_transpose1d` with a learned weight and bias, over `[n, in_channels, l]` or without the
    batch.

    Parameters and what is raised are those of `ConvTranspose2d`.

    Examples:
        >>> nn.ConvTranspose1d(4, 2, kernel_size=2, stride=2)(Tensor.randn(1, 4, 10)).shape
        (1, 2, 20)
    """

    rank, operation = 1, "conv_transpose1d"


class ConvTranspose2d(_TransposedConvolution):
    """`Tensor.conv_transpose2d` with a learned weight and bias, over `[n, in_channels, h, w]` or without the
    batch.

    The weight is `[in_channels, out_channels / groups, *kernel_size]`, the bias `[out_channels]` or None;
    both start uniform within 1 / sqrt(out_channels / groups * kernel). Sizes are an int or one per axis.
    Raises InvalidArgument unless `groups` divides both numbers of channels; calling it raises as
    `Tensor.conv_transpose2d` does.

    Examples:
        >>> layer = nn.ConvTranspose2d(4, 2, kernel_size=3, stride=2, padding=1, output_padding=1)
        >>> layer(Tensor.randn(1, 4, 8, 8)).shape, layer.weight.shape
        ((1, 2, 16, 16), (4, 2, 3, 3))
    """

    rank, operation = 2, "conv_transpose2d"


class ConvTranspose3d(_TransposedConvolution):
    """`Tensor.conv_transpose3d` with a learned weight and bias, over `[n, in_channels, d, h, w]` or without
    the batch.

    Parameters and what is raised are those of `ConvTranspose2d`.

    Examples:
        >>> nn.ConvTranspose3d(2, 1, kernel_size=2, stride=2)(Tensor.randn(1, 2, 2, 3, 4)).shape
        (1, 1, 4, 6, 8)
    """

    rank, operation = 3, "conv_transpose3d"


class _MaxPool(Module):
    operation: ClassVar[str]

    def __init__(
        self,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        dilation: PerAxis = 1,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.dilation, self.ceil_mode = dilation, ceil_mode

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(
            self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode
        )
        return result

    def describe(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxPool1d(_MaxPool):
    """`Tensor.max_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.MaxPool1d(2)(Tensor([[[1.0, 5.0, 2.0, 3.0]]])).tolist()
        [[[5.0, 3.0]]]
    """

    operation = "max_pool1d"


class MaxPool2d(_MaxPool):
    """`Tensor.max_pool2d` as a layer, over `[n, c, h, w]` or `[c, h, w]`.

    Sizes are an int or one per axis; `stride` is the kernel size where not given. Calling it raises as the
    method does.

    Examples:
        >>> nn.MaxPool2d(2)(Tensor.arange(16).reshape(1, 4, 4)).tolist()
        [[[5, 7], [13, 15]]]
        >>> nn.MaxPool2d(3, stride=2, padding=1)(Tensor.zeros(1, 8, 7, 7)).shape
        (1, 8, 4, 4)
    """

    operation = "max_pool2d"


class MaxPool3d(_MaxPool):
    """`Tensor.max_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.MaxPool3d(2)(Tensor.arange(8).reshape(1, 2, 2, 2)).tolist()
        [[[[7]]]]
    """

    operation = "max_pool3d"


class _AvgPool(Module):
    operation: ClassVar[str]

    def __init__(
        self,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        self.kernel_size, self.stride, self.padding = kernel_size, stride, padding
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(
            self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )
        return result

    def describe(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool1d(_AvgPool):
    """`Tensor.avg_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AvgPool1d(2)(Tensor([[[1.0, 5.0, 2.0, 3.0]]])).tolist()
        [[[3.0, 2.5]]]
    """

    operation = "avg_pool1d"


class AvgPool2d(_AvgPool):
    """`Tensor.avg_pool2d` as a layer, over `[n, c, h, w]` or `[c, h, w]`.

    Sizes are an int or one per axis; `stride` is the kernel size where not given. Calling it raises as the
    method does.

    Examples:
        >>> x = Tensor([[[4.0, 4.0], [4.0, 4.0]]])
        >>> nn.AvgPool2d(2)(x).tolist()
        [[[4.0]]]
        >>> nn.AvgPool2d(2, padding=1)(x).tolist()
        [[[1.0, 1.0], [1.0, 1.0]]]
        >>> nn.AvgPool2d(2, padding=1, count_include_pad=False)(x).tolist()
        [[[4.0, 4.0], [4.0, 4.0]]]
    """

    operation = "avg_pool2d"


class AvgPool3d(_AvgPool):
    """`Tensor.avg_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AvgPool3d(2)(Tensor.ones(1, 2, 2, 2)).tolist()
        [[[[1.0]]]]
    """

    operation = "avg_pool3d"


class _AdaptivePool(Module):
    operation: ClassVar[str]

    def __init__(self, output_size: OutputSize) -> None:
        self.output_size = output_size

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(self.output_size)
        return result

    def describe(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptivePool):
    """`Tensor.adaptive_avg_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveAvgPool1d(2)(Tensor([[[1.0, 3.0, 5.0, 7.0]]])).tolist()
        [[[2.0, 6.0]]]
    """

    operation = "adaptive_avg_pool1d"


class AdaptiveAvgPool2d(_AdaptivePool):
    """`Tensor.adaptive_avg_pool2d` as a layer, over `[n, c, h, w]` or `[c, h, w]`; None keeps an axis as it
    is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveAvgPool2d((1, None))(Tensor.zeros(1, 8, 7, 5)).shape
        (1, 8, 1, 5)
    """

    operation = "adaptive_avg_pool2d"


class AdaptiveAvgPool3d(_AdaptivePool):
    """`Tensor.adaptive_avg_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`; None keeps an axis
    as it is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveAvgPool3d(2)(Tensor.zeros(1, 8, 4, 7, 5)).shape
        (1, 8, 2, 2, 2)
    """

    operation = "adaptive_avg_pool3d"


class AdaptiveMaxPool1d(_AdaptivePool):
    """`Tensor.adaptive_max_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveMaxPool1d(2)(Tensor([[[1, 3, 7, 5, 2]]])).tolist()
        [[[7, 7]]]
    """

    operation = "adaptive_max_pool1d"


class AdaptiveMaxPool2d(_AdaptivePool):
    """`Tensor.adaptive_max_pool2d` as a layer, over `[n, c, h, w]` or `[c, h, w]`; None keeps an axis as it
    is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveMaxPool2d((1, 2))(Tensor.arange(12).reshape(1, 3, 4)).tolist()
        [[[9, 11]]]
    """

    operation = "adaptive_max_pool2d"


class AdaptiveMaxPool3d(_AdaptivePool):
    """`Tensor.adaptive_max_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`; None keeps an axis
    as it is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveMaxPool3d((1, 1, 2))(Tensor.arange(8).reshape(1, 2, 2, 2)).tolist()
        [[[[6, 7]]]]
    """

    operation = "adaptive_max_pool3d"


class Upsample(Module):
    """`Tensor.interpolate` as a layer, over `[n, c, *spatial]`, to a `size` or by a `scale_factor`.

    Calling it raises as the method does.

    Examples:
        >>> nn.Upsample(scale_factor=2)(Tensor([[[0.0, 4.0]]])).tolist()
        [[[0.0, 0.0, 4.0, 4.0]]]
        >>> nn.Upsample(size=5, mode="linear", align_corners=True)(Tensor([[[0.0, 4.0]]])).tolist()
        [[[0.0, 1.0, 2.0, 3.0, 4.0]]]
    """

    def __init__(
        self,
        size: int | Sequence[int] | None = None,
        scale_factor: float | Sequence[float] | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
    ) -> None:
        self.size, self.scale_factor, self.mode, self.align_corners = size, scale_factor, mode, align_corners

    def forward(self, x: Tensor) -> Tensor:
        return x.interpolate(self.size, self.scale_factor, self.mode, self.align_corners)


def _check_groups(name: str, in_channels: int, out_channels: int, groups: int) -> None:
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise InvalidArgument(
            f"{name}: groups={groups} must divide in_channels={in_channels} and {out_channels=}"
        )
