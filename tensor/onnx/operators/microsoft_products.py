"""ONNX Runtime's own products and activations: what its optimizer puts in the place of several operators."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....runtime.errors import InvalidArgument
from ...tensor import Tensor
from ..lowering import MICROSOFT, lowering
from .convolution import conv

# Each from the numbers of `activation_params` in turn.
_ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    "Relu": lambda x: x.relu(),
    "Tanh": lambda x: x.tanh(),
    "Sigmoid": lambda x: x.sigmoid(),
    "LeakyRelu": lambda x, alpha=0.01: x.leaky_relu(alpha),
    "Clip": lambda x, least=None, most=None: x.clip(least, most),
    "HardSigmoid": lambda x, alpha=0.2, beta=0.5: (x * alpha + beta).clip(0, 1),
    "Elu": lambda x, alpha=1.0: x.elu(alpha),
    "HardSwish": lambda x: x * (x / 6 + 0.5).clip(0, 1),
}


def _activated(x: Tensor, activation: str, numbers: Sequence[float]) -> Tensor:
    if not activation:
        return x
    if activation not in _ACTIVATIONS:
        raise InvalidArgument(f"activation={activation!r} is none of {', '.join(_ACTIVATIONS)}")
    return _ACTIVATIONS[activation](x, *numbers)


@lowering("FusedMatMul", domain=MICROSOFT)
@lowering("TransposeMatMul", domain=MICROSOFT)
def fused_matmul(
    a: Tensor,
    b: Tensor,
    *,
    alpha: float = 1.0,
    transA: int = 0,
    transB: int = 0,
    transBatchA: int = 0,
    transBatchB: int = 0,
) -> Tensor:
    """A product of operands that may be transposed, times a number."""
    left, right = _turned(a, transA, transBatchA), _turned(b, transB, transBatchB)
    result = left.matmul(right)
    return result if alpha == 1 else result * alpha


def _turned(x: Tensor, last: int, batch: int) -> Tensor:
    if batch and x.ndim > 2:
        # The first axis goes before the last.
        x = x.movedim(0, -2)
    return x.transpose(-1, -2) if last and x.ndim > 1 else x


@lowering("FusedGemm", domain=MICROSOFT)
def fused_gemm(
    a: Tensor,
    b: Tensor,
    c: Tensor | None = None,
    *,
    activation: str = "",
    activation_alpha: float | None = None,
    activation_beta: float | None = None,
    activation_gamma: float | None = None,
    alpha: float = 1.0,
    beta: float = 1.0,
    transA: int = 0,
    transB: int = 0,
) -> Tensor:
    result: Tensor = fused_matmul(a, b, alpha=alpha, transA=transA, transB=transB)
    if c is not None:
        result = result + (c if beta == 1 else c * beta)
    numbers = [each for each in (activation_alpha, activation_beta, activation_gamma) if each is not None]
    return _activated(result, activation, numbers)


@lowering("FusedConv", domain=MICROSOFT)
def fused_conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    added: Tensor | None = None,
    *,
    activation: str = "",
    activation_params: Sequence[float] = (),
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    """A convolution, what is added to it, and an activation."""
    result: Tensor = conv(
        x,
        weight,
        bias,
        auto_pad=auto_pad,
        dilations=dilations,
        group=group,
        kernel_shape=kernel_shape,
        pads=pads,
        strides=strides,
    )
    result = result if added is None else result + added
    return _activated(result, activation, activation_params)


@lowering("NhwcConv", domain=MICROSOFT)
def nhwc_conv(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    auto_pad: str = "NOTSET",
    dilations: Sequence[int] | None = None,
    group: int = 1,
    kernel_shape: Sequence[int] | None = None,
    pads: Sequence[int] | None = None,
    strides: Sequence[int] | None = None,
) -> Tensor:
    """A convolution of channels that come last; those of the weight, too."""
    result: Tensor = conv(
        x.movedim(-1, 1),
        weight.movedim(-1, 1),
        bias,
        auto_pad=auto_pad,
        dilations=dilations,
        group=group,
        kernel_shape=kernel_shape,
        pads=pads,
        strides=strides,
    )
    return result.movedim(1, -1)


@lowering("Gelu", domain=MICROSOFT)
def gelu(x: Tensor) -> Tensor:
    return x.gelu()


@lowering("BiasGelu", domain=MICROSOFT)
def bias_gelu(x: Tensor, bias: Tensor) -> Tensor:
    return (x + bias).gelu()


@lowering("FastGelu", domain=MICROSOFT)
def fast_gelu(x: Tensor, bias: Tensor | None = None) -> Tensor:
    return (x if bias is None else x + bias).gelu(approximate="tanh")


@lowering("QuickGelu", domain=MICROSOFT)
def quick_gelu(x: Tensor, *, alpha: float = 1.702) -> Tensor:
    return x * (x * alpha).sigmoid()
