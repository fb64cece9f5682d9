"""Pooling layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from ...runtime.errors import InvalidArgument
from ..functions.pooling import OutputSize
from ..functions.windows import PerAxis
from ..tensor import Tensor
from . import functional
from .arguments import flag, optional, real, sizes, whole
from .module import Module


class _MaxPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        dilation: PerAxis = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size = _size(self, "kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else _size(self, "stride", stride)
        self.padding, self.dilation = _size(self, "padding", padding, 0), _size(self, "dilation", dilation)
        self.return_indices = flag(self, "return_indices", return_indices)
        self.ceil_mode = flag(self, "ceil_mode", ceil_mode)

    def forward(self, x: Tensor) -> Any:
        pool = getattr(functional, f"max_pool{self.rank}d")
        return pool(
            x, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """`Tensor.max_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.MaxPool1d(2)(Tensor([[[1.0, 5.0, 2.0, 3.0]]])).tolist()
        [[[5.0, 3.0]]]
    """

    rank = 1


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

    rank = 2


class MaxPool3d(_MaxPool):
    """`Tensor.max_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.MaxPool3d(2)(Tensor.arange(8).reshape(1, 2, 2, 2)).tolist()
        [[[[7]]]]
    """

    rank = 3


class _AvgPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        self.kernel_size = _size(self, "kernel_size", kernel_size)
        self.stride = self.kernel_size if stride is None else _size(self, "stride", stride)
        self.padding = _size(self, "padding", padding, 0)
        self.ceil_mode = flag(self, "ceil_mode", ceil_mode)
        self.count_include_pad = flag(self, "count_include_pad", count_include_pad)
        self.divisor_override = optional(whole, self, "divisor_override", divisor_override)

    def forward(self, x: Tensor) -> Tensor:
        override = () if self.divisor_override is None else (self.divisor_override,)
        result: Tensor = getattr(x, f"avg_pool{self.rank}d")(
            self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad, *override
        )
        return result

    def extra_repr(self) -> str:
        shown = [self.kernel_size, self.stride, self.padding]
        if self.rank == 1:
            shown = [(size,) if isinstance(size, int) else size for size in shown]
        return f"kernel_size={shown[0]}, stride={shown[1]}, padding={shown[2]}"


class AvgPool1d(_AvgPool):
    """`Tensor.avg_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AvgPool1d(2)(Tensor([[[1.0, 5.0, 2.0, 3.0]]])).tolist()
        [[[3.0, 2.5]]]
    """

    rank = 1


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

    rank = 2


class AvgPool3d(_AvgPool):
    """`Tensor.avg_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AvgPool3d(2)(Tensor.ones(1, 2, 2, 2)).tolist()
        [[[[1.0]]]]
    """

    rank = 3


class _AdaptivePool(Module):
    operation: ClassVar[str]
    rank: ClassVar[int]

    def __init__(self, output_size: OutputSize) -> None:
        self.output_size: OutputSize
        if output_size is None or isinstance(output_size, int):
            self.output_size = optional(whole, self, "output_size", output_size)
        else:
            given: Any = output_size
            if isinstance(given, str) or not hasattr(given, "__iter__"):
                given = [given]
            self.output_size = tuple(optional(whole, self, "output_size", each) for each in given)
            if len(self.output_size) not in (1, self.rank):
                raise InvalidArgument(
                    f"{type(self).__name__}: output_size={output_size!r:.60} must be one size, or {self.rank}"
                )

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = getattr(x, self.operation)(self.output_size)
        return result

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class _AdaptiveMaxPool(_AdaptivePool):
    def __init__(self, output_size: OutputSize, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = flag(self, "return_indices", return_indices)

    def forward(self, x: Tensor) -> Any:
        return getattr(functional, self.operation)(x, self.output_size, self.return_indices)


class AdaptiveAvgPool1d(_AdaptivePool):
    """`Tensor.adaptive_avg_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveAvgPool1d(2)(Tensor([[[1.0, 3.0, 5.0, 7.0]]])).tolist()
        [[[2.0, 6.0]]]
    """

    operation, rank = "adaptive_avg_pool1d", 1


class AdaptiveAvgPool2d(_AdaptivePool):
    """`Tensor.adaptive_avg_pool2d` as a layer, over `[n, c, h, w]` or `[c, h, w]`; None keeps an axis as it
    is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveAvgPool2d((1, None))(Tensor.zeros(1, 8, 7, 5)).shape
        (1, 8, 1, 5)
    """

    operation, rank = "adaptive_avg_pool2d", 2


class AdaptiveAvgPool3d(_AdaptivePool):
    """`Tensor.adaptive_avg_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`; None keeps an axis
    as it is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveAvgPool3d(2)(Tensor.zeros(1, 8, 4, 7, 5)).shape
        (1, 8, 2, 2, 2)
    """

    operation, rank = "adaptive_avg_pool3d", 3


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """`Tensor.adaptive_max_pool1d` as a layer, over `[n, c, l]` or `[c, l]`.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveMaxPool1d(2)(Tensor([[[1, 3, 7, 5, 2]]])).tolist()
        [[[7, 7]]]
    """

    operation, rank = "adaptive_max_pool1d", 1


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """`Tensor.adaptive_max_pool2d` as a layer, over `[n, c, h, w]` or `[c, h, w]`; None keeps an axis as it
    is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveMaxPool2d((1, 2))(Tensor.arange(12).reshape(1, 3, 4)).tolist()
        [[[9, 11]]]
    """

    operation, rank = "adaptive_max_pool2d", 2


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """`Tensor.adaptive_max_pool3d` as a layer, over `[n, c, d, h, w]` or `[c, d, h, w]`; None keeps an axis
    as it is.

    Calling it raises as the method does.

    Examples:
        >>> nn.AdaptiveMaxPool3d((1, 1, 2))(Tensor.arange(8).reshape(1, 2, 2, 2)).tolist()
        [[[[6, 7]]]]
    """

    operation, rank = "adaptive_max_pool3d", 3


class _MaxUnpool(Module):
    rank: ClassVar[int]

    def __init__(self, kernel_size: PerAxis, stride: PerAxis | None = None, padding: PerAxis = 0) -> None:
        self.kernel_size = sizes(self, "kernel_size", kernel_size, self.rank)
        self.stride = self.kernel_size if stride is None else sizes(self, "stride", stride, self.rank)
        self.padding = sizes(self, "padding", padding, self.rank, 0)

    def forward(self, x: Tensor, indices: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        unpool = getattr(functional, f"max_unpool{self.rank}d")
        result: Tensor = unpool(x, indices, self.kernel_size, self.stride, self.padding, output_size)
        return result

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """The way back from `MaxPool1d`: what the indices do not name is zero.

    Calling it raises ShapeError where the shapes do not fit.

    Examples:
        >>> pool = nn.MaxPool1d(2, return_indices=True)
        >>> nn.MaxUnpool1d(2)(*pool(Tensor([[[1.0, 5.0, 4.0, 3.0]]]))).tolist()
        [[[0.0, 5.0, 4.0, 0.0]]]
    """

    rank = 1


class MaxUnpool2d(_MaxUnpool):
    """The way back from `MaxPool2d`: what the indices do not name is zero.

    Calling it raises ShapeError where the shapes do not fit.

    Examples:
        >>> pool = nn.MaxPool2d(2, return_indices=True)
        >>> nn.MaxUnpool2d(2)(*pool(Tensor([[[[1.0, 5.0], [4.0, 3.0]]]]))).tolist()
        [[[[0.0, 5.0], [0.0, 0.0]]]]
    """

    rank = 2


class MaxUnpool3d(_MaxUnpool):
    """The way back from `MaxPool3d`: what the indices do not name is zero.

    Calling it raises ShapeError where the shapes do not fit.

    Examples:
        >>> pool = nn.MaxPool3d(2, return_indices=True)
        >>> nn.MaxUnpool3d(2)(*pool(Tensor.ones(1, 1, 2, 2, 2))).sum().item()
        1.0
    """

    rank = 3


class _LPPool(Module):
    rank: ClassVar[int]

    def __init__(
        self,
        norm_type: float,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        ceil_mode: bool = False,
    ) -> None:
        self.norm_type = real(self, "norm_type", norm_type)
        self.kernel_size = _size(self, "kernel_size", kernel_size)
        self.stride = None if stride is None else _size(self, "stride", stride)
        self.ceil_mode = flag(self, "ceil_mode", ceil_mode)

    def forward(self, x: Tensor) -> Tensor:
        pool = getattr(functional, f"lp_pool{self.rank}d")
        result: Tensor = pool(x, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)
        return result

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPool):
    """The root of order `norm_type` of the sum of the powers over every window of `[n, c, l]`.

    Examples:
        >>> nn.LPPool1d(1, 2)(Tensor([[[1.0, 5.0, 2.0, 3.0]]])).tolist()
        [[[6.0, 5.0]]]
    """

    rank = 1


class LPPool2d(_LPPool):
    """The root of order `norm_type` of the sum of the powers over every window of `[n, c, h, w]`.

    Examples:
        >>> nn.LPPool2d(1, 2)(Tensor([[[[1.0, 5.0], [2.0, 3.0]]]])).tolist()
        [[[[11.0]]]]
    """

    rank = 2


class LPPool3d(_LPPool):
    """The root of order `norm_type` of the sum of the powers over every window of `[n, c, d, h, w]`.

    Examples:
        >>> nn.LPPool3d(1, 2)(Tensor.ones(1, 1, 2, 2, 2)).item()
        8.0
    """

    rank = 3


def _size(
    owner: _MaxPool | _AvgPool | _LPPool, name: str, value: PerAxis, least: int = 1
) -> int | tuple[int, ...]:
    """As it was given: an int stays one."""
    found = sizes(owner, name, value, owner.rank, least)
    return found if hasattr(value, "__iter__") else found[0]
