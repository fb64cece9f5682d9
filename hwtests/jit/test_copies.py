"""Copies and pickles: of tensors, modules, optimizers and jitted functions; never of what a card has once."""

from __future__ import annotations

import copy
import gc
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from barewire import Device, Tensor, dtypes, jit, nn, optim
from barewire.drivers.owned import Owned
from barewire.runtime import Queue
from barewire.runtime.errors import BarewireError, GradientError
from barewire.runtime.graph import Graph

COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda value: pickle.loads(pickle.dumps(value)),
}
DEEP = {name: COPIES[name] for name in ("deepcopy", "pickle")}


@pytest.mark.parametrize("how", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("dtype", dtypes.ALL, ids=str)
def test_copy_of_a_tensor_has_its_values_and_memory_of_its_own(how: Callable[[Any], Any], dtype: Any) -> None:
    if not dtype.held:
        return
    tensor = Tensor([[0, 1], [1, 0]], dtype=dtype)
    copied = how(tensor)
    tensor.assign(Tensor.ones(2, 2, dtype=dtype)).realize()
    assert (copied.dtype, copied.device, copied.shape) == (dtype, tensor.device, (2, 2))
    assert copied.cast("float32").tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("how", COPIES.values(), ids=COPIES)
def test_copies_of_empty_constant_lazy_and_learned_tensors(how: Callable[[Any], Any]) -> None:
    weight = Tensor([1.0, 2.0], requires_grad=True)
    weight.square().sum().backward()
    found = how(weight)
    assert found.is_leaf and found.requires_grad and found.tolist() == [1.0, 2.0]
    (found * 3).sum().backward()
    assert weight.grad is not None and weight.grad.tolist() == [2.0, 4.0]
    assert how(Tensor.zeros(0, 3)).shape == (0, 3)
    assert how(Tensor(3)).item() == 3
    assert how(Tensor([1.0]) + 1).tolist() == [2.0]
    with pytest.raises(GradientError, match="detach"):
        how(weight * 2)


@pytest.mark.parametrize("how", DEEP.values(), ids=DEEP)
def test_copied_model_and_optimizer_train_by_themselves(how: Callable[[Any], Any]) -> None:
    Tensor.manual_seed(3)
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1))
    optimizer = optim.Adam(net.parameters(), lr=0.1)
    x = Tensor(np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32))

    def steps(net: Any, optimizer: Any, wrap: Callable[[Any], Any], count: int) -> list[float]:
        def step(x: Tensor) -> Tensor:
            optimizer.zero_grad()
            loss = net(x).square().mean()
            loss.backward()
            optimizer.step()
            return loss.detach()

        step = wrap(step)
        return [step(x).item() for _ in range(count)]

    steps(net, optimizer, jit, 4)
    before = [parameter.tolist() for parameter in net.parameters()]
    twins = [how((net, optimizer)) for _ in range(2)]
    first = steps(*twins[0], jit, 4)
    assert [parameter.tolist() for parameter in net.parameters()] == before
    np.testing.assert_allclose(first, steps(*twins[1], lambda step: step, 4), rtol=1e-5)
    np.testing.assert_allclose(first, steps(net, optimizer, jit, 4), rtol=1e-5)


def test_tied_weights_stay_tied() -> None:
    net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    net[1].weight = net[0].weight
    for how in DEEP.values():
        copied = how(net)
        assert copied[0].weight is copied[1].weight is not net[0].weight


@jit
def doubled(x: Tensor) -> Tensor:
    return x * 2


class Counter:
    def __init__(self) -> None:
        self.total = Tensor.zeros(1)

    @jit
    def add(self, x: Tensor) -> Tensor:
        self.total.assign(self.total + x)
        return self.total * 1


@pytest.mark.parametrize("how", COPIES.values(), ids=COPIES)
def test_jitted_functions_and_what_has_them(how: Callable[[Any], Any]) -> None:
    net = nn.Linear(2, 1)
    for function in (doubled, jit(net), jit(net.forward)):
        x = Tensor([[1.0, 2.0]])
        want = function(x).tolist()
        copied = how(function)
        assert [copied(x).tolist() for _ in range(3)] == [want] * 3
    if how is not copy.copy:
        counter = Counter()
        for call in range(3):
            assert counter.add(Tensor([1.0])).item() == call + 1
        other = how(counter)
        for call in range(3):
            assert other.add(Tensor([1.0])).item() == call + 4
            assert counter.add(Tensor([10.0])).item() == 10 * call + 13


@pytest.mark.parametrize("how", COPIES.values(), ids=COPIES)
def test_what_a_card_has_once_is_never_copied(how: Callable[[Any], Any]) -> None:
    device = Device.default
    x = (Tensor([1.0, 2.0]) + 1).realize()
    doubled(x), doubled(x), doubled(x)
    graph = Graph(device, [])
    card = device.card
    queue = device.compute.driver_queue
    owned = [
        device,
        card,
        device.memory,
        device.compute,
        queue,
        device.compute.timeline,
        graph,
        queue.finish(),
    ]
    owned += [x._node.storage, *[each for each in gc.get_objects() if isinstance(each, Owned)]]
    for each in owned:
        with pytest.raises(BarewireError, match=type(each).__name__):
            how(each)
        if how is not copy.copy:
            with pytest.raises(BarewireError):
                how({"within": [each]})
    assert isinstance(device.compute, Queue)
    assert (x + 1).tolist() == [3.0, 4.0]
