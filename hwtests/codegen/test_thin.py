"""Contractions of few rows or columns with many: right under every schedule that fits, and chosen."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire import Tensor
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.processor import thin_schedule
from barewire.tensor.codegen.schedule import Schedule, ThinSchedule
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.graph import node as graph
from barewire.tensor.run import kernels

from .comparison import assert_same, built_and_run, stored
from .products import exact, matmul, values

RANDOM = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def any_schedule(view: thin_schedule.Thin, choice: random.Random) -> ThinSchedule:
    along, lanes = choice.choice(["depth", "long", "held"]), 2 ** choice.randrange(1, 6)
    tile, steps = choice.randrange(1, 6), choice.randrange(1, 9)
    step = np.lcm(tile, lanes) if along == "depth" else tile * lanes
    few = choice.randrange(1, view.sizes[1] + 1)
    return ThinSchedule(along, lanes, few, tile, steps, int(step) * choice.choice([1, 2, 3, 50]))


@RANDOM
@given(
    st.sampled_from([dtypes.float32, dtypes.float64, dtypes.bfloat16, dtypes.float16, dtypes.int32]),
    st.sampled_from(["x @ W", "x @ W.T", "W @ x", "W.T @ x", "batch"]),
    st.tuples(
        st.integers(1, thin_schedule.MOST_FEW), st.integers(3, 300) | st.just(1100), st.integers(20, 200)
    ),
    st.integers(0, 1 << 30),
)
def test_any_schedule_that_fits_gives_the_same_result(
    dtype: dtypes.DType, what: str, size: tuple[int, int, int], seed: int
) -> None:
    if kernels.machine_of(Device.default).kind != "processor":
        pytest.skip("thin contractions are a processor's kind of kernel")
    few, depth, long = size
    choice, picked = random.Random(seed), []
    few_values, long_values = values((few, depth), dtype, 1), values((long, depth), dtype, 2)
    x = stored(few_values, dtype)
    turned = (
        stored(long_values.T.copy(), dtype) if what in ("x @ W", "W.T @ x") else stored(long_values, dtype)
    )
    w = graph.permute(turned, (1, 0)) if what in ("x @ W", "W.T @ x") else turned  # [long, depth]
    if what in ("x @ W", "x @ W.T"):
        node, want = matmul(x, graph.permute(w, (1, 0))), exact(few_values, long_values.T, dtype)
    elif what == "batch":
        many = values((3, long, depth), dtype, 2)
        node = matmul(
            stored(np.stack([few_values] * 3), dtype), graph.permute(stored(many, dtype), (0, 2, 1))
        )
        want = np.stack([exact(few_values, each.T, dtype) for each in many])
    else:
        node, want = matmul(w, graph.permute(x, (1, 0))), exact(long_values, few_values.T, dtype)

    def pick(form: Form, machine: Machine) -> Schedule:
        view = thin_schedule.view(form)
        candidates = [] if view is None else [any_schedule(view, choice) for _ in range(300)]
        fitting = [each for each in candidates if kinds.fits(form, each, machine)]
        picked.append(fitting[0] if fitting else chosen(form, machine))
        return picked[-1]

    chosen = kinds.choose
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", pick)
        (got,) = built_and_run([node])
    assert_same(got, want, 0, str(picked))


def test_the_heuristic_takes_products_of_few_rows_and_of_few_columns() -> None:
    machine = kernels.machine_of(Device.default)
    if machine.kind != "processor" or machine.vector_bytes < 16:
        pytest.skip("thin contractions are for processors with vectors")
    found = []
    choose = kinds.choose

    def kept(form: Form, machine: Machine) -> Schedule:
        found.append(choose(form, machine))
        return found[-1]

    shapes = {"x @ W": ((4, 300), (300, 500)), "W @ x": ((500, 300), (300, 4))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", kept)
        for a, b in shapes.values():
            built_and_run([matmul(stored(np.ones(a), dtypes.float32), stored(np.ones(b), dtypes.float32))])
    assert {type(each) for each in found} == {ThinSchedule}, found


WHOLE: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "what is fused into both operands and after": lambda x, w: (
        (x.exp() + 1) @ (w * 0.5 - 1).T + w[:, 0]
    ).relu(),
    "a result used twice": lambda x, w: x @ w.T * (x @ w.T).sigmoid() + (x @ w.T).sum(),
    "columns first": lambda x, w: (w @ x.T).tanh() - 1,
    "a slice": lambda x, w: x[:, 5:77] @ w[3:-4, 5:77].T,
    "every second row": lambda x, w: x @ w[::2].T,
    "a window": lambda x, w: w[:, :30].reshape(1, -1, 30).conv1d(x[:, None, :7].repeat(1, w.shape[0], 1)),
    "integers made floats": lambda x, w: x @ (w * 9).cast("int8").cast("float32").T,
    "a vector": lambda x, w: w.T @ w[:, 2],
    "one row by columns": lambda x, w: x[:1] @ w.T.contiguous(),
}


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("size", [(3, 100, 190), (8, 129, 64), (13, 77, 33)])
def test_programs_agree_with_float64(name: str, size: tuple[int, int, int]) -> None:
    few, depth, long = size
    generator = np.random.default_rng(few)
    x, w = generator.normal(size=(few, depth)) * 0.5, generator.normal(size=(long, depth)) * 0.5
    got = WHOLE[name](Tensor(x.astype(np.float32)), Tensor(w.astype(np.float32))).numpy()
    want = WHOLE[name](Tensor(x), Tensor(w)).numpy()
    np.testing.assert_allclose(got, want, rtol=2e-5, atol=2e-5 * np.abs(want).max())


def test_what_lies_past_the_last_k_does_not_matter() -> None:
    """There operands are computed from zeros: here infinite, or no number."""
    x, w = np.full((2, 21), 3.0, np.float32), np.full((40, 21), 2.0, np.float32)
    got = ((1 / Tensor(x)) @ (1 / Tensor(w)).T).numpy()
    np.testing.assert_allclose(got, np.full((2, 40), 3.5), rtol=1e-6)
    got = ((Tensor(x) * 0).log().relu().exp() @ Tensor(w).log().T).numpy()
    assert np.isfinite(got).all()
