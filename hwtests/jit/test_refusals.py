"""What `jit` refuses rather than replay wrongly, and that a failed call leaves everything usable."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from barewire import Tensor, jit, optim
from barewire.runtime.errors import JitError


def numbers(*values: float) -> Tensor:
    return Tensor(list(values), dtype="float32")


def test_object_that_cannot_keep_a_capture_is_refused() -> None:
    class Slotted:
        __slots__ = ()

        @jit
        def apply(self, x: Tensor) -> Tensor:
            return x

    with pytest.raises(JitError, match="Slotted"):
        Slotted().apply(numbers(1.0))


@pytest.mark.parametrize(
    "read",
    [
        lambda x: x.item(),
        lambda x: x.numpy(),
        lambda x: x.tolist(),
        lambda x: bool(x),
        lambda x: float(x),
        np.asarray,
    ],
    ids=["item", "numpy", "tolist", "bool", "float", "asarray"],
)
def test_reading_values_inside_is_an_error_at_capture(read: Callable[[Tensor], object]) -> None:
    def function(x: Tensor) -> Tensor:
        read((x + 1).sum())
        return x * 2

    jitted = jit(function)
    assert jitted(numbers(1.0)).item() == 2.0
    with pytest.raises(JitError, match="host"):
        jitted(numbers(1.0))
    assert (numbers(1.0) + 1).item() == 2.0
    with pytest.raises(JitError):
        jitted(numbers(1.0))


def test_assigning_to_an_argument_that_is_a_view_is_an_error() -> None:
    def function(x: Tensor) -> Tensor:
        x.assign(x + 1)
        return x * 2

    jitted, whole = jit(function), numbers(1.0, 2.0)
    assert jitted(whole[0]).item() == 4.0
    with pytest.raises(JitError, match="view"):
        jitted(whole[1])
    assert jitted(numbers(1.0)).item() == 4.0


def test_assigning_to_an_array_is_an_error() -> None:
    def function(x: Tensor) -> Tensor:
        x += 1
        return x * 2

    with pytest.raises(JitError, match="NumPy"):
        jit(function)(np.ones(2, np.float32))


def test_gradient_through_an_argument_is_an_error() -> None:
    weight = Tensor([2.0], requires_grad=True)
    function = jit(lambda x: (x * 3).sum().backward().detach())
    function(weight * 1)
    with pytest.raises(JitError, match="detach"):
        function(weight * 1)
    assert weight.is_leaf


@pytest.mark.parametrize("failing", [0, 1])
def test_exception_inside_leaves_the_function_and_everything_else_usable(
    failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = numbers(0.0).realize()
    runs: list[int] = []
    positive = Tensor.relu

    # In the library itself, so that it is not a Python value that the function reads.
    def relu(x: Tensor) -> Tensor:
        if len(runs) - 1 == failing:
            raise RuntimeError("on purpose")
        return positive(x)

    monkeypatch.setattr(Tensor, "relu", relu)

    def function(x: Tensor) -> Tensor:
        runs.append(1)
        y = (x + 1).realize()
        state.assign(state + y.relu())
        return state * 1

    jitted = jit(function)
    total = 0.0
    for call in range(6):
        if call == failing:
            with pytest.raises(RuntimeError, match="on purpose"):
                jitted(numbers(1.0))
            assert (numbers(3.0) * 2).item() == 6.0
        else:
            total += call + 1
            assert jitted(numbers(float(call))).item() == total
    assert len(runs) == 3


def test_exception_of_an_inner_function_ends_the_outer_capture() -> None:
    runs: list[int] = []

    @jit
    def inner(x: Tensor) -> Tensor:
        runs.append(1)
        if len(runs) == 2:
            raise ValueError("inner")
        return x * 2

    outer = jit(lambda x: inner(x) + 1)
    assert outer(numbers(1.0)).item() == 3.0
    with pytest.raises(ValueError, match="inner"):
        outer(numbers(1.0))
    for call in range(4):
        assert outer(numbers(float(call))).item() == 2 * call + 1


async def later(x: Tensor) -> Tensor:
    return x


def piecewise(x: Tensor) -> Iterator[Tensor]:
    yield x


class Piecewise:
    def __call__(self, x: Tensor) -> Iterator[Tensor]:
        yield x


@pytest.mark.parametrize(
    "function",
    [later, piecewise, Piecewise(), Piecewise().__call__, functools.partial(piecewise)],
    ids=["coroutine", "generator", "object", "method", "partial"],
)
def test_what_runs_piece_by_piece_is_refused(function: Callable[..., object]) -> None:
    with pytest.raises(JitError, match="piece by piece"):
        jit(function)


def test_generator_as_a_result_is_refused() -> None:
    function = jit(lambda x: (x * number for number in range(3)))
    with pytest.raises(JitError, match="generator"):
        function(numbers(1.0))


def test_tensors_in_an_object_that_is_no_container_are_refused() -> None:
    function = jit(lambda x: SimpleNamespace(y=x * 2))
    function(numbers(1.0))
    with pytest.raises(JitError, match=r"SimpleNamespace.*tree\.register"):
        function(numbers(1.0))


def test_gradient_through_a_result_is_an_error_and_not_missing() -> None:
    weight = Tensor([2.0], requires_grad=True)
    function = jit(lambda x: x * weight)
    function(numbers(1.0)), function(numbers(1.0))
    with pytest.raises(JitError, match="gradient"):
        (function(numbers(3.0)) * 2).sum().backward()


def test_gradient_that_a_replay_used_up_is_an_error_until_it_is_cleared() -> None:
    weight = Tensor([2.0], requires_grad=True)
    optimizer = optim.SGD([weight], lr=0.5)

    def step(x: Tensor) -> None:
        optimizer.zero_grad()
        (x * weight).sum().backward()
        optimizer.step()

    jitted = jit(step)
    for _ in range(3):
        jitted(numbers(1.0))
        if weight.grad is not None and _ > 0:
            with pytest.raises(JitError, match="zero_grad"):
                weight.grad.tolist()
    optimizer.zero_grad()
    (weight * 3).sum().backward()
    assert weight.grad.tolist() == [3.0]


def test_function_that_changes_what_it_reads_is_named_in_a_warning() -> None:
    state = SimpleNamespace(count=0)

    def function(x: Tensor) -> Tensor:
        state.count = state.count + 1
        return x * state.count

    jitted = jit(function)
    with pytest.warns(RuntimeWarning, match=r"state\.count") as seen:
        assert [jitted(numbers(1.0)).item() for _ in range(30)] == list(range(1, 31))
    assert len(seen) == 1


def test_array_containers_that_the_function_changes_are_an_error() -> None:
    function = jit(lambda batch: batch.pop())
    with pytest.raises(JitError, match="NumPy"):
        function([np.ones(2)])


def test_arguments_on_several_devices_are_refused_by_name() -> None:
    function = jit(lambda x, y: x)
    x, y = numbers(1.0), numbers(1.0).realize()
    y.device = "ELSEWHERE"
    function(x, y)
    with pytest.raises(JitError, match="ELSEWHERE"):
        function(x, y)
