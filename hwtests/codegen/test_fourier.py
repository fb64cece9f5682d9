"""Fourier transforms as kernels of a processor: which there are, how many, and that no schedule matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from barewire import Tensor, fft
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.nest.fourier import MOST_RADIX, radices
from barewire.tensor.codegen.nest.lower import LoopNest
from barewire.tensor.codegen.schedule import FourierSchedule
from barewire.tensor.fusion.complex_parts import complex_parts
from barewire.tensor.fusion.fuse import fuse
from barewire.tensor.run.signature import with_realized
from hwtests.daily import daily

MACHINE = Machine(2, 64, frozenset())


def numbers(*shape: int, dtype: str = "complex64") -> np.ndarray:
    random = np.random.default_rng(5)
    return (random.normal(size=shape) + 1j * random.normal(size=shape)).astype(dtype)


def on_processor(x: np.ndarray) -> Tensor:
    return Tensor(x, device="CPU").realize()


def nests(result: Tensor) -> list[LoopNest]:
    tasks = fuse(complex_parts(with_realized([result._node], {})))
    return [task.nest for task in tasks if task.nest is not None]


def agrees(found: Tensor, wanted: np.ndarray) -> bool:
    values = found.numpy()
    error = np.linalg.norm(values - wanted) / np.linalg.norm(wanted)
    return values.shape == wanted.shape and bool(error < 3 * np.finfo(values.dtype).eps)


@pytest.mark.parametrize("n", [24, 33, 64, 100, 1000, 1024, 8192])
def test_radices_are_small_and_make_the_length(n: int) -> None:
    found = radices(n)

    assert found is not None
    assert np.prod(found) == n
    assert len(found) > 1
    assert max(found) <= MOST_RADIX


@pytest.mark.parametrize("n", [4, 20, 31, 34, 131, 1009, 16384])
def test_lengths_that_are_short_long_or_of_great_primes_are_made_otherwise(n: int) -> None:
    assert radices(n) is None


@pytest.mark.parametrize(
    ("made", "kernels"),
    [
        (fft.fft, 1),
        (fft.ifft, 1),
        (lambda x: fft.fft(x, axis=0), 1),
        (lambda x: fft.fft(x.conj() * 2), 1),
        (lambda x: fft.rfft(x.real), 1),
        (lambda x: fft.fft(x, n=80), 1),
        (lambda x: fft.fft(x[::2, 10:50]), 1),
        (fft.fft2, 2),
        (lambda x: fft.ifft(fft.fft(x) * 0.5), 2),
    ],
)
def test_each_transform_is_a_kernel_with_what_is_read_in_it(
    made: Callable[[Tensor], Tensor], kernels: int
) -> None:
    forms = [Form.of(nest) for nest in nests(made(on_processor(numbers(48, 64))))]

    chosen = [kinds.choose(form, MACHINE) for form in forms if form.fourier is not None]

    assert len(forms) == len(chosen) == kernels
    assert all(isinstance(each, FourierSchedule) for each in chosen)


def test_real_numbers_have_no_imaginary_parts_and_half_of_the_results() -> None:
    (nest,) = nests(fft.rfft(on_processor(numbers(3, 64).real.copy())))

    found = Form.of(nest).fourier

    assert found is not None
    assert found.is_real
    assert (found.length, found.kept) == (64, 33)


@pytest.mark.parametrize("n", daily([*range(17, 301)], [28, 33, 40, 64, 99, 128, 200, 243, 286]))
@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_every_length_agrees_with_numpy_along_rows_and_beside_them(n: int, dtype: str) -> None:
    for shape, axis in (((5, n), 1), ((2, n, 19), 1), ((n, 3), 0)):
        x = numbers(*shape, dtype=dtype)
        wide = x.astype("clongdouble")
        assert agrees(fft.fft(on_processor(x), axis=axis), np.fft.fft(wide, axis=axis))
        assert agrees(fft.ifft(on_processor(x), axis=axis), np.fft.ifft(wide, axis=axis))
        wanted = np.fft.rfft(wide.real, axis=axis)
        assert agrees(fft.rfft(on_processor(x.real.copy()), axis=axis), wanted)


@pytest.mark.parametrize("lanes", [2, 4, 8, 16])
@pytest.mark.parametrize(("shape", "axis"), [((7, 64), 1), ((3, 60), 1), ((1, 64), 1), ((2, 48, 21), 1)])
def test_no_schedule_changes_a_transform(
    lanes: int, shape: tuple[int, ...], axis: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen: list[Any] = []

    def choose(form: Form, machine: Machine) -> Any:
        assert form.fourier is not None
        chosen.append(FourierSchedule(lanes, 2))
        assert kinds.fits(form, chosen[-1], machine)
        return chosen[-1]

    monkeypatch.setattr(kinds, "choose", choose)
    x = numbers(*shape)
    # A factor of its own for each schedule, so that none finds the plan of another.
    factor = 1 + lanes / 32
    found = fft.fft(on_processor(x) * factor, axis=axis)

    assert agrees(found, np.fft.fft(x.astype("clongdouble") * factor, axis=axis))
    assert chosen


def test_a_number_that_is_none_stays_in_its_own_transform() -> None:
    x = numbers(9, 64, 17)
    x[3, 5, 2] = np.nan

    found = fft.fft(on_processor(x), axis=1).numpy()
    along_rows = fft.fft(on_processor(x)[:, :, :16].permute(0, 2, 1).contiguous()).numpy()

    spoiled = np.isnan(found).all(axis=1)
    assert spoiled.sum() == 1
    assert spoiled[3, 2]
    assert np.isnan(found).sum() == np.isnan(along_rows).sum() == 64


@pytest.mark.parametrize("n", [16384, 1009, 4 * 509])
def test_long_transforms_are_made_of_kernels_too(n: int) -> None:
    x = numbers(2, n)

    found = fft.fft(on_processor(x))

    assert sum(Form.of(nest).fourier is not None for nest in nests(found)) >= 2
    assert agrees(found, np.fft.fft(x.astype("clongdouble")))


def test_sums_that_are_no_transforms_are_not_taken_for_one() -> None:
    x = on_processor(numbers(4, 64))
    matrix = on_processor(
        np.exp(-2j * np.pi * np.outer(np.arange(64), np.arange(64)) / 64).astype("complex64")
    )

    assert all(Form.of(nest).fourier is None for nest in nests(x @ matrix))
