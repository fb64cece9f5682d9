"""Reads through the texture cache: which kernels have them, and that results are the same either way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.drivers.qualcomm import code_object
from barewire.drivers.qualcomm.descriptors import TEX_CONST, TextureType
from barewire.tensor.codegen.adreno.textures import MOST_TEXELS, Textures

from ...daily import daily
from ..on_adreno import COMPILER, adreno_machine, emitted, evaluate

Array = np.ndarray[Any, Any]
WITHOUT = replace(COMPILER, textures=False)
_random = np.random.default_rng(0)


def _floats(*shape: int, dtype: str = "f4") -> Array:
    return _random.standard_normal(shape).astype(dtype)


Case = tuple[Callable[..., Tensor], tuple[Array, ...]]
READ_AGAIN: dict[str, Case] = {
    "matmul": (lambda a, b: a @ b, (_floats(64, 64), _floats(64, 64))),
    "matmul of odd sizes": (lambda a, b: a @ b, (_floats(37, 53), _floats(53, 29))),
    "transposed": (lambda a, b: a.T @ b.T, (_floats(40, 24), _floats(32, 40))),
    "half": (lambda a, b: a @ b, (_floats(48, 64, dtype="f2"), _floats(64, 32, dtype="f2"))),
    "half of odd sizes": (lambda a, b: a @ b, (_floats(7, 33, dtype="f2"), _floats(33, 9, dtype="f2"))),
    "integers": (lambda a, b: a @ b, tuple(_random.integers(-9, 9, (2, 24, 24)).astype(np.int32))),
    "vector": (lambda a, b: a @ b, (_floats(1, 200), _floats(200, 60))),
    "convolution": (lambda x, w: x.conv2d(w, padding=1), (_floats(2, 4, 9, 9), _floats(8, 4, 3, 3))),
    "strides": (
        lambda x, w: x.conv2d(w, stride=2, dilation=2),
        (_floats(1, 8, 16, 16), _floats(16, 8, 3, 3)),
    ),
    "depthwise": (
        lambda x, w: x.conv2d(w, padding=1, groups=6),
        (_floats(1, 6, 12, 12), _floats(6, 1, 3, 3)),
    ),
    "half depthwise": (
        lambda x, w: x.conv2d(w, padding=1, groups=8),
        (_floats(1, 8, 16, 16, dtype="f2"), _floats(8, 1, 3, 3, dtype="f2")),
    ),
    # Of which LLVM leaves indices whose upper bits do not count.
    "gradient": (
        lambda g, w: g.conv_transpose2d(w),
        (_floats(1, 1, 1, 1), _floats(1, 2, 2, 3)),
    ),
    "gradient of strides": (
        lambda g, w: g.conv_transpose2d(w, stride=(2, 3), padding=1, dilation=(1, 2)),
        (_floats(2, 3, 4, 5), _floats(3, 2, 3, 2)),
    ),
    "pool": (lambda x: x.avg_pool2d(3, stride=1), (_floats(1, 4, 12, 12),)),
    "attention": (
        lambda q, k: q.scaled_dot_product_attention(k, k),
        (_floats(1, 40, 16), _floats(1, 40, 16)),
    ),
}
EVERY_DAY = (
    *("matmul of odd sizes", "half of odd sizes", "integers", "convolution", "half depthwise", "gradient"),
    "attention",
)
READ_ONCE: dict[str, Case] = {
    "sum": (lambda a, b: a + b, (_floats(64), _floats(64))),
    "broadcast": (lambda a, b: a * b, (_floats(32, 64), _floats(64))),
    "row sum": (lambda a: a.sum(1), (_floats(64, 300),)),
    "gather": (lambda a, i: a[i], (_floats(9, 64), np.array([3, 0, 6, 3]))),
    "bytes": (lambda a, b: a @ b, tuple(_random.integers(-9, 9, (2, 24, 24)).astype(np.int8))),
}


def _kernels(case: Case, compiler: Any = COMPILER) -> list[code_object.Kernel]:
    expression, arrays = case
    tensors = [Tensor(array).realize() for array in arrays]
    found = emitted([expression(*tensors)._node], adreno_machine())
    images = [code_object.parse(compiler.compile(code.ir)) for _, _, code in found]
    return [kernel for image in images for kernel in image.kernels]


def _result(case: Case, compiler: Any) -> Array:
    expression, arrays = case
    tensors = [Tensor(array).realize() for array in arrays]
    return evaluate(expression(*tensors), list(zip(tensors, arrays, strict=True)), compiler)


@pytest.mark.parametrize("name", daily(READ_AGAIN, EVERY_DAY))
def test_results_are_the_same_with_textures_and_without(name: str) -> None:
    case = READ_AGAIN[name]
    assert any(kernel.textures for kernel in _kernels(case))
    assert not any(kernel.textures for kernel in _kernels(case, WITHOUT))
    np.testing.assert_array_equal(_result(case, COMPILER), _result(case, WITHOUT))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_random_convolutions_are_the_same_with_textures_and_without(seed: int) -> None:
    draw = np.random.default_rng(seed)
    groups, inputs, outputs = (int(n) for n in draw.integers(1, 4, 3))
    kernel, stride, dilation, padding = (tuple(int(n) for n in draw.integers(*limits, 2)) for limits in (
        (1, 5), (1, 4), (1, 3), (0, 4)
    ))  # fmt: skip
    size = [
        max(1, d * (k - 1) + 1 - 2 * p) + int(draw.integers(0, 7))
        for k, d, p in zip(kernel, dilation, padding, strict=True)
    ]
    dtype = ("f4", "f2")[seed % 2]
    x, w = (
        _floats(2, groups * inputs, *size, dtype=dtype),
        _floats(groups * outputs, inputs, *kernel, dtype=dtype),
    )
    options: dict[str, Any] = {
        "stride": stride,
        "padding": padding,
        "dilation": dilation,
        "groups": groups,
    }
    case: Case = (lambda x, w: x.conv2d(w, **options), (x, w))
    result = _result(case, COMPILER)
    np.testing.assert_array_equal(result, _result(case, WITHOUT))
    wanted = torch.conv2d(*(torch.from_numpy(each.astype("f4")) for each in (x, w)), **options).numpy()
    tolerance = 1e-5 if dtype == "f4" else 1e-2
    np.testing.assert_allclose(result.astype("f4"), wanted, rtol=tolerance, atol=tolerance)
    back: Case = (lambda g, w: g.conv_transpose2d(w, **options), (result, w))
    reached = [
        (n - 1) * s - 2 * p + d * (k - 1) + 1
        for n, s, p, d, k in zip(result.shape[2:], stride, padding, dilation, kernel, strict=True)
    ]
    if min(reached) > 0:
        np.testing.assert_array_equal(_result(back, COMPILER), _result(back, WITHOUT))


@pytest.mark.parametrize("name", READ_ONCE)
def test_what_is_read_once_goes_past_the_texture_cache(name: str) -> None:
    assert not any(kernel.textures for kernel in _kernels(READ_ONCE[name]))


def test_a_texture_is_as_long_as_what_its_argument_points_at() -> None:
    (kernel,) = _kernels((lambda a, b: a @ b, (_floats(256, 512), _floats(512, 64))))
    found = {texture.argument_offset // 8: TEX_CONST(texture.dwords) for texture in kernel.textures}
    assert set(found) == {1, 2}
    sizes = sorted(texture.WIDTH | texture.HEIGHT << 15 for texture in found.values())
    assert sizes == [512 * 64 // 4, 256 * 512 // 4]
    assert all(texture.TYPE == TextureType.A6XX_TEX_BUFFER for texture in found.values())


def test_only_what_a_texture_has_room_for_is_one() -> None:
    textures = Textures({1: 16 * MOST_TEXELS, 2: 16 * MOST_TEXELS + 4})
    assert textures.number(1, 4, 4, 16) == 0
    assert textures.number(2, 4, 4, 16) is None
    assert textures.number(1, 4, 1, 16) is None
    assert textures.number(1, 4, 4, 8) is None  # not aligned to its texels
    assert textures.number(1, 4, 3, 16) is None  # no format has three of them
    assert textures.number(0, 4, 4, 16) is None
    assert len(textures.all()) == 1
