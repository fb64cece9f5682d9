"""Results that are computed together, whatever they share and whichever is asked for first."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import permutations
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire import Tensor, errors
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.fusion.groups import Groups
from barewire.tensor.fusion.order import in_order

Array = np.ndarray[Any, Any]


def numbers(*shape: int, seed: int) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32) / 2


def test_two_products_that_feed_both_of_two_results() -> None:
    given = numbers(8, 8, seed=0)
    for order in [*permutations(range(3)), (3, 0, 2, 1), (1, 3, 0)]:
        x = Tensor(given)
        p, q = x @ x, (x * 2) @ x
        results = [p - q, q + p, (q - p).exp(), p * q]
        Tensor.realize(*(results[number] for number in order))
        product = given @ given
        wanted = [-product, 3 * product, np.exp(product), 2 * product * product]
        for number in order:
            np.testing.assert_allclose(results[number].numpy(), wanted[number], rtol=1e-5, atol=1e-5)


def gru(x: Any, h: Any, w: Any, u: Any, b: Any, c: Any) -> Any:
    r, z, n = (x @ w + b).chunk(3, -1)
    hr, hz, hn = (h @ u + c).chunk(3, -1)
    gate = (z + hz).sigmoid()
    return (1 - gate) * (n + (r + hr).sigmoid() * hn).tanh() + gate * h


def lstm(x: Any, h: Any, w: Any, u: Any, b: Any, c: Any) -> Any:
    i, f, g = (x @ w + b + h @ u + c).chunk(3, -1)
    return f.sigmoid() * h + i.sigmoid() * g.tanh()


def swiglu(x: Any, h: Any, w: Any, u: Any, b: Any, c: Any) -> Any:
    up, gate = x @ w + b, h @ u + c
    return (up * (gate * gate.sigmoid())).reshape(4, 3, 8).sum(1) - x


def bilinear(x: Any, h: Any, w: Any, u: Any, b: Any, c: Any) -> Any:
    p, q = x @ w + b, h @ u + c
    return ((p - q) * (q + p).sigmoid()).softmax(-1).reshape(4, 3, 8).sum(1)


LEAVES = tuple(
    numbers(*shape, seed=seed) for seed, shape in enumerate([(4, 8), (4, 8), (8, 24), (8, 24), (24,), (24,)])
)


def results_of(cell: Callable[..., Any], steps: int, leaves: Sequence[Any]) -> tuple[list[Any], Any]:
    """The states after each step, and the sum of the squares of the last."""
    x, state, *weights = leaves
    states = []
    for _ in range(steps):
        state = cell(x, state, *weights)
        states.append(state)
    return states, (state * state).sum()


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("cell", [gru, lstm, swiglu, bilinear])
def test_states_and_gradients_of_gated_layers_in_any_order(cell: Callable[..., Any], steps: int) -> None:
    theirs = [torch.tensor(each, requires_grad=True) for each in LEAVES]
    states, loss = results_of(cell, steps, theirs)
    wanted = [each.detach() for each in (*states, *torch.autograd.grad(loss, theirs))]
    choice = random.Random(steps)
    for _ in range(4):
        ours = [Tensor(each, requires_grad=True) for each in LEAVES]
        states, loss = results_of(cell, steps, ours)
        results = [*states, *loss.gradient(*ours)]
        order = choice.sample(range(len(results)), choice.randint(2, len(results)))
        Tensor.realize(*(results[number] for number in order))
        for number in order:
            np.testing.assert_allclose(results[number].numpy(), wanted[number], rtol=2e-4, atol=2e-5)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(0, 30), max_size=3), min_size=1, max_size=31), st.randoms())
def test_groups_never_need_each_other(needs: list[list[int]], choice: random.Random) -> None:
    groups = Groups()
    needs = [[each % number for each in task if number] for number, task in enumerate(needs)]
    for number, needed in enumerate(needs):
        may = [group for group in groups.members if groups.may_join(group, needed)]
        for group in set(groups.members) - {*may}:
            assert is_cyclic(needs, [*groups.of, group])
        groups.add(needed, choice.choice([None, *may]))
        assert not is_cyclic(needs, groups.of)
        assert reduce(list.__add__, groups.members.values(), []).count(number) == 1


def is_cyclic(needs: Sequence[Sequence[int]], groups: Sequence[int]) -> bool:
    """Whether groups of tasks need each other, found by taking away those that need no other."""
    left = {group: set[int]() for group in groups}
    for group, needed in zip(groups, needs, strict=False):
        left[group] |= {groups[each] for each in needed} - {group}
    while ready := {group for group, needed in left.items() if not needed}:
        left = {group: needed - ready for group, needed in left.items() if group not in ready}
    return bool(left)


def test_kernels_that_need_each_other_are_an_error_with_their_names() -> None:
    x = Tensor([1.0, 2.0])
    first, second = fuse([x.exp()._node, x.sum()._node])
    crossed = [replace(first, inputs=second.outputs), replace(second, inputs=first.outputs)]
    with pytest.raises(errors.InternalError, match=r"EXP float32 \(2,\).*please report"):
        in_order(crossed)
