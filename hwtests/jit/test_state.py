"""State of jitted functions: tensors that they read and assign without being given them."""

from __future__ import annotations

import gc
import threading

import numpy as np
import pytest

from barewire import Device, Tensor, jit, nn, optim

CALLS = 6


def numbers(*values: float) -> Tensor:
    return Tensor(list(values), dtype="float32")


def test_assigned_counter_counts_each_call_once() -> None:
    count = numbers(0.0)

    def step() -> Tensor:
        count.assign(count + 1)
        return count * 10

    jitted = jit(step)
    assert [jitted().item() for _ in range(CALLS)] == [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    assert count.item() == CALLS


def test_assigned_counter_counts_when_nobody_reads_it() -> None:
    count = Tensor.zeros(3)

    def step(x: Tensor) -> Tensor:
        count.assign(count + x)
        return x * 2

    jitted = jit(step)
    for call in range(CALLS):
        assert jitted(numbers(float(call))).item() == 2.0 * call
    assert count.tolist() == [15.0] * 3


def test_state_keeps_its_memory_over_replays() -> None:
    count = numbers(0.0).realize()

    def step() -> None:
        count.assign(count + 1)

    jitted = jit(step)
    for _ in range(2):
        jitted()
    address = count.realize()._node.argument.gpu_address
    for _ in range(3):
        jitted()
    assert count.realize()._node.argument.gpu_address == address
    assert count.item() == 5.0


def test_exchange_of_two_states_loses_neither() -> None:
    a, b = numbers(1.0, 2.0).realize(), numbers(10.0, 20.0).realize()

    def exchange() -> None:
        new_a, new_b = b * 1, a * 1
        a.assign(new_a)
        b.assign(new_b)

    jitted = jit(exchange)
    for call in range(CALLS):
        jitted()
        first, second = (b, a) if call % 2 else (a, b)
        assert (first.tolist(), second.tolist()) == ([10.0, 20.0], [1.0, 2.0])


def test_state_read_at_other_elements_is_not_overwritten_too_early() -> None:
    ring = Tensor.arange(37).cast("float32").realize()

    def turn() -> Tensor:
        ring.assign(ring.roll(1) + ring.flip(0) * 0)
        return ring.sum()

    jitted = jit(turn)
    for call in range(CALLS):
        assert jitted().item() == 37 * 18
        assert ring.tolist() == np.roll(np.arange(37.0), call + 1).tolist()


def test_prefix_of_state_follows_its_elements() -> None:
    window = Tensor.zeros(4).realize()

    def push(x: Tensor) -> Tensor:
        window.assign(window[1:].cat(x))
        return window.max()

    jitted = jit(push)
    for call in range(CALLS):
        assert jitted(numbers(float(call))).item() == call
    assert window.tolist() == [2.0, 3.0, 4.0, 5.0]


def test_value_computed_after_an_update_sees_the_update_and_one_before_does_not() -> None:
    state = numbers(1.0).realize()

    def step(x: Tensor) -> tuple[Tensor, Tensor]:
        before = state * 100
        state.assign(state + x)
        return before, state * 100

    jitted = jit(step)
    total = 1.0
    for call in range(CALLS):
        before, after = jitted(numbers(float(call)))
        assert before.item() == total * 100
        total += call
        assert after.item() == total * 100


def test_state_assigned_twice_takes_the_last_value() -> None:
    state = numbers(1.0).realize()

    def step() -> Tensor:
        state.assign(state + 1)
        middle = state * 1
        state.assign(state * 2)
        return middle

    jitted = jit(step)
    value = 1.0
    for _ in range(CALLS):
        assert jitted().item() == value + 1
        value = (value + 1) * 2
    assert state.item() == value


def test_eager_assign_between_replays_is_seen() -> None:
    state = numbers(0.0).realize()

    def step() -> Tensor:
        state.assign(state + 1)
        return state * 1

    jitted = jit(step)
    for expected in (1.0, 2.0, 3.0):
        assert jitted().item() == expected
    state.assign(state * 0 + 50)
    assert jitted().item() == 51.0
    state.assign(numbers(7.0)).realize()
    assert jitted().item() == 8.0
    assert state.item() == 8.0


def test_two_functions_share_state_that_one_of_them_updates() -> None:
    state = numbers(0.0).realize()

    def update(x: Tensor) -> None:
        state.assign(state + x)

    updating, reading = jit(update), jit(lambda x: x * state)
    for call in range(CALLS):
        updating(numbers(1.0))
        assert reading(numbers(2.0)).item() == 2.0 * (call + 1)


def test_two_functions_that_update_the_same_state_alternate() -> None:
    state = numbers(1.0).realize()

    def double() -> None:
        state.assign(state * 2)

    def add() -> None:
        state.assign(state + 3)

    doubling, adding = jit(double), jit(add)
    value = 1.0
    for _ in range(CALLS):
        doubling()
        adding()
        value = value * 2 + 3
        assert state.item() == value


def test_state_is_fine_after_another_form_was_captured() -> None:
    state = numbers(0.0).realize()

    def step(x: Tensor) -> Tensor:
        state.assign(state + x.sum())
        return state * 1

    jitted = jit(step)
    total = 0.0
    for call in range(12):
        x = [1.0] * (1 + call // 2 % 3)
        total += len(x)
        assert jitted(numbers(*x)).item() == total


def test_running_mean_of_batch_norm_follows_the_eager_one() -> None:
    def build() -> nn.BatchNorm1d:
        return nn.BatchNorm1d(3)

    eager, captured = build(), build()
    jitted = jit(captured)
    random = np.random.default_rng(3)
    for _ in range(CALLS):
        x = random.standard_normal((16, 3)).astype(np.float32) * 2 + 1
        np.testing.assert_allclose(jitted(Tensor(x)).numpy(), eager(Tensor(x)).numpy(), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(captured.running_mean.numpy(), eager.running_mean.numpy(), rtol=1e-5)
    np.testing.assert_allclose(captured.running_var.numpy(), eager.running_var.numpy(), rtol=1e-5)


def test_training_step_follows_the_eager_one_and_its_loss_is_that_before_the_update() -> None:
    random = np.random.default_rng(4)
    weights = [
        random.standard_normal(shape).astype(np.float32) * 0.3 for shape in ((8, 5), (8,), (1, 8), (1,))
    ]
    batches = [
        (
            random.standard_normal((10, 5)).astype(np.float32),
            random.standard_normal((10, 1)).astype(np.float32),
        )
        for _ in range(CALLS)
    ]

    def losses(use_jit: bool) -> tuple[list[float], list[np.ndarray]]:
        parameters = [Tensor(weight, requires_grad=True) for weight in weights]
        optimizer = optim.Adam(parameters, lr=0.05)

        def step(x: Tensor, y: Tensor) -> Tensor:
            optimizer.zero_grad()
            hidden = (x @ parameters[0].T + parameters[1]).relu()
            loss = (hidden @ parameters[2].T + parameters[3] - y).square().mean()
            loss.backward()
            optimizer.step()
            return loss.detach()

        run = jit(step) if use_jit else step
        found = [run(Tensor(x), Tensor(y)).item() for x, y in batches]
        return found, [parameter.numpy().copy() for parameter in parameters]

    eager_losses, eager_weights = losses(False)
    jit_losses, jit_weights = losses(True)
    np.testing.assert_allclose(jit_losses, eager_losses, rtol=1e-4)
    for got, want in zip(jit_weights, eager_weights, strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-3, atol=1e-5)


class Accumulator:
    def __init__(self, start: float) -> None:
        self.total = numbers(start)

    @jit
    def add(self, x: Tensor) -> Tensor:
        self.total.assign(self.total + x)
        return self.total * 1


def test_method_has_its_own_capture_for_each_object() -> None:
    first, second = Accumulator(0.0), Accumulator(100.0)
    for call in range(CALLS):
        assert first.add(numbers(1.0)).item() == call + 1
        assert second.add(numbers(2.0)).item() == 100 + 2 * (call + 1)


def test_two_threads_replaying_functions_of_their_own_do_not_mix() -> None:
    wrong: list[str] = []

    def work(name: float) -> None:
        state = numbers(0.0).realize()

        def step(x: Tensor) -> Tensor:
            state.assign(state + x)
            return state * 2

        jitted = jit(step)
        for call in range(40):
            got = jitted(numbers(name)).item()
            if got != 2 * name * (call + 1):
                wrong.append(f"thread {name}: call {call} gave {got}")

    threads = [threading.Thread(target=work, args=(float(name),)) for name in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def test_threads_that_call_one_function_get_their_own_values() -> None:
    jitted = jit(lambda x, y: (x * 2 + y).contiguous().sum())
    wrong: list[str] = []

    def work(name: int) -> None:
        for call in range(60):
            got = jitted(numbers(float(name), float(call)), np.full(2, name, np.float32)).item()
            if got != 2 * (name + call) + 2 * name:
                wrong.append(f"thread {name}: call {call} gave {got}")

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert wrong == []


def test_old_value_of_state_can_be_returned() -> None:
    state = numbers(1.0, 2.0).realize()

    def step() -> Tensor:
        old = state.clone()
        state.assign(state + 1)
        return old

    jitted = jit(step)
    results = [jitted() for _ in range(CALLS)]
    assert [result.tolist() for result in results] == [[1.0 + call, 2.0 + call] for call in range(CALLS)]
    assert state.tolist() == [1.0 + CALLS, 2.0 + CALLS]


def test_copies_of_state_returned_by_different_calls_keep_their_values() -> None:
    state = numbers(1.0).realize()

    def step() -> Tensor:
        state.assign(state + 1)
        return state.clone()

    jitted = jit(step)
    results = [jitted() for _ in range(CALLS)]
    assert [result.item() for result in results] == [2.0 + call for call in range(CALLS)]


def test_state_itself_can_be_returned() -> None:
    state = numbers(1.0).realize()

    def step() -> Tensor:
        return state.assign(state + 1)

    jitted = jit(step)
    assert all(jitted() is state for _ in range(CALLS))
    assert state.item() == 1.0 + CALLS


def test_waiting_work_over_state_that_is_assigned_later_keeps_the_old_values() -> None:
    state = numbers(1.0, 2.0).realize()
    mask = (state > 1).cast("float32")
    jitted = jit(lambda x: x * mask)
    for _ in range(3):
        assert jitted(numbers(5.0, 5.0)).tolist() == [0.0, 5.0]
    state.assign(state + 5).realize()
    assert jitted(numbers(5.0, 5.0)).tolist() == [0.0, 5.0]
    assert mask.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("eager_every", [1, 3, 10])
def test_captured_and_eager_steps_in_turn_keep_no_old_parameters(eager_every: int) -> None:
    weight = Tensor(np.ones(10_000, np.float32), requires_grad=True)
    optimizer = optim.Adam([weight], lr=0.1)

    def step(x: Tensor) -> Tensor:
        optimizer.zero_grad()
        loss = (weight * x).square().mean()
        loss.backward()
        optimizer.step()
        return loss.detach()

    jitted, x, memory = jit(step), numbers(1.0), Device[weight.device].memory
    seen = []
    for call in range(60):
        (step if call > 3 and call % eager_every == 0 else jitted)(x)
        if call in (20, 59):
            Device[weight.device].synchronize()
            gc.collect()
            seen.append(memory.allocated)
    assert seen[1] <= seen[0] + weight.nbytes


def test_views_made_before_see_what_replays_write() -> None:
    state = Tensor.zeros(3).realize()
    first, held = state[0:1], state.reshape(3, 1)
    held.realize()

    @jit
    def step(x: Tensor) -> None:
        state.add_(x)

    for count in range(1, 7):
        step(Tensor([1.0, 2.0, 3.0]))
        assert state.tolist() == [1.0 * count, 2.0 * count, 3.0 * count]
        assert first.tolist() == [1.0 * count]
        assert held.tolist() == [[1.0 * count], [2.0 * count], [3.0 * count]]
