"""DLPack with PyTorch and NumPy, both versions, both ways."""

from __future__ import annotations

import gc
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from barewire import Tensor
from barewire.runtime.errors import BarewireError, ExchangeError, InvalidArgument
from barewire.tensor.graph.dtype import ALL

pytestmark = pytest.mark.usefixtures("on_the_processor")

VERSIONED, OLD = "dltensor_versioned", '"dltensor"'


@st.composite
def views(draw: st.DrawFn) -> np.ndarray:
    """Arrays of any strides, offset and rank, some without elements, some read-only."""
    rank = draw(st.integers(0, 4))
    whole = tuple(draw(st.integers(0, 4)) for _ in range(rank))
    kind = draw(st.sampled_from(["float32", "float64", "float16", "int8", "uint16", "int64", "bool"]))
    array = np.arange(int(np.prod(whole)) + 3)[3:].reshape(whole).astype(kind)
    for axis in range(rank):
        start, step = draw(st.integers(0, 2)), draw(st.sampled_from([1, 1, 2, -1, -2]))
        cut = [slice(None)] * rank
        cut[axis] = slice(None, None, step) if step < 0 else slice(start, None, step)
        array = array[tuple(cut)]
    array = array.transpose(draw(st.permutations(range(rank))))
    if draw(st.booleans()) and rank:
        array = np.broadcast_to(array, (2, *array.shape))
    if draw(st.booleans()):
        array = array.view()
        array.flags.writeable = False
    return array


@settings(max_examples=60, deadline=None)
@given(views(), st.sampled_from([None, True, False]))
def test_arrays_of_any_layout_come_in(array, copy):
    try:
        found = Tensor.from_dlpack(array, copy=copy)
    except ExchangeError as error:
        assert copy is False and isinstance(error, BufferError) and not array.flags.c_contiguous
        return
    assert (found.shape, found.dtype.name) == (array.shape, array.dtype.name)
    np.testing.assert_array_equal(found.numpy(), array)
    if copy is not None and array.size:
        assert np.shares_memory(found.numpy(), array) is not copy


@settings(max_examples=60, deadline=None)
@given(
    views().filter(lambda array: min(array.strides, default=0) >= 0),
    st.sampled_from([dtype.name for dtype in ALL]),
)
def test_tensors_of_torch_of_any_layout_come_in(array, dtype):
    theirs = torch.from_numpy(array.copy("K")).to(getattr(torch, dtype))

    found = Tensor.from_dlpack(theirs)

    assert (found.shape, found.dtype.name) == (tuple(theirs.shape), dtype)
    np.testing.assert_array_equal(found.float().numpy(), theirs.float().numpy())


@pytest.mark.parametrize("dtype", [dtype.name for dtype in ALL])
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)])
@pytest.mark.parametrize("version", [None, (0, 8), (1, 0), (1, 9), (2, 0)])
def test_tensors_of_any_dtype_go_out(dtype, shape, version):
    values = np.arange(int(np.prod(shape))).reshape(shape) % 2
    x = Tensor(values, dtype=dtype)

    capsule = x.__dlpack__(max_version=version)
    theirs = torch.utils.dlpack.from_dlpack(capsule)

    assert (tuple(theirs.shape), theirs.dtype) == (shape, getattr(torch, dtype))
    np.testing.assert_array_equal(theirs.float().numpy(), values)
    assert VERSIONED in repr(x.__dlpack__(max_version=(1, 0)))
    assert OLD in repr(x.__dlpack__()) and OLD in repr(x.__dlpack__(max_version=(0, 8)))


def test_memory_goes_out_shared_and_can_be_written():
    x = Tensor([1.0, 2.0])
    torch.from_dlpack(x)[0] = 7
    np.from_dlpack(x)[1] = 8

    assert x.tolist() == [7, 8]


def test_memory_that_others_depend_on_is_copied_or_said_to_be_read_only():
    x = (Tensor([1.0, 2.0]) + 1).realize()
    other = x * 2

    torch.from_dlpack(x)[0] = 100
    seen = np.from_dlpack(x, copy=False)

    assert other.tolist() == [4, 6] and not seen.flags.writeable
    del seen
    waiting = x * 3
    with pytest.raises(BufferError, match="version 0 cannot say so"):
        x.__dlpack__(copy=False)
    assert waiting.tolist() == [6, 9]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Tensor.zeros(2),
        lambda: Tensor.full((2, 2), 7),
        lambda: Tensor([]),
        lambda: Tensor([True]).reshape(1),
    ],
)
def test_equal_constants_do_not_keep_each_other_from_going_out(make):
    first = make()
    first.tolist()
    both = first, make()
    for each in reversed(both):
        each.__dlpack__(copy=False)
    taken = torch.from_dlpack(both[0])
    if taken.numel():
        taken[0] = 3
    assert both[0].tolist() == taken.tolist()
    assert both[1].tolist() == make().tolist()


def test_copies_are_asked_for_and_refused():
    x = Tensor([1.0, 2.0])
    copied = np.from_dlpack(x, copy=True)
    copied[0] = 9

    assert x.tolist() == [1, 2]
    for wrong in (
        lambda: x.__dlpack__(dl_device=(2, 0)),
        lambda: Tensor.from_dlpack(np.arange(4)[::2], copy=False),
    ):
        with pytest.raises(BufferError) as refused:
            wrong()
        assert isinstance(refused.value, BarewireError)
    with pytest.raises(InvalidArgument):
        x.__dlpack__(max_version="new")


def test_an_exception_on_its_way_survives_the_death_of_capsules():
    x = Tensor([1.0, 2.0])

    def fail() -> None:
        capsules = [x.__dlpack__(), x.__dlpack__(max_version=(1, 0)), (x * 2).__dlpack__()]
        raise KeyError(len(capsules))

    for _ in range(50):
        with pytest.raises(KeyError, match="3"):
            fail()
    assert x.tolist() == [1, 2]


def test_nothing_is_kept_of_what_went_out_and_came_in():
    array = np.zeros(10_000)
    before = sys.getrefcount(array)
    for _ in range(20):
        x = Tensor.from_dlpack(array)
        np.from_dlpack(x)
        x.__dlpack__(max_version=(1, 0))
        del x
    gc.collect()

    assert sys.getrefcount(array) == before


class OldProducer:
    """A producer of version 0, which knows no keywords."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array

    def __dlpack__(self, stream: object = None) -> object:
        return self.array.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return (1, 0)


def test_producers_of_version_0_are_taken():
    array = np.arange(3)
    x = Tensor.from_dlpack(OldProducer(array))
    array[0] = 7

    assert x.tolist() == [7, 1, 2]
    assert Tensor.from_dlpack(OldProducer(array), copy=True).tolist() == [7, 1, 2]
