"""Tensors over memory that others write to: they show it, and what is computed has the values of its time."""

from __future__ import annotations

import gc

import numpy as np
import pytest
import torch

from barewire import Tensor, jit
from barewire.runtime.errors import InvalidArgument

pytestmark = pytest.mark.usefixtures("on_the_processor")


def over_numpy(array: np.ndarray) -> Tensor:
    return Tensor.from_numpy(array)


def over_torch(array: np.ndarray) -> Tensor:
    return Tensor.from_dlpack(torch.from_numpy(array))


def over_dlpack(array: np.ndarray) -> Tensor:
    return Tensor.from_dlpack(array)


LENDERS = [over_numpy, over_torch, over_dlpack]
USES = {
    "left": lambda x: x * 2,
    "right": lambda x: 2 - x,
    "both": lambda x: x * x + x,
    "other operand": lambda x: Tensor([1.0, 1.0, 1.0]) * x,
    "argument": lambda x: Tensor([0.0, 9.0, 2.0]).maximum(x),
    "keyword": lambda x: Tensor([0.0, 9.0, 2.0]).clip(max=x),
    "on the class": lambda x: Tensor.relu(x) + Tensor.exp(x),
    "joined": lambda x: Tensor.cat([Tensor([0.0]), x, x]),
    "stacked": lambda x: Tensor.stack([x, x], 1),
    "reduced": lambda x: x.softmax(-1) + x.sum(),
    "viewed": lambda x: x.reshape(3, 1).T,
    "indexed": lambda x: x[1:],
    "weight": lambda x: Tensor([[1.0, 2.0, 3.0]]).linear(x.reshape(1, 3)),
    "norm": lambda x: Tensor([[1.0, 2.0, 3.0]]).layer_norm(3, x, x),
    "einsum": lambda x: Tensor.einsum("i,j->ij", x, x),
    "list": lambda x: Tensor([x, x]),
    "copied": lambda x: Tensor(x),
    "cloned": lambda x: x.clone(),
    "detached": lambda x: x.detach(),
    "assigned": lambda x: Tensor([0.0, 0.0, 0.0]).assign(x),
    "moved": lambda x: x.to("CPU", "float64"),
    "where": lambda x: (Tensor([1.0, 0.0, 1.0]) > 0).where(x, 0.0),
    "transposed": lambda x: x.T,
}


# Every way of lending for one use in three, the first way for all.
WAYS = [(use, lend) for n, use in enumerate(USES) for lend in LENDERS[: 3 if n % 3 == 0 else 1]]


@pytest.mark.parametrize(("use", "lend"), WAYS)
def test_results_have_the_values_of_the_time_they_were_asked_for(use, lend):
    memory = np.array([1, 2, 3], np.float32)
    x = lend(memory)
    wanted = USES[use](Tensor([1.0, 2.0, 3.0])).tolist()

    found = USES[use](x)
    memory[:] = 100

    assert found.tolist() == wanted
    assert x.tolist() == [100, 100, 100]


def test_a_staging_buffer_that_is_filled_again_gives_each_batch():
    memory = np.zeros(1000, np.float32)
    x = Tensor.from_numpy(memory)
    found = []
    for step in range(20):
        memory[:] = step
        found += [x.sum() + 1, Tensor.from_numpy(memory) * 2]
        memory[:] = -1

    assert [each.numpy().max() for each in found[::2]] == [step * 1000 + 1 for step in range(20)]
    assert [each.numpy().max() for each in found[1::2]] == [step * 2 for step in range(20)]


def test_memory_is_copied_again_only_where_it_changed():
    memory = np.zeros(4, np.float32)
    x = Tensor.from_numpy(memory)

    first, again = x * 2, x * 2
    memory[1] = 5
    changed = x * 2

    assert first._node is again._node
    assert changed.tolist() == [0, 10, 0, 0] and first.tolist() == [0, 0, 0, 0]


def test_arguments_of_a_jitted_function_are_what_the_memory_holds_at_the_call():
    memory = np.zeros(3, np.float32)
    x = Tensor.from_numpy(memory)
    triple = jit(lambda t: t * 3)

    found = []
    for step in range(5):
        memory[:] = step
        found.append(triple(x))
        memory[:] = -1

    assert [each.tolist() for each in found] == [[3 * step] * 3 for step in range(5)]


CHANGES = {
    "+=": lambda x: x.__iadd__(1),
    "/=": lambda x: x.__itruediv__(2),
    "item": lambda x: x.__setitem__(0, 7.0),
    "slice": lambda x: x.__setitem__(slice(1, None), np.float32([8, 9])),
    "assign": lambda x: x.assign([4.0, 5.0, 6.0]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_in_place_is_made_in_the_memory_at_once(change):
    memory = np.array([1, 2, 3], np.float32)
    x, plain = Tensor.from_numpy(memory), Tensor([1.0, 2.0, 3.0])
    before = x * 1

    change(x)
    change(plain)

    assert memory.tolist() == x.tolist() == plain.tolist()
    assert np.shares_memory(x.numpy(), memory)
    assert before.tolist() == [1, 2, 3]


def test_a_leaf_has_memory_of_its_own():
    memory = np.array([1, 2], np.float32)
    x = Tensor.from_numpy(memory).requires_grad_()
    loss = (x * x).sum()
    memory[:] = 5
    loss.backward()

    assert x.grad.tolist() == [2, 4]
    assert x.tolist() == [1, 2]


def test_what_the_memory_holds_is_seen_and_can_be_written():
    memory = np.array([[1, 2]], np.int32)
    x = Tensor.from_numpy(memory)

    assert (x.shape, x.dtype.name, len(x), x.ndim) == ((1, 2), "int32", 1, 2)
    assert isinstance(x, Tensor) and np.shares_memory(x.numpy(), memory)
    x.numpy()[0, 0] = 9
    torch.from_dlpack(x)[0, 1] = 8

    assert memory.tolist() == [[9, 8]]


def test_read_only_memory_is_copied_or_not_written():
    memory = np.array([1.0, 2.0])
    memory.flags.writeable = False
    copied, shared = Tensor.from_dlpack(memory), Tensor.from_dlpack(memory, copy=False)
    copied += 1

    assert (copied.tolist(), memory.tolist()) == ([2, 3], [1, 2])
    assert np.shares_memory(shared.numpy(), memory) and not shared.numpy().flags.writeable
    with pytest.raises(InvalidArgument, match="read-only"):
        shared += 1


def test_an_array_that_nobody_else_has_is_taken_as_it_is():
    x = Tensor.from_numpy(np.ones(5))
    held = np.ones(5)
    y = Tensor.from_numpy(held)

    assert type(x) is Tensor and type(y) is not Tensor
    assert (x + 1).tolist() == (y + 1).tolist() == [2] * 5


def test_memory_is_kept_as_long_as_a_tensor_needs_it():
    x = over_torch(np.arange(5, dtype=np.float32))
    y = x + 1
    gc.collect()

    assert x.tolist() == [0, 1, 2, 3, 4]
    del x
    gc.collect()
    assert y.tolist() == [1, 2, 3, 4, 5]
