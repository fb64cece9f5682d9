"""Depthwise convolution, pooling and other windows over planes, beside PyTorch."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch
from torch.nn import functional

from barewire import Tensor
from barewire.runtime.device import Device
from barewire.tensor.codegen import kinds
from barewire.tensor.codegen.schedule import StencilSchedule
from barewire.tensor.run.kernels import machine_of

from ..daily import daily
from ..reference import evaluate
from .launching import launched, prepared

Array = np.ndarray
PAGE = mmap.PAGESIZE
SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 13, 14, 16, 17, 20, 28, 33, 40, 65]
WIDTHS = [*SIZES, 112, 150, 300]


def tensors(*arrays: Array) -> tuple[torch.Tensor, ...]:
    return tuple(torch.from_numpy(array) for array in arrays)


class Window:
    """A plane and a window of random shapes, those that networks have among them."""

    def __init__(self, seed: int, padded_by: float = 1.0) -> None:
        r = self.random = Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.kernel = (r.choice([1, 2, 3, 3, 3, 5, 7]), r.choice([1, 2, 3, 3, 3, 5, 7]))
        self.stride = (r.choice([1, 1, 2, 3]), r.choice([1, 1, 2, 3, 4]))
        self.dilation = (r.choice([1, 1, 1, 2, 3]), r.choice([1, 1, 1, 2, 3]))
        self.padding = tuple(r.randint(0, int(padded_by * (k // 2))) for k in self.kernel)
        least = [
            max(d * (k - 1) + 1 - 2 * p, 1)
            for k, d, p in zip(self.kernel, self.dilation, self.padding, strict=True)
        ]
        size = [max(r.choice(sizes), low) for sizes, low in zip((SIZES, WIDTHS), least, strict=True)]
        self.shape = (r.choice([1, 2, 3]), r.choice([1, 2, 5, 16]), *size)

    def plane(self) -> Array:
        return self.numbers.standard_normal(self.shape).astype(np.float32)

    def weight(self) -> Array:
        return self.numbers.standard_normal((self.shape[1], 1, *self.kernel)).astype(np.float32)


@pytest.mark.share(14)
@pytest.mark.parametrize("seed", range(120))
def test_depthwise_convolution_equals_torch(seed: int) -> None:
    window = Window(seed, 2.0)
    x, w = window.plane(), window.weight()
    places = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
    before = window.random.choice(["", "relu"])
    after: Callable[..., object] = window.random.choice([lambda y: y, lambda y: (y * 2 + 1).clip(0, 6)])
    ours, (theirs, weight) = Tensor(x), tensors(x, w)
    if before:
        ours, theirs = ours.relu(), theirs.relu()
    got = after(ours.conv2d(Tensor(w), groups=x.shape[1], **places))
    want = after(functional.conv2d(theirs.double(), weight.double(), groups=x.shape[1], **places))
    np.testing.assert_allclose(got.numpy(), want.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.share(14)
@pytest.mark.parametrize("seed", range(60))
def test_greatest_of_windows_equals_torch_where_some_are_no_numbers(seed: int) -> None:
    window = Window(seed)
    x = window.plane()
    for special in (np.nan, np.inf, -np.inf, -0.0, 0.0):
        x[window.numbers.random(x.shape) < 0.02] = special
    places = {"padding": window.padding, "dilation": window.dilation}
    got = Tensor(x).max_pool2d(window.kernel, window.stride, **places)
    want = functional.max_pool2d(*tensors(x), window.kernel, window.stride, **places)
    np.testing.assert_array_equal(got.numpy(), want.numpy())


@pytest.mark.share(14)
@pytest.mark.parametrize("seed", range(60))
def test_means_of_windows_equal_torch(seed: int) -> None:
    window = Window(seed)
    x = window.plane()
    got = Tensor(x).avg_pool2d(window.kernel, window.stride, padding=window.padding)
    want = functional.avg_pool2d(
        *(x.double() for x in tensors(x)), window.kernel, window.stride, window.padding
    )
    np.testing.assert_allclose(got.numpy(), want.numpy(), rtol=1e-5, atol=2e-6)


@pytest.mark.share(14)
@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16"])
def test_windows_of_integers_are_exact(dtype: str, seed: int) -> None:
    window = Window(seed)
    info = np.iinfo(dtype)
    x, w = (
        window.numbers.integers(info.min, info.max + 1, shape).astype(dtype)
        for shape in (window.shape, (window.shape[1], 1, *window.kernel))
    )
    places = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
    got = Tensor(x).cast("int32").conv2d(Tensor(w).cast("int32"), groups=x.shape[1], **places)
    theirs, weight = (each.double() for each in tensors(x, w))
    want = functional.conv2d(theirs, weight, groups=x.shape[1], **places)
    np.testing.assert_array_equal(got.numpy(), want.long().int().numpy())
    places.pop("stride")
    got = Tensor(x).max_pool2d(window.kernel, window.stride, **places)
    want = functional.max_pool2d(theirs, window.kernel, window.stride, **places)
    np.testing.assert_array_equal(got.numpy(), want.numpy().astype(dtype))


# Windows of one axis, of what is computed from the plane, and of other dtypes; and what may follow.
SEVERAL: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "a row": lambda x, w: x.reshape(2, 6, -1).conv1d(w[:, :, 0], padding=2, groups=6),
    "along rows": lambda x, w: x.conv2d(w[:, :, :1], groups=6, padding=(0, 1)),
    "down columns": lambda x, w: x.conv2d(w[:, :, :, :1], groups=6, padding=(1, 0), stride=(2, 1)),
    "strides": lambda x, w: x.conv2d(w, groups=6, padding=(1, 2), stride=(2, 3)),
    "transposed": lambda x, w: x.conv_transpose2d(w, groups=6, stride=2, padding=1),
    "of what is resized": lambda x, w: x.repeat_interleave(2, -1).conv2d(w, groups=6, padding=1),
    "mean of squares": lambda x, w: (x * x).avg_pool2d(3, 1, padding=1).sqrt(),
    "flipped": lambda x, w: x.flip(-1).conv2d(w, groups=6, padding=1),
    "float16": lambda x, w: x.cast("float16").conv2d(w.cast("float16"), groups=6, padding=1),
    "float64": lambda x, w: x.cast("float64").conv2d(w.cast("float64"), groups=6, padding=1),
    "int8": lambda x, w: (x * 9).cast("int8").conv2d((w * 9).cast("int8"), groups=6, padding=1),
    "bool": lambda x, w: (x > 1).max_pool2d(3, 2, padding=1),
    "much after it": lambda x, w: (y := x.conv2d(w, groups=6, padding=1)) / (1 + (-y).exp()).sqrt() + x.sin(),
}


@pytest.mark.parametrize("vector_bytes", daily([16, 32, 64], [64]))
@pytest.mark.parametrize("name", SEVERAL)
def test_every_schedule_gives_what_numpy_gives(name: str, vector_bytes: int) -> None:
    random = np.random.default_rng(3)
    x, w = (
        Tensor(random.standard_normal(shape).astype(np.float32), device="CPU").realize()
        for shape in ((2, 6, 19, 23), (6, 1, 3, 3))
    )
    result = SEVERAL[name](x, w)
    (want,) = evaluate([result._node])
    form = prepared(result)
    machine = replace(machine_of(Device["CPU"]), vector_bytes=vector_bytes)
    schedules = [each for each in kinds.alternatives(form, machine) if isinstance(each, StencilSchedule)]
    assert (name == "bool") != bool(schedules)
    for chosen in [kinds.choose(form, machine), *schedules[:: len(SEVERAL) // 4]]:
        emitted = kinds.emit(form, chosen, "windows", machine)
        got = np.frombuffer(launched(form, emitted, "windows", Device["CPU"]), want.dtype).reshape(want.shape)
        np.testing.assert_allclose(got, want, rtol=2e-3 if name == "float16" else 1e-5, atol=1e-5)


@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_nothing_is_read_past_the_last_plane(stride: int, padding: int) -> None:
    """The memory ends with a page that nobody may read, and begins with one."""
    memory = mmap.mmap(-1, 4 * PAGE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    libc = ctypes.CDLL(None, use_errno=True)
    for page in (0, 3):
        assert libc.mprotect(ctypes.c_void_p(start + page * PAGE), PAGE, 0) == 0, ctypes.get_errno()
    for height, width in ((3, 5), (9, 17), (4, 33), (30, 64)):
        count = height * width
        for offset in (PAGE, 3 * PAGE - 4 * count):
            array = np.frombuffer(memory, np.float32, count, offset)
            array[:] = np.arange(count)
            plane = array.reshape(1, 1, height, width)
            got = Tensor.from_dlpack(plane).max_pool2d(3, stride, padding=padding)
            want = functional.max_pool2d(*tensors(plane), 3, stride, padding)
            np.testing.assert_array_equal(got.numpy(), want.numpy())


@pytest.mark.parametrize("dtype", ["uint8", "int16"])
@pytest.mark.parametrize("width", [9, 17, 33])
def test_the_last_of_a_row_alone_is_stored_alone(width: int, dtype: str) -> None:
    """A vector of which one lane is stored: LLVM wrote four bytes of it, over the row below."""
    x = np.random.default_rng(width).integers(0, 99, (2, 11, width)).astype(np.int32)
    got = Tensor(x).max_pool2d(3, 1, padding=1).cast(dtype)
    want = functional.max_pool2d(*(each.double() for each in tensors(x)), 3, 1, 1).numpy()
    np.testing.assert_array_equal(got.numpy(), want.astype(dtype))
