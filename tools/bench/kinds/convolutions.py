"""Convolutions of all forms, alone and with what follows them in networks."""

from __future__ import annotations

from math import prod
from typing import Any

from ..kind import Kind, kind, sizes, unit, weight

Shape = tuple[int, ...]

# Name, pictures, filters, and what is said besides.
_ROWS: tuple[tuple[str, Shape, Shape, dict[str, Any]], ...] = (
    ("conv-3x3", (1, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
    ("conv-3x3-small", (1, 512, 7, 7), (512, 512, 3, 3), {"padding": 1}),
    ("conv-3x3-stride", (1, 64, 56, 56), (128, 64, 3, 3), {"padding": 1, "stride": 2}),
    ("conv-3x3-few", (1, 16, 80, 80), (16, 16, 3, 3), {"padding": 1}),
    ("conv-first", (1, 3, 224, 224), (64, 3, 7, 7), {"padding": 3, "stride": 2}),
    ("conv-first-small", (1, 3, 224, 224), (32, 3, 3, 3), {"padding": 1, "stride": 2}),
    ("conv-patches", (1, 3, 224, 224), (384, 3, 16, 16), {"stride": 16}),
    ("conv-1x1", (1, 256, 56, 56), (64, 256, 1, 1), {}),
    ("conv-1x1-small", (1, 1024, 14, 14), (256, 1024, 1, 1), {}),
    ("conv-1x1-wide", (1, 64, 56, 56), (256, 64, 1, 1), {}),
    ("conv-1x1-stride", (1, 256, 56, 56), (512, 256, 1, 1), {"stride": 2}),
    ("conv-5x5", (1, 32, 64, 64), (64, 32, 5, 5), {"padding": 2}),
    ("conv-dilated", (1, 64, 48, 48), (64, 64, 3, 3), {"padding": 4, "dilation": 4}),
    ("conv-groups", (1, 128, 28, 28), (128, 4, 3, 3), {"padding": 1, "groups": 32}),
    ("conv-depthwise", (1, 144, 56, 56), (144, 1, 3, 3), {"padding": 1, "groups": 144}),
    ("conv-depthwise-small", (1, 960, 7, 7), (960, 1, 3, 3), {"padding": 1, "groups": 960}),
    ("conv-depthwise-7x7", (1, 96, 56, 56), (96, 1, 7, 7), {"padding": 3, "groups": 96}),
    ("conv-odd", (3, 20, 33, 29), (50, 20, 3, 5), {"padding": (1, 2)}),
    ("conv-digits", (64, 1, 28, 28), (32, 1, 3, 3), {}),
    ("conv-1d", (1, 256, 1000), (256, 256, 5), {"padding": 2}),
    ("conv-1d-depthwise", (1, 1536, 512), (1536, 1, 4), {"padding": 3, "groups": 1536}),
    ("conv-3d", (1, 16, 16, 28, 28), (32, 16, 3, 3, 3), {"padding": 1}),
)
_TRANSPOSED: tuple[tuple[str, Shape, Shape, dict[str, Any]], ...] = (
    ("conv-transposed-2", (1, 64, 32, 32), (64, 32, 2, 2), {"stride": 2}),
    ("conv-transposed-3", (1, 64, 32, 32), (64, 32, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}),
    ("conv-transposed-4", (1, 64, 32, 32), (64, 32, 4, 4), {"stride": 2, "padding": 1}),
    ("conv-transposed-same", (1, 64, 32, 32), (64, 32, 3, 3), {"padding": 1}),
    ("conv-transposed-1d", (1, 128, 500), (128, 64, 8), {"stride": 4, "padding": 2}),
)


def _results(x: Shape, w: Shape, said: dict[str, Any]) -> int:
    """How many places a convolution has."""
    count = 1
    for number, (size, taps) in enumerate(zip(x[2:], w[2:], strict=True)):

        def of(name: str, default: int, number: int = number) -> int:
            value = said.get(name, default)
            return int(value[number] if isinstance(value, tuple) else value)

        padded = size + 2 * of("padding", 0) - of("dilation", 1) * (taps - 1) - 1
        count *= padded // of("stride", 1) + 1
    return count


def _title(what: str, x: Shape, w: Shape, said: dict[str, Any]) -> str:
    return ", ".join(
        (f"{what} {sizes(*x)} by {sizes(*w)}", *(f"{key} {value}" for key, value in said.items()))
    )


def _convolution(name: str, x: Shape, w: Shape, said: dict[str, Any], dtype: str = "float32") -> Kind:
    form = f"conv{len(x) - 2}d"
    title = _title(form, x, w, said)
    return kind(
        name,
        title if dtype == "float32" else f"{title}, {dtype}",
        lambda library, x, w: getattr(library.nn.functional, form)(x, w, **said),
        x,
        w,
        dtype=dtype,
        operations=2.0 * x[0] * prod(w) * _results(x, w, said),
    )


def _transposed(name: str, x: Shape, w: Shape, said: dict[str, Any]) -> Kind:
    form = f"conv_transpose{len(x) - 2}d"
    return kind(
        name,
        _title(form, x, w, said),
        lambda library, x, w: getattr(library.nn.functional, form)(x, w, **said),
        x,
        w,
        operations=2.0 * x[0] * prod(w) * prod(x[2:]),
    )


def _normed(library: Any, x: Any, w: Any, mean: Any, variance: Any, scale: Any, shift: Any) -> Any:
    functional = library.nn.functional
    y = functional.conv2d(x, w, padding=1)
    return functional.relu(functional.batch_norm(y, mean, variance, scale, shift))


def _joined(library: Any, x: Any, w: Any, b: Any, y: Any) -> Any:
    functional = library.nn.functional
    return functional.relu(functional.conv2d(x, w, b, padding=1) + y)


def _swish(library: Any, x: Any, w: Any, b: Any) -> Any:
    functional = library.nn.functional
    return functional.silu(functional.conv2d(x, w, b, padding=1))


_FUSED_OPERATIONS = 2.0 * 128 * 128 * 9 * 28 * 28
_FUSED = (
    kind(
        "conv-norm-relu",
        "conv2d 1×128×28×28 by 128×128×3×3, batch norm as in eval, relu",
        _normed,
        (1, 128, 28, 28),
        weight(128, 128, 3, 3),
        (128,),
        unit(128),
        (128,),
        (128,),
        operations=_FUSED_OPERATIONS,
    ),
    kind(
        "conv-residual",
        "conv2d 1×128×28×28 by 128×128×3×3, bias, plus a residual, relu",
        _joined,
        (1, 128, 28, 28),
        weight(128, 128, 3, 3),
        (128,),
        (1, 128, 28, 28),
        operations=_FUSED_OPERATIONS,
    ),
    kind(
        "conv-silu",
        "conv2d 1×128×28×28 by 128×128×3×3, bias, silu",
        _swish,
        (1, 128, 28, 28),
        weight(128, 128, 3, 3),
        (128,),
        operations=_FUSED_OPERATIONS,
    ),
)
KINDS: tuple[Kind, ...] = (
    *(_convolution(*row) for row in _ROWS),
    _convolution("conv-batch", (8, 64, 28, 28), (128, 64, 3, 3), {"padding": 1}),
    _convolution("conv-bfloat16", (8, 64, 28, 28), (128, 64, 3, 3), {"padding": 1}, "bfloat16"),
    *(_transposed(*row) for row in _TRANSPOSED),
    *_FUSED,
)
