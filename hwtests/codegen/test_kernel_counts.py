"""How many kernels a graph becomes: fusion does not write what one kernel can keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.nest.lower import Lowering, strip_reshapes
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.fusion.task import Task
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.node import Node
from barewire.tensor.run.signature import with_realized


def tensor(*shape: int, seed: int = 0) -> Tensor:
    return Tensor(np.random.default_rng(seed).standard_normal(shape).astype(np.float32))


# What is counted does not depend on which processor runs it.
PROCESSOR = Machine(2, 32, frozenset())


def kernels(*results: Tensor) -> list[Task]:
    tasks = fuse(
        with_realized([result._node for result in results], {}), partial(kinds.joins, machine=PROCESSOR)
    )
    return [task for task in tasks if task.nest is not None]


def chain(x: Tensor, length: int) -> Tensor:
    for step in range(length):
        x = x * 1.01 + (step % 7) * 0.125 if step % 2 else (x - 0.25).relu()
    return x


def normalised(x: Tensor) -> Tensor:
    return x.layer_norm(x.shape[-1:])


def attention(length: int) -> Tensor:
    q, k, v = (tensor(2, 4, length, 16, seed=seed) for seed in range(3))
    return (q @ k.transpose(-2, -1) * 0.25).softmax(-1) @ v


ONE_KERNEL: dict[str, Callable[[], Tensor]] = {
    "softmax": lambda: tensor(64, 100).softmax(-1),
    "log softmax": lambda: tensor(64, 100).log_softmax(-1),
    "layer norm": lambda: normalised(tensor(64, 100)),
    "layer norm of a softmax's argument": lambda: tensor(64, 100).exp().softmax(-1),
    "elementwise chain": lambda: chain(tensor(1000), 200),
    "sum of a product": lambda: (tensor(50, 60) * tensor(50, 60, seed=1)).sum(axis=1),
    "mean then scaled": lambda: tensor(50, 60).mean(axis=0) * 3 + 1,
    "matmul, bias, relu": lambda: (tensor(64, 32) @ tensor(32, 48, seed=1) + tensor(48, seed=2)).relu(),
    "matmul of a relu": lambda: tensor(64, 32).relu() @ tensor(32, 48, seed=1),
    "convolution, bias, relu": lambda: (
        tensor(2, 3, 10, 10).conv2d(tensor(8, 3, 3, 3, seed=1), tensor(8, seed=2), padding=1).relu()
    ),
    "transpose, reshape, slice, flip": lambda: (
        tensor(6, 8, 10).permute(2, 0, 1).reshape(60, 8)[5:50:3].flip(1) * 2
    ),
    "concatenation": lambda: tensor(5, 6).cat(tensor(7, 6, seed=1), tensor(2, 6, seed=2)),
    "padded sum": lambda: tensor(9, 9).pad((1, 1, 1, 1)) + 1,
    "one hot": lambda: Tensor([1, 0, 3]).one_hot(5),
    "gather": lambda: tensor(30, 8)[Tensor([3, 7, 29, 0])] * 2,
    "attention": lambda: attention(64),
    "max pooling": lambda: tensor(2, 3, 12, 12).max_pool2d(2),
}


@pytest.mark.parametrize("name", ONE_KERNEL)
def test_is_one_kernel(name: str) -> None:
    assert len(kernels(ONE_KERNEL[name]())) == 1


def test_two_products_in_one_sum_are_two_tiled_kernels() -> None:
    a, b, c, d = (tensor(40, 40, seed=seed).realize() for seed in range(4))
    tasks = kernels(a @ b + c @ d)
    assert len(tasks) == 2
    assert all(Form.of(task.nest).contraction for task in tasks if task.nest is not None)


SECOND_PRODUCTS: dict[str, Callable[[Tensor], Tensor]] = {
    "matmul": lambda x: x.reshape(1, 8, 36).transpose(1, 2) @ tensor(8, 16, seed=5),
    "1x1": lambda x: x.conv2d(tensor(16, 8, 1, 1, seed=5)),
    "3x3": lambda x: x.conv2d(tensor(16, 8, 3, 3, seed=5), padding=1),
    "depthwise": lambda x: x.conv2d(tensor(8, 1, 3, 3, seed=5), padding=1, groups=8),
    "pooling": lambda x: x.max_pool2d(3, 1, padding=1),
}


@pytest.mark.parametrize("second", SECOND_PRODUCTS)
@pytest.mark.parametrize("activation", ["relu", "silu", "gelu", "hardswish", "mish", "sigmoid"])
def test_what_stands_between_two_products_is_computed_with_the_first(activation: str, second: str) -> None:
    """Not with the second, which would compute it for every place in a window and every panel."""
    x = tensor(1, 8, 6, 6).conv2d(tensor(8, 8, 3, 3, seed=1), tensor(8, seed=2), padding=1)
    between = getattr(x, activation)()
    first, _ = kernels(SECOND_PRODUCTS[second](between))
    assert [strip_reshapes(node) for node in with_realized([between._node], {})] == list(first.outputs)


def test_parts_put_together_are_stored_before_windows_read_them() -> None:
    """Each place is read nine times; the 1x1 convolution reads it once and needs no copy."""
    parts = [tensor(1, 8, 6, 6, seed=seed).conv2d(tensor(8, 8, 1, 1, seed=9)) for seed in range(3)]
    whole = parts[0].cat(*parts[1:], axis=1)
    assert len(kernels(whole.conv2d(tensor(8, 24, 3, 3), padding=1))) == 5
    assert len(kernels(whole.conv2d(tensor(8, 24, 1, 1)))) == 4


def test_cross_entropy_reads_its_logits_in_one_kernel_and_sums_in_at_most_another() -> None:
    logits, target = tensor(64, 10).realize(), Tensor(np.arange(64) % 10).realize()
    assert len(kernels(logits.cross_entropy(target))) <= 2


def test_adam_update_of_one_parameter_is_one_kernel_that_writes_three_buffers() -> None:
    p, g, m, v = (tensor(100, 30, seed=seed).realize() for seed in range(4))
    m.assign(m * 0.9 + g * 0.1)
    v.assign(v * 0.99 + g * g * 0.01)
    p.assign(p - 0.1 * m / (v.abs().sqrt() + 1e-8))
    (task,) = kernels(m, v, p)
    assert len(task.outputs) == 3


def test_results_that_read_the_same_elements_share_a_kernel() -> None:
    x = tensor(1000).realize()
    assert len(kernels(x.exp(), x.sin(), x * 2)) == 1


def test_reduction_with_few_results_is_done_in_two_steps_so_that_cores_share_it() -> None:
    assert len(kernels(tensor(1 << 20).sum())) <= 2


def evaluations(monkeypatch: pytest.MonkeyPatch, results: list[Node]) -> tuple[int, float]:
    """How often scheduling looks at a node, and the seconds it takes."""
    count = 0
    start = Lowering._start

    def counted(self: Lowering, *request: object) -> object:
        nonlocal count
        count += 1
        return start(self, *request)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Lowering, "_start", counted)
        began = time.perf_counter()
        fuse(with_realized(results, {}))
        return count, time.perf_counter() - began


def layers(count: int) -> Tensor:
    """A deep network with residual connections, about 15 nodes for each layer."""
    x = tensor(16, 32)
    weight = tensor(32, 32, seed=1)
    for _ in range(count):
        x = normalised((x @ weight).relu() + x)
    return x


def wide(count: int) -> Tensor:
    parts = [chain(tensor(64, seed=seed).realize(), 10) for seed in range(count)]
    return sum(parts[1:], parts[0])


@pytest.mark.parametrize(
    "build", [layers, wide, lambda count: chain(tensor(100), 20 * count)], ids=["deep", "wide", "chain"]
)
def test_work_of_scheduling_grows_with_the_nodes_and_no_faster(
    build: Callable[[int], Tensor], monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = build(30)._node, build(120)._node
    few, many = len(graph.toposort([small])), len(graph.toposort([large]))
    work_small, _ = evaluations(monkeypatch, [small])
    work_large, seconds = evaluations(monkeypatch, [large])
    print(f"{many} nodes scheduled in {seconds:.3f} s, {work_large} evaluations")
    assert work_large / many <= 1.3 * work_small / few + 1
