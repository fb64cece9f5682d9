"""Changes in place: what PyTorch's tensors and their views see of them, ours see too."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from barewire import Tensor

torch = pytest.importorskip("torch")

View = Callable[[Any], Any]


def _views(random_: random.Random, shape: tuple[int, ...]) -> list[View]:
    """Views and copies that both libraries make of a tensor of this shape."""
    found: list[View] = [lambda x: x.detach(), lambda x: x.reshape(-1), lambda x: x.flatten(), lambda x: x.T]
    found += [lambda x: x.contiguous(), lambda x: x.clone(), lambda x: x.unsqueeze(0), lambda x: x.squeeze()]
    if not shape:
        return [lambda x: x.detach(), lambda x: x.reshape(-1), lambda x: x.view(1), lambda x: x.unsqueeze(0)]
    axis = random_.randrange(len(shape))
    size = shape[axis]
    other = random_.randrange(len(shape))
    start = random_.randrange(size)
    length = random_.randint(1, size - start)
    step = random_.randint(1, 3)
    found += [
        lambda x: x.transpose(axis, other),
        lambda x: x.narrow(axis, start, length),
        lambda x: x.select(axis, start),
        lambda x: x[(slice(None),) * axis + (slice(start, None, step),)],
        lambda x: x[..., None, start % shape[-1]],
        lambda x: x.movedim(axis, other),
        lambda x: x.chunk(2, axis)[-1],
        lambda x: x.unbind(axis)[start],
        lambda x: x.split(length, axis)[0],
        lambda x: x.unflatten(axis, (1, -1)),
        lambda x: next(iter(x)),
        lambda x: x[[0]],
        lambda x: x.flip(axis),
        lambda x: x.unfold(axis, length, length),
    ]
    if len(shape) >= 2 and axis != other:
        found += [lambda x: x.diagonal(0, axis, other), lambda x: x.flatten(0, 1)]
    return found


def _changes(random_: random.Random, shape: tuple[int, ...]) -> list[View]:
    """Changes in place of a tensor of this shape; all leave small whole numbers."""
    number = random_.randint(-3, 3)
    found: list[View] = [
        lambda x: x.add_(number),
        lambda x: x.fill_(number),
        lambda x: x.zero_(),
        lambda x: x.neg_(),
        lambda x: x.clamp_(-2, 2),
        lambda x: x.copy_(x.detach() * 0 + number),
        lambda x: x.masked_fill_(x > 1, number),
        lambda x: x.sub_(x),
        lambda x: x.__iadd__(1),
        lambda x: x.relu_(),
    ]
    if shape:
        at = random_.randrange(shape[0])
        found += [
            lambda x: x.__setitem__(at, number),
            lambda x: x.__setitem__((..., 0), number),
            lambda x: x.__setitem__(x > 0, number),
            lambda x: x[at].add_(1),
        ]
    return found


@pytest.mark.parametrize("seed", range(30))
def test_random_programs_of_views_and_changes_leave_what_torch_leaves(seed: int) -> None:
    random_ = random.Random(seed)
    shape = random_.choice([(4,), (2, 3), (3, 3), (2, 3, 2), (1, 4)])
    start = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    pairs = [(torch.tensor(start), Tensor(start))]
    for _ in range(12):
        theirs, ours = random_.choice(pairs)
        assert ours.shape == tuple(theirs.shape)
        if random_.random() < 0.55:
            view = random_.choice(_views(random_, ours.shape))
            try:
                pairs.append((view(theirs), view(ours)))
            except RuntimeError:  # torch's: no such view of these strides
                continue
        else:
            change = random_.choice(_changes(random_, ours.shape))
            change(theirs)
            change(ours)
        if random_.random() < 0.2:
            random_.choice(pairs)[1].realize()
    for theirs, ours in pairs:
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
