"""Attention in ONNX models, against ONNX Runtime."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hwtests.onnx.one_node import by_barewire, by_onnx_runtime, check, normal, one_node

pytestmark = pytest.mark.share(4)

MICROSOFT = "com.microsoft"
BATCH, HEADS, QUERIES, KEYS, WIDTH = 2, 4, 3, 5, 8


def _kept(*shape: int, seed: int = 9) -> np.ndarray[Any, Any]:
    """A mask in which each row keeps something."""
    mask = normal(*shape, seed=seed) > 0
    mask[..., 0] = True
    return mask


STANDARD: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain": ({}, {}),
    "causal": ({}, {"is_causal": 1}),
    "scaled-and-capped": ({}, {"scale": 0.3, "softcap": 1.5}),
    "shared-keys": ({"heads": 2}, {"is_causal": 1}),
    "bool-mask": ({"mask": _kept(QUERIES, KEYS)}, {}),
    "float-mask": ({"mask": normal(BATCH, 1, QUERIES, KEYS, seed=7)}, {}),
    "mask-and-causal": ({"mask": _kept(BATCH, HEADS, QUERIES, KEYS)}, {"is_causal": 1}),
}


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("name", STANDARD)
def test_attention_equals_onnx_runtimes(name: str, flat: bool) -> None:
    given, attributes = STANDARD[name]
    heads = given.get("heads", HEADS)
    shapes = [(BATCH, HEADS, QUERIES, WIDTH), (BATCH, heads, KEYS, WIDTH), (BATCH, heads, KEYS, WIDTH)]
    if flat:
        shapes = [(b, length, count * width) for b, count, length, width in shapes]
        attributes = {**attributes, "q_num_heads": HEADS, "kv_num_heads": heads}
    inputs = [normal(*shape, seed=number) for number, shape in enumerate(shapes)]
    inputs += [given["mask"]] if "mask" in given else []
    check("Attention", inputs, 23, **attributes)


@pytest.mark.parametrize("mode", [0, 2, 3])
def test_a_cache_grows_and_scores_are_shown(mode: int) -> None:
    inputs = [normal(BATCH, HEADS, 2, WIDTH, seed=seed) for seed in range(3)]
    past = [normal(BATCH, HEADS, 4, WIDTH, seed=seed) for seed in (4, 5)]
    outputs = ("y", "keys", "values", "scores")
    mask = normal(2, 6, seed=6)
    check("Attention", [*inputs, mask, *past], 23, outputs, qk_matmul_output_mode=mode)


@pytest.mark.parametrize("interleaved", [0, 1])
@pytest.mark.parametrize("width", [0, 4])
def test_rotary_embeddings_equal_onnx_runtimes(width: int, interleaved: int) -> None:
    x, positions = normal(BATCH, HEADS, QUERIES, WIDTH), np.array([[0, 3, 5], [1, 1, 2]])
    tables = [normal(7, (width or WIDTH) // 2, seed=seed) for seed in (1, 2)]
    attributes = {"interleaved": interleaved, "rotary_embedding_dim": width}
    check("RotaryEmbedding", [x, *tables, positions], 23, **attributes)
    check("RotaryEmbedding", [x, positions, *tables], 17, domain=MICROSOFT, num_heads=HEADS, **attributes)
    if not width:
        flat = normal(BATCH, QUERIES, HEADS * WIDTH)
        start = np.array([2])
        check("RotaryEmbedding", [flat, start, *tables], 17, domain=MICROSOFT, interleaved=interleaved)


BERT: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "plain": ([], {}),
    "causal": ([], {"unidirectional": 1}),
    "ends": ([np.array([3, 5], np.int32)], {}),
    "ends-and-starts": ([np.array([4, 5, 1, 2], np.int32)], {}),
    "padding": ([_kept(BATCH, KEYS).astype(np.int32)], {}),
    "whole": ([_kept(BATCH, KEYS, KEYS).astype(np.int32)], {}),
    "widths": ([], {"qkv_hidden_sizes": [16, 16, 24]}),
}


@pytest.mark.parametrize("name", BERT)
def test_attention_with_its_products_equals_onnx_runtimes(name: str) -> None:
    mask, attributes = BERT[name]
    rows = sum(attributes.get("qkv_hidden_sizes", [16] * 3))
    inputs = [normal(BATCH, KEYS, 12), normal(12, rows, seed=1) / 3, normal(rows, seed=2), *mask]
    check("Attention", inputs, 17, domain=MICROSOFT, num_heads=HEADS, **attributes)


def test_attention_with_its_products_keeps_a_cache() -> None:
    inputs = [normal(BATCH, 2, 12), normal(12, 48, seed=1) / 3, normal(48, seed=2), None]
    past = normal(2, BATCH, HEADS, 3, 4, seed=3)
    attributes = {"num_heads": HEADS, "unidirectional": 1}
    check("Attention", [*inputs, past], 17, ("y", "present"), MICROSOFT, **attributes)


MULTI_HEAD: dict[str, dict[str, Any]] = {
    "plain": {},
    "bias": {3: normal(3 * 32, seed=3)},
    "padding": {4: _kept(BATCH, KEYS).astype(np.int32)},
    "added": {5: normal(1, HEADS, QUERIES, KEYS, seed=5)},
    "cross": {1: normal(BATCH, HEADS, KEYS, WIDTH), 2: normal(BATCH, HEADS, KEYS, WIDTH, seed=1)},
}


@pytest.mark.parametrize("name", MULTI_HEAD)
def test_attention_of_many_heads_equals_onnx_runtimes(name: str) -> None:
    inputs: list[Any] = [normal(BATCH, length, 32, seed=length) for length in (QUERIES, KEYS, KEYS)]
    inputs += [None] * 3
    for place, value in MULTI_HEAD[name].items():
        inputs[int(place)] = value
    while inputs[-1] is None:
        inputs.pop()
    check("MultiHeadAttention", inputs, 17, domain=MICROSOFT, num_heads=HEADS)


def test_packed_keys_and_values_are_those_that_are_not() -> None:
    query, key, value = (normal(BATCH, KEYS, HEADS, WIDTH, seed=seed) for seed in range(3))
    flat = [each.reshape(BATCH, KEYS, HEADS * WIDTH) for each in (query, key, value)]
    forms = [flat, [flat[0], np.stack([key, value], 3)], [np.stack([query, key, value], 3)]]
    found = []
    for form in forms:
        model, fed = one_node("MultiHeadAttention", form, 17, domain=MICROSOFT, num_heads=HEADS)
        found.append(by_barewire(model, fed)[0])
    np.testing.assert_allclose(found[1], found[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(found[2], found[0], rtol=1e-5, atol=1e-6)


GROUPS: dict[str, dict[str, Any]] = {
    "plain": {},
    "window": {"local_window_size": 2},
    "rotary": {"do_rotary": 1},
    "rotary-interleaved": {"do_rotary": 1, "rotary_interleaved": 1},
    "capped": {"softcap": 2.0, "scale": 0.5},
    "smooth": {"smooth_softmax": 1},
}


def _group_inputs(name: str, fresh: int, cached: int, lengths: list[int]) -> tuple[list[Any], dict[str, Any]]:
    width = 16
    inputs: list[Any] = [normal(BATCH, fresh, 4 * width)]
    inputs += [normal(BATCH, fresh, 2 * width, seed=seed) for seed in (1, 2)]
    inputs += [normal(BATCH, 2, cached, width, seed=seed) for seed in (3, 4)]
    inputs += [np.array(lengths, np.int32), np.array([fresh + cached], np.int32)]
    if "do_rotary" in GROUPS[name]:
        inputs += [normal(9, width // 2, seed=seed) for seed in (5, 6)]
    return inputs, {"num_heads": 4, "kv_num_heads": 2, **GROUPS[name]}


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize(("fresh", "cached", "lengths"), [(6, 0, [5, 5]), (1, 6, [6, 6])])
def test_attention_of_groups_equals_onnx_runtimes(
    fresh: int, cached: int, lengths: list[int], name: str
) -> None:
    inputs, attributes = _group_inputs(name, fresh, cached, lengths)
    outputs = ("y", "keys", "values")
    check("GroupQueryAttention", inputs, 17, outputs, MICROSOFT, **attributes)


@pytest.mark.parametrize("name", ["window", "rotary"])
def test_samples_of_a_cache_may_be_of_several_lengths(name: str) -> None:
    inputs, attributes = _group_inputs(name, 1, 6, [6, 3])
    outputs = ("y", "keys", "values")
    model, fed = one_node("GroupQueryAttention", inputs, 17, outputs, MICROSOFT, **attributes)
    # What lies in the caches beyond a sample's length is nobody's.
    np.testing.assert_allclose(
        by_barewire(model, fed)[0], by_onnx_runtime(model, fed)[0], rtol=1e-4, atol=1e-5
    )


FUSED: dict[str, tuple[str, list[Any], dict[str, Any]]] = {
    "matmul": ("FusedMatMul", [normal(2, 4, 3), normal(2, 5, 4)], {"transA": 1, "transB": 1, "alpha": 0.5}),
    "matmul-batch": ("FusedMatMul", [normal(4, 2, 3), normal(2, 3, 5)], {"transBatchA": 1}),
    "gemm": (
        "FusedGemm",
        [normal(3, 4), normal(5, 4), normal(5)],
        {"transB": 1, "alpha": 0.5, "activation": "LeakyRelu", "activation_alpha": 0.25},
    ),
    "conv": (
        "FusedConv",
        [normal(1, 3, 6, 6), normal(4, 3, 3, 3), normal(4)],
        {"activation": "Clip", "activation_params": [-1.0, 1.5], "pads": [1, 1, 1, 1]},
    ),
    "gelu": ("Gelu", [normal(3, 7)], {}),
    "bias-gelu": ("BiasGelu", [normal(3, 7), normal(7)], {}),
    "fast-gelu": ("FastGelu", [normal(3, 7), normal(7)], {}),
    "quick-gelu": ("QuickGelu", [normal(3, 7)], {"alpha": 1.5}),
}


@pytest.mark.parametrize("name", FUSED)
def test_fused_operators_equal_onnx_runtimes(name: str) -> None:
    operator, inputs, attributes = FUSED[name]
    check(operator, inputs, 17, domain=MICROSOFT, **attributes)
