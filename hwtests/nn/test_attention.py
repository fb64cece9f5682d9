"""Attention against PyTorch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError
from barewire.tensor import nn
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.tensor import Tensor

from .against_torch import assert_close, compare, random

Q, K, V = (2, 4, 5, 8), (2, 4, 7, 8), (2, 4, 7, 6)


def operands():
    return random(*Q), random(*K, seed=1), random(*V, seed=2)


@pytest.mark.parametrize("options", [{}, {"is_causal": True}, {"scale": 0.3}])
def test_attention_equals_torch(options):
    compare(
        lambda *x: Tensor.scaled_dot_product_attention(*x, **options),
        lambda *x: F.scaled_dot_product_attention(*x, **options),
        *operands(),
    )


def test_boolean_mask_keeps_what_is_true():
    mask = random(5, 7, seed=3) > 0
    mask[:, 0] = True
    compare(
        lambda q, k, v, m: q.scaled_dot_product_attention(k, v, m),
        lambda q, k, v, m: F.scaled_dot_product_attention(q, k, v, m),
        *operands(),
        mask,
    )


def test_additive_mask_is_added_and_has_a_gradient():
    compare(
        lambda q, k, v, m: q.scaled_dot_product_attention(k, v, m),
        lambda q, k, v, m: F.scaled_dot_product_attention(q, k, v, m),
        *operands(),
        random(2, 1, 5, 7, seed=3),
    )


def test_row_with_nothing_to_see_is_zero_and_has_zero_gradient():
    mask = np.ones((5, 7), bool)
    mask[2] = False
    q, k, v = (Tensor(x, requires_grad=True) for x in operands())
    result = q.scaled_dot_product_attention(k, v, Tensor(mask))
    result.sum().backward()
    assert (result.numpy()[:, :, 2] == 0).all()
    assert (q.grad.numpy()[:, :, 2] == 0).all()
    assert np.isfinite(k.grad.numpy()).all()


def test_grouped_queries_share_keys_and_values():
    compare(
        lambda q, k, v: q.scaled_dot_product_attention(k, v, enable_gqa=True),
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, enable_gqa=True),
        random(2, 6, 5, 8),
        random(2, 2, 7, 8, seed=1),
        random(2, 2, 7, 8, seed=2),
    )


def test_bfloat16_is_computed_in_float32():
    arrays = operands()
    short = [Tensor(x).cast(dtypes.bfloat16) for x in arrays]
    wanted = F.scaled_dot_product_attention(*(torch.from_numpy(x).bfloat16().double() for x in arrays))
    result = Tensor.scaled_dot_product_attention(*short)
    assert result.dtype is dtypes.bfloat16
    assert_close(result.cast(dtypes.float32), wanted, 1e-2)


def test_dropout_in_attention_keeps_the_mean():
    q, k = (Tensor(random(64, 8, seed=i)) for i in range(2))
    result = q.scaled_dot_product_attention(k, Tensor.ones(64, 4), dropout_p=0.25).numpy()
    assert result.std() > 0.01
    assert abs(result.mean() - 1) < 0.1


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda q, k, v: q.scaled_dot_product_attention(v, v), ShapeError, "do not fit"),
        (lambda q, k, v: q[0, 0, 0].scaled_dot_product_attention(k, v), ShapeError, "two axes"),
        (
            lambda q, k, v: q.cast(dtypes.float16).scaled_dot_product_attention(k, v),
            DTypeError,
            "one float dtype",
        ),
        (lambda q, k, v: q.scaled_dot_product_attention(k, v, dropout_p=1.5), InvalidArgument, "dropout_p"),
        (
            lambda q, k, v: q.scaled_dot_product_attention(k[:, :3], v[:, :3], enable_gqa=True),
            ShapeError,
            "multiple",
        ),
    ],
)
def test_bad_arguments_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call(*(Tensor(x) for x in operands()))


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("widths", [{}, {"kdim": 6, "vdim": 10}])
@pytest.mark.parametrize("need_weights", [False, True])
def test_multihead_attention_equals_torch_with_its_parameters(batch_first, widths, need_weights):
    theirs = torch.nn.MultiheadAttention(8, 2, batch_first=batch_first, **widths)
    ours = nn.MultiheadAttention(8, 2, batch_first=batch_first, **widths)
    ours.load_state_dict({name: tensor.detach().numpy() for name, tensor in theirs.state_dict().items()})
    query = random(5, 3, 8)
    key, value = random(5, 3, widths.get("kdim", 8), seed=1), random(5, 3, widths.get("vdim", 8), seed=2)
    lengths = 5 if batch_first is False else 3
    hidden = np.zeros((3 if not batch_first else 5, lengths), bool)
    hidden[0, -1] = True
    later = np.triu(np.ones((lengths, lengths), bool), 1)
    found, weights = ours(
        Tensor(query),
        Tensor(key),
        Tensor(value),
        Tensor(hidden),
        need_weights=need_weights,
        attn_mask=Tensor(later),
    )
    wanted, wanted_weights = theirs(
        *(torch.from_numpy(x) for x in (query, key, value, hidden)),
        need_weights=need_weights,
        attn_mask=torch.from_numpy(later),
    )
    assert_close(found, wanted)
    assert (weights is None) == (wanted_weights is None)
    if weights is not None:
        assert_close(weights, wanted_weights)


def test_multihead_attention_without_a_batch_equals_torch():
    theirs = torch.nn.MultiheadAttention(8, 4)
    ours = nn.MultiheadAttention(8, 4)
    ours.load_state_dict({name: tensor.detach().numpy() for name, tensor in theirs.state_dict().items()})
    x = random(6, 8)
    found, weights = ours(*[Tensor(x)] * 3, average_attn_weights=False)
    wanted, wanted_weights = theirs(*[torch.from_numpy(x)] * 3, average_attn_weights=False)
    assert_close(found, wanted)
    assert_close(weights, wanted_weights)
