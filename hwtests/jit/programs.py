"""What programs that are run jitted and as written are made of, and how the two are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from barewire import Tensor, jit, nn, tree

CALLS = 7
Wrap = Callable[[Any], Any]
# One call after the other gives what to compare.
Program = Callable[[Wrap], Iterator[Any]]


def of(*values: float) -> Tensor:
    return Tensor(list(values), dtype="float32")


def batch(call: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(call).standard_normal(shape).astype(np.float32)


def filled(module: nn.Module) -> nn.Module:
    """The module with weights that are the same each time."""
    for number, tensor in enumerate(module.parameters()):
        with Tensor.no_grad():
            tensor.assign(Tensor(batch(100 + number, *tensor.shape) * 0.3))
    return module


def values(result: Any) -> list[Any]:
    """Every leaf of a result, as something NumPy compares."""
    return [each.numpy().copy() if isinstance(each, Tensor) else each for each in tree.leaves(result)]


def check(program: Program) -> None:
    """Jitted, a program gives and leaves what it does as written."""
    want = [values(result) for result in program(lambda function: function)]
    got = program(jit)
    for call, expected in enumerate(want):
        found = values(next(got))
        assert len(found) == len(expected), f"result {call}"
        for ours, theirs in zip(found, expected, strict=True):
            if isinstance(theirs, (str, type(None))):
                assert ours == theirs, f"result {call}"
            else:
                np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=1e-6, err_msg=f"result {call}")
