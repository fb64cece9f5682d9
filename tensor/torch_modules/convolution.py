"""ATen's convolutions, whose numbers of axes are those of their weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..tensor import Tensor


def _pair(value: Any, count: int) -> list[int]:
    values = [value] * count if isinstance(value, int) else list(value)
    return values * count if len(values) == 1 else values


def convolution(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    transposed: bool = False,
    output_padding: Any = 0,
    groups: int = 1,
) -> Tensor:
    """A convolution, or a transposed one."""
    count = weight.ndim - 2
    if transposed:
        method = getattr(Tensor, f"conv_transpose{count}d")
        result: Tensor = method(x, weight, bias, stride, padding, output_padding, groups, dilation)
        return result
    forward: Tensor = getattr(Tensor, f"conv{count}d")(x, weight, bias, stride, padding, dilation, groups)
    return forward


def convolution_of(count: int) -> Callable[..., Any]:
    """`conv1d`, `conv2d` or `conv3d`."""

    def run(
        x: Tensor,
        weight: Tensor,
        bias: Any = None,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
    ) -> Tensor:
        amounts = padding if isinstance(padding, str) else _pair(padding, count)
        result: Tensor = getattr(Tensor, f"conv{count}d")(
            x, weight, bias, _pair(stride, count), amounts, _pair(dilation, count), groups
        )
        return result

    return run
