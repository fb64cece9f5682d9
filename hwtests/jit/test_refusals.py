"""What `jit` refuses rather than replay wrongly, and that a failed call leaves everything usable."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from barewire import Tensor, jit, nn
from barewire.runtime.errors import JitError

FACTOR = 2.0


def numbers(*values: float) -> Tensor:
    return Tensor(list(values), dtype="float32")


def test_changed_python_argument_is_an_error_that_shows_both_values() -> None:
    function = jit(lambda x, scale: x * scale)
    for _ in range(3):
        assert function(numbers(2.0), 3.0).item() == 6.0
    with pytest.raises(JitError, match=r"4\.0.*3\.0"):
        function(numbers(2.0), 4.0)
    assert function(numbers(5.0), 3.0).item() == 15.0


def test_changed_python_value_deep_in_a_container_is_an_error_that_names_its_place() -> None:
    function = jit(lambda options: options["x"] * options["scales"][1])
    for _ in range(3):
        function({"x": numbers(1.0), "scales": [1.0, 2.0]})
    with pytest.raises(JitError, match=r"scales.*1"):
        function({"x": numbers(1.0), "scales": [1.0, 5.0]})


def test_equal_value_of_another_type_is_an_error_or_captured_anew() -> None:
    function = jit(lambda x, n: x + n)
    for _ in range(3):
        assert function(Tensor([1]), 1).dtype.name == "int64"
    assert function(Tensor([1]), 1.0).dtype.name == "float32"
    assert function(Tensor([1]), True).dtype.name == "int64"


def test_changed_closure_variable_is_an_error() -> None:
    scale = 2.0

    def function(x: Tensor) -> Tensor:
        return x * scale

    jitted = jit(function)
    for _ in range(3):
        assert jitted(numbers(1.0)).item() == 2.0
    scale = 3.0
    with pytest.raises(JitError, match="scale"):
        jitted(numbers(1.0))
    scale = 2.0
    assert jitted(numbers(4.0)).item() == 8.0


def test_changed_global_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    function = jit(lambda x: x * FACTOR)
    for _ in range(3):
        assert function(numbers(1.0)).item() == 2.0
    monkeypatch.setitem(globals(), "FACTOR", 5.0)
    with pytest.raises(JitError, match="FACTOR"):
        function(numbers(1.0))


def test_value_that_became_a_tensor_is_an_error() -> None:
    scale: float | Tensor = 2.0

    def function(x: Tensor) -> Tensor:
        return x * scale

    jitted = jit(function)
    for _ in range(3):
        jitted(numbers(1.0))
    scale = numbers(5.0)
    with pytest.raises(JitError, match="scale"):
        jitted(numbers(1.0))


class Scaled:
    def __init__(self) -> None:
        self.factor = 2.0

    @jit
    def apply(self, x: Tensor) -> Tensor:
        return x * self.factor


def test_changed_attribute_of_the_object_is_an_error() -> None:
    scaled = Scaled()
    for _ in range(3):
        assert scaled.apply(numbers(1.0)).item() == 2.0
    scaled.factor = 3.0
    with pytest.raises(JitError, match=r"self\.factor"):
        scaled.apply(numbers(1.0))
    assert Scaled().apply(numbers(2.0)).item() == 4.0


def test_module_that_stopped_training_is_an_error() -> None:
    model = nn.Dropout(0.5)
    function = jit(lambda x: model(x))
    for _ in range(3):
        function(numbers(1.0))
    model.eval()
    with pytest.raises(JitError, match="training"):
        function(numbers(1.0))
    function.reset()
    assert [function(numbers(3.0)).item() for _ in range(3)] == [3.0] * 3


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
def test_exception_inside_leaves_the_function_and_everything_else_usable(failing: int) -> None:
    state = numbers(0.0).realize()
    runs: list[int] = []

    def function(x: Tensor) -> Tensor:
        runs.append(1)
        y = (x + 1).realize()
        if len(runs) - 1 == failing:
            raise RuntimeError("on purpose")
        state.assign(state + y)
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
