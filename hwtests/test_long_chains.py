"""Graphs far deeper than Python's stack: computed, differentiated, replayed and forgotten."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from barewire import Tensor

pytestmark = pytest.mark.usefixtures("compiled")

OPS = 20_000


def chain(x: Tensor, ops: int = OPS) -> Tensor:
    """`ops` operations in a row that end in x * 2**(ops/4): exact in any order of rounding."""
    for step in range(ops):
        x = (x + 1.0, x - 1.0, x * 4.0, x * 0.25)[step % 4]
    return x


@pytest.fixture(scope="module")
def leaf() -> Tensor:
    return Tensor([1.0, 2.0, -3.5], requires_grad=True)


def test_a_chain_of_20000_ops_and_its_gradient(leaf: Tensor) -> None:
    result = chain(leaf)
    (gradient,) = result.sum().gradient(leaf)
    assert gradient is not None
    assert result.tolist() == [1.0, 2.0, -3.5]
    assert gradient.tolist() == [1.0, 1.0, 1.0]


def test_forgetting_a_chain_of_20000_ops_frees_all_of_it() -> None:
    x = Tensor([1.0, 2.0])
    middle = x + 1
    seen = weakref.ref(middle.node)
    deep = chain(middle)
    del middle
    assert seen() is not None
    del deep
    gc.collect()
    assert seen() is None


def test_forgetting_a_gradient_of_20000_ops_frees_all_of_it() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    middle = x * 3.0
    seen = weakref.ref(middle.node)
    chain(middle).sum().backward()
    del middle
    assert x.grad is not None
    x.grad = None
    gc.collect()
    assert seen() is None


def test_assigning_20000_times_in_place_before_anything_is_computed() -> None:
    x = Tensor([1.0, 2.0])
    for _ in range(OPS):
        x += 1
    assert x.tolist() == [1.0 + OPS, 2.0 + OPS]


def test_20000_movements_in_a_row() -> None:
    x = expected = np.arange(6, dtype=np.float32).reshape(2, 3)
    moved = Tensor(x)
    for step in range(OPS):
        moved = moved.flip(0) if step % 2 else moved.transpose(0, 1)
        expected = expected[::-1] if step % 2 else expected.T
    assert np.array_equal(moved.numpy(), expected)
