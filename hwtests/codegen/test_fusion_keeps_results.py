"""Random graphs: fused, with every node in memory, and under random legal schedules, all equal to NumPy."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import Schedule
from barewire.tensor.graph import node as graph
from barewire.tensor.graph.node import Node, toposort

from ..reference import evaluate
from .comparison import Array, assert_near, built_and_run
from .graphs import programs, several_results

RANDOM = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def unfused(outputs: Sequence[Node]) -> list[Node]:
    """The same graph with every node kept in memory."""
    new: dict[Node, Node] = {}
    for node in toposort(outputs):
        sources = tuple(new[source] for source in node.sources)
        same = graph.node(node.op, node.dtype, node.shape, sources, node.argument)
        new[node] = graph.contiguous(same) if sources else same
    return [new[output] for output in outputs]


def legal_schedules(form: Form, machine: Machine) -> list[Schedule]:
    """What the heuristics and `barewire tune` may choose for a nest."""
    chosen = kinds.choose(form, machine)
    return [chosen, *kinds.alternatives(form, machine)]


def assert_all_near(got: Sequence[Array], want: Sequence[Array], what: str) -> None:
    for ours, exact in zip(got, want, strict=True):
        assert_near(ours, exact, 2e-5, what)


@RANDOM
@given(programs())
def test_fused_graph_agrees(outputs: list[Node]) -> None:
    assert_all_near(built_and_run(outputs), evaluate(outputs), "fused")


@settings(RANDOM, max_examples=30)
@given(programs())
def test_numbers_that_kernels_are_given_make_the_results_of_those_in_their_code(outputs: list[Node]) -> None:
    for given_numbers, own in zip(built_and_run(outputs, given=True), built_and_run(outputs), strict=True):
        assert given_numbers.tobytes() == own.tobytes()


@settings(RANDOM, max_examples=12)
@given(several_results())
def test_several_results_in_any_order_agree(outputs: list[Node]) -> None:
    assert_all_near(built_and_run(outputs), evaluate(outputs), "several results")


@pytest.mark.slow
@settings(RANDOM, max_examples=2000, derandomize=False)
@given(several_results())
def test_many_several_results_agree(outputs: list[Node]) -> None:
    assert_all_near(built_and_run(outputs), evaluate(outputs), "several results")


@settings(RANDOM, max_examples=40)
@given(programs())
def test_graph_with_every_node_in_memory_agrees(outputs: list[Node]) -> None:
    assert_all_near(built_and_run(unfused(outputs)), evaluate(outputs), "unfused")


@RANDOM
@given(programs(), st.integers(0, 1 << 30))
def test_no_legal_schedule_changes_the_result(outputs: list[Node], seed: int) -> None:
    choice = random.Random(seed)
    heuristic = kinds.choose
    picked: list[Schedule] = []

    def pick(form: Form, machine: Machine) -> Schedule:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(kinds, "choose", heuristic)
            picked.append(choice.choice(legal_schedules(form, machine)))
        return picked[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "choose", pick)
        got = built_and_run(outputs)
    assert_all_near(got, evaluate(outputs), str(picked))
