"""Movement ops, gathers and scatters composed at random, against NumPy."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from barewire.tensor.node import Node

from ..reference import evaluate
from .comparison import assert_near, run
from .graphs import movement_chains

RANDOM = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def same_as_numpy(result: Node) -> None:
    (want,), (got,) = evaluate([result]), run([result])
    assert_near(got, want, 2e-5, repr(result))


@RANDOM
@given(movement_chains())
def test_movement_chain_agrees(result: Node) -> None:
    same_as_numpy(result)


@RANDOM
@given(movement_chains(indexing=True))
def test_chain_with_gathers_and_scatters_agrees(result: Node) -> None:
    same_as_numpy(result)
