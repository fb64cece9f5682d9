"""Operators of ATen: the core set that PyTorch promises, and those that modules come to rarely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from barewire import Tensor, from_torch
from barewire.tensor.torch_modules import aten

pytestmark = pytest.mark.usefixtures("compiled")

# Operators of the core set without a row, each with the reason.
LACKING = {
    "resize_.default": "changes how much memory a tensor has, which tensors here do not show",
}


def core() -> set[str]:
    """The names of PyTorch's core operators, as `add.Tensor`."""
    names = set()
    for name in torch._C._dispatch_get_all_op_names():
        library, _, rest = name.partition("::")
        base, _, overload = rest.partition(".")
        if library == "aten" and hasattr(torch.ops.aten, base):
            packet = getattr(torch.ops.aten, base)
            if torch.Tag.core in getattr(packet, overload or "default").tags:
                names.add(f"{base}.{overload or 'default'}")
    return names


def test_every_core_operator_is_known_or_has_a_reason() -> None:
    names = core()
    assert len(names) > 150
    rows = aten.table("CPU")
    assert {name for name in names if aten.find(rows, name) is None} == LACKING.keys()


class Called(nn.Module):
    """A function as a module."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *arguments: Any) -> Any:
        return self.function(*arguments)


def random(*shape: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


ATEN = torch.ops.aten
IMAGE, ROWS = (2, 4, 6, 6), (5, 8)


WEIGHT, CHANNELS, MATRICES = random(8, 4, 3, 3), random(4), random(3, 8, 16)
GRADIENTS = random(2, 8, 3, 3), random(2, 3, 13, 13)
CALLS: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    "sizes": (lambda x: x[x > 0] * 2, ROWS),
    "places": (lambda x: (torch.nonzero(x > 1), x[:, 0].masked_select(x[:, 0] > 0)), ROWS),
    "padding": (lambda x: (F.pad(x, (1, 2), "replicate"), F.pad(x, (2, 1), "reflect")), (2, 3, 5)),
    "padded volumes": (
        lambda x: (F.pad(x, (1, 0, 1, 1, 0, 2), "replicate"), F.pad(x, (1, 0, 1, 1, 0, 1), "reflect")),
        (1, 2, 3, 3, 3),
    ),
    "distances": (lambda x: (torch.cdist(x, x[:2] + 1), F.pdist(x), torch.cdist(x, x, p=1)), ROWS),
    "transforms": (
        lambda x: (
            torch.fft.rfft(x, norm="ortho").abs(),
            torch.fft.irfft(torch.fft.rfft2(x), n=8, norm="forward"),
            torch.fft.ifft(torch.complex(x, x), norm="forward").real,
            torch.fft.irfft(torch.fft.rfft(x)),
        ),
        ROWS,
    ),
    "spectra": (
        lambda x: torch.stft(x, 8, 4, window=torch.hann_window(8), return_complex=True).abs(),
        (2, 40),
    ),
    "grids": (
        lambda x: (
            F.grid_sample(x, x[:, :2].permute(0, 2, 3, 1), "bilinear", "border", True),
            F.grid_sample(x, x[:, :2].permute(0, 2, 3, 1), "nearest", "zeros", False),
        ),
        IMAGE,
    ),
    "columns": (lambda x: F.fold(F.unfold(x, 3, padding=1), (6, 6), 3, padding=1), IMAGE),
    "bags": (
        lambda x: tuple(
            F.embedding_bag(torch.tensor([1, 2, 4, 0]), x, torch.tensor([0, 3]), mode=mode)
            for mode in ("sum", "mean", "max")
        ),
        ROWS,
    ),
    "strides": (lambda x: x.new_empty_strided((2, 3), (3, 1)).fill_(2.0) + x[0, 0], ROWS),
    "statistics in place": (
        lambda x: ATEN._native_batch_norm_legit(
            x, CHANNELS, CHANNELS, torch.zeros(4), torch.ones(4), True, 0.1, 1e-5
        )[0],
        IMAGE,
    ),
    "groups of rows": (lambda x: grouped(x, 2, MATRICES), (7, 8)),
    "groups of a few rows": (lambda x: grouped(x, 1, MATRICES), (3, 8)),
    "gradient of a convolution": (
        lambda x: ATEN.convolution_backward(
            GRADIENTS[0], x, WEIGHT, [8], [2, 2], [1, 1], [1, 1], False, [0, 0], 1, [True] * 3
        ),
        IMAGE,
    ),
    "gradient of a transposed convolution": (
        lambda x: ATEN.convolution_backward(
            *(GRADIENTS[1], x, WEIGHT[:4, :3], None, [2, 2], [0, 0], [1, 1], True, [0, 0], 1),
            [True, True, False],
        )[:2],
        IMAGE,
    ),
    "gradients of means": (
        lambda x: (
            ATEN.avg_pool2d_backward(x[..., :3, :3], x, [3, 3], [2, 2], [1, 1], False, True, None),
            ATEN._adaptive_avg_pool2d_backward(x[..., :4, :4], x),
        ),
        IMAGE,
    ),
    "gradient of maxima": (
        lambda x: ATEN.max_pool2d_with_indices_backward(
            x[..., :3, :3],
            x,
            [3, 3],
            [2, 2],
            [1, 1],
            [1, 1],
            False,
            F.max_pool2d(x, 3, 2, 1, return_indices=True)[1],
        ),
        IMAGE,
    ),
    "gradient of a layer": (
        lambda x: ATEN.native_layer_norm_backward(
            x * x,
            x,
            [6],
            *ATEN.native_layer_norm(x, [6], None, None, 1e-5)[1:],
            x[0, 0, 0],
            x[0, 0, 1],
            [True] * 3,
        ),
        IMAGE,
    ),
    "gradient of groups": (
        lambda x: ATEN.native_group_norm_backward(
            *(x * x, x, *ATEN.native_group_norm(x, None, None, 2, 4, 36, 2, 1e-5)[1:], CHANNELS, 2, 4, 36, 2),
            [True] * 3,
        ),
        IMAGE,
    ),
    "gradients of rows": (
        lambda x: tuple(
            ATEN.embedding_dense_backward(x, torch.tensor([1, 3, 1, 0, 2]), 6, 0, counted)
            for counted in (False, True)
        ),
        ROWS,
    ),
    "branches": (
        lambda x: torch.cond(x.sum() > 0, lambda x: (x + 1, x.sum()), lambda x: (x - 1, x.mean()), (x,)),
        ROWS,
    ),
    "loops": (lambda x: looped(x), ROWS),
    "scans": (lambda x: scanned(x), ROWS),
    "scores": (lambda x: scored(x), (1, 4, 16, 8)),
}


def grouped(x: torch.Tensor, step: int, weight: torch.Tensor) -> torch.Tensor:
    ends = torch.tensor([step, 2 * step, x.shape[0]], dtype=torch.int32)
    return torch._grouped_mm(x.bfloat16(), weight.bfloat16(), offs=ends).float()


def looped(x: torch.Tensor) -> Any:
    from torch._higher_order_ops.while_loop import while_loop

    return while_loop(lambda i, x: x.sum() < 50, lambda i, x: (i + 1, x.abs() * 1.5), (torch.tensor(0), x))


def scanned(x: torch.Tensor) -> Any:
    from torch._higher_order_ops.map import map as mapped
    from torch._higher_order_ops.scan import scan

    return (*scan(lambda state, row: (state + row, state * row), torch.ones(8), x), mapped(torch.sin, x))


def test_a_generator_in_a_module_is_no_argument() -> None:
    drawn = Called(lambda x: x * 2 + torch.rand(3, generator=torch.Generator().manual_seed(1)))
    found = from_torch(drawn)(torch.ones(3)).numpy()
    assert ((found >= 2) & (found < 3)).all()


def scored(x: torch.Tensor) -> torch.Tensor:
    from torch.nn.attention.flex_attention import create_block_mask, flex_attention

    mask = create_block_mask(lambda b, h, i, j: i >= j, None, None, 16, 16, device="cpu", BLOCK_SIZE=16)
    return flex_attention(
        x, x[:, :2], x[:, :2], lambda s, b, h, i, j: s + (i - j) * 0.1, mask, enable_gqa=True
    )


@pytest.mark.share(5)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CALLS)
def test_it_gives_what_it_gives_there(name: str) -> None:
    function, shape = CALLS[name]
    x = random(*shape)
    wanted = torch.utils._pytree.tree_leaves(function(x.clone()))
    network = from_torch(Called(function))
    for _ in range(3):
        found = torch.utils._pytree.tree_leaves(network(x))
        assert len(found) == len(wanted)
        for here, there in zip(found, wanted, strict=True):
            assert here.dtype.name == str(there.dtype).removeprefix("torch.")
            scale = float(there.abs().max())
            np.testing.assert_allclose(here.numpy(), there.numpy(), rtol=1e-4, atol=1e-5 * scale)


def test_a_module_that_changes_its_argument_changes_it_here() -> None:
    network = from_torch(Called(lambda x, y: (x.mul_(2), y + x)[1]))
    for _ in range(3):
        x, here, array = torch.ones(3), Tensor([1.0, 2.0, 3.0]), np.ones(3, np.float32)
        assert network(x, torch.ones(3)).tolist() == [3, 3, 3]
        assert x.tolist() == [2, 2, 2]
        assert network(here, torch.ones(3)).tolist() == [3, 5, 7]
        assert here.tolist() == [2, 4, 6]
        assert network(array, torch.ones(3)).tolist() == [3, 3, 3]
        assert array.tolist() == [2, 2, 2]
