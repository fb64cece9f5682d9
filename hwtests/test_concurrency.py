"""Threads that share one device: each sees its own results, whatever the others compute, compile or draw."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count

import numpy as np
import pytest

from barewire import Tensor, jit, nn, optim

pytestmark = pytest.mark.usefixtures("compiled")


def together(*works: Callable[[], None]) -> None:
    """Run functions at the same time, each on a thread; the first failure is raised here."""
    failures: list[BaseException] = []
    ready = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            ready.wait()
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    if failures:
        raise failures[0]


# Sizes that no other test has, so that kernels are compiled here.
_sizes = count(10_007, 2)


def test_threads_that_realize_the_same_kernels() -> None:
    def work(seed: int) -> None:
        for step in range(100):
            values = np.arange(257, dtype=np.float32) + seed * 1000 + step
            x = Tensor(values)
            assert np.array_equal(((x * 2 + 1) - x).numpy(), values + 1)
            assert x.sum().item() == values.sum(dtype=np.float64)

    together(*(lambda seed=seed: work(seed) for seed in range(3)))  # type: ignore[misc]


def test_a_thread_that_realizes_while_others_compile() -> None:
    stop = threading.Event()
    rounds = 0

    def realize() -> None:
        nonlocal rounds
        while not stop.is_set():
            assert (Tensor([1.0, float(rounds)]) + 1).tolist() == [2.0, rounds + 1.0]
            rounds += 1

    def compile_new() -> None:
        try:
            for _ in range(12):
                size = next(_sizes)
                assert (Tensor.arange(size) * 2).sum().item() == size * (size - 1)
        finally:
            stop.set()

    together(realize, compile_new, compile_new)
    assert rounds > 12


def test_threads_that_need_the_same_new_kernel_at_once() -> None:
    for _ in range(10):
        size = next(_sizes)

        def work(size: int = size) -> None:
            assert (Tensor.arange(size).cast("float32") + 0.5).max().item() == size - 0.5

        together(work, work, work)


def test_threads_that_realize_the_same_tensor() -> None:
    values = np.random.default_rng(1).random((50, 60), dtype=np.float32)
    for _ in range(20):
        shared = (Tensor(values) * 3).sum(1)

        def work(shared: Tensor = shared) -> None:
            np.testing.assert_allclose(shared.numpy(), (values * 3).sum(1), rtol=1e-5)

        together(work, work, work)


def test_each_thread_has_its_own_no_grad() -> None:
    inside, outside = threading.Event(), threading.Event()

    def without() -> None:
        with Tensor.no_grad():
            inside.set()
            assert outside.wait(30)
            assert not (Tensor([1.0], requires_grad=True) * 2).requires_grad

    def with_gradients() -> None:
        try:
            assert inside.wait(30)
            x = Tensor([3.0], requires_grad=True)
            (x * x).sum().backward()
            assert x.grad is not None and x.grad.tolist() == [6.0]
        finally:
            outside.set()

    together(without, with_gradients)


def test_threads_that_train_models_of_their_own() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.random((16, 4), dtype=np.float32), rng.random((16, 1), dtype=np.float32)
    start = rng.random((1, 4), dtype=np.float32)

    def train() -> list[float]:
        model = nn.Linear(4, 1, bias=False)
        model.load_state_dict({"weight": Tensor(start)})
        optimizer = optim.SGD(model.parameters(), lr=0.05)
        losses = []
        for _ in range(20):
            optimizer.zero_grad()
            loss = model(Tensor(x)).mse_loss(Tensor(y))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses

    expected = train()
    found: list[list[float]] = []
    together(*[lambda: found.append(train())] * 3)
    for losses in found:
        np.testing.assert_allclose(losses, expected, rtol=1e-5)


def test_threads_with_jitted_functions_of_their_own() -> None:
    def work(factor: float) -> None:
        scaled = jit(lambda x: (x * factor).sum() + 1)
        for step in range(50):
            assert scaled(Tensor([1.0, float(step)])).item() == factor * (1 + step) + 1

    together(lambda: work(2.0), lambda: work(3.0), lambda: work(4.0))


def test_threads_that_draw_random_numbers_draw_different_ones() -> None:
    draws: list[list[float]] = []

    def work() -> None:
        for _ in range(50):
            draws.append(Tensor.rand(4).tolist())

    together(work, work)
    assert all(0 <= value < 1 for draw in draws for value in draw)
    assert len({tuple(draw) for draw in draws}) == len(draws)


def test_tensors_dropped_on_another_thread_than_the_one_that_made_them() -> None:
    handed: list[Tensor] = []
    done = threading.Event()

    def make() -> None:
        try:
            for step in range(300):
                handed.append((Tensor([float(step)] * 300) + 1).realize())
        finally:
            done.set()

    def drop() -> None:
        expected = 1.0
        while not done.is_set() or handed:
            if handed:
                assert handed.pop(0)[17].item() == expected
                expected += 1

    together(make, drop)
