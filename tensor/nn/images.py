"""Layers that only move pixels about: resampling, shuffling, blocks as columns."""

from __future__ import annotations

from collections.abc import Sequence

from ..functions.windows import PerAxis
from ..tensor import Tensor
from . import functional
from .arguments import choice, flag, real, shape, sizes, whole
from .module import Module


class Upsample(Module):
    """`Tensor.interpolate` as a layer, over `[n, c, *spatial]`.

    One of `size` and `scale_factor` says the output size. Raises InvalidArgument for another mode; calling it
    raises as the method does.

    Examples:
        >>> nn.Upsample(scale_factor=2)(Tensor([[[0.0, 4.0]]])).tolist()
        [[[0.0, 0.0, 4.0, 4.0]]]
    """

    def __init__(
        self,
        size: int | Sequence[int] | None = None,
        scale_factor: float | Sequence[float] | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ) -> None:
        self.size = size if size is None or isinstance(size, int) else shape(self, "size", size, 1)
        if isinstance(size, int):
            whole(self, "size", size)
        if scale_factor is None:
            self.scale_factor: float | tuple[float, ...] | None = None
        elif hasattr(scale_factor, "__iter__") and not isinstance(scale_factor, str):
            self.scale_factor = tuple(float(real(self, "scale_factor", each, 0)) for each in scale_factor)
        else:
            self.scale_factor = float(real(self, "scale_factor", scale_factor, 0))
        self.mode = choice(
            self,
            "mode",
            mode,
            ("nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area"),
        )
        self.align_corners = None if align_corners is None else flag(self, "align_corners", align_corners)
        self.recompute_scale_factor = flag(self, "recompute_scale_factor", recompute_scale_factor)

    def forward(self, x: Tensor) -> Tensor:
        return x.interpolate(
            self.size, self.scale_factor, self.mode, self.align_corners, self.recompute_scale_factor
        )

    def extra_repr(self) -> str:
        size = f"size={self.size!r}" if self.scale_factor is None else f"scale_factor={self.scale_factor!r}"
        return f"{size}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """`Upsample` of `[n, c, h, w]` by repeating pixels.

    Examples:
        >>> nn.UpsamplingNearest2d(scale_factor=2)(Tensor([[[[3.0]]]])).tolist()
        [[[[3.0, 3.0], [3.0, 3.0]]]]
    """

    def __init__(
        self,
        size: int | Sequence[int] | None = None,
        scale_factor: float | Sequence[float] | None = None,
    ) -> None:
        super().__init__(size, scale_factor, "nearest")


class UpsamplingBilinear2d(Upsample):
    """`Upsample` of `[n, c, h, w]` by mixing pixels, the corners aligned.

    Examples:
        >>> nn.UpsamplingBilinear2d(size=(1, 3))(Tensor([[[[0.0, 4.0]]]])).tolist()
        [[[[0.0, 2.0, 4.0]]]]
    """

    def __init__(
        self,
        size: int | Sequence[int] | None = None,
        scale_factor: float | Sequence[float] | None = None,
    ) -> None:
        super().__init__(size, scale_factor, "bilinear", True)


class PixelShuffle(Module):
    """`[.., c * r * r, h, w]` as `[.., c, h * r, w * r]`: r * r channels become the pixels of a square.

    Raises InvalidArgument for an r below 1; calling it raises ShapeError where r * r does not divide the
    channels.

    Examples:
        >>> nn.PixelShuffle(2)(Tensor.arange(4).reshape(1, 4, 1, 1)).tolist()
        [[[[0, 1], [2, 3]]]]
    """

    def __init__(self, upscale_factor: int) -> None:
        self.upscale_factor = whole(self, "upscale_factor", upscale_factor)

    def forward(self, x: Tensor) -> Tensor:
        return functional.pixel_shuffle(x, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """`[.., c, h * r, w * r]` as `[.., c * r * r, h, w]`: the pixels of each square become channels.

    Raises InvalidArgument for an r below 1; calling it raises ShapeError where r does not divide height and
    width.

    Examples:
        >>> nn.PixelUnshuffle(2)(Tensor.arange(4).reshape(1, 1, 2, 2)).flatten().tolist()
        [0, 1, 2, 3]
    """

    def __init__(self, downscale_factor: int) -> None:
        self.downscale_factor = whole(self, "downscale_factor", downscale_factor)

    def forward(self, x: Tensor) -> Tensor:
        return functional.pixel_unshuffle(x, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """The channels (axis 1) in turn from each of `groups` equal groups.

    Raises InvalidArgument for a number below 1; calling it raises ShapeError where it does not divide the
    channels.

    Examples:
        >>> nn.ChannelShuffle(2)(Tensor.arange(4).reshape(1, 4, 1, 1)).flatten().tolist()
        [0, 2, 1, 3]
    """

    def __init__(self, groups: int) -> None:
        self.groups = whole(self, "groups", groups)

    def forward(self, x: Tensor) -> Tensor:
        return functional.channel_shuffle(x, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


class Unfold(Module):
    """The sliding blocks of `[n, c, h, w]` (or `[c, h, w]`) as columns: `[n, c * kh * kw, blocks]`.

    Calling it raises ShapeError for other ranks and where no block fits.

    Examples:
        >>> nn.Unfold((2, 2))(Tensor.arange(6).reshape(1, 1, 2, 3)).tolist()
        [[[0, 1], [1, 2], [3, 4], [4, 5]]]
    """

    def __init__(
        self, kernel_size: PerAxis, dilation: PerAxis = 1, padding: PerAxis = 0, stride: PerAxis = 1
    ) -> None:
        self.kernel_size = _kept(self, "kernel_size", kernel_size)
        self.dilation, self.padding = _kept(self, "dilation", dilation), _kept(self, "padding", padding, 0)
        self.stride = _kept(self, "stride", stride)

    def forward(self, x: Tensor) -> Tensor:
        return functional.unfold(x, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, "
            f"stride={self.stride}"
        )


class Fold(Module):
    """The image `[n, c, *output_size]` whose blocks are the columns of `[n, c * kh * kw, blocks]`, added up
    where they overlap.

    Calling it raises ShapeError where the columns are not those of such an image.

    Examples:
        >>> nn.Fold((2, 3), (2, 2))(Tensor.ones(1, 4, 2)).tolist()
        [[[[1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]]]
    """

    def __init__(
        self,
        output_size: PerAxis,
        kernel_size: PerAxis,
        dilation: PerAxis = 1,
        padding: PerAxis = 0,
        stride: PerAxis = 1,
    ) -> None:
        self.output_size = _kept(self, "output_size", output_size)
        self.kernel_size = _kept(self, "kernel_size", kernel_size)
        self.dilation, self.padding = _kept(self, "dilation", dilation), _kept(self, "padding", padding, 0)
        self.stride = _kept(self, "stride", stride)

    def forward(self, x: Tensor) -> Tensor:
        return functional.fold(
            x, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride
        )

    def extra_repr(self) -> str:
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


def _kept(owner: Module, name: str, value: PerAxis, least: int = 1) -> int | tuple[int, ...]:
    """As it was given: an int stays one."""
    found = sizes(owner, name, value, 2, least)
    return found if hasattr(value, "__iter__") else found[0]
