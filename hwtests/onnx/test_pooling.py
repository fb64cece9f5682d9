"""Pooling of ONNX models, against ONNX Runtime and torchvision's own way of counting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hwtests.onnx.one_node import by_barewire, check, normal, one_node

pytestmark = pytest.mark.share(4)

ATTRIBUTES: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
    "1d": ((2, 3, 9), {"kernel_shape": [4], "strides": [3], "pads": [1, 2]}),
    "2d": ((2, 3, 8, 7), {"kernel_shape": [3, 2], "strides": [2, 1], "pads": [1, 0, 0, 1]}),
    "ceil": ((1, 2, 8, 9), {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1], "ceil_mode": 1}),
    "ceil-in-pads": ((1, 2, 4, 5), {"kernel_shape": [1, 2], "strides": [3, 2], "ceil_mode": 1}),
    "dilated": (
        (1, 2, 9, 8),
        {"kernel_shape": [3, 2], "dilations": [2, 3], "pads": [1, 1, 1, 0], "ceil_mode": 1},
    ),
    "same-upper": ((1, 2, 7, 8), {"kernel_shape": [3, 4], "strides": [2, 3], "auto_pad": "SAME_UPPER"}),
    "same-lower": ((1, 2, 7, 8), {"kernel_shape": [2, 4], "strides": [1, 3], "auto_pad": "SAME_LOWER"}),
    "valid": ((1, 2, 7, 8), {"kernel_shape": [3, 2], "strides": [2, 3], "auto_pad": "VALID"}),
    "3d": ((1, 2, 5, 6, 4), {"kernel_shape": [2, 3, 2], "strides": [2, 1, 2], "pads": [1, 0, 1, 0, 1, 1]}),
}


@pytest.mark.parametrize("name", ATTRIBUTES)
@pytest.mark.parametrize("operator", ["MaxPool", "AveragePool", "AveragePool-counting-pads", "LpPool"])
def test_pools_equal_onnx_runtimes(operator: str, name: str) -> None:
    shape, attributes = ATTRIBUTES[name]
    operator, _, counting = operator.partition("-")
    if counting:
        attributes = {**attributes, "count_include_pad": 1}
    if operator == "LpPool":
        attributes = {**attributes, "p": 3}
    check(operator, [normal(*shape)], {"LpPool": 18, "MaxPool": 12}.get(operator, 19), **attributes)


@pytest.mark.parametrize("storage_order", [0, 1])
@pytest.mark.parametrize("name", ["1d", "2d", "ceil", "dilated", "3d"])
def test_places_of_maxima_equal_onnx_runtimes(name: str, storage_order: int) -> None:
    shape, attributes = ATTRIBUTES[name]
    x = np.random.default_rng(0).integers(-3, 3, shape).astype(np.float32)
    check("MaxPool", [x], 12, ("values", "places"), storage_order=storage_order, **attributes)


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
def test_maxima_of_bytes_are_not_those_of_padding(dtype: str) -> None:
    x = np.arange(-12, 13).reshape(1, 1, 5, 5).astype(dtype)
    check("MaxPool", [x], 12, kernel_shape=[2, 2], pads=[1, 1, 1, 1])


@pytest.mark.parametrize("operator", ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"])
@pytest.mark.parametrize("shape", [(2, 3, 5), (2, 3, 4, 5), (1, 2, 3, 2, 4)])
def test_global_pools_equal_onnx_runtimes(operator: str, shape: tuple[int, ...]) -> None:
    check(operator, [normal(*shape)], 7, **({"p": 3} if operator == "GlobalLpPool" else {}))


@pytest.mark.parametrize("shape", [None, (2, 3, 9, 8)])
def test_unpooling_puts_maxima_back(shape: tuple[int, ...] | None) -> None:
    x = normal(2, 3, 4, 3)
    rows, columns = np.meshgrid(np.arange(0, 8, 2), np.arange(0, 6, 2), indexing="ij")
    places = (rows * 6 + columns + 1)[None, None] + (np.arange(6) * 48).reshape(2, 3, 1, 1)
    model, fed = one_node(
        "MaxUnpool",
        [x, places, None if shape is None else np.array(shape)][: 2 if shape is None else 3],
        11,
        kernel_shape=[2, 2],
        strides=[2, 2],
    )
    wanted = np.zeros((2, 3, 8, 6), np.float32)
    wanted[:, :, ::2, 1::2] = x
    if shape is not None:
        wanted = np.pad(wanted, ((0, 0), (0, 0), (0, 1), (0, 2)))
    np.testing.assert_array_equal(by_barewire(model, fed)[0], wanted)


def test_maxima_of_regions_equal_onnx_runtimes() -> None:
    rois = np.array([[0, 0, 0, 6, 6], [1, 2, 1, 5, 3], [1, -2, -3, 2, 20], [0, 4, 4, 4, 4]], np.float32)
    check("MaxRoiPool", [normal(2, 3, 8, 9), rois], 7, pooled_shape=[2, 3], spatial_scale=1.0)
    rois[:, 1:] *= 2
    check("MaxRoiPool", [normal(2, 3, 8, 9), rois], 7, pooled_shape=[3, 2], spatial_scale=0.5)
