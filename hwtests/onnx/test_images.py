"""Images in ONNX models: resampling, regions, boxes; against ONNX Runtime."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hwtests.onnx.one_node import by_barewire, check, normal, one_node

pytestmark = pytest.mark.share(6)

SCALES = {"larger": (1.0, 1.0, 1.5, 2.0), "smaller": (1.0, 1.0, 0.5, 0.8)}
COORDINATES = ("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners")


@pytest.mark.parametrize("direction", SCALES)
@pytest.mark.parametrize("coordinates", COORDINATES)
@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
def test_resized_images_equal_onnx_runtimes(mode: str, coordinates: str, direction: str) -> None:
    sizes = [1, 2, *(round(n * s) for n, s in zip((6, 5), SCALES[direction][2:], strict=True))]
    attributes = {"mode": mode, "coordinate_transformation_mode": coordinates}
    inputs = [normal(1, 2, 6, 5), None, None, np.array(sizes)]
    check("Resize", inputs, 13, rtol=1e-3, atol=1e-4, **attributes)


@pytest.mark.parametrize("nearest", ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
@pytest.mark.parametrize("direction", SCALES)
def test_the_nearest_pixel_is_onnx_runtimes(nearest: str, direction: str) -> None:
    scales = np.array(SCALES[direction], np.float32)
    attributes = {"mode": "nearest", "nearest_mode": nearest, "coordinate_transformation_mode": "asymmetric"}
    check("Resize", [normal(1, 2, 6, 10), None, scales], 13, **attributes)


OTHER_RESIZES: dict[str, tuple[int, list[Any], dict[str, Any]]] = {
    "exclude-outside": (13, [1.0, 1.0, 1.5, 2.0], {"mode": "cubic", "exclude_outside": 1}),
    "coefficient": (13, [1.0, 1.0, 1.5, 2.0], {"mode": "cubic", "cubic_coeff_a": -0.5}),
    "antialias-linear": (18, [1.0, 1.0, 0.5, 0.4], {"mode": "linear", "antialias": 1, "exclude_outside": 1}),
    "antialias-cubic": (18, [1.0, 1.0, 0.5, 0.4], {"mode": "cubic", "antialias": 1, "exclude_outside": 1}),
    "axes": (18, [1.5, 2.0], {"mode": "linear", "axes": [3, 2]}),
    "whole": (13, [1.0, 1.0, 3.0, 2.0], {"mode": "nearest"}),
}


@pytest.mark.parametrize("name", OTHER_RESIZES)
def test_other_ways_to_resize_equal_onnx_runtimes(name: str) -> None:
    version, scales, attributes = OTHER_RESIZES[name]
    inputs = [normal(1, 2, 6, 10), None, np.array(scales, np.float32)]
    check("Resize", inputs, version, rtol=1e-3, atol=1e-4, **attributes)


@pytest.mark.parametrize("policy", ["not_larger", "not_smaller"])
def test_sizes_may_keep_the_aspect_ratio(policy: str) -> None:
    inputs = [normal(1, 2, 6, 10), None, None, np.array([9, 12])]
    attributes = {"axes": [2, 3], "keep_aspect_ratio_policy": policy, "mode": "linear"}
    check("Resize", inputs, 18, rtol=1e-3, atol=1e-4, **attributes)


@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_a_part_of_an_image_is_cropped_and_resized(mode: str) -> None:
    roi = np.array([0, 0, 0.2, -0.3, 1, 1, 0.7, 1.2], np.float32)
    inputs = [normal(1, 2, 6, 10), roi, None, np.array([1, 2, 5, 7])]
    attributes = {"coordinate_transformation_mode": "tf_crop_and_resize", "extrapolation_value": 3.0}
    check("Resize", inputs, 13, rtol=1e-3, atol=1e-4, mode=mode, **attributes)


@pytest.mark.parametrize("mode", ["nearest", "linear"])
@pytest.mark.parametrize("factor", [2.0, 1.5])
def test_versions_before_11_resize_from_the_corner(mode: str, factor: float) -> None:
    x, scales = normal(1, 2, 4, 6), [1.0, 1.0, factor, 2.0]
    check("Upsample", [x], 7, mode=mode, scales=scales)
    check("Upsample", [x, np.array(scales, np.float32)], 9, mode=mode)
    check("Resize", [x, np.array(scales, np.float32)], 10, mode=mode)


@pytest.mark.parametrize("aligned", [0, 1])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
@pytest.mark.parametrize("mode", ["linear", "nearest", "cubic"])
def test_images_read_on_a_grid_equal_onnx_runtimes(mode: str, padding: str, aligned: int) -> None:
    inputs = [normal(2, 3, 5, 6), normal(2, 4, 3, 2, seed=1)]
    attributes = {"align_corners": aligned, "padding_mode": padding}
    check("GridSample", inputs, 20, mode=mode, **attributes)
    before = {"linear": "bilinear", "cubic": "bicubic"}.get(mode, mode)
    check("GridSample", inputs, 16, mode=before, **attributes)


@pytest.mark.parametrize("mode", ["avg", "max"])
@pytest.mark.parametrize("ratio", [0, 2])
@pytest.mark.parametrize("version", [10, 16])
def test_aligned_regions_equal_onnx_runtimes(version: int, ratio: int, mode: str) -> None:
    rois = np.array(
        [[1, 1, 12, 9], [0, 0, 19.5, 17], [-4, -3, 5, 4], [7, 3, 7.5, 30], [2, 2, 2, 2]], np.float32
    )
    inputs = [normal(2, 3, 9, 10), rois, np.array([0, 1, 1, 0, 0])]
    size = {"output_height": 3, "output_width": 2}
    check("RoiAlign", inputs, version, mode=mode, sampling_ratio=ratio, spatial_scale=0.5, **size)


@pytest.mark.parametrize("centred", [0, 1])
@pytest.mark.parametrize("most", [3, 100])
def test_chosen_boxes_are_onnx_runtimes(most: int, centred: int) -> None:
    draws = np.random.default_rng(most)
    boxes = draws.random((2, 40, 4)).astype(np.float32)
    boxes[..., 2:] = boxes[..., 2:] * 0.4 + (0 if centred else boxes[..., :2])
    scores = draws.integers(0, 30, (2, 3, 40)).astype(np.float32) / 30
    thresholds = [np.array([most]), np.array([0.3], np.float32), np.array([0.35], np.float32)]
    check("NonMaxSuppression", [boxes, scores, *thresholds], 11, center_point_box=centred)


def test_no_box_is_chosen_where_none_is_good_enough() -> None:
    boxes, scores = normal(1, 5, 4), np.zeros((1, 2, 5), np.float32)
    thresholds = [np.array([5]), np.array([0.5], np.float32), np.array([0.5], np.float32)]
    check("NonMaxSuppression", [boxes, scores, *thresholds], 11)
    check("NonMaxSuppression", [boxes, scores], 11)


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_channels_become_pixels_as_in_onnx_runtime(mode: str) -> None:
    check("DepthToSpace", [normal(2, 12, 3, 4)], 13, blocksize=2, mode=mode)
    if mode == "DCR":
        check("SpaceToDepth", [normal(2, 3, 6, 4)], 13, blocksize=2)


def test_images_are_decoded_and_what_is_none_is_empty() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 4, 3), np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    stream = np.frombuffer(file.getvalue(), np.uint8)
    for form, wanted in (("RGB", pixels), ("BGR", pixels[..., ::-1])):
        model, fed = one_node("ImageDecoder", [stream], 20, pixel_format=form)
        np.testing.assert_array_equal(by_barewire(model, fed)[0], wanted)
    model, fed = one_node("ImageDecoder", [stream[:20]], 20)
    assert by_barewire(model, fed)[0].size == 0
