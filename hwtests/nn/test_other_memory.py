"""What a tensor that comes to stand for other memory leaves to those that saw the old one, as in PyTorch:
`data =`, conversions of modules, `inplace=True`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from barewire import Tensor, nn


def data_of_another(make: Any, n: Any) -> Any:
    w = make([1.0, 2.0, 3.0])
    v = w.view(3, 1)
    other = make([4.0, 5.0, 6.0])
    w.data = other
    other[0] = 8.0
    w[1] = 3.0
    v[2] = 0.0
    return w.tolist(), v.tolist(), other.tolist()


def data_of_a_view(make: Any, n: Any) -> Any:
    whole = make([1.0, 2.0, 3.0, 4.0])
    w, other = whole[1:3], make([5.0, 6.0])
    v = w[:1]
    w.data = other
    v[0] = 9.0
    w[1] = 7.0
    return whole.tolist(), w.tolist(), v.tolist(), other.tolist()


def relu_of_a_view(make: Any, n: Any) -> Any:
    y = make([[-1.0, 2.0], [3.0, -4.0]]) * 2
    z = y[0]
    n.functional.relu(z, inplace=True)
    return y.tolist(), z.tolist()


def relu_beside_a_view(make: Any, n: Any) -> Any:
    y = make([[-1.0, 2.0], [3.0, -4.0]]) * 2
    z = y.t()
    n.ReLU(inplace=True)(y)
    y[0, 1] = 7.0
    return y.tolist(), z.tolist()


def gradient_through_relu_of_a_view(make: Any, n: Any) -> Any:
    x = make([1.0, -2.0], requires_grad=True)
    y = x * 2
    n.functional.relu(y[1:], inplace=True)
    (y * make([3.0, 5.0])).sum().backward()
    return x.grad.tolist(), y.tolist()


def gradient_beside_relu(make: Any, n: Any) -> Any:
    x = make([1.0, -2.0], requires_grad=True)
    y = x * 2
    z = y.view(2, 1)
    n.functional.relu(y, inplace=True)
    (z * z).sum().backward()
    return x.grad.tolist(), z.tolist()


def converted(make: Any, n: Any) -> Any:
    layer = n.Linear(2, 1)
    v = layer.weight.detach()
    w = v.view(-1)
    v.fill_(1.0)
    layer.half()
    v[0, 0] = 3.0
    layer.weight.data.mul_(2.0)
    return v.tolist(), w.tolist(), layer.weight.tolist()


def converted_to_the_same(make: Any, n: Any) -> Any:
    layer = n.Linear(2, 1)
    v = layer.weight.data
    layer.float()
    v.fill_(4.0)
    return layer.weight.tolist()


def converted_parts_of_one(make: Any, n: Any) -> Any:
    whole = make([0.0, 1.0, 2.0, 3.0])
    m = n.Module()
    m.a, m.b = n.Parameter(whole[:2]), n.Parameter(whole[2:])
    whole.fill_(5.0)
    m.double()
    whole.fill_(7.0)
    m.a.data.fill_(1.0)
    return whole.tolist(), m.a.tolist(), m.b.tolist()


def converted_gradient(make: Any, n: Any) -> Any:
    layer = n.Linear(2, 1)
    layer(make([[1.0, 2.0]])).sum().backward()
    layer.double()
    return layer.weight.grad.tolist(), layer.weight.requires_grad


def loaded_after_conversion(make: Any, n: Any) -> Any:
    layer = n.TransformerEncoder(n.TransformerEncoderLayer(2, 1, 2), 1).double()
    layer.load_state_dict({key: make(value.tolist()) * 0 + 1 for key, value in layer.state_dict().items()})
    return [each.tolist() for each in layer.parameters()]


PROGRAMS = [
    data_of_another,
    data_of_a_view,
    relu_of_a_view,
    relu_beside_a_view,
    gradient_through_relu_of_a_view,
    gradient_beside_relu,
    converted,
    converted_to_the_same,
    converted_parts_of_one,
    converted_gradient,
    loaded_after_conversion,
]


@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda each: each.__name__)
def test_the_old_memory_is_left_to_those_that_saw_it(program: Callable[[Any, Any], Any]) -> None:
    assert program(Tensor, nn) == program(torch.tensor, torch.nn)
