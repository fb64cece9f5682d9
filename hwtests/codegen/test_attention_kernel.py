"""Attention as one kernel: two contractions and the softmax between them, none of it written to memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import ceil
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire import Tensor
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import AttentionSchedule, LinkedSchedule, Schedule, from_json, to_json
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.fusion.task import Task
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph.dtype import DType
from barewire.tensor.run.kernels import machine_of
from barewire.tensor.run.plan import divided
from barewire.tensor.run.signature import with_realized

from .grid_on_host import machine as host_machine
from .grid_on_host import on_host, run_on_host
from .machines import ARCHES, nvidia_machine
from .unread import given

RANDOM = np.random.default_rng(5)
NARROW = {dtypes.float16: (torch.float16, 2e-3), dtypes.bfloat16: (torch.bfloat16, 1.6e-2)}


def normal(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype(np.float32)


def tasks_of(*results: Tensor, machine: Machine | None = None) -> list[Task]:
    """The kernels of tensors, on the card under test or another machine."""
    nodes = with_realized([result._node for result in results], {})
    machine = machine or machine_of(Device.default)
    return fuse(divided(nodes, machine), partial(kinds.joins, machine=machine))


def on_grid() -> bool:
    return machine_of(Device.default).kind == "grid"


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
    # Of so few bits that scores are exact, however a card rounds: what scores are off by grows with them.
    query, key = (np.round(8 * normal(2, 33, 16)) / 8 for _ in range(2))
    query, value = 100 * query, normal(2, 33, 16)
    assert_one_kernel_equals_torch(query, key, value)


@pytest.mark.parametrize("step", [0.4, 0.01, -0.4])
def test_scores_that_grow_or_shrink_from_key_to_key(step: float) -> None:
    """The sums so far are scaled down again and again, seldom, or never."""
    query, value = np.ones((33, 16), np.float32), normal(200, 16)
    key = 0.1 * normal(200, 16) + np.linspace(0, 200 * step / 4, 200, dtype=np.float32)[:, None]
    assert_one_kernel_equals_torch(query, key, value)


def weighted_by_row_sum(query: Tensor, key: Tensor, value: Tensor) -> Tensor:
    weights = query.matmul(key.transpose(-1, -2)).relu() + 0.5
    return (weights / weights.sum(axis=-1, keepdims=True)).matmul(value)


def test_other_functions_of_a_row_are_chains_of_the_processor_alone() -> None:
    arrays = normal(2, 70, 16), normal(2, 41, 16), normal(2, 41, 24)
    result = weighted_by_row_sum(*map(Tensor, arrays))
    assert (len(tasks_of(result)) == 1) is not on_grid()
    query, key, value = (torch.from_numpy(array) for array in arrays)
    weights = (query @ key.mT).relu() + 0.5
    wanted = (weights / weights.sum(-1, keepdim=True)) @ value
    np.testing.assert_allclose(result.numpy(), wanted.numpy(), rtol=2e-5, atol=2e-6)


def test_weights_that_are_asked_for_are_not_hidden_in_a_chain() -> None:
    query, key, value = (normal(2, 33, 16) for _ in range(3))
    weights = (Tensor(query).matmul(Tensor(key).transpose(-1, -2))).softmax(axis=-1)
    result = weights.matmul(Tensor(value))
    assert len(tasks_of(weights, result)) > 1
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


def assert_equals_torch_in_narrow(dtype: DType, *arrays: np.ndarray, **options: Any) -> None:
    """One kernel on a grid, which agrees with float32 on the same operands to what rounding leaves."""
    theirs, tolerance = NARROW[dtype]
    operands = [torch.from_numpy(array).to(theirs).float() for array in arrays]
    ours = [Tensor(operand.numpy()).cast(dtype).realize() for operand in operands]
    result = Tensor.scaled_dot_product_attention(*ours, **options)
    assert result.dtype is dtype
    assert len(tasks_of(result)) == 1 or not on_grid()
    wanted = F.scaled_dot_product_attention(*operands, **options)
    found = result.cast(dtypes.float32).numpy()
    np.testing.assert_allclose(found, wanted.numpy(), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", NARROW, ids=str)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("tokens", "head"), [(16, 16), (33, 20), (70, 64)])
def test_narrow_operands_go_through_one_kernel(dtype: DType, tokens: int, head: int, causal: bool) -> None:
    arrays = [normal(1, 3, tokens, head) for _ in range(3)]
    assert_equals_torch_in_narrow(dtype, *arrays, is_causal=causal)


@pytest.mark.parametrize("dtype", NARROW, ids=str)
def test_narrow_heads_of_different_widths_that_share_keys(dtype: DType) -> None:
    arrays = normal(2, 6, 33, 24), normal(2, 2, 47, 24), normal(2, 2, 47, 40)
    assert_equals_torch_in_narrow(dtype, *arrays, enable_gqa=True)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", NARROW, ids=str)
@pytest.mark.parametrize("head", [128, 256])
def test_wide_heads_are_one_kernel_too(dtype: DType, head: int) -> None:
    assert_equals_torch_in_narrow(dtype, *(normal(1, 40, head) for _ in range(3)))


def positions(rows: int, keys: int) -> tuple[Tensor, Tensor]:
    return Tensor.arange(rows).reshape(rows, 1), Tensor.arange(keys).reshape(1, keys)


MASKS: dict[str, Callable[[Any, Any], Any]] = {
    "causal": lambda row, key: key <= row,
    "causal, written the other way round": lambda row, key: ~(key > row),
    "earlier keys": lambda row, key: key < row,
    "up to a later key": lambda row, key: key <= row + 37,
    "up to an earlier key": lambda row, key: key < row - 40,
    "later keys": lambda row, key: key >= row,
    "the last key": lambda row, key: (key == 129) & (row >= 0),
    "a window": lambda row, key: (key <= row) & (key > row - 20),
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_masks_by_position_are_part_of_the_kernel(mask: Callable[[Any, Any], Any]) -> None:
    """Whatever blocks of keys a mask hides from all rows of a group, and wherever the first seen key is."""
    query, key, value = normal(2, 100, 16), normal(2, 130, 16), normal(2, 130, 16)
    ours = Tensor(query).scaled_dot_product_attention(Tensor(key), Tensor(value), mask(*positions(100, 130)))
    assert len(tasks_of(ours)) == 1
    seen = mask(torch.arange(100).reshape(100, 1), torch.arange(130).reshape(1, 130))
    operands = (torch.from_numpy(array) for array in (query, key, value))
    wanted = F.scaled_dot_product_attention(*operands, seen)
    found = ours.numpy()
    np.testing.assert_allclose(found[:, seen.any(1)], wanted[:, seen.any(1)], rtol=2e-5, atol=2e-6)
    assert not found[:, ~seen.any(1)].any()


LAST_KEYS = {
    "causal": 0,
    "causal, written the other way round": 0,
    "earlier keys": -1,
    "up to a later key": 37,
    "up to an earlier key": -41,
    "a window": 0,
}


@pytest.mark.parametrize("name", MASKS)
def test_keys_that_a_mask_hides_are_passed_over(name: str) -> None:
    query, key, value = normal(2, 100, 16), normal(2, 130, 16), normal(2, 130, 16)
    mask = MASKS[name](*positions(100, 130))
    result = Tensor(query).scaled_dot_product_attention(Tensor(key), Tensor(value), mask)
    (task,) = tasks_of(result, machine=nvidia_machine("sm_90"))
    assert task.nest is not None
    found = Form.of(task.nest).attention
    assert found is not None
    assert found.last_key == LAST_KEYS.get(name)


@pytest.mark.parametrize("kind", ["nothing seen", "nan", "infinity"])
def test_rows_without_a_softmax_are_nan_as_pytorchs_are(kind: str) -> None:
    query, key, value, mask = normal(40, 16), normal(70, 16), normal(70, 16), np.zeros((40, 70), np.float32)
    mask[3] = {"nothing seen": -np.inf, "nan": 0.0, "infinity": 0.0}[kind]
    mask[3, 9] = {"nothing seen": -np.inf, "nan": np.nan, "infinity": np.inf}[kind]
    mask[7, :66] = -np.inf
    result = (Tensor(query) @ Tensor(key).T + Tensor(mask)).softmax(-1) @ Tensor(value)
    assert len(tasks_of(result)) == 1
    a, b, c, d = map(torch.from_numpy, (query, key, value, mask))
    wanted = torch.softmax(a @ b.T + d, -1) @ c
    assert wanted[3].isnan().all()
    np.testing.assert_allclose(result.numpy(), wanted.numpy(), rtol=2e-5, atol=2e-5)


def peak_bytes(tokens: int) -> int:
    """The most memory beyond the operands and the result that attention over so many tokens takes."""
    query, key, value = (Tensor(normal(2, tokens, 16)).realize() for _ in range(3))
    memory = Device.default.memory
    Device.default.synchronize()
    memory.reset_peak()
    before = memory.allocated
    result = query.scaled_dot_product_attention(key, value).realize()
    Device.default.synchronize()
    return memory.peak - before - result.numpy().nbytes


def test_memory_does_not_grow_with_the_number_of_scores() -> None:
    small, large = peak_bytes(128), peak_bytes(1024)
    assert large <= max(small, 4 << 12)


@pytest.mark.parametrize("vector_bytes", [16, 32, 64])
def test_schedule_survives_json_and_fits_its_own_nest_only(vector_bytes: int) -> None:
    machine = Machine(2, vector_bytes, frozenset())
    assert_schedule_fits_its_own_nest_only(machine, LinkedSchedule)


@pytest.mark.parametrize("arch", ARCHES)
def test_schedule_for_a_grid_survives_json_and_fits_its_own_nest_only(arch: str) -> None:
    assert_schedule_fits_its_own_nest_only(nvidia_machine(arch), AttentionSchedule)


def assert_schedule_fits_its_own_nest_only(machine: Machine, kind: type[Schedule]) -> None:
    arrays = [Tensor(normal(2, 33, 16)) for _ in range(3)]
    (task,) = tasks_of(arrays[0].scaled_dot_product_attention(*arrays[1:]), machine=machine)
    assert task.nest is not None
    form = Form.of(task.nest)
    chosen = kinds.choose(form, machine)
    assert isinstance(chosen, kind)
    assert from_json(to_json(chosen)) == chosen
    assert kinds.fits(form, chosen, machine)
    (product,) = tasks_of(arrays[0].matmul(arrays[1].transpose(-1, -2)), machine=machine)
    assert product.nest is not None
    other = Form.of(product.nest)
    assert not kinds.fits(other, chosen, machine)
    assert not kinds.fits(form, kinds.choose(other, machine), machine)


@pytest.mark.parametrize("block_rows", [1, 2, 5])
@pytest.mark.parametrize("panels", [1, 3])
@pytest.mark.parametrize("pack_rows", [False, True])
def test_no_schedule_changes_the_result(
    on_the_processor: None,
    block_rows: int,
    panels: int,
    pack_rows: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query, key, value = normal(2, 67, 24), normal(2, 45, 24), normal(2, 45, 40)
    heuristic = kinds.choose

    def choose(form: Form, machine: Machine) -> LinkedSchedule:
        base = heuristic(form, machine)
        assert isinstance(base, LinkedSchedule)
        block = base.rows * block_rows
        panel = ceil(67 / panels / block) * block
        return replace(base, block_rows=block, panel_rows=panel, pack_rows=pack_rows)

    monkeypatch.setattr(kinds, "choose", choose)
    # A scale of its own, so that the plan is not one made before.
    scale = 0.1 + block_rows / 64 + panels / 512 + pack_rows / 1024
    assert_one_kernel_equals_torch(query, key, value, scale=scale)


@pytest.mark.parametrize(("rows", "keys"), [(1, 32), (2, 96), (4, 64), (8, 32)])
@pytest.mark.parametrize(("down", "across"), [(4, 8), (8, 4), (1, 32)])
def test_no_schedule_for_a_grid_changes_the_result(rows: int, keys: int, down: int, across: int) -> None:
    """Work-items that share rows, run as threads of this machine: no instruction of a card is needed."""
    query, key, value = normal(2, 37, 12), normal(2, 44, 12), normal(2, 44, 20)
    mask = normal(37, 44)
    shapes = zip((query, key, value, mask), (dtypes.float32,) * 4, strict=True)
    like = Tensor([0.0])
    a, b, c, d = (like._of_node(on_host(array, dtype)) for array, dtype in shapes)
    result = a.scaled_dot_product_attention(b, c, d)
    lanes = 4 if keys % (4 * across) == 0 else 1

    def choose(form: Any, on: Machine) -> Schedule:
        chosen = AttentionSchedule(rows, keys, down, across, lanes, False)
        assert kinds.fits(form, chosen, on)
        return chosen

    (found,) = run_on_host([result._node], choose)
    wanted = F.scaled_dot_product_attention(*map(torch.from_numpy, (query, key, value, mask)))
    np.testing.assert_allclose(found, wanted.numpy(), rtol=2e-5, atol=2e-6)


def attention_over(
    query: tuple[int, ...], key: tuple[int, ...], dtype: DType, machine: Machine
) -> list[Task]:
    """The kernels of attention, of memory that nobody reads."""
    like = Tensor([0.0])
    a, b, c = (like._of_node(given(shape, dtype)) for shape in (query, key, key))
    return tasks_of(a.scaled_dot_product_attention(b, c), machine=machine)


def test_few_rows_that_see_many_keys_stay_several_kernels() -> None:
    """What would be a few groups, each with all keys to go through, is work for all compute units."""
    machine = nvidia_machine("sm_90")
    assert len(attention_over((4, 1, 64), (4, 8192, 64), dtypes.float16, machine)) > 1
    assert len(attention_over((64, 256, 64), (64, 8192, 64), dtypes.float16, machine)) == 1


@pytest.mark.parametrize(
    "machine", [nvidia_machine("sm_90"), host_machine()], ids=lambda machine: machine.arch
)
def test_tiles_worth_measuring_all_fit(machine: Machine) -> None:
    (task,) = attention_over((16, 512, 64), (16, 512, 64), dtypes.float16, machine)
    assert task.nest is not None
    form = Form.of(task.nest)
    tiles = list(kinds.alternatives(form, machine))
    assert len(tiles) > 1
    assert kinds.choose(form, machine) in tiles
    assert all(kinds.fits(form, tile, machine) for tile in tiles)


@pytest.mark.slow
def test_no_tile_of_the_card_changes_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    machine, honest = machine_of(Device.default), kinds.choose
    arrays = [normal(1, 40, 16).astype(np.float16).astype(np.float32) for _ in range(3)]
    query, key, value = (Tensor(array).cast(dtypes.float16).realize() for array in arrays)
    (task, *_) = tasks_of(query.scaled_dot_product_attention(key, value))
    assert task.nest is not None
    form = Form.of(task.nest)
    tiles = [each for each in kinds.alternatives(form, machine) if isinstance(each, AttentionSchedule)]
    for number, tile in enumerate(tiles[::6] or [honest(form, machine)]):

        def pick(form: Any, on: Machine, tile: Schedule = tile) -> Schedule:
            return tile if form.nest.before else honest(form, on)

        monkeypatch.setattr(kinds, "choose", pick)
        # A scale of its own, so that the plan is not one made before.
        scale = 0.125 + number / 256
        result = query.scaled_dot_product_attention(key, value, is_causal=True, scale=scale)
        wanted = F.scaled_dot_product_attention(
            *map(torch.from_numpy, arrays), is_causal=True, scale=scale
        ).numpy()
        found = result.cast(dtypes.float32).numpy()
        np.testing.assert_allclose(found, wanted, rtol=2e-3, atol=2e-3, err_msg=str(tile))
