"""Captured calls that have become native code: everything they pass over is still seen."""

from __future__ import annotations

import gc
import random
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from barewire import Device, Tensor, jit, nn, no_grad
from barewire.runtime import Profiler
from barewire.tensor.run import object_layout
from barewire.tensor.run.native_call import REFUSED

CALLS = 8

pytestmark = pytest.mark.skipif(
    Device.default.name != "CPU" or object_layout.offsets() is None,
    reason="native calls are the processor's, of this kind of interpreter",
)


def tensor(*shape: int, seed: int = 0) -> Tensor:
    return Tensor(np.random.default_rng(seed).standard_normal(shape, np.float32)).realize()


def settled(function: Callable[..., Any], *args: Any) -> Any:
    """The function, called until it is native."""
    jitted = jit(function)
    for _ in range(CALLS):
        jitted(*args)
    assert jitted._native is not None
    return jitted


def is_native(jitted: Any, *args: Any) -> bool:
    """Whether a call with these arguments, once they are uploaded, is done by the native code alone."""
    Device.default.synchronize()
    return jitted._native is not None and jitted._native(*args) is not REFUSED


def test_results_are_those_of_the_arguments_of_each_call() -> None:
    add = settled(lambda a, b: a * 2 + b, tensor(100), tensor(100, seed=1))
    kept = []
    for seed in range(20):
        a, b = tensor(100, seed=seed), tensor(100, seed=100 + seed)
        assert is_native(add, a, b)
        kept.append((add(a, b), a.numpy() * 2 + b.numpy()))
    for got, expected in kept:
        np.testing.assert_allclose(got.numpy(), expected, rtol=1e-6)


def test_memory_of_results_that_are_gone_serves_again() -> None:
    double = settled(lambda a: a * 2, tensor(64))
    x = tensor(64)
    seen = {double(x)._node.argument.gpu_address for _ in range(50)}
    assert len(seen) <= 4


def test_large_results_leave_no_memory_with_the_capture() -> None:
    double = settled(lambda a: a * 2, tensor(1 << 20))
    memory = Device.default.memory
    x = tensor(1 << 20)
    gc.collect()
    before = memory.allocated
    made = double(x)
    assert memory.allocated > before
    del made
    assert memory.allocated == before


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_made_of_a_result_keeps_its_values(seed: int) -> None:
    chance = random.Random(seed)
    function = settled(lambda a: a * 3 + 1, tensor(6, 4))
    held: list[tuple[Any, np.ndarray[Any, Any]]] = []
    uses: list[Callable[[Tensor], Any]] = [
        lambda r: r,
        lambda r: r[1:4],
        lambda r: r.T,
        lambda r: r.detach(),
        lambda r: r.reshape(-1)[::3],
        lambda r: r * 2,
        lambda r: r.numpy(),
        lambda r: np.from_dlpack(r),
        lambda r: memoryview(r.numpy()),
        lambda r: r.add_(1),
        lambda r: (r.sum(0) + 1).realize(),
        lambda r: r.clone(),
        lambda r: r.view(4, 6),
    ]
    for step in range(120):
        x = tensor(6, 4, seed=step)
        result = function(x)
        number = chance.randrange(len(uses))
        expected = np.array(uses[number](Tensor(x.numpy() * 3 + 1)))
        held.append((uses[number](result), expected))
        del result
        while len(held) > 12:
            held.pop(chance.randrange(len(held)))
        if chance.random() < 0.3:
            got, wanted = held[chance.randrange(len(held))]
            np.testing.assert_allclose(np.array(got), wanted, rtol=1e-5, atol=1e-5)
    for got, wanted in held:
        np.testing.assert_allclose(np.array(got), wanted, rtol=1e-5, atol=1e-5)


def test_one_tensor_given_twice_and_views_are_right() -> None:
    add = settled(lambda a, b: a - b * 2, tensor(10), tensor(10, seed=1))
    x = tensor(10)
    np.testing.assert_array_equal(add(x, x).numpy(), -x.numpy())
    both = tensor(20)
    np.testing.assert_allclose(
        add(both[:10], both[10:]).numpy(), both.numpy()[:10] - both.numpy()[10:] * 2, rtol=1e-6
    )
    np.testing.assert_allclose(add(x * 2, x + 1).numpy(), -2 * np.ones(10), rtol=1e-5)


def test_other_shapes_dtypes_and_classes_take_another_way() -> None:
    double = settled(lambda a: a * 2, tensor(10))
    assert not is_native(double, tensor(11))
    assert double(tensor(11)).shape == (11,)
    assert double(Tensor([1, 2])).dtype.name == "int64"
    assert double(np.float32([1, 2])).tolist() == [2.0, 4.0]
    assert double(2.5) == 5.0
    assert double(a=tensor(10)).shape == (10,)
    with pytest.raises(TypeError):
        double(tensor(10), tensor(10))


def test_constants_state_and_modes_are_seen() -> None:
    scale = [2.0]
    bias = tensor(10)
    function = settled(lambda a: a * scale[0] + bias, tensor(10))
    x = tensor(10, seed=5)

    def check() -> None:
        np.testing.assert_allclose(function(x).numpy(), x.numpy() * scale[0] + bias.numpy(), rtol=1e-6)

    for _ in range(CALLS):
        check()
    scale[0] = 3.0
    for _ in range(CALLS):
        check()
    bias.assign(bias * 2)
    for _ in range(CALLS):
        check()
    bias.add_(1)
    check()
    assert function._native is not None or scale
    with no_grad():
        for _ in range(CALLS):
            check()
    with Tensor.precision("tf32"):
        check()


def test_training_mode_and_weights_of_a_network_are_seen() -> None:
    net = nn.Sequential(nn.Linear(8, 16), nn.Dropout(0.5), nn.Linear(16, 4))
    net.eval()
    x = tensor(2, 8)
    with no_grad():
        function = settled(lambda a: net(a), x)
        before = function(x).numpy()
        np.testing.assert_allclose(before, net(x).numpy(), rtol=1e-5, atol=1e-6)
        net.train()
        drawn = [function(x).numpy() for _ in range(4)]
        assert any(not np.array_equal(drawn[0], each) for each in drawn[1:])
        net.eval()
        np.testing.assert_array_equal(function(x).numpy(), before)
        net[0].weight.assign(net[0].weight * 2)
        np.testing.assert_allclose(function(x).numpy(), net(x).numpy(), rtol=1e-5, atol=1e-6)
        net.load_state_dict({name: value * 0.5 for name, value in net.state_dict().items()})
        for _ in range(CALLS):
            np.testing.assert_allclose(function(x).numpy(), net(x).numpy(), rtol=1e-5, atol=1e-6)


def test_gradients_do_not_pass_a_result() -> None:
    from barewire.runtime.errors import JitError

    net = nn.Linear(4, 4)
    function = settled(lambda a: net(a), tensor(2, 4))
    result = function(tensor(2, 4))
    assert result.requires_grad
    with pytest.raises(JitError):
        result.sum().backward()


def test_structures_of_results_are_kept() -> None:
    function = settled(
        lambda a, b: {"sum": a + b, "rest": (a - b, [a * b, 7, None])}, tensor(5), tensor(5, seed=1)
    )
    a, b = tensor(5, seed=2), tensor(5, seed=3)
    got = function(a, b)
    np.testing.assert_allclose(got["sum"].numpy(), a.numpy() + b.numpy(), rtol=1e-6)
    np.testing.assert_allclose(got["rest"][1][0].numpy(), a.numpy() * b.numpy(), rtol=1e-6)
    assert got["rest"][1][1:] == [7, None]
    got["rest"][1].append(1)
    assert len(function(a, b)["rest"][1]) == 3


def test_kernels_are_profiled() -> None:
    double = settled(lambda a: (a * 2).sin(), tensor(1000))
    with Profiler() as profiler:
        double(tensor(1000))
    assert [event.work.name for event in profiler.events] == ["map_1000"]


def test_waits_for_what_the_queue_does() -> None:
    chain = settled(lambda a: a + 1, tensor(256, 256))
    x = tensor(256, 256)
    for _ in range(50):
        y = (x @ x).realize()
        expected = (x @ x).numpy() + 1
        np.testing.assert_allclose(chain(y).numpy(), expected, rtol=1e-4, atol=1e-4)


def test_threads_call_one_together() -> None:
    function = settled(lambda a: (a @ a).sum(), tensor(150, 150))
    failures: list[object] = []

    def work(seed: int) -> None:
        x = tensor(150, 150, seed=seed)
        expected = float((x.numpy() @ x.numpy()).sum())
        for _ in range(200):
            got = function(x).item()
            if not np.isclose(got, expected, rtol=1e-3, atol=0.5):
                failures.append((seed, got, expected))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_finaliser_may_call_it_again() -> None:
    function = settled(lambda a: a + 1, tensor(10))
    x = tensor(10)
    seen = []

    class Calls:
        def __del__(self) -> None:
            seen.append(function(x).numpy())

    for _ in range(200):
        cycle: list[Any] = [Calls()]
        cycle.append(cycle)
        del cycle
        np.testing.assert_array_equal(function(x).numpy(), x.numpy() + 1)
    gc.collect()
    assert len(seen) == 200
    assert all(np.array_equal(each, x.numpy() + 1) for each in seen)


def test_no_references_are_lost_or_kept() -> None:
    import sys

    function = settled(lambda a, b: a + b, tensor(10), tensor(10, seed=1))
    x, y = tensor(10), tensor(10, seed=2)
    counted = [x, y, x._node, x.device, None, type(x), x._flow, Device.default]
    function(x, y)
    gc.collect()
    before = [sys.getrefcount(each) for each in counted]
    for _ in range(1000):
        function(x, y)
    gc.collect()
    after = [sys.getrefcount(each) for each in counted]
    # The names of one device and of small numbers are everywhere.
    assert all(abs(a - b) <= 20 for a, b in zip(after, before, strict=True))


def test_a_closed_device_is_refused_and_opened_again() -> None:
    import os
    import subprocess
    import sys

    program = """
import numpy as np
from barewire import Device, Tensor, jit
x = Tensor(np.float32([1, 2, 3])).realize()
double = jit(lambda a: a * 2)
for _ in range(8):
    double(x)
assert double._native is not None
Device["CPU"].close()
for _ in range(8):
    y = Tensor(np.float32([1, 2, 3])).realize()
    assert double(y).tolist() == [2.0, 4.0, 6.0]
if not (child := __import__("os").fork()):
    for _ in range(8):
        assert double(y).tolist() == [2.0, 4.0, 6.0]
    __import__("os")._exit(0)
assert __import__("os").waitpid(child, 0)[1] == 0
for _ in range(8):
    assert double(y).tolist() == [2.0, 4.0, 6.0]
"""
    subprocess.run([sys.executable, "-c", program], check=True, env=dict(os.environ), timeout=60)


def test_gradients_within_are_native_and_a_gradient_that_is_there_is_seen() -> None:
    import barewire

    x = tensor(20).requires_grad_()

    def slope(a: Tensor) -> tuple[Tensor, ...]:
        return barewire.autograd.grad((a * a * a).sum(), [a])

    function = settled(slope, x)
    np.testing.assert_allclose(function(x)[0].numpy(), 3 * x.numpy() ** 2, rtol=1e-5)
    (x * x).sum().backward()
    np.testing.assert_allclose(function(x)[0].numpy(), 3 * x.numpy() ** 2, rtol=1e-5)
    x.grad = None
    np.testing.assert_allclose(function(x)[0].numpy(), 3 * x.numpy() ** 2, rtol=1e-5)


def test_state_that_was_moved_before_the_first_native_call_is_where_it_is() -> None:
    @jit
    def noisy(x: Tensor) -> Tensor:
        return x + Tensor.rand(6)

    zero = Tensor.zeros(6).contiguous().realize()
    for before in range(8):
        noisy.reset()
        Tensor.manual_seed(5)
        expected = [tuple(Tensor.rand(6).tolist()) for _ in range(12)]
        for _ in range(before):
            noisy(zero)
        Tensor.manual_seed(5)
        assert [tuple(noisy(zero).tolist()) for _ in range(12)] == expected


def test_weights_that_were_loaded_are_found() -> None:
    first, second = nn.Linear(8, 4), nn.Linear(8, 4)
    first.load_state_dict(second.state_dict())
    x = tensor(2, 8)
    with no_grad():
        function = settled(lambda a: first(a), x)
        for seed in range(4):
            x = tensor(2, 8, seed=seed)
            np.testing.assert_allclose(function(x).numpy(), second(x).numpy(), rtol=1e-5, atol=1e-6)
        assert is_native(function, x.detach())
        first.load_state_dict({name: value * 2 for name, value in second.state_dict().items()})
        for _ in range(CALLS):
            np.testing.assert_allclose(function(x).numpy(), second(x).numpy() * 2, rtol=1e-5, atol=1e-6)
        assert function._native is not None


def test_a_device_may_be_named_by_another_string() -> None:
    name = "".join(("C", "PU"))
    weight = Tensor([2.0, 3.0], device=name).realize()
    function = settled(lambda a: a * weight, Tensor([1.0, 1.0]).realize())
    assert is_native(function, Tensor([1.0, 1.0], device=name).realize())
