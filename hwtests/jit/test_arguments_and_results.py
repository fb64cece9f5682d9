"""What a jitted function is given and gives back: slots for arguments, new memory for results, captures by
form.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from barewire import Tensor, jit

CALLS = 5


def numbers(*values: float) -> Tensor:
    return Tensor(list(values), dtype="float32")


def counted(function: Callable[..., Any]) -> tuple[Any, list[int]]:
    """The function jitted, and how often its Python code ran."""
    runs: list[int] = []

    def counting(*args: Any, **kwargs: Any) -> Any:
        runs.append(1)
        return function(*args, **kwargs)

    return jit(counting), runs


def test_replays_read_the_arguments_of_their_own_call() -> None:
    function, runs = counted(lambda x, y: (x * 2 + y).relu())
    for call in range(CALLS):
        x, y = np.arange(-3, 4) * (call + 1.0), np.full(7, -1.0) * call
        got = function(numbers(*x), numbers(*y)).numpy()
        np.testing.assert_array_equal(got, np.maximum(x * 2 + y, 0).astype(np.float32))
    assert len(runs) == 2


def test_results_of_different_calls_are_in_different_memory() -> None:
    function = jit(lambda x: x + 1)
    results = [function(numbers(float(call))) for call in range(CALLS)]
    assert [result.item() for result in results] == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_result_of_no_tensors_at_all_is_new_each_time() -> None:
    function = jit(lambda: Tensor.ones(3) * 2)
    results = [function() for _ in range(CALLS)]
    assert all(result.tolist() == [2.0, 2.0, 2.0] for result in results)
    assert len({result._node.argument.gpu_address for result in results}) == CALLS


def test_function_that_computes_nothing_gives_back_what_it_was_given() -> None:
    function = jit(lambda x: x)
    for call in range(CALLS):
        assert function(numbers(float(call))).item() == call


def test_function_without_tensors_keeps_its_python_result() -> None:
    function = jit(lambda: {"answer": 42, "name": None})
    assert [function() for _ in range(CALLS)] == [{"answer": 42, "name": None}] * CALLS


Pair = namedtuple("Pair", "first second")


def test_nested_containers_go_in_and_come_out() -> None:
    def function(batch: dict[str, Any], *, scale: Tensor) -> dict[str, Any]:
        x, (y, z) = batch["x"], batch["rest"]
        return {"sum": [x + y, (z * scale,)], "pair": Pair(x, y * z), "kept": "text"}

    jitted = jit(function)
    for call in range(CALLS):
        base = float(call)
        got = jitted({"x": numbers(base), "rest": [numbers(2.0), numbers(base, 1.0)]}, scale=numbers(10.0))
        assert got["sum"][0].tolist() == [base + 2]
        assert got["sum"][1][0].tolist() == [base * 10, 10.0]
        assert isinstance(got["pair"], Pair)
        assert got["pair"].first.tolist() == [base]
        assert got["pair"].second.tolist() == [2 * base, 2.0]
        assert got["kept"] == "text"


@pytest.mark.parametrize("change", ["shape", "dtype", "structure"])
def test_other_form_of_arguments_captures_anew_and_keeps_the_first(change: str) -> None:
    function, runs = counted(lambda x: (x[0] if isinstance(x, list) else x) * 3)
    other = {
        "shape": Tensor([[1.0, 2.0]]), "dtype": Tensor([1, 2]), "structure": [numbers(1.0, 2.0)]
    }[change]  # fmt: skip
    for call in range(3):
        assert function(numbers(1.0, float(call))).tolist() == [3.0, call * 3.0]
    for _ in range(3):
        assert np.ravel(function(other).tolist()).tolist() == [3, 6]
    assert len(runs) == 4
    assert function(numbers(5.0, 6.0)).tolist() == [15.0, 18.0]
    assert len(runs) == 4


def test_same_tensor_for_two_arguments_is_not_taken_for_a_rule() -> None:
    function = jit(lambda x, y: x * 10 + y)
    x = numbers(1.0)
    assert [function(x, x).item() for _ in range(CALLS)] == [11.0] * CALLS
    assert function(numbers(2.0), numbers(3.0)).item() == 23.0
    assert function(x, x).item() == 11.0


def test_tensor_that_is_both_argument_and_state_stays_both() -> None:
    weight = numbers(1.0).realize()
    function = jit(lambda x: x * 10 + weight)
    assert [function(weight).item() for _ in range(CALLS)] == [11.0] * CALLS
    assert [function(numbers(2.0)).item() for _ in range(CALLS)] == [21.0] * CALLS


def test_work_done_outside_before_is_not_mistaken_for_a_constant() -> None:
    x = numbers(1.0, 2.0).realize()
    kept = x + 1
    user = kept * 2  # refers to the node of x + 1, which keeps its values
    kept.realize()
    function = jit(lambda x: x + 1)
    assert [function(x).tolist() for _ in range(3)] == [[2.0, 3.0]] * 3
    assert function(numbers(5.0, 6.0)).tolist() == [6.0, 7.0]
    assert user.tolist() == [4.0, 6.0]


def test_work_that_waited_outside_keeps_its_values_after_replays() -> None:
    x = numbers(1.0).realize()
    waiting = x + 1
    other = waiting * 3

    def function(x: Tensor) -> Tensor:
        y = (x + 1).realize()
        return y * y

    jitted = jit(function)
    for value in range(CALLS):
        jitted(x if value < 2 else numbers(float(value)))
    assert waiting.item() == 2.0
    assert other.item() == 6.0


def test_lazy_arguments_are_realized_first() -> None:
    function = jit(lambda x: x.sum())
    for call in range(CALLS):
        assert function(Tensor.ones(4) * call + 1).item() == 4 * (call + 1)


def test_empty_and_0d_arguments_and_results() -> None:
    function = jit(lambda x, y: (x * 2, y + 1, x.sum()))
    for call in range(CALLS):
        empty, scalar, total = function(Tensor.zeros(0, 3), Tensor(float(call)))
        assert empty.shape == (0, 3)
        assert scalar.shape == ()
        assert (scalar.item(), total.item()) == (call + 1.0, 0.0)


def test_intermediate_results_reuse_memory_without_harm() -> None:
    def function(x: Tensor) -> Tensor:
        for _ in range(6):
            x = (x.sum(axis=1, keepdims=True) + x).contiguous() * 0.25
        return x

    jitted = jit(function)
    random = np.random.default_rng(1)
    for _ in range(4):
        values = random.standard_normal((9, 5)).astype(np.float32)
        np.testing.assert_allclose(
            jitted(Tensor(values)).numpy(), function(Tensor(values)).numpy(), rtol=1e-5
        )


def test_jit_inside_jit_is_one_capture() -> None:
    inner, inner_runs = counted(lambda x: x * x)
    outer, outer_runs = counted(lambda x: inner(x) + inner(x + 1))
    for call in range(CALLS):
        assert outer(numbers(float(call))).item() == call**2 + (call + 1) ** 2
    assert len(outer_runs) == 2
    assert len(inner_runs) >= 2


def test_random_numbers_advance_with_every_replay() -> None:
    Tensor.manual_seed(7)
    eager = [Tensor.rand(3).tolist() for _ in range(CALLS)]
    Tensor.manual_seed(7)
    function = jit(lambda: Tensor.rand(3))
    assert [function().tolist() for _ in range(CALLS)] == eager


def test_gradients_inside_agree_with_those_outside() -> None:
    def gradient(x: Tensor) -> Tensor:
        x = x.detach().requires_grad_()
        (x.sin() * x).sum().backward()
        assert x.grad is not None
        return x.grad

    jitted = jit(gradient)
    for call in range(CALLS):
        x = np.linspace(-1, 1, 6).astype(np.float32) * (call + 1)
        np.testing.assert_allclose(jitted(Tensor(x)).numpy(), np.sin(x) + x * np.cos(x), rtol=1e-5, atol=1e-6)


def test_reset_runs_the_function_again() -> None:
    function, runs = counted(lambda x: x + 1)
    for _ in range(3):
        function(numbers(1.0))
    function.reset()
    assert function(numbers(2.0)).item() == 3.0
    assert len(runs) == 3


def test_calls_that_are_not_like_the_last_one_get_their_own_results() -> None:
    """After many like calls, for which a shorter way is taken."""

    def function(x: Tensor, y: Tensor) -> Tensor:
        return x * 2 + y

    jitted = jit(function)
    x, y = Tensor([1.0, 2.0]).realize(), Tensor([10.0, 20.0]).realize()
    shown = Tensor([1.0, 2.0, 3.0]).realize()[1:]
    pending = Tensor([0.0, 0.0]).realize()
    for _ in range(3):
        for _ in range(5):
            assert jitted(x, y).tolist() == [12.0, 24.0]
        calls: list[tuple[Any, ...]] = [
            (x, x),
            (x, shown),
            (x + 1, y),
            (np.float32([5, 6]), y),
            (x.cast("float64"), y.cast("float64")),
            (Tensor([[1.0, 2.0]]), y),
            (Tensor([1.0, 2.0], requires_grad=True), y),
            (pending.assign(x * 3), pending),
            (x, 4.0),
        ]
        for args in calls:
            assert jitted(*args).tolist() == function(*args).tolist()
            assert jitted(x, y).tolist() == [12.0, 24.0]
        assert jitted(x=x, y=y).tolist() == jitted(x, y=y).tolist() == [12.0, 24.0]
        with Tensor.no_grad():
            assert jitted(x, y).tolist() == [12.0, 24.0]
        x += 1
        assert jitted(x, y).tolist() == function(x, y).tolist()
        x.assign(Tensor([1.0, 2.0]))


def test_what_a_function_reads_on_the_host_while_it_runs_is_computed() -> None:
    """Its work is put off until somebody looks, and a look waits until that is done."""
    seen = []

    @jit
    def function(x: Tensor) -> Tensor:
        y = (x * 2).contiguous()
        for _ in range(20):
            y = (y + 1).contiguous()
        seen.append((y[0].item(), y[5].item(), float(y.numpy()[7])))
        return y

    x = Tensor(np.arange(300_000, dtype=np.float32)).realize()
    for _ in range(5):
        function(x)
        function.reset()
    assert seen == [(20.0, 30.0, 34.0)] * 5
