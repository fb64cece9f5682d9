"""The safetensors format against the reference package, and damaged files."""

from __future__ import annotations

import json
import os
import struct

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import save_file
from safetensors.torch import load_file
from safetensors.torch import save_file as save_torch_file

from barewire.runtime.errors import FileFormatError, InvalidArgument, ShapeError
from barewire.tensor import nn
from barewire.tensor.graph import dtype as dtypes
from barewire.tensor.state import DTYPES, load_safetensors, read_metadata, save_safetensors
from barewire.tensor.tensor import Tensor

from .against_torch import random


def sample(dtype):
    values = np.arange(-6, 6).reshape(3, 4)
    if dtype is dtypes.bool_:
        return Tensor(values > 0)
    return Tensor(np.abs(values) if dtype.kind == "u" else values).cast(dtype)


def test_file_is_read_by_the_reference_package(tmp_path):
    path = tmp_path / "model.safetensors"
    tensors = {name: sample(dtype) for name, dtype in DTYPES.items()} | {
        "scalar": Tensor(2.5),
        "none": Tensor.zeros(0, 3),
    }
    save_safetensors(tensors, path, {"made by": "a test"})
    found = load_file(path)
    assert found.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert str(found[name].dtype) == f"torch.{tensor.dtype.name}"
        assert found[name].tolist() == tensor.tolist()
    with safe_open(path, "np") as file:
        assert file.metadata() == {"made by": "a test"}
    assert read_metadata(path) == {"made by": "a test"}


def test_file_of_the_reference_package_is_read(tmp_path):
    path = tmp_path / "model.safetensors"
    values = {
        name: torch.arange(12).reshape(3, 4).to(getattr(torch, dtype.name)) for name, dtype in DTYPES.items()
    } | {"scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3)}
    save_torch_file(values, path)
    found = load_safetensors(path)
    assert found.keys() == values.keys()
    for name, value in values.items():
        assert found[name].shape == tuple(value.shape)
        assert found[name].dtype.name == str(value.dtype).removeprefix("torch.")
        assert found[name].tolist() == value.tolist()


def test_round_trip_of_a_model_and_of_an_empty_file(tmp_path):
    first, second = nn.Linear(5, 4), nn.Linear(5, 4)
    save_safetensors(first.state_dict(), tmp_path / "model.safetensors")
    second.load_state_dict(load_safetensors(tmp_path / "model.safetensors"))
    np.testing.assert_array_equal(first.weight.numpy(), second.weight.numpy())
    save_safetensors({}, tmp_path / "empty.safetensors")
    assert load_safetensors(tmp_path / "empty.safetensors") == {}


def test_loaded_tensors_are_the_pages_of_the_file_and_changing_them_leaves_it(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file({"a": random(64, 64), "b": random(8)}, path)
    before = path.read_bytes()
    tensors = load_safetensors(path, "CPU")
    assert tensors["a"]._node.argument.is_external
    tensors["a"].assign(tensors["a"] * 2 + 1).realize()
    np.testing.assert_allclose(tensors["a"].numpy(), random(64, 64) * 2 + 1, rtol=1e-6)
    assert path.read_bytes() == before


def test_loaded_parameter_can_be_trained_without_changing_the_loaded_tensor(tmp_path):
    path = tmp_path / "model.safetensors"
    save_file({"weight": random(3, 2), "bias": random(3)}, path)
    loaded = load_safetensors(path)
    model = nn.Linear(2, 3)
    model.load_state_dict(loaded)
    with Tensor.no_grad():
        model.weight.assign(model.weight * 0).realize()
    np.testing.assert_array_equal(loaded["weight"].numpy(), random(3, 2))


def test_tensors_that_are_not_aligned_in_the_file_are_read(tmp_path):
    path = tmp_path / "odd.safetensors"
    values = np.arange(4, dtype="float32")
    header = {
        "a": {"dtype": "U8", "shape": [3], "data_offsets": [0, 3]},
        "b": {"dtype": "F32", "shape": [4], "data_offsets": [3, 19]},
    }
    path.write_bytes(file_bytes(header, b"abc" + values.tobytes()))
    found = load_safetensors(path)
    assert found["a"].tolist() == list(b"abc")
    assert (found["b"] + 1).tolist() == [1, 2, 3, 4]


def test_failed_save_leaves_the_old_file_and_no_other(tmp_path, monkeypatch):
    path = tmp_path / "model.safetensors"
    save_safetensors({"a": Tensor([1.0])}, path)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_safetensors({"a": Tensor([2.0])}, path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.safetensors"]


def test_reserved_name_is_refused(tmp_path):
    with pytest.raises(InvalidArgument, match="__metadata__"):
        save_safetensors({"__metadata__": Tensor([1.0])}, tmp_path / "x")
    assert os.listdir(tmp_path) == []


def file_bytes(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def one(dtype="F32", shape=(2,), offsets=(0, 8), **more):
    return {"a": {"dtype": dtype, "shape": shape, "data_offsets": offsets, **more}}


TWO = {"dtype": "F32", "shape": [2]}
DAMAGED = [
    (b"", "fewer than the 8"),
    (b"1234567", "fewer than the 8"),
    (file_bytes(b"{}", length=10**9), "at most 100000000"),
    (file_bytes(b"{}", length=2**63 + 5), "at most"),
    (file_bytes(b"{}", length=50), "the file ends after 2"),
    (file_bytes(b"{"), "not valid JSON"),
    (file_bytes(b"\xff\xfe"), "not valid JSON"),
    (file_bytes(b"[" * 100_000), "not valid JSON"),
    (file_bytes(b'{"a":1,"a":2}'), "appears twice"),
    (file_bytes(b"[]"), "not a JSON object"),
    (file_bytes({"a": 3}), "does not have exactly"),
    (file_bytes(one(more=1), bytes(8)), "does not have exactly"),
    (file_bytes({"__metadata__": {"a": 1}}), "__metadata__ is not"),
    (file_bytes(one(shape=[-2])), "not a list of sizes"),
    (file_bytes(one(shape=2)), "not a list of sizes"),
    (file_bytes(one(shape=[True, 2])), "not a list of sizes"),
    (file_bytes(one(offsets=[0])), "not a begin and an end"),
    (file_bytes(one(offsets=[8, 0]), bytes(8)), "needs 8 bytes"),
    (file_bytes(one(offsets=[0, 12]), bytes(12)), "needs 8 bytes"),
    (file_bytes(one(), bytes(4)), "cut short"),
    (file_bytes(one(), bytes(9)), "9 follow the header"),
    (file_bytes(one(offsets=[4, 12]), bytes(12)), "leaves a gap"),
    (
        file_bytes({"a": {**TWO, "data_offsets": [0, 8]}, "b": {**TWO, "data_offsets": [4, 12]}}, bytes(12)),
        "overlaps",
    ),
]


@pytest.mark.parametrize(("content", "text"), DAMAGED)
def test_damaged_file_is_refused_with_the_reason(tmp_path, content, text):
    path = tmp_path / "damaged.safetensors"
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=text) as refused:
        load_safetensors(path)
    assert "damaged.safetensors" in str(refused.value)


def test_tensors_of_unknown_types_are_left_out_and_named(tmp_path):
    path = tmp_path / "mixed.safetensors"
    known = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    header = {"a": known, "b": {"dtype": "F8_E8M0", "shape": [8], "data_offsets": [8, 16]}}
    path.write_bytes(file_bytes(header, np.float32([1, 2]).tobytes() + bytes(8)))

    with pytest.warns(UserWarning, match=r"mixed.safetensors: left out 'b' \(F8_E8M0\)"):
        loaded = load_safetensors(path)

    assert {name: tensor.tolist() for name, tensor in loaded.items()} == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("tensors", "metadata"),
    [
        ({1: Tensor([1.0])}, None),
        ({None: Tensor([1.0])}, None),
        ({"\ud800": Tensor([1.0])}, None),
        ({"a": 1.0}, None),
        ({"a": [Tensor([1.0])]}, None),
        ([Tensor([1.0])], None),
        ({"a": Tensor([1.0])}, {"step": 7}),
        ({"a": Tensor([1.0])}, {7: "step"}),
        ({"a": Tensor([1.0])}, "step"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(tmp_path, tensors, metadata):
    path = tmp_path / "model.safetensors"

    with pytest.raises(InvalidArgument):
        save_safetensors(tensors, path, metadata)

    assert not path.exists()


def test_header_that_readers_refuse_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr("barewire.tensor.state.MAX_HEADER_BYTES", 100)
    path = tmp_path / "model.safetensors"

    with pytest.raises(InvalidArgument, match="readers of safetensors files take 100"):
        save_safetensors({"a" * 100: Tensor([1.0])}, path)

    assert not path.exists()


def test_lists_of_a_huge_tensor_without_elements_are_refused(tmp_path):
    path = tmp_path / "empty.safetensors"
    path.write_bytes(file_bytes(one("F32", [2**31, 0, 1], (0, 0))))
    (loaded,) = load_safetensors(path).values()

    assert loaded.shape == (2**31, 0, 1)
    with pytest.raises(ShapeError, match="2147483648 empty lists"):
        loaded.tolist()
    assert loaded.numpy().shape == (2**31, 0, 1)


def test_missing_file_is_an_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_safetensors(tmp_path / "nothing")
