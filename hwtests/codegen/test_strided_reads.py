"""Elements a few places apart, which a processor picks out of whole vectors."""

from __future__ import annotations

import ctypes
import mmap

import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.tensor.graph.dtype import DType, bool_, float16, float32, float64, uint16

PAGE = mmap.PAGESIZE


@pytest.mark.parametrize("dtype", [bool_, uint16, float16, float32, float64], ids=str)
@pytest.mark.parametrize("stride", [2, 3, 4, 5])
def test_every_few_elements_are_those(stride: int, dtype: DType) -> None:
    """Of rows of all lengths around a vector's, alone and with places around them that are not there."""
    random = np.random.default_rng(stride)
    for length in (15, 33, 130):
        values = random.integers(0, 2 if dtype is bool_ else 100, (3, length))
        x = Tensor(values, dtype=dtype)
        array = x.numpy()
        np.testing.assert_array_equal(x[:, ::stride].contiguous().numpy(), array[:, ::stride])
        padded = np.pad(array, ((0, 0), (2, 3)))
        np.testing.assert_array_equal(x.pad((2, 3))[:, ::stride].contiguous().numpy(), padded[:, ::stride])
        np.testing.assert_array_equal(x.flip(1)[:, ::stride].contiguous().numpy(), array[:, ::-stride])


@pytest.mark.parametrize("width", [3, 7, 14, 20, 33, 40])
@pytest.mark.parametrize("stride", [1, 2, 3, 4])
def test_convolution_of_any_stride_and_width_equals_torch(stride: int, width: int) -> None:
    random = np.random.default_rng(width)
    x = random.standard_normal((2, 6, 9, width)).astype(np.float32)
    for shape, groups in (((16, 6, 3, 3), 1), ((6, 1, 3, 3), 6), ((16, 6, 1, 1), 1)):
        weight = random.standard_normal(shape).astype(np.float32)
        ours = Tensor(x).conv2d(Tensor(weight), stride=stride, padding=1, groups=groups)
        theirs = torch.nn.functional.conv2d(
            torch.from_numpy(x), torch.from_numpy(weight), stride=stride, padding=1, groups=groups
        )
        np.testing.assert_allclose(ours.numpy(), theirs.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("stride", [2, 3, 4])
def test_nothing_is_read_past_the_last_element(stride: int) -> None:
    """The memory ends with a page that nobody may read."""
    memory = mmap.mmap(-1, 2 * PAGE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.mprotect(ctypes.c_void_p(start + PAGE), PAGE, 0) == 0, ctypes.get_errno()
    for count in (17, 33, 100):
        array = np.frombuffer(memory, np.float32, count, PAGE - 4 * count)
        array[:] = np.arange(count)
        x = Tensor.from_dlpack(array)
        last = x[(count - 1) % stride :: stride]
        np.testing.assert_array_equal((last + 1).numpy()[-1:], [count])
