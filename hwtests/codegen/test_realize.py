"""Realization: what is computed is kept and used again, assignment, the cache of plans, threads."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Sequence

import numpy as np
import pytest

from barewire import Tensor
from barewire.runtime.code_object import CodeObject
from barewire.runtime.device import Device
from barewire.runtime.errors import BarewireError
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.node import Op
from barewire.tensor.run import realize as executor
from barewire.tensor.run.plan import Plan
from barewire.tensor.run.signature import Signature, signature_of

from ..reference import evaluate
from .comparison import read, run, stored

CPU = Device.default.name


def plus(x: graph.Node, value: float) -> graph.Node:
    return graph.elementwise(Op.ADD, x, graph.const(value, x.dtype, x.shape))


class Launches:
    """Counts the kernels launched while it is active."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        launch = type(Device.default).launch

        def counted(device: Device, *args: object) -> None:
            self.count += 1
            launch(device, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(type(Device.default), "launch", counted)


@pytest.fixture
def launches(monkeypatch: pytest.MonkeyPatch) -> Launches:
    return Launches(monkeypatch)


def test_values_computed_once_are_used_by_graphs_built_earlier(launches: Launches) -> None:
    x = stored(np.arange(50), dtypes.float32)
    middle = graph.reduce(plus(x, 1), Op.ADD, (0,))
    later = plus(middle, 5)
    (kept,) = executor.realize([middle], CPU)
    assert launches.count == 1
    (got,) = executor.realize([later], CPU)
    assert read(got).item() == sum(range(50)) + 50 + 5
    assert executor.realize([middle], CPU) == [kept]
    assert launches.count == 2


def test_asking_again_launches_nothing(launches: Launches) -> None:
    node = plus(stored([1, 2, 3], dtypes.float32), 1)
    first = executor.realize([node], CPU)
    count = launches.count
    assert executor.realize([node, node], CPU) == first * 2
    assert launches.count == count


def test_buffer_and_its_reshapes_need_no_kernel(launches: Launches) -> None:
    x = stored(np.arange(12), dtypes.int32)
    shaped = graph.reshape(x, (3, 4))
    same, other = executor.realize([x, shaped], CPU)
    assert same is x
    assert other.argument is x.argument
    np.testing.assert_array_equal(read(other), np.arange(12).reshape(3, 4))
    assert launches.count == 0


def test_same_expression_written_twice_is_one_result(launches: Launches) -> None:
    x = stored([1, 2, 3], dtypes.float32)
    first, second = run([plus(x, 2), plus(x, 2)])
    np.testing.assert_array_equal(first, second)
    assert launches.count == 1


def test_realized_node_gives_its_memory_back_when_nobody_needs_it() -> None:
    x = stored(np.zeros(1000), dtypes.float32)
    node = plus(x, 1)
    (result,) = executor.realize([node], CPU)
    storage = weakref.ref(result.argument)
    del result
    gc.collect()
    assert storage() is not None  # the node still knows its values
    del node
    gc.collect()
    assert storage() is None


def test_assignment_is_seen_by_what_is_built_after_and_not_by_what_was_built_before() -> None:
    x = Tensor([1.0, 2.0]).realize()
    before = x * 10
    x.assign(x + 1)
    after = x * 10
    x.assign(x + 1)
    assert after.tolist() == [20.0, 30.0]
    assert before.tolist() == [10.0, 20.0]
    assert x.tolist() == [3.0, 4.0]
    assert before.tolist() == [10.0, 20.0]


def test_old_and_new_values_in_one_realization() -> None:
    x = Tensor([1.0, 2.0]).realize()
    before = x * 10
    x.assign(x.flip(0) + before)
    Tensor.realize(before, x)
    assert before.tolist() == [10.0, 20.0]
    assert x.tolist() == [12.0, 21.0]


def test_two_tensors_exchange_their_values() -> None:
    x, y = Tensor([1.0]).realize(), Tensor([2.0]).realize()
    old_x, old_y = x * 1, y * 1
    x.assign(old_y)
    y.assign(old_x)
    Tensor.realize(x, y)
    assert (x.item(), y.item()) == (2.0, 1.0)


def test_plan_is_found_again_for_other_buffers_of_the_same_form() -> None:
    def graph_over(seed: int) -> graph.Node:
        x = stored(np.full(23, seed), dtypes.float32)
        return graph.reduce(plus(plus(x, 3), 0.5), Op.MAX, (0,))

    executor.realize([graph_over(0)], CPU)
    before = len(executor._families)
    for seed in range(1, 6):
        (got,) = run([graph_over(seed)])
        assert got.item() == seed + 3.5
    assert len(executor._families) == before


@pytest.mark.parametrize("change", ["shape", "dtype", "constant", "aliasing"])
def test_other_form_gets_a_plan_of_its_own(change: str) -> None:
    x, y = (stored(np.full(29, value), dtypes.float32) for value in (2, 3))

    def product(a: graph.Node, b: graph.Node, constant: float = 0.25) -> graph.Node:
        return plus(graph.elementwise(Op.MUL, a, b), constant)

    (got,) = run([product(x, y)])
    assert got[0] == 6.25
    other = {
        "shape": lambda: product(
            stored(np.full((29, 1), 4), dtypes.float32), stored(np.full((29, 1), 5), dtypes.float32)
        ),
        "dtype": lambda: product(
            stored(np.full(29, 4), dtypes.float64), stored(np.full(29, 5), dtypes.float64)
        ),
        "constant": lambda: product(x, y, -0.25),
        "aliasing": lambda: product(y, y),
    }[change]()
    np.testing.assert_array_equal(run([other])[0], evaluate([other])[0])


def test_signed_zero_and_the_kind_of_a_constant_are_part_of_the_form() -> None:
    one = stored([1.0], dtypes.float32)
    quotients = []
    for zero in (0.0, -0.0):
        divisor = graph.elementwise(Op.MUL, one, graph.const(zero, dtypes.float32, (1,)))
        quotients.append(run([graph.elementwise(Op.DIV, one, divisor)])[0].item())
    assert quotients == [float("inf"), float("-inf")]


def test_failed_realization_leaves_graph_and_device_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    node = plus(stored([1.0, 2.0], dtypes.float32), 40)

    def fail(*_: object) -> object:
        raise BarewireError("no compiler today")

    with monkeypatch.context() as patch:
        patch.setattr(executor, "build", fail)
        with pytest.raises(BarewireError, match="no compiler today"):
            executor.realize([node], CPU)
    assert node.realized is None
    np.testing.assert_array_equal(run([node])[0], [41.0, 42.0])


def test_threads_that_realize_at_once_get_their_own_results() -> None:
    wrong: list[str] = []
    shared = stored(np.arange(64), dtypes.float32)

    def work(number: int) -> None:
        for step in range(25):
            own = stored(np.full(64, number), dtypes.float32)
            node = graph.elementwise(Op.ADD, shared, plus(own, step % 5))
            (got,) = run([graph.reduce(node, Op.ADD, (0,))])
            want = 64 * 63 / 2 + 64 * (number + step % 5)
            if got.item() != want:
                wrong.append(f"thread {number} step {step}: {got.item()} instead of {want}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def test_threads_that_realize_one_node_agree() -> None:
    node = graph.reduce(plus(stored(np.ones(100), dtypes.float32), 1), Op.ADD, (0,))
    start, results = threading.Barrier(4), []

    def work() -> None:
        start.wait()
        results.append(run([node])[0].item())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [200.0] * 4


def test_scatter_into_what_is_still_needed_leaves_it_alone() -> None:
    base = stored(np.arange(6), dtypes.float32)
    index, new = stored([1, 3], dtypes.int64), stored([10, 20], dtypes.float32)
    changed = graph.scatter(base, index, new, 0, "add")
    got, untouched, doubled = run([changed, plus(base, 0), graph.elementwise(Op.MUL, changed, changed)])
    np.testing.assert_array_equal(got, [0, 11, 2, 23, 4, 5])
    np.testing.assert_array_equal(untouched, np.arange(6))
    np.testing.assert_array_equal(doubled, got * got)


def test_a_constant_that_is_in_memory_stays_part_of_programs_code() -> None:
    """Its node is every program's with that constant: read from memory, all would round otherwise."""
    held = [Tensor.full((1,), 3.25).realize(), Tensor.full((1, 1), 3.25).realize()]
    x = Tensor([1.0, 2.0]).realize()
    reads = [
        signature_of([node], x.device).buffers for node in ((x * 3.25)._node, (x.reshape(1, 2) * 3.25)._node)
    ]
    assert [len(buffers) for buffers in reads] == [1, 1]
    assert [each.numpy().item() for each in held] == [3.25, 3.25]


def test_numbers_that_change_are_given_to_kernels_compiled_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learning rate that falls at each step: the program with the second is compiled for all others."""
    built: list[Sequence[int]] = []
    build = executor.build

    def counted(
        outputs: list[graph.Node], signature: Signature, device: Device, given: Sequence[int] = ()
    ) -> Plan:
        built.append(given)
        return build(outputs, signature, device, given)

    monkeypatch.setattr(executor, "build", counted)
    x = stored(np.arange(41), dtypes.float32)
    for rate in (0.3, 0.25, 0.2, 0.15, 0.3):
        (got,) = run([plus(plus(x, rate), 7)])
        np.testing.assert_array_equal(got, (np.arange(41, dtype=np.float32) + np.float32(rate)) + 7)
    assert [len(given) for given in built] == [0, 1]


@pytest.mark.parametrize("dtype", [each for each in dtypes.ALL if each.kind in "iuf"], ids=str)
def test_a_number_given_to_a_kernel_is_the_one_in_its_code(dtype: dtypes.DType) -> None:
    if dtype.name in Device.default.info.lacks:
        pytest.skip(f"{Device.default.name} has no {dtype}")
    x = stored(np.arange(1, 9), dtype)
    for value in (3, 5, 7, 11):
        node = graph.elementwise(Op.MUL, x, graph.const(value, dtype, x.shape))
        np.testing.assert_array_equal(run([node])[0], evaluate([node])[0])


def test_numbers_too_large_or_small_for_their_dtype_are_what_they_are_in_code() -> None:
    x = stored([1.0], dtypes.float32)
    products = [
        run([graph.elementwise(Op.MUL, x, graph.const(value, dtypes.float32, (1,)))])[0].item()
        for value in (0.1, 1e39, -1e39, 1e-46, 3.5)
    ]
    assert products == [np.float32(0.1).item(), float("inf"), float("-inf"), 0.0, 3.5]


def test_a_number_alone_is_filled_with_its_value() -> None:
    for value in (0.3, 0.7, 0.9):
        shaped = graph.reshape(graph.const(value, dtypes.float32, ()), (1, 1))
        got = run(
            [shaped, graph.const(value, dtypes.float32, (3,)), graph.scalar(int(value * 10), dtypes.int32)]
        )
        assert [each.tolist() for each in got] == [
            [[np.float32(value)]],
            [np.float32(value)] * 3,
            int(value * 10),
        ]


def test_programs_with_one_kernel_share_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[bytes] = []
    load = Device.load

    def counted(device: Device, image: bytes) -> CodeObject:
        loaded.append(image)
        return load(device, image)

    monkeypatch.setattr(Device, "load", counted)
    x, y = stored(np.arange(77), dtypes.float32), stored(np.arange(55), dtypes.float32)
    run([plus(x, 1.75)])
    run([plus(x, 1.75), plus(y, 2.5)])
    assert len(loaded) == 2


def test_plans_beyond_the_bound_give_their_mappings_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "MOST_STEPS", 8)
    x = Tensor(np.arange(200, dtype=np.float32)).realize()
    for size in range(150, 180):
        assert (x[:size] * 3.0).sum().item() == 3.0 * size * (size - 1) / 2
    Device.default.synchronize()
    assert sum(family.steps for family in executor._families.values()) <= 8
