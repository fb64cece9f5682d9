"""Data in and out: lists, NumPy, buffers, DLPack."""

import array
import gc
import struct
import sys

import ml_dtypes
import numpy as np
import pytest
import torch

from barewire import Tensor
from barewire.runtime.errors import DTypeError, InvalidArgument, ShapeError, UnknownDevice
from barewire.tensor.graph.dtype import ALL
from hwtests import programs

FLOATS_WITHOUT_NUMPY = ["bfloat16", "float8_e4m3fn", "float8_e5m2"]
NUMPY_NAMES = [dtype.name for dtype in ALL if dtype.name not in FLOATS_WITHOUT_NUMPY]


@pytest.mark.parametrize("dtype", NUMPY_NAMES)
def test_numpy_array_comes_back_as_it_went(dtype: str) -> None:
    x = np.arange(12).reshape(3, 4).astype(dtype)
    tensor = Tensor(x)
    assert tensor.dtype.name == dtype
    assert tensor.shape == (3, 4)
    np.testing.assert_array_equal(tensor.numpy(), x)
    assert tensor.numpy().dtype == x.dtype
    assert tensor.tolist() == x.tolist()


@pytest.mark.parametrize(
    "change",
    [
        lambda x: x[::2],
        lambda x: x.T,
        lambda x: x[:, ::-1],
        lambda x: np.broadcast_to(x[:1], (3, 4)),
        lambda x: x.astype(">f4"),
        lambda x: np.asfortranarray(x),
        lambda x: x[:0],
    ],
)
def test_array_of_any_layout_is_taken(change) -> None:
    x = change(np.arange(12, dtype=np.float32).reshape(3, 4))
    np.testing.assert_array_equal(Tensor(x).numpy(), x)
    np.testing.assert_array_equal(Tensor.from_numpy(x).numpy(), x)


def test_read_only_array_is_copied() -> None:
    x = np.arange(4.0, dtype=np.float32)
    x.flags.writeable = False
    tensor = Tensor.from_numpy(x)
    tensor += 1
    assert tensor.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert x.tolist() == [0.0, 1.0, 2.0, 3.0]


@pytest.mark.usefixtures("on_the_processor")
def test_constructor_copies_and_from_numpy_shares() -> None:
    x = np.zeros(1000, dtype=np.float32)
    copied, shared = Tensor(x), Tensor.from_numpy(x)
    x[:] = 5
    assert copied.numpy().max() == 0
    assert shared.numpy().min() == 5


@pytest.mark.usefixtures("on_the_processor")
def test_numpy_is_a_view_that_outlives_the_tensor() -> None:
    tensor = Tensor([1.0, 2.0])
    view = tensor.numpy()
    view[0] = 7
    assert tensor.tolist() == [7.0, 2.0]
    del tensor
    gc.collect()
    assert view.tolist() == [7.0, 2.0]


@pytest.mark.usefixtures("on_the_processor")
def test_memory_that_others_depend_on_cannot_be_written_through_a_view() -> None:
    source = Tensor([1.0, 2.0, 3.0])
    a, b = source + 0.5, source + 0.5
    assert not a.numpy().flags.writeable
    assert torch.from_dlpack(a).add_(1).tolist() == [2.5, 3.5, 4.5]
    assert b.tolist() == [1.5, 2.5, 3.5]
    # Each constant has memory of its own.
    zeros, others = Tensor.zeros(3), Tensor.zeros(3)
    zeros.numpy()[0] = 7
    assert zeros.tolist() == [7.0, 0.0, 0.0]
    assert others.tolist() == Tensor.zeros(3).tolist() == [0.0, 0.0, 0.0]
    x = Tensor([1.0, 2.0])
    pending = x * 2
    assert not x.numpy().flags.writeable
    assert pending.tolist() == [2.0, 4.0]
    del pending
    assert x.numpy().flags.writeable


@pytest.mark.parametrize("dtype", FLOATS_WITHOUT_NUMPY)
def test_what_numpy_lacks_leaves_as_float32(dtype: str) -> None:
    tensor = Tensor([1.5, -2.5], dtype=dtype)
    assert tensor.numpy().dtype == np.float32
    assert tensor.tolist() == [1.5, -2.5]


def test_lists_round_as_the_dtype_does() -> None:
    values = [1.00390625, 1.01171875, 3.4e38, float("nan"), float("inf"), -1e-40, 0.1]
    expected = np.array(values, dtype=np.float32).astype(ml_dtypes.bfloat16).astype(np.float32)
    np.testing.assert_array_equal(Tensor(values, dtype="bfloat16").numpy(), expected)
    for name in ("float8_e4m3fn", "float8_e5m2"):
        eight = torch.tensor(values).to(getattr(torch, name)).float()
        np.testing.assert_array_equal(Tensor(values, dtype=name).numpy(), eight.numpy())
    assert Tensor([1e39, -1e39]).tolist() == [float("inf"), float("-inf")]
    assert Tensor([1e6], dtype="float16").tolist() == [float("inf")]


def test_nested_lists_and_scalars_make_tensors() -> None:
    assert Tensor([[1, 2], [3, 4]]).shape == (2, 2)
    assert Tensor([[[]]]).shape == (1, 1, 0)
    assert Tensor(2.5).shape == ()
    assert Tensor(range(4)).tolist() == [0, 1, 2, 3]
    assert Tensor((1, (2)), dtype="int8").dtype.name == "int8"
    assert Tensor([np.float32(1), np.float32(2)]).dtype.name == "float32"
    assert Tensor([np.arange(3), np.arange(3)]).shape == (2, 3)
    assert Tensor([Tensor([1.0]), Tensor([2.0])]).tolist() == [[1.0], [2.0]]
    assert Tensor(Tensor([1, 2]), dtype="float32").tolist() == [1.0, 2.0]
    assert Tensor(np.float64(3)).dtype.name == "float64"


@pytest.mark.parametrize("ragged", [[[1, 2], [3]], [[1], 2], [1, [2]]])
def test_ragged_lists_are_refused(ragged) -> None:
    with pytest.raises(ShapeError, match="ragged"):
        Tensor(ragged)


@pytest.mark.parametrize(
    "wrong",
    ["text", ["a"], [None], {1: 2}.items, np.array(["a"]), np.zeros(2, "M8[s]"), np.array([object()])],
)
def test_data_of_no_dtype_is_refused(wrong) -> None:
    with pytest.raises(DTypeError):
        Tensor(wrong)


def test_values_beyond_the_dtype_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="int8"):
        Tensor([300], dtype="int8")
    with pytest.raises(InvalidArgument, match="uint32"):
        Tensor([-1], dtype="uint32")


def test_buffers_make_tensors() -> None:
    assert Tensor(array.array("d", [1.5, 2.5])).dtype.name == "float64"
    assert Tensor(b"\x01\x02").tolist() == [1, 2]
    assert Tensor(struct.pack("3f", 1, 2, 3), dtype="float32").tolist() == [1.0, 2.0, 3.0]
    assert Tensor(memoryview(array.array("i", [1, 2])), dtype="float32").tolist() == [1.0, 2.0]
    assert Tensor(bytearray(b"\xff")).tolist() == [255]
    with pytest.raises(InvalidArgument, match="5 bytes"):
        Tensor(b"12345", dtype="float32")


def test_tensor_gives_a_memoryview_of_its_shape() -> None:
    view = Tensor([[1, 2], [3, 4]], dtype="int32").memory()
    assert view.shape == (2, 2)
    assert view.tolist() == [[1, 2], [3, 4]]


@pytest.mark.usefixtures("on_the_processor")
@pytest.mark.parametrize("dtype", [dtype.name for dtype in ALL])
def test_dlpack_shares_memory_with_torch_both_ways(dtype: str) -> None:
    source = torch.arange(6).reshape(2, 3).to(getattr(torch, dtype))
    tensor = Tensor.from_dlpack(source)
    assert tensor.dtype.name == dtype
    assert tensor.tolist() == source.tolist()
    source[0, 0] = 1
    assert tensor.tolist() == source.tolist()
    made = Tensor([[1, 0], [1, 1]], dtype=dtype)
    back = torch.from_dlpack(made)
    assert back.dtype is source.dtype
    assert back.tolist() == made.tolist()
    back[0, 0] = 0
    assert made.tolist() == back.tolist()


def test_dlpack_of_strided_and_gradient_tensors_is_copied() -> None:
    source = torch.arange(12.0).reshape(3, 4)
    assert Tensor.from_dlpack(source.T).tolist() == source.T.tolist()
    assert Tensor.from_dlpack(source[:, 1::2]).tolist() == source[:, 1::2].tolist()
    assert Tensor.from_dlpack(source[:1].expand(3, 4)).tolist() == source[:1].expand(3, 4).tolist()
    assert Tensor(source.clone().requires_grad_()).tolist() == source.tolist()
    assert Tensor.from_dlpack(torch.zeros(0, 3)).shape == (0, 3)


@pytest.mark.usefixtures("on_the_processor")
def test_dlpack_to_numpy_and_back() -> None:
    tensor = Tensor([1.0, 2.0])
    np.testing.assert_array_equal(np.from_dlpack(tensor), [1.0, 2.0])
    x = np.arange(3.0)
    shared = Tensor.from_dlpack(x)
    x[0] = 9
    assert shared.tolist() == [9.0, 1.0, 2.0]
    x.flags.writeable = False
    assert Tensor.from_dlpack(x).tolist() == [9.0, 1.0, 2.0]


@pytest.mark.usefixtures("on_the_processor")
def test_dlpack_memory_lives_as_long_as_either_side() -> None:
    borrowed = torch.from_dlpack(Tensor([1.0, 2.0, 3.0]) + 1)
    gc.collect()
    assert borrowed.tolist() == [2.0, 3.0, 4.0]
    lent = Tensor.from_dlpack(torch.tensor([4.0, 5.0]))
    gc.collect()
    assert lent.tolist() == [4.0, 5.0]
    capsule = Tensor([1.0]).__dlpack__()
    del capsule
    gc.collect()


def test_scalars_leave_as_python_numbers() -> None:
    assert Tensor([[3]]).item() == 3
    assert int(Tensor(3)) == 3
    assert float(Tensor(2.5)) == 2.5
    assert bool(Tensor([0.0])) is False
    assert [10, 20, 30][Tensor(1)] == 20
    assert len(Tensor([1, 2, 3])) == 3
    assert 2 in Tensor([1, 2])
    assert [each.item() for each in Tensor([1, 2])] == [1, 2]
    with pytest.raises(ShapeError, match=r"\(2,\)"):
        Tensor([1, 2]).item()
    with pytest.raises(DTypeError):
        [1, 2][Tensor(1.0)]
    with pytest.raises(DTypeError):
        len(Tensor(1))


def test_array_protocol_takes_dtype_and_copy() -> None:
    tensor = Tensor([1.0, 2.0])
    assert np.asarray(tensor).dtype == np.float32
    assert np.asarray(tensor, dtype=np.float64).dtype == np.float64
    copied = np.array(tensor, copy=True)
    copied[0] = 5
    assert tensor.tolist() == [1.0, 2.0]


def test_devices_are_named_in_any_case() -> None:
    assert Tensor([1], device="cpu").device == Tensor([1], device="CPU:0").device == "CPU"
    assert Tensor([1.0]).to("cpu").tolist() == [1.0]
    assert Tensor([1.5]).to("int32").tolist() == [1]
    assert Tensor([1.5]).to("cpu", "float64").dtype.name == "float64"
    for wrong in ("TPU", "CPU:7", "CPU:x"):
        with pytest.raises(UnknownDevice, match=wrong):
            Tensor([1], device=wrong)


def test_small_list_needs_no_numpy() -> None:
    program = (
        "import sys; from barewire import Tensor; x = Tensor([1., 2.]) + 1; "
        "assert 'numpy' not in sys.modules and 'torch' not in sys.modules, 'imported'; print(x.shape)"
    )
    done = programs.run([sys.executable, "-c", program])
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "(2,)"


def test_assign_keeps_dtype_and_checks_shape() -> None:
    tensor = Tensor([1.0, 2.0])
    assert tensor.assign([3, 4]) is tensor
    assert tensor.tolist() == [3.0, 4.0]
    tensor.assign(7)
    assert tensor.tolist() == [7.0, 7.0]
    with pytest.raises(ShapeError, match=r"\(3,\).*\(2,\)"):
        tensor.assign([1.0, 2.0, 3.0])


def test_value_taken_before_an_assign_is_the_old_one() -> None:
    tensor = Tensor([1.0, 2.0])
    before = tensor * 10
    copy, view = tensor.clone(), tensor.detach()
    tensor.assign(tensor + 1)
    assert tensor.tolist() == view.tolist() == [2.0, 3.0]
    assert before.tolist() == [10.0, 20.0]
    assert copy.tolist() == [1.0, 2.0]
