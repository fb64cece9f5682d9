"""Contractions over windows: which are recognised, and that no schedule of theirs changes a result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.machine import Machine
from barewire.tensor.codegen.nest.form import Form
from barewire.tensor.codegen.nest.window import Window
from barewire.tensor.codegen.processor import window_schedule, windows
from barewire.tensor.codegen.schedule import WindowSchedule

from .launching import launched, prepared

Shape = tuple[int, ...]
Settings = dict[str, Any]

MACHINES = {
    "AVX-512": Machine(2, 64, frozenset({"avx512f"})),
    "AVX2": Machine(2, 32, frozenset({"avx2"})),
    "128 bits": Machine(4, 16, frozenset()),
}
# Input, weight, settings: sizes of networks cut down, and the edges of each idea.
CASES: dict[str, tuple[Shape, Shape, Settings]] = {
    "3x3": ((1, 5, 14, 14), (7, 5, 3, 3), {"padding": 1}),
    "batch": ((3, 4, 9, 10), (6, 4, 3, 3), {"padding": 1}),
    "no padding, odd": ((1, 3, 13, 17), (4, 3, 3, 3), {}),
    "stride 2": ((1, 5, 15, 18), (6, 5, 3, 3), {"padding": 1, "stride": 2}),
    "first layer": ((1, 3, 33, 34), (9, 3, 7, 7), {"padding": 3, "stride": 2}),
    "stride 3, 5x5": ((2, 2, 22, 25), (3, 2, 5, 5), {"padding": 2, "stride": 3}),
    "stride 4, 9 taps": ((1, 2, 90), (3, 2, 9), {"padding": 4, "stride": 4}),
    "strides apart": ((1, 4, 12, 20), (5, 4, 3, 3), {"padding": (0, 2), "stride": (1, 2)}),
    "dilated": ((1, 3, 16, 19), (4, 3, 3, 3), {"padding": 2, "dilation": 2}),
    "dilated and strided": ((1, 3, 31, 40), (4, 3, 4, 5), {"padding": 4, "dilation": 3, "stride": 2}),
    "dilation is the stride": ((1, 3, 24, 24), (4, 3, 3, 3), {"dilation": 2, "stride": 2}),
    "groups": ((1, 12, 10, 11), (9, 4, 3, 3), {"padding": 1, "groups": 3}),
    "in x alone": ((1, 6, 7, 21), (5, 6, 1, 3), {"padding": (0, 1)}),
    "in y alone": ((1, 6, 21, 7), (5, 6, 3, 1), {"padding": (1, 0)}),
    "many channels": ((1, 150, 6, 7), (11, 150, 3, 3), {"padding": 1}),
    "one column": ((1, 6, 5, 3), (8, 6, 3, 3), {"padding": (1, 0)}),
    "long": ((1, 3, 700), (4, 3, 5), {"padding": 2}),
    "long, many taps": ((2, 2, 150), (3, 2, 20), {"dilation": 2}),
    "three axes": ((1, 2, 5, 6, 9), (3, 2, 3, 3, 3), {"padding": 1}),
}


def random_values(shape: Shape, seed: int, dtype: Any = np.float32) -> np.ndarray:
    """Whole numbers, so that sums are exact in any order."""
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(dtype)


def convolved(x: Tensor, weight: Tensor, settings: Settings) -> Tensor:
    return getattr(x, f"conv{x.ndim - 2}d")(weight, **settings)


def reference(x: np.ndarray, weight: np.ndarray, settings: Settings) -> np.ndarray:
    function = getattr(torch.nn.functional, f"conv{x.ndim - 2}d")
    return function(torch.from_numpy(x).double(), torch.from_numpy(weight).double(), **settings).numpy()


def window_of(form: Form) -> Window:
    assert form.window is not None
    return form.window


def some_schedules(window: Window, machine: Machine, seed: int, count: int) -> list[WindowSchedule]:
    """The heuristic's, one of a machine's other choices, and any that fit."""
    random = Random(seed)
    listed = list(dict.fromkeys(window_schedule.alternatives(window, machine)))
    chosen = [listed[0], random.choice(listed)]
    _, _, rows, channels = window.sizes
    lines, columns = window.y.loop.extent, window.x.loop.extent
    while len(chosen) < count:
        height, vectors = random.randint(1, min(rows, 6)), random.randint(1, 3)
        width = vectors * listed[0].lanes
        part_columns = random.choice([columns, *range(width, columns, width)])
        made = replace(
            listed[0],
            rows=height,
            vectors=vectors,
            depth=random.randint(1, channels) * window.taps,
            panel_rows=height * random.randint(1, -(-rows // height)),
            lines=random.randint(1, lines) if part_columns == columns else 1,
            panel_columns=part_columns,
            pack_rows=random.choice([False, True]),
        )
        assert window_schedule.fits(window, made, machine)
        chosen.append(made)
    return chosen


def result_under(form: Form, schedule: WindowSchedule) -> np.ndarray:
    emitted = windows.emit(window_of(form), schedule, "windows")
    return np.frombuffer(launched(form, emitted, "windows", Device["CPU"]), form.nest.slots[0].dtype.name)


@pytest.mark.parametrize("case", CASES)
def test_every_schedule_gives_the_exact_convolution(case: str) -> None:
    shape, weights, settings = CASES[case]
    x, weight = random_values(shape, 1), random_values(weights, 2)
    form = prepared(convolved(Tensor(x).realize(), Tensor(weight).realize(), settings))
    want = reference(x, weight, settings)
    for number, machine in enumerate(MACHINES.values()):
        for schedule in some_schedules(window_of(form), machine, number, 3)[number:]:
            got = result_under(form, schedule).reshape(want.shape)
            np.testing.assert_array_equal(got, want, err_msg=f"{schedule}")


def swished(x: Tensor) -> Tensor:
    return x / (1 + (-x).exp())


# What is fused before and after, and the same in float64.
FUSED: dict[str, tuple[Callable[..., Tensor], Callable[..., np.ndarray]]] = {
    "bias, relu": (
        lambda x, w, b, r: (x.conv2d(w, padding=1) + b).relu(),
        lambda conv, x, w, b, r: np.maximum(conv(x, w) + b, 0),
    ),
    "residual": (
        lambda x, w, b, r: (x.conv2d(w, padding=1) + b + r).relu(),
        lambda conv, x, w, b, r: np.maximum(conv(x, w) + b + r, 0),
    ),
    "operand computed": (
        lambda x, w, b, r: (x * 2 + 1).conv2d(w, padding=1) + r,
        lambda conv, x, w, b, r: conv(x * 2 + 1, w) + r,
    ),
    "weights computed": (
        lambda x, w, b, r: x.conv2d((w * b).flip(-1), padding=1),
        lambda conv, x, w, b, r: conv(x, (w * b)[..., ::-1]),
    ),
    "transposed result": (
        lambda x, w, b, r: (x.conv2d(w, padding=1) + b).permute(0, 2, 3, 1).contiguous(),
        lambda conv, x, w, b, r: (conv(x, w) + b).transpose(0, 2, 3, 1),
    ),
}


@pytest.mark.parametrize("case", FUSED)
def test_what_is_fused_into_a_convolution_happens_once_and_in_place(case: str) -> None:
    ours, theirs = FUSED[case]
    arrays = [
        random_values(shape, seed)
        for seed, shape in enumerate([(2, 5, 11, 13), (6, 5, 3, 3), (6, 1, 1), (2, 6, 11, 13)])
    ]
    if case == "weights computed":
        arrays[2] = random_values((6, 5, 3, 1), 7)
    form = prepared(ours(*(Tensor(each).realize() for each in arrays)))
    want = theirs(lambda x, w: reference(x, np.ascontiguousarray(w), {"padding": 1}), *arrays)
    for machine in MACHINES.values():
        if form.window is None:
            # Its columns are the channels.
            assert case == "transposed result"
            return
        for schedule in some_schedules(form.window, machine, 5, 3)[1:]:
            if case == "weights computed":
                schedule = replace(schedule, pack_rows=True)
            np.testing.assert_array_equal(result_under(form, schedule).reshape(want.shape), want)


@pytest.mark.parametrize("dtype", ["float64", "float16", "int32"])
def test_element_types_are_summed_as_everywhere(dtype: str) -> None:
    x, weight = random_values((1, 6, 12, 21), 1, dtype), random_values((5, 6, 3, 3), 2, dtype)
    form = prepared(Tensor(x).realize().conv2d(Tensor(weight).realize(), padding=1))
    want = reference(x.astype(np.float64), weight.astype(np.float64), {"padding": 1})
    for machine in MACHINES.values():
        for schedule in some_schedules(window_of(form), machine, 3, 3)[1:]:
            np.testing.assert_array_equal(result_under(form, schedule).reshape(want.shape), want)


RECOGNISED = [
    (((1, 4, 14, 14), (4, 4, 3, 3), {"padding": 1}), [(3, 1, 1), (3, 1, 1)]),
    (((1, 4, 31, 31), (4, 4, 3, 5), {}), [(3, 1, 1), (5, 1, 1)]),
    (((1, 4, 31, 31), (4, 4, 3, 3), {"stride": 2}), [(3, 2, 1), (3, 2, 1)]),
    (((1, 4, 31, 31), (4, 4, 3, 3), {"dilation": 3}), [(3, 1, 3), (3, 1, 3)]),
    (((1, 4, 31, 31), (4, 4, 1, 3), {}), [(1, 1, 1), (3, 1, 1)]),
    (((2, 4, 64), (4, 4, 9), {"stride": 2}), [(1, 1, 1), (9, 2, 1)]),
    (((1, 4, 31, 31), (4, 4, 1, 1), {}), None),
    (((1, 4, 32, 32), (4, 4, 4, 4), {"stride": 4}), None),
    (((1, 4, 32, 32), (4, 4, 2, 2), {"stride": 3}), None),
]


@pytest.mark.parametrize(("case", "axes"), RECOGNISED)
def test_windows_are_told_by_how_they_read(case: tuple[Shape, Shape, Settings], axes: Any) -> None:
    shape, weights, settings = case
    form = prepared(convolved(Tensor.zeros(*shape).realize(), Tensor.zeros(*weights).realize(), settings))
    if axes is None:
        assert form.window is None
        return
    window = window_of(form)
    assert [(axis.taps, axis.stride, axis.dilation) for axis in (window.y, window.x)] == axes


def test_products_of_matrices_have_no_windows() -> None:
    x = Tensor.zeros(64, 64).realize()
    for result in (x @ x, x @ x.T, x.T @ x):
        assert prepared(result).window is None


@pytest.mark.parametrize("name", ["AVX-512", "AVX2"])
def test_a_convolution_with_many_windows_gets_them(name: str) -> None:
    machine = MACHINES[name]
    form = prepared(
        Tensor.zeros(1, 64, 56, 56).realize().conv2d(Tensor.zeros(64, 64, 3, 3).realize(), padding=1)
    )
    chosen = kinds.choose(form, machine)
    assert isinstance(chosen, WindowSchedule)
    assert kinds.fits(form, chosen, machine)


def test_sums_of_many_channels_are_as_good_as_those_of_few_blocks() -> None:
    random = np.random.default_rng(3)
    x = random.standard_normal((1, 600, 9, 9)).astype(np.float32)
    weight = random.standard_normal((16, 600, 3, 3)).astype(np.float32)
    form = prepared(Tensor(x).realize().conv2d(Tensor(weight).realize(), padding=1))
    want = reference(x, weight, {"padding": 1})
    chosen = next(window_schedule.alternatives(window_of(form), MACHINES["AVX-512"]))
    assert chosen.depth < 1000
    got = result_under(form, chosen).reshape(want.shape)
    assert np.abs(got - want).max() < 2e-6 * np.abs(want).max()
