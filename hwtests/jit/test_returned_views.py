"""Views of arguments that a jitted function returns hold the values of their own call's arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, jit

VIEWS: dict[str, Callable[[Any], Any]] = {
    "itself": lambda x: x,
    "transposed": lambda x: x.T,
    "row": lambda x: x[0],
    "every second": lambda x: x[:, ::2],
    "flat": lambda x: x.reshape(-1),
    "repeated": lambda x: x.expand(2, 2, 3),
    "diagonal": lambda x: x.diagonal(),
    "detached": lambda x: x.detach(),
    "beside a result": lambda x: (x[1:], x + 1, x.T),
}


def listed(result: Any) -> list[Any]:
    return list(result) if isinstance(result, tuple) else [result]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_an_argument_is_that_of_its_own_call(name: str) -> None:
    view, captured = VIEWS[name], jit(VIEWS[name])
    start = np.arange(6, dtype=np.float32).reshape(2, 3)
    calls = [(captured(Tensor(start + 10 * i)), view(torch.tensor(start + 10 * i))) for i in range(5)]
    for ours, theirs in calls:
        for a, b in zip(listed(ours), listed(theirs), strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_of_an_argument_that_changed_has_the_new_values(name: str) -> None:
    view, captured = VIEWS[name], jit(VIEWS[name])
    x = Tensor(np.arange(6, dtype=np.float32).reshape(2, 3)).realize()
    for _ in range(4):
        x.assign(x + 1).realize()
        for a, b in zip(listed(captured(x)), listed(view(torch.tensor(x.numpy()))), strict=True):
            np.testing.assert_array_equal(a.numpy(), b.numpy())
