"""The same graph on two devices: what one has in its memory is no value of the other's."""

from __future__ import annotations

import sys

import pytest

from hwtests import programs

# Constants are the same nodes wherever they are used, and one of them was computed on the first device.
CONSTANT = """
kept = Tensor(1.0, device=first)
Tensor(1.0, device=first).realize()
assert (Tensor([1.0, 2.0], device=second) + 1).tolist() == [2.0, 3.0]
"""

RESULT = """
results = [Tensor.arange(3, device=device) * 2 + 1 for device in (first, second)]
assert results[0]._node is results[1]._node
for result in results:
    result.realize()
    assert result._node.argument.device.name == result.device
    assert result.tolist() == [1, 3, 5]
assert [(result * 2).tolist() for result in results] == [[2, 6, 10]] * 2
"""

GRADIENT = """
inputs = [Tensor.ones(3, device=device).requires_grad_(True) for device in (first, second)]
results = [(each * 2).exp() for each in inputs]
for result in results:
    result.realize()
for each, result in zip(inputs, results):
    result.sum().backward()
    assert each.grad.device == each.device
    assert max(abs(value - 2 * math.exp(2)) for value in each.grad.tolist()) < 1e-4
"""

CAPTURED = """
def add(x):
    return x + 1
kept = [Tensor(1.0, device=device).realize() for device in (first, second)]
for device in (first, second):
    captured = jit(add)
    for number in range(4):
        assert captured(Tensor([float(number)], device=device)).tolist() == [number + 1.0]
"""


REOPENED = """
from barewire.runtime.device import Device
kept = [Tensor(1.0, device=device) for device in (first, second)]
for device in (first, second):
    Tensor(1.0, device=device).realize()
    Device[device].close()
    assert (Tensor([1.0, 2.0], device=device) + 1).tolist() == [2.0, 3.0]
"""


@pytest.mark.parametrize("order", ["first, second = 'AMD', 'CPU'", "first, second = 'CPU', 'AMD'"])
def test_what_one_device_has_computed_is_computed_again_on_another(order: str) -> None:
    parts = (CONSTANT, RESULT, GRADIENT, CAPTURED, REOPENED)
    text = "\n".join(["import math", "from barewire import Tensor, jit", order, *parts])
    finished = programs.run(
        [sys.executable, "-c", text], timeout_s=300, env=programs.environment(BAREWIRE_SIMULATE="gfx1100")
    )
    assert finished.returncode == 0, finished.stderr
