"""How weights begin, against PyTorch: exact where nothing is random, else in spread and bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, nn
from barewire.runtime.errors import BarewireError

# Enough elements for spreads within a few hundredths.
SHAPES = [(200, 150), (64, 16, 3, 3), (30, 40, 9)]

RANDOM: list[tuple[str, dict[str, Any]]] = [
    ("uniform_", {"a": -2.0, "b": 0.5}),
    ("normal_", {"mean": 1.0, "std": 0.3}),
    ("trunc_normal_", {"mean": 0.2, "std": 0.5, "a": -0.4, "b": 1.0}),
    ("trunc_normal_", {"std": 0.02}),
    ("xavier_uniform_", {}),
    ("xavier_uniform_", {"gain": 1.7}),
    ("xavier_normal_", {"gain": 0.5}),
    ("kaiming_uniform_", {}),
    ("kaiming_uniform_", {"a": 5**0.5}),
    ("kaiming_uniform_", {"mode": "fan_out", "nonlinearity": "tanh"}),
    ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "relu"}),
    ("kaiming_normal_", {"nonlinearity": "selu"}),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(("name", "options"), RANDOM)
def test_random_weights_have_the_spread_and_bounds_of_torchs(
    name: str, options: dict[str, Any], shape: tuple[int, ...]
) -> None:
    Tensor.manual_seed(0)
    torch.manual_seed(0)
    weight = Tensor.empty(*shape)
    assert getattr(nn.init, name)(weight, **options) is weight
    ours, theirs = weight.numpy(), getattr(torch.nn.init, name)(torch.empty(shape), **options).numpy()
    spread = theirs.std()
    assert abs(ours.mean() - theirs.mean()) < 0.05 * spread
    assert abs(ours.std() / spread - 1) < 0.04
    if "normal_" not in name:
        assert abs(np.abs(ours).max() / np.abs(theirs).max() - 1) < 0.01
    if "a" in options and "b" in options:
        assert options["a"] <= ours.min() and ours.max() <= options["b"]


@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 5)])
def test_weights_that_are_not_random_are_torchs(shape: tuple[int, ...]) -> None:
    for name, arguments in (("constant_", (0.3,)), ("zeros_", ()), ("ones_", ()), ("eye_", ())):
        found = getattr(nn.init, name)(Tensor.rand(*shape), *arguments)
        wanted = getattr(torch.nn.init, name)(torch.rand(shape), *arguments)
        assert found.tolist() == wanted.tolist(), name


@pytest.mark.parametrize(("shape", "groups"), [((4, 3, 5), 1), ((6, 2, 3, 3), 3), ((2, 4, 3, 2, 3), 2)])
def test_dirac_is_torchs(shape: tuple[int, ...], groups: int) -> None:
    found = nn.init.dirac_(Tensor.rand(*shape), groups)
    assert found.tolist() == torch.nn.init.dirac_(torch.rand(shape), groups).tolist()


@pytest.mark.parametrize("shape", [(5, 5), (3, 8), (9, 4), (4, 2, 3)])
def test_orthogonal_rows_or_columns(shape: tuple[int, ...]) -> None:
    flat = nn.init.orthogonal_(Tensor.empty(*shape), gain=1.5).numpy().reshape(shape[0], -1).astype(float)
    square = flat @ flat.T if flat.shape[0] <= flat.shape[1] else flat.T @ flat
    np.testing.assert_allclose(square, 2.25 * np.eye(len(square)), atol=1e-5)


def test_sparse_leaves_as_many_zeros_in_each_column_as_torch() -> None:
    found = nn.init.sparse_(Tensor.empty(50, 20), sparsity=0.33, std=0.5).numpy()
    wanted = torch.nn.init.sparse_(torch.empty(50, 20), sparsity=0.33, std=0.5).numpy()
    assert ((found == 0).sum(0) == (wanted == 0).sum(0)).all()
    assert abs(found[found != 0].std() / 0.5 - 1) < 0.1


def test_gains_are_torchs() -> None:
    for name in (
        "linear",
        "conv1d",
        "conv2d",
        "conv_transpose3d",
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "selu",
    ):
        assert nn.init.calculate_gain(name) == pytest.approx(torch.nn.init.calculate_gain(name)), name
    assert nn.init.calculate_gain("leaky_relu", 0.3) == pytest.approx(
        torch.nn.init.calculate_gain("leaky_relu", 0.3)
    )


def test_leaves_stay_leaves_and_are_changed_without_no_grad() -> None:
    layer = nn.Linear(3, 2)
    weight = layer.weight
    nn.init.constant_(weight, 2.0)
    assert layer.weight is weight and weight.requires_grad and weight.tolist() == [[2.0] * 3] * 2
    layer(Tensor.ones(1, 3)).sum().backward()
    assert weight.grad is not None and weight.grad.tolist() == [[1.0] * 3] * 2


@pytest.mark.parametrize(
    ("name", "shape", "options"),
    [
        ("xavier_uniform_", (3,), {}),
        ("kaiming_normal_", (3,), {}),
        ("kaiming_uniform_", (3, 3), {"mode": "fan_both"}),
        ("kaiming_uniform_", (3, 3), {"nonlinearity": "sine"}),
        ("orthogonal_", (3,), {}),
        ("eye_", (2, 2, 2), {}),
        ("dirac_", (2, 2), {}),
        ("dirac_", (3, 2, 3), {"groups": 2}),
        ("sparse_", (2, 2, 2), {"sparsity": 0.1}),
    ],
)
def test_what_torch_refuses_is_refused(name: str, shape: tuple[int, ...], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        getattr(torch.nn.init, name)(torch.empty(shape), **options)
    with pytest.raises(BarewireError):
        getattr(nn.init, name)(Tensor.empty(*shape), **options)
