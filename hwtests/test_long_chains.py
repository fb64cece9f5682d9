"""Graphs far deeper than Python's stack: computed, differentiated, replayed and forgotten."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.tensor.codegen.nest.lower import Lowering
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.run.signature import with_realized

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
    seen = weakref.ref(middle._node)
    deep = chain(middle)
    del middle
    assert seen() is not None
    del deep
    gc.collect()
    assert seen() is None


def test_forgetting_a_gradient_of_20000_ops_frees_all_of_it() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    middle = x * 3.0
    seen = weakref.ref(middle._node)
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


def sines(x: Tensor, steps: int) -> Tensor:
    for _ in range(steps):
        x = x.sin() + x * 0.5
    return x


def own_sums(x: Tensor, steps: int) -> Tensor:
    for _ in range(steps):
        x = x - x.sum(1, keepdim=True) * 0.1
    return x


def grown(x: Tensor, steps: int) -> Tensor:
    whole = x
    for _ in range(steps):
        whole = Tensor.cat(whole, x)
    return whole


@pytest.mark.parametrize("program", [sines, own_sums, grown])
def test_work_of_a_schedule_grows_with_the_length_of_the_chain_only(
    program: Callable[[Tensor, int], Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    x = Tensor.rand(4, 4).realize()
    starts = []
    start = Lowering._start

    def counted(state: Lowering, *request: Any) -> Any:
        starts.append(request)
        return start(state, *request)

    monkeypatch.setattr(Lowering, "_start", counted)
    work = []
    for steps in (100, 200):
        starts.clear()
        fuse(with_realized([program(x, steps)._node], {}))
        work.append(len(starts))
    assert work[1] < 2.5 * work[0]


def test_a_long_chain_of_sines_has_the_gradient_that_torch_finds() -> None:
    given = np.linspace(-2, 2, 16, dtype=np.float32)
    x = Tensor(given, requires_grad=True)
    sines(x, 150).sum().backward()
    t = torch.tensor(given, requires_grad=True)
    y = t
    for _ in range(150):
        y = y.sin() + y * 0.5
    y.sum().backward()
    assert x.grad is not None and t.grad is not None
    np.testing.assert_allclose(x.grad.numpy(), t.grad.numpy(), rtol=1e-3, atol=1e-6)


def test_appending_again_and_again_keeps_every_piece() -> None:
    assert grown(Tensor([1.0, 2.0]).realize(), 150).tolist() == [1.0, 2.0] * 151
