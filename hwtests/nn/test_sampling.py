"""Sampling of images at arbitrary places and resampling to other sizes, against PyTorch, with gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor, nn

from ..daily import daily

Program = Callable[[Any, Any], Any]


def agree(program: Program, *arrays: np.ndarray, tolerance: float = 1e-9) -> None:
    """`program(functional, *tensors)` has the same result and gradients in both libraries."""
    mine = [Tensor(each, requires_grad=True) for each in arrays]
    theirs = [torch.from_numpy(each).requires_grad_() for each in arrays]
    result, wanted = program(nn.functional, *mine), program(torch.nn.functional, *theirs)
    assert tuple(result.shape) == tuple(wanted.shape)
    assert result.dtype.name == str(wanted.dtype).removeprefix("torch.")
    weight = np.cos(np.arange(wanted.numel()) * 0.7).reshape(tuple(wanted.shape)).astype(arrays[0].dtype)
    found = (result * Tensor(weight)).sum().gradient(*mine)
    expected = torch.autograd.grad((wanted * torch.from_numpy(weight)).sum(), theirs)
    # The nearest pixel does not depend on where exactly a place is.
    found = [Tensor(np.zeros_like(each)) if a is None else a for a, each in zip(found, arrays, strict=True)]
    Tensor.realize(result, *found)
    np.testing.assert_allclose(result.numpy(), wanted.detach().numpy(), tolerance, tolerance)
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), tolerance * 10, tolerance * 10)


SAMPLES = [
    (rank, mode, padding, align)
    for rank in (2, 3)
    for mode in ("bilinear", "nearest", "bicubic")
    for padding in ("zeros", "border", "reflection")
    for align in (False, True)
    if rank == 2 or mode != "bicubic"
]


@pytest.mark.parametrize("case", daily(SAMPLES, SAMPLES[::7]), ids=str)
def test_grid_sample_is_that_of_torch(case: tuple[int, str, str, bool]) -> None:
    rank, mode, padding, align = case
    rng = np.random.default_rng(rank)
    image = rng.standard_normal((2, 3, *(4, 5, 3)[:rank]))
    # Beyond the image too; and far beyond, where a reflection turns several times.
    grid = rng.uniform(-1.6, 1.6, (2, *(3, 4, 2)[:rank], rank))
    grid[0, 0] *= 4

    def program(f: Any, x: Any, at: Any) -> Any:
        return f.grid_sample(x, at, mode=mode, padding_mode=padding, align_corners=align)

    agree(program, image, grid)


@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("padding", ["zeros", "border", "reflection"])
def test_grid_sample_at_the_centres_and_edges_of_pixels(padding: str, align: bool) -> None:
    image = torch.arange(12.0, dtype=torch.float64).reshape(1, 1, 3, 4)
    ends = np.array([-1.0, -0.75, -0.5, 0.0, 0.5, 0.75, 1.0])
    grid = np.stack(np.meshgrid(ends, ends), -1)[None]
    for mode in ("bilinear", "nearest"):
        options = {"mode": mode, "padding_mode": padding, "align_corners": align}
        found = nn.functional.grid_sample(Tensor(image.numpy()), Tensor(grid), **options)
        wanted = torch.nn.functional.grid_sample(image, torch.from_numpy(grid), **options)
        np.testing.assert_allclose(found.numpy(), wanted.numpy(), 1e-12, 1e-12, err_msg=mode)


@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("size", [(2, 3, 4, 5), (1, 2, 3, 2, 4)])
def test_affine_grid_is_that_of_torch(size: tuple[int, ...], align: bool) -> None:
    rank = len(size) - 2
    theta = np.random.default_rng(0).standard_normal((size[0], rank, rank + 1))
    agree(lambda f, t: f.affine_grid(t, list(size), align_corners=align), theta)


RESIZES = [
    (mode, sizes, align)
    for mode in ("bilinear", "bicubic")
    for sizes in (
        ((9, 7), (4, 3)),
        ((5, 6), (11, 13)),
        ((8, 3), (3, 9)),
        ((1, 7), (3, 2)),
        ((16, 16), (5, 16)),
    )
    for align in (False, True)
]


@pytest.mark.parametrize("case", daily(RESIZES, RESIZES[::6]), ids=str)
def test_antialiased_resize_is_that_of_torch(case: tuple[str, Any, bool]) -> None:
    mode, (before, after), align = case
    image = np.random.default_rng(1).standard_normal((2, 2, *before))

    def to_size(f: Any, x: Any) -> Any:
        return f.interpolate(x, size=after, mode=mode, align_corners=align, antialias=True)

    agree(to_size, image, tolerance=1e-7)


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
@pytest.mark.parametrize("factor", [0.5, 0.37, 1.7, (0.6, 2.0)])
def test_antialiased_resize_by_a_factor_is_that_of_torch(mode: str, factor: Any) -> None:
    image = np.random.default_rng(2).standard_normal((1, 2, 9, 8))
    for again in (None, True):

        def by_factor(f: Any, x: Any, again: Any = again) -> Any:
            options = {"scale_factor": factor, "recompute_scale_factor": again}
            return f.interpolate(x, mode=mode, antialias=True, **options)

        agree(by_factor, image, tolerance=1e-7)


@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
def test_antialiased_resize_in_float32_and_halves(mode: str) -> None:
    image = np.random.default_rng(3).standard_normal((1, 3, 20, 17)).astype(np.float32)
    agree(lambda f, x: f.interpolate(x, size=(7, 9), mode=mode, antialias=True), image, tolerance=2e-6)
    exact = torch.nn.functional.interpolate(
        torch.from_numpy(image).half().float(), size=(7, 9), mode=mode, antialias=True
    )
    half = nn.functional.interpolate(Tensor(image).half(), size=(7, 9), mode=mode, antialias=True)
    np.testing.assert_allclose(half.float().numpy(), exact.numpy(), 2e-3, 2e-3)
