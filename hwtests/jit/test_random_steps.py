"""Random functions with state: the jitted one and the eager one go through the same values, call by call."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire import Tensor, jit

SIZE = 6
CALLS = 5

# Kind, and two numbers that pick tensors among those there are so far: two arguments, two states, then what
# was made.
instructions = st.tuples(
    st.sampled_from(["add", "blend", "flip", "roll", "mean", "keep", "realize", "assign", "assign", "copy"]),
    st.integers(0, 30),
    st.integers(0, 30),
)

PURE: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "add": lambda x, y: (x + y) * 0.5,
    "blend": lambda x, y: (x > y).where(x * 0.75, y + 0.25),
    "flip": lambda x, y: x.flip(0) - y * 0.25,
    "roll": lambda x, y: x.roll(1),
    "mean": lambda x, y: x.mean() + y * 0.5,
    "keep": lambda x, y: (x * 0.5 + 1).contiguous(),
    "realize": lambda x, y: (x * 0.5 - y * 0.5).realize(),
    "copy": lambda x, y: x.detach(),
}


def step_of(
    program: Sequence[tuple[str, int, int]], results: Sequence[int], states: Sequence[Tensor]
) -> Callable[..., list[Tensor]]:
    def step(x: Tensor, y: Tensor) -> list[Tensor]:
        pool = [x, y, *states]
        for kind, first, second in program:
            left, right = pool[first % len(pool)], pool[second % len(pool)]
            if kind == "assign":
                states[first % len(states)].assign(right)
            else:
                pool.append(PURE[kind](left, right))
        return [pool[number % len(pool)] for number in results]

    return step


def start(seed: float) -> Tensor:
    return Tensor((np.arange(SIZE) * seed % 3).astype(np.float32)).realize()


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(instructions, min_size=1, max_size=9), st.lists(st.integers(0, 30), max_size=3))
def test_jitted_step_follows_the_eager_one(program: list[tuple[str, int, int]], results: list[int]) -> None:
    eager_states, jit_states = ([start(1.25), start(0.5)] for _ in range(2))
    eager = step_of(program, results, eager_states)
    captured = jit(step_of(program, results, jit_states))
    kept: list[tuple[Tensor, np.ndarray]] = []
    for call in range(CALLS):
        x, y = (np.linspace(-1, 1, SIZE) * (call + 1)).astype(np.float32), np.full(SIZE, call, np.float32)
        want = [result.numpy().copy() for result in eager(Tensor(x), Tensor(y))]
        got = captured(Tensor(x), Tensor(y))
        for ours, theirs in zip(got, want, strict=True):
            np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-5, atol=1e-6)
        kept += [
            (ours, theirs)
            for ours, theirs in zip(got, want, strict=True)
            if all(ours is not s for s in jit_states)
        ]
    for ours, theirs in zip(jit_states, eager_states, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-6)
    for ours, theirs in kept:  # no later call wrote into the results of an earlier one
        np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-5, atol=1e-6)


# For each state, in the order of assignment: which one, which states it is computed from, and by what they
# are scaled.
updates = st.permutations(range(3)).flatmap(
    lambda order: st.tuples(
        *(
            st.tuples(
                st.just(state),
                st.lists(st.integers(0, 2), min_size=1, max_size=2),
                st.sampled_from([0.5, 0.75, 1.25]),
            )
            for state in order
        )
    )
)


def exchange_of(
    program: Sequence[tuple[int, list[int], float]], states: Sequence[Tensor]
) -> Callable[[], None]:
    def exchange() -> None:
        new = [(state, sum(states[each] * scale for each in sources)) for state, sources, scale in program]
        for state, value in new:
            states[state].assign(value)

    return exchange


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(updates, st.sampled_from([1, 17, 1000]))
def test_states_updated_from_each_other_all_see_the_old_values(
    program: Sequence[tuple[int, list[int], float]], size: int
) -> None:
    def states() -> list[Tensor]:
        return [(Tensor.ones(size) * value).realize() for value in (1.0, 2.0, 3.0)]

    eager_states, jit_states = states(), states()
    eager, captured = exchange_of(program, eager_states), jit(exchange_of(program, jit_states))
    for _ in range(CALLS):
        eager()
        captured()
    for ours, theirs in zip(jit_states, eager_states, strict=True):
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5)
