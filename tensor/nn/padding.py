"""Padding layers."""

from __future__ import annotations

from typing import Any, ClassVar

from ...runtime.errors import InvalidArgument
from ..functions.windows import PerAxis
from ..tensor import Tensor
from . import functional
from .arguments import real, sizes
from .module import Module


class _Pad(Module):
    rank: ClassVar[int]
    mode: ClassVar[str]

    def __init__(self, padding: PerAxis) -> None:
        given: Any = padding
        if hasattr(given, "__iter__") and not isinstance(given, str) and len(tuple(given)) != 2 * self.rank:
            raise InvalidArgument(
                f"{type(self).__name__}: padding={given!r:.60} must be an int, or {2 * self.rank} of them"
            )
        # A negative one cuts, where the mode can.
        self.padding = sizes(self, "padding", padding, 2 * self.rank, -(10**9))

    def forward(self, x: Tensor) -> Tensor:
        return functional.pad(x, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    mode = "constant"

    def __init__(self, padding: PerAxis, value: float) -> None:
        super().__init__(padding)
        self.value = real(self, "value", value)

    def forward(self, x: Tensor) -> Tensor:
        return functional.pad(x, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_Pad):
    mode = "constant"


class ReflectionPad1d(_Pad):
    """Surround the spatial axes of `[n, c, l]`, the batch optional, by reflection at their edges.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 3)
        >>> nn.ReflectionPad1d((2, 0))(x).flatten().tolist()
        [3.0, 2.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 1, "reflect"


class ReflectionPad2d(_Pad):
    """Surround the spatial axes of `[n, c, h, w]`, the batch optional, by reflection at their edges.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
        >>> nn.ReflectionPad2d((2, 0, 0, 0))(x).flatten().tolist()
        [3.0, 2.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 2, "reflect"


class ReflectionPad3d(_Pad):
    """Surround the spatial axes of `[n, c, d, h, w]`, the batch optional, by reflection at their edges.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 1, 3)
        >>> nn.ReflectionPad3d((2, 0, 0, 0, 0, 0))(x).flatten().tolist()
        [3.0, 2.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 3, "reflect"


class ReplicationPad1d(_Pad):
    """Surround the spatial axes of `[n, c, l]`, the batch optional, by repeating their edges.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 3)
        >>> nn.ReplicationPad1d((2, 0))(x).flatten().tolist()
        [1.0, 1.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 1, "replicate"


class ReplicationPad2d(_Pad):
    """Surround the spatial axes of `[n, c, h, w]`, the batch optional, by repeating their edges.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
        >>> nn.ReplicationPad2d((2, 0, 0, 0))(x).flatten().tolist()
        [1.0, 1.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 2, "replicate"


class ReplicationPad3d(_Pad):
    """Surround the spatial axes of `[n, c, d, h, w]`, the batch optional, by repeating their edges.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 1, 3)
        >>> nn.ReplicationPad3d((2, 0, 0, 0, 0, 0))(x).flatten().tolist()
        [1.0, 1.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 3, "replicate"


class CircularPad1d(_Pad):
    """Surround the spatial axes of `[n, c, l]`, the batch optional, by what is at their other end.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 3)
        >>> nn.CircularPad1d((2, 0))(x).flatten().tolist()
        [2.0, 3.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 1, "circular"


class CircularPad2d(_Pad):
    """Surround the spatial axes of `[n, c, h, w]`, the batch optional, by what is at their other end.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
        >>> nn.CircularPad2d((2, 0, 0, 0))(x).flatten().tolist()
        [2.0, 3.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 2, "circular"


class CircularPad3d(_Pad):
    """Surround the spatial axes of `[n, c, d, h, w]`, the batch optional, by what is at their other end.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 1, 3)
        >>> nn.CircularPad3d((2, 0, 0, 0, 0, 0))(x).flatten().tolist()
        [2.0, 3.0, 1.0, 2.0, 3.0]
    """

    rank, mode = 3, "circular"


class ZeroPad1d(_ZeroPad):
    """Surround the spatial axes of `[n, c, l]`, the batch optional, by zeros.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 3)
        >>> nn.ZeroPad1d((2, 0))(x).flatten().tolist()
        [0.0, 0.0, 1.0, 2.0, 3.0]
    """

    rank = 1


class ZeroPad2d(_ZeroPad):
    """Surround the spatial axes of `[n, c, h, w]`, the batch optional, by zeros.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
        >>> nn.ZeroPad2d((2, 0, 0, 0))(x).flatten().tolist()
        [0.0, 0.0, 1.0, 2.0, 3.0]
    """

    rank = 2


class ZeroPad3d(_ZeroPad):
    """Surround the spatial axes of `[n, c, d, h, w]`, the batch optional, by zeros.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 1, 3)
        >>> nn.ZeroPad3d((2, 0, 0, 0, 0, 0))(x).flatten().tolist()
        [0.0, 0.0, 1.0, 2.0, 3.0]
    """

    rank = 3


class ConstantPad1d(_ConstantPad):
    """Surround the spatial axes of `[n, c, l]`, the batch optional, by a value.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 3)
        >>> nn.ConstantPad1d((2, 0), 9.0)(x).flatten().tolist()
        [9.0, 9.0, 1.0, 2.0, 3.0]
    """

    rank = 1


class ConstantPad2d(_ConstantPad):
    """Surround the spatial axes of `[n, c, h, w]`, the batch optional, by a value.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 3)
        >>> nn.ConstantPad2d((2, 0, 0, 0), 9.0)(x).flatten().tolist()
        [9.0, 9.0, 1.0, 2.0, 3.0]
    """

    rank = 2


class ConstantPad3d(_ConstantPad):
    """Surround the spatial axes of `[n, c, d, h, w]`, the batch optional, by a value.

    `padding` is an int or (low, high) of each axis, the last axis first. Raises InvalidArgument for another
    number of sizes; calling it raises ShapeError where they do not fit.

    Examples:
        >>> x = Tensor([1.0, 2.0, 3.0]).reshape(1, 1, 1, 1, 3)
        >>> nn.ConstantPad3d((2, 0, 0, 0, 0, 0), 9.0)(x).flatten().tolist()
        [9.0, 9.0, 1.0, 2.0, 3.0]
    """

    rank = 3
