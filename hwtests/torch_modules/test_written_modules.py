"""Modules as people write them: what they hold, what they take, what they give."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils import _pytree

from barewire import Tensor, from_torch
from barewire.runtime.errors import InvalidArgument

pytestmark = pytest.mark.usefixtures("compiled")


class Tied(nn.Module):
    """One weight in two places, buffers that are saved and not, a tensor that is none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(8, 8), nn.Linear(8, 8)
        self.second.weight = self.first.weight
        self.register_buffer("shift", torch.randn(8))
        self.register_buffer("scale", torch.randn(8), persistent=False)
        self.plain = torch.randn(8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.second(self.first(x)) * self.scale + self.shift + self.plain


class Counting(nn.Module):
    """Buffers that each call changes."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros((), dtype=torch.int64))
        self.register_buffer("average", torch.zeros(8))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        self.average.mul_(0.9).add_(x.mean(0), alpha=0.1)
        return x + self.average * self.calls


class Named(nn.Module):
    """Arguments of every kind."""

    def forward(self, x: torch.Tensor, *more: Any, scale: Any = None, **named: Any) -> torch.Tensor:
        return x * (1 if scale is None else scale) + sum(more) + sum(named.values())


class Pair(NamedTuple):
    left: torch.Tensor
    right: torch.Tensor


@dataclass
class Found:
    x: torch.Tensor
    count: int


@dataclass
class Unknown:
    x: torch.Tensor


torch.export.register_dataclass(Found)


class Giving(nn.Module):
    """Results of every kind, a parameter and the argument itself among them."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3))

    def forward(self, x: torch.Tensor) -> Any:
        several = {"pair": Pair(x, x + 1), "list": [x.T, None, "text", 2.5, x.shape[0]]}
        return several, (self.weight, Found(x * 2, 3)), x


class Choosing(nn.Module):
    """Python that asks for shapes, and values that are read."""

    def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return (x.mean(0, keepdim=True) if x.shape[0] > 3 else x) * y.item()


class Modes(nn.Module):
    """Parts under other modes of gradients, and a part that would be computed again for them."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            x = self.inner(x)
        with torch.enable_grad():
            x = self.inner(x)
        return torch.utils.checkpoint.checkpoint(self.inner, x, use_reentrant=False)


def rows(count: int = 4) -> torch.Tensor:
    return torch.randn(count, 8, generator=torch.Generator().manual_seed(count))


CASES: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "tied": (Tied, (rows(),), {}),
    "counting": (Counting, (rows(),), {}),
    "named": (Named, (rows(), torch.ones(8), 3), {"scale": torch.tensor(2.0), "extra": torch.ones(8)}),
    "giving": (Giving, (rows(),), {}),
    "choosing": (Choosing, (rows(), torch.tensor(3.0)), {}),
    "choosing otherwise": (Choosing, (rows(2), torch.tensor(3.0)), {}),
    "modes": (Modes, (rows(),), {}),
}


def agree(here: Any, there: Any, tolerance: float = 1e-5) -> None:
    if isinstance(there, torch.Tensor):
        assert isinstance(here, Tensor)
        assert here.dtype.name == str(there.dtype).removeprefix("torch.")
        np.testing.assert_allclose(
            here.double().numpy(), there.detach().double().numpy(), tolerance, tolerance
        )
    else:
        assert here == there


@pytest.mark.share(3)
@pytest.mark.parametrize("name", CASES)
def test_it_gives_what_it_gives_there(name: str) -> None:
    make, arguments, named = CASES[name]
    torch.manual_seed(4)
    module = make().eval()
    network = from_torch(copy.deepcopy(module))
    for _ in range(3):
        with torch.no_grad():
            there, wanted = _pytree.tree_flatten(module(*arguments, **named))
        here, structure = _pytree.tree_flatten(network(*arguments, **named))
        assert structure == wanted
        for ours, theirs in zip(here, there, strict=True):
            agree(ours, theirs)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_numbers_of_every_width_are_computed_with(dtype: str) -> None:
    torch.manual_seed(5)
    of = getattr(torch, dtype)
    module = nn.Sequential(nn.Linear(8, 16), nn.LayerNorm(16), nn.GELU(), nn.Linear(16, 4)).to(of)
    with torch.no_grad():
        wanted = module(rows().to(of))
    agree(from_torch(module)(rows().to(of)), wanted, {"float16": 4e-3, "bfloat16": 3e-2}.get(dtype, 1e-9))


def test_another_batch_is_another_form() -> None:
    torch.manual_seed(6)
    module = nn.Sequential(nn.Linear(8, 3), nn.Softmax(1)).eval()
    network = from_torch(module)
    for count in (1, 2, 5, 2, 1):
        with torch.no_grad():
            agree(network(rows(count)), module(rows(count)))


def test_what_pytorch_cannot_export_is_said_with_what_helps() -> None:
    class Wrapping(nn.Module):
        def forward(self, x: torch.Tensor) -> Unknown:
            return Unknown(x)

    with pytest.raises(InvalidArgument, match="register_dataclass"):
        from_torch(Wrapping())(rows())
    with pytest.raises(InvalidArgument, match="cannot write the module"):
        from_torch(nn.Linear(8, 2))(torch.ones(2, 9))
