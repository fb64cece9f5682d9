"""What a kernel would only copy is taken as it is, where nobody else needs it."""

from __future__ import annotations

import numpy as np

from barewire import Tensor, jit
from barewire.tensor.run.jit import Jitted


def kernels(jitted: Jitted[..., object]) -> list[str]:
    """The names of the kernels of the one capture."""
    ((variant,),) = jitted._forms.values()
    assert variant.captured is not None
    assert variant.captured.graph is not None
    return [command.work.name for command in variant.captured.graph._commands]  # type: ignore[union-attr]


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return Tensor(np.random.default_rng(seed).standard_normal(shape, np.float32)).realize()


def test_rows_put_into_a_copy_are_two_kernels() -> None:
    x, rows, places = numbers(50, 8), numbers(2, 8, seed=1), Tensor([3, 40]).realize()

    @jit
    def put(x: Tensor, places: Tensor, rows: Tensor) -> Tensor:
        copy = x.clone()
        copy[places] = rows
        return copy

    expected = x.numpy().copy()
    expected[[3, 40]] = rows.numpy()
    before = x.numpy().copy()
    for _ in range(8):
        np.testing.assert_array_equal(put(x, places, rows).numpy(), expected)
    np.testing.assert_array_equal(x.numpy(), before)
    assert len(kernels(put)) == 2


def test_rows_put_into_state_write_these_alone() -> None:
    state, places = numbers(50, 8), Tensor([3, 40]).realize()
    expected = state.numpy().copy()

    @jit
    def put(rows: Tensor) -> None:
        state[places] = rows

    for seed in range(8):
        rows = numbers(2, 8, seed=seed)
        put(rows)
        expected[[3, 40]] = rows.numpy()
        np.testing.assert_array_equal(state.numpy(), expected)
    assert len(kernels(put)) == 1


def test_rows_put_where_they_are_read_from_are_the_old_ones() -> None:
    state = numbers(6, 4)
    expected = state.numpy().copy()
    to, of = Tensor([0, 1, 2]).realize(), Tensor([1, 2, 3]).realize()

    @jit
    def shift() -> Tensor:
        state[to] = state[of] * 2
        return state.sum()

    for _ in range(8):
        total = shift()
        expected[[0, 1, 2]] = expected[[1, 2, 3]] * 2
        np.testing.assert_allclose(state.numpy(), expected, rtol=1e-6)
        np.testing.assert_allclose(total.item(), expected.sum(), rtol=1e-4, atol=1e-4)


def test_the_old_values_are_there_for_who_has_them() -> None:
    state = numbers(6, 4)
    place = Tensor([2]).realize()

    @jit
    def put(row: Tensor) -> tuple[Tensor, Tensor]:
        before = state * 1
        state[place] = row
        return before, state + 1

    for seed in range(8):
        held, view, row = state.clone(), state.numpy().copy(), numbers(1, 4, seed=seed)
        before, after = put(row)
        np.testing.assert_array_equal(before.numpy(), view)
        np.testing.assert_array_equal(held.numpy(), view)
        view[2] = row.numpy()[0]
        np.testing.assert_array_equal(after.numpy(), view + 1)


def test_a_scatter_that_is_a_result_too_is_a_tensor_of_its_own() -> None:
    x, place, row = numbers(6, 4), Tensor([[2, 2, 2, 2]]).realize(), numbers(1, 4, seed=1)

    @jit
    def both(x: Tensor) -> tuple[Tensor, Tensor]:
        written = x.scatter(0, place, row)
        copy = x.clone()
        copy.assign(written)
        copy.add_(1)
        return written, copy

    expected = x.numpy().copy()
    expected[2] = row.numpy()[0]
    for _ in range(8):
        written, copy = both(x)
        np.testing.assert_array_equal(written.numpy(), expected)
        np.testing.assert_array_equal(copy.numpy(), expected + 1)
