"""Normalisation against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.node import Op
from barewire.tensor.tensor import Tensor

from .against_torch import assert_close, compare, random


@pytest.mark.parametrize(("shape", "normalized"), [((4, 10), (10,)), ((2, 3, 5, 7), (5, 7)), ((6,), (6,))])
def test_layer_norm_equals_torch(shape, normalized):
    compare(
        lambda x, w, b: x.layer_norm(normalized, w, b, 1e-5),
        lambda x, w, b: F.layer_norm(x, normalized, w, b, 1e-5),
        random(*shape) * 3 + 1,
        random(*normalized, seed=1),
        random(*normalized, seed=2),
    )
    compare(lambda x: x.layer_norm(normalized), lambda x: F.layer_norm(x, normalized), random(*shape))


def test_rms_norm_equals_torch():
    compare(
        lambda x, w: x.rms_norm((8,), w, 1e-6),
        lambda x, w: F.rms_norm(x, (8,), w, 1e-6),
        random(3, 4, 8),
        random(8, seed=1),
    )
    tiny = random(3, 8) * 1e-4
    wanted = F.rms_norm(torch.from_numpy(tiny), (8,))
    assert_close(Tensor(tiny).rms_norm(8), wanted)


@pytest.mark.parametrize("groups", [1, 2, 6])
def test_group_norm_equals_torch(groups):
    compare(
        lambda x, w, b: x.group_norm(groups, w, b),
        lambda x, w, b: F.group_norm(x, groups, w, b),
        random(3, 6, 4, 5),
        random(6, seed=1),
        random(6, seed=2),
    )


def test_instance_norm_equals_torch():
    compare(
        lambda x, w, b: x.instance_norm(w, b),
        lambda x, w, b: F.instance_norm(x, weight=w, bias=b),
        random(3, 4, 6, 5),
        random(4, seed=1),
        random(4, seed=2),
    )


@pytest.mark.parametrize("shape", [(8, 4), (3, 4, 6), (3, 4, 5, 6)])
def test_batch_norm_in_training_equals_torch_and_updates_the_running_statistics(shape):
    mean, var = random(4, seed=3), np.abs(random(4, seed=4)) + 1
    ours = Tensor(mean), Tensor(var)
    theirs = torch.from_numpy(mean).double(), torch.from_numpy(var).double()
    compare(
        lambda x, w, b: x.batch_norm(*ours, w, b, training=True, momentum=0.2),
        lambda x, w, b: F.batch_norm(x, *theirs, w, b, training=True, momentum=0.2),
        random(*shape),
        random(4, seed=1),
        random(4, seed=2),
    )
    for found, wanted in zip(ours, theirs, strict=True):
        assert_close(found, wanted)


def test_batch_norm_in_evaluation_equals_torch():
    compare(
        lambda x, w, b, mean, var: x.batch_norm(mean.detach(), var.detach().abs(), w, b),
        lambda x, w, b, mean, var: (
            F.batch_norm(x, mean.detach(), var.detach().abs(), w, b) + 0 * (mean + var).sum()
        ),
        random(3, 4, 5, 6),
        random(4, seed=1),
        random(4, seed=2),
        random(4, seed=3),
        random(4, seed=4),
        gradients=False,
    )


@pytest.mark.parametrize("dtype", [dtypes.float16, dtypes.bfloat16])
def test_short_floats_are_normalised_in_float32(dtype):
    x = random(4, 256) * 0.1 + 100
    rounded = Tensor(x).cast(dtype)
    wanted = rounded.cast(dtypes.float64).layer_norm(256).numpy()
    found = rounded.layer_norm(256)
    assert found.dtype is dtype
    assert_close(found.cast(dtypes.float64), wanted, 4e-3 if dtype is dtypes.bfloat16 else 6e-4)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: x.layer_norm(5), ShapeError, r"does not end in normalized_shape=\(5,\)"),
        (lambda x: x.layer_norm(6, Tensor.ones(5)), ShapeError, "weight has shape"),
        (lambda x: x.group_norm(4), InvalidArgument, "num_groups=4"),
        (lambda x: x.batch_norm(None, None), InvalidArgument, "running_mean"),
        (lambda x: x.batch_norm(None, None, Tensor.ones(2), training=True), ShapeError, r"needs \(3,\)"),
        (lambda x: x[:1, :, :1].batch_norm(None, None, training=True), ShapeError, "more than one value"),
        (lambda x: x[0].instance_norm(), ShapeError, "spatial"),
        (lambda x: (x > 0).layer_norm(6), DTypeError, "needs floats"),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call(Tensor(random(2, 3, 6)))


def test_running_statistics_are_realized_with_what_is_realized_next():
    mean, var = Tensor.zeros(4), Tensor.ones(4)
    for step in range(3):
        x = Tensor(random(8, 4, seed=step))
        x.batch_norm(mean, var, training=True).sum().realize()
        assert mean._node.op is Op.BUFFER
        assert var._node.op is Op.BUFFER
