"""Losses against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor.tensor import Tensor

from .against_torch import compare, random

REDUCTIONS = ["mean", "sum", "none"]


def probabilities(*shape, seed=5):
    values = np.exp(random(*shape, seed=seed))
    return (values / values.sum(1, keepdims=True)).astype("float32")


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("shape", [(6, 5), (3, 5, 4), (2, 5, 3, 4)])
def test_cross_entropy_of_indices_equals_torch(reduction, label_smoothing, weighted, shape):
    labels = np.random.default_rng(0).integers(0, 5, (shape[0], *shape[2:]))
    labels.flat[1] = -100
    options = {"reduction": reduction, "label_smoothing": label_smoothing}
    weight = np.abs(random(5, seed=3))
    compare(
        lambda x, y: x.cross_entropy(y, Tensor(weight) if weighted else None, **options),
        lambda x, y: F.cross_entropy(
            x, y, torch.from_numpy(weight).double() if weighted else None, **options
        ),
        random(*shape) * 3,
        labels,
    )


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
@pytest.mark.parametrize("shape", [(6, 5), (3, 5, 4)])
def test_cross_entropy_of_probabilities_equals_torch(reduction, label_smoothing, shape):
    weight = np.abs(random(5, seed=3))
    options = {"reduction": reduction, "label_smoothing": label_smoothing}
    compare(
        lambda x, y: x.cross_entropy(y, Tensor(weight), **options),
        lambda x, y: F.cross_entropy(x, y, torch.from_numpy(weight).double(), **options),
        random(*shape),
        probabilities(*shape),
    )


def test_cross_entropy_of_one_sample_and_of_large_logits_equals_torch():
    compare(lambda x: x.cross_entropy(Tensor(2)), lambda x: F.cross_entropy(x, torch.tensor(2)), random(5))
    x = np.array([[1e4, -1e4, 0], [3e38, 0, 0]], "float32")
    labels = np.array([1, 0])
    compare(
        lambda x: x.cross_entropy(Tensor(labels)), lambda x: F.cross_entropy(x, torch.from_numpy(labels)), x
    )


def test_cross_entropy_ignores_the_index_asked_for():
    labels = np.array([0, 3, 3, 1])
    compare(
        lambda x: x.cross_entropy(Tensor(labels), ignore_index=3),
        lambda x: F.cross_entropy(x, torch.from_numpy(labels), ignore_index=3),
        random(4, 5),
    )


@pytest.mark.parametrize("label", [-1, 5])
def test_label_outside_the_classes_gives_nan(label):
    assert np.isnan(Tensor(random(2, 5)).cross_entropy(Tensor([0, label])).item())


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_nll_loss_equals_torch(reduction):
    labels = np.array([1, 0, -100, 4])
    weight = np.abs(random(5, seed=3))
    compare(
        lambda x: x.nll_loss(Tensor(labels), Tensor(weight), reduction=reduction),
        lambda x: F.nll_loss(
            x, torch.from_numpy(labels), torch.from_numpy(weight).double(), reduction=reduction
        ),
        random(4, 5),
    )


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("mse_loss", {}),
        ("l1_loss", {}),
        ("smooth_l1_loss", {}),
        ("smooth_l1_loss", {"beta": 0.3}),
        ("smooth_l1_loss", {"beta": 0}),
        ("huber_loss", {}),
        ("huber_loss", {"delta": 0.4}),
    ],
)
def test_regression_losses_equal_torch(reduction, name, options):
    compare(
        lambda x, y: getattr(x, name)(y, reduction=reduction, **options),
        lambda x, y: getattr(F, name)(x, y, reduction=reduction, **options),
        random(4, 6),
        random(4, 6, seed=1),
    )


@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_binary_cross_entropy_equals_torch(reduction):
    weight = np.abs(random(4, 6, seed=3))
    target = (random(4, 6, seed=2) > 0).astype("float32")
    compare(
        lambda x: x.sigmoid().binary_cross_entropy(Tensor(target), Tensor(weight), reduction),
        lambda x: F.binary_cross_entropy(
            x.sigmoid(),
            torch.from_numpy(target).double(),
            torch.from_numpy(weight).double(),
            reduction=reduction,
        ),
        random(4, 6),
    )
    certain = Tensor([0.0, 1.0]).binary_cross_entropy(Tensor([1.0, 0.0]), reduction="none")
    assert certain.tolist() == [100.0, 100.0]


@pytest.mark.parametrize("reduction", REDUCTIONS)
@pytest.mark.parametrize("weighted", [False, True])
def test_binary_cross_entropy_with_logits_equals_torch(reduction, weighted):
    positive = np.abs(random(6, seed=3))
    logits = random(4, 6) * 10
    logits[0, :2] = [1e4, -1e4]
    compare(
        lambda x, y: x.binary_cross_entropy_with_logits(
            y, reduction=reduction, pos_weight=Tensor(positive) if weighted else None
        ),
        lambda x, y: F.binary_cross_entropy_with_logits(
            x, y, reduction=reduction, pos_weight=torch.from_numpy(positive).double() if weighted else None
        ),
        logits,
        probabilities(4, 6),
    )


@pytest.mark.parametrize("reduction", [*REDUCTIONS, "batchmean"])
@pytest.mark.parametrize("log_target", [False, True])
def test_kl_divergence_equals_torch(reduction, log_target):
    target = probabilities(4, 6)
    target[0, 0] = 0 if not log_target else target[0, 0]
    compare(
        lambda x: x.log_softmax(axis=1).kl_div(
            Tensor(np.log(target) if log_target else target), reduction, log_target
        ),
        lambda x: F.kl_div(
            x.log_softmax(1),
            torch.from_numpy(np.log(target) if log_target else target).double(),
            reduction=reduction,
            log_target=log_target,
        ),
        random(4, 6),
    )


def test_cosine_similarity_equals_torch():
    compare(
        lambda x, y: x.cosine_similarity(y, axis=1),
        lambda x, y: F.cosine_similarity(x, y, dim=1),
        random(4, 6),
        random(4, 6, seed=1),
    )


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: x.cross_entropy(Tensor([1, 2])), ShapeError, r"have shape \(3,\)"),
        (lambda x: x.cross_entropy(Tensor(random(3, 4))), ShapeError, "same shape"),
        (lambda x: x.cross_entropy(Tensor([True, False, True])), DTypeError, "not bool"),
        (
            lambda x: x.cross_entropy(Tensor([1, 2, 3]), reduction="max"),
            InvalidArgument,
            "'mean', 'sum' or 'none'",
        ),
        (lambda x: x.cross_entropy(Tensor([1, 2, 3]), label_smoothing=2), InvalidArgument, "label_smoothing"),
        (lambda x: x.cross_entropy(Tensor([1, 2, 3]), Tensor.ones(4)), ShapeError, "5 classes"),
        (lambda x: x.nll_loss(x), DTypeError, "class indices"),
        (lambda x: x.mse_loss(Tensor(random(3, 1))), ShapeError, "must have the same shape"),
        (lambda x: x.huber_loss(x, delta=0), InvalidArgument, "delta"),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call(Tensor(random(3, 5)))
