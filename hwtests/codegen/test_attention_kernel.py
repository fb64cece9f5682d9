"""Attention as one kernel: two contractions and the softmax between them, none of it written to memory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire import Tensor
from barewire.tensor.plan import with_realized
from barewire.tensor.schedule import Task, schedule, split_reductions

RANDOM = np.random.default_rng(5)


def normal(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype(np.float32)


def tasks_of(result: Tensor) -> list[Task]:
    return schedule(split_reductions(with_realized([result.node])))


def assert_one_kernel_equals_torch(*arrays: np.ndarray, kernels: int = 1, **options: Any) -> None:
    result = Tensor.scaled_dot_product_attention(*map(Tensor, arrays), **options)
    assert len(tasks_of(result)) == kernels
    wanted = F.scaled_dot_product_attention(*map(torch.from_numpy, arrays), **options)
    np.testing.assert_allclose(result.numpy(), wanted.numpy(), rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("head", [8, 20, 64])
@pytest.mark.parametrize("tokens", [7, 33, 200])
def test_attention_is_one_kernel(tokens: int, head: int, causal: bool) -> None:
    query, key, value = (normal(2, 3, tokens, head) for _ in range(3))
    assert_one_kernel_equals_torch(query, key, value, is_causal=causal)


@pytest.mark.parametrize(("queries", "keys"), [(7, 200), (200, 7), (65, 66), (2, 33), (300, 2)])
@pytest.mark.parametrize("causal", [False, True])
def test_queries_and_keys_may_differ_in_number(queries: int, keys: int, causal: bool) -> None:
    arrays = normal(3, queries, 24), normal(3, keys, 24), normal(3, keys, 40)
    assert_one_kernel_equals_torch(*arrays, is_causal=causal)


@pytest.mark.parametrize("mask_shape", [(33, 50), (2, 1, 33, 50), (1, 3, 1, 50)])
@pytest.mark.parametrize("boolean", [False, True])
def test_masks_are_applied_in_the_kernel(mask_shape: tuple[int, ...], boolean: bool) -> None:
    mask = normal(*mask_shape)
    arrays = normal(2, 3, 33, 20), normal(2, 3, 50, 20), normal(2, 3, 50, 20)
    assert_one_kernel_equals_torch(*arrays, mask > -0.5 if boolean else mask)


def test_row_with_nothing_to_see_is_zero() -> None:
    query, key, value = (normal(2, 40, 16) for _ in range(3))
    mask = np.ones((40, 40), bool)
    mask[[0, 17, 39]] = False
    result = Tensor(query).scaled_dot_product_attention(Tensor(key), Tensor(value), Tensor(mask))
    assert len(tasks_of(result)) == 1
    got = result.numpy()
    assert not got[:, [0, 17, 39]].any()
    assert np.isfinite(got).all()


def test_heads_that_share_keys_are_one_kernel() -> None:
    arrays = normal(2, 6, 33, 16), normal(2, 2, 47, 16), normal(2, 2, 47, 16)
    assert_one_kernel_equals_torch(*arrays, enable_gqa=True)


@pytest.mark.parametrize("tokens", [1, 2, 33])
def test_single_token_and_single_head_agree(tokens: int) -> None:
    query, key, value = normal(1, 1, 1, 20), normal(1, 1, tokens, 20), normal(1, 1, tokens, 20)
    result = Tensor(query).scaled_dot_product_attention(Tensor(key), Tensor(value))
    wanted = F.scaled_dot_product_attention(*map(torch.from_numpy, (query, key, value)))
    np.testing.assert_allclose(result.numpy(), wanted.numpy(), rtol=2e-5, atol=2e-6)


def test_heads_last_in_memory_are_one_kernel() -> None:
    """Attention over (batch, tokens, heads, head), as a layer has it, with its result in the same order."""
    arrays = [normal(2, 50, 3, 16) for _ in range(3)]
    query, key, value = (Tensor(array).permute(0, 2, 1, 3) for array in arrays)
    result = (
        query.scaled_dot_product_attention(key, value).permute(0, 2, 1, 3).reshape(2, 50, 48).contiguous()
    )
    assert len(tasks_of(result)) == 1
    wanted = F.scaled_dot_product_attention(
        *(torch.from_numpy(array).permute(0, 2, 1, 3) for array in arrays)
    )
    np.testing.assert_allclose(
        result.numpy(), wanted.permute(0, 2, 1, 3).reshape(2, 50, 48).numpy(), rtol=2e-5, atol=2e-6
    )


def test_scores_that_overflow_without_their_maximum_are_finite() -> None:
    query, key, value = 100 * normal(2, 33, 16), normal(2, 33, 16), normal(2, 33, 16)
    assert_one_kernel_equals_torch(query, key, value)


def weighted_by_row_sum(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    weights = query.matmul(key.transpose(-1, -2)).relu() + 0.5
    return (weights / weights.sum(axis=-1, keepdims=True)).matmul(value)


def test_other_functions_of_a_row_are_chains_too() -> None:
    arrays = normal(2, 70, 16), normal(2, 41, 16), normal(2, 41, 24)
    result = weighted_by_row_sum(*map(Tensor, arrays))
    assert len(tasks_of(result)) == 1
    query, key, value = (torch.from_numpy(array) for array in arrays)
    weights = (query @ key.mT).relu() + 0.5
    wanted = (weights / weights.sum(-1, keepdim=True)) @ value
    np.testing.assert_allclose(result.numpy(), wanted.numpy(), rtol=2e-5, atol=2e-6)


def test_weights_that_are_asked_for_are_not_hidden_in_a_chain() -> None:
    query, key, value = (normal(2, 33, 16) for _ in range(3))
    weights = (Tensor(query).matmul(Tensor(key).transpose(-1, -2))).softmax(axis=-1)
    result = weights.matmul(Tensor(value))
    outputs = with_realized([weights.node, result.node])
    assert len(schedule(split_reductions(outputs))) > 1
    a, b, c = map(torch.from_numpy, (query, key, value))
    expected = torch.softmax(a @ b.mT, -1)
    np.testing.assert_allclose(weights.numpy(), expected.numpy(), rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(result.numpy(), (expected @ c).numpy(), rtol=2e-5, atol=2e-6)
