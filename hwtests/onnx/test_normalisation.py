"""Normalisation in ONNX models, against ONNX Runtime."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hwtests.onnx.one_node import by_barewire, check, normal, one_node

pytestmark = pytest.mark.share(3)

MICROSOFT = "com.microsoft"


def _channels(count: int) -> list[Any]:
    return [normal(count, seed=seed) for seed in (1, 2, 3)] + [np.abs(normal(count, seed=4)) + 0.1]


@pytest.mark.parametrize("version", [7, 9, 14, 15])
@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 5), (2, 3, 4, 5), (1, 3, 2, 3, 4)])
def test_batch_normalisation_equals_onnx_runtimes(version: int, shape: tuple[int, ...]) -> None:
    check("BatchNormalization", [normal(*shape), *_channels(3)], version, epsilon=1e-3)


def test_batch_normalisation_of_each_element_equals_onnx_runtimes() -> None:
    values = [each.reshape(3, 4) for each in _channels(12)]
    check("BatchNormalization", [normal(5, 3, 4), *values], 7, spatial=0)


def test_training_moves_the_running_statistics() -> None:
    x, values = normal(4, 3, 5), _channels(3)
    outputs = ("y", "mean", "var")
    model, fed = one_node("BatchNormalization", [x, *values], 15, outputs, training_mode=1, momentum=0.75)
    found = by_barewire(model, fed)
    mean, var = x.mean((0, 2)), x.var((0, 2))
    spread = ((x - mean[:, None]) / np.sqrt(var + 1e-5)[:, None]) * values[0][:, None] + values[1][:, None]
    for have, want in zip(
        found, (spread, values[2] * 0.75 + mean * 0.25, values[3] * 0.75 + var * 0.25), strict=True
    ):
        np.testing.assert_allclose(have, want, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize(
    "operator", ["LayerNormalization", "SimplifiedLayerNormalization", "RMSNormalization"]
)
def test_layer_normalisation_equals_onnx_runtimes(operator: str, axis: int) -> None:
    x = normal(2, 3, 4)
    shape = x.shape[axis % 3 :]
    values = [normal(*shape, seed=1), normal(*shape, seed=2)]
    outputs = {"LayerNormalization": ("y", "mean", "inverse"), "RMSNormalization": ("y",)}
    values = values if operator == "LayerNormalization" else values[:1]
    version = 23 if operator == "RMSNormalization" else 17
    check(operator, [x, *values], version, outputs.get(operator, ("y", "inverse")), axis=axis, epsilon=1e-3)


def test_half_precision_is_normalised_in_float32() -> None:
    x = (normal(2, 64) * 300).astype(np.float16)
    scale = np.ones(64, np.float16)
    check("LayerNormalization", [x, scale, scale * 0], 17, rtol=2e-3)


@pytest.mark.parametrize("version", [18, 21])
def test_group_normalisation_equals_onnx_runtimes(version: int) -> None:
    count = 2 if version == 18 else 6
    values = [normal(count, seed=1), normal(count, seed=2)]
    check("GroupNormalization", [normal(2, 6, 5, 3), *values], version, num_groups=2, epsilon=1e-2)


OTHERS: dict[str, tuple[str, int, tuple[int, ...], dict[str, Any]]] = {
    "lrn": ("LRN", 7, (2, 7, 3, 4), {"size": 3, "alpha": 0.5, "beta": 0.6, "bias": 2.0}),
    "lrn-wide": ("LRN", 13, (2, 4, 3, 3), {"size": 7, "alpha": 0.5}),
    "l1": ("LpNormalization", 7, (3, 4, 5), {"p": 1, "axis": 1}),
    "l2": ("LpNormalization", 22, (3, 4, 5), {}),
    "mean-variance": ("MeanVarianceNormalization", 9, (3, 4, 5, 2), {}),
    "mean-variance-axes": ("MeanVarianceNormalization", 13, (3, 4, 5, 2), {"axes": [1, 2]}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_normalisations_equal_onnx_runtimes(name: str) -> None:
    operator, version, shape, attributes = OTHERS[name]
    check(operator, [normal(*shape)], version, **attributes)


@pytest.mark.parametrize("version", [7, 22])
def test_instance_normalisation_equals_onnx_runtimes(version: int) -> None:
    check("InstanceNormalization", [normal(2, 3, 4, 5), normal(3), normal(3, seed=1)], version)


@pytest.mark.parametrize("biased", [False, True])
@pytest.mark.parametrize("operator", ["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"])
def test_normalised_sums_equal_onnx_runtimes(operator: str, biased: bool) -> None:
    values = [normal(8, seed=1)] + ([normal(8, seed=2)] if operator == "SkipLayerNormalization" else [])
    values += [normal(8, seed=3)] if biased else []
    inputs = [normal(2, 5, 8), normal(2, 5, 8, seed=4), *values]
    check(operator, inputs, 17, ("y", "", "", "total"), MICROSOFT, epsilon=1e-3)


@pytest.mark.parametrize("masked", [False, True])
def test_normalised_embeddings_equal_onnx_runtimes(masked: bool) -> None:
    words = np.array([[1, 4, 2], [0, 3, 3]], np.int32)
    tables = [normal(count, 8, seed=count) for count in (6, 5, 2)]
    mask = [np.array([[1, 1, 0], [1, 1, 1]], np.int32)] if masked else []
    inputs = [words, words % 2, *tables, normal(8, seed=1), normal(8, seed=2), *mask]
    check("EmbedLayerNormalization", inputs, 17, ("y", "counts"), MICROSOFT)
