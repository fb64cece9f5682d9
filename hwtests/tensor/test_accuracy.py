"""How far functions of numbers are from mpmath's, beside what docs/accuracy.md says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor.graph.dtype import BY_NAME
from hwtests import accuracy

NAMES = sorted(accuracy.FUNCTIONS)
OTHERS = [dtype for dtype in accuracy.DTYPES if dtype != "float32"]


def hold(name: str, dtype: str, points: int, seed: int = 0) -> None:
    bound, worst = accuracy.bound(name, dtype), accuracy.measure(name, BY_NAME[dtype], "CPU", points, seed)
    assert worst.error <= bound, f"{name} of {dtype}: {worst}"


def hold_on_card(architecture: str, names: Sequence[str], dtypes: Sequence[str], points: int) -> None:
    for row in accuracy.on_card(architecture, names, dtypes, points):
        nearest = row.name in ("div", "sqrt")
        assert row.error <= (0.5 if nearest else accuracy.bound(row.name, row.dtype)), row


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_at_some_points(name: str) -> None:
    hold(name, "float32", 1500)


@pytest.mark.parametrize("name", NAMES)
def test_another_precision_at_some_points(name: str) -> None:
    hold(name, OTHERS[NAMES.index(name) % len(OTHERS)], 700)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        *(
            ("gelu", *ends)
            for ends in ((-1e-30, -1e-3), (-1e-3, -1), (-1, -2), (-2, -4), (-4, -14.5), (0.001, 20))
        ),
        *(("silu", *ends) for ends in ((-1e-3, -20), (-20, -105), (1e-3, 90))),
        *(("tanh", *ends) for ends in ((1e-3, 1), (1, 10))),
        *((name, *ends) for name in ("asin", "acos") for ends in ((1e-3, 0.5), (-0.5, -1))),
        ("atan", 1e-3, 20),
    ],
)
def test_single_precision_at_many_points_of_an_interval(name: str, low: float, high: float) -> None:
    ends = np.array([low, high], np.float32).view(np.uint32)
    bits = np.random.default_rng(0).integers(ends.min(), int(ends.max()) + 1, 50_000, np.uint32)
    x, wide = bits.view(np.float32), accuracy.FUNCTIONS[name].wide
    assert wide is not None
    found = accuracy.FUNCTIONS[name].tensor(Tensor(x)).numpy().astype(np.float64)
    apart = accuracy.errors(found, wide(x.astype(np.float64)), BY_NAME["float32"])
    worst = apart.argmax()
    assert apart[worst] <= accuracy.bound(name, "float32"), f"{name}({x[worst]}): {apart[worst]} units"


@pytest.mark.slow
@pytest.mark.parametrize("dtype", accuracy.DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_every_precision_at_many_points(name: str, dtype: str) -> None:
    for seed in (0, 1):
        hold(name, dtype, 2**16, seed)


@pytest.mark.parametrize("architecture", accuracy.CARDS)
def test_cards_divide_and_take_roots_exactly(architecture: str) -> None:
    hold_on_card(architecture, ["div", "sqrt", "exp", "pow"], ["float32"], 128)


@pytest.mark.slow
@pytest.mark.parametrize("architecture", accuracy.CARDS)
def test_cards_at_some_points(architecture: str) -> None:
    hold_on_card(architecture, NAMES, accuracy.CARD_DTYPES, 256)
