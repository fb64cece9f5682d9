"""Convolutions against PyTorch: results, gradients, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor.tensor import Tensor

from .against_torch import assert_close, compare, random

FORWARD = {1: (Tensor.conv1d, F.conv1d), 2: (Tensor.conv2d, F.conv2d), 3: (Tensor.conv3d, F.conv3d)}
TRANSPOSED = {
    1: (Tensor.conv_transpose1d, F.conv_transpose1d),
    2: (Tensor.conv_transpose2d, F.conv_transpose2d),
    3: (Tensor.conv_transpose3d, F.conv_transpose3d),
}


@pytest.mark.parametrize(
    ("x", "weight", "options"),
    [
        ((2, 3, 9), (4, 3, 3), {}),
        ((2, 4, 11), (6, 2, 3), {"stride": 2, "padding": 1, "dilation": 2, "groups": 2}),
        ((2, 3, 7, 8), (5, 3, 3, 3), {"padding": 1}),
        ((2, 3, 8, 7), (4, 3, 3, 2), {"stride": (2, 1), "padding": (0, 2)}),
        ((1, 2, 9, 9), (3, 2, 3, 3), {"stride": 3, "dilation": 2, "padding": 2}),
        ((2, 4, 6, 6), (4, 1, 3, 3), {"groups": 4, "padding": 1}),
        ((2, 3, 8, 8), (4, 3, 2, 2), {"stride": 2}),
        ((2, 3, 9, 9), (4, 3, 4, 4), {"stride": 4}),
        ((2, 3, 6, 6), (4, 3, 3, 4), {"padding": "same"}),
        ((2, 3, 6, 6), (4, 3, 2, 3), {"padding": "same", "dilation": (2, 1)}),
        ((2, 3, 6, 6), (4, 3, 3, 3), {"padding": "valid"}),
        ((3, 6, 6), (4, 3, 3, 3), {}),
        ((2, 2, 5, 6, 5), (3, 2, 3, 2, 3), {"padding": 1, "stride": 2}),
        ((1, 2, 5, 5, 5), (4, 1, 2, 2, 2), {"groups": 2, "dilation": 2}),
    ],
)
def test_convolution_and_gradients_equal_torch(x, weight, options):
    ours, theirs = FORWARD[len(weight) - 2]
    compare(
        lambda x, w, b: ours(x, w, b, **options),
        lambda x, w, b: theirs(x, w, b, **options),
        random(*x) if len(x) == len(weight) else random(*weight[1:2], *x[1:]),
        random(*weight, seed=1),
        random(weight[0], seed=2),
    )


@pytest.mark.parametrize(
    ("x", "weight", "options"),
    [
        ((2, 3, 5), (3, 4, 3), {}),
        ((2, 4, 5), (4, 2, 3), {"stride": 2, "padding": 1, "output_padding": 1, "groups": 2}),
        ((2, 3, 4, 5), (3, 4, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}),
        ((2, 3, 4, 4), (3, 2, 2, 2), {"stride": 2}),
        ((1, 2, 5, 4), (2, 3, 3, 2), {"dilation": 2, "padding": (1, 0), "stride": (3, 1)}),
        ((1, 2, 5, 5), (2, 3, 1, 1), {"padding": 1}),
        ((1, 2, 3, 3, 3), (2, 2, 2, 3, 2), {"stride": 2, "padding": 1}),
    ],
)
def test_transposed_convolution_and_gradients_equal_torch(x, weight, options):
    ours, theirs = TRANSPOSED[len(weight) - 2]
    compare(
        lambda x, w, b: ours(x, w, b, **options),
        lambda x, w, b: theirs(x, w, b, **options),
        random(*x),
        random(*weight, seed=1),
        random(weight[1] * options.get("groups", 1), seed=2),
    )


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_random_convolutions_equal_torch(data):
    groups, per_group, outputs = (data.draw(st.integers(1, 3)) for _ in range(3))
    kernel = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride = data.draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    dilation = data.draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    padding = data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    least = [max(1, d * (k - 1) + 1 - 2 * p) for k, d, p in zip(kernel, dilation, padding, strict=True)]
    size = [data.draw(st.integers(low, low + 6)) for low in least]
    compare(
        lambda x, w: x.conv2d(w, None, stride, padding, dilation, groups),
        lambda x, w: F.conv2d(x, w, None, stride, padding, dilation, groups),
        random(data.draw(st.integers(1, 3)), groups * per_group, *size),
        random(groups * outputs, per_group, *kernel, seed=1),
    )


def test_convolution_has_second_derivatives():
    x, w = random(1, 2, 5, 5), random(3, 2, 3, 3, seed=1)
    ours = [Tensor(a, requires_grad=True) for a in (x, w)]
    theirs = [torch.from_numpy(a).double().requires_grad_() for a in (x, w)]
    (first,) = ours[0].conv2d(ours[1], stride=2, padding=1).square().sum().gradient(ours[0])
    (wanted,) = torch.autograd.grad(
        F.conv2d(*theirs, stride=2, padding=1).square().sum(), theirs[:1], create_graph=True
    )
    second = first.square().sum().gradient(*ours)
    expected = torch.autograd.grad(wanted.square().sum(), theirs)
    for found, reference in zip(second, expected, strict=True):
        assert_close(found, reference)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_other_float_dtypes_keep_their_dtype(dtype):
    x, w = random(2, 8, 6, 6), random(4, 8, 3, 3, seed=1)
    result = Tensor(x).cast(_dtype(dtype)).conv2d(Tensor(w).cast(_dtype(dtype)))
    wanted = F.conv2d(*(torch.from_numpy(a).to(getattr(torch, dtype)).double() for a in (x, w)))
    assert result.dtype.name == dtype
    assert_close(
        result.cast(_dtype("float64")), wanted, {"float16": 2e-3, "bfloat16": 1e-2, "float64": 1e-12}[dtype]
    )


def test_int8_accumulates_in_int32():
    x = np.full((1, 16, 4, 4), 100, "int8")
    w = np.full((2, 16, 3, 3), 100, "int8")
    result = Tensor(x).conv2d(Tensor(w))
    assert result.dtype.name == "int32"
    assert (result.numpy() == 16 * 9 * 10_000).all()


def test_empty_batch_gives_empty_result():
    result = Tensor(np.zeros((0, 3, 8, 8), "float32")).conv2d(Tensor(random(4, 3, 3, 3)))
    assert result.numpy().shape == (0, 4, 6, 6)


@pytest.mark.parametrize(
    ("x", "weight", "options", "error", "text"),
    [
        ((2, 3, 8, 8), (4, 2, 3, 3), {}, ShapeError, "3 channels"),
        ((2, 3, 8, 8), (4, 3, 3), {}, ShapeError, "conv2d needs an input of 4 axes"),
        ((2, 3, 2, 2), (4, 3, 3, 3), {}, ShapeError, "does not fit"),
        ((2, 4, 8, 8), (3, 2, 3, 3), {"groups": 2}, ShapeError, "divisible by groups"),
        ((2, 3, 8, 8), (4, 3, 3, 3), {"stride": 0}, InvalidArgument, "stride=0"),
        ((2, 3, 8, 8), (4, 3, 3, 3), {"stride": (1, 2, 3)}, InvalidArgument, "3 entries"),
        ((2, 3, 8, 8), (4, 3, 3, 3), {"padding": "same", "stride": 2}, InvalidArgument, "needs stride 1"),
        ((2, 3, 8, 8), (4, 3, 3, 3), {"padding": "full"}, InvalidArgument, "'same' or 'valid'"),
        ((2, 3, 8, 8), (4, 3, 3, 3), {"groups": 0}, InvalidArgument, "at least 1"),
    ],
)
def test_bad_arguments_are_named(x, weight, options, error, text):
    with pytest.raises(error, match=text):
        Tensor(random(*x)).conv2d(Tensor(random(*weight)), **options)


def test_differing_dtypes_and_bad_bias_are_refused():
    x, w = Tensor(random(1, 2, 5, 5)), Tensor(random(3, 2, 3, 3))
    with pytest.raises(DTypeError, match="float32 and the weight float16"):
        x.conv2d(w.cast(_dtype("float16")))
    with pytest.raises(ShapeError, match=r"must have \(3,\)"):
        x.conv2d(w, Tensor(random(2)))
    with pytest.raises(InvalidArgument, match="output_padding"):
        x.conv_transpose2d(Tensor(random(2, 3, 3, 3)), output_padding=1)


def _dtype(name):
    from barewire.tensor.graph import dtype

    return dtype.BY_NAME[name]


APART = [
    # rank, kernel, stride, padding, output padding, groups, dilation, input
    (1, (4,), (2,), (1,), (0,), 1, (1,), (7,)),
    (1, (16,), (8,), (4,), (3,), 2, (1,), (5,)),
    (1, (3,), (5,), (0,), (4,), 1, (1,), (1,)),
    (1, (5,), (3,), (4,), (2,), 1, (1,), (6,)),
    (1, (3,), (2,), (2,), (1,), 1, (3,), (6,)),
    (2, (2, 2), (2, 2), (0, 0), (0, 0), 1, (1, 1), (5, 4)),
    (2, (3, 3), (2, 2), (1, 1), (1, 1), 3, (1, 1), (4, 6)),
    (2, (1, 4), (3, 1), (0, 2), (2, 0), 1, (1, 1), (3, 5)),
    (3, (3, 2, 1), (2, 1, 3), (1, 0, 0), (1, 0, 2), 2, (1, 1, 1), (3, 4, 2)),
]


@pytest.mark.parametrize("case", APART)
def test_positions_apart_and_their_gradients_agree_with_torch(case: tuple[Any, ...]) -> None:
    """Of a transposed convolution, and of a strided one, whose gradient by its input is such."""
    rank, kernel, stride, padding, output_padding, groups, dilation, size = case
    generator = np.random.default_rng(rank)
    channels_in, channels_out = 2 * groups, 3 * groups
    x = generator.normal(size=(2, channels_in, *size))
    w = generator.normal(size=(channels_in, channels_out // groups, *kernel))
    theirs = [torch.tensor(each, requires_grad=True) for each in (x, w)]
    ours = [Tensor(each, requires_grad=True) for each in (x, w)]
    name = f"conv_transpose{rank}d"
    said = {"stride": stride, "padding": padding, "groups": groups, "dilation": dilation}
    want = getattr(torch.nn.functional, name)(*theirs, output_padding=output_padding, **said)
    got = getattr(ours[0], name)(ours[1], output_padding=output_padding, **said)
    np.testing.assert_allclose(got.numpy(), want.detach().numpy(), rtol=1e-12, atol=1e-12)
    up = generator.normal(size=tuple(want.shape))
    want.backward(torch.tensor(up))
    (got * Tensor(up)).sum().backward()

    back = [torch.tensor(up, requires_grad=True), torch.tensor(w, requires_grad=True)]
    forth = [Tensor(up, requires_grad=True), Tensor(w, requires_grad=True)]
    smaller = getattr(torch.nn.functional, f"conv{rank}d")(*back, **said)
    (getattr(forth[0], f"conv{rank}d")(forth[1], **said) ** 2).sum().backward()
    (smaller**2).sum().backward()
    for mine, other in zip((*ours, *forth), (*theirs, *back), strict=True):
        scale = float(np.abs(other.grad.numpy()).max())
        np.testing.assert_allclose(mine.grad.numpy(), other.grad.numpy(), rtol=1e-11, atol=1e-11 * scale)
