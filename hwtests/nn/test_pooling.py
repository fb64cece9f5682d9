"""Pooling and interpolation against PyTorch."""

from __future__ import annotations

import pytest
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor.tensor import Tensor

from .against_torch import compare, random

MAX = {
    1: (Tensor.max_pool1d, F.max_pool1d),
    2: (Tensor.max_pool2d, F.max_pool2d),
    3: (Tensor.max_pool3d, F.max_pool3d),
}
AVG = {
    1: (Tensor.avg_pool1d, F.avg_pool1d),
    2: (Tensor.avg_pool2d, F.avg_pool2d),
    3: (Tensor.avg_pool3d, F.avg_pool3d),
}


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((2, 3, 9), {"kernel_size": 3}),
        ((2, 3, 9), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
        ((2, 3, 8, 8), {"kernel_size": 2}),
        ((2, 3, 9, 9), {"kernel_size": 2}),
        ((3, 8, 7), {"kernel_size": (3, 2), "stride": (2, 1), "padding": (1, 0)}),
        ((2, 3, 9, 10), {"kernel_size": 3, "stride": 2, "dilation": 2, "padding": 1}),
        ((2, 3, 10, 10), {"kernel_size": 3, "stride": 3, "padding": 1, "ceil_mode": True}),
        ((1, 2, 6, 6, 6), {"kernel_size": 2, "stride": 2}),
        ((1, 2, 7, 6, 5), {"kernel_size": 3, "stride": 2, "padding": 1}),
    ],
)
def test_max_pool_equals_torch(shape, options):
    rank = len(shape) - 2 if shape != (3, 8, 7) else 2
    ours, theirs = MAX[rank]
    compare(lambda x: ours(x, **options), lambda x: theirs(x, **options), random(*shape))


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((2, 3, 9), {"kernel_size": 3}),
        ((2, 3, 9), {"kernel_size": 4, "stride": 2, "padding": 2, "ceil_mode": True}),
        ((2, 3, 8, 8), {"kernel_size": 2}),
        ((2, 3, 9, 7), {"kernel_size": 3, "stride": 2, "padding": 1}),
        ((2, 3, 9, 7), {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}),
        ((2, 3, 10, 9), {"kernel_size": (3, 2), "stride": 3, "ceil_mode": True}),
        (
            (2, 3, 10, 8),
            {"kernel_size": 4, "stride": 3, "padding": 2, "ceil_mode": True, "count_include_pad": False},
        ),
        ((2, 3, 8, 8), {"kernel_size": 2, "divisor_override": 3}),
        ((1, 2, 6, 5, 7), {"kernel_size": 3, "stride": 2, "padding": 1}),
    ],
)
def test_average_pool_equals_torch(shape, options):
    ours, theirs = AVG[len(shape) - 2]
    compare(lambda x: ours(x, **options), lambda x: theirs(x, **options), random(*shape))


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_random_pools_equal_torch(data):
    size, kernel, stride = (data.draw(st.integers(low, high)) for low, high in ((5, 11), (1, 4), (1, 4)))
    options = {
        "stride": stride,
        "padding": data.draw(st.integers(0, kernel // 2)),
        "ceil_mode": data.draw(st.booleans()),
    }
    x = random(2, 2, size, size + 1)
    compare(lambda x: x.max_pool2d(kernel, **options), lambda x: F.max_pool2d(x, kernel, **options), x)
    options["count_include_pad"] = data.draw(st.booleans())
    compare(lambda x: x.avg_pool2d(kernel, **options), lambda x: F.avg_pool2d(x, kernel, **options), x)


@pytest.mark.parametrize("size", [1, 2, 3, (4, 5), (None, 3), 7])
def test_adaptive_pools_equal_torch(size):
    x = random(2, 3, 8, 7)
    compare(lambda x: x.adaptive_avg_pool2d(size), lambda x: F.adaptive_avg_pool2d(x, size), x)
    compare(lambda x: x.adaptive_max_pool2d(size), lambda x: F.adaptive_max_pool2d(x, size), x)


def test_adaptive_pools_in_one_and_three_dimensions_equal_torch():
    compare(lambda x: x.adaptive_avg_pool1d(4), lambda x: F.adaptive_avg_pool1d(x, 4), random(2, 3, 10))
    compare(lambda x: x.adaptive_max_pool1d(3), lambda x: F.adaptive_max_pool1d(x, 3), random(2, 3, 10))
    compare(
        lambda x: x.adaptive_avg_pool3d((2, 3, 1)),
        lambda x: F.adaptive_avg_pool3d(x, (2, 3, 1)),
        random(1, 2, 4, 5, 3),
    )
    compare(
        lambda x: x.adaptive_max_pool3d((2, 3, 1)),
        lambda x: F.adaptive_max_pool3d(x, (2, 3, 1)),
        random(1, 2, 4, 5, 3),
    )


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: x.max_pool2d(9), ShapeError, "does not fit"),
        (lambda x: x.max_pool2d(2, padding=2), InvalidArgument, "at most half"),
        (lambda x: x.max_pool1d(2), ShapeError, "max_pool1d needs 3 axes"),
        (lambda x: x.avg_pool2d(2, divisor_override=0), InvalidArgument, "divisor_override"),
        (lambda x: x.avg_pool2d((2, 0)), InvalidArgument, "kernel_size"),
        (lambda x: x.adaptive_avg_pool2d(0), InvalidArgument, "output_size"),
        (lambda x: (x > 0).avg_pool2d(2), DTypeError, "cast first"),
        (lambda x: x.interpolate(size=4, mode="cubic"), InvalidArgument, "mode='cubic'"),
        (lambda x: x.interpolate(size=4, mode="linear"), ShapeError, "needs 3 axes"),
        (lambda x: x.interpolate(), InvalidArgument, "exactly one"),
        (lambda x: x.interpolate(size=(4, 4, 4)), InvalidArgument, "2 sizes"),
        (lambda x: x.interpolate(size=4, align_corners=True), InvalidArgument, "align_corners"),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call(Tensor(random(2, 3, 6, 6)))


@pytest.mark.parametrize("mode", ["nearest", "nearest-exact"])
@pytest.mark.parametrize(
    "target", [{"size": (12, 14)}, {"size": (9, 5)}, {"scale_factor": 1.7}, {"scale_factor": 0.6}]
)
def test_nearest_equals_torch(mode, target):
    compare(
        lambda x: x.interpolate(**target, mode=mode),
        lambda x: F.interpolate(x, **target, mode=mode),
        random(2, 3, 6, 7),
    )


@pytest.mark.parametrize(
    ("mode", "shape"), [("linear", (2, 3, 7)), ("bilinear", (2, 2, 6, 7)), ("trilinear", (1, 2, 4, 5, 3))]
)
@pytest.mark.parametrize("align_corners", [False, True])
@pytest.mark.parametrize(
    "target", [{"scale_factor": 2}, {"scale_factor": 1.6}, {"scale_factor": 0.7}, {"size": 4}]
)
def test_linear_equals_torch(mode, shape, align_corners, target):
    compare(
        lambda x: x.interpolate(**target, mode=mode, align_corners=align_corners),
        lambda x: F.interpolate(x, **target, mode=mode, align_corners=align_corners),
        random(*shape),
    )


@pytest.mark.parametrize("align_corners", [False, True])
@pytest.mark.parametrize("target", [{"scale_factor": 2}, {"size": (4, 11)}])
def test_bicubic_equals_torch(align_corners, target):
    compare(
        lambda x: x.interpolate(**target, mode="bicubic", align_corners=align_corners),
        lambda x: F.interpolate(x, **target, mode="bicubic", align_corners=align_corners),
        random(2, 2, 6, 7),
        tolerance=1e-4,
    )


def test_recomputed_scale_factor_equals_torch():
    options = {
        "scale_factor": 1.7,
        "mode": "bilinear",
        "align_corners": False,
        "recompute_scale_factor": True,
    }
    compare(lambda x: x.interpolate(**options), lambda x: F.interpolate(x, **options), random(1, 2, 5, 6))
