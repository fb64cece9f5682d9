"""Attention as one kernel: two contractions and the softmax between them, none of it written to memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire import Tensor
from barewire.runtime.device import Device
from barewire.tensor.codegen import chain, kernel, tune
from barewire.tensor.codegen.schedules import ChainSchedule, Machine, from_json, to_json
from barewire.tensor.plan import with_realized
from barewire.tensor.schedule import Task, schedule, split_reductions

RANDOM = np.random.default_rng(5)


def normal(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype(np.float32)


def tasks_of(result: Tensor) -> list[Task]:
    return schedule(split_reductions(with_realized([result.node], {})))


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
    outputs = with_realized([weights.node, result.node], {})
    assert len(schedule(split_reductions(outputs))) > 1
    a, b, c = map(torch.from_numpy, (query, key, value))
    expected = torch.softmax(a @ b.mT, -1)
    np.testing.assert_allclose(weights.numpy(), expected.numpy(), rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(result.numpy(), (expected @ c).numpy(), rtol=2e-5, atol=2e-6)


def column_peaks(scores: Tensor) -> Tensor:
    return scores.max(axis=-2, keepdims=True)


def first_elements(scores: Tensor) -> Tensor:
    """For row r, counted through all batches, element r of the scores as they lie in memory."""
    batch, rows, _ = scores.shape
    return scores.reshape(-1)[: batch * rows].reshape(batch, rows, 1)


def other_batch(scores: Tensor) -> Tensor:
    return scores.flip(0).sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("shift", [column_peaks, first_elements, other_batch])
def test_what_reads_the_scores_of_other_rows_is_no_chain(shift: Callable[[Any], Any]) -> None:
    query, key, value = normal(2, 32, 16), normal(2, 32, 16), normal(2, 32, 24)

    def weigh(a: Any, b: Any, c: Any) -> Any:
        scores = a @ b
        weights = (scores - shift(scores) / 16).exp()
        return (weights / weights.sum(-1)[..., None]) @ c

    result = weigh(Tensor(query), Tensor(key).transpose(-1, -2), Tensor(value))
    assert len(tasks_of(result)) > 1
    a, b, c = (array.astype(np.float64) for array in (query, key, value))
    scores = a @ b.swapaxes(1, 2)
    shifts = {
        column_peaks: scores.max(axis=1, keepdims=True),
        first_elements: scores.reshape(-1)[:64].reshape(2, 32, 1),
        other_batch: scores[::-1].sum(axis=2, keepdims=True),
    }
    weights = np.exp(scores - shifts[shift] / 16)
    wanted = (weights / weights.sum(axis=2, keepdims=True)) @ c
    np.testing.assert_allclose(result.numpy(), wanted, rtol=1e-4, atol=1e-5)


def test_result_assigned_over_a_row_operand_is_right() -> None:
    """Attention whose scores and result have one shape, added to what the result is then written over."""
    state, query, key, value = (normal(2, 6, 6, 6) for _ in range(4))
    target = Tensor(state).realize()
    before = target.permute(0, 2, 1, 3)
    scores = Tensor(query) @ Tensor(key).transpose(-1, -2) + target
    target.assign((scores.softmax(-1) @ Tensor(value) + before).permute(0, 2, 1, 3))
    weights = torch.softmax(torch.from_numpy(query) @ torch.from_numpy(key).mT + torch.from_numpy(state), -1)
    wanted = (weights @ torch.from_numpy(value)).numpy() + state.transpose(0, 2, 1, 3)
    np.testing.assert_allclose(target.numpy(), wanted.transpose(0, 2, 1, 3), rtol=2e-5, atol=2e-6)


def test_two_layers_of_attention_are_two_chains_with_scales_of_their_own() -> None:
    query, key, value = (normal(2, 33, 16) for _ in range(3))
    first = Tensor(query).scaled_dot_product_attention(Tensor(key), Tensor(value))
    result = first.scaled_dot_product_attention(Tensor(key), Tensor(value), scale=2.0)
    assert len(tasks_of(result)) == 2
    a, b, c = map(torch.from_numpy, (query, key, value))
    wanted = F.scaled_dot_product_attention(F.scaled_dot_product_attention(a, b, c), b, c, scale=2.0)
    np.testing.assert_allclose(result.numpy(), wanted.numpy(), rtol=2e-5, atol=2e-6)


def test_gradients_agree_where_the_forward_pass_is_a_chain() -> None:
    arrays = [normal(2, 3, 33, 20) for _ in range(3)]
    ours = [Tensor(array).requires_grad_() for array in arrays]
    theirs = [torch.from_numpy(array).requires_grad_() for array in arrays]
    result = ours[0].scaled_dot_product_attention(ours[1], ours[2], is_causal=True)
    result.numpy()
    (result * result).sum().backward()
    expected = F.scaled_dot_product_attention(*theirs, is_causal=True)
    (expected * expected).sum().backward()
    for x, y in zip(ours, theirs, strict=True):
        assert x.grad is not None and y.grad is not None
        np.testing.assert_allclose(x.grad.numpy(), y.grad.numpy(), rtol=2e-4, atol=2e-5)


def peak_bytes(tokens: int) -> int:
    """The most memory beyond the operands and the result that attention over so many tokens takes."""
    query, key, value = (Tensor(normal(2, tokens, 16)).realize() for _ in range(3))
    memory = Device["CPU"].memory
    Device["CPU"].synchronize()
    memory.reset_peak()
    before = memory.allocated
    result = query.scaled_dot_product_attention(key, value).realize()
    Device["CPU"].synchronize()
    return memory.peak - before - result.numpy().nbytes


def test_memory_does_not_grow_with_the_number_of_scores() -> None:
    small, large = peak_bytes(128), peak_bytes(1024)
    assert large <= max(small, 4 << 12)


@pytest.mark.parametrize("vector_bytes", [16, 32, 64])
def test_schedule_survives_json_and_fits_its_own_nest_only(vector_bytes: int) -> None:
    machine = Machine(2, vector_bytes, frozenset())
    arrays = [Tensor(normal(2, 33, 16)) for _ in range(3)]
    (task,) = tasks_of(arrays[0].scaled_dot_product_attention(*arrays[1:]))
    assert task.nest is not None
    nest = kernel.prepare(task.nest)
    chosen = kernel.pick(nest, machine)
    assert isinstance(chosen, ChainSchedule)
    assert from_json(to_json(chosen)) == chosen
    assert tune.fits(nest, chosen, machine)
    (product,) = tasks_of(arrays[0].matmul(arrays[1].transpose(-1, -2)))
    assert product.nest is not None
    other = kernel.prepare(product.nest)
    assert not tune.fits(other, chosen, machine)
    assert not tune.fits(nest, kernel.pick(other, machine), machine)


@pytest.mark.parametrize("block_rows", [1, 2, 5])
@pytest.mark.parametrize("panels", [1, 3])
@pytest.mark.parametrize("pack_rows", [False, True])
def test_no_schedule_changes_the_result(
    block_rows: int, panels: int, pack_rows: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, key, value = normal(2, 67, 24), normal(2, 45, 24), normal(2, 45, 40)
    heuristic = chain.choose

    def choose(linked: chain.Chain, machine: Machine) -> ChainSchedule:
        base = heuristic(linked, machine)
        block = base.rows * block_rows
        panel = ceil(67 / panels / block) * block
        return replace(base, block_rows=block, panel_rows=panel, pack_rows=pack_rows)

    monkeypatch.setattr(chain, "choose", choose)
    # A scale of its own, so that the plan is not one made before.
    scale = 0.1 + block_rows / 64 + panels / 512 + pack_rows / 1024
    assert_one_kernel_equals_torch(query, key, value, scale=scale)
