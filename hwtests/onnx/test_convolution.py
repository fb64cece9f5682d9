"""Convolutions of ONNX models, against ONNX Runtime."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hwtests.onnx.one_node import by_barewire, check, normal, one_node

pytestmark = pytest.mark.share(2)

CONVOLUTIONS: dict[str, tuple[int, tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "1d": (7, (2, 4, 9), (6, 4, 3), {"pads": [2, 1], "strides": [2]}),
    "2d-asymmetric": (11, (1, 4, 8, 7), (6, 2, 3, 2), {"group": 2, "pads": [0, 1, 2, 0], "strides": [2, 1]}),
    "2d-same-upper": (13, (1, 3, 7, 10), (5, 3, 3, 4), {"auto_pad": "SAME_UPPER", "strides": [2, 3]}),
    "2d-same-lower": (22, (1, 3, 7, 10), (5, 3, 4, 2), {"auto_pad": "SAME_LOWER", "strides": [1, 2]}),
    "2d-valid": (11, (1, 3, 7, 7), (5, 3, 3, 3), {"auto_pad": "VALID", "kernel_shape": [3, 3]}),
    "depthwise": (11, (2, 6, 9, 9), (6, 1, 3, 3), {"group": 6, "pads": [1, 1, 1, 1], "dilations": [2, 2]}),
    "3d": (
        11,
        (1, 4, 5, 6, 7),
        (6, 2, 2, 3, 2),
        {"group": 2, "pads": [1, 0, 1, 0, 1, 1], "strides": [1, 2, 2]},
    ),
}


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_convolutions_equal_onnx_runtimes(name: str) -> None:
    version, shape, weight, attributes = CONVOLUTIONS[name]
    check("Conv", [normal(*shape), normal(*weight), normal(weight[0])], version, **attributes)


TRANSPOSED: dict[str, tuple[int, tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "1d": (7, (2, 4, 5), (4, 3, 3), {"strides": [2], "pads": [1, 0]}),
    "groups": (11, (1, 4, 5, 4), (4, 3, 3, 2), {"group": 2, "strides": [2, 3], "output_padding": [1, 2]}),
    "dilations": (11, (1, 2, 4, 4), (2, 3, 3, 2), {"dilations": [2, 3], "strides": [1, 2]}),
    "output-shape": (11, (1, 2, 4, 4), (2, 3, 3, 3), {"output_shape": [9, 8], "strides": [2, 2]}),
    "output-shape-upper": (
        11,
        (1, 2, 4, 4),
        (2, 3, 3, 3),
        {"output_shape": [8, 8], "strides": [2, 2], "auto_pad": "SAME_UPPER"},
    ),
    "same-lower": (22, (1, 2, 5, 4), (2, 3, 3, 4), {"auto_pad": "SAME_LOWER", "strides": [2, 3]}),
    "valid": (11, (1, 2, 5, 4), (2, 3, 3, 4), {"auto_pad": "VALID", "strides": [2, 2]}),
    "3d": (11, (1, 2, 3, 4, 3), (2, 2, 2, 3, 2), {"strides": [2, 1, 2], "pads": [0, 1, 0, 1, 0, 1]}),
}


@pytest.mark.parametrize("name", TRANSPOSED)
def test_transposed_convolutions_equal_onnx_runtimes(name: str) -> None:
    version, shape, weight, attributes = TRANSPOSED[name]
    channels = weight[1] * attributes.get("group", 1)
    check("ConvTranspose", [normal(*shape), normal(*weight), normal(channels)], version, **attributes)


def test_a_deformable_convolution_equals_onnx_runtimes() -> None:
    x, weight, bias = normal(2, 4, 7, 6), normal(6, 2, 3, 2), normal(6)
    offset, mask = normal(2, 2 * 2 * 6, 4, 5), normal(2, 2 * 6, 4, 5)
    check(
        "DeformConv",
        [x, weight, offset * 2, bias, mask],
        19,
        group=2,
        offset_group=2,
        strides=[2, 1],
        pads=[1, 0, 1, 1],
        dilations=[1, 2],
    )


def test_columns_add_up_to_an_image_as_in_onnx_runtime() -> None:
    sizes, block = np.array([5, 6]), np.array([2, 3])
    attributes = {"strides": [1, 2], "pads": [0, 1, 1, 0], "dilations": [2, 1]}
    check("Col2Im", [normal(2, 3 * 6, 4 * 3), sizes, block], 18, **attributes)


def test_columns_add_up_to_a_volume() -> None:
    # ONNX Runtime 1.32 is wrong about dilated volumes.
    columns, sizes, block, places = normal(2, 3 * 12, 4 * 3 * 2), (5, 7, 6), (2, 3, 2), (4, 3, 2)
    strides, holes = (1, 2, 3), (1, 1, 2)
    whole = np.zeros((2, 3, *sizes), np.float32)
    parted = columns.reshape(2, 3, *block, *places)
    for tap in np.ndindex(*block):
        for place in np.ndindex(*places):
            at = [p * step + t * hole for p, step, t, hole in zip(place, strides, tap, holes, strict=True)]
            whole[(..., *at)] += parted[(slice(None), slice(None), *tap, *place)]
    model, fed = one_node(
        "Col2Im",
        [columns, np.array([5, 6, 4]), np.array(block)],
        18,
        strides=strides,
        pads=[0, 1, 1, 0, 0, 1],
        dilations=holes,
    )
    np.testing.assert_allclose(by_barewire(model, fed)[0], whole[..., 1:, 1:5], rtol=1e-4, atol=1e-5)
