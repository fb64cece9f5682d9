"""Convolution and transposed convolution layers."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import ClassVar

from ...runtime.errors import InvalidArgument, ShapeError
from ..functions.convolution import Padding
from ..functions.windows import PerAxis
from ..graph import dtype as dtypes
from ..graph.dtype import DType
from ..tensor import Tensor
from . import initialisation
from .arguments import choice, flag, sizes, whole
from .arguments import shape as shape_of
from .module import Module

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _Windowed(Module):
    """What both kinds have: channels, sizes per axis, a weight and a bias; the axes by subclass."""

    rank: ClassVar[int]
    operation: ClassVar[str]
    weight: Tensor
    bias: Tensor | None

    def _take(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        stride: PerAxis,
        dilation: PerAxis,
        groups: int,
        padding_mode: str,
        modes: tuple[str, ...],
    ) -> None:
        self.in_channels = whole(self, "in_channels", in_channels)
        self.out_channels = whole(self, "out_channels", out_channels)
        self.groups = whole(self, "groups", groups)
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise InvalidArgument(
                f"{type(self).__name__}: groups={groups} must divide in_channels={in_channels} and "
                f"out_channels={out_channels}"
            )
        self.kernel_size = sizes(self, "kernel_size", kernel_size, self.rank)
        self.stride = sizes(self, "stride", stride, self.rank)
        self.dilation = sizes(self, "dilation", dilation, self.rank)
        self.padding_mode = choice(self, "padding_mode", padding_mode, modes)

    def _learn(self, shape: tuple[int, ...], bias: bool, device: str | None, dtype: DType) -> None:
        fan_in = prod(shape[1:])
        self.weight = initialisation.fan_in_uniform(shape, fan_in, device, dtype)
        self.bias = (
            initialisation.fan_in_uniform((self.out_channels,), fan_in, device, dtype)
            if flag(self, "bias", bias)
            else None
        )

    def _shown(self, padding: Padding, output_padding: tuple[int, ...]) -> str:
        ones, zeros = (1,) * self.rank, (0,) * self.rank
        parts = [
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}",
            "" if padding == zeros else f"padding={padding}",
            "" if self.dilation == ones else f"dilation={self.dilation}",
            "" if output_padding == zeros else f"output_padding={output_padding}",
            "" if self.groups == 1 else f"groups={self.groups}",
            "bias=False" if self.bias is None else "",
            "" if self.padding_mode == "zeros" else f"padding_mode={self.padding_mode}",
        ]
        return ", ".join(filter(None, parts))


class _Convolution(_Windowed):
    """Weight [out_channels, in_channels/groups, *kernel] and bias [out_channels]; the axes by subclass."""

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
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self._take(
            in_channels, out_channels, kernel_size, stride, dilation, groups, padding_mode, PADDING_MODES
        )
        self.padding: Padding
        if isinstance(padding, str):
            self.padding = choice(self, "padding", padding, ("same", "valid"))
            if padding == "same" and any(step != 1 for step in self.stride):
                raise InvalidArgument(f"{type(self).__name__}: padding='same' needs stride 1, not {stride}")
        else:
            self.padding = sizes(self, "padding", padding, self.rank, 0)
        self._learn(
            (self.out_channels, self.in_channels // self.groups, *self.kernel_size), bias, device, dtype
        )

    def forward(self, x: Tensor) -> Tensor:
        padding = self.padding
        if self.padding_mode != "zeros" and padding != "valid":
            x, padding = x.pad(self._around(), self.padding_mode), 0
        result: Tensor = getattr(x, self.operation)(
            self.weight, self.bias, self.stride, padding, self.dilation, self.groups
        )
        return result

    def _around(self) -> list[int]:
        """(low, high) of the last axis first."""
        if isinstance(self.padding, str):
            totals = [hole * (k - 1) for hole, k in zip(self.dilation, self.kernel_size, strict=True)]
            pairs = [(total // 2, total - total // 2) for total in totals]
        else:
            pairs = [(p, p) for p in self.padding]  # type: ignore[union-attr]
        return [size for pair in reversed(pairs) for size in pair]

    def extra_repr(self) -> str:
        return self._shown(self.padding, (0,) * self.rank)


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
    `padding` may be 'valid' or 'same'; `padding_mode` is that of `Tensor.pad`, or 'zeros'. Raises
    InvalidArgument unless `groups` divides both numbers of channels; calling it raises as `Tensor.conv2d`.

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


class _TransposedConvolution(_Windowed):
    """Weight [in_channels, out_channels/groups, *kernel] and bias [out_channels]; the axes by subclass."""

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
        padding_mode: str = "zeros",
        device: str | None = None,
        dtype: DType = dtypes.float32,
    ) -> None:
        self._take(in_channels, out_channels, kernel_size, stride, dilation, groups, padding_mode, ("zeros",))
        self.padding = sizes(self, "padding", padding, self.rank, 0)
        self.output_padding = sizes(self, "output_padding", output_padding, self.rank, 0)
        self._learn(
            (self.in_channels, self.out_channels // self.groups, *self.kernel_size), bias, device, dtype
        )

    def forward(self, x: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        output_padding = self.output_padding
        if output_size is not None:
            output_padding = self._for_size(x, output_size)
        result: Tensor = getattr(x, self.operation)(
            self.weight, self.bias, self.stride, self.padding, output_padding, self.groups, self.dilation
        )
        return result

    def _for_size(self, x: Tensor, output_size: Sequence[int]) -> tuple[int, ...]:
        """The output padding that gives a size."""
        wanted = shape_of(self, "output_size", output_size)[-self.rank :]
        if x.ndim < self.rank:
            raise ShapeError(f"{type(self).__name__}: an input of shape {x.shape} has no {self.rank} sizes")
        least = [
            (size - 1) * step - 2 * around + hole * (k - 1) + 1
            for size, step, around, hole, k in zip(
                x.shape[-self.rank :], self.stride, self.padding, self.dilation, self.kernel_size, strict=True
            )
        ]
        if len(wanted) != self.rank or any(
            not low <= size < low + step for size, low, step in zip(wanted, least, self.stride, strict=True)
        ):
            raise InvalidArgument(
                f"{type(self).__name__}: output_size={output_size} is not within stride={self.stride} of the "
                f"least size, {tuple(least)}"
            )
        return tuple(size - low for size, low in zip(wanted, least, strict=True))

    def extra_repr(self) -> str:
        return self._shown(self.padding, self.output_padding)


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
