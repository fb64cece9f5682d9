"""What `jit` refuses rather than replay wrongly, and that a failed call leaves everything usable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from barewire import Tensor, jit
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


def test_assigning_to_an_argument_is_an_error() -> None:
    def function(x: Tensor) -> Tensor:
        x.assign(x + 1)
        return x * 2

    jitted = jit(function)
    assert jitted(numbers(1.0)).item() == 4.0
    with pytest.raises(JitError, match="argument"):
        jitted(numbers(1.0))


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


def test_arguments_on_several_devices_are_refused_by_name() -> None:
    function = jit(lambda x, y: x)
    x, y = numbers(1.0), numbers(1.0).realize()
    y.device = "ELSEWHERE"
    function(x, y)
    with pytest.raises(JitError, match="ELSEWHERE"):
        function(x, y)
