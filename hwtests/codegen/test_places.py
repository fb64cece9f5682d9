"""Kernels that walk an axis, sort it or read across it: each beside NumPy, for shapes that leave a rest."""

from __future__ import annotations

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.schedule import RankSchedule, ScanSchedule, TransposeSchedule
from hwtests.daily import daily

DTYPES = ["float32", "float64", "float16", "int32", "int64", "uint8"]
AXES = [((1000,), 0), ((40, 100), 1), ((100, 40), 0), ((3, 77, 50), 1), ((2, 2, 65), 2), ((5, 9), 1)]
ORDERS = [
    ((64, 48), (1, 0)),
    ((100, 77), (1, 0)),
    ((9, 200), (1, 0)),
    ((17, 33, 20), (2, 1, 0)),
    ((3, 50, 41), (0, 2, 1)),
    ((2, 40, 3, 50), (3, 1, 2, 0)),
    ((2, 30, 31, 9), (0, 2, 3, 1)),
]
ROWS = [((300,), 0), ((5, 193), 1), ((3, 1000), 1), ((200, 3), 0), ((7, 65), 1)]


def values(shape: tuple[int, ...], dtype: str) -> np.ndarray:
    return (np.random.default_rng(7).standard_normal(shape) * 20).clip(-99, 99).astype(np.int8).astype(dtype)


@pytest.mark.parametrize("dtype", daily(DTYPES, ["float32", "int64"]))
@pytest.mark.parametrize(("shape", "axis"), AXES)
def test_running_reductions_agree_with_numpy(shape: tuple[int, ...], axis: int, dtype: str) -> None:
    x = values(shape, dtype)
    sums = Tensor(x, device="CPU").cumsum(axis).numpy()
    np.testing.assert_array_equal(sums, np.cumsum(x, axis, dtype=sums.dtype))
    np.testing.assert_array_equal(
        Tensor(x, device="CPU").cummax(axis).values.numpy(), np.maximum.accumulate(x, axis)
    )
    signs = np.where(x > 0, 1, -1).astype("int32")
    np.testing.assert_array_equal(Tensor(signs, device="CPU").cumprod(axis).numpy(), np.cumprod(signs, axis))


@pytest.mark.parametrize(("shape", "axis"), AXES)
def test_gradient_of_a_running_sum_is_one_from_the_end(shape: tuple[int, ...], axis: int) -> None:
    weights = values(shape, "float32")
    x = Tensor(np.ones(shape, "float32"), device="CPU", requires_grad=True)
    (x.cumsum(axis) * Tensor(weights, device="CPU")).sum().backward()
    expected = np.flip(np.cumsum(np.flip(weights, axis), axis), axis)
    assert x.grad is not None
    np.testing.assert_array_equal(x.grad.numpy(), expected)


def test_nan_runs_on() -> None:
    x = np.ones(100, "float32")
    x[50] = np.nan
    for running in (Tensor(x, device="CPU").cumsum(0), Tensor(x, device="CPU").cummax(0).values):
        np.testing.assert_array_equal(np.isnan(running.numpy()), np.arange(100) >= 50)


@pytest.mark.parametrize("dtype", daily([*DTYPES, "int8", "uint64"], ["float32", "int64", "uint8"]))
@pytest.mark.parametrize(("shape", "axis"), ROWS)
def test_order_is_stable(shape: tuple[int, ...], axis: int, dtype: str) -> None:
    x = values(shape, dtype)
    np.testing.assert_array_equal(
        Tensor(x, device="CPU").argsort(axis).numpy(), np.argsort(x, axis, kind="stable")
    )


@pytest.mark.parametrize("dtype", daily([*DTYPES, "bool"], ["float32", "float16"]))
@pytest.mark.parametrize(("shape", "order"), ORDERS)
def test_transposed_reads_agree_with_numpy(
    shape: tuple[int, ...], order: tuple[int, ...], dtype: str
) -> None:
    x = values(shape, dtype)
    turned = Tensor(x, device="CPU").permute(*order)
    np.testing.assert_array_equal(turned.contiguous().numpy(), x.transpose(order))
    part = Tensor(x, device="CPU")[1:, 1:].permute(*order)
    np.testing.assert_array_equal(part.cast("float64").numpy(), x[1:, 1:].transpose(order).astype("float64"))
    np.testing.assert_array_equal(
        (turned.cast("float64") + 1).numpy(), x.transpose(order).astype("float64") + 1
    )


def test_each_has_a_kind_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[type] = []
    choose = kinds.choose

    def noted(form: Form, machine: Machine) -> object:
        found = choose(form, machine)
        chosen.append(type(found))
        return found

    monkeypatch.setattr(kinds, "choose", noted)
    x = Tensor(values((211, 307), "float32"), device="CPU")
    x.cumsum(0).numpy(), x.cumsum(1).numpy(), x.argsort(1).numpy(), x.T.contiguous().numpy()
    assert {ScanSchedule, RankSchedule, TransposeSchedule} <= {*chosen}
